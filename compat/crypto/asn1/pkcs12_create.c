/* Writing PKCS#12 files.                                                                 man 3 PKCS12_create; RFC 7292 4 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/asn1/pkcs12_kdf.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/pkcs8_local.h"

#define BAG_ROOM 256 /* headers, object identifiers and an algorithm, but for names, IDs and contents */

/* What a bag's attributes say; empty views: nothing. */
struct labels {
    bs_reader name; /* UTF-8 */
    bs_reader id;
};

/* A growing list of bags in DER, wiped when done: they may hold keys. */
struct bags {
    uint8_t *der;
    size_t len, cap;
};

static void drop(struct bags *b) { OPENSSL_clear_free(b->der, b->cap); }

static bool reserve(struct bags *b, size_t more) {
    if (b->cap - b->len >= more) return true;
    size_t cap = 2 * b->cap + more;
    uint8_t *p = (uint8_t *)OPENSSL_clear_realloc(b->der, b->cap, cap);
    if (!p) return false;
    b->der = p;
    b->cap = cap;
    return true;
}

static void put_name(bs_writer *w, bs_reader name) {
    size_t n = 0;
    uint8_t *bmp = bs_pkcs12_password((const char *)name.p, name.len, &n); /* a BMPString and two octets of zero */
    if (!bmp) {
        w->bad = true;
        return;
    }
    bs_mark attr = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, bs_p12_friendly_name, sizeof bs_p12_friendly_name);
    bs_mark values = bs_der_open(w, BS_DER_SET);
    bs_der_put(w, BS_DER_BMP, bmp, n - 2);
    bs_der_close(w, values);
    bs_der_close(w, attr);
    OPENSSL_free(bmp);
}

static void put_id(bs_writer *w, bs_reader id) {
    bs_mark attr = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, bs_p12_local_key_id, sizeof bs_p12_local_key_id);
    bs_mark values = bs_der_open(w, BS_DER_SET);
    bs_der_put(w, BS_DER_OCTET_STRING, id.p, id.len);
    bs_der_close(w, values);
    bs_der_close(w, attr);
}

/* X.690 11.6: the components of a SET OF in ascending order of their encodings. */
static void put_labels(bs_writer *w, const struct labels *l) {
    if (l->name.p == NULL && l->id.p == NULL) return;
    bs_mark set = bs_der_open(w, BS_DER_SET);
    size_t at = w->len, first;
    if (l->name.p) put_name(w, l->name);
    first = w->len - at;
    if (l->id.p) put_id(w, l->id);
    size_t second = w->len - at - first;
    if (!w->bad && first > 0 && second > 0 && memcmp(w->buf + at, w->buf + at + first, first < second ? first : second) > 0) {
        w->len = at;
        put_id(w, l->id);
        put_name(w, l->name);
    }
    bs_der_close(w, set);
}

static bs_mark open_bag(bs_writer *w, const uint8_t *oid, size_t len, bs_mark *value) {
    bs_mark bag = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, oid, len);
    *value = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0));
    return bag;
}

static bool add_cert(struct bags *b, X509 *x, const struct labels *l) {
    unsigned char *der = NULL;
    int n = i2d_X509(x, &der);
    bs_mark value, seq, wrapped;
    bool ok = n > 0 && reserve(b, (size_t)n + BAG_ROOM + 2 * l->name.len + l->id.len);
    if (ok) {
        bs_writer w = bs_w_to(b->der + b->len, b->cap - b->len);
        size_t len = 0;
        bs_mark bag = open_bag(&w, bs_p12_cert_bag, sizeof bs_p12_cert_bag, &value);
        seq = bs_der_open(&w, BS_DER_SEQUENCE);
        bs_der_put(&w, BS_DER_OID, bs_p12_x509_cert, sizeof bs_p12_x509_cert);
        wrapped = bs_der_open(&w, BS_DER_CONTEXT_CONSTRUCTED(0));
        bs_der_put(&w, BS_DER_OCTET_STRING, der, (size_t)n);
        bs_der_close(&w, wrapped);
        bs_der_close(&w, seq);
        bs_der_close(&w, value);
        put_labels(&w, l);
        bs_der_close(&w, bag);
        ok = bs_w_finish(&w, &len);
        b->len += len;
    }
    OPENSSL_free(der);
    return ok;
}

/* The alias and key ID that a certificate carries along. */
static struct labels own_labels(X509 *x) {
    int name_len = 0, id_len = 0;
    unsigned char *name = X509_alias_get0(x, &name_len), *id = X509_keyid_get0(x, &id_len);
    return (struct labels){ name ? bs_r_from(name, (size_t)name_len) : (bs_reader){ NULL, 0 },
        id ? bs_r_from(id, (size_t)id_len) : (bs_reader){ NULL, 0 } };
}

