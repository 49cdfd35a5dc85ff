/* Proxy certificates (RFC 3820): chains of them with right and wrong names, lengths, extensions and issuers. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extend.h"

enum { MAX = 8, NO_PROXY = -3, NO_LENGTH = -2 };

/* One certificate of a chain; subject and issuer are common names, by '/'. */
struct one {
    const char *subject, *issuer;
    long proxy; /* NO_PROXY, NO_LENGTH, or the length that may follow */
    const char *bc, *ku, *san;
};

static EVP_PKEY *key;
static int go_on;

/* A '+' before a name puts it into the RDN before; a '=' makes it an organization. */
static void put_name(X509_NAME *name, const char *list) {
    char copy[256];
    snprintf(copy, sizeof copy, "%s", list);
    for (char *save = NULL, *n = strtok_r(copy, "/", &save); n; n = strtok_r(NULL, "/", &save)) {
        int same = *n == '+', other = *n == '=';
        X509_NAME_add_entry_by_txt(name, other ? "O" : "CN", MBSTRING_ASC, (const unsigned char *)n + (same || other), -1, -1,
                                   same ? -1 : 0);
    }
}

static X509 *make_cert(const struct one *o, long serial) {
    X509 *x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
    put_name(X509_get_subject_name(x), o->subject);
    put_name(X509_get_issuer_name(x), o->issuer);
    X509_gmtime_adj(X509_getm_notBefore(x), -1000);
    X509_gmtime_adj(X509_getm_notAfter(x), 100000);
    X509_set_pubkey(x, key);
    add_ext(x, x, NID_basic_constraints, o->bc);
    add_ext(x, x, NID_key_usage, o->ku);
    add_ext(x, x, NID_subject_alt_name, o->san);
    if (o->proxy != NO_PROXY) {
        PROXY_CERT_INFO_EXTENSION *pci = PROXY_CERT_INFO_EXTENSION_new();
        if (o->proxy != NO_LENGTH) {
            pci->pcPathLengthConstraint = ASN1_INTEGER_new();
            ASN1_INTEGER_set(pci->pcPathLengthConstraint, o->proxy);
        }
        ASN1_OBJECT_free(pci->proxyPolicy->policyLanguage);
        pci->proxyPolicy->policyLanguage = OBJ_nid2obj(NID_id_ppl_inheritAll);
        X509_add1_ext_i2d(x, NID_proxyCertInfo, pci, 1, 0);
        PROXY_CERT_INFO_EXTENSION_free(pci);
    }
    X509_sign(x, key, NULL);
    return x;
}

