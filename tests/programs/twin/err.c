/* The error queue: order, ring, marks, data, formats. */
#include <openssl/err.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void drain(const char *what) {
    const char *file, *func, *data;
    int line, flags;
    unsigned long e;
    printf("%s:\n", what);
    while ((e = ERR_get_error_all(&file, &line, &func, &data, &flags)) != 0) {
        char buf[256];
        ERR_error_string_n(e, buf, sizeof(buf));
        printf("  %08lx %s|%s|%d|%s|%s|%d\n", e, buf, file, line, func, data, flags);
    }
}

static void put(int lib, int reason) {
    ERR_new();
    ERR_set_debug("file.c", 100 + reason % 50, "func");
    ERR_set_error(lib, reason, NULL);
}

static int line_cb(const char *s, size_t n, void *u) {
    (void)u;
    const char *p = strchr(s, ':'); /* without the thread's id */
    printf("  cb %zu %s", n - (size_t)(p - s), p);
    return 1;
}

static void *other_thread(void *arg) {
    (void)arg;
    printf("thread sees %lx\n", ERR_peek_error());
    put(ERR_LIB_X509, 1);
    return NULL;
}

/* A long text is split over as many entries as it takes, at separators if it has some. */
static void long_texts(void) {
    static const char *const seps[] = { "\n", ", ", "", NULL };
    for (size_t i = 0; i < 4 * 7; i++) {
        static const size_t lengths[] = { 10, 1023, 1024, 3990, 4096, 9000, 20000 };
        const size_t n = lengths[i / 4];
        const char *sep = seps[i % 4], *data;
        char *text = OPENSSL_zalloc(n + 8);
        int flags;
        for (size_t k = 0; k < n; k++) text[k] = (char)('a' + k % 26);
        for (size_t k = 50; sep && *sep && k + strlen(sep) < n; k += 50 + k / 100) memcpy(text + k, sep, strlen(sep));
        ERR_raise_data(ERR_LIB_SSL, 100, "%s", i % 3 ? "some text" : "");
        for (int again = 0; again < 2; again++) {
            ERR_add_error_txt(sep, text);
            if (sep) strcat(text, sep);
        }
        for (unsigned long e; (e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0;) {
            printf("%zu %zu: %lx %d %zu %.20s ... %s\n", n, i % 4, e, flags, strlen(data), data,
                   strlen(data) > 20 ? data + strlen(data) - 20 : "");
        }
        OPENSSL_free(text);
    }
}

int main(void) {
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    char buf[256];
    const char *file = "untouched", *data = "untouched", *func = "untouched";
    int line = -7, flags = -7;
    printf("empty %lx %s %d %s %d\n", ERR_get_error_all(&file, &line, &func, &data, &flags), file, line, data, flags);
    printf("peek %lx last %lx\n", ERR_peek_error(), ERR_peek_last_error());

    for (int i = 1; i <= 20; i++) put(ERR_LIB_X509, 100 + i);
    drain("ring");

    put(ERR_LIB_BIO, 105);
    ERR_add_error_data(3, "one", NULL, "three");
    ERR_add_error_data(1, "+more");
    put(ERR_LIB_SYS, ENOENT);
    ERR_set_error(ERR_LIB_SYS, ENOENT, "calling %s(%d)", "open", 5);
    put(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
    put(ERR_LIB_EVP, ERR_R_BIO_LIB);
    put(200, 4000);
    put(ERR_LIB_ASN1, 4001);
    ERR_raise(ERR_LIB_PEM, 108);
    printf("raised at %d\n", ERR_peek_last_error_line(&file, &line) != 0);
    ERR_set_debug(NULL, 5, NULL);
    printf("%lx\n", ERR_peek_error_data(&data, &flags));
    printf("%s %d\n", data, flags);
    printf("%lx\n", ERR_peek_last_error_all(&file, &line, &func, &data, &flags));
    printf("[%s] %d [%s] [%s] %d\n", file, line, func, data, flags);
    drain("kinds");

    put(ERR_LIB_RSA, 101);
    ERR_set_mark();
    put(ERR_LIB_RSA, 102);
    put(ERR_LIB_RSA, 103);
    printf("pop %d\n", ERR_pop_to_mark());
    printf("pop again %d\n", ERR_pop_to_mark());
    drain("after pops");
    printf("mark on empty %d\n", ERR_set_mark());
    printf("clear mark on empty %d\n", ERR_clear_last_mark());
    put(ERR_LIB_RSA, 104);
    ERR_set_mark();
    ERR_set_mark();
    put(ERR_LIB_RSA, 105);
    printf("clear mark %d\n", ERR_clear_last_mark());
    printf("pop %d\n", ERR_pop_to_mark());
    printf("clear mark %d\n", ERR_clear_last_mark());
    drain("marks");

    put(ERR_LIB_X509, 101);
    ERR_set_error_data(OPENSSL_strdup("owned"), ERR_TXT_MALLOCED | ERR_TXT_STRING);
    put(ERR_LIB_CONF, 100);
    ERR_set_error_data((char *)"static", ERR_TXT_STRING);
    ERR_print_errors_cb(line_cb, NULL);
    printf("left %lx\n", ERR_peek_error());

    for (size_t n = 0; n < 60; n += 5) {
        memset(buf, 'x', sizeof(buf));
        ERR_error_string_n(0x05800065UL, buf, n);
        printf("%zu [%.*s]\n", n, n == 0 ? 1 : (int)n, buf);
    }
    printf("%s\n", ERR_error_string(0, NULL));
    printf("%s\n", ERR_error_string(ERR_PACK(ERR_LIB_SYS, 0, 5), buf));
    printf("%s\n", ERR_error_string((unsigned int)ERR_SYSTEM_FLAG | 13, buf));
    printf("%s\n", ERR_func_error_string(0x05800065UL) == NULL ? "no func" : "func");

    int mine = ERR_get_next_error_library();
    static ERR_STRING_DATA strings[] = { { 0, "my library" }, { 0, NULL }, { 0, NULL } };
    strings[0].error = ERR_PACK(0, 0, 77);
    strings[0].string = "my reason";
    printf("lib %d, load %d\n", mine, ERR_load_strings(mine, strings));
    put(mine, 77);
    put(mine, 78);
    drain("mine");
    printf("unload %d\n", ERR_unload_strings(mine, strings));
    put(mine, 77);
    drain("unloaded");

    errno = 33;
    put(ERR_LIB_X509, 2);
    ERR_clear_error();
    printf("errno %d empty %lx\n", errno, ERR_peek_error());
    put(ERR_LIB_X509, 3);
    pthread_t t;
    pthread_create(&t, NULL, other_thread, NULL);
    pthread_join(t, NULL);
    drain("main thread");
    put(ERR_LIB_X509, 3);
    ERR_add_error_txt(" | ", "first");
    ERR_add_error_txt(" | ", "second");
    drain("txt");
    char big[3000];
    memset(big, 'b', sizeof(big) - 1);
    big[sizeof(big) - 1] = '\0';
    put(ERR_LIB_X509, 3);
    ERR_set_error(ERR_LIB_X509, 3, "%s", big);
    ERR_peek_error_data(&data, &flags);
    printf("long %zu\n", strlen(data));
    long_texts();
    return 0;
}
