/* What a server says to each value of a ClientHello's extensions that ask something of it: max_fragment_length,
 * status_request, key_share, cookie, early_data, certificate_authorities, signature_algorithms_cert, PSKs with their
 * modes. */
#include "bad_client.h"

static int find_psk(SSL *s, const byte *id, size_t len, SSL_SESSION **out) {
    static const byte suite[2] = { 0x13, 0x01 }, key[32] = { 7 };
    *out = NULL;
    if (len != 5 || memcmp(id, "known", 5) != 0) return 1;
    *out = SSL_SESSION_new();
    check(*out && SSL_SESSION_set1_master_key(*out, key, sizeof key) == 1, "PSK");
    SSL_SESSION_set_cipher(*out, SSL_CIPHER_find(s, suite));
    SSL_SESSION_set_protocol_version(*out, TLS1_3_VERSION);
    return 1;
}

static int give_status(SSL *s, void *arg) {
    byte *p = (byte *)OPENSSL_malloc(3);
    (void)arg;
    memcpy(p, "abc", 3);
    SSL_set_tlsext_status_ocsp_resp(s, p, 3);
    return SSL_TLSEXT_ERR_OK;
}

static const struct ext values[] = {
    E(1, ""), E(1, "\0"), E(1, "\1"), E(1, "\2"), E(1, "\3"), E(1, "\4"), E(1, "\5"), E(1, "\377"), E(1, "\1\1"),
    E(5, ""), E(5, "\1"), E(5, "\1\0"), E(5, "\1\0\0"), E(5, "\1\0\0\0"), E(5, "\1\0\0\0\0"), E(5, "\1\0\0\0\0x"),
    E(5, "\2"), E(5, "\2xyz"), E(5, "\0"), E(5, "\1\0\1x\0\0"), E(5, "\1\0\2\0\0\0\0"), E(5, "\1\0\3\0\1x\0\0"),
    E(5, "\1\0\6\0\4\242\2\4\0\0\0"), E(5, "\1\0\0\0\2\60\0"), E(5, "\1\0\0\0\1\60"), E(5, "\1\0\0\0\3\60\0x"),
    E(42, ""), E(42, "x"), E(42, "\0\0\1\0"),
    E(44, "\0\1x"),
    E(47, ""), E(47, "\0"), E(47, "\0\1x"), E(47, "\0\4\0\2\60\0"), E(47, "\0\4\0\3\60\0"), E(47, "\0\4\0\2\60\0x"),
    E(47, "\0\10\0\2\60\0\0\2\60\0"),
    E(49, "x"), E(49, "\0"),
    E(50, ""), E(50, "\0"), E(50, "\0\0"), E(50, "\0\1\4"), E(50, "\0\2\4\3"), E(50, "\0\2\4\3x"), E(50, "\0\3\4\3\1"),
    E(45, "\2\1\1"), E(45, "\3\0\1\2"), E(45, "\1\377"), E(45, "\2\1"),
};

static void each_value(int tls13) {
    char what[60];
    struct bytes body;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        client_hello(&body, tls13, -1, &values[i], 1);
        snprintf(what, sizeof what, "1.%d extension %u, case", tls13 ? 3 : 2, values[i].type);
        try_hello(what, i, &body);
    }
}

/* ---- shares ---- */

static void try_share(const char *what, unsigned group, const byte *share, size_t n, int listed) {
    struct bytes body, ext = { .n = 0 };
    byte groups[8] = { 0, 4, 0, 29, (byte)(group >> 8), (byte)group };
    put_num(&ext, 2, n + 4);
    put_num(&ext, 2, group);
    put_vec(&ext, 2, share, n);
    const struct ext add[2] = { { 10, (const char *)groups, 6 }, { 51, (const char *)ext.p, ext.n } };
    client_hello(&body, 1, -1, add + !listed, 1 + (size_t)listed);
    try_hello(what, group, &body);
}

