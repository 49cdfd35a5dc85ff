/* ASN.1 strings, bits, enumerations, times of both kinds, types and general names: their smaller functions. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void string(const char *what, const ASN1_STRING *s) {
    printf("%s type %d flags %lx", what, s->type, s->flags & 0xf);
    hex("", s->data, s->length);
}

static void strings(BIO *out) {
    ASN1_STRING *a = ASN1_STRING_new(), *b = ASN1_STRING_type_new(V_ASN1_IA5STRING);
    string("new", a);
    SHOW(ASN1_STRING_set(b, "text", -1));
    SHOW(ASN1_STRING_copy(a, b));
    SHOW(ASN1_STRING_copy(a, NULL));
    string("copy", a);
    SHOW(ASN1_STRING_data(a) == a->data);
    ASN1_STRING_length_set(a, 2);
    string("shorter", a);
    unsigned char *mine = OPENSSL_malloc(3);
    memcpy(mine, "own", 3);
    ASN1_STRING_set0(a, mine, 3);
    string("set0", a);
    FILE *f = fopen("string.tmp", "w+");
    SHOW(ASN1_STRING_print_ex_fp(f, a, ASN1_STRFLGS_SHOW_TYPE));
    rewind(f);
    char line[100] = "";
    SHOWS(fgets(line, sizeof line, f));
    fclose(f);
    remove("string.tmp");
    SHOW(i2a_ASN1_STRING(out, a, 0));
    text("i2a", out);
    ASN1_STRING_set(b, NULL, 40);
    memset(b->data, 0xab, 40);
    SHOW(i2a_ASN1_STRING(out, b, 0));
    text("long", out);
    ASN1_STRING_set(b, "", 0);
    SHOW(i2a_ASN1_STRING(out, b, 0));
    text("empty", out);
    SHOW(i2a_ASN1_STRING(out, NULL, 0));
    ASN1_STRING_clear_free(a);
    ASN1_STRING_clear_free(NULL);
    ASN1_STRING_free(b);
    static const char *const texts[] = { "abc", "a b?", "a*b", "\xff", "", "A'()+,-./:=?" };
    for (size_t i = 0; i < 6; i++)
        printf("printable type %d %d\n", ASN1_PRINTABLE_type((const unsigned char *)texts[i], -1),
            ASN1_PRINTABLE_type((const unsigned char *)texts[i], 1));
    SHOW(ASN1_PRINTABLE_type(NULL, 1));
    for (int t = -1; t < 33; t++) printf(" %lx", ASN1_tag2bit(t));
    printf("\n");
    unsigned long mask = ASN1_STRING_get_default_mask();
    printf("mask %lx\n", mask);
    static const struct { const char *in; int len, form; unsigned long mask; long min, max; } copies[] = {
        { "plain", -1, MBSTRING_ASC, 0, 0, 0 }, { "gr\xfc", -1, MBSTRING_ASC, 0, 0, 0 }, { "\xe2\x82\xac", -1, MBSTRING_UTF8, B_ASN1_BMPSTRING, 0, 0 },
        { "\xe2\x82", -1, MBSTRING_UTF8, 0, 0, 0 }, { "\0A\0B", 4, MBSTRING_BMP, B_ASN1_PRINTABLESTRING, 0, 0 }, { "\0A\0", 3, MBSTRING_BMP, 0, 0, 0 },
        { "\0\0\0A", 4, MBSTRING_UNIV, 0, 0, 0 }, { "\0\0A", 3, MBSTRING_UNIV, 0, 0, 0 }, { "abc", 3, MBSTRING_UTF8, 0, 4, 0 }, { "abc", 3, MBSTRING_UTF8, 0, 0, 2 },
        { "a@b", 3, MBSTRING_ASC, B_ASN1_PRINTABLESTRING, 0, 0 }, { "a", 1, 77, 0, 0, 0 }, { "a@b", 3, MBSTRING_ASC, B_ASN1_T61STRING | B_ASN1_UNIVERSALSTRING, 0, 0 } };
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        ASN1_STRING *s = NULL;
        printf("copy %zu %d", i,
            ASN1_mbstring_copy(
                NULL, (const unsigned char *)copies[i].in, copies[i].len, copies[i].form, copies[i].mask));
        errors();
        int r = ASN1_mbstring_ncopy(&s, (const unsigned char *)copies[i].in, copies[i].len, copies[i].form,
            copies[i].mask, copies[i].min, copies[i].max);
        printf(" ncopy %d", r);
        errors();
        if (s) string(" made", s);
        ASN1_STRING_free(s);
    }
    ASN1_STRING_set_default_mask(B_ASN1_PRINTABLESTRING | B_ASN1_BMPSTRING);
    ASN1_STRING *s = ASN1_STRING_set_by_NID(NULL, (const unsigned char *)"a@b", 3, MBSTRING_ASC, NID_commonName);
    if (s) string("by NID", s);
    ASN1_STRING_free(s);
    ASN1_STRING_set_default_mask(mask);
    s = ASN1_STRING_set_by_NID(NULL, (const unsigned char *)"US", 2, MBSTRING_ASC, NID_countryName);
    if (s) string("country", s);
    ASN1_STRING_free(s);
    SHOWP(ASN1_STRING_set_by_NID(NULL, (const unsigned char *)"USA", 3, MBSTRING_ASC, NID_countryName));
    ASN1_OCTET_STRING *o = ASN1_OCTET_STRING_new(), *p;
    ASN1_OCTET_STRING_set(o, (const unsigned char *)"abc", 3);
    p = ASN1_OCTET_STRING_dup(o);
    SHOW(ASN1_OCTET_STRING_cmp(o, p));
    ASN1_OCTET_STRING_set(p, (const unsigned char *)"abd", 3);
    SHOW(ASN1_OCTET_STRING_cmp(o, p) < 0);
    ASN1_OCTET_STRING_free(o);
    ASN1_OCTET_STRING_free(p);
}

static void bits_and_numbers(BIO *out) {
    ASN1_BIT_STRING *b = ASN1_BIT_STRING_new();
    BIT_STRING_BITNAME names[] = { { 0, "first", "one" }, { 2, "third", "three" }, { 9, "tenth", "ten" }, { -1, NULL, NULL } };
    static const unsigned char allowed[] = { 0xa0 };
    SHOW(ASN1_BIT_STRING_set(b, (unsigned char *)"\xa0\x40", 2));
    SHOW(ASN1_BIT_STRING_check(b, allowed, 1));
    SHOW(ASN1_BIT_STRING_check(NULL, allowed, 1));
    SHOW(ASN1_BIT_STRING_name_print(out, b, names, 3));
    text("names", out);
    SHOW(ASN1_BIT_STRING_num_asc("third", names));
    SHOW(ASN1_BIT_STRING_num_asc("three", names));
    SHOW(ASN1_BIT_STRING_num_asc("nothing", names));
    SHOW(ASN1_BIT_STRING_set_asc(b, "tenth", 0, names));
    SHOW(ASN1_BIT_STRING_set_asc(b, "nothing", 1, names));
    SHOW(ASN1_BIT_STRING_check(b, allowed, 1));
    SHOW(ASN1_BIT_STRING_set_asc(NULL, "first", 1, names));
    string("bits", b);
    ASN1_BIT_STRING_free(b);
    ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
    static const int64_t values[] = { 0, 5, -5, 300, INT64_MIN, INT64_MAX };
    for (int i = 0; i < 6; i++) {
        int64_t v = 9;
        SHOW(ASN1_ENUMERATED_set_int64(e, values[i]));
        printf("%d %lld", ASN1_ENUMERATED_get_int64(&v, e), (long long)v);
        string("", e);
        SHOW(i2a_ASN1_ENUMERATED(out, e));
        text("i2a", out);
        SHOW(ASN1_ENUMERATED_set(e, (long)values[i]));
        SHOW(ASN1_ENUMERATED_get(e));
    }
    SHOW(ASN1_ENUMERATED_get(NULL));
    ASN1_ENUMERATED_free(e);
    ASN1_INTEGER *n = ASN1_INTEGER_new(), *m;
    SHOW(ASN1_INTEGER_set_uint64(n, UINT64_MAX));
    m = ASN1_INTEGER_dup(n);
    SHOW(ASN1_INTEGER_cmp(n, m));
    string("integer", m);
    ASN1_INTEGER_free(n);
    ASN1_INTEGER_free(m);
    char buf[30] = "";
    SHOW(i2t_ASN1_OBJECT(buf, sizeof buf, OBJ_nid2obj(NID_commonName)));
    SHOWS(buf);
    SHOW(i2t_ASN1_OBJECT(buf, 4, OBJ_nid2obj(NID_commonName)));
    SHOWS(buf);
}

static void times(BIO *out) {
    ASN1_UTCTIME *u = ASN1_UTCTIME_set(NULL, 1700000000), *v;
    ASN1_GENERALIZEDTIME *g = ASN1_GENERALIZEDTIME_set(NULL, 1700000000), *h;
    string("utc", u);
    string("generalized", g);
    SHOW(ASN1_UTCTIME_check(u));
    SHOW(ASN1_GENERALIZEDTIME_check(g));
    SHOW(ASN1_UTCTIME_check(g));
    SHOW(ASN1_GENERALIZEDTIME_check(u));
    SHOW(ASN1_UTCTIME_adj(u, 1700000000, 400, -1) == u);
    SHOW(ASN1_GENERALIZEDTIME_adj(g, 1700000000, -400, 1) == g);
    string("utc", u);
    string("generalized", g);
    SHOWP(ASN1_UTCTIME_adj(u, 1700000000, 400 * 400, 0));
    SHOWP(v = ASN1_UTCTIME_set(NULL, 4102444800)); /* 2100 */
    ASN1_UTCTIME_free(v);
    SHOW(ASN1_UTCTIME_cmp_time_t(u, 1700000000));
    SHOW(ASN1_UTCTIME_cmp_time_t(u, 1800000000));
    v = ASN1_UTCTIME_dup(u);
    h = ASN1_GENERALIZEDTIME_dup(g);
    SHOW(ASN1_STRING_cmp(u, v));
    SHOW(ASN1_STRING_cmp(g, h));
    ASN1_TIME *t = ASN1_TIME_dup(u);
    SHOW(ASN1_STRING_cmp(u, t));
    static const char *const texts[] = { "230101000000Z", "230101000000+0100", "2301010000Z", "231301000000Z",
        "20230101000000Z", "20230101000000.5Z", "x", "", "230229000000Z" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        printf("%s %d %d %d %d\n", texts[i], ASN1_UTCTIME_set_string(NULL, texts[i]),
            ASN1_GENERALIZEDTIME_set_string(NULL, texts[i]), ASN1_UTCTIME_set_string(v, texts[i]),
            ASN1_GENERALIZEDTIME_set_string(h, texts[i]));
        ERR_clear_error();
        SHOW(ASN1_UTCTIME_print(out, v));
        text("utc", out);
    }
    SHOW(ASN1_UTCTIME_print(out, g));
    text("wrong kind", out);
    ASN1_UTCTIME_free(u); ASN1_UTCTIME_free(v); ASN1_TIME_free(t);
    ASN1_GENERALIZEDTIME_free(g); ASN1_GENERALIZEDTIME_free(h);
}

