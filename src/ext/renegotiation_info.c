/* RFC 5746: the initial handshake's part; a client asks with the SCSV */
#include "src/ext/ext.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) { return m == BS_IN_SH12 && hs->c->secure_renegotiation; }

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    (void)hs, (void)m;
    bs_w_u8(w, 0); /* 3.6: empty renegotiated_connection */
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    bs_reader verify_data;
    (void)m;
    if (!bs_r_vec(&body, 1, 0, 255, &verify_data) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    if (verify_data.len > 0) return BS_E_RENEGOTIATION_INFO; /* 3.4, 3.6: "MUST abort" */
    hs->c->secure_renegotiation = true;
    return BS_OK;
}

/* 4.1: a client may talk to such a server; whether it does is the program's choice */
static bs_status absent(struct bs_hs *hs, enum bs_ext_msg m) {
    if (m != BS_IN_SH12 || bs_hs_flag(hs, BS_CF_LEGACY_SERVER_CONNECT)) return BS_OK;
    return BS_E_UNSAFE_LEGACY_RENEGOTIATION;
}

const struct bs_ext bs_ext_renegotiation_info = { .type = BS_EXT_RENEGOTIATION_INFO,
                                                  .name = "renegotiation_info",
                                                  .messages = BS_IN_CH | BS_IN_SH12,
                                                  .unasked = BS_IN_SH12, /* 3.4: it answers the SCSV */
                                                  .wanted = wanted,
                                                  .write = write,
                                                  .read = read,
                                                  .absent = absent };
