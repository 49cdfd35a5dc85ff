/* EVP_KDF: what parameters set.                                                      man 7 EVP_KDF-HKDF and its like */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/evp/kdf_local.h"
#include "compat/crypto/evp/md_local.h"

static int set_digest(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    char *name = NULL;
    if (!OSSL_PARAM_get_utf8_string(p, &name, 0)) return 0;
    const EVP_MD *md = bs_md_by_name(name);
    if (md == NULL) bs_raise_unsupported(name, 0, "");
    OPENSSL_free(name);
    if (md == NULL) return 0;
    ctx->md = md;
    return 1;
}

static int set_cipher(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    char *name = NULL;
    if (!OSSL_PARAM_get_utf8_string(p, &name, 0)) return 0;
    EVP_CIPHER *c = EVP_CIPHER_fetch(NULL, name, NULL); /* queues what is wrong */
    OPENSSL_free(name);
    if (c == NULL) return 0;
    ctx->cipher = c;
    return 1;
}

static int set_mode(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    static const char *const names[] = { "EXTRACT_AND_EXPAND", "EXTRACT_ONLY", "EXPAND_ONLY" };
    int mode = -1;
    if (p->data_type == OSSL_PARAM_UTF8_STRING) {
        for (int i = 0; p->data != NULL && i < 3; i++) {
            if (strcasecmp(names[i], p->data) == 0) mode = i;
        }
    } else if (!OSSL_PARAM_get_int(p, &mode)) {
        mode = -1;
    }
    if (mode < EVP_KDF_HKDF_MODE_EXTRACT_AND_EXPAND || mode > EVP_KDF_HKDF_MODE_EXPAND_ONLY) {
        return bs_kdf_refuse(PROV_R_INVALID_MODE);
    }
    ctx->mode = mode;
    return 1;
}

static int set_iter(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    uint64_t n = 0;
    if (!OSSL_PARAM_get_uint64(p, &n)) return 0;
    if (n < (ctx->checks ? 1000 : 1)) return bs_kdf_refuse(PROV_R_INVALID_ITERATION_COUNT);
    ctx->iter = n;
    return 1;
}

static int set_any_iter(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return OSSL_PARAM_get_uint64(p, &ctx->iter); }
static int set_id(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return OSSL_PARAM_get_int(p, &ctx->id); }

static int set_pkcs5(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    int off = 0;
    if (!OSSL_PARAM_get_int(p, &off)) return 0;
    ctx->checks = off == 0;
    return 1;
}

static int set_n(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    uint64_t n = 0;
    if (!OSSL_PARAM_get_uint64(p, &n) || n <= 1 || (n & (n - 1)) != 0) return 0;
    ctx->n = n;
    return 1;
}

static int set_positive(uint64_t *to, const OSSL_PARAM *p) {
    uint64_t n = 0;
    if (!OSSL_PARAM_get_uint64(p, &n) || n < 1) return 0;
    *to = n;
    return 1;
}

static int set_r(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_positive(&ctx->r, p); }
static int set_p(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_positive(&ctx->p, p); }
static int set_maxmem(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_positive(&ctx->maxmem, p); }

static int set_bytes(struct bs_kdf_bytes *b, const OSSL_PARAM *p) {
    return p->data_type == OSSL_PARAM_OCTET_STRING && bs_kdf_set(b, p->data, p->data_size);
}

static int set_key(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->value[BS_KDF_KEY], p); }
static int set_salt(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->value[BS_KDF_SALT], p); }
static int set_constant(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->value[BS_KDF_CONSTANT], p); }
static int set_xcghash(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->value[BS_KDF_XCGHASH], p); }
static int set_session_id(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->value[BS_KDF_SESSION_ID], p); }

/* What may be given in parts. */
static int add_info(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    return p->data_type == OSSL_PARAM_OCTET_STRING && bs_kdf_append(&ctx->value[BS_KDF_INFO], p->data, p->data_size);
}

