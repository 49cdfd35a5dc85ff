/* Early data: both ends, taken and refused, read and written in every order, with what is seen of each step. */
#include "early.h"

static int allow_answer;
static int allow(SSL *s, void *arg) {
    printf("    asked, %s, argument %s\n", state(s), (const char *)arg);
    return allow_answer;
}

static int select_alpn(SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned inlen,
                       void *arg) {
    (void)s;
    (void)in;
    (void)inlen;
    *out = (const unsigned char *)arg + 1;
    *outlen = *(const unsigned char *)arg;
    return SSL_TLSEXT_ERR_OK;
}

static void exporters(struct pair p) {
    unsigned char a[32] = { 0 }, b[32] = { 0 };
    /* OpenSSL 3.0 follows a null pointer once another session has taken the place of the one that was offered */
    if (SSL_get_early_data_status(p.c) == SSL_EARLY_DATA_REJECTED && SSL_get_state(p.c) != TLS_ST_EARLY_DATA) return;
    int i = SSL_export_keying_material_early(p.c, a, sizeof a, "label", 5, (const unsigned char *)"ctx", 3);
    int k = SSL_export_keying_material_early(p.s, b, sizeof b, "label", 5, (const unsigned char *)"ctx", 3);
    printf("  early exporters %d %d equal %d\n", i, k, i && k && memcmp(a, b, 32) == 0);
    printf("  without context %d\n", SSL_export_keying_material_early(p.c, a, sizeof a, "label", 5, NULL, 0));
}

static void finish(struct pair p) {
    for (int i = 0; i < 4; i++) {
        if (!SSL_is_init_finished(p.c)) shake(p.c);
        if (!SSL_is_init_finished(p.s)) shake(p.s);
    }
    exporters(p);
    plain(p.s, 1, "late from server");
    plain(p.c, 0, "");
    plain(p.c, 1, "late from client");
    plain(p.s, 0, "");
    printf("  reused %d %d, status %d %d, new max %u, in cache %ld\n", SSL_session_reused(p.c), SSL_session_reused(p.s),
           SSL_get_early_data_status(p.c), SSL_get_early_data_status(p.s),
           SSL_CTX_get_max_early_data(sc) > 0 ? SSL_SESSION_get_max_early_data(SSL_get_session(p.c)) : 0,
           SSL_CTX_sess_number(sc));
    pair_close(p);
    pair_free(p);
}

static void whole(const char *title, SSL_SESSION *sess, uint64_t client_options) {
    printf("--- %s\n", title);
    struct pair p = begin(sess);
    SSL_set_options(p.c, client_options);
    exporters(p);
    write_early(p.c, "hello", 5);
    write_early(p.c, "again", 5);
    exporters(p);
    read_early(p.s, 3);
    read_early(p.s, 100);
    read_early(p.s, 100);
    read_early(p.s, 100);
    write_early(p.c, "third", 5);
    read_early(p.s, 100);
    shake(p.c);
    read_early(p.s, 100);
    read_early(p.s, 100);
    finish(p);
}

/* The server answers before the client is through, and the client reads that. */
static void half(const char *title, SSL_SESSION *sess) {
    printf("--- %s\n", title);
    struct pair p = begin(sess);
    write_early(p.c, "question", 8);
    read_early(p.s, 100);
    write_early(p.s, "answer", 6);
    plain(p.c, 0, "");
    write_early(p.c, "more", 4);
    read_early(p.s, 100);
    plain(p.s, 1, "not now");
    plain(p.c, 0, "");
    plain(p.c, 1, "the end");
    read_early(p.s, 100);
    write_early(p.s, "still", 5);
    plain(p.s, 0, "");
    write_early(p.s, "over", 4);
    write_early(p.c, "over", 4);
    plain(p.c, 0, "");
    finish(p);
}

static void server_ignores(const char *title, SSL_SESSION *sess) {
    printf("--- %s\n", title);
    struct pair p = begin(sess);
    write_early(p.c, "unheard", 7);
    shake(p.s);
    shake(p.c);
    finish(p);
}

