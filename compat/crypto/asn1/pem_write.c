#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#include "compat/crypto/asn1/pem_local.h"
#include "compat/crypto/core/raise.h"

#define CHUNK 4800 /* a multiple of a line's 48 bytes */

static bool put(BIO *bp, const void *p, int n) { return n == 0 || BIO_write(bp, p, n) == n; }
static bool puts_all(BIO *bp, const char *s) { return put(bp, s, (int)strlen(s)); }

/* Returns the number of base64 characters with their newlines, as OpenSSL does; 0 on failure. */
int PEM_write_bio(BIO *bp, const char *name, const char *header, const unsigned char *data, long len) {
    unsigned char *buf = (unsigned char *)OPENSSL_malloc(CHUNK * 2);
    EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
    int total = 0, n;
    bool ok = buf && ctx && puts_all(bp, "-----BEGIN ") && puts_all(bp, name) && puts_all(bp, "-----\n");
    if (ok && header && *header) ok = puts_all(bp, header) && puts_all(bp, "\n");
    if (ok) EVP_EncodeInit(ctx);
    while (ok && len > 0) {
        int take = len > CHUNK ? CHUNK : (int)len;
        ok = EVP_EncodeUpdate(ctx, buf, &n, data, take) && put(bp, buf, n);
        total += n;
        data += take;
        len -= take;
    }
    if (ok) {
        EVP_EncodeFinal(ctx, buf, &n);
        total += n;
        ok = put(bp, buf, n) && puts_all(bp, "-----END ") && puts_all(bp, name) && puts_all(bp, "-----\n");
    }
    if (!ok) BS_RAISE(ERR_LIB_PEM, buf && ctx ? ERR_R_BUF_LIB : ERR_R_MALLOC_FAILURE);
    EVP_ENCODE_CTX_free(ctx);
    OPENSSL_clear_free(buf, CHUNK * 2);
    return ok ? total : 0;
}

int PEM_write(FILE *fp, const char *name, const char *header, const unsigned char *data, long len) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = b ? PEM_write_bio(b, name, header, data, len) : 0;
    BIO_free(b);
    return ret;
}
