/* DANE: every record over every chain, pairs of records, flags, names and dates, malformed records, handshakes. */
#include "extend.h"
#include "pair.h"

enum { ROOT, MIDDLE, LEAF, OTHER, EXPIRED, OWN, NUM_CERTS }; /* OWN signs itself, and is no CA */
static const char *const names[] = { "root", "middle", "leaf", "other", "expired", "own" };
static X509 *cert[NUM_CERTS];
static EVP_PKEY *key[NUM_CERTS];

static void make(int i, int issuer, int ca, long from, long to) {
    X509 *x = cert[i] = X509_new();
    X509_NAME *n = X509_get_subject_name(x);
    key[i] = EVP_EC_gen("P-256");
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), i + 1);
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)names[i], -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(cert[issuer]));
    X509_gmtime_adj(X509_getm_notBefore(x), from);
    X509_gmtime_adj(X509_getm_notAfter(x), to);
    X509_set_pubkey(x, key[i]);
    add_ext(x, x, NID_basic_constraints, ca ? "critical,CA:TRUE" : "CA:FALSE");
    if (!ca) add_ext(x, x, NID_subject_alt_name, "DNS:host.example,DNS:other.example");
    check(X509_sign(x, key[issuer], EVP_sha256()) > 0, "sign");
}

struct rec {
    int usage, selector, mtype, of;
    int wrong; /* its data are those of nothing */
};

static size_t record_data(const struct rec *r, unsigned char *out) {
    unsigned char *der = NULL;
    unsigned n;
    int len = r->selector == 1 ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert[r->of]), &der) : i2d_X509(cert[r->of], &der);
    if (r->mtype == 0) {
        memcpy(out, der, (size_t)len);
        n = (unsigned)len;
    } else {
        EVP_Digest(der, (size_t)len, out, &n, r->mtype == 1 ? EVP_sha256() : r->mtype == 2 ? EVP_sha512() : EVP_sha384(), NULL);
    }
    OPENSSL_free(der);
    if (r->wrong) out[n - 1] ^= 1;
    return n;
}

static int add_record(SSL *s, const struct rec *r) {
    unsigned char data[2048];
    size_t n = record_data(r, data);
    return SSL_dane_tlsa_add(s, (uint8_t)r->usage, (uint8_t)r->selector, (uint8_t)r->mtype, data, n);
}

static char trail[1000];
static int go_on;

static int on_verify(int ok, X509_STORE_CTX *v) {
    size_t n = strlen(trail);
    snprintf(trail + n, sizeof trail - n, " %d:%d@%d", ok, X509_STORE_CTX_get_error(v), X509_STORE_CTX_get_error_depth(v));
    return ok || go_on;
}

static const char *name_of(const X509 *x) {
    for (int i = 0; i < NUM_CERTS; i++) {
        if (x == cert[i]) return names[i];
        if (x && X509_cmp(x, cert[i]) == 0) return names[i];
    }
    return x ? "?" : "-";
}

static void show_found(SSL *s) {
    X509 *mc = NULL;
    EVP_PKEY *mk = NULL;
    uint8_t u = 9, sel = 9, mt = 9;
    const unsigned char *data;
    size_t len = 0;
    int depth = SSL_get0_dane_authority(s, &mc, &mk);
    printf(" authority %d %s", depth, name_of(mc));
    if (mk) printf(" key %d", EVP_PKEY_eq(mk, key[ROOT]) == 1 ? 1 : EVP_PKEY_eq(mk, key[MIDDLE]) == 1 ? 2 : 0);
    int again = SSL_get0_dane_tlsa(s, &u, &sel, &mt, &data, &len);
    if (again >= 0) printf(" record %d %d %d of %zu", u, sel, mt, mt ? len : 0);
    printf(" %d\n", again == depth && SSL_get0_dane_tlsa(s, NULL, NULL, NULL, NULL, NULL) == depth);
}

