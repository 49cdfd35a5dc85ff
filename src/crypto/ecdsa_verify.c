#include "src/crypto/ecdsa_verify.h"

#include <nettle/ecc-curve.h>
#include <nettle/ecdsa.h>

#include "src/base/reader.h"
#include "src/x509/der.h"

static const struct ecc_curve *nettle_curve(int curve) {
    switch (curve) {
    case BR_EC_secp256r1: return nettle_get_secp_256r1();
    case BR_EC_secp384r1: return nettle_get_secp_384r1();
    case BR_EC_secp521r1: return nettle_get_secp_521r1();
    default: return NULL;
    }
}

static void import(mpz_t to, bs_reader r) { mpz_import(to, r.len, 1, 1, 1, 0, r.p); }

/* SEC 1 2.3.4: 04, X, Y, each as long as the field. False if the point is not on the curve. */
static bool set_point(struct ecc_point *point, const struct ecc_curve *curve, bs_reader octets) {
    const size_t field = (ecc_bit_size(curve) + 7) / 8;
    uint8_t form = 0;
    bs_reader x, y;
    if (!bs_r_u8(&octets, &form) || form != 4 || !bs_r_bytes(&octets, field, &x) || !bs_r_bytes(&octets, field, &y) ||
        !bs_r_done(&octets)) {
        return false;
    }
    mpz_t mx, my;
    mpz_inits(mx, my, NULL);
    import(mx, x);
    import(my, y);
    bool ok = ecc_point_set(point, mx, my) == 1;
    mpz_clears(mx, my, NULL);
    return ok;
}

static bool verify_by_nettle(const struct ecc_curve *curve, bs_reader r, bs_reader s, const void *hash, size_t hash_len,
                             bs_reader key) {
    struct ecc_point point;
    struct dsa_signature rs;
    ecc_point_init(&point, curve);
    dsa_signature_init(&rs);
    import(rs.r, r);
    import(rs.s, s);
    bool ok = set_point(&point, curve, key) && ecdsa_verify(&point, hash_len, hash, &rs) == 1;
    dsa_signature_clear(&rs);
    ecc_point_clear(&point);
    return ok;
}

/*
 * Nettle adds the two points as if they were never the same one. Who holds the key can make a signature for which they
 * are, and it is a good one: what Nettle refuses is BearSSL's to judge.
 */
uint32_t bs_ecdsa_vrfy_asn1(const br_ec_impl *ec, const void *hash, size_t hash_len, const br_ec_public_key *pk,
                            const void *sig, size_t sig_len) {
    const struct ecc_curve *curve = nettle_curve(pk->curve);
    bs_reader in = bs_r_from(sig, sig_len), body, r, s;
    if (!curve || !bs_der_read(&in, BS_DER_SEQUENCE, &body) || !bs_r_done(&in) || !bs_der_unsigned(&body, &r) ||
        !bs_der_unsigned(&body, &s) || !bs_r_done(&body)) {
        return 0;
    }
    const size_t order = (ecc_bit_size(curve) + 7) / 8;
    if (r.len > order || s.len > order) return 0; /* whatever they are, not below the order */
    if (verify_by_nettle(curve, r, s, hash, hash_len, bs_r_from(pk->q, pk->qlen))) return 1;
    return br_ecdsa_i31_vrfy_asn1(ec, hash, hash_len, pk, sig, sig_len);
}
