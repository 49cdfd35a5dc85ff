/* Odd corners of EVP_PKEY: what getters return, objects inside, keys as parameters, passphrases that are not told. */
#include "keys.h"
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static void objects(void) {
    EVP_PKEY *rsa = load("evp/rsa8.pem"), *ec = load("evp/ec8.pem"), *given = EVP_PKEY_new();
    EVP_PKEY *hmac = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, (const unsigned char *)"secret", 6);
    SHOWP(EVP_PKEY_get0(rsa));
    SHOWP(EVP_PKEY_get0(ec));
    SHOWP(EVP_PKEY_get0(hmac));
    SHOWP(EVP_PKEY_get0(given));
    SHOWP(EVP_PKEY_get0_RSA(rsa));
    SHOWP(EVP_PKEY_get0(rsa)); /* the object that was made for the call before is not the key's own */
    RSA *object = EVP_PKEY_get1_RSA(rsa);
    SHOW(EVP_PKEY_set1_RSA(given, object));
    SHOW(EVP_PKEY_get0(given) == object);
    EVP_PKEY *copy = EVP_PKEY_dup(given);
    SHOWP(EVP_PKEY_get0(copy));
    SHOW(EVP_PKEY_eq(copy, given));
    RSA_free(object);
    EVP_PKEY_free(copy);
    EVP_PKEY_free(given);
    EVP_PKEY_free(hmac);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
}

static void getters(void) {
    static const int salts[] = { RSA_PSS_SALTLEN_DIGEST, RSA_PSS_SALTLEN_AUTO, RSA_PSS_SALTLEN_MAX, 0, 9, 32, 100 };
    EVP_PKEY *rsa = load("evp/rsa8.pem"), *ec = load("evp/ec8.pem");
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(rsa, NULL);
    const EVP_MD *md = NULL;
    int i = 0;
    SHOW(EVP_PKEY_sign_init(c));
    SHOW(EVP_PKEY_CTX_get_rsa_padding(c, &i));
    SHOW(i);
    SHOW(EVP_PKEY_CTX_get_signature_md(c, &md));
    SHOW(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
    SHOW(EVP_PKEY_CTX_get_signature_md(c, &md));
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING));
    SHOW(EVP_PKEY_CTX_get_rsa_padding(c, &i));
    SHOW(EVP_PKEY_CTX_get_rsa_pss_saltlen(c, &i));
    SHOW(i);
    for (int s = 0; s < COUNT(salts); s++) {
        SHOW(EVP_PKEY_CTX_set_rsa_pss_saltlen(c, salts[s]));
        SHOW(EVP_PKEY_CTX_get_rsa_pss_saltlen(c, &i));
        SHOW(i);
        SHOW(EVP_PKEY_CTX_ctrl(c, -1, -1, EVP_PKEY_CTRL_GET_RSA_PSS_SALTLEN, 0, &i));
    }
    SHOW(EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md));
    SHOW(EVP_PKEY_CTX_ctrl(c, -1, -1, EVP_PKEY_CTRL_GET_RSA_PADDING, 0, &i));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(rsa, NULL);
    SHOW(EVP_PKEY_encrypt_init(c));
    SHOW(EVP_PKEY_CTX_get_rsa_padding(c, &i));
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING));
    SHOW(EVP_PKEY_CTX_get_rsa_padding(c, &i));
    SHOW(EVP_PKEY_CTX_get_rsa_oaep_md(c, &md));
    SHOW(EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(ec, NULL);
    SHOW(EVP_PKEY_sign_init(c));
    SHOW(EVP_PKEY_CTX_get_rsa_padding(c, &i));
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
}

/* A digest, and no padding: neither order is taken. */
static void bare_digest(void) {
    EVP_PKEY *rsa = load("evp/rsa8.pem");
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(rsa, NULL);
    int i = 0;
    SHOW(EVP_PKEY_sign_init(c));
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_NO_PADDING));
    SHOW(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
    SHOW(EVP_PKEY_CTX_get_rsa_padding(c, &i));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(rsa, NULL);
    SHOW(EVP_PKEY_sign_init(c));
    SHOW(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_NO_PADDING));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(rsa, NULL);
    OSSL_PARAM p[] = { OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, (char *)"none", 0), OSSL_PARAM_construct_end() };
    SHOW(EVP_PKEY_sign_init_ex(c, p));
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(rsa);
}

