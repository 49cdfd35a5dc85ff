/* Certificates that x509 makes of requests, or signs anew. */
#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "apps/certs.h"
#include "apps/keys.h"
#include "apps/print_flags.h"
#include "apps/sign_cert.h"
#include "apps/streams.h"
#include "apps/x509.h"

enum { USUAL_DAYS = 30 };

static bool verify_request(X509_REQ *req, const struct x509_manner *m) {
    EVP_PKEY *key = X509_REQ_get0_pubkey(req);
    int i = key != NULL ? X509_REQ_verify(req, key) : -1;
    if (i <= 0) {
        app_library_error("x509", i < 0 ? "the request's signature cannot be verified" : "the request's signature is wrong");
        return false;
    }
    BIO *err = BIO_new_fp(stderr, BIO_NOCLOSE);
    if (err != NULL) {
        BIO_puts(err, "Certificate request self-signature ok\n");
        app_print_name(err, "subject=", X509_REQ_get_subject_name(req), m->name_flags);
    }
    BIO_free(err);
    return true;
}

static bool copies(const char *how, bool *out_all) {
    *out_all = how != NULL && strcasecmp(how, "copyall") == 0;
    return *out_all || (how != NULL && strcasecmp(how, "copy") == 0);
}

X509 *app_x509_of_request(const struct x509_options *o, const struct x509_manner *m) {
    X509_REQ *req = app_request_load("x509", o->in, o->inform != NULL ? o->inform : "PEM");
    X509 *cert = NULL;
    bool all;
    if (req != NULL && app_no_vfyopt("x509", &o->sign.vfyopt) && verify_request(req, m)) {
        cert = X509_new();
        bool ok = cert != NULL && X509_set_subject_name(cert, X509_REQ_get_subject_name(req)) &&
            X509_set_pubkey(cert, X509_REQ_get0_pubkey(req)) &&
            (!copies(o->sign.copy_extensions, &all) || app_copy_extensions(cert, req, all));
        if (!ok) {
            app_library_error("x509", "the certificate cannot be made");
            X509_free(cert);
            cert = NULL;
        }
    }
    X509_REQ_free(req);
    return cert;
}

/* --- requests for certificates that are there ----------------------------------------------------------------------- */

/* The identifiers of keys are left out: who makes the certificate knows them. */
static bool ask_for_extensions(X509_REQ *req, const X509 *cert) {
    STACK_OF(X509_EXTENSION) *exts = NULL;
    bool ok = true;
    for (int i = 0; ok && i < X509_get_ext_count(cert); i++) {
        X509_EXTENSION *ext = X509_get_ext(cert, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ext));
        if (nid != NID_subject_key_identifier && nid != NID_authority_key_identifier) {
            ok = X509v3_add_ext(&exts, ext, -1) != NULL;
        }
    }
    ok = ok && (exts == NULL || X509_REQ_add_extensions(req, exts));
    sk_X509_EXTENSION_pop_free(exts, X509_EXTENSION_free);
    return ok;
}

/* The section of -extfile, or what its start names, or its start itself; for a certificate or a request. */
static bool add_extensions(X509 *cert, X509_REQ *req, const struct x509_sign_options *s, X509V3_CTX *ctx) {
    if (s->extfile == NULL) {
        return true;
    }
    static char start[] = "default";
    long line = -1;
    CONF *conf = NCONF_new(NULL);
    bool ok = conf != NULL && NCONF_load(conf, s->extfile, &line) > 0;
    if (!ok) {
        app_library_error("x509", "cannot read the extensions of %s", s->extfile);
    } else {
        char *section = s->extensions != NULL ? (char *)(uintptr_t)s->extensions : NCONF_get_string(conf, start, "extensions");
        ERR_clear_error();
        X509V3_set_nconf(ctx, conf);
        section = section != NULL ? section : start;
        ok = cert != NULL ? X509V3_EXT_add_nconf(conf, ctx, section, cert) : X509V3_EXT_REQ_add_nconf(conf, ctx, section, req);
        X509V3_set_nconf(ctx, NULL);
        if (!ok) {
            app_library_error("x509", "the extensions of %s cannot be made", s->extfile);
        }
    }
    NCONF_free(conf);
    return ok;
}

