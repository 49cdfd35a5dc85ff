#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/core/raise.h"

/* INTEGER content is two's complement, X.690 8.3; the value keeps magnitude and sign. */
static ASN1_STRING *integer_from(int type, bs_reader c) {
    bool neg = c.len > 0 && (c.p[0] & 0x80) != 0;
    if (c.len == 0 || c.len > INT_MAX - 1) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ILLEGAL_ZERO_CONTENT);
        return NULL;
    }
    if (c.len > 1 && ((c.p[0] == 0 && (c.p[1] & 0x80) == 0) || (c.p[0] == 0xFF && (c.p[1] & 0x80) != 0))) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ILLEGAL_PADDING);
        return NULL;
    }
    ASN1_STRING *s = ASN1_STRING_type_new(neg ? type | V_ASN1_NEG : type);
    if (!s || !ASN1_STRING_set(s, c.p, (int)c.len)) {
        ASN1_STRING_free(s);
        return NULL;
    }
    unsigned carry = 1;
    for (size_t i = c.len; neg && i-- > 0;) {
        carry += (uint8_t)~s->data[i];
        s->data[i] = (uint8_t)carry;
        carry >>= 8;
    }
    if (s->length > 1 && s->data[0] == 0) { /* the sign octet is no part of the magnitude */
        memmove(s->data, s->data + 1, (size_t)s->length);
        s->length--;
    }
    return s;
}

static void integer_put(const ASN1_STRING *s, bs_writer *w) {
    bool neg = (s->type & V_ASN1_NEG) != 0;
    size_t n = (size_t)s->length, skip = 0;
    while (skip < n && s->data[skip] == 0) skip++;
    if (skip == n) {
        bs_w_u8(w, 0);
        return;
    }
    uint8_t *out;
    if (!neg) {
        if ((s->data[skip] & 0x80) != 0) bs_w_u8(w, 0);
        bs_w_bytes(w, s->data + skip, n - skip);
        return;
    }
    /* -m has the sign bit within m's octets unless m > 2^(8k-1) */
    bool power = s->data[skip] == 0x80;
    for (size_t i = skip + 1; i < n; i++) power = power && s->data[i] == 0;
    if ((s->data[skip] & 0x80) != 0 && !power) bs_w_u8(w, 0xFF);
    out = bs_w_room(w, n - skip);
    unsigned carry = 1;
    for (size_t i = n; out && i-- > skip;) {
        carry += (uint8_t)~s->data[i];
        out[i - skip] = (uint8_t)carry;
        carry >>= 8;
    }
}

ASN1_BIT_STRING *bs_bit_string_new(bs_reader octets, unsigned unused) {
    ASN1_BIT_STRING *s = ASN1_BIT_STRING_new();
    if (!s) return NULL;
    s->flags = ASN1_STRING_FLAG_BITS_LEFT | (long)unused;
    if (octets.len == 0) return s;
    if (octets.len > INT_MAX - 1 || !ASN1_STRING_set(s, octets.p, (int)octets.len)) {
        ASN1_BIT_STRING_free(s);
        return NULL;
    }
    s->data[s->length - 1] = (uint8_t)(s->data[s->length - 1] & 0xFF << unused);
    return s;
}

static ASN1_STRING *bits_from(bs_reader c) {
    uint8_t unused;
    if (!bs_r_u8(&c, &unused)) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_STRING_TOO_SHORT);
        return NULL;
    }
    if (unused > 7) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_INVALID_BIT_STRING_BITS_LEFT);
        return NULL;
    }
    return bs_bit_string_new(c, unused);
}

static void bits_put(const ASN1_STRING *s, bs_writer *w) {
    size_t n = (size_t)s->length;
    unsigned unused = (unsigned)s->flags & 7u;
    if ((s->flags & ASN1_STRING_FLAG_BITS_LEFT) == 0) {
        unused = 0;
        while (n > 0 && s->data[n - 1] == 0) n--;
        while (n > 0 && (s->data[n - 1] >> unused & 1) == 0) unused++;
    }
    bs_w_u8(w, n > 0 ? unused : 0); /* X.690 8.6.2.3: an empty one has none */
    if (n == 0) return;
    bs_w_bytes(w, s->data, n - 1);
    bs_w_u8(w, s->data[n - 1] & (0xFFu << unused & 0xFFu));
}

