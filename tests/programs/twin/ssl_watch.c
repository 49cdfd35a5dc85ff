/* What the message callback sees, in order; that SSL_get_finished() is what went over the wire; and that exporters are
 * the RFCs' (RFC 5705 4, RFC 8446 7.5), computed here a second time from the secrets that a program can see. */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "pair.h"

struct ear {
    const char *who;
    unsigned char sent[64], got[64]; /* the bodies of the last Finished */
    size_t sent_len, got_len;
    unsigned char exporter[64];
    size_t exporter_len;
};
static struct ear client = { .who = "client" }, server = { .who = "server" };
static int quiet;

static void on_message(int write_p, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg) {
    struct ear *e = (struct ear *)arg;
    const unsigned char *b = (const unsigned char *)buf;
    (void)ssl;
    if (type == SSL3_RT_HANDSHAKE && b[0] == SSL3_MT_FINISHED) {
        memcpy(write_p ? e->sent : e->got, b + 4, len - 4);
        *(write_p ? &e->sent_len : &e->got_len) = len - 4;
    }
    if (quiet) return;
    printf("  %s %s %04x type %d", e->who, write_p ? "sends" : "gets ", version, type);
    /* lengths of what holds a signature or a ticket vary */
    if (type == SSL3_RT_HEADER) printf(" content %d version %02x%02x", b[0], b[1], b[2]);
    if (type == SSL3_RT_HANDSHAKE) printf(" message %d", b[0]);
    if (type == SSL3_RT_ALERT) printf(" alert %d %d", b[0], b[1]);
    if (type == SSL3_RT_INNER_CONTENT_TYPE) printf(" inner %d", b[0]);
    if (type != SSL3_RT_HANDSHAKE || b[0] == SSL3_MT_FINISHED || b[0] == SSL3_MT_SERVER_DONE ||
        b[0] == SSL3_MT_ENCRYPTED_EXTENSIONS) {
        printf(" len %zu", len);
    }
    printf("\n");
}

static void on_key(const SSL *ssl, const char *line) {
    struct ear *e = SSL_is_server((SSL *)(uintptr_t)ssl) ? &server : &client;
    if (strncmp(line, "EXPORTER_SECRET ", 16) != 0) return;
    const char *hex = strrchr(line, ' ') + 1;
    e->exporter_len = strlen(hex) / 2;
    for (size_t i = 0; i < e->exporter_len; i++) {
        unsigned v;
        sscanf(hex + 2 * i, "%2x", &v);
        e->exporter[i] = (unsigned char)v;
    }
}

/* HKDF-Expand-Label for at most one block of output. */
static void expand(const EVP_MD *md, const unsigned char *secret, const char *label, const unsigned char *ctx, size_t ctx_len,
                   unsigned char *out, size_t len) {
    unsigned char info[256], block[64];
    unsigned n = 0, h;
    info[n++] = (unsigned char)(len >> 8);
    info[n++] = (unsigned char)len;
    info[n++] = (unsigned char)(6 + strlen(label));
    memcpy(info + n, "tls13 ", 6);
    memcpy(info + n + 6, label, strlen(label));
    n += 6 + (unsigned)strlen(label);
    info[n++] = (unsigned char)ctx_len;
    memcpy(info + n, ctx, ctx_len);
    n += (unsigned)ctx_len;
    info[n++] = 1;
    HMAC(md, secret, EVP_MD_get_size(md), info, n, block, &h);
    memcpy(out, block, len);
}

static void export13(const EVP_MD *md, const struct ear *e, const char *label, const void *ctx, size_t ctx_len,
                     unsigned char *out, size_t len) {
    unsigned char digest[64], secret[64];
    unsigned n;
    EVP_Digest("", 0, digest, &n, md, NULL);
    expand(md, e->exporter, label, digest, n, secret, n);
    EVP_Digest(ctx, ctx_len, digest, &n, md, NULL);
    expand(md, secret, "exporter", digest, n, out, len);
}

static void export12(const EVP_MD *md, SSL *s, const char *label, const void *ctx, size_t ctx_len, int with, unsigned char *out,
                     size_t len) {
    unsigned char master[64], seed[512], a[64], block[1024];
    size_t m = SSL_SESSION_get_master_key(SSL_get_session(s), master, sizeof master), n = strlen(label);
    unsigned h;
    memcpy(seed, label, n);
    n += SSL_get_client_random(s, seed + n, 32);
    n += SSL_get_server_random(s, seed + n, 32);
    if (with) {
        seed[n++] = (unsigned char)(ctx_len >> 8);
        seed[n++] = (unsigned char)ctx_len;
        memcpy(seed + n, ctx, ctx_len);
        n += ctx_len;
    }
    HMAC(md, master, (int)m, seed, n, a, &h);
    for (size_t done = 0; done < len; done += h) {
        unsigned char in[600], part[64];
        memcpy(in, a, h);
        memcpy(in + h, seed, n);
        HMAC(md, master, (int)m, in, h + n, part, &h);
        memcpy(block + done, part, h);
        HMAC(md, master, (int)m, a, h, part, &h);
        memcpy(a, part, h);
    }
    memcpy(out, block, len);
}

