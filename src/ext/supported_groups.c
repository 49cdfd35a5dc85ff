/* RFC 8446 4.2.7; RFC 8422 5.1.1 */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

#include <string.h>

/* FFDHE is offered for TLS 1.3: before, RFC 7919's negotiation is one that OpenSSL has not either. */
static bool named(const struct bs_hs *hs, uint16_t id) {
    const struct bs_group *g = bs_group_usable(hs->c, id, BS_SEC_GROUP_SUPPORTED);
    return g && (g->kind != BS_GROUP_FFDHE || hs->offer_max >= BS_TLS13);
}

/* RFC 8446 4.2.7: a server "MAY" tell its preference; as OpenSSL, it does if that is for another group than was agreed on. */
static bool would_prefer(const struct bs_hs *hs) {
    const struct bs_config *cfg = &hs->c->cfg;
    if (!hs->group) return false;
    for (size_t i = 0; i < cfg->num_groups; i++) {
        if (bs_group_usable(hs->c, cfg->groups[i], BS_SEC_GROUP_SUPPORTED)) return cfg->groups[i] != hs->group->id;
    }
    return false;
}

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    const struct bs_config *cfg = &hs->c->cfg;
    if (m == BS_IN_EE) return would_prefer(hs);
    if (m != BS_IN_CH || (hs->offer_max < BS_TLS13 && !bs_offers_ecc(hs))) return false;
    for (size_t i = 0; i < cfg->num_groups; i++) {
        if (named(hs, cfg->groups[i])) return true;
    }
    return false;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    const struct bs_config *cfg = &hs->c->cfg;
    bs_mark list = bs_w_open(w, 2);
    for (size_t i = 0; i < cfg->num_groups; i++) {
        bool named_here = m == BS_IN_CH ? named(hs, cfg->groups[i])
                                        : bs_group_usable(hs->c, cfg->groups[i], BS_SEC_GROUP_SUPPORTED) != NULL;
        if (named_here) bs_w_u16(w, cfg->groups[i]);
    }
    bs_w_close(w, list);
    return BS_OK;
}

/*
 * RFC 8422 5.1.2: to a client that names one of the curves, and point formats without uncompressed, the server "MUST abort
 * the handshake". The formats, which are for TLS 1.2 and before, have been read by now.
 */
static bool has_no_use_for_points(const struct bs_hs *hs) {
    if (hs->num_point_formats == 0 || memchr(hs->point_formats, 0, hs->num_point_formats)) return false;
    for (size_t i = 0; i < hs->num_peer_groups; i++) {
        const struct bs_group *g = bs_group_find(hs->peer_groups[i]);
        if (g && g->kind != BS_GROUP_FFDHE) return true;
    }
    return false;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    bs_reader list;
    if (!bs_r_vec(&body, 2, 2, 65535, &list) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    if (m != BS_IN_CH) return list.len % 2 == 0 ? BS_OK : BS_E_BAD_EXTENSION; /* advice for the next connection */
    if (!bs_list_read(list, hs->peer_groups, &hs->num_peer_groups)) return BS_E_BAD_EXTENSION;
    return has_no_use_for_points(hs) ? BS_E_ILLEGAL_EXTENSION : BS_OK;
}

/* OpenSSL lets a TLS 1.2 server answer with it, since some do. */
const struct bs_ext bs_ext_supported_groups = { .type = BS_EXT_SUPPORTED_GROUPS,
                                                .name = "supported_groups",
                                                .messages = BS_IN_CH | BS_IN_EE | BS_IN_SH12,
                                                .wanted = wanted,
                                                .write = write,
                                                .read = read };
