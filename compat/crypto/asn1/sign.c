#include "compat/crypto/asn1/sign.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/x509/sig_alg.h"

static const struct bs_field pss_fields[] = {
    { &bs_item_x509_algor, offsetof(struct bs_pss_params, hash), BS_EXPLICIT, 0, true },
    { &bs_item_x509_algor, offsetof(struct bs_pss_params, mgf), BS_EXPLICIT, 1, true },
    { &bs_item_integer, offsetof(struct bs_pss_params, salt), BS_EXPLICIT, 2, true },
    { &bs_item_integer, offsetof(struct bs_pss_params, trailer), BS_EXPLICIT, 3, true },
};
const struct bs_item bs_item_pss_params = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(struct bs_pss_params), BS_FIELDS(pss_fields), .name = "RSA_PSS_PARAMS" };

static X509_ALGOR *algor_of_md(const EVP_MD *md) {
    X509_ALGOR *alg = X509_ALGOR_new();
    if (alg) X509_ALGOR_set_md(alg, md);
    return alg;
}

/* An AlgorithmIdentifier whose parameters are the encoding of a value. */
static X509_ALGOR *algor_with(int nid, const void *params, const struct bs_item *it) {
    size_t n;
    uint8_t *der = bs_item_to_der(params, it, &n);
    ASN1_STRING *s = der ? ASN1_STRING_type_new(V_ASN1_SEQUENCE) : NULL;
    X509_ALGOR *alg = s ? X509_ALGOR_new() : NULL;
    bool ok = alg && ASN1_STRING_set(s, der, (int)n) && X509_ALGOR_set0(alg, OBJ_nid2obj(nid), V_ASN1_SEQUENCE, s);
    OPENSSL_free(der);
    if (ok) return alg;
    ASN1_STRING_free(s);
    X509_ALGOR_free(alg);
    return NULL;
}

/* What the context's salt setting comes to, in bytes; negative if the key is too short. */
static int salt_bytes(EVP_PKEY_CTX *pctx, const EVP_MD *md) {
    int salt;
    if (EVP_PKEY_CTX_get_rsa_pss_saltlen(pctx, &salt) <= 0) return -1;
    if (salt == RSA_PSS_SALTLEN_DIGEST) return EVP_MD_get_size(md);
    if (salt >= 0) return salt;
    const EVP_PKEY *key = EVP_PKEY_CTX_get0_pkey(pctx);
    salt = EVP_PKEY_get_size(key) - EVP_MD_get_size(md) - 2; /* RFC 8017 9.1.1: emLen - hLen - 2 */
    return (EVP_PKEY_get_bits(key) & 7) == 1 ? salt - 1 : salt;
}

static X509_ALGOR *pss_algor(EVP_PKEY_CTX *pctx, const EVP_MD *md) {
    const EVP_MD *mgf1 = md;
    struct bs_pss_params p = { NULL, NULL, NULL, NULL };
    X509_ALGOR *alg = NULL, *mgf_hash = NULL;
    int salt = salt_bytes(pctx, md);
    if (salt < 0 || EVP_PKEY_CTX_get_rsa_mgf1_md(pctx, &mgf1) <= 0) return NULL;
    bool ok = true; /* X.690 11.5: what is the DEFAULT is left out */
    if (EVP_MD_get_type(md) != NID_sha1) ok = (p.hash = algor_of_md(md)) != NULL;
    if (ok && EVP_MD_get_type(mgf1) != NID_sha1) {
        mgf_hash = algor_of_md(mgf1);
        ok = mgf_hash && (p.mgf = algor_with(NID_mgf1, mgf_hash, &bs_item_x509_algor)) != NULL;
    }
    if (ok && salt != 20) ok = (p.salt = ASN1_INTEGER_new()) && ASN1_INTEGER_set(p.salt, salt);
    if (ok) alg = algor_with(NID_rsassaPss, &p, &bs_item_pss_params);
    X509_ALGOR_free(p.hash);
    X509_ALGOR_free(p.mgf);
    X509_ALGOR_free(mgf_hash);
    ASN1_INTEGER_free(p.salt);
    return alg;
}

