#include <openssl/rand.h>
#include <string.h>
#include <time.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/ssl/ssl_local.h"
#include "src/session/session_asn1.h"

static void destroy(struct bs_session *core) {
    SSL_SESSION *s = (SSL_SESSION *)(void *)core;
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, s, &s->ex_data);
    X509_free(atomic_load(&s->peer));
    bs_session_clear(core);
    OPENSSL_clear_free(s, sizeof *s);
}

SSL_SESSION *SSL_SESSION_new(void) {
    if (!OPENSSL_init_ssl(0, NULL)) return NULL;
    SSL_SESSION *s = (SSL_SESSION *)OPENSSL_zalloc(sizeof *s);
    if (!s) return NULL;
    atomic_init(&s->core.refs, 1);
    s->core.destroy = destroy;
    s->core.verify_result = X509_V_ERR_UNSPECIFIED; /* nothing untested looks verified */
    s->core.timeout_s = 60 * 5 + 4;    /* OpenSSL's default before a context sets its own */
    s->core.time_s = (uint64_t)time(NULL);
    if (CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, s, &s->ex_data)) return s;
    OPENSSL_free(s);
    return NULL;
}

int SSL_SESSION_up_ref(SSL_SESSION *s) {
    bs_session_ref(&s->core);
    return 1;
}

void SSL_SESSION_free(SSL_SESSION *s) {
    if (s) bs_session_free(&s->core);
}

SSL_SESSION *SSL_SESSION_dup(const SSL_SESSION *src) {
    SSL_SESSION *s = SSL_SESSION_new();
    if (!s) return NULL;
    if (bs_session_copy(&s->core, &src->core) == BS_OK &&
        CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_SSL_SESSION, &s->ex_data, &src->ex_data)) {
        return s;
    }
    SSL_SESSION_free(s);
    return NULL;
}

/* --- getters and setters ------------------------------------------------------------------------------------- */

const unsigned char *SSL_SESSION_get_id(const SSL_SESSION *s, unsigned int *len) {
    if (len) *len = s->core.id_len;
    return s->core.id;
}

int SSL_SESSION_set1_id(SSL_SESSION *s, const unsigned char *sid, unsigned int sid_len) {
    if (sid_len > SSL_MAX_SSL_SESSION_ID_LENGTH) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_SSL_SESSION_ID_TOO_LONG);
        return 0;
    }
    s->core.id_len = (uint8_t)sid_len;
    if (sid != s->core.id) memcpy(s->core.id, sid, sid_len);
    return 1;
}

const unsigned char *SSL_SESSION_get0_id_context(const SSL_SESSION *s, unsigned int *len) {
    if (len) *len = s->core.sid_ctx_len;
    return s->core.sid_ctx;
}

int SSL_SESSION_set1_id_context(SSL_SESSION *s, const unsigned char *ctx, unsigned int len) {
    if (len > SSL_MAX_SID_CTX_LENGTH) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
        return 0;
    }
    s->core.sid_ctx_len = (uint8_t)len;
    if (ctx != s->core.sid_ctx) memcpy(s->core.sid_ctx, ctx, len);
    return 1;
}

long SSL_SESSION_get_time(const SSL_SESSION *s) { return s ? (long)s->core.time_s : 0; }

long SSL_SESSION_set_time(SSL_SESSION *s, long t) {
    if (!s) return 0;
    s->core.time_s = (uint64_t)t;
    s->core.time_ms = (uint64_t)t * 1000;
    ssl_cache_reorder(s);
    return t;
}

long SSL_SESSION_get_timeout(const SSL_SESSION *s) { return s ? (long)s->core.timeout_s : 0; }

long SSL_SESSION_set_timeout(SSL_SESSION *s, long t) {
    if (!s || t < 0) return 0;
    s->core.timeout_s = t > (long)UINT32_MAX ? UINT32_MAX : (uint32_t)t;
    ssl_cache_reorder(s);
    return 1;
}

