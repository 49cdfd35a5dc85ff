#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "apps/certs.h"
#include "apps/print_flags.h"
#include "apps/sign_cert.h"
#include "apps/x509.h"

static void print_serial(BIO *out, const ASN1_INTEGER *serial) {
    BIO_puts(out, "serial=");
    i2a_ASN1_INTEGER(out, serial);
    BIO_puts(out, "\n");
}

static bool print_next_serial(BIO *out, const ASN1_INTEGER *serial) {
    ASN1_INTEGER *next = app_next_serial(serial);
    bool ok = next != NULL && i2a_ASN1_INTEGER(out, next) > 0 && BIO_puts(out, "\n") > 0;
    ASN1_INTEGER_free(next);
    return ok;
}

static void print_lines(BIO *out, STACK_OF(OPENSSL_STRING) *list) {
    for (int i = 0; i < sk_OPENSSL_STRING_num(list); i++) {
        BIO_printf(out, "%s\n", sk_OPENSSL_STRING_value(list, i));
    }
    X509_email_free(list);
}

static void print_alias(BIO *out, X509 *cert) {
    int len = 0;
    const unsigned char *alias = X509_alias_get0(cert, &len);
    if (alias != NULL) {
        BIO_printf(out, "%.*s\n", len, (const char *)alias);
    } else {
        BIO_puts(out, "<No Alias>\n");
    }
}

static void print_purposes(BIO *out, X509 *cert) {
    BIO_puts(out, "Certificate purposes:\n");
    for (int i = 0; i < X509_PURPOSE_get_count(); i++) {
        const X509_PURPOSE *p = X509_PURPOSE_get0(i);
        for (int ca = 0; ca < 2; ca++) {
            int r = X509_check_purpose(cert, X509_PURPOSE_get_id(p), ca);
            BIO_printf(out, "%s%s : ", X509_PURPOSE_get0_name(p), ca ? " CA" : "");
            if (r == 0 || r == 1) {
                BIO_printf(out, "%s\n", r ? "Yes" : "No");
            } else {
                BIO_printf(out, "Yes (WARNING code=%d)\n", r);
            }
        }
    }
}

static bool print_fingerprint(BIO *out, X509 *cert, const struct x509_manner *m) {
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned len;
    if (!X509_digest(cert, m->digest, md, &len)) {
        return false;
    }
    app_print_fingerprint(out, m->digest_name, md, len);
    return true;
}

static bool print_ocsp_hashes(BIO *out, const X509 *cert) {
    unsigned char subject[EVP_MAX_MD_SIZE], key[EVP_MAX_MD_SIZE];
    unsigned len, key_len;
    if (!X509_NAME_digest(X509_get_subject_name(cert), EVP_sha1(), subject, &len)
        || !X509_pubkey_digest(cert, EVP_sha1(), key, &key_len)) {
        return false;
    }
    BIO_puts(out, "        Subject OCSP hash: ");
    for (unsigned i = 0; i < len; i++) {
        BIO_printf(out, "%02X", subject[i]);
    }
    BIO_puts(out, "\n        Public key OCSP hash: ");
    for (unsigned i = 0; i < key_len; i++) {
        BIO_printf(out, "%02X", key[i]);
    }
    return BIO_puts(out, "\n") > 0;
}

static void print_extensions(BIO *out, X509 *cert, unsigned long cert_flags) {
    if (X509_get_ext_count(cert) > 0) {
        X509V3_extensions_print(out, NULL, X509_get0_extensions(cert), cert_flags, 0);
    } else {
        fprintf(stderr, "No extensions in certificate\n");
    }
}

/* What concerns the certificate's key. */
static bool print_key(BIO *out, X509 *cert, enum x509_field field) {
    EVP_PKEY *key = X509_get0_pubkey(cert);
    if (key == NULL) {
        return false;
    }
    if (field == SHOW_PUBKEY) {
        return PEM_write_bio_PUBKEY(out, key) > 0;
    }
    app_print_modulus(out, key, "No modulus for this public key type");
    return true;
}

