/*
 * Revocation with the program's own hooks: every combination of get_crl, check_crl, cert_crl, lookup_crls and
 * lookup_certs, with CRLs from the context, the store and the hooks. Run in the folder of make-pki on the system's
 * OpenSSL and on ours, equal output.
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GET_CRL = 1, CHECK_CRL = 2, CERT_CRL = 4, LOOKUP_CRLS = 8, LOOKUP_CERTS = 16, ALL_HOOKS = 32 };

static const char *given[2]; /* what the hooks give, by file */
static int answer;           /* of check_crl and cert_crl */
static int go_on;            /* the verify callback's */
static const char *anchor = "root.pem";

static BIO *open_file(const char *file) {
    BIO *in = BIO_new_file(file, "r");
    if (!in) {
        fprintf(stderr, "cannot open %s\n", file);
        exit(2);
    }
    return in;
}

static X509 *load(const char *file) {
    BIO *in = open_file(file);
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    if (!x) exit(2);
    return x;
}

static X509_CRL *load_crl(const char *file) {
    BIO *in = open_file(file);
    X509_CRL *crl = PEM_read_bio_X509_CRL(in, NULL, NULL, NULL);
    BIO_free(in);
    if (!crl) exit(2);
    return crl;
}

static void show(const char *what, X509_STORE_CTX *ctx, X509 *x) {
    char name[100] = "-";
    X509 *at = X509_STORE_CTX_get_current_cert(ctx);
    if (at) X509_NAME_oneline(X509_get_subject_name(at), name, sizeof name);
    printf("  %s depth %d error %d %s same %d crl %d\n", what, X509_STORE_CTX_get_error_depth(ctx),
           X509_STORE_CTX_get_error(ctx), name, x == at, X509_STORE_CTX_get0_current_crl(ctx) != NULL);
}

static int get_crl(X509_STORE_CTX *ctx, X509_CRL **crl, X509 *x) {
    show("get_crl", ctx, x);
    if (!given[0]) return 0;
    *crl = load_crl(given[0]);
    return 1;
}

static int check_crl(X509_STORE_CTX *ctx, X509_CRL *crl) {
    show("check_crl", ctx, NULL);
    printf("    the one at hand: %d\n", crl == X509_STORE_CTX_get0_current_crl(ctx));
    if (answer == 0) X509_STORE_CTX_set_error(ctx, X509_V_ERR_APPLICATION_VERIFICATION);
    return answer;
}

static int cert_crl(X509_STORE_CTX *ctx, X509_CRL *crl, X509 *x) {
    X509_REVOKED *entry = NULL;
    show("cert_crl", ctx, x);
    printf("    there: %d\n", X509_CRL_get0_by_cert(crl, &entry, x));
    return answer;
}

static STACK_OF(X509_CRL) *lookup_crls(const X509_STORE_CTX *ctx, const X509_NAME *name) {
    char text[100];
    X509 *at = X509_STORE_CTX_get_current_cert(ctx);
    STACK_OF(X509_CRL) *sk = sk_X509_CRL_new_null();
    printf("  lookup_crls %s its issuer %d\n", X509_NAME_oneline(name, text, sizeof text),
           X509_NAME_cmp(name, X509_get_issuer_name(at)) == 0);
    for (int i = 0; i < 2 && given[i]; i++) sk_X509_CRL_push(sk, load_crl(given[i]));
    if (sk_X509_CRL_num(sk) > 0) return sk;
    sk_X509_CRL_free(sk);
    return NULL;
}

static STACK_OF(X509) *lookup_certs(X509_STORE_CTX *ctx, const X509_NAME *name) {
    char text[100];
    printf("  lookup_certs %s\n", X509_NAME_oneline(name, text, sizeof text));
    return X509_STORE_CTX_get1_certs(ctx, name);
}

static int verify_cb(int ok, X509_STORE_CTX *ctx) {
    if (!ok) show("fault", ctx, NULL);
    return go_on ? 1 : ok;
}

