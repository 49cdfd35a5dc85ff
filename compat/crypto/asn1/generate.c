/* A value from text: [modifier,...]type[:value], with sections of a configuration for what is made of parts.
 *                                                                                         man 3 ASN1_generate_nconf */
#include <openssl/asn1.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/asn1/v3_conf.h"
#include "compat/crypto/core/raise.h"

#define MAX_WRAPS 20
#define MAX_DEPTH 50
#define MAX_VALUES 20000 /* in all: sections that name each other may describe far more than anyone means */
#define MAX_BIT 0xFFFFFu

enum modifier { IMPLICIT = 100, EXPLICIT, WRAP_OCTET, WRAP_SEQUENCE, WRAP_SET, WRAP_BITS, FORMAT };
enum format { ASCII, UTF8, HEX, BITLIST };

struct wrap {
    int tag, xclass;
    bool constructed, pad; /* pad: a BIT STRING's octet of unused bits */
};

struct spec {
    int type; /* V_ASN1_*; -1 if none was named */
    const char *text;
    enum format format;
    int imp_tag, imp_class; /* -1: none */
    struct wrap wraps[MAX_WRAPS];
    size_t num_wraps;
};

struct maker {
    X509V3_CTX *ctx;
    unsigned left;
};

static const struct { const char *name; int what; } words[] = {
    { "BOOL", V_ASN1_BOOLEAN }, { "BOOLEAN", V_ASN1_BOOLEAN }, { "NULL", V_ASN1_NULL }, { "INT", V_ASN1_INTEGER },
    { "INTEGER", V_ASN1_INTEGER }, { "ENUM", V_ASN1_ENUMERATED }, { "ENUMERATED", V_ASN1_ENUMERATED },
    { "OID", V_ASN1_OBJECT }, { "OBJECT", V_ASN1_OBJECT }, { "UTCTIME", V_ASN1_UTCTIME }, { "UTC", V_ASN1_UTCTIME },
    { "GENERALIZEDTIME", V_ASN1_GENERALIZEDTIME }, { "GENTIME", V_ASN1_GENERALIZEDTIME }, { "OCT", V_ASN1_OCTET_STRING },
    { "OCTETSTRING", V_ASN1_OCTET_STRING }, { "BITSTR", V_ASN1_BIT_STRING }, { "BITSTRING", V_ASN1_BIT_STRING },
    { "UNIVERSALSTRING", V_ASN1_UNIVERSALSTRING }, { "UNIV", V_ASN1_UNIVERSALSTRING }, { "IA5", V_ASN1_IA5STRING },
    { "IA5STRING", V_ASN1_IA5STRING }, { "UTF8", V_ASN1_UTF8STRING }, { "UTF8String", V_ASN1_UTF8STRING },
    { "BMP", V_ASN1_BMPSTRING }, { "BMPSTRING", V_ASN1_BMPSTRING }, { "VISIBLESTRING", V_ASN1_VISIBLESTRING },
    { "VISIBLE", V_ASN1_VISIBLESTRING }, { "PRINTABLESTRING", V_ASN1_PRINTABLESTRING },
    { "PRINTABLE", V_ASN1_PRINTABLESTRING }, { "T61", V_ASN1_T61STRING }, { "T61STRING", V_ASN1_T61STRING },
    { "TELETEXSTRING", V_ASN1_T61STRING }, { "GeneralString", V_ASN1_GENERALSTRING }, { "GENSTR", V_ASN1_GENERALSTRING },
    { "NUMERIC", V_ASN1_NUMERICSTRING }, { "NUMERICSTRING", V_ASN1_NUMERICSTRING }, { "SEQUENCE", V_ASN1_SEQUENCE },
    { "SEQ", V_ASN1_SEQUENCE }, { "SET", V_ASN1_SET }, { "EXP", EXPLICIT }, { "EXPLICIT", EXPLICIT }, { "IMP", IMPLICIT },
    { "IMPLICIT", IMPLICIT }, { "OCTWRAP", WRAP_OCTET }, { "SEQWRAP", WRAP_SEQUENCE }, { "SETWRAP", WRAP_SET },
    { "BITWRAP", WRAP_BITS }, { "FORM", FORMAT }, { "FORMAT", FORMAT } };

