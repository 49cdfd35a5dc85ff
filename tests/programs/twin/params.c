/* OSSL_PARAM: making, finding, reading and writing, each type by each width, in and out of range. */
#include "trace.h"
#include <openssl/bn.h>
#include <openssl/params.h>
#include <stdint.h>

/* Everything that reads a number, on one parameter. */
static void read_all(const char *what, const OSSL_PARAM *p) {
    int i = 99; unsigned u = 99; long l = 99; unsigned long ul = 99; size_t z = 99;
    int32_t i32 = 99; uint32_t u32 = 99; int64_t i64 = 99; uint64_t u64 = 99;
    printf("%s type %u size %zu modified %d\n", what, p->data_type, p->data_size, OSSL_PARAM_modified(p));
    printf(" int %d", OSSL_PARAM_get_int(p, &i)); printf(" %d", i); errors();
    printf(" uint %d", OSSL_PARAM_get_uint(p, &u)); printf(" %u", u); errors();
    printf(" long %d", OSSL_PARAM_get_long(p, &l)); printf(" %ld", l); errors();
    printf(" ulong %d", OSSL_PARAM_get_ulong(p, &ul)); printf(" %lu", ul); errors();
    printf(" size %d", OSSL_PARAM_get_size_t(p, &z)); printf(" %zu", z); errors();
    printf(" i32 %d", OSSL_PARAM_get_int32(p, &i32)); printf(" %ld", (long)i32); errors();
    printf(" u32 %d", OSSL_PARAM_get_uint32(p, &u32)); printf(" %lu", (unsigned long)u32); errors();
    printf(" i64 %d", OSSL_PARAM_get_int64(p, &i64)); printf(" %lld", (long long)i64); errors();
    printf(" u64 %d", OSSL_PARAM_get_uint64(p, &u64)); printf(" %llu", (unsigned long long)u64); errors();
    BIGNUM *b = NULL;
    int ok = OSSL_PARAM_get_BN(p, &b);
    char *s = b ? BN_bn2hex(b) : NULL;
    printf(" bn %d %s", ok, s ? s : "-");
    errors();
    OPENSSL_free(s);
    BN_free(b);
}

/* Everything that writes a number, each into the same place. */
static void write_all(const char *what, OSSL_PARAM *p) {
#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        memset(p->data, 0xee, p->data_size);                                                                           \
        p->return_size = OSSL_PARAM_UNMODIFIED;                                                                        \
        printf("%s %s %d", what, #call, call);                                                                         \
        printf(" returns %zd modified %d", (ssize_t)p->return_size, OSSL_PARAM_modified(p));                           \
        hex("", p->data, (long)p->data_size);                                                                          \
    } while (0)
    TRY(OSSL_PARAM_set_int(p, -5));
    TRY(OSSL_PARAM_set_int(p, 300));
    TRY(OSSL_PARAM_set_uint(p, 0xfffffff0u));
    TRY(OSSL_PARAM_set_long(p, -1L << 40));
    TRY(OSSL_PARAM_set_long(p, 1L << 33));
    TRY(OSSL_PARAM_set_ulong(p, ~0UL));
    TRY(OSSL_PARAM_set_size_t(p, 77));
    TRY(OSSL_PARAM_set_int32(p, INT32_MIN));
    TRY(OSSL_PARAM_set_uint32(p, UINT32_MAX));
    TRY(OSSL_PARAM_set_int64(p, INT64_MIN));
    TRY(OSSL_PARAM_set_uint64(p, UINT64_MAX));
    BIGNUM *b = NULL;
    BN_hex2bn(&b, "123456");
    TRY(OSSL_PARAM_set_BN(p, b));
    BN_hex2bn(&b, "123456789ABCDEF0123456789ABCDEF01234");
    TRY(OSSL_PARAM_set_BN(p, b));
    BN_hex2bn(&b, "-12");
    TRY(OSSL_PARAM_set_BN(p, b));
    BN_free(b);
    TRY(OSSL_PARAM_set_utf8_string(p, "text"));
    TRY(OSSL_PARAM_set_octet_string(p, "oct", 3));
}

