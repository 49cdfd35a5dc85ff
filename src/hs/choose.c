/* The server's choice of parameters, and the client's of a certificate. */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

typedef bool (*suite_test)(struct bs_hs *hs, const struct bs_suite *s);

static uint16_t wire_suite(bs_reader list, size_t i) { return (uint16_t)(list.p[2 * i] << 8 | list.p[2 * i + 1]); }

/* OpenSSL's SSL_OP_PRIORITIZE_CHACHA: a client that puts ChaCha first has no fast AES. */
static bool client_wants_chacha(const struct bs_hs *hs) {
    size_t num = hs->ch.cipher_suites.len / 2;
    for (size_t i = 0; i < num; i++) {
        const struct bs_suite *s = bs_suite_find(wire_suite(hs->ch.cipher_suites, i));
        if (s) return s->bulk == BS_BULK_CHACHA20_POLY1305;
    }
    return false;
}

static const struct bs_suite *try_suite(struct bs_hs *hs, uint16_t id, suite_test test, bool only_chacha) {
    const struct bs_suite *s = bs_suite_find(id);
    if (!s || (only_chacha && s->bulk != BS_BULK_CHACHA20_POLY1305)) return NULL;
    if (test && !test(hs, s)) return NULL;
    return bs_suite_usable(hs->c, s, hs->c->version, BS_SEC_SUITE_SHARED) ? s : NULL;
}

static const struct bs_suite *by_our_order(struct bs_hs *hs, suite_test test, bool only_chacha) {
    const struct bs_config *cfg = &hs->c->cfg;
    for (size_t i = 0; i < cfg->num_suites; i++) {
        if (!bs_client_hello_offers(&hs->ch, cfg->suites[i])) continue;
        const struct bs_suite *s = try_suite(hs, cfg->suites[i], test, only_chacha);
        if (s) return s;
    }
    return NULL;
}

static const struct bs_suite *by_their_order(struct bs_hs *hs, suite_test test) {
    const struct bs_config *cfg = &hs->c->cfg;
    size_t num = hs->ch.cipher_suites.len / 2;
    for (size_t i = 0; i < num; i++) {
        uint16_t id = wire_suite(hs->ch.cipher_suites, i);
        if (!bs_list_has(cfg->suites, cfg->num_suites, id)) continue;
        const struct bs_suite *s = try_suite(hs, id, test, false);
        if (s) return s;
    }
    return NULL;
}

static const struct bs_suite *choose_suite(struct bs_hs *hs, suite_test test) {
    if (!bs_prefers_own(hs->c)) return by_their_order(hs, test);
    if (bs_hs_flag(hs, BS_CF_PRIORITIZE_CHACHA) && client_wants_chacha(hs)) {
        const struct bs_suite *s = by_our_order(hs, test, true);
        if (s) return s;
    }
    return by_our_order(hs, test, false);
}

static bool is_of_sha256(struct bs_hs *hs, const struct bs_suite *s) {
    (void)hs;
    return s->prf == BS_HASH_SHA256;
}

bs_status bs_choose_suite13(struct bs_hs *hs, bs_reader body) {
    (void)body;
    const struct bs_suite *s = NULL;
    /* RFC 8446 4.2.11: a PSK of unknown hash goes with SHA-256, and without certificates nothing else can come of it */
    if (bs_hs_flag(hs, BS_CF_PSK) && hs->c->cfg.num_creds == 0) s = choose_suite(hs, is_of_sha256);
    if (!s) s = choose_suite(hs, NULL);
    if (!s) return BS_E_NO_SHARED_CIPHER;
    if (hs->second_hello && s != hs->suite) return BS_E_RETRY_CIPHER; /* RFC 8446 4.1.4: not after a HelloRetryRequest */
    hs->suite = s;
    /* RFC 8446 4.1.2: "this vector MUST contain exactly one byte, set to zero" */
    if (!memchr(hs->ch.compressions.p, 0, hs->ch.compressions.len)) return BS_E_NO_COMPRESSION;
    return hs->ch.compressions.len == 1 ? BS_OK : BS_E_COMPRESSION_IN_TLS13;
}

