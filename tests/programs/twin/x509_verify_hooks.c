/* The functions that a verification consists of, as X509_STORE_CTX_get_verify() and its like hand them out: called by
 * a program's own in their place, nothing changes. Chains by themselves (X509_build_chain), what the printing callback
 * says, certificates over HTTP, and their digests. */
#include "authority.h"

static EVP_PKEY *key;
static X509 *root, *mid, *leaf, *other, *old, *self;
static X509_CRL *crl;

static void set_times(X509 *x, const char *from, const char *to) {
    ASN1_TIME_set_string(X509_getm_notBefore(x), from);
    ASN1_TIME_set_string(X509_getm_notAfter(x), to);
}

static X509 *make(const char *name, X509 *by, int ca, long serial, const char *from, const char *to) {
    X509 *x = X509_new();
    X509_NAME *n = X509_get_subject_name(x);
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial);
    set_times(x, from, to);
    X509_NAME_add_entry_by_txt(n, "O", MBSTRING_ASC, (const unsigned char *)"Twins, \"Ltd\"", -1, -1, 0);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(by ? by : x));
    X509_set_pubkey(x, key);
    add_ext(x, x, NID_basic_constraints, ca ? "critical,CA:TRUE" : "CA:FALSE");
    add_ext(x, x, NID_subject_key_identifier, "hash");
    if (by) add_ext(x, by, NID_authority_key_identifier, "keyid");
    if (!ca) add_ext(x, x, NID_subject_alt_name, "DNS:host.example,email:joe@host.example,IP:10.0.0.1");
    check(X509_sign(x, key, EVP_sha256()) > 0, "signature");
    return x;
}

#define FROM "20200101000000Z"
#define TO "20600101000000Z"

static void make_all(void) {
    key = new_key("RSA");
    root = make("Root", NULL, 1, 1, FROM, TO);
    mid = make("Middle", root, 1, 2, FROM, TO);
    leaf = make("Leaf", mid, 0, 3, FROM, TO);
    other = make("Other", NULL, 1, 4, FROM, TO);
    old = make("Old", mid, 0, 5, FROM, "20200102000000Z");
    self = make("Self", NULL, 0, 6, FROM, TO);
    X509_REVOKED *r = X509_REVOKED_new();
    ASN1_TIME *t = ASN1_TIME_new();
    crl = X509_CRL_new();
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(mid));
    ASN1_TIME_set_string(t, FROM);
    X509_CRL_set1_lastUpdate(crl, t);
    X509_REVOKED_set_serialNumber(r, X509_get_serialNumber(old));
    X509_REVOKED_set_revocationDate(r, t);
    ASN1_TIME_set_string(t, TO);
    X509_CRL_set1_nextUpdate(crl, t);
    X509_CRL_add0_revoked(crl, r);
    check(X509_CRL_sign(crl, key, EVP_sha256()) > 0, "CRL");
    ASN1_TIME_free(t);
}

/* --- the hooks -------------------------------------------------------------------------------------- */

static struct {
    X509_STORE_CTX_verify_cb verify_cb;
    X509_STORE_CTX_verify_fn verify;
    X509_STORE_CTX_get_issuer_fn get_issuer;
    X509_STORE_CTX_check_issued_fn check_issued;
    X509_STORE_CTX_check_revocation_fn check_revocation;
    X509_STORE_CTX_check_crl_fn check_crl;
    X509_STORE_CTX_cert_crl_fn cert_crl;
    X509_STORE_CTX_check_policy_fn check_policy;
    X509_STORE_CTX_lookup_certs_fn lookup_certs;
    X509_STORE_CTX_lookup_crls_fn lookup_crls;
} own;
static int go_on;

static void show(const char *what, X509_STORE_CTX *ctx, int r) {
    printf("  %s: %d, error %d at %d\n", what, r, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
}

static int on_cb(int ok, X509_STORE_CTX *ctx) {
    int r = own.verify_cb(ok, ctx);
    show("callback", ctx, r);
    return go_on ? 1 : r;
}
static int on_verify(X509_STORE_CTX *ctx) {
    int r = own.verify(ctx);
    show("verify", ctx, r);
    return r;
}
static int on_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *x) {
    int r = own.get_issuer(issuer, ctx, x);
    printf("  issuer of %s: %d\n", common_name(x), r);
    return r;
}
static int on_issued(X509_STORE_CTX *ctx, X509 *x, X509 *issuer) { return own.check_issued(ctx, x, issuer); }
static int on_revocation(X509_STORE_CTX *ctx) {
    int r = own.check_revocation(ctx);
    show("revocation", ctx, r);
    return r;
}
static int on_crl(X509_STORE_CTX *ctx, X509_CRL *c) {
    int r = own.check_crl(ctx, c);
    show("CRL", ctx, r);
    return r;
}
static int on_cert(X509_STORE_CTX *ctx, X509_CRL *c, X509 *x) {
    int r = own.cert_crl(ctx, c, x);
    show("certificate and CRL", ctx, r);
    return r;
}
static int on_policy(X509_STORE_CTX *ctx) {
    int r = own.check_policy(ctx);
    show("policy", ctx, r);
    return r;
}
static STACK_OF(X509) *on_certs(X509_STORE_CTX *ctx, const X509_NAME *name) { return own.lookup_certs(ctx, name); }
static STACK_OF(X509_CRL) *on_crls(const X509_STORE_CTX *ctx, const X509_NAME *name) {
    return own.lookup_crls(ctx, name);
}

