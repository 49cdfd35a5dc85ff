#include "src/crypto/key.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/modexp.h"
#include "src/crypto/raw_key.h"
#include "src/crypto/rsa_op.h"

#define MAX_POINT 133

static unsigned curve_bits(int curve) {
    switch (curve) {
    case BR_EC_secp256r1: return 256;
    case BR_EC_secp384r1: return 384;
    case BR_EC_secp521r1: return 521;
    default: return 0;
    }
}

unsigned bs_pubkey_bits(const struct bs_pubkey *k) {
    switch (k->type) {
    case BS_KEY_RSA:
    case BS_KEY_RSA_PSS: return bs_bit_length(k->n);
    case BS_KEY_EC: return curve_bits(k->curve);
    default: break;
    }
    const struct bs_raw_kind *raw = bs_raw_kind(k->type);
    return raw ? raw->bits : 0;
}

/* FIPS 140-2 IG 7.5's estimate of the number field sieve, rounded to a multiple of eight; OpenSSL's numbers up to the
 * 16384 bits that are taken. */
static unsigned rsa_security_bits(unsigned bits) {
    static const struct {
        unsigned from, strength;
    } steps[] = {
        { 16132, 272 }, { 15361, 264 }, { 13914, 256 }, { 12877, 248 }, { 11893, 240 }, { 10953, 232 }, { 10064, 224 },
        { 9216, 216 },  { 8418, 208 },  { 7681, 200 },  { 6947, 192 },  { 6274, 184 },  { 5642, 176 },  { 5054, 168 },
        { 4502, 160 },  { 3991, 152 },  { 3514, 144 },  { 3076, 136 },  { 2671, 128 },  { 2301, 120 },  { 1963, 112 },
        { 1657, 104 },  { 1383, 96 },   { 1137, 88 },   { 920, 80 },    { 729, 72 },    { 566, 64 },    { 425, 56 },
        { 308, 48 },    { 213, 40 },    { 138, 32 },    { 81, 24 },     { 41, 16 },     { 16, 8 },
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (bits >= steps[i].from) return steps[i].strength;
    }
    return 0;
}

unsigned bs_pubkey_security_bits(const struct bs_pubkey *k) {
    switch (k->type) {
    case BS_KEY_RSA:
    case BS_KEY_RSA_PSS: return rsa_security_bits(bs_bit_length(k->n));
    case BS_KEY_EC: return k->curve == BR_EC_secp521r1 ? 256 : curve_bits(k->curve) / 2;
    default: break;
    }
    const struct bs_raw_kind *raw = bs_raw_kind(k->type);
    return raw ? raw->security_bits : 0;
}

bool bs_pubkey_equal(const struct bs_pubkey *a, const struct bs_pubkey *b) {
    if (a->type != b->type) return false;
    switch (a->type) {
    case BS_KEY_RSA:
    case BS_KEY_RSA_PSS:
        return bs_r_same(bs_strip_zeros(a->n), bs_strip_zeros(b->n)) &&
               bs_r_same(bs_strip_zeros(a->e), bs_strip_zeros(b->e));
    case BS_KEY_EC: return a->curve == b->curve && bs_r_same(a->point, b->point);
    case BS_KEY_NONE: return false;
    default: return bs_r_same(a->point, b->point);
    }
}

/* SEC 1 3.2.2.1: multiplying by one makes BearSSL look whether the point is on the curve. */
static bool point_on_curve(int curve, bs_reader point) {
    static const uint8_t one = 1;
    uint8_t copy[MAX_POINT];
    size_t want = 1 + 2 * (((size_t)curve_bits(curve) + 7) / 8);
    if (want == 1 || point.len != want || point.p[0] != 4 || !bs_r_copy(point, copy, sizeof copy)) return false;
    return br_ec_get_default()->mul(copy, point.len, &one, 1, curve) == 1;
}

bool bs_pubkey_check(const struct bs_pubkey *k) {
    switch (k->type) {
    case BS_KEY_RSA:
    case BS_KEY_RSA_PSS: {
        bs_reader n = bs_strip_zeros(k->n), e = bs_strip_zeros(k->e);
        unsigned bits = bs_bit_length(n), e_bits = bs_bit_length(e);
        return bits >= BS_RSA_MIN_BITS && bits <= BS_RSA_MAX_BITS && (n.p[n.len - 1] & 1) != 0 && e_bits >= 2 &&
               (e.p[e.len - 1] & 1) != 0 && e_bits <= bits;
    }
    case BS_KEY_EC: return point_on_curve(k->curve, k->point);
    default: break;
    }
    const struct bs_raw_kind *raw = bs_raw_kind(k->type);
    return raw && k->point.len == raw->key_len;
}

void bs_privkey_free(struct bs_privkey *k) {
    if (!k) return;
    bs_wipe(k->mem, k->mem_len);
    free(k->mem);
    bs_wipe(k, sizeof *k);
    free(k);
}

struct bs_privkey *bs_privkey_alloc(enum bs_key_type type, size_t len) {
    struct bs_privkey *k = (struct bs_privkey *)calloc(1, sizeof *k);
    if (!k) return NULL;
    k->pub.type = type;
    k->mem = (uint8_t *)calloc(1, len);
    k->mem_len = len;
    if (k->mem) return k;
    free(k);
    return NULL;
}

/* Right-aligned in len bytes of the block, which *at walks through. */
static uint8_t *place(uint8_t **at, bs_reader v, size_t len) {
    uint8_t *to = *at;
    *at += len;
    if (v.len > 0) memcpy(to + len - v.len, v.p, v.len);
    return to;
}

