#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static void print_revoked(BIO *out, const X509_REVOKED *r) {
    BIO_puts(out, "    Serial Number: ");
    i2a_ASN1_INTEGER(out, X509_REVOKED_get0_serialNumber(r));
    BIO_puts(out, "\n        Revocation Date: ");
    ASN1_TIME_print(out, X509_REVOKED_get0_revocationDate(r));
    BIO_puts(out, "\n");
    X509V3_extensions_print(out, "CRL entry extensions", X509_REVOKED_get0_extensions(r), 0, 8);
}

int X509_CRL_print_ex(BIO *out, X509_CRL *c, unsigned long nmflags) {
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    long v = X509_CRL_get_version(c);
    BIO_puts(out, "Certificate Revocation List (CRL):\n");
    if (v == X509_CRL_VERSION_1 || v == X509_CRL_VERSION_2) {
        BIO_printf(out, "%8sVersion %ld (0x%lx)\n", "", v + 1, (unsigned long)v);
    }
    else BIO_printf(out, "%8sVersion unknown (%ld)\n", "", v);
    X509_CRL_get0_signature(c, &sig, &alg);
    BIO_puts(out, "    ");
    X509_signature_print(out, alg, NULL);
    BIO_printf(out, "%8sIssuer: ", "");
    X509_NAME_print_ex(out, X509_CRL_get_issuer(c), 0, nmflags);
    BIO_printf(out, "\n%8sLast Update: ", "");
    ASN1_TIME_print(out, X509_CRL_get0_lastUpdate(c));
    BIO_printf(out, "\n%8sNext Update: ", "");
    if (X509_CRL_get0_nextUpdate(c)) ASN1_TIME_print(out, X509_CRL_get0_nextUpdate(c));
    else BIO_puts(out, "NONE");
    BIO_puts(out, "\n");
    X509V3_extensions_print(out, "CRL extensions", X509_CRL_get0_extensions(c), 0, 8);
    STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(c);
    BIO_puts(out, sk_X509_REVOKED_num(revoked) > 0 ? "Revoked Certificates:\n" : "No Revoked Certificates.\n");
    for (int i = 0; i < sk_X509_REVOKED_num(revoked); i++) print_revoked(out, sk_X509_REVOKED_value(revoked, i));
    return X509_signature_print(out, alg, sig);
}

int X509_CRL_print(BIO *out, X509_CRL *c) { return X509_CRL_print_ex(out, c, XN_FLAG_COMPAT); }

int X509_CRL_print_fp(FILE *fp, X509_CRL *c) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = b ? X509_CRL_print(b, c) : 0;
    BIO_free(b);
    return ret;
}
