#include "tests/src/hs/peers.h"

#include <stdio.h>
#include <stdlib.h>

#include "src/crypto/rsa_kx.h"
#include "src/x509/key_der.h"
#include "tests/vectors/openssl_auth_certs.h"
#include "tests/vectors/openssl_req_certs.h"

static struct bs_impl impl;
static struct bs_privkey *keys[NUM_CREDS];
static bs_reader chains[NUM_CREDS];

static uint64_t now_ms(void *arg) { return ((struct peer *)arg)->now_ms; }

static bool draw(void *arg, uint8_t *out, size_t n) {
    struct peer *e = arg;
    for (size_t i = 0; i < n; i++) {
        e->seed ^= e->seed << 13;
        e->seed ^= e->seed >> 7;
        e->seed ^= e->seed << 17;
        out[i] = (uint8_t)(e->seed >> 24);
    }
    return true;
}

static void *buffer_get(void *arg, size_t n) {
    struct peer *e = arg;
    if (e->allow_buffers == 0) return NULL;
    if (e->allow_buffers > 0) e->allow_buffers--;
    void *p = malloc(n);
    if (p) e->buffers++;
    return p;
}

static void buffer_put(void *arg, void *p, size_t n) {
    struct peer *e = arg;
    e->buffers--;
    memset(p, 0xdd, n);
    free(p);
}

/* True the first time after a pause was asked for: the callback then says "later". */
static bool pausing(struct peer *e) {
    e->num_calls++;
    if (!e->pause) return false;
    e->paused = !e->paused;
    return e->paused;
}

static bs_status sign(const struct bs_signer *s, const struct bs_sigscheme *scheme, bs_reader digest, uint8_t *sig,
                      size_t *sig_len) {
    struct peer *e = s->arg;
    if (pausing(e)) return BS_WANT_CALLBACK;
    const struct bs_credential *cred =
        (const struct bs_credential *)(const void *)((const char *)s - offsetof(struct bs_credential, signer));
    struct bs_privkey *k = NULL;
    for (int i = 0; i < NUM_CREDS; i++) {
        if (cred->pub == &keys[i]->pub) k = keys[i];
    }
    return bs_sign_digest(&impl, k, scheme->kind, scheme->hash, scheme->hash, bs_hash_len(scheme->hash), digest, draw, e,
                          sig, sig_len);
}

static bs_status decrypt(const struct bs_signer *s, bs_reader ct, uint16_t version, const uint8_t fallback[48],
                         uint8_t out[48]) {
    (void)s;
    return bs_rsa_decrypt_premaster(&impl, keys[CRED_RSA], ct, version, fallback, out);
}

static bs_status dh_params(void *app, struct bs_dh *out) {
    struct peer *e = app;
    *out = e->dh.p.len > 0 ? e->dh : bs_dh_group_by_name("ffdhe2048")->dh;
    return BS_OK;
}

static bool dh_allowed(void *app, const struct bs_dh *dh) {
    struct peer *e = app;
    return dh->p.len >= e->min_dh;
}

static bs_status psk_client(void *app, const char *hint, char identity[BS_PSK_IDENTITY_MAX + 1],
                            uint8_t key[BS_PSK_KEY_MAX], size_t *out_len) {
    struct peer *e = app;
    snprintf(e->hint, sizeof(e->hint), "%s", hint ? hint : "");
    snprintf(identity, BS_PSK_IDENTITY_MAX + 1, "%s", e->identity ? e->identity : "someone");
    if (e->psk_len <= BS_PSK_KEY_MAX) memset(key, e->psk_byte, e->psk_len);
    *out_len = e->psk_len;
    return BS_OK;
}

static bs_status psk_server(void *app, const char *identity, uint8_t key[BS_PSK_KEY_MAX], size_t *out_len) {
    struct peer *e = app;
    if (strcmp(identity, "someone") != 0) return BS_OK;
    if (e->psk_len <= BS_PSK_KEY_MAX) memset(key, e->psk_byte, e->psk_len);
    *out_len = e->psk_len;
    return BS_OK;
}

static void destroy(struct bs_session *s) {
    bs_session_clear(s);
    free(s);
}

static struct bs_session *session_alloc(void *app) {
    (void)app;
    struct bs_session *s = calloc(1, sizeof(*s));
    if (!s) return NULL;
    s->refs = 1;
    s->destroy = destroy;
    return s;
}