/* The same PrivateKeyInfo with the attribute keyUsage, which Microsoft's programs read. */
static bool add_usage(uint8_t **der, size_t *len, size_t *room, uint8_t usage) {
    static const uint8_t key_usage[] = { 0x55, 0x1D, 0x0F };
    const uint8_t bits[2] = { usage == KEY_EX ? 4 : 7, usage };
    bs_reader in = bs_r_from(*der, *len), content;
    size_t cap = *room + 32;
    if (!bs_der_read(&in, BS_DER_SEQUENCE, &content)) return false;
    uint8_t *out = (uint8_t *)OPENSSL_malloc(cap);
    if (!out) return false;
    bs_writer w = bs_w_to(out, cap);
    bs_mark seq = bs_der_open(&w, BS_DER_SEQUENCE);
    bs_w_bytes(&w, content.p, content.len);
    bs_mark set = bs_der_open(&w, BS_DER_CONTEXT_CONSTRUCTED(0)), attr = bs_der_open(&w, BS_DER_SEQUENCE);
    bs_der_put(&w, BS_DER_OID, key_usage, sizeof key_usage);
    bs_mark values = bs_der_open(&w, BS_DER_SET);
    bs_der_put(&w, BS_DER_BIT_STRING, bits, sizeof bits);
    bs_der_close(&w, values);
    bs_der_close(&w, attr);
    bs_der_close(&w, set);
    bs_der_close(&w, seq);
    OPENSSL_clear_free(*der, *room);
    *der = out;
    *room = cap;
    return bs_w_finish(&w, len);
}

static bool choose(struct bs_pbe *pbe, struct bs_pbe_random *random, int nid, int iter) {
    const EVP_CIPHER *cipher = EVP_get_cipherbynid(nid);
    if (bs_pbe_choose(pbe, random, cipher ? -1 : nid, cipher, iter, NULL, 0)) return true;
    bs_pbe_raise_encrypt();
    return false;
}

static bool add_key(struct bags *b, EVP_PKEY *key, int usage, int nid, int iter, bs_reader pass, const struct labels *l) {
    uint8_t *der = NULL, *sealed = NULL;
    size_t len, room = 0, sealed_len = 0;
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    bs_mark value;
    bool ok = bs_pkey_encode(key, BS_ENC_PKCS8, &der, &len, &room);
    if (ok && (usage == KEY_EX || usage == KEY_SIG)) ok = add_usage(&der, &len, &room, (uint8_t)usage);
    if (ok && nid != -1) {
        ok = choose(&pbe, &random, nid, iter) && bs_pkcs8_encrypt(bs_r_from(der, len), &pbe, pass, &sealed, &sealed_len);
    }
    bs_reader body = nid != -1 ? bs_r_from(sealed, sealed_len) : bs_r_from(der, ok ? len : 0);
    if (ok) ok = reserve(b, body.len + BAG_ROOM + 2 * l->name.len + l->id.len);
    if (ok) {
        bs_writer w = bs_w_to(b->der + b->len, b->cap - b->len);
        size_t n = 0;
        bs_mark bag = open_bag(&w, nid != -1 ? bs_p12_shrouded_bag : bs_p12_key_bag, sizeof bs_p12_key_bag, &value);
        bs_w_bytes(&w, body.p, body.len);
        bs_der_close(&w, value);
        put_labels(&w, l);
        bs_der_close(&w, bag);
        ok = bs_w_finish(&w, &n);
        b->len += n;
    }
    OPENSSL_clear_free(der, room);
    OPENSSL_free(sealed);
    return ok;
}

/* A ContentInfo of bags: plain data, or EncryptedData under the password. */
static bool add_safe(struct bags *safes, const struct bags *bags, int nid, int iter, bs_reader pass) {
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    size_t cap = bags->len + 16, len = 0, n = 0, room = 0;
    uint8_t *der = (uint8_t *)OPENSSL_malloc(cap), *sealed = NULL;
    if (!der) return false;
    bs_writer list = bs_w_to(der, cap);
    bs_mark seq = bs_der_open(&list, BS_DER_SEQUENCE);
    bs_w_bytes(&list, bags->der, bags->len);
    bs_der_close(&list, seq);
    bool ok = bs_w_finish(&list, &len) && reserve(safes, len + 2 * BAG_ROOM);
    if (ok && nid != -1) {
        ok = choose(&pbe, &random, nid, iter) && bs_pbe_crypt(&pbe, pass, true, bs_r_from(der, len), &sealed, &n, &room);
    }
    if (ok) {
        size_t put = 0;
        bs_writer w = bs_w_to(safes->der + safes->len, safes->cap - safes->len);
        if (nid == -1) bs_p12_put_data(&w, bs_r_from(der, len));
        else bs_p12_put_encrypted(&w, &pbe, bs_r_from(sealed, n));
        ok = bs_w_finish(&w, &put);
        safes->len += put;
    }
    OPENSSL_clear_free(der, cap);
    OPENSSL_clear_free(sealed, room);
    return ok;
}

