/* Certificates: printed, checked, converted. */
#include "apps/x509.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "apps/certs.h"
#include "apps/commands.h"
#include "apps/keys.h"
#include "apps/print_flags.h"
#include "apps/streams.h"
#include "apps/subject.h"

#define AT(field) offsetof(struct x509_options, field)
#define HEADING(text) { "", APP_OPT_HEADING, 0, NULL, text, 0 }
#define SET(name, field, help) { name, APP_OPT_SET, AT(field), NULL, help, 0 }
#define STRING(name, field, arg, help) { name, APP_OPT_STRING, AT(field), arg, help, 0 }
#define LIST(name, field, arg, help) { name, APP_OPT_LIST, AT(field), arg, help, 0 }
#define PRINT(name, field, help) { name, APP_OPT_EACH, AT(fields), NULL, help, field }
static const struct app_opt rows[] = {
    HEADING("Input and output"),
    STRING("in", in, "FILE", "The certificate (default: standard input)"),
    STRING("inform", inform, "PEM|DER", "Its form (found by itself)"),
    STRING("out", out, "FILE", "Write to a file"),
    STRING("outform", outform, "PEM|DER", "The form of the certificate that is written (default: PEM)"),
    SET("noout", noout, "Do not write the certificate"),
    SET("nocert", nocert, "The same"),
    SET("badsig", badsig, "Damage the signature, for tests"),
    HEADING("Printing, in the order given"),
    PRINT("text", SHOW_TEXT, "The whole certificate as text"),
    PRINT("subject", SHOW_SUBJECT, "The subject's name"),
    PRINT("issuer", SHOW_ISSUER, "The issuer's name"),
    PRINT("serial", SHOW_SERIAL, "The serial number"),
    PRINT("next_serial", SHOW_NEXT_SERIAL, "The number after it"),
    PRINT("startdate", SHOW_START, "When it begins to be valid"),
    PRINT("enddate", SHOW_END, "When it ends"),
    PRINT("dates", SHOW_DATES, "Both"),
    PRINT("email", SHOW_EMAIL, "The mail addresses"),
    PRINT("ocsp_uri", SHOW_OCSP_URI, "Where its OCSP responders are"),
    PRINT("ocspid", SHOW_OCSPID, "The hashes of subject and key that OCSP uses"),
    PRINT("hash", SHOW_SUBJECT_HASH, "The hash of the subject's name"),
    PRINT("subject_hash", SHOW_SUBJECT_HASH, "The same"),
    PRINT("subject_hash_old", SHOW_SUBJECT_HASH_OLD, "The same, as before OpenSSL 1.0.0"),
    PRINT("issuer_hash", SHOW_ISSUER_HASH, "The hash of the issuer's name"),
    PRINT("issuer_hash_old", SHOW_ISSUER_HASH_OLD, "The same, as before OpenSSL 1.0.0"),
    PRINT("purpose", SHOW_PURPOSES, "What it can be used for"),
    PRINT("modulus", SHOW_MODULUS, "The RSA key's modulus"),
    PRINT("pubkey", SHOW_PUBKEY, "The public key in PEM"),
    PRINT("alias", SHOW_ALIAS, "The alias"),
    PRINT("fingerprint", SHOW_FINGERPRINT, "The digest of its DER"),
    { "DIGEST", APP_OPT_NAME, AT(digest), NULL, "The digest of -fingerprint (default: SHA-1) and of the signature", 0 },
    { "ext", APP_OPT_EACH_ARG, AT(fields), "NAMES", "Extensions, separated by commas; the others are left out of -text, too", SHOW_EXT },
    LIST("nameopt", nameopt, "WORDS", "How names are printed; may be repeated"),
    LIST("certopt", certopt, "WORDS", "What -text leaves out; may be repeated"),
    STRING("dateopt", dateopt, "FORMAT", "How dates are printed: rfc_822 or iso_8601"),
    HEADING("Checking"),
    { "checkend", APP_OPT_LARGE, AT(check_end), "SECONDS", "Ends with 1 if it is no longer valid by then", 0 },
    STRING("checkhost", check_host, "NAME", "Say whether it is for this host"),
    STRING("checkemail", check_email, "ADDRESS", "Say whether it is for this mail address"),
    STRING("checkip", check_ip, "ADDRESS", "Say whether it is for this IP address"),
    HEADING("Signing"),
    SET("req", sign.request, "-in is a request, of which a certificate is made"),
    SET("new", sign.scratch, "Make a certificate of -subj and -force_pubkey or -key"),
    STRING("subj", sign.subj, "NAME", "The subject, as /C=DE/CN=example.org"),
    SET("x509toreq", sign.to_request, "Write a request for such a certificate, signed with -key"),
    STRING("signkey", sign.key, "FILE", "Sign it with this key, as its own issuer"),
    STRING("key", sign.key, "FILE", "The same"),
    STRING("keyform", sign.keyform, "PEM|DER|P12", "The key's form (found by itself)"),
    STRING("passin", sign.passin, "SOURCE", "The pass phrase of keys and of PKCS#12 files"),
    STRING("CA", sign.ca, "FILE", "The issuer's certificate"),
    STRING("CAform", sign.ca_form, "PEM|DER|P12", "Its form (found by itself)"),
    STRING("CAkey", sign.ca_key, "FILE", "The issuer's key (default: in -CA's file)"),
    STRING("CAkeyform", sign.ca_keyform, "PEM|DER|P12", "Its form (found by itself)"),
    STRING("CAserial", sign.ca_serial, "FILE", "Where the issuer's last serial number is (default: that of -CA with .srl)"),
    SET("CAcreateserial", sign.create_serial, "Make that file if it is not there"),
    STRING("set_serial", sign.set_serial, "N", "The serial number"),
    { "days", APP_OPT_INT, AT(sign.days), "N", "Valid for N days (default: 30)", 0 },
    SET("preserve_dates", sign.preserve_dates, "Leave the dates as they are"),
    STRING("force_pubkey", sign.force_pubkey, "FILE", "Put this public key in"),
    STRING("extfile", sign.extfile, "FILE", "A configuration with extensions"),
    STRING("extensions", sign.extensions, "SECTION", "The extensions' section"),
    SET("clrext", sign.clear_extensions, "Take all extensions out first"),
    STRING("copy_extensions", sign.copy_extensions, "HOW", "With -req or -x509toreq: none, copy or copyall"),
    LIST("sigopt", sign.sigopt, "NAME:VALUE", "Set a parameter of the signature; may be repeated"),
    LIST("vfyopt", sign.vfyopt, "NAME:VALUE", "A parameter for verifying a request: there is none but for SM2"),
    HEADING("Trust"),
    SET("trustout", trustout, "Write a trusted certificate"),
    STRING("setalias", alias, "TEXT", "Set the alias"),
    SET("clrtrust", clear_trust, "Forget what it is trusted for"),
    SET("clrreject", clear_reject, "Forget what it is not trusted for"),
    LIST("addtrust", trust, "USE", "Trust it for a use, such as serverAuth; may be repeated"),
    LIST("addreject", reject, "USE", "Do not trust it for a use; may be repeated"),
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_rand_rows, AT(random) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "x509", "[options]", "Print, check, convert or sign a certificate.", groups, NULL };

