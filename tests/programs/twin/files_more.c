/* DER and PEM through files and BIOs: each type there and back, wrong types, cut files, encrypted keys by hand. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

static const char crl_text[] = "-----BEGIN X509 CRL-----\n"
    "MIIBFTCBvAIBATAKBggqhkjOPQQDAjAhMRAwDgYDVQQDDAdSb290IENBMQ0wCwYD\n"
    "VQQKDARUZXN0Fw0yNjExMjMxMDM0MDBaGA8yMDU0MDQxMDEwMzQwMFowNzASAgEF\n"
    "Fw0yNTAxMDEwMDAwMDBaMCECAhI0Fw0yNTAxMDEwMDAwMDBaMAwwCgYDVR0VBAMK\n"
    "AQGgLzAtMB8GA1UdIwQYMBaAFEOgAlEw3/m0uRX5YPywh/NWxW7hMAoGA1UdFAQD\n"
    "AgEBMAoGCCqGSM49BAMCA0gAMEUCIAqBmKuCngYlbOlODd9+ICAtcS9u/vQo+1ER\n"
    "9tRgxKKSAiEA07TQzv+H59alCipy1QOoXxgrhsIzQXpNnkzR4kh3JI4=\n-----END X509 CRL-----\n";

/* Writes with one call, reads back with another: through a file, then a BIO. */
#define ROUND(what, write, T, read, same, FREE) do { \
    FILE *f = fopen("round.tmp", "w+"); \
    printf("%s write %d", what, write); \
    printf(" bytes %ld\n", ftell(f)); \
    rewind(f); \
    T *back = read; \
    printf("%s same %d", what, back != NULL && (same)); \
    errors(); \
    FREE(back); \
    back = read; \
    printf("%s at the end %d\n", what, back != NULL); \
    ERR_clear_error(); \
    FREE(back); \
    fclose(f); \
    } while (0)

static EVP_PKEY *key(const char *name) {
    FILE *f = fopen(data_file(name), "r");
    EVP_PKEY *k = PEM_read_PrivateKey(f, NULL, NULL, NULL);
    fclose(f);
    return k;
}

static void files(X509 *x, X509_CRL *crl, EVP_PKEY *k) {
    ROUND("X509", i2d_X509_fp(f, x), X509, d2i_X509_fp(f, NULL), X509_cmp(x, back) == 0, X509_free);
    ROUND("CRL", i2d_X509_CRL_fp(f, crl), X509_CRL, d2i_X509_CRL_fp(f, NULL), X509_CRL_cmp(crl, back) == 0, X509_CRL_free);
    ROUND("PUBKEY", ASN1_i2d_fp((i2d_of_void *)i2d_PUBKEY, f, k), EVP_PKEY, d2i_PUBKEY_fp(f, NULL),
        EVP_PKEY_eq(k, back) == 1, EVP_PKEY_free);
    ROUND("key", ASN1_i2d_fp((i2d_of_void *)i2d_PrivateKey, f, k), EVP_PKEY, d2i_PrivateKey_fp(f, NULL),
        EVP_PKEY_eq(k, back) == 1, EVP_PKEY_free);
    ROUND("any", ASN1_i2d_fp((i2d_of_void *)i2d_X509, f, x), X509, ASN1_d2i_fp(NULL, (d2i_of_void *)d2i_X509, f, NULL),
        X509_cmp(x, back) == 0, X509_free);
    ROUND("PEM X509", PEM_write_X509(f, x), X509, PEM_read_X509(f, NULL, NULL, NULL), X509_cmp(x, back) == 0, X509_free);
    ROUND("PEM AUX", PEM_write_X509_AUX(f, x), X509, PEM_read_X509_AUX(f, NULL, NULL, NULL), X509_cmp(x, back) == 0, X509_free);
    ROUND("PEM CRL", PEM_write_X509_CRL(f, crl), X509_CRL, PEM_read_X509_CRL(f, NULL, NULL, NULL),
        X509_CRL_cmp(crl, back) == 0, X509_CRL_free);
    ROUND("PEM key", PEM_write_PrivateKey(f, k, NULL, NULL, 0, NULL, NULL), EVP_PKEY,
        PEM_read_PrivateKey(f, NULL, NULL, NULL), EVP_PKEY_eq(k, back) == 1, EVP_PKEY_free);
    ROUND("PEM locked", PEM_write_PrivateKey(f, k, EVP_aes_128_cbc(), NULL, 0, NULL, "secret"), EVP_PKEY,
        PEM_read_PrivateKey(f, NULL, NULL, "secret"), EVP_PKEY_eq(k, back) == 1, EVP_PKEY_free);
    FILE *f = fopen(data_file("evp/rsa8.pub"), "r");
    EVP_PKEY *pub = f ? PEM_read_PUBKEY(f, NULL, NULL, NULL) : NULL;
    printf("public %d\n", pub != NULL);
    EVP_PKEY_free(pub);
    if (f) fclose(f);
    ERR_clear_error();
    f = fopen(data_file("evp/dh.pem"), "r");
    DH *dh = PEM_read_DHparams(f, NULL, NULL, NULL);
    printf("dh %d", dh != NULL);
    errors();
    DH_free(dh);
    fclose(f);
    f = fopen(data_file("ca.pem"), "r");
    printf("not a key %d\n", PEM_read_PrivateKey(f, NULL, NULL, NULL) != NULL);
    ERR_clear_error();
    rewind(f);
    STACK_OF(X509_INFO) *infos = PEM_X509_INFO_read(f, NULL, NULL, NULL);
    SHOW(sk_X509_INFO_num(infos));
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
    rewind(f);
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    long len = 0;
    SHOW(PEM_read(f, &name, &header, &data, &len));
    printf("%s [%s] %ld\n", name, header, len);
    FILE *g = fopen("round.tmp", "w+");
    SHOW(PEM_write(g, "A NAME", "Header: x\n", data, 60));
    rewind(g);
    char line[100];
    while (fgets(line, sizeof line, g)) fputs(line, stdout);
    rewind(g);
    OPENSSL_free(name); OPENSSL_free(header); OPENSSL_free(data);
    SHOW(PEM_read(g, &name, &header, &data, &len));
    printf("%s [%s] %ld\n", name, header, len);
    OPENSSL_free(name); OPENSSL_free(header); OPENSSL_free(data);
    fclose(g);
    rewind(f);
    X509 *any = PEM_ASN1_read((d2i_of_void *)d2i_X509, PEM_STRING_X509, f, NULL, NULL, NULL);
    SHOW(any ? X509_cmp(any, x) : -9);
    X509_free(any);
    fclose(f);
    remove("round.tmp");
}

