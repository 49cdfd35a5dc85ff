/* EVP_KDF: the table of algorithms, their contexts and parameters.    man 3 EVP_KDF, man 7 EVP_KDF-* */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/proverr.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/kdf_local.h"
#include "compat/crypto/evp/md_local.h"

int bs_kdf_refuse(int reason) {
    BS_RAISE(ERR_LIB_PROV, reason);
    return 0;
}

/* --- PBKDF2 and scrypt, which have functions of their own ------------------------------------------------------- */

static void pbkdf2_reset(EVP_KDF_CTX *ctx) {
    ctx->md = EVP_sha1();
    ctx->iter = PKCS5_DEFAULT_ITER;
}

static int pbkdf2_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    if (ctx->key.p == NULL) return bs_kdf_refuse(PROV_R_MISSING_PASS);
    if (ctx->salt.p == NULL) return bs_kdf_refuse(PROV_R_MISSING_SALT);
    if (ctx->checks) { /* SP 800-132 5 */
        if (len * 8 < 112) return bs_kdf_refuse(PROV_R_KEY_SIZE_TOO_SMALL);
        if (ctx->salt.len < 16) return bs_kdf_refuse(PROV_R_INVALID_SALT_LENGTH);
        if (ctx->iter < 1000) return bs_kdf_refuse(PROV_R_INVALID_ITERATION_COUNT);
    }
    if (len > INT32_MAX) return bs_kdf_refuse(PROV_R_INVALID_KEY_LENGTH);
    if (ctx->iter > INT32_MAX) return bs_kdf_refuse(PROV_R_INVALID_ITERATION_COUNT);
    return PKCS5_PBKDF2_HMAC((const char *)ctx->key.p, (int)ctx->key.len, ctx->salt.p, (int)ctx->salt.len,
                             (int)ctx->iter, ctx->md, (int)len, out);
}

static void scrypt_reset(EVP_KDF_CTX *ctx) {
    ctx->n = 1 << 20;
    ctx->r = 8;
    ctx->p = 1;
    ctx->maxmem = UINT64_C(1025) * 1024 * 1024;
}

static int scrypt_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    if (ctx->key.p == NULL) return bs_kdf_refuse(PROV_R_MISSING_PASS);
    if (ctx->salt.p == NULL) return bs_kdf_refuse(PROV_R_MISSING_SALT);
    return EVP_PBE_scrypt((const char *)ctx->key.p, ctx->key.len, ctx->salt.p, ctx->salt.len, ctx->n, ctx->r, ctx->p,
                          ctx->maxmem, out, len);
}

/* What these two say of themselves, though they give as much as one likes. */
static size_t md_size(const EVP_KDF_CTX *ctx) { return ctx->md != NULL ? (size_t)EVP_MD_get_size(ctx->md) : 0; }

static const EVP_KDF kdfs[] = {
    { "HKDF", ":HKDF:", NULL, bs_hkdf_derive, bs_hkdf_size },
    { "PBKDF2", ":PBKDF2:1.2.840.113549.1.5.12:", pbkdf2_reset, pbkdf2_derive, NULL },
    { "SCRYPT", ":SCRYPT:id-scrypt:1.3.6.1.4.1.11591.4.11:", scrypt_reset, scrypt_derive, NULL },
    { "TLS1-PRF", ":TLS1-PRF:", NULL, bs_tls1_prf_derive, NULL },
    { "SSKDF", ":SSKDF:", NULL, bs_sskdf_derive, md_size },
    { "X963KDF", ":X963KDF:X942KDF-CONCAT:", NULL, bs_x963kdf_derive, md_size },
    { "SSHKDF", ":SSHKDF:", NULL, bs_sshkdf_derive, NULL },
};
enum { NUM_KDFS = sizeof kdfs / sizeof kdfs[0] };

static EVP_KDF *handle(const EVP_KDF *kdf) {
    union {
        const EVP_KDF *from;
        EVP_KDF *to;
    } constant = { kdf }; /* the API counts it; ours never change and are never freed */
    return constant.to;
}

EVP_KDF *EVP_KDF_fetch(OSSL_LIB_CTX *libctx, const char *algorithm, const char *properties) {
    (void)libctx;
    for (size_t i = 0; algorithm != NULL && i < NUM_KDFS; i++) {
        if (bs_name_listed(kdfs[i].names, algorithm) && bs_properties_ok(properties)) return handle(&kdfs[i]);
    }
    bs_raise_unsupported(algorithm, 0, properties);
    return NULL;
}