struct setting {
    const char *name;
    int sent[4]; /* the first is verified; -1 ends */
    int trusted; /* -1: nothing */
    unsigned long flags;
};

static void verify(SSL *s, const struct setting *t) {
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *v = X509_STORE_CTX_new();
    STACK_OF(X509) *sent = sk_X509_new_null();
    for (int i = 0; i < 4 && t->sent[i] >= 0; i++) sk_X509_push(sent, cert[t->sent[i]]);
    if (t->trusted >= 0) X509_STORE_add_cert(store, cert[t->trusted]);
    X509_STORE_CTX_init(v, store, sk_X509_value(sent, 0), sent);
    X509_STORE_CTX_set_default(v, "ssl_server");
    X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(v), SSL_get0_param(s));
    X509_STORE_CTX_set_flags(v, t->flags);
    X509_STORE_CTX_set_verify_cb(v, on_verify);
    X509_STORE_CTX_set0_dane(v, SSL_get0_dane(s));
    trail[0] = '\0';
    int r = X509_verify_cert(v);
    printf("  %s: %d error %d@%d chain", t->name, r, X509_STORE_CTX_get_error(v), X509_STORE_CTX_get_error_depth(v));
    STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(v);
    for (int i = 0; i < sk_X509_num(chain); i++) printf(" %s", name_of(sk_X509_value(chain, i)));
    printf(" untrusted %d |%s |", X509_STORE_CTX_get_num_untrusted(v), trail);
    show_found(s);
    ERR_clear_error();
    X509_STORE_CTX_free(v);
    X509_STORE_free(store);
    sk_X509_free(sent);
}

static const struct setting settings[] = {
    { "alone", { LEAF, -1 }, -1, 0 },
    { "with middle", { LEAF, MIDDLE, -1 }, -1, 0 },
    { "with all", { LEAF, MIDDLE, ROOT, -1 }, -1, 0 },
    { "alone, root trusted", { LEAF, -1 }, ROOT, 0 },
    { "with middle, root trusted", { LEAF, MIDDLE, -1 }, ROOT, 0 },
    { "with all, root trusted", { LEAF, OTHER, ROOT, MIDDLE }, ROOT, 0 },
    { "alone, middle trusted, partial", { LEAF, -1 }, MIDDLE, X509_V_FLAG_PARTIAL_CHAIN },
    { "with middle, middle trusted, partial", { LEAF, MIDDLE, -1 }, MIDDLE, X509_V_FLAG_PARTIAL_CHAIN },
    { "alone, leaf trusted, partial", { LEAF, -1 }, LEAF, X509_V_FLAG_PARTIAL_CHAIN },
    { "with middle, other trusted", { LEAF, MIDDLE, -1 }, OTHER, 0 },
    { "own", { OWN, -1 }, -1, 0 },
    { "own, trusted", { OWN, -1 }, OWN, 0 },
    { "expired, root trusted", { EXPIRED, -1 }, ROOT, 0 },
};
enum { NUM_SETTINGS = sizeof settings / sizeof *settings };

static SSL *dane_ssl(SSL_CTX *ctx, const char *host) {
    SSL *s = SSL_new(ctx);
    check(SSL_dane_enable(s, host) == 1, "enable");
    return s;
}

static void single_records(SSL_CTX *ctx) {
    for (int of = 0; of < NUM_CERTS; of++) {
        for (int u = 0; u < 4; u++) {
            for (int sel = 0; sel < 2; sel++) {
                for (int mt = 0; mt < 3; mt++) {
                    struct rec r = { u, sel, mt, of, 0 };
                    SSL *s = dane_ssl(ctx, "host.example");
                    printf("%d %d %d of %s: %d\n", u, sel, mt, names[of], add_record(s, &r));
                    for (int i = 0; i < NUM_SETTINGS; i++) verify(s, &settings[i]);
                    SSL_free(s);
                }
            }
        }
    }
}

