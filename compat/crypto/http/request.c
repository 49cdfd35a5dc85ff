/* The request: a line, header fields, a body.                                                    RFC 9112 3, 5, 6 */
#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/httperr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/http/http_local.h"

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_HTTP, reason);
    return 0;
}

OSSL_HTTP_REQ_CTX *bs_http_new(BIO *wbio, BIO *rbio, int buf_size) {
    OSSL_HTTP_REQ_CTX *rctx = OPENSSL_zalloc(sizeof *rctx);
    if (!rctx) return NULL;
    rctx->buf_size = buf_size > 0 ? (size_t)buf_size : OSSL_HTTP_DEFAULT_MAX_LINE_LEN;
    rctx->buf = OPENSSL_malloc(rctx->buf_size);
    rctx->wbio = wbio;
    rctx->rbio = rbio;
    rctx->max_response_len = OSSL_HTTP_DEFAULT_MAX_RESP_LEN;
    if (rctx->buf) return rctx;
    OPENSSL_free(rctx);
    return NULL;
}

OSSL_HTTP_REQ_CTX *OSSL_HTTP_REQ_CTX_new(BIO *wbio, BIO *rbio, int buf_size) {
    if (wbio && rbio) return bs_http_new(wbio, rbio, buf_size);
    (void)refuse(ERR_R_PASSED_NULL_PARAMETER);
    return NULL;
}

void OSSL_HTTP_REQ_CTX_free(OSSL_HTTP_REQ_CTX *rctx) {
    if (!rctx) return;
    if (rctx->owns_wbio) BIO_free_all(rctx->wbio);
    BIO_free(rctx->mem);
    BIO_free(rctx->body);
    OPENSSL_free(rctx->buf);
    OPENSSL_free(rctx->proxy);
    OPENSSL_free(rctx->server);
    OPENSSL_free(rctx->port);
    OPENSSL_free(rctx->expected_type);
    OPENSSL_free(rctx->redirection);
    OPENSSL_free(rctx);
}

BIO *OSSL_HTTP_REQ_CTX_get0_mem_bio(const OSSL_HTTP_REQ_CTX *rctx) {
    if (rctx) return rctx->mem;
    (void)refuse(ERR_R_PASSED_NULL_PARAMETER);
    return NULL;
}

size_t OSSL_HTTP_REQ_CTX_get_resp_len(const OSSL_HTTP_REQ_CTX *rctx) {
    if (rctx) return rctx->response_len;
    (void)refuse(ERR_R_PASSED_NULL_PARAMETER);
    return 0;
}

void OSSL_HTTP_REQ_CTX_set_max_response_length(OSSL_HTTP_REQ_CTX *rctx, unsigned long len) {
    if (rctx) {
        rctx->max_response_len = len != 0 ? (size_t)len : OSSL_HTTP_DEFAULT_MAX_RESP_LEN;
    } else {
        (void)refuse(ERR_R_PASSED_NULL_PARAMETER);
    }
}

int OSSL_HTTP_is_alive(const OSSL_HTTP_REQ_CTX *rctx) { return rctx && rctx->keep_alive != 0; }

bool bs_http_one_line(const char *what, const char *s) {
    if (!s || !strpbrk(s, "\r\n")) return true;
    BS_RAISE_DATA(ERR_LIB_HTTP, ERR_R_PASSED_INVALID_ARGUMENT, "CR or LF character in %s", what);
    return false;
}