struct rsa_numbers {
    bs_reader n, e, d, p, q, dp, dq, iq;
};

static bool odd(bs_reader r) { return r.len > 0 && (r.p[r.len - 1] & 1) != 0; }

static bool plausible(const struct rsa_numbers *v) {
    struct bs_pubkey pub = { .type = BS_KEY_RSA, .n = v->n, .e = v->e };
    bool crt = v->dp.len > 0 && v->dq.len > 0 && v->iq.len > 0;
    return bs_pubkey_check(&pub) && odd(v->p) && odd(v->q) && bs_bit_length(v->p) > 1 && bs_bit_length(v->q) > 1 &&
           v->d.len <= v->n.len && v->dp.len <= v->p.len && v->dq.len <= v->q.len && v->iq.len <= v->p.len &&
           (crt || v->d.len > 0);
}

/* d mod (prime - 1), RFC 8017 3.2; the prime is odd, so less one it ends in an even byte. */
static bs_status reduced_exponent(uint8_t *out, bs_reader d, bs_reader prime) {
    uint8_t less[BS_RSA_MAX_LEN];
    memcpy(less, prime.p, prime.len);
    less[prime.len - 1] = (uint8_t)(less[prime.len - 1] - 1);
    bs_status s = bs_mod(out, d, bs_r_from(less, prime.len));
    bs_wipe(less, prime.len);
    return s;
}

static bs_status fill_rsa(struct bs_privkey *k, const struct rsa_numbers *v) {
    uint8_t *at = k->mem;
    br_rsa_private_key *r = &k->rsa;
    k->pub.n = bs_r_from(place(&at, v->n, v->n.len), v->n.len);
    k->pub.e = bs_r_from(place(&at, v->e, v->e.len), v->e.len);
    k->d = bs_r_from(place(&at, v->d, v->d.len), v->d.len);
    r->n_bitlen = bs_bit_length(v->n);
    r->p = place(&at, v->p, v->p.len);
    r->dp = place(&at, v->dp, v->p.len);
    r->iq = place(&at, v->iq, v->p.len);
    r->plen = r->dplen = r->iqlen = v->p.len;
    r->q = place(&at, v->q, v->q.len);
    r->dq = place(&at, v->dq, v->q.len);
    r->qlen = r->dqlen = v->q.len;
    if (v->dp.len == 0) BS_TRY(reduced_exponent(r->dp, v->d, v->p));
    if (v->dq.len == 0) BS_TRY(reduced_exponent(r->dq, v->d, v->q));
    if (v->iq.len == 0) BS_TRY(bs_mod_inverse(r->iq, v->q, v->p));
    return BS_OK;
}

bs_status bs_privkey_new_rsa(struct bs_privkey **out, bool pss, bs_reader n, bs_reader e, bs_reader d, bs_reader p,
                             bs_reader q, bs_reader dp, bs_reader dq, bs_reader iq) {
    struct rsa_numbers v = { bs_strip_zeros(n), bs_strip_zeros(e),  bs_strip_zeros(d),  bs_strip_zeros(p),
                             bs_strip_zeros(q), bs_strip_zeros(dp), bs_strip_zeros(dq), bs_strip_zeros(iq) };
    bool product = false;
    *out = NULL;
    if (!plausible(&v)) return BS_E_ARGUMENT;
    BS_TRY(bs_is_product(&product, v.p, v.q, v.n));
    if (!product) return BS_E_ARGUMENT;
    size_t len = v.n.len + v.e.len + v.d.len + 3 * v.p.len + 2 * v.q.len;
    struct bs_privkey *k = bs_privkey_alloc(pss ? BS_KEY_RSA_PSS : BS_KEY_RSA, len);
    if (!k) return BS_E_MEMORY;
    bs_status s = fill_rsa(k, &v);
    if (s != BS_OK) {
        bs_privkey_free(k);
        return s;
    }
    *out = k;
    return BS_OK;
}

static bs_status fill_ec(struct bs_privkey *k, bs_reader scalar, size_t order_len) {
    const uint8_t *order = br_ec_get_default()->order(k->ec.curve, &order_len);
    bs_reader x = scalar;
    while (x.len > order_len && x.p[0] == 0) {
        x.p++;
        x.len--;
    }
    if (x.len > order_len || x.len == 0) return BS_E_ARGUMENT;
    memcpy(k->ec.x + order_len - x.len, x.p, x.len);
    return bs_ct_in_range_mask(k->ec.x, order, order_len) != 0 ? BS_OK : BS_E_ARGUMENT;
}

bs_status bs_privkey_new_ec(struct bs_privkey **out, int curve, bs_reader scalar) {
    *out = NULL;
    if (curve_bits(curve) == 0) return BS_E_ARGUMENT;
    size_t len = ((size_t)curve_bits(curve) + 7) / 8;
    struct bs_privkey *k = bs_privkey_alloc(BS_KEY_EC, len + MAX_POINT);
    if (!k) return BS_E_MEMORY;
    k->ec = (br_ec_private_key){ curve, k->mem, len };
    bs_status s = fill_ec(k, scalar, len);
    if (s != BS_OK) {
        bs_privkey_free(k);
        return s;
    }
    k->pub.curve = curve;
    k->pub.point = bs_r_from(k->mem + len, br_ec_get_default()->mulgen(k->mem + len, k->ec.x, len, curve));
    *out = k;
    return BS_OK;
}
