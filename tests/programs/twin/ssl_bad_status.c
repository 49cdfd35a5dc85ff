/* What a client says to certificate statuses that are malformed, misplaced or unasked: CertificateStatus in TLS 1.2, the
 * extension of a Certificate in 1.3. RFC 6066 8, RFC 8446 4.4.2.1 */
#include "bad_server.h"

static const struct value bodies[] = {
    V(0, ""),
    V(0, "\1"),
    V(0, "\1\0\0"),
    V(0, "\1\0\0\3abc"),
    V(0, "\1\0\0\3ab"),
    V(0, "\1\0\0\4abc"),
    V(0, "\1\0\0\3abcx"),
    V(0, "\2\0\0\3abc"),
    V(0, "\0\0\0\3abc"),
    V(0, "\377"),
};
#define NUM_BODIES (sizeof bodies / sizeof bodies[0])

static int on_status(SSL *s, void *arg) {
    const byte *p;
    (void)arg;
    printf("(%ld) ", SSL_get_tlsext_status_ocsp_resp(s, &p));
    return 1;
}

static void hello12(struct talk *t, int announced) {
    static const byte random[32] = { 1 };
    struct bytes b = { .n = 0 };
    begin(t);
    put_num(&b, 2, 0x303);
    put(&b, random, 32);
    put_vec(&b, 1, "", 0);
    put_num(&b, 2, 0xc02b);
    put_num(&b, 1, 0);
    size_t block = open_vec(&b, 2);
    put_ext(&b, 0xff01, "\0", 1);
    put_ext(&b, 23, "", 0);
    if (announced) put_ext(&b, 5, announced > 1 ? "x" : "", announced > 1);
    close_vec(&b, block, 2);
    feed_plain(t, 2, &b);
}

static void certificate12(struct talk *t) {
    struct bytes b = { .n = 0 };
    size_t list = open_vec(&b, 3);
    put_vec(&b, 3, der.p, der.n);
    close_vec(&b, list, 3);
    feed_plain(t, 11, &b);
}

static void status12(struct talk *t, size_t i) {
    struct bytes b = { .n = 0 };
    put(&b, bodies[i].body, bodies[i].n);
    feed_plain(t, 22, &b);
}

static void messages12(int asked) {
    struct talk t;
    char what[60];
    for (int announced = 0; announced < 3; announced++) {
        for (size_t i = 0; i < NUM_BODIES; i++) {
            hello12(&t, announced);
            certificate12(&t);
            status12(&t, i);
            snprintf(what, sizeof what, "1.2 asked %d, announced %d, body", asked, announced);
            finish(what, i, &t);
        }
        for (size_t i = 0; i < 4; i++) {
            hello12(&t, announced);
            if (i == 0) status12(&t, 3), certificate12(&t);                          /* before the Certificate */
            if (i == 1) certificate12(&t), status12(&t, 3), status12(&t, 3);         /* twice */
            if (i == 2) certificate12(&t), feed_plain(&t, 14, &(struct bytes){ .n = 0 }); /* left out, and the rest */
            if (i == 3) certificate12(&t), put_record(&t.in, 20, "\1", 1);
            snprintf(what, sizeof what, "1.2 asked %d, announced %d, place", asked, announced);
            finish(what, i, &t);
        }
    }
}

static void extensions13(int asked) {
    struct talk t;
    char what[60];
    for (size_t i = 0; i < 2 * NUM_BODIES; i++) { /* for the leaf, and for another certificate behind it */
        const struct value *v = &bodies[i / 2];
        struct bytes c = { .n = 0 };
        begin13(&t);
        put_ee(&t);
        put_num(&c, 1, 0);
        size_t list = open_vec(&c, 3);
        if (i & 1) {
            put_vec(&c, 3, der.p, der.n);
            put_num(&c, 2, 0);
        }
        put_vec(&c, 3, der.p, der.n);
        size_t block = open_vec(&c, 2);
        put_ext(&c, 5, v->body, v->n);
        close_vec(&c, block, 2);
        close_vec(&c, list, 3);
        feed_sealed(&t, 11, &c);
        snprintf(what, sizeof what, "1.3 asked %d, body", asked);
        finish(what, i, &t);
    }
}

int main(void) {
    bad_server_begin();
    SSL_CTX_set_tlsext_status_cb(ctx, on_status);
    for (int asked = 0; asked < 2; asked++) {
        if (asked) SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
        messages12(asked);
        extensions13(asked);
    }
    bad_server_end();
    return 0;
}
