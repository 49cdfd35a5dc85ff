/**
 * \file dane.h
 * \brief DANE settings of contexts and connections.                                        man 3 SSL_CTX_dane_enable
 */
#ifndef BS_COMPAT_SSL_DANE_H
#define BS_COMPAT_SSL_DANE_H

#include <openssl/ssl.h>

struct ssl_dane_types;

void ssl_dane_types_free(struct ssl_dane_types *t);
/** NULL is fine. */
void ssl_dane_free(SSL_DANE *dane);
/** Forgets what the last handshake found. */
void ssl_dane_reset(SSL_DANE *dane);
/** What SSL_dup() hands on; 0 when out of memory. */
int ssl_dane_copy(SSL *to, const SSL *from);

#endif
