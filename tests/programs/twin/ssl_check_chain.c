/* SSL_check_chain() of chains of every kind, asked in the certificate callbacks of both ends and after the handshake, by
 * what the peer said of schemes, groups, types and names; and what strict mode makes of certificates that are set. */
#include "authority.h"

struct chain {
    const char *name;
    struct identity leaf;
    STACK_OF(X509) *rest;
};

enum { NUM_CHAINS = 9 };
static struct chain chains[NUM_CHAINS];
static struct identity rsa_ca, ec_ca, ec384_ca, sha384_ca, middle;

static void add(const char *name, struct identity leaf, X509 *a, X509 *b) {
    static int n;
    chains[n++] = (struct chain){ name, leaf, stack_of(a, b) };
}

static void make_chains(void) {
    rsa_ca = issue("RSA CA", "RSA", NULL, 1, EVP_sha256());
    ec_ca = issue("EC CA", "P-256", NULL, 1, EVP_sha256());
    ec384_ca = issue("P-384 CA", "P-384", NULL, 1, EVP_sha384());
    sha384_ca = issue("RSA CA with SHA-384", "RSA", NULL, 1, EVP_sha384());
    middle = issue("middle", "P-521", &ec_ca, 1, EVP_sha512());
    add("RSA by RSA", issue("1", "RSA", &rsa_ca, 0, EVP_sha256()), rsa_ca.cert, NULL);
    add("RSA by RSA, SHA-1", issue("2", "RSA", &rsa_ca, 0, EVP_sha1()), rsa_ca.cert, NULL);
    add("P-256 by RSA", issue("3", "P-256", &rsa_ca, 0, EVP_sha256()), rsa_ca.cert, NULL);
    add("P-256 by P-256", issue("4", "P-256", &ec_ca, 0, EVP_sha256()), ec_ca.cert, NULL);
    add("P-384 by P-384", issue("5", "P-384", &ec384_ca, 0, EVP_sha384()), ec384_ca.cert, NULL);
    add("P-256 by P-521 by P-256", issue("6", "P-256", &middle, 0, EVP_sha512()), middle.cert, ec_ca.cert);
    add("RSA by RSA, SHA-384 CA", issue("7", "RSA", &sha384_ca, 0, EVP_sha256()), sha384_ca.cert, NULL);
    add("Ed25519 by RSA", issue("8", "ED25519", &rsa_ca, 0, EVP_sha256()), rsa_ca.cert, NULL);
    add("RSA-PSS by RSA, no CA", issue("9", "RSA-PSS", &rsa_ca, 0, EVP_sha256()), NULL, NULL);
}

static int quiet;

static void check_all(SSL *s, char out[100]) {
    for (int i = 0, n = 0; i < NUM_CHAINS; i++) {
        int fit = SSL_check_chain(s, chains[i].leaf.cert, chains[i].leaf.key, chains[i].rest);
        n += snprintf(out + n, 100 - (size_t)n, " %x", (unsigned)fit);
    }
}

static char asked[2][100]; /* by the client, by the server: the last time, for OpenSSL's asks again after a HelloRetryRequest */

static int ask(SSL *s, void *arg) {
    (void)arg;
    if (!quiet) check_all(s, asked[SSL_is_server(s)]);
    return 1;
}

struct terms {
    const char *sigalgs, *groups, *client_sigalgs;
};

static const struct terms terms[] = {
    { NULL, NULL, NULL },
    { "RSA+SHA256:RSA-PSS+SHA256:ECDSA+SHA256", NULL, NULL },
    { "RSA-PSS+SHA256:RSA+SHA1:ECDSA+SHA384", NULL, "RSA-PSS+SHA384:RSA+SHA256" },
    { "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256", "P-256", NULL },
    { "ed25519:RSA-PSS+SHA256:RSA+SHA384", "P-384:P-256", "ECDSA+SHA256:RSA-PSS+SHA256" },
    { "rsa_pss_pss_sha256:RSA-PSS+SHA512:RSA+SHA512:RSA+SHA256", "X25519", NULL },
};
enum { NUM_TERMS = sizeof terms / sizeof terms[0] };

static void limit(SSL_CTX *ctx, const struct terms *t) {
    if (t->sigalgs) check(SSL_CTX_set1_sigalgs_list(ctx, t->sigalgs) == 1, t->sigalgs);
    if (t->groups) check(SSL_CTX_set1_groups_list(ctx, t->groups) == 1, t->groups);
    if (t->client_sigalgs) check(SSL_CTX_set1_client_sigalgs_list(ctx, t->client_sigalgs) == 1, t->client_sigalgs);
}

