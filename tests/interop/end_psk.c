#include "end_psk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char identity[] = "joe";

struct psk {
    unsigned char key[64];
    size_t len;
    uint16_t suite; /* of TLS 1.3 */
};

static bool parse(struct psk *out, const char *hex, uint16_t suite) {
    size_t len = strlen(hex) / 2;
    *out = (struct psk){ .len = len, .suite = suite };
    if (len == 0 || len > sizeof(out->key) || hex[2 * len] != '\0') {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned byte;
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1) {
            return false;
        }
        out->key[i] = (unsigned char)byte;
    }
    return true;
}

/* A callback has no argument of its own: what it needs hangs on the context. */
static void drop(void *parent, void *ptr, CRYPTO_EX_DATA *all, int index, long argl, void *argp) {
    (void)parent;
    (void)all;
    (void)index;
    (void)argl;
    (void)argp;
    free(ptr);
}

static int slot(void) {
    static int index = -1;
    if (index < 0) {
        index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, drop);
    }
    return index;
}

static const struct psk *of(SSL *ssl) { return SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), slot()); }

/* --- to TLS 1.2 ------------------------------------------------------------ */

static unsigned give(const struct psk *psk, unsigned char *out, unsigned cap) {
    if (psk == NULL || psk->len > cap) {
        return 0;
    }
    memcpy(out, psk->key, psk->len);
    return (unsigned)psk->len;
}

static unsigned client_key(SSL *ssl, const char *hint, char *out, unsigned out_cap, unsigned char *key, unsigned cap) {
    (void)hint;
    if (sizeof(identity) > out_cap) {
        return 0;
    }
    memcpy(out, identity, sizeof(identity));
    return give(of(ssl), key, cap);
}

static unsigned server_key(SSL *ssl, const char *name, unsigned char *key, unsigned cap) {
    return name != NULL && strcmp(name, identity) == 0 ? give(of(ssl), key, cap) : 0;
}

/* --- TLS 1.3 --------------------------------------------------------------- */

static SSL_SESSION *make(SSL *ssl, const struct psk *psk) {
    const unsigned char code[2] = { (unsigned char)(psk->suite >> 8), (unsigned char)psk->suite };
    const SSL_CIPHER *suite = SSL_CIPHER_find(ssl, code);
    SSL_SESSION *s = SSL_SESSION_new();
    if (s != NULL && suite != NULL && SSL_SESSION_set1_master_key(s, psk->key, psk->len) == 1
        && SSL_SESSION_set_cipher(s, suite) == 1 && SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION) == 1) {
        return s;
    }
    SSL_SESSION_free(s);
    return NULL;
}

static int offer(SSL *ssl, const EVP_MD *hash, const unsigned char **id, size_t *id_len, SSL_SESSION **out) {
    const SSL_SESSION *resumed = SSL_get_session(ssl);
    (void)hash;
    *out = NULL;
    if (resumed != NULL && SSL_SESSION_has_ticket(resumed)) {
        return 1;
    }
    *out = make(ssl, of(ssl));
    *id = (const unsigned char *)identity;
    *id_len = sizeof(identity) - 1;
    return *out != NULL;
}

static int find(SSL *ssl, const unsigned char *id, size_t id_len, SSL_SESSION **out) {
    *out = NULL;
    if (id_len != sizeof(identity) - 1 || memcmp(id, identity, id_len) != 0) {
        return 1;
    }
    *out = make(ssl, of(ssl));
    return *out != NULL;
}

/* --- both ------------------------------------------------------------------ */

bool end_use_psk(SSL_CTX *ctx, bool server, const char *hex, uint16_t suite) {
    struct psk *psk = malloc(sizeof(*psk));
    if (psk == NULL || !parse(psk, hex, suite) || SSL_CTX_set_ex_data(ctx, slot(), psk) != 1) {
        free(psk);
        return false;
    }
    if (server) {
        SSL_CTX_set_psk_server_callback(ctx, server_key);
        if (suite != 0) {
            SSL_CTX_set_psk_find_session_callback(ctx, find);
        }
    } else if (suite != 0) {
        SSL_CTX_set_psk_use_session_callback(ctx, offer);
    } else {
        SSL_CTX_set_psk_client_callback(ctx, client_key);
    }
    return true;
}

SSL_SESSION *end_psk_session(SSL_CTX *ctx, const char *hex, uint16_t suite) {
    struct psk psk;
    SSL *ssl = SSL_new(ctx);
    SSL_SESSION *s = ssl != NULL && parse(&psk, hex, suite) ? make(ssl, &psk) : NULL;
    SSL_free(ssl);
    return s;
}
