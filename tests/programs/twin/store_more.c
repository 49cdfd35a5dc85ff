/* Stores, their contexts, objects and lookups: every getter and setter, callbacks in each place, files of each kind. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

static const char crl_text[] = "-----BEGIN X509 CRL-----\n"
    "MIIBFTCBvAIBATAKBggqhkjOPQQDAjAhMRAwDgYDVQQDDAdSb290IENBMQ0wCwYD\n"
    "VQQKDARUZXN0Fw0yNjExMjMxMDM0MDBaGA8yMDU0MDQxMDEwMzQwMFowNzASAgEF\n"
    "Fw0yNTAxMDEwMDAwMDBaMCECAhI0Fw0yNTAxMDEwMDAwMDBaMAwwCgYDVR0VBAMK\n"
    "AQGgLzAtMB8GA1UdIwQYMBaAFEOgAlEw3/m0uRX5YPywh/NWxW7hMAoGA1UdFAQD\n"
    "AgEBMAoGCCqGSM49BAMCA0gAMEUCIAqBmKuCngYlbOlODd9+ICAtcS9u/vQo+1ER\n"
    "9tRgxKKSAiEA07TQzv+H59alCipy1QOoXxgrhsIzQXpNnkzR4kh3JI4=\n-----END X509 CRL-----\n";

static X509_CRL *load_crl(void) {
    BIO *b = BIO_new_mem_buf(crl_text, -1);
    X509_CRL *c = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL);
    BIO_free(b);
    return c;
}

static X509 *load(const char *name) {
    BIO *b = BIO_new_file(data_file(name), "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    if (!x) printf("cannot read %s\n", name);
    return x;
}

static int verify_cb(int ok, X509_STORE_CTX *c) {
    printf(" verify_cb(%d %d %d)", ok, X509_STORE_CTX_get_error(c), X509_STORE_CTX_get_error_depth(c));
    return 1;
}
static int verify(X509_STORE_CTX *c) { (void)c; return 7; }
static int issuer(X509 **out, X509_STORE_CTX *c, X509 *x) { (void)c, (void)x; *out = NULL; return 0; }
static int issued(X509_STORE_CTX *c, X509 *x, X509 *i) { (void)c; return x == i; }
static int revocation(X509_STORE_CTX *c) { (void)c; printf(" check_revocation"); return 1; }
static int get_crl(X509_STORE_CTX *c, X509_CRL **crl, X509 *x) { (void)c, (void)x; *crl = NULL; return 0; }
static int check_crl(X509_STORE_CTX *c, X509_CRL *crl) { (void)c, (void)crl; return 1; }
static int cert_crl(X509_STORE_CTX *c, X509_CRL *crl, X509 *x) { (void)c, (void)crl, (void)x; return 1; }
static int policy(X509_STORE_CTX *c) { (void)c; printf(" check_policy"); return 1; }
static STACK_OF(X509) *lookup_certs(X509_STORE_CTX *c, const X509_NAME *n) { (void)c, (void)n; return NULL; }
static STACK_OF(X509_CRL) *lookup_crls(const X509_STORE_CTX *c, const X509_NAME *n) { (void)c, (void)n; return NULL; }
static int cleaned;
static int cleanup(X509_STORE_CTX *c) { (void)c; cleaned++; return 1; }

static void store_fields(void) {
    X509_STORE *s = X509_STORE_new();
#define PAIR(name, f)                                                                                                  \
    do {                                                                                                               \
        SHOWP(X509_STORE_get_##name(s));                                                                               \
        X509_STORE_set_##name(s, f);                                                                                   \
        SHOW(X509_STORE_get_##name(s) == f);                                                                           \
    } while (0)
    PAIR(verify, verify);
    PAIR(verify_cb, verify_cb);
    PAIR(get_issuer, issuer);
    PAIR(check_issued, issued);
    PAIR(check_revocation, revocation);
    PAIR(get_crl, get_crl);
    PAIR(check_crl, check_crl);
    PAIR(cert_crl, cert_crl);
    PAIR(check_policy, policy);
    PAIR(lookup_certs, lookup_certs);
    PAIR(lookup_crls, lookup_crls);
    PAIR(cleanup, cleanup);
    int idx = X509_STORE_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SHOW(X509_STORE_set_ex_data(s, idx, s));
    SHOW(X509_STORE_get_ex_data(s, idx) == s);
    SHOWP(X509_STORE_get0_param(s));
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new();
    SHOW(X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_PARTIAL_CHAIN));
    SHOW(X509_STORE_set1_param(s, p));
    SHOW(X509_VERIFY_PARAM_get_flags(X509_STORE_get0_param(s)));
    SHOW(X509_VERIFY_PARAM_add0_policy(p, OBJ_txt2obj("1.2.3", 1)));
    STACK_OF(ASN1_OBJECT) *policies = sk_ASN1_OBJECT_new_null();
    sk_ASN1_OBJECT_push(policies, OBJ_txt2obj("1.2.4", 1));
    SHOW(X509_VERIFY_PARAM_set1_policies(p, policies));
    SHOW(X509_VERIFY_PARAM_set1_policies(p, NULL));
    sk_ASN1_OBJECT_pop_free(policies, ASN1_OBJECT_free);
    X509_VERIFY_PARAM *q = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_move_peername(q, p);
    SHOWP(X509_VERIFY_PARAM_get0_peername(q));
    X509_VERIFY_PARAM_free(q);
    X509_VERIFY_PARAM_free(p);
    X509 *leaf = load("ca.pem");
    X509_STORE_CTX *c = X509_STORE_CTX_new_ex(NULL, NULL);
    SHOW(X509_STORE_CTX_init(c, s, leaf, NULL));
#define SAME(name, f) SHOW(X509_STORE_CTX_get_##name(c) == f)
    SAME(verify, verify); SAME(verify_cb, verify_cb); SAME(get_issuer, issuer); SAME(check_issued, issued);
    SAME(check_revocation, revocation); SAME(get_crl, get_crl); SAME(check_crl, check_crl); SAME(cert_crl, cert_crl);
    SAME(check_policy, policy); SAME(lookup_certs, lookup_certs); SAME(lookup_crls, lookup_crls); SAME(cleanup, cleanup);
    X509_STORE_CTX_free(c); /* not run: ours has no hooks into the search for CRLs, docs/differences.md */
    SHOW(cleaned);
    X509_free(leaf);
    X509_STORE_free(s);
}

