/* Ciphers started under a password, by algorithm identifier or step by step. man 3 EVP_PBE_CipherInit, PKCS5_PBE_keyivgen */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/pkcs12_kdf.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pbe_alg.h"
#include "src/base/secret.h"

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_EVP, reason);
    return 0;
}

static bs_reader password(const char *pass, int len) {
    return pass != NULL ? bs_r_from(pass, len < 0 ? strlen(pass) : (size_t)len) : (bs_reader){ NULL, 0 };
}

/* The parameters, which are a SEQUENCE in all schemes. */
static const ASN1_STRING *sequence(const ASN1_TYPE *param) {
    return param != NULL && param->type == V_ASN1_SEQUENCE ? param->value.sequence : NULL;
}

/* --- by algorithm identifier -------------------------------------------------------------------------------------- */

int EVP_PBE_CipherInit_ex(ASN1_OBJECT *pbe_obj, const char *pass, int passlen, ASN1_TYPE *param, EVP_CIPHER_CTX *ctx,
                          int en_de, OSSL_LIB_CTX *libctx, const char *propq) {
    X509_ALGOR alg = { .algorithm = pbe_obj, .parameter = param };
    unsigned char *der = NULL;
    EVP_PBE_KEYGEN *keygen;
    struct bs_pbe pbe;
    char name[80] = "NULL";
    (void)libctx;
    (void)propq;
    if (!EVP_PBE_find(EVP_PBE_TYPE_OUTER, OBJ_obj2nid(pbe_obj), NULL, NULL, &keygen)) {
        if (pbe_obj != NULL) OBJ_obj2txt(name, sizeof name, pbe_obj, 0);
        BS_RAISE_DATA(ERR_LIB_EVP, EVP_R_UNKNOWN_PBE_ALGORITHM, "TYPE=%s", name);
        return 0;
    }
    if (sequence(param) == NULL && keygen == PKCS12_PBE_keyivgen) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR);
        return 0;
    }
    int n = i2d_X509_ALGOR(&alg, &der);
    if (n <= 0) return 0;
    int ok = bs_pbe_decode(&pbe, bs_r_from(der, (size_t)n)) && bs_pbe_start(&pbe, ctx, password(pass, passlen), en_de != 0);
    OPENSSL_free(der);
    return ok;
}

int EVP_PBE_CipherInit(ASN1_OBJECT *pbe_obj, const char *pass, int passlen, ASN1_TYPE *param, EVP_CIPHER_CTX *ctx,
                       int en_de) {
    return EVP_PBE_CipherInit_ex(pbe_obj, pass, passlen, param, ctx, en_de, NULL, NULL);
}

int PKCS5_v2_PBE_keyivgen_ex(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *cipher,
                             const EVP_MD *md, int en_de, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)cipher; /* the parameters name them */
    (void)md;
    return EVP_PBE_CipherInit_ex(OBJ_nid2obj(NID_pbes2), pass, passlen, param, ctx, en_de, libctx, propq);
}

int PKCS5_v2_PBE_keyivgen(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *cipher,
                          const EVP_MD *md, int en_de) {
    return PKCS5_v2_PBE_keyivgen_ex(ctx, pass, passlen, param, cipher, md, en_de, NULL, NULL);
}

/* --- PKCS#12 and PKCS#5 v1 ---------------------------------------------------------------------------------------- */

static bool iterations_of(const ASN1_INTEGER *i, uint32_t *out) {
    uint64_t n;
    if (!ASN1_INTEGER_get_uint64(&n, i) || n < 1 || n > BS_PBE_MAX_ITERATIONS) return refuse(EVP_R_UNSUPPORTED_NUMBER_OF_ROUNDS);
    *out = (uint32_t)n;
    return true;
}

static bool pkcs12_keys(const PBEPARAM *p, bs_reader bmp, const EVP_CIPHER *cipher, const EVP_MD *md, uint8_t *key,
                        uint8_t *iv) {
    const enum bs_hash hash = bs_md_hash(md);
    const bs_reader salt = bs_r_from(p->salt->data, (size_t)p->salt->length);
    uint32_t n;
    return hash != BS_HASH_NONE && iterations_of(p->iter, &n) &&
           bs_pkcs12_kdf(hash, BS_PBE_KEY, bmp, salt, n, key, (size_t)EVP_CIPHER_get_key_length(cipher)) &&
           bs_pkcs12_kdf(hash, BS_PBE_IV, bmp, salt, n, iv, (size_t)EVP_CIPHER_get_iv_length(cipher));
}

