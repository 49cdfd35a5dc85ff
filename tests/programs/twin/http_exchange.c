/* HTTP exchanges over memory: what is sent for each setting, and what becomes of each answer, whole and in pieces. */
#include <openssl/http.h>
#include <openssl/ocsp.h>
#include <time.h>
#include "trace.h"

/* --- requests -------------------------------------------------------------------------------------------------- */

static void sent(const char *what, OSSL_HTTP_REQ_CTX *r) {
    BIO *mem = OSSL_HTTP_REQ_CTX_get0_mem_bio(r);
    char *p = NULL;
    long n = mem ? BIO_get_mem_data(mem, &p) : 0;
    printf("%s [%.*s]", what, (int)n, p ? p : "");
    errors();
}

static void request_lines(void) {
    static const struct { int post; const char *server, *port, *path; } lines[] = {
        { 0, NULL, NULL, NULL }, { 1, NULL, NULL, "/p" }, { 0, NULL, NULL, "p" }, { 0, "host", NULL, "/p" },
        { 0, "host", "80", "/p" }, { 1, "host", "80", "p?q" }, { 0, NULL, "80", "/p" }, { 0, NULL, NULL, "http://h/p" },
        { 0, "host", NULL, "http://h/p" }, { 0, NULL, NULL, "https://h/p" }, { 0, NULL, NULL, "" }, { 2, NULL, NULL, "/" },
        { 0, NULL, NULL, "/a\r\nb" }, { 0, "h\nx", NULL, "/" }, { 0, "h", "8\r", "/" },
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        BIO *mem = BIO_new(BIO_s_mem());
        OSSL_HTTP_REQ_CTX *r = OSSL_HTTP_REQ_CTX_new(mem, mem, 0);
        printf("%zu ", i);
        SHOW(OSSL_HTTP_REQ_CTX_set_request_line(r, lines[i].post, lines[i].server, lines[i].port, lines[i].path));
        sent("line", r);
        OSSL_HTTP_REQ_CTX_free(r);
        BIO_free(mem);
    }
}

static void headers(void) {
    BIO *mem = BIO_new(BIO_s_mem());
    OSSL_HTTP_REQ_CTX *r = OSSL_HTTP_REQ_CTX_new(mem, mem, 100);
    SHOW(OSSL_HTTP_REQ_CTX_add1_header(r, "Too", "early"));
    SHOW(OSSL_HTTP_REQ_CTX_nbio(r));
    SHOWP(OSSL_HTTP_REQ_CTX_get0_mem_bio(r));
    SHOW(OSSL_HTTP_REQ_CTX_set_request_line(r, 0, NULL, NULL, "/x"));
    SHOW(OSSL_HTTP_REQ_CTX_add1_header(r, "Name", "value"));
    SHOW(OSSL_HTTP_REQ_CTX_add1_header(r, "Alone", NULL));
    SHOW(OSSL_HTTP_REQ_CTX_add1_header(r, NULL, "value"));
    SHOW(OSSL_HTTP_REQ_CTX_add1_header(r, "a\r\nb", "value"));
    SHOW(OSSL_HTTP_REQ_CTX_add1_header(r, "a", "c\nd"));
    SHOW(OSSL_HTTP_REQ_CTX_set_expected(r, "text/plain", 0, 0, 1));
    SHOW(OSSL_HTTP_REQ_CTX_set1_req(r, "type", NULL, NULL));
    SHOW(OSSL_HTTP_REQ_CTX_set1_req(r, NULL, NULL, NULL));
    sent("get", r);
    SHOW(OSSL_HTTP_is_alive(r));
    SHOW(OSSL_HTTP_REQ_CTX_set_request_line(r, 1, NULL, NULL, "/again"));
    sent("again", r);
    SHOW(OSSL_HTTP_REQ_CTX_get_resp_len(r));
    OSSL_HTTP_REQ_CTX_free(r);
    BIO_free(mem);
    SHOWP(OSSL_HTTP_REQ_CTX_new(NULL, NULL, 0));
    SHOW(OSSL_HTTP_is_alive(NULL));
    SHOW(OSSL_HTTP_REQ_CTX_nbio(NULL));
    SHOWP(OSSL_HTTP_REQ_CTX_exchange(NULL));
    SHOW(OSSL_HTTP_REQ_CTX_get_resp_len(NULL));
    SHOWP(OSSL_HTTP_REQ_CTX_get0_mem_bio(NULL));
    SHOW(OSSL_HTTP_REQ_CTX_set_expected(NULL, NULL, 0, 0, 0));
    SHOW(OSSL_HTTP_REQ_CTX_set_request_line(NULL, 0, NULL, NULL, NULL));
    OSSL_HTTP_REQ_CTX_set_max_response_length(NULL, 1);
    OSSL_HTTP_REQ_CTX_free(NULL);
    errors();
}

