/* The RSA object.                                                                                     man 3 RSA_new */
#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/rsa_local.h"
#include "compat/crypto/evp/rsa_meth.h"

RSA *RSA_new(void) {
    RSA *r = OPENSSL_zalloc(sizeof *r);
    if (r == NULL) {
        BS_RAISE(ERR_LIB_RSA, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_RSA, r, &r->ex_data)) {
        OPENSSL_free(r);
        return NULL;
    }
    bs_ref_init(&r->refs);
    (void)pthread_mutex_init(&r->lock, NULL);
    r->meth = RSA_get_default_method();
    if (r->meth->init != NULL && !r->meth->init(r)) {
        RSA_free(r);
        return NULL;
    }
    return r;
}

void RSA_free(RSA *r) {
    if (r == NULL || !bs_ref_down(&r->refs)) return;
    if (r->meth->finish != NULL) r->meth->finish(r);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_RSA, r, &r->ex_data);
    bs_keymat_free(r->mat);
    bs_rsa_pss_params_free(r->pss_params);
    BN_free(r->n);
    BN_free(r->e);
    BN_clear_free(r->d);
    BN_clear_free(r->p);
    BN_clear_free(r->q);
    BN_clear_free(r->dmp1);
    BN_clear_free(r->dmq1);
    BN_clear_free(r->iqmp);
    (void)pthread_mutex_destroy(&r->lock);
    OPENSSL_free(r);
}

int RSA_up_ref(RSA *r) {
    bs_ref_up(&r->refs);
    return 1;
}

static void forget(RSA *r) {
    bs_keymat_free(r->mat);
    r->mat = NULL;
}

static void take(BIGNUM **slot, BIGNUM *given) {
    if (given == NULL || given == *slot) return;
    BN_clear_free(*slot);
    *slot = given;
}

int RSA_set0_key(RSA *r, BIGNUM *n, BIGNUM *e, BIGNUM *d) {
    if ((r->n == NULL && n == NULL) || (r->e == NULL && e == NULL)) return 0;
    take(&r->n, n);
    take(&r->e, e);
    take(&r->d, d);
    if (d != NULL) BN_set_flags(r->d, BN_FLG_CONSTTIME);
    forget(r);
    return 1;
}

int RSA_set0_factors(RSA *r, BIGNUM *p, BIGNUM *q) {
    if ((r->p == NULL && p == NULL) || (r->q == NULL && q == NULL)) return 0;
    take(&r->p, p);
    take(&r->q, q);
    forget(r);
    return 1;
}

int RSA_set0_crt_params(RSA *r, BIGNUM *dmp1, BIGNUM *dmq1, BIGNUM *iqmp) {
    if ((r->dmp1 == NULL && dmp1 == NULL) || (r->dmq1 == NULL && dmq1 == NULL) || (r->iqmp == NULL && iqmp == NULL)) {
        return 0;
    }
    take(&r->dmp1, dmp1);
    take(&r->dmq1, dmq1);
    take(&r->iqmp, iqmp);
    forget(r);
    return 1;
}

void RSA_get0_key(const RSA *r, const BIGNUM **n, const BIGNUM **e, const BIGNUM **d) {
    if (n != NULL) *n = r->n;
    if (e != NULL) *e = r->e;
    if (d != NULL) *d = r->d;
}

void RSA_get0_factors(const RSA *r, const BIGNUM **p, const BIGNUM **q) {
    if (p != NULL) *p = r->p;
    if (q != NULL) *q = r->q;
}

void RSA_get0_crt_params(const RSA *r, const BIGNUM **dmp1, const BIGNUM **dmq1, const BIGNUM **iqmp) {
    if (dmp1 != NULL) *dmp1 = r->dmp1;
    if (dmq1 != NULL) *dmq1 = r->dmq1;
    if (iqmp != NULL) *iqmp = r->iqmp;
}

const BIGNUM *RSA_get0_n(const RSA *r) { return r->n; }
const BIGNUM *RSA_get0_e(const RSA *r) { return r->e; }
const BIGNUM *RSA_get0_d(const RSA *r) { return r->d; }
const BIGNUM *RSA_get0_p(const RSA *r) { return r->p; }
const BIGNUM *RSA_get0_q(const RSA *r) { return r->q; }
const BIGNUM *RSA_get0_dmp1(const RSA *r) { return r->dmp1; }
const BIGNUM *RSA_get0_dmq1(const RSA *r) { return r->dmq1; }
const BIGNUM *RSA_get0_iqmp(const RSA *r) { return r->iqmp; }

int RSA_size(const RSA *r) { return r->n != NULL ? BN_num_bytes(r->n) : 0; }
int RSA_bits(const RSA *r) { return BN_num_bits(r->n); }

int RSA_security_bits(const RSA *r) {
    const struct bs_keymat *mat = bs_rsa_mat(r);
    return mat != NULL ? (int)bs_pubkey_security_bits(&mat->pub) : 0;
}

int RSA_flags(const RSA *r) { return r != NULL ? r->meth->flags : 0; }
int RSA_test_flags(const RSA *r, int flags) { return r->flags & flags; }
void RSA_set_flags(RSA *r, int flags) { r->flags |= flags; }
void RSA_clear_flags(RSA *r, int flags) { r->flags &= ~flags; }
int RSA_set_ex_data(RSA *r, int idx, void *arg) { return CRYPTO_set_ex_data(&r->ex_data, idx, arg); }
void *RSA_get_ex_data(const RSA *r, int idx) { return CRYPTO_get_ex_data(&r->ex_data, idx); }

int RSA_blinding_on(RSA *r, BN_CTX *ctx) {
    (void)r; /* the private operation is constant-time, with or without */
    (void)ctx;
    return 1;
}

void RSA_blinding_off(RSA *r) { (void)r; }
