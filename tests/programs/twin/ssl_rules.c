/* Rules that one side alone can break: session id contexts at a client, curves of certificates, alerts in the clear,
 * settings that change while a handshake runs, HelloRequests. */
#include <malloc.h>

#include "pair.h"

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

/* man 3 SSL_CTX_set_session_id_context: a client's sessions belong to a context too. */
static void client_context(int version) {
    SSL_CTX *sc = server_ctx("ec.pem"), *cc = client_ctx(1);
    printf("client's session id context, version %x\n", version);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_SESSION *sess = NULL;
    for (int i = 0; i < 4; i++) {
        struct pair p = pair_new(cc, sc);
        if (sess) SSL_set_session(p.c, sess);
        if (i == 1) SSL_set_session_id_context(p.c, (const unsigned char *)"other", 5);
        if (i == 3) SSL_SESSION_set1_id_context(sess, (const unsigned char *)"x", 1);
        if (pair_handshake(p)) {
            pair_exchange(p);
            printf("  %d: reused %d\n", i, SSL_session_reused(p.c));
            pair_close(p);
            SSL_SESSION_free(sess);
            sess = SSL_get1_session(p.c);
        }
        pair_free(p);
    }
    SSL_SESSION_free(sess);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

/* A client certificate on a curve that the server's groups leave out. */
static void client_curve(int version) {
    SSL_CTX *sc = server_ctx("ec.pem"), *cc = client_ctx(1);
    printf("client's curve, version %x\n", version);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set1_groups_list(sc, "P-256");
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
    SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"r", 1);
    SSL_CTX_use_certificate_file(cc, data_file("p384.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(cc, data_file("p384.pem"), SSL_FILETYPE_PEM);
    struct pair p = pair_new(cc, sc);
    printf("  %d\n", pair_handshake(p));
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

/* Bytes of a peer that speaks no more than this, to a client that has sent its ClientHello. */
static void raw(const char *what, const void *bytes, size_t len) {
    SSL_CTX *cc = client_ctx(0);
    SSL *s = SSL_new(cc);
    BIO *a = NULL, *b = NULL;
    char byte;
    check(BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16) == 1, "pair");
    SSL_set_bio(s, a, a);
    SSL_set_connect_state(s);
    int ret = SSL_do_handshake(s);
    check(SSL_get_error(s, ret) == SSL_ERROR_WANT_READ, "hello");
    BIO_write(b, bytes, (int)len);
    ret = SSL_do_handshake(s);
    printf("%s: %d %s, shutdown %d, in init %d\n", what, ret, error_name(SSL_get_error(s, ret)), SSL_get_shutdown(s),
        SSL_in_init(s));
    print_errors("client");
    ret = SSL_read(s, &byte, 1);
    printf("  then reads %d %s\n", ret, error_name(SSL_get_error(s, ret)));
    print_errors("client");
    SSL_free(s);
    BIO_free(b);
    SSL_CTX_free(cc);
}

#define RAW(what, bytes) raw(what, bytes, sizeof(bytes) - 1)
#define WARNING "\x15\3\3\0\2\1\x5a"

static void in_the_clear(void) {
    RAW("close_notify", "\x15\3\3\0\2\1\0");
    RAW("fatal close_notify", "\x15\3\3\0\2\2\0");
    RAW("warning", WARNING);
    RAW("four warnings", WARNING WARNING WARNING WARNING);
    RAW("five warnings", WARNING WARNING WARNING WARNING WARNING);
    RAW("handshake_failure", "\x15\3\3\0\2\2\x28");
    RAW("two alerts in a record", "\x15\3\3\0\4\1\x5a\1\x5a");
    RAW("half an alert", "\x15\3\3\0\1\1");
    RAW("HelloRequest", "\x16\3\3\0\4\0\0\0\0");
    RAW("ServerHelloDone", "\x16\3\3\0\4\x0e\0\0\0");
    RAW("long ServerHello", "\x16\3\3\0\4\2\1\0\0");
}

static int first_protocol(
    SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned inlen, void *arg) {
    (void)s, (void)inlen, (void)arg;
    *out = in + 1;
    *outlen = in[0];
    return SSL_TLSEXT_ERR_OK;
}

/* What was set when the handshake began is gone; freed memory is filled, so that a look at it shows. */
static void changing(int version, const char *server_groups) {
    SSL_CTX *sc = server_ctx("ec.pem"), *cc = client_ctx(1);
    printf("settings change, version %x groups %s\n", version, server_groups ? server_groups : "-");
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_alpn_select_cb(sc, first_protocol, NULL);
    if (server_groups) SSL_CTX_set1_groups_list(sc, server_groups);
    struct pair p = pair_new(cc, sc);
    SSL_set_tlsext_host_name(p.c, "server.example");
    SSL_set_alpn_protos(p.c, (const unsigned char *)"\x02h2\x08http/1.1", 12);
    SSL_set1_groups_list(p.c, "X25519:P-256:P-384");
    SSL_set1_sigalgs_list(p.c, "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256");
    check(SSL_do_handshake(p.c) == -1 && SSL_do_handshake(p.s) == -1, "first flights");
    SSL_set_tlsext_host_name(p.c, "server.example");
    SSL_set_alpn_protos(p.c, (const unsigned char *)"\x02h2\x08http/1.1", 12);
    SSL_set1_groups_list(p.c, "X25519:P-256:P-384");
    SSL_set1_groups_list(p.s, server_groups ? server_groups : "X25519:P-256");
    SSL_set1_sigalgs_list(p.c, "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256");
    int ok = pair_handshake(p);
    if (ok) pair_exchange(p);
    printf("  %d, name %s\n", ok, SSL_get_servername(p.c, TLSEXT_NAMETYPE_host_name));
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

/* client_sigalgs say what a server asks of its clients and what a client signs with, and nothing else. */
static void client_schemes(int version, int at_client, const char *list) {
    SSL_CTX *sc = server_ctx("rsa.pem"), *cc = client_ctx(1);
    int nid = 0, own = 0;
    printf("client_sigalgs, version %x at client %d %s\n", version, at_client, list);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
    SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"r", 1);
    SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    check(SSL_CTX_set1_client_sigalgs_list(at_client ? cc : sc, list) == 1, "list");
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        long a = SSL_get_peer_signature_nid(p.c, &nid), b = SSL_get_peer_signature_nid(p.s, &own);
        printf("  server signed with %ld %s, client with %ld %s\n", a, OBJ_nid2sn(nid), b, OBJ_nid2sn(own));
    }
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

static int accept_any(int ok, X509_STORE_CTX *ctx) {
    (void)ok, (void)ctx;
    return 1;
}

/* What a resumed session says of the client, and what a server makes of one that was made under another rule. */
static void resumed_client(int version, unsigned long options, int first_verify, int then_verify, int with_ca, const char *pem) {
    SSL_CTX *sc = server_ctx("ec.pem"), *cc = client_ctx(1);
    printf("resumed client, version %x options %lx verify %d then %d CA %d %s\n", version, options, first_verify,
        then_verify, with_ca, pem ? pem : "-");
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_options(sc, options);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"r", 1);
    if (with_ca) SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
    if (pem) SSL_CTX_use_certificate_file(cc, data_file(pem), SSL_FILETYPE_PEM);
    if (pem) SSL_CTX_use_PrivateKey_file(cc, data_file(pem), SSL_FILETYPE_PEM);
    SSL_SESSION *sess = NULL;
    for (int i = 0; i < 3; i++) {
        struct pair p = pair_new(cc, sc);
        SSL_set_verify(p.s, i == 0 ? first_verify : then_verify, i == 0 ? accept_any : NULL);
        if (sess) SSL_set_session(p.c, sess);
        if (pair_handshake(p)) {
            pair_exchange(p);
            X509 *x = SSL_get1_peer_certificate(p.s);
            printf("  %d: reused %d, verify %ld %ld, certificate %d %d, chain %d; session: ", i, SSL_session_reused(p.s),
                   SSL_get_verify_result(p.c), SSL_get_verify_result(p.s), SSL_get0_peer_certificate(p.c) != NULL, x != NULL,
                   sk_X509_num(SSL_get_peer_cert_chain(p.c)));
            X509_free(x);
            SSL_SESSION_free(sess);
            sess = SSL_get1_session(p.c);
            printf("peer %d, context %d\n", SSL_SESSION_get0_peer(sess) != NULL, SSL_SESSION_get0_id_context(sess, NULL) != NULL);
            pair_close(p);
        }
        pair_free(p);
    }
    SSL_SESSION_free(sess);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    mallopt(M_PERTURB, 0xA5);
    for (int v = 0; v < 2; v++) {
        client_context(versions[v]);
        client_curve(versions[v]);
        changing(versions[v], NULL);
        for (int o = 0; o < 2; o++) {
            unsigned long options = o ? SSL_OP_NO_TICKET : 0;
            resumed_client(versions[v], options, SSL_VERIFY_PEER, SSL_VERIFY_PEER, 1, "client.pem");
            resumed_client(versions[v], options, SSL_VERIFY_PEER, SSL_VERIFY_PEER, 0, "client.pem");
            resumed_client(versions[v], options, SSL_VERIFY_PEER, SSL_VERIFY_PEER, 1, NULL);
            resumed_client(versions[v], options, SSL_VERIFY_NONE, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, 1,
                "client.pem");
            resumed_client(versions[v], options, SSL_VERIFY_PEER, SSL_VERIFY_NONE, 1, "client.pem");
        }
        for (int at = 0; at < 2; at++) {
            client_schemes(versions[v], at, "ECDSA+SHA384:RSA-PSS+SHA384");
            client_schemes(versions[v], at, "ECDSA+SHA256:ECDSA+SHA384");
            client_schemes(versions[v], at, "RSA-PSS+SHA512");
        }
    }
    changing(TLS1_3_VERSION, "P-384");
    in_the_clear();
    return 0;
}
