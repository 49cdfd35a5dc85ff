/* The settings of an operation.                                                         man 3 EVP_PKEY_CTX_ctrl */
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/cryptoerr.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pctx_local.h"

#define MIN_RSA_BITS 512

static bool is_rsa(const EVP_PKEY_CTX *ctx) { return ctx->type == EVP_PKEY_RSA || ctx->type == EVP_PKEY_RSA_PSS; }

#define OP_SIG (EVP_PKEY_OP_SIGN | EVP_PKEY_OP_VERIFY | EVP_PKEY_OP_VERIFYRECOVER)
#define OP_CRYPT (EVP_PKEY_OP_ENCRYPT | EVP_PKEY_OP_DECRYPT)

/* 1, or the API's -2 when the operation in hand has no such setting. */
static int allowed(const EVP_PKEY_CTX *ctx, bool type_ok, int ops) {
    if (ctx != NULL && type_ok && (ctx->op & ops) != 0) return 1;
    BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
    return -2;
}

/* For what is RSA's alone: 1, or -1 with what is wrong; without a word for a key of another type, as in OpenSSL. */
static int rsa_allowed(const EVP_PKEY_CTX *ctx, bool type_ok, int ops) {
    if (ctx == NULL) return allowed(ctx, false, ops);
    if (!type_ok) return -1;
    if ((ctx->op & ops) != 0) return 1;
    BS_RAISE(ERR_LIB_EVP, ctx->op == EVP_PKEY_OP_UNDEFINED ? EVP_R_NO_OPERATION_SET : EVP_R_INVALID_OPERATION);
    return -1;
}

/* The words of settings; what was asked for by number is answered with the length of its word, as in OpenSSL. */
static const struct word {
    const char *name;
    int value;
} paddings[] = { { "pkcs1", RSA_PKCS1_PADDING }, { "none", RSA_NO_PADDING }, { "oaep", RSA_PKCS1_OAEP_PADDING },
                 { "oeap", RSA_PKCS1_OAEP_PADDING }, { "pss", RSA_PKCS1_PSS_PADDING }, { NULL, 0 } },
  salt_lens[] = { { "digest", RSA_PSS_SALTLEN_DIGEST }, { "max", RSA_PSS_SALTLEN_MAX }, { "auto", RSA_PSS_SALTLEN_AUTO },
                  { NULL, 0 } };

static const struct word *word_of(const struct word *w, int value) {
    while (w->name != NULL && w->value != value) w++;
    return w->name != NULL ? w : NULL;
}

static const struct word *word_named(const struct word *w, const char *name) {
    while (w->name != NULL && strcmp(w->name, name) != 0) w++;
    return w->name != NULL ? w : NULL;
}

static int length_of(const struct word *words, int value) {
    char digits[16];
    const struct word *w = word_of(words, value);
    return w != NULL ? (int)strlen(w->name) : snprintf(digits, sizeof digits, "%d", value);
}

/* A digest's name cannot be told without the padding that has room for it. */
static int bare_digest(const EVP_MD *md, int padding) {
    if (md == NULL || padding != RSA_NO_PADDING) return 1;
    BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_PADDING_MODE);
    return 0;
}

/* RFC 8017 A.2.3: PSS has one. As in OpenSSL, it is there once anything is set. */
static void default_md(EVP_PKEY_CTX *ctx) {
    if (ctx->padding == RSA_PKCS1_PSS_PADDING && ctx->md == NULL) ctx->md = EVP_sha1();
}

