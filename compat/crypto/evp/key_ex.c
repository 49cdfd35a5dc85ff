/* Reading and writing keys with a library context: one of each algorithm is there.  man 3 d2i_PrivateKey */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* The names without _ex, with the two parameters more. */
#define EX(ret, name, params, args) \
    ret name##_ex params { \
        (void)libctx; \
        (void)propq; \
        return name args; \
    }
#define CTX OSSL_LIB_CTX *libctx, const char *propq

EX(EVP_PKEY *, d2i_PrivateKey, (int type, EVP_PKEY **a, const unsigned char **pp, long length, CTX), (type, a, pp, length))
EX(EVP_PKEY *, d2i_AutoPrivateKey, (EVP_PKEY **a, const unsigned char **pp, long length, CTX), (a, pp, length))
EX(EVP_PKEY *, d2i_PUBKEY, (EVP_PKEY **a, const unsigned char **pp, long length, CTX), (a, pp, length))
EX(EVP_PKEY *, PEM_read_bio_PUBKEY, (BIO *out, EVP_PKEY **x, pem_password_cb *cb, void *u, CTX), (out, x, cb, u))
EX(EVP_PKEY *, PEM_read_PUBKEY, (FILE *out, EVP_PKEY **x, pem_password_cb *cb, void *u, CTX), (out, x, cb, u))
EX(EVP_PKEY *, PEM_read_PrivateKey, (FILE *out, EVP_PKEY **x, pem_password_cb *cb, void *u, CTX), (out, x, cb, u))
EX(int, PEM_write_bio_PUBKEY, (BIO *out, const EVP_PKEY *x, CTX), (out, x))
EX(int, PEM_write_PUBKEY, (FILE *out, const EVP_PKEY *x, CTX), (out, x))
EX(int, PEM_write_bio_PrivateKey,
   (BIO *out, const EVP_PKEY *x, const EVP_CIPHER *enc, const unsigned char *kstr, int klen, pem_password_cb *cb, void *u, CTX),
   (out, x, enc, kstr, klen, cb, u))
EX(int, PEM_write_PrivateKey,
   (FILE *out, const EVP_PKEY *x, const EVP_CIPHER *enc, const unsigned char *kstr, int klen, pem_password_cb *cb, void *u, CTX),
   (out, x, enc, kstr, klen, cb, u))
EX(STACK_OF(X509_INFO) *, PEM_X509_INFO_read_bio,
   (BIO *bp, STACK_OF(X509_INFO) *sk, pem_password_cb *cb, void *u, CTX), (bp, sk, cb, u))
EX(STACK_OF(X509_INFO) *, PEM_X509_INFO_read, (FILE *fp, STACK_OF(X509_INFO) *sk, pem_password_cb *cb, void *u, CTX),
   (fp, sk, cb, u))

EVP_PKEY *d2i_PrivateKey_ex_bio(BIO *bp, EVP_PKEY **a, CTX) {
    (void)libctx;
    (void)propq;
    return d2i_PrivateKey_bio(bp, a);
}

EVP_PKEY *d2i_PrivateKey_ex_fp(FILE *fp, EVP_PKEY **a, CTX) {
    (void)libctx;
    (void)propq;
    return d2i_PrivateKey_fp(fp, a);
}
