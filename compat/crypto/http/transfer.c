/* Whole transfers: connect, ask, take the answer, follow where it points, close.          man 3 OSSL_HTTP_transfer */
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/httperr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/http/http_local.h"

enum { MAX_REDIRECTIONS = 50 };

static BIO *connection_to(const char *server, const char *port, bool use_ssl, const char *proxy) {
    char *host = NULL, *proxy_port = NULL;
    if (proxy) {
        if (!OSSL_HTTP_parse_url(proxy, NULL, NULL, &host, &proxy_port, NULL, NULL, NULL, NULL)) return NULL;
        server = host;
        port = proxy_port;
    } else if (!port && !strchr(server, ':')) {
        port = use_ssl ? OSSL_HTTPS_PORT : OSSL_HTTP_PORT;
    }
    BIO *b = BIO_new_connect(server);
    if (b && port) (void)BIO_set_conn_port(b, (char *)(uintptr_t)port);
    OPENSSL_free(host);
    OPENSSL_free(proxy_port);
    return b;
}

static bool copy(char **out, const char *s) { return !s || (*out = OPENSSL_strdup(s)) != NULL; }

OSSL_HTTP_REQ_CTX *OSSL_HTTP_open(const char *server, const char *port, const char *proxy, const char *no_proxy,
                                  int use_ssl, BIO *bio, BIO *rbio, OSSL_HTTP_bio_cb_t bio_update_fn, void *arg,
                                  int buf_size, int overall_timeout) {
    if (use_ssl && !bio_update_fn) {
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_TLS_NOT_ENABLED);
        return NULL;
    }
    if ((rbio && (!bio || bio_update_fn)) || (bio && (proxy || no_proxy))) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_INVALID_ARGUMENT);
        return NULL;
    }
    if (!bio && !server) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (port && *port == '\0') port = NULL;
    if (!bio) proxy = OSSL_HTTP_adapt_proxy(proxy, no_proxy, server, use_ssl);
    BIO *at = bio ? bio : connection_to(server, port, use_ssl != 0, proxy);
    if (!at) return NULL;
    const time_t deadline = overall_timeout > 0 ? time(NULL) + overall_timeout : 0;
    ERR_set_mark(); /* names that had no answer before the one that did are no error */
    OSSL_HTTP_REQ_CTX *rctx = NULL;
    if (rbio || BIO_do_connect_retry(at, overall_timeout, -1) > 0) {
        BIO *changed = bio_update_fn ? bio_update_fn(at, arg, 1, use_ssl != 0) : at;
        if (changed) {
            at = changed;
            rctx = bs_http_new(at, rbio ? rbio : at, buf_size);
        }
    }
    if (rctx) {
        rctx->owns_wbio = !bio;
        rctx->update = bio_update_fn;
        rctx->update_arg = arg;
        rctx->use_ssl = use_ssl != 0;
        rctx->deadline_of_all = deadline;
        if (copy(&rctx->proxy, proxy) && copy(&rctx->server, server) && copy(&rctx->port, port)) {
            ERR_pop_to_mark();
            return rctx;
        }
        rctx->owns_wbio = false;
        OSSL_HTTP_REQ_CTX_free(rctx);
    }
    if (!bio) BIO_free_all(at);
    ERR_clear_last_mark();
    return NULL;
}

static bool add_fields(OSSL_HTTP_REQ_CTX *rctx, const STACK_OF(CONF_VALUE) *headers) {
    bool host = rctx->server && *rctx->server;
    for (int i = 0; i < sk_CONF_VALUE_num(headers); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(headers, i);
        if (host && OPENSSL_strcasecmp("host", v->name) == 0) host = false;
        if (!OSSL_HTTP_REQ_CTX_add1_header(rctx, v->name, v->value)) return false;
    }
    return !host || OSSL_HTTP_REQ_CTX_add1_header(rctx, "Host", rctx->server);
}

