/* PKCS#7 structures and their encoding.                                                  RFC 2315; man 3 d2i_PKCS7 */
#include <openssl/pkcs7.h>

#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/pkcs7_local.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "src/x509/ber.h"

/* --- parts ---------------------------------------------------------------------------------------------------- */

static const struct bs_field issuer_and_serial_fields[] = {
    { &bs_item_x509_name, offsetof(PKCS7_ISSUER_AND_SERIAL, issuer), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(PKCS7_ISSUER_AND_SERIAL, serial), BS_PLAIN, 0, false },
};
static const struct bs_item item_issuer_and_serial = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(PKCS7_ISSUER_AND_SERIAL), BS_FIELDS(issuer_and_serial_fields), .name = "PKCS7_ISSUER_AND_SERIAL" };

static const struct bs_item item_algors = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &bs_item_x509_algor, .name = "md_algs" };
static const struct bs_item item_certs = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &bs_item_x509, .name = "cert" };
static const struct bs_item item_certs_set = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &bs_item_x509, .name = "cert" };

static void *crl_new(void) { return X509_CRL_new(); }
static void crl_free(void *v) { X509_CRL_free((X509_CRL *)v); }
static void *crl_decode(bs_reader in) {
    const unsigned char *p = in.p;
    return d2i_X509_CRL(NULL, &p, (long)in.len);
}
static void crl_encode(const void *v, bs_writer *w) {
    unsigned char *der = NULL;
    int n = i2d_X509_CRL((const X509_CRL *)v, &der);
    if (n <= 0) w->bad = true;
    else bs_w_bytes(w, der, (size_t)n);
    OPENSSL_free(der);
}
static const struct bs_item_funcs crl_funcs = { crl_new, crl_free, crl_decode, crl_encode };
static const struct bs_item item_crl = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &crl_funcs, .name = "X509_CRL" };
static const struct bs_item item_crls = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &item_crl, .name = "crl" };

/* Signed attributes are a SET OF, but in the order that was signed: a decoder keeps it, and so does the encoder. */
static const struct bs_item item_signed_attributes = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE,
    .of = &bs_item_x509_attribute, .name = "auth_attr" };

static const struct bs_field signer_fields[] = {
    { &bs_item_integer, offsetof(PKCS7_SIGNER_INFO, version), BS_PLAIN, 0, false },
    { &item_issuer_and_serial, offsetof(PKCS7_SIGNER_INFO, issuer_and_serial), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(PKCS7_SIGNER_INFO, digest_alg), BS_PLAIN, 0, false },
    { &item_signed_attributes, offsetof(PKCS7_SIGNER_INFO, auth_attr), BS_IMPLICIT, 0, true },
    { &bs_item_x509_algor, offsetof(PKCS7_SIGNER_INFO, digest_enc_alg), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(PKCS7_SIGNER_INFO, enc_digest), BS_PLAIN, 0, false },
    { &bs_item_x509_attributes, offsetof(PKCS7_SIGNER_INFO, unauth_attr), BS_IMPLICIT, 1, true },
};
static const struct bs_item signer_encoding = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(PKCS7_SIGNER_INFO), BS_FIELDS(signer_fields), .name = "PKCS7_SIGNER_INFO" };

static const struct bs_field recipient_fields[] = {
    { &bs_item_integer, offsetof(PKCS7_RECIP_INFO, version), BS_PLAIN, 0, false },
    { &item_issuer_and_serial, offsetof(PKCS7_RECIP_INFO, issuer_and_serial), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(PKCS7_RECIP_INFO, key_enc_algor), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(PKCS7_RECIP_INFO, enc_key), BS_PLAIN, 0, false },
};
static const struct bs_item recipient_encoding = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(PKCS7_RECIP_INFO), BS_FIELDS(recipient_fields), .name = "PKCS7_RECIP_INFO" };

/* Both have a member that is not encoded, and theirs to free. */
#define WITH_MEMBER(what, type, encoding, release) \
    static void *what##_new(void) { return bs_item_new(&encoding); } \
    static void what##_free(void *v) { \
        release; \
        bs_item_free(v, &encoding); \
    } \
    static void *what##_decode(bs_reader in) { return bs_item_decode(&in, &encoding); } \
    static void what##_encode(const void *v, bs_writer *w) { bs_item_encode(v, w, &encoding); } \
    static const struct bs_item_funcs what##_funcs = { what##_new, what##_free, what##_decode, what##_encode }; \
    static const struct bs_item item_##what = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &what##_funcs, \
        .name = type };