static void numbers(void) {
    static const long long values[] = { 0, 1, -1, 127, 255, 65535, INT32_MAX, INT32_MIN, UINT32_MAX, INT64_MAX, INT64_MIN };
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        int i = (int)values[k]; unsigned u = (unsigned)values[k]; long l = (long)values[k]; unsigned long ul = (unsigned long)l;
        size_t z = (size_t)l; int32_t i32 = i; uint32_t u32 = u; int64_t i64 = l; uint64_t u64 = ul;
        printf("value %lld\n", values[k]);
        OSSL_PARAM p[] = { OSSL_PARAM_construct_int("i", &i), OSSL_PARAM_construct_uint("u", &u),
            OSSL_PARAM_construct_long("l", &l), OSSL_PARAM_construct_ulong("ul", &ul),
            OSSL_PARAM_construct_size_t("z", &z), OSSL_PARAM_construct_int32("i32", &i32),
            OSSL_PARAM_construct_uint32("u32", &u32), OSSL_PARAM_construct_int64("i64", &i64),
            OSSL_PARAM_construct_uint64("u64", &u64), OSSL_PARAM_construct_end() };
        for (int n = 0; p[n].key; n++) read_all(p[n].key, &p[n]);
        if (k != 0) continue;
        for (int n = 0; p[n].key; n++) write_all(p[n].key, &p[n]);
        SHOW(OSSL_PARAM_locate(p, "i64") - p);
        SHOW(OSSL_PARAM_locate_const(p, "u32") - p);
        SHOWP(OSSL_PARAM_locate(p, "I64"));
        SHOWP(OSSL_PARAM_locate_const(p, ""));
    }
}

/* Widths that no C type has, and values that need less than they take. */
static void odd_widths(void) {
    unsigned char wide[16] = { 0x34, 0x12 }, negative[16], three[3] = { 1, 2, 0x80 }, one[1] = { 0x80 };
    memset(negative, 0xff, sizeof negative);
    BIGNUM *b = NULL;
    OSSL_PARAM p[] = { { "wide", OSSL_PARAM_UNSIGNED_INTEGER, wide, sizeof wide, 0 },
        { "neg", OSSL_PARAM_INTEGER, negative, 16, 0 }, { "three", OSSL_PARAM_INTEGER, three, 3, 0 },
        { "one", OSSL_PARAM_INTEGER, one, 1, 0 }, { "uthree", OSSL_PARAM_UNSIGNED_INTEGER, three, 3, 0 },
        OSSL_PARAM_construct_BN("bn", wide, sizeof wide) };
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        read_all(p[i].key, &p[i]);
    }
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) write_all(p[i].key, &p[i]);
    SHOW(OSSL_PARAM_get_BN(&p[0], NULL));
    SHOW(OSSL_PARAM_get_BN(NULL, &b));
    SHOW(OSSL_PARAM_set_BN(&p[0], NULL));
    SHOW(OSSL_PARAM_set_BN(NULL, NULL));
    BN_free(b);
}

static void reals(void) {
    static const double values[] = { 0, 1, -1, 1.5, 4294967296.0, -2147483648.0, 1e30 };
    double d;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        d = values[i];
        OSSL_PARAM p = { "d", OSSL_PARAM_REAL, &d, sizeof d, OSSL_PARAM_UNMODIFIED };
        read_all("real", &p);
    }
    OSSL_PARAM p = { "d", OSSL_PARAM_REAL, &d, sizeof d, OSSL_PARAM_UNMODIFIED };
    write_all("real", &p);
    p.data_size = 4;
    read_all("short real", &p);
}

