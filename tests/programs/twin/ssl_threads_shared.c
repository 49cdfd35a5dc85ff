/* What threads may share of TLS, all at once: one session that several offer while others print it, copy it and take it out
 * of use; and a context whose caches, stores, ticket keys and successors change while handshakes run on it. Whatever
 * happens, every handshake ends well. */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "pair.h"

#define WORKERS 3
#define ROUNDS 8

static SSL_CTX *cc, *sc;
static SSL_SESSION *shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int done, failed, resumed, running;
static int keeps; /* a new session takes the shared one's place */

static int on_session(SSL *s, SSL_SESSION *sess) {
    (void)s;
    pthread_mutex_lock(&lock);
    SSL_SESSION *old = keeps || !shared ? shared : sess;
    if (old != sess) shared = sess;
    pthread_mutex_unlock(&lock);
    SSL_SESSION_free(old);
    return 1;
}

static SSL_SESSION *take_session(void) {
    pthread_mutex_lock(&lock);
    SSL_SESSION *s = shared;
    if (s) SSL_SESSION_up_ref(s);
    pthread_mutex_unlock(&lock);
    return s;
}

static SSL_CTX *take_server(void) {
    pthread_mutex_lock(&lock);
    SSL_CTX *ctx = sc;
    SSL_CTX_up_ref(ctx);
    pthread_mutex_unlock(&lock);
    return ctx;
}

static void connect_once(void) {
    SSL_CTX *server = take_server();
    SSL_SESSION *s = take_session();
    struct pair p = pair_new(cc, server);
    char byte = 'x';
    if (s) SSL_set_session(p.c, s);
    int c = 0, d = 0;
    for (int i = 0; i < 20 && (c != 1 || d != 1); i++) {
        if (c != 1) c = SSL_do_handshake(p.c);
        if (d != 1) d = SSL_do_handshake(p.s);
    }
    int ok = c == 1 && d == 1 && SSL_write(p.s, &byte, 1) == 1 && SSL_read(p.c, &byte, 1) == 1;
    atomic_fetch_add(ok ? &done : &failed, 1);
    if (ok) atomic_fetch_add(&resumed, SSL_session_reused(p.c));
    if (!ok) ERR_print_errors_fp(stderr);
    pair_close(p);
    pair_free(p);
    SSL_SESSION_free(s);
    SSL_CTX_free(server);
}

static void *worker(void *arg) {
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) connect_once();
    atomic_fetch_sub(&running, 1);
    return NULL;
}

/* --- what others do meanwhile --------------------------------------------------------------------------------------- */

static int going_on(void) {
    usleep(100); /* the workers are to get on */
    return atomic_load(&running) > 0;
}

static void look_at(SSL_SESSION *s) {
    BIO *out = BIO_new(BIO_s_mem());
    unsigned char *der = NULL;
    SSL_SESSION_print(out, s);
    BIO_free(out);
    if (i2d_SSL_SESSION(s, &der) > 0) OPENSSL_free(der);
    SSL_SESSION_free(SSL_SESSION_dup(s));
    (void)SSL_SESSION_is_resumable(s);
    (void)SSL_SESSION_get0_hostname(s);
    (void)SSL_SESSION_get_ticket_lifetime_hint(s);
}

static void *looker(void *arg) {
    (void)arg;
    while (going_on()) {
        SSL_SESSION *s = take_session();
        if (s) look_at(s);
        SSL_SESSION_free(s);
    }
    return NULL;
}

static void *remover(void *arg) {
    (void)arg;
    while (going_on()) {
        SSL_SESSION *s = take_session();
        if (s) SSL_CTX_remove_session(cc, s);
        if (s) SSL_CTX_add_session(cc, s);
        SSL_SESSION_free(s);
        SSL_CTX *server = take_server();
        SSL_CTX_flush_sessions(server, 1); /* those of 1970 */
        SSL_CTX_free(server);
    }
    return NULL;
}

static void *counter(void *arg) {
    long sum = 0;
    while (going_on()) {
        SSL_CTX *server = take_server();
        sum += SSL_CTX_sess_number(server) + SSL_CTX_sess_hits(server) + SSL_CTX_sess_accept_good(server);
        SSL_CTX_free(server);
    }
    *(long *)arg = sum;
    return NULL;
}

static X509 *ca;

static void *adder(void *arg) {
    (void)arg;
    while (going_on()) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(cc), ca); /* there already */
        STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(cc));
        if (X509_STORE_lock(SSL_CTX_get_cert_store(cc))) {
            (void)sk_X509_OBJECT_num(objects);
            X509_STORE_unlock(SSL_CTX_get_cert_store(cc));
        }
        ERR_clear_error();
    }
    return NULL;
}

