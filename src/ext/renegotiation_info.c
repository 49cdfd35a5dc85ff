/* RFC 5746: empty in the first handshake, where a client asks with the SCSV; then both ends' Finished of the last one. */
#include "src/base/secret.h"
#include "src/ext/ext.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    return m == BS_IN_CH ? hs->renegotiation : hs->c->secure_renegotiation;
}

/* 3.5, 3.7: the client's verify_data in both directions, and the server's in its answer. */
static size_t expected(const struct bs_hs *hs, enum bs_ext_msg m, uint8_t out[2 * BS_SECRET_MAX]) {
    const struct bs_conn *c = hs->c;
    bool client = c->role == BS_CLIENT;
    const uint8_t *first = client ? c->own_finished : c->peer_finished, *second = client ? c->peer_finished : c->own_finished;
    size_t first_len = client ? c->own_finished_len : c->peer_finished_len;
    size_t second_len = client ? c->peer_finished_len : c->own_finished_len;
    if (!hs->renegotiation) return 0;
    memcpy(out, first, first_len);
    if (m == BS_IN_CH) return first_len;
    memcpy(out + first_len, second, second_len);
    return first_len + second_len;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    uint8_t data[2 * BS_SECRET_MAX];
    size_t len = expected(hs, m, data);
    bs_w_vec(w, 1, data, len);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    uint8_t data[2 * BS_SECRET_MAX];
    bs_reader verify_data;
    if (!bs_r_vec(&body, 1, 0, 255, &verify_data) || !bs_r_done(&body)) return BS_E_BAD_RENEGOTIATION_INFO;
    /* 4.2, 4.4: who did not have it at first and has it now is not the same: "MUST abort" */
    if (hs->renegotiation && !hs->c->secure_renegotiation) return BS_E_RENEGOTIATION_INFO;
    size_t len = expected(hs, m, data);
    if (verify_data.len != len) return BS_E_RENEGOTIATION_INFO; /* 3.4 to 3.7: "MUST abort" */
    if (!bs_ct_equal(verify_data.p, data, len)) return BS_E_RENEGOTIATION_INFO;
    hs->c->secure_renegotiation = true;
    return BS_OK;
}

/* 3.5, 3.7: who had it must have it again. 4.1 to 4.4: whether to talk to peers without it is the program's choice. */
static bs_status absent(struct bs_hs *hs, enum bs_ext_msg m) {
    bool unsafe = bs_hs_flag(hs, BS_CF_UNSAFE_LEGACY_RENEGOTIATION);
    if (m == BS_IN_SH12) unsafe = unsafe || bs_hs_flag(hs, BS_CF_LEGACY_SERVER_CONNECT);
    if (m == BS_IN_CH && !hs->renegotiation) return BS_OK;
    if (hs->renegotiation && hs->c->secure_renegotiation) return BS_E_UNSAFE_LEGACY_RENEGOTIATION;
    return unsafe ? BS_OK : BS_E_UNSAFE_LEGACY_RENEGOTIATION;
}

const struct bs_ext bs_ext_renegotiation_info = { .type = BS_EXT_RENEGOTIATION_INFO,
                                                  .name = "renegotiation_info",
                                                  .messages = BS_IN_CH | BS_IN_SH12,
                                                  .only12 = true,
                                                  .unasked = BS_IN_SH12, /* 3.4: it answers the SCSV */
                                                  .wanted = wanted,
                                                  .write = write,
                                                  .read = read,
                                                  .absent = absent };