static void pairs(SSL_CTX *ctx) {
    static const struct rec some[] = { { 3, 1, 1, LEAF, 0 }, { 3, 1, 2, LEAF, 1 }, { 3, 0, 1, LEAF, 0 }, { 3, 1, 1, OTHER, 0 },
        { 2, 0, 0, ROOT, 0 }, { 2, 1, 0, ROOT, 0 }, { 2, 1, 0, MIDDLE, 0 }, { 2, 0, 1, MIDDLE, 0 }, { 2, 0, 2, MIDDLE, 1 },
        { 1, 1, 1, LEAF, 0 }, { 1, 1, 1, OTHER, 0 }, { 0, 0, 1, ROOT, 0 }, { 0, 0, 0, MIDDLE, 0 }, { 0, 1, 2, OTHER, 0 } };
    enum { N = sizeof some / sizeof *some };
    for (int a = 0; a < N; a++) {
        for (int b = 0; b < N; b++) {
            SSL *s = dane_ssl(ctx, "host.example");
            add_record(s, &some[a]);
            add_record(s, &some[b]);
            printf("%d %d %d of %s%s and %d %d %d of %s%s\n", some[a].usage, some[a].selector, some[a].mtype, names[some[a].of],
                   some[a].wrong ? ", wrong" : "", some[b].usage, some[b].selector, some[b].mtype, names[some[b].of],
                   some[b].wrong ? ", wrong" : "");
            int bare = (some[a].usage == 2 && some[a].selector == 1 && some[a].mtype == 0) ||
                       (some[b].usage == 2 && some[b].selector == 1 && some[b].mtype == 0);
            for (int i = 0; i < NUM_SETTINGS; i += a == b ? 1 : 3) {
                const struct setting *t = &settings[(i + a) % NUM_SETTINGS];
                go_on = i == 6;
                if (!bare || (!t->flags && t->trusted != OWN)) verify(s, t); /* OpenSSL follows a null pointer where both meet */
                go_on = 0;
            }
            SSL_free(s);
        }
    }
}