int PKCS12_PBE_keyivgen_ex(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *cipher,
                           const EVP_MD *md, int en_de, OSSL_LIB_CTX *libctx, const char *propq) {
    uint8_t key[EVP_MAX_KEY_LENGTH], iv[EVP_MAX_IV_LENGTH];
    const ASN1_STRING *seq = sequence(param);
    const unsigned char *at = seq != NULL ? seq->data : NULL;
    const bs_reader pw = password(pass, passlen);
    size_t len = 0;
    (void)libctx;
    (void)propq;
    if (cipher == NULL || md == NULL) return 0;
    PBEPARAM *p = seq != NULL ? d2i_PBEPARAM(NULL, &at, seq->length) : NULL;
    if (p == NULL) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR);
        return 0;
    }
    uint8_t *bmp = pw.p != NULL ? bs_pkcs12_password((const char *)pw.p, pw.len, &len) : NULL;
    int ok = (pw.p == NULL || bmp != NULL) && pkcs12_keys(p, bs_r_from(bmp, len), cipher, md, key, iv) &&
             EVP_CipherInit_ex(ctx, cipher, NULL, key, iv, en_de);
    OPENSSL_clear_free(bmp, len);
    PBEPARAM_free(p);
    bs_wipe(key, sizeof key);
    bs_wipe(iv, sizeof iv);
    return ok;
}

int PKCS12_PBE_keyivgen(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *cipher,
                        const EVP_MD *md, int en_de) {
    return PKCS12_PBE_keyivgen_ex(ctx, pass, passlen, param, cipher, md, en_de, NULL, NULL);
}

/* PBKDF1 is of OpenSSL's legacy provider, which is not here. */
int PKCS5_PBE_keyivgen_ex(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *cipher,
                          const EVP_MD *md, int en_de, OSSL_LIB_CTX *libctx, const char *propq) {
    const ASN1_STRING *seq = sequence(param);
    const unsigned char *at = seq != NULL ? seq->data : NULL;
    PBEPARAM *p = seq != NULL ? d2i_PBEPARAM(NULL, &at, seq->length) : NULL;
    (void)ctx, (void)pass, (void)passlen, (void)cipher, (void)md, (void)en_de, (void)libctx;
    if (p == NULL) return refuse(EVP_R_DECODE_ERROR);
    PBEPARAM_free(p);
    bs_raise_unsupported("PBKDF1", 0, propq);
    return 0;
}

int PKCS5_PBE_keyivgen(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *cipher,
                       const EVP_MD *md, int en_de) {
    return PKCS5_PBE_keyivgen_ex(ctx, pass, passlen, param, cipher, md, en_de, NULL, NULL);
}

/* --- the key alone, for the cipher that the context has already ------------------------------------------------------ */

static int start_with_key(EVP_CIPHER_CTX *ctx, bool derived, uint8_t key[EVP_MAX_KEY_LENGTH], int en_de) {
    int ok = derived && EVP_CipherInit_ex(ctx, NULL, NULL, key, NULL, en_de);
    bs_wipe(key, EVP_MAX_KEY_LENGTH);
    return ok;
}

static bool pbkdf2_key(const PBKDF2PARAM *p, bs_reader pass, int len, uint8_t *key) {
    uint32_t iterations;
    int md = NID_sha1;
    if (p->keylength != NULL && ASN1_INTEGER_get(p->keylength) != len) return refuse(EVP_R_UNSUPPORTED_KEYLENGTH);
    if (p->prf != NULL && !EVP_PBE_find(EVP_PBE_TYPE_PRF, OBJ_obj2nid(p->prf->algorithm), NULL, &md, NULL)) {
        return refuse(EVP_R_UNSUPPORTED_PRF);
    }
    if (EVP_get_digestbynid(md) == NULL) return refuse(EVP_R_UNSUPPORTED_PRF);
    if (p->salt->type != V_ASN1_OCTET_STRING) return refuse(EVP_R_UNSUPPORTED_SALT_TYPE);
    const ASN1_OCTET_STRING *salt = p->salt->value.octet_string;
    return iterations_of(p->iter, &iterations) &&
           PKCS5_PBKDF2_HMAC(pass.p != NULL ? (const char *)pass.p : "", (int)pass.len, salt->data, salt->length,
                             (int)iterations, EVP_get_digestbynid(md), len, key);
}

