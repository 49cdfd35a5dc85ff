#include "compat/crypto/asn1/item.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/stack.h>

#include "compat/crypto/core/raise.h"

/* Nesting that a peer controls (ANY is kept as bytes, so only our own tables recurse): the deepest is below 16. */

#define CONSTRUCTED 0x20u

/* True, and raised: the element has no header, or one that promises more than there is. */
static bool raise_header(bs_reader in, uint8_t *out_tag) {
    bs_reader content;
    if (bs_der_any(&in, out_tag, &content, NULL)) return false;
    int reason = in.len == 0 ? ASN1_R_TOO_SMALL : in.len == 1 ? ASN1_R_HEADER_TOO_LONG : ASN1_R_TOO_LONG;
    BS_RAISE(ERR_LIB_ASN1, reason);
    BS_RAISE(ERR_LIB_ASN1, ASN1_R_BAD_OBJECT_HEADER);
    return true;
}

void bs_item_raise(bs_reader in, unsigned tag, const char *name) {
    uint8_t t;
    if (!raise_header(in, &t) && tag != 0 && t != tag) BS_RAISE(ERR_LIB_ASN1, ASN1_R_WRONG_TAG);
    if (name) BS_RAISE_DATA(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR, "Type=%s", name);
}

static bool mask_has(unsigned long mask, unsigned tag) {
    int bit = tag < 31 ? (int)ASN1_tag2bit((int)tag) : 0;
    return (mask & (unsigned long)bit) != 0;
}

static bool matches(const struct bs_item *it, bs_reader in) {
    if (in.len == 0) return false;
    uint8_t t = in.p[0];
    if (it->kind == BS_ITEM_ANY || (it->kind == BS_ITEM_WHOLE && it->tag == 0)) return true;
    if (it->kind == BS_ITEM_MSTRING) return t < 31 && mask_has(it->mask, t);
    if (it->kind != BS_ITEM_CHOICE) return t == it->tag;
    for (size_t i = 0; i < it->num_fields; i++) {
        const struct bs_field *f = &it->fields[i];
        if (f->mode == BS_PLAIN ? matches(f->item, in) : (t & ~CONSTRUCTED) == BS_DER_CONTEXT(f->num)) return true;
    }
    return false;
}

ASN1_OBJECT *bs_object_from_content(bs_reader content) {
    size_t room = content.len + 8, n;
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(room);
    ASN1_OBJECT *o = NULL;
    if (!buf) return NULL;
    bs_writer w = bs_w_to(buf, room);
    bs_der_put(&w, BS_DER_OID, content.p, content.len);
    if (bs_w_finish(&w, &n)) {
        const unsigned char *p = buf;
        o = d2i_ASN1_OBJECT(NULL, &p, (long)n);
    }
    OPENSSL_free(buf);
    return o;
}

static ASN1_TYPE *any_from(bs_reader *in) {
    uint8_t t;
    bs_reader content, whole;
    if (!bs_der_any(in, &t, &content, &whole)) return NULL;
    bool ok, valid = bs_der_value_valid(t, content);
    ASN1_TYPE *a = ASN1_TYPE_new();
    if (!a) return NULL;
    if (t == BS_DER_OID) {
        a->value.object = bs_object_from_content(content);
        ok = a->value.object != NULL;
    } else if (t == BS_DER_NULL) {
        ok = valid;
        if (!ok) BS_RAISE(ERR_LIB_ASN1, ASN1_R_NULL_IS_WRONG_LENGTH);
    } else if (t == BS_DER_BOOLEAN) {
        ok = valid;
        if (ok) a->value.boolean = content.p[0];
        else BS_RAISE(ERR_LIB_ASN1, ASN1_R_BOOLEAN_IS_WRONG_LENGTH);
    } else if (t < 31) {
        a->value.asn1_string = bs_string_from_content(t, content);
        ok = a->value.asn1_string != NULL;
    } else { /* SEQUENCE, SET and whatever is not universal stay as bytes, header and all */
        int type = t == BS_DER_SEQUENCE ? V_ASN1_SEQUENCE : t == BS_DER_SET ? V_ASN1_SET : V_ASN1_OTHER;
        a->value.asn1_string = ASN1_STRING_type_new(type);
        ok = a->value.asn1_string && ASN1_STRING_set(a->value.asn1_string, whole.p, (int)whole.len);
        t = type == V_ASN1_OTHER ? 0 : (uint8_t)type;
        a->type = type;
    }
    if (ok && !valid) BS_RAISE(ERR_LIB_ASN1, ASN1_R_TYPE_NOT_PRIMITIVE);
    ok = ok && valid;
    if (ok && t != 0) a->type = t;
    if (!ok) {
        ASN1_TYPE_free(a);
        return NULL;
    }
    return a;
}