static void context_fields(void) {
    X509 *ca = load("ca.pem"), *leaf = load("rsa.pem"), *other = load("client.pem");
    X509_STORE *s = X509_STORE_new();
    X509_STORE_add_cert(s, ca);
    X509_STORE_CTX *c = X509_STORE_CTX_new();
    SHOW(X509_STORE_CTX_init(c, s, leaf, NULL));
    SHOWP(X509_STORE_CTX_get0_parent_ctx(c));
    SHOWP(X509_STORE_CTX_get0_current_crl(c));
    SHOW(X509_STORE_CTX_get0_untrusted(c) == NULL);
    STACK_OF(X509) *u = sk_X509_new_null();
    sk_X509_push(u, other);
    X509_STORE_CTX_set0_untrusted(c, u);
    SHOW(X509_STORE_CTX_get0_untrusted(c) == u);
    X509_STORE_CTX_set0_crls(c, NULL);
    X509_STORE_CTX_set_cert(c, leaf);
    SHOW(X509_STORE_CTX_get0_cert(c) == leaf);
    X509_STORE_CTX_set_current_cert(c, other);
    SHOW(X509_STORE_CTX_get_current_cert(c) == other);
    X509_STORE_CTX_set_error_depth(c, 4);
    SHOW(X509_STORE_CTX_get_error_depth(c));
    X509_STORE_CTX_set_depth(c, 9);
    X509_STORE_CTX_set_flags(c, X509_V_FLAG_X509_STRICT);
    X509_STORE_CTX_set_time(c, 0, 1000);
    SHOW(X509_VERIFY_PARAM_get_depth(X509_STORE_CTX_get0_param(c)));
    SHOW(X509_VERIFY_PARAM_get_flags(X509_STORE_CTX_get0_param(c)));
    SHOW(X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(c)));
    X509_STORE_CTX_set_verify_cb(c, verify_cb);
    X509_STORE_CTX_set_error_depth(c, 0);
    SHOW(X509_verify_cert(c));
    SHOW(X509_STORE_CTX_get_error(c));
    SHOW(sk_X509_num(X509_STORE_CTX_get0_chain(c)));
    X509_STORE_CTX_cleanup(c);
    SHOW(X509_STORE_CTX_init(c, s, leaf, NULL));
    X509_STORE_CTX_set0_param(c, X509_VERIFY_PARAM_new());
    SHOW(X509_VERIFY_PARAM_get_depth(X509_STORE_CTX_get0_param(c)));
    X509_STORE_CTX_set_depth(c, 5);
    X509_STORE_CTX_set_verify(c, verify);
    SHOW(X509_STORE_CTX_get_verify(c) == verify);
    SHOW(X509_verify_cert(c));
    SHOW(X509_STORE_CTX_get_error(c));
    SHOW(sk_X509_num(X509_STORE_CTX_get0_chain(c)));
    SHOW(X509_STORE_CTX_purpose_inherit(c, 0, X509_PURPOSE_SSL_SERVER, 0));
    SHOW(X509_STORE_CTX_purpose_inherit(c, X509_PURPOSE_SSL_CLIENT, 0, 0));
    SHOW(X509_STORE_CTX_purpose_inherit(c, 0, 0, X509_TRUST_SSL_SERVER));
    SHOW(X509_STORE_CTX_purpose_inherit(c, 0, 99, 0));
    SHOW(X509_STORE_CTX_purpose_inherit(c, 0, 0, 99));
    STACK_OF(X509) *chain = sk_X509_new_null();
    X509_up_ref(leaf);
    sk_X509_push(chain, leaf);
    X509_STORE_CTX_set0_verified_chain(c, chain);
    SHOW(X509_STORE_CTX_get0_chain(c) == chain);
    STACK_OF(X509) *found = X509_STORE_CTX_get1_certs(c, X509_get_subject_name(ca));
    SHOW(sk_X509_num(found));
    sk_X509_pop_free(found, X509_free);
    found = X509_STORE_CTX_get1_certs(c, X509_get_subject_name(other));
    SHOW(sk_X509_num(found));
    sk_X509_pop_free(found, X509_free);
    X509_OBJECT *o = X509_OBJECT_new();
    SHOW(X509_STORE_CTX_get_by_subject(c, X509_LU_X509, X509_get_subject_name(ca), o));
    SHOW(X509_OBJECT_get_type(o));
    SHOW(X509_cmp(X509_OBJECT_get0_X509(o), ca));
    SHOW(X509_OBJECT_up_ref_count(o));
    X509_free(X509_OBJECT_get0_X509(o));
    SHOW(X509_STORE_CTX_get_by_subject(c, X509_LU_CRL, X509_get_subject_name(ca), o));
    X509_OBJECT_free(o);
    X509_STORE_CTX_free(c);
    STACK_OF(X509_OBJECT) *all = X509_STORE_get0_objects(s);
    o = X509_OBJECT_new();
    X509_OBJECT_set1_X509(o, ca);
    SHOWP(X509_OBJECT_retrieve_match(all, o));
    SHOW(X509_OBJECT_idx_by_subject(all, X509_LU_X509, X509_get_subject_name(ca)));
    SHOW(X509_OBJECT_idx_by_subject(all, X509_LU_CRL, X509_get_subject_name(ca)));
    X509_OBJECT_set1_X509(o, other);
    SHOWP(X509_OBJECT_retrieve_match(all, o));
    X509_CRL *crl = load_crl();
    SHOW(X509_OBJECT_set1_X509_CRL(o, crl));
    SHOW(X509_OBJECT_get_type(o));
    SHOW(X509_OBJECT_get0_X509_CRL(o) == crl);
    SHOWP(X509_OBJECT_get0_X509(o));
    SHOW(X509_CRL_up_ref(crl));
    X509_CRL_free(crl);
    X509_CRL_free(crl);
    X509_OBJECT_free(o);
    sk_X509_free(u);
    X509_STORE_free(s);
    X509_free(ca); X509_free(leaf); X509_free(other);
}

