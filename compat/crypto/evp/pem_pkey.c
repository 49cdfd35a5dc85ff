/* Keys in PEM.                                                                             man 3 PEM_read_bio_PrivateKey */
#include <openssl/crypto.h>
#include <openssl/decodererr.h>
#include <openssl/pem.h>
#include <openssl/pkcs12err.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/pkcs8_local.h"
#include "src/base/secret.h"

/* Of the decoders. */
static void raise_interrupted(bool pkcs8) {
    BS_RAISE(ERR_LIB_CRYPTO, ERR_R_INTERRUPTED_OR_CANCELLED);
    BS_RAISE(ERR_LIB_CRYPTO, ERR_R_INTERRUPTED_OR_CANCELLED);
    if (pkcs8) BS_RAISE(ERR_LIB_PROV, PROV_R_UNABLE_TO_GET_PASSPHRASE);
}

static void raise_no_passphrase(bool pkcs8) {
    raise_interrupted(pkcs8);
    if (pkcs8) BS_RAISE(ERR_LIB_CRYPTO, ERR_R_INTERRUPTED_OR_CANCELLED);
    BS_RAISE(ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ);
}

/* OpenSSL's decoders ask, and where no answer came, its older code asks once more. */
struct asker {
    pem_password_cb *cb;
    void *u;
    bool failed;
};

static int ask(char *buf, int size, int rwflag, void *u) {
    struct asker *a = u;
    int n = bs_passphrase(buf, size, rwflag, a->cb, a->u);
    if (n >= 0 || a->failed) return n;
    a->failed = true;
    return bs_passphrase(buf, size, rwflag, a->cb, a->u);
}

/* One PEM block of that kind. Where nothing fits, OpenSSL's decoders speak of "unsupported", not of a start line. */
static bool read_block(BIO *bp, const char *name, pem_password_cb *cb, void *u, uint8_t **data, long *len, char **label) {
    struct asker asker = { cb, u, false };
    ERR_set_mark();
    if (PEM_bytes_read_bio(data, len, label, name, bp, ask, &asker)) {
        ERR_pop_to_mark();
        return true;
    }
    unsigned long e = ERR_peek_last_error();
    int reason = ERR_GET_LIB(e) == ERR_LIB_PEM ? ERR_GET_REASON(e) : 0;
    if (reason == PEM_R_NO_START_LINE || reason == PEM_R_BAD_END_LINE || reason == PEM_R_BAD_BASE64_DECODE || e == 0) {
        ERR_pop_to_mark();
        bs_key_raise_no_pem();
    } else if (asker.failed || (ERR_GET_LIB(e) == ERR_LIB_PEM && ERR_GET_REASON(e) == PEM_R_BAD_PASSWORD_READ)) {
        ERR_pop_to_mark();
        raise_no_passphrase(false);
    } else {
        ERR_clear_last_mark();
    }
    return false;
}