/* --- ticket keys of the program, which change ----------------------------------------------------------------------- */

static unsigned char key_names[2][16], keys[2][32]; /* the present ones, and the last ones */

static void *rotator(void *arg) {
    (void)arg;
    while (going_on()) {
        pthread_mutex_lock(&lock);
        memcpy(key_names[1], key_names[0], 16);
        memcpy(keys[1], keys[0], 32);
        RAND_bytes(key_names[0], 16);
        RAND_bytes(keys[0], 32);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

static int ticket_key(SSL *s, unsigned char name[16], unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int enc) {
    unsigned char key[32];
    int which = -1;
    OSSL_PARAM params[3];
    (void)s;
    pthread_mutex_lock(&lock);
    for (int i = 1; i >= 0; i--) {
        if (enc ? i == 0 : memcmp(name, key_names[i], 16) == 0) which = i;
    }
    if (which >= 0) {
        memcpy(name, key_names[which], 16);
        memcpy(key, keys[which], 32);
    }
    pthread_mutex_unlock(&lock);
    if (which < 0) return 0;
    if (enc && RAND_bytes(iv, 16) <= 0) return -1;
    params[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key, sizeof key);
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0);
    params[2] = OSSL_PARAM_construct_end();
    if (!EVP_MAC_CTX_set_params(mac, params)) return -1;
    int ok = enc ? EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv)
                 : EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv);
    return ok ? 1 + (which == 1 && !enc) : -1;
}

/* --- contexts that take each other's place -------------------------------------------------------------------------- */

static SSL_CTX *make_server(const char *pem, unsigned long options) {
    static unsigned char fleet[80] = "the keys of all servers";
    SSL_CTX *ctx = server_ctx(pem);
    SSL_CTX_set_options(ctx, options);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"all", 3);
    SSL_CTX_set_tlsext_ticket_keys(ctx, fleet, sizeof fleet);
    return ctx;
}

static void *replacer(void *arg) {
    (void)arg;
    for (int i = 0; going_on(); i++) {
        SSL_CTX *fresh = make_server(i % 2 ? "ec.pem" : "rsa.pem", 0), *old;
        pthread_mutex_lock(&lock);
        old = sc;
        sc = fresh;
        pthread_mutex_unlock(&lock);
        SSL_CTX_free(old);
    }
    return NULL;
}

/* --- stories -------------------------------------------------------------------------------------------------------- */

static void run(const char *what, int version, unsigned long options, int keep, int with_keys, void *(*other)(void *)) {
    pthread_t workers[WORKERS], others[2];
    long sum = 0;
    sc = make_server("ec.pem", options);
    cc = client_ctx(1);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_session_cache_mode(cc, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(cc, on_session);
    if (with_keys) SSL_CTX_set_tlsext_ticket_key_evp_cb(sc, ticket_key);
    done = failed = resumed = 0;
    keeps = 1;
    running = WORKERS;
    connect_once(); /* there is a session to share */
    keeps = keep;
    for (int i = 0; i < WORKERS; i++) check(pthread_create(&workers[i], NULL, worker, NULL) == 0, "thread");
    check(pthread_create(&others[0], NULL, other, NULL) == 0, "thread");
    check(pthread_create(&others[1], NULL, counter, &sum) == 0, "thread");
    for (int i = 0; i < WORKERS; i++) pthread_join(workers[i], NULL);
    for (int i = 0; i < 2; i++) pthread_join(others[i], NULL);
    printf("%s, %x, options %lx, keep %d: done %d, failed %d", what, (unsigned)version, options, keep, (int)done, (int)failed);
    if (other == looker || other == adder) printf(", some resumed %d", resumed > 0); /* elsewhere a matter of time */
    printf("\n");
    SSL_SESSION_free(shared);
    shared = NULL;
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

static const struct {
    const char *name;
    void *(*fn)(void *);
    int with_keys;
} stories[] = { { "looked at", looker, 0 },    { "taken out and put in", remover, 0 }, { "store added to", adder, 0 },
                { "keys rotated", rotator, 1 }, { "contexts replaced", replacer, 0 } };

int main(void) {
    BIO *in = BIO_new_file(data_file("ca.pem"), "r");
    ca = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    check(ca != NULL, "CA");
    for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
        for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
            for (int keep = 0; keep < 2; keep++) {
                run(stories[i].name, version, 0, keep, stories[i].with_keys, stories[i].fn);
                if (stories[i].with_keys) continue;
                run(stories[i].name, version, SSL_OP_NO_TICKET, keep, 0, stories[i].fn);
            }
        }
    }
    X509_free(ca);
    return 0;
}