static int lk_init(X509_LOOKUP *l) { (void)l; printf(" init"); return 1; }
static int lk_new(X509_LOOKUP *l) { (void)l; printf(" new"); return 1; }
static void lk_free(X509_LOOKUP *l) { (void)l; printf(" free"); }
static int lk_shutdown(X509_LOOKUP *l) { (void)l; printf(" shutdown"); return 1; }
static int lk_ctrl(X509_LOOKUP *l, int cmd, const char *argc, long argl, char **ret) {
    (void)l, (void)ret;
    printf(" ctrl(%d %s %ld)", cmd, argc, argl);
    return 3;
}
static X509 *answer;
static int by_subject(X509_LOOKUP *l, X509_LOOKUP_TYPE t, const X509_NAME *n, X509_OBJECT *o) {
    (void)l, (void)n;
    printf(" by_subject(%d)", t);
    return answer && t == X509_LU_X509 ? X509_OBJECT_set1_X509(o, answer) : 0;
}
static int by_issuer(X509_LOOKUP *l, X509_LOOKUP_TYPE t, const X509_NAME *n, const ASN1_INTEGER *s, X509_OBJECT *o) {
    (void)l, (void)n, (void)s, (void)o;
    printf(" by_issuer(%d)", t);
    return 0;
}
static int by_print(X509_LOOKUP *l, X509_LOOKUP_TYPE t, const unsigned char *b, int n, X509_OBJECT *o) {
    (void)l, (void)b, (void)o;
    printf(" by_fingerprint(%d %d)", t, n);
    return 0;
}
static int by_alias(X509_LOOKUP *l, X509_LOOKUP_TYPE t, const char *s, int n, X509_OBJECT *o) {
    (void)l, (void)o;
    printf(" by_alias(%d %.*s)", t, n, s);
    return 0;
}

