/* RFC 5077 3.2 */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

static bool offers_ticket(const struct bs_hs *hs) { return hs->offered12 && hs->old->ticket_len > 0; }

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m != BS_IN_CH) return hs->send_ticket;
    const struct bs_config *cfg = &hs->c->cfg;
    if (bs_hs_flag(hs, BS_CF_NO_TICKET) || !bs_conn_allows(hs->c, BS_SEC_TICKET, 0, 0)) return false;
    /* a program may want it left out, but not where a session's ticket is to be sent */
    return !cfg->ticket_ext_set || cfg->ticket_ext.p || offers_ticket(hs);
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    const struct bs_config *cfg = &hs->c->cfg;
    if (m != BS_IN_CH) return BS_OK;
    hs->own_ticket = cfg->ticket_ext_set && !offers_ticket(hs);
    if (hs->own_ticket) {
        /* as OpenSSL, where it is a session's ticket without a session: it has bytes, and goes with nothing but TLS 1.2 */
        if (cfg->ticket_ext.len == 0 || hs->offer_max >= BS_TLS13) return BS_E_INTERNAL;
        bs_w_bytes(w, cfg->ticket_ext.p, cfg->ticket_ext.len);
    } else if (hs->offered12) {
        bs_w_bytes(w, hs->old->ticket, hs->old->ticket_len);
    }
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    const struct bs_ops *ops = hs->c->cfg.ops;
    if (ops->ticket_ext) BS_TRY(ops->ticket_ext(hs->c->app, body));
    if (m == BS_IN_CH) {
        hs->ticket = body;
        return BS_OK;
    }
    hs->send_ticket = true; /* the server's promise of a NewSessionTicket */
    return body.len == 0 ? BS_OK : BS_E_BAD_EXTENSION;
}

const struct bs_ext bs_ext_session_ticket = { .type = BS_EXT_SESSION_TICKET,
                                              .name = "session_ticket",
                                              .messages = BS_IN_CH | BS_IN_SH12,
                                              .only12 = true,
                                              .wanted = wanted,
                                              .write = write,
                                              .read = read };
