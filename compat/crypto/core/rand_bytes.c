/* A generator a thread: ChaCha20 whose first output replaces its key at every refill, so what was given out cannot be
 * found again from the state ("fast key erasure"). The state lies in a page that the kernel gives to a forked child as
 * zeros (MADV_WIPEONFORK), and a zero state seeds itself; where the kernel cannot, the process id is compared. */
#include "config.h"

#include "compat/crypto/core/rand.h"

#include <bearssl.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "compat/crypto/core/thread_state.h"
#include "src/base/secret.h"

#define POOL 992           /* bytes made at a refill, next to the new key */
#define RESEED (1u << 20)  /* bytes given out between two seedings */

struct bs_rand_state {
    uint8_t key[32];
    uint8_t pool[POOL];
    size_t left;       /* unused bytes, at the pool's end */
    size_t until_seed; /* bytes that may still be given out; 0: not seeded */
    pid_t pid;         /* 0 if the kernel wipes the page */
};

static bool from_kernel(uint8_t *out, size_t n) {
    int saved = errno;
    while (n > 0) {
        ssize_t got = getrandom(out, n, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        out += got;
        n -= (size_t)got;
    }
    errno = saved;
    return true;
}

static struct bs_rand_state *state_new(void) {
    int saved = errno;
    void *page = mmap(NULL, sizeof(struct bs_rand_state), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        errno = saved;
        return NULL;
    }
    struct bs_rand_state *r = (struct bs_rand_state *)page;
#ifdef MADV_WIPEONFORK
    if (madvise(page, sizeof(*r), MADV_WIPEONFORK) != 0)
#endif
        r->pid = getpid();
    errno = saved;
    return r;
}

void bs_rand_state_free(struct bs_rand_state *r) {
    if (r == NULL) return;
    bs_wipe(r, sizeof(*r));
    munmap(r, sizeof(*r));
}

static struct bs_rand_state *state_get(void) {
    struct bs_thread_state *ts = bs_thread_state_get();
    if (ts == NULL) return NULL;
    if (ts->rand == NULL) ts->rand = state_new();
    struct bs_rand_state *r = ts->rand;
    if (r != NULL && r->pid != 0 && r->pid != getpid()) {
        r->pid = getpid();
        r->left = r->until_seed = 0;
    }
    return r;
}

/* ChaCha20 over zeros; every key is used for one stream only, so the nonce is constant. */
static void stream(const uint8_t key[32], void *out, size_t n) {
    static const uint8_t nonce[12];
    memset(out, 0, n);
    br_chacha20_run run = br_chacha20_sse2_get();
    if (run == NULL) run = br_chacha20_ct_run;
    run(key, nonce, 0, out, n);
}

static void refill(struct bs_rand_state *r) {
    uint8_t out[sizeof(r->key) + POOL];
    stream(r->key, out, sizeof(out));
    memcpy(r->key, out, sizeof(r->key));
    memcpy(r->pool, out + sizeof(r->key), POOL);
    bs_wipe(out, sizeof(out));
    r->left = POOL;
}

/* New key = SHA-256(old key, fresh entropy, the program's bytes). */
static bool seed(struct bs_rand_state *r, const void *data, size_t n) {
    uint8_t fresh[32];
    if (!from_kernel(fresh, sizeof(fresh))) return false;
    br_sha256_context sha;
    br_sha256_init(&sha);
    br_sha256_update(&sha, r->key, sizeof(r->key));
    br_sha256_update(&sha, fresh, sizeof(fresh));
    br_sha256_update(&sha, data, n);
    br_sha256_out(&sha, r->key);
    bs_wipe(fresh, sizeof(fresh));
    bs_wipe(&sha, sizeof(sha));
    r->left = 0;
    r->until_seed = RESEED;
    return true;
}

static void take(struct bs_rand_state *r, uint8_t *out, size_t n) {
    while (n > 0) {
        if (r->left == 0) refill(r);
        size_t k = n < r->left ? n : r->left;
        uint8_t *from = r->pool + POOL - r->left;
        memcpy(out, from, k);
        bs_wipe(from, k);
        r->left -= k;
        out += k;
        n -= k;
    }
}

bool bs_rand_generate(uint8_t *out, size_t n) {
    if (n == 0) return true;
    struct bs_rand_state *r = state_get();
    if (r == NULL) return from_kernel(out, n);
    if (r->until_seed == 0 && !seed(r, NULL, 0)) return false;
    r->until_seed -= n < r->until_seed ? n : r->until_seed;
    if (n <= POOL) {
        take(r, out, n);
    } else { /* a stream of its own; 2^32 blocks of 64 bytes would be its end */
        for (size_t k; n > 0; out += k, n -= k) {
            uint8_t key[32];
            k = n < RESEED ? n : RESEED;
            take(r, key, sizeof(key));
            stream(key, out, k);
            bs_wipe(key, sizeof(key));
        }
    }
    return true;
}

bool bs_rand_stir(const void *data, size_t n) {
    struct bs_rand_state *r = state_get();
    return r == NULL || seed(r, data, n);
}
