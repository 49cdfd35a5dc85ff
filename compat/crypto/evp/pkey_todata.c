/* A key as a list of OSSL_PARAMs, and into a program's own.                           man 3 EVP_PKEY_todata, EVP_PKEY_get_params */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/param_build.h>
#include <openssl/params.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pkey_local.h"

#define PRIVATE OSSL_KEYMGMT_SELECT_PRIVATE_KEY
#define PUBLIC OSSL_KEYMGMT_SELECT_PUBLIC_KEY
#define DOMAIN OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS

enum form { NUMBER, TEXT, OCTETS };

/* What is told, if the key has it, and with which selection. Octets where a type has no number of that name. */
static const struct row {
    const char *name;
    enum form form;
    int selection;
} rows[] = {
    { OSSL_PKEY_PARAM_GROUP_NAME, TEXT, DOMAIN },
    { OSSL_PKEY_PARAM_EC_ENCODING, TEXT, DOMAIN },
    { OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, TEXT, DOMAIN },
    { OSSL_PKEY_PARAM_FFC_P, NUMBER, DOMAIN },
    { OSSL_PKEY_PARAM_FFC_Q, NUMBER, DOMAIN },
    { OSSL_PKEY_PARAM_FFC_G, NUMBER, DOMAIN },
    { OSSL_PKEY_PARAM_PUB_KEY, OCTETS, PUBLIC },
    { OSSL_PKEY_PARAM_PUB_KEY, NUMBER, PUBLIC },
    { OSSL_PKEY_PARAM_PRIV_KEY, OCTETS, PRIVATE },
    { OSSL_PKEY_PARAM_PRIV_KEY, NUMBER, PRIVATE },
    { OSSL_PKEY_PARAM_RSA_N, NUMBER, PUBLIC },
    { OSSL_PKEY_PARAM_RSA_E, NUMBER, PUBLIC },
    { OSSL_PKEY_PARAM_RSA_D, NUMBER, PRIVATE },
    { OSSL_PKEY_PARAM_RSA_FACTOR1, NUMBER, PRIVATE },
    { OSSL_PKEY_PARAM_RSA_FACTOR2, NUMBER, PRIVATE },
    { OSSL_PKEY_PARAM_RSA_EXPONENT1, NUMBER, PRIVATE },
    { OSSL_PKEY_PARAM_RSA_EXPONENT2, NUMBER, PRIVATE },
    { OSSL_PKEY_PARAM_RSA_COEFFICIENT1, NUMBER, PRIVATE },
};
enum { NUM_ROWS = sizeof rows / sizeof rows[0] };

static uint8_t *octets_of(const EVP_PKEY *pkey, const char *name, size_t *len) {
    if (!EVP_PKEY_get_octet_string_param(pkey, name, NULL, 0, len)) return NULL;
    uint8_t *buf = OPENSSL_malloc(*len + 1);
    if (buf != NULL && EVP_PKEY_get_octet_string_param(pkey, name, buf, *len, len)) return buf;
    OPENSSL_free(buf);
    return NULL;
}

static bool push_number(OSSL_PARAM_BLD *b, const EVP_PKEY *pkey, const char *name, BIGNUM **kept) {
    return !EVP_PKEY_get_bn_param(pkey, name, kept) || OSSL_PARAM_BLD_push_BN(b, name, *kept);
}

static bool push_text(OSSL_PARAM_BLD *b, const EVP_PKEY *pkey, const char *name, char *kept, size_t room) {
    return !EVP_PKEY_get_utf8_string_param(pkey, name, kept, room, NULL) || OSSL_PARAM_BLD_push_utf8_string(b, name, kept, 0);
}

/* The builder copies nothing before the end: what it was given is kept until then. */
struct kept {
    BIGNUM *bn[NUM_ROWS];
    uint8_t *octets[NUM_ROWS];
    size_t len[NUM_ROWS];
    char text[NUM_ROWS][32];
};

static bool push_name(OSSL_PARAM_BLD *b, const char *key, const EVP_MD *md) {
    return OSSL_PARAM_BLD_push_utf8_string(b, key, EVP_MD_get0_name(bs_md_fetched(md)), 0);
}

/* What binds a key to a hash, a mask and a salt is told with every part: without it, it would be another key. */
static bool push_limits(OSSL_PARAM_BLD *b, const EVP_PKEY *pkey) {
    const struct bs_pubkey *pub = pkey->type == EVP_PKEY_RSA_PSS ? bs_evp_pkey_public(pkey) : NULL;
    if (pub == NULL || pub->pss_hash == BS_HASH_NONE) return true;
    const EVP_MD *md = bs_md_by_hash(pub->pss_hash), *mgf1 = bs_md_by_hash(pub->pss_mgf_hash);
    /* what is the default goes without saying */
    return (pub->pss_hash == BS_HASH_SHA1 || (md != NULL && push_name(b, OSSL_PKEY_PARAM_RSA_DIGEST, md))) &&
           (pub->pss_mgf_hash == BS_HASH_SHA1 || (mgf1 != NULL && push_name(b, OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, mgf1))) &&
           (pub->pss_min_salt == 20 || OSSL_PARAM_BLD_push_int(b, OSSL_PKEY_PARAM_RSA_PSS_SALTLEN, (int)pub->pss_min_salt));
}

