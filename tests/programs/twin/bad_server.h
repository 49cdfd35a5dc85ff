/* A client that has said its hello, and the server that is made by hand, for ssl_bad_server.c, ssl_bad_server12.c and
 * ssl_bad_status.c. */
#ifndef TWIN_BAD_SERVER_H
#define TWIN_BAD_SERVER_H

#include <openssl/pem.h>

#include "wire.h"

static SSL_CTX *ctx;
static EVP_PKEY *key;
static struct bytes der;      /* the certificate of the key */
static char alert_text[40];

static const byte scalar[32] = { 0x40, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 0x47 };

/* One client that has said its hello, and the server that is made by hand. */
struct talk {
    struct end e;
    struct bytes hello;       /* the ClientHello, a message */
    struct bytes said;        /* all messages so far */
    struct keys13 keys;
    byte sid[32], share[32], random[32];
    size_t sid_len;
    struct bytes in;          /* records for the client */
};

static inline void on_info(const SSL *s, int where, int value) {
    (void)s;
    if (where == SSL_CB_WRITE_ALERT) snprintf(alert_text, sizeof alert_text, " sent %d/%d", value >> 8, value & 255);
}

static inline void read_hello(struct talk *t) {
    size_t at = 9 + 34;
    const byte *p = t->e.out.p;
    put(&t->hello, p + 5, t->e.out.n - 5);
    memcpy(t->random, p + 11, 32);
    t->sid_len = p[at];
    memcpy(t->sid, p + at + 1, t->sid_len);
    at += 1 + t->sid_len;
    at += 2 + ((size_t)p[at] << 8 | p[at + 1]);
    at += 1 + (size_t)p[at] + 2;
    while (at + 4 <= t->e.out.n) {
        if (p[at] == 0 && p[at + 1] == 51) memcpy(t->share, p + at + 10, 32);
        at += 4 + ((size_t)p[at + 2] << 8 | p[at + 3]);
    }
    t->e.out.n = 0;
}

static inline void begin(struct talk *t) {
    memset(t, 0, sizeof *t);
    alert_text[0] = 0;
    end_new(&t->e, ctx, 0);
    SSL_set_info_callback(t->e.ssl, on_info);
    check(SSL_set_tlsext_host_name(t->e.ssl, "server") == 1, "name");
    check(SSL_set_alpn_protos(t->e.ssl, (const byte *)"\2h2", 3) == 0, "ALPN");
    check(end_go(&t->e, "", 0) == SSL_ERROR_WANT_READ, "hello");
    read_hello(t);
    put(&t->said, t->hello.p, t->hello.n);
}

static inline void finish(const char *what, size_t at, struct talk *t) {
    int err = end_go(&t->e, t->in.p, t->in.n);
    char text[120];
    snprintf(text, sizeof text, "%s", what);
    t->e.out.n = 0;
    printf("%s %zu:%s ", what, at, alert_text);
    print_end("", at, &t->e, err);
}

struct value {
    unsigned type;
    const char *body;
    size_t n;
};
#define V(type, body) { type, body, sizeof(body) - 1 }

static inline void public_share(byte out[32]) {
    size_t n = 32;
    EVP_PKEY *k = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, scalar, 32);
    check(k && EVP_PKEY_get_raw_public_key(k, out, &n) == 1, "share");
    EVP_PKEY_free(k);
}

static inline void feed_plain(struct talk *t, unsigned type, const struct bytes *body) {
    struct bytes m = { .n = 0 };
    put_msg(&m, type, body);
    put_record(&t->in, 22, m.p, m.n);
    put(&t->said, m.p, m.n);
}

static inline void sign(struct bytes *out, const void *content, size_t n, unsigned scheme) {
    byte sig[200];
    size_t len = sizeof sig;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    check(c && EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, key) == 1 && EVP_DigestSign(c, sig, &len, content, n) == 1, "sign");
    EVP_MD_CTX_free(c);
    put_num(out, 2, scheme);
    put_vec(out, 2, sig, len);
}

