/* RSA's paddings by themselves, for programs that call the raw operation. man 3 RSA_padding_add_PKCS1_type_1; RFC 8017 7 */
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/base/secret.h"

static int fail(int reason, int ret) {
    BS_RAISE(ERR_LIB_RSA, reason);
    return ret;
}

int RSA_padding_add_none(unsigned char *to, int tlen, const unsigned char *f, int fl) {
    if (fl > tlen) return fail(RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE, 0);
    if (fl < tlen) return fail(RSA_R_DATA_TOO_SMALL_FOR_KEY_SIZE, 0);
    if (fl > 0) memcpy(to, f, (size_t)fl);
    return 1;
}

int RSA_padding_check_none(unsigned char *to, int tlen, const unsigned char *f, int fl, int rsa_len) {
    (void)rsa_len;
    if (fl > tlen) return fail(RSA_R_DATA_TOO_LARGE, -1);
    memset(to, 0, (size_t)(tlen - fl));
    if (fl > 0) memcpy(to + tlen - fl, f, (size_t)fl);
    return tlen;
}

/* --- PKCS #1 v1.5 --------------------------------------------------------------------------------------------------- */

/* 00 type padding 00 data */
static int frame(unsigned char *to, int tlen, uint8_t type, const unsigned char *f, int fl) {
    if (fl < 0 || fl > tlen - RSA_PKCS1_PADDING_SIZE) return fail(RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE, 0);
    to[0] = 0;
    to[1] = type;
    to[tlen - fl - 1] = 0;
    if (fl > 0) memcpy(to + tlen - fl, f, (size_t)fl);
    return 1;
}

int RSA_padding_add_PKCS1_type_1(unsigned char *to, int tlen, const unsigned char *f, int fl) {
    if (!frame(to, tlen, 1, f, fl)) return 0;
    memset(to + 2, 0xFF, (size_t)(tlen - fl - 3));
    return 1;
}

int RSA_padding_add_PKCS1_type_2(unsigned char *to, int tlen, const unsigned char *f, int fl) {
    if (!frame(to, tlen, 2, f, fl)) return 0;
    unsigned char *pad = to + 2;
    const size_t n = (size_t)(tlen - fl - 3);
    if (RAND_bytes(pad, (int)n) <= 0) return 0;
    for (size_t i = 0; i < n; i++) { /* RFC 8017 7.2.1: "pseudo-randomly generated nonzero octets" */
        while (pad[i] == 0) {
            if (RAND_bytes(pad + i, 1) <= 0) return 0;
        }
    }
    return 1;
}

/* What is signed is public. The leading zero may be missing. */
int RSA_padding_check_PKCS1_type_1(unsigned char *to, int tlen, const unsigned char *f, int fl, int rsa_len) {
    if (rsa_len < RSA_PKCS1_PADDING_SIZE || fl < 1) return -1;
    if (fl == rsa_len) {
        if (*f++ != 0) return fail(RSA_R_INVALID_PADDING, -1);
        fl--;
    }
    if (rsa_len != fl + 1 || *f != 1) return fail(RSA_R_BLOCK_TYPE_IS_NOT_01, -1);
    int i = 1;
    while (i < fl && f[i] == 0xFF) i++;
    if (i == fl) return fail(RSA_R_NULL_BEFORE_BLOCK_MISSING, -1);
    if (f[i] != 0) return fail(RSA_R_BAD_FIXED_HEADER_DECRYPT, -1);
    if (i < 9) return fail(RSA_R_BAD_PAD_BYTE_COUNT, -1);
    const int len = fl - i - 1;
    if (len > tlen) return fail(RSA_R_DATA_TOO_LARGE, -1);
    if (len > 0) memcpy(to, f + i + 1, (size_t)len);
    return len;
}

/* em[at + i], where `at` is secret: every octet is read. */
static uint8_t pick(const uint8_t *em, size_t n, uint32_t at) {
    uint32_t x = 0;
    for (size_t k = 0; k < n; k++) x |= em[k] & bs_ct_eq_mask((uint32_t)k, at);
    return (uint8_t)x;
}

