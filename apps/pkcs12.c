#include "apps/pkcs12.h"

#include <openssl/crypto.h>
#include <openssl/pkcs12.h>
#include <stdio.h>

#include "apps/commands.h"
#include "apps/streams.h"

#define AT(field) offsetof(struct pkcs12_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Input and output", 0 },
    { "in", APP_OPT_STRING, AT(in), "FILE", "Read from a file", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "passin", APP_OPT_STRING, AT(passin), "SOURCE", "The pass phrase of the input", 0 },
    { "passout", APP_OPT_STRING, AT(passout), "SOURCE", "The pass phrase of the output", 0 },
    { "password", APP_OPT_STRING, AT(password), "SOURCE", "The pass phrase of the PKCS#12 file", 0 },
    { "nokeys", APP_OPT_SET, AT(no_keys), NULL, "No private keys", 0 },
    { "nocerts", APP_OPT_SET, AT(no_certs), NULL, "No certificates", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Taking apart", 0 },
    { "noout", APP_OPT_SET, AT(no_out), NULL, "Verify, and print nothing", 0 },
    { "info", APP_OPT_SET, AT(info), NULL, "Say what parts there are, on the standard error output", 0 },
    { "nomacver", APP_OPT_SET, AT(no_mac_verify), NULL, "Do not verify the MAC", 0 },
    { "clcerts", APP_OPT_SET, AT(client_only), NULL, "Certificates of keys alone", 0 },
    { "cacerts", APP_OPT_SET, AT(ca_only), NULL, "Other certificates alone", 0 },
    { "*", APP_OPT_NAME, AT(cipher), NULL, "Encrypt keys with any cipher (default: -aes-256-cbc)", 0 },
    { "noenc", APP_OPT_SET, AT(no_enc), NULL, "Do not encrypt keys", 0 },
    { "nodes", APP_OPT_SET, AT(no_enc), NULL, "As -noenc", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Making", 0 },
    { "export", APP_OPT_SET, AT(export), NULL, "Make a PKCS#12 file", 0 },
    { "inkey", APP_OPT_STRING, AT(inkey), "FILE", "The private key (default: in the file of -in)", 0 },
    { "certfile", APP_OPT_STRING, AT(certfile), "FILE", "More certificates", 0 },
    { "name", APP_OPT_STRING, AT(name), "NAME", "The friendly name of key and certificate", 0 },
    { "keypbe", APP_OPT_STRING, AT(key_pbe), "NAME", "How keys are encrypted (default: AES-256-CBC; NONE)", 0 },
    { "certpbe", APP_OPT_STRING, AT(cert_pbe), "NAME", "How certificates are encrypted (the same)", 0 },
    { "descert", APP_OPT_SET, AT(des_cert), NULL, "Certificates with PBE-SHA1-3DES", 0 },
    { "macalg", APP_OPT_STRING, AT(mac_alg), "NAME", "The digest of the MAC (default: sha256)", 0 },
    { "iter", APP_OPT_POSITIVE, AT(iter), "NUM", "Iterations (default: 2048)", 0 },
    { "noiter", APP_OPT_SET, AT(no_iter), NULL, "One iteration for encryption", 0 },
    { "nomaciter", APP_OPT_SET, AT(no_mac_iter), NULL, "One iteration for the MAC", 0 },
    { "maciter", APP_OPT_SET, AT(mac_iter), NULL, "Without effect", 0 },
    { "nomac", APP_OPT_SET, AT(no_mac), NULL, "No MAC", 0 },
    { "keyex", APP_OPT_VALUE, AT(key_type), NULL, "The key is for key exchange", KEY_EX },
    { "keysig", APP_OPT_VALUE, AT(key_type), NULL, "The key is for signatures", KEY_SIG },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { NULL, 0 } };
static const struct app_opt_command command = { "pkcs12", "[options]", "Take PKCS#12 files apart, or make them.", groups, NULL };

static int wrong_use(const struct pkcs12_options *o) {
    bool making = o->inkey != NULL || o->certfile != NULL || o->name != NULL || o->key_pbe != NULL || o->cert_pbe != NULL
        || o->mac_alg != NULL || o->no_mac || o->des_cert || o->no_iter || o->no_mac_iter || o->iter > 0 || o->key_type != 0;
    bool parting = o->info || o->no_mac_verify || o->client_only || o->ca_only || o->no_enc || o->cipher != NULL || o->no_out;
    if (o->export ? parting : making) {
        return app_usage_error("pkcs12", "some options are %s", o->export ? "not for -export" : "for -export alone");
    }
    if (o->export && o->no_keys && o->no_certs) {
        return app_usage_error("pkcs12", "nothing to put in the file");
    }
    return 0;
}

static int show(struct pkcs12_options *o, struct app_pass *passin, struct app_pass *passout) {
    o->no_keys = o->no_keys || o->no_out;
    o->no_certs = o->no_certs || o->no_out;
    const EVP_CIPHER *cipher = o->no_enc ? NULL : app_key_cipher("pkcs12", o->cipher != NULL ? o->cipher : "aes-256-cbc");
    if (!o->no_enc && cipher == NULL) {
        return 1;
    }
    if (!passin->given) {
        int n = app_pass_callback(passin->text, sizeof(passin->text) - 1, 0, NULL);
        if (n < 0) {
            return app_error("pkcs12", "no pass phrase could be read");
        }
    }
    BIO *in = app_open_in("pkcs12", o->in), *out = in != NULL ? app_open_out("pkcs12", o->out, APP_STREAM_PRIVATE) : NULL;
    int status = out != NULL ? app_pkcs12_show(in, out, o, passin, passout, cipher) : 1;
    if (!app_close_out(out) && status == 0) {
        status = app_error("pkcs12", "cannot write all");
    }
    BIO_free_all(in);
    return status;
}

int app_pkcs12(int argc, char **argv) {
    struct pkcs12_options o = { 0 };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (rest < argc) {
        return app_usage_error("pkcs12", "unexpected argument %s", argv[rest]);
    }
    if (wrong_use(&o) != 0) {
        return 1;
    }
    if (o.password != NULL && (o.export ? o.passout : o.passin) == NULL) {
        *(o.export ? &o.passout : &o.passin) = o.password;
    }
    struct app_pass passin = { 0 }, passout = { 0 };
    int status = 1;
    if (app_pass_get("pkcs12", o.passin, o.passout, &passin, &passout)) {
        status = o.export ? app_pkcs12_make(&o, &passin, &passout) : show(&o, &passin, &passout);
    }
    app_pass_wipe(&passin);
    app_pass_wipe(&passout);
    return status;
}
