/* Stacks: order, search, copies, limits. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/safestack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void show(const char *what, const OPENSSL_STACK *st) {
    printf("%s (%d, sorted %d):", what, OPENSSL_sk_num(st), OPENSSL_sk_is_sorted(st));
    for (int i = 0; i < OPENSSL_sk_num(st); i++) {
        const char *s = OPENSSL_sk_value(st, i);
        printf(" %s", s == NULL ? "NULL" : s);
    }
    puts("");
}

static int copies;
static void *copy(const void *p) { return ++copies == 3 ? NULL : strdup(p); }
static void *copy_all(const void *p) { return strdup(p); }
static int freed;
static void count_free(void *p) {
    freed++;
    free(p);
}
static void no_free(void *p) { printf("free %s\n", (char *)p); }

int main(void) {
    OPENSSL_STACK *st = OPENSSL_sk_new_null();
    printf("pop empty %p shift %p\n", OPENSSL_sk_pop(st), OPENSSL_sk_shift(st));
    printf("push %d %d unshift %d insert %d %d\n", OPENSSL_sk_push(st, "d"), OPENSSL_sk_push(st, "b"),
           OPENSSL_sk_unshift(st, "a"), OPENSSL_sk_insert(st, "c", 1), OPENSSL_sk_insert(st, "z", 100));
    show("first", st);
    const char *b = OPENSSL_sk_value(st, 3);
    printf("find ptr %d missing %d\n", OPENSSL_sk_find(st, b), OPENSSL_sk_find(st, "nope"));
    printf("value -1 %p 99 %p\n", OPENSSL_sk_value(st, -1), OPENSSL_sk_value(st, 99));
    OPENSSL_sk_sort(st);
    show("sort without compare", st);
    OPENSSL_sk_set_cmp_func(st, compare);
    printf("find b %d\n", OPENSSL_sk_find(st, "b"));
    show("after find", st);
    int n = -1, at;
    OPENSSL_sk_push(st, "b");
    OPENSSL_sk_push(st, "b");
    show("pushed", st);
    at = OPENSSL_sk_find_all(st, "b", &n);
    printf("find_all %d %d\n", at, n);
    n = -1;
    at = OPENSSL_sk_find_all(st, "bb", &n);
    printf("find_all %d %d\n", at, n);
    const char *keys[] = { "", "a", "aa", "bb", "c", "cc", "z", "zz" };
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        printf("find_ex '%s' %d find %d\n", keys[i], OPENSSL_sk_find_ex(st, keys[i]), OPENSSL_sk_find(st, keys[i]));
    }
    printf("find NULL %d\n", OPENSSL_sk_find(st, NULL));
    printf("delete %s\n", (char *)OPENSSL_sk_delete(st, 0));
    printf("delete %p %p\n", OPENSSL_sk_delete(st, -1), OPENSSL_sk_delete(st, 50));
    printf("delete_ptr %s %p\n", (char *)OPENSSL_sk_delete_ptr(st, b), OPENSSL_sk_delete_ptr(st, "none"));
    show("deleted", st);
    printf("set %s %d\n", (char *)OPENSSL_sk_set(st, 1, "SET"), OPENSSL_sk_is_sorted(st));
    printf("set bad %p", OPENSSL_sk_set(st, 50, "SET"));
    printf(" %lx\n", ERR_get_error());
    OPENSSL_STACK *dup = OPENSSL_sk_dup(st);
    show("dup", dup);
    OPENSSL_STACK *deep = OPENSSL_sk_deep_copy(st, copy, count_free);
    printf("deep copy fails %d, freed %d\n", deep == NULL, freed);
    deep = OPENSSL_sk_deep_copy(st, copy_all, count_free);
    show("deep", deep);
    freed = 0;
    OPENSSL_sk_push(deep, NULL);
    OPENSSL_sk_pop_free(deep, count_free);
    printf("freed %d\n", freed);
    printf("pop %s shift %s\n", (char *)OPENSSL_sk_pop(dup), (char *)OPENSSL_sk_shift(dup));
    show("popped", dup);
    OPENSSL_sk_zero(dup);
    show("zero", dup);
    OPENSSL_sk_free(dup);
    show("null", NULL);
    printf("NULL: push %d unshift %d find %d num %d value %p pop %p\n", OPENSSL_sk_push(NULL, "x"),
           OPENSSL_sk_unshift(NULL, "x"), OPENSSL_sk_find(NULL, "x"), OPENSSL_sk_num(NULL), OPENSSL_sk_value(NULL, 0),
           OPENSSL_sk_pop(NULL));
    OPENSSL_sk_free(NULL);
    OPENSSL_sk_pop_free(NULL, no_free);
    dup = OPENSSL_sk_dup(NULL);
    show("dup of NULL", dup);
    OPENSSL_sk_free(dup);
    printf("reserve %d %d\n", OPENSSL_sk_reserve(st, 1000), OPENSSL_sk_reserve(st, -1));
    for (int i = 0; i < 5000; i++) OPENSSL_sk_push(st, "m");
    printf("%d\n", OPENSSL_sk_num(st));
    OPENSSL_sk_free(st);
    return 0;
}
