/* Keys that are plain bytes: X25519, X448, Ed25519, Ed448.                       man 3 EVP_PKEY_new_raw_private_key */
#include "src/crypto/raw_key.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pctx_local.h"
#include "src/base/secret.h"
#include "src/crypto/sigscheme.h"

static const struct bs_raw_kind *kind_by_nid(int nid) {
    switch (nid) {
    case EVP_PKEY_X25519: return bs_raw_kind(BS_KEY_X25519);
    case EVP_PKEY_X448: return bs_raw_kind(BS_KEY_X448);
    case EVP_PKEY_ED25519: return bs_raw_kind(BS_KEY_ED25519);
    case EVP_PKEY_ED448: return bs_raw_kind(BS_KEY_ED448);
    default: return NULL;
    }
}

bool bs_pkey_is_raw(int nid) { return kind_by_nid(nid) != NULL; }

bool bs_pkey_is_eddsa(int nid) { return nid == EVP_PKEY_ED25519 || nid == EVP_PKEY_ED448; }

/* --- made and told ------------------------------------------------------------------------------------------- */

static EVP_PKEY *raw_unsupported(int type) {
    BS_RAISE_DATA(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM, "key type %d", type);
    return NULL;
}

static EVP_PKEY *setup_failed(void) {
    BS_RAISE(ERR_LIB_EVP, EVP_R_KEY_SETUP_FAILED);
    return NULL;
}

EVP_PKEY *EVP_PKEY_new_raw_private_key(int type, ENGINE *e, const unsigned char *priv, size_t len) {
    (void)e;
    const struct bs_raw_kind *kind = kind_by_nid(type);
    struct bs_privkey *k = NULL;
    if (type == EVP_PKEY_HMAC) return bs_mac_pkey_new(priv, len);
    if (kind == NULL) return raw_unsupported(type);
    if (bs_privkey_new_raw(&k, kind->type, bs_r_from(priv, len)) != BS_OK) return setup_failed();
    EVP_PKEY *pkey = bs_evp_pkey_from_private(k);
    if (pkey == NULL) bs_privkey_free(k);
    return pkey;
}

EVP_PKEY *EVP_PKEY_new_raw_public_key(int type, ENGINE *e, const unsigned char *pub, size_t len) {
    (void)e;
    const struct bs_raw_kind *kind = kind_by_nid(type);
    if (kind == NULL) return raw_unsupported(type);
    if (len != kind->key_len) return setup_failed();
    struct bs_pubkey k = { .type = kind->type, .curve = kind->curve, .point = bs_r_from(pub, len) };
    return bs_evp_pkey_from_public(&k);
}

static int raw_type(const char *name) {
    static const int types[] = { EVP_PKEY_X25519, EVP_PKEY_X448, EVP_PKEY_ED25519, EVP_PKEY_ED448 };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strcasecmp(name, OBJ_nid2sn(types[i])) == 0) return types[i];
    }
    return strcasecmp(name, "HMAC") == 0 ? EVP_PKEY_HMAC : NID_undef;
}

EVP_PKEY *EVP_PKEY_new_raw_private_key_ex(OSSL_LIB_CTX *libctx, const char *keytype, const char *propq,
                                          const unsigned char *priv, size_t len) {
    (void)libctx;
    (void)propq;
    return EVP_PKEY_new_raw_private_key(raw_type(keytype), NULL, priv, len);
}

EVP_PKEY *EVP_PKEY_new_raw_public_key_ex(OSSL_LIB_CTX *libctx, const char *keytype, const char *propq,
                                         const unsigned char *pub, size_t len) {
    (void)libctx;
    (void)propq;
    return EVP_PKEY_new_raw_public_key(raw_type(keytype), NULL, pub, len);
}

