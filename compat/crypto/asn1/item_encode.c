#include "compat/crypto/asn1/item.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/stack.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

#define MAX_DER (64u << 20)

static const struct bs_field *chosen(const void *v, const struct bs_item *it) {
    int sel = *(const int *)v;
    return sel >= 0 && (size_t)sel < it->num_fields ? &it->fields[sel] : NULL;
}

static void put_any(const ASN1_TYPE *a, bs_writer *w) {
    switch (a->type) {
    case V_ASN1_NULL: bs_der_put(w, BS_DER_NULL, "", 0); break;
    case V_ASN1_BOOLEAN: {
        uint8_t b = a->value.boolean ? 0xFF : 0;
        bs_der_put(w, BS_DER_BOOLEAN, &b, 1);
        break;
    }
    case V_ASN1_OBJECT: bs_item_encode(a->value.object, w, &bs_item_object); break;
    case V_ASN1_SEQUENCE:
    case V_ASN1_SET:
    case V_ASN1_OTHER: bs_w_bytes(w, a->value.asn1_string->data, (size_t)a->value.asn1_string->length); break;
    default: {
        if (a->type <= 0 || a->type > 30 || !a->value.asn1_string) {
            w->bad = true;
            break;
        }
        bs_mark m = bs_der_open(w, (unsigned)a->type);
        bs_string_put_content(a->value.asn1_string, w);
        bs_der_close(w, m);
    }
    }
}

static void put_field(const struct bs_field *f, const char *base, bs_writer *w);

static void reverse(uint8_t *p, size_t n) {
    for (size_t i = 0; i < n / 2; i++) {
        uint8_t t = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = t;
    }
}

/* The last element of a set that begins at `start` goes before the first that is greater. */
static void sort_in(bs_writer *w, size_t start, size_t last) {
    bs_reader at = bs_r_from(w->buf + start, last - start), fresh = bs_r_from(w->buf + last, w->len - last), e, content;
    uint8_t tag;
    size_t before = start;
    while (bs_der_any(&at, &tag, &content, &e)) {
        size_t n = e.len < fresh.len ? e.len : fresh.len;
        int d = memcmp(e.p, fresh.p, n);
        if (d > 0 || (d == 0 && e.len > fresh.len)) break;
        before += e.len;
    }
    reverse(w->buf + before, last - before); /* a rotation is three reversals */
    reverse(w->buf + last, w->len - last);
    reverse(w->buf + before, w->len - before);
}

/* X.690 11.6: the elements of a SET OF are in ascending order of their encodings. */
static void put_set(const OPENSSL_STACK *sk, bs_writer *w, const struct bs_item *of) {
    size_t start = w->len;
    for (int i = 0; i < OPENSSL_sk_num(sk); i++) {
        size_t last = w->len;
        bs_item_encode(OPENSSL_sk_value(sk, i), w, of);
        if (!w->bad && i > 0) sort_in(w, start, last);
    }
}

static void put_content(const void *v, bs_writer *w, const struct bs_item *it) {
    switch (it->kind) {
    case BS_ITEM_STRING:
    case BS_ITEM_MSTRING: bs_string_put_content((const ASN1_STRING *)v, w); break;
    case BS_ITEM_OBJECT:
        if (OBJ_length((const ASN1_OBJECT *)v) == 0) w->bad = true; /* nobody set it */
        bs_w_bytes(w, OBJ_get0_data((const ASN1_OBJECT *)v), OBJ_length((const ASN1_OBJECT *)v));
        break;
    case BS_ITEM_SEQUENCE:
        for (size_t i = 0; i < it->num_fields; i++) put_field(&it->fields[i], (const char *)v, w);
        break;
    case BS_ITEM_OF:
        if (it->tag == BS_DER_SET) {
            put_set((const OPENSSL_STACK *)v, w, it->of);
            break;
        }
        for (int i = 0; i < OPENSSL_sk_num((const OPENSSL_STACK *)v); i++) {
            bs_item_encode(OPENSSL_sk_value((const OPENSSL_STACK *)v, i), w, it->of);
        }
        break;
    case BS_ITEM_CUSTOM: it->funcs->encode(v, w); break;
    default: w->bad = true;
    }
}

static void put_boolean(const struct bs_field *f, const char *slot, bs_writer *w) {
    const uint8_t yes = 0xFF;
    if (*(const int *)(const void *)slot <= 0) return; /* DEFAULT FALSE */
    bs_der_put(w, f->mode == BS_IMPLICIT ? BS_DER_CONTEXT(f->num) : (unsigned)BS_DER_BOOLEAN, &yes, 1);
}

