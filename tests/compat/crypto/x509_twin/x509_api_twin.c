/*
 * X509_STORE, X509_LOOKUP, X509_OBJECT, X509_STORE_CTX and X509_VERIFY_PARAM by their accessors and hooks: what each
 * call returns, printed. Run in the folder of make-pki on the system's OpenSSL and on ours, equal output.
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOW(expr) printf("%s = %ld\n", #expr, (long)(expr))
#define SHOW_S(expr) printf("%s = %s\n", #expr, (expr) ? (const char *)(expr) : "(null)")
#define SHOW_P(expr) printf("%s %s\n", #expr, (expr) ? "there" : "NULL")

static X509 *load(const char *file) {
    BIO *in = BIO_new_file(file, "r");
    X509 *x = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    if (!x) exit(2);
    return x;
}

static void show_errors(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) printf("  error lib %d reason %d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
}

static void show_param(const char *title, X509_VERIFY_PARAM *p) {
    char *ip = X509_VERIFY_PARAM_get1_ip_asc(p);
    const char *host = X509_VERIFY_PARAM_get0_host(p, 0), *email = X509_VERIFY_PARAM_get0_email(p);
    const char *name = X509_VERIFY_PARAM_get0_name(p);
    printf("%s: name %s flags %lx inh %x depth %d level %d hostflags %x time %ld host %s email %s ip %s\n", title,
           name ? name : "-", X509_VERIFY_PARAM_get_flags(p), X509_VERIFY_PARAM_get_inh_flags(p),
           X509_VERIFY_PARAM_get_depth(p), X509_VERIFY_PARAM_get_auth_level(p), X509_VERIFY_PARAM_get_hostflags(p),
           (long)X509_VERIFY_PARAM_get_time(p), host ? host : "-", email ? email : "-", ip ? ip : "-");
    OPENSSL_free(ip);
}

static X509_VERIFY_PARAM *full(void) {
    static const unsigned char ip6[16] = { 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xAB, 1 };
    X509_VERIFY_PARAM *p = X509_VERIFY_PARAM_new();
    SHOW(X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_EXPLICIT_POLICY | X509_V_FLAG_X509_STRICT));
    SHOW(X509_VERIFY_PARAM_set1_host(p, "a.example", 0));
    SHOW(X509_VERIFY_PARAM_add1_host(p, "b.example", 9));
    SHOW(X509_VERIFY_PARAM_set1_email(p, "me@example", 0));
    SHOW(X509_VERIFY_PARAM_set1_ip(p, ip6, 16));
    SHOW(X509_VERIFY_PARAM_set1_name(p, "full"));
    SHOW(X509_VERIFY_PARAM_set_purpose(p, X509_PURPOSE_SSL_SERVER));
    SHOW(X509_VERIFY_PARAM_set_trust(p, X509_TRUST_SSL_SERVER));
    X509_VERIFY_PARAM_set_depth(p, 5);
    X509_VERIFY_PARAM_set_auth_level(p, 2);
    X509_VERIFY_PARAM_set_time(p, 1000000);
    X509_VERIFY_PARAM_set_hostflags(p, X509_CHECK_FLAG_NO_WILDCARDS);
    return p;
}

static void params(void) {
    static const unsigned flags[] = { 0, X509_VP_FLAG_DEFAULT, X509_VP_FLAG_OVERWRITE, X509_VP_FLAG_RESET_FLAGS,
                                      X509_VP_FLAG_LOCKED, X509_VP_FLAG_ONCE, X509_VP_FLAG_DEFAULT | X509_VP_FLAG_ONCE };
    X509_VERIFY_PARAM *a = full();
    show_param("full", a);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        X509_VERIFY_PARAM *b = X509_VERIFY_PARAM_new(), *c = X509_VERIFY_PARAM_new();
        X509_VERIFY_PARAM_set_depth(b, 9);
        X509_VERIFY_PARAM_set1_host(b, "own.example", 0);
        X509_VERIFY_PARAM_set_inh_flags(b, flags[i]);
        X509_VERIFY_PARAM_set_flags(b, X509_V_FLAG_CRL_CHECK);
        SHOW(X509_VERIFY_PARAM_inherit(b, a));
        show_param("inherited", b);
        SHOW(X509_VERIFY_PARAM_inherit(a, c));
        show_param("from empty", a);
        X509_VERIFY_PARAM_set_inh_flags(c, flags[i]);
        SHOW(X509_VERIFY_PARAM_set1(c, a));
        show_param("set1", c);
        X509_VERIFY_PARAM_free(b);
        X509_VERIFY_PARAM_free(c);
    }
    SHOW(X509_VERIFY_PARAM_set1_host(a, "a\0b", 3));
    SHOW(X509_VERIFY_PARAM_set1_host(a, "ab\0", 3));
    SHOW_S(X509_VERIFY_PARAM_get0_host(a, 0));
    SHOW(X509_VERIFY_PARAM_set1_host(a, NULL, 0));
    SHOW_S(X509_VERIFY_PARAM_get0_host(a, 0));
    SHOW(X509_VERIFY_PARAM_set1_ip(a, (const unsigned char *)"abc", 3));
    SHOW(X509_VERIFY_PARAM_set1_ip_asc(a, "1.2.3.4"));
    SHOW(X509_VERIFY_PARAM_set1_ip_asc(a, "1.2.3"));
    SHOW(X509_VERIFY_PARAM_set_purpose(a, 77));
    SHOW(X509_VERIFY_PARAM_set_trust(a, 77));
    SHOW(X509_VERIFY_PARAM_clear_flags(a, X509_V_FLAG_X509_STRICT));
    show_errors();
    show_param("end", a);
    X509_VERIFY_PARAM_free(a);
    for (int i = -1; i <= X509_VERIFY_PARAM_get_count(); i++) {
        const X509_VERIFY_PARAM *t = X509_VERIFY_PARAM_get0(i);
        if (t) show_param("table", (X509_VERIFY_PARAM *)t);
    }
    SHOW_P(X509_VERIFY_PARAM_lookup("ssl_server"));
    SHOW_P(X509_VERIFY_PARAM_lookup("nonesuch"));
}

static void tables(void) {
    for (int i = -1; i <= X509_PURPOSE_get_count(); i++) {
        X509_PURPOSE *p = X509_PURPOSE_get0(i);
        if (!p) continue;
        printf("%d %d %s %s %d\n", X509_PURPOSE_get_id(p), X509_PURPOSE_get_trust(p), X509_PURPOSE_get0_name(p),
               X509_PURPOSE_get0_sname(p), X509_PURPOSE_get_by_sname(X509_PURPOSE_get0_sname(p)));
    }
    for (int i = -2; i < 12; i++) printf("%d %d %d\n", i, X509_PURPOSE_get_by_id(i), X509_TRUST_get_by_id(i));
    for (int i = -1; i < 100; i++) printf("%d %s\n", i, X509_verify_cert_error_string(i));
    SHOW_S(X509_get_default_cert_file());
    SHOW_S(X509_get_default_cert_dir());
    SHOW_S(X509_get_default_cert_area());
    SHOW_S(X509_get_default_private_dir());
    SHOW_S(X509_get_default_cert_file_env());
    SHOW_S(X509_get_default_cert_dir_env());
}

static void certificates(void) {
    static const char *const files[] = { "root.pem", "int.pem", "leaf.pem", "leaf-plain.pem", "self.pem", "self-v1.pem",
                                         "int-noca.pem", "int-nosign.pem", "leaf-ku.pem", "root-again.pem" };
    enum { N = sizeof files / sizeof files[0] };
    X509 *x[N];
    for (int i = 0; i < N; i++) x[i] = load(files[i]);
    for (int i = 0; i < N; i++) {
        printf("%s ca %d", files[i], X509_check_ca(x[i]));
        for (int p = -2; p < 11; p++) printf(" %d/%d", X509_check_purpose(x[i], p, 0), X509_check_purpose(x[i], p, 1));
        for (int t = 0; t < 10; t++) printf(" %d", X509_check_trust(x[i], t, 0));
        for (int j = 0; j < N; j++) printf(" %d", X509_check_issued(x[i], x[j]));
        printf(" flags %x ku %x xku %x\n", X509_get_extension_flags(x[i]) & ~0x100000u, X509_get_key_usage(x[i]),
               X509_get_extended_key_usage(x[i]));
    }
    for (int i = 0; i < N; i++) X509_free(x[i]);
}

/* A lookup of the program's own: it lends root.pem. */
static X509 *lent;
static int my_by_subject(X509_LOOKUP *lu, X509_LOOKUP_TYPE type, const X509_NAME *name, X509_OBJECT *ret) {
    (void)lu;
    printf("  my lookup, type %d\n", (int)type);
    if (type != X509_LU_X509 || X509_NAME_cmp(name, X509_get_subject_name(lent)) != 0) return 0;
    return X509_OBJECT_set1_X509(ret, lent);
}
static int my_ctrl(X509_LOOKUP *lu, int cmd, const char *argc, long argl, char **ret) {
    (void)lu;
    (void)ret;
    printf("  my ctrl %d %s %ld\n", cmd, argc, argl);
    return 7;
}
static int my_item(X509_LOOKUP *lu) {
    printf("  my item\n");
    X509_LOOKUP_set_method_data(lu, (void *)"data");
    return 1;
}
static void my_free(X509_LOOKUP *lu) { printf("  my free %s\n", (const char *)X509_LOOKUP_get_method_data(lu)); }

