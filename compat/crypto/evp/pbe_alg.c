#include "compat/crypto/evp/pbe_alg.h"

#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <string.h>

#include "compat/crypto/asn1/pkcs12_kdf.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/md_local.h"
#include "src/base/secret.h"
#include "src/x509/der.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ARC_PKCS5(n) { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, n }
#define ARC_PKCS12(n) { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, n }
#define ARC_DIGEST(n) { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, n }
#define ARC_AES(n) { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, n }
#define SCRYPT_MAXMEM 0 /* EVP_PBE_scrypt()'s own limit, as OpenSSL has it here */

static const uint8_t oid_pbes2[] = ARC_PKCS5(13), oid_pbkdf2[] = ARC_PKCS5(12);
static const uint8_t oid_scrypt[] = { 0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x04, 0x0B };

struct bs_pbe_prf {
    int nid;
    uint8_t oid[8];
    const EVP_MD *(*md)(void);
};
static const struct bs_pbe_prf prfs[] = {
    { NID_hmacWithSHA1, ARC_DIGEST(7), EVP_sha1 },            { NID_hmacWithMD5, ARC_DIGEST(6), EVP_md5 },
    { NID_hmacWithSHA224, ARC_DIGEST(8), EVP_sha224 },        { NID_hmacWithSHA256, ARC_DIGEST(9), EVP_sha256 },
    { NID_hmacWithSHA384, ARC_DIGEST(10), EVP_sha384 },       { NID_hmacWithSHA512, ARC_DIGEST(11), EVP_sha512 },
    { NID_hmacWithSHA512_224, ARC_DIGEST(12), EVP_sha512_224 }, { NID_hmacWithSHA512_256, ARC_DIGEST(13), EVP_sha512_256 },
};

struct bs_pbe_cipher {
    int nid; /* of the scheme (PKCS12) or the cipher */
    uint8_t len, oid[10];
    const EVP_CIPHER *(*cipher)(void);
    uint8_t key_len;
    const char *legacy; /* in OpenSSL's legacy provider, by this name */
};
static const struct bs_pbe_cipher ciphers[] = {
    { NID_aes_128_cbc, 9, ARC_AES(2), EVP_aes_128_cbc, 16, NULL },
    { NID_aes_192_cbc, 9, ARC_AES(22), EVP_aes_192_cbc, 24, NULL },
    { NID_aes_256_cbc, 9, ARC_AES(42), EVP_aes_256_cbc, 32, NULL },
    { NID_des_ede3_cbc, 8, { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x03, 0x07 }, EVP_des_ede3_cbc, 24, NULL },
};
static const struct bs_pbe_cipher schemes[] = {
    { NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 10, ARC_PKCS12(3), EVP_des_ede3_cbc, 24, NULL },
    { NID_pbe_WithSHA1And2_Key_TripleDES_CBC, 10, ARC_PKCS12(4), EVP_des_ede_cbc, 16, NULL },
    { NID_pbe_WithSHA1And128BitRC4, 10, ARC_PKCS12(1), NULL, 0, "RC4" },
    { NID_pbe_WithSHA1And40BitRC4, 10, ARC_PKCS12(2), NULL, 0, "RC4-40" },
    { NID_pbe_WithSHA1And128BitRC2_CBC, 10, ARC_PKCS12(5), NULL, 0, "RC2-CBC" },
    { NID_pbe_WithSHA1And40BitRC2_CBC, 10, ARC_PKCS12(6), NULL, 0, "RC2-40-CBC" },
    { NID_pbeWithMD2AndDES_CBC, 9, ARC_PKCS5(1), NULL, 0, "MD2" },
    { NID_pbeWithMD5AndDES_CBC, 9, ARC_PKCS5(3), NULL, 0, "PBKDF1" },
    { NID_pbeWithMD2AndRC2_CBC, 9, ARC_PKCS5(4), NULL, 0, "MD2" },
    { NID_pbeWithMD5AndRC2_CBC, 9, ARC_PKCS5(6), NULL, 0, "PBKDF1" },
    { NID_pbeWithSHA1AndDES_CBC, 9, ARC_PKCS5(10), NULL, 0, "PBKDF1" },
    { NID_pbeWithSHA1AndRC2_CBC, 9, ARC_PKCS5(11), NULL, 0, "PBKDF1" },
};