int OSSL_HTTP_set1_request(OSSL_HTTP_REQ_CTX *rctx, const char *path, const STACK_OF(CONF_VALUE) *headers,
                           const char *content_type, BIO *req, const char *expected_content_type, int expect_asn1,
                           size_t max_resp_len, int timeout, int keep_alive) {
    if (!rctx) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    const bool by_proxy = rctx->proxy && !rctx->use_ssl;
    if (by_proxy && !rctx->server) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    rctx->max_response_len = max_resp_len;
    return OSSL_HTTP_REQ_CTX_set_request_line(rctx, req != NULL, by_proxy ? rctx->server : NULL, rctx->port, path) &&
        add_fields(rctx, headers) &&
        OSSL_HTTP_REQ_CTX_set_expected(rctx, expected_content_type, expect_asn1, timeout, keep_alive) &&
        bs_http_set_body(rctx, content_type, req);
}

/* To the last error, with whom it was. */
static void tell_peer(const OSSL_HTTP_REQ_CTX *rctx) {
    unsigned long e = ERR_peek_error();
    const int lib = ERR_GET_LIB(e), reason = ERR_GET_REASON(e);
    if (lib != ERR_LIB_SSL && lib != ERR_LIB_HTTP &&
        !(lib == ERR_LIB_BIO && (reason == BIO_R_CONNECT_TIMEOUT || reason == BIO_R_CONNECT_ERROR))) {
        return;
    }
    if (rctx->server && *rctx->server) {
        ERR_add_error_data(6, "server=", rctx->use_ssl ? OSSL_HTTPS_PREFIX : OSSL_HTTP_PREFIX, rctx->server,
                           rctx->port ? ":" : "", rctx->port ? rctx->port : "", "");
    }
    if (rctx->proxy) ERR_add_error_data(2, " proxy=", rctx->proxy);
}

BIO *OSSL_HTTP_exchange(OSSL_HTTP_REQ_CTX *rctx, char **redirection_url) {
    if (!rctx) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (redirection_url) *redirection_url = NULL;
    BIO *b = OSSL_HTTP_REQ_CTX_exchange(rctx);
    if (b) return BIO_up_ref(b) ? b : NULL;
    if (!rctx->redirection) {
        tell_peer(rctx);
    } else if (!redirection_url) {
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_REDIRECTION_NOT_ENABLED);
    } else {
        *redirection_url = OPENSSL_strdup(rctx->redirection);
    }
    return NULL;
}

int OSSL_HTTP_close(OSSL_HTTP_REQ_CTX *rctx, int ok) {
    int ret = 1;
    if (rctx && rctx->update) { /* undoes what it did when the connection was made */
        BIO *wbio = rctx->update(rctx->wbio, rctx->update_arg, 0, ok);
        if (wbio) {
            rctx->wbio = wbio;
        } else {
            ret = 0;
        }
    }
    OSSL_HTTP_REQ_CTX_free(rctx);
    return ret;
}

static bool may_follow(int times, const char *from, const char *to) {
    if (times > MAX_REDIRECTIONS) {
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_TOO_MANY_REDIRECTIONS);
        return false;
    }
    if (*to != '/' && strncmp(from, OSSL_HTTPS_PREFIX, strlen(OSSL_HTTPS_PREFIX)) == 0 &&
        strncmp(to, OSSL_HTTPS_PREFIX, strlen(OSSL_HTTPS_PREFIX)) != 0) {
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_REDIRECTION_FROM_HTTPS_TO_HTTP);
        return false;
    }
    return true;
}

/* How a transfer without a body is made, wherever it is sent in the end. */
struct get {
    const char *proxy, *no_proxy;
    BIO *bio, *rbio;
    OSSL_HTTP_bio_cb_t update;
    void *arg;
    int buf_size, timeout, expect_asn1;
    const STACK_OF(CONF_VALUE) *headers;
    const char *expected_type;
    size_t max_len;
};

