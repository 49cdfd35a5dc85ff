#include "show_text.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct manner {
    const char *title;
    unsigned long name_flags, cert_flags;
};

#define NAMES_ALONE \
    (X509_FLAG_NO_HEADER | X509_FLAG_NO_VERSION | X509_FLAG_NO_SERIAL | X509_FLAG_NO_SIGNAME | X509_FLAG_NO_VALIDITY \
     | X509_FLAG_NO_PUBKEY | X509_FLAG_NO_EXTENSIONS | X509_FLAG_NO_SIGDUMP | X509_FLAG_NO_AUX)
#define EXTENSIONS_ALONE ((NAMES_ALONE & ~X509_FLAG_NO_EXTENSIONS) | X509_FLAG_NO_ISSUER | X509_FLAG_NO_SUBJECT)

static const struct manner manners[] = {
    { "-text", XN_FLAG_ONELINE, X509_FLAG_COMPAT },
    { "compat", XN_FLAG_COMPAT, X509_FLAG_COMPAT },
    { "multiline", XN_FLAG_MULTILINE, NAMES_ALONE },
    { "RFC2253", XN_FLAG_RFC2253, NAMES_ALONE },
    { "no escapes", XN_FLAG_SEP_COMMA_PLUS, NAMES_ALONE },
    { "esc_2253,esc_2254", XN_FLAG_SEP_SPLUS_SPC | ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_2254, NAMES_ALONE },
    { "esc_ctrl,esc_msb", XN_FLAG_SEP_CPLUS_SPC | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_ESC_MSB, NAMES_ALONE },
    { "use_quote,dn_rev", XN_FLAG_SEP_CPLUS_SPC | ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_QUOTE | XN_FLAG_DN_REV,
      NAMES_ALONE },
    { "utf8,esc_msb,oid", XN_FLAG_SEP_COMMA_PLUS | ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_ESC_MSB | XN_FLAG_FN_OID,
      NAMES_ALONE },
    { "ignore_type,show_type", XN_FLAG_SEP_COMMA_PLUS | ASN1_STRFLGS_IGNORE_TYPE | ASN1_STRFLGS_SHOW_TYPE, NAMES_ALONE },
    { "dump_all,dump_der,nofname", XN_FLAG_SEP_COMMA_PLUS | ASN1_STRFLGS_DUMP_ALL | ASN1_STRFLGS_DUMP_DER | XN_FLAG_FN_NONE,
      NAMES_ALONE },
    { "dump_nostr,dump_unknown,lname,align",
      XN_FLAG_SEP_MULTILINE | ASN1_STRFLGS_DUMP_UNKNOWN | XN_FLAG_DUMP_UNKNOWN_FIELDS | XN_FLAG_FN_LN | XN_FLAG_FN_ALIGN,
      NAMES_ALONE },
    { "ext_error", XN_FLAG_ONELINE, EXTENSIONS_ALONE | X509V3_EXT_ERROR_UNKNOWN },
    { "ext_parse", XN_FLAG_ONELINE, EXTENSIONS_ALONE | X509V3_EXT_PARSE_UNKNOWN },
    { "ext_dump", XN_FLAG_ONELINE, EXTENSIONS_ALONE | X509V3_EXT_DUMP_UNKNOWN },
};

static uint64_t add_to_checksum(uint64_t h, const char *p, int n) { /* FNV-1a */
    for (int i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
    return h;
}

/* A line of the error queue without what each library has of its own: thread, function, file and line. */
static int normalise(char *line, int n) {
    char code[16], lib[64], function[96], reason[96], file[96], at[16], data[96] = "";
    if (sscanf(line, "%*[0-9A-F]:error:%15[^:]:%63[^:]:%95[^:]:%95[^:]:%95[^:]:%15[0-9]:%95[^\n]", code, lib, function, reason,
               file, at, data) < 6) {
        return n;
    }
    return sprintf(line, "error:%s:%s:%s:%s\n", code, lib, reason, data);
}

static void show(BIO *out, const char *title, int ret, int whole) {
    char line[512];
    uint64_t sum = UINT64_C(0xcbf29ce484222325);
    long all = 0;
    for (int n; (n = BIO_gets(out, line, sizeof line)) > 0;) {
        n = normalise(line, n);
        sum = add_to_checksum(sum, line, n);
        all += n;
        if (whole) printf("  | %.*s%s", n, line, line[n - 1] == '\n' ? "" : "\n");
    }
    printf("  %s: %d, %ld bytes, %016llx\n", title, ret, all, (unsigned long long)sum);
    (void)BIO_reset(out);
    ERR_clear_error();
}

void show_cert_texts(X509 *x, int whole) {
    BIO *out = BIO_new(BIO_s_mem());
    for (size_t i = 0; i < sizeof manners / sizeof manners[0]; i++) {
        const struct manner *m = &manners[i];
        int ret = X509_print_ex(out, x, m->name_flags, m->cert_flags);
        show(out, m->title, ret, whole);
    }
    BIO_free(out);
}

void show_crl_texts(X509_CRL *crl, int whole) {
    BIO *out = BIO_new(BIO_s_mem());
    for (size_t i = 0; i < 4; i++) {
        int ret = X509_CRL_print_ex(out, crl, manners[i].name_flags);
        show(out, manners[i].title, ret, whole);
    }
    BIO_free(out);
}
