/* BIGNUM: making, copying, comparing, single words and bits. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <limits.h>
#include <string.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"
#include "src/base/secret.h"

BIGNUM *BN_new(void) {
    BIGNUM *a = (BIGNUM *)OPENSSL_zalloc(sizeof(*a));
    if (a == NULL) {
        BS_RAISE(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    mpz_init(a->v);
    a->flags = BN_FLG_MALLOCED;
    return a;
}

BIGNUM *BN_secure_new(void) {
    BIGNUM *a = BN_new();
    if (a != NULL) a->flags |= BN_FLG_SECURE;
    return a;
}

void bs_bn_wipe(mpz_t v) {
    if (v->_mp_alloc > 0) bs_wipe(v->_mp_d, (size_t)v->_mp_alloc * sizeof(mp_limb_t));
}

void BN_clear_free(BIGNUM *a) {
    if (a == NULL) return;
    if (!(a->flags & BN_FLG_STATIC_DATA)) {
        bs_bn_wipe(a->v);
        mpz_clear(a->v);
    }
    if (a->flags & BN_FLG_MALLOCED) OPENSSL_clear_free(a, sizeof(*a));
}

/* Wiped in any case: programs free private numbers with either. */
void BN_free(BIGNUM *a) { BN_clear_free(a); }

void BN_clear(BIGNUM *a) {
    if (a == NULL) return;
    bs_bn_wipe(a->v);
    mpz_set_ui(a->v, 0);
}

BIGNUM *BN_copy(BIGNUM *a, const BIGNUM *b) {
    if (a != b) mpz_set(a->v, b->v);
    return a;
}

BIGNUM *BN_dup(const BIGNUM *a) {
    if (a == NULL) return NULL;
    BIGNUM *b = (a->flags & BN_FLG_SECURE) ? BN_secure_new() : BN_new();
    return b == NULL ? NULL : BN_copy(b, a);
}

/* The numbers change places; whether an object was allocated stays with the object. */
void BN_swap(BIGNUM *a, BIGNUM *b) {
    int keep = BN_FLG_MALLOCED, fa = a->flags, fb = b->flags;
    mpz_swap(a->v, b->v);
    a->flags = (fa & keep) | (fb & ~keep);
    b->flags = (fb & keep) | (fa & ~keep);
}

void BN_consttime_swap(BN_ULONG condition, BIGNUM *a, BIGNUM *b, int nwords) {
    if (nwords <= 0) return;
    if (a->v->_mp_alloc < nwords) _mpz_realloc(a->v, nwords);
    if (b->v->_mp_alloc < nwords) _mpz_realloc(b->v, nwords);
    mp_limb_t mask = (mp_limb_t)0 - (mp_limb_t)((condition | ((BN_ULONG)0 - condition)) >> (BN_BITS2 - 1));
    unsigned size = (unsigned)(a->v->_mp_size ^ b->v->_mp_size) & (unsigned)mask;
    a->v->_mp_size = (int)((unsigned)a->v->_mp_size ^ size);
    b->v->_mp_size = (int)((unsigned)b->v->_mp_size ^ size);
    for (int i = 0; i < nwords; i++) {
        mp_limb_t t = (a->v->_mp_d[i] ^ b->v->_mp_d[i]) & mask;
        a->v->_mp_d[i] ^= t;
        b->v->_mp_d[i] ^= t;
    }
}

const BIGNUM *BN_value_one(void) {
    static const mp_limb_t limb = 1;
    static const BIGNUM one = { { { ._mp_alloc = 0, ._mp_size = 1, ._mp_d = (mp_limb_t *)(uintptr_t)&limb } },
                                BN_FLG_STATIC_DATA };
    return &one;
}

/* --- flags ------------------------------------------------------------------------- */

void BN_set_flags(BIGNUM *b, int n) { b->flags |= n; }
int BN_get_flags(const BIGNUM *b, int n) { return b->flags & n; }

void BN_with_flags(BIGNUM *dest, const BIGNUM *b, int flags) {
    if (!(dest->flags & BN_FLG_STATIC_DATA)) mpz_clear(dest->v);
    dest->v[0] = b->v[0];
    dest->flags = (dest->flags & BN_FLG_MALLOCED) | (b->flags & ~BN_FLG_MALLOCED) | BN_FLG_STATIC_DATA | flags;
}

void BN_set_negative(BIGNUM *a, int n) {
    if ((n != 0) != (mpz_sgn(a->v) < 0)) mpz_neg(a->v, a->v);
}

/* --- comparing ---------------------------------------------------------------------- */

static int sign(int x) { return (x > 0) - (x < 0); }

int BN_cmp(const BIGNUM *a, const BIGNUM *b) {
    if (a == NULL || b == NULL) return a != NULL ? -1 : b != NULL ? 1 : 0;
    return sign(mpz_cmp(a->v, b->v));
}