static void raise_wrong_passphrase(bool empty) {
    BS_RAISE(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
    BS_RAISE_DATA(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR, "%s", empty ? "empty password" : "maybe wrong password");
}

/* OpenSSL's decoders have their try, and then its older code: a wrong passphrase is told twice, any other failure after
 * that there was nothing to decode. */
static EVP_PKEY *decrypt_pkcs8(bs_reader der, pem_password_cb *cb, void *u) {
    char pass[PEM_BUFSIZE];
    ERR_set_mark();
    bs_key_raise_no_pem();
    struct asker asker = { cb, u, false };
    int n = ask(pass, PEM_BUFSIZE, 0, &asker);
    if (n < 0) {
        ERR_pop_to_mark();
        raise_no_passphrase(true);
        return NULL;
    }
    EVP_PKEY *pkey = bs_pkcs8_read(der, bs_r_from(pass, (size_t)n));
    bs_wipe(pass, sizeof pass);
    unsigned long e = ERR_peek_last_error();
    bool wrong = ERR_GET_LIB(e) == ERR_LIB_PKCS12 && ERR_GET_REASON(e) == PKCS12_R_PKCS12_CIPHERFINAL_ERROR;
    if (pkey == NULL && !wrong) {
        ERR_clear_last_mark();
        return NULL;
    }
    ERR_pop_to_mark();
    if (pkey == NULL && asker.failed) raise_interrupted(true);
    for (int i = asker.failed ? 1 : 0; pkey == NULL && i < 2; i++) raise_wrong_passphrase(n == 0);
    return pkey;
}

/* Under the label of encrypted keys there may be one that is not, and OpenSSL's decoders take it. */
static EVP_PKEY *from_encrypted(bs_reader der, pem_password_cb *cb, void *u) {
    ERR_set_mark();
    bs_key_raise_no_pem();
    if (!bs_key_explain(der, BS_SHAPE_ENCRYPTED)) {
        ERR_pop_to_mark();
        return decrypt_pkcs8(der, cb, u);
    }
    ERR_set_mark();
    EVP_PKEY *pkey = bs_key_from_der(der, BS_KEY_FORMAT_PKCS8, 0, 0, BS_KEY_READER_OBJECT);
    ERR_pop_to_mark();
    if (pkey != NULL) ERR_pop_to_mark();
    else ERR_clear_last_mark();
    return pkey;
}

static bool is_pkcs8(bs_reader der) {
    ERR_set_mark();
    bool no = bs_key_explain(der, BS_SHAPE_PKCS8);
    ERR_pop_to_mark();
    return !no;
}

static EVP_PKEY *from_labelled(const char *label, bs_reader der, pem_password_cb *cb, void *u) {
    enum bs_key_format format = BS_KEY_FORMAT_ANY;
    if (strcmp(label, PEM_STRING_PKCS8) == 0) return from_encrypted(der, cb, u);
    if (strcmp(label, PEM_STRING_RSA) == 0) format = BS_KEY_FORMAT_PKCS1;
    if (strcmp(label, PEM_STRING_ECPRIVATEKEY) == 0) format = BS_KEY_FORMAT_SEC1;
    if (strcmp(label, PEM_STRING_PKCS8INF) == 0) format = BS_KEY_FORMAT_PKCS8;
    if ((format == BS_KEY_FORMAT_PKCS1 || format == BS_KEY_FORMAT_SEC1) && is_pkcs8(der)) { /* files of that kind are about */
        int type = format == BS_KEY_FORMAT_PKCS1 ? EVP_PKEY_RSA : EVP_PKEY_EC;
        return bs_key_from_der(der, BS_KEY_FORMAT_PKCS8, type, 0, BS_KEY_READER_PEM);
    }
    if (format != BS_KEY_FORMAT_ANY) return bs_key_from_der(der, format, 0, 0, BS_KEY_READER_PEM);
    bs_key_raise_no_pem(); /* "DSA PRIVATE KEY" and the like */
    return NULL;
}

static EVP_PKEY *read_private(BIO *bp, pem_password_cb *cb, void *u) {
    uint8_t *data = NULL;
    long len = 0;
    char *label = NULL;
    if (!read_block(bp, PEM_STRING_EVP_PKEY, cb, u, &data, &len, &label)) return NULL;
    bs_reader der = bs_r_from(data, (size_t)len);
    EVP_PKEY *pkey = from_labelled(label, der, cb, u);
    OPENSSL_clear_free(data, (size_t)len);
    OPENSSL_free(label);
    return pkey;
}

/* The caller's object, if there is one, is replaced. */
EVP_PKEY *bs_pkey_replace(EVP_PKEY *made, EVP_PKEY **x) {
    if (made == NULL || x == NULL) return made;
    EVP_PKEY_free(*x);
    *x = made;
    return made;
}

EVP_PKEY *PEM_read_bio_PrivateKey(BIO *bp, EVP_PKEY **x, pem_password_cb *cb, void *u) {
    return bs_pkey_replace(read_private(bp, cb, u), x);
}

EVP_PKEY *PEM_read_bio_PrivateKey_ex(BIO *bp, EVP_PKEY **x, pem_password_cb *cb, void *u, OSSL_LIB_CTX *libctx,
                                     const char *propq) {
    (void)libctx;
    (void)propq;
    return PEM_read_bio_PrivateKey(bp, x, cb, u);
}

EVP_PKEY *PEM_read_bio_PUBKEY(BIO *bp, EVP_PKEY **x, pem_password_cb *cb, void *u) {
    uint8_t *data = NULL;
    long len = 0;
    if (!read_block(bp, PEM_STRING_PUBLIC, cb, u, &data, &len, NULL)) return NULL;
    bs_reader der = bs_r_from(data, (size_t)len);
    ERR_set_mark();
    bs_key_raise_no_pem();
    bool malformed = bs_key_explain(der, BS_SHAPE_SPKI);
    if (malformed) ERR_clear_last_mark();
    else ERR_pop_to_mark();
    EVP_PKEY *pkey = malformed ? NULL : bs_evp_pkey_from_spki(der);
    OPENSSL_free(data);
    return bs_pkey_replace(pkey, x);
}

static RSA *as_rsa(EVP_PKEY *pkey, RSA **x) {
    RSA *r = pkey != NULL ? EVP_PKEY_get1_RSA(pkey) : NULL;
    EVP_PKEY_free(pkey);
    if (r == NULL || x == NULL) return r;
    RSA_free(*x);
    *x = r;
    return r;
}

static EC_KEY *as_ec(EVP_PKEY *pkey, EC_KEY **x) {
    EC_KEY *k = pkey != NULL ? EVP_PKEY_get1_EC_KEY(pkey) : NULL;
    EVP_PKEY_free(pkey);
    if (k == NULL || x == NULL) return k;
    EC_KEY_free(*x);
    *x = k;
    return k;
}

RSA *PEM_read_bio_RSAPrivateKey(BIO *bp, RSA **x, pem_password_cb *cb, void *u) { return as_rsa(read_private(bp, cb, u), x); }
EC_KEY *PEM_read_bio_ECPrivateKey(BIO *bp, EC_KEY **x, pem_password_cb *cb, void *u) { return as_ec(read_private(bp, cb, u), x); }

/* Objects are read without the decoders that PEM_read_bio_PUBKEY() has: other errors. */
#define READ_OBJECT(type, name, label) \
    type *PEM_read_bio_##name(BIO *bp, type **x, pem_password_cb *cb, void *u) { \
        uint8_t *data = NULL; \
        long len = 0; \
        if (!PEM_bytes_read_bio(&data, &len, NULL, label, bp, cb, u)) return NULL; \
        const unsigned char *p = data; \
        type *made = d2i_##name(x, &p, len); \
        if (made == NULL) BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB); \
        OPENSSL_free(data); \
        return made; \
    }
READ_OBJECT(RSA, RSA_PUBKEY, PEM_STRING_PUBLIC)
READ_OBJECT(EC_KEY, EC_PUBKEY, PEM_STRING_PUBLIC)
READ_OBJECT(RSA, RSAPublicKey, PEM_STRING_RSA_PUBLIC)

DH *PEM_read_bio_DHparams(BIO *bp, DH **x, pem_password_cb *cb, void *u) {
    uint8_t *data = NULL;
    long len = 0;
    char *label = NULL;
    if (!PEM_bytes_read_bio(&data, &len, &label, PEM_STRING_DHPARAMS, bp, cb, u)) return NULL;
    bs_reader der = bs_r_from(data, (size_t)len);
    bool x942 = strcmp(label, PEM_STRING_DHXPARAMS) == 0;
    DH *dh = bs_key_explain(der, x942 ? BS_SHAPE_DHX : BS_SHAPE_DH) ? NULL : bs_dh_from_params(der, x942);
    if (dh == NULL) BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    OPENSSL_free(data);
    OPENSSL_free(label);
    if (dh == NULL || x == NULL) return dh;
    DH_free(*x);
    *x = dh;
    return dh;
}
