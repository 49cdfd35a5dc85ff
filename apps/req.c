#include "apps/req.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/certs.h"
#include "apps/commands.h"
#include "apps/print_flags.h"
#include "apps/subject.h"

#define AT(field) offsetof(struct req_options, field)
#define SET(name, field, help) { name, APP_OPT_SET, AT(field), NULL, help, 0 }
#define STRING(name, field, arg, help) { name, APP_OPT_STRING, AT(field), arg, help, 0 }
#define LIST(name, field, arg, help) { name, APP_OPT_LIST, AT(field), arg, help, 0 }
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "What is made", 0 },
    SET("new", new, "A new request"),
    SET("x509", x509, "A certificate instead of a request"),
    SET("precert", precert, "A precertificate, with the poison of RFC 6962"),
    STRING("in", in, "FILE", "The request to read (default: standard input)"),
    STRING("inform", inform, "PEM|DER", "Its form (default: PEM)"),
    STRING("subj", subj, "NAME", "The subject, as /C=DE/CN=example.org"),
    SET("utf8", utf8, "Names are in UTF-8"),
    SET("multivalue-rdn", multivalue, "Without effect: + is always understood in -subj"),
    STRING("config", config, "FILE", "The configuration (default: openssl.cnf)"),
    STRING("section", section, "NAME", "The configuration's section (default: req)"),
    SET("batch", batch, "Ask nothing"),
    { "", APP_OPT_HEADING, 0, NULL, "Keys", 0 },
    STRING("key", key, "FILE", "The private key"),
    STRING("keyform", keyform, "PEM|DER|P12", "Its form (found by itself)"),
    STRING("newkey", newkey, "WHAT", "Make a key: BITS, ALGORITHM[:BITS|:FILE] or param:FILE"),
    LIST("pkeyopt", pkeyopt, "NAME:VALUE", "Set a parameter of the new key; may be repeated"),
    STRING("keyout", keyout, "FILE", "Where the new key is written"),
    SET("noenc", noenc, "Do not encrypt the new key"),
    SET("nodes", noenc, "The same"),
    STRING("passin", passin, "SOURCE", "Pass phrase of -key"),
    STRING("passout", passout, "SOURCE", "Pass phrase for the new key"),
    { "", APP_OPT_HEADING, 0, NULL, "Extensions and signature", 0 },
    STRING("extensions", extensions, "SECTION", "The configuration's extensions for the certificate"),
    STRING("reqexts", reqexts, "SECTION", "The configuration's extensions for the request"),
    LIST("addext", addext, "NAME=VALUE", "Add an extension; may be repeated"),
    STRING("copy_extensions", copy_extensions, "HOW", "With -x509 of a request: none, copy or copyall"),
    { "days", APP_OPT_POSITIVE, AT(days), "N", "The certificate is valid for N days (default: 30)", 0 },
    STRING("set_serial", set_serial, "N", "The certificate's serial number (default: a random one)"),
    STRING("CA", ca, "FILE", "The issuer's certificate, with -x509"),
    STRING("CAkey", ca_key, "FILE", "The issuer's key (default: in -CA's file)"),
    LIST("sigopt", sigopt, "NAME:VALUE", "Set a parameter of the signature; may be repeated"),
    { "DIGEST", APP_OPT_NAME, AT(digest), NULL, "The signature's digest", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Output", 0 },
    STRING("out", out, "FILE", "Write to a file"),
    STRING("outform", outform, "PEM|DER", "The form of what is written (default: PEM)"),
    SET("newhdr", newhdr, "NEW in the lines around a request's PEM"),
    SET("noout", noout, "Do not write the request"),
    SET("text", text, "Print it as text"),
    SET("subject", subject, "Print the subject"),
    SET("pubkey", pubkey, "Print the public key in PEM"),
    SET("modulus", modulus, "Print the RSA modulus"),
    SET("verify", verify, "Verify the request's own signature"),
    LIST("vfyopt", vfyopt, "NAME:VALUE", "A parameter for that: there is none but for SM2"),
    SET("verbose", verbose, "Tell more"),
    LIST("nameopt", nameopt, "WORDS", "How names are printed; may be repeated"),
    LIST("reqopt", reqopt, "WORDS", "What -text leaves out; may be repeated"),
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_rand_rows, AT(random) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "req", "[options]", "Make and print certificate requests, and certificates.",
    groups, NULL };

