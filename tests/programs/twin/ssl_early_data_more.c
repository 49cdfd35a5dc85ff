/* Early data among other calls: what is known of a connection meanwhile, other ways to read and write, pauses, ends,
 * caches and settings. */
#include "early.h"

static void known(const char *who, SSL *s) {
    unsigned char buf[64];
    const unsigned char *alpn;
    unsigned alpn_len;
    SSL_get0_alpn_selected(s, &alpn, &alpn_len);
    printf("  %s knows: %s %s, cipher %s, reused %d, peer %d, verified %ld, alpn %u, name %s\n", who, SSL_get_version(s),
           SSL_is_server(s) ? "s" : "c", SSL_get_cipher_name(s) ? SSL_get_cipher_name(s) : "none", SSL_session_reused(s),
           SSL_get0_peer_certificate(s) != NULL, SSL_get_verify_result(s), alpn_len,
           SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) ? SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) : "none");
    printf("    want %d, pending %d %d, shutdown %d, finished %zu %zu, state %d\n", SSL_want(s), SSL_pending(s),
           SSL_has_pending(s), SSL_get_shutdown(s), SSL_get_finished(s, buf, sizeof buf),
           SSL_get_peer_finished(s, buf, sizeof buf), SSL_get_state(s));
    if (SSL_is_server(s)) printf("    exporter %d\n", SSL_export_keying_material(s, buf, 20, "label", 5, NULL, 0, 0));
    print_errors("known");
}

static void to_the_end(struct pair p) {
    for (int i = 0; i < 4; i++) {
        if (!SSL_is_init_finished(p.c)) shake(p.c);
        if (!SSL_is_init_finished(p.s)) shake(p.s);
    }
    plain(p.s, 1, "late from server");
    plain(p.c, 0, "");
    plain(p.c, 1, "late from client");
    plain(p.s, 0, "");
    printf("  status %d %d, reused %d %d\n", SSL_get_early_data_status(p.c), SSL_get_early_data_status(p.s),
           SSL_session_reused(p.c), SSL_session_reused(p.s));
    pair_close(p);
    pair_free(p);
}

static void what_is_known(void) {
    printf("=== what is known meanwhile\n");
    contexts(1000, 0);
    SSL_SESSION *sess = session("localhost");
    struct pair p = begin(sess);
    SSL_set_tlsext_host_name(p.c, "localhost");
    known("client before", p.c);
    known("server before", p.s);
    write_early(p.c, "hello", 5);
    known("client", p.c);
    read_early(p.s, 2);
    known("server", p.s);
    read_early(p.s, 20);
    shake(p.c);
    known("client", p.c);
    read_early(p.s, 20);
    known("server", p.s);
    to_the_end(p);
    SSL_SESSION_free(sess);
    done();
}

static void settings(void) {
    printf("=== settings\n");
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    printf("defaults %u %u\n", SSL_CTX_get_max_early_data(ctx), SSL_CTX_get_recv_max_early_data(ctx));
    printf("set %d %d\n", SSL_CTX_set_max_early_data(ctx, 7), SSL_CTX_set_recv_max_early_data(ctx, 8));
    SSL *s = SSL_new(ctx);
    printf("inherited %u %u\n", SSL_get_max_early_data(s), SSL_get_recv_max_early_data(s));
    printf("own %d %d\n", SSL_set_max_early_data(s, 0xffffffff), SSL_set_recv_max_early_data(s, 0));
    printf("then %u %u, of the context %u %u\n", SSL_get_max_early_data(s), SSL_get_recv_max_early_data(s),
           SSL_CTX_get_max_early_data(ctx), SSL_CTX_get_recv_max_early_data(ctx));
    SSL_clear(s);
    printf("cleared %u %u\n", SSL_get_max_early_data(s), SSL_get_recv_max_early_data(s));
    SSL *d = SSL_dup(s);
    printf("copied %u %u\n", SSL_get_max_early_data(d), SSL_get_recv_max_early_data(d));
    SSL_free(d);
    SSL_free(s);
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CLIENT);
    SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
    static const char *const commands[][2] = { { "Options", "-AntiReplay" }, { "Options", "AntiReplay" },
                                               { "-no_anti_replay", NULL },  { "-anti_replay", NULL } };
    for (size_t i = 0; i < 4; i++) {
        int ret = SSL_CONF_cmd(conf, commands[i][0], commands[i][1]);
        printf("%s %s: %d, %d\n", commands[i][0], commands[i][1] ? commands[i][1] : "", ret,
               (SSL_CTX_get_options(ctx) & SSL_OP_NO_ANTI_REPLAY) != 0);
    }
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
    SSL_SESSION *sess = SSL_SESSION_new();
    printf("session %u, %d, %u\n", SSL_SESSION_get_max_early_data(sess), SSL_SESSION_set_max_early_data(sess, 77),
           SSL_SESSION_get_max_early_data(sess));
    SSL_SESSION_free(sess);
}

