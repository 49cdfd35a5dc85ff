/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/txt_db.h
 * A table in a text file: a row a line, fields parted by tabs, found by an index over a field.
 */
#ifndef OPENSSL_TXT_DB_H
#define OPENSSL_TXT_DB_H

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <openssl/bio.h>
#include <openssl/lhash.h>
#include <openssl/safestack.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_TXT_DB_H
#endif

/* TXT_DB.error. */
#define DB_ERROR_OK                 0
#define DB_ERROR_MALLOC             1
#define DB_ERROR_INDEX_CLASH        2
#define DB_ERROR_INDEX_OUT_OF_RANGE 3
#define DB_ERROR_NO_INDEX           4
#define DB_ERROR_INSERT_INDEX_CLASH 5
#define DB_ERROR_WRONG_NUM_FIELDS   6

#ifdef __cplusplus
extern "C" {
#endif

/* Types. A row is an array of its fields and one pointer more: NULL, if each field is allocated by itself. */
typedef OPENSSL_STRING *OPENSSL_PSTRING;
DEFINE_SPECIAL_STACK_OF(OPENSSL_PSTRING, OPENSSL_STRING)

struct txt_db_st {
    int num_fields;
    STACK_OF(OPENSSL_PSTRING) *data;
    LHASH_OF(OPENSSL_STRING) **index;
    int (**qual)(OPENSSL_STRING *);
    long error;
    long arg1;
    long arg2;
    OPENSSL_STRING *arg_row;
};

typedef struct txt_db_st TXT_DB;

/* TXT_DB: owned by who read it. insert takes the row, if it succeeds. */
int TXT_DB_create_index(TXT_DB *db, int field, int (*qual)(OPENSSL_STRING *), OPENSSL_LH_HASHFUNC hash,
    OPENSSL_LH_COMPFUNC cmp);
void TXT_DB_free(TXT_DB *db);
OPENSSL_STRING *TXT_DB_get_by_index(TXT_DB *db, int idx, OPENSSL_STRING *value);
int TXT_DB_insert(TXT_DB *db, OPENSSL_STRING *value);
TXT_DB *TXT_DB_read(BIO *in, int num);
long TXT_DB_write(BIO *out, TXT_DB *db);

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_TXT_DB_H */
