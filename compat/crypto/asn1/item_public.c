/* Any value by its ASN1_ITEM: made, freed, decoded, encoded, copied, hashed, signed.   man 3 ASN1_item_d2i_bio, ASN1_item_sign */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/asn1/item.h"
#include "compat/crypto/asn1/sign.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"

/* An ASN1_ITEM of ours is its bs_item. One that a program made from <openssl/asn1t.h> begins with a small number, as wide as
 * a char and followed by zeros: it is told apart by that, and refused, for its templates are not read here. */
const struct bs_item *bs_item_of(const ASN1_ITEM *it) {
    const struct bs_item *own = (const struct bs_item *)(const void *)it;
    if (own && own->kind >= BS_ITEM_STRING && own->kind <= BS_ITEM_WHOLE) return own;
    BS_RAISE(ERR_LIB_ASN1, own ? ERR_R_UNSUPPORTED : ERR_R_PASSED_NULL_PARAMETER);
    return NULL;
}

ASN1_VALUE *ASN1_item_new(const ASN1_ITEM *it) {
    const struct bs_item *own = bs_item_of(it);
    return own ? (ASN1_VALUE *)bs_item_new(own) : NULL;
}

ASN1_VALUE *ASN1_item_new_ex(const ASN1_ITEM *it, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return ASN1_item_new(it);
}

void ASN1_item_free(ASN1_VALUE *val, const ASN1_ITEM *it) {
    const struct bs_item *own = bs_item_of(it);
    if (own) bs_item_free(val, own);
}

ASN1_VALUE *ASN1_item_d2i(ASN1_VALUE **val, const unsigned char **in, long len, const ASN1_ITEM *it) {
    const struct bs_item *own = bs_item_of(it);
    return own ? (ASN1_VALUE *)bs_item_d2i((void **)val, in, len, own) : NULL;
}

ASN1_VALUE *ASN1_item_d2i_ex(ASN1_VALUE **val, const unsigned char **in, long len, const ASN1_ITEM *it, OSSL_LIB_CTX *libctx,
                             const char *propq) {
    (void)libctx;
    (void)propq;
    return ASN1_item_d2i(val, in, len, it);
}

int ASN1_item_i2d(const ASN1_VALUE *val, unsigned char **out, const ASN1_ITEM *it) {
    const struct bs_item *own = bs_item_of(it);
    return own ? bs_item_i2d(val, out, own) : -1;
}

/* Nothing that is offered here can be written with indefinite lengths. */
int ASN1_item_ndef_i2d(const ASN1_VALUE *val, unsigned char **out, const ASN1_ITEM *it) { return ASN1_item_i2d(val, out, it); }

void *ASN1_item_dup(const ASN1_ITEM *it, const void *x) {
    const struct bs_item *own = bs_item_of(it);
    return own ? bs_item_dup(x, own) : NULL;
}

/* --- from BIOs and files, and to them --------------------------------------------------------- */

void *ASN1_item_d2i_bio(const ASN1_ITEM *it, BIO *in, void *pval) {
    uint8_t *der;
    const struct bs_item *own = bs_item_of(it);
    long n = own ? bs_bio_read_der(in, &der) : -1;
    if (n < 0) return NULL;
    const unsigned char *p = der;
    void *v = bs_item_d2i((void **)pval, &p, n, own);
    OPENSSL_free(der);
    return v;
}

void *ASN1_item_d2i_bio_ex(const ASN1_ITEM *it, BIO *in, void *pval, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return ASN1_item_d2i_bio(it, in, pval);
}

void *ASN1_item_d2i_fp(const ASN1_ITEM *it, FILE *in, void *x) {
    BIO *b = BIO_new_fp(in, BIO_NOCLOSE);
    void *v = b ? ASN1_item_d2i_bio(it, b, x) : NULL;
    BIO_free(b);
    return v;
}

void *ASN1_item_d2i_fp_ex(const ASN1_ITEM *it, FILE *in, void *x, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return ASN1_item_d2i_fp(it, in, x);
}

int ASN1_item_i2d_bio(const ASN1_ITEM *it, BIO *out, const void *x) {
    unsigned char *der = NULL;
    int n = ASN1_item_i2d((const ASN1_VALUE *)x, &der, it);
    return bs_bio_write_der(out, der, n);
}

int ASN1_item_i2d_fp(const ASN1_ITEM *it, FILE *out, const void *x) {
    BIO *b = BIO_new_fp(out, BIO_NOCLOSE);
    int ret = b ? ASN1_item_i2d_bio(it, b, x) : 0;
    BIO_free(b);
    return ret;
}

BIO *ASN1_item_i2d_mem_bio(const ASN1_ITEM *it, const ASN1_VALUE *val) {
    if (!it || !val) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    BIO *b = BIO_new(BIO_s_mem());
    if (b && ASN1_item_i2d_bio(it, b, val)) return b;
    BIO_free(b);
    return NULL;
}

