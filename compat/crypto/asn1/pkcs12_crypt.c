/* PKCS#12's encryption of anything, and its keys.        man 3 PKCS12_item_decrypt_d2i, PKCS12_key_gen_utf8_ex */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/asn1/pkcs12_kdf.h"
#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"

/* --- encryption ------------------------------------------------------------------------------------------------------- */

unsigned char *PKCS12_pbe_crypt_ex(const X509_ALGOR *algor, const char *pass, int passlen, const unsigned char *in,
                                   int inlen, unsigned char **data, int *datalen, int en_de, OSSL_LIB_CTX *libctx,
                                   const char *propq) {
    unsigned char *alg = NULL, *out = NULL;
    uint8_t *made = NULL;
    size_t len = 0, room = 0;
    struct bs_pbe pbe;
    (void)libctx;
    (void)propq;
    int n = i2d_X509_ALGOR(algor, &alg);
    if (n > 0 && bs_pbe_decode(&pbe, bs_r_from(alg, (size_t)n)) &&
        bs_pbe_crypt_quietly(&pbe, bs_p12_password(pass, passlen), en_de != 0, bs_r_from(in, (size_t)inlen), &made, &len,
                             &room)) {
        out = (unsigned char *)made;
        if (datalen) *datalen = (int)len;
        if (data) *data = out;
    }
    OPENSSL_free(alg);
    return out;
}

unsigned char *PKCS12_pbe_crypt(const X509_ALGOR *algor, const char *pass, int passlen, const unsigned char *in, int inlen,
                                unsigned char **data, int *datalen, int en_de) {
    return PKCS12_pbe_crypt_ex(algor, pass, passlen, in, inlen, data, datalen, en_de, NULL, NULL);
}

void *PKCS12_item_decrypt_d2i_ex(const X509_ALGOR *algor, const ASN1_ITEM *it, const char *pass, int passlen,
                                 const ASN1_OCTET_STRING *oct, int zbuf, OSSL_LIB_CTX *libctx, const char *propq) {
    unsigned char *out = NULL;
    int len = 0;
    if (!PKCS12_pbe_crypt_ex(algor, pass, passlen, oct->data, oct->length, &out, &len, 0, libctx, propq)) return NULL;
    const unsigned char *at = out;
    void *ret = ASN1_item_d2i(NULL, &at, len, it);
    if (!ret) BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR);
    if (zbuf) OPENSSL_clear_free(out, (size_t)len);
    else OPENSSL_free(out);
    return ret;
}

void *PKCS12_item_decrypt_d2i(const X509_ALGOR *algor, const ASN1_ITEM *it, const char *pass, int passlen,
                              const ASN1_OCTET_STRING *oct, int zbuf) {
    return PKCS12_item_decrypt_d2i_ex(algor, it, pass, passlen, oct, zbuf, NULL, NULL);
}

ASN1_OCTET_STRING *PKCS12_item_i2d_encrypt_ex(X509_ALGOR *algor, const ASN1_ITEM *it, const char *pass, int passlen,
                                              void *obj, int zbuf, OSSL_LIB_CTX *ctx, const char *propq) {
    unsigned char *in = NULL, *sealed = NULL;
    int sealed_len = 0;
    ASN1_OCTET_STRING *oct = ASN1_OCTET_STRING_new();
    int n = oct ? ASN1_item_i2d((const ASN1_VALUE *)obj, &in, it) : -1;
    if (n > 0 && PKCS12_pbe_crypt_ex(algor, pass, passlen, in, n, &sealed, &sealed_len, 1, ctx, propq)) {
        ASN1_STRING_set0(oct, sealed, sealed_len);
    } else {
        BS_RAISE(ERR_LIB_PKCS12, n > 0 ? PKCS12_R_ENCRYPT_ERROR : PKCS12_R_ENCODE_ERROR);
        ASN1_OCTET_STRING_free(oct);
        oct = NULL;
    }
    if (n > 0 && zbuf) OPENSSL_cleanse(in, (size_t)n);
    OPENSSL_free(in);
    return oct;
}