static bs_status session_find(void *app, bs_reader id, struct bs_session **out) {
    struct peer *e = app;
    if (pausing(e)) return BS_WANT_CALLBACK;
    for (size_t i = 0; i < e->num_cache; i++) {
        if (bs_r_equal(id, e->cache[i]->id, e->cache[i]->id_len)) *out = bs_session_ref(e->cache[i]);
    }
    return BS_OK;
}

static void session_new(void *app, struct bs_session *s) {
    struct peer *e = app;
    if (e->num_cache < MAX_CACHE) e->cache[e->num_cache++] = bs_session_ref(s);
}

static bool session_claim(void *app, struct bs_session *s) {
    struct peer *e = app;
    for (size_t i = 0; i < e->num_cache; i++) {
        if (e->cache[i] != s) continue;
        e->cache[i] = e->cache[--e->num_cache];
        bs_session_free(s);
        return true;
    }
    return false;
}

static void session_remove(void *app, struct bs_session *s) {
    (void)s;
    ((struct peer *)app)->num_removed++;
}

static bs_status ticket_seal(void *app, struct bs_session *s, bs_reader state, uint8_t *out, size_t *out_len) {
    struct peer *e = app;
    (void)s;
    if (pausing(e)) return BS_WANT_CALLBACK;
    return bs_ticket_seal(&impl, &e->keys, state, draw, e, out, out_len);
}

static bs_status ticket_open(void *app, bs_reader ticket, uint8_t *out, size_t *out_len, bool *out_renew) {
    struct peer *e = app;
    if (pausing(e)) return BS_WANT_CALLBACK;
    *out_renew = e->renew || bs_conn_is13(e->conn);
    return bs_ticket_open(&impl, &e->keys, ticket, out, out_len);
}

static bs_status on_client_hello(void *app, const struct bs_client_hello *ch) {
    (void)ch;
    return pausing(app) ? BS_WANT_CALLBACK : BS_OK;
}

static bs_status on_server_name(void *app, bs_reader name, bool *out_ack) {
    struct peer *e = app;
    if (pausing(e)) return BS_WANT_CALLBACK;
    if (name.len > 0) memcpy(e->name, name.p, name.len);
    e->name[name.len] = 0;
    *out_ack = e->ack_name;
    return e->sni_answer;
}

static bs_status on_select_cert(void *app) { return pausing(app) ? BS_WANT_CALLBACK : BS_OK; }

static bs_status on_alpn(void *app, bs_reader offered, bs_reader *out) {
    struct peer *e = app;
    bs_reader name;
    if (pausing(e)) return BS_WANT_CALLBACK;
    while (e->alpn && bs_r_vec(&offered, 1, 1, 255, &name)) {
        if (bs_r_equal(name, e->alpn, strlen(e->alpn))) *out = name;
    }
    return BS_OK;
}

static bs_status on_verify(void *app, const bs_reader *certs, size_t num, int32_t *out_result) {
    struct peer *e = app;
    (void)certs;
    if (pausing(e)) return BS_WANT_CALLBACK;
    if (num > 0) e->num_verified++;
    *out_result = e->verify_answer == BS_OK ? 0 : 18;
    return e->verify_answer;
}

static bs_status on_status_asked(void *app, bs_reader responders, bs_reader extensions, bs_reader *out) {
    struct peer *e = app;
    (void)responders, (void)extensions;
    if (pausing(e)) return BS_WANT_CALLBACK;
    e->num_status++;
    *out = e->status;
    return e->status_answer;
}

static bs_status on_status_received(void *app, bs_reader response) {
    struct peer *e = app;
    if (!bs_r_copy(response, e->status_buf, sizeof(e->status_buf))) return BS_E_SPACE;
    e->status = bs_r_from(e->status_buf, response.len);
    return BS_OK;
}

static bs_status on_status_judge(void *app) {
    struct peer *e = app;
    if (pausing(e)) return BS_WANT_CALLBACK;
    e->num_status++;
    return e->status_answer;
}

static void on_message(void *app, bool sent, uint16_t version, uint16_t type, bs_reader bytes) {
    (void)sent, (void)version, (void)type, (void)bytes;
    ((struct peer *)app)->num_messages++;
}

static void on_keylog(void *app, const char *label, bs_reader random, bs_reader secret) {
    struct peer *e = app;
    size_t n = strlen(e->keylog);
    (void)random;
    snprintf(e->keylog + n, sizeof(e->keylog) - n, "%s %02x%02x\n", label, secret.p[0], secret.p[1]);
}

