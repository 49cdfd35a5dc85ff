/* DH keys, made by EVP_PKEY_CTX and agreed with.                    man 3 EVP_PKEY_CTX_set_dh_nid; man 7 EVP_PKEY-DH */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/pctx_local.h"

bool bs_pkey_is_dh(int type) { return type == EVP_PKEY_DH || type == EVP_PKEY_DHX; }

/* --- made ------------------------------------------------------------------------------------------------------------- */

static DH *new_params(EVP_PKEY_CTX *ctx) {
    const int type = ctx->dh.set[BS_DH_TYPE];
    if (type == DH_PARAMGEN_TYPE_FIPS_186_4 || type == DH_PARAMGEN_TYPE_FIPS_186_2) {
        BS_RAISE_DATA(ERR_LIB_DH, ERR_R_UNSUPPORTED, "FIPS 186 parameters are not generated");
        return NULL;
    }
    DH *dh = DH_new();
    BN_GENCB *cb = bs_pctx_gencb(ctx);
    bool ok = dh != NULL && (ctx->gen_cb == NULL || cb != NULL) &&
              DH_generate_parameters_ex(dh, ctx->dh.set[BS_DH_PRIME_LEN], ctx->dh.set[BS_DH_GENERATOR], cb);
    BN_GENCB_free(cb);
    if (ok) return dh;
    DH_free(dh);
    return NULL;
}

/* Of the group that was named, of the key that the context was made with, or new ones. */
static DH *params_for(EVP_PKEY_CTX *ctx) {
    DH *dh = NULL;
    if (ctx->dh.nid != NID_undef) dh = bs_dh_of_group(ctx->dh.nid);
    else if (ctx->pkey != NULL && ctx->pkey->dh != NULL && ctx->pkey->dh->p != NULL) dh = DHparams_dup(ctx->pkey->dh);
    else dh = new_params(ctx);
    if (dh != NULL && ctx->dh.set[BS_DH_PRIV_LEN] > 0) dh->length = ctx->dh.set[BS_DH_PRIV_LEN];
    return dh;
}

int bs_pctx_dh_generate(EVP_PKEY_CTX *ctx, EVP_PKEY *out, bool key) {
    DH *dh = params_for(ctx);
    if (dh != NULL && (!key || DH_generate_key(dh)) && bs_pkey_own(out, ctx->type, dh)) return 1;
    DH_free(dh);
    return 0;
}

static bool number(const OSSL_PARAM *params, const char *key, BIGNUM **out) {
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, key);
    return p == NULL || OSSL_PARAM_get_BN(p, out);
}

int bs_dh_from_data(EVP_PKEY *out, int type, int selection, const OSSL_PARAM *params) {
    const OSSL_PARAM *group = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_GROUP_NAME);
    const OSSL_PARAM *length = OSSL_PARAM_locate_const(params, OSSL_PKEY_PARAM_DH_PRIV_LEN);
    BIGNUM *p = NULL, *q = NULL, *g = NULL, *pub = NULL, *priv = NULL;
    DH *dh = NULL;
    if (group != NULL) {
        const int nid = group->data_type == OSSL_PARAM_UTF8_STRING ? bs_dh_nid_by_name(group->data) : NID_undef;
        dh = bs_dh_of_group(nid);
    } else {
        dh = DH_new();
    }
    bool ok = dh != NULL && (length == NULL || OSSL_PARAM_get_long(length, &dh->length));
    if (ok && group == NULL) {
        ok = number(params, OSSL_PKEY_PARAM_FFC_P, &p) && number(params, OSSL_PKEY_PARAM_FFC_Q, &q) &&
             number(params, OSSL_PKEY_PARAM_FFC_G, &g);
        if (ok && p != NULL && g != NULL) ok = DH_set0_pqg(dh, p, q, g);
        if (ok && p != NULL && g != NULL) p = q = g = NULL; /* they are the object's */
    }
    if (ok && (selection & OSSL_KEYMGMT_SELECT_KEYPAIR) != 0) {
        ok = number(params, OSSL_PKEY_PARAM_PUB_KEY, &pub) &&
             ((selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) == 0 || number(params, OSSL_PKEY_PARAM_PRIV_KEY, &priv));
        if (ok) (void)DH_set0_key(dh, pub, priv);
        if (ok) pub = priv = NULL;
    }
    ok = ok && bs_pkey_own(out, type, dh);
    BN_free(p);
    BN_free(q);
    BN_free(g);
    BN_free(pub);
    BN_clear_free(priv);
    if (!ok) DH_free(dh);
    return ok;
}

/* --- agreement ---------------------------------------------------------------------------------------------------------- */

static bool same_group(const DH *a, const DH *b) {
    return a->p != NULL && b->p != NULL && BN_cmp(a->p, b->p) == 0 && BN_cmp(a->g, b->g) == 0;
}

