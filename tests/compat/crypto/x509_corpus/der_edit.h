/*
 * Damage to a DER structure, one place and one kind at a time: the tree of elements is walked, one element is changed,
 * and the lengths above it are written anew (or, for some kinds, left wrong). For making test corpora alone.
 */
#ifndef DER_EDIT_H
#define DER_EDIT_H

#include <stddef.h>

struct bytes {
    unsigned char *p;
    size_t len;
};

/* How an element is changed. */
enum edit {
    EDIT_TAG_UP,      /* the tag's number plus one */
    EDIT_CONSTRUCTED, /* primitive to constructed and back */
    EDIT_DROP,        /* the element is left out */
    EDIT_TWICE,       /* it comes twice */
    EDIT_SWAP,        /* it changes places with the next one */
    EDIT_EMPTY,       /* its contents are left out */
    EDIT_FIRST,       /* its first byte of content is another */
    EDIT_LAST,        /* its last byte of content is another */
    EDIT_SHORT,       /* its last byte of content is left out */
    EDIT_LONG,        /* a zero byte is added to its content */
    EDIT_LENGTH_UP,   /* its length says one more than there is */
    EDIT_LENGTH_DOWN, /* its length says one less */
    NUM_EDITS
};

/* Number of elements in the tree of a structure, the outermost included; those inside OCTET STRINGs too. */
size_t der_count(const unsigned char *p, size_t len);

/* A copy of the structure with one element (by its number, depth first) changed; .p is NULL if that cannot be. free() it. */
struct bytes der_edit(const unsigned char *p, size_t len, size_t element, enum edit how);

#endif