static void client_without(SSL_SESSION *sess) {
    printf("--- a client that sends none\n");
    struct pair p = begin(sess);
    shake(p.c);
    read_early(p.s, 100);
    shake(p.c);
    read_early(p.s, 100);
    finish(p);
}

static void server_reads_plainly(SSL_SESSION *sess) {
    printf("--- a server that goes over to SSL_read\n");
    struct pair p = begin(sess);
    write_early(p.c, "one", 3);
    write_early(p.c, "two", 3);
    read_early(p.s, 100);
    plain(p.s, 0, "");
    plain(p.s, 0, "");
    plain(p.c, 1, "three");
    plain(p.s, 0, "");
    finish(p);
}

static void server_shakes_early(SSL_SESSION *sess) {
    printf("--- a server that shakes hands with data unread\n");
    struct pair p = begin(sess);
    write_early(p.c, "one", 3);
    read_early(p.s, 1);
    shake(p.s);
    shake(p.s);
    shake(p.c);
    pair_free(p);
}

static void misuse(void) {
    printf("--- misuse\n");
    struct pair p = pair_new(cc, sc);
    write_early(p.c, "no session", 10);
    read_early(p.c, 10);
    write_early(p.s, "a server", 8);
    pair_handshake(p);
    write_early(p.c, "late", 4);
    read_early(p.s, 10);
    pair_free(p);
    SSL_SESSION *sess = session(NULL);
    p = begin(sess);
    SSL_do_handshake(p.c);
    write_early(p.c, "begun", 5);
    SSL_do_handshake(p.s);
    read_early(p.s, 5);
    pair_free(p);
    SSL_SESSION_free(sess);
}

static void limits(uint32_t own, uint32_t forged, uint32_t receive, size_t size, int times) {
    static char data[60000];
    printf("--- limits: ticket %u, forged %u, receive %u, %d writes of %zu\n", own, forged, receive, times, size);
    contexts(own, 0);
    SSL_CTX_set_recv_max_early_data(sc, receive);
    printf("receive %u, max %u\n", SSL_CTX_get_recv_max_early_data(sc), SSL_CTX_get_max_early_data(sc));
    SSL_SESSION *first = session(NULL), *sess = SSL_SESSION_dup(first);
    if (forged) SSL_SESSION_set_max_early_data(sess, forged);
    struct pair p = begin(sess);
    memset(data, 'x', sizeof data);
    for (int i = 0; i < times; i++) {
        write_early(p.c, data, size);
        read_early(p.s, size);
    }
    shake(p.c);
    read_early(p.s, 10);
    shake(p.c);
    shake(p.s);
    pair_free(p);
    SSL_SESSION_free(sess);
    SSL_SESSION_free(first);
    done();
}

