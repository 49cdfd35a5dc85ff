/* What digests, ciphers, MACs and KDFs tell by OSSL_PARAM. */
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

static size_t size[4];
static unsigned number[2];
static int flag[3];

static void clear(void) {
    memset(size, 0x5A, sizeof size);
    memset(number, 0x5A, sizeof number);
    memset(flag, 0x5A, sizeof flag);
}

static void digests(void) {
    static const char *const names[] = { "MD5", "SHA1", "SHA256", "SHA512-224", "SHA3-384", "SHAKE128", "RIPEMD160", "SM3" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_MD *md = EVP_MD_fetch(NULL, names[i], NULL);
        clear();
        OSSL_PARAM p[] = { OSSL_PARAM_construct_size_t("size", &size[0]), OSSL_PARAM_construct_size_t("blocksize", &size[1]),
                           OSSL_PARAM_construct_int("xof", &flag[0]), OSSL_PARAM_construct_int("algid-absent", &flag[1]),
                           OSSL_PARAM_construct_int("unknown", &flag[2]), OSSL_PARAM_construct_end() };
        printf("%s %d ", names[i], EVP_MD_get_params(md, p));
        printf("%zu %zu %d %d %d\n", size[0], size[1], flag[0], flag[1], OSSL_PARAM_modified(&p[4]));
        EVP_MD_free(md);
    }
}

static void ciphers(void) {
    static const char *const names[] = { "AES-128-ECB", "AES-256-CBC", "AES-192-CTR", "AES-128-CFB8", "AES-128-GCM",
                                         "AES-128-CCM", "AES-128-XTS", "DES-EDE3-CBC", "ChaCha20", "ChaCha20-Poly1305",
                                         "AES-128-WRAP" };
    static const unsigned char bytes[64] = "0123456789abcdef0123456789ABCDEFghijklmnopqrstuvGHIJKLMNOPQRSTU";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, names[i], NULL);
        unsigned char iv[2][16] = { { 0 } }, out[100], tag[16] = { 0 };
        int n = 0;
        clear();
        OSSL_PARAM p[] = { OSSL_PARAM_construct_size_t("keylen", &size[0]), OSSL_PARAM_construct_size_t("ivlen", &size[1]),
                           OSSL_PARAM_construct_size_t("blocksize", &size[2]), OSSL_PARAM_construct_uint("mode", &number[0]),
                           OSSL_PARAM_construct_int("aead", &flag[0]), OSSL_PARAM_construct_end() };
        printf("%s %d ", names[i], EVP_CIPHER_get_params(cipher, p));
        printf("%zu %zu %zu %u %d\n", size[0], size[1], size[2], number[0], flag[0]);
        EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
        int aead = (EVP_CIPHER_get_flags(cipher) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0;
        EVP_CipherInit_ex(c, cipher, NULL, bytes, bytes + 20, 1);
        printf("%d\n", EVP_CipherUpdate(c, out, &n, bytes, 32));
        last_error();
        if (aead) EVP_CipherFinal_ex(c, out, &n);
        clear();
        OSSL_PARAM q[] = { OSSL_PARAM_construct_size_t("keylen", &size[0]), OSSL_PARAM_construct_size_t("ivlen", &size[1]),
                           OSSL_PARAM_construct_octet_string("iv", iv[0], sizeof iv[0]),
                           OSSL_PARAM_construct_size_t(aead ? "taglen" : "unknown", &size[3]),
                           OSSL_PARAM_construct_end() };
        int told = EVP_CIPHER_is_a(cipher, "ChaCha20") || EVP_CIPHER_get_mode(cipher) == EVP_CIPH_WRAP_MODE;
        if (!told) {
            printf("%d ", EVP_CIPHER_CTX_get_params(c, q));
            int chacha = EVP_CIPHER_is_a(cipher, "ChaCha20-Poly1305"); /* whose IV and length of a tag are told otherwise */
            printf("%zu %zu %zu %d ", size[0], size[1], chacha ? 0 : size[3], OSSL_PARAM_modified(&q[3]));
            hex("IV", iv[0], chacha ? 0 : size[1]);
        }
        OSSL_PARAM t[] = { OSSL_PARAM_construct_octet_string("tag", tag, sizeof tag), OSSL_PARAM_construct_end() };
        if (aead && EVP_CIPHER_get_mode(cipher) != EVP_CIPH_CCM_MODE) {
            printf("%d ", EVP_CIPHER_CTX_get_params(c, t));
            hex("tag", tag, sizeof tag);
        }
        EVP_CIPHER_CTX_free(c);
        EVP_CIPHER_free(cipher);
    }
}

static void macs_and_kdfs(void) {
    char digest[] = "SHA384", mode[] = "EXTRACT_ONLY";
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(mac);
    OSSL_PARAM set[] = { OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end() };
    printf("%d ", EVP_MAC_init(c, (const unsigned char *)"key", 3, set));
    clear();
    OSSL_PARAM p[] = { OSSL_PARAM_construct_size_t("size", &size[0]), OSSL_PARAM_construct_size_t("block-size", &size[1]),
                       OSSL_PARAM_construct_end() };
    printf("%d ", EVP_MAC_CTX_get_params(c, p));
    printf("%zu %zu\n", size[0], size[1]);
    EVP_MAC_CTX_free(c);
    EVP_MAC_free(mac);
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
    EVP_KDF_CTX *k = EVP_KDF_CTX_new(kdf);
    OSSL_PARAM how[] = { OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                         OSSL_PARAM_construct_utf8_string("mode", mode, 0), OSSL_PARAM_construct_end() };
    clear();
    printf("%d ", EVP_KDF_CTX_set_params(k, how));
    printf("%d ", EVP_KDF_CTX_get_params(k, p));
    printf("%zu\n", size[0]);
    EVP_KDF_CTX_free(k);
    EVP_KDF_free(kdf);
}

int main(void) {
    digests();
    ciphers();
    macs_and_kdfs();
    return 0;
}
