/* X509_ATTRIBUTE and lists of them.                                              RFC 2986 4.1; man 3 X509_ATTRIBUTE */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/core/raise.h"

struct x509_attributes_st {
    ASN1_OBJECT *object;
    STACK_OF(ASN1_TYPE) *set;
};
static const struct bs_item item_values = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &bs_item_any, .name = "SET" };
static const struct bs_field attribute_fields[] = {
    { &bs_item_object, offsetof(X509_ATTRIBUTE, object), BS_PLAIN, 0, false },
    { &item_values, offsetof(X509_ATTRIBUTE, set), BS_PLAIN, 0, false },
};
const struct bs_item bs_item_x509_attribute = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(X509_ATTRIBUTE), BS_FIELDS(attribute_fields), .name = "X509_ATTRIBUTE" };
const struct bs_item bs_item_x509_attributes = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &bs_item_x509_attribute,
    .name = "X509_ATTRIBUTES" };
BS_ITEM_FUNCTIONS(X509_ATTRIBUTE, X509_ATTRIBUTE, bs_item_x509_attribute)
BS_ITEM_DUP(X509_ATTRIBUTE, X509_ATTRIBUTE, bs_item_x509_attribute)

int X509_ATTRIBUTE_count(const X509_ATTRIBUTE *a) { return a ? sk_ASN1_TYPE_num(a->set) : 0; }
ASN1_OBJECT *X509_ATTRIBUTE_get0_object(X509_ATTRIBUTE *a) { return a ? a->object : NULL; }
ASN1_TYPE *X509_ATTRIBUTE_get0_type(X509_ATTRIBUTE *a, int i) { return a ? sk_ASN1_TYPE_value(a->set, i) : NULL; }

void *X509_ATTRIBUTE_get0_data(X509_ATTRIBUTE *a, int i, int type, void *data) {
    (void)data;
    const ASN1_TYPE *t = X509_ATTRIBUTE_get0_type(a, i);
    if (!t) return NULL;
    if (type == V_ASN1_BOOLEAN || type == V_ASN1_NULL || type != ASN1_TYPE_get(t)) {
        BS_RAISE(ERR_LIB_X509, X509_R_WRONG_TYPE);
        return NULL;
    }
    return t->value.ptr;
}

int X509_ATTRIBUTE_set1_object(X509_ATTRIBUTE *a, const ASN1_OBJECT *obj) {
    if (!a || !obj) return 0;
    ASN1_OBJECT_free(a->object);
    a->object = OBJ_dup(obj);
    return a->object != NULL;
}

/* What `data` is depends on `type` and `len`, as man 3 X509_ATTRIBUTE_set1_data says: with an MBSTRING_* type text that
 * is made a string of the type that the attribute has, with a length of -1 a string object, else content bytes. */
static ASN1_TYPE *value_from(const X509_ATTRIBUTE *a, int type, const void *data, int len) {
    ASN1_TYPE *t = ASN1_TYPE_new();
    ASN1_STRING *s = NULL;
    if (!t) return NULL;
    if ((type & MBSTRING_FLAG) != 0) {
        s = ASN1_STRING_set_by_NID(NULL, (const unsigned char *)data, len, type, OBJ_obj2nid(a->object));
        if (s) type = s->type;
    } else if (len == -1) {
        if (ASN1_TYPE_set1(t, type, data)) return t;
    } else {
        s = ASN1_STRING_type_new(type);
        if (s && !ASN1_STRING_set(s, data, len)) {
            ASN1_STRING_free(s);
            s = NULL;
        }
    }
    if (s) {
        ASN1_TYPE_set(t, type, s);
        return t;
    }
    ASN1_TYPE_free(t);
    BS_RAISE(ERR_LIB_X509, ERR_R_ASN1_LIB);
    return NULL;
}

int X509_ATTRIBUTE_set1_data(X509_ATTRIBUTE *a, int type, const void *data, int len) {
    if (!a) return 0;
    if (type == 0) return 1; /* an empty SET is wanted: some attributes have one */
    ASN1_TYPE *t = value_from(a, type, data, len);
    if (t && sk_ASN1_TYPE_push(a->set, t)) return 1;
    ASN1_TYPE_free(t);
    return 0;
}

X509_ATTRIBUTE *X509_ATTRIBUTE_create(int nid, int type, void *value) {
    ASN1_OBJECT *obj = OBJ_nid2obj(nid);
    X509_ATTRIBUTE *a = obj ? X509_ATTRIBUTE_new() : NULL;
    ASN1_TYPE *t = a ? ASN1_TYPE_new() : NULL;
    if (t && sk_ASN1_TYPE_push(a->set, t)) {
        a->object = obj;
        ASN1_TYPE_set(t, type, value);
        return a;
    }
    ASN1_TYPE_free(t);
    X509_ATTRIBUTE_free(a);
    return NULL;
}

X509_ATTRIBUTE *X509_ATTRIBUTE_create_by_OBJ(X509_ATTRIBUTE **reuse, const ASN1_OBJECT *obj, int type, const void *data,
                                             int len) {
    X509_ATTRIBUTE *a = reuse && *reuse ? *reuse : X509_ATTRIBUTE_new();
    if (a && X509_ATTRIBUTE_set1_object(a, obj) && X509_ATTRIBUTE_set1_data(a, type, data, len)) {
        if (reuse) *reuse = a;
        return a;
    }
    if (!reuse || a != *reuse) X509_ATTRIBUTE_free(a);
    return NULL;
}

