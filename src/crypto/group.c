#include "src/crypto/group.h"

#include <string.h>

#include "src/base/name.h"
#include "src/base/secret.h"

#define X25519_LEN 32

/* OpenSSL 3.0's default order; X448 would stand third. */
const struct bs_group bs_groups[] = {
    { 29, "X25519", "X25519", "x25519", BS_GROUP_X25519, BR_EC_curve25519, 32, 32, 253, 128 },
    { 23, "P-256", "prime256v1", "secp256r1", BS_GROUP_ECP, BR_EC_secp256r1, 65, 32, 256, 128 },
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

bs_status bs_kex_init(struct bs_kex *kex, const struct bs_impl *impl, const struct bs_group *group,
                      bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg) {
    *kex = (struct bs_kex){ .group = group };
    if (group->kind == BS_GROUP_X25519) {
        /* RFC 7748 5: any 32 bytes will do. BearSSL clamps them itself, and takes them in the RFC's order. */
        if (!random(random_arg, kex->scalar, X25519_LEN)) return BS_E_ENTROPY;
        kex->scalar_len = X25519_LEN;
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
    uint8_t point[BS_GROUP_MAX_SHARE];
    if (kex->scalar_len == 0) return BS_E_STATE;
    if (peer_share.len != g->share_len || !bs_r_copy(peer_share, point, sizeof point)) return BS_E_BAD_POINT;
    /* RFC 8446 4.2.8.2: uncompressed only; BearSSL checks that the point is on the curve. */
    uint32_t ok = impl->ec->mul(point, g->share_len, kex->scalar, kex->scalar_len, g->curve);
    size_t n = g->secret_len, off = 0;
    if (g->kind == BS_GROUP_ECP) off = impl->ec->xoff(g->curve, &n);
    memcpy(out, point + off, g->secret_len);
    if (g->kind == BS_GROUP_X25519) {
        /* RFC 8446 7.4.2: "MUST check whether the computed Diffie-Hellman shared secret is the all-zero value". */
        uint32_t any = 0;
        for (size_t i = 0; i < X25519_LEN; i++) any |= out[i];
        ok &= 1u & ~bs_ct_eq_mask(any, 0);
    }
    bs_wipe(point, sizeof point);
    if (ok == 1 && n == g->secret_len) return BS_OK;
    bs_wipe(out, g->secret_len);
    return BS_E_BAD_POINT;
}

void bs_kex_wipe(struct bs_kex *kex) {
    bs_wipe(kex->scalar, sizeof kex->scalar);
    kex->scalar_len = 0;
}
