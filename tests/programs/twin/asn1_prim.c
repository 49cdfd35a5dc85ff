/* ASN.1 primitives: strings, integers, bit strings, times, their encodings and printing. */
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

static BIO *out;

static void hex(const char *title, const unsigned char *p, long n) {
    BIO_printf(out, "%s %ld:", title, n);
    for (long i = 0; i < n; i++) BIO_printf(out, " %02x", p[i]);
    BIO_puts(out, "\n");
}

/* All the errors' reasons, oldest first. */
static void errors(void) {
    unsigned long e;
    const char *data;
    int flags;
    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        BIO_printf(out, "  error lib %d reason %d %s\n", ERR_GET_LIB(e), ERR_GET_REASON(e), flags & ERR_TXT_STRING ? data : "");
    }
}

static void strings(void) {
    static const struct { int type; const char *text; int len; } samples[] = {
        { V_ASN1_UTF8STRING, " Gr\xC3\xB6\xC3\x9F" "e,\"+<>;\\ ", -1 }, { V_ASN1_PRINTABLESTRING, "#plain (text) *", -1 },
        { V_ASN1_IA5STRING, "a\nb\x7f\x80", -1 }, { V_ASN1_T61STRING, "\xE4\xF6", -1 },
        { V_ASN1_BMPSTRING, "\0A\x20\xAC\0,", 6 }, { V_ASN1_UNIVERSALSTRING, "\0\0\0A\0\1\xF6\0", 8 },
        { V_ASN1_BMPSTRING, "\0A\0", 3 }, { V_ASN1_UTF8STRING, "\xC3(", -1 }, { V_ASN1_OCTET_STRING, "\1\2\3", -1 },
        { V_ASN1_UTF8STRING, "", 0 }, { V_ASN1_VISIBLESTRING, "visible", -1 }, { V_ASN1_GENERALSTRING, "gen\1", -1 },
    };
    static const unsigned long flags[] = { 0, ASN1_STRFLGS_RFC2253, ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_QUOTE,
        ASN1_STRFLGS_ESC_CTRL, ASN1_STRFLGS_ESC_MSB, ASN1_STRFLGS_UTF8_CONVERT, ASN1_STRFLGS_DUMP_ALL,
        ASN1_STRFLGS_DUMP_ALL | ASN1_STRFLGS_DUMP_DER, ASN1_STRFLGS_SHOW_TYPE | ASN1_STRFLGS_DUMP_UNKNOWN,
        ASN1_STRFLGS_IGNORE_TYPE | ASN1_STRFLGS_ESC_2254, ASN1_STRFLGS_ESC_2254 | ASN1_STRFLGS_ESC_QUOTE };
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        ASN1_STRING *s = ASN1_STRING_type_new(samples[i].type), *d;
        ASN1_STRING_set(s, samples[i].text, samples[i].len);
        BIO_printf(out, "string %zu type %d %s length %d\n", i, ASN1_STRING_type(s), ASN1_tag2str(s->type), ASN1_STRING_length(s));
        for (size_t k = 0; k < sizeof flags / sizeof flags[0]; k++) {
            BIO_printf(out, " %lx [", flags[k]);
            int n = ASN1_STRING_print_ex(out, s, flags[k]);
            BIO_printf(out, "] %d\n", n);
            errors();
        }
        BIO_printf(out, "[");
        int r = ASN1_STRING_print(out, s);
        BIO_printf(out, "] %d\n", r);
        unsigned char *utf8 = NULL;
        int n = ASN1_STRING_to_UTF8(&utf8, s);
        if (n >= 0) hex("utf8", utf8, n);
        else BIO_printf(out, "utf8 %d\n", n);
        errors();
        OPENSSL_free(utf8);
        d = ASN1_STRING_dup(s);
        BIO_printf(out, "cmp %d", ASN1_STRING_cmp(s, d));
        ASN1_STRING_set(d, "zz", 2);
        BIO_printf(out, " %d\n", ASN1_STRING_cmp(s, d) > 0 ? 1 : -1);
        ASN1_STRING_free(d);
        ASN1_STRING_free(s);
    }
}

