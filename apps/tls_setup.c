#include "apps/tls_setup.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/ladder.h"
#include "apps/secret_source.h"
#include "apps/show.h"

static bool openssl_error(const char *command, const char *what, const char *subject) {
    app_error(command, "%s%s%s", what, subject != NULL ? " " : "", subject != NULL ? subject : "");
    ERR_print_errors_fp(stderr);
    return false;
}

struct app_tls *app_tls_of(const SSL *ssl) {
    return SSL_get_app_data(ssl);
}

size_t app_alpn_wire(const char *list, unsigned char out[256]) {
    size_t at = 0;
    while (*list != '\0') {
        size_t n = strcspn(list, ",");
        if (n == 0 || n > 255 || at + 1 + n > 256) {
            return 0;
        }
        out[at] = (unsigned char)n;
        memcpy(out + at + 1, list, n);
        at += 1 + n;
        list += n;
        if (*list == ',' && *++list == '\0') {
            return 0;
        }
    }
    return at;
}

/* --- identity ------------------------------------------------------------- */

static X509 *read_certificate(const char *file) {
    BIO *in = BIO_new_file(file, "rb");
    X509 *cert = NULL;
    if (in != NULL) {
        cert = PEM_read_bio_X509(in, NULL, NULL, NULL);
    }
    BIO_free(in);
    if (cert != NULL || (in = BIO_new_file(file, "rb")) == NULL) {
        return cert;
    }
    cert = d2i_X509_bio(in, NULL);
    if (cert != NULL) {
        ERR_clear_error(); /* of the attempt to read PEM */
    }
    BIO_free(in);
    return cert;
}

static EVP_PKEY *read_key(const char *file, const char *pass) {
    union { const char *in; void *out; } u = { pass }; /* PEM's callback argument is not const, but is only read */
    BIO *in = BIO_new_file(file, "rb");
    EVP_PKEY *key = NULL;
    if (in != NULL) {
        key = PEM_read_bio_PrivateKey(in, NULL, NULL, u.out);
    }
    BIO_free(in);
    if (key != NULL || (in = BIO_new_file(file, "rb")) == NULL) {
        return key;
    }
    key = d2i_PrivateKey_bio(in, NULL);
    if (key != NULL) {
        ERR_clear_error();
    }
    BIO_free(in);
    return key;
}