/* Of the section of -extfile, for the request. */
static bool add_request_extensions(X509_REQ *req, const X509 *cert, const struct x509_sign_options *s) {
    X509V3_CTX ctx;
    X509 *self = (X509 *)(uintptr_t)cert; /* which is only read */
    X509V3_set_ctx(&ctx, self, self, req, NULL, X509V3_CTX_REPLACE);
    return add_extensions(NULL, req, s, &ctx);
}

bool app_x509_write_request(BIO *out, const X509 *cert, const struct x509_options *o) {
    const struct x509_sign_options *s = &o->sign;
    EVP_PKEY *key = app_key_load("x509", s->key, s->keyform, APP_KEY_PRIVATE, s->pass);
    X509_REQ *req = key != NULL ? X509_REQ_new() : NULL;
    bool all, ok = false;
    if (req != NULL) {
        ok = X509_REQ_set_subject_name(req, X509_get_subject_name(cert)) &&
            X509_REQ_set_pubkey(req, X509_get0_pubkey(cert)) &&
            (!copies(s->copy_extensions, &all) || ask_for_extensions(req, cert));
        if (!ok) {
            app_library_error("x509", "the request cannot be made");
        }
        ok = ok && add_request_extensions(req, cert, s) && app_request_sign("x509", req, key, o->digest, &s->sigopt);
    }
    if (ok && !o->noout) {
        bool der = o->outform != NULL && strcmp(o->outform, "DER") == 0;
        ok = (der ? i2d_X509_REQ_bio(out, req) : PEM_write_bio_X509_REQ(out, req)) > 0;
    }
    X509_REQ_free(req);
    EVP_PKEY_free(key);
    return ok;
}

/* --- serial numbers of a CA ---------------------------------------------------------------------------------------- */

/* The file of -CAserial, or the CA's with its end replaced by .srl. */
static bool serial_file(const struct x509_sign_options *s, char *out, size_t room) {
    const char *name = s->ca_serial != NULL ? s->ca_serial : s->ca;
    size_t len = strlen(name);
    if (s->ca_serial == NULL) {
        const char *dot = strrchr(name, '.'), *slash = strrchr(name, '/');
        if (dot != NULL && (slash == NULL || dot > slash)) {
            len = (size_t)(dot - name);
        }
    }
    int n = snprintf(out, room, "%.*s%s", (int)len, name, s->ca_serial == NULL ? ".srl" : "");
    return n > 0 && (size_t)n < room;
}

/* A line in hexadecimal, as i2a_ASN1_INTEGER() writes it. */
static ASN1_INTEGER *read_serial(const char *file) {
    char line[256] = "";
    BIO *in = app_open_in("x509", file);
    if (in == NULL) {
        return NULL;
    }
    BIGNUM *n = NULL;
    ASN1_INTEGER *serial = NULL;
    (void)BIO_gets(in, line, sizeof(line));
    BIO_free_all(in);
    line[strcspn(line, "\r\n")] = '\0';
    if (*line != '\0' && BN_hex2bn(&n, line) == (int)strlen(line)) {
        serial = BN_to_ASN1_INTEGER(n, NULL);
    }
    BN_free(n);
    if (serial == NULL) {
        app_library_error("x509", "%s has no serial number", file);
    }
    return serial;
}

static bool write_serial(const char *file, const ASN1_INTEGER *serial) {
    BIO *out = app_open_out("x509", file, APP_STREAM_TEXT);
    bool ok = out != NULL && i2a_ASN1_INTEGER(out, serial) > 0 && BIO_puts(out, "\n") > 0;
    return app_close_out(out) && ok;
}

