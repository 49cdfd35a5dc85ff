/* What a program may call while a handshake waits for it, one call at a time, and that it goes on after it. */
#include <openssl/x509.h>

#include "pause.h"

static char buf[64];

static int call_read(SSL *s) { return SSL_read(s, buf, 10); }
static int call_read_none(SSL *s) { return SSL_read(s, buf, 0); }
static int call_peek(SSL *s) { return SSL_peek(s, buf, 10); }
static int call_write(SSL *s) { return SSL_write(s, "x", 1); }
static int call_write_none(SSL *s) { return SSL_write(s, "x", 0); }
static int call_read_ex(SSL *s) {
    size_t n = 77;
    int ret = SSL_read_ex(s, buf, 10, &n);
    printf("  n %zu\n", n);
    return ret;
}
static int call_write_ex(SSL *s) {
    size_t n = 77;
    int ret = SSL_write_ex(s, "x", 1, &n);
    printf("  n %zu\n", n);
    return ret;
}
static int call_shutdown_twice(SSL *s) {
    int first = SSL_shutdown(s);
    return 10 * first + SSL_shutdown(s);
}
static int call_quiet_shutdown(SSL *s) {
    SSL_set_quiet_shutdown(s, 1);
    int ret = SSL_shutdown(s);
    SSL_set_quiet_shutdown(s, 0);
    SSL_set_shutdown(s, 0);
    return ret;
}
static int call_sent_shutdown(SSL *s) {
    SSL_set_shutdown(s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    ROW("handshake", s, SSL_do_handshake(s));
    ROW("read", s, SSL_read(s, buf, 10));
    ROW("write", s, SSL_write(s, "x", 1));
    SSL_set_shutdown(s, 0);
    return 1;
}
static int call_again(SSL *s) { return SSL_is_server(s) ? SSL_accept(s) : SSL_connect(s); }
static int call_with_errors(SSL *s) { /* of others, which a handshake clears away */
    ERR_put_error(ERR_LIB_USER, 0, 7, "file", 1);
    int ret = SSL_do_handshake(s);
    printf("  error %d, queue %d\n", SSL_get_error(s, ret), ERR_GET_LIB(ERR_peek_error()));
    return ret;
}
/* Unless TLS 1.3 is agreed on, the handshake that waits is spoiled by it: docs/differences.md */
static int may_be_asked(const SSL *s) { return SSL_version(s) == TLS1_3_VERSION && pausing.place != HELLO; }
static int call_renegotiate(SSL *s) { return may_be_asked(s) ? SSL_renegotiate(s) : 5; }
static int call_renegotiate_short(SSL *s) { return may_be_asked(s) ? SSL_renegotiate_abbreviated(s) : 5; }
static int call_key_update(SSL *s) { return SSL_key_update(s, SSL_KEY_UPDATE_REQUESTED); }
static int call_new_ticket(SSL *s) { return SSL_new_session_ticket(s); }
static int call_ask_client(SSL *s) { return SSL_verify_client_post_handshake(s); }
static int call_early_read(SSL *s) {
    size_t n = 0;
    return SSL_is_server(s) ? SSL_read_early_data(s, buf, 10, &n) : 5;
}
static int call_early_write(SSL *s) {
    size_t n = 0;
    return SSL_is_server(s) ? 5 : SSL_write_early_data(s, "x", 1, &n);
}
static int call_export(SSL *s) {
    unsigned char out[16];
    if (SSL_version(s) < TLS1_3_VERSION) return 5; /* of a secret that is not there: docs/differences.md */
    return SSL_export_keying_material(s, out, sizeof out, "label", 5, NULL, 0, 0);
}
static int call_pending(SSL *s) { return 10 * SSL_has_pending(s) + SSL_pending(s); }
static int call_dup_session(SSL *s) {
    SSL_SESSION *sess = SSL_get1_session(s), *twice = sess ? SSL_SESSION_dup(sess) : NULL;
    int ret = 10 * (sess != NULL) + (sess && SSL_SESSION_is_resumable(sess));
    SSL_SESSION_free(sess);
    SSL_SESSION_free(twice);
    return ret;
}
static int call_ciphers(SSL *s) { return SSL_set_cipher_list(s, "ECDHE+AESGCM"); }
static int call_bad_ciphers(SSL *s) { return SSL_set_cipher_list(s, "nothing"); }
static int call_limits(SSL *s) { return SSL_set_min_proto_version(s, TLS1_2_VERSION); }
static int call_groups(SSL *s) { return SSL_set1_groups_list(s, "P-256:X25519"); }
static int call_options(SSL *s) { return (SSL_set_options(s, SSL_OP_NO_TICKET) & SSL_OP_NO_TICKET) != 0; }
static int call_read_ahead(SSL *s) {
    SSL_set_read_ahead(s, 1);
    return SSL_get_read_ahead(s);
}
static int call_mode(SSL *s) { return (int)SSL_set_mode(s, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS); }
static int call_other_bio(SSL *s) { /* the same one, counted once more */
    BIO *r = SSL_get_rbio(s), *w = SSL_get_wbio(s);
    BIO_up_ref(r);
    BIO_up_ref(w);
    SSL_set0_rbio(s, r);
    SSL_set0_wbio(s, w);
    return SSL_get_rbio(s) == r && SSL_get_wbio(s) == w;
}

/* What it tells of itself. */
static int call_getters(SSL *s) {
    unsigned char random[64];
    X509 *x = SSL_get1_peer_certificate(s);
    const SSL_CIPHER *pending = SSL_get_pending_cipher(s);
    printf("  version %s, cipher %s, pending %d, peer %d, chain %d, verify %ld, session %d, reused %d\n", SSL_get_version(s),
           SSL_get_cipher(s), pending != NULL, x != NULL, sk_X509_num(SSL_get_peer_cert_chain(s)), SSL_get_verify_result(s),
           SSL_get_session(s) != NULL, SSL_session_reused(s));
    X509_free(x);
    printf("  finished %zu %zu, randoms %zu %zu, groups %d, sigalgs %d, cas %d, certificate %d, key %d\n",
           SSL_get_finished(s, random, 0) > 0, SSL_get_peer_finished(s, random, 0) > 0,
           SSL_get_client_random(s, random, sizeof random), SSL_get_server_random(s, random, sizeof random),
           SSL_is_server(s) ? (int)SSL_get1_groups(s, NULL) : 0, SSL_get_sigalgs(s, -1, NULL, NULL, NULL, NULL, NULL) > 0,
           sk_X509_NAME_num(SSL_get0_peer_CA_list(s)), SSL_get_certificate(s) != NULL, SSL_get_privatekey(s) != NULL);
    printf("  name %s, state %s, %s, before %d, init %d %d, shutdown %d, renegotiating %d, want %d\n",
           SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) ? "asked" : "none", SSL_state_string(s), SSL_state_string_long(s),
           SSL_in_before(s), SSL_in_init(s), SSL_is_init_finished(s), SSL_get_shutdown(s), SSL_renegotiate_pending(s),
           SSL_want_nothing(s) + 2 * SSL_want_x509_lookup(s) + 4 * SSL_want_client_hello_cb(s) + 8 * SSL_want_retry_verify(s));
    return 1;
}

