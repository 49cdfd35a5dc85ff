/* What the engine asks about sessions: OpenSSL's internal cache, its callbacks, and which of both comes first. */
#include <string.h>
#include <time.h>

#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

struct bs_session *ssl_op_session_alloc(void *app) {
    (void)app;
    SSL_SESSION *s = SSL_SESSION_new();
    if (!s) return NULL;
    s->core.time_s = 0;
    s->core.timeout_s = 0;
    s->core.verify_result = X509_V_OK; /* until a chain is judged */
    return &s->core;
}

/* Its address alone counts; what is there is never read. */
static SSL_SESSION pending;

SSL_SESSION *SSL_magic_pending_session_ptr(void) { return &pending; }

/* What the callback finds, counted for the caller; &pending to come back later. */
static SSL_SESSION *from_callback(SSL *s, bs_reader id) {
    int copy = 1;
    SSL_CTX *ctx = s->session_ctx;
    SSL_SESSION *sess = ctx->get_session_cb(s, id.p, (int)id.len, &copy);
    if (!sess || sess == &pending) return sess;
    if (sess->core.not_resumable) { /* removed here before; OpenSSL does not count it as found */
        if (!copy) SSL_SESSION_free(sess);
        return NULL;
    }
    ssl_stat(&ctx->cache, SSL_STAT_CB_HIT);
    if (copy) SSL_SESSION_up_ref(sess);
    if ((ctx->session_cache_mode & SSL_SESS_CACHE_NO_INTERNAL_STORE) == 0) (void)SSL_CTX_add_session(ctx, sess);
    return sess;
}

bs_status ssl_op_session_find(void *app, bs_reader id, struct bs_session **out) {
    SSL *s = (SSL *)app;
    SSL_CTX *ctx = s->session_ctx;
    SSL_SESSION *sess = NULL;
    bool again = s->rwstate == SSL_PENDING_SESSION;
    *out = NULL;
    s->rwstate = SSL_NOTHING;
    if ((ctx->session_cache_mode & SSL_SESS_CACHE_NO_INTERNAL_LOOKUP) == 0) {
        sess = ssl_cache_find(&ctx->cache, id); /* again too: it may have come in meanwhile */
        if (!sess && !again) ssl_stat(&ctx->cache, SSL_STAT_MISS);
    }
    if (!sess && ctx->get_session_cb) sess = from_callback(s, id);
    if (sess == &pending) {
        s->rwstate = SSL_PENDING_SESSION;
        return BS_WANT_CALLBACK;
    }
    if (sess) *out = &sess->core;
    return BS_OK;
}

/* man 3 SSL_CTX_set_session_cache_mode: a TLS 1.3 server with stateless tickets keeps nothing inside, unless somebody
 * wants to be told of the removal. */
static bool keeps_inside(const SSL *s, const SSL_CTX *ctx, const SSL_SESSION *sess) {
    if ((ctx->session_cache_mode & SSL_SESS_CACHE_NO_INTERNAL_STORE) != 0) return false;
    bool once = s->set.max_early_data > 0 && (s->set.options & SSL_OP_NO_ANTI_REPLAY) == 0;
    return sess->core.version != TLS1_3_VERSION || s->server != 1 || ctx->remove_session_cb != NULL || once ||
           (s->set.options & SSL_OP_NO_TICKET) != 0;
}

void ssl_op_session_new(void *app, struct bs_session *core) {
    SSL *s = (SSL *)app;
    SSL_CTX *ctx = s->session_ctx;
    SSL_SESSION *sess = (SSL_SESSION *)(void *)core;
    int side = s->server == 1 ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_CLIENT;
    if (core->id_len == 0 || core->not_resumable) return;
    /* A server that verifies clients must not cache without a context to tell programs apart. */
    if (s->server == 1 && core->sid_ctx_len == 0 && (s->set.verify_mode & SSL_VERIFY_PEER) != 0) return;
    if ((ctx->session_cache_mode & side) == 0) return;
    if (core->version < TLS1_3_VERSION && SSL_session_reused(s)) {
        /* A renewed TLS 1.2 ticket puts the session that it came for out of date; OpenSSL tells nobody of the new one. */
        if (s->server == 0 && s->session && s->session != sess) (void)SSL_CTX_remove_session(ctx, s->session);
        return;
    }
    if (keeps_inside(s, ctx, sess)) (void)SSL_CTX_add_session(ctx, sess);
    if (ctx->new_session_cb) {
        SSL_SESSION_up_ref(sess);
        if (!ctx->new_session_cb(s, sess)) SSL_SESSION_free(sess);
    }
    /* OpenSSL clears out expired sessions at every 256th connection. */
    if ((ctx->session_cache_mode & SSL_SESS_CACHE_NO_AUTO_CLEAR) == 0) {
        enum ssl_cache_stat st = s->server == 1 ? SSL_STAT_ACCEPT_GOOD : SSL_STAT_CONNECT_GOOD;
        if ((atomic_load(&ctx->cache.stats[st]) & 0xFF) == 0xFF) SSL_CTX_flush_sessions(ctx, (long)time(NULL));
    }
}

