/* Suite B in TLS: its cipher strings, and handshakes of every such string with certificates of each curve at either end. */
#include "authority.h"

static const char *const strings[] = { "SUITEB128", "SUITEB128ONLY", "SUITEB192", "SUITEB128C2", "SUITEB128:AES128-SHA",
                                       "SUITEB192+X", "SUITEB", "SUITEB129", "suiteb128", "SUITEB128ONLYX", "DEFAULT:SUITEB128" };

static void print_ciphers(SSL_CTX *ctx) {
    STACK_OF(SSL_CIPHER) *sk = SSL_CTX_get_ciphers(ctx);
    for (int i = 0; i < sk_SSL_CIPHER_num(sk) && i < 6; i++) printf(" %s", SSL_CIPHER_get_name(sk_SSL_CIPHER_value(sk, i)));
    printf("\n");
}

static void words(const SSL_METHOD *method, const char *name) {
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        SSL_CTX *ctx = SSL_CTX_new(method);
        int ret = SSL_CTX_set_cipher_list(ctx, strings[i]);
        printf("%s %s: %d, flags %lx:", name, strings[i], ret, (long)SSL_CTX_set_cert_flags(ctx, 0));
        print_ciphers(ctx);
        print_errors("list");
        ret = SSL_CTX_set_cipher_list(ctx, "ECDHE-RSA-AES128-GCM-SHA256");
        printf("  another string: %d:", ret);
        print_ciphers(ctx);
        print_errors("list");
        SSL_CTX_free(ctx);
    }
}

static struct identity roots[2], leaves[4];

static int accept_suite_b(int ok, X509_STORE_CTX *v) {
    printf("  verify %d: %d at %d\n", ok, X509_STORE_CTX_get_error(v), X509_STORE_CTX_get_error_depth(v));
    return ok;
}

static void set(SSL_CTX *ctx, const char *string, long flags) {
    if (string) check(SSL_CTX_set_cipher_list(ctx, string) == 1, string);
    if (flags) SSL_CTX_set_cert_flags(ctx, flags);
    for (int i = 0; i < 2; i++) X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), roots[i].cert);
}

static void handshake(const char *at_client, const char *at_server, long flags, int leaf, int version, int auth) {
    SSL_CTX *cc = SSL_CTX_new(TLS_client_method()), *sc = SSL_CTX_new(TLS_server_method());
    printf("%s to %s, flags %lx, leaf %d, %x%s\n", at_client ? at_client : "-", at_server ? at_server : "-", flags, leaf,
           (unsigned)version, auth ? ", both" : "");
    SSL_CTX_set_max_proto_version(cc, version);
    set(cc, at_client, 0);
    set(sc, at_server, flags);
    SSL_CTX_set_verify(cc, SSL_VERIFY_PEER, accept_suite_b);
    check(SSL_CTX_use_certificate(sc, leaves[leaf].cert) == 1 && SSL_CTX_use_PrivateKey(sc, leaves[leaf].key) == 1, "use");
    if (auth) {
        check(SSL_CTX_use_certificate(cc, leaves[leaf].cert) == 1 && SSL_CTX_use_PrivateKey(cc, leaves[leaf].key) == 1, "use");
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, accept_suite_b);
    }
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        int nid = 0, md = 0;
        pair_exchange(p);
        SSL_get_peer_signature_type_nid(p.c, &nid);
        SSL_get_peer_signature_nid(p.c, &md);
        printf("  %s, group %d, signed %d %d, client %s\n", SSL_get_cipher_name(p.c), (int)SSL_get_negotiated_group(p.c), nid, md,
               SSL_get0_peer_certificate(p.s) ? "authenticated" : "not");
        printf("  shared groups %ld:", (long)SSL_get_shared_group(p.s, -1));
        for (int i = -2; i < 3; i++) printf(" %ld", (long)SSL_get_shared_group(p.s, i));
        printf(", at the client %ld %ld %ld\n", (long)SSL_get_shared_group(p.c, -2), (long)SSL_get_shared_group(p.c, -1),
               (long)SSL_get_shared_group(p.c, 0));
        pair_close(p);
    }
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    words(TLS_method(), "TLS");
    words(TLSv1_2_method(), "TLSv1.2");
    words(TLSv1_1_method(), "TLSv1.1");
    roots[0] = issue("root 256", "P-256", NULL, 1, EVP_sha256());
    roots[1] = issue("root 384", "P-384", NULL, 1, EVP_sha384());
    leaves[0] = issue("256", "P-256", &roots[0], 0, EVP_sha256());
    leaves[1] = issue("384", "P-384", &roots[1], 0, EVP_sha384());
    leaves[2] = issue("256 by 384", "P-256", &roots[1], 0, EVP_sha384());
    leaves[3] = issue("RSA", "RSA", &roots[0], 0, EVP_sha256());
    static const char *const modes[] = { NULL, "SUITEB128", "SUITEB128ONLY", "SUITEB192", "SUITEB128C2" };
    for (int c = 0; c < 5; c++) {
        for (int s = 0; s < 5; s++) {
            for (int leaf = 0; (c || s) && leaf < 4; leaf++) {
                handshake(modes[c], modes[s], 0, leaf, TLS1_2_VERSION, (c + s + leaf) % 3 == 0);
                if (leaf < 2) handshake(modes[c], modes[s], 0, leaf, TLS1_3_VERSION, (c + s + leaf) % 3 == 0);
            }
        }
    }
    for (int leaf = 0; leaf < 4; leaf++) {
        handshake(NULL, NULL, SSL_CERT_FLAG_SUITEB_128_LOS, leaf, TLS1_2_VERSION, 0);
        handshake(NULL, NULL, SSL_CERT_FLAG_SUITEB_192_LOS, leaf, TLS1_2_VERSION, 0);
    }
    for (int i = 0; i < 2; i++) identity_free(roots[i]);
    for (int i = 0; i < 4; i++) identity_free(leaves[i]);
    return 0;
}
