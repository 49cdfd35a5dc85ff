/* TLS 1.0 to 1.2's secrets. RFC 5246 6.3, 8.1; RFC 7627 4 */
#include "src/base/secret.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/hs/premaster.h"

bs_status bs_keys12_master(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    struct bs_session *s = hs->session;
    uint8_t hash[BS_HASH_MAX];
    bs_reader premaster = bs_r_from(hs->premaster, hs->premaster_len);
    if (!s) return BS_E_INTERNAL;
    s->ems = hs->ems;
    s->secret_len = BS_MASTER_LEN;
    s->group = hs->group ? hs->group->id : 0;
    if (hs->ems) {
        bs_reader session_hash = bs_r_from(hash, bs_hs_hash(hs, hash));
        bs_prf(c->version, hs->suite->prf, premaster, "extended master secret", session_hash, (bs_reader){ 0 },
               s->secret, BS_MASTER_LEN);
    } else {
        bs_prf(c->version, hs->suite->prf, premaster, "master secret", bs_r_from(c->client_random, 32),
               bs_r_from(c->server_random, 32), s->secret, BS_MASTER_LEN);
    }
    bs_premaster_wipe(hs);
    bs_kex_wipe(&hs->kex);
    return BS_OK;
}

/* Bytes of one direction in the key block. */
struct sizes {
    size_t mac, key, iv;
};

static struct sizes sizes_of(const struct bs_suite *s, uint16_t version) {
    const struct bs_bulk *b = bs_bulk_get(s->bulk);
    return (struct sizes){ s->mac == BS_HASH_NONE ? 0 : bs_hash_len(s->mac), b->key_len,
                           bs_bulk_iv_len(b, version) };
}

bs_status bs_keys12_block(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    const struct bs_session *s = hs->session ? hs->session : hs->old;
    struct sizes n = sizes_of(hs->suite, c->version);
    size_t len = 2 * (n.mac + n.key + n.iv);
    if (len > sizeof(hs->key_block)) return BS_E_INTERNAL;
    bs_prf(c->version, hs->suite->prf, bs_session_secret(s), "key expansion",
           bs_r_from(c->server_random, 32), bs_r_from(c->client_random, 32), hs->key_block, len);
    bs_conn_keylog(c, "CLIENT_RANDOM", bs_session_secret(s));
    hs->have_block = true;
    return BS_OK;
}

bs_status bs_keys12_set(struct bs_hs *hs, bool sealing) {
    struct bs_conn *c = hs->c;
    struct sizes n = sizes_of(hs->suite, c->version);
    if (!hs->have_block) BS_TRY(bs_keys12_block(hs));
    c->suite = hs->suite;
    /* RFC 5246 6.3: client_write_MAC_key, server_write_MAC_key, both keys, both IVs */
    size_t second = sealing == (c->role == BS_SERVER) ? 1 : 0;
    const uint8_t *mac = hs->key_block + second * n.mac;
    const uint8_t *key = hs->key_block + 2 * n.mac + second * n.key;
    const uint8_t *iv = hs->key_block + 2 * (n.mac + n.key) + second * n.iv;
    struct bs_protect_keys keys = { .key = bs_r_from(key, n.key),
                                    .iv = bs_r_from(iv, n.iv),
                                    .mac_key = bs_r_from(mac, n.mac),
                                    .encrypt_then_mac = hs->encrypt_then_mac && n.mac > 0 };
    c->etm = keys.encrypt_then_mac;
    return bs_protect_init(sealing ? &c->wr : &c->rd, c->cfg.impl, c->version, hs->suite->bulk, hs->suite->mac, sealing,
                           &keys);
}
