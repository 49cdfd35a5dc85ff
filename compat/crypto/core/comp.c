/* Compression methods. Debian's OpenSSL is built without zlib, and TLS never compresses here: the one method that
 * programs can get is OpenSSL's placeholder, which has no type and refuses every block. */
#include <openssl/comp.h>
#include <openssl/objects.h>

#include "compat/crypto/core/raise.h"

struct comp_method_st {
    int type; /* a NID */
    const char *name;
};

struct comp_ctx_st {
    const COMP_METHOD *method;
};

static COMP_METHOD no_zlib = { NID_undef, "(undef)" };

COMP_METHOD *COMP_zlib(void) { return &no_zlib; }

int COMP_get_type(const COMP_METHOD *method) { return method->type; }

const char *COMP_get_name(const COMP_METHOD *method) { return method->name; }

COMP_CTX *COMP_CTX_new(COMP_METHOD *method) {
    if (!method) {
        BS_RAISE(ERR_LIB_COMP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    COMP_CTX *ctx = (COMP_CTX *)OPENSSL_zalloc(sizeof *ctx);
    if (ctx) ctx->method = method;
    return ctx;
}

void COMP_CTX_free(COMP_CTX *ctx) { OPENSSL_free(ctx); }

const COMP_METHOD *COMP_CTX_get_method(const COMP_CTX *ctx) { return ctx->method; }

int COMP_CTX_get_type(const COMP_CTX *ctx) { return ctx->method->type; }

int COMP_compress_block(COMP_CTX *ctx, unsigned char *out, int room, unsigned char *in, int len) {
    (void)ctx, (void)out, (void)room, (void)in, (void)len;
    return -1;
}

int COMP_expand_block(COMP_CTX *ctx, unsigned char *out, int room, unsigned char *in, int len) {
    (void)ctx, (void)out, (void)room, (void)in, (void)len;
    return -1;
}
