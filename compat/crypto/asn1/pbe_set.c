/* AlgorithmIdentifiers of encryption under a password.                        man 3 PKCS5_pbe_set; RFC 8018 A; RFC 7914 7 */
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pbe_alg.h"

#define ALGORITHM_ROOM 256 /* all but the salt */

static X509_ALGOR *algor_of(const struct bs_pbe *pbe, void (*encode)(bs_writer *, const struct bs_pbe *)) {
    const size_t room = ALGORITHM_ROOM + pbe->salt.len;
    uint8_t *der = OPENSSL_malloc(room);
    size_t len;
    if (!der) return NULL;
    bs_writer w = bs_w_to(der, room);
    encode(&w, pbe);
    const unsigned char *p = der;
    X509_ALGOR *made = bs_w_finish(&w, &len) ? d2i_X509_ALGOR(NULL, &p, (long)len) : NULL;
    OPENSSL_free(der);
    return made;
}

static size_t length(int saltlen) { return saltlen > 0 ? (size_t)saltlen : 0; }

X509_ALGOR *PKCS5_pbe2_set_iv_ex(const EVP_CIPHER *cipher, int iter, unsigned char *salt, int saltlen, unsigned char *aiv,
                                 int prf_nid, OSSL_LIB_CTX *libctx) {
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    (void)libctx;
    if (!bs_pbe_choose(&pbe, &random, prf_nid, cipher, iter, salt, length(saltlen))) return NULL;
    if (aiv) pbe.iv = bs_r_from(aiv, (size_t)EVP_CIPHER_get_iv_length(cipher));
    return algor_of(&pbe, bs_pbe_encode);
}

X509_ALGOR *PKCS5_pbe2_set_iv(const EVP_CIPHER *cipher, int iter, unsigned char *salt, int saltlen, unsigned char *aiv,
                              int prf_nid) {
    return PKCS5_pbe2_set_iv_ex(cipher, iter, salt, saltlen, aiv, prf_nid, NULL);
}

X509_ALGOR *PKCS5_pbe2_set(const EVP_CIPHER *cipher, int iter, unsigned char *salt, int saltlen) {
    return PKCS5_pbe2_set_iv(cipher, iter, salt, saltlen, NULL, -1);
}

X509_ALGOR *PKCS5_pbe2_set_scrypt(const EVP_CIPHER *cipher, const unsigned char *salt, int saltlen, unsigned char *aiv,
                                  uint64_t N, uint64_t r, uint64_t p) {
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    if (!cipher) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (!bs_pbe_choose_scrypt(&pbe, &random, cipher, N, r, p, salt, length(saltlen))) return NULL;
    if (aiv) pbe.iv = bs_r_from(aiv, (size_t)EVP_CIPHER_get_iv_length(cipher));
    return algor_of(&pbe, bs_pbe_encode);
}

X509_ALGOR *PKCS5_pbkdf2_set_ex(int iter, unsigned char *salt, int saltlen, int prf_nid, int keylen, OSSL_LIB_CTX *libctx) {
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    (void)libctx;
    if (prf_nid <= 0) prf_nid = NID_hmacWithSHA1; /* the default of RFC 8018 A.2 */
    if (!bs_pbe_choose_kdf(&pbe, &random, prf_nid, iter, salt, length(saltlen))) return NULL;
    pbe.key_len = keylen > 0 ? (uint64_t)keylen : 0;
    return algor_of(&pbe, bs_pbe_encode_kdf);
}

X509_ALGOR *PKCS5_pbkdf2_set(int iter, unsigned char *salt, int saltlen, int prf_nid, int keylen) {
    return PKCS5_pbkdf2_set_ex(iter, salt, saltlen, prf_nid, keylen, NULL);
}

X509_ALGOR *PKCS5_pbe_set_ex(int alg, int iter, const unsigned char *salt, int saltlen, OSSL_LIB_CTX *libctx) {
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    (void)libctx;
    if (!bs_pbe_choose(&pbe, &random, alg, NULL, iter, salt, length(saltlen))) return NULL;
    return algor_of(&pbe, bs_pbe_encode);
}

X509_ALGOR *PKCS5_pbe_set(int alg, int iter, const unsigned char *salt, int saltlen) {
    return PKCS5_pbe_set_ex(alg, iter, salt, saltlen, NULL);
}

int PKCS5_pbe_set0_algor_ex(X509_ALGOR *algor, int alg, int iter, const unsigned char *salt, int saltlen,
                            OSSL_LIB_CTX *libctx) {
    X509_ALGOR *made = PKCS5_pbe_set_ex(alg, iter, salt, saltlen, libctx);
    int ok = made && X509_ALGOR_copy(algor, made);
    X509_ALGOR_free(made);
    return ok;
}

int PKCS5_pbe_set0_algor(X509_ALGOR *algor, int alg, int iter, const unsigned char *salt, int saltlen) {
    return PKCS5_pbe_set0_algor_ex(algor, alg, iter, salt, saltlen, NULL);
}
