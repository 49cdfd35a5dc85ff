/* Sizes of records: max_fragment_length, max_send_fragment and its like, TLS 1.3 padding; as they are on the wire. */
#include "pair.h"

static SSL *watched;
static int begun[2]; /* of each role: a record was sent */

/* Every record that is sent while one end is watched. */
static void on_message(int write_p, int version, int content_type, const void *buf, size_t len, SSL *ssl, void *arg) {
    const unsigned char *h = (const unsigned char *)buf;
    (void)version, (void)arg;
    if (!write_p || content_type != SSL3_RT_HEADER || len < 5 || (watched && ssl != watched)) return;
    if (!begun[SSL_is_server(ssl)]) { /* hellos have what each library thinks fit */
        begun[SSL_is_server(ssl)] = 1;
        printf(" hello");
        return;
    }
    printf(" %s:%d/%d", SSL_is_server(ssl) ? "s" : "c", h[0], h[3] << 8 | h[4]);
}

static void watch(SSL_CTX *ctx) { SSL_CTX_set_msg_callback(ctx, on_message); }

struct contexts {
    SSL_CTX *c, *s;
};

static struct contexts make(int version, const char *suites12) {
    struct contexts x = { client_ctx(0), server_ctx("rsa.pem") };
    SSL_CTX *both[2] = { x.c, x.s };
    for (int i = 0; i < 2; i++) {
        SSL_CTX_set_min_proto_version(both[i], version);
        SSL_CTX_set_max_proto_version(both[i], version);
        if (version < TLS1_2_VERSION) SSL_CTX_set_security_level(both[i], 0);
        check(SSL_CTX_set_cipher_list(both[i], suites12) == 1, "suites");
        check(SSL_CTX_set_ciphersuites(both[i], "TLS_AES_128_GCM_SHA256") == 1, "suites");
        SSL_CTX_set_options(both[i], SSL_OP_NO_TICKET);
    }
    SSL_CTX_set_num_tickets(x.s, 0);
    return x;
}

static void contexts_free(struct contexts x) {
    SSL_CTX_free(x.c);
    SSL_CTX_free(x.s);
}

static struct pair start(struct contexts x) {
    begun[0] = begun[1] = 0;
    return pair_new(x.c, x.s);
}

/* --- arguments ----------------------------------------------------------------------------------------------- */

static void arguments(void) {
    static const long values[] = { -1, 0, 1, 2, 31, 32, 33, 511, 512, 513, 1024, 16383, 16384, 16385, 1 << 20 };
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        long v = values[i];
        printf("%ld: max_send_fragment %ld %ld", v, SSL_CTX_set_max_send_fragment(ctx, v), SSL_set_max_send_fragment(ssl, v));
        printf(", split %ld %ld", SSL_CTX_set_split_send_fragment(ctx, v), SSL_set_split_send_fragment(ssl, v));
        printf(", pipelines %ld %ld", SSL_CTX_set_max_pipelines(ctx, v), SSL_set_max_pipelines(ssl, v));
        printf(", block padding %d %d\n", SSL_CTX_set_block_padding(ctx, (size_t)v), SSL_set_block_padding(ssl, (size_t)v));
    }
    for (int v = 0; v < 256; v = v < 6 ? v + 1 : v == 6 ? 127 : v + 64) {
        printf("max_fragment_length %d: %d", v, SSL_CTX_set_tlsext_max_fragment_length(ctx, (uint8_t)v));
        print_errors("context");
        printf(" %d\n", SSL_set_tlsext_max_fragment_length(ssl, (uint8_t)v));
        print_errors("connection");
    }
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

