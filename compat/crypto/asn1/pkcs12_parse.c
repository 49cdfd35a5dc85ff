/* Opening PKCS#12 files.                                                                    man 3 PKCS12_parse; RFC 7292 4 */
#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/pkcs8_local.h"
#include "src/x509/key_der.h"

struct found {
    bs_reader pass;
    EVP_PKEY *key;
    STACK_OF(X509) *certs;
};

static bool safe_contents(struct found *f, bs_reader der, int depth);

static bool take_key(struct found *f, bs_reader pkcs8) {
    if (f->key) return true; /* the first counts */
    ERR_set_mark();
    f->key = bs_key_from_der(pkcs8, BS_KEY_FORMAT_PKCS8, 0, 0, BS_KEY_READER_OBJECT);
    ERR_pop_to_mark();
    if (!f->key) BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM);
    return f->key != NULL;
}

static bool take_shrouded(struct found *f, bs_reader value) {
    bs_reader whole;
    uint8_t *plain;
    size_t n, room;
    if (f->key) return true;
    if (!bs_der_whole(&value, BS_DER_SEQUENCE, &whole) || !bs_pkcs8_decrypt(whole, f->pass, &plain, &n, &room)) return false;
    bool ok = take_key(f, bs_r_from(plain, n));
    OPENSSL_clear_free(plain, room);
    return ok;
}

struct attributes {
    bs_reader friendly_name; /* BMPString content */
    bs_reader key_id;
};

static void read_attributes(struct attributes *a, bs_reader set) {
    bs_reader attr, oid, values;
    while (bs_der_read(&set, BS_DER_SEQUENCE, &attr)) {
        if (!bs_der_read(&attr, BS_DER_OID, &oid) || !bs_der_read(&attr, BS_DER_SET, &values)) return;
        if (BS_P12_IS(oid, bs_p12_friendly_name) && !bs_der_read(&values, BS_DER_BMP, &a->friendly_name)) return;
        if (BS_P12_IS(oid, bs_p12_local_key_id) && !bs_der_read(&values, BS_DER_OCTET_STRING, &a->key_id)) return;
    }
}

static bool name_cert(X509 *x, const struct attributes *a) {
    if (a->key_id.p && !X509_keyid_set1(x, a->key_id.p, (int)a->key_id.len)) return false;
    if (!a->friendly_name.p) return true;
    ASN1_STRING view = { .length = (int)a->friendly_name.len, .type = V_ASN1_BMPSTRING,
        .data = (unsigned char *)(uintptr_t)a->friendly_name.p };
    unsigned char *utf8 = NULL;
    int n = ASN1_STRING_to_UTF8(&utf8, &view);
    bool ok = n >= 0 && X509_alias_set1(x, utf8, n);
    OPENSSL_free(utf8);
    return ok;
}

static bool take_cert(struct found *f, bs_reader value, const struct attributes *a) {
    bs_reader seq, oid, wrapped, der;
    if (!bs_der_read(&value, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_OID, &oid)) return false;
    if (!BS_P12_IS(oid, bs_p12_x509_cert)) return true; /* SDSI certificates: skipped */
    if (!bs_der_read(&seq, BS_DER_CONTEXT_CONSTRUCTED(0), &wrapped) || !bs_der_read(&wrapped, BS_DER_OCTET_STRING, &der)) {
        return false;
    }
    X509 *x = bs_x509_from_der(der);
    if (x && name_cert(x, a) && sk_X509_push(f->certs, x)) return true;
    X509_free(x);
    return false;
}

static bool take_bag(struct found *f, bs_reader bag, int depth) {
    bs_reader oid, value, set;
    bool has_attributes;
    struct attributes a = { .key_id = { NULL, 0 } };
    if (!bs_der_read(&bag, BS_DER_OID, &oid) || !bs_der_read(&bag, BS_DER_CONTEXT_CONSTRUCTED(0), &value)
        || !bs_der_optional(&bag, BS_DER_SET, &has_attributes, &set)) {
        return false;
    }
    if (has_attributes) read_attributes(&a, set);
    if (BS_P12_IS(oid, bs_p12_key_bag)) return take_key(f, value);
    if (BS_P12_IS(oid, bs_p12_shrouded_bag)) return take_shrouded(f, value);
    if (BS_P12_IS(oid, bs_p12_cert_bag)) return take_cert(f, value, &a);
    if (BS_P12_IS(oid, bs_p12_safe_bag)) return safe_contents(f, value, depth + 1);
    return true; /* CRLs and secrets are not asked for */
}

