#include "src/crypto/group.h"

#include <string.h>

#include "src/base/name.h"
#include "src/base/secret.h"
#include "src/crypto/raw_key.h"

/* OpenSSL 3.0's default order. */
const struct bs_group bs_groups[] = {
    { 29, "X25519", "X25519", "x25519", BS_GROUP_X25519, BR_EC_curve25519, 32, 32, 253, 128 },
    { 23, "P-256", "prime256v1", "secp256r1", BS_GROUP_ECP, BR_EC_secp256r1, 65, 32, 256, 128 },
    { 30, "X448", "X448", "x448", BS_GROUP_X448, BR_EC_curve448, 56, 56, 448, 224 },
    { 25, "P-521", "secp521r1", "secp521r1", BS_GROUP_ECP, BR_EC_secp521r1, 133, 66, 521, 256 },
    { 24, "P-384", "secp384r1", "secp384r1", BS_GROUP_ECP, BR_EC_secp384r1, 97, 48, 384, 192 },
};
const size_t bs_num_groups = sizeof bs_groups / sizeof bs_groups[0];

const struct bs_group *bs_group_find(uint16_t id) {
    for (size_t i = 0; i < bs_num_groups; i++) {
        if (bs_groups[i].id == id) return &bs_groups[i];
    }
    return NULL;
}

const struct bs_group *bs_group_by_name(const char *name, size_t len) {
    for (size_t i = 0; i < bs_num_groups; i++) {
        const struct bs_group *g = &bs_groups[i];
        if (bs_name_is(g->name, name, len) || bs_name_is(g->alias, name, len) || bs_name_is(g->rfc, name, len)) return g;
    }
    return NULL;
}

/* RFC 8446 4.2.8.2; FIPS 186-4 B.4.2: draw until the number is below the order. */
static bool draw_scalar(struct bs_kex *kex, const struct bs_impl *impl, bool (*random)(void *, uint8_t *, size_t),
                        void *arg) {
    size_t n;
    const uint8_t *order = impl->ec->order(kex->group->curve, &n);
    uint8_t top = order[0]; /* make it the mask of the order's top bits */
    top = (uint8_t)(top | top >> 1);
    top = (uint8_t)(top | top >> 2);
    top = (uint8_t)(top | top >> 4);
    kex->scalar_len = n;
    for (int tries = 0; tries < 100; tries++) { /* each fails with a chance below 1/2; for P-256, 2^-32 */
        if (!random(arg, kex->scalar, n)) return false;
        kex->scalar[0] &= top;
        if (bs_ct_in_range_mask(kex->scalar, order, n) != 0) return true; /* tells nothing about the one that is kept */
    }
    return false;
}

static const struct bs_raw_kind *raw_kind(const struct bs_group *g) {
    return g->kind == BS_GROUP_X25519 ? bs_raw_kind(BS_KEY_X25519)
           : g->kind == BS_GROUP_X448 ? bs_raw_kind(BS_KEY_X448)
                                      : NULL;
}

bs_status bs_kex_init(struct bs_kex *kex, const struct bs_impl *impl, const struct bs_group *group,
                      bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg) {
    *kex = (struct bs_kex){ .group = group };
    const struct bs_raw_kind *raw = raw_kind(group);
    if (raw) {
        /* RFC 7748 5: any bytes will do; who multiplies clamps them. */
        if (!random(random_arg, kex->scalar, raw->key_len)) return BS_E_ENTROPY;
        kex->scalar_len = raw->key_len;
        raw->public_of(kex->share, kex->scalar);
        return BS_OK;
    } else if (!draw_scalar(kex, impl, random, random_arg)) {
        bs_kex_wipe(kex);
        return BS_E_ENTROPY;
    }
    size_t n = impl->ec->mulgen(kex->share, kex->scalar, kex->scalar_len, group->curve);
    return n == group->share_len ? BS_OK : BS_E_INTERNAL;
}

bs_status bs_kex_derive(const struct bs_kex *kex, const struct bs_impl *impl, bs_reader peer_share,
                        uint8_t out[BS_GROUP_MAX_SECRET]) {
    const struct bs_group *g = kex->group;
    const struct bs_raw_kind *raw = raw_kind(g);
    uint8_t point[BS_GROUP_MAX_SHARE];
    if (kex->scalar_len == 0) return BS_E_STATE;
    if (raw) return bs_raw_agree(impl, raw, kex->scalar, peer_share, out);
    if (peer_share.len != g->share_len || !bs_r_copy(peer_share, point, sizeof point)) return BS_E_BAD_POINT;
    /* RFC 8446 4.2.8.2: uncompressed only; BearSSL checks that the point is on the curve. */
    uint32_t ok = impl->ec->mul(point, g->share_len, kex->scalar, kex->scalar_len, g->curve);
    size_t n, off = impl->ec->xoff(g->curve, &n);
    memcpy(out, point + off, g->secret_len);
    bs_wipe(point, sizeof point);
    if (ok == 1 && n == g->secret_len) return BS_OK;
    bs_wipe(out, g->secret_len);
    return BS_E_BAD_POINT;
}

void bs_kex_wipe(struct bs_kex *kex) {
    bs_wipe(kex->scalar, sizeof kex->scalar);
    kex->scalar_len = 0;
}