static void of_the_connection(void) {
    printf("=== set in the connection alone\n");
    contexts(0, 0);
    struct pair p = pair_new(cc, sc);
    SSL_set_max_early_data(p.s, 50);
    check(pair_handshake(p) == 1, "first");
    pair_exchange(p);
    SSL_SESSION *sess = SSL_get1_session(p.c);
    printf("ticket of %u, in cache %ld\n", SSL_SESSION_get_max_early_data(sess), SSL_CTX_sess_number(sc));
    pair_close(p);
    pair_free(p);
    p = begin(sess);
    SSL_set_max_early_data(p.s, 50);
    write_early(p.c, "hello", 5);
    read_early(p.s, 20);
    to_the_end(p);
    SSL_SESSION_free(sess);
    done();
}

static void odd_sizes(void) {
    printf("=== nothing at a time\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    SSL_SESSION *sess = session(NULL);
    struct pair p = begin(sess);
    write_early(p.c, "", 0);
    read_early(p.s, 0);
    read_early(p.s, 10);
    write_early(p.c, "abc", 3);
    read_early(p.s, 0);
    read_early(p.s, 1);
    printf("  pending %d %d\n", SSL_pending(p.s), SSL_has_pending(p.s));
    read_early(p.s, 0);
    read_early(p.s, 10);
    to_the_end(p);
    SSL_SESSION_free(sess);
    done();
}

static void peek(SSL *s) {
    char buf[50];
    int n = SSL_peek(s, buf, sizeof buf);
    printf("  peeks: %d %.*s, error %s, %s\n", n, n > 0 ? n : 0, buf, error_name(SSL_get_error(s, n)), state(s));
    print_errors("peek");
}

static void peeks(void) {
    printf("=== SSL_peek\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    SSL_SESSION *sess = session(NULL);
    struct pair p = begin(sess);
    write_early(p.c, "abc", 3);
    read_early(p.s, 1);
    peek(p.s);
    read_early(p.s, 10);
    peek(p.s);
    to_the_end(p);
    SSL_SESSION_free(sess);
    done();
}

static void closes(void) {
    printf("=== the end in the middle\n");
    for (int who = 0; who < 3; who++) {
        contexts(1000, SSL_OP_NO_ANTI_REPLAY);
        SSL_SESSION *sess = session(NULL);
        struct pair p = begin(sess);
        printf("--- %d\n", who);
        write_early(p.c, "abc", 3);
        if (who > 0) read_early(p.s, 10);
        SSL *s = who < 2 ? p.c : p.s;
        int ret = SSL_shutdown(s);
        printf("  shutdown %d, %s, %s\n", ret, error_name(SSL_get_error(s, ret)), state(s));
        print_errors("shutdown");
        if (who == 0) read_early(p.s, 10);
        read_early(p.s, 10);
        read_early(p.s, 10);
        plain(p.c, 0, "");
        shake(p.c);
        shake(p.s);
        printf("  resumable %d\n", SSL_SESSION_is_resumable(sess));
        pair_free(p);
        SSL_SESSION_free(sess);
        done();
    }
}

static void asks(const char *what, int ret) {
    printf("  %s: %d\n", what, ret);
    print_errors(what);
}

static void other_calls(void) {
    printf("=== calls that are for another time\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    SSL_SESSION *sess = session(NULL);
    struct pair p = begin(sess);
    write_early(p.c, "abc", 3);
    asks("session", SSL_set_session(p.c, sess));
    read_early(p.s, 10);
    asks("key update", SSL_key_update(p.s, SSL_KEY_UPDATE_REQUESTED));
    asks("renegotiate", SSL_renegotiate(p.s));
    asks("ticket", SSL_new_session_ticket(p.s));
    asks("authentication", SSL_verify_client_post_handshake(p.s));
    to_the_end(p);
    SSL_SESSION_free(sess);
    done();
}

static int pauses;

static int pausing_hello(SSL *s, int *al, void *arg) {
    (void)s;
    (void)al;
    (void)arg;
    return pauses-- > 0 ? SSL_CLIENT_HELLO_RETRY : SSL_CLIENT_HELLO_SUCCESS;
}

static void a_callback_pauses(void) {
    printf("=== a callback pauses\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    SSL_SESSION *sess = session(NULL);
    SSL_CTX_set_client_hello_cb(sc, pausing_hello, NULL);
    pauses = 2;
    struct pair p = begin(sess);
    write_early(p.c, "abc", 3);
    read_early(p.s, 10);
    plain(p.s, 0, "");
    read_early(p.s, 10);
    read_early(p.s, 10);
    to_the_end(p);
    pauses = 1;
    p = begin(sess);
    write_early(p.c, "abc", 3);
    read_early(p.s, 10);
    shake(p.s);
    shake(p.c);
    shake(p.s);
    pair_free(p);
    SSL_SESSION_free(sess);
    done();
}

/* Each half of a handshake without a peer: the retries of both calls, and other calls in between. */
static void begins_without_a_peer(void) {
    printf("=== nobody there yet\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    SSL_SESSION *sess = session(NULL);
    struct pair p = begin(sess);
    read_early(p.s, 10);
    read_early(p.s, 10);
    plain(p.s, 0, "");
    plain(p.s, 1, "x");
    write_early(p.s, "x", 1);
    write_early(p.c, "abc", 3);
    read_early(p.s, 10);
    plain(p.s, 1, "not so");
    to_the_end(p);
    p = begin(sess);
    read_early(p.s, 10);
    shake(p.s);
    write_early(p.c, "abc", 3);
    shake(p.s);
    shake(p.c);
    to_the_end(p);
    SSL_SESSION_free(sess);
    done();
}

/* The transport takes little: partial writes are off for early data, whatever the mode. */
static void narrow(uint64_t mode) {
    printf("=== a narrow transport, mode %d\n", (int)mode);
    contexts(1000000, SSL_OP_NO_ANTI_REPLAY);
    SSL_CTX_set_recv_max_early_data(sc, 1000000);
    SSL_SESSION *sess = session(NULL);
    static char data[40000], got[40000];
    BIO *a = NULL, *b = NULL;
    struct pair p = { SSL_new(cc), SSL_new(sc) };
    check(BIO_new_bio_pair(&a, 2000, &b, 20000) == 1, "pair");
    SSL_set_bio(p.c, a, a);
    SSL_set_bio(p.s, b, b);
    SSL_set_connect_state(p.c);
    SSL_set_accept_state(p.s);
    SSL_set_session(p.c, sess);
    SSL_set_mode(p.c, mode);
    memset(data, 'n', sizeof data);
    size_t written = 7, n = 0, total = 0;
    int ret = SSL_write_early_data(p.c, data, sizeof data, &written);
    printf("first: %d, error %s, mode %d\n", ret, error_name(SSL_get_error(p.c, ret)), (int)SSL_get_mode(p.c));
    ret = SSL_write_early_data(p.c, data, 10, &written);
    printf("shorter: %d, error %s\n", ret, error_name(SSL_get_error(p.c, ret)));
    print_errors("shorter");
    written = 0;
    for (int i = 0; i < 200 && total < sizeof data; i++) {
        if (!written && SSL_write_early_data(p.c, data, sizeof data, &written) != 1) ERR_clear_error();
        int r = SSL_read_early_data(p.s, got + total, sizeof got - total, &n);
        if (r == SSL_READ_EARLY_DATA_SUCCESS) total += n;
    }
    printf("written %zu, read %zu, equal %d\n", written, total, memcmp(data, got, sizeof got) == 0);
    pair_free(p);
    SSL_SESSION_free(sess);
    done();
}

/* --- caches --- */

static SSL_SESSION *kept;
static int count_new, count_get, count_remove;

static int cache_new(SSL *s, SSL_SESSION *sess) {
    (void)s;
    SSL_SESSION_free(kept);
    kept = SSL_SESSION_dup(sess);
    count_new++;
    return 0;
}

static SSL_SESSION *cache_get(SSL *s, const unsigned char *id, int len, int *copy) {
    unsigned n = 0;
    (void)s;
    count_get++;
    *copy = 0;
    if (!kept || memcmp(SSL_SESSION_get_id(kept, &n), id, (size_t)len) != 0) return NULL;
    return SSL_SESSION_dup(kept);
}

static void cache_remove(SSL_CTX *ctx, SSL_SESSION *sess) {
    (void)ctx;
    (void)sess;
    count_remove++;
}

static void caches(void) {
    static const struct {
        long mode;
        uint64_t options;
        int external;
    } of[] = { { SSL_SESS_CACHE_SERVER, 0, 0 },
               { SSL_SESS_CACHE_SERVER, 0, 1 },
               { SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL, 0, 1 },
               { SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_STORE, 0, 1 },
               { SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_LOOKUP, 0, 1 },
               { SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL, SSL_OP_NO_ANTI_REPLAY, 1 },
               { SSL_SESS_CACHE_SERVER, SSL_OP_NO_TICKET, 0 },
               { SSL_SESS_CACHE_SERVER, SSL_OP_NO_TICKET | SSL_OP_NO_ANTI_REPLAY, 0 },
               { SSL_SESS_CACHE_OFF, SSL_OP_NO_ANTI_REPLAY, 0 } };
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        printf("=== cache %zu\n", i);
        contexts(1000, of[i].options);
        SSL_CTX_set_session_cache_mode(sc, of[i].mode);
        if (of[i].external) {
            SSL_CTX_sess_set_new_cb(sc, cache_new);
            SSL_CTX_sess_set_get_cb(sc, cache_get);
            SSL_CTX_sess_set_remove_cb(sc, cache_remove);
        }
        SSL_SESSION *sess = session(NULL);
        for (int k = 0; k < 2; k++) {
            struct pair p = begin(sess);
            count_new = count_get = count_remove = 0;
            write_early(p.c, "hello", 5);
            read_early(p.s, 10);
            to_the_end(p);
            printf("  new %d, asked %d, removed %d, in cache %ld, hits %ld, misses %ld\n", count_new, count_get, count_remove,
                   SSL_CTX_sess_number(sc), SSL_CTX_sess_hits(sc), SSL_CTX_sess_misses(sc));
        }
        SSL_SESSION_free(sess);
        SSL_SESSION_free(kept);
        kept = NULL;
        done();
    }
}

/* --- other ends --- */

static void older_client(void) {
    printf("=== a client of TLS 1.2\n");
    contexts(1000, 0);
    SSL_SESSION *sess = session(NULL);
    SSL_CTX_set_max_proto_version(cc, TLS1_2_VERSION);
    struct pair p = begin(sess);
    write_early(p.c, "hello", 5);
    read_early(p.s, 10);
    pair_free(p);
    p = pair_new(cc, sc);
    shake(p.c);
    read_early(p.s, 10);
    shake(p.c);
    read_early(p.s, 10);
    to_the_end(p);
    SSL_SESSION_free(sess);
    done();
}

static void retry(void) {
    printf("=== another group, and a ticket that is good for once\n");
    contexts(1000, 0);
    SSL_SESSION *sess = session(NULL);
    SSL_CTX_set1_groups_list(sc, "P-384");
    SSL_CTX_set1_groups_list(cc, "P-256:P-384");
    struct pair p = begin(sess);
    write_early(p.c, "hello", 5);
    read_early(p.s, 10);
    to_the_end(p);
    SSL_SESSION_free(sess);
    done();
}

/* The ClientHello does not go out at once, and the program does not wait for it. */
static void given_up(void) {
    printf("=== given up\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    SSL_SESSION *sess = session(NULL);
    BIO *a = NULL, *b = NULL;
    struct pair p = { SSL_new(cc), SSL_new(sc) };
    check(BIO_new_bio_pair(&a, 100, &b, 20000) == 1, "pair");
    SSL_set_bio(p.c, a, a);
    SSL_set_bio(p.s, b, b);
    SSL_set_connect_state(p.c);
    SSL_set_accept_state(p.s);
    SSL_set_session(p.c, sess);
    write_early(p.c, "hello", 5);
    write_early(p.c, "hello", 5);
    read_early(p.s, 10);
    int n = SSL_write(p.c, "else", 4); /* OpenSSL leaves the ClientHello where it is and waits for an answer */
    printf("  writes: %d, in_init %d finished %d\n", n, SSL_in_init(p.c), SSL_is_init_finished(p.c));
    n = SSL_connect(p.c);
    printf("  connects: %d, in_init %d finished %d\n", n, SSL_in_init(p.c), SSL_is_init_finished(p.c));
    pair_free(p);
    SSL_SESSION_free(sess);
    done();
}

static void suites(void) {
    static const char *const names[] = { "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256" };
    for (size_t i = 0; i < 3; i++) {
        printf("=== %s\n", names[i]);
        contexts(1000, 0);
        SSL_CTX_set_ciphersuites(sc, names[i]);
        SSL_SESSION *sess = session(NULL);
        struct pair p = begin(sess);
        write_early(p.c, "hello", 5);
        known("client", p.c);
        read_early(p.s, 10);
        to_the_end(p);
        SSL_SESSION_free(sess);
        SSL_CTX_set_ciphersuites(sc, names[(i + 1) % 3]);
        done();
    }
}

static void old_tickets(void) {
    printf("=== an old ticket\n");
    for (int i = 0; i < 3; i++) {
        static const long ages[] = { 0, 9, 12 }; /* the client says so much too little */
        contexts(1000, SSL_OP_NO_ANTI_REPLAY | SSL_OP_NO_TICKET);
        SSL_SESSION *sess = session(NULL), *old = SSL_SESSION_dup(sess);
        SSL_SESSION_set_time(old, SSL_SESSION_get_time(old) - ages[i]);
        struct pair p = begin(old);
        write_early(p.c, "hello", 5);
        read_early(p.s, 10);
        printf("  ticket of the future %ld: status %d, reused %d\n", ages[i], SSL_get_early_data_status(p.s),
            SSL_session_reused(p.s));
        pair_free(p);
        SSL_SESSION_free(old);
        SSL_SESSION_free(sess);
        done();
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    settings();
    what_is_known();
    of_the_connection();
    odd_sizes();
    peeks();
    closes();
    other_calls();
    a_callback_pauses();
    begins_without_a_peer();
    narrow(0);
    narrow(SSL_MODE_ENABLE_PARTIAL_WRITE);
    caches();
    older_client();
    retry();
    given_up();
    suites();
    old_tickets();
    return 0;
}
