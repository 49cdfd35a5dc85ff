/* Making certificates, requests and CRLs: setters, attributes, extensions, signing with each kind of key. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static BIO *out;

static void errors(const char *what) {
    unsigned long e = ERR_peek_last_error();
    printf("%s: %s %s\n", what, e ? ERR_lib_error_string(e) : "-", e ? ERR_reason_error_string(e) : "-");
    ERR_clear_error();
}

static EVP_PKEY *key(const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", getenv("TWIN_DATA"), name);
    FILE *f = fopen(path, "r");
    EVP_PKEY *k = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
    if (f) fclose(f);
    if (!k) printf("no key %s\n", name);
    return k;
}

static void digest(const char *title, const unsigned char *der, int n) {
    unsigned char md[32];
    printf("%s %d ", title, n);
    if (n > 0 && EVP_Digest(der, (size_t)n, md, NULL, EVP_sha256(), NULL)) {
        for (int i = 0; i < 32; i++) printf("%02x", md[i]);
    }
    printf("\n");
}

static void show_cert(const char *title, X509 *x, int deterministic) {
    unsigned char *der = NULL;
    int n = i2d_X509(x, &der);
    if (deterministic) digest(title, der, n);
    OPENSSL_free(der);
    X509_print_ex(out, x, 0, deterministic ? 0 : X509_FLAG_NO_SIGDUMP);
}

static X509_NAME *name(const char *cn) {
    X509_NAME *n = X509_NAME_new();
    X509_NAME_add_entry_by_txt(n, "C", MBSTRING_ASC, (const unsigned char *)"DE", -1, -1, 0);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_UTF8, (const unsigned char *)cn, -1, -1, 0);
    return n;
}

static void add_constraints(X509 *x, int ca) {
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    bc->ca = ca ? 0xff : 0;
    printf("add1 %d", X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, 0));
    printf(" again %d", X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, X509V3_ADD_DEFAULT));
    errors("");
    printf("replace %d", X509_add1_ext_i2d(x, NID_basic_constraints, bc, 1, X509V3_ADD_REPLACE));
    printf(" keep %d", X509_add1_ext_i2d(x, NID_basic_constraints, bc, 0, X509V3_ADD_KEEP_EXISTING));
    printf(" append %d", X509_add1_ext_i2d(x, NID_basic_constraints, bc, 0, X509V3_ADD_APPEND));
    printf(" count %d\n", X509_get_ext_count(x));
    X509_EXTENSION_free(X509_delete_ext(x, 1));
    X509_EXTENSION *ex = X509V3_EXT_i2d(NID_basic_constraints, 0, bc);
    STACK_OF(X509_EXTENSION) *list = NULL;
    printf("unknown %d", X509V3_EXT_i2d(NID_commonName, 0, bc) != NULL);
    errors("");
    printf("i2d %d %d", ex != NULL, X509V3_add1_i2d(&list, NID_basic_constraints, bc, 0, X509V3_ADD_REPLACE));
    printf(" %d", X509V3_add1_i2d(&list, NID_crl_reason, NULL, 0, X509V3_ADD_REPLACE_EXISTING));
    errors("");
    printf("add_ext %d %d\n", X509_add_ext(x, ex, 0), X509_get_ext_count(x));
    X509_EXTENSION_free(X509_delete_ext(x, 0));
    X509_EXTENSION_free(ex);
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
    printf("delete %d", X509_add1_ext_i2d(x, NID_key_usage, NULL, 0, X509V3_ADD_DELETE | X509V3_ADD_SILENT));
    printf(" count %d\n", X509_get_ext_count(x));
    errors("silent");
    BASIC_CONSTRAINTS_free(bc);
}

static X509 *make(EVP_PKEY *k, const char *cn, long version) {
    X509 *x = X509_new();
    X509_NAME *n = name(cn);
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1700000000);
    ASN1_INTEGER_set(serial, 0x123456);
    printf("fresh: %ld %d\n", X509_get_version(x), i2d_X509(x, NULL));
    ERR_clear_error();
    printf("set %d", X509_set_version(x, version));
    printf(" %d", X509_set_serialNumber(x, serial));
    printf(" %d", X509_set_issuer_name(x, n));
    printf(" %d", X509_set_subject_name(x, n));
    printf(" %d", X509_set1_notBefore(x, t));
    printf(" %d", X509_set1_notAfter(x, t));
    X509_time_adj_ex(X509_getm_notAfter(x), 3650, 5, &(time_t){ 1700000000 });
    printf(" %d\n", X509_set_pubkey(x, k));
    printf("private key %d\n", X509_check_private_key(x, k));
    X509_NAME_free(n);
    ASN1_INTEGER_free(serial);
    ASN1_TIME_free(t);
    return x;
}

static void reread(X509 *x) {
    unsigned char *der = NULL;
    int n = i2d_X509(x, &der);
    const unsigned char *p = der;
    X509 *y = d2i_X509(NULL, &p, n);
    printf("reread %d cmp %d flags %x\n", y != NULL, y ? X509_cmp(x, y) : 9, y ? X509_get_extension_flags(y) : 0);
    X509_free(y);
    OPENSSL_free(der);
}

static void certificates(void) {
    EVP_PKEY *rsa = key("rsa.pem"), *ec = key("ec.pem"), *ed = key("auth/ed25519.pem");
    X509 *x = make(rsa, "root", 2);
    add_constraints(x, 1);
    int n = X509_sign(x, rsa, EVP_sha256());
    printf("sign %d verify %d with another %d\n", n, X509_verify(x, rsa), X509_verify(x, ec));
    errors("other key");
    show_cert("rsa", x, 1);
    reread(x);
    /* in place, then signed again */
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "O", MBSTRING_ASC, (const unsigned char *)"added", -1, -1, 0);
    printf("sign %d\n", X509_sign(x, rsa, EVP_sha512()));
    show_cert("added", x, 1);
    /* a setter after the signature */
    printf("set %d", X509_set_serialNumber(x, X509_get_serialNumber(x)));
    X509_NAME *other = name("elsewhere");
    printf(" %d\n", X509_set_issuer_name(x, other));
    printf("verify %d\n", X509_verify(x, rsa));
    errors("changed");
    show_cert("changed", x, 1);
    X509_NAME_free(other);
    X509_free(x);

    x = make(ec, "ec", 0);
    printf("sign %d", X509_sign(x, ec, EVP_sha384()) > 0);
    printf(" verify %d\n", X509_verify(x, ec));
    show_cert("ec", x, 0);
    reread(x);
    X509_free(x);

    x = make(ed, "ed", 2);
    printf("sign %d", X509_sign(x, ed, NULL));
    printf(" verify %d\n", X509_verify(x, ed));
    show_cert("ed", x, 1);
    printf("with a digest %d\n", X509_sign(x, ed, EVP_sha256()));
    ERR_clear_error();
    X509_free(x);

    static const struct { int salt; const char *md, *mgf; } pss[] = {
        { RSA_PSS_SALTLEN_DIGEST, "SHA256", "SHA256" }, { 20, "SHA1", "SHA1" }, { RSA_PSS_SALTLEN_MAX, "SHA384", "SHA256" },
        { 0, "SHA512", "SHA512" }, { RSA_PSS_SALTLEN_AUTO, "SHA256", "SHA1" } };
    for (size_t i = 0; i < sizeof pss / sizeof pss[0]; i++) {
        EVP_MD_CTX *ctx = EVP_MD_CTX_new();
        EVP_PKEY_CTX *pctx;
        x = make(rsa, "pss", 2);
        EVP_DigestSignInit(ctx, &pctx, EVP_get_digestbyname(pss[i].md), NULL, rsa);
        EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, pss[i].salt);
        EVP_PKEY_CTX_set_rsa_mgf1_md(pctx, EVP_get_digestbyname(pss[i].mgf));
        printf("pss sign %d", X509_sign_ctx(x, ctx));
        printf(" verify %d\n", X509_verify(x, rsa));
        show_cert("pss", x, 0);
        EVP_MD_CTX_free(ctx);
        X509_free(x);
    }
    printf("null %d %d %d\n", X509_sign(NULL, rsa, NULL), X509_set_version(NULL, 1), X509_set_subject_name(NULL, NULL));
    ERR_clear_error();
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);
}