static void types(void) {
    ASN1_TYPE *a = ASN1_TYPE_new(), *b = ASN1_TYPE_new();
    unsigned char buf[10];
    SHOW(a->type);
    SHOW(ASN1_TYPE_set_octetstring(a, (unsigned char *)"octets", 6));
    SHOW(ASN1_TYPE_get_octetstring(a, buf, sizeof buf));
    SHOW(ASN1_TYPE_get_octetstring(a, buf, 2));
    SHOW(ASN1_TYPE_set1(b, a->type, a->value.ptr));
    SHOW(ASN1_TYPE_cmp(a, b));
    ASN1_TYPE_set(b, V_ASN1_NULL, NULL);
    SHOW(ASN1_TYPE_cmp(a, b));
    SHOW(ASN1_TYPE_get_octetstring(b, buf, 2));
    SHOW(ASN1_TYPE_set1(b, V_ASN1_OBJECT, OBJ_nid2obj(NID_sha1)));
    SHOW(ASN1_TYPE_set1(a, V_ASN1_OBJECT, OBJ_nid2obj(NID_sha1)));
    SHOW(ASN1_TYPE_cmp(a, b));
    SHOW(ASN1_TYPE_set1(a, V_ASN1_BOOLEAN, buf));
    SHOW(ASN1_TYPE_get(a));
    SHOW(ASN1_TYPE_set1(a, V_ASN1_BOOLEAN, NULL));
    SHOW(ASN1_TYPE_get(a));
    ASN1_TYPE_free(a);
    ASN1_TYPE_free(b);
}

