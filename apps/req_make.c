/* How req makes keys, requests and certificates. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "apps/certs.h"
#include "apps/new_key.h"
#include "apps/req.h"
#include "apps/sign_cert.h"
#include "apps/subject.h"

enum { USUAL_BITS = 2048, USUAL_DAYS = 30 };

const char *req_setting(const struct req_run *r, const char *name) {
    const char *v = r->conf != NULL ? NCONF_get_string(r->conf, r->section, name) : NULL;
    ERR_clear_error();
    return v;
}

static bool says_no(const struct req_run *r, const char *name) {
    const char *v = req_setting(r, name);
    return v != NULL && strcmp(v, "no") == 0;
}

static bool says_yes(const struct req_run *r, const char *name) {
    const char *v = req_setting(r, name);
    return v != NULL && strcmp(v, "yes") == 0;
}

/* --- the key ----------------------------------------------------------------------------------------------------- */

static bool write_key(struct req_run *r) {
    const char *name = r->o->keyout != NULL ? r->o->keyout : req_setting(r, "default_keyfile");
    const bool plain = r->o->noenc || says_no(r, "encrypt_rsa_key") || says_no(r, "encrypt_key");
    BIO *out = app_open_out("req", name, APP_STREAM_PRIVATE);
    if (out == NULL) {
        return false;
    }
    bool ok = PEM_write_bio_PrivateKey(out, r->key, plain ? NULL : EVP_des_ede3_cbc(), NULL, 0, app_pass_callback,
                                       &r->passout) > 0;
    ok = app_close_out(out) && ok;
    if (!ok) {
        app_library_error("req", "the key cannot be written");
    }
    return ok;
}

bool req_key(struct req_run *r, bool make) {
    if (r->o->key != NULL) {
        if (r->o->newkey != NULL) {
            fprintf(stderr, "bearshim req: warning: -newkey is passed over, as -key is given\n");
        }
        r->key = app_key_load("req", r->o->key, r->o->keyform, APP_KEY_PRIVATE, &r->passin);
        return r->key != NULL && (r->o->keyout == NULL || write_key(r));
    }
    if (!make) {
        return true;
    }
    const char *text = req_setting(r, "default_bits");
    int bits = USUAL_BITS;
    if (text != NULL && !app_parse_int(text, &bits)) {
        app_error("req", "default_bits is no number: %s", text);
        return false;
    }
    r->key = app_new_key("req", r->o->newkey, bits, &r->o->pkeyopt);
    return r->key != NULL && write_key(r);
}

/* --- the request ------------------------------------------------------------------------------------------------- */

static int string_type(const struct req_run *r) {
    return r->o->utf8 || says_yes(r, "utf8") ? MBSTRING_UTF8 : MBSTRING_ASC;
}

static X509_NAME *subject(const struct req_run *r) {
    if (r->o->subj != NULL) {
        return app_subject_parse("req", r->o->subj, string_type(r));
    }
    const char *section = req_setting(r, "distinguished_name");
    if (section == NULL) {
        app_error("req", "neither -subj nor a distinguished_name in the section %s of the configuration", r->section);
        return NULL;
    }
    return app_subject_from_section("req", r->conf, section, string_type(r), !says_no(r, "prompt"), r->o->batch);
}

/* Attributes are taken where they need no answer; a prompt for one may be left without. -subj stands for all of it. */
static bool add_attributes(const struct req_run *r) {
    const char *section = req_setting(r, "attributes");
    const STACK_OF(CONF_VALUE) *values = section != NULL && says_no(r, "prompt") ? NCONF_get_section(r->conf, section) : NULL;
    for (int i = 0; i < sk_CONF_VALUE_num(values); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(values, i);
        if (!X509_REQ_add1_attr_by_txt(r->req, v->name, string_type(r), (const unsigned char *)v->value, -1)) {
            app_library_error("req", "%s=%s cannot be an attribute", v->name, v->value);
            return false;
        }
    }
    return true;
}

bool req_new(struct req_run *r) {
    X509_NAME *name = subject(r);
    if (name == NULL) {
        return false;
    }
    r->req = X509_REQ_new();
    bool ok = r->req != NULL && X509_REQ_set_version(r->req, X509_REQ_VERSION_1) && X509_REQ_set_subject_name(r->req, name) &&
        X509_REQ_set_pubkey(r->req, r->key);
    X509_NAME_free(name);
    if (!ok) {
        app_library_error("req", "the request cannot be made");
    }
    return ok && (r->o->subj != NULL || add_attributes(r));
}