/* Which of them there are. */
static void list(X509_STORE_CTX *ctx) {
    printf("hooks %d %d %d %d %d %d %d %d %d %d %d %d\n", X509_STORE_CTX_get_verify_cb(ctx) != NULL,
           X509_STORE_CTX_get_verify(ctx) != NULL, X509_STORE_CTX_get_get_issuer(ctx) != NULL,
           X509_STORE_CTX_get_check_issued(ctx) != NULL, X509_STORE_CTX_get_check_revocation(ctx) != NULL,
           X509_STORE_CTX_get_get_crl(ctx) != NULL, X509_STORE_CTX_get_check_crl(ctx) != NULL,
           X509_STORE_CTX_get_cert_crl(ctx) != NULL, X509_STORE_CTX_get_check_policy(ctx) != NULL,
           X509_STORE_CTX_get_lookup_certs(ctx) != NULL, X509_STORE_CTX_get_lookup_crls(ctx) != NULL,
           X509_STORE_CTX_get_cleanup(ctx) != NULL);
}

/* All of ours go into the store, so that a context has them from the start. */
static X509_STORE *hooked(void) {
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    list(ctx);
    X509_STORE_CTX_init(ctx, s, leaf, NULL);
    list(ctx);
    own.verify_cb = X509_STORE_CTX_get_verify_cb(ctx);
    own.verify = X509_STORE_CTX_get_verify(ctx);
    own.get_issuer = X509_STORE_CTX_get_get_issuer(ctx);
    own.check_issued = X509_STORE_CTX_get_check_issued(ctx);
    own.check_revocation = X509_STORE_CTX_get_check_revocation(ctx);
    own.check_crl = X509_STORE_CTX_get_check_crl(ctx);
    own.cert_crl = X509_STORE_CTX_get_cert_crl(ctx);
    own.check_policy = X509_STORE_CTX_get_check_policy(ctx);
    own.lookup_certs = X509_STORE_CTX_get_lookup_certs(ctx);
    own.lookup_crls = X509_STORE_CTX_get_lookup_crls(ctx);
    printf("issued %d %d %d\n", own.check_issued(ctx, leaf, mid), own.check_issued(ctx, leaf, root),
           own.check_issued(ctx, root, root));
    X509_STORE_CTX_free(ctx);
    X509_STORE_set_verify_cb(s, on_cb);
    X509_STORE_set_verify(s, on_verify);
    X509_STORE_set_get_issuer(s, on_issuer);
    X509_STORE_set_check_issued(s, on_issued);
    X509_STORE_set_check_revocation(s, on_revocation);
    X509_STORE_set_check_crl(s, on_crl);
    X509_STORE_set_cert_crl(s, on_cert);
    X509_STORE_set_check_policy(s, on_policy);
    X509_STORE_set_lookup_certs(s, on_certs);
    X509_STORE_set_lookup_crls(s, on_crls);
    X509_STORE_add_cert(s, root);
    X509_STORE_add_crl(s, crl);
    return s;
}

static void verify(X509_STORE *s, X509 *x, unsigned long flags, const char *host) {
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *sent = stack_of(mid, NULL);
    X509_STORE_CTX_init(ctx, s, x, sent);
    list(ctx);
    X509_STORE_CTX_set_flags(ctx, flags);
    if (host) X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(ctx), host, 0);
    printf(" %s, flags %lx\n", common_name(x), flags);
    show("all", ctx, X509_verify_cert(ctx));
    X509_STORE_CTX_free(ctx);
    sk_X509_pop_free(sent, X509_free);
    ERR_clear_error();
}

static void hooks(void) {
    static const unsigned long flags[] = { 0, X509_V_FLAG_CRL_CHECK, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL,
        X509_V_FLAG_EXPLICIT_POLICY | X509_V_FLAG_POLICY_CHECK, X509_V_FLAG_PARTIAL_CHAIN };
    X509 *certs[] = { leaf, old, other, mid, self };
    X509_STORE *s = hooked();
    for (go_on = 0; go_on < 2; go_on++) {
        for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
            for (size_t k = 0; k < sizeof certs / sizeof *certs; k++) verify(s, certs[k], flags[i], NULL);
        }
    }
    X509_STORE_free(s);
}

