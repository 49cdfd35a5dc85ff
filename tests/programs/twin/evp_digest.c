/* Digests, HMAC, PBKDF2, the low-level hashes. */
#include "evp.h"

#include <openssl/hmac.h>
#include <openssl/md5.h>
#include <openssl/sha.h>

static const EVP_MD *all[10];
static const char *const names[] = { "sha256", "SHA2-256", "SHA-512", "RSA-SHA1", "sha384WithRSAEncryption", "SHA512-256",
                                     "ssl3-md5", "MD5-SHA1", "md4", "rmd160", "ssl2-md5", "nope", "",
                                     "2.16.840.1.101.3.4.2.1", "UNDEF", "null" };

static void digests(void) {
    unsigned char data[1000], out[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    pattern(data, sizeof data, 3);
    for (size_t i = 0; all[i] != NULL; i++) {
        const EVP_MD *md = all[i];
        printf("%s %d %d %d %d %lx\n", EVP_MD_get0_name(md), EVP_MD_get_type(md), EVP_MD_get_pkey_type(md),
               EVP_MD_get_size(md), EVP_MD_get_block_size(md), EVP_MD_get_flags(md));
        for (size_t len = 0; len <= sizeof data; len += 111) {
            EVP_MD_CTX *c = EVP_MD_CTX_new(), *d = EVP_MD_CTX_new();
            printf("%d ", EVP_DigestInit_ex(c, md, NULL));
            printf("%d ", EVP_DigestUpdate(c, data, len / 3));
            printf("%d ", EVP_MD_CTX_copy_ex(d, c));
            EVP_DigestUpdate(c, data + len / 3, len - len / 3);
            EVP_DigestUpdate(d, "x", 1);
            printf("%d ", EVP_DigestFinal_ex(c, out, &n));
            hex("whole", out, n);
            EVP_DigestFinal(d, out, &n);
            hex("copy", out, n);
            EVP_MD_CTX_free(c);
            EVP_MD_CTX_free(d);
        }
    }
}

static void lookups(void) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const EVP_MD *md = EVP_get_digestbyname(names[i]);
        EVP_MD *f = EVP_MD_fetch(NULL, names[i], NULL);
        if (strcmp(names[i], "rmd160") != 0) {
            printf("%s %d %d\n", names[i], md != NULL ? EVP_MD_get_type(md) : -1, f != NULL);
            last_error();
        }
        ERR_clear_error();
        EVP_MD_free(f);
    }
    EVP_MD *f = EVP_MD_fetch(NULL, "SHA256", "fips=yes");
    printf("fips %d\n", f != NULL);
    last_error();
    f = EVP_MD_fetch(NULL, "SHA256", "provider=default");
    printf("default %d is_a %d %d\n", f != NULL, EVP_MD_is_a(f, "SHA2-256"), EVP_MD_is_a(f, "SHA1"));
    EVP_MD_free(f);
}

static void errors(void) {
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    unsigned char out[64];
    unsigned n = 0;
    printf("md4 %d\n", EVP_DigestInit_ex(c, EVP_md4(), NULL));
    last_error();
    EVP_MD_CTX_reset(c);
    printf("none %d\n", EVP_DigestInit_ex(c, NULL, NULL));
    last_error();
    printf("final %d\n", EVP_DigestFinal_ex(c, out, &n));
    last_error();
    printf("empty update %d\n", EVP_DigestUpdate(c, "", 0));
    printf("init %d again %d\n", EVP_DigestInit(c, EVP_sha1()), EVP_DigestInit_ex(c, NULL, NULL));
    EVP_MD_CTX_free(c);
    size_t len = 0;
    printf("q %d ", EVP_Q_digest(NULL, "SHA384", NULL, "abc", 3, out, &len));
    hex("abc", out, len);
    printf("one %d ", EVP_Digest("abc", 3, out, &n, EVP_md5(), NULL));
    hex("abc", out, n);
}

