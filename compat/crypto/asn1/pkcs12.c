#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>
#include <openssl/rand.h>
#include <string.h>

#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/asn1/item.h"
#include "compat/crypto/asn1/pkcs12_kdf.h"
#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "src/base/secret.h"
#include "src/x509/ber.h"
#include "src/x509/key_der.h"

#define PKCS7(n) { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, n }
#define BAG(n) { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, n }
#define PKCS9(...) { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, __VA_ARGS__ }
const uint8_t bs_p12_data[9] = PKCS7(1), bs_p12_encrypted_data[9] = PKCS7(6);
const uint8_t bs_p12_key_bag[11] = BAG(1), bs_p12_shrouded_bag[11] = BAG(2), bs_p12_cert_bag[11] = BAG(3);
const uint8_t bs_p12_safe_bag[11] = BAG(6), bs_p12_x509_cert[10] = PKCS9(22, 1);
const uint8_t bs_p12_friendly_name[9] = PKCS9(20), bs_p12_local_key_id[9] = PKCS9(21);

#define SALT_ROOM 64
#define PFX_ROOM 256 /* of all headers, object identifiers and the MAC, but for the salt */

/* --- reading ------------------------------------------------------------------------------------------------------ */

static bool read_mac(PKCS12 *p, bs_reader mac) {
    bs_reader whole = mac, info, alg, oid;
    uint64_t iterations = 1;
    if (!bs_der_read(&mac, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_SEQUENCE, &alg)
        || !bs_der_read(&alg, BS_DER_OID, &oid) || !bs_der_read(&info, BS_DER_OCTET_STRING, &p->mac)
        || !bs_der_read(&mac, BS_DER_OCTET_STRING, &p->mac_salt)) {
        return false;
    }
    if (!bs_r_done(&mac) && (!bs_der_uint64(&mac, &iterations) || iterations == 0)) return false;
    if (iterations > BS_PBE_MAX_ITERATIONS) return false;
    p->mac_iterations = (uint32_t)iterations;
    p->mac_md = bs_md_by_hash(bs_hash_by_oid(oid));
    p->has_mac = true;
    return bs_r_done(&mac) && bs_p12_mac_objects(p, whole);
}

static bool read_pfx(PKCS12 *p) {
    bs_reader r = bs_r_from(p->der, p->der_len), pfx, info, oid, wrapped, mac;
    uint64_t version;
    bool has_mac;
    if (!bs_der_read(&r, BS_DER_SEQUENCE, &pfx) || !bs_r_done(&r) || !bs_der_uint64(&pfx, &version)) return false;
    if (!bs_der_read(&pfx, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &oid)) return false;
    if (!BS_P12_IS(oid, bs_p12_data)) { /* public-key integrity mode is not ours, nor OpenSSL's */
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_CONTENT_TYPE_NOT_DATA);
        return false;
    }
    if (!bs_der_read(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &wrapped)
        || !bs_der_read(&wrapped, BS_DER_OCTET_STRING, &p->auth_safe)) {
        return false;
    }
    p->has_mac = false;
    if (!bs_der_optional(&pfx, BS_DER_SEQUENCE, &has_mac, &mac) || !bs_r_done(&pfx)) return false;
    p->mac_data = has_mac ? mac : (bs_reader){ NULL, 0 };
    return !has_mac || read_mac(p, mac);
}

/* What follows the element stays in *ber. */
static uint8_t *normalize_next(bs_reader *ber, size_t *len, size_t *room) {
    *room = bs_ber_room(ber->len);
    uint8_t *der = (uint8_t *)OPENSSL_malloc(*room);
    if (der && bs_ber_to_der(ber, der, len) == BS_OK) return der;
    OPENSSL_clear_free(der, *room);
    return NULL;
}

uint8_t *bs_p12_normalize(bs_reader ber, size_t *len, size_t *room) { return normalize_next(&ber, len, room); }

PKCS12 *PKCS12_new(void) { return (PKCS12 *)OPENSSL_zalloc(sizeof(PKCS12)); }

void PKCS12_free(PKCS12 *p) {
    if (!p) return;
    OPENSSL_clear_free(p->der, p->der_len);
    bs_p12_mac_objects_free(p);
    OPENSSL_free(p);
}

static PKCS12 *from_ber(bs_reader *in) {
    size_t room;
    PKCS12 *p = PKCS12_new();
    if (!p) return NULL;
    p->der = normalize_next(in, &p->der_len, &room);
    if (p->der && read_pfx(p)) return p;
    PKCS12_free(p);
    return NULL;
}

