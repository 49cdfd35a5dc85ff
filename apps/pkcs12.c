#include "apps/pkcs12.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

#include "apps/commands.h"

#define AT(field) offsetof(struct pkcs12_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Input and output", 0 },
    { "in", APP_OPT_STRING, AT(in), "FILE", "Read from a file", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "passin", APP_OPT_STRING, AT(passin), "SOURCE", "The pass phrase of the input", 0 },
    { "passout", APP_OPT_STRING, AT(passout), "SOURCE", "The pass phrase of the output", 0 },
    { "password", APP_OPT_STRING, AT(password), "SOURCE", "The pass phrase of the PKCS#12 file", 0 },
    { "twopass", APP_OPT_SET, AT(two_passes), NULL, "Ask for a pass phrase for the MAC, and one for the contents", 0 },
    { "nokeys", APP_OPT_SET, AT(no_keys), NULL, "No private keys", 0 },
    { "nocerts", APP_OPT_SET, AT(no_certs), NULL, "No certificates", 0 },
    { "noout", APP_OPT_SET, AT(no_out), NULL, "Neither: verify alone", 0 },
    { "legacy", APP_OPT_SET, AT(legacy), NULL, "The defaults of old files: 3DES, SHA-1, and RC2, which is not here", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Taking apart", 0 },
    { "info", APP_OPT_SET, AT(info), NULL, "Say what parts there are, on the standard error output", 0 },
    { "nomacver", APP_OPT_SET, AT(no_mac_verify), NULL, "Do not verify the MAC", 0 },
    { "clcerts", APP_OPT_SET, AT(client_only), NULL, "Certificates of keys alone", 0 },
    { "cacerts", APP_OPT_SET, AT(ca_only), NULL, "Other certificates alone", 0 },
    { "*", APP_OPT_NAME, AT(cipher), NULL, "Encrypt keys with any cipher (default: -aes-256-cbc)", 0 },
    { "noenc", APP_OPT_NAME, AT(cipher), NULL, "Do not encrypt keys", 0 },
    { "nodes", APP_OPT_NAME, AT(cipher), NULL, "As -noenc", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Making", 0 },
    { "export", APP_OPT_SET, AT(export), NULL, "Make a PKCS#12 file", 0 },
    { "inkey", APP_OPT_STRING, AT(inkey), "FILE", "The private key (default: in the file of -in)", 0 },
    { "certfile", APP_OPT_STRING, AT(certfile), "FILE", "More certificates", 0 },
    { "passcerts", APP_OPT_STRING, AT(pass_certs), "SOURCE", "The pass phrase of -certfile and -untrusted", 0 },
    { "chain", APP_OPT_SET, AT(chain), NULL, "Add the certificate's chain", 0 },
    { "untrusted", APP_OPT_STRING, AT(untrusted), "FILE", "Certificates to build the chain with", 0 },
    { "name", APP_OPT_STRING, AT(name), "NAME", "The friendly name of key and certificate", 0 },
    { "caname", APP_OPT_LIST, AT(ca_names), "NAME", "That of the next of the other certificates; may be repeated", 0 },
    { "CSP", APP_OPT_STRING, AT(csp), "NAME", "The key's provider, in Microsoft's attribute", 0 },
    { "LMK", APP_OPT_SET, AT(local_key_set), NULL, "Microsoft's attribute for the machine's keys", 0 },
    { "keyex", APP_OPT_VALUE, AT(key_type), NULL, "The key is for key exchange", KEY_EX },
    { "keysig", APP_OPT_VALUE, AT(key_type), NULL, "The key is for signatures", KEY_SIG },
    { "keypbe", APP_OPT_STRING, AT(key_pbe), "NAME", "How keys are encrypted (default: AES-256-CBC; NONE)", 0 },
    { "certpbe", APP_OPT_CONF, AT(cert_how), "NAME", "How certificates are encrypted (the same)", 0 },
    { "descert", APP_OPT_CONF_FLAG, AT(cert_how), NULL, "Certificates with PBE-SHA1-3DES", 0 },
    { "macalg", APP_OPT_STRING, AT(mac_alg), "NAME", "The digest of the MAC (default: sha256)", 0 },
    { "iter", APP_OPT_CONF, AT(rounds), "NUM", "Iterations (default: 2048)", 0 },
    { "noiter", APP_OPT_CONF_FLAG, AT(rounds), NULL, "One iteration for encryption", 0 },
    { "nomaciter", APP_OPT_CONF_FLAG, AT(rounds), NULL, "One iteration for the MAC", 0 },
    { "maciter", APP_OPT_CONF_FLAG, AT(rounds), NULL, "2048 iterations for the MAC", 0 },
    { "nomac", APP_OPT_CONF_FLAG, AT(cert_how), NULL, "No MAC; certificates are not encrypted", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_trust_rows, AT(trust) },
    { app_rand_rows, AT(random) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "pkcs12", "[options]", "Take PKCS#12 files apart, or make them.", groups, NULL };

/* --- options of the other mode ------------------------------------------------------------------------------------ */

static void warn(bool given, const char *option, const char *where) {
    if (given) {
        fprintf(stderr, "bearshim pkcs12: warning: -%s is without effect %s -export\n", option, where);
    }
}

static void warn_making(const struct pkcs12_options *o) {
    warn(o->info, "info", "with");
    warn(o->no_mac_verify, "nomacver", "with");
    warn(o->client_only, "clcerts", "with");
    warn(o->ca_only, "cacerts", "with");
    warn(o->cipher != NULL, o->cipher, "with");
    warn(o->no_certs && o->chain, "chain", "and -nocerts, with");
}

static void warn_parting(const struct pkcs12_options *o) {
    warn(o->inkey != NULL, "inkey", "without");
    warn(o->certfile != NULL, "certfile", "without");
    warn(o->pass_certs != NULL, "passcerts", "without");
    warn(o->chain, "chain", "without");
    warn(o->untrusted != NULL, "untrusted", "without");
    warn(o->trust.ca_file != NULL || o->trust.no_ca_file, o->trust.no_ca_file ? "no-CAfile" : "CAfile", "without");
    warn(o->trust.ca_path != NULL || o->trust.no_ca_path, o->trust.no_ca_path ? "no-CApath" : "CApath", "without");
    warn(o->trust.ca_store != NULL || o->trust.no_ca_store, o->trust.no_ca_store ? "no-CAstore" : "CAstore", "without");
    warn(o->name != NULL, "name", "without");
    warn(o->ca_names.num > 0, "caname", "without");
    warn(o->csp != NULL, "CSP", "without");
    warn(o->local_key_set, "LMK", "without");
    warn(o->key_type != 0, o->key_type == KEY_EX ? "keyex" : "keysig", "without");
    warn(o->key_pbe != NULL, "keypbe", "without");
    warn(o->mac_alg != NULL, "macalg", "without");
    for (size_t i = 0; i < o->cert_how.num; i++) {
        warn(true, o->cert_how.list[i].name, "without");
    }
    for (size_t i = 0; i < o->rounds.num; i++) {
        warn(true, o->rounds.list[i].name, "without");
    }
}

/* --- in order ----------------------------------------------------------------------------------------------------- */

static bool ask(struct app_pass *pass, const char *prompt, bool new) {
    pass->given = EVP_read_pw_string(pass->text, sizeof(pass->text), prompt, new) == 0;
    if (!pass->given) {
        app_error("pkcs12", "no pass phrase could be read");
    }
    return pass->given;
}

bool app_pkcs12_ask(struct pkcs12_passes *pass, const struct pkcs12_options *o) {
    const char *prompt = o->export ? "Enter Export Password:" : "Enter Import Password:";
    if (!pass->contents.given && !ask(&pass->contents, prompt, o->export)) {
        return false;
    }
    if (!pass->mac.given) {
        pass->mac = pass->contents;
    }
    return true;
}

static int show(struct pkcs12_options *o, struct pkcs12_passes *pass, const EVP_CIPHER *cipher) {
    o->no_keys = o->no_keys || o->no_out;
    o->no_certs = o->no_certs || o->no_out;
    BIO *in = app_open_in("pkcs12", o->in), *out = in != NULL ? app_open_out("pkcs12", o->out, APP_STREAM_PRIVATE) : NULL;
    int status = out != NULL ? app_pkcs12_show(in, out, o, pass, cipher) : 1;
    if (!app_close_out(out) && status == 0) {
        status = app_error("pkcs12", "cannot write all");
    }
    BIO_free_all(in);
    return status;
}

static bool all_passes(const struct pkcs12_options *o, struct pkcs12_passes *pass) {
    struct app_pass *in = o->export ? &pass->keys : &pass->contents;
    struct app_pass none, *out = o->export ? &pass->contents : &pass->keys;
    if (!app_pass_get("pkcs12", o->pass_certs, NULL, &pass->certs, &none) ||
        !app_pass_get("pkcs12", o->passin, o->passout, in, out)) {
        return false;
    }
    if (!o->two_passes) {
        return true;
    }
    if (pass->contents.given) {
        app_usage_error("pkcs12", "-twopass does not go with -password or %s", o->export ? "-passout" : "-passin");
        return false;
    }
    return ask(&pass->mac, "Enter MAC Password:", o->export);
}

static bool names_pbe(const char *name) {
    if (name == NULL || strcmp(name, "NONE") == 0 || OBJ_txt2nid(name) != NID_undef) {
        return true;
    }
    ERR_clear_error();
    app_usage_error("pkcs12", "-keypbe and -certpbe take no %s", name);
    return false;
}

/* Of the options that say how often something is done, each counts until the next. */
static bool settle(struct pkcs12_options *o) {
    o->iter = o->mac_iter = PKCS12_DEFAULT_ITER;
    for (size_t i = 0; i < o->rounds.num; i++) {
        const char *name = o->rounds.list[i].name, *value = o->rounds.list[i].value;
        if (value != NULL && (!app_parse_int(value, &o->iter) || o->iter <= 0)) {
            app_usage_error("pkcs12", "option -iter needs a number above zero, not %s", value);
            return false;
        }
        if (strcmp(name, "noiter") == 0) {
            o->iter = 1;
        } else {
            o->mac_iter = strcmp(name, "nomaciter") == 0 ? 1 : value != NULL ? o->iter : PKCS12_DEFAULT_ITER;
        }
    }
    for (size_t i = 0; i < o->cert_how.num; i++) {
        if (!names_pbe(o->cert_how.list[i].value)) {
            return false;
        }
        if (strcmp(o->cert_how.list[i].name, "nomac") == 0) {
            o->mac_iter = PKCS12_APP_NONE;
        }
    }
    return names_pbe(o->key_pbe);
}

static int run(struct pkcs12_options *o) {
    const char *name = o->cipher != NULL ? o->cipher : o->legacy ? "des-ede3-cbc" : "aes-256-cbc";
    bool plain = strcmp(name, "noenc") == 0 || strcmp(name, "nodes") == 0;
    const EVP_CIPHER *cipher = plain ? NULL : app_key_cipher("pkcs12", name);
    if ((!plain && cipher == NULL) || !app_rand_load("pkcs12", &o->random)) {
        return 1;
    }
    (o->export ? warn_making : warn_parting)(o);
    if (o->export && ((o->no_keys && o->no_certs) || o->no_out)) {
        return app_usage_error("pkcs12", "nothing to put in the file");
    }
    if (o->password != NULL) {
        *(o->export ? &o->passout : &o->passin) = o->password;
    }
    struct pkcs12_passes pass = { .contents = { .given = false } };
    int status = 1;
    if (all_passes(o, &pass)) {
        status = o->export ? app_pkcs12_make(o, &pass) : show(o, &pass, cipher);
    }
    OPENSSL_cleanse(&pass, sizeof(pass));
    return app_rand_save("pkcs12", &o->random) ? status : 1;
}

int app_pkcs12(int argc, char **argv) {
    struct pkcs12_options o = { 0 };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("pkcs12", &o.providers)) {
        return 1;
    }
    if (rest < argc) {
        return app_usage_error("pkcs12", "unexpected argument %s", argv[rest]);
    }
    return settle(&o) ? run(&o) : 1;
}
