#include "src/hs/negotiate.h"

#include "src/ext/ext.h"
#include "src/hs/messages.h"

#define ECDSA_SHA1 0x0203

bool bs_version_enabled(const struct bs_conn *c, uint16_t v) {
    if (c->hs && c->hs->renegotiation) return v == c->version;
    if (v < BS_TLS10 || v > BS_TLS13) return false;
    uint16_t max = c->cfg.max_version ? c->cfg.max_version : BS_TLS13;
    return v >= c->cfg.min_version && v <= max && !(c->cfg.disabled_versions >> (v & 15) & 1) &&
           bs_conn_allows(c, BS_SEC_VERSION, 0, v);
}

uint16_t bs_highest_version(const struct bs_conn *c) {
    for (uint16_t v = BS_TLS13; v >= BS_TLS10; v--) {
        if (bs_version_enabled(c, v)) return v;
    }
    return 0;
}

uint16_t bs_lowest_version(const struct bs_conn *c) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        if (bs_version_enabled(c, v)) return v;
    }
    return 0;
}

bool bs_list_has(const uint16_t *list, size_t num, uint16_t v) {
    for (size_t i = 0; i < num; i++) {
        if (list[i] == v) return true;
    }
    return false;
}

bool bs_list_read(bs_reader wire, uint16_t out[BS_MAX_PEER_LIST], size_t *out_num) {
    uint16_t v;
    *out_num = 0;
    if (wire.len % 2 != 0) return false;
    while (*out_num < BS_MAX_PEER_LIST && bs_r_u16(&wire, &v)) out[(*out_num)++] = v;
    return true;
}

bool bs_suite_usable(const struct bs_conn *c, const struct bs_suite *s, uint16_t version, enum bs_security_op op) {
    bool psk = (c->cfg.flags & BS_CF_PSK) != 0;
    return s && bs_suite_allows(s, version) && (psk || !(s->kx & BS_KX_PSK)) &&
           bs_conn_allows(c, op, s->strength_bits, s->id);
}

const struct bs_group *bs_group_usable(const struct bs_conn *c, uint16_t id, enum bs_security_op op) {
    const struct bs_group *g = bs_group_find(id);
    if (!g || !bs_list_has(c->cfg.groups, c->cfg.num_groups, id)) return NULL;
    return bs_conn_allows(c, op, g->security_bits, id) ? g : NULL;
}

/* Strength as OpenSSL counts it: half the digest's bits, and less where collisions are known. */
static unsigned scheme_bits(const struct bs_sigscheme *s) {
    switch (s->hash) {
    case BS_HASH_NONE: return s->kind == BS_SIG_ED448 ? 224 : 128;
    case BS_HASH_MD5: return 39;
    case BS_HASH_SHA1: return 64;
    case BS_HASH_MD5SHA1: return 67;
    default: return (unsigned)bs_hash_len(s->hash) * 4;
    }
}

const struct bs_sigscheme *bs_scheme_usable(const struct bs_conn *c, uint16_t id, enum bs_security_op op) {
    const struct bs_sigscheme *s = bs_sigscheme_find(id);
    if (!s || !bs_list_has(c->cfg.sigalgs, c->cfg.num_sigalgs, id)) return NULL;
    return bs_conn_allows(c, op, scheme_bits(s), id) ? s : NULL;
}

const uint16_t *bs_own_schemes(const struct bs_conn *c, size_t *out_num) {
    *out_num = c->cfg.sign_sigalgs ? c->cfg.num_sign_sigalgs : c->cfg.num_sigalgs;
    return c->cfg.sign_sigalgs ? c->cfg.sign_sigalgs : c->cfg.sigalgs;
}

const struct bs_sigscheme *bs_scheme_to_sign(const struct bs_conn *c, uint16_t id) {
    size_t num;
    const uint16_t *own = bs_own_schemes(c, &num);
    const struct bs_sigscheme *s = bs_sigscheme_find(id);
    return s && bs_list_has(own, num, id) && bs_conn_allows(c, BS_SEC_SIGALG_SHARED, scheme_bits(s), id) ? s : NULL;
}

static bool can_sign(const struct bs_hs *hs, const struct bs_sigscheme *s, const struct bs_credential *cred) {
    uint16_t version = hs->c->version;
    if (version >= BS_TLS13 && !s->tls13) return false;
    /* the transcript has no such hash for a TLS 1.2 CertificateVerify */
    if (s->hash == BS_HASH_SHA224 && hs->c->role == BS_CLIENT) return false;
    /* Suite B binds curves as TLS 1.3 does */
    if (hs->c->cfg.suite_b != 0 && s->kind == BS_SIG_ECDSA && s->curve != cred->pub->curve) return false;
    return cred->may_sign && cred->signer.sign && bs_sigscheme_fits(s, cred->pub, version);
}

