/* STACK_OF(...): an array of pointers that grows, and may be kept sorted. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/stack.h>

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/stack_local.h"

struct stack_st {
    const void **data;
    int num, cap;
    bool sorted;
    OPENSSL_sk_compfunc comp;
    unsigned long changes;
};

unsigned long bs_sk_changes(const OPENSSL_STACK *st) { return st->changes; }

static bool reserve(OPENSSL_STACK *st, int need) {
    if (need <= st->cap) return true;
    int cap = st->cap < 4 ? 4 : st->cap;
    while (cap < need) cap = cap > INT_MAX / 2 ? INT_MAX : cap + cap / 2;
    if ((size_t)cap > SIZE_MAX / sizeof(*st->data)) return false;
    const void **data = (const void **)OPENSSL_realloc((void *)st->data, (size_t)cap * sizeof(*data));
    if (data == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return false;
    }
    st->data = data;
    st->cap = cap;
    return true;
}

OPENSSL_STACK *OPENSSL_sk_new_reserve(OPENSSL_sk_compfunc c, int n) {
    OPENSSL_STACK *st = (OPENSSL_STACK *)OPENSSL_zalloc(sizeof(*st));
    if (st == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    st->comp = c;
    if (n > 0 && !reserve(st, n)) {
        OPENSSL_sk_free(st);
        return NULL;
    }
    return st;
}

OPENSSL_STACK *OPENSSL_sk_new(OPENSSL_sk_compfunc c) { return OPENSSL_sk_new_reserve(c, 0); }
OPENSSL_STACK *OPENSSL_sk_new_null(void) { return OPENSSL_sk_new_reserve(NULL, 0); }

int OPENSSL_sk_reserve(OPENSSL_STACK *st, int n) {
    if (st == NULL) return 0;
    if (n < 0) return 1;
    if (n > INT_MAX - st->num) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    return reserve(st, st->num + n);
}

void OPENSSL_sk_free(OPENSSL_STACK *st) {
    if (st == NULL) return;
    OPENSSL_free((void *)st->data);
    OPENSSL_free(st);
}

void OPENSSL_sk_zero(OPENSSL_STACK *st) {
    if (st == NULL || st->num == 0) return;
    memset((void *)st->data, 0, sizeof(*st->data) * (size_t)st->num);
    st->num = 0;
    st->changes++;
}

void OPENSSL_sk_pop_free(OPENSSL_STACK *st, OPENSSL_sk_freefunc func) {
    if (st == NULL) return;
    for (int i = 0; i < st->num; i++) {
        if (st->data[i] != NULL) func((void *)(uintptr_t)st->data[i]);
    }
    OPENSSL_sk_free(st);
}

OPENSSL_STACK *OPENSSL_sk_dup(const OPENSSL_STACK *st) {
    OPENSSL_STACK *copy = OPENSSL_sk_new_reserve(st != NULL ? st->comp : NULL, st != NULL ? st->num : 0);
    if (copy == NULL || st == NULL) return copy;
    copy->num = st->num;
    copy->sorted = st->sorted;
    if (st->num > 0) memcpy((void *)copy->data, (const void *)st->data, sizeof(*st->data) * (size_t)st->num);
    return copy;
}

OPENSSL_STACK *OPENSSL_sk_deep_copy(const OPENSSL_STACK *st, OPENSSL_sk_copyfunc c, OPENSSL_sk_freefunc f) {
    OPENSSL_STACK *copy = OPENSSL_sk_dup(st);
    if (copy == NULL || st == NULL) return copy;
    for (int i = 0; i < st->num; i++) {
        if (st->data[i] == NULL) continue;
        copy->data[i] = c(st->data[i]);
        if (copy->data[i] == NULL) { /* free only what was copied */
            copy->num = i;
            OPENSSL_sk_pop_free(copy, f);
            return NULL;
        }
    }
    return copy;
}

int OPENSSL_sk_num(const OPENSSL_STACK *st) { return st == NULL ? -1 : st->num; }

void *OPENSSL_sk_value(const OPENSSL_STACK *st, int i) {
    return st == NULL || i < 0 || i >= st->num ? NULL : (void *)(uintptr_t)st->data[i];
}

