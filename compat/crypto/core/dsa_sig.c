/* A DSA signature is two numbers, which programs carry about without DSA itself; a DSA key never exists. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/dsa.h>
#include <openssl/err.h>

#include "compat/crypto/core/raise.h"

struct DSA_SIG_st {
    BIGNUM *r, *s;
};

DSA_SIG *DSA_SIG_new(void) {
    DSA_SIG *sig = (DSA_SIG *)OPENSSL_zalloc(sizeof(*sig));
    if (sig == NULL) BS_RAISE(ERR_LIB_DSA, ERR_R_MALLOC_FAILURE);
    return sig;
}

void DSA_SIG_free(DSA_SIG *sig) {
    if (sig == NULL) return;
    BN_clear_free(sig->r);
    BN_clear_free(sig->s);
    OPENSSL_free(sig);
}

void DSA_SIG_get0(const DSA_SIG *sig, const BIGNUM **r, const BIGNUM **s) {
    if (r != NULL) *r = sig->r;
    if (s != NULL) *s = sig->s;
}

int DSA_SIG_set0(DSA_SIG *sig, BIGNUM *r, BIGNUM *s) {
    if (r == NULL || s == NULL) return 0;
    BN_clear_free(sig->r);
    BN_clear_free(sig->s);
    sig->r = r;
    sig->s = s;
    return 1;
}

/* DSA_new() is refused, so there is only NULL to free. */
void DSA_free(DSA *dsa) { (void)dsa; }
