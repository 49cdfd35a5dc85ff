/* The steps of a TLS 1.2 handshake (RFC 5246 7.3): the exact order of messages as the message callbacks of both ends
 * see them and as they lie on the wire, and that after ChangeCipherSpec nothing but encrypted records is sent. The
 * program judges by itself, whichever library it runs on. */
#include "pair.h"

#define MAX_EVENTS 64
#define MAX_WIRE 65536
#define SECRET_TEXT "a line that must not be read on the wire"

/* --- what each end sees -------------------------------------------------------------------------------------- */

struct view {
    int server, num;
    char events[MAX_EVENTS][40]; /* who sent it, and what */
};

static const char *message_name(unsigned type) {
    static const struct { unsigned type; const char *name; } names[] = {
        { 0, "HelloRequest" }, { 1, "ClientHello" }, { 2, "ServerHello" }, { 4, "NewSessionTicket" },
        { 11, "Certificate" }, { 12, "ServerKeyExchange" }, { 13, "CertificateRequest" }, { 14, "ServerHelloDone" },
        { 15, "CertificateVerify" }, { 16, "ClientKeyExchange" }, { 20, "Finished" },
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].type == type) return names[i].name;
    }
    return "another message";
}

static void see(int write_p, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    struct view *v = arg;
    (void)version;
    (void)s;
    if ((type != SSL3_RT_HANDSHAKE && type != SSL3_RT_CHANGE_CIPHER_SPEC) || v->num == MAX_EVENTS) return;
    const char *what = type == SSL3_RT_CHANGE_CIPHER_SPEC ? "[ChangeCipherSpec]"
                                                          : message_name(len > 0 ? *(const unsigned char *)buf : 255);
    snprintf(v->events[v->num++], sizeof v->events[0], "%s %s", v->server == (write_p != 0) ? "S" : "C", what);
}

/* --- the wire -------------------------------------------------------------------------------------------------- */

struct record {
    int from; /* 0: the client, 1: the server */
    unsigned type;
    const unsigned char *body;
    size_t len;
};

struct wire {
    unsigned char bytes[MAX_WIRE];
    size_t len;
    int num;
    struct record records[MAX_EVENTS]; /* in the order in which they were sent */
};

static char who(int from) { return from ? 'S' : 'C'; }

/* Carry what one end wrote to the other, and keep its records. */
static void carry(struct wire *w, int from, SSL *a, SSL *b) {
    unsigned char *p = w->bytes + w->len;
    int n = BIO_read(SSL_get_wbio(a), p, (int)(MAX_WIRE - w->len));
    if (n <= 0) return;
    check(BIO_write(SSL_get_rbio(b), p, n) == n, "carrying bytes");
    w->len += (size_t)n;
    for (const unsigned char *end = p + n; p < end;) {
        check(end - p >= 5 && p[1] == 3, "a record's header");
        struct record r = { from, p[0], p + 5, (size_t)p[3] << 8 | p[4] };
        check((size_t)(end - r.body) >= r.len && w->num < MAX_EVENTS, "a record's length");
        w->records[w->num++] = r;
        p += 5 + r.len;
    }
}

static int has(const unsigned char *hay, size_t n, const void *needle, size_t m) {
    for (size_t i = 0; i + m <= n; i++) {
        if (memcmp(hay + i, needle, m) == 0) return 1;
    }
    return 0;
}

static void expect(const char *const **want, const char *got) {
    const char *belongs = **want ? **want : "nothing";
    if (strcmp(belongs, got) != 0) {
        printf("FAILED: on the wire is %s where %s belongs\n", got, belongs);
        exit(1);
    }
    ++*want;
}

/* A record under protection: long enough for what that adds, and without the header that Finished would have. */
static void judge_sealed(const struct record *r, size_t overhead) {
    static const unsigned char finished[4] = { 20, 0, 0, 12 };
    check(r->type >= 21 && r->type <= 23 && r->len > overhead, "an encrypted record");
    check(memcmp(r->body, finished, 4) != 0, "Finished is encrypted");
}

/* The whole handshake in its order: messages in the clear up to an end's ChangeCipherSpec, encrypted records after it,
 * of which the first is Finished. */
