/*
 * What python3-cryptography-vectors has of X.509, judged and printed: NIST's Public Key Interoperability Test Suite
 * (PKITS_data), each certificate under its trust anchor with all other certificates and CRLs at hand; and each file of the
 * rest read in every way, its certificate verified with the others at hand. Run on the system's OpenSSL and on ours.
 *
 * usage: judge_packaged DIR [CASE]   with CASE: that one alone, its texts in full
 */
#include <dirent.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "show_text.h"

enum { MAX_FILES = 1000, WHEN = 1420070400 /* 2015-01-01, within PKITS' years */ };

static const char *top, *only;
static int go_on;

struct file {
    char name[200];
    X509 *cert;
    X509_CRL *crl;
};

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name);
}

static BIO *open_file(const char *dir, const char *name) {
    char path[1000];
    snprintf(path, sizeof path, "%s/%s/%s", top, dir, name);
    return BIO_new_file(path, "rb");
}

/* The files of a folder, in order; as many as there are. */
static int list(const char *dir, struct file *out) {
    char path[1000];
    int n = 0;
    snprintf(path, sizeof path, "%s/%s", top, dir);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d)) != NULL && n < MAX_FILES;) {
        const char *end = strrchr(e->d_name, '.');
        if (!end || strlen(end) != 4 || strlen(e->d_name) >= sizeof out->name) continue;
        memset(&out[n], 0, sizeof out[n]);
        strcpy(out[n++].name, e->d_name);
    }
    if (d) closedir(d);
    qsort(out, (size_t)n, sizeof *out, by_name);
    return n;
}

static void read_file(const char *dir, struct file *f) {
    for (int der = 0; der < 2; der++) {
        BIO *in = open_file(dir, f->name);
        if (!f->cert) f->cert = der ? d2i_X509_bio(in, NULL) : PEM_read_bio_X509(in, NULL, NULL, NULL);
        BIO_free(in);
        in = open_file(dir, f->name);
        if (!f->crl) f->crl = der ? d2i_X509_CRL_bio(in, NULL) : PEM_read_bio_X509_CRL(in, NULL, NULL, NULL);
        BIO_free(in);
    }
    ERR_clear_error();
}

static int begins(const char *what, const char *name, const char *which) {
    char text[300];
    snprintf(text, sizeof text, "%s %s%s%s", what, name, *which ? ", " : "", which);
    if (only && strcmp(only, text) != 0) return 0;
    printf("# %s\n", text);
    return 1;
}

static int trace(int ok, X509_STORE_CTX *ctx) {
    X509 *x = X509_STORE_CTX_get_current_cert(ctx);
    char who[120] = "-";
    if (x) X509_NAME_oneline(X509_get_subject_name(x), who, sizeof who);
    printf("    ok=%d error=%d depth=%d %s crl=%d\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
           who, X509_STORE_CTX_get0_current_crl(ctx) != NULL);
    return go_on ? 1 : ok;
}

struct way {
    const char *name;
    unsigned long flags;
    const char *policy;
    int go_on; /* also past each fault */
};

static void verify(X509 *x, X509_STORE *s, STACK_OF(X509) *untrusted, const struct way *w) {
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_STORE_CTX_init(ctx, s, x, untrusted);
    X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(ctx);
    X509_VERIFY_PARAM_set_time(p, WHEN);
    X509_VERIFY_PARAM_set_flags(p, w->flags);
    if (w->policy) X509_VERIFY_PARAM_add0_policy(p, OBJ_txt2obj(w->policy, 1));
    X509_STORE_CTX_set_verify_cb(ctx, trace);
    int ret = X509_verify_cert(ctx);
    printf("  verdict %d error %d depth %d, policies %d, explicit %d\n", ret, X509_STORE_CTX_get_error(ctx),
           X509_STORE_CTX_get_error_depth(ctx), X509_STORE_CTX_get0_policy_tree(ctx) != NULL,
           X509_STORE_CTX_get_explicit_policy(ctx));
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
}

#define REVOCATION (X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL)
#define FULL (REVOCATION | X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_USE_DELTAS | X509_V_FLAG_POLICY_CHECK)
static const struct way ways[] = {
    { "plain", 0, NULL, 0 },
    { "strict", X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE, NULL, 1 },
    { "CRLs", REVOCATION, NULL, 0 },
    { "all CRLs", FULL, NULL, 1 },
    { "policy 1", FULL | X509_V_FLAG_EXPLICIT_POLICY, "2.16.840.1.101.3.2.1.48.1", 0 },
    { "policy 2, no mapping", FULL | X509_V_FLAG_INHIBIT_MAP, "2.16.840.1.101.3.2.1.48.2", 0 },
    { "no any policy", FULL | X509_V_FLAG_EXPLICIT_POLICY | X509_V_FLAG_INHIBIT_ANY, NULL, 0 },
};

static struct file certs[MAX_FILES], crls[MAX_FILES];

