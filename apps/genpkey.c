#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/certs.h"
#include "apps/commands.h"
#include "apps/keys.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/streams.h"

struct genpkey_options {
    bool genparam, text, quiet;
    const char *config, *algorithm, *paramfile, *out, *outform, *pass, *cipher;
    struct app_list pkeyopt;
    struct app_provider_options providers;
};

#define AT(field) offsetof(struct genpkey_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Key", 0 },
    { "algorithm", APP_OPT_STRING, AT(algorithm), "NAME", "RSA, RSA-PSS, EC, X25519, X448, ED25519, ED448 or DH", 0 },
    { "pkeyopt", APP_OPT_LIST, AT(pkeyopt), "NAME:VALUE", "A parameter, such as rsa_keygen_bits or ec_paramgen_curve", 0 },
    { "paramfile", APP_OPT_STRING, AT(paramfile), "FILE", "A key of these parameters, in place of -algorithm", 0 },
    { "genparam", APP_OPT_SET, AT(genparam), NULL, "Make parameters, not a key", 0 },
    { "config", APP_OPT_STRING, AT(config), "FILE", "A configuration to load first", 0 },
    { "quiet", APP_OPT_SET, AT(quiet), NULL, "Nothing: no progress is shown", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Output", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "outform", APP_OPT_STRING, AT(outform), "FORMAT", "PEM (the default) or DER", 0 },
    { "text", APP_OPT_SET, AT(text), NULL, "The parts as text, too", 0 },
    { "*", APP_OPT_NAME, AT(cipher), NULL, "Encrypt with any cipher, such as -aes-256-cbc", 0 },
    { "pass", APP_OPT_STRING, AT(pass), "SOURCE", "The pass phrase for that", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { app_provider_rows, AT(providers) }, { NULL, 0 } };
static const struct app_opt_command command = { "genpkey", "[options]", "Make a private key, or parameters.", groups, NULL };

static int fail(const char *what) { return app_library_error("genpkey", "%s", what); }

/* --- making ------------------------------------------------------------------- */

static EVP_PKEY_CTX *context_from_file(const char *name) {
    BIO *in = app_open_in("genpkey", name);
    if (in == NULL) {
        return NULL;
    }
    EVP_PKEY *params = PEM_read_bio_Parameters(in, NULL);
    BIO_free_all(in);
    EVP_PKEY_CTX *ctx = params != NULL ? EVP_PKEY_CTX_new_from_pkey(NULL, params, NULL) : NULL;
    EVP_PKEY_free(params);
    if (ctx == NULL) {
        fail("no parameters in the file of -paramfile");
    }
    return ctx;
}

static EVP_PKEY *make(const struct genpkey_options *o) {
    EVP_PKEY_CTX *ctx = o->paramfile != NULL ? context_from_file(o->paramfile)
                                             : EVP_PKEY_CTX_new_from_name(NULL, o->algorithm, NULL);
    if (ctx == NULL) {
        if (o->paramfile == NULL) {
            app_error("genpkey", "there is no algorithm %s", o->algorithm);
            ERR_clear_error();
        }
        return NULL;
    }
    EVP_PKEY *key = NULL;
    if ((o->genparam ? EVP_PKEY_paramgen_init(ctx) : EVP_PKEY_keygen_init(ctx)) <= 0) {
        fail(o->genparam ? "this algorithm has no parameters" : "no key can be made");
    } else if (app_key_set_options("genpkey", ctx, &o->pkeyopt)
               && (o->genparam ? EVP_PKEY_paramgen(ctx, &key) : EVP_PKEY_keygen(ctx, &key)) <= 0) {
        fail(o->genparam ? "no parameters could be made" : "no key could be made");
    }
    EVP_PKEY_CTX_free(ctx);
    return key;
}

/* --- writing ------------------------------------------------------------------ */

/* The DER of parameters is what their PEM holds. */
static bool write_params(BIO *out, const EVP_PKEY *params, bool der) {
    if (!der) {
        return PEM_write_bio_Parameters(out, params) > 0;
    }
    char *name = NULL, *header = NULL;
    unsigned char *data = NULL;
    long len = 0;
    BIO *mem = BIO_new(BIO_s_mem());
    bool ok = mem != NULL && PEM_write_bio_Parameters(mem, params) > 0 && PEM_read_bio(mem, &name, &header, &data, &len) > 0
        && BIO_write(out, data, (int)len) == len;
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    BIO_free(mem);
    return ok;
}

static int write_all(BIO *out, EVP_PKEY *key, const struct genpkey_options *o, bool der, const EVP_CIPHER *cipher,
                     struct app_pass *pass) {
    bool ok;
    if (o->genparam) {
        ok = write_params(out, key, der);
    } else if (der) {
        ok = i2d_PrivateKey_bio(out, key) > 0;
    } else {
        ok = PEM_write_bio_PrivateKey(out, key, cipher, NULL, 0, app_pass_callback, pass) > 0;
    }
    if (!ok) {
        return fail("it cannot be written");
    }
    if (o->text && (o->genparam ? EVP_PKEY_print_params(out, key, 0, NULL) : EVP_PKEY_print_private(out, key, 0, NULL)) <= 0) {
        return fail("it cannot be printed");
    }
    return 0;
}

static int run(const struct genpkey_options *o, bool der, const EVP_CIPHER *cipher, struct app_pass *pass) {
    BIO *out = app_open_out("genpkey", o->out, o->genparam ? APP_STREAM_BINARY : APP_STREAM_PRIVATE);
    if (out == NULL) {
        return 1;
    }
    EVP_PKEY *key = make(o);
    int status = key != NULL ? write_all(out, key, o, der, cipher, pass) : 1;
    EVP_PKEY_free(key);
    if (!app_close_out(out) && status == 0) {
        status = app_error("genpkey", "cannot write all");
    }
    return status;
}

static int wrong_use(const struct genpkey_options *o, const char *format) {
    if ((o->algorithm == NULL) == (o->paramfile == NULL)) {
        return app_usage_error("genpkey", "needs either -algorithm or -paramfile");
    }
    if (o->genparam && o->paramfile != NULL) {
        return app_usage_error("genpkey", "-genparam and -paramfile exclude each other");
    }
    if (o->cipher != NULL && o->genparam) {
        return app_usage_error("genpkey", "parameters are not encrypted");
    }
    if (o->cipher != NULL && format != NULL && strcmp(format, "DER") == 0) {
        return app_usage_error("genpkey", "only PEM is encrypted");
    }
    return 0;
}

int app_genpkey(int argc, char **argv) {
    struct genpkey_options o = { 0 };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("genpkey", &o.providers)) {
        return 1;
    }
    const char *format;
    if (rest < argc) {
        return app_usage_error("genpkey", "unexpected argument %s", argv[rest]);
    }
    if (!app_key_format(o.outform, &format)) {
        return app_usage_error("genpkey", "-outform is PEM or DER, not %s", o.outform);
    }
    if (wrong_use(&o, format) != 0) {
        return 1;
    }
    if (o.config != NULL && CONF_modules_load_file(o.config, NULL, 0) <= 0) {
        return app_library_error("genpkey", "cannot load the configuration %s", o.config);
    }
    const EVP_CIPHER *cipher = o.cipher != NULL ? app_key_cipher("genpkey", o.cipher) : NULL;
    struct app_pass pass, none;
    if ((o.cipher != NULL && cipher == NULL) || !app_pass_get("genpkey", NULL, o.pass, &none, &pass)) {
        return 1;
    }
    int status = run(&o, format != NULL && strcmp(format, "DER") == 0, cipher, &pass);
    app_pass_wipe(&pass);
    return status;
}