static void lookups(void) {
    X509_LOOKUP_METHOD *m = X509_LOOKUP_meth_new("mine");
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *leaf = load("int.pem");
    lent = load("root.pem");
    SHOW(X509_LOOKUP_meth_set_get_by_subject(m, my_by_subject));
    SHOW(X509_LOOKUP_meth_set_ctrl(m, my_ctrl));
    SHOW(X509_LOOKUP_meth_set_new_item(m, my_item));
    SHOW(X509_LOOKUP_meth_set_free(m, my_free));
    SHOW(X509_LOOKUP_meth_get_ctrl(m) == my_ctrl);
    X509_LOOKUP *lu = X509_STORE_add_lookup(s, m);
    SHOW(X509_STORE_add_lookup(s, m) == lu);
    SHOW(X509_LOOKUP_get_store(lu) == s);
    SHOW(X509_LOOKUP_ctrl(lu, 42, "x", 3, NULL));
    X509_STORE_CTX_init(ctx, s, leaf, NULL);
    X509_OBJECT *obj = X509_STORE_CTX_get_obj_by_subject(ctx, X509_LU_X509, X509_get_issuer_name(leaf));
    SHOW_P(obj);
    SHOW_P(X509_OBJECT_get0_X509(obj));
    SHOW_P(X509_OBJECT_get0_X509_CRL(obj));
    SHOW(X509_OBJECT_get_type(obj));
    X509_OBJECT_free(obj);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    X509_LOOKUP_meth_free(m);
    X509_free(leaf);
    X509_free(lent);
}