static int raw_out(const EVP_PKEY *pkey, bool private, unsigned char *out, size_t *len) {
    if (private && pkey->type == EVP_PKEY_HMAC) {
        if (out != NULL && *len < pkey->mac_key_len) return 0;
        *len = pkey->mac_key_len;
        if (out != NULL) memcpy(out, pkey->mac_key, pkey->mac_key_len);
        return 1;
    }
    const struct bs_keymat *mat = bs_pkey_is_raw(pkey->type) ? pkey->mat : NULL;
    if (mat == NULL) {
        /* of a provider's keys OpenSSL says nothing */
        if (pkey->assigned || pkey->type == EVP_PKEY_NONE) BS_RAISE(ERR_LIB_EVP, EVP_R_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE);
        return 0;
    }
    size_t n = mat->pub.point.len;
    if ((private && mat->priv == NULL) || (out != NULL && *len < n)) return 0; /* OpenSSL queues nothing */
    *len = n;
    if (out != NULL) memcpy(out, private ? mat->priv->raw.p : mat->pub.point.p, n);
    return 1;
}

int EVP_PKEY_get_raw_private_key(const EVP_PKEY *pkey, unsigned char *priv, size_t *len) {
    return raw_out(pkey, true, priv, len);
}

int EVP_PKEY_get_raw_public_key(const EVP_PKEY *pkey, unsigned char *pub, size_t *len) {
    return raw_out(pkey, false, pub, len);
}

struct bs_keymat *bs_raw_generate(int nid) {
    const struct bs_raw_kind *kind = kind_by_nid(nid);
    uint8_t bytes[BS_RAW_MAX_KEY];
    struct bs_privkey *priv = NULL;
    bs_status s = bs_evp_random(NULL, bytes, kind->key_len) ? BS_OK : BS_E_ENTROPY;
    if (s == BS_OK) s = bs_privkey_new_raw(&priv, kind->type, bs_r_from(bytes, kind->key_len));
    bs_wipe(bytes, sizeof bytes);
    struct bs_keymat *mat = s == BS_OK ? bs_keymat_from_private(priv) : NULL;
    if (mat != NULL) return mat;
    bs_privkey_free(priv);
    bs_evp_raise_status(ERR_LIB_EC, s != BS_OK ? s : BS_E_MEMORY);
    return NULL;
}

struct bs_keymat *bs_raw_from_params(int nid, const OSSL_PARAM *params, bool private) {
    const OSSL_PARAM *p = private ? OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PRIV_KEY) : NULL;
    const OSSL_PARAM *q = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_PUB_KEY);
    EVP_PKEY *made = p != NULL   ? EVP_PKEY_new_raw_private_key(nid, NULL, p->data, p->data_size)
                     : q != NULL ? EVP_PKEY_new_raw_public_key(nid, NULL, q->data, q->data_size)
                                 : NULL;
    if (made == NULL) return NULL;
    struct bs_keymat *mat = bs_keymat_up_ref(made->mat);
    EVP_PKEY_free(made);
    return mat;
}

/* --- EdDSA over whole messages -------------------------------------------------------------------------------- */

static enum bs_sig_kind eddsa_kind(const struct bs_keymat *mat) {
    return mat->pub.type == BS_KEY_ED25519 ? BS_SIG_ED25519 : BS_SIG_ED448;
}

int bs_eddsa_sign(const EVP_PKEY_CTX *ctx, uint8_t *sig, size_t *len, bs_reader msg) {
    const struct bs_keymat *mat = bs_pkey_mat(ctx->pkey);
    if (mat == NULL || mat->priv == NULL) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_NOT_A_PRIVATE_KEY);
        return 0;
    }
    size_t need = bs_sig_max_len(&mat->pub);
    if (sig == NULL) {
        *len = need;
        return 1;
    }
    if (*len < need) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        return 0;
    }
    return bs_sign_digest(bs_crypto_impl(), mat->priv, eddsa_kind(mat), BS_HASH_NONE, BS_HASH_NONE, 0, msg, NULL, NULL,
                          sig, len) == BS_OK;
}

int bs_eddsa_verify(const EVP_PKEY_CTX *ctx, bs_reader sig, bs_reader msg) {
    const struct bs_keymat *mat = bs_pkey_mat(ctx->pkey);
    return mat != NULL && bs_verify_digest(bs_crypto_impl(), &mat->pub, eddsa_kind(mat), BS_HASH_NONE, BS_HASH_NONE, 0,
                                           msg, sig) == BS_OK;
}
