/* Hash tables, and the calls of old that load error texts. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/lhash.h>
#include <openssl/engine.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long hash(const void *p) { return (unsigned long)strlen(p); }
static int compare(const void *a, const void *b) { return strcmp(a, b); }
static int count, sum;
static void each(void *p) {
    (void)p;
    count++;
}
static void each_arg(void *p, void *arg) { *(int *)arg += (int)strlen(p); }
static OPENSSL_LHASH *table;
static void each_delete(void *p) { OPENSSL_LH_delete(table, p); }

int main(void) {
    char names[1000][12];
    table = OPENSSL_LH_new(hash, compare);
    printf("new %d items %lu error %d\n", table != NULL, OPENSSL_LH_num_items(table), OPENSSL_LH_error(table));
    for (int i = 0; i < 1000; i++) {
        snprintf(names[i], sizeof(names[i]), "%0*d", 3 + i % 8, i);
        if (OPENSSL_LH_insert(table, names[i]) != NULL) puts("was there");
    }
    char again[] = "0005";
    printf("items %lu get %s\n", OPENSSL_LH_num_items(table), (char *)OPENSSL_LH_retrieve(table, names[77]));
    void *old = OPENSSL_LH_insert(table, names[5]);
    printf("replaced %d none %p\n", old == names[5], OPENSSL_LH_retrieve(table, "nope"));
    printf("delete %s", (char *)OPENSSL_LH_delete(table, names[9]));
    printf(" again %p %s\n", OPENSSL_LH_delete(table, names[9]), again);
    OPENSSL_LH_doall(table, each);
    OPENSSL_LH_doall_arg(table, each_arg, &sum);
    printf("count %d sum %d\n", count, sum);
    OPENSSL_LH_set_down_load(table, 0);
    OPENSSL_LH_doall(table, each_delete);
    printf("left %lu\n", OPENSSL_LH_num_items(table));
    OPENSSL_LH_insert(table, names[1]);
    OPENSSL_LH_flush(table);
    printf("flushed %lu\n", OPENSSL_LH_num_items(table));
    OPENSSL_LH_free(table);
    OPENSSL_LH_free(NULL);
    table = OPENSSL_LH_new(NULL, NULL);
    OPENSSL_LH_insert(table, names[3]);
    printf("default %s\n", (char *)OPENSSL_LH_retrieve(table, names[3]));
    OPENSSL_LH_free(table);
    printf("%d %d %d %d\n", ERR_load_BIO_strings(), ERR_load_RAND_strings(), ERR_load_ENGINE_strings(), ERR_load_CRYPTO_strings());
    return 0;
}
