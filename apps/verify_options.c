#include "apps/verify_options.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <stddef.h>

#include "apps/certs.h"

/* --- trusted certificates ---------------------------------------------------------------------------------------- */

#define AT(field) offsetof(struct app_trust_options, field)
const struct app_opt app_trust_rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Trusted certificates", 0 },
    { "CAfile", APP_OPT_STRING, AT(ca_file), "FILE", "A file of trusted certificates", 0 },
    { "CApath", APP_OPT_STRING, AT(ca_path), "DIR", "A directory of trusted certificates, hashed", 0 },
    { "no-CAfile", APP_OPT_SET, AT(no_ca_file), NULL, "Do not load the default file", 0 },
    { "no-CApath", APP_OPT_SET, AT(no_ca_path), NULL, "Do not load the default directory", 0 },
    { "CAstore", APP_OPT_STRING, AT(ca_store), "URI", "A store of trusted certificates", 0 },
    { "no-CAstore", APP_OPT_SET, AT(no_ca_store), NULL, "Do not use the default store, which is that directory", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
#undef AT

/* A system may be without the defaults, which stand for NULL; what is named must be there. */
static bool add_file(const char *command, X509_STORE *store, const char *name) {
    X509_LOOKUP *l = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    int type = name != NULL ? X509_FILETYPE_PEM : X509_FILETYPE_DEFAULT;
    if ((l != NULL && X509_LOOKUP_load_file(l, name, type)) || name == NULL) {
        return true;
    }
    app_library_error(command, "cannot load the certificates of %s", name);
    return false;
}

static bool add_directory(const char *command, X509_STORE *store, const char *name) {
    X509_LOOKUP *l = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    int type = name != NULL ? X509_FILETYPE_PEM : X509_FILETYPE_DEFAULT;
    if ((l != NULL && X509_LOOKUP_add_dir(l, name, type)) || name == NULL) {
        return true;
    }
    app_library_error(command, "cannot use the directory %s", name);
    return false;
}

static bool add_uri(const char *command, X509_STORE *store, const char *uri) {
    X509_LOOKUP *l = X509_STORE_add_lookup(store, X509_LOOKUP_store());
    if ((l != NULL && X509_LOOKUP_add_store(l, uri)) || uri == NULL) {
        return true;
    }
    app_library_error(command, "cannot use the store %s", uri);
    return false;
}

X509_STORE *app_trust_store(const char *command, const struct app_trust_options *o) {
    X509_STORE *store = X509_STORE_new();
    if (store == NULL) {
        app_error(command, "out of memory");
        return NULL;
    }
    bool ok = (o->ca_file == NULL && o->no_ca_file) || add_file(command, store, o->ca_file);
    ok = ok && ((o->ca_path == NULL && o->no_ca_path) || add_directory(command, store, o->ca_path));
    ok = ok && ((o->ca_store == NULL && o->no_ca_store) || add_uri(command, store, o->ca_store));
    ERR_clear_error();
    if (ok) {
        return store;
    }
    X509_STORE_free(store);
    return NULL;
}

/* --- the judgement ----------------------------------------------------------------------------------------------- */

#define AT(field) offsetof(struct app_verify_options, field)
#define FLAG(name, bit, help) { name, APP_OPT_OR, AT(flags), NULL, help, bit }
const struct app_opt app_verify_rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Validation", 0 },
    { "policy", APP_OPT_LIST, AT(policies), "OID", "Add a policy to the acceptable ones", 0 },
    { "purpose", APP_OPT_STRING, AT(purpose), "NAME", "What the chain is for, as sslserver", 0 },
    { "verify_name", APP_OPT_STRING, AT(name), "NAME", "Settings of this name, as ssl_server", 0 },
    { "verify_depth", APP_OPT_INT, AT(depth), "N", "At most N intermediates", 0 },
    { "auth_level", APP_OPT_INT, AT(auth_level), "N", "Security level of the chain's keys", 0 },
    { "attime", APP_OPT_LARGE, AT(at), "SECONDS", "Judge as if it were this time, since 1970", 0 },
    { "verify_hostname", APP_OPT_STRING, AT(hostname), "NAME", "The name the certificate must have", 0 },
    { "verify_email", APP_OPT_STRING, AT(email), "ADDRESS", "The e-mail address it must have", 0 },
    { "verify_ip", APP_OPT_STRING, AT(ip), "ADDRESS", "The IP address it must have", 0 },
    FLAG("ignore_critical", X509_V_FLAG_IGNORE_CRITICAL, "Pass over unknown critical extensions"),
    FLAG("issuer_checks", X509_V_FLAG_CB_ISSUER_CHECK, "Without effect"),
    FLAG("crl_check", X509_V_FLAG_CRL_CHECK, "Check the leaf's revocation"),
    FLAG("crl_check_all", X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL, "Check the whole chain's revocation"),
    FLAG("policy_check", X509_V_FLAG_POLICY_CHECK, "Process policies"),
    FLAG("explicit_policy", X509_V_FLAG_EXPLICIT_POLICY, "Ask for an acceptable policy"),
    FLAG("inhibit_any", X509_V_FLAG_INHIBIT_ANY, "Let anyPolicy count for none"),
    FLAG("inhibit_map", X509_V_FLAG_INHIBIT_MAP, "Let policies not be mapped"),
    FLAG("policy_print", X509_V_FLAG_NOTIFY_POLICY, "Tell of the policies, where the command does"),
    FLAG("x509_strict", X509_V_FLAG_X509_STRICT, "Check certificates to the letter"),
    FLAG("extended_crl", X509_V_FLAG_EXTENDED_CRL_SUPPORT, "Use CRLs of other issuers, and for some reasons"),
    FLAG("use_deltas", X509_V_FLAG_USE_DELTAS, "Use delta CRLs"),
    FLAG("check_ss_sig", X509_V_FLAG_CHECK_SS_SIGNATURE, "Check the root's own signature"),
    FLAG("suiteB_128_only", X509_V_FLAG_SUITEB_128_LOS_ONLY, "Suite B: P-256 alone"),
    FLAG("suiteB_128", X509_V_FLAG_SUITEB_128_LOS, "Suite B: P-256, or P-384 above it"),
    FLAG("suiteB_192", X509_V_FLAG_SUITEB_192_LOS, "Suite B: P-384 alone"),
    FLAG("trusted_first", X509_V_FLAG_TRUSTED_FIRST, "Look among trusted certificates first (always so)"),
    FLAG("partial_chain", X509_V_FLAG_PARTIAL_CHAIN, "Any trusted certificate ends a chain"),
    FLAG("no_alt_chains", X509_V_FLAG_NO_ALT_CHAINS, "Without effect"),
    FLAG("no_check_time", X509_V_FLAG_NO_CHECK_TIME, "Do not check validity times"),
    FLAG("allow_proxy_certs", X509_V_FLAG_ALLOW_PROXY_CERTS, "Take proxy certificates"),
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};