static void hmacs(void) {
    unsigned char key[300], data[500], out[64];
    unsigned n = 0;
    pattern(key, sizeof key, 1);
    pattern(data, sizeof data, 9);
    for (size_t i = 0; all[i] != NULL; i++) {
        for (int k = 0; k < 300; k += 37) {
            HMAC_CTX *c = HMAC_CTX_new(), *d = HMAC_CTX_new();
            printf("%d %d ", HMAC_Init_ex(c, key, k, all[i], NULL), HMAC_Update(c, data, 100));
            printf("%d %zu ", HMAC_CTX_copy(d, c), HMAC_size(c));
            HMAC_Update(c, data + 100, 400);
            HMAC_Final(c, out, &n);
            hex("hmac", out, n);
            HMAC_Final(d, out, &n);
            hex("copy", out, n);
            printf("%d ", HMAC_Init_ex(c, NULL, 0, NULL, NULL));
            HMAC_Final(c, out, &n);
            hex("again", out, n);
            HMAC_CTX_free(c);
            HMAC_CTX_free(d);
        }
        HMAC(all[i], "key", 3, data, 77, out, &n);
        hex("once", out, n);
    }
    HMAC_CTX *c = HMAC_CTX_new();
    printf("no md %d\n", HMAC_Init_ex(c, "k", 1, NULL, NULL));
    HMAC_CTX_free(c);
    ERR_clear_error();
    printf("%d ", PKCS5_PBKDF2_HMAC("password", -1, (const unsigned char *)"salt", 4, 1000, EVP_sha256(), 50, key));
    hex("pbkdf2", key, 50);
    printf("%d ", PKCS5_PBKDF2_HMAC_SHA1("password", 8, (const unsigned char *)"salt", 4, 2, 20, key));
    hex("rfc6070", key, 20);
    printf("%d ", EVP_PBE_scrypt("password", 8, (const unsigned char *)"NaCl", 4, 1024, 8, 16, 0, key, 64));
    hex("rfc7914", key, 64);
    printf("%d ", EVP_PBE_scrypt("", 0, (const unsigned char *)"", 0, 16, 1, 1, 0, key, 64));
    hex("rfc7914", key, 64);
    printf("N %d\n", EVP_PBE_scrypt("p", 1, (const unsigned char *)"s", 1, 15, 1, 1, 0, key, 64));
    ERR_clear_error();
    printf("memory %d\n", EVP_PBE_scrypt("p", 1, (const unsigned char *)"s", 1, 1 << 20, 8, 1, 0, key, 64));
    last_error();
}

#define LOW(CTX, INIT, UPDATE, FINAL, LEN) \
    do { \
        CTX c; \
        for (size_t len = 0; len < sizeof data; len += 63) { \
            INIT(&c); \
            for (size_t at = 0; at < len; at += 17) UPDATE(&c, data + at, len - at < 17 ? len - at : 17); \
            UPDATE(&c, data, len); \
            FINAL(out, &c); \
            hex(#INIT, out, LEN); \
        } \
    } while (0)

static void low_level(void) {
    unsigned char data[1000], out[64];
    pattern(data, sizeof data, 5);
    LOW(MD5_CTX, MD5_Init, MD5_Update, MD5_Final, 16);
    LOW(SHA_CTX, SHA1_Init, SHA1_Update, SHA1_Final, 20);
    LOW(SHA256_CTX, SHA224_Init, SHA224_Update, SHA224_Final, 28);
    LOW(SHA256_CTX, SHA256_Init, SHA256_Update, SHA256_Final, 32);
    LOW(SHA512_CTX, SHA384_Init, SHA384_Update, SHA384_Final, 48);
    LOW(SHA512_CTX, SHA512_Init, SHA512_Update, SHA512_Final, 64);
    SHA256_CTX c;
    SHA256_Init(&c);
    SHA256_Update(&c, data, 70);
    printf("%08x %08x %u %u %u %u\n", c.h[0], c.h[7], c.Nl, c.Nh, c.num, c.md_len);
    hex("once", SHA1(data, 5, NULL), 20);
    hex("once", MD5(data, 5, out), 16);
}

int main(void) {
    const EVP_MD *const mds[] = { EVP_md5(),    EVP_sha1(),   EVP_sha224(),     EVP_sha256(),     EVP_sha384(),
                                  EVP_sha512(), EVP_md5_sha1(), EVP_sha512_224(), EVP_sha512_256() };
    memcpy(all, mds, sizeof mds);
    digests();
    lookups();
    errors();
    hmacs();
    low_level();
    return 0;
}