static void integers(void) {
    static const int64_t values[] = { 0, 1, -1, 127, 128, -128, -129, 255, 256, -255, -256, 65535, INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        ASN1_INTEGER *a = ASN1_INTEGER_new(), *b = NULL;
        unsigned char *der = NULL;
        int64_t v = 77;
        uint64_t u = 77;
        ASN1_INTEGER_set_int64(a, values[i]);
        int n = i2d_ASN1_INTEGER(a, &der);
        BIO_printf(out, "int %ld type %d ", (long)values[i], a->type);
        hex("der", der, n);
        const unsigned char *p = der;
        b = d2i_ASN1_INTEGER(NULL, &p, n);
        int ok = ASN1_INTEGER_get_int64(&v, b), uok = ASN1_INTEGER_get_uint64(&u, b);
        BIO_printf(out, "back %d %ld %d %lu get %ld cmp %d\n", ok, (long)v, uok, (unsigned long)u, ASN1_INTEGER_get(b),
                   ASN1_INTEGER_cmp(a, b));
        errors();
        n = i2a_ASN1_INTEGER(out, b);
        BIO_printf(out, " %d\n", n);
        BIGNUM *bn = ASN1_INTEGER_to_BN(b, NULL);
        ASN1_INTEGER *c = BN_to_ASN1_INTEGER(bn, NULL);
        BIO_printf(out, "bn neg %d bits %d same %d\n", BN_is_negative(bn), BN_num_bits(bn), ASN1_INTEGER_cmp(b, c));
        BN_free(bn);
        ASN1_INTEGER_free(a);
        ASN1_INTEGER_free(b);
        ASN1_INTEGER_free(c);
        OPENSSL_free(der);
    }
}