/* Neither where the data begins nor what is wrong shows but in the result, as Bleichenbacher's attack wants. */
static int decode_type_2(unsigned char *to, size_t tlen, const uint8_t *em, size_t n) {
    uint32_t good = bs_ct_eq_mask(em[0], 0) & bs_ct_eq_mask(em[1], 2), looking = UINT32_MAX, at = 0, early = 0;
    for (size_t i = 2; i < n; i++) {
        const uint32_t found = looking & bs_ct_eq_mask(em[i], 0);
        at |= found & (uint32_t)i;
        early |= found & (i < 10 ? UINT32_MAX : 0); /* fewer than eight octets of padding */
        looking &= ~found;
    }
    const uint32_t len = (uint32_t)n - at - 1;
    uint32_t fits = 0;
    for (size_t i = 0; i <= tlen && i < n; i++) fits |= bs_ct_eq_mask(len, (uint32_t)i);
    good &= ~looking & ~early & fits;
    uint32_t within = good;
    for (size_t i = 0; i < tlen && i < n; i++) {
        within &= ~bs_ct_eq_mask(len, (uint32_t)i);
        to[i] = (uint8_t)((to[i] & ~within) | (pick(em, n, at + 1 + (uint32_t)i) & within));
    }
    return (int)((len & good) | ~good);
}

int RSA_padding_check_PKCS1_type_2(unsigned char *to, int tlen, const unsigned char *f, int fl, int rsa_len) {
    if (tlen <= 0 || fl <= 0) return -1;
    if (fl > rsa_len || rsa_len < RSA_PKCS1_PADDING_SIZE) return fail(RSA_R_PKCS_DECODING_ERROR, -1);
    uint8_t *em = OPENSSL_zalloc((size_t)rsa_len);
    if (em == NULL) return fail(ERR_R_MALLOC_FAILURE, -1);
    memcpy(em + rsa_len - fl, f, (size_t)fl);
    int len = decode_type_2(to, (size_t)tlen, em, (size_t)rsa_len);
    OPENSSL_clear_free(em, (size_t)rsa_len);
    return len >= 0 ? len : fail(RSA_R_PKCS_DECODING_ERROR, -1);
}

/* --- OAEP ----------------------------------------------------------------------------------------------------------- */

static struct bs_rsa_padding oaep(const unsigned char *param, int plen, const EVP_MD *md, const EVP_MD *mgf1md) {
    return (struct bs_rsa_padding){ .mode = RSA_PKCS1_OAEP_PADDING, .oaep_md = md, .mgf1_md = mgf1md,
                                    .label = bs_r_from(param, plen > 0 ? (size_t)plen : 0) };
}

int RSA_padding_add_PKCS1_OAEP_mgf1(unsigned char *to, int tlen, const unsigned char *from, int flen,
                                    const unsigned char *param, int plen, const EVP_MD *md, const EVP_MD *mgf1md) {
    const struct bs_rsa_padding pad = oaep(param, plen, md, mgf1md);
    const int h = EVP_MD_get_size(md != NULL ? md : EVP_sha1());
    if (h <= 0) return 0;
    if (flen > tlen - 2 * h - 2) return fail(RSA_R_DATA_TOO_LARGE_FOR_KEY_SIZE, 0);
    if (tlen < 2 * h + 2) return fail(RSA_R_KEY_SIZE_TOO_SMALL, 0);
    return bs_oaep_encode(to, (size_t)tlen, &pad, bs_r_from(from, (size_t)flen));
}

int RSA_padding_add_PKCS1_OAEP(unsigned char *to, int tlen, const unsigned char *f, int fl, const unsigned char *p, int pl) {
    return RSA_padding_add_PKCS1_OAEP_mgf1(to, tlen, f, fl, p, pl, NULL, NULL);
}

int RSA_padding_check_PKCS1_OAEP_mgf1(unsigned char *to, int tlen, const unsigned char *from, int flen, int num,
                                      const unsigned char *param, int plen, const EVP_MD *md, const EVP_MD *mgf1md) {
    const struct bs_rsa_padding pad = oaep(param, plen, md, mgf1md);
    const int h = EVP_MD_get_size(md != NULL ? md : EVP_sha1());
    if (h <= 0 || tlen <= 0 || flen <= 0) return -1;
    if (num < flen || num < 2 * h + 2) return fail(RSA_R_OAEP_DECODING_ERROR, -1);
    uint8_t *em = OPENSSL_zalloc(2 * (size_t)num), *msg = em != NULL ? em + num : NULL;
    if (em == NULL) return fail(ERR_R_MALLOC_FAILURE, -1);
    memcpy(em + num - flen, from, (size_t)flen);
    size_t len = 0;
    bool ok = bs_oaep_decode(em, (size_t)num, &pad, msg, &len) && len <= (size_t)tlen;
    if (ok && len > 0) memcpy(to, msg, len);
    OPENSSL_clear_free(em, 2 * (size_t)num);
    return ok ? (int)len : fail(RSA_R_OAEP_DECODING_ERROR, -1);
}

int RSA_padding_check_PKCS1_OAEP(unsigned char *to, int tlen, const unsigned char *f, int fl, int rsa_len,
                                 const unsigned char *p, int pl) {
    return RSA_padding_check_PKCS1_OAEP_mgf1(to, tlen, f, fl, rsa_len, p, pl, NULL, NULL);
}
