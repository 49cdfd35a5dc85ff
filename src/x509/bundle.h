/**
 * \file bundle.h
 * \brief An index over a file of many PEM certificates: where each lies, and a hash of its subject.     RFC 7468
 *
 * Every certificate is decoded once while indexing, so that a malformed one is noticed as it would be by a loader that
 * keeps them all, and then forgotten: 16 bytes an entry remain. Files with anything but plain certificates
 * (CRLs, trust settings, keys, encapsulated headers) are for a slower reader; BS_E_UNSUPPORTED says so.
 */
#ifndef BS_X509_BUNDLE_H
#define BS_X509_BUNDLE_H

#include "src/x509/cert.h"

struct bs_bundle_entry {
    uint64_t subject;  /* bs_name_index_hash() */
    uint32_t at, len;  /* the base64 text, in bytes of the file */
};

/** Counts the "-----BEGIN " lines, an upper bound of the entries, and the bytes that the longest block can decode to. */
void bs_bundle_measure(bs_reader file, size_t *out_entries, size_t *out_longest);

/**
 * \brief Index a file.
 * \param entries   room for bs_bundle_measure()'s count; in the file's order on success.
 * \param scratch   room for bs_bundle_measure()'s longest block.
 * \return BS_OK (*out_num may be 0); BS_E_UNSUPPORTED: not a plain, well-formed bundle.
 */
BS_CHECKED bs_status bs_bundle_index(bs_reader file, struct bs_bundle_entry *entries, size_t *out_num, uint8_t *scratch,
                                     size_t scratch_len);

/** Decodes one entry's text; false if it does not fit or is not base64. */
BS_CHECKED bool bs_bundle_decode(bs_reader file, const struct bs_bundle_entry *e, uint8_t *out, size_t cap,
                                 size_t *out_len);

/** Room that bs_bundle_decode() needs at most. */
static inline size_t bs_bundle_room(const struct bs_bundle_entry *e) { return (size_t)e->len / 4 * 3 + 3; }

/** Sorts by subject hash, keeping the file's order among equals; for bs_bundle_find(). */
void bs_bundle_sort(struct bs_bundle_entry *entries, size_t num);

/** The first entry with this subject hash, or num. Entries with the same hash follow it. */
size_t bs_bundle_find(const struct bs_bundle_entry *entries, size_t num, uint64_t subject);

#endif
