#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/proverr.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/asn1/item.h"
#include "compat/crypto/asn1/pbe.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/base/secret.h"
#include "src/x509/key_der.h"

/* A PFX, RFC 7292 4: its DER, and views of what is to be verified and opened. */
struct PKCS12_st {
    uint8_t *der;
    size_t der_len;
    bs_reader auth_safe; /* content of the OCTET STRING: AuthenticatedSafe */
    bool has_mac;
    enum bs_hash mac_hash; /* BS_HASH_NONE if we do not have it */
    bs_reader mac, mac_salt;
    uint32_t mac_iterations;
};

#define OID(name, ...) static const uint8_t name[] = { __VA_ARGS__ }
#define PKCS7(n) 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, n
#define BAG(n) 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, n
#define PKCS9(...) 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, __VA_ARGS__
OID(oid_data, PKCS7(1));
OID(oid_encrypted_data, PKCS7(6));
OID(oid_key_bag, BAG(1));
OID(oid_shrouded_bag, BAG(2));
OID(oid_cert_bag, BAG(3));
OID(oid_safe_bag, BAG(6));
OID(oid_x509_cert, PKCS9(22, 1));
OID(oid_friendly_name, PKCS9(20));
OID(oid_local_key_id, PKCS9(21));
#define IS(r, oid) bs_r_equal(r, oid, sizeof(oid))
#define MAX_NESTING 8

static bool read_mac(PKCS12 *p, bs_reader mac) {
    bs_reader info, alg, oid;
    uint64_t iterations = 1;
    if (!bs_der_read(&mac, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_SEQUENCE, &alg)
        || !bs_der_read(&alg, BS_DER_OID, &oid) || !bs_der_read(&info, BS_DER_OCTET_STRING, &p->mac)
        || !bs_der_read(&mac, BS_DER_OCTET_STRING, &p->mac_salt)) {
        return false;
    }
    if (!bs_r_done(&mac) && (!bs_der_uint64(&mac, &iterations) || iterations == 0)) return false;
    if (iterations > BS_PBE_MAX_ITERATIONS) return false;
    p->mac_iterations = (uint32_t)iterations;
    p->mac_hash = bs_hash_by_oid(oid);
    p->has_mac = true;
    return bs_r_done(&mac);
}

static bool read_pfx(PKCS12 *p) {
    bs_reader r = bs_r_from(p->der, p->der_len), pfx, info, oid, wrapped, mac;
    uint64_t version;
    bool has_mac;
    if (!bs_der_read(&r, BS_DER_SEQUENCE, &pfx) || !bs_r_done(&r) || !bs_der_uint64(&pfx, &version)) return false;
    if (!bs_der_read(&pfx, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &oid)) return false;
    if (!IS(oid, oid_data)) { /* public-key integrity mode is not ours, nor OpenSSL's */
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_CONTENT_TYPE_NOT_DATA);
        return false;
    }
    if (!bs_der_read(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &wrapped)
        || !bs_der_read(&wrapped, BS_DER_OCTET_STRING, &p->auth_safe)) {
        return false;
    }
    if (!bs_der_optional(&pfx, BS_DER_SEQUENCE, &has_mac, &mac) || !bs_r_done(&pfx)) return false;
    return !has_mac || read_mac(p, mac);
}

PKCS12 *PKCS12_new(void) { return (PKCS12 *)OPENSSL_zalloc(sizeof(PKCS12)); }

void PKCS12_free(PKCS12 *p) {
    if (!p) return;
    OPENSSL_clear_free(p->der, p->der_len);
    OPENSSL_free(p);
}

PKCS12 *d2i_PKCS12(PKCS12 **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), all = r, whole;
    PKCS12 *p = bs_der_whole(&r, BS_DER_SEQUENCE, &whole) ? PKCS12_new() : NULL;
    if (p) {
        p->der = (uint8_t *)OPENSSL_memdup(whole.p, whole.len);
        p->der_len = whole.len;
    }
    if (!p || !p->der || !read_pfx(p)) {
        PKCS12_free(p);
        bs_item_raise(all, BS_DER_SEQUENCE, "PKCS12");
        return NULL;
    }
    *in = r.p;
    if (a) {
        PKCS12_free(*a);
        *a = p;
    }
    return p;
}

