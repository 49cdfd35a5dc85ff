/* Threads and processes: what they may share, they share here. Run it under ThreadSanitizer (or valgrind --tool=helgrind)
 * to see more than the equal output shows. TWIN_ROUNDS lengthens it. */
#include "pair.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 8
#define SLOTS 4

static int rounds = 6;
static SSL_CTX *client, *server;
static X509_STORE *store;
static char ca_file[4096];
static unsigned char leaf_der[8192];
static long leaf_len;
static X509 *leaf; /* fresh from d2i: its parts are made by whoever asks first */
static EVP_PKEY *key;
static X509 *key_cert;
static pthread_barrier_t start;
static atomic_int failures, resumed, full;
static pthread_mutex_t slots_lock = PTHREAD_MUTEX_INITIALIZER;
static SSL_SESSION *slots[SLOTS];

static void must(int ok, const char *what) {
    if (ok) return;
    atomic_fetch_add(&failures, 1);
    fprintf(stderr, "%s\n", what);
    ERR_print_errors_fp(stderr);
}

static void run(const char *what, void *(*fn)(void *)) {
    pthread_t t[THREADS];
    pthread_barrier_init(&start, NULL, THREADS);
    for (long i = 0; i < THREADS; i++) pthread_create(&t[i], NULL, fn, (void *)i);
    for (int i = 0; i < THREADS; i++) pthread_join(t[i], NULL);
    pthread_barrier_destroy(&start);
    printf("%s: %d failures\n", what, atomic_exchange(&failures, 0));
}

/* --- connections ---------------------------------------------------------------- */

static SSL_SESSION *slot_get(unsigned n) {
    pthread_mutex_lock(&slots_lock);
    SSL_SESSION *s = slots[n % SLOTS];
    if (s) SSL_SESSION_up_ref(s);
    pthread_mutex_unlock(&slots_lock);
    return s;
}

static void slot_put(unsigned n, SSL_SESSION *s) {
    pthread_mutex_lock(&slots_lock);
    SSL_SESSION *old = slots[n % SLOTS];
    slots[n % SLOTS] = s;
    pthread_mutex_unlock(&slots_lock);
    SSL_SESSION_free(old);
}

static int on_new_session(SSL *ssl, SSL_SESSION *s) {
    slot_put((unsigned)(size_t)SSL_get_app_data(ssl), s);
    return 1;
}

static int handshake(struct pair p) {
    int c = 0, s = 0;
    for (int i = 0; i < 40 && (c != 1 || s != 1); i++) {
        if (c != 1) c = SSL_do_handshake(p.c);
        if (s != 1) s = SSL_do_handshake(p.s);
    }
    return c == 1 && s == 1;
}

/* Even slots TLS 1.2, odd ones 1.3; the upper half without tickets, so that the internal cache is used. */
static void connect_once(unsigned n) {
    struct pair p = pair_new(client, server);
    SSL_set_app_data(p.c, (void *)(size_t)n);
    SSL_set_max_proto_version(p.c, n % 2 ? TLS1_3_VERSION : TLS1_2_VERSION);
    if (n % SLOTS >= SLOTS / 2) SSL_set_options(p.s, SSL_OP_NO_TICKET);
    SSL_SESSION *s = slot_get(n);
    if (s) must(SSL_set_session(p.c, s) == 1, "set_session");
    SSL_SESSION_free(s);
    must(handshake(p), "handshake");
    must(SSL_get_verify_result(p.c) == X509_V_OK, "verify result");
    must(SSL_session_reused(p.c) == SSL_session_reused(p.s), "reused on one side only");
    atomic_fetch_add(SSL_session_reused(p.c) ? &resumed : &full, 1);
    char byte = 'x';
    must(SSL_write(p.s, &byte, 1) == 1 && SSL_read(p.c, &byte, 1) == 1, "server to client");
    must(SSL_write(p.c, &byte, 1) == 1 && SSL_read(p.s, &byte, 1) == 1, "client to server");
    X509 *peer = SSL_get1_peer_certificate(p.c);
    must(peer && X509_get_subject_name(peer), "peer certificate");
    X509_free(peer);
    pair_close(p);
    pair_free(p);
}

static void *connections(void *arg) {
    pthread_barrier_wait(&start);
    for (int i = 0; i < rounds * SLOTS; i++) {
        connect_once((unsigned)(size_t)arg + (unsigned)i);
        if (arg == NULL && i % 5 == 4) SSL_CTX_flush_sessions(server, 1);
        must(SSL_CTX_sess_number(server) >= 0 && SSL_CTX_sess_accept(server) > 0, "counters");
    }
    return NULL;
}

