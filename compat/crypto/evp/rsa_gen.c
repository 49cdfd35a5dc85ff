/* Making and checking RSA keys. */
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/rsa_local.h"
#include "compat/crypto/evp/rsa_meth.h"
#include "src/base/secret.h"

#define MIN_BITS 512
#define MAX_BITS 4096 /* what BearSSL makes */

/* d = 1/e mod lcm(p-1, q-1). FIPS 186-4 B.3.1 */
static BIGNUM *private_exponent(const BIGNUM *e, const BIGNUM *p, const BIGNUM *q) {
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *p1 = BN_dup(p), *q1 = BN_dup(q), *phi = BN_new(), *gcd = BN_new(), *d = BN_new();
    bool ok = ctx != NULL && p1 != NULL && q1 != NULL && phi != NULL && gcd != NULL && d != NULL &&
              BN_sub_word(p1, 1) && BN_sub_word(q1, 1) && BN_mul(phi, p1, q1, ctx) && BN_gcd(gcd, p1, q1, ctx) &&
              BN_div(phi, NULL, phi, gcd, ctx) && BN_mod_inverse(d, e, phi, ctx) != NULL;
    BN_clear_free(p1);
    BN_clear_free(q1);
    BN_clear_free(phi);
    BN_clear_free(gcd);
    BN_CTX_free(ctx);
    if (ok) return d;
    BN_clear_free(d);
    return NULL;
}

static struct bs_keymat *finish(const br_rsa_private_key *sk, const br_rsa_public_key *pk, const BIGNUM *e, bool pss) {
    const bs_reader none = { 0 };
    struct bs_keymat *mat = NULL;
    struct bs_privkey *priv = NULL;
    BIGNUM *p = bs_bn_from(bs_r_from(sk->p, sk->plen)), *q = bs_bn_from(bs_r_from(sk->q, sk->qlen));
    BIGNUM *d = p != NULL && q != NULL ? private_exponent(e, p, q) : NULL;
    size_t len = d != NULL ? (size_t)BN_num_bytes(d) : 0;
    uint8_t *bytes = OPENSSL_malloc(len + 1);
    if (d != NULL && bytes != NULL) {
        (void)BN_bn2bin(d, bytes);
        bool swap = BN_cmp(p, q) < 0; /* OpenSSL's keys have the larger prime first; then dp, dq, iq are made anew */
        bs_reader rp = bs_r_from(sk->p, sk->plen), rq = bs_r_from(sk->q, sk->qlen);
        bs_status s = bs_privkey_new_rsa(&priv, pss, bs_r_from(pk->n, pk->nlen), bs_r_from(pk->e, pk->elen),
                                         bs_r_from(bytes, len), swap ? rq : rp, swap ? rp : rq, none, none, none);
        mat = s == BS_OK ? bs_keymat_from_private(priv) : NULL;
        if (mat == NULL) bs_privkey_free(priv);
    }
    OPENSSL_clear_free(bytes, len + 1);
    BN_clear_free(p);
    BN_clear_free(q);
    BN_clear_free(d);
    return mat;
}

static bool exponent_of(const BIGNUM *e, uint32_t *out) {
    uint8_t b[4] = { 0 };
    int n = BN_num_bytes(e);
    if (n > 4 || n == 0 || !BN_is_odd(e) || BN_is_one(e)) return false;
    (void)BN_bn2bin(e, b + 4 - n);
    *out = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    return true;
}

/* Of the progress of the search no more is told than that there are two primes: OpenSSL numbers them if they are small. */
static bool tell(unsigned bits, BN_GENCB *cb) {
    if (BN_GENCB_call(cb, 3, 0) && BN_GENCB_call(cb, 3, bits < 2048 ? 1 : 0)) return true;
    BS_RAISE(ERR_LIB_RSA, ERR_R_BN_LIB);
    return false;
}

struct bs_keymat *bs_rsa_generate(unsigned bits, const BIGNUM *e, bool pss, BN_GENCB *cb) {
    uint32_t exponent;
    uint8_t seed[48];
    if (bits < MIN_BITS) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_KEY_SIZE_TOO_SMALL);
        return NULL;
    }
    if (!exponent_of(e, &exponent)) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_PUB_EXPONENT_OUT_OF_RANGE);
        return NULL;
    }
    if (bits > MAX_BITS) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_MODULUS_TOO_LARGE);
        return NULL;
    }
    size_t priv_len = BR_RSA_KBUF_PRIV_SIZE(bits), pub_len = BR_RSA_KBUF_PUB_SIZE(bits);
    uint8_t *mem = OPENSSL_malloc(priv_len + pub_len);
    struct bs_keymat *mat = NULL;
    if (mem != NULL && RAND_priv_bytes(seed, sizeof seed) > 0) {
        br_rsa_private_key sk;
        br_rsa_public_key pk;
        br_hmac_drbg_context drbg;
        br_hmac_drbg_init(&drbg, &br_sha256_vtable, seed, sizeof seed);
        if (br_rsa_keygen_get_default()(&drbg.vtable, &sk, mem, &pk, mem + priv_len, bits, exponent)) {
            mat = finish(&sk, &pk, e, pss);
        }
        bs_wipe(&drbg, sizeof drbg);
    }
    bs_wipe(seed, sizeof seed);
    OPENSSL_clear_free(mem, priv_len + pub_len);
    if (mat == NULL) BS_RAISE(ERR_LIB_RSA, ERR_R_INTERNAL_ERROR);
    if (mat == NULL || tell(bits, cb)) return mat;
    bs_keymat_free(mat);
    return NULL;
}

