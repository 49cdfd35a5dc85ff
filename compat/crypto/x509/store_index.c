#include "compat/crypto/x509/store_index.h"

#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <stdatomic.h>

#include "compat/crypto/core/stack_local.h"
#include "compat/crypto/x509/store_local.h"

#define MIN_BUCKETS 64

static atomic_ulong objects_changed;

void bs_store_object_changed(void) { atomic_fetch_add_explicit(&objects_changed, 1, memory_order_relaxed); }

/* Both numbers only grow, so their sum stays the same only if both do. */
static unsigned long changes_of(STACK_OF(X509_OBJECT) *objs) {
    return bs_sk_changes((const OPENSSL_STACK *)objs) + atomic_load_explicit(&objects_changed, memory_order_relaxed);
}

uint64_t bs_store_content_key(bs_reader der) {
    uint64_t key = der.len;
    for (size_t i = der.len > 32 ? der.len - 32 : 0; i < der.len; i++) key = (key ^ der.p[i]) * 0x100000001B3u; /* FNV */
    return key;
}

void bs_store_index_clear(struct bs_store_index *ix) {
    for (int by = 0; by < BS_STORE_KEYS; by++) OPENSSL_free(ix->buckets[by]);
    *ix = (struct bs_store_index){ .num_buckets = 0 };
}

static struct bs_store_bucket *bucket_of(const struct bs_store_index *ix, int by, uint64_t key) {
    return &ix->buckets[by][(key ^ key >> 32) & (ix->num_buckets - 1)];
}

static void append(struct bs_store_index *ix, X509_OBJECT *a) {
    for (int by = 0; by < BS_STORE_KEYS; by++) {
        struct bs_store_bucket *b = bucket_of(ix, by, a->places[by].key);
        a->places[by].next = NULL;
        if (b->last) {
            b->last->places[by].next = a;
        } else {
            b->first = a;
        }
        b->last = a;
    }
}

/* Room for twice as many; all that was in goes in again. */
static bool grow(struct bs_store_index *ix, size_t num) {
    size_t want = ix->num_buckets ? ix->num_buckets : MIN_BUCKETS;
    while (want < num) want *= 2;
    if (want == ix->num_buckets) return true;
    bs_store_index_clear(ix);
    for (int by = 0; by < BS_STORE_KEYS; by++) {
        ix->buckets[by] = (struct bs_store_bucket *)OPENSSL_zalloc(want * sizeof *ix->buckets[by]);
        if (!ix->buckets[by]) {
            bs_store_index_clear(ix);
            return false;
        }
    }
    ix->num_buckets = want;
    return true;
}

bool bs_store_index_update(struct bs_store_index *ix, STACK_OF(X509_OBJECT) *objs) {
    const unsigned long changes = changes_of(objs);
    int num = sk_X509_OBJECT_num(objs);
    if (changes != ix->changes) bs_store_index_clear(ix);
    if (num > ix->num_objects && !grow(ix, (size_t)num)) return false;
    for (; ix->num_objects < num; ix->num_objects++) append(ix, sk_X509_OBJECT_value(objs, ix->num_objects));
    ix->changes = changes;
    return true;
}

bool bs_store_index_push(struct bs_store_index *ix, STACK_OF(X509_OBJECT) *objs, X509_OBJECT *a) {
    const unsigned long before = changes_of(objs);
    if (sk_X509_OBJECT_push(objs, a) <= 0) return false;
    if (ix->changes == before) ix->changes = changes_of(objs); /* it goes in with the next update */
    return true;
}

static X509_OBJECT *with_key(X509_OBJECT *a, enum bs_store_key by, uint64_t key) {
    while (a && a->places[by].key != key) a = a->places[by].next;
    return a;
}

X509_OBJECT *bs_store_index_first(const struct bs_store_index *ix, enum bs_store_key by, uint64_t key) {
    return ix->num_buckets > 0 ? with_key(bucket_of(ix, (int)by, key)->first, by, key) : NULL;
}

X509_OBJECT *bs_store_index_next(const X509_OBJECT *a, enum bs_store_key by) {
    return with_key(a->places[by].next, by, a->places[by].key);
}
