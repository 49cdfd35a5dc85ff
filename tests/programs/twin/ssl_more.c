/* Getters and setters of contexts, connections, sessions and compression that the other programs about TLS leave out. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "pair.h"
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

static void end(void) {
    unsigned long e;
    while ((e = ERR_get_error())) printf(" <%d:%d>", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}
#define SHOW(call) do { long long r_ = (long long)(call); printf("%s = %lld", #call, r_); end(); } while (0)
#define SHOWS(call) do { const char *s_ = (call); printf("%s = %s", #call, s_ ? s_ : "(null)"); end(); } while (0)

static int pw(char *buf, int n, int w, void *u) { (void)buf, (void)n, (void)w, (void)u; return 0; }
static void info(const SSL *s, int where, int ret) { (void)s, (void)where, (void)ret; }
static void keylog(const SSL *s, const char *line) { (void)s, (void)line; }
static int client_cert(SSL *s, X509 **x, EVP_PKEY **k) { (void)s, (void)x, (void)k; return 0; }
static int cert_cb(SSL *s, void *arg) { (void)s; printf("cert_cb %s\n", (char *)arg); return 1; }
static int new_cb(SSL *s, SSL_SESSION *ss) { (void)s, (void)ss; return 0; }
static void remove_cb(SSL_CTX *c, SSL_SESSION *s) { (void)c, (void)s; }
static SSL_SESSION *get_cb(SSL *s, const unsigned char *id, int n, int *copy) {
    (void)s, (void)id, (void)n, (void)copy;
    return NULL;
}
static int asked;
static int security(const SSL *s, const SSL_CTX *c, int op, int bits, int nid, void *other, void *ex) {
    (void)s, (void)c, (void)op, (void)bits, (void)nid, (void)other, (void)ex;
    asked++;
    return 1;
}

static X509 *cert(const char *name) {
    BIO *b = BIO_new_file(data_file(name), "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    return x;
}
static EVP_PKEY *key(const char *name) {
    BIO *b = BIO_new_file(data_file(name), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    return k;
}

static void contexts(void) {
    SSL_CTX *c = SSL_CTX_new_ex(NULL, NULL, TLS_method());
    SSL *s = SSL_new(c);
    int i = 5;
    SHOW(SSL_CTX_get_default_passwd_cb(c) == NULL);
    SSL_CTX_set_default_passwd_cb(c, pw);
    SSL_CTX_set_default_passwd_cb_userdata(c, &i);
    SHOW(SSL_CTX_get_default_passwd_cb(c) == pw && SSL_CTX_get_default_passwd_cb_userdata(c) == &i);
    SHOW(SSL_get_default_passwd_cb(s) == NULL);
    SSL_set_default_passwd_cb(s, pw);
    SSL_set_default_passwd_cb_userdata(s, &i);
    SHOW(SSL_get_default_passwd_cb(s) == pw && SSL_get_default_passwd_cb_userdata(s) == &i);
    SSL_CTX_set_info_callback(c, info);
    SHOW(SSL_CTX_get_info_callback(c) == info);
    SHOW(SSL_get_info_callback(s) == NULL);
    SSL_set_info_callback(s, info);
    SHOW(SSL_get_info_callback(s) == info);
    SSL_CTX_set_keylog_callback(c, keylog);
    SHOW(SSL_CTX_get_keylog_callback(c) == keylog);
    SSL_CTX_set_client_cert_cb(c, client_cert);
    SHOW(SSL_CTX_get_client_cert_cb(c) == client_cert);
    SSL_CTX_sess_set_new_cb(c, new_cb);
    SSL_CTX_sess_set_remove_cb(c, remove_cb);
    SSL_CTX_sess_set_get_cb(c, get_cb);
    SHOW(SSL_CTX_sess_get_new_cb(c) == new_cb && SSL_CTX_sess_get_remove_cb(c) == remove_cb &&
        SSL_CTX_sess_get_get_cb(c) == get_cb);
    SSL_CTX_set_security_callback(c, security);
    SSL_CTX_set0_security_ex_data(c, &i);
    SHOW(SSL_CTX_get0_security_ex_data(c) == &i);
    SSL_set_security_callback(s, security);
    SSL_set_security_level(s, 3);
    SHOW(SSL_get_security_level(s));
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_set_depth(p, 7);
    SHOW(SSL_CTX_set1_param(c, p) && SSL_set1_param(s, p));
    SHOW(X509_VERIFY_PARAM_get_depth(SSL_CTX_get0_param(c)));
    SHOW(SSL_get_verify_depth(s));
    X509_VERIFY_PARAM_free(p);
    SSL_set_hostflags(s, X509_CHECK_FLAG_NO_WILDCARDS);
    SHOW(X509_VERIFY_PARAM_get_hostflags(SSL_get0_param(s)));
    SHOW(SSL_set_trust(s, X509_TRUST_SSL_SERVER));
    SHOW(SSL_set_trust(s, 99));
    X509_STORE *store = X509_STORE_new();
    SSL_CTX_set1_cert_store(c, store);
    SHOW(SSL_CTX_get_cert_store(c) == store);
    X509_STORE_free(store);
    SHOW(SSL_CTX_set_default_verify_dir(c));
    SHOW(SSL_CTX_set_default_verify_file(c));
    SHOW(SSL_CTX_set_ex_data(c, SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL), &i));
    SHOW(SSL_CTX_get_ex_data(c, 99) == NULL);
    SHOW(SSL_CTX_set_max_early_data(c, 0)); /* more is for 0-RTT: docs/differences.md */
    SHOW(SSL_set_max_early_data(s, 0));
    SHOW(SSL_get_max_early_data(s));
    SSL_CTX_set_post_handshake_auth(c, 1);
    SSL_set_post_handshake_auth(s, 1);
    SSL_set_read_ahead(s, 1);
    SHOW(SSL_get_read_ahead(s));
    SSL_set_shutdown(s, SSL_RECEIVED_SHUTDOWN);
    SHOW(SSL_get_shutdown(s));
    SHOW(SSL_up_ref(s));
    SSL_free(s);
    SHOWS(SSL_rstate_string(s));
    SHOWS(SSL_rstate_string_long(s));
    SHOWS(SSL_group_to_name(s, NID_X25519));
    SHOW(SSL_get_early_data_status(s));
    SHOW(SSL_renegotiate_pending(s));
    SHOW(SSL_callback_ctrl(s, 12345, NULL));
    SHOW(SSL_get_rfd(s));
    int fd[2];
    SHOW(pipe(fd));
    SHOW(SSL_set_rfd(s, fd[0]) && SSL_get_rfd(s) == fd[0]);
    SHOW(SSL_set_wfd(s, fd[1]) && SSL_get_wfd(s) == fd[1]);
    SSL_set0_rbio(s, BIO_new(BIO_s_mem()));
    SSL_set0_wbio(s, NULL);
    close(fd[0]);
    close(fd[1]);
    STACK_OF(X509_NAME) *names = sk_X509_NAME_new_null();
    SSL_set_client_CA_list(s, names);
    SSL_set0_CA_list(s, sk_X509_NAME_new_null());
    SHOW(sk_X509_NAME_num(SSL_get0_CA_list(s)));
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT);
    SSL_CONF_CTX_set_ssl(conf, s);
    SHOW(SSL_CONF_cmd(conf, "MinProtocol", "TLSv1.2"));
    SHOW(SSL_get_min_proto_version(s));
    SSL_CONF_CTX_free(conf);
    SHOW(SSL_CIPHER_find(s, (const unsigned char *)"\x13\x01") != NULL);
    SHOW(SSL_CIPHER_find(s, (const unsigned char *)"\xff\x01") != NULL);
    SSL_free(s);
    SSL_CTX_free(c);
    c = SSL_CTX_new(TLSv1_2_client_method());
    SHOW(c != NULL);
    SSL_CTX_free(c);
    c = SSL_CTX_new(TLSv1_2_server_method());
    SHOW(c != NULL);
    SSL_CTX_free(c);
    TLS_FEATURE *f = TLS_FEATURE_new();
    SHOW(sk_ASN1_INTEGER_num(f));
    TLS_FEATURE_free(f);
}