static int hook_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *x) {
    printf("  get_issuer hook, chain %d\n", sk_X509_num(X509_STORE_CTX_get0_chain(ctx)) > 0);
    return X509_STORE_CTX_get1_issuer(issuer, ctx, x);
}
static int hook_issued(X509_STORE_CTX *ctx, X509 *x, X509 *issuer) {
    (void)ctx;
    return X509_check_issued(issuer, x) == X509_V_OK;
}
static int hook_cb(int ok, X509_STORE_CTX *ctx) {
    printf("  cb %d %d %d data %s\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
           (const char *)X509_STORE_CTX_get_ex_data(ctx, 0));
    if (!ok) X509_STORE_CTX_set_error(ctx, X509_V_ERR_APPLICATION_VERIFICATION);
    return ok;
}
static int hook_revocation(X509_STORE_CTX *ctx) {
    printf("  revocation hook, chain %d\n", sk_X509_num(X509_STORE_CTX_get0_chain(ctx)));
    return 1;
}
static int hook_verify(X509_STORE_CTX *ctx) {
    X509_STORE_CTX_set_error(ctx, X509_V_ERR_UNSPECIFIED);
    return 0;
}

/* A certificate with some bytes of its DER replaced by others, of which it holds as many. */
static X509 *patched(const char *file, const unsigned char *from, const unsigned char *to, size_t n, int times) {
    X509 *x = load(file), *out;
    unsigned char *der = NULL;
    int len = i2d_X509(x, &der), found = 0;
    for (int i = 0; i + (int)n <= len && found < times; i++) {
        if (memcmp(der + i, from, n) != 0) continue;
        memcpy(der + i, to, n);
        found++;
    }
    const unsigned char *p = der;
    out = d2i_X509(NULL, &p, len);
    if (!out || found != times) exit(2);
    OPENSSL_free(der);
    X509_free(x);
    return out;
}

