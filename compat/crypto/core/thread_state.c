#include "compat/crypto/core/thread_state.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool key_made;

static void state_free(void *p) {
    struct bs_thread_state *ts = (struct bs_thread_state *)p;
    if (ts == NULL) return;
    bs_err_queue_free(ts->err);
    bs_rand_state_free(ts->rand);
    free(ts);
}

static void make_key(void) { key_made = pthread_key_create(&key, state_free) == 0; }

struct bs_thread_state *bs_thread_state_peek(void) {
    pthread_once(&key_once, make_key);
    return key_made ? (struct bs_thread_state *)pthread_getspecific(key) : NULL;
}

struct bs_thread_state *bs_thread_state_get(void) {
    struct bs_thread_state *ts = bs_thread_state_peek();
    if (ts != NULL || !key_made) return ts;
    int saved = errno;
    /* plain calloc: CRYPTO_set_mem_functions() must still be possible after an error was looked at */
    ts = (struct bs_thread_state *)calloc(1, sizeof(*ts));
    if (ts != NULL && pthread_setspecific(key, ts) != 0) {
        free(ts);
        ts = NULL;
    }
    errno = saved;
    return ts;
}

void bs_thread_state_drop(void) {
    struct bs_thread_state *ts = bs_thread_state_peek();
    if (ts == NULL) return;
    pthread_setspecific(key, NULL);
    state_free(ts);
}