void *OPENSSL_sk_set(OPENSSL_STACK *st, int i, const void *data) {
    if (st == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (i < 0 || i >= st->num) {
        BS_RAISE_DATA(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT, "i=%d", i);
        return NULL;
    }
    st->data[i] = data;
    st->sorted = false;
    st->changes++;
    return (void *)(uintptr_t)data;
}

int OPENSSL_sk_insert(OPENSSL_STACK *st, const void *data, int where) {
    if (st == NULL || st->num == INT_MAX) return 0;
    if (!reserve(st, st->num + 1)) return 0;
    if (where < 0 || where >= st->num) {
        st->data[st->num] = data;
    } else {
        memmove((void *)&st->data[where + 1], (const void *)&st->data[where],
                sizeof(*st->data) * (size_t)(st->num - where));
        st->data[where] = data;
    }
    st->num++;
    st->sorted = false;
    st->changes++;
    return st->num;
}

int OPENSSL_sk_push(OPENSSL_STACK *st, const void *data) { return st == NULL ? -1 : OPENSSL_sk_insert(st, data, -1); }
int OPENSSL_sk_unshift(OPENSSL_STACK *st, const void *data) { return OPENSSL_sk_insert(st, data, 0); }

void *OPENSSL_sk_delete(OPENSSL_STACK *st, int i) {
    if (st == NULL || i < 0 || i >= st->num) return NULL;
    const void *gone = st->data[i];
    memmove((void *)&st->data[i], (const void *)&st->data[i + 1], sizeof(*st->data) * (size_t)(st->num - i - 1));
    st->num--;
    st->changes++;
    return (void *)(uintptr_t)gone;
}

void *OPENSSL_sk_delete_ptr(OPENSSL_STACK *st, const void *p) {
    for (int i = 0; st != NULL && i < st->num; i++) {
        if (st->data[i] == p) return OPENSSL_sk_delete(st, i);
    }
    return NULL;
}

void *OPENSSL_sk_pop(OPENSSL_STACK *st) { return OPENSSL_sk_delete(st, st == NULL ? 0 : st->num - 1); }
void *OPENSSL_sk_shift(OPENSSL_STACK *st) { return OPENSSL_sk_delete(st, 0); }

/* --- order ---------------------------------------------------------------- */

OPENSSL_sk_compfunc OPENSSL_sk_set_cmp_func(OPENSSL_STACK *st, OPENSSL_sk_compfunc c) {
    OPENSSL_sk_compfunc old = st->comp;
    if (old != c) st->sorted = false;
    st->comp = c;
    return old;
}

int OPENSSL_sk_is_sorted(const OPENSSL_STACK *st) { return st == NULL || st->sorted; }

void OPENSSL_sk_sort(OPENSSL_STACK *st) {
    if (st == NULL || st->sorted || st->comp == NULL) return;
    if (st->num > 1) qsort((void *)st->data, (size_t)st->num, sizeof(*st->data), st->comp);
    st->sorted = true;
    st->changes++;
}

/* The first of the elements equal to *data in a sorted stack. Without one: false, and where the search ended, which
 * sk_find_ex() promises to callers. */
static bool search(const OPENSSL_STACK *st, const void *data, int *at) {
    int low = 0, high = st->num;
    while (low < high) {
        int mid = low + (high - low) / 2, order = st->comp(&data, &st->data[mid]);
        *at = mid;
        if (order == 0) {
            while (*at > 0 && st->comp(&data, &st->data[*at - 1]) == 0) --*at;
            return true;
        }
        if (order > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

/* With a comparison function a find sorts the stack first; `equal` counts the matches from the first one on. */
static int find(OPENSSL_STACK *st, const void *data, bool or_near, int *equal) {
    if (equal != NULL) *equal = 0;
    if (st == NULL || st->num == 0) return -1;
    if (st->comp == NULL) {
        for (int i = 0; i < st->num; i++) {
            if (st->data[i] != data) continue;
            if (equal != NULL) *equal = 1;
            return i;
        }
        return -1;
    }
    OPENSSL_sk_sort(st);
    if (data == NULL) return -1;
    int at = -1;
    if (!search(st, data, &at)) return or_near ? at : -1;
    if (equal != NULL) {
        while (at + *equal < st->num && st->comp(&data, &st->data[at + *equal]) == 0) ++*equal;
    }
    return at;
}

int OPENSSL_sk_find(OPENSSL_STACK *st, const void *data) { return find(st, data, false, NULL); }
int OPENSSL_sk_find_ex(OPENSSL_STACK *st, const void *data) { return find(st, data, true, NULL); }
int OPENSSL_sk_find_all(OPENSSL_STACK *st, const void *data, int *pnum) { return find(st, data, false, pnum); }