/* Digests that RSA has no name for, and that EC takes. */
static void unnamed_digests(void) {
    static const char *const names[] = { "SM3", "BLAKE2b512", "BLAKE2s256" };
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem" };
    for (int i = 0; i < COUNT(names) * 2; i++) {
        EVP_PKEY *k = load(files[i % 2]);
        const EVP_MD *md = EVP_get_digestbyname(names[i / 2]);
        EVP_MD_CTX *c = EVP_MD_CTX_new();
        unsigned char sig[300];
        size_t n = sizeof sig;
        printf("%s %s\n", files[i % 2], names[i / 2]);
        int ok = EVP_DigestSignInit(c, NULL, md, NULL, k);
        SHOW(ok);
        if (ok) {
            SHOW(EVP_DigestSign(c, sig, &n, (const unsigned char *)"abc", 3));
            SHOW(EVP_DigestVerifyInit(c, NULL, md, NULL, k));
            SHOW(EVP_DigestVerify(c, sig, n, (const unsigned char *)"abc", 3));
        }
        EVP_MD_CTX_free(c);
        EVP_PKEY_free(k);
    }
}

static int pass_cb(char *buf, int size, int rwflag, void *u) {
    int *answers = u;
    printf("(asked %d)", rwflag);
    int n = answers[answers[0]++];
    if (n > 0 && n <= size) memcpy(buf, "secret", (size_t)n);
    return n;
}

static void passphrases(void) {
    static const int given[][3] = { { 1, -1, -1 }, { 1, -1, 6 }, { 1, 6, 6 }, { 1, -1, 4 }, { 1, 0, 0 } };
    EVP_PKEY *ec = load("evp/ec8.pem");
    BIO *mem = BIO_new(BIO_s_mem());
    for (int kind = 0; kind < 3; kind++) {
        const unsigned char *pass = (const unsigned char *)"secret";
        char *p;
        if (kind == 0) PEM_write_bio_PKCS8PrivateKey(mem, ec, EVP_aes_128_cbc(), "secret", 6, NULL, NULL);
        if (kind == 1) PEM_write_bio_PrivateKey_traditional(mem, ec, EVP_aes_128_cbc(), pass, 6, NULL, NULL);
        if (kind == 2) i2d_PKCS8PrivateKey_bio(mem, ec, EVP_aes_128_cbc(), "secret", 6, NULL, NULL);
        long n = BIO_get_mem_data(mem, &p);
        for (int i = 0; i < COUNT(given); i++) {
            int answers[3];
            memcpy(answers, given[i], sizeof answers);
            BIO *in = BIO_new_mem_buf(p, (int)n);
            printf("kind %d answers %d %d: ", kind, answers[1], answers[2]);
            EVP_PKEY *k = kind == 2 ? d2i_PKCS8PrivateKey_bio(in, NULL, pass_cb, answers)
                                    : PEM_read_bio_PrivateKey(in, NULL, pass_cb, answers);
            printf(" %d", k != NULL);
            errors();
            EVP_PKEY_free(k);
            BIO_free(in);
        }
        (void)BIO_reset(mem);
    }
    BIO_free(mem);
    EVP_PKEY_free(ec);
}

static void tell(const OSSL_PARAM *p) {
    for (; p && p->key; p++) {
        printf("  %s %u", p->key, p->data_type); /* a private exponent has some random number of bytes */
        if (p->data_size < 10) printf(" %zu", p->data_size);
        if (p->data_type == OSSL_PARAM_UTF8_STRING) printf(" %.*s", (int)p->data_size, (const char *)p->data);
        for (size_t i = 0; p->data_type != OSSL_PARAM_UTF8_STRING && p->data_size < 10 && i < p->data_size; i++) {
            printf(" %02x", ((const unsigned char *)p->data)[i]);
        }
        printf("\n");
    }
}

static EVP_PKEY *limited(void) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, NULL);
    EVP_PKEY *k = NULL;
    EVP_PKEY_keygen_init(c);
    EVP_PKEY_CTX_set_rsa_keygen_bits(c, 1024);
    EVP_PKEY_CTX_set_rsa_pss_keygen_md(c, EVP_sha256());
    EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(c, EVP_sha384());
    EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(c, 33);
    EVP_PKEY_keygen(c, &k);
    EVP_PKEY_CTX_free(c);
    return k;
}

static void as_params(const char *what, EVP_PKEY *k) {
    static const int selections[] = { EVP_PKEY_KEYPAIR, EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEY_PARAMETERS };
    for (int i = 0; i < 3; i++) {
        OSSL_PARAM *p = NULL;
        printf("%s selection %d: %d", what, i, EVP_PKEY_todata(k, selections[i], &p));
        errors();
        tell(p);
        EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, k, NULL);
        EVP_PKEY *again = NULL;
        BIO *mem = BIO_new(BIO_s_mem());
        if (p && i < 2 && EVP_PKEY_fromdata_init(c) > 0 && EVP_PKEY_fromdata(c, &again, selections[i], p) > 0) {
            char *out;
            SHOW(EVP_PKEY_eq(again, k));
            EVP_PKEY_print_public(mem, again, 0, NULL);
            BIO_write(mem, "", 1); /* ends the text */
            long n = BIO_get_mem_data(mem, &out) - 1;
            const char *limits = n > 0 ? strstr(out, "PSS") : NULL; /* the modulus is random */
            printf("%.*s\n", limits ? (int)(out + n - limits) : 0, limits ? limits : "");
        }
        ERR_clear_error();
        BIO_free(mem);
        EVP_PKEY_free(again);
        EVP_PKEY_CTX_free(c);
        OSSL_PARAM_free(p);
    }
}

