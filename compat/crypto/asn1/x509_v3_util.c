#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/name_local.h"

/* X509_get1_email() and X509_get1_ocsp(): lists of C strings, each once. */

static void free_text(OPENSSL_STRING s) { OPENSSL_free(s); }

static bool add_text(STACK_OF(OPENSSL_STRING) **sk, const ASN1_STRING *s) {
    if (s->type != V_ASN1_IA5STRING || !s->data || s->length == 0) return true;
    if (memchr(s->data, 0, (size_t)s->length)) return true; /* would be read as another string */
    for (int i = 0; i < sk_OPENSSL_STRING_num(*sk); i++) {
        if (strcmp(sk_OPENSSL_STRING_value(*sk, i), (const char *)s->data) == 0) return true;
    }
    if (!*sk && !(*sk = sk_OPENSSL_STRING_new_null())) return false;
    char *copy = OPENSSL_strndup((const char *)s->data, (size_t)s->length);
    if (copy && sk_OPENSSL_STRING_push(*sk, copy)) return true;
    OPENSSL_free(copy);
    return false;
}

void X509_email_free(STACK_OF(OPENSSL_STRING) *sk) { sk_OPENSSL_STRING_pop_free(sk, free_text); }

STACK_OF(OPENSSL_STRING) *X509_get1_ocsp(X509 *x) {
    AUTHORITY_INFO_ACCESS *aia = (AUTHORITY_INFO_ACCESS *)X509_get_ext_d2i(x, NID_info_access, NULL, NULL);
    STACK_OF(OPENSSL_STRING) *sk = NULL;
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(aia); i++) {
        const ACCESS_DESCRIPTION *d = sk_ACCESS_DESCRIPTION_value(aia, i);
        if (OBJ_obj2nid(d->method) != NID_ad_OCSP || d->location->type != GEN_URI) continue;
        if (!add_text(&sk, d->location->d.uniformResourceIdentifier)) break;
    }
    AUTHORITY_INFO_ACCESS_free(aia);
    return sk;
}

/* The addresses of a subject and of its other names, which are freed here. */
static STACK_OF(OPENSSL_STRING) *emails(const X509_NAME *name, GENERAL_NAMES *gens) {
    STACK_OF(OPENSSL_STRING) *sk = NULL;
    bool ok = true;
    for (int i = -1; ok && (i = X509_NAME_get_index_by_NID(name, NID_pkcs9_emailAddress, i)) >= 0;) {
        ok = add_text(&sk, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)));
    }
    for (int i = 0; ok && i < sk_GENERAL_NAME_num(gens); i++) {
        const GENERAL_NAME *g = sk_GENERAL_NAME_value(gens, i);
        if (g->type == GEN_EMAIL) ok = add_text(&sk, g->d.rfc822Name);
    }
    GENERAL_NAMES_free(gens);
    return sk;
}

STACK_OF(OPENSSL_STRING) *X509_get1_email(X509 *x) {
    return emails(X509_get_subject_name(x), (GENERAL_NAMES *)X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL));
}

STACK_OF(OPENSSL_STRING) *X509_REQ_get1_email(X509_REQ *r) {
    STACK_OF(X509_EXTENSION) *exts = X509_REQ_get_extensions(r);
    GENERAL_NAMES *gens = (GENERAL_NAMES *)X509V3_get_d2i(exts, NID_subject_alt_name, NULL, NULL);
    sk_X509_EXTENSION_pop_free(exts, X509_EXTENSION_free);
    return emails(X509_REQ_get_subject_name(r), gens);
}

int i2a_ACCESS_DESCRIPTION(BIO *bp, const ACCESS_DESCRIPTION *a) {
    i2a_ASN1_OBJECT(bp, a->method);
    return 2; /* what OpenSSL's says, however long the name is */
}
