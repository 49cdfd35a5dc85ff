#include "apps/new_key.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "apps/certs.h"
#include "apps/keys.h"
#include "apps/streams.h"

enum { LEAST_BITS = 512 };

/* What the text names. */
struct wish {
    char algorithm[64];
    int bits; /* 0: not of the algorithm */
    const char *file;
};

static bool is_rsa(const char *name) { return strcasecmp(name, "rsa") == 0 || strcasecmp(name, "rsa-pss") == 0; }

static bool parse(const char *command, const char *text, int bits, struct wish *w) {
    *w = (struct wish){ .algorithm = "RSA", .bits = bits };
    int n;
    if (text == NULL) {
        return true;
    }
    if (app_parse_int(text, &n)) {
        w->bits = n;
    } else {
        size_t len = strcspn(text, ":");
        const char *rest = text[len] == ':' ? text + len + 1 : NULL;
        if (len >= sizeof(w->algorithm)) {
            app_usage_error(command, "there is no algorithm %s", text);
            return false;
        }
        memcpy(w->algorithm, text, len);
        w->algorithm[len] = '\0';
        w->bits = is_rsa(w->algorithm) ? bits : 0;
        if (rest != NULL && w->bits != 0 && app_parse_int(rest, &n)) {
            w->bits = n;
        } else {
            w->file = rest;
        }
    }
    if (w->bits != 0 && w->bits < LEAST_BITS) {
        app_error(command, "a key of %d bits is too short, %d at least", w->bits, LEAST_BITS);
        return false;
    }
    return true;
}

static EVP_PKEY_CTX *context_for(const char *command, const struct wish *w) {
    EVP_PKEY_CTX *ctx = NULL;
    if (w->file != NULL) {
        BIO *in = app_open_in(command, w->file);
        if (in == NULL) {
            return NULL;
        }
        EVP_PKEY *params = PEM_read_bio_Parameters(in, NULL);
        BIO_free_all(in);
        bool other = params != NULL && strcasecmp(w->algorithm, "param") != 0 && !EVP_PKEY_is_a(params, w->algorithm);
        if (params == NULL || other) {
            app_library_error(command, other ? "%s has parameters of another algorithm" : "%s has no parameters", w->file);
        } else {
            ctx = EVP_PKEY_CTX_new_from_pkey(NULL, params, NULL);
        }
        EVP_PKEY_free(params);
        return ctx;
    }
    ctx = EVP_PKEY_CTX_new_from_name(NULL, w->algorithm, NULL);
    if (ctx == NULL) {
        ERR_clear_error();
        app_usage_error(command, "there is no algorithm %s", w->algorithm);
    }
    return ctx;
}

EVP_PKEY *app_new_key(const char *command, const char *text, int bits, const struct app_list *pkeyopt) {
    struct wish w;
    EVP_PKEY_CTX *ctx = parse(command, text, bits, &w) ? context_for(command, &w) : NULL;
    if (ctx == NULL) {
        return NULL;
    }
    EVP_PKEY *key = NULL;
    bool ok = EVP_PKEY_keygen_init(ctx) > 0 && (w.bits == 0 || EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, w.bits) > 0);
    if (ok && !app_key_set_options(command, ctx, pkeyopt)) {
        EVP_PKEY_CTX_free(ctx);
        return NULL;
    }
    if (!ok || EVP_PKEY_keygen(ctx, &key) <= 0) {
        app_library_error(command, "no key of the algorithm %s could be made", w.algorithm);
    }
    EVP_PKEY_CTX_free(ctx);
    return key;
}