X509_ATTRIBUTE *X509_ATTRIBUTE_create_by_NID(X509_ATTRIBUTE **a, int nid, int type, const void *data, int len) {
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);
    if (obj) return X509_ATTRIBUTE_create_by_OBJ(a, obj, type, data, len);
    BS_RAISE(ERR_LIB_X509, X509_R_UNKNOWN_NID);
    return NULL;
}

X509_ATTRIBUTE *X509_ATTRIBUTE_create_by_txt(X509_ATTRIBUTE **a, const char *name, int type, const unsigned char *bytes,
                                             int len) {
    ASN1_OBJECT *obj = OBJ_txt2obj(name, 0);
    if (!obj) {
        BS_RAISE_DATA(ERR_LIB_X509, X509_R_INVALID_FIELD_NAME, "name=%s", name);
        return NULL;
    }
    X509_ATTRIBUTE *ret = X509_ATTRIBUTE_create_by_OBJ(a, obj, type, bytes, len);
    ASN1_OBJECT_free(obj);
    return ret;
}

/* --- lists -------------------------------------------------------------------------- */

int X509at_get_attr_count(const STACK_OF(X509_ATTRIBUTE) *sk) { return sk_X509_ATTRIBUTE_num(sk); }

X509_ATTRIBUTE *X509at_get_attr(const STACK_OF(X509_ATTRIBUTE) *sk, int loc) {
    return sk && loc >= 0 ? sk_X509_ATTRIBUTE_value(sk, loc) : NULL;
}

int X509at_get_attr_by_OBJ(const STACK_OF(X509_ATTRIBUTE) *sk, const ASN1_OBJECT *obj, int last) {
    for (int i = last < 0 ? 0 : last + 1; i < sk_X509_ATTRIBUTE_num(sk); i++) {
        if (OBJ_cmp(sk_X509_ATTRIBUTE_value(sk, i)->object, obj) == 0) return i;
    }
    return -1;
}

int X509at_get_attr_by_NID(const STACK_OF(X509_ATTRIBUTE) *sk, int nid, int last) {
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);
    return obj ? X509at_get_attr_by_OBJ(sk, obj, last) : -2;
}

STACK_OF(X509_ATTRIBUTE) *X509at_add1_attr(STACK_OF(X509_ATTRIBUTE) **list, X509_ATTRIBUTE *a) {
    if (!list || !a) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (*list && X509at_get_attr_by_OBJ(*list, a->object, -1) != -1) {
        BS_RAISE(ERR_LIB_X509, X509_R_DUPLICATE_ATTRIBUTE);
        return NULL;
    }
    STACK_OF(X509_ATTRIBUTE) *sk = *list ? *list : sk_X509_ATTRIBUTE_new_null();
    X509_ATTRIBUTE *copy = sk ? X509_ATTRIBUTE_dup(a) : NULL;
    if (copy && sk_X509_ATTRIBUTE_push(sk, copy)) return *list = sk;
    X509_ATTRIBUTE_free(copy);
    if (sk != *list) sk_X509_ATTRIBUTE_free(sk);
    return NULL;
}

X509_ATTRIBUTE *X509at_delete_attr(STACK_OF(X509_ATTRIBUTE) *sk, int loc) {
    return sk && loc >= 0 && loc < sk_X509_ATTRIBUTE_num(sk) ? sk_X509_ATTRIBUTE_delete(sk, loc) : NULL;
}

static STACK_OF(X509_ATTRIBUTE) *add_made(STACK_OF(X509_ATTRIBUTE) **list, X509_ATTRIBUTE *a) {
    STACK_OF(X509_ATTRIBUTE) *sk = a ? X509at_add1_attr(list, a) : NULL;
    X509_ATTRIBUTE_free(a);
    return sk;
}

STACK_OF(X509_ATTRIBUTE) *X509at_add1_attr_by_OBJ(STACK_OF(X509_ATTRIBUTE) **list, const ASN1_OBJECT *obj, int type,
                                                  const unsigned char *bytes, int len) {
    return add_made(list, X509_ATTRIBUTE_create_by_OBJ(NULL, obj, type, bytes, len));
}

STACK_OF(X509_ATTRIBUTE) *X509at_add1_attr_by_NID(STACK_OF(X509_ATTRIBUTE) **list, int nid, int type,
                                                  const unsigned char *bytes, int len) {
    if (list && *list && X509at_get_attr_by_NID(*list, nid, -1) != -1) { /* as OpenSSL has it: a number of nothing, too */
        BS_RAISE(ERR_LIB_X509, X509_R_DUPLICATE_ATTRIBUTE);
        return NULL;
    }
    return add_made(list, X509_ATTRIBUTE_create_by_NID(NULL, nid, type, bytes, len));
}

STACK_OF(X509_ATTRIBUTE) *X509at_add1_attr_by_txt(STACK_OF(X509_ATTRIBUTE) **list, const char *name, int type,
                                                  const unsigned char *bytes, int len) {
    return add_made(list, X509_ATTRIBUTE_create_by_txt(NULL, name, type, bytes, len));
}

/* After `last`; -2: there must be no more than one, -3: and it must have a single value. */
void *X509at_get0_data_by_OBJ(const STACK_OF(X509_ATTRIBUTE) *sk, const ASN1_OBJECT *obj, int last, int type) {
    int at = X509at_get_attr_by_OBJ(sk, obj, last);
    if (at == -1) return NULL;
    if (last <= -2 && X509at_get_attr_by_OBJ(sk, obj, at) != -1) return NULL;
    X509_ATTRIBUTE *a = X509at_get_attr(sk, at);
    if (last <= -3 && X509_ATTRIBUTE_count(a) != 1) return NULL;
    return X509_ATTRIBUTE_get0_data(a, 0, type, NULL);
}