static void exporters(SSL *s, const struct ear *e) {
    static const struct { const char *label, *ctx; size_t ctx_len; int with; size_t len; } rows[] = {
        { "EXPERIMENTAL", "", 0, 0, 32 }, { "EXPERIMENTAL", "", 0, 1, 32 }, { "EXPERIMENTAL", "context", 7, 1, 20 },
        { "EXPORTER-Channel-Binding", "", 0, 0, 32 }, { "x", "abc", 3, 1, 1 }, { "EXPERIMENTAL", "context", 7, 0, 31 },
    };
    const EVP_MD *md = SSL_CIPHER_get_handshake_digest(SSL_get_current_cipher(s));
    unsigned char a[64], b[64], c[64];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int ok = SSL_export_keying_material(s, a, rows[i].len, rows[i].label, strlen(rows[i].label),
                                            (const unsigned char *)rows[i].ctx, rows[i].ctx_len, rows[i].with);
        if (SSL_version(s) == TLS1_3_VERSION) {
            export13(md, e, rows[i].label, rows[i].ctx, rows[i].with ? rows[i].ctx_len : 0, b, rows[i].len);
        } else {
            export12(md, s, rows[i].label, rows[i].ctx, rows[i].ctx_len, rows[i].with, b, rows[i].len);
        }
        printf("  %s export %zu: %d, as computed here %d\n", e->who, i, ok, memcmp(a, b, rows[i].len) == 0);
    }
    static const char *const reserved[] = { "client finished", "server finished", "master secret", "extended master secret",
                                            "key expansion" };
    for (size_t i = 0; i < 5; i++) {
        int ok = SSL_export_keying_material(s, c, 8, reserved[i], strlen(reserved[i]), NULL, 0, 0);
        printf("  %s export '%s': %d\n", e->who, reserved[i], ok);
        print_errors(e->who);
    }
}

static void finished(SSL *s, const struct ear *e) {
    unsigned char own[64], peer[64];
    size_t n = SSL_get_finished(s, own, sizeof own), m = SSL_get_peer_finished(s, peer, sizeof peer);
    printf("  %s finished %zu %d, peer %zu %d\n", e->who, n, n == e->sent_len && memcmp(own, e->sent, n) == 0, m,
           m == e->got_len && memcmp(peer, e->got, m) == 0);
}

static SSL_SESSION *once(SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *with, int key_update) {
    struct pair p = pair_new(cc, sc);
    SSL_SESSION *sess = NULL;
    if (with) SSL_set_session(p.c, with);
    SSL_set_msg_callback(p.c, on_message);
    SSL_set_msg_callback_arg(p.c, &client);
    SSL_set_msg_callback(p.s, on_message);
    SSL_set_msg_callback_arg(p.s, &server);
    if (pair_handshake(p)) {
        printf("  open, reused %d\n", SSL_session_reused(p.c));
        pair_exchange(p);
        finished(p.c, &client);
        finished(p.s, &server);
        exporters(p.c, &client);
        exporters(p.s, &server);
        if (key_update) {
            char byte = 'k';
            int ok = SSL_key_update(p.c, SSL_KEY_UPDATE_REQUESTED);
            printf("  key update %d, done %d\n", ok, SSL_do_handshake(p.c));
            check(SSL_write(p.c, &byte, 1) == 1 && SSL_read(p.s, &byte, 1) == 1, "update");
            pair_exchange(p);
        }
        pair_close(p);
        sess = SSL_get1_session(p.c);
    }
    pair_free(p);
    return sess;
}

static void run(int version, const char *pem, int auth, const char *groups, unsigned long options) {
    SSL_CTX *sc = server_ctx(pem), *cc = client_ctx(1);
    printf("version %x %s auth %d groups %s options %lx\n", version, pem, auth, groups ? groups : "-", options);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_options(sc, options);
    SSL_CTX_set_options(cc, options);
    SSL_CTX_set_keylog_callback(sc, on_key);
    SSL_CTX_set_keylog_callback(cc, on_key);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"w", 1);
    if (groups) check(SSL_CTX_set1_groups_list(sc, groups) == 1, "groups");
    if (auth) {
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
        SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
    }
    if (auth == 2) {
        SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    }
    SSL_SESSION *a = once(cc, sc, NULL, version == TLS1_3_VERSION);
    SSL_SESSION *b = once(cc, sc, a, 0);
    SSL_SESSION_free(a);
    SSL_SESSION_free(b);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    for (int v = 0; v < 2; v++) {
        for (int auth = 0; auth < 3; auth++) run(versions[v], "ec.pem", auth, NULL, 0);
        run(versions[v], "ec.pem", 0, "P-384", 0);
        run(versions[v], "ec.pem", 2, "P-521", 0);
        run(versions[v], "ec.pem", 0, NULL, SSL_OP_NO_TICKET);
    }
    run(TLS1_3_VERSION, "ec.pem", 0, "P-384", SSL_OP_NO_TICKET);
    SSL_CTX *sc = server_ctx("rsa.pem"), *cc = client_ctx(0);
    SSL_CTX_set_verify(cc, SSL_VERIFY_PEER, NULL); /* without a CA: the alert is watched */
    /* TLS 1.2 alone: in 1.3 OpenSSL's client sends this alert in the clear if its ChangeCipherSpec is still to come. */
    printf("refused\n");
    SSL_CTX_set_max_proto_version(cc, TLS1_2_VERSION);
    SSL_SESSION_free(once(cc, sc, NULL, 0));
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
    return 0;
}
