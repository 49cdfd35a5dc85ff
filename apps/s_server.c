#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apps/commands.h"
#include "apps/ladder.h"
#include "apps/server.h"
#include "apps/show.h"

#define CACHE_SIZE 128
#define LINGER_MS 500

#define AT(field) offsetof(struct app_server, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Connection", 0 },
    { "accept", APP_OPT_STRING, AT(accept), "[HOST:]PORT", "Where to listen (default: *:4433; port 0: any free)", 0 },
    { "port", APP_OPT_STRING, AT(port), "PORT", "The port to listen on", 0 },
    { "4", APP_OPT_VALUE, AT(family), NULL, "IPv4 alone", AF_INET },
    { "6", APP_OPT_VALUE, AT(family), NULL, "IPv6 alone", AF_INET6 },
    { "naccept", APP_OPT_COUNT, AT(num_accept), "N", "End after N connections", 0 },
    { "context", APP_OPT_STRING, AT(id_context), "TEXT", "The session ID context", 0 },
    { "num_tickets", APP_OPT_COUNT, AT(num_tickets), "N", "Tickets to send after a TLS 1.3 handshake", 0 },
    { "no_cache", APP_OPT_SET, AT(no_cache), NULL, "Without a session cache", 0 },
    { "verify", APP_OPT_COUNT, AT(tls.verify_depth_arg), "DEPTH", "Ask for a client certificate", 0 },
    { "Verify", APP_OPT_COUNT, AT(verify_required), "DEPTH", "Insist on a client certificate", 0 },
    { "no_ca_names", APP_OPT_SET, AT(no_ca_names), NULL, "Do not name CAs in the request for it", 0 },
    { "status_file", APP_OPT_STRING, AT(status_file), "FILE", "OCSP response (DER) to staple when a client asks", 0 },
    { "status_verbose", APP_OPT_SET, AT(status_verbose), NULL, "Tell when a client asks for it", 0 },
    { "named_curve", APP_OPT_CONF, AT(tls.conf), "GROUP", "The group for ECDHE", 0 },
    { "dhparam", APP_OPT_CONF, AT(tls.conf), "FILE", "Parameters for DHE (default: by the certificate's strength)", 0 },
    { "client_renegotiation", APP_OPT_CONF_FLAG, AT(tls.conf), NULL, "Clients may renegotiate", 0 },
    { "no_resumption_on_reneg", APP_OPT_CONF_FLAG, AT(tls.conf), NULL, "No resumption when renegotiating", 0 },
    { "early_data", APP_OPT_SET, AT(early_data), NULL, "Read early data", 0 },
    { "max_early_data", APP_OPT_COUNT, AT(max_early_data), "N", "So much of it may come (with -early_data: 16384)", 0 },
    { "anti_replay", APP_OPT_CONF_FLAG, AT(tls.conf), NULL, "Take early data once a ticket (the default)", 0 },
    { "no_anti_replay", APP_OPT_CONF_FLAG, AT(tls.conf), NULL, "Take early data as often as it comes", 0 },
    { "psk_hint", APP_OPT_STRING, AT(tls.psk_hint), "TEXT", "The hint to the name of -psk's key, to TLS 1.2", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "More certificates", 0 },
    { "nocert", APP_OPT_SET, AT(no_cert), NULL, "Without a certificate", 0 },
    { "dcert", APP_OPT_STRING, AT(tls.id2.cert), "FILE", "A second certificate, of another kind", 0 },
    { "dkey", APP_OPT_STRING, AT(tls.id2.key), "FILE", "Its private key", 0 },
    { "dcert_chain", APP_OPT_STRING, AT(tls.id2.chain), "FILE", "Certificates to send after it", 0 },
    { "servername", APP_OPT_STRING, AT(servername), "NAME", "The name for which -cert2 serves", 0 },
    { "servername_fatal", APP_OPT_SET, AT(servername_fatal), NULL, "End the handshake for other names", 0 },
    { "cert2", APP_OPT_STRING, AT(second.cert), "FILE", "The certificate for -servername", 0 },
    { "key2", APP_OPT_STRING, AT(second.key), "FILE", "Its private key", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "What to do with a connection", 0 },
    { "www", APP_OPT_VALUE, AT(mode), NULL, "Answer an HTTP request with a status page", APP_WWW_STATUS },
    { "WWW", APP_OPT_VALUE, AT(mode), NULL, "Answer it with the file named", APP_WWW_FILES },
    { "HTTP", APP_OPT_VALUE, AT(mode), NULL, "The same, the file has its own headers", APP_WWW_RAW },
    { "rev", APP_OPT_VALUE, AT(mode), NULL, "Send each line back reversed", APP_REVERSE },
    { "quiet", APP_OPT_SET, AT(tls.quiet), NULL, "Print only what clients send (implies -ign_eof)", 0 },
    { "ign_eof", APP_OPT_SET, AT(ign_eof), NULL, "Stay when the input ends", 0 },
    { "no_ign_eof", APP_OPT_SET, AT(no_ign_eof), NULL, "Leave when the input ends, even with -quiet", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { app_tls_rows, AT(tls) },
    { app_verify_rows, AT(tls.verify) }, { NULL, 0 } };
