#include "compat/crypto/x509/ca_bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/refcount.h"
#include "src/x509/bundle.h"
#include "src/x509/name.h"

#define MAX_FILE (64u << 20)
#define KEPT 4 /* files that stay indexed when no store holds them, for programs that make contexts by turns */

struct bs_ca_bundle {
    bs_refcount refs;
    dev_t dev;
    ino_t ino;
    off_t size;
    struct timespec mtime;
    bs_reader file; /* mapped */
    size_t num;
    struct bs_bundle_entry *entries; /* by subject hash */
    _Atomic(X509 *) *made;
};

static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct bs_ca_bundle *kept[KEPT]; /* the last used first */

static bool same_file(const struct bs_ca_bundle *b, const struct stat *st) {
    return b->dev == st->st_dev && b->ino == st->st_ino && b->size == st->st_size &&
           b->mtime.tv_sec == st->st_mtim.tv_sec && b->mtime.tv_nsec == st->st_mtim.tv_nsec;
}

void bs_ca_bundle_up_ref(struct bs_ca_bundle *b) { bs_ref_up(&b->refs); }

void bs_ca_bundle_free(struct bs_ca_bundle *b) {
    if (!b || !bs_ref_down(&b->refs)) return;
    for (size_t i = 0; b->made && i < b->num; i++) X509_free(atomic_load_explicit(&b->made[i], memory_order_relaxed));
    OPENSSL_free(b->made);
    OPENSSL_free(b->entries);
    if (b->file.p) munmap((void *)(uintptr_t)b->file.p, b->file.len);
    OPENSSL_free(b);
}

/*
 * A file that was cut since it was mapped has no pages where its end was, and to read there would end the program. The
 * kernel says so if it is asked to bring them in; before Linux 5.14 it cannot be asked.
 */
static bool still_there(bs_reader part) {
#ifdef MADV_POPULATE_READ
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = (uintptr_t)part.p & ~(page - 1);
    const int before = errno;
    int r = madvise((void *)from, (uintptr_t)part.p + part.len - from, MADV_POPULATE_READ);
    bool gone = r != 0 && errno == EFAULT;
    errno = before;
    return !gone;
#else
    (void)part;
    return true;
#endif
}

static bool make_index(struct bs_ca_bundle *b) {
    size_t count, longest;
    bs_bundle_measure(b->file, &count, &longest);
    if (count == 0) return false;
    uint8_t *scratch = (uint8_t *)OPENSSL_malloc(longest);
    b->entries = (struct bs_bundle_entry *)OPENSSL_malloc(count * sizeof *b->entries);
    b->made = (_Atomic(X509 *) *)OPENSSL_zalloc(count * sizeof *b->made);
    bool ok = scratch && b->entries && b->made &&
              bs_bundle_index(b->file, b->entries, &b->num, scratch, longest) == BS_OK && b->num > 0;
    OPENSSL_free(scratch);
    if (!ok) b->num = 0;
    if (ok) bs_bundle_sort(b->entries, b->num);
    return ok;
}

static struct bs_ca_bundle *load(int fd, const struct stat *st) {
    struct bs_ca_bundle *b = (struct bs_ca_bundle *)OPENSSL_zalloc(sizeof *b);
    if (!b) return NULL;
    bs_ref_init(&b->refs);
    b->dev = st->st_dev;
    b->ino = st->st_ino;
    b->size = st->st_size;
    b->mtime = st->st_mtim;
    void *p = mmap(NULL, (size_t)st->st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p != MAP_FAILED) {
        b->file = bs_r_from(p, (size_t)st->st_size);
        if (still_there(b->file) && make_index(b)) return b;
    }
    bs_ca_bundle_free(b);
    return NULL;
}

/* Moves the found or new one to the front; what falls off the end is returned for freeing outside the lock. */
static struct bs_ca_bundle *remember(struct bs_ca_bundle *b, size_t at) {
    struct bs_ca_bundle *off = at == KEPT ? kept[KEPT - 1] : NULL;
    for (size_t i = at == KEPT ? KEPT - 1 : at; i > 0; i--) kept[i] = kept[i - 1];
    kept[0] = b;
    return off;
}

static struct bs_ca_bundle *find_or_load(int fd, const struct stat *st) {
    struct bs_ca_bundle *b = NULL, *off = NULL;
    pthread_mutex_lock(&kept_lock);
    for (size_t i = 0; i < KEPT && kept[i] && !b; i++) {
        if (!same_file(kept[i], st)) continue;
        b = kept[i];
        (void)remember(b, i);
    }
    if (!b && (b = load(fd, st)) != NULL) off = remember(b, KEPT);
    if (b) bs_ref_up(&b->refs);
    pthread_mutex_unlock(&kept_lock);
    bs_ca_bundle_free(off);
    return b;
}

struct bs_ca_bundle *bs_ca_bundle_get(const char *path) {
    struct stat st;
    struct bs_ca_bundle *b = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return NULL;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= (off_t)MAX_FILE) {
        b = find_or_load(fd, &st);
    }
    close(fd);
    return b;
}

size_t bs_ca_bundle_num(const struct bs_ca_bundle *b) { return b->num; }
size_t bs_ca_bundle_size(const struct bs_ca_bundle *b) { return b->file.len; }

/* NULL too if the file was written anew, and something else stands where the certificate stood. */
static X509 *decode(const struct bs_ca_bundle *b, const struct bs_bundle_entry *e) {
    size_t room = bs_bundle_room(e), len;
    if (!still_there(bs_r_from(b->file.p + e->at, e->len))) return NULL;
    uint8_t *der = (uint8_t *)OPENSSL_malloc(room);
    if (!der || !bs_bundle_decode(b->file, e, der, room, &len)) {
        OPENSSL_free(der);
        return NULL;
    }
    X509 *x = bs_x509_from_owned(der, len);
    if (!x || bs_name_index_hash(bs_x509_cert(x)->subject) == e->subject) return x;
    X509_free(x);
    return NULL;
}

X509 *bs_ca_bundle_x509(struct bs_ca_bundle *b, size_t i) {
    X509 *x = atomic_load_explicit(&b->made[i], memory_order_acquire), *mine;
    if (x) return x;
    mine = decode(b, &b->entries[i]);
    if (!mine) return NULL;
    if (atomic_compare_exchange_strong(&b->made[i], &x, mine)) return mine;
    X509_free(mine); /* another thread was faster */
    return x;
}

size_t bs_ca_bundle_find(const struct bs_ca_bundle *b, uint64_t subject) {
    return bs_bundle_find(b->entries, b->num, subject);
}

bool bs_ca_bundle_has(const struct bs_ca_bundle *b, size_t i, uint64_t subject) {
    return i < b->num && b->entries[i].subject == subject;
}