static void *decode_content(const struct bs_item *it, unsigned tag, bs_reader content);

static bool decode_field(const struct bs_field *f, void *slot, bs_reader *in, bool *present);

static void *decode_struct(const struct bs_item *it, bs_reader content) {
    char *v = (char *)OPENSSL_zalloc(it->size);
    if (!v) return NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < it->num_fields; i++) {
        bool present;
        ok = decode_field(&it->fields[i], v + it->fields[i].offset, &content, &present)
            && (present || it->fields[i].optional || it->fields[i].item->kind == BS_ITEM_BOOLEAN);
    }
    if (ok && bs_r_done(&content)) return v;
    bs_item_free(v, it);
    return NULL;
}

static void *decode_choice(const struct bs_item *it, bs_reader *in) {
    char *v = (char *)OPENSSL_zalloc(it->size);
    if (!v) return NULL;
    for (size_t i = 0; i < it->num_fields; i++) {
        bool present;
        *(int *)(void *)v = (int)i;
        if (!decode_field(&it->fields[i], v + it->fields[i].offset, in, &present)) break;
        if (present) return v;
    }
    bs_item_free(v, it); /* with what a field left that was read and then refused */
    return NULL;
}

static void *decode_of(const struct bs_item *it, bs_reader content) {
    OPENSSL_STACK *sk = OPENSSL_sk_new_null();
    while (sk && !bs_r_done(&content)) {
        void *e = matches(it->of, content) ? bs_item_decode(&content, it->of) : NULL;
        if (!e || !OPENSSL_sk_push(sk, e)) {
            bs_item_free(e, it->of);
            bs_item_free(sk, it);
            return NULL;
        }
    }
    return sk;
}

static void *decode_content(const struct bs_item *it, unsigned tag, bs_reader content) {
    switch (it->kind) {
    case BS_ITEM_STRING:
        if (it->tag != BS_DER_SEQUENCE) return bs_string_from_content(it->tag, content);
        break;
    case BS_ITEM_MSTRING: return bs_string_from_content((int)tag, content);
    case BS_ITEM_OBJECT: return bs_object_from_content(content);
    case BS_ITEM_SEQUENCE: return decode_struct(it, content);
    case BS_ITEM_OF: return decode_of(it, content);
    case BS_ITEM_CUSTOM: return it->funcs->decode(content);
    default: break;
    }
    return NULL;
}

static void *raw_sequence(bs_reader *in) {
    bs_reader whole;
    if (!bs_der_whole(in, BS_DER_SEQUENCE, &whole)) return NULL;
    ASN1_STRING *s = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
    if (s && ASN1_STRING_set(s, whole.p, (int)whole.len)) return s;
    ASN1_STRING_free(s);
    return NULL;
}

static void *whole_element(bs_reader *in, const struct bs_item *it) {
    bs_reader whole = *in, at = bs_r_from(in->p + in->len, 0);
    if (it->tag != 0) {
        at = *in;
        if (!bs_der_whole(&at, it->tag, &whole)) return NULL;
    }
    void *v = it->funcs->decode(whole);
    if (v) *in = at;
    return v;
}

static void *decode(bs_reader *in, const struct bs_item *it) {
    uint8_t t;
    bs_reader content, at = *in;
    if (it->kind == BS_ITEM_ANY) return any_from(in);
    if (it->kind == BS_ITEM_CHOICE) return decode_choice(it, in);
    if (!matches(it, *in)) return NULL;
    if (it->kind == BS_ITEM_STRING && it->tag == BS_DER_SEQUENCE) return raw_sequence(in);
    if (it->kind == BS_ITEM_WHOLE) return whole_element(in, it);
    if (!bs_der_any(&at, &t, &content, NULL)) return NULL;
    void *v = decode_content(it, t, content);
    if (v) *in = at;
    return v;
}