static void strings(void) {
    char buf[8] = "abcdefg", out[8], *mine = NULL;
    void *octets = NULL, *into = out;
    size_t used = 99;
    OSSL_PARAM u = OSSL_PARAM_construct_utf8_string("u", buf, 0), o = OSSL_PARAM_construct_octet_string("o", buf, 5);
    printf("utf8 type %u size %zu; octets type %u size %zu\n", u.data_type, u.data_size, o.data_type, o.data_size);
    char *to = out;
    SHOW(OSSL_PARAM_get_utf8_string(&u, &to, sizeof out));
    SHOWS(out);
    SHOW(OSSL_PARAM_get_utf8_string(&u, &to, 7));
    SHOW(OSSL_PARAM_get_utf8_string(&u, &to, 0));
    SHOW(OSSL_PARAM_get_utf8_string(&u, &mine, 0));
    SHOWS(mine);
    SHOW(OSSL_PARAM_get_utf8_string(&o, &to, sizeof out));
    SHOW(OSSL_PARAM_get_utf8_string(NULL, &to, sizeof out));
    SHOW(OSSL_PARAM_get_utf8_string(&u, NULL, 0));
    SHOW(OSSL_PARAM_get_octet_string(&o, &into, sizeof out, &used));
    printf("used %zu\n", used);
    SHOW(OSSL_PARAM_get_octet_string(&o, &into, 4, &used));
    SHOW(OSSL_PARAM_get_octet_string(&o, &octets, 0, &used));
    hex("octets", octets, (long)used);
    SHOW(OSSL_PARAM_get_octet_string(&u, &into, sizeof out, &used));
    SHOW(OSSL_PARAM_get_octet_string(&o, NULL, 0, &used));
    const void *lent = NULL;
    const char *word = NULL;
    SHOW(OSSL_PARAM_get_octet_string_ptr(&o, &lent, &used));
    SHOW(lent == o.data);
    SHOW(OSSL_PARAM_get_octet_string_ptr(&u, &lent, &used));
    SHOW(OSSL_PARAM_get_octet_string_ptr(&o, NULL, &used));
    SHOW(OSSL_PARAM_get_utf8_string_ptr(&u, &word));
    SHOW(word == u.data);
    SHOW(OSSL_PARAM_get_utf8_string_ptr(&o, &word));
    SHOW(OSSL_PARAM_get_utf8_string_ptr(&u, NULL));
    const char *away = "elsewhere";
    OSSL_PARAM pointer = { "p", OSSL_PARAM_UTF8_PTR, &away, 9, 0 };
    SHOW(OSSL_PARAM_get_utf8_string_ptr(&pointer, &word));
    SHOWS(word);
    OPENSSL_free(mine);
    OPENSSL_free(octets);
    read_all("utf8", &u);
    write_all("octets", &o);
    SHOW(OSSL_PARAM_set_utf8_string(&u, "longer than it"));
    printf("returns %zu\n", u.return_size);
    SHOW(OSSL_PARAM_set_utf8_string(&u, "seven77"));
    SHOW(OSSL_PARAM_set_utf8_string(&u, NULL));
    SHOW(OSSL_PARAM_set_octet_string(&o, "123456", 6));
    printf("returns %zu\n", o.return_size);
    SHOW(OSSL_PARAM_set_octet_string(&o, NULL, 6));
    SHOW(OSSL_PARAM_set_utf8_string(NULL, "x"));
    SHOW(OSSL_PARAM_set_octet_string(NULL, "x", 1));
}

/* Without a place for the data, a writer says how much it needs. */
static void sizes(void) {
    OSSL_PARAM p[] = { { "i", OSSL_PARAM_INTEGER, NULL, 0, 0 }, { "u", OSSL_PARAM_UNSIGNED_INTEGER, NULL, 0, 0 },
        { "s", OSSL_PARAM_UTF8_STRING, NULL, 0, 0 }, { "o", OSSL_PARAM_OCTET_STRING, NULL, 0, 0 } };
    BIGNUM *b = BN_new();
    BN_set_word(b, 70000);
    for (int i = 0; i < 4; i++) {
#define NEED(call)                                                                                                     \
    do {                                                                                                               \
        p[i].return_size = 99;                                                                                         \
        printf("%s %s %d", p[i].key, #call, call);                                                                     \
        printf(" needs %zu", p[i].return_size);                                                                        \
        errors();                                                                                                      \
    } while (0)
        NEED(OSSL_PARAM_set_int(&p[i], 3));
        NEED(OSSL_PARAM_set_uint64(&p[i], 3));
        NEED(OSSL_PARAM_set_BN(&p[i], b));
        NEED(OSSL_PARAM_set_utf8_string(&p[i], "four"));
        NEED(OSSL_PARAM_set_octet_string(&p[i], "three", 3));
    }
    BN_free(b);
    int i = 5;
    SHOW(OSSL_PARAM_set_int(NULL, 3));
    SHOW(OSSL_PARAM_get_int(NULL, &i));
    SHOW(OSSL_PARAM_modified(NULL));
    SHOWP(OSSL_PARAM_locate(NULL, "x"));
}

int main(void) {
    numbers();
    odd_widths();
    reals();
    strings();
    sizes();
    return 0;
}