/* Everybody makes contexts of the same CA file. */
static void *contexts(void *arg) {
    (void)arg;
    pthread_barrier_wait(&start);
    for (int i = 0; i < rounds; i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        must(ctx && SSL_CTX_load_verify_locations(ctx, ca_file, NULL) == 1, "CA file");
        must(SSL_CTX_set_cipher_list(ctx, "HIGH:!aNULL") == 1, "cipher list");
        SSL *ssl = SSL_new(ctx);
        must(sk_SSL_CIPHER_num(SSL_get_ciphers(ssl)) > 0, "ciphers");
        SSL_CTX_free(ctx);
        SSL_free(ssl);
        SSL_CTX_up_ref(server);
        SSL_CTX_free(server);
    }
    return NULL;
}

/* --- certificates --------------------------------------------------------------- */

static void *lazy_parts(void *arg) {
    (void)arg;
    pthread_barrier_wait(&start);
    char *name = X509_NAME_oneline(X509_get_subject_name(leaf), NULL, 0);
    must(name && name[0] == '/', "subject");
    OPENSSL_free(name);
    must(X509_get0_notAfter(leaf) && X509_cmp_current_time(X509_get0_notAfter(leaf)) > 0, "validity");
    EVP_PKEY *pub = X509_get_pubkey(leaf);
    must(pub && EVP_PKEY_get_bits(pub) > 0, "key");
    EVP_PKEY_free(pub);
    GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
    GENERAL_NAMES_free(names);
    must(X509_check_host(leaf, "localhost", 0, 0, NULL) >= 0, "host");
    must(X509_check_purpose(leaf, -1, 0) == 1 && X509_get_ext_count(leaf) >= 0, "extensions");
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    must(X509_digest(leaf, EVP_sha256(), md, &len) == 1 && len == 32, "digest");
    must(ASN1_INTEGER_get(X509_get0_serialNumber(leaf)) != 0, "serial");
    must(X509_NAME_cmp(X509_get_issuer_name(leaf), X509_get_subject_name(leaf)) != 0, "issuer");
    must(i2d_X509(leaf, NULL) == leaf_len, "encoding");
    return NULL;
}

static void *lookups(void *arg) {
    pthread_barrier_wait(&start);
    for (int i = 0; i < rounds; i++) {
        const unsigned char *der = leaf_der;
        X509 *mine = d2i_X509(NULL, &der, leaf_len);
        X509_STORE_CTX *x = X509_STORE_CTX_new();
        must(X509_STORE_CTX_init(x, store, mine, NULL) == 1 && X509_verify_cert(x) == 1, "verify");
        X509_STORE_CTX_free(x);
        if (((long)arg + i) % 2) must(X509_STORE_load_locations(store, ca_file, NULL) == 1, "load again");
        else must(X509_STORE_add_cert(store, mine) == 1, "add");
        STACK_OF(X509) *all = X509_STORE_get1_all_certs(store);
        must(sk_X509_num(all) >= 1, "all certificates");
        sk_X509_pop_free(all, X509_free);
        X509_free(mine);
    }
    return NULL;
}

/* --- the library's own lists ----------------------------------------------------- */

static int indexes[THREADS];
static int nids[THREADS];
static unsigned char random_bytes[THREADS][32];

static void ex_new(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp) {
    (void)parent, (void)ptr, (void)argp;
    must(argl == 7 && CRYPTO_set_ex_data(ad, idx, &indexes) == 1, "new callback");
}

static void *lists(void *arg) {
    long n = (long)arg;
    char oid[40], name[40];
    pthread_barrier_wait(&start);
    indexes[n] = SSL_get_ex_new_index(7, NULL, ex_new, NULL, NULL);
    SSL *ssl = SSL_new(client);
    must(ssl && SSL_get_ex_data(ssl, indexes[n]) == &indexes, "ex_data");
    SSL_free(ssl);
    snprintf(oid, sizeof oid, "1.3.6.1.4.1.99999.%ld", n + 1);
    snprintf(name, sizeof name, "twin-thread-%ld", n);
    nids[n] = OBJ_create(oid, name, name);
    must(nids[n] != NID_undef && OBJ_sn2nid(name) == nids[n] && OBJ_txt2nid(oid) == nids[n], "object");
    must(strcmp(OBJ_nid2sn(nids[n]), name) == 0, "object's name");
    must(RAND_bytes(random_bytes[n], 32) == 1, "random");
    for (int i = 0; i < rounds; i++) {
        EVP_MD *md = EVP_MD_fetch(NULL, i % 2 ? "SHA256" : "SHA384", NULL);
        EVP_CIPHER *ci = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
        unsigned char out[EVP_MAX_MD_SIZE];
        must(md && ci && EVP_Digest("x", 1, out, NULL, md, NULL) == 1, "fetch");
        EVP_MD_free(md);
        EVP_CIPHER_free(ci);
        ERR_raise(ERR_LIB_USER, (int)n + 1);
        unsigned long e = ERR_get_error();
        must(ERR_GET_REASON(e) == n + 1 && ERR_get_error() == 0, "error queue");
    }
    return NULL;
}

