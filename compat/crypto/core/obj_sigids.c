/* Signature algorithms: which digest, which key. */
#include <openssl/err.h>
#include <openssl/objects.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "compat/crypto/core/raise.h"

struct triple {
    int sign, digest, key;
};

struct added { /* by OBJ_add_sigid(); prepended, never removed */
    struct triple t;
    struct added *next;
};

static const struct {
    uint16_t sign, digest, key;
} table[] = {
#define BS_SIGID(sign, digest, key) { sign, digest, key },
#include "compat/crypto/core/obj_sigids.def"
#undef BS_SIGID
};

static _Atomic(struct added *) added_list;

static bool find(bool (*fits)(const struct triple *t, const struct triple *want), struct triple *want) {
    for (const struct added *a = atomic_load(&added_list); a != NULL; a = a->next) {
        if (fits(&a->t, want)) {
            *want = a->t;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct triple t = { table[i].sign, table[i].digest, table[i].key };
        if (fits(&t, want)) {
            *want = t;
            return true;
        }
    }
    return false;
}

static bool same_signature(const struct triple *t, const struct triple *want) { return t->sign == want->sign; }

/* An algorithm that leaves its digest open is not found by digest. */
static bool same_parts(const struct triple *t, const struct triple *want) {
    return t->digest != NID_undef && t->digest == want->digest && t->key == want->key;
}

int OBJ_find_sigid_algs(int signid, int *pdig_nid, int *ppkey_nid) {
    struct triple t = { signid, 0, 0 };
    if (signid == NID_undef || !find(same_signature, &t)) return 0;
    if (pdig_nid != NULL) *pdig_nid = t.digest;
    if (ppkey_nid != NULL) *ppkey_nid = t.key;
    return 1;
}

int OBJ_find_sigid_by_algs(int *psignid, int dig_nid, int pkey_nid) {
    struct triple t = { 0, dig_nid, pkey_nid };
    if (pkey_nid == NID_undef || !find(same_parts, &t)) return 0;
    if (psignid != NULL) *psignid = t.sign;
    return 1;
}

int OBJ_add_sigid(int signid, int dig_id, int pkey_id) {
    if (signid == NID_undef || pkey_id == NID_undef) return 0;
    struct triple t = { signid, 0, 0 };
    if (find(same_signature, &t)) return t.digest == dig_id && t.key == pkey_id;
    struct added *a = (struct added *)malloc(sizeof(*a));
    if (a == NULL) {
        BS_RAISE(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    a->t = (struct triple){ signid, dig_id, pkey_id };
    a->next = atomic_load(&added_list);
    while (!atomic_compare_exchange_weak(&added_list, &a->next, a)) {}
    return 1;
}

void OBJ_sigid_free(void) {
    struct added *a = atomic_exchange(&added_list, NULL);
    while (a != NULL) {
        struct added *next = a->next;
        free(a);
        a = next;
    }
}
