#include "src/hs/client_hello.h"

#include "src/ext/ext.h"
#include "src/hs/early.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

#include <stdlib.h>

#define SCSV_RENEGOTIATION 0x00ff /* RFC 5746 3.3 */
#define SCSV_FALLBACK 0x5600      /* RFC 7507 */

bs_status bs_client_hello_decode(struct bs_client_hello *out, bs_reader body) {
    *out = (struct bs_client_hello){ 0 };
    if (body.len < 2) return BS_E_TOO_SHORT;
    bool ok = bs_r_u16(&body, &out->legacy_version)              /* ProtocolVersion legacy_version    */
        && bs_r_bytes(&body, 32, &out->random)                   /* Random random                     */
        && bs_r_vec(&body, 1, 0, 32, &out->session_id)           /* opaque legacy_session_id<0..32>   */
        && bs_r_vec(&body, 2, 0, 65535, &out->cipher_suites)     /* CipherSuite cipher_suites<2..2^16-2> */
        && bs_r_vec(&body, 1, 0, 255, &out->compressions)        /* opaque compression_methods<1..255> */
        && (bs_r_done(&body) || bs_r_vec(&body, 2, 0, 65535, &out->extensions))
        && bs_r_done(&body);                                     /* nothing may trail                 */
    if (!ok) return BS_E_LENGTH;
    if (out->cipher_suites.len == 0) return BS_E_EMPTY_CIPHER_LIST;
    return out->cipher_suites.len % 2 != 0 ? BS_E_BAD_CIPHER_LIST : BS_OK; /* who chooses judges the compressions */
}

bool bs_client_hello_offers(const struct bs_client_hello *ch, uint16_t suite) {
    bs_reader at = ch->cipher_suites;
    uint16_t v;
    while (bs_r_u16(&at, &v)) {
        if (v == suite) return true;
    }
    return false;
}

bool bs_client_hello_ext(const struct bs_client_hello *ch, uint16_t type, bs_reader *out) {
    bs_reader at = ch->extensions;
    uint16_t t;
    while (bs_r_u16(&at, &t) && bs_r_vec(&at, 2, 0, 65535, out)) {
        if (t == type) return true;
    }
    return false;
}

static bs_status write_suites(struct bs_hs *hs, bs_writer *w) {
    const struct bs_config *cfg = &hs->c->cfg;
    bs_mark m = bs_w_open(w, 2);
    bool highest = false; /* of the versions has a suite */
    bool rsa = bs_auth_possible(hs->c, BS_AUTH_RSA), ecdsa = bs_auth_possible(hs->c, BS_AUTH_ECDSA);
    for (size_t i = 0; i < cfg->num_suites; i++) {
        const struct bs_suite *s = bs_suite_find(cfg->suites[i]);
        bool any = false; /* version that it can be used in */
        if (!s || (s->auth == BS_AUTH_RSA && !rsa) || (s->auth == BS_AUTH_ECDSA && !ecdsa)) continue;
        for (uint16_t v = hs->offer_min; v <= hs->offer_max && !any; v++) {
            any = bs_version_enabled(hs->c, v) && bs_suite_usable(hs->c, s, v, BS_SEC_SUITE_SUPPORTED);
        }
        if (any) bs_w_u16(w, s->id);
        highest = highest || (any && bs_suite_allows(s, hs->offer_max));
    }
    if (!highest) return BS_E_NO_CIPHERS_ENABLED; /* as OpenSSL: a version is not offered without a suite of its own */
    if (!hs->renegotiation) bs_w_u16(w, SCSV_RENEGOTIATION); /* RFC 5746 3.5: then the extension instead */
    if (bs_hs_flag(hs, BS_CF_FALLBACK_SCSV)) bs_w_u16(w, SCSV_FALLBACK);
    bs_w_close(w, m);
    return BS_OK;
}

/* RFC 8446 4.1.2: an older version's session's id, or 32 random bytes that make a 1.3 hello look like a resumption. */
static bs_status choose_session_id(struct bs_hs *hs) {
    hs->offered12 = hs->old && hs->old->version < BS_TLS13 && bs_can_offer(hs, hs->old->version);
    if (hs->offered12) {
        memcpy(hs->session_id, hs->old->id, hs->old->id_len);
        hs->session_id_len = hs->old->id_len;
    } else if (hs->offer_max >= BS_TLS13 && bs_hs_flag(hs, BS_CF_MIDDLEBOX_COMPAT)) {
        hs->session_id_len = sizeof(hs->session_id);
        return bs_hs_random(hs, hs->session_id, sizeof(hs->session_id));
    }
    return BS_OK;
}

/* As OpenSSL, a renegotiation is of the version that is spoken; its ClientHello says the same as the first. */
static bs_status choose_versions(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    if (hs->renegotiation) {
        hs->offer_min = hs->offer_max = c->version;
        return BS_OK;
    }
    hs->offer_min = bs_lowest_version(c);
    hs->offer_max = c->client_version = bs_highest_version(c);
    return hs->offer_max == 0 ? BS_E_NO_VERSIONS_ENABLED : BS_OK;
}