/* The file of -config must be there; the system's need not be. */
static bool load_config(struct req_run *r) {
    char *usual = r->o->config == NULL ? CONF_get1_default_config_file() : NULL;
    const char *name = r->o->config != NULL ? r->o->config : usual;
    long line = -1;
    r->conf = NCONF_new(NULL);
    bool ok = r->conf != NULL && name != NULL && NCONF_load(r->conf, name, &line) > 0;
    if (!ok && (r->o->config != NULL || line > 0)) {
        app_library_error("req", line > 0 ? "the configuration %s is malformed in line %ld" : "cannot read the configuration %s",
                          name, line);
    } else {
        ERR_clear_error();
        ok = r->conf != NULL;
    }
    OPENSSL_free(usual);
    return ok;
}

/* What of the configuration cannot be left out of account. */
static bool obey_config(const struct req_run *r) {
    const char *mask = req_setting(r, "string_mask");
    if (mask != NULL && strcmp(mask, "utf8only") != 0) {
        app_error("req", "string_mask is utf8only here, not %s", mask);
        return false;
    }
    return true;
}

static bool load_ca(struct req_run *r) {
    if (r->o->ca == NULL) {
        return true;
    }
    r->ca = app_cert_load("req", r->o->ca, NULL, &r->passin);
    r->ca_key = r->ca != NULL ? app_key_load("req", r->o->ca_key != NULL ? r->o->ca_key : r->o->ca, NULL, APP_KEY_PRIVATE,
                                             &r->passin)
                              : NULL;
    if (r->ca_key == NULL) {
        return false;
    }
    if (X509_check_private_key(r->ca, r->ca_key)) {
        return true;
    }
    app_library_error("req", "the issuer's certificate and key do not belong together");
    return false;
}

static bool change_subject(struct req_run *r) {
    if (r->o->subj == NULL) {
        return true;
    }
    X509_NAME *name = app_subject_parse("req", r->o->subj, r->o->utf8 ? MBSTRING_UTF8 : MBSTRING_ASC);
    bool ok = name != NULL && X509_REQ_set_subject_name(r->req, name);
    X509_NAME_free(name);
    return ok;
}

/* Says on stderr how the signature is; false if it cannot be verified. */
static bool verify(const struct req_run *r) {
    if (!app_no_vfyopt("req", &r->o->vfyopt)) {
        return false;
    }
    EVP_PKEY *key = r->o->key != NULL && r->key != NULL ? r->key : X509_REQ_get0_pubkey(r->req);
    int i = key != NULL ? X509_REQ_verify(r->req, key) : -1;
    if (i < 0) {
        app_library_error("req", "the signature cannot be verified");
        return false;
    }
    fprintf(stderr, "Certificate request self-signature verify %s\n", i > 0 ? "OK" : "failure");
    ERR_clear_error();
    return true;
}

static bool write_object(BIO *out, const struct req_run *r) {
    if (r->cert != NULL) {
        return (r->der ? i2d_X509_bio(out, r->cert) : PEM_write_bio_X509(out, r->cert)) > 0;
    }
    if (r->der) {
        return i2d_X509_REQ_bio(out, r->req) > 0;
    }
    return (r->o->newhdr ? PEM_write_bio_X509_REQ_NEW(out, r->req) : PEM_write_bio_X509_REQ(out, r->req)) > 0;
}