PKCS12 *d2i_PKCS12(PKCS12 **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), all = r;
    PKCS12 *p = from_ber(&r);
    if (!p) {
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

/* --- the MAC ------------------------------------------------------------------------------------------------------ */

int PKCS12_mac_present(const PKCS12 *p) { return p->has_mac; }

bs_reader bs_p12_password(const char *pass, int len) {
    return pass ? bs_r_from(pass, len < 0 ? strlen(pass) : (size_t)len) : (bs_reader){ NULL, 0 };
}

/* pass of no address: no password, not even the terminating zeros. */
static bool make_mac(const EVP_MD *md, bs_reader auth_safe, bs_reader pass, bs_reader salt, uint32_t iterations,
                     uint8_t out[EVP_MAX_MD_SIZE]) {
    uint8_t key[EVP_MAX_MD_SIZE];
    size_t n = 0, len = (size_t)EVP_MD_get_size(md);
    uint8_t *bmp = pass.p ? bs_pkcs12_password((const char *)pass.p, pass.len, &n) : NULL;
    if (pass.p && !bmp) return false;
    bool ok = auth_safe.len <= INT32_MAX
        && bs_pkcs12_kdf(bs_md_hash(md), BS_PBE_MAC, bs_r_from(bmp, n), salt, iterations, key, len)
        && HMAC(md, key, (int)len, auth_safe.p, auth_safe.len, out, NULL) != NULL;
    OPENSSL_clear_free(bmp, n);
    bs_wipe(key, sizeof key);
    return ok;
}

static bool verify_mac(const PKCS12 *p, bs_reader pass) {
    uint8_t mac[EVP_MAX_MD_SIZE];
    if (!p->has_mac) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_MAC_ABSENT);
        return false;
    }
    if (!p->mac_md) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_UNKNOWN_DIGEST_ALGORITHM);
        return false;
    }
    size_t len = (size_t)EVP_MD_get_size(p->mac_md);
    bool ok = make_mac(p->mac_md, p->auth_safe, pass, p->mac_salt, p->mac_iterations, mac) && p->mac.len == len
        && bs_ct_equal(mac, p->mac.p, len);
    bs_wipe(mac, sizeof mac);
    return ok;
}

int PKCS12_verify_mac(PKCS12 *p, const char *pass, int pass_len) { return verify_mac(p, bs_p12_password(pass, pass_len)); }

bool bs_p12_check_mac(const PKCS12 *p, bs_reader *pass) {
    if (pass->len > 0) return verify_mac(p, *pass);
    *pass = (bs_reader){ NULL, 0 };
    if (!p->has_mac) return true;
    if (verify_mac(p, *pass)) return true;
    *pass = bs_r_from("", 0);
    return verify_mac(p, *pass);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void put_mac(bs_writer *w, const EVP_MD *md, bs_reader mac, bs_reader salt, uint32_t iterations) {
    bs_reader oid = bs_hash_oid(bs_md_hash(md));
    bs_mark data = bs_der_open(w, BS_DER_SEQUENCE), info = bs_der_open(w, BS_DER_SEQUENCE);
    bs_mark alg = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, oid.p, oid.len);
    bs_der_put(w, BS_DER_NULL, NULL, 0);
    bs_der_close(w, alg);
    bs_der_put(w, BS_DER_OCTET_STRING, mac.p, mac.len);
    bs_der_close(w, info);
    bs_der_put(w, BS_DER_OCTET_STRING, salt.p, salt.len);
    if (iterations > 1) bs_der_put_uint64(w, iterations); /* RFC 7292 4: "DEFAULT 1" */
    bs_der_close(w, data);
}

/* The PFX in der, which is taken or freed, takes the place of p's. */
static bool take(PKCS12 *p, uint8_t *der, size_t cap, const bs_writer *w) {
    PKCS12 made = { .der = der };
    if (!bs_w_finish(w, &made.der_len) || !read_pfx(&made)) {
        OPENSSL_clear_free(der, cap);
        bs_p12_mac_objects_free(&made);
        return false;
    }
    OPENSSL_clear_free(p->der, p->der_len);
    bs_p12_mac_objects_free(p);
    *p = made;
    return true;
}

