/* How handshakes fail: return values, SSL_get_error(), and the queue, on both sides. */
#include "pair.h"

static void trace(const SSL *s, int where, int ret) {
    const char *who = SSL_is_server((SSL *)s) ? "server" : "client";
    if (where & SSL_CB_ALERT) {
        printf("  %s alert %s: %s %s\n", who, where & SSL_CB_READ ? "read" : "written", SSL_alert_type_string_long(ret),
               SSL_alert_desc_string_long(ret));
    }
}

static struct {
    SSL_CTX *cc, *sc;
} x;

static void begin(const char *what, const char *pem, int verify) {
    printf("%s\n", what);
    x.sc = server_ctx(pem);
    x.cc = client_ctx(verify);
    SSL_CTX_set_info_callback(x.cc, trace);
    SSL_CTX_set_info_callback(x.sc, trace);
}

/* What may be asked whatever became of the handshake. */
static void ask(const char *who, SSL *s) {
    STACK_OF(SSL_CIPHER) *sk = SSL_get1_supported_ciphers(s);
    int num = 0;
    for (int i = 0; i < sk_SSL_CIPHER_num(sk); i++) { /* that both libraries have */
        const char *name = SSL_CIPHER_get_name(sk_SSL_CIPHER_value(sk, i));
        if (!strstr(name, "ARIA") && !strstr(name, "CAMELLIA") && !strstr(name, "DES")) num++;
    }
    printf("  %s: %d suites supported from %s\n", who, num, SSL_CIPHER_get_name(sk_SSL_CIPHER_value(sk, 0)));
    sk_SSL_CIPHER_free(sk);
}

static void end(const char *host) {
    struct pair p = pair_new(x.cc, x.sc);
    if (host) SSL_set1_host(p.c, host);
    int ok = pair_handshake(p);
    printf("  done %d, client verify %ld, server verify %ld, shutdown %d %d\n", ok, SSL_get_verify_result(p.c),
           SSL_get_verify_result(p.s), SSL_get_shutdown(p.c), SSL_get_shutdown(p.s));
    ask("client", p.c);
    ask("server", p.s);
    if (ok) {
        char byte = 0;
        int n = SSL_read(p.c, &byte, 1);
        printf("  client reads %d %s\n", n, error_name(SSL_get_error(p.c, n)));
        print_errors("client");
    } else {
        int n = SSL_do_handshake(p.c);
        printf("  again client: %d %s\n", n, error_name(SSL_get_error(p.c, n)));
        print_errors("client");
        n = SSL_do_handshake(p.s);
        printf("  again server: %d %s\n", n, error_name(SSL_get_error(p.s, n)));
        print_errors("server");
    }
    pair_free(p);
    SSL_CTX_free(x.cc);
    SSL_CTX_free(x.sc);
}

