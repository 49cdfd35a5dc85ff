/* A client with early data that fails at a record of the server's flight: whether the server hears its alert, which tells
 * what it is sealed with. */
#include "early.h"
#include "wire.h"

static int takes;

static int allow(SSL *s, void *arg) {
    (void)s;
    (void)arg;
    return takes;
}

static size_t record_len(const byte *p) { return 5 + ((size_t)p[3] << 8 | p[4]); }

struct server {
    struct end e;
    int reads_on; /* no early data (any more) */
};

/* The server's turn: what it is given, and how it stands then. */
static void serve(struct server *s, const struct bytes *in) {
    char buf[100];
    size_t n = 0;
    if (in->n > 0) check(BIO_write(SSL_get_rbio(s->e.ssl), in->p, (int)in->n) == (int)in->n, "feed");
    int ret = -1;
    while (!s->reads_on && (ret = SSL_read_early_data(s->e.ssl, buf, sizeof buf, &n)) == SSL_READ_EARLY_DATA_SUCCESS) {}
    s->reads_on |= ret == SSL_READ_EARLY_DATA_FINISH;
    ret = s->reads_on ? SSL_do_handshake(s->e.ssl) : ret == 0 ? -1 : ret;
    printf(" server: %s", error_name(SSL_get_error(s->e.ssl, ret)));
    for (unsigned long e; (e = ERR_get_error());) printf(" %s", ERR_reason_error_string(e));
    end_drain(&s->e);
}

/* The client takes the hello and `num` sealed records as they are, then one with a bit changed. */
static void fail_at(SSL_SESSION *sess, int num) {
    struct end c;
    struct server s = { .reads_on = 0 };
    struct bytes hello;
    size_t n, at = 0;
    end_new(&c, cc, 0);
    end_new(&s.e, sc, 1);
    sess = SSL_SESSION_dup(sess); /* a failure makes it useless */
    check(SSL_set_session(c.ssl, sess) == 1, "session");
    SSL_SESSION_free(sess);
    check(SSL_write_early_data(c.ssl, "early", 5, &n) == 1, "early");
    end_drain(&c);
    hello = c.out;
    c.out.n = 0;
    printf("after %d records:", num);
    serve(&s, &hello);
    while (s.e.out.p[at] != 23 || num-- > 0) {
        n = record_len(s.e.out.p + at);
        (void)end_go(&c, s.e.out.p + at, n);
        at += n;
        check(at < s.e.out.n, "a record");
    }
    byte *r = s.e.out.p + at;
    r[7] ^= 1;
    c.out.n = 0;
    int err = end_go(&c, r, record_len(r));
    printf("\n  client: %s,", error_name(err));
    print_output(&c);
    for (size_t k = 0; k < c.out.n; k += record_len(c.out.p + k)) printf(" [%d of %zu]", c.out.p[k], record_len(c.out.p + k));
    for (unsigned long e; (e = ERR_get_error());) printf(" %s", ERR_reason_error_string(e));
    printf("\n ");
    serve(&s, &c.out);
    printf("\n");
    SSL_free(c.ssl);
    SSL_free(s.e.ssl);
}

int main(void) {
    for (takes = 0; takes < 2; takes++) {
        printf("early data %s\n", takes ? "taken" : "refused");
        contexts(1000, SSL_OP_NO_ANTI_REPLAY);
        SSL_CTX_set_allow_early_data_cb(sc, allow, NULL);
        SSL_SESSION *sess = session("localhost");
        for (int num = 0; num < 1 + takes; num++) fail_at(sess, num); /* once refused, OpenSSL's alert is lost */
        SSL_SESSION_free(sess);
        done();
    }
    return 0;
}
