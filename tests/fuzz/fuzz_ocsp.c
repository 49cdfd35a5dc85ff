/* d2i_OCSP_RESPONSE(), its single responses, verification against an empty store, printing; the same bytes as a request. */
#include <openssl/ocsp.h>

#include "tests/fuzz/face.h"

static void single(OCSP_BASICRESP *basic) {
    for (int i = 0; i < OCSP_resp_count(basic); i++) {
        ASN1_GENERALIZEDTIME *revoked = NULL, *from = NULL, *to = NULL;
        int reason = 0;
        OCSP_SINGLERESP *s = OCSP_resp_get0(basic, i);
        must(s != NULL);
        either(OCSP_single_get0_status(s, &reason, &revoked, &from, &to));
        either(OCSP_check_validity(from, to, 300, -1));
    }
}

static void request(const uint8_t *data, size_t size) {
    const unsigned char *p = data;
    OCSP_REQUEST *r = d2i_OCSP_REQUEST(NULL, &p, (long)size);
    if (!r) return;
    BIO *out = sink();
    X509_STORE *store = X509_STORE_new();
    must(p > data && p <= data + size);
    either(OCSP_REQUEST_print(out, r, X509V3_EXT_DUMP_UNKNOWN));
    either(OCSP_request_verify(r, NULL, store, 0));
    either(OCSP_request_verify(r, NULL, store, OCSP_NOSIGS | OCSP_NOVERIFY));
    X509_STORE_free(store);
    sink_free(out, 3 * size);
    OCSP_REQUEST_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const unsigned char *p = data;
    unsigned char *der = NULL;
    OCSP_RESPONSE *r = d2i_OCSP_RESPONSE(NULL, &p, (long)size);
    if (r) {
        must(p > data && p <= data + size);
        either(OCSP_response_status(r));
        OCSP_BASICRESP *basic = OCSP_response_get1_basic(r);
        if (basic) {
            X509_STORE *store = X509_STORE_new();
            single(basic);
            either(OCSP_basic_verify(basic, NULL, store, 0));
            either(OCSP_basic_verify(basic, NULL, store, OCSP_NOVERIFY));
            X509_STORE_free(store);
        }
        OCSP_BASICRESP_free(basic);
        BIO *out = sink();
        either(OCSP_RESPONSE_print(out, r, X509V3_EXT_DUMP_UNKNOWN));
        sink_free(out, 4 * size);
        must(i2d_OCSP_RESPONSE(r, &der) > 0);
        OPENSSL_free(der);
        OCSP_RESPONSE_free(r);
    }
    request(data, size);
    ERR_clear_error();
    return 0;
}
