/*
 * Verifies chains as a list of scenarios says and prints what came of each: built once, run on the system's OpenSSL
 * and on ours, equal output. Usage: x509_twin verify|host FILE, in the folder of the certificates.
 *
 *   verify:  NAME key=value ...   trust= chain= (files, by comma) leaf= flags= purpose= depth= level= host= ip= email=
 *            policy= (OIDs, by comma) time=+DAYS crl= file=CAFILE dir=FOLDER go=0|1 default=NAME
 *   host:    CERT host|ip|email FLAGS NAME
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int go_on;

static X509 *load(const char *file) {
    BIO *in = BIO_new_file(file, "r");
    X509 *x = in ? PEM_read_bio_X509_AUX(in, NULL, NULL, NULL) : NULL;
    BIO_free(in);
    if (!x) {
        fprintf(stderr, "cannot load %s\n", file);
        exit(2);
    }
    return x;
}

static void print_name(X509 *x) {
    char line[256] = "-";
    if (x) X509_NAME_oneline(X509_get_subject_name(x), line, sizeof line);
    printf("%s", line);
}

static int trace(int ok, X509_STORE_CTX *ctx) {
    printf("  cb ok=%d err=%d depth=%d cert=", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    print_name(X509_STORE_CTX_get_current_cert(ctx));
    printf(" issuer=");
    print_name(ok ? X509_STORE_CTX_get0_current_issuer(ctx) : NULL);
    printf(" chain=%d untrusted=%d\n", sk_X509_num(X509_STORE_CTX_get0_chain(ctx)), X509_STORE_CTX_get_num_untrusted(ctx));
    return go_on ? 1 : ok;
}

static void each(char *list, void (*fn)(void *arg, const char *file), void *arg) {
    for (char *save = NULL, *f = strtok_r(list, ",", &save); f; f = strtok_r(NULL, ",", &save)) fn(arg, f);
}

static void add_trust(void *arg, const char *file) {
    X509 *x = load(file);
    printf("%s", X509_STORE_add_cert((X509_STORE *)arg, x) ? "" : "  add failed\n");
    X509_free(x);
}

static void add_chain(void *arg, const char *file) { sk_X509_push((STACK_OF(X509) *)arg, load(file)); }

static void add_crl(void *arg, const char *file) {
    X509_LOOKUP *lu = X509_STORE_add_lookup((X509_STORE *)arg, X509_LOOKUP_file());
    printf("  crls %d\n", X509_load_crl_file(lu, file, X509_FILETYPE_PEM));
}

struct job {
    X509_STORE *store;
    X509_STORE_CTX *ctx;
    STACK_OF(X509) *chain;
    X509 *leaf;
};

/* What concerns the store; the rest comes when the context is there. */
static void apply_store(struct job *j, const char *key, char *value) {
    if (strcmp(key, "trust") == 0) each(value, add_trust, j->store);
    if (strcmp(key, "chain") == 0) each(value, add_chain, j->chain);
    if (strcmp(key, "crl") == 0) each(value, add_crl, j->store);
    if (strcmp(key, "leaf") == 0) j->leaf = load(value);
    if (strcmp(key, "go") == 0) go_on = atoi(value);
    if (strcmp(key, "file") == 0) printf("  file %d\n", X509_STORE_load_file(j->store, value));
    if (strcmp(key, "dir") == 0) printf("  dir %d\n", X509_STORE_load_path(j->store, value));
    if (strcmp(key, "sflags") == 0) X509_STORE_set_flags(j->store, strtoul(value, NULL, 0));
}

static void add_policies(X509_VERIFY_PARAM *p, const char *list) {
    char copy[256];
    snprintf(copy, sizeof copy, "%s", list);
    for (char *save = NULL, *o = strtok_r(copy, ",", &save); o; o = strtok_r(NULL, ",", &save)) {
        X509_VERIFY_PARAM_add0_policy(p, OBJ_txt2obj(o, 1));
    }
}