static void put_field(const struct bs_field *f, const char *base, bs_writer *w) {
    const char *slot = base + f->offset;
    if (f->item->kind == BS_ITEM_BOOLEAN) {
        put_boolean(f, slot, w);
        return;
    }
    const void *v = *(void *const *)(const void *)slot;
    if (!v) {
        if (!f->optional) w->bad = true;
        return;
    }
    if (f->mode == BS_PLAIN) {
        bs_item_encode(v, w, f->item);
        return;
    }
    bool constructed = f->mode == BS_EXPLICIT || (f->item->tag & 0x20) != 0;
    bs_mark m = bs_der_open(w, constructed ? BS_DER_CONTEXT_CONSTRUCTED(f->num) : BS_DER_CONTEXT(f->num));
    if (f->mode == BS_EXPLICIT) bs_item_encode(v, w, f->item);
    else put_content(v, w, f->item);
    bs_der_close(w, m);
}

void bs_item_encode(const void *v, bs_writer *w, const struct bs_item *it) {
    if (!v) {
        w->bad = true;
        return;
    }
    if (it->kind == BS_ITEM_ANY) {
        put_any((const ASN1_TYPE *)v, w);
        return;
    }
    if (it->kind == BS_ITEM_CHOICE) {
        const struct bs_field *f = chosen(v, it);
        if (f) put_field(f, (const char *)v, w); /* one not yet chosen is nothing, as OpenSSL has it */
        return;
    }
    if (it->kind == BS_ITEM_STRING && it->tag == BS_DER_SEQUENCE) { /* kept with its header */
        const ASN1_STRING *s = (const ASN1_STRING *)v;
        bs_w_bytes(w, s->data, (size_t)s->length);
        return;
    }
    if (it->kind == BS_ITEM_WHOLE) {
        it->funcs->encode(v, w);
        return;
    }
    unsigned tag = it->tag;
    if (it->kind == BS_ITEM_MSTRING && ((const ASN1_STRING *)v)->type <= 0) { /* nobody gave it a type */
        w->bad = true;
        return;
    }
    if (it->kind == BS_ITEM_MSTRING) tag = (unsigned)((const ASN1_STRING *)v)->type & 0xFFu;
    bs_mark m = bs_der_open(w, tag);
    put_content(v, w, it);
    bs_der_close(w, m);
}

uint8_t *bs_item_to_der(const void *v, const struct bs_item *it, size_t *out_len) {
    for (size_t cap = 512; cap <= MAX_DER; cap *= 4) {
        uint8_t *buf = (uint8_t *)OPENSSL_malloc(cap);
        if (!buf) return NULL;
        bs_writer w = bs_w_to(buf, cap);
        bs_item_encode(v, &w, it);
        if (bs_w_finish(&w, out_len)) return buf;
        OPENSSL_free(buf);
        /* bad long before the end: something mandatory is missing, room is not what it wants */
        if (w.len < cap / 2 && cap > 8192) break;
    }
    BS_RAISE(ERR_LIB_ASN1, ASN1_R_FIELD_MISSING);
    return NULL;
}

int bs_i2d_bytes(bs_reader der, unsigned char **out) {
    if (der.len > INT32_MAX) return -1;
    if (!out) return (int)der.len;
    if (*out) {
        memcpy(*out, der.p, der.len);
        *out += der.len;
        return (int)der.len;
    }
    *out = (unsigned char *)OPENSSL_memdup(der.p, der.len);
    return *out ? (int)der.len : -1;
}

int bs_item_i2d(const void *v, unsigned char **out, const struct bs_item *it) {
    size_t n;
    if (!v) return 0;
    uint8_t *der = bs_item_to_der(v, it, &n);
    if (!der) return -1;
    if (out && !*out && n > 0) {
        *out = der;
        return (int)n;
    }
    int ret = n > 0 ? bs_i2d_bytes(bs_r_from(der, n), out) : 0;
    OPENSSL_free(der);
    return ret;
}

void *bs_item_dup(const void *v, const struct bs_item *it) {
    size_t n;
    if (!v) return NULL;
    uint8_t *der = bs_item_to_der(v, it, &n);
    if (!der) return NULL;
    bs_reader r = bs_r_from(der, n);
    void *copy = bs_item_decode(&r, it);
    OPENSSL_free(der);
    return copy;
}
