/* Names that say in another way what others say: keys with a library context, primes and division as before 1.0, public
 * keys as X509_PUBKEY in PEM, a request's signature by hand, two-key triple DES. */
#define OPENSSL_SUPPRESS_DEPRECATED
#define OPENSSL_API_COMPAT 0x00908000L
#include "trace.h"
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static void shown(const char *what, EVP_PKEY *k) {
    printf("%s %d", what, k ? EVP_PKEY_get_bits(k) : -1);
    errors();
    EVP_PKEY_free(k);
}

static EVP_PKEY *key(void) {
    BIO *b = BIO_new_file(data_file("evp/rsa8.pem"), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    return k;
}

static void in_memory(EVP_PKEY *k) {
    unsigned char *der = NULL, *spki = NULL;
    const unsigned char *p;
    int n = i2d_PrivateKey(k, &der), m = i2d_PUBKEY(k, &spki);
    p = der;
    shown("d2i_PrivateKey_ex", d2i_PrivateKey_ex(EVP_PKEY_RSA, NULL, &p, n, NULL, NULL));
    p = der;
    shown("of another type", d2i_PrivateKey_ex(EVP_PKEY_X25519, NULL, &p, 0, NULL, NULL));
    p = der;
    shown("d2i_AutoPrivateKey_ex", d2i_AutoPrivateKey_ex(NULL, &p, n, NULL, NULL));
    p = spki;
    shown("d2i_PUBKEY_ex", d2i_PUBKEY_ex(NULL, &p, m, NULL, NULL));
    BIO *mem = BIO_new_mem_buf(der, n);
    shown("d2i_PrivateKey_ex_bio", d2i_PrivateKey_ex_bio(mem, NULL, NULL, NULL));
    BIO_free(mem);
    FILE *fp = tmpfile();
    printf("%d\n", (int)fwrite(der, 1, (size_t)n, fp) == n);
    rewind(fp);
    shown("d2i_PrivateKey_ex_fp", d2i_PrivateKey_ex_fp(fp, NULL, NULL, NULL));
    fclose(fp);
    OPENSSL_free(der);
    OPENSSL_free(spki);
}

static void in_pem(EVP_PKEY *k) {
    BIO *mem = BIO_new(BIO_s_mem());
    SHOW(PEM_write_bio_PUBKEY_ex(mem, k, NULL, NULL));
    shown("public", PEM_read_bio_PUBKEY_ex(mem, NULL, NULL, NULL, NULL, NULL));
    SHOW(PEM_write_bio_PrivateKey_ex(mem, k, EVP_aes_128_cbc(), (const unsigned char *)"pw", 2, NULL, NULL, NULL, NULL));
    shown("private", PEM_read_bio_PrivateKey_ex(mem, NULL, NULL, "pw", NULL, NULL));
    SHOW(PEM_write_bio_PrivateKey_ex(mem, k, NULL, NULL, 0, NULL, NULL, NULL, NULL));
    STACK_OF(X509_INFO) *sk = PEM_X509_INFO_read_bio_ex(mem, NULL, NULL, NULL, NULL, NULL);
    printf("%d things\n", sk_X509_INFO_num(sk));
    sk_X509_INFO_pop_free(sk, X509_INFO_free);
    BIO_free(mem);
    FILE *fp = tmpfile();
    SHOW(PEM_write_PUBKEY_ex(fp, k, NULL, NULL));
    SHOW(PEM_write_PrivateKey_ex(fp, k, NULL, NULL, 0, NULL, NULL, NULL, NULL));
    rewind(fp);
    shown("public", PEM_read_PUBKEY_ex(fp, NULL, NULL, NULL, NULL, NULL));
    shown("private", PEM_read_PrivateKey_ex(fp, NULL, NULL, NULL, NULL, NULL));
    shown("none", PEM_read_PrivateKey_ex(fp, NULL, NULL, NULL, NULL, NULL));
    rewind(fp);
    sk = PEM_X509_INFO_read_ex(fp, NULL, NULL, NULL, NULL, NULL);
    printf("%d things\n", sk_X509_INFO_num(sk));
    sk_X509_INFO_pop_free(sk, X509_INFO_free);
    fclose(fp);
}

static void as_x509_pubkey(EVP_PKEY *k) {
    X509_PUBKEY *pub = NULL, *got;
    BIO *mem = BIO_new(BIO_s_mem());
    FILE *fp = tmpfile();
    X509_PUBKEY_set(&pub, k);
    SHOW(PEM_write_bio_X509_PUBKEY(mem, pub));
    got = PEM_read_bio_X509_PUBKEY(mem, NULL, NULL, NULL);
    printf("%d", got && X509_PUBKEY_eq(got, pub));
    errors();
    X509_PUBKEY_free(got);
    SHOWP(PEM_read_bio_X509_PUBKEY(mem, NULL, NULL, NULL));
    SHOW(PEM_write_X509_PUBKEY(fp, pub));
    rewind(fp);
    got = PEM_read_X509_PUBKEY(fp, NULL, NULL, NULL);
    printf("%d", got && X509_PUBKEY_eq(got, pub));
    errors();
    X509_PUBKEY_free(got);
    X509_PUBKEY_free(pub);
    fclose(fp);
    BIO_free(mem);
}

static void request(EVP_PKEY *k) {
    X509_REQ *r = X509_REQ_new();
    X509_ALGOR *alg = X509_ALGOR_new();
    ASN1_BIT_STRING *sig = ASN1_BIT_STRING_new();
    unsigned char *der = NULL;
    X509_ALGOR_set0(alg, OBJ_nid2obj(NID_sha256WithRSAEncryption), V_ASN1_NULL, NULL);
    ASN1_BIT_STRING_set(sig, (unsigned char *)"\1\2\3", 3);
    X509_REQ_set_pubkey(r, k);
    SHOW(X509_REQ_set1_signature_algo(r, alg));
    X509_REQ_set0_signature(r, sig);
    printf("%d\n", X509_REQ_get_signature_nid(r));
    int n = i2d_X509_REQ(r, &der);
    hex("request", der, n);
    OPENSSL_free(der);
    printf("%d\n", X509_REQ_verify(r, k) > 0);
    ERR_clear_error(); /* each has its own words for a signature that is none */
    X509_ALGOR_free(alg);
    X509_REQ_free(r);
}

static int calls;
static void tick(int a, int b, void *arg) {
    (void)a;
    (void)b;
    calls += arg == &calls;
}

static void decimal(const char *what, int ok, const BIGNUM *b) {
    char *d = b ? BN_bn2dec(b) : NULL;
    printf("%s %d %s", what, ok, d ? d : "-");
    errors();
    OPENSSL_free(d);
}

static void numbers(void) {
    static const char *const values[] = { "0", "1", "7", "-7", "100", "1000000007", "123456789012345678901234567891", "-1" };
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *q = BN_new(), *r = BN_new();
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        BIGNUM *a = NULL;
        BN_dec2bn(&a, values[i]);
        calls = 0;
        printf("%s prime %d %d called %d\n", values[i], BN_is_prime(a, 5, tick, ctx, &calls),
               BN_is_prime_fasttest(a, 5, NULL, ctx, NULL, 1), calls > 0);
        for (size_t j = 0; j < sizeof values / sizeof values[0]; j++) {
            BIGNUM *b = NULL;
            BN_RECP_CTX *recp = BN_RECP_CTX_new();
            BN_dec2bn(&b, values[j]);
            if (!BN_is_zero(b)) {
                printf("set %d\n", BN_RECP_CTX_set(recp, b, ctx));
                int ok = BN_div_recp(q, r, a, recp, ctx);
                decimal("quotient", ok, ok ? q : NULL);
                decimal("rest", ok, ok ? r : NULL);
                ok = BN_mod_mul_reciprocal(r, a, a, recp, ctx);
                decimal("squared", ok, ok ? r : NULL);
            }
            BN_RECP_CTX_free(recp);
            BN_free(b);
        }
        BN_free(a);
    }
    BIGNUM *p = BN_generate_prime(NULL, 64, 0, NULL, NULL, tick, &calls);
    printf("%d %d %d", p != NULL, p ? BN_num_bits(p) : 0, calls > 0);
    errors();
    printf("%d", BN_generate_prime(r, 40, 1, NULL, NULL, NULL, NULL) == r);
    errors();
    SHOWP(BN_generate_prime(NULL, 1, 0, NULL, NULL, NULL, NULL));
    BN_free(p);
    BN_free(q);
    BN_free(r);
    BN_CTX_free(ctx);
}

