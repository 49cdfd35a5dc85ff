/* What programs of older days call before they begin; everything is there from the start. */
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>

void PKCS12_PBE_add(void) {} /* man 3 PKCS12_PBE_add: "does nothing" */

int EVP_default_properties_is_fips_enabled(OSSL_LIB_CTX *libctx) {
    (void)libctx;
    return 0;
}

int EVP_default_properties_enable_fips(OSSL_LIB_CTX *libctx, int enable) {
    (void)libctx;
    return enable == 0; /* there is no FIPS module to turn to */
}