static bool print(BIO *out, const struct req_run *r) {
    const struct req_options *o = r->o;
    EVP_PKEY *key = r->cert != NULL ? X509_get0_pubkey(r->cert) : X509_REQ_get0_pubkey(r->req);
    if ((o->pubkey || o->modulus) && key == NULL) {
        app_library_error("req", "the public key cannot be used");
        return false;
    }
    bool ok = !o->pubkey || PEM_write_bio_PUBKEY(out, key) > 0;
    if (ok && o->text) {
        ok = (r->cert != NULL ? X509_print_ex(out, r->cert, r->name_flags, r->req_flags)
                              : X509_REQ_print_ex(out, r->req, r->name_flags, r->req_flags)) > 0;
    }
    if (ok && o->subject) {
        app_print_name(out, "subject=", r->cert != NULL ? X509_get_subject_name(r->cert) : X509_REQ_get_subject_name(r->req),
                       r->name_flags);
    }
    if (ok && o->modulus) {
        app_print_modulus(out, key, "Wrong Algorithm type");
    }
    return ok && (o->noout || write_object(out, r));
}

static bool run(struct req_run *r) {
    const struct req_options *o = r->o;
    const bool fresh = o->new || o->precert || o->newkey != NULL || (o->x509 && o->in == NULL);
    if (!load_config(r) || !obey_config(r) || !req_key(r, fresh) || !load_ca(r)) {
        return false;
    }
    if (fresh) {
        if (!req_new(r)) {
            return false;
        }
    } else {
        r->req = app_request_load("req", o->in, o->inform != NULL ? o->inform : "PEM");
        if (r->req == NULL || !change_subject(r)) {
            return false;
        }
    }
    if (!fresh && o->x509 && r->key == NULL && r->ca_key == NULL) {
        app_usage_error("req", "-x509 needs a key to sign with: -key or -CA");
        return false;
    }
    if (((fresh || o->x509) && !req_finish(r, fresh)) || (o->verify && r->cert == NULL && !verify(r))) {
        return false;
    }
    if (o->noout && !o->text && !o->modulus && !o->subject && !o->pubkey) {
        return true;
    }
    BIO *out = app_open_out("req", o->out, APP_STREAM_BINARY);
    bool ok = out != NULL && print(out, r);
    if (!app_close_out(out) && ok) {
        app_error("req", "cannot write all of it");
        ok = false;
    }
    return ok && app_rand_save("req", &o->random);
}

int app_req(int argc, char **argv) {
    struct req_options o = { 0 };
    int rest;
    enum app_opt_result got = app_opt_parse(&command, argc, argv, &o, &rest);
    if (got != APP_OPT_OK) {
        return got == APP_OPT_BAD;
    }
    if (!app_providers_load("req", &o.providers)) {
        return 1;
    }
    if (rest != argc) {
        return app_usage_error("req", "unexpected argument %s", argv[rest]);
    }
    if (!app_key_format(o.inform, &o.inform) || !app_key_format(o.outform, &o.outform) ||
        !app_key_any_format(o.keyform, &o.keyform)) {
        return app_usage_error("req", "a form is PEM or DER");
    }
    if (o.digest != NULL && app_digest_option("req", o.digest, NULL) == NULL) {
        return 1;
    }
    o.x509 = o.x509 || o.ca != NULL;
    struct req_run r = { .o = &o, .section = o.section != NULL ? o.section : "req",
        .der = o.outform != NULL && strcmp(o.outform, "DER") == 0 };
    if (!app_name_flags("req", &o.nameopt, &r.name_flags) || !app_cert_flags("req", &o.reqopt, &r.req_flags) ||
        !app_rand_load("req", &o.random) || !app_pass_get("req", o.passin, o.passout, &r.passin, &r.passout)) {
        return 1;
    }
    bool ok = run(&r);
    app_pass_wipe(&r.passin);
    app_pass_wipe(&r.passout);
    NCONF_free(r.conf);
    EVP_PKEY_free(r.key);
    EVP_PKEY_free(r.ca_key);
    X509_free(r.ca);
    X509_free(r.cert);
    X509_REQ_free(r.req);
    return ok ? 0 : 1;
}
