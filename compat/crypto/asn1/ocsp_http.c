/* Asking a responder over HTTP.                                             RFC 6960 A.1; man 3 OCSP_sendreq_new */
#include <openssl/http.h>
#include <openssl/ocsp.h>

OSSL_HTTP_REQ_CTX *OCSP_sendreq_new(BIO *io, const char *path, const OCSP_REQUEST *req, int buf_size) {
    OSSL_HTTP_REQ_CTX *rctx = OSSL_HTTP_REQ_CTX_new(io, io, buf_size);
    if (!rctx) return NULL;
    if (OSSL_HTTP_REQ_CTX_set_request_line(rctx, 1, NULL, NULL, path) &&
        OSSL_HTTP_REQ_CTX_set_expected(rctx, NULL, 1, 0, 0) &&
        (!req || OSSL_HTTP_REQ_CTX_set1_req(rctx, "application/ocsp-request", ASN1_ITEM_rptr(OCSP_REQUEST),
                                            (const ASN1_VALUE *)req))) {
        return rctx;
    }
    OSSL_HTTP_REQ_CTX_free(rctx);
    return NULL;
}

OCSP_RESPONSE *OCSP_sendreq_bio(BIO *b, const char *path, OCSP_REQUEST *req) {
    OSSL_HTTP_REQ_CTX *rctx = OCSP_sendreq_new(b, path, req, 0);
    if (!rctx) return NULL;
    BIO *mem = OSSL_HTTP_REQ_CTX_exchange(rctx);
    OCSP_RESPONSE *resp = mem ? (OCSP_RESPONSE *)ASN1_item_d2i_bio(ASN1_ITEM_rptr(OCSP_RESPONSE), mem, NULL) : NULL;
    OSSL_HTTP_REQ_CTX_free(rctx);
    return resp;
}
