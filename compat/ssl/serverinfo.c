/* Extensions that a server answers with, ready beside a certificate.                  man 3 SSL_CTX_use_serverinfo */
#include <openssl/pem.h>
#include <string.h>

#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/ssl_local.h"
#include "src/base/writer.h"

/* What version 1, which has none, stands for. */
#define V1_CONTEXT \
    (SSL_EXT_TLS1_2_AND_BELOW_ONLY | SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_IGNORE_ON_RESUMPTION)

/* Version 2: uint32 context; uint16 type; opaque data<0..2^16-1> */
static bool next(bs_reader *r, uint32_t *context, uint16_t *type, bs_reader *data) {
    return bs_r_u32(r, context) && bs_r_u16(r, type) && bs_r_vec(r, 2, 0, 0xFFFF, data);
}

static bool is_well_formed(bs_reader r) {
    uint32_t context;
    uint16_t type;
    bs_reader data;
    while (!bs_r_done(&r)) {
        if (!next(&r, &context, &type, &data)) return false;
    }
    return true;
}

/* --- the callbacks behind them ------------------------------------------------------------------------------- */

/* The bytes of the certificate that was chosen. */
static bs_reader chosen_info(const SSL *s) {
    struct bs_conn_info info;
    bs_conn_get_info(s->conn, &info);
    for (size_t i = 0; info.own_cred && s->conf_certs && i < SSL_NUM_SLOTS; i++) {
        const struct ssl_cert_slot *slot = &s->conf_certs->slots[i];
        if (slot->key && bs_evp_pkey_public(slot->key) == info.own_cred->pub) return ssl_blob_view(slot->serverinfo);
    }
    return bs_r_from(NULL, 0);
}

static int add(SSL *s, unsigned int ext_type, unsigned int ctx, const unsigned char **out, size_t *outlen, X509 *x,
               size_t chainidx, int *al, void *arg) {
    uint32_t context;
    uint16_t type;
    bs_reader r = chosen_info(s), data;
    (void)x, (void)al, (void)arg;
    if ((ctx & SSL_EXT_TLS1_3_CERTIFICATE) != 0 && chainidx > 0) return 0; /* for the leaf alone */
    while (next(&r, &context, &type, &data)) {
        if (type != ext_type) continue;
        *out = data.p;
        *outlen = data.len;
        return 1;
    }
    return 0;
}

static int old_add(SSL *s, unsigned int ext_type, const unsigned char **out, size_t *outlen, int *al, void *arg) {
    return add(s, ext_type, 0, out, outlen, NULL, 0, al, arg);
}

/* The question is an empty extension. */
static int old_parse(SSL *s, unsigned int ext_type, const unsigned char *in, size_t inlen, int *al, void *arg) {
    (void)s, (void)ext_type, (void)in, (void)arg;
    if (inlen != 0) *al = SSL_AD_DECODE_ERROR;
    return inlen == 0;
}

static int parse(SSL *s, unsigned int ext_type, unsigned int context, const unsigned char *in, size_t inlen, X509 *x,
                 size_t chainidx, int *al, void *arg) {
    (void)context, (void)x, (void)chainidx;
    return old_parse(s, ext_type, in, inlen, al, arg);
}

static bool register_all(SSL_CTX *ctx, bs_reader r) {
    uint32_t context;
    uint16_t type;
    bs_reader data;
    int ok = 1;
    while (ok && next(&r, &context, &type, &data)) {
        ok = context == V1_CONTEXT ? SSL_CTX_add_server_custom_ext(ctx, type, old_add, NULL, NULL, old_parse, NULL)
                                   : SSL_CTX_add_custom_ext(ctx, type, context, add, NULL, NULL, parse, NULL);
    }
    return ok != 0;
}

/* --- the API ------------------------------------------------------------------------------------------------- */

static int use(SSL_CTX *ctx, struct ssl_blob *info) {
    struct ssl_cert_set *own = ssl_cert_set_own(&ctx->set.certs);
    if (!own) return 0;
    struct ssl_cert_slot *slot = &own->slots[own->current < 0 ? SSL_SLOT_RSA : own->current];
    ssl_blob_free(slot->serverinfo);
    slot->serverinfo = ssl_blob_ref(info);
    if (register_all(ctx, ssl_blob_view(info))) return 1;
    BS_RAISE(ERR_LIB_SSL, SSL_R_INVALID_SERVERINFO_DATA);
    return 0;
}

