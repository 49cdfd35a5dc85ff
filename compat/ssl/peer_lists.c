#include "compat/ssl/peer_lists.h"

#include <string.h>

#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/cipher_list.h"
#include "compat/ssl/ctrl.h"
#include "compat/ssl/ssl_local.h"
#include "compat/ssl/suite_b.h"
#include "compat/ssl/tmp_dh.h"
#include "src/hs/chain_fit.h"

static const uint16_t *copy_list(uint16_t **at, const uint16_t *from, size_t num) {
    uint16_t *to = *at;
    if (num > 0) memcpy(to, from, num * sizeof *to);
    *at += num;
    return to;
}

static const uint8_t *copy_bytes(uint8_t **at, bs_reader from) {
    uint8_t *to = *at;
    if (from.len > 0) memcpy(to, from.p, from.len);
    *at += from.len;
    return to;
}

/* What a resumption does not negotiate OpenSSL does not remember: in TLS 1.3 the signature algorithms, before all. */
static struct bs_conn_info negotiated(const struct bs_conn_info *info) {
    struct bs_conn_info out = *info;
    if (!info->resumed) return out;
    out.num_peer_sigalgs = 0;
    if (info->version >= BS_TLS13) return out;
    out.num_peer_groups = 0;
    out.peer_share = out.peer_point_formats = bs_r_from(NULL, 0);
    out.peer_dh = (struct bs_dh){ 0 };
    return out;
}

struct ssl_peer_lists *ssl_peer_lists_new(const struct bs_conn_info *given) {
    const struct bs_conn_info all = negotiated(given), *info = &all;
    size_t numbers = info->num_peer_groups + info->num_peer_sigalgs;
    size_t bytes = info->peer_suites.len + info->peer_share.len + info->peer_point_formats.len + info->cert_types.len +
                   info->peer_ca_names.len + info->peer_dh.p.len + info->peer_dh.g.len;
    struct ssl_peer_lists *l =
        (struct ssl_peer_lists *)OPENSSL_zalloc(sizeof *l + numbers * sizeof(uint16_t) + bytes);
    if (!l) return NULL;
    uint16_t *at = (uint16_t *)(void *)(l + 1);
    l->num_groups = info->num_peer_groups;
    l->groups = copy_list(&at, info->peer_groups, l->num_groups);
    l->num_sigalgs = info->num_peer_sigalgs;
    l->sigalgs = copy_list(&at, info->peer_sigalgs, l->num_sigalgs);
    uint8_t *byte = (uint8_t *)at;
    l->sigalgs_matched = true;
    l->suites_matched = !info->resumed || info->version >= BS_TLS13;
    l->num_suites = info->peer_suites.len / 2;
    l->suites = copy_bytes(&byte, info->peer_suites);
    l->group = info->group;
    l->share_len = info->peer_share.len;
    l->share = copy_bytes(&byte, info->peer_share);
    l->dh_p = bs_r_from(copy_bytes(&byte, info->peer_dh.p), info->peer_dh.p.len);
    l->dh_g = bs_r_from(copy_bytes(&byte, info->peer_dh.g), info->peer_dh.g.len);
    l->num_point_formats = info->peer_point_formats.len;
    l->point_formats = copy_bytes(&byte, info->peer_point_formats);
    l->cert_types = bs_r_from(copy_bytes(&byte, info->cert_types), info->cert_types.len);
    if (info->peer_ca_names.p) l->ca_names = bs_r_from(copy_bytes(&byte, info->peer_ca_names), info->peer_ca_names.len);
    return l;
}

/* --- cipher suites ------------------------------------------------------------------------------------------- */

static bool enabled(const SSL *s, uint16_t id) {
    const struct ssl_list *parts[2] = { s->set.suites13, s->set.suites12 };
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = 0; parts[p] && i < parts[p]->num; i++) {
            if (parts[p]->v[i] == id) return true;
        }
    }
    return false;
}

/* In the client's order; as much as fits. */
char *SSL_get_shared_ciphers(const SSL *s, char *buf, int size) {
    size_t len = 0;
    const struct ssl_peer_lists *l = s->peer_lists;
    if (!s->server || !l || !l->suites_matched || size < 2) return NULL;
    for (size_t i = 0; i < l->num_suites; i++) {
        const struct bs_suite *row = bs_suite_find((uint16_t)(l->suites[2 * i] << 8 | l->suites[2 * i + 1]));
        if (!row || !enabled(s, row->id)) continue;
        size_t n = strlen(row->name);
        if (n + 1 > (size_t)size - len) break;
        memcpy(buf + len, row->name, n);
        buf[len + n] = ':';
        len += n + 1;
    }
    if (len == 0) return NULL;
    buf[len - 1] = '\0';
    return buf;
}

