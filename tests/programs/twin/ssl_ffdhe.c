/* Finite-field groups in TLS 1.3: lists, key shares, retries, and what is told of them. */
#include "pair.h"

#include <openssl/evp.h>

static void show_key(SSL *ssl) {
    EVP_PKEY *k = NULL;
    if (!SSL_get_peer_tmp_key(ssl, &k)) {
        printf("  no temporary key\n");
        return;
    }
    printf("  temporary key: type %d, %d bits, security %d, size %d\n", EVP_PKEY_get_id(k), EVP_PKEY_get_bits(k),
           EVP_PKEY_get_security_bits(k), EVP_PKEY_get_size(k));
    EVP_PKEY_free(k);
}

static void show_groups(SSL *s) {
    int nids[64];
    int n = SSL_get1_groups(s, NULL);
    if (n > 64 || SSL_get1_groups(s, nids) != n) return;
    printf("  offered:");
    for (int i = 0; i < n; i++) printf(" %d", nids[i]);
    printf("\n  shared:");
    for (int i = 0; i < SSL_get_shared_group(s, -1); i++) printf(" %d", (int)SSL_get_shared_group(s, i));
    printf("\n");
}

static void run(const char *what, const char *cg, const char *sg, int max, int level) {
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("ec.pem");
    int c = cg ? SSL_CTX_set1_groups_list(cc, cg) : 1, s = sg ? SSL_CTX_set1_groups_list(sc, sg) : 1;
    printf("%s: lists %d %d\n", what, c, s);
    print_errors("main");
    if (level >= 0) SSL_CTX_set_security_level(sc, level);
    SSL_CTX_set_max_proto_version(cc, max);
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s, group %d %d", SSL_get_version(p.c), (int)SSL_get_negotiated_group(p.c),
               (int)SSL_get_negotiated_group(p.s));
        printf(" name %s\n", SSL_group_to_name(p.c, (int)SSL_get_negotiated_group(p.c)));
        show_key(p.c);
        show_groups(p.s);
    }
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    static const char *const groups[] = { "ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192" };
    for (int i = 0; i < 5; i++) run(groups[i], groups[i], NULL, 0, -1);
    run("defaults", NULL, NULL, 0, -1);
    run("defaults, TLS 1.2", NULL, NULL, TLS1_2_VERSION, -1);
    run("retry", "X25519:ffdhe3072", "ffdhe3072", 0, -1);
    run("retry the other way", "ffdhe2048:X25519", "X25519", 0, -1);
    run("none in common", "ffdhe2048", "ffdhe3072:X25519", 0, -1);
    run("TLS 1.2 with both", "ffdhe2048:P-256", NULL, TLS1_2_VERSION, -1);
    run("too weak for the server", "ffdhe2048", NULL, 0, 3);
    run("strong enough", "ffdhe2048:ffdhe3072", "ffdhe3072:ffdhe2048", 0, 3);
    run("unknown", "ffdhe1024", NULL, 0, -1);
    run("twice", "ffdhe2048:ffdhe2048", NULL, 0, -1);
    run("mixed case", "FFDHE2048", NULL, 0, -1);
    return 0;
}