static void load(void) {
    static const struct {
        const unsigned char *cert, *key;
        size_t cert_len, key_len;
    } files[NUM_CREDS] = { { rsa_cert, rsa_key, sizeof(rsa_cert), sizeof(rsa_key) },
                           { p256_cert, p256_key, sizeof(p256_cert), sizeof(p256_key) },
                           { p384_cert, p384_key, sizeof(p384_cert), sizeof(p384_key) },
                           { ed25519_cert, ed25519_key, sizeof(ed25519_cert), sizeof(ed25519_key) },
                           { ed448_cert, ed448_key, sizeof(ed448_cert), sizeof(ed448_key) },
                           { pss_cert, pss_key, sizeof(pss_cert), sizeof(pss_key) } };
    if (keys[0]) return;
    bs_impl_choose(&impl);
    for (int i = 0; i < NUM_CREDS; i++) {
        chains[i] = bs_r_from(files[i].cert, files[i].cert_len);
        if (bs_privkey_decode(&keys[i], BS_KEY_FORMAT_PKCS8, 0, bs_r_from(files[i].key, files[i].key_len)) != BS_OK) abort();
    }
}

static void peer_init(struct peer *e, enum bs_role role) {
    static const uint16_t groups[] = { 29, 23, 24, 25, 30, 0x100, 0x101, 0x102, 0x103, 0x104 };
    static const uint16_t sigalgs[] = { 0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201, 0x0203,
                                        0x0807, 0x0808, 0x0809 };
    memset(e, 0, sizeof(*e));
    e->role = role;
    e->now_ms = 1700000000000;
    e->seed = role == BS_SERVER ? 0x1234567 : 0x89abcdef;
    e->allow_buffers = -1;
    e->psk_len = 16;
    e->psk_byte = 0x5a;
    e->env = (struct bs_env){ e, now_ms, draw, buffer_get, buffer_put };
    e->ops = (struct bs_ops){ .client_hello = on_client_hello,
                              .server_name = on_server_name,
                              .select_cert = on_select_cert,
                              .alpn_select = on_alpn,
                              .status_asked = on_status_asked,
                              .status_received = on_status_received,
                              .status_judge = on_status_judge,
                              .verify_peer = on_verify,
                              .session_alloc = session_alloc,
                              .session_find = session_find,
                              .session_new = session_new,
                              .session_remove = session_remove,
                              .session_claim = session_claim,
                              .ticket_seal = ticket_seal,
                              .ticket_open = ticket_open,
                              .message = on_message,
                              .dh_params = dh_params,
                              .dh_allowed = dh_allowed,
                              .psk_client = psk_client,
                              .psk_server = psk_server,
                              .keylog = on_keylog };
    memset(&e->keys, 0x42, sizeof(e->keys));
    memcpy(e->groups, groups, sizeof(groups));
    memcpy(e->sigalgs, sigalgs, sizeof(sigalgs));
    for (size_t i = 0; i < bs_num_suites && i < 128; i++) e->suites[i] = bs_suites[i].id;
    e->cfg = (struct bs_config){ .impl = &impl,
                                 .env = &e->env,
                                 .ops = &e->ops,
                                 .flags = BS_CF_MIDDLEBOX_COMPAT | BS_CF_SESSION_CACHE | BS_CF_TMP_DH,
                                 .min_version = BS_TLS10,
                                 .max_version = BS_TLS13,
                                 .verify = role == BS_CLIENT ? BS_VERIFY_PEER : BS_VERIFY_NONE,
                                 .num_tickets = 2,
                                 .recv_max_early_data = 16384,
                                 .timeout_s = 7200,
                                 .max_cert_list = 102400,
                                 .max_send_fragment = 16384,
                                 .suites = e->suites,
                                 .num_suites = bs_num_suites,
                                 .groups = e->groups,
                                 .num_groups = sizeof(groups) / sizeof(groups[0]),
                                 .sigalgs = e->sigalgs,
                                 .num_sigalgs = sizeof(sigalgs) / sizeof(sigalgs[0]),
                                 .creds = e->creds };
    e->rx = malloc(MAX_RX);
    if (role == BS_SERVER) peer_use_cred(e, CRED_P256);
    if (role == BS_CLIENT) e->cfg.server_name = bs_r_from("test.example", 12);
}

