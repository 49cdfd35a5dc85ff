/* SSL_CONF's commands.                                                                               man 3 SSL_CONF_cmd */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compat/ssl/cipher_list.h"
#include "compat/ssl/conf_cmd.h"
#include "compat/ssl/tmp_dh.h"

struct ssl_settings *ssl_conf_settings(SSL_CONF_CTX *cctx) {
    if (cctx->ssl) return &cctx->ssl->set;
    return cctx->ctx ? &cctx->ctx->set : NULL;
}

static long control(SSL_CONF_CTX *cctx, int cmd, long larg, void *parg) {
    if (cctx->ssl) return SSL_ctrl(cctx->ssl, cmd, larg, parg);
    return cctx->ctx ? SSL_CTX_ctrl(cctx->ctx, cmd, larg, parg) : 0;
}

/* --- lists of flags --------------------------------------------------------------------------------------------- */

#define CLIENT SSL_CONF_FLAG_CLIENT
#define SERVER SSL_CONF_FLAG_SERVER
#define BOTH (SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER)

struct flag_name {
    const char *name;
    uint64_t bits;
    unsigned sides; /* one of them must be set */
    bool inverse;
};

static const struct flag_name protocols[] = {
    { "ALL", SSL_OP_NO_SSL_MASK, BOTH, true },
    { "SSLv2", 0, BOTH, true },
    { "SSLv3", SSL_OP_NO_SSLv3, BOTH, true },
    { "TLSv1", SSL_OP_NO_TLSv1, BOTH, true },
    { "TLSv1.1", SSL_OP_NO_TLSv1_1, BOTH, true },
    { "TLSv1.2", SSL_OP_NO_TLSv1_2, BOTH, true },
    { "TLSv1.3", SSL_OP_NO_TLSv1_3, BOTH, true },
    { "DTLSv1", SSL_OP_NO_DTLSv1, BOTH, true },
    { "DTLSv1.2", SSL_OP_NO_DTLSv1_2, BOTH, true },
};

static const struct flag_name options[] = {
    { "SessionTicket", SSL_OP_NO_TICKET, BOTH, true },
    { "EmptyFragments", SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, BOTH, true },
    { "Bugs", SSL_OP_ALL, BOTH, false },
    { "Compression", SSL_OP_NO_COMPRESSION, BOTH, true },
    { "ServerPreference", SSL_OP_CIPHER_SERVER_PREFERENCE, SERVER, false },
    { "NoResumptionOnRenegotiation", SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, SERVER, false },
    { "DHSingle", SSL_OP_SINGLE_DH_USE, SERVER, false },
    { "ECDHSingle", SSL_OP_SINGLE_ECDH_USE, SERVER, false },
    { "UnsafeLegacyRenegotiation", SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, BOTH, false },
    { "UnsafeLegacyServerConnect", SSL_OP_LEGACY_SERVER_CONNECT, BOTH, false },
    { "ClientRenegotiation", SSL_OP_ALLOW_CLIENT_RENEGOTIATION, BOTH, false },
    { "EncryptThenMac", SSL_OP_NO_ENCRYPT_THEN_MAC, BOTH, true },
    { "NoRenegotiation", SSL_OP_NO_RENEGOTIATION, BOTH, false },
    { "AllowNoDHEKEX", SSL_OP_ALLOW_NO_DHE_KEX, BOTH, false },
    { "PrioritizeChaCha", SSL_OP_PRIORITIZE_CHACHA, BOTH, false },
    { "MiddleboxCompat", SSL_OP_ENABLE_MIDDLEBOX_COMPAT, BOTH, false },
    { "AntiReplay", SSL_OP_NO_ANTI_REPLAY, BOTH, true },
    { "ExtendedMasterSecret", SSL_OP_NO_EXTENDED_MASTER_SECRET, BOTH, true },
    { "CANames", SSL_OP_DISABLE_TLSEXT_CA_NAMES, BOTH, true },
    { "KTLS", SSL_OP_ENABLE_KTLS, BOTH, false },
};

static const struct flag_name verify_modes[] = {
    { "Peer", SSL_VERIFY_PEER, CLIENT, false },
    { "Request", SSL_VERIFY_PEER, SERVER, false },
    { "Require", SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, SERVER, false },
    { "Once", SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, SERVER, false },
    { "RequestPostHandshake", SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, SERVER, false },
    { "RequirePostHandshake", SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, SERVER, false },
};

