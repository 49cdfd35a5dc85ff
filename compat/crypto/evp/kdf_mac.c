/* KDFs over a MAC: KBKDF, and SSKDF with HMAC or KMAC.             man 7 EVP_KDF-KB, EVP_KDF-SS; SP 800-108, 800-56C */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/kdf_local.h"
#include "src/base/secret.h"

#define MOST ((size_t)1 << 30) /* bytes of any input or output, as in OpenSSL */
#define MAX_SALT 164           /* bytes of KMAC128's default salt */

static bool is_a(const EVP_KDF_CTX *ctx, const char *name) {
    return EVP_MAC_is_a(EVP_MAC_CTX_get0_mac(ctx->mac), name) == 1;
}

static bool add(EVP_MAC_CTX *mac, bs_reader r) { return EVP_MAC_update(mac, r.p, r.len) == 1; }

static bool add_number(EVP_MAC_CTX *mac, uint32_t n) {
    const uint8_t be[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n };
    return EVP_MAC_update(mac, be, sizeof be) == 1;
}

/* --- KBKDF ------------------------------------------------------------------------------------------------------- */

int bs_kbkdf_settle(EVP_KDF_CTX *ctx) {
    const bs_reader key = bs_kdf_view(ctx, BS_KDF_KEY);
    if (ctx->mac == NULL) return 1;
    if (!is_a(ctx, "HMAC") && !is_a(ctx, "CMAC")) return bs_kdf_refuse(PROV_R_INVALID_MAC);
    if (key.len == 0) return 1;
    ctx->mac_keyed = EVP_MAC_init(ctx->mac, key.p, key.len, NULL) == 1;
    return ctx->mac_keyed;
}

/* SP 800-108 4.1, 4.2: K(i) = PRF(K_I, [K(i-1)] || i || Label || 00 || Context || L), where parts may be left out. */
static bool kb_block(const EVP_KDF_CTX *ctx, bs_reader previous, uint32_t i, uint32_t bits, uint8_t *out, size_t room) {
    EVP_MAC_CTX *mac = ctx->mac;
    return EVP_MAC_init(mac, NULL, 0, NULL) && (!ctx->feedback || add(mac, previous)) && add_number(mac, i) &&
           add(mac, bs_kdf_view(ctx, BS_KDF_SALT)) && (ctx->no_separator || add(mac, bs_r_from("", 1))) &&
           add(mac, bs_kdf_view(ctx, BS_KDF_INFO)) && (ctx->no_length || add_number(mac, bits)) &&
           EVP_MAC_final(mac, out, NULL, room);
}

int bs_kbkdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    uint8_t k[EVP_MAX_MD_SIZE];
    if (ctx->mac == NULL) return bs_kdf_refuse(bs_kdf_has(ctx, BS_KDF_KEY) ? PROV_R_MISSING_MAC : PROV_R_NO_KEY_SET);
    if (len == 0) return bs_kdf_refuse(PROV_R_INVALID_KEY_LENGTH);
    if (!ctx->mac_keyed) {
        if (is_a(ctx, "HMAC")) BS_RAISE(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
        return 0;
    }
    const size_t h = EVP_MAC_CTX_get_mac_size(ctx->mac);
    bs_reader previous = bs_kdf_view(ctx, BS_KDF_SEED);
    if (previous.len != 0 && previous.len != h) return bs_kdf_refuse(PROV_R_INVALID_SEED_LENGTH);
    if (h == 0 || len > UINT32_MAX / 8) return 0;
    bool ok = true;
    size_t done = 0;
    for (uint32_t i = 1; ok && done < len; i++) {
        ok = kb_block(ctx, previous, i, (uint32_t)(8 * len), k, sizeof k);
        size_t n = h < len - done ? h : len - done;
        if (ok) memcpy(out + done, k, n);
        previous = bs_r_from(k, h);
        done += n;
    }
    bs_wipe(k, sizeof k);
    return ok;
}

/* --- SSKDF -------------------------------------------------------------------------------------------------------- */

size_t bs_sskdf_size(const EVP_KDF_CTX *ctx) {
    if (ctx->mac != NULL && (is_a(ctx, "KMAC128") || is_a(ctx, "KMAC256"))) return SIZE_MAX;
    return ctx->md != NULL ? (size_t)EVP_MD_get_size(ctx->md) : 0;
}

/* The MAC under the salt, or under zeros (SP 800-56C 4.1: "default_salt"); and how long its output is. */
static int ss_begin(EVP_KDF_CTX *ctx, size_t len, size_t *out_size) {
    static const uint8_t zeros[MAX_SALT];
    char kdf[] = "KDF", digest[64] = "";
    bs_reader salt = bs_kdf_view(ctx, BS_KDF_SALT);
    OSSL_PARAM p[3] = { OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end() };
    if (is_a(ctx, "HMAC")) {
        if (ctx->md == NULL) return bs_kdf_refuse(PROV_R_MISSING_MESSAGE_DIGEST);
        strncpy(digest, EVP_MD_get0_name(ctx->md), sizeof digest - 1);
        *out_size = (size_t)EVP_MD_get_size(ctx->md);
        p[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
        if (salt.len == 0) salt = bs_r_from(zeros, 1); /* which HMAC fills up to the block */
    } else if (is_a(ctx, "KMAC128") || is_a(ctx, "KMAC256")) {
        const size_t sizes[] = { len, 20, 28, 32, 48, 64 };
        bool known = ctx->mac_size == 0;
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) known = known || ctx->mac_size == sizes[i];
        if (!known) return 0;
        *out_size = ctx->mac_size != 0 ? ctx->mac_size : len;
        p[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, kdf, 3); /* SP 800-56C 4.1: S = "KDF" */
        p[1] = OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, out_size);
        if (salt.len == 0) salt = bs_r_from(zeros, is_a(ctx, "KMAC128") ? 164 : 132);
    } else {
        return bs_kdf_refuse(PROV_R_UNSUPPORTED_MAC_TYPE);
    }
    return EVP_MAC_init(ctx->mac, salt.p, salt.len, p);
}

int bs_sskdf_mac_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    size_t h = 0, done = 0;
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_SECRET);
    const bs_reader secret = bs_kdf_view(ctx, BS_KDF_KEY), info = bs_kdf_view(ctx, BS_KDF_INFO);
    if (len == 0 || len > MOST || secret.len > MOST || info.len > MOST) return 0;
    if (!ss_begin(ctx, len, &h)) return 0;
    uint8_t *k = OPENSSL_malloc(h);
    bool ok = k != NULL;
    for (uint32_t i = 1; ok && done < len; i++) {
        ok = (i == 1 || EVP_MAC_init(ctx->mac, NULL, 0, NULL)) && add_number(ctx->mac, i) && add(ctx->mac, secret) &&
             add(ctx->mac, info) && EVP_MAC_final(ctx->mac, k, NULL, h);
        size_t n = h < len - done ? h : len - done;
        if (ok) memcpy(out + done, k, n);
        done += n;
    }
    OPENSSL_clear_free(k, h);
    return ok;
}