static X509_EXTENSION *extension(int nid, int crit, const char *bytes, int n) {
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(s, (const unsigned char *)bytes, n);
    X509_EXTENSION *ex = X509_EXTENSION_create_by_NID(NULL, nid, crit, s);
    ASN1_OCTET_STRING_free(s);
    return ex;
}

static void attributes(void) {
    const unsigned char *text = (const unsigned char *)"value";
    X509_ATTRIBUTE *a = X509_ATTRIBUTE_create_by_NID(NULL, NID_pkcs9_challengePassword, MBSTRING_ASC, text, -1), *b;
    printf("count %d nid %d type %d\n", X509_ATTRIBUTE_count(a), OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a)),
           X509_ATTRIBUTE_get0_type(a, 0)->type);
    printf("data %d", X509_ATTRIBUTE_get0_data(a, 0, V_ASN1_UTF8STRING, NULL) != NULL);
    printf(" wrong %d\n", X509_ATTRIBUTE_get0_data(a, 0, V_ASN1_INTEGER, NULL) != NULL);
    errors("wrong type");
    printf("more %d count %d\n", X509_ATTRIBUTE_set1_data(a, V_ASN1_OCTET_STRING, "abc", 3), X509_ATTRIBUTE_count(a));
    b = X509_ATTRIBUTE_dup(a);
    printf("dup %d %d\n", b != NULL, X509_ATTRIBUTE_count(b));
    unsigned char *der = NULL;
    int n = i2d_X509_ATTRIBUTE(a, &der);
    digest("attribute", der, n);
    const unsigned char *p = der;
    X509_ATTRIBUTE *c = d2i_X509_ATTRIBUTE(NULL, &p, n);
    printf("d2i %d\n", c != NULL);
    OPENSSL_free(der);
    printf("by obj %d\n", X509_ATTRIBUTE_create_by_OBJ(&c, OBJ_nid2obj(NID_friendlyName), MBSTRING_ASC, text, 5) == c);
    printf("unknown %d\n", X509_ATTRIBUTE_create_by_txt(NULL, "no such", MBSTRING_ASC, text, 5) != NULL);
    errors("unknown");
    X509_ATTRIBUTE *d = X509_ATTRIBUTE_create(NID_pkcs9_unstructuredName, V_ASN1_NULL, NULL);
    STACK_OF(X509_ATTRIBUTE) *sk = NULL;
    printf("list %d", X509at_add1_attr(&sk, a) != NULL);
    printf(" twice %d", X509at_add1_attr(&sk, b) != NULL);
    errors("");
    printf("other %d count %d", X509at_add1_attr(&sk, d) != NULL, X509at_get_attr_count(sk));
    printf(" find %d %d get %d %d\n", X509at_get_attr_by_NID(sk, NID_pkcs9_unstructuredName, -1),
        X509at_get_attr_by_OBJ(sk, OBJ_nid2obj(NID_commonName), -1), X509at_get_attr(sk, 0) != NULL,
        X509at_get_attr(sk, 5) != NULL);
    ERR_clear_error();
    X509_ATTRIBUTE_free(X509at_delete_attr(sk, 0));
    printf("count %d\n", X509at_get_attr_count(sk));
    sk_X509_ATTRIBUTE_pop_free(sk, X509_ATTRIBUTE_free);
    X509_ATTRIBUTE *e = X509_ATTRIBUTE_new();
    printf("object %d\n", X509_ATTRIBUTE_set1_object(e, OBJ_nid2obj(NID_friendlyName)));
    X509_ATTRIBUTE_free(e);
    X509_ATTRIBUTE_free(a);
    X509_ATTRIBUTE_free(b);
    X509_ATTRIBUTE_free(c);
    X509_ATTRIBUTE_free(d);
}

