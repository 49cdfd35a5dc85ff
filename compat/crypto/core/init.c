/* Starting and stopping. There is nothing to start: tables are constant, and what needs work is made on first use. */
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/init_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/thread_state.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool stopped;

/* The first word on the configuration holds, as with OpenSSL's run-once. */
static enum { UNDECIDED, WANTED, UNWANTED } config;
static char *config_file, *config_appname;

static char *copy(const char *s) { return s == NULL ? NULL : strdup(s); }

static void decide_config(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings) {
    pthread_mutex_lock(&lock);
    if (config == UNDECIDED) {
        config = (opts & OPENSSL_INIT_NO_LOAD_CONFIG) ? UNWANTED : WANTED;
        if (config == WANTED && settings != NULL) {
            config_file = copy(settings->filename);
            config_appname = copy(settings->appname);
        }
    }
    pthread_mutex_unlock(&lock);
}

int OPENSSL_init_crypto(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings) {
    if (atomic_load_explicit(&stopped, memory_order_relaxed)) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_INIT_FAIL);
        return 0;
    }
    if (opts & (OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_LOAD_CONFIG)) decide_config(opts, settings);
    return 1;
}

bool bs_init_config_wanted(void) {
    pthread_mutex_lock(&lock);
    bool wanted = config != UNWANTED;
    pthread_mutex_unlock(&lock);
    return wanted;
}

const char *bs_init_config_file(void) { return config_file; }
const char *bs_init_config_appname(void) { return config_appname; }

/* --- settings --------------------------------------------------------------- */

OPENSSL_INIT_SETTINGS *OPENSSL_INIT_new(void) {
    OPENSSL_INIT_SETTINGS *s = (OPENSSL_INIT_SETTINGS *)calloc(1, sizeof(*s));
    if (s != NULL) {
        s->flags = CONF_MFLAGS_DEFAULT_SECTION | CONF_MFLAGS_IGNORE_MISSING_FILE | CONF_MFLAGS_IGNORE_RETURN_CODES;
    }
    return s;
}

static int replace(char **at, const char *value) {
    char *fresh = copy(value);
    if (value != NULL && fresh == NULL) return 0;
    free(*at);
    *at = fresh;
    return 1;
}

int OPENSSL_INIT_set_config_filename(OPENSSL_INIT_SETTINGS *s, const char *file) { return replace(&s->filename, file); }
int OPENSSL_INIT_set_config_appname(OPENSSL_INIT_SETTINGS *s, const char *name) { return replace(&s->appname, name); }
void OPENSSL_INIT_set_config_file_flags(OPENSSL_INIT_SETTINGS *s, unsigned long flags) { s->flags = flags; }

void OPENSSL_INIT_free(OPENSSL_INIT_SETTINGS *s) {
    if (s == NULL) return;
    free(s->filename);
    free(s->appname);
    free(s);
}

/* --- the end ------------------------------------------------------------------ */

struct handler {
    struct handler *next;
    void (*run)(void);
};

static struct handler *handlers;

/* The process calls OPENSSL_cleanup() at its end only if a program asked for something to be done then. */
int OPENSSL_atexit(void (*run)(void)) {
    static bool registered;
    struct handler *h = (struct handler *)malloc(sizeof(*h));
    if (h == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    pthread_mutex_lock(&lock);
    if (!registered) registered = atexit(OPENSSL_cleanup) == 0;
    bool ok = registered;
    if (ok) {
        *h = (struct handler){ handlers, run };
        handlers = h;
    }
    pthread_mutex_unlock(&lock);
    if (!ok) free(h);
    return ok;
}

void OPENSSL_cleanup(void) {
    if (atomic_exchange(&stopped, true)) return;
    bs_thread_state_drop();
    pthread_mutex_lock(&lock);
    struct handler *h = handlers;
    handlers = NULL;
    pthread_mutex_unlock(&lock);
    while (h != NULL) { /* last registered, first run */
        struct handler *next = h->next;
        h->run();
        free(h);
        h = next;
    }
}

void OPENSSL_thread_stop(void) { bs_thread_state_drop(); }
void OPENSSL_thread_stop_ex(OSSL_LIB_CTX *ctx) {
    (void)ctx;
    bs_thread_state_drop();
}

void OPENSSL_die(const char *assertion, const char *file, int line) {
    fprintf(stderr, "%s:%d: OpenSSL internal error: %s\n", file, line, assertion);
    abort();
}

void OPENSSL_init(void) {}

/* A fork needs no help: the generator notices it by itself. */
void OPENSSL_fork_prepare(void) {}
void OPENSSL_fork_parent(void) {}
void OPENSSL_fork_child(void) {}