struct flag_table {
    const struct flag_name *names;
    size_t num;
};

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static int apply_item(const struct flag_table *t, unsigned flags, const char *item, size_t len, uint64_t *bits) {
    bool on = true;
    if (len > 0 && (*item == '+' || *item == '-')) {
        on = *item == '+';
        item++;
        len--;
    }
    for (size_t i = 0; i < t->num; i++) {
        const struct flag_name *n = &t->names[i];
        if ((n->sides & flags) == 0 || strlen(n->name) != len || strncasecmp(n->name, item, len) != 0) continue;
        if (on != n->inverse) {
            *bits |= n->bits;
        } else {
            *bits &= ~n->bits;
        }
        return 1;
    }
    return 0;
}

/* Items between commas, spaces around them cut; each takes effect until one is wrong. */
static int apply_items(const struct flag_table *t, unsigned flags, const char *value, uint64_t *bits) {
    for (const char *p = value;;) {
        const char *end = p + strcspn(p, ","), *next = *end ? end + 1 : NULL;
        while (p < end && is_space(*p)) p++;
        while (end > p && is_space(end[-1])) end--;
        if (p == end || !apply_item(t, flags, p, (size_t)(end - p), bits)) return 0;
        if (!next) return 1;
        p = next;
    }
}

static int set_options(SSL_CONF_CTX *cctx, const struct flag_table *t, const char *value) {
    uint64_t none = 0;
    struct ssl_settings *set = ssl_conf_settings(cctx);
    return apply_items(t, cctx->flags, value, set ? &set->options : &none);
}

static int cmd_protocol(SSL_CONF_CTX *cctx, const char *value) {
    return set_options(cctx, &(struct flag_table){ protocols, sizeof protocols / sizeof protocols[0] }, value);
}

static int cmd_options(SSL_CONF_CTX *cctx, const char *value) {
    return set_options(cctx, &(struct flag_table){ options, sizeof options / sizeof options[0] }, value);
}

static int cmd_verify_mode(SSL_CONF_CTX *cctx, const char *value) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    const struct flag_table t = { verify_modes, sizeof verify_modes / sizeof verify_modes[0] };
    uint64_t mode = set ? (uint64_t)(unsigned)set->verify_mode : 0;
    int ret = apply_items(&t, cctx->flags, value, &mode);
    if (set) set->verify_mode = (int)mode;
    return ret;
}

/* --- versions --------------------------------------------------------------------------------------------------- */

static int version_by_name(const char *name) {
    static const struct {
        const char *name;
        int version;
    } names[] = {
        { "None", 0 },
        { "SSLv3", SSL3_VERSION },
        { "TLSv1", TLS1_VERSION },
        { "TLSv1.1", TLS1_1_VERSION },
        { "TLSv1.2", TLS1_2_VERSION },
        { "TLSv1.3", TLS1_3_VERSION },
        { "DTLSv1", DTLS1_VERSION },
        { "DTLSv1.2", DTLS1_2_VERSION },
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) == 0) return names[i].version;
    }
    return -1;
}

static int set_bound(SSL_CONF_CTX *cctx, int cmd, const char *value) {
    int version = version_by_name(value);
    if (version < 0 || !ssl_conf_settings(cctx)) return 0;
    if (version == DTLS1_VERSION || version == DTLS1_2_VERSION) return 1; /* does not concern TLS */
    return (int)control(cctx, cmd, version, NULL);
}

static int cmd_min_protocol(SSL_CONF_CTX *cctx, const char *value) {
    return set_bound(cctx, SSL_CTRL_SET_MIN_PROTO_VERSION, value);
}

static int cmd_max_protocol(SSL_CONF_CTX *cctx, const char *value) {
    return set_bound(cctx, SSL_CTRL_SET_MAX_PROTO_VERSION, value);
}

/* --- suites, groups, signatures --------------------------------------------------------------------------------- */

static int cmd_cipher_string(SSL_CONF_CTX *cctx, const char *value) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    return !set || ssl_set_cipher_list(set, cctx->ssl ? cctx->ssl->method : cctx->ctx->method, value);
}

static int cmd_ciphersuites(SSL_CONF_CTX *cctx, const char *value) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    return !set || ssl_set_ciphersuites(set, value);
}

