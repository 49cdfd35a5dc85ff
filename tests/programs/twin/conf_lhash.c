/* Configurations as hash tables (CONF_load() and its like), and extensions that are made from them. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/lhash.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char text[] = "top = 1\nn = 42\nbad = x\n"
    "[one]\na = b\nc = d\na = again\nuse = $one::c\nself = ${ENV::TWIN_CONF}\n"
    "[ext]\nbasicConstraints = critical,CA:TRUE\nsubjectAltName = @names\nkeyUsage = cRLSign\n"
    "[names]\nDNS.1 = host.example\nDNS.2 = other.example\n[policies]\ncertificatePolicies = 1.2.3,@policy\n"
    "[policy]\npolicyIdentifier = 1.2.4\nCPS.1 = http://host.example/\n[wrong]\nkeyUsage = nothing\n[empty]\n";

static void errors(void) {
    for (unsigned long e; (e = ERR_get_error()) != 0;) printf(" <%d:%d>", ERR_GET_LIB(e), ERR_GET_REASON(e));
    puts("");
}

static void show_string(LHASH_OF(CONF_VALUE) *conf, const char *group, const char *name) {
    const char *s = CONF_get_string(conf, group, name);
    printf("%s.%s = %s", group ? group : "none", name, s ? s : "none");
    errors();
}

static void show_section(LHASH_OF(CONF_VALUE) *conf, const char *section) {
    STACK_OF(CONF_VALUE) *sk = CONF_get_section(conf, section);
    printf("section %s: %d", section ? section : "none", sk ? sk_CONF_VALUE_num(sk) : -1);
    for (int i = 0; sk && i < sk_CONF_VALUE_num(sk); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(sk, i);
        printf(" [%s] %s=%s", v->section, v->name, v->value);
    }
    errors();
}

static int num_sections, num_values;
static void count(CONF_VALUE *v) { *(v->name ? &num_values : &num_sections) += 1; }

static LHASH_OF(CONF_VALUE) *load(LHASH_OF(CONF_VALUE) *conf, const char *from, int n) {
    BIO *in = BIO_new_mem_buf(from, n);
    long line = -1;
    LHASH_OF(CONF_VALUE) *ret = CONF_load_bio(conf, in, &line);
    printf("loaded %d, the same %d, line %ld", ret != NULL, ret == conf, line);
    errors();
    BIO_free(in);
    return ret;
}

static void show_extensions(const STACK_OF(X509_EXTENSION) *sk) {
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    X509V3_extensions_print(out, "Extensions", sk, 0, 2);
    BIO_free(out);
}

static void make(LHASH_OF(CONF_VALUE) *conf) {
    static const char *const sections[] = { "ext", "policies", "wrong", "empty", "missing" };
    for (int i = 0; i < 5; i++) {
        X509 *x = X509_new();
        X509_CRL *crl = X509_CRL_new();
        X509_REQ *req = X509_REQ_new();
        X509V3_CTX ctx;
        X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
        X509V3_set_conf_lhash(&ctx, conf);
        printf("%s: %d", sections[i], X509V3_EXT_add_conf(conf, &ctx, sections[i], x));
        printf(" %d", X509V3_EXT_CRL_add_conf(conf, &ctx, sections[i], crl));
        printf(" %d", X509V3_EXT_REQ_add_conf(conf, &ctx, sections[i], req));
        errors();
        show_extensions(X509_get0_extensions(x));
        show_extensions(X509_CRL_get0_extensions(crl));
        STACK_OF(X509_EXTENSION) *asked = X509_REQ_get_extensions(req);
        show_extensions(asked);
        sk_X509_EXTENSION_pop_free(asked, X509_EXTENSION_free);
        X509_EXTENSION *e = X509V3_EXT_conf(conf, &ctx, "subjectAltName", "@names");
        X509_EXTENSION *f = X509V3_EXT_conf_nid(conf, &ctx, NID_key_usage, "digitalSignature");
        printf("one %d %d", e != NULL, f != NULL);
        char *s = X509V3_get_string(&ctx, "one", "a");
        STACK_OF(CONF_VALUE) *section = X509V3_get_section(&ctx, "one");
        printf(" string %s section %d", s ? s : "none", section ? sk_CONF_VALUE_num(section) : -1);
        X509V3_string_free(&ctx, s);
        X509V3_section_free(&ctx, section);
        errors();
        X509_EXTENSION_free(e);
        X509_EXTENSION_free(f);
        X509_free(x);
        X509_CRL_free(crl);
        X509_REQ_free(req);
    }
}

int main(void) {
    setenv("TWIN_CONF", "of the environment", 1);
    LHASH_OF(CONF_VALUE) *conf = load(NULL, text, sizeof text - 1);
    static const char *const groups[] = { "default", "one", "ENV", "absent", NULL };
    static const char *const names[] = { "top", "n", "a", "c", "use", "TWIN_CONF", "absent" };
    for (int i = 0; i < 35; i++) show_string(conf, groups[i / 7], names[i % 7]);
    for (int i = 0; i < 5; i++) show_section(conf, groups[i]);
    show_section(conf, "empty");
    printf("numbers %ld %ld %ld", CONF_get_number(conf, NULL, "n"), CONF_get_number(conf, "one", "top"),
           CONF_get_number(conf, NULL, "absent"));
    errors();
    lh_CONF_VALUE_doall(conf, count);
    printf("sections %d values %d\n", num_sections, num_values);
    make(conf);
    load(conf, "[one]\na = third\nnew = $c\n[two]\nx = y\n", 36);
    show_section(conf, "one");
    show_section(conf, "two");
    load(conf, "[three\n", 7);
    load(NULL, "nonsense\n", 9);
    FILE *f = fopen("twin_lhash.cnf", "w+");
    fputs(text, f);
    rewind(f);
    LHASH_OF(CONF_VALUE) *other = CONF_load_fp(NULL, f, NULL);
    fclose(f);
    show_string(other, "one", "a");
    CONF_free(other);
    other = CONF_load(NULL, "twin_lhash.cnf", NULL);
    show_string(other, "one", "c");
    CONF_free(other);
    unlink("twin_lhash.cnf");
    other = CONF_load(NULL, "twin_lhash.cnf", NULL);
    printf("missing %d", other != NULL);
    printf(" %d", ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    puts("");
    show_string(NULL, NULL, "absent");
    show_section(NULL, "one");
    CONF_free(conf);
    CONF_free(NULL);
    return 0;
}
