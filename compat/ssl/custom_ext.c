#include "compat/ssl/custom_ext.h"

#include "compat/crypto/asn1/x509_local.h"
#include "compat/ssl/ssl_local.h"

#include <string.h>

/* --- the list ------------------------------------------------------------------------------------------------ */

struct ssl_custom_list *ssl_custom_list_ref(struct ssl_custom_list *l) {
    if (l) bs_ref_up(&l->refs);
    return l;
}

void ssl_custom_list_free(struct ssl_custom_list *l) {
    if (!l || !bs_ref_down(&l->refs)) return;
    OPENSSL_free(l->core);
    OPENSSL_free(l->rows);
    OPENSSL_free(l);
}

/* A longer copy. */
static struct ssl_custom_list *list_with(const struct ssl_custom_list *old, const struct bs_custom_ext *core,
                                         const struct ssl_custom_ext *row) {
    size_t n = old ? old->num : 0;
    struct ssl_custom_list *l = (struct ssl_custom_list *)OPENSSL_zalloc(sizeof *l);
    if (!l) return NULL;
    bs_ref_init(&l->refs);
    l->num = n + 1;
    l->core = (struct bs_custom_ext *)OPENSSL_malloc((n + 1) * sizeof *l->core);
    l->rows = (struct ssl_custom_ext *)OPENSSL_malloc((n + 1) * sizeof *l->rows);
    if (!l->core || !l->rows) {
        ssl_custom_list_free(l);
        return NULL;
    }
    if (old) {
        memcpy(l->core, old->core, n * sizeof *l->core);
        memcpy(l->rows, old->rows, n * sizeof *l->rows);
    }
    l->core[n] = *core;
    l->rows[n] = *row;
    for (size_t i = 0; i <= n; i++) l->core[i].arg = &l->rows[i];
    return l;
}

/* --- contexts ------------------------------------------------------------------------------------------------ */

static const struct {
    unsigned context;
    enum bs_ext_msg msg;
} messages[] = {
    { SSL_EXT_CLIENT_HELLO, BS_IN_CH },
    { SSL_EXT_TLS1_2_SERVER_HELLO, BS_IN_SH12 },
    { SSL_EXT_TLS1_3_SERVER_HELLO, BS_IN_SH13 },
    { SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS, BS_IN_EE },
    { SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST, BS_IN_HRR },
    { SSL_EXT_TLS1_3_CERTIFICATE, BS_IN_CT },
    { SSL_EXT_TLS1_3_NEW_SESSION_TICKET, BS_IN_NST },
    { SSL_EXT_TLS1_3_CERTIFICATE_REQUEST, BS_IN_CR },
};
#define NUM_MESSAGES (sizeof messages / sizeof messages[0])

static unsigned context_of(enum bs_ext_msg m) {
    size_t i = 0;
    while (i < NUM_MESSAGES - 1 && messages[i].msg != m) i++;
    return messages[i].context;
}

/* An extension for DTLS alone is in no message of ours. */
static unsigned messages_of(unsigned context) {
    unsigned all = 0;
    for (size_t i = 0; i < NUM_MESSAGES; i++) {
        if ((context & messages[i].context) != 0) all |= messages[i].msg;
    }
    return (context & SSL_EXT_DTLS_ONLY) != 0 ? 0 : all;
}

/* --- the API ------------------------------------------------------------------------------------------------- */

#define CLIENT (1 << BS_CLIENT)
#define SERVER (1 << BS_SERVER)
#define OLD_CONTEXT \
    (SSL_EXT_TLS1_2_AND_BELOW_ONLY | SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_IGNORE_ON_RESUMPTION)

static bool has(const struct ssl_custom_list *l, unsigned type, unsigned roles) {
    for (size_t i = 0; l && i < l->num; i++) {
        if (l->core[i].type == type && (l->core[i].roles & roles) != 0) return true;
    }
    return false;
}

static int add(SSL_CTX *ctx, unsigned roles, unsigned type, unsigned context, const struct ssl_custom_ext *row) {
    if (SSL_extension_supported(type) || type > 0xFFFF || has(ctx->set.certs->custom, type, roles)) return 0;
    const struct bs_custom_ext core = {
        .type = (uint16_t)type,
        .messages = messages_of(context),
        .roles = (uint8_t)roles,
        .only12 = (context & SSL_EXT_TLS1_2_AND_BELOW_ONLY) != 0,
        .only13 = (context & SSL_EXT_TLS1_3_ONLY) != 0,
        .unless_resumed = (context & SSL_EXT_IGNORE_ON_RESUMPTION) != 0,
    };
    struct ssl_cert_set *own = ssl_cert_set_own(&ctx->set.certs);
    struct ssl_custom_list *l = own ? list_with(own->custom, &core, row) : NULL;
    if (!l) return 0;
    ssl_custom_list_free(own->custom);
    own->custom = l;
    return 1;
}

int SSL_CTX_add_custom_ext(SSL_CTX *ctx, unsigned int ext_type, unsigned int context, SSL_custom_ext_add_cb_ex add_cb,
                           SSL_custom_ext_free_cb_ex free_cb, void *add_arg, SSL_custom_ext_parse_cb_ex parse_cb,
                           void *parse_arg) {
    if (!add_cb && free_cb) return 0; /* it could never be called */
    const struct ssl_custom_ext row = {
        .add = add_cb, .free = free_cb, .parse = parse_cb, .add_arg = add_arg, .parse_arg = parse_arg
    };
    return add(ctx, CLIENT | SERVER, ext_type, context, &row);
}

