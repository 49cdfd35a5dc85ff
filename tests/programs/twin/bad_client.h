/* A ClientHello that is made by hand, and a server that hears it, for ssl_bad_client.c and ssl_bad_extensions.c. */
#ifndef TWIN_BAD_CLIENT_H
#define TWIN_BAD_CLIENT_H

#include "wire.h"

static SSL_CTX *ctx;
static const byte base_point[32] = { 9 };

/* An extension of the hello that is built. */
struct ext {
    unsigned type;
    const char *body;
    size_t n;
};
#define E(type, body) { type, body, sizeof(body) - 1 }

static const struct ext common[] = {
    E(0, "\0\11\0\0\6server"), E(11, "\1\0"), E(10, "\0\4\0\35\0\27"), E(35, ""), E(16, "\0\3\2h2"), E(23, ""),
    E(13, "\0\4\4\3\10\4"), E(0xff01, "\0"),
};
static const struct ext only13[] = { E(43, "\4\3\4\3\3"), E(45, "\1\1") };

static inline int among(const struct ext *list, size_t num, unsigned type) {
    for (size_t i = 0; i < num; i++) {
        if (list[i].type == type) return 1;
    }
    return 0;
}

/* skip: an extension left out; add: those added or put in place of their namesakes. */
static inline void client_hello(struct bytes *body, int tls13, int skip, const struct ext *add, size_t num_add) {
    static const byte suites12[] = { 0xc0, 0x2b, 0xc0, 0x2f }, suites13[] = { 0x13, 0x01, 0xc0, 0x2b };
    byte random[32];
    memset(random, 0x5a, sizeof random);
    body->n = 0;
    put_num(body, 2, 0x303);
    put(body, random, 32);
    put_vec(body, 1, random, tls13 ? 32 : 0);
    put_vec(body, 2, tls13 ? suites13 : suites12, 4);
    put_vec(body, 1, "\0", 1);
    size_t block = open_vec(body, 2);
    for (size_t i = 0; i < 8 + 2; i++) {
        if (i >= 8 && !tls13) continue;
        const struct ext *e = i < 8 ? &common[i] : &only13[i - 8];
        if ((int)e->type == skip || among(add, num_add, e->type)) continue;
        put_ext(body, e->type, e->body, e->n);
    }
    if (tls13 && skip != 51 && !among(add, num_add, 51)) {
        struct bytes share = { .n = 0 };
        put_num(&share, 2, 36);
        put_num(&share, 2, 29);
        put_vec(&share, 2, base_point, 32);
        put_ext(body, 51, share.p, share.n);
    }
    for (size_t i = 0; i < num_add; i++) put_ext(body, add[i].type, add[i].body, add[i].n);
    close_vec(body, block, 2);
}

static inline void try_records(const char *what, size_t at, const struct bytes *records) {
    struct end e;
    end_new(&e, ctx, 1);
    int err = end_go(&e, records->p, records->n);
    print_end(what, at, &e, err);
}

static inline void try_hello(const char *what, size_t at, const struct bytes *body) {
    struct bytes msg = { .n = 0 }, rec = { .n = 0 };
    put_msg(&msg, 1, body);
    put_record(&rec, 22, msg.p, msg.n);
    try_records(what, at, &rec);
}

#endif