static void refusals(void) {
    SSL_SESSION *sess;
    printf("=== refused by the callback\n");
    contexts(1000, 0);
    SSL_CTX_set_allow_early_data_cb(sc, allow, (void *)"mine");
    for (allow_answer = 0; allow_answer < 2; allow_answer++) {
        sess = session(NULL);
        whole("callback", sess, 0);
        SSL_SESSION_free(sess);
    }
    printf("=== a second use\n");
    SSL_CTX_set_allow_early_data_cb(sc, NULL, NULL);
    sess = session(NULL);
    struct pair own = begin(sess);
    SSL_set_allow_early_data_cb(own.s, allow, (void *)"the connection's");
    allow_answer = 0;
    write_early(own.c, "no", 2);
    read_early(own.s, 10);
    finish(own);
    SSL_SESSION_free(sess);
    sess = session(NULL);
    whole("first", sess, 0);
    whole("second", sess, 0);
    SSL_SESSION_free(sess);
    done();
    printf("=== without protection against that\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    sess = session(NULL);
    whole("first", sess, 0);
    whole("second", sess, 0);
    printf("=== not wanted any more\n");
    SSL_CTX_set_max_early_data(sc, 0);
    whole("none", sess, 0);
    SSL_SESSION_free(sess);
    done();
    printf("=== without a cache\n");
    contexts(1000, 0);
    SSL_CTX_set_session_cache_mode(sc, SSL_SESS_CACHE_OFF);
    sess = session(NULL);
    whole("no cache", sess, 0);
    SSL_SESSION_free(sess);
    done();
}

static void retry(void) {
    printf("=== another group\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    SSL_SESSION *sess = session(NULL);
    SSL_CTX_set1_groups_list(sc, "P-384");
    SSL_CTX_set1_groups_list(cc, "P-256:P-384");
    whole("retry", sess, 0);
    server_ignores("retry, and a server that asks for none", sess);
    SSL_SESSION_free(sess);
    done();
}

static int servername(SSL *s, int *al, void *arg) {
    (void)s;
    (void)al;
    (void)arg;
    return SSL_TLSEXT_ERR_OK;
}

static void named(SSL_SESSION *of, const char *host, const char *protocols, const char *text) {
    SSL_SESSION *sess = SSL_SESSION_dup(of); /* a connection that is given up spoils its session */
    struct pair p = begin(sess);
    if (host) SSL_set_tlsext_host_name(p.c, host);
    if (protocols) SSL_set_alpn_protos(p.c, (const unsigned char *)protocols, (unsigned)strlen(protocols));
    printf("--- name %s, protocols %s\n", host ? host : "none", protocols ? "others" : "as before");
    write_early(p.c, text, strlen(text));
    read_early(p.s, 100);
    if (strcmp(SSL_state_string(p.c), "SSLERR") != 0) finish(p);
    else pair_free(p);
    SSL_SESSION_free(sess);
}

static void names(void) {
    printf("=== names and protocols\n");
    contexts(1000, SSL_OP_NO_ANTI_REPLAY);
    SSL_CTX_set_tlsext_servername_callback(sc, servername);
    SSL_CTX_set_alpn_select_cb(sc, select_alpn, (void *)"\1a");
    SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\1a\1b", 4);
    SSL_SESSION *sess = session("localhost");
    printf("session's name %s\n", SSL_SESSION_get0_hostname(sess) ? SSL_SESSION_get0_hostname(sess) : "none");
    named(sess, NULL, NULL, "no name");
    named(sess, "other", NULL, "other name");
    named(sess, "localhost", "\1b", "other protocol");
    named(sess, "localhost", "\1b\1a", "right");
    SSL_CTX_set_alpn_select_cb(sc, select_alpn, (void *)"\1b");
    named(sess, "localhost", NULL, "changed");
    SSL_CTX_set_alpn_select_cb(sc, NULL, NULL);
    named(sess, "localhost", NULL, "not chosen");
    SSL_SESSION_free(sess);
    SSL_CTX_set_tlsext_servername_callback(sc, NULL);
    sess = session("localhost");
    printf("session's name %s\n", SSL_SESSION_get0_hostname(sess) ? SSL_SESSION_get0_hostname(sess) : "none");
    named(sess, NULL, NULL, "no name");
    named(sess, "other", NULL, "other name");
    SSL_CTX_set_alpn_select_cb(sc, select_alpn, (void *)"\1a");
    named(sess, "other", NULL, "a protocol now");
    SSL_SESSION_free(sess);
    done();
}

/* An external PSK. */
static SSL_SESSION *psk;

static int use_psk(SSL *s, const EVP_MD *md, const unsigned char **id, size_t *idlen, SSL_SESSION **sess) {
    (void)s;
    (void)md;
    *id = (const unsigned char *)"me";
    *idlen = 2;
    *sess = psk;
    if (psk) SSL_SESSION_up_ref(psk);
    return 1;
}

static int find_psk(SSL *s, const unsigned char *id, size_t idlen, SSL_SESSION **sess) {
    (void)s;
    *sess = idlen == 2 && memcmp(id, "me", 2) == 0 ? psk : NULL;
    if (*sess) SSL_SESSION_up_ref(*sess);
    return 1;
}

static void external(uint32_t max) {
    static const unsigned char suite[2] = { 0x13, 1 };
    printf("=== an external PSK with %u\n", max);
    contexts(1000, 0);
    struct pair p = pair_new(cc, sc);
    psk = SSL_SESSION_new();
    SSL_SESSION_set1_master_key(psk, (const unsigned char *)"0123456789abcdef0123456789abcdef", 32);
    SSL_SESSION_set_cipher(psk, SSL_CIPHER_find(p.c, suite));
    SSL_SESSION_set_protocol_version(psk, TLS1_3_VERSION);
    SSL_SESSION_set_max_early_data(psk, max);
    pair_free(p);
    SSL_CTX_set_ciphersuites(cc, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_psk_use_session_callback(cc, use_psk);
    SSL_CTX_set_psk_find_session_callback(sc, find_psk);
    for (int i = 0; i < 2; i++) {
        p = pair_new(cc, sc);
        write_early(p.c, "with a key", 10);
        read_early(p.s, 100);
        if (strcmp(SSL_state_string(p.c), "SSLERR") == 0) {
            pair_free(p);
            continue;
        }
        read_early(p.s, 100);
        finish(p);
    }
    SSL_SESSION_free(psk);
    done();
}

/* A transport that gives and takes little at a time. */
static void narrow(void) {
    printf("=== a narrow transport\n");
    contexts(100000000, SSL_OP_NO_ANTI_REPLAY); /* OpenSSL counts the whole at each try */
    SSL_CTX_set_recv_max_early_data(sc, 100000000);
    SSL_SESSION *sess = session(NULL);
    BIO *a = NULL, *b = NULL;
    static char data[30000], got[30000];
    struct pair p = { SSL_new(cc), SSL_new(sc) };
    check(BIO_new_bio_pair(&a, 300, &b, 300) == 1, "pair");
    SSL_set_bio(p.c, a, a);
    SSL_set_bio(p.s, b, b);
    SSL_set_connect_state(p.c);
    SSL_set_accept_state(p.s);
    SSL_set_session(p.c, sess);
    memset(data, 'n', sizeof data);
    size_t n = 0, total = 0, written = 0;
    int reading = 1, retries = 0, over = 0;
    for (int i = 0; i < 2000 && reading; i++) {
        if (!written && SSL_write_early_data(p.c, data, sizeof data, &written) != 1) {
            int e = SSL_get_error(p.c, 0);
            retries += e == SSL_ERROR_WANT_WRITE || e == SSL_ERROR_WANT_READ;
        } else if (written && !over) {
            over = SSL_do_handshake(p.c) == 1;
        }
        int r = SSL_read_early_data(p.s, got + total, sizeof got - total > 1000 ? 1000 : sizeof got - total, &n);
        if (r == SSL_READ_EARLY_DATA_SUCCESS) total += n;
        if (r == SSL_READ_EARLY_DATA_FINISH) reading = 0;
    }
    printf("written %zu, read %zu, equal %d, retries %d\n", written, total, memcmp(data, got, sizeof got) == 0, retries > 0);
    check(pair_handshake(p) == 1, "handshake");
    printf("%s\n", state(p.s));
    pair_free(p);
    SSL_SESSION_free(sess);
    done();
}

int main(void) {
    SSL_SESSION *sess;
    static void (*const one[])(SSL_SESSION *) = { client_without, server_reads_plainly, server_shakes_early };
    setvbuf(stdout, NULL, _IONBF, 0);
    contexts(1000, 0);
    watching = 1;
    sess = session(NULL);
    whole("watched", sess, 0);
    SSL_SESSION_free(sess);
    sess = session(NULL);
    whole("watched, without compatibility", sess, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    SSL_SESSION_free(sess);
    sess = session(NULL);
    half("watched halves", sess);
    SSL_SESSION_free(sess);
    sess = session(NULL);
    server_ignores("watched, and ignored", sess);
    SSL_SESSION_free(sess);
    watching = 0;
    for (size_t i = 0; i < 3; i++) {
        sess = session(NULL);
        one[i](sess);
        SSL_SESSION_free(sess);
    }
    misuse();
    done();
    refusals();
    retry();
    names();
    external(0);
    external(500);
    narrow();
    limits(10, 0, 16384, 10, 1);
    limits(10, 0, 16384, 11, 1);
    limits(10, 0, 16384, 5, 3);
    limits(10, 100, 16384, 11, 2);
    limits(100, 0, 10, 11, 1);
    limits(100, 0, 0, 1, 1);
    limits(20000, 0, 20000, 20000, 1);
    limits(20000, 0, 20000, 16385, 1);
    limits(30000, 0, 20000, 10001, 2);
    return 0;
}