static void set_hooks(X509_STORE *s, int hooks) {
    if (hooks & GET_CRL) X509_STORE_set_get_crl(s, get_crl);
    if (hooks & CHECK_CRL) X509_STORE_set_check_crl(s, check_crl);
    if (hooks & CERT_CRL) X509_STORE_set_cert_crl(s, cert_crl);
    if (hooks & LOOKUP_CRLS) X509_STORE_set_lookup_crls(s, lookup_crls);
    if (hooks & LOOKUP_CERTS) X509_STORE_set_lookup_certs(s, lookup_certs);
}

/* own: a CRL of the context's; stored: one of the store's. Either may be NULL. */
static void verify(int hooks, const char *leaf_file, const char *own, const char *stored, unsigned long flags) {
    X509_STORE *s = X509_STORE_new();
    X509 *root = load(anchor), *inter = load("int.pem"), *leaf = load(leaf_file);
    STACK_OF(X509) *chain = sk_X509_new_null();
    STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    sk_X509_push(chain, inter);
    X509_STORE_add_cert(s, root);
    if (own) sk_X509_CRL_push(crls, load_crl(own));
    if (stored) {
        X509_CRL *crl = load_crl(stored);
        X509_STORE_add_crl(s, crl);
        X509_CRL_free(crl);
    }
    set_hooks(s, hooks);
    X509_STORE_set_verify_cb(s, verify_cb);
    X509_STORE_set_flags(s, flags);
    X509_STORE_CTX_init(ctx, s, leaf, chain);
    X509_STORE_CTX_set0_crls(ctx, crls);
    printf("hooks %d %s own %s stored %s given %s %s flags %lx answer %d go %d\n", hooks, leaf_file, own ? own : "-",
           stored ? stored : "-", given[0] ? given[0] : "-", given[1] ? given[1] : "-", flags, answer, go_on);
    int r = X509_verify_cert(ctx);
    printf("  = %d error %d depth %d\n", r, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    sk_X509_free(chain);
    X509_free(root);
    X509_free(inter);
    X509_free(leaf);
    ERR_clear_error();
}

static void each_hook(const char *leaf, unsigned long flags) {
    static const char *const files[] = { NULL, "int-crl.crl", "int-crl-short.crl", "root-crl.crl", "int-crl-two.crl" };
    for (int hooks = 0; hooks < ALL_HOOKS; hooks++) {
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
            given[0] = files[i];
            given[1] = NULL;
            if (!(hooks & (GET_CRL | LOOKUP_CRLS)) && i > 0) continue;
            for (answer = 0; answer < 3; answer++) {
                if (!(hooks & (CHECK_CRL | CERT_CRL)) && answer != 1) continue;
                for (go_on = 0; go_on < 2; go_on++) verify(hooks, leaf, NULL, "int-crl.crl", flags);
            }
        }
    }
}

/* Own CRLs before the store's and before those of lookup_crls. */
static void sources(const char *leaf, unsigned long flags) {
    static const char *const files[] = { NULL, "int-crl.crl", "int-crl-short.crl", "int-crl-base.crl",
                                         "int-crl-base-revoked.crl", "int-crl-delta.crl", "int-crl-delta-revoked.crl",
                                         "int-crl-crit.crl", "int-crl-reasons.crl", "int-crl-reasons-rest.crl" };
    enum { N = sizeof files / sizeof files[0] };
    answer = 1;
    for (int a = 0; a < N; a++) {
        for (int b = 0; b < N; b++) {
            for (go_on = 0; go_on < 2; go_on++) {
                given[0] = files[b];
                given[1] = files[(a + b) % N];
                verify(0, leaf, files[a], files[b], flags);
                verify(LOOKUP_CRLS, leaf, files[a], NULL, flags);
            }
        }
    }
}