ASN1_OCTET_STRING *PKCS12_item_i2d_encrypt(X509_ALGOR *algor, const ASN1_ITEM *it, const char *pass, int passlen, void *obj,
                                           int zbuf) {
    return PKCS12_item_i2d_encrypt_ex(algor, it, pass, passlen, obj, zbuf, NULL, NULL);
}

/* --- keys ------------------------------------------------------------------------------------------------------------- */

int PKCS12_key_gen_uni_ex(unsigned char *pass, int passlen, unsigned char *salt, int saltlen, int id, int iter, int n,
                          unsigned char *out, const EVP_MD *md_type, OSSL_LIB_CTX *ctx, const char *propq) {
    const enum bs_hash hash = md_type ? bs_md_hash(md_type) : BS_HASH_NONE;
    (void)ctx;
    (void)propq;
    const bool nothing = passlen == 0 && saltlen == 0; /* whoever knows that much knows the key */
    if (nothing || n <= 0 || saltlen < 0 || passlen < 0 || iter < 1 || id < BS_PBE_KEY || id > BS_PBE_MAC || hash == BS_HASH_NONE) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_KEY_GEN_ERROR);
        return 0;
    }
    return bs_pkcs12_kdf(hash, (enum bs_pbe_purpose)id, bs_r_from(pass, pass ? (size_t)passlen : 0),
                         bs_r_from(salt, salt ? (size_t)saltlen : 0), (uint32_t)iter, out, (size_t)n);
}

int PKCS12_key_gen_uni(unsigned char *pass, int passlen, unsigned char *salt, int saltlen, int id, int iter, int n,
                       unsigned char *out, const EVP_MD *md_type) {
    return PKCS12_key_gen_uni_ex(pass, passlen, salt, saltlen, id, iter, n, out, md_type, NULL, NULL);
}

/* Each byte a character; a passlen below 0: up to the zero. */
int PKCS12_key_gen_asc_ex(const char *pass, int passlen, unsigned char *salt, int saltlen, int id, int iter, int n,
                          unsigned char *out, const EVP_MD *md_type, OSSL_LIB_CTX *ctx, const char *propq) {
    unsigned char *uni = NULL;
    int len = 0;
    if (pass && !OPENSSL_asc2uni(pass, passlen, &uni, &len)) return 0;
    int ok = PKCS12_key_gen_uni_ex(uni, len, salt, saltlen, id, iter, n, out, md_type, ctx, propq);
    OPENSSL_clear_free(uni, (size_t)len);
    return ok;
}

int PKCS12_key_gen_asc(const char *pass, int passlen, unsigned char *salt, int saltlen, int id, int iter, int n,
                       unsigned char *out, const EVP_MD *md_type) {
    return PKCS12_key_gen_asc_ex(pass, passlen, salt, saltlen, id, iter, n, out, md_type, NULL, NULL);
}

int PKCS12_key_gen_utf8_ex(const char *pass, int passlen, unsigned char *salt, int saltlen, int id, int iter, int n,
                           unsigned char *out, const EVP_MD *md_type, OSSL_LIB_CTX *ctx, const char *propq) {
    const bs_reader pw = bs_p12_password(pass, passlen);
    size_t len = 0;
    uint8_t *uni = pw.p ? bs_pkcs12_password((const char *)pw.p, pw.len, &len) : NULL;
    if (pw.p && !uni) return 0;
    int ok = PKCS12_key_gen_uni_ex(uni, (int)len, salt, saltlen, id, iter, n, out, md_type, ctx, propq);
    OPENSSL_clear_free(uni, len);
    return ok;
}

int PKCS12_key_gen_utf8(const char *pass, int passlen, unsigned char *salt, int saltlen, int id, int iter, int n,
                        unsigned char *out, const EVP_MD *md_type) {
    return PKCS12_key_gen_utf8_ex(pass, passlen, salt, saltlen, id, iter, n, out, md_type, NULL, NULL);
}
