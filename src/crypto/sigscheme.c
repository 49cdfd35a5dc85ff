#include "src/crypto/sigscheme.h"

#include <string.h>

#include "src/base/name.h"

/* OpenSSL 3.0's default order. */
const struct bs_sigscheme bs_sigschemes[] = {
    { 0x0403, "ecdsa_secp256r1_sha256", "ECDSA+SHA256", BS_SIG_ECDSA, BS_HASH_SHA256, BR_EC_secp256r1, true },
    { 0x0503, "ecdsa_secp384r1_sha384", "ECDSA+SHA384", BS_SIG_ECDSA, BS_HASH_SHA384, BR_EC_secp384r1, true },
    { 0x0603, "ecdsa_secp521r1_sha512", "ECDSA+SHA512", BS_SIG_ECDSA, BS_HASH_SHA512, BR_EC_secp521r1, true },
    { 0x0807, "ed25519", NULL, BS_SIG_ED25519, BS_HASH_NONE, 0, true },
    { 0x0808, "ed448", NULL, BS_SIG_ED448, BS_HASH_NONE, 0, true },
    { 0x0809, "rsa_pss_pss_sha256", NULL, BS_SIG_RSA_PSS_PSS, BS_HASH_SHA256, 0, true },
    { 0x080A, "rsa_pss_pss_sha384", NULL, BS_SIG_RSA_PSS_PSS, BS_HASH_SHA384, 0, true },
    { 0x080B, "rsa_pss_pss_sha512", NULL, BS_SIG_RSA_PSS_PSS, BS_HASH_SHA512, 0, true },
    { 0x0804, "rsa_pss_rsae_sha256", "RSA-PSS+SHA256", BS_SIG_RSA_PSS_RSAE, BS_HASH_SHA256, 0, true },
    { 0x0805, "rsa_pss_rsae_sha384", "RSA-PSS+SHA384", BS_SIG_RSA_PSS_RSAE, BS_HASH_SHA384, 0, true },
    { 0x0806, "rsa_pss_rsae_sha512", "RSA-PSS+SHA512", BS_SIG_RSA_PSS_RSAE, BS_HASH_SHA512, 0, true },
    { 0x0401, "rsa_pkcs1_sha256", "RSA+SHA256", BS_SIG_RSA_PKCS1, BS_HASH_SHA256, 0, false },
    { 0x0501, "rsa_pkcs1_sha384", "RSA+SHA384", BS_SIG_RSA_PKCS1, BS_HASH_SHA384, 0, false },
    { 0x0601, "rsa_pkcs1_sha512", "RSA+SHA512", BS_SIG_RSA_PKCS1, BS_HASH_SHA512, 0, false },
    { 0x0303, "ecdsa_sha224", "ECDSA+SHA224", BS_SIG_ECDSA, BS_HASH_SHA224, 0, false },
    { 0x0203, "ecdsa_sha1", "ECDSA+SHA1", BS_SIG_ECDSA, BS_HASH_SHA1, 0, false },
    { 0x0301, "rsa_pkcs1_sha224", "RSA+SHA224", BS_SIG_RSA_PKCS1, BS_HASH_SHA224, 0, false },
    { 0x0201, "rsa_pkcs1_sha1", "RSA+SHA1", BS_SIG_RSA_PKCS1, BS_HASH_SHA1, 0, false },
};
const size_t bs_num_sigschemes = sizeof bs_sigschemes / sizeof bs_sigschemes[0];

const struct bs_sigscheme bs_sigscheme_md5sha1 = {
    0, "rsa_pkcs1_md5_sha1", NULL, BS_SIG_RSA_PKCS1, BS_HASH_MD5SHA1, 0, false
};

const struct bs_sigscheme *bs_sigscheme_find(uint16_t id) {
    for (size_t i = 0; i < bs_num_sigschemes; i++) {
        if (bs_sigschemes[i].id == id) return &bs_sigschemes[i];
    }
    return NULL;
}

const struct bs_sigscheme *bs_sigscheme_by_name(const char *name, size_t len) {
    for (size_t i = 0; i < bs_num_sigschemes; i++) {
        const struct bs_sigscheme *s = &bs_sigschemes[i];
        if (bs_name_is(s->name, name, len) || (s->alias && bs_name_is(s->alias, name, len))) return s;
        /* OpenSSL also takes "PSS+SHA256" for "RSA-PSS+SHA256" */
        if (s->kind == BS_SIG_RSA_PSS_RSAE && bs_name_is(s->alias + strlen("RSA-"), name, len)) return s;
    }
    return NULL;
}

static bool rsa_has_room(const struct bs_sigscheme *s, const struct bs_pubkey *k) {
    size_t h = bs_hash_len(s->hash), bits = bs_pubkey_bits(k);
    if (s->kind == BS_SIG_RSA_PKCS1) return (bits + 7) / 8 >= h + 11 + (s->hash == BS_HASH_MD5SHA1 ? 0 : 19);
    return bits > 0 && (bits - 1 + 7) / 8 >= 2 * h + 2; /* RFC 8446 4.2.3: the salt is as long as the digest */
}

bool bs_sigscheme_fits(const struct bs_sigscheme *s, const struct bs_pubkey *k, uint16_t version) {
    bool tls13 = version >= 0x0304;
    if (tls13 && !s->tls13) return false;
    switch (s->kind) {
    case BS_SIG_RSA_PKCS1:
    case BS_SIG_RSA_PSS_RSAE: return k->type == BS_KEY_RSA && rsa_has_room(s, k);
    case BS_SIG_RSA_PSS_PSS:
        /* RFC 4055 3.3: the parameters in the key bind the signer */
        if (k->pss_hash != BS_HASH_NONE && (k->pss_hash != s->hash || k->pss_mgf_hash != s->hash)) return false;
        return k->type == BS_KEY_RSA_PSS && k->pss_min_salt <= bs_hash_len(s->hash) && rsa_has_room(s, k);
    case BS_SIG_ECDSA: return k->type == BS_KEY_EC && (!tls13 || s->curve == k->curve);
    case BS_SIG_ED25519: return k->type == BS_KEY_ED25519;
    case BS_SIG_ED448: return k->type == BS_KEY_ED448;
    }
    return false;
}
