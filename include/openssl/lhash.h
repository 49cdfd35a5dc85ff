/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/lhash.h
 * Hash tables, untyped and typed.
 */
#ifndef OPENSSL_LHASH_H
#define OPENSSL_LHASH_H

#include <openssl/macros.h>
#include <openssl/e_os2.h>
#include <openssl/bio.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_LHASH_H
#endif

/* Other constants of LH. */
#define LH_LOAD_MULT 256

/* Other constants of . */
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define _LHASH OPENSSL_LHASH
#endif

/* Other constants of LHASH. */
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define LHASH_NODE OPENSSL_LH_NODE
#endif

/* Macros that declare functions of a structure. */
#define DECLARE_LHASH_HASH_FN(name, o_type) unsigned long name##_LHASH_HASH(const void *);
#define DECLARE_LHASH_COMP_FN(name, o_type) int name##_LHASH_COMP(const void *, const void *);
#define DECLARE_LHASH_DOALL_ARG_FN(name, o_type, a_type) void name##_LHASH_DOALL_ARG(void *, void *);

/* Macros that define functions. */
#define IMPLEMENT_LHASH_HASH_FN(name, o_type) \
    unsigned long name##_LHASH_HASH(const void *arg) { const o_type *a = arg; return name##_hash(a); }
#define IMPLEMENT_LHASH_COMP_FN(name, o_type) \
    int name##_LHASH_COMP(const void *arg1, const void *arg2) { const o_type *a = arg1; const o_type *b = \
        arg2; return name##_cmp(a, b); }
#define IMPLEMENT_LHASH_DOALL_ARG_FN(name, o_type, a_type) \
    void name##_LHASH_DOALL_ARG(void *arg1, void *arg2) { o_type *a = arg1; a_type *b = arg2; \
        name##_doall_arg(a, b); }

