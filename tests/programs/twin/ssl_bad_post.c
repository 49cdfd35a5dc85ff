/* What either end of an open TLS 1.3 connection says to malformed and unasked messages: NewSessionTicket, KeyUpdate,
 * CertificateRequest, and the client's answer to one. RFC 8446 4.6 */
#include "seal.h"
#include "wire.h"

static SSL_CTX *client, *server;
static char alert_text[40];
static int num_sessions;
static struct bytes der;             /* a certificate of the client's */
static byte context[256];            /* of the server's last CertificateRequest */
static size_t context_len;

static void on_info(const SSL *s, int where, int value) {
    (void)s;
    if (where == SSL_CB_WRITE_ALERT) snprintf(alert_text, sizeof alert_text, " sent %d/%d", value >> 8, value & 255);
}

static int on_session(SSL *s, SSL_SESSION *sess) {
    (void)s, (void)sess;
    num_sessions++;
    return 0;
}

static void on_message(int sent, int version, int type, const void *p, size_t n, SSL *s, void *arg) {
    const byte *m = (const byte *)p;
    (void)version, (void)s, (void)arg;
    if (!sent || type != SSL3_RT_HANDSHAKE || n < 5 || m[0] != 13) return;
    context_len = m[4];
    memcpy(context, m + 5, context_len);
}

/* An open connection, one end of which is taken over; the other is looked at. */
struct talk {
    struct pair p;
    SSL *end;
    struct sealer seal;
};

static void begin(struct talk *t, int to_server, int pha) {
    alert_text[0] = 0;
    num_sessions = 0;
    t->p = pair_new(client, server);
    if (pha) SSL_set_post_handshake_auth(t->p.c, 1);
    check(pair_handshake(t->p) == 1, "handshake");
    t->end = to_server ? t->p.s : t->p.c;
    sealer_init(&t->seal, to_server ? t->p.c : t->p.s);
}

/* The server has asked for a certificate, and waits for the answer that is made by hand. */
static void begin_answer(struct talk *t) {
    begin(t, 1, 1);
    SSL_set_verify(t->p.s, SSL_VERIFY_PEER, NULL);
    SSL_set_msg_callback(t->p.s, on_message);
    check(SSL_verify_client_post_handshake(t->p.s) == 1 && SSL_do_handshake(t->p.s) == 1, "request");
}

static void feed_record(struct talk *t, unsigned type, const void *p, size_t n) {
    put_sealed_record(&t->seal, (unsigned char)type, p, n, 0);
}

static void feed(struct talk *t, unsigned type, const struct bytes *body) {
    struct bytes m = { .n = 0 };
    put_msg(&m, type, body);
    feed_record(t, 22, m.p, m.n);
}

static void finish(const char *what, size_t at, struct talk *t) {
    char buf[100];
    unsigned long e;
    SSL *in = t->end == t->p.s ? t->p.c : t->p.s;
    check(BIO_write(SSL_get_wbio(in), t->seal.out, (int)t->seal.len) == (int)t->seal.len, "injection");
    printf("%s %zu:", what, at);
    int n = SSL_read(t->end, buf, sizeof buf);
    if (n > 0) { /* data may come before what is wrong */
        printf(" %d bytes,", n);
        n = SSL_read(t->end, buf, sizeof buf);
    }
    int err = SSL_get_error(t->end, n);
    printf(" %s", error_name(err));
    printf("%s", alert_text);
    while ((e = ERR_get_error())) {
        if (ERR_GET_LIB(e) == ERR_LIB_SSL) printf(" %s (%d)", ERR_reason_error_string(e), ERR_GET_REASON(e));
    }
    if (err != SSL_ERROR_SSL) printf(" certificate %d", SSL_get0_peer_certificate(t->end) != NULL);
    printf(", sessions %d [%s]\n", num_sessions, SSL_state_string_long(t->end));
    pair_free(t->p);
}

/* ---- NewSessionTicket ---- */

static void ticket(struct bytes *b, unsigned lifetime, size_t nonce, size_t len, const void *exts, size_t exts_len) {
    static const byte fill[16000];
    b->n = 0;
    put_num(b, 4, lifetime);
    put_num(b, 4, 0x1234);
    put_vec(b, 1, fill, nonce);
    put_vec(b, 2, fill, len);
    put_vec(b, 2, exts, exts_len);
}

