#include "src/crypto/raw_key.h"

#include <nettle/curve448.h>
#include <nettle/eddsa.h>
#include <string.h>

#include "src/base/secret.h"

static void public_x25519(uint8_t *pub, const uint8_t *priv) {
    (void)br_ec_get_default()->mulgen(pub, priv, 32, BR_EC_curve25519);
}

/* RFC 8032 5.2.7: S must be below the order, so that the last of its 57 bytes is 0. Nettle 3.8 leaves that byte unread. */
static int verify_ed448(const uint8_t *pub, size_t len, const uint8_t *msg, const uint8_t *sig) {
    return sig[ED448_SIGNATURE_SIZE - 1] == 0 ? ed448_shake256_verify(pub, len, msg, sig) : 0;
}

static const struct bs_raw_kind kinds[] = {
    { .type = BS_KEY_X25519,
      .oid = { 0x2B, 0x65, 0x6E },
      .key_len = 32,
      .curve = BR_EC_curve25519,
      .bits = 253,
      .security_bits = 128,
      .public_of = public_x25519 },
    { .type = BS_KEY_X448,
      .oid = { 0x2B, 0x65, 0x6F },
      .key_len = CURVE448_SIZE,
      .curve = BR_EC_curve448,
      .bits = 448,
      .security_bits = 224,
      .public_of = curve448_mul_g },
    { .type = BS_KEY_ED25519,
      .oid = { 0x2B, 0x65, 0x70 },
      .key_len = ED25519_KEY_SIZE,
      .sig_len = ED25519_SIGNATURE_SIZE,
      .bits = 256,
      .security_bits = 128,
      .public_of = ed25519_sha512_public_key,
      .sign = ed25519_sha512_sign,
      .verify = ed25519_sha512_verify },
    { .type = BS_KEY_ED448,
      .oid = { 0x2B, 0x65, 0x71 },
      .key_len = ED448_KEY_SIZE,
      .sig_len = ED448_SIGNATURE_SIZE,
      .bits = 456,
      .security_bits = 224,
      .public_of = ed448_shake256_public_key,
      .sign = ed448_shake256_sign,
      .verify = verify_ed448 },
};
#define NUM_KINDS (sizeof kinds / sizeof kinds[0])

const struct bs_raw_kind *bs_raw_kind(enum bs_key_type type) {
    for (size_t i = 0; i < NUM_KINDS; i++) {
        if (kinds[i].type == type) return &kinds[i];
    }
    return NULL;
}

const struct bs_raw_kind *bs_raw_kind_by_oid(bs_reader oid) {
    for (size_t i = 0; i < NUM_KINDS; i++) {
        if (bs_r_equal(oid, kinds[i].oid, sizeof kinds[i].oid)) return &kinds[i];
    }
    return NULL;
}

bs_status bs_privkey_new_raw(struct bs_privkey **out, enum bs_key_type type, bs_reader bytes) {
    const struct bs_raw_kind *kind = bs_raw_kind(type);
    *out = NULL;
    if (!kind || bytes.len != kind->key_len) return BS_E_ARGUMENT;
    struct bs_privkey *k = bs_privkey_alloc(type, 2 * bytes.len);
    if (!k) return BS_E_MEMORY;
    uint8_t *pub = k->mem + bytes.len;
    memcpy(k->mem, bytes.p, bytes.len);
    kind->public_of(pub, k->mem);
    k->raw = bs_r_from(k->mem, bytes.len);
    k->pub.curve = kind->curve;
    k->pub.point = bs_r_from(pub, bytes.len);
    *out = k;
    return BS_OK;
}

bs_status bs_raw_agree(const struct bs_impl *impl, const struct bs_raw_kind *kind, const uint8_t *scalar,
                       bs_reader peer, uint8_t out[BS_RAW_MAX_KEY]) {
    uint32_t ok = 1, any = 0;
    if (kind->curve == 0 || peer.len != kind->key_len) return BS_E_BAD_POINT;
    if (kind->type == BS_KEY_X25519) {
        memcpy(out, peer.p, peer.len);
        ok = impl->ec->mul(out, peer.len, scalar, kind->key_len, kind->curve);
    } else {
        curve448_mul(out, scalar, peer.p);
    }
    /* RFC 8446 7.4.2: "MUST check whether the computed Diffie-Hellman shared secret is the all-zero value". */
    for (size_t i = 0; i < kind->key_len; i++) any |= out[i];
    if ((ok & 1u & ~bs_ct_eq_mask(any, 0)) == 1) return BS_OK;
    bs_wipe(out, kind->key_len);
    return BS_E_BAD_KEY_SHARE;
}
