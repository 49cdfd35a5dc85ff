/* From what the program set to what the engine takes. */
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/cipher_list.h"
#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"
#include "compat/ssl/suite_b.h"
#include "compat/ssl/tmp_dh.h"

/* --- environment --------------------------------------------------------------------------------------------- */

static uint64_t now_ms(void *arg) {
    (void)arg;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

/* Record buffers come from malloc, whose per-thread arenas are the pool; they are wiped by the engine. */
static void *buffer_get(void *arg, size_t n) {
    (void)arg;
    return malloc(n);
}

static void buffer_put(void *arg, void *p, size_t n) {
    (void)arg;
    (void)n;
    free(p);
}

const struct bs_env ssl_env = {
    .now_ms = now_ms, .random = bs_evp_random, .buffer_get = buffer_get, .buffer_put = buffer_put
};

const struct bs_ops ssl_ops = {
    .client_hello = ssl_op_client_hello,
    .server_name = ssl_op_server_name,
    .renegotiation = ssl_op_renegotiation,
    .select_cert = ssl_op_select_cert,
    .own_chain = ssl_op_own_chain,
    .alpn_select = ssl_op_alpn_select,
    .status_asked = ssl_op_status_asked,
    .status_received = ssl_op_status_received,
    .status_judge = ssl_op_status_judge,
    .verify_peer = ssl_verify_peer,
    .custom_add = ssl_op_custom_add,
    .custom_added = ssl_op_custom_added,
    .custom_parse = ssl_op_custom_parse,
    .session_alloc = ssl_op_session_alloc,
    .session_find = ssl_op_session_find,
    .session_new = ssl_op_session_new,
    .session_remove = ssl_op_session_remove,
    .session_expired = ssl_op_session_expired,
    .session_claim = ssl_op_session_claim,
    .early_allow = ssl_op_early_allow,
    .ticket_seal = ssl_op_ticket_seal,
    .ticket_open = ssl_op_ticket_open,
    .dh_params = ssl_op_dh_params,
    .dh_allowed = ssl_op_dh_allowed,
    .ticket_prepare = ssl_op_ticket_prepare,
    .ticket_ext = ssl_op_ticket_ext,
    .master_secret = ssl_op_master_secret,
    .ticket_judge = ssl_op_ticket_judge,
    .session_id = ssl_op_session_id,
    .session_forbid = ssl_op_session_forbid,
    .psk_use = ssl_op_psk_use,
    .psk_find = ssl_op_psk_find,
    .psk_client = ssl_op_psk_client,
    .psk_server = ssl_op_psk_server,
    .cookie_make = ssl_op_cookie_make,
    .cookie_check = ssl_op_cookie_check,
    .security = ssl_op_security,
    .padding = ssl_op_padding,
    .message = ssl_op_message,
    .event = ssl_op_event,
    .keylog = ssl_op_keylog,
};

/* --- parts --------------------------------------------------------------------------------------------------- */

static const struct {
    uint64_t option;
    uint16_t version;
} no_version[] = {
    { SSL_OP_NO_TLSv1, BS_TLS10 },
    { SSL_OP_NO_TLSv1_1, BS_TLS11 },
    { SSL_OP_NO_TLSv1_2, BS_TLS12 },
    { SSL_OP_NO_TLSv1_3, BS_TLS13 },
};

/* The security callback is asked as OpenSSL asks it: of versions above the highest one too. */
static bool version_enabled(const SSL *s, uint16_t v, uint16_t min, uint16_t max) {
    if (v < min || v > s->method->max_version) return false;
    if (!ssl_security_allows(s, SSL_SECOP_VERSION, 0, v, NULL) || v > max) return false;
    for (size_t i = 0; i < sizeof no_version / sizeof no_version[0]; i++) {
        if (no_version[i].version == v && (s->set.options & no_version[i].option) != 0) return false;
    }
    return true;
}

bool ssl_version_range(const SSL *s, bool contiguous, uint16_t *out_min, uint16_t *out_max, uint16_t *out_disabled) {
    uint16_t min = s->method->min_version, max = s->method->max_version;
    if (s->set.min_proto > min) min = (uint16_t)s->set.min_proto;
    if (s->set.max_proto != 0 && s->set.max_proto < max) max = (uint16_t)s->set.max_proto;
    uint16_t lowest = 0, highest = 0, disabled = 0, allowed = 0;
    bool gap = false;
    for (uint16_t v = BS_TLS13; v >= BS_TLS10; v--) {
        if (version_enabled(s, v, min, max)) allowed = (uint16_t)(allowed | 1u << (v & 15));
    }
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        bool enabled = (allowed >> (v & 15) & 1) != 0 && !(gap && contiguous);
        if (enabled) highest = v;
        if (enabled && lowest == 0) lowest = v;
        if (!enabled) disabled = (uint16_t)(disabled | 1u << (v & 15));
        gap = !enabled && lowest != 0;
    }
    *out_min = lowest;
    *out_max = highest;
    *out_disabled = disabled;
    return highest != 0;
}

