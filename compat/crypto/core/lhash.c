/* LHASH_OF(...): a hash table with chains, for programs; nothing of ours uses it. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/lhash.h>

#include <stdbool.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

struct node {
    struct node *next;
    void *data;
    unsigned long hash;
};

struct lhash_st {
    struct node **slots; /* a power of two */
    unsigned long num_slots, num_items, down_load;
    OPENSSL_LH_HASHFUNC hash;
    OPENSSL_LH_COMPFUNC compare;
    int error; /* memory ran out in the last insertion */
};

#define FIRST_SLOTS 16

static unsigned long hash_string(const void *s) { return OPENSSL_LH_strhash((const char *)s); }
static int compare_strings(const void *a, const void *b) { return strcmp((const char *)a, (const char *)b); }

OPENSSL_LHASH *OPENSSL_LH_new(OPENSSL_LH_HASHFUNC h, OPENSSL_LH_COMPFUNC c) {
    OPENSSL_LHASH *lh = (OPENSSL_LHASH *)OPENSSL_zalloc(sizeof(*lh));
    if (lh == NULL) return NULL;
    lh->slots = (struct node **)OPENSSL_zalloc(FIRST_SLOTS * sizeof(struct node *));
    if (lh->slots == NULL) {
        OPENSSL_free(lh);
        return NULL;
    }
    lh->num_slots = FIRST_SLOTS;
    lh->down_load = 256; /* what OpenSSL starts with; ours never shrinks */
    lh->hash = h != NULL ? h : hash_string;
    lh->compare = c != NULL ? c : compare_strings;
    return lh;
}

void OPENSSL_LH_flush(OPENSSL_LHASH *lh) {
    if (lh == NULL) return;
    for (unsigned long i = 0; i < lh->num_slots; i++) {
        for (struct node *n = lh->slots[i], *next; n != NULL; n = next) {
            next = n->next;
            OPENSSL_free(n);
        }
        lh->slots[i] = NULL;
    }
    lh->num_items = 0;
}

void OPENSSL_LH_free(OPENSSL_LHASH *lh) {
    if (lh == NULL) return;
    OPENSSL_LH_flush(lh);
    OPENSSL_free(lh->slots);
    OPENSSL_free(lh);
}

/* Where the node with this data is, or would be. */
static struct node **find(OPENSSL_LHASH *lh, const void *data, unsigned long *hash) {
    *hash = lh->hash(data);
    struct node **at = &lh->slots[*hash & (lh->num_slots - 1)];
    while (*at != NULL && ((*at)->hash != *hash || lh->compare((*at)->data, data) != 0)) at = &(*at)->next;
    return at;
}

static bool grow(OPENSSL_LHASH *lh) {
    unsigned long num = lh->num_slots * 2;
    struct node **slots = (struct node **)OPENSSL_zalloc(num * sizeof(*slots));
    if (slots == NULL) return false;
    for (unsigned long i = 0; i < lh->num_slots; i++) {
        for (struct node *n = lh->slots[i], *next; n != NULL; n = next) {
            next = n->next;
            n->next = slots[n->hash & (num - 1)];
            slots[n->hash & (num - 1)] = n;
        }
    }
    OPENSSL_free(lh->slots);
    lh->slots = slots;
    lh->num_slots = num;
    return true;
}

/* NULL for a new item, else the one that was there before. */
void *OPENSSL_LH_insert(OPENSSL_LHASH *lh, void *data) {
    unsigned long hash;
    lh->error = 0;
    if (lh->num_items >= lh->num_slots * 2 && !grow(lh)) {
        lh->error++;
        return NULL;
    }
    struct node **at = find(lh, data, &hash);
    if (*at != NULL) {
        void *old = (*at)->data;
        (*at)->data = data;
        return old;
    }
    struct node *n = (struct node *)OPENSSL_malloc(sizeof(*n));
    if (n == NULL) {
        lh->error++;
        return NULL;
    }
    *n = (struct node){ NULL, data, hash };
    *at = n;
    lh->num_items++;
    return NULL;
}

void *OPENSSL_LH_delete(OPENSSL_LHASH *lh, const void *data) {
    unsigned long hash;
    lh->error = 0;
    struct node **at = find(lh, data, &hash), *n = *at;
    if (n == NULL) return NULL;
    void *old = n->data;
    *at = n->next;
    OPENSSL_free(n);
    lh->num_items--;
    return old;
}

void *OPENSSL_LH_retrieve(OPENSSL_LHASH *lh, const void *data) {
    unsigned long hash;
    lh->error = 0;
    struct node *n = *find(lh, data, &hash);
    return n == NULL ? NULL : n->data;
}

/* The function may delete the item it is called with; so the table does not shrink. */
void OPENSSL_LH_doall(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNC func) {
    for (unsigned long i = 0; lh != NULL && i < lh->num_slots; i++) {
        for (struct node *n = lh->slots[i], *next; n != NULL; n = next) {
            next = n->next;
            func(n->data);
        }
    }
}

void OPENSSL_LH_doall_arg(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNCARG func, void *arg) {
    for (unsigned long i = 0; lh != NULL && i < lh->num_slots; i++) {
        for (struct node *n = lh->slots[i], *next; n != NULL; n = next) {
            next = n->next;
            func(n->data, arg);
        }
    }
}

/* FNV-1a; the values are nobody's business but the table's. */
unsigned long OPENSSL_LH_strhash(const char *s) {
    unsigned long h = 0xcbf29ce484222325ul;
    for (; s != NULL && *s != '\0'; s++) h = (h ^ (unsigned char)*s) * 0x100000001b3ul;
    return h;
}

unsigned long OPENSSL_LH_num_items(const OPENSSL_LHASH *lh) { return lh == NULL ? 0 : lh->num_items; }
unsigned long OPENSSL_LH_get_down_load(const OPENSSL_LHASH *lh) { return lh->down_load; }
void OPENSSL_LH_set_down_load(OPENSSL_LHASH *lh, unsigned long down_load) { lh->down_load = down_load; }
int OPENSSL_LH_error(OPENSSL_LHASH *lh) { return lh->error; }
