#include "src/hs/chain_fit.h"

#include "src/hs/negotiate.h"
#include "src/x509/cert.h"
#include "src/x509/name.h"
#include "src/x509/sig_alg.h"
#include "src/x509/suite_b.h"

#include <stdlib.h>

#define RSA_SHA1 0x0201
#define ECDSA_SHA1 0x0203
#define ECDSA_SHA256 0x0403
#define ECDSA_SHA384 0x0503

enum { TYPE_RSA_SIGN = 1, TYPE_ECDSA_SIGN = 64 };

/* One judgement in the making. */
struct judge {
    const struct bs_conn *c;
    const struct bs_peer_terms *peer;
    const struct bs_suite *suite; /* NULL: it is still to be chosen */
    uint16_t shared[BS_MAX_PEER_LIST];
    size_t num_shared;
    const struct bs_pubkey *key;
    uint16_t implied; /* the scheme that stands for a list which the peer did not send; 0: none does */
};

/* --- schemes --------------------------------------------------------------------------------------------------- */

/* RFC 8446 4.2.3 keeps these for certificates alone; who offers nothing older has no use for them. */
static bool is_too_old(const struct bs_conn *c, const struct bs_sigscheme *s) {
    return (s->hash == BS_HASH_SHA1 || s->hash == BS_HASH_SHA224) && c->role == BS_CLIENT && bs_lowest_version(c) >= BS_TLS13;
}

size_t bs_conn_shared_schemes(const struct bs_conn *c, const uint16_t *peer, size_t num, uint16_t out[BS_MAX_PEER_LIST]) {
    size_t num_own, num_out = 0;
    const uint16_t *own = bs_own_schemes(c, &num_own);
    bool ours = bs_prefers_own(c);
    const uint16_t *first = ours ? own : peer;
    for (size_t i = 0; i < (ours ? num_own : num) && num_out < BS_MAX_PEER_LIST; i++) {
        if (!bs_list_has(ours ? peer : own, ours ? num : num_own, first[i])) continue;
        const struct bs_sigscheme *s = bs_scheme_to_sign(c, first[i]);
        if (s && !is_too_old(c, s)) out[num_out++] = s->id;
    }
    return num_out;
}

/* Whose keys make such signatures. */
static enum bs_key_type key_of(const struct bs_sigscheme *s) {
    switch (s->kind) {
    case BS_SIG_RSA_PSS_PSS: return BS_KEY_RSA_PSS;
    case BS_SIG_ECDSA: return BS_KEY_EC;
    case BS_SIG_ED25519: return BS_KEY_ED25519;
    case BS_SIG_ED448: return BS_KEY_ED448;
    default: return BS_KEY_RSA;
    }
}

/* RFC 5246 7.4.1.4.1: without the extension the client's schemes are those with SHA-1. */
static uint16_t implied_scheme(enum bs_key_type t) { return t == BS_KEY_RSA ? RSA_SHA1 : t == BS_KEY_EC ? ECDSA_SHA1 : 0; }

static unsigned signing(const struct judge *j) {
    const struct bs_conn *c = j->c;
    if (c->version != 0 && c->version < BS_TLS12) return BS_FIT_SIGN | BS_FIT_EXPLICIT_SIGN;
    for (size_t i = 0; i < j->num_shared; i++) {
        const struct bs_sigscheme *s = bs_sigscheme_find(j->shared[i]);
        if (bs_conn_is13(c) && s->kind == BS_SIG_RSA_PKCS1) continue;
        if (key_of(s) == j->key->type) return BS_FIT_SIGN | BS_FIT_EXPLICIT_SIGN;
    }
    bool by_default = j->peer->num_sigalgs == 0 && c->role == BS_SERVER && c->version != 0 && j->implied != 0;
    return by_default && bs_scheme_usable(c, j->implied, BS_SEC_SIGALG_SUPPORTED) ? BS_FIT_SIGN : 0;
}

/* TLS 1.3 has the leaf's key judged, not what signed it. */
static bool can_sign13(const struct judge *j) {
    for (size_t i = 0; i < j->num_shared; i++) {
        const struct bs_sigscheme *s = bs_sigscheme_find(j->shared[i]);
        if (s->tls13 && s->kind != BS_SIG_RSA_PKCS1 && bs_sigscheme_fits(s, j->key, BS_TLS13)) return true;
    }
    return false;
}