static void bad_der(void) {
    static const struct { const char *bytes; int len; } bad[] = {
        { "\2\0", 2 }, { "\2\2\0\1", 4 }, { "\2\2\xFF\xFF", 4 }, { "\2\1", 2 }, { "\3\1\0", 3 }, { "\2\5\1", 3 }, { "", 0 },
        { "\2", 1 }, { "\2\x80\1\0\0", 5 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const unsigned char *p = (const unsigned char *)bad[i].bytes;
        ASN1_INTEGER *a = d2i_ASN1_INTEGER(NULL, &p, bad[i].len);
        BIO_printf(out, "bad %zu %s\n", i, a ? "accepted" : "refused");
        ASN1_INTEGER_free(a);
        ERR_clear_error();
    }
}

static void bit_strings(void) {
    ASN1_BIT_STRING *b = ASN1_BIT_STRING_new();
    static const int bits[] = { 0, 9, 3, 15 };
    for (int i = 0; i < 4; i++) {
        unsigned char *der = NULL;
        ASN1_BIT_STRING_set_bit(b, bits[i], 1);
        int n = i2d_ASN1_BIT_STRING(b, &der);
        hex("bits", der, n);
        OPENSSL_free(der);
    }
    ASN1_BIT_STRING_set_bit(b, 15, 0);
    ASN1_BIT_STRING_set_bit(b, 9, 0);
    BIO_printf(out, "len %d bit0 %d bit9 %d\n", b->length, ASN1_BIT_STRING_get_bit(b, 0), ASN1_BIT_STRING_get_bit(b, 9));
    static const unsigned char der[] = { 3, 3, 4, 0xAB, 0xCF };
    const unsigned char *p = der;
    unsigned char *again = NULL;
    ASN1_BIT_STRING *c = d2i_ASN1_BIT_STRING(NULL, &p, sizeof der);
    int n = i2d_ASN1_BIT_STRING(c, &again);
    hex("masked", again, n);
    BIO_printf(out, "flags %lx\n", (unsigned long)c->flags);
    OPENSSL_free(again);
    ASN1_BIT_STRING_free(b);
    ASN1_BIT_STRING_free(c);
}

static void times(void) {
    static const struct { int type; const char *text; } samples[] = {
        { V_ASN1_UTCTIME, "260102030405Z" }, { V_ASN1_UTCTIME, "500101000000Z" }, { V_ASN1_UTCTIME, "491231235959Z" },
        { V_ASN1_UTCTIME, "2601020304Z" }, { V_ASN1_UTCTIME, "260102030405+0130" }, { V_ASN1_UTCTIME, "260102030405" },
        { V_ASN1_UTCTIME, "261302030405Z" }, { V_ASN1_UTCTIME, "260229000000Z" }, { V_ASN1_UTCTIME, "240229000000Z" },
        { V_ASN1_GENERALIZEDTIME, "20260102030405Z" }, { V_ASN1_GENERALIZEDTIME, "20260102030405.123Z" },
        { V_ASN1_GENERALIZEDTIME, "20260102030405" }, { V_ASN1_GENERALIZEDTIME, "19000228000000Z" },
        { V_ASN1_GENERALIZEDTIME, "99991231235959Z" }, { V_ASN1_GENERALIZEDTIME, "20260102030405.Z" },
        { V_ASN1_GENERALIZEDTIME, "202601020304Z" }, { V_ASN1_UTCTIME, "" }, { V_ASN1_GENERALIZEDTIME, "20260102030405-1200" },
        { V_ASN1_UTCTIME, "260102030460Z" }, { V_ASN1_OCTET_STRING, "260102030405Z" },
    };
    time_t when = 1767323045;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        ASN1_TIME *t = ASN1_STRING_type_new(samples[i].type);
        struct tm tm;
        memset(&tm, 0, sizeof tm);
        ASN1_STRING_set(t, samples[i].text, -1);
        BIO_printf(out, "time %s: check %d [", samples[i].text, ASN1_TIME_check(t));
        int r = ASN1_TIME_print(out, t);
        BIO_printf(out, "] %d [", r);
        r = ASN1_TIME_print_ex(out, t, ASN1_DTFLGS_ISO8601);
        BIO_printf(out, "] %d tm %d", r, ASN1_TIME_to_tm(t, &tm));
        BIO_printf(out, " %d-%d-%d %d:%d:%d w%d y%d", tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
                   tm.tm_wday, tm.tm_yday);
        BIO_printf(out, " cmp %d %d\n", X509_cmp_time(t, &when), ASN1_TIME_cmp_time_t(t, when));
        ASN1_GENERALIZEDTIME *g = ASN1_TIME_to_generalizedtime(t, NULL);
        if (g) BIO_printf(out, " generalized %.*s\n", g->length, g->data);
        ASN1_TIME *x = ASN1_TIME_new();
        r = ASN1_TIME_set_string_X509(x, samples[i].text);
        BIO_printf(out, " set_X509 %d %.*s", r, r ? x->length : 0, r ? (char *)x->data : "");
        r = ASN1_TIME_set_string(x, samples[i].text);
        BIO_printf(out, " set %d type %d\n", r, r ? x->type : 0);
        if (r) {
            r = ASN1_TIME_normalize(x);
            BIO_printf(out, " normal %d %.*s\n", r, x->length, x->data);
        }
        int days = 0, secs = 0;
        ASN1_TIME *now = ASN1_TIME_set(NULL, when);
        r = ASN1_TIME_diff(&days, &secs, now, t);
        BIO_printf(out, " diff %d %d %d compare %d\n", r, days, secs, ASN1_TIME_compare(now, t));
        ASN1_TIME_free(now);
        ASN1_TIME_free(x);
        ASN1_GENERALIZEDTIME_free(g);
        ASN1_STRING_free(t);
        errors();
    }
    static const long offsets[] = { 0, 86400, -86401, 2000000000L, 30000000000L };
    for (int i = 0; i < 5; i++) {
        ASN1_TIME *t = ASN1_TIME_adj(NULL, when, 3, offsets[i]);
        BIO_printf(out, "adj %.*s %d\n", t ? t->length : 0, t ? (char *)t->data : "", t ? t->type : 0);
        ASN1_TIME_free(t);
        t = X509_time_adj_ex(NULL, -5, offsets[i], &when);
        BIO_printf(out, "adj_ex %.*s\n", t ? t->length : 0, t ? (char *)t->data : "");
        ASN1_TIME_free(t);
        errors();
    }
}