static void names_and_flags(SSL_CTX *ctx) {
    static const char *const hosts[] = { "host.example", "other.example", "no.example", "root" };
    for (int h = 0; h < 4; h++) {
        for (int u = 0; u < 4; u++) {
            for (int flag = 0; flag < 2; flag++) {
                struct rec r = { u, 1, 1, u & 1 ? LEAF : MIDDLE, 0 };
                struct rec old = { u, 1, 1, EXPIRED, 0 };
                SSL *s = dane_ssl(ctx, hosts[h]);
                if (flag) printf("flags before %lu\n", SSL_dane_set_flags(s, DANE_FLAG_NO_DANE_EE_NAMECHECKS));
                printf("%s, usage %d, flags %lu\n", hosts[h], u, SSL_dane_clear_flags(s, 0));
                add_record(s, &r);
                if (u == 3) add_record(s, &old);
                if (h == 3) X509_VERIFY_PARAM_add1_host(SSL_get0_param(s), "host.example", 0);
                verify(s, &settings[1]);
                verify(s, &settings[4]);
                verify(s, &settings[12]);
                SSL_free(s);
            }
        }
    }
    SSL_CTX_dane_set_flags(ctx, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
    SSL *s = SSL_new(ctx);
    printf("context's flags %lu", SSL_dane_clear_flags(s, DANE_FLAG_NO_DANE_EE_NAMECHECKS));
    printf(" then %lu", SSL_dane_set_flags(s, 0));
    printf(" context %lu", SSL_CTX_dane_clear_flags(ctx, DANE_FLAG_NO_DANE_EE_NAMECHECKS));
    printf(" %lu\n", SSL_CTX_dane_set_flags(ctx, 0));
    SSL_free(s);
}

static void add(SSL *s, const char *what, int u, int sel, int mt, const unsigned char *data, size_t n) {
    printf("%s: %d\n", what, SSL_dane_tlsa_add(s, (uint8_t)u, (uint8_t)sel, (uint8_t)mt, data, n));
    unsigned long e = ERR_peek_last_error();
    printf("  last %d:%d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static void malformed(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    unsigned char data[2048] = { 0 }, *der = NULL, *spki = NULL;
    int n = i2d_X509(cert[ROOT], &der), k = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert[ROOT]), &spki);
    SSL *s = SSL_new(ctx);
    printf("no context: %d\n", SSL_dane_enable(s, "host.example"));
    print_errors("enable");
    add(s, "not enabled", 3, 1, 1, data, 32);
    SSL_free(s);
    printf("enable %d %d\n", SSL_CTX_dane_enable(ctx), SSL_CTX_dane_enable(ctx));
    printf("full %d\n", SSL_CTX_dane_mtype_set(ctx, EVP_sha256(), 0, 1));
    print_errors("full");
    printf("sha384 %d\n", SSL_CTX_dane_mtype_set(ctx, EVP_sha384(), 3, 3));
    printf("none %d\n", SSL_CTX_dane_mtype_set(ctx, NULL, 2, 3));
    s = SSL_new(ctx);
    printf("before: %d %d\n", SSL_get0_dane_authority(s, NULL, NULL), SSL_get0_dane_tlsa(s, NULL, NULL, NULL, NULL, NULL));
    printf("empty %d\n", SSL_dane_enable(s, ""));
    print_errors("empty");
    char too_long[400];
    memset(too_long, 'a', sizeof too_long - 1);
    too_long[sizeof too_long - 1] = '\0';
    printf("too long %d\n", SSL_dane_enable(s, too_long));
    print_errors("too long");
    printf("on %d", SSL_dane_enable(s, "host.example"));
    const char *sni = SSL_get_servername(s, TLSEXT_NAMETYPE_host_name);
    printf(" %s\n", sni ? sni : "-");
    printf("twice %d\n", SSL_dane_enable(s, "host.example"));
    print_errors("twice");
    printf("on: %d\n", SSL_get0_dane_authority(s, NULL, NULL));
    add(s, "usage 4", 4, 1, 1, data, 32);
    add(s, "usage 255", 255, 1, 1, data, 32);
    add(s, "selector 2", 3, 2, 1, data, 32);
    add(s, "type 2, off", 3, 1, 2, data, 64);
    add(s, "type 3, on", 3, 1, 3, data, 48);
    add(s, "type 4", 3, 1, 4, data, 32);
    add(s, "type 255", 3, 1, 255, data, 32);
    add(s, "short digest", 3, 1, 1, data, 31);
    add(s, "long digest", 3, 1, 1, data, 33);
    add(s, "no digest", 3, 1, 1, data, 0);
    add(s, "NULL", 3, 1, 1, NULL, 32);
    add(s, "NULL and no bytes", 3, 1, 0, NULL, 0);
    add(s, "too much", 3, 1, 1, data, (size_t)1 << 40);
    for (int u = 0; u < 4; u++) {
        add(s, "no certificate", u, 0, 0, data, 32);
        add(s, "no bytes", u, 0, 0, data, 0);
        add(s, "no bytes", u, 1, 0, data, 0);
        add(s, "certificate", u, 0, 0, der, (size_t)n);
        add(s, "cut", u, 0, 0, der, (size_t)n - 1);
        memcpy(data, der, (size_t)n);
        add(s, "a byte too many", u, 0, 0, data, (size_t)n + 1);
        add(s, "no key", u, 1, 0, data, 32);
        add(s, "key", u, 1, 0, spki, (size_t)k);
        add(s, "cut key", u, 1, 0, spki, (size_t)k - 1);
        memcpy(data, spki, (size_t)k);
        data[k] = 0;
        add(s, "a byte too many", u, 1, 0, data, (size_t)k + 1);
        memset(data, 0, sizeof data);
    }
    SSL_free(s);
    SSL_CTX_free(ctx);
    OPENSSL_free(der);
    OPENSSL_free(spki);
}

