/* Session tickets and master secrets that are the programs' own, as EAP-FAST has them (RFC 4851). */
#include "pair.h"

struct plan {
    const char *title;
    int version;
    const char *ticket;       /* NULL: not set; "-": left out */
    int client, server;       /* what the secret callbacks return; -1: none is set */
    int client_ext, server_ext; /* the same of the ticket callbacks */
    const char *cipher;       /* the server prefers it; NULL: none */
    unsigned long server_options;
    int other;                /* the secrets differ */
    int len;                  /* of the secret */
};

struct end {
    const char *who;
    const struct plan *plan;
    int secret, ext;
};

static int on_ext(SSL *s, const unsigned char *data, int len, void *arg) {
    const struct end *e = arg;
    (void)s;
    printf("  %s sees a ticket [%.*s]\n", e->who, len, len > 0 && len < 100 ? (const char *)data : "");
    return e->ext;
}

static int on_secret(SSL *s, void *secret, int *len, STACK_OF(SSL_CIPHER) *ciphers, const SSL_CIPHER **cipher, void *arg) {
    const struct end *e = arg;
    unsigned char randoms[64];
    size_t nc = SSL_get_client_random(s, randoms, 32), ns = SSL_get_server_random(s, randoms + 32, 32);
    printf("  %s is asked for a secret: room %d, suites %s, prefers %s, randoms %zu %zu\n", e->who, *len >= 48,
           ciphers ? "listed" : "none", *cipher ? "one" : "none", nc, ns);
    if (e->plan->len != 0) *len = e->plan->len;
    else *len = 48;
    if (*len <= 48) memset(secret, e->plan->other && strcmp(e->who, "client") == 0 ? 'x' : 'y', (size_t)*len);
    if (e->plan->cipher && ciphers) {
        for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++) {
            const SSL_CIPHER *c = sk_SSL_CIPHER_value(ciphers, i);
            if (strcmp(SSL_CIPHER_get_name(c), e->plan->cipher) == 0) *cipher = c;
        }
    }
    return e->secret;
}

static int num;
static char order[64][24];

static void on_message(int write_p, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    (void)version, (void)s, (void)arg;
    if (type == SSL3_RT_HANDSHAKE && len > 0 && num < 64) {
        snprintf(order[num++], sizeof order[0], "%s%d", write_p ? "C" : "S", *(const unsigned char *)buf);
    } else if (type == SSL3_RT_CHANGE_CIPHER_SPEC && num < 64) {
        snprintf(order[num++], sizeof order[0], "%sccs", write_p ? "C" : "S");
    }
}

static void set(SSL *s, struct end *e) {
    if (e->secret >= 0) printf("  secret callback %d\n", SSL_set_session_secret_cb(s, on_secret, e));
    if (e->ext >= 0) printf("  ticket callback %d\n", SSL_set_session_ticket_ext_cb(s, on_ext, e));
}

