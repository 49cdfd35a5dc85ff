/**
 * \file refcount.h
 * \brief Reference counts of objects that threads share.
 */
#ifndef BS_COMPAT_REFCOUNT_H
#define BS_COMPAT_REFCOUNT_H

#include <stdatomic.h>
#include <stdbool.h>

typedef struct {
    atomic_int n;
} bs_refcount;

/** Starts with one reference, the maker's. */
static inline void bs_ref_init(bs_refcount *r) { atomic_init(&r->n, 1); }

/** Takes a reference; the caller holds one already. */
static inline void bs_ref_up(bs_refcount *r) { atomic_fetch_add_explicit(&r->n, 1, memory_order_relaxed); }

/** Gives one back; true if it was the last, and the object is to be freed. */
static inline bool bs_ref_down(bs_refcount *r) {
    return atomic_fetch_sub_explicit(&r->n, 1, memory_order_acq_rel) == 1;
}

#endif