/* The first share of a group that serves; *out is NULL if there is none. */
static bs_status find_share(const struct bs_hs *hs, const struct bs_group **out, bs_reader *out_share) {
    bs_reader shares = hs->shares;
    uint16_t id;
    *out = NULL;
    while (!*out && bs_r_u16(&shares, &id) && bs_r_vec(&shares, 2, 1, 65535, out_share)) {
        const struct bs_group *g = bs_group_usable(hs->c, id, BS_SEC_GROUP_CHECK);
        /* RFC 8446 4.1.2: after a HelloRetryRequest there is "a single KeyShareEntry from the indicated group" */
        bool asked_for = hs->second_hello && hs->want_group != 0;
        if (asked_for && (id != hs->want_group || shares.len > 0)) return BS_E_BAD_KEY_SHARE;
        /* 4.2.8: "Clients MUST NOT offer any KeyShareEntry values for groups not listed" */
        if (!bs_list_has(hs->peer_groups, hs->num_peer_groups, id)) return BS_E_BAD_KEY_SHARE;
        *out = g;
    }
    return BS_OK;
}

uint16_t bs_share_in_hand(const struct bs_hs *hs) {
    const struct bs_group *g;
    bs_reader share;
    return find_share(hs, &g, &share) == BS_OK && g ? g->id : 0;
}

/* A share, or the PSK alone, serves; but who keeps no state has the client come back first. RFC 8446 4.2.2 */
static bs_status may_go_on(struct bs_hs *hs) {
    if (bs_hs_flag(hs, BS_CF_STATELESS) && !hs->cookie_ok && !hs->second_hello) hs->retry = true;
    return BS_OK;
}

/* RFC 8446 4.2.8: no share that is in hand fits; another one is asked for if there is a group for it. */
static bs_status ask_for_share(struct bs_hs *hs, bool keys, bool psk_ke) {
    if (hs->second_hello) return psk_ke ? BS_OK : BS_E_BAD_KEY_SHARE;
    for (size_t i = 0; keys && i < hs->num_peer_groups; i++) {
        if (!bs_group_usable(hs->c, hs->peer_groups[i], BS_SEC_GROUP_CHECK)) continue;
        hs->want_group = hs->peer_groups[i];
        hs->retry = true;
        return BS_OK;
    }
    return psk_ke ? may_go_on(hs) : BS_E_NO_SHARED_GROUP;
}

bs_status bs_choose_group13(struct bs_hs *hs, bs_reader body) {
    (void)body;
    /* RFC 8446 4.2.9: with psk_ke the PSK is enough, which is done without a need for it in psk_dhe_ke alone */
    bool psk_ke = hs->resumed && (hs->psk_modes & 1);
    hs->group = NULL;
    if (psk_ke && !(hs->psk_modes & 2)) return may_go_on(hs); /* some clients' key_share is empty then, without groups */
    /* 9.2: a ClientHello with supported_groups "MUST also contain a "key_share" extension, and vice versa"; one that is not
       for a PSK alone must have both */
    bool groups = bs_ext_got(hs, BS_EXT_SUPPORTED_GROUPS), keys = bs_ext_got(hs, BS_EXT_KEY_SHARE);
    if (!groups && (keys || !psk_ke)) return BS_E_MISSING_GROUPS;
    if (!keys && (groups || !psk_ke)) return BS_E_NO_KEY_SHARE;
    bs_reader share;
    BS_TRY(find_share(hs, &hs->group, &share));
    if (!hs->group) return ask_for_share(hs, keys, psk_ke);
    hs->peer_share = share;
    return may_go_on(hs);
}

