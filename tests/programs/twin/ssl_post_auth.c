/* Post-handshake authentication: asked for, answered, refused, again; states, callbacks and messages on both sides. */
#include "pair.h"

#include <openssl/x509.h>

static int watching, cert_calls, cert_answer, verify_calls;

static void info(const SSL *s, int where, int ret) {
    if (!watching) return;
    printf("    %s %04x %d %s\n", SSL_is_server(s) ? "server" : "client", (unsigned)where, where & SSL_CB_ALERT ? ret & 0xff : ret,
           SSL_state_string(s));
}

static void messages(int write_p, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    (void)arg, (void)len;
    const unsigned char *p = buf;
    if (watching && type == SSL3_RT_HANDSHAKE)
        printf("    %s %s %d (%x)\n", SSL_is_server(s) ? "server" : "client", write_p ? "sends" : "gets", p[0],
            (unsigned)version);
}

static int certificate(SSL *s, void *arg) {
    const char *pem = arg;
    cert_calls++;
    printf("    certificate callback, %d names, in init %d\n", sk_X509_NAME_num(SSL_get0_peer_CA_list(s)), SSL_in_init(s));
    if (cert_answer != 1) return cert_answer;
    if (!pem) return 1;
    return SSL_use_certificate_file(s, data_file(pem), SSL_FILETYPE_PEM) == 1 &&
           SSL_use_PrivateKey_file(s, data_file(pem), SSL_FILETYPE_PEM) == 1;
}

static int verify(int ok, X509_STORE_CTX *ctx) {
    verify_calls++;
    printf("    verify %d, depth %d, error %d\n", ok, X509_STORE_CTX_get_error_depth(ctx), X509_STORE_CTX_get_error(ctx));
    return ok;
}

static void who(SSL *s) {
    char name[100] = "none";
    X509 *x = SSL_get1_peer_certificate(s);
    int chain = sk_X509_num(SSL_get_peer_cert_chain(s)); /* an empty one may be none */
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    printf("  %s: peer %s, verify %ld, chain %d, init %d, state %d %s\n", SSL_is_server(s) ? "server" : "client", name,
           SSL_get_verify_result(s), x ? chain : 0, SSL_in_init(s), (int)SSL_get_state(s),
           SSL_state_string_long(s));
    X509_free(x);
}

static void ask(SSL *s) {
    int ret = SSL_verify_client_post_handshake(s);
    printf("  ask: %d, init %d, state %s\n", ret, SSL_in_init(s), SSL_state_string(s));
    print_errors("ask");
}

static int step(const char *what, SSL *s, int ret) {
    int e = SSL_get_error(s, ret);
    printf("  %s: %d %s, want %d\n", what, ret, error_name(e), SSL_want(s));
    print_errors(what);
    return ret;
}

static SSL_CTX *cc, *sc;