/* --- answers --------------------------------------------------------------------------------------------------- */

#define OK "HTTP/1.0 200 OK\r\n"

static const struct answer { const char *text; size_t len; int asn1, keep; const char *type; } answers[] = {
#define A(t, asn1, keep, type) { t, sizeof(t) - 1, asn1, keep, type }
    A(OK "\r\nbody", 0, 0, NULL), A("HTTP/1.1 200 OK\r\n\r\nbody", 0, 0, NULL),
    A("HTTP/1.0 200\r\n\r\nbody", 0, 0, NULL),
    A("HTTP/1.0 200 OK\n\nbody", 0, 0, NULL), A("HTTP/1.0  200  Fine \r\n\r\nbody", 0, 0, NULL),
    A("HTTP/2 200 OK\r\n\r\n", 0, 0, NULL), A("HTTP/2.0 200 OK\r\n\r\n", 0, 0, NULL),
    A("HTTP/0.9 200 OK\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.2 200 OK\r\n\r\nx", 0, 0, NULL), A("http/1.0 200 OK\r\n\r\n", 0, 0, NULL),
    A("200 OK\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.0\r\n\r\n", 0, 0, NULL), A("HTTP/1.0 \r\n\r\n", 0, 0, NULL), A("HTTP/1.0 abc Bad\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.0 200x OK\r\n\r\n", 0, 0, NULL), A("HTTP/1.0 204 None\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.0 404 Not Found\r\n\r\n", 0, 0, NULL), A("HTTP/1.0 404\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.0 500 Oh\r\nX: y\r\n\r\n", 0, 0, NULL), A("HTTP/1.0 404 Not Found\r\n", 0, 0, NULL),
    A("HTTP/1.0 301 Moved\r\nLocation: http://there/\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.0 302 Moved\r\nlocation:/x\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.0 303 Moved\r\nLocation: http://there/\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.0 301 Moved\r\n\r\n", 0, 0, NULL),
    A("HTTP/1.0 301 Moved\r\nLocation:\r\n\r\n", 0, 0, NULL), A(OK "Content-Length: 4\r\n\r\nbody", 0, 0, NULL),
    A(OK "Content-Length: 4x\r\n\r\nbody", 0, 0, NULL), A(OK "Content-Length: x\r\n\r\nbody", 0, 0, NULL),
    A(OK "content-length:   4\r\n\r\nbody", 0, 0, NULL),
    A(OK "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody", 0, 0, NULL),
    A(OK "Content-Length: 999999\r\n\r\nbody", 0, 0, NULL),
    A(OK "Content-Type: text/plain\r\n\r\nbody", 0, 0, "text/plain"),
    A(OK "content-type: TEXT/Plain\r\n\r\nbody", 0, 0, "text/plain"),
    A(OK "Content-Type: text/html\r\n\r\nbody", 0, 0, "text/plain"),
    A(OK "\r\nbody", 0, 0, "text/plain"), A(OK "Nothing\r\n: empty\r\nA:\r\n \r\n\r\nbody", 0, 0, NULL),
    A(OK "\r\nbody", 0, 1, NULL), A(OK "\r\nbody", 0, 2, NULL),
    A(OK "Connection: keep-alive\r\n\r\nbody", 0, 1, NULL),
    A(OK "Connection: Keep-Alive\r\n\r\nbody", 0, 2, NULL), A("HTTP/1.1 200 OK\r\n\r\nbody", 0, 2, NULL),
    A("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbody", 0, 1, NULL),
    A("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbody", 0, 2, NULL),
    A(OK "Connection: keep-alive\r\n\r\nbody", 0, 0, NULL), A(OK "\r\n\x30\x03\x02\x01\x05", 1, 0, NULL),
    A(OK "\r\n\x30\x03\x02\x01\x05 more", 1, 0, NULL), A(OK "\r\n\x31\x03\x02\x01\x05", 1, 0, NULL),
    A(OK "\r\n\x02\x01\x05", 1, 0, NULL),
    A(OK "\r\n\x30", 1, 0, NULL), A(OK "\r\n\x30\x03\x02", 1, 0, NULL),
    A(OK "\r\n\x30\x80\x02\x01\x05\0\0", 1, 0, NULL),
    A(OK "\r\n\x30\x81\x03\x02\x01\x05", 1, 0, NULL), A(OK "\r\n\x30\x84\0\0\0\x03\x02\x01\x05", 1, 0, NULL),
    A(OK "\r\n\x30\x85\0\0\0\0\x03\x02\x01\x05", 1, 0, NULL), A(OK "\r\n\x30\x83\x10\0\0\x02\x01\x05", 1, 0, NULL),
    A(OK "Content-Length: 5\r\n\r\n\x30\x03\x02\x01\x05", 1, 0, NULL),
    A(OK "Content-Length: 6\r\n\r\n\x30\x03\x02\x01\x05", 1, 0, NULL),
    A("", 0, 0, NULL), A("\r\n", 0, 0, NULL), A(OK, 0, 0, NULL), A(OK "Half", 0, 0, NULL),
    A("HTTP/1.0 200 OK", 0, 0, NULL),
    A(OK "Fits: 01234567890123456789012345678901234567890123456789012345678901234567890\r\n\r\nbody", 0, 0, NULL),
};

