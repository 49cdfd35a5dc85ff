#include "src/crypto/rsa_kx.h"

#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/rsa_op.h"

#define PREMASTER_LEN 48

typedef bool random_fn(void *arg, uint8_t *out, size_t n);

/* Bytes that are not zero: draw, and draw again for each zero. */
static bool draw_padding(uint8_t *out, size_t n, random_fn *random, void *arg) {
    if (!random(arg, out, n)) return false;
    for (size_t i = 0; i < n; i++) {
        for (int tries = 0; out[i] == 0; tries++) {
            if (tries == 100 || !random(arg, &out[i], 1)) return false;
        }
    }
    return true;
}

bs_status bs_rsa_pkcs1_encrypt(const struct bs_impl *impl, const struct bs_pubkey *k, bs_reader msg, random_fn *random,
                               void *random_arg, uint8_t *out, size_t *out_len) {
    size_t n = bs_rsa_len(k);
    if (k->type != BS_KEY_RSA || n < BS_RSA_PKCS1_OVERHEAD || msg.len > n - BS_RSA_PKCS1_OVERHEAD) return BS_E_ARGUMENT;
    if (*out_len < n) return BS_E_SPACE;
    uint8_t em[BS_RSA_MAX_LEN]; /* msg may lie in out */
    size_t pad = n - msg.len - 3;
    em[0] = 0;
    em[1] = 2;
    em[2 + pad] = 0;
    bs_status s = bs_r_copy(msg, em + 3 + pad, msg.len) ? BS_OK : BS_E_ARGUMENT;
    if (!draw_padding(em + 2, pad, random, random_arg)) s = BS_E_ENTROPY;
    if (s == BS_OK) s = bs_rsa_public_op(impl, k, em);
    if (s == BS_OK) {
        memcpy(out, em, n);
        *out_len = n;
    }
    bs_wipe(em, sizeof em);
    return s;
}

bs_status bs_rsa_decrypt_premaster(const struct bs_impl *impl, const struct bs_privkey *k, bs_reader ct,
                                   uint16_t version, const uint8_t fallback[48], uint8_t out[48]) {
    uint8_t em[BS_RSA_MAX_LEN];
    size_t n = bs_rsa_len(&k->pub), pad_end = n - PREMASTER_LEN - 1;
    if (k->pub.type != BS_KEY_RSA || n < PREMASTER_LEN + BS_RSA_PKCS1_OVERHEAD || ct.len != n) {
        return BS_E_BAD_RSA_PREMASTER;
    }
    memcpy(em, ct.p, n);
    /* A ciphertext that is not below the modulus is public knowledge, but takes the same path all the same. */
    uint32_t good = bs_ct_eq_mask((uint32_t)bs_rsa_private_op(impl, k, em), BS_OK);
    good &= bs_ct_eq_mask(em[0], 0) & bs_ct_eq_mask(em[1], 2) & bs_ct_eq_mask(em[pad_end], 0);
    for (size_t i = 2; i < pad_end; i++) good &= ~bs_ct_eq_mask(em[i], 0);
    /* RFC 5246 7.4.7.1: a wrong version is "MUST NOT" be told from bad padding */
    good &= bs_ct_eq_mask(em[pad_end + 1], version >> 8) & bs_ct_eq_mask(em[pad_end + 2], version & 0xFFu);
    memmove(out, fallback, PREMASTER_LEN);
    bs_ct_select(out, em + pad_end + 1, PREMASTER_LEN, good);
    bs_wipe(em, sizeof em);
    return BS_OK;
}

/* draft-irtf-cfrg-rsa-guidance 7.2 calls it IRPRF: HMAC-SHA-256 over counter, label and length in bits. */
static void synthetic_bytes(uint8_t *out, size_t len, const uint8_t kdk[32], const char *label) {
    br_hmac_key_context kc;
    br_hmac_context hc;
    uint8_t block[32];
    size_t bits = 8 * len;
    br_hmac_key_init(&kc, &br_sha256_vtable, kdk, 32);
    for (size_t i = 0; 32 * i < len; i++) {
        uint8_t counter[2] = { (uint8_t)(i >> 8), (uint8_t)i }, be_bits[2] = { (uint8_t)(bits >> 8), (uint8_t)bits };
        br_hmac_init(&hc, &kc, 0);
        br_hmac_update(&hc, counter, 2);
        br_hmac_update(&hc, label, strlen(label));
        br_hmac_update(&hc, be_bits, 2);
        br_hmac_out(&hc, block);
        size_t n = len - 32 * i < 32 ? len - 32 * i : 32;
        memcpy(out + 32 * i, block, n);
    }
    bs_wipe(&kc, sizeof kc);
    bs_wipe(&hc, sizeof hc);
    bs_wipe(block, sizeof block);
}

