/* What a verification says, and what then is told: each X509_V_ERR_* from each kind of callback, for both roles and
 * versions: the alert that the peer sees, the queue of both sides, SSL_get_verify_result(). */
#include "pair.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

enum how { REPLACED, REPLACED_NEGATIVE, REPLACED_GOOD, STORE_CALLBACK, SSL_CALLBACK, SSL_FORGIVES, HOWS };

static int code; /* the error to be set */

static int replaced(X509_STORE_CTX *ctx, void *arg) {
    X509_STORE_CTX_set_error(ctx, code);
    return *(int *)arg;
}

static int refuse(int ok, X509_STORE_CTX *ctx) {
    (void)ok;
    X509_STORE_CTX_set_error(ctx, code);
    return 0;
}

static int forgive(int ok, X509_STORE_CTX *ctx) {
    (void)ok;
    X509_STORE_CTX_set_error(ctx, code);
    return 1;
}

static void put(SSL_CTX *ctx, enum how how) {
    static int answers[] = { 0, -1, 1 };
    int mode = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    SSL_CTX_set_verify(ctx, mode, how == SSL_CALLBACK ? refuse : how == SSL_FORGIVES ? forgive : NULL);
    if (how <= REPLACED_GOOD) SSL_CTX_set_cert_verify_callback(ctx, replaced, &answers[how]);
    if (how == STORE_CALLBACK) X509_STORE_set_verify_cb(SSL_CTX_get_cert_store(ctx), refuse);
}

static void show(const char *who, SSL *s) {
    STACK_OF(X509) *chain = SSL_get0_verified_chain(s);
    X509 *x = SSL_get0_peer_certificate(s);
    printf("  %s: result %ld, peer %d, verified chain %d, state %s\n", who, SSL_get_verify_result(s), x != NULL,
           chain ? sk_X509_num(chain) : -1, SSL_state_string(s));
}

