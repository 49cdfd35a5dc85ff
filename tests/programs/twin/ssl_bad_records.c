/* Records in an open connection, sealed with its own keys: of 2^14 bytes and each excess, by content and by ciphertext,
 * with and without max_fragment_length; of nothing; and too many of those that say nothing. RFC 8446 5.1, 5.2, 5.4;
 * RFC 5246 6.2; RFC 6066 4 */
#include "seal.h"

static char zeros[MAX_SEALED];
static int alerts_sent[2], last_alert[2];

static void on_info(const SSL *s, int where, int ret) {
    if (where != SSL_CB_WRITE_ALERT) return;
    alerts_sent[SSL_is_server(s)]++;
    last_alert[SSL_is_server(s)] = ret;
}

static const struct kind {
    int version, etm;
    const char *suite, *name;
} kinds[] = {
    { TLS1_3_VERSION, 0, "TLS_AES_128_GCM_SHA256", "1.3 AES-128-GCM" },
    { TLS1_3_VERSION, 0, "TLS_AES_256_GCM_SHA384", "1.3 AES-256-GCM" },
    { TLS1_3_VERSION, 0, "TLS_CHACHA20_POLY1305_SHA256", "1.3 ChaCha20" },
    { TLS1_2_VERSION, 0, "ECDHE-ECDSA-AES128-GCM-SHA256", "1.2 AES-128-GCM" },
    { TLS1_2_VERSION, 0, "ECDHE-ECDSA-CHACHA20-POLY1305", "1.2 ChaCha20" },
    { TLS1_2_VERSION, 0, "ECDHE-ECDSA-AES128-SHA", "1.2 CBC SHA-1" },
    { TLS1_2_VERSION, 0, "ECDHE-ECDSA-AES128-SHA256", "1.2 CBC SHA-256" },
    { TLS1_2_VERSION, 0, "ECDHE-ECDSA-AES256-SHA384", "1.2 CBC SHA-384" },
    { TLS1_2_VERSION, 1, "ECDHE-ECDSA-AES128-SHA", "1.2 CBC SHA-1, encrypt-then-MAC" },
    { TLS1_2_VERSION, 1, "ECDHE-ECDSA-AES256-SHA384", "1.2 CBC SHA-384, encrypt-then-MAC" },
    { TLS1_1_VERSION, 0, "ECDHE-ECDSA-AES128-SHA", "1.1 CBC SHA-1" },
};
#define NUM_KINDS (sizeof kinds / sizeof kinds[0])

struct contexts {
    SSL_CTX *c, *s;
};

static struct contexts contexts_new(const struct kind *k, uint8_t fragment, uint64_t options) {
    struct contexts x = { client_ctx(0), server_ctx("ec.pem") };
    SSL_CTX *both[2] = { x.c, x.s };
    for (int i = 0; i < 2; i++) {
        SSL_CTX_set_min_proto_version(both[i], k->version);
        SSL_CTX_set_max_proto_version(both[i], k->version);
        if (k->version < TLS1_2_VERSION) SSL_CTX_set_security_level(both[i], 0);
        if (k->version < TLS1_3_VERSION) check(SSL_CTX_set_cipher_list(both[i], k->suite) == 1, "suite");
        else check(SSL_CTX_set_ciphersuites(both[i], k->suite) == 1, "suite");
        SSL_CTX_set_options(both[i], options | (k->etm ? 0 : SSL_OP_NO_ENCRYPT_THEN_MAC));
        SSL_CTX_set_info_callback(both[i], on_info);
    }
    SSL_CTX_set_num_tickets(x.s, 0);
    SSL_CTX_set_keylog_callback(x.c, seal_keylog);
    if (fragment) SSL_CTX_set_tlsext_max_fragment_length(x.c, fragment);
    return x;
}

static void contexts_free(struct contexts x) {
    SSL_CTX_free(x.c);
    SSL_CTX_free(x.s);
}

static struct pair open_pair(struct contexts x, const struct kind *k, int to_server, struct sealer *out) {
    struct pair p = pair_new(x.c, x.s);
    check(pair_handshake(p) == 1, "handshake");
    sealer_init(out, to_server ? p.c : p.s);
    out->etm = k->etm;
    alerts_sent[0] = alerts_sent[1] = 0;
    return p;
}

static void inject(struct pair p, int to_server, const void *bytes, size_t n) {
    check(BIO_write(SSL_get_wbio(to_server ? p.c : p.s), bytes, (int)n) == (int)n, "injection");
}

