/* RFC 6066 4: shorter records, where a client asks for them; a session keeps what was agreed on. */
#include "src/ext/ext.h"
#include "src/hs/messages.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_CH) return hs->c->cfg.max_fragment_code != BS_MAX_FRAGMENT_NONE;
    return hs->max_fragment_code != BS_MAX_FRAGMENT_NONE && hs->c->max_fragment_code != BS_MAX_FRAGMENT_NONE;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    bs_w_u8(w, m == BS_IN_CH ? hs->c->cfg.max_fragment_code : hs->c->max_fragment_code);
    return BS_OK;
}

/* A session that is resumed stays as it is: others may be using it. */
static void agree_client(struct bs_hs *hs, uint8_t code) {
    if (hs->session) hs->session->max_fragment_code = code;
    hs->c->max_fragment_code = code;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    uint8_t code;
    if (!bs_r_u8(&body, &code) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    /* for "a value other than the allowed values, it MUST abort the handshake with an "illegal_parameter" alert", as
       must a client for a response "that differs from the length it requested" */
    if (code == BS_MAX_FRAGMENT_NONE || code > BS_MAX_FRAGMENT_4096) return BS_E_MAX_FRAGMENT;
    if (m == BS_IN_CH) {
        hs->max_fragment_code = code;
        return BS_OK;
    }
    if (code != hs->c->cfg.max_fragment_code) return BS_E_MAX_FRAGMENT;
    agree_client(hs, code);
    return BS_OK;
}

static bs_status absent(struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_CH) hs->max_fragment_code = BS_MAX_FRAGMENT_NONE;
    return BS_OK;
}

/* "The negotiated length applies for the duration of the session including session resumptions", whatever the client asks
   for then: it hears of the session's. */
bs_status bs_max_fragment_agree(struct bs_hs *hs, bs_reader body) {
    (void)body;
    if (!hs->resumed) hs->session->max_fragment_code = hs->max_fragment_code;
    hs->c->max_fragment_code = hs->resumed ? hs->old->max_fragment_code : hs->max_fragment_code;
    return BS_OK;
}

const struct bs_ext bs_ext_max_fragment_length = { .type = BS_EXT_MAX_FRAGMENT_LENGTH,
                                                   .name = "max_fragment_length",
                                                   .messages = BS_IN_CH | BS_IN_SH12 | BS_IN_EE,
                                                   .wanted = wanted,
                                                   .write = write,
                                                   .read = read,
                                                   .absent = absent };
