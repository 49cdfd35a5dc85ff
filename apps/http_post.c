#include "apps/http_post.h"

#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "apps/certs.h"

bool app_http_url(struct app_http_post *out, const char *url) {
    bool ok = OSSL_HTTP_parse_url(url, &out->tls, NULL, &out->host, &out->port, NULL, &out->path, NULL, NULL);
    ERR_clear_error();
    return ok;
}

void app_http_clear(struct app_http_post *p) {
    OPENSSL_free(p->host);
    OPENSSL_free(p->port);
    OPENSSL_free(p->path);
}

/* --- TLS ---------------------------------------------------------------------------------------------------------- */

struct tls {
    const char *command;
    const struct app_http_post *post;
    SSL_CTX *ctx;
};

static bool is_address(const char *host) {
    ASN1_OCTET_STRING *ip = a2i_IPADDRESS(host);
    ASN1_OCTET_STRING_free(ip);
    ERR_clear_error();
    return ip != NULL;
}

/* Through a proxy first, where there is one. */
static bool reach(BIO *bio, const struct tls *t) {
    const struct app_http_post *p = t->post;
    if (OSSL_HTTP_adapt_proxy(p->proxy, p->no_proxy, p->host, 1) == NULL) {
        return true;
    }
    return OSSL_HTTP_proxy_connect(bio, p->host, p->port, NULL, NULL, p->timeout, NULL, t->command) > 0;
}

/* TLS over a connection that is made; at its end nothing remains to be done, as everything is freed. */
static BIO *with_tls(BIO *bio, void *arg, int connect, int detail) {
    const struct tls *t = arg;
    if (!connect || !detail) {
        return bio;
    }
    SSL *ssl = reach(bio, t) ? SSL_new(t->ctx) : NULL;
    BIO *tls = ssl != NULL ? BIO_new(BIO_f_ssl()) : NULL;
    if (tls == NULL || (!is_address(t->post->host) && !SSL_set_tlsext_host_name(ssl, t->post->host))) {
        SSL_free(ssl);
        BIO_free(tls);
        return NULL;
    }
    SSL_set_connect_state(ssl);
    BIO_set_ssl(tls, ssl, BIO_CLOSE);
    return BIO_push(tls, bio);
}

/* --- the exchange ------------------------------------------------------------------------------------------------- */

static bool add_headers(STACK_OF(CONF_VALUE) **out, const struct app_list *headers) {
    bool ok = true;
    for (size_t i = 0; ok && headers != NULL && i < headers->num; i++) {
        const char *value = strchr(headers->list[i], '=');
        char *name = value != NULL ? OPENSSL_strndup(headers->list[i], (size_t)(value - headers->list[i])) : NULL;
        ok = name != NULL && X509V3_add_value(name, value + 1, out);
        OPENSSL_free(name);
    }
    return ok;
}

BIO *app_http_post(const char *command, const struct app_http_post *p, BIO *body) {
    struct tls t = { command, p, p->tls ? SSL_CTX_new(TLS_client_method()) : NULL };
    STACK_OF(CONF_VALUE) *headers = NULL;
    BIO *answer = NULL;
    if ((!p->tls || t.ctx != NULL) && add_headers(&headers, p->headers)) {
        answer = OSSL_HTTP_transfer(NULL, p->host, p->port, p->path, p->tls, p->proxy, p->no_proxy, NULL, NULL,
                                    p->tls ? with_tls : NULL, &t, 0, headers, p->request_type, body, p->response_type, 1,
                                    OSSL_HTTP_DEFAULT_MAX_RESP_LEN, p->timeout > 0 ? p->timeout : -1, 0);
    }
    if (answer == NULL) {
        app_library_error(command, "no good answer from %s:%s", p->host, p->port != NULL ? p->port : p->tls ? "443" : "80");
    }
    ERR_clear_error();
    sk_CONF_VALUE_pop_free(headers, X509V3_conf_free);
    SSL_CTX_free(t.ctx);
    return answer;
}
