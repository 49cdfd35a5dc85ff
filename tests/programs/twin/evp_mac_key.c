/* HMAC by EVP_DigestSign() and its like: keys made both ways, in parts, copied, and what is refused. */
#include "evp.h"

static unsigned char data[200];

static void sign(EVP_PKEY *k, const EVP_MD *md) {
    unsigned char out[64];
    size_t n = 0;
    EVP_PKEY_CTX *p = NULL;
    EVP_MD_CTX *c = EVP_MD_CTX_new(), *d = EVP_MD_CTX_new();
    printf("%d ", EVP_DigestSignInit(c, &p, md, NULL, k));
    printf("%d ", p != NULL && p == EVP_MD_CTX_get_pkey_ctx(c));
    printf("%d ", EVP_DigestSignUpdate(c, data, 70));
    printf("%d ", EVP_MD_CTX_copy_ex(d, c));
    printf("%d ", EVP_DigestSignUpdate(c, data + 70, 50));
    printf("%d ", EVP_DigestSignFinal(c, NULL, &n));
    printf("%zu ", n);
    n = sizeof out;
    printf("%d ", EVP_DigestSignFinal(c, out, &n));
    hex("mac", out, n);
    n = sizeof out;
    printf("%d ", EVP_DigestSignFinal(d, out, &n));
    hex("copy", out, n);
    EVP_MD_CTX_reset(c);
    printf("%d ", EVP_DigestSignInit(c, NULL, md, NULL, k));
    n = sizeof out;
    printf("%d ", EVP_DigestSign(c, out, &n, data, 120));
    hex("at once", out, n);
    EVP_MD_CTX_free(c);
    EVP_MD_CTX_free(d);
}

int main(void) {
    unsigned char out[200];
    size_t n = sizeof out;
    pattern(data, sizeof data, 3);
    EVP_PKEY *a = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, data, 33),
             *b = EVP_PKEY_new_mac_key(EVP_PKEY_HMAC, NULL, data, 150),
             *e = EVP_PKEY_new_raw_private_key_ex(NULL, "HMAC", NULL, data, 0);
    printf("%d %d %d %d\n", a != NULL, b != NULL, e != NULL, EVP_PKEY_get_id(a));
    printf("%d %d\n", EVP_PKEY_get_base_id(a), EVP_PKEY_is_a(a, "HMAC"));
    sign(a, EVP_sha256());
    sign(a, EVP_sha3_512());
    sign(b, EVP_sha1());
    sign(b, EVP_md5());
    sign(e, EVP_sha384());
    printf("%d ", EVP_PKEY_get_raw_private_key(a, out, &n));
    hex("key", out, n);
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    printf("verify %d\n", EVP_DigestVerifyInit(c, NULL, EVP_sha256(), NULL, a) > 0);
    ERR_clear_error();
    EVP_MD_CTX_free(c);
    EVP_PKEY_free(a);
    EVP_PKEY_free(b);
    EVP_PKEY_free(e);
    return 0;
}
