/* SSL_stateless(): cookies in HelloRetryRequests, and what becomes of those that are of no use. */
#include "pair.h"

static int made, checked, make_ok = 1, check_ok = 1, watching;

static int make_cookie(SSL *s, unsigned char *cookie, size_t *len) {
    (void)s;
    made++;
    memcpy(cookie, "twin cookie", 11);
    *len = 11;
    return make_ok;
}

static int check_cookie(SSL *s, const unsigned char *cookie, size_t len) {
    (void)s;
    checked++;
    return check_ok && len == 11 && memcmp(cookie, "twin cookie", 11) == 0;
}

static int plain_make(SSL *s, unsigned char *cookie, unsigned int *len) {
    (void)s;
    (void)cookie;
    *len = 0;
    printf("  plain generate callback\n");
    return 0;
}

static int plain_check(SSL *s, const unsigned char *cookie, unsigned int len) {
    (void)s;
    (void)cookie;
    (void)len;
    printf("  plain verify callback\n");
    return 0;
}

static void watch(int out, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    const unsigned char *p = buf;
    (void)s;
    (void)arg;
    if (!watching || type == SSL3_RT_HEADER || type == SSL3_RT_INNER_CONTENT_TYPE) return;
    printf("  server %s %04x type %d", out ? "sends" : "takes", version, type);
    if (type == SSL3_RT_HANDSHAKE) printf(" message %d", p[0]);
    if (type == SSL3_RT_ALERT) printf(" alert %d %d", p[0], p[1]);
    (void)len;
    printf("\n");
}

static void told(const SSL *s, int where, int ret) {
    if (watching > 1) printf("  info %04x %d in %s\n", where, ret, SSL_state_string_long(s));
}

static SSL_CTX *cc, *sc;

static void contexts(void) {
    cc = client_ctx(1);
    sc = server_ctx("rsa.pem");
    SSL_CTX_set_stateless_cookie_generate_cb(sc, make_cookie);
    SSL_CTX_set_stateless_cookie_verify_cb(sc, check_cookie);
    SSL_CTX_set_msg_callback(sc, watch);
    SSL_CTX_set_info_callback(sc, told);
    made = checked = 0;
    make_ok = check_ok = 1;
}

