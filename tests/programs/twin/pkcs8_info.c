/* PKCS8_PRIV_KEY_INFO: its parts, its key, its files, and encrypted. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "keys.h"
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void whole(const char *what, const PKCS8_PRIV_KEY_INFO *p8) {
    unsigned char *der = NULL;
    int n = i2d_PKCS8_PRIV_KEY_INFO(p8, &der);
    hex(what, der, n > 0 ? n : 0);
    OPENSSL_free(der);
}

static void parts(PKCS8_PRIV_KEY_INFO *p8) {
    const ASN1_OBJECT *alg = NULL;
    const unsigned char *key = NULL;
    const X509_ALGOR *a = NULL;
    int len = 0, type = 0;
    SHOW(PKCS8_pkey_get0(&alg, &key, &len, &a, p8));
    printf("%s", OBJ_nid2sn(OBJ_obj2nid(alg)));
    hex(" key", key, len);
    X509_ALGOR_get0(NULL, &type, NULL, a);
    SHOW(type);
    SHOWP(PKCS8_pkey_get0_attrs(p8));
}

static void files(PKCS8_PRIV_KEY_INFO *p8, X509_SIG *sig) {
    BIO *b = BIO_new(BIO_s_mem());
    PKCS8_PRIV_KEY_INFO *again;
    X509_SIG *sig2;
    FILE *f = tmpfile();
    SHOW(i2d_PKCS8_PRIV_KEY_INFO_bio(b, p8));
    SHOWP(again = d2i_PKCS8_PRIV_KEY_INFO_bio(b, NULL));
    PKCS8_PRIV_KEY_INFO_free(again);
    SHOW(PEM_write_bio_PKCS8_PRIV_KEY_INFO(b, p8));
    SHOWP(again = PEM_read_bio_PKCS8_PRIV_KEY_INFO(b, NULL, NULL, NULL));
    whole("again", again);
    PKCS8_PRIV_KEY_INFO_free(again);
    SHOWP(PEM_read_bio_PKCS8_PRIV_KEY_INFO(b, NULL, NULL, NULL));
    (void)BIO_reset(b);
    SHOW(i2d_PKCS8_bio(b, sig));
    SHOWP(sig2 = d2i_PKCS8_bio(b, NULL));
    X509_SIG_free(sig2);
    SHOW(PEM_write_bio_PKCS8(b, sig));
    SHOWP(sig2 = PEM_read_bio_PKCS8(b, NULL, NULL, NULL));
    X509_SIG_free(sig2);
    BIO_free(b);
    SHOW(i2d_PKCS8_PRIV_KEY_INFO_fp(f, p8));
    SHOW(i2d_PKCS8_fp(f, sig));
    rewind(f);
    SHOWP(again = d2i_PKCS8_PRIV_KEY_INFO_fp(f, NULL));
    PKCS8_PRIV_KEY_INFO_free(again);
    fclose(f);
    f = tmpfile();
    SHOW(i2d_PKCS8_fp(f, sig));
    rewind(f);
    SHOWP(sig2 = d2i_PKCS8_fp(f, NULL));
    X509_SIG_free(sig2);
    fclose(f);
    f = tmpfile();
    SHOW(PEM_write_PKCS8_PRIV_KEY_INFO(f, p8));
    SHOW(PEM_write_PKCS8(f, sig));
    rewind(f);
    SHOWP(again = PEM_read_PKCS8_PRIV_KEY_INFO(f, NULL, NULL, NULL));
    SHOWP(sig2 = PEM_read_PKCS8(f, NULL, NULL, NULL));
    X509_SIG_free(sig2);
    PKCS8_PRIV_KEY_INFO_free(again);
    fclose(f);
}

static void sealed(PKCS8_PRIV_KEY_INFO *p8) {
    static const struct {
        int nid;
        int cipher;
    } ways[] = { { -1, 1 }, { -1, 2 }, { NID_hmacWithSHA512, 1 }, { NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 0 },
        { NID_pbe_WithSHA1And2_Key_TripleDES_CBC, 0 }, { -1, 0 }, { NID_sha256, 0 }, { -1, 3 } };
    unsigned char salt[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const EVP_CIPHER *c = ways[i].cipher == 1 ? EVP_aes_128_cbc() : ways[i].cipher == 2 ? EVP_des_ede3_cbc()
                            : ways[i].cipher == 3 ? EVP_aes_128_gcm() : NULL;
        X509_SIG *sig = PKCS8_encrypt(ways[i].nid, c, "secret", -1, salt, sizeof salt, 100, p8);
        const X509_ALGOR *alg = NULL;
        printf("-- way %zu: %d", i, sig != NULL);
        if (i < 5) errors();
        else ERR_clear_error(), printf("\n");
        if (!sig) continue;
        X509_SIG_get0(sig, &alg, NULL);
        SHOW(OBJ_obj2nid(alg->algorithm));
        static const char *const passes[] = { "secret", "wrong", "", NULL };
        for (int k = 0; k < 4; k++) {
            PKCS8_PRIV_KEY_INFO *open = k & 1 ? PKCS8_decrypt_ex(sig, passes[k], -1, NULL, NULL)
                                              : PKCS8_decrypt(sig, passes[k], passes[k] ? (int)strlen(passes[k]) : 0);
            printf("under %s: %d", passes[k] ? passes[k] : "none", open != NULL);
            if (k > 0) ERR_clear_error(); /* right padding by chance gives other errors; see key_containers.c */
            errors();
            if (open) whole("opened", open);
            PKCS8_PRIV_KEY_INFO_free(open);
        }
        if (i == 0) files(p8, sig);
        X509_SIG_free(sig);
    }
    X509_ALGOR *way = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 10, salt, sizeof salt, NULL, -1);
    X509_SIG *sig = PKCS8_set0_pbe("secret", 6, p8, way);
    SHOW(sig != NULL);
    PKCS8_PRIV_KEY_INFO *open = PKCS8_decrypt(sig, "secret", 6);
    SHOW(open != NULL);
    PKCS8_PRIV_KEY_INFO_free(open);
    X509_SIG_free(sig);
    way = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 10, salt, sizeof salt, NULL, -1);
    sig = PKCS8_set0_pbe_ex("secret", 6, p8, way, NULL, NULL);
    SHOW(sig != NULL);
    X509_SIG_free(sig);
    unsigned char iv[16] = { 9, 8, 7 }, *der = NULL;
    way = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 10, salt, sizeof salt, iv, NID_hmacWithSHA384);
    int n = i2d_X509_ALGOR(way, &der);
    hex("PBES2", der, n);
    OPENSSL_free(der);
    X509_ALGOR_free(way);
    way = PKCS5_pbe2_set(EVP_aes_128_cbc(), 10, NULL, 0);
    SHOW(way != NULL);
    X509_ALGOR_free(way);
    der = NULL;
    way = PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 10, salt, sizeof salt);
    n = i2d_X509_ALGOR(way, &der);
    hex("PBES1", der, n);
    OPENSSL_free(der);
    X509_ALGOR_free(way);
    sig = PKCS8_encrypt_ex(-1, EVP_aes_128_cbc(), "secret", 6, NULL, 0, 0, p8, NULL, NULL);
    SHOW(sig != NULL);
    X509_SIG_free(sig);
}

