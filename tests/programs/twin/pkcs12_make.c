/* PKCS#12 files put together bag by bag; each file is told in full, and taken apart again. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static EVP_PKEY *rsa, *ec;
static X509 *cert;
static unsigned char salt[8] = "saltsalt";

static void free_bags(STACK_OF(PKCS12_SAFEBAG) *sk) { sk_PKCS12_SAFEBAG_pop_free(sk, PKCS12_SAFEBAG_free); }

static void *read_pem(const char *name, int is_cert) {
    BIO *b = BIO_new_file(data_file(name), "r");
    void *v = is_cert ? (void *)PEM_read_bio_X509(b, NULL, NULL, NULL) : (void *)PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    if (!v) printf("cannot read %s\n", name);
    return v;
}

/* The queue, but for the number that OpenSSL has for an algorithm if anyone asked for it before. */
static void queue(void) {
    const char *data;
    int flags;
    for (unsigned long e; (e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0;) {
        const char *colon = strstr(data, "Algorithm (") ? strstr(data, " : ") : NULL;
        printf(" <%d:%d%s%.*s>", ERR_GET_LIB(e), ERR_GET_REASON(e), *data ? " " : "",
               colon ? (int)(colon - data) : (int)strlen(data), data);
    }
    printf("\n");
}

/* --- one bag ------------------------------------------------------------------------------------------------------ */

/* A bag in contents that nothing hides. */
static void tell(const char *what, PKCS12_SAFEBAG *bag, int random) {
    printf("%s: %s", what, bag ? OBJ_nid2sn(PKCS12_SAFEBAG_get_nid(bag)) : "none");
    queue();
    if (!bag) return;
    STACK_OF(PKCS12_SAFEBAG) *sk = sk_PKCS12_SAFEBAG_new_null();
    sk_PKCS12_SAFEBAG_push(sk, bag);
    PKCS7 *p7 = PKCS12_pack_p7data(sk);
    printf("  packed %d", p7 != NULL);
    queue();
    if (p7 && !random) hex("  contents", ASN1_STRING_get0_data(p7->d.data), ASN1_STRING_length(p7->d.data));
    STACK_OF(PKCS12_SAFEBAG) *again = p7 ? PKCS12_unpack_p7data(p7) : NULL;
    if (again) {
        const PKCS12_SAFEBAG *b = sk_PKCS12_SAFEBAG_value(again, 0);
        char *name = PKCS12_get_friendlyname((PKCS12_SAFEBAG *)b);
        printf("  again %d, %s, %s, %d attributes", sk_PKCS12_SAFEBAG_num(again), OBJ_nid2sn(PKCS12_SAFEBAG_get_nid(b)),
               name ? name : "no name", X509at_get_attr_count(PKCS12_SAFEBAG_get0_attrs(b)));
        queue();
        OPENSSL_free(name);
    }
    free_bags(again);
    PKCS7_free(p7);
    free_bags(sk);
}

static PKCS12_SAFEBAG *cert_bag(void) { return PKCS12_SAFEBAG_create_cert(cert); }

static void bags(void) {
    tell("certificate", cert_bag(), 0);
    X509_CRL *crl = X509_CRL_new();
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(cert));
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1700000000);
    X509_CRL_set1_lastUpdate(crl, t);
    X509_CRL_sign(crl, rsa, EVP_sha256());
    tell("CRL", PKCS12_SAFEBAG_create_crl(crl), 0);
    ASN1_TIME_free(t);
    X509_CRL_free(crl);
    tell("key", PKCS12_SAFEBAG_create0_p8inf(EVP_PKEY2PKCS8(ec)), 0);
    tell("secret", PKCS12_SAFEBAG_create_secret(NID_localKeyID, V_ASN1_OCTET_STRING, (unsigned char *)"secret", 6), 0);
    tell("secret of UTF-8", PKCS12_SAFEBAG_create_secret(NID_localKeyID, V_ASN1_UTF8STRING, (const unsigned char *)"s", 1), 0);
    tell("secret of nothing", PKCS12_SAFEBAG_create_secret(NID_localKeyID, V_ASN1_OCTET_STRING, NULL, 0), 0);
    static const int nids[] = { NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And2_Key_TripleDES_CBC,
        NID_pbe_WithSHA1And40BitRC2_CBC, NID_aes_128_cbc, NID_aes_256_cbc, NID_des_ede3_cbc, NID_hmacWithSHA512, NID_sha256,
        -1 };
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(ec);
    for (int i = 0; i < COUNT(nids); i++) {
        printf("-- %s\n", nids[i] > 0 ? OBJ_nid2sn(nids[i]) : "none");
        tell("shrouded", PKCS12_SAFEBAG_create_pkcs8_encrypt(nids[i], "pass", -1, salt, 8, 3, p8), i > 1);
        tell("shrouded, by its own salt",
             PKCS12_SAFEBAG_create_pkcs8_encrypt_ex(nids[i], "pass", 4, NULL, 0, 0, p8, NULL, NULL), 1);
    }
    PKCS8_PRIV_KEY_INFO_free(p8);
    X509_SIG *sig = X509_SIG_new();
    PKCS12_SAFEBAG *empty = PKCS12_SAFEBAG_create0_pkcs8(sig);
    SHOW(PKCS12_SAFEBAG_get0_pkcs8(empty) == sig);
    PKCS12_SAFEBAG_free(empty);
}