/* What comes of reading: bytes, or the error and its alert. */
static int read_result(SSL *s) {
    static char buf[MAX_SEALED];
    unsigned long e;
    int n = SSL_read(s, buf, sizeof buf), err = SSL_get_error(s, n);
    if (n > 0) printf(" %d", n);
    else printf(" %s", error_name(err));
    while ((e = ERR_get_error())) {
        if (ERR_GET_LIB(e) == ERR_LIB_SSL) printf(" %s (%d)", ERR_reason_error_string(e), ERR_GET_REASON(e));
    }
    int server = SSL_is_server(s);
    if (alerts_sent[server]) printf(" alert %d/%d", last_alert[server] >> 8, last_alert[server] & 255);
    if (alerts_sent[server] > 1) printf(" the last of %d", alerts_sent[server]);
    return n > 0 ? SSL_ERROR_NONE : err;
}

/* --- content --------------------------------------------------------------------------------------------------- */

static const struct size {
    unsigned char type;
    size_t len, pad;
} sizes[] = { { 23, 16383, 0 }, { 23, 16384, 0 },     { 23, 16385, 0 },     { 23, 16386, 0 },   { 23, 16384 + 200, 0 },
              { 23, 1, 16383 }, { 23, 16383, 1 },     { 23, 16385, 1 },     { 23, 0, 16384 },   { 23, 16384 + 238, 0 },
              { 23, 16384 + 239, 0 }, { 23, 16384 + 240, 0 }, { 22, 16385, 0 },
              { 21, 16385, 0 }, { 99, 16384, 0 },     { 23, 16384 + 1000, 0 } };

static int mac_inside(const struct kind *k) { return strstr(k->name, "CBC") && !k->etm; }

static void contents(void) {
    for (size_t k = 0; k < NUM_KINDS; k++) {
        struct contexts x = contexts_new(&kinds[k], 0, 0);
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            for (int to_server = 0; to_server < 2; to_server++) {
                struct sealer seal;
                if (sizes[i].pad > 0 && kinds[k].version < TLS1_3_VERSION) continue;
                if (sizes[i].len > 16384 && mac_inside(&kinds[k])) continue; /* bad_record_mac is ours */
                struct pair p = open_pair(x, &kinds[k], to_server, &seal);
                put_sealed_record(&seal, sizes[i].type, zeros, sizes[i].len, sizes[i].pad);
                printf("%s: type %d, %zu bytes and %zu to the %s:", kinds[k].name, sizes[i].type, sizes[i].len,
                       sizes[i].pad, to_server ? "server" : "client");
                inject(p, to_server, seal.out, seal.len);
                read_result(to_server ? p.s : p.c);
                printf("\n");
                pair_free(p);
            }
        }
        contexts_free(x);
    }
}

/* --- ciphertext that nobody made ------------------------------------------------------------------------------- */

static void ciphertexts(void) {
    static const size_t lens[] = { 0, 1, 15, 16, 17, 23, 24, 25, 31, 32, 33, 48, 64, 80, 16384, 16385, 16384 + 256, 16384 + 257 };
    for (size_t k = 0; k < NUM_KINDS; k++) {
        struct contexts x = contexts_new(&kinds[k], 0, 0);
        for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
            struct sealer seal;
            struct pair p = open_pair(x, &kinds[k], i & 1, &seal);
            put_header(&seal, 23, lens[i]);
            memset(seal.out + 5, 7, lens[i]);
            printf("%s: %zu bytes of noise:", kinds[k].name, lens[i]);
            inject(p, i & 1, seal.out, seal.len);
            read_result(i & 1 ? p.s : p.c);
            printf("\n");
            pair_free(p);
        }
        contexts_free(x);
    }
}

/* --- max_fragment_length --------------------------------------------------------------------------------------- */

static void fragments(void) {
    static const size_t add[] = { 0, 1 };
    for (size_t k = 0; k < NUM_KINDS; k++) {
        for (uint8_t code = 1; code <= 4; code += 3) {
            struct contexts x = contexts_new(&kinds[k], code, 0);
            for (size_t i = 0; i < sizeof add / sizeof add[0]; i++) {
                for (int to_server = 0; to_server < 2; to_server++) {
                    struct sealer seal;
                    struct pair p = open_pair(x, &kinds[k], to_server, &seal);
                    size_t len = ((size_t)256 << code) + add[i];
                    put_sealed_record(&seal, 23, zeros, len, 0);
                    printf("%s: fragments of %d, %zu bytes to the %s:", kinds[k].name, 256 << code, len,
                           to_server ? "server" : "client");
                    inject(p, to_server, seal.out, seal.len);
                    read_result(to_server ? p.s : p.c);
                    printf("\n");
                    pair_free(p);
                }
            }
            contexts_free(x);
        }
    }
}

