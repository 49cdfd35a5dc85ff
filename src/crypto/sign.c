#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/modexp.h"
#include "src/crypto/raw_key.h"
#include "src/crypto/rsa_op.h"
#include "src/crypto/sigscheme.h"

size_t bs_sig_max_len(const struct bs_pubkey *k) {
    switch (k->type) {
    case BS_KEY_RSA:
    case BS_KEY_RSA_PSS: return bs_rsa_len(k);
    case BS_KEY_EC: return k->curve == BR_EC_secp256r1 ? 72 : k->curve == BR_EC_secp384r1 ? 104 : 139;
    default: break;
    }
    const struct bs_raw_kind *raw = bs_raw_kind(k->type);
    return raw ? raw->sig_len : 0;
}

static bool is_rsa(const struct bs_pubkey *k) { return k->type == BS_KEY_RSA || k->type == BS_KEY_RSA_PSS; }

static bool kind_fits(enum bs_sig_kind kind, const struct bs_pubkey *k) {
    switch (kind) {
    case BS_SIG_RSA_PKCS1: return k->type == BS_KEY_RSA;
    case BS_SIG_RSA_PSS_RSAE:
    case BS_SIG_RSA_PSS_PSS: return is_rsa(k);
    case BS_SIG_ECDSA: return k->type == BS_KEY_EC;
    case BS_SIG_ED25519: return k->type == BS_KEY_ED25519;
    case BS_SIG_ED448: return k->type == BS_KEY_ED448;
    }
    return false;
}

/* What the key's own parameters demand, RFC 4055 3.3. */
static bool pss_allowed(const struct bs_pubkey *k, const struct bs_pss *pss) {
    return k->type != BS_KEY_RSA_PSS || k->pss_hash == BS_HASH_NONE ||
           (k->pss_hash == pss->hash && k->pss_mgf_hash == pss->mgf_hash && pss->salt_len >= k->pss_min_salt);
}

/* A fault in one half of the CRT would give away a factor, so nothing leaves that does not verify. */
static bs_status rsa_raw_sign(const struct bs_impl *impl, const struct bs_privkey *k, uint8_t *em, size_t n) {
    uint8_t back[BS_RSA_MAX_LEN];
    memcpy(back, em, n);
    BS_TRY(bs_rsa_private_op(impl, k, em));
    uint8_t sig[BS_RSA_MAX_LEN];
    memcpy(sig, em, n);
    bool same = bs_rsa_public_op(impl, &k->pub, sig) == BS_OK && bs_ct_equal(sig, back, n);
    if (same) return BS_OK;
    bs_wipe(em, n);
    return BS_E_SIGN_FAILED;
}

static bs_status rsa_sign(const struct bs_impl *impl, const struct bs_privkey *k, enum bs_sig_kind kind,
                          const struct bs_pss *pss, bs_reader digest, bool (*random)(void *, uint8_t *, size_t),
                          void *random_arg, uint8_t *sig, size_t *out_len) {
    size_t n = bs_rsa_len(&k->pub);
    if (n == 0 || *out_len < n) return BS_E_SPACE;
    if (kind == BS_SIG_RSA_PKCS1) {
        if (!bs_pkcs1_encode(sig, n, pss->hash, digest)) return BS_E_WRONG_SIGALG;
    } else {
        if (!pss_allowed(&k->pub, pss)) return BS_E_WRONG_SIGALG;
        bs_status s = bs_pss_encode(sig, bs_pubkey_bits(&k->pub), pss, digest, random, random_arg);
        if (s != BS_OK) return s == BS_E_SPACE ? BS_E_WRONG_SIGALG : s;
    }
    bs_status s = rsa_raw_sign(impl, k, sig, n);
    if (s == BS_OK) *out_len = n;
    return s == BS_OK || s == BS_E_UNSUPPORTED || s == BS_E_MEMORY ? s : BS_E_SIGN_FAILED;
}

