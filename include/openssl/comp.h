/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/comp.h
 * Compression methods. TLS compression is never negotiated; the list of methods is empty.
 */
#ifndef OPENSSL_COMP_H
#define OPENSSL_COMP_H

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/crypto.h>
#include <openssl/comperr.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_COMP_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* COMP_METHOD: a way of compressing. The tables are static; none is built in. */
int COMP_compress_block(COMP_CTX *ctx, unsigned char *out, int olen, unsigned char *in, int ilen);
int COMP_expand_block(COMP_CTX *ctx, unsigned char *out, int olen, unsigned char *in, int ilen);
const char *COMP_get_name(const COMP_METHOD *meth);
int COMP_get_type(const COMP_METHOD *meth);
COMP_METHOD *COMP_zlib(void);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define COMP_zlib_cleanup() while (0) continue
#endif

/* COMP_CTX: the state of one compression. */
void COMP_CTX_free(COMP_CTX *ctx);
COMP_CTX *COMP_CTX_new(COMP_METHOD *meth);
const COMP_METHOD *COMP_CTX_get_method(const COMP_CTX *ctx);
int COMP_CTX_get_type(const COMP_CTX *comp);

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_COMP_H */
