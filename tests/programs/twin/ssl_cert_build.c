/* SSL_CTX_build_cert_chain() with all flags over chains in every state, the stores and flags that go with own
 * certificates, the current one, and lists of signature algorithms by NID. */
#include "authority.h"

#include <openssl/objects.h>

static struct identity root, middle, leaf, alone, other;

enum setup { NOTHING, BARE, IN_ORDER, REVERSED, TOO_MANY, NO_MIDDLE, SELF_SIGNED, NUM_SETUPS };
static const char *const setup_names[] = { "nothing", "bare", "in order", "reversed", "too many", "no middle", "self-signed" };

static void use(SSL_CTX *ctx, struct identity id) {
    check(SSL_CTX_use_certificate(ctx, id.cert) == 1 && SSL_CTX_use_PrivateKey(ctx, id.key) == 1, "use");
}

static void set_up(SSL_CTX *ctx, enum setup how) {
    STACK_OF(X509) *chain = NULL;
    if (how == NOTHING) return;
    use(ctx, how == SELF_SIGNED ? alone : leaf);
    if (how == IN_ORDER) chain = stack_of(middle.cert, root.cert);
    if (how == REVERSED) chain = stack_of(root.cert, middle.cert);
    if (how == NO_MIDDLE) chain = stack_of(root.cert, NULL);
    if (how == TOO_MANY) {
        chain = stack_of(other.cert, root.cert);
        X509_up_ref(middle.cert);
        sk_X509_push(chain, middle.cert);
    }
    if (chain) check(SSL_CTX_set0_chain(ctx, chain) == 1, "chain");
}

static void print_chain(STACK_OF(X509) *chain) {
    printf(" [");
    for (int i = 0; i < sk_X509_num(chain); i++) printf("%s%s", i ? ", " : "", common_name(sk_X509_value(chain, i)));
    printf("]\n");
}

/* where: 0 nothing trusted, 1 the root, 2 root and middle, 3 both in a store of their own for chains */
static void build(enum setup how, int where, long flags, int on_connection) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    STACK_OF(X509) *chain = NULL;
    set_up(ctx, how);
    X509_STORE *store = where == 3 ? X509_STORE_new() : SSL_CTX_get_cert_store(ctx);
    if (where > 0) X509_STORE_add_cert(store, root.cert);
    if (where > 1) X509_STORE_add_cert(store, middle.cert);
    if (where == 3) check(SSL_CTX_set0_chain_cert_store(ctx, store) == 1, "store");
    SSL *s = on_connection ? SSL_new(ctx) : NULL;
    ERR_clear_error();
    long ret = s ? SSL_build_cert_chain(s, flags) : SSL_CTX_build_cert_chain(ctx, flags);
    printf("%s, store %d, flags %02lx%s: %ld", setup_names[how], where, flags, s ? ", connection" : "", ret);
    if (s) {
        SSL_get0_chain_certs(s, &chain);
    } else {
        SSL_CTX_get0_chain_certs(ctx, &chain);
    }
    print_chain(chain);
    print_errors("build");
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void builds(void) {
    for (int how = 0; how < NUM_SETUPS; how++) {
        for (int where = 0; where < 4; where++) {
            for (long flags = 0; flags < 32; flags++) build((enum setup)how, where, flags, flags % 3 == 0);
        }
    }
}

static void levels(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    use(ctx, leaf);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), root.cert);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), middle.cert);
    for (int level = 0; level < 6; level++) {
        SSL_CTX_set_security_level(ctx, level);
        printf("level %d: %ld\n", level, (long)SSL_CTX_build_cert_chain(ctx, 0));
        print_errors("build");
    }
    SSL_CTX_free(ctx);
}

static void stores(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *before = SSL_new(ctx);
    X509_STORE *a = X509_STORE_new(), *b = X509_STORE_new(), *got = a;
    printf("none: %d", (int)SSL_CTX_get0_chain_cert_store(ctx, &got));
    printf(" %d", got == NULL);
    printf(" %d", (int)SSL_CTX_get0_verify_cert_store(ctx, &got));
    printf(" %d\n", got == NULL);
    printf("set: %d %d\n", (int)SSL_CTX_set1_chain_cert_store(ctx, a), (int)SSL_CTX_set0_verify_cert_store(ctx, b));
    SSL_CTX_get0_chain_cert_store(ctx, &got);
    printf("same: %d", got == a);
    SSL_CTX_get0_verify_cert_store(ctx, &got);
    printf(" %d\n", got == b);
    SSL *after = SSL_new(ctx);
    SSL_get0_chain_cert_store(before, &got);
    printf("connections: %d", got == NULL);
    SSL_get0_chain_cert_store(after, &got);
    printf(" %d", got == a);
    SSL_certs_clear(after);
    SSL_get0_verify_cert_store(after, &got);
    printf(" %d", got == b);
    printf(" %d", (int)SSL_set0_verify_cert_store(after, NULL));
    SSL_get0_verify_cert_store(after, &got);
    printf(" %d\n", got == NULL);
    SSL_free(before);
    SSL_free(after);
    SSL_CTX_free(ctx);
    X509_STORE_free(a);
}

