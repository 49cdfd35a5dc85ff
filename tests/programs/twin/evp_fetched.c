/* Digests and ciphers as they are fetched, beside what EVP_sha256() and its like give: names, numbers, flags. */
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/objects.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static void digest(const char *name) {
    EVP_MD *f = EVP_MD_fetch(NULL, name, NULL);
    const EVP_MD *md = EVP_get_digestbyname(name);
    unsigned char out[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    printf("== %s\n", name);
    if (!f) {
        printf("unknown\n");
        ERR_clear_error();
        return;
    }
    SHOWS(EVP_MD_get0_name(f));
    SHOWS(EVP_MD_get0_description(f));
    SHOW(EVP_MD_get_type(f));
    SHOW(EVP_MD_get_pkey_type(f));
    SHOW(EVP_MD_get_flags(f));
    SHOW(EVP_MD_is_a(f, name));
    if (md) {
        SHOW(f == md);
        SHOWS(EVP_MD_get0_name(md));
        SHOWS(EVP_MD_get0_description(md));
        SHOW(EVP_MD_get_pkey_type(md));
        SHOW(EVP_MD_get_flags(md));
        SHOW(EVP_MD_is_a(f, EVP_MD_get0_name(md)));
        SHOW(EVP_MD_is_a(md, EVP_MD_get0_name(f)));
    }
    SHOW(EVP_Digest("abc", 3, out, &n, f, NULL));
    hex("abc", out, (long)n);
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    SHOW(EVP_DigestInit_ex(c, f, NULL));
    SHOW(EVP_MD_CTX_get0_md(c) == f);
    SHOWS(EVP_MD_get0_name(EVP_MD_CTX_get0_md(c)));
    EVP_MD_CTX_free(c);
    EVP_MD_free(f);
}

static void cipher(const char *name) {
    EVP_CIPHER *f = EVP_CIPHER_fetch(NULL, name, NULL);
    const EVP_CIPHER *c = EVP_get_cipherbyname(name);
    printf("== %s\n", name);
    if (!f) {
        printf("unknown\n");
        ERR_clear_error();
        return;
    }
    SHOWS(EVP_CIPHER_get0_name(f));
    SHOWS(EVP_CIPHER_get0_description(f));
    SHOW(EVP_CIPHER_get_nid(f));
    SHOW(EVP_CIPHER_get_type(f));
    SHOW(EVP_CIPHER_get_mode(f));
    SHOW(EVP_CIPHER_get_flags(f));
    SHOW(EVP_CIPHER_is_a(f, name));
    if (c) {
        SHOW(f == c);
        SHOWS(EVP_CIPHER_get0_name(c));
        SHOW(EVP_CIPHER_is_a(f, EVP_CIPHER_get0_name(c)));
        SHOW(EVP_CIPHER_is_a(c, EVP_CIPHER_get0_name(f)));
    }
    EVP_CIPHER_free(f);
}

int main(void) {
    static const char *const digests[] = { "MD5", "SHA1", "sha-1", "SHA224", "SHA256", "SHA2-256", "SHA384", "SHA512", "SHA512-224",
        "SHA512-256", "MD5-SHA1", "RIPEMD160", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512", "SHAKE128", "SHAKE256",
        "KECCAK-KMAC-128", "SM3", "BLAKE2b512", "BLAKE2s256", "blake2b-512", "NULL", "none" };
    static const char *const ciphers[] = { "AES-128-ECB", "AES-192-CBC", "AES-256-OFB", "AES-128-CFB", "AES-128-CFB8",
        "AES-128-CFB1", "AES-256-CTR", "AES-256-GCM", "id-aes128-GCM", "AES-256-CCM", "AES-128-WRAP", "id-aes256-wrap-pad", "AES-128-XTS",
        "ChaCha20", "ChaCha20-Poly1305", "DES-EDE3-CBC", "DES-EDE3", "DES-EDE3-CFB", "DES-EDE-CBC", "DES-EDE", "NULL", "none" };
    for (int i = 0; i < COUNT(digests); i++) digest(digests[i]);
    for (int i = 0; i < COUNT(ciphers); i++) cipher(ciphers[i]);
    return 0;
}