static const struct app_opt_command command = {
    "s_server", "[options]", "Serve TLS connections, one at a time.", groups,
    "Letters at the start of a line: q ends the connection, Q the server, r and R renegotiate (R: asking for a\n"
    "certificate), c asks for one in TLS 1.3, k and K update the keys, P sends plain text, S prints the session\n"
    "cache's counters.\n"
};

static bool fail(const char *what) {
    app_error("s_server", "%s", what);
    ERR_print_errors_fp(stderr);
    return false;
}

/* --- callbacks ------------------------------------------------------------- */

static void print_protocols(FILE *out, const char *label, const unsigned char *wire, size_t len) {
    fputs(label, out);
    for (size_t i = 0; i < len && i + 1 + wire[i] <= len; i += 1u + wire[i]) {
        fprintf(out, "%s%.*s", i > 0 ? ", " : "", (int)wire[i], (const char *)wire + i + 1);
    }
    fputc('\n', out);
}

static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in,
                   unsigned in_len, void *arg) {
    const struct app_server *s = arg;
    unsigned char own[256];
    unsigned char *chosen;
    (void)ssl;
    size_t own_len = app_alpn_wire(s->tls.alpn, own);
    print_protocols(s->tls.out, "ALPN protocols advertised by the client: ", in, in_len);
    if (SSL_select_next_proto(&chosen, out_len, own, (unsigned)own_len, in, in_len) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    /* The choice must outlive this call, so it must point into the client's list. */
    for (unsigned i = 0; i + 1 + in[i] <= in_len; i += 1u + in[i]) {
        if (in[i] == *out_len && memcmp(in + i + 1, chosen, *out_len) == 0) {
            *out = in + i + 1;
            fprintf(s->tls.out, "ALPN protocols selected: %.*s\n", (int)*out_len, (const char *)*out);
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* The file is read for each client, so that it may be renewed while we serve. */
static int on_status(SSL *ssl, void *arg) {
    const struct app_server *s = arg;
    BIO *in = BIO_new_file(s->status_file, "rb");
    OCSP_RESPONSE *response = in != NULL ? d2i_OCSP_RESPONSE_bio(in, NULL) : NULL;
    unsigned char *der = NULL;
    if (s->status_verbose) {
        fputs("cert_status: callback called\n", stderr);
    }
    if (response == NULL) {
        const char *what = in == NULL ? "Cannot open OCSP response file" : "Error reading OCSP response";
        fprintf(stderr, "cert_status: %s\n", what);
    }
    int len = response != NULL ? i2d_OCSP_RESPONSE(response, &der) : -1;
    BIO_free(in);
    OCSP_RESPONSE_free(response);
    if (len <= 0 || !SSL_set_tlsext_status_ocsp_resp(ssl, der, len)) {
        OPENSSL_free(der);
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    return SSL_TLSEXT_ERR_OK; /* the connection owns it now */
}

static int on_servername(SSL *ssl, int *alert, void *arg) {
    struct app_server *s = arg;
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    (void)alert;
    if (name != NULL) {
        fputs("Hostname in TLS extension: \"", s->tls.out);
        for (const char *p = name; *p != '\0'; p++) {
            fprintf(s->tls.out, *p < ' ' || *p > '~' ? "\\x%02x" : "%c", (unsigned char)*p);
        }
        fputs("\"\n", s->tls.out);
    }
    if (name == NULL) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    if (strcasecmp(name, s->servername) != 0) {
        return s->servername_fatal ? SSL_TLSEXT_ERR_ALERT_FATAL : SSL_TLSEXT_ERR_OK;
    }
    if (s->ctx2 != NULL) {
        fputs("Switching server context.\n", s->tls.out);
        SSL_set_SSL_CTX(ssl, s->ctx2);
    }
    return SSL_TLSEXT_ERR_OK;
}

/* --- setting up ------------------------------------------------------------ */

static bool set_verification(struct app_server *s, SSL_CTX *ctx) {
    int depth = s->tls.verify_depth_arg;
    if (depth >= 0) {
        int mode = SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE;
        SSL_CTX_set_verify(ctx, s->verify_required >= 0 ? mode | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : mode,
                           app_verify_callback);
    }
    if (s->tls.ca_file == NULL || s->no_ca_names) {
        return true;
    }
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(s->tls.ca_file);
    if (names == NULL) {
        return fail("cannot read the names of -CAfile");
    }
    SSL_CTX_set_client_CA_list(ctx, names);
    return true;
}

static bool has_conf(const struct app_conf *conf, const char *name) {
    for (size_t i = 0; i < conf->num; i++) {
        if (strcmp(conf->list[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool set_server(struct app_server *s, SSL_CTX *ctx) {
    static const unsigned char default_context[4] = { 1, 0, 0, 0 };
    const unsigned char *context = s->id_context != NULL ? (const unsigned char *)s->id_context : default_context;
    size_t len = s->id_context != NULL ? strlen(s->id_context) : sizeof(default_context);
    if (!SSL_CTX_set_session_id_context(ctx, context, (unsigned)len)) {
        return fail("cannot set the session ID context");
    }
    if (s->no_cache) {
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    } else {
        SSL_CTX_sess_set_cache_size(ctx, CACHE_SIZE);
    }
    if (s->num_tickets >= 0 && !SSL_CTX_set_num_tickets(ctx, (size_t)s->num_tickets)) {
        return fail("cannot set the number of tickets");
    }
    if (has_conf(&s->tls.conf, "dhparam")) {
        fputs("Setting temp DH parameters\n", s->tls.out);
    } else if (SSL_CTX_set_dh_auto(ctx, 1)) {
        fputs("Using default temp DH parameters\n", s->tls.out);
    }
    if (s->max_early_data > 0 && !SSL_CTX_set_max_early_data(ctx, (uint32_t)s->max_early_data)) {
        return fail("cannot accept early data");
    }
    if (s->tls.alpn != NULL) {
        SSL_CTX_set_alpn_select_cb(ctx, on_alpn, s);
    }
    if (s->status_file != NULL) {
        SSL_CTX_set_tlsext_status_cb(ctx, on_status);
        SSL_CTX_set_tlsext_status_arg(ctx, s);
    }
    if (s->servername != NULL) {
        SSL_CTX_set_tlsext_servername_callback(ctx, on_servername);
        SSL_CTX_set_tlsext_servername_arg(ctx, s);
    }
    return set_verification(s, ctx);
}

static bool make_contexts(struct app_server *s) {
    struct app_identity none = { NULL, NULL, NULL };
    s->ctx = app_tls_context(&s->tls, "s_server", true);
    if (s->ctx == NULL) {
        return false;
    }
    if (s->second.cert != NULL) {
        fputs("Setting secondary ctx parameters\n", s->tls.out);
        struct app_tls second = s->tls;   /* the same settings with another certificate, and no output of its own */
        second.id = s->second;
        second.id2 = none;
        second.ladder = second.msg = second.trace = second.state = false;
        second.keylog_file = NULL;
        second.psk = second.psk_session = second.psk_hint = NULL; /* which a connection has from its first context */
        second.drawing = NULL;
        second.msg_file = NULL;
        s->ctx2 = app_tls_context(&second, "s_server", true);
        if (second.out != NULL && second.out != stdout) {
            fclose(second.out);
        }
        if (s->ctx2 == NULL || !set_server(s, s->ctx2)) {
            return false;
        }
    }
    return set_server(s, s->ctx);
}

static int settle(struct app_server *s, int argc, char **argv, int rest) {
    if (rest < argc) {
        return app_usage_error("s_server", "unexpected argument %s", argv[rest]);
    }
    strcpy(s->at.port, "4433");
    if (s->port != NULL) {
        snprintf(s->at.port, sizeof(s->at.port), "%s", s->port);
    }
    if (s->accept != NULL && !app_endpoint_parse(&s->at, s->accept, true)) {
        return app_usage_error("s_server", "malformed host and port %s", s->accept);
    }
    if (s->no_cert) {
        s->tls.id = s->tls.id2 = s->second = (struct app_identity){ 0 };
    } else if (s->tls.id.cert == NULL) {
        s->tls.id.cert = "server.pem";
    }
    if (s->status_verbose && s->status_file == NULL) {
        return app_usage_error("s_server", "-status_verbose needs -status_file");
    }
    if (s->second.cert != NULL && s->servername == NULL) {
        return app_usage_error("s_server", "-cert2 needs -servername");
    }
    if (s->verify_required >= 0) {
        s->tls.verify_depth_arg = s->verify_required;
    }
    if (s->early_data && s->max_early_data < 0) {
        s->max_early_data = SSL3_RT_MAX_PLAIN_LENGTH;
    }
    s->ign_eof = (s->ign_eof || s->tls.quiet) && !s->no_ign_eof;
    s->argc = argc;
    s->argv = argv;
    return 0;
}

/* --- serving --------------------------------------------------------------- */

/* Wait for the client's end of the stream: closing with unread bytes would reset it. */
static void close_client(int fd) {
    char waste[1024];
    shutdown(fd, SHUT_WR);
    while (app_net_wait(fd, false, LINGER_MS) == 1 && recv(fd, waste, sizeof(waste), MSG_DONTWAIT) > 0) {
    }
    close(fd);
}

static enum app_served serve_one(struct app_server *s, int fd, int listener) {
    int on = 1;
    enum app_served served = APP_SERVED;
    SSL *ssl = SSL_new(s->ctx);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (ssl == NULL || !SSL_set_fd(ssl, fd) || !app_tls_connection(ssl, &s->tls, "s_server", true)
        || (s->tls.nbio && !app_net_set_blocking(fd, false))) {
        fail("cannot set up a connection");
        SSL_free(ssl);
        close(fd);
        return APP_SERVED;
    }
    if (s->tls.drawing != NULL) {
        app_ladder_restart(s->tls.drawing);
    }
    switch ((enum app_server_mode)s->mode) {
    case APP_TALK:
        served = app_server_talk(s, ssl, fd, listener);
        break;
    case APP_REVERSE:
        app_server_reverse(s, ssl, fd);
        break;
    case APP_WWW_STATUS:
    case APP_WWW_FILES:
    case APP_WWW_RAW:
        app_server_http(s, ssl, fd);
        break;
    }
    fflush(stdout);
    close_client(fd);
    SSL_free(ssl);
    return served;
}

static int serve(struct app_server *s) {
    char where[128];
    int listener = app_net_listen("s_server", &s->at, s->family, where, sizeof(where));
    if (listener < 0) {
        return 1;
    }
    if (strcmp(s->at.port, "0") == 0) {
        fprintf(s->tls.out, "ACCEPT %s\n", where);
    } else {
        fputs("ACCEPT\n", s->tls.out);
    }
    fflush(s->tls.out);
    for (int left = s->num_accept; left != 0; left -= left > 0) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED) {
                continue;
            }
            app_error("s_server", "accept: %s", strerror(errno));
            close(listener);
            return 1;
        }
        if (serve_one(s, fd, listener) == APP_SERVER_ENDS) {
            break;
        }
    }
    close(listener);
    app_show_stats(s->tls.out, s->ctx);
    return 0;
}

int app_s_server(int argc, char **argv) {
    struct app_server s = { .family = AF_UNSPEC, .verify_required = -1, .num_tickets = -1, .num_accept = -1,
                            .max_early_data = -1 };
    int rest;
    app_tls_defaults(&s.tls);
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &s, &rest);
    if (r != APP_OPT_OK || settle(&s, argc, argv, rest) != 0) {
        return r != APP_OPT_HELP;
    }
    signal(SIGPIPE, SIG_IGN);
    int depth = s.tls.verify_depth_arg;
    if (depth >= 0 && !s.tls.quiet) {
        fprintf(stderr, "verify depth is %d%s\n", depth,
                s.verify_required >= 0 ? ", must return a certificate" : "");
    }
    int status = make_contexts(&s) ? serve(&s) : 1;
    SSL_CTX_free(s.ctx2);
    SSL_CTX_free(s.ctx);
    app_tls_close(&s.tls);
    return status;
}