static bool add_uses(X509 *cert, const struct app_list *uses, int (*add)(X509 *, const ASN1_OBJECT *)) {
    for (size_t i = 0; i < uses->num; i++) {
        ASN1_OBJECT *use = OBJ_txt2obj(uses->list[i], 0);
        bool ok = use != NULL && add(cert, use);
        ASN1_OBJECT_free(use);
        if (!ok) {
            app_usage_error("x509", "there is no use %s", uses->list[i]);
            ERR_clear_error();
            return false;
        }
    }
    return true;
}

static bool set_trust(X509 *cert, const struct x509_options *o) {
    if (o->alias != NULL && !X509_alias_set1(cert, (const unsigned char *)o->alias, -1)) {
        app_library_error("x509", "cannot set the alias");
        return false;
    }
    if (o->clear_trust) {
        X509_trust_clear(cert);
    }
    if (o->clear_reject) {
        X509_reject_clear(cert);
    }
    return add_uses(cert, &o->trust, X509_add1_trust_object) && add_uses(cert, &o->reject, X509_add1_reject_object);
}

static bool write_cert(BIO *out, X509 *cert, const struct x509_options *o) {
    if (o->outform != NULL && strcmp(o->outform, "DER") == 0) {
        return i2d_X509_bio(out, cert) > 0;
    }
    bool trusted = o->trustout || o->alias != NULL || o->trust.num > 0 || o->reject.num > 0;
    return (trusted ? PEM_write_bio_X509_AUX(out, cert) : PEM_write_bio_X509(out, cert)) > 0;
}

/* Say whether the certificate ends within so many seconds; the exit status. */
static int check_end(BIO *out, X509 *cert, int64_t seconds) {
    time_t then = time(NULL) + (time_t)seconds;
    bool ends = X509_cmp_time(X509_get0_notAfter(cert), &then) < 0;
    BIO_printf(out, "Certificate will %sexpire\n", ends ? "" : "not ");
    return ends;
}

static int write_all(BIO *out, X509 *shown, X509 *cert, const struct x509_options *o, const struct x509_manner *m) {
    for (size_t i = 0; i < o->fields.num; i++) {
        if (!app_x509_print(out, shown, cert, (enum x509_field)o->fields.list[i], m)) {
            return 1;
        }
    }
    if (o->check_end != INT64_MIN) {
        return check_end(out, cert, o->check_end);
    }
    app_x509_print_checks(out, shown, o);
    if (o->noout || o->nocert || o->sign.to_request || write_cert(out, cert, o)) {
        return 0;
    }
    return app_library_error("x509", "cannot write the certificate");
}