static void lookups(void) {
    X509_LOOKUP_METHOD *m = X509_LOOKUP_meth_new("twin");
    SHOWP(X509_LOOKUP_meth_get_init(m));
    SHOW(X509_LOOKUP_meth_set_init(m, lk_init) && X509_LOOKUP_meth_set_new_item(m, lk_new) &&
        X509_LOOKUP_meth_set_free(m, lk_free));
    SHOW(X509_LOOKUP_meth_set_shutdown(m, lk_shutdown) && X509_LOOKUP_meth_set_ctrl(m, lk_ctrl) &&
        X509_LOOKUP_meth_set_get_by_subject(m, by_subject));
    SHOW(X509_LOOKUP_meth_set_get_by_issuer_serial(m, by_issuer) &&
        X509_LOOKUP_meth_set_get_by_fingerprint(m, by_print) && X509_LOOKUP_meth_set_get_by_alias(m, by_alias));
    SHOW(X509_LOOKUP_meth_get_init(m) == lk_init && X509_LOOKUP_meth_get_new_item(m) == lk_new &&
        X509_LOOKUP_meth_get_free(m) == lk_free);
    SHOW(X509_LOOKUP_meth_get_shutdown(m) == lk_shutdown && X509_LOOKUP_meth_get_ctrl(m) == lk_ctrl &&
        X509_LOOKUP_meth_get_get_by_subject(m) == by_subject);
    SHOW(X509_LOOKUP_meth_get_get_by_issuer_serial(m) == by_issuer && X509_LOOKUP_meth_get_get_by_fingerprint(m) == by_print &&
         X509_LOOKUP_meth_get_get_by_alias(m) == by_alias);
    X509 *ca = load("ca.pem");
    X509_LOOKUP *l = X509_LOOKUP_new(m);
    X509_OBJECT *o = X509_OBJECT_new();
    SHOW(X509_LOOKUP_init(l));
    SHOW(X509_LOOKUP_ctrl_ex(l, 5, "text", 6, NULL, NULL, NULL));
    SHOW(X509_LOOKUP_by_subject(l, X509_LU_X509, X509_get_subject_name(ca), o));
    answer = ca;
    SHOW(X509_LOOKUP_by_subject_ex(l, X509_LU_X509, X509_get_subject_name(ca), o, NULL, NULL));
    SHOW(X509_OBJECT_get0_X509(o) == ca);
    SHOW(X509_LOOKUP_by_issuer_serial(l, X509_LU_X509, X509_get_subject_name(ca), X509_get0_serialNumber(ca), o));
    SHOW(X509_LOOKUP_by_fingerprint(l, X509_LU_X509, (const unsigned char *)"abc", 3, o));
    SHOW(X509_LOOKUP_by_alias(l, X509_LU_X509, "alias", 5, o));
    SHOW(X509_LOOKUP_shutdown(l));
    X509_LOOKUP_free(l);
    printf("\n");
    X509_OBJECT_free(o);
    l = X509_LOOKUP_new(X509_LOOKUP_file());
    o = X509_OBJECT_new();
    SHOW(X509_LOOKUP_by_issuer_serial(l, X509_LU_X509, X509_get_subject_name(ca), X509_get0_serialNumber(ca), o));
    SHOW(X509_LOOKUP_by_fingerprint(l, X509_LU_X509, (const unsigned char *)"abc", 3, o));
    SHOW(X509_LOOKUP_by_alias(l, X509_LU_X509, "alias", 5, o));
    SHOW(X509_LOOKUP_ctrl_ex(l, 99, "text", 6, NULL, NULL, NULL));
    SHOWP(X509_LOOKUP_hash_dir());
    X509_LOOKUP_free(l);
    X509_OBJECT_free(o);
    X509_STORE *s = X509_STORE_new();
    l = X509_STORE_add_lookup(s, X509_LOOKUP_file());
    SHOW(X509_load_cert_file(l, data_file("ca.pem"), X509_FILETYPE_PEM));
    SHOW(X509_load_cert_file_ex(l, data_file("client.pem"), X509_FILETYPE_PEM, NULL, NULL));
    SHOW(X509_load_cert_crl_file(l, data_file("rsa.pem"), X509_FILETYPE_PEM));
    SHOW(X509_load_cert_crl_file_ex(l, data_file("p384.pem"), X509_FILETYPE_PEM, NULL, NULL));
    SHOW(sk_X509_OBJECT_num(X509_STORE_get0_objects(s)));
    printf("bad %d %d %d %d\n", X509_load_cert_file(l, "absent.pem", X509_FILETYPE_PEM),
        X509_load_cert_file(l, data_file("asn1.cnf"), X509_FILETYPE_PEM),
        X509_load_cert_file(l, data_file("ca.pem"), 77), X509_load_cert_crl_file(l, "absent.pem", X509_FILETYPE_PEM));
    ERR_clear_error();
    SHOW(X509_load_cert_crl_file(l, data_file("asn1.cnf"), X509_FILETYPE_PEM));
    SHOW(X509_load_cert_file(l, data_file("ca.pem"), X509_FILETYPE_ASN1) > 0);
    ERR_clear_error();
    SHOW(X509_STORE_load_file_ex(s, data_file("ca.pem"), NULL, NULL));
    SHOW(X509_STORE_load_locations_ex(s, data_file("ca.pem"), NULL, NULL, NULL));
    SHOW(X509_STORE_load_locations_ex(s, NULL, NULL, NULL, NULL));
    SHOW(X509_STORE_set_default_paths(s));
    SHOW(X509_STORE_set_default_paths_ex(s, NULL, NULL));
    X509_CRL *crl = load_crl();
    SHOW(X509_STORE_add_crl(s, crl));
    SHOW(X509_STORE_add_crl(s, NULL));
    X509_CRL_free(crl);
    X509_STORE_free(s);
    X509_LOOKUP_meth_free(m);
    X509_free(ca);
}

