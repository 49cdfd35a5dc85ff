#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "src/x509/sig_alg.h"

/* Each getter makes its object from the engine's view the first time. A fresh X509_new() has none of the views; then
 * empty objects are given, as programs expect non-NULL ones. */

static void free_name(void *v) { X509_NAME_free((X509_NAME *)v); }
static void free_string(void *v) { ASN1_STRING_free((ASN1_STRING *)v); }
static void free_algor(void *v) { X509_ALGOR_free((X509_ALGOR *)v); }
static void free_pubkey(void *v) { X509_PUBKEY_free((X509_PUBKEY *)v); }
static void free_akid(void *v) { AUTHORITY_KEYID_free((AUTHORITY_KEYID *)v); }

static const struct bs_cert *cert_of(const void *x) { return &((const X509 *)x)->cert; }

static void *name_or_empty(bs_reader whole) { return whole.p ? bs_name_from_der(whole) : X509_NAME_new(); }
static void *make_subject(const void *x) { return name_or_empty(cert_of(x)->subject); }
static void *make_issuer(const void *x) { return name_or_empty(cert_of(x)->issuer); }

X509_NAME *X509_get_subject_name(const X509 *x) { return (X509_NAME *)BS_X509_LAZY(x, subject, make_subject, free_name); }
X509_NAME *X509_get_issuer_name(const X509 *x) { return (X509_NAME *)BS_X509_LAZY(x, issuer, make_issuer, free_name); }

long X509_get_version(const X509 *x) { return (long)x->cert.version; }

static void *make_serial(const void *x) {
    bs_reader c = cert_of(x)->serial;
    return c.p ? bs_string_from_content(V_ASN1_INTEGER, c) : ASN1_INTEGER_new();
}

ASN1_INTEGER *X509_get_serialNumber(X509 *x) { return (ASN1_INTEGER *)BS_X509_LAZY(x, serial, make_serial, free_string); }
const ASN1_INTEGER *X509_get0_serialNumber(const X509 *x) {
    return (const ASN1_INTEGER *)BS_X509_LAZY(x, serial, make_serial, free_string);
}

static void *time_or_empty(uint8_t tag, bs_reader c) { return c.p ? bs_string_from_content(tag, c) : ASN1_TIME_new(); }
static void *make_not_before(const void *x) { return time_or_empty(cert_of(x)->not_before_tag, cert_of(x)->not_before_raw); }
static void *make_not_after(const void *x) { return time_or_empty(cert_of(x)->not_after_tag, cert_of(x)->not_after_raw); }

ASN1_TIME *X509_getm_notBefore(const X509 *x) {
    return (ASN1_TIME *)BS_X509_LAZY(x, not_before, make_not_before, free_string);
}
ASN1_TIME *X509_getm_notAfter(const X509 *x) {
    return (ASN1_TIME *)BS_X509_LAZY(x, not_after, make_not_after, free_string);
}
const ASN1_TIME *X509_get0_notBefore(const X509 *x) { return X509_getm_notBefore(x); }
const ASN1_TIME *X509_get0_notAfter(const X509 *x) { return X509_getm_notAfter(x); }

static void *make_pubkey(const void *x) {
    bs_reader spki = cert_of(x)->spki;
    return spki.p ? bs_x509_pubkey_from_der(spki) : X509_PUBKEY_new();
}

X509_PUBKEY *X509_get_X509_PUBKEY(const X509 *x) {
    return x ? (X509_PUBKEY *)BS_X509_LAZY(x, pubkey, make_pubkey, free_pubkey) : NULL;
}
EVP_PKEY *X509_get0_pubkey(const X509 *x) { return x ? X509_PUBKEY_get0(X509_get_X509_PUBKEY(x)) : NULL; }
EVP_PKEY *X509_get_pubkey(X509 *x) { return x ? X509_PUBKEY_get(X509_get_X509_PUBKEY(x)) : NULL; }

ASN1_BIT_STRING *X509_get0_pubkey_bitstr(const X509 *x) {
    return x ? bs_x509_pubkey_bits(X509_get_X509_PUBKEY(x)) : NULL;
}

static void *algor_from(bs_reader whole) {
    return whole.p ? bs_item_decode(&whole, &bs_item_x509_algor) : (void *)X509_ALGOR_new();
}
static void *make_sig_alg(const void *x) { return algor_from(cert_of(x)->sig_alg); }
static void *make_tbs_sig_alg(const void *x) { return algor_from(cert_of(x)->tbs_sig_alg); }

static void *make_signature(const void *x) {
    return bs_bit_string_new(cert_of(x)->signature, cert_of(x)->signature_unused);
}

void X509_get0_signature(const ASN1_BIT_STRING **sig, const X509_ALGOR **alg, const X509 *x) {
    if (sig) *sig = (const ASN1_BIT_STRING *)BS_X509_LAZY(x, signature, make_signature, free_string);
    if (alg) *alg = (const X509_ALGOR *)BS_X509_LAZY(x, sig_alg, make_sig_alg, free_algor);
}

const X509_ALGOR *X509_get0_tbs_sigalg(const X509 *x) {
    return (const X509_ALGOR *)BS_X509_LAZY(x, tbs_sig_alg, make_tbs_sig_alg, free_algor);
}

int X509_get_signature_nid(const X509 *x) {
    const X509_ALGOR *alg;
    X509_get0_signature(NULL, &alg, x);
    return alg ? OBJ_obj2nid(alg->algorithm) : NID_undef;
}

