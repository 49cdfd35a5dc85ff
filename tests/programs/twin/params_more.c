/* OSSL_PARAM: numbers with a fraction and moments in each type and size, pointers, and what was modified. */
#include "trace.h"
#include <openssl/params.h>
#include <stdint.h>
#include <time.h>

static const double values[] = { 0, 1, -1, 0.5, -2.25, 2147483647.0, 2147483648.0, -2147483648.0, -2147483649.0, 4294967295.0,
                                 4294967296.0, 9007199254740991.0, 9007199254740992.0, 9007199254740994.0, -9007199254740992.0,
                                 1e15, 1e18, 9223372036854774784.0, 1e30 };
static const unsigned types[] = { OSSL_PARAM_INTEGER, OSSL_PARAM_UNSIGNED_INTEGER, OSSL_PARAM_REAL, OSSL_PARAM_UTF8_STRING,
                                  OSSL_PARAM_OCTET_STRING };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void doubles(void) {
    for (size_t t = 0; t < COUNT(types); t++) {
        for (size_t size = 2; size <= 8; size *= 2) {
            for (size_t v = 0; v < COUNT(values); v++) {
                unsigned char room[8] = { 0 };
                double back = 7;
                time_t when = 7;
                OSSL_PARAM p = { "key", types[t], room, size, OSSL_PARAM_UNMODIFIED };
                int r = OSSL_PARAM_set_double(&p, values[v]);
                printf("%u %zu %g: %d %d ", types[t], size, values[v], r, r ? (int)p.return_size : -1);
                for (size_t i = 0; r && i < size; i++) printf("%02x", room[i]);
                ERR_clear_error();
                r = OSSL_PARAM_get_double(&p, &back);
                printf(" %d %.17g", r, back);
                r = OSSL_PARAM_get_time_t(&p, &when);
                printf(" %d %lld\n", r, (long long)when);
                ERR_clear_error();
            }
        }
    }
    double d = 1.5, back;
    OSSL_PARAM p = OSSL_PARAM_construct_double("d", &d), empty = { "key", OSSL_PARAM_REAL, NULL, 8, OSSL_PARAM_UNMODIFIED };
    printf("%s %u %zu %d\n", p.key, p.data_type, p.data_size, OSSL_PARAM_modified(&p));
    printf("%d", OSSL_PARAM_get_double(&p, &back));
    printf(" %g %d", back, OSSL_PARAM_set_double(&p, 2.5));
    printf(" %g %d\n", d, OSSL_PARAM_modified(&p));
    printf("%d", OSSL_PARAM_set_double(&empty, 2.5));
    printf(" %zu %d\n", empty.return_size, OSSL_PARAM_set_double(NULL, 1));
    printf("%d\n", OSSL_PARAM_get_double(NULL, &back));
    ERR_clear_error();
}

static void moments(void) {
    time_t t = 1234567890, back = 0;
    OSSL_PARAM p = OSSL_PARAM_construct_time_t("t", &t);
    printf("%s %u %zu %d", p.key, p.data_type, p.data_size, OSSL_PARAM_get_time_t(&p, &back));
    printf(" %lld %d", (long long)back, OSSL_PARAM_set_time_t(&p, -5));
    printf(" %lld\n", (long long)t);
    int32_t small = 0;
    OSSL_PARAM q = OSSL_PARAM_construct_int32("s", &small);
    printf("%d", OSSL_PARAM_set_time_t(&q, 1234567890));
    printf(" %d %d\n", small, OSSL_PARAM_set_time_t(&q, (time_t)1 << 40));
    ERR_clear_error();
}

static void pointers(void) {
    char *text = "text";
    void *octets = "octets";
    const char *got = NULL;
    const void *gotten = NULL;
    size_t len = 0;
    OSSL_PARAM list[] = { OSSL_PARAM_construct_utf8_ptr("u", &text, 4), OSSL_PARAM_construct_octet_ptr("o", &octets, 6),
                          OSSL_PARAM_construct_utf8_string("s", "string", 0), OSSL_PARAM_construct_end() };
    for (int i = 0; i < 3; i++) {
        printf("%s %u %zu: %d", list[i].key, list[i].data_type, list[i].data_size, OSSL_PARAM_get_utf8_ptr(&list[i], &got));
        printf(" %s", got ? got : "-");
        printf(" %d", OSSL_PARAM_get_octet_ptr(&list[i], &gotten, &len));
        printf(" %zu %d\n", len, gotten == octets);
        ERR_clear_error();
    }
    printf("%d", OSSL_PARAM_set_octet_ptr(&list[1], "others", 3));
    printf(" %s %zu", (const char *)octets, list[1].return_size);
    printf(" %d", OSSL_PARAM_set_octet_ptr(&list[0], "others", 3));
    printf(" %d\n", OSSL_PARAM_set_octet_ptr(NULL, "others", 3));
    for (int i = 0; i < 3; i++) printf("%d", OSSL_PARAM_modified(&list[i]));
    OSSL_PARAM_set_all_unmodified(list);
    for (int i = 0; i < 3; i++) printf("%d", OSSL_PARAM_modified(&list[i]));
    OSSL_PARAM_set_all_unmodified(NULL);
    printf("\n");
    ERR_clear_error();
}

int main(void) {
    doubles();
    moments();
    pointers();
    return 0;
}
