/* Lists of groups and signature algorithms, bounds of versions, and the rest of what a context takes. Names that OpenSSL
 * knows and we have not built stand in no list alone: that is an error with us. */
#include "pair.h"

static const char *const groups[] = {
    "P-256", "prime256v1", "secp256r1", "p-256", "X25519", "x25519", "P-384", "secp384r1", "P-521", "secp521r1", "", ":",
    "P-256:P-256", "P-256:prime256v1", "P-256:", ":P-256", " P-256 : X25519 ", "P-256:\tX25519\n", "foo", "P-256:foo",
    "foo:P-256", "P-256,X25519", "P256", "?P-256", "auto", "X25519:P-256:P-384:P-521", "X25519:P-256:X448:P-521",
    "x448:X25519", "P-256:ffdhe2048", "ffdhe3072:ffdhe4096:P-384", "P-256:FFDHE2048", "P-224:P-256",
    "brainpoolP256r1:P-256", "P-256::P-384", "X25519:x25519",
    "a-name-that-is-much-longer-than-any-group-has-ever-been-or-will-ever-be-called",
};

static const char *const sigalgs[] = {
    "RSA+SHA256", "SHA256+RSA", "rsa+sha256", "RSA+sha256", "RSA+Sha256", "PSS+SHA256", "RSA-PSS+SHA256", "SHA384+PSS",
    "rsa_pss_rsae_sha256", "rsa_pss_pss_sha512", "RSA_PSS_RSAE_SHA256", "rsa_pkcs1_sha1", "ecdsa_secp256r1_sha256",
    "ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512", "ecdsa_sha1", "ecdsa_sha224", "ECDSA+SHA224", "ECDSA+SHA1",
    "ECDSA+SHA256:RSA+SHA256", "RSA+SHA256:RSA+SHA256", "RSA+SHA256:rsa_pkcs1_sha256", "", ":", "foo", "RSA+MD5", "RSA",
    "RSA+", "+SHA256", "+", "RSA+SHA256:", ":RSA+SHA256", "RSA+SHA256+SHA1", "RSA+RSA", "SHA256+SHA256", "RSA+SHA1:foo",
    " RSA+SHA256 ", "RSA+SHA256 : ECDSA+SHA256", "RSA +SHA256", "ECDSA", "dsa_sha256", "ECDSA+SHA256:ed25519",
    "ed25519:ed448:RSA+SHA256", "RSA+SHA256:DSA+SHA256", "RSA+SHA512:ECDSA+SHA384:RSA-PSS+SHA256", "ECDSA+SHA3-256",
};

static void lists(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        printf("groups '%s': %d", groups[i], (int)SSL_CTX_set1_groups_list(ctx, groups[i]));
        printf(" %d\n", (int)SSL_set1_groups_list(s, groups[i]));
        print_errors("groups");
    }
    for (size_t i = 0; i < sizeof sigalgs / sizeof sigalgs[0]; i++) {
        printf("sigalgs '%s': %d", sigalgs[i], (int)SSL_CTX_set1_sigalgs_list(ctx, sigalgs[i]));
        printf(" %d", (int)SSL_CTX_set1_client_sigalgs_list(ctx, sigalgs[i]));
        printf(" %d %d\n", (int)SSL_set1_sigalgs_list(s, sigalgs[i]), (int)SSL_set1_client_sigalgs_list(s, sigalgs[i]));
        print_errors("sigalgs");
    }
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void nids(void) {
    static const int lists[][3] = {
        { NID_X9_62_prime256v1, NID_X25519, NID_secp384r1 }, { NID_X25519, NID_X25519, NID_secp384r1 },
        { NID_X25519, NID_rsaEncryption, NID_secp384r1 },    { NID_X448, NID_X25519, NID_ffdhe2048 },
        { NID_undef, NID_X25519, NID_secp521r1 },
    };
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (int n = 0; n <= 3; n++) {
            if (i == 3 && n == 1) continue;
            printf("nids %zu/%d: %d\n", i, n, (int)SSL_CTX_set1_groups(ctx, (int *)(size_t)lists[i], n));
            print_errors("nids");
        }
    }
    SSL_CTX_free(ctx);
}