static int replace(struct ssl_list **slot, int (*parse)(struct ssl_list **out, const char *str), const char *value) {
    struct ssl_list *fresh = NULL;
    if (!parse(&fresh, value)) return 0;
    if (!slot) {
        ssl_list_free(fresh); /* the value was only to be checked */
        return 1;
    }
    ssl_list_free(*slot);
    *slot = fresh;
    return 1;
}

static int cmd_groups(SSL_CONF_CTX *cctx, const char *value) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    return replace(set ? &set->groups : NULL, ssl_set_groups_list, value);
}

/* man 3 SSL_CONF_cmd: one group, or "auto", which is how it always is. */
static int cmd_ecdh_parameters(SSL_CONF_CTX *cctx, const char *value) {
    bool file = (cctx->flags & SSL_CONF_FLAG_FILE) != 0, line = (cctx->flags & SSL_CONF_FLAG_CMDLINE) != 0;
    if (file && (strcasecmp(value, "+automatic") == 0 || strcasecmp(value, "automatic") == 0)) return 1;
    if (line && strcmp(value, "auto") == 0) return 1;
    return strchr(value, ':') ? 0 : cmd_groups(cctx, value);
}

static int cmd_dh_parameters(SSL_CONF_CTX *cctx, const char *value) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    return !set || ssl_set_tmp_dh_file(set, cctx->ctx, cctx->ssl, value);
}

static int cmd_sigalgs(SSL_CONF_CTX *cctx, const char *value) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    return replace(set ? &set->sigalgs : NULL, ssl_set_sigalgs_list, value);
}

static int cmd_client_sigalgs(SSL_CONF_CTX *cctx, const char *value) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    return replace(set ? &set->client_sigalgs : NULL, ssl_set_sigalgs_list, value);
}

/* --- certificates ----------------------------------------------------------------------------------------------- */

static int remember_file(SSL_CONF_CTX *cctx, const char *file) {
    char *copy = OPENSSL_strdup(file);
    if (!cctx->cert_files) cctx->cert_files = sk_OPENSSL_STRING_new_null();
    if (copy && cctx->cert_files && sk_OPENSSL_STRING_push(cctx->cert_files, copy) > 0) return 1;
    OPENSSL_free(copy);
    return 0;
}

static int cmd_certificate(SSL_CONF_CTX *cctx, const char *value) {
    int ok = 1;
    if (cctx->ssl) {
        ok = SSL_use_certificate_chain_file(cctx->ssl, value);
    } else if (cctx->ctx) {
        ok = SSL_CTX_use_certificate_chain_file(cctx->ctx, value);
    }
    if (ok > 0 && (cctx->flags & SSL_CONF_FLAG_REQUIRE_PRIVATE) != 0) ok = remember_file(cctx, value);
    return ok;
}

static int cmd_private_key(SSL_CONF_CTX *cctx, const char *value) {
    if ((cctx->flags & SSL_CONF_FLAG_CERTIFICATE) == 0) return -2;
    if (cctx->ssl) return SSL_use_PrivateKey_file(cctx->ssl, value, SSL_FILETYPE_PEM);
    return cctx->ctx ? SSL_CTX_use_PrivateKey_file(cctx->ctx, value, SSL_FILETYPE_PEM) : 1;
}

/* The context's alone, as in OpenSSL; a connection's command does nothing. */
static int cmd_serverinfo_file(SSL_CONF_CTX *cctx, const char *value) {
    return !cctx->ctx || SSL_CTX_use_serverinfo_file(cctx->ctx, value);
}

static int add_names(SSL_CONF_CTX *cctx, int (*add)(STACK_OF(X509_NAME) *, const char *), const char *value) {
    if (!cctx->ca_names) cctx->ca_names = sk_X509_NAME_new_null();
    return cctx->ca_names && add(cctx->ca_names, value);
}

static int cmd_request_ca_file(SSL_CONF_CTX *cctx, const char *value) {
    return add_names(cctx, SSL_add_file_cert_subjects_to_stack, value);
}

static int cmd_request_ca_path(SSL_CONF_CTX *cctx, const char *value) {
    return add_names(cctx, SSL_add_dir_cert_subjects_to_stack, value);
}

static int cmd_request_ca_store(SSL_CONF_CTX *cctx, const char *value) {
    return add_names(cctx, SSL_add_store_cert_subjects_to_stack, value);
}

