/**
 * \file item.h
 * \brief Tables that describe ASN.1 types of the public API, and the one machine that works on them.    X.690
 *
 * A value is laid out as the public headers say (ASN1_STRING, stacks, structs, unions); a `struct bs_item` tells how
 * it is encoded. Making, freeing, decoding, encoding and copying are then one function each. What is decoded often
 * and by the engine (certificates, CRLs for path validation) does not come through here: see src/x509.
 */
#ifndef BS_COMPAT_ASN1_ITEM_H
#define BS_COMPAT_ASN1_ITEM_H

#include <openssl/asn1.h>

#include "src/x509/der.h"

/* The values tell a bs_item from OpenSSL's struct ASN1_ITEM_st: see bs_item_of(). */
enum bs_item_kind {
    BS_ITEM_STRING = 0xB0, /* ASN1_STRING of one type */
    BS_ITEM_MSTRING, /* ASN1_STRING, one of several types: `mask` of B_ASN1_* */
    BS_ITEM_OBJECT,  /* ASN1_OBJECT */
    BS_ITEM_BOOLEAN, /* an int within the struct, DEFAULT FALSE */
    BS_ITEM_ANY,     /* ASN1_TYPE */
    BS_ITEM_SEQUENCE,
    BS_ITEM_CHOICE,  /* an int that counts `fields`, then a union of pointers */
    BS_ITEM_OF,      /* STACK_OF(of), SEQUENCE OF or SET OF by `tag` */
    BS_ITEM_CUSTOM,
    BS_ITEM_WHOLE    /* custom, with its header; tag 0: whatever is there, to the end of the input */
};

struct bs_item;

/** What a BS_ITEM_CUSTOM or BS_ITEM_WHOLE brings itself. */
struct bs_item_funcs {
    void *(*make)(void);
    void (*free)(void *v);
    void *(*decode)(bs_reader in);               /* CUSTOM: content without the outer header; NULL if malformed */
    void (*encode)(const void *v, bs_writer *w); /* CUSTOM: content alone */
};

enum bs_field_mode { BS_PLAIN, BS_IMPLICIT, BS_EXPLICIT };

struct bs_field {
    const struct bs_item *item;
    size_t offset;
    enum bs_field_mode mode;
    uint8_t num; /* context tag number */
    bool optional;
};

struct bs_item {
    enum bs_item_kind kind;
    uint8_t tag;        /* identifier octet when not tagged otherwise */
    unsigned long mask; /* MSTRING */
    size_t size;        /* SEQUENCE, CHOICE: bytes of the struct */
    const struct bs_field *fields;
    size_t num_fields;
    const struct bs_item *of;
    const struct bs_item_funcs *funcs;
    const char *name;
};

/** An empty value, mandatory parts made too (as *_new() functions do); NULL when out of memory. */
void *bs_item_new(const struct bs_item *it);

/** Frees a value and all its parts; NULL is fine. */
void bs_item_free(void *v, const struct bs_item *it);

/** Decodes one element; the reader moves past it. NULL (with errors on the queue) if it is not of this type. */
void *bs_item_decode(bs_reader *in, const struct bs_item *it);

/** Encodes; a missing mandatory part sets w->bad. */
void bs_item_encode(const void *v, bs_writer *w, const struct bs_item *it);

/** A deep copy, by way of DER. */
void *bs_item_dup(const void *v, const struct bs_item *it);

/** d2i_* as in man 3 d2i_X509: reuses *a's memory if there is one, moves *in. */
void *bs_item_d2i(void **a, const unsigned char **in, long len, const struct bs_item *it);

/** i2d_* as in man 3 d2i_X509: length, or negative; out may be NULL, or point to NULL for a new buffer. */
int bs_item_i2d(const void *v, unsigned char **out, const struct bs_item *it);

/** The whole encoding in memory of its own (OPENSSL_free it); NULL on failure. */
uint8_t *bs_item_to_der(const void *v, const struct bs_item *it, size_t *out_len);

/** i2d for bytes that exist already. */
int bs_i2d_bytes(bs_reader der, unsigned char **out);

/** The item behind a program's ASN1_ITEM; NULL, with an error, if it is none of ours. */
const struct bs_item *bs_item_of(const ASN1_ITEM *it);

/** Raises what OpenSSL's decoder would for bytes that do not begin with a whole element of this tag. */
void bs_item_raise(bs_reader in, unsigned tag, const char *name);

/** \name Content octets of primitives.
 * @{ */
/** An ASN1_STRING of this type from content octets; NULL if they are malformed. */
ASN1_STRING *bs_string_from_content(int type, bs_reader content);

/** An OBJECT IDENTIFIER from content octets; NULL and an error if they are malformed. */
ASN1_OBJECT *bs_object_from_content(bs_reader content);

/** A BIT STRING whose last octet has so many unused bits (0 to 7), which are cleared; NULL when memory is out. */
ASN1_BIT_STRING *bs_bit_string_new(bs_reader octets, unsigned unused);
void bs_string_put_content(const ASN1_STRING *s, bs_writer *w);
/** @} */

extern const struct bs_item bs_item_integer, bs_item_enumerated, bs_item_bit_string, bs_item_octet_string, bs_item_utf8,
    bs_item_ia5, bs_item_visible, bs_item_printable, bs_item_t61, bs_item_bmp, bs_item_universal, bs_item_general,
    bs_item_utctime, bs_item_generalizedtime, bs_item_object, bs_item_boolean, bs_item_any, bs_item_null, bs_item_time,
    bs_item_directory_string, bs_item_display_text, bs_item_printable_mstring, bs_item_sequence_raw,
    bs_item_sequence_any, bs_item_set_any;

#define BS_FIELDS(a) .fields = (a), .num_fields = sizeof(a) / sizeof((a)[0])

/** Defines name_new, name_free, name_it, d2i_name and i2d_name. */
#define BS_ITEM_FUNCTIONS(type, name, item) \
    BS_ITEM_ALLOC(type, name, item) \
    BS_ITEM_IT(name, item) \
    BS_ITEM_ENCODE(type, name, item)
/** Defines name_it, by which programs name the type. */
#define BS_ITEM_IT(name, item) \
    const ASN1_ITEM *name##_it(void) { return (const ASN1_ITEM *)(const void *)&(item); }
#define BS_ITEM_ALLOC(type, name, item) \
    type *name##_new(void) { return (type *)bs_item_new(&(item)); } \
    void name##_free(type *v) { bs_item_free(v, &(item)); }
#define BS_ITEM_ENCODE(type, name, item) \
    type *d2i_##name(type **a, const unsigned char **in, long len) { \
        return (type *)bs_item_d2i((void **)a, in, len, &(item)); \
    } \
    int i2d_##name(const type *v, unsigned char **out) { return bs_item_i2d(v, out, &(item)); }
#define BS_ITEM_DUP(type, name, item) \
    type *name##_dup(const type *v) { return (type *)bs_item_dup(v, &(item)); }

#endif
