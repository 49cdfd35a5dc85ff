/* TLS 1.3's secrets, in the order they come to be. RFC 8446 7.1 */
#include "src/base/secret.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/hs/premaster.h"

_Static_assert(BS_SECRET_MAX >= 48, "SHA-384 is the longest hash of a TLS 1.3 suite");

bs_status bs_keys13_set(struct bs_conn *c, const struct bs_suite *suite, const uint8_t *secret, bool sealing) {
    const struct bs_bulk *bulk = bs_bulk_get(suite->bulk);
    uint8_t key[32], iv[12];
    bs_traffic_keys(suite->prf, secret, key, bulk->key_len, iv);
    struct bs_protect_keys keys = { .key = bs_r_from(key, bulk->key_len), .iv = bs_r_from(iv, sizeof(iv)) };
    struct bs_protect *p = sealing ? &c->wr : &c->rd;
    bs_status s = bs_protect_init(p, c->cfg.impl, BS_TLS13, suite->bulk, BS_HASH_NONE, sealing, &keys);
    bs_wipe(key, sizeof(key));
    bs_wipe(iv, sizeof(iv));
    return s;
}

/* Derives client's and server's secret of a stage. */
static void derive_pair(struct bs_hs *hs, const char *label_c, const char *label_s, uint8_t *own, uint8_t *peer) {
    uint8_t hash[BS_HASH_MAX];
    bs_reader th = bs_r_from(hash, bs_hs_hash(hs, hash));
    bool client = hs->c->role == BS_CLIENT;
    bs_schedule_derive(&hs->schedule, label_c, th, client ? own : peer);
    bs_schedule_derive(&hs->schedule, label_s, th, client ? peer : own);
}

static void log_pair(const struct bs_hs *hs, const char *label_c, const char *label_s, const uint8_t *own,
                     const uint8_t *peer) {
    size_t len = bs_hash_len(hs->suite->prf);
    bool client = hs->c->role == BS_CLIENT;
    bs_conn_keylog(hs->c, label_c, bs_r_from(client ? own : peer, len));
    bs_conn_keylog(hs->c, label_s, bs_r_from(client ? peer : own, len));
}

bs_status bs_keys13_handshake(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    bs_reader psk = hs->resumed ? bs_session_secret(hs->old) : (bs_reader){ 0 };
    c->suite = hs->suite;
    bs_schedule_early(&hs->schedule, hs->suite->prf, psk);
    bs_schedule_handshake(&hs->schedule, bs_r_from(hs->premaster, hs->premaster_len));
    bs_premaster_wipe(hs);
    bs_kex_wipe(&hs->kex);
    derive_pair(hs, "c hs traffic", "s hs traffic", hs->own_hs, hs->peer_hs);
    log_pair(hs, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", hs->own_hs, hs->peer_hs);
    if (hs->session && hs->group) hs->session->group = hs->group->id;
    /* early data keep their keys until their end: bs_early_end() */
    bool server_early = hs->early_keys && c->role == BS_SERVER, client_early = hs->early_keys && c->role == BS_CLIENT;
    BS_TRY(bs_keys13_set(c, hs->suite, server_early ? hs->early_secret : hs->peer_hs, false));
    return client_early ? BS_OK : bs_keys13_set(c, hs->suite, hs->own_hs, true);
}

bs_status bs_keys13_application(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    uint8_t hash[BS_HASH_MAX];
    bs_schedule_master(&hs->schedule);
    derive_pair(hs, "c ap traffic", "s ap traffic", c->own_secret, c->peer_secret);
    log_pair(hs, "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0", c->own_secret, c->peer_secret);
    bs_schedule_derive(&hs->schedule, "exp master", bs_r_from(hash, bs_hs_hash(hs, hash)), c->exporter);
    hs->exporter_ready = true;
    bs_conn_keylog(c, "EXPORTER_SECRET", bs_r_from(c->exporter, bs_hash_len(hs->suite->prf)));
    /* each side's application keys follow its own Finished, RFC 8446 2 */
    if (c->role == BS_SERVER) return bs_keys13_set(c, hs->suite, c->own_secret, true);
    return bs_keys13_set(c, hs->suite, c->peer_secret, false);
}

bs_status bs_keys13_done(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    uint8_t hash[BS_HASH_MAX];
    bs_schedule_derive(&hs->schedule, "res master", bs_r_from(hash, bs_hs_hash(hs, hash)), c->resumption);
    if (c->role == BS_SERVER) BS_TRY(bs_keys13_set(c, hs->suite, c->peer_secret, false));
    if (c->role == BS_CLIENT) BS_TRY(bs_keys13_set(c, hs->suite, c->own_secret, true));
    bs_session_establish(hs);
    return bs_pha_keep(hs);
}
