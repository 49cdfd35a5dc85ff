#include "compat/crypto/evp/ec_meth.h"

#include <openssl/crypto.h>
#include <stdatomic.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"

static const EC_KEY_METHOD ours = { .keygen = bs_ec_keygen,
                                    .compute_key = bs_ec_compute_key,
                                    .sign = bs_ec_sign,
                                    .sign_setup = bs_ec_sign_setup,
                                    .sign_sig = bs_ec_sign_sig,
                                    .verify = bs_ec_verify,
                                    .verify_sig = bs_ec_verify_sig };
static _Atomic(const EC_KEY_METHOD *) chosen = &ours;

const EC_KEY_METHOD *EC_KEY_OpenSSL(void) { return &ours; }
const EC_KEY_METHOD *EC_KEY_get_default_method(void) { return chosen; }
void EC_KEY_set_default_method(const EC_KEY_METHOD *meth) { chosen = meth ? meth : &ours; }
const EC_KEY_METHOD *EC_KEY_get_method(const EC_KEY *key) { return key->meth; }
bool bs_ec_key_is_foreign(const EC_KEY *k) { return k->meth != &ours; }

int EC_KEY_set_method(EC_KEY *key, const EC_KEY_METHOD *meth) {
    if (key->meth->finish) key->meth->finish(key);
    key->meth = meth;
    return meth->init ? meth->init(key) : 1;
}

EC_KEY_METHOD *EC_KEY_METHOD_new(const EC_KEY_METHOD *meth) {
    EC_KEY_METHOD *m = (EC_KEY_METHOD *)OPENSSL_zalloc(sizeof *m);
    if (m && meth) *m = *meth;
    return m;
}

/* What is const is not the program's to free. */
void EC_KEY_METHOD_free(EC_KEY_METHOD *meth) {
    if (meth != &ours) OPENSSL_free(meth);
}

void EC_KEY_METHOD_set_init(EC_KEY_METHOD *meth, int (*init)(EC_KEY *key), void (*finish)(EC_KEY *key),
                            int (*copy)(EC_KEY *dest, const EC_KEY *src), int (*set_group)(EC_KEY *key, const EC_GROUP *grp),
                            int (*set_private)(EC_KEY *key, const BIGNUM *priv_key),
                            int (*set_public)(EC_KEY *key, const EC_POINT *pub_key)) {
    meth->init = init;
    meth->finish = finish;
    meth->copy = copy;
    meth->set_group = set_group;
    meth->set_private = set_private;
    meth->set_public = set_public;
}

void EC_KEY_METHOD_get_init(const EC_KEY_METHOD *meth, int (**pinit)(EC_KEY *key), void (**pfinish)(EC_KEY *key),
                            int (**pcopy)(EC_KEY *dest, const EC_KEY *src),
                            int (**pset_group)(EC_KEY *key, const EC_GROUP *grp),
                            int (**pset_private)(EC_KEY *key, const BIGNUM *priv_key),
                            int (**pset_public)(EC_KEY *key, const EC_POINT *pub_key)) {
    if (pinit) *pinit = meth->init;
    if (pfinish) *pfinish = meth->finish;
    if (pcopy) *pcopy = meth->copy;
    if (pset_group) *pset_group = meth->set_group;
    if (pset_private) *pset_private = meth->set_private;
    if (pset_public) *pset_public = meth->set_public;
}

void EC_KEY_METHOD_set_keygen(EC_KEY_METHOD *meth, int (*keygen)(EC_KEY *key)) { meth->keygen = keygen; }

void EC_KEY_METHOD_get_keygen(const EC_KEY_METHOD *meth, int (**pkeygen)(EC_KEY *key)) {
    if (pkeygen) *pkeygen = meth->keygen;
}

void EC_KEY_METHOD_set_compute_key(EC_KEY_METHOD *meth, int (*ckey)(unsigned char **psec, size_t *pseclen,
                                                                    const EC_POINT *pub_key, const EC_KEY *ecdh)) {
    meth->compute_key = ckey;
}

void EC_KEY_METHOD_get_compute_key(const EC_KEY_METHOD *meth, int (**pck)(unsigned char **psec, size_t *pseclen,
                                                                          const EC_POINT *pub_key, const EC_KEY *ecdh)) {
    if (pck) *pck = meth->compute_key;
}

void EC_KEY_METHOD_set_sign(EC_KEY_METHOD *meth,
                            int (*sign)(int type, const unsigned char *dgst, int dlen, unsigned char *sig,
                                        unsigned int *siglen, const BIGNUM *kinv, const BIGNUM *r, EC_KEY *eckey),
                            int (*sign_setup)(EC_KEY *eckey, BN_CTX *ctx_in, BIGNUM **kinvp, BIGNUM **rp),
                            ECDSA_SIG *(*sign_sig)(const unsigned char *dgst, int dgst_len, const BIGNUM *in_kinv,
                                                   const BIGNUM *in_r, EC_KEY *eckey)) {
    meth->sign = sign;
    meth->sign_setup = sign_setup;
    meth->sign_sig = sign_sig;
}