/* The number after the one in the file; a random one where a file is to be made. */
static bool serial_of_file(X509 *cert, const struct x509_sign_options *s) {
    char file[1024];
    if (!serial_file(s, file, sizeof(file))) {
        app_error("x509", "the name of the serial number's file is too long");
        return false;
    }
    if (access(file, F_OK) != 0 && s->create_serial) {
        return app_cert_set_serial("x509", cert, NULL) && write_serial(file, X509_get0_serialNumber(cert));
    }
    ASN1_INTEGER *last = read_serial(file), *next = last != NULL ? app_next_serial(last) : NULL;
    bool ok = next != NULL && X509_set_serialNumber(cert, next) && write_serial(file, next);
    ASN1_INTEGER_free(last);
    ASN1_INTEGER_free(next);
    return ok;
}

static bool set_serial(X509 *cert, const struct x509_options *o) {
    const struct x509_sign_options *s = &o->sign;
    if (s->set_serial != NULL) {
        return app_cert_set_serial("x509", cert, s->set_serial);
    }
    if (s->ca != NULL && (s->ca_serial != NULL || s->create_serial)) {
        return serial_of_file(cert, s);
    }
    return !(s->request || s->scratch || s->ca != NULL) || app_cert_set_serial("x509", cert, NULL);
}

/* --- signing ------------------------------------------------------------------------------------------------------- */

/* Who signs. */
struct issuer {
    X509 *cert;    /* NULL: the certificate itself */
    EVP_PKEY *key;
};

static bool prepare(X509 *cert, const struct x509_options *o, const struct issuer *by) {
    const struct x509_sign_options *s = &o->sign;
    if (s->force_pubkey != NULL) {
        EVP_PKEY *key = app_key_load("x509", s->force_pubkey, NULL, APP_KEY_PUBLIC, NULL);
        bool ok = key != NULL && X509_set_pubkey(cert, key);
        EVP_PKEY_free(key);
        if (!ok) {
            return false;
        }
    } else if (by->cert == NULL && !X509_set_pubkey(cert, by->key)) {
        app_library_error("x509", "the key cannot be in a certificate");
        return false;
    }
    while (s->clear_extensions && X509_get_ext_count(cert) > 0) {
        X509_EXTENSION_free(X509_delete_ext(cert, 0));
    }
    const X509_NAME *name = by->cert != NULL ? X509_get_subject_name(by->cert) : X509_get_subject_name(cert);
    if (!set_serial(cert, o)) {
        return false;
    }
    if ((s->preserve_dates || app_cert_set_days(cert, s->days != X509_DAYS_USUAL ? s->days : USUAL_DAYS)) &&
        X509_set_issuer_name(cert, name)) {
        return true;
    }
    app_library_error("x509", "the certificate cannot be made");
    return false;
}

static bool load_issuer(const struct x509_sign_options *s, struct issuer *by) {
    if (s->ca == NULL) {
        by->key = app_key_load("x509", s->key, s->keyform, APP_KEY_PRIVATE, s->pass);
        return by->key != NULL;
    }
    by->cert = app_cert_load("x509", s->ca, s->ca_form, s->pass);
    by->key = by->cert != NULL
        ? app_key_load("x509", s->ca_key != NULL ? s->ca_key : s->ca, s->ca_keyform, APP_KEY_PRIVATE, s->pass)
        : NULL;
    if (by->key == NULL) {
        return false;
    }
    if (X509_check_private_key(by->cert, by->key)) {
        return true;
    }
    app_library_error("x509", "the issuer's certificate and key do not belong together");
    return false;
}

bool app_x509_signs(const struct x509_options *o) { return o->sign.ca != NULL || o->sign.key != NULL; }

/* What is asked of a signature where there is none is passed over, but must make sense. */
static int wrong_value(const struct x509_sign_options *s) {
    ASN1_INTEGER *serial = s->set_serial != NULL ? s2i_ASN1_INTEGER(NULL, s->set_serial) : NULL;
    const bool bad_serial = s->set_serial != NULL && serial == NULL;
    ASN1_INTEGER_free(serial);
    if (bad_serial) {
        return app_library_error("x509", "%s cannot be the serial number", s->set_serial);
    }
    if (s->extfile != NULL && access(s->extfile, R_OK) != 0) {
        return app_error("x509", "cannot read the extensions of %s", s->extfile);
    }
    return 0;
}

