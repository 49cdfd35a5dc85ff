/* Writing keys in PEM. */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/pkcs8_local.h"
#include "src/base/secret.h"

/* The "Proc-Type: 4,ENCRYPTED" form: the key by MD5 from passphrase and IV, as everyone reads it. RFC 1421 4.6 */
static int write_old_encrypted(BIO *bp, const char *label, bs_reader der, const EVP_CIPHER *enc, const char *pass, int len) {
    uint8_t iv[EVP_MAX_IV_LENGTH], key[EVP_MAX_KEY_LENGTH];
    char header[160];
    int n = 0, tail = 0, iv_len = EVP_CIPHER_get_iv_length(enc);
    uint8_t *out = OPENSSL_malloc(der.len + EVP_MAX_BLOCK_LENGTH);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool ok = out != NULL && c != NULL && iv_len >= 8 && RAND_bytes(iv, iv_len) > 0 &&
              EVP_BytesToKey(enc, EVP_md5(), iv, (const unsigned char *)pass, len, 1, key, NULL) > 0 &&
              EVP_EncryptInit_ex(c, enc, NULL, key, iv) && EVP_EncryptUpdate(c, out, &n, der.p, (int)der.len) &&
              EVP_EncryptFinal_ex(c, out + n, &tail);
    if (ok) {
        int at = snprintf(header, sizeof header, "Proc-Type: 4,ENCRYPTED\nDEK-Info: %s,", EVP_CIPHER_get0_name(enc));
        for (int i = 0; i < iv_len; i++) at += snprintf(header + at, sizeof header - (size_t)at, "%02X", iv[i]);
        (void)snprintf(header + at, sizeof header - (size_t)at, "\n");
        ok = PEM_write_bio(bp, label, header, out, n + tail) > 0;
    }
    EVP_CIPHER_CTX_free(c);
    OPENSSL_free(out);
    bs_wipe(key, sizeof key);
    return ok;
}

static int write_plain(BIO *bp, const char *label, const struct bs_keymat *mat, enum bs_key_encoding what) {
    uint8_t *der;
    size_t len, room;
    if (!bs_key_encode(mat, what, &der, &len, &room)) return 0;
    int ok = PEM_write_bio(bp, label, "", der, (long)len) > 0;
    OPENSSL_clear_free(der, room);
    return ok;
}

static int write_traditional(BIO *bp, const char *label, const struct bs_keymat *mat, const EVP_CIPHER *enc,
                             const unsigned char *kstr, int klen, pem_password_cb *cb, void *u) {
    char buf[PEM_BUFSIZE];
    const char *pass;
    uint8_t *der;
    size_t len, room;
    if (enc == NULL) return write_plain(bp, label, mat, BS_ENC_TRADITIONAL);
    if (EVP_CIPHER_get_mode(enc) != EVP_CIPH_CBC_MODE) {
        BS_RAISE(ERR_LIB_PEM, PEM_R_UNSUPPORTED_CIPHER);
        return 0;
    }
    int n = bs_write_passphrase(buf, (const char *)kstr, klen, cb, u, &pass), ok = 0;
    if (n <= 0) BS_RAISE(ERR_LIB_PEM, PEM_R_READ_KEY);
    if (n > 0 && bs_key_encode(mat, BS_ENC_TRADITIONAL, &der, &len, &room)) {
        ok = write_old_encrypted(bp, label, bs_r_from(der, len), enc, pass, n);
        OPENSSL_clear_free(der, room);
    }
    bs_wipe(buf, sizeof buf);
    return ok;
}

int PEM_ASN1_write_bio(i2d_of_void *i2d, const char *name, BIO *bp, const void *x, const EVP_CIPHER *enc,
                       const unsigned char *kstr, int klen, pem_password_cb *cb, void *u) {
    char buf[PEM_BUFSIZE];
    const char *pass = NULL;
    unsigned char *der = NULL;
    /* the header has room for an IV, and nothing for a tag */
    if (enc != NULL && (EVP_CIPHER_get_iv_length(enc) == 0 || (EVP_CIPHER_get_flags(enc) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0)) {
        BS_RAISE(ERR_LIB_PEM, PEM_R_UNSUPPORTED_CIPHER);
        return 0;
    }
    int len = i2d(x, &der), ok = 0;
    if (len <= 0) {
        BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB);
        return 0;
    }
    int n = enc != NULL ? bs_write_passphrase(buf, (const char *)kstr, klen, cb, u, &pass) : 0;
    if (enc == NULL) ok = PEM_write_bio(bp, name, "", der, len) > 0;
    else if (n <= 0) BS_RAISE(ERR_LIB_PEM, PEM_R_READ_KEY);
    else ok = write_old_encrypted(bp, name, bs_r_from(der, (size_t)len), enc, pass, n);
    bs_wipe(buf, sizeof buf);
    OPENSSL_clear_free(der, (size_t)len);
    return ok;
}

