/* For the twin programs about resumption: contexts of any version, one connection with all that it leaves behind in a
 * few lines, and sessions with another ticket. */
#ifndef TWIN_RESUME_H
#define TWIN_RESUME_H

#include <time.h>

#include "pair.h"

typedef unsigned char byte;

/* The ways a server keeps sessions. */
enum way { BY_ID, BY_TICKET };
#define FOR_EACH_WAY(w) for (int w = BY_ID; w <= BY_TICKET; w++)
static const int all_versions[] = { TLS1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION };
#define FOR_EACH_VERSION(v) for (int i_ = 0, v; i_ < 3 && (v = all_versions[i_]) != 0; i_++)

static inline const char *way_name(int way) { return way == BY_ID ? "id" : "ticket"; }

/* What the client kept: with TLS 1.3 the last ticket of each connection is offered next. */
static SSL_SESSION *kept[64];
static int num_kept;

static inline int on_kept(SSL *s, SSL_SESSION *sess) {
    (void)s;
    if (num_kept == 64) return 0;
    kept[num_kept++] = sess;
    return 1;
}

static inline SSL_SESSION *latest(void) { return num_kept > 0 ? kept[num_kept - 1] : NULL; }

static inline void forget(void) {
    while (num_kept > 0) SSL_SESSION_free(kept[--num_kept]);
}

struct ends {
    SSL_CTX *c, *s;
};

static inline void only_version(SSL_CTX *ctx, int version) {
    SSL_CTX_set_security_level(ctx, 0);
    check(SSL_CTX_set_min_proto_version(ctx, version) == 1 && SSL_CTX_set_max_proto_version(ctx, version) == 1, "version");
}

static inline SSL_CTX *resuming_server(const char *pem, int version, int way) {
    SSL_CTX *ctx = server_ctx(pem);
    only_version(ctx, version);
    if (way == BY_ID) SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_id_context(ctx, (const byte *)"one", 3);
    return ctx;
}

static inline SSL_CTX *resuming_client(int version) {
    SSL_CTX *ctx = client_ctx(1);
    only_version(ctx, version);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(ctx, on_kept);
    return ctx;
}

static inline struct ends ends_new(int version, int way) {
    struct ends e = { resuming_client(version), resuming_server("rsa.pem", version, way) };
    return e;
}

static inline void ends_free(struct ends e) {
    forget();
    SSL_CTX_free(e.c);
    SSL_CTX_free(e.s);
}

static inline void counters(const char *who, SSL_CTX *ctx) {
    printf("    %s: number %ld, connect %ld/%ld/%ld accept %ld/%ld/%ld, hits %ld cb %ld misses %ld timeouts %ld full %ld\n",
           who, SSL_CTX_sess_number(ctx), SSL_CTX_sess_connect(ctx), SSL_CTX_sess_connect_good(ctx),
           SSL_CTX_sess_connect_renegotiate(ctx), SSL_CTX_sess_accept(ctx), SSL_CTX_sess_accept_good(ctx),
           SSL_CTX_sess_accept_renegotiate(ctx), SSL_CTX_sess_hits(ctx), SSL_CTX_sess_cb_hits(ctx),
           SSL_CTX_sess_misses(ctx), SSL_CTX_sess_timeouts(ctx), SSL_CTX_sess_cache_full(ctx));
}

/* All that a program may ask of a session and that is not random. */
static inline void print_session(const char *who, SSL_SESSION *s) {
    unsigned id = 0, ctx = 0;
    const byte *alpn, *sid_ctx;
    size_t alpn_len, ticket_len;
    if (!s) {
        printf("    %s: no session\n", who);
        return;
    }
    SSL_SESSION_get_id(s, &id);
    sid_ctx = SSL_SESSION_get0_id_context(s, &ctx);
    SSL_SESSION_get0_alpn_selected(s, &alpn, &alpn_len);
    SSL_SESSION_get0_ticket(s, NULL, &ticket_len);
    printf("    %s: %x %s, id %u, context %.*s, key %d, timeout %ld, age %d, hint %lu, ticket %d %d, resumable %d",
           who, SSL_SESSION_get_protocol_version(s), SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(s)), id, (int)ctx,
           (const char *)sid_ctx, (int)SSL_SESSION_get_master_key(s, NULL, 0), SSL_SESSION_get_timeout(s),
           (int)((time(NULL) - SSL_SESSION_get_time(s)) / 4), SSL_SESSION_get_ticket_lifetime_hint(s),
           SSL_SESSION_has_ticket(s), ticket_len > 0, SSL_SESSION_is_resumable(s));
    printf(", name %s, alpn %.*s, early %u, fragment %d, compression %u, peer %d\n",
           SSL_SESSION_get0_hostname(s) ? SSL_SESSION_get0_hostname(s) : "-", (int)alpn_len, (const char *)alpn,
           SSL_SESSION_get_max_early_data(s), SSL_SESSION_get_max_fragment_length(s), SSL_SESSION_get_compress_id(s),
           SSL_SESSION_get0_peer(s) != NULL);
}

