/* What programs of older days call before they begin; everything is there from the start. */
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"

void PKCS12_PBE_add(void) {} /* man 3 PKCS12_PBE_add: "does nothing" */

int EVP_default_properties_is_fips_enabled(OSSL_LIB_CTX *libctx) {
    (void)libctx;
    return 0;
}

int EVP_set_default_properties(OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    if (bs_properties_ok(propq)) return 1;
    BS_RAISE_DATA(ERR_LIB_EVP, ERR_R_UNSUPPORTED, "Properties (%s)", propq); /* nothing could be fetched from then on */
    return 0;
}

int EVP_default_properties_enable_fips(OSSL_LIB_CTX *libctx, int enable) {
    (void)libctx;
    return enable == 0; /* there is no FIPS module to turn to */
}
