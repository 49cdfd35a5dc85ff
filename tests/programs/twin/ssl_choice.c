/* Several certificates on one server, and what settles which is used: the client's algorithms, suites, groups and CAs, the
 * order of the server, callbacks that change them. */
#include "pair.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

static const char *const all[] = { "auth/rsa.pem", "auth/pss.pem", "auth/p256.pem", "auth/ed25519.pem", "auth/ed448.pem" };

static void use(SSL_CTX *ctx, const char *pem) {
    check(SSL_CTX_use_certificate_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
    check(SSL_CTX_use_PrivateKey_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
}

static void tell(const char *who, SSL *s) {
    char name[100] = "none";
    int type = -1, md = -1;
    X509 *x = SSL_get1_peer_certificate(s), *own = SSL_get_certificate(s);
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    SSL_get_peer_signature_type_nid(s, &type);
    SSL_get_peer_signature_nid(s, &md);
    printf("  %s: peer %s, signed %d %d", who, name, type, md);
    X509_free(x);
    if (own) X509_NAME_oneline(X509_get_subject_name(own), name, sizeof name);
    printf(", own %s\n", own ? name : "none");
}

static void run(SSL_CTX *cc, SSL_CTX *sc) {
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s %s\n", SSL_get_version(p.c), SSL_get_cipher_name(p.c));
        tell("client", p.c);
        tell("server", p.s);
        pair_close(p);
    }
    pair_free(p);
}

static SSL_CTX *client(int version) {
    SSL_CTX *ctx = client_ctx(0);
    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_max_proto_version(ctx, version);
    return ctx;
}

static SSL_CTX *server(void) {
    SSL_CTX *ctx = server_ctx(NULL);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) use(ctx, all[i]);
    return ctx;
}

static void by_algorithms(int version) {
    static const char *const lists[] = {
        NULL, "ed25519", "ed448:ed25519", "RSA-PSS+SHA256", "rsa_pss_pss_sha384", "RSA+SHA512", "ECDSA+SHA384",
        "ECDSA+SHA256:RSA-PSS+SHA256", "RSA-PSS+SHA256:ECDSA+SHA256", "rsa_pss_pss_sha256:RSA-PSS+SHA512",
        "RSA+SHA256:ed25519", "ECDSA+SHA512:ed448" };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (int prefer = 0; prefer < 2; prefer++) {
            printf("-- client's algorithms %s, %x%s\n", lists[i] ? lists[i] : "default", (unsigned)version,
                prefer ? ", server's order" : "");
            SSL_CTX *cc = client(version), *sc = server();
            if (prefer) SSL_CTX_set_options(sc, SSL_OP_CIPHER_SERVER_PREFERENCE);
            if (lists[i]) check(SSL_CTX_set1_sigalgs_list(cc, lists[i]) == 1, lists[i]);
            run(cc, sc);
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

static void by_suites(void) {
    static const char *const suites[] = { "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "AES128-GCM-SHA256",
                                          "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256" };
    static const char *const groups[] = { NULL, "X25519", "P-384:X25519" };
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        for (size_t g = 0; g < 3; g++) {
            printf("-- client's suites %s, groups %s\n", suites[i], groups[g] ? groups[g] : "default");
            SSL_CTX *cc = client(TLS1_2_VERSION), *sc = server();
            check(SSL_CTX_set_cipher_list(cc, suites[i]) == 1, suites[i]);
            if (groups[g]) check(SSL_CTX_set1_groups_list(cc, groups[g]) == 1, groups[g]);
            run(cc, sc);
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

static void by_server(int version) {
    static const char *const lists[] = { "ed25519", "RSA-PSS+SHA384", "rsa_pss_pss_sha256", "ECDSA+SHA256" };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        printf("-- server's algorithms %s, %x\n", lists[i], (unsigned)version);
        SSL_CTX *cc = client(version), *sc = server();
        check(SSL_CTX_set1_sigalgs_list(sc, lists[i]) == 1, lists[i]);
        run(cc, sc);
        printf("-- asked of clients, %s, %x\n", lists[i], (unsigned)version);
        SSL_CTX_free(sc);
        sc = server();
        check(SSL_CTX_load_verify_locations(sc, data_file("auth/ca.pem"), NULL) == 1, "CA");
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
        check(SSL_CTX_set1_client_sigalgs_list(sc, lists[i]) == 1, lists[i]);
        for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
            SSL_CTX *c2 = client(version);
            use(c2, all[k]);
            run(c2, sc);
            SSL_CTX_free(c2);
        }
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

static int swap(SSL *s, void *arg) {
    SSL_certs_clear(s);
    printf("  certificate callback\n");
    return SSL_use_certificate_file(s, data_file(arg), SSL_FILETYPE_PEM) == 1 &&
           SSL_use_PrivateKey_file(s, data_file(arg), SSL_FILETYPE_PEM) == 1;
}

static void by_callback(int version) {
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        printf("-- callback gives %s, %x\n", all[i], (unsigned)version);
        SSL_CTX *cc = client(version), *sc = server();
        SSL_CTX_set_cert_cb(sc, swap, (void *)all[i]);
        run(cc, sc);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

static STACK_OF(X509_NAME) *names(void) {
    STACK_OF(X509_NAME) *sk = SSL_load_client_CA_file(data_file("auth/ca.pem"));
    SSL_add_file_cert_subjects_to_stack(sk, data_file("ca.pem"));
    return sk;
}

static int count_names(SSL *s, void *arg) {
    (void)arg;
    const STACK_OF(X509_NAME) *sk = SSL_get0_peer_CA_list(s);
    printf("  in the callback: %d names\n", sk_X509_NAME_num(sk));
    return 1;
}

static void authorities(int version) {
    for (int which = 0; which < 4; which++) {
        printf("-- authorities %d, %x\n", which, (unsigned)version);
        SSL_CTX *cc = client(version), *sc = server();
        SSL_CTX_set_cert_cb(sc, count_names, NULL);
        if (which == 1) SSL_CTX_set0_CA_list(cc, names());
        if (which == 3) SSL_CTX_set_client_CA_list(cc, names()); /* a server's business alone */
        struct pair p = pair_new(cc, sc);
        if (which == 2) SSL_set0_CA_list(p.c, names());
        if (pair_handshake(p)) {
            const STACK_OF(X509_NAME) *sk = SSL_get0_peer_CA_list(p.s);
            printf("  server was told %d names, client %d\n", sk_X509_NAME_num(sk), sk_X509_NAME_num(SSL_get0_peer_CA_list(p.c)));
            for (int i = 0; i < sk_X509_NAME_num(sk); i++) {
                char line[100];
                printf("    %s\n", X509_NAME_oneline(sk_X509_NAME_value(sk, i), line, sizeof line));
            }
            pair_close(p);
        }
        pair_free(p);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        by_algorithms(version);
        by_server(version);
        by_callback(version);
        authorities(version);
    }
    by_suites();
    return 0;
}
