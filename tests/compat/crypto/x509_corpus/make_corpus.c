/*
 * Makes a corpus of certificate chains on the system's OpenSSL: a root, an intermediate, a leaf and CRLs with every
 * extension that validation looks at, and a copy of each for each way of damaging each element, signed anew so that the
 * damage itself is judged. Prints cases: a name, the leaf, the intermediate, the root and the CRL of the intermediate.
 *
 * usage: make_corpus > FILE
 * A case is five fields, each a 32-bit length (big endian) and the bytes; a file is nothing but cases.
 */
#include <openssl/conf.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus_put.h"
#include "der_edit.h"

static const char profile[] =
    "[root]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
    "authorityKeyIdentifier=keyid:always,issuer:always\n"
    "[int]\nbasicConstraints=critical,CA:TRUE,pathlen:3\nkeyUsage=critical,keyCertSign,cRLSign,digitalSignature\n"
    "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always,issuer:always\n"
    "nameConstraints=critical,permitted;DNS:example.com,permitted;email:example.com,permitted;URI:example.com,"
    "permitted;IP:10.0.0.0/255.0.0.0,permitted;dirName:people,excluded;DNS:bad.example.com\n"
    "certificatePolicies=2.5.29.32.0\npolicyConstraints=requireExplicitPolicy:5\ninhibitAnyPolicy=4\n"
    "extendedKeyUsage=serverAuth,clientAuth\nauthorityInfoAccess=OCSP;URI:http://ocsp.example.com/\n"
    "[leaf]\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\n"
    "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always,issuer:always\n"
    "extendedKeyUsage=serverAuth,clientAuth,1.2.3.4\n"
    "subjectAltName=DNS:www.example.com,DNS:*.example.com,email:me@example.com,IP:10.1.2.3,URI:http://www.example.com/,"
    "dirName:person,otherName:1.2.3.4;UTF8:odd,RID:1.2.3.4.5\nissuerAltName=DNS:issuer.example.com\n"
    "certificatePolicies=1.2.3.4,@policy\ncrlDistributionPoints=points\n"
    "authorityInfoAccess=caIssuers;URI:http://ca.example.com/,OCSP;URI:http://ocsp.example.com/\n"
    "nsCertType=server,client\nnsComment=none\ntlsfeature=status_request\n"
    "[policy]\npolicyIdentifier=1.3.5.8\nCPS.1=http://cps.example.com/\nuserNotice.1=@notice\n"
    "[notice]\nexplicitText=text\norganization=Org\nnoticeNumbers=1,2,3\n"
    "[points]\nfullname=URI:http://crl.example.com/\nreasons=keyCompromise,CACompromise\n"
    "[people]\nO=Example\n"
    "[person]\nO=Example\nCN=Somebody\n"
    "[crl]\nauthorityKeyIdentifier=keyid:always\nissuingDistributionPoint=critical,@idp\n"
    "[idp]\nfullname=URI:http://crl.example.com/\nonlyuser=FALSE\n";

struct authority {
    X509 *cert;
    EVP_PKEY *key;
};

static CONF *conf;

static void add_extensions(X509 *x, X509_CRL *crl, X509 *issuer, const char *section) {
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, issuer, x, NULL, crl, 0);
    X509V3_set_nconf(&ctx, conf);
    must(crl ? X509V3_EXT_CRL_add_nconf(conf, &ctx, section, crl) : X509V3_EXT_add_nconf(conf, &ctx, section, x), section);
}

/* Who signs has an RSA key, which is fast to verify with; the leaf's is on a curve. */
static struct authority make_cert(const char *section, const char *cn, const struct authority *issuer, long serial) {
    struct authority a = { X509_new(), plain_key(strcmp(section, "leaf") == 0 ? "P-256" : NULL) };
    struct authority by = issuer ? *issuer : a;
    X509_NAME *name = X509_get_subject_name(a.cert);
    X509_set_version(a.cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(a.cert), serial);
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const unsigned char *)"Example", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
    X509_set_issuer_name(a.cert, X509_get_subject_name(by.cert));
    X509_gmtime_adj(X509_getm_notBefore(a.cert), -86400);
    X509_gmtime_adj(X509_getm_notAfter(a.cert), issuer ? 86400L * 30 : 86400L * 365 * 40);
    X509_set_pubkey(a.cert, a.key);
    add_extensions(a.cert, NULL, by.cert, section);
    must(X509_sign(a.cert, by.key, EVP_sha256()) > 0, "sign");
    return a;
}