X509_ALGOR *bs_sign_algor(EVP_MD_CTX *ctx) {
    EVP_PKEY_CTX *pctx = EVP_MD_CTX_get_pkey_ctx(ctx);
    EVP_PKEY *key = pctx ? EVP_PKEY_CTX_get0_pkey(pctx) : NULL;
    const EVP_MD *md = EVP_MD_CTX_get0_md(ctx);
    int nid = NID_undef, type = key ? EVP_PKEY_get_base_id(key) : NID_undef, padding = RSA_PKCS1_PADDING;
    if (!key) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_CONTEXT_NOT_INITIALISED);
        return NULL;
    }
    bool rsa = type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS;
    if (rsa && EVP_PKEY_CTX_get_rsa_padding(pctx, &padding) <= 0) padding = 0;
    if (rsa && md && padding == RSA_PKCS1_PSS_PADDING) return pss_algor(pctx, md);
    if (type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448) nid = type;
    else if (md && (!rsa || padding == RSA_PKCS1_PADDING)) OBJ_find_sigid_by_algs(&nid, EVP_MD_get_type(md), type);
    X509_ALGOR *alg = nid != NID_undef ? X509_ALGOR_new() : NULL;
    if (!alg) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_DIGEST_AND_KEY_TYPE_NOT_SUPPORTED);
        return NULL;
    }
    /* RFC 8017 A.2.4: NULL parameters with RSA; RFC 5758 3.2 and RFC 8410 3: none with ECDSA and EdDSA */
    X509_ALGOR_set0(alg, OBJ_nid2obj(nid), rsa ? V_ASN1_NULL : V_ASN1_UNDEF, NULL);
    return alg;
}

uint8_t *bs_sign_bytes(EVP_MD_CTX *ctx, bs_reader tbs, size_t *out_len) {
    size_t n = (size_t)EVP_PKEY_get_size(EVP_PKEY_CTX_get0_pkey(EVP_MD_CTX_get_pkey_ctx(ctx)));
    uint8_t *sig = (uint8_t *)OPENSSL_malloc(n);
    if (sig && EVP_DigestSign(ctx, sig, &n, tbs.p, tbs.len) > 0) {
        *out_len = n;
        return sig;
    }
    OPENSSL_free(sig);
    BS_RAISE(ERR_LIB_ASN1, ERR_R_EVP_LIB);
    return NULL;
}

uint8_t *bs_signed_der(bs_reader tbs, const X509_ALGOR *alg, bs_reader sig, size_t *out_len) {
    static const uint8_t no_unused_bits = 0;
    size_t alg_len, cap;
    uint8_t *alg_der = bs_item_to_der(alg, &bs_item_x509_algor, &alg_len);
    if (!alg_der) return NULL;
    cap = tbs.len + alg_len + sig.len + 32;
    uint8_t *out = (uint8_t *)OPENSSL_malloc(cap);
    bs_writer w = bs_w_to(out, out ? cap : 0);
    bs_mark seq = bs_der_open(&w, BS_DER_SEQUENCE);
    bs_w_view(&w, tbs);
    bs_w_bytes(&w, alg_der, alg_len);
    bs_mark bits = bs_der_open(&w, BS_DER_BIT_STRING);
    bs_w_bytes(&w, &no_unused_bits, 1);
    bs_w_view(&w, sig);
    bs_der_close(&w, bits);
    bs_der_close(&w, seq);
    OPENSSL_free(alg_der);
    if (bs_w_finish(&w, out_len)) return out;
    OPENSSL_free(out);
    return NULL;
}

