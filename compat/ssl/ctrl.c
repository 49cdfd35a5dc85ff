/* The SSL_CTX_ctrl(), SSL_ctrl() and callback_ctrl() families, behind many macros of <openssl/ssl.h>.
 *                                                                                        man 3 SSL_CTX_ctrl */
#include <string.h>

#include "compat/ssl/cert_ctrl.h"
#include "compat/ssl/cipher_list.h"
#include "compat/ssl/ctrl.h"
#include "compat/ssl/record_sizes.h"
#include "compat/ssl/tmp_dh.h"
#include "compat/ssl/use_cert.h"

/* --- shared by contexts and connections ----------------------------------------------------------------------- */

static bool is_dtls_version(long v) { return v == DTLS1_BAD_VER || (v >> 8 == DTLS1_VERSION_MAJOR && v >= DTLS1_2_VERSION); }

/* man 3 SSL_CTX_set_min_proto_version: 0 is the lowest or highest there is. A bound means nothing to a method of one
 * version, and DTLS's bounds mean nothing to TLS; OpenSSL takes both. */
static long set_proto(struct ssl_settings *set, const SSL_METHOD *m, int cmd, long v) {
    if (v != 0 && (v < SSL3_VERSION || v > TLS1_3_VERSION) && !is_dtls_version(v)) return 0;
    if (m->version != TLS_ANY_VERSION || is_dtls_version(v)) return 1;
    /* A maximum below what is built leaves no version: the handshake will say so (SSL_R_NO_PROTOCOLS_AVAILABLE). */
    *(cmd == SSL_CTRL_SET_MAX_PROTO_VERSION ? &set->max_proto : &set->min_proto) = (int)v;
    return 1;
}

static long lists(struct ssl_settings *set, int cmd, long larg, void *parg) {
    struct ssl_list *l = NULL, **slot = &set->groups;
    int ok;
    switch (cmd) {
    case SSL_CTRL_SET_GROUPS: ok = ssl_set_groups_nids(&l, (const int *)parg, (size_t)larg); break;
    case SSL_CTRL_SET_GROUPS_LIST: ok = ssl_set_groups_list(&l, (const char *)parg); break;
    case SSL_CTRL_SET_SIGALGS:
    case SSL_CTRL_SET_CLIENT_SIGALGS:
        slot = cmd == SSL_CTRL_SET_SIGALGS ? &set->sigalgs : &set->client_sigalgs;
        ok = ssl_set_sigalgs_nids(&l, (const int *)parg, (size_t)larg);
        break;
    default:
        slot = cmd == SSL_CTRL_SET_SIGALGS_LIST ? &set->sigalgs : &set->client_sigalgs;
        ok = ssl_set_sigalgs_list(&l, (const char *)parg);
        break;
    }
    if (!ok) return 0;
    ssl_list_free(*slot);
    *slot = l;
    return 1;
}

/* The one group that may be used from now on. */
static long one_group(struct ssl_settings *set, const EC_KEY *key) {
    if (!key) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    const EC_GROUP *curve = EC_KEY_get0_group(key);
    if (!curve) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_MISSING_PARAMETERS);
        return 0;
    }
    int nid = EC_GROUP_get_curve_name(curve);
    return nid == NID_undef ? 0 : lists(set, SSL_CTRL_SET_GROUPS, 1, &nid);
}

static long get_chain(const struct ssl_settings *set, STACK_OF(X509) **out) {
    const struct ssl_cert_slot *slot = ssl_cert_set_current(set->certs);
    *out = slot ? slot->chain : NULL;
    return 1;
}

static long swap_long(size_t *slot, long v) {
    long old = (long)*slot;
    *slot = (size_t)v;
    return old;
}

