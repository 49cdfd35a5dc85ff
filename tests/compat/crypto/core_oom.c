/* Every allocation made to fail in turn: calls fail cleanly, nothing crashes, nothing is lost. */
#include <criterion/criterion.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/lhash.h>
#include <openssl/objects.h>
#include <openssl/ui.h>
#include <stdlib.h>
#include <string.h>

static long left = -1; /* allocations until one fails; -1: none does */
static long alive;

static bool refuse(void) { return left >= 0 && left-- == 0; }

static void *count_malloc(size_t n, const char *file, int line) {
    (void)file, (void)line;
    if (n == 0 || refuse()) return NULL;
    alive++;
    return malloc(n);
}

static void count_free(void *p, const char *file, int line) {
    (void)file, (void)line;
    if (p == NULL) return;
    alive--;
    free(p);
}

static void *count_realloc(void *p, size_t n, const char *file, int line) {
    if (p == NULL) return count_malloc(n, file, line);
    if (n == 0) {
        count_free(p, file, line);
        return NULL;
    }
    return refuse() ? NULL : realloc(p, n);
}

static void bios(void) {
    char buf[8];
    BIO *f = BIO_new(BIO_f_buffer()), *m = BIO_new(BIO_s_mem()), *a = NULL, *b = NULL;
    if (f != NULL && m != NULL) {
        BIO_push(f, m);
        BIO_puts(f, "some text\n");
        (void)BIO_flush(f);
        BIO_gets(f, buf, sizeof(buf));
        BIO_free_all(BIO_dup_chain(m));
        BIO_free_all(f);
    } else {
        BIO_free(f);
        BIO_free(m);
    }
    if (BIO_new_bio_pair(&a, 10, &b, 0)) BIO_puts(a, "x");
    BIO_free(a);
    BIO_free(b);
}

static void objects(void) {
    ASN1_OBJECT *o = OBJ_txt2obj("1.2.3.4.5", 1), *copy = OBJ_dup(o);
    unsigned char *der = NULL;
    if (i2d_ASN1_OBJECT(o, &der) > 0) OPENSSL_free(der);
    ASN1_OBJECT_free(copy);
    ASN1_OBJECT_free(o);
}

static void numbers(void) {
    BIGNUM *a = NULL, *b = BN_new();
    BN_CTX *ctx = BN_CTX_new();
    char *s;
    if (BN_hex2bn(&a, "123456789ABCDEF0123456789ABCDEF")) {
        OPENSSL_free(s = BN_bn2hex(a));
        OPENSSL_free(s = BN_bn2dec(a));
    }
    if (b != NULL) BN_rand(b, 100, 0, 0);
    if (ctx != NULL) {
        BN_CTX_start(ctx);
        (void)BN_CTX_get(ctx);
        BN_CTX_end(ctx);
    }
    BN_CTX_free(ctx);
    BN_free(a);
    BN_free(b);
}

static void configuration(void) {
    CONF *c = NCONF_new(NULL);
    BIO *in = BIO_new_mem_buf("x = 1\n[s]\ny = $x z\ny = 2\n", -1);
    if (c != NULL && in != NULL && NCONF_load_bio(c, in, NULL)) (void)NCONF_get_string(c, "s", "y");
    BIO_free(in);
    NCONF_free(c);
}

static void *copy(const void *p) { return OPENSSL_strdup((const char *)p); }
static void drop(void *p) { OPENSSL_free(p); }

static void others(void) {
    char result[8], text[] = "t";
    OPENSSL_STACK *st = OPENSSL_sk_new_null();
    for (int i = 0; st != NULL && i < 10; i++) OPENSSL_sk_push(st, text);
    OPENSSL_sk_pop_free(OPENSSL_sk_deep_copy(st, copy, drop), drop);
    OPENSSL_sk_free(st);
    OPENSSL_LHASH *lh = OPENSSL_LH_new(NULL, NULL);
    if (lh != NULL) OPENSSL_LH_insert(lh, text);
    OPENSSL_LH_free(lh);
    UI *ui = UI_new();
    if (ui != NULL) {
        UI_dup_input_string(ui, "prompt", 0, result, 0, 7);
        UI_dup_input_boolean(ui, "prompt", "action", "y", "n", 0, result);
    }
    UI_free(ui);
    CRYPTO_EX_DATA ad;
    if (CRYPTO_new_ex_data(CRYPTO_EX_INDEX_APP, NULL, &ad)) CRYPTO_set_ex_data(&ad, 3, text);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_APP, NULL, &ad);
}

Test(core_oom, every_allocation_may_fail) {
    void (*const parts[])(void) = { bios, objects, numbers, configuration, others };
    cr_assert_eq(CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free), 1);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        long n = 0, after;
        do { /* until a run needs fewer allocations than would be let through */
            left = n;
            parts[i]();
            after = left;
            left = -1;
            ERR_clear_error();
            cr_assert_eq(alive, 0, "part %zu loses memory when allocation %ld fails", i, n);
            n++;
        } while (after < 0 && n < 1000);
        cr_expect_gt(n, 3);
    }
}