bool bs_prefers_own(const struct bs_conn *c) {
    return c->cfg.suite_b != 0 || (c->role == BS_SERVER && (c->cfg.flags & BS_CF_SERVER_PREFERENCE) != 0);
}

bool bs_suite_b_allows(const struct bs_conn *c, const struct bs_suite *s, uint16_t group) {
    if (c->cfg.suite_b == 0 || !s || bs_conn_is13(c)) return true;
    if (s->kx != BS_KX_ECDHE || s->auth != BS_AUTH_ECDSA) return false;
    const struct bs_group *g = bs_group_find(group);
    if (s->bulk == BS_BULK_AES128_GCM) return g && g->curve == BR_EC_secp256r1;
    return s->bulk == BS_BULK_AES256_GCM && g && g->curve == BR_EC_secp384r1;
}

/* Who decides by the order of schemes. */
static bool by_our_order(const struct bs_hs *hs) { return bs_prefers_own(hs->c); }

static bool signs_for(const struct bs_sigscheme *s, enum bs_auth auth) {
    bool rsa = s->kind == BS_SIG_RSA_PKCS1 || s->kind == BS_SIG_RSA_PSS_RSAE || s->kind == BS_SIG_RSA_PSS_PSS;
    return rsa == (auth == BS_AUTH_RSA);
}

bool bs_config_auth_possible(const struct bs_config *cfg, void *app, enum bs_auth auth) {
    for (size_t i = 0; i < cfg->num_sigalgs; i++) {
        const struct bs_sigscheme *s = bs_sigscheme_find(cfg->sigalgs[i]);
        if (!s || !signs_for(s, auth)) continue;
        if (!cfg->ops->security || cfg->ops->security(app, BS_SEC_SIGALG_MASK, scheme_bits(s), s->id)) return true;
    }
    return false;
}

bool bs_auth_possible(const struct bs_conn *c, enum bs_auth auth) { return bs_config_auth_possible(&c->cfg, c->app, auth); }

size_t bs_scheme_rank(const struct bs_hs *hs, const struct bs_sigscheme *s) {
    size_t num, i = 0;
    const uint16_t *list = bs_own_schemes(hs->c, &num);
    if (!by_our_order(hs)) {
        list = hs->peer_sigalgs;
        num = hs->num_peer_sigalgs;
    }
    while (i < num && list[i] != s->id) i++;
    return i;
}

/*
 * RFC 4346 7.4.3, 7.4.8: before TLS 1.2 the key decides: RSA over MD5 and SHA-1; RFC 8422 5.10: ECDSA over SHA-1. The
 * lists of schemes say nothing about it.
 */
const struct bs_sigscheme *bs_legacy_scheme(const struct bs_conn *c, const struct bs_pubkey *key) {
    const struct bs_sigscheme *s = key->type == BS_KEY_RSA ? &bs_sigscheme_md5sha1 : bs_sigscheme_find(ECDSA_SHA1);
    if (!bs_sigscheme_fits(s, key, c->version)) return NULL;
    return bs_conn_allows(c, BS_SEC_SIGALG_SUPPORTED, scheme_bits(s), s->id) ? s : NULL;
}

const struct bs_sigscheme *bs_choose_scheme(const struct bs_hs *hs, const struct bs_credential *cred) {
    if (hs->c->version < BS_TLS12) {
        return cred->may_sign && cred->signer.sign ? bs_legacy_scheme(hs->c, cred->pub) : NULL;
    }
    size_t num_own;
    const uint16_t *own = bs_own_schemes(hs->c, &num_own);
    bool ours = by_our_order(hs);
    const uint16_t *first = ours ? own : hs->peer_sigalgs, *then = ours ? hs->peer_sigalgs : own;
    size_t num_first = ours ? num_own : hs->num_peer_sigalgs;
    size_t num_then = ours ? hs->num_peer_sigalgs : num_own;
    for (size_t i = 0; i < num_first; i++) {
        if (!bs_list_has(then, num_then, first[i])) continue;
        const struct bs_sigscheme *s = bs_scheme_to_sign(hs->c, first[i]);
        if (s && can_sign(hs, s, cred)) return s;
    }
    return NULL;
}

/*
 * RFC 8422 5.1, 5.3: before 1.3, where the scheme says the curve, supported_groups speaks for certificates too: the
 * peer's must be on a curve that we have and, at a server, that the client named if it named any.
 */
static bool curve_agreed(const struct bs_hs *hs, const struct bs_pubkey *key) {
    if (bs_conn_is13(hs->c) || key->type != BS_KEY_EC) return true;
    uint16_t id = bs_group_of_curve(key->curve);
    if (!bs_group_usable(hs->c, id, BS_SEC_GROUP_CHECK) || !bs_suite_b_allows(hs->c, hs->suite, id)) return false;
    return hs->c->role == BS_CLIENT || hs->num_peer_groups == 0 || bs_list_has(hs->peer_groups, hs->num_peer_groups, id);
}