/* --- within strings and ASN1_TYPEs --------------------------------------------------------------- */

ASN1_STRING *ASN1_item_pack(void *obj, const ASN1_ITEM *it, ASN1_STRING **oct) {
    unsigned char *der = NULL;
    ASN1_STRING *s = oct && *oct ? *oct : ASN1_STRING_new();
    int n = s ? ASN1_item_i2d((const ASN1_VALUE *)obj, &der, it) : 0;
    if (n > 0) {
        ASN1_STRING_set0(s, der, n);
        if (oct) *oct = s;
        return s;
    }
    OPENSSL_free(der);
    if (s) BS_RAISE(ERR_LIB_ASN1, ASN1_R_ENCODE_ERROR);
    if (!oct || !*oct) ASN1_STRING_free(s);
    return NULL;
}

void *ASN1_item_unpack(const ASN1_STRING *oct, const ASN1_ITEM *it) {
    const unsigned char *p = oct->data;
    void *v = ASN1_item_d2i(NULL, &p, oct->length, it);
    if (!v) BS_RAISE(ERR_LIB_ASN1, ASN1_R_DECODE_ERROR);
    return v;
}

ASN1_TYPE *ASN1_TYPE_pack_sequence(const ASN1_ITEM *it, void *s, ASN1_TYPE **t) {
    ASN1_STRING *packed = ASN1_item_pack(s, it, NULL);
    ASN1_TYPE *to = packed ? (t && *t ? *t : ASN1_TYPE_new()) : NULL;
    if (!to) {
        ASN1_STRING_free(packed);
        return NULL;
    }
    ASN1_TYPE_set(to, V_ASN1_SEQUENCE, packed);
    if (t) *t = to;
    return to;
}

void *ASN1_TYPE_unpack_sequence(const ASN1_ITEM *it, const ASN1_TYPE *t) {
    return t && t->type == V_ASN1_SEQUENCE && t->value.sequence ? ASN1_item_unpack(t->value.sequence, it) : NULL;
}

/* --- hashed and signed ------------------------------------------------------------------------------ */

int ASN1_item_digest(const ASN1_ITEM *it, const EVP_MD *type, void *data, unsigned char *md, unsigned int *len) {
    unsigned char *der = NULL;
    int n = ASN1_item_i2d((const ASN1_VALUE *)data, &der, it);
    int ret = n > 0 && bs_md_digest_as_named(bs_r_from(der, (size_t)n), md, len, type);
    OPENSSL_free(der);
    return ret;
}

int ASN1_item_sign_ctx(const ASN1_ITEM *it, X509_ALGOR *algor1, X509_ALGOR *algor2, ASN1_BIT_STRING *sig, const void *data,
                       EVP_MD_CTX *ctx) {
    const struct bs_item *own = bs_item_of(it);
    int ret = own ? bs_item_sign(ctx, own, data, algor1, algor2, sig) : 0;
    EVP_MD_CTX_reset(ctx); /* used up, signed or not: man 3 ASN1_item_sign */
    return ret;
}

int ASN1_item_sign(const ASN1_ITEM *it, X509_ALGOR *algor1, X509_ALGOR *algor2, ASN1_BIT_STRING *sig, const void *data,
                   EVP_PKEY *key, const EVP_MD *md) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ready = ctx && EVP_DigestSignInit(ctx, NULL, md, NULL, key) > 0;
    int ret = ready ? ASN1_item_sign_ctx(it, algor1, algor2, sig, data, ctx) : 0;
    EVP_MD_CTX_free(ctx);
    return ret;
}

/* An identity is for SM2 alone, which is not here. */
static bool without_id(const ASN1_OCTET_STRING *id) {
    if (!id) return true;
    BS_RAISE(ERR_LIB_ASN1, ERR_R_UNSUPPORTED);
    return false;
}

int ASN1_item_sign_ex(const ASN1_ITEM *it, X509_ALGOR *algor1, X509_ALGOR *algor2, ASN1_BIT_STRING *sig, const void *data,
                      const ASN1_OCTET_STRING *id, EVP_PKEY *key, const EVP_MD *md, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return without_id(id) ? ASN1_item_sign(it, algor1, algor2, sig, data, key, md) : 0;
}

int ASN1_item_verify(const ASN1_ITEM *it, const X509_ALGOR *alg, const ASN1_BIT_STRING *sig, const void *data, EVP_PKEY *key) {
    const struct bs_item *own = bs_item_of(it);
    return own ? bs_item_verify(own, data, alg, sig, key) : -1;
}

int ASN1_item_verify_ex(const ASN1_ITEM *it, const X509_ALGOR *alg, const ASN1_BIT_STRING *sig, const void *data,
                        const ASN1_OCTET_STRING *id, EVP_PKEY *key, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return without_id(id) ? ASN1_item_verify(it, alg, sig, data, key) : -1;
}