/* --- extensions and signatures ----------------------------------------------------------------------------------- */

static const char *digest(const struct req_run *r) {
    const char *usual = r->o->digest != NULL ? r->o->digest : req_setting(r, "default_md");
    return usual != NULL && strcmp(usual, "default") == 0 ? NULL : usual;
}

static bool bad_section(const char *section) {
    app_library_error("req", "the extensions of the section %s cannot be made", section);
    return false;
}

static bool finish_request(struct req_run *r) {
    const char *section = r->o->reqexts != NULL ? r->o->reqexts : r->o->extensions;
    if (section == NULL) {
        section = req_setting(r, "req_extensions");
    }
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, NULL, NULL, r->req, NULL, X509V3_CTX_REPLACE);
    X509V3_set_nconf(&ctx, r->conf);
    if (section != NULL && !X509V3_EXT_REQ_add_nconf(r->conf, &ctx, (char *)(uintptr_t)section, r->req)) {
        return bad_section(section);
    }
    return app_add_extensions("req", &ctx, &r->o->addext, NULL, r->req) &&
        app_request_sign("req", r->req, r->key, digest(r), &r->o->sigopt);
}

static bool copy_extensions(struct req_run *r, bool fresh) {
    const char *how = r->o->copy_extensions;
    if (how == NULL || fresh || strcasecmp(how, "none") == 0) {
        return true;
    }
    if (strcasecmp(how, "copy") != 0 && strcasecmp(how, "copyall") != 0) {
        app_usage_error("req", "-copy_extensions is none, copy or copyall, not %s", how);
        return false;
    }
    if (app_copy_extensions(r->cert, r->req, strcasecmp(how, "copyall") == 0)) {
        return true;
    }
    app_library_error("req", "the extensions of the request cannot be copied");
    return false;
}

/* RFC 6962 3.1: a critical extension whose value is NULL, so that nobody takes the certificate for one. */
static bool add_poison(X509 *cert) {
    ASN1_NULL *null = ASN1_NULL_new();
    bool ok = X509_add1_ext_i2d(cert, NID_ct_precert_poison, null, 1, X509V3_ADD_DEFAULT) > 0;
    ASN1_NULL_free(null);
    if (!ok) {
        app_library_error("req", "the poison of a precertificate cannot be added");
    }
    return ok;
}

static bool finish_cert(struct req_run *r, bool fresh) {
    EVP_PKEY *own = fresh ? r->key : X509_REQ_get0_pubkey(r->req), *by = r->ca_key != NULL ? r->ca_key : r->key;
    const X509_NAME *name = X509_REQ_get_subject_name(r->req);
    r->cert = X509_new();
    if (r->cert == NULL || !X509_set_issuer_name(r->cert, r->ca != NULL ? X509_get_subject_name(r->ca) : name) ||
        !app_cert_set_days(r->cert, r->o->days > 0 ? r->o->days : USUAL_DAYS) || !X509_set_subject_name(r->cert, name) ||
        own == NULL || !X509_set_pubkey(r->cert, own)) {
        app_library_error("req", "the certificate cannot be made");
        return false;
    }
    if (!app_cert_set_serial("req", r->cert, r->o->set_serial)) {
        return false;
    }
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, r->ca != NULL ? r->ca : r->cert, r->cert, NULL, NULL, X509V3_CTX_REPLACE);
    if (r->ca == NULL && !X509V3_set_issuer_pkey(&ctx, r->key)) {
        return false;
    }
    X509V3_set_nconf(&ctx, r->conf);
    if (!copy_extensions(r, fresh)) {
        return false;
    }
    const char *section = r->o->extensions != NULL ? r->o->extensions : req_setting(r, "x509_extensions");
    if (section != NULL && !X509V3_EXT_add_nconf(r->conf, &ctx, (char *)(uintptr_t)section, r->cert)) {
        return bad_section(section);
    }
    return app_add_extensions("req", &ctx, &r->o->addext, r->cert, NULL) && (!r->o->precert || add_poison(r->cert)) &&
        app_cert_sign("req", r->cert, by, digest(r), &r->o->sigopt, &ctx);
}

bool req_finish(struct req_run *r, bool fresh) { return r->o->x509 ? finish_cert(r, fresh) : finish_request(r); }
