/* ECDSA.                                                                              man 3 ECDSA_sign; RFC 3279 2.2.3 */
#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/ec_meth.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/crypto/sigscheme.h"
#include "src/x509/der.h"

struct ECDSA_SIG_st {
    BIGNUM *r, *s;
};

#define MAX_SIG 160 /* bytes of a DER signature by P-521, rounded up */

ECDSA_SIG *ECDSA_SIG_new(void) { return OPENSSL_zalloc(sizeof(ECDSA_SIG)); }

void ECDSA_SIG_free(ECDSA_SIG *sig) {
    if (sig == NULL) return;
    BN_clear_free(sig->r);
    BN_clear_free(sig->s);
    OPENSSL_free(sig);
}

void ECDSA_SIG_get0(const ECDSA_SIG *sig, const BIGNUM **pr, const BIGNUM **ps) {
    if (pr != NULL) *pr = sig->r;
    if (ps != NULL) *ps = sig->s;
}

const BIGNUM *ECDSA_SIG_get0_r(const ECDSA_SIG *sig) { return sig->r; }
const BIGNUM *ECDSA_SIG_get0_s(const ECDSA_SIG *sig) { return sig->s; }

int ECDSA_SIG_set0(ECDSA_SIG *sig, BIGNUM *r, BIGNUM *s) {
    if (r == NULL || s == NULL) return 0;
    BN_clear_free(sig->r);
    BN_clear_free(sig->s);
    sig->r = r;
    sig->s = s;
    return 1;
}

static void put_bn(bs_writer *w, const BIGNUM *bn) {
    uint8_t bytes[BS_EC_MAX_FIELD + 6];
    if (bn == NULL || BN_is_negative(bn) || BN_num_bytes(bn) > (int)sizeof bytes) {
        w->bad = true;
        return;
    }
    bs_der_put_unsigned(w, bytes, (size_t)BN_bn2bin(bn, bytes));
}

static bool encode(const ECDSA_SIG *sig, uint8_t out[MAX_SIG], size_t *len) {
    bs_writer w = bs_w_to(out, MAX_SIG);
    bs_mark seq = bs_der_open(&w, BS_DER_SEQUENCE);
    put_bn(&w, sig->r);
    put_bn(&w, sig->s);
    bs_der_close(&w, seq);
    return bs_w_finish(&w, len);
}

int i2d_ECDSA_SIG(const ECDSA_SIG *sig, unsigned char **ppout) {
    uint8_t der[MAX_SIG];
    size_t len = 0;
    if (!encode(sig, der, &len)) return -1;
    if (ppout == NULL) return (int)len;
    if (*ppout == NULL) {
        *ppout = OPENSSL_malloc(len);
        if (*ppout == NULL) return -1;
        memcpy(*ppout, der, len);
    } else {
        memcpy(*ppout, der, len);
        *ppout += len;
    }
    return (int)len;
}

ECDSA_SIG *d2i_ECDSA_SIG(ECDSA_SIG **psig, const unsigned char **ppin, long len) {
    bs_reader in = bs_r_from(*ppin, len > 0 ? (size_t)len : 0), seq, r, s;
    if (len < 0 || !bs_der_read(&in, BS_DER_SEQUENCE, &seq) || !bs_der_unsigned(&seq, &r) || !bs_der_unsigned(&seq, &s) ||
        !bs_r_done(&seq)) {
        return NULL;
    }
    ECDSA_SIG *sig = psig != NULL && *psig != NULL ? *psig : ECDSA_SIG_new();
    BIGNUM *br = bs_bn_from(r), *bs = bs_bn_from(s);
    if (sig == NULL || !ECDSA_SIG_set0(sig, br, bs)) {
        BN_free(br);
        BN_free(bs);
        if (psig == NULL || sig != *psig) ECDSA_SIG_free(sig);
        return NULL;
    }
    if (psig != NULL) *psig = sig;
    *ppin = in.p;
    return sig;
}

/* The digest as an integer of the order's bits (SEC 1 4.1.3, step 5), at a length that the engine knows: shorter ones
 * are padded on the left, longer ones cut on the right, which leaves that integer as it is. */
static bool fit_digest(int curve, bs_reader digest, uint8_t out[64], bs_reader *fitted) {
    size_t n = curve == BR_EC_secp256r1 ? 32 : curve == BR_EC_secp384r1 ? 48 : 64;
    if (digest.len > n) {
        if (n == 64) return false; /* P-521 takes 521 bits; no digest is so long */
        digest.len = n;
    }
    memset(out, 0, n);
    if (digest.len > 0) memcpy(out + n - digest.len, digest.p, digest.len);
    *fitted = bs_r_from(out, n);
    return true;
}

bool bs_ecdsa_sign(const struct bs_privkey *priv, bs_reader digest, uint8_t *sig, size_t *len) {
    uint8_t fit[64];
    bs_reader d;
    bs_status s = BS_E_ARGUMENT;
    if (fit_digest(priv->pub.curve, digest, fit, &d)) {
        s = bs_sign_digest(bs_crypto_impl(), priv, BS_SIG_ECDSA, BS_HASH_NONE, BS_HASH_NONE, 0, d, bs_evp_random, NULL, sig,
                           len);
    }
    if (s != BS_OK) bs_evp_raise_status(ERR_LIB_EC, s);
    return s == BS_OK;
}

/* 0 < v < order; v without leading zeros. */
static bool in_range(int curve, bs_reader v) {
    size_t n = 0;
    const unsigned char *order = br_ec_get_default()->order(curve, &n);
    if (v.len == 1 && v.p[0] == 0) return false;
    return v.len < n || (v.len == n && memcmp(v.p, order, n) < 0); /* public: a signature */
}

