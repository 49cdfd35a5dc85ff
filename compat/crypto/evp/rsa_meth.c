#include "compat/crypto/evp/rsa_meth.h"

#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <stdatomic.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/crypto/rsa_op.h"

/* --- the methods there are ------------------------------------------------------------------------------------- */

static char default_name[] = "OpenSSL PKCS#1 RSA";

static const RSA_METHOD ours = { .name = default_name,
                                 .flags = 0x0400, /* RSA_FLAG_FIPS_METHOD, as OpenSSL's has */
                                 .pub_enc = bs_rsa_pub_enc,
                                 .pub_dec = bs_rsa_pub_dec,
                                 .priv_enc = bs_rsa_priv_enc,
                                 .priv_dec = bs_rsa_priv_dec };
static _Atomic(const RSA_METHOD *) chosen = &ours;

const RSA_METHOD *RSA_PKCS1_OpenSSL(void) { return &ours; }
const RSA_METHOD *RSA_null_method(void) { return NULL; } /* as in OpenSSL: there is none any more */
const RSA_METHOD *RSA_get_default_method(void) { return chosen; }
void RSA_set_default_method(const RSA_METHOD *meth) { chosen = meth; }
const RSA_METHOD *RSA_get_method(const RSA *rsa) { return rsa->meth; }

int RSA_set_method(RSA *rsa, const RSA_METHOD *meth) {
    if (rsa->meth->finish) rsa->meth->finish(rsa);
    rsa->meth = meth;
    if (meth->init) meth->init(rsa);
    return 1;
}

RSA_METHOD *RSA_meth_new(const char *name, int flags) {
    RSA_METHOD *m = (RSA_METHOD *)OPENSSL_zalloc(sizeof *m);
    if (m) m->name = OPENSSL_strdup(name);
    if (!m || !m->name) {
        OPENSSL_free(m);
        BS_RAISE(ERR_LIB_RSA, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    m->flags = flags;
    return m;
}

RSA_METHOD *RSA_meth_dup(const RSA_METHOD *meth) {
    RSA_METHOD *m = RSA_meth_new(meth->name, meth->flags);
    if (!m) return NULL;
    char *name = m->name;
    *m = *meth;
    m->name = name;
    return m;
}

void RSA_meth_free(RSA_METHOD *meth) {
    if (!meth) return;
    OPENSSL_free(meth->name);
    OPENSSL_free(meth);
}

const char *RSA_meth_get0_name(const RSA_METHOD *meth) { return meth->name; }

int RSA_meth_set1_name(RSA_METHOD *meth, const char *name) {
    char *copy = OPENSSL_strdup(name);
    if (!copy) {
        BS_RAISE(ERR_LIB_RSA, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    OPENSSL_free(meth->name);
    meth->name = copy;
    return 1;
}

int RSA_meth_get_flags(const RSA_METHOD *meth) { return meth->flags; }

int RSA_meth_set_flags(RSA_METHOD *meth, int flags) {
    meth->flags = flags;
    return 1;
}

void *RSA_meth_get0_app_data(const RSA_METHOD *meth) { return meth->app_data; }

int RSA_meth_set0_app_data(RSA_METHOD *meth, void *app_data) {
    meth->app_data = app_data;
    return 1;
}

/* clang-format off */
#define MEMBER(member, args) \
    int (*RSA_meth_get_##member(const RSA_METHOD *meth)) args { return meth->member; } \
    int RSA_meth_set_##member(RSA_METHOD *meth, int (*fn) args) { meth->member = fn; return 1; }
#define CRYPT_ARGS (int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding)

MEMBER(pub_enc, CRYPT_ARGS)
MEMBER(pub_dec, CRYPT_ARGS)
MEMBER(priv_enc, CRYPT_ARGS)
MEMBER(priv_dec, CRYPT_ARGS)
MEMBER(mod_exp, (BIGNUM *r0, const BIGNUM *i, RSA *rsa, BN_CTX *ctx))
MEMBER(bn_mod_exp, (BIGNUM *r, const BIGNUM *a, const BIGNUM *p, const BIGNUM *m, BN_CTX *ctx, BN_MONT_CTX *m_ctx))
MEMBER(init, (RSA *rsa))
MEMBER(finish, (RSA *rsa))
MEMBER(sign, (int type, const unsigned char *m, unsigned int m_length, unsigned char *sigret, unsigned int *siglen, const RSA *rsa))
MEMBER(verify, (int dtype, const unsigned char *m, unsigned int m_length, const unsigned char *sigbuf,
                unsigned int siglen, const RSA *rsa))
MEMBER(keygen, (RSA *rsa, int bits, BIGNUM *e, BN_GENCB *cb))
MEMBER(multi_prime_keygen, (RSA *rsa, int bits, int primes, BIGNUM *e, BN_GENCB *cb))
/* clang-format on */

/* --- calling them ---------------------------------------------------------------------------------------------- */

bool bs_rsa_is_foreign(const RSA *rsa) { return rsa->meth != &ours; }

static int call(bs_rsa_crypt_fn *fn, int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    if (fn) return fn(flen, from, to, rsa, padding);
    BS_RAISE(ERR_LIB_RSA, RSA_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
    return -1;
}

int RSA_public_encrypt(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    return call(rsa->meth->pub_enc, flen, from, to, rsa, padding);
}

int RSA_public_decrypt(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    return call(rsa->meth->pub_dec, flen, from, to, rsa, padding);
}

int RSA_private_encrypt(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    return call(rsa->meth->priv_enc, flen, from, to, rsa, padding);
}

int RSA_private_decrypt(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    return call(rsa->meth->priv_dec, flen, from, to, rsa, padding);
}

static int sign_pss(RSA *rsa, enum bs_hash hash, enum bs_hash mgf1, size_t salt, bs_reader digest, uint8_t *sig, size_t *len) {
    const struct bs_pss pss = { .hash = hash, .mgf_hash = mgf1, .salt_len = salt };
    int n = RSA_size(rsa);
    uint8_t *em = n > 0 ? (uint8_t *)OPENSSL_zalloc((size_t)n) : NULL;
    if (!em) return 0;
    bs_status s = bs_pss_encode(em, (unsigned)RSA_bits(rsa), &pss, digest, bs_evp_random, NULL);
    if (s != BS_OK) bs_evp_raise_status(ERR_LIB_RSA, s);
    int r = s == BS_OK ? RSA_private_encrypt(n, em, sig, rsa, RSA_NO_PADDING) : -1;
    OPENSSL_clear_free(em, (size_t)n);
    if (r > 0) *len = (size_t)r;
    return r > 0;
}

int bs_rsa_method_sign(RSA *rsa, enum bs_sig_kind kind, enum bs_hash hash, enum bs_hash mgf1, size_t salt, bs_reader digest,
                       uint8_t *sig, size_t *len) {
    unsigned n = 0;
    if (kind == BS_SIG_RSA_PSS_RSAE || kind == BS_SIG_RSA_PSS_PSS) return sign_pss(rsa, hash, mgf1, salt, digest, sig, len);
    const EVP_MD *md = bs_md_by_hash(hash);
    int type = hash == BS_HASH_MD5SHA1 ? NID_md5_sha1 : md ? EVP_MD_get_type(md) : NID_undef;
    if (!RSA_sign(type, digest.p, (unsigned)digest.len, sig, &n, rsa)) return 0;
    *len = n;
    return 1;
}
