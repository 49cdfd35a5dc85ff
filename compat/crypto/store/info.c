/* What a store gave, and what is searched for.                         man 3 OSSL_STORE_INFO, OSSL_STORE_SEARCH */
#include <openssl/crypto.h>
#include <openssl/storeerr.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/store/store_local.h"

static void *fail(int reason) {
    BS_RAISE(ERR_LIB_OSSL_STORE, reason);
    return NULL;
}

OSSL_STORE_INFO *OSSL_STORE_INFO_new(int type, void *data) {
    OSSL_STORE_INFO *i = OPENSSL_zalloc(sizeof *i);
    if (i == NULL) return NULL;
    i->type = type;
    i->data.ptr = data;
    return i;
}

OSSL_STORE_INFO *OSSL_STORE_INFO_new_NAME(char *name) { return OSSL_STORE_INFO_new(OSSL_STORE_INFO_NAME, name); }
OSSL_STORE_INFO *OSSL_STORE_INFO_new_PARAMS(EVP_PKEY *p) { return OSSL_STORE_INFO_new(OSSL_STORE_INFO_PARAMS, p); }
OSSL_STORE_INFO *OSSL_STORE_INFO_new_PUBKEY(EVP_PKEY *k) { return OSSL_STORE_INFO_new(OSSL_STORE_INFO_PUBKEY, k); }
OSSL_STORE_INFO *OSSL_STORE_INFO_new_PKEY(EVP_PKEY *k) { return OSSL_STORE_INFO_new(OSSL_STORE_INFO_PKEY, k); }
OSSL_STORE_INFO *OSSL_STORE_INFO_new_CERT(X509 *x) { return OSSL_STORE_INFO_new(OSSL_STORE_INFO_CERT, x); }
OSSL_STORE_INFO *OSSL_STORE_INFO_new_CRL(X509_CRL *c) { return OSSL_STORE_INFO_new(OSSL_STORE_INFO_CRL, c); }

void OSSL_STORE_INFO_free(OSSL_STORE_INFO *i) {
    if (i == NULL) return;
    switch (i->type) {
    case OSSL_STORE_INFO_NAME:
        OPENSSL_free(i->data.name);
        OPENSSL_free(i->description);
        break;
    case OSSL_STORE_INFO_PARAMS:
    case OSSL_STORE_INFO_PUBKEY:
    case OSSL_STORE_INFO_PKEY: EVP_PKEY_free(i->data.pkey); break;
    case OSSL_STORE_INFO_CERT: X509_free(i->data.cert); break;
    case OSSL_STORE_INFO_CRL: X509_CRL_free(i->data.crl); break;
    default: break; /* a type of the program's, and its data too */
    }
    OPENSSL_free(i);
}

int OSSL_STORE_INFO_get_type(const OSSL_STORE_INFO *i) { return i->type; }

const char *OSSL_STORE_INFO_type_string(int type) {
    static const char *const names[] = { NULL, "Name", "Parameters", "Public key", "Pkey", "Certificate", "CRL" };
    return type > 0 && type <= OSSL_STORE_INFO_CRL ? names[type] : NULL;
}

void *OSSL_STORE_INFO_get0_data(int type, const OSSL_STORE_INFO *i) { return i->type == type ? i->data.ptr : NULL; }
const char *OSSL_STORE_INFO_get0_NAME(const OSSL_STORE_INFO *i) { return OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_NAME, i); }
EVP_PKEY *OSSL_STORE_INFO_get0_PARAMS(const OSSL_STORE_INFO *i) {
    return OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_PARAMS, i);
}
EVP_PKEY *OSSL_STORE_INFO_get0_PUBKEY(const OSSL_STORE_INFO *i) {
    return OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_PUBKEY, i);
}
EVP_PKEY *OSSL_STORE_INFO_get0_PKEY(const OSSL_STORE_INFO *i) { return OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_PKEY, i); }
X509 *OSSL_STORE_INFO_get0_CERT(const OSSL_STORE_INFO *i) { return OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_CERT, i); }
X509_CRL *OSSL_STORE_INFO_get0_CRL(const OSSL_STORE_INFO *i) { return OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_CRL, i); }

static EVP_PKEY *take(EVP_PKEY *k, int reason) {
    if (k == NULL) return fail(reason);
    EVP_PKEY_up_ref(k);
    return k;
}

EVP_PKEY *OSSL_STORE_INFO_get1_PARAMS(const OSSL_STORE_INFO *i) {
    return take(OSSL_STORE_INFO_get0_PARAMS(i), OSSL_STORE_R_NOT_PARAMETERS);
}
EVP_PKEY *OSSL_STORE_INFO_get1_PUBKEY(const OSSL_STORE_INFO *i) {
    return take(OSSL_STORE_INFO_get0_PUBKEY(i), OSSL_STORE_R_NOT_A_PUBLIC_KEY);
}
EVP_PKEY *OSSL_STORE_INFO_get1_PKEY(const OSSL_STORE_INFO *i) {
    return take(OSSL_STORE_INFO_get0_PKEY(i), OSSL_STORE_R_NOT_A_PRIVATE_KEY);
}