static int word_of(const char *p, size_t n) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i].name) == n && OPENSSL_strncasecmp(words[i].name, p, n) == 0) return words[i].what;
    }
    return -1;
}

static bool refuse(int reason) {
    BS_RAISE(ERR_LIB_ASN1, reason);
    return false;
}

/* --- what is asked for --------------------------------------------------------------------- */

/* "17", "17A": a number, and perhaps a class */
static bool tag_from(const char *p, size_t n, int *tag, int *xclass) {
    static const struct { char letter; int xclass; } classes[] = { { 'U', V_ASN1_UNIVERSAL }, { 'A', V_ASN1_APPLICATION },
        { 'P', V_ASN1_PRIVATE }, { 'C', V_ASN1_CONTEXT_SPECIFIC } };
    char *end;
    if (!p) return false;
    unsigned long v = strtoul(p, &end, 10);
    if (v > INT32_MAX) return refuse(ASN1_R_INVALID_NUMBER);
    if (*end && end > p + n) return false;
    *tag = (int)v;
    *xclass = V_ASN1_CONTEXT_SPECIFIC;
    if (end == p + n) return true;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (*end != classes[i].letter) continue;
        *xclass = classes[i].xclass;
        return true;
    }
    BS_RAISE_DATA(ERR_LIB_ASN1, ASN1_R_INVALID_MODIFIER, "Char=%c", *end);
    return false;
}

/* An IMPLICIT that came before takes the place of the wrapper's own tag, where it has one of its own. */
static bool add_wrap(struct spec *s, struct wrap w, bool implicit_allowed) {
    if (s->imp_tag != -1 && !implicit_allowed) return refuse(ASN1_R_ILLEGAL_IMPLICIT_TAG);
    if (s->num_wraps == MAX_WRAPS) return refuse(ASN1_R_DEPTH_EXCEEDED);
    if (s->imp_tag != -1) {
        w.tag = s->imp_tag;
        w.xclass = s->imp_class;
        s->imp_tag = s->imp_class = -1;
    }
    s->wraps[s->num_wraps++] = w;
    return true;
}

static bool format_from(struct spec *s, const char *p) {
    static const struct { const char *name; enum format format; } formats[] = { { "ASCII", ASCII }, { "UTF8", UTF8 },
        { "HEX", HEX }, { "BITLIST", BITLIST } };
    for (size_t i = 0; p && i < sizeof formats / sizeof formats[0]; i++) {
        if (strncmp(p, formats[i].name, strlen(formats[i].name)) != 0) continue;
        s->format = formats[i].format;
        return true;
    }
    return refuse(ASN1_R_UNKNOWN_FORMAT);
}

static bool modify(struct spec *s, int what, const char *value, size_t n) {
    struct wrap w = { .constructed = true };
    switch (what) {
    case IMPLICIT:
        if (s->imp_tag != -1) return refuse(ASN1_R_ILLEGAL_NESTED_TAGGING);
        return tag_from(value, n, &s->imp_tag, &s->imp_class);
    case EXPLICIT: return tag_from(value, n, &w.tag, &w.xclass) && add_wrap(s, w, false);
    case WRAP_OCTET: return add_wrap(s, (struct wrap){ .tag = V_ASN1_OCTET_STRING }, true);
    case WRAP_BITS: return add_wrap(s, (struct wrap){ .tag = V_ASN1_BIT_STRING, .pad = true }, true);
    case FORMAT: return format_from(s, value);
    default:
        w.tag = what == WRAP_SET ? V_ASN1_SET : V_ASN1_SEQUENCE;
        return add_wrap(s, w, true);
    }
}

