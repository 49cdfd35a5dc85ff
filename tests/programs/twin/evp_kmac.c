/* KMAC and Poly1305 by EVP_MAC: sizes, customisation, XOF, keys that are too short or too long, order of calls. */
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

static unsigned char data[700];

static OSSL_PARAM octets(const char *key, size_t from, size_t n) {
    return OSSL_PARAM_construct_octet_string(key, data + from, n);
}

static void final(EVP_MAC_CTX *c, size_t room) {
    unsigned char out[700];
    size_t n = 0;
    int r = EVP_MAC_final(c, out, &n, room);
    printf("final %d ", r);
    hex("mac", out, r ? n : 0);
    last_error();
}

static EVP_MAC_CTX *context(const char *name) {
    EVP_MAC *mac = EVP_MAC_fetch(NULL, name, NULL);
    printf("-- %s %d", name, mac != NULL);
    last_error();
    if (mac == NULL) return NULL;
    printf(" %s\n", EVP_MAC_get0_name(mac));
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(mac);
    printf("sizes %zu %zu\n", EVP_MAC_CTX_get_mac_size(c), EVP_MAC_CTX_get_block_size(c));
    EVP_MAC_free(mac);
    return c;
}

static int init(EVP_MAC_CTX *c, size_t key, const OSSL_PARAM *p) {
    int r = EVP_MAC_init(c, key > 0 ? data : NULL, key, p);
    printf("init %d ", r);
    last_error();
    printf("sizes %zu %zu\n", EVP_MAC_CTX_get_mac_size(c), EVP_MAC_CTX_get_block_size(c));
    return r;
}

static void update(EVP_MAC_CTX *c, size_t n) {
    printf("update %d\n", EVP_MAC_update(c, data + 11, n));
    last_error();
}

static void kmac(const char *name) {
    EVP_MAC_CTX *c = context(name);
    if (c == NULL) return;
    init(c, 0, NULL);
    static const size_t keys[] = { 1, 3, 4, 32, 131, 132, 133, 168, 300, 511, 512, 513 };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (!init(c, keys[i], NULL)) continue;
        update(c, keys[i] % 20);
        update(c, 200);
        final(c, sizeof data);
    }
    static const size_t customs[] = { 0, 1, 100, 160, 168, 300, 511, 512, 513 };
    for (size_t i = 0; i < sizeof customs / sizeof customs[0]; i++) {
        OSSL_PARAM p[] = { octets("custom", 5, customs[i]), OSSL_PARAM_construct_end() };
        if (!init(c, 40, p)) continue;
        update(c, 10);
        final(c, sizeof data);
    }
    static const size_t sizes[] = { 0, 1, 16, 31, 64, 136, 168, 400 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int xof = 0; xof < 2; xof++) {
            size_t size = sizes[i];
            OSSL_PARAM p[] = { OSSL_PARAM_construct_size_t("size", &size), OSSL_PARAM_construct_int("xof", &xof),
                               OSSL_PARAM_construct_end() };
            init(c, 40, p);
            update(c, 33);
            final(c, sizeof data);
            if (size > 0) final(c, size - 1);
        }
    }
    EVP_MAC_CTX_free(c);
    c = context(name);
    OSSL_PARAM key[] = { octets("key", 0, 32), octets("custom", 50, 9), OSSL_PARAM_construct_end() };
    init(c, 0, key);
    update(c, 70);
    EVP_MAC_CTX *d = EVP_MAC_CTX_dup(c);
    final(c, sizeof data);
    update(d, 5);
    final(d, sizeof data);
    init(d, 0, NULL);
    update(d, 70);
    final(d, sizeof data);
    unsigned char out[100];
    init(d, 0, NULL);
    printf("xof %d ", EVP_MAC_finalXOF(d, out, 77));
    hex("", out, 32); /* as long as the size says, whatever room there is */
    last_error();
    EVP_MAC_CTX_free(c);
    EVP_MAC_CTX_free(d);
}

static void poly1305(void) {
    EVP_MAC_CTX *c = context("Poly1305");
    if (c == NULL) return;
    static const size_t keys[] = { 1, 16, 31, 33, 32 };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) init(c, keys[i], NULL);
    final(c, 15);
    final(c, 16);
    for (size_t n = 0; n < 100; n++) {
        init(c, 32, NULL);
        update(c, n);
        update(c, 99 - n);
        final(c, 16);
    }
    OSSL_PARAM key[] = { octets("key", 60, 32), OSSL_PARAM_construct_end() };
    init(c, 0, key);
    update(c, 40);
    EVP_MAC_CTX *d = EVP_MAC_CTX_dup(c);
    printf("copy %d\n", d != NULL);
    final(c, 100);
    if (d != NULL) {
        update(d, 3);
        final(d, 100);
    }
    OSSL_PARAM bad[] = { octets("key", 60, 20), OSSL_PARAM_construct_end() };
    printf("%d", EVP_MAC_CTX_set_params(c, bad));
    last_error();
    EVP_MAC_CTX_free(c);
    EVP_MAC_CTX_free(d);
    c = context("1.2.3.4");
    EVP_MAC_CTX_free(c);
}

int main(void) {
    pattern(data, sizeof data, 3);
    kmac("KMAC-128");
    kmac("kmac256");
    EVP_MAC_CTX_free(context("2.16.840.1.101.3.4.2.19"));
    poly1305();
    return 0;
}