/* *known tells whether the command is one of these. */
static long common(struct ssl_settings *set, const SSL_METHOD *m, const SSL_CTX *ctx, const SSL *s, int cmd, long larg,
                   void *parg, bool *known) {
    *known = true;
    switch (cmd) {
    case SSL_CTRL_MODE: return (long)(set->mode |= (uint32_t)larg);
    case SSL_CTRL_CLEAR_MODE: return (long)(set->mode &= ~(uint32_t)larg);
    case SSL_CTRL_GET_MAX_CERT_LIST: return (long)set->max_cert_list;
    case SSL_CTRL_SET_MAX_CERT_LIST: return larg < 0 ? 0 : swap_long(&set->max_cert_list, larg);
    case SSL_CTRL_SET_MAX_SEND_FRAGMENT:
    case SSL_CTRL_SET_SPLIT_SEND_FRAGMENT:
    case SSL_CTRL_SET_MAX_PIPELINES: return ssl_ctrl_record_sizes(set, cmd, larg, s != NULL);
    case SSL_CTRL_GET_READ_AHEAD: return set->read_ahead;
    case SSL_CTRL_SET_READ_AHEAD: {
        long old = set->read_ahead;
        set->read_ahead = (int)larg;
        return old;
    }
    case SSL_CTRL_SET_MIN_PROTO_VERSION:
    case SSL_CTRL_SET_MAX_PROTO_VERSION: return set_proto(set, m, cmd, larg);
    case SSL_CTRL_GET_MIN_PROTO_VERSION: return set->min_proto;
    case SSL_CTRL_GET_MAX_PROTO_VERSION: return set->max_proto;
    case SSL_CTRL_SET_GROUPS:
    case SSL_CTRL_SET_GROUPS_LIST:
    case SSL_CTRL_SET_SIGALGS:
    case SSL_CTRL_SET_CLIENT_SIGALGS:
    case SSL_CTRL_SET_SIGALGS_LIST:
    case SSL_CTRL_SET_CLIENT_SIGALGS_LIST: return lists(set, cmd, larg, parg);
    case SSL_CTRL_CHAIN: return ssl_ctrl_chain(set, ctx, s, larg, (STACK_OF(X509) *)parg);
    case SSL_CTRL_CHAIN_CERT: return ssl_ctrl_chain_cert(set, ctx, s, larg, (X509 *)parg);
    case SSL_CTRL_GET_CHAIN_CERTS: return get_chain(set, (STACK_OF(X509) **)parg);
    case SSL_CTRL_SET_MSG_CALLBACK_ARG: set->msg_arg = parg; return 1;
    case SSL_CTRL_SET_TMP_DH: return ssl_ctrl_tmp_dh(set, ctx, s, (DH *)parg);
    case SSL_CTRL_SET_DH_AUTO: set->dh_auto = (int)larg; return 1;
    case SSL_CTRL_SET_TMP_ECDH: return one_group(set, (const EC_KEY *)parg);
    default: return ssl_ctrl_cert(set, ctx, s, cmd, larg, parg, known);
    }
}

/* --- contexts ------------------------------------------------------------------------------------------------- */

static const struct {
    int cmd;
    enum ssl_cache_stat stat;
} stat_commands[] = {
    { SSL_CTRL_SESS_CONNECT, SSL_STAT_CONNECT },
    { SSL_CTRL_SESS_CONNECT_GOOD, SSL_STAT_CONNECT_GOOD },
    { SSL_CTRL_SESS_CONNECT_RENEGOTIATE, SSL_STAT_CONNECT_RENEGOTIATE },
    { SSL_CTRL_SESS_ACCEPT, SSL_STAT_ACCEPT },
    { SSL_CTRL_SESS_ACCEPT_GOOD, SSL_STAT_ACCEPT_GOOD },
    { SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, SSL_STAT_ACCEPT_RENEGOTIATE },
    { SSL_CTRL_SESS_HIT, SSL_STAT_HIT },
    { SSL_CTRL_SESS_CB_HIT, SSL_STAT_CB_HIT },
    { SSL_CTRL_SESS_MISSES, SSL_STAT_MISS },
    { SSL_CTRL_SESS_TIMEOUTS, SSL_STAT_TIMEOUT },
    { SSL_CTRL_SESS_CACHE_FULL, SSL_STAT_FULL },
};

static long session_commands(SSL_CTX *ctx, int cmd, long larg, bool *known) {
    *known = true;
    switch (cmd) {
    case SSL_CTRL_SET_SESS_CACHE_SIZE: return swap_long(&ctx->cache.max_size, larg);
    case SSL_CTRL_GET_SESS_CACHE_SIZE: return (long)ctx->cache.max_size;
    case SSL_CTRL_GET_SESS_CACHE_MODE: return ctx->session_cache_mode;
    case SSL_CTRL_SET_SESS_CACHE_MODE: {
        long old = ctx->session_cache_mode;
        ctx->session_cache_mode = (int)larg;
        return old;
    }
    case SSL_CTRL_SESS_NUMBER: return (long)ssl_cache_count(&ctx->cache);
    default: break;
    }
    for (size_t i = 0; i < sizeof stat_commands / sizeof stat_commands[0]; i++) {
        if (stat_commands[i].cmd == cmd) return atomic_load(&ctx->cache.stats[stat_commands[i].stat]);
    }
    *known = false;
    return 0;
}