static int nid_of_hash(enum bs_hash h) {
    switch (h) {
    case BS_HASH_MD5: return NID_md5;
    case BS_HASH_SHA1: return NID_sha1;
    case BS_HASH_SHA224: return NID_sha224;
    case BS_HASH_SHA256: return NID_sha256;
    case BS_HASH_SHA384: return NID_sha384;
    case BS_HASH_SHA512: return NID_sha512;
    default: return NID_undef;
    }
}

int X509_get_signature_info(X509 *x, int *md, int *pk, int *secbits, uint32_t *flags) {
    static const int pk_of[] = { [BS_SIG_RSA_PKCS1] = NID_rsaEncryption, [BS_SIG_RSA_PSS_RSAE] = NID_rsassaPss,
        [BS_SIG_RSA_PSS_PSS] = NID_rsassaPss, [BS_SIG_ECDSA] = NID_X9_62_id_ecPublicKey, [BS_SIG_ED25519] = NID_ED25519,
        [BS_SIG_ED448] = NID_ED448 };
    struct bs_sig_alg alg;
    bool known = x->der && bs_sig_alg_decode(&alg, x->cert.sig_alg) == BS_OK;
    if (md) *md = known ? nid_of_hash(alg.hash) : NID_undef;
    if (pk) *pk = known ? pk_of[alg.kind] : NID_undef;
    if (secbits) *secbits = known ? (int)bs_sig_alg_security_bits(x->cert.sig_alg) : -1;
    if (!flags) return known;
    *flags = known ? X509_SIG_INFO_VALID : 0;
    bool md5 = known && alg.hash == BS_HASH_MD5;
    /* PSS fits TLS if hash and MGF1 agree and the salt is as long as the hash, RFC 8446 4.2.3 */
    bool odd_pss = known && (alg.kind == BS_SIG_RSA_PSS_RSAE || alg.kind == BS_SIG_RSA_PSS_PSS)
        && (alg.hash != alg.mgf_hash || alg.salt_len != bs_hash_len(alg.hash) || alg.hash < BS_HASH_SHA256);
    if (known && !md5 && !odd_pss) *flags |= X509_SIG_INFO_TLS;
    return known;
}

static void *uid_from(bs_reader c) { return c.p ? bs_string_from_content(V_ASN1_BIT_STRING, c) : NULL; }
static void *make_issuer_uid(const void *x) { return uid_from(cert_of(x)->issuer_uid); }
static void *make_subject_uid(const void *x) { return uid_from(cert_of(x)->subject_uid); }

void X509_get0_uids(const X509 *x, const ASN1_BIT_STRING **issuer, const ASN1_BIT_STRING **subject) {
    if (issuer) *issuer = (const ASN1_BIT_STRING *)BS_X509_LAZY(x, issuer_uid, make_issuer_uid, free_string);
    if (subject) *subject = (const ASN1_BIT_STRING *)BS_X509_LAZY(x, subject_uid, make_subject_uid, free_string);
}

uint32_t X509_get_extension_flags(X509 *x) { return x->cert.flags; }

uint32_t X509_get_key_usage(X509 *x) {
    if ((x->cert.flags & EXFLAG_INVALID) != 0) return 0;
    return (x->cert.flags & EXFLAG_KUSAGE) != 0 ? x->cert.key_usage : UINT32_MAX;
}

uint32_t X509_get_extended_key_usage(X509 *x) {
    if ((x->cert.flags & EXFLAG_INVALID) != 0) return 0;
    return (x->cert.flags & EXFLAG_XKUSAGE) != 0 ? x->cert.ext_key_usage : UINT32_MAX;
}

long X509_get_pathlen(X509 *x) {
    if ((x->cert.flags & EXFLAG_INVALID) != 0 || (x->cert.flags & EXFLAG_BCONS) == 0) return -1;
    return x->cert.path_len;
}

long X509_get_proxy_pathlen(X509 *x) {
    if ((x->cert.flags & EXFLAG_INVALID) != 0 || (x->cert.flags & EXFLAG_PROXY) == 0) return -1;
    return x->cert.proxy_path_len;
}

void X509_set_proxy_flag(X509 *x) { x->cert.flags |= EXFLAG_PROXY; }
void X509_set_proxy_pathlen(X509 *x, long l) { x->cert.proxy_path_len = l; }

static void *make_skid(const void *x) {
    bs_reader c = cert_of(x)->skid;
    return c.p ? bs_string_from_content(V_ASN1_OCTET_STRING, c) : NULL;
}

static void *make_akid(const void *x) {
    return cert_of(x)->has_akid ? X509_get_ext_d2i((const X509 *)x, NID_authority_key_identifier, NULL, NULL) : NULL;
}

static const AUTHORITY_KEYID *akid(const X509 *x) {
    return (const AUTHORITY_KEYID *)BS_X509_LAZY(x, akid, make_akid, free_akid);
}

const ASN1_OCTET_STRING *X509_get0_subject_key_id(X509 *x) {
    return (const ASN1_OCTET_STRING *)BS_X509_LAZY(x, skid, make_skid, free_string);
}
const ASN1_OCTET_STRING *X509_get0_authority_key_id(X509 *x) { return akid(x) ? akid(x)->keyid : NULL; }
const GENERAL_NAMES *X509_get0_authority_issuer(X509 *x) { return akid(x) ? akid(x)->issuer : NULL; }
const ASN1_INTEGER *X509_get0_authority_serial(X509 *x) { return akid(x) ? akid(x)->serial : NULL; }
