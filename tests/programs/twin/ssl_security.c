/* The security callback: each call of it, in order, through handshakes of every kind; then what levels refuse, who
 * learns of it, and when. */
#include "pair.h"

#include <openssl/dh.h>
#include <openssl/evp.h>

/* --- every call -------------------------------------------------------------------------------------------------- */

#define MAX_CALLS 200

struct judge {
    const char *who;
    int (*next)(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex);
};

static const char *op_name(int op) {
    switch (op) {
    case SSL_SECOP_CIPHER_SUPPORTED: return "cipher supported";
    case SSL_SECOP_CIPHER_SHARED: return "cipher shared";
    case SSL_SECOP_CIPHER_CHECK: return "cipher check";
    case SSL_SECOP_CURVE_SUPPORTED: return "curve supported";
    case SSL_SECOP_CURVE_SHARED: return "curve shared";
    case SSL_SECOP_CURVE_CHECK: return "curve check";
    case SSL_SECOP_TMP_DH: return "tmp dh";
    case SSL_SECOP_VERSION: return "version";
    case SSL_SECOP_TICKET: return "ticket";
    case SSL_SECOP_SIGALG_SUPPORTED: return "sigalg supported";
    case SSL_SECOP_SIGALG_SHARED: return "sigalg shared";
    case SSL_SECOP_SIGALG_CHECK: return "sigalg check";
    case SSL_SECOP_SIGALG_MASK: return "sigalg mask";
    case SSL_SECOP_COMPRESSION: return "compression";
    case SSL_SECOP_EE_KEY: return "leaf key";
    case SSL_SECOP_CA_KEY: return "CA key";
    case SSL_SECOP_CA_MD: return "CA digest";
    case SSL_SECOP_PEER_EE_KEY: return "peer's leaf key";
    case SSL_SECOP_PEER_CA_KEY: return "peer's CA key";
    case SSL_SECOP_PEER_CA_MD: return "peer's CA digest";
    default: return "?";
    }
}

static void other_text(int op, const void *other, char *out, size_t room) {
    const unsigned char *p = other;
    *out = '\0';
    if (!other) return;
    switch (op & SSL_SECOP_OTHER_TYPE) {
    case SSL_SECOP_OTHER_CIPHER: snprintf(out, room, " %s", SSL_CIPHER_get_name(other)); break;
    case SSL_SECOP_OTHER_CURVE:
    case SSL_SECOP_OTHER_SIGALG: snprintf(out, room, " %02x%02x", p[0], p[1]); break;
    case SSL_SECOP_OTHER_DH: snprintf(out, room, " key of %d bits", EVP_PKEY_get_bits((EVP_PKEY *)(uintptr_t)other)); break;
    case SSL_SECOP_OTHER_CERT: X509_NAME_oneline(X509_get_subject_name(other), out, (int)room); break;
    default: snprintf(out, room, " other");
    }
}

/* Calls that are one library's alone (docs/differences.md): OpenSSL asks about schemes of keys that are not there, and not
 * about the suite of a session that is resumed. */
static int resuming;

static int is_left_out(const char *call) {
    return strstr(call, "supported 64 64 0202") || strstr(call, "supported 64 64 0203")
        || (resuming && strncmp(call, "s cipher shared", 15) == 0);
}

/* Each call once: how often OpenSSL asks the same again is its own business. */
static struct {
    int num;
    char calls[MAX_CALLS][160];
} seen;

static void remember(const char *call) {
    if (is_left_out(call)) return;
    for (int i = 0; i < seen.num; i++) {
        if (strcmp(seen.calls[i], call) == 0) return;
    }
    check(seen.num < MAX_CALLS, "room for calls");
    strcpy(seen.calls[seen.num++], call);
}

/* One side's. */
static int by_text(const void *a, const void *b) { return strcmp(a, b); }

static void tell(const char *who) {
    qsort(seen.calls, (size_t)seen.num, sizeof seen.calls[0], by_text);
    for (int i = 0; i < seen.num; i++) {
        if (strncmp(seen.calls[i], who, strlen(who)) == 0) printf("    %s\n", seen.calls[i]);
    }
}

static int watch(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex) {
    const struct judge *j = ex;
    int ok = j->next(s, ctx, op, bits, nid, other, NULL);
    char what[96], call[160];
    other_text(op, other, what, sizeof what);
    snprintf(call, sizeof call, "%s%s %s %d %d%s -> %d", j->who, s ? "" : " context", op_name(op), bits, nid, what, ok);
    remember(call);
    return ok;
}

static void tell_all(void) {
    tell("c ");
    tell("s ");
    seen.num = 0;
}

static void attach(SSL_CTX *ctx, struct judge *j) {
    j->next = SSL_CTX_get_security_callback(ctx);
    SSL_CTX_set0_security_ex_data(ctx, j);
    SSL_CTX_set_security_callback(ctx, watch);
}

struct flow {
    const char *title, *pem, *ciphers, *groups;
    int version, auth, resume, level;
    unsigned long options;
};

