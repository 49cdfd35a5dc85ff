/* Certificates, CRLs, names, extensions and algorithms, field by field: what is read, set, compared, printed, damaged. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static X509 *load(const char *name) {
    BIO *b = BIO_new_file(data_file(name), "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    if (!x) printf("cannot read %s\n", name);
    return x;
}

static void string(const char *what, const ASN1_STRING *s) {
    if (s) printf("%s type %d", what, ASN1_STRING_type(s)), hex("", ASN1_STRING_get0_data(s), ASN1_STRING_length(s));
    else printf("%s none\n", what);
}

static void algor(const char *what, const X509_ALGOR *a) {
    const ASN1_OBJECT *o = NULL;
    int type = -9;
    const void *v;
    X509_ALGOR_get0(&o, &type, &v, a);
    printf("%s nid %d type %d\n", what, OBJ_obj2nid(o), type);
}

static void a_certificate(X509 *x) {
    const ASN1_BIT_STRING *sig, *uid1, *uid2;
    const X509_ALGOR *alg;
    BIO *out = BIO_new(BIO_s_mem());
    SHOW(X509_get_version(x));
    string("serial", X509_get0_serialNumber(x));
    string("not before", X509_get0_notBefore(x));
    string("not after", X509_get0_notAfter(x));
    SHOW(X509_getm_notBefore(x) == X509_get0_notBefore(x));
    SHOW(X509_getm_notAfter(x) == X509_get0_notAfter(x));
    X509_get0_signature(&sig, &alg, x);
    string("signature", sig);
    algor("algorithm", alg);
    algor("tbs", X509_get0_tbs_sigalg(x));
    X509_get0_uids(x, &uid1, &uid2);
    printf("uids %d %d\n", uid1 != NULL, uid2 != NULL);
    string("key bits", X509_get0_pubkey_bitstr(x));
    SHOW(sk_X509_EXTENSION_num(X509_get0_extensions(x)));
    SHOW(X509_get_ext_by_NID(x, NID_basic_constraints, -1));
    SHOW(X509_get_ext_by_NID(x, NID_basic_constraints, 50));
    SHOW(X509_get_ext_by_NID(x, NID_undef, -1));
    SHOW(X509_get_ext_by_OBJ(x, OBJ_nid2obj(NID_subject_key_identifier), -1));
    SHOW(X509_get_ext_by_critical(x, 1, -1));
    SHOW(X509_get_ext_by_critical(x, 0, -1));
    const STACK_OF(X509_EXTENSION) *exts = X509_get0_extensions(x);
    SHOW(X509v3_get_ext_count(exts));
    SHOW(X509v3_get_ext_by_NID(exts, NID_subject_key_identifier, -1));
    SHOW(X509v3_get_ext_by_OBJ(exts, OBJ_nid2obj(NID_basic_constraints), -1));
    SHOW(X509v3_get_ext_by_critical(exts, 1, -1));
    SHOWP(X509v3_get_ext(exts, 0));
    SHOWP(X509v3_get_ext(exts, 99));
    SHOWP(X509v3_get_ext(NULL, 0));
    int crit = -7, idx = -1;
    BASIC_CONSTRAINTS *bc = X509V3_get_d2i(exts, NID_basic_constraints, &crit, &idx);
    printf("constraints %d critical %d index %d\n", bc ? bc->ca : -1, crit, idx);
    BASIC_CONSTRAINTS_free(bc);
    SHOWP(X509V3_get_d2i(exts, NID_crl_number, &crit, NULL));
    SHOW(crit);
    for (int i = 0; i < X509v3_get_ext_count(exts); i++) {
        X509_EXTENSION *e = X509v3_get_ext(exts, i);
        printf("extension %d critical %d supported %d ", i, X509_EXTENSION_get_critical(e), X509_supported_extension(e));
        SHOW(X509V3_EXT_print(out, e, 0, 2));
        text("it", out);
        FILE *f = fopen("ext.txt", "w+");
        X509V3_EXT_print_fp(f, e, X509V3_EXT_DUMP_UNKNOWN, 1);
        printf("bytes %ld\n", ftell(f));
        fclose(f);
    }
    remove("ext.txt");
    SHOWP(X509_get0_authority_issuer(x));
    SHOWP(X509_get0_authority_serial(x));
    EVP_PKEY *k = X509_get_pubkey(x), *k0 = X509_get0_pubkey(x);
    SHOW(k == k0);
    SHOW(X509_verify(x, k));
    X509_PUBKEY *pk = X509_get_X509_PUBKEY(x);
    ASN1_OBJECT *o;
    const unsigned char *bits;
    int n;
    X509_ALGOR *pa;
    SHOW(X509_PUBKEY_get0_param(&o, &bits, &n, &pa, pk));
    printf("key nid %d", OBJ_obj2nid(o));
    hex("", bits, n);
    algor("key", pa);
    SHOW(X509_PUBKEY_get0(pk) == k0);
    EVP_PKEY *pk1 = X509_PUBKEY_get(pk);
    SHOW(pk1 == k0);
    EVP_PKEY_free(pk1);
    X509_PUBKEY *dup = X509_PUBKEY_dup(pk), *made = NULL, *empty = X509_PUBKEY_new_ex(NULL, NULL);
    SHOW(X509_PUBKEY_eq(pk, dup));
    SHOW(X509_PUBKEY_eq(pk, pk));
    SHOW(X509_PUBKEY_eq(NULL, pk));
    SHOW(X509_PUBKEY_set(&made, k));
    SHOW(X509_PUBKEY_eq(pk, made));
    SHOW(X509_PUBKEY_set(&made, NULL));
    ERR_clear_error();
    printf("of nothing %d\n", X509_PUBKEY_get0(empty) != NULL);
    ERR_clear_error();
    X509_PUBKEY_free(dup); X509_PUBKEY_free(made); X509_PUBKEY_free(empty);
    EVP_PKEY_free(k);
    SHOW(X509_signature_print(out, alg, sig));
    text("signature", out);
    SHOW(X509_signature_print(out, alg, NULL));
    text("without", out);
    SHOW(X509_signature_dump(out, sig, 5));
    text("dump", out);
    SHOW(X509_issuer_name_hash_old(x) == X509_subject_name_hash_old(x));
    printf("old hash %lx\n", X509_issuer_name_hash_old(x));
    SHOW(X509_cmp_current_time(X509_get0_notBefore(x)));
    SHOW(X509_cmp_current_time(X509_get0_notAfter(x)));
    unsigned char *der = NULL;
    n = i2d_X509(x, &der);
    const unsigned char *at = der;
    X509 *y = d2i_X509(NULL, &at, n);
    SHOW(X509_cmp(x, y));
    SHOW(X509_issuer_and_serial_cmp(x, y));
    SHOW(X509_issuer_name_cmp(x, y));
    SHOW(X509_up_ref(y));
    X509_free(y);
    int e = X509_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SHOW(X509_set_ex_data(y, e, y));
    SHOW(X509_get_ex_data(y, e) == y);
    for (int cut = 1; cut < n; cut += n / 7) {
        at = der;
        printf("cut %d %d\n", cut, d2i_X509(NULL, &at, cut) != NULL);
        ERR_clear_error();
    }
    OPENSSL_free(der);
    der = NULL;
    n = i2d_re_X509_tbs(x, &der);
    hex("tbs", der, n);
    OPENSSL_free(der);
    STACK_OF(X509) *chain = sk_X509_new_null(), *up;
    sk_X509_push(chain, y);
    up = X509_chain_up_ref(chain);
    SHOW(sk_X509_value(up, 0) == y);
    sk_X509_pop_free(up, X509_free);
    sk_X509_free(chain);
    FILE *f = fopen("print.txt", "w+");
    SHOW(X509_print_fp(f, x));
    SHOW(X509_print_ex_fp(f, x, XN_FLAG_RFC2253, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP));
    rewind(f);
    char line[512];
    while (fgets(line, sizeof line, f)) fputs(line, stdout);
    fclose(f);
    remove("print.txt");
    /* trust beside the certificate */
    SHOWP(X509_get0_trust_objects(y));
    SHOW(X509_trusted(y));
    SHOW(X509_add1_trust_object(y, OBJ_nid2obj(NID_server_auth)));
    SHOW(X509_add1_reject_object(y, OBJ_nid2obj(NID_email_protect)));
    SHOW(X509_trusted(y));
    SHOW(sk_ASN1_OBJECT_num(X509_get0_trust_objects(y)));
    SHOW(sk_ASN1_OBJECT_num(X509_get0_reject_objects(y)));
    SHOW(X509_alias_set1(y, (const unsigned char *)"an alias", -1));
    SHOW(X509_keyid_set1(y, (const unsigned char *)"\1\2\3", 3));
    SHOW(X509_aux_print(out, y, 2));
    text("aux", out);
    der = NULL;
    n = i2d_X509_AUX(y, &der);
    at = der;
    X509 *z = d2i_X509_AUX(NULL, &at, n);
    SHOW(X509_aux_print(out, z, 0));
    text("back", out);
    X509_free(z);
    OPENSSL_free(der);
    X509_trust_clear(y);
    X509_reject_clear(y);
    SHOW(X509_alias_set1(y, NULL, 0));
    SHOW(X509_keyid_set1(y, NULL, 0));
    SHOWP(X509_get0_trust_objects(y));
    X509_free(y);
    BIO_free(out);
}