static void warn(bool given, const char *option, const char *why) {
    if (given) {
        fprintf(stderr, "bearshim x509: warning: -%s is without effect, as %s\n", option, why);
    }
}

static void warn_all(const struct x509_options *o) {
    static const char unsigned_[] = "nothing is signed", no_ca[] = "there is no -CA";
    const struct x509_sign_options *s = &o->sign;
    const bool none = !app_x509_signs(o);
    warn(none && s->days != X509_DAYS_USUAL, "days", unsigned_);
    warn(none && s->set_serial != NULL, "set_serial", unsigned_);
    warn(none && s->extfile != NULL, "extfile", unsigned_);
    warn(none && s->force_pubkey != NULL, "force_pubkey", unsigned_);
    warn(none && s->clear_extensions, "clrext", unsigned_);
    warn(none && s->sigopt.num > 0, "sigopt", unsigned_);
    warn(s->ca == NULL && s->ca_key != NULL, "CAkey", no_ca);
    warn(s->ca == NULL && s->ca_serial != NULL, "CAserial", no_ca);
    warn(s->ca == NULL && s->create_serial, "CAcreateserial", no_ca);
    warn(s->extfile == NULL && s->extensions != NULL, "extensions", "there is no -extfile");
    warn(s->copy_extensions != NULL && !s->request && !s->to_request, "copy_extensions", "there is no request");
}

int app_x509_wrong_sign_use(const struct x509_options *o) {
    const struct x509_sign_options *s = &o->sign;
    bool all;
    if (s->to_request && s->key == NULL) {
        return app_usage_error("x509", "-x509toreq needs a key to sign with: -key");
    }
    if (s->to_request && s->clear_extensions) {
        return app_usage_error("x509", "-clrext and -x509toreq exclude each other");
    }
    if (s->scratch && (s->request || o->in != NULL)) {
        return app_usage_error("x509", "-new takes neither -in nor -req");
    }
    if (s->scratch && (s->subj == NULL || (s->key == NULL && s->force_pubkey == NULL))) {
        return app_usage_error("x509", "-new needs -subj, and -key or -force_pubkey");
    }
    if (s->ca != NULL && s->key != NULL) {
        return app_usage_error("x509", "-CA and -signkey exclude each other");
    }
    if ((s->request || s->scratch) && !app_x509_signs(o)) {
        return app_usage_error("x509", "%s needs a key to sign with: -signkey or -CA", s->scratch ? "-new" : "-req");
    }
    if (s->copy_extensions != NULL && !copies(s->copy_extensions, &all) && strcasecmp(s->copy_extensions, "none") != 0) {
        return app_usage_error("x509", "-copy_extensions is none, copy or copyall, not %s", s->copy_extensions);
    }
    if (s->days < -1 && s->days != X509_DAYS_USUAL) {
        return app_usage_error("x509", "-days is -1 at least, not %d", s->days);
    }
    if (s->preserve_dates && s->days != X509_DAYS_USUAL) {
        return app_usage_error("x509", "-preserve_dates and -days exclude each other");
    }
    warn_all(o);
    return app_x509_signs(o) ? 0 : wrong_value(s);
}

bool app_x509_sign(X509 *cert, const struct x509_options *o) {
    const struct x509_sign_options *s = &o->sign;
    struct issuer by = { NULL, NULL };
    X509V3_CTX ctx;
    bool ok = load_issuer(s, &by) && prepare(cert, o, &by);
    if (ok && !s->to_request) { /* else the request is signed */
        X509V3_set_ctx(&ctx, by.cert != NULL ? by.cert : cert, cert, NULL, NULL, X509V3_CTX_REPLACE);
        ok = (by.cert != NULL || X509V3_set_issuer_pkey(&ctx, by.key)) && add_extensions(cert, NULL, s, &ctx) &&
            app_cert_sign("x509", cert, by.key, o->digest, &s->sigopt, &ctx);
    }
    X509_free(by.cert);
    EVP_PKEY_free(by.key);
    return ok;
}