void EC_KEY_METHOD_get_sign(const EC_KEY_METHOD *meth,
                            int (**psign)(int type, const unsigned char *dgst, int dlen, unsigned char *sig,
                                          unsigned int *siglen, const BIGNUM *kinv, const BIGNUM *r, EC_KEY *eckey),
                            int (**psign_setup)(EC_KEY *eckey, BN_CTX *ctx_in, BIGNUM **kinvp, BIGNUM **rp),
                            ECDSA_SIG *(**psign_sig)(const unsigned char *dgst, int dgst_len, const BIGNUM *in_kinv,
                                                     const BIGNUM *in_r, EC_KEY *eckey)) {
    if (psign) *psign = meth->sign;
    if (psign_setup) *psign_setup = meth->sign_setup;
    if (psign_sig) *psign_sig = meth->sign_sig;
}

void EC_KEY_METHOD_set_verify(EC_KEY_METHOD *meth,
                              int (*verify)(int type, const unsigned char *dgst, int dgst_len, const unsigned char *sigbuf,
                                            int sig_len, EC_KEY *eckey),
                              int (*verify_sig)(const unsigned char *dgst, int dgst_len, const ECDSA_SIG *sig,
                                                EC_KEY *eckey)) {
    meth->verify = verify;
    meth->verify_sig = verify_sig;
}

void EC_KEY_METHOD_get_verify(const EC_KEY_METHOD *meth,
                              int (**pverify)(int type, const unsigned char *dgst, int dgst_len,
                                              const unsigned char *sigbuf, int sig_len, EC_KEY *eckey),
                              int (**pverify_sig)(const unsigned char *dgst, int dgst_len, const ECDSA_SIG *sig,
                                                  EC_KEY *eckey)) {
    if (pverify) *pverify = meth->verify;
    if (pverify_sig) *pverify_sig = meth->verify_sig;
}

/* --- calling them ---------------------------------------------------------------------------------------------- */

static int unsupported(int ret) {
    BS_RAISE(ERR_LIB_EC, EC_R_OPERATION_NOT_SUPPORTED);
    return ret;
}

int ECDSA_sign(int type, const unsigned char *dgst, int dgstlen, unsigned char *sig, unsigned int *siglen, EC_KEY *eckey) {
    if (!eckey->meth->sign) return unsupported(0);
    return eckey->meth->sign(type, dgst, dgstlen, sig, siglen, NULL, NULL, eckey);
}

ECDSA_SIG *ECDSA_do_sign(const unsigned char *dgst, int dgst_len, EC_KEY *eckey) {
    if (eckey->meth->sign_sig) return eckey->meth->sign_sig(dgst, dgst_len, NULL, NULL, eckey);
    (void)unsupported(0);
    return NULL;
}

int ECDSA_verify(int type, const unsigned char *dgst, int dgstlen, const unsigned char *sig, int siglen, EC_KEY *eckey) {
    if (!eckey->meth->verify) return unsupported(-1);
    return eckey->meth->verify(type, dgst, dgstlen, sig, siglen, eckey);
}

int ECDSA_do_verify(const unsigned char *dgst, int dgst_len, const ECDSA_SIG *sig, EC_KEY *eckey) {
    if (!eckey->meth->verify_sig) return unsupported(-1);
    return eckey->meth->verify_sig(dgst, dgst_len, sig, eckey);
}

int EC_KEY_generate_key(EC_KEY *key) {
    if (key && key->group && key->meth->keygen) return key->meth->keygen(key);
    if (!key || !key->group) {
        BS_RAISE(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    return unsupported(0);
}

/* KDF(shared) may be longer or shorter than asked for; without one the leading bytes are given. */
int ECDH_compute_key(void *out, size_t outlen, const EC_POINT *pub_key, const EC_KEY *eckey,
                     void *(*kdf)(const void *in, size_t inlen, void *out, size_t *outlen)) {
    unsigned char *secret = NULL;
    size_t len = 0;
    if (!eckey->meth->compute_key) return unsupported(0);
    if (outlen > INT32_MAX) {
        BS_RAISE(ERR_LIB_EC, EC_R_INVALID_OUTPUT_LENGTH);
        return 0;
    }
    int ret = eckey->meth->compute_key(&secret, &len, pub_key, eckey);
    if (ret <= 0) return ret;
    if (kdf) {
        (void)kdf(secret, len, out, &outlen);
    } else {
        if (outlen > len) outlen = len;
        for (size_t i = 0; i < outlen; i++) ((unsigned char *)out)[i] = secret[i];
    }
    OPENSSL_clear_free(secret, len);
    return (int)outlen;
}