int EVP_KDF_up_ref(EVP_KDF *kdf) {
    (void)kdf;
    return 1;
}

void EVP_KDF_free(EVP_KDF *kdf) { (void)kdf; }
const char *EVP_KDF_get0_name(const EVP_KDF *kdf) { return kdf->name; }
int EVP_KDF_is_a(const EVP_KDF *kdf, const char *name) { return kdf != NULL && bs_name_listed(kdf->names, name); }

/* --- contexts --------------------------------------------------------------------------------------------------- */

bool bs_kdf_append(struct bs_kdf_bytes *b, const void *data, size_t len) {
    uint8_t *grown = OPENSSL_clear_realloc(b->p, b->len, b->len + len + 1); /* never NULL once it is set */
    if (grown == NULL) {
        BS_RAISE(ERR_LIB_PROV, ERR_R_MALLOC_FAILURE);
        return false;
    }
    if (len > 0) memcpy(grown + b->len, data, len);
    b->p = grown;
    b->len += len;
    return true;
}

static void clear(struct bs_kdf_bytes *b) {
    OPENSSL_clear_free(b->p, b->len);
    *b = (struct bs_kdf_bytes){ 0 };
}

bool bs_kdf_set(struct bs_kdf_bytes *b, const void *data, size_t len) {
    clear(b);
    return bs_kdf_append(b, data, len);
}

void EVP_KDF_CTX_reset(EVP_KDF_CTX *ctx) {
    if (ctx == NULL) return;
    const EVP_KDF *kdf = ctx->kdf;
    clear(&ctx->key);
    clear(&ctx->salt);
    clear(&ctx->info);
    clear(&ctx->xcghash);
    clear(&ctx->session_id);
    *ctx = (EVP_KDF_CTX){ .kdf = kdf };
    if (kdf->reset != NULL) kdf->reset(ctx);
}

EVP_KDF_CTX *EVP_KDF_CTX_new(EVP_KDF *kdf) {
    EVP_KDF_CTX *ctx = kdf != NULL ? OPENSSL_zalloc(sizeof *ctx) : NULL;
    if (ctx == NULL) return NULL;
    ctx->kdf = kdf;
    EVP_KDF_CTX_reset(ctx);
    return ctx;
}

void EVP_KDF_CTX_free(EVP_KDF_CTX *ctx) {
    if (ctx == NULL) return;
    EVP_KDF_CTX_reset(ctx);
    OPENSSL_free(ctx);
}

EVP_KDF_CTX *bs_kdf_ctx_dup(const EVP_KDF_CTX *src) {
    EVP_KDF_CTX *ctx = src != NULL ? OPENSSL_zalloc(sizeof *ctx) : NULL;
    if (ctx == NULL) return NULL;
    *ctx = *src;
    struct bs_kdf_bytes *const all[] = { &ctx->key, &ctx->salt, &ctx->info, &ctx->xcghash, &ctx->session_id };
    bool ok = true;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const struct bs_kdf_bytes was = *all[i];
        *all[i] = (struct bs_kdf_bytes){ 0 };
        if (was.p != NULL) ok = bs_kdf_append(all[i], was.p, was.len) && ok;
    }
    if (ok) return ctx;
    EVP_KDF_CTX_free(ctx);
    return NULL;
}

const EVP_KDF *EVP_KDF_CTX_kdf(EVP_KDF_CTX *ctx) { return ctx->kdf; }

size_t EVP_KDF_CTX_get_kdf_size(EVP_KDF_CTX *ctx) {
    if (ctx == NULL) return 0;
    return ctx->kdf->size != NULL ? ctx->kdf->size(ctx) : SIZE_MAX;
}

int EVP_KDF_derive(EVP_KDF_CTX *ctx, unsigned char *key, size_t keylen, const OSSL_PARAM params[]) {
    if (ctx == NULL) return 0;
    if (!EVP_KDF_CTX_set_params(ctx, params)) return 0;
    if (ctx->md != NULL && (ctx->md->flags & EVP_MD_FLAG_XOF)) return bs_kdf_refuse(PROV_R_XOF_DIGESTS_NOT_ALLOWED);
    return ctx->kdf->derive(ctx, key, keylen);
}

