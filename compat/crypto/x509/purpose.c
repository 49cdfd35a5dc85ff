/* Purposes and trusts by their numbers and names, and what certificates say of themselves. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_local.h"
#include "src/x509/purpose.h"

#define ROW(id, trust, name, sname) { id, trust, 0, check_row, (char *)(uintptr_t)name, (char *)(uintptr_t)sname, NULL }

static int check_row(const X509_PURPOSE *p, const X509 *x, int ca) {
    return bs_cert_check_purpose(bs_x509_cert(x), p->purpose, ca != 0);
}

static X509_PURPOSE purposes[] = {
    ROW(X509_PURPOSE_SSL_CLIENT, X509_TRUST_SSL_CLIENT, "SSL client", "sslclient"),
    ROW(X509_PURPOSE_SSL_SERVER, X509_TRUST_SSL_SERVER, "SSL server", "sslserver"),
    ROW(X509_PURPOSE_NS_SSL_SERVER, X509_TRUST_SSL_SERVER, "Netscape SSL server", "nssslserver"),
    ROW(X509_PURPOSE_SMIME_SIGN, X509_TRUST_EMAIL, "S/MIME signing", "smimesign"),
    ROW(X509_PURPOSE_SMIME_ENCRYPT, X509_TRUST_EMAIL, "S/MIME encryption", "smimeencrypt"),
    ROW(X509_PURPOSE_CRL_SIGN, X509_TRUST_COMPAT, "CRL signing", "crlsign"),
    ROW(X509_PURPOSE_ANY, X509_TRUST_DEFAULT, "Any Purpose", "any"),
    ROW(X509_PURPOSE_OCSP_HELPER, X509_TRUST_COMPAT, "OCSP helper", "ocsphelper"),
    ROW(X509_PURPOSE_TIMESTAMP_SIGN, X509_TRUST_TSA, "Time Stamp signing", "timestampsign"),
};
#define NUM_PURPOSES ((int)(sizeof purposes / sizeof purposes[0]))

int X509_PURPOSE_get_count(void) { return NUM_PURPOSES; }

int X509_PURPOSE_get_by_id(int id) { return id >= X509_PURPOSE_MIN && id <= X509_PURPOSE_MAX ? id - X509_PURPOSE_MIN : -1; }

X509_PURPOSE *X509_PURPOSE_get0(int idx) {
    return idx >= 0 && idx < NUM_PURPOSES ? &purposes[idx] : NULL;
}

int X509_PURPOSE_get_by_sname(const char *sname) {
    for (int i = 0; i < NUM_PURPOSES; i++) {
        if (strcmp(purposes[i].sname, sname) == 0) return i;
    }
    return -1;
}

int X509_PURPOSE_get_id(const X509_PURPOSE *p) { return p->purpose; }
int X509_PURPOSE_get_trust(const X509_PURPOSE *p) { return p->trust; }
char *X509_PURPOSE_get0_name(const X509_PURPOSE *p) { return (char *)(uintptr_t)p->name; }
char *X509_PURPOSE_get0_sname(const X509_PURPOSE *p) { return (char *)(uintptr_t)p->sname; }

int X509_PURPOSE_set(int *p, int purpose) {
    if (X509_PURPOSE_get_by_id(purpose) < 0) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_PURPOSE);
        return 0;
    }
    *p = purpose;
    return 1;
}

int bs_purpose_trust(int purpose) {
    int i = X509_PURPOSE_get_by_id(purpose);
    return i < 0 ? -1 : purposes[i].trust;
}

int X509_TRUST_get_by_id(int id) { return id >= X509_TRUST_MIN && id <= X509_TRUST_MAX ? id - X509_TRUST_MIN : -1; }

int X509_TRUST_set(int *t, int trust) {
    if (X509_TRUST_get_by_id(trust) < 0) {
        BS_RAISE(ERR_LIB_X509, X509_R_INVALID_TRUST);
        return 0;
    }
    *t = trust;
    return 1;
}

static bool object_is(const ASN1_OBJECT *o, bs_reader oid) {
    return bs_r_equal(oid, OBJ_get0_data(o), OBJ_length(o));
}

static bool list_has(const STACK_OF(ASN1_OBJECT) *list, bs_reader use, bool any) {
    static const uint8_t any_use[] = { 0x55, 0x1D, 0x25, 0x00 };
    for (int i = 0; i < sk_ASN1_OBJECT_num(list); i++) {
        const ASN1_OBJECT *o = sk_ASN1_OBJECT_value(list, i);
        if (object_is(o, use) || (any && object_is(o, bs_r_from(any_use, sizeof any_use)))) return true;
    }
    return false;
}

enum bs_aux_trust bs_x509_aux_says(void *arg, const struct bs_path_cert *c, bs_reader use, bool any) {
    (void)arg;
    const struct bs_x509_aux *aux = ((const X509 *)c->handle)->aux;
    if (!aux) return BS_AUX_NONE;
    if (list_has(aux->reject, use, any)) return BS_AUX_REJECTED;
    if (!aux->trust) return BS_AUX_NONE;
    /* a list of trusted uses without this one says no */
    return list_has(aux->trust, use, any) ? BS_AUX_TRUSTED : BS_AUX_REJECTED;
}

int X509_check_trust(X509 *x, int id, int flags) {
    static const struct bs_path_ops ops = { .aux_trust = bs_x509_aux_says };
    struct bs_path_cert c = { bs_x509_cert(x), x };
    return (int)bs_path_trust_of(&ops, NULL, &c, id, (unsigned)flags);
}

int X509_check_purpose(X509 *x, int id, int ca) {
    const struct bs_cert *c = bs_x509_cert(x);
    if (id == -1) return (c->flags & BS_EXFLAG_INVALID) != 0 ? -1 : 1;
    return bs_cert_check_purpose(c, id, ca != 0);
}

int X509_check_ca(X509 *x) { return bs_cert_check_ca(bs_x509_cert(x)); }

int X509_check_issued(X509 *issuer, X509 *subject) {
    int r = bs_cert_likely_issued(bs_x509_cert(issuer), bs_x509_cert(subject));
    return r != X509_V_OK ? r : bs_cert_signing_allowed(bs_x509_cert(issuer), bs_x509_cert(subject));
}