/* The store is made when the first of these needs it. */
static int fill_store(SSL_CONF_CTX *cctx, bool verify, int (*load)(X509_STORE *, const char *), const char *value) {
    struct ssl_settings *set = ssl_conf_settings(cctx);
    struct ssl_cert_set *own = set ? ssl_cert_set_own(&set->certs) : NULL;
    if (!set) return 1;
    X509_STORE **store = own ? verify ? &own->verify_store : &own->chain_store : NULL;
    if (store && !*store) *store = X509_STORE_new();
    if (!store || !*store) return 0;
    return load(*store, value);
}

static int cmd_chain_ca_path(SSL_CONF_CTX *cctx, const char *v) { return fill_store(cctx, false, X509_STORE_load_path, v); }
static int cmd_chain_ca_file(SSL_CONF_CTX *cctx, const char *v) { return fill_store(cctx, false, X509_STORE_load_file, v); }
static int cmd_chain_ca_store(SSL_CONF_CTX *cctx, const char *v) { return fill_store(cctx, false, X509_STORE_load_store, v); }
static int cmd_verify_ca_path(SSL_CONF_CTX *cctx, const char *v) { return fill_store(cctx, true, X509_STORE_load_path, v); }
static int cmd_verify_ca_file(SSL_CONF_CTX *cctx, const char *v) { return fill_store(cctx, true, X509_STORE_load_file, v); }
static int cmd_verify_ca_store(SSL_CONF_CTX *cctx, const char *v) { return fill_store(cctx, true, X509_STORE_load_store, v); }

static int cmd_num_tickets(SSL_CONF_CTX *cctx, const char *value) {
    int n = atoi(value);
    struct ssl_settings *set = ssl_conf_settings(cctx);
    if (n < 0) return 0;
    if (set) set->num_tickets = (size_t)n;
    return set != NULL;
}

static int cmd_record_padding(SSL_CONF_CTX *cctx, const char *value) {
    int n = atoi(value);
    if (n < 0) return 0;
    if (cctx->ssl) return SSL_set_block_padding(cctx->ssl, (size_t)n);
    return cctx->ctx ? SSL_CTX_set_block_padding(cctx->ctx, (size_t)n) : 0;
}

/* --- tables ----------------------------------------------------------------------------------------------------- */

#define CERTIFICATE SSL_CONF_FLAG_CERTIFICATE

const struct ssl_conf_command ssl_conf_commands[] = {
    { "SignatureAlgorithms", "sigalgs", 0, SSL_CONF_TYPE_STRING, cmd_sigalgs },
    { "ClientSignatureAlgorithms", "client_sigalgs", 0, SSL_CONF_TYPE_STRING, cmd_client_sigalgs },
    { "Curves", "curves", 0, SSL_CONF_TYPE_STRING, cmd_groups },
    { "Groups", "groups", 0, SSL_CONF_TYPE_STRING, cmd_groups },
    { "ECDHParameters", "named_curve", SERVER, SSL_CONF_TYPE_STRING, cmd_ecdh_parameters },
    { "CipherString", "cipher", 0, SSL_CONF_TYPE_STRING, cmd_cipher_string },
    { "Ciphersuites", "ciphersuites", 0, SSL_CONF_TYPE_STRING, cmd_ciphersuites },
    { "Protocol", NULL, 0, SSL_CONF_TYPE_STRING, cmd_protocol },
    { "MinProtocol", "min_protocol", 0, SSL_CONF_TYPE_STRING, cmd_min_protocol },
    { "MaxProtocol", "max_protocol", 0, SSL_CONF_TYPE_STRING, cmd_max_protocol },
    { "Options", NULL, 0, SSL_CONF_TYPE_STRING, cmd_options },
    { "VerifyMode", NULL, 0, SSL_CONF_TYPE_STRING, cmd_verify_mode },
    { "Certificate", "cert", CERTIFICATE, SSL_CONF_TYPE_FILE, cmd_certificate },
    { "PrivateKey", "key", CERTIFICATE, SSL_CONF_TYPE_FILE, cmd_private_key },
    { "ServerInfoFile", NULL, SERVER | CERTIFICATE, SSL_CONF_TYPE_FILE, cmd_serverinfo_file },
    { "ChainCAPath", "chainCApath", CERTIFICATE, SSL_CONF_TYPE_DIR, cmd_chain_ca_path },
    { "ChainCAFile", "chainCAfile", CERTIFICATE, SSL_CONF_TYPE_FILE, cmd_chain_ca_file },
    { "ChainCAStore", "chainCAstore", CERTIFICATE, SSL_CONF_TYPE_STORE, cmd_chain_ca_store },
    { "VerifyCAPath", "verifyCApath", CERTIFICATE, SSL_CONF_TYPE_DIR, cmd_verify_ca_path },
    { "VerifyCAFile", "verifyCAfile", CERTIFICATE, SSL_CONF_TYPE_FILE, cmd_verify_ca_file },
    { "VerifyCAStore", "verifyCAstore", CERTIFICATE, SSL_CONF_TYPE_STORE, cmd_verify_ca_store },
    { "RequestCAFile", "requestCAFile", CERTIFICATE, SSL_CONF_TYPE_FILE, cmd_request_ca_file },
    { "ClientCAFile", NULL, SERVER | CERTIFICATE, SSL_CONF_TYPE_FILE, cmd_request_ca_file },
    { "RequestCAPath", NULL, CERTIFICATE, SSL_CONF_TYPE_DIR, cmd_request_ca_path },
    { "ClientCAPath", NULL, SERVER | CERTIFICATE, SSL_CONF_TYPE_DIR, cmd_request_ca_path },
    { "RequestCAStore", "requestCAStore", CERTIFICATE, SSL_CONF_TYPE_STORE, cmd_request_ca_store },
    { "ClientCAStore", NULL, SERVER | CERTIFICATE, SSL_CONF_TYPE_STORE, cmd_request_ca_store },
    { "DHParameters", "dhparam", SERVER | CERTIFICATE, SSL_CONF_TYPE_FILE, cmd_dh_parameters },
    { "RecordPadding", "record_padding", 0, SSL_CONF_TYPE_STRING, cmd_record_padding },
    { "NumTickets", "num_tickets", SERVER, SSL_CONF_TYPE_STRING, cmd_num_tickets },
};
const size_t ssl_num_conf_commands = sizeof ssl_conf_commands / sizeof ssl_conf_commands[0];