static void certificates(void) {
    SSL_CTX *c = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(c);
    X509 *x = cert("rsa.pem"), *other = cert("ec.pem");
    EVP_PKEY *k = key("rsa.pem");
    RSA *r = EVP_PKEY_get1_RSA(k);
    unsigned char *der = NULL, *kd = NULL;
    int n = i2d_X509(x, &der), kn = i2d_PrivateKey(k, &kd);
    SHOW(SSL_CTX_use_cert_and_key(c, x, k, NULL, 0));
    SHOW(SSL_CTX_use_cert_and_key(c, x, k, NULL, 0));
    SHOW(SSL_CTX_use_cert_and_key(c, x, k, NULL, 1));
    SHOW(SSL_CTX_use_cert_and_key(c, other, k, NULL, 1));
    SHOW(SSL_use_cert_and_key(s, x, k, NULL, 0));
    SHOW(SSL_use_cert_and_key(s, other, k, NULL, 1));
    SHOW(SSL_use_certificate_ASN1(s, der, n));
    printf("cut %d\n", SSL_use_certificate_ASN1(s, der, n - 1));
    ERR_clear_error();
    SHOW(SSL_use_PrivateKey_ASN1(EVP_PKEY_RSA, s, kd, kn));
    SHOW(SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_RSA, c, kd, kn));
    printf("cut %d\n", SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_RSA, c, kd, kn - 1));
    ERR_clear_error();
    SHOW(SSL_CTX_use_RSAPrivateKey(c, r));
    SHOW(SSL_use_RSAPrivateKey(s, r));
    SHOW(SSL_CTX_use_RSAPrivateKey(c, NULL));
    OPENSSL_free(der); OPENSSL_free(kd);
    RSA_free(r); EVP_PKEY_free(k); X509_free(x); X509_free(other);
    SSL_free(s);
    SSL_CTX_free(c);
}

