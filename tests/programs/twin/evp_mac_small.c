/* BLAKE2's MACs and SipHash: lengths, salts, rounds, what is refused; BLAKE2 as a digest. */
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

static unsigned char bytes[400];

static void finish(EVP_MAC_CTX *c) {
    unsigned char out[100];
    size_t n = 0;
    SHOW(EVP_MAC_final(c, NULL, &n, 0));
    SHOW(n);
    SHOW(EVP_MAC_final(c, out, &n, sizeof out));
    hex("mac", out, (long)n);
}

/* With one size, and a message in two parts. */
static void mac(const char *name, size_t key_len, size_t size, size_t salt, size_t custom, size_t message) {
    EVP_MAC *m = EVP_MAC_fetch(NULL, name, NULL);
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(m);
    OSSL_PARAM p[4] = { OSSL_PARAM_END, OSSL_PARAM_END, OSSL_PARAM_END, OSSL_PARAM_END };
    int n = 0;
    if (size != 999) p[n++] = OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size);
    if (salt != 999) p[n++] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_SALT, bytes + 7, salt);
    if (custom != 999) p[n++] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, bytes + 9, custom);
    printf("== %s key %zu size %zu salt %zu custom %zu message %zu\n", name, key_len, size, salt, custom, message);
    int ok = EVP_MAC_init(c, bytes, key_len, p);
    printf("init %d", ok);
    errors();
    if (ok) {
        SHOW(EVP_MAC_update(c, bytes, message / 3));
        SHOW(EVP_MAC_update(c, bytes + message / 3, message - message / 3));
        SHOW(EVP_MAC_CTX_get_mac_size(c));
        SHOW(EVP_MAC_CTX_get_block_size(c));
        EVP_MAC_CTX *copy = EVP_MAC_CTX_dup(c);
        finish(c);
        finish(copy);
        EVP_MAC_CTX_free(copy);
    }
    EVP_MAC_CTX_free(c);
    EVP_MAC_free(m);
}

static void told(const char *name, void *data) {
    (void)data;
    printf(" %s", name);
}

static void edges(const char *name, size_t key_len) {
    EVP_MAC *m = EVP_MAC_fetch(NULL, name, NULL);
    printf("== edges of %s\n", name);
    SHOWS(EVP_MAC_get0_name(m));
    EVP_MAC_names_do_all(m, told, NULL);
    printf("\n");
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(m);
    SHOW(EVP_MAC_CTX_get_mac_size(c));
    SHOW(EVP_MAC_CTX_get_block_size(c));
    SHOW(EVP_MAC_init(c, NULL, 0, NULL));
    OSSL_PARAM key[2] = { OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, bytes, key_len), OSSL_PARAM_END };
    SHOW(EVP_MAC_CTX_set_params(c, key));
    SHOW(EVP_MAC_init(c, NULL, 0, NULL));
    SHOW(EVP_MAC_update(c, bytes, 50));
    finish(c);
    SHOW(EVP_MAC_init(c, bytes, key_len, NULL));
    SHOW(EVP_MAC_update(c, bytes, 50));
    finish(c);
    EVP_MAC_CTX_free(c);
    EVP_MAC_free(m);
}

static void rounds(unsigned cr, unsigned dr) {
    EVP_MAC *m = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(m);
    OSSL_PARAM p[] = { OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_C_ROUNDS, &cr),
        OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_D_ROUNDS, &dr), OSSL_PARAM_END };
    printf("== rounds %u %u\n", cr, dr);
    SHOW(EVP_MAC_init(c, bytes, 16, p));
    SHOW(EVP_MAC_update(c, bytes, 19));
    finish(c);
    unsigned got[2] = { 99, 99 };
    OSSL_PARAM q[] = { OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_C_ROUNDS, &got[0]),
        OSSL_PARAM_construct_uint(OSSL_MAC_PARAM_D_ROUNDS, &got[1]), OSSL_PARAM_END };
    (void)q;
    EVP_MAC_CTX_free(c);
    EVP_MAC_free(m);
}

static void digest(const EVP_MD *md) {
    unsigned char out[64];
    unsigned n = 0;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    printf("== %s\n", EVP_MD_get0_name(md));
    SHOW(EVP_MD_get_size(md));
    SHOW(EVP_MD_get_block_size(md));
    SHOW(EVP_MD_get_flags(md));
    for (size_t len = 0; len < sizeof bytes; len += len < 130 ? 1 : 47) {
        EVP_DigestInit_ex(c, md, NULL);
        EVP_DigestUpdate(c, bytes, len / 2);
        EVP_DigestUpdate(c, bytes + len / 2, len - len / 2);
        EVP_DigestFinal_ex(c, out, &n);
        hex("digest", out, (long)n);
    }
    EVP_MD_CTX_free(c);
    SHOWP(HMAC(md, bytes, 200, bytes, 30, out, &n));
    hex("hmac", out, (long)n);
}

int main(void) {
    static const size_t messages[] = { 0, 1, 7, 8, 15, 63, 64, 65, 127, 128, 129, 255, 256, 300 };
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(i * 7 + 1);
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        mac("BLAKE2BMAC", 1 + i * 4, 999, 999, 999, messages[i]);
        mac("BLAKE2SMAC", 1 + i * 2, 999, 999, 999, messages[i]);
        mac("SIPHASH", 16, 999, 999, 999, messages[i]);
        mac("SIPHASH", 16, 8, 999, 999, messages[i]);
        mac("BLAKE2BMAC", 64, 1 + i, 16, i, messages[i]);
        mac("BLAKE2SMAC", 32, 1 + i, 8, i % 9, messages[i]);
    }
    static const size_t odd[] = { 0, 8, 9, 16, 17, 32, 33, 64, 65 };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        static const char *const names[] = { "BLAKE2BMAC", "BLAKE2SMAC", "SIPHASH" };
        for (int j = 0; j < 3; j++) {
            mac(names[j], odd[i], 999, 999, 999, 20);
            mac(names[j], 16, odd[i], 999, 999, 20);
            if (j == 2) continue;
            mac(names[j], 16, 999, odd[i], 999, 20);
            mac(names[j], 16, 999, 999, odd[i], 20);
        }
    }
    edges("BLAKE2BMAC", 33);
    edges("BLAKE2SMAC", 20);
    edges("SIPHASH", 16);
    rounds(1, 3);
    rounds(4, 8);
    rounds(0, 0);
    digest(EVP_blake2b512());
    digest(EVP_blake2s256());
    return 0;
}
