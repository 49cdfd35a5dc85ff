/* The smaller ASN.1 types of the public API; the first byte says which. */
#include "tests/fuzz/face.h"

static void extension(const unsigned char **p, long len) {
    X509_EXTENSION *e = d2i_X509_EXTENSION(NULL, p, len);
    BIO *out = sink();
    if (e) {
        either(X509V3_EXT_print(out, e, X509V3_EXT_PARSE_UNKNOWN, 0));
        either(X509V3_EXT_print(out, e, X509V3_EXT_ERROR_UNKNOWN, 4));
        either(X509_EXTENSION_get_critical(e));
    }
    sink_free(out, 2 * (size_t)len);
    X509_EXTENSION_free(e);
}

static void name(const unsigned char **p, long len) {
    static const unsigned long flags[] = { XN_FLAG_COMPAT, XN_FLAG_ONELINE, XN_FLAG_RFC2253, XN_FLAG_MULTILINE,
                                           ASN1_STRFLGS_DUMP_ALL | ASN1_STRFLGS_DUMP_DER | XN_FLAG_FN_OID };
    X509_NAME *n = d2i_X509_NAME(NULL, p, len);
    BIO *out = sink();
    if (n) {
        char *line = X509_NAME_oneline(n, NULL, 0);
        OPENSSL_free(line);
        for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) either(X509_NAME_print_ex(out, n, 1, flags[i]));
        must(X509_NAME_cmp(n, n) == 0);
        X509_NAME *copy = X509_NAME_dup(n);
        must(copy && X509_NAME_cmp(n, copy) == 0);
        X509_NAME_free(copy);
        for (int i = 0; i < X509_NAME_entry_count(n); i++) {
            unsigned char *utf8 = NULL;
            if (ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(n, i))) >= 0) OPENSSL_free(utf8);
        }
    }
    sink_free(out, 5 * (size_t)len);
    X509_NAME_free(n);
}

static void type(const unsigned char **p, long len) {
    ASN1_TYPE *t = d2i_ASN1_TYPE(NULL, p, len);
    unsigned char *der = NULL;
    if (t) {
        int n = i2d_ASN1_TYPE(t, &der);
        must(n > 0);
        OPENSSL_free(der);
    }
    ASN1_TYPE_free(t);
}

static void integer(const unsigned char **p, long len) {
    const unsigned char *again;
    unsigned char *der = NULL;
    ASN1_INTEGER *i = d2i_ASN1_INTEGER(NULL, p, len);
    if (i) {
        int n = i2d_ASN1_INTEGER(i, &der);
        must(n > 0);
        again = der;
        ASN1_INTEGER *j = d2i_ASN1_INTEGER(NULL, &again, n);
        must(j && ASN1_INTEGER_cmp(i, j) == 0);
        ASN1_INTEGER_free(j);
        OPENSSL_free(der);
        either((int)ASN1_INTEGER_get(i));
        BIGNUM *b = ASN1_INTEGER_to_BN(i, NULL);
        BN_free(b);
    }
    ASN1_INTEGER_free(i);
}

static void parse(const unsigned char *p, long len) {
    BIO *out = sink();
    either(ASN1_parse(out, p, len, 1));
    either(ASN1_parse_dump(out, p, len, 0, -1));
    sink_free(out, 2 * (size_t)len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader in = bs_r_from(data, size);
    unsigned which = take_u8(&in) % 7;
    uint8_t *copy = exact_copy(in);
    const unsigned char *p = copy;
    long len = (long)in.len;
    switch (which) {
    case 0: extension(&p, len); break;
    case 1: name(&p, len); break;
    case 2: type(&p, len); break;
    case 3: integer(&p, len); break;
    case 4: GENERAL_NAMES_free(d2i_GENERAL_NAMES(NULL, &p, len)); break;
    case 5: X509_SIG_free(d2i_X509_SIG(NULL, &p, len)); break;
    default: parse(p, len); break;
    }
    must(p >= copy && p <= copy + in.len);
    free(copy);
    ERR_clear_error();
    return 0;
}
