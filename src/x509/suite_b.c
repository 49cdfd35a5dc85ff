#include "src/x509/suite_b.h"

#include "src/x509/sig_alg.h"

enum { P256 = 0x10000, P384 = 0x20000 };

#define VERSION_3 2

static bool is_ecdsa_with(bs_reader sig_alg, enum bs_hash hash) {
    struct bs_sig_alg a;
    return bs_sig_alg_decode(&a, sig_alg) == BS_OK && a.kind == BS_SIG_ECDSA && a.hash == hash;
}

/* A key, and what it signed if anything. RFC 5759 3: what P-384 has certified "MUST" not be signed with P-256 above. */
static int check_key(const struct bs_pubkey *key, const bs_reader *sig_alg, uint32_t *flags) {
    if (!key || key->type != BS_KEY_EC) return BS_V_ERR_SUITE_B_INVALID_ALGORITHM;
    if (key->curve != BR_EC_secp256r1 && key->curve != BR_EC_secp384r1) return BS_V_ERR_SUITE_B_INVALID_CURVE;
    bool is_384 = key->curve == BR_EC_secp384r1;
    if (sig_alg && !is_ecdsa_with(*sig_alg, is_384 ? BS_HASH_SHA384 : BS_HASH_SHA256)) {
        return BS_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM;
    }
    if ((*flags & (is_384 ? P384 : P256)) == 0) return BS_V_ERR_SUITE_B_LOS_NOT_ALLOWED;
    if (is_384) *flags &= ~(uint32_t)P256;
    return BS_V_OK;
}

static int check_cert(const struct bs_cert *x, const bs_reader *signed_with, uint32_t *flags) {
    if (x->version != VERSION_3) return BS_V_ERR_SUITE_B_INVALID_VERSION;
    return check_key(&x->key, signed_with, flags);
}

/* *out_at: which certificate of the chain was in hand. */
static int check_chain(const struct bs_cert *leaf, const struct bs_path_cert *chain, size_t num, size_t first,
                       uint32_t *flags, size_t *out_at) {
    *out_at = 0;
    int code = check_cert(leaf, NULL, flags);
    if (code != BS_V_OK) return code;
    const struct bs_cert *below = leaf;
    for (size_t i = first; i < num; i++) {
        *out_at = i;
        code = check_cert(chain[i].cert, &below->sig_alg, flags);
        if (code != BS_V_OK) return code;
        below = chain[i].cert;
    }
    *out_at = first < num ? num : first;
    return check_key(&below->key, &below->sig_alg, flags); /* the top has signed itself */
}

int bs_suite_b_chain(const struct bs_cert *leaf, const struct bs_path_cert *chain, size_t num, uint32_t flags, int *out_depth) {
    uint32_t left = flags & BS_PATH_SUITE_B;
    const uint32_t asked = left;
    size_t first = 0, at;
    if (asked == 0) return BS_V_OK;
    if (!leaf && num > 0) {
        leaf = chain[0].cert;
        first = 1;
    }
    if (!leaf) return BS_V_ERR_SUITE_B_INVALID_ALGORITHM;
    if (!chain) return check_key(&leaf->key, NULL, &left);
    int code = check_chain(leaf, chain, num, first, &left, &at);
    if (code == BS_V_OK) return code;
    /* both are found at the issuer, and are the fault of what it has signed */
    bool of_below = code == BS_V_ERR_SUITE_B_INVALID_SIGNATURE_ALGORITHM || code == BS_V_ERR_SUITE_B_LOS_NOT_ALLOWED;
    if (of_below && at > 0) at--;
    if (out_depth) *out_depth = (int)at;
    bool lost = code == BS_V_ERR_SUITE_B_LOS_NOT_ALLOWED && left != asked;
    return lost ? BS_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256 : code;
}

int bs_suite_b_crl(bs_reader sig_alg, const struct bs_pubkey *key, uint32_t flags) {
    uint32_t left = flags & BS_PATH_SUITE_B;
    return left == 0 ? BS_V_OK : check_key(key, &sig_alg, &left);
}
