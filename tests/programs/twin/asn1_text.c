/* Texts of ASN.1: numbers from lines of hexadecimal, masks and tables of string types, UTF-8, universal strings, and
 * objects from a file. */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

static void errors(void) {
    unsigned long e = ERR_peek_last_error();
    if (e != 0) printf("error %d %d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static void show(const char *what, int ret, const ASN1_STRING *s) {
    printf("%s: %d, %d ", what, ret, s->type);
    for (int i = 0; ret && i < s->length; i++) printf("%02x", s->data[i]);
    printf("\n");
    errors();
}

static void hexadecimal(void) {
    static const char *const texts[] = { "", "\n", "0\n", "00\n", "01\n", "0001\n", "000001\n", "ff", "FF\r\n",
        "abc\n", "abcd\n", "ab \n", "abxcd\n", "x\n", "\\\nab\n", "ab\ncd\n", "-01\n", "-012\n", "0x12\n" };
    int (*const readers[])(BIO *,
        ASN1_STRING *, char *, int) = { a2i_ASN1_INTEGER, a2i_ASN1_ENUMERATED, a2i_ASN1_STRING };
    char buf[64];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (int k = 0; k < 3; k++) {
            BIO *in = BIO_new_mem_buf(texts[i], -1);
            ASN1_STRING *s = ASN1_OCTET_STRING_new();
            printf("%zu %d ", i, k);
            show("a2i", readers[k](in, s, buf, sizeof buf), s);
            ASN1_STRING_free(s);
            BIO_free(in);
        }
    }
    for (int len = 0; len < 36; len += 5) { /* what i2a wrote is read again */
        unsigned char bytes[120];
        BIO *mem = BIO_new(BIO_s_mem());
        ASN1_INTEGER *n = ASN1_INTEGER_new(), *back = ASN1_INTEGER_new();
        char line[200];
        memset(bytes, 0x81 + len, sizeof bytes);
        ASN1_STRING_set(n, bytes, len);
        printf("%d ", i2a_ASN1_INTEGER(mem, n));
        show("again", a2i_ASN1_INTEGER(mem, back, line, sizeof line), back);
        ASN1_INTEGER_free(n);
        ASN1_INTEGER_free(back);
        BIO_free(mem);
    }
}

static void masks(void) {
    static const char *const texts[] = { "utf8only", "pkix", "nombstr", "default", "MASK:0x1", "MASK:", "MASK:12x",
        "MASK:017", "MASK:-1",
        "other", "", "mask:1" };
    unsigned long old = ASN1_STRING_get_default_mask();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int ret = ASN1_STRING_set_default_mask_asc(texts[i]);
        printf("%s: %d %lx\n", texts[i], ret, ASN1_STRING_get_default_mask());
    }
    ASN1_STRING_set_default_mask(old);
}

static void row(int nid) {
    const ASN1_STRING_TABLE *t = ASN1_STRING_TABLE_get(nid);
    if (t) printf("%d: %ld %ld %lx %lx\n", t->nid, t->minsize, t->maxsize, t->mask, t->flags);
}

static void tables(void) {
    for (int nid = -1; nid < 1300; nid++) row(nid);
    printf("%d", ASN1_STRING_TABLE_add(NID_commonName, -1, 3, 0, 0));
    printf("%d", ASN1_STRING_TABLE_add(NID_countryName, 1, -1, B_ASN1_UTF8STRING, 0));
    printf("%d", ASN1_STRING_TABLE_add(NID_rsaEncryption, 2, 4, B_ASN1_IA5STRING, STABLE_NO_MASK));
    printf("%d", ASN1_STRING_TABLE_add(NID_rsaEncryption, -1, 5, 0, 0));
    printf("%d\n", ASN1_STRING_TABLE_add(NID_title, -1, -1, 0, 0));
    static const int nids[] = { NID_commonName, NID_countryName, NID_rsaEncryption, NID_title };
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 4; i++) {
            row(nids[i]);
            for (const char *text = "abcdef" + 6; *--text != 'a';) {
                ASN1_STRING *s = ASN1_STRING_set_by_NID(NULL, (const unsigned char *)text, -1, MBSTRING_ASC, nids[i]);
                printf("%d %s: %d\n", nids[i], text, s ? s->type : -1);
                ASN1_STRING_free(s);
                errors();
            }
        }
        ASN1_STRING_TABLE_cleanup();
    }
}