static void bios(X509 *x, X509_CRL *crl, EVP_PKEY *k) {
    BIO *m = BIO_new(BIO_s_mem());
#define BIOS(what, write, T, read, same, FREE) do { \
    printf("%s write %d", what, write); \
    printf(" bytes %d", (int)BIO_pending(m)); \
    T *back = read; \
    printf(" same %d", back != NULL && (same)); \
    errors(); \
    FREE(back); \
    back = read; \
    printf("%s of nothing %d\n", what, back != NULL); \
    ERR_clear_error(); \
    FREE(back); \
    (void)BIO_reset(m); \
    } while (0)
    BIOS("X509", i2d_X509_bio(m, x), X509, d2i_X509_bio(m, NULL), X509_cmp(x, back) == 0, X509_free);
    BIOS("CRL", i2d_X509_CRL_bio(m, crl), X509_CRL, d2i_X509_CRL_bio(m, NULL), X509_CRL_cmp(crl, back) == 0, X509_CRL_free);
    BIOS("PUBKEY", i2d_PUBKEY_bio(m, k), EVP_PKEY, d2i_PUBKEY_bio(m, NULL), EVP_PKEY_eq(k, back) == 1, EVP_PKEY_free);
    BIOS("key", i2d_PrivateKey_bio(m, k), EVP_PKEY, d2i_PrivateKey_bio(m, NULL), EVP_PKEY_eq(k, back) == 1, EVP_PKEY_free);
    BIOS("pkcs8", i2d_PKCS8PrivateKeyInfo_bio(m, k), EVP_PKEY, d2i_PrivateKey_bio(m, NULL), EVP_PKEY_eq(k, back) == 1,
        EVP_PKEY_free);
    BIOS("any", ASN1_i2d_bio((i2d_of_void *)i2d_X509, m, (unsigned char *)x), X509,
        ASN1_d2i_bio(NULL, (d2i_of_void *)d2i_X509, m, NULL), X509_cmp(x, back) == 0, X509_free);
    BIOS("PEM any", PEM_write_bio_X509(m, x), X509,
        PEM_ASN1_read_bio((d2i_of_void *)d2i_X509, PEM_STRING_X509, m, NULL, NULL, NULL), X509_cmp(x, back) == 0,
        X509_free);
    BIOS("PEM pkcs8", PEM_write_bio_PKCS8PrivateKey(m, k, EVP_aes_256_cbc(), NULL, 0, NULL, "pw"), EVP_PKEY,
        PEM_read_bio_PrivateKey(m, NULL, NULL, "pw"), EVP_PKEY_eq(k, back) == 1, EVP_PKEY_free);
    RSA *rsa = EVP_PKEY_get1_RSA(k);
    BIOS("RSA_PUBKEY", PEM_write_bio_PUBKEY(m, k), RSA, PEM_read_bio_RSA_PUBKEY(m, NULL, NULL, NULL),
        BN_cmp(RSA_get0_n(rsa), RSA_get0_n(back)) == 0, RSA_free);
    unsigned char *der = NULL;
    int n = i2d_RSAPublicKey(rsa, &der);
    BIOS("RSAPublicKey", PEM_write_bio(m, "RSA PUBLIC KEY", "", der, n), RSA,
        PEM_read_bio_RSAPublicKey(m, NULL, NULL, NULL), BN_cmp(RSA_get0_n(rsa), RSA_get0_n(back)) == 0, RSA_free);
    OPENSSL_free(der);
    RSA_free(rsa);
    printf("dsa of nothing %d\n", PEM_read_bio_DSAPrivateKey(m, NULL, NULL, NULL) != NULL);
    ERR_clear_error();
    ASN1_INTEGER *i = ASN1_INTEGER_new(), *j;
    ASN1_INTEGER_set(i, 1234);
    j = ASN1_dup((i2d_of_void *)i2d_ASN1_INTEGER, (d2i_of_void *)d2i_ASN1_INTEGER, i);
    SHOW(ASN1_INTEGER_cmp(i, j));
    SHOWP(ASN1_dup((i2d_of_void *)i2d_ASN1_INTEGER, (d2i_of_void *)d2i_ASN1_INTEGER, NULL));
    ASN1_INTEGER_free(i);
    ASN1_INTEGER_free(j);
    /* a key locked with a header, opened step by step */
    PEM_write_bio_X509(m, x);
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    long len = 0;
    SHOW(PEM_read_bio(m, &name, &header, &data, &len));
    SHOWS(name);
    OPENSSL_free(name); OPENSSL_free(header); OPENSSL_free(data);
    PEM_write_bio_X509(m, x);
    SHOW(PEM_bytes_read_bio(&data, &len, &name, PEM_STRING_X509, m, NULL, NULL));
    printf("%s %ld\n", name, len);
    OPENSSL_free(name); OPENSSL_free(data);
    PEM_write_bio_X509(m, x);
    SHOW(PEM_bytes_read_bio_secmem(&data, &len, &name, PEM_STRING_X509, m, NULL, NULL));
    printf("%s %ld\n", name, len);
    OPENSSL_secure_free(name); OPENSSL_secure_free(data);
    BIO_free(m);
    static const char *const headers[] = { "",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n", "Proc-Type: 4,CLEAR\n",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: NOTHING,00\n", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0011\n",
        "Other: x\n", "Proc-Type: 4,ENCRYPTED\n", "Proc-Type: 3,ENCRYPTED\n",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,ZZ112233445566778899AABBCCDDEEFF\n" };
    for (size_t h = 0; h < sizeof headers / sizeof *headers; h++) {
        char copy[200];
        EVP_CIPHER_INFO info;
        unsigned char block[32] = "0123456789abcdef0123456789abcdef";
        long bl = 32;
        memset(&info, 0, sizeof info);
        strcpy(copy, headers[h]);
        printf("header %zu %d", h, PEM_get_EVP_CIPHER_INFO(copy, &info));
        errors();
        if (info.cipher == NULL && h != 0) continue;
        printf("opens %d", PEM_do_header(&info, block, &bl, NULL, "secret"));
        errors();
    }
    char buf[PEM_BUFSIZE] = "";
    PEM_proc_type(buf, PEM_TYPE_ENCRYPTED);
    PEM_dek_info(buf, "AES-128-CBC", 4, (char *)"\1\2\xfe\xff");
    printf("%s\n", buf);
    buf[0] = 0;
    PEM_proc_type(buf, PEM_TYPE_MIC_CLEAR);
    PEM_proc_type(buf, PEM_TYPE_MIC_ONLY);
    PEM_proc_type(buf, 99);
    printf("%s\n", buf);
    SHOW(PEM_def_callback(buf, 10, 0, "pass"));
    SHOW(PEM_def_callback(buf, 3, 0, "pass"));
}