int SSL_SESSION_get_protocol_version(const SSL_SESSION *s) { return s->core.version; }

int SSL_SESSION_set_protocol_version(SSL_SESSION *s, int version) {
    s->core.version = (uint16_t)version;
    return 1;
}

const SSL_CIPHER *SSL_SESSION_get0_cipher(const SSL_SESSION *s) {
    const struct bs_suite *row = bs_suite_find(s->core.suite);
    return row ? ssl_cipher_of(row) : NULL;
}

int SSL_SESSION_set_cipher(SSL_SESSION *s, const SSL_CIPHER *cipher) {
    s->core.suite = ssl_suite_of(cipher)->id;
    return 1;
}

const char *SSL_SESSION_get0_hostname(const SSL_SESSION *s) { return s->core.server_name; }

int SSL_SESSION_set1_hostname(SSL_SESSION *s, const char *hostname) {
    char *copy = hostname ? strdup(hostname) : NULL;
    if (hostname && !copy) return 0;
    free(s->core.server_name);
    s->core.server_name = copy;
    return 1;
}

int SSL_SESSION_has_ticket(const SSL_SESSION *s) { return s->core.ticket_len > 0; }

unsigned long SSL_SESSION_get_ticket_lifetime_hint(const SSL_SESSION *s) { return s->core.ticket_lifetime_s; }

void SSL_SESSION_get0_ticket(const SSL_SESSION *s, const unsigned char **tick, size_t *len) {
    *len = s->core.ticket_len;
    if (tick) *tick = s->core.ticket;
}

int SSL_SESSION_is_resumable(const SSL_SESSION *s) {
    return !s->core.not_resumable && (s->core.id_len > 0 || s->core.ticket_len > 0);
}

int SSL_SESSION_set_max_early_data(SSL_SESSION *s, uint32_t max) {
    s->core.max_early_data = max;
    return 1;
}

uint32_t SSL_SESSION_get_max_early_data(const SSL_SESSION *s) { return s->core.max_early_data; }

unsigned char SSL_SESSION_get_max_fragment_length(const SSL_SESSION *s) { return s->core.max_fragment_code; }

void SSL_SESSION_get0_alpn_selected(const SSL_SESSION *s, const unsigned char **alpn, size_t *len) {
    *alpn = s->core.alpn;
    *len = s->core.alpn_len;
}

int SSL_SESSION_set1_alpn_selected(SSL_SESSION *s, const unsigned char *alpn, size_t len) {
    return bs_session_set_bytes(&s->core.alpn, &s->core.alpn_len, bs_r_from(alpn, alpn ? len : 0)) == BS_OK;
}

int SSL_SESSION_set1_ticket_appdata(SSL_SESSION *s, const void *data, size_t len) {
    return bs_session_set_bytes(&s->core.ticket_appdata, &s->core.ticket_appdata_len, bs_r_from(data, len)) == BS_OK;
}

int SSL_SESSION_get0_ticket_appdata(SSL_SESSION *s, void **data, size_t *len) {
    *data = s->core.ticket_appdata;
    *len = s->core.ticket_appdata_len;
    return 1;
}

size_t SSL_SESSION_get_master_key(const SSL_SESSION *s, unsigned char *out, size_t outlen) {
    bs_reader secret = bs_session_secret(&s->core);
    if (outlen == 0) return secret.len;
    size_t n = secret.len < outlen ? secret.len : outlen;
    memcpy(out, secret.p, n);
    return n;
}

int SSL_SESSION_set1_master_key(SSL_SESSION *s, const unsigned char *in, size_t len) {
    return bs_session_set_secret(&s->core, bs_r_from(in, len)) == BS_OK;
}