static X509_CRL *make_crl(const struct authority *by, const char *section) {
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *t = X509_gmtime_adj(NULL, -3600);
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(by->cert));
    X509_CRL_set1_lastUpdate(crl, t);
    X509_gmtime_adj(t, 86400);
    X509_CRL_set1_nextUpdate(crl, t);
    for (long i = 0; i < 3; i++) {
        X509_REVOKED *r = X509_REVOKED_new();
        ASN1_INTEGER *serial = ASN1_INTEGER_new();
        ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
        ASN1_INTEGER_set(serial, 900 + i);
        X509_REVOKED_set_serialNumber(r, serial);
        X509_REVOKED_set_revocationDate(r, X509_gmtime_adj(t, -7200));
        ASN1_ENUMERATED_set(reason, i + 1);
        X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, reason, 0, 0);
        X509_CRL_add0_revoked(crl, r);
        ASN1_INTEGER_free(serial);
        ASN1_ENUMERATED_free(reason);
    }
    ASN1_TIME_free(t);
    if (section) add_extensions(NULL, crl, by->cert, section);
    must(X509_CRL_sign(crl, by->key, EVP_sha256()) > 0, "sign a CRL");
    return crl;
}

static struct bytes der_of(int len, unsigned char *p) { return (struct bytes){ p, (size_t)len }; }

static struct bytes cert_der(X509 *x) {
    unsigned char *p = NULL;
    int n = i2d_X509(x, &p);
    return der_of(n, p);
}

static struct bytes crl_der(X509_CRL *x) {
    unsigned char *p = NULL;
    int n = i2d_X509_CRL(x, &p);
    return der_of(n, p);
}

enum { LEAF, INT, ROOT, CRL, NUM_PARTS };

static void put_case(const char *name, const struct bytes parts[NUM_PARTS]) {
    put_field((struct bytes){ (unsigned char *)(size_t)name, strlen(name) });
    for (int i = 0; i < NUM_PARTS; i++) put_field(parts[i]);
}

/* All damage to what is signed in one part, signed anew; then to the whole, whose signature then is of something else. */
static void damage(const char *part_name, int part, const struct bytes parts[NUM_PARTS], EVP_PKEY *signer) {
    struct bytes with[NUM_PARTS], whole = parts[part], tbs = tbs_of(whole);
    char name[128];
    memcpy(with, parts, sizeof with);
    for (size_t i = 0; i < der_count(tbs.p, tbs.len); i++) {
        for (int how = 0; how < NUM_EDITS; how++) {
            struct bytes changed = der_edit(tbs.p, tbs.len, i, (enum edit)how);
            if (!changed.p) continue;
            with[part] = sign_anew(changed, signer, (struct bytes){ NULL, 0 });
            snprintf(name, sizeof name, "%s, element %zu of what is signed, %s", part_name, i, edit_names[how]);
            put_case(name, with);
            free(with[part].p);
            free(changed.p);
        }
    }
    size_t all = der_count(whole.p, whole.len), signed_part = der_count(tbs.p, tbs.len);
    for (size_t i = 0; i < all; i++) {
        if (i >= 1 && i <= signed_part) continue;
        for (int how = 0; how < NUM_EDITS; how++) {
            with[part] = der_edit(whole.p, whole.len, i, (enum edit)how);
            if (!with[part].p) continue;
            snprintf(name, sizeof name, "%s, element %zu of the whole, %s", part_name, i, edit_names[how]);
            put_case(name, with);
            free(with[part].p);
        }
    }
}

int main(void) {
    BIO *text = BIO_new_mem_buf(profile, -1);
    long line;
    conf = NCONF_new(NULL);
    must(NCONF_load_bio(conf, text, &line) > 0, "profile");
    struct authority root = make_cert("root", "Root", NULL, 1), inter = make_cert("int", "Intermediate", &root, 2),
                     leaf = make_cert("leaf", "www.example.com", &inter, 3);
    X509_CRL *plain = make_crl(&inter, NULL), *scoped = make_crl(&inter, "crl");
    struct bytes parts[NUM_PARTS] = { cert_der(leaf.cert), cert_der(inter.cert), cert_der(root.cert), crl_der(plain) };
    put_case("undamaged", parts);
    damage("leaf", LEAF, parts, inter.key);
    damage("intermediate", INT, parts, root.key);
    damage("root", ROOT, parts, root.key);
    parts[CRL] = crl_der(scoped);
    put_case("undamaged, CRL with a scope", parts);
    damage("CRL", CRL, parts, inter.key);
    return 0;
}
