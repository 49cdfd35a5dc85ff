/* Callbacks that pause a handshake, over each kind of BIO: which one it is, how often it pauses, and what it says at last.
 * The end that pauses is l.me. Included in place of pair.h. */
#ifndef TWIN_PAUSE_H
#define TWIN_PAUSE_H

#include "link.h"

enum place { HELLO, SERVER_CERT, CLIENT_CERT, CLIENT_CERT_OLD, VERIFY, NUM_PLACES };

static const struct {
    const char *name;
    int role; /* whose callback it is; 0: the client's */
} places[NUM_PLACES] = { { "client_hello_cb", 1 },
                         { "cert_cb of a server", 1 },
                         { "cert_cb of a client", 0 },
                         { "client_cert_cb", 0 },
                         { "retry_verify", 0 } };

static struct {
    enum place place;
    int to_go; /* pauses that are left */
    int fails; /* then: 1 fails, 0 goes on */
    int calls;
} pausing;

/* What a callback does: 1 go on, 0 fail, -1 pause. */
static int turn(enum place p) {
    if (p != pausing.place) return 1;
    pausing.calls++;
    if (pausing.to_go > 0) {
        pausing.to_go--;
        return -1;
    }
    return !pausing.fails;
}

static int pause_hello(SSL *s, int *al, void *arg) {
    (void)s, (void)arg;
    int t = turn(HELLO);
    if (t == 0) *al = SSL_AD_ACCESS_DENIED;
    return t < 0 ? SSL_CLIENT_HELLO_RETRY : t == 0 ? SSL_CLIENT_HELLO_ERROR : SSL_CLIENT_HELLO_SUCCESS;
}

static int pause_cert(SSL *s, void *arg) {
    (void)arg;
    return turn(SSL_is_server(s) ? SERVER_CERT : CLIENT_CERT);
}