static void run(int version, int server_verifies, enum how how) {
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("ec.pem");
    SSL_CTX_set_max_proto_version(cc, version);
    if (server_verifies) {
        check(SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "client");
        check(SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "client key");
        check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA file");
    }
    put(server_verifies ? sc : cc, how);
    struct pair p = pair_new(cc, sc);
    printf("version %x, %s verifies, kind %d, error %d\n", (unsigned)version, server_verifies ? "server" : "client", how,
           code);
    printf("  handshake %d\n", pair_handshake(p));
    show("client", p.c);
    show("server", p.s);
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* The program's own result before a handshake, and what becomes of it in a session. */
static void own_result(void) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("ec.pem");
    struct pair p = pair_new(cc, sc);
    SSL_set_verify_result(p.c, X509_V_ERR_CERT_REVOKED);
    printf("own result before: %ld\n", SSL_get_verify_result(p.c));
    printf("  handshake %d\n", pair_handshake(p));
    pair_exchange(p);
    show("client", p.c);
    SSL_set_verify_result(p.c, X509_V_ERR_CERT_REVOKED);
    printf("own result after: %ld\n", SSL_get_verify_result(p.c));
    SSL_SESSION *sess = SSL_get1_session(p.c);
    pair_close(p);
    pair_free(p);
    p = pair_new(cc, sc);
    check(SSL_set_session(p.c, sess) == 1, "session");
    printf("before resumption: %ld\n", SSL_get_verify_result(p.c));
    printf("  handshake %d\n", pair_handshake(p));
    printf("reused %d, result %ld\n", SSL_session_reused(p.c), SSL_get_verify_result(p.c));
    pair_free(p);
    SSL_SESSION_free(sess);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* A client without a certificate, or with one that nobody knows, by each mode. */
static void modes(int version) {
    static const int all[] = { SSL_VERIFY_NONE, SSL_VERIFY_PEER, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                               SSL_VERIFY_FAIL_IF_NO_PEER_CERT, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE };
    static const char *const certs[] = { NULL, "client.pem", "auth/p256.pem" };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        for (size_t k = 0; k < 3; k++) {
            SSL_CTX *cc = client_ctx(1), *sc = server_ctx("ec.pem");
            SSL_CTX_set_max_proto_version(cc, version);
            SSL_CTX_set_verify(sc, all[i], NULL);
            check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA file");
            if (certs[k]) {
                check(SSL_CTX_use_certificate_file(cc, data_file(certs[k]), SSL_FILETYPE_PEM) == 1, "client");
                check(SSL_CTX_use_PrivateKey_file(cc, data_file(certs[k]), SSL_FILETYPE_PEM) == 1, "client key");
            }
            struct pair p = pair_new(cc, sc);
            printf("version %x, mode %d, certificate %s\n", (unsigned)version, all[i], certs[k] ? certs[k] : "none");
            printf("  handshake %d\n", pair_handshake(p));
            show("client", p.c);
            show("server", p.s);
            pair_free(p);
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

/* Hosts, purposes, depths and trust that the connection's parameters ask for. */
static void parameters(int version) {
    static const char *const hosts[] = { "localhost", "nonesuch.example", "127.0.0.1", NULL };
    for (int i = 0; i < 9; i++) {
        SSL_CTX *cc = client_ctx(1), *sc = server_ctx("ec.pem");
        SSL_CTX_set_max_proto_version(cc, version);
        struct pair p = pair_new(cc, sc);
        X509_VERIFY_PARAM *v = SSL_get0_param(p.c);
        printf("version %x, parameter %d\n", (unsigned)version, i);
        if (i < 3) printf("  set1_host %d\n", SSL_set1_host(p.c, hosts[i]));
        if (i == 3) printf("  email %d\n", X509_VERIFY_PARAM_set1_email(v, "me@example.com", 0));
        if (i == 4) printf("  ip %d\n", X509_VERIFY_PARAM_set1_ip_asc(v, "10.0.0.1"));
        if (i == 5) SSL_set_verify_depth(p.c, 0);
        if (i == 6) printf("  purpose %d\n", SSL_set_purpose(p.c, X509_PURPOSE_SMIME_SIGN));
        if (i == 7) printf("  trust %d\n", SSL_set_trust(p.c, X509_TRUST_EMAIL));
        if (i == 8) X509_VERIFY_PARAM_set_time(v, 1000000);
        printf("  handshake %d\n", pair_handshake(p));
        show("client", p.c);
        printf("  client's version %x %x\n", (unsigned)SSL_client_version(p.c), (unsigned)SSL_client_version(p.s));
        printf("  peer name %s\n", SSL_get0_peername(p.c) ? SSL_get0_peername(p.c) : "none");
        pair_free(p);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

/* The name that matched is told by the connection, whoever asked for it. */
static void host_of_store(int of_context) {
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("ec.pem");
    X509_VERIFY_PARAM *v = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_set1_host(v, "localhost", 0);
    printf("%d\n", of_context ? SSL_CTX_set1_param(cc, v) : X509_STORE_set1_param(SSL_CTX_get_cert_store(cc), v));
    struct pair p = pair_new(cc, sc);
    printf("  handshake %d\n", pair_handshake(p));
    const char *name = X509_VERIFY_PARAM_get0_peername(SSL_get0_param(p.c));
    printf("  peer name %s\n", name ? name : "none");
    pair_free(p);
    X509_VERIFY_PARAM_free(v);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    for (size_t i = 0; i < 2; i++) {
        for (int server = 0; server < 2; server++) {
            for (int how = 0; how < HOWS; how++) {
                for (code = -1; code <= 100; code++) {
                    /* one of each kind is enough where the code makes no difference */
                    if (how != REPLACED && code % 7 != 0) continue;
                    run(versions[i], server, (enum how)how);
                }
            }
        }
        modes(versions[i]);
        parameters(versions[i]);
    }
    own_result();
    host_of_store(0);
    host_of_store(1);
    return 0;
}