static void shares(void) {
    static const char *const low[] = { /* RFC 7748 6.1: points of small order, and their like above the field */
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" };
    byte p[1100];
    for (size_t i = 0; i < sizeof low / sizeof low[0]; i++) {
        for (size_t k = 0; k < 32; k++) {
            unsigned v;
            check(sscanf(low[i] + 2 * k, "%2x", &v) == 1, "hex");
            p[k] = (byte)v;
        }
        try_share("a point of small order for", 29, p, 32, 0);
    }
    static const struct {
        unsigned group;
        size_t len;
    } groups[] = { { 29, 32 }, { 23, 65 }, { 24, 97 }, { 25, 133 }, { 30, 56 }, { 0x100, 256 }, { 0x101, 384 } };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        for (int fill = 0; fill < 3; fill++) {
            memset(p, fill == 2 ? 0xff : fill, sizeof p);
            if (groups[i].group < 26) p[0] = 4;
            for (int d = -1; d <= 1; d++) {
                char what[60];
                if (groups[i].group == 29 && fill > 0 && d == 0) continue; /* good ones */
                snprintf(what, sizeof what, "a share of %d bytes %02x for", (int)groups[i].len + d, (unsigned)p[1]);
                try_share(what, groups[i].group, p, groups[i].len + (size_t)d, groups[i].group != 29);
            }
        }
        for (unsigned form = 0; form < 8; form++) { /* of points */
            if (groups[i].group > 25) continue;
            memset(p, 1, sizeof p);
            p[0] = (byte)form;
            size_t n = form == 2 || form == 3 ? groups[i].len / 2 + 1 : groups[i].len;
            try_share("a form of point for", groups[i].group, p, n, 1);
        }
    }
}

/* ---- PSKs ---- */

static void psk(const char *what, size_t at, const char *modes, size_t modes_len, const char *ids, size_t ids_len,
                const char *binders, size_t binders_len, int early) {
    struct bytes body, ext = { .n = 0 };
    put_vec(&ext, 2, ids, ids_len);
    put_vec(&ext, 2, binders, binders_len);
    const struct ext add[3] = { { 42, "", 0 }, { 45, modes, modes_len }, { 41, (const char *)ext.p, ext.n } };
    client_hello(&body, 1, modes ? -1 : 45, add + !early + (modes == NULL), 2u + (unsigned)early - (modes == NULL));
    if (!modes && early) return;
    try_hello(what, at, &body);
}

static void psks(void) {
    static const struct {
        const char *p;
        size_t n;
    } ids[] = {
#define X(s) { s, sizeof(s) - 1 }
        X("\0\5known\0\0\0\0"), X("\0\5other\0\0\0\0"), X("\0\0\0\0\0\0\0"),
        X("\0\5known\0\0\0"), X("\0\6known\0\0\0\0"),
    },
      binders[] = { X("\40aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), X("\41aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                    X("\60aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                    X("\37aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\0"), X("\100aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") },
      modes[] = { X("\1\1"), X("\2\0\1"), X("\1\0"), X("\1\2"), { NULL, 0 } };
#undef X
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        for (size_t b = 0; b < sizeof binders / sizeof binders[0]; b++) {
            for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
                char what[60];
                /* what OpenSSL does not look at, and the alert for a binder of the right length, differ on purpose */
                if ((i > 1 || b > 2) && (m > 1 || i == 1)) continue;
                if (i == 0 && b == 0 && m < 2) continue;
                snprintf(what, sizeof what, "PSK, identities %zu, binders %zu, modes", i, b);
                psk(what, m, modes[m].p, modes[m].n, ids[i].p, ids[i].n, binders[b].p, binders[b].n, m == 0);
            }
        }
    }
}

int main(void) {
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    ctx = server_ctx("ec.pem");
    SSL_CTX_set_tlsext_status_cb(ctx, give_status);
    check(SSL_CTX_set1_groups_list(ctx, "X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072") == 1, "groups");
    each_value(0);
    each_value(1);
    shares();
    SSL_CTX_set_max_early_data(ctx, 1000);
    each_value(1);
    SSL_CTX_set_psk_find_session_callback(ctx, find_psk);
    psks();
    SSL_CTX_free(ctx);
    return 0;
}