#ifdef __cplusplus
extern "C" {
#endif

/* Types. */
typedef struct lhash_node_st OPENSSL_LH_NODE;
typedef int (*OPENSSL_LH_COMPFUNC)(const void *, const void *);
typedef unsigned long (*OPENSSL_LH_HASHFUNC)(const void *);
typedef void (*OPENSSL_LH_DOALL_FUNC)(void *);
typedef void (*OPENSSL_LH_DOALL_FUNCARG)(void *, void *);
typedef struct lhash_st OPENSSL_LHASH;

/* Callbacks with casts. */
#define LHASH_COMP_FN(name) name##_LHASH_COMP
#define LHASH_DOALL_ARG_FN(name) name##_LHASH_DOALL_ARG
#define LHASH_HASH_FN(name) name##_LHASH_HASH

/* The untyped hash table. insert returns the item it replaced, delete the item it removed, retrieve the
 * item found, or NULL; the error function tells whether NULL meant want of memory. */
void OPENSSL_LH_free(OPENSSL_LHASH *lh);
OPENSSL_LHASH *OPENSSL_LH_new(OPENSSL_LH_HASHFUNC h, OPENSSL_LH_COMPFUNC c);
void *OPENSSL_LH_delete(OPENSSL_LHASH *lh, const void *data);
void OPENSSL_LH_doall(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNC func);
void OPENSSL_LH_doall_arg(OPENSSL_LHASH *lh, OPENSSL_LH_DOALL_FUNCARG func, void *arg);
int OPENSSL_LH_error(OPENSSL_LHASH *lh);
void OPENSSL_LH_flush(OPENSSL_LHASH *lh);
unsigned long OPENSSL_LH_get_down_load(const OPENSSL_LHASH *lh);
void *OPENSSL_LH_insert(OPENSSL_LHASH *lh, void *data);
void OPENSSL_LH_node_stats_bio(const OPENSSL_LHASH *lh, BIO *out);
void OPENSSL_LH_node_usage_stats_bio(const OPENSSL_LHASH *lh, BIO *out);
unsigned long OPENSSL_LH_num_items(const OPENSSL_LHASH *lh);
void *OPENSSL_LH_retrieve(OPENSSL_LHASH *lh, const void *data);
void OPENSSL_LH_set_down_load(OPENSSL_LHASH *lh, unsigned long down_load);
void OPENSSL_LH_stats_bio(const OPENSSL_LHASH *lh, BIO *out);
unsigned long OPENSSL_LH_strhash(const char *c);
#ifndef OPENSSL_NO_STDIO
void OPENSSL_LH_node_stats(const OPENSSL_LHASH *lh, FILE *fp);
void OPENSSL_LH_node_usage_stats(const OPENSSL_LHASH *lh, FILE *fp);
void OPENSSL_LH_stats(const OPENSSL_LHASH *lh, FILE *fp);
#endif

/* Names from before 1.1.0. */
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define lh_delete OPENSSL_LH_delete
#define lh_doall OPENSSL_LH_doall
#define lh_doall_arg OPENSSL_LH_doall_arg
#define lh_error OPENSSL_LH_error
#define lh_free OPENSSL_LH_free
#define lh_insert OPENSSL_LH_insert
#define lh_new OPENSSL_LH_new
#define lh_node_stats_bio OPENSSL_LH_node_stats_bio
#define lh_node_usage_stats_bio OPENSSL_LH_node_usage_stats_bio
#define lh_num_items OPENSSL_LH_num_items
#define lh_retrieve OPENSSL_LH_retrieve
#define lh_stats_bio OPENSSL_LH_stats_bio
#define lh_strhash OPENSSL_LH_strhash
#ifndef OPENSSL_NO_STDIO
#define lh_node_stats OPENSSL_LH_node_stats
#define lh_node_usage_stats OPENSSL_LH_node_usage_stats
#define lh_stats OPENSSL_LH_stats
#endif
#endif

/*
 * DEFINE_LHASH_OF(T) gives the hash table of T a type, LHASH_OF(T), and typed lh_T_* functions that forward to the
 * untyped ones. The table borrows its items: freeing it frees none of them.
 */
#define LHASH_OF(type) struct lhash_st_##type
#define LHM_FN(type, ret, verb) static ossl_unused ossl_inline ret lh_##type##_##verb
#define DEFINE_LHASH_OF(type) \
    LHASH_OF(type) { union lh_##type##_dummy { void *d1; unsigned long d2; int d3; } dummy; }; \
    typedef int (*lh_##type##_compfunc)(const type *a, const type *b); \
    typedef unsigned long (*lh_##type##_hashfunc)(const type *a); \
    typedef void (*lh_##type##_doallfunc)(type *a); \
    LHM_FN(type, LHASH_OF(type) *, new)(lh_##type##_hashfunc hash, lh_##type##_compfunc cmp) \
    { return (LHASH_OF(type) *)OPENSSL_LH_new((OPENSSL_LH_HASHFUNC)hash, (OPENSSL_LH_COMPFUNC)cmp); } \
    LHM_FN(type, void, free)(LHASH_OF(type) *lh) \
    { OPENSSL_LH_free((OPENSSL_LHASH *)lh); } \
    LHM_FN(type, void, flush)(LHASH_OF(type) *lh) \
    { OPENSSL_LH_flush((OPENSSL_LHASH *)lh); } \
    LHM_FN(type, type *, insert)(LHASH_OF(type) *lh, type *item) \
    { return (type *)OPENSSL_LH_insert((OPENSSL_LHASH *)lh, item); } \
    LHM_FN(type, type *, delete)(LHASH_OF(type) *lh, const type *key) \
    { return (type *)OPENSSL_LH_delete((OPENSSL_LHASH *)lh, key); } \
    LHM_FN(type, type *, retrieve)(LHASH_OF(type) *lh, const type *key) \
    { return (type *)OPENSSL_LH_retrieve((OPENSSL_LHASH *)lh, key); } \
    LHM_FN(type, int, error)(LHASH_OF(type) *lh) \
    { return OPENSSL_LH_error((OPENSSL_LHASH *)lh); } \
    LHM_FN(type, unsigned long, num_items)(LHASH_OF(type) *lh) \
    { return OPENSSL_LH_num_items((OPENSSL_LHASH *)lh); } \
    LHM_FN(type, void, node_stats_bio)(const LHASH_OF(type) *lh, BIO *out) \
    { OPENSSL_LH_node_stats_bio((const OPENSSL_LHASH *)lh, out); } \
    LHM_FN(type, void, node_usage_stats_bio)(const LHASH_OF(type) *lh, BIO *out) \
    { OPENSSL_LH_node_usage_stats_bio((const OPENSSL_LHASH *)lh, out); } \
    LHM_FN(type, void, stats_bio)(const LHASH_OF(type) *lh, BIO *out) \
    { OPENSSL_LH_stats_bio((const OPENSSL_LHASH *)lh, out); } \
    LHM_FN(type, unsigned long, get_down_load)(LHASH_OF(type) *lh) \
    { return OPENSSL_LH_get_down_load((OPENSSL_LHASH *)lh); } \
    LHM_FN(type, void, set_down_load)(LHASH_OF(type) *lh, unsigned long load) \
    { OPENSSL_LH_set_down_load((OPENSSL_LHASH *)lh, load); } \
    LHM_FN(type, void, doall)(LHASH_OF(type) *lh, lh_##type##_doallfunc each) \
    { OPENSSL_LH_doall((OPENSSL_LHASH *)lh, (OPENSSL_LH_DOALL_FUNC)each); } \
    LHM_FN(type, void, doall_arg)(LHASH_OF(type) *lh, void (*each)(type *, void *), void *arg) \
    { OPENSSL_LH_doall_arg((OPENSSL_LHASH *)lh, (OPENSSL_LH_DOALL_FUNCARG)each, arg); } \
    LHASH_OF(type)

/* A typed walk with an argument: defines lh_T_doall_ARG(table, function, argument). */
#define LHM_DOALL_ARG(type, argtype, itemtype) \
    LHM_FN(type, void, doall_##argtype)(LHASH_OF(type) *lh, void (*fn)(itemtype *, argtype *), argtype *arg) \
    { OPENSSL_LH_doall_arg((OPENSSL_LHASH *)lh, (OPENSSL_LH_DOALL_FUNCARG)fn, (void *)arg); } \
    LHASH_OF(type)
#define IMPLEMENT_LHASH_DOALL_ARG(type, argtype) LHM_DOALL_ARG(type, argtype, type)
#define IMPLEMENT_LHASH_DOALL_ARG_CONST(type, argtype) LHM_DOALL_ARG(type, argtype, const type)

DEFINE_LHASH_OF(OPENSSL_STRING);
DEFINE_LHASH_OF(OPENSSL_CSTRING);

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_LHASH_H */