static void sessions(void) {
    SSL_SESSION *s = SSL_SESSION_new();
    SSL_CTX *c = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(c);
    void *data = NULL;
    size_t n = 9;
    SHOW(SSL_SESSION_set_protocol_version(s, TLS1_2_VERSION));
    SHOW(SSL_SESSION_get_protocol_version(s));
    SHOW(SSL_SESSION_set_cipher(s, SSL_CIPHER_find(ssl, (const unsigned char *)"\xc0\x2f")));
    SHOWS(SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(s)));
    SHOW(SSL_SESSION_set1_master_key(s, (const unsigned char *)"0123456789abcdef", 16));
    SHOW(SSL_SESSION_get_master_key(s, NULL, 0));
    SHOW(SSL_SESSION_set1_ticket_appdata(s, "app data", 8));
    SHOW(SSL_SESSION_get0_ticket_appdata(s, &data, &n));
    printf("%zu\n", n);
    SHOW(SSL_SESSION_get_max_fragment_length(s));
    SHOW(SSL_SESSION_set_ex_data(s, SSL_SESSION_get_ex_new_index(0, NULL, NULL, NULL, NULL), &n));
    SHOW(SSL_SESSION_get_ex_data(s, 99) == NULL);
    SHOW(SSL_SESSION_set1_id(s, (const unsigned char *)"session id", 10));
    SHOW(SSL_CTX_add_session(c, s));
    SHOW(SSL_CTX_add_session(c, s));
    SHOW(SSL_CTX_sess_number(c));
    SHOW(SSL_CTX_remove_session(c, s));
    SHOW(SSL_CTX_remove_session(c, s));
    SHOW(SSL_CTX_remove_session(c, NULL));
    FILE *f = fopen(data_file("session12.pem"), "r");
    SSL_SESSION *read = PEM_read_SSL_SESSION(f, NULL, NULL, NULL);
    fclose(f);
    f = fopen("session.tmp", "w+");
    SHOW(read != NULL);
    SHOW(PEM_write_SSL_SESSION(f, read));
    printf("written %ld\n", ftell(f));
    rewind(f);
    SHOW(SSL_SESSION_print_fp(f, read));
    fclose(f);
    remove("session.tmp");
    SSL_SESSION_free(read);
    SSL_SESSION_free(s);
    SSL_free(ssl);
    SSL_CTX_free(c);
}

