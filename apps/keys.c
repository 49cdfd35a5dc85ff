#include "apps/keys.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "apps/algorithms.h"
#include "apps/certs.h"
#include "apps/secret_source.h"
#include "apps/uri.h"

bool app_pass_get(const char *command, const char *source_in, const char *source_out, struct app_pass *in,
                  struct app_pass *out) {
    in->given = out->given = false;
    bool shared = source_in != NULL && source_out != NULL && strcmp(source_in, source_out) == 0;
    if (shared && app_secret_read_pair(source_in, in->text, out->text, sizeof(in->text))) {
        return in->given = out->given = true;
    }
    in->given = !shared && source_in != NULL && app_secret_read(source_in, in->text, sizeof(in->text));
    out->given = !shared && source_out != NULL && app_secret_read(source_out, out->text, sizeof(out->text));
    if (in->given == (source_in != NULL) && out->given == (source_out != NULL)) {
        return true;
    }
    app_pass_wipe(in);
    app_pass_wipe(out);
    app_error(command, "there is no pass phrase where the options say");
    return false;
}

void app_pass_wipe(struct app_pass *pass) {
    OPENSSL_cleanse(pass, sizeof(*pass));
}

int app_pass_callback(char *buf, int size, int rwflag, void *u) {
    const struct app_pass *pass = u;
    if (pass != NULL && pass->given) {
        size_t len = strlen(pass->text);
        if (size < 0 || len > (size_t)size) {
            return -1;
        }
        memcpy(buf, pass->text, len);
        return (int)len;
    }
    if (EVP_read_pw_string_min(buf, rwflag ? 4 : 0, size, "Enter pass phrase:", rwflag) != 0) {
        return -1;
    }
    return (int)strlen(buf);
}

bool app_key_format(const char *name, const char **out) {
    const bool pem = name != NULL && (strcasecmp(name, "PEM") == 0 || strcasecmp(name, "P") == 0);
    const bool der = name != NULL && (strcasecmp(name, "DER") == 0 || strcasecmp(name, "D") == 0);
    *out = pem ? "PEM" : der ? "DER" : NULL;
    return name == NULL || pem || der;
}

/* PKCS#12 is found by itself, so that its name is a hint. */
bool app_key_any_format(const char *name, const char **out) {
    return app_key_format(name, out) || strcasecmp(name, "P12") == 0 || strcasecmp(name, "PKCS12") == 0;
}

EVP_PKEY *app_key_load(const char *command, const char *name, const char *format, enum app_key_part part,
                       struct app_pass *pass) {
    static const struct {
        const char *what;
        int type;
        EVP_PKEY *(*get1)(const OSSL_STORE_INFO *info);
    } parts[] = { { "private key", OSSL_STORE_INFO_PKEY, OSSL_STORE_INFO_get1_PKEY },
                  { "public key", OSSL_STORE_INFO_PUBKEY, OSSL_STORE_INFO_get1_PUBKEY } };
    struct app_uri u;
    if (!app_uri_open(&u, command, name, format, pass, parts[part].type)) {
        return NULL;
    }
    OSSL_STORE_INFO *info = app_uri_next(&u);
    EVP_PKEY *key = info != NULL ? parts[part].get1(info) : NULL;
    if (key == NULL) {
        app_library_error(command, "no %s could be read from %s", parts[part].what, name != NULL ? name : "the standard input");
    }
    OSSL_STORE_INFO_free(info);
    app_uri_close(&u);
    ERR_clear_error();
    return key;
}

bool app_key_set_option(EVP_PKEY_CTX *ctx, const char *option) {
    char *pair = OPENSSL_strdup(option), *colon = pair != NULL ? strchr(pair, ':') : NULL;
    bool ok = false;
    if (colon != NULL) {
        *colon = '\0';
        ok = EVP_PKEY_CTX_ctrl_str(ctx, pair, colon + 1) > 0;
    }
    OPENSSL_free(pair);
    return ok;
}

bool app_key_set_options(const char *command, EVP_PKEY_CTX *ctx, const struct app_list *options) {
    for (size_t i = 0; i < options->num; i++) {
        if (!app_key_set_option(ctx, options->list[i])) {
            app_library_error(command, "the parameter %s cannot be set", options->list[i]);
            return false;
        }
    }
    return true;
}

bool app_no_vfyopt(const char *command, const struct app_list *options) {
    if (options->num > 0) {
        app_error(command, "the parameter %s cannot be set for a verification", options->list[0]);
    }
    return options->num == 0;
}

const EVP_CIPHER *app_key_cipher(const char *command, const char *name) {
    const EVP_CIPHER *cipher = app_cipher_option(command, name);
    if (cipher != NULL && !app_enc_takes(cipher)) {
        app_usage_error(command, "a key cannot be encrypted with %s", name);
        return NULL;
    }
    return cipher;
}
