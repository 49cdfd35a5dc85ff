/* EVP_MAC: HMAC, by parameters and by EVP_MAC_init(). */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

static void show(const char *what, const unsigned char *p, size_t n) {
    printf("%s: ", what);
    for (size_t i = 0; i < n; i++) printf("%02x", p[i]);
    printf("\n");
}

static void finish(EVP_MAC_CTX *ctx, const char *what) {
    unsigned char out[EVP_MAX_MD_SIZE];
    size_t len = 0;
    int ok = EVP_MAC_final(ctx, out, &len, sizeof out);
    printf("%d %d, ", ok, (int)len);
    show(what, out, ok ? len : 0);
}

static void by_digest(EVP_MAC *mac, const char *digest) {
    char name[32];
    OSSL_PARAM params[2] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end() };
    snprintf(name, sizeof name, "%s", digest);
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0);
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    unsigned char out[8];
    size_t len = 77;
    printf("%s: size before %d\n", digest, (int)EVP_MAC_CTX_get_mac_size(ctx));
    printf("init %d\n", EVP_MAC_init(ctx, (const unsigned char *)"key", 3, params));
    ERR_clear_error();
    printf("size %d\n", (int)EVP_MAC_CTX_get_mac_size(ctx));
    printf("ask for the size %d", EVP_MAC_final(ctx, NULL, &len, 0));
    printf(" %d\n", (int)len);
    if (EVP_MAC_CTX_get_mac_size(ctx) > 0) {
        printf("update %d %d\n", EVP_MAC_update(ctx, (const unsigned char *)"message", 7), EVP_MAC_update(ctx, NULL, 0));
        printf("small room %d", EVP_MAC_final(ctx, out, &len, sizeof out));
        printf(" %s\n", ERR_reason_error_string(ERR_get_error()));
        finish(ctx, "mac");
        printf("again %d %d\n", EVP_MAC_init(ctx, NULL, 0, NULL), EVP_MAC_update(ctx, (const unsigned char *)"message", 7));
        finish(ctx, "mac");
    }
    EVP_MAC_CTX_free(ctx);
}

int main(void) {
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "hmac", NULL);
    unsigned char key[200];
    OSSL_PARAM params[3];
    printf("fetched %d, unknown %d", mac != NULL, EVP_MAC_fetch(NULL, "no such mac", NULL) != NULL);
    printf(" %s\n", ERR_reason_error_string(ERR_peek_error()));
    ERR_clear_error();
    printf("up_ref %d\n", EVP_MAC_up_ref(mac));
    EVP_MAC_free(mac);
    by_digest(mac, "sha256");
    by_digest(mac, "SHA384");
    by_digest(mac, "SHA1");
    by_digest(mac, "no such digest");
    memset(key, 7, sizeof key);
    params[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key, sizeof key);
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA512", 0);
    params[2] = OSSL_PARAM_construct_end();
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    printf("without anything: init %d\n", EVP_MAC_init(ctx, NULL, 0, NULL));
    ERR_clear_error();
    printf("set %d, update %d\n", EVP_MAC_CTX_set_params(ctx, params), EVP_MAC_update(ctx, key, 5));
    finish(ctx, "long key");
    EVP_MAC_CTX_free(ctx);
    EVP_MAC_CTX_free(NULL);
    EVP_MAC_free(mac);
    return 0;
}