static bs_status ecdsa_sign(const struct bs_impl *impl, const struct bs_privkey *k, enum bs_hash hash, bs_reader digest,
                            uint8_t *sig, size_t *out_len) {
    static const enum bs_hash known[] = { BS_HASH_MD5,    BS_HASH_SHA1,   BS_HASH_SHA224,
                                          BS_HASH_SHA256, BS_HASH_SHA384, BS_HASH_SHA512 };
    /* Without a name for the hash, or one that BearSSL's HMAC takes, any of its length will do: it only drives RFC 6979's
     * generator. */
    if (hash > BS_HASH_MD5SHA1 && digest.len == bs_hash_len(hash)) hash = BS_HASH_NONE;
    for (size_t i = 0; hash == BS_HASH_NONE && i < sizeof known / sizeof known[0]; i++) {
        if (bs_hash_len(known[i]) == digest.len) hash = known[i];
    }
    if (hash == BS_HASH_NONE || hash == BS_HASH_MD5SHA1 || digest.len != bs_hash_len(hash)) return BS_E_WRONG_SIGALG;
    if (*out_len < bs_sig_max_len(&k->pub)) return BS_E_SPACE;
    size_t n = impl->ecdsa_sign(impl->ec, bs_hash_class(hash), digest.p, &k->ec, sig);
    if (n == 0) return BS_E_SIGN_FAILED;
    *out_len = n;
    return BS_OK;
}

static bool is_eddsa(enum bs_sig_kind kind) { return kind == BS_SIG_ED25519 || kind == BS_SIG_ED448; }

/* RFC 8032 5.1.6, 5.2.6: of the pure kinds, which hash the message themselves. */
static bs_status eddsa_sign(const struct bs_privkey *k, enum bs_hash hash, bs_reader msg, uint8_t *sig, size_t *out_len) {
    const struct bs_raw_kind *raw = bs_raw_kind(k->pub.type);
    if (hash != BS_HASH_NONE) return BS_E_WRONG_SIGALG;
    if (*out_len < raw->sig_len) return BS_E_SPACE;
    raw->sign(k->pub.point.p, k->raw.p, msg.len, msg.p, sig);
    *out_len = raw->sig_len;
    return BS_OK;
}

bs_status bs_sign_digest(const struct bs_impl *impl, const struct bs_privkey *k, enum bs_sig_kind kind, enum bs_hash hash,
                         enum bs_hash mgf_hash, size_t salt_len, bs_reader digest,
                         bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, uint8_t *sig,
                         size_t *out_len) {
    if (!kind_fits(kind, &k->pub)) return BS_E_WRONG_SIGALG;
    if (is_eddsa(kind)) return eddsa_sign(k, hash, digest, sig, out_len);
    if (kind == BS_SIG_ECDSA) return ecdsa_sign(impl, k, hash, digest, sig, out_len);
    struct bs_pss pss = { hash, mgf_hash == BS_HASH_NONE ? hash : mgf_hash, salt_len };
    return rsa_sign(impl, k, kind, &pss, digest, random, random_arg, sig, out_len);
}

static bs_status rsa_verify(const struct bs_impl *impl, const struct bs_pubkey *k, enum bs_sig_kind kind,
                            const struct bs_pss *pss, bs_reader digest, bs_reader sig) {
    uint8_t em[BS_RSA_MAX_LEN], want[BS_RSA_MAX_LEN];
    size_t n = bs_rsa_len(k);
    if (kind != BS_SIG_RSA_PKCS1 && !pss_allowed(k, pss)) return BS_E_WRONG_SIGALG;
    if (n == 0 || sig.len != n || !bs_r_copy(sig, em, sizeof em)) return BS_E_BAD_SIGNATURE;
    bs_status s = bs_rsa_public_op(impl, k, em);
    if (s != BS_OK) return s == BS_E_MEMORY ? s : BS_E_BAD_SIGNATURE;
    if (kind != BS_SIG_RSA_PKCS1) {
        return bs_pss_verify(em, bs_pubkey_bits(k), pss, digest) ? BS_OK : BS_E_BAD_SIGNATURE;
    }
    /* Building what must stand there leaves nothing to parse. As in OpenSSL, the parameters of the hash must be NULL. */
    if (!bs_pkcs1_encode(want, n, pss->hash, digest)) return BS_E_BAD_SIGNATURE;
    return bs_ct_equal(em, want, n) ? BS_OK : BS_E_BAD_SIGNATURE;
}