static void tickets(void) {
    static const struct {
        const char *p;
        size_t n;
    } exts[] = {
#define X(s) { s, sizeof(s) - 1 }
        X(""), X("\0\52\0\4\0\0\1\0"), X("\0\52\0\4\377\377\377\377"), X("\0\52\0\3\0\0\1"),
        X("\0\52\0\5\0\0\1\0\0"), X("\0\52\0\0"),
        X("\0\52\0\4\0\0\1\0\0\52\0\4\0\0\1\0"), X("\132\132\0\1x"), X("\0\0\0\0"), X("\0\12\0\4\0\2\0\35"),
        X("\0\51\0\0"), X("\0\5\0\0"),
        X("\0\53\0\2\3\4"), X("\0"), X("\0\52"), X("\0\52\0\4\0"), X("\0\54\0\3\0\1x"), X("\0\20\0\5\0\3\2h2"),
        X("\0\15\0\4\0\2\4\3"),
#undef X
    };
    static const unsigned lifetimes[] = { 1, 604800, 604801, 0xffffffff };
    static const size_t sizes[][2] = { { 0, 1 }, { 255, 1 }, { 8, 0 }, { 8, 15000 } };
    struct talk t;
    struct bytes b, full;
    ticket(&full, 7200, 8, 20, "\0\52\0\4\0\0\1\0", 8);
    for (size_t n = 0; n <= full.n + 1; n++) {
        begin(&t, 0, 0);
        b = full;
        if (n > full.n) put_num(&b, 1, 0);
        else b.n = n;
        feed(&t, 4, &b);
        finish("ticket cut", n, &t);
    }
    for (size_t i = 0; i < sizeof exts / sizeof exts[0]; i++) {
        begin(&t, 0, 0);
        ticket(&b, 7200, 8, 20, exts[i].p, exts[i].n);
        feed(&t, 4, &b);
        finish("ticket with extensions", i, &t);
    }
    for (size_t i = 0; i < 4 + 4; i++) {
        begin(&t, 0, 0);
        if (i < 4) ticket(&b, lifetimes[i], 8, 20, "", 0);
        else ticket(&b, 7200, sizes[i - 4][0], sizes[i - 4][1], "", 0);
        feed(&t, 4, &b);
        feed(&t, 4, &b);
        finish("ticket with values, twice", i, &t);
    }
    for (size_t i = 0; i < 2; i++) { /* in pieces; an alert between them differs on purpose */
        struct bytes m = { .n = 0 };
        begin(&t, 0, 0);
        put_msg(&m, 4, &full);
        feed_record(&t, 22, m.p, 10);
        if (i == 1) feed_record(&t, 23, "x", 1);
        feed_record(&t, 22, m.p + 10, m.n - 10);
        finish("ticket in pieces", i, &t);
    }
    begin(&t, 1, 0);
    feed(&t, 4, &full);
    finish("ticket for a server", 0, &t);
}

/* ---- KeyUpdate, and what may not come ---- */

static void updates(int to_server) {
    static const struct {
        const char *p;
        size_t n;
    } bodies[] = { { "", 0 }, { "\0", 1 }, { "\1", 1 }, { "\2", 1 }, { "\377", 1 }, { "\0\0", 2 } };
    const char *what = to_server ? "update for a server" : "update for a client";
    struct talk t;
    for (size_t i = 0; i < 6; i++) {
        struct bytes b = { .n = 0 };
        begin(&t, to_server, 0);
        put(&b, bodies[i].p, bodies[i].n);
        feed(&t, 24, &b);
        if (i == 1) feed_record(&t, 23, "x", 1); /* under the old keys */
        finish(what, i, &t);
    }
    for (size_t i = 0; i < 4; i++) {
        begin(&t, to_server, 0);
        if (i == 0) feed_record(&t, 22, "\30\0\0\1\0\30\0\0\1\0", 10); /* two, with a change of keys between them */
        if (i == 1) feed_record(&t, 22, "\30\0\0\1\0\30", 6);
        if (i == 2) feed_record(&t, 22, "\30\0\0\1", 4), feed_record(&t, 22, "\0", 1);
        if (i == 3) feed_record(&t, 22, "\30\0\0\1", 4), feed_record(&t, 23, "x", 1);
        finish(to_server ? "update in pieces for a server" : "update in pieces for a client", i, &t);
    }
    for (unsigned type = 1; type < 27; type++) { /* a HelloRequest differs on purpose */
        struct bytes none = { .n = 0 };
        if (type == 4 || type == 24) continue;
        for (int pha = 0; pha < 2; pha++) {
            if (type == 13 && pha) continue;
            begin(&t, to_server, pha);
            feed(&t, type, &none);
            finish(to_server ? "message for a server" : "message for a client", 2 * type + (unsigned)pha, &t);
        }
    }
    for (unsigned type = 18; type < 26; type++) {
        static const char *const alerts[] = { "\1\0", "\2\0", "\1\132", "\2\50", "\1\50", "\3\50", "\2\377" };
        for (size_t i = 0; i < 7; i++) {
            if (type == 22 || (type != 21 && i > 0)) continue;
            begin(&t, to_server, 0);
            feed_record(&t, type, alerts[i], 2);
            finish(to_server ? "record for a server" : "record for a client", 10 * type + i, &t);
        }
    }
}

