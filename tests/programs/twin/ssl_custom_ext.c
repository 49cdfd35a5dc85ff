/* Extensions of the program's own: who is asked when, with what, and what becomes of each answer. */
#include "pair.h"

#define BOTH_12 (SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO)
#define ALL_13 (SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS | \
                SSL_EXT_TLS1_3_HELLO_RETRY_REQUEST | SSL_EXT_TLS1_3_CERTIFICATE | SSL_EXT_TLS1_3_NEW_SESSION_TICKET | \
                SSL_EXT_TLS1_3_CERTIFICATE_REQUEST)

/* What a callback is to do, on which side and for which message; 0: nothing special. */
static struct {
    int server;
    unsigned type, context;
    enum { PLAIN, ADD_SKIPS, ADD_FAILS, ADD_BIG, PARSE_FAILS, PARSE_NEGATIVE } what;
    int alert;
} order;
static int quiet;

static int ordered(SSL *s, unsigned type, unsigned context) {
    return SSL_is_server(s) == order.server && type == order.type && (order.context & context) != 0 ? (int)order.what : PLAIN;
}

static void say(SSL *s, const char *what, unsigned type, unsigned context, X509 *x, size_t chainidx, size_t len, void *arg) {
    char name[128] = "-";
    if (quiet) return;
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    printf("    %s %s %u in %04x: %zu bytes, chain %zu %s, arg %s, version %s\n", SSL_is_server(s) ? "server" : "client", what,
           type, context, len, chainidx, name, (const char *)arg, SSL_in_before(s) ? "-" : SSL_get_version(s));
}

static int add(SSL *s, unsigned type, unsigned context, const unsigned char **out, size_t *outlen, X509 *x, size_t chainidx,
               int *al, void *arg) {
    static unsigned char big[20000];
    unsigned char *p = malloc(3);
    p[0] = SSL_is_server(s) ? 's' : 'c';
    p[1] = (unsigned char)type;
    p[2] = (unsigned char)chainidx;
    *out = p;
    *outlen = 3;
    say(s, "add", type, context, x, chainidx, *outlen, arg);
    switch (ordered(s, type, context)) {
    case ADD_SKIPS: free(p); return 0;
    case ADD_FAILS: free(p); *al = order.alert; return -1;
    case ADD_BIG: free(p); *out = big; *outlen = sizeof big; return 1;
    default: return 1;
    }
}

static void done(SSL *s, unsigned type, unsigned context, const unsigned char *out, void *arg) {
    say(s, "free", type, context, NULL, 0, 0, arg);
    if (ordered(s, type, context) != ADD_BIG) free((void *)out);
}

static int parse(SSL *s, unsigned type, unsigned context, const unsigned char *in, size_t inlen, X509 *x, size_t chainidx,
                 int *al, void *arg) {
    say(s, "parse", type, context, x, chainidx, inlen, arg);
    if (!quiet && inlen == 3) printf("      %02x%02x%02x\n", in[0], in[1], in[2]);
    switch (ordered(s, type, context)) {
    case PARSE_FAILS: *al = order.alert; return 0;
    case PARSE_NEGATIVE: *al = order.alert; return -1;
    default: return 1;
    }
}

static int old_add(SSL *s, unsigned type, const unsigned char **out, size_t *outlen, int *al, void *arg) {
    return add(s, type, 0, out, outlen, NULL, 0, al, arg);
}
static void old_done(SSL *s, unsigned type, const unsigned char *out, void *arg) { done(s, type, 0, out, arg); }
static int old_parse(SSL *s, unsigned type, const unsigned char *in, size_t inlen, int *al, void *arg) {
    return parse(s, type, 0, in, inlen, NULL, 0, al, arg);
}

static int reg(SSL_CTX *ctx, unsigned type, unsigned context) {
    return SSL_CTX_add_custom_ext(ctx, type, context, add, done, (void *)"a", parse, (void *)"p");
}