/* What a connection is told beyond its contexts; may be NULL. */
typedef void (*prepare_fn)(struct pair p);

/* Connects, offering `with` if it is not NULL; prints one line, or how it failed. 1 if both ends are done. */
static inline int go(const char *what, struct ends e, SSL_SESSION *with, prepare_fn prepare) {
    struct pair p = pair_new(e.c, e.s);
    int before = num_kept, ok;
    if (prepare) prepare(p);
    if (with && SSL_set_session(p.c, with) != 1) {
        printf("  %s: the session was not taken\n", what);
        print_errors("client");
    }
    ok = pair_handshake(p);
    if (ok) {
        pair_exchange(p);
        printf("  %s: reused %d/%d, %s %s, new sessions %d, verify %ld\n", what, SSL_session_reused(p.c), SSL_session_reused(p.s),
               SSL_get_version(p.c), SSL_get_cipher_name(p.s), num_kept - before, SSL_get_verify_result(p.c));
        pair_close(p);
    } else {
        printf("  %s: failed\n", what);
    }
    print_errors("after");
    pair_free(p);
    return ok;
}

/* The same, and the sessions of both ends. */
static inline int go_long(const char *what, struct ends e, SSL_SESSION *with, prepare_fn prepare) {
    struct pair p = pair_new(e.c, e.s);
    int ok;
    if (prepare) prepare(p);
    if (with) SSL_set_session(p.c, with);
    ok = pair_handshake(p);
    printf("  %s: %s", what, ok ? "done" : "failed");
    if (ok) {
        pair_exchange(p);
        printf(", reused %d/%d\n", SSL_session_reused(p.c), SSL_session_reused(p.s));
        print_session("client", SSL_get_session(p.c));
        print_session("server", SSL_get_session(p.s));
        pair_close(p);
    } else {
        printf("\n");
    }
    pair_free(p);
    return ok;
}

/* --- a session with another ticket, by way of its serialisation --------------------------------------------------- */

static inline size_t der_head(const byte *p, size_t *out_len) {
    size_t n = p[1] & 0x7f;
    *out_len = p[1] < 0x80 ? p[1] : 0;
    if (p[1] < 0x80) return 2;
    for (size_t i = 0; i < n; i++) *out_len = *out_len << 8 | p[2 + i];
    return 2 + n;
}

static inline size_t der_put(byte *out, byte tag, const byte *body, size_t n) {
    byte head[4] = { tag, 0x82, (byte)(n >> 8), (byte)n };
    size_t h = 4;
    if (n < 0x80) {
        head[1] = (byte)n;
        h = 2;
    } else if (n < 0x100) {
        head[1] = 0x81;
        head[2] = (byte)n;
        h = 3;
    }
    memmove(out + h, body, n);
    memcpy(out, head, h);
    return h + n;
}

/* A copy whose ticket is `ticket`; the caller's. */
static inline SSL_SESSION *with_ticket(SSL_SESSION *s, const byte *ticket, size_t len) {
    static byte der[16384], body[16384], octets[16384], out[16384];
    byte *w = der;
    const byte *r = out;
    size_t at, end, n, m, put = 0;
    check(i2d_SSL_SESSION(s, NULL) < (int)sizeof der && i2d_SSL_SESSION(s, &w) > 0, "serialise");
    at = der_head(der, &n);
    for (end = at + n; at < end; at += m + n) {
        m = der_head(der + at, &n);
        if (der[at] == 0xaa) {
            size_t k = der_put(octets, 4, ticket, len);
            put += der_put(body + put, 0xaa, octets, k);
        } else {
            memcpy(body + put, der + at, m + n);
            put += m + n;
        }
    }
    n = der_put(out, 0x30, body, put);
    s = d2i_SSL_SESSION(NULL, &r, (long)n);
    check(s != NULL, "read the session with another ticket");
    return s;
}

/* A copy with one byte of its ticket changed; a negative place counts from the end. */
static inline SSL_SESSION *with_flip(SSL_SESSION *s, int place) {
    static byte copy[16384];
    const byte *ticket;
    size_t len;
    SSL_SESSION_get0_ticket(s, &ticket, &len);
    check(len > 0 && len <= sizeof copy, "a ticket");
    memcpy(copy, ticket, len);
    copy[place >= 0 ? (size_t)place : len - (size_t)-place] ^= 1;
    return with_ticket(s, copy, len);
}

#endif