WITH_MEMBER(signer, "PKCS7_SIGNER_INFO", signer_encoding, EVP_PKEY_free(((PKCS7_SIGNER_INFO *)v)->pkey))
WITH_MEMBER(recipient, "PKCS7_RECIP_INFO", recipient_encoding, X509_free(((PKCS7_RECIP_INFO *)v)->cert))

static const struct bs_item item_signers = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &item_signer, .name = "signer_info" };
static const struct bs_item item_recipients = { .kind = BS_ITEM_OF, .tag = BS_DER_SET, .of = &item_recipient,
    .name = "recipientinfo" };

/* --- EncryptedContentInfo: the contents may come in pieces, for they are streamed ----------------------------- */

static const struct bs_field enc_content_fields[] = {
    { &bs_item_object, offsetof(PKCS7_ENC_CONTENT, content_type), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(PKCS7_ENC_CONTENT, algorithm), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(PKCS7_ENC_CONTENT, enc_data), BS_IMPLICIT, 0, true },
};
static const struct bs_item enc_content_encoding = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(PKCS7_ENC_CONTENT), BS_FIELDS(enc_content_fields), .name = "PKCS7_ENC_CONTENT" };

static ASN1_OCTET_STRING *gather(bs_reader pieces) {
    ASN1_OCTET_STRING *all = ASN1_OCTET_STRING_new();
    uint8_t *buf = OPENSSL_malloc(pieces.len + 1);
    size_t n = 0;
    bs_reader piece;
    bool ok = all != NULL && buf != NULL;
    for (; ok && !bs_r_done(&pieces); n += piece.len) {
        ok = bs_der_read(&pieces, BS_DER_OCTET_STRING, &piece);
        if (ok) memcpy(buf + n, piece.p, piece.len);
        else piece.len = 0;
    }
    ok = ok && n <= INT32_MAX && ASN1_OCTET_STRING_set(all, buf, (int)n);
    OPENSSL_free(buf);
    if (ok) return all;
    ASN1_OCTET_STRING_free(all);
    return NULL;
}

static void *enc_content_new(void) { return bs_item_new(&enc_content_encoding); }
static void enc_content_free(void *v) { bs_item_free(v, &enc_content_encoding); }
static void enc_content_encode(const void *v, bs_writer *w) { bs_item_encode(v, w, &enc_content_encoding); }

static void *enc_content_decode(bs_reader in) {
    bs_reader whole = in, at, type, alg, pieces;
    const bool framed = bs_der_read(&in, BS_DER_SEQUENCE, &at) && bs_der_whole(&at, BS_DER_OID, &type) &&
                        bs_der_whole(&at, BS_DER_SEQUENCE, &alg);
    if (!framed || !bs_der_read(&at, BS_DER_CONTEXT_CONSTRUCTED(0), &pieces)) return bs_item_decode(&whole, &enc_content_encoding);
    PKCS7_ENC_CONTENT *c = OPENSSL_zalloc(sizeof *c);
    if (c == NULL) return NULL;
    c->content_type = bs_item_decode(&type, &bs_item_object);
    c->algorithm = bs_item_decode(&alg, &bs_item_x509_algor);
    c->enc_data = gather(pieces);
    if (c->content_type != NULL && c->algorithm != NULL && c->enc_data != NULL && bs_r_done(&at)) return c;
    bs_item_free(c, &enc_content_encoding);
    return NULL;
}
static const struct bs_item_funcs enc_content_funcs = { enc_content_new, enc_content_free, enc_content_decode,
    enc_content_encode };
static const struct bs_item item_enc_content = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &enc_content_funcs,
    .name = "PKCS7_ENC_CONTENT" };

/* --- the contents of each type -------------------------------------------------------------------------------- */

extern const struct bs_item bs_item_pkcs7;