static void trust_and_purpose(void) {
    int t = -1, p = -1;
    SHOW(X509_TRUST_set(&t, X509_TRUST_SSL_SERVER));
    SHOW(t);
    SHOW(X509_TRUST_set(&t, 99));
    SHOW(X509_PURPOSE_set(&p, X509_PURPOSE_SMIME_SIGN));
    SHOW(p);
    SHOW(X509_PURPOSE_set(&p, 99));
    X509_INFO *i = X509_INFO_new();
    printf("info %d %d %d\n", i->x509 != NULL, i->crl != NULL, i->x_pkey != NULL);
    X509_INFO_free(i);
    X509_PKEY *k = X509_PKEY_new();
    SHOW(k->dec_pkey == NULL);
    X509_PKEY_free(k);
    X509_PKEY_free(NULL);
    X509 *x = load("rsa.pem");
    SHOW(X509_check_ip(x, (const unsigned char *)"\x7f\0\0\1", 4, 0));
    SHOW(X509_check_ip(x, (const unsigned char *)"\x7f\0\0\2", 4, 0));
    SHOW(X509_check_ip(x, (const unsigned char *)"\x7f\0", 2, 0));
    SHOW(X509_check_ip(x, NULL, 4, 0));
    X509_free(x);
}

static void verified(const char *what, X509_STORE *s, X509 *leaf) {
    X509_STORE_CTX *c = X509_STORE_CTX_new();
    X509_STORE_CTX_init(c, s, leaf, NULL);
    int ok = X509_verify_cert(c);
    printf("%s: %d, error %d, %d objects\n", what, ok, X509_STORE_CTX_get_error(c),
           sk_X509_OBJECT_num(X509_STORE_get0_objects(s)));
    X509_STORE_CTX_free(c);
}