bs_status bs_check_scheme(const struct bs_hs *hs, uint16_t id, const struct bs_pubkey *key,
                          const struct bs_sigscheme **out) {
    if (hs->c->version < BS_TLS12) {
        const struct bs_sigscheme *legacy = bs_legacy_scheme(hs->c, key);
        if (!legacy) return BS_E_LEGACY_SIGALG;
        *out = legacy;
        return curve_agreed(hs, key) ? BS_OK : BS_E_WRONG_GROUP;
    }
    const struct bs_sigscheme *s = bs_sigscheme_find(id);
    bool is13 = bs_conn_is13(hs->c);
    if (!s || (is13 && !s->tls13)) return BS_E_WRONG_SIGALG;
    /* in 1.3, and in Suite B, an ECDSA scheme names the curve too */
    bool binds = is13 || hs->c->cfg.suite_b != 0;
    if (binds && s->kind == BS_SIG_ECDSA && key->type == BS_KEY_EC && s->curve != key->curve) return BS_E_WRONG_GROUP;
    if (!bs_sigscheme_fits(s, key, hs->c->version)) return BS_E_WRONG_SIGALG;
    if (!curve_agreed(hs, key)) return BS_E_WRONG_GROUP;
    if (!bs_scheme_usable(hs->c, id, BS_SEC_SIGALG_CHECK)) return BS_E_SIGALG_NOT_OFFERED;
    *out = s;
    return BS_OK;
}

static bool is_ecc(const struct bs_suite *s) {
    return s->min_version >= BS_TLS13 || (s->kx & BS_KX_ECDHE) != 0 || s->auth == BS_AUTH_ECDSA;
}

/* RFC 8422 5.1: "MUST NOT include these extensions in the ClientHello message if it does not propose any ECC cipher
 * suites"; the suites of TLS 1.3 count as such. */
bool bs_offers_ecc(const struct bs_hs *hs) {
    const struct bs_config *cfg = &hs->c->cfg;
    bool suite = false, group = false;
    for (size_t i = 0; i < cfg->num_suites && !suite; i++) {
        const struct bs_suite *s = bs_suite_find(cfg->suites[i]);
        suite = s && is_ecc(s) && s->min_version <= hs->offer_max && s->max_version >= hs->offer_min;
    }
    for (size_t i = 0; suite && i < cfg->num_groups && !group; i++) {
        const struct bs_group *g = bs_group_usable(hs->c, cfg->groups[i], BS_SEC_GROUP_SUPPORTED);
        group = g && g->kind != BS_GROUP_FFDHE;
    }
    return group;
}

const struct bs_group *bs_choose_group(const struct bs_hs *hs, const struct bs_suite *s) {
    const struct bs_config *cfg = &hs->c->cfg;
    /* RFC 8422 4: to a client that names no groups "the server is free to choose"; as OpenSSL, it does in Suite B alone */
    bool named = hs->num_peer_groups > 0;
    if (!named && cfg->suite_b == 0) return NULL;
    bool ours = bs_hs_flag(hs, BS_CF_SERVER_PREFERENCE) || !named;
    const uint16_t *list = ours ? cfg->groups : hs->peer_groups;
    size_t num = ours ? cfg->num_groups : hs->num_peer_groups;
    for (size_t i = 0; i < num; i++) {
        if (named && !bs_list_has(hs->peer_groups, hs->num_peer_groups, list[i])) continue;
        const struct bs_group *g = bs_group_usable(hs->c, list[i], BS_SEC_GROUP_SHARED);
        if (g && g->kind != BS_GROUP_FFDHE && bs_suite_b_allows(hs->c, s, g->id)) return g;
    }
    return NULL;
}

bs_status bs_server_hello_version(const struct bs_server_hello *sh, uint16_t *out) {
    bs_reader exts = sh->extensions, ext;
    uint16_t type;
    *out = sh->legacy_version;
    while (bs_r_u16(&exts, &type) && bs_r_vec(&exts, 2, 0, 65535, &ext)) {
        if (type != BS_EXT_SUPPORTED_VERSIONS) continue;
        if (!bs_r_u16(&ext, out) || ext.len > 0) return BS_E_LENGTH;
        /* "MUST abort if [it] contains a version not offered, or a version prior to TLS 1.3" */
        if (*out != BS_TLS13) return BS_E_BAD_VERSION_NUMBER;
        if (sh->legacy_version != BS_TLS12) return BS_E_BAD_LEGACY_VERSION;
    }
    return BS_OK;
}