bool bs_p12_fill(PKCS12 *p, bs_reader auth_safe, const EVP_MD *md, bs_reader pass, const uint8_t *salt, size_t salt_len,
                 uint32_t iterations) {
    uint8_t drawn[SALT_ROOM], mac[EVP_MAX_MD_SIZE];
    if (md && bs_md_hash(md) == BS_HASH_NONE) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_UNKNOWN_DIGEST_ALGORITHM);
        return false;
    }
    if (salt_len == 0) salt_len = PKCS12_SALT_LEN;
    if (md && !salt && (salt_len > sizeof drawn || RAND_bytes(drawn, (int)salt_len) <= 0)) return false;
    bs_reader s = bs_r_from(salt ? salt : drawn, salt_len);
    if (md && !make_mac(md, auth_safe, pass, s, iterations, mac)) return false;
    size_t cap = auth_safe.len + PFX_ROOM + salt_len;
    uint8_t *der = (uint8_t *)OPENSSL_malloc(cap);
    if (!der) return false;
    bs_writer w = bs_w_to(der, cap);
    bs_mark pfx = bs_der_open(&w, BS_DER_SEQUENCE);
    bs_der_put_uint64(&w, 3);
    bs_p12_put_data(&w, auth_safe);
    if (md) put_mac(&w, md, bs_r_from(mac, (size_t)EVP_MD_get_size(md)), s, iterations);
    bs_der_close(&w, pfx);
    return take(p, der, cap, &w);
}

bool bs_p12_refill(PKCS12 *p, bs_reader auth_safe) {
    const size_t cap = auth_safe.len + PFX_ROOM + p->mac_data.len;
    uint8_t *der = (uint8_t *)OPENSSL_malloc(cap);
    if (!der) return false;
    bs_writer w = bs_w_to(der, cap);
    bs_mark pfx = bs_der_open(&w, BS_DER_SEQUENCE);
    bs_der_put_uint64(&w, 3);
    bs_p12_put_data(&w, auth_safe);
    if (p->has_mac) bs_der_put(&w, BS_DER_SEQUENCE, p->mac_data.p, p->mac_data.len);
    bs_der_close(&w, pfx);
    return take(p, der, cap, &w);
}

int PKCS12_set_mac(PKCS12 *p, const char *pass, int pass_len, unsigned char *salt, int salt_len, int iter,
                   const EVP_MD *md) {
    if (!p->der) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_INVALID_NULL_PKCS12_POINTER);
        return 0;
    }
    if (!bs_p12_fill(p, p->auth_safe, md ? md : EVP_sha256(), bs_p12_password(pass, pass_len), salt,
                     salt_len > 0 ? (size_t)salt_len : 0, iter > 0 ? (uint32_t)iter : 1)) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_MAC_SETUP_ERROR);
        return 0;
    }
    return 1;
}

bool bs_p12_encrypted_parts(bs_reader content, bs_reader *alg, bs_reader *data, uint8_t **gathered) {
    bs_reader seq, info, oid, pieces, piece;
    uint64_t version;
    size_t n = 0;
    *gathered = NULL;
    if (!bs_der_read(&content, BS_DER_SEQUENCE, &seq) || !bs_der_uint64(&seq, &version)
        || !bs_der_read(&seq, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &oid)
        || !bs_der_whole(&info, BS_DER_SEQUENCE, alg)) {
        return false;
    }
    if (bs_der_read(&info, BS_DER_CONTEXT(0), data)) return true;
    if (!bs_der_read(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &pieces)) return false;
    *gathered = (uint8_t *)OPENSSL_malloc(pieces.len + 1); /* an OCTET STRING in pieces, X.690 8.7.3 */
    while (*gathered && bs_der_read(&pieces, BS_DER_OCTET_STRING, &piece)) {
        if (piece.len > 0) memcpy(*gathered + n, piece.p, piece.len);
        n += piece.len;
    }
    *data = bs_r_from(*gathered, n);
    if (*gathered && bs_r_done(&pieces)) return true;
    OPENSSL_free(*gathered);
    *gathered = NULL;
    return false;
}

void bs_p12_put_data(bs_writer *w, bs_reader content) {
    bs_mark info = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, bs_p12_data, sizeof bs_p12_data);
    bs_mark wrapped = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0));
    bs_der_put(w, BS_DER_OCTET_STRING, content.p, content.len);
    bs_der_close(w, wrapped);
    bs_der_close(w, info);
}

void bs_p12_put_encrypted(bs_writer *w, bs_reader alg, bs_reader sealed) {
    if (alg.len == 0) w->bad = true;
    bs_mark info = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, bs_p12_encrypted_data, sizeof bs_p12_encrypted_data);
    bs_mark wrapped = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0)), data = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put_uint64(w, 0);
    bs_mark content = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, bs_p12_data, sizeof bs_p12_data);
    bs_w_bytes(w, alg.p, alg.len);
    bs_der_put(w, BS_DER_CONTEXT(0), sealed.p, sealed.len);
    bs_der_close(w, content);
    bs_der_close(w, data);
    bs_der_close(w, wrapped);
    bs_der_close(w, info);
}