/* The security level is asked of each, as in OpenSSL. */
bool bs_any_scheme_shared(const struct bs_hs *hs) {
    bool any = !bs_ext_got(hs, BS_EXT_SIGNATURE_ALGORITHMS);
    for (size_t i = 0; i < hs->num_peer_sigalgs; i++) {
        if (bs_scheme_to_sign(hs->c, hs->peer_sigalgs[i])) any = true;
    }
    return any;
}

/* The first scheme that both have, and one of our keys; false if there is none. Of either end. */
static bool choose_cred13(struct bs_hs *hs) {
    const struct bs_config *cfg = &hs->c->cfg;
    bool ours = bs_prefers_own(hs->c);
    size_t num_own;
    const uint16_t *own = bs_own_schemes(hs->c, &num_own);
    const uint16_t *list = ours ? own : hs->peer_sigalgs, *other = ours ? hs->peer_sigalgs : own;
    size_t num = ours ? num_own : hs->num_peer_sigalgs, num_other = ours ? hs->num_peer_sigalgs : num_own;
    for (size_t i = 0; i < num; i++) {
        const struct bs_sigscheme *s = bs_scheme_to_sign(hs->c, list[i]);
        if (!s || !s->tls13 || !bs_list_has(other, num_other, list[i])) continue;
        for (size_t k = 0; k < cfg->num_creds; k++) {
            const struct bs_credential *cred = &cfg->creds[k];
            if (!cred->may_sign || !cred->signer.sign || !bs_sigscheme_fits(s, cred->pub, BS_TLS13)) continue;
            hs->cred = hs->c->own_cred = cred;
            hs->scheme = s;
            return true;
        }
    }
    return false;
}

bs_status bs_choose_cert13(struct bs_hs *hs, bs_reader body) {
    (void)body;
    if (!bs_ext_got(hs, BS_EXT_SIGNATURE_ALGORITHMS)) return BS_E_MISSING_SIGALGS;
    return choose_cred13(hs) ? BS_OK : BS_E_NO_SHARED_SIGALG;
}

uint16_t bs_group_of_curve(int curve) {
    for (size_t i = 0; i < bs_num_groups; i++) {
        if (bs_groups[i].kind == BS_GROUP_ECP && bs_groups[i].curve == curve) return bs_groups[i].id;
    }
    return 0;
}

/* RFC 8422 5.1: the certificate's curve must be one that the client named, if it named any; and the level allow it. */
static bool curve_known(const struct bs_hs *hs, const struct bs_pubkey *pub) {
    if (pub->type != BS_KEY_EC) return true;
    uint16_t id = bs_group_of_curve(pub->curve);
    const struct bs_group *g = bs_group_find(id);
    if (g && !bs_conn_allows(hs->c, BS_SEC_GROUP_CHECK, g->security_bits, id)) return false;
    return hs->num_peer_groups == 0 || bs_list_has(hs->peer_groups, hs->num_peer_groups, id);
}

/* OpenSSL's strict mode, of RSA and ECDSA certificates: the whole chain is as the peer wants it. */
static bool is_strict_match(const struct bs_hs *hs, const struct bs_credential *cred) {
    return !bs_hs_flag(hs, BS_CF_STRICT_CHAINS) || bs_chain_fits(hs, cred);
}

static bool cred_serves(struct bs_hs *hs, const struct bs_suite *s, const struct bs_credential *cred) {
    enum bs_key_type t = cred->pub->type;
    hs->scheme = NULL;
    if ((t == BS_KEY_RSA || t == BS_KEY_EC) && !is_strict_match(hs, cred)) return false;
    if (s->kx & BS_KX_RSA) return t == BS_KEY_RSA && cred->may_encipher && cred->signer.decrypt_premaster;
    if (s->auth == BS_AUTH_RSA && t != BS_KEY_RSA && t != BS_KEY_RSA_PSS) return false;
    if (s->auth == BS_AUTH_ECDSA && !bs_key_is_ecdsa_like(t)) return false;
    if (s->auth == BS_AUTH_ECDSA && cred->not_for_ecdhe_ecdsa) return false;
    if (!curve_known(hs, cred->pub)) return false;
    if (hs->c->version < BS_TLS12) { /* the key says how it signs; whether it may is judged once it is chosen */
        return (t == BS_KEY_RSA || t == BS_KEY_EC) && cred->may_sign && cred->signer.sign;
    }
    hs->scheme = bs_choose_scheme(hs, cred);
    return hs->scheme != NULL;
}

