/* Every digest under every kind of signature: which are taken, what is on the queue for the others, and that each side's
 * signatures are its own digest's. */
#include "evp.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

static const char *const digests[] = { "MD5",        "SHA1",     "SHA224",   "SHA256",     "SHA384",   "SHA512",
                                       "SHA512-224", "SHA512-256", "SHA3-224", "SHA3-256",  "SHA3-384", "SHA3-512",
                                       "RIPEMD160",  "MD5-SHA1", "SHAKE128", "SHAKE256",   "no such one" };

enum { NUM_DIGESTS = sizeof digests / sizeof digests[0] };

static EVP_PKEY *new_rsa(void) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    EVP_PKEY *key = NULL;
    EVP_PKEY_keygen_init(c);
    EVP_PKEY_CTX_set_rsa_keygen_bits(c, 1536);
    EVP_PKEY_keygen(c, &key);
    EVP_PKEY_CTX_free(c);
    return key;
}

static void fetched(const char *what, EVP_PKEY *key, const char *md, int padding) {
    unsigned char msg[50], sig[600];
    size_t n = sizeof sig;
    EVP_MD_CTX *c = EVP_MD_CTX_new(), *v = EVP_MD_CTX_new();
    EVP_PKEY_CTX *p = NULL;
    pattern(msg, sizeof msg, 3);
    int r = EVP_DigestSignInit_ex(c, &p, md, NULL, NULL, key, NULL);
    printf("%s %s: init %d", what, md, r);
    if (r > 0 && padding != 0) printf(" padding %d", EVP_PKEY_CTX_set_rsa_padding(p, padding));
    if (r > 0) {
        r = EVP_DigestSign(c, sig, &n, msg, sizeof msg);
        printf(" sign %d", r);
    }
    if (r > 0) {
        printf(" verify init %d", EVP_DigestVerifyInit_ex(v, &p, md, NULL, NULL, key, NULL));
        if (padding != 0) EVP_PKEY_CTX_set_rsa_padding(p, padding);
        printf(" verify %d", EVP_DigestVerify(v, sig, n, msg, sizeof msg));
        EVP_MD_CTX_reset(v);
        EVP_DigestVerifyInit_ex(v, &p, md, NULL, NULL, key, NULL);
        if (padding != 0) EVP_PKEY_CTX_set_rsa_padding(p, padding);
        msg[7] ^= 1;
        printf(" changed %d", EVP_DigestVerify(v, sig, n, msg, sizeof msg));
    }
    printf("\n");
    last_error();
    EVP_MD_CTX_free(c);
    EVP_MD_CTX_free(v);
}

/* The padding of what was signed: 00 01 FF .. 00 DigestInfo. */
static void encoding(EVP_PKEY *key, const EVP_MD *md) {
    unsigned char digest[64], sig[600], em[600];
    size_t n = sizeof sig, m = sizeof em;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
    pattern(digest, sizeof digest, 9);
    printf("%s: ", EVP_MD_get0_name(md));
    EVP_PKEY_sign_init(c);
    int r = EVP_PKEY_CTX_set_signature_md(c, md);
    printf("set %d ", r);
    if (r > 0) {
        r = EVP_PKEY_sign(c, sig, &n, digest, (size_t)EVP_MD_get_size(md));
        printf("sign %d ", r);
    }
    last_error();
    if (r > 0) {
        EVP_PKEY_verify_recover_init(c);
        EVP_PKEY_CTX_set_rsa_padding(c, RSA_NO_PADDING);
        printf("recover %d ", EVP_PKEY_verify_recover(c, em, &m, sig, n));
        hex("em", em, m);
        m = sizeof em;
        EVP_PKEY_verify_recover_init(c);
        EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING);
        printf("set %d ", EVP_PKEY_CTX_set_signature_md(c, md));
        printf("recover %d ", EVP_PKEY_verify_recover(c, em, &m, sig, n));
        hex("digest", em, m);
        EVP_PKEY_verify_init(c);
        EVP_PKEY_CTX_set_signature_md(c, md);
        printf("verify %d ", EVP_PKEY_verify(c, sig, n, digest, (size_t)EVP_MD_get_size(md)));
        printf("short %d\n", EVP_PKEY_verify(c, sig, n, digest, (size_t)EVP_MD_get_size(md) - 1));
        last_error();
    }
    EVP_PKEY_CTX_free(c);
}

