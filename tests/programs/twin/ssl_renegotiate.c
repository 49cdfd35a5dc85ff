/* Renegotiation, asked for by either end: every call's result, the states on the way, what may come in between, what may
 * change, and what is refused. */
#include "pair.h"

static int quiet;

static void info(const SSL *s, int where, int ret) {
    if (quiet) return;
    printf("    %s %04x %d state %d %s init %d pending %d", SSL_is_server((SSL *)(uintptr_t)s) ? "server" : "client",
           (unsigned)where, where & SSL_CB_EXIT ? ret : 0, SSL_get_state(s), SSL_state_string(s), SSL_in_init(s),
           SSL_renegotiate_pending(s));
    if (where & SSL_CB_ALERT) printf(" %s %s", SSL_alert_type_string(ret), SSL_alert_desc_string_long(ret));
    printf("\n");
}

static void message(int write_p, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    const unsigned char *b = (const unsigned char *)buf;
    (void)arg;
    if (quiet || type == SSL3_RT_HEADER) return;
    printf("    %s %s %04x type %d message %d", SSL_is_server(s) ? "server" : "client", write_p ? "sends" : "gets", version,
           type, len > 0 ? b[0] : -1);
    if (len <= 4) printf(" len %zu", len);
    printf("\n");
}

static struct {
    SSL_CTX *cc, *sc;
    struct pair p;
} x;

static void begin(const char *title, const char *pem) {
    printf("=== %s\n", title);
    x.sc = server_ctx(pem);
    x.cc = client_ctx(1);
    SSL_CTX_set_max_proto_version(x.sc, TLS1_2_VERSION);
    SSL_CTX_set_session_id_context(x.sc, (const unsigned char *)"r", 1);
    SSL_CTX_load_verify_locations(x.sc, data_file("ca.pem"), NULL);
    SSL_CTX_set_info_callback(x.sc, info);
    SSL_CTX_set_info_callback(x.cc, info);
    SSL_CTX_set_msg_callback(x.sc, message);
    SSL_CTX_set_msg_callback(x.cc, message);
}

static void open_pair(void) {
    x.p = pair_new(x.cc, x.sc);
    quiet = 1;
    check(pair_handshake(x.p), "handshake");
    pair_exchange(x.p);
    quiet = 0;
}

static void end(void) {
    quiet = 1;
    pair_free(x.p);
    SSL_CTX_free(x.cc);
    SSL_CTX_free(x.sc);
    quiet = 0;
}

static int show(const char *what, SSL *s, int ret) {
    printf("  %s: %d %s want %d state %d pending %d\n", what, ret, error_name(SSL_get_error(s, ret)), SSL_want(s),
           SSL_get_state(s), SSL_renegotiate_pending(s));
    print_errors(what);
    return ret;
}

static int client_shakes(void) { return show("client handshake", x.p.c, SSL_do_handshake(x.p.c)); }
static int server_shakes(void) { return show("server handshake", x.p.s, SSL_do_handshake(x.p.s)); }

static int reads(const char *what, SSL *s) {
    char buf[32] = "";
    int n = show(what, s, SSL_read(s, buf, sizeof buf - 1));
    if (n > 0) printf("  it reads '%.*s'\n", n, buf);
    return n;
}
static int client_reads(void) { return reads("client read", x.p.c); }
static int server_reads(void) { return reads("server read", x.p.s); }

static void stats(const char *who, SSL_CTX *ctx) {
    printf("  %s connect %ld %ld %ld accept %ld %ld %ld hits %ld misses %ld\n", who, SSL_CTX_sess_connect(ctx),
           SSL_CTX_sess_connect_good(ctx), SSL_CTX_sess_connect_renegotiate(ctx), SSL_CTX_sess_accept(ctx),
           SSL_CTX_sess_accept_good(ctx), SSL_CTX_sess_accept_renegotiate(ctx), SSL_CTX_sess_hits(ctx),
           SSL_CTX_sess_misses(ctx));
}