void app_verify_defaults(struct app_verify_options *o) {
    o->depth = o->auth_level = -1;
    o->at = INT64_MIN;
}

static bool set_names(const char *command, X509_VERIFY_PARAM *p, const struct app_verify_options *o) {
    if (o->name != NULL) {
        const X509_VERIFY_PARAM *named = X509_VERIFY_PARAM_lookup(o->name);
        if (named == NULL || !X509_VERIFY_PARAM_set1(p, named)) {
            app_usage_error(command, "-verify_name: no settings are called %s", o->name);
            return false;
        }
    }
    if (o->purpose != NULL) {
        int i = X509_PURPOSE_get_by_sname(o->purpose);
        if (i < 0 || !X509_VERIFY_PARAM_set_purpose(p, X509_PURPOSE_get_id(X509_PURPOSE_get0(i)))) {
            app_usage_error(command, "-purpose: %s is none", o->purpose);
            return false;
        }
    }
    if ((o->hostname != NULL && !X509_VERIFY_PARAM_set1_host(p, o->hostname, 0)) ||
        (o->email != NULL && !X509_VERIFY_PARAM_set1_email(p, o->email, 0))) {
        app_library_error(command, "cannot check for that name");
        return false;
    }
    if (o->ip != NULL && !X509_VERIFY_PARAM_set1_ip_asc(p, o->ip)) {
        app_usage_error(command, "-verify_ip: %s is no address", o->ip);
        return false;
    }
    return true;
}

static bool set_policies(const char *command, X509_VERIFY_PARAM *p, const struct app_list *policies) {
    for (size_t i = 0; i < policies->num; i++) {
        ASN1_OBJECT *oid = OBJ_txt2obj(policies->list[i], 0);
        if (oid == NULL || !X509_VERIFY_PARAM_add0_policy(p, oid)) {
            ASN1_OBJECT_free(oid);
            app_usage_error(command, "-policy: %s is no object identifier", policies->list[i]);
            return false;
        }
    }
    return true;
}

X509_VERIFY_PARAM *app_verify_param(const char *command, const struct app_verify_options *o) {
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new();
    if (p != NULL && set_names(command, p, o) && set_policies(command, p, &o->policies) &&
        X509_VERIFY_PARAM_set_flags(p, (unsigned long)o->flags)) {
        if (o->depth >= 0) {
            X509_VERIFY_PARAM_set_depth(p, o->depth);
        }
        if (o->auth_level >= 0) {
            X509_VERIFY_PARAM_set_auth_level(p, o->auth_level);
        }
        if (o->at != INT64_MIN) {
            X509_VERIFY_PARAM_set_time(p, (time_t)o->at);
        }
        return p;
    }
    X509_VERIFY_PARAM_free(p);
    return NULL;
}