static const struct {
    uint64_t option;
    uint32_t flag;
} option_flags[] = {
    { SSL_OP_CIPHER_SERVER_PREFERENCE, BS_CF_SERVER_PREFERENCE },
    { SSL_OP_PRIORITIZE_CHACHA, BS_CF_PRIORITIZE_CHACHA },
    { SSL_OP_NO_TICKET, BS_CF_NO_TICKET },
    { SSL_OP_ENABLE_MIDDLEBOX_COMPAT, BS_CF_MIDDLEBOX_COMPAT },
    { SSL_OP_NO_EXTENDED_MASTER_SECRET, BS_CF_NO_EXTENDED_MASTER },
    { SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, BS_CF_UNSAFE_LEGACY_RENEGOTIATION },
    { SSL_OP_LEGACY_SERVER_CONNECT, BS_CF_LEGACY_SERVER_CONNECT },
    { SSL_OP_NO_RENEGOTIATION, BS_CF_NO_RENEGOTIATION },
    { SSL_OP_ALLOW_CLIENT_RENEGOTIATION, BS_CF_ALLOW_CLIENT_RENEGOTIATION },
    { SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, BS_CF_NO_RESUME_ON_RENEGOTIATION },
    { SSL_OP_ALLOW_NO_DHE_KEX, BS_CF_ALLOW_PSK_KE },
    { SSL_OP_NO_ENCRYPT_THEN_MAC, BS_CF_NO_ENCRYPT_THEN_MAC },
    { SSL_OP_IGNORE_UNEXPECTED_EOF, BS_CF_IGNORE_UNEXPECTED_EOF },
    { SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, BS_CF_NO_CBC_SPLIT },
    { SSL_OP_NO_ANTI_REPLAY, BS_CF_NO_ANTI_REPLAY },
};

static uint32_t engine_flags(const SSL *s) {
    uint32_t flags = BS_CF_DRAIN_FLIGHTS; /* OpenSSL flushes before it tells of the next state */
    for (size_t i = 0; i < sizeof option_flags / sizeof option_flags[0]; i++) {
        if ((s->set.options & option_flags[i].option) != 0) flags |= option_flags[i].flag;
    }
    if (!ssl_security_allows(s, SSL_SECOP_VERSION, 0, s->method->max_version, NULL)) flags |= BS_CF_FIRST_VERSION_REFUSED;
    if (ssl_has_tmp_dh(&s->set)) flags |= BS_CF_TMP_DH;
    if (ssl_has_psk(s, s->server == 1)) flags |= BS_CF_PSK;
    if ((s->set.mode & SSL_MODE_SEND_FALLBACK_SCSV) != 0) flags |= BS_CF_FALLBACK_SCSV;
    if ((s->set.certs->flags & (SSL_CERT_FLAG_TLS_STRICT | SSL_CERT_FLAG_SUITEB_128_LOS)) != 0) flags |= BS_CF_STRICT_CHAINS;
    if (s->session_secret_cb) flags |= BS_CF_SHARED_SECRET;
    if (s->set.pha_enabled) flags |= BS_CF_PHA;
    if (s->stateless) flags |= BS_CF_STATELESS;
    if (s->ctx->check_cookie_cb) flags |= BS_CF_COOKIE_CHECK;
    if ((s->session_ctx->session_cache_mode & SSL_SESS_CACHE_SERVER) != 0) flags |= BS_CF_SESSION_CACHE;
    return flags;
}