static void about(const char *who, SSL *s) {
    const unsigned char *alpn;
    unsigned len;
    SSL_get0_alpn_selected(s, &alpn, &len);
    X509 *peer = SSL_get0_peer_certificate(s);
    printf("  %s: num %ld total %ld reused %d secure %ld alpn %u peer %d chain %d verify %ld in init %d name %s finished %zu\n",
           who, SSL_num_renegotiations(s), SSL_total_renegotiations(s), SSL_session_reused(s),
           SSL_get_secure_renegotiation_support(s), len, peer != NULL, sk_X509_num(SSL_get_peer_cert_chain(s)),
           SSL_get_verify_result(s), SSL_in_init(s), SSL_get_servername(s, 0) ? SSL_get_servername(s, 0) : "-",
           SSL_get_finished(s, NULL, 0));
    print_errors(who);
}

static void afterwards(void) {
    quiet = 1;
    pair_exchange(x.p);
    about("client", x.p.c);
    about("server", x.p.s);
    stats("client", x.cc);
    stats("server", x.sc);
    quiet = 0;
}

/* Each end has its turns, as far as nothing failed. */
static int turns(int (*client)(void), int (*server)(void), int n) {
    int c = -1, s = -1;
    for (int i = 0; i < n; i++) {
        c = client();
        if (c <= 0 && SSL_get_error(x.p.c, c) == SSL_ERROR_SSL) break;
        s = server();
        if (s <= 0 && SSL_get_error(x.p.s, s) == SSL_ERROR_SSL) break;
    }
    return c > 0 && s > 0;
}

static void client_asks(int abbreviated, unsigned long server_options, unsigned long client_options) {
    begin("client asks", "rsa.pem");
    printf("abbreviated %d, server options %lx, client options %lx\n", abbreviated, server_options, client_options);
    SSL_CTX_set_options(x.sc, server_options);
    open_pair();
    SSL_set_options(x.p.c, client_options);
    printf("  asked %d\n", abbreviated ? SSL_renegotiate_abbreviated(x.p.c) : SSL_renegotiate(x.p.c));
    print_errors("client");
    printf("  pending %d\n", SSL_renegotiate_pending(x.p.c));
    turns(client_shakes, server_reads, 3);
    if (!SSL_in_init(x.p.c) && SSL_get_state(x.p.s) == TLS_ST_OK) afterwards();
    end();
}

static void server_asks(int abbreviated, unsigned long server_options, unsigned long client_options) {
    begin("server asks", "rsa.pem");
    printf("abbreviated %d, server options %lx, client options %lx\n", abbreviated, server_options, client_options);
    SSL_CTX_set_options(x.sc, server_options);
    SSL_CTX_set_options(x.cc, client_options);
    open_pair();
    printf("  asked %d\n", abbreviated ? SSL_renegotiate_abbreviated(x.p.s) : SSL_renegotiate(x.p.s));
    print_errors("server");
    server_shakes();
    server_shakes();
    turns(client_reads, server_reads, 3);
    if (!SSL_in_init(x.p.c) && !SSL_in_init(x.p.s)) afterwards();
    end();
}