void peer_use_cred(struct peer *e, enum cred_kind k) {
    struct bs_credential *c = &e->creds[0];
    *c = (struct bs_credential){
        .chain = &chains[k], .chain_len = 1, .pub = &keys[k]->pub, .may_sign = true, .may_encipher = true
    };
    c->signer = (struct bs_signer){ .sign = sign, .decrypt_premaster = k == CRED_RSA ? decrypt : NULL, .arg = e };
    e->cfg.num_creds = 1;
}

void peer_use_suite(struct peer *e, uint16_t suite) {
    const struct bs_suite *s = bs_suite_find(suite);
    e->suites[0] = suite;
    e->cfg.num_suites = 1;
    if (s && e->role == BS_CLIENT && e->cfg.max_version > s->max_version) e->cfg.max_version = s->max_version;
    if (s && (s->kx & BS_KX_PSK)) e->cfg.flags |= BS_CF_PSK;
}

void peer_use_group(struct peer *e, uint16_t group) {
    e->groups[0] = group;
    e->cfg.num_groups = 1;
}

struct bs_session *peer_make_psk(struct peer *e, uint16_t suite, uint8_t key) {
    struct bs_session *s = e->ops.session_alloc(e);
    s->version = BS_TLS13;
    s->suite = suite;
    s->secret_len = 32;
    memset(s->secret, key, sizeof(s->secret));
    s->time_s = e->now_ms / 1000;
    s->time_ms = e->now_ms;
    s->timeout_s = 100;
    return s;
}

static bs_status psk_use(void *app, enum bs_hash hash, bs_reader *out_id, struct bs_session **out) {
    if (hash != BS_HASH_NONE && hash != BS_HASH_SHA256) return BS_OK; /* the retry is of another suite */
    *out_id = bs_r_from("id", 2);
    *out = peer_make_psk(app, 0x1301, 1);
    return BS_OK;
}

static bs_status psk_find(void *app, bs_reader identity, struct bs_session **out) {
    *out = bs_r_equal(identity, "id", 2) ? peer_make_psk(app, 0x1301, 1) : NULL;
    return BS_OK;
}

void pair_use_external_psk(struct pair *p) {
    p->c.ops.psk_use = psk_use;
    p->s.ops.psk_find = psk_find;
}

void peer_use_versions(struct peer *e, uint16_t min, uint16_t max) {
    e->cfg.min_version = min;
    e->cfg.max_version = max;
}

void pair_init(struct pair *p) {
    load();
    memset(p, 0, sizeof(*p));
    peer_init(&p->c, BS_CLIENT);
    peer_init(&p->s, BS_SERVER);
}

static void start(struct peer *e) {
    bs_conn_free(e->conn);
    e->conn = bs_conn_new(e->role, &e->cfg, e);
    e->last = BS_OK;
    e->done = false;
    e->rx_len = 0;
    e->early_len = 0;
    e->keylog[0] = 0;
    if (e->early) bs_conn_early_want(e->conn, true);
}

void pair_start(struct pair *p) {
    start(&p->c);
    start(&p->s);
}

void pair_again(struct pair *p) {
    pair_start(p);
    p->seen = 0;
    if (p->c.num_cache > 0) bs_conn_set_session(p->c.conn, p->c.cache[p->c.num_cache - 1]);
}

static void peer_free(struct peer *e) {
    bs_conn_free(e->conn);
    for (size_t i = 0; i < e->num_cache; i++) bs_session_free(e->cache[i]);
    free(e->rx);
}

void pair_free(struct pair *p) {
    peer_free(&p->c);
    peer_free(&p->s);
}

static void read_all(struct peer *e) {
    bs_reader r;
    while ((e->last = bs_conn_read(e->conn, &r)) == BS_OK) {
        if (e->rx_len + r.len > MAX_RX) abort();
        memcpy(e->rx + e->rx_len, r.p, r.len);
        e->rx_len += r.len;
        bs_conn_consume(e->conn, r.len);
        if (bs_conn_phase(e->conn) != BS_PHASE_OPEN) return; /* it came in the midst of a renegotiation */
    }
}

