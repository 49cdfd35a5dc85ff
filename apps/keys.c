#include "apps/keys.h"

#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "apps/algorithms.h"
#include "apps/secret_source.h"
#include "apps/streams.h"

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
    *out = NULL;
    if (name == NULL) {
        return true;
    }
    *out = strcasecmp(name, "PEM") == 0 ? "PEM" : strcasecmp(name, "DER") == 0 ? "DER" : NULL;
    return *out != NULL;
}

static int selection(enum app_key_part part) {
    switch (part) {
    case APP_KEY_PRIVATE:
        return EVP_PKEY_KEYPAIR;
    case APP_KEY_PUBLIC:
        return EVP_PKEY_PUBLIC_KEY;
    case APP_KEY_PARAMETERS:
        break;
    }
    return EVP_PKEY_KEY_PARAMETERS;
}

static EVP_PKEY *decode(BIO *in, const char *format, enum app_key_part part, struct app_pass *pass) {
    EVP_PKEY *key = NULL;
    OSSL_DECODER_CTX *d = OSSL_DECODER_CTX_new_for_pkey(&key, format, NULL, NULL, selection(part), NULL, NULL);
    if (d != NULL && OSSL_DECODER_CTX_set_pem_password_cb(d, app_pass_callback, pass)) {
        (void)OSSL_DECODER_from_bio(d, in); /* the key says whether it worked */
    }
    OSSL_DECODER_CTX_free(d);
    return key;
}

EVP_PKEY *app_key_load(const char *command, const char *name, const char *format, enum app_key_part part,
                       struct app_pass *pass) {
    static const char *const parts[] = { "private key", "public key", "key parameters" };
    BIO *in = app_open_in(command, name);
    if (in == NULL) {
        return NULL;
    }
    EVP_PKEY *key = decode(in, format, part, pass);
    BIO_free_all(in);
    if (key == NULL) {
        const char *why = ERR_reason_error_string(ERR_peek_last_error());
        app_error(command, "no %s could be read from %s%s%s", parts[part], name != NULL ? name : "the standard input",
                  why != NULL ? ": " : "", why != NULL ? why : "");
    }
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

const EVP_CIPHER *app_key_cipher(const char *command, const char *name) {
    const EVP_CIPHER *cipher = app_cipher_option(command, name);
    if (cipher != NULL && !app_enc_takes(cipher)) {
        app_usage_error(command, "a key cannot be encrypted with %s", name);
        return NULL;
    }
    return cipher;
}