int EVP_PKEY_CTX_set_rsa_padding(EVP_PKEY_CTX *ctx, int pad_mode) {
    int r = rsa_allowed(ctx, ctx != NULL && is_rsa(ctx), OP_SIG | OP_CRYPT);
    if (r <= 0) return r;
    bool signing = (ctx->op & OP_SIG) != 0, ok = false;
    if (ctx->type == EVP_PKEY_RSA_PSS && (pad_mode == RSA_PKCS1_PADDING || pad_mode == RSA_NO_PADDING)) {
        BS_RAISE_DATA(ERR_LIB_PROV, PROV_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE, "%s padding not allowed with RSA-PSS",
                      pad_mode == RSA_NO_PADDING ? "No" : "PKCS#1");
        return 0;
    }
    switch (pad_mode) {
    case RSA_PKCS1_PSS_PADDING: ok = ctx->op == EVP_PKEY_OP_SIGN || ctx->op == EVP_PKEY_OP_VERIFY; break;
    case RSA_PKCS1_OAEP_PADDING: ok = !signing; break;
    case RSA_PKCS1_PADDING:
    case RSA_NO_PADDING: ok = true; break;
    default: break;
    }
    if (pad_mode == RSA_PKCS1_PSS_PADDING && !signing) return 0;
    if (!ok) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE);
        return -2;
    }
    ctx->padding = pad_mode;
    default_md(ctx);
    return bare_digest(ctx->md, pad_mode);
}

int EVP_PKEY_CTX_get_rsa_padding(EVP_PKEY_CTX *ctx, int *pad_mode) {
    if (!is_rsa(ctx)) return -2;
    *pad_mode = ctx->padding;
    return length_of(paddings, ctx->padding);
}

int EVP_PKEY_CTX_set_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int saltlen) {
    int r = rsa_allowed(ctx, ctx != NULL && is_rsa(ctx), EVP_PKEY_OP_SIGN | EVP_PKEY_OP_VERIFY);
    if (r <= 0) return r;
    if (ctx->padding != RSA_PKCS1_PSS_PADDING) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_NOT_SUPPORTED);
        return 0;
    }
    if (saltlen < RSA_PSS_SALTLEN_MAX) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_SALT_LENGTH);
        return 0;
    }
    if (!bs_pctx_pss_salt_ok(ctx, saltlen)) return 0;
    ctx->salt_len = saltlen;
    default_md(ctx);
    return 1;
}

int EVP_PKEY_CTX_get_rsa_pss_saltlen(EVP_PKEY_CTX *ctx, int *saltlen) {
    if (!is_rsa(ctx)) return -2;
    *saltlen = ctx->salt_len;
    return length_of(salt_lens, ctx->salt_len);
}

static int take_md(const EVP_MD **out, const EVP_MD *md) {
    *out = bs_md_provided(md);
    if (md == NULL || *out != NULL) return 1;
    BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_DIGEST);
    return 0;
}

int EVP_PKEY_CTX_set_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) {
    int r = rsa_allowed(ctx, ctx != NULL && is_rsa(ctx), OP_SIG | OP_CRYPT);
    if (r <= 0) return r;
    if ((ctx->op & OP_SIG) != 0 && ctx->padding != RSA_PKCS1_PSS_PADDING) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_MGF1_MD);
        return 0;
    }
    if (!bs_pctx_pss_mgf1_ok(ctx, md) || !take_md(&ctx->mgf1_md, md)) return 0;
    default_md(ctx);
    return 1;
}

int EVP_PKEY_CTX_get_rsa_mgf1_md(EVP_PKEY_CTX *ctx, const EVP_MD **md) {
    *md = bs_pctx_mgf1(ctx);
    return 1;
}

int EVP_PKEY_CTX_set_rsa_oaep_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) {
    int r = rsa_allowed(ctx, ctx != NULL && ctx->type == EVP_PKEY_RSA, OP_CRYPT);
    return r > 0 ? take_md(&ctx->oaep_md, md) : r;
}

int EVP_PKEY_CTX_get_rsa_oaep_md(EVP_PKEY_CTX *ctx, const EVP_MD **md) {
    *md = ctx->oaep_md != NULL ? ctx->oaep_md : EVP_sha1();
    return 1;
}

int EVP_PKEY_CTX_set0_rsa_oaep_label(EVP_PKEY_CTX *ctx, void *label, int llen) {
    int r = allowed(ctx, ctx != NULL && ctx->type == EVP_PKEY_RSA, OP_CRYPT);
    if (r <= 0) return r;
    OPENSSL_free(ctx->label);
    ctx->label = label;
    ctx->label_len = label != NULL && llen > 0 ? (size_t)llen : 0;
    return 1;
}