X509 *OSSL_STORE_INFO_get1_CERT(const OSSL_STORE_INFO *i) {
    X509 *x = OSSL_STORE_INFO_get0_CERT(i);
    if (x == NULL) return fail(OSSL_STORE_R_NOT_A_CERTIFICATE);
    X509_up_ref(x);
    return x;
}

X509_CRL *OSSL_STORE_INFO_get1_CRL(const OSSL_STORE_INFO *i) {
    X509_CRL *c = OSSL_STORE_INFO_get0_CRL(i);
    if (c == NULL) return fail(OSSL_STORE_R_NOT_A_CRL);
    X509_CRL_up_ref(c);
    return c;
}

char *OSSL_STORE_INFO_get1_NAME(const OSSL_STORE_INFO *i) {
    const char *name = OSSL_STORE_INFO_get0_NAME(i);
    return name != NULL ? OPENSSL_strdup(name) : fail(OSSL_STORE_R_NOT_A_NAME);
}

int OSSL_STORE_INFO_set0_NAME_description(OSSL_STORE_INFO *i, char *description) {
    if (i->type != OSSL_STORE_INFO_NAME) return fail(ERR_R_PASSED_INVALID_ARGUMENT) != NULL;
    OPENSSL_free(i->description);
    i->description = description;
    return 1;
}

const char *OSSL_STORE_INFO_get0_NAME_description(const OSSL_STORE_INFO *i) {
    return i->type == OSSL_STORE_INFO_NAME ? i->description : NULL;
}

char *OSSL_STORE_INFO_get1_NAME_description(const OSSL_STORE_INFO *i) {
    if (i->type != OSSL_STORE_INFO_NAME) return fail(OSSL_STORE_R_NOT_A_NAME);
    return OPENSSL_strdup(i->description != NULL ? i->description : "");
}

/* --- what is searched for: nothing is copied, the program keeps it ------------------------------------------------- */

static OSSL_STORE_SEARCH *search_new(int type) {
    OSSL_STORE_SEARCH *s = OPENSSL_zalloc(sizeof *s);
    if (s != NULL) s->type = type;
    return s;
}

void OSSL_STORE_SEARCH_free(OSSL_STORE_SEARCH *s) { OPENSSL_free(s); }

OSSL_STORE_SEARCH *OSSL_STORE_SEARCH_by_name(X509_NAME *name) {
    OSSL_STORE_SEARCH *s = search_new(OSSL_STORE_SEARCH_BY_NAME);
    if (s != NULL) s->name = name;
    return s;
}

OSSL_STORE_SEARCH *OSSL_STORE_SEARCH_by_issuer_serial(X509_NAME *name, const ASN1_INTEGER *serial) {
    OSSL_STORE_SEARCH *s = search_new(OSSL_STORE_SEARCH_BY_ISSUER_SERIAL);
    if (s == NULL) return NULL;
    s->name = name;
    s->serial = serial;
    return s;
}

OSSL_STORE_SEARCH *OSSL_STORE_SEARCH_by_key_fingerprint(const EVP_MD *digest, const unsigned char *bytes, size_t len) {
    if (digest != NULL && len != (size_t)EVP_MD_get_size(digest)) {
        BS_RAISE_DATA(ERR_LIB_OSSL_STORE, OSSL_STORE_R_FINGERPRINT_SIZE_DOES_NOT_MATCH_DIGEST,
                      "%s size is %d, fingerprint size is %zu", EVP_MD_get0_name(digest), EVP_MD_get_size(digest), len);
        return NULL;
    }
    OSSL_STORE_SEARCH *s = search_new(OSSL_STORE_SEARCH_BY_KEY_FINGERPRINT);
    if (s == NULL) return NULL;
    s->digest = digest;
    s->bytes = bytes;
    s->len = len;
    return s;
}

OSSL_STORE_SEARCH *OSSL_STORE_SEARCH_by_alias(const char *alias) {
    OSSL_STORE_SEARCH *s = search_new(OSSL_STORE_SEARCH_BY_ALIAS);
    if (s == NULL) return NULL;
    s->bytes = (const unsigned char *)alias;
    s->len = strlen(alias);
    return s;
}

int OSSL_STORE_SEARCH_get_type(const OSSL_STORE_SEARCH *s) { return s->type; }
X509_NAME *OSSL_STORE_SEARCH_get0_name(const OSSL_STORE_SEARCH *s) { return s->name; }
const ASN1_INTEGER *OSSL_STORE_SEARCH_get0_serial(const OSSL_STORE_SEARCH *s) { return s->serial; }
const EVP_MD *OSSL_STORE_SEARCH_get0_digest(const OSSL_STORE_SEARCH *s) { return s->digest; }
const char *OSSL_STORE_SEARCH_get0_string(const OSSL_STORE_SEARCH *s) { return (const char *)s->bytes; }

const unsigned char *OSSL_STORE_SEARCH_get0_bytes(const OSSL_STORE_SEARCH *s, size_t *length) {
    *length = s->len;
    return s->bytes;
}
