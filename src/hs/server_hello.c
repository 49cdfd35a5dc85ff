#include "src/ext/ext.h"
#include "src/hs/early.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"
#include "src/hs/premaster.h"
#include "src/hs/retry_cookie.h"

#include <stdlib.h>

/* RFC 8446 4.1.3: SHA-256 of "HelloRetryRequest" */
static const uint8_t hrr_random[32] = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                        0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                        0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c };

/* RFC 8446 4.1.3: the last eight bytes of a random that hide a downgrade from nobody */
static const uint8_t sentinel12[8] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1 };
static const uint8_t sentinel11[8] = { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 0 };

bs_status bs_server_hello_decode(struct bs_server_hello *out, bs_reader body) {
    *out = (struct bs_server_hello){ 0 };
    bool ok = bs_r_u16(&body, &out->legacy_version)      /* ProtocolVersion legacy_version  */
        && bs_r_bytes(&body, 32, &out->random)           /* Random random                   */
        && bs_r_vec(&body, 1, 0, 255, &out->session_id)  /* opaque session_id_echo<0..32>   */
        && bs_r_u16(&body, &out->cipher_suite)           /* CipherSuite cipher_suite        */
        && bs_r_u8(&body, &out->compression);            /* uint8 legacy_compression_method */
    if (!ok) return BS_E_LENGTH;
    if (out->session_id.len > 32) return BS_E_SESSION_ID_TOO_LONG;
    ok = (bs_r_done(&body) || bs_r_vec(&body, 2, 0, 65535, &out->extensions))
        && bs_r_done(&body);                             /* nothing may trail               */
    return ok ? BS_OK : BS_E_BLOCK_LENGTH;
}

bool bs_is_hrr(const struct bs_server_hello *sh) { return bs_r_equal(sh->random, hrr_random, sizeof(hrr_random)); }

static bs_status write_hello(struct bs_hs *hs, const uint8_t random[32], bs_reader session_id, enum bs_ext_msg m,
                             bs_writer *w) {
    BS_TRY(bs_hs_begin(hs, BS_MT_SERVER_HELLO, 1024 + hs->kex.share_len + hs->cookie_len, w));
    bs_w_u16(w, hs->c->version < BS_TLS12 ? hs->c->version : BS_TLS12);
    bs_w_bytes(w, random, 32);
    bs_w_vec(w, 1, session_id.p, session_id.len);
    bs_w_u16(w, hs->suite->id);
    bs_w_u8(w, 0);
    return bs_ext_write(hs, m, w, m == BS_IN_SH12);
}

static bs_status send_hello(struct bs_hs *hs, const uint8_t random[32], bs_reader session_id, enum bs_ext_msg m) {
    bs_writer w;
    BS_TRY(write_hello(hs, random, session_id, m, &w));
    return bs_hs_send(hs, &w);
}

bs_status bs_server_random_draw(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    if (hs->random_drawn) return BS_OK;
    hs->random_drawn = true;
    BS_TRY(bs_hs_random(hs, c->server_random, 32));
    if (hs->renegotiation) { /* which chooses no version: nothing can be downgraded */
        c->have_randoms = true;
        return BS_OK;
    }
    /* where 1.3 is enabled and 1.2 is not, older clients must still be served: no sentinel, as in OpenSSL */
    if (c->version == BS_TLS12 && bs_version_enabled(c, BS_TLS13)) {
        memcpy(c->server_random + 24, sentinel12, 8);
    } else if (c->version < BS_TLS12 && bs_version_enabled(c, BS_TLS12)) {
        memcpy(c->server_random + 24, sentinel11, 8);
    }
    c->have_randoms = true;
    return BS_OK;
}