static bool safe_contents(struct found *f, bs_reader der, int depth) {
    bs_reader seq, bag;
    if (depth > BS_PKCS12_MAX_NESTING || !bs_der_read(&der, BS_DER_SEQUENCE, &seq)) return false;
    while (!bs_r_done(&seq)) {
        if (!bs_der_read(&seq, BS_DER_SEQUENCE, &bag) || !take_bag(f, bag, depth)) return false;
    }
    return true;
}

/* Contents in BER as well as DER. */
static bool safe_contents_of(struct found *f, bs_reader ber) {
    size_t n, room;
    uint8_t *der = bs_p12_normalize(ber, &n, &room);
    bool ok = der && safe_contents(f, bs_r_from(der, n), 0);
    if (der) OPENSSL_clear_free(der, room);
    return ok;
}

static bool open_encrypted(struct found *f, bs_reader content) {
    bs_reader alg, data;
    struct bs_pbe pbe;
    uint8_t *plain = NULL, *gathered;
    size_t n, room = 0;
    if (!bs_p12_encrypted_parts(content, &alg, &data, &gathered)) return false;
    bool ok = bs_pbe_decode(&pbe, alg) && bs_pbe_crypt(&pbe, f->pass, false, data, &plain, &n, &room);
    if (ok) ok = safe_contents_of(f, bs_r_from(plain, n));
    OPENSSL_clear_free(plain, room);
    OPENSSL_free(gathered);
    return ok;
}

static bool open_safes(struct found *f, bs_reader auth_safe) {
    bs_reader list, info, oid, content, octets;
    if (!bs_der_read(&auth_safe, BS_DER_SEQUENCE, &list)) return false;
    while (!bs_r_done(&list)) {
        if (!bs_der_read(&list, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &oid)
            || !bs_der_read(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &content)) {
            return false;
        }
        if (BS_P12_IS(oid, bs_p12_data)) {
            if (!bs_der_read(&content, BS_DER_OCTET_STRING, &octets) || !safe_contents_of(f, octets)) return false;
        } else if (BS_P12_IS(oid, bs_p12_encrypted_data)) {
            if (!open_encrypted(f, content)) return false;
        } /* envelopedData: nothing that a password opens */
    }
    return true;
}

static bool open_all(struct found *f, bs_reader auth_safe) {
    size_t n, room;
    uint8_t *der = bs_p12_normalize(auth_safe, &n, &room);
    bool ok = der && open_safes(f, bs_r_from(der, n));
    if (der) OPENSSL_clear_free(der, room);
    return ok;
}

static bool hand_out(struct found *f, EVP_PKEY **key, X509 **cert, STACK_OF(X509) **ca) {
    X509 *x;
    while ((x = sk_X509_shift(f->certs)) != NULL) {
        ERR_set_mark();
        bool match = f->key && cert && !*cert && X509_check_private_key(x, f->key);
        ERR_pop_to_mark();
        if (match) {
            *cert = x;
            continue;
        }
        if (ca && !*ca && !(*ca = sk_X509_new_null())) break;
        if (!ca) X509_free(x);
        else if (!sk_X509_push(*ca, x)) break;
    }
    if (x) {
        X509_free(x);
        return false;
    }
    if (key) {
        *key = f->key;
        f->key = NULL;
    }
    return true;
}

int PKCS12_parse(PKCS12 *p12, const char *pass, EVP_PKEY **pkey, X509 **cert, STACK_OF(X509) **ca) {
    struct found f = { .pass = bs_p12_password(pass, -1) };
    if (pkey) *pkey = NULL;
    if (cert) *cert = NULL;
    if (!p12 || !p12->der) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_INVALID_NULL_PKCS12_POINTER);
        return 0;
    }
    if (!bs_p12_check_mac(p12, &f.pass)) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_MAC_VERIFY_FAILURE);
        return 0;
    }
    f.certs = sk_X509_new_null();
    bool ok = f.certs && open_all(&f, p12->auth_safe);
    if (!ok) BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_PARSE_ERROR);
    if (ok) ok = hand_out(&f, pkey, cert, ca);
    EVP_PKEY_free(f.key);
    sk_X509_pop_free(f.certs, X509_free);
    if (ok) return 1;
    if (cert) {
        X509_free(*cert);
        *cert = NULL;
    }
    return 0;
}
