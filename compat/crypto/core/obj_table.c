/* The table of objects: one struct of char arrays for all texts, offsets into it by number. */
#include "compat/crypto/core/obj_local.h"

#include <string.h>

#define BS_OBJ(nid, sn, ln, der) char sn_##nid[sizeof(sn)], ln_##nid[sizeof(ln)], der_##nid[sizeof(der)];
struct texts {
#include "compat/crypto/core/obj_table.def"
};
#undef BS_OBJ

static const struct texts texts = {
#define BS_OBJ(nid, sn, ln, der) .sn_##nid = sn, .ln_##nid = ln, .der_##nid = der,
#include "compat/crypto/core/obj_table.def"
#undef BS_OBJ
};

static const struct row {
    uint32_t sn, ln, der; /* offsets */
    uint8_t len;
    bool used; /* some numbers were given up */
} rows[] = {
#define BS_OBJ(nid, sn, ln, der) \
    [nid] = { offsetof(struct texts, sn_##nid), offsetof(struct texts, ln_##nid), offsetof(struct texts, der_##nid), \
              sizeof(der) - 1, true },
#include "compat/crypto/core/obj_table.def"
#undef BS_OBJ
};

#define NUM (sizeof(rows) / sizeof(rows[0]))

static const struct asn1_object_st objects[NUM] = {
#define BS_OBJ(number, sn, ln, der) [number] = { .nid = number },
#include "compat/crypto/core/obj_table.def"
#undef BS_OBJ
};

static const char *text_at(uint32_t offset) { return (const char *)&texts + offset; }

int bs_obj_builtin_end(void) { return (int)NUM; }

const ASN1_OBJECT *bs_obj_builtin(int nid) {
    return nid >= 0 && (size_t)nid < NUM && rows[nid].used ? &objects[nid] : NULL;
}

struct bs_obj_view bs_obj_view(const ASN1_OBJECT *o) {
    if (o->dynamic) {
        const struct bs_obj *d = (const struct bs_obj *)(const void *)o;
        return (struct bs_obj_view){ d->sn, d->ln, d->der, d->len };
    }
    const struct row *r = &rows[o->nid];
    const uint8_t *der = r->len == 0 ? NULL : (const uint8_t *)text_at(r->der);
    return (struct bs_obj_view){ text_at(r->sn), text_at(r->ln), der, r->len };
}

struct key {
    const char *text;
    const uint8_t *der;
    int len;
};

static int compare_sn(const struct key *k, const struct row *r) { return strcmp(k->text, text_at(r->sn)); }
static int compare_ln(const struct key *k, const struct row *r) { return strcmp(k->text, text_at(r->ln)); }
static int compare_der(const struct key *k, const struct row *r) {
    return k->len != r->len ? k->len - r->len : memcmp(k->der, text_at(r->der), (size_t)k->len);
}

static int search(const uint16_t *index, size_t n, struct key k,
                  int (*compare)(const struct key *, const struct row *)) {
    for (size_t low = 0; low < n;) {
        size_t mid = low + (n - low) / 2;
        int order = compare(&k, &rows[index[mid]]);
        if (order == 0) return index[mid];
        if (order > 0)
            low = mid + 1;
        else
            n = mid;
    }
    return NID_undef;
}

int bs_obj_builtin_by_sn(const char *sn) {
    return search(bs_obj_by_sn, bs_obj_by_sn_len, (struct key){ .text = sn }, compare_sn);
}

int bs_obj_builtin_by_ln(const char *ln) {
    return search(bs_obj_by_ln, bs_obj_by_ln_len, (struct key){ .text = ln }, compare_ln);
}

int bs_obj_builtin_by_der(const uint8_t *der, int len) {
    return search(bs_obj_by_der, bs_obj_by_der_len, (struct key){ .der = der, .len = len }, compare_der);
}
