#include "compat/crypto/evp/pkcs8_local.h"

#include <openssl/crypto.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "src/base/secret.h"
#include "src/x509/der.h"

#define MAX_ITERATIONS 10000000 /* a file may ask for no more work than that */
#define MAX_SALT 1024
#define ITERATIONS 2048 /* PKCS5_DEFAULT_ITER */

static const uint8_t oid_pbes2[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D };
static const uint8_t oid_pbkdf2[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C };
static const uint8_t oid_hmac[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02 }; /* and a last byte: 7 is SHA-1 */

struct prf {
    uint8_t last;
    const EVP_MD *(*md)(void);
};
static const struct prf prfs[] = { { 7, EVP_sha1 }, { 8, EVP_sha224 }, { 9, EVP_sha256 }, { 10, EVP_sha384 }, { 11, EVP_sha512 } };

struct scheme {
    uint8_t len, oid[9];
    const EVP_CIPHER *(*cipher)(void);
};
static const struct scheme schemes[] = {
    { 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x02 }, EVP_aes_128_cbc },
    { 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x16 }, EVP_aes_192_cbc },
    { 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2A }, EVP_aes_256_cbc },
    { 8, { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x03, 0x07 }, EVP_des_ede3_cbc },
};

/* What the AlgorithmIdentifier of PBES2 says. */
struct pbes2 {
    bs_reader salt, iv;
    uint64_t iterations;
    const EVP_MD *prf;
    const EVP_CIPHER *cipher;
};

static bs_status read_prf(bs_reader *r, const EVP_MD **out) {
    bs_reader alg, oid, null;
    bool there;
    *out = EVP_sha1(); /* RFC 8018 A.2: the default */
    if (bs_r_done(r)) return BS_OK;
    if (!bs_der_read(r, BS_DER_SEQUENCE, &alg) || !bs_r_done(r) || !bs_der_read(&alg, BS_DER_OID, &oid) ||
        !bs_der_optional(&alg, BS_DER_NULL, &there, &null) || !bs_r_done(&alg)) {
        return BS_E_DECODE;
    }
    if (oid.len != sizeof oid_hmac + 1 || memcmp(oid.p, oid_hmac, sizeof oid_hmac) != 0) return BS_E_UNSUPPORTED;
    for (size_t i = 0; i < sizeof prfs / sizeof prfs[0]; i++) {
        if (prfs[i].last == oid.p[sizeof oid_hmac]) {
            *out = prfs[i].md();
            return BS_OK;
        }
    }
    return BS_E_UNSUPPORTED;
}

static bs_status read_kdf(bs_reader alg, struct pbes2 *out) {
    bs_reader oid, params;
    if (!bs_der_read(&alg, BS_DER_OID, &oid)) return BS_E_DECODE;
    if (!bs_r_equal(oid, oid_pbkdf2, sizeof oid_pbkdf2)) return BS_E_UNSUPPORTED;
    if (!bs_der_read(&alg, BS_DER_SEQUENCE, &params) || !bs_r_done(&alg) ||
        !bs_der_read(&params, BS_DER_OCTET_STRING, &out->salt) || !bs_der_uint64(&params, &out->iterations)) {
        return BS_E_DECODE;
    }
    uint64_t key_len = 0;
    if (bs_der_next_is(&params, BS_DER_INTEGER) && !bs_der_uint64(&params, &key_len)) return BS_E_DECODE;
    BS_TRY(read_prf(&params, &out->prf));
    return out->iterations >= 1 && out->iterations <= MAX_ITERATIONS && out->salt.len <= MAX_SALT ? BS_OK : BS_E_DECODE;
}

static bs_status read_pbes2(bs_reader alg, struct pbes2 *out) {
    bs_reader oid, params, kdf, enc;
    if (!bs_der_read(&alg, BS_DER_OID, &oid)) return BS_E_DECODE;
    if (!bs_r_equal(oid, oid_pbes2, sizeof oid_pbes2)) return BS_E_UNSUPPORTED;
    if (!bs_der_read(&alg, BS_DER_SEQUENCE, &params) || !bs_r_done(&alg) || !bs_der_read(&params, BS_DER_SEQUENCE, &kdf) ||
        !bs_der_read(&params, BS_DER_SEQUENCE, &enc) || !bs_r_done(&params) || !bs_der_read(&enc, BS_DER_OID, &oid)) {
        return BS_E_DECODE;
    }
    BS_TRY(read_kdf(kdf, out));
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (bs_r_equal(oid, schemes[i].oid, schemes[i].len)) out->cipher = schemes[i].cipher();
    }
    if (out->cipher == NULL) return BS_E_UNSUPPORTED;
    if (!bs_der_read(&enc, BS_DER_OCTET_STRING, &out->iv) || !bs_r_done(&enc)) return BS_E_DECODE;
    return out->iv.len == (size_t)EVP_CIPHER_get_iv_length(out->cipher) ? BS_OK : BS_E_DECODE;
}

