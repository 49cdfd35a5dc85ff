/* RFC 6066 4: smaller records for who has little memory: 2^9 to 2^12 bytes, in both directions. */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    return m == BS_IN_CH ? hs->c->cfg.max_fragment_code != 0 : hs->c->fragment_code != 0;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    bs_w_u8(w, m == BS_IN_CH ? hs->c->cfg.max_fragment_code : hs->c->fragment_code);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    uint8_t code;
    if (!bs_r_u8(&body, &code) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    /* "MUST abort the handshake with an "illegal_parameter" alert" */
    if (code < 1 || code > 4 || (m != BS_IN_CH && code != hs->c->cfg.max_fragment_code)) return BS_E_FRAGMENT_LENGTH;
    hs->fragment_code = code;
    if (m != BS_IN_CH) hs->c->fragment_code = code;
    return BS_OK;
}

/* Without an answer a resumed session's length holds, as in OpenSSL. */
static bs_status absent(struct bs_hs *hs, enum bs_ext_msg m) {
    hs->fragment_code = 0;
    if (m != BS_IN_CH) hs->c->fragment_code = hs->resumed ? hs->old->max_fragment_code : 0;
    return BS_OK;
}

/* "the length [...] applies for the duration of the session including session resumptions" */
bs_status bs_fragment_settle(struct bs_hs *hs, bs_reader body) {
    (void)body;
    uint8_t of_session = hs->resumed ? hs->old->max_fragment_code : 0;
    if (of_session != 0 && hs->fragment_code == 0) return BS_E_MISSING_FRAGMENT_LENGTH;
    if (hs->resumed && of_session != hs->fragment_code) return BS_E_FRAGMENT_LENGTH;
    hs->c->fragment_code = hs->fragment_code;
    if (hs->session) hs->session->max_fragment_code = hs->fragment_code;
    return BS_OK;
}

size_t bs_fragment_max(const struct bs_conn *c) {
    if (c->fragment_code != 0) return (size_t)256 << c->fragment_code;
    size_t max = c->cfg.max_send_fragment;
    return max == 0 || max > BS_RECORD_MAX_PLAIN ? BS_RECORD_MAX_PLAIN : max;
}

const struct bs_ext bs_ext_max_fragment_length = { .type = BS_EXT_MAX_FRAGMENT_LENGTH,
                                                   .name = "max_fragment_length",
                                                   .messages = BS_IN_CH | BS_IN_SH12 | BS_IN_EE,
                                                   .wanted = wanted,
                                                   .write = write,
                                                   .read = read,
                                                   .absent = absent };
