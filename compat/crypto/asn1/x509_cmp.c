#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/crypto/hash.h"
#include "src/x509/cert_verify.h"

/* OpenSSL orders certificates by the SHA-1 of their DER; programs sort by it. */
int X509_cmp(const X509 *a, const X509 *b) {
    uint8_t ha[BS_HASH_MAX], hb[BS_HASH_MAX];
    if (a == b || bs_r_same(a->cert.der, b->cert.der)) return 0;
    size_t n = bs_hash_once(BS_HASH_SHA1, a->cert.der, ha);
    bs_hash_once(BS_HASH_SHA1, b->cert.der, hb);
    int d = memcmp(ha, hb, n);
    if (d == 0) d = a->cert.der.len < b->cert.der.len ? -1 : 1;
    return d < 0 ? -1 : 1;
}

int X509_subject_name_cmp(const X509 *a, const X509 *b) {
    return X509_NAME_cmp(X509_get_subject_name(a), X509_get_subject_name(b));
}

int X509_issuer_name_cmp(const X509 *a, const X509 *b) {
    return X509_NAME_cmp(X509_get_issuer_name(a), X509_get_issuer_name(b));
}

int X509_issuer_and_serial_cmp(const X509 *a, const X509 *b) {
    int d = ASN1_INTEGER_cmp(X509_get0_serialNumber(a), X509_get0_serialNumber(b));
    return d != 0 ? (d < 0 ? -1 : 1) : X509_issuer_name_cmp(a, b);
}

unsigned long X509_subject_name_hash(X509 *x) { return X509_NAME_hash_ex(X509_get_subject_name(x), NULL, NULL, NULL); }
unsigned long X509_issuer_name_hash(X509 *x) { return X509_NAME_hash_ex(X509_get_issuer_name(x), NULL, NULL, NULL); }
unsigned long X509_subject_name_hash_old(X509 *x) { return X509_NAME_hash_old(X509_get_subject_name(x)); }
unsigned long X509_issuer_name_hash_old(X509 *x) { return X509_NAME_hash_old(X509_get_issuer_name(x)); }

/* MD5 over the issuer in one line and the serial's bytes. */
unsigned long X509_issuer_and_serial_hash(X509 *x) {
    uint8_t md[BS_HASH_MAX];
    char *line = X509_NAME_oneline(X509_get_issuer_name(x), NULL, 0);
    const ASN1_INTEGER *serial = X509_get0_serialNumber(x);
    if (!line || !serial) return 0;
    br_md5_context h;
    br_md5_init(&h);
    br_md5_update(&h, line, strlen(line));
    br_md5_update(&h, serial->data, (size_t)serial->length);
    br_md5_out(&h, md);
    OPENSSL_free(line);
    return (unsigned long)md[0] | (unsigned long)md[1] << 8 | (unsigned long)md[2] << 16 | (unsigned long)md[3] << 24;
}

int X509_digest(const X509 *x, const EVP_MD *type, unsigned char *md, unsigned int *len) {
    return bs_md_digest_as_named(x->cert.der, md, len, type);
}

int X509_pubkey_digest(const X509 *x, const EVP_MD *type, unsigned char *md, unsigned int *len) {
    const ASN1_BIT_STRING *key = X509_get0_pubkey_bitstr(x);
    return key ? EVP_Digest(key->data, (size_t)key->length, md, len, type, NULL) : 0;
}

int X509_check_private_key(const X509 *x, const EVP_PKEY *k) {
    const EVP_PKEY *xk = X509_get0_pubkey(x);
    if (!xk) {
        BS_RAISE(ERR_LIB_X509, X509_R_UNABLE_TO_GET_CERTS_PUBLIC_KEY);
        return 0;
    }
    int r = EVP_PKEY_eq(xk, k);
    if (r == 1) return 1;
    if (r == 0) BS_RAISE(ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH);
    if (r == -1) BS_RAISE(ERR_LIB_X509, X509_R_KEY_TYPE_MISMATCH);
    if (r == -2) BS_RAISE(ERR_LIB_X509, X509_R_UNKNOWN_KEY_TYPE);
    return 0;
}

