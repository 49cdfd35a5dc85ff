/* The exchange: sends the request, reads the response as far as it is the context's. May be called again and again. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/httperr.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/http/http_local.h"

/* What a step says; the last three are OSSL_HTTP_REQ_CTX_nbio()'s answers. */
enum step { AGAIN, READ, FAIL, LATER, FINISHED };

static enum step fail(OSSL_HTTP_REQ_CTX *rctx, int reason) {
    if (reason != 0) BS_RAISE(ERR_LIB_HTTP, reason);
    rctx->state = BS_HTTP_FAILED;
    return FAIL;
}

static enum step send_some(OSSL_HTTP_REQ_CTX *rctx, enum bs_http_state next) {
    if (rctx->unsent_len == 0) {
        rctx->state = next;
        return AGAIN;
    }
    int len = rctx->unsent_len < INT32_MAX ? (int)rctx->unsent_len : INT32_MAX;
    int n = BIO_write(rctx->wbio, rctx->unsent, len);
    if (n <= 0) return BIO_should_retry(rctx->wbio) ? LATER : fail(rctx, 0);
    rctx->unsent += n;
    rctx->unsent_len -= (size_t)n;
    return AGAIN;
}

/* The body is read as it is sent, so that it may be a stream. */
static enum step send_body(OSSL_HTTP_REQ_CTX *rctx) {
    if (rctx->unsent_len > 0) return send_some(rctx, BS_HTTP_SEND_BODY);
    if (!rctx->body || BIO_eof(rctx->body)) {
        rctx->state = BS_HTTP_FLUSH;
        return AGAIN;
    }
    int n = BIO_read(rctx->body, rctx->buf, (int)rctx->buf_size);
    if (n <= 0) return BIO_should_retry(rctx->body) ? LATER : fail(rctx, HTTP_R_FAILED_READING_DATA);
    rctx->unsent = rctx->buf;
    rctx->unsent_len = (size_t)n;
    return AGAIN;
}

static enum step flush(OSSL_HTTP_REQ_CTX *rctx) {
    if (BIO_flush(rctx->wbio) <= 0) return BIO_should_retry(rctx->wbio) ? LATER : fail(rctx, 0);
    (void)BIO_reset(rctx->mem); /* the request is gone; the response takes its place */
    rctx->state = BS_HTTP_STATUS;
    return READ;
}

/* What there is, no more than a line where the body is the program's to read. */
static enum step read_some(OSSL_HTTP_REQ_CTX *rctx) {
    int n;
    if (rctx->expect_asn1) {
        n = BIO_read(rctx->rbio, rctx->buf, (int)rctx->buf_size);
    } else {
        ERR_set_mark();
        n = BIO_gets(rctx->rbio, (char *)rctx->buf, (int)rctx->buf_size);
        if (n == -2) { /* a BIO without lines */
            ERR_pop_to_mark();
            n = BIO_get_line(rctx->rbio, (char *)rctx->buf, (int)rctx->buf_size);
        } else {
            ERR_clear_last_mark();
        }
    }
    if (n > 0) return BIO_write(rctx->mem, rctx->buf, n) == n ? AGAIN : fail(rctx, 0);
    if (BIO_should_retry(rctx->rbio)) return LATER;
    if (rctx->state != BS_HTTP_REFUSED) BS_RAISE(ERR_LIB_HTTP, HTTP_R_FAILED_READING_DATA); /* else it is told already */
    return FAIL;
}

static enum step end_of_header(OSSL_HTTP_REQ_CTX *rctx) {
    if (rctx->state == BS_HTTP_REFUSED) return FAIL;
    if (rctx->keep_alive != 0 && !rctx->granted) {
        bool required = rctx->keep_alive == 2;
        rctx->keep_alive = 0;
        if (required) {
            BS_RAISE(ERR_LIB_HTTP, HTTP_R_SERVER_CANCELED_CONNECTION);
            return FAIL;
        }
    }
    if (rctx->state == BS_HTTP_REDIRECT) {
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_MISSING_REDIRECT_LOCATION);
        return FAIL;
    }
    if (rctx->expected_type) {
        BS_RAISE_DATA(ERR_LIB_HTTP, HTTP_R_MISSING_CONTENT_TYPE, "expected=%s", rctx->expected_type);
        return FAIL;
    }
    rctx->state = rctx->expect_asn1 ? BS_HTTP_ASN1_HEAD : BS_HTTP_STREAM;
    return AGAIN;
}

static enum step read_line(OSSL_HTTP_REQ_CTX *rctx) {
    char *p;
    long have = BIO_get_mem_data(rctx->mem, &p);
    if (have <= 0 || !memchr(p, '\n', (size_t)have)) {
        return have >= 0 && (size_t)have >= rctx->buf_size ? fail(rctx, HTTP_R_RESPONSE_LINE_TOO_LONG) : READ;
    }
    char *line = (char *)rctx->buf;
    int n = BIO_gets(rctx->mem, line, (int)rctx->buf_size);
    if (n <= 0 || line[n - 1] != '\n') return fail(rctx, HTTP_R_RESPONSE_LINE_TOO_LONG);
    if (rctx->state == BS_HTTP_STATUS) {
        bs_http_status_line(rctx, line);
        return AGAIN;
    }
    if (line[strspn(line, "\r\n")] == '\0') return end_of_header(rctx);
    return bs_http_field_line(rctx, line) ? AGAIN : FAIL;
}