/* At BS_WANT_EARLY: a client has its say and goes on, a server reads what there is and goes on when that is all. */
static bs_status at_early(struct peer *e) {
    struct bs_conn_info info;
    bs_reader r;
    bs_status s;
    size_t taken;
    bs_conn_get_info(e->conn, &info);
    if (e->role == BS_CLIENT) {
        s = e->early_say ? bs_conn_write(e->conn, bs_r_from(e->early_say, strlen(e->early_say)), &taken) : BS_OK;
        if (s == BS_WANT_OUTPUT) return BS_WANT_INPUT; /* what is in hand goes first */
        if (s != BS_OK) return s;
        bs_conn_early_leave(e->conn, true);
        return BS_WANT_HANDSHAKE;
    }
    if (info.early_status != BS_EARLY_ACCEPTED) {
        bs_conn_early_leave(e->conn, false);
        return BS_WANT_HANDSHAKE;
    }
    while ((s = bs_conn_read(e->conn, &r)) == BS_OK) {
        if (e->rx_len + r.len > MAX_RX) abort();
        memcpy(e->rx + e->rx_len, r.p, r.len);
        e->rx_len += r.len;
        e->early_len = e->rx_len;
        bs_conn_consume(e->conn, r.len);
    }
    if (s == BS_WANT_HANDSHAKE) bs_conn_early_leave(e->conn, false);
    return s;
}

void peer_work(struct peer *e) {
    do {
        if (!e->done) {
            do {
                e->last = bs_conn_handshake(e->conn);
            } while (e->last == BS_WANT_CALLBACK);
            e->done = e->last == BS_OK;
        }
        if (e->last == BS_WANT_EARLY) e->last = at_early(e);
        if (e->done || e->last == BS_WANT_READ) read_all(e);
        if (e->last == BS_WANT_HANDSHAKE) e->done = false;
    } while (e->last == BS_OK || e->last == BS_WANT_HANDSHAKE);
}

void peer_feed(struct pair *p, struct peer *e, const uint8_t *bytes, size_t len) {
    while (len > 0) {
        size_t want, room;
        uint8_t *at = bs_conn_input(e->conn, &want, &room);
        if (!at) {
            peer_work(e);
            at = bs_conn_input(e->conn, &want, &room);
            if (!at) {
                e->starved = true;
                return;
            }
        }
        size_t n = want < len ? want : len;
        if (p->chunk > 0 && n > p->chunk) n = p->chunk;
        memcpy(at, bytes, n);
        bs_conn_fed(e->conn, n);
        bytes += n;
        len -= n;
        peer_work(e);
    }
}

bool pair_move(struct pair *p, struct peer *from) {
    bs_reader out = bs_conn_output(from->conn);
    if (out.len == 0) return false;
    size_t len = out.len;
    uint8_t *copy = aligned_alloc(16, (len + 4096 + 15) & ~(size_t)15); /* not malloc(): test_memory.c makes that fail */
    memcpy(copy, out.p, len);
    bs_conn_drained(from->conn, len);
    if (p->tap) p->tap(p, from, copy, &len);
    peer_feed(p, other(p, from), copy, len);
    free(copy);
    return true;
}

bool pair_run(struct pair *p) {
    peer_work(&p->c);
    peer_work(&p->s);
    for (bool moved = true; moved;) {
        moved = pair_move(p, &p->c);
        moved |= pair_move(p, &p->s);
    }
    return p->c.done && p->s.done && bs_conn_phase(p->c.conn) == BS_PHASE_OPEN && bs_conn_phase(p->s.conn) == BS_PHASE_OPEN;
}

bool pair_say(struct pair *p, struct peer *from, const void *bytes, size_t len) {
    struct peer *to = other(p, from);
    while (pair_move(p, from)) {}
    size_t before = to->rx_len, taken, at = 0;
    while (at < len) {
        bs_status s = bs_conn_write(from->conn, bs_r_from((const uint8_t *)bytes + at, len - at), &taken);
        from->starved |= s == BS_E_MEMORY;
        if (s != BS_OK) return false;
        at += taken;
        while (pair_move(p, from)) {}
    }
    pair_run(p);
    return to->rx_len == before + len && memcmp(to->rx + before, bytes, len) == 0;
}

bool pair_works(struct pair *p) {
    if (!pair_run(p) || !pair_say(p, &p->c, "hello", 5) || !pair_say(p, &p->s, "world!", 6)) return false;
    if (p->c.buffers != 0 || p->s.buffers != 0 || p->c.conn->hs || p->s.conn->hs) return false; /* idle holds nothing */
    bs_conn_close(p->c.conn);
    pair_run(p);
    if (p->s.last != BS_E_CLOSED) return false;
    bs_conn_close(p->s.conn);
    pair_run(p);
    return p->c.last == BS_E_CLOSED;
}
