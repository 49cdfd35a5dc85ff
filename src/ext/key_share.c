/* RFC 8446 4.2.8 */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"
#include "src/hs/premaster.h"

bs_status bs_key_share_make(struct bs_hs *hs, const struct bs_group *g) {
    const struct bs_env *env = hs->c->cfg.env;
    bs_kex_wipe(&hs->kex);
    return bs_kex_init(&hs->kex, hs->c->cfg.impl, g, env->random, env->arg);
}

bool bs_key_share_find(bs_reader shares, uint16_t group, bs_reader *out) {
    uint16_t id;
    while (bs_r_u16(&shares, &id) && bs_r_vec(&shares, 2, 1, 65535, out)) {
        if (id == group) return true;
    }
    return false;
}

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_CH) return hs->offer_max >= BS_TLS13 && hs->kex.group;
    if (m == BS_IN_HRR) return hs->want_group != 0; /* else it is for the cookie alone */
    return hs->group != NULL;                       /* none with psk_ke */
}

static void write_entry(bs_writer *w, const struct bs_kex *kex) {
    bs_w_u16(w, kex->group->id);
    bs_w_vec(w, 2, kex->share, kex->group->share_len);
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    if (m == BS_IN_HRR) {
        bs_w_u16(w, hs->want_group);
        return BS_OK;
    }
    bs_mark list = { 0, 0 };
    if (m == BS_IN_CH) list = bs_w_open(w, 2);
    write_entry(w, &hs->kex);
    if (m == BS_IN_CH) bs_w_close(w, list);
    return BS_OK;
}

static bs_status read_hello(struct bs_hs *hs, bs_reader body) {
    bs_reader list, all, share;
    uint16_t id;
    if (!bs_r_vec(&body, 2, 0, 65535, &list) || !bs_r_done(&body)) return BS_E_LENGTH;
    for (all = list; !bs_r_done(&all);) {
        if (!bs_r_u16(&all, &id) || !bs_r_vec(&all, 2, 1, 65535, &share)) return BS_E_LENGTH;
    }
    hs->shares = list;
    return BS_OK;
}

/* 4.2.8: a retry's group must be one we support and have not sent a share for */
static bs_status read_retry(struct bs_hs *hs, bs_reader body) {
    if (!bs_r_u16(&body, &hs->want_group) || !bs_r_done(&body)) return BS_E_LENGTH;
    if (hs->kex.group && hs->kex.group->id == hs->want_group) return BS_E_BAD_KEY_SHARE;
    return bs_group_usable(hs->c, hs->want_group, BS_SEC_GROUP_SUPPORTED) ? BS_OK : BS_E_BAD_KEY_SHARE;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    uint16_t id;
    bs_reader share;
    if (m == BS_IN_CH) return read_hello(hs, body);
    if (m == BS_IN_HRR) return read_retry(hs, body);
    if (!bs_r_u16(&body, &id)) return BS_E_LENGTH;
    if (!hs->kex.group || id != hs->kex.group->id) return BS_E_BAD_KEY_SHARE;
    if (!bs_r_vec(&body, 2, 1, 65535, &share) || !bs_r_done(&body)) return BS_E_LENGTH;
    return bs_peer_share_keep(hs, share);
}

const struct bs_ext bs_ext_key_share = { .type = BS_EXT_KEY_SHARE,
                                         .name = "key_share",
                                         .messages = BS_IN_CH | BS_IN_SH13 | BS_IN_HRR,
                                         .only13 = true,
                                         .wanted = wanted,
                                         .write = write,
                                         .read = read };
