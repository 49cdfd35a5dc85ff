/* Libraries that come and go: opened by name, used by threads that outlive the last dlclose(). Linked with neither. */
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

#define ROUNDS 20
#define THREADS 4

static struct {
    void *(*method)(void);
    void *(*ctx_new)(const void *);
    void (*ctx_free)(void *);
    void *(*ssl_new)(void *);
    void (*ssl_free)(void *);
    int (*random_bytes)(unsigned char *, int);
    void (*set_error)(int, int, const char *, ...);
    void (*new_error)(void);
    unsigned long (*peek_error)(void);
} f;

static sem_t used, closed;
static atomic_int bad;

static void *use(void *arg) {
    unsigned char bytes[16];
    void *ctx = f.ctx_new(f.method());
    void *ssl = ctx ? f.ssl_new(ctx) : NULL;
    if (!ssl || f.random_bytes(bytes, 16) != 1) bad++;
    f.ssl_free(ssl);
    f.ctx_free(ctx);
    f.new_error(); /* left on the queue: this thread's state is destroyed when it ends */
    f.set_error(128, 7, "left by %s", "a thread");
    if (f.peek_error() == 0) bad++;
    sem_post(&used);
    sem_wait(&closed);
    return arg;
}

static int take(void *lib, const char *name, void *out) {
    *(void **)out = dlsym(lib, name);
    if (!*(void **)out) printf("no %s\n", name);
    return *(void **)out != NULL;
}

static int round_of(void) {
    void *ssl = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL), *crypto = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!ssl || !crypto) {
        printf("%s\n", dlerror());
        return 0;
    }
    int ok = take(ssl, "TLS_method", &f.method) && take(ssl, "SSL_CTX_new", &f.ctx_new) &&
             take(ssl, "SSL_CTX_free", &f.ctx_free) && take(ssl, "SSL_new", &f.ssl_new) &&
             take(ssl, "SSL_free", &f.ssl_free) && take(crypto, "RAND_bytes", &f.random_bytes) &&
             take(crypto, "ERR_new", &f.new_error) && take(crypto, "ERR_set_error", &f.set_error) &&
             take(crypto, "ERR_peek_error", &f.peek_error);
    pthread_t t[THREADS];
    for (int i = 0; ok && i < THREADS; i++) pthread_create(&t[i], NULL, use, NULL);
    for (int i = 0; ok && i < THREADS; i++) sem_wait(&used);
    dlclose(ssl);
    dlclose(crypto);
    for (int i = 0; ok && i < THREADS; i++) sem_post(&closed);
    for (int i = 0; ok && i < THREADS; i++) pthread_join(t[i], NULL);
    return ok;
}

int main(void) {
    sem_init(&used, 0, 0);
    sem_init(&closed, 0, 0);
    int ok = 0;
    for (int i = 0; i < ROUNDS; i++) ok += round_of();
    printf("%d rounds, %d failures\n", ok, bad);
    return 0;
}