bs_status bs_server_hello13_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    BS_TRY(bs_server_random_draw(hs));
    if (hs->group) { /* else psk_ke: the PSK is all there is */
        BS_TRY(bs_key_share_make(hs, hs->group));
        BS_TRY(bs_premaster_derive(hs, hs->peer_share));
    }
    hs->c->group = hs->group ? hs->group : bs_group_find(hs->old->group); /* the first handshake's, as OpenSSL tells */
    return send_hello(hs, hs->c->server_random, bs_r_from(hs->session_id, hs->session_id_len), BS_IN_SH13);
}

bs_status bs_hello_retry_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    if (bs_hs_flag(hs, BS_CF_STATELESS)) BS_TRY(bs_retry_cookie_make(hs));
    bs_transcript_rewind_hrr(&hs->transcript, hs->suite->prf);
    if (hs->early_offered) hs->c->early_status = BS_EARLY_REJECTED; /* RFC 8446 4.2.10 */
    hs->retry_sent = true;
    return send_hello(hs, hrr_random, bs_r_from(hs->session_id, hs->session_id_len), BS_IN_HRR);
}

bs_status bs_hello_retry_write(struct bs_hs *hs, bs_writer *out) {
    BS_TRY(write_hello(hs, hrr_random, bs_r_from(hs->session_id, hs->session_id_len), BS_IN_HRR, out));
    bs_w_close(out, (bs_mark){ 1, 3 });
    return out->bad ? BS_E_SPACE : BS_OK;
}

/* Server, TLS 1.2: a new session's id, none if it will be in a ticket, or the resumed one's. RFC 5077 3.4 */
static bs_status choose_session_id(struct bs_hs *hs, bs_reader *out) {
    *out = (bs_reader){ 0 };
    if (hs->own_secret) {
        *out = bs_r_from(hs->old->id, hs->old->id_len);
        return BS_OK;
    }
    if (hs->resumed) {
        *out = bs_r_from(hs->session_id, hs->session_id_len);
        return BS_OK;
    }
    if (!hs->session) return BS_E_INTERNAL;
    hs->session->suite = hs->suite->id;
    BS_TRY(bs_session_keep_names(hs, hs->session)); /* the protocol was chosen since it was begun */
    bool instead = hs->send_ticket;
    /* forbidden: an id is given out, as OpenSSL does, and never found; tickets may have been switched off by a callback */
    if (bs_session_forbidden(hs) || bs_hs_flag(hs, BS_CF_NO_TICKET)) hs->send_ticket = false;
    if (instead || !bs_hs_flag(hs, BS_CF_SESSION_CACHE)) return BS_OK;
    BS_TRY(bs_session_name(hs, hs->session));
    *out = bs_r_from(hs->session->id, hs->session->id_len);
    return BS_OK;
}

/* RFC 7366 3.1: "implementations MUST NOT renegotiate a downgrade from encrypt-then-MAC to MAC-then-encrypt" */
static bs_status judge_etm(const struct bs_hs *hs) {
    bool down = hs->c->etm && hs->suite->mac != BS_HASH_NONE && !hs->encrypt_then_mac;
    return down ? BS_E_LOST_ENCRYPT_THEN_MAC : BS_OK;
}

bs_status bs_server_hello12_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    struct bs_conn *c = hs->c;
    bs_reader id;
    BS_TRY(judge_etm(hs));
    BS_TRY(bs_server_random_draw(hs));
    BS_TRY(choose_session_id(hs, &id));
    c->suite = hs->resumed ? hs->suite : NULL; /* a new one is current from ChangeCipherSpec on */
    c->resumed = hs->resumed;
    c->ems = hs->ems;
    c->ticket_expected = hs->send_ticket;
    return send_hello(hs, c->server_random, id, BS_IN_SH12);
}