static long ticket_keys(SSL_CTX *ctx, int cmd, long len, uint8_t *keys) {
    struct bs_ticket_keys *k = &ctx->ticket_keys;
    if (!keys) return (long)sizeof *k;
    if (len != (long)sizeof *k) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_INVALID_TICKET_KEYS_LENGTH);
        return 0;
    }
    if (cmd == SSL_CTRL_SET_TLSEXT_TICKET_KEYS) {
        memcpy(k->name, keys, 16);
        memcpy(k->hmac_key, keys + 16, 32);
        memcpy(k->aes_key, keys + 48, 32);
    } else {
        memcpy(keys, k->name, 16);
        memcpy(keys + 16, k->hmac_key, 32);
        memcpy(keys + 48, k->aes_key, 32);
    }
    return 1;
}

static long extra_chain(SSL_CTX *ctx, int cmd, long larg, void *parg) {
    if (cmd != SSL_CTRL_GET_EXTRA_CHAIN_CERTS) ctx->chain_changes++;
    if (cmd == SSL_CTRL_EXTRA_CHAIN_CERT) {
        if (!ctx->extra_certs) ctx->extra_certs = sk_X509_new_null();
        if (ctx->extra_certs && sk_X509_push(ctx->extra_certs, (X509 *)parg) > 0) return 1;
        BS_RAISE(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (cmd == SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS) {
        sk_X509_pop_free(ctx->extra_certs, X509_free);
        ctx->extra_certs = NULL;
        return 1;
    }
    STACK_OF(X509) **out = (STACK_OF(X509) **)parg;
    *out = ctx->extra_certs;
    if (!*out && larg == 0) (void)get_chain(&ctx->set, out);
    return 1;
}

long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg) {
    bool known;
    if (!ctx) return 0;
    long ret = common(&ctx->set, ctx->method, ctx, NULL, cmd, larg, parg, &known);
    if (!known) ret = session_commands(ctx, cmd, larg, &known);
    if (known) return ret;
    switch (cmd) {
    case SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG: ctx->servername_arg = parg; return 1;
    case SSL_CTRL_SET_TLSEXT_TICKET_KEYS:
    case SSL_CTRL_GET_TLSEXT_TICKET_KEYS: return ticket_keys(ctx, cmd, larg, (uint8_t *)parg);
    case SSL_CTRL_EXTRA_CHAIN_CERT:
    case SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS:
    case SSL_CTRL_GET_EXTRA_CHAIN_CERTS: return extra_chain(ctx, cmd, larg, parg);
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG: ctx->status_arg = parg; return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG: *(void **)parg = ctx->status_arg; return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB: *(int (**)(SSL *, void *))parg = ctx->status_cb; return 1;
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE: ctx->status_type = (int)larg; return 1;
    case SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE: return ctx->status_type;
    default: return 0; /* unknown, or not there: as OpenSSL answers */
    }
}

long SSL_CTX_callback_ctrl(SSL_CTX *ctx, int cmd, void (*fp)(void)) {
    switch (cmd) {
    case SSL_CTRL_SET_TMP_DH_CB: ctx->set.tmp_dh_cb = (DH * (*)(SSL *, int, int)) fp; return 1;
    case SSL_CTRL_SET_TLSEXT_SERVERNAME_CB: ctx->servername_cb = (int (*)(SSL *, int *, void *))fp; return 1;
    case SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB: ctx->status_cb = (int (*)(SSL *, void *))fp; return 1;
    case SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB:
        ctx->ticket_key_cb =
            (int (*)(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *, HMAC_CTX *, int))fp;
        return 1;
    case SSL_CTRL_SET_MSG_CALLBACK: ctx->set.msg_cb = (ssl_msg_cb)fp; return 1;
    default: return 0;
    }
}

/* --- connections ---------------------------------------------------------------------------------------------- */

static long set_hostname(SSL *s, long type, const char *name) {
    if (type != TLSEXT_NAMETYPE_host_name) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_SSL3_EXT_INVALID_SERVERNAME_TYPE);
        return 0;
    }
    size_t len = name ? strlen(name) : 0;
    if (name && (len == 0 || len > TLSEXT_MAXLEN_host_name)) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_SSL3_EXT_INVALID_SERVERNAME);
        return 0;
    }
    char *copy = name ? OPENSSL_strdup(name) : NULL;
    if (name && !copy) return 0;
    OPENSSL_free(s->hostname);
    s->hostname = copy;
    return 1;
}

