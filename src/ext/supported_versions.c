/* RFC 8446 4.2.1 */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) { return m != BS_IN_CH || hs->offer_max >= BS_TLS13; }

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    if (m != BS_IN_CH) {
        bs_w_u16(w, hs->c->version);
        return BS_OK;
    }
    bs_mark list = bs_w_open(w, 1);
    for (uint16_t v = hs->offer_max; v >= hs->offer_min; v--) {
        if (bs_version_enabled(hs->c, v)) bs_w_u16(w, v);
    }
    bs_w_close(w, list);
    return BS_OK;
}

/* A server keeps the best of what both have in offer_max, 0 if there is none. */
static bs_status read_hello(struct bs_hs *hs, bs_reader body) {
    bs_reader list;
    uint16_t v;
    if (hs->renegotiation) return BS_OK; /* there is no choice any more */
    hs->offer_max = hs->c->client_version = 0;
    if (!bs_r_vec(&body, 1, 2, 254, &list) || !bs_r_done(&body) || list.len % 2 != 0) return BS_E_BAD_EXTENSION;
    while (bs_r_u16(&list, &v)) {
        if (v > hs->c->client_version && v <= BS_TLS13) hs->c->client_version = v;
        if (v > hs->offer_max && bs_version_enabled(hs->c, v)) hs->offer_max = v;
    }
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    uint16_t v;
    if (m == BS_IN_CH) return read_hello(hs, body);
    if (!bs_r_u16(&body, &v) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    return v == hs->c->version ? BS_OK : BS_E_ILLEGAL_EXTENSION;
}

const struct bs_ext bs_ext_supported_versions = { .type = BS_EXT_SUPPORTED_VERSIONS,
                                                  .name = "supported_versions",
                                                  .messages = BS_IN_CH | BS_IN_SH13 | BS_IN_HRR,
                                                  .wanted = wanted,
                                                  .write = write,
                                                  .read = read };