/* The suites that the versions and the security level leave, TLS 1.3's first. */
static uint16_t *engine_suites(const SSL *s, size_t *out_num) {
    const struct ssl_list *parts[2] = { s->set.suites13, s->set.suites12 };
    size_t room = (parts[0] ? parts[0]->num : 0) + (parts[1] ? parts[1]->num : 0), n = 0;
    uint16_t *v = (uint16_t *)OPENSSL_malloc((room + 1) * sizeof *v);
    if (!v) return NULL;
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = 0; parts[p] && i < parts[p]->num; i++) v[n++] = parts[p]->v[i];
    }
    *out_num = n;
    return v;
}

static int encode_names(const STACK_OF(X509_NAME) *names, struct ssl_blob **out) {
    int num = sk_X509_NAME_num(names);
    size_t total = 0;
    for (int i = 0; i < num; i++) {
        int n = i2d_X509_NAME(sk_X509_NAME_value(names, i), NULL);
        if (n < 0 || n > 0xFFFF) return 0;
        total += 2 + (size_t)n;
    }
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(total + 1), *p = buf;
    if (!buf) return 0;
    for (int i = 0; i < num; i++) {
        uint8_t *at = p + 2;
        int n = i2d_X509_NAME(sk_X509_NAME_value(names, i), &at);
        p[0] = (uint8_t)(n >> 8);
        p[1] = (uint8_t)n;
        p = at;
    }
    ssl_blob_free(*out);
    *out = ssl_blob_new(buf, total);
    OPENSSL_free(buf);
    return *out != NULL;
}

static int engine_ca_names(SSL *s, struct bs_config *cfg) {
    const STACK_OF(X509_NAME) *names = s->server == 1 ? ssl_wanted_ca_names(s) : SSL_get0_CA_list(s);
    cfg->ca_names = bs_r_from(NULL, 0);
    if (sk_X509_NAME_num(names) <= 0 || (s->server == 1 && (s->set.verify_mode & SSL_VERIFY_PEER) == 0)) return 1;
    if (!encode_names(names, &s->conf_ca_names)) return 0;
    cfg->ca_names = ssl_blob_view(s->conf_ca_names);
    return 1;
}

/* What was chosen from the chains before stays as long as the engine may look at it. */
static void change_chains(SSL *s, struct ssl_cert_chains *chains) {
    struct bs_conn_info info = { 0 };
    struct ssl_cert_chains *old = s->conf_chains;
    s->conf_chains = chains;
    if (s->conn) bs_conn_get_info(s->conn, &info);
    if (old != chains && ssl_cert_chains_have(old, info.own_cred)) {
        ssl_cert_chains_free(s->used_chains);
        s->used_chains = old;
    } else {
        ssl_cert_chains_free(old);
    }
}

/* Those of a set are its complete slots. */
static size_t current_cred(const struct ssl_cert_set *set, size_t num_creds) {
    const struct ssl_cert_slot *current = ssl_cert_set_current(set);
    size_t at = 0;
    if (!current || !current->x509 || !current->key) return num_creds;
    for (size_t i = 0; i < SSL_NUM_SLOTS && &set->slots[i] != current; i++) {
        if (set->slots[i].x509 && set->slots[i].key) at++;
    }
    return at;
}

/* Set and chains are shared with the context, so they are made under its lock; what was made stays as it is. */
static int engine_creds(SSL *s, struct bs_config *cfg) {
    bool auto_chain = (s->set.mode & SSL_MODE_NO_AUTO_CHAIN) == 0;
    pthread_mutex_lock(&s->ctx->lock);
    struct ssl_cert_chains *chains = ssl_cert_chains_get(s->set.certs, s->ctx, auto_chain);
    pthread_mutex_unlock(&s->ctx->lock);
    if (!chains) return 0;
    change_chains(s, chains);
    if (s->conf_certs != s->set.certs) {
        ssl_cert_set_free(s->conf_certs);
        s->conf_certs = ssl_cert_set_ref(s->set.certs);
    }
    cfg->cert_types = ssl_blob_view(s->conf_certs->asked_types);
    cfg->creds = chains->creds;
    cfg->num_creds = chains->num_creds;
    cfg->current_cred = current_cred(s->conf_certs, chains->num_creds);
    cfg->custom = s->conf_certs->custom ? s->conf_certs->custom->core : NULL;
    cfg->num_custom = s->conf_certs->custom ? s->conf_certs->custom->num : 0;
    return 1;
}

