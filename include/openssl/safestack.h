/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/safestack.h
 * Typed stacks. DEFINE_STACK_OF(T) gives the stack of T a type, STACK_OF(T), and typed sk_T_* functions that forward
 * to the untyped ones of openssl/stack.h. A stack borrows its items: sk_T_free() frees the stack alone, and
 * sk_T_pop_free() frees the items too, by the function it is given. Functions that add return the new number of items,
 * or 0 on failure; functions that look up return an index, or -1; items are NULL where there is none.
 */
#ifndef OPENSSL_SAFESTACK_H
#define OPENSSL_SAFESTACK_H

#include <openssl/macros.h>
#include <openssl/stack.h>
#include <openssl/e_os2.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_SAFESTACK_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define STACK_OF(type) struct stack_st_##type

/*
 * t1 is the type that names the stack, t2 what its functions take and return, t3 the same without const, as callbacks
 * see it.
 */
#define SKM_FN(t1, ret, verb) static ossl_unused ossl_inline ret sk_##t1##_##verb
#define SKM_DEFINE_STACK_OF(t1, t2, t3) \
    STACK_OF(t1); \
    typedef int (*sk_##t1##_compfunc)(const t3 *const *a, const t3 *const *b); \
    typedef void (*sk_##t1##_freefunc)(t3 *a); \
    typedef t3 *(*sk_##t1##_copyfunc)(const t3 *a); \
    SKM_FN(t1, int, num)(const STACK_OF(t1) *sk) \
    { return OPENSSL_sk_num((const OPENSSL_STACK *)sk); } \
    SKM_FN(t1, t2 *, value)(const STACK_OF(t1) *sk, int idx) \
    { return (t2 *)OPENSSL_sk_value((const OPENSSL_STACK *)sk, idx); } \
    SKM_FN(t1, STACK_OF(t1) *, new)(sk_##t1##_compfunc cmp) \
    { return (STACK_OF(t1) *)OPENSSL_sk_new((OPENSSL_sk_compfunc)cmp); } \
    SKM_FN(t1, STACK_OF(t1) *, new_null)(void) \
    { return (STACK_OF(t1) *)OPENSSL_sk_new_null(); } \
    SKM_FN(t1, STACK_OF(t1) *, new_reserve)(sk_##t1##_compfunc cmp, int n) \
    { return (STACK_OF(t1) *)OPENSSL_sk_new_reserve((OPENSSL_sk_compfunc)cmp, n); } \
    SKM_FN(t1, int, reserve)(STACK_OF(t1) *sk, int n) \
    { return OPENSSL_sk_reserve((OPENSSL_STACK *)sk, n); } \
    SKM_FN(t1, void, free)(STACK_OF(t1) *sk) \
    { OPENSSL_sk_free((OPENSSL_STACK *)sk); } \
    SKM_FN(t1, void, zero)(STACK_OF(t1) *sk) \
    { OPENSSL_sk_zero((OPENSSL_STACK *)sk); } \
    SKM_FN(t1, t2 *, delete)(STACK_OF(t1) *sk, int idx) \
    { return (t2 *)OPENSSL_sk_delete((OPENSSL_STACK *)sk, idx); } \
    SKM_FN(t1, t2 *, delete_ptr)(STACK_OF(t1) *sk, t2 *item) \
    { return (t2 *)OPENSSL_sk_delete_ptr((OPENSSL_STACK *)sk, (const void *)item); } \
    SKM_FN(t1, int, push)(STACK_OF(t1) *sk, t2 *item) \
    { return OPENSSL_sk_push((OPENSSL_STACK *)sk, (const void *)item); } \
    SKM_FN(t1, int, unshift)(STACK_OF(t1) *sk, t2 *item) \
    { return OPENSSL_sk_unshift((OPENSSL_STACK *)sk, (const void *)item); } \
    SKM_FN(t1, t2 *, pop)(STACK_OF(t1) *sk) \
    { return (t2 *)OPENSSL_sk_pop((OPENSSL_STACK *)sk); } \
    SKM_FN(t1, t2 *, shift)(STACK_OF(t1) *sk) \
    { return (t2 *)OPENSSL_sk_shift((OPENSSL_STACK *)sk); } \
    SKM_FN(t1, void, pop_free)(STACK_OF(t1) *sk, sk_##t1##_freefunc func) \
    { OPENSSL_sk_pop_free((OPENSSL_STACK *)sk, (OPENSSL_sk_freefunc)func); } \
    SKM_FN(t1, int, insert)(STACK_OF(t1) *sk, t2 *item, int idx) \
    { return OPENSSL_sk_insert((OPENSSL_STACK *)sk, (const void *)item, idx); } \
    SKM_FN(t1, t2 *, set)(STACK_OF(t1) *sk, int idx, t2 *item) \
    { return (t2 *)OPENSSL_sk_set((OPENSSL_STACK *)sk, idx, (const void *)item); } \
    SKM_FN(t1, int, find)(STACK_OF(t1) *sk, t2 *item) \
    { return OPENSSL_sk_find((OPENSSL_STACK *)sk, (const void *)item); } \
    SKM_FN(t1, int, find_ex)(STACK_OF(t1) *sk, t2 *item) \
    { return OPENSSL_sk_find_ex((OPENSSL_STACK *)sk, (const void *)item); } \
    SKM_FN(t1, int, find_all)(STACK_OF(t1) *sk, t2 *item, int *count) \
    { return OPENSSL_sk_find_all((OPENSSL_STACK *)sk, (const void *)item, count); } \
    SKM_FN(t1, void, sort)(STACK_OF(t1) *sk) \
    { OPENSSL_sk_sort((OPENSSL_STACK *)sk); } \
    SKM_FN(t1, int, is_sorted)(const STACK_OF(t1) *sk) \
    { return OPENSSL_sk_is_sorted((const OPENSSL_STACK *)sk); } \
    SKM_FN(t1, STACK_OF(t1) *, dup)(const STACK_OF(t1) *sk) \
    { return (STACK_OF(t1) *)OPENSSL_sk_dup((const OPENSSL_STACK *)sk); } \
    SKM_FN(t1, STACK_OF(t1) *, deep_copy)(const STACK_OF(t1) *sk, sk_##t1##_copyfunc copy, sk_##t1##_freefunc func) \
    { return (STACK_OF(t1) *)OPENSSL_sk_deep_copy((const OPENSSL_STACK *)sk, (OPENSSL_sk_copyfunc)copy, (OPENSSL_sk_freefunc)func); } \
    SKM_FN(t1, sk_##t1##_compfunc, set_cmp_func)(STACK_OF(t1) *sk, sk_##t1##_compfunc cmp) \
    { return (sk_##t1##_compfunc)OPENSSL_sk_set_cmp_func((OPENSSL_STACK *)sk, (OPENSSL_sk_compfunc)cmp); }

#define DEFINE_STACK_OF(t) SKM_DEFINE_STACK_OF(t, t, t)
#define DEFINE_STACK_OF_CONST(t) SKM_DEFINE_STACK_OF(t, const t, t)
#define DEFINE_SPECIAL_STACK_OF(t1, t2) SKM_DEFINE_STACK_OF(t1, t2, t2)
#define DEFINE_SPECIAL_STACK_OF_CONST(t1, t2) SKM_DEFINE_STACK_OF(t1, const t2, t2)
#define SKM_DEFINE_STACK_OF_INTERNAL(t1, t2, t3) SKM_DEFINE_STACK_OF(t1, t2, t3)

/* Stacks of strings; the CSTRING one never frees or changes them. */
typedef char *OPENSSL_STRING;
typedef const char *OPENSSL_CSTRING;
DEFINE_SPECIAL_STACK_OF(OPENSSL_STRING, char)
DEFINE_SPECIAL_STACK_OF_CONST(OPENSSL_CSTRING, char)
#ifndef OPENSSL_NO_DEPRECATED_3_0
typedef void *OPENSSL_BLOCK;
DEFINE_SPECIAL_STACK_OF(OPENSSL_BLOCK, void)
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_SAFESTACK_H */
