/**
 * \file suite_b.h
 * \brief Suite B: what a cipher string or SSL_CERT_FLAG_SUITEB_* leave of everything else.     RFC 6460; man 1 ciphers
 */
#ifndef BS_COMPAT_SSL_SUITE_B_H
#define BS_COMPAT_SSL_SUITE_B_H

#include "compat/ssl/ssl_local.h"

/** Which Suite B is in force, SSL_CERT_FLAG_SUITEB_*; 0: none. */
static inline uint32_t ssl_suite_b(const struct ssl_settings *set) {
    return set->certs->flags & SSL_CERT_FLAG_SUITEB_128_LOS;
}

/**
 * A cipher string that begins with one of Suite B's words puts it in force; while one is, its suites take the place of any
 * string. *str is what to go on with. 0 with an error queued: the method has no TLS 1.2, or memory is out.
 */
int ssl_suite_b_cipher_string(struct ssl_settings *set, const SSL_METHOD *method, const char **str);

/** Groups and schemes that are left, instead of all others; the number. */
size_t ssl_suite_b_groups(uint32_t flags, const uint16_t **out);
size_t ssl_suite_b_sigalgs(uint32_t flags, const uint16_t **out);

#endif
