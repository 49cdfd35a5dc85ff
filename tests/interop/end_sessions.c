#include "end_sessions.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_LEN 16
#define KEY_LEN 32

/* --- tickets --------------------------------------------------------------- */

struct keys {
    unsigned char name[NAME_LEN], hmac[KEY_LEN], aes[KEY_LEN];
};

static bool from_hex(unsigned char *out, size_t len, const char *hex) {
    for (size_t i = 0; i < len; i++) {
        unsigned byte;
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1) {
            return false;
        }
        out[i] = (unsigned char)byte;
    }
    return hex[2 * len] == '\0';
}

bool end_use_ticket_keys(SSL_CTX *ctx, const char *hex) {
    unsigned char all[NAME_LEN + 2 * KEY_LEN];
    return from_hex(all, sizeof(all), hex) && SSL_CTX_set_tlsext_ticket_keys(ctx, all, (long)sizeof(all)) == 1;
}

/* A callback has no argument of its own: what it needs hangs on the context. */
struct callback {
    struct keys keys;
    bool renew;
};

static int with_keys(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, HMAC_CTX *mac, int enc) {
    const struct callback *cb = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    const struct keys *k = &cb->keys;
    if (enc) {
        memcpy(name, k->name, NAME_LEN);
        if (RAND_bytes(iv, EVP_MAX_IV_LENGTH) != 1) {
            return -1;
        }
    } else if (memcmp(name, k->name, NAME_LEN) != 0) {
        return 0;
    }
    if (EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, k->aes, iv, enc) != 1
        || HMAC_Init_ex(mac, k->hmac, KEY_LEN, EVP_sha256(), NULL) != 1) {
        return -1;
    }
    return !enc && cb->renew ? 2 : 1;
}

bool end_use_ticket_callback(SSL_CTX *ctx, const char *hex, bool renew) {
    struct callback *cb = calloc(1, sizeof(*cb)); /* as long as the process */
    unsigned char all[NAME_LEN + 2 * KEY_LEN];
    if (cb == NULL || !from_hex(all, sizeof(all), hex)) {
        free(cb);
        return false;
    }
    memcpy(cb->keys.name, all, NAME_LEN);
    memcpy(cb->keys.hmac, all + NAME_LEN, KEY_LEN);
    memcpy(cb->keys.aes, all + NAME_LEN + KEY_LEN, KEY_LEN);
    cb->renew = renew;
    return SSL_CTX_set_app_data(ctx, cb) == 1 && SSL_CTX_set_tlsext_ticket_key_cb(ctx, with_keys) == 1;
}

/* --- a store of sessions --------------------------------------------------- */

static void path_of(const SSL_CTX *ctx, const unsigned char *id, size_t len, char *out, size_t cap) {
    int at = snprintf(out, cap, "%s/", (const char *)SSL_CTX_get_app_data(ctx));
    for (size_t i = 0; i < len && (size_t)at + 3 < cap; i++) {
        at += snprintf(out + at, cap - (size_t)at, "%02x", id[i]);
    }
}

static int keep(SSL *ssl, SSL_SESSION *session) {
    char path[512];
    unsigned len;
    const unsigned char *id = SSL_SESSION_get_id(session, &len);
    unsigned char *der = NULL;
    int n = i2d_SSL_SESSION(session, &der);
    path_of(SSL_get_SSL_CTX(ssl), id, len, path, sizeof(path));
    FILE *out = n > 0 ? fopen(path, "wb") : NULL;
    if (out != NULL) {
        fwrite(der, 1, (size_t)n, out);
        fclose(out);
    }
    OPENSSL_free(der);
    return 0;
}

static SSL_SESSION *fetch(SSL *ssl, const unsigned char *id, int len, int *copy) {
    char path[512];
    static _Thread_local unsigned char der[16384];
    *copy = 0;
    path_of(SSL_get_SSL_CTX(ssl), id, (size_t)len, path, sizeof(path));
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        return NULL;
    }
    size_t n = fread(der, 1, sizeof(der), in);
    const unsigned char *p = der;
    fclose(in);
    return d2i_SSL_SESSION(NULL, &p, (long)n);
}

bool end_use_store(SSL_CTX *ctx, const char *directory) {
    char *copy = strdup(directory); /* as long as the process */
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, keep);
    SSL_CTX_sess_set_get_cb(ctx, fetch);
    return copy != NULL && SSL_CTX_set_app_data(ctx, copy) == 1;
}

/* --- sessions in files ----------------------------------------------------- */

SSL_SESSION *end_read_session(const char *file) {
    BIO *in = BIO_new_file(file, "r");
    SSL_SESSION *session = in != NULL ? PEM_read_bio_SSL_SESSION(in, NULL, NULL, NULL) : NULL;
    BIO_free(in);
    return session;
}

bool end_write_session(const char *file, SSL_SESSION *session) {
    BIO *out = BIO_new_file(file, "w");
    bool ok = out != NULL && PEM_write_bio_SSL_SESSION(out, session) == 1;
    BIO_free(out);
    return ok;
}