static void show_req(X509_REQ *r, int deterministic) {
    unsigned char *der = NULL;
    int n = i2d_X509_REQ(r, &der);
    if (deterministic) digest("req", der, n);
    OPENSSL_free(der);
    X509_REQ_print_ex(out, r, XN_FLAG_ONELINE, deterministic ? 0 : X509_FLAG_NO_SIGDUMP);
}

static void req_attributes(X509_REQ *r) {
    const unsigned char *text = (const unsigned char *)"secret";
    printf("by nid %d", X509_REQ_add1_attr_by_NID(r, NID_pkcs9_challengePassword, MBSTRING_ASC, text, 6));
    printf(" again %d", X509_REQ_add1_attr_by_NID(r, NID_pkcs9_challengePassword, MBSTRING_ASC, text, 6));
    errors("");
    printf("by obj %d", X509_REQ_add1_attr_by_OBJ(r, OBJ_nid2obj(NID_friendlyName), MBSTRING_ASC, text, 6));
    printf(" by txt %d", X509_REQ_add1_attr_by_txt(r, "unstructuredName", MBSTRING_ASC, text, 6));
    printf(" count %d at %d\n", X509_REQ_get_attr_count(r), X509_REQ_get_attr_by_NID(r, NID_friendlyName, -1));
    X509_ATTRIBUTE *a = X509_REQ_delete_attr(r, X509_REQ_get_attr_by_OBJ(r, OBJ_nid2obj(NID_friendlyName), -1));
    printf("deleted %d; add %d\n", OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a)), X509_REQ_add1_attr(r, a));
    X509_ATTRIBUTE_free(a);
}

