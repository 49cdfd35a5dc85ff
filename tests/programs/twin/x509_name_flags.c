/* Names with values of every kind, printed with every flag of XN_FLAG_* and ASN1_STRFLGS_*, in lines of each length. */
#include "trace.h"
#include <openssl/asn1.h>
#include <openssl/x509.h>

static const unsigned long string_flags[] = {
    0, 1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200, 0x400, 7, 0x17, 0x37, ASN1_STRFLGS_RFC2253,
    ASN1_STRFLGS_RFC2253 | ASN1_STRFLGS_SHOW_TYPE, 0x380, 0x280, 0x7ff, 0xf, 3,
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct entry {
    const char *field;
    int type;
    const char *value;
    int len, set;
};

static X509_NAME *name(const struct entry *e, size_t n) {
    X509_NAME *made = X509_NAME_new();
    for (size_t i = 0; i < n; i++) {
        int r = X509_NAME_add_entry_by_txt(made, e[i].field, e[i].type, (const unsigned char *)e[i].value, e[i].len, -1,
                                           e[i].set);
        if (r != 1) printf("%s %d is not added\n", e[i].field, e[i].type);
    }
    ERR_clear_error();
    return made;
}

static void with_flags(BIO *mem, const X509_NAME *n, int indent, unsigned long flags) {
    printf("%lx: %d ", flags, X509_NAME_print_ex(mem, n, indent, flags));
    text("is", mem);
}

static void all_flags(const X509_NAME *n) {
    static const unsigned long separators[] = {
        0, XN_FLAG_SEP_COMMA_PLUS, XN_FLAG_SEP_CPLUS_SPC, XN_FLAG_SEP_SPLUS_SPC, XN_FLAG_SEP_MULTILINE, 5 << 16,
    };
    static const unsigned long fields[] = { XN_FLAG_FN_SN, XN_FLAG_FN_LN, XN_FLAG_FN_OID, XN_FLAG_FN_NONE };
    static const unsigned long more[] = {
        0, XN_FLAG_DN_REV, XN_FLAG_SPC_EQ, XN_FLAG_DUMP_UNKNOWN_FIELDS, XN_FLAG_FN_ALIGN,
        XN_FLAG_DN_REV | XN_FLAG_SPC_EQ | XN_FLAG_FN_ALIGN | XN_FLAG_DUMP_UNKNOWN_FIELDS,
    };
    BIO *mem = BIO_new(BIO_s_mem());
    for (size_t a = 0; a < COUNT(separators); a++) {
        for (size_t b = 0; b < COUNT(fields); b++) {
            for (size_t c = 0; c < COUNT(more); c++) {
                for (size_t d = 0; d < COUNT(string_flags); d++) {
                    with_flags(mem, n, c & 1 ? 3 : 0, separators[a] | fields[b] | more[c] | string_flags[d]);
                }
            }
        }
    }
    with_flags(mem, n, 5, XN_FLAG_COMPAT);
    SHOW(X509_NAME_print(mem, n, 0));
    text("old", mem);
    BIO_free(mem);
}

static void lines(const X509_NAME *n) {
    char line[80], *whole = X509_NAME_oneline(n, NULL, 0);
    printf("%s\n", whole);
    OPENSSL_free(whole);
    for (int size = 1; size < (int)sizeof line; size++) {
        printf("%d %s\n", size, X509_NAME_oneline(n, line, size));
    }
    for (int i = 0; i < X509_NAME_entry_count(n); i++) printf("%d ", X509_NAME_ENTRY_set(X509_NAME_get_entry(n, i)));
    errors();
}

/* Each type of string, with what is right and wrong in some of them. */
static void strings(void) {
    static const struct {
        const char *bytes;
        int len;
    } values[] = { { "plain", 5 }, { "\xc3\xa9", 2 }, { "\0\0\0a", 4 }, { "\0a\0b", 4 }, { "a\x01" "b\x80", 4 },
                   { "\xff\xff", 2 }, { "", 0 }, { "\xed\xa0\x80zz", 5 }, { "#x ", 3 }, { " y", 2 } };
    static const int types[] = { V_ASN1_OCTET_STRING, V_ASN1_UTF8STRING, V_ASN1_NUMERICSTRING, V_ASN1_PRINTABLESTRING,
                                 V_ASN1_T61STRING, V_ASN1_IA5STRING, V_ASN1_VISIBLESTRING, V_ASN1_UNIVERSALSTRING,
                                 V_ASN1_BMPSTRING, V_ASN1_GENERALSTRING, V_ASN1_UTCTIME, V_ASN1_BIT_STRING };
    BIO *mem = BIO_new(BIO_s_mem());
    for (size_t t = 0; t < COUNT(types); t++) {
        for (size_t v = 0; v < COUNT(values); v++) {
            ASN1_STRING *s = ASN1_STRING_type_new(types[t]);
            unsigned char *utf8 = NULL;
            ASN1_STRING_set(s, values[v].bytes, values[v].len);
            printf("-- string %d %zu\n", types[t], v);
            for (size_t i = 0; i < COUNT(string_flags); i++) {
                printf("%lx: %d ", string_flags[i], ASN1_STRING_print_ex(mem, s, string_flags[i]));
                text("is", mem);
            }
            SHOW(ASN1_STRING_print(mem, s));
            text("old", mem);
            int n = ASN1_STRING_to_UTF8(&utf8, s);
            hex("utf8", utf8, n > 0 ? n : 0);
            OPENSSL_free(utf8);
            ASN1_STRING_free(s);
        }
    }
    BIO_free(mem);
}

int main(void) {
    static const struct entry rich[] = {
        { "CN", MBSTRING_UTF8, "J\xc3\xb6rg \xe2\x82\xac \xf0\x9f\x98\x80", -1, 0 },
        { "O", V_ASN1_BMPSTRING, "\0A\0\xe9\x20\xac\0,", 8, 0 },
        { "OU", V_ASN1_T61STRING, "t61\xe4\xf6", 5, 0 },
        { "OU", V_ASN1_UTF8STRING, "a,b+c\"d\\e<f>g;h=#", -1, -1 },
        { "L", V_ASN1_PRINTABLESTRING, " lead trail ", -1, 0 },
        { "ST", V_ASN1_UTF8STRING, "#hash\x01\x1f\x7f\n\tx", -1, 1 },
        { "emailAddress", V_ASN1_IA5STRING, "a@b.c", -1, 0 },
        { "1.2.3.4.5", V_ASN1_UTF8STRING, "unknown", -1, 0 },
        { "DC", V_ASN1_IA5STRING, "example", -1, 0 },
        { "UID", V_ASN1_UNIVERSALSTRING, "\0\0\0U\0\1\xf6\0", 8, 1 },
        { "title", V_ASN1_BMPSTRING, "\0A\0", 3, 0 },
        { "C", V_ASN1_PRINTABLESTRING, "", 0, 0 },
    };
    static const struct entry plain[] = {
        { "CN", V_ASN1_UTF8STRING, "x", 1, 0 },
        { "serialNumber", V_ASN1_PRINTABLESTRING, "0", 1, -1 },
        { "GN", V_ASN1_BIT_STRING, "\x80\1", 2, 0 },
    };
    static const struct entry bad[] = { { "name", V_ASN1_UTF8STRING, "\xff\xfe bad", -1, 0 } };
    const struct {
        const struct entry *entries;
        size_t n;
    } names[] = { { rich, COUNT(rich) }, { rich, 0 }, { plain, COUNT(plain) }, { bad, COUNT(bad) } };
    for (size_t i = 0; i < COUNT(names); i++) {
        X509_NAME *n = name(names[i].entries, names[i].n);
        printf("-- name %zu\n", i);
        all_flags(n);
        lines(n);
        X509_NAME_free(n);
    }
    strings();
    return 0;
}
