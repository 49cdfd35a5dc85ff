/**
 * \file path_local.h
 * \brief The stages of path validation, each in a file of its own.                                   RFC 5280 6
 */
#ifndef BS_X509_PATH_LOCAL_H
#define BS_X509_PATH_LOCAL_H

#include "src/x509/path.h"

/** Reports a fault if `bad`; true to go on. */
static inline bool bs_path_expect(struct bs_path *p, bool bad, const struct bs_path_cert *cert, int depth, int code) {
    return !bad || bs_path_fault(p, cert, depth, code);
}

/** True if the certificate at this depth has a key that can be used. Issuers' points are checked with signatures. */
static inline bool bs_path_has_key(const struct bs_path *p, size_t depth) {
    return depth == 0 ? p->leaf_key_ok : p->chain[depth].cert->key.type != BS_KEY_NONE;
}

/** Is the certificate trusted for what the path is for? */
static inline enum bs_trust bs_path_trust(const struct bs_path *p, const struct bs_path_cert *c, unsigned flags) {
    return p->ops->trust(p->arg, c, p->trust, flags);
}

/** Finds issuers until a trusted certificate is reached: more than 0 to go on. */
int bs_path_build(struct bs_path *p);

/** Critical extensions, CA or not, RFC 5280's strict rules, purposes, path lengths: more than 0 to go on. */
int bs_path_check_extensions(struct bs_path *p);

/** Addresses and systems, where certificates speak for some: more than 0 to go on. RFC 3779 2.3, 3.3 */
int bs_path_check_resources(struct bs_path *p);

/** Is the certificate valid at the path's time? Reports faults at a depth; true to go on. */
bool bs_path_check_time(struct bs_path *p, const struct bs_path_cert *c, int depth);

#endif