void ssl_op_session_remove(void *app, struct bs_session *core) {
    SSL *s = (SSL *)app;
    core->not_resumable = true;
    (void)SSL_CTX_remove_session(s->session_ctx, (SSL_SESSION *)(void *)core);
}

/* As OpenSSL: what a ticket told of is counted alone, and TLS 1.3's ids are tickets. */
void ssl_op_session_expired(void *app, struct bs_session *core, bool found) {
    SSL_CTX *ctx = ((SSL *)app)->session_ctx;
    ssl_stat(&ctx->cache, SSL_STAT_TIMEOUT);
    if (found) (void)SSL_CTX_remove_session(ctx, (SSL_SESSION *)(void *)core);
}

static void tell_removed(void *arg, SSL_SESSION *sess) {
    SSL_CTX *ctx = (SSL_CTX *)arg;
    sess->core.not_resumable = true;
    if (ctx->remove_session_cb) ctx->remove_session_cb(ctx, sess);
}

int SSL_CTX_add_session(SSL_CTX *ctx, SSL_SESSION *sess) {
    SSL_SESSION *evicted;
    if (!ssl_cache_add(&ctx->cache, sess)) return 0;
    while ((evicted = ssl_cache_evict(&ctx->cache, sess))) {
        tell_removed(ctx, evicted);
        SSL_SESSION_free(evicted);
    }
    return 1;
}

int SSL_CTX_remove_session(SSL_CTX *ctx, SSL_SESSION *sess) {
    if (!sess || sess->core.id_len == 0) return 0;
    SSL_SESSION_up_ref(sess);
    int removed = ssl_cache_remove(&ctx->cache, sess);
    sess->core.not_resumable = true;
    if (ctx->remove_session_cb) ctx->remove_session_cb(ctx, sess);
    SSL_SESSION_free(sess);
    return removed;
}

void SSL_CTX_flush_sessions(SSL_CTX *ctx, long tm) { ssl_cache_flush(&ctx->cache, (uint64_t)tm, tell_removed, ctx); }

void SSL_CTX_sess_set_new_cb(SSL_CTX *ctx, int (*cb)(SSL *ssl, SSL_SESSION *sess)) { ctx->new_session_cb = cb; }

int (*SSL_CTX_sess_get_new_cb(SSL_CTX *ctx))(SSL *ssl, SSL_SESSION *sess) { return ctx->new_session_cb; }

void SSL_CTX_sess_set_remove_cb(SSL_CTX *ctx, void (*cb)(SSL_CTX *ctx, SSL_SESSION *sess)) { ctx->remove_session_cb = cb; }

void (*SSL_CTX_sess_get_remove_cb(SSL_CTX *ctx))(SSL_CTX *ctx, SSL_SESSION *sess) { return ctx->remove_session_cb; }

void SSL_CTX_sess_set_get_cb(SSL_CTX *ctx, SSL_SESSION *(*cb)(SSL *ssl, const unsigned char *data, int len, int *copy)) {
    ctx->get_session_cb = cb;
}

SSL_SESSION *(*SSL_CTX_sess_get_get_cb(SSL_CTX *ctx))(SSL *ssl, const unsigned char *data, int len, int *copy) {
    return ctx->get_session_cb;
}

static int set_sid_ctx(struct ssl_settings *set, const unsigned char *sid_ctx, unsigned int len) {
    if (len > SSL_MAX_SID_CTX_LENGTH) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
        return 0;
    }
    set->sid_ctx_len = len;
    if (len > 0) memcpy(set->sid_ctx, sid_ctx, len);
    return 1;
}

int SSL_CTX_set_session_id_context(SSL_CTX *ctx, const unsigned char *sid_ctx, unsigned int len) {
    return set_sid_ctx(&ctx->set, sid_ctx, len);
}

int SSL_set_session_id_context(SSL *s, const unsigned char *sid_ctx, unsigned int len) {
    return set_sid_ctx(&s->set, sid_ctx, len);
}

long SSL_CTX_set_timeout(SSL_CTX *ctx, long t) {
    long old = ctx->session_timeout;
    ctx->session_timeout = t;
    return old;
}

long SSL_CTX_get_timeout(const SSL_CTX *ctx) { return ctx->session_timeout; }