/* The group of a key is the one that is left. */
static void tmp_ecdh(void) {
    static const int nids[] = { NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1 };
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("ec.pem");
    EC_KEY *bare = EC_KEY_new();
    printf("tmp_ecdh NULL: %d\n", (int)SSL_CTX_set_tmp_ecdh(sc, NULL));
    print_errors("tmp_ecdh");
    printf("tmp_ecdh without a group: %d\n", (int)SSL_CTX_set_tmp_ecdh(sc, bare));
    print_errors("tmp_ecdh");
    EC_KEY_free(bare);
    SSL_CTX_set_cipher_list(sc, "ECDHE");
    for (int i = 0; i < 3 * 3 * 2; i++) {
        struct pair p = pair_new(cc, sc);
        EC_KEY *of_client = EC_KEY_new_by_curve_name(nids[i / 3 % 3]), *of_server = EC_KEY_new_by_curve_name(nids[i % 3]);
        int set = (int)SSL_set_tmp_ecdh(p.c, of_client), set2 = (int)SSL_set_tmp_ecdh(p.s, of_server);
        EC_KEY_free(of_client);
        EC_KEY_free(of_server);
        SSL_set_max_proto_version(p.c, i < 9 ? TLS1_2_VERSION : TLS1_3_VERSION);
        int ok = pair_handshake(p);
        printf("tmp_ecdh %d: %d %d %d %s\n", i, set, set2, ok, ok ? OBJ_nid2sn((int)SSL_get_negotiated_group(p.s)) : "none");
        print_errors("tmp_ecdh");
        pair_free(p);
    }
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static void bounds_of(const SSL_METHOD *m, const char *name) {
    static const int versions[] = { 0, 2, 0x2FF, 0x300, 0x301, 0x302, 0x303, 0x304, 0x305, 0x1000, 0xFEFF, 0xFEFD, 0x100, -1 };
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        SSL_CTX *ctx = SSL_CTX_new(m);
        printf("%s %x: min %d", name, (unsigned)versions[i], (int)SSL_CTX_set_min_proto_version(ctx, versions[i]));
        printf(" %x", (unsigned)SSL_CTX_get_min_proto_version(ctx));
        printf(" max %d", (int)SSL_CTX_set_max_proto_version(ctx, versions[i]));
        printf(" %x", (unsigned)SSL_CTX_get_max_proto_version(ctx));
        SSL *s = SSL_new(ctx);
        printf(" ssl %x %s min %x", (unsigned)SSL_version(s), SSL_get_version(s), (unsigned)SSL_get_min_proto_version(s));
        printf(" set %d", (int)SSL_set_max_proto_version(s, versions[i]));
        printf(" %x\n", (unsigned)SSL_get_max_proto_version(s));
        SSL_free(s);
        SSL_CTX_free(ctx);
    }
}

static void nothing_built(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    SSL_set_connect_state(s);
    printf("after-handshake authentication %d\n", SSL_verify_client_post_handshake(s));
    print_errors("pha");
    printf("compressions %d current %d %d\n", sk_SSL_COMP_num(SSL_COMP_get_compression_methods()),
           SSL_get_current_compression(s) == NULL, SSL_get_current_expansion(s) == NULL);
    printf("hello %d %u\n", SSL_client_hello_isv2(s), SSL_client_hello_get0_legacy_version(s));
    printf("level %d %d\n", SSL_CTX_get_security_level(ctx), SSL_get_security_level(s));
    SSL_free(s);
    SSL_CTX_free(ctx);
}

int main(void) {
    lists();
    nids();
    tmp_ecdh();
    bounds_of(TLS_method(), "any");
    bounds_of(TLS_client_method(), "client");
    bounds_of(TLS_server_method(), "server");
    bounds_of(TLSv1_2_method(), "1.2");
    nothing_built();
    return 0;
}
