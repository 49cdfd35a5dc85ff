/* X509_PURPOSE: purposes by their numbers and names, a program's too, and what certificates say of themselves. */
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
#include "src/x509/cert_ext.h"
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

/* Added by programs, which do so before their threads begin, as with OpenSSL. */
static STACK_OF(X509_PURPOSE) *added;

static int by_id(const X509_PURPOSE *const *a, const X509_PURPOSE *const *b) { return (*a)->purpose - (*b)->purpose; }

int X509_PURPOSE_get_count(void) { return NUM_PURPOSES + (added ? sk_X509_PURPOSE_num(added) : 0); }

X509_PURPOSE *X509_PURPOSE_get0(int idx) {
    if (idx < 0) return NULL;
    return idx < NUM_PURPOSES ? &purposes[idx] : sk_X509_PURPOSE_value(added, idx - NUM_PURPOSES);
}

int X509_PURPOSE_get_by_id(int id) {
    X509_PURPOSE key = { .purpose = id };
    if (id >= X509_PURPOSE_MIN && id <= X509_PURPOSE_MAX) return id - X509_PURPOSE_MIN;
    int i = added ? sk_X509_PURPOSE_find(added, &key) : -1;
    return i < 0 ? -1 : i + NUM_PURPOSES;
}

int X509_PURPOSE_get_by_sname(const char *sname) {
    for (int i = 0; i < X509_PURPOSE_get_count(); i++) {
        if (strcmp(X509_PURPOSE_get0(i)->sname, sname) == 0) return i;
    }
    return -1;
}

static void free_added(X509_PURPOSE *p) {
    OPENSSL_free(p->name);
    OPENSSL_free(p->sname);
    OPENSSL_free(p);
}

static X509_PURPOSE *new_added(int id) {
    X509_PURPOSE *p = (X509_PURPOSE *)OPENSSL_zalloc(sizeof *p);
    if (!added) added = sk_X509_PURPOSE_new(by_id);
    if (!p || !added) {
        OPENSSL_free(p);
        return NULL;
    }
    *p = (X509_PURPOSE){ .purpose = id, .flags = X509_PURPOSE_DYNAMIC };
    if (sk_X509_PURPOSE_push(added, p) > 0) return p;
    OPENSSL_free(p);
    return NULL;
}

int X509_PURPOSE_add(int id, int trust, int flags, int (*ck)(const X509_PURPOSE *, const X509 *, int), const char *name,
                     const char *sname, void *arg) {
    char *copy = OPENSSL_strdup(name), *short_copy = OPENSSL_strdup(sname);
    int i = X509_PURPOSE_get_by_id(id);
    X509_PURPOSE *p = !copy || !short_copy ? NULL : i < 0 ? new_added(id) : X509_PURPOSE_get0(i);
    if (!p) {
        OPENSSL_free(copy);
        OPENSSL_free(short_copy);
        BS_RAISE(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if ((p->flags & X509_PURPOSE_DYNAMIC_NAME) != 0) {
        OPENSSL_free(p->name);
        OPENSSL_free(p->sname);
    }
    /* whether it is one of ours, and whose its names are, a program does not say */
    int own = (p->flags & X509_PURPOSE_DYNAMIC) | X509_PURPOSE_DYNAMIC_NAME;
    *p = (X509_PURPOSE){ id, trust, own | (flags & ~X509_PURPOSE_DYNAMIC), ck, copy, short_copy, arg };
    return 1;
}

void X509_PURPOSE_cleanup(void) {
    sk_X509_PURPOSE_pop_free(added, free_added);
    added = NULL;
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
    return i < 0 ? -1 : X509_PURPOSE_get0(i)->trust;
}

int X509_check_purpose(X509 *x, int id, int ca) {
    const struct bs_cert *c = bs_x509_cert(x);
    if (id == -1) return (c->flags & BS_EXFLAG_INVALID) != 0 ? -1 : 1;
    int i = X509_PURPOSE_get_by_id(id);
    if (i < 0 || (c->flags & BS_EXFLAG_INVALID) != 0) return -1;
    const X509_PURPOSE *p = X509_PURPOSE_get0(i);
    return p->check_purpose(p, x, ca);
}

int bs_x509_purpose(void *arg, const struct bs_path_cert *c, int purpose, bool as_ca) {
    (void)arg;
    return X509_check_purpose((X509 *)c->handle, purpose, as_ca);
}

int X509_check_ca(X509 *x) { return bs_cert_check_ca(bs_x509_cert(x)); }

int X509_check_issued(X509 *issuer, X509 *subject) {
    int r = bs_cert_likely_issued(bs_x509_cert(issuer), bs_x509_cert(subject));
    return r != X509_V_OK ? r : bs_cert_signing_allowed(bs_x509_cert(issuer), bs_x509_cert(subject));
}

/* RFC 5280 4.2.1.1; in the words of the engine, which knows identifiers by their encoding. */
int X509_check_akid(const X509 *issuer, const AUTHORITY_KEYID *akid) {
    unsigned char *der = NULL;
    struct bs_akid a;
    int ret = X509_V_OK;
    if (!akid) return X509_V_OK;
    int n = i2d_AUTHORITY_KEYID(akid, &der);
    if (n <= 0 || !bs_akid_decode(&a, bs_r_from(der, (size_t)n))) {
        ret = X509_V_ERR_UNSPECIFIED;
    } else {
        enum bs_akid_fit fit = bs_akid_matches(bs_x509_cert(issuer), &a);
        if (fit == BS_AKID_SKID_MISMATCH) ret = X509_V_ERR_AKID_SKID_MISMATCH;
        if (fit == BS_AKID_ISSUER_SERIAL_MISMATCH) ret = X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH;
    }
    OPENSSL_free(der);
    return ret;
}
