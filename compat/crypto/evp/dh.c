/* The DH object and its operations. */
#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/base/secret.h"
#include "src/x509/der.h"

#define MIN_BITS 512
#define MAX_BITS OPENSSL_DH_MAX_MODULUS_BITS

DH *DH_new(void) {
    DH *dh = OPENSSL_zalloc(sizeof *dh);
    if (dh == NULL) {
        BS_RAISE(ERR_LIB_DH, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_DH, dh, &dh->ex_data)) {
        OPENSSL_free(dh);
        return NULL;
    }
    bs_ref_init(&dh->refs);
    return dh;
}

void DH_free(DH *dh) {
    if (dh == NULL || !bs_ref_down(&dh->refs)) return;
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_DH, dh, &dh->ex_data);
    BN_free(dh->p);
    BN_free(dh->q);
    BN_free(dh->g);
    BN_free(dh->pub);
    BN_clear_free(dh->priv);
    OPENSSL_free(dh);
}

int DH_up_ref(DH *dh) {
    bs_ref_up(&dh->refs);
    return 1;
}

static void take(BIGNUM **slot, BIGNUM *given) {
    if (given == NULL || given == *slot) return;
    BN_clear_free(*slot);
    *slot = given;
}

int DH_set0_pqg(DH *dh, BIGNUM *p, BIGNUM *q, BIGNUM *g) {
    if ((dh->p == NULL && p == NULL) || (dh->g == NULL && g == NULL)) return 0;
    take(&dh->p, p);
    take(&dh->q, q);
    take(&dh->g, g);
    bs_dh_note_group(dh);
    return 1;
}

int DH_set0_key(DH *dh, BIGNUM *pub, BIGNUM *priv) {
    take(&dh->pub, pub);
    take(&dh->priv, priv);
    return 1;
}

void DH_get0_pqg(const DH *dh, const BIGNUM **p, const BIGNUM **q, const BIGNUM **g) {
    if (p != NULL) *p = dh->p;
    if (q != NULL) *q = dh->q;
    if (g != NULL) *g = dh->g;
}

void DH_get0_key(const DH *dh, const BIGNUM **pub, const BIGNUM **priv) {
    if (pub != NULL) *pub = dh->pub;
    if (priv != NULL) *priv = dh->priv;
}

const BIGNUM *DH_get0_p(const DH *dh) { return dh->p; }
const BIGNUM *DH_get0_q(const DH *dh) { return dh->q; }
const BIGNUM *DH_get0_g(const DH *dh) { return dh->g; }
const BIGNUM *DH_get0_pub_key(const DH *dh) { return dh->pub; }
const BIGNUM *DH_get0_priv_key(const DH *dh) { return dh->priv; }
long DH_get_length(const DH *dh) { return dh->length; }
int DH_bits(const DH *dh) { return dh->p != NULL ? BN_num_bits(dh->p) : -1; }
int DH_size(const DH *dh) { return dh->p != NULL ? BN_num_bytes(dh->p) : -1; }
int DH_security_bits(const DH *dh) {
    if (dh->p == NULL) return -1;
    return BN_security_bits(BN_num_bits(dh->p), dh->q != NULL ? BN_num_bits(dh->q) : dh->length > 0 ? (int)dh->length : -1);
}
int DH_test_flags(const DH *dh, int flags) { return dh->flags & flags; }
void DH_set_flags(DH *dh, int flags) { dh->flags |= flags; }
void DH_clear_flags(DH *dh, int flags) { dh->flags &= ~flags; }
int DH_set_ex_data(DH *dh, int idx, void *arg) { return CRYPTO_set_ex_data(&dh->ex_data, idx, arg); }
void *DH_get_ex_data(const DH *dh, int idx) { return CRYPTO_get_ex_data(&dh->ex_data, idx); }

int DH_set_length(DH *dh, long length) {
    dh->length = length;
    return 1;
}

static bool usable(const DH *dh) {
    if (dh->p == NULL || dh->g == NULL) {
        BS_RAISE(ERR_LIB_DH, DH_R_NO_PARAMETERS_SET);
        return false;
    }
    if (BN_num_bits(dh->p) > MAX_BITS) {
        BS_RAISE(ERR_LIB_DH, DH_R_MODULUS_TOO_LARGE);
        return false;
    }
    if (BN_num_bits(dh->p) < MIN_BITS) {
        BS_RAISE(ERR_LIB_DH, DH_R_MODULUS_TOO_SMALL);
        return false;
    }
    return true;
}