static const unsigned char ec_key[] = { 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1 };
static const unsigned char no_key[] = { 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 9 };
static const unsigned char ecdsa[] = { 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2 };
static const unsigned char no_signature[] = { 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 9 };

/* What X509_check_issued() alone tells: issuers without a key, signatures of no or another kind, key identifiers. */
static void issued(void) {
    static const char *const leaves[] = { "leaf.pem", "leaf-serial.pem", "leaf-rsa.pem", "leaf-other.pem", "int.pem" };
    static const char *const issuers[] = { "int.pem",       "int-case.pem", "int-rsa.pem",
                                           "int-other.pem", "root.pem",     "root-again.pem" };
    X509 *keyless = patched("int.pem", ec_key, no_key, sizeof ec_key, 1);
    X509 *strange = patched("leaf.pem", ecdsa, no_signature, sizeof ecdsa, 2);
    X509 *rsa = load("int-rsa.pem"), *of_rsa = X509_dup(rsa);
    for (size_t i = 0; i < sizeof leaves / sizeof leaves[0]; i++) {
        X509 *x = load(leaves[i]);
        for (size_t k = 0; k < sizeof issuers / sizeof issuers[0]; k++) {
            X509 *issuer = load(issuers[k]);
            printf("%s by %s: %d\n", leaves[i], issuers[k], X509_check_issued(issuer, x));
            X509_free(issuer);
        }
        printf("%s by one without a key: %d\n", leaves[i], X509_check_issued(keyless, x));
        X509_free(x);
    }
    X509 *inter = load("int.pem");
    printf("of no signature: %d\n", X509_check_issued(inter, strange));
    X509_set_subject_name(of_rsa, X509_get_subject_name(inter));
    X509 *plain = load("leaf-plain.pem");
    X509_EXTENSION_free(X509_delete_ext(plain, X509_get_ext_by_NID(plain, NID_authority_key_identifier, -1)));
    printf("of another kind: %d\n", X509_check_issued(of_rsa, plain));
    X509_free(plain);
    X509_free(inter);
    X509_free(of_rsa);
    X509_free(rsa);
    X509_free(strange);
    X509_free(keyless);
    ERR_clear_error();
}

