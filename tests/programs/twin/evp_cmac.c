/* CMAC_*, and CMAC, GMAC and HMAC by EVP_MAC and EVP_Q_mac(). */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "evp.h"

#include <openssl/cmac.h>
#include <openssl/core_names.h>
#include <openssl/params.h>

static unsigned char data[200];

static void low_level(const EVP_CIPHER *cipher) {
    const size_t key = (size_t)EVP_CIPHER_get_key_length(cipher);
    unsigned char out[16];
    size_t n = 0;
    for (size_t len = 0; len <= 50; len++) {
        CMAC_CTX *c = CMAC_CTX_new(), *d = CMAC_CTX_new();
        printf("%d ", CMAC_Init(c, data, key, cipher, NULL));
        for (size_t at = 0; at < len; at += 7) CMAC_Update(c, data + at, len - at < 7 ? len - at : 7);
        printf("%d ", CMAC_CTX_copy(d, c));
        printf("%d ", CMAC_Final(c, out, &n));
        hex("cmac", out, n);
        CMAC_Update(d, "more", 4);
        CMAC_Final(d, out, &n);
        hex("copy", out, n);
        printf("%d ", CMAC_Init(c, NULL, 0, NULL, NULL));
        printf("%d ", CMAC_Final(c, NULL, &n));
        CMAC_Final(c, out, &n);
        hex("empty", out, n);
        CMAC_CTX_free(c);
        CMAC_CTX_free(d);
    }
    CMAC_CTX *c = CMAC_CTX_new();
    printf("%d ", CMAC_Update(c, data, 1));
    printf("%d ", CMAC_Final(c, out, &n));
    printf("%d ", CMAC_Init(c, NULL, 0, NULL, NULL));
    printf("%d\n", CMAC_Init(c, data, key - 1, cipher, NULL));
    ERR_clear_error();
    CMAC_CTX_free(c);
    CMAC_CTX_free(NULL);
}

static void by_mac(const char *name, const char *sub, const char *value, size_t key, size_t iv) {
    EVP_MAC *mac = EVP_MAC_fetch(NULL, name, NULL);
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(mac);
    unsigned char out[64];
    size_t n = 0;
    OSSL_PARAM p[] = { OSSL_PARAM_construct_utf8_string(sub, (char *)value, 0), OSSL_PARAM_construct_end(),
                       OSSL_PARAM_construct_end() };
    if (iv > 0) p[1] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_IV, data + 99, iv);
    printf("-- %s %s: %s %d %d\n", name, value, EVP_MAC_get0_name(mac), EVP_MAC_is_a(mac, name),
           EVP_MAC_is_a(mac, "KMAC128"));
    printf("%d ", EVP_MAC_CTX_get0_mac(c) == mac);
    printf("%d ", EVP_MAC_init(c, data, key, p));
    last_error();
    printf("%zu %zu ", EVP_MAC_CTX_get_mac_size(c), EVP_MAC_CTX_get_block_size(c));
    printf("%d ", EVP_MAC_update(c, data + 40, 33));
    EVP_MAC_CTX *d = EVP_MAC_CTX_dup(c);
    int r = EVP_MAC_final(c, out, &n, sizeof out);
    printf("%d ", r);
    hex("mac", out, r ? n : 0);
    printf("%d ", EVP_MAC_update(d, data, 16));
    r = EVP_MAC_final(d, out, &n, sizeof out);
    hex("copy", out, r ? n : 0);
    if (iv == 0) {
        printf("again %d ", EVP_MAC_init(c, NULL, 0, NULL));
        r = EVP_MAC_final(c, out, &n, sizeof out);
        hex("mac", out, r ? n : 0);
    }
    printf("wrong key %d\n", EVP_MAC_init(c, data, key + 5, NULL));
    ERR_clear_error();
    EVP_MAC_CTX_free(c);
    EVP_MAC_CTX_free(d);
    EVP_MAC_free(mac);
    memset(out, 0, sizeof out);
    n = 77;
    r = EVP_Q_mac(NULL, name, NULL, value, iv > 0 ? p + 1 : NULL, data, key, data, 60, out, sizeof out, &n) != NULL;
    printf("%d %zu ", r, n);
    hex("at once", out, 64);
    unsigned char *made = EVP_Q_mac(NULL, name, NULL, value, iv > 0 ? p + 1 : NULL, data, key, data, 60, NULL, 0, &n);
    hex("made", made, n);
    OPENSSL_free(made);
    made = EVP_Q_mac(NULL, name, NULL, value, iv > 0 ? p + 1 : NULL, data, key, data, 60, out, 4, &n);
    printf("small %d\n", made != NULL);
    ERR_clear_error();
}

int main(void) {
    pattern(data, sizeof data, 99);
    low_level(EVP_aes_128_cbc());
    low_level(EVP_aes_192_cbc());
    low_level(EVP_aes_256_cbc());
    low_level(EVP_des_ede3_cbc());
    by_mac("CMAC", "cipher", "AES-128-CBC", 16, 0);
    by_mac("CMAC", "cipher", "AES-256-CBC", 32, 0);
    by_mac("CMAC", "cipher", "DES-EDE3-CBC", 24, 0);
    by_mac("GMAC", "cipher", "AES-128-GCM", 16, 12);
    by_mac("GMAC", "cipher", "AES-256-GCM", 32, 20);
    by_mac("HMAC", "digest", "SHA3-256", 20, 0);
    by_mac("HMAC", "digest", "SHA256", 100, 0);
    return 0;
}