static void sessions(void) {
    FILE *f = fopen(data_file("session.pem"), "r");
    if (!f) { /* none here: only what reads nothing */
        BIO *m = BIO_new(BIO_s_mem());
        printf("none %d\n", PEM_read_bio_SSL_SESSION(m, NULL, NULL, NULL) != NULL);
        BIO_free(m);
        ERR_clear_error();
        return;
    }
    SSL_SESSION *s = PEM_read_SSL_SESSION(f, NULL, NULL, NULL);
    fclose(f);
    printf("session %d\n", s != NULL);
    SSL_SESSION_free(s);
}

static void pkcs12(void) {
    PKCS12_PBE_add();
    FILE *f = fopen("round.tmp", "w+");
    PKCS12 *p = d2i_PKCS12_fp(f, NULL);
    printf("nothing %d\n", p != NULL);
    ERR_clear_error();
    EVP_PKEY *k = key("evp/ec8.pem");
    BIO *m = BIO_new(BIO_s_mem());
    PKCS12_free(p);
    EVP_PKEY_free(k);
    BIO_free(m);
    fclose(f);
    remove("round.tmp");
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    FILE *f = fopen(data_file("ca.pem"), "r");
    X509 *x = PEM_read_X509(f, NULL, NULL, NULL);
    fclose(f);
    BIO *b = BIO_new_mem_buf(crl_text, -1);
    X509_CRL *crl = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL);
    BIO_free(b);
    EVP_PKEY *k = key("evp/rsa8.pem");
    printf("ready %d %d %d\n", x != NULL, crl != NULL, k != NULL);
    files(x, crl, k);
    bios(x, crl, k);
    sessions();
    pkcs12();
    X509_free(x);
    X509_CRL_free(crl);
    EVP_PKEY_free(k);
    return 0;
}