static void identifier(const char *what, X509_ALGOR *a) {
    unsigned char *der = NULL;
    int n = a ? i2d_X509_ALGOR(a, &der) : 0;
    hex(what, der, n);
    OPENSSL_free(der);
    X509_ALGOR_free(a);
}

/* Encryption under a password, and key derivation, as AlgorithmIdentifiers. */
static void identifiers(void) {
    unsigned char salt[] = "0123456789", iv[16] = { 9, 8, 7 };
    const EVP_CIPHER *aes = EVP_aes_192_cbc();
    identifier("scrypt", PKCS5_pbe2_set_scrypt(aes, salt, 10, iv, 1024, 8, 16));
    identifier("no N", PKCS5_pbe2_set_scrypt(aes, salt, 10, iv, 0, 8, 16));
    identifier("N no power of 2", PKCS5_pbe2_set_scrypt(aes, salt, 10, iv, 1000, 8, 16));
    identifier("N far too much", PKCS5_pbe2_set_scrypt(aes, salt, 10, iv, 1ull << 40, 8, 16));
    identifier("no cipher", PKCS5_pbe2_set_scrypt(NULL, salt, 10, iv, 1024, 8, 16));
    identifier("PBKDF2", PKCS5_pbkdf2_set(7, salt, 10, NID_hmacWithSHA512, 24));
    identifier("with SHA-1", PKCS5_pbkdf2_set(0, salt, 8, NID_hmacWithSHA1, 0));
    identifier("without a PRF", PKCS5_pbkdf2_set_ex(-1, salt, 8, 0, -1, NULL));
    identifier("PBES2", PKCS5_pbe2_set_iv_ex(aes, 3, salt, 8, iv, NID_hmacWithSHA224, NULL));
    identifier("PBES1", PKCS5_pbe_set_ex(NID_pbeWithMD5AndDES_CBC, 3, salt, 8, NULL));
    identifier("2DES", PKCS5_pbe_set_ex(NID_pbe_WithSHA1And2_Key_TripleDES_CBC, 0, salt, 8, NULL));
    X509_ALGOR *a = X509_ALGOR_new();
    SHOW(PKCS5_pbe_set0_algor(a, NID_pbe_WithSHA1And40BitRC2_CBC, 9, salt, 10));
    SHOW(PKCS5_pbe_set0_algor_ex(a, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 9, salt, 10, NULL));
    identifier("filled in", a);
}