static bool print_hash(BIO *out, X509 *cert, enum x509_field field) {
    const X509_NAME *name = field == SHOW_SUBJECT_HASH || field == SHOW_SUBJECT_HASH_OLD ? X509_get_subject_name(cert)
                                                                                         : X509_get_issuer_name(cert);
    bool old = field == SHOW_SUBJECT_HASH_OLD || field == SHOW_ISSUER_HASH_OLD;
    return BIO_printf(out, "%08lx\n", old ? X509_NAME_hash_old(name) : X509_NAME_hash_ex(name, NULL, NULL, NULL)) > 0;
}

static bool print_field(BIO *out, X509 *shown, X509 *whole, enum x509_field field, const struct x509_manner *m) {
    switch (field) {
    case SHOW_TEXT: return X509_print_ex(out, shown, m->name_flags, m->cert_flags) > 0;
    case SHOW_SUBJECT: app_print_name(out, "subject=", X509_get_subject_name(shown), m->name_flags); break;
    case SHOW_ISSUER: app_print_name(out, "issuer=", X509_get_issuer_name(shown), m->name_flags); break;
    case SHOW_SERIAL: print_serial(out, X509_get0_serialNumber(shown)); break;
    case SHOW_NEXT_SERIAL: return print_next_serial(out, X509_get0_serialNumber(shown));
    case SHOW_EMAIL: print_lines(out, X509_get1_email(shown)); break;
    case SHOW_OCSP_URI: print_lines(out, X509_get1_ocsp(shown)); break;
    case SHOW_ALIAS: print_alias(out, shown); break;
    case SHOW_SUBJECT_HASH:
    case SHOW_SUBJECT_HASH_OLD:
    case SHOW_ISSUER_HASH:
    case SHOW_ISSUER_HASH_OLD: return print_hash(out, shown, field);
    case SHOW_PURPOSES: print_purposes(out, shown); break;
    case SHOW_MODULUS:
    case SHOW_PUBKEY: return print_key(out, shown, field);
    case SHOW_START: app_print_time(out, "notBefore=", X509_get0_notBefore(shown), m->date_flag); break;
    case SHOW_END: app_print_time(out, "notAfter=", X509_get0_notAfter(shown), m->date_flag); break;
    case SHOW_FINGERPRINT: return print_fingerprint(out, whole, m);
    case SHOW_OCSPID: return print_ocsp_hashes(out, shown);
    case SHOW_DATES: break;
    case SHOW_EXT: print_extensions(out, shown, m->cert_flags); break;
    }
    return true;
}

bool app_x509_print(BIO *out, X509 *shown, X509 *whole, enum x509_field field, const struct x509_manner *m) {
    if (!print_field(out, shown, whole, field, m)) {
        app_library_error("x509", "the certificate cannot be printed");
        return false;
    }
    return true;
}

static void print_check(BIO *out, const char *what, const char *value, int result) {
    BIO_printf(out, "%s %s does%s match certificate\n", what, value, result > 0 ? "" : " NOT");
}

void app_x509_print_checks(BIO *out, X509 *cert, const struct x509_options *o) {
    if (o->check_host != NULL) {
        print_check(out, "Hostname", o->check_host, X509_check_host(cert, o->check_host, 0, 0, NULL));
    }
    if (o->check_email != NULL) {
        print_check(out, "Email", o->check_email, X509_check_email(cert, o->check_email, 0, 0));
    }
    if (o->check_ip != NULL) {
        print_check(out, "IP", o->check_ip, X509_check_ip_asc(cert, o->check_ip, 0));
    }
}

/* Is a name among those of a list? */
static bool listed(const char *names, const char *name) {
    for (size_t len; *names != '\0'; names += len + (names[len] == ',')) {
        len = strcspn(names, ",");
        if (strlen(name) == len && strncmp(names, name, len) == 0) {
            return true;
        }
    }
    return false;
}

void app_x509_keep_extensions(X509 *cert, const char *names) {
    for (int i = X509_get_ext_count(cert) - 1; i >= 0; i--) {
        const char *name = OBJ_nid2sn(OBJ_obj2nid(X509_EXTENSION_get_object(X509_get_ext(cert, i))));
        if (name == NULL || !listed(names, name)) {
            X509_EXTENSION_free(X509_delete_ext(cert, i));
        }
    }
}
