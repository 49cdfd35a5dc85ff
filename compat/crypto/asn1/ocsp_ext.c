/* Extensions of OCSP messages, the nonce among them, and responders' identifiers.                 RFC 6960 4.2.1, 4.4 */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/ocsp_local.h"
#include "compat/crypto/core/raise.h"

/* The same nine functions for each of the four lists of extensions. */
#define EXTENSION_FUNCTIONS(type, list) \
    int type##_get_ext_count(type *v) { return X509v3_get_ext_count(v->list); } \
    int type##_get_ext_by_NID(type *v, int nid, int last) { return X509v3_get_ext_by_NID(v->list, nid, last); } \
    int type##_get_ext_by_OBJ(type *v, const ASN1_OBJECT *obj, int last) { \
        return X509v3_get_ext_by_OBJ(v->list, obj, last); \
    } \
    int type##_get_ext_by_critical(type *v, int crit, int last) { \
        return X509v3_get_ext_by_critical(v->list, crit, last); \
    } \
    X509_EXTENSION *type##_get_ext(type *v, int loc) { return X509v3_get_ext(v->list, loc); } \
    X509_EXTENSION *type##_delete_ext(type *v, int loc) { return X509v3_delete_ext(v->list, loc); } \
    void *type##_get1_ext_d2i(type *v, int nid, int *crit, int *idx) { return X509V3_get_d2i(v->list, nid, crit, idx); } \
    int type##_add1_ext_i2d(type *v, int nid, void *value, int crit, unsigned long flags) { \
        return X509V3_add1_i2d(&v->list, nid, value, crit, flags); \
    } \
    int type##_add_ext(type *v, X509_EXTENSION *ex, int loc) { return X509v3_add_ext(&v->list, ex, loc) != NULL; }

EXTENSION_FUNCTIONS(OCSP_REQUEST, tbs->extensions)
EXTENSION_FUNCTIONS(OCSP_ONEREQ, extensions)
EXTENSION_FUNCTIONS(OCSP_BASICRESP, data->extensions)
EXTENSION_FUNCTIONS(OCSP_SINGLERESP, extensions)

/* --- the nonce ------------------------------------------------------------------------ */

/* The extension's value is the DER of an OCTET STRING. */
static X509_EXTENSION *nonce_extension(const unsigned char *val, int len) {
    ASN1_OCTET_STRING *inner = ASN1_OCTET_STRING_new(), *outer = ASN1_OCTET_STRING_new();
    unsigned char *der = NULL;
    X509_EXTENSION *ex = NULL;
    if (inner && outer && ASN1_OCTET_STRING_set(inner, val, len)) {
        int n = i2d_ASN1_OCTET_STRING(inner, &der);
        if (n > 0 && ASN1_OCTET_STRING_set(outer, der, n)) {
            ex = X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_Nonce, 0, outer);
        }
    }
    OPENSSL_free(der);
    ASN1_OCTET_STRING_free(inner);
    ASN1_OCTET_STRING_free(outer);
    return ex;
}

static int add_nonce(STACK_OF(X509_EXTENSION) **list, const unsigned char *val, int len) {
    unsigned char fresh[64];
    if (len <= 0) len = OCSP_DEFAULT_NONCE_LENGTH;
    if (!val && (len > (int)sizeof fresh || RAND_bytes(fresh, len) <= 0)) return 0;
    X509_EXTENSION *ex = nonce_extension(val ? val : fresh, len);
    if (!ex) return 0;
    int at = X509v3_get_ext_by_NID(*list, NID_id_pkix_OCSP_Nonce, -1);
    if (at >= 0) X509_EXTENSION_free(X509v3_delete_ext(*list, at));
    int ok = X509v3_add_ext(list, ex, at) != NULL;
    X509_EXTENSION_free(ex);
    return ok;
}

int OCSP_request_add1_nonce(OCSP_REQUEST *r, unsigned char *val, int len) {
    return add_nonce(&r->tbs->extensions, val, len);
}
int OCSP_basic_add1_nonce(OCSP_BASICRESP *bs, unsigned char *val, int len) {
    return add_nonce(&bs->data->extensions, val, len);
}

/* 2 if there is none to copy */
int OCSP_copy_nonce(OCSP_BASICRESP *bs, OCSP_REQUEST *r) {
    int at = OCSP_REQUEST_get_ext_by_NID(r, NID_id_pkix_OCSP_Nonce, -1);
    return at < 0 ? 2 : OCSP_BASICRESP_add_ext(bs, OCSP_REQUEST_get_ext(r, at), -1);
}

/* man 3 OCSP_check_nonce: 1 equal, 2 none in either, 3 in the response alone, 0 different, -1 in the request alone. */
int OCSP_check_nonce(OCSP_REQUEST *r, OCSP_BASICRESP *bs) {
    int asked = OCSP_REQUEST_get_ext_by_NID(r, NID_id_pkix_OCSP_Nonce, -1);
    int told = OCSP_BASICRESP_get_ext_by_NID(bs, NID_id_pkix_OCSP_Nonce, -1);
    if (asked < 0) return told < 0 ? 2 : 3;
    if (told < 0) return -1;
    return ASN1_OCTET_STRING_cmp(X509_EXTENSION_get_data(OCSP_REQUEST_get_ext(r, asked)),
                                 X509_EXTENSION_get_data(OCSP_BASICRESP_get_ext(bs, told))) == 0;
}

/* --- who responds ------------------------------------------------------------------------ */

static void clear(OCSP_RESPID *id) {
    if (id->type == V_OCSP_RESPID_NAME) X509_NAME_free(id->value.name);
    else if (id->type == V_OCSP_RESPID_KEY) ASN1_OCTET_STRING_free(id->value.key);
    id->type = -1;
    id->value.name = NULL;
}