/* A client's: from the ServerHello that is peeked at. */
static bs_status version_of_server(struct bs_hs *hs, bs_reader body) {
    struct bs_conn *c = hs->c;
    struct bs_server_hello sh;
    uint16_t version;
    BS_TRY(bs_server_hello_decode(&sh, body));
    BS_TRY(bs_server_hello_version(&sh, &version));
    /* RFC 8446 4.1.3: a client of TLS 1.3 "MUST first examine the Random value"; 9.2: supported_versions is required */
    if (hs->offer_max >= BS_TLS13 && bs_is_hrr(&sh) && version < BS_TLS13) return BS_E_HRR_VERSION;
    if (hs->renegotiation) {
        if (version != c->version) return BS_E_VERSION_CHANGED;
        bs_hs_switch(hs, bs_script_tls12);
        return BS_OK;
    }
    if (sh.legacy_version > BS_TLS12 || version < hs->offer_min || version > hs->offer_max ||
        !bs_version_enabled(c, version)) {
        return BS_E_UNSUPPORTED_VERSION;
    }
    c->version = version;
    hs->retry = version >= BS_TLS13 && bs_is_hrr(&sh);
    if (version < BS_TLS13 && hs->early_ccs) return BS_E_EARLY_CCS;
    bs_hs_switch(hs, version >= BS_TLS13 ? bs_script_tls13 : bs_script_tls12);
    return BS_OK;
}

/* The version that a ClientHello leads to. A renegotiation is of the one that is spoken. */
static bs_status find_version(struct bs_hs *hs, uint16_t *out) {
    struct bs_conn *c = hs->c;
    *out = hs->offer_max; /* what supported_versions settled */
    if (hs->renegotiation) {
        *out = c->version;
        return hs->ch.legacy_version < c->version ? BS_E_VERSION_CHANGED : BS_OK;
    }
    bool listed = bs_ext_got(hs, BS_EXT_SUPPORTED_VERSIONS);
    /* RFC 5246 E.1: versions above ours are answered with ours, of whatever major number; below 1.0 there is none */
    if (hs->ch.legacy_version < BS_TLS10) return listed ? BS_E_BAD_LEGACY_VERSION : BS_E_VERSION_TOO_LOW;
    if (!listed) {
        c->client_version = hs->ch.legacy_version;
        *out = hs->ch.legacy_version < BS_TLS12 ? hs->ch.legacy_version : BS_TLS12;
        while (*out >= BS_TLS10 && !bs_version_enabled(c, *out)) (*out)--;
    }
    if (*out >= BS_TLS10) return BS_OK;
    return hs->ch.legacy_version < BS_TLS10 ? BS_E_VERSION_TOO_LOW : BS_E_UNSUPPORTED_VERSION;
}

static bs_status version_of_client(struct bs_hs *hs) {
    struct bs_conn *c = hs->c;
    uint16_t version;
    BS_TRY(bs_ext_read(hs, BS_IN_CH, hs->ch.extensions));
    BS_TRY(find_version(hs, &version));
    c->version = version;
    /* RFC 7507 3 */
    if (bs_client_hello_offers(&hs->ch, 0x5600) && version < bs_highest_version(c)) return BS_E_INAPPROPRIATE_FALLBACK;
    c->state.tls13 = version >= BS_TLS13;
    if (version >= BS_TLS13) {
        if (c->frag.len > 0 || c->rec.len > 0) return BS_E_NOT_ON_RECORD_BOUNDARY;
    } else if (!memchr(hs->ch.compressions.p, 0, hs->ch.compressions.len)) {
        return BS_E_NO_COMPRESSION;
    }
    bs_hs_switch(hs, version >= BS_TLS13 ? bs_script_tls13 : bs_script_tls12);
    return BS_OK;
}

bs_status bs_check_versions(struct bs_hs *hs, bs_reader body) {
    (void)body;
    if (!hs->renegotiation && bs_hs_flag(hs, BS_CF_FIRST_VERSION_REFUSED)) return BS_E_VERSION_REFUSED;
    if (hs->c->role == BS_CLIENT) return BS_OK; /* it finds out as it makes its ClientHello */
    return bs_highest_version(hs->c) != 0 ? BS_OK : BS_E_NO_VERSIONS_ENABLED;
}

bs_status bs_choose_version(struct bs_hs *hs, bs_reader body) {
    BS_TRY(hs->c->role == BS_CLIENT ? version_of_server(hs, body) : version_of_client(hs));
    /* RFC 8446 D.3: a client that sent early data "MUST fail" the connection if the server answers in an older version */
    if (hs->c->role == BS_CLIENT && hs->early_keys && !bs_conn_is13(hs->c)) return BS_E_UNSUPPORTED_VERSION;
    if (bs_conn_is13(hs->c)) bs_hs_drop_messages(hs);
    return BS_OK;
}
