/* Two contexts and their sessions shared by threads: every handshake ends well, and most resume. */
#include <pthread.h>
#include <stdatomic.h>

#include "pair.h"

#define THREADS 4
#define ROUNDS 12

static SSL_CTX *sc, *cc;
static SSL_SESSION *shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int done, reused, failed;

static SSL_SESSION *take(void) {
    pthread_mutex_lock(&lock);
    SSL_SESSION *s = shared;
    if (s) SSL_SESSION_up_ref(s);
    pthread_mutex_unlock(&lock);
    return s;
}

static int give(SSL *ssl, SSL_SESSION *s) {
    (void)ssl;
    pthread_mutex_lock(&lock);
    SSL_SESSION *old = shared;
    shared = s;
    pthread_mutex_unlock(&lock);
    SSL_SESSION_free(old);
    return 1;
}

static void *run(void *arg) {
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        struct pair p = pair_new(cc, sc);
        SSL_SESSION *s = take();
        if (s) SSL_set_session(p.c, s);
        SSL_SESSION_free(s);
        if (pair_handshake(p)) {
            pair_exchange(p);
            done++;
            reused += SSL_session_reused(p.c);
            if (i % 4 != 3) pair_close(p); /* else freed open: its session is taken for suspect */
        } else {
            failed++;
        }
        pair_free(p);
    }
    return NULL;
}

static void flow(int version, unsigned long options) {
    pthread_t t[THREADS];
    sc = server_ctx("ec.pem");
    cc = client_ctx(1);
    done = reused = failed = 0;
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_options(sc, options);
    SSL_CTX_set_session_cache_mode(cc, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(cc, give);
    for (int i = 0; i < THREADS; i++) check(pthread_create(&t[i], NULL, run, NULL) == 0, "thread");
    for (int i = 0; i < THREADS; i++) pthread_join(t[i], NULL);
    printf("version %x options %lx: done %d, failed %d, some reused %d\n", version, options, (int)done, (int)failed, reused > 0);
    SSL_SESSION_free(shared);
    shared = NULL;
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    flow(TLS1_2_VERSION, 0);
    flow(TLS1_2_VERSION, SSL_OP_NO_TICKET);
    flow(TLS1_3_VERSION, 0);
    flow(TLS1_3_VERSION, SSL_OP_NO_TICKET);
    return 0;
}