/* What any ServerHello must fulfil. */
static bs_status judge_suite(struct bs_hs *hs, const struct bs_server_hello *sh) {
    const struct bs_conn *c = hs->c;
    const struct bs_suite *s = bs_suite_find(sh->cipher_suite);
    if (!s) return BS_E_UNKNOWN_CIPHER;
    if (!bs_list_has(c->cfg.suites, c->cfg.num_suites, s->id) ||
        !bs_suite_usable(c, s, c->version, BS_SEC_SUITE_CHECK)) {
        return BS_E_WRONG_CIPHER;
    }
    if (hs->suite && hs->suite != s) return BS_E_WRONG_CIPHER; /* RFC 8446 4.1.4: not the HelloRetryRequest's */
    if (sh->compression != 0) return bs_conn_is13(c) ? BS_E_COMPRESSION_IN_TLS13 : BS_E_BAD_COMPRESSION;
    hs->suite = s;
    return BS_OK;
}

static bs_status judge13(struct bs_hs *hs, const struct bs_server_hello *sh) {
    if (sh->legacy_version != BS_TLS12) return BS_E_BAD_LEGACY_VERSION;
    /* RFC 8446 4.1.3: "MUST abort" unless it is echoed */
    if (!bs_r_equal(sh->session_id, hs->session_id, hs->session_id_len)) return BS_E_BAD_SESSION_ID;
    return judge_suite(hs, sh);
}

bs_status bs_hello_retry_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_server_hello sh;
    BS_TRY(bs_server_hello_decode(&sh, body));
    BS_TRY(judge13(hs, &sh));
    BS_TRY(bs_ext_read(hs, BS_IN_HRR, sh.extensions));
    /* RFC 8446 4.1.4: "MUST abort" if the retry "would not result in any change in the ClientHello" */
    if (hs->want_group == 0 && hs->cookie_len == 0) return BS_E_BAD_HRR;
    bs_transcript_rewind_hrr(&hs->transcript, hs->suite->prf);
    bs_early_retry(hs);
    if (hs->want_group == 0) return BS_OK;
    const struct bs_group *g = bs_group_usable(hs->c, hs->want_group, BS_SEC_GROUP_SUPPORTED);
    return g ? bs_key_share_make(hs, g) : BS_E_WRONG_GROUP;
}

/* As in OpenSSL, what a client resumes must be of its own context: the peer was verified for that one alone. */
static bs_status judge_context(const struct bs_hs *hs) {
    const struct bs_config *cfg = &hs->c->cfg;
    const struct bs_session *s = hs->old;
    return bs_r_equal(bs_r_from(s->sid_ctx, s->sid_ctx_len), cfg->sid_ctx, cfg->sid_ctx_len) ? BS_OK : BS_E_SESSION_CONTEXT;
}

/*
 * RFC 8446 4.2.11: "Clients MUST verify [...] that a server "key_share" extension is present if required by the ClientHello
 * "psk_key_exchange_modes" extension. If these values are not consistent, the client MUST abort the handshake with an
 * "illegal_parameter" alert." Without a PSK an extension is missing that is mandatory (9.2, 6.2).
 */
static bs_status judge_share(const struct bs_hs *hs, bool share) {
    if (share) return BS_OK;
    if (!hs->resumed) return BS_E_NO_KEY_SHARE;
    return hs->psk_modes & 1 ? BS_OK : BS_E_PSK_NO_KEY_SHARE;
}