static void use_file(SSL_CTX *ctx, const char *pem) {
    check(SSL_CTX_use_certificate_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
    check(SSL_CTX_use_PrivateKey_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
}

static int accept_all(int ok, X509_STORE_CTX *v) {
    (void)ok, (void)v;
    return 1;
}

static void finish(SSL_CTX *cc, SSL_CTX *sc) {
    struct pair p = pair_new(cc, sc);
    asked[0][0] = asked[1][0] = 0;
    int done = pair_handshake(p);
    if (done) pair_exchange(p);
    if (!quiet) {
        char after[2][100];
        check_all(p.c, after[0]);
        check_all(p.s, after[1]);
        printf("  server asks%s\n  client asks%s\n  client after%s\n  server after%s\n", asked[1], asked[0], after[0], after[1]);
    }
    if (done) {
        printf("  %s, server %s, client %s\n", SSL_get_cipher_name(p.c), common_name(SSL_get0_peer_certificate(p.c)),
               SSL_get0_peer_certificate(p.s) ? "authenticated" : "not");
        if (SSL_get0_peer_certificate(p.s)) printf("  client's %s\n", common_name(SSL_get0_peer_certificate(p.s)));
    }
    pair_close(p);
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* names: 0 none, 1 the RSA CA, 2 an unknown one */
static void judge(int version, const struct terms *at_client, const struct terms *at_server, int names, long flags) {
    SSL_CTX *cc = SSL_CTX_new(TLS_client_method()), *sc = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_security_level(cc, version < TLS1_2_VERSION ? 0 : 1);
    SSL_CTX_set_security_level(sc, version < TLS1_2_VERSION ? 0 : 1);
    SSL_CTX_set_min_proto_version(cc, version < TLS1_2_VERSION ? version : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_min_proto_version(sc, TLS1_VERSION);
    use_file(sc, "auth/rsa.pem");
    use_file(sc, "auth/p256.pem");
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, accept_all);
    limit(cc, at_client);
    limit(sc, at_server);
    SSL_CTX_set_cert_flags(cc, flags);
    SSL_CTX_set_cert_flags(sc, flags);
    if (names == 1) check(SSL_CTX_add_client_CA(sc, rsa_ca.cert) == 1, "CA");
    if (names == 2) check(SSL_CTX_add_client_CA(sc, chains[7].leaf.cert) == 1, "CA");
    SSL_CTX_set_cert_cb(cc, ask, NULL);
    SSL_CTX_set_cert_cb(sc, ask, NULL);
    finish(cc, sc);
}

static void judge_all(void) {
    static const int versions[] = { TLS1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION };
    for (int v = 0; v < 3; v++) {
        for (int i = 0; i < NUM_TERMS; i++) {
            for (int k = 0; k < NUM_TERMS; k += 1 + (v == 0)) {
                int names = (i + k) % 3;
                long flags = (i + k) % 4 == 1 ? SSL_CERT_FLAG_TLS_STRICT : (i + k) % 4 == 3 ? SSL_CERT_FLAG_BROKEN_PROTOCOL : 0;
                printf("%x, terms %d and %d, names %d, flags %lx\n", (unsigned)versions[v], i, k, names, flags);
                judge(versions[v], &terms[i], &terms[k], names, flags);
            }
        }
    }
}

static void misuse(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    SSL *s = SSL_new(ctx);
    SSL_set_accept_state(s);
    struct chain *c = &chains[0];
    printf("nothing: %x", (unsigned)SSL_check_chain(s, NULL, c->leaf.key, c->rest));
    printf(" %x", (unsigned)SSL_check_chain(s, c->leaf.cert, NULL, c->rest));
    printf(" another's key: %x", (unsigned)SSL_check_chain(s, c->leaf.cert, chains[3].leaf.key, c->rest) & 1);
    EVP_PKEY *x25519 = new_key("X25519");
    printf(" no signer: %x\n", (unsigned)SSL_check_chain(s, c->leaf.cert, x25519, c->rest));
    EVP_PKEY_free(x25519);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

/* --- strict mode, of certificates that are set ---------------------------------------------------------------------- */

static void strict(int version, int chain, int of_client, const struct terms *t, int is_strict, int names) {
    SSL_CTX *cc = SSL_CTX_new(TLS_client_method()), *sc = SSL_CTX_new(TLS_server_method());
    SSL_CTX *own = of_client ? cc : sc;
    SSL_CTX_set_security_level(own, 0); /* or a chain with SHA-1 could not be set */
    SSL_CTX_set_max_proto_version(cc, version);
    if (of_client) {
        use_file(sc, "rsa.pem");
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, accept_all);
        if (names == 1) SSL_CTX_add_client_CA(sc, rsa_ca.cert);
        if (names == 2) SSL_CTX_add_client_CA(sc, chains[7].leaf.cert);
    }
    limit(of_client ? sc : cc, t);
    check(SSL_CTX_use_certificate(own, chains[chain].leaf.cert) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey(own, chains[chain].leaf.key) == 1, "key");
    check(SSL_CTX_set1_chain(own, chains[chain].rest) == 1, "chain");
    if (is_strict) SSL_CTX_set_cert_flags(own, SSL_CERT_FLAG_TLS_STRICT);
    finish(cc, sc);
}

static void strict_all(void) {
    quiet = 1;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        for (int chain = 0; chain < NUM_CHAINS; chain++) {
            for (int i = chain % 2; i < 2 * NUM_TERMS; i += 1 + (version == TLS1_3_VERSION)) {
                for (int is_strict = i > 5; is_strict < 2; is_strict++) {
                    printf("%x, %s, terms %d, %s%s\n", (unsigned)version, chains[chain].name, i / 2, i & 1 ? "client" : "server",
                           is_strict ? ", strict" : "");
                    strict(version, chain, i & 1, &terms[i / 2], is_strict, (chain + i / 2) % 3);
                }
            }
        }
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    make_chains();
    judge_all();
    misuse();
    strict_all();
    for (int i = 0; i < NUM_CHAINS; i++) {
        identity_free(chains[i].leaf);
        sk_X509_pop_free(chains[i].rest, X509_free);
    }
    identity_free(rsa_ca);
    identity_free(ec_ca);
    identity_free(ec384_ca);
    identity_free(sha384_ca);
    identity_free(middle);
    return 0;
}