int PEM_ASN1_write(i2d_of_void *i2d, const char *name, FILE *fp, const void *x, const EVP_CIPHER *enc,
                   const unsigned char *kstr, int klen, pem_password_cb *cb, void *u) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok = b != NULL && PEM_ASN1_write_bio(i2d, name, b, x, enc, kstr, klen, cb, u);
    BIO_free(b);
    return ok;
}

int PEM_write_bio_PrivateKey(BIO *bp, const EVP_PKEY *x, const EVP_CIPHER *enc, const unsigned char *kstr, int klen,
                             pem_password_cb *cb, void *u) {
    return PEM_write_bio_PKCS8PrivateKey(bp, x, enc, (const char *)kstr, klen, cb, u);
}

int PEM_write_bio_PrivateKey_traditional(BIO *bp, const EVP_PKEY *x, const EVP_CIPHER *enc, const unsigned char *kstr,
                                         int klen, pem_password_cb *cb, void *u) {
    const struct bs_keymat *mat = bs_pkey_mat(x);
    bool rsa = mat != NULL && mat->pub.type == BS_KEY_RSA, ec = mat != NULL && mat->pub.type == BS_KEY_EC;
    if (!rsa && !ec) {
        BS_RAISE(ERR_LIB_PEM, PEM_R_UNSUPPORTED_PUBLIC_KEY_TYPE);
        return 0;
    }
    return write_traditional(bp, rsa ? PEM_STRING_RSA : PEM_STRING_ECPRIVATEKEY, mat, enc, kstr, klen, cb, u);
}

int PEM_write_bio_RSAPrivateKey(BIO *bp, const RSA *x, const EVP_CIPHER *enc, const unsigned char *kstr, int klen,
                                pem_password_cb *cb, void *u) {
    return write_traditional(bp, PEM_STRING_RSA, bs_rsa_mat(x), enc, kstr, klen, cb, u);
}

int PEM_write_bio_ECPrivateKey(BIO *bp, const EC_KEY *x, const EVP_CIPHER *enc, const unsigned char *kstr, int klen,
                               pem_password_cb *cb, void *u) {
    return write_traditional(bp, PEM_STRING_ECPRIVATEKEY, bs_ec_key_mat(x), enc, kstr, klen, cb, u);
}

int PEM_write_bio_PUBKEY(BIO *bp, const EVP_PKEY *x) {
    uint8_t *der;
    size_t len, room;
    if (!bs_pkey_encode(x, BS_ENC_SPKI, &der, &len, &room)) return 0;
    int ok = PEM_write_bio(bp, PEM_STRING_PUBLIC, "", der, (long)len) > 0;
    OPENSSL_free(der);
    return ok;
}

int PEM_write_bio_RSA_PUBKEY(BIO *bp, const RSA *x) {
    return write_plain(bp, PEM_STRING_PUBLIC, bs_rsa_mat(x), BS_ENC_RSA_SPKI);
}
int PEM_write_bio_EC_PUBKEY(BIO *bp, const EC_KEY *x) { return write_plain(bp, PEM_STRING_PUBLIC, bs_ec_key_mat(x), BS_ENC_SPKI); }
int PEM_write_bio_RSAPublicKey(BIO *bp, const RSA *x) {
    return write_plain(bp, PEM_STRING_RSA_PUBLIC, bs_rsa_mat(x), BS_ENC_PUBLIC);
}

static int write_dh(BIO *bp, const char *label, const DH *x, int (*encode)(const DH *, unsigned char **)) {
    unsigned char *der = NULL;
    int len = encode(x, &der);
    int ok = len > 0 && PEM_write_bio(bp, label, "", der, len) > 0;
    OPENSSL_free(der);
    return ok;
}

int PEM_write_bio_DHparams(BIO *bp, const DH *x) { return write_dh(bp, PEM_STRING_DHPARAMS, x, i2d_DHparams); }
int PEM_write_bio_DHxparams(BIO *bp, const DH *x) { return write_dh(bp, PEM_STRING_DHXPARAMS, x, i2d_DHxparams); }
