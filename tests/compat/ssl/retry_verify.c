/* SSL_set_retry_verify() of a server, which OpenSSL takes for a verdict (docs/differences.md): here it pauses as a client does. */
#include <criterion/criterion.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>

static int pauses, verdict;

static int on_verify(X509_STORE_CTX *ctx, void *arg) {
    SSL *s = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    (void)arg;
    if (pauses-- > 0) return SSL_set_retry_verify(s);
    X509_STORE_CTX_set_error(ctx, verdict ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
    return verdict;
}

static SSL_CTX *context(const SSL_METHOD *method) {
    const char *top = getenv("srcdir");
    char pem[4096];
    SSL_CTX *ctx = SSL_CTX_new(method);
    snprintf(pem, sizeof pem, "%s/tests/programs/twin/data/ec.pem", top ? top : ".");
    cr_assert_eq(SSL_CTX_use_certificate_file(ctx, pem, SSL_FILETYPE_PEM), 1);
    cr_assert_eq(SSL_CTX_use_PrivateKey_file(ctx, pem, SSL_FILETYPE_PEM), 1);
    return ctx;
}

static SSL *c, *s;

static void start(int version) {
    SSL_CTX *cc = context(TLS_client_method()), *sc = context(TLS_server_method());
    BIO *a, *b;
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_post_handshake_auth(cc, 1);
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"x", 1);
    SSL_CTX_set_cert_verify_callback(sc, on_verify, NULL);
    c = SSL_new(cc);
    s = SSL_new(sc);
    cr_assert_eq(BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16), 1);
    SSL_set_bio(c, a, a);
    SSL_set_bio(s, b, b);
    SSL_set_connect_state(c);
    SSL_set_accept_state(s);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static void end(void) {
    SSL_free(c);
    SSL_free(s);
    ERR_clear_error();
}

/* Steps of both; what the server's last one said. */
static int steps(void) {
    int ret = 0;
    for (int i = 0; i < 4 && ret <= 0; i++) {
        SSL_do_handshake(c);
        ret = SSL_do_handshake(s);
        if (ret <= 0 && SSL_get_error(s, ret) != SSL_ERROR_WANT_READ) break;
    }
    return ret;
}

static void expect_pause(int ret) {
    X509 *x = SSL_get1_peer_certificate(s);
    cr_expect_eq(ret, -1);
    cr_expect_eq(SSL_get_error(s, ret), SSL_ERROR_WANT_RETRY_VERIFY);
    cr_expect(SSL_want_retry_verify(s));
    cr_expect_null(x, "it is not known yet");
    X509_free(x);
}

static void expect_peer(int has) {
    X509 *x = SSL_get1_peer_certificate(s);
    cr_expect_eq(x != NULL, has);
    X509_free(x);
}

Test(retry_verify, pauses_a_server_until_there_is_a_verdict) {
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (verdict = 0; verdict < 2; verdict++) {
            start(version);
            pauses = 2;
            expect_pause(steps());
            expect_pause(SSL_do_handshake(s));
            cr_expect_eq(SSL_in_init(s), 1);
            int ret = SSL_do_handshake(s);
            if (ret != 1 && verdict) { /* in TLS 1.2 the client's Finished may be under way */
                SSL_do_handshake(c);
                ret = SSL_do_handshake(s);
            }
            cr_expect_eq(ret, verdict ? 1 : -1, "%x", version);
            if (!verdict) cr_expect_eq(ERR_GET_REASON(ERR_peek_error()), SSL_R_CERTIFICATE_VERIFY_FAILED);
            if (verdict) expect_peer(1);
            end();
        }
    }
}

Test(retry_verify, lets_the_connection_be_freed_or_cleared_meanwhile) {
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int clears = 0; clears < 2; clears++) {
            start(version);
            pauses = 1;
            expect_pause(steps());
            if (clears) cr_expect_eq(SSL_clear(s), 1);
            if (clears) cr_expect_eq(SSL_get_error(s, -1), SSL_ERROR_SYSCALL, "nothing is waited for");
            end();
        }
    }
}

Test(retry_verify, pauses_authentication_after_the_handshake) {
    char byte = 'x';
    for (verdict = 0; verdict < 2; verdict++) {
        start(TLS1_3_VERSION);
        SSL_set_verify(s, SSL_VERIFY_NONE, NULL);
        cr_assert_eq(steps(), 1);
        cr_assert(SSL_write(s, &byte, 1) == 1 && SSL_read(c, &byte, 1) == 1);
        SSL_set_verify(s, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
        cr_assert_eq(SSL_verify_client_post_handshake(s), 1);
        cr_assert_eq(SSL_do_handshake(s), 1);
        pauses = 1;
        cr_expect_eq(SSL_read(c, &byte, 1), -1);
        expect_pause(SSL_read(s, &byte, 1));
        int ret = SSL_read(s, &byte, 1);
        cr_expect_eq(SSL_get_error(s, ret), verdict ? SSL_ERROR_WANT_READ : SSL_ERROR_SSL);
        if (verdict) expect_peer(1);
        end();
    }
}