static void rules(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    printf("rules\n");
    printf("  new %d", reg(ctx, 1000, BOTH_12));
    printf(" again %d\n", reg(ctx, 1000, ALL_13));
    printf("  free without add %d\n", SSL_CTX_add_custom_ext(ctx, 1001, BOTH_12, NULL, done, NULL, parse, NULL));
    printf("  nothing %d\n", SSL_CTX_add_custom_ext(ctx, 1002, BOTH_12, NULL, NULL, NULL, NULL, NULL));
    printf("  no context %d\n", reg(ctx, 1003, 0));
    printf("  too large %d\n", reg(ctx, 0x10000, BOTH_12));
    for (int i = 0; i < 2; i++) {
        printf("  client %d", SSL_CTX_add_client_custom_ext(ctx, 1004, old_add, old_done, NULL, old_parse, NULL));
        printf(" server %d", SSL_CTX_add_server_custom_ext(ctx, 1004, old_add, old_done, NULL, old_parse, NULL));
        printf(" both %d\n", reg(ctx, 1004, BOTH_12));
    }
    printf("  old, free without add %d\n", SSL_CTX_add_client_custom_ext(ctx, 1005, NULL, old_done, NULL, old_parse, NULL));
    printf("  old, nothing %d\n", SSL_CTX_add_server_custom_ext(ctx, 1006, NULL, NULL, NULL, NULL, NULL));
    printf("  has 1000 %d 1002 %d 1004 %d 1005 %d 1006 %d\n", SSL_CTX_has_client_custom_ext(ctx, 1000),
           SSL_CTX_has_client_custom_ext(ctx, 1002), SSL_CTX_has_client_custom_ext(ctx, 1004),
           SSL_CTX_has_client_custom_ext(ctx, 1005), SSL_CTX_has_client_custom_ext(ctx, 1006));
    /* What a library has itself is its own to say: ours has no 12 (SRP), 13172 (NPN), 14 (SRTP) and 21 (padding). */
    static const unsigned apart[] = { 12, 14, 21, 13172 };
    for (unsigned type = 0, i = 0; type < 0x10001; type++) {
        if (i < sizeof apart / sizeof apart[0] && type == apart[i]) {
            i++;
            continue;
        }
        if (type == 18) continue; /* CT: reserved or not, it may be added */
        int own = SSL_extension_supported(type);
        if (own) printf("  supported %u, add %d\n", type, reg(ctx, type, BOTH_12));
    }
    printf("  supported 50: %d, add %d\n", SSL_extension_supported(50), reg(ctx, 50, BOTH_12)); /* dealt with all the same */
    print_errors("rules");
    SSL_CTX_free(ctx);
}

struct ends {
    SSL_CTX *c, *s;
};