/* For CONF_parse_list(): 1 goes on, 0 is done, -1 fails. */
static int element(const char *p, int len, void *arg) {
    struct spec *s = (struct spec *)arg;
    if (!p) return -1;
    size_t n = (size_t)len, name = n;
    const char *colon = (const char *)memchr(p, ':', n), *value = colon ? colon + 1 : NULL;
    if (colon) name = (size_t)(colon - p);
    int what = word_of(p, name);
    if (what < 0) {
        BS_RAISE_DATA(ERR_LIB_ASN1, ASN1_R_UNKNOWN_TAG, "tag=%.*s", (int)name, p);
        return -1;
    }
    if (what >= IMPLICIT) return modify(s, what, value, value ? n - name - 1 : 0) ? 1 : -1;
    s->type = what;
    s->text = value; /* commas and all, to the end of the text */
    if (!value && p[n]) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_MISSING_VALUE);
        return -1;
    }
    return 0;
}

/* --- primitive values ------------------------------------------------------------------------ */

/* For CONF_parse_list(): the numbers of the bits that are set. */
static int set_bit(const char *p, int len, void *arg) {
    char *end;
    if (!p) return 0;
    unsigned long bit = strtoul(p, &end, 10);
    if (*end && end != p + len) return 0;
    if (bit > MAX_BIT) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_INVALID_NUMBER);
        return 0;
    }
    return ASN1_BIT_STRING_set_bit((ASN1_BIT_STRING *)arg, (int)bit, 1);
}

static bool bytes_from(const struct spec *s, ASN1_STRING *out) {
    if (s->format == HEX) {
        long n;
        unsigned char *p = OPENSSL_hexstr2buf(s->text, &n);
        if (!p) return refuse(ASN1_R_ILLEGAL_HEX);
        ASN1_STRING_set0(out, p, (int)n);
    } else if (s->format == ASCII) {
        if (!ASN1_STRING_set(out, s->text, -1)) return false;
    } else if (s->format == BITLIST && s->type == V_ASN1_BIT_STRING) {
        return CONF_parse_list(s->text, ',', 1, set_bit, out) > 0 || refuse(ASN1_R_LIST_ERROR);
    } else {
        return refuse(ASN1_R_ILLEGAL_BITSTRING_FORMAT);
    }
    if (s->type == V_ASN1_BIT_STRING) out->flags = (out->flags & ~7L) | ASN1_STRING_FLAG_BITS_LEFT;
    return true;
}

static ASN1_STRING *integer_from(const struct spec *s) {
    if (s->format != ASCII) {
        refuse(ASN1_R_INTEGER_NOT_ASCII_FORMAT);
        return NULL;
    }
    ASN1_INTEGER *i = bs_v3_integer_from(s->text);
    if (!i) refuse(ASN1_R_ILLEGAL_INTEGER);
    else if (s->type == V_ASN1_ENUMERATED) i->type = V_ASN1_ENUMERATED | (i->type & V_ASN1_NEG);
    return i;
}

static ASN1_STRING *string_from(const struct spec *s) {
    ASN1_STRING *str = NULL;
    switch (s->type) {
    case V_ASN1_INTEGER:
    case V_ASN1_ENUMERATED: return integer_from(s);
    case V_ASN1_UTCTIME:
    case V_ASN1_GENERALIZEDTIME:
        if (s->format != ASCII) {
            refuse(ASN1_R_TIME_NOT_ASCII_FORMAT);
            return NULL;
        }
        str = ASN1_STRING_type_new(s->type);
        if (str && ASN1_STRING_set(str, s->text, -1) && ASN1_TIME_check(str)) return str;
        refuse(ASN1_R_ILLEGAL_TIME_VALUE);
        break;
    case V_ASN1_OCTET_STRING:
    case V_ASN1_BIT_STRING:
        str = ASN1_STRING_type_new(s->type);
        if (str && bytes_from(s, str)) return str;
        break;
    default:
        if (s->format != ASCII && s->format != UTF8) {
            refuse(ASN1_R_ILLEGAL_FORMAT);
            return NULL;
        }
        if (ASN1_mbstring_copy(&str, (const unsigned char *)s->text, -1, s->format == UTF8 ? MBSTRING_UTF8 : MBSTRING_ASC,
                               ASN1_tag2bit(s->type)) > 0) {
            return str;
        }
        BS_RAISE(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE); /* so it is called, whatever it was */
    }
    ASN1_STRING_free(str);
    return NULL;
}