static void judge_wire(const struct wire *w, const char *const *want, size_t overhead) {
    int sealed[2] = { 0, 0 }, changed[2] = { 0, 0 };
    char got[40];
    for (int i = 0; i < w->num; i++) {
        const struct record *r = &w->records[i];
        if (changed[r->from]) {
            judge_sealed(r, overhead);
            if (sealed[r->from]++ > 0) continue;
            check(r->type == SSL3_RT_HANDSHAKE, "the first encrypted record is a handshake's");
            snprintf(got, sizeof got, "%c Finished", who(r->from));
            expect(&want, got);
        } else if (r->type == SSL3_RT_CHANGE_CIPHER_SPEC) {
            check(r->len == 1 && r->body[0] == 1, "ChangeCipherSpec's body");
            snprintf(got, sizeof got, "%c [ChangeCipherSpec]", who(r->from));
            expect(&want, got);
            changed[r->from] = 1;
        } else {
            check(r->type == SSL3_RT_HANDSHAKE, "a handshake record");
            for (size_t at = 0; at < r->len;) {
                const unsigned char *m = r->body + at;
                check(r->len - at >= 4, "a message's header");
                snprintf(got, sizeof got, "%c %s", who(r->from), message_name(m[0]));
                expect(&want, got);
                at += 4 + ((size_t)m[1] << 16 | (size_t)m[2] << 8 | m[3]);
                check(at <= r->len, "a message within its record");
            }
        }
    }
    check(*want == NULL, "all of the handshake is on the wire");
    check(!has(w->bytes, w->len, SECRET_TEXT, strlen(SECRET_TEXT)), "no text in the clear");
    printf("  after ChangeCipherSpec: %d and %d encrypted records\n", sealed[0], sealed[1]);
}

/* --- one handshake --------------------------------------------------------------------------------------------- */

/* A callback is told of the ChangeCipherSpec that its own end sends, and not of the other's: as with OpenSSL. */
static void judge_order(const struct view *v, const char *const *want) {
    int n = 0;
    for (; *want; want++) {
        if (strstr(*want, "[ChangeCipherSpec]") && (*want)[0] != who(v->server)) continue;
        if (n == v->num || strcmp(*want, v->events[n++]) != 0) {
            printf("FAILED: %c does not see %s in its place\n", who(v->server), *want);
            exit(1);
        }
    }
    check(n == v->num, "no message after the end");
}

static void drive(struct wire *w, SSL *c, SSL *s) {
    int rc = 0, rs = 0;
    for (int i = 0; i < 40 && (rc != 1 || rs != 1); i++) {
        if (rc != 1) rc = SSL_do_handshake(c);
        carry(w, 0, c, s);
        if (rs != 1) rs = SSL_do_handshake(s);
        carry(w, 1, s, c);
    }
    check(rc == 1 && rs == 1, "handshake");
}

static void say(struct wire *w, int from, SSL *a, SSL *b) {
    char got[128] = "";
    int n = (int)strlen(SECRET_TEXT);
    check(SSL_write(a, SECRET_TEXT, n) == n, "write");
    carry(w, from, a, b);
    check(SSL_read(b, got, sizeof got) == n && memcmp(got, SECRET_TEXT, (size_t)n) == 0, "read");
}

