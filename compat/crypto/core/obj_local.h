/**
 * \file obj_local.h
 * \brief What an ASN1_OBJECT is, and the table of those with a number.
 *
 * An object of the table is its number alone; names and identifier are looked up. So the table holds no pointer and
 * needs no relocation. Others know OBJ_get0_data(), OBJ_length() and OBJ_obj2nid(), nothing else.
 */
#ifndef BS_COMPAT_OBJ_LOCAL_H
#define BS_COMPAT_OBJ_LOCAL_H

#include <openssl/objects.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct asn1_object_st {
    int nid;
    bool dynamic; /* false: an object of the table; true: the head of a struct bs_obj */
};

struct bs_obj {
    struct asn1_object_st head;
    bool kept; /* belongs to the list of added objects: never freed by a program */
    int len;
    uint8_t *der; /* owned, as are the names */
    char *sn, *ln;
};

/** What names an object: views into the table or into the object; names may be NULL, and der when len is 0. */
struct bs_obj_view {
    const char *sn, *ln;
    const uint8_t *der;
    int len;
};

/** Looks into an object, which must not be NULL. */
struct bs_obj_view bs_obj_view(const ASN1_OBJECT *o);

/** The table's object of this number; NULL if it has none. */
const ASN1_OBJECT *bs_obj_builtin(int nid);

/** Numbers of the table by name or identifier; NID_undef if there is none. */
int bs_obj_builtin_by_sn(const char *sn);
int bs_obj_builtin_by_ln(const char *ln);
int bs_obj_builtin_by_der(const uint8_t *der, int len);

/** The first number after the table's. */
int bs_obj_builtin_end(void);

/** A new dynamic object with copies of all; any of them may be NULL. NULL when memory is out. */
struct bs_obj *bs_obj_new(int nid, const uint8_t *der, int len, const char *sn, const char *ln);

/** Objects that programs added: the same lookups. Numbers and objects live until the process ends. */
const ASN1_OBJECT *bs_obj_added(int nid);
int bs_obj_added_by_sn(const char *sn);
int bs_obj_added_by_ln(const char *ln);
int bs_obj_added_by_der(const uint8_t *der, int len);

/** Encodes "1.2.840" as DER without header; at most cap bytes, out NULL only measures. 0 with an error if bad. */
int bs_oid_from_text(uint8_t *out, int cap, const char *text, size_t text_len);

/** Writes DER as "1.2.840", cut to cap bytes with the end, which is always there. The whole length, -1 if it is bad. */
int bs_oid_to_text(char *out, size_t cap, const uint8_t *der, int len);

/** True if the bytes are a well-formed identifier: minimal arcs, the last one ended. */
bool bs_oid_valid(const uint8_t *der, size_t len);

extern const uint16_t bs_obj_by_sn[], bs_obj_by_ln[], bs_obj_by_der[];
extern const size_t bs_obj_by_sn_len, bs_obj_by_ln_len, bs_obj_by_der_len;

#endif