static void attributes(void) {
    PKCS12_SAFEBAG *b = cert_bag();
    SHOW(PKCS12_add_friendlyname_asc(b, "name", -1));
    SHOW(PKCS12_add_localkeyid(b, (unsigned char *)"\1\2\3", 3));
    tell("name and ID", b, 0);
    b = cert_bag();
    SHOW(PKCS12_add_friendlyname_utf8(b, "n\xc3\xa4me \xe2\x82\xac", -1));
    tell("UTF-8", b, 0);
    b = cert_bag();
    SHOW(PKCS12_add_friendlyname_utf8(b, "beyond \xf0\x9f\x94\x91", -1));
    SHOW(PKCS12_add_friendlyname_utf8(b, "wrong \xff", -1));
    SHOW(PKCS12_add_friendlyname_utf8(b, "cut here", 3));
    tell("odd UTF-8", b, 0);
    b = cert_bag();
    SHOW(PKCS12_add_friendlyname_uni(b, (const unsigned char *)"\0n\0a\0m\0e", 8));
    tell("BMP", b, 0);
    b = cert_bag();
    SHOW(PKCS12_add_CSPName_asc(b, "Microsoft Strong Cryptographic Provider", -1));
    SHOW(PKCS12_add1_attr_by_NID(b, NID_pkcs9_challengePassword, MBSTRING_ASC, (unsigned char *)"word", -1));
    SHOW(PKCS12_add1_attr_by_txt(b, "1.2.3.4", V_ASN1_OCTET_STRING, (unsigned char *)"octets", 6));
    SHOW(PKCS12_add1_attr_by_txt(b, "no such name", V_ASN1_OCTET_STRING, (unsigned char *)"octets", 6));
    tell("others", b, 0);
}

/* --- lists of bags, and files of them ----------------------------------------------------------------------------- */

static void lists(STACK_OF(PKCS12_SAFEBAG) **certs, STACK_OF(PKCS12_SAFEBAG) **keys) {
    X509_alias_set1(cert, (unsigned char *)"alias", -1);
    X509_keyid_set1(cert, (unsigned char *)"id", 2);
    SHOWP(PKCS12_add_cert(certs, cert));
    X509_alias_set1(cert, NULL, 0);
    X509_keyid_set1(cert, NULL, 0);
    SHOWP(PKCS12_add_cert(certs, cert));
    SHOWP(PKCS12_add_secret(certs, NID_pkcs9_challengePassword, (unsigned char *)"secret", 6));
    PKCS12_SAFEBAG *mine = PKCS12_add_cert(NULL, cert);
    SHOWP(mine);
    PKCS12_SAFEBAG_free(mine);
    SHOWP(PKCS12_add_key(keys, rsa, 0, 2, NID_aes_128_cbc, "pass"));
    SHOWP(PKCS12_add_key(keys, ec, KEY_SIG, 2, -1, NULL));
    SHOWP(PKCS12_add_key_ex(keys, ec, KEY_EX, 2, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "pass", NULL, NULL));
    printf("RC2 %d", PKCS12_add_key(keys, ec, 0, 2, NID_pbe_WithSHA1And40BitRC2_CBC, "pass") != NULL);
    queue();
    SHOW(sk_PKCS12_SAFEBAG_num(*certs));
    SHOW(sk_PKCS12_SAFEBAG_num(*keys));
}

static void show_file(PKCS12 *p) {
    unsigned char *der = NULL;
    int n = i2d_PKCS12(p, &der);
    printf("  DER %d", n > 0);
    queue();
    const unsigned char *at = der;
    PKCS12 *again = n > 0 ? d2i_PKCS12(NULL, &at, n) : NULL;
    STACK_OF(PKCS7) *safes = again ? PKCS12_unpack_authsafes(again) : NULL;
    printf("  %d contents", sk_PKCS7_num(safes));
    queue();
    for (int i = 0; i < sk_PKCS7_num(safes); i++) {
        PKCS7 *p7 = sk_PKCS7_value(safes, i);
        int nid = OBJ_obj2nid(p7->type);
        STACK_OF(PKCS12_SAFEBAG) *sk =
            nid == NID_pkcs7_data ? PKCS12_unpack_p7data(p7) : PKCS12_unpack_p7encdata(p7, "pass", -1);
        printf("    %s, %d bags", OBJ_nid2sn(nid), sk_PKCS12_SAFEBAG_num(sk));
        queue();
        for (int k = 0; k < sk_PKCS12_SAFEBAG_num(sk); k++) {
            PKCS12_SAFEBAG *b = sk_PKCS12_SAFEBAG_value(sk, k);
            printf("      %s, %d attributes\n", OBJ_nid2sn(PKCS12_SAFEBAG_get_nid(b)),
                   X509at_get_attr_count(PKCS12_SAFEBAG_get0_attrs(b)));
        }
        free_bags(sk);
    }
    sk_PKCS7_pop_free(safes, PKCS7_free);
    EVP_PKEY *k = NULL;
    X509 *x = NULL;
    if (again) SHOW(PKCS12_parse(again, "pass", &k, &x, NULL));
    printf("  key %d, certificate %d\n", k ? EVP_PKEY_eq(k, rsa) : -5, x ? X509_cmp(x, cert) == 0 : -5);
    EVP_PKEY_free(k);
    X509_free(x);
    PKCS12_free(again);
    OPENSSL_free(der);
}