/* --- many that say nothing ------------------------------------------------------------------------------------- */

static const struct flood {
    unsigned char type;
    const char *text;
    size_t len;
    const char *name;
} floods[] = { { 23, "", 0, "empty data" },
               { 22, "", 0, "empty handshake" },
               { 21, "", 0, "empty alert" },
               { 20, "", 0, "empty change_cipher_spec" },
               { 21, "\1\x5a", 2, "user_canceled" },
               { 21, "\1\x64", 2, "no_renegotiation" },
               { 21, "\2\x5a", 2, "fatal user_canceled" },
               { 21, "\1", 1, "half an alert" },
               { 21, "\1\x5a\1\x5a", 4, "two alerts" },
               { 20, "\1", 1, "change_cipher_spec" },
               { 22, "\0\0\0\0", 4, "HelloRequest" },
               { 22, "\0\0\0\1\0", 5, "HelloRequest of a byte" } };

static void flood(const struct kind *k, const struct flood *f, uint64_t options, int to_server) {
    struct contexts x = contexts_new(k, 0, options);
    struct sealer seal;
    struct pair p = open_pair(x, k, to_server, &seal);
    printf("%s%s: %s to the %s:", k->name, options ? ", no renegotiation" : "", f->name, to_server ? "server" : "client");
    int i, err = SSL_ERROR_WANT_READ;
    int max = f->type == 22 && f->len == 4 ? 32 : 80; /* of HelloRequests we take no more */
    for (i = 1; i <= max && err == SSL_ERROR_WANT_READ; i++) {
        char buf[10];
        seal.len = 0;
        put_sealed_record(&seal, f->type, f->text, f->len, 0);
        inject(p, to_server, seal.out, seal.len);
        SSL *s = to_server ? p.s : p.c;
        int n = SSL_read(s, buf, sizeof buf);
        err = SSL_get_error(s, n);
    }
    printf(" after %d", i - 1);
    read_result(to_server ? p.s : p.c);
    printf("\n");
    pair_free(p);
    contexts_free(x);
}

static void key_updates(int to_server, int requests) {
    struct contexts x = contexts_new(&kinds[0], 0, 0);
    struct sealer seal;
    struct pair p = open_pair(x, &kinds[0], to_server, &seal);
    SSL *from = to_server ? p.c : p.s, *to = to_server ? p.s : p.c;
    int i, err = SSL_ERROR_WANT_READ;
    char buf[10];
    for (i = 1; i <= 32 && err == SSL_ERROR_WANT_READ; i++) { /* we take no more */
        check(SSL_key_update(from, requests ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED) == 1, "update");
        check(SSL_do_handshake(from) == 1, "update");
        err = SSL_get_error(to, SSL_read(to, buf, sizeof buf));
    }
    printf("KeyUpdates to the %s%s: after %d", to_server ? "server" : "client", requests ? " that want one" : "", i - 1);
    read_result(to);
    printf("\n");
    pair_free(p);
    contexts_free(x);
}

/* Plain ones between the hellos, where middleboxes are thought of. RFC 8446 5, D.4 */
static void early_ccs(void) {
    struct contexts x = contexts_new(&kinds[0], 0, 0);
    struct pair p = pair_new(x.c, x.s);
    int i, err = SSL_ERROR_WANT_READ;
    SSL_do_handshake(p.c);
    SSL_do_handshake(p.s);
    for (i = 1; i <= 80 && err == SSL_ERROR_WANT_READ; i++) {
        inject(p, 1, "\x14\3\3\0\1\1", 6);
        err = SSL_get_error(p.s, SSL_do_handshake(p.s));
    }
    printf("change_cipher_spec at a server that waits: after %d %s", i - 1, error_name(err));
    for (unsigned long e; (e = ERR_get_error());) printf(" %s", ERR_reason_error_string(e));
    printf("\n");
    pair_free(p);
    contexts_free(x);
}

int main(void) {
    contents();
    ciphertexts();
    fragments();
    for (size_t k = 0; k < NUM_KINDS; k += k == 0 ? 3 : k == 3 ? 2 : 10) {
        for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
            for (int to_server = 0; to_server < 2; to_server++) {
                flood(&kinds[k], &floods[i], 0, to_server);
                flood(&kinds[k], &floods[i], SSL_OP_NO_RENEGOTIATION, to_server);
            }
        }
    }
    for (int i = 0; i < 4; i++) key_updates(i & 1, i >> 1);
    early_ccs();
    return 0;
}