static bool width_ok(int type, size_t len) {
    if (type == V_ASN1_BMPSTRING && len % 2 != 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_BMPSTRING_IS_WRONG_LENGTH);
        return false;
    }
    if (type == V_ASN1_UNIVERSALSTRING && len % 4 != 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNIVERSALSTRING_IS_WRONG_LENGTH);
        return false;
    }
    return len <= INT_MAX - 1;
}

ASN1_STRING *bs_string_from_content(int type, bs_reader content) {
    if (type == V_ASN1_INTEGER || type == V_ASN1_ENUMERATED) return integer_from(type, content);
    if (type == V_ASN1_BIT_STRING) return bits_from(content);
    if (!width_ok(type, content.len)) return NULL;
    ASN1_STRING *s = ASN1_STRING_type_new(type);
    if (s && ASN1_STRING_set(s, content.p ? content.p : (const uint8_t *)"", (int)content.len)) return s;
    ASN1_STRING_free(s);
    return NULL;
}

void bs_string_put_content(const ASN1_STRING *s, bs_writer *w) {
    int type = s->type & ~V_ASN1_NEG;
    if (s->type >= 0 && (type == V_ASN1_INTEGER || type == V_ASN1_ENUMERATED)) integer_put(s, w);
    else if (s->type == V_ASN1_BIT_STRING) bits_put(s, w);
    else bs_w_bytes(w, s->data, (size_t)s->length);
}

#define STRING_ITEM(id, t, n) const struct bs_item bs_item_##id = { .kind = BS_ITEM_STRING, .tag = (t), .name = (n) }
STRING_ITEM(integer, BS_DER_INTEGER, "ASN1_INTEGER");
STRING_ITEM(enumerated, BS_DER_ENUMERATED, "ASN1_ENUMERATED");
STRING_ITEM(bit_string, BS_DER_BIT_STRING, "ASN1_BIT_STRING");
STRING_ITEM(octet_string, BS_DER_OCTET_STRING, "ASN1_OCTET_STRING");
STRING_ITEM(utf8, BS_DER_UTF8, "ASN1_UTF8STRING");
STRING_ITEM(ia5, BS_DER_IA5, "ASN1_IA5STRING");
STRING_ITEM(visible, BS_DER_VISIBLE, "ASN1_VISIBLESTRING");
STRING_ITEM(printable, BS_DER_PRINTABLE, "ASN1_PRINTABLESTRING");
STRING_ITEM(t61, BS_DER_T61, "ASN1_T61STRING");
STRING_ITEM(bmp, BS_DER_BMP, "ASN1_BMPSTRING");
STRING_ITEM(universal, BS_DER_UNIVERSAL_STRING, "ASN1_UNIVERSALSTRING");
STRING_ITEM(general, V_ASN1_GENERALSTRING, "ASN1_GENERALSTRING");
STRING_ITEM(utctime, BS_DER_UTC_TIME, "ASN1_UTCTIME");
STRING_ITEM(generalizedtime, BS_DER_GENERALIZED_TIME, "ASN1_GENERALIZEDTIME");
STRING_ITEM(sequence_raw, BS_DER_SEQUENCE, "ASN1_SEQUENCE");
const struct bs_item bs_item_object = { .kind = BS_ITEM_OBJECT, .tag = BS_DER_OID, .name = "ASN1_OBJECT" };
const struct bs_item bs_item_boolean = { .kind = BS_ITEM_BOOLEAN, .tag = BS_DER_BOOLEAN, .name = "ASN1_BOOLEAN" };
const struct bs_item bs_item_any = { .kind = BS_ITEM_ANY, .name = "ASN1_ANY" };
#define MSTRING_ITEM(id, m, n) const struct bs_item bs_item_##id = { .kind = BS_ITEM_MSTRING, .mask = (m), .name = (n) }
MSTRING_ITEM(time, B_ASN1_TIME, "ASN1_TIME");
MSTRING_ITEM(directory_string, B_ASN1_DIRECTORYSTRING, "DIRECTORYSTRING");
MSTRING_ITEM(display_text, B_ASN1_DISPLAYTEXT, "DISPLAYTEXT");
MSTRING_ITEM(printable_mstring, B_ASN1_PRINTABLE, "ASN1_PRINTABLE");