static PKCS12 *finish(const struct bags *safes, int mac_iter, bs_reader pass) {
    size_t cap = safes->len + 16, len = 0;
    uint8_t *der = (uint8_t *)OPENSSL_malloc(cap);
    PKCS12 *p = der ? PKCS12_new() : NULL;
    if (p) {
        bs_writer w = bs_w_to(der, cap);
        bs_mark seq = bs_der_open(&w, BS_DER_SEQUENCE);
        bs_w_bytes(&w, safes->der, safes->len);
        bs_der_close(&w, seq);
        if (!bs_w_finish(&w, &len) ||
            !bs_p12_fill(p, bs_r_from(der, len), mac_iter != -1 ? EVP_sha256() : NULL, pass, NULL, 0,
                         mac_iter > 0 ? (uint32_t)mac_iter : 1)) {
            PKCS12_free(p);
            p = NULL;
        }
    }
    OPENSSL_clear_free(der, cap);
    return p;
}

/* Which names and IDs go with the key and its certificate. */
static bool choose_labels(struct labels *l, const char *name, EVP_PKEY *key, X509 *cert, uint8_t id[EVP_MAX_MD_SIZE]) {
    unsigned n = 0;
    *l = (struct labels){ { NULL, 0 }, { NULL, 0 } };
    if (key && cert) {
        if (!X509_check_private_key(cert, key) || !X509_digest(cert, EVP_sha1(), id, &n)) return false;
        l->id = bs_r_from(id, n);
    }
    if (name) l->name = bs_r_from(name, strlen(name));
    return true;
}

PKCS12 *PKCS12_create_ex(const char *pass, const char *name, EVP_PKEY *pkey, X509 *cert, STACK_OF(X509) *ca, int nid_key,
                         int nid_cert, int iter, int mac_iter, int keytype, OSSL_LIB_CTX *ctx, const char *propq) {
    struct bags certs = { .der = NULL }, keys = { .der = NULL }, safes = { .der = NULL };
    struct labels labels;
    uint8_t id[EVP_MAX_MD_SIZE];
    bs_reader pw = bs_p12_password(pass, -1);
    PKCS12 *p = NULL;
    (void)ctx;
    (void)propq;
    if (nid_cert == NID_undef) nid_cert = NID_aes_256_cbc;
    if (nid_key == NID_undef) nid_key = NID_aes_256_cbc;
    if (iter == 0) iter = PKCS12_DEFAULT_ITER;
    if (mac_iter == 0) mac_iter = PKCS12_DEFAULT_ITER;
    if (!pkey && !cert && !ca) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_INVALID_NULL_ARGUMENT);
        return NULL;
    }
    bool ok = choose_labels(&labels, name, pkey, cert, id);
    if (ok && cert) {
        struct labels own = own_labels(cert), l = { labels.name.p ? labels.name : own.name, labels.id.p ? labels.id : own.id };
        ok = add_cert(&certs, cert, &l);
    }
    for (int i = 0; ok && i < sk_X509_num(ca); i++) {
        struct labels own = own_labels(sk_X509_value(ca, i));
        ok = add_cert(&certs, sk_X509_value(ca, i), &own);
    }
    if (ok && certs.len > 0) ok = add_safe(&safes, &certs, nid_cert, iter, pw);
    if (ok && pkey) ok = add_key(&keys, pkey, keytype, nid_key, iter, pw, &labels);
    if (ok && keys.len > 0) ok = add_safe(&safes, &keys, -1, 0, pw);
    if (ok) p = finish(&safes, mac_iter, pw);
    drop(&certs);
    drop(&keys);
    drop(&safes);
    return p;
}

PKCS12 *PKCS12_create(const char *pass, const char *name, EVP_PKEY *pkey, X509 *cert, STACK_OF(X509) *ca, int nid_key,
                      int nid_cert, int iter, int mac_iter, int keytype) {
    return PKCS12_create_ex(pass, name, pkey, cert, ca, nid_key, nid_cert, iter, mac_iter, keytype, NULL, NULL);
}
