/* EVP_KDF: the table of algorithms, their contexts and parameters.    man 3 EVP_KDF, man 7 EVP_KDF-* */
#include <openssl/crypto.h>
#include <openssl/proverr.h>
#include <string.h>

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
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_PASS);
    if (!bs_kdf_has(ctx, BS_KDF_SALT)) return bs_kdf_refuse(PROV_R_MISSING_SALT);
    if (ctx->checks) { /* SP 800-132 5 */
        if (len * 8 < 112) return bs_kdf_refuse(PROV_R_KEY_SIZE_TOO_SMALL);
        if (ctx->value[BS_KDF_SALT].len < 16) return bs_kdf_refuse(PROV_R_INVALID_SALT_LENGTH);
        if (ctx->iter < 1000) return bs_kdf_refuse(PROV_R_INVALID_ITERATION_COUNT);
    }
    if (len > INT32_MAX) return bs_kdf_refuse(PROV_R_INVALID_KEY_LENGTH);
    if (ctx->iter > INT32_MAX) return bs_kdf_refuse(PROV_R_INVALID_ITERATION_COUNT);
    const bs_reader pass = bs_kdf_view(ctx, BS_KDF_KEY), salt = bs_kdf_view(ctx, BS_KDF_SALT);
    return PKCS5_PBKDF2_HMAC((const char *)pass.p, (int)pass.len, salt.p, (int)salt.len, (int)ctx->iter, ctx->md, (int)len,
                             out);
}

static void scrypt_reset(EVP_KDF_CTX *ctx) {
    ctx->n = 1 << 20;
    ctx->r = 8;
    ctx->p = 1;
    ctx->maxmem = UINT64_C(1025) * 1024 * 1024;
}

static int scrypt_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len) {
    if (!bs_kdf_has(ctx, BS_KDF_KEY)) return bs_kdf_refuse(PROV_R_MISSING_PASS);
    if (!bs_kdf_has(ctx, BS_KDF_SALT)) return bs_kdf_refuse(PROV_R_MISSING_SALT);
    const bs_reader pass = bs_kdf_view(ctx, BS_KDF_KEY), salt = bs_kdf_view(ctx, BS_KDF_SALT);
    return EVP_PBE_scrypt((const char *)pass.p, pass.len, salt.p, salt.len, ctx->n, ctx->r, ctx->p, ctx->maxmem, out, len);
}

/* What these two say of themselves, though they give as much as one likes. */
static size_t md_size(const EVP_KDF_CTX *ctx) { return ctx->md != NULL ? (size_t)EVP_MD_get_size(ctx->md) : 0; }

static const EVP_KDF kdfs[] = {
    { "HKDF", ":HKDF:", NULL, bs_hkdf_derive, bs_hkdf_size, NULL },
    { "PBKDF2", ":PBKDF2:1.2.840.113549.1.5.12:", pbkdf2_reset, pbkdf2_derive, NULL, NULL },
    { "SCRYPT", ":SCRYPT:id-scrypt:1.3.6.1.4.1.11591.4.11:", scrypt_reset, scrypt_derive, NULL, NULL },
    { "TLS1-PRF", ":TLS1-PRF:", NULL, bs_tls1_prf_derive, NULL, NULL },
    { "SSKDF", ":SSKDF:", NULL, bs_sskdf_derive, bs_sskdf_size, NULL },
    { "X963KDF", ":X963KDF:X942KDF-CONCAT:", NULL, bs_x963kdf_derive, md_size, NULL },
    { "SSHKDF", ":SSHKDF:", NULL, bs_sshkdf_derive, NULL, NULL },
    { "KBKDF", ":KBKDF:", NULL, bs_kbkdf_derive, NULL, bs_kbkdf_settle },
    { "KRB5KDF", ":KRB5KDF:", NULL, bs_krb5kdf_derive, bs_krb5kdf_size, NULL },
    { "PKCS12KDF", ":PKCS12KDF:", NULL, bs_pkcs12kdf_derive, NULL, NULL },
    { "TLS13-KDF", ":TLS13-KDF:", NULL, bs_tls13_kdf_derive, bs_hkdf_size, bs_tls13_kdf_settle },
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
const char *EVP_KDF_get0_description(const EVP_KDF *kdf) {
    (void)kdf;
    return NULL; /* as OpenSSL's */
}

int EVP_KDF_names_do_all(const EVP_KDF *kdf, void (*fn)(const char *name, void *data), void *data) {
    bs_names_do_all(kdf->names, fn, data);
    return 1;
}

void EVP_KDF_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_KDF *kdf, void *arg), void *arg) {
    (void)libctx;
    for (size_t i = 0; i < NUM_KDFS; i++) fn(handle(&kdfs[i]), arg);
}

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
    for (size_t i = 0; i < BS_KDF_NUM_VALUES; i++) clear(&ctx->value[i]);
    EVP_MAC_CTX_free(ctx->mac);
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
    bool ok = true;
    for (size_t i = 0; i < BS_KDF_NUM_VALUES; i++) {
        ctx->value[i] = (struct bs_kdf_bytes){ 0 };
        if (src->value[i].p != NULL) ok = bs_kdf_append(&ctx->value[i], src->value[i].p, src->value[i].len) && ok;
    }
    ctx->mac = EVP_MAC_CTX_dup(src->mac);
    ok = ok && (src->mac == NULL || ctx->mac != NULL);
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