/* Schemes with PSS or of EdDSA name no signature of a certificate, as OpenSSL compares them. */
static bool is_scheme_of(const struct bs_sigscheme *s, const struct bs_sig_alg *a) {
    return (s->kind == BS_SIG_RSA_PKCS1 || s->kind == BS_SIG_ECDSA) && s->kind == a->kind && s->hash == a->hash;
}

static bool signature_ok(const struct judge *j, const struct bs_cert *x) {
    struct bs_sig_alg a;
    bool named = j->peer->num_sigalgs > 0;
    if (!named && j->implied == 0) return true; /* nothing is known of such keys */
    if (bs_sig_alg_decode(&a, x->sig_alg) != BS_OK) return false;
    if (!named) return is_scheme_of(bs_sigscheme_find(j->implied), &a);
    for (size_t i = 0; i < j->num_shared; i++) {
        if (is_scheme_of(bs_sigscheme_find(j->shared[i]), &a)) return true;
    }
    return false;
}

/* --- curves, types, names ---------------------------------------------------------------------------------------- */

static bool curve_ok(const struct judge *j, const struct bs_cert *x) {
    const struct bs_conn *c = j->c;
    if (x->key_status != BS_OK) return false;
    if (x->key.type != BS_KEY_EC) return true;
    const struct bs_group *g = bs_group_find(bs_group_of_curve(x->key.curve));
    if (!g || !bs_conn_allows(c, BS_SEC_GROUP_CHECK, g->security_bits, g->id)) return false;
    if (!bs_suite_b_allows(c, j->suite, g->id)) return false;
    if (c->role == BS_CLIENT) return bs_list_has(c->cfg.groups, c->cfg.num_groups, g->id);
    return j->peer->num_groups == 0 || bs_list_has(j->peer->groups, j->peer->num_groups, g->id);
}

/* RFC 6460 3: P-256 signs with SHA-256 and P-384 with SHA-384, and nothing else does. */
static bool suite_b_key_ok(const struct judge *j, const struct bs_cert *leaf) {
    if (j->c->cfg.suite_b == 0) return true;
    uint16_t want = leaf->key.curve == BR_EC_secp256r1 ? ECDSA_SHA256 : leaf->key.curve == BR_EC_secp384r1 ? ECDSA_SHA384 : 0;
    return leaf->key.type != BS_KEY_EC || (want != 0 && bs_list_has(j->shared, j->num_shared, want));
}

static bool chain_is_suite_b(const struct judge *j, const bs_reader *chain, size_t num) {
    struct bs_cert *certs = (struct bs_cert *)calloc(num, sizeof *certs);
    struct bs_path_cert *list = (struct bs_path_cert *)calloc(num, sizeof *list);
    bool ok = certs && list;
    for (size_t i = 0; ok && i < num; i++) {
        ok = bs_cert_decode(&certs[i], chain[i]) == BS_OK;
        list[i].cert = &certs[i];
    }
    ok = ok && bs_suite_b_chain(NULL, list, num, j->c->cfg.suite_b, NULL) == BS_V_OK;
    free(certs);
    free(list);
    return ok;
}

/* RFC 5246 7.4.4 */
static bool type_ok(const struct judge *j) {
    bs_reader types = j->peer->cert_types;
    uint8_t want = j->key->type == BS_KEY_RSA ? TYPE_RSA_SIGN : TYPE_ECDSA_SIGN;
    if (j->key->type != BS_KEY_RSA && j->key->type != BS_KEY_EC) return true;
    return types.len > 0 && memchr(types.p, want, types.len) != NULL;
}

static bool issuer_named(const struct judge *j, const struct bs_cert *x) {
    bs_reader names = j->peer->ca_names, name;
    while (bs_r_vec(&names, 2, 1, 65535, &name)) {
        if (bs_name_equal(x->issuer, name)) return true;
    }
    return false;
}

/* --- all together ------------------------------------------------------------------------------------------------ */