int EVP_PKEY_CTX_get0_rsa_oaep_label(EVP_PKEY_CTX *ctx, unsigned char **label) {
    int r = allowed(ctx, ctx != NULL && ctx->type == EVP_PKEY_RSA, OP_CRYPT);
    if (r <= 0) return r;
    *label = ctx->label;
    return (int)ctx->label_len;
}

int EVP_PKEY_CTX_set_rsa_keygen_bits(EVP_PKEY_CTX *ctx, int bits) {
    int r = allowed(ctx, ctx != NULL && is_rsa(ctx), EVP_PKEY_OP_KEYGEN);
    if (r <= 0) return r;
    if (bits < MIN_RSA_BITS) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_KEY_SIZE_TOO_SMALL);
        return 0;
    }
    ctx->rsa_bits = bits;
    return 1;
}

int EVP_PKEY_CTX_set1_rsa_keygen_pubexp(EVP_PKEY_CTX *ctx, BIGNUM *pubexp) {
    int r = allowed(ctx, ctx != NULL && is_rsa(ctx), EVP_PKEY_OP_KEYGEN);
    if (r <= 0) return r;
    BIGNUM *copy = BN_dup(pubexp);
    if (copy == NULL) return 0;
    BN_free(ctx->rsa_e);
    ctx->rsa_e = copy;
    return 1;
}

int EVP_PKEY_CTX_set_rsa_keygen_pubexp(EVP_PKEY_CTX *ctx, BIGNUM *pubexp) {
    int r = allowed(ctx, ctx != NULL && is_rsa(ctx), EVP_PKEY_OP_KEYGEN);
    if (r <= 0) return r;
    BN_free(ctx->rsa_e);
    ctx->rsa_e = pubexp;
    return 1;
}

int EVP_PKEY_CTX_set_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD *md) {
    int r = allowed(ctx, true, OP_SIG);
    if (r <= 0) return r;
    if (md != NULL && is_rsa(ctx) && bs_md_hash(md) == BS_HASH_NONE) { /* RFC 8017 B.1 has no name for it */
        BS_RAISE_DATA(ERR_LIB_PROV, PROV_R_DIGEST_NOT_ALLOWED, "digest=%s", EVP_MD_get0_name(md));
        return 0;
    }
    if (md != NULL && EVP_MD_get_size(md) == 0) { /* a signature over nothing would hold for every message */
        BS_RAISE(ERR_LIB_PROV, PROV_R_INVALID_DIGEST);
        return 0;
    }
    if (!bs_pctx_pss_md_ok(ctx, md) || (is_rsa(ctx) && !bare_digest(md, ctx->padding))) return 0;
    return take_md(&ctx->md, md);
}

int EVP_PKEY_CTX_get_signature_md(EVP_PKEY_CTX *ctx, const EVP_MD **md) {
    int r = allowed(ctx, true, OP_SIG);
    if (r > 0) *md = ctx->md;
    return r > 0 ? ctx->md != NULL : r;
}

int EVP_PKEY_CTX_set_ec_paramgen_curve_nid(EVP_PKEY_CTX *ctx, int nid) {
    int r = allowed(ctx, ctx != NULL && ctx->type == EVP_PKEY_EC, EVP_PKEY_OP_PARAMGEN | EVP_PKEY_OP_KEYGEN);
    if (r <= 0) return r;
    if (bs_curve_by_nid(nid) == 0) {
        BS_RAISE(ERR_LIB_EC, EC_R_INVALID_CURVE);
        return 0;
    }
    ctx->curve_nid = nid;
    return 1;
}

int EVP_PKEY_CTX_set_ec_param_enc(EVP_PKEY_CTX *ctx, int param_enc) {
    int r = allowed(ctx, ctx != NULL && ctx->type == EVP_PKEY_EC, EVP_PKEY_OP_PARAMGEN | EVP_PKEY_OP_KEYGEN);
    return r <= 0 ? r : param_enc == OPENSSL_EC_NAMED_CURVE; /* explicit parameters are not written */
}

