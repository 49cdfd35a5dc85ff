/* DHE up to TLS 1.2: parameters set, automatic and from callbacks, security levels, and what is told of them. */
#include "pair.h"

#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

static DH *dh_of(int bits) {
    BIGNUM *p = NULL, *g = BN_new();
    DH *dh = DH_new();
    if (bits == 768) p = BN_get_rfc2409_prime_768(NULL);
    if (bits == 1024) p = BN_get_rfc2409_prime_1024(NULL);
    if (bits == 1536) p = BN_get_rfc3526_prime_1536(NULL);
    if (bits == 2048) p = BN_get_rfc3526_prime_2048(NULL);
    if (bits == 3072) p = BN_get_rfc3526_prime_3072(NULL);
    if (bits == 4096) p = BN_get_rfc3526_prime_4096(NULL);
    BN_set_word(g, 2);
    check(p && dh && DH_set0_pqg(dh, p, NULL, g) == 1, "DH");
    return dh;
}

static void show(struct pair p) {
    EVP_PKEY *k = NULL;
    int got = SSL_get_peer_tmp_key(p.c, &k);
    printf("  %s %s, group %d %d, temporary key %d", SSL_get_version(p.c), SSL_get_cipher_name(p.c),
           (int)SSL_get_negotiated_group(p.c), (int)SSL_get_negotiated_group(p.s), got);
    if (got) printf(": type %d, %d bits, security %d", EVP_PKEY_get_id(k), EVP_PKEY_get_bits(k), EVP_PKEY_get_security_bits(k));
    printf("\n");
    EVP_PKEY_free(k);
    k = NULL;
    got = SSL_get_peer_tmp_key(p.s, &k);
    printf("  server's view of a temporary key: %d\n", got);
    EVP_PKEY_free(k);
}

static const char *cert = "rsa.pem";
static int client_level = -1;

static void go(const char *what, SSL_CTX *sc, const char *ciphers) {
    SSL_CTX *cc = client_ctx(1);
    printf("%s\n", what);
    SSL_CTX_set_max_proto_version(cc, TLS1_2_VERSION);
    check(SSL_CTX_set_cipher_list(cc, ciphers) == 1, "client's ciphers");
    if (client_level >= 0) SSL_CTX_set_security_level(cc, client_level);
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        show(p);
        pair_exchange(p);
    }
    pair_free(p);
    SSL_CTX_free(cc);
}

static void sizes(int level) {
    static const int bits[] = { 768, 1024, 1536, 2048, 3072, 4096 };
    for (int i = 0; i < 6; i++) {
        SSL_CTX *sc = server_ctx(cert);
        DH *dh = dh_of(bits[i]);
        char what[80];
        SSL_CTX_set_security_level(sc, level);
        snprintf(what, sizeof what, "%d bits at level %d: %d", bits[i], level, (int)SSL_CTX_set_tmp_dh(sc, dh));
        print_errors("set");
        go(what, sc, "DHE:@SECLEVEL=0");
        DH_free(dh);
        SSL_CTX_free(sc);
    }
}

static int calls;
static DH *from_callback;

static DH *callback(SSL *ssl, int is_export, int keylength) {
    printf("  callback: %d %d %d\n", ssl != NULL, is_export, keylength);
    calls++;
    return from_callback;
}

static void callbacks(void) {
    SSL_CTX *sc = server_ctx(cert);
    SSL_CTX_set_tmp_dh_callback(sc, callback);
    from_callback = dh_of(2048);
    go("callback", sc, "DHE");
    DH_free(from_callback);
    from_callback = dh_of(1024);
    go("callback with a weak group", sc, "DHE");
    DH_free(from_callback);
    from_callback = NULL;
    go("callback with nothing", sc, "DHE");
    from_callback = dh_of(2048);
    DH *dh = dh_of(3072);
    printf("parameters too: %d\n", (int)SSL_CTX_set_tmp_dh(sc, dh));
    go("both", sc, "DHE");
    SSL_CTX_set_dh_auto(sc, 1);
    go("and automatic", sc, "DHE");
    SSL_CTX_set_dh_auto(sc, 0);
    go("and no longer automatic", sc, "DHE");
    DH_free(dh);
    DH_free(from_callback);
    printf("calls %d\n", calls);
    SSL_CTX_free(sc);
}

static void automatic(int mode, int level) {
    char what[80];
    SSL_CTX *sc = server_ctx(cert);
    SSL_CTX_set_security_level(sc, level);
    snprintf(what, sizeof what, "automatic %d at level %d: %d", mode, level, (int)SSL_CTX_set_dh_auto(sc, mode));
    go(what, sc, "DHE:@SECLEVEL=0");
    SSL_CTX_free(sc);
}