static bool add_chain(SSL_CTX *ctx, const char *file, const char *command) {
    BIO *in = BIO_new_file(file, "rb");
    size_t num = 0;
    X509 *cert;
    while (in != NULL && (cert = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL) {
        if (!SSL_CTX_add0_chain_cert(ctx, cert)) {
            X509_free(cert);
            BIO_free(in);
            return openssl_error(command, "cannot use the chain in", file);
        }
        num++;
    }
    BIO_free(in);
    if (num == 0) {
        return openssl_error(command, "cannot read certificates from", file);
    }
    ERR_clear_error(); /* the end of the file is an error to PEM */
    return true;
}

bool app_tls_use_identity(SSL_CTX *ctx, const struct app_tls *t, const struct app_identity *id, const char *command) {
    if (id->cert == NULL) {
        return true;
    }
    char pass[512];
    if (t->pass != NULL && !app_secret_read(t->pass, pass, sizeof(pass))) {
        return openssl_error(command, "cannot read the pass phrase of -pass", NULL);
    }
    X509 *cert = read_certificate(id->cert);
    if (cert == NULL) {
        return openssl_error(command, "cannot read a certificate from", id->cert);
    }
    const char *key_file = id->key != NULL ? id->key : id->cert;
    EVP_PKEY *key = read_key(key_file, t->pass != NULL ? pass : NULL);
    bool ok = false;
    if (key == NULL) {
        openssl_error(command, "cannot read a private key from", key_file);
    } else if (!SSL_CTX_use_certificate(ctx, cert)) {
        openssl_error(command, "cannot use the certificate in", id->cert);
    } else if (!SSL_CTX_use_PrivateKey(ctx, key) || !SSL_CTX_check_private_key(ctx)) {
        openssl_error(command, "the private key does not fit the certificate:", key_file);
    } else {
        ok = id->chain == NULL || add_chain(ctx, id->chain, command);
    }
    if (t->pass != NULL) {
        explicit_bzero(pass, sizeof(pass));
    }
    X509_free(cert);
    EVP_PKEY_free(key);
    return ok;
}

/* --- trust ---------------------------------------------------------------- */

static bool set_trust(SSL_CTX *ctx, const struct app_tls *t, const char *command) {
    if (t->ca_file != NULL || t->ca_path != NULL) {
        return SSL_CTX_load_verify_locations(ctx, t->ca_file, t->ca_path)
            || openssl_error(command, "cannot load trusted certificates from",
                             t->ca_file != NULL ? t->ca_file : t->ca_path);
    }
    bool ok = (t->no_ca_file || SSL_CTX_set_default_verify_file(ctx))
        && (t->no_ca_path || SSL_CTX_set_default_verify_dir(ctx));
    ERR_clear_error(); /* a default that does not exist is no error */
    return ok || openssl_error(command, "cannot load the default trusted certificates", NULL);
}

static bool set_verification(SSL *ssl, const struct app_tls *t, const char *command) {
    X509_VERIFY_PARAM *p = app_verify_param(command, &t->verify);
    bool ok = p != NULL && (SSL_set1_param(ssl, p) || openssl_error(command, "cannot set how chains are judged", NULL));
    X509_VERIFY_PARAM_free(p);
    return ok;
}

/* --- protocol ------------------------------------------------------------- */

static bool apply_settings(SSL_CTX *ctx, const struct app_tls *t, const char *command, bool server) {
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();
    bool ok = conf != NULL;
    if (ok) {
        SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_SHOW_ERRORS
                                         | (server ? SSL_CONF_FLAG_SERVER : SSL_CONF_FLAG_CLIENT));
        SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
    }
    for (size_t i = 0; ok && i < t->conf.num; i++) {
        char name[40];
        snprintf(name, sizeof(name), "-%s", t->conf.list[i].name);
        if (SSL_CONF_cmd(conf, name, t->conf.list[i].value) <= 0) {
            const char *value = t->conf.list[i].value;
            app_error(command, "error with %s%s%s", name, value != NULL ? " " : "", value != NULL ? value : "");
            ERR_print_errors_fp(stderr);
            ok = false;
        }
    }
    if (ok && !SSL_CONF_CTX_finish(conf)) {
        ok = openssl_error(command, "cannot finish the settings", NULL);
    }
    SSL_CONF_CTX_free(conf);
    return ok;
}

static bool set_protocol(SSL_CTX *ctx, const struct app_tls *t, const char *command, bool server) {
    if (t->only_version != 0 && (!SSL_CTX_set_min_proto_version(ctx, t->only_version)
                                 || !SSL_CTX_set_max_proto_version(ctx, t->only_version))) {
        return openssl_error(command, "cannot set the protocol version", NULL);
    }
    if (!apply_settings(ctx, t, command, server)) {
        return false;
    }
    if (t->max_send_frag > 0 && !SSL_CTX_set_max_send_fragment(ctx, t->max_send_frag)) {
        return openssl_error(command, "this -max_send_frag is not allowed", NULL);
    }
    if (t->split_send_frag > 0 && !SSL_CTX_set_split_send_fragment(ctx, t->split_send_frag)) {
        return openssl_error(command, "this -split_send_frag is not allowed", NULL);
    }
    if (t->max_pipelines > 0 && !SSL_CTX_set_max_pipelines(ctx, t->max_pipelines)) {
        return openssl_error(command, "this -max_pipelines is not allowed", NULL);
    }
    if (t->read_buf > 0) {
        SSL_CTX_set_default_read_buffer_len(ctx, (size_t)t->read_buf);
    }
    if (t->ignore_unexpected_eof) {
        SSL_CTX_set_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    }
    unsigned char wire[256];
    size_t n = t->alpn != NULL ? app_alpn_wire(t->alpn, wire) : 0;
    if (t->alpn != NULL && n == 0) {
        app_error(command, "malformed list of protocols %s", t->alpn);
        return false;
    }
    if (!server && n > 0 && SSL_CTX_set_alpn_protos(ctx, wire, (unsigned)n) != 0) { /* 0 is success here */
        return openssl_error(command, "cannot offer protocols", NULL);
    }
    return true;
}

