#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/pem_local.h"
#include "compat/crypto/core/raise.h"

/* PEM_read_* and PEM_write_* of the X.509 objects: a label and a codec each. */

#define READER(type, name, d2i_fn, label) \
    type *PEM_read_bio_##name(BIO *bp, type **x, pem_password_cb *cb, void *u) { \
        unsigned char *data = NULL; \
        long len; \
        if (!PEM_bytes_read_bio(&data, &len, NULL, label, bp, cb, u)) return NULL; \
        const unsigned char *p = data; \
        type *v = d2i_fn(x, &p, len); \
        if (!v) BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB); \
        OPENSSL_free(data); \
        return v; \
    } \
    type *PEM_read_##name(FILE *fp, type **x, pem_password_cb *cb, void *u) { \
        BIO *b = BIO_new_fp(fp, BIO_NOCLOSE); \
        type *v = b ? PEM_read_bio_##name(b, x, cb, u) : NULL; \
        BIO_free(b); \
        return v; \
    }

#define WRITER(type, name, i2d_fn, label) \
    int PEM_write_bio_##name(BIO *bp, const type *x) { \
        unsigned char *der = NULL; \
        int n = i2d_fn(x, &der); \
        if (n <= 0) { \
            BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB); \
            return 0; \
        } \
        int ret = PEM_write_bio(bp, label, "", der, n); \
        OPENSSL_free(der); \
        return ret > 0; \
    } \
    int PEM_write_##name(FILE *fp, const type *x) { \
        BIO *b = BIO_new_fp(fp, BIO_NOCLOSE); \
        int ret = b ? PEM_write_bio_##name(b, x) : 0; \
        BIO_free(b); \
        return ret; \
    }

READER(X509, X509, d2i_X509, PEM_STRING_X509)
WRITER(X509, X509, i2d_X509, PEM_STRING_X509)
READER(X509, X509_AUX, d2i_X509_AUX, PEM_STRING_X509_TRUSTED)
WRITER(X509, X509_AUX, i2d_X509_AUX, PEM_STRING_X509_TRUSTED)
READER(X509_CRL, X509_CRL, d2i_X509_CRL, PEM_STRING_X509_CRL)
WRITER(X509_CRL, X509_CRL, i2d_X509_CRL, PEM_STRING_X509_CRL)
READER(X509_REQ, X509_REQ, d2i_X509_REQ, PEM_STRING_X509_REQ)
WRITER(X509_REQ, X509_REQ, i2d_X509_REQ, PEM_STRING_X509_REQ)
WRITER(X509_REQ, X509_REQ_NEW, i2d_X509_REQ, PEM_STRING_X509_REQ_OLD)
READER(NETSCAPE_CERT_SEQUENCE, NETSCAPE_CERT_SEQUENCE, d2i_NETSCAPE_CERT_SEQUENCE, PEM_STRING_X509)
WRITER(NETSCAPE_CERT_SEQUENCE, NETSCAPE_CERT_SEQUENCE, i2d_NETSCAPE_CERT_SEQUENCE, PEM_STRING_X509)
READER(X509_PUBKEY, X509_PUBKEY, d2i_X509_PUBKEY, PEM_STRING_PUBLIC)
WRITER(X509_PUBKEY, X509_PUBKEY, i2d_X509_PUBKEY, PEM_STRING_PUBLIC)

READER(PKCS7, PKCS7, d2i_PKCS7, PEM_STRING_PKCS7)
WRITER(PKCS7, PKCS7, i2d_PKCS7, PEM_STRING_PKCS7)

READER(X509_SIG, PKCS8, d2i_X509_SIG, PEM_STRING_PKCS8)
WRITER(X509_SIG, PKCS8, i2d_X509_SIG, PEM_STRING_PKCS8)
READER(PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO, d2i_PKCS8_PRIV_KEY_INFO, PEM_STRING_PKCS8INF)
WRITER(PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO, i2d_PKCS8_PRIV_KEY_INFO, PEM_STRING_PKCS8INF)

/* --- X509_INFO: whatever a file holds ------------------------------------------ */

X509_INFO *X509_INFO_new(void) { return (X509_INFO *)OPENSSL_zalloc(sizeof(X509_INFO)); }

static void free_pkey(X509_PKEY *k) {
    if (!k) return;
    X509_ALGOR_free(k->enc_algor);
    ASN1_OCTET_STRING_free(k->enc_pkey);
    EVP_PKEY_free(k->dec_pkey);
    if (k->key_free) OPENSSL_free(k->key_data);
    OPENSSL_free(k);
}

X509_PKEY *X509_PKEY_new(void) { return (X509_PKEY *)OPENSSL_zalloc(sizeof(X509_PKEY)); }
void X509_PKEY_free(X509_PKEY *k) { free_pkey(k); }

void X509_INFO_free(X509_INFO *xi) {
    if (!xi) return;
    X509_free(xi->x509);
    X509_CRL_free(xi->crl);
    free_pkey(xi->x_pkey);
    OPENSSL_free(xi->enc_data);
    OPENSSL_free(xi);
}

enum kind { OTHER, CERT, TRUSTED, CRL, KEY };

