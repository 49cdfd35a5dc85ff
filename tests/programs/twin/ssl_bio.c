/* TLS connections as BIOs. */
#include "pair.h"

static void show(const char *what, BIO *b, long ret) {
    printf("%s: %ld retry %d read %d write %d special %d\n", what, ret, BIO_should_retry(b) != 0, BIO_should_read(b) != 0,
           BIO_should_write(b) != 0, BIO_should_io_special(b) != 0);
    print_errors(what);
}

static void conversation(int version) {
    SSL_CTX *sc = server_ctx("rsa.pem"), *cc = client_ctx(1);
    BIO *c = BIO_new_ssl(cc, 1), *s = BIO_new_ssl(sc, 0), *a, *b;
    SSL *ssl = NULL;
    char buf[32];
    printf("=== %x\n", (unsigned)version);
    SSL_CTX_set_max_proto_version(sc, version);
    BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16);
    show("early read", c, BIO_read(c, buf, 1));
    printf("push %d %d\n", BIO_push(c, a) == c, BIO_push(s, b) == s);
    printf("next %d type %x %s\n", BIO_next(c) == a, (unsigned)BIO_method_type(c), BIO_method_name(c));
    printf("get ssl %d", (int)BIO_get_ssl(c, &ssl));
    printf(" server %d rbio %d wbio %d\n", SSL_is_server(ssl), SSL_get_rbio(ssl) == a, SSL_get_wbio(ssl) == a);
    show("client handshake", c, BIO_do_handshake(c));
    show("server handshake", s, BIO_do_handshake(s));
    show("client read", c, BIO_read(c, buf, sizeof buf));
    show("server handshake", s, BIO_do_handshake(s));
    show("client handshake", c, BIO_do_handshake(c));
    show("client puts", c, BIO_puts(c, "hello"));
    show("client flush", c, BIO_flush(c));
    show("server reads", s, BIO_read(s, buf, 2));
    printf("pending %d\n", (int)BIO_pending(s));
    show("server reads", s, BIO_read(s, buf, sizeof buf));
    show("server reads", s, BIO_read(s, buf, sizeof buf));
    show("server writes", s, BIO_write(s, "answer", 6));
    show("client reads", c, BIO_read(c, buf, sizeof buf));
    BIO_ssl_shutdown(c);
    show("server reads the end", s, BIO_read(s, buf, sizeof buf));
    printf("eof %d close %d shutdown %d\n", BIO_eof(s) != 0, (int)BIO_get_close(c), SSL_get_shutdown(ssl));
    BIO_free_all(c);
    BIO_free_all(s);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

static void alone(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    BIO *b = BIO_new(BIO_f_ssl()), *other = BIO_new_ssl(ctx, 1), *mem = BIO_new(BIO_s_mem());
    SSL *s = SSL_new(ctx), *got = NULL;
    printf("empty: get %d write %d\n", (int)BIO_get_ssl(b, &got), BIO_write(b, "x", 1));
    SSL_set_bio(s, mem, mem);
    printf("set %d", (int)BIO_set_ssl(b, s, BIO_CLOSE));
    printf(" get %d", (int)BIO_get_ssl(b, &got));
    printf(" same %d next %d\n", got == s, BIO_next(b) == mem);
    printf("copy %d %d\n", BIO_ssl_copy_session_id(other, b), BIO_ssl_copy_session_id(mem, b));
    print_errors("alone");
    BIO_free_all(b);
    BIO_free_all(other);
    ERR_clear_error();
    SSL_CTX_free(ctx);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    conversation(TLS1_2_VERSION);
    conversation(TLS1_3_VERSION);
    alone();
    return 0;
}
