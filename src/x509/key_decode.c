#include "src/crypto/raw_key.h"
#include "src/x509/der.h"
#include "src/x509/ec_numbers.h"
#include "src/x509/key_der.h"
#include "src/x509/key_oids.h"

struct curve_oid {
    int curve;
    uint8_t len, oid[8];
};

static const struct curve_oid curve_oids[] = {
    { BR_EC_secp256r1, 8, { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07 } },
    { BR_EC_secp384r1, 5, { 0x2B, 0x81, 0x04, 0x00, 0x22 } },
    { BR_EC_secp521r1, 5, { 0x2B, 0x81, 0x04, 0x00, 0x23 } },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

int bs_curve_by_oid(bs_reader oid) {
    for (size_t i = 0; i < COUNT(curve_oids); i++) {
        if (bs_r_equal(oid, curve_oids[i].oid, curve_oids[i].len)) return curve_oids[i].curve;
    }
    return 0;
}

bs_reader bs_curve_oid(int curve) {
    for (size_t i = 0; i < COUNT(curve_oids); i++) {
        if (curve_oids[i].curve == curve) return bs_r_from(curve_oids[i].oid, curve_oids[i].len);
    }
    return (bs_reader){ 0 };
}

/* AlgorithmIdentifier of a hash: parameters absent or NULL (RFC 4055 2.1). */
static bs_status hash_algorithm(bs_reader seq, enum bs_hash *out) {
    bs_reader oid, null;
    bool has_null;
    if (!bs_der_read(&seq, BS_DER_OID, &oid) || !bs_der_optional(&seq, BS_DER_NULL, &has_null, &null) ||
        !bs_r_done(&seq)) {
        return BS_E_DECODE;
    }
    *out = bs_hash_by_oid(oid);
    return *out == BS_HASH_NONE ? BS_E_UNSUPPORTED : BS_OK;
}

static bs_status mgf_algorithm(bs_reader seq, enum bs_hash *out) {
    bs_reader oid, hash;
    if (!bs_der_read(&seq, BS_DER_OID, &oid)) return BS_E_DECODE;
    if (!bs_r_equal(oid, bs_oid_mgf1, sizeof bs_oid_mgf1)) return BS_E_UNSUPPORTED;
    if (!bs_der_read(&seq, BS_DER_SEQUENCE, &hash) || !bs_r_done(&seq)) return BS_E_DECODE;
    return hash_algorithm(hash, out);
}

/* An explicitly tagged INTEGER that may be absent. */
static bool optional_uint(bs_reader *r, unsigned n, uint64_t *io) {
    bool there;
    bs_reader v;
    if (!bs_der_optional(r, BS_DER_CONTEXT_CONSTRUCTED(n), &there, &v)) return false;
    return !there || (bs_der_uint64(&v, io) && bs_r_done(&v));
}

bs_status bs_pss_params_decode(bs_reader params, enum bs_hash *out_hash, enum bs_hash *out_mgf_hash,
                               unsigned *out_salt_len) {
    bs_reader seq, tagged, alg;
    bool there;
    uint64_t salt = 20, trailer = 1; /* RFC 8017 A.2.3: the defaults */
    *out_hash = BS_HASH_SHA1;
    *out_mgf_hash = BS_HASH_SHA1;
    if (!bs_der_read(&params, BS_DER_SEQUENCE, &seq) || !bs_r_done(&params)) return BS_E_DECODE;
    if (!bs_der_optional(&seq, BS_DER_CONTEXT_CONSTRUCTED(0), &there, &tagged)) return BS_E_DECODE;
    if (there) {
        if (!bs_der_read(&tagged, BS_DER_SEQUENCE, &alg) || !bs_r_done(&tagged)) return BS_E_DECODE;
        BS_TRY(hash_algorithm(alg, out_hash));
    }
    if (!bs_der_optional(&seq, BS_DER_CONTEXT_CONSTRUCTED(1), &there, &tagged)) return BS_E_DECODE;
    if (there) {
        if (!bs_der_read(&tagged, BS_DER_SEQUENCE, &alg) || !bs_r_done(&tagged)) return BS_E_DECODE;
        BS_TRY(mgf_algorithm(alg, out_mgf_hash));
    }
    if (!optional_uint(&seq, 2, &salt) || !optional_uint(&seq, 3, &trailer) || !bs_r_done(&seq)) return BS_E_DECODE;
    if (trailer != 1 || salt > 2048) return BS_E_UNSUPPORTED;
    *out_salt_len = (unsigned)salt;
    return BS_OK;
}

/* RFC 5480 2.1.1 has names alone; numbers (SEC 1 C.2) are taken where they are those of a curve that has one. */
static bs_status curve_parameters(bs_reader params, int *out) {
    struct bs_ec_numbers n;
    bs_reader content;
    const bool named = bs_der_next_is(&params, BS_DER_OID);
    if (!named && !bs_der_next_is(&params, BS_DER_SEQUENCE)) return BS_E_UNSUPPORTED;
    if (!bs_der_read(&params, named ? BS_DER_OID : BS_DER_SEQUENCE, &content) || !bs_r_done(&params)) return BS_E_DECODE;
    *out = named ? bs_curve_by_oid(content) : bs_ec_numbers_decode(&n, content) ? bs_curve_by_numbers(&n) : 0;
    return *out != 0 ? BS_OK : BS_E_UNSUPPORTED;
}

/* What an AlgorithmIdentifier says about a key. */
static bs_status key_algorithm(bs_reader seq, struct bs_pubkey *out) {
    bs_reader oid, params = seq;
    if (!bs_der_read(&seq, BS_DER_OID, &oid)) return BS_E_DECODE;
    params = seq;
    *out = (struct bs_pubkey){ 0 };
    const bool ea_rsa = bs_r_equal(oid, bs_oid_ea_rsa, sizeof bs_oid_ea_rsa);
    if (ea_rsa || bs_r_equal(oid, bs_oid_rsa, sizeof bs_oid_rsa)) {
        bs_reader ignored;
        bool there;
        out->type = BS_KEY_RSA; /* RFC 3279 2.3.1 wants NULL; keys without it are about and OpenSSL reads them */
        const bool has_bits = ea_rsa && bs_der_next_is(&params, BS_DER_INTEGER);
        const uint8_t tag = has_bits ? BS_DER_INTEGER : BS_DER_NULL;
        return bs_der_optional(&params, tag, &there, &ignored) && bs_r_done(&params) ? BS_OK : BS_E_DECODE;
    }
    if (bs_r_equal(oid, bs_oid_rsa_pss, sizeof bs_oid_rsa_pss)) {
        out->type = BS_KEY_RSA_PSS;
        if (bs_r_done(&params)) return BS_OK;
        return bs_pss_params_decode(params, &out->pss_hash, &out->pss_mgf_hash, &out->pss_min_salt);
    }
    if (bs_r_equal(oid, bs_oid_ec, sizeof bs_oid_ec)) {
        out->type = BS_KEY_EC;
        return curve_parameters(params, &out->curve);
    }
    const struct bs_raw_kind *raw = bs_raw_kind_by_oid(oid);
    if (raw) {
        out->type = raw->type;
        out->curve = raw->curve;
        return bs_r_done(&params) ? BS_OK : BS_E_DECODE; /* RFC 8410 3: "the parameters MUST be absent" */
    }
    return BS_E_UNSUPPORTED;
}

static bs_status rsa_numbers(bs_reader der, struct bs_pubkey *out) {
    bs_reader seq;
    bool ok = bs_der_read(&der, BS_DER_SEQUENCE, &seq) && bs_r_done(&der) && bs_der_unsigned(&seq, &out->n) &&
              bs_der_unsigned(&seq, &out->e) && bs_r_done(&seq);
    return ok ? BS_OK : BS_E_DECODE;
}

static size_t field_len(int curve) {
    return curve == BR_EC_secp256r1 ? 32 : curve == BR_EC_secp384r1 ? 48 : curve == BR_EC_secp521r1 ? 66 : 0;
}

static bs_status ec_point(bs_reader bits, struct bs_pubkey *out) {
    if (bits.len == 0) return BS_E_DECODE;
    out->form = (enum bs_point_form)(bits.p[0] & 0xFE);
    if (bits.p[0] != 0x04) { /* compressed and hybrid forms: the caller's, if it can */
        out->point = bits;
        return BS_E_UNSUPPORTED;
    }
    if (bits.len != 1 + 2 * field_len(out->curve)) return BS_E_DECODE;
    out->point = bits;
    return BS_OK;
}

bs_status bs_spki_decode(struct bs_pubkey *out, bs_reader spki) {
    bs_reader seq, alg, bits;
    if (!bs_der_read(&spki, BS_DER_SEQUENCE, &seq) || !bs_r_done(&spki) || !bs_der_read(&seq, BS_DER_SEQUENCE, &alg) ||
        !bs_der_bit_bytes(&seq, &bits) || !bs_r_done(&seq)) {
        return BS_E_DECODE;
    }
    BS_TRY(key_algorithm(alg, out));
    switch (out->type) {
    case BS_KEY_RSA:
    case BS_KEY_RSA_PSS: return rsa_numbers(bits, out);
    case BS_KEY_EC: return ec_point(bits, out);
    default: break;
    }
    const struct bs_raw_kind *raw = bs_raw_kind(out->type);
    out->point = bits;
    return raw && bits.len == raw->key_len ? BS_OK : BS_E_DECODE;
}

bool bs_spki_curve_by_numbers(bs_reader spki) {
    bs_reader seq, alg, oid;
    return bs_der_read(&spki, BS_DER_SEQUENCE, &seq) && bs_der_read(&seq, BS_DER_SEQUENCE, &alg) &&
           bs_der_read(&alg, BS_DER_OID, &oid) && bs_r_equal(oid, bs_oid_ec, sizeof bs_oid_ec) &&
           bs_der_next_is(&alg, BS_DER_SEQUENCE);
}

bs_status bs_rsa_public_decode(struct bs_pubkey *out, bs_reader der) {
    *out = (struct bs_pubkey){ .type = BS_KEY_RSA };
    return rsa_numbers(der, out);
}

static bs_status rsa_private(struct bs_privkey **out, const struct bs_pubkey *alg, bs_reader der) {
    bs_reader seq, n, e, d, p, q, dp, dq, iq;
    uint64_t version;
    if (!bs_der_read(&der, BS_DER_SEQUENCE, &seq) || !bs_r_done(&der) || !bs_der_uint64(&seq, &version)) {
        return BS_E_DECODE;
    }
    if (version == 1) return BS_E_UNSUPPORTED; /* RFC 8017 A.1.2: more than two primes */
    bool ok = version == 0 && bs_der_unsigned(&seq, &n) && bs_der_unsigned(&seq, &e) && bs_der_unsigned(&seq, &d) &&
              bs_der_unsigned(&seq, &p) && bs_der_unsigned(&seq, &q) && bs_der_unsigned(&seq, &dp) &&
              bs_der_unsigned(&seq, &dq) && bs_der_unsigned(&seq, &iq) && bs_r_done(&seq);
    if (!ok) return BS_E_DECODE;
    BS_TRY(bs_privkey_new_rsa(out, alg->type == BS_KEY_RSA_PSS, n, e, d, p, q, dp, dq, iq));
    (*out)->pub.pss_hash = alg->pss_hash;
    (*out)->pub.pss_mgf_hash = alg->pss_mgf_hash;
    (*out)->pub.pss_min_salt = alg->pss_min_salt;
    return BS_OK;
}

/* What stands there must be a point of the curve, where it is in the form that can be judged here. */
static bool public_part(int curve, bs_reader tagged, enum bs_point_form *out_form) {
    bs_reader bits;
    if (!bs_der_bit_bytes(&tagged, &bits) || !bs_r_done(&tagged) || bits.len == 0) return false;
    const struct bs_pubkey k = { .type = BS_KEY_EC, .curve = curve, .point = bits };
    *out_form = (enum bs_point_form)(bits.p[0] & 0xFE);
    switch (*out_form) {
    case BS_POINT_UNCOMPRESSED: return bs_pubkey_check(&k);
    case BS_POINT_HYBRID: return bits.len == 1 + 2 * field_len(curve);
    case BS_POINT_COMPRESSED: return bits.len == 1 + field_len(curve);
    default: return false;
    }
}

/* The scalar rules; the public key, if there, is recomputed rather than trusted. RFC 5915 3 */
static bs_status ec_private(struct bs_privkey **out, int curve, bs_reader der) {
    bs_reader seq, scalar, params, pub;
    uint64_t version;
    bool has_params, has_pub;
    enum bs_point_form form = 0;
    if (!bs_der_read(&der, BS_DER_SEQUENCE, &seq) || !bs_r_done(&der) || !bs_der_uint64(&seq, &version) ||
        version != 1 || !bs_der_read(&seq, BS_DER_OCTET_STRING, &scalar) ||
        !bs_der_optional(&seq, BS_DER_CONTEXT_CONSTRUCTED(0), &has_params, &params) ||
        !bs_der_optional(&seq, BS_DER_CONTEXT_CONSTRUCTED(1), &has_pub, &pub) || !bs_r_done(&seq)) {
        return BS_E_DECODE;
    }
    if (has_params) {
        bs_reader oid;
        if (!bs_der_next_is(&params, BS_DER_OID)) return BS_E_UNSUPPORTED;
        if (!bs_der_read(&params, BS_DER_OID, &oid) || !bs_r_done(&params)) return BS_E_DECODE;
        int named = bs_curve_by_oid(oid);
        if (named == 0) return BS_E_UNSUPPORTED;
        if (curve != 0 && curve != named) return BS_E_DECODE;
        curve = named;
    }
    if (curve == 0) return BS_E_DECODE;
    if (has_pub && !public_part(curve, pub, &form)) return BS_E_ARGUMENT;
    BS_TRY(bs_privkey_new_ec(out, curve, scalar));
    (*out)->pub.form = form;
    (*out)->ec_public_absent = !has_pub;
    return BS_OK;
}

static bs_status pkcs8_private(struct bs_privkey **out, bs_reader der) {
    bs_reader seq, alg_seq, octets, extra;
    uint64_t version;
    bool there;
    struct bs_pubkey alg;
    if (!bs_der_read(&der, BS_DER_SEQUENCE, &seq) || !bs_r_done(&der) || !bs_der_uint64(&seq, &version) || version > 1 ||
        !bs_der_read(&seq, BS_DER_SEQUENCE, &alg_seq) || !bs_der_read(&seq, BS_DER_OCTET_STRING, &octets) ||
        !bs_der_optional(&seq, BS_DER_CONTEXT_CONSTRUCTED(0), &there, &extra) ||
        !bs_der_optional(&seq, BS_DER_CONTEXT(1), &there, &extra) || !bs_r_done(&seq)) {
        return BS_E_DECODE;
    }
    BS_TRY(key_algorithm(alg_seq, &alg));
    switch (alg.type) {
    case BS_KEY_RSA:
    case BS_KEY_RSA_PSS: return rsa_private(out, &alg, octets);
    case BS_KEY_EC: return ec_private(out, alg.curve, octets);
    default: break;
    }
    bs_reader raw; /* RFC 8410 7: CurvePrivateKey is an OCTET STRING inside */
    if (!bs_der_read(&octets, BS_DER_OCTET_STRING, &raw) || !bs_r_done(&octets)) return BS_E_DECODE;
    bs_status s = bs_privkey_new_raw(out, alg.type, raw);
    return s == BS_E_ARGUMENT ? BS_E_DECODE : s; /* its length */
}

/* The three structures differ in what follows the version: INTEGER, OCTET STRING or SEQUENCE. */
static enum bs_key_format guess(bs_reader der) {
    bs_reader seq;
    uint64_t version;
    if (!bs_der_read(&der, BS_DER_SEQUENCE, &seq) || !bs_der_uint64(&seq, &version)) return BS_KEY_FORMAT_ANY;
    if (bs_der_next_is(&seq, BS_DER_INTEGER)) return BS_KEY_FORMAT_PKCS1;
    if (bs_der_next_is(&seq, BS_DER_OCTET_STRING)) return BS_KEY_FORMAT_SEC1;
    return bs_der_next_is(&seq, BS_DER_SEQUENCE) ? BS_KEY_FORMAT_PKCS8 : BS_KEY_FORMAT_ANY;
}

bs_status bs_privkey_decode(struct bs_privkey **out, enum bs_key_format format, int curve, bs_reader der) {
    const struct bs_pubkey plain_rsa = { .type = BS_KEY_RSA };
    if (format == BS_KEY_FORMAT_ANY) format = guess(der);
    switch (format) {
    case BS_KEY_FORMAT_PKCS1: return rsa_private(out, &plain_rsa, der);
    case BS_KEY_FORMAT_SEC1: return ec_private(out, curve, der);
    case BS_KEY_FORMAT_PKCS8: return pkcs8_private(out, der);
    default: return BS_E_DECODE;
    }
}
