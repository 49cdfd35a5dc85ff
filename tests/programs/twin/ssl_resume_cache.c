/* A server's caches: used and emptied, with each mode, with callbacks in place of it or beside it; what
 * is counted, and what the callbacks are told in which order. */
#include "resume.h"

static int on_new_quiet(SSL *s, SSL_SESSION *sess) {
    unsigned n;
    SSL_SESSION_get_id(sess, &n);
    printf("    new: %s, id %u, resumable %d\n", SSL_is_server(s) ? "server" : "client", n, SSL_SESSION_is_resumable(sess));
    return 0;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *sess) {
    (void)ctx;
    printf("    removed: %s, resumable %d\n", SSL_SESSION_has_ticket(sess) ? "ticket" : "id", SSL_SESSION_is_resumable(sess));
}

static void watch(struct ends e) {
    SSL_CTX_sess_set_new_cb(e.s, on_new_quiet);
    SSL_CTX_sess_set_remove_cb(e.s, on_remove);
    printf("    callbacks: %d %d %d\n", SSL_CTX_sess_get_new_cb(e.s) == on_new_quiet, SSL_CTX_sess_get_remove_cb(e.s) == on_remove,
           SSL_CTX_sess_get_get_cb(e.s) == NULL);
}

static void modes(int version, int way) {
    static const int all[] = { SSL_SESS_CACHE_OFF, SSL_SESS_CACHE_SERVER, SSL_SESS_CACHE_CLIENT, SSL_SESS_CACHE_BOTH,
                               SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP,
                               SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_STORE,
                               SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL,
                               SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_AUTO_CLEAR };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct ends e = ends_new(version, way);
        printf("TLS %x by %s: mode %x", version, way_name(way), all[i]);
        printf(", was %lx", SSL_CTX_set_session_cache_mode(e.s, all[i]));
        printf(", is %lx\n", SSL_CTX_get_session_cache_mode(e.s));
        watch(e);
        go("full", e, NULL, NULL);
        if (latest()) go("again", e, latest(), NULL);
        if (latest()) go("once more", e, latest(), NULL);
        counters("server", e.s);
        printf("  flush\n");
        SSL_CTX_flush_sessions(e.s, 0);
        counters("server", e.s);
        if (latest()) go("after it", e, latest(), NULL);
        counters("server", e.s);
        ends_free(e);
    }
}

/* The last connection of two offers what the first got. */
static void single_use(int version, int way) {
    struct ends e = ends_new(version, way);
    printf("TLS %x by %s: the same session three times\n", version, way_name(way));
    go("full", e, NULL, NULL);
    for (int i = 0; i < 3; i++) go("the first session", e, kept[0], NULL);
    counters("server", e.s);
    ends_free(e);
}

/* A copy as from a file: not as one that was removed. */
static SSL_SESSION *reread(SSL_SESSION *s, long t) {
    byte buf[8192], *w = buf;
    const byte *r = buf;
    int n = i2d_SSL_SESSION(s, &w);
    SSL_SESSION *copy = d2i_SSL_SESSION(NULL, &r, n);
    check(copy != NULL && SSL_SESSION_set_time(copy, t) == t, "read again");
    SSL_SESSION_free(s);
    return copy;
}

/* A server that asks others: what is found is put into its own cache, unless told otherwise. */
static SSL_SESSION *stored;
static int give, count_up;

static SSL_SESSION *on_get(SSL *s, const byte *id, int len, int *copy) {
    (void)s, (void)id;
    printf("    get: id of %d, copy %d\n", len, *copy);
    if (!give || !stored) return NULL;
    *copy = count_up;
    if (!count_up) SSL_SESSION_up_ref(stored);
    return stored;
}

static int on_new_store(SSL *s, SSL_SESSION *sess) {
    printf("    new: %s\n", SSL_is_server(s) ? "server" : "client");
    if (stored) return 0;
    stored = SSL_SESSION_dup(sess);
    return 0;
}

static void outside(int version, int mode, int counted) {
    struct ends e = ends_new(version, BY_ID);
    printf("TLS %x: a store outside, mode %x, copy %d\n", version, mode, counted);
    SSL_CTX_set_num_tickets(e.s, 1);
    SSL_CTX_set_session_cache_mode(e.s, SSL_SESS_CACHE_SERVER | mode);
    SSL_CTX_sess_set_new_cb(e.s, on_new_store);
    SSL_CTX_sess_set_get_cb(e.s, on_get);
    SSL_CTX_sess_set_remove_cb(e.s, on_remove);
    stored = NULL;
    give = 1;
    count_up = counted;
    go("full", e, NULL, NULL);
    if (stored && num_kept > 0) {
        SSL_SESSION *offered = kept[0];
        long now = (long)time(NULL);
        go("found", e, offered, NULL);
        counters("server", e.s);
        SSL_CTX_flush_sessions(e.s, 0);
        give = 0;
        go("not found", e, offered, NULL);
        give = 1;
        go("found again", e, offered, NULL);
        SSL_CTX_flush_sessions(e.s, 0);
        counters("server", e.s);
        go("removed before", e, offered, NULL);
        stored = reread(stored, now - 8000);
        go("too old", e, offered, NULL);
        counters("server", e.s);
        stored = reread(stored, now + 1000);
        go("of the future", e, offered, NULL);
    }
    counters("server", e.s);
    SSL_SESSION_free(stored);
    stored = NULL;
    ends_free(e);
}

int main(void) {
    static const int outside_modes[] = { 0, SSL_SESS_CACHE_NO_INTERNAL_LOOKUP, SSL_SESS_CACHE_NO_INTERNAL_STORE,
        SSL_SESS_CACHE_NO_INTERNAL };
    FOR_EACH_VERSION(v) {
        FOR_EACH_WAY(way) {
            modes(v, way);
            single_use(v, way);
        }
        for (int m = 0; m < 4; m++) {
            outside(v, outside_modes[m], 0);
            outside(v, outside_modes[m], 1);
        }
    }
    return 0;
}