/* Runs the cipher of PBES2 over data; out has a block more room. */
static bool run(const struct pbes2 *p, const char *pass, size_t pass_len, int enc, bs_reader data, uint8_t *out,
                size_t *out_len) {
    uint8_t key[EVP_MAX_KEY_LENGTH];
    int n = 0, tail = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool ok = c != NULL && data.len <= INT32_MAX - 64 && pass_len <= INT32_MAX &&
              PKCS5_PBKDF2_HMAC(pass, (int)pass_len, p->salt.p, (int)p->salt.len, (int)p->iterations, p->prf,
                                EVP_CIPHER_get_key_length(p->cipher), key) &&
              EVP_CipherInit_ex(c, p->cipher, NULL, key, p->iv.p, enc) &&
              EVP_CipherUpdate(c, out, &n, data.p, (int)data.len);
    if (ok && !EVP_CipherFinal_ex(c, out + n, &tail)) {
        BS_RAISE_DATA(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR, "maybe wrong password");
        ok = false;
    }
    *out_len = (size_t)(n + tail);
    EVP_CIPHER_CTX_free(c);
    bs_wipe(key, sizeof key);
    return ok;
}

bool bs_pkcs8_decrypt(bs_reader der, const char *pass, size_t pass_len, uint8_t **out, size_t *out_len) {
    bs_reader seq, alg, data;
    struct pbes2 p = { 0 };
    *out = NULL;
    bs_status s = BS_E_DECODE;
    if (bs_der_read(&der, BS_DER_SEQUENCE, &seq) && bs_r_done(&der) && bs_der_read(&seq, BS_DER_SEQUENCE, &alg) &&
        bs_der_read(&seq, BS_DER_OCTET_STRING, &data) && bs_r_done(&seq)) {
        s = read_pbes2(alg, &p);
    }
    if (s != BS_OK) {
        if (s == BS_E_UNSUPPORTED) BS_RAISE(ERR_LIB_EVP, EVP_R_UNKNOWN_PBE_ALGORITHM);
        else BS_RAISE(ERR_LIB_EVP, EVP_R_DECODE_ERROR);
        return false;
    }
    uint8_t *plain = OPENSSL_malloc(data.len + EVP_MAX_BLOCK_LENGTH);
    size_t room = data.len + EVP_MAX_BLOCK_LENGTH;
    if (plain == NULL) return false;
    if (!run(&p, pass, pass_len, 0, data, plain, out_len)) {
        OPENSSL_clear_free(plain, room);
        return false;
    }
    *out = plain;
    return true;
}

static void put_algorithm(bs_writer *w, const struct pbes2 *p, const struct scheme *s) {
    uint8_t prf_oid[sizeof oid_hmac + 1];
    memcpy(prf_oid, oid_hmac, sizeof oid_hmac);
    prf_oid[sizeof oid_hmac] = 9; /* HMAC-SHA-256 */
    bs_mark alg = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, oid_pbes2, sizeof oid_pbes2);
    bs_mark params = bs_der_open(w, BS_DER_SEQUENCE);
    bs_mark kdf = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, oid_pbkdf2, sizeof oid_pbkdf2);
    bs_mark kdf_params = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OCTET_STRING, p->salt.p, p->salt.len);
    bs_der_put_uint64(w, p->iterations);
    bs_mark prf = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, prf_oid, sizeof prf_oid);
    bs_der_put(w, BS_DER_NULL, NULL, 0);
    bs_der_close(w, prf);
    bs_der_close(w, kdf_params);
    bs_der_close(w, kdf);
    bs_mark enc = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, s->oid, s->len);
    bs_der_put(w, BS_DER_OCTET_STRING, p->iv.p, p->iv.len);
    bs_der_close(w, enc);
    bs_der_close(w, params);
    bs_der_close(w, alg);
}

bool bs_pkcs8_encrypt(bs_reader info, const EVP_CIPHER *cipher, const char *pass, size_t pass_len, uint8_t **out,
                      size_t *out_len) {
    uint8_t salt[PKCS5_SALT_LEN], iv[EVP_MAX_IV_LENGTH];
    const struct scheme *s = NULL;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (schemes[i].cipher() == cipher) s = &schemes[i];
    }
    *out = NULL;
    if (s == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_CIPHER);
        return false;
    }
    if (RAND_bytes(salt, sizeof salt) <= 0 || RAND_bytes(iv, sizeof iv) <= 0) return false;
    const struct pbes2 p = { .salt = bs_r_from(salt, sizeof salt),
                             .iv = bs_r_from(iv, (size_t)EVP_CIPHER_get_iv_length(cipher)),
                             .iterations = ITERATIONS,
                             .prf = EVP_sha256(),
                             .cipher = cipher };
    size_t room = info.len + EVP_MAX_BLOCK_LENGTH, n = 0;
    uint8_t *sealed = OPENSSL_malloc(room), *der = OPENSSL_malloc(room + 256);
    bool ok = sealed != NULL && der != NULL && run(&p, pass, pass_len, 1, info, sealed, &n);
    if (ok) {
        bs_writer w = bs_w_to(der, room + 256);
        bs_mark seq = bs_der_open(&w, BS_DER_SEQUENCE);
        put_algorithm(&w, &p, s);
        bs_der_put(&w, BS_DER_OCTET_STRING, sealed, n);
        bs_der_close(&w, seq);
        ok = bs_w_finish(&w, out_len);
    }
    OPENSSL_free(sealed);
    if (ok) *out = der;
    else OPENSSL_free(der);
    return ok;
}