static void differ(void) {
    int equal = 0;
    for (int i = 0; i < THREADS; i++) {
        for (int k = 0; k < i; k++) {
            equal += indexes[i] == indexes[k] || nids[i] == nids[k] || memcmp(random_bytes[i], random_bytes[k], 32) == 0;
        }
    }
    printf("indexes, objects, random bytes: %d pairs equal\n", equal);
}

static void *signing(void *arg) {
    (void)arg;
    pthread_barrier_wait(&start);
    for (int i = 0; i < rounds; i++) {
        unsigned char sig[1024];
        size_t len = sizeof sig;
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        must(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1, "sign init");
        must(EVP_DigestSign(ctx, sig, &len, (const unsigned char *)"text", 4) == 1, "sign");
        EVP_MD_CTX_free(ctx);
        EVP_PKEY *pub = X509_get0_pubkey(key_cert);
        ctx = EVP_MD_CTX_new();
        must(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, pub) == 1, "verify init");
        must(EVP_DigestVerify(ctx, sig, len, (const unsigned char *)"text", 4) == 1, "verify");
        EVP_MD_CTX_free(ctx);
        must(i2d_PUBKEY(key, NULL) > 0 && i2d_PrivateKey(key, NULL) > 0, "encode");
        EVP_PKEY_up_ref(key);
        EVP_PKEY_free(key);
    }
    return NULL;
}

/* --- processes ------------------------------------------------------------------- */

/* As nginx does: the parent makes the context, the children use it. */
static void children(void) {
    int fd[2], bad = 0, equal = 0;
    unsigned char bytes[5][32];
    check(pipe(fd) == 0, "pipe");
    check(RAND_bytes(bytes[0], 32) == 1, "random");
    fflush(NULL);
    for (int i = 0; i < 4; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            unsigned char mine[32];
            int ok = RAND_bytes(mine, 32) == 1 && write(fd[1], mine, 32) == 32;
            for (unsigned n = 0; n < SLOTS; n++) connect_once(n);
            _exit(ok && atomic_load(&failures) == 0 ? 0 : 1);
        }
        check(pid > 0, "fork");
    }
    for (int i = 1; i < 5; i++) {
        int status = 0;
        check(read(fd[0], bytes[i], 32) == 32, "child's bytes");
        bad += wait(&status) < 0 || status != 0;
        for (int k = 0; k < i; k++) equal += memcmp(bytes[i], bytes[k], 32) == 0;
    }
    printf("children: %d failed, %d pairs of random bytes equal\n", bad, equal);
    close(fd[0]);
    close(fd[1]);
}

/* --- */

static void set_up(void) {
    const char *r = getenv("TWIN_ROUNDS");
    if (r) rounds = atoi(r);
    snprintf(ca_file, sizeof ca_file, "%s", data_file("ca.pem"));
    server = server_ctx("ec.pem");
    SSL_CTX_set_session_id_context(server, (const unsigned char *)"twin", 4);
    client = client_ctx(1);
    SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(client, on_new_session);
    store = X509_STORE_new();
    check(X509_STORE_load_locations(store, ca_file, NULL) == 1, "store");
    FILE *f = fopen(data_file("rsa.pem"), "r");
    check(f != NULL && (leaf = PEM_read_X509(f, NULL, NULL, NULL)) != NULL, "leaf");
    fclose(f);
    unsigned char *p = leaf_der;
    leaf_len = i2d_X509(leaf, &p);
    X509_free(leaf);
    const unsigned char *q = leaf_der;
    leaf = d2i_X509(NULL, &q, leaf_len);
    f = fopen(data_file("ec.pem"), "r");
    check(f != NULL && (key_cert = PEM_read_X509(f, NULL, NULL, NULL)) != NULL, "certificate");
    rewind(f);
    check((key = PEM_read_PrivateKey(f, NULL, NULL, NULL)) != NULL, "key");
    fclose(f);
}

int main(void) {
    set_up();
    run("lazily made parts", lazy_parts);
    run("store", lookups);
    run("contexts", contexts);
    run("lists", lists);
    differ();
    run("signing", signing);
    run("connections", connections);
    printf("all connections: %s, resumed: %s\n", resumed + full == THREADS * rounds * SLOTS ? "yes" : "no",
           resumed > 0 ? "yes" : "none");
    children();
    for (unsigned i = 0; i < SLOTS; i++) slot_put(i, NULL);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    X509_STORE_free(store);
    X509_free(leaf);
    X509_free(key_cert);
    EVP_PKEY_free(key);
    return 0;
}