static const struct bs_pbe_cipher *by_oid(const struct bs_pbe_cipher *rows, size_t n, bs_reader oid) {
    for (size_t i = 0; i < n; i++) {
        if (bs_r_equal(oid, rows[i].oid, rows[i].len)) return &rows[i];
    }
    return NULL;
}

static const struct bs_pbe_cipher *by_nid(const struct bs_pbe_cipher *rows, size_t n, int nid) {
    for (size_t i = 0; i < n; i++) {
        if (rows[i].nid == nid) return &rows[i];
    }
    return NULL;
}

static bool fail(int reason) {
    BS_RAISE(ERR_LIB_EVP, reason);
    return false;
}

/* With why: parameters that are no SEQUENCE at all are passed over without a word of ASN.1. */
static bool malformed(bs_reader params, enum bs_key_shape shape) {
    bool sequence = bs_der_next_is(&params, BS_DER_SEQUENCE);
    if (sequence && !bs_key_explain(params, shape)) return false;
    if (sequence) BS_RAISE(ERR_LIB_ASN1, ASN1_R_DECODE_ERROR);
    BS_RAISE(ERR_LIB_EVP, EVP_R_DECODE_ERROR);
    return true;
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static bool take_iterations(struct bs_pbe *out) {
    if (out->iterations >= 1 && out->iterations <= BS_PBE_MAX_ITERATIONS) return true;
    return fail(EVP_R_UNSUPPORTED_NUMBER_OF_ROUNDS);
}

static bool read_prf(bs_reader r, const struct bs_pbe_prf **out) {
    bs_reader alg, oid;
    *out = &prfs[0]; /* RFC 8018 A.2: "DEFAULT algid-hmacWithSHA1" */
    if (bs_r_done(&r)) return true;
    if (!bs_der_read(&r, BS_DER_SEQUENCE, &alg) || !bs_r_done(&r) || !bs_der_read(&alg, BS_DER_OID, &oid)) {
        return fail(EVP_R_DECODE_ERROR);
    }
    for (size_t i = 0; i < COUNT(prfs); i++) {
        if (bs_r_equal(oid, prfs[i].oid, sizeof prfs[i].oid)) {
            *out = &prfs[i];
            return true;
        }
    }
    return fail(EVP_R_UNSUPPORTED_PRF);
}

static bool read_pbkdf2(struct bs_pbe *out, bs_reader params) {
    bs_reader seq;
    uint64_t key_len = out->cipher->key_len;
    out->kind = BS_PBE_PBKDF2;
    if (malformed(params, BS_SHAPE_PBKDF2)) return false;
    if (!bs_der_read(&params, BS_DER_SEQUENCE, &seq) || !bs_r_done(&params)) return fail(EVP_R_DECODE_ERROR);
    if (!bs_der_next_is(&seq, BS_DER_OCTET_STRING)) return fail(EVP_R_UNSUPPORTED_SALT_TYPE);
    if (!bs_der_read(&seq, BS_DER_OCTET_STRING, &out->salt) || !bs_der_uint64(&seq, &out->iterations) ||
        (bs_der_next_is(&seq, BS_DER_INTEGER) && !bs_der_uint64(&seq, &key_len))) {
        return fail(EVP_R_DECODE_ERROR);
    }
    if (key_len != out->cipher->key_len) return fail(EVP_R_UNSUPPORTED_KEYLENGTH);
    return read_prf(seq, &out->prf) && take_iterations(out);
}

static bool read_scrypt(struct bs_pbe *out, bs_reader params) {
    bs_reader seq;
    out->kind = BS_PBE_SCRYPT;
    if (malformed(params, BS_SHAPE_SCRYPT)) return false;
    if (!bs_der_read(&params, BS_DER_SEQUENCE, &seq) || !bs_r_done(&params) ||
        !bs_der_read(&seq, BS_DER_OCTET_STRING, &out->salt) || !bs_der_uint64(&seq, &out->n) ||
        !bs_der_uint64(&seq, &out->r) || !bs_der_uint64(&seq, &out->p) ||
        (!bs_r_done(&seq) && (!bs_der_uint64(&seq, &out->key_len) || !bs_r_done(&seq)))) {
        return fail(EVP_R_DECODE_ERROR);
    }
    if (out->key_len != 0 && out->key_len != out->cipher->key_len) return fail(EVP_R_UNSUPPORTED_KEYLENGTH);
    if (EVP_PBE_scrypt(NULL, 0, NULL, 0, out->n, out->r, out->p, SCRYPT_MAXMEM, NULL, 0)) return true;
    return fail(EVP_R_ILLEGAL_SCRYPT_PARAMETERS);
}

static bool read_pbes2(struct bs_pbe *out, bs_reader params) {
    bs_reader seq, kdf, enc, kdf_oid, enc_oid;
    if (malformed(params, BS_SHAPE_PBES2)) return false;
    if (!bs_der_read(&params, BS_DER_SEQUENCE, &seq) || !bs_r_done(&params) || !bs_der_read(&seq, BS_DER_SEQUENCE, &kdf) ||
        !bs_der_read(&seq, BS_DER_SEQUENCE, &enc) || !bs_r_done(&seq) || !bs_der_read(&kdf, BS_DER_OID, &kdf_oid) ||
        !bs_der_read(&enc, BS_DER_OID, &enc_oid)) {
        return fail(EVP_R_DECODE_ERROR);
    }
    bool scrypt = bs_r_equal(kdf_oid, oid_scrypt, sizeof oid_scrypt);
    if (!scrypt && !bs_r_equal(kdf_oid, oid_pbkdf2, sizeof oid_pbkdf2)) {
        return fail(EVP_R_UNSUPPORTED_KEY_DERIVATION_FUNCTION);
    }
    out->cipher = by_oid(ciphers, COUNT(ciphers), enc_oid);
    if (out->cipher == NULL) return fail(EVP_R_UNSUPPORTED_CIPHER);
    if (!bs_der_read(&enc, BS_DER_OCTET_STRING, &out->iv) || !bs_r_done(&enc) ||
        out->iv.len != (size_t)EVP_CIPHER_get_iv_length(out->cipher->cipher())) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_CIPHER_PARAMETER_ERROR); /* said twice */
        return fail(EVP_R_CIPHER_PARAMETER_ERROR);
    }
    return scrypt ? read_scrypt(out, kdf) : read_pbkdf2(out, kdf);
}

