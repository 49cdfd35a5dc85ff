/* SHA-3, SHAKE, RIPEMD-160 and MD4: in parts, copied, with outputs of other lengths, under HMAC. */
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/md4.h>
#include <openssl/params.h>
#include <openssl/ripemd.h>
#include <openssl/sha.h>

static unsigned char data[700];

static void in_parts(const EVP_MD *md, size_t len) {
    unsigned char out[64];
    unsigned n = 0;
    EVP_MD_CTX *c = EVP_MD_CTX_new(), *d = EVP_MD_CTX_new();
    printf("%d ", EVP_DigestInit_ex(c, md, NULL));
    for (size_t at = 0; at < len;) {
        size_t step = 1 + at % 23 < len - at ? 1 + at % 23 : len - at;
        EVP_DigestUpdate(c, data + at, step);
        at += step;
    }
    printf("%d ", EVP_MD_CTX_copy_ex(d, c));
    EVP_DigestUpdate(d, "more", 4);
    EVP_DigestFinal_ex(c, out, &n);
    hex("parts", out, n);
    EVP_DigestFinal_ex(d, out, &n);
    hex("copy", out, n);
    EVP_Digest(data, len, out, &n, md, NULL);
    hex("whole", out, n);
    EVP_MD_CTX_free(c);
    EVP_MD_CTX_free(d);
}

static void outputs(const EVP_MD *md) {
    unsigned char out[500];
    unsigned n = 0;
    size_t want = 77;
    OSSL_PARAM p[] = { OSSL_PARAM_construct_size_t(OSSL_DIGEST_PARAM_XOFLEN, &want), OSSL_PARAM_construct_end() };
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    for (size_t len = 1; len <= sizeof out; len += 83) {
        EVP_DigestInit_ex(c, md, NULL);
        EVP_DigestUpdate(c, data, len);
        printf("%d ", EVP_DigestFinalXOF(c, out, len));
        hex("xof", out, len);
    }
    printf("with a length: %d ", EVP_DigestInit_ex2(c, md, p));
    EVP_DigestUpdate(c, data, 5);
    printf("%d ", EVP_DigestFinal_ex(c, out, &n));
    hex("out", out, n);
    want = 9;
    printf("init %d set %d ", EVP_DigestInit_ex(c, md, NULL), EVP_MD_CTX_set_params(c, p));
    EVP_DigestUpdate(c, data, 5);
    EVP_DigestFinal_ex(c, out, &n);
    hex("out", out, n);
    EVP_MD_CTX_free(c);
}

/* Parameters are for the digests that have some; the others pass over them at the start alone. */
static void parameters(const EVP_MD *md) {
    size_t want = 8;
    OSSL_PARAM none[] = { OSSL_PARAM_construct_end() };
    OSSL_PARAM p[] = { OSSL_PARAM_construct_size_t(OSSL_DIGEST_PARAM_XOFLEN, &want), OSSL_PARAM_construct_end() };
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    printf("%s: parameters %d", EVP_MD_get0_name(md), EVP_DigestInit_ex2(c, md, none));
    printf(" %d", EVP_DigestInit_ex2(c, md, p));
    printf(" %d", EVP_MD_CTX_set_params(c, none));
    printf(" %d\n", EVP_MD_CTX_set_params(c, p));
    EVP_MD_CTX_free(c);
}

static void low_level(void) {
    unsigned char out[20];
    for (size_t len = 0; len < 300; len += 37) {
        MD4_CTX c;
        printf("%d ", MD4_Init(&c));
        for (size_t at = 0; at < len; at += 13) MD4_Update(&c, data + at, len - at < 13 ? len - at : 13);
        printf("%u %u %u %08x ", c.Nl, c.Nh, c.num, c.A);
        printf("%d ", MD4_Final(out, &c));
        hex("md4", out, 16);
        hex("once", MD4(data, len, NULL), 16);
        hex("ripemd160", RIPEMD160(data, len, out), 20);
    }
    SHA_CTX s;
    SHA1_Init(&s);
    SHA1_Transform(&s, data);
    SHA1_Transform(&s, data + 64);
    printf("%08x %08x %08x %08x %08x %u %u\n", s.h0, s.h1, s.h2, s.h3, s.h4, s.Nl, s.num);
    SHA1_Update(&s, data, 3);
    SHA1_Final(out, &s);
    hex("after", out, 20);
}

int main(void) {
    const EVP_MD *const mds[] = { EVP_sha3_224(), EVP_sha3_256(), EVP_sha3_384(),    EVP_sha3_512(),
                                  EVP_shake128(), EVP_shake256(), EVP_ripemd160() };
    static const char *const names[] = { "sha3-256", "SHA3-512", "RSA-SHA3-256", "shake128",
                                         "SHAKE-256", "ripemd", "rmd160", "RIPEMD-160",
                                         "2.16.840.1.101.3.4.2.8", "KECCAK-KMAC-128", "1.3.36.3.2.1" };
    pattern(data, sizeof data, 11);
    for (size_t i = 0; i < sizeof mds / sizeof mds[0]; i++) {
        printf("-- %s %d %d %d %d %lx\n", EVP_MD_get0_name(mds[i]), EVP_MD_get_type(mds[i]),
               EVP_MD_get_pkey_type(mds[i]), EVP_MD_get_size(mds[i]), EVP_MD_get_block_size(mds[i]),
               EVP_MD_get_flags(mds[i]));
        static const size_t lens[] = { 0,   1,   7,   8,   71,  72,  73,  103, 104, 135,
                                       136, 137, 143, 144, 167, 168, 169, 336, 700 };
        for (size_t j = 0; j < sizeof lens / sizeof lens[0]; j++) in_parts(mds[i], lens[j]);
        unsigned char out[64];
        unsigned n = 0;
        const int xof = (EVP_MD_get_flags(mds[i]) & EVP_MD_FLAG_XOF) != 0;
        for (int k = 0; k < 400; k += 71) {
            n = 0;
            printf("%d ", HMAC(mds[i], data, k, data, 90, out, &n) != NULL);
            hex("hmac", out, n);
        }
        if (xof) outputs(mds[i]);
        parameters(mds[i]);
        ERR_clear_error();
    }
    parameters(EVP_md5());
    parameters(EVP_sha1());
    parameters(EVP_sha256());
    parameters(EVP_md5_sha1());
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    printf("sha256 as a xof: %d %d\n", EVP_DigestInit_ex(c, EVP_sha256(), NULL), EVP_DigestFinalXOF(c, data, 10));
    EVP_MD_CTX_free(c);
    ERR_clear_error();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const EVP_MD *md = EVP_get_digestbyname(names[i]);
        EVP_MD *f = EVP_MD_fetch(NULL, names[i], NULL);
        printf("%s %d %d\n", names[i], md != NULL ? EVP_MD_get_type(md) : -1, f != NULL ? EVP_MD_get_size(f) : -1);
        last_error();
        EVP_MD_free(f);
    }
    printf("%d %d\n", EVP_MD_get_size(EVP_blake2b512()), EVP_MD_get_type(EVP_blake2s256()));
    low_level();
    return 0;
}