/* Another's public key, in a key that has a private one. */
static void set_public(const char *name, const char *other) {
    EVP_PKEY *k = load(name), *peer = load(other);
    unsigned char *pub = NULL, *der = NULL;
    size_t n = EVP_PKEY_get1_encoded_public_key(peer, &pub);
    printf("== %s\n", name);
    SHOW(EVP_PKEY_set1_encoded_public_key(k, pub, n));
    SHOW(EVP_PKEY_eq(k, peer));
    ERR_set_mark();
    int len = i2d_PrivateKey(k, &der);
    ERR_pop_to_mark();
    hex("key", der, len > 0 ? len : 0);
    OPENSSL_free(der);
    OPENSSL_free(pub);
    EVP_PKEY_free(k);
    EVP_PKEY_free(peer);
}

static void encoder(const char *name) {
    static const char *const structures[] = { "SubjectPublicKeyInfo", "PrivateKeyInfo", "type-specific", "none such" };
    EVP_PKEY *k = load(name);
    BIO *mem = BIO_new(BIO_s_mem());
    printf("== %s\n", name);
    for (int i = 0; i < COUNT(structures); i++) {
        OSSL_ENCODER_CTX *c = OSSL_ENCODER_CTX_new_for_pkey(k, EVP_PKEY_KEY_PARAMETERS, "DER", structures[i], NULL);
        SHOW(OSSL_ENCODER_CTX_get_num_encoders(c) > 0);
        SHOW(OSSL_ENCODER_to_bio(c, mem));
        OSSL_ENCODER_CTX_free(c);
    }
    (void)BIO_reset(mem);
    OSSL_ENCODER_CTX *c = OSSL_ENCODER_CTX_new_for_pkey(k, EVP_PKEY_KEY_PARAMETERS, "TEXT", NULL, NULL);
    SHOW(OSSL_ENCODER_to_bio(c, mem));
    text("parameters", mem);
    OSSL_ENCODER_CTX_free(c);
    BIO_free(mem);
    EVP_PKEY_free(k);
}

/* An RSA key by X.509's own name of RSA, 2.5.8.1.1, with the parameters that it may have. */
static void other_name_of_rsa(void) {
    static const unsigned char algorithms[][12] = { { 0x30, 6, 6, 4, 0x55, 8, 1, 1 }, { 0x30, 8, 6, 4, 0x55, 8, 1, 1, 5, 0 },
        { 0x30, 10, 6, 4, 0x55, 8, 1, 1, 2, 2, 8, 0 } };
    EVP_PKEY *k = load("evp/rsa8.pem");
    unsigned char *der = NULL, made[1200];
    int n = i2d_PUBKEY(k, &der), bits = 4 + 15; /* where the BIT STRING is */
    for (int i = 0; i < 3; i++) {
        int alg = algorithms[i][1] + 2, len = alg + n - bits;
        const unsigned char *p = made;
        made[0] = 0x30, made[1] = 0x82, made[2] = (unsigned char)(len >> 8), made[3] = (unsigned char)len;
        memcpy(made + 4, algorithms[i], (size_t)alg);
        memcpy(made + 4 + alg, der + bits, (size_t)(n - bits));
        EVP_PKEY *read = d2i_PUBKEY(NULL, &p, 4 + len);
        SHOWP(read);
        if (read) {
            SHOW(EVP_PKEY_eq(read, k));
            SHOW(EVP_PKEY_get_base_id(read));
            SHOW(EVP_PKEY_get_bits(read));
            SHOW(i2d_PUBKEY(read, NULL) == n);
        }
        EVP_PKEY_free(read);
    }
    OPENSSL_free(der);
    EVP_PKEY_free(k);
}

int main(void) {
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem", "evp/x8.pem", "auth/ed25519.pem", "auth/pss.pem" };
    objects();
    getters();
    bare_digest();
    unnamed_digests();
    passphrases();
    EVP_PKEY *pss = load("auth/pss.pem"), *made = limited();
    EVP_PKEY *hmac = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, (const unsigned char *)"secret", 6);
    as_params("pss", pss);
    as_params("pss with limits", made);
    as_params("hmac", hmac);
    EVP_PKEY_free(pss);
    EVP_PKEY_free(made);
    EVP_PKEY_free(hmac);
    set_public("evp/ec8.pem", "evp/ec_peer.pem");
    set_public("evp/x8.pem", "evp/x_peer.pem");
    for (int i = 0; i < COUNT(files); i++) encoder(files[i]);
    other_name_of_rsa();
    return 0;
}