X509 *SSL_SESSION_get0_peer(SSL_SESSION *s) {
    X509 *x = atomic_load(&s->peer), *none = NULL;
    bs_reader leaf;
    if (x || !bs_session_peer_leaf(&s->core, &leaf)) return x;
    x = bs_x509_from_der(leaf);
    if (x && !atomic_compare_exchange_strong(&s->peer, &none, x)) {
        X509_free(x); /* another thread was faster */
        x = none;
    }
    return x;
}

unsigned int SSL_SESSION_get_compress_id(const SSL_SESSION *s) {
    (void)s;
    return 0; /* compression is never negotiated */
}

int SSL_SESSION_set_ex_data(SSL_SESSION *s, int idx, void *data) { return CRYPTO_set_ex_data(&s->ex_data, idx, data); }

void *SSL_SESSION_get_ex_data(const SSL_SESSION *s, int idx) { return CRYPTO_get_ex_data(&s->ex_data, idx); }

/* --- serialisation ------------------------------------------------------------------------------------------- */

int i2d_SSL_SESSION(const SSL_SESSION *in, unsigned char **pp) {
    if (!in || in->core.version == 0) return 0;
    size_t len = bs_session_encoded_max(&in->core);
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(len);
    if (!buf) return 0;
    if (bs_session_encode(&in->core, buf, &len) != BS_OK || len > INT32_MAX) len = 0;
    if (len > 0 && pp && *pp) {
        memcpy(*pp, buf, len);
        *pp += len;
    } else if (len > 0 && pp) {
        *pp = (unsigned char *)OPENSSL_memdup(buf, len);
        if (!*pp) len = 0;
    }
    OPENSSL_clear_free(buf, bs_session_encoded_max(&in->core));
    return (int)len;
}

static int decode_reason(bs_status st) {
    return st == BS_E_UNSUPPORTED ? SSL_R_UNSUPPORTED_SSL_VERSION : SSL_R_BAD_LENGTH;
}

SSL_SESSION *d2i_SSL_SESSION(SSL_SESSION **a, const unsigned char **pp, long length) {
    bs_reader r = bs_r_from(*pp, length > 0 ? (size_t)length : 0);
    SSL_SESSION *s = SSL_SESSION_new();
    if (!s) return NULL;
    s->core.time_s = 0;
    s->core.timeout_s = 0;
    bs_status st = bs_session_decode(&s->core, &r);
    if (s->core.timeout_s == 0) s->core.timeout_s = 3; /* absent and zero are the same here */
    if (st != BS_OK) {
        if (st == BS_E_DECODE) {
            BS_RAISE(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
        } else {
            BS_RAISE(ERR_LIB_SSL, decode_reason(st));
        }
        SSL_SESSION_free(s);
        return NULL;
    }
    *pp = r.p;
    if (a) {
        SSL_SESSION_free(*a);
        *a = s;
    }
    return s;
}

/* --- a connection's session ---------------------------------------------------------------------------------- */

SSL_SESSION *SSL_get_session(const SSL *s) {
    struct bs_session *cur = s->conn ? bs_conn_session(s->conn) : NULL;
    return cur ? (SSL_SESSION *)(void *)cur : s->session;
}

SSL_SESSION *SSL_get1_session(SSL *s) {
    SSL_SESSION *sess = SSL_get_session(s);
    if (sess) SSL_SESSION_up_ref(sess);
    return sess;
}

int SSL_set_session(SSL *s, SSL_SESSION *sess) {
    if (sess) SSL_SESSION_up_ref(sess);
    SSL_SESSION_free(s->session);
    s->session = sess;
    if (sess) s->verify_result = sess->core.verify_result;
    if (s->conn && bs_conn_phase(s->conn) == BS_PHASE_BEFORE) bs_conn_set_session(s->conn, sess ? &sess->core : NULL);
    return 1;
}

int SSL_session_reused(const SSL *s) {
    struct bs_conn_info info;
    if (!s->conn) return 0;
    bs_conn_get_info(s->conn, &info);
    return info.resumed;
}
