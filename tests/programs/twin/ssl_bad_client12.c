/* What a TLS 1.2 server says to a client's malformed second flight: Certificate, ClientKeyExchange, CertificateVerify,
 * ChangeCipherSpec and Finished. */
#include <openssl/pem.h>

#include "wire.h"

static SSL_CTX *plain, *asking;
static struct bytes der;

struct talk {
    struct end e;
    struct bytes in;
};

static void put_hello(struct bytes *in, unsigned suite) {
    struct bytes b = { .n = 0 }, m = { .n = 0 };
    byte random[32] = { 5 };
    put_num(&b, 2, 0x303);
    put(&b, random, 32);
    put_vec(&b, 1, "", 0);
    put_num(&b, 2, 2);
    put_num(&b, 2, suite);
    put_vec(&b, 1, "\0", 1);
    size_t block = open_vec(&b, 2);
    put_ext(&b, 10, "\0\4\0\35\0\27", 6);
    put_ext(&b, 13, "\0\6\4\3\10\4\4\1", 8);
    put_ext(&b, 23, "", 0);
    put_ext(&b, 0xff01, "\0", 1);
    close_vec(&b, block, 2);
    put_msg(&m, 1, &b);
    put_record(in, 22, m.p, m.n);
}

static void begin(struct talk *t, SSL_CTX *ctx, unsigned suite) {
    memset(t, 0, sizeof *t);
    end_new(&t->e, ctx, 1);
    put_hello(&t->in, suite);
    check(end_go(&t->e, t->in.p, t->in.n) == SSL_ERROR_WANT_READ, "hello");
    t->in.n = 0;
    t->e.out.n = 0;
}

static void feed(struct talk *t, unsigned type, const struct bytes *body) {
    struct bytes m = { .n = 0 };
    put_msg(&m, type, body);
    put_record(&t->in, 22, m.p, m.n);
}

static void finish(const char *what, size_t at, struct talk *t) {
    int err = end_go(&t->e, t->in.p, t->in.n);
    print_end(what, at, &t->e, err);
}

static void put_share(struct bytes *b) {
    byte share[32] = { 9 };
    b->n = 0;
    put_vec(b, 1, share, 32);
}

static void put_certificate(struct bytes *b) {
    b->n = 0;
    size_t list = open_vec(b, 3);
    put_vec(b, 3, der.p, der.n);
    close_vec(b, list, 3);
}

static void key_exchange(void) {
    struct bytes b;
    struct talk t;
    for (size_t n = 1; n < 35; n++) {
        if (n == 33) continue;
        begin(&t, plain, 0xc02b);
        put_share(&b);
        if (n == 34) put_num(&b, 1, 0);
        else b.n = n;
        feed(&t, 16, &b);
        finish("ECDHE cut", n, &t);
    }
    for (size_t i = 0; i < 6; i++) {
        begin(&t, plain, 0xc02b);
        put_share(&b);
        if (i == 4) b.p[1] = 0; /* points of small order */
        if (i == 5) b.p[1] = 1;
        if (i == 0) b.p[0]++;
        if (i == 1) b.p[0]--;
        if (i == 2) b.p[0] = 0;
        feed(&t, 16, &b);
        finish("ECDHE", i, &t);
    }
}

static void certificates(void) {
    struct bytes b;
    struct talk t;
    for (size_t i = 0; i < 11; i++) {
        begin(&t, asking, 0xc02b);
        put_certificate(&b);
        switch (i) {
        case 0: b.n = 0; break;
        case 1: b.n = 2; break;
        case 2: b.n = 3; b.p[1] = b.p[2] = 0; break;
        case 3: b.n--; break;
        case 4: b.p[2]++; break;
        case 5: b.p[5]++; break;
        case 6: put_num(&b, 1, 0); break;
        case 7: b.p[6] = 0x31; break;                /* not a SEQUENCE */
        case 8: b.p[10] = 0x31; break;               /* nor inside */
        case 9:                                      /* a byte behind it */
            b.p[2]++, b.p[5]++;
            put_num(&b, 1, 0);
            break;
        default:                                     /* another one, that is none */
            b.p[2] = (byte)(b.p[2] + 7);
            put_vec(&b, 3, "none", 4);
            break;
        }
        feed(&t, 11, &b);
        finish("Certificate", i, &t);
    }
    for (size_t i = 0; i < 8; i++) {
        begin(&t, asking, 0xc02b);
        put_certificate(&b);
        feed(&t, 11, &b);
        put_share(&b);
        feed(&t, 16, &b);
        b.n = 0;
        switch (i) {
        case 0: break;
        case 1: put(&b, "\4", 1); break;
        case 2: put(&b, "\10\4\0", 3); break;
        case 3: put(&b, "\10\4\0\2x", 5); break;
        case 4: put(&b, "\10\4\0\1xy", 6); break;
        case 5: put(&b, "\10\4\0\0", 4); break;
        case 6: put(&b, "\132\132\0\1x", 5); break;
        default: put(&b, "\4\1\0\1x", 5); break;
        }
        feed(&t, 15, &b);
        finish("CertificateVerify", i, &t);
    }
}