static bs_status prepare(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    BS_TRY(choose_versions(hs));
    BS_TRY(bs_hs_random(hs, c->client_random, 32));
    BS_TRY(choose_session_id(hs));
    /* RFC 6066 4: "including session resumptions", which the first record may be for already */
    if (hs->old) c->max_fragment_code = hs->old->max_fragment_code;
    if (hs->offer_max < BS_TLS13) return BS_OK;
    for (size_t i = 0; i < c->cfg.num_groups; i++) {
        const struct bs_group *g = bs_group_usable(c, c->cfg.groups[i], BS_SEC_GROUP_SUPPORTED);
        if (g) return bs_key_share_make(hs, g);
    }
    return BS_OK; /* no group: a key_share will not be written, and only 1.2 can come of it */
}

/* Upper bound of our ClientHello's body. */
static size_t hello_max(const struct bs_hs *hs) {
    const struct bs_config *cfg = &hs->c->cfg;
    size_t ticket = (hs->old ? hs->old->ticket_len : 0) + hs->psk_id_len + cfg->ticket_ext.len;
    return 1024 + 2 * (cfg->num_suites + cfg->num_groups + cfg->num_sigalgs) + cfg->server_name.len + cfg->alpn.len +
           cfg->status_responders.len + cfg->status_extensions.len + cfg->ca_names.len + hs->cookie_len + ticket +
           BS_GROUP_MAX_SHARE;
}

static bs_status write_hello(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    bs_writer w;
    BS_TRY(bs_psk_ask(hs));
    BS_TRY(bs_early_offer(hs));
    BS_TRY(bs_hs_begin(hs, BS_MT_CLIENT_HELLO, hello_max(hs), &w));
    bs_w_u16(&w, c->client_version < BS_TLS12 ? c->client_version : BS_TLS12); /* legacy_version */
    bs_w_bytes(&w, c->client_random, 32);
    bs_w_vec(&w, 1, hs->session_id, hs->session_id_len);
    BS_TRY(write_suites(hs, &w));
    bs_w_vec(&w, 1, "\0", 1);
    hs->ext_sent = 0;
    BS_TRY(bs_ext_write(hs, BS_IN_CH, &w, true));
    bs_w_close(&w, (bs_mark){ 1, 3 });
    if (w.bad) return BS_E_SPACE;
    if (bs_ext_sent(hs, BS_EXT_PRE_SHARED_KEY)) BS_TRY(bs_psk_sign_hello(hs, w.buf, w.len));
    return bs_hs_send(hs, &w);
}

bs_status bs_client_hello_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    if (!hs->second_hello && hs->offer_max == 0) BS_TRY(prepare(hs));
    return write_hello(hs);
}

static bs_status take_hello(struct bs_hs *hs, bs_reader body) {
    hs->before_hello = hs->transcript;
    free(hs->hello);
    hs->ch = (struct bs_client_hello){ 0 }; /* no view may outlive the bytes, should this one fail to decode */
    hs->status_asked = hs->offered_auth = hs->early_offered = false;
    hs->status_responders = hs->status_extensions = hs->ca_names = (bs_reader){ 0 };
    hs->cookie_in = (bs_reader){ 0 };
    hs->sni = hs->alpn = hs->shares = hs->peer_share = hs->psk_ids = hs->psk_binders = hs->ticket = (bs_reader){ 0 };
    hs->hello_len = hs->whole.len;
    hs->hello = (uint8_t *)malloc(hs->whole.len);
    if (!hs->hello) return BS_E_MEMORY;
    memcpy(hs->hello, hs->whole.p, hs->whole.len);
    return bs_client_hello_decode(&hs->ch, bs_r_from(hs->hello + BS_MSG_HEADER_LEN, body.len));
}

bs_status bs_client_hello_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    BS_TRY(take_hello(hs, body));
    if (!bs_r_copy(hs->ch.random, c->client_random, 32)) return BS_E_INTERNAL;
    if (!bs_r_copy(hs->ch.session_id, hs->session_id, 32)) return BS_E_INTERNAL;
    hs->session_id_len = (uint8_t)hs->ch.session_id.len;
    if (bs_client_hello_offers(&hs->ch, SCSV_RENEGOTIATION)) {
        /* RFC 5746 3.7, 4.4: "the server MUST abort the handshake" */
        if (hs->renegotiation) return BS_E_SCSV_IN_RENEGOTIATION;
        c->secure_renegotiation = true;
    }
    return BS_OK;
}

/* RFC 8446 4.1.2: nothing else may change, of which what was decided by is checked. */
bs_status bs_client_hello_again(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    if (c->role == BS_CLIENT) {
        hs->second_hello = true;
        return bs_client_hello_send(hs, body);
    }
    hs->early_skips = hs->resumed = c->resumed = false;
    BS_TRY(take_hello(hs, body));
    if (!bs_r_equal(hs->ch.random, c->client_random, 32)) return BS_E_ILLEGAL_EXTENSION;
    if (!bs_r_equal(hs->ch.session_id, hs->session_id, hs->session_id_len)) return BS_E_BAD_SESSION_ID;
    return bs_msg_on_boundary(c, hs->whole.len) ? BS_OK : BS_E_NOT_ON_RECORD_BOUNDARY;
}

bs_status bs_client_hello_judge_again(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    hs->second_hello = true;
    BS_TRY(bs_ext_read(hs, BS_IN_CH, hs->ch.extensions));
    if (!bs_ext_got(hs, BS_EXT_SUPPORTED_VERSIONS) || hs->offer_max != BS_TLS13) return BS_E_UNSUPPORTED_VERSION;
    return bs_r_equal(hs->sni, c->server_name, c->server_name_len) ? BS_OK : BS_E_ILLEGAL_EXTENSION;
}