static void pkits(void) {
    int num = list("PKITS_data/certs", certs), num_crls = list("PKITS_data/crls", crls);
    X509_STORE *s = X509_STORE_new();
    STACK_OF(X509) *all = sk_X509_new_null();
    for (int i = 0; i < num; i++) {
        read_file("PKITS_data/certs", &certs[i]);
        if (!certs[i].cert) continue;
        if (strcmp(certs[i].name, "TrustAnchorRootCertificate.crt") == 0) X509_STORE_add_cert(s, certs[i].cert);
        else sk_X509_push(all, certs[i].cert);
    }
    for (int i = 0; i < num_crls; i++) {
        read_file("PKITS_data/crls", &crls[i]);
        if (crls[i].crl) X509_STORE_add_crl(s, crls[i].crl);
    }
    for (int i = 0; i < num; i++) {
        for (size_t k = 0; certs[i].cert && k < sizeof ways / sizeof ways[0]; k++) {
            for (go_on = 0; go_on <= ways[k].go_on; go_on++) {
                char which[60];
                snprintf(which, sizeof which, "%s%s", ways[k].name, go_on ? ", going on" : "");
                if (begins("PKITS", certs[i].name, which)) verify(certs[i].cert, s, all, &ways[k]);
            }
        }
        if (begins("PKITS", certs[i].name, "text") && certs[i].cert) show_cert_texts(certs[i].cert, only != NULL);
    }
    for (int i = 0; i < num_crls; i++) {
        if (begins("PKITS", crls[i].name, "text") && crls[i].crl) show_crl_texts(crls[i].crl, only != NULL);
    }
    sk_X509_free(all);
    X509_STORE_free(s);
}

static void show_certificate(X509 *x) {
    EVP_PKEY *key = X509_get0_pubkey(x);
    printf("  flags %x usage %x purpose %x path %ld self %d, key %d\n", X509_get_extension_flags(x), X509_get_key_usage(x),
           X509_get_extended_key_usage(x), X509_get_pathlen(x), X509_self_signed(x, 0), key ? EVP_PKEY_get_base_id(key) : -1);
    printf("  self signed %d, hash %08lx %08lx\n", key ? X509_verify(x, key) : -9, X509_subject_name_hash(x),
           X509_issuer_name_hash(x));
    for (int id = 1; id <= X509_PURPOSE_MAX; id++) printf(" %d%d", X509_check_purpose(x, id, 0), X509_check_purpose(x, id, 1));
    printf("\n");
    ERR_clear_error();
    show_cert_texts(x, only != NULL);
}

/* An extension's value, decoded, is written as it was? */
static int same_again(const X509V3_EXT_METHOD *m, void *value, const ASN1_STRING *was) {
    unsigned char *der = NULL;
    int n = ASN1_item_i2d(value, &der, m->it());
    int same = n > 0 && n == ASN1_STRING_length(was) && memcmp(der, ASN1_STRING_get0_data(was), (size_t)n) == 0;
    OPENSSL_free(der);
    ASN1_item_free(value, m->it());
    return same;
}

static void show_extensions(const STACK_OF(X509_EXTENSION) *sk) {
    for (int i = 0; i < sk_X509_EXTENSION_num(sk); i++) {
        X509_EXTENSION *e = sk_X509_EXTENSION_value(sk, i);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(e));
        const X509V3_EXT_METHOD *m = X509V3_EXT_get_nid(nid);
        /* lists of SCTs have no template in OpenSSL */
        void *value = nid != NID_ct_precert_scts ? X509V3_EXT_d2i(e) : NULL;
        printf("  extension %d, %d: %s\n", nid, X509_EXTENSION_get_critical(e), value ? "decoded" : "-");
        if (value) printf("    again %d\n", same_again(m, value, X509_EXTENSION_get_data(e)));
        ERR_clear_error();
    }
}

static void rest(const char *dir) {
    int num = list(dir, certs);
    X509_STORE *s = X509_STORE_new();
    STACK_OF(X509) *all = sk_X509_new_null();
    for (int i = 0; i < num; i++) {
        read_file(dir, &certs[i]);
        if (certs[i].cert) sk_X509_push(all, certs[i].cert);
        if (certs[i].cert && X509_self_signed(certs[i].cert, 0) == 1) X509_STORE_add_cert(s, certs[i].cert);
    }
    for (int i = 0; i < num; i++) {
        X509 *x = certs[i].cert;
        if (begins(dir, certs[i].name, "")) {
            printf("  certificate %d, CRL %d\n", x != NULL, certs[i].crl != NULL);
            if (x) show_certificate(x);
            if (x) show_extensions(X509_get0_extensions(x));
            if (certs[i].crl) show_crl_texts(certs[i].crl, only != NULL);
            if (certs[i].crl) show_extensions(X509_CRL_get0_extensions(certs[i].crl));
        }
        for (size_t k = 0; x && k < 2; k++) {
            go_on = 1;
            if (begins(dir, certs[i].name, ways[k].name)) verify(x, s, all, &ways[k]);
        }
    }
    for (int i = 0; i < num; i++) {
        X509_free(certs[i].cert);
        X509_CRL_free(certs[i].crl);
    }
    sk_X509_free(all);
    X509_STORE_free(s);
}

int main(int argc, char **argv) {
    static const char *const dirs[] = { ".", "custom", "custom/ca", "ed25519", "ed448", "requests", "ocsp" };
    top = argc > 1 ? argv[1] : "";
    only = argc > 2 ? argv[2] : NULL;
    pkits();
    for (int i = 0; i < MAX_FILES; i++) {
        X509_free(certs[i].cert);
        X509_CRL_free(crls[i].crl);
        X509_CRL_free(certs[i].crl);
        X509_free(crls[i].cert);
    }
    for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) rest(dirs[i]);
    return 0;
}
