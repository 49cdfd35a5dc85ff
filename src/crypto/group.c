#include "src/crypto/group.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/name.h"
#include "src/base/secret.h"
#include "src/crypto/modexp.h"
#include "src/crypto/raw_key.h"

#define FFDHE(id, name, bits, security_bits) \
    { id, name, name, name, BS_GROUP_FFDHE, 0, (bits) / 8, (bits) / 8, bits, security_bits }

/* OpenSSL 3.0's default order. The strength of FFDHE groups is RFC 7919 A's, as OpenSSL has it. */
const struct bs_group bs_groups[] = {
    { 29, "X25519", "X25519", "x25519", BS_GROUP_X25519, BR_EC_curve25519, 32, 32, 253, 128 },
    { 23, "P-256", "prime256v1", "secp256r1", BS_GROUP_ECP, BR_EC_secp256r1, 65, 32, 256, 128 },
    { 30, "X448", "X448", "x448", BS_GROUP_X448, BR_EC_curve448, 56, 56, 448, 224 },
    { 25, "P-521", "secp521r1", "secp521r1", BS_GROUP_ECP, BR_EC_secp521r1, 133, 66, 521, 256 },
    { 24, "P-384", "secp384r1", "secp384r1", BS_GROUP_ECP, BR_EC_secp384r1, 97, 48, 384, 192 },
    FFDHE(0x0100, "ffdhe2048", 2048, 112),
    FFDHE(0x0101, "ffdhe3072", 3072, 128),
    FFDHE(0x0102, "ffdhe4096", 4096, 128),
    FFDHE(0x0103, "ffdhe6144", 6144, 128),
    FFDHE(0x0104, "ffdhe8192", 8192, 192),
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

/* The pair's one block: scalar, share, and `more` bytes that are returned. */
static uint8_t *make_room(struct bs_kex *kex, size_t more) {
    kex->mem_len = kex->scalar_len + kex->share_len + more;
    kex->mem = (uint8_t *)calloc(1, kex->mem_len);
    if (!kex->mem) return NULL;
    kex->scalar = kex->mem;
    kex->share = kex->scalar + kex->scalar_len;
    return kex->share + kex->share_len;
}

/* RFC 8446 4.2.8.2; FIPS 186-4 B.4.2: draw until the number is below the order. */
static bool draw_scalar(struct bs_kex *kex, const uint8_t *order, bool (*random)(void *, uint8_t *, size_t), void *arg) {
    size_t n = kex->scalar_len;
    uint8_t top = order[0]; /* make it the mask of the order's top bits */
    top = (uint8_t)(top | top >> 1);
    top = (uint8_t)(top | top >> 2);
    top = (uint8_t)(top | top >> 4);
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

static bs_status make_dh(struct bs_kex *kex, bool (*random)(void *, uint8_t *, size_t), void *arg) {
    BS_TRY(bs_dh_draw(&kex->dh, random, arg, kex->scalar));
    return bs_dh_power(&kex->dh, kex->dh.g, bs_r_from(kex->scalar, kex->scalar_len), kex->share);
}

static bs_status make_ec(struct bs_kex *kex, const struct bs_impl *impl, const uint8_t *order,
                         bool (*random)(void *, uint8_t *, size_t), void *arg) {
    const struct bs_group *g = kex->group;
    const struct bs_raw_kind *raw = raw_kind(g);
    /* RFC 7748 5: any bytes will do; who multiplies clamps them. */
    bool ok = raw ? random(arg, kex->scalar, raw->key_len) : draw_scalar(kex, order, random, arg);
    if (!ok) return BS_E_ENTROPY;
    if (raw) {
        raw->public_of(kex->share, kex->scalar);
        return BS_OK;
    }
    size_t n = impl->ec->mulgen(kex->share, kex->scalar, kex->scalar_len, g->curve);
    return n == g->share_len ? BS_OK : BS_E_INTERNAL;
}

bs_status bs_kex_init(struct bs_kex *kex, const struct bs_impl *impl, const struct bs_group *group,
                      bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg) {
    *kex = (struct bs_kex){ .group = group, .share_len = group->share_len, .secret_len = group->secret_len };
    const struct bs_raw_kind *raw = raw_kind(group);
    const uint8_t *order = NULL;
    if (group->kind == BS_GROUP_FFDHE) {
        kex->dh = bs_dh_group_by_name(group->name)->dh;
        kex->scalar_len = (bs_dh_exp_bits(&kex->dh) + 7) / 8;
    } else if (raw) {
        kex->scalar_len = raw->key_len;
    } else {
        order = impl->ec->order(group->curve, &kex->scalar_len);
    }
    if (!make_room(kex, 0)) return BS_E_MEMORY;
    bs_status s = group->kind == BS_GROUP_FFDHE ? make_dh(kex, random, random_arg)
                                                : make_ec(kex, impl, order, random, random_arg);
    if (s != BS_OK) bs_kex_wipe(kex);
    return s;
}

bs_status bs_kex_init_dh(struct bs_kex *kex, const struct bs_dh *dh,
                         bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg) {
    bs_reader p = bs_strip_zeros(dh->p), g = bs_strip_zeros(dh->g);
    const struct bs_dh_group *known = bs_dh_group_of(p, g);
    *kex = (struct bs_kex){ .dh = { p, g, dh->exp_bits }, .share_len = p.len, .secret_len = p.len };
    BS_TRY(bs_dh_check(&kex->dh));
    if (known && dh->exp_bits == 0) kex->dh.exp_bits = known->dh.exp_bits;
    kex->scalar_len = (bs_dh_exp_bits(&kex->dh) + 7) / 8;
    uint8_t *copy = make_room(kex, p.len + g.len);
    if (!copy) return BS_E_MEMORY;
    memcpy(copy, p.p, p.len);
    memcpy(copy + p.len, g.p, g.len);
    kex->dh.p = bs_r_from(copy, p.len);
    kex->dh.g = bs_r_from(copy + p.len, g.len);
    bs_status s = make_dh(kex, random, random_arg);
    if (s != BS_OK) bs_kex_wipe(kex);
    return s;
}

static bs_status derive_dh(const struct bs_kex *kex, bs_reader peer_share, uint8_t *out) {
    BS_TRY(bs_dh_check_public(&kex->dh, peer_share));
    BS_TRY(bs_dh_power(&kex->dh, peer_share, bs_r_from(kex->scalar, kex->scalar_len), out));
    if (bs_dh_secret_good(&kex->dh, out)) return BS_OK;
    bs_wipe(out, kex->secret_len);
    return BS_E_BAD_DH;
}

/* RFC 8446 4.2.8.1: "big-endian and padded to the left with zeros to the size of p in bytes" */
static bs_status derive_ffdhe(const struct bs_kex *kex, bs_reader peer_share, uint8_t *out) {
    bs_status s = peer_share.len == kex->share_len ? derive_dh(kex, peer_share, out) : BS_E_BAD_DH;
    return s == BS_E_BAD_DH ? BS_E_BAD_POINT : s;
}

bs_status bs_kex_derive(const struct bs_kex *kex, const struct bs_impl *impl, bs_reader peer_share, uint8_t *out) {
    const struct bs_group *g = kex->group;
    const struct bs_raw_kind *raw = g ? raw_kind(g) : NULL;
    uint8_t point[BS_GROUP_MAX_EC_SHARE];
    if (!kex->scalar) return BS_E_STATE;
    if (!g) return derive_dh(kex, peer_share, out);
    if (g->kind == BS_GROUP_FFDHE) return derive_ffdhe(kex, peer_share, out);
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
    if (kex->mem) bs_wipe(kex->mem, kex->mem_len);
    free(kex->mem);
    kex->mem = kex->scalar = kex->share = NULL;
    kex->scalar_len = kex->mem_len = 0;
    if (!kex->group) kex->dh = (struct bs_dh){ 0 }; /* its views were into the block */
}