/* As in OpenSSL, version 1 gets one context in front: more than one extension is then malformed. */
static struct ssl_blob *as_version2(unsigned version, const unsigned char *p, size_t n) {
    if (version == SSL_SERVERINFOV2) return ssl_blob_new(p, n);
    uint8_t *v2 = (uint8_t *)OPENSSL_malloc(n + 4);
    if (!v2) return NULL;
    bs_writer w = bs_w_to(v2, n + 4);
    bs_w_u32(&w, V1_CONTEXT);
    bs_w_bytes(&w, p, n);
    struct ssl_blob *b = ssl_blob_new(v2, w.len);
    OPENSSL_free(v2);
    return b;
}

int SSL_CTX_use_serverinfo_ex(SSL_CTX *ctx, unsigned int version, const unsigned char *serverinfo, size_t serverinfo_length) {
    if (!ctx || !serverinfo || serverinfo_length == 0) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    int ret = 0;
    struct ssl_blob *b = NULL;
    if (version == SSL_SERVERINFOV1 || version == SSL_SERVERINFOV2) {
        b = as_version2(version, serverinfo, serverinfo_length);
        if (!b) return 0;
    }
    if (b && is_well_formed(ssl_blob_view(b))) {
        ret = use(ctx, b);
    } else {
        BS_RAISE(ERR_LIB_SSL, SSL_R_INVALID_SERVERINFO_DATA);
    }
    ssl_blob_free(b);
    return ret;
}

int SSL_CTX_use_serverinfo(SSL_CTX *ctx, const unsigned char *serverinfo, size_t serverinfo_length) {
    return SSL_CTX_use_serverinfo_ex(ctx, SSL_SERVERINFOV1, serverinfo, serverinfo_length);
}

/* --- files --------------------------------------------------------------------------------------------------- */

/* 0, or the reason why this is no section of serverinfo. */
static int judge_section(const char *name, const unsigned char *p, long n, bool *out_v1) {
    static const char v1[] = "SERVERINFO FOR ", v2[] = "SERVERINFOV2 FOR ";
    if (strlen(name) < sizeof v1 - 1) return SSL_R_PEM_NAME_TOO_SHORT;
    *out_v1 = strncmp(name, v1, sizeof v1 - 1) == 0;
    if (!*out_v1 && strlen(name) < sizeof v2 - 1) return SSL_R_PEM_NAME_TOO_SHORT;
    if (!*out_v1 && strncmp(name, v2, sizeof v2 - 1) != 0) return SSL_R_PEM_NAME_BAD_PREFIX;
    uint32_t context;
    uint16_t type;
    bs_reader r = bs_r_from(p, (size_t)n), data;
    bool whole = (*out_v1 || bs_r_u32(&r, &context)) && bs_r_u16(&r, &type) && bs_r_vec(&r, 2, 0, 0xFFFF, &data);
    return whole && bs_r_done(&r) ? 0 : SSL_R_BAD_DATA;
}

/* Adds one section to what was gathered; 0 with an error queued. */
static int gather(BUF_MEM *all, const char *name, const unsigned char *p, long n) {
    bool is_v1 = false;
    int reason = judge_section(name, p, n, &is_v1);
    if (reason != 0) {
        BS_RAISE(ERR_LIB_SSL, reason);
        return 0;
    }
    struct ssl_blob *b = as_version2(is_v1 ? SSL_SERVERINFOV1 : SSL_SERVERINFOV2, p, (size_t)n);
    size_t at = all->length;
    int ok = b && BUF_MEM_grow(all, at + b->len) != 0;
    if (ok) memcpy(all->data + at, b->v, b->len);
    ssl_blob_free(b);
    return ok;
}

static int read_sections(BIO *in, BUF_MEM *all) {
    char *name, *header;
    unsigned char *data;
    long n;
    while (PEM_read_bio(in, &name, &header, &data, &n)) {
        int ok = gather(all, name, data, n);
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(data);
        if (!ok) return 0;
    }
    if (all->length > 0) return 1; /* what ended the file stays on the queue, as with OpenSSL */
    BS_RAISE(ERR_LIB_SSL, SSL_R_NO_PEM_EXTENSIONS);
    return 0;
}

int SSL_CTX_use_serverinfo_file(SSL_CTX *ctx, const char *file) {
    if (!ctx || !file) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    BIO *in = BIO_new(BIO_s_file());
    BUF_MEM *all = BUF_MEM_new();
    int ret = 0;
    if (!in || !all) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_BUF_LIB);
    } else if (BIO_ctrl(in, BIO_C_SET_FILENAME, BIO_CLOSE | BIO_FP_READ, (void *)(uintptr_t)file) <= 0) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_SYS_LIB);
    } else if (read_sections(in, all)) {
        ret = SSL_CTX_use_serverinfo_ex(ctx, SSL_SERVERINFOV2, (const unsigned char *)all->data, all->length);
    }
    BUF_MEM_free(all);
    BIO_free(in);
    return ret;
}