static void req_extensions(X509_REQ *r) {
    STACK_OF(X509_EXTENSION) *sk = X509_REQ_get_extensions(r);
    printf("extensions before %d\n", sk_X509_EXTENSION_num(sk));
    sk_X509_EXTENSION_free(sk);
    sk = NULL;
    X509_EXTENSION *bc = extension(NID_basic_constraints, 1, "\x30\x03\x01\x01\xff", 5),
                   *odd = extension(NID_key_usage, 0, "\x05", 1);
    X509v3_add_ext(&sk, bc, -1);
    X509v3_add_ext(&sk, odd, 0);
    X509_REQ *ms = X509_REQ_new();
    printf("nid %d %d\n", X509_REQ_add_extensions_nid(ms, sk, NID_ms_ext_req), X509_REQ_get_attr(ms, 0) != NULL);
    X509_REQ_free(ms);
    printf("add %d nid %d %d\n", X509_REQ_add_extensions(r, sk), X509_REQ_extension_nid(NID_ext_req),
        X509_REQ_extension_nid(NID_key_usage));
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    X509_EXTENSION_free(bc);
    X509_EXTENSION_free(odd);
    sk = X509_REQ_get_extensions(r);
    printf("extensions %d\n", sk_X509_EXTENSION_num(sk));
    X509_EXTENSION_free(X509v3_delete_ext(sk, 0));
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
}