/* --- what is printed ------------------------------------------------------ */

static void on_message(int write_p, int version, int content_type, const void *buf, size_t len, SSL *ssl, void *arg) {
    struct app_tls *t = arg;
    if (t->trace) {
        SSL_trace(write_p, version, content_type, buf, len, ssl, t->trace_out);
        (void)BIO_flush(t->trace_out);
    } else if (t->msg) {
        app_trace_message(write_p, version, content_type, buf, len, ssl, arg);
    }
    if (t->drawing != NULL) {
        app_ladder_message(t->drawing, write_p != 0, content_type, buf, len);
    }
}

static void on_keylog(const SSL *ssl, const char *line) {
    struct app_tls *t = app_tls_of(ssl);
    if (t != NULL && t->keylog_out != NULL) {
        fprintf(t->keylog_out, "%s\n", line);
        fflush(t->keylog_out);
    }
}

static FILE *open_or_say(const char *file, const char *mode, const char *command) {
    FILE *f = fopen(file, mode);
    if (f == NULL) {
        app_error(command, "cannot open %s", file);
    }
    return f;
}

static bool set_output(SSL_CTX *ctx, struct app_tls *t, const char *command, bool server) {
    t->out = t->quiet || t->brief ? open_or_say("/dev/null", "w", command) : stdout;
    if (t->out == NULL) {
        return false;
    }
    t->msg_out = t->msg_file != NULL ? open_or_say(t->msg_file, "w", command) : stdout;
    if (t->msg_out == NULL) {
        return false;
    }
    if (t->ladder && (t->drawing = app_ladder_new(stdout, server)) == NULL) {
        app_error(command, "out of memory");
        return false;
    }
    if (t->trace && (t->trace_out = BIO_new_fp(t->msg_out, BIO_NOCLOSE)) == NULL) {
        return openssl_error(command, "cannot trace", NULL);
    }
    if (t->msg || t->trace || t->ladder) {
        SSL_CTX_set_msg_callback(ctx, on_message);
        SSL_CTX_set_msg_callback_arg(ctx, t);
    }
    if (t->state) {
        SSL_CTX_set_info_callback(ctx, app_trace_state);
    }
    if (t->keylog_file != NULL) {
        if ((t->keylog_out = open_or_say(t->keylog_file, "a", command)) == NULL) {
            return false;
        }
        SSL_CTX_set_keylog_callback(ctx, on_keylog);
    }
    return true;
}

void app_tls_close(struct app_tls *t) {
    SSL_SESSION_free(t->psk_loaded);
    t->psk_loaded = NULL;
    app_ladder_free(t->drawing);
    t->drawing = NULL;
    BIO_free(t->trace_out);
    t->trace_out = NULL;
    FILE **files[] = { &t->out, &t->msg_out, &t->keylog_out };
    for (size_t i = 0; i < 3; i++) {
        if (*files[i] != NULL && *files[i] != stdout) {
            fclose(*files[i]);
        }
        *files[i] = NULL;
    }
}

SSL_CTX *app_tls_context(struct app_tls *t, const char *command, bool server) {
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    if (ctx == NULL) {
        openssl_error(command, "cannot make a context", NULL);
        return NULL;
    }
    SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY);
    if (!set_output(ctx, t, command, server) || !set_protocol(ctx, t, command, server) || !set_trust(ctx, t, command)
        || !app_tls_use_identity(ctx, t, &t->id, command) || !app_tls_use_identity(ctx, t, &t->id2, command)
        || !app_psk_setup(ctx, t, command, server)) {
        SSL_CTX_free(ctx);
        return NULL;
    }
    return ctx;
}

bool app_tls_connection(SSL *ssl, struct app_tls *t, const char *command, bool server) {
    SSL_set_app_data(ssl, t);
    if (t->debug) {
        app_trace_bytes(ssl, t->out);
    }
    if (server) {
        SSL_set_accept_state(ssl);
    } else {
        SSL_set_connect_state(ssl);
    }
    return set_verification(ssl, t, command);
}
