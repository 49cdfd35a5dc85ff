#include "src/x509/cert_verify.h"

bs_status bs_cert_verify_signature(const struct bs_impl *impl, const struct bs_cert *c,
                                   const struct bs_pubkey *issuer_key) {
    /* RFC 5280 4.1.1.2: "MUST contain the same algorithm identifier as the signature field" */
    if (!bs_r_same(c->sig_alg, c->tbs_sig_alg) || c->signature_unused != 0) return BS_E_BAD_SIGNATURE;
    return bs_sig_alg_verify(impl, c->sig_alg, issuer_key, c->tbs, c->signature);
}
