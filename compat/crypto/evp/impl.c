#include "src/crypto/impl.h"

#include <limits.h>
#include <openssl/rand.h>
#include <pthread.h>

#include "compat/crypto/evp/pkey_local.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct bs_impl chosen;

static void choose(void) { bs_impl_choose(&chosen); }

const struct bs_impl *bs_crypto_impl(void) {
    (void)pthread_once(&once, choose);
    return &chosen;
}

bool bs_evp_random(void *arg, uint8_t *out, size_t n) {
    (void)arg;
    return n <= INT_MAX && RAND_priv_bytes(out, (int)n) == 1;
}