static void two_keys(void) {
    const EVP_CIPHER *all[] = { EVP_des_ede(), EVP_des_ede_ecb(), EVP_des_ede_cfb64(), EVP_des_ede_ofb(), EVP_des_ede_cbc() };
    for (size_t i = 0; i < 5; i++) {
        unsigned char in[40] = "some text that goes on and on", out[64], iv[8] = { 1 };
        int n = 0, m = 0;
        EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
        printf("%s %d %d %d %d ", OBJ_nid2sn(EVP_CIPHER_get_nid(all[i])), EVP_CIPHER_get_key_length(all[i]),
               EVP_CIPHER_get_iv_length(all[i]), EVP_CIPHER_get_block_size(all[i]), EVP_CIPHER_get_mode(all[i]));
        EVP_EncryptInit_ex(c, all[i], NULL, (const unsigned char *)"0123456789abcdef", iv);
        EVP_EncryptUpdate(c, out, &n, in, sizeof in - 3);
        EVP_EncryptFinal_ex(c, out + n, &m);
        hex("out", out, n + m);
        EVP_CIPHER_CTX_free(c);
    }
}

int main(void) {
    EVP_PKEY *k = key();
    in_memory(k);
    in_pem(k);
    as_x509_pubkey(k);
    request(k);
    numbers();
    two_keys();
    EVP_PKEY_free(k);
    return 0;
}
