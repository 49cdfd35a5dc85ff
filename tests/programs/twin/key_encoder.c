/* Keys written by OSSL_ENCODER_CTX: every type, selection, form and structure, what comes out and what is refused. */
#include "keys.h"
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

/* The length, first line and digest; of what is encrypted the label alone. */
static void show(const char *p, size_t n, int random) {
    unsigned char md[EVP_MAX_MD_SIZE];
    const char *end = n > 0 && p[0] == '-' ? memchr(p, '\n', n) : NULL;
    int line = end != NULL ? (int)(end - p) : 0;
    EVP_Digest(p, n, md, NULL, EVP_sha256(), NULL);
    printf(" %.*s", line, p);
    if (random) printf("\n");
    else printf(" %zu %02x%02x%02x%02x\n", n, md[0], md[1], md[2], md[3]);
}

/* What OSSL_ENCODER_to_data writes has no NUL after it. */
static int has(const unsigned char *p, size_t n, const char *word) {
    size_t w = strlen(word);
    for (size_t i = 0; i + w <= n; i++) {
        if (memcmp(p + i, word, w) == 0) return 1;
    }
    return 0;
}

static void encode(const EVP_PKEY *k, int selection, const char *type, const char *structure, const char *cipher) {
    OSSL_ENCODER_CTX *c = OSSL_ENCODER_CTX_new_for_pkey(k, selection, type, structure, NULL);
    unsigned char *out = NULL;
    size_t n = 0;
    printf("%02x %s %s %s:", selection, type, structure ? structure : "any", cipher ? cipher : "plain");
    if (cipher) {
        OSSL_ENCODER_CTX_set_cipher(c, cipher, NULL);
        OSSL_ENCODER_CTX_set_passphrase(c, (const unsigned char *)"secret", 6);
    }
    int ok = OSSL_ENCODER_to_data(c, &out, &n);
    printf(" %d", ok);
    if (ok) show((char *)out, n, cipher != NULL && has(out, n, "ENCRYPTED"));
    else printf("\n");
    if (ok && OSSL_ENCODER_CTX_get_num_encoders(c) <= 0) printf("no encoder for it?\n");
    if (ERR_peek_error() != 0) errors();
    OPENSSL_free(out);
    OSSL_ENCODER_CTX_free(c);
}

static void all(const char *name, const EVP_PKEY *k) {
    static const int selections[] = { EVP_PKEY_KEYPAIR, EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEY_PARAMETERS };
    static const char *const types[] = { "PEM", "DER", "TEXT", "no type" };
    static const char *const structures[] = { "PrivateKeyInfo", "SubjectPublicKeyInfo", "EncryptedPrivateKeyInfo",
        "type-specific", "no structure" };
    printf("== %s\n", name);
    for (int s = 0; s < COUNT(selections); s++) {
        for (int t = 0; t < COUNT(types); t++) {
            if (strcmp(types[t], "TEXT") == 0) {
                encode(k, selections[s], types[t], NULL, NULL);
                continue;
            }
            for (int i = 0; i < COUNT(structures); i++) encode(k, selections[s], types[t], structures[i], NULL);
        }
    }
    encode(k, EVP_PKEY_KEYPAIR, "PEM", "PrivateKeyInfo", "AES-256-CBC");
    encode(k, EVP_PKEY_KEYPAIR, "PEM", "EncryptedPrivateKeyInfo", "AES-128-CBC");
    encode(k, EVP_PKEY_KEYPAIR, "PEM", "type-specific", "AES-128-CBC");
}

static int pass_cb(char *buf, int size, int rwflag, void *u) {
    printf(" (asked, %d)", rwflag);
    memcpy(buf, "secret", 6);
    return u ? -1 : size > 6 ? 6 : -1;
}

static void edges(const EVP_PKEY *k) {
    OSSL_ENCODER_CTX *c = OSSL_ENCODER_CTX_new();
    SHOW(OSSL_ENCODER_CTX_get_num_encoders(c));
    BIO *mem = BIO_new(BIO_s_mem());
    SHOW(OSSL_ENCODER_to_bio(c, mem));
    SHOW(OSSL_ENCODER_CTX_set_selection(c, 0));
    SHOW(OSSL_ENCODER_CTX_set_selection(c, EVP_PKEY_PUBLIC_KEY));
    SHOW(OSSL_ENCODER_CTX_set_output_type(c, NULL));
    SHOW(OSSL_ENCODER_CTX_set_output_type(c, "PEM"));
    SHOW(OSSL_ENCODER_CTX_set_output_structure(c, NULL));
    SHOW(OSSL_ENCODER_CTX_set_output_structure(c, "SubjectPublicKeyInfo"));
    OSSL_ENCODER_CTX_free(c);
    OSSL_ENCODER_CTX_free(NULL);
    SHOWP(OSSL_ENCODER_CTX_new_for_pkey(NULL, EVP_PKEY_KEYPAIR, "PEM", NULL, NULL));
    EVP_PKEY *empty = EVP_PKEY_new();
    SHOWP(OSSL_ENCODER_CTX_new_for_pkey(empty, EVP_PKEY_KEYPAIR, "PEM", NULL, NULL));
    EVP_PKEY_free(empty);
    for (int fails = 0; fails < 2; fails++) {
        c = OSSL_ENCODER_CTX_new_for_pkey(k, EVP_PKEY_KEYPAIR, "PEM", "PrivateKeyInfo", NULL);
        SHOW(OSSL_ENCODER_CTX_set_cipher(c, "AES-128-CBC", NULL));
        OSSL_ENCODER_CTX_set_pem_password_cb(c, pass_cb, fails ? c : NULL);
        int ok = OSSL_ENCODER_to_bio(c, mem);
        printf(" callback: %d\n", ok);
        ERR_clear_error();
        OSSL_ENCODER_CTX_free(c);
    }
    EVP_PKEY *again = PEM_read_bio_PrivateKey(mem, NULL, NULL, (void *)"secret");
    SHOW(again ? EVP_PKEY_eq(again, k) : -5);
    EVP_PKEY_free(again);
    unsigned char room[2000], *p = room;
    size_t n = sizeof room;
    c = OSSL_ENCODER_CTX_new_for_pkey(k, EVP_PKEY_PUBLIC_KEY, "DER", "SubjectPublicKeyInfo", NULL);
    SHOW(OSSL_ENCODER_to_data(c, &p, &n));
    SHOW(p - room);
    SHOW(sizeof room - n);
    n = 10;
    p = room;
    SHOW(OSSL_ENCODER_to_data(c, &p, &n));
    SHOW(OSSL_ENCODER_to_data(c, NULL, &n));
    SHOW(n);
    FILE *f = fopen("key.der", "w+b");
    SHOW(OSSL_ENCODER_to_fp(c, f));
    SHOW(ftell(f) > 0);
    fclose(f);
    OSSL_ENCODER_CTX_free(c);
    BIO_free(mem);
}

int main(void) {
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem", "auth/p521.pem", "evp/x8.pem", "auth/ed25519.pem",
        "auth/ed448.pem", "auth/pss.pem" };
    for (int i = 0; i < COUNT(files); i++) {
        EVP_PKEY *k = load(files[i]);
        all(files[i], k);
        if (i == 1) edges(k);
        EVP_PKEY_free(k);
    }
    return 0;
}
