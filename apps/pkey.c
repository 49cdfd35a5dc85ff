#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "apps/certs.h"
#include "apps/commands.h"
#include "apps/keys.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/streams.h"

struct pkey_options {
    bool pubin, pubout, text, text_pub, noout, check, pubcheck, traditional;
    const char *in, *inform, *passin, *out, *outform, *passout, *cipher, *conv_form, *param_enc;
    struct app_provider_options providers;
};

#define AT(field) offsetof(struct pkey_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Input", 0 },
    { "in", APP_OPT_STRING, AT(in), "FILE", "Read the key from a file", 0 },
    { "inform", APP_OPT_STRING, AT(inform), "FORMAT", "PEM or DER (default: either)", 0 },
    { "passin", APP_OPT_STRING, AT(passin), "SOURCE", "The pass phrase of the input", 0 },
    { "pubin", APP_OPT_SET, AT(pubin), NULL, "Read a public key", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Checks", 0 },
    { "check", APP_OPT_SET, AT(check), NULL, "Check the key", 0 },
    { "pubcheck", APP_OPT_SET, AT(pubcheck), NULL, "Check its public part", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Output", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "outform", APP_OPT_STRING, AT(outform), "FORMAT", "PEM (the default) or DER", 0 },
    { "*", APP_OPT_NAME, AT(cipher), NULL, "Encrypt with any cipher, such as -aes-256-cbc", 0 },
    { "passout", APP_OPT_STRING, AT(passout), "SOURCE", "The pass phrase for that", 0 },
    { "traditional", APP_OPT_SET, AT(traditional), NULL, "A private key in the form of its type, not in PKCS#8", 0 },
    { "pubout", APP_OPT_SET, AT(pubout), NULL, "The public key alone", 0 },
    { "noout", APP_OPT_SET, AT(noout), NULL, "No key", 0 },
    { "text", APP_OPT_SET, AT(text), NULL, "The parts as text, too", 0 },
    { "text_pub", APP_OPT_SET, AT(text_pub), NULL, "The public parts as text, too", 0 },
    { "ec_conv_form", APP_OPT_STRING, AT(conv_form), "FORM", "How a point is written: uncompressed, compressed or hybrid", 0 },
    { "ec_param_enc", APP_OPT_STRING, AT(param_enc), "FORM", "How parameters are written: named_curve", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { app_provider_rows, AT(providers) }, { NULL, 0 } };
static const struct app_opt_command command = { "pkey", "[options]", "Convert, check or print a key.", groups, NULL };

static int fail(const char *what) { return app_library_error("pkey", "%s", what); }

/* What was asked, with its meaning settled. */
struct pkey_work {
    const struct pkey_options *o;
    bool der, text, text_pub;
    const char *inform;
    const EVP_CIPHER *cipher;
    struct app_pass passin, passout;
};

static void warn(bool given, const char *option, const char *when) {
    if (given) {
        fprintf(stderr, "bearshim pkey: warning: -%s is without effect %s\n", option, when);
    }
}

static bool is_form(const char *name) {
    return strcmp(name, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) == 0 ||
        strcmp(name, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED) == 0 ||
        strcmp(name, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_HYBRID) == 0;
}

static int settle(struct pkey_work *w) {
    const struct pkey_options *o = w->o;
    const char *outform;
    if (!app_key_any_format(o->inform, &w->inform) || !app_key_format(o->outform, &outform)) {
        return app_usage_error("pkey", "-inform and -outform are PEM or DER");
    }
    w->der = outform != NULL && strcmp(outform, "DER") == 0;
    if (o->conv_form != NULL && !is_form(o->conv_form)) {
        return app_usage_error("pkey", "-ec_conv_form is uncompressed, compressed or hybrid, not %s", o->conv_form);
    }
    if (o->param_enc != NULL && strcmp(o->param_enc, "named_curve") != 0) {
        return app_usage_error("pkey", "-ec_param_enc is named_curve, not %s", o->param_enc);
    }
    warn(o->text && o->text_pub, "text", "with -text_pub");
    warn(o->traditional && (o->noout || o->pubout || w->der), "traditional", "where no private key is written in PEM");
    warn(o->passout != NULL && o->cipher == NULL, "passout", "without a cipher");
    w->text_pub = o->text_pub || (o->text && o->pubout);
    w->text = o->text && !w->text_pub;
    if (o->cipher == NULL) {
        return 0;
    }
    w->cipher = app_key_cipher("pkey", o->cipher);
    if (w->cipher == NULL) {
        return 1;
    }
    return !o->noout && !w->der ? 0 : app_usage_error("pkey", "only a key in PEM is encrypted");
}

static int check(BIO *out, EVP_PKEY *key, bool whole) {
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    int r = ctx == NULL ? 0 : whole ? EVP_PKEY_check(ctx) : EVP_PKEY_public_check(ctx);
    EVP_PKEY_CTX_free(ctx);
    if (r != 1) {
        return fail("the key is invalid");
    }
    BIO_puts(out, "Key is valid\n");
    return 0;
}

static bool write_key(BIO *out, EVP_PKEY *key, struct pkey_work *w) {
    if (w->o->pubout) {
        return (w->der ? i2d_PUBKEY_bio(out, key) : PEM_write_bio_PUBKEY(out, key)) > 0;
    }
    if (w->der) {
        return i2d_PrivateKey_bio(out, key) > 0;
    }
    if (w->o->traditional) {
        char phrase[sizeof(w->passout.text)];
        int len = w->cipher != NULL ? app_pass_callback(phrase, sizeof(phrase), 1, &w->passout) : 0;
        bool ok = len >= 0
            && PEM_write_bio_PrivateKey_traditional(out, key, w->cipher, w->cipher != NULL ? (unsigned char *)phrase : NULL,
                                                    len, NULL, NULL) > 0;
        OPENSSL_cleanse(phrase, sizeof(phrase));
        return ok;
    }
    return PEM_write_bio_PrivateKey(out, key, w->cipher, NULL, 0, app_pass_callback, &w->passout) > 0;
}

static int work(BIO *out, EVP_PKEY *key, struct pkey_work *w) {
    const struct pkey_options *o = w->o;
    if ((o->conv_form != NULL || o->param_enc != NULL) && EVP_PKEY_get_id(key) != EVP_PKEY_EC) {
        return fail("-ec_conv_form and -ec_param_enc are for EC keys");
    }
    if (o->conv_form != NULL &&
        !EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, o->conv_form)) {
        return fail("the form of points cannot be set");
    }
    if ((o->check || o->pubcheck) && check(out, key, o->check && !o->pubin) != 0) {
        return 1;
    }
    if (!o->noout && w->der && (o->text || o->text_pub)) {
        return app_usage_error("pkey", "text does not go with DER");
    }
    if (!o->noout && !write_key(out, key, w)) {
        return fail("the key cannot be written");
    }
    if (w->text_pub && EVP_PKEY_print_public(out, key, 0, NULL) <= 0) {
        return fail("the key cannot be printed");
    }
    if (w->text && EVP_PKEY_print_private(out, key, 0, NULL) <= 0) {
        return fail("the key cannot be printed");
    }
    return 0;
}

static int run(struct pkey_work *w) {
    const struct pkey_options *o = w->o;
    bool secret = (!o->noout && !o->pubout) || w->text;
    EVP_PKEY *key = app_key_load("pkey", o->in, w->inform, o->pubin ? APP_KEY_PUBLIC : APP_KEY_PRIVATE, &w->passin);
    if (key == NULL) {
        return 1;
    }
    BIO *out = app_open_out("pkey", o->out, secret ? APP_STREAM_PRIVATE : APP_STREAM_BINARY);
    int status = out != NULL ? work(out, key, w) : 1;
    EVP_PKEY_free(key);
    if (!app_close_out(out) && status == 0) {
        status = app_error("pkey", "cannot write all");
    }
    return status;
}

int app_pkey(int argc, char **argv) {
    struct pkey_options o = { 0 };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("pkey", &o.providers)) {
        return 1;
    }
    if (rest < argc) {
        return app_usage_error("pkey", "unexpected argument %s", argv[rest]);
    }
    o.pubout = o.pubout || o.pubin;
    struct pkey_work w = { .o = &o };
    if (settle(&w) != 0 || !app_pass_get("pkey", o.passin, o.passout, &w.passin, &w.passout)) {
        return 1;
    }
    int status = run(&w);
    app_pass_wipe(&w.passin);
    app_pass_wipe(&w.passout);
    return status;
}