bs_status bs_server_hello13_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    struct bs_server_hello sh;
    uint16_t version;
    BS_TRY(bs_server_hello_decode(&sh, body));
    if (bs_is_hrr(&sh)) return BS_E_SECOND_HRR;
    /* RFC 8446 4.1.4: the version "MUST be retained"; without a retry none but 1.3 leads here */
    BS_TRY(bs_server_hello_version(&sh, &version));
    if (version != BS_TLS13) return BS_E_VERSION_AFTER_HRR;
    BS_TRY(judge13(hs, &sh));
    if (!bs_r_copy(sh.random, c->server_random, 32)) return BS_E_INTERNAL;
    c->have_randoms = true;
    BS_TRY(bs_ext_read(hs, BS_IN_SH13, sh.extensions));
    hs->resumed = c->resumed = bs_ext_got(hs, BS_EXT_PRE_SHARED_KEY);
    bool share = bs_ext_got(hs, BS_EXT_KEY_SHARE);
    BS_TRY(judge_share(hs, share));
    if (hs->resumed && bs_suite_find(hs->old->suite)->prf != hs->suite->prf) return BS_E_PSK_HASH_CHANGED;
    if (hs->resumed) {
        BS_TRY(judge_context(hs));
        c->max_fragment_code = hs->old->max_fragment_code;
    }
    if (share) {
        BS_TRY(bs_premaster_derive(hs, hs->peer_share));
        c->group = hs->group = hs->kex.group;
    } else {
        c->group = bs_group_find(hs->old->group);
    }
    if (hs->resumed) return BS_OK;
    return bs_session_begin(hs);
}

static bs_status judge_downgrade(const struct bs_hs *hs, const struct bs_server_hello *sh) {
    bs_reader tail = bs_r_from(sh->random.p + 24, 8);
    bool d12 = bs_r_equal(tail, sentinel12, 8), d11 = bs_r_equal(tail, sentinel11, 8);
    uint16_t version = hs->c->version;
    if (hs->offer_max >= BS_TLS13 && version < BS_TLS13 && (d12 || d11)) return BS_E_DOWNGRADE;
    if (hs->offer_max > version && version < BS_TLS12 && d11) return BS_E_DOWNGRADE;
    return BS_OK;
}

/* The echo of an id that we offered with a session of this version says that it is resumed. */
static bs_status judge_resumption(struct bs_hs *hs, const struct bs_server_hello *sh) {
    struct bs_conn *c = hs->c;
    const struct bs_session *s = hs->old;
    /* what was offered counts: another connection's failure may have made it one not to be offered again meanwhile */
    hs->resumed = hs->offered12 && s->version == c->version && sh->session_id.len > 0 &&
                  bs_r_equal(sh->session_id, s->id, s->id_len);
    c->resumed = hs->resumed;
    if (hs->resumed) {
        if (s->suite != sh->cipher_suite) return BS_E_CIPHER_CHANGED;
        c->max_fragment_code = s->max_fragment_code;
        return judge_context(hs);
    }
    BS_TRY(bs_session_begin(hs));
    hs->session->id_len = (uint8_t)sh->session_id.len;
    return bs_r_copy(sh->session_id, hs->session->id, BS_SESSION_ID_MAX) ? BS_OK : BS_E_INTERNAL;
}

bs_status bs_server_hello12_recv(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    struct bs_server_hello sh;
    BS_TRY(bs_server_hello_decode(&sh, body));
    bs_status downgrade = judge_downgrade(hs, &sh);
    if (downgrade != BS_OK) {
        c->version = 0; /* it is not agreed on: the alert goes by what we offered */
        return downgrade;
    }
    BS_TRY(judge_suite(hs, &sh));
    if (!bs_r_copy(sh.random, c->server_random, 32)) return BS_E_INTERNAL;
    c->have_randoms = true;
    BS_TRY(judge_resumption(hs, &sh));
    BS_TRY(bs_secret_prepare(hs));
    BS_TRY(bs_ext_read(hs, BS_IN_SH12, sh.extensions));
    BS_TRY(judge_etm(hs));
    if (c->ems && !hs->ems) return BS_E_INCONSISTENT_EMS; /* once had, not to be lost in a renegotiation, as OpenSSL has it */
    c->suite = hs->resumed ? hs->suite : NULL; /* a new one is current from ChangeCipherSpec on */
    c->ems = hs->ems;
    c->ticket_expected = hs->send_ticket;
    /* RFC 7627 5.3: "the client MUST abort the handshake" */
    if (hs->resumed && hs->old->ems != hs->ems) return BS_E_INCONSISTENT_EMS;
    return BS_OK;
}