static void flags(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    printf("flags: %lx", (long)SSL_CTX_set_cert_flags(ctx, SSL_CERT_FLAG_TLS_STRICT));
    printf(" %lx", (long)SSL_CTX_set_cert_flags(ctx, SSL_CERT_FLAG_BROKEN_PROTOCOL));
    SSL *s = SSL_new(ctx);
    printf(" %lx", (long)SSL_CTX_clear_cert_flags(ctx, SSL_CERT_FLAG_TLS_STRICT));
    printf(" %lx", (long)SSL_set_cert_flags(s, 0));
    SSL_certs_clear(s);
    printf(" %lx\n", (long)SSL_clear_cert_flags(s, SSL_CERT_FLAG_BROKEN_PROTOCOL));
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void current(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    STACK_OF(X509) *chain = stack_of(root.cert, NULL);
    printf("chain before any certificate: %d\n", (int)SSL_CTX_set0_chain(ctx, chain));
    printf("first of none: %d\n", (int)SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_FIRST));
    use(ctx, leaf);
    check(SSL_CTX_use_certificate_file(ctx, data_file("rsa.pem"), SSL_FILETYPE_PEM) == 1, "rsa");
    check(SSL_CTX_use_PrivateKey_file(ctx, data_file("rsa.pem"), SSL_FILETYPE_PEM) == 1, "rsa");
    print_chain((SSL_CTX_get0_chain_certs(ctx, &chain), chain));
    printf("select: %d", (int)SSL_CTX_select_current_cert(ctx, leaf.cert));
    printf(" %s", common_name(SSL_CTX_get0_certificate(ctx)));
    printf(" %d\n", (int)SSL_CTX_select_current_cert(ctx, alone.cert));
    SSL *s = SSL_new(ctx);
    static const long ops[] = { SSL_CERT_SET_FIRST, SSL_CERT_SET_NEXT, SSL_CERT_SET_NEXT, SSL_CERT_SET_SERVER, 0, 4 };
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        printf("current %ld: %d", ops[i], (int)SSL_set_current_cert(s, ops[i]));
        printf(" %s\n", common_name(SSL_get_certificate(s)));
    }
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void sigalgs(void) {
    static const int lists[][6] = {
        { NID_sha256, EVP_PKEY_RSA },
        { NID_sha256, EVP_PKEY_RSA, NID_sha384, EVP_PKEY_EC },
        { EVP_PKEY_RSA, NID_sha256 },
        { NID_sha256, EVP_PKEY_RSA_PSS, NID_sha512, EVP_PKEY_RSA_PSS, NID_sha1, EVP_PKEY_RSA },
        { NID_undef, EVP_PKEY_ED25519, NID_undef, EVP_PKEY_ED448 },
        { NID_sha256, EVP_PKEY_ED25519 },
        { NID_sha256, EVP_PKEY_RSA, NID_sha256, EVP_PKEY_RSA },
        { NID_sha224, EVP_PKEY_EC, NID_sha1, EVP_PKEY_EC },
        { NID_sha256, EVP_PKEY_EC, NID_md5, EVP_PKEY_RSA },
        { NID_sha256 },
    };
    static const long lens[] = { 2, 4, 2, 6, 4, 2, 4, 4, 4, 1 };
    SSL_CTX *sc = SSL_CTX_new(TLS_server_method());
    check(SSL_CTX_use_certificate_file(sc, data_file("rsa.pem"), SSL_FILETYPE_PEM) == 1, "rsa");
    check(SSL_CTX_use_PrivateKey_file(sc, data_file("rsa.pem"), SSL_FILETYPE_PEM) == 1, "rsa");
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        SSL_CTX *cc = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_max_proto_version(cc, TLS1_2_VERSION);
        printf("list %zu: %d", i, (int)SSL_CTX_set1_sigalgs(cc, lists[i], lens[i]));
        printf(" %d\n", (int)SSL_CTX_set1_client_sigalgs(cc, lists[i], lens[i]));
        struct pair p = pair_new(cc, sc);
        pair_handshake(p);
        int hash, sign, num = SSL_get_sigalgs(p.s, -1, NULL, NULL, NULL, NULL, NULL);
        printf("  offered:");
        for (int k = 0; k < num && i != 9 && num < 8; k++) {
            SSL_get_sigalgs(p.s, k, &sign, &hash, NULL, NULL, NULL);
            printf(" %d/%d", sign, hash);
        }
        printf("\n");
        pair_free(p);
        SSL_CTX_free(cc);
    }
    SSL_CTX_free(sc);
}

/* --- in the certificate callbacks -------------------------------------------------------------------------------- */

/* Without DSA, which ours does not ask for by itself. */
static void print_type(int type) {
    if (type != TLS_CT_DSS_SIGN) printf(" %d", type);
}