/* ---- CertificateRequest ---- */

static void request(struct bytes *b, size_t ctx_len, const void *exts, size_t n) {
    static const byte fill[256] = { 1, 2, 3 };
    b->n = 0;
    put_vec(b, 1, fill, ctx_len);
    put_vec(b, 2, exts, n);
}

static void requests(void) {
    static const char schemes[] = "\0\15\0\6\0\4\4\3\10\4";
    static const struct {
        const char *p;
        size_t n;
    } exts[] = {
#define X(s) { s, sizeof(s) - 1 }
        X(""), X("\0\15\0\4\0\2\4\3"), X("\0\15\0\0"), X("\0\15\0\2\0\0"), X("\0\15\0\3\0\1\4"),
        X("\0\15\0\5\0\3\4\3\1"),
        X("\0\15\0\4\0\2\1\1"), X("\0\15\0\4\0\2\4\3\0\15\0\4\0\2\4\3"), X("\0\15\0\4\0\2\4\3\132\132\0\1x"),
        X("\0\15\0\4\0\2\4\3\0\5\0\0"), X("\0\15\0\4\0\2\4\3\0\0\0\0"), X("\0\15\0\4\0\2\4\3\0\63\0\2\0\35"),
        X("\0\15\0\4\0\2\4\3\0\57\0\6\0\4\0\2\60\0"), X("\0\15\0\4\0\2\4\3\0\57\0\6\0\4\0\3\60\0"),
        X("\0\15\0\4\0\2\4\3\0\62\0\4\0\2\4\3"), X("\0\15\0\4\0\2\4\3\0\62\0\0"),
        X("\0\15\0\4\0\2\4\3\0\20\0\5\0\3\2h2"),
        X("\0\15\0\4\0\2\4\3\0\52\0\0"), X("\0\15\0\4\0\2\4\3\0\54\0\3\0\1x"), X("\0\15"), X("\0"),
#undef X
    };
    struct talk t;
    struct bytes b, full;
    request(&full, 4, schemes, 10);
    for (size_t n = 0; n <= full.n + 1; n++) {
        begin(&t, 0, 1);
        b = full;
        if (n > full.n) put_num(&b, 1, 0);
        else b.n = n;
        feed(&t, 13, &b);
        finish("request cut", n, &t);
    }
    for (size_t i = 0; i < sizeof exts / sizeof exts[0]; i++) {
        begin(&t, 0, 1);
        request(&b, 4, exts[i].p, exts[i].n);
        feed(&t, 13, &b);
        finish("request with extensions", i, &t);
    }
    for (size_t i = 0; i < 5; i++) {
        begin(&t, 0, i != 4); /* the last has not been offered */
        request(&b, i == 0 ? 0 : i == 1 ? 255 : 4, schemes, 10);
        feed(&t, 13, &b);
        if (i == 2) feed(&t, 13, &b);
        if (i == 3) feed_record(&t, 23, "data", 4);
        finish("request", i, &t);
    }
    begin(&t, 1, 1);
    feed(&t, 13, &full);
    finish("request for a server", 0, &t);
}

/* ---- its answer ---- */

static void certificate(struct bytes *b, int empty) {
    b->n = 0;
    put_vec(b, 1, context, context_len);
    size_t list = open_vec(b, 3);
    if (!empty) {
        put_vec(b, 3, der.p, der.n);
        put_num(b, 2, 0);
    }
    close_vec(b, list, 3);
}

static void certificates(void) {
    struct talk t;
    struct bytes b;
    for (size_t i = 0; i < 14; i++) {
        begin_answer(&t);
        certificate(&b, i < 6);
        size_t list = 1 + context_len; /* 3 bytes, then 3 bytes and the certificate */
        switch (i) {
        case 0: b.n = 0; break;
        case 1: b.p[1] ^= 1; break;                        /* another request's */
        case 2: b.n = 0; put(&b, "\0\0\0\0", 4); break;    /* no context */
        case 3: b.n--; break;
        case 4: put_num(&b, 1, 0); break;
        case 5: break;                                     /* none: the Finished is waited for */
        case 6: b.p[list + 2]++; break;
        case 7: b.p[list + 2]--; break;
        case 8: b.p[b.n - 1] = 1; break;                  /* extensions that are not there */
        case 9: b.n--; break;
        case 10: put_num(&b, 1, 0); break;
        case 11: b.p[1] ^= 1; break;
        default: break;                                    /* a good one: CertificateVerify is waited for */
        }
        if (i == 13) feed_record(&t, 23, "data", 4);       /* which may come before */
        feed(&t, 11, &b);
        finish("Certificate", i, &t);
    }
    static const struct {
        const char *p;
        size_t n;
    } exts[] = { { "\0\5\0\4\1\0\0\0", 8 }, { "\0\0\0\0", 4 }, { "\0\15\0\4\0\2\4\3", 8 }, { "\0\5", 2 } };
    for (size_t i = 0; i < 4; i++) {
        begin_answer(&t);
        certificate(&b, 0);
        b.n -= 2;
        put_vec(&b, 2, exts[i].p, exts[i].n);
        close_vec(&b, 1 + context_len + 3, 3);
        feed(&t, 11, &b);
        finish("Certificate with an extension", i, &t);
    }
    begin(&t, 1, 1);
    context_len = 0;
    certificate(&b, 0);
    feed(&t, 11, &b);
    finish("Certificate unasked", 0, &t);
}

