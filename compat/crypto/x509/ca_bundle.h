/**
 * \file ca_bundle.h
 * \brief CA files, indexed once per process and shared by all stores.
 *
 * The file is mapped, not read: 24 bytes of heap a certificate. An X509 is made when a chain first asks for it, once.
 * A file is known by device, inode, size and time of change, so one that was replaced is indexed anew; stores that
 * hold the old one keep it. The file must not be cut short while it is mapped: replace it by renaming, as
 * update-ca-certificates does.
 */
#ifndef BS_COMPAT_CA_BUNDLE_H
#define BS_COMPAT_CA_BUNDLE_H

#include <openssl/x509.h>

#include "src/base/reader.h"

struct bs_ca_bundle;

/** The index of a file, counted; NULL if it cannot be opened or is not a plain bundle. Queues no error. */
struct bs_ca_bundle *bs_ca_bundle_get(const char *path);
void bs_ca_bundle_up_ref(struct bs_ca_bundle *b);
void bs_ca_bundle_free(struct bs_ca_bundle *b);

/** Certificates in it. */
size_t bs_ca_bundle_num(const struct bs_ca_bundle *b);
/** Bytes of the file. */
size_t bs_ca_bundle_size(const struct bs_ca_bundle *b);

/** The i-th in order of subject hash, lent; NULL when out of memory or if the file was changed in place. */
X509 *bs_ca_bundle_x509(struct bs_ca_bundle *b, size_t i);

/** The first that may have this subject hash, or bs_ca_bundle_num(); the others follow while the hash is the same. */
size_t bs_ca_bundle_find(const struct bs_ca_bundle *b, uint64_t subject);
bool bs_ca_bundle_has(const struct bs_ca_bundle *b, size_t i, uint64_t subject);

#endif