static bool serves12(struct bs_hs *hs, const struct bs_suite *s) {
    const struct bs_config *cfg = &hs->c->cfg;
    if ((s->kx & BS_KX_DHE) && !bs_hs_flag(hs, BS_CF_TMP_DH)) return false;
    const struct bs_credential *best = NULL;
    const struct bs_sigscheme *scheme = NULL;
    /* as in 1.3, it is the schemes' order that settles the certificate */
    for (size_t i = 0; s->auth != BS_AUTH_PSK && i < cfg->num_creds; i++) {
        if (!cred_serves(hs, s, &cfg->creds[i])) continue;
        if (best && (!hs->scheme || bs_scheme_rank(hs, hs->scheme) >= bs_scheme_rank(hs, scheme))) continue;
        best = &cfg->creds[i];
        scheme = hs->scheme;
    }
    hs->cred = best;
    hs->scheme = scheme;
    if (!best && s->auth != BS_AUTH_PSK) return false;
    if (!(s->kx & BS_KX_ECDHE)) return true;
    hs->group = bs_choose_group(hs, s);
    return hs->group != NULL;
}

bs_status bs_find_suite12(struct bs_hs *hs) {
    if (!bs_ext_got(hs, BS_EXT_SIGNATURE_ALGORITHMS)) { /* RFC 5246 7.4.1.4.1: SHA-1 is what it means */
        hs->peer_sigalgs[0] = 0x0201;
        hs->peer_sigalgs[1] = 0x0203;
        hs->num_peer_sigalgs = 2;
    }
    hs->suite = choose_suite(hs, serves12);
    if (!hs->suite) return BS_E_NO_SHARED_CIPHER;
    if (!(hs->suite->kx & BS_KX_ECDHE)) hs->group = NULL;
    return BS_OK;
}

bs_status bs_choose_suite12(struct bs_hs *hs, bs_reader body) {
    (void)body;
    BS_TRY(bs_find_suite12(hs));
    hs->c->own_cred = hs->cred;
    if (hs->c->version >= BS_TLS12 && hs->cred && !is_strict_match(hs, hs->cred)) return BS_E_NO_SHARED_SIGALG;
    if (hs->c->version >= BS_TLS12 || !hs->cred) return BS_OK;
    hs->scheme = hs->c->own_sigalg = bs_legacy_scheme(hs->c, hs->cred->pub);
    return hs->scheme ? BS_OK : BS_E_NO_LEGACY_SIGALG;
}

/* As OpenSSL: to TLS 1.2 it is the one that the program set last, or none; in 1.3 the schemes' order settles it. */
static bool choose_client_cred(struct bs_hs *hs) {
    const struct bs_config *cfg = &hs->c->cfg;
    if (bs_conn_is13(hs->c)) return choose_cred13(hs);
    if (cfg->current_cred >= cfg->num_creds) return false;
    hs->cred = hs->c->own_cred = &cfg->creds[cfg->current_cred];
    hs->scheme = bs_choose_scheme(hs, hs->cred);
    return hs->scheme != NULL;
}

bs_status bs_choose_client_cert(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bool shared = hs->c->version < BS_TLS12 || bs_any_scheme_shared(hs);
    bool chosen = shared && choose_client_cred(hs);
    if (!chosen) hs->c->own_cred = NULL;
    if (!chosen || !is_strict_match(hs, hs->cred)) hs->cred = NULL; /* an empty Certificate then */
    return BS_OK;
}
