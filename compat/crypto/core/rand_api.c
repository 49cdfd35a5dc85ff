/* RAND_*: the generator as programs see it, and the method they may put in its place. */
#include <openssl/err.h>
#include <openssl/rand.h>

#include <limits.h>
#include <stdatomic.h>
#include <stddef.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/rand.h"

static _Atomic(const RAND_METHOD *) program_method;

static int own_bytes(unsigned char *buf, int num) { return num >= 0 && bs_rand_generate(buf, (size_t)num) ? 1 : 0; }

static int own_add(const void *buf, int num, double randomness) {
    (void)randomness; /* the kernel's entropy counts, the program's is a gift */
    return num >= 0 && bs_rand_stir(buf, (size_t)num) ? 1 : 0;
}

static int own_seed(const void *buf, int num) { return own_add(buf, num, num); }

static int own_status(void) {
    uint8_t probe;
    return bs_rand_generate(&probe, 1) ? 1 : 0;
}

RAND_METHOD *RAND_OpenSSL(void) {
    static RAND_METHOD own = { own_seed, own_bytes, NULL, own_add, own_bytes, own_status };
    return &own;
}

int RAND_set_rand_method(const RAND_METHOD *meth) {
    atomic_store(&program_method, meth);
    return 1;
}

const RAND_METHOD *RAND_get_rand_method(void) {
    const RAND_METHOD *m = atomic_load(&program_method);
    return m != NULL ? m : RAND_OpenSSL();
}

bool bs_rand_bytes(uint8_t *out, size_t n) {
    const RAND_METHOD *m = atomic_load_explicit(&program_method, memory_order_relaxed);
    if (m == NULL) return bs_rand_generate(out, n);
    for (size_t k; n > 0; out += k, n -= k) {
        k = n < INT_MAX ? n : INT_MAX;
        if (m->bytes == NULL || m->bytes(out, (int)k) <= 0) return false;
    }
    return true;
}

int RAND_bytes_ex(OSSL_LIB_CTX *ctx, unsigned char *buf, size_t num, unsigned int strength) {
    (void)ctx;
    (void)strength;
    if (num > INT_MAX) {
        BS_RAISE(ERR_LIB_RAND, RAND_R_ARGUMENT_OUT_OF_RANGE);
        return 0;
    }
    const RAND_METHOD *m = atomic_load(&program_method);
    if (m != NULL && m->bytes == NULL) {
        BS_RAISE(ERR_LIB_RAND, RAND_R_FUNC_NOT_IMPLEMENTED);
        return -1;
    }
    if (bs_rand_bytes(buf, num)) return 1;
    BS_RAISE(ERR_LIB_RAND, RAND_R_ERROR_RETRIEVING_ENTROPY);
    return 0;
}

int RAND_priv_bytes_ex(OSSL_LIB_CTX *ctx, unsigned char *buf, size_t num, unsigned int strength) {
    return RAND_bytes_ex(ctx, buf, num, strength);
}

int RAND_bytes(unsigned char *buf, int num) { return num < 0 ? 0 : RAND_bytes_ex(NULL, buf, (size_t)num, 0); }
int RAND_priv_bytes(unsigned char *buf, int num) { return RAND_bytes(buf, num); }

int RAND_pseudo_bytes(unsigned char *buf, int num) {
    const RAND_METHOD *m = RAND_get_rand_method();
    if (m->pseudorand != NULL) return m->pseudorand(buf, num);
    BS_RAISE(ERR_LIB_RAND, RAND_R_FUNC_NOT_IMPLEMENTED);
    return -1;
}

void RAND_seed(const void *buf, int num) {
    const RAND_METHOD *m = RAND_get_rand_method();
    if (m->seed != NULL) m->seed(buf, num);
}

void RAND_add(const void *buf, int num, double randomness) {
    const RAND_METHOD *m = RAND_get_rand_method();
    if (m->add != NULL) m->add(buf, num, randomness);
}

int RAND_status(void) {
    const RAND_METHOD *m = RAND_get_rand_method();
    return m->status != NULL ? m->status() : 0;
}

int RAND_poll(void) { return bs_rand_stir(NULL, 0) ? 1 : 0; }

void RAND_keep_random_devices_open(int keep) { (void)keep; /* none is opened */ }
