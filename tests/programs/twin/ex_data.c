/* Extra data of the application class: indices, callbacks, copies. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>

static void made(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp) {
    printf("new parent=%s ptr=%p idx=%d argl=%ld argp=%s\n", (char *)parent, ptr, idx, argl, (char *)argp);
    if (argl == 2) CRYPTO_set_ex_data(ad, idx, (void *)"made");
}
static void freed(void *parent, void *ptr, CRYPTO_EX_DATA *ad, int idx, long argl, void *argp) {
    (void)ad;
    printf("free parent=%s ptr=%s idx=%d argl=%ld argp=%s\n", (char *)parent, ptr ? (char *)ptr : "NULL", idx, argl,
           (char *)argp);
}
static int copied(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **d, int idx, long argl, void *argp) {
    (void)to, (void)from, (void)argp;
    printf("dup idx=%d argl=%ld d=%s\n", idx, argl, *d ? (char *)*d : "NULL");
    if (argl == 2) *d = (void *)"copied";
    return argl != 9;
}

int main(void) {
    int a = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_APP, 1, (void *)"one", NULL, NULL, NULL);
    int b = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_APP, 2, (void *)"two", made, copied, freed);
    int c = CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_APP, 3, (void *)"three", made, copied, freed);
    printf("indices %d %d %d other class %d\n", a, b, c, CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_UI, 0, NULL, NULL, NULL, NULL));
    printf("bad class %d", CRYPTO_get_ex_new_index(99, 0, NULL, NULL, NULL, NULL));
    printf(" %lx\n", ERR_get_error());
    CRYPTO_EX_DATA ad, copy;
    printf("new %d\n", CRYPTO_new_ex_data(CRYPTO_EX_INDEX_APP, (void *)"P", &ad));
    printf("get %p %s %p %p %p\n", CRYPTO_get_ex_data(&ad, a), (char *)CRYPTO_get_ex_data(&ad, b),
           CRYPTO_get_ex_data(&ad, c), CRYPTO_get_ex_data(&ad, 50), CRYPTO_get_ex_data(&ad, -1));
    printf("set %d %d\n", CRYPTO_set_ex_data(&ad, a, (void *)"A"), CRYPTO_set_ex_data(&ad, 0, (void *)"zero"));
    printf("set far %d %s\n", CRYPTO_set_ex_data(&ad, 7, (void *)"far"), (char *)CRYPTO_get_ex_data(&ad, 7));
    printf("alloc %d %d %d\n", CRYPTO_alloc_ex_data(CRYPTO_EX_INDEX_APP, (void *)"P", &ad, b),
           CRYPTO_alloc_ex_data(CRYPTO_EX_INDEX_APP, (void *)"P", &ad, c),
           CRYPTO_alloc_ex_data(CRYPTO_EX_INDEX_APP, (void *)"P", &ad, a));
    CRYPTO_new_ex_data(CRYPTO_EX_INDEX_APP, (void *)"Q", &copy);
    printf("dup %d\n", CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_APP, &copy, &ad));
    for (int i = 0; i < 4; i++)
        printf("copy[%d] %s\n", i, CRYPTO_get_ex_data(&copy, i) ? (char *)CRYPTO_get_ex_data(&copy, i) : "NULL");
    printf("free index %d %d\n", CRYPTO_free_ex_index(CRYPTO_EX_INDEX_APP, c), CRYPTO_free_ex_index(CRYPTO_EX_INDEX_APP, 77));
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_APP, (void *)"Q", &copy);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_APP, (void *)"P", &ad);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_APP, (void *)"P", &ad);
    return 0;
}
