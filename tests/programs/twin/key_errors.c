/* Keys that are not what was asked for: of another type, for another certificate, in another container, or not there. */
#include "trace.h"
#include <openssl/decoder.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static const struct type {
    const char *name, *algorithm, *option[6];
    int base;
} types[] = {
    { "RSA", "RSA", { "rsa_keygen_bits", "2048" }, EVP_PKEY_RSA },
    { "RSA'", "RSA", { "rsa_keygen_bits", "2048" }, EVP_PKEY_RSA },
    { "PSS", "RSA-PSS", { "rsa_keygen_bits", "2048" }, EVP_PKEY_RSA_PSS },
    { "PSS with limits", "RSA-PSS", { "rsa_keygen_bits", "2048", "rsa_pss_keygen_md", "sha256" }, EVP_PKEY_RSA_PSS },
    { "P-256", "EC", { "ec_paramgen_curve", "P-256" }, EVP_PKEY_EC },
    { "P-256'", "EC", { "ec_paramgen_curve", "P-256" }, EVP_PKEY_EC },
    { "P-384", "EC", { "ec_paramgen_curve", "P-384" }, EVP_PKEY_EC },
    { "ED25519", "ED25519", { 0 }, EVP_PKEY_ED25519 },
    { "ED25519'", "ED25519", { 0 }, EVP_PKEY_ED25519 },
    { "ED448", "ED448", { 0 }, EVP_PKEY_ED448 },
    { "X25519", "X25519", { 0 }, EVP_PKEY_X25519 },
    { "DH", "DH", { "group", "ffdhe2048" }, EVP_PKEY_DH },
    { "DHX", "DHX", { "dh_rfc5114", "1" }, EVP_PKEY_DHX },
};
enum { TYPES = COUNT(types) };

static EVP_PKEY *keys[TYPES];
static X509 *certs[TYPES]; /* NULL: the key cannot sign */

static EVP_PKEY *make(const struct type *t) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, t->algorithm, NULL);
    EVP_PKEY *k = NULL;
    EVP_PKEY_keygen_init(c);
    for (int i = 0; i < 6 && t->option[i]; i += 2) {
        if (EVP_PKEY_CTX_ctrl_str(c, t->option[i], t->option[i + 1]) <= 0) printf("%s: no %s\n", t->name, t->option[i]);
    }
    EVP_PKEY_keygen(c, &k);
    EVP_PKEY_CTX_free(c);
    return k;
}

static X509 *certify(EVP_PKEY *k, const char *name) {
    int raw = EVP_PKEY_is_a(k, "ED25519") || EVP_PKEY_is_a(k, "ED448");
    X509 *x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    X509_gmtime_adj(X509_getm_notBefore(x), -1000);
    X509_gmtime_adj(X509_getm_notAfter(x), 100000);
    X509_set_pubkey(x, k);
    if (X509_sign(x, k, raw ? NULL : EVP_sha256()) > 0) return x;
    ERR_clear_error();
    X509_free(x);
    return NULL;
}

/* --- another certificate's ------------------------------------------------------------------------------------------- */

static void in_context(X509 *cert, EVP_PKEY *k) {
    SSL_CTX *c = SSL_CTX_new(TLS_method());
    SSL_CTX_set_security_level(c, 0);
    printf("  certificate %d", SSL_CTX_use_certificate(c, cert));
    errors();
    printf("  key %d", SSL_CTX_use_PrivateKey(c, k));
    errors();
    printf("  check %d", SSL_CTX_check_private_key(c));
    errors();
    SSL_CTX_free(c);
    c = SSL_CTX_new(TLS_method());
    SSL_CTX_set_security_level(c, 0);
    printf("  key %d", SSL_CTX_use_PrivateKey(c, k));
    errors();
    printf("  certificate %d", SSL_CTX_use_certificate(c, cert));
    errors();
    SSL *s = SSL_new(c);
    printf("  check %d", SSL_check_private_key(s));
    errors();
    printf("  again %d", SSL_use_PrivateKey(s, k));
    errors();
    printf("  both %d", SSL_use_cert_and_key(s, cert, k, NULL, 1));
    errors();
    SSL_free(s);
    SSL_CTX_free(c);
}

static void pairs(void) {
    for (int i = 0; i < TYPES; i++) {
        for (int j = 0; j < TYPES; j++) {
            if (!certs[i]) continue;
            printf("%s's certificate, key of %s: %d", types[i].name, types[j].name, X509_check_private_key(certs[i], keys[j]));
            errors();
            in_context(certs[i], keys[j]);
            PKCS12 *p = PKCS12_create("x", NULL, keys[j], certs[i], NULL, -1, -1, 1, -1, 0);
            printf("  PKCS#12 %d", p != NULL);
            errors();
            PKCS12_free(p);
        }
    }
    X509 *empty = X509_new();
    printf("a certificate without a key: %d", X509_check_private_key(empty, keys[0]));
    errors();
    EVP_PKEY *nothing = EVP_PKEY_new();
    printf("no key: %d", X509_check_private_key(certs[0], nothing));
    errors();
    EVP_PKEY_free(nothing);
    X509_free(empty);
}

