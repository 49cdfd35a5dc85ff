/* Between RSA objects and key material. */
#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/base/secret.h"

BIGNUM *bs_bn_from(bs_reader r) { return r.len <= INT32_MAX ? BN_bin2bn(r.p, (int)r.len, NULL) : NULL; }

enum { N, E, D, P, Q, DP, DQ, IQ, NUMBERS };

/* Big-endian bytes of all numbers in one block, to be wiped. */
struct numbers {
    uint8_t *mem;
    size_t len;
    bs_reader v[NUMBERS];
};

static bool numbers_load(struct numbers *out, const BIGNUM *const bn[NUMBERS]) {
    *out = (struct numbers){ 0 };
    for (int i = 0; i < NUMBERS; i++) out->len += bn[i] != NULL ? (size_t)BN_num_bytes(bn[i]) : 0;
    out->mem = OPENSSL_malloc(out->len + 1);
    if (out->mem == NULL) return false;
    uint8_t *at = out->mem;
    for (int i = 0; i < NUMBERS; i++) {
        if (bn[i] == NULL) continue;
        int n = BN_bn2bin(bn[i], at);
        out->v[i] = bs_r_from(at, (size_t)n);
        at += n;
    }
    return true;
}

static void numbers_free(struct numbers *v) { OPENSSL_clear_free(v->mem, v->len + 1); }

static bs_status build(const RSA *r, const BIGNUM *const bn[NUMBERS], struct bs_keymat **out) {
    struct numbers v;
    if (!numbers_load(&v, bn)) return BS_E_MEMORY;
    bs_status s = BS_OK;
    if (bn[P] == NULL || bn[Q] == NULL) {
        struct bs_pubkey pub = { .type = r->pss ? BS_KEY_RSA_PSS : BS_KEY_RSA, .n = v.v[N], .e = v.v[E] };
        *out = bs_keymat_from_public(&pub);
    } else {
        struct bs_privkey *priv = NULL;
        s = bs_privkey_new_rsa(&priv, r->pss, v.v[N], v.v[E], v.v[D], v.v[P], v.v[Q], v.v[DP], v.v[DQ], v.v[IQ]);
        if (s == BS_OK && (*out = bs_keymat_from_private(priv)) == NULL) bs_privkey_free(priv);
    }
    numbers_free(&v);
    return s != BS_OK ? s : *out != NULL ? BS_OK : BS_E_MEMORY;
}

static bs_status from_numbers(const RSA *r, struct bs_keymat **out) {
    const BIGNUM *bn[NUMBERS] = { r->n, r->e, r->d, r->p, r->q, r->dmp1, r->dmq1, r->iqmp };
    if (r->n == NULL || r->e == NULL) return BS_E_ARGUMENT;
    if (r->d == NULL || (r->p != NULL && r->q != NULL)) return build(r, bn, out);
    BIGNUM *p = BN_new(), *q = BN_new(); /* d without its factors: find them, for the CRT */
    bs_status s = BS_E_MEMORY;
    if (p != NULL && q != NULL) {
        bn[P] = p;
        bn[Q] = q;
        bn[DP] = bn[DQ] = bn[IQ] = NULL;
        s = bs_rsa_recover_factors(r->n, r->e, r->d, p, q) ? build(r, bn, out) : BS_E_ARGUMENT;
    }
    BN_clear_free(p);
    BN_clear_free(q);
    return s;
}

struct bs_keymat *bs_rsa_mat(const RSA *rsa) {
    union {
        const RSA *from;
        RSA *to;
    } cached = { rsa }; /* a cache behind the constant object */
    RSA *r = cached.to;
    if (r == NULL) return NULL;
    (void)pthread_mutex_lock(&r->lock);
    bs_status s = r->mat != NULL ? BS_OK : from_numbers(r, &r->mat);
    struct bs_keymat *mat = r->mat;
    (void)pthread_mutex_unlock(&r->lock);
    if (s == BS_E_ARGUMENT) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_VALUE_MISSING);
    } else if (s != BS_OK) {
        bs_evp_raise_status(ERR_LIB_RSA, s);
    }
    return mat;
}