static int lookup_fails(X509 **issuer, X509_STORE_CTX *ctx, X509 *x) {
    (void)ctx;
    (void)x;
    *issuer = NULL;
    return -1;
}
static int any_issuer(X509_STORE_CTX *ctx, X509 *x, X509 *issuer) {
    (void)ctx;
    return X509_NAME_cmp(X509_get_issuer_name(x), X509_get_subject_name(issuer)) == 0;
}
static int tell_all(int ok, X509_STORE_CTX *ctx) {
    printf("  cb %d %d %d\n", ok, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    return 1;
}

/* A lookup that fails, and issuers whose key cannot be read, which only a hook takes for issuers. */
static void odd_issuers(int fails, int go_on, unsigned long flags) {
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *leaf = load("leaf.pem"), *root = load("root.pem");
    X509 *keyless = patched("int.pem", ec_key, no_key, sizeof ec_key, 1);
    X509 *top = patched("root.pem", ec_key, no_key, sizeof ec_key, 1);
    STACK_OF(X509) *chain = sk_X509_new_null();
    sk_X509_push(chain, keyless);
    X509_STORE_add_cert(s, fails == 2 ? top : root);
    X509_STORE_set_flags(s, flags);
    if (fails == 1) X509_STORE_set_get_issuer(s, lookup_fails);
    else X509_STORE_set_check_issued(s, any_issuer);
    X509_STORE_CTX_init(ctx, s, leaf, chain);
    if (go_on) X509_STORE_CTX_set_verify_cb(ctx, tell_all);
    printf("odd %d %d %lx\n", fails, go_on, flags);
    SHOW(X509_verify_cert(ctx));
    SHOW(X509_STORE_CTX_get_error(ctx));
    SHOW(X509_STORE_CTX_get_error_depth(ctx));
    SHOW(sk_X509_num(X509_STORE_CTX_get0_chain(ctx)));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    sk_X509_free(chain);
    X509_free(leaf);
    X509_free(root);
    X509_free(keyless);
    X509_free(top);
    ERR_clear_error();
}

static void context(int hooks) {
    X509_STORE *s = X509_STORE_new();
    X509 *root = load("root.pem"), *inter = load("int.pem"), *leaf = load("leaf.pem");
    STACK_OF(X509) *chain = sk_X509_new_null(), *got;
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509 *issuer = NULL;
    sk_X509_push(chain, inter);
    if (hooks != 3) X509_STORE_add_cert(s, root);
    if (hooks) X509_STORE_set_get_issuer(s, hook_issuer);
    if (hooks) X509_STORE_set_check_issued(s, hook_issued);
    if (hooks) X509_STORE_set_check_revocation(s, hook_revocation);
    if (hooks == 2) X509_STORE_set_verify(s, hook_verify);
    X509_STORE_set_verify_cb(s, hook_cb);
    SHOW(X509_STORE_get_verify_cb(s) == hook_cb);
    SHOW(X509_STORE_set_depth(s, 4));
    SHOW(X509_STORE_set_purpose(s, X509_PURPOSE_SSL_SERVER));
    SHOW(X509_STORE_set_trust(s, X509_TRUST_SSL_SERVER));
    SHOW(X509_STORE_CTX_init(ctx, s, leaf, chain));
    SHOW(X509_STORE_CTX_get_verify_cb(ctx) == hook_cb);
    show_param("ctx", X509_STORE_CTX_get0_param(ctx));
    SHOW(X509_STORE_CTX_set_ex_data(ctx, 0, (void *)"mine"));
    SHOW(X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_SSL_CLIENT));
    SHOW(X509_STORE_CTX_set_trust(ctx, 99));
    SHOW(X509_STORE_CTX_set_default(ctx, "nonesuch"));
    show_errors();
    SHOW(X509_STORE_CTX_get0_cert(ctx) == leaf);
    SHOW(X509_STORE_CTX_get0_store(ctx) == s);
    SHOW(X509_STORE_CTX_get0_untrusted(ctx) == chain);
    SHOW(X509_STORE_CTX_get1_issuer(&issuer, ctx, inter));
    X509_free(issuer);
    SHOW(X509_verify_cert(ctx));
    SHOW(X509_STORE_CTX_get_error(ctx));
    SHOW(X509_STORE_CTX_get_error_depth(ctx));
    got = X509_STORE_CTX_get1_chain(ctx);
    SHOW(sk_X509_num(got));
    sk_X509_pop_free(got, X509_free);
    SHOW(X509_verify_cert(ctx));
    SHOW(X509_STORE_CTX_get_error(ctx));
    show_errors();
    X509_STORE_CTX_cleanup(ctx);
    SHOW(X509_STORE_CTX_init(ctx, NULL, NULL, chain));
    STACK_OF(X509) *trusted = sk_X509_new_null();
    sk_X509_push(trusted, root);
    X509_STORE_CTX_set0_trusted_stack(ctx, trusted);
    SHOW(X509_STORE_CTX_verify(ctx));
    SHOW(X509_STORE_CTX_get_num_untrusted(ctx));
    sk_X509_free(trusted);
    X509_STORE_CTX_free(ctx);
    sk_X509_free(chain);
    X509_free(root);
    X509_free(inter);
    X509_free(leaf);
    X509_STORE_free(s);
}

