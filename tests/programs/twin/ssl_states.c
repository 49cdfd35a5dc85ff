/* Every call of the info callback, with the state in numbers and words: full and resumed, both roles, both versions;
 * and what comes in or goes out once the connection is open. */
#include "pair.h"

static int version;
static SSL_SESSION *kept;

static void info(const SSL *s, int where, int ret) {
    printf("%s %04x %d state %d %s | %s | init %d before %d finished %d", SSL_is_server(s) ? "server" : "client",
           (unsigned)where, ret, SSL_get_state(s), SSL_state_string(s), SSL_state_string_long(s), SSL_in_init(s),
           SSL_in_before(s), SSL_is_init_finished(s));
    if (where & SSL_CB_ALERT) printf(" %s %s", SSL_alert_type_string_long(ret), SSL_alert_desc_string_long(ret));
    printf("\n");
}

static int on_session(SSL *s, SSL_SESSION *sess) {
    (void)s;
    SSL_SESSION_free(kept);
    kept = sess;
    return 1;
}

/* Asked for by either end, answered or not; sent by a handshake, a write or a read. */
static void update_keys(struct pair p) {
    for (int i = 0; i < 6; i++) {
        SSL *asks = i & 1 ? p.s : p.c, *other = i & 1 ? p.c : p.s;
        char byte = 'k';
        int type = i < 2 ? SSL_KEY_UPDATE_NOT_REQUESTED : SSL_KEY_UPDATE_REQUESTED;
        printf("key update %d: %d", i, SSL_key_update(asks, type));
        printf(" type %d", SSL_get_key_update_type(asks));
        printf(" init %d\n", SSL_in_init(asks));
        if (i < 4) printf("handshake %d\n", SSL_do_handshake(asks));
        printf("type %d\n", SSL_get_key_update_type(asks));
        if (i == 4) printf("read %d\n", SSL_read(asks, &byte, 1));
        printf("write %d\n", SSL_write(asks, &byte, 1));
        printf("read %d\n", SSL_read(other, &byte, 1));
        printf("type of the other %d\n", SSL_get_key_update_type(other));
        printf("write %d\n", SSL_write(other, &byte, 1));
        printf("read %d\n", SSL_read(asks, &byte, 1));
    }
}

static void once(SSL_CTX *cc, SSL_CTX *sc, int resume) {
    struct pair p = pair_new(cc, sc);
    printf("--- %x %s\n", (unsigned)version, resume ? "resumed" : "full");
    if (resume && kept) SSL_set_session(p.c, kept);
    info(p.c, 0, 0);
    info(p.s, 0, 0);
    pair_handshake(p);
    info(p.c, 0, 1);
    info(p.s, 0, 1);
    pair_exchange(p);
    if (version == TLS1_3_VERSION) update_keys(p);
    printf("reused %d\n", SSL_session_reused(p.c));
    pair_close(p);
    info(p.c, 0, 2);
    SSL_free(p.c);
    SSL_free(p.s);
}

static void flow(const char *pem, int v, unsigned long options, int verify, const char *groups) {
    SSL_CTX *sc = server_ctx(pem), *cc = client_ctx(1);
    version = v;
    printf("=== %s %x options %lx verify %d\n", pem, (unsigned)v, options, verify);
    SSL_CTX_set_max_proto_version(sc, v);
    SSL_CTX_set_options(sc, options);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"states", 6);
    if (groups) SSL_CTX_set1_groups_list(sc, groups);
    if (verify) {
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
        SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
    }
    if (verify > 1) {
        SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    }
    SSL_CTX_set_session_cache_mode(cc, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(cc, on_session);
    SSL_CTX_set_info_callback(sc, info);
    SSL_CTX_set_info_callback(cc, info);
    once(cc, sc, 0);
    once(cc, sc, 1);
    SSL_SESSION_free(kept);
    kept = NULL;
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

/* What fails ends in the state "error". */
static void failing(int v) {
    SSL_CTX *sc = server_ctx("rsa.pem"), *cc = client_ctx(1);
    version = v;
    printf("=== failing %x\n", (unsigned)v);
    SSL_CTX_set_max_proto_version(sc, v);
    SSL_CTX_set_cert_store(cc, X509_STORE_new());
    SSL_CTX_set_info_callback(sc, info);
    SSL_CTX_set_info_callback(cc, info);
    struct pair p = pair_new(cc, sc);
    pair_handshake(p);
    info(p.c, 0, 3);
    info(p.s, 0, 3);
    SSL_free(p.c);
    SSL_free(p.s);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

/* A flight that the transport does not take, or not at once, is not behind us: its last message is the state. */
static void unsent(int v) {
    SSL_CTX *ctxs[2] = { client_ctx(0), server_ctx("rsa.pem") };
    SSL *s = SSL_new(ctxs[0]);
    version = v;
    for (int i = 0; i < 2; i++) {
        SSL_CTX_set_min_proto_version(ctxs[i], v);
        SSL_CTX_set_max_proto_version(ctxs[i], v);
        SSL_CTX_set_info_callback(ctxs[i], info);
    }
    SSL_set_info_callback(s, info);
    printf("--- %x without a transport\n", (unsigned)v);
    SSL_set_fd(s, -1);
    for (int i = 0; i < 2; i++) printf("connect %d\n", SSL_connect(s));
    SSL_free(s);
    printf("--- %x by 100 bytes\n", (unsigned)v);
    struct pair p = pair_new(ctxs[0], ctxs[1]);
    BIO *a = NULL, *b = NULL;
    check(BIO_new_bio_pair(&a, 100, &b, 100) == 1, "pair");
    SSL_set_bio(p.c, a, a);
    SSL_set_bio(p.s, b, b);
    int done[2] = { 0, 0 };
    for (int turn = 0; turn < 200 && !(done[0] && done[1]); turn++) {
        SSL *at = turn & 1 ? p.s : p.c;
        int ret = SSL_do_handshake(at), error = SSL_get_error(at, ret);
        if (ret != 1 || !done[turn & 1]) {
            printf("%s %d %s want %d\n", turn & 1 ? "server" : "client", ret, error_name(error), SSL_want(at));
        }
        done[turn & 1] = ret == 1;
    }
    pair_free(p);
    SSL_CTX_free(ctxs[0]);
    SSL_CTX_free(ctxs[1]);
}

int main(void) {
    for (int v = TLS1_2_VERSION; v <= TLS1_3_VERSION; v++) {
        flow("rsa.pem", v, 0, 0, NULL);
        flow("ec.pem", v, SSL_OP_NO_TICKET, 0, NULL);
        flow("rsa.pem", v, 0, 1, NULL);
        flow("ec.pem", v, 0, 2, NULL);
        flow("rsa.pem", v, 0, 0, "P-384");
        failing(v);
        unsent(v);
    }
    return 0;
}
