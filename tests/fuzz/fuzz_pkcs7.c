/* d2i_PKCS7() and lists of SCTs: what is read is written, read again, and the same. */
#include <openssl/ct.h>
#include <openssl/pkcs7.h>

#include "tests/fuzz/face.h"

static void pkcs7(const uint8_t *data, size_t size) {
    const unsigned char *p = data;
    PKCS7 *p7 = d2i_PKCS7(NULL, &p, (long)size);
    unsigned char *der = NULL;
    if (p7 == NULL) return;
    must(p > data && p <= data + size);
    STACK_OF(PKCS7_SIGNER_INFO) *infos = PKCS7_get_signer_info(p7);
    for (int i = 0; i < sk_PKCS7_SIGNER_INFO_num(infos); i++) {
        PKCS7_SIGNER_INFO *si = sk_PKCS7_SIGNER_INFO_value(infos, i);
        (void)PKCS7_get_signed_attribute(si, NID_pkcs9_messageDigest);
        (void)PKCS7_digest_from_attributes(si->auth_attr);
        (void)PKCS7_cert_from_signer_info(p7, si);
    }
    sk_X509_free(PKCS7_get0_signers(p7, NULL, 0));
    (void)PKCS7_get_detached(p7);
    int n = i2d_PKCS7(p7, &der);
    if (n > 0) {
        p = der;
        PKCS7 *again = d2i_PKCS7(NULL, &p, n);
        must(again != NULL && p == der + n);
        PKCS7_free(again);
    }
    OPENSSL_free(der);
    PKCS7_free(p7);
}

static void scts(const uint8_t *data, size_t size) {
    const unsigned char *p = data;
    unsigned char *bytes = NULL;
    STACK_OF(SCT) *list = o2i_SCT_LIST(NULL, &p, size);
    if (list == NULL) return;
    must(p == data + size);
    BIO *out = sink();
    SCT_LIST_print(list, out, 4, "\n", NULL);
    sink_free(out, 20 * size);
    int n = i2o_SCT_LIST(list, &bytes);
    must(n >= 0 && (size_t)n == size);
    for (int i = 0; i < n; i++) must(bytes[i] == data[i]);
    OPENSSL_free(bytes);
    SCT_LIST_free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pkcs7(data, size);
    ERR_clear_error();
    scts(data, size);
    ERR_clear_error();
    return 0;
}