int X509_verify(X509 *x, EVP_PKEY *key) {
    const struct bs_pubkey *pub = bs_evp_pkey_public(key);
    if (!pub || !x->der) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    switch (bs_cert_verify_signature(bs_crypto_impl(), &x->cert, pub)) {
    case BS_OK: return 1;
    case BS_E_UNSUPPORTED: BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNKNOWN_SIGNATURE_ALGORITHM); return -1;
    case BS_E_WRONG_SIGALG: BS_RAISE(ERR_LIB_ASN1, ASN1_R_WRONG_PUBLIC_KEY_TYPE); return -1;
    default: BS_RAISE(ERR_LIB_ASN1, ERR_R_EVP_LIB); return 0;
    }
}

int X509_self_signed(X509 *x, int verify_signature) {
    EVP_PKEY *key = X509_get0_pubkey(x);
    if (!key) {
        BS_RAISE(ERR_LIB_X509, X509_R_UNABLE_TO_GET_CERTS_PUBLIC_KEY);
        return -1;
    }
    if ((x->cert.flags & BS_EXFLAG_INVALID) != 0) return -1;
    if ((x->cert.flags & BS_EXFLAG_SS) == 0) return 0;
    return verify_signature ? X509_verify(x, key) : 1;
}

X509 *X509_find_by_subject(STACK_OF(X509) *sk, const X509_NAME *name) {
    for (int i = 0; i < sk_X509_num(sk); i++) {
        if (X509_NAME_cmp(X509_get_subject_name(sk_X509_value(sk, i)), name) == 0) return sk_X509_value(sk, i);
    }
    return NULL;
}

X509 *X509_find_by_issuer_and_serial(STACK_OF(X509) *sk, const X509_NAME *name, const ASN1_INTEGER *serial) {
    for (int i = 0; i < sk_X509_num(sk); i++) {
        X509 *x = sk_X509_value(sk, i);
        if (ASN1_INTEGER_cmp(X509_get0_serialNumber(x), serial) == 0 && X509_NAME_cmp(X509_get_issuer_name(x), name) == 0) {
            return x;
        }
    }
    return NULL;
}

/* What a key can do. */
static int key_kind(const EVP_PKEY *key) {
    switch (EVP_PKEY_get_id(key)) {
    case EVP_PKEY_RSA: return EVP_PK_RSA | EVP_PKT_SIGN | EVP_PKT_ENC;
    case EVP_PKEY_RSA_PSS: return EVP_PK_RSA | EVP_PKT_SIGN;
    case EVP_PKEY_EC: return EVP_PK_EC | EVP_PKT_SIGN | EVP_PKT_EXCH;
    case EVP_PKEY_ED25519:
    case EVP_PKEY_ED448: return EVP_PKT_SIGN;
    case EVP_PKEY_DH: return EVP_PK_DH | EVP_PKT_EXCH;
    default: return 0;
    }
}

/* And what kind of key has signed it. */
int X509_certificate_type(const X509 *x, const EVP_PKEY *pubkey) {
    int nid = NID_undef;
    const EVP_PKEY *key = pubkey != NULL ? pubkey : x != NULL ? X509_get0_pubkey(x) : NULL;
    if (x == NULL || key == NULL) return 0;
    const int kind = key_kind(key);
    if (!OBJ_find_sigid_algs(X509_get_signature_nid(x), NULL, &nid)) return kind;
    switch (nid) {
    case NID_rsaEncryption:
    case NID_rsa: return kind | EVP_PKS_RSA;
    case NID_dsa:
    case NID_dsa_2: return kind | EVP_PKS_DSA;
    case NID_X9_62_id_ecPublicKey: return kind | EVP_PKS_EC;
    default: return kind;
    }
}
