/* Keys that are plain bytes: X25519, X448, Ed25519, Ed448. Made, read, written, asked, signed and agreed with. */
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static const int ids[] = { EVP_PKEY_X25519, EVP_PKEY_X448, EVP_PKEY_ED25519, EVP_PKEY_ED448 };
static const char *const names[] = { "X25519", "X448", "ED25519", "ED448" };
static const size_t lens[] = { 32, 56, 32, 57 };
static unsigned char bytes[64];

static void about(EVP_PKEY *k) {
    unsigned char out[64], *der = NULL;
    size_t n = sizeof out;
    int nid = -1;
    char text_out[20] = "";
    SHOW(EVP_PKEY_get_id(k));
    SHOWS(EVP_PKEY_get0_type_name(k));
    SHOW(EVP_PKEY_get_bits(k));
    SHOW(EVP_PKEY_get_security_bits(k));
    SHOW(EVP_PKEY_get_size(k));
    int can = EVP_PKEY_can_sign(k);
    ERR_clear_error(); /* what OpenSSL looked for in vain */
    SHOW(can);
    SHOW(EVP_PKEY_get_default_digest_nid(k, &nid));
    SHOW(nid);
    SHOW(EVP_PKEY_get_default_digest_name(k, text_out, sizeof text_out));
    SHOWS(text_out);
    SHOW(EVP_PKEY_missing_parameters(k));
    SHOW(EVP_PKEY_get_raw_public_key(k, NULL, &n));
    SHOW(n);
    SHOW(EVP_PKEY_get_raw_public_key(k, out, &n));
    hex("public", out, (long)n);
    n = 5;
    SHOW(EVP_PKEY_get_raw_public_key(k, out, &n));
    n = sizeof out;
    SHOW(EVP_PKEY_get_raw_private_key(k, out, &n));
    if (n < sizeof out) hex("private", out, (long)n);
    int len = i2d_PUBKEY(k, &der);
    hex("SubjectPublicKeyInfo", der, len);
    const unsigned char *p = der;
    EVP_PKEY *again = d2i_PUBKEY(NULL, &p, len);
    SHOW(EVP_PKEY_eq(again, k));
    EVP_PKEY_free(again);
    for (int cut = 0; cut < len; cut += 7) {
        p = der;
        again = d2i_PUBKEY(NULL, &p, cut);
        printf("cut at %d: %s\n", cut, again ? "a key" : "none");
        EVP_PKEY_free(again);
        ERR_clear_error();
    }
    OPENSSL_free(der);
    BIO *mem = BIO_new(BIO_s_mem());
    SHOW(EVP_PKEY_print_public(mem, k, 4, NULL));
    text("printed", mem);
    SHOW(PEM_write_bio_PUBKEY(mem, k));
    text("PEM", mem);
    BIO_free(mem);
}

static void made(void) {
    for (size_t i = 0; i < 4; i++) {
        unsigned char *der = NULL;
        printf("-- %s\n", names[i]);
        EVP_PKEY *k = EVP_PKEY_new_raw_private_key(ids[i], NULL, bytes, lens[i]);
        SHOWP(k);
        about(k);
        BIO *mem = BIO_new(BIO_s_mem());
        SHOW(PEM_write_bio_PrivateKey(mem, k, NULL, NULL, 0, NULL, NULL));
        EVP_PKEY *again = PEM_read_bio_PrivateKey(mem, NULL, NULL, NULL);
        SHOW(EVP_PKEY_eq(again, k));
        EVP_PKEY_free(again);
        BIO_free(mem);
        int len = i2d_PrivateKey(k, &der);
        hex("PKCS#8", der, len);
        const unsigned char *p = der;
        again = d2i_PrivateKey(ids[i], NULL, &p, len);
        SHOW(EVP_PKEY_eq(again, k));
        EVP_PKEY_free(again);
        p = der;
        again = d2i_PrivateKey(ids[(i + 1) % 4], NULL, &p, len);
        printf("as another type: %s\n", again ? "a key" : "none");
        ERR_clear_error(); /* the decoders' own words */
        EVP_PKEY_free(again);
        OPENSSL_free(der);
        EVP_PKEY *pub = EVP_PKEY_new_raw_public_key_ex(NULL, names[i], NULL, bytes + 3, lens[i]);
        SHOWP(pub);
        about(pub);
        SHOW(EVP_PKEY_eq(pub, k));
        EVP_PKEY *dup = EVP_PKEY_dup(k);
        SHOW(EVP_PKEY_eq(dup, k));
        EVP_PKEY_CTX *check = EVP_PKEY_CTX_new(k, NULL);
        SHOW(EVP_PKEY_check(check));
        SHOW(EVP_PKEY_public_check(check));
        SHOW(EVP_PKEY_pairwise_check(check));
        EVP_PKEY_CTX_free(check);
        EVP_PKEY_free(dup);
        EVP_PKEY_free(pub);
        EVP_PKEY_free(k);
        SHOWP(EVP_PKEY_new_raw_private_key(ids[i], NULL, bytes, lens[i] - 1));
        SHOWP(EVP_PKEY_new_raw_public_key(ids[i], NULL, bytes, lens[i] + 1));
    }
}