static void after_certificate(void) {
    static const struct {
        unsigned type;
        const char *p;
        size_t n;
    } verifies[] = { { 15, "", 0 }, { 15, "\4", 1 }, { 15, "\4\3\0", 3 }, { 15, "\4\3\0\0", 4 },
                     { 15, "\4\3\0\2x", 5 }, { 15, "\4\3\0\1xy", 6 },
                     { 15, "\4\3\0\1x", 5 }, { 15, "\10\4\0\1x", 5 }, { 15, "\2\3\0\1x", 5 },
                     { 15, "\132\132\0\1x", 5 }, { 15, "\5\3\0\1x", 5 },
                     { 20, "01234567890123456789012345678901", 32 }, { 11, "\0\0\0\0", 4 }, { 24, "\0", 1 },
                     { 4, "", 0 }, { 13, "", 0 } };
    static const struct {
        unsigned type;
        const char *p;
        size_t n;
    } finisheds[] = { { 20, "", 0 }, { 20, "01234567890123456789012345678901", 31 },
                     { 20, "01234567890123456789012345678901", 32 },
                      { 20, "012345678901234567890123456789012", 33 }, { 15, "\4\3\0\1x", 5 }, { 24, "\0", 1 },
                     { 11, "\0\0\0\0", 4 } };
    static const struct {
        unsigned type;
        const char *p;
        size_t n;
    } records[] = { { 23, "data", 4 }, { 21, "\1\0", 2 }, { 21, "\1\132", 2 }, { 21, "\2\50", 2 } };
    struct talk t;
    for (int empty = 0; empty < 2; empty++) {
        size_t num = empty ? sizeof finisheds / sizeof finisheds[0] : sizeof verifies / sizeof verifies[0];
        for (size_t i = 0; i < num; i++) {
            struct bytes b, v = { .n = 0 };
            begin_answer(&t);
            certificate(&b, empty);
            feed(&t, 11, &b);
            put(&v, empty ? finisheds[i].p : verifies[i].p, empty ? finisheds[i].n : verifies[i].n);
            feed(&t, empty ? finisheds[i].type : verifies[i].type, &v);
            finish(empty ? "after no Certificate" : "after a Certificate", i, &t);
        }
        for (size_t i = 0; i < 4; i++) {
            struct bytes b;
            begin_answer(&t);
            certificate(&b, empty);
            feed(&t, 11, &b);
            feed_record(&t, records[i].type, records[i].p, records[i].n);
            finish(empty ? "record after no Certificate" : "record after a Certificate", i, &t);
        }
    }
    for (size_t i = 0; i < sizeof verifies / sizeof verifies[0]; i++) { /* in its place */
        struct bytes v = { .n = 0 };
        if (verifies[i].type == 11 || verifies[i].type == 24) continue;
        begin_answer(&t);
        put(&v, verifies[i].p, verifies[i].n);
        feed(&t, verifies[i].type, &v);
        finish("instead of a Certificate", i, &t);
    }
}

static SSL_CTX *only13(SSL_CTX *ctx) {
    SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
    check(SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256") == 1, "suite");
    SSL_CTX_set_info_callback(ctx, on_info);
    return ctx;
}

int main(void) {
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    client = only13(client_ctx(0));
    server = only13(server_ctx("ec.pem"));
    SSL_CTX_set_num_tickets(server, 0);
    SSL_CTX_set_session_id_context(server, (const byte *)"bad", 3);
    check(SSL_CTX_load_verify_locations(server, data_file("ca.pem"), NULL) == 1, "CA");
    SSL_CTX_set_keylog_callback(client, seal_keylog);
    SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(client, on_session);
    X509 *cert = SSL_CTX_get0_certificate(server); /* of the CA, too */
    byte *p = der.p;
    der.n = (size_t)i2d_X509(cert, &p);
    tickets();
    updates(0);
    updates(1);
    requests();
    certificates();
    after_certificate();
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    return 0;
}
