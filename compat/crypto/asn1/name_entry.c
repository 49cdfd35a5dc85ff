#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/core/raise.h"

static const struct bs_field entry_fields[] = {
    { &bs_item_object, offsetof(X509_NAME_ENTRY, object), BS_PLAIN, 0, false },
    { &bs_item_printable_mstring, offsetof(X509_NAME_ENTRY, value), BS_PLAIN, 0, false },
};
const struct bs_item bs_item_x509_name_entry = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(X509_NAME_ENTRY), BS_FIELDS(entry_fields), .name = "X509_NAME_ENTRY" };
const struct bs_item bs_item_relative_name = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &bs_item_x509_name_entry,
    .name = "RelativeDistinguishedName" };

BS_ITEM_FUNCTIONS(X509_NAME_ENTRY, X509_NAME_ENTRY, bs_item_x509_name_entry)
BS_ITEM_DUP(X509_NAME_ENTRY, X509_NAME_ENTRY, bs_item_x509_name_entry)

ASN1_OBJECT *X509_NAME_ENTRY_get_object(const X509_NAME_ENTRY *ne) { return ne ? ne->object : NULL; }
ASN1_STRING *X509_NAME_ENTRY_get_data(const X509_NAME_ENTRY *ne) { return ne ? ne->value : NULL; }
int X509_NAME_ENTRY_set(const X509_NAME_ENTRY *ne) { return ne->set; }

int X509_NAME_ENTRY_set_object(X509_NAME_ENTRY *ne, const ASN1_OBJECT *obj) {
    if (!ne || !obj) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    ASN1_OBJECT_free(ne->object);
    ne->object = OBJ_dup(obj);
    return ne->object != NULL;
}

int X509_NAME_ENTRY_set_data(X509_NAME_ENTRY *ne, int type, const unsigned char *bytes, int len) {
    if (!ne || (!bytes && len != 0)) return 0;
    if (type > 0 && (type & MBSTRING_FLAG) != 0) {
        return ASN1_STRING_set_by_NID(&ne->value, bytes, len, type, OBJ_obj2nid(ne->object)) != NULL;
    }
    if (!ASN1_STRING_set(ne->value, bytes, len)) return 0;
    if (type == V_ASN1_APP_CHOOSE) ne->value->type = ASN1_PRINTABLE_type(bytes, len);
    else if (type != V_ASN1_UNDEF) ne->value->type = type;
    return 1;
}

X509_NAME_ENTRY *X509_NAME_ENTRY_create_by_OBJ(X509_NAME_ENTRY **reuse, const ASN1_OBJECT *obj, int type,
                                               const unsigned char *bytes, int len) {
    X509_NAME_ENTRY *ne = reuse && *reuse ? *reuse : X509_NAME_ENTRY_new();
    if (!ne) return NULL;
    if (X509_NAME_ENTRY_set_object(ne, obj) && X509_NAME_ENTRY_set_data(ne, type, bytes, len)) {
        if (reuse) *reuse = ne;
        return ne;
    }
    if (!reuse || ne != *reuse) X509_NAME_ENTRY_free(ne);
    return NULL;
}

X509_NAME_ENTRY *X509_NAME_ENTRY_create_by_txt(X509_NAME_ENTRY **ne, const char *field, int type,
                                               const unsigned char *bytes, int len) {
    ASN1_OBJECT *obj = OBJ_txt2obj(field, 0);
    if (!obj) {
        BS_RAISE_DATA(ERR_LIB_X509, X509_R_INVALID_FIELD_NAME, "name=%s", field);
        return NULL;
    }
    X509_NAME_ENTRY *made = X509_NAME_ENTRY_create_by_OBJ(ne, obj, type, bytes, len);
    ASN1_OBJECT_free(obj);
    return made;
}

X509_NAME_ENTRY *X509_NAME_ENTRY_create_by_NID(X509_NAME_ENTRY **ne, int nid, int type, const unsigned char *bytes,
                                               int len) {
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);
    if (!obj) {
        BS_RAISE(ERR_LIB_X509, X509_R_UNKNOWN_NID);
        return NULL;
    }
    return X509_NAME_ENTRY_create_by_OBJ(ne, obj, type, bytes, len);
}

/* X.690 11.6: the members of a SET OF stand in ascending order of their encodings. */
static int compare_der(const void *a, const void *b) {
    const bs_reader *x = (const bs_reader *)a, *y = (const bs_reader *)b;
    size_t n = x->len < y->len ? x->len : y->len;
    int d = memcmp(x->p, y->p, n);
    return d != 0 ? d : (x->len > y->len) - (x->len < y->len);
}