static int pbkdf2_keyivgen_ex(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *c,
                              const EVP_MD *md, int en_de, OSSL_LIB_CTX *libctx, const char *propq) {
    uint8_t key[EVP_MAX_KEY_LENGTH];
    const ASN1_STRING *seq = sequence(param);
    const unsigned char *at = seq != NULL ? seq->data : NULL;
    (void)c, (void)md, (void)libctx, (void)propq;
    if (EVP_CIPHER_CTX_get0_cipher(ctx) == NULL) return refuse(EVP_R_NO_CIPHER_SET);
    PBKDF2PARAM *p = seq != NULL ? d2i_PBKDF2PARAM(NULL, &at, seq->length) : NULL;
    if (p == NULL) return refuse(EVP_R_DECODE_ERROR);
    bool ok = pbkdf2_key(p, password(pass, passlen), EVP_CIPHER_CTX_get_key_length(ctx), key);
    PBKDF2PARAM_free(p);
    return start_with_key(ctx, ok, key, en_de);
}

static int pbkdf2_keyivgen(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *c,
                           const EVP_MD *md, int en_de) {
    return pbkdf2_keyivgen_ex(ctx, pass, passlen, param, c, md, en_de, NULL, NULL);
}

static bool scrypt_key(const SCRYPT_PARAMS *p, bs_reader pass, int len, uint8_t *key) {
    uint64_t n, r, parallel, length;
    if (p->keyLength != NULL && (!ASN1_INTEGER_get_uint64(&length, p->keyLength) || length != (uint64_t)len)) {
        return refuse(EVP_R_UNSUPPORTED_KEYLENGTH);
    }
    if (!ASN1_INTEGER_get_uint64(&n, p->costParameter) || !ASN1_INTEGER_get_uint64(&r, p->blockSize) ||
        !ASN1_INTEGER_get_uint64(&parallel, p->parallelizationParameter) ||
        !EVP_PBE_scrypt(NULL, 0, NULL, 0, n, r, parallel, 0, NULL, 0)) {
        return refuse(EVP_R_ILLEGAL_SCRYPT_PARAMETERS);
    }
    return EVP_PBE_scrypt(pass.p != NULL ? (const char *)pass.p : "", pass.len, p->salt->data, (size_t)p->salt->length, n, r,
                          parallel, 0, key, (size_t)len);
}

int PKCS5_v2_scrypt_keyivgen_ex(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *c,
                                const EVP_MD *md, int en_de, OSSL_LIB_CTX *libctx, const char *propq) {
    uint8_t key[EVP_MAX_KEY_LENGTH];
    const ASN1_STRING *seq = sequence(param);
    const unsigned char *at = seq != NULL ? seq->data : NULL;
    (void)c, (void)md, (void)libctx, (void)propq;
    if (EVP_CIPHER_CTX_get0_cipher(ctx) == NULL) return refuse(EVP_R_NO_CIPHER_SET);
    SCRYPT_PARAMS *p = seq != NULL ? d2i_SCRYPT_PARAMS(NULL, &at, seq->length) : NULL;
    if (p == NULL) return refuse(EVP_R_DECODE_ERROR);
    bool ok = scrypt_key(p, password(pass, passlen), EVP_CIPHER_CTX_get_key_length(ctx), key);
    SCRYPT_PARAMS_free(p);
    return start_with_key(ctx, ok, key, en_de);
}

int PKCS5_v2_scrypt_keyivgen(EVP_CIPHER_CTX *ctx, const char *pass, int passlen, ASN1_TYPE *param, const EVP_CIPHER *c,
                             const EVP_MD *md, int en_de) {
    return PKCS5_v2_scrypt_keyivgen_ex(ctx, pass, passlen, param, c, md, en_de, NULL, NULL);
}

/* --- what there is ---------------------------------------------------------------------------------------------------- */