static void run(const struct plan *plan) {
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("rsa.pem");
    struct end c = { "client", plan, plan->client, plan->client_ext }, s = { "server", plan, plan->server, plan->server_ext };
    char ticket[64];
    printf("%s\n", plan->title);
    SSL_CTX_set_max_proto_version(cc, plan->version);
    SSL_CTX_set_options(sc, plan->server_options);
    struct pair p = pair_new(cc, sc);
    set(p.c, &c);
    set(p.s, &s);
    if (plan->ticket) {
        snprintf(ticket, sizeof ticket, "%s", plan->ticket);
        int none = strcmp(ticket, "-") == 0;
        printf("  ticket set %d\n", SSL_set_session_ticket_ext(p.c, none ? NULL : ticket, none ? 0 : (int)strlen(ticket)));
    }
    num = 0;
    SSL_set_msg_callback(p.c, on_message);
    if (pair_handshake(p)) {
        unsigned char a[64], b[64];
        pair_exchange(p);
        size_t na = SSL_SESSION_get_master_key(SSL_get_session(p.c), a, sizeof a);
        size_t nb = SSL_SESSION_get_master_key(SSL_get_session(p.s), b, sizeof b);
        printf("  %s %s, reused %d %d, same secret %d, shared %d\n", SSL_get_version(p.c),
               plan->version == TLS1_3_VERSION ? "" : SSL_get_cipher(p.c), SSL_session_reused(p.c), SSL_session_reused(p.s),
               na == nb && memcmp(a, b, na) == 0, na > 0 && a[0] == 'y' && a[na - 1] == 'y');
        printf("  peer %d, verify %ld\n", SSL_get0_peer_certificate(p.c) != NULL, SSL_get_verify_result(p.c));
        pair_close(p);
    }
    printf(" ");
    for (int i = 0; i < num; i++) printf(" %s", order[i]);
    printf("\n");
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

static const struct plan plans[] = {
    { "a secret of both", TLS1_2_VERSION, "the pac", 1, 1, 1, 1, NULL, SSL_OP_NO_TICKET, 0, 0 },
    { "TLS 1.1", TLS1_1_VERSION, "the pac", 1, 1, 1, 1, NULL, SSL_OP_NO_TICKET, 0, 0 },
    { "the server prefers a suite", TLS1_2_VERSION, "the pac", 1, 1, 1, 1, "ECDHE-RSA-AES128-GCM-SHA256", SSL_OP_NO_TICKET, 0, 0 },
    { "a suite that needs no certificate's kind", TLS1_2_VERSION, "the pac", 1, 1, 1, 1, "AES128-GCM-SHA256", SSL_OP_NO_TICKET, 0, 0 },
    { "the server knows none", TLS1_2_VERSION, "the pac", 1, 0, 1, 1, NULL, SSL_OP_NO_TICKET, 0, 0 },
    { "the server has no callback", TLS1_2_VERSION, "the pac", 1, -1, 1, -1, NULL, 0, 0, 0 },
    { "the client knows none", TLS1_2_VERSION, "the pac", 0, 1, 1, 1, NULL, SSL_OP_NO_TICKET, 0, 0 },
    { "the client has no callback", TLS1_2_VERSION, "the pac", -1, 1, -1, 1, NULL, SSL_OP_NO_TICKET, 0, 0 },
    { "the secrets differ", TLS1_2_VERSION, "the pac", 1, 1, 1, 1, "ECDHE-RSA-AES128-SHA256", SSL_OP_NO_TICKET, 1, 0 },
    { "a short secret", TLS1_2_VERSION, "the pac", 1, 1, 1, 1, NULL, SSL_OP_NO_TICKET, 0, 20 },
    { "tickets are made too", TLS1_2_VERSION, "the pac", 1, 1, 1, 1, NULL, 0, 0, 0 },
    { "tickets, and no secret at the server", TLS1_2_VERSION, "the pac", 1, 0, 1, 1, NULL, 0, 0, 0 },
    { "no ticket", TLS1_2_VERSION, NULL, 1, 0, 1, 1, NULL, 0, 0, 0 },
    { "the extension left out", TLS1_2_VERSION, "-", 1, 0, 1, 1, NULL, 0, 0, 0 },
    { "a ticket without a byte", TLS1_2_VERSION, "", 1, 0, 1, 1, NULL, 0, 0, 0 },
    { "a ticket for TLS 1.2 in an offer of TLS 1.3", TLS1_3_VERSION, "the pac", 1, 1, 1, 1, NULL, 0, 0, 0 },
    { "the server's program refuses the ticket", TLS1_2_VERSION, "the pac", 1, 1, 1, 0, NULL, SSL_OP_NO_TICKET, 0, 0 },
    { "the client's program refuses the server's", TLS1_2_VERSION, NULL, -1, -1, 0, 1, NULL, 0, 0, 0 },
    { "TLS 1.3", TLS1_3_VERSION, NULL, 1, 1, 1, 1, NULL, 0, 0, 0 },
};

int main(void) {
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) run(&plans[i]);
    printf("none: %d %d\n", SSL_set_session_secret_cb(NULL, NULL, NULL), SSL_set_session_ticket_ext_cb(NULL, NULL, NULL));
    return 0;
}
