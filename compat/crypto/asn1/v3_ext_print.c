/* X509V3_EXT_print() and its like: extensions as text. */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "compat/crypto/asn1/v3.h"

/* What X509V3_EXT_* flags say about an extension that is unknown or malformed. */
static int print_raw(BIO *out, const ASN1_OCTET_STRING *value, unsigned long flag, int indent, bool known) {
    switch (flag & X509V3_EXT_UNKNOWN_MASK) {
    case X509V3_EXT_ERROR_UNKNOWN:
        BIO_printf(out, "%*s%s", indent, "", known ? "<Parse Error>" : "<Not Supported>");
        return 1;
    case X509V3_EXT_PARSE_UNKNOWN:
        return ASN1_parse_dump(out, value->data, value->length, indent, -1) > 0;
    case X509V3_EXT_DUMP_UNKNOWN: return BIO_dump_indent(out, (const char *)value->data, value->length, indent) > 0;
    default: return 0;
    }
}

int X509V3_EXT_print(BIO *out, X509_EXTENSION *ex, unsigned long flag, int indent) {
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(ex);
    const X509V3_EXT_METHOD *m = X509V3_EXT_get(ex);
    if (!m) return print_raw(out, value, flag, indent, false);
    ERR_set_mark();
    void *v = X509V3_EXT_d2i(ex);
    ERR_pop_to_mark();
    if (!v) return print_raw(out, value, flag, indent, true);
    int ok = bs_v3_value_print(out, m, v, indent);
    bs_v3_value_free(m, v);
    return ok;
}

int X509V3_EXT_print_fp(FILE *fp, X509_EXTENSION *ex, int flag, int indent) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = b ? X509V3_EXT_print(b, ex, (unsigned long)flag, indent) : 0;
    BIO_free(b);
    return ret;
}

static bool is_key_id(X509_EXTENSION *ex) {
    int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ex));
    return nid == NID_subject_key_identifier || nid == NID_authority_key_identifier;
}

int X509V3_extensions_print(BIO *out, const char *title, const STACK_OF(X509_EXTENSION) *sk, unsigned long flag,
                            int indent) {
    if (sk_X509_EXTENSION_num(sk) <= 0) return 1;
    if (title) {
        BIO_printf(out, "%*s%s:\n", indent, "", title);
        indent += 4;
    }
    for (int i = 0; i < sk_X509_EXTENSION_num(sk); i++) {
        X509_EXTENSION *ex = sk_X509_EXTENSION_value(sk, i);
        if ((flag & X509_FLAG_EXTENSIONS_ONLY_KID) != 0 && !is_key_id(ex)) continue;
        BIO_printf(out, "%*s", indent, "");
        i2a_ASN1_OBJECT(out, X509_EXTENSION_get_object(ex));
        if (BIO_printf(out, ": %s\n", X509_EXTENSION_get_critical(ex) ? "critical" : "") <= 0) return 0;
        if (!X509V3_EXT_print(out, ex, flag, indent + 4)) {
            BIO_printf(out, "%*s", indent + 4, "");
            ASN1_STRING_print(out, X509_EXTENSION_get_data(ex));
        }
        if (BIO_write(out, "\n", 1) <= 0) return 0;
    }
    return 1;
}