int bs_pctx_dh_set_peer(EVP_PKEY_CTX *ctx, EVP_PKEY *peer) {
    int codes = 0;
    const DH *theirs = peer->dh;
    if (theirs == NULL || theirs->pub == NULL || theirs->p == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY);
        return -1;
    }
    if (!DH_check_pub_key(theirs, theirs->pub, &codes) || codes != 0) return -1;
    if (ctx->pkey->dh == NULL || !same_group(ctx->pkey->dh, theirs)) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_MISMATCHING_DOMAIN_PARAMETERS);
        return 0;
    }
    (void)EVP_PKEY_up_ref(peer);
    EVP_PKEY_free(ctx->peer);
    ctx->peer = peer;
    return 1;
}

int bs_pctx_dh_derive(EVP_PKEY_CTX *ctx, unsigned char *key, size_t *keylen) {
    DH *mine = ctx->pkey->dh;
    if (ctx->peer == NULL || mine == NULL) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_MISSING_KEY);
        return 0;
    }
    int size = DH_size(mine);
    if (key == NULL) {
        *keylen = (size_t)size;
        return 1;
    }
    if (*keylen < (size_t)size) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_OUTPUT_BUFFER_TOO_SMALL);
        return 0;
    }
    const BIGNUM *y = ctx->peer->dh->pub;
    int n = ctx->dh.pad ? DH_compute_key_padded(key, y, mine) : DH_compute_key(key, y, mine);
    if (n <= 0) return 0;
    *keylen = (size_t)n;
    return 1;
}

/* --- settings ----------------------------------------------------------------------------------------------------------- */

/* 1, or -2: no such setting at this time. */
static int while_making(const EVP_PKEY_CTX *ctx) {
    if (ctx != NULL && (ctx->op & (EVP_PKEY_OP_PARAMGEN | EVP_PKEY_OP_KEYGEN)) != 0) {
        if (bs_pkey_is_dh(ctx->type)) return 1;
        return -1;
    }
    BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
    return -2;
}

static int set_int(EVP_PKEY_CTX *ctx, enum bs_dh_setting which, int value) {
    int r = while_making(ctx);
    if (r > 0) ctx->dh.set[which] = value;
    return r;
}

int EVP_PKEY_CTX_set_dh_paramgen_prime_len(EVP_PKEY_CTX *ctx, int pbits) {
    return set_int(ctx, BS_DH_PRIME_LEN, pbits);
}

int EVP_PKEY_CTX_set_dh_paramgen_subprime_len(EVP_PKEY_CTX *ctx, int qlen) {
    int r = while_making(ctx);
    if (r > 0 && ctx->type != EVP_PKEY_DHX) return -2; /* the others are made of safe primes; OpenSSL queues nothing */
    return r > 0 ? set_int(ctx, BS_DH_SUBPRIME_LEN, qlen) : r;
}

int EVP_PKEY_CTX_set_dh_paramgen_generator(EVP_PKEY_CTX *ctx, int gen) {
    return set_int(ctx, BS_DH_GENERATOR, gen);
}

int bs_pctx_dh_set_group(EVP_PKEY_CTX *ctx, const char *name) {
    int r = while_making(ctx), nid;
    if (r <= 0) return r;
    nid = bs_dh_nid_by_name(name);
    if (nid == NID_undef) {
        BS_RAISE(ERR_LIB_PROV, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    ctx->dh.nid = nid;
    return 1;
}

int EVP_PKEY_CTX_set_dh_nid(EVP_PKEY_CTX *ctx, int nid) {
    int r = while_making(ctx);
    if (r <= 0) return r;
    if (!bs_dh_is_safe_group(nid)) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_VALUE);
        return 0;
    }
    ctx->dh.nid = nid;
    return 1;
}

static int set_rfc5114(EVP_PKEY_CTX *ctx, int number) {
    if (number < 1 || number > 3) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_VALUE);
        return 0;
    }
    ctx->dh.nid = number; /* see dh_group.c */
    return 1;
}

int EVP_PKEY_CTX_set_dhx_rfc5114(EVP_PKEY_CTX *ctx, int gen) {
    return EVP_PKEY_CTX_ctrl(ctx, EVP_PKEY_DHX, EVP_PKEY_OP_PARAMGEN, EVP_PKEY_CTRL_DH_RFC5114, gen, NULL);
}

int EVP_PKEY_CTX_set_dh_rfc5114(EVP_PKEY_CTX *ctx, int gen) { return EVP_PKEY_CTX_set_dhx_rfc5114(ctx, gen); }

int EVP_PKEY_CTX_set_dh_pad(EVP_PKEY_CTX *ctx, int pad) {
    if (ctx == NULL || ctx->op != EVP_PKEY_OP_DERIVE || !bs_pkey_is_dh(ctx->type)) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    ctx->dh.pad = pad != 0;
    return 1;
}