static const struct {
    const char *name;
    int (*fn)(SSL *s);
} calls[] = {
    { "read", call_read },
    { "read no bytes", call_read_none },
    { "peek", call_peek },
    { "write", call_write },
    { "write no bytes", call_write_none },
    { "read_ex", call_read_ex },
    { "write_ex", call_write_ex },
    { "shutdown", SSL_shutdown },
    { "shutdown twice", call_shutdown_twice },
    { "quiet shutdown", call_quiet_shutdown },
    { "set_shutdown", call_sent_shutdown },
    { "accept or connect", call_again },
    { "handshake over errors", call_with_errors },
    { "renegotiate", call_renegotiate },
    { "renegotiate_abbreviated", call_renegotiate_short },
    { "key_update", call_key_update },
    { "new_session_ticket", call_new_ticket },
    { "verify_client_post_handshake", call_ask_client },
    { "read_early_data", call_early_read },
    { "write_early_data", call_early_write },
    { "export", call_export },
    { "pending", call_pending },
    { "get1_session", call_dup_session },
    { "cipher list", call_ciphers },
    { "bad cipher list", call_bad_ciphers },
    { "min_proto_version", call_limits },
    { "groups", call_groups },
    { "options", call_options },
    { "read_ahead", call_read_ahead },
    { "mode", call_mode },
    { "the same BIOs", call_other_bio },
    { "getters", call_getters },
};

/* Two pauses: a call that goes on with the handshake uses one of them up. */
static void meanwhile(SSL_CTX *cc, SSL_CTX *sc, enum kind kind, int version, enum place place) {
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (kind != OVER_SOCKET && calls[i].fn == call_renegotiate) break; /* the rest is no I/O */
        printf("%s, %s\n", places[place].name, calls[i].name);
        link_new(cc, sc, kind, version, places[place].role);
        if (to_pause(place, 2, 0)) ROW(calls[i].name, l.me, calls[i].fn(l.me));
        if (to_end()) to_close();
        link_free();
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int place = 0; place < NUM_PLACES; place++) {
            SSL_CTX *sc = pausing_server(), *cc = pausing_client((enum place)place);
            meanwhile(cc, sc, OVER_SOCKET, version, (enum place)place);
            meanwhile(cc, sc, OVER_MEMORY, version, (enum place)place);
            SSL_CTX_free(sc);
            SSL_CTX_free(cc);
        }
    }
    return 0;
}