RSA *bs_rsa_from_mat(struct bs_keymat *mat) {
    if (mat->pub.type != BS_KEY_RSA && mat->pub.type != BS_KEY_RSA_PSS) return NULL;
    RSA *r = RSA_new();
    if (r == NULL) return NULL;
    r->pss = mat->pub.type == BS_KEY_RSA_PSS;
    r->n = bs_bn_from(mat->pub.n);
    r->e = bs_bn_from(mat->pub.e);
    bool ok = r->n != NULL && r->e != NULL;
    if (mat->priv != NULL) {
        const br_rsa_private_key *k = &mat->priv->rsa;
        r->d = mat->priv->d.len > 0 ? bs_bn_from(mat->priv->d) : NULL;
        r->p = bs_bn_from(bs_r_from(k->p, k->plen));
        r->q = bs_bn_from(bs_r_from(k->q, k->qlen));
        r->dmp1 = bs_bn_from(bs_r_from(k->dp, k->dplen));
        r->dmq1 = bs_bn_from(bs_r_from(k->dq, k->dqlen));
        r->iqmp = bs_bn_from(bs_r_from(k->iq, k->iqlen));
        ok = ok && r->p != NULL && r->q != NULL && r->dmp1 != NULL && r->dmq1 != NULL && r->iqmp != NULL;
    }
    if (r->pss && mat->pub.pss_hash != BS_HASH_NONE) ok = (r->pss_params = bs_rsa_pss_params_new(mat)) != NULL && ok;
    if (!ok) {
        RSA_free(r);
        return NULL;
    }
    r->mat = bs_keymat_up_ref(mat);
    return r;
}

/* One try with base g: x = g^t, squared until it is 1; a root of 1 other than -1 before it gives a factor. */
static bool try_base(const BIGNUM *n, const BIGNUM *t, int twos, const BIGNUM *g, BIGNUM *x, BIGNUM *y, BIGNUM *p,
                     BN_CTX *ctx) {
    if (!BN_mod_exp(x, g, t, n, ctx)) return false;
    for (int i = 0; i < twos; i++) {
        if (!BN_mod_mul(y, x, x, n, ctx)) return false;
        if (BN_is_one(y)) {
            if (!BN_sub_word(x, 1) || !BN_gcd(p, x, n, ctx)) return false;
            return !BN_is_one(p) && BN_cmp(p, n) != 0;
        }
        if (!BN_copy(x, y)) return false;
    }
    return false;
}

/* Not constant-time; it runs once, when a program hands over a bare d. */
bool bs_rsa_recover_factors(const BIGNUM *n, const BIGNUM *e, const BIGNUM *d, BIGNUM *p, BIGNUM *q) {
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *t = BN_new(), *x = BN_new(), *y = BN_new(), *g = BN_new();
    bool found = false;
    int twos = 0;
    if (ctx == NULL || t == NULL || x == NULL || y == NULL || g == NULL) goto out;
    if (BN_is_zero(n) || !BN_is_odd(n) || !BN_mul(t, d, e, ctx) || !BN_sub_word(t, 1) || BN_is_zero(t)) goto out;
    while (!BN_is_odd(t)) {
        if (!BN_rshift1(t, t)) goto out;
        twos++;
    }
    for (unsigned base = 2; base < 102 && !found; base++) {
        if (!BN_set_word(g, base)) goto out;
        found = try_base(n, t, twos, g, x, y, p, ctx);
    }
    found = found && BN_div(q, x, n, p, ctx) && BN_is_zero(x);
    if (found && BN_cmp(p, q) < 0) BN_swap(p, q);
out:
    BN_clear_free(t);
    BN_clear_free(x);
    BN_clear_free(y);
    BN_free(g);
    BN_CTX_free(ctx);
    return found;
}