static bool boolean_from(const struct spec *s, ASN1_TYPE *t) {
    CONF_VALUE v = { .value = (char *)(uintptr_t)s->text };
    if (s->format != ASCII) return refuse(ASN1_R_NOT_ASCII_FORMAT);
    return X509V3_get_value_bool(&v, &t->value.boolean) || refuse(ASN1_R_ILLEGAL_BOOLEAN);
}

static bool object_from(const struct spec *s, ASN1_TYPE *t) {
    if (s->format != ASCII) return refuse(ASN1_R_OBJECT_NOT_ASCII_FORMAT);
    t->value.object = OBJ_txt2obj(s->text, 0);
    return t->value.object || refuse(ASN1_R_ILLEGAL_OBJECT);
}

static ASN1_TYPE *primitive(const struct spec *given) {
    struct spec s = *given;
    ASN1_TYPE *t = ASN1_TYPE_new();
    bool ok = t != NULL;
    if (!s.text) s.text = "";
    if (!ok || s.type < 0) {
        ok = ok && refuse(ASN1_R_UNSUPPORTED_TYPE);
    } else if (s.type == V_ASN1_NULL) {
        ok = !*s.text || refuse(ASN1_R_ILLEGAL_NULL_VALUE);
    } else if (s.type == V_ASN1_BOOLEAN) {
        ok = boolean_from(&s, t);
    } else if (s.type == V_ASN1_OBJECT) {
        ok = object_from(&s, t);
    } else {
        t->value.asn1_string = string_from(&s);
        ok = t->value.asn1_string != NULL;
    }
    if (ok) {
        t->type = s.type;
        return t;
    }
    ASN1_TYPE_free(t);
    return NULL;
}

/* --- values of parts --------------------------------------------------------------------------- */

static ASN1_TYPE *generate(struct maker *m, const char *text, int depth);

/* A value with this whole encoding. */
static ASN1_TYPE *encoded(int type, uint8_t *der, size_t n) {
    ASN1_STRING *s = ASN1_STRING_type_new(type);
    ASN1_TYPE *t = s ? ASN1_TYPE_new() : NULL;
    if (t) {
        ASN1_STRING_set0(s, der, (int)n);
        ASN1_TYPE_set(t, type, s);
        return t;
    }
    ASN1_STRING_free(s);
    OPENSSL_free(der);
    return NULL;
}

static ASN1_TYPE *from_section(struct maker *m, const struct spec *s, int depth) {
    if (!m->ctx || depth >= MAX_DEPTH) {
        refuse(m->ctx ? ASN1_R_ILLEGAL_NESTED_TAGGING : ASN1_R_SEQUENCE_OR_SET_NEEDS_CONFIG);
        return NULL;
    }
    STACK_OF(ASN1_TYPE) *parts = sk_ASN1_TYPE_new_null();
    const STACK_OF(CONF_VALUE) *section = s->text ? X509V3_get_section(m->ctx, s->text) : NULL;
    bool ok = parts && (!s->text || section);
    for (int i = 0; ok && i < sk_CONF_VALUE_num(section); i++) {
        ASN1_TYPE *t = generate(m, sk_CONF_VALUE_value(section, i)->value, depth + 1);
        ok = t && sk_ASN1_TYPE_push(parts, t);
        if (!ok) ASN1_TYPE_free(t);
    }
    size_t n;
    const struct bs_item *it = s->type == V_ASN1_SET ? &bs_item_set_any : &bs_item_sequence_any;
    uint8_t *der = ok ? bs_item_to_der(parts, it, &n) : NULL;
    sk_ASN1_TYPE_pop_free(parts, ASN1_TYPE_free);
    return der ? encoded(s->type, der, n) : NULL;
}

/* --- tags and wrappers around a value ------------------------------------------------------------ */

struct tagged {
    const struct spec *spec;
    bs_reader inner; /* without its own header if there is an implicit tag */
    bool constructed;
    int lens[MAX_WRAPS]; /* of each wrapper's content, the outermost first */
};

