/* Two SSL objects joined in memory, for the twin programs about TLS. The data directory holds a CA and certificates
 * (rsa.pem, ec.pem, p384.pem, client.pem: key and certificate; ca.pem: the issuer of all). */
#ifndef TWIN_PAIR_H
#define TWIN_PAIR_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
    SSL *c, *s;
};

static inline const char *data_file(const char *name) {
    static char path[4][4096];
    static int n;
    char *p = path[n++ % 4];
    const char *dir = getenv("TWIN_DATA");
    snprintf(p, sizeof path[0], "%s/%s", dir ? dir : "data", name);
    return p;
}

/* The queue's codes, oldest first, and empties it. */
static inline void print_errors(const char *who) {
    unsigned long e;
    while ((e = ERR_get_error())) {
        printf("  %s error %s | %s (%d)\n", who, ERR_lib_error_string(e), ERR_reason_error_string(e), ERR_GET_REASON(e));
    }
}

static inline void check(int ok, const char *what) {
    if (ok) return;
    printf("FAILED: %s\n", what);
    print_errors("main");
    exit(1);
}

static inline SSL_CTX *server_ctx(const char *pem) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    check(ctx != NULL, "server context");
    if (!pem) return ctx;
    check(SSL_CTX_use_certificate_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, "certificate");
    check(SSL_CTX_use_PrivateKey_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, "key");
    return ctx;
}

static inline SSL_CTX *client_ctx(int verify) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    check(ctx != NULL, "client context");
    if (verify) {
        check(SSL_CTX_load_verify_locations(ctx, data_file("ca.pem"), NULL) == 1, "CA file");
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    }
    return ctx;
}

static inline struct pair pair_new(SSL_CTX *cc, SSL_CTX *sc) {
    struct pair p = { SSL_new(cc), SSL_new(sc) };
    BIO *a = NULL, *b = NULL;
    check(p.c && p.s && BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16) == 1, "pair");
    SSL_set_bio(p.c, a, a);
    SSL_set_bio(p.s, b, b);
    SSL_set_connect_state(p.c);
    SSL_set_accept_state(p.s);
    return p;
}

static inline void pair_free(struct pair p) {
    SSL_free(p.c);
    SSL_free(p.s);
}

static inline const char *error_name(int e) {
    static const char *const names[] = { "NONE", "SSL", "WANT_READ", "WANT_WRITE", "WANT_X509_LOOKUP", "SYSCALL",
                                         "ZERO_RETURN", "WANT_CONNECT", "WANT_ACCEPT", "WANT_ASYNC", "WANT_ASYNC_JOB",
                                         "WANT_CLIENT_HELLO_CB", "WANT_RETRY_VERIFY" };
    return e >= 0 && e < 13 ? names[e] : "?";
}

/* Runs both sides until both are done or one failed; 1 if both are done. Prints how a failure looks on each side. */
static inline int pair_handshake(struct pair p) {
    int c = 0, s = 0;
    for (int i = 0; i < 40 && (c != 1 || s != 1); i++) {
        if (c != 1) {
            c = SSL_do_handshake(p.c);
            int e = SSL_get_error(p.c, c);
            if (c <= 0 && e != SSL_ERROR_WANT_READ && e != SSL_ERROR_WANT_WRITE) {
                printf("  client: %d %s\n", c, error_name(e));
                print_errors("client");
                if (s != 1) {
                    s = SSL_do_handshake(p.s);
                    printf("  then server: %d %s\n", s, error_name(SSL_get_error(p.s, s)));
                } else {
                    char byte;
                    s = SSL_read(p.s, &byte, 1);
                    printf("  then server reads: %d %s\n", s, error_name(SSL_get_error(p.s, s)));
                }
                print_errors("server");
                return 0;
            }
        }
        if (s != 1) {
            s = SSL_do_handshake(p.s);
            int e = SSL_get_error(p.s, s);
            if (s <= 0 && e != SSL_ERROR_WANT_READ && e != SSL_ERROR_WANT_WRITE) {
                printf("  server: %d %s\n", s, error_name(e));
                print_errors("server");
                char byte;
                c = c == 1 ? SSL_read(p.c, &byte, 1) : SSL_do_handshake(p.c);
                printf("  then client: %d %s\n", c, error_name(SSL_get_error(p.c, c)));
                print_errors("client");
                return 0;
            }
        }
    }
    if (c == 1 && s == 1) return 1;
    printf("  stuck: client %d, server %d\n", c, s);
    return 0;
}

/* One byte each way, so that what follows a TLS 1.3 handshake is read too. */
static inline void pair_exchange(struct pair p) {
    char byte = 'x';
    check(SSL_write(p.s, &byte, 1) == 1 && SSL_read(p.c, &byte, 1) == 1, "server to client");
    check(SSL_write(p.c, &byte, 1) == 1 && SSL_read(p.s, &byte, 1) == 1, "client to server");
}

static inline void pair_close(struct pair p) {
    SSL_shutdown(p.c);
    SSL_shutdown(p.s);
    SSL_shutdown(p.c);
}

#endif