static int curve_by_name(const char *name) {
    static const struct {
        const char *name;
        int nid;
    } names[] = { { "P-256", NID_X9_62_prime256v1 }, { "prime256v1", NID_X9_62_prime256v1 }, { "secp256r1", NID_X9_62_prime256v1 },
                  { "P-384", NID_secp384r1 },        { "secp384r1", NID_secp384r1 },         { "P-521", NID_secp521r1 },
                  { "secp521r1", NID_secp521r1 } };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcasecmp(names[i].name, name) == 0) return names[i].nid;
    }
    return NID_undef;
}

int EVP_PKEY_CTX_set_group_name(EVP_PKEY_CTX *ctx, const char *name) {
    if (ctx != NULL && name != NULL && bs_pkey_is_dh(ctx->type)) return bs_pctx_dh_set_group(ctx, name);
    return name != NULL ? EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, curve_by_name(name)) : -1;
}

static int rsa_ctrl(EVP_PKEY_CTX *ctx, int cmd, int p1, void *p2) {
    switch (cmd) {
    case EVP_PKEY_CTRL_RSA_PADDING: return EVP_PKEY_CTX_set_rsa_padding(ctx, p1);
    case EVP_PKEY_CTRL_GET_RSA_PADDING: return EVP_PKEY_CTX_get_rsa_padding(ctx, p2);
    case EVP_PKEY_CTRL_RSA_PSS_SALTLEN: return EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, p1);
    case EVP_PKEY_CTRL_GET_RSA_PSS_SALTLEN: return EVP_PKEY_CTX_get_rsa_pss_saltlen(ctx, p2);
    case EVP_PKEY_CTRL_RSA_KEYGEN_BITS: return EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, p1);
    case EVP_PKEY_CTRL_RSA_KEYGEN_PUBEXP: return EVP_PKEY_CTX_set_rsa_keygen_pubexp(ctx, p2);
    case EVP_PKEY_CTRL_RSA_MGF1_MD: return EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, p2);
    case EVP_PKEY_CTRL_RSA_OAEP_MD: return EVP_PKEY_CTX_set_rsa_oaep_md(ctx, p2);
    case EVP_PKEY_CTRL_RSA_OAEP_LABEL: return EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, p2, p1);
    default: return -2;
    }
}

int EVP_PKEY_CTX_ctrl(EVP_PKEY_CTX *ctx, int keytype, int optype, int cmd, int p1, void *p2) {
    int r = -2;
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return -2;
    }
    if (keytype != -1 && keytype != ctx->type && !(bs_pkey_is_dh(keytype) && bs_pkey_is_dh(ctx->type))) return -1;
    if (ctx->op == EVP_PKEY_OP_UNDEFINED) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NO_OPERATION_SET);
        return -1;
    }
    if (optype != -1 && (ctx->op & optype) == 0) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_OPERATION);
        return -1;
    }
    if (bs_pkey_is_kdf(ctx->type)) {
        r = bs_pctx_kdf_ctrl(ctx, cmd, p1, p2);
        if (r == -2) BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return r;
    }
    if (cmd == EVP_PKEY_CTRL_MD) return EVP_PKEY_CTX_set_signature_md(ctx, p2);
    if (cmd == EVP_PKEY_CTRL_GET_MD) return EVP_PKEY_CTX_get_signature_md(ctx, p2);
    if (is_rsa(ctx)) r = rsa_ctrl(ctx, cmd, p1, p2);
    if (ctx->type == EVP_PKEY_EC && cmd == EVP_PKEY_CTRL_EC_PARAMGEN_CURVE_NID) {
        r = EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, p1);
    } else if (ctx->type == EVP_PKEY_EC && cmd == EVP_PKEY_CTRL_EC_PARAM_ENC) {
        r = EVP_PKEY_CTX_set_ec_param_enc(ctx, p1);
    } else if (ctx->type == EVP_PKEY_EC && ctx->op == EVP_PKEY_OP_DERIVE) {
        return bs_pctx_ecdh_ctrl(ctx, cmd, p1, p2); /* what is none of these is -2 without a word */
    } else if (bs_pkey_is_dh(ctx->type)) {
        r = bs_pctx_dh_ctrl(ctx, cmd, p1);
    }
    if (r == -2) BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
    return r;
}

