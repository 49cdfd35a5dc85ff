#include "src/crypto/modexp.h"

#include <stdlib.h>
#include <string.h>

#include "src/base/secret.h"

#define LIMB sizeof(mp_limb_t)

void bs_limbs_load(mp_limb_t *out, size_t count, bs_reader bytes) {
    memset(out, 0, count * LIMB);
    for (size_t i = 0; i < bytes.len; i++) {
        mp_limb_t b = bytes.p[bytes.len - 1 - i];
        out[i / LIMB] |= b << (8 * (i % LIMB));
    }
}

void bs_limbs_store(uint8_t *out, size_t n, const mp_limb_t *limbs, size_t count) {
    for (size_t i = 0; i < n; i++) {
        mp_limb_t limb = i / LIMB < count ? limbs[i / LIMB] >> (8 * (i % LIMB)) : 0;
        out[n - 1 - i] = (uint8_t)limb;
    }
}

bs_reader bs_strip_zeros(bs_reader r) {
    while (r.len > 0 && r.p[0] == 0) {
        r.p++;
        r.len--;
    }
    return r;
}

unsigned bs_bit_length(bs_reader r) {
    r = bs_strip_zeros(r);
    if (r.len == 0) return 0;
    unsigned bits = 8 * (unsigned)(r.len - 1);
    for (unsigned top = r.p[0]; top != 0; top >>= 1) bits++;
    return bits;
}

static mp_limb_t *limbs_new(size_t count) { return (mp_limb_t *)calloc(count, LIMB); }

static void limbs_free(mp_limb_t *p, size_t count) {
    bs_wipe(p, count * LIMB);
    free(p);
}

static size_t max_size(size_t a, size_t b) { return a > b ? a : b; }

bs_status bs_modexp(uint8_t *x, bs_reader e, bs_reader m) {
    size_t n = bs_limbs_for(m.len), en = bs_limbs_for(e.len);
    mp_bitcnt_t bits = 8 * e.len;
    size_t itch = (size_t)mpn_sec_powm_itch((mp_size_t)n, bits, (mp_size_t)n);
    size_t total = 3 * n + en + itch;
    mp_limb_t *block = limbs_new(total);
    if (!block) return BS_E_MEMORY;
    mp_limb_t *base = block, *mod = base + n, *result = mod + n, *exp = result + n, *scratch = exp + en;
    bs_limbs_load(base, n, bs_r_from(x, m.len));
    bs_limbs_load(mod, n, m);
    bs_limbs_load(exp, en, e);
    mpn_sec_powm(result, base, (mp_size_t)n, exp, bits, mod, (mp_size_t)n, scratch);
    bs_limbs_store(x, m.len, result, n);
    limbs_free(block, total);
    return BS_OK;
}

bs_status bs_mod(uint8_t *out, bs_reader a, bs_reader m) {
    size_t n = bs_limbs_for(m.len), an = max_size(bs_limbs_for(a.len), n);
    size_t itch = (size_t)mpn_sec_div_r_itch((mp_size_t)an, (mp_size_t)n);
    size_t total = an + n + itch;
    mp_limb_t *block = limbs_new(total);
    if (!block) return BS_E_MEMORY;
    mp_limb_t *num = block, *mod = num + an, *scratch = mod + n;
    bs_limbs_load(num, an, a);
    bs_limbs_load(mod, n, m);
    mpn_sec_div_r(num, (mp_size_t)an, mod, (mp_size_t)n, scratch);
    bs_limbs_store(out, m.len, num, n);
    limbs_free(block, total);
    return BS_OK;
}

bs_status bs_mod_inverse(uint8_t *out, bs_reader a, bs_reader m) {
    BS_TRY(bs_mod(out, a, m)); /* a may be the larger of two primes */
    size_t n = bs_limbs_for(m.len);
    size_t itch = (size_t)mpn_sec_invert_itch((mp_size_t)n);
    size_t total = 3 * n + itch;
    mp_limb_t *block = limbs_new(total);
    if (!block) return BS_E_MEMORY;
    mp_limb_t *num = block, *mod = num + n, *result = mod + n, *scratch = result + n;
    bs_limbs_load(num, n, bs_r_from(out, m.len));
    bs_limbs_load(mod, n, m);
    mp_bitcnt_t bits = 2 * n * (mp_bitcnt_t)GMP_NUMB_BITS;
    bool ok = mpn_sec_invert(result, num, mod, (mp_size_t)n, bits, scratch) != 0;
    bs_limbs_store(out, m.len, result, n);
    limbs_free(block, total);
    return ok ? BS_OK : BS_E_ARGUMENT;
}

bs_status bs_is_product(bool *equal, bs_reader p, bs_reader q, bs_reader n) {
    if (p.len < q.len) { /* GMP wants the longer factor first */
        bs_reader t = p;
        p = q;
        q = t;
    }
    size_t pn = bs_limbs_for(p.len), qn = bs_limbs_for(q.len), nn = max_size(bs_limbs_for(n.len), pn + qn);
    size_t itch = (size_t)mpn_sec_mul_itch((mp_size_t)pn, (mp_size_t)qn);
    size_t total = 2 * nn + pn + qn + itch;
    mp_limb_t *block = limbs_new(total);
    if (!block) return BS_E_MEMORY;
    mp_limb_t *a = block, *b = a + pn, *want = b + qn, *product = want + nn, *scratch = product + nn;
    bs_limbs_load(a, pn, p);
    bs_limbs_load(b, qn, q);
    bs_limbs_load(want, nn, n);
    mpn_sec_mul(product, a, (mp_size_t)pn, b, (mp_size_t)qn, scratch);
    *equal = bs_ct_equal(product, want, nn * LIMB);
    limbs_free(block, total);
    return BS_OK;
}
