/* Keys and certificates that the twin programs make for themselves: what is compared is what becomes of them. */
#ifndef TWIN_AUTHORITY_H
#define TWIN_AUTHORITY_H

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "extend.h"
#include "pair.h"

struct identity {
    X509 *cert;
    EVP_PKEY *key;
};

/* "P-256" and its like, "ED25519", "X25519"; "RSA" and "RSA-PSS", which are always the same, for the time they take. */
static inline EVP_PKEY *new_key(const char *type) {
    EVP_PKEY *key = NULL;
    if (type[0] == 'P') {
        key = EVP_EC_gen(type);
    } else if (type[0] == 'R') {
        BIO *in = BIO_new_file(data_file(type[3] ? "auth/pss.pem" : "auth/rsa.pem"), "r");
        key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
        BIO_free(in);
    } else {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
        check(ctx && EVP_PKEY_keygen_init(ctx) == 1 && EVP_PKEY_generate(ctx, &key) == 1, type);
        EVP_PKEY_CTX_free(ctx);
    }
    check(key != NULL, type);
    return key;
}

/* A certificate for a new key; `by` NULL: self-signed. md NULL: Ed25519. */
static inline struct identity issue(const char *name, const char *key_type, const struct identity *by, int ca,
                                    const EVP_MD *md) {
    static long serial = 1000;
    struct identity id = { X509_new(), new_key(key_type) };
    X509_NAME *n = X509_NAME_new();
    check(X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0) == 1, name);
    X509_set_version(id.cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(id.cert), serial++);
    X509_gmtime_adj(X509_getm_notBefore(id.cert), -3600);
    X509_gmtime_adj(X509_getm_notAfter(id.cert), 86400);
    X509_set_subject_name(id.cert, n);
    X509_set_issuer_name(id.cert, by ? X509_get_subject_name(by->cert) : n);
    X509_set_pubkey(id.cert, id.key);
    add_ext(id.cert, by ? by->cert : id.cert, NID_basic_constraints, ca ? "critical,CA:TRUE" : "CA:FALSE");
    add_ext(id.cert, by ? by->cert : id.cert, NID_subject_key_identifier, "hash");
    check(X509_sign(id.cert, by ? by->key : id.key, md) > 0, "signature");
    X509_NAME_free(n);
    return id;
}

static inline void identity_free(struct identity id) {
    X509_free(id.cert);
    EVP_PKEY_free(id.key);
}

/* Not the caller's any more. */
static inline STACK_OF(X509) *stack_of(X509 *a, X509 *b) {
    STACK_OF(X509) *sk = sk_X509_new_null();
    if (a && X509_up_ref(a)) sk_X509_push(sk, a);
    if (b && X509_up_ref(b)) sk_X509_push(sk, b);
    return sk;
}

static inline const char *common_name(X509 *x) {
    static char name[100];
    name[0] = 0;
    if (x) X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, name, sizeof name);
    return name;
}

#endif
