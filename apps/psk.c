/* -psk and -psk_session: keys that both ends have from elsewhere. A key serves in every version: by the PSK suites up
 * to TLS 1.2 (RFC 4279), as an external PSK with SHA-256 in TLS 1.3 (RFC 8446 4.2.11); a session serves there alone. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "apps/tls_setup.h"

/* --- up to TLS 1.2 ----------------------------------------------------------- */

static unsigned copy_key(const struct app_tls *t, unsigned char *out, unsigned cap) {
    long len = 0;
    unsigned char *key = OPENSSL_hexstr2buf(t->psk, &len);
    bool fits = key != NULL && len <= (long)cap;
    if (fits) {
        memcpy(out, key, (size_t)len);
    }
    OPENSSL_clear_free(key, key != NULL ? (size_t)len : 0);
    return fits ? (unsigned)len : 0;
}

static unsigned client_key(SSL *ssl, const char *hint, char *identity, unsigned identity_cap, unsigned char *key,
                           unsigned cap) {
    const struct app_tls *t = app_tls_of(ssl);
    (void)hint;
    int n = snprintf(identity, identity_cap, "%s", t->psk_identity);
    return n >= 0 && (unsigned)n < identity_cap ? copy_key(t, key, cap) : 0;
}

/* As openssl's: another name is told of, and its key is tried. */
static unsigned server_key(SSL *ssl, const char *identity, unsigned char *key, unsigned cap) {
    const struct app_tls *t = app_tls_of(ssl);
    if (SSL_version(ssl) >= TLS1_3_VERSION || identity == NULL) {
        return 0; /* TLS 1.3 asks find_session() */
    }
    if (strcmp(identity, t->psk_identity) != 0) {
        fprintf(t->out, "PSK warning: client identity not what we expected (got '%s' expected '%s')\n", identity,
                t->psk_identity);
    }
    return copy_key(t, key, cap);
}

/* --- TLS 1.3 ------------------------------------------------------------------- */

/* RFC 8446 4.2.11: for external PSKs the hash "MUST be set when the PSK is established or default to SHA-256". */
static SSL_SESSION *session_of_key(SSL *ssl, const struct app_tls *t) {
    static const unsigned char suite[2] = { 0x13, 0x01 };
    unsigned char key[PSK_MAX_PSK_LEN];
    unsigned len = copy_key(t, key, sizeof(key));
    const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, suite);
    SSL_SESSION *s = cipher != NULL && len > 0 ? SSL_SESSION_new() : NULL;
    if (s != NULL && (!SSL_SESSION_set1_master_key(s, key, len) || !SSL_SESSION_set_cipher(s, cipher)
                      || !SSL_SESSION_set_protocol_version(s, TLS1_3_VERSION))) {
        SSL_SESSION_free(s);
        s = NULL;
    }
    OPENSSL_cleanse(key, sizeof(key));
    return s;
}

static SSL_SESSION *own_session(SSL *ssl, const struct app_tls *t) {
    if (t->psk_loaded == NULL) {
        return session_of_key(ssl, t);
    }
    return SSL_SESSION_up_ref(t->psk_loaded) ? t->psk_loaded : NULL;
}

static int use_session(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *id_len, SSL_SESSION **out) {
    const struct app_tls *t = app_tls_of(ssl);
    SSL_SESSION *s = own_session(ssl, t);
    *out = NULL;
    *id = NULL;
    *id_len = 0;
    if (s == NULL) {
        return 0;
    }
    if (md != NULL && SSL_CIPHER_get_handshake_digest(SSL_SESSION_get0_cipher(s)) != md) {
        SSL_SESSION_free(s); /* the server chose another hash: go on without */
        return 1;
    }
    *out = s;
    *id = (const unsigned char *)t->psk_identity;
    *id_len = strlen(t->psk_identity);
    return 1;
}

static int find_session(SSL *ssl, const unsigned char *id, size_t id_len, SSL_SESSION **out) {
    const struct app_tls *t = app_tls_of(ssl);
    *out = NULL;
    if (id_len != strlen(t->psk_identity) || memcmp(id, t->psk_identity, id_len) != 0) {
        return 1; /* unknown: a full handshake */
    }
    *out = own_session(ssl, t);
    return *out != NULL;
}

/* --- set up --------------------------------------------------------------------- */

static bool is_key(const char *hex) {
    size_t n = strlen(hex);
    return n > 0 && n % 2 == 0 && n / 2 <= PSK_MAX_PSK_LEN && strspn(hex, "0123456789abcdefABCDEF") == n;
}

static bool load_session(struct app_tls *t, const char *command) {
    BIO *in = BIO_new_file(t->psk_session, "r");
    t->psk_loaded = in != NULL ? PEM_read_bio_SSL_SESSION(in, NULL, NULL, NULL) : NULL;
    BIO_free(in);
    if (t->psk_loaded == NULL) {
        app_error(command, "cannot read a session from %s", t->psk_session);
        ERR_print_errors_fp(stderr);
    }
    return t->psk_loaded != NULL;
}

static bool set_callbacks(SSL_CTX *ctx, const struct app_tls *t, const char *command, bool server) {
    if (server) {
        SSL_CTX_set_psk_find_session_callback(ctx, find_session);
    } else {
        SSL_CTX_set_psk_use_session_callback(ctx, use_session);
    }
    if (t->psk != NULL && server) {
        SSL_CTX_set_psk_server_callback(ctx, server_key);
    } else if (t->psk != NULL) {
        SSL_CTX_set_psk_client_callback(ctx, client_key);
    }
    if (t->psk_hint != NULL && !SSL_CTX_use_psk_identity_hint(ctx, t->psk_hint)) {
        app_error(command, "this -psk_hint is not allowed");
        ERR_print_errors_fp(stderr);
        return false;
    }
    return true;
}

bool app_psk_setup(SSL_CTX *ctx, struct app_tls *t, const char *command, bool server) {
    if (t->psk != NULL && !is_key(t->psk)) {
        app_error(command, "-psk is not a key in hexadecimal of 1 to %d bytes", PSK_MAX_PSK_LEN);
        return false;
    }
    if (t->psk_session != NULL && t->psk_loaded == NULL && !load_session(t, command)) {
        return false;
    }
    return (t->psk == NULL && t->psk_loaded == NULL && t->psk_hint == NULL) || set_callbacks(ctx, t, command, server);
}