static bool read_pkcs12(struct bs_pbe *out, bs_reader params) {
    bs_reader seq;
    out->kind = BS_PBE_PKCS12;
    if (malformed(params, BS_SHAPE_PBES1)) return false;
    if (!bs_der_read(&params, BS_DER_SEQUENCE, &seq) || !bs_r_done(&params) ||
        !bs_der_read(&seq, BS_DER_OCTET_STRING, &out->salt) || !bs_der_uint64(&seq, &out->iterations) ||
        !bs_r_done(&seq)) {
        return fail(EVP_R_DECODE_ERROR);
    }
    return take_iterations(out);
}

bool bs_pbe_decode(struct bs_pbe *out, bs_reader alg) {
    bs_reader seq, oid;
    *out = (struct bs_pbe){ .kind = BS_PBE_PBKDF2 };
    if (!bs_der_read(&alg, BS_DER_SEQUENCE, &seq) || !bs_r_done(&alg) || !bs_der_read(&seq, BS_DER_OID, &oid)) {
        return fail(EVP_R_DECODE_ERROR);
    }
    if (bs_r_equal(oid, oid_pbes2, sizeof oid_pbes2)) return read_pbes2(out, seq);
    out->cipher = by_oid(schemes, COUNT(schemes), oid);
    return out->cipher != NULL ? read_pkcs12(out, seq) : fail(EVP_R_UNKNOWN_PBE_ALGORITHM);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void put_prf(bs_writer *w, const struct bs_pbe_prf *prf) {
    if (prf == &prfs[0]) return; /* the default is left out, X.690 11.5 */
    bs_mark alg = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, prf->oid, sizeof prf->oid);
    bs_der_put(w, BS_DER_NULL, NULL, 0);
    bs_der_close(w, alg);
}