/* --- of another type ---------------------------------------------------------------------------------------------------- */

static void objects(EVP_PKEY *k) {
    RSA *r = EVP_PKEY_get1_RSA(k);
    printf("  RSA %d", r != NULL);
    errors();
    RSA_free(r);
    EC_KEY *e = EVP_PKEY_get1_EC_KEY(k);
    printf("  EC %d", e != NULL);
    errors();
    EC_KEY_free(e);
    DH *d = EVP_PKEY_get1_DH(k);
    printf("  DH %d", d != NULL);
    errors();
    DH_free(d);
    unsigned char raw[64];
    size_t n = sizeof raw;
    printf("  raw %d", EVP_PKEY_get_raw_private_key(k, raw, &n));
    errors();
    n = sizeof raw;
    printf("  raw public %d", EVP_PKEY_get_raw_public_key(k, raw, &n));
    errors();
}

enum { PKCS8, TRADITIONAL, SPKI, PARAMS, CONTAINERS };

static int encode(EVP_PKEY *k, int how, unsigned char **der) {
    *der = NULL;
    if (how == SPKI) return i2d_PUBKEY(k, der);
    if (how == TRADITIONAL) return i2d_PrivateKey(k, der);
    if (how == PARAMS) return i2d_KeyParams(k, der);
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(k);
    int n = i2d_PKCS8_PRIV_KEY_INFO(p8, der);
    PKCS8_PRIV_KEY_INFO_free(p8);
    return n;
}

#define TRY(what, call, drop) \
    do { \
        void *got = (void *)(call); \
        printf("  " what " %s", got ? "read" : "none"); \
        errors(); \
        drop(got); \
    } while (0)
static void drop_pkey(void *p) { EVP_PKEY_free(p); }
static void drop_rsa(void *p) { RSA_free(p); }
static void drop_ec(void *p) { EC_KEY_free(p); }
static void drop_dh(void *p) { DH_free(p); }

#define DER_TRY(what, call, drop) p = der; TRY(what, call, drop)

static void as_other(const unsigned char *der, int n) {
    const unsigned char *p;
    static const int wanted[] = { EVP_PKEY_RSA, EVP_PKEY_RSA_PSS, EVP_PKEY_EC, EVP_PKEY_ED25519, EVP_PKEY_X25519, EVP_PKEY_DH,
        EVP_PKEY_DHX };
    for (int i = 0; i < COUNT(wanted); i++) {
        printf("  wanted: %d\n", wanted[i]);
        DER_TRY("d2i_PrivateKey", d2i_PrivateKey(wanted[i], NULL, &p, n), drop_pkey);
    }
    DER_TRY("d2i_RSAPrivateKey", d2i_RSAPrivateKey(NULL, &p, n), drop_rsa);
    DER_TRY("d2i_RSAPublicKey", d2i_RSAPublicKey(NULL, &p, n), drop_rsa);
    DER_TRY("d2i_RSA_PUBKEY", d2i_RSA_PUBKEY(NULL, &p, n), drop_rsa);
    DER_TRY("d2i_ECPrivateKey", d2i_ECPrivateKey(NULL, &p, n), drop_ec);
    DER_TRY("d2i_EC_PUBKEY", d2i_EC_PUBKEY(NULL, &p, n), drop_ec);
    DER_TRY("d2i_DHparams", d2i_DHparams(NULL, &p, n), drop_dh);
    DER_TRY("d2i_AutoPrivateKey", d2i_AutoPrivateKey(NULL, &p, n), drop_pkey);
    DER_TRY("d2i_PUBKEY", d2i_PUBKEY(NULL, &p, n), drop_pkey);
}

static void pem_as_other(BIO *pem, int private_alone) {
    char *text;
    long n = BIO_get_mem_data(pem, &text);
    BIO *b;
#define PEM_TRY(what, call, drop) \
    b = BIO_new_mem_buf(text, (int)n); \
    TRY(what, call, drop); \
    BIO_free(b)
    PEM_TRY("PEM PrivateKey", PEM_read_bio_PrivateKey(b, NULL, NULL, (void *)"x"), drop_pkey);
    PEM_TRY("PEM RSAPrivateKey", PEM_read_bio_RSAPrivateKey(b, NULL, NULL, (void *)"x"), drop_rsa);
    PEM_TRY("PEM RSAPublicKey", PEM_read_bio_RSAPublicKey(b, NULL, NULL, (void *)"x"), drop_rsa);
    PEM_TRY("PEM RSA_PUBKEY", PEM_read_bio_RSA_PUBKEY(b, NULL, NULL, (void *)"x"), drop_rsa);
    PEM_TRY("PEM ECPrivateKey", PEM_read_bio_ECPrivateKey(b, NULL, NULL, (void *)"x"), drop_ec);
    PEM_TRY("PEM EC_PUBKEY", PEM_read_bio_EC_PUBKEY(b, NULL, NULL, (void *)"x"), drop_ec);
    PEM_TRY("PEM DHparams", PEM_read_bio_DHparams(b, NULL, NULL, (void *)"x"), drop_dh);
    if (private_alone) return;
    PEM_TRY("PEM PUBKEY", PEM_read_bio_PUBKEY(b, NULL, NULL, (void *)"x"), drop_pkey);
    PEM_TRY("PEM Parameters", PEM_read_bio_Parameters(b, NULL), drop_pkey);
}