static const struct bs_field signed_fields[] = {
    { &bs_item_integer, offsetof(PKCS7_SIGNED, version), BS_PLAIN, 0, false },
    { &item_algors, offsetof(PKCS7_SIGNED, md_algs), BS_PLAIN, 0, false },
    { &bs_item_pkcs7, offsetof(PKCS7_SIGNED, contents), BS_PLAIN, 0, false },
    { &item_certs, offsetof(PKCS7_SIGNED, cert), BS_IMPLICIT, 0, true },
    { &item_crls, offsetof(PKCS7_SIGNED, crl), BS_IMPLICIT, 1, true },
    { &item_signers, offsetof(PKCS7_SIGNED, signer_info), BS_PLAIN, 0, false },
};
static const struct bs_field enveloped_fields[] = {
    { &bs_item_integer, offsetof(PKCS7_ENVELOPE, version), BS_PLAIN, 0, false },
    { &item_recipients, offsetof(PKCS7_ENVELOPE, recipientinfo), BS_PLAIN, 0, false },
    { &item_enc_content, offsetof(PKCS7_ENVELOPE, enc_data), BS_PLAIN, 0, false },
};
static const struct bs_field both_fields[] = {
    { &bs_item_integer, offsetof(PKCS7_SIGN_ENVELOPE, version), BS_PLAIN, 0, false },
    { &item_recipients, offsetof(PKCS7_SIGN_ENVELOPE, recipientinfo), BS_PLAIN, 0, false },
    { &item_algors, offsetof(PKCS7_SIGN_ENVELOPE, md_algs), BS_PLAIN, 0, false },
    { &item_enc_content, offsetof(PKCS7_SIGN_ENVELOPE, enc_data), BS_PLAIN, 0, false },
    { &item_certs_set, offsetof(PKCS7_SIGN_ENVELOPE, cert), BS_IMPLICIT, 0, true },
    { &item_crls, offsetof(PKCS7_SIGN_ENVELOPE, crl), BS_IMPLICIT, 1, true },
    { &item_signers, offsetof(PKCS7_SIGN_ENVELOPE, signer_info), BS_PLAIN, 0, false },
};
static const struct bs_field digest_fields[] = {
    { &bs_item_integer, offsetof(PKCS7_DIGEST, version), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(PKCS7_DIGEST, md), BS_PLAIN, 0, false },
    { &bs_item_pkcs7, offsetof(PKCS7_DIGEST, contents), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(PKCS7_DIGEST, digest), BS_PLAIN, 0, false },
};
static const struct bs_field encrypted_fields[] = {
    { &bs_item_integer, offsetof(PKCS7_ENCRYPT, version), BS_PLAIN, 0, false },
    { &item_enc_content, offsetof(PKCS7_ENCRYPT, enc_data), BS_PLAIN, 0, false },
};
#define CONTENT(what, type, array) \
    static const struct bs_item item_##what = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(type), \
        BS_FIELDS(array), .name = #type };
CONTENT(signed, PKCS7_SIGNED, signed_fields)
CONTENT(enveloped, PKCS7_ENVELOPE, enveloped_fields)
CONTENT(both, PKCS7_SIGN_ENVELOPE, both_fields)
CONTENT(digest, PKCS7_DIGEST, digest_fields)
CONTENT(encrypted, PKCS7_ENCRYPT, encrypted_fields)

#define MAX_NESTING 16 /* of contents within contents */

/* --- ContentInfo: what it holds depends on its type ----------------------------------------------------------- */

static const struct bs_item *content_item(const ASN1_OBJECT *type) {
    switch (OBJ_obj2nid(type)) {
    case NID_pkcs7_data: return &bs_item_octet_string;
    case NID_pkcs7_signed: return &item_signed;
    case NID_pkcs7_enveloped: return &item_enveloped;
    case NID_pkcs7_signedAndEnveloped: return &item_both;
    case NID_pkcs7_digest: return &item_digest;
    case NID_pkcs7_encrypted: return &item_encrypted;
    default: return &bs_item_any;
    }
}

static void *info_new(void) {
    PKCS7 *p7 = OPENSSL_zalloc(sizeof *p7);
    if (p7 != NULL) p7->type = OBJ_nid2obj(NID_undef);
    return p7;
}

static void info_free(void *v) {
    PKCS7 *p7 = v;
    bs_item_free(p7->d.ptr, content_item(p7->type));
    ASN1_OBJECT_free(p7->type);
    OPENSSL_free(p7);
}

/* Contents within contents, as a peer may nest them without end: the decoder calls itself for each. */
static bool too_deep(bs_reader at) {
    for (int depth = 0; depth <= MAX_NESTING; depth++) {
        bs_reader info, oid, content, body, skipped;
        uint8_t tag;
        if (!bs_der_read(&at, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &oid) ||
            !bs_der_read(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &content) || !bs_der_read(&content, BS_DER_SEQUENCE, &body) ||
            !bs_der_any(&body, &tag, &skipped, NULL) || !bs_der_any(&body, &tag, &skipped, NULL)) {
            return false; /* nothing that has contents third, as signedData and digestedData do */
        }
        at = body;
    }
    return true;
}