static void connections(void) {
    SSL_CTX *sc = server_ctx(cert), *cc = client_ctx(1);
    DH *dh = dh_of(2048), *weak = dh_of(1024);
    SSL_CTX_set_max_proto_version(cc, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(cc, "DHE");
    struct pair p = pair_new(cc, sc);
    printf("on a connection: %d, weak %d", (int)SSL_set_tmp_dh(p.s, dh), (int)SSL_set_tmp_dh(p.s, weak));
    printf(", none %d\n", (int)SSL_set_tmp_dh(p.s, NULL));
    print_errors("set");
    if (pair_handshake(p)) show(p);
    SSL_SESSION *sess = SSL_get1_session(p.c);
    pair_close(p);
    pair_free(p);
    p = pair_new(cc, sc); /* a resumption needs no parameters */
    SSL_set_session(p.c, sess);
    if (pair_handshake(p)) {
        printf("  reused %d %d\n", SSL_session_reused(p.c), SSL_session_reused(p.s));
        show(p);
    }
    SSL_SESSION_free(sess);
    pair_free(p);
    p = pair_new(cc, sc);
    printf("callback on a connection\n");
    SSL_set_tmp_dh_callback(p.s, callback);
    from_callback = dh;
    if (pair_handshake(p)) show(p);
    pair_free(p);
    p = pair_new(cc, sc);
    printf("automatic on a connection: %d\n", (int)SSL_set_dh_auto(p.s, 1));
    if (pair_handshake(p)) show(p);
    pair_free(p);
    DH_free(dh);
    DH_free(weak);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

static void set0(void) {
    SSL_CTX *sc = server_ctx(cert);
    EVP_PKEY *k = EVP_PKEY_new(), *weak = EVP_PKEY_new(), *more = EVP_PKEY_new();
    check(EVP_PKEY_assign_DH(k, dh_of(2048)) && EVP_PKEY_assign_DH(weak, dh_of(1024)) &&
              EVP_PKEY_assign_DH(more, dh_of(3072)), "assign");
    printf("set0: %d", SSL_CTX_set0_tmp_dh_pkey(sc, k));
    int refused = SSL_CTX_set0_tmp_dh_pkey(sc, weak);
    printf(", weak %d\n", refused);
    if (!refused) EVP_PKEY_free(weak);
    print_errors("set");
    go("set0", sc, "DHE");
    SSL *ssl = SSL_new(sc);
    printf("set0 on a connection: %d\n", SSL_set0_tmp_dh_pkey(ssl, more));
    SSL_free(ssl);
    SSL_CTX_free(sc);
}

static void files(void) {
    DH *dh = dh_of(2048), *back = NULL;
    BIO *out = BIO_new_file("dh.pem", "w");
    check(out && PEM_write_bio_DHparams(out, dh) == 1, "write");
    BIO_free(out);
    FILE *f = fopen("dh.pem", "r");
    check(f && (back = PEM_read_DHparams(f, NULL, NULL, NULL)) != NULL, "read");
    fclose(f);
    printf("from a file: %d bits, equal %d\n", DH_bits(back), BN_cmp(DH_get0_p(dh), DH_get0_p(back)) == 0);
    SSL_CTX *sc = server_ctx(cert);
    printf("set: %d\n", (int)SSL_CTX_set_tmp_dh(sc, back));
    go("file", sc, "DHE-RSA-CHACHA20-POLY1305");
    SSL_CTX_free(sc);
    sc = server_ctx(cert);
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CERTIFICATE);
    SSL_CONF_CTX_set_ssl_ctx(conf, sc);
    printf("DHParameters: %d, no file: %d\n", SSL_CONF_cmd(conf, "DHParameters", "dh.pem"),
           SSL_CONF_cmd(conf, "DHParameters", "nowhere.pem"));
    ERR_clear_error();
    SSL_CONF_CTX_free(conf);
    go("configured", sc, "DHE");
    SSL_CTX_free(sc);
    DH_free(dh);
    DH_free(back);
}

int main(void) {
    static const char *const suites[] = { "DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-CHACHA20-POLY1305",
                                          "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-SHA256",
                                          "DHE-RSA-AES128-SHA256",     "DHE-RSA-AES256-SHA",
                                          "DHE-RSA-AES128-SHA" };
    SSL_CTX *sc = server_ctx(cert);
    go("nothing set", sc, "DHE");
    go("nothing set, another suite too", sc, "DHE:AES128-SHA");
    SSL_CTX_set_dh_auto(sc, 1);
    for (int i = 0; i < 7; i++) go(suites[i], sc, suites[i]);
    SSL_CTX_free(sc);
    for (int level = 0; level <= 2; level++) sizes(level);
    for (int level = 0; level <= 2; level++) {
        automatic(1, level);
        automatic(2, level);
    }
    callbacks();
    connections();
    set0();
    files();
    client_level = 2;
    sc = server_ctx(cert);
    SSL_CTX_set_security_level(sc, 0);
    DH *dh = dh_of(1024);
    SSL_CTX_set_tmp_dh(sc, dh);
    DH_free(dh);
    go("a client that asks for more", sc, "DHE");
    SSL_CTX_free(sc);
    client_level = -1;
    cert = "ec.pem";
    sc = server_ctx(cert);
    SSL_CTX_set_dh_auto(sc, 1);
    go("a certificate that DHE_RSA cannot use", sc, "DHE");
    SSL_CTX_free(sc);
    return 0;
}