/* Every message and record in the place of each that is due. */
static void places(void) {
    static const struct {
        const char *what;
        unsigned due;
        int stage;
        int ask;
    } all[] = { { "for ClientKeyExchange", 16, 0, 0 }, { "for ChangeCipherSpec", 254, 1, 0 }, { "for Certificate", 11, 0, 1 },
                { "for ClientKeyExchange after Certificate", 16, 2, 1 }, { "for CertificateVerify", 15, 3, 1 }, { "for Finished", 255, 4, 0 } };
    static const struct {
        unsigned type;
        const char *body;
        size_t n;
    } records[] = { { 20, "\1", 1 }, { 20, "\2", 1 }, { 20, "\1\1", 2 }, { 23, "x", 1 }, { 24, "x", 1 }, { 21, "\1\0", 2 },
                    { 21, "\1\132", 2 }, { 21, "\2\50", 2 }, { 21, "\3\50", 2 }, { 21, "\1", 1 }, { 21, "\1\0\0", 3 }, { 22, "", 0 } };
    struct bytes b;
    for (size_t p = 0; p < sizeof all / sizeof all[0]; p++) {
        for (unsigned i = 0; i < 40 + sizeof records / sizeof records[0]; i++) {
            struct talk t;
            struct bytes none = { .n = 0 };
            if (i == all[p].due || (i > 26 && i < 40)) continue;
            if (i >= 40 && records[i - 40].type == 20 && records[i - 40].n == 1 && records[i - 40].body[0] == 1 &&
                all[p].due == 254)
                continue;
            begin(&t, all[p].ask ? asking : plain, 0xc02b);
            if (all[p].stage >= 2 && all[p].stage <= 3) {
                put_certificate(&b);
                feed(&t, 11, &b);
            }
            if (all[p].stage == 1 || all[p].stage >= 3) {
                put_share(&b);
                feed(&t, 16, &b);
            }
            if (all[p].stage == 4) put_record(&t.in, 20, "\1", 1);
            if (i < 40) feed(&t, i, &none);
            else put_record(&t.in, records[i - 40].type, records[i - 40].body, records[i - 40].n);
            finish(all[p].what, i, &t);
        }
    }
}

/* What follows a ChangeCipherSpec is not sealed with the keys. */
static void unsealed(void) {
    static const size_t lens[] = { 1, 8, 16, 23, 24, 25, 40, 100 };
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        struct talk t;
        struct bytes b;
        byte junk[100] = { 7 };
        begin(&t, plain, 0xc02b);
        put_share(&b);
        feed(&t, 16, &b);
        put_record(&t.in, 20, "\1", 1);
        put_record(&t.in, 22, junk, lens[i]);
        finish("Finished of junk", lens[i], &t);
    }
}

int main(void) {
    X509 *cert = NULL;
    BIO *in = BIO_new_file(data_file("client.pem"), "r");
    byte *p = der.p;
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    check(in && (cert = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL, "certificate");
    der.n = (size_t)i2d_X509(cert, &p);
    BIO_free(in);
    X509_free(cert);
    plain = server_ctx("ec.pem");
    asking = server_ctx("ec.pem");
    check(SSL_CTX_load_verify_locations(asking, data_file("ca.pem"), NULL) == 1, "CA");
    SSL_CTX_set_verify(asking, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    key_exchange();
    certificates();
    places();
    unsealed();
    SSL_CTX_free(plain);
    SSL_CTX_free(asking);
    return 0;
}
