/* Resumption: session ids, tickets, the caches, their callbacks and their counts. */
#include "pair.h"

static int new_count, removed_count, get_count;
static SSL_SESSION *last;

static int on_new(SSL *s, SSL_SESSION *sess) {
    printf("  new session: %s, version %x, ticket %d, resumable %d, timeout %ld, lifetime %lu\n",
        SSL_is_server(s) ? "server" : "client", SSL_SESSION_get_protocol_version(sess), SSL_SESSION_has_ticket(sess),
        SSL_SESSION_is_resumable(sess), SSL_SESSION_get_timeout(sess), SSL_SESSION_get_ticket_lifetime_hint(sess));
    new_count++;
    if (SSL_is_server(s)) return 0;
    SSL_SESSION_free(last);
    last = sess;
    return 1;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *sess) {
    (void)ctx, (void)sess;
    removed_count++;
}

static SSL_SESSION *on_get(SSL *s, const unsigned char *id, int len, int *copy) {
    (void)s, (void)id;
    get_count++;
    printf("  get session: id of %d bytes\n", len);
    *copy = 0;
    return NULL;
}

static void stats(const char *who, SSL_CTX *ctx) {
    printf("  %s: number %ld connect %ld/%ld accept %ld/%ld hits %ld cb %ld misses %ld timeouts %ld full %ld\n", who,
           SSL_CTX_sess_number(ctx), SSL_CTX_sess_connect(ctx), SSL_CTX_sess_connect_good(ctx), SSL_CTX_sess_accept(ctx),
           SSL_CTX_sess_accept_good(ctx), SSL_CTX_sess_hits(ctx), SSL_CTX_sess_cb_hits(ctx), SSL_CTX_sess_misses(ctx),
           SSL_CTX_sess_timeouts(ctx), SSL_CTX_sess_cache_full(ctx));
}

/* One connection that may resume `with`; the session to resume next comes back. */
static SSL_SESSION *once(const char *what, SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *with) {
    struct pair p = pair_new(cc, sc);
    SSL_SESSION *sess = NULL;
    printf(" %s\n", what);
    SSL_set_tlsext_host_name(p.c, "server.example");
    if (with) SSL_set_session(p.c, with);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  reused client %d server %d, %s\n", SSL_session_reused(p.c), SSL_session_reused(p.s), SSL_get_cipher_name(p.c));
        pair_close(p);
        sess = SSL_get1_session(p.c);
        printf("  session: ticket %d, id %d, name %s\n", SSL_SESSION_has_ticket(sess), SSL_SESSION_is_resumable(sess),
               SSL_SESSION_get0_hostname(sess) ? SSL_SESSION_get0_hostname(sess) : "-");
    }
    pair_free(p);
    return sess;
}

static void flow(int version, unsigned long server_options, int server_cache) {
    SSL_CTX *sc = server_ctx("ec.pem"), *cc = client_ctx(1);
    printf("version %x options %lx cache %d\n", version, server_options, server_cache);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_options(sc, server_options);
    SSL_CTX_set_session_cache_mode(sc, server_cache);
    SSL_CTX_set_session_cache_mode(cc, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"one", 3);
    SSL_CTX_sess_set_new_cb(sc, on_new);
    SSL_CTX_sess_set_new_cb(cc, on_new);
    SSL_CTX_sess_set_remove_cb(sc, on_remove);
    SSL_CTX_sess_set_get_cb(sc, on_get);
    SSL_SESSION *a = once("first", cc, sc, NULL);
    SSL_SESSION *b = once("again", cc, sc, a);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"two", 3);
    SSL_SESSION *c = once("another context", cc, sc, b);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"one", 3);
    if (a) SSL_SESSION_set_time(a, 1);
    SSL_SESSION *e = once("expired on the client", cc, sc, a);
    SSL_CTX *other = server_ctx("ec.pem");
    SSL_CTX_set_session_id_context(other, (const unsigned char *)"one", 3);
    SSL_SESSION *f = once("another server", cc, other, e);
    stats("client", cc);
    stats("server", sc);
    stats("other server", other);
    printf("  callbacks: new %d removed %d get %d\n", new_count, removed_count, get_count);
    SSL_CTX_flush_sessions(sc, 0);
    printf("  after flush: %ld, removed %d\n", SSL_CTX_sess_number(sc), removed_count);
    SSL_SESSION *all[] = { a, b, c, e, f };
    for (size_t i = 0; i < 5; i++) SSL_SESSION_free(all[i]);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
    SSL_CTX_free(other);
    SSL_SESSION_free(last);
    last = NULL;
}

/* A session goes through its serialisation and is resumed from that. */
static void through_der(int version) {
    SSL_CTX *sc = server_ctx("rsa.pem"), *cc = client_ctx(1);
    unsigned char buf[8192], *p = buf;
    const unsigned char *q = buf;
    printf("through DER, version %x\n", version);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_SESSION *a = once("first", cc, sc, NULL);
    int n = i2d_SSL_SESSION(a, NULL), m = i2d_SSL_SESSION(a, &p);
    printf("  sizes equal %d, moved %d\n", n == m, (int)(p - buf) == m);
    SSL_SESSION *b = d2i_SSL_SESSION(NULL, &q, m);
    printf("  read %d, all %d, cipher %s, same id %d, peer %d\n", b != NULL, q == buf + m,
           SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(b)), SSL_SESSION_get_id(b, NULL) != NULL, SSL_SESSION_get0_peer(b) != NULL);
    SSL_SESSION *c = once("again", cc, sc, b);
    for (int i = 0; i < m; i += 7) {
        q = buf;
        SSL_SESSION *bad = d2i_SSL_SESSION(NULL, &q, i);
        if (bad) printf("  a cut at %d was read\n", i);
        SSL_SESSION_free(bad);
        ERR_clear_error();
    }
    SSL_SESSION_free(a);
    SSL_SESSION_free(b);
    SSL_SESSION_free(c);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    for (int v = 0; v < 2; v++) {
        flow(versions[v], 0, SSL_SESS_CACHE_SERVER);
        flow(versions[v], SSL_OP_NO_TICKET, SSL_SESS_CACHE_SERVER);
        flow(versions[v], SSL_OP_NO_TICKET, SSL_SESS_CACHE_OFF);
        flow(versions[v], SSL_OP_NO_TICKET, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
        flow(versions[v], 0, SSL_SESS_CACHE_OFF);
        through_der(versions[v]);
    }
    return 0;
}
