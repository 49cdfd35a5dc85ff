/* Extensions from text: each name and value, well formed and not, with and without a database, subject and issuer. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char database[] =
    "[eku]\nobj.1=serverAuth\nobj.2=1.2.3.4\n"
    "[names]\nDNS.1=a.example\nDNS.2=b.example\nIP.1=10.0.0.1\nemail=x@example.org\n"
    "[dn]\nC=DE\n1.OU=one\n2.OU=two\n+CN=joined\n"
    "[bad]\nnosuch=x\n"
    "[bc]\nCA=true\npathlen=3\n"
    "[cert]\nbasicConstraints=critical,@bc\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid,issuer\n"
    "subjectAltName=@names\n"
    "[wrong]\nbasicConstraints=CA:TRUE\nkeyUsage=nothing\n";

static const char *const lines[][2] = {
    { "basicConstraints", "CA:TRUE" }, { "basicConstraints", "critical,CA:TRUE,pathlen:0" },
    { "basicConstraints", "critical, CA:FALSE" }, { "basicConstraints", "CA:maybe" }, { "basicConstraints", "CA" },
    { "basicConstraints", "CA:TRUE,pathlen:abc" }, { "basicConstraints", "path:1" }, { "basicConstraints", "" },
    { "basicConstraints", "CA:yes , pathlen : 0x10" }, { "basicConstraints", "CA:TRUE,,x" }, { "basicConstraints", "CA:" },
    { "basicConstraints", "@bc" }, { "basicConstraints", "@nosuch" }, { "basicConstraints", "pathlen:-1" },
    { "keyUsage", "digitalSignature" }, { "keyUsage", "critical,keyCertSign, cRLSign" }, { "keyUsage", "decipherOnly" },
    { "keyUsage", "Digital Signature,Key Agreement" }, { "keyUsage", "nothing" }, { "keyUsage", "keyAgreement,encipherOnly" },
    { "nsCertType", "client,server,objCA" }, { "nsCertType", "x" }, { "nsComment", "some text, with a comma" },
    { "nsBaseUrl", "http://x/" }, { "extendedKeyUsage", "serverAuth,clientAuth" }, { "extendedKeyUsage", "1.2.3.4,codeSigning" },
    { "extendedKeyUsage", "nonsense" }, { "extendedKeyUsage", "@eku" }, { "extendedKeyUsage", "critical,TLS Web Server Authentication" },
    { "subjectKeyIdentifier", "hash" }, { "subjectKeyIdentifier", "01:02:0a" }, { "subjectKeyIdentifier", "xyz" },
    { "authorityKeyIdentifier", "keyid" }, { "authorityKeyIdentifier", "keyid:always" }, { "authorityKeyIdentifier", "issuer" },
    { "authorityKeyIdentifier", "keyid,issuer" }, { "authorityKeyIdentifier", "keyid:always,issuer:always" },
    { "authorityKeyIdentifier", "none" }, { "authorityKeyIdentifier", "what" },
    { "subjectAltName", "DNS:a,DNS:b" }, { "subjectAltName", "IP:127.0.0.1,IP:::1" }, { "subjectAltName", "IP:1.2.3" },
    { "subjectAltName", "URI:http://a/b:c,email:x@y" }, { "subjectAltName", "RID:1.2.3" }, { "subjectAltName", "RID:x y" },
    { "subjectAltName", "email:copy" }, { "subjectAltName", "email:copy,email:z@z,URI:x" }, { "subjectAltName", "dirName:dn" },
    { "subjectAltName", "dirName:bad" }, { "subjectAltName", "dirName:nosuch" }, { "subjectAltName", "DNS" },
    { "subjectAltName", "FOO:bar" }, { "subjectAltName", "@names" }, { "subjectAltName", "critical,DNS:x" },
    { "issuerAltName", "issuer:copy" }, { "issuerAltName", "DNS:x,issuer:copy" }, { "issuerAltName", "email:copy" },
    { "authorityInfoAccess", "OCSP;URI:http://o/,caIssuers;URI:http://c/" }, { "authorityInfoAccess", "OCSP" },
    { "authorityInfoAccess", "zzz;URI:x" }, { "authorityInfoAccess", "1.2.3;DNS:x" }, { "subjectInfoAccess", "caRepository;URI:x" },
    { "crlDistributionPoints", "URI:http://a/" }, { "crlDistributionPoints", "URI:http://a/,URI:http://b/" },
    { "freshestCRL", "URI:http://a/" }, { "nameConstraints", "permitted;DNS:.x,excluded;IP:10.0.0.0/255.0.0.0" },
    { "nameConstraints", "critical,permitted;email:.x,permitted;dirName:dn" }, { "nameConstraints", "DNS:x" },
    { "nameConstraints", "permitted;IP:1.2.3.4" }, { "policyConstraints", "requireExplicitPolicy:3,inhibitPolicyMapping:0" },
    { "policyConstraints", "x:1" }, { "inhibitAnyPolicy", "2" }, { "inhibitAnyPolicy", "0x20" }, { "inhibitAnyPolicy", "z" },
    { "tlsfeature", "status_request" }, { "tlsfeature", "5,17" }, { "tlsfeature", "status_request_v2, 9" }, { "tlsfeature", "70000" },
    { "tlsfeature", "abc" }, { "noCheck", "ignored" }, { "crlNumber", "77" }, { "deltaCRL", "-3" },
    { "1.2.3.4", "DER:01:02" }, { "1.2.3.4", "critical,DER:0102" }, { "1.2.3.4", "DER:0g" }, { "no name", "DER:01" },
    { "no name", "x" }, { "basicConstraints", "DER:3000" }, { "subjectKeyIdentifier", "critical,hash" }, { "commonName", "x" },
};

static void show(X509_EXTENSION *ex) {
    unsigned char *der = NULL;
    int n = ex ? i2d_X509_EXTENSION(ex, &der) : 0;
    unsigned long e = ERR_peek_error();
    for (int i = 0; i < n; i++) printf("%02x", der[i]);
    if (!ex) printf("%s", e ? ERR_reason_error_string(e) : "no error");
    e = ERR_peek_last_error();
    if (!ex) printf(" / %s", e ? ERR_reason_error_string(e) : "no error");
    printf("\n");
    ERR_clear_error();
    OPENSSL_free(der);
    X509_EXTENSION_free(ex);
}

static void all(const char *title, CONF *conf, X509V3_CTX *ctx) {
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (!ctx && strstr(lines[i][1], "dirName")) continue; /* OpenSSL follows a null pointer */
        printf("%s %s=%s: ", title, lines[i][0], lines[i][1]);
        show(X509V3_EXT_nconf(conf, ctx, lines[i][0], lines[i][1]));
    }
}