static inline void agree(const byte peer[32], byte out[32]) {
    size_t n = 32;
    EVP_PKEY *k = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, scalar, 32);
    EVP_PKEY *p = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer, 32);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    check(c && EVP_PKEY_derive_init(c) == 1 && EVP_PKEY_derive_set_peer(c, p) == 1 && EVP_PKEY_derive(c, out, &n) == 1, "derive");
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(p);
    EVP_PKEY_free(k);
}

static const byte retry_random[32] = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e,
    0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c };

/* skip: an extension left out; add: one added. */
static inline void server_hello13(struct talk *t, struct bytes *b, int retry, int skip, unsigned add, const void *body, size_t n) {
    byte random[32], share[36] = { 0, 29, 0, 32 };
    memset(random, 0x33, 32);
    b->n = 0;
    put_num(b, 2, 0x303);
    put(b, retry ? retry_random : random, 32);
    put_vec(b, 1, t->sid, t->sid_len);
    put_num(b, 2, 0x1301);
    put_num(b, 1, 0);
    size_t block = open_vec(b, 2);
    if (skip != 43) put_ext(b, 43, "\3\4", 2);
    public_share(share + 4);
    if (skip != 51 && !retry) put_ext(b, 51, share, 36);
    if (skip != 51 && retry) put_ext(b, 51, "\0\27", 2);
    if (add != 65536) put_ext(b, add, body, n);
    close_vec(b, block, 2);
}

static inline void feed_sealed(struct talk *t, unsigned type, const struct bytes *body) {
    struct bytes m = { .n = 0 };
    put_msg(&m, type, body);
    put_sealed(&t->in, &t->keys, t->keys.server, 22, m.p, m.n);
    put(&t->said, m.p, m.n);
}

/* A client that has our ServerHello and the keys that follow. */
static inline void begin13(struct talk *t) {
    struct bytes b;
    byte shared[32];
    begin(t);
    server_hello13(t, &b, 0, -1, 65536, NULL, 0);
    feed_plain(t, 2, &b);
    agree(t->share, shared);
    keys13_derive(&t->keys, shared, &t->said);
}

static inline void put_ee(struct talk *t) {
    struct bytes b = { .n = 0 };
    put_num(&b, 2, 0);
    feed_sealed(t, 8, &b);
}

/* Each byte and each cut of a hello that is built by `make`. */
static inline void bytes_and_cuts(
    const char *name, int version13, int retry, void (*make)(struct talk *t, struct bytes *b, int retry)) {
    struct talk t;
    struct bytes full, b;
    char what[60];
    begin(&t);
    make(&t, &full, retry);
    SSL_free(t.e.ssl);
    for (size_t i = 0; i < full.n; i++) {
        /* not: versions and extensions, which differ on purpose or have their own cases; the random, most of the id */
        if (i < 34 || (version13 ? (i > 44 && i < 60) || (i > 71 && i < 86) : i > 39)) continue;
        for (int d = -1; d <= 1; d += 2) {
            begin(&t);
            make(&t, &b, retry);
            b.p[i] = (byte)(b.p[i] + d);
            feed_plain(&t, 2, &b);
            snprintf(what, sizeof what, "%s byte %+d", name, d);
            finish(what, i, &t);
        }
    }
    for (size_t n = 0; n < full.n; n++) {
        begin(&t);
        make(&t, &b, retry);
        b.n = retry && n == 70 ? 69 : n; /* a retry without any extension is none to us */
        feed_plain(&t, 2, &b);
        snprintf(what, sizeof what, "%s cut", name);
        finish(what, n, &t);
    }
}

static inline void bad_server_begin(void) {
    X509 *cert = NULL;
    BIO *in = BIO_new_file(data_file("ec.pem"), "r");
    byte *p = der.p;
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    check(in && (cert = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL, "certificate");
    der.n = (size_t)i2d_X509(cert, &p);
    BIO_free(in);
    in = BIO_new_file(data_file("ec.pem"), "r");
    check(in && (key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL)) != NULL, "key");
    BIO_free(in);
    X509_free(cert);
    ctx = client_ctx(0);
}

static inline void bad_server_end(void) {
    EVP_PKEY_free(key);
    SSL_CTX_free(ctx);
}

#endif