static void names(X509 *x) {
    X509_NAME *n = X509_NAME_dup(X509_get_subject_name(x)), *copy = X509_NAME_new();
    BIO *out = BIO_new(BIO_s_mem());
    const unsigned char *der;
    size_t len;
    char buf[40] = "";
    SHOW(X509_NAME_get0_der(n, &der, &len));
    hex("der", der, (long)len);
    SHOW(X509_NAME_set(&copy, n));
    SHOW(X509_NAME_cmp(copy, n));
    SHOW(X509_NAME_add_entry_by_NID(n, NID_commonName, MBSTRING_UTF8, (const unsigned char *)"by nid", -1, -1, 0));
    SHOW(X509_NAME_add_entry_by_OBJ(n, OBJ_nid2obj(NID_surname), MBSTRING_ASC, (const unsigned char *)"by object", -1, 0, 0));
    SHOW(X509_NAME_add_entry_by_OBJ(n, NULL, MBSTRING_ASC, (const unsigned char *)"x", -1, 0, 0) > 0);
    ERR_clear_error();
    SHOW(X509_NAME_add_entry_by_NID(n, 99999, MBSTRING_ASC, (const unsigned char *)"x", -1, 0, 0) > 0);
    ERR_clear_error();
    SHOW(X509_NAME_get_index_by_NID(n, NID_commonName, -1));
    SHOW(X509_NAME_get_index_by_NID(n, 99999, -1));
    SHOW(X509_NAME_get_index_by_OBJ(n, OBJ_nid2obj(NID_surname), -1));
    SHOW(X509_NAME_get_index_by_OBJ(n, OBJ_nid2obj(NID_surname), 0));
    SHOW(X509_NAME_get_text_by_OBJ(n, OBJ_nid2obj(NID_surname), buf, sizeof buf));
    SHOWS(buf);
    SHOW(X509_NAME_get_text_by_OBJ(n, OBJ_nid2obj(NID_title), buf, sizeof buf));
    SHOW(X509_NAME_get_text_by_OBJ(n, OBJ_nid2obj(NID_surname), NULL, 0));
    X509_NAME_ENTRY *a = X509_NAME_ENTRY_create_by_NID(NULL, NID_title, MBSTRING_ASC, (const unsigned char *)"Dr", 2),
                    *b = X509_NAME_ENTRY_create_by_OBJ(
                        NULL, OBJ_nid2obj(NID_title), V_ASN1_UTF8STRING, (const unsigned char *)"Prof", -1),
                    *c = X509_NAME_ENTRY_create_by_txt(NULL, "OU", MBSTRING_UTF8, (const unsigned char *)"unit", -1),
                    *d = X509_NAME_ENTRY_dup(a);
    printf("entries %d %d %d %d\n", a != NULL, b != NULL, c != NULL, d != NULL);
    printf("bad %d %d\n", X509_NAME_ENTRY_create_by_txt(NULL, "nothing", MBSTRING_ASC, (const unsigned char *)"x", 1) != NULL,
           X509_NAME_ENTRY_create_by_NID(NULL, NID_countryName, MBSTRING_ASC, (const unsigned char *)"USA", 3) != NULL);
    ERR_clear_error();
    SHOW(OBJ_obj2nid(X509_NAME_ENTRY_get_object(d)));
    SHOW(X509_NAME_ENTRY_set_object(d, OBJ_nid2obj(NID_givenName)));
    SHOW(X509_NAME_ENTRY_set_data(d, MBSTRING_ASC, (const unsigned char *)"Ada", 3));
    SHOW(X509_NAME_ENTRY_set_data(d, MBSTRING_ASC, NULL, 3));
    SHOW(X509_NAME_add_entry(n, a, 0, 0));
    SHOW(X509_NAME_add_entry(n, b, 0, 1));
    SHOW(X509_NAME_add_entry(n, c, -1, -1));
    SHOW(X509_NAME_add_entry(n, d, 99, 0));
    SHOW(X509_NAME_add_entry(NULL, d, 0, 0));
    X509_NAME_ENTRY *fresh = X509_NAME_ENTRY_new();
    printf("new %d\n", OBJ_obj2nid(X509_NAME_ENTRY_get_object(fresh)));
    X509_NAME_ENTRY_free(fresh);
    SHOW(X509_NAME_print_ex(out, n, 0, XN_FLAG_RFC2253));
    text("name", out);
    SHOW(X509_NAME_print(out, n, 40));
    text("old print", out);
    FILE *f = fopen("name.txt", "w+");
    SHOW(X509_NAME_print_ex_fp(f, n, 2, XN_FLAG_MULTILINE));
    rewind(f);
    char line[512];
    while (fgets(line, sizeof line, f)) fputs(line, stdout);
    fclose(f);
    remove("name.txt");
    X509_NAME_ENTRY_free(a); X509_NAME_ENTRY_free(b); X509_NAME_ENTRY_free(c); X509_NAME_ENTRY_free(d);
    X509_NAME_free(n); X509_NAME_free(copy);
    BIO_free(out);
}