BS_ITEM_FUNCTIONS(ASN1_INTEGER, ASN1_INTEGER, bs_item_integer)
BS_ITEM_FUNCTIONS(ASN1_ENUMERATED, ASN1_ENUMERATED, bs_item_enumerated)
BS_ITEM_FUNCTIONS(ASN1_BIT_STRING, ASN1_BIT_STRING, bs_item_bit_string)
BS_ITEM_FUNCTIONS(ASN1_OCTET_STRING, ASN1_OCTET_STRING, bs_item_octet_string)
BS_ITEM_FUNCTIONS(ASN1_UTF8STRING, ASN1_UTF8STRING, bs_item_utf8)
BS_ITEM_FUNCTIONS(ASN1_IA5STRING, ASN1_IA5STRING, bs_item_ia5)
BS_ITEM_FUNCTIONS(ASN1_VISIBLESTRING, ASN1_VISIBLESTRING, bs_item_visible)
BS_ITEM_FUNCTIONS(ASN1_PRINTABLESTRING, ASN1_PRINTABLESTRING, bs_item_printable)
BS_ITEM_FUNCTIONS(ASN1_T61STRING, ASN1_T61STRING, bs_item_t61)
BS_ITEM_FUNCTIONS(ASN1_BMPSTRING, ASN1_BMPSTRING, bs_item_bmp)
BS_ITEM_FUNCTIONS(ASN1_UNIVERSALSTRING, ASN1_UNIVERSALSTRING, bs_item_universal)
BS_ITEM_FUNCTIONS(ASN1_GENERALSTRING, ASN1_GENERALSTRING, bs_item_general)
BS_ITEM_FUNCTIONS(ASN1_UTCTIME, ASN1_UTCTIME, bs_item_utctime)
BS_ITEM_FUNCTIONS(ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME, bs_item_generalizedtime)
BS_ITEM_FUNCTIONS(ASN1_TIME, ASN1_TIME, bs_item_time)
BS_ITEM_FUNCTIONS(ASN1_STRING, DIRECTORYSTRING, bs_item_directory_string)
BS_ITEM_FUNCTIONS(ASN1_STRING, DISPLAYTEXT, bs_item_display_text)
BS_ITEM_FUNCTIONS(ASN1_STRING, ASN1_PRINTABLE, bs_item_printable_mstring)

/* NULL has no value: the address alone says that it is there. */
static ASN1_NULL null_value;
static void *null_make(void) { return &null_value; }
static void null_free(void *v) { (void)v; }
static void *null_decode(bs_reader content) { return content.len == 0 ? &null_value : NULL; }
static void null_encode(const void *v, bs_writer *w) {
    (void)v;
    (void)w;
}
static const struct bs_item_funcs null_funcs = { null_make, null_free, null_decode, null_encode };
const struct bs_item bs_item_null = { .kind = BS_ITEM_CUSTOM, .tag = BS_DER_NULL, .funcs = &null_funcs,
    .name = "ASN1_NULL" };
BS_ITEM_FUNCTIONS(ASN1_NULL, ASN1_NULL, bs_item_null)

BS_ITEM_ENCODE(ASN1_TYPE, ASN1_TYPE, bs_item_any)
BS_ITEM_IT(ASN1_ANY, bs_item_any)
BS_ITEM_IT(ASN1_OBJECT, bs_item_object)

/* As d2i_ASN1_INTEGER(), but the content is read as unsigned: some old encoders forgot the sign octet. */
ASN1_INTEGER *d2i_ASN1_UINTEGER(ASN1_INTEGER **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), c;
    if (!bs_der_read(&r, BS_DER_INTEGER, &c)) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_EXPECTING_AN_INTEGER);
        return NULL;
    }
    ASN1_INTEGER *s = a && *a ? *a : ASN1_INTEGER_new();
    while (c.len > 1 && c.p[0] == 0) c = bs_r_from(c.p + 1, c.len - 1);
    if (!s || !ASN1_STRING_set(s, c.p, (int)c.len)) return NULL;
    s->type = V_ASN1_INTEGER;
    *in = r.p;
    if (a) *a = s;
    return s;
}