long ssl_peer_raw_suites(const SSL *s, const unsigned char **out) {
    if (!s->peer_lists || s->peer_lists->num_suites == 0) return 0;
    *out = s->peer_lists->suites;
    return 2 * (long)s->peer_lists->num_suites;
}

/* --- signature algorithms ------------------------------------------------------------------------------------ */

int ssl_sig_nid(const struct bs_sigscheme *scheme) {
    switch (scheme->kind) {
    case BS_SIG_ECDSA: return EVP_PKEY_EC;
    case BS_SIG_ED25519: return EVP_PKEY_ED25519;
    case BS_SIG_ED448: return EVP_PKEY_ED448;
    case BS_SIG_RSA_PKCS1: return EVP_PKEY_RSA;
    default: return EVP_PKEY_RSA_PSS;
    }
}

int ssl_hash_nid(enum bs_hash hash) {
    switch (hash) {
    case BS_HASH_SHA1: return NID_sha1;
    case BS_HASH_SHA224: return NID_sha224;
    case BS_HASH_SHA256: return NID_sha256;
    case BS_HASH_SHA384: return NID_sha384;
    case BS_HASH_SHA512: return NID_sha512;
    case BS_HASH_MD5SHA1: return NID_md5_sha1;
    default: return NID_undef;
    }
}

static int sign_hash_nid(const struct bs_sigscheme *scheme) {
    int nid = NID_undef;
    if (scheme->kind != BS_SIG_RSA_PSS_PSS && scheme->kind != BS_SIG_RSA_PSS_RSAE) {
        (void)OBJ_find_sigid_by_algs(&nid, ssl_hash_nid(scheme->hash), ssl_sig_nid(scheme));
    }
    return nid;
}

struct sigalg_out {
    int *psign, *phash, *psignhash;
    unsigned char *rsig, *rhash;
};

/* DSA is not built, but has a name all the same, by the old pair of numbers. */
static int unbuilt_sig_nid(uint16_t id) {
    return (id & 0xFF) == 2 && id >> 8 >= 2 && id >> 8 <= 6 ? EVP_PKEY_DSA : NID_undef;
}

static int unbuilt_hash_nid(uint16_t id) {
    return unbuilt_sig_nid(id) == EVP_PKEY_DSA ? ssl_hash_nid((enum bs_hash)(id >> 8)) : NID_undef;
}

static int unbuilt_sign_hash_nid(uint16_t id) {
    int nid = unbuilt_sig_nid(id);
    if (nid == EVP_PKEY_DSA) (void)OBJ_find_sigid_by_algs(&nid, unbuilt_hash_nid(id), EVP_PKEY_DSA);
    return nid;
}

static void tell_sigalg(uint16_t id, const struct sigalg_out *out) {
    const struct bs_sigscheme *scheme = bs_sigscheme_find(id);
    if (out->rhash) *out->rhash = (unsigned char)(id >> 8);
    if (out->rsig) *out->rsig = (unsigned char)id;
    if (out->psign) *out->psign = scheme ? ssl_sig_nid(scheme) : unbuilt_sig_nid(id);
    if (out->phash) *out->phash = scheme ? ssl_hash_nid(scheme->hash) : unbuilt_hash_nid(id);
    if (out->psignhash) *out->psignhash = scheme ? sign_hash_nid(scheme) : unbuilt_sign_hash_nid(id);
}

int SSL_get_sigalgs(SSL *s, int idx, int *psign, int *phash, int *psignhash, unsigned char *rsig, unsigned char *rhash) {
    const struct sigalg_out out = { psign, phash, psignhash, rsig, rhash };
    int num = s->peer_lists ? (int)s->peer_lists->num_sigalgs : 0;
    if (idx >= num) return 0;
    if (idx >= 0) tell_sigalg(s->peer_lists->sigalgs[idx], &out);
    return num;
}

static bool has(const uint16_t *list, size_t num, uint16_t v) {
    for (size_t i = 0; i < num; i++) {
        if (list[i] == v) return true;
    }
    return false;
}

int SSL_get_shared_sigalgs(SSL *s, int idx, int *psign, int *phash, int *psignhash, unsigned char *rsig,
                           unsigned char *rhash) {
    const struct sigalg_out out = { psign, phash, psignhash, rsig, rhash };
    uint16_t shared[BS_MAX_PEER_LIST];
    if (!s->peer_lists || !s->peer_lists->sigalgs_matched || !s->conn || idx < 0) return 0;
    int num = (int)bs_conn_shared_schemes(s->conn, s->peer_lists->sigalgs, s->peer_lists->num_sigalgs, shared);
    if (idx >= num) return 0;
    tell_sigalg(shared[idx], &out);
    return num;
}

static int type_nid(const struct bs_sigscheme *scheme, int *pnid) {
    if (!scheme) return 0;
    *pnid = ssl_sig_nid(scheme);
    return 1;
}

