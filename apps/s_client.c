#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "apps/client.h"
#include "apps/commands.h"
#include "apps/show.h"

#define AT(field) offsetof(struct app_client, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Connection", 0 },
    { "connect", APP_OPT_STRING, AT(connect), "HOST:PORT", "Where to connect (default: localhost:4433)", 0 },
    { "host", APP_OPT_STRING, AT(host), "HOST", "The same in two options", 0 },
    { "port", APP_OPT_STRING, AT(port), "PORT", "The same in two options", 0 },
    { "4", APP_OPT_VALUE, AT(family), NULL, "IPv4 alone", AF_INET },
    { "6", APP_OPT_VALUE, AT(family), NULL, "IPv6 alone", AF_INET6 },
    { "servername", APP_OPT_STRING, AT(servername), "NAME", "Server name to send (default: the host)", 0 },
    { "noservername", APP_OPT_SET, AT(noservername), NULL, "Send no server name", 0 },
    { "starttls", APP_OPT_STRING, AT(starttls), "PROTO", "Begin as smtp, lmtp, imap, pop3, ftp, nntp or sieve", 0 },
    { "name", APP_OPT_STRING, AT(starttls_name), "NAME", "Our name in smtp's and lmtp's hello", 0 },
    { "status", APP_OPT_SET, AT(tls.status), NULL, "Ask for the certificate's OCSP status", 0 },
    { "verify", APP_OPT_COUNT, AT(tls.verify_depth_arg), "DEPTH", "Verify the server, report and go on", 0 },
    { "dane_tlsa_domain", APP_OPT_STRING, AT(dane.domain), "DOMAIN", "Verify by the TLSA records of this domain", 0 },
    { "dane_tlsa_rrdata", APP_OPT_LIST, AT(dane.rrdata), "RDATA", "One of them: usage, selector, matching type, hex", 0 },
    { "dane_ee_no_namechecks", APP_OPT_SET, AT(dane.no_ee_names), NULL, "DANE-EE records vouch for any name", 0 },
    { "maxfraglen", APP_OPT_COUNT, AT(tls.max_frag_len), "N", "Ask for records of 512, 1024, 2048 or 4096 bytes", 0 },
    { "enable_pha", APP_OPT_SET, AT(enable_pha), NULL, "Offer to authenticate after the handshake, in TLS 1.3", 0 },
    { "fallback_scsv", APP_OPT_SET, AT(fallback_scsv), NULL, "Say that this is a second try with a lower version", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Sessions", 0 },
    { "sess_out", APP_OPT_STRING, AT(sess_out), "FILE", "Write the session", 0 },
    { "sess_in", APP_OPT_STRING, AT(sess_in), "FILE", "Resume this session", 0 },
    { "reconnect", APP_OPT_SET, AT(reconnect), NULL, "Connect five times more, resuming", 0 },
    { "early_data", APP_OPT_STRING, AT(early_data), "FILE", "Send it as early data, if the session allows any", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Terminal", 0 },
    { "quiet", APP_OPT_SET, AT(tls.quiet), NULL, "Print only what the server sends (implies -ign_eof)", 0 },
    { "showcerts", APP_OPT_SET, AT(showcerts), NULL, "Print all certificates of the chain", 0 },
    { "prexit", APP_OPT_SET, AT(prexit), NULL, "Report when the connection ends, too", 0 },
    { "ign_eof", APP_OPT_SET, AT(ign_eof), NULL, "Stay when the input ends; no command letters", 0 },
    { "no_ign_eof", APP_OPT_SET, AT(no_ign_eof), NULL, "Leave when the input ends, even with -quiet", 0 },
    { "nocommands", APP_OPT_SET, AT(nocommands), NULL, "Letters at the start of a line are no commands", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { app_tls_rows, AT(tls) },
    { app_verify_rows, AT(tls.verify) }, { NULL, 0 } };
static const struct app_opt_command command = {
    "s_client", "[options] [HOST:PORT]", "Connect to a TLS server, report, and talk to it.", groups,
    "Letters at the start of a line: Q ends, R renegotiates, k and K update the keys (K: the peer's too).\n"
};

/* --- callbacks ------------------------------------------------------------- */

static void write_session(const char *file, SSL_SESSION *session) {
    BIO *out = BIO_new_file(file, "w");
    if (out == NULL || !PEM_write_bio_SSL_SESSION(out, session)) {
        app_error("s_client", "cannot write the session to %s", file);
        ERR_print_errors_fp(stderr);
    }
    BIO_free(out);
}

static int on_new_session(SSL *ssl, SSL_SESSION *session) {
    struct app_tls *t = app_tls_of(ssl);
    /* The options' struct begins the command's, so that one pointer serves both. */
    const struct app_client *c = (const struct app_client *)(const void *)t;
    if (c->sess_out != NULL) {
        write_session(c->sess_out, session);
    }
    if (SSL_version(ssl) == TLS1_3_VERSION) {
        fputs("---\nPost-Handshake New Session Ticket arrived:\n", t->out);
        app_show_session(t->out, session);
        fputs("---\n", t->out);
        fflush(t->out);
    }
    return 0; /* no reference kept */
}

static int on_servername(SSL *ssl, int *alert, void *arg) {
    (void)alert;
    (void)arg;
    if (SSL_get_servername_type(ssl) == -1) {
        fputs("Can't use SSL_get_servername\n", stderr);
    }
    return SSL_TLSEXT_ERR_OK;
}

static int on_status(SSL *ssl, void *arg) {
    FILE *out = app_tls_of(ssl)->out;
    const unsigned char *der = NULL;
    (void)arg;
    long len = SSL_get_tlsext_status_ocsp_resp(ssl, &der);
    fputs("OCSP response: ", out);
    if (der == NULL) {
        fputs("no response sent\n", out);
        return 1;
    }
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &der, len);
    if (response == NULL) {
        fputs("response parse error\n", out);
        return 0;
    }
    int status = OCSP_response_status(response);
    fprintf(out, "\n======================================\nOCSP Response Data:\n    OCSP Response Status: %s (0x%x)\n"
                 "======================================\n", OCSP_response_status_str(status), (unsigned)status);
    OCSP_RESPONSE_free(response);
    return 1;
}

/* --- setting up ------------------------------------------------------------ */

static int wrong(const char *what, const char *value) {
    app_usage_error("s_client", "%s %s", what, value);
    return 1;
}

static int settle(struct app_client *c, int argc, char **argv, int rest) {
    if (argc - rest > 1) {
        return wrong("unexpected argument", argv[rest + 1]);
    }
    strcpy(c->peer.host, "localhost");
    strcpy(c->peer.port, "4433");
    const char *where = rest < argc ? argv[rest] : c->connect;
    if (where != NULL && !app_endpoint_parse(&c->peer, where, false)) {
        return wrong("malformed host and port", where);
    }
    if (c->host != NULL) {
        snprintf(c->peer.host, sizeof(c->peer.host), "%s", c->host);
    }
    if (c->port != NULL) {
        snprintf(c->peer.port, sizeof(c->peer.port), "%s", c->port);
    }
    if (c->servername != NULL && c->noservername) {
        return wrong("-servername and -noservername cannot go", "together");
    }
    if (c->starttls != NULL && !app_starttls_known(c->starttls)) {
        return wrong("unknown protocol for -starttls:", c->starttls);
    }
    if (c->starttls_name == NULL) {
        c->starttls_name = "mail.example.com";
    }
    c->ign_eof = (c->ign_eof || c->tls.quiet) && !c->no_ign_eof;
    return 0;
}

/* A name to send by default: letters, digits, hyphens, with a dot, and no address.   RFC 6066 3 */
static bool sendable_name(const char *host) {
    const char *allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t n = strlen(host);
    const char *dot = strchr(host, '.');
    return n > 0 && n < 256 && strspn(host, allowed) == n && dot != NULL && dot != host && dot[1] != '\0'
        && !app_is_ip(host);
}

static bool set_session(const struct app_client *c, SSL *ssl) {
    if (c->sess_in == NULL) {
        return true;
    }
    BIO *in = BIO_new_file(c->sess_in, "r");
    SSL_SESSION *session = in != NULL ? PEM_read_bio_SSL_SESSION(in, NULL, NULL, NULL) : NULL;
    BIO_free(in);
    bool ok = session != NULL && SSL_set_session(ssl, session);
    SSL_SESSION_free(session);
    if (!ok) {
        app_error("s_client", "cannot use the session in %s", c->sess_in);
        ERR_print_errors_fp(stderr);
    }
    return ok;
}

/* The code of RFC 6066 4 for a length; 255, which is none, for another. */
static uint8_t fragment_code(int len) {
    for (uint8_t code = TLSEXT_max_fragment_length_512; code <= TLSEXT_max_fragment_length_4096; code++) {
        if (len == 256 << code) return code;
    }
    return TLSEXT_max_fragment_length_UNSPECIFIED;
}

static void prepare_context(struct app_client *c, SSL_CTX *ctx) {
    struct app_tls *t = &c->tls;
    bool verify = t->verify_depth_arg >= 0 || t->verify_return_error;
    SSL_CTX_set_verify(ctx, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, app_verify_callback);
    if (t->verify_depth_arg >= 0 && !t->quiet && !t->brief) {
        fprintf(stderr, "verify depth is %d\n", t->verify_depth_arg);
    }
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(ctx, on_new_session);
    if (c->fallback_scsv) {
        SSL_CTX_set_mode(ctx, SSL_MODE_SEND_FALLBACK_SCSV);
    }
    if (c->enable_pha) {
        SSL_CTX_set_post_handshake_auth(ctx, 1);
    }
    if (!c->noservername) {
        SSL_CTX_set_tlsext_servername_callback(ctx, on_servername);
    }
    if (t->status) {
        SSL_CTX_set_tlsext_status_cb(ctx, on_status);
    }
}

static bool prepare_connection(struct app_client *c, SSL *ssl) {
    char name[256] = "";
    if (c->servername != NULL || (c->dane.domain == NULL && sendable_name(c->peer.host))) {
        snprintf(name, sizeof(name), "%s", c->servername != NULL ? c->servername : c->peer.host);
    }
    if (!c->noservername && name[0] != '\0' && !SSL_set_tlsext_host_name(ssl, name)) {
        app_error("s_client", "cannot send the server name %s", name);
        ERR_print_errors_fp(stderr);
        return false;
    }
    if (c->tls.status && !SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp)) {
        app_error("s_client", "cannot ask for the OCSP status");
        ERR_print_errors_fp(stderr);
        return false;
    }
    int len = c->tls.max_frag_len;
    if (len > 0 && !SSL_set_tlsext_max_fragment_length(ssl, fragment_code(len))) {
        app_error("s_client", "Max Fragment Len %d is out of permitted values", len);
        return false;
    }
    return app_dane_apply(&c->dane, ssl) && set_session(c, ssl);
}

static int run(struct app_client *c) {
    SSL_CTX *ctx = app_tls_context(&c->tls, "s_client", false);
    if (ctx == NULL) {
        return 1;
    }
    prepare_context(c, ctx);
    SSL *ssl = app_dane_prepare(&c->dane, ctx) ? SSL_new(ctx) : NULL;
    int status = 1;
    if (ssl == NULL) {
        ERR_print_errors_fp(stderr);
    } else if (prepare_connection(c, ssl)) {
        status = app_client_run(c, ssl);
    }
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    return status;
}

int app_s_client(int argc, char **argv) {
    struct app_client c = { .family = AF_UNSPEC };
    int rest;
    app_tls_defaults(&c.tls);
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &c, &rest);
    if (r != APP_OPT_OK || settle(&c, argc, argv, rest) != 0) {
        return r != APP_OPT_HELP;
    }
    signal(SIGPIPE, SIG_IGN);
    int status = run(&c);
    app_tls_close(&c.tls);
    return status;
}