static void by_nid(void) {
    static const struct { const char *field; int type; const char *text; } e[] = {
        { "C", MBSTRING_ASC, "DE" }, { "C", MBSTRING_ASC, "GER" }, { "CN", MBSTRING_UTF8, "Gr\xC3\xB6\xC3\x9F" "e" },
        { "emailAddress", MBSTRING_ASC, "a@b" }, { "O", MBSTRING_ASC, "" }, { "nonsense", MBSTRING_ASC, "x" },
        { "OU", V_ASN1_PRINTABLESTRING, "raw" }, { "1.2.3.4", MBSTRING_ASC, "oid" }, { "DC", MBSTRING_UTF8, "dc" },
        { "CN", MBSTRING_UTF8, "\xC3(" }, { "serialNumber", MBSTRING_ASC, "a*b" }, { "L", V_ASN1_APP_CHOOSE, "a*b" },
    };
    X509_NAME *n = X509_NAME_new();
    for (size_t i = 0; i < sizeof e / sizeof e[0]; i++) {
        int set = i == 3 ? -1 : i == 8 ? 1 : 0, loc = i == 8 ? 1 : -1;
        int r = X509_NAME_add_entry_by_txt(n, e[i].field, e[i].type, (const unsigned char *)e[i].text, -1, loc, set);
        BIO_printf(out, "add %s %d\n", e[i].field, r);
        errors();
    }
    unsigned char *der = NULL;
    int len = i2d_X509_NAME(n, &der);
    hex("name", der, len);
    OPENSSL_free(der);
    X509_NAME_print_ex(out, n, 2, XN_FLAG_MULTILINE);
    BIO_printf(out, "\nhash %lx %lx count %d\n", X509_NAME_hash_ex(n, NULL, NULL, NULL), X509_NAME_hash_old(n),
        X509_NAME_entry_count(n));
    X509_NAME *d = X509_NAME_dup(n);
    BIO_printf(out, "cmp %d", X509_NAME_cmp(n, d));
    X509_NAME_ENTRY_free(X509_NAME_delete_entry(d, 0));
    BIO_printf(out, " %d\n", X509_NAME_cmp(n, d));
    char buf[20];
    BIO_printf(out, "text %d %s %d\n", X509_NAME_get_text_by_NID(n, NID_commonName, buf, 5), buf,
               X509_NAME_get_text_by_NID(n, NID_title, buf, 5));
    for (int i = 0; i < X509_NAME_entry_count(d); i++) BIO_printf(out, "set %d\n", X509_NAME_ENTRY_set(X509_NAME_get_entry(d, i)));
    X509_NAME_free(n);
    X509_NAME_free(d);
}

static void types(void) {
    static const struct { const char *bytes; int len; } any[] = {
        { "\5\0", 2 }, { "\1\1\xFF", 3 }, { "\6\3\x2A\3\4", 5 }, { "\2\1\x81", 3 }, { "\x30\3\2\1\5", 5 }, { "\xA0\2\5\0", 4 },
        { "\x0C\1x", 3 }, { "\3\2\1\x80", 4 }, { "\x31\0", 2 }, { "\x80\1z", 3 },
    };
    for (size_t i = 0; i < sizeof any / sizeof any[0]; i++) {
        const unsigned char *p = (const unsigned char *)any[i].bytes;
        unsigned char *der = NULL;
        ASN1_TYPE *t = d2i_ASN1_TYPE(NULL, &p, any[i].len);
        int n = t ? i2d_ASN1_TYPE(t, &der) : -9;
        BIO_printf(out, "any %zu type %d get %d ", i, t ? t->type : -9, t ? ASN1_TYPE_get(t) : -9);
        hex("der", der, n > 0 ? n : 0);
        OPENSSL_free(der);
        ASN1_TYPE_free(t);
        errors();
    }
}

int main(void) {
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    strings();
    integers();
    bad_der();
    bit_strings();
    times();
    by_nid();
    types();
    BIO_free(out);
    return 0;
}