/* The length that the value's own header tells.                                                     X.690 8.1.3 */
static enum step read_asn1_head(OSSL_HTTP_REQ_CTX *rctx) {
    unsigned char *p;
    long have = BIO_get_mem_data(rctx->mem, &p);
    if (have < 2) return READ;
    if (p[0] != (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED)) return fail(rctx, HTTP_R_MISSING_ASN1_ENCODING);
    size_t len = p[1], head = 2;
    if (len & 0x80) {
        if (have < 6) return READ; /* room for the longest that is taken */
        size_t num = len & 0x7f;
        if (num == 0 || num > 4) return fail(rctx, HTTP_R_ERROR_PARSING_ASN1_LENGTH);
        len = 0;
        for (size_t i = 0; i < num; i++) len = len << 8 | p[2 + i];
        head += num;
    }
    if (!bs_http_set_response_len(rctx, len + head)) return FAIL;
    rctx->state = BS_HTTP_ASN1_BODY;
    return AGAIN;
}

static enum step read_asn1_body(OSSL_HTTP_REQ_CTX *rctx) {
    long have = BIO_get_mem_data(rctx->mem, NULL);
    if (have < 0 || (size_t)have < rctx->response_len) return READ;
    rctx->state = BS_HTTP_DONE;
    return AGAIN;
}

static enum step advance(OSSL_HTTP_REQ_CTX *rctx) {
    switch (rctx->state) {
    case BS_HTTP_HEADERS:
        if (BIO_write(rctx->mem, "\r\n", 2) != 2) return fail(rctx, 0);
        rctx->unsent_len = (size_t)BIO_get_mem_data(rctx->mem, &rctx->unsent);
        rctx->state = BS_HTTP_SEND_HEAD;
        return AGAIN;
    case BS_HTTP_SEND_HEAD: return send_some(rctx, BS_HTTP_SEND_BODY);
    case BS_HTTP_SEND_BODY: return send_body(rctx);
    case BS_HTTP_FLUSH: return flush(rctx);
    case BS_HTTP_STATUS:
    case BS_HTTP_FIELDS:
    case BS_HTTP_REDIRECT:
    case BS_HTTP_REFUSED: return read_line(rctx);
    case BS_HTTP_ASN1_HEAD: return read_asn1_head(rctx);
    case BS_HTTP_ASN1_BODY: return read_asn1_body(rctx);
    case BS_HTTP_DONE:
    case BS_HTTP_STREAM: return FINISHED;
    case BS_HTTP_BEGUN:
    case BS_HTTP_FAILED: break;
    }
    return FAIL;
}

int OSSL_HTTP_REQ_CTX_nbio(OSSL_HTTP_REQ_CTX *rctx) {
    if (!rctx) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (!rctx->mem) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
        return 0;
    }
    OPENSSL_free(rctx->redirection);
    rctx->redirection = NULL;
    for (;;) {
        switch (advance(rctx)) {
        case AGAIN: break;
        case READ: {
            enum step got = read_some(rctx);
            if (got != AGAIN) return got == LATER ? -1 : 0;
            break;
        }
        case LATER: return -1;
        case FINISHED: return 1;
        case FAIL: return 0;
        }
    }
}

int OSSL_HTTP_REQ_CTX_nbio_d2i(OSSL_HTTP_REQ_CTX *rctx, ASN1_VALUE **pval, const ASN1_ITEM *it) {
    *pval = NULL;
    int ret = OSSL_HTTP_REQ_CTX_nbio(rctx);
    if (ret != 1) return ret;
    const unsigned char *p;
    long len = BIO_get_mem_data(rctx->mem, &p);
    *pval = ASN1_item_d2i(NULL, &p, len, it);
    if (*pval) return 1;
    rctx->state = BS_HTTP_FAILED;
    return 0;
}

BIO *OSSL_HTTP_REQ_CTX_exchange(OSSL_HTTP_REQ_CTX *rctx) {
    if (!rctx) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    int ret;
    while ((ret = OSSL_HTTP_REQ_CTX_nbio(rctx)) == -1) {
        if (BIO_wait(rctx->rbio, rctx->deadline, 100) <= 0) return NULL; /* the queue tells of the time */
    }
    if (ret == 1) return rctx->state == BS_HTTP_STREAM ? rctx->rbio : rctx->mem;
    if (!rctx->redirection) {
        BS_RAISE(ERR_LIB_HTTP, rctx->unsent_len > 0 ? HTTP_R_ERROR_SENDING : HTTP_R_ERROR_RECEIVING);
    }
    return NULL;
}