static int no_alpn(SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned inlen, void *arg) {
    (void)s, (void)out, (void)outlen, (void)in, (void)inlen, (void)arg;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int no_name(SSL *s, int *al, void *arg) {
    (void)s, (void)arg;
    *al = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int no_cert(SSL *s, void *arg) {
    (void)s, (void)arg;
    return 0;
}

static int refuse(int ok, X509_STORE_CTX *ctx) {
    printf("  verify callback ok %d error %d depth %d\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return 0;
}

static int accept_all(int ok, X509_STORE_CTX *ctx) {
    printf("  verify callback ok %d error %d depth %d\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return 1;
}

static void versions_and_suites(void) {
    begin("client 1.3 only, server 1.2 only", "rsa.pem", 0);
    SSL_CTX_set_min_proto_version(x.cc, TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(x.sc, TLS1_2_VERSION);
    end(NULL);
    begin("client 1.2 only, server 1.3 only", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, TLS1_2_VERSION);
    SSL_CTX_set_min_proto_version(x.sc, TLS1_3_VERSION);
    end(NULL);
    begin("no suite for the client's highest version", "rsa.pem", 0);
    SSL_CTX_set_ciphersuites(x.cc, "");
    end(NULL);
    begin("no suite for it, and one for a version before", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(x.cc, "AES128-SHA:ECDHE-RSA-AES128-SHA");
    end(NULL);
    begin("no suite of TLS 1.2 alone, which is the highest", "rsa.pem", 0);
    SSL_CTX_set_ciphersuites(x.cc, "");
    SSL_CTX_set_max_proto_version(x.cc, TLS1_2_VERSION);
    end(NULL);
    begin("no version left on the client", "rsa.pem", 0);
    SSL_CTX_set_options(x.cc, SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3);
    end(NULL);
    begin("no suite in common, 1.3", "rsa.pem", 0);
    SSL_CTX_set_ciphersuites(x.cc, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_ciphersuites(x.sc, "TLS_AES_256_GCM_SHA384");
    end(NULL);
    begin("no suite in common, 1.2", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(x.cc, "ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_cipher_list(x.sc, "ECDHE-RSA-AES256-GCM-SHA384");
    end(NULL);
    begin("suite needs another certificate, 1.2", "ec.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(x.cc, "ECDHE-RSA-AES128-GCM-SHA256");
    end(NULL);
    begin("no group in common, 1.3", "rsa.pem", 0);
    SSL_CTX_set1_groups_list(x.cc, "P-256");
    SSL_CTX_set1_groups_list(x.sc, "P-384");
    end(NULL);
    begin("no group in common, 1.2", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(x.cc, "ECDHE");
    SSL_CTX_set1_groups_list(x.cc, "P-256");
    SSL_CTX_set1_groups_list(x.sc, "P-384");
    end(NULL);
    begin("no signature algorithm in common, 1.3", "rsa.pem", 0);
    SSL_CTX_set1_sigalgs_list(x.cc, "ecdsa_secp256r1_sha256");
    end(NULL);
    begin("server without certificate, 1.3", NULL, 0);
    end(NULL);
    begin("server without certificate, 1.2", NULL, 0);
    SSL_CTX_set_max_proto_version(x.cc, TLS1_2_VERSION);
    end(NULL);
    begin("fallback SCSV", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, TLS1_2_VERSION);
    SSL_CTX_set_mode(x.cc, SSL_MODE_SEND_FALLBACK_SCSV);
    end(NULL);
}

static void callbacks(int version) {
    begin("ALPN refused", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_alpn_protos(x.cc, (const unsigned char *)"\x02h2", 3);
    SSL_CTX_set_alpn_select_cb(x.sc, no_alpn, NULL);
    end(NULL);
    begin("server name refused", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_tlsext_servername_callback(x.sc, no_name);
    end(NULL);
    begin("certificate callback refuses", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_cert_cb(x.sc, no_cert, NULL);
    end(NULL);
}

static void verification(int version) {
    begin("unknown issuer", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_verify(x.cc, SSL_VERIFY_PEER, NULL);
    end(NULL);
    begin("unknown issuer, not verified", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, version);
    end(NULL);
    begin("wrong name", "rsa.pem", 1);
    SSL_CTX_set_max_proto_version(x.cc, version);
    end("other.example");
    begin("right wildcard", "rsa.pem", 1);
    SSL_CTX_set_max_proto_version(x.cc, version);
    end("a.wild.example");
    begin("callback refuses", "rsa.pem", 1);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_verify(x.cc, SSL_VERIFY_PEER, refuse);
    end(NULL);
    begin("callback accepts an unknown issuer", "rsa.pem", 0);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_verify(x.cc, SSL_VERIFY_PEER, accept_all);
    end(NULL);
    begin("a client's certificate on a server", "client.pem", 1);
    SSL_CTX_set_max_proto_version(x.cc, version);
    end(NULL);
    begin("no client certificate, required", "rsa.pem", 1);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_verify(x.sc, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    end(NULL);
    begin("no client certificate, asked for", "rsa.pem", 1);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_verify(x.sc, SSL_VERIFY_PEER, NULL);
    end(NULL);
    begin("client certificate of an unknown issuer", "rsa.pem", 1);
    SSL_CTX_set_max_proto_version(x.cc, version);
    SSL_CTX_set_verify(x.sc, SSL_VERIFY_PEER, NULL);
    SSL_CTX_use_certificate_file(x.cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(x.cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    end(NULL);
}

/* The server gets bytes that are no handshake. */
static void not_tls(const char *what, const void *bytes, int len) {
    printf("%s\n", what);
    SSL_CTX *sc = server_ctx("rsa.pem");
    SSL_CTX_set_info_callback(sc, trace);
    SSL *s = SSL_new(sc);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    BIO_write(in, bytes, len);
    SSL_set_bio(s, in, out);
    SSL_set_accept_state(s);
    int n = SSL_do_handshake(s);
    printf("  %d %s\n", n, error_name(SSL_get_error(s, n)));
    print_errors("server");
    char buf[64];
    n = BIO_read(out, buf, sizeof buf);
    printf("  answer %d:", n);
    for (int i = 5; i < n; i++) printf(" %02x", (unsigned char)buf[i]); /* without the header: its version is arbitrary */
    printf("\n");
    SSL_free(s);
    SSL_CTX_free(sc);
}

/* A record that cannot be opened, with what stands behind it: what was read and not looked at is still told. */
static void left_over(int version, int read_ahead, int cut) {
    printf("after a failure, version %x, reading ahead %d, %d bytes\n", (unsigned)version, read_ahead, cut);
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_read_ahead(sc, read_ahead);
    struct pair p = pair_new(cc, sc);
    unsigned char wire[200];
    check(pair_handshake(p), "handshake");
    pair_exchange(p);
    int n = 0;
    for (int i = 0; i < 2; i++) {
        SSL_write(p.c, "some data", 9);
        n += BIO_read(SSL_get_rbio(p.s), wire + n, (int)sizeof wire - n);
    }
    wire[20] ^= 1;
    BIO_write(SSL_get_wbio(p.c), wire, n - cut);
    n = SSL_read(p.s, wire, sizeof wire);
    printf("  read %d %s, pending %d %d\n", n, error_name(SSL_get_error(p.s, n)), SSL_pending(p.s), SSL_has_pending(p.s));
    while (ERR_get_error()) continue;
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* The transport ends before the handshake does. */
static void end_of_file(int retry_value, unsigned long options) {
    printf("end of file, BIO returns %d, options %lx\n", retry_value, options);
    SSL_CTX *cc = client_ctx(0);
    SSL_CTX_set_options(cc, options);
    SSL *s = SSL_new(cc);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in, retry_value);
    SSL_set_bio(s, in, out);
    SSL_set_connect_state(s);
    int n = SSL_do_handshake(s);
    printf("  %d %s, shutdown %d\n", n, error_name(SSL_get_error(s, n)), SSL_get_shutdown(s));
    print_errors("client");
    SSL_free(s);
    SSL_CTX_free(cc);
}

int main(void) {
    versions_and_suites();
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        printf("== version %x\n", v);
        callbacks(v);
        verification(v);
    }
    not_tls("an HTTP request", "GET / HTTP/1.0\r\n\r\n", 18);
    not_tls("a proxy request", "CONNECT host:443 HTTP/1.0\r\n\r\n", 29);
    not_tls("garbage", "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c", 12);
    not_tls("application data first", "\x17\x03\x03\x00\x02hi", 7);
    not_tls("an alert first", "\x15\x03\x01\x00\x02\x02\x28", 7);
    not_tls("a record too long", "\x16\x03\x01\x50\x00\x01", 6);
    not_tls("ServerHello to a server", "\x16\x03\x03\x00\x04\x02\x00\x00\x00", 9);
    not_tls("a truncated ClientHello", "\x16\x03\x01\x00\x06\x01\x00\x00\x02\x03\x03", 11);
    not_tls("SSL 3.0", "\x16\x02\x00\x00\x04\x01\x00\x00\x00", 9);
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        for (int ahead = 0; ahead < 2; ahead++) {
            for (int cut = 0; cut < 30; cut += 10) left_over(v, ahead, cut);
        }
    }
    end_of_file(0, 0);
    end_of_file(-1, 0);
    end_of_file(0, SSL_OP_IGNORE_UNEXPECTED_EOF);
    return 0;
}