static void extensions(void) {
    ASN1_OCTET_STRING *o = ASN1_OCTET_STRING_new();
    SHOW(ASN1_OCTET_STRING_set(o, (const unsigned char *)"\x30\x03\x01\x01\xff", 5));
    X509_EXTENSION *a = X509_EXTENSION_create_by_NID(NULL, NID_basic_constraints, 1, o),
                   *b = X509_EXTENSION_create_by_OBJ(NULL, OBJ_nid2obj(NID_key_usage), 0, o), *c;
    SHOW(X509_EXTENSION_get_critical(a));
    SHOW(X509_EXTENSION_set_critical(a, 0));
    SHOW(X509_EXTENSION_get_critical(a));
    SHOW(X509_EXTENSION_set_critical(b, 5));
    SHOW(X509_EXTENSION_get_critical(b));
    SHOW(X509_EXTENSION_set_object(b, OBJ_nid2obj(NID_ext_key_usage)));
    SHOW(OBJ_obj2nid(X509_EXTENSION_get_object(b)));
    ASN1_OCTET_STRING_set(o, (const unsigned char *)"xy", -1);
    SHOW(X509_EXTENSION_set_data(b, o));
    string("data", X509_EXTENSION_get_data(b));
    c = X509_EXTENSION_dup(b);
    unsigned char *der = NULL;
    hex("dup", der, 0 * i2d_X509_EXTENSION(c, &der));
    SHOW(X509_supported_extension(a) + 2 * X509_supported_extension(b));
    X509_EXTENSION *fresh = X509_EXTENSION_new();
    SHOW(X509_EXTENSION_get_critical(fresh));
    SHOWP(X509_EXTENSION_create_by_NID(NULL, 99999, 0, o));
    SHOW(X509_EXTENSION_create_by_NID(&fresh, NID_subject_alt_name, 0, o) == fresh);
    X509_EXTENSION_free(a); X509_EXTENSION_free(b); X509_EXTENSION_free(c); X509_EXTENSION_free(fresh);
    OPENSSL_free(der);
    ASN1_OCTET_STRING_free(o);
}