const struct ssl_conf_switch ssl_conf_switches[] = {
    { "no_ssl3", SSL_OP_NO_SSLv3, 0, false, 0 },
    { "no_tls1", SSL_OP_NO_TLSv1, 0, false, 0 },
    { "no_tls1_1", SSL_OP_NO_TLSv1_1, 0, false, 0 },
    { "no_tls1_2", SSL_OP_NO_TLSv1_2, 0, false, 0 },
    { "no_tls1_3", SSL_OP_NO_TLSv1_3, 0, false, 0 },
    { "bugs", SSL_OP_ALL, 0, false, 0 },
    { "no_comp", SSL_OP_NO_COMPRESSION, 0, false, 0 },
    { "comp", SSL_OP_NO_COMPRESSION, 0, true, 0 },
    { "ecdh_single", SSL_OP_SINGLE_ECDH_USE, SERVER, false, 0 },
    { "no_ticket", SSL_OP_NO_TICKET, 0, false, 0 },
    { "serverpref", SSL_OP_CIPHER_SERVER_PREFERENCE, SERVER, false, 0 },
    { "legacy_renegotiation", SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, 0, false, 0 },
    { "client_renegotiation", SSL_OP_ALLOW_CLIENT_RENEGOTIATION, SERVER, false, 0 },
    { "legacy_server_connect", SSL_OP_LEGACY_SERVER_CONNECT, CLIENT, false, 0 },
    { "no_renegotiation", SSL_OP_NO_RENEGOTIATION, 0, false, 0 },
    { "no_resumption_on_reneg", SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, SERVER, false, 0 },
    { "no_legacy_server_connect", SSL_OP_LEGACY_SERVER_CONNECT, CLIENT, true, 0 },
    { "allow_no_dhe_kex", SSL_OP_ALLOW_NO_DHE_KEX, 0, false, 0 },
    { "prioritize_chacha", SSL_OP_PRIORITIZE_CHACHA, SERVER, false, 0 },
    { "no_middlebox", SSL_OP_ENABLE_MIDDLEBOX_COMPAT, 0, true, 0 },
    { "anti_replay", SSL_OP_NO_ANTI_REPLAY, SERVER, true, 0 },
    { "no_anti_replay", SSL_OP_NO_ANTI_REPLAY, SERVER, false, 0 },
    { "strict", 0, 0, false, SSL_CERT_FLAG_TLS_STRICT },
    { "no_etm", SSL_OP_NO_ENCRYPT_THEN_MAC, 0, false, 0 },
};
const size_t ssl_num_conf_switches = sizeof ssl_conf_switches / sizeof ssl_conf_switches[0];
