/* d2i_OCSP_RESPONSE(), its single responses, and verification against an empty store. */
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
        must(i2d_OCSP_RESPONSE(r, &der) > 0);
        OPENSSL_free(der);
        OCSP_RESPONSE_free(r);
    }
    ERR_clear_error();
    return 0;
}