void bs_pbe_encode_kdf(bs_writer *w, const struct bs_pbe *pbe) {
    bool scrypt = pbe->kind == BS_PBE_SCRYPT;
    bs_mark kdf = bs_der_open(w, BS_DER_SEQUENCE);
    if (scrypt) bs_der_put(w, BS_DER_OID, oid_scrypt, sizeof oid_scrypt);
    else bs_der_put(w, BS_DER_OID, oid_pbkdf2, sizeof oid_pbkdf2);
    bs_mark params = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OCTET_STRING, pbe->salt.p, pbe->salt.len);
    bs_der_put_uint64(w, scrypt ? pbe->n : pbe->iterations);
    if (scrypt) bs_der_put_uint64(w, pbe->r);
    if (scrypt) bs_der_put_uint64(w, pbe->p);
    if (pbe->key_len > 0) bs_der_put_uint64(w, pbe->key_len);
    if (!scrypt) put_prf(w, pbe->prf);
    bs_der_close(w, params);
    bs_der_close(w, kdf);
}

void bs_pbe_encode(bs_writer *w, const struct bs_pbe *pbe) {
    bool pbes2 = pbe->kind != BS_PBE_PKCS12;
    bs_mark alg = bs_der_open(w, BS_DER_SEQUENCE);
    if (pbes2) bs_der_put(w, BS_DER_OID, oid_pbes2, sizeof oid_pbes2);
    else bs_der_put(w, BS_DER_OID, pbe->cipher->oid, pbe->cipher->len);
    bs_mark params = bs_der_open(w, BS_DER_SEQUENCE);
    if (pbes2) {
        bs_pbe_encode_kdf(w, pbe);
        bs_mark enc = bs_der_open(w, BS_DER_SEQUENCE);
        bs_der_put(w, BS_DER_OID, pbe->cipher->oid, pbe->cipher->len);
        bs_der_put(w, BS_DER_OCTET_STRING, pbe->iv.p, pbe->iv.len);
        bs_der_close(w, enc);
    } else {
        bs_der_put(w, BS_DER_OCTET_STRING, pbe->salt.p, pbe->salt.len);
        bs_der_put_uint64(w, pbe->iterations);
    }
    bs_der_close(w, params);
    bs_der_close(w, alg);
}

static const struct bs_pbe_prf *prf_by_nid(int nid) {
    if (nid == -1) nid = NID_hmacWithSHA256;
    for (size_t i = 0; i < COUNT(prfs); i++) {
        if (prfs[i].nid == nid) return &prfs[i];
    }
    return NULL;
}

static bool choose_pbes2(struct bs_pbe *out, struct bs_pbe_random *random, const EVP_CIPHER *cipher) {
    if (cipher == NULL) {
        BS_RAISE(ERR_LIB_PKCS12, ERR_R_PASSED_NULL_PARAMETER);
        return false;
    }
    out->cipher = by_nid(ciphers, COUNT(ciphers), EVP_CIPHER_get_nid(cipher));
    if (out->cipher == NULL && (EVP_CIPHER_get_flags(cipher) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_CIPHER_PARAMETER_ERROR);
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ERROR_SETTING_CIPHER_PARAMS);
        return false;
    }
    if (out->cipher == NULL) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_CIPHER_HAS_NO_OBJECT_IDENTIFIER);
        return false;
    }
    out->iv = bs_r_from(random->iv, (size_t)EVP_CIPHER_get_iv_length(cipher));
    return RAND_bytes(random->iv, EVP_CIPHER_get_iv_length(cipher)) > 0;
}

