/* From a ticket to the session that is in it. RFC 5077 3.4; RFC 8446 4.6.1 */
#include "src/base/secret.h"
#include "src/hs/negotiate.h"
#include "src/session/session_asn1.h"

#include <stdlib.h>

static bs_status decode(struct bs_conn *c, bs_reader state, struct bs_session **out) {
    struct bs_session *s = c->cfg.ops->session_alloc(c->app);
    if (!s) return BS_E_MEMORY;
    bs_status st = bs_session_decode(s, &state);
    if (st == BS_OK && state.len == 0) {
        *out = s;
        return BS_OK;
    }
    bs_session_free(s);
    return st == BS_E_MEMORY ? st : BS_OK; /* what our own keys protected, and another library made: of no use */
}

/* A ticket that cannot be used is never an error. */
static bs_status open_ticket(struct bs_conn *c, bs_reader ticket, struct bs_session **out, bool *out_renew) {
    size_t len = ticket.len;
    uint8_t *state = (uint8_t *)malloc(len);
    if (!state) return BS_E_MEMORY;
    bs_status st = c->cfg.ops->ticket_open(c->app, ticket, state, &len, out_renew);
    if (st == BS_OK) {
        st = decode(c, bs_r_from(state, len), out);
    } else if (!bs_is_want(st) && bs_status_alert(st) == BS_ALERT_NONE) {
        st = BS_OK; /* BS_E_NOT_FOUND */
    }
    bs_wipe(state, ticket.len);
    free(state);
    return st;
}

bs_status bs_session_by_ticket(struct bs_hs *hs, bs_reader ticket, struct bs_session **out,
                               enum bs_ticket_result *out_result) {
    struct bs_conn *c = hs->c;
    const struct bs_ops *ops = c->cfg.ops;
    struct bs_session *s = NULL;
    bool renew = false;
    *out = NULL;
    *out_result = ticket.len == 0 ? BS_TICKET_EMPTY : BS_TICKET_NO_DECRYPT;
    if (ticket.len > 0 && ops->ticket_open) BS_TRY(open_ticket(c, ticket, &s, &renew));
    if (s) *out_result = renew ? BS_TICKET_SUCCESS_RENEW : BS_TICKET_SUCCESS;
    bs_status st = ops->ticket_judge ? ops->ticket_judge(c->app, s, ticket, out_result) : BS_OK;
    if (st != BS_OK || *out_result < BS_TICKET_SUCCESS) {
        bs_session_free(s);
        s = NULL;
    }
    *out = s;
    return st;
}
