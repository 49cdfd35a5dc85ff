#include "apps/ocsp.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

#include "apps/certs.h"
#include "apps/commands.h"
#include "apps/http_post.h"
#include "apps/net.h"
#include "apps/streams.h"

#define AT(field) offsetof(struct ocsp_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Request", 0 },
    { "issuer", APP_OPT_CONF, AT(subjects), "FILE", "The issuer of the certificates after it", 0 },
    { "cert", APP_OPT_CONF, AT(subjects), "FILE", "Ask for this certificate", 0 },
    { "serial", APP_OPT_CONF, AT(subjects), "NUM", "Ask for this serial number", 0 },
    { "*", APP_OPT_CONF_NAME, AT(subjects), NULL, "Name the next certificate by any digest (default: SHA-1)", 0 },
    { "nonce", APP_OPT_VALUE, AT(nonce), NULL, "With a nonce (the default for a new request)", NONCE_ALWAYS },
    { "no_nonce", APP_OPT_VALUE, AT(nonce), NULL, "Without one", NONCE_NEVER },
    { "reqin", APP_OPT_STRING, AT(request_in), "FILE", "Read the request, in DER", 0 },
    { "reqout", APP_OPT_STRING, AT(request_out), "FILE", "Write the request, in DER", 0 },
    { "signer", APP_OPT_STRING, AT(signer), "FILE", "Sign the request as this certificate", 0 },
    { "signkey", APP_OPT_STRING, AT(sign_key), "FILE", "With this key (default: the file of -signer)", 0 },
    { "sign_other", APP_OPT_STRING, AT(sign_other), "FILE", "More certificates for a signed request", 0 },
    { "no_certs", APP_OPT_SET, AT(no_certs), NULL, "No certificates in a signed request", 0 },
    { "passin", APP_OPT_STRING, AT(passin), "SOURCE", "The pass phrase of the key", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Responder", 0 },
    { "url", APP_OPT_STRING, AT(url), "URL", "Ask this responder (http[s]://host[:port][/path])", 0 },
    { "host", APP_OPT_STRING, AT(host), "HOST:PORT", "Ask the responder there", 0 },
    { "port", APP_OPT_STRING, AT(port), "PORT", "The port, with -host", 0 },
    { "path", APP_OPT_STRING, AT(path), "PATH", "The path, with -host (default: /)", 0 },
    { "proxy", APP_OPT_STRING, AT(proxy), "URL", "By way of this proxy ([http[s]://]host[:port])", 0 },
    { "no_proxy", APP_OPT_STRING, AT(no_proxy), "NAMES", "But not for these servers", 0 },
    { "header", APP_OPT_LIST, AT(headers), "NAME=VALUE", "A header for the request", 0 },
    { "timeout", APP_OPT_POSITIVE, AT(timeout), "SECONDS", "Wait no longer for the answer", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Response", 0 },
    { "respin", APP_OPT_STRING, AT(response_in), "FILE", "Read the response, in DER", 0 },
    { "respout", APP_OPT_STRING, AT(response_out), "FILE", "Write the response, in DER", 0 },
    { "ignore_err", APP_OPT_SET, AT(ignore_error), NULL, "Go on after a response that is an error", 0 },
    { "validity_period", APP_OPT_COUNT, AT(period), "SECONDS", "Clocks may differ by so much (default: 300)", 0 },
    { "status_age", APP_OPT_POSITIVE, AT(age), "SECONDS", "A status may be so old", 0 },
    { "noverify", APP_OPT_SET, AT(no_verify), NULL, "Do not verify the response", 0 },
    { "verify_other", APP_OPT_STRING, AT(verify_other), "FILE", "More certificates to find the signer in", 0 },
    { "trust_other", APP_OPT_SET, AT(trust_other), NULL, "Trust these", 0 },
    { "VAfile", APP_OPT_STRING, AT(validators), "FILE", "Trusted signers: -verify_other with -trust_other", 0 },
    { "no_intern", APP_OPT_SET, AT(no_intern), NULL, "Do not look for the signer in the response", 0 },
    { "no_signature_verify", APP_OPT_SET, AT(no_signature), NULL, "Do not verify the signature", 0 },
    { "no_cert_verify", APP_OPT_SET, AT(no_cert_verify), NULL, "Do not verify the signer's certificate", 0 },
    { "no_chain", APP_OPT_SET, AT(no_chain), NULL, "No chain from the response's certificates", 0 },
    { "no_cert_checks", APP_OPT_SET, AT(no_checks), NULL, "Any verified certificate may sign", 0 },
    { "no_explicit", APP_OPT_SET, AT(no_explicit), NULL, "Do not take explicit trust of the root for authority", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Output", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "text", APP_OPT_SET, AT(text), NULL, "Print request and response as text", 0 },
    { "req_text", APP_OPT_SET, AT(request_text), NULL, "Print the request as text", 0 },
    { "resp_text", APP_OPT_SET, AT(response_text), NULL, "Print the response as text", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_trust_rows, AT(trust) },
    { app_verify_rows, AT(verify) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "ocsp", "[options]", "Ask whether certificates are revoked.", groups, NULL };

static int fail(const char *what) { return app_library_error("ocsp", "%s", what); }

/* --- getting the response ----------------------------------------------------- */

static bool replace(char **at, const char *text) {
    OPENSSL_free(*at);
    *at = OPENSSL_strdup(text);
    return *at != NULL;
}

static bool find_responder(struct app_http_post *p, const struct ocsp_options *o) {
    p->headers = &o->headers;
    for (size_t i = 0; i < o->headers.num; i++) {
        if (strchr(o->headers.list[i], '=') == NULL) {
            app_usage_error("ocsp", "-header is NAME=VALUE, not %s", o->headers.list[i]);
            return false;
        }
    }
    if (o->url != NULL && !app_http_url(p, o->url)) {
        app_usage_error("ocsp", "-url is http[s]://host[:port][/path], not %s", o->url);
        return false;
    }
    struct app_endpoint at = { .host = "" };
    if (o->host != NULL && (!app_endpoint_parse(&at, o->host, false) || !replace(&p->host, at.host) ||
                            (at.port[0] != '\0' && !replace(&p->port, at.port)))) {
        app_usage_error("ocsp", "-host is HOST[:PORT], not %s", o->host);
        return false;
    }
    return (o->port == NULL || replace(&p->port, o->port)) && (o->path == NULL || replace(&p->path, o->path));
}

static OCSP_RESPONSE *ask(const struct app_http_post *p, OCSP_REQUEST *request) {
    unsigned char *der = NULL;
    int len = i2d_OCSP_REQUEST(request, &der);
    BIO *body = len > 0 ? BIO_new_mem_buf(der, len) : NULL;
    if (body == NULL) {
        fail("the request cannot be encoded");
    }
    BIO *answer = body != NULL ? app_http_post("ocsp", p, body) : NULL;
    OCSP_RESPONSE *response = answer != NULL ? d2i_OCSP_RESPONSE_bio(answer, NULL) : NULL;
    if (answer != NULL && response == NULL) {
        fail("the answer is no OCSP response");
    }
    BIO_free(answer);
    BIO_free(body);
    OPENSSL_free(der);
    return response;
}

static OCSP_RESPONSE *read_response(const char *name) {
    BIO *in = app_open_in("ocsp", name);
    OCSP_RESPONSE *response = in != NULL ? d2i_OCSP_RESPONSE_bio(in, NULL) : NULL;
    BIO_free_all(in);
    if (in != NULL && response == NULL) {
        fail("no response could be read");
    }
    return response;
}

/* --- judging it --------------------------------------------------------------- */

static unsigned long verify_flags(const struct ocsp_options *o) {
    const struct {
        bool on;
        unsigned long flag;
    } all[] = { { o->no_intern, OCSP_NOINTERN },      { o->no_signature, OCSP_NOSIGS },
                { o->no_cert_verify, OCSP_NOVERIFY }, { o->no_chain, OCSP_NOCHAIN },
                { o->no_checks, OCSP_NOCHECKS },      { o->no_explicit, OCSP_NOEXPLICIT },
                { o->trust_other || o->validators != NULL, OCSP_TRUSTOTHER } };
    unsigned long flags = 0;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        flags |= all[i].on ? all[i].flag : 0;
    }
    return flags;
}

static X509_STORE *make_store(const struct ocsp_options *o) {
    X509_STORE *store = app_trust_store("ocsp", &o->trust);
    X509_VERIFY_PARAM *param = store != NULL ? app_verify_param("ocsp", &o->verify) : NULL;
    if (param == NULL || !X509_STORE_set1_param(store, param)) {
        X509_STORE_free(store);
        store = NULL;
    }
    X509_VERIFY_PARAM_free(param);
    return store;
}

/* A response without the nonce may be an old one; with another, it is another one's. */
static bool check_nonce(OCSP_BASICRESP *basic, const struct ocsp_question *q) {
    int r = q->request != NULL ? OCSP_check_nonce(q->request, basic) : 1;
    if (r == -1) {
        fprintf(stderr, "bearshim ocsp: warning: no nonce in the response\n");
    } else if (r <= 0) {
        app_error("ocsp", "the response has another nonce");
    }
    return r == -1 || r > 0;
}

/* True if the response is its signer's, and the signer may: one that it names or has, or an issuer. */
static bool verify(OCSP_BASICRESP *basic, const struct ocsp_question *q, const struct ocsp_options *o,
                   STACK_OF(X509) *others, X509_STORE *store) {
    unsigned long flags = verify_flags(o);
    bool ok = OCSP_basic_verify(basic, others, store, flags) > 0
        || (q->issuers != NULL && OCSP_basic_verify(basic, q->issuers, store, flags) > 0);
    if (ok) {
        fprintf(stderr, "Response verify OK\n");
    } else {
        fail("the response does not verify");
    }
    ERR_clear_error();
    return ok;
}

static void print_time(BIO *out, const char *title, ASN1_GENERALIZEDTIME *time) {
    BIO_printf(out, "\t%s: ", title);
    ASN1_GENERALIZEDTIME_print(out, time);
    BIO_puts(out, "\n");
}

static bool print_status(BIO *out, OCSP_BASICRESP *basic, const char *name, const OCSP_CERTID *id,
                         const struct ocsp_options *o) {
    int status, reason;
    ASN1_GENERALIZEDTIME *revoked, *this_update, *next_update;
    BIO_printf(out, "%s: ", name);
    OCSP_CERTID *copy = OCSP_CERTID_dup(id);
    int found = copy != NULL && OCSP_resp_find_status(basic, copy, &status, &reason, &revoked, &this_update, &next_update);
    OCSP_CERTID_free(copy);
    if (!found) {
        BIO_puts(out, "ERROR: No Status found.\n");
        return false;
    }
    if (!OCSP_check_validity(this_update, next_update, o->period, o->age)) {
        BIO_puts(out, "WARNING: Status times invalid.\n");
        ERR_print_errors(out);
    }
    BIO_printf(out, "%s\n", OCSP_cert_status_str(status));
    print_time(out, "This Update", this_update);
    if (next_update != NULL) {
        print_time(out, "Next Update", next_update);
    }
    if (status == V_OCSP_CERTSTATUS_REVOKED) {
        if (reason != -1) {
            BIO_printf(out, "\tReason: %s\n", OCSP_crl_reason_str(reason));
        }
        print_time(out, "Revocation Time", revoked);
    }
    return true;
}

static int judge(BIO *out, OCSP_RESPONSE *response, const struct ocsp_question *q, const struct ocsp_options *o) {
    const char *other_file = o->validators != NULL ? o->validators : o->verify_other;
    STACK_OF(X509) *others = sk_X509_new_null();
    X509_STORE *store = make_store(o);
    OCSP_BASICRESP *basic = NULL;
    int status = 1;
    if (store != NULL && others != NULL && (other_file == NULL || app_certs_load("ocsp", other_file, NULL, others))) {
        basic = OCSP_response_get1_basic(response);
        status = basic != NULL ? 0 : fail("the response cannot be decoded");
    }
    bool fresh = status == 0 && (o->no_verify || check_nonce(basic, q));
    if (!fresh || (!o->no_verify && !verify(basic, q, o, others, store))) {
        status = 1;
    }
    for (size_t i = 0; fresh && i < q->num; i++) {
        if (!print_status(out, basic, q->names[i], q->ids[i], o)) {
            status = app_error("ocsp", "the response has no status of %s", q->names[i]);
        }
    }
    OCSP_BASICRESP_free(basic);
    sk_X509_pop_free(others, X509_free);
    X509_STORE_free(store);
    return status;
}

/* --- in order ----------------------------------------------------------------- */

/* Write what an i2d function made, and free it. */
static bool write_der(const char *name, unsigned char *der, int len) {
    BIO *out = len > 0 ? app_open_out("ocsp", name, APP_STREAM_BINARY) : NULL;
    bool ok = out != NULL && BIO_write(out, der, len) == len;
    OPENSSL_free(der);
    if (out == NULL) {
        return false;
    }
    ok = app_close_out(out) && ok;
    if (!ok) {
        app_error("ocsp", "cannot write %s", name);
    }
    return ok;
}

static bool write_request(OCSP_REQUEST *request, const char *name) {
    unsigned char *der = NULL;
    int len = i2d_OCSP_REQUEST(request, &der);
    return write_der(name, der, len);
}

static bool write_response(OCSP_RESPONSE *response, const char *name) {
    unsigned char *der = NULL;
    int len = i2d_OCSP_RESPONSE(response, &der);
    return write_der(name, der, len);
}

static int use_response(BIO *out, OCSP_RESPONSE *response, const struct ocsp_question *q, const struct ocsp_options *o) {
    if (o->response_out != NULL && !write_response(response, o->response_out)) {
        return 1;
    }
    int status = OCSP_response_status(response);
    if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
        BIO_printf(out, "Responder Error: %s (%d)\n", OCSP_response_status_str(status), status);
        if (!o->ignore_error) {
            return app_error("ocsp", "the response is an error");
        }
    }
    if ((o->response_text || o->text) && OCSP_RESPONSE_print(out, response, 0) <= 0) {
        return fail("the response cannot be printed");
    }
    return judge(out, response, q, o);
}

static int work(BIO *out, const struct ocsp_question *q, const struct ocsp_options *o) {
    bool online = o->url != NULL || o->host != NULL;
    struct app_http_post p = { .timeout = o->timeout, .proxy = o->proxy, .no_proxy = o->no_proxy,
                               .request_type = "application/ocsp-request",
                               .response_type = "application/ocsp-response" };
    if (q->request != NULL && (o->request_text || o->text) && OCSP_REQUEST_print(out, q->request, 0) <= 0) {
        return fail("the request cannot be printed");
    }
    if (o->request_out != NULL && (q->request == NULL || !write_request(q->request, o->request_out))) {
        return q->request == NULL ? app_error("ocsp", "there is no request to write") : 1;
    }
    if (online && q->request == NULL) {
        return app_error("ocsp", "there is no request to send");
    }
    if (!online && o->response_in == NULL) {
        return 0;
    }
    OCSP_RESPONSE *response = !online ? read_response(o->response_in)
        : find_responder(&p, o)       ? ask(&p, q->request)
                                      : NULL;
    app_http_clear(&p);
    int status = response != NULL ? use_response(out, response, q, o) : 1;
    OCSP_RESPONSE_free(response);
    return status;
}

int app_ocsp(int argc, char **argv) {
    struct ocsp_options o = { .period = 300, .age = -1 };
    int rest;
    app_verify_defaults(&o.verify);
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("ocsp", &o.providers)) {
        return 1;
    }
    if (rest < argc) {
        return app_usage_error("ocsp", "unexpected argument %s", argv[rest]);
    }
    struct ocsp_question q = { .num = 0 };
    int status = 1;
    if (app_ocsp_question(&q, &o)) {
        BIO *out = app_open_out("ocsp", o.out, APP_STREAM_TEXT);
        status = out != NULL ? work(out, &q, &o) : 1;
        if (!app_close_out(out) && status == 0) {
            status = app_error("ocsp", "cannot write all");
        }
    }
    app_ocsp_question_clear(&q);
    return status;
}
