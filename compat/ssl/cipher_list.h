/**
 * \file cipher_list.h
 * \brief Lists given as strings: cipher suites, groups, signature algorithms.     man 1 ciphers; man 3 SSL_CTX_set1_curves_list
 */
#ifndef BS_COMPAT_CIPHER_LIST_H
#define BS_COMPAT_CIPHER_LIST_H

#include "compat/ssl/ssl_local.h"

/** TLS 1.2 and before, with OpenSSL's grammar; may change the security level (@SECLEVEL). 0 with SSL_R_NO_CIPHER_MATCH. */
int ssl_set_cipher_list(struct ssl_settings *set, const SSL_METHOD *method, const char *str);
/** TLS 1.3, names separated by colons; 0 with an error queued. */
int ssl_set_ciphersuites(struct ssl_settings *set, const char *str);
/** Group names separated by colons, or NIDs; 0 with an error queued. */
int ssl_set_groups_list(struct ssl_list **out, const char *str);
int ssl_set_groups_nids(struct ssl_list **out, const int *nids, size_t num);
/** Signature algorithms ("RSA+SHA256", "rsa_pss_rsae_sha256"), separated by colons. */
int ssl_set_sigalgs_list(struct ssl_list **out, const char *str);

/** The same as pairs of NIDs, of digest and key; num counts both. */
int ssl_set_sigalgs_nids(struct ssl_list **out, const int *nids, size_t num);

/** Borrowed, process-wide constants. */
const struct ssl_list *ssl_default_groups(void);
const struct ssl_list *ssl_default_sigalgs(void);

#endif