int i2d_PKCS12(const PKCS12 *p, unsigned char **out) {
    if (!p) return 0;
    if (p->der_len == 0) { /* PKCS12_new() gave it nothing to write */
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_FIELD_MISSING);
        return -1;
    }
    return bs_i2d_bytes(bs_r_from(p->der, p->der_len), out);
}

BS_DER_BIO(PKCS12, PKCS12)

int PKCS12_mac_present(const PKCS12 *p) { return p->has_mac; }

/* pass of no address: no password, not even the terminating zeros. */
static bool mac_fits(const PKCS12 *p, bs_reader pass) {
    uint8_t key[BS_HASH_MAX], mac[BS_HASH_MAX];
    size_t n = 0, len = bs_hash_len(p->mac_hash);
    uint8_t *bmp = pass.p ? bs_pkcs12_password((const char *)pass.p, pass.len, &n) : NULL;
    if (pass.p && !bmp) return false;
    bs_pkcs12_kdf(p->mac_hash, BS_PBE_MAC, bs_r_from(bmp, n), p->mac_salt, p->mac_iterations, key, len);
    bs_hmac_once(p->mac_hash, bs_r_from(key, len), p->auth_safe, mac);
    bool ok = p->mac.len == len && bs_ct_equal(mac, p->mac.p, len);
    OPENSSL_clear_free(bmp, n);
    bs_wipe(key, sizeof key);
    bs_wipe(mac, sizeof mac);
    return ok;
}

static bs_reader password(const char *pass, int len) {
    return pass ? bs_r_from(pass, len < 0 ? strlen(pass) : (size_t)len) : (bs_reader){ NULL, 0 };
}

static bool verify_mac(const PKCS12 *p, bs_reader pass) {
    if (!p->has_mac) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_MAC_ABSENT);
        return false;
    }
    if (p->mac_hash == BS_HASH_NONE) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_UNKNOWN_DIGEST_ALGORITHM);
        return false;
    }
    return mac_fits(p, pass);
}

int PKCS12_verify_mac(PKCS12 *p, const char *pass, int pass_len) { return verify_mac(p, password(pass, pass_len)); }

/* --- opening ------------------------------------------------------------------- */

struct found {
    bs_reader pass;
    EVP_PKEY *key;
    STACK_OF(X509) *certs;
};

static bool safe_contents(struct found *f, bs_reader der, int depth);

static bool decrypt(struct found *f, bs_reader alg, bs_reader data, uint8_t **out, size_t *out_len) {
    *out = (uint8_t *)OPENSSL_malloc(data.len + 1);
    bs_status s = *out ? bs_pbe_decrypt(alg, f->pass, data, *out, out_len) : BS_E_MEMORY;
    if (s == BS_OK) return true;
    if (s == BS_E_UNSUPPORTED) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
    } else if (s == BS_E_BAD_MAC) {
        BS_RAISE(ERR_LIB_PROV, PROV_R_BAD_DECRYPT);
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR);
    } else {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR);
    }
    OPENSSL_free(*out);
    *out = NULL;
    return false;
}

static bool take_key(struct found *f, bs_reader pkcs8) {
    struct bs_privkey *priv;
    if (f->key) return true; /* the first counts */
    if (bs_privkey_decode(&priv, BS_KEY_FORMAT_PKCS8, 0, pkcs8) != BS_OK) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_PRIVATE_KEY_ALGORITHM);
        return false;
    }
    f->key = bs_evp_pkey_from_private(priv);
    if (!f->key) bs_privkey_free(priv);
    return f->key != NULL;
}