/* Lengths from the inside out; the whole one, or -1. */
static int measure(struct tagged *t) {
    const struct spec *s = t->spec;
    int len = (int)t->inner.len;
    if (s->imp_tag != -1) len = ASN1_object_size(0, len, s->imp_tag);
    for (size_t i = s->num_wraps; i-- > 0 && len >= 0;) {
        t->lens[i] = len + s->wraps[i].pad;
        len = ASN1_object_size(0, t->lens[i], s->wraps[i].tag);
    }
    return len;
}

static uint8_t *write_tagged(struct tagged *t, int *out_len) {
    const struct spec *s = t->spec;
    *out_len = measure(t);
    unsigned char *der = *out_len > 0 ? (unsigned char *)OPENSSL_malloc((size_t)*out_len) : NULL, *p = der;
    if (!der) return NULL;
    for (size_t i = 0; i < s->num_wraps; i++) {
        ASN1_put_object(&p, s->wraps[i].constructed, t->lens[i], s->wraps[i].tag, s->wraps[i].xclass);
        if (s->wraps[i].pad) *p++ = 0;
    }
    if (s->imp_tag != -1) {
        bool of_parts = s->imp_class == V_ASN1_UNIVERSAL && (s->imp_tag == V_ASN1_SEQUENCE || s->imp_tag == V_ASN1_SET);
        ASN1_put_object(&p, t->constructed || of_parts, (int)t->inner.len, s->imp_tag, s->imp_class);
    }
    memcpy(p, t->inner.p, t->inner.len);
    return der;
}

static ASN1_TYPE *wrap(const struct spec *s, const ASN1_TYPE *value) {
    unsigned char *own = NULL, *der = NULL;
    ASN1_TYPE *ret = NULL;
    int n = i2d_ASN1_TYPE(value, &own), tag, xclass, len = 0;
    if (n <= 0) return NULL;
    struct tagged t = { .spec = s, .inner = bs_r_from(own, (size_t)n) };
    if (s->imp_tag != -1) {
        const unsigned char *p = own;
        long content;
        int r = ASN1_get_object(&p, &content, &tag, &xclass, n);
        t.constructed = (r & V_ASN1_CONSTRUCTED) != 0;
        t.inner = bs_r_from(p, (r & 0x80) != 0 ? 0 : (size_t)content);
    }
    der = write_tagged(&t, &len);
    if (der && (der[0] & V_ASN1_PRIMITIVE_TAG) == V_ASN1_PRIMITIVE_TAG) { /* a tag that needs more than an octet */
        ret = encoded(V_ASN1_OTHER, der, (size_t)len);
        der = NULL;
    } else if (der) {
        const unsigned char *p = der;
        ret = d2i_ASN1_TYPE(NULL, &p, len);
    }
    OPENSSL_free(der);
    OPENSSL_free(own);
    return ret;
}

static ASN1_TYPE *generate(struct maker *m, const char *text, int depth) {
    struct spec s = { .type = -1, .format = ASCII, .imp_tag = -1, .imp_class = -1 };
    if (m->left == 0 || --m->left == 0) {
        refuse(ASN1_R_TOO_LONG);
        return NULL;
    }
    if (CONF_parse_list(text, ',', 1, element, &s) != 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNKNOWN_TAG);
        return NULL;
    }
    bool of_parts = s.type == V_ASN1_SEQUENCE || s.type == V_ASN1_SET;
    ASN1_TYPE *t = of_parts ? from_section(m, &s, depth) : primitive(&s);
    if (!t || (s.imp_tag == -1 && s.num_wraps == 0)) return t;
    ASN1_TYPE *wrapped = wrap(&s, t);
    ASN1_TYPE_free(t);
    return wrapped;
}

ASN1_TYPE *ASN1_generate_v3(const char *str, X509V3_CTX *cnf) {
    struct maker m = { cnf, MAX_VALUES };
    return generate(&m, str, 0);
}

ASN1_TYPE *ASN1_generate_nconf(const char *str, CONF *nconf) {
    X509V3_CTX ctx = { 0 };
    if (!nconf) return ASN1_generate_v3(str, NULL);
    X509V3_set_nconf(&ctx, nconf);
    return ASN1_generate_v3(str, &ctx);
}