static int set_type(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    const char *text = p->data;
    if (p->data_type != OSSL_PARAM_UTF8_STRING || text == NULL || p->data_size != 1) return 0;
    if (*text < 'A' || *text > 'F') return bs_kdf_refuse(PROV_R_VALUE_ERROR);
    ctx->type = *text;
    return 1;
}

/* --- SSKDF's and KBKDF's MAC: what is beneath it follows its name ---- */

static int set_mac(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    char *name = NULL;
    if (!OSSL_PARAM_get_utf8_string(p, &name, 0)) return 0;
    EVP_MAC_CTX_free(ctx->mac);
    ctx->mac = EVP_MAC_CTX_new(EVP_MAC_fetch(NULL, name, NULL));
    ctx->mac_keyed = false;
    OPENSSL_free(name);
    return ctx->mac != NULL;
}

static int set_beneath(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    const OSSL_PARAM one[2] = { *p, OSSL_PARAM_construct_end() };
    return ctx->mac == NULL || EVP_MAC_CTX_set_params(ctx->mac, one);
}

static int set_mac_size(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    size_t size = 0;
    if (!OSSL_PARAM_get_size_t(p, &size) || size == 0) return 0;
    ctx->mac_size = size;
    return 1;
}

/* --- KBKDF: nothing is what is not set, and the mode may be cut short, as in OpenSSL ---- */

static int set_some(struct bs_kdf_bytes *b, const OSSL_PARAM *p) { return p->data_size == 0 || set_bytes(b, p); }
static int set_ki(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_some(&ctx->value[BS_KDF_KEY], p); }
static int set_some_salt(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_some(&ctx->value[BS_KDF_SALT], p); }
static int set_context(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_some(&ctx->value[BS_KDF_INFO], p); }
static int set_seed(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_some(&ctx->value[BS_KDF_SEED], p); }

static int set_kb_mode(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    if (p->data_type != OSSL_PARAM_UTF8_STRING || p->data == NULL) return bs_kdf_refuse(PROV_R_INVALID_MODE);
    bool counter = strncasecmp("counter", p->data, p->data_size) == 0;
    if (!counter && strncasecmp("feedback", p->data, p->data_size) != 0) return bs_kdf_refuse(PROV_R_INVALID_MODE);
    ctx->feedback = !counter;
    return 1;
}

static int set_switch(bool *off, const OSSL_PARAM *p) {
    int on = 0;
    if (!OSSL_PARAM_get_int(p, &on)) return 0;
    *off = on == 0;
    return 1;
}

static int set_use_l(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_switch(&ctx->no_length, p); }
static int set_use_separator(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_switch(&ctx->no_separator, p); }

/* --- TLS 1.3 ---- */

static int set_prefix(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->value[BS_KDF_PREFIX], p); }
static int set_label(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->value[BS_KDF_LABEL], p); }
static int set_data(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->value[BS_KDF_DATA], p); }