static void req_io(X509_REQ *r, EVP_PKEY *k) {
    BIO *b = BIO_new(BIO_s_mem());
    printf("pem %d", PEM_write_bio_X509_REQ(b, r));
    X509_REQ *q = PEM_read_bio_X509_REQ(b, NULL, NULL, NULL);
    printf(" %d verify %d\n", q != NULL, X509_REQ_verify(q, k));
    X509_REQ_free(q);
    printf("new %d", PEM_write_bio_X509_REQ_NEW(b, r));
    q = PEM_read_bio_X509_REQ(b, NULL, NULL, NULL);
    printf(" %d\n", q != NULL);
    X509_REQ_free(q);
    printf("der %d", i2d_X509_REQ_bio(b, r));
    q = d2i_X509_REQ_bio(b, NULL);
    printf(" %d\n", q != NULL);
    FILE *f = tmpfile();
    printf("fp %d %d %d", i2d_X509_REQ_fp(f, r), PEM_write_X509_REQ(f, r), PEM_write_X509_REQ_NEW(f, r));
    rewind(f);
    X509_REQ *p = d2i_X509_REQ_fp(f, NULL), *o = PEM_read_X509_REQ(f, NULL, NULL, NULL);
    printf(" %d %d\n", p != NULL, o != NULL);
    fclose(f);
    X509_REQ_free(p);
    X509_REQ_free(o);
    unsigned char *der = NULL, md[32];
    int n = i2d_re_X509_REQ_tbs(q, &der);
    digest("tbs", der, n);
    printf("digest %d %02x\n", X509_REQ_digest(r, EVP_sha256(), md, NULL), 0);
    OPENSSL_free(der);
    der = NULL;
    n = i2d_X509_REQ(r, &der);
    for (int cut = 0; cut < n; cut += 7) { /* truncated */
        const unsigned char *at = der;
        o = d2i_X509_REQ(NULL, &at, cut);
        if (o) printf("cut at %d\n", cut);
        X509_REQ_free(o);
    }
    ERR_clear_error();
    der[n - 1] ^= 1;
    const unsigned char *at = der;
    o = d2i_X509_REQ(NULL, &at, n);
    printf("spoilt %d verify %d\n", o != NULL, X509_REQ_verify_ex(o, k, NULL, NULL));
    ERR_clear_error();
    OPENSSL_free(der);
    X509_REQ_free(o);
    X509_REQ_free(q);
    BIO_free(b);
}

static void requests(void) {
    EVP_PKEY *rsa = key("rsa.pem"), *ec = key("ec.pem"), *ed = key("auth/ed25519.pem");
    EVP_PKEY *keys[] = { rsa, ed, ec };
    for (int i = 0; i < 3; i++) {
        X509_REQ *r = i == 0 ? X509_REQ_new_ex(NULL, NULL) : X509_REQ_new();
        X509_NAME *n = name("request");
        printf("set %d %d %d\n", X509_REQ_set_version(r, 0), X509_REQ_set_subject_name(r, n), X509_REQ_set_pubkey(r, keys[i]));
        X509_NAME_free(n);
        X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(r), "O", MBSTRING_ASC, (const unsigned char *)"org", -1, -1, 0);
        if (i != 1) req_attributes(r);
        if (i == 2) req_extensions(r);
        printf("sign %d", X509_REQ_sign(r, keys[i], i == 1 ? NULL : EVP_sha256()) > 0);
        const X509_ALGOR *alg;
        const ASN1_BIT_STRING *sig;
        X509_REQ_get0_signature(r, &sig, &alg);
        printf(" nid %d %d version %ld\n", X509_REQ_get_signature_nid(r), OBJ_obj2nid(alg->algorithm), X509_REQ_get_version(r));
        printf("verify %d", X509_REQ_verify(r, X509_REQ_get0_pubkey(r)));
        EVP_PKEY *pub = X509_REQ_get_pubkey(r);
        printf(" key %d %d", EVP_PKEY_eq(pub, keys[i]), X509_REQ_check_private_key(r, keys[i]));
        printf(" other %d", X509_REQ_check_private_key(r, keys[(i + 1) % 3]));
        errors("");
        EVP_PKEY_free(pub);
        printf("pubkey %d\n", X509_REQ_get_X509_PUBKEY(r) != NULL);
        show_req(r, i != 2);
        X509_REQ *d = X509_REQ_dup(r);
        printf("dup %d\n", d != NULL && X509_REQ_verify(d, keys[i]) == 1);
        X509_REQ_free(d);
        if (i == 0) X509_REQ_print(out, r);
        req_io(r, keys[i]);
        X509_REQ_free(r);
    }
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    X509_REQ *r = X509_REQ_new();
    X509_REQ_set_pubkey(r, rsa);
    EVP_DigestSignInit(ctx, NULL, EVP_sha1(), NULL, rsa);
    printf("sign_ctx %d\n", X509_REQ_sign_ctx(r, ctx));
    EVP_MD_CTX_free(ctx);
    show_req(r, 1);
    fflush(stdout);
    X509_REQ_print_fp(stdout, r);
    X509_REQ_free(r);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);
}