/* Asks the server for the path, and again where it points to itself. On return *redirection is elsewhere, or NULL. */
static BIO *ask(const struct get *g, OSSL_HTTP_REQ_CTX *rctx, char **path, const char *url, int *times,
                char **redirection) {
    for (;;) {
        *redirection = NULL;
        if (!OSSL_HTTP_set1_request(rctx, *path, g->headers, NULL, NULL, g->expected_type, g->expect_asn1, g->max_len, -1,
                                    0)) {
            return NULL;
        }
        BIO *answer = OSSL_HTTP_exchange(rctx, redirection);
        if (answer || !*redirection) return answer;
        if (!may_follow(++*times, url, *redirection)) {
            OPENSSL_free(*redirection);
            *redirection = NULL;
            return NULL;
        }
        if (g->bio) (void)BIO_reset(g->bio);
        if (**redirection != '/') return NULL;
        OPENSSL_free(*path);
        *path = *redirection;
    }
}

static BIO *get_once(const struct get *g, const char *url, int *times, char **redirection) {
    char *host, *port, *path;
    int use_ssl;
    *redirection = NULL;
    if (!OSSL_HTTP_parse_url(url, &use_ssl, NULL, &host, &port, NULL, &path, NULL, NULL)) return NULL;
    OSSL_HTTP_REQ_CTX *rctx = OSSL_HTTP_open(host, port, g->proxy, g->no_proxy, use_ssl, g->bio, g->rbio, g->update,
                                             g->arg, g->buf_size, g->timeout);
    BIO *answer = rctx ? ask(g, rctx, &path, url, times, redirection) : NULL;
    if (rctx && !OSSL_HTTP_close(rctx, answer || *redirection)) {
        BIO_free(answer);
        answer = NULL;
    }
    OPENSSL_free(host);
    OPENSSL_free(port);
    OPENSSL_free(path);
    return answer;
}

BIO *OSSL_HTTP_get(const char *url, const char *proxy, const char *no_proxy, BIO *bio, BIO *rbio,
                   OSSL_HTTP_bio_cb_t bio_update_fn, void *arg, int buf_size, const STACK_OF(CONF_VALUE) *headers,
                   const char *expected_content_type, int expect_asn1, size_t max_resp_len, int timeout) {
    if (!url) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    const struct get g = { proxy, no_proxy, bio, rbio, bio_update_fn, arg, buf_size, timeout, expect_asn1, headers,
        expected_content_type, max_resp_len };
    char *redirection, *at = NULL;
    int times = 0;
    BIO *answer = get_once(&g, url, &times, &redirection);
    while (redirection) {
        OPENSSL_free(at);
        at = redirection;
        answer = get_once(&g, at, &times, &redirection);
    }
    OPENSSL_free(at);
    return answer;
}

BIO *OSSL_HTTP_transfer(OSSL_HTTP_REQ_CTX **prctx, const char *server, const char *port, const char *path, int use_ssl,
                        const char *proxy, const char *no_proxy, BIO *bio, BIO *rbio, OSSL_HTTP_bio_cb_t bio_update_fn,
                        void *arg, int buf_size, const STACK_OF(CONF_VALUE) *headers, const char *content_type, BIO *req,
                        const char *expected_content_type, int expect_asn1, size_t max_resp_len, int timeout,
                        int keep_alive) {
    OSSL_HTTP_REQ_CTX *rctx = prctx ? *prctx : NULL;
    BIO *answer = NULL;
    if (!rctx) {
        rctx = OSSL_HTTP_open(server, port, proxy, no_proxy, use_ssl, bio, rbio, bio_update_fn, arg, buf_size, timeout);
        timeout = -1; /* it holds for the whole */
    }
    if (rctx) {
        if (OSSL_HTTP_set1_request(rctx, path, headers, content_type, req, expected_content_type, expect_asn1,
                                   max_resp_len, timeout, keep_alive)) {
            answer = OSSL_HTTP_exchange(rctx, NULL);
        }
        if (!answer || !OSSL_HTTP_is_alive(rctx)) {
            if (!OSSL_HTTP_close(rctx, answer != NULL)) {
                BIO_free(answer);
                answer = NULL;
            }
            rctx = NULL;
        }
    }
    if (prctx) *prctx = rctx;
    return answer;
}
