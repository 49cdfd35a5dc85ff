/* Extensions that a server has ready beside its certificates, from bytes and from files. */
#include "pair.h"

static int parse(SSL *s, unsigned type, unsigned context, const unsigned char *in, size_t inlen, X509 *x, size_t chainidx,
                 int *al, void *arg) {
    (void)s, (void)x, (void)al, (void)arg;
    printf("    %u in %04x, chain %zu: %.*s\n", type, context, chainidx, (int)inlen, (const char *)in);
    return 1;
}

static int say(SSL *s, unsigned type, unsigned context, const unsigned char **out, size_t *outlen, X509 *x, size_t chainidx,
               int *al, void *arg) {
    (void)s, (void)type, (void)x, (void)chainidx, (void)al;
    *out = arg;
    *outlen = context == SSL_EXT_CLIENT_HELLO ? strlen(arg) : 0;
    return context == SSL_EXT_CLIENT_HELLO;
}

#define ALL (SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS | SSL_EXT_TLS1_3_CERTIFICATE)

static void ask(SSL_CTX *sc, int version, const char *question) {
    SSL_CTX *cc = client_ctx(0);
    SSL_CTX_set_min_proto_version(cc, version);
    SSL_CTX_set_max_proto_version(cc, version);
    for (unsigned type = 1000; type < 1004; type++) {
        SSL_CTX_add_custom_ext(cc, type, ALL, say, NULL, (void *)question, parse, NULL);
    }
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) printf("  done, %s\n", SSL_get_version(p.c));
    pair_free(p);
    SSL_CTX_free(cc);
}

static void use(SSL_CTX *ctx, const char *what, int version, const void *bytes, size_t n) {
    printf("%s: %d\n", what,
        version ? SSL_CTX_use_serverinfo_ex(ctx, (unsigned)version, bytes, n) : SSL_CTX_use_serverinfo(ctx, bytes, n));
    print_errors("use");
}

/* context, type, length, bytes */
static const char v2[] = "\0\0\x01\xd0\x03\xe8\0\3two" "\0\0\x14\x80\x03\xe9\0\5three";
/* type, length, bytes */
static const char v1[] = "\x03\xea\0\3one";
static const char empty[] = "\x03\xeb\0\0";

static void malformed(void) {
    SSL_CTX *ctx = server_ctx("rsa.pem");
    static const char wide[] = "\0\1\x01\xd0\x03\xe8\0\3two";
    static const char known[] = "\0\0\x01\xd0\0\x10\0\3two";
    static const char twice[] = "\x03\xe8\0\3one\x03\xe9\0\3two";
    for (size_t n = 0; n < sizeof v2; n++) {
        char what[32];
        snprintf(what, sizeof what, "v1 cut at %zu", n);
        if (n < sizeof v1) use(ctx, what, 0, v1, n);
        snprintf(what, sizeof what, "v2 cut at %zu", n);
        use(ctx, what, SSL_SERVERINFOV2, v2, n);
    }
    use(ctx, "no version", 3, v1, sizeof v1 - 1);
    use(ctx, "null", 0, NULL, 3);
    use(ctx, "wide context", SSL_SERVERINFOV2, wide, sizeof wide - 1);
    use(ctx, "a type of the library's", SSL_SERVERINFOV2, known, sizeof known - 1);
    use(ctx, "two", 0, twice, sizeof twice - 1);
    use(ctx, "the same again", 0, v1, sizeof v1 - 1);
    SSL_CTX_free(ctx);
    ctx = server_ctx("rsa.pem");
    use(ctx, "wide context alone", SSL_SERVERINFOV2, wide, sizeof wide - 1);
    SSL_CTX_free(ctx);
    ctx = SSL_CTX_new(TLS_server_method());
    use(ctx, "no certificate", 0, v1, sizeof v1 - 1);
    SSL_CTX_free(ctx);
}