static void *info_decode(bs_reader in) {
    if (too_deep(in)) return NULL;
    bs_reader info, wrapped;
    bool has_content = false;
    PKCS7 *p7 = info_new();
    if (p7 == NULL) return NULL;
    bool ok = bs_der_read(&in, BS_DER_SEQUENCE, &info);
    ASN1_OBJECT *type = ok ? bs_item_decode(&info, &bs_item_object) : NULL;
    ok = type != NULL && bs_der_optional(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &has_content, &wrapped) && bs_r_done(&info);
    if (type != NULL) p7->type = type;
    if (ok && has_content) {
        p7->d.ptr = bs_item_decode(&wrapped, content_item(p7->type));
        ok = p7->d.ptr != NULL && bs_r_done(&wrapped);
    }
    if (ok) return p7;
    info_free(p7);
    return NULL;
}

static void info_encode(const void *v, bs_writer *w) {
    const PKCS7 *p7 = v;
    bs_mark info = bs_der_open(w, BS_DER_SEQUENCE);
    bs_item_encode(p7->type, w, &bs_item_object);
    if (p7->d.ptr != NULL) {
        bs_mark content = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0));
        bs_item_encode(p7->d.ptr, w, content_item(p7->type));
        bs_der_close(w, content);
    }
    bs_der_close(w, info);
}

static const struct bs_item_funcs info_funcs = { info_new, info_free, info_decode, info_encode };
const struct bs_item bs_item_pkcs7 = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &info_funcs, .name = "PKCS7" };

/* --- the functions -------------------------------------------------------------------------------------------- */

BS_ITEM_FUNCTIONS(PKCS7_ISSUER_AND_SERIAL, PKCS7_ISSUER_AND_SERIAL, item_issuer_and_serial)
BS_ITEM_FUNCTIONS(PKCS7_SIGNER_INFO, PKCS7_SIGNER_INFO, item_signer)
BS_ITEM_FUNCTIONS(PKCS7_RECIP_INFO, PKCS7_RECIP_INFO, item_recipient)
BS_ITEM_FUNCTIONS(PKCS7_ENC_CONTENT, PKCS7_ENC_CONTENT, item_enc_content)
BS_ITEM_FUNCTIONS(PKCS7_SIGNED, PKCS7_SIGNED, item_signed)
BS_ITEM_FUNCTIONS(PKCS7_ENVELOPE, PKCS7_ENVELOPE, item_enveloped)
BS_ITEM_FUNCTIONS(PKCS7_SIGN_ENVELOPE, PKCS7_SIGN_ENVELOPE, item_both)
BS_ITEM_FUNCTIONS(PKCS7_DIGEST, PKCS7_DIGEST, item_digest)
BS_ITEM_FUNCTIONS(PKCS7_ENCRYPT, PKCS7_ENCRYPT, item_encrypted)
BS_ITEM_ALLOC(PKCS7, PKCS7, bs_item_pkcs7)
BS_ITEM_IT(PKCS7, bs_item_pkcs7)
BS_ITEM_DUP(PKCS7, PKCS7, bs_item_pkcs7)

int i2d_PKCS7(const PKCS7 *p7, unsigned char **out) { return bs_item_i2d(p7, out, &bs_item_pkcs7); }

/* Files that were streamed are BER: indefinite lengths, contents in pieces. */
static PKCS7 *from_ber(bs_reader *in) {
    const size_t room = bs_ber_room(in->len);
    uint8_t *der = OPENSSL_malloc(room);
    bs_reader at = *in, whole;
    size_t len;
    PKCS7 *p7 = NULL;
    if (der != NULL && bs_ber_to_der(&at, der, &len) == BS_OK) {
        whole = bs_r_from(der, len);
        p7 = bs_item_decode(&whole, &bs_item_pkcs7);
    }
    OPENSSL_free(der);
    if (p7 != NULL) *in = at;
    return p7;
}

PKCS7 *d2i_PKCS7(PKCS7 **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), first = r;
    ERR_set_mark();
    PKCS7 *p7 = bs_item_decode(&r, &bs_item_pkcs7);
    if (p7 == NULL) p7 = from_ber(&r);
    ERR_pop_to_mark();
    if (p7 == NULL) {
        bs_item_raise(first, BS_DER_SEQUENCE, "PKCS7");
        return NULL;
    }
    *in = r.p;
    if (a != NULL) {
        PKCS7_free(*a);
        *a = p7;
    }
    return p7;
}

BS_DER_BIO(PKCS7, PKCS7)