static void misuse(void) {
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_STORE *s = X509_STORE_new();
    SHOW(X509_verify_cert(NULL));
    X509_STORE_CTX_init(ctx, s, NULL, NULL);
    SHOW(X509_verify_cert(ctx));
    SHOW(X509_STORE_CTX_get_error(ctx));
    SHOW(X509_STORE_load_file(s, "nonesuch"));
    show_errors();
    SHOW(X509_STORE_load_file(s, "root.key"));
    show_errors();
    SHOW(X509_STORE_load_path(s, ""));
    show_errors();
    SHOW(X509_STORE_load_locations(s, NULL, NULL));
    show_errors();
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
}

static void objects(const char *file) {
    X509_STORE *s = X509_STORE_new();
    X509 *root = load("root.pem");
    SHOW(X509_STORE_load_file(s, file));
    SHOW(X509_STORE_add_cert(s, root));
    SHOW(X509_STORE_add_cert(s, root));
    SHOW(X509_STORE_up_ref(s));
    X509_STORE_free(s);
    STACK_OF(X509_OBJECT) *objs = X509_STORE_get0_objects(s);
    SHOW(sk_X509_OBJECT_num(objs));
    X509_OBJECT *obj = X509_OBJECT_retrieve_by_subject(objs, X509_LU_X509, X509_get_subject_name(root));
    SHOW(X509_cmp(X509_OBJECT_get0_X509(obj), root));
    STACK_OF(X509) *all = X509_STORE_get1_all_certs(s);
    SHOW(sk_X509_num(all));
    unsigned long sum = 0;
    for (int i = 0; i < sk_X509_num(all); i++) sum += X509_subject_name_hash(sk_X509_value(all, i));
    printf("sum of hashes %lx\n", sum);
    sk_X509_pop_free(all, X509_free);
    SHOW(X509_STORE_lock(s));
    SHOW(X509_STORE_unlock(s));
    X509_free(root);
    X509_STORE_free(s);
}

static void copy_file(const char *from, const char *to) {
    char buf[4096];
    size_t n;
    FILE *in = fopen(from, "r"), *out = fopen("copy.tmp", "w");
    while ((n = fread(buf, 1, sizeof buf, in)) > 0) fwrite(buf, 1, n, out);
    fclose(in);
    fclose(out);
    rename("copy.tmp", to);
}

/* A CA file that is replaced is read anew; a store that loaded the old one keeps it. */
static void replaced_file(void) {
    X509_STORE *s[3];
    static const char *const from[3] = { "cafile.pem", "root2.pem", "cafile.pem" };
    for (int i = 0; i < 3; i++) {
        copy_file(from[i], "replaced.pem");
        s[i] = X509_STORE_new();
        SHOW(X509_STORE_load_file(s[i], "replaced.pem"));
    }
    for (int i = 0; i < 3; i++) {
        SHOW(sk_X509_OBJECT_num(X509_STORE_get0_objects(s[i])));
        X509_STORE_free(s[i]);
    }
}

int main(void) {
    params();
    tables();
    certificates();
    lookups();
    for (int hooks = 0; hooks < 4; hooks++) context(hooks);
    issued();
    for (int fails = 0; fails < 3; fails++) {
        for (int go_on = 0; go_on < 2; go_on++) {
            odd_issuers(fails, go_on, 0);
            odd_issuers(fails, go_on, X509_V_FLAG_CHECK_SS_SIGNATURE);
            odd_issuers(fails, go_on, X509_V_FLAG_PARTIAL_CHAIN);
        }
    }
    misuse();
    replaced_file();
    objects("cafile.pem");
    objects("/etc/ssl/certs/ca-certificates.crt");
    return 0;
}
