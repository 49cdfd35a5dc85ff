/* PKCS#8 to and from BIOs and files, under a passphrase or plain.                     man 3 PEM_write_bio_PKCS8PrivateKey */
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/proverr.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/pkcs8_local.h"
#include "src/base/secret.h"
#include "src/x509/der.h"

/* What is asked for: cipher and passphrase, or where to get it. */
struct request {
    int nid; /* a scheme of PBES1, or -1 */
    const EVP_CIPHER *enc;
    const char *kstr;
    int klen;
    pem_password_cb *cb;
    void *u;
};

static bool seal(bs_reader info, const struct request *r, uint8_t **out, size_t *len) {
    char buf[PEM_BUFSIZE];
    const char *pass;
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    int n = bs_write_passphrase(buf, r->kstr, r->klen, r->cb, r->u, &pass);
    if (n < 0) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_INTERRUPTED_OR_CANCELLED);
        BS_RAISE(ERR_LIB_PROV, PROV_R_UNABLE_TO_GET_PASSPHRASE);
    }
    bool ok = n >= 0 && bs_pbe_choose(&pbe, &random, r->nid, r->enc, 0, NULL, 0);
    if (n >= 0 && !ok && ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_EVP) bs_pbe_raise_encrypt();
    ok = ok && bs_pkcs8_encrypt(info, &pbe, bs_r_from(pass, (size_t)n), out, len);
    bs_wipe(buf, sizeof buf);
    return ok;
}

/* PrivateKeyInfo, or EncryptedPrivateKeyInfo where a cipher or scheme is named. OPENSSL_clear_free(*out, *room). */
static bool encode(const EVP_PKEY *x, const struct request *r, uint8_t **out, size_t *len, size_t *room) {
    uint8_t *sealed = NULL;
    size_t sealed_len = 0;
    if (!bs_pkey_encode(x, BS_ENC_PKCS8, out, len, room)) return false;
    if (r->enc == NULL && r->nid == -1) return true;
    bool ok = seal(bs_r_from(*out, *len), r, &sealed, &sealed_len);
    OPENSSL_clear_free(*out, *room);
    *out = sealed;
    *len = *room = sealed_len;
    return ok;
}

static int write_pem(BIO *bp, const EVP_PKEY *x, const struct request *r) {
    uint8_t *der = NULL;
    size_t len, room;
    if (!encode(x, r, &der, &len, &room)) return 0;
    const char *label = r->enc != NULL || r->nid != -1 ? PEM_STRING_PKCS8 : PEM_STRING_PKCS8INF;
    int ok = PEM_write_bio(bp, label, "", der, (long)len) > 0;
    OPENSSL_clear_free(der, room);
    return ok;
}

static int write_der(BIO *bp, const EVP_PKEY *x, const struct request *r) {
    uint8_t *der = NULL;
    size_t len, room;
    if (!encode(x, r, &der, &len, &room)) return 0;
    int ok = BIO_write(bp, der, (int)len) == (int)len;
    OPENSSL_clear_free(der, room);
    return ok;
}

static int to_file(FILE *fp, const EVP_PKEY *x, const struct request *r,
                   int (*write)(BIO *, const EVP_PKEY *, const struct request *)) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok = b != NULL && write(b, x, r);
    BIO_free(b);
    return ok;
}

int PEM_write_bio_PKCS8PrivateKey(BIO *bp, const EVP_PKEY *x, const EVP_CIPHER *enc, const char *kstr, int klen,
                                  pem_password_cb *cb, void *u) {
    return write_pem(bp, x, &(struct request){ -1, enc, kstr, klen, cb, u });
}

int PEM_write_bio_PKCS8PrivateKey_nid(BIO *bp, const EVP_PKEY *x, int nid, const char *kstr, int klen, pem_password_cb *cb,
                                      void *u) {
    return write_pem(bp, x, &(struct request){ nid, NULL, kstr, klen, cb, u });
}

int PEM_write_PKCS8PrivateKey(FILE *fp, const EVP_PKEY *x, const EVP_CIPHER *enc, const char *kstr, int klen,
                              pem_password_cb *cb, void *u) {
    return to_file(fp, x, &(struct request){ -1, enc, kstr, klen, cb, u }, write_pem);
}

int PEM_write_PKCS8PrivateKey_nid(FILE *fp, const EVP_PKEY *x, int nid, const char *kstr, int klen, pem_password_cb *cb,
                                  void *u) {
    return to_file(fp, x, &(struct request){ nid, NULL, kstr, klen, cb, u }, write_pem);
}

int i2d_PKCS8PrivateKey_bio(BIO *bp, const EVP_PKEY *x, const EVP_CIPHER *enc, const char *kstr, int klen,
                            pem_password_cb *cb, void *u) {
    return write_der(bp, x, &(struct request){ -1, enc, kstr, klen, cb, u });
}

int i2d_PKCS8PrivateKey_nid_bio(BIO *bp, const EVP_PKEY *x, int nid, const char *kstr, int klen, pem_password_cb *cb,
                                void *u) {
    return write_der(bp, x, &(struct request){ nid, NULL, kstr, klen, cb, u });
}

int i2d_PKCS8PrivateKey_fp(FILE *fp, const EVP_PKEY *x, const EVP_CIPHER *enc, const char *kstr, int klen,
                           pem_password_cb *cb, void *u) {
    return to_file(fp, x, &(struct request){ -1, enc, kstr, klen, cb, u }, write_der);
}

int i2d_PKCS8PrivateKey_nid_fp(FILE *fp, const EVP_PKEY *x, int nid, const char *kstr, int klen, pem_password_cb *cb,
                               void *u) {
    return to_file(fp, x, &(struct request){ nid, NULL, kstr, klen, cb, u }, write_der);
}

EVP_PKEY *d2i_PKCS8PrivateKey_bio(BIO *bp, EVP_PKEY **x, pem_password_cb *cb, void *u) {
    char pass[PEM_BUFSIZE];
    uint8_t *der;
    long len = bs_bio_read_der(bp, &der);
    if (len < 0) return NULL;
    int n = bs_passphrase(pass, PEM_BUFSIZE, 0, cb, u);
    EVP_PKEY *made = n >= 0 ? bs_pkcs8_read(bs_r_from(der, (size_t)len), bs_r_from(pass, (size_t)n)) : NULL;
    bs_wipe(pass, sizeof pass);
    OPENSSL_free(der);
    return bs_pkey_replace(made, x);
}

EVP_PKEY *d2i_PKCS8PrivateKey_fp(FILE *fp, EVP_PKEY **x, pem_password_cb *cb, void *u) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    EVP_PKEY *made = b != NULL ? d2i_PKCS8PrivateKey_bio(b, x, cb, u) : NULL;
    BIO_free(b);
    return made;
}