/* What changes what else: pipelines and reading ahead, the limits and the split. */
static void side_effects(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    printf("read_ahead %ld %d", SSL_CTX_get_read_ahead(ctx), SSL_get_read_ahead(ssl));
    SSL_set_max_pipelines(ssl, 1);
    printf(", 1 pipeline %d", SSL_get_read_ahead(ssl));
    SSL_set_max_pipelines(ssl, 2);
    printf(", 2 %d\n", SSL_get_read_ahead(ssl));
    SSL_free(ssl);
    SSL_CTX_set_max_pipelines(ctx, 3);
    ssl = SSL_new(ctx);
    printf("of a context: %ld %d\n", SSL_CTX_get_read_ahead(ctx), SSL_get_read_ahead(ssl));
    SSL_CTX_set_default_read_buffer_len(ctx, 40000); /* which nothing tells of */
    SSL_set_default_read_buffer_len(ssl, 100);
    printf("set_read_ahead: %ld %ld %ld\n", SSL_CTX_set_read_ahead(ctx, 1), SSL_CTX_get_read_ahead(ctx),
           SSL_CTX_set_read_ahead(ctx, 0));
    printf("split above the limit: %ld", SSL_set_split_send_fragment(ssl, 16384));
    printf(" %ld %ld %ld\n", SSL_set_max_send_fragment(ssl, 600), SSL_set_split_send_fragment(ssl, 601),
           SSL_set_split_send_fragment(ssl, 600));
    SSL_CTX_set_record_padding_callback_arg(ctx, ctx);
    printf("padding argument: %d %d", SSL_CTX_get_record_padding_callback_arg(ctx) == (void *)ctx,
           SSL_get_record_padding_callback_arg(ssl) == NULL);
    SSL_set_record_padding_callback_arg(ssl, ssl);
    printf(" %d", SSL_get_record_padding_callback_arg(ssl) == (void *)ssl);
    SSL_free(ssl);
    ssl = SSL_new(ctx);
    printf(" %d\n", SSL_get_record_padding_callback_arg(ssl) == (void *)ctx);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

/* --- sizes of data ------------------------------------------------------------------------------------------- */

static char big[40000];

static void drain(SSL *to, size_t n) {
    static char buf[40000];
    size_t got = 0, one;
    while (got < n && SSL_read_ex(to, buf, sizeof buf, &one) == 1) got += one;
    check(got == n, "drain");
}

static void write_sizes(const char *what, SSL *from, SSL *to) {
    static const int lens[] = { 1, 100, 511, 512, 513, 1024, 4095, 4096, 4097, 16383, 16384, 16385, 40000 };
    watched = from;
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        printf("%s %d:", what, lens[i]);
        check(SSL_write(from, big, lens[i]) == lens[i], "write");
        printf("\n");
        drain(to, (size_t)lens[i]);
    }
    watched = NULL;
}

static const struct {
    int version;
    const char *suite, *name;
} kinds[] = {
    { TLS1_3_VERSION, "DEFAULT", "1.3" },
    { TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", "1.2 GCM" },
    { TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305", "1.2 ChaCha" },
    { TLS1_2_VERSION, "ECDHE-RSA-AES128-SHA", "1.2 CBC" },
    { TLS1_1_VERSION, "ECDHE-RSA-AES128-SHA", "1.1 CBC" },
};
#define NUM_KINDS (sizeof kinds / sizeof kinds[0])

static void plain_limits(void) {
    static const struct {
        long max, split, pipelines;
    } sets[] = { { 16384, 16384, 0 }, { 512, 512, 0 }, { 1000, 700, 0 }, { 16384, 512, 0 }, { 4096, 1024, 4 }, { 16384, 300, 32 } };
    for (size_t k = 0; k < NUM_KINDS; k++) {
        for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
            struct contexts x = make(kinds[k].version, kinds[k].suite);
            watch(x.c);
            struct pair p = start(x);
            watched = p.s; /* it has no callback: nothing is printed */
            check(SSL_set_max_send_fragment(p.c, sets[i].max) == 1, "max");
            check(SSL_set_split_send_fragment(p.c, sets[i].split) == 1, "split");
            if (sets[i].pipelines) check(SSL_set_max_pipelines(p.c, sets[i].pipelines) == 1, "pipelines");
            check(pair_handshake(p) == 1, "handshake");
            printf("%s, max %ld, split %ld, pipelines %ld\n", kinds[k].name, sets[i].max, sets[i].split, sets[i].pipelines);
            write_sizes(" ", p.c, p.s);
            check(SSL_set_max_send_fragment(p.c, 2048) == 1, "max");
            write_sizes(" then 2048,", p.c, p.s);
            pair_free(p);
            contexts_free(x);
        }
    }
}

/* --- max_fragment_length ------------------------------------------------------------------------------------- */

static void fragment_limits(void) {
    for (size_t k = 0; k < NUM_KINDS; k++) {
        for (uint8_t mode = 0; mode <= 4; mode++) {
            struct contexts x = make(kinds[k].version, kinds[k].suite);
            SSL_CTX_set_tlsext_max_fragment_length(x.c, mode);
            SSL_CTX_set_tlsext_max_fragment_length(x.s, 4); /* a server's own means nothing */
            watch(x.c);
            watch(x.s);
            struct pair p = start(x);
            printf("%s, max_fragment_length %d:", kinds[k].name, mode);
            check(pair_handshake(p) == 1, "handshake");
            printf("\n sessions %d %d\n", SSL_SESSION_get_max_fragment_length(SSL_get_session(p.c)),
                   SSL_SESSION_get_max_fragment_length(SSL_get_session(p.s)));
            write_sizes(" client", p.c, p.s);
            write_sizes(" server", p.s, p.c);
            SSL_set_max_send_fragment(p.c, 600);
            write_sizes(" with 600", p.c, p.s);
            pair_close(p);
            printf("\n");
            pair_free(p);
            contexts_free(x);
        }
    }
}

/* Whether what a resumption asks for must be what the session has. */
static void fragment_resumption(int version) {
    for (uint8_t first = 0; first <= 2; first++) {
        for (uint8_t second = 0; second <= 2; second++) {
            if (first != 0 && second == 0) continue; /* OpenSSL's servers answer what was not asked: docs/differences.md */
            struct contexts x = make(version, "ECDHE-RSA-AES128-GCM-SHA256");
            SSL_CTX_clear_options(x.c, SSL_OP_NO_TICKET);
            SSL_CTX_clear_options(x.s, SSL_OP_NO_TICKET);
            SSL_CTX_set_num_tickets(x.s, 1);
            SSL_CTX_set_tlsext_max_fragment_length(x.c, first);
            struct pair p = start(x);
            check(pair_handshake(p) == 1, "handshake");
            pair_exchange(p);
            SSL_SESSION *sess = SSL_get1_session(p.c);
            pair_close(p);
            pair_free(p);
            p = start(x);
            SSL_set_session(p.c, sess);
            SSL_set_tlsext_max_fragment_length(p.c, second);
            printf("%s: session of %d, asking for %d\n", version == TLS1_3_VERSION ? "1.3" : "1.2",
                   SSL_SESSION_get_max_fragment_length(sess), second);
            begun[0] = begun[1] = 1;
            if (pair_handshake(p)) {
                pair_exchange(p);
                printf("  resumed %d, sessions %d %d\n", SSL_session_reused(p.c),
                       SSL_SESSION_get_max_fragment_length(SSL_get_session(p.c)),
                       SSL_SESSION_get_max_fragment_length(SSL_get_session(p.s)));
                SSL_set_msg_callback(p.c, on_message);
                SSL_set_msg_callback(p.s, on_message);
                write_sizes("  client", p.c, p.s);
                write_sizes("  server", p.s, p.c);
            }
            SSL_SESSION_free(sess);
            pair_free(p);
            contexts_free(x);
        }
    }
}

/* --- padding ------------------------------------------------------------------------------------------------- */

static size_t padded;

static size_t on_padding(SSL *ssl, int type, size_t len, void *arg) {
    if (watched == ssl) printf(" (%d %zu %s)", type, len, (const char *)arg);
    return padded;
}

static void block_padding(int version) {
    static const size_t blocks[] = { 0, 1, 2, 16, 100, 512, 1000, 4096, 16383, 16384 };
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        struct contexts x = make(version, "ECDHE-RSA-AES128-GCM-SHA256");
        check(SSL_CTX_set_block_padding(x.s, blocks[i]) == 1, "block");
        watch(x.c);
        watch(x.s);
        struct pair p = start(x);
        printf("%x, block %zu:", (unsigned)version, blocks[i]);
        check(SSL_set_block_padding(p.c, blocks[i]) == 1, "block");
        check(pair_handshake(p) == 1, "handshake");
        printf("\n");
        write_sizes(" client", p.c, p.s);
        SSL_set_max_send_fragment(p.s, 1000);
        write_sizes(" server with 1000", p.s, p.c);
        check(SSL_set_block_padding(p.c, 64) == 1, "block");
        write_sizes(" client with 64", p.c, p.s);
        printf(" close:");
        pair_close(p);
        printf("\n");
        pair_free(p);
        contexts_free(x);
    }
}