/* The order is that of evaluation: checks before counts, the digest before what depends on it. */
static const struct {
    const char *key;
    const char *of; /* names of the algorithms that read it, as bs_name_listed() takes them */
    int (*set)(EVP_KDF_CTX *ctx, const OSSL_PARAM *p);
} settings[] = {
    { OSSL_KDF_PARAM_MAC, ":SSKDF:KBKDF:", set_mac },
    { OSSL_KDF_PARAM_DIGEST, ":HKDF:PBKDF2:TLS1-PRF:SSKDF:X963KDF:SSHKDF:TLS13-KDF:PKCS12KDF:", set_digest },
    { OSSL_KDF_PARAM_DIGEST, ":KBKDF:", set_beneath },
    { OSSL_KDF_PARAM_CIPHER, ":KBKDF:", set_beneath },
    { OSSL_KDF_PARAM_CIPHER, ":KRB5KDF:", set_cipher },
    { OSSL_KDF_PARAM_CONSTANT, ":KRB5KDF:", set_constant },
    { OSSL_KDF_PARAM_MAC_SIZE, ":SSKDF:", set_mac_size },
    { OSSL_KDF_PARAM_MODE, ":HKDF:TLS13-KDF:", set_mode },
    { OSSL_KDF_PARAM_MODE, ":KBKDF:", set_kb_mode },
    { OSSL_KDF_PARAM_PKCS5, ":PBKDF2:", set_pkcs5 },
    { OSSL_KDF_PARAM_KEY, ":HKDF:SSKDF:X963KDF:SSHKDF:TLS13-KDF:KRB5KDF:", set_key },
    { OSSL_KDF_PARAM_KEY, ":KBKDF:", set_ki },
    { OSSL_KDF_PARAM_SECRET, ":TLS1-PRF:SSKDF:X963KDF:", set_key },
    { OSSL_KDF_PARAM_PASSWORD, ":PBKDF2:SCRYPT:PKCS12KDF:", set_key },
    { OSSL_KDF_PARAM_SALT, ":HKDF:PBKDF2:SCRYPT:TLS13-KDF:PKCS12KDF:", set_salt },
    { OSSL_KDF_PARAM_SALT, ":SSKDF:", set_some_salt },
    { OSSL_KDF_PARAM_SALT, ":KBKDF:", set_some_salt },
    { OSSL_KDF_PARAM_INFO, ":HKDF:SSKDF:X963KDF:", add_info },
    { OSSL_KDF_PARAM_INFO, ":KBKDF:", set_context },
    { OSSL_KDF_PARAM_SEED, ":TLS1-PRF:", add_info },
    { OSSL_KDF_PARAM_SEED, ":KBKDF:", set_seed },
    { OSSL_KDF_PARAM_KBKDF_USE_L, ":KBKDF:", set_use_l },
    { OSSL_KDF_PARAM_KBKDF_USE_SEPARATOR, ":KBKDF:", set_use_separator },
    { OSSL_KDF_PARAM_PREFIX, ":TLS13-KDF:", set_prefix },
    { OSSL_KDF_PARAM_LABEL, ":TLS13-KDF:", set_label },
    { OSSL_KDF_PARAM_DATA, ":TLS13-KDF:", set_data },
    { OSSL_KDF_PARAM_SSHKDF_XCGHASH, ":SSHKDF:", set_xcghash },
    { OSSL_KDF_PARAM_SSHKDF_SESSION_ID, ":SSHKDF:", set_session_id },
    { OSSL_KDF_PARAM_SSHKDF_TYPE, ":SSHKDF:", set_type },
    { OSSL_KDF_PARAM_ITER, ":PBKDF2:", set_iter },
    { OSSL_KDF_PARAM_ITER, ":PKCS12KDF:", set_any_iter },
    { OSSL_KDF_PARAM_PKCS12_ID, ":PKCS12KDF:", set_id },
    { OSSL_KDF_PARAM_SCRYPT_N, ":SCRYPT:", set_n },
    { OSSL_KDF_PARAM_SCRYPT_R, ":SCRYPT:", set_r },
    { OSSL_KDF_PARAM_SCRYPT_P, ":SCRYPT:", set_p },
    { OSSL_KDF_PARAM_SCRYPT_MAXMEM, ":SCRYPT:", set_maxmem },
};

int EVP_KDF_CTX_set_params(EVP_KDF_CTX *ctx, const OSSL_PARAM params[]) {
    if (params == NULL) return 1;
    /* as in OpenSSL, parts are those of one call: information is begun anew, a seed goes on; TLS 1.3's data are given
     * with each */
    const bool informed = OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_INFO) != NULL;
    if (informed && !bs_kdf_set(&ctx->value[BS_KDF_INFO], "", 0)) return 0;
    if (!bs_kdf_set(&ctx->value[BS_KDF_DATA], "", 0)) return 0;
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (!bs_name_listed(settings[i].of, ctx->kdf->name)) continue;
        const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, settings[i].key);
        for (; p != NULL; p = OSSL_PARAM_locate_const(p + 1, settings[i].key)) {
            if (!settings[i].set(ctx, p)) return 0;
        }
    }
    return ctx->kdf->settle == NULL || ctx->kdf->settle(ctx);
}