int SSL_get_peer_signature_type_nid(const SSL *s, int *pnid) {
    struct bs_conn_info info;
    if (!s->conn) return 0;
    bs_conn_get_info(s->conn, &info);
    return type_nid(info.peer_sigalg, pnid);
}

int SSL_get_signature_type_nid(const SSL *s, int *pnid) {
    struct bs_conn_info info;
    if (!s->conn) return 0;
    bs_conn_get_info(s->conn, &info);
    return type_nid(info.own_sigalg, pnid);
}

/* --- groups -------------------------------------------------------------------------------------------------- */

int ssl_group_nid(uint16_t id) {
    const struct bs_group *g = bs_group_find(id);
    if (!g) return TLSEXT_nid_unknown | id;
    return OBJ_sn2nid(g->alias);
}

const char *SSL_group_to_name(SSL *s, int nid) {
    (void)s;
    for (size_t i = 0; i < bs_num_groups; i++) {
        if (ssl_group_nid(bs_groups[i].id) == nid || (TLSEXT_nid_unknown | bs_groups[i].id) == nid) return bs_groups[i].rfc;
    }
    return NULL;
}

long ssl_peer_groups(const SSL *s, int *out) {
    const struct ssl_peer_lists *l = s->peer_lists;
    for (size_t i = 0; l && out && i < l->num_groups; i++) out[i] = ssl_group_nid(l->groups[i]);
    return l ? (long)l->num_groups : 0;
}

static const uint16_t *own_groups(const SSL *s, size_t *out_num) {
    const struct ssl_list *own = s->set.groups ? s->set.groups : ssl_default_groups();
    const uint16_t *groups = own->v;
    uint32_t suite_b = ssl_suite_b(&s->set);
    *out_num = suite_b == 0 ? own->num : ssl_suite_b_groups(suite_b, &groups);
    return groups;
}

/* The group that goes with the suite: Suite B's, else the first one. */
static long group_in_use(const SSL *s) {
    const SSL_CIPHER *suite = SSL_get_pending_cipher(s);
    if (!suite) suite = SSL_get_current_cipher(s);
    if (ssl_suite_b(&s->set) == 0) return ssl_shared_group(s, 0);
    if (!suite || !s->server) return 0;
    switch (ssl_suite_of(suite)->id) { /* RFC 6460 3.1 */
    case TLS1_CK_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 & 0xFFFF: return NID_X9_62_prime256v1;
    case TLS1_CK_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 & 0xFFFF: return NID_secp384r1;
    default: return 0;
    }
}

/* man 3 SSL_get_shared_group: both lists' common part, in the order of the side whose preference counts. */
long ssl_shared_group(const SSL *s, long n) {
    size_t num_own;
    const uint16_t *own = own_groups(s, &num_own);
    const struct ssl_peer_lists *l = s->peer_lists;
    bool ours_first = (s->set.options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;
    long found = 0;
    if (n == -2) return group_in_use(s);
    if (!s->server) return 0; /* a client knows its own list alone */
    if (!l) return 0;
    const uint16_t *first = ours_first ? own : l->groups, *then = ours_first ? l->groups : own;
    size_t num_first = ours_first ? num_own : l->num_groups, num_then = ours_first ? l->num_groups : num_own;
    for (size_t i = 0; i < num_first; i++) {
        const struct bs_group *g = has(then, num_then, first[i]) ? bs_group_find(first[i]) : NULL;
        if (!g || !ssl_security_allows(s, SSL_SECOP_CURVE_SHARED, (int)g->security_bits, g->id, NULL)) continue;
        if (found++ == n) return ssl_group_nid(g->id);
    }
    return n == -1 ? found : 0;
}

long ssl_peer_point_formats(const SSL *s, const unsigned char **out) {
    if (!s->peer_lists || s->peer_lists->num_point_formats == 0) return 0;
    *out = s->peer_lists->point_formats;
    return (long)s->peer_lists->num_point_formats;
}

long ssl_peer_tmp_key(const SSL *s, EVP_PKEY **out) {
    const struct ssl_peer_lists *l = s->peer_lists;
    *out = NULL;
    if (s->server || !l || l->share_len == 0) return 0;
    if (l->dh_p.len > 0) {
        *out = ssl_dh_key(l->dh_p, l->dh_g, bs_r_from(l->share, l->share_len));
        return *out != NULL;
    }
    if (!l->group) return 0;
    struct bs_pubkey pub = { .type = l->group->kind == BS_GROUP_X25519 ? BS_KEY_X25519
                                     : l->group->kind == BS_GROUP_X448 ? BS_KEY_X448
                                                                       : BS_KEY_EC,
                             .curve = l->group->curve,
                             .point = bs_r_from(l->share, l->share_len) };
    *out = bs_evp_pkey_from_public(&pub);
    return *out != NULL;
}