#define GEN(f) f, f##_ex
static const struct row {
    int type, nid, cipher, md;
    EVP_PBE_KEYGEN *keygen;
    EVP_PBE_KEYGEN_EX *keygen_ex;
} rows[] = { /* sorted by type and number, as EVP_PBE_get() shows them */
    { EVP_PBE_TYPE_OUTER, NID_pbeWithMD2AndDES_CBC, NID_des_cbc, NID_md2, GEN(PKCS5_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbeWithMD5AndDES_CBC, NID_des_cbc, NID_md5, GEN(PKCS5_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbeWithSHA1AndRC2_CBC, NID_rc2_64_cbc, NID_sha1, GEN(PKCS5_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_id_pbkdf2, -1, -1, GEN(pbkdf2_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbe_WithSHA1And128BitRC4, NID_rc4, NID_sha1, GEN(PKCS12_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbe_WithSHA1And40BitRC4, NID_rc4_40, NID_sha1, GEN(PKCS12_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_des_ede3_cbc, NID_sha1, GEN(PKCS12_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbe_WithSHA1And2_Key_TripleDES_CBC, NID_des_ede_cbc, NID_sha1, GEN(PKCS12_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbe_WithSHA1And128BitRC2_CBC, NID_rc2_cbc, NID_sha1, GEN(PKCS12_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbe_WithSHA1And40BitRC2_CBC, NID_rc2_40_cbc, NID_sha1, GEN(PKCS12_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbes2, -1, -1, GEN(PKCS5_v2_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbeWithMD2AndRC2_CBC, NID_rc2_64_cbc, NID_md2, GEN(PKCS5_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbeWithMD5AndRC2_CBC, NID_rc2_64_cbc, NID_md5, GEN(PKCS5_PBE_keyivgen) },
    { EVP_PBE_TYPE_OUTER, NID_pbeWithSHA1AndDES_CBC, NID_des_cbc, NID_sha1, GEN(PKCS5_PBE_keyivgen) },
    { EVP_PBE_TYPE_PRF, NID_hmacWithSHA1, -1, NID_sha1, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmac_md5, -1, NID_md5, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmac_sha1, -1, NID_sha1, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmacWithMD5, -1, NID_md5, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmacWithSHA224, -1, NID_sha224, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmacWithSHA256, -1, NID_sha256, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmacWithSHA384, -1, NID_sha384, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmacWithSHA512, -1, NID_sha512, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_id_HMACGostR3411_94, -1, NID_id_GostR3411_94, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_id_tc26_hmac_gost_3411_2012_256, -1, NID_id_GostR3411_2012_256, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_id_tc26_hmac_gost_3411_2012_512, -1, NID_id_GostR3411_2012_512, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmacWithSHA512_224, -1, NID_sha512_224, NULL, NULL },
    { EVP_PBE_TYPE_PRF, NID_hmacWithSHA512_256, -1, NID_sha512_256, NULL, NULL },
    { EVP_PBE_TYPE_KDF, NID_id_pbkdf2, -1, -1, GEN(pbkdf2_keyivgen) },
    { EVP_PBE_TYPE_KDF, NID_id_scrypt, -1, -1, GEN(PKCS5_v2_scrypt_keyivgen) },
};
enum { NUM_ROWS = sizeof rows / sizeof rows[0] };

int EVP_PBE_find_ex(int type, int pbe_nid, int *pcnid, int *pmnid, EVP_PBE_KEYGEN **pkeygen,
                    EVP_PBE_KEYGEN_EX **pkeygen_ex) {
    for (const struct row *r = rows; pbe_nid != NID_undef && r < rows + NUM_ROWS; r++) {
        if (r->type != type || r->nid != pbe_nid) continue;
        if (pcnid != NULL) *pcnid = r->cipher;
        if (pmnid != NULL) *pmnid = r->md;
        if (pkeygen != NULL) *pkeygen = r->keygen;
        if (pkeygen_ex != NULL) *pkeygen_ex = r->keygen_ex;
        return 1;
    }
    return 0;
}

int EVP_PBE_find(int type, int pbe_nid, int *pcnid, int *pmnid, EVP_PBE_KEYGEN **pkeygen) {
    return EVP_PBE_find_ex(type, pbe_nid, pcnid, pmnid, pkeygen, NULL);
}

int EVP_PBE_get(int *ptype, int *ppbe_nid, size_t num) {
    if (num >= NUM_ROWS) return 0;
    if (ptype != NULL) *ptype = rows[num].type;
    if (ppbe_nid != NULL) *ppbe_nid = rows[num].nid;
    return 1;
}

int EVP_PBE_scrypt_ex(const char *pass, size_t passlen, const unsigned char *salt, size_t saltlen, uint64_t N, uint64_t r,
                      uint64_t p, uint64_t maxmem, unsigned char *key, size_t keylen, OSSL_LIB_CTX *ctx,
                      const char *propq) {
    (void)ctx;
    (void)propq;
    return EVP_PBE_scrypt(pass, passlen, salt, saltlen, N, r, p, maxmem, key, keylen);
}