/* A list so long that a search whose steps each began at its start would show: some billion comparisons. */
static void many(const char *leaf_file, const char *last) {
    enum { NUM = 50000 };
    X509_STORE *s = X509_STORE_new();
    X509 *root = load("root.pem"), *inter = load("int.pem"), *leaf = load(leaf_file);
    STACK_OF(X509) *chain = sk_X509_new_null();
    STACK_OF(X509_CRL) *crls = sk_X509_CRL_new_null();
    X509_CRL *same = load_crl("int-crl-short.crl"), *best = load_crl(last);
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    sk_X509_push(chain, inter);
    for (int i = 0; i < NUM; i++) sk_X509_CRL_push(crls, same);
    sk_X509_CRL_push(crls, best);
    X509_STORE_add_cert(s, root);
    X509_STORE_set_flags(s, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_USE_DELTAS);
    X509_STORE_CTX_init(ctx, s, leaf, chain);
    X509_STORE_CTX_set0_crls(ctx, crls);
    int r = X509_verify_cert(ctx);
    printf("many %s: %d error %d depth %d\n", last, r, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    sk_X509_CRL_free(crls);
    X509_CRL_free(same);
    X509_CRL_free(best);
    sk_X509_free(chain);
    X509_free(root);
    X509_free(inter);
    X509_free(leaf);
    ERR_clear_error();
}

/* The same in a store: CRLs that differ in their signatures' last bytes alone, found by their issuer. */
static void many_stored(const char *leaf_file, const char *last) {
    enum { NUM = 2000 };
    X509_STORE *s = X509_STORE_new();
    X509 *root = load("root.pem"), *inter = load("int.pem"), *leaf = load(leaf_file);
    STACK_OF(X509) *chain = sk_X509_new_null();
    X509_CRL *same = load_crl("int-crl-short.crl"), *best = load_crl(last);
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    unsigned char *der = NULL;
    int len = i2d_X509_CRL(same, &der), added = 0;
    for (int i = 0; i < NUM; i++) {
        const unsigned char *p = der;
        der[len - 1] = (unsigned char)i;
        der[len - 2] = (unsigned char)(i >> 8);
        X509_CRL *crl = d2i_X509_CRL(NULL, &p, len);
        added += X509_STORE_add_crl(s, crl);
        X509_CRL_free(crl);
    }
    added += X509_STORE_add_crl(s, best);
    sk_X509_push(chain, inter);
    X509_STORE_add_cert(s, root);
    X509_STORE_set_flags(s, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_USE_DELTAS);
    X509_STORE_CTX_init(ctx, s, leaf, chain);
    int r = X509_verify_cert(ctx);
    printf("stored %s: %d added, %d there: %d error %d depth %d\n", last, added, sk_X509_OBJECT_num(X509_STORE_get0_objects(s)),
           r, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    OPENSSL_free(der);
    X509_CRL_free(same);
    X509_CRL_free(best);
    sk_X509_free(chain);
    X509_free(root);
    X509_free(inter);
    X509_free(leaf);
    ERR_clear_error();
}

int main(void) {
    static const char *const leaves[] = { "leaf.pem", "leaf-client.pem", "leaf-fresh.pem" };
    for (size_t i = 0; i < 2; i++) {
        each_hook(leaves[i], 0);
        each_hook(leaves[i], X509_V_FLAG_CRL_CHECK);
        each_hook(leaves[i], X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_PARTIAL_CHAIN);
    }
    anchor = "int.pem"; /* at the top is one whose CRLs another signs */
    each_hook("leaf.pem", X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_PARTIAL_CHAIN);
    anchor = "root.pem";
    for (size_t i = 0; i < 3; i++) {
        sources(leaves[i], X509_V_FLAG_CRL_CHECK);
        sources(leaves[i], X509_V_FLAG_CRL_CHECK | X509_V_FLAG_USE_DELTAS | X509_V_FLAG_EXTENDED_CRL_SUPPORT);
    }
    many("leaf.pem", "int-crl.crl");
    many("leaf-fresh.pem", "int-crl-delta.crl");
    many_stored("leaf.pem", "int-crl.crl");
    many_stored("leaf-client.pem", "int-crl.crl");
    return 0;
}