static void keep_list(struct ssl_list **kept, struct ssl_list *now) {
    ssl_list_ref(now);
    ssl_list_free(*kept);
    *kept = now;
}

/* What the engine borrows is held here: a program may replace its own settings while a handshake waits. */
static void engine_lists(SSL *s, struct bs_config *cfg) {
    keep_list(&s->conf_groups, s->set.groups);
    /* man 3 SSL_CTX_set1_client_sigalgs: for client authentication alone, on either side */
    struct ssl_list *auth = s->set.client_sigalgs ? s->set.client_sigalgs : s->set.sigalgs;
    keep_list(&s->conf_sigalgs, s->server == 1 ? auth : s->set.sigalgs);
    keep_list(&s->conf_sign_sigalgs, s->server == 1 ? s->set.sigalgs : auth);
    const struct ssl_list *groups = s->conf_groups ? s->conf_groups : ssl_default_groups();
    const struct ssl_list *sigalgs = s->conf_sigalgs ? s->conf_sigalgs : ssl_default_sigalgs();
    const struct ssl_list *sign_sigalgs = s->conf_sign_sigalgs ? s->conf_sign_sigalgs : ssl_default_sigalgs();
    cfg->groups = groups->v;
    cfg->num_groups = groups->num;
    cfg->sigalgs = sigalgs->v;
    cfg->num_sigalgs = sigalgs->num;
    cfg->sign_sigalgs = sign_sigalgs->v;
    cfg->num_sign_sigalgs = sign_sigalgs->num;
    cfg->suite_b = ssl_suite_b(&s->set);
    if (cfg->suite_b == 0) return;
    cfg->num_groups = ssl_suite_b_groups(cfg->suite_b, &cfg->groups);
    cfg->num_sigalgs = cfg->num_sign_sigalgs = ssl_suite_b_sigalgs(cfg->suite_b, &cfg->sigalgs);
    cfg->sign_sigalgs = cfg->sigalgs;
}

/* As OpenSSL, of the list that this end tells the other one. */
bool ssl_auth_possible(SSL *s, enum bs_auth auth) {
    const struct ssl_list *list = s->server == 1 && s->set.client_sigalgs ? s->set.client_sigalgs : s->set.sigalgs;
    uint32_t suite_b = ssl_suite_b(&s->set);
    if (!list) list = ssl_default_sigalgs();
    struct bs_config cfg = { .ops = &ssl_ops, .sigalgs = list->v, .num_sigalgs = list->num };
    if (suite_b != 0) cfg.num_sigalgs = ssl_suite_b_sigalgs(suite_b, &cfg.sigalgs);
    return bs_config_auth_possible(&cfg, s, auth);
}

/* OpenSSL's servers speak TLS 1.3 only if a certificate or PSK is there, or may still come from a callback. */
static bool is_tls13_capable(const SSL *s) {
    if (!s->server || s->ctx->servername_cb || s->session_ctx->servername_cb || s->set.certs->cert_cb) return true;
    if (s->set.psk_server_cb || s->set.psk_find_session_cb) return true;
    for (size_t i = 0; i < SSL_NUM_SLOTS; i++) {
        if (s->set.certs->slots[i].x509 && s->set.certs->slots[i].key) return true;
    }
    return false;
}

/* Without any version the handshake says so, with its alert. */
static void engine_versions(const SSL *s, struct bs_config *cfg) {
    /* as in OpenSSL, what a client offers has no holes: the versions above the lowest one are off */
    (void)ssl_version_range(s, s->server != 1, &cfg->min_version, &cfg->max_version, &cfg->disabled_versions);
    if (is_tls13_capable(s)) return;
    cfg->disabled_versions = (uint16_t)(cfg->disabled_versions | 1u << (BS_TLS13 & 15));
}