static void files(void) {
    STACK_OF(PKCS12_SAFEBAG) *certs = NULL, *keys = NULL;
    lists(&certs, &keys);
    static const int nids[] = { 0, -1, NID_aes_192_cbc, NID_pbe_WithSHA1And2_Key_TripleDES_CBC,
        NID_pbe_WithSHA1And128BitRC4, NID_sha1 };
    for (int i = 0; i < COUNT(nids); i++) {
        STACK_OF(PKCS7) *safes = NULL;
        printf("== safe under %d\n", nids[i]);
        printf("add %d", PKCS12_add_safe(&safes, certs, nids[i], 2, "pass"));
        queue();
        SHOW(safes != NULL);
        SHOW(PKCS12_add_safe_ex(&safes, keys, -1, 0, NULL, NULL, NULL));
        SHOW(sk_PKCS7_num(safes));
        PKCS12 *p = i & 1 ? PKCS12_add_safes_ex(safes, NID_pkcs7_data, NULL, NULL) : PKCS12_add_safes(safes, 0);
        SHOWP(p);
        SHOW(PKCS12_mac_present(p));
        SHOW(PKCS12_set_mac(p, "pass", -1, salt, 8, 5, i == 2 ? EVP_sha512() : NULL));
        SHOW(PKCS12_verify_mac(p, "pass", -1));
        SHOW(PKCS12_verify_mac(p, "wrong", -1));
        show_file(p);
        SHOW(PKCS12_pack_authsafes(p, safes));
        show_file(p);
        PKCS12_free(p);
        SHOWP(PKCS12_add_safes(safes, NID_pkcs7_signed));
        sk_PKCS7_pop_free(safes, PKCS7_free);
    }
    PKCS7 *p7 = PKCS12_pack_p7encdata(NID_aes_128_cbc, "pass", -1, NULL, 0, 2, certs);
    SHOW(p7 ? OBJ_obj2nid(p7->type) : -1);
    PKCS7_free(p7);
    p7 = PKCS12_pack_p7encdata_ex(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "pass", 4, salt, 8, 2, certs, NULL, NULL);
    const ASN1_OCTET_STRING *sealed = p7->d.encrypted->enc_data->enc_data;
    hex("encrypted", ASN1_STRING_get0_data(sealed), ASN1_STRING_length(sealed));
    PKCS7_free(p7);
    free_bags(certs);
    free_bags(keys);
    static const int modes[] = { NID_pkcs7_data, NID_pkcs7_signed, NID_undef };
    for (int i = 0; i < COUNT(modes); i++) {
        PKCS12 *p = i & 1 ? PKCS12_init_ex(modes[i], NULL, NULL) : PKCS12_init(modes[i]);
        printf("mode %d: %d", modes[i], p != NULL);
        queue();
        if (p) {
            unsigned char *der = NULL;
            int n = i2d_PKCS12(p, &der);
            hex("empty", der, n);
            OPENSSL_free(der);
        }
        PKCS12_free(p);
    }
}

/* --- all of it at once: each choice of PKCS12_create() ------------------------------------------------------------ */

static void create(void) {
    static const int nids[] = { 0, -1, NID_aes_128_cbc, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And40BitRC2_CBC,
        NID_pbeWithMD5AndDES_CBC, NID_sha256, NID_aes_256_gcm };
    static const int iters[] = { 1, 3 }, macs[] = { -1, 1, 3 }, uses[] = { 0, KEY_EX, KEY_SIG };
    for (int k = 0; k < COUNT(nids); k++) {
        for (int c = 0; c < COUNT(nids); c++) {
            int i = (k + c) % 2, m = (k + c) % 3, u = (k + 2 * c) % 3;
            PKCS12 *p = PKCS12_create_ex("pass", c & 1 ? "name" : NULL, rsa, cert, NULL, nids[k], nids[c], iters[i], macs[m],
                                         uses[u], NULL, NULL);
            printf("== create %d %d %d %d %d: %d", nids[k], nids[c], iters[i], macs[m], uses[u], p != NULL);
            queue();
            if (p) show_file(p);
            PKCS12_free(p);
        }
    }
}

int main(void) {
    rsa = read_pem("auth/rsa.pem", 0);
    ec = read_pem("evp/ec8.pem", 0);
    cert = read_pem("auth/rsa.pem", 1);
    bags();
    attributes();
    files();
    create();
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    X509_free(cert);
    return 0;
}