static long cert_types(const SSL *s, const struct bs_conn_info *info, const unsigned char **out) {
    bs_reader types = s->peer_lists ? s->peer_lists->cert_types : info->cert_types;
    if (out) *out = types.p;
    return (long)types.len;
}

static long signature_nid(const struct bs_sigscheme *scheme, int *out) {
    if (!scheme) return 0;
    *out = ssl_hash_nid(scheme->hash); /* NID_undef for EdDSA */
    return 1;
}

static long about_handshake(SSL *s, int cmd, long larg, void *parg, bool *known) {
    struct bs_conn_info info;
    memset(&info, 0, sizeof info);
    if (s->conn) bs_conn_get_info(s->conn, &info);
    *known = true;
    switch (cmd) {
    case SSL_CTRL_GET_RI_SUPPORT: return info.secure_renegotiation;
    case SSL_CTRL_GET_NUM_RENEGOTIATIONS:
    case SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS:
    case SSL_CTRL_GET_TOTAL_RENEGOTIATIONS: return ssl_renegotiation_number(s, cmd);
    case SSL_CTRL_GET_EXTMS_SUPPORT: return !s->conn || SSL_in_init(s) ? -1 : info.ems;
    case SSL_CTRL_GET_PEER_SIGNATURE_NID: return signature_nid(info.peer_sigalg, (int *)parg);
    case SSL_CTRL_GET_SIGNATURE_NID: return signature_nid(info.own_sigalg, (int *)parg);
    case SSL_CTRL_GET_PEER_TMP_KEY: return ssl_peer_tmp_key(s, (EVP_PKEY **)parg);
    case SSL_CTRL_GET_GROUPS: return ssl_peer_groups(s, (int *)parg);
    case SSL_CTRL_GET_RAW_CIPHERLIST:
        return parg ? ssl_peer_raw_suites(s, (const unsigned char **)parg) : 2; /* NULL asks for the size of one */
    case SSL_CTRL_GET_EC_POINT_FORMATS: return ssl_peer_point_formats(s, (const unsigned char **)parg);
    case SSL_CTRL_GET_NEGOTIATED_GROUP: return info.group ? ssl_group_nid(info.group->id) : NID_undef;
    case SSL_CTRL_GET_CLIENT_CERT_TYPES: return cert_types(s, &info, (const unsigned char **)parg);
    case SSL_CTRL_GET_SHARED_GROUP: return ssl_shared_group(s, larg);
    default: *known = false; return 0;
    }
}

long SSL_ctrl(SSL *s, int cmd, long larg, void *parg) {
    bool known;
    long ret = common(&s->set, s->method, s->ctx, s, cmd, larg, parg, &known);
    if (known) ssl_config_sizes(s);
    if (!known) ret = about_handshake(s, cmd, larg, parg, &known);
    if (!known) ret = ssl_status_ctrl(&s->status, cmd, larg, parg, &known);
    if (known) return ret;
    switch (cmd) {
    case SSL_CTRL_SET_TLSEXT_HOSTNAME: return set_hostname(s, larg, (const char *)parg);
    case SSL_CTRL_GET_CHAIN_CERTS: return get_chain(&s->set, (STACK_OF(X509) **)parg);
    case SSL_CTRL_SET_RETRY_VERIFY: s->rwstate = SSL_RETRY_VERIFY; return 1;
    default: return 0;
    }
}

long SSL_callback_ctrl(SSL *s, int cmd, void (*fp)(void)) {
    if (cmd == SSL_CTRL_SET_TMP_DH_CB) {
        s->set.tmp_dh_cb = (DH * (*)(SSL *, int, int)) fp;
        return 1;
    }
    if (cmd != SSL_CTRL_SET_MSG_CALLBACK) return 0;
    s->set.msg_cb = (ssl_msg_cb)fp;
    return 1;
}
