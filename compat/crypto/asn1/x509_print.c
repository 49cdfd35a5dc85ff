#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/sign.h"
#include "compat/crypto/asn1/sink.h"
#include "compat/crypto/asn1/x509_local.h"

int X509_signature_dump(BIO *bp, const ASN1_STRING *sig, int indent) {
    return bs_print_hex_lines(bp, sig->data, (size_t)sig->length, 18, indent);
}

static void print_mgf(BIO *bp, const X509_ALGOR *mgf) {
    if (!mgf) {
        BIO_puts(bp, "mgf1 with sha1 (default)");
        return;
    }
    i2a_ASN1_OBJECT(bp, mgf->algorithm);
    BIO_puts(bp, " with ");
    X509_ALGOR *hash = NULL;
    if (OBJ_obj2nid(mgf->algorithm) == NID_mgf1 && mgf->parameter && mgf->parameter->type == V_ASN1_SEQUENCE) {
        const unsigned char *p = mgf->parameter->value.sequence->data;
        hash = d2i_X509_ALGOR(NULL, &p, mgf->parameter->value.sequence->length);
    }
    if (hash) i2a_ASN1_OBJECT(bp, hash->algorithm);
    else BIO_puts(bp, "INVALID");
    X509_ALGOR_free(hash);
}

static void print_hex_integer(BIO *bp, const char *title, const ASN1_INTEGER *n, const char *otherwise, int indent) {
    BIO_printf(bp, "%*s%s: 0x", indent, "", title);
    if (n) i2a_ASN1_INTEGER(bp, n);
    else BIO_puts(bp, otherwise);
    BIO_puts(bp, "\n");
}

/* The spaces before the first newline and before "Salt" are OpenSSL's. */
static void print_pss(BIO *bp, const X509_ALGOR *alg, int indent) {
    struct bs_pss_params *pss = NULL;
    if (alg->parameter && alg->parameter->type == V_ASN1_SEQUENCE) {
        const ASN1_STRING *s = alg->parameter->value.sequence;
        bs_reader r = bs_r_from(s->data, (size_t)s->length);
        pss = (struct bs_pss_params *)bs_item_decode(&r, &bs_item_pss_params);
    }
    BIO_printf(bp, "%*s", indent, "");
    if (!pss) {
        BIO_puts(bp, "(INVALID PSS PARAMETERS)\n");
        return;
    }
    BIO_printf(bp, "\n%*sHash Algorithm: ", indent, "");
    if (pss->hash) i2a_ASN1_OBJECT(bp, pss->hash->algorithm);
    else BIO_puts(bp, "sha1 (default)");
    BIO_printf(bp, "\n%*sMask Algorithm: ", indent, "");
    print_mgf(bp, pss->mgf);
    BIO_puts(bp, "\n");
    print_hex_integer(bp, " Salt Length", pss->salt, "14 (default)", indent);
    print_hex_integer(bp, "Trailer Field", pss->trailer, "01 (default)", indent);
    bs_item_free(pss, &bs_item_pss_params);
}

int X509_signature_print(BIO *bp, const X509_ALGOR *alg, const ASN1_STRING *sig) {
    const int indent = 4;
    if (!alg) return 0;
    if (BIO_printf(bp, "%*sSignature Algorithm: ", indent, "") <= 0 || i2a_ASN1_OBJECT(bp, alg->algorithm) <= 0) return 0;
    if (sig) BIO_printf(bp, "\n%*sSignature Value:", indent, "");
    if (OBJ_obj2nid(alg->algorithm) == NID_rsassaPss) print_pss(bp, alg, indent + 4);
    else if (BIO_write(bp, "\n", 1) != 1) return 0;
    return sig ? X509_signature_dump(bp, sig, indent + 4) : 1;
}

static void print_version(BIO *bp, const X509 *x) {
    long v = X509_get_version(x);
    if (v >= X509_VERSION_1 && v <= X509_VERSION_3) BIO_printf(bp, "%8sVersion: %ld (0x%lx)\n", "", v + 1, (unsigned long)v);
    else BIO_printf(bp, "%8sVersion: Unknown (%ld)\n", "", v);
}

static void print_serial(BIO *bp, const X509 *x) {
    const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
    int64_t v;
    if (!serial) return;
    bool neg = (serial->type & V_ASN1_NEG) != 0;
    BIO_printf(bp, "%8sSerial Number:", "");
    ERR_set_mark();
    bool small = serial->length <= (int)sizeof(long) && ASN1_INTEGER_get_int64(&v, serial) && v != -1;
    ERR_pop_to_mark();
    if (small) {
        unsigned long u = neg ? 0 - (unsigned long)v : (unsigned long)v;
        BIO_printf(bp, " %s%lu (%s0x%lx)\n", neg ? "-" : "", u, neg ? "-" : "", u);
        return;
    }
    BIO_printf(bp, "\n%12s%s", "", neg ? " (Negative)" : "");
    for (int i = 0; i < serial->length; i++) {
        BIO_printf(bp, "%02x%c", serial->data[i], i + 1 == serial->length ? '\n' : ':');
    }
}

int bs_x509_print_name(BIO *bp, const char *title, const X509_NAME *name, unsigned long nmflags) {
    bool lines = (nmflags & XN_FLAG_SEP_MASK) == XN_FLAG_SEP_MULTILINE;
    BIO_printf(bp, "%8s%s:%c", "", title, lines ? '\n' : ' ');
    if (X509_NAME_print_ex(bp, name, lines ? 12 : 0, nmflags) < (nmflags == XN_FLAG_COMPAT ? 1 : 0)) return 0;
    return BIO_write(bp, "\n", 1) > 0;
}

