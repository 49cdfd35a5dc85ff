/**
 * \file store_index.h
 * \brief A store's objects by name, and by what they are: what is looked for is found without walking through all.
 *
 * The objects themselves stand in a stack that programs may look at and change; the index is made of it, and made anew
 * when it is not any more what it was made of. The caller holds the store's lock throughout.
 */
#ifndef BS_COMPAT_X509_STORE_INDEX_H
#define BS_COMPAT_X509_STORE_INDEX_H

#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stdint.h>

#include "src/base/reader.h"

enum bs_store_key { BS_STORE_BY_NAME, BS_STORE_BY_CONTENT, BS_STORE_KEYS };

/** In each object. */
struct bs_store_place {
    uint64_t key;      /* bs_name_index_hash() of the subject, or of a CRL's issuer; bs_store_content_key() */
    X509_OBJECT *next; /* in an index */
};

struct bs_store_bucket {
    X509_OBJECT *first, *last;
};

/** Zero is empty. */
struct bs_store_index {
    struct bs_store_bucket *buckets[BS_STORE_KEYS];
    size_t num_buckets;    /* for each; a power of two, or 0 */
    int num_objects;       /* of the stack, from its start, that are in */
    unsigned long changes; /* bs_sk_changes() and bs_store_objects_changed() when it was made */
};

/** Makes the index what the stack is; false when out of memory. */
bool bs_store_index_update(struct bs_store_index *ix, STACK_OF(X509_OBJECT) *objs);

/** Adds an object to the stack of which the index is made; false when out of memory. */
bool bs_store_index_push(struct bs_store_index *ix, STACK_OF(X509_OBJECT) *objs, X509_OBJECT *a);

void bs_store_index_clear(struct bs_store_index *ix);

/** The first object with this key, in the order of the stack; NULL if there is none. */
X509_OBJECT *bs_store_index_first(const struct bs_store_index *ix, enum bs_store_key by, uint64_t key);

/** The next one with the same key. */
X509_OBJECT *bs_store_index_next(const X509_OBJECT *a, enum bs_store_key by);

/** An object that had been set was set anew, or emptied: it may be in an index. Counts. */
void bs_store_object_changed(void);

/** A key of a certificate or CRL: its last bytes, which are a signature. */
uint64_t bs_store_content_key(bs_reader der);

#endif
