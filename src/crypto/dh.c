#include "src/crypto/dh.h"

#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/modexp.h"

const struct bs_dh_group *bs_dh_group_by_name(const char *name) {
    for (size_t i = 0; i < bs_num_dh_groups; i++) {
        if (strcmp(bs_dh_groups[i].name, name) == 0) return &bs_dh_groups[i];
    }
    return NULL;
}

const struct bs_dh_group *bs_dh_group_of(bs_reader p, bs_reader g) {
    p = bs_strip_zeros(p);
    g = bs_strip_zeros(g);
    for (size_t i = 0; i < bs_num_dh_groups; i++) {
        const struct bs_dh *dh = &bs_dh_groups[i].dh;
        if (bs_r_equal(p, dh->p.p, dh->p.len) && bs_r_equal(g, dh->g.p, dh->g.len)) return &bs_dh_groups[i];
    }
    return NULL;
}

/* 1 < x < p - 1, for odd p. Public numbers: p - 1 differs from p in the last bit alone. */
static bool is_inside(bs_reader x, bs_reader p) {
    x = bs_strip_zeros(x);
    p = bs_strip_zeros(p);
    if (x.len == 0 || (x.len == 1 && x.p[0] == 1) || x.len > p.len) return false;
    if (x.len < p.len) return true;
    for (size_t i = 0; i + 1 < p.len; i++) {
        if (x.p[i] != p.p[i]) return x.p[i] < p.p[i];
    }
    return x.p[p.len - 1] < (p.p[p.len - 1] & 0xFE);
}

bs_status bs_dh_check(const struct bs_dh *dh) {
    unsigned bits = bs_bit_length(dh->p);
    if (bits < BS_DH_MIN_BITS || bits > BS_DH_MAX_BITS || dh->p.p[dh->p.len - 1] % 2 == 0) return BS_E_BAD_DH;
    return is_inside(dh->g, dh->p) ? BS_OK : BS_E_BAD_DH;
}

bs_status bs_dh_check_public(const struct bs_dh *dh, bs_reader y) {
    return is_inside(y, dh->p) ? BS_OK : BS_E_BAD_DH;
}

unsigned bs_dh_exp_bits(const struct bs_dh *dh) {
    unsigned most = bs_bit_length(dh->p) - 1;
    return dh->exp_bits > 0 && dh->exp_bits < most ? dh->exp_bits : most;
}

bs_status bs_dh_draw(const struct bs_dh *dh, bool (*random)(void *arg, uint8_t *out, size_t n), void *arg, uint8_t *out) {
    unsigned bits = bs_dh_exp_bits(dh), top = (bits - 1) % 8;
    if (!random(arg, out, (bits + 7) / 8)) return BS_E_ENTROPY;
    out[0] = (uint8_t)((out[0] & ((1u << top) - 1)) | 1u << top);
    return BS_OK;
}

bs_status bs_dh_power(const struct bs_dh *dh, bs_reader base, bs_reader exponent, uint8_t *out) {
    base = bs_strip_zeros(base); /* a generator or a peer's value: public */
    if (base.len > dh->p.len) return BS_E_BAD_DH;
    memset(out, 0, dh->p.len);
    if (base.len > 0) memcpy(out + dh->p.len - base.len, base.p, base.len);
    return bs_modexp(out, exponent, dh->p);
}

bool bs_dh_secret_good(const struct bs_dh *dh, const uint8_t *secret) {
    size_t last = dh->p.len - 1;
    uint32_t high = 0, diff = 0;
    for (size_t i = 0; i < last; i++) {
        high |= secret[i];
        diff |= (uint32_t)(secret[i] ^ dh->p.p[i]);
    }
    diff |= (uint32_t)(secret[last] ^ (dh->p.p[last] & 0xFE));
    return (bs_ct_eq_mask(high | (secret[last] & 0xFEu), 0) | bs_ct_eq_mask(diff, 0)) == 0;
}
