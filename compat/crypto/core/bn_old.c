/* Numbers: names from before 1.0, and division by a divisor that comes again and again.  man 3 BN_generate_prime */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/core/raise.h"

/* A program's callback of the old kind, for the length of a call. */
static BN_GENCB *old_callback(void (*callback)(int, int, void *), void *arg) {
    BN_GENCB *cb = BN_GENCB_new();
    if (cb != NULL) BN_GENCB_set_old(cb, callback, arg);
    return cb;
}

int BN_is_prime(const BIGNUM *p, int nchecks, void (*callback)(int, int, void *), BN_CTX *ctx, void *cb_arg) {
    return BN_is_prime_fasttest(p, nchecks, callback, ctx, cb_arg, 0);
}

int BN_is_prime_fasttest(const BIGNUM *p, int nchecks, void (*callback)(int, int, void *), BN_CTX *ctx, void *cb_arg,
                         int do_trial_division) {
    BN_GENCB *cb = old_callback(callback, cb_arg);
    int r = cb != NULL ? BN_is_prime_fasttest_ex(p, nchecks, ctx, do_trial_division, cb) : -1;
    BN_GENCB_free(cb);
    return r;
}

BIGNUM *BN_generate_prime(BIGNUM *ret, int bits, int safe, const BIGNUM *add, const BIGNUM *rem,
                          void (*callback)(int, int, void *), void *cb_arg) {
    BN_GENCB *cb = old_callback(callback, cb_arg);
    BIGNUM *out = ret != NULL ? ret : BN_new();
    int ok = cb != NULL && out != NULL && BN_generate_prime_ex(out, bits, safe, add, rem, cb);
    BN_GENCB_free(cb);
    if (ok) return out;
    if (out != ret) BN_free(out);
    return NULL;
}

/* GMP divides by what it is given; there is nothing to prepare. */
struct bn_recp_ctx_st {
    BIGNUM *divisor;
};

BN_RECP_CTX *BN_RECP_CTX_new(void) {
    BN_RECP_CTX *r = OPENSSL_zalloc(sizeof *r);
    if (r == NULL || (r->divisor = BN_new()) != NULL) return r;
    OPENSSL_free(r);
    return NULL;
}

void BN_RECP_CTX_free(BN_RECP_CTX *recp) {
    if (recp == NULL) return;
    BN_free(recp->divisor);
    OPENSSL_free(recp);
}

int BN_RECP_CTX_set(BN_RECP_CTX *recp, const BIGNUM *rdiv, BN_CTX *ctx) {
    (void)ctx;
    return BN_copy(recp->divisor, rdiv) != NULL;
}

int BN_div_recp(BIGNUM *dv, BIGNUM *rem, const BIGNUM *m, BN_RECP_CTX *recp, BN_CTX *ctx) {
    return BN_div(dv, rem, m, recp->divisor, ctx);
}

int BN_mod_mul_reciprocal(BIGNUM *r, const BIGNUM *x, const BIGNUM *y, BN_RECP_CTX *recp, BN_CTX *ctx) {
    BIGNUM *product = BN_new();
    int ok = product != NULL && (y != NULL ? BN_mul(product, x, y, ctx) : BN_copy(product, x) != NULL) &&
             BN_div_recp(NULL, r, product, recp, ctx);
    BN_clear_free(product);
    return ok;
}