static bool choose_salt(struct bs_pbe *out, struct bs_pbe_random *random, const uint8_t *salt, size_t len) {
    if (len == 0) len = PKCS5_SALT_LEN;
    if (salt == NULL) {
        if (len > sizeof random->salt || RAND_bytes(random->salt, (int)len) <= 0) return false;
        salt = random->salt;
    }
    out->salt = bs_r_from(salt, len);
    return true;
}

static bool choose_prf(struct bs_pbe *out, int nid) {
    out->prf = prf_by_nid(nid);
    if (out->prf != NULL) return true;
    const char *name = OBJ_nid2ln(nid);
    BS_RAISE_DATA(ERR_LIB_EVP, EVP_R_UNKNOWN_PBE_ALGORITHM, "TYPE=%s", name != NULL ? name : "NULL");
    return false;
}

bool bs_pbe_choose(struct bs_pbe *out, struct bs_pbe_random *random, int nid, const EVP_CIPHER *cipher, int iterations,
                   const uint8_t *salt, size_t salt_len) {
    *out = (struct bs_pbe){ .iterations = iterations > 0 ? (uint64_t)iterations : PKCS5_DEFAULT_ITER };
    out->cipher = by_nid(schemes, COUNT(schemes), nid);
    out->kind = out->cipher != NULL ? BS_PBE_PKCS12 : BS_PBE_PBKDF2;
    if (out->cipher == NULL && (!choose_prf(out, nid) || !choose_pbes2(out, random, cipher))) return false;
    return choose_salt(out, random, salt, salt_len);
}

bool bs_pbe_choose_kdf(struct bs_pbe *out, struct bs_pbe_random *random, int prf_nid, int iterations, const uint8_t *salt,
                       size_t salt_len) {
    *out = (struct bs_pbe){ .kind = BS_PBE_PBKDF2,
        .iterations = iterations > 0 ? (uint64_t)iterations : PKCS5_DEFAULT_ITER };
    return choose_prf(out, prf_nid) && choose_salt(out, random, salt, salt_len);
}

bool bs_pbe_choose_scrypt(struct bs_pbe *out, struct bs_pbe_random *random, const EVP_CIPHER *cipher, uint64_t n,
                          uint64_t r, uint64_t p, const uint8_t *salt, size_t salt_len) {
    *out = (struct bs_pbe){ .kind = BS_PBE_SCRYPT, .n = n, .r = r, .p = p };
    if (!EVP_PBE_scrypt(NULL, 0, NULL, 0, n, r, p, SCRYPT_MAXMEM, NULL, 0)) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_INVALID_SCRYPT_PARAMETERS);
        return false;
    }
    return choose_pbes2(out, random, cipher) && choose_salt(out, random, salt, salt_len);
}

bool bs_pbe_renew(struct bs_pbe *pbe, struct bs_pbe_random *random) {
    size_t n = pbe->salt.len;
    if (n > sizeof random->salt) return fail(EVP_R_UNKNOWN_PBE_ALGORITHM);
    if (RAND_bytes(random->salt, (int)n) <= 0 || RAND_bytes(random->iv, (int)pbe->iv.len) <= 0) return false;
    pbe->salt = bs_r_from(random->salt, n);
    pbe->iv = bs_r_from(random->iv, pbe->iv.len);
    return true;
}

/* --- running ------------------------------------------------------------------------------------------------------ */

static bool derive_pkcs12(const struct bs_pbe *pbe, bs_reader pass, uint8_t *key, uint8_t *iv) {
    size_t n = 0;
    uint8_t *bmp = pass.p != NULL ? bs_pkcs12_password((const char *)pass.p, pass.len, &n) : NULL;
    if (pass.p != NULL && bmp == NULL) return false;
    bs_reader p = bs_r_from(bmp, n);
    uint32_t iterations = (uint32_t)pbe->iterations;
    bool ok = bs_pkcs12_kdf(BS_HASH_SHA1, BS_PBE_KEY, p, pbe->salt, iterations, key, pbe->cipher->key_len) &&
              bs_pkcs12_kdf(BS_HASH_SHA1, BS_PBE_IV, p, pbe->salt, iterations, iv, 8);
    OPENSSL_clear_free(bmp, n);
    return ok;
}