/* The key of the pseudo-random message: from d, or from the CRT exponents of a key that came without it. */
static void derive_kdk(uint8_t kdk[32], const struct bs_privkey *k, bs_reader ct, size_t n) {
    static const uint8_t zero;
    br_sha256_context sha;
    uint8_t secret[BS_HASH_MAX], mac[BS_HASH_MAX];
    br_sha256_init(&sha);
    if (k->d.len > 0) {
        for (size_t i = k->d.len; i < n; i++) br_sha256_update(&sha, &zero, 1);
        br_sha256_update(&sha, k->d.p, k->d.len);
    } else {
        br_sha256_update(&sha, k->rsa.dp, k->rsa.dplen);
        br_sha256_update(&sha, k->rsa.dq, k->rsa.dqlen);
    }
    br_sha256_out(&sha, secret);
    bs_hmac_once(BS_HASH_SHA256, bs_r_from(secret, 32), ct, mac);
    memcpy(kdk, mac, 32);
    bs_wipe(&sha, sizeof sha);
    bs_wipe(secret, sizeof secret);
    bs_wipe(mac, sizeof mac);
}

/* All ones if a < b; both below 2^31. */
static uint32_t lt_mask(uint32_t a, uint32_t b) { return 0u - ((a - b) >> 31); }

static uint32_t select_u32(uint32_t mask, uint32_t a, uint32_t b) { return (a & mask) | (b & ~mask); }

/* The length of the made-up message: the last of 128 candidates that could be one. */
static uint32_t synthetic_length(const uint8_t kdk[32], uint32_t max) {
    uint8_t candidates[256];
    uint32_t mask = max, length = 0;
    for (unsigned shift = 1; shift < 16; shift <<= 1) mask |= mask >> shift;
    synthetic_bytes(candidates, sizeof candidates, kdk, "length");
    for (size_t i = 0; i < sizeof candidates; i += 2) {
        uint32_t c = ((uint32_t)candidates[i] << 8 | candidates[i + 1]) & mask;
        length = select_u32(lt_mask(c, max), c, length);
    }
    bs_wipe(candidates, sizeof candidates);
    return length;
}

/* Where the message starts in a well padded block; *good says whether it is one. */
static uint32_t find_message(const uint8_t *em, uint32_t n, uint32_t *good) {
    uint32_t zero_at = 0, found = 0;
    for (uint32_t i = 2; i < n; i++) {
        uint32_t is_zero = bs_ct_eq_mask(em[i], 0);
        zero_at = select_u32(is_zero & ~found, i, zero_at);
        found |= is_zero;
    }
    *good &= bs_ct_eq_mask(em[0], 0) & bs_ct_eq_mask(em[1], 2) & found & ~lt_mask(zero_at, BS_RSA_PKCS1_OVERHEAD - 1);
    return zero_at + 1;
}

bs_status bs_rsa_pkcs1_decrypt(const struct bs_impl *impl, const struct bs_privkey *k, bs_reader ct, uint8_t *out,
                               size_t *out_len) {
    uint8_t em[BS_RSA_MAX_LEN], made_up[BS_RSA_MAX_LEN], kdk[32];
    uint32_t n = (uint32_t)bs_rsa_len(&k->pub);
    if (k->pub.type != BS_KEY_RSA || n < BS_RSA_PKCS1_OVERHEAD || ct.len != n) return BS_E_ARGUMENT;
    memcpy(em, ct.p, n);
    BS_TRY(bs_rsa_private_op(impl, k, em)); /* fails only for what the sender knows: not below the modulus */
    derive_kdk(kdk, k, ct, n);
    synthetic_bytes(made_up, n, kdk, "message");
    uint32_t made_up_at = n - synthetic_length(kdk, n - 10), good = ~0u;
    uint32_t at = find_message(em, n, &good);
    at = select_u32(good, at, made_up_at);
    bs_ct_select(made_up, em, n, good);
    /* From here on the message, true or not, is the caller's and its length is no secret. */
    bs_status s = *out_len < n - at ? BS_E_SPACE : BS_OK;
    if (s == BS_OK) {
        *out_len = n - at;
        memcpy(out, made_up + at, n - at);
    }
    bs_wipe(em, sizeof em);
    bs_wipe(made_up, sizeof made_up);
    bs_wipe(kdk, sizeof kdk);
    return s;
}
