/* Callbacks that pause: what every call says meanwhile, going on, failing after all, and being freed in the middle; in the
 * first handshake and in a renegotiation. */
#include "pair.h"

enum place { HELLO, CERT, CLIENT_CERT_CB, CLIENT_CERT, VERIFY, NUM_PLACES };
static const char *const names[] = { "client_hello_cb", "cert_cb of a server", "cert_cb of a client", "client_cert_cb", "verify" };
enum ending { GOES_ON, FAILS, IS_FREED, NUM_ENDINGS };
static const char *const endings[] = { "goes on", "fails", "is freed" };

static enum place place;
static enum ending ending;
static int pauses, armed;

/* What a callback does when it is its turn: 1 go on, 0 fail, -1 pause. */
static int turn(enum place p, const char *who) {
    if (p != place || !armed) return 1;
    printf("    callback of %s, %d to go\n", who, pauses);
    if (pauses > 0) {
        pauses--;
        return -1;
    }
    return ending == FAILS ? 0 : 1;
}

static int on_hello(SSL *s, int *al, void *arg) {
    (void)s, (void)al, (void)arg;
    int t = turn(HELLO, "hello");
    return t < 0 ? SSL_CLIENT_HELLO_RETRY : t == 0 ? SSL_CLIENT_HELLO_ERROR : SSL_CLIENT_HELLO_SUCCESS;
}

static int on_cert(SSL *s, void *arg) {
    (void)arg;
    return turn(SSL_is_server(s) ? CERT : CLIENT_CERT_CB, SSL_is_server(s) ? "server" : "client");
}

static int on_client_cert(SSL *s, X509 **x, EVP_PKEY **key) {
    (void)s, (void)x, (void)key;
    int t = turn(CLIENT_CERT, "client");
    return t < 0 ? -1 : 0; /* 0 means none, which is no failure */
}