static void use(SSL_CTX *ctx, const char *pem) {
    printf("  leaf %d\n", SSL_CTX_use_certificate_file(ctx, data_file(pem), SSL_FILETYPE_PEM));
    printf("  key %d\n", SSL_CTX_use_PrivateKey_file(ctx, data_file(pem), SSL_FILETYPE_PEM));
    print_errors("use");
}

static void trace(const struct flow *f) {
    struct judge jc = { .who = "c" }, js = { .who = "s" };
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx(NULL);
    SSL_SESSION *sess = NULL;
    printf("== %s\n", f->title);
    attach(cc, &jc);
    attach(sc, &js);
    SSL_CTX_set_security_level(cc, f->level);
    SSL_CTX_set_security_level(sc, f->level);
    use(sc, f->pem);
    if (f->ciphers) {
        printf("  ciphers %d", SSL_CTX_set_cipher_list(cc, f->ciphers));
        printf(" %d\n", SSL_CTX_set_cipher_list(sc, f->ciphers));
    }
    SSL_CTX_set_ciphersuites(cc, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
    SSL_CTX_set_ciphersuites(sc, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
    if (f->groups) printf("  groups %ld\n", (long)SSL_CTX_set1_groups_list(sc, f->groups));
    SSL_CTX_set1_groups_list(cc, "X25519:P-256:P-384");
    SSL_CTX_set1_sigalgs_list(cc, "ECDSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA256:RSA+SHA256:RSA+SHA1");
    SSL_CTX_set1_sigalgs_list(sc, "ECDSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA256:RSA+SHA256:RSA+SHA1");
    SSL_CTX_set_min_proto_version(cc, f->version);
    SSL_CTX_set_max_proto_version(cc, f->version);
    SSL_CTX_set_options(sc, f->options);
    SSL_CTX_set_dh_auto(sc, 1);
    if (f->auth) {
        SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
        SSL_CTX_set_session_id_context(sc, (const unsigned char *)"s", 1);
        use(cc, "client.pem");
    }
    tell_all();
    for (int i = 0; i <= f->resume; i++) {
        printf(" handshake %d\n", i);
        resuming = i > 0;
        struct pair p = pair_new(cc, sc);
        if (sess) SSL_set_session(p.c, sess);
        if (pair_handshake(p)) {
            pair_exchange(p);
            printf("  %s %s, reused %d\n", SSL_get_version(p.c), SSL_get_cipher(p.c), SSL_session_reused(p.c));
            pair_close(p);
            SSL_SESSION_free(sess);
            sess = SSL_get1_session(p.c);
        }
        pair_free(p);
        tell_all();
    }
    SSL_SESSION_free(sess);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static const struct flow flows[] = {
    { "TLS 1.2, ECDHE-RSA, client certificate, tickets", "rsa.pem", "ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA", NULL, TLS1_2_VERSION, 1, 1, 2, 0 },
    { "TLS 1.2, ECDHE-ECDSA, session ids", "ec.pem", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA", "P-256:X25519", TLS1_2_VERSION, 0, 1, 1, SSL_OP_NO_TICKET },
    { "TLS 1.2, DHE", "rsa.pem", "DHE-RSA-AES128-GCM-SHA256", NULL, TLS1_2_VERSION, 0, 0, 2, 0 },
    { "TLS 1.2, RSA", "rsa.pem", "AES128-GCM-SHA256", NULL, TLS1_2_VERSION, 0, 0, 2, 0 },
    { "TLS 1.2, level 3", "rsa.pem", "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256", NULL, TLS1_2_VERSION, 0, 0, 3, 0 },
    { "TLS 1.1, level 0", "rsa.pem", "ECDHE-RSA-AES128-SHA:AES128-SHA", NULL, TLS1_1_VERSION, 0, 0, 0, 0 },
    { "TLS 1.3, client certificate", "ec.pem", NULL, NULL, TLS1_3_VERSION, 1, 1, 2, 0 },
    { "TLS 1.3, RSA, a group by HelloRetryRequest", "rsa.pem", NULL, "P-384", TLS1_3_VERSION, 0, 0, 1, 0 },
    { "any version", "rsa.pem", NULL, NULL, 0, 0, 0, 2, 0 },
};

/* --- what levels do ------------------------------------------------------------------------------------------------ */

/* A security callback that refuses one kind of question, and takes the library's word for all else. */
struct refusal {
    int op, from_bits, to_bits, nid; /* nid: 0 for any */
    int (*next)(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex);
};

static int refuse(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex) {
    const struct refusal *r = ex;
    if (op == r->op && bits >= r->from_bits && bits <= r->to_bits && (r->nid == 0 || r->nid == nid)) return 0;
    return r->next(s, ctx, op, bits, nid, other, NULL);
}

static void connect_them(SSL_CTX *cc, SSL_CTX *sc) {
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s %s\n", SSL_get_version(p.c), SSL_get_cipher(p.c));
    }
    pair_free(p);
}

static void refusing(int version, int at_server, int op, int from_bits, int to_bits, int nid) {
    struct refusal r = { op, from_bits, to_bits, nid, NULL };
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("rsa.pem"), *ctx = at_server ? sc : cc;
    printf("version %x, %s refuses %s %d..%d %d\n", version, at_server ? "server" : "client", op_name(op), from_bits, to_bits, nid);
    SSL_CTX_use_certificate_file(sc, data_file("ec.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(sc, data_file("ec.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
    SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_dh_auto(sc, 1);
    r.next = SSL_CTX_get_security_callback(ctx);
    SSL_CTX_set0_security_ex_data(ctx, &r);
    SSL_CTX_set_security_callback(ctx, refuse);
    connect_them(cc, sc);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static void refusals(void) {
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    for (int i = 0; i < 4; i++) {
        int version = versions[i / 2], at = i % 2;
        refusing(version, at, SSL_SECOP_VERSION, 0, 0, 0); /* all */
        refusing(version, at, SSL_SECOP_VERSION, 0, 0, version);
        refusing(version, at, SSL_SECOP_EE_KEY, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_CA_KEY, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_CA_MD, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_CIPHER_SUPPORTED, 129, 10000, 0);
        refusing(version, at, SSL_SECOP_CIPHER_SUPPORTED, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_CIPHER_SHARED, 129, 10000, 0);
        refusing(version, at, SSL_SECOP_CIPHER_SHARED, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_CIPHER_CHECK, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_CURVE_SUPPORTED, 0, 10000, NID_X25519);
        refusing(version, at, SSL_SECOP_CURVE_SHARED, 0, 10000, NID_X25519);
        refusing(version, at, SSL_SECOP_CURVE_SHARED, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_CURVE_CHECK, 0, 10000, NID_X25519);
        refusing(version, at, SSL_SECOP_CURVE_CHECK, 0, 10000, NID_X9_62_prime256v1);
        refusing(version, at, SSL_SECOP_SIGALG_SUPPORTED, 0, 10000, NID_sha256);
        refusing(version, at, SSL_SECOP_SIGALG_SHARED, 0, 10000, NID_sha256);
        refusing(version, at, SSL_SECOP_SIGALG_SHARED, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_SIGALG_CHECK, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_SIGALG_MASK, 0, 10000, 0);
        refusing(version, at, SSL_SECOP_TICKET, 0, 0, 0);
    }
}

/* A level that is raised once certificates, suites and connections are there. */
static void raised(int version, int level, int at_server, int after) {
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("rsa.pem");
    printf("version %x, level %d at the %s, %s\n", version, level, at_server ? "server" : "client",
           after ? "set on the connection" : "set on the context");
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_dh_auto(sc, 1);
    if (!after) SSL_CTX_set_security_level(at_server ? sc : cc, level);
    struct pair p = pair_new(cc, sc);
    if (after) SSL_set_security_level(at_server ? p.s : p.c, level);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s %s\n", SSL_get_version(p.c), SSL_get_cipher(p.c));
    }
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* Keys, digests and parameters that a level does not take, when they are set. */
static void loading(int level) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    static const char *const files[] = { "rsa.pem", "ec.pem", "p384.pem", "client.pem" };
    printf("level %d\n", level);
    SSL_CTX_set_security_level(ctx, level);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        printf("  %s: %d", files[i], SSL_CTX_use_certificate_file(ctx, data_file(files[i]), SSL_FILETYPE_PEM));
        printf(" %d\n", SSL_CTX_use_PrivateKey_file(ctx, data_file(files[i]), SSL_FILETYPE_PEM));
        print_errors("loading");
    }
    DH *dh = DH_new();
    BIGNUM *g = BN_new();
    check(dh && g && BN_set_word(g, 2) == 1 && DH_set0_pqg(dh, BN_get_rfc3526_prime_3072(NULL), NULL, g) == 1, "DH");
    printf("  DH of 3072 bits: %ld\n", SSL_CTX_set_tmp_dh(ctx, dh));
    print_errors("loading");
    DH_free(dh);
    printf("  ciphers: %d\n", SSL_CTX_set_cipher_list(ctx, "AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384"));
    printf("  a level in a string: %d", SSL_CTX_set_cipher_list(ctx, "AES128-SHA:@SECLEVEL=1"));
    printf(", now %d\n", SSL_CTX_get_security_level(ctx));
    print_errors("loading");
    SSL_CTX_free(ctx);
}

int main(void) {
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++) trace(&flows[i]);
    refusals();
    for (int i = 0; i < 24; i++) raised(i % 2 ? TLS1_3_VERSION : TLS1_2_VERSION, i / 4, i / 2 % 2, 0);
    for (int i = 0; i < 24; i++) raised(i % 2 ? TLS1_3_VERSION : TLS1_2_VERSION, i / 4, i / 2 % 2, 1);
    for (int level = 0; level <= 5; level++) loading(level);
    return 0;
}