/* With a certificate in the end: it says none where it was to fail, which is no failure. */
static int pause_client_cert(SSL *s, X509 **x, EVP_PKEY **key) {
    int t = turn(CLIENT_CERT_OLD);
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    (void)s;
    if (t == 1) {
        SSL_CTX_use_certificate_file(ctx, data_file("ec.pem"), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(ctx, data_file("ec.pem"), SSL_FILETYPE_PEM);
        *x = SSL_CTX_get0_certificate(ctx);
        *key = SSL_CTX_get0_privatekey(ctx);
        X509_up_ref(*x);
        EVP_PKEY_up_ref(*key);
    }
    SSL_CTX_free(ctx);
    return t;
}

static int pause_verify(X509_STORE_CTX *ctx, void *arg) {
    SSL *s = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    (void)arg;
    int t = SSL_is_server(s) ? 1 : turn(VERIFY);
    if (t < 0) return SSL_set_retry_verify(s);
    X509_STORE_CTX_set_error(ctx, t > 0 ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
    return t;
}

static int pause_new_session(SSL *s, SSL_SESSION *sess) {
    SSL_SESSION **keep = SSL_get_app_data(s);
    if (!keep) return 0;
    SSL_SESSION_free(*keep);
    *keep = sess;
    return 1;
}

static SSL_CTX *pausing_server(void) {
    SSL_CTX *sc = server_ctx("ec.pem");
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"pause", 5);
    SSL_CTX_set_options(sc, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    SSL_CTX_set_client_hello_cb(sc, pause_hello, NULL);
    SSL_CTX_set_cert_cb(sc, pause_cert, NULL);
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(sc, pause_verify, NULL);
    return sc;
}

static SSL_CTX *pausing_client(enum place place) {
    SSL_CTX *cc = client_ctx(1);
    SSL_CTX_set_session_cache_mode(cc, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(cc, pause_new_session);
    SSL_CTX_set_cert_verify_callback(cc, pause_verify, NULL);
    if (place == CLIENT_CERT_OLD) { /* asked only where there is no certificate */
        SSL_CTX_set_client_cert_cb(cc, pause_client_cert);
        return cc;
    }
    SSL_CTX_set_cert_cb(cc, pause_cert, NULL);
    check(SSL_CTX_use_certificate_file(cc, data_file("ec.pem"), SSL_FILETYPE_PEM) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey_file(cc, data_file("ec.pem"), SSL_FILETYPE_PEM) == 1, "key");
    return cc;
}

/* A session to offer, made without a pause; the caller's. */
static SSL_SESSION *pausing_session(SSL_CTX *cc, SSL_CTX *sc, int version) {
    SSL_SESSION *kept = NULL;
    pausing.place = NUM_PLACES;
    link_new(cc, sc, OVER_PAIR, version, 0);
    SSL_set_app_data(l.p.c, &kept);
    check(pair_handshake(l.p), "first handshake");
    pair_exchange(l.p);
    pair_close(l.p);
    link_free();
    check(kept != NULL, "a session");
    return kept;
}

static int is_pause(SSL *s, int ret) {
    int e = SSL_get_error(s, ret);
    return ret <= 0 && (e == SSL_ERROR_WANT_X509_LOOKUP || e == SSL_ERROR_WANT_CLIENT_HELLO_CB || e == SSL_ERROR_WANT_RETRY_VERIFY);
}

static int is_fatal(SSL *s, int ret) {
    int e = SSL_get_error(s, ret);
    return ret <= 0 && (e == SSL_ERROR_SSL || e == SSL_ERROR_SYSCALL || e == SSL_ERROR_ZERO_RETURN);
}

/* Steps without a word until my callback pauses; 1 if it did. */
static int to_pause(enum place place, int to_go, int fails) {
    int me = 0, peer = 0;
    pausing.place = place;
    pausing.to_go = to_go;
    pausing.fails = fails;
    pausing.calls = 0;
    for (int i = 0; i < 8 && (me != 1 || peer != 1); i++) {
        if (me != 1) me = SSL_do_handshake(l.me);
        if (is_pause(l.me, me)) {
            row("paused", l.me, me, 0);
            return 1;
        }
        if (is_fatal(l.me, me)) break;
        link_flush();
        if (peer != 1) peer = SSL_do_handshake(l.peer);
    }
    row("not paused", l.me, me, 0);
    return 0;
}

/* Steps of both ends until both are done, or one has failed, which the other is told. 1 if both are done. */
static int to_end(void) {
    int me = 0, peer = 0;
    for (int i = 0; i < 12 && (me != 1 || peer != 1); i++) {
        if (me != 1) ROW("handshake", l.me, me = SSL_do_handshake(l.me));
        link_flush();
        if (peer != 1) ROW("handshake", l.peer, peer = SSL_do_handshake(l.peer));
        if (is_fatal(l.me, me) || is_fatal(l.peer, peer)) {
            if (me != 1) ROW("handshake after all", l.me, me = SSL_do_handshake(l.me));
            link_flush();
            if (peer != 1) ROW("handshake after all", l.peer, peer = SSL_do_handshake(l.peer));
            break;
        }
    }
    printf("  callback was called %d times\n", pausing.calls);
    return me == 1 && peer == 1;
}

/* Data each way, then both close. */
static void to_close(void) {
    char buf[20];
    ROW("write", l.me, SSL_write(l.me, "abc", 3));
    link_flush();
    ROW("read", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("write", l.peer, SSL_write(l.peer, "defg", 4));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    printf("  reused %d %d, verify %ld %ld\n", SSL_session_reused(l.me), SSL_session_reused(l.peer), SSL_get_verify_result(l.me),
           SSL_get_verify_result(l.peer));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    link_flush();
    ROW("shutdown", l.peer, SSL_shutdown(l.peer));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
}

/* What was under way is lost. */
static void link_drain(void) {
    char buf[1000];
    if (l.kind == OVER_CUSTOM) {
        l.q[0].len = l.q[1].len = 0;
        return;
    }
    while (BIO_read(l.mine, buf, sizeof buf) > 0) continue;
    while (BIO_read(l.its, buf, sizeof buf) > 0) continue;
}

#endif