/* --- depths ----------------------------------------------------------------------------------------- */

static void depths(void) {
    static const int depth[] = { -1, -2, -1000, 0, 1, 2, 100, 1000 };
    X509 *certs[] = { leaf, mid, root, other };
    for (size_t i = 0; i < 4 * sizeof depth / sizeof *depth; i++) {
        X509_STORE *s = X509_STORE_new();
        X509_STORE_CTX *ctx = X509_STORE_CTX_new();
        X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();
        STACK_OF(X509) *sent = stack_of(mid, NULL);
        X509_STORE_add_cert(s, root);
        X509_STORE_CTX_init(ctx, s, certs[i % 4], sent);
        X509_VERIFY_PARAM_set_depth(param, depth[i / 4]);
        X509_STORE_CTX_set0_param(ctx, param);
        printf("depth %d", depth[i / 4]);
        show(common_name(certs[i % 4]), ctx, X509_verify_cert(ctx));
        X509_STORE_CTX_free(ctx);
        X509_STORE_free(s);
        sk_X509_pop_free(sent, X509_free);
    }
}

/* --- chains ----------------------------------------------------------------------------------------- */

static void build(const char *what, X509 *x, STACK_OF(X509) *certs, X509_STORE *s) {
    for (int with = 0; with < 2; with++) {
        STACK_OF(X509) *chain = X509_build_chain(x, certs, s, with, NULL, NULL);
        printf("%s, %d:", what, with);
        for (int i = 0; i < sk_X509_num(chain); i++) printf(" %s", common_name(sk_X509_value(chain, i)));
        puts(chain ? "" : " none");
        sk_X509_pop_free(chain, X509_free);
    }
    for (unsigned long e; (e = ERR_get_error()) != 0;) printf("  error %d\n", ERR_GET_REASON(e));
}

static void chains(void) {
    X509_STORE *s = X509_STORE_new(), *none = X509_STORE_new();
    STACK_OF(X509) *certs = stack_of(mid, root), *one = stack_of(mid, NULL);
    X509_STORE_add_cert(s, root);
    X509_STORE_add_cert(s, other);
    build("nothing", NULL, certs, s);
    build("leaf", leaf, certs, NULL);
    build("leaf without the root", leaf, one, NULL);
    build("leaf alone", leaf, NULL, NULL);
    build("leaf to the store", leaf, one, s);
    build("leaf to the store, more given", leaf, certs, s);
    build("leaf to nowhere", leaf, certs, none);
    build("leaf to the store, nothing given", leaf, NULL, s);
    build("root", root, certs, NULL);
    build("root to the store", root, NULL, s);
    build("other", other, certs, NULL);
    build("expired", old, certs, s);
    sk_X509_pop_free(certs, X509_free);
    sk_X509_pop_free(one, X509_free);
    X509_STORE_free(s);
    X509_STORE_free(none);
}

/* --- the printing callback -------------------------------------------------------------------------- */

static void explain(const char *what, X509_STORE *s, X509 *x, X509 *sent, const char *host, const char *email,
                    const char *ip, unsigned long flags) {
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = stack_of(sent, NULL);
    X509_STORE_CTX_init(ctx, s, x, untrusted);
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
    if (host) X509_VERIFY_PARAM_set1_host(param, host, 0), X509_VERIFY_PARAM_add1_host(param, "second.example", 0);
    if (email) X509_VERIFY_PARAM_set1_email(param, email, 0);
    if (ip) X509_VERIFY_PARAM_set1_ip_asc(param, ip);
    X509_STORE_CTX_set_flags(ctx, flags);
    X509_STORE_CTX_set_verify_cb(ctx, X509_STORE_CTX_print_verify_cb);
    printf("%s: %d\n", what, X509_verify_cert(ctx));
    const char *data;
    int how;
    for (unsigned long e; (e = ERR_get_error_all(NULL, NULL, NULL, &data, &how)) != 0;) {
        printf("%d %d %d {%s}\n", ERR_GET_LIB(e), ERR_GET_REASON(e), how & ERR_TXT_STRING, data);
    }
    X509_STORE_CTX_free(ctx);
    sk_X509_pop_free(untrusted, X509_free);
}