static int add_old(SSL_CTX *ctx, unsigned role, unsigned type, custom_ext_add_cb add_cb, custom_ext_free_cb free_cb,
                   void *add_arg, custom_ext_parse_cb parse_cb, void *parse_arg) {
    const struct ssl_custom_ext row = { .old = true,
                                        .old_add = add_cb,
                                        .old_free = free_cb,
                                        .old_parse = parse_cb,
                                        .add_arg = add_arg,
                                        .parse_arg = parse_arg };
    return add(ctx, role, type, OLD_CONTEXT, &row);
}

int SSL_CTX_add_client_custom_ext(SSL_CTX *ctx, unsigned int ext_type, custom_ext_add_cb add_cb, custom_ext_free_cb free_cb,
                                  void *add_arg, custom_ext_parse_cb parse_cb, void *parse_arg) {
    return add_old(ctx, CLIENT, ext_type, add_cb, free_cb, add_arg, parse_cb, parse_arg);
}

int SSL_CTX_add_server_custom_ext(SSL_CTX *ctx, unsigned int ext_type, custom_ext_add_cb add_cb, custom_ext_free_cb free_cb,
                                  void *add_arg, custom_ext_parse_cb parse_cb, void *parse_arg) {
    return add_old(ctx, SERVER, ext_type, add_cb, free_cb, add_arg, parse_cb, parse_arg);
}

int SSL_CTX_has_client_custom_ext(const SSL_CTX *ctx, unsigned int ext_type) {
    return has(ctx->set.certs->custom, ext_type, CLIENT);
}

/* OpenSSL's list leaves signature_algorithms_cert out, so that a client's program may send it. */
int SSL_extension_supported(unsigned int ext_type) {
    return ext_type != TLSEXT_TYPE_signature_algorithms_cert && ext_type <= 0xFFFF && bs_conn_has_extension((uint16_t)ext_type);
}

/* --- the engine's callbacks ---------------------------------------------------------------------------------- */

static const struct ssl_custom_ext *row_of(const struct bs_custom_ext *e) { return (const struct ssl_custom_ext *)e->arg; }

/* Our own certificates as the program set them; the peer's are made for the call. Counted. */
static X509 *cert_of(const SSL *s, const struct bs_ext_cert *cert) {
    if (!cert) return NULL;
    X509 *x = ssl_own_x509(s, cert->der.p);
    if (x && X509_up_ref(x)) return x;
    const unsigned char *p = cert->der.p;
    return d2i_X509(NULL, &p, (long)cert->der.len);
}

static bs_status refuse(SSL *s, int alert, bs_status status) {
    (void)bs_conn_send_alert(s->conn, true, (enum bs_alert)alert);
    return status;
}

bs_status ssl_op_custom_add(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                            bs_reader *out, bool *out_send) {
    SSL *s = (SSL *)app;
    const struct ssl_custom_ext *row = row_of(e);
    const unsigned char *body = NULL;
    size_t len = 0;
    int alert = SSL_AD_INTERNAL_ERROR, ret = row->old || m == BS_IN_CH; /* without a callback: an empty one */
    if (row->old_add) {
        ret = row->old_add(s, e->type, &body, &len, &alert, row->add_arg);
    } else if (row->add) {
        X509 *x = cert_of(s, cert);
        if (cert && !x) return BS_E_INTERNAL;
        ret = row->add(s, e->type, context_of(m), &body, &len, x, cert ? cert->index : 0, &alert, row->add_arg);
        X509_free(x);
    }
    if (ret < 0) return refuse(s, alert, BS_E_CALLBACK_FAILED);
    *out = bs_r_from(body, len);
    *out_send = ret != 0;
    return BS_OK;
}

void ssl_op_custom_added(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, bs_reader body) {
    SSL *s = (SSL *)app;
    const struct ssl_custom_ext *row = row_of(e);
    if (row->old_free) row->old_free(s, e->type, body.p, row->add_arg);
    if (row->free) row->free(s, e->type, context_of(m), body.p, row->add_arg);
}

bs_status ssl_op_custom_parse(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                              bs_reader body) {
    SSL *s = (SSL *)app;
    const struct ssl_custom_ext *row = row_of(e);
    int alert = SSL_AD_DECODE_ERROR, ret = 1;
    if (row->old_parse) {
        ret = row->old_parse(s, e->type, body.p, body.len, &alert, row->parse_arg);
    } else if (row->parse) {
        X509 *x = cert_of(s, cert);
        if (cert && !x) return BS_E_CERT_DECODE;
        ret = row->parse(s, e->type, context_of(m), body.p, body.len, x, cert ? cert->index : 0, &alert, row->parse_arg);
        X509_free(x);
    }
    if (ret <= 0) return refuse(s, alert, BS_E_BAD_EXTENSION);
    return m != BS_IN_CH || ssl_config_refresh(s) ? BS_OK : BS_E_INTERNAL;
}