static void generated(void) {
    for (size_t i = 0; i < 4; i++) {
        printf("-- generate %s\n", names[i]);
        EVP_PKEY *k = NULL, *q = EVP_PKEY_Q_keygen(NULL, NULL, names[i]), *f = NULL;
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(ids[i], NULL);
        SHOW(EVP_PKEY_keygen_init(ctx));
        SHOW(EVP_PKEY_keygen(ctx, &k));
        SHOW(EVP_PKEY_get_id(k) == ids[i] && EVP_PKEY_get_id(q) == ids[i]);
        SHOW(EVP_PKEY_eq(k, q));
        EVP_PKEY_CTX_free(ctx);
        OSSL_PARAM params[] = { OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, bytes, lens[i]), OSSL_PARAM_END };
        ctx = EVP_PKEY_CTX_new_from_name(NULL, names[i], NULL);
        SHOW(EVP_PKEY_fromdata_init(ctx));
        SHOW(EVP_PKEY_fromdata(ctx, &f, EVP_PKEY_KEYPAIR, params));
        EVP_PKEY *raw = EVP_PKEY_new_raw_private_key(ids[i], NULL, bytes, lens[i]);
        SHOW(EVP_PKEY_eq(f, raw));
        EVP_PKEY_CTX_free(ctx);
        EVP_PKEY_free(raw);
        EVP_PKEY_free(f);
        EVP_PKEY_free(q);
        EVP_PKEY_free(k);
    }
}

static void agreed(size_t i) {
    unsigned char out[64];
    size_t n = 0;
    printf("-- agree with %s\n", names[i]);
    EVP_PKEY *a = EVP_PKEY_new_raw_private_key(ids[i], NULL, bytes, lens[i]);
    EVP_PKEY *b = EVP_PKEY_new_raw_private_key(ids[i], NULL, bytes + 1, lens[i]);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(a, NULL);
    SHOW(EVP_PKEY_derive_init(ctx));
    if (i < 2) {
        SHOW(EVP_PKEY_derive_set_peer(ctx, b));
        SHOW(EVP_PKEY_derive(ctx, NULL, &n));
        SHOW(n);
        SHOW(EVP_PKEY_derive(ctx, out, &n));
        hex("secret", out, (long)n);
    }
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(a);
    EVP_PKEY_free(b);
}

static void signed_with(size_t i) {
    unsigned char sig[200];
    size_t n = 0;
    printf("-- sign with %s\n", names[i]);
    EVP_PKEY *k = EVP_PKEY_new_raw_private_key(ids[i], NULL, bytes, lens[i]);
    size_t pub_len = sizeof sig;
    EVP_PKEY_get_raw_public_key(k, sig, &pub_len);
    EVP_PKEY *pub = EVP_PKEY_new_raw_public_key(ids[i], NULL, sig, pub_len);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    SHOW(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, k));
    EVP_MD_CTX_reset(ctx);
    SHOW(EVP_DigestSignInit(ctx, NULL, NULL, NULL, k));
    SHOW(EVP_DigestSignUpdate(ctx, "a", 1));
    SHOW(EVP_DigestSign(ctx, NULL, &n, (const unsigned char *)"message", 7));
    SHOW(n);
    n = 10;
    SHOW(EVP_DigestSign(ctx, sig, &n, (const unsigned char *)"message", 7));
    n = sizeof sig;
    SHOW(EVP_DigestSign(ctx, sig, &n, (const unsigned char *)"message", 7));
    hex("signature", sig, (long)n);
    EVP_MD_CTX_reset(ctx);
    SHOW(EVP_DigestVerifyInit_ex(ctx, NULL, NULL, NULL, NULL, pub, NULL));
    SHOW(EVP_DigestVerify(ctx, sig, n, (const unsigned char *)"message", 7));
    SHOW(EVP_DigestVerify(ctx, sig, n, (const unsigned char *)"messagE", 7) == 1);
    ERR_clear_error();
    SHOW(EVP_DigestVerify(ctx, sig, n - 1, (const unsigned char *)"message", 7) == 1);
    ERR_clear_error();
    sig[4] ^= 1;
    SHOW(EVP_DigestVerify(ctx, sig, n, (const unsigned char *)"message", 7) == 1);
    ERR_clear_error();
    SHOW(EVP_DigestVerifyUpdate(ctx, "a", 1));
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_CTX *p = EVP_PKEY_CTX_new(k, NULL);
    SHOW(EVP_PKEY_sign_init(p));
    SHOW(EVP_PKEY_verify_init(p));
    SHOW(EVP_PKEY_encrypt_init(p));
    EVP_PKEY_CTX_free(p);
    EVP_PKEY_free(pub);
    EVP_PKEY_free(k);
}

static void certificates(void) {
    static const char *const files[] = { "auth/ca.pem", "auth/ed25519.pem", "auth/ed448.pem", "auth/pss384.pem" };
    BIO *b = BIO_new_file(data_file("auth/ca.pem"), "r");
    X509 *ca = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    for (size_t i = 0; i < 4; i++) {
        int md = 0, pk = 0, bits = 0;
        uint32_t flags = 0;
        printf("-- %s\n", files[i]);
        b = BIO_new_file(data_file(files[i]), "r");
        X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
        EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
        BIO_free(b);
        SHOW(X509_verify(x, X509_get0_pubkey(ca)));
        SHOW(X509_check_private_key(x, k));
        SHOW(X509_self_signed(x, 1));
        SHOW(X509_get_signature_nid(x));
        SHOW(X509_get_signature_info(x, &md, &pk, &bits, &flags));
        printf("%d %d %d %u\n", md, pk, bits, (unsigned)flags);
        BIO *mem = BIO_new(BIO_s_mem());
        X509_print(mem, x);
        text("printed", mem);
        BIO_free(mem);
        X509_free(x);
        EVP_PKEY_free(k);
    }
    X509_free(ca);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(3 + 7 * i);
    made();
    generated();
    for (size_t i = 0; i < 3; i++) agreed(i);
    for (size_t i = 2; i < 4; i++) signed_with(i);
    certificates();
    return 0;
}