/* Of one certificate, what fits; `all` has what the chain before it had. */
static unsigned judge_cert(const struct judge *j, bs_reader der, bool leaf, unsigned all) {
    const unsigned ee[2] = { BS_FIT_CA_SIGNATURE, BS_FIT_EE_SIGNATURE }, param[2] = { BS_FIT_CA_PARAM, BS_FIT_EE_PARAM };
    bool signs12 = j->c->version == 0 || j->c->version >= BS_TLS12, server = j->c->role == BS_SERVER;
    struct bs_cert x;
    if (bs_cert_decode(&x, der) != BS_OK) return all & ~(ee[leaf] | param[leaf]);
    if (leaf && bs_conn_is13(j->c)) {
        if (!can_sign13(j)) all &= ~(unsigned)BS_FIT_EE_SIGNATURE;
    } else if (signs12 && !signature_ok(j, &x)) {
        all &= ~ee[leaf];
    }
    if ((leaf || server) && !curve_ok(j, &x)) all &= ~param[leaf];
    if (leaf && !suite_b_key_ok(j, &x)) all &= ~param[leaf];
    if (issuer_named(j, &x)) all |= BS_FIT_ISSUER_NAME;
    return all;
}

/* If the schemes that stand for a missing list are none that we were told to use, no signature is looked at. */
static bool implied_is_refused(const struct judge *j) {
    const struct bs_config *cfg = &j->c->cfg;
    size_t num = cfg->num_sigalgs;
    const uint16_t *list = j->c->role == BS_SERVER ? bs_own_schemes(j->c, &num) : cfg->sigalgs;
    return j->peer->num_sigalgs == 0 && j->implied != 0 && !bs_list_has(list, num, j->implied);
}

static unsigned judge_chain(const struct judge *j, const bs_reader *chain, size_t num) {
    bool client = j->c->role == BS_CLIENT;
    unsigned all = BS_FIT_EE_SIGNATURE | BS_FIT_CA_SIGNATURE | BS_FIT_EE_PARAM | BS_FIT_CA_PARAM;
    if (!client || j->peer->ca_names.len == 0) all |= BS_FIT_ISSUER_NAME;
    for (size_t i = 0; i < num; i++) all = judge_cert(j, chain[i], i == 0, all);
    if (!client || type_ok(j)) all |= BS_FIT_CERT_TYPE;
    if (j->c->cfg.suite_b != 0 && chain_is_suite_b(j, chain, num)) all |= BS_FIT_SUITE_B;
    bool signs12 = j->c->version == 0 || j->c->version >= BS_TLS12;
    if (signs12 && implied_is_refused(j)) all &= ~(unsigned)(BS_FIT_EE_SIGNATURE | BS_FIT_CA_SIGNATURE);
    return all;
}

static void judge_init(struct judge *j, const struct bs_conn *c, const struct bs_peer_terms *peer, const struct bs_pubkey *key) {
    j->c = c;
    j->peer = peer;
    j->suite = !c->hs ? c->suite : c->role == BS_CLIENT ? c->hs->suite : NULL; /* a server judges its chains first */
    j->key = key;
    j->num_shared = bs_conn_shared_schemes(c, peer->sigalgs, peer->num_sigalgs, j->shared);
    j->implied = implied_scheme(key->type);
}

#define LENIENT (BS_FIT_EE_SIGNATURE | BS_FIT_EE_PARAM)
#define STRICT (LENIENT | BS_FIT_CA_SIGNATURE | BS_FIT_CA_PARAM | BS_FIT_ISSUER_NAME | BS_FIT_CERT_TYPE)

unsigned bs_conn_chain_fit(const struct bs_conn *c, const struct bs_peer_terms *peer, const bs_reader *chain, size_t num,
                           const struct bs_pubkey *key) {
    struct judge j;
    judge_init(&j, c, peer, key);
    unsigned all = judge_chain(&j, chain, num);
    unsigned want = (c->cfg.flags & BS_CF_STRICT_CHAINS ? STRICT : LENIENT) | (c->cfg.suite_b != 0 ? BS_FIT_SUITE_B : 0);
    if ((all & want) == want) all |= BS_FIT_VALID;
    return all | signing(&j);
}

bool bs_chain_fits(const struct bs_hs *hs, const struct bs_credential *cred) {
    const struct bs_peer_terms peer = { .sigalgs = hs->peer_sigalgs,
                                        .num_sigalgs = hs->sigalgs_named ? hs->num_peer_sigalgs : 0,
                                        .groups = hs->peer_groups,
                                        .num_groups = hs->num_peer_groups,
                                        .cert_types = hs->cert_types,
                                        .ca_names = hs->ca_names };
    struct judge j;
    judge_init(&j, hs->c, &peer, cred->pub);
    unsigned want = STRICT | (hs->c->cfg.suite_b != 0 ? BS_FIT_SUITE_B : 0);
    return (judge_chain(&j, cred->chain, cred->chain_len) & want) == want;
}