static int engine_names(SSL *s, struct bs_config *cfg) {
    struct ssl_blob *alpn = ssl_blob_ref(s->set.alpn);
    ssl_blob_free(s->conf_alpn);
    s->conf_alpn = alpn;
    cfg->alpn = ssl_blob_view(alpn);
    struct ssl_blob *hint = ssl_blob_ref(s->set.psk_hint);
    ssl_blob_free(s->conf_psk_hint);
    s->conf_psk_hint = hint;
    cfg->psk_hint = ssl_blob_view(hint);
    if (s->server != 0) return 1;
    struct ssl_blob *ext = ssl_blob_ref(s->ticket_ext);
    ssl_blob_free(s->conf_ticket_ext);
    s->conf_ticket_ext = ext;
    cfg->ticket_ext_set = s->ticket_ext_set;
    cfg->ticket_ext = ssl_blob_view(ext);
    struct ssl_blob *name = s->hostname ? ssl_blob_new(s->hostname, strlen(s->hostname)) : NULL;
    if (s->hostname && !name) return 0;
    ssl_blob_free(s->conf_hostname);
    s->conf_hostname = name;
    cfg->server_name = ssl_blob_view(name);
    return ssl_status_config(&s->status, s->conf_status, cfg);
}

static uint8_t num_tickets(const SSL *s) { return s->set.num_tickets > 255 ? 255 : (uint8_t)s->set.num_tickets; }

static void fill_sizes(const SSL *s, struct bs_config *cfg) {
    cfg->max_send_fragment = (uint16_t)s->set.max_send_fragment;
    cfg->split_send_fragment = (uint16_t)s->set.split_send_fragment;
    cfg->block_padding = (uint16_t)s->set.block_padding;
    cfg->read_buffer = s->set.read_buffer_len > UINT32_MAX ? UINT32_MAX : (uint32_t)s->set.read_buffer_len;
}

static int fill(SSL *s, struct bs_config *cfg) {
    cfg->impl = bs_crypto_impl();
    cfg->env = &ssl_env;
    cfg->ops = &ssl_ops;
    cfg->flags = engine_flags(s);
    cfg->cookie_key = s->session_ctx->cookie_key;
    cfg->verify = (uint8_t)(s->set.verify_mode & 0x0F);
    cfg->num_tickets = num_tickets(s);
    cfg->max_early_data = s->set.max_early_data;
    cfg->recv_max_early_data = s->set.recv_max_early_data;
    long timeout = s->session_ctx->session_timeout; /* 0 stands for the default */
    cfg->timeout_s = (uint32_t)(timeout != 0 ? timeout : SSL_get_default_timeout(s));
    cfg->max_cert_list = s->set.max_cert_list > UINT32_MAX ? UINT32_MAX : (uint32_t)s->set.max_cert_list;
    cfg->max_fragment_code = s->set.max_fragment_code;
    fill_sizes(s, cfg);
    cfg->sid_ctx_len = (uint8_t)s->set.sid_ctx_len;
    memcpy(cfg->sid_ctx, s->set.sid_ctx, sizeof cfg->sid_ctx);
    engine_lists(s, cfg);
    if (!engine_names(s, cfg)) return 0;
    uint16_t *suites = engine_suites(s, &cfg->num_suites);
    if (!suites) return 0;
    OPENSSL_free(s->conf_suites);
    cfg->suites = s->conf_suites = suites;
    engine_versions(s, cfg);
    return engine_ca_names(s, cfg) && engine_creds(s, cfg);
}

void ssl_config_options(SSL *s) {
    if (s->conn) bs_conn_config(s->conn)->flags = engine_flags(s);
}

void ssl_config_sizes(SSL *s) {
    if (s->conn) fill_sizes(s, bs_conn_config(s->conn));
}

int ssl_config_refresh(SSL *s) { return !s->conn || fill(s, bs_conn_config(s->conn)); }

int ssl_config_refresh_auth(SSL *s) {
    struct bs_config *cfg = bs_conn_config(s->conn);
    cfg->verify = (uint8_t)(s->set.verify_mode & 0x0F);
    engine_lists(s, cfg);
    return engine_ca_names(s, cfg);
}

int ssl_conn_start(SSL *s) {
    if (s->conn) {
        return bs_conn_phase(s->conn) != BS_PHASE_BEFORE || ssl_config_refresh(s);
    }
    struct bs_config cfg;
    memset(&cfg, 0, sizeof cfg);
    if (!fill(s, &cfg)) return 0;
    s->conn = bs_conn_new(s->server == 1 ? BS_SERVER : BS_CLIENT, &cfg, s);
    if (!s->conn) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (s->server == 0 && s->session) bs_conn_set_session(s->conn, &s->session->core);
    return 1;
}
