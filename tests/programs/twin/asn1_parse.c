/* ASN1_parse_dump() over chosen bytes and over certificates, a key and a session with octets changed: the text whole for the
 * chosen ones, a checksum for each of the others. And X509V3_EXT_print() with X509V3_EXT_PARSE_UNKNOWN, which stands on it. */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const chosen[] = {
    "", "00", "0000", "30", "3000", "30020500", "0500", "05820000", "020100", "0200", "0201ff", "02020080",
        "02020001", "020900ffffffffffffffff",
    "0a0105", "0a00", "0a01ff", "0101ff", "010100", "0100", "01020102", "010105", "06032a0304", "0600", "060180",
        "0681032a0304", "02810102", "0a820001ff", "06042a808001", "0603551d0e",
    "04026162", "0400", "04020001", "0403610a0d", "0401ff", "040509202020ff", "24040402616200", "030200aa", "0300",
        "0302ff01", "23040302000f",
    "0c03c3a9e2", "1303616263", "1400", "1603616200", "1a0161", "1b0161", "1204313233", "1c0400000061",
        "1e040061006f", "1e0161",
    "170d3236303130313030303030305a", "180f32303236303130313030303030305a", "1700",
    "8000", "8101ff", "a0020500", "a003050000", "bf81480101", "9f814800", "5f1f0161", "410161", "60020500", "c10161",
        "e1020500", "dfff7f00",
    "1f1f00", "1f2001aa", "1f8001aa", "0f01aa", "0e0161", "1d0161", "0301", "3003020101020102", "30800201010000",
        "3080020101", "308000000500",
    "3080308002010100000000", "308000000000", "0280", "3005020101", "300302020101", "30030201", "0284ffffffff",
        "02847fffffff00", "0288ffffffffffffffff",
    "3182000402010a0500", "300c06035504030c0563616c6c65", "a080020101000005000500",
};

static int from_hex(unsigned char *out, const char *hex) {
    int n = 0;
    unsigned v;
    for (; hex[0] && hex[1]; hex += 2) {
        sscanf(hex, "%2x", &v);
        out[n++] = (unsigned char)v;
    }
    return n;
}

static uint64_t checksum(const char *p, long n) {
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (long i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
    return h;
}

static void parse(BIO *out, const unsigned char *p, long n, int indent, int dump, int whole) {
    char *text;
    int ret = ASN1_parse_dump(out, p, n, indent, dump);
    long len = BIO_get_mem_data(out, &text);
    unsigned long e = ERR_peek_last_error();
    printf("%ld bytes, indent %d, dump %d: %d, %ld, %016llx, %d\n", n, indent, dump, ret, len,
           (unsigned long long)checksum(text, len), whole ? ERR_GET_REASON(e) : 0);
    if (whole) printf("%.*s|\n", (int)len, text);
    (void)BIO_reset(out);
    ERR_clear_error();
}

static void all_ways(BIO *out, const unsigned char *p, long n, int whole) {
    static const int dumps[] = { 0, -1, 3, 1000 };
    for (size_t d = 0; d < sizeof dumps / sizeof dumps[0]; d++) {
        for (int indent = 0; indent < 2; indent++) parse(out, p, n, indent, dumps[d], whole);
    }
}

static void parse_chosen(BIO *out) {
    unsigned char der[64];
    for (size_t i = 0; i < sizeof chosen / sizeof chosen[0]; i++) {
        int n = from_hex(der, chosen[i]);
        printf("--- %s\n", chosen[i]);
        all_ways(out, der, n, 1);
        printf("%d\n", ASN1_parse(out, der, n, 1));
        (void)BIO_reset(out);
    }
}

/* Deeper than the limit, with and without an end. */
static void parse_deep(BIO *out) {
    unsigned char der[600];
    for (int deep = 126; deep < 132; deep++) {
        memset(der, 0, sizeof der);
        for (int i = 0; i < deep; i++) memcpy(der + 2 * i, "\x30\x80", 2);
        all_ways(out, der, 4 * deep, 0);
        all_ways(out, der, 2 * deep, 0);
    }
}

static void parse_file(BIO *out, const char *name) {
    char path[512], *pem_name, *header;
    unsigned char *der;
    long n;
    snprintf(path, sizeof path, "%s/%s", getenv("TWIN_DATA"), name);
    BIO *in = BIO_new_file(path, "r");
    if (!in || !PEM_read_bio(in, &pem_name, &header, &der, &n)) {
        printf("%s cannot be read\n", name);
        exit(1);
    }
    printf("--- %s, %s\n", name, pem_name);
    all_ways(out, der, n, 1);
    for (long i = 0; i < n; i++) {
        static const unsigned char changes[] = { 0x20, 0x81 };
        for (size_t k = 0; k < sizeof changes; k++) {
            der[i] ^= changes[k];
            parse(out, der, n, (int)(i & 1), (i & 2) != 0 ? -1 : 0, 0);
            der[i] ^= changes[k];
        }
    }
    OPENSSL_free(pem_name);
    OPENSSL_free(header);
    OPENSSL_free(der);
    BIO_free(in);
}

static void print_unknown(BIO *out) {
    static const unsigned long flags[] = { X509V3_EXT_DEFAULT, X509V3_EXT_ERROR_UNKNOWN, X509V3_EXT_PARSE_UNKNOWN,
                                           X509V3_EXT_DUMP_UNKNOWN };
    unsigned char der[64];
    ASN1_OBJECT *oid = OBJ_txt2obj("1.2.3.4", 1);
    for (size_t i = 0; i < sizeof chosen / sizeof chosen[0]; i++) {
        ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
        ASN1_OCTET_STRING_set(value, der, from_hex(der, chosen[i]));
        X509_EXTENSION *ext = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, value);
        for (size_t f = 0; f < 4; f++) {
            char *text;
            int ret = X509V3_EXT_print(out, ext, flags[f], (int)f * 2);
            long n = BIO_get_mem_data(out, &text);
            printf("%s %zu: %d %.*s|\n", chosen[i], f, ret, (int)n, text);
            (void)BIO_reset(out);
        }
        X509_EXTENSION_free(ext);
        ASN1_OCTET_STRING_free(value);
    }
    ASN1_OBJECT_free(oid);
    ERR_clear_error();
}

int main(void) {
    BIO *out = BIO_new(BIO_s_mem());
    parse_chosen(out);
    parse_deep(out);
    parse_file(out, "ca.pem");
    parse_file(out, "client.pem");
    parse_file(out, "ec.pem");
    parse_file(out, "session13.pem");
    print_unknown(out);
    BIO_free(out);
    return 0;
}