static void utf8(void) {
    static const char *const texts[] = { "a", "\xc3\xa9", "\xc3", "\xc3(", "\xe2\x82\xac", "\xe2\x82", "\xe2(\xac",
        "\xf0\x9f\x98\x80", "\xf0\x9f",
        "\x80", "\xff", "\xfe\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80",
        "\xf8\x80\x80\x80\x80" };
    unsigned char buf[8];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        unsigned long c = 7;
        printf("get %zu: %d", i, UTF8_getc((const unsigned char *)texts[i], (int)strlen(texts[i]), &c));
        printf(" %lx %d\n", c, UTF8_getc((const unsigned char *)texts[i], 0, &c));
    }
    static const unsigned long chars[] = { 0, 0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdfff, 0xe000, 0xffff,
        0x10000, 0x10ffff, 0x110000,
        0x1fffff, 0x200000, 0x3ffffff, 0x4000000, 0x7fffffff, 0x80000000ul };
    for (size_t i = 0; i < sizeof chars / sizeof chars[0]; i++) {
        printf("put %lx:", chars[i]);
        for (int len = -1; len < 8; len++) {
            memset(buf, 0, sizeof buf);
            printf(" %d %02x%02x%02x%02x", UTF8_putc(buf, len, chars[i]), buf[0], buf[1], buf[2], buf[3]);
        }
        printf(" %d\n", UTF8_putc(NULL, 0, chars[i]));
    }
}

static void universal(void) {
    static const struct { int type, len; const char *bytes; } all[] = { { V_ASN1_UNIVERSALSTRING, 8,
        "\0\0\0a\0\0\0b" },
        { V_ASN1_UNIVERSALSTRING, 8, "\0\0\0a\0\0\0\xe9" }, { V_ASN1_UNIVERSALSTRING, 8, "\0\0\0@\0\0\0_" },
        { V_ASN1_UNIVERSALSTRING, 8, "\0\0\1a\0\0\0b" },
        { V_ASN1_UNIVERSALSTRING, 7, "\0\0\0a\0\0\0" }, { V_ASN1_BMPSTRING, 4, "\0\0\0a" },
        { V_ASN1_UNIVERSALSTRING, 0, "" } };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ASN1_STRING *s = ASN1_STRING_type_new(all[i].type);
        ASN1_STRING_set(s, all[i].bytes, all[i].len);
        int ret = ASN1_UNIVERSALSTRING_to_string(s);
        show("universal", ret + 1, s);
        ASN1_STRING_free(s);
    }
}

static void objects(void) {
    static const char *const files[] = { "1.2.3.4.10 one The One\n1.2.3.4.11 two\n1.2.3.4.12\n",
        "1.2.3.4.13 three Three\n\n1.2.3.4.14 four Four\n",
        "#comment\n", "x y z\n", "1.2.3.4.10 again Again\n", "1.2.3.4.15\tfive\tFive of them\n1.2.3.4.16 one x\n",
        "1.2.3.4.17 six Six",
        "1.2.3.4.18seven Seven\n" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        BIO *in = BIO_new_mem_buf(files[i], -1);
        printf("objects %zu: %d\n", i, OBJ_create_objects(in));
        errors();
        BIO_free(in);
    }
    for (int i = 10; i < 19; i++) {
        char oid[32];
        snprintf(oid, sizeof oid, "1.2.3.4.%d", i);
        int nid = OBJ_txt2nid(oid);
        printf("%s: %d %s %s\n", oid, nid != NID_undef, nid ? OBJ_nid2sn(nid) : "-", nid ? OBJ_nid2ln(nid) : "-");
    }
}

int main(void) {
    hexadecimal();
    masks();
    tables();
    utf8();
    universal();
    objects();
    return 0;
}
