/* SPDX-License-Identifier: MIT */
/* Typed stacks and hash tables, the library's and a program's own. Compiled as C and C++, never linked or run. */
#include <openssl/lhash.h>
#include <openssl/objects.h>
#include <openssl/safestack.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

typedef struct thing_st {
    int key;
} THING;

DEFINE_STACK_OF(THING)
DEFINE_LHASH_OF(THING);

static int by_key(const THING *const *a, const THING *const *b)
{
    return (*a)->key - (*b)->key;
}

static unsigned long hash(const THING *a)
{
    return (unsigned long)a->key;
}

static int compare(const THING *a, const THING *b)
{
    return a->key != b->key;
}

static THING *copy(const THING *a)
{
    (void)a;
    return NULL;
}

static void release(THING *a)
{
    (void)a;
}

int use_stack(THING *a);
int use_stack(THING *a)
{
    STACK_OF(THING) *sk = sk_THING_new(by_key), *other;
    int n = sk_THING_push(sk, a) + sk_THING_unshift(sk, a) + sk_THING_insert(sk, a, 1) + sk_THING_find(sk, a);
    sk_THING_sort(sk);
    (void)sk_THING_set_cmp_func(sk, by_key);
    other = sk_THING_deep_copy(sk, copy, release);
    n += sk_THING_set(sk, 0, a) == sk_THING_value(sk, 0) && sk_THING_delete_ptr(sk, a) == sk_THING_pop(sk);
    n += sk_THING_num(sk_THING_dup(sk)) + sk_THING_is_sorted(sk) + sk_THING_reserve(sk, 10);
    sk_THING_zero(sk);
    sk_THING_pop_free(other, release);
    sk_THING_free(sk);
    return n;
}

int use_hash(THING *a);
int use_hash(THING *a)
{
    LHASH_OF(THING) *lh = lh_THING_new(hash, compare);
    int n = lh_THING_insert(lh, a) == lh_THING_retrieve(lh, a) && lh_THING_delete(lh, a) == a;
    lh_THING_doall(lh, release);
    n += lh_THING_num_items(lh) > 1 && lh_THING_error(lh);
    lh_THING_free(lh);
    return n;
}

int use_library_stacks(STACK_OF(X509) *certs, STACK_OF(SSL_CIPHER) *ciphers, STACK_OF(OPENSSL_STRING) *strings,
                       STACK_OF(X509_NAME) *names);
int use_library_stacks(STACK_OF(X509) *certs, STACK_OF(SSL_CIPHER) *ciphers, STACK_OF(OPENSSL_STRING) *strings,
                       STACK_OF(X509_NAME) *names)
{
    const SSL_CIPHER *cipher = sk_SSL_CIPHER_value(ciphers, 0);
    char *string = sk_OPENSSL_STRING_value(strings, 0);
    X509_NAME *name = sk_X509_NAME_value(names, 0);
    sk_X509_pop_free(certs, X509_free);
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return cipher != NULL && string != NULL && name != NULL;
}