/* Digest agility with a program's own scale. */
static void agility(void) {
    for (int turn = 0; turn < 3; turn++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
        SSL_CTX_dane_enable(ctx);
        SSL_CTX_dane_mtype_set(ctx, EVP_sha384(), 7, turn == 0 ? 0 : turn == 1 ? 1 : 9);
        for (int wrong = 0; wrong < 8; wrong++) {
            struct rec r[] = { { 3, 1, 1, LEAF, wrong & 1 },
                { 3, 1, 2, LEAF, (wrong >> 1) & 1 }, { 3, 1, 7, LEAF, (wrong >> 2) & 1 } };
            SSL *s = dane_ssl(ctx, "host.example");
            for (int i = 0; i < 3; i++) add_record(s, &r[i]);
            printf("turn %d wrong %d\n", turn, wrong);
            verify(s, &settings[0]);
            SSL *d = SSL_dup(s);
            verify(d, &settings[0]);
            SSL_free(d);
            SSL_free(s);
        }
        SSL_CTX_free(ctx);
    }
}

static void handshakes(SSL_CTX *cc) {
    static const struct rec some[] = { { 3, 1, 1, LEAF, 0 }, { 3, 1, 1, LEAF, 1 }, { 2, 0, 1, MIDDLE, 0 }, { 2, 0, 1, ROOT, 0 },
        { 2, 1, 0, ROOT, 0 }, { 2, 0, 0, ROOT, 0 }, { 1, 1, 1, LEAF, 0 }, { 0, 1, 1, MIDDLE, 0 } };
    SSL_CTX *sc = SSL_CTX_new(TLS_server_method());
    check(SSL_CTX_use_certificate(sc, cert[LEAF]) && SSL_CTX_use_PrivateKey(sc, key[LEAF]), "server");
    SSL_CTX_add1_chain_cert(sc, cert[MIDDLE]);
    for (int trusted = 0; trusted < 2; trusted++) {
        if (trusted) X509_STORE_add_cert(SSL_CTX_get_cert_store(cc), cert[ROOT]);
        for (size_t i = 0; i <= sizeof some / sizeof *some; i++) {
            for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
                struct pair p = pair_new(cc, sc);
                SSL_set_max_proto_version(p.c, version);
                SSL_set_verify(p.c, SSL_VERIFY_PEER, NULL);
                SSL_dane_enable(p.c, "host.example");
                if (i < sizeof some / sizeof *some) add_record(p.c, &some[i]);
                printf("handshake %zu, trusted %d, %s\n", i, trusted, version == TLS1_3_VERSION ? "1.3" : "1.2");
                int ok = pair_handshake(p);
                const char *peer = SSL_get0_peername(p.c);
                printf("  %d result %ld peername %s", ok, SSL_get_verify_result(p.c), peer ? peer : "-");
                printf(" chain %d", SSL_get0_verified_chain(p.c) ? sk_X509_num(SSL_get0_verified_chain(p.c)) : -1);
                show_found(p.c);
                SSL_shutdown(p.c);
                SSL_shutdown(p.s);
                ERR_clear_error();
                printf("  cleared %d %d\n", SSL_clear(p.c), SSL_get0_dane_authority(p.c, NULL, NULL));
                pair_free(p);
            }
        }
    }
    SSL_CTX_free(sc);
}

int main(void) {
    const long day = 86400;
    make(ROOT, ROOT, 1, -day, day);
    make(MIDDLE, ROOT, 1, -day, day);
    make(LEAF, MIDDLE, 0, -day, day);
    make(OTHER, OTHER, 1, -day, day);
    make(EXPIRED, ROOT, 0, -2 * day, -day);
    make(OWN, OWN, 0, -day, day);
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_dane_enable(ctx);
    malformed();
    single_records(ctx);
    pairs(ctx);
    names_and_flags(ctx);
    agility();
    handshakes(ctx);
    SSL_CTX_free(ctx);
    for (int i = 0; i < NUM_CERTS; i++) {
        X509_free(cert[i]);
        EVP_PKEY_free(key[i]);
    }
    return 0;
}
