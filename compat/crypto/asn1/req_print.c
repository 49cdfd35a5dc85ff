#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/x509_local.h"

static void print_value(BIO *out, const ASN1_TYPE *t, int pad) {
    BIO_printf(out, "%*s:", pad > 0 ? pad : 0, "");
    switch (t->type) {
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_T61STRING:
    case V_ASN1_NUMERICSTRING:
    case V_ASN1_UTF8STRING:
    case V_ASN1_IA5STRING:
        BIO_write(out, t->value.asn1_string->data, t->value.asn1_string->length);
        BIO_puts(out, "\n");
        break;
    default: BIO_puts(out, "unable to print attribute\n");
    }
}

static void print_attribute(BIO *out, X509_ATTRIBUTE *a) {
    BIO_printf(out, "%12s", "");
    int used = i2a_ASN1_OBJECT(out, X509_ATTRIBUTE_get0_object(a)), count = X509_ATTRIBUTE_count(a);
    if (count == 0) BIO_puts(out, "INVALID ATTRIBUTE\n");
    for (int i = 0; i < count; i++) print_value(out, X509_ATTRIBUTE_get0_type(a, i), i == 0 ? 25 - used : 25);
}

static void print_attributes(BIO *out, X509_REQ *r) {
    int n = X509_REQ_get_attr_count(r);
    BIO_printf(out, "%8sAttributes:\n", "");
    if (n <= 0) BIO_printf(out, "%12s(none)\n", "");
    for (int i = 0; i < n; i++) {
        X509_ATTRIBUTE *a = X509_REQ_get_attr(r, i);
        /* requested extensions are shown as such below */
        if (!X509_REQ_extension_nid(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a)))) print_attribute(out, a);
    }
}

static int print_extensions(BIO *out, X509_REQ *r, unsigned long cflag) {
    STACK_OF(X509_EXTENSION) *exts = X509_REQ_get_extensions(r);
    if (!exts) return 1;
    BIO_printf(out, "%12sRequested Extensions:\n", "");
    int ret = X509V3_extensions_print(out, NULL, exts, cflag, 16);
    sk_X509_EXTENSION_pop_free(exts, X509_EXTENSION_free);
    return ret;
}

int X509_REQ_print_ex(BIO *out, X509_REQ *r, unsigned long nmflag, unsigned long cflag) {
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    long v = X509_REQ_get_version(r);
    if ((cflag & X509_FLAG_NO_HEADER) == 0 && BIO_puts(out, "Certificate Request:\n    Data:\n") <= 0) return 0;
    if ((cflag & X509_FLAG_NO_VERSION) == 0) {
        if (v == X509_REQ_VERSION_1) BIO_printf(out, "%8sVersion: %ld (0x%lx)\n", "", v + 1, (unsigned long)v);
        else BIO_printf(out, "%8sVersion: Unknown (%ld)\n", "", v);
    }
    if ((cflag & X509_FLAG_NO_SUBJECT) == 0
        && !bs_x509_print_name(out, "Subject", X509_REQ_get_subject_name(r), nmflag)) return 0;
    if ((cflag & X509_FLAG_NO_PUBKEY) == 0) bs_x509_print_key(out, X509_REQ_get_X509_PUBKEY(r));
    if ((cflag & X509_FLAG_NO_ATTRIBUTES) == 0) print_attributes(out, r);
    if ((cflag & X509_FLAG_NO_EXTENSIONS) == 0 && !print_extensions(out, r, cflag)) return 0;
    if ((cflag & X509_FLAG_NO_SIGDUMP) != 0) return 1;
    X509_REQ_get0_signature(r, &sig, &alg);
    return X509_signature_print(out, alg, sig);
}

int X509_REQ_print(BIO *out, X509_REQ *r) { return X509_REQ_print_ex(out, r, XN_FLAG_COMPAT, X509_FLAG_COMPAT); }

int X509_REQ_print_fp(FILE *fp, X509_REQ *r) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = b ? X509_REQ_print(b, r) : 0;
    BIO_free(b);
    return ret;
}
