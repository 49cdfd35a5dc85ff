/* RFC 5077 3.2 */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m != BS_IN_CH) return hs->send_ticket;
    return hs->offer_min < BS_TLS13 && !bs_hs_flag(hs, BS_CF_NO_TICKET) && bs_conn_allows(hs->c, BS_SEC_TICKET, 0, 0);
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    if (m == BS_IN_CH && hs->offered12) bs_w_bytes(w, hs->old->ticket, hs->old->ticket_len);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
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