/* A program takes objects out of the list that it was shown, and puts others in. */
static void changed_list(void) {
    X509 *ca = load("ca.pem"), *leaf = load("rsa.pem"), *other = load("client.pem");
    X509_STORE *s = X509_STORE_new();
    X509_STORE_add_cert(s, ca);
    X509_STORE_add_cert(s, other);
    STACK_OF(X509_OBJECT) *objs = X509_STORE_get0_objects(s);
    verified("as made", s, leaf);
    for (int i = sk_X509_OBJECT_num(objs); i-- > 0;) {
        X509 *x = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objs, i));
        if (x != NULL && X509_cmp(x, ca) == 0) X509_OBJECT_free(sk_X509_OBJECT_delete(objs, i));
    }
    verified("the CA taken out", s, leaf);
    X509_OBJECT_free(sk_X509_OBJECT_pop(objs));
    X509_OBJECT *own = X509_OBJECT_new();
    printf("%d\n", X509_OBJECT_set1_X509(own, ca));
    sk_X509_OBJECT_push(objs, own);
    verified("put in for the other", s, leaf);
    printf("there already: %d, new: %d\n", X509_STORE_add_cert(s, ca), X509_STORE_add_cert(s, other));
    verified("with both", s, leaf);
    X509_STORE_free(s);
    X509_free(ca);
    X509_free(leaf);
    X509_free(other);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    store_fields();
    context_fields();
    lookups();
    trust_and_purpose();
    changed_list();
    return 0;
}