int BN_ucmp(const BIGNUM *a, const BIGNUM *b) { return sign(mpz_cmpabs(a->v, b->v)); }
int BN_abs_is_word(const BIGNUM *a, const BN_ULONG w) { return mpz_cmpabs_ui(a->v, w) == 0; }
int BN_is_zero(const BIGNUM *a) { return mpz_sgn(a->v) == 0; }
int BN_is_one(const BIGNUM *a) { return mpz_cmp_ui(a->v, 1) == 0; }
int BN_is_word(const BIGNUM *a, const BN_ULONG w) { return mpz_cmp_ui(a->v, w) == 0; }
int BN_is_odd(const BIGNUM *a) { return mpz_odd_p(a->v) != 0; }
int BN_is_negative(const BIGNUM *a) { return mpz_sgn(a->v) < 0; }

/* --- words ---------------------------------------------------------------------------- */

int BN_set_word(BIGNUM *a, BN_ULONG w) {
    mpz_set_ui(a->v, w);
    return 1;
}

void BN_zero_ex(BIGNUM *a) { mpz_set_ui(a->v, 0); }

BN_ULONG BN_get_word(const BIGNUM *a) {
    return mpz_size(a->v) > 1 ? ~(BN_ULONG)0 : mpz_get_ui(a->v);
}

int BN_add_word(BIGNUM *a, BN_ULONG w) {
    mpz_add_ui(a->v, a->v, w);
    return 1;
}

int BN_sub_word(BIGNUM *a, BN_ULONG w) {
    mpz_sub_ui(a->v, a->v, w);
    return 1;
}

int BN_mul_word(BIGNUM *a, BN_ULONG w) {
    mpz_mul_ui(a->v, a->v, w);
    return 1;
}

BN_ULONG BN_div_word(BIGNUM *a, BN_ULONG w) { return w == 0 ? ~(BN_ULONG)0 : mpz_tdiv_q_ui(a->v, a->v, w); }
BN_ULONG BN_mod_word(const BIGNUM *a, BN_ULONG w) { return w == 0 ? ~(BN_ULONG)0 : mpz_tdiv_ui(a->v, w); }

/* --- bits ------------------------------------------------------------------------------- */

int BN_num_bits_word(BN_ULONG w) {
    int n = 0;
    for (int step = BN_BITS2 / 2; step > 0; step /= 2) { /* without a branch on the word */
        BN_ULONG high = w >> step;
        BN_ULONG mask = (BN_ULONG)0 - ((high | ((BN_ULONG)0 - high)) >> (BN_BITS2 - 1));
        n += step & (int)mask;
        w ^= (high ^ w) & mask;
    }
    return n + (int)(w & 1);
}

int BN_num_bits(const BIGNUM *a) { return mpz_sgn(a->v) == 0 ? 0 : (int)mpz_sizeinbase(a->v, 2); }

/* Bits are of the magnitude, where GMP would take a negative number for two's complement. */
static void with_magnitude(BIGNUM *a, void (*change)(mpz_ptr, mp_bitcnt_t), mp_bitcnt_t n) {
    bool negative = mpz_sgn(a->v) < 0;
    mpz_abs(a->v, a->v);
    change(a->v, n);
    if (negative) mpz_neg(a->v, a->v);
}

static void low_bits(mpz_ptr v, mp_bitcnt_t n) { mpz_tdiv_r_2exp(v, v, n); }
static void set_bit(mpz_ptr v, mp_bitcnt_t n) { mpz_setbit(v, n); }
static void clear_bit(mpz_ptr v, mp_bitcnt_t n) { mpz_clrbit(v, n); }

/* True if the bit lies in a word the number has. */
static bool within(const BIGNUM *a, int n) { return n >= 0 && (size_t)n / BN_BITS2 < mpz_size(a->v); }

int BN_set_bit(BIGNUM *a, int n) {
    if (n < 0 || n > BS_BN_MAX_BITS) return 0;
    with_magnitude(a, set_bit, (mp_bitcnt_t)n);
    return 1;
}

int BN_clear_bit(BIGNUM *a, int n) {
    if (!within(a, n)) return 0;
    with_magnitude(a, clear_bit, (mp_bitcnt_t)n);
    return 1;
}

int BN_is_bit_set(const BIGNUM *a, int n) {
    if (!within(a, n)) return 0;
    return (int)(mpz_getlimbn(a->v, n / BN_BITS2) >> (n % BN_BITS2) & 1);
}

int BN_mask_bits(BIGNUM *a, int n) {
    if (!within(a, n)) return 0;
    with_magnitude(a, low_bits, (mp_bitcnt_t)n);
    return 1;
}

char *BN_options(void) { return (char *)(uintptr_t)"bn(64,64)"; }

/* NIST SP 800-57 part 1, table 2, as BN_security_bits(3) tells. */
int BN_security_bits(int L, int N) {
    int bits = L >= 15360 ? 256 : L >= 7680 ? 192 : L >= 3072 ? 128 : L >= 2048 ? 112 : L >= 1024 ? 80 : 0;
    if (bits == 0 || N == -1) return bits;
    if (N < 160) return 0;
    return N / 2 < bits ? N / 2 : bits;
}
