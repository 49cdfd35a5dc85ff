/**
 * \file name.h
 * \brief Distinguished names: canonical comparison, encoding and hashing.                    RFC 5280 4.1.2.4, 7.1
 *
 * Two names are equal when their canonical forms are: character strings of every type become UTF-8 with ASCII letters
 * in lower case, white space at the ends dropped and inside collapsed to one space; values of other types are compared
 * as encoded; the members of a multi-valued RDN are a set. This is the rule of X509_NAME_cmp() and X509_NAME_hash().
 * A Name is given with its SEQUENCE header, as bs_cert.subject is.
 */
#ifndef BS_X509_NAME_H
#define BS_X509_NAME_H

#include "src/x509/der.h"

/** One AttributeTypeAndValue. */
struct bs_name_entry {
    bs_reader oid;   /* content of the OID */
    uint8_t tag;     /* of the value */
    bs_reader value; /* content of the value */
    unsigned rdn;    /* index of the RDN it stands in */
};

/** A walk over a name's entries. */
struct bs_name_iter {
    bs_reader rdns; /* SETs left */
    bs_reader set;  /* entries left in the SET at hand */
    unsigned rdn;   /* number of SETs opened */
};

/** Starts a walk; false if `name` is not a SEQUENCE filling the view. */
BS_CHECKED bool bs_name_iter_init(struct bs_name_iter *it, bs_reader name);

/** The next entry; false at the end and at malformed DER (then it->rdns or it->set is not empty). */
BS_CHECKED bool bs_name_next(struct bs_name_iter *it, struct bs_name_entry *out);

/** True if the name is well formed and each of its character strings can be converted to UTF-8. */
BS_CHECKED bool bs_name_valid(bs_reader name);

/** True if the name has no RDN. */
bool bs_name_empty(bs_reader name);

/** True if the canonical forms are equal. Malformed names equal nothing but the same bytes. No allocation. */
bool bs_name_equal(bs_reader a, bs_reader b);

/** True if name begins with all the RDNs of `base`: the rule of directoryName constraints. */
bool bs_name_starts_with(bs_reader name, bs_reader base);

/**
 * \brief A 64-bit hash (FNV-1a inside) with equal values for equal names: for our own indexes alone.
 * Not keyed: only to be used where the names come from a trusted file or collisions do no harm.
 */
uint64_t bs_name_index_hash(bs_reader name);

/** Room that bs_name_canon() can need for a name of this many bytes. */
#define BS_NAME_CANON_ROOM(name_len) (2 * (name_len) + 16)

/**
 * \brief The canonical encoding: the SETs without an outer header, each SET in DER order.
 * \return false if the name is malformed or the writer is too small (BS_NAME_CANON_ROOM() always fits).
 */
BS_CHECKED bool bs_name_canon(bs_writer *w, bs_reader name);

/** The bytes of one character string as canonical UTF-8; false for a bad string or a type that has no canonical form. */
BS_CHECKED bool bs_name_canon_string(bs_writer *w, uint8_t tag, bs_reader value);

#endif
