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

int OCSP_REQUEST_get_ext_count(OCSP_REQUEST *r) { return X509v3_get_ext_count(r->tbs->extensions); }
int OCSP_REQUEST_get_ext_by_NID(OCSP_REQUEST *r, int nid, int last) {
    return X509v3_get_ext_by_NID(r->tbs->extensions, nid, last);
}
X509_EXTENSION *OCSP_REQUEST_get_ext(OCSP_REQUEST *r, int loc) { return X509v3_get_ext(r->tbs->extensions, loc); }
int OCSP_REQUEST_add_ext(OCSP_REQUEST *r, X509_EXTENSION *ex, int loc) {
    return X509v3_add_ext(&r->tbs->extensions, ex, loc) != NULL;
}
int OCSP_BASICRESP_get_ext_count(OCSP_BASICRESP *bs) { return X509v3_get_ext_count(bs->data->extensions); }
int OCSP_BASICRESP_get_ext_by_NID(OCSP_BASICRESP *bs, int nid, int last) {
    return X509v3_get_ext_by_NID(bs->data->extensions, nid, last);
}
X509_EXTENSION *OCSP_BASICRESP_get_ext(OCSP_BASICRESP *bs, int loc) { return X509v3_get_ext(bs->data->extensions, loc); }
int OCSP_SINGLERESP_get_ext_count(OCSP_SINGLERESP *s) { return X509v3_get_ext_count(s->extensions); }
X509_EXTENSION *OCSP_SINGLERESP_get_ext(OCSP_SINGLERESP *s, int loc) { return X509v3_get_ext(s->extensions, loc); }

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

int OCSP_request_add1_nonce(OCSP_REQUEST *r, unsigned char *val, int len) {
    unsigned char fresh[64];
    if (len <= 0) len = 16;
    if (!val && (len > (int)sizeof fresh || RAND_bytes(fresh, len) <= 0)) return 0;
    X509_EXTENSION *ex = nonce_extension(val ? val : fresh, len);
    if (!ex) return 0;
    int at = OCSP_REQUEST_get_ext_by_NID(r, NID_id_pkix_OCSP_Nonce, -1);
    if (at >= 0) X509_EXTENSION_free(X509v3_delete_ext(r->tbs->extensions, at));
    int ok = OCSP_REQUEST_add_ext(r, ex, at);
    X509_EXTENSION_free(ex);
    return ok;
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
