/* Writing a key, its certificate and others into a PKCS#12 file.                         man 3 PKCS12_create; RFC 7292 4 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"

/* What a file is made of, and in which way. */
struct wish {
    const char *pass, *name;
    EVP_PKEY *key;
    X509 *cert;
    STACK_OF(X509) *ca;
    int nid_key, nid_cert, iter, mac_iter, keytype;
    uint8_t id[EVP_MAX_MD_SIZE]; /* goes with a key and its certificate: the certificate's digest */
    unsigned id_len;
};

static bool choose_id(struct wish *w) {
    if (!w->key || !w->cert) return true;
    return X509_check_private_key(w->cert, w->key) && X509_digest(w->cert, EVP_sha1(), w->id, &w->id_len);
}

static bool add_bags(STACK_OF(PKCS7) **safes, STACK_OF(PKCS12_SAFEBAG) *bags, int nid, int iter, const char *pass) {
    bool ok = !bags || PKCS12_add_safe(safes, bags, nid, iter, pass);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    return ok;
}

/* The name that is given comes before the certificate's own, and so does the ID. */
static bool add_own(const struct wish *w, STACK_OF(PKCS12_SAFEBAG) **bags) {
    int name_len = -1, id_len = (int)w->id_len;
    const char *name = w->name;
    const unsigned char *id = w->id;
    if (!name) name = (const char *)X509_alias_get0(w->cert, &name_len);
    if (id_len == 0) id = X509_keyid_get0(w->cert, &id_len);
    return bs_p12_add_cert(bags, w->cert, name, name_len, id, id_len) != NULL;
}

static bool add_certs(const struct wish *w, STACK_OF(PKCS7) **safes) {
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    bool ok = !w->cert || add_own(w, &bags);
    for (int i = 0; ok && i < sk_X509_num(w->ca); i++) ok = PKCS12_add_cert(&bags, sk_X509_value(w->ca, i)) != NULL;
    if (ok) return add_bags(safes, bags, w->nid_cert, w->iter, w->pass);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    return false;
}

/* An attribute that a program gave the key. */
static bool copy_attribute(PKCS12_SAFEBAG *bag, const EVP_PKEY *key, int nid) {
    const int at = EVP_PKEY_get_attr_by_NID(key, nid, -1);
    return at < 0 || X509at_add1_attr(&bag->attributes, EVP_PKEY_get_attr(key, at)) != NULL;
}

static bool add_key(struct wish *w, STACK_OF(PKCS7) **safes) {
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    if (!w->key) return true;
    PKCS12_SAFEBAG *bag = PKCS12_add_key(&bags, w->key, w->keytype, w->iter, w->nid_key, w->pass);
    bool ok = bag && copy_attribute(bag, w->key, NID_ms_csp_name) && copy_attribute(bag, w->key, NID_LocalKeySet) &&
              (!w->name || PKCS12_add_friendlyname_utf8(bag, w->name, -1)) &&
              (w->id_len == 0 || PKCS12_add_localkeyid(bag, w->id, (int)w->id_len));
    if (ok) return add_bags(safes, bags, -1, 0, NULL);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    return false;
}

static PKCS12 *create(struct wish *w) {
    STACK_OF(PKCS7) *safes = NULL;
    bool ok = choose_id(w) && add_certs(w, &safes) && add_key(w, &safes);
    PKCS12 *p = ok ? PKCS12_add_safes(safes, 0) : NULL;
    sk_PKCS7_pop_free(safes, PKCS7_free);
    if (!p || w->mac_iter == -1 || PKCS12_set_mac(p, w->pass, -1, NULL, 0, w->mac_iter, NULL)) return p;
    PKCS12_free(p);
    return NULL;
}

PKCS12 *PKCS12_create_ex(const char *pass, const char *name, EVP_PKEY *pkey, X509 *cert, STACK_OF(X509) *ca, int nid_key,
                         int nid_cert, int iter, int mac_iter, int keytype, OSSL_LIB_CTX *ctx, const char *propq) {
    (void)ctx;
    (void)propq;
    if (!pkey && !cert && !ca) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_INVALID_NULL_ARGUMENT);
        return NULL;
    }
    return create(&(struct wish){ pass, name, pkey, cert, ca, nid_key != NID_undef ? nid_key : NID_aes_256_cbc,
        nid_cert != NID_undef ? nid_cert : NID_aes_256_cbc, iter != 0 ? iter : PKCS12_DEFAULT_ITER,
        mac_iter != 0 ? mac_iter : PKCS12_DEFAULT_ITER, keytype, { 0 }, 0 });
}

PKCS12 *PKCS12_create(const char *pass, const char *name, EVP_PKEY *pkey, X509 *cert, STACK_OF(X509) *ca, int nid_key,
                      int nid_cert, int iter, int mac_iter, int keytype) {
    return PKCS12_create_ex(pass, name, pkey, cert, ca, nid_key, nid_cert, iter, mac_iter, keytype, NULL, NULL);
}