static EVP_PKEY *key(const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", getenv("TWIN_DATA"), name);
    FILE *f = fopen(path, "r");
    EVP_PKEY *k = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
    if (f) fclose(f);
    return k;
}

static X509 *cert(EVP_PKEY *k, const char *cn) {
    X509 *x = X509_new();
    X509_NAME *n = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
    X509_NAME_add_entry_by_txt(n, "emailAddress", MBSTRING_ASC, (const unsigned char *)"me@example.org", -1, -1, 0);
    X509_set_issuer_name(x, n);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 17);
    ASN1_TIME_set(X509_getm_notBefore(x), 1700000000);
    ASN1_TIME_set(X509_getm_notAfter(x), 1800000000);
    X509_set_pubkey(x, k);
    return x;
}

static void sections(CONF *conf, X509V3_CTX *ctx, X509 *x, EVP_PKEY *k) {
    X509_REQ *r = X509_REQ_new();
    X509_CRL *c = X509_CRL_new();
    STACK_OF(X509_EXTENSION) *sk = NULL;
    printf("cert %d", X509V3_EXT_add_nconf(conf, ctx, "cert", x));
    printf(" count %d\n", X509_get_ext_count(x));
    printf("sign %d", X509_sign(x, k, EVP_sha256()));
    printf(" flags %x ca %d\n", X509_get_extension_flags(x), X509_check_ca(x));
    printf("sk %d", X509V3_EXT_add_nconf_sk(conf, ctx, "cert", &sk));
    printf(" %d crl %d", sk_X509_EXTENSION_num(sk), X509V3_EXT_CRL_add_nconf(conf, ctx, "cert", c));
    printf(" %d req %d", X509_CRL_get_ext_count(c), X509V3_EXT_REQ_add_nconf(conf, ctx, "cert", r));
    printf(" %d\n", X509_REQ_get_attr_count(r));
    printf("wrong %d missing %d\n", X509V3_EXT_add_nconf(conf, ctx, "wrong", NULL), X509V3_EXT_add_nconf(conf, ctx, "none", NULL));
    ERR_clear_error();
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    X509_CRL_free(c);
    X509_REQ_free(r);
}

