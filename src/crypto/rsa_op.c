#include "src/crypto/rsa_op.h"

#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/modexp.h"

/* BearSSL's limits, from its header: "the maximum modulus size is 4096 bits, and the maximum prime factor size is
 * 2080 bits". */
#define BEARSSL_MAX_BITS 4096
#define BEARSSL_MAX_FACTOR_LEN 260

/* OpenSSL's, against costly keys in certificates: past 3072 bits the public exponent has at most 64. */
#define SMALL_MODULUS_BITS 3072
#define MAX_EXPONENT_BITS 64

size_t bs_rsa_len(const struct bs_pubkey *k) {
    size_t n = bs_strip_zeros(k->n).len;
    return n <= BS_RSA_MAX_LEN ? n : 0;
}

/* Costly keys are refused here and not in bs_pubkey_check(): OpenSSL too shows such a certificate, but verifies nothing. */
static bool acceptable(const struct bs_pubkey *k) {
    return bs_pubkey_check(k) && (bs_bit_length(k->n) <= SMALL_MODULUS_BITS || bs_bit_length(k->e) <= MAX_EXPONENT_BITS);
}

bs_status bs_rsa_public_op(const struct bs_impl *impl, const struct bs_pubkey *k, uint8_t *x) {
    bs_reader n = bs_strip_zeros(k->n), e = bs_strip_zeros(k->e);
    if (!acceptable(k)) return BS_E_ARGUMENT;
    if (bs_bit_length(n) <= BEARSSL_MAX_BITS) {
        br_rsa_public_key pk = { bs_unconst(n.p), n.len, bs_unconst(e.p), e.len };
        return impl->rsa_public(x, n.len, &pk) == 1 ? BS_OK : BS_E_ARGUMENT;
    }
    if (memcmp(x, n.p, n.len) >= 0) return BS_E_ARGUMENT; /* the modulus is public, and so is what is compared */
    return bs_modexp(x, e, n);
}

bs_status bs_rsa_private_op(const struct bs_impl *impl, const struct bs_privkey *k, uint8_t *x) {
    bs_reader n = bs_strip_zeros(k->pub.n);
    if (k->rsa.n_bitlen <= BEARSSL_MAX_BITS && k->rsa.plen <= BEARSSL_MAX_FACTOR_LEN &&
        k->rsa.qlen <= BEARSSL_MAX_FACTOR_LEN) {
        return impl->rsa_private(x, &k->rsa) == 1 ? BS_OK : BS_E_ARGUMENT;
    }
    if (bs_bit_length(k->d) == 0) return BS_E_UNSUPPORTED;
    if (memcmp(x, n.p, n.len) >= 0) return BS_E_ARGUMENT; /* public: a ciphertext, or an encoding that starts with 0 */
    return bs_modexp(x, k->d, n);
}