static void legacy(EVP_PKEY *key, const EVP_MD *md) {
    unsigned char digest[64], sig[600];
    unsigned n = 0;
    const RSA *rsa = EVP_PKEY_get0_RSA(key);
    union {
        const RSA *from;
        RSA *to;
    } same = { rsa };
    pattern(digest, sizeof digest, 9);
    int r = RSA_sign(EVP_MD_get_type(md), digest, (unsigned)EVP_MD_get_size(md), sig, &n, same.to);
    printf("RSA_sign %s %d %u", EVP_MD_get0_name(md), r, n);
    if (r > 0) printf(" %d", RSA_verify(EVP_MD_get_type(md), digest, (unsigned)EVP_MD_get_size(md), sig, n, same.to));
    printf("\n");
    last_error();
}

/* PSS with one digest for the message and another for the mask, and salts of each length. */
static void pss(EVP_PKEY *key, const EVP_MD *md, const EVP_MD *mgf1) {
    unsigned char digest[64], sig[600];
    pattern(digest, sizeof digest, 9);
    for (int salt = -3; salt < 40; salt += salt < 1 ? 1 : 19) {
        size_t n = sizeof sig;
        EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
        EVP_PKEY_sign_init(c);
        printf("%s %s %d: %d", EVP_MD_get0_name(md), EVP_MD_get0_name(mgf1), salt,
               EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING));
        printf(" %d", EVP_PKEY_CTX_set_rsa_pss_saltlen(c, salt));
        printf(" %d", EVP_PKEY_CTX_set_signature_md(c, md));
        printf(" %d", EVP_PKEY_CTX_set_rsa_mgf1_md(c, mgf1));
        int r = EVP_PKEY_sign(c, sig, &n, digest, (size_t)EVP_MD_get_size(md));
        printf(" sign %d", r);
        if (r > 0) {
            EVP_PKEY_verify_init(c);
            EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING);
            EVP_PKEY_CTX_set_rsa_pss_saltlen(c, RSA_PSS_SALTLEN_AUTO);
            EVP_PKEY_CTX_set_signature_md(c, md);
            EVP_PKEY_CTX_set_rsa_mgf1_md(c, mgf1);
            printf(" verify %d", EVP_PKEY_verify(c, sig, n, digest, (size_t)EVP_MD_get_size(md)));
        }
        printf("\n");
        last_error();
        EVP_PKEY_CTX_free(c);
    }
}

int main(void) {
    EVP_PKEY *rsa = new_rsa(), *small = EVP_RSA_gen(512), *ec = EVP_EC_gen("P-256"), *big = EVP_EC_gen("P-521");
    EVP_PKEY *ed = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    last_error();
    for (int i = 0; i < NUM_DIGESTS; i++) {
        fetched("RSA", rsa, digests[i], 0);
        fetched("RSA of 512 bits", small, digests[i], 0);
        fetched("PSS", rsa, digests[i], RSA_PKCS1_PSS_PADDING);
        fetched("P-256", ec, digests[i], 0);
        fetched("P-521", big, digests[i], 0);
        fetched("Ed25519", ed, digests[i], 0);
    }
    const EVP_MD *mds[] = { EVP_md5(),      EVP_sha1(),     EVP_sha256(),   EVP_sha512_224(), EVP_sha512_256(),
                            EVP_sha3_224(), EVP_sha3_256(), EVP_sha3_384(), EVP_sha3_512(),   EVP_ripemd160(),
                            EVP_md5_sha1() };
    for (size_t i = 0; i < sizeof mds / sizeof mds[0]; i++) {
        encoding(rsa, mds[i]);
        legacy(rsa, mds[i]);
        pss(rsa, mds[i], EVP_sha1());
        pss(rsa, EVP_sha256(), mds[i]);
    }
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(small);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(big);
    EVP_PKEY_free(ed);
    return 0;
}