/* --- parameters ------------------------------------------------------------------------------------------------- */

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

static int set_key(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->key, p); }
static int set_salt(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->salt, p); }
static int set_xcghash(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->xcghash, p); }
static int set_session_id(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) { return set_bytes(&ctx->session_id, p); }

/* What may be given in parts. */
static int add_info(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    return p->data_type == OSSL_PARAM_OCTET_STRING && bs_kdf_append(&ctx->info, p->data, p->data_size);
}

static int set_type(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    const char *text = p->data;
    if (p->data_type != OSSL_PARAM_UTF8_STRING || text == NULL || p->data_size != 1) return 0;
    if (*text < 'A' || *text > 'F') return bs_kdf_refuse(PROV_R_VALUE_ERROR);
    ctx->type = *text;
    return 1;
}

/* What we cannot do is an error: another MAC than the digest's HMAC, or a prefix for TLS 1.3's labels. */
static int set_unsupported(EVP_KDF_CTX *ctx, const OSSL_PARAM *p) {
    (void)ctx;
    BS_RAISE_DATA(ERR_LIB_PROV, ERR_R_UNSUPPORTED, "parameter %s", p->key);
    return 0;
}

/* The order is that of evaluation: checks before counts, the digest before what depends on it. */
static const struct {
    const char *key;
    const char *of; /* names of the algorithms that read it, as bs_name_listed() takes them */
    int (*set)(EVP_KDF_CTX *ctx, const OSSL_PARAM *p);
} settings[] = {
    { OSSL_KDF_PARAM_DIGEST, ":HKDF:PBKDF2:TLS1-PRF:SSKDF:X963KDF:SSHKDF:", set_digest },
    { OSSL_KDF_PARAM_MODE, ":HKDF:", set_mode },
    { OSSL_KDF_PARAM_PKCS5, ":PBKDF2:", set_pkcs5 },
    { OSSL_KDF_PARAM_KEY, ":HKDF:SSKDF:X963KDF:SSHKDF:", set_key },
    { OSSL_KDF_PARAM_SECRET, ":TLS1-PRF:SSKDF:X963KDF:", set_key },
    { OSSL_KDF_PARAM_PASSWORD, ":PBKDF2:SCRYPT:", set_key },
    { OSSL_KDF_PARAM_SALT, ":HKDF:PBKDF2:SCRYPT:", set_salt },
    { OSSL_KDF_PARAM_SALT, ":SSKDF:", set_unsupported },
    { OSSL_KDF_PARAM_MAC, ":SSKDF:", set_unsupported },
    { OSSL_KDF_PARAM_INFO, ":HKDF:SSKDF:X963KDF:", add_info },
    { OSSL_KDF_PARAM_SEED, ":TLS1-PRF:", add_info },
    { OSSL_KDF_PARAM_SSHKDF_XCGHASH, ":SSHKDF:", set_xcghash },
    { OSSL_KDF_PARAM_SSHKDF_SESSION_ID, ":SSHKDF:", set_session_id },
    { OSSL_KDF_PARAM_SSHKDF_TYPE, ":SSHKDF:", set_type },
    { OSSL_KDF_PARAM_ITER, ":PBKDF2:", set_iter },
    { OSSL_KDF_PARAM_SCRYPT_N, ":SCRYPT:", set_n },
    { OSSL_KDF_PARAM_SCRYPT_R, ":SCRYPT:", set_r },
    { OSSL_KDF_PARAM_SCRYPT_P, ":SCRYPT:", set_p },
    { OSSL_KDF_PARAM_SCRYPT_MAXMEM, ":SCRYPT:", set_maxmem },
};

int EVP_KDF_CTX_set_params(EVP_KDF_CTX *ctx, const OSSL_PARAM params[]) {
    /* parts are those of one call: information is begun anew, a seed goes on (as in OpenSSL) */
    if (OSSL_PARAM_locate_const(params, OSSL_KDF_PARAM_INFO) != NULL) clear(&ctx->info);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (!bs_name_listed(settings[i].of, ctx->kdf->name)) continue;
        const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, settings[i].key);
        for (; p != NULL; p = OSSL_PARAM_locate_const(p + 1, settings[i].key)) {
            if (!settings[i].set(ctx, p)) return 0;
        }
    }
    return 1;
}
