/* RSA operations with their paddings. */
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "compat/crypto/evp/rsa_meth.h"
#include "src/base/secret.h"
#include "src/crypto/rsa_kx.h"
#include "src/crypto/rsa_op.h"
#include "src/crypto/sigscheme.h"

static int fail(int reason) {
    BS_RAISE(ERR_LIB_RSA, reason);
    return -1;
}

/* The raw operation on exactly a modulus length. */
static int raw(const struct bs_keymat *mat, bool private, uint8_t *x) {
    const struct bs_impl *impl = bs_crypto_impl();
    bs_status s = private ? bs_rsa_private_op(impl, mat->priv, x) : bs_rsa_public_op(impl, &mat->pub, x);
    if (s == BS_E_ARGUMENT) return fail(RSA_R_DATA_TOO_LARGE_FOR_MODULUS);
    if (s != BS_OK) {
        bs_evp_raise_status(ERR_LIB_RSA, s);
        return -1;
    }
    return (int)bs_rsa_len(&mat->pub);
}

static bool has_private(const struct bs_keymat *mat) {
    if (mat->priv != NULL) return true;
    BS_RAISE(ERR_LIB_RSA, RSA_R_VALUE_MISSING);
    return false;
}

static int encrypt_padded(const struct bs_keymat *mat, const struct bs_rsa_padding *pad, bs_reader in, uint8_t *out,
                          size_t n) {
    switch (pad->mode) {
    case RSA_PKCS1_PADDING: {
        if (in.len + BS_RSA_PKCS1_OVERHEAD > n) return fail(RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
        size_t len = n;
        bs_status s = bs_rsa_pkcs1_encrypt(bs_crypto_impl(), &mat->pub, in, bs_evp_random, NULL, out, &len);
        if (s == BS_OK) return (int)len;
        bs_evp_raise_status(ERR_LIB_RSA, s);
        return -1;
    }
    case RSA_PKCS1_OAEP_PADDING:
        if (!bs_oaep_encode(out, n, pad, in)) return fail(RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
        return raw(mat, false, out);
    case RSA_NO_PADDING:
        if (in.len > n) return fail(RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
        if (in.len < n) return fail(RSA_R_DATA_TOO_SMALL_FOR_KEY_SIZE);
        memmove(out, in.p, n);
        return raw(mat, false, out);
    default: return fail(RSA_R_UNKNOWN_PADDING_TYPE);
    }
}

int bs_rsa_encrypt(const struct bs_keymat *mat, const struct bs_rsa_padding *pad, bs_reader in, uint8_t *out) {
    size_t n = bs_rsa_len(&mat->pub);
    return n == 0 ? fail(RSA_R_MODULUS_TOO_LARGE) : encrypt_padded(mat, pad, in, out, n);
}

int bs_rsa_decrypt(const struct bs_keymat *mat, const struct bs_rsa_padding *pad, bs_reader in, uint8_t *out) {
    size_t n = bs_rsa_len(&mat->pub);
    if (!has_private(mat)) return -1;
    if (in.len > n) return fail(RSA_R_DATA_GREATER_THAN_MOD_LEN);
    uint8_t *em = OPENSSL_zalloc(n + 1);
    if (em == NULL) return fail(ERR_R_MALLOC_FAILURE);
    if (in.len > 0) memcpy(em + n - in.len, in.p, in.len); /* leading zeros may have been lost on the way */
    size_t len = n;
    int r = -1;
    if (pad->mode == RSA_PKCS1_PADDING) {
        bs_status s = bs_rsa_pkcs1_decrypt(bs_crypto_impl(), mat->priv, bs_r_from(em, n), out, &len);
        if (s == BS_OK) {
            r = (int)len;
        } else {
            bs_evp_raise_status(ERR_LIB_RSA, s);
        }
    } else if (pad->mode == RSA_NO_PADDING) {
        r = raw(mat, true, em);
        if (r >= 0) memcpy(out, em, n);
    } else if (pad->mode == RSA_PKCS1_OAEP_PADDING) {
        r = raw(mat, true, em);
        if (r >= 0) r = bs_oaep_decode(em, n, pad, out, &len) ? (int)len : fail(RSA_R_OAEP_DECODING_ERROR);
    } else {
        (void)fail(RSA_R_UNKNOWN_PADDING_TYPE);
    }
    OPENSSL_clear_free(em, n + 1);
    return r;
}

int bs_rsa_private_raw(const struct bs_keymat *mat, int padding, bs_reader in, uint8_t *out) {
    size_t n = bs_rsa_len(&mat->pub);
    if (!has_private(mat)) return -1;
    if (padding == RSA_PKCS1_PADDING) {
        if (in.len + BS_RSA_PKCS1_OVERHEAD > n) return fail(RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
        uint8_t *em = OPENSSL_malloc(n);
        if (em == NULL) return fail(ERR_R_MALLOC_FAILURE);
        bool ok = bs_pkcs1_encode(em, n, BS_HASH_NONE, in);
        if (ok) memcpy(out, em, n);
        OPENSSL_clear_free(em, n);
        return ok ? raw(mat, true, out) : fail(RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE);
    }
    if (padding != RSA_NO_PADDING) return fail(RSA_R_UNKNOWN_PADDING_TYPE);
    if (in.len != n) return fail(in.len > n ? RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE : RSA_R_DATA_TOO_SMALL_FOR_KEY_SIZE);
    memmove(out, in.p, n);
    return raw(mat, true, out);
}

/* 00 01 FF .. FF 00 data, all of it public; returns where the data begins, 0 if malformed. */
static size_t type_1_data(const uint8_t *em, size_t n) {
    size_t i = 2;
    if (n < BS_RSA_PKCS1_OVERHEAD || em[0] != 0 || em[1] != 1) return 0;
    while (i < n && em[i] == 0xFF) i++;
    return i >= 10 && i < n && em[i] == 0 ? i + 1 : 0;
}

int bs_rsa_public_raw(const struct bs_keymat *mat, int padding, bs_reader in, uint8_t *out) {
    size_t n = bs_rsa_len(&mat->pub);
    if (in.len > n) return fail(RSA_R_DATA_GREATER_THAN_MOD_LEN);
    uint8_t *em = OPENSSL_zalloc(n + 1);
    if (em == NULL) return fail(ERR_R_MALLOC_FAILURE);
    if (in.len > 0) memcpy(em + n - in.len, in.p, in.len);
    int r = raw(mat, false, em);
    if (r >= 0 && padding == RSA_PKCS1_PADDING) {
        size_t at = type_1_data(em, n);
        if (at == 0) {
            r = fail(RSA_R_PADDING_CHECK_FAILED);
        } else {
            r = (int)(n - at);
            memcpy(out, em + at, n - at);
        }
    } else if (r >= 0 && padding == RSA_NO_PADDING) {
        memcpy(out, em, n);
    } else if (r >= 0) {
        r = fail(RSA_R_UNKNOWN_PADDING_TYPE);
    }
    OPENSSL_free(em);
    return r;
}

/* A method may take one of our operations and put an exponentiation of its own beneath: that is not done, and not passed
 * over either. */
static const struct bs_keymat *own_mat(const RSA *rsa) {
    if (rsa->meth->mod_exp == NULL && rsa->meth->bn_mod_exp == NULL) return bs_rsa_mat(rsa);
    BS_RAISE_DATA(ERR_LIB_RSA, ERR_R_UNSUPPORTED, "an exponentiation of the program's");
    return NULL;
}

int bs_rsa_pub_enc(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    const struct bs_rsa_padding pad = { .mode = padding };
    const struct bs_keymat *mat = own_mat(rsa);
    return mat != NULL && flen >= 0 ? bs_rsa_encrypt(mat, &pad, bs_r_from(from, (size_t)flen), to) : -1;
}

int bs_rsa_priv_dec(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    const struct bs_rsa_padding pad = { .mode = padding };
    const struct bs_keymat *mat = own_mat(rsa);
    return mat != NULL && flen >= 0 ? bs_rsa_decrypt(mat, &pad, bs_r_from(from, (size_t)flen), to) : -1;
}

int bs_rsa_priv_enc(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    const struct bs_keymat *mat = own_mat(rsa);
    return mat != NULL && flen >= 0 ? bs_rsa_private_raw(mat, padding, bs_r_from(from, (size_t)flen), to) : -1;
}

int bs_rsa_pub_dec(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    const struct bs_keymat *mat = own_mat(rsa);
    return mat != NULL && flen >= 0 ? bs_rsa_public_raw(mat, padding, bs_r_from(from, (size_t)flen), to) : -1;
}

static bool hash_for_type(int type, enum bs_hash *out) {
    *out = bs_md_hash(bs_md_by_nid(type));
    return *out != BS_HASH_NONE;
}

/* The DigestInfo goes to the method, which pads it: RFC 8017 9.2, steps 2 to 5. */
static int sign_by_method(int type, const unsigned char *m, unsigned m_length, unsigned char *sigret, unsigned *siglen,
                          RSA *rsa) {
    enum bs_hash h;
    uint8_t em[BS_HASH_MAX + 64];
    if (!hash_for_type(type, &h)) return fail(RSA_R_UNKNOWN_ALGORITHM_TYPE), 0;
    if (m_length != bs_hash_len(h)) return fail(RSA_R_INVALID_MESSAGE_LENGTH), 0;
    if (!bs_pkcs1_encode(em, sizeof em, h, bs_r_from(m, m_length))) return fail(ERR_R_INTERNAL_ERROR), 0;
    size_t at = type_1_data(em, sizeof em);
    int r = RSA_private_encrypt((int)(sizeof em - at), em + at, sigret, rsa, RSA_PKCS1_PADDING);
    if (r > 0) *siglen = (unsigned)r;
    return r > 0;
}

int RSA_sign(int type, const unsigned char *m, unsigned int m_length, unsigned char *sigret, unsigned int *siglen,
             RSA *rsa) {
    enum bs_hash h;
    if (rsa->meth->sign != NULL) return rsa->meth->sign(type, m, m_length, sigret, siglen, rsa) > 0;
    if (bs_rsa_is_foreign(rsa)) return sign_by_method(type, m, m_length, sigret, siglen, rsa);
    struct bs_keymat *mat = bs_rsa_mat(rsa);
    if (mat == NULL || !has_private(mat)) return 0;
    if (!hash_for_type(type, &h)) return fail(RSA_R_UNKNOWN_ALGORITHM_TYPE), 0;
    if (m_length != bs_hash_len(h)) return fail(RSA_R_INVALID_MESSAGE_LENGTH), 0;
    size_t len = bs_rsa_len(&mat->pub);
    bs_status s = bs_sign_digest(bs_crypto_impl(), mat->priv, BS_SIG_RSA_PKCS1, h, BS_HASH_NONE, 0,
                                 bs_r_from(m, m_length), bs_evp_random, NULL, sigret, &len);
    if (s == BS_E_SPACE) return fail(RSA_R_DIGEST_TOO_BIG_FOR_RSA_KEY), 0;
    if (s != BS_OK) {
        bs_evp_raise_status(ERR_LIB_RSA, s);
        return 0;
    }
    *siglen = (unsigned)len;
    return 1;
}

int RSA_verify(int type, const unsigned char *m, unsigned int m_length, const unsigned char *sigbuf, unsigned int siglen,
               RSA *rsa) {
    enum bs_hash h;
    if (rsa->meth->verify != NULL) return rsa->meth->verify(type, m, m_length, sigbuf, siglen, rsa);
    struct bs_keymat *mat = bs_rsa_mat(rsa);
    if (mat == NULL) return 0;
    if (siglen != bs_rsa_len(&mat->pub)) return fail(RSA_R_WRONG_SIGNATURE_LENGTH), 0;
    if (!hash_for_type(type, &h)) return fail(RSA_R_UNKNOWN_ALGORITHM_TYPE), 0;
    if (m_length != bs_hash_len(h)) return fail(RSA_R_INVALID_MESSAGE_LENGTH), 0;
    bs_status s = bs_verify_digest(bs_crypto_impl(), &mat->pub, BS_SIG_RSA_PKCS1, h, BS_HASH_NONE, 0,
                                   bs_r_from(m, m_length), bs_r_from(sigbuf, siglen));
    return s == BS_OK ? 1 : (fail(RSA_R_BAD_SIGNATURE), 0);
}