static void contexts(int pha, const char *pem, int mode) {
    cc = client_ctx(0);
    sc = server_ctx("rsa.pem");
    SSL_CTX_set_post_handshake_auth(cc, pha);
    if (pem) {
        check(SSL_CTX_use_certificate_file(cc, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
        check(SSL_CTX_use_PrivateKey_file(cc, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
    }
    check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA");
    SSL_CTX_set_client_CA_list(sc, SSL_load_client_CA_file(data_file("ca.pem")));
    SSL_CTX_set_verify(sc, mode, verify);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"pha", 3);
    SSL_CTX_set_info_callback(cc, info);
    SSL_CTX_set_info_callback(sc, info);
    SSL_CTX_set_msg_callback(cc, messages);
    SSL_CTX_set_msg_callback(sc, messages);
    verify_calls = cert_calls = 0;
    cert_answer = 1;
}

static void forget(void) {
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* Both sides read and write in turn until nothing moves. */
static void talk(struct pair p) {
    char buf[20];
    step("server writes", p.s, SSL_write(p.s, "a", 1));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("client writes", p.c, SSL_write(p.c, "bc", 2));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    step("server writes", p.s, SSL_write(p.s, "def", 3));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
}

static const int PHA = SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE;

static struct pair begun(void) {
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) pair_exchange(p);
    return p;
}

static void whole(const char *what, const char *pem, int mode, int times) {
    printf("-- %s\n", what);
    contexts(1, pem, mode);
    struct pair p = begun();
    who(p.s);
    watching = 1;
    for (int i = 0; i < times; i++) {
        ask(p.s);
        ask(p.s);
        step("server handshakes", p.s, SSL_do_handshake(p.s));
        ask(p.s);
        who(p.s);
        talk(p);
        who(p.s);
        who(p.c);
    }
    watching = 0;
    printf("  verify was asked %d times\n", verify_calls);
    pair_close(p);
    pair_free(p);
    forget();
}

/* The answer comes with a read that has no data before it; the request goes out with a write. */
static void by_writing(void) {
    char buf[20];
    printf("-- by writing\n");
    contexts(1, "client.pem", PHA);
    struct pair p = begun();
    ask(p.s);
    step("server writes", p.s, SSL_write(p.s, "a", 1));
    step("client writes", p.c, SSL_write(p.c, "b", 1));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    who(p.s);
    pair_close(p);
    pair_free(p);
    forget();
}

static void refused(void) {
    char buf[20];
    printf("-- not offered\n");
    contexts(0, "client.pem", PHA);
    struct pair p = begun();
    ask(p.s);
    ask(p.c);
    pair_free(p);
    forget();
    printf("-- before, and in TLS 1.2\n");
    contexts(1, "client.pem", PHA);
    p = pair_new(cc, sc);
    ask(p.s);
    pair_free(p);
    SSL_CTX_set_max_proto_version(cc, TLS1_2_VERSION);
    p = begun();
    who(p.s);
    ask(p.s);
    pair_free(p);
    forget();
    printf("-- a server that verifies nothing\n");
    contexts(1, "client.pem", SSL_VERIFY_NONE);
    p = begun();
    ask(p.s);
    SSL_set_verify(p.s, SSL_VERIFY_PEER, verify);
    ask(p.s);
    talk(p);
    who(p.s);
    pair_free(p);
    forget();
    printf("-- once\n");
    contexts(1, "client.pem", SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE);
    p = begun();
    who(p.s);
    ask(p.s);
    pair_free(p);
    forget();
    printf("-- required, and there is none\n");
    contexts(1, NULL, PHA | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    p = begun();
    ask(p.s);
    step("server handshakes", p.s, SSL_do_handshake(p.s));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    pair_free(p);
    forget();
    printf("-- an unknown issuer\n");
    contexts(1, "auth/ed25519.pem", PHA);
    p = begun();
    ask(p.s);
    step("server handshakes", p.s, SSL_do_handshake(p.s));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    pair_free(p);
    forget();
}

static void pausing(void) {
    char buf[20];
    printf("-- a certificate callback that waits\n");
    contexts(1, NULL, PHA);
    SSL_CTX_set_cert_cb(cc, certificate, (void *)"client.pem");
    struct pair p = begun();
    ask(p.s);
    step("server handshakes", p.s, SSL_do_handshake(p.s));
    cert_answer = -1;
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("client writes", p.c, SSL_write(p.c, "x", 1));
    printf("  init %d, state %s\n", SSL_in_init(p.c), SSL_state_string(p.c));
    cert_answer = 1;
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("client writes", p.c, SSL_write(p.c, "x", 1));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    who(p.s);
    printf("  callback was called %d times\n", cert_calls);
    pair_free(p);
    printf("-- one that fails\n");
    p = begun();
    ask(p.s);
    step("server handshakes", p.s, SSL_do_handshake(p.s));
    cert_answer = 0;
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    pair_free(p);
    printf("-- freed in the middle\n");
    cert_answer = 1;
    p = begun();
    ask(p.s);
    step("server handshakes", p.s, SSL_do_handshake(p.s));
    cert_answer = -1;
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    pair_free(p);
    forget();
}

/* A key that is changed between request and answer changes what the answer's Finished is keyed with. */
static void key_updates(void) {
    char buf[20];
    printf("-- key updates\n");
    contexts(1, "client.pem", PHA);
    struct pair p = begun();
    printf("  update %d %d\n", SSL_key_update(p.c, SSL_KEY_UPDATE_REQUESTED), SSL_do_handshake(p.c));
    ask(p.s);
    step("server handshakes", p.s, SSL_do_handshake(p.s));
    printf("  update %d %d\n", SSL_key_update(p.s, SSL_KEY_UPDATE_REQUESTED), SSL_do_handshake(p.s));
    step("client reads", p.c, SSL_read(p.c, buf, sizeof buf));
    step("server reads", p.s, SSL_read(p.s, buf, sizeof buf));
    who(p.s);
    pair_exchange(p);
    pair_free(p);
    forget();
}

/* A session that was made before and one that was made after tell who the client is. */
static void sessions(void) {
    printf("-- sessions\n");
    contexts(1, "client.pem", PHA);
    struct pair p = begun();
    SSL_SESSION *before = SSL_get1_session(p.c);
    ask(p.s);
    step("server handshakes", p.s, SSL_do_handshake(p.s));
    talk(p);
    SSL_SESSION *after = SSL_get1_session(p.c);
    printf("  another session %d, servers knows the peer %d\n", before != after,
        SSL_SESSION_get0_peer(SSL_get_session(p.s)) != NULL);
    pair_close(p);
    pair_free(p);
    for (int i = 0; i < 2; i++) {
        p = pair_new(cc, sc);
        SSL_set_session(p.c, i ? after : before);
        if (pair_handshake(p)) pair_exchange(p);
        printf("  reused %d\n", SSL_session_reused(p.s));
        who(p.s);
        ask(p.s);
        talk(p);
        who(p.s);
        pair_close(p);
        pair_free(p);
    }
    SSL_SESSION_free(before);
    SSL_SESSION_free(after);
    forget();
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    whole("RSA", "client.pem", PHA, 2);
    whole("ECDSA", "ec.pem", PHA, 1);
    whole("none", NULL, PHA, 1);
    whole("in the handshake too", "client.pem", SSL_VERIFY_PEER, 1);
    by_writing();
    refused();
    pausing();
    key_updates();
    sessions();
    return 0;
}