static bool derive(const struct bs_pbe *pbe, bs_reader pass, uint8_t *key, uint8_t *iv) {
    const char *p = pass.p != NULL ? (const char *)pass.p : "";
    if (pass.len > INT32_MAX || pbe->salt.len > INT32_MAX) return false;
    if (pbe->kind == BS_PBE_PKCS12) return derive_pkcs12(pbe, pass, key, iv);
    memcpy(iv, pbe->iv.p, pbe->iv.len);
    if (pbe->kind == BS_PBE_SCRYPT) {
        return EVP_PBE_scrypt(p, pass.len, pbe->salt.p, pbe->salt.len, pbe->n, pbe->r, pbe->p, SCRYPT_MAXMEM, key,
                              pbe->cipher->key_len);
    }
    return PKCS5_PBKDF2_HMAC(p, (int)pass.len, pbe->salt.p, (int)pbe->salt.len, (int)pbe->iterations, pbe->prf->md(),
                             pbe->cipher->key_len, key);
}

static bool run(EVP_CIPHER_CTX *c, bool last_word_of_empty, bs_reader in, uint8_t *out, size_t *out_len) {
    int n = 0, tail = 0;
    if (!EVP_CipherUpdate(c, out, &n, in.p, (int)in.len)) return false;
    if (!EVP_CipherFinal_ex(c, out + n, &tail)) {
        BS_RAISE_DATA(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR, "%s",
                      last_word_of_empty ? "empty password" : "maybe wrong password");
        return false;
    }
    *out_len = (size_t)(n + tail);
    return true;
}

/* PKCS#12's schemes have their digest; PKCS#5's begin with a function of the legacy provider, or with MD2. */
static void raise_legacy(const char *algorithm) {
    bool pkcs5 = strcmp(algorithm, "PBKDF1") == 0 || strcmp(algorithm, "MD2") == 0;
    bs_raise_unsupported(algorithm, 0, pkcs5 ? NULL : "");
    if (strcmp(algorithm, "MD2") == 0) BS_RAISE(ERR_LIB_EVP, EVP_R_UNKNOWN_DIGEST);
}

bool bs_pbe_start(const struct bs_pbe *pbe, EVP_CIPHER_CTX *ctx, bs_reader pass, bool encrypt) {
    uint8_t key[EVP_MAX_KEY_LENGTH], iv[EVP_MAX_IV_LENGTH];
    if (pbe->cipher->legacy != NULL) {
        raise_legacy(pbe->cipher->legacy);
        return false;
    }
    bool ok = derive(pbe, pass, key, iv) && EVP_CipherInit_ex(ctx, pbe->cipher->cipher(), NULL, key, iv, encrypt);
    bs_wipe(key, sizeof key);
    bs_wipe(iv, sizeof iv);
    return ok;
}

bool bs_pbe_crypt_quietly(const struct bs_pbe *pbe, bs_reader pass, bool encrypt, bs_reader in, uint8_t **out,
                          size_t *out_len, size_t *room) {
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    *room = in.len + EVP_MAX_BLOCK_LENGTH;
    *out = in.len <= INT32_MAX - EVP_MAX_BLOCK_LENGTH ? OPENSSL_malloc(*room) : NULL;
    bool ok = c != NULL && *out != NULL && bs_pbe_start(pbe, c, pass, encrypt) &&
              run(c, pass.len == 0, in, *out, out_len);
    EVP_CIPHER_CTX_free(c);
    if (ok) return true;
    OPENSSL_clear_free(*out, *room);
    *out = NULL;
    return false;
}

void bs_pbe_raise_encrypt(void) {
    BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_ENCRYPT_ERROR);
    BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_ENCRYPT_ERROR);
}

bool bs_pbe_crypt(const struct bs_pbe *pbe, bs_reader pass, bool encrypt, bs_reader in, uint8_t **out, size_t *out_len,
                  size_t *room) {
    if (bs_pbe_crypt_quietly(pbe, pass, encrypt, in, out, out_len, room)) return true;
    if (encrypt) bs_pbe_raise_encrypt();
    return false;
}