static int padding_by_name(const char *name) {
    const struct word *w = word_named(paddings, name);
    return w != NULL ? w->value : 0;
}

static int salt_len_by_name(const char *name) {
    const struct word *w = word_named(salt_lens, name);
    return w != NULL ? w->value : atoi(name);
}

static int md_by_text(EVP_PKEY_CTX *ctx, const char *name, int (*set)(EVP_PKEY_CTX *ctx, const EVP_MD *md)) {
    const EVP_MD *md = EVP_get_digestbyname(name);
    if (md != NULL) return set(ctx, md);
    if (set == EVP_PKEY_CTX_set_signature_md) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_DIGEST);
    } else {
        bs_raise_unsupported(name, 0, "");
    }
    return 0;
}

static int bits_by_text(EVP_PKEY_CTX *ctx, const char *value) {
    char *end;
    const long bits = strtol(value, &end, 0);
    if (end == value || bits > INT_MAX) return 0;
    if (bits >= 0) return EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits);
    BS_RAISE(ERR_LIB_CRYPTO, CRYPTO_R_INVALID_NEGATIVE_VALUE);
    return 0;
}

static int exponent_by_text(EVP_PKEY_CTX *ctx, const char *value) {
    BIGNUM *e = NULL;
    int r = BN_asc2bn(&e, value) ? EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e) : 0;
    BN_free(e);
    return r;
}

static int param_enc_by_text(EVP_PKEY_CTX *ctx, const char *value) {
    if (strcmp(value, "named_curve") == 0) return EVP_PKEY_CTX_set_ec_param_enc(ctx, OPENSSL_EC_NAMED_CURVE);
    return strcmp(value, "explicit") == 0 ? EVP_PKEY_CTX_set_ec_param_enc(ctx, OPENSSL_EC_EXPLICIT_CURVE) : 0;
}

static int label_by_text(EVP_PKEY_CTX *ctx, const char *hexadecimal) {
    long len = 0;
    uint8_t *label = OPENSSL_hexstr2buf(hexadecimal, &len);
    int r = label != NULL ? EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, label, (int)len) : 0;
    if (r <= 0) OPENSSL_free(label);
    return r;
}

static int cofactor_by_text(EVP_PKEY_CTX *ctx, const char *value) {
    int r = EVP_PKEY_CTX_set_ecdh_cofactor_mode(ctx, atoi(value));
    return r > 0 ? r : 0;
}

int EVP_PKEY_CTX_ctrl_str(EVP_PKEY_CTX *ctx, const char *type, const char *value) {
    if (ctx == NULL || type == NULL) return -2;
    if (value == NULL) {
        BS_RAISE(ERR_LIB_RSA, RSA_R_VALUE_MISSING);
        return 0;
    }
    if (bs_pkey_is_kdf(ctx->type)) {
        int r = bs_pctx_kdf_ctrl_str(ctx, type, value);
        if (r == -2) BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return r;
    }
    if (bs_pkey_is_dh(ctx->type)) {
        int r = bs_pctx_dh_ctrl_str(ctx, type, value);
        if (r == -2) BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
        return r;
    }
    if (ctx->type == EVP_PKEY_RSA_PSS) {
        int r = bs_pctx_pss_ctrl_str(ctx, type, value);
        if (r != -2) return r;
    }
    if (strcmp(type, "rsa_padding_mode") == 0) return EVP_PKEY_CTX_set_rsa_padding(ctx, padding_by_name(value));
    if (strcmp(type, "rsa_pss_saltlen") == 0) return EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt_len_by_name(value));
    if (strcmp(type, "rsa_keygen_bits") == 0) return bits_by_text(ctx, value);
    if (strcmp(type, "rsa_keygen_pubexp") == 0) return exponent_by_text(ctx, value);
    if (strcmp(type, "rsa_mgf1_md") == 0) return md_by_text(ctx, value, EVP_PKEY_CTX_set_rsa_mgf1_md);
    if (strcmp(type, "rsa_oaep_md") == 0) return md_by_text(ctx, value, EVP_PKEY_CTX_set_rsa_oaep_md);
    if (strcmp(type, "rsa_oaep_label") == 0) return label_by_text(ctx, value);
    if (strcmp(type, "digest") == 0) return md_by_text(ctx, value, EVP_PKEY_CTX_set_signature_md);
    if (strcmp(type, "ec_paramgen_curve") == 0 || strcmp(type, OSSL_PKEY_PARAM_GROUP_NAME) == 0) {
        return EVP_PKEY_CTX_set_group_name(ctx, value);
    }
    if (strcmp(type, "ec_param_enc") == 0) return param_enc_by_text(ctx, value);
    if (strcmp(type, "ecdh_cofactor_mode") == 0) return cofactor_by_text(ctx, value);
    if (strcmp(type, "ecdh_kdf_md") == 0) return md_by_text(ctx, value, EVP_PKEY_CTX_set_ecdh_kdf_md);
    BS_RAISE(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED);
    return -2;
}