static void lists(CONF *conf, X509V3_CTX *ctx) {
    static const char *const texts[] = { "a", "a:b", " aa : bb , cc ", "a:b:c", "", ",", "a:,b", ":b", "a\nb", "a,b,", "x:y,z:w" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        STACK_OF(CONF_VALUE) *sk = X509V3_parse_list(texts[i]);
        printf("list %d:", sk_CONF_VALUE_num(sk));
        for (int j = 0; j < sk_CONF_VALUE_num(sk); j++) {
            CONF_VALUE *v = sk_CONF_VALUE_value(sk, j);
            printf(" <%s|%s>", v->name, v->value ? v->value : "(none)");
        }
        printf(" %s\n", sk ? "" : ERR_reason_error_string(ERR_peek_error()));
        ERR_clear_error();
        sk_CONF_VALUE_pop_free(sk, X509V3_conf_free);
    }
    STACK_OF(CONF_VALUE) *sk = NULL;
    ASN1_INTEGER *n = NULL;
    int b = 7;
    printf("add %d", X509V3_add_value("n", "12", &sk));
    printf(" %d", X509V3_add_value("b", "YES", &sk));
    printf(" bool %d", X509V3_get_value_bool(sk_CONF_VALUE_value(sk, 1), &b));
    printf(" is %d int %d", b, X509V3_get_value_int(sk_CONF_VALUE_value(sk, 0), &n));
    printf(" is %ld", ASN1_INTEGER_get(n));
    printf(" not %d\n", X509V3_get_value_bool(sk_CONF_VALUE_value(sk, 0), &b));
    ERR_clear_error();
    ASN1_INTEGER_free(n);
    sk_CONF_VALUE_pop_free(sk, X509V3_conf_free);
    printf("section %d string %s\n", sk_CONF_VALUE_num(X509V3_get_section(ctx, "names")), X509V3_get_string(ctx, "bc", "pathlen"));
    (void)conf;
}

/* Serial numbers as text. */
static void integers(void) {
    static const char *const values[] = { "0", "1", "-1", "0x1f", "-0x1F", "0X10", "123456789012345678901234567890",
        "", "-", "0x", "1x",
        "x", " 1", "1 ", "0x1g", "-0" };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        ASN1_INTEGER *n = s2i_ASN1_INTEGER(NULL, values[i]);
        BIGNUM *bn = n ? ASN1_INTEGER_to_BN(n, NULL) : NULL;
        char *text = bn ? BN_bn2dec(bn) : NULL;
        printf("[%s] %s %d\n", values[i], text ? text : "none", ERR_GET_REASON(ERR_peek_last_error()));
        ERR_clear_error();
        OPENSSL_free(text);
        BN_free(bn);
        ASN1_INTEGER_free(n);
    }
    printf("%d\n", s2i_ASN1_INTEGER(NULL, NULL) != NULL);
    ERR_clear_error();
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    integers();
    CONF *conf = NCONF_new(NULL);
    BIO *b = BIO_new_mem_buf(database, -1);
    long line = 0;
    printf("load %d\n", NCONF_load_bio(conf, b, &line));
    BIO_free(b);
    EVP_PKEY *k = key("rsa.pem"), *k2 = key("auth/rsa.pem");
    X509 *ca = cert(k, "ca"), *x = cert(k2, "subject");
    X509V3_CTX ctx;
    memset(&ctx, 0, sizeof ctx);
    all("none", conf, NULL);
    X509V3_set_ctx_test(&ctx);
    X509V3_set_nconf(&ctx, conf);
    all("test", conf, &ctx);
    X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
    all("empty", conf, &ctx);
    X509V3_set_ctx(&ctx, ca, ca, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, conf);
    sections(conf, &ctx, ca, k);
    all("self", conf, &ctx);
    printf("issuer key %d\n", X509V3_set_issuer_pkey(&ctx, k));
    all("self with key", conf, &ctx);
    X509V3_set_ctx(&ctx, ca, x, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, conf);
    all("issued", conf, &ctx);
    lists(conf, &ctx);
    X509V3_set_ctx(&ctx, ca, x, NULL, NULL, 0);
    X509V3_set_ctx_nodb(&ctx);
    printf("by nid: ");
    show(X509V3_EXT_nconf_nid(NULL, &ctx, NID_subject_alt_name, "DNS:x"));
    printf("old: ");
    show(X509V3_EXT_conf_nid(NULL, &ctx, NID_basic_constraints, "critical,CA:TRUE"));
    printf("old by name: ");
    show(X509V3_EXT_conf(NULL, &ctx, "keyUsage", "keyCertSign"));
    X509_free(ca);
    X509_free(x);
    EVP_PKEY_free(k);
    EVP_PKEY_free(k2);
    NCONF_free(conf);
    return 0;
}