static void put_rdn(bs_writer *w, STACK_OF(X509_NAME_ENTRY) *sk, int from, int to) {
    bs_mark m = bs_der_open(w, BS_DER_SET);
    size_t num = (size_t)(to - from), done = 0;
    bs_reader *ders = (bs_reader *)OPENSSL_zalloc(num * sizeof *ders);
    for (; ders && done < num; done++) {
        ders[done].p = bs_item_to_der(sk_X509_NAME_ENTRY_value(sk, from + (int)done), &bs_item_x509_name_entry,
                                      &ders[done].len);
        if (!ders[done].p) break;
    }
    if (done < num) w->bad = true;
    else if (num > 1) qsort(ders, num, sizeof *ders, compare_der);
    for (size_t i = 0; i < done; i++) {
        bs_w_view(w, ders[i]);
        OPENSSL_free((void *)(uintptr_t)ders[i].p);
    }
    OPENSSL_free(ders);
    bs_der_close(w, m);
}

bool bs_name_reencode(X509_NAME *n) {
    int num = sk_X509_NAME_ENTRY_num(n->entries);
    size_t cap = 64, len;
    for (int i = 0; i < num; i++) {
        const X509_NAME_ENTRY *ne = sk_X509_NAME_ENTRY_value(n->entries, i);
        cap += (size_t)ne->value->length + OBJ_length(ne->object) + 32;
    }
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(cap);
    bs_writer w = bs_w_to(buf, buf ? cap : 0);
    bs_mark m = bs_der_open(&w, BS_DER_SEQUENCE);
    for (int i = 0, j; i < num; i = j) {
        int set = sk_X509_NAME_ENTRY_value(n->entries, i)->set;
        for (j = i + 1; j < num && sk_X509_NAME_ENTRY_value(n->entries, j)->set == set; j++) continue;
        put_rdn(&w, n->entries, i, j);
    }
    bs_der_close(&w, m);
    if (!bs_w_finish(&w, &len)) {
        OPENSSL_free(buf);
        return false;
    }
    OPENSSL_free(n->der);
    n->der = buf;
    n->der_len = len;
    return true;
}

static int set_at(const X509_NAME *n, int i) { return sk_X509_NAME_ENTRY_value(n->entries, i)->set; }

/* set: 0 a new RDN at loc, -1 joins the RDN before, 1 the one after. */
int X509_NAME_add_entry(X509_NAME *n, const X509_NAME_ENTRY *ne, int loc, int set) {
    if (!n) return 0;
    int num = sk_X509_NAME_ENTRY_num(n->entries), number;
    if (loc > num || loc < 0) loc = num;
    bool own_rdn = set == 0;
    if (set == -1 && loc > 0) {
        number = set_at(n, loc - 1);
    } else if (set == -1) {
        number = 0;
        own_rdn = true;
    } else if (loc >= num) {
        number = loc > 0 ? set_at(n, loc - 1) + 1 : 0;
    } else {
        number = set_at(n, loc);
    }
    X509_NAME_ENTRY *copy = X509_NAME_ENTRY_dup(ne);
    if (!copy) return 0;
    copy->set = number;
    if (!sk_X509_NAME_ENTRY_insert(n->entries, copy, loc)) {
        X509_NAME_ENTRY_free(copy);
        return 0;
    }
    for (int i = loc + 1; own_rdn && i <= num; i++) sk_X509_NAME_ENTRY_value(n->entries, i)->set += 1;
    return bs_name_reencode(n);
}

static int add_made(X509_NAME *n, X509_NAME_ENTRY *ne, int loc, int set) {
    int ok = ne && X509_NAME_add_entry(n, ne, loc, set);
    X509_NAME_ENTRY_free(ne);
    return ok;
}

int X509_NAME_add_entry_by_txt(X509_NAME *n, const char *field, int type, const unsigned char *bytes, int len, int loc,
                               int set) {
    return add_made(n, X509_NAME_ENTRY_create_by_txt(NULL, field, type, bytes, len), loc, set);
}

int X509_NAME_add_entry_by_NID(X509_NAME *n, int nid, int type, const unsigned char *bytes, int len, int loc, int set) {
    return add_made(n, X509_NAME_ENTRY_create_by_NID(NULL, nid, type, bytes, len), loc, set);
}

int X509_NAME_add_entry_by_OBJ(X509_NAME *n, const ASN1_OBJECT *obj, int type, const unsigned char *bytes, int len,
                               int loc, int set) {
    return add_made(n, X509_NAME_ENTRY_create_by_OBJ(NULL, obj, type, bytes, len), loc, set);
}

X509_NAME_ENTRY *X509_NAME_delete_entry(X509_NAME *n, int loc) {
    if (!n || loc < 0 || loc >= sk_X509_NAME_ENTRY_num(n->entries)) return NULL;
    X509_NAME_ENTRY *out = sk_X509_NAME_ENTRY_delete(n->entries, loc);
    int num = sk_X509_NAME_ENTRY_num(n->entries);
    int before = loc > 0 ? set_at(n, loc - 1) : out->set - 1;
    if (loc < num && before + 1 < set_at(n, loc)) { /* its RDN is gone */
        for (int i = loc; i < num; i++) sk_X509_NAME_ENTRY_value(n->entries, i)->set -= 1;
    }
    if (!bs_name_reencode(n)) BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return out;
}