static void explanations(void) {
    X509_STORE *s = X509_STORE_new(), *none = X509_STORE_new();
    X509_STORE_add_cert(s, root);
    X509_STORE_add_cert(s, other);
    explain("good", s, leaf, mid, NULL, NULL, NULL, 0);
    explain("untrusted", none, leaf, mid, NULL, NULL, NULL, 0);
    explain("no issuer", s, leaf, NULL, NULL, NULL, NULL, 0);
    explain("self-signed", s, self, NULL, NULL, NULL, NULL, 0);
    explain("expired", s, old, mid, NULL, NULL, NULL, 0);
    explain("host", s, leaf, mid, "other.example", NULL, NULL, 0);
    explain("email", s, leaf, mid, NULL, "jim@host.example", NULL, 0);
    explain("address", s, leaf, mid, NULL, NULL, "10.0.0.2", 0);
    explain("address of six", s, leaf, mid, NULL, NULL, "2001:db8::1", 0);
    explain("no CRL", s, leaf, mid, NULL, NULL, NULL, X509_V_FLAG_CRL_CHECK);
    printf("alone: %d %d %d\n", X509_STORE_CTX_print_verify_cb(1, NULL), X509_STORE_CTX_print_verify_cb(0, NULL),
           X509_STORE_CTX_print_verify_cb(2, NULL));
    X509_STORE_free(s);
    X509_STORE_free(none);
}

/* --- over HTTP, and by the signature's digest ------------------------------------------------------- */

static BIO *answer(const char *head, const unsigned char *der, int n) {
    BIO *b = BIO_new(BIO_s_mem());
    BIO_printf(b, "HTTP/1.0 200 OK\r\n%s\r\n", head);
    BIO_write(b, der, n);
    return b;
}

static void http(void) {
    static const char *const heads[] = { "", "Content-Type: text/html\r\n", "Content-Length: 5\r\n" };
    unsigned char *cert = NULL, *list = NULL;
    int n = i2d_X509(leaf, &cert), m = i2d_X509_CRL(crl, &list);
    for (size_t i = 0; i < 3 * 4; i++) {
        const char *head = heads[i / 4];
        int as_crl = i % 4 > 1, right = (i % 2 == 0) == !as_crl;
        BIO *in = answer(head, right ? cert : list, right ? n : m), *out = BIO_new(BIO_s_mem());
        X509 *x = as_crl ? NULL : X509_load_http("http://host.example/file", out, in, 0);
        X509_CRL *c = as_crl ? X509_CRL_load_http("http://host.example/file", out, in, 0) : NULL;
        printf("http %zu: %s %d\n", i, common_name(x), c && X509_CRL_cmp(c, crl) == 0);
        unsigned long e = ERR_peek_last_error();
        printf("  error %d/%d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
        ERR_clear_error();
        char *p;
        long len = BIO_get_mem_data(out, &p);
        printf("%.*s", (int)len, p);
        X509_free(x);
        X509_CRL_free(c);
        BIO_free(in);
        BIO_free(out);
    }
    OPENSSL_free(cert);
    OPENSSL_free(list);
}

static void digest(const char *key_type, const EVP_MD *md) {
    struct identity id = issue("Signed", key_type, NULL, 1, md);
    EVP_MD *used = NULL;
    int fallback = -1;
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    ASN1_OCTET_STRING *s = X509_digest_sig(id.cert, &used, &fallback);
    if (used) X509_digest(id.cert, used, hash, &n);
    printf("%s: %d bytes, %d, fallback %d, right %d\n", key_type, s ? s->length : -1, used ? EVP_MD_get_type(used) : -1,
           fallback, s && s->length == (int)n && memcmp(s->data, hash, n) == 0);
    ASN1_OCTET_STRING_free(s);
    EVP_MD_free(used);
    ASN1_OCTET_STRING_free(X509_digest_sig(id.cert, NULL, NULL));
    identity_free(id);
    ERR_clear_error();
}

static void digests(void) {
    digest("RSA", EVP_sha1());
    digest("RSA", EVP_sha384());
    digest("RSA-PSS", EVP_sha256());
    digest("P-256", EVP_sha512());
    digest("ED25519", NULL);
    digest("ED448", NULL);
    X509 *none = X509_new();
    printf("nothing %d", X509_digest_sig(NULL, NULL, NULL) != NULL);
    printf(" %d", X509_digest_sig(none, NULL, NULL) != NULL);
    for (unsigned long e; (e = ERR_get_error()) != 0;) printf(" error %d/%d", ERR_GET_LIB(e), ERR_GET_REASON(e));
    puts("");
    X509_free(none);
}

int main(void) {
    make_all();
    hooks();
    depths();
    chains();
    explanations();
    http();
    digests();
    X509 *all[] = { root, mid, leaf, other, old, self };
    for (size_t i = 0; i < 6; i++) X509_free(all[i]);
    X509_CRL_free(crl);
    EVP_PKEY_free(key);
    return 0;
}