static bool take_shrouded(struct found *f, bs_reader value) {
    bs_reader seq, alg, data;
    uint8_t *plain;
    size_t n;
    if (f->key) return true;
    if (!bs_der_read(&value, BS_DER_SEQUENCE, &seq) || !bs_der_whole(&seq, BS_DER_SEQUENCE, &alg)
        || !bs_der_read(&seq, BS_DER_OCTET_STRING, &data) || !decrypt(f, alg, data, &plain, &n)) {
        return false;
    }
    bool ok = take_key(f, bs_r_from(plain, n));
    OPENSSL_clear_free(plain, data.len + 1);
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
        if (IS(oid, oid_friendly_name) && !bs_der_read(&values, BS_DER_BMP, &a->friendly_name)) return;
        if (IS(oid, oid_local_key_id) && !bs_der_read(&values, BS_DER_OCTET_STRING, &a->key_id)) return;
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
    if (!IS(oid, oid_x509_cert)) return true; /* SDSI certificates: skipped */
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
    if (IS(oid, oid_key_bag)) return take_key(f, value);
    if (IS(oid, oid_shrouded_bag)) return take_shrouded(f, value);
    if (IS(oid, oid_cert_bag)) return take_cert(f, value, &a);
    if (IS(oid, oid_safe_bag)) return safe_contents(f, value, depth + 1);
    return true; /* CRLs and secrets are not asked for */
}

static bool safe_contents(struct found *f, bs_reader der, int depth) {
    bs_reader seq, bag;
    if (depth > MAX_NESTING || !bs_der_read(&der, BS_DER_SEQUENCE, &seq)) return false;
    while (!bs_r_done(&seq)) {
        if (!bs_der_read(&seq, BS_DER_SEQUENCE, &bag) || !take_bag(f, bag, depth)) return false;
    }
    return true;
}

static bool open_encrypted(struct found *f, bs_reader content) {
    bs_reader seq, info, oid, alg, data;
    uint64_t version;
    uint8_t *plain;
    size_t n;
    if (!bs_der_read(&content, BS_DER_SEQUENCE, &seq) || !bs_der_uint64(&seq, &version)
        || !bs_der_read(&seq, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &oid)
        || !bs_der_whole(&info, BS_DER_SEQUENCE, &alg) || !bs_der_read(&info, BS_DER_CONTEXT(0), &data)
        || !decrypt(f, alg, data, &plain, &n)) {
        return false;
    }
    bool ok = safe_contents(f, bs_r_from(plain, n), 0);
    OPENSSL_clear_free(plain, data.len + 1);
    return ok;
}

static bool open_all(struct found *f, bs_reader auth_safe) {
    bs_reader list, info, oid, content, octets;
    if (!bs_der_read(&auth_safe, BS_DER_SEQUENCE, &list)) return false;
    while (!bs_r_done(&list)) {
        if (!bs_der_read(&list, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &oid)
            || !bs_der_read(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &content)) {
            return false;
        }
        if (IS(oid, oid_data)) {
            if (!bs_der_read(&content, BS_DER_OCTET_STRING, &octets) || !safe_contents(f, octets, 0)) return false;
        } else if (IS(oid, oid_encrypted_data)) {
            if (!open_encrypted(f, content)) return false;
        } /* envelopedData: nothing that a password opens */
    }
    return true;
}

/* No password and an empty one differ by two octets, and files with either exist; the MAC tells which it was. */
static bool check_mac(const PKCS12 *p, bs_reader *pass) {
    if (pass->len > 0) return verify_mac(p, *pass);
    *pass = (bs_reader){ NULL, 0 };
    if (!p->has_mac) return true; /* as OpenSSL: only without a password is a missing MAC fine */
    if (verify_mac(p, *pass)) return true;
    *pass = bs_r_from("", 0);
    return verify_mac(p, *pass);
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
    struct found f = { .pass = password(pass, -1) };
    if (pkey) *pkey = NULL;
    if (cert) *cert = NULL;
    if (!p12 || !p12->der) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_INVALID_NULL_PKCS12_POINTER);
        return 0;
    }
    if (!check_mac(p12, &f.pass)) {
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