static void adopt(BIGNUM **slot, BIGNUM **from) {
    BN_clear_free(*slot);
    *slot = *from;
    *from = NULL;
}

int RSA_generate_key_ex(RSA *rsa, int bits, BIGNUM *e, BN_GENCB *cb) {
    if (rsa->meth->keygen != NULL) return rsa->meth->keygen(rsa, bits, e, cb);
    struct bs_keymat *mat = bits > 0 ? bs_rsa_generate((unsigned)bits, e, false, cb) : NULL;
    RSA *made = mat != NULL ? bs_rsa_from_mat(mat) : NULL;
    bs_keymat_free(mat);
    if (made == NULL) return 0;
    adopt(&rsa->n, &made->n);
    adopt(&rsa->e, &made->e);
    adopt(&rsa->d, &made->d);
    adopt(&rsa->p, &made->p);
    adopt(&rsa->q, &made->q);
    adopt(&rsa->dmp1, &made->dmp1);
    adopt(&rsa->dmq1, &made->dmq1);
    adopt(&rsa->iqmp, &made->iqmp);
    bs_keymat_free(rsa->mat);
    rsa->mat = made->mat;
    made->mat = NULL;
    RSA_free(made);
    return 1;
}

RSA *RSA_generate_key(int bits, unsigned long e_value, void (*callback)(int, int, void *), void *cb_arg) {
    BIGNUM *e = BN_new();
    BN_GENCB *cb = BN_GENCB_new();
    RSA *rsa = RSA_new();
    bool ok = e != NULL && cb != NULL && rsa != NULL && BN_set_word(e, e_value);
    if (ok) BN_GENCB_set_old(cb, callback, cb_arg);
    ok = ok && RSA_generate_key_ex(rsa, bits, e, cb);
    BN_free(e);
    BN_GENCB_free(cb);
    if (ok) return rsa;
    RSA_free(rsa);
    return NULL;
}

static bool check_primes(const RSA *r, BN_CTX *ctx, BIGNUM *t) {
    if (BN_check_prime(r->p, ctx, NULL) != 1) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_P_NOT_PRIME);
        return false;
    }
    if (BN_check_prime(r->q, ctx, NULL) != 1) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_Q_NOT_PRIME);
        return false;
    }
    if (!BN_mul(t, r->p, r->q, ctx) || BN_cmp(t, r->n) != 0) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_N_DOES_NOT_EQUAL_P_Q);
        return false;
    }
    return true;
}

/* d * e = 1 modulo p - 1 and q - 1, which is what the lemma needs. */
static bool check_exponent(const RSA *r, BN_CTX *ctx, BIGNUM *t, BIGNUM *m) {
    const BIGNUM *const primes[] = { r->p, r->q };
    for (int i = 0; i < 2; i++) {
        if (!BN_copy(m, primes[i]) || !BN_sub_word(m, 1) || !BN_mod_mul(t, r->d, r->e, m, ctx)) return false;
        if (!BN_is_one(t)) {
            BS_RAISE(ERR_LIB_RSA, RSA_R_D_E_NOT_CONGRUENT_TO_1);
            return false;
        }
    }
    return true;
}

static bool check_crt(const RSA *r, BN_CTX *ctx, BIGNUM *t, BIGNUM *m) {
    if (r->dmp1 == NULL || r->dmq1 == NULL || r->iqmp == NULL) return true;
    if (!BN_copy(m, r->p) || !BN_sub_word(m, 1) || !BN_mod(t, r->d, m, ctx)) return false;
    if (BN_cmp(t, r->dmp1) != 0) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_DMP1_NOT_CONGRUENT_TO_D);
        return false;
    }
    if (!BN_copy(m, r->q) || !BN_sub_word(m, 1) || !BN_mod(t, r->d, m, ctx)) return false;
    if (BN_cmp(t, r->dmq1) != 0) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_DMQ1_NOT_CONGRUENT_TO_D);
        return false;
    }
    if (!BN_mod_mul(t, r->iqmp, r->q, r->p, ctx) || !BN_is_one(t)) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_IQMP_NOT_INVERSE_OF_Q);
        return false;
    }
    return true;
}

int RSA_check_key(const RSA *r) {
    if (r->n == NULL || r->e == NULL || r->d == NULL || r->p == NULL || r->q == NULL) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_VALUE_MISSING);
        return 0;
    }
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *t = BN_new(), *m = BN_new();
    bool ok = ctx != NULL && t != NULL && m != NULL && check_primes(r, ctx, t) && check_exponent(r, ctx, t, m) &&
              check_crt(r, ctx, t, m);
    BN_clear_free(t);
    BN_clear_free(m);
    BN_CTX_free(ctx);
    return ok;
}

int RSA_check_key_ex(const RSA *r, BN_GENCB *cb) {
    (void)cb;
    return RSA_check_key(r);
}