uint8_t *bs_sign_object(EVP_MD_CTX *ctx, void *object,
                        uint8_t *(*encode_tbs)(void *object, const X509_ALGOR *alg, size_t *out_len), size_t *out_len,
                        size_t *sig_len) {
    size_t tbs_len;
    uint8_t *tbs = NULL, *sig = NULL, *der = NULL;
    X509_ALGOR *alg = bs_sign_algor(ctx);
    if (alg) tbs = encode_tbs(object, alg, &tbs_len);
    if (tbs) sig = bs_sign_bytes(ctx, bs_r_from(tbs, tbs_len), sig_len);
    if (sig) der = bs_signed_der(bs_r_from(tbs, tbs_len), alg, bs_r_from(sig, *sig_len), out_len);
    OPENSSL_free(tbs);
    OPENSSL_free(sig);
    X509_ALGOR_free(alg);
    return der;
}

int bs_signed_verify(bs_reader sig_alg, EVP_PKEY *key, bs_reader tbs, bs_reader sig) {
    const struct bs_pubkey *pub = bs_evp_pkey_public(key);
    if (!pub) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    switch (bs_sig_alg_verify(bs_crypto_impl(), sig_alg, pub, tbs, sig)) {
    case BS_OK: return 1;
    case BS_E_UNSUPPORTED: BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNKNOWN_SIGNATURE_ALGORITHM); return -1;
    case BS_E_WRONG_SIGALG: BS_RAISE(ERR_LIB_ASN1, ASN1_R_WRONG_PUBLIC_KEY_TYPE); return -1;
    default: BS_RAISE(ERR_LIB_ASN1, ERR_R_EVP_LIB); return 0;
    }
}

int bs_item_sign(EVP_MD_CTX *ctx, const struct bs_item *it, const void *v, X509_ALGOR *algor1, X509_ALGOR *algor2,
                 ASN1_BIT_STRING *sig) {
    size_t tbs_len = 0, sig_len = 0;
    uint8_t *tbs = NULL, *bytes = NULL;
    int ret = 0;
    X509_ALGOR *alg = bs_sign_algor(ctx);
    bool ok = alg && (!algor1 || X509_ALGOR_copy(algor1, alg)) && (!algor2 || X509_ALGOR_copy(algor2, alg));
    if (ok) tbs = bs_item_to_der(v, it, &tbs_len);
    if (tbs) bytes = bs_sign_bytes(ctx, bs_r_from(tbs, tbs_len), &sig_len);
    if (bytes && ASN1_STRING_set(sig, bytes, (int)sig_len)) {
        sig->flags = (sig->flags & ~7L) | ASN1_STRING_FLAG_BITS_LEFT;
        ret = (int)sig_len;
    }
    OPENSSL_free(tbs);
    OPENSSL_free(bytes);
    X509_ALGOR_free(alg);
    return ret;
}

int bs_item_verify(const struct bs_item *it, const void *v, const X509_ALGOR *algor, const ASN1_BIT_STRING *sig,
                   EVP_PKEY *key) {
    size_t alg_len = 0, tbs_len = 0;
    if (sig->type == V_ASN1_BIT_STRING && (sig->flags & 7) != 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_INVALID_BIT_STRING_BITS_LEFT);
        return -1;
    }
    if (OBJ_length(algor->algorithm) == 0) { /* never signed */
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNKNOWN_SIGNATURE_ALGORITHM);
        return -1;
    }
    uint8_t *alg = bs_item_to_der(algor, &bs_item_x509_algor, &alg_len), *tbs = alg ? bs_item_to_der(v, it, &tbs_len) : NULL;
    int ret = tbs ? bs_signed_verify(bs_r_from(alg, alg_len), key, bs_r_from(tbs, tbs_len),
                                     bs_r_from(sig->data, (size_t)sig->length)) : -1;
    OPENSSL_free(alg);
    OPENSSL_free(tbs);
    return ret;
}

int bs_sign_with_key(void *object, EVP_PKEY *key, const EVP_MD *md, int (*sign)(void *object, EVP_MD_CTX *ctx)) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ret = ctx && EVP_DigestSignInit(ctx, NULL, md, NULL, key) > 0 ? sign(object, ctx) : 0;
    EVP_MD_CTX_free(ctx);
    return ret;
}