static struct ends ends_new(int version, int client_auth) {
    struct ends e = { client_ctx(0), server_ctx("rsa.pem") };
    SSL_CTX_set_min_proto_version(e.c, version);
    SSL_CTX_set_max_proto_version(e.c, version);
    SSL_CTX_set_num_tickets(e.s, 1);
    if (!client_auth) return e;
    check(SSL_CTX_use_certificate_file(e.c, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "client certificate");
    check(SSL_CTX_use_PrivateKey_file(e.c, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "client key");
    check(SSL_CTX_load_verify_locations(e.s, data_file("ca.pem"), NULL) == 1, "CA file");
    SSL_CTX_set_verify(e.s, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_id_context(e.s, (const unsigned char *)"ext", 3);
    return e;
}

/* A byte each way: what follows a TLS 1.3 handshake may still fail. */
static void exchange(struct pair p) {
    char byte = 'x';
    SSL *const from[] = { p.s, p.c }, *const to[] = { p.c, p.s };
    for (int i = 0; i < 2; i++) {
        int w = SSL_write(from[i], &byte, 1), r = SSL_read(to[i], &byte, 1);
        if (w == 1 && r == 1) continue;
        printf("  %s says: %d, %d %s\n", i ? "client" : "server", w, r, error_name(SSL_get_error(to[i], r)));
        print_errors("  reader");
    }
}

/* A handshake, and a second that resumes the first's session if asked for. */
static void run(struct ends e, int resume) {
    SSL_SESSION *sess = NULL;
    for (int i = 0; i <= resume; i++) {
        struct pair p = pair_new(e.c, e.s);
        if (sess) SSL_set_session(p.c, sess);
        printf("  %s\n", sess ? "resumed" : "full");
        if (pair_handshake(p)) {
            exchange(p);
            printf("  done, %s, reused %d\n", SSL_get_version(p.c), SSL_session_reused(p.c));
            if (!sess) sess = SSL_get1_session(p.c);
            pair_close(p);
        }
        pair_free(p);
    }
    SSL_SESSION_free(sess);
}

static void ends_free(struct ends e) {
    SSL_CTX_free(e.c);
    SSL_CTX_free(e.s);
    memset(&order, 0, sizeof order);
    order.server = -1;
}

static void everywhere(int version) {
    printf("every message, version %04x\n", version);
    struct ends e = ends_new(version, 1);
    reg(e.c, 1000, ALL_13 | BOTH_12);
    reg(e.s, 1000, ALL_13 | BOTH_12);
    reg(e.c, 1001, ALL_13 | BOTH_12 | SSL_EXT_TLS1_2_AND_BELOW_ONLY);
    reg(e.s, 1001, ALL_13 | BOTH_12 | SSL_EXT_TLS1_2_AND_BELOW_ONLY);
    reg(e.c, 1002, ALL_13 | BOTH_12 | SSL_EXT_TLS1_3_ONLY);
    reg(e.s, 1002, ALL_13 | BOTH_12 | SSL_EXT_TLS1_3_ONLY);
    run(e, 1);
    ends_free(e);
    printf("old callbacks, version %04x\n", version);
    e = ends_new(version, 0);
    SSL_CTX_add_client_custom_ext(e.c, 2000, old_add, old_done, (void *)"a", old_parse, (void *)"p");
    SSL_CTX_add_client_custom_ext(e.c, 2001, NULL, NULL, NULL, old_parse, (void *)"p");
    SSL_CTX_add_client_custom_ext(e.c, 2002, old_add, old_done, (void *)"a", NULL, NULL);
    SSL_CTX_add_server_custom_ext(e.s, 2001, old_add, old_done, (void *)"a", old_parse, (void *)"p");
    SSL_CTX_add_server_custom_ext(e.s, 2000, old_add, old_done, (void *)"a", old_parse, (void *)"p");
    SSL_CTX_add_server_custom_ext(e.s, 2002, NULL, NULL, NULL, old_parse, (void *)"p");
    SSL_CTX_add_server_custom_ext(e.s, 2003, old_add, old_done, (void *)"a", old_parse, (void *)"p");
    run(e, 1);
    ends_free(e);
    printf("both versions offered\n");
    e = ends_new(version, 0);
    SSL_CTX_set_min_proto_version(e.c, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(e.c, 0);
    SSL_CTX_set_max_proto_version(e.s, version);
    reg(e.c, 1001, ALL_13 | BOTH_12 | SSL_EXT_TLS1_2_AND_BELOW_ONLY);
    reg(e.c, 1002, ALL_13 | BOTH_12 | SSL_EXT_TLS1_3_ONLY);
    reg(e.c, 1003, SSL_EXT_CLIENT_HELLO);
    reg(e.s, 1003, SSL_EXT_CLIENT_HELLO | SSL_EXT_IGNORE_ON_RESUMPTION);
    reg(e.s, 1002, ALL_13 | BOTH_12 | SSL_EXT_TLS1_3_ONLY);
    reg(e.s, 1001, ALL_13 | BOTH_12 | SSL_EXT_TLS1_2_AND_BELOW_ONLY);
    run(e, 1);
    ends_free(e);
}

static void retried(void) {
    printf("HelloRetryRequest\n");
    struct ends e = ends_new(TLS1_3_VERSION, 0);
    SSL_CTX_set1_groups_list(e.s, "P-384");
    SSL_CTX_set1_groups_list(e.c, "X25519:P-384");
    reg(e.c, 1000, ALL_13);
    reg(e.s, 1000, ALL_13);
    run(e, 0);
    ends_free(e);
}

/* Each callback of each message, told to fail, to leave the extension out, or to send much. */
static void answers(int version) {
    static const unsigned contexts[] = { SSL_EXT_CLIENT_HELLO, SSL_EXT_TLS1_2_SERVER_HELLO, SSL_EXT_TLS1_3_SERVER_HELLO,
                                         SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS, SSL_EXT_TLS1_3_CERTIFICATE,
                                         SSL_EXT_TLS1_3_NEW_SESSION_TICKET, SSL_EXT_TLS1_3_CERTIFICATE_REQUEST };
    static const char *const names[] = { "", "skips", "fails", "big", "parse fails", "parse negative" };
    for (size_t i = 0; i < sizeof contexts / sizeof contexts[0]; i++) {
        if (version == TLS1_3_VERSION ? contexts[i] == SSL_EXT_TLS1_2_SERVER_HELLO
                                      : contexts[i] > SSL_EXT_TLS1_2_SERVER_HELLO)
            continue;
        for (int what = ADD_SKIPS; what <= PARSE_NEGATIVE; what++) {
            for (int server = 0; server < 2; server++) {
                struct ends e = ends_new(version, 1);
                reg(e.c, 1000, ALL_13 | BOTH_12);
                reg(e.s, 1000, ALL_13 | BOTH_12);
                order.server = server;
                order.type = 1000;
                order.context = contexts[i];
                order.what = what;
                order.alert = server ? SSL_AD_HANDSHAKE_FAILURE : SSL_AD_ACCESS_DENIED;
                printf("%04x %s %s in %04x\n", version, server ? "server" : "client", names[what], contexts[i]);
                quiet = what < ADD_FAILS;
                run(e, 0);
                quiet = 0;
                ends_free(e);
            }
        }
    }
}

/* What one end sends and the other has not, or has for other messages. */
static void mismatched(void) {
    static const struct {
        const char *what;
        int version;
        unsigned client, server;
    } cases[] = {
        { "client alone", TLS1_3_VERSION, ALL_13, 0 },
        { "server alone", TLS1_3_VERSION, 0, ALL_13 },
        { "server has it elsewhere", TLS1_3_VERSION, ALL_13, SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS },
        { "client expects it elsewhere", TLS1_3_VERSION, SSL_EXT_CLIENT_HELLO, ALL_13 },
        { "client alone", TLS1_2_VERSION, BOTH_12, 0 },
        { "server alone", TLS1_2_VERSION, 0, BOTH_12 },
        { "server has it elsewhere", TLS1_2_VERSION, BOTH_12, SSL_EXT_TLS1_2_SERVER_HELLO },
        { "client expects it elsewhere", TLS1_2_VERSION, SSL_EXT_CLIENT_HELLO, BOTH_12 },
        { "certificates alone", TLS1_3_VERSION, SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
          SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_3_CERTIFICATE },
        { "certificate request alone", TLS1_3_VERSION, SSL_EXT_TLS1_3_CERTIFICATE_REQUEST, SSL_EXT_TLS1_3_CERTIFICATE_REQUEST },
        { "certificate request, answered", TLS1_3_VERSION, SSL_EXT_TLS1_3_CERTIFICATE_REQUEST | SSL_EXT_TLS1_3_CERTIFICATE,
          SSL_EXT_TLS1_3_CERTIFICATE_REQUEST | SSL_EXT_TLS1_3_CERTIFICATE },
        { "ticket alone", TLS1_3_VERSION, SSL_EXT_TLS1_3_NEW_SESSION_TICKET, SSL_EXT_TLS1_3_NEW_SESSION_TICKET },
        { "unknown in a certificate request", TLS1_3_VERSION, 0, SSL_EXT_TLS1_3_CERTIFICATE_REQUEST },
        { "unknown in a ticket", TLS1_3_VERSION, 0, SSL_EXT_TLS1_3_NEW_SESSION_TICKET },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ends e = ends_new(cases[i].version, 1);
        printf("%04x %s\n", cases[i].version, cases[i].what);
        if (cases[i].client) reg(e.c, 1000, cases[i].client);
        if (cases[i].server) reg(e.s, 1000, cases[i].server);
        run(e, 0);
        ends_free(e);
    }
}

static int switch_ctx(SSL *s, int *al, void *arg) {
    (void)al;
    printf("    server name\n");
    SSL_set_SSL_CTX(s, arg);
    return SSL_TLSEXT_ERR_OK;
}

/* A context that the server goes over to brings its own list; what came before stays known. */
static void switched(int version) {
    printf("switched context, version %04x\n", version);
    struct ends e = ends_new(version, 0);
    SSL_CTX *other = server_ctx("rsa.pem");
    SSL_CTX_set_num_tickets(other, 1);
    reg(e.c, 1000, ALL_13 | BOTH_12);
    reg(e.c, 1001, ALL_13 | BOTH_12);
    reg(e.c, 1002, ALL_13 | BOTH_12);
    reg(e.s, 1000, ALL_13 | BOTH_12);
    reg(e.s, 1001, ALL_13 | BOTH_12);
    reg(other, 1002, ALL_13 | BOTH_12);
    reg(other, 1001, ALL_13 | BOTH_12);
    SSL_CTX_set_tlsext_servername_callback(e.s, switch_ctx);
    SSL_CTX_set_tlsext_servername_arg(e.s, other);
    run(e, 0);
    SSL_CTX_free(other);
    ends_free(e);
}

static int add_schemes(SSL *s, unsigned type, unsigned context, const unsigned char **out, size_t *outlen, X509 *x,
                       size_t chainidx, int *al, void *arg) {
    static const unsigned char schemes[] = { 0, 4, 4, 3, 8, 4 };
    (void)al;
    say(s, "add", type, context, x, chainidx, sizeof schemes, arg);
    *out = schemes;
    *outlen = sizeof schemes;
    return 1;
}

/* A client's program may send signature_algorithms_cert; at the server the library reads it, and nobody else. */
static void cert_schemes(int version) {
    for (int whole = 0; whole < 2; whole++) {
        printf("signature_algorithms_cert, version %04x, %s\n", version, whole ? "well-formed" : "malformed");
        struct ends e = ends_new(version, 0);
        if (whole) {
            SSL_CTX_add_custom_ext(e.c, 50, ALL_13 | BOTH_12, add_schemes, NULL, (void *)"a", parse, (void *)"p");
        } else {
            reg(e.c, 50, ALL_13 | BOTH_12);
        }
        if (whole) reg(e.s, 50, ALL_13 | BOTH_12);
        run(e, 0);
        ends_free(e);
    }
}

/* A connection has the list that its context had when it was made. */
static void fixed_at_new(void) {
    printf("later additions\n");
    struct ends e = ends_new(TLS1_2_VERSION, 0);
    reg(e.c, 1000, BOTH_12);
    struct pair p = pair_new(e.c, e.s);
    reg(e.c, 1001, BOTH_12);
    if (pair_handshake(p)) printf("  done\n");
    pair_free(p);
    ends_free(e);
}

int main(void) {
    order.server = -1;
    rules();
    everywhere(TLS1_2_VERSION);
    everywhere(TLS1_3_VERSION);
    retried();
    answers(TLS1_2_VERSION);
    answers(TLS1_3_VERSION);
    mismatched();
    switched(TLS1_2_VERSION);
    switched(TLS1_3_VERSION);
    fixed_at_new();
    cert_schemes(TLS1_2_VERSION);
    cert_schemes(TLS1_3_VERSION);
    return 0;
}