static void contexts_free(void) {
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static void client(struct pair p) {
    int r = SSL_connect(p.c);
    printf("  client %d %s\n", r, error_name(SSL_get_error(p.c, r)));
    print_errors("client");
}

static int server(SSL *s) {
    int r = SSL_stateless(s);
    printf("  stateless %d %s, init %d finished %d, made %d checked %d\n", r, error_name(SSL_get_error(s, r)), SSL_in_init(s) != 0,
           SSL_is_init_finished(s), made, checked);
    print_errors("server");
    return r;
}

static void finish(struct pair p) {
    client(p);
    int r = SSL_accept(p.s);
    printf("  accept %d %s\n", r, error_name(SSL_get_error(p.s, r)));
    print_errors("server");
    client(p);
    char byte = 'x';
    r = SSL_write(p.c, &byte, 1);
    printf("  client writes %d\n", r);
    r = SSL_read(p.s, &byte, 1);
    printf("  server reads %d %s, finished %d, %s %s resumed %d\n", r, error_name(SSL_get_error(p.s, r)), SSL_is_init_finished(p.s),
           SSL_get_version(p.s), SSL_get_cipher_name(p.s), SSL_session_reused(p.s));
    print_errors("server");
    r = SSL_write(p.s, &byte, 1);
    printf("  server writes %d, client reads %d\n", r, SSL_read(p.c, &byte, 1));
    print_errors("end");
}

/* Another SSL takes over the server's end of the transport. */
static void next_server(struct pair *p) {
    BIO *b = SSL_get_rbio(p->s);
    BIO_up_ref(b);
    SSL_free(p->s);
    p->s = SSL_new(sc);
    SSL_set_bio(p->s, b, b);
    SSL_set_accept_state(p->s);
}

static void whole(const char *what, const char *groups, int other, int compat, int loud) {
    printf("%s\n", what);
    contexts();
    if (groups) check(SSL_CTX_set1_groups_list(sc, groups), "groups");
    if (!compat) SSL_CTX_clear_options(cc, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    struct pair p = pair_new(cc, sc);
    watching = loud;
    client(p);
    if (server(p.s) == 0) {
        client(p);
        if (other) next_server(&p);
        if (server(p.s) != 1) server(p.s);
    }
    finish(p);
    watching = 0;
    pair_close(p);
    pair_free(p);
    contexts_free();
}

static void version(const char *what, int max) {
    printf("%s\n", what);
    contexts();
    SSL_CTX_set_max_proto_version(cc, max);
    struct pair p = pair_new(cc, sc);
    client(p);
    server(p.s);
    client(p);
    pair_free(p);
    contexts_free();
}

static void nothing_there(void) {
    printf("nothing there\n");
    contexts();
    struct pair p = pair_new(cc, sc);
    server(p.s);
    server(p.s);
    client(p);
    server(p.s);
    pair_free(p);
    contexts_free();
}

enum fault { NO_MAKER, MAKER_FAILS, NO_CHECKER, CHECKER_FAILS, TAMPERED, CUT, OTHER_CONTEXT, OTHER_GROUP, OTHER_SUITE, ACCEPTED,
             EMPTY, HALF };

static void spoil(BIO *to, BIO *from, enum fault f) {
    static unsigned char buf[1 << 14];
    int n = BIO_read(from, buf, sizeof buf);
    check(n > 0, "flight");
    for (int i = 0; i + 20 < n; i++) { /* the extension: 00 2c, its length, the cookie's */
        if (buf[i] != 0 || buf[i + 1] != 0x2c || buf[i + 2] * 256 + buf[i + 3] != buf[i + 4] * 256 + buf[i + 5] + 2) continue;
        int len = buf[i + 4] * 256 + buf[i + 5];
        if (len < 40) continue;
        if (f == TAMPERED) buf[i + 5 + len] ^= 1; /* the last byte */
        if (f == HALF) buf[i + 30] ^= 1;          /* one in the midst */
        if (f == CUT) buf[i + 5]--;
        break;
    }
    check(BIO_write(to, buf, n) == n, "spoilt flight");
}

static void faulty(const char *what, enum fault f) {
    printf("%s\n", what);
    contexts();
    SSL_CTX_clear_options(cc, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    if (f == NO_MAKER) SSL_CTX_set_stateless_cookie_generate_cb(sc, NULL);
    if (f == NO_CHECKER) SSL_CTX_set_stateless_cookie_verify_cb(sc, NULL);
    make_ok = f != MAKER_FAILS;
    struct pair p = pair_new(cc, sc);
    client(p);
    server(p.s);
    client(p);
    check_ok = f != CHECKER_FAILS;
    if (f == OTHER_CONTEXT) {
        SSL_CTX *old = sc, *old_client = cc;
        contexts();
        SSL_CTX_free(old);
        SSL_CTX_free(old_client);
        next_server(&p);
    }
    if (f == OTHER_GROUP) SSL_set1_groups_list(p.s, "P-384");
    if (f == OTHER_SUITE) SSL_set_ciphersuites(p.s, "TLS_AES_128_GCM_SHA256");
    if (f == TAMPERED || f == CUT || f == HALF) {
        BIO *a = SSL_get_rbio(p.s), *in = BIO_new(BIO_s_mem());
        spoil(in, a, f);
        BIO_up_ref(a);
        SSL_set_bio(p.s, in, a);
    }
    watching = 1;
    if (f == ACCEPTED) {
        SSL_clear(p.s);
        int r = SSL_accept(p.s);
        printf("  accept %d %s\n", r, error_name(SSL_get_error(p.s, r)));
        print_errors("server");
    } else {
        server(p.s);
    }
    watching = 0;
    client(p);
    pair_free(p);
    contexts_free();
}

static void plain_callbacks(void) {
    printf("the callbacks of DTLS, and SSL_OP_COOKIE_EXCHANGE\n");
    contexts();
    SSL_CTX_set_cookie_generate_cb(sc, plain_make);
    SSL_CTX_set_cookie_verify_cb(sc, plain_check);
    SSL_CTX_set_options(sc, SSL_OP_COOKIE_EXCHANGE);
    printf("  option %d\n", (SSL_CTX_get_options(sc) & SSL_OP_COOKIE_EXCHANGE) != 0);
    struct pair p = pair_new(cc, sc);
    printf("  %d, made %d checked %d\n", pair_handshake(p), made, checked);
    pair_free(p);
    contexts_free();
}

static void client_role(void) {
    printf("of a client, and of one without a role\n");
    contexts();
    SSL *s = SSL_new(cc);
    int r = SSL_stateless(s);
    printf("  %d\n", r);
    print_errors("client");
    SSL_free(s);
    s = SSL_new(sc);
    printf("  %d\n", SSL_stateless(s));
    print_errors("server");
    SSL_free(s);
    contexts_free();
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    whole("share at hand", NULL, 0, 1, 2);
    whole("share at hand, no change_cipher_spec", NULL, 0, 0, 1);
    whole("another server object", NULL, 1, 0, 1);
    whole("another group", "P-384", 1, 0, 1);
    whole("another group, change_cipher_spec", "P-384", 1, 1, 0);
    version("TLS 1.2 client", TLS1_2_VERSION);
    nothing_there();
    faulty("no generate callback", NO_MAKER);
    faulty("the generate callback fails", MAKER_FAILS);
    faulty("no verify callback", NO_CHECKER);
    faulty("the verify callback fails", CHECKER_FAILS);
    faulty("tampered with the MAC", TAMPERED);
    faulty("tampered with the contents", HALF);
    faulty("cut", CUT);
    faulty("another context's", OTHER_CONTEXT);
    faulty("another group now", OTHER_GROUP);
    faulty("another suite now", OTHER_SUITE);
    faulty("a cookie to SSL_accept", ACCEPTED);
    plain_callbacks();
    client_role();
    return 0;
}