static void algorithms(void) {
    X509_ALGOR *a = X509_ALGOR_new(), *b, *c = X509_ALGOR_new();
    SHOW(X509_ALGOR_set0(a, OBJ_nid2obj(NID_sha256WithRSAEncryption), V_ASN1_NULL, NULL));
    algor("set", a);
    b = X509_ALGOR_dup(a);
    SHOW(X509_ALGOR_cmp(a, b));
    X509_ALGOR_set_md(b, EVP_sha384());
    algor("md", b);
    SHOW(X509_ALGOR_cmp(a, b) != 0);
    SHOW(X509_ALGOR_copy(c, b));
    SHOW(X509_ALGOR_cmp(c, b));
    SHOW(X509_ALGOR_set0(b, OBJ_nid2obj(NID_sha1), V_ASN1_UNDEF, NULL));
    algor("undef", b);
    SHOW(X509_ALGOR_set0(NULL, OBJ_nid2obj(NID_sha1), V_ASN1_UNDEF, NULL));
    SHOW(X509_ALGOR_copy(NULL, b));
    X509_ALGOR_free(a); X509_ALGOR_free(b); X509_ALGOR_free(c);
    X509_SIG *s = X509_SIG_new();
    const X509_ALGOR *sa;
    const ASN1_OCTET_STRING *so;
    X509_ALGOR *ma;
    ASN1_OCTET_STRING *mo;
    X509_SIG_getm(s, &ma, &mo);
    X509_ALGOR_set_md(ma, EVP_sha1());
    ASN1_OCTET_STRING_set(mo, (const unsigned char *)"digest", 6);
    X509_SIG_get0(s, &sa, &so);
    algor("sig", sa);
    string("octets", so);
    X509_SIG_free(s);
}

