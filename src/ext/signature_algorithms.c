/* RFC 8446 4.2.3; RFC 5246 7.4.1.4.1 */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) { return m == BS_IN_CR || hs->offer_max >= BS_TLS12; }

/* RFC 8446 4.2.3 keeps these for certificates alone; a client that offers nothing older leaves them out, as OpenSSL's. */
static bool is_old(const struct bs_sigscheme *s) { return s->hash == BS_HASH_SHA1 || s->hash == BS_HASH_SHA224; }

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    const struct bs_config *cfg = &hs->c->cfg;
    bool only13 = m == BS_IN_CH && hs->offer_min >= BS_TLS13;
    bs_mark list = bs_w_open(w, 2);
    for (size_t i = 0; i < cfg->num_sigalgs; i++) {
        const struct bs_sigscheme *s = bs_sigscheme_find(cfg->sigalgs[i]);
        if (!s || (only13 && is_old(s))) continue;
        if (bs_scheme_usable(hs->c, s->id, BS_SEC_SIGALG_SUPPORTED)) bs_w_u16(w, s->id);
    }
    bs_w_close(w, list);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    (void)m;
    bs_reader list;
    if (!bs_r_vec(&body, 2, 2, 65534, &list) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    hs->sigalgs_named = true;
    return bs_list_read(list, hs->peer_sigalgs, &hs->num_peer_sigalgs) ? BS_OK : BS_E_BAD_EXTENSION;
}

const struct bs_ext bs_ext_signature_algorithms = { .type = BS_EXT_SIGNATURE_ALGORITHMS,
                                                    .name = "signature_algorithms",
                                                    .messages = BS_IN_CH | BS_IN_CR,
                                                    .wanted = wanted,
                                                    .write = write,
                                                    .read = read };

/* What the peer verifies chains with is its own business: read for its shape alone. */
static bs_status read_cert(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    (void)hs, (void)m;
    bs_reader list;
    bool ok = bs_r_vec(&body, 2, 2, 65534, &list) && bs_r_done(&body) && list.len % 2 == 0;
    return ok ? BS_OK : BS_E_BAD_EXTENSION;
}

const struct bs_ext bs_ext_signature_algorithms_cert = { .type = BS_EXT_SIGNATURE_ALGORITHMS_CERT,
                                                         .name = "signature_algorithms_cert",
                                                         .messages = BS_IN_CH | BS_IN_CR,
                                                         .read = read_cert };