/* One parameter of a list. */
static int set_param(EVP_PKEY_CTX *ctx, const OSSL_PARAM *p) {
    const char *text = p->data_type == OSSL_PARAM_UTF8_STRING ? p->data : NULL;
    int n = 0, r = bs_pkey_is_dh(ctx->type) ? bs_pctx_dh_set_param(ctx, p) : -2;
    if (r != -2) return r;
    if (strcmp(p->key, OSSL_PKEY_PARAM_GROUP_NAME) == 0 && text != NULL) return EVP_PKEY_CTX_set_group_name(ctx, text);
    if (strcmp(p->key, OSSL_KEM_PARAM_OPERATION) == 0 && text != NULL) return EVP_PKEY_CTX_set_kem_op(ctx, text);
    if (strcmp(p->key, OSSL_PKEY_PARAM_RSA_BITS) == 0) {
        return OSSL_PARAM_get_int(p, &n) ? EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, n) : 0;
    }
    if (strcmp(p->key, OSSL_PKEY_PARAM_PAD_MODE) == 0) {
        if (text != NULL) return EVP_PKEY_CTX_set_rsa_padding(ctx, padding_by_name(text));
        return OSSL_PARAM_get_int(p, &n) ? EVP_PKEY_CTX_set_rsa_padding(ctx, n) : 0;
    }
    if (strcmp(p->key, OSSL_SIGNATURE_PARAM_PSS_SALTLEN) == 0) {
        if (text != NULL) return EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt_len_by_name(text));
        return OSSL_PARAM_get_int(p, &n) ? EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, n) : 0;
    }
    if (text != NULL && strcmp(p->key, OSSL_PKEY_PARAM_MGF1_DIGEST) == 0) {
        return md_by_text(ctx, text, EVP_PKEY_CTX_set_rsa_mgf1_md);
    }
    if (text != NULL && strcmp(p->key, OSSL_SIGNATURE_PARAM_DIGEST) == 0) {
        bool oaep = (ctx->op & OP_CRYPT) != 0;
        return md_by_text(ctx, text, oaep ? EVP_PKEY_CTX_set_rsa_oaep_md : EVP_PKEY_CTX_set_signature_md);
    }
    BS_RAISE_DATA(ERR_LIB_EVP, EVP_R_COMMAND_NOT_SUPPORTED, "parameter %s", p->key);
    return 0; /* a setting that cannot be honoured is never ignored */
}

/* The padding first, wherever it stands: it decides what else can be set. */
int EVP_PKEY_CTX_set_params(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params) {
    for (int padding = 1; padding >= 0; padding--) {
        for (const OSSL_PARAM *p = params; p != NULL && p->key != NULL; p++) {
            if ((strcmp(p->key, OSSL_PKEY_PARAM_PAD_MODE) == 0) != padding) continue;
            int r = set_param(ctx, p);
            if (r <= 0) return r;
        }
    }
    return 1;
}
