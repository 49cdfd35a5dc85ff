/* Certificates of every type, for both roles and versions: what is negotiated, signed with, verified and told. */
#include "pair.h"

#include <openssl/x509.h>

static const char *const files[] = { "auth/rsa.pem",  "auth/pss.pem",  "auth/pss384.pem",  "auth/p256.pem",
                                     "auth/p384.pem", "auth/p521.pem", "auth/ed25519.pem", "auth/ed448.pem" };
enum { NUM_FILES = sizeof files / sizeof files[0] };

static void use(SSL_CTX *ctx, const char *pem) {
    check(SSL_CTX_use_certificate_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
    check(SSL_CTX_use_PrivateKey_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
}

static SSL_CTX *context(const SSL_METHOD *method, int version) {
    SSL_CTX *ctx = SSL_CTX_new(method);
    check(SSL_CTX_load_verify_locations(ctx, data_file("auth/ca.pem"), NULL) == 1, "CA");
    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_max_proto_version(ctx, version);
    return ctx;
}

static void side(const char *who, SSL *s) {
    int own = -1, peer = -1, md = -1, peer_md = -1;
    char name[100] = "none";
    X509 *x = SSL_get1_peer_certificate(s);
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    int a = SSL_get_signature_type_nid(s, &own), b = SSL_get_peer_signature_type_nid(s, &peer);
    int c = SSL_get_signature_nid(s, &md), d = SSL_get_peer_signature_nid(s, &peer_md);
    printf("  %s: peer %s, verify %ld, own %d %d %d %d, peer %d %d %d %d\n", who, name, SSL_get_verify_result(s), a, own, c,
           md, b, peer, d, peer_md);
    X509_free(x);
}

/* Without DSA, which ours does not offer. */
static void sigalgs(SSL *s) {
    int sign, hash, both, num = SSL_get_sigalgs(s, -1, NULL, NULL, NULL, NULL, NULL);
    unsigned char r, h;
    printf("  sigalgs:");
    for (int i = 0; i < num; i++) {
        SSL_get_sigalgs(s, i, &sign, &hash, &both, &r, &h);
        if (sign != EVP_PKEY_DSA) printf(" %d/%d/%d/%02x%02x", sign, hash, both, h, r);
    }
    num = SSL_get_shared_sigalgs(s, 0, &sign, &hash, &both, &r, &h);
    printf("\n  shared:");
    for (int i = 0; i < num; i++) {
        SSL_get_shared_sigalgs(s, i, &sign, &hash, &both, &r, &h);
        if (sign != EVP_PKEY_DSA) printf(" %d/%d/%d/%02x%02x", sign, hash, both, h, r);
    }
    printf("\n");
}

static void tmp_key(SSL *c) {
    EVP_PKEY *k = NULL;
    if (!SSL_get_peer_tmp_key(c, &k)) return;
    printf("  temporary key %d, %d bits\n", EVP_PKEY_get_id(k), EVP_PKEY_get_bits(k));
    EVP_PKEY_free(k);
}

static void run(SSL_CTX *cc, SSL_CTX *sc) {
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s %s\n", SSL_get_version(p.c), SSL_get_cipher_name(p.c));
        side("client", p.c);
        side("server", p.s);
        tmp_key(p.c);
        sigalgs(p.s);
        pair_close(p);
    }
    pair_free(p);
}

static void each_type(int version) {
    for (int i = 0; i < NUM_FILES; i++) {
        for (int auth = 0; auth < 2; auth++) {
            printf("%s, %x%s\n", files[i], (unsigned)version, auth ? ", the client too" : "");
            SSL_CTX *cc = context(TLS_client_method(), version), *sc = context(TLS_server_method(), version);
            SSL_CTX_set_verify(cc, SSL_VERIFY_PEER, NULL);
            use(sc, files[i]);
            if (auth) {
                SSL_CTX_set_verify(sc, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
                use(cc, files[i]);
            }
            run(cc, sc);
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

/* A client that is asked for a certificate, and has none: an empty chain; nobody remembers it with a ticket. */
static void none(int version, unsigned long options) {
    printf("no certificate, %x, options %lx\n", (unsigned)version, options);
    SSL_CTX *cc = context(TLS_client_method(), version), *sc = context(TLS_server_method(), version);
    use(sc, "rsa.pem");
    SSL_CTX_set_options(sc, options);
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"auth", 4);
    SSL_SESSION *sess = NULL;
    for (int i = 0; i < 3; i++) {
        struct pair p = pair_new(cc, sc);
        SSL_set_session(p.c, sess);
        SSL_SESSION_free(sess);
        if (pair_handshake(p)) pair_exchange(p);
        STACK_OF(X509) *chain = SSL_get_peer_cert_chain(p.s);
        printf("  reused %d, chain %s of %d, certificate %d\n", SSL_session_reused(p.s), chain ? "there" : "none",
               sk_X509_num(chain), SSL_get0_peer_certificate(p.s) != NULL);
        sess = SSL_get1_session(p.c);
        pair_close(p);
        pair_free(p);
    }
    SSL_SESSION_free(sess);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static void each_group(void) {
    static const char *const groups[] = { "X25519", "P-256", "X448", "P-384", "P-521" };
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
            printf("group %s, %x\n", groups[i], (unsigned)version);
            SSL_CTX *cc = context(TLS_client_method(), version), *sc = context(TLS_server_method(), version);
            use(sc, "auth/ed25519.pem");
            check(SSL_CTX_set1_groups_list(sc, groups[i]) == 1, groups[i]);
            run(cc, sc);
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
        }
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    each_type(TLS1_2_VERSION);
    each_type(TLS1_3_VERSION);
    each_group();
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        none(version, 0);
        none(version, SSL_OP_NO_TICKET);
    }
    return 0;
}
