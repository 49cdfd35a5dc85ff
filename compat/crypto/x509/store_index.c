#include "compat/crypto/x509/store_index.h"

#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "compat/crypto/x509/store_local.h"

#define MIN_BUCKETS 64

void bs_store_index_clear(struct bs_store_index *ix) {
    OPENSSL_free(ix->buckets);
    *ix = (struct bs_store_index){ .buckets = NULL };
}

static struct bs_store_bucket *bucket_of(const struct bs_store_index *ix, uint64_t name) {
    return &ix->buckets[(name ^ name >> 32) & (ix->num_buckets - 1)];
}

static void append(struct bs_store_index *ix, X509_OBJECT *a) {
    struct bs_store_bucket *b = bucket_of(ix, a->name);
    a->next = NULL;
    if (b->last) {
        b->last->next = a;
    } else {
        b->first = a;
    }
    b->last = a;
}

/* Room for twice as many; all that was in goes in again. */
static bool grow(struct bs_store_index *ix, size_t num) {
    size_t want = ix->num_buckets ? ix->num_buckets : MIN_BUCKETS;
    while (want < num) want *= 2;
    if (want == ix->num_buckets) return true;
    bs_store_index_clear(ix);
    ix->buckets = (struct bs_store_bucket *)OPENSSL_zalloc(want * sizeof *ix->buckets);
    if (ix->buckets) ix->num_buckets = want;
    return ix->buckets != NULL;
}

bool bs_store_index_update(struct bs_store_index *ix, STACK_OF(X509_OBJECT) *objs) {
    int num = sk_X509_OBJECT_num(objs);
    if (num < ix->num_objects) bs_store_index_clear(ix);
    if (num <= ix->num_objects) return true;
    if (!grow(ix, (size_t)num)) return false;
    for (; ix->num_objects < num; ix->num_objects++) append(ix, sk_X509_OBJECT_value(objs, ix->num_objects));
    return true;
}

static X509_OBJECT *with_name(X509_OBJECT *a, uint64_t name) {
    while (a && a->name != name) a = a->next;
    return a;
}

X509_OBJECT *bs_store_index_first(const struct bs_store_index *ix, uint64_t name) {
    return ix->num_buckets > 0 ? with_name(bucket_of(ix, name)->first, name) : NULL;
}

X509_OBJECT *bs_store_index_next(const X509_OBJECT *a) { return with_name(a->next, a->name); }