static bool push(OSSL_PARAM_BLD *b, const EVP_PKEY *pkey, struct kept *k, int i) {
    switch (rows[i].form) {
    case TEXT: return push_text(b, pkey, rows[i].name, k->text[i], sizeof k->text[i]);
    case NUMBER: return push_number(b, pkey, rows[i].name, &k->bn[i]);
    case OCTETS: break;
    }
    k->octets[i] = octets_of(pkey, rows[i].name, &k->len[i]);
    return k->octets[i] == NULL || OSSL_PARAM_BLD_push_octet_string(b, rows[i].name, k->octets[i], k->len[i]);
}

int EVP_PKEY_todata(const EVP_PKEY *pkey, int selection, OSSL_PARAM **params) {
    if (params == NULL || pkey == NULL || pkey->type == EVP_PKEY_NONE) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    *params = NULL;
    if (pkey->type == EVP_PKEY_HMAC && (selection & PRIVATE) == 0) return 0; /* it has nothing else */
    if (bs_pkey_is_raw(pkey->type) && (selection & OSSL_KEYMGMT_SELECT_KEYPAIR) == 0) return 0; /* they have no parameters */
    struct kept *k = OPENSSL_zalloc(sizeof *k);
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    bool ok = k != NULL && b != NULL;
    ERR_set_mark(); /* what a type has not is no error */
    ok = ok && push_limits(b, pkey);
    for (int i = 0; ok && i < NUM_ROWS; i++) ok = (rows[i].selection & selection) == 0 || push(b, pkey, k, i);
    ERR_pop_to_mark();
    *params = ok ? OSSL_PARAM_BLD_to_param(b) : NULL;
    for (int i = 0; k != NULL && i < NUM_ROWS; i++) {
        BN_clear_free(k->bn[i]);
        OPENSSL_clear_free(k->octets[i], k->len[i]);
    }
    OPENSSL_free(k);
    OSSL_PARAM_BLD_free(b);
    return *params != NULL;
}

int EVP_PKEY_export(const EVP_PKEY *pkey, int selection, OSSL_CALLBACK *export_cb, void *export_cbarg) {
    OSSL_PARAM *params = NULL;
    if (export_cb == NULL || !EVP_PKEY_todata(pkey, selection, &params)) return 0;
    int r = export_cb(params, export_cbarg);
    OSSL_PARAM_free(params);
    return r;
}

/* --- into a program's own --------------------------------------------------------------------------------------------- */

static bool give_number(const EVP_PKEY *pkey, OSSL_PARAM *p) {
    int n = 0;
    BIGNUM *bn = NULL;
    if (EVP_PKEY_get_int_param(pkey, p->key, &n)) return OSSL_PARAM_set_int(p, n);
    if (!EVP_PKEY_get_bn_param(pkey, p->key, &bn)) return true;
    bool ok = OSSL_PARAM_set_BN(p, bn);
    BN_clear_free(bn);
    return ok;
}

static bool give_octets(const EVP_PKEY *pkey, OSSL_PARAM *p) {
    size_t n = 0;
    uint8_t *buf = octets_of(pkey, p->key, &n);
    bool ok = buf == NULL || OSSL_PARAM_set_octet_string(p, buf, n);
    OPENSSL_clear_free(buf, n);
    return ok;
}

static bool give(const EVP_PKEY *pkey, OSSL_PARAM *p) {
    char text[64];
    if (p->data_type == OSSL_PARAM_OCTET_STRING) return give_octets(pkey, p);
    if (p->data_type != OSSL_PARAM_UTF8_STRING) return give_number(pkey, p);
    return !EVP_PKEY_get_utf8_string_param(pkey, p->key, text, sizeof text, NULL) || OSSL_PARAM_set_utf8_string(p, text);
}

int EVP_PKEY_get_params(const EVP_PKEY *pkey, OSSL_PARAM params[]) {
    if (pkey == NULL || pkey->type == EVP_PKEY_NONE) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_KEY);
        return 0;
    }
    bool ok = true;
    ERR_set_mark(); /* what a type has not stays as it is */
    for (OSSL_PARAM *p = params; ok && p != NULL && p->key != NULL; p++) ok = give(pkey, p);
    ERR_pop_to_mark();
    return ok;
}