static void revoke(X509_CRL *c, long serial, int reason) {
    X509_REVOKED *r = X509_REVOKED_new();
    ASN1_INTEGER *i = ASN1_INTEGER_new();
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1690000000 + serial);
    ASN1_INTEGER_set(i, serial);
    printf("revoke %d %d", X509_REVOKED_set_serialNumber(r, i), X509_REVOKED_set_revocationDate(r, t));
    if (reason >= 0) {
        ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
        ASN1_ENUMERATED_set(e, reason);
        printf(" ext %d", X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, e, 0, 0));
        ASN1_ENUMERATED_free(e);
        X509_EXTENSION *odd = extension(NID_invalidity_date, 0, "\x18\x0f" "20200101000000Z", 17);
        X509_REVOKED_add_ext(r, odd, -1);
        X509_REVOKED_add_ext(r, odd, 0);
        X509_EXTENSION_free(odd);
        printf(" at %d %d", X509_REVOKED_get_ext_by_OBJ(r, OBJ_nid2obj(NID_crl_reason), -1),
            X509_REVOKED_get_ext_by_critical(r, 1, -1));
        X509_EXTENSION_free(X509_REVOKED_delete_ext(r, 0));
    }
    printf(" add %d\n", X509_CRL_add0_revoked(c, r));
    ASN1_INTEGER_free(i);
    ASN1_TIME_free(t);
}

static void crls(void) {
    EVP_PKEY *rsa = key("rsa.pem");
    X509_CRL *c = X509_CRL_new();
    X509_NAME *n = name("issuer");
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1700000000);
    printf("set %d %d %d", X509_CRL_set_version(c, 1), X509_CRL_set_issuer_name(c, n), X509_CRL_set1_lastUpdate(c, t));
    printf(" sign %d\n", X509_CRL_sign(c, rsa, EVP_sha256()));
    X509_CRL_print(out, c);
    printf("next %d\n", X509_CRL_set1_nextUpdate(c, t));
    revoke(c, 77, -1);
    revoke(c, 5, 1);
    revoke(c, 6, 4);
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, 9);
    printf("number %d", X509_CRL_add1_ext_i2d(c, NID_crl_number, number, 0, 0));
    X509_EXTENSION *odd = extension(NID_netscape_comment, 0, "\x16\x01x", 3);
    printf(" add %d count %d\n", X509_CRL_add_ext(c, odd, -1), X509_CRL_get_ext_count(c));
    X509_EXTENSION_free(odd);
    X509_EXTENSION_free(X509_CRL_delete_ext(c, 1));
    printf("sort %d", X509_CRL_sort(c));
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, rsa);
    printf(" sign %d verify %d\n", X509_CRL_sign_ctx(c, ctx), X509_CRL_verify(c, rsa));
    EVP_MD_CTX_free(ctx);
    X509_CRL_print(out, c);
    unsigned char *der = NULL;
    int len = i2d_X509_CRL(c, &der);
    digest("crl", der, len);
    const unsigned char *p = der;
    X509_CRL *d = d2i_X509_CRL(NULL, &p, len);
    X509_REVOKED *found = NULL;
    ASN1_INTEGER_set(number, 5);
    printf("reread %d", d != NULL);
    printf(" by serial %d\n", X509_CRL_get0_by_serial(d, &found, number));
    OPENSSL_free(der);
    X509_CRL_free(d);
    X509_CRL_free(c);
    X509_NAME_free(n);
    ASN1_TIME_free(t);
    ASN1_INTEGER_free(number);
    EVP_PKEY_free(rsa);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    certificates();
    attributes();
    requests();
    crls();
    BIO_free(out);
    return 0;
}
