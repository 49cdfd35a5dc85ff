/* What a pause is for: the program changes something meanwhile, and the handshake goes on with it, or as it had begun. */
#include <openssl/x509.h>

#include "pause.h"

static SSL_CTX *other; /* another context of the server's */

static int use_p384(SSL *s) {
    return SSL_use_certificate_file(s, data_file("p384.pem"), SSL_FILETYPE_PEM) == 1 &&
           SSL_use_PrivateKey_file(s, data_file("p384.pem"), SSL_FILETYPE_PEM) == 1;
}

static int use_rsa(SSL *s) {
    return SSL_use_certificate_file(s, data_file("rsa.pem"), SSL_FILETYPE_PEM) == 1 &&
           SSL_use_PrivateKey_file(s, data_file("rsa.pem"), SSL_FILETYPE_PEM) == 1;
}

static int key_alone(SSL *s) { return SSL_use_PrivateKey_file(s, data_file("rsa.pem"), SSL_FILETYPE_PEM); }

static int no_certificates(SSL *s) {
    SSL_certs_clear(s);
    return 1;
}

static int other_context(SSL *s) { return SSL_is_server(s) ? SSL_set_SSL_CTX(s, other) == other : 5; }

static int other_context_and_certificate(SSL *s) { return other_context(s) && use_rsa(s); }

static int no_callback(SSL *s) {
    SSL_set_cert_cb(s, NULL, NULL);
    return 1;
}

static int old_version(SSL *s) { return SSL_set_max_proto_version(s, TLS1_2_VERSION); }

static int new_version(SSL *s) { return SSL_set_min_proto_version(s, TLS1_3_VERSION); }

static int no_tls13(SSL *s) { return (SSL_set_options(s, SSL_OP_NO_TLSv1_3) & SSL_OP_NO_TLSv1_3) != 0; }

static int ciphers(SSL *s) { return SSL_set_cipher_list(s, "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"); }

static int ciphersuites(SSL *s) { return SSL_set_ciphersuites(s, "TLS_AES_128_GCM_SHA256"); }

static int no_ciphersuites(SSL *s) { return SSL_set_ciphersuites(s, ""); }

static int groups(SSL *s) { return (int)SSL_set1_groups_list(s, "P-384"); }

static int sigalgs(SSL *s) { return (int)SSL_set1_sigalgs_list(s, "ECDSA+SHA512:RSA-PSS+SHA512:RSA+SHA512"); }

static int verify_not(SSL *s) {
    SSL_set_verify(s, SSL_VERIFY_NONE, NULL);
    return SSL_get_verify_mode(s);
}