static bs_status ecdsa_verify(const struct bs_impl *impl, const struct bs_pubkey *k, enum bs_hash hash, bs_reader digest,
                              bs_reader sig) {
    if (hash != BS_HASH_NONE && digest.len != bs_hash_len(hash)) return BS_E_BAD_SIGNATURE;
    br_ec_public_key pk = { k->curve, bs_unconst(k->point.p), k->point.len };
    uint32_t ok = impl->ecdsa_verify(impl->ec, digest.p, digest.len, &pk, sig.p, sig.len);
    return ok == 1 ? BS_OK : BS_E_BAD_SIGNATURE;
}

static bs_status eddsa_verify(const struct bs_pubkey *k, enum bs_hash hash, bs_reader msg, bs_reader sig) {
    const struct bs_raw_kind *raw = bs_raw_kind(k->type);
    if (hash != BS_HASH_NONE) return BS_E_WRONG_SIGALG;
    if (sig.len != raw->sig_len || k->point.len != raw->key_len) return BS_E_BAD_SIGNATURE;
    return raw->verify(k->point.p, msg.len, msg.p, sig.p) == 1 ? BS_OK : BS_E_BAD_SIGNATURE;
}

bs_status bs_verify_digest(const struct bs_impl *impl, const struct bs_pubkey *k, enum bs_sig_kind kind,
                           enum bs_hash hash, enum bs_hash mgf_hash, size_t salt_len, bs_reader digest, bs_reader sig) {
    if (!kind_fits(kind, k)) return BS_E_WRONG_SIGALG;
    if (is_eddsa(kind)) return eddsa_verify(k, hash, digest, sig);
    if (kind == BS_SIG_ECDSA) return ecdsa_verify(impl, k, hash, digest, sig);
    struct bs_pss pss = { hash, mgf_hash == BS_HASH_NONE ? hash : mgf_hash, salt_len };
    return rsa_verify(impl, k, kind, &pss, digest, sig);
}

bs_status bs_sign(const struct bs_impl *impl, const struct bs_privkey *k, const struct bs_sigscheme *s, bs_reader msg,
                  bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg, uint8_t *sig, size_t *out_len) {
    uint8_t digest[BS_HASH_MAX];
    if (s->hash == BS_HASH_NONE) {
        return bs_sign_digest(impl, k, s->kind, BS_HASH_NONE, BS_HASH_NONE, 0, msg, random, random_arg, sig, out_len);
    }
    size_t n = bs_hash_once(s->hash, msg, digest);
    return bs_sign_digest(impl, k, s->kind, s->hash, s->hash, n, bs_r_from(digest, n), random, random_arg, sig, out_len);
}

bs_status bs_verify(const struct bs_impl *impl, const struct bs_pubkey *k, const struct bs_sigscheme *s, bs_reader msg,
                    bs_reader sig) {
    uint8_t digest[BS_HASH_MAX];
    if (s->hash == BS_HASH_NONE) return bs_verify_digest(impl, k, s->kind, BS_HASH_NONE, BS_HASH_NONE, 0, msg, sig);
    size_t n = bs_hash_once(s->hash, msg, digest);
    return bs_verify_digest(impl, k, s->kind, s->hash, s->hash, n, bs_r_from(digest, n), sig);
}
