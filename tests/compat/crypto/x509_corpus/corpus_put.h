/* What the makers of corpora share: damaged structures signed anew, and fields on stdout. */
#ifndef CORPUS_PUT_H
#define CORPUS_PUT_H

#include <openssl/evp.h>

#include "der_edit.h"

extern const char *const edit_names[NUM_EDITS];

/* Ends the program with a word about what could not be done. */
void must(int ok, const char *what);

/* A key of RSA, or on a curve, that does not change by chance what becomes of a structure; see the source. */
EVP_PKEY *plain_key(const char *curve);

/* A tag and a length; four bytes at most. */
size_t put_header(unsigned char *out, unsigned char tag, size_t len);

/* SEQUENCE { tbs, sha256WithRSAEncryption, signature, tail }; free() it. */
struct bytes sign_anew(struct bytes tbs, EVP_PKEY *key, struct bytes tail);

/* The first element inside a SEQUENCE: what is signed. */
struct bytes tbs_of(struct bytes whole);

/* A 32-bit length (big endian) and the bytes. */
void put_field(struct bytes b);

#endif