int OCSP_RESPID_set_by_name(OCSP_RESPID *id, X509 *cert) {
    X509_NAME *name = X509_NAME_dup(X509_get_subject_name(cert));
    if (!name) return 0;
    clear(id);
    id->type = V_OCSP_RESPID_NAME;
    id->value.name = name;
    return 1;
}

/* RFC 6960 4.2.1: KeyHash is the "SHA-1 hash of responder's public key (excluding the tag and length fields)" */
int OCSP_RESPID_set_by_key(OCSP_RESPID *id, X509 *cert) {
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned len;
    if (!X509_pubkey_digest(cert, EVP_sha1(), md, &len)) return 0;
    ASN1_OCTET_STRING *key = ASN1_OCTET_STRING_new();
    if (!key || !ASN1_OCTET_STRING_set(key, md, (int)len)) {
        ASN1_OCTET_STRING_free(key);
        return 0;
    }
    clear(id);
    id->type = V_OCSP_RESPID_KEY;
    id->value.key = key;
    return 1;
}

int OCSP_RESPID_set_by_key_ex(OCSP_RESPID *id, X509 *cert, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return OCSP_RESPID_set_by_key(id, cert);
}

int OCSP_RESPID_match(OCSP_RESPID *id, X509 *cert) {
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned len;
    if (id->type == V_OCSP_RESPID_NAME) {
        return id->value.name && X509_NAME_cmp(id->value.name, X509_get_subject_name(cert)) == 0;
    }
    if (id->type != V_OCSP_RESPID_KEY || !id->value.key || !X509_pubkey_digest(cert, EVP_sha1(), md, &len)) return 0;
    const ASN1_OCTET_STRING *key = id->value.key;
    return key->length == (int)len && memcmp(key->data, md, len) == 0;
}

int OCSP_RESPID_match_ex(OCSP_RESPID *id, X509 *cert, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return OCSP_RESPID_match(id, cert);
}

/* --- extensions made from plain values ------------------------------------------------------- */

/* RFC 6960 4.4.2 */
X509_EXTENSION *OCSP_crlID_new(const char *url, long *n, char *tim) {
    OCSP_CRLID *id = OCSP_CRLID_new();
    bool ok = id != NULL;
    if (ok && url) ok = (id->url = ASN1_IA5STRING_new()) && ASN1_STRING_set(id->url, url, -1);
    if (ok && n) ok = (id->num = ASN1_INTEGER_new()) && ASN1_INTEGER_set(id->num, *n);
    if (ok && tim) ok = (id->time = ASN1_GENERALIZEDTIME_new()) && ASN1_GENERALIZEDTIME_set_string(id->time, tim);
    X509_EXTENSION *ex = ok ? X509V3_EXT_i2d(NID_id_pkix_OCSP_CrlID, 0, id) : NULL;
    OCSP_CRLID_free(id);
    return ex;
}

/* RFC 6960 4.4.3; names that are unknown are passed over */
X509_EXTENSION *OCSP_accept_responses_new(char **oids) {
    STACK_OF(ASN1_OBJECT) *sk = sk_ASN1_OBJECT_new_null();
    bool ok = sk != NULL;
    for (; ok && oids && *oids; oids++) {
        int nid = OBJ_txt2nid(*oids);
        if (nid != NID_undef) ok = sk_ASN1_OBJECT_push(sk, OBJ_nid2obj(nid)) > 0;
    }
    X509_EXTENSION *ex = ok ? X509V3_EXT_i2d(NID_id_pkix_OCSP_acceptableResponses, 0, sk) : NULL;
    sk_ASN1_OBJECT_pop_free(sk, ASN1_OBJECT_free);
    return ex;
}

/* RFC 6960 4.4.4 */
X509_EXTENSION *OCSP_archive_cutoff_new(char *tim) {
    ASN1_GENERALIZEDTIME *t = ASN1_GENERALIZEDTIME_new();
    X509_EXTENSION *ex = NULL;
    if (t && ASN1_GENERALIZEDTIME_set_string(t, tim)) ex = X509V3_EXT_i2d(NID_id_pkix_OCSP_archiveCutoff, 0, t);
    ASN1_GENERALIZEDTIME_free(t);
    return ex;
}

static bool add_locator(OCSP_SERVICELOC *loc, const char *url) {
    ACCESS_DESCRIPTION *ad = ACCESS_DESCRIPTION_new();
    ASN1_IA5STRING *s = ad ? ASN1_IA5STRING_new() : NULL;
    if (s && ASN1_STRING_set(s, url, -1)) {
        ad->method = OBJ_nid2obj(NID_ad_OCSP);
        GENERAL_NAME_set0_value(ad->location, GEN_URI, s);
        if (sk_ACCESS_DESCRIPTION_push(loc->locator, ad)) return true;
        s = NULL;
    }
    ASN1_IA5STRING_free(s);
    ACCESS_DESCRIPTION_free(ad);
    return false;
}

/* RFC 6960 4.4.6 */
X509_EXTENSION *OCSP_url_svcloc_new(const X509_NAME *issuer, const char **urls) {
    OCSP_SERVICELOC *loc = OCSP_SERVICELOC_new();
    bool ok = loc && X509_NAME_set(&loc->issuer, issuer);
    if (ok && urls && *urls) ok = (loc->locator = sk_ACCESS_DESCRIPTION_new_null()) != NULL;
    for (; ok && urls && *urls; urls++) ok = add_locator(loc, *urls);
    X509_EXTENSION *ex = ok ? X509V3_EXT_i2d(NID_id_pkix_OCSP_serviceLocator, 0, loc) : NULL;
    OCSP_SERVICELOC_free(loc);
    return ex;
}
