/* SSL_dup(), and smaller entry points that have no test of their own: keys from bytes, lists of suites from bytes, names
 * out of directories, what a server was offered, security callbacks that ask the default one. */
#include <sys/stat.h>

#include "pair.h"

static int some_msg;
static void on_msg(int write_p, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    (void)write_p, (void)version, (void)type, (void)buf, (void)len, (void)s, (void)arg;
    some_msg++;
}
static void on_info(const SSL *s, int where, int ret) { (void)s, (void)where, (void)ret; }
static int on_verify(int ok, X509_STORE_CTX *x) { (void)x; return ok; }

static void print_ciphers(const char *what, STACK_OF(SSL_CIPHER) *sk) {
    printf("  %s:%s", what, sk ? "" : " none");
    for (int i = 0; i < sk_SSL_CIPHER_num(sk); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(sk, i);
        printf(" %s/%s/%08lx", SSL_CIPHER_get_name(c), SSL_CIPHER_standard_name(c), (unsigned long)SSL_CIPHER_get_id(c));
    }
    printf("\n");
}

static void settle(SSL *s, int idx) {
    SSL_set_options(s, SSL_OP_NO_TICKET);
    SSL_set_mode(s, SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_set_cipher_list(s, "AES128-SHA");
    SSL_set_ciphersuites(s, "TLS_AES_128_GCM_SHA256");
    SSL_set_tlsext_host_name(s, "host");
    SSL_set_session_id_context(s, (const unsigned char *)"x", 1);
    SSL_set_verify(s, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, on_verify);
    SSL_set_verify_depth(s, 7);
    SSL_set_min_proto_version(s, TLS1_2_VERSION);
    SSL_set_max_proto_version(s, TLS1_2_VERSION);
    SSL_set_read_ahead(s, 1);
    SSL_set_max_cert_list(s, 12345);
    SSL_set_quiet_shutdown(s, 1);
    SSL_set_shutdown(s, SSL_SENT_SHUTDOWN);
    SSL_set_security_level(s, 1);
    SSL_set_num_tickets(s, 5);
    SSL_set_ex_data(s, idx, (void *)"ex");
    SSL_set_connect_state(s);
    SSL_set1_host(s, "h");
    SSL_set_msg_callback(s, on_msg);
    SSL_set_info_callback(s, on_info);
    check(SSL_add_client_CA(s, SSL_get_certificate(s)) == 1, "CA");
}

static void show(SSL *d, SSL *s, int idx) {
    printf("  same %d, options %d, mode %d\n", d == s, (SSL_get_options(d) & SSL_OP_NO_TICKET) != 0,
           (SSL_get_mode(d) & SSL_MODE_ENABLE_PARTIAL_WRITE) != 0);
    if (SSL_get_min_proto_version(d) != 0) print_ciphers("ciphers", SSL_get_ciphers(d));
    printf("  host %s, verify %x, callback %d, depth %d, versions %x %x\n", SSL_get_servername(d, 0) ? "set" : "none",
           (unsigned)SSL_get_verify_mode(d), SSL_get_verify_callback(d) == on_verify, SSL_get_verify_depth(d),
           (unsigned)SSL_get_min_proto_version(d), (unsigned)SSL_get_max_proto_version(d));
    printf("  read ahead %d, list %ld, quiet %d, shutdown %d, level %d, tickets %zu, ex %s\n", SSL_get_read_ahead(d),
           SSL_get_max_cert_list(d), SSL_get_quiet_shutdown(d), SSL_get_shutdown(d), SSL_get_security_level(d),
           SSL_get_num_tickets(d), SSL_get_ex_data(d, idx) ? (const char *)SSL_get_ex_data(d, idx) : "none");
    printf("  certificate %d, key %d, server %d, info %d, expected %s, BIO %d\n", SSL_get_certificate(d) != NULL,
           SSL_get_privatekey(d) != NULL, SSL_is_server(d), SSL_get_info_callback(d) == on_info,
           X509_VERIFY_PARAM_get0_host(SSL_get0_param(d), 0) ? X509_VERIFY_PARAM_get0_host(SSL_get0_param(d), 0) : "none",
           SSL_get_rbio(d) != NULL);
    printf("  context %d, method %d, CAs %d\n", SSL_get_SSL_CTX(d) == SSL_get_SSL_CTX(s),
        SSL_get_ssl_method(d) == SSL_get_ssl_method(s), sk_X509_NAME_num(SSL_get_client_CA_list(d)));
}

static void dups(void) {
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("rsa.pem");
    int idx = SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    check(SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "key");
    SSL *s = SSL_new(cc), *d = SSL_dup(s);
    printf("dup of a new one\n");
    show(d, s, idx);
    SSL_free(d);
    settle(s, idx);
    BIO *b = BIO_new(BIO_s_mem());
    SSL_set_bio(s, b, b);
    d = SSL_dup(s);
    printf("dup of a settled one\n");
    show(d, s, idx);
    SSL_free(d);
    struct pair p = pair_new(cc, sc);
    SSL_do_handshake(p.c);
    d = SSL_dup(p.c);
    printf("in a handshake: same %d\n", d == p.c);
    SSL_free(d);
    check(pair_handshake(p), "handshake");
    pair_exchange(p);
    d = SSL_dup(p.c);
    printf("after it: same %d\n", d == p.c);
    SSL_free(d);
    SSL_SESSION *sess = SSL_get1_session(p.c);
    SSL_set_session(s, sess);
    d = SSL_dup(s);
    printf("with a session: same %d, its own %d\n", d == s, SSL_get_session(d) == sess);
    SSL_free(d);
    SSL_SESSION_free(sess);
    pair_free(p);
    SSL_free(s);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static void bytes(void) {
    static const char two[] = "\xc0\x2f\x13\x01\x00\xff\x56\x00\x0a\x0a\xc0\x2f\x00\x2f", three[] = "\0\xc0\x2f\x01\0\x80\0\0\xff";
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    for (int v2 = 0; v2 < 2; v2++) {
        for (size_t n = 0; n < (v2 ? sizeof three : sizeof two); n++) {
            STACK_OF(SSL_CIPHER) *sk = NULL, *scsvs = NULL;
            printf("%zu bytes, format %d: %d\n", n, v2,
                SSL_bytes_to_cipher_list(s, (const unsigned char *)(v2 ? three : two), n, v2, &sk, &scsvs));
            print_errors(" ");
            print_ciphers("suites", sk);
            print_ciphers("signals", scsvs);
            sk_SSL_CIPHER_free(sk);
            sk_SSL_CIPHER_free(scsvs);
        }
    }
    printf("for nobody: %d\n", SSL_bytes_to_cipher_list(s, (const unsigned char *)two, 4, 0, NULL, NULL));
    printf("find signals: %d %d\n", SSL_CIPHER_find(s, (const unsigned char *)"\0\xff") != NULL,
           SSL_CIPHER_find(s, (const unsigned char *)"\x56\0") != NULL);
    printf("offered: %d\n", SSL_get_client_ciphers(s) != NULL);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void offered(void) {
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
        SSL_CTX_set_max_proto_version(cc, version);
        SSL_CTX_set_cipher_list(cc, "ECDHE+AESGCM:AES128-SHA");
        struct pair p = pair_new(cc, sc);
        check(pair_handshake(p), "handshake");
        print_ciphers("offered to the server", SSL_get_client_ciphers(p.s));
        print_ciphers("to the client", SSL_get_client_ciphers(p.c));
        printf("  key update %d", SSL_get_key_update_type(p.c));
        printf(", asked %d", SSL_key_update(p.c, SSL_KEY_UPDATE_REQUESTED));
        printf(", then %d", SSL_get_key_update_type(p.c));
        ERR_clear_error();
        check(SSL_write(p.c, "x", 1) == 1, "write");
        printf(", sent %d\n", SSL_get_key_update_type(p.c));
        pair_free(p);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

static void keys(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    unsigned char *der = NULL;
    BIO *in = BIO_new_file(data_file("rsa.pem"), "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    check(key != NULL, "key");
    int n = i2d_PrivateKey(key, &der);
    printf("key %d", SSL_CTX_use_RSAPrivateKey_ASN1(ctx, der, n));
    printf(" %d", SSL_use_RSAPrivateKey_ASN1(s, der, n));
    printf(", have %d %d", SSL_CTX_get0_privatekey(ctx) != NULL, SSL_get_privatekey(s) != NULL);
    printf(", cut %d", SSL_CTX_use_RSAPrivateKey_ASN1(ctx, der, n - 1));
    printf(" %d, top of the queue %d\n", SSL_use_RSAPrivateKey_ASN1(s, der, 0), ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    OPENSSL_free(der);
    EVP_PKEY_free(key);
    BIO_free(in);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void copy_file(const char *from, const char *to) {
    char buf[8192];
    FILE *in = fopen(data_file(from), "r"), *out = fopen(to, "w");
    check(in && out, to);
    size_t n = fread(buf, 1, sizeof buf, in);
    fwrite(buf, 1, n, out);
    fclose(in);
    fclose(out);
}

/* The same by URI: a directory, files, what holds no certificate, and nothing. The words of OSSL_STORE are not compared. */
static void uris(void) {
    static const char *const all[] = { "names", "names/c.pem", "names/none.pem", "no such file", "file:names/a.pem", "no:such" };
    STACK_OF(X509_NAME) *sk = sk_X509_NAME_new_null();
    copy_file("cipher_strings.txt", "names/none.pem");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        printf("URI %s: %d", all[i], SSL_add_store_cert_subjects_to_stack(sk, all[i]));
        printf(", names %d, error %d\n", sk_X509_NAME_num(sk), ERR_peek_error() != 0);
        ERR_clear_error();
    }
    sk_X509_NAME_pop_free(sk, X509_NAME_free);
    (void)remove("names/none.pem");
}

static void directories(void) {
    STACK_OF(X509_NAME) *sk = sk_X509_NAME_new_null(), *file;
    (void)mkdir("names", 0700); /* there already, if the program runs once more */
    (void)mkdir("names/below", 0700);
    copy_file("ca.pem", "names/a.pem");
    copy_file("ca.pem", "names/b.pem");
    copy_file("client.pem", "names/c.pem");
    printf("directory %d", SSL_add_dir_cert_subjects_to_stack(sk, "names"));
    printf(", names %d\n", sk_X509_NAME_num(sk));
    print_errors(" ");
    printf("again %d", SSL_add_dir_cert_subjects_to_stack(sk, "names"));
    printf(", names %d\n", sk_X509_NAME_num(sk));
    printf("missing %d\n", SSL_add_dir_cert_subjects_to_stack(sk, "no such directory"));
    print_errors(" ");
    uris();
    file = SSL_load_client_CA_file_ex(data_file("ca.pem"), NULL, NULL);
    printf("file %d\n", sk_X509_NAME_num(file));
    sk_X509_NAME_pop_free(file, X509_NAME_free);
    sk_X509_NAME_pop_free(sk, X509_NAME_free);
}

static int (*old_callback)(const SSL *, const SSL_CTX *, int, int, int, void *, void *);
static int refused, asked;
static int judge(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex) {
    asked++;
    check(strcmp(ex, "mine") == 0, "the argument");
    if (op == refused) return 0;
    return old_callback(s, ctx, op, bits, nid, other, NULL);
}

static void security(void) {
    static const int ops[] = { 0, SSL_SECOP_CIPHER_SUPPORTED, SSL_SECOP_CIPHER_SHARED, SSL_SECOP_SIGALG_SHARED,
                               SSL_SECOP_SIGALG_SUPPORTED };
    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
        old_callback = SSL_CTX_get_security_callback(sc);
        SSL_CTX_set_security_callback(sc, judge);
        SSL_CTX_set0_security_ex_data(sc, (void *)"mine");
        struct pair p = pair_new(cc, sc);
        printf("refused %x, default %d, set %d, inherited %d %s\n", (unsigned)ops[i], old_callback != NULL,
               SSL_CTX_get_security_callback(sc) == judge, SSL_get_security_callback(p.s) == judge,
               (const char *)SSL_get0_security_ex_data(p.s));
        refused = ops[i];
        asked = 0;
        if (pair_handshake(p)) printf("  done, %s\n", SSL_get_cipher(p.c));
        printf("  asked %d\n", asked > 0);
        SSL_set0_security_ex_data(p.c, (void *)"other");
        SSL_set_security_callback(p.c, judge);
        printf("  client's %s %d\n", (const char *)SSL_get0_security_ex_data(p.c), SSL_get_security_callback(p.c) == judge);
        pair_free(p);
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

static int cookie(SSL *s, unsigned char *c, unsigned int *n) { (void)s, (void)c, (void)n; return 0; }
static int cookie_ok(SSL *s, const unsigned char *c, unsigned int n) { (void)s, (void)c, (void)n; return 0; }

static void nothing(void) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
    int status = 5;
    SSL_CTX_set_cookie_generate_cb(sc, cookie);
    SSL_CTX_set_cookie_verify_cb(sc, cookie_ok);
    SSL_add_ssl_module();
    struct pair p = pair_new(cc, sc);
    SSL_set_debug(p.c, 1);
    printf("no cookies over TLS: %d", pair_handshake(p));
    printf(", async %d", SSL_get_async_status(p.c, &status));
    printf(" %d\n", status);
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    dups();
    bytes();
    offered();
    keys();
    directories();
    security();
    nothing();
    return 0;
}
