/* Keys with damage: cut everywhere, and with public points that are none. The verdict counts. */
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static EVP_PKEY *load(const char *name) {
    BIO *b = BIO_new_file(data_file(name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    if (!k) printf("cannot read %s\n", name);
    return k;
}

enum container { PKCS8, TRADITIONAL, SPKI, CONTAINERS };

static int encode(EVP_PKEY *k, enum container how, unsigned char **der) {
    *der = NULL;
    if (how == SPKI) return i2d_PUBKEY(k, der);
    if (how == TRADITIONAL) return i2d_PrivateKey(k, der);
    BIO *b = BIO_new(BIO_s_mem());
    char *p;
    i2d_PKCS8PrivateKeyInfo_bio(b, k);
    long n = BIO_get_mem_data(b, &p);
    *der = OPENSSL_memdup(p, (size_t)n);
    BIO_free(b);
    return (int)n;
}

/* r: read; e: read, and equal to the sound one; a point: not read. */
static char verdict(const unsigned char *der, long n, enum container how, const EVP_PKEY *sound) {
    const unsigned char *p = der;
    EVP_PKEY *k = how == SPKI ? d2i_PUBKEY(NULL, &p, n) : d2i_AutoPrivateKey(NULL, &p, n);
    char c = !k ? '.' : EVP_PKEY_eq(k, sound) == 1 ? 'e' : 'r';
    EVP_PKEY_free(k);
    ERR_clear_error();
    return c;
}

/* One byte changed at the end, where a public point or the last number is. */
static void change(const unsigned char *der, int n, enum container how, const EVP_PKEY *k, int by) {
    unsigned char *copy = OPENSSL_memdup(der, (size_t)n);
    printf("change %02x ", by);
    for (int i = n > 30 ? n - 30 : 0; i < n; i++) {
        copy[i] = (unsigned char)(der[i] ^ by);
        putchar(verdict(copy, n, how, k) == '.' ? '.' : 'r');
        copy[i] = der[i];
    }
    printf("\n");
    OPENSSL_free(copy);
}

static void damage(const char *name, EVP_PKEY *k, enum container how) {
    unsigned char *der;
    int n = encode(k, how, &der);
    printf("== %s, container %d\n", name, how);
    if (n <= 0) return;
    printf("sound %c\ncut ", verdict(der, n, how, k));
    for (int i = 0; i < n; i += n > 200 ? 7 : 1) putchar(verdict(der, i, how, k));
    printf("\n");
    if (!EVP_PKEY_is_a(k, "RSA") && !EVP_PKEY_is_a(k, "RSA-PSS")) { /* docs/differences.md */
        change(der, n, how, k, 1);
        change(der, n, how, k, 0x20);
        change(der, n, how, k, 0xff);
    }
    OPENSSL_free(der);
}

int main(void) {
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem", "auth/p384.pem", "auth/p521.pem", "evp/x8.pem",
        "auth/ed25519.pem", "auth/ed448.pem", "auth/pss.pem" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        EVP_PKEY *k = load(files[i]);
        for (int how = 0; how < CONTAINERS; how++) damage(files[i], k, (enum container)how);
        EVP_PKEY_free(k);
    }
    return 0;
}