static int verify_cb(int ok, X509_STORE_CTX *ctx) {
    printf("  callback %d error %d depth %d\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return go_on ? 1 : ok;
}

static void verify(const struct one *all, unsigned long flags, int purpose) {
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *sent = sk_X509_new_null();
    X509 *certs[MAX] = { NULL };
    int n = 0;
    for (; n < MAX && all[n].subject; n++) {
        certs[n] = make_cert(&all[n], n + 1);
        printf(" %s by %s, proxy %ld, flags %x, length %ld\n", all[n].subject, all[n].issuer, all[n].proxy,
               X509_get_extension_flags(certs[n]), X509_get_proxy_pathlen(certs[n]));
        sk_X509_push(sent, certs[n]);
    }
    X509_STORE_add_cert(s, certs[n - 1]);
    X509_STORE_CTX_init(ctx, s, certs[0], sent);
    X509_STORE_CTX_set_verify_cb(ctx, verify_cb);
    X509_STORE_CTX_set_flags(ctx, flags);
    if (purpose) X509_STORE_CTX_set_purpose(ctx, purpose);
    int r = X509_verify_cert(ctx);
    printf("  flags %lx purpose %d: %d error %d depth %d\n", flags, purpose, r, X509_STORE_CTX_get_error(ctx),
           X509_STORE_CTX_get_error_depth(ctx));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    sk_X509_free(sent);
    for (int i = 0; i < n; i++) X509_free(certs[i]);
    ERR_clear_error();
}

#define CA "critical,CA:TRUE"
#define ROOT { "Root", "Root", NO_PROXY, CA, "keyCertSign", NULL }
#define USER { "=Users/Joe", "Root", NO_PROXY, "CA:FALSE", "digitalSignature", NULL }
#define PROXY(subject, issuer, length) { subject, issuer, length, NULL, "digitalSignature", NULL }

static const struct one chains[][MAX] = {
    { PROXY("=Users/Joe/1", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { PROXY("=Users/Joe/1/2", "=Users/Joe/1", NO_LENGTH), PROXY("=Users/Joe/1", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { PROXY("=Users/Joe/1/2", "=Users/Joe/1", 0), PROXY("=Users/Joe/1", "=Users/Joe", 1), USER, ROOT },
    { PROXY("=Users/Joe/1/2", "=Users/Joe/1", NO_LENGTH), PROXY("=Users/Joe/1", "=Users/Joe", 0), USER, ROOT },
    { PROXY("=Users/Joe/1/2/3", "=Users/Joe/1/2", 7), PROXY("=Users/Joe/1/2", "=Users/Joe/1", 0),
      PROXY("=Users/Joe/1", "=Users/Joe", 5), USER, ROOT },
    { PROXY("=Users/Joe/1/2/3", "=Users/Joe/1/2", 0), PROXY("=Users/Joe/1/2", "=Users/Joe/1", -5),
      PROXY("=Users/Joe/1", "=Users/Joe", 1), USER, ROOT },
    { PROXY("=Users/Joe/1", "=Users/Joe", 2147483647), USER, ROOT },
    { PROXY("=Users/Jim/1", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { PROXY("=Users/Joe/=1", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { PROXY("=Users/Joe/1/2", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { PROXY("=Users/Joe/+1", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { PROXY("=Users/Joe", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { PROXY("1", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { PROXY("=users/JOE/1", "=Users/Joe", NO_LENGTH), USER, ROOT },
    { { "=Users/Joe/1", "=Users/Joe", NO_LENGTH, CA, "digitalSignature", NULL }, USER, ROOT },
    { { "=Users/Joe/1", "=Users/Joe", NO_LENGTH, NULL, "digitalSignature", "DNS:joe.example" }, USER, ROOT },
    { { "=Users/Joe/1", "=Users/Joe", NO_LENGTH, "CA:FALSE", "keyAgreement", NULL }, USER, ROOT },
    { PROXY("=Users/Joe/1", "=Users/Joe", NO_LENGTH), { "=Users/Joe", "Root", NO_PROXY, "CA:FALSE", "keyEncipherment", NULL }, ROOT },
    { PROXY("=Users/Joe/1", "=Users/Joe", NO_LENGTH), { "=Users/Joe", "Root", NO_PROXY, CA, "digitalSignature", NULL }, ROOT },
    { PROXY("=Users/Joe/1", "=Users/Joe", NO_LENGTH), { "=Users/Joe", "Root", NO_PROXY, NULL, NULL, NULL }, ROOT },
    { PROXY("=Users/Joe/1", "=Users/Joe", NO_LENGTH), USER, { "Root", "Root", NO_PROXY, "CA:TRUE,pathlen:0", NULL, NULL } },
    { PROXY("=Users/Joe/1/2", "=Users/Joe/1", NO_LENGTH), PROXY("=Users/Joe/1", "=Users/Joe", NO_LENGTH), USER,
      { "Root", "Root", NO_PROXY, "CA:TRUE,pathlen:0", NULL, NULL } },
    { PROXY("=Users/Joe/1", "=Users/Joe", NO_LENGTH), { "=Users/Joe", "Int", NO_PROXY, "CA:FALSE", "digitalSignature", NULL },
      { "Int", "Root", NO_PROXY, CA, NULL, NULL }, { "Root", "Root", NO_PROXY, "CA:TRUE,pathlen:0", NULL, NULL } },
    { USER, { "Root", "Root", NO_LENGTH, NULL, NULL, NULL } },
    { { "Root/1", "Root", NO_LENGTH, NULL, NULL, NULL }, ROOT },
};

int main(void) {
    static const unsigned long flags[] = { 0, X509_V_FLAG_ALLOW_PROXY_CERTS,
                                           X509_V_FLAG_ALLOW_PROXY_CERTS | X509_V_FLAG_X509_STRICT };
    key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++) {
        for (size_t f = 0; f < sizeof flags / sizeof flags[0]; f++) {
            for (go_on = 0; go_on < 2; go_on++) verify(chains[i], flags[f], go_on ? X509_PURPOSE_SSL_CLIENT : 0);
        }
    }
    X509 *x = make_cert(&chains[0][1], 1);
    printf("not a proxy: %ld", X509_get_proxy_pathlen(x));
    X509_set_proxy_flag(x);
    X509_set_proxy_pathlen(x, 4);
    printf(" %ld %d\n", X509_get_proxy_pathlen(x), (X509_get_extension_flags(x) & EXFLAG_PROXY) != 0);
    X509_free(x);
    EVP_PKEY_free(key);
    return 0;
}