static int on_verify(X509_STORE_CTX *ctx, void *arg) {
    SSL *s = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    (void)arg;
    int t = SSL_is_server(s) ? 1 : turn(VERIFY, "client");
    if (t < 0) return SSL_set_retry_verify(s);
    X509_STORE_CTX_set_error(ctx, t > 0 ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
    return t;
}

static void info(const SSL *s, int where, int ret) {
    if (!armed) return;
    printf("    %s %04x %d %s", SSL_is_server((SSL *)(uintptr_t)s) ? "server" : "client", (unsigned)where,
           where & SSL_CB_EXIT ? ret : 0, SSL_state_string(s));
    if (where & SSL_CB_ALERT) printf(" %s %s", SSL_alert_type_string(ret), SSL_alert_desc_string_long(ret));
    printf("\n");
}

static void show(const char *what, SSL *s, int n) {
    printf("  %s %d %s want %d %d%d%d%d%d%d state %d %s | %s | init %d %d\n", what, n, error_name(SSL_get_error(s, n)), SSL_want(s),
           SSL_want_nothing(s), SSL_want_read(s), SSL_want_write(s), SSL_want_x509_lookup(s), SSL_want_client_hello_cb(s),
           SSL_want_retry_verify(s), SSL_get_state(s), SSL_state_string(s), SSL_state_string_long(s), SSL_in_init(s),
           SSL_is_init_finished(s));
    print_errors(what);
}

static int is_fatal(SSL *s, int n) { return n <= 0 && SSL_get_error(s, n) == SSL_ERROR_SSL; }

/* Steps of both ends, until both are done, one fails, or a pause is to be the end. True if both are done. */
static int steps(struct pair p, int renegotiation) {
    int c = 0, s = 0;
    char byte;
    for (int i = 0; i < 12; i++) {
        if (renegotiation || c != 1) {
            c = renegotiation ? SSL_read(p.c, &byte, 1) : SSL_do_handshake(p.c);
            show("client", p.c, c);
        }
        int fatal = is_fatal(p.c, c);
        if (renegotiation || s != 1) {
            s = renegotiation ? SSL_read(p.s, &byte, 1) : SSL_do_handshake(p.s);
            show("server", p.s, s);
        }
        if (is_fatal(p.s, s) && !fatal) {
            c = SSL_do_handshake(p.c);
            show("then client", p.c, c);
        }
        if (fatal || is_fatal(p.s, s)) return 0;
        if (ending == IS_FREED && pauses == 0) return 0;
        if (!renegotiation && c == 1 && s == 1) return 1;
        if (renegotiation && !SSL_in_init(p.c) && !SSL_in_init(p.s)) {
            if (i > 3) return 1;
        }
    }
    return 0;
}

static void other_calls(SSL *s) {
    char byte = 'x';
    show("read meanwhile", s, SSL_read(s, &byte, 1));
    show("peek meanwhile", s, SSL_peek(s, &byte, 1));
    show("write meanwhile", s, SSL_write(s, &byte, 1));
    show("shutdown meanwhile", s, SSL_shutdown(s));
    printf("  pending %d %d version %s cipher %s session %d\n", SSL_pending(s), SSL_has_pending(s), SSL_get_version(s),
           SSL_get_cipher(s), SSL_get_session(s) != NULL);
}

static SSL_CTX *paused_server(int version) {
    SSL_CTX *sc = server_ctx("rsa.pem");
    SSL_CTX_set_max_proto_version(sc, version);
    SSL_CTX_set_num_tickets(sc, 0);
    SSL_CTX_set_options(sc, SSL_OP_NO_TICKET | SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(sc, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_client_hello_cb(sc, on_hello, NULL);
    SSL_CTX_set_cert_cb(sc, on_cert, NULL);
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(sc, on_verify, NULL);
    SSL_CTX_set_info_callback(sc, info);
    return sc;
}

static SSL_CTX *paused_client(void) {
    SSL_CTX *cc = client_ctx(1);
    SSL_CTX_set_cert_verify_callback(cc, on_verify, NULL);
    SSL_CTX_set_info_callback(cc, info);
    if (place == CLIENT_CERT) { /* asked only where there is no certificate */
        SSL_CTX_set_client_cert_cb(cc, on_client_cert);
        return cc;
    }
    SSL_CTX_set_cert_cb(cc, on_cert, NULL);
    SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    return cc;
}

static void run(int version, int renegotiation, int times) {
    printf("=== %s %s, %x, renegotiation %d, %d times\n", names[place], endings[ending], (unsigned)version, renegotiation, times);
    SSL_CTX *sc = paused_server(version), *cc = paused_client();
    struct pair p = pair_new(cc, sc);
    armed = 0;
    if (renegotiation) {
        check(pair_handshake(p), "handshake");
        pair_exchange(p);
        SSL_renegotiate(renegotiation == 1 ? p.c : p.s);
    }
    armed = 1;
    pauses = times;
    int done = steps(p, renegotiation);
    printf("  done %d\n", done);
    armed = 0;
    if (done) pair_exchange(p);
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

/* What else is called while it waits. */
static void meanwhile(int version) {
    printf("=== meanwhile, %s %x\n", names[place], (unsigned)version);
    SSL_CTX *sc = paused_server(version), *cc = paused_client();
    struct pair p = pair_new(cc, sc);
    armed = 1;
    pauses = 7;
    ending = GOES_ON;
    int of_server = place == HELLO || place == CERT;
    for (int i = 0; i < 3 && pauses == 7; i++) {
        show("client", p.c, SSL_do_handshake(p.c));
        if (pauses < 7) break;
        show("server", p.s, SSL_do_handshake(p.s));
    }
    other_calls(of_server ? p.s : p.c);
    pauses = 0;
    ending = GOES_ON;
    printf("  done %d\n", steps(p, 0));
    armed = 0;
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (place = HELLO; place < NUM_PLACES; place++) {
            for (ending = GOES_ON; ending < NUM_ENDINGS; ending++) {
                run(version, 0, 1);
                run(version, 0, 3);
                if (version == TLS1_3_VERSION) continue;
                run(version, 1, 1);
                run(version, 2, 2);
            }
            meanwhile(version);
        }
    }
    return 0;
}