static void building(X509 *ca) {
    X509 *x = X509_new_ex(NULL, NULL), *y = X509_new();
    SHOW(X509_get_version(x));
    SHOW(X509_get_ext_count(y));
    SHOWP(X509_get0_extensions(y));
    SHOWP(X509_gmtime_adj(X509_getm_notBefore(x), 0));
    SHOW(X509_cmp_current_time(X509_getm_notBefore(x)));
    SHOWP(X509_gmtime_adj(X509_getm_notAfter(x), 1000));
    SHOW(X509_cmp_current_time(X509_getm_notAfter(x)));
    time_t t = 1700000000;
    SHOWP(X509_time_adj(X509_getm_notAfter(x), 100, &t));
    string("adjusted", X509_get0_notAfter(x));
    SHOW(X509_issuer_name_cmp(x, ca) != 0);
    printf("empty key %d\n", X509_get_pubkey(y) != NULL);
    ERR_clear_error();
    X509_free(x);
    X509_free(y);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    (void)OBJ_create("1.2.3.4.5.6", "twin", "twin"); /* only then does OpenSSL put an unknown NID on the queue */
    static const char *const files[] = { "ca.pem", "rsa.pem", "client.pem", "p384.pem" };
    for (int i = 0; i < 4; i++) {
        X509 *x = load(files[i]);
        printf("-- %s\n", files[i]);
        if (x) a_certificate(x);
        if (x && i < 2) names(x);
        X509_free(x);
    }
    X509 *ca = load("ca.pem");
    extensions();
    algorithms();
    building(ca);
    X509_free(ca);
    X509_free(NULL);
    return 0;
}
