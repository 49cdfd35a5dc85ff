#include "compat/crypto/asn1/item.h"

#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/stack.h>

static void *struct_new(const struct bs_item *it) {
    char *v = (char *)OPENSSL_zalloc(it->size);
    if (!v) return NULL;
    for (size_t i = 0; i < it->num_fields; i++) {
        const struct bs_field *f = &it->fields[i];
        if (f->optional || f->item->kind == BS_ITEM_BOOLEAN) continue;
        *(void **)(void *)(v + f->offset) = bs_item_new(f->item);
        if (!*(void **)(void *)(v + f->offset)) {
            bs_item_free(v, it);
            return NULL;
        }
    }
    return v;
}

static void *choice_new(const struct bs_item *it) {
    char *v = (char *)OPENSSL_zalloc(it->size);
    if (v) *(int *)(void *)v = -1;
    return v;
}

void *bs_item_new(const struct bs_item *it) {
    switch (it->kind) {
    case BS_ITEM_STRING: return ASN1_STRING_type_new(it->tag == BS_DER_SEQUENCE ? V_ASN1_SEQUENCE : it->tag);
    case BS_ITEM_MSTRING: {
        ASN1_STRING *s = ASN1_STRING_type_new(-1);
        if (s) s->flags |= ASN1_STRING_FLAG_MSTRING;
        return s;
    }
    case BS_ITEM_OBJECT: return OBJ_nid2obj(NID_undef);
    case BS_ITEM_ANY: return ASN1_TYPE_new();
    case BS_ITEM_SEQUENCE: return struct_new(it);
    case BS_ITEM_CHOICE: return choice_new(it);
    case BS_ITEM_OF: return OPENSSL_sk_new_null();
    case BS_ITEM_CUSTOM:
    case BS_ITEM_WHOLE: return it->funcs->make();
    default: return NULL;
    }
}

static void free_field(char *v, const struct bs_field *f) {
    if (f->item->kind != BS_ITEM_BOOLEAN) bs_item_free(*(void **)(void *)(v + f->offset), f->item);
}

static void free_stack(OPENSSL_STACK *sk, const struct bs_item *of) {
    for (int i = 0; i < OPENSSL_sk_num(sk); i++) bs_item_free(OPENSSL_sk_value(sk, i), of);
    OPENSSL_sk_free(sk);
}

void bs_item_free(void *v, const struct bs_item *it) {
    if (!v) return;
    switch (it->kind) {
    case BS_ITEM_STRING:
    case BS_ITEM_MSTRING: ASN1_STRING_free((ASN1_STRING *)v); break;
    case BS_ITEM_OBJECT: ASN1_OBJECT_free((ASN1_OBJECT *)v); break;
    case BS_ITEM_ANY: ASN1_TYPE_free((ASN1_TYPE *)v); break;
    case BS_ITEM_SEQUENCE:
        for (size_t i = 0; i < it->num_fields; i++) free_field((char *)v, &it->fields[i]);
        OPENSSL_free(v);
        break;
    case BS_ITEM_CHOICE: {
        int sel = *(int *)v;
        if (sel >= 0 && (size_t)sel < it->num_fields) free_field((char *)v, &it->fields[sel]);
        OPENSSL_free(v);
        break;
    }
    case BS_ITEM_OF: free_stack((OPENSSL_STACK *)v, it->of); break;
    case BS_ITEM_CUSTOM:
    case BS_ITEM_WHOLE: it->funcs->free(v); break;
    default: break;
    }
}
