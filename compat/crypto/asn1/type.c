#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/core/raise.h"

ASN1_TYPE *ASN1_TYPE_new(void) {
    ASN1_TYPE *a = (ASN1_TYPE *)OPENSSL_zalloc(sizeof *a);
    if (a) a->type = -1;
    return a;
}

static void drop_value(ASN1_TYPE *a) {
    if (a->type == V_ASN1_OBJECT) ASN1_OBJECT_free(a->value.object);
    else if (a->type != V_ASN1_NULL && a->type != V_ASN1_BOOLEAN) ASN1_STRING_free(a->value.asn1_string);
    a->value.ptr = NULL;
}

void ASN1_TYPE_free(ASN1_TYPE *a) {
    if (!a) return;
    drop_value(a);
    OPENSSL_free(a);
}

int ASN1_TYPE_get(const ASN1_TYPE *a) {
    if (a->type == V_ASN1_BOOLEAN || a->type == V_ASN1_NULL || a->value.ptr) return a->type;
    return 0;
}

void ASN1_TYPE_set(ASN1_TYPE *a, int type, void *value) {
    drop_value(a);
    a->type = type;
    if (type == V_ASN1_BOOLEAN) a->value.boolean = value ? 0xFF : 0;
    else a->value.ptr = (char *)value;
}

int ASN1_TYPE_set1(ASN1_TYPE *a, int type, const void *value) {
    void *copy = NULL;
    if (!value || type == V_ASN1_BOOLEAN) {
        ASN1_TYPE_set(a, type, value ? a : NULL);
        return 1;
    }
    if (type == V_ASN1_OBJECT) copy = OBJ_dup((const ASN1_OBJECT *)value);
    else copy = ASN1_STRING_dup((const ASN1_STRING *)value);
    if (!copy) return 0;
    ASN1_TYPE_set(a, type, copy);
    return 1;
}

int ASN1_TYPE_cmp(const ASN1_TYPE *a, const ASN1_TYPE *b) {
    if (!a || !b || a->type != b->type) return -1;
    switch (a->type) {
    case V_ASN1_OBJECT: return OBJ_cmp(a->value.object, b->value.object);
    case V_ASN1_BOOLEAN: return a->value.boolean - b->value.boolean;
    case V_ASN1_NULL: return 0;
    default: return ASN1_STRING_cmp(a->value.asn1_string, b->value.asn1_string);
    }
}

const struct bs_item bs_item_sequence_any = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &bs_item_any,
    .name = "ASN1_SEQUENCE_ANY" };
const struct bs_item bs_item_set_any = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &bs_item_any,
    .name = "ASN1_SET_ANY" };
BS_ITEM_IT(ASN1_SEQUENCE_ANY, bs_item_sequence_any)
BS_ITEM_IT(ASN1_SET_ANY, bs_item_set_any)
BS_ITEM_ENCODE(ASN1_SEQUENCE_ANY, ASN1_SEQUENCE_ANY, bs_item_sequence_any)
BS_ITEM_ENCODE(ASN1_SEQUENCE_ANY, ASN1_SET_ANY, bs_item_set_any)

int ASN1_TYPE_set_octetstring(ASN1_TYPE *a, unsigned char *data, int len) {
    ASN1_STRING *s = ASN1_OCTET_STRING_new();
    if (!s || !ASN1_STRING_set(s, data, len)) {
        ASN1_STRING_free(s);
        return 0;
    }
    ASN1_TYPE_set(a, V_ASN1_OCTET_STRING, s);
    return 1;
}

int ASN1_TYPE_get_octetstring(const ASN1_TYPE *a, unsigned char *data, int max_len) {
    if (a->type != V_ASN1_OCTET_STRING || !a->value.octet_string) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_DATA_IS_WRONG);
        return -1;
    }
    int n = a->value.octet_string->length, k = n < max_len ? n : max_len;
    if (k > 0 && data) memcpy(data, a->value.octet_string->data, (size_t)k);
    return n;
}