/* SP 800-56A rev. 3, 5.6.1.1: below the order if it is known, or of a length that is enough in a known group. */
static BIGNUM *draw(const DH *dh) {
    BIGNUM *x = BN_new();
    bool ok = x != NULL;
    int bits = dh->length > 0 ? (int)dh->length : bs_dh_is_safe_group(dh->nid) ? bs_dh_group_exp_bits(dh->nid) : 0;
    if (ok && bits == 0 && dh->q == NULL) bits = BN_num_bits(dh->p) - 1;
    if (ok && bits == 0) {
        do {
            ok = BN_priv_rand_range(x, dh->q);
        } while (ok && (BN_is_zero(x) || BN_is_one(x)));
    } else if (ok) {
        ok = bits < BN_num_bits(dh->p) && BN_priv_rand(x, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
    }
    if (ok) return x;
    BN_clear_free(x);
    return NULL;
}

int DH_generate_key(DH *dh) {
    if (!usable(dh)) return 0;
    BN_CTX *ctx = BN_CTX_new();
    const bool given = dh->priv != NULL; /* it stays where the program's pointer to it is */
    BIGNUM *priv = given ? dh->priv : draw(dh), *pub = BN_new();
    bool ok = ctx != NULL && priv != NULL && pub != NULL;
    if (ok) {
        BN_set_flags(priv, BN_FLG_CONSTTIME);
        ok = BN_mod_exp(pub, dh->g, priv, dh->p, ctx) && DH_set0_key(dh, pub, given ? NULL : priv);
    }
    BN_CTX_free(ctx);
    if (ok) return 1;
    if (!given) BN_clear_free(priv);
    BN_free(pub);
    BS_RAISE(ERR_LIB_DH, ERR_R_BN_LIB);
    return 0;
}

static int check_public(const DH *dh, const BIGNUM *pub_key, bool order, int *codes) {
    *codes = 0;
    BIGNUM *top = BN_dup(dh->p);
    BN_CTX *ctx = BN_CTX_new();
    int ok = top != NULL && ctx != NULL && BN_sub_word(top, 1);
    if (ok && (BN_is_zero(pub_key) || BN_is_one(pub_key) || BN_is_negative(pub_key))) *codes |= DH_CHECK_PUBKEY_TOO_SMALL;
    if (ok && BN_cmp(pub_key, top) >= 0) *codes |= DH_CHECK_PUBKEY_TOO_LARGE;
    if (ok && *codes == 0 && order && dh->q != NULL) {
        ok = BN_mod_exp(top, pub_key, dh->q, dh->p, ctx);
        if (ok && !BN_is_one(top)) *codes |= DH_CHECK_PUBKEY_INVALID;
    }
    BN_free(top);
    BN_CTX_free(ctx);
    return ok;
}

int DH_check_pub_key(const DH *dh, const BIGNUM *pub_key, int *codes) { return check_public(dh, pub_key, true, codes); }

/* Left-padded to the length of p. Of safe primes the range is all that need be checked: SP 800-56A rev. 3, 5.6.2.3.2. */
static int compute(unsigned char *key, const BIGNUM *pub_key, const DH *dh) {
    int codes = 0;
    if (!usable(dh)) return -1;
    if (dh->priv == NULL) {
        BS_RAISE(ERR_LIB_DH, DH_R_NO_PRIVATE_VALUE);
        return -1;
    }
    if (!check_public(dh, pub_key, !bs_dh_is_safe_group(dh->nid), &codes) || codes != 0) {
        BS_RAISE(ERR_LIB_DH, DH_R_INVALID_PUBKEY);
        return -1;
    }
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *z = BN_new();
    int n = BN_num_bytes(dh->p), r = -1;
    if (ctx != NULL && z != NULL) {
        BN_set_flags(dh->priv, BN_FLG_CONSTTIME);
        /* SP 800-56A rev. 3, 5.7.1.1: 0 and 1 are no secrets */
        if (BN_mod_exp(z, pub_key, dh->priv, dh->p, ctx) && !BN_is_zero(z) && !BN_is_one(z)) r = BN_bn2binpad(z, key, n);
    }
    BN_clear_free(z);
    BN_CTX_free(ctx);
    if (r < 0) BS_RAISE(ERR_LIB_DH, ERR_R_BN_LIB);
    return r;
}

int DH_compute_key_padded(unsigned char *key, const BIGNUM *pub_key, DH *dh) { return compute(key, pub_key, dh); }

int DH_compute_key(unsigned char *key, const BIGNUM *pub_key, DH *dh) {
    int n = compute(key, pub_key, dh), zeros = 0;
    if (n <= 0) return n;
    while (zeros < n - 1 && key[zeros] == 0) zeros++; /* the API gives the bare number, which tells of leading zeros */
    memmove(key, key + zeros, (size_t)(n - zeros));
    bs_wipe(key + n - zeros, (size_t)zeros);
    return n - zeros;
}

ENGINE *DH_get0_engine(DH *dh) {
    (void)dh;
    return NULL; /* nothing is done by one */
}