static void answered(size_t i, const struct answer *a, int post, size_t piece) {
    BIO *w = BIO_new(BIO_s_mem()), *in = BIO_new(BIO_s_mem());
    OSSL_HTTP_REQ_CTX *r = OSSL_HTTP_REQ_CTX_new(w, in, 80);
    OSSL_HTTP_REQ_CTX_set_request_line(r, post, NULL, NULL, "/");
    OSSL_HTTP_REQ_CTX_set_expected(r, a->type, a->asn1, 0, a->keep);
    OSSL_HTTP_REQ_CTX_set1_req(r, NULL, NULL, NULL);
    printf("%zu %s %zu: ", i, post ? "post" : "get", piece);
    int ret = -1;
    for (size_t at = 0; at < a->len && ret == -1; at += piece) {
        BIO_write(in, a->text + at, (int)(a->len - at < piece ? a->len - at : piece));
        BIO_set_mem_eof_return(in, -1);
        ret = OSSL_HTTP_REQ_CTX_nbio(r);
    }
    if (ret == -1) {
        printf("(to the end) ");
        BIO_set_mem_eof_return(in, 0);
        ret = OSSL_HTTP_REQ_CTX_nbio(r);
    }
    char *p;
    printf("%d alive %d length %zu", ret, OSSL_HTTP_is_alive(r), OSSL_HTTP_REQ_CTX_get_resp_len(r));
    if (ret == 1 && a->asn1) printf(" asn1 %ld", BIO_get_mem_data(OSSL_HTTP_REQ_CTX_get0_mem_bio(r), &p));
    errors();
    if (piece == 1000) {
        char *q;
        long n = BIO_get_mem_data(w, &q);
        printf("  sent [%.*s] again %d", (int)n, q, ret == 1 && a->asn1 ? OSSL_HTTP_REQ_CTX_nbio(r) : 9);
        errors();
    }
    OSSL_HTTP_REQ_CTX_free(r);
    BIO_free(w);
    BIO_free(in);
}

