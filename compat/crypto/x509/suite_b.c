/* Suite B, of chains and CRLs that a program brings.                     man 3 X509_chain_check_suiteb; RFC 5759 */
#include "src/x509/suite_b.h"

#include "compat/crypto/asn1/crl_local.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/evp/pkey_local.h"

int X509_chain_check_suiteb(int *perror_depth, X509 *x, STACK_OF(X509) *chain, unsigned long flags) {
    int n = sk_X509_num(chain);
    const struct bs_cert *leaf = x ? bs_x509_cert(x) : NULL;
    if ((flags & X509_V_FLAG_SUITEB_128_LOS) == 0) return X509_V_OK;
    if (!chain) return bs_suite_b_chain(leaf, NULL, 0, (uint32_t)flags, perror_depth);
    struct bs_path_cert *list = (struct bs_path_cert *)OPENSSL_zalloc(((size_t)n + 1) * sizeof *list);
    if (!list) return X509_V_ERR_OUT_OF_MEM;
    for (int i = 0; i < n; i++) list[i].cert = bs_x509_cert(sk_X509_value(chain, i));
    int code = bs_suite_b_chain(leaf, list, (size_t)n, (uint32_t)flags, perror_depth);
    OPENSSL_free(list);
    return code;
}

int X509_CRL_check_suiteb(X509_CRL *crl, EVP_PKEY *pk, unsigned long flags) {
    const struct bs_crl *c = bs_x509_crl(crl);
    if ((flags & X509_V_FLAG_SUITEB_128_LOS) == 0) return X509_V_OK;
    if (!c) return X509_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM; /* it has no contents yet */
    return bs_suite_b_crl(c->sig_alg, pk ? bs_evp_pkey_public(pk) : NULL, (uint32_t)flags);
}