static int verify_strictly(SSL *s) {
    SSL_set_verify(s, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return SSL_get_verify_mode(s);
}

static int no_ticket(SSL *s) { return (SSL_set_options(s, SSL_OP_NO_TICKET) & SSL_OP_NO_TICKET) != 0; }

static int tickets(SSL *s) { return SSL_set_num_tickets(s, 3); }

static int other_sid_ctx(SSL *s) { return SSL_set_session_id_context(s, (const unsigned char *)"other", 5); }

static int level(SSL *s) {
    SSL_set_security_level(s, 4);
    return SSL_get_security_level(s);
}

static int server_preference(SSL *s) {
    return (SSL_set_options(s, SSL_OP_CIPHER_SERVER_PREFERENCE) & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;
}

static int hostname(SSL *s) { return SSL_is_server(s) ? 5 : (int)SSL_set_tlsext_host_name(s, "late.example"); }

static int verify_name(SSL *s) { return SSL_set1_host(s, "no.such.name"); }

static int ca_names(SSL *s) {
    SSL_set0_CA_list(s, SSL_load_client_CA_file(data_file("ca.pem")));
    return sk_X509_NAME_num(SSL_get0_CA_list(s));
}

/* Where OpenSSL goes by the setting that it had before, or does half and half: docs/differences.md */
#define NOT(place) (1u << (place))
#define AT_CERTIFICATES (NOT(SERVER_CERT) | NOT(CLIENT_CERT) | NOT(CLIENT_CERT_OLD) | NOT(VERIFY))

static const struct {
    const char *name;
    int (*fn)(SSL *s);
    unsigned not_at;
} changes[] = {
    { "certificate P-384", use_p384 },
    { "certificate RSA", use_rsa },
    { "a key alone", key_alone, NOT(CLIENT_CERT) | NOT(VERIFY) },
    { "no certificates", no_certificates },
    { "other context", other_context },
    { "other context, and a certificate", other_context_and_certificate },
    { "no cert_cb", no_callback },
    { "TLS 1.2 at most", old_version },
    { "TLS 1.3 at least", new_version },
    { "no TLS 1.3", no_tls13 },
    { "cipher list", ciphers },
    { "ciphersuites", ciphersuites },
    { "no ciphersuites", no_ciphersuites },
    { "groups", groups, NOT(HELLO) | NOT(SERVER_CERT) | NOT(VERIFY) },
    { "signature algorithms", sigalgs, AT_CERTIFICATES },
    { "verify nothing", verify_not },
    { "verify strictly", verify_strictly },
    { "no ticket", no_ticket },
    { "tickets", tickets },
    { "session id context", other_sid_ctx },
    { "security level", level, AT_CERTIFICATES | NOT(HELLO) },
    { "server's preference", server_preference },
    { "name to ask for", hostname },
    { "name to verify", verify_name },
    { "CA names", ca_names },
};

static void print_subject(const char *what, X509 *x) {
    char name[100] = "none";
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    printf(", %s %s", what, name);
    X509_free(x);
}

static int num_sessions;

static int count_session(SSL *s, SSL_SESSION *sess) {
    (void)s;
    (void)sess;
    num_sessions++;
    return 0;
}

/* What came of it. */
static void outcome(void) {
    SSL_SESSION *sess = SSL_get_session(l.p.s);
    unsigned len = 0;
    const unsigned char *ctx = sess ? SSL_SESSION_get0_id_context(sess, &len) : NULL;
    int nid = NID_undef;
    SSL_get_peer_signature_nid(l.p.c, &nid);
    printf("  %s %s, group %ld, digest %d", SSL_get_version(l.p.c), SSL_get_cipher(l.p.c),
           (long)SSL_get_shared_group(l.p.s, 0), nid);
    print_subject("server", SSL_get1_peer_certificate(l.p.c));
    print_subject("client", SSL_get1_peer_certificate(l.p.s));
    printf(", sessions %d, context %.*s, verify %ld %ld, name %s\n", num_sessions, (int)len, ctx ? (const char *)ctx : "",
           SSL_get_verify_result(l.p.c), SSL_get_verify_result(l.p.s),
           SSL_get_servername(l.p.s, TLSEXT_NAMETYPE_host_name) ? "asked" : "none");
}

static void change(SSL_CTX *cc, SSL_CTX *sc, int version, enum place place) {
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        if (changes[i].not_at & NOT(place)) continue;
        printf("%s, %s\n", places[place].name, changes[i].name);
        link_new(cc, sc, OVER_MEMORY, version, places[place].role);
        num_sessions = 0;
        if (to_pause(place, 1, 0)) ROW(changes[i].name, l.me, changes[i].fn(l.me));
        if (to_end()) {
            to_close();
            outcome();
        }
        link_free();
    }
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    other = server_ctx("p384.pem");
    SSL_CTX_set_session_id_context(other, (const unsigned char *)"elsewhere", 9);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int place = 0; place < NUM_PLACES; place++) {
            SSL_CTX *sc = pausing_server(), *cc = pausing_client((enum place)place);
            SSL_CTX_sess_set_new_cb(cc, count_session);
            check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA");
            change(cc, sc, version, (enum place)place);
            SSL_CTX_free(sc);
            SSL_CTX_free(cc);
        }
    }
    SSL_CTX_free(other);
    return 0;
}