/* Data that is on its way when the handshake begins. */
static void interleaved(void) {
    begin("data first, client reads", "ec.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    open_pair();
    SSL_renegotiate(x.p.c);
    client_reads();
    check(SSL_write(x.p.s, "one", 3) == 3 && SSL_write(x.p.s, "two", 3) == 3, "write");
    client_reads();
    client_reads();
    turns(client_reads, server_reads, 2);
    afterwards();
    end();
    begin("data first, client does a handshake", "ec.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    open_pair();
    SSL_renegotiate(x.p.c);
    client_shakes();
    check(SSL_write(x.p.s, "one", 3) == 3, "write");
    client_shakes();
    server_reads();
    end();
    begin("data in part, then the handshake", "ec.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    open_pair();
    char byte;
    check(SSL_write(x.p.s, "one", 3) == 3 && SSL_read(x.p.c, &byte, 1) == 1, "write and read");
    SSL_renegotiate(x.p.c);
    printf("  pending bytes %d\n", SSL_pending(x.p.c));
    client_reads();
    printf("  pending bytes %d\n", SSL_pending(x.p.c));
    turns(client_reads, server_reads, 2);
    afterwards();
    end();
    begin("client writes before it reads the request", "ec.pem");
    open_pair();
    SSL_renegotiate(x.p.s);
    server_reads();
    check(SSL_write(x.p.c, "early", 5) == 5, "write");
    server_reads();
    turns(client_reads, server_reads, 2);
    afterwards();
    end();
    begin("the client writes while it waits", "ec.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    open_pair();
    SSL_renegotiate(x.p.c);
    show("client write", x.p.c, SSL_write(x.p.c, "late", 4));
    server_reads();
    show("client write", x.p.c, SSL_write(x.p.c, "late", 4));
    server_reads();
    show("client write", x.p.c, SSL_write(x.p.c, "late", 4));
    server_reads();
    afterwards();
    end();
    begin("the server writes after it asked", "ec.pem");
    open_pair();
    SSL_renegotiate(x.p.s);
    show("server write", x.p.s, SSL_write(x.p.s, "asked", 5));
    client_reads();
    turns(client_reads, server_reads, 2);
    afterwards();
    end();
    begin("the client peeks", "ec.pem");
    open_pair();
    SSL_renegotiate(x.p.s);
    show("server peek", x.p.s, SSL_peek(x.p.s, &byte, 1));
    show("client peek", x.p.c, SSL_peek(x.p.c, &byte, 1));
    show("server peek", x.p.s, SSL_peek(x.p.s, &byte, 1));
    show("client peek", x.p.c, SSL_peek(x.p.c, &byte, 1));
    show("server peek", x.p.s, SSL_peek(x.p.s, &byte, 1));
    afterwards();
    end();
}

static void without_auto_retry(void) {
    begin("without auto retry", "ec.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    SSL_CTX_clear_mode(x.sc, SSL_MODE_AUTO_RETRY);
    SSL_CTX_clear_mode(x.cc, SSL_MODE_AUTO_RETRY);
    open_pair();
    SSL_renegotiate(x.p.c);
    turns(client_reads, server_reads, 3);
    check(SSL_write(x.p.s, "after", 5) == 5, "write");
    client_reads();
    SSL_renegotiate(x.p.s);
    turns(server_reads, client_reads, 4);
    check(SSL_write(x.p.s, "after", 5) == 5, "write");
    client_reads();
    afterwards();
    end();
}

static int next_tells(int ok, X509_STORE_CTX *ctx) {
    (void)ctx;
    printf("    verify callback %d\n", ok);
    return ok;
}

/* What a server may do differently the second time. */
static void changes(int once, int with_cert) {
    begin("the server asks for a certificate", "rsa.pem");
    printf("once %d, the client has one %d\n", once, with_cert);
    if (with_cert) {
        SSL_CTX_use_certificate_file(x.cc, data_file("client.pem"), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(x.cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    }
    open_pair();
    for (int i = 0; i < 2; i++) {
        SSL_set_verify(x.p.s, SSL_VERIFY_PEER | (once ? SSL_VERIFY_CLIENT_ONCE : 0), next_tells);
        SSL_renegotiate(x.p.s);
        server_shakes();
        turns(client_reads, server_reads, 2);
        afterwards();
    }
    end();
    begin("the server insists on a certificate", "rsa.pem");
    open_pair();
    SSL_set_verify(x.p.s, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_renegotiate(x.p.s);
    server_shakes();
    turns(client_reads, server_reads, 2);
    client_reads();
    end();
}

static int any_name(SSL *s, int *al, void *arg) {
    (void)al, (void)arg;
    printf("    server name %s\n", SSL_get_servername(s, 0) ? SSL_get_servername(s, 0) : "-");
    return SSL_TLSEXT_ERR_OK;
}

static int take_first(
    SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned inlen, void *arg) {
    (void)s, (void)inlen, (void)arg;
    printf("    alpn callback\n");
    *out = in + 1;
    *outlen = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static void other_changes(void) {
    begin("another certificate, name, suite, and no ALPN", "rsa.pem");
    SSL_CTX_set_tlsext_servername_callback(x.sc, any_name);
    SSL_CTX_set_alpn_select_cb(x.sc, take_first, NULL);
    SSL_CTX_set_alpn_protos(x.cc, (const unsigned char *)"\2h2", 3);
    quiet = 1;
    x.p = pair_new(x.cc, x.sc);
    SSL_set_tlsext_host_name(x.p.c, "a.example");
    check(pair_handshake(x.p), "handshake");
    quiet = 0;
    about("client", x.p.c);
    about("server", x.p.s);
    SSL_use_certificate_file(x.p.s, data_file("ec.pem"), SSL_FILETYPE_PEM);
    SSL_use_PrivateKey_file(x.p.s, data_file("ec.pem"), SSL_FILETYPE_PEM);
    SSL_set_tlsext_host_name(x.p.c, "b.example");
    SSL_set_cipher_list(x.p.c, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
    SSL_set_options(x.p.s, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    SSL_renegotiate(x.p.c);
    quiet = 1;
    turns(client_reads, server_reads, 3);
    printf("  %s\n", SSL_get_cipher(x.p.c));
    afterwards();
    printf("  the version left out: ");
    SSL_set_max_proto_version(x.p.c, TLS1_1_VERSION);
    SSL_set_min_proto_version(x.p.s, TLS1_3_VERSION);
    SSL_renegotiate(x.p.c);
    turns(client_reads, server_reads, 3);
    printf("  %s\n", SSL_get_version(x.p.c));
    end();
    for (int side = 0; side < 2; side++) {
        begin("the extended master secret is lost", "rsa.pem");
        SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
        open_pair();
        SSL_set_options(side ? x.p.s : x.p.c, SSL_OP_NO_EXTENDED_MASTER_SECRET);
        SSL_renegotiate(x.p.c);
        turns(client_reads, server_reads, 2);
        client_reads();
        server_reads();
        end();
    }
    begin("the extended master secret is won", "rsa.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    SSL_CTX_set_options(x.cc, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    open_pair();
    SSL_clear_options(x.p.c, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    SSL_renegotiate_abbreviated(x.p.c);
    quiet = 1;
    turns(client_reads, server_reads, 3);
    afterwards();
    end();
}

static void refusals(void) {
    begin("asked for where there is none", "rsa.pem");
    SSL_CTX_set_max_proto_version(x.sc, 0);
    x.p = pair_new(x.cc, x.sc);
    printf("  before the handshake %d", SSL_renegotiate(x.p.s));
    printf(" pending %d\n", SSL_renegotiate_pending(x.p.s));
    printf("  cleared %d, pending %d\n", SSL_clear(x.p.s), SSL_renegotiate_pending(x.p.s));
    print_errors("clear");
    pair_free(x.p);
    open_pair();
    printf("  TLS 1.3 client %d server %d abbreviated %d\n", SSL_renegotiate(x.p.c), SSL_renegotiate(x.p.s),
           SSL_renegotiate_abbreviated(x.p.c));
    print_errors("1.3");
    end();
    begin("forbidden", "rsa.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_options(x.cc, SSL_OP_NO_RENEGOTIATION);
    open_pair();
    printf("  client %d server %d abbreviated %d\n", SSL_renegotiate(x.p.c), SSL_renegotiate(x.p.s),
           SSL_renegotiate_abbreviated(x.p.s));
    print_errors("forbidden");
    end();
}

static void closing(void) {
    begin("shut down in the middle", "rsa.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    open_pair();
    SSL_renegotiate(x.p.c);
    client_shakes();
    show("client shutdown", x.p.c, SSL_shutdown(x.p.c));
    server_reads();
    show("server shutdown", x.p.s, SSL_shutdown(x.p.s));
    end();
    begin("the peer closes in the middle", "rsa.pem");
    open_pair();
    SSL_renegotiate(x.p.c);
    client_shakes();
    show("server shutdown", x.p.s, SSL_shutdown(x.p.s));
    client_reads();
    printf("  shutdown %d\n", SSL_get_shutdown(x.p.c));
    end();
    begin("a request after close_notify", "rsa.pem");
    open_pair();
    show("client shutdown", x.p.c, SSL_shutdown(x.p.c));
    SSL_renegotiate(x.p.s);
    server_shakes();
    show("client shutdown", x.p.c, SSL_shutdown(x.p.c));
    server_reads();
    end();
    begin("scheduled, and forgotten", "rsa.pem");
    open_pair();
    SSL_renegotiate(x.p.c);
    show("client shutdown", x.p.c, SSL_shutdown(x.p.c));
    server_reads();
    end();
}

static void again_and_again(void) {
    begin("again and again", "ec.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    open_pair();
    quiet = 1;
    for (int i = 0; i < 40; i++) {
        SSL *asks = i % 3 ? x.p.c : x.p.s;
        check((i % 2 ? SSL_renegotiate(asks) : SSL_renegotiate_abbreviated(asks)) == 1, "asked");
        char byte;
        for (int k = 0; k < 4; k++) {
            SSL_read(x.p.s, &byte, 1);
            SSL_read(x.p.c, &byte, 1);
        }
        pair_exchange(x.p);
    }
    afterwards();
    printf("  cleared %ld, then %ld of %ld\n", SSL_clear_num_renegotiations(x.p.c), SSL_num_renegotiations(x.p.c),
           SSL_total_renegotiations(x.p.c));
    end();
}

static void bios(void) {
    char buf[600];
    begin("a BIO that renegotiates", "ec.pem");
    SSL_CTX_set_options(x.sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    open_pair();
    BIO *b = BIO_new(BIO_f_ssl());
    BIO_set_ssl(b, x.p.c, BIO_NOCLOSE);
    printf("  bytes %ld %ld %ld, seconds %ld %ld %ld\n", BIO_set_ssl_renegotiate_bytes(b, 100),
           BIO_set_ssl_renegotiate_bytes(b, 1000), BIO_set_ssl_renegotiate_bytes(b, 1000),
           BIO_set_ssl_renegotiate_timeout(b, 10), BIO_set_ssl_renegotiate_timeout(b, 100),
           BIO_set_ssl_renegotiate_timeout(b, 100));
    memset(buf, 'b', sizeof buf);
    for (int i = 0; i < 5; i++) {
        int n = BIO_write(b, buf, sizeof buf);
        printf("  BIO_write %d retry %d read %d, renegotiates %ld\n", n, BIO_should_retry(b), BIO_should_read(b),
               BIO_get_num_renegotiates(b));
        quiet = 1;
        while (SSL_read(x.p.s, buf, sizeof buf) > 0) {}
        quiet = 0;
    }
    BIO_set_close(b, BIO_NOCLOSE);
    BIO_free_all(b); /* the connection's BIO was counted for the chain */
    end();
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    client_asks(0, SSL_OP_ALLOW_CLIENT_RENEGOTIATION, 0);
    client_asks(1, SSL_OP_ALLOW_CLIENT_RENEGOTIATION, 0);
    client_asks(1, SSL_OP_ALLOW_CLIENT_RENEGOTIATION | SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, 0);
    client_asks(1, SSL_OP_ALLOW_CLIENT_RENEGOTIATION | SSL_OP_NO_TICKET, 0);
    client_asks(0, 0, 0);
    client_asks(0, SSL_OP_ALLOW_CLIENT_RENEGOTIATION | SSL_OP_NO_RENEGOTIATION, 0);
    for (int abbreviated = 0; abbreviated < 2; abbreviated++) {
        server_asks(abbreviated, 0, 0);
        server_asks(abbreviated, SSL_OP_NO_TICKET, 0);
        server_asks(abbreviated, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION, 0);
    }
    server_asks(0, 0, SSL_OP_NO_RENEGOTIATION);
    interleaved();
    without_auto_retry();
    for (int once = 0; once < 2; once++) {
        changes(once, 0);
        changes(once, 1);
    }
    other_changes();
    refusals();
    closing();
    again_and_again();
    bios();
    return 0;
}