static bool put_value(const struct bs_field *f, void *slot, bs_reader *in) {
    if (f->item->kind == BS_ITEM_BOOLEAN) {
        bs_reader b;
        if (!bs_der_read(in, BS_DER_BOOLEAN, &b) || b.len != 1) return false;
        *(int *)slot = b.p[0];
        return true;
    }
    *(void **)slot = decode(in, f->item);
    return *(void **)slot != NULL;
}

/* IMPLICIT: the context tag stands for the type's own, keeping only the constructed bit. */
static bool decode_implicit(const struct bs_field *f, void *slot, bs_reader content) {
    if (f->item->kind == BS_ITEM_BOOLEAN) {
        if (content.len != 1) return false;
        *(int *)slot = content.p[0];
        return true;
    }
    *(void **)slot = decode_content(f->item, f->item->tag, content);
    return *(void **)slot != NULL;
}

static bool decode_field(const struct bs_field *f, void *slot, bs_reader *in, bool *present) {
    bs_reader content;
    if (f->mode == BS_PLAIN) {
        *present = matches(f->item, *in);
        return !*present || put_value(f, slot, in);
    }
    bool constructed = f->mode == BS_EXPLICIT || (f->item->tag & CONSTRUCTED) != 0;
    unsigned tag = constructed ? BS_DER_CONTEXT_CONSTRUCTED(f->num) : BS_DER_CONTEXT(f->num);
    if (!bs_der_optional(in, tag, present, &content)) return false;
    if (!*present) return true;
    if (f->mode == BS_IMPLICIT) return decode_implicit(f, slot, content);
    return put_value(f, slot, &content) && bs_r_done(&content);
}

/* What OpenSSL says depends on the kind: of a single string whose contents were at fault, no more than they did. */
static void raise_item(bs_reader in, const struct bs_item *it) {
    uint8_t t;
    if (it->kind == BS_ITEM_MSTRING) {
        if (raise_header(in, &t)) BS_RAISE_DATA(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR, "Type=%s", it->name);
        else if (!mask_has(it->mask, t)) BS_RAISE_DATA(ERR_LIB_ASN1, ASN1_R_MSTRING_WRONG_TAG, "Type=%s", it->name);
    } else if (it->kind == BS_ITEM_STRING) {
        bool header = raise_header(in, &t);
        if (!header && t == it->tag) return;
        if (!header) BS_RAISE(ERR_LIB_ASN1, ASN1_R_WRONG_TAG);
        BS_RAISE(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
    } else if (it->kind == BS_ITEM_ANY) {
        if (raise_header(in, &t)) BS_RAISE(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
    } else {
        bs_item_raise(in, it->tag, it->name);
    }
}

void *bs_item_decode(bs_reader *in, const struct bs_item *it) {
    bs_reader at = *in;
    void *v = decode(&at, it);
    if (!v) {
        raise_item(*in, it);
        return NULL;
    }
    *in = at;
    return v;
}

/* Gives the program's object the new value while its address stays. */
static void take_over(void *old, void *fresh, size_t n) {
    uint8_t *a = (uint8_t *)old, *b = (uint8_t *)fresh;
    for (size_t i = 0; i < n; i++) {
        uint8_t t = a[i];
        a[i] = b[i];
        b[i] = t;
    }
}

static size_t struct_size(const struct bs_item *it) {
    if (it->kind == BS_ITEM_STRING || it->kind == BS_ITEM_MSTRING) return sizeof(ASN1_STRING);
    if (it->kind == BS_ITEM_ANY) return sizeof(ASN1_TYPE);
    return it->kind == BS_ITEM_SEQUENCE || it->kind == BS_ITEM_CHOICE ? it->size : 0;
}

void *bs_item_d2i(void **a, const unsigned char **in, long len, const struct bs_item *it) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0);
    void *v = bs_item_decode(&r, it);
    if (!v) {
        if (a && *a) {
            bs_item_free(*a, it);
            *a = NULL;
        }
        return NULL;
    }
    *in = r.p;
    if (!a) return v;
    size_t n = struct_size(it);
    if (*a && n > 0) {
        take_over(*a, v, n);
        bs_item_free(v, it);
        return *a;
    }
    bs_item_free(*a, it);
    *a = v;
    return v;
}
