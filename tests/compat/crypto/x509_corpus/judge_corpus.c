/*
 * Reads the cases of make_corpus and prints how each is judged: what can be read of the certificates and the CRL, their
 * text, and the verdicts with the sequence of callbacks, stopping at the first fault and going on from each. Built once,
 * run on the system's OpenSSL and on ours, equal output.
 *
 * usage: judge_corpus FILE [NAME]   with NAME: that case alone, its texts in full
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "show_text.h"

enum { NAME, LEAF, INT, ROOT, CRL, NUM_FIELDS };
static const char *const field_names[] = { "name", "leaf", "intermediate", "root", "CRL" };

struct field {
    unsigned char *p;
    size_t len;
};

static int go_on, whole_text;

static int read_field(FILE *f, struct field *out) {
    unsigned char head[4];
    if (fread(head, 1, 4, f) != 4) return 0;
    out->len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    out->p = malloc(out->len + 1);
    if (!out->p || fread(out->p, 1, out->len, f) != out->len) exit(2);
    out->p[out->len] = 0;
    return 1;
}

static int trace(int ok, X509_STORE_CTX *ctx) {
    X509 *x = X509_STORE_CTX_get_current_cert(ctx);
    char who[80] = "-";
    if (x) X509_NAME_oneline(X509_get_subject_name(x), who, sizeof who);
    printf("    ok=%d error=%d depth=%d %s crl=%d\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
           who, X509_STORE_CTX_get0_current_crl(ctx) != NULL);
    return go_on ? 1 : ok;
}

static void verify(X509 *leaf, X509 *inter, X509 *root, X509_CRL *crl, unsigned long flags, int purpose) {
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *sent = sk_X509_new_null();
    if (inter) sk_X509_push(sent, inter);
    if (root) X509_STORE_add_cert(store, root);
    if (crl) X509_STORE_add_crl(store, crl);
    X509_STORE_set_flags(store, flags);
    X509_STORE_CTX_init(ctx, store, leaf, sent);
    X509_STORE_CTX_set_verify_cb(ctx, trace);
    X509_STORE_CTX_set_purpose(ctx, purpose);
    printf("  flags %lx go on %d\n", flags, go_on);
    int ret = X509_verify_cert(ctx);
    printf("  verdict %d error %d\n", ret, X509_STORE_CTX_get_error(ctx));
    sk_X509_free(sent);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    ERR_clear_error();
}

static void print_bio(BIO *out) {
    char *text, line[512];
    long len = BIO_get_mem_data(out, &text);
    (void)len;
    while (BIO_gets(out, line, sizeof line) > 0) printf("  | %s", line);
    BIO_free(out);
}

static void show_cert(X509 *x) {
    BIO *out = BIO_new(BIO_s_mem());
    int ret = X509_print_ex(out, x, XN_FLAG_ONELINE, X509_FLAG_NO_PUBKEY | X509_FLAG_NO_SIGDUMP);
    BIO_printf(out, "printed %d\n", ret > 0);
    print_bio(out);
    printf("  flags %x usage %x purpose %x path %ld self %d\n", X509_get_extension_flags(x), X509_get_key_usage(x),
           X509_get_extended_key_usage(x), X509_get_pathlen(x), X509_self_signed(x, 0));
    printf("  host %d email %d ip %d key %d\n", X509_check_host(x, "a.example.com", 0, 0, NULL),
           X509_check_email(x, "me@example.com", 0, 0), X509_check_ip_asc(x, "10.1.2.3", 0), X509_get0_pubkey(x) != NULL);
    for (int id = 1; id <= X509_PURPOSE_MAX; id++) {
        printf("%s%d", id == 1 ? "  purposes " : " ", X509_check_purpose(x, id, 0) * 10 + X509_check_purpose(x, id, 1));
    }
    printf("\n");
    ERR_clear_error();
}

static void show_crl(X509_CRL *crl) {
    BIO *out = BIO_new(BIO_s_mem());
    int ret = X509_CRL_print_ex(out, crl, XN_FLAG_ONELINE);
    BIO_printf(out, "printed %d\n", ret > 0);
    char line[512];
    while (BIO_gets(out, line, sizeof line) > 0) {
        if (line[0] == ' ' && strchr(line, ':') && strspn(line, " 0123456789abcdef:\n") == strlen(line)) continue; /* signature */
        printf("  | %s", line);
    }
    BIO_free(out);
    ERR_clear_error();
}

static X509 *read_cert(const struct field *f, const char *what) {
    const unsigned char *p = f->p;
    X509 *x = d2i_X509(NULL, &p, (long)f->len);
    if (!x) printf("  %s cannot be read\n", what);
    ERR_clear_error();
    return x;
}

static void judge(const struct field f[NUM_FIELDS]) {
    static const unsigned long flags[] = { 0, X509_V_FLAG_CRL_CHECK, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CRL_CHECK,
                                           X509_V_FLAG_POLICY_CHECK };
    const char *name = (const char *)f[NAME].p;
    const unsigned char *p = f[CRL].p;
    X509 *certs[CRL] = { NULL };
    printf("# %s\n", name);
    for (int i = LEAF; i <= ROOT; i++) certs[i] = read_cert(&f[i], field_names[i]);
    X509_CRL *crl = d2i_X509_CRL(NULL, &p, (long)f[CRL].len);
    if (!crl) printf("  CRL cannot be read\n");
    for (int i = LEAF; i <= ROOT; i++) {
        if (certs[i] && (strcmp(name, "undamaged") == 0 || strncmp(name, field_names[i], strlen(field_names[i])) == 0)) {
            show_cert(certs[i]);
            show_cert_texts(certs[i], whole_text);
        }
    }
    if (crl && strncmp(name, "CRL", 3) == 0) {
        show_crl(crl);
        show_crl_texts(crl, whole_text);
    }
    for (go_on = 0; certs[LEAF] && go_on < 2; go_on++) {
        for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
            verify(certs[LEAF], certs[INT], certs[ROOT], crl, flags[i], X509_PURPOSE_SSL_SERVER);
        }
    }
    for (int i = LEAF; i <= ROOT; i++) X509_free(certs[i]);
    X509_CRL_free(crl);
    ERR_clear_error();
}

int main(int argc, char **argv) {
    struct field f[NUM_FIELDS];
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!in) return 2;
    whole_text = argc > 2;
    while (read_field(in, &f[0])) {
        for (int i = 1; i < NUM_FIELDS; i++) {
            if (!read_field(in, &f[i])) return 2;
        }
        if (argc < 3 || strcmp(argv[2], (const char *)f[NAME].p) == 0) judge(f);
        for (int i = 0; i < NUM_FIELDS; i++) free(f[i].p);
    }
    fclose(in);
    return 0;
}