/* The BIOs of an OCSP request: one that is written to and read from. */
static void ocsp(void) {
    BIO *ours, *theirs;
    BIO_new_bio_pair(&ours, 0, &theirs, 0);
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    OSSL_HTTP_REQ_CTX *r = OCSP_sendreq_new(ours, "/ocsp", req, 0);
    sent("header", r);
    OCSP_RESPONSE *resp = NULL;
    SHOW(OCSP_sendreq_nbio(&resp, r));
    char buf[400];
    int n = BIO_read(theirs, buf, sizeof buf);
    hex("on the wire", buf, n);
    SHOW(OCSP_sendreq_nbio(&resp, r));
    BIO_puts(theirs, "HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\n\r\n");
    SHOW(OCSP_sendreq_nbio(&resp, r));
    BIO_write(theirs, "\x30\x03\x0a", 3);
    SHOW(OCSP_sendreq_nbio(&resp, r));
    BIO_write(theirs, "\x01\x03", 2);
    SHOW(OCSP_sendreq_nbio(&resp, r));
    SHOW(resp ? OCSP_response_status(resp) : -9);
    OCSP_RESPONSE_free(resp);
    OCSP_REQ_CTX_free(r);
    r = OCSP_sendreq_new(ours, NULL, NULL, 100);
    sent("without a request", r);
    SHOW(OCSP_REQ_CTX_set1_req(r, req));
    BIO_puts(theirs, "HTTP/1.0 200 OK\r\n\r\n\x30\x03\x0b\x01\x03");
    int ret = OCSP_sendreq_nbio(&resp, r); /* which names the field, or does not */
    printf("%d %s last %d\n", ret, resp ? "a response" : "none", ERR_GET_LIB(ERR_peek_last_error()));
    ERR_clear_error();
    OCSP_REQ_CTX_free(r);
    BIO_puts(theirs, "HTTP/1.0 200 OK\r\n\r\n\x30\x03\x0a\x01\x06");
    resp = OCSP_sendreq_bio(ours, "/", req);
    SHOW(resp ? OCSP_response_status(resp) : -9);
    OCSP_RESPONSE_free(resp);
    BIO_puts(theirs, "HTTP/1.0 503 Busy\r\n\r\n");
    SHOWP(OCSP_sendreq_bio(ours, "/", req));
    OCSP_REQUEST_free(req);
    BIO_free(ours);
    BIO_free(theirs);
}

static void limits(void) {
    for (unsigned long max = 0; max < 8; max++) {
        BIO *w = BIO_new(BIO_s_mem()), *in = BIO_new_mem_buf(OK "\r\n\x30\x03\x02\x01\x05", -1);
        OSSL_HTTP_REQ_CTX *r = OSSL_HTTP_REQ_CTX_new(w, in, 0);
        OSSL_HTTP_REQ_CTX_set_request_line(r, 0, NULL, NULL, "/");
        OSSL_HTTP_REQ_CTX_set_expected(r, NULL, 1, 0, 0);
        OSSL_HTTP_REQ_CTX_set_max_response_length(r, max);
        printf("%lu ", max);
        SHOWP(OSSL_HTTP_REQ_CTX_exchange(r));
        OSSL_HTTP_REQ_CTX_free(r);
        BIO_free(w);
        BIO_free(in);
    }
}

static void waiting(void) {
    BIO *w = BIO_new(BIO_s_mem()), *in = BIO_new(BIO_s_mem());
    OSSL_HTTP_REQ_CTX *r = OSSL_HTTP_REQ_CTX_new(w, in, 0);
    OSSL_HTTP_REQ_CTX_set_request_line(r, 0, NULL, NULL, "/");
    OSSL_HTTP_REQ_CTX_set_expected(r, NULL, 0, 1, 0);
    SHOWP(OSSL_HTTP_REQ_CTX_exchange(r)); /* nothing comes for a second */
    SHOW(BIO_wait(in, 0, 1));
    SHOW(BIO_wait(in, time(NULL) - 1, 1));
    SHOW(BIO_wait(in, time(NULL) + 5, 1));
    SHOW(BIO_socket_wait(-1, 1, 0));
    SHOW(BIO_socket_wait(0, 1, 0));
    SHOW(BIO_socket_wait(0, 1, time(NULL) - 1));
    OSSL_HTTP_REQ_CTX_free(r);
    BIO_free(w);
    BIO_free(in);
}

int main(void) {
    static const size_t pieces[] = { 1000, 1, 7 };
    request_lines();
    headers();
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        for (int post = 0; post < 2; post++) {
            for (size_t p = 0; p < 3; p++) answered(i, &answers[i], post, pieces[p]);
        }
    }
    limits();
    ocsp();
    waiting();
    return 0;
}
