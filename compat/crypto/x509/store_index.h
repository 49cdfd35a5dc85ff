/**
 * \file store_index.h
 * \brief A store's objects by name: what is looked for is found without walking through all that is there.
 *
 * The objects themselves stand in a stack that programs may look at; the index is made of it, and made anew when the
 * stack is not what it was made of. The caller holds the store's lock throughout.
 */
#ifndef BS_COMPAT_X509_STORE_INDEX_H
#define BS_COMPAT_X509_STORE_INDEX_H

#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stdint.h>

struct bs_store_bucket {
    X509_OBJECT *first, *last;
};

/** Zero is empty. */
struct bs_store_index {
    struct bs_store_bucket *buckets;
    size_t num_buckets; /* a power of two, or 0 */
    int num_objects;    /* of the stack, from its start, that are in */
};

/** Takes in what the stack has gained; false when out of memory. */
bool bs_store_index_update(struct bs_store_index *ix, STACK_OF(X509_OBJECT) *objs);

/** The stack was put into another order, or objects left it. */
void bs_store_index_clear(struct bs_store_index *ix);

/** The first object with this bs_name_index_hash(), in the order of the stack; NULL if there is none. */
X509_OBJECT *bs_store_index_first(const struct bs_store_index *ix, uint64_t name);

/** The next one with the same hash. */
X509_OBJECT *bs_store_index_next(const X509_OBJECT *a);

#endif