static void attributes(PKCS8_PRIV_KEY_INFO *p8) {
    const STACK_OF(X509_ATTRIBUTE) *sk;
    ASN1_TYPE *t;
    SHOWP(PKCS8_get_attr(p8, NID_key_usage));
    SHOW(PKCS8_add_keyusage(p8, KEY_SIG));
    SHOW(PKCS8_add_keyusage(p8, KEY_EX));
    SHOWP(t = PKCS8_get_attr(p8, NID_key_usage));
    SHOW(t ? ASN1_TYPE_get(t) : 0);
    SHOW(PKCS8_pkey_add1_attr_by_NID(p8, NID_friendlyName, MBSTRING_UTF8, (const unsigned char *)"name", 4));
    SHOW(PKCS8_pkey_add1_attr_by_OBJ(p8, OBJ_nid2obj(NID_localKeyID), V_ASN1_OCTET_STRING, (const unsigned char *)"id", 2));
    X509_ATTRIBUTE *a = X509_ATTRIBUTE_create(NID_Domain, V_ASN1_OCTET_STRING, ASN1_OCTET_STRING_new());
    if (a) SHOW(PKCS8_pkey_add1_attr(p8, a));
    X509_ATTRIBUTE_free(a);
    SHOWP(sk = PKCS8_pkey_get0_attrs(p8));
    SHOW(X509at_get_attr_count(sk));
    SHOWP(PKCS12_get_attr_gen(sk, NID_localKeyID));
    SHOWP(PKCS12_get_attr_gen(NULL, NID_localKeyID));
    whole("with attributes", p8);
}

static void one(const char *name) {
    EVP_PKEY *k = load(name), *again;
    PKCS8_PRIV_KEY_INFO *p8;
    printf("== %s\n", name);
    SHOWP(p8 = EVP_PKEY2PKCS8(k));
    whole("encoded", p8);
    parts(p8);
    SHOWP(again = EVP_PKCS82PKEY(p8));
    SHOW(EVP_PKEY_eq(k, again));
    EVP_PKEY_free(again);
    attributes(p8);
    SHOWP(again = EVP_PKCS82PKEY_ex(p8, NULL, NULL));
    SHOW(EVP_PKEY_eq(k, again));
    EVP_PKEY_free(again);
    PKCS8_PRIV_KEY_INFO_free(p8);
    EVP_PKEY_free(k);
}

/* What is none, and keys of no algorithm. */
static void odd(void) {
    PKCS8_PRIV_KEY_INFO *p8 = PKCS8_PRIV_KEY_INFO_new();
    unsigned char *bytes = OPENSSL_memdup("\x04\x02xy", 4);
    printf("== odd\n");
    SHOWP(PKCS8_PRIV_KEY_INFO_it());
    printf("empty %d\n", i2d_PKCS8_PRIV_KEY_INFO(p8, NULL));
    ERR_clear_error();
    SHOW(PKCS8_pkey_set0(p8, OBJ_nid2obj(NID_id_tc26), 0, V_ASN1_NULL, NULL, bytes, 4));
    whole("set", p8);
    EVP_PKEY *k = EVP_PKCS82PKEY(p8);
    printf("unknown: %d", k != NULL);
    errors();
    SHOW(PKCS8_pkey_set0(p8, OBJ_nid2obj(NID_ED25519), 1, V_ASN1_UNDEF, NULL, NULL, 0));
    whole("version 1", p8);
    k = EVP_PKCS82PKEY(p8);
    printf("short: %d\n", k != NULL);
    ERR_clear_error();
    PKCS8_PRIV_KEY_INFO_free(p8);
    PKCS8_PRIV_KEY_INFO_free(NULL);
    EVP_PKEY *dh = EVP_PKEY_new();
    DH *d = DH_new_by_nid(NID_ffdhe2048);
    DH_set0_key(d, NULL, BN_dup(BN_value_one()));
    EVP_PKEY_assign(dh, EVP_PKEY_DH, d);
    SHOWP(p8 = EVP_PKEY2PKCS8(dh));
    whole("DH", p8);
    PKCS8_PRIV_KEY_INFO_free(p8);
    EVP_PKEY_free(dh);
    static const unsigned char cut[] = { 0x30, 0x05, 2, 1, 0, 0x30, 1 };
    const unsigned char *p = cut;
    p8 = d2i_PKCS8_PRIV_KEY_INFO(NULL, &p, sizeof cut);
    printf("cut: %d\n", p8 != NULL);
    ERR_clear_error();
}

int main(void) {
    static const char *const names[] = { "evp/rsa8.pem", "evp/ec8.pem", "evp/x8.pem", "auth/ed25519.pem", "auth/p384.pem",
                                         "auth/pss.pem" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) one(names[i]);
    EVP_PKEY *k = load("evp/ec8.pem");
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(k);
    sealed(p8);
    PKCS8_PRIV_KEY_INFO_free(p8);
    EVP_PKEY_free(k);
    odd();
    identifiers();
    return 0;
}