static void callback_padding(int version) {
    static const size_t pads[] = { 0, 1, 255, 256, 15000, 16383, 16384, 16385, 100000, (size_t)-1 };
    static char arg[] = "arg";
    for (size_t i = 0; i < sizeof pads / sizeof pads[0]; i++) {
        struct contexts x = make(version, "ECDHE-RSA-AES128-GCM-SHA256");
        SSL_CTX_set_record_padding_callback(x.s, on_padding);
        SSL_CTX_set_record_padding_callback_arg(x.s, arg);
        SSL_CTX_set_block_padding(x.s, 64); /* the callback is asked instead */
        watch(x.c);
        watch(x.s);
        struct pair p = start(x);
        padded = pads[i];
        watched = p.s;
        printf("%x, padding %zu:", (unsigned)version, pads[i]);
        check(pair_handshake(p) == 1, "handshake");
        printf("\n");
        write_sizes(" server", p.s, p.c);
        printf(" callback %d\n", SSL_set_record_padding_callback(p.s, NULL));
        write_sizes(" server, block", p.s, p.c);
        watched = NULL;
        pair_free(p);
        contexts_free(x);
    }
}

/* --- configuration ------------------------------------------------------------------------------------------- */

static void by_command(void) {
    static const char *const values[] = { "0", "1", "512", "16384", "16385", "-1", "x", "" };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
        SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);
        SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
        printf("RecordPadding %s: %d\n", values[i], SSL_CONF_cmd(conf, "RecordPadding", values[i]));
        print_errors("command");
        SSL_CONF_CTX_free(conf);
        SSL_CTX_free(ctx);
    }
}

int main(void) {
    arguments();
    side_effects();
    plain_limits();
    fragment_limits();
    fragment_resumption(TLS1_2_VERSION);
    fragment_resumption(TLS1_3_VERSION);
    block_padding(TLS1_3_VERSION);
    block_padding(TLS1_2_VERSION);
    callback_padding(TLS1_3_VERSION);
    callback_padding(TLS1_2_VERSION);
    by_command();
    return 0;
}