static void apply_ctx(struct job *j, const char *key, const char *value) {
    X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(j->ctx);
    if (strcmp(key, "flags") == 0) X509_VERIFY_PARAM_set_flags(p, strtoul(value, NULL, 0));
    if (strcmp(key, "clear") == 0) X509_VERIFY_PARAM_clear_flags(p, strtoul(value, NULL, 0));
    if (strcmp(key, "policy") == 0) add_policies(p, value);
    if (strcmp(key, "purpose") == 0) printf("  purpose %d\n", X509_STORE_CTX_set_purpose(j->ctx, atoi(value)));
    if (strcmp(key, "depth") == 0) X509_VERIFY_PARAM_set_depth(p, atoi(value));
    if (strcmp(key, "level") == 0) X509_VERIFY_PARAM_set_auth_level(p, atoi(value));
    if (strcmp(key, "host") == 0) X509_VERIFY_PARAM_add1_host(p, value, 0);
    if (strcmp(key, "ip") == 0) X509_VERIFY_PARAM_set1_ip_asc(p, value);
    if (strcmp(key, "email") == 0) X509_VERIFY_PARAM_set1_email(p, value, 0);
    if (strcmp(key, "time") == 0) X509_VERIFY_PARAM_set_time(p, time(NULL) + atol(value) * 86400);
    if (strcmp(key, "default") == 0) X509_STORE_CTX_set_default(j->ctx, value);
}

static void run_job(struct job *j) {
    int r = X509_verify_cert(j->ctx);
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(j->ctx);
    const char *peer = X509_VERIFY_PARAM_get0_peername(X509_STORE_CTX_get0_param(j->ctx));
    printf("  result=%d error=%d (%s) depth=%d peer=%s\n", r, X509_STORE_CTX_get_error(j->ctx),
           X509_verify_cert_error_string(X509_STORE_CTX_get_error(j->ctx)), X509_STORE_CTX_get_error_depth(j->ctx),
           peer ? peer : "-");
    for (int i = 0; i < sk_X509_num(chain); i++) {
        printf("  chain %d ", i);
        print_name(sk_X509_value(chain, i));
        printf("\n");
    }
}

static void verify_line(char *line) {
    struct job j = { X509_STORE_new(), X509_STORE_CTX_new(), sk_X509_new_null(), NULL };
    char copy[2048], *save = NULL;
    snprintf(copy, sizeof copy, "%s", line);
    go_on = 0;
    printf("%s\n", strtok_r(line, " \n", &save));
    for (char *w; (w = strtok_r(NULL, " \n", &save)) != NULL;) {
        char *eq = strchr(w, '=');
        *eq = '\0';
        apply_store(&j, w, eq + 1);
    }
    X509_STORE_CTX_init(j.ctx, j.store, j.leaf, sk_X509_num(j.chain) > 0 ? j.chain : NULL);
    X509_STORE_CTX_set_verify_cb(j.ctx, trace);
    (void)strtok_r(copy, " \n", &save);
    for (char *w; (w = strtok_r(NULL, " \n", &save)) != NULL;) {
        char *eq = strchr(w, '=');
        *eq = '\0';
        apply_ctx(&j, w, eq + 1);
    }
    run_job(&j);
    X509_STORE_CTX_free(j.ctx);
    sk_X509_pop_free(j.chain, X509_free);
    X509_free(j.leaf);
    X509_STORE_free(j.store);
    ERR_clear_error();
}

static void host_line(char *line) {
    char file[256], kind[16], name[512] = "", *peer = NULL;
    unsigned flags;
    if (sscanf(line, "%255s %15s %i %511s", file, kind, (int *)&flags, name) < 3) return;
    X509 *x = load(file);
    int r = strcmp(kind, "host") == 0  ? X509_check_host(x, name, 0, flags, &peer)
            : strcmp(kind, "ip") == 0  ? X509_check_ip_asc(x, name, flags)
                                       : X509_check_email(x, name, 0, flags);
    printf("%s %s %x %s: %d %s\n", file, kind, flags, name, r, peer ? peer : "-");
    OPENSSL_free(peer);
    X509_free(x);
}

int main(int argc, char **argv) {
    char line[2048];
    FILE *f = argc == 3 ? fopen(argv[2], "r") : NULL;
    if (!f) {
        fprintf(stderr, "usage: x509_twin verify|host FILE\n");
        return 2;
    }
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#' || line[0] == '\n') continue;
        if (strcmp(argv[1], "verify") == 0) verify_line(line);
        else host_line(line);
    }
    fclose(f);
    return 0;
}