void bs_x509_print_key(BIO *bp, const X509_PUBKEY *pub) {
    ASN1_OBJECT *alg = NULL;
    X509_PUBKEY_get0_param(&alg, NULL, NULL, NULL, pub);
    BIO_printf(bp, "%8sSubject Public Key Info:\n%12sPublic Key Algorithm: ", "", "");
    i2a_ASN1_OBJECT(bp, alg);
    BIO_puts(bp, "\n");
    const EVP_PKEY *key = X509_PUBKEY_get0(pub);
    if (key) {
        EVP_PKEY_print_public(bp, key, 16, NULL);
        return;
    }
    BIO_printf(bp, "%12sUnable to load Public Key\n", "");
    ERR_print_errors(bp);
}

static void print_uids(BIO *bp, const X509 *x) {
    const ASN1_BIT_STRING *issuer, *subject;
    X509_get0_uids(x, &issuer, &subject);
    if (issuer) {
        BIO_printf(bp, "%8sIssuer Unique ID: ", "");
        X509_signature_dump(bp, issuer, 12);
    }
    if (subject) {
        BIO_printf(bp, "%8sSubject Unique ID: ", "");
        X509_signature_dump(bp, subject, 12);
    }
}

static void print_sha1(BIO *bp, const char *title, const unsigned char *p, size_t n) {
    unsigned char md[SHA_DIGEST_LENGTH];
    if (!EVP_Digest(p, n, md, NULL, EVP_sha1(), NULL)) return;
    BIO_puts(bp, title);
    for (size_t i = 0; i < sizeof md; i++) BIO_printf(bp, "%02X", md[i]);
}

/* RFC 6960 4.1.1: what a request has of a certificate's subject as an issuer */
int X509_ocspid_print(BIO *bp, X509 *x) {
    unsigned char *der = NULL;
    int n = i2d_X509_NAME(X509_get_subject_name(x), &der);
    const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(x);
    if (n <= 0 || !bits) {
        OPENSSL_free(der);
        return 0;
    }
    print_sha1(bp, "        Subject OCSP hash: ", der, (size_t)n);
    print_sha1(bp, "\n        Public key OCSP hash: ", bits->data, (size_t)bits->length);
    BIO_puts(bp, "\n");
    OPENSSL_free(der);
    return 1;
}

int X509_print_ex(BIO *bp, X509 *x, unsigned long nmflags, unsigned long cflag) {
    const ASN1_BIT_STRING *sig;
    const X509_ALGOR *alg;
    if ((cflag & X509_FLAG_NO_HEADER) == 0 && BIO_puts(bp, "Certificate:\n    Data:\n") <= 0) return 0;
    if ((cflag & X509_FLAG_NO_VERSION) == 0) print_version(bp, x);
    if ((cflag & X509_FLAG_NO_SERIAL) == 0) print_serial(bp, x);
    if ((cflag & X509_FLAG_NO_SIGNAME) == 0) {
        BIO_puts(bp, "    ");
        if (!X509_signature_print(bp, X509_get0_tbs_sigalg(x), NULL)) return 0;
    }
    if ((cflag & X509_FLAG_NO_ISSUER) == 0 && !bs_x509_print_name(bp, "Issuer", X509_get_issuer_name(x), nmflags)) return 0;
    if ((cflag & X509_FLAG_NO_VALIDITY) == 0) {
        BIO_printf(bp, "%8sValidity\n%12sNot Before: ", "", "");
        ASN1_TIME_print(bp, X509_get0_notBefore(x));
        BIO_printf(bp, "\n%12sNot After : ", "");
        ASN1_TIME_print(bp, X509_get0_notAfter(x));
        BIO_puts(bp, "\n");
    }
    if ((cflag & X509_FLAG_NO_SUBJECT) == 0 && !bs_x509_print_name(bp, "Subject", X509_get_subject_name(x), nmflags)) return 0;
    if ((cflag & X509_FLAG_NO_PUBKEY) == 0) bs_x509_print_key(bp, X509_get_X509_PUBKEY(x));
    if ((cflag & X509_FLAG_NO_IDS) == 0) print_uids(bp, x);
    if ((cflag & X509_FLAG_NO_EXTENSIONS) == 0) {
        X509V3_extensions_print(bp, "X509v3 extensions", X509_get0_extensions(x), cflag, 8);
    }
    if ((cflag & X509_FLAG_NO_SIGDUMP) == 0) {
        X509_get0_signature(&sig, &alg, x);
        if (!X509_signature_print(bp, alg, sig)) return 0;
    }
    return (cflag & X509_FLAG_NO_AUX) != 0 || X509_aux_print(bp, x, 0);
}

int X509_print(BIO *bp, X509 *x) { return X509_print_ex(bp, x, XN_FLAG_COMPAT, X509_FLAG_COMPAT); }

int X509_print_ex_fp(FILE *fp, X509 *x, unsigned long nmflags, unsigned long cflag) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = b ? X509_print_ex(b, x, nmflags, cflag) : 0;
    BIO_free(b);
    return ret;
}

int X509_print_fp(FILE *fp, X509 *x) { return X509_print_ex_fp(fp, x, XN_FLAG_COMPAT, X509_FLAG_COMPAT); }