static void other_types(void) {
    static const char *const labels[] = { PEM_STRING_PKCS8INF, "PRIVATE KEY", PEM_STRING_PUBLIC, "" };
    for (int i = 0; i < TYPES; i++) {
        printf("== %s\n", types[i].name);
        objects(keys[i]);
        for (int how = 0; how < CONTAINERS; how++) {
            unsigned char *der;
            int n = encode(keys[i], how, &der);
            printf(" container %d: %d", how, n > 0);
            errors();
            if (n <= 0) continue;
            as_other(der, n);
            BIO *pem = BIO_new(BIO_s_mem());
            if (how == PARAMS) PEM_write_bio_Parameters(pem, keys[i]);
            else PEM_write_bio(pem, labels[how], "", der, n);
            pem_as_other(pem, 0);
            BIO_free(pem);
            OPENSSL_free(der);
        }
    }
}

/* The right bytes under other labels. OpenSSL looks past the labels of structures that have no algorithm identifier:
 * docs/differences.md. */
static void other_labels(void) {
    static const struct {
        const char *label;
        int containers; /* the first ones */
    } labels[] = { { PEM_STRING_PKCS8INF, CONTAINERS }, { PEM_STRING_PKCS8, CONTAINERS }, { PEM_STRING_PUBLIC, CONTAINERS },
        { PEM_STRING_EVP_PKEY, CONTAINERS }, { PEM_STRING_X509, CONTAINERS }, { "X25519 PRIVATE KEY", CONTAINERS },
        { "NO KEY", CONTAINERS }, { PEM_STRING_RSA, 1 }, { PEM_STRING_ECPRIVATEKEY, 1 } };
    static const int some[] = { 0, 2, 4, 7, 11 };
    for (int i = 0; i < COUNT(some); i++) {
        for (int how = 0; how < CONTAINERS; how++) {
            unsigned char *der;
            int n = encode(keys[some[i]], how, &der);
            ERR_clear_error();
            for (int l = 0; n > 0 && l < COUNT(labels); l++) {
                if (how >= labels[l].containers) continue;
                BIO *pem = BIO_new(BIO_s_mem());
                PEM_write_bio(pem, labels[l].label, "", der, n);
                printf("%s, container %d as %s\n", types[some[i]].name, how, labels[l].label);
                pem_as_other(pem, 0);
                BIO_free(pem);
            }
            OPENSSL_free(der);
        }
    }
}

/* --- not there ------------------------------------------------------------------------------------------------------------ */

static void absent(void) {
    static const char *const files[] = { "", "\n", "no key here\n", "-----BEGIN PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n****\n-----END PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMAA=\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: NONE,00\n\nMAA=\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMAA=\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
        "000102030405060708090A0B0C0D0E0F\n\nMAA=\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 5,ENCRYPTED\nDEK-Info: AES-128-CBC,"
        "000102030405060708090A0B0C0D0E0F\n\nMAA=\n-----END RSA PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,MIC-ONLY\n\nMAA=\n-----END RSA PRIVATE KEY-----\n" };
    for (int i = 0; i < COUNT(files); i++) {
        BIO *b = BIO_new_mem_buf(files[i], -1);
        printf("[%s]\n", files[i]);
        pem_as_other(b, strstr(files[i], "Proc-Type") != NULL); /* OpenSSL tells of headers it need not read */
        BIO_free(b);
        as_other((const unsigned char *)files[i], (int)strlen(files[i]));
    }
    BIO *b = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(b, certs[0]);
    printf("a certificate\n");
    pem_as_other(b, 0);
    BIO_free(b);
    SSL_CTX *c = SSL_CTX_new(TLS_method());
    SHOW(SSL_CTX_use_PrivateKey_file(c, data_file("ca.pem"), SSL_FILETYPE_PEM));
    SHOW(SSL_CTX_use_PrivateKey_file(c, data_file("ca.pem"), SSL_FILETYPE_ASN1));
    SHOW(SSL_CTX_use_RSAPrivateKey_file(c, data_file("ca.pem"), SSL_FILETYPE_PEM));
    SHOW(SSL_CTX_use_PrivateKey_file(c, data_file("ca.pem"), 7));
    SHOW(SSL_CTX_use_PrivateKey(c, NULL));
    SHOW(SSL_CTX_check_private_key(c));
    SSL_CTX_free(c);
}

int main(void) {
    for (int i = 0; i < TYPES; i++) {
        keys[i] = make(&types[i]);
        certs[i] = certify(keys[i], types[i].name);
        printf("%s: certificate %d\n", types[i].name, certs[i] != NULL);
    }
    pairs();
    other_types();
    other_labels();
    absent();
    for (int i = 0; i < TYPES; i++) {
        EVP_PKEY_free(keys[i]);
        X509_free(certs[i]);
    }
    return 0;
}
