/* Stores that are filled by URI: X509_LOOKUP_store(), asked by name or loaded whole, from files of each kind and folders. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "extend.h"

static EVP_PKEY *key;
static X509 *ca, *other, *leaf;
static X509_CRL *crl;

static X509 *make_cert(const char *subject, const char *issuer, int is_ca, long serial) {
    X509 *x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const unsigned char *)subject, -1, -1, 0);
    X509_NAME_add_entry_by_txt(X509_get_issuer_name(x), "CN", MBSTRING_ASC, (const unsigned char *)issuer, -1, -1, 0);
    X509_gmtime_adj(X509_getm_notBefore(x), -1000);
    X509_gmtime_adj(X509_getm_notAfter(x), 100000);
    X509_set_pubkey(x, key);
    add_ext(x, x, NID_basic_constraints, is_ca ? "critical,CA:TRUE" : "CA:FALSE");
    X509_sign(x, key, NULL);
    return x;
}

static X509_CRL *make_crl(X509 *by) {
    X509_CRL *c = X509_CRL_new();
    ASN1_TIME *t = X509_gmtime_adj(NULL, -1000);
    X509_CRL_set_version(c, 1);
    X509_CRL_set_issuer_name(c, X509_get_subject_name(by));
    X509_CRL_set1_lastUpdate(c, t);
    X509_gmtime_adj(t, 100000);
    X509_CRL_set1_nextUpdate(c, t);
    X509_CRL_sign(c, key, NULL);
    ASN1_TIME_free(t);
    return c;
}

/* What stands in a file: a letter a thing. */
static void put_file(const char *name, const char *things) {
    FILE *f = fopen(name, "w");
    for (; f && *things; things++) {
        if (*things == 'a') PEM_write_X509(f, ca);
        if (*things == 'o') PEM_write_X509(f, other);
        if (*things == 't') PEM_write_X509_AUX(f, ca);
        if (*things == 'c') PEM_write_X509_CRL(f, crl);
        if (*things == 'k') PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL);
        if (*things == 'D') i2d_X509_fp(f, ca);
        if (*things == 'L') i2d_X509_CRL_fp(f, crl);
        if (*things == 'x') fputs("nothing of use\n", f);
    }
    if (f) fclose(f);
}

static void put_hashed(const char *dir) {
    char name[128];
    mkdir(dir, 0755);
    snprintf(name, sizeof name, "%s/%08lx.0", dir, X509_subject_name_hash(ca));
    put_file(name, "a");
    snprintf(name, sizeof name, "%s/%08lx.0", dir, X509_subject_name_hash(other));
    put_file(name, "o");
    snprintf(name, sizeof name, "%s/%08lx.r0", dir, X509_NAME_hash_ex(X509_CRL_get_issuer(crl), NULL, NULL, NULL));
    put_file(name, "c");
}

static int count(X509_STORE *s) { return sk_X509_OBJECT_num(X509_STORE_get0_objects(s)); }

static void verify(X509_STORE *s, unsigned long flags) {
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_STORE_CTX_init(ctx, s, leaf, NULL);
    X509_STORE_CTX_set_flags(ctx, flags);
    int r = X509_verify_cert(ctx);
    printf("  flags %lx: %d error %d, objects %d\n", flags, r, X509_STORE_CTX_get_error(ctx), count(s));
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
}

static void try_uri(const char *what, const char *uri) {
    X509_STORE *s = X509_STORE_new();
    printf("%s: added %d objects %d\n", what, X509_STORE_load_store(s, uri), count(s));
    verify(s, 0);
    verify(s, X509_V_FLAG_CRL_CHECK);
    X509_STORE_free(s);
    s = X509_STORE_new();
    X509_LOOKUP *lu = X509_STORE_add_lookup(s, X509_LOOKUP_store());
    printf(" loaded %d", X509_LOOKUP_load_store(lu, uri));
    printf(" objects %d\n", count(s));
    verify(s, 0);
    printf(" again %d", X509_LOOKUP_load_store(lu, uri));
    printf(" objects %d\n", count(s));
    X509_STORE_free(s);
    ERR_clear_error();
}

static void others(void) {
    X509_STORE *s = X509_STORE_new();
    X509_LOOKUP *lu = X509_STORE_add_lookup(s, X509_LOOKUP_store());
    X509_OBJECT *obj = X509_OBJECT_new();
    printf("none %d other command %d\n", X509_STORE_load_store(s, NULL), X509_LOOKUP_ctrl(lu, 77, "x", 0, NULL));
    printf("two %d", X509_STORE_load_store(s, "missing.pem"));
    printf(" %d\n", X509_STORE_load_store_ex(s, "ca.pem", NULL, NULL));
    verify(s, 0);
    printf("by subject %d", X509_LOOKUP_by_subject(lu, X509_LU_X509, X509_get_subject_name(ca), obj));
    X509_OBJECT_up_ref_count(obj); /* it was lent */
    printf(" %d", X509_LOOKUP_by_subject(lu, X509_LU_X509, X509_get_subject_name(other), obj));
    printf(" %d\n", X509_LOOKUP_by_subject(lu, X509_LU_CRL, X509_get_subject_name(ca), obj));
    X509_OBJECT_free(obj);
    X509_STORE_free(s);
    ERR_clear_error();
}

int main(void) {
    static const char *const files[][2] = { { "ca.pem", "a" }, { "trusted.pem", "t" }, { "two.pem", "oa" }, { "both.pem", "ac" },
                                            { "crl.pem", "c" }, { "key_first.pem", "ka" }, { "key_last.pem", "ak" },
                                            { "text.pem", "xa" }, { "ca.der", "D" }, { "crl.der", "L" }, { "text", "x" },
                                            { "empty", "" } };
    char cwd[4096], uri[8192];
    key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    ca = make_cert("ca", "ca", 1, 1);
    other = make_cert("other", "other", 1, 2);
    leaf = make_cert("leaf", "ca", 0, 3);
    crl = make_crl(ca);
    if (!getcwd(cwd, sizeof cwd)) return 2;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        put_file(files[i][0], files[i][1]);
        try_uri(files[i][0], files[i][0]);
        snprintf(uri, sizeof uri, "file:%s/%s", cwd, files[i][0]);
        try_uri("by file:", uri);
    }
    put_hashed("hashed");
    try_uri("folder", "hashed");
    snprintf(uri, sizeof uri, "file:%s/hashed", cwd);
    try_uri("folder by file:", uri);
    snprintf(uri, sizeof uri, "file://localhost%s/ca.pem", cwd);
    try_uri("by a local host", uri);
    snprintf(uri, sizeof uri, "file://%s/ca.pem", cwd);
    try_uri("by no host", uri);
    try_uri("missing", "missing.pem");
    try_uri("unknown scheme", "nothing:ca.pem");
    others();
    X509_free(ca);
    X509_free(other);
    X509_free(leaf);
    X509_CRL_free(crl);
    EVP_PKEY_free(key);
    return 0;
}
