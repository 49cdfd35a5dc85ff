/* Which sessions may be resumed, and under which names.
 *                      man 3 SSL_CTX_set_generate_session_id, SSL_CTX_sessions, SSL_CTX_set_num_tickets */
#include <string.h>

#include "compat/ssl/handshake.h"
#include "compat/ssl/hooks.h"

#define ATTEMPTS 10 /* at an id that is not taken */

static bs_status random_id(const SSL *s, uint8_t *id) {
    for (int i = 0; i < ATTEMPTS; i++) {
        if (!ssl_env.random(ssl_env.arg, id, BS_SESSION_ID_MAX)) return BS_E_ENTROPY;
        if (!SSL_has_matching_session_id(s, id, BS_SESSION_ID_MAX)) return BS_OK;
    }
    return BS_E_SESSION_ID_CALLBACK;
}

bs_status ssl_op_session_id(void *app, uint8_t id[BS_SESSION_ID_MAX], uint8_t *out_len) {
    SSL *s = (SSL *)app;
    GEN_SESSION_CB cb = s->generate_session_id ? s->generate_session_id : s->session_ctx->generate_session_id;
    unsigned int len = BS_SESSION_ID_MAX;
    *out_len = BS_SESSION_ID_MAX;
    if (!cb) return random_id(s, id);
    memset(id, 0, BS_SESSION_ID_MAX);
    if (!cb(s, id, &len)) return BS_E_SESSION_ID_CALLBACK;
    if (len == 0 || len > BS_SESSION_ID_MAX) return BS_E_SESSION_ID_LENGTH;
    *out_len = (uint8_t)len;
    return SSL_has_matching_session_id(s, id, len) ? BS_E_SESSION_ID_CONFLICT : BS_OK;
}

int SSL_CTX_set_generate_session_id(SSL_CTX *ctx, GEN_SESSION_CB cb) {
    ctx->generate_session_id = cb;
    return 1;
}

int SSL_set_generate_session_id(SSL *s, GEN_SESSION_CB cb) {
    s->generate_session_id = cb;
    return 1;
}

bool ssl_op_session_forbid(void *app, bool forward_secret) {
    SSL *s = (SSL *)app;
    return s->set.not_resumable_cb && s->set.not_resumable_cb(s, forward_secret);
}

void SSL_CTX_set_not_resumable_session_callback(SSL_CTX *ctx, int (*cb)(SSL *ssl, int is_forward_secure)) {
    ctx->set.not_resumable_cb = cb;
}

void SSL_set_not_resumable_session_callback(SSL *s, int (*cb)(SSL *ssl, int is_forward_secure)) {
    s->set.not_resumable_cb = cb;
}

/* man 3 SSL_new_session_ticket: it is sent with the next write, or by SSL_do_handshake(). */
int SSL_new_session_ticket(SSL *s) {
    if (!s->conn || !s->server || bs_conn_phase(s->conn) != BS_PHASE_OPEN || SSL_version(s) < TLS1_3_VERSION) return 0;
    s->tickets_due++;
    return 1;
}

int ssl_send_due_tickets(SSL *s) {
    while (s->tickets_due > 0) {
        if (ssl_flush(s) < 0) return -1;
        bs_status st = bs_conn_new_ticket(s->conn);
        if (st != BS_OK) return ssl_fail(s, st);
        s->tickets_due--;
    }
    return 1;
}

/* --- the cache as a hash table --------------------------------------------------------------------------------- */

static unsigned long hash_session(const void *p) {
    const SSL_SESSION *s = (const SSL_SESSION *)p;
    unsigned long h = 0;
    for (unsigned i = 0; i < s->core.id_len && i < sizeof h; i++) h = h << 8 | s->core.id[i];
    return h;
}

static int compare_sessions(const void *a, const void *b) {
    const SSL_SESSION *x = (const SSL_SESSION *)a, *y = (const SSL_SESSION *)b;
    if (x->core.version != y->core.version || x->core.id_len != y->core.id_len) return 1;
    return memcmp(x->core.id, y->core.id, x->core.id_len);
}

static void insert(void *arg, SSL_SESSION *s) {
    OPENSSL_LHASH *table = (OPENSSL_LHASH *)arg;
    SSL_SESSION_up_ref(s);
    SSL_SESSION *old = (SSL_SESSION *)OPENSSL_LH_insert(table, s);
    if (OPENSSL_LH_error(table)) old = s;
    SSL_SESSION_free(old);
}

static void drop(void *p) { SSL_SESSION_free((SSL_SESSION *)p); }

void ssl_lent_sessions_free(SSL_CTX *ctx) {
    if (!ctx->lent_sessions) return;
    OPENSSL_LH_doall(ctx->lent_sessions, drop);
    OPENSSL_LH_free(ctx->lent_sessions);
    ctx->lent_sessions = NULL;
}

/* The cache has shards of its own: what is lent is a table of what is there now, until the next call. */
LHASH_OF(SSL_SESSION) *SSL_CTX_sessions(SSL_CTX *ctx) {
    pthread_mutex_lock(&ctx->lock);
    ssl_lent_sessions_free(ctx);
    ctx->lent_sessions = OPENSSL_LH_new(hash_session, compare_sessions);
    if (ctx->lent_sessions) ssl_cache_each(&ctx->cache, insert, ctx->lent_sessions);
    pthread_mutex_unlock(&ctx->lock);
    return (LHASH_OF(SSL_SESSION) *)(void *)ctx->lent_sessions;
}