/* With its trust settings, which X509_dup() leaves behind; `damage`: with a wrong signature. */
static X509 *copy(const X509 *cert, bool damage) {
    unsigned char *der = NULL;
    int len = i2d_X509_AUX(cert, &der), bare = i2d_X509(cert, NULL);
    const unsigned char *p = der;
    if (damage && bare > 0 && bare <= len) {
        der[bare - 1] ^= 1; /* the signature is what a certificate ends with */
    }
    X509 *made = len > 0 ? d2i_X509_AUX(NULL, &p, len) : NULL;
    OPENSSL_free(der);
    if (made == NULL) {
        app_library_error("x509", "cannot copy the certificate");
    }
    return made;
}

/* Put what stands for two fields in their places. */
static void settle_fields(struct app_order *fields) {
    struct app_order given = *fields;
    fields->num = 0;
    for (size_t i = 0; i < given.num; i++) {
        if (given.list[i] == SHOW_DATES) {
            (void)app_order_add(fields, SHOW_START); /* there are fewer fields than places */
            (void)app_order_add(fields, SHOW_END);
        } else {
            (void)app_order_add(fields, given.list[i]);
        }
    }
}

static bool set_subject(X509 *cert, const char *subj) {
    X509_NAME *name = subj != NULL ? app_subject_parse("x509", subj, MBSTRING_UTF8) : NULL;
    bool ok = subj == NULL || (name != NULL && X509_set_subject_name(cert, name));
    X509_NAME_free(name);
    return ok;
}

/* Read, print and write as asked. */
static int run(const struct x509_options *o, const struct x509_manner *m) {
    X509 *cert = o->sign.scratch ? X509_new()
        : o->sign.request        ? app_x509_of_request(o, m)
                                 : app_cert_load("x509", o->in, o->inform, o->sign.pass);
    const char *own_subj = app_x509_signs(o) ? o->sign.subj : NULL, *shown_subj = own_subj == NULL ? o->sign.subj : NULL;
    bool ready = cert != NULL && set_subject(cert, own_subj) && set_trust(cert, o) &&
        (!app_x509_signs(o) || app_x509_sign(cert, o));
    if (ready && o->badsig) {
        X509 *bad = copy(cert, true);
        X509_free(cert);
        cert = bad;
    }
    X509 *shown = ready && cert != NULL ? copy(cert, false) : NULL;
    ready = shown != NULL && set_subject(shown, shown_subj); /* what is signed stays as it is written, as in openssl */
    BIO *out = ready ? app_open_out("x509", o->out, APP_STREAM_BINARY) : NULL;
    int status = 1;
    if (out != NULL) {
        if (o->fields.text != NULL) {
            app_x509_keep_extensions(shown, o->fields.text);
        }
        if (!o->sign.to_request || app_x509_write_request(out, cert, o)) {
            status = write_all(out, shown, cert, o, m);
        }
        if (!app_close_out(out)) {
            status = app_error("x509", "cannot write all of it");
        }
    }
    X509_free(shown);
    X509_free(cert);
    return status;
}

int app_x509(int argc, char **argv) {
    struct x509_options o = { .check_end = INT64_MIN, .sign.days = X509_DAYS_USUAL };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("x509", &o.providers)) {
        return 1;
    }
    if (rest != argc) {
        return app_usage_error("x509", "unexpected argument %s", argv[rest]);
    }
    struct x509_manner m = { .digest = EVP_sha1(), .digest_name = "SHA1" };
    if (!app_key_format(o.inform, &o.inform) || !app_key_format(o.outform, &o.outform) ||
        !app_key_any_format(o.sign.keyform, &o.sign.keyform) || !app_key_any_format(o.sign.ca_form, &o.sign.ca_form) ||
        !app_key_any_format(o.sign.ca_keyform, &o.sign.ca_keyform)) {
        return app_usage_error("x509", "a form is PEM or DER, or P12 for -keyform, -CAform and -CAkeyform");
    }
    if (app_x509_wrong_sign_use(&o) != 0) {
        return 1;
    }
    if (!app_name_flags("x509", &o.nameopt, &m.name_flags) || !app_cert_flags("x509", &o.certopt, &m.cert_flags)
        || !app_date_flag("x509", o.dateopt, &m.date_flag)) {
        return 1;
    }
    if (o.digest != NULL) {
        m.digest = app_digest_option("x509", o.digest, NULL);
        if (m.digest == NULL) {
            return 1;
        }
        snprintf(m.digest_name, sizeof(m.digest_name), "%s", o.digest); /* printed as it was given */
    }
    settle_fields(&o.fields);
    struct app_pass pass, none;
    if (!app_rand_load("x509", &o.random) || !app_pass_get("x509", o.sign.passin, NULL, &pass, &none)) {
        return 1;
    }
    o.sign.pass = &pass;
    int status = run(&o, &m);
    app_pass_wipe(&pass);
    return app_rand_save("x509", &o.random) ? status : 1;
}
