/* Session tickets: how many and when, the callbacks about them and about session ids, PSKs without (EC)DHE. */
#include "pair.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

static SSL_SESSION *saved[32];
static int num_saved;

static int on_new_client(SSL *s, SSL_SESSION *sess) {
    (void)s;
    saved[num_saved++ % 32] = sess;
    return 1;
}

static void forget_saved(void) {
    for (int i = 0; i < num_saved; i++) SSL_SESSION_free(saved[i]);
    num_saved = 0;
}

static void stats(const char *who, SSL_CTX *ctx) {
    printf("  %s: number %ld connect %ld/%ld accept %ld/%ld hits %ld cb %ld misses %ld timeouts %ld full %ld\n", who,
           SSL_CTX_sess_number(ctx), SSL_CTX_sess_connect(ctx), SSL_CTX_sess_connect_good(ctx), SSL_CTX_sess_accept(ctx),
           SSL_CTX_sess_accept_good(ctx), SSL_CTX_sess_hits(ctx), SSL_CTX_sess_cb_hits(ctx), SSL_CTX_sess_misses(ctx),
           SSL_CTX_sess_timeouts(ctx), SSL_CTX_sess_cache_full(ctx));
}

static void contexts(int version, SSL_CTX **cc, SSL_CTX **sc) {
    *cc = client_ctx(0);
    *sc = server_ctx("ec.pem");
    SSL_CTX_set_max_proto_version(*cc, version);
    SSL_CTX_set_session_cache_mode(*cc, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(*cc, on_new_client);
    SSL_CTX_set_session_id_context(*sc, (const unsigned char *)"one", 3);
}

/* One connection; how many sessions came is told. */
static int once(const char *what, SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *with) {
    struct pair p = pair_new(cc, sc);
    int before = num_saved, ok;
    if (with) SSL_set_session(p.c, with);
    ok = pair_handshake(p);
    if (ok) {
        pair_exchange(p);
        printf("  %s: reused %d %d, new sessions %d, version %s, group %d\n", what, SSL_session_reused(p.c),
               SSL_session_reused(p.s), num_saved - before, SSL_get_version(p.c), SSL_get_negotiated_group(p.c) != 0);
        pair_close(p);
    } else {
        printf("  %s: failed\n", what);
    }
    pair_free(p);
    return ok;
}

static SSL_SESSION *newest(void) { return num_saved ? saved[num_saved - 1] : NULL; }

/* --- how many ------------------------------------------------------------------------------------------------------ */

static void numbers(uint64_t options) {
    static const size_t nums[] = { 0, 1, 2, 5 };
    printf("numbers, options %llx\n", (unsigned long long)options);
    for (size_t i = 0; i < sizeof nums / sizeof nums[0]; i++) {
        SSL_CTX *cc, *sc;
        contexts(TLS1_3_VERSION, &cc, &sc);
        SSL_CTX_set_options(sc, options);
        printf(" num_tickets %d: %d\n", (int)nums[i], SSL_CTX_set_num_tickets(sc, nums[i]));
        once("full", cc, sc, NULL);
        if (newest()) {
            once("resumed", cc, sc, newest());
            once("resumed again", cc, sc, newest());
            once("the first once more", cc, sc, saved[0]);
        }
        stats("server", sc);
        stats("client", cc);
        forget_saved();
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

static void more_tickets(uint64_t options) {
    SSL_CTX *cc, *sc;
    contexts(TLS1_3_VERSION, &cc, &sc);
    SSL_CTX_set_options(sc, options);
    printf("SSL_new_session_ticket, options %llx\n", (unsigned long long)options);
    struct pair p = pair_new(cc, sc);
    char byte = 'x';
    printf("  before: %d %d\n", SSL_new_session_ticket(p.s), SSL_new_session_ticket(p.c));
    if (!pair_handshake(p)) return;
    pair_exchange(p);
    int n = num_saved;
    printf("  open: client %d, server %d", SSL_new_session_ticket(p.c), SSL_new_session_ticket(p.s));
    printf(", in init %d, finished %d\n", SSL_in_init(p.s), SSL_is_init_finished(p.s));
    printf("  once more: %d\n", SSL_new_session_ticket(p.s));
    printf("  write: %d", SSL_write(p.s, &byte, 1));
    printf(", read: %d, new sessions %d, in init %d\n", SSL_read(p.c, &byte, 1), num_saved - n, SSL_in_init(p.s));
    n = num_saved;
    printf("  asked: %d, handshake %d\n", SSL_new_session_ticket(p.s), SSL_do_handshake(p.s));
    printf("  write: %d", SSL_write(p.s, &byte, 1));
    printf(", read: %d, new sessions %d\n", SSL_read(p.c, &byte, 1), num_saved - n);
    pair_close(p);
    printf("  closed: %d\n", SSL_new_session_ticket(p.s) >= 0);
    pair_free(p);
    once("resumed with the last", cc, sc, newest());
    stats("server", sc);
    forget_saved();
    /* TLS 1.2 has no such thing */
    SSL_CTX_set_max_proto_version(cc, TLS1_2_VERSION);
    p = pair_new(cc, sc);
    if (pair_handshake(p)) printf("  TLS 1.2: %d\n", SSL_new_session_ticket(p.s));
    pair_free(p);
    forget_saved();
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* --- key callbacks --------------------------------------------------------------------------------------------------- */

static int key_answer_enc, key_answer_dec;
static unsigned char key_byte;

static int on_key_evp(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *ectx, EVP_MAC_CTX *hctx, int enc) {
    unsigned char aes[16], mac[32];
    OSSL_PARAM params[3];
    (void)s;
    memset(aes, key_byte, sizeof aes);
    memset(mac, key_byte + 1, sizeof mac);
    params[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, mac, sizeof mac);
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "sha256", 0);
    params[2] = OSSL_PARAM_construct_end();
    printf("  key callback: enc %d\n", enc);
    if (enc) {
        memset(name, key_byte, 16);
        memset(iv, 7, 16);
        if (!EVP_EncryptInit_ex(ectx, EVP_aes_128_cbc(), NULL, aes, iv) || !EVP_MAC_CTX_set_params(hctx, params)) return -1;
        return key_answer_enc;
    }
    if (name[0] != key_byte) return 0;
    if (!EVP_DecryptInit_ex(ectx, EVP_aes_128_cbc(), NULL, aes, iv) || !EVP_MAC_CTX_set_params(hctx, params)) return -1;
    return key_answer_dec;
}

static int on_key_old(SSL *s, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *ectx, HMAC_CTX *hctx, int enc) {
    unsigned char aes[16], mac[32];
    (void)s;
    memset(aes, key_byte, sizeof aes);
    memset(mac, key_byte + 1, sizeof mac);
    printf("  old key callback: enc %d\n", enc);
    if (enc) {
        memset(name, key_byte, 16);
        memset(iv, 7, 16);
    } else if (name[0] != key_byte) {
        return 0;
    }
    HMAC_Init_ex(hctx, mac, sizeof mac, EVP_sha256(), NULL);
    if (enc) return EVP_EncryptInit_ex(ectx, EVP_aes_128_cbc(), NULL, aes, iv) ? key_answer_enc : -1;
    return EVP_DecryptInit_ex(ectx, EVP_aes_128_cbc(), NULL, aes, iv) ? key_answer_dec : -1;
}

static void key_callbacks(int version) {
    static const int answers[][2] = { { 1, 1 }, { 1, 2 }, { 1, 0 }, { 0, 1 }, { -1, 1 }, { 1, -1 } };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        SSL_CTX *cc, *sc;
        contexts(version, &cc, &sc);
        printf("key callback in %x answers %d, %d\n", version, answers[i][0], answers[i][1]);
        key_answer_enc = answers[i][0];
        key_answer_dec = answers[i][1];
        key_byte = 0x11;
        SSL_CTX_set_tlsext_ticket_key_evp_cb(sc, on_key_evp);
        once("full", cc, sc, NULL);
        if (!newest() && answers[i][0] < 0) { /* what a server counts that failed after its client was done is nobody's business */
            SSL_CTX_free(cc);
            SSL_CTX_free(sc);
            continue;
        }
        if (newest()) once("resumed", cc, sc, newest());
        if (i == 0 && newest()) {
            key_byte = 0x22;
            once("with other keys", cc, sc, newest());
            SSL_CTX_set_tlsext_ticket_key_evp_cb(sc, NULL);
            once("without callback", cc, sc, newest());
            SSL_CTX_set_tlsext_ticket_key_cb(sc, on_key_old);
            key_byte = 0x11;
            once("the old callback with the first keys", cc, sc, saved[0]);
        }
        stats("server", sc);
        forget_saved();
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

static void own_keys(int version) {
    SSL_CTX *cc, *sc, *other;
    unsigned char keys[80], back[80];
    contexts(version, &cc, &sc);
    printf("own keys in %x\n", version);
    memset(keys, 0x5a, sizeof keys);
    printf("  lengths: %ld %ld", SSL_CTX_get_tlsext_ticket_keys(sc, NULL, 0), SSL_CTX_set_tlsext_ticket_keys(sc, NULL, 0));
    printf(", too short: %ld", SSL_CTX_set_tlsext_ticket_keys(sc, keys, 48));
    printf(", set: %ld", SSL_CTX_set_tlsext_ticket_keys(sc, keys, 80));
    long got = SSL_CTX_get_tlsext_ticket_keys(sc, back, 80);
    printf(", got: %ld %d\n", got, memcmp(keys, back, 80) == 0);
    print_errors("main");
    once("full", cc, sc, NULL);
    other = server_ctx("ec.pem");
    SSL_CTX_set_session_id_context(other, (const unsigned char *)"one", 3);
    if (newest()) once("another server", cc, other, newest());
    SSL_CTX_set_tlsext_ticket_keys(other, keys, 80);
    once("another server with the same keys", cc, other, saved[0]);
    keys[79] ^= 1;
    SSL_CTX_set_tlsext_ticket_keys(other, keys, 80);
    once("after its keys changed", cc, other, saved[0]);
    stats("other", other);
    forget_saved();
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    SSL_CTX_free(other);
}

/* --- what the program keeps in tickets ---------------------------------------------------------------------------- */

static int gen_answer, dec_answer, num_gen;

static int on_generate(SSL *s, void *arg) {
    SSL_SESSION *sess = SSL_get_session(s);
    char text[32];
    snprintf(text, sizeof text, "%s %d", (const char *)arg, ++num_gen);
    printf("  generate: session %d, set %d\n", sess != NULL, SSL_SESSION_set1_ticket_appdata(sess, text, strlen(text)));
    return gen_answer;
}

static SSL_TICKET_RETURN on_decrypt(SSL *s, SSL_SESSION *ss, const unsigned char *name, size_t name_len, SSL_TICKET_STATUS status,
                                    void *arg) {
    void *data = NULL;
    size_t len = 0;
    (void)s, (void)name, (void)arg;
    if (ss) SSL_SESSION_get0_ticket_appdata(ss, &data, &len);
    printf("  decrypt: session %d, name %d, status %d, data %.*s\n", ss != NULL, (int)name_len, status, (int)len,
           data ? (const char *)data : "");
    return (SSL_TICKET_RETURN)dec_answer;
}

static void ticket_callbacks(int version, uint64_t options) {
    for (int answer = SSL_TICKET_RETURN_ABORT; answer <= 5; answer++) {
        SSL_CTX *cc, *sc;
        contexts(version, &cc, &sc);
        SSL_CTX_set_options(sc, options);
        printf("ticket callbacks in %x, options %llx, answer %d\n", version, (unsigned long long)options, answer);
        gen_answer = 1;
        num_gen = 0;
        dec_answer = SSL_TICKET_RETURN_IGNORE_RENEW;
        SSL_CTX_set_session_ticket_cb(sc, on_generate, on_decrypt, "data");
        once("full", cc, sc, NULL);
        dec_answer = answer;
        if (newest()) once("again", cc, sc, newest());
        unsigned char keys[80] = { 0 };
        SSL_CTX_set_tlsext_ticket_keys(sc, keys, 80);
        if (newest()) once("with other keys", cc, sc, newest());
        stats("server", sc);
        forget_saved();
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
    SSL_CTX *cc, *sc;
    contexts(version, &cc, &sc);
    SSL_CTX_set_options(sc, options);
    gen_answer = 0;
    dec_answer = SSL_TICKET_RETURN_IGNORE_RENEW;
    SSL_CTX_set_session_ticket_cb(sc, on_generate, on_decrypt, "data");
    printf("the callback makes none\n");
    once("full", cc, sc, NULL);
    forget_saved();
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* --- session ids ------------------------------------------------------------------------------------------------------ */

static unsigned id_len;
static int id_answer, id_fixed;

static int on_id(SSL *s, unsigned char *id, unsigned int *len) {
    static unsigned char n;
    printf("  session id callback: room %u, taken %d\n", *len, SSL_has_matching_session_id(s, id, *len));
    memset(id, 0xab, *len);
    id[0] = id_fixed ? 1 : ++n;
    *len = id_len;
    return id_answer;
}

static void session_ids(int version, uint64_t options) {
    static const struct {
        unsigned len;
        int answer, fixed, of_ssl;
    } cases[] = { { 32, 1, 0, 0 }, { 8, 1, 0, 0 }, { 0, 1, 0, 0 }, { 33, 1, 0, 0 }, { 32, 0, 0, 0 }, { 16, 1, 1, 1 } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        SSL_CTX *cc, *sc;
        contexts(version, &cc, &sc);
        SSL_CTX_set_options(sc, options);
        printf("session ids in %x, options %llx, case %d\n", version, (unsigned long long)options, (int)i);
        id_len = cases[i].len;
        id_answer = cases[i].answer;
        id_fixed = cases[i].fixed;
        printf("  set: %d\n", SSL_CTX_set_generate_session_id(sc, on_id));
        if (cases[i].of_ssl) { /* twice the same id */
            struct pair p = pair_new(cc, sc);
            SSL_CTX_set_num_tickets(sc, 1);
            printf("  set: %d\n", SSL_set_generate_session_id(p.s, on_id));
            printf("  handshake: %d\n", pair_handshake(p));
            pair_free(p);
        }
        if (once("full", cc, sc, NULL) && newest()) {
            unsigned n = 0;
            SSL_SESSION_get_id(newest(), &n);
            printf("  id of %u bytes\n", n);
            if (once("again", cc, sc, newest())) stats("server", sc);
        }
        forget_saved();
        SSL_CTX_free(cc);
        SSL_CTX_free(sc);
    }
}

static int on_not_resumable(SSL *s, int forward_secret) {
    (void)s;
    printf("  not resumable? forward secret %d\n", forward_secret);
    return 1;
}

static void not_resumable(int version, uint64_t options, const char *suites, int of_ssl) {
    SSL_CTX *cc, *sc;
    contexts(version, &cc, &sc);
    SSL_CTX_free(sc);
    sc = server_ctx("rsa.pem");
    SSL_CTX_set_options(sc, options);
    SSL_CTX_set_cipher_list(sc, suites);
    printf("not resumable in %x, options %llx, %s\n", version, (unsigned long long)options, suites);
    if (!of_ssl) SSL_CTX_set_not_resumable_session_callback(sc, on_not_resumable);
    struct pair p = pair_new(cc, sc);
    if (of_ssl) SSL_set_not_resumable_session_callback(p.s, on_not_resumable);
    if (pair_handshake(p)) {
        unsigned n = 0;
        pair_exchange(p);
        SSL_SESSION_get_id(SSL_get_session(p.s), &n);
        printf("  new sessions %d, server's id %u, resumable %d\n", num_saved, n, SSL_SESSION_is_resumable(SSL_get_session(p.s)));
        pair_close(p);
    }
    pair_free(p);
    stats("server", sc);
    if (newest()) once("again", cc, sc, newest());
    forget_saved();
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* --- the cache as a table --------------------------------------------------------------------------------------------- */

static unsigned long num_items(SSL_CTX *ctx) { return OPENSSL_LH_num_items((OPENSSL_LHASH *)SSL_CTX_sessions(ctx)); }

static void sessions_table(void) {
    SSL_CTX *cc, *sc;
    contexts(TLS1_2_VERSION, &cc, &sc);
    SSL_CTX_set_options(sc, SSL_OP_NO_TICKET);
    printf("table\n  items %lu\n", num_items(sc));
    for (int i = 0; i < 3; i++) once("full", cc, sc, NULL);
    printf("  items %lu\n", num_items(sc));
    SSL_CTX_flush_sessions(sc, 0x7fffffff);
    printf("  items %lu\n", num_items(sc));
    forget_saved();
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* --- psk_ke ----------------------------------------------------------------------------------------------------------- */

static void without_dhe(int client, int server, const char *second_groups) {
    SSL_CTX *cc, *sc;
    contexts(TLS1_3_VERSION, &cc, &sc);
    printf("psk_ke: client %d, server %d, groups %s\n", client, server, second_groups ? second_groups : "-");
    once("full", cc, sc, NULL);
    if (client) SSL_CTX_set_options(cc, SSL_OP_ALLOW_NO_DHE_KEX);
    if (server) SSL_CTX_set_options(sc, SSL_OP_ALLOW_NO_DHE_KEX);
    if (second_groups) SSL_CTX_set1_groups_list(sc, second_groups);
    once("full with the option", cc, sc, NULL);
    once("resumed", cc, sc, saved[0]);
    SSL_CTX_set1_groups_list(cc, "P-521");
    once("resumed, no group in common", cc, sc, newest());
    forget_saved();
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    numbers(0);
    numbers(SSL_OP_NO_TICKET);
    more_tickets(0);
    more_tickets(SSL_OP_NO_TICKET);
    key_callbacks(TLS1_2_VERSION);
    key_callbacks(TLS1_3_VERSION);
    own_keys(TLS1_2_VERSION);
    own_keys(TLS1_3_VERSION);
    ticket_callbacks(TLS1_2_VERSION, 0);
    ticket_callbacks(TLS1_3_VERSION, 0);
    ticket_callbacks(TLS1_3_VERSION, SSL_OP_NO_TICKET);
    session_ids(TLS1_2_VERSION, SSL_OP_NO_TICKET);
    session_ids(TLS1_2_VERSION, 0);
    session_ids(TLS1_3_VERSION, SSL_OP_NO_TICKET);
    not_resumable(TLS1_2_VERSION, 0, "ECDHE-RSA-AES128-GCM-SHA256", 0);
    not_resumable(TLS1_2_VERSION, SSL_OP_NO_TICKET, "ECDHE-RSA-AES128-GCM-SHA256", 1);
    not_resumable(TLS1_2_VERSION, 0, "AES128-GCM-SHA256", 1);
    not_resumable(TLS1_3_VERSION, 0, "AES128-GCM-SHA256", 0);
    sessions_table();
    without_dhe(1, 1, NULL);
    without_dhe(1, 0, NULL);
    without_dhe(0, 1, NULL);
    without_dhe(1, 1, "P-256:P-384");
    return 0;
}