static void answers(void) {
    SSL_CTX *sc = server_ctx("rsa.pem");
    use(sc, "v2", SSL_SERVERINFOV2, v2, sizeof v2 - 1);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        ask(sc, version, "");
        ask(sc, version, "something");
    }
    SSL_CTX_free(sc);
    sc = server_ctx("rsa.pem");
    use(sc, "empty", SSL_SERVERINFOV1, empty, sizeof empty - 1);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) ask(sc, version, "");
    ask(sc, TLS1_2_VERSION, "something");
    SSL_CTX_free(sc);
}

/* Each certificate has its own. */
static void two_certificates(void) {
    SSL_CTX *sc = server_ctx("rsa.pem");
    static const char rsa[] = "\x03\xe8\0\3rsa", ec[] = "\x03\xe9\0\2ec";
    use(sc, "for the first", 0, rsa, sizeof rsa - 1);
    check(SSL_CTX_use_certificate_file(sc, data_file("ec.pem"), SSL_FILETYPE_PEM) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey_file(sc, data_file("ec.pem"), SSL_FILETYPE_PEM) == 1, "key");
    use(sc, "for the second", 0, ec, sizeof ec - 1);
    check(SSL_CTX_set_cipher_list(sc, "ECDHE-RSA-AES128-GCM-SHA256"), "ciphers");
    ask(sc, TLS1_2_VERSION, "");
    check(SSL_CTX_set_cipher_list(sc, "ECDHE-ECDSA-AES128-GCM-SHA256"), "ciphers");
    ask(sc, TLS1_2_VERSION, "");
    SSL_CTX_free(sc);
}

static void file(const char *what, const char *pem) {
    SSL_CTX *sc = server_ctx("rsa.pem");
    FILE *f = fopen("serverinfo.pem", "w");
    check(f != NULL, "file");
    fputs(pem, f);
    fclose(f);
    printf("%s: %d\n", what, SSL_CTX_use_serverinfo_file(sc, "serverinfo.pem"));
    print_errors("file");
    ask(sc, TLS1_2_VERSION, "");
    ask(sc, TLS1_3_VERSION, "");
    SSL_CTX_free(sc);
}

static void files(void) {
    file("v1", "-----BEGIN SERVERINFO FOR ONE-----\nA+oAA29uZQ==\n-----END SERVERINFO FOR ONE-----\n");
    file("v2", "-----BEGIN SERVERINFOV2 FOR TWO-----\nAAAB0APoAAN0d28=\n-----END SERVERINFOV2 FOR TWO-----\n");
    file("both", "-----BEGIN SERVERINFO FOR ONE-----\nA+oAA29uZQ==\n-----END SERVERINFO FOR ONE-----\n"
                 "-----BEGIN SERVERINFOV2 FOR TWO-----\nAAAB0APoAAN0d28=\n-----END SERVERINFOV2 FOR TWO-----\n");
    file("other name", "-----BEGIN SOMETHING-----\nA+oAA29uZQ==\n-----END SOMETHING-----\n");
    file("short name", "-----BEGIN SERVER-----\nA+oAA29uZQ==\n-----END SERVER-----\n");
    file("bad length", "-----BEGIN SERVERINFO FOR ONE-----\nA+oABG9uZQ==\n-----END SERVERINFO FOR ONE-----\n");
    file("bad v2 length", "-----BEGIN SERVERINFOV2 FOR ONE-----\nA+oABG9uZQ==\n-----END SERVERINFOV2 FOR ONE-----\n");
    file("nothing", "");
    file("good, then not PEM",
        "-----BEGIN SERVERINFO FOR ONE-----\nA+oAA29uZQ==\n-----END SERVERINFO FOR ONE-----\n-----BEGIN X-----\n!");
    SSL_CTX *ctx = server_ctx("rsa.pem");
    printf("missing: %d\n", SSL_CTX_use_serverinfo_file(ctx, "no such file"));
    print_errors("file");
    printf("null: %d\n", SSL_CTX_use_serverinfo_file(ctx, NULL));
    print_errors("file");
    SSL_CTX_free(ctx);
}

int main(void) {
    malformed();
    answers();
    two_certificates();
    files();
    return 0;
}