/* OpenSSL tells numbers that cannot be a signature from one that does not match. */
static bool plausible(int curve, bs_reader sig) {
    bs_reader seq, r, s;
    bool ok = bs_der_read(&sig, BS_DER_SEQUENCE, &seq) && bs_der_unsigned(&seq, &r) && bs_der_unsigned(&seq, &s) &&
              in_range(curve, r) && in_range(curve, s);
    if (!ok) BS_RAISE(ERR_LIB_EC, EC_R_BAD_SIGNATURE);
    return ok;
}

bool bs_ecdsa_verify(const struct bs_pubkey *pub, bs_reader digest, bs_reader sig) {
    uint8_t fit[64];
    bs_reader d;
    if (!plausible(pub->curve, sig)) return false;
    return fit_digest(pub->curve, digest, fit, &d) &&
           bs_verify_digest(bs_crypto_impl(), pub, BS_SIG_ECDSA, BS_HASH_NONE, BS_HASH_NONE, 0, d, sig) == BS_OK;
}

int ECDSA_size(const EC_KEY *eckey) {
    if (eckey == NULL || eckey->group == NULL) return 0;
    int n = BN_num_bytes(eckey->group->order) + (BN_num_bits(eckey->group->order) % 8 == 0);
    int ints = 2 * (n + 2);
    return ints + (ints < 128 ? 2 : 3);
}

int bs_ec_sign_setup(EC_KEY *eckey, BN_CTX *ctx_in, BIGNUM **kinvp, BIGNUM **rp) {
    (void)eckey;
    (void)ctx_in;
    (void)kinvp;
    (void)rp;
    BS_RAISE_DATA(ERR_LIB_EC, ERR_R_UNSUPPORTED, "nonces are not made beforehand");
    return 0;
}

/* A method may have taken the signature and left its encoding to us. */
static int encode_of_method(const unsigned char *dgst, int dgstlen, unsigned char *sig, unsigned *siglen, EC_KEY *eckey) {
    ECDSA_SIG *made = ECDSA_do_sign(dgst, dgstlen, eckey);
    unsigned char *p = sig;
    int n = made != NULL ? i2d_ECDSA_SIG(made, &p) : -1;
    ECDSA_SIG_free(made);
    if (n > 0) *siglen = (unsigned)n;
    return n > 0;
}

int bs_ec_sign(int type, const unsigned char *dgst, int dgstlen, unsigned char *sig, unsigned int *siglen,
               const BIGNUM *kinv, const BIGNUM *r, EC_KEY *eckey) {
    (void)type;
    if (kinv != NULL || r != NULL) return bs_ec_sign_setup(eckey, NULL, NULL, NULL);
    if (eckey->meth->sign_sig != bs_ec_sign_sig) return encode_of_method(dgst, dgstlen, sig, siglen, eckey);
    if (eckey->priv == NULL) {
        BS_RAISE(ERR_LIB_EC, EC_R_MISSING_PRIVATE_KEY);
        return 0;
    }
    const struct bs_keymat *mat = bs_ec_key_mat(eckey);
    size_t len = (size_t)ECDSA_size(eckey);
    if (mat == NULL || dgstlen < 0 || !bs_ecdsa_sign(mat->priv, bs_r_from(dgst, (size_t)dgstlen), sig, &len)) return 0;
    *siglen = (unsigned)len;
    return 1;
}

ECDSA_SIG *bs_ec_sign_sig(const unsigned char *dgst, int dgst_len, const BIGNUM *in_kinv, const BIGNUM *in_r,
                          EC_KEY *eckey) {
    uint8_t der[MAX_SIG];
    size_t len = sizeof der;
    const unsigned char *p = der;
    if (in_kinv != NULL || in_r != NULL) {
        (void)bs_ec_sign_setup(eckey, NULL, NULL, NULL);
        return NULL;
    }
    if (eckey->priv == NULL) {
        BS_RAISE(ERR_LIB_EC, EC_R_MISSING_PRIVATE_KEY);
        return NULL;
    }
    const struct bs_keymat *mat = bs_ec_key_mat(eckey);
    bool ok = mat != NULL && dgst_len >= 0 && bs_ecdsa_sign(mat->priv, bs_r_from(dgst, (size_t)dgst_len), der, &len);
    return ok ? d2i_ECDSA_SIG(NULL, &p, (long)len) : NULL;
}

int bs_ec_verify(int type, const unsigned char *dgst, int dgstlen, const unsigned char *sig, int siglen, EC_KEY *eckey) {
    (void)type;
    const unsigned char *p = sig;
    ECDSA_SIG *parsed = dgstlen >= 0 ? d2i_ECDSA_SIG(NULL, &p, siglen) : NULL;
    bool whole = parsed != NULL && p == sig + siglen;
    ECDSA_SIG_free(parsed);
    const struct bs_keymat *mat = whole ? bs_ec_key_mat(eckey) : NULL;
    if (mat == NULL) return -1;
    return bs_ecdsa_verify(&mat->pub, bs_r_from(dgst, (size_t)dgstlen), bs_r_from(sig, (size_t)siglen));
}

int bs_ec_verify_sig(const unsigned char *dgst, int dgst_len, const ECDSA_SIG *sig, EC_KEY *eckey) {
    uint8_t der[MAX_SIG];
    size_t len = 0;
    const struct bs_keymat *mat = bs_ec_key_mat(eckey);
    if (mat == NULL || dgst_len < 0) return -1;
    if (!encode(sig, der, &len)) return 0;
    return bs_ecdsa_verify(&mat->pub, bs_r_from(dgst, (size_t)dgst_len), bs_r_from(der, len));
}