static void compression(void) {
    SHOWS(SSL_COMP_get_name(NULL));
    STACK_OF(SSL_COMP) *before = SSL_COMP_set0_compression_methods(NULL);
    (void)SSL_COMP_set0_compression_methods(before);
    for (int i = 0; i < sk_SSL_COMP_num(before); i++)
        (void)SSL_COMP_get0_name(sk_SSL_COMP_value(before, i)), (void)SSL_COMP_get_id(sk_SSL_COMP_value(before, i));
    printf("own method %d\n", SSL_COMP_add_compression_method(9, NULL) != 0);
    ERR_clear_error();
}

static void turns(struct pair p) {
    for (int i = 0; i < 20; i++) {
        int a = SSL_connect(p.c), b = SSL_accept(p.s);
        if (a == 1 && b == 1) break;
    }
    printf("done %d %d\n", SSL_is_init_finished(p.c), SSL_is_init_finished(p.s));
    ERR_clear_error();
}

static void connected(int version) {
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("rsa.pem");
    SSL_CTX_set_max_proto_version(cc, version);
    struct pair p = pair_new(cc, sc);
    SSL_set_cert_cb(p.s, cert_cb, "argument");
    turns(p);
    int nid = 0, sign, hash, both;
    unsigned char raw_s, raw_h;
    char names[4000] = "", buf[20];
    size_t n = 0;
    SHOW(SSL_get_peer_signature_type_nid(p.c, &nid));
    SHOW(nid);
    SHOW(SSL_get_signature_type_nid(p.s, &nid));
    SHOW(nid);
    SHOW(SSL_get_sigalgs(p.s, 0, &sign, &hash, &both, &raw_s, &raw_h) > 0);
    SHOW(SSL_get_shared_sigalgs(p.s, 0, &sign, &hash, &both, &raw_s, &raw_h) > 0);
    printf("%d %d %d %d %d\n", sign, hash, both, raw_s, raw_h);
    SHOW(SSL_get_shared_ciphers(p.s, names, sizeof names) != NULL && strlen(names) > 20);
    SHOW(SSL_get_shared_ciphers(p.c, names, sizeof names) == NULL);
    STACK_OF(SSL_CIPHER) *sk = SSL_get1_supported_ciphers(p.c);
    SHOW(sk_SSL_CIPHER_num(sk) > 0);
    sk_SSL_CIPHER_free(sk);
    SHOW(SSL_write(p.c, "hello", 5));
    SHOW(SSL_peek_ex(p.s, buf, 3, &n));
    printf("%zu %.3s\n", n, buf);
    SHOW(SSL_read(p.s, buf, 20));
    SHOW(SSL_peek_ex(p.s, buf, 3, &n));
    SHOW(SSL_sendfile(p.c, 0, 0, 5, 0) < 0);
    ERR_clear_error();
    if (version == TLS1_3_VERSION) {
        SHOW(SSL_renegotiate(p.c));
        SHOW(SSL_renegotiate_abbreviated(p.c));
    } else {
        SHOW(SSL_renegotiate_pending(p.c));
    }
    SHOW(SSL_write_early_data(p.c, "x", 1, &n));
    SHOW(SSL_read_early_data(p.s, buf, 1, &n));
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    contexts();
    certificates();
    sessions();
    compression();
    connected(TLS1_2_VERSION);
    connected(TLS1_3_VERSION);
    return 0;
}