static int look(SSL *s, void *arg) {
    const unsigned char *types = NULL;
    int n = (int)SSL_get0_certificate_types(s, &types), shared = SSL_get_shared_sigalgs(s, 0, NULL, NULL, NULL, NULL, NULL);
    printf("  %s: types", (const char *)arg);
    for (int i = 0; i < n; i++) print_type(types[i]);
    printf(", %d offered and %d shared", SSL_get_sigalgs(s, -1, NULL, NULL, NULL, NULL, NULL) > 0, shared);
    for (int i = -1; i < shared && shared < 8; i++) {
        int sign = 0, hash = 0, both = 0;
        int ret = SSL_get_shared_sigalgs(s, i, &sign, &hash, &both, NULL, NULL);
        printf(" %d:%d/%d/%d", ret, sign, hash, both);
    }
    printf(", groups %d, set server %d\n", (int)SSL_get1_groups(s, NULL) > 0, (int)SSL_set_current_cert(s, SSL_CERT_SET_SERVER));
    return 1;
}

static void types(int version) {
    static const unsigned char one[] = { 64 }, many[] = { 1, 2, 64, 99, 1 };
    static const char client[] = "client", server[] = "server";
    for (int i = 0; i < 5; i++) {
        SSL_CTX *cc = SSL_CTX_new(TLS_client_method()), *sc = server_ctx("rsa.pem");
        SSL_CTX_set_max_proto_version(cc, version);
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(sc), root.cert);
        X509_STORE_add_cert(SSL_CTX_get_cert_store(sc), middle.cert);
        use(cc, leaf);
        SSL_CTX_set_cert_cb(cc, look, (void *)client);
        SSL_CTX_set_cert_cb(sc, look, (void *)server);
        SSL_CTX_set1_sigalgs_list(cc, "ECDSA+SHA256:RSA+SHA256:RSA-PSS+SHA256:ECDSA+SHA1");
        SSL_CTX_set1_client_sigalgs_list(cc, "ECDSA+SHA384:ECDSA+SHA256");
        int ret = -1;
        if (i == 1) ret = (int)SSL_CTX_set1_client_certificate_types(sc, one, sizeof one);
        if (i == 2) ret = (int)SSL_CTX_set1_client_certificate_types(sc, many, sizeof many);
        if (i == 3) ret = (int)SSL_CTX_set1_client_certificate_types(sc, many, 1); /* RSA alone: the client has none */
        if (i == 4) ret = (int)SSL_CTX_set1_client_certificate_types(sc, NULL, 0);
        printf("types %d in %x: %d, of 256 %d\n", i, (unsigned)version, ret,
               i == 0 ? (int)SSL_CTX_set1_client_certificate_types(sc, many, 256) : -1);
        struct pair p = pair_new(cc, sc);
        printf("  of a client: %d\n", (int)SSL_set1_client_certificate_types(p.c, one, 1));
        if (pair_handshake(p)) {
            pair_exchange(p);
            printf("  peer %s\n", common_name(SSL_get0_peer_certificate(p.s)));
            const unsigned char *got = NULL;
            int n = (int)SSL_get0_certificate_types(p.c, &got);
            printf("  kept");
            for (int k = 0; k < n; k++) print_type(got[k]);
            printf(", server's %d, set %d %d\n", (int)SSL_get0_certificate_types(p.s, &got),
                   (int)SSL_set_current_cert(p.s, SSL_CERT_SET_SERVER), (int)SSL_set_current_cert(p.c, SSL_CERT_SET_SERVER));
        }
        pair_close(p);
        pair_free(p);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

/* A store for verification takes the place of the context's. */
static void verify_store(void) {
    for (int i = 0; i < 4; i++) {
        SSL_CTX *cc = SSL_CTX_new(TLS_client_method()), *sc = SSL_CTX_new(TLS_server_method());
        X509_STORE *store = X509_STORE_new();
        use(sc, leaf);
        SSL_CTX_set1_chain(sc, i & 1 ? NULL : (STACK_OF(X509) *)NULL);
        SSL_CTX_add1_chain_cert(sc, middle.cert);
        SSL_CTX_set_verify(cc, SSL_VERIFY_PEER, NULL);
        X509_STORE_add_cert(i & 1 ? store : SSL_CTX_get_cert_store(cc), root.cert);
        printf("verify store %d: %d\n", i, i & 2 ? (int)SSL_CTX_set1_verify_cert_store(cc, store) : -1);
        struct pair p = pair_new(cc, sc);
        printf("  handshake %d, verify %ld\n", pair_handshake(p), SSL_get_verify_result(p.c));
        pair_close(p);
        pair_free(p);
        X509_STORE_free(store);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    root = issue("root", "P-256", NULL, 1, EVP_sha256());
    middle = issue("middle", "P-256", &root, 1, EVP_sha256());
    leaf = issue("leaf", "P-256", &middle, 0, EVP_sha256());
    alone = issue("alone", "P-256", NULL, 0, EVP_sha256());
    other = issue("other", "P-256", &root, 1, EVP_sha256());
    builds();
    levels();
    stores();
    flags();
    current();
    sigalgs();
    types(TLS1_2_VERSION);
    types(TLS1_3_VERSION);
    verify_store();
    identity_free(root);
    identity_free(middle);
    identity_free(leaf);
    identity_free(alone);
    identity_free(other);
    return 0;
}