/* Runs one handshake and judges it; returns the client's session. */
static SSL_SESSION *run(const char *title, SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *offer, const char *const *want,
                        size_t overhead) {
    static struct wire w;
    struct view seen[2] = { { .server = 0 }, { .server = 1 } };
    SSL *end[2] = { SSL_new(cc), SSL_new(sc) };
    memset(&w, 0, sizeof w);
    printf("%s\n", title);
    for (int i = 0; i < 2; i++) {
        check(end[i] != NULL, "SSL");
        SSL_set_bio(end[i], BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        SSL_set_msg_callback(end[i], see);
        SSL_set_msg_callback_arg(end[i], &seen[i]);
    }
    SSL_set_connect_state(end[0]);
    SSL_set_accept_state(end[1]);
    if (offer) check(SSL_set_session(end[0], offer) == 1, "offering the session");
    drive(&w, end[0], end[1]);
    printf("  %s, reused %d and %d\n", SSL_get_cipher(end[0]), SSL_session_reused(end[0]), SSL_session_reused(end[1]));
    say(&w, 0, end[0], end[1]);
    say(&w, 1, end[1], end[0]);
    SSL_shutdown(end[0]);
    carry(&w, 0, end[0], end[1]);
    SSL_shutdown(end[1]);
    carry(&w, 1, end[1], end[0]);
    judge_order(&seen[0], want);
    judge_order(&seen[1], want);
    judge_wire(&w, want, overhead);
    for (int i = 0; i < seen[0].num; i++) printf("    %s\n", seen[0].events[i]);
    SSL_SESSION *session = SSL_get1_session(end[0]);
    SSL_free(end[0]);
    SSL_free(end[1]);
    return session;
}

/* --- RFC 5246 figure 1, and figure 2 ------------------------------------------------------------------------------ */

#define FINISH "C [ChangeCipherSpec]", "C Finished", "S [ChangeCipherSpec]", "S Finished", NULL
static const char *const rsa_full[] = { "C ClientHello", "S ServerHello", "S Certificate", "S ServerHelloDone",
                                        "C ClientKeyExchange", FINISH };
static const char *const rsa_auth[] = { "C ClientHello", "S ServerHello", "S Certificate", "S CertificateRequest",
                                        "S ServerHelloDone", "C Certificate", "C ClientKeyExchange",
                                        "C CertificateVerify", FINISH };
static const char *const dhe_full[] = { "C ClientHello", "S ServerHello", "S Certificate", "S ServerKeyExchange",
                                        "S ServerHelloDone", "C ClientKeyExchange", FINISH };
static const char *const dhe_auth[] = { "C ClientHello", "S ServerHello", "S Certificate", "S ServerKeyExchange",
                                        "S CertificateRequest", "S ServerHelloDone", "C Certificate",
                                        "C ClientKeyExchange", "C CertificateVerify", FINISH };
static const char *const resumed[] = { "C ClientHello", "S ServerHello", "S [ChangeCipherSpec]", "S Finished",
                                       "C [ChangeCipherSpec]", "C Finished", NULL };

/* Record protection adds 24 bytes with AES-GCM, 16 with ChaCha20, at least 37 with CBC and SHA-1. */
static const struct {
    const char *cipher;
    size_t overhead;
    const char *const *full, *const *auth;
} exchanges[] = {
    { "AES128-GCM-SHA256", 24, rsa_full, rsa_auth },
    { "AES128-SHA", 37, rsa_full, rsa_auth },
    { "DHE-RSA-AES128-GCM-SHA256", 24, dhe_full, dhe_auth },
    { "DHE-RSA-AES128-SHA", 37, dhe_full, dhe_auth },
    { "ECDHE-RSA-AES256-GCM-SHA384", 24, dhe_full, dhe_auth },
    { "ECDHE-RSA-CHACHA20-POLY1305", 16, dhe_full, dhe_auth },
};

static SSL_CTX *prepare(SSL_CTX *ctx, const char *cipher) {
    char list[64];
    snprintf(list, sizeof list, "%s:@SECLEVEL=0", cipher);
    SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    check(SSL_CTX_set_cipher_list(ctx, list) == 1, "cipher list");
    return ctx;
}

static void exchange(size_t i, int auth) {
    char title[128];
    SSL_CTX *cc = prepare(client_ctx(1), exchanges[i].cipher);
    SSL_CTX *sc = prepare(server_ctx("rsa.pem"), exchanges[i].cipher);
    const char *const *full = auth ? exchanges[i].auth : exchanges[i].full;
    size_t overhead = exchanges[i].overhead;
    SSL_CTX_set_dh_auto(sc, 1);
    check(SSL_CTX_set_session_id_context(sc, (const unsigned char *)"steps", 5) == 1, "session ID context");
    if (auth) {
        check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA file");
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        check(SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1
              && SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "client certificate");
    }
    snprintf(title, sizeof title, "%s%s: full", exchanges[i].cipher, auth ? ", client certificate" : "");
    SSL_SESSION *session = run(title, cc, sc, NULL, full, overhead);
    snprintf(title, sizeof title, "%s%s: a session ID that the server has", exchanges[i].cipher,
             auth ? ", client certificate" : "");
    SSL_SESSION_free(run(title, cc, sc, session, resumed, overhead));
    SSL_CTX_flush_sessions(sc, 0); /* all, whatever their age */
    snprintf(title, sizeof title, "%s%s: a session ID that it has no more", exchanges[i].cipher,
             auth ? ", client certificate" : "");
    SSL_SESSION_free(run(title, cc, sc, session, full, overhead));
    printf("  hits %ld, misses %ld\n", SSL_CTX_sess_hits(sc), SSL_CTX_sess_misses(sc));
    SSL_SESSION_free(session);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    for (size_t i = 0; i < sizeof exchanges / sizeof exchanges[0]; i++) {
        exchange(i, 0);
        exchange(i, 1);
    }
    return 0;
}