static void general_names(BIO *out) {
    static const struct {
        const char *bytes;
        int len;
    } der[] = { { "\x82\3abc", 5 }, { "\x87\4\x0a\0\0\1", 6 }, { "\x88\3\x2a\3\4", 5 },
        { "\xa0\x0b\6\2\x2a\3\xa0\5\x0c\3abc", 13 }, { "\xa4\x0f\x30\x0d\x31\x0b\x30\x09\6\3\x55\4\6\x13\2US", 17 },
        { "\x86\5urn:x", 7 }, { "\xa0\x12\6\x08\x2b\6\1\5\5\7\x08\5\xa0\6\x0c\4a@bc", 20 } };
    GENERAL_NAME *last = NULL;
    for (size_t i = 0; i < sizeof der / sizeof *der; i++) {
        const unsigned char *p = (const unsigned char *)der[i].bytes;
        GENERAL_NAME *n = d2i_GENERAL_NAME(NULL, &p, der[i].len), *d = GENERAL_NAME_dup(n);
        int type = -1;
        SHOW(GENERAL_NAME_cmp(n, d));
        if (last) SHOW(GENERAL_NAME_cmp(n, last) != 0);
        SHOW(GENERAL_NAME_get0_value(n, &type) != NULL);
        SHOW(type);
        SHOW(GENERAL_NAME_print(out, n));
        text("print", out);
        ASN1_OBJECT *oid = NULL;
        ASN1_TYPE *value = NULL;
        SHOW(GENERAL_NAME_get0_otherName(n, &oid, &value));
        printf("%d %d\n", oid != NULL, value != NULL);
        GENERAL_NAME_free(last);
        last = n;
        GENERAL_NAME_free(d);
    }
    GENERAL_NAME_free(last);
    SHOW(GENERAL_NAME_cmp(NULL, NULL));
    GENERAL_NAME *n = GENERAL_NAME_new();
    ASN1_IA5STRING *s = ASN1_IA5STRING_new();
    ASN1_STRING_set(s, "set.example", -1);
    GENERAL_NAME_set0_value(n, GEN_DNS, s);
    SHOW(GENERAL_NAME_print(out, n));
    text("set", out);
    GENERAL_NAME_free(n);
}

int main(void) {
    BIO *out = BIO_new(BIO_s_mem());
    strings(out);
    bits_and_numbers(out);
    times(out);
    types();
    general_names(out);
    BIO_free(out);
    return 0;
}