int OSSL_HTTP_REQ_CTX_set_request_line(OSSL_HTTP_REQ_CTX *rctx, int method_POST, const char *server, const char *port,
                                       const char *path) {
    if (!rctx) return refuse(ERR_R_PASSED_NULL_PARAMETER);
    BIO_free(rctx->mem);
    rctx->mem = BIO_new(BIO_s_mem());
    if (!rctx->mem || !bs_http_one_line("server", server) || !bs_http_one_line("port", port) ||
        !bs_http_one_line("path", path)) {
        return 0;
    }
    rctx->post = method_POST != 0;
    if (BIO_printf(rctx->mem, "%s ", rctx->post ? "POST" : "GET") <= 0) return 0;
    if (server) { /* RFC 9112 3.2.2: to a proxy, the absolute form */
        if (BIO_printf(rctx->mem, OSSL_HTTP_PREFIX "%s", server) <= 0) return 0;
        if (port && BIO_printf(rctx->mem, ":%s", port) <= 0) return 0;
    }
    if (!path) path = "/";
    const bool absolute = strncmp(path, OSSL_HTTP_PREFIX, strlen(OSSL_HTTP_PREFIX)) == 0;
    if (absolute && server) return refuse(ERR_R_PASSED_INVALID_ARGUMENT);
    if (BIO_printf(rctx->mem, "%s%s HTTP/1.0\r\n", absolute || *path == '/' ? "" : "/", path) <= 0) return 0;
    rctx->response_len = 0;
    rctx->state = BS_HTTP_HEADERS;
    return 1;
}

int OSSL_HTTP_REQ_CTX_add1_header(OSSL_HTTP_REQ_CTX *rctx, const char *name, const char *value) {
    if (!rctx || !name) return refuse(ERR_R_PASSED_NULL_PARAMETER);
    if (!rctx->mem) return refuse(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    if (!bs_http_one_line("header name", name) || !bs_http_one_line("header value", value)) return 0;
    return BIO_printf(rctx->mem, value ? "%s: %s\r\n" : "%s\r\n", name, value) > 0;
}

int OSSL_HTTP_REQ_CTX_set_expected(OSSL_HTTP_REQ_CTX *rctx, const char *content_type, int asn1, int timeout,
                                   int keep_alive) {
    if (!rctx) return refuse(ERR_R_PASSED_NULL_PARAMETER);
    if (keep_alive != 0 && rctx->state != BS_HTTP_BEGUN && rctx->state != BS_HTTP_HEADERS) {
        return refuse(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED); /* what asks for it is sent already */
    }
    OPENSSL_free(rctx->expected_type);
    rctx->expected_type = NULL;
    if (content_type && !(rctx->expected_type = OPENSSL_strdup(content_type))) return 0;
    rctx->expect_asn1 = asn1 != 0;
    if (timeout >= 0) {
        rctx->deadline = timeout > 0 ? time(NULL) + timeout : 0;
    } else {
        rctx->deadline = rctx->deadline_of_all;
    }
    rctx->keep_alive = keep_alive;
    return 1;
}

bool bs_http_set_body(OSSL_HTTP_REQ_CTX *rctx, const char *content_type, BIO *body) {
    if (!rctx || (!body && content_type)) return refuse(ERR_R_PASSED_NULL_PARAMETER);
    if (!rctx->mem) return refuse(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    if (rctx->keep_alive != 0 && !OSSL_HTTP_REQ_CTX_add1_header(rctx, "Connection", "keep-alive")) return false;
    BIO_free(rctx->body);
    rctx->body = NULL;
    if (!body) return true;
    if (!rctx->post) return refuse(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
    if (content_type && !OSSL_HTTP_REQ_CTX_add1_header(rctx, "Content-Type", content_type)) return false;
    long len = BIO_ctrl(body, BIO_CTRL_INFO, 0, NULL); /* what a memory BIO has; others do not know */
    if (len > 0 && BIO_printf(rctx->mem, "Content-Length: %ld\r\n", len) <= 0) return false;
    if (!BIO_up_ref(body)) return false;
    rctx->body = body;
    return true;
}

int OSSL_HTTP_REQ_CTX_set1_req(OSSL_HTTP_REQ_CTX *rctx, const char *content_type, const ASN1_ITEM *it,
                               const ASN1_VALUE *req) {
    BIO *mem = NULL;
    if (it && !rctx) return refuse(ERR_R_PASSED_NULL_PARAMETER);
    if (it && req) {
        mem = BIO_new(BIO_s_mem());
        if (!mem || ASN1_item_i2d_bio(it, mem, req) <= 0) {
            BIO_free(mem);
            return 0;
        }
    }
    bool ok = bs_http_set_body(rctx, content_type, mem);
    BIO_free(mem);
    return ok;
}
