#include "src/x509/sig_alg.h"

#include "src/x509/der.h"
#include "src/x509/key_der.h"

/* One row an OID. Rows without `ours` are known by name, so that they fail as "wrong key" and not as "unknown". */
static const struct sig_row {
    uint8_t oid[9];
    uint8_t oid_len;
    bool ours;
    bool pss;
    enum bs_sig_kind kind;
    enum bs_hash hash;
} sig_rows[] = {
    { { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA256 },
    { { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0C }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA384 },
    { { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0D }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA512 },
    { { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0E }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA224 },
    { { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05 }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA1 },
    { { 0x2B, 0x0E, 0x03, 0x02, 0x1D }, 5, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA1 }, /* OIW sha1WithRSA */
    { { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x04 }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_MD5 },
    { { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x02 }, 9, false, false, BS_SIG_RSA_PKCS1, BS_HASH_NONE },
    { { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A }, 9, true, true, BS_SIG_RSA_PSS_RSAE, BS_HASH_NONE },
    { { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01 }, 7, true, false, BS_SIG_ECDSA, BS_HASH_SHA1 },
    { { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x01 }, 8, true, false, BS_SIG_ECDSA, BS_HASH_SHA224 },
    { { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 }, 8, true, false, BS_SIG_ECDSA, BS_HASH_SHA256 },
    { { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03 }, 8, true, false, BS_SIG_ECDSA, BS_HASH_SHA384 },
    { { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x04 }, 8, true, false, BS_SIG_ECDSA, BS_HASH_SHA512 },
    { { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x0D }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA3_224 },
    { { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x0E }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA3_256 },
    { { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x0F }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA3_384 },
    { { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x10 }, 9, true, false, BS_SIG_RSA_PKCS1, BS_HASH_SHA3_512 },
    { { 0x2B, 0x24, 0x03, 0x03, 0x01, 0x02 }, 6, true, false, BS_SIG_RSA_PKCS1, BS_HASH_RIPEMD160 },
    { { 0x2B, 0x65, 0x70 }, 3, true, false, BS_SIG_ED25519, BS_HASH_NONE },
    { { 0x2B, 0x65, 0x71 }, 3, true, false, BS_SIG_ED448, BS_HASH_NONE },
};

static const struct sig_row *find_row(bs_reader whole, bs_reader *params) {
    bs_reader seq, oid;
    if (!bs_der_read(&whole, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_OID, &oid)) return NULL;
    *params = seq;
    for (size_t i = 0; i < sizeof sig_rows / sizeof sig_rows[0]; i++) {
        if (bs_r_equal(oid, sig_rows[i].oid, sig_rows[i].oid_len)) return &sig_rows[i];
    }
    return NULL;
}

static bool params_null_or_absent(bs_reader params) {
    bs_reader null;
    return bs_r_done(&params) || (bs_der_read(&params, BS_DER_NULL, &null) && null.len == 0 && bs_r_done(&params));
}

bs_status bs_sig_alg_decode(struct bs_sig_alg *out, bs_reader whole) {
    bs_reader params;
    const struct sig_row *row = find_row(whole, &params);
    if (!row || !row->ours) return BS_E_UNSUPPORTED;
    *out = (struct bs_sig_alg){ .kind = row->kind, .hash = row->hash };
    if (!row->pss) return params_null_or_absent(params) ? BS_OK : BS_E_DECODE;
    unsigned salt = 0;
    /* RFC 4055 3.1: the parameters MUST be present */
    BS_TRY(bs_pss_params_decode(params, &out->hash, &out->mgf_hash, &salt));
    out->salt_len = salt;
    return BS_OK;
}

bool bs_sig_alg_known(bs_reader sig_alg) {
    bs_reader params;
    return find_row(sig_alg, &params) != NULL;
}

static bool kind_fits(enum bs_sig_kind kind, enum bs_key_type type) {
    switch (kind) {
    case BS_SIG_RSA_PKCS1: return type == BS_KEY_RSA;
    case BS_SIG_RSA_PSS_RSAE:
    case BS_SIG_RSA_PSS_PSS: return type == BS_KEY_RSA || type == BS_KEY_RSA_PSS;
    case BS_SIG_ECDSA: return type == BS_KEY_EC;
    case BS_SIG_ED25519: return type == BS_KEY_ED25519;
    case BS_SIG_ED448: return type == BS_KEY_ED448;
    default: return false;
    }
}

bool bs_sig_alg_fits_key(bs_reader sig_alg, const struct bs_pubkey *k) {
    bs_reader params;
    const struct sig_row *row = find_row(sig_alg, &params);
    return row && kind_fits(row->kind, k->type);
}

unsigned bs_sig_alg_security_bits(bs_reader sig_alg) {
    struct bs_sig_alg alg;
    if (bs_sig_alg_decode(&alg, sig_alg) != BS_OK) return 0;
    if (alg.kind == BS_SIG_ED25519) return 128;
    if (alg.kind == BS_SIG_ED448) return 224;
    switch ((int)alg.hash) {
    case BS_HASH_MD5: return 39;
    case BS_HASH_SHA1: return 63; /* collisions are practical: below every level but 0 */
    default: return (unsigned)bs_hash_len(alg.hash) * 4;
    }
}

/* RFC 4055 3.3: a key with PSS parameters binds the hash, and its salt length is the least allowed. */
static bool pss_key_allows(const struct bs_pubkey *k, const struct bs_sig_alg *alg) {
    if (k->type != BS_KEY_RSA_PSS || k->pss_hash == BS_HASH_NONE) return true;
    return alg->hash == k->pss_hash && alg->mgf_hash == k->pss_mgf_hash && alg->salt_len >= k->pss_min_salt;
}

bs_status bs_sig_alg_verify(const struct bs_impl *impl, bs_reader sig_alg, const struct bs_pubkey *k,
                            bs_reader signed_bytes, bs_reader signature) {
    struct bs_sig_alg alg;
    uint8_t digest[BS_HASH_MAX];
    if (bs_sig_alg_decode(&alg, sig_alg) != BS_OK) return BS_E_UNSUPPORTED;
    if (!kind_fits(alg.kind, k->type)) return BS_E_WRONG_SIGALG;
    if (alg.kind == BS_SIG_RSA_PSS_RSAE) {
        if (!pss_key_allows(k, &alg)) return BS_E_BAD_SIGNATURE;
        if (k->type == BS_KEY_RSA_PSS) alg.kind = BS_SIG_RSA_PSS_PSS;
    }
    bs_reader what = signed_bytes; /* EdDSA signs the message itself */
    if (alg.hash != BS_HASH_NONE) what = bs_r_from(digest, bs_hash_once(alg.hash, signed_bytes, digest));
    bs_status s = bs_verify_digest(impl, k, alg.kind, alg.hash, alg.mgf_hash, alg.salt_len, what, signature);
    return s == BS_OK ? BS_OK : BS_E_BAD_SIGNATURE;
}