int bs_pctx_dh_ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1) {
    switch (cmd) {
    case EVP_PKEY_CTRL_DH_NID: return EVP_PKEY_CTX_set_dh_nid(ctx, p1);
    case EVP_PKEY_CTRL_DH_RFC5114: return set_rfc5114(ctx, p1);
    case EVP_PKEY_CTRL_DH_PAD: return EVP_PKEY_CTX_set_dh_pad(ctx, p1);
    case EVP_PKEY_CTRL_DH_PARAMGEN_PRIME_LEN: return EVP_PKEY_CTX_set_dh_paramgen_prime_len(ctx, p1);
    case EVP_PKEY_CTRL_DH_PARAMGEN_SUBPRIME_LEN: return EVP_PKEY_CTX_set_dh_paramgen_subprime_len(ctx, p1);
    case EVP_PKEY_CTRL_DH_PARAMGEN_GENERATOR: return EVP_PKEY_CTX_set_dh_paramgen_generator(ctx, p1);
    case EVP_PKEY_CTRL_DH_PARAMGEN_TYPE: return set_int(ctx, BS_DH_TYPE, p1);
    default: return -2;
    }
}

static int type_by_name(const char *value) {
    if (strcmp(value, "generator") == 0) return DH_PARAMGEN_TYPE_GENERATOR;
    if (strcmp(value, "group") == 0) return DH_PARAMGEN_TYPE_GROUP;
    if (strcmp(value, "fips186_4") == 0) return DH_PARAMGEN_TYPE_FIPS_186_4;
    return strcmp(value, "fips186_2") == 0 ? DH_PARAMGEN_TYPE_FIPS_186_2 : atoi(value);
}

int bs_pctx_dh_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value) {
    const int n = atoi(value);
    if (strcmp(type, "dh_param") == 0 || strcmp(type, OSSL_PKEY_PARAM_GROUP_NAME) == 0) {
        return bs_pctx_dh_set_group(ctx, value);
    }
    if (strcmp(type, "dh_rfc5114") == 0) {
        int r = while_making(ctx);
        return r > 0 ? set_rfc5114(ctx, n) : r;
    }
    if (strcmp(type, "dh_pad") == 0) return EVP_PKEY_CTX_set_dh_pad(ctx, n);
    if (strcmp(type, "dh_paramgen_type") == 0) return set_int(ctx, BS_DH_TYPE, type_by_name(value));
    if (strcmp(type, "dh_paramgen_prime_len") == 0 || strcmp(type, OSSL_PKEY_PARAM_FFC_PBITS) == 0) {
        return set_int(ctx, BS_DH_PRIME_LEN, n);
    }
    if (strcmp(type, "dh_paramgen_subprime_len") == 0 || strcmp(type, OSSL_PKEY_PARAM_FFC_QBITS) == 0) {
        return set_int(ctx, BS_DH_SUBPRIME_LEN, n);
    }
    if (strcmp(type, "dh_paramgen_generator") == 0 || strcmp(type, OSSL_PKEY_PARAM_DH_GENERATOR) == 0) {
        return set_int(ctx, BS_DH_GENERATOR, n);
    }
    return strcmp(type, OSSL_PKEY_PARAM_DH_PRIV_LEN) == 0 ? set_int(ctx, BS_DH_PRIV_LEN, n) : -2;
}

int bs_pctx_dh_set_param(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p) {
    static const char *const ints[] = { OSSL_PKEY_PARAM_FFC_PBITS, OSSL_PKEY_PARAM_FFC_QBITS, OSSL_PKEY_PARAM_DH_GENERATOR,
                                        OSSL_PKEY_PARAM_DH_PRIV_LEN };
    static const enum bs_dh_setting fields[] = { BS_DH_PRIME_LEN, BS_DH_SUBPRIME_LEN, BS_DH_GENERATOR, BS_DH_PRIV_LEN };
    int n = 0;
    if (p->data_type == OSSL_PARAM_UTF8_STRING) {
        if (strcmp(p->key, OSSL_PKEY_PARAM_GROUP_NAME) == 0) return bs_pctx_dh_set_group(ctx, p->data);
        if (strcmp(p->key, OSSL_PKEY_PARAM_FFC_TYPE) == 0) return set_int(ctx, BS_DH_TYPE, type_by_name(p->data));
        return -2;
    }
    for (int i = 0; i < 4; i++) {
        if (strcmp(p->key, ints[i]) == 0) return OSSL_PARAM_get_int(p, &n) ? set_int(ctx, fields[i], n) : 0;
    }
    if (strcmp(p->key, OSSL_EXCHANGE_PARAM_PAD) != 0) return -2;
    return OSSL_PARAM_get_int(p, &n) ? EVP_PKEY_CTX_set_dh_pad(ctx, n) : 0;
}
