/* RFC 7301 3.1 */
#include "src/ext/ext.h"

#include <stdlib.h>

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    return m == BS_IN_CH ? hs->c->cfg.alpn.len > 0 && !hs->renegotiation : hs->c->alpn_len > 0;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    const struct bs_conn *c = hs->c;
    if (m == BS_IN_CH) {
        bs_w_vec(w, 2, c->cfg.alpn.p, c->cfg.alpn.len);
        return BS_OK;
    }
    bs_mark list = bs_w_open(w, 2);
    bs_w_vec(w, 1, c->alpn, c->alpn_len);
    bs_w_close(w, list);
    return BS_OK;
}

static bool offered(bs_reader list, bs_reader name) {
    bs_reader at;
    while (bs_r_vec(&list, 1, 1, 255, &at)) {
        if (bs_r_same(at, name)) return true;
    }
    return false;
}

/* OpenSSL takes part in ALPN in the first handshake alone, and has no protocol after another one. */
static bs_status forget(struct bs_hs *hs) {
    free(hs->c->alpn);
    hs->c->alpn = NULL;
    hs->c->alpn_len = 0;
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    struct bs_conn *c = hs->c;
    bs_reader list, all, name;
    if (hs->renegotiation) return forget(hs);
    if (!bs_r_vec(&body, 2, 2, 65535, &list) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    for (all = list; !bs_r_done(&all);) {
        if (!bs_r_vec(&all, 1, 1, 255, &name)) return BS_E_BAD_EXTENSION;
    }
    if (m == BS_IN_CH) {
        hs->alpn = list;
        return BS_OK;
    }
    if (name.len + 1 != list.len) return BS_E_BAD_EXTENSION; /* "MUST contain exactly one ProtocolName" */
    if (!offered(c->cfg.alpn, name)) return BS_E_ILLEGAL_EXTENSION;
    uint8_t *p = (uint8_t *)malloc(name.len);
    if (!p) return BS_E_MEMORY;
    memcpy(p, name.p, name.len);
    free(c->alpn);
    c->alpn = p;
    c->alpn_len = (uint16_t)name.len;
    return BS_OK;
}

static bs_status absent(struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_CH) hs->alpn = (bs_reader){ 0 };
    return hs->renegotiation ? forget(hs) : BS_OK;
}

const struct bs_ext bs_ext_alpn = { .type = BS_EXT_ALPN,
                                    .name = "application_layer_protocol_negotiation",
                                    .messages = BS_IN_CH | BS_IN_SH12 | BS_IN_EE,
                                    .wanted = wanted,
                                    .write = write,
                                    .read = read,
                                    .absent = absent };