static enum kind kind_of(const char *label, int *key_type) {
    if (strcmp(label, PEM_STRING_X509) == 0 || strcmp(label, PEM_STRING_X509_OLD) == 0) return CERT;
    if (strcmp(label, PEM_STRING_X509_TRUSTED) == 0) return TRUSTED;
    if (strcmp(label, PEM_STRING_X509_CRL) == 0) return CRL;
    if (strcmp(label, PEM_STRING_PKCS8INF) == 0) return KEY; /* names its type itself */
    *key_type = strcmp(label, PEM_STRING_RSA) == 0 ? EVP_PKEY_RSA : strcmp(label, PEM_STRING_DSA) == 0 ? EVP_PKEY_DSA
        : strcmp(label, PEM_STRING_ECPRIVATEKEY) == 0 ? EVP_PKEY_EC : EVP_PKEY_NONE;
    return *key_type != EVP_PKEY_NONE ? KEY : OTHER;
}

static bool taken(const X509_INFO *xi, enum kind k) {
    return (k == CERT || k == TRUSTED) ? xi->x509 != NULL : k == CRL ? xi->crl != NULL : xi->x_pkey != NULL;
}

/* An encrypted key is kept as it is: the program decrypts it when it has a pass phrase. */
static bool take_key(X509_INFO *xi, struct bs_pem_block *b, int type) {
    const unsigned char *p = b->data;
    xi->x_pkey = X509_PKEY_new();
    if (!xi->x_pkey) return false;
    xi->enc_data = NULL;
    xi->enc_len = 0;
    if (strlen(b->header) <= 10) {
        EVP_PKEY **key = &xi->x_pkey->dec_pkey;
        if (type == EVP_PKEY_NONE ? d2i_AutoPrivateKey(key, &p, b->len) : d2i_PrivateKey(type, key, &p, b->len)) return true;
        BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB);
        return false;
    }
    if (!PEM_get_EVP_CIPHER_INFO(b->header, &xi->enc_cipher)) return false;
    xi->enc_data = (char *)b->data;
    xi->enc_len = (int)b->len;
    b->data = NULL;
    return true;
}

static bool take(X509_INFO *xi, struct bs_pem_block *b, enum kind k, int key_type, pem_password_cb *cb, void *u) {
    if (k == KEY) return take_key(xi, b, key_type);
    EVP_CIPHER_INFO cipher;
    if (!PEM_get_EVP_CIPHER_INFO(b->header, &cipher) || !PEM_do_header(&cipher, b->data, &b->len, cb, u)) return false;
    const unsigned char *p = b->data;
    bool ok = k == CRL       ? (xi->crl = d2i_X509_CRL(NULL, &p, b->len)) != NULL
              : k == TRUSTED ? (xi->x509 = d2i_X509_AUX(NULL, &p, b->len)) != NULL
                             : (xi->x509 = d2i_X509(NULL, &p, b->len)) != NULL;
    if (!ok) BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    return ok;
}

static bool add_block(STACK_OF(X509_INFO) *sk, X509_INFO **xi, struct bs_pem_block *b, pem_password_cb *cb, void *u) {
    int key_type = EVP_PKEY_NONE;
    enum kind k = kind_of(b->name, &key_type);
    if (k == OTHER) return true;
    if (taken(*xi, k)) {
        if (!sk_X509_INFO_push(sk, *xi)) return false;
        *xi = X509_INFO_new();
        if (!*xi) return false;
    }
    return take(*xi, b, k, key_type, cb, u);
}

STACK_OF(X509_INFO) *PEM_X509_INFO_read_bio(BIO *bp, STACK_OF(X509_INFO) *sk, pem_password_cb *cb, void *u) {
    STACK_OF(X509_INFO) *all = sk ? sk : sk_X509_INFO_new_null();
    int before = sk_X509_INFO_num(all);
    X509_INFO *xi = all ? X509_INFO_new() : NULL;
    bool ok = xi != NULL;
    while (ok) {
        struct bs_pem_block b = { .name = NULL };
        if (!PEM_read_bio(bp, &b.name, &b.header, &b.data, &b.len)) {
            /* the end of the input is no error */
            ok = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
            if (ok) ERR_clear_error();
            break;
        }
        ok = add_block(all, &xi, &b, cb, u);
        bs_pem_block_free(&b);
    }
    bool full = xi && (xi->x509 || xi->crl || xi->x_pkey || xi->enc_data);
    if (ok && full) ok = sk_X509_INFO_push(all, xi) > 0;
    if (!ok || !full) X509_INFO_free(xi);
    if (ok) return all;
    while (sk_X509_INFO_num(all) > before) X509_INFO_free(sk_X509_INFO_pop(all));
    if (all != sk) sk_X509_INFO_free(all);
    return NULL;
}

STACK_OF(X509_INFO) *PEM_X509_INFO_read(FILE *fp, STACK_OF(X509_INFO) *sk, pem_password_cb *cb, void *u) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    STACK_OF(X509_INFO) *ret = b ? PEM_X509_INFO_read_bio(b, sk, cb, u) : NULL;
    BIO_free(b);
    return ret;
}
