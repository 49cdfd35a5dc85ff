/* RFC 8446 4.2.10; 4.6.1 in a ticket, where it has the limit in bytes. */
#include "src/ext/ext.h"
#include "src/hs/early.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    const struct bs_conn *c = hs->c;
    if (m == BS_IN_CH) return hs->early_offered;
    return m == BS_IN_EE ? c->early_status == BS_EARLY_ACCEPTED : c->cfg.max_early_data > 0;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    if (m == BS_IN_NST) bs_w_u32(w, hs->c->cfg.max_early_data);
    return BS_OK;
}

static bs_status read_hello(struct bs_hs *hs) {
    if (hs->second_hello) return BS_E_ILLEGAL_EXTENSION; /* 4.1.2: to be removed after a retry */
    hs->early_offered = hs->early_skips = true;          /* until they are taken */
    size_t max = hs->c->cfg.recv_max_early_data;
    hs->skip_early = max > 0 ? max + BS_EARLY_OVERHEAD : 0;
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    if (body.len > 0) return BS_E_BAD_EXTENSION;
    return m == BS_IN_CH ? read_hello(hs) : bs_early_accepted(hs);
}

const struct bs_ext bs_ext_early_data = { .type = BS_EXT_EARLY_DATA,
                                          .name = "early_data",
                                          .messages = BS_IN_CH | BS_IN_EE | BS_IN_NST,
                                          .only13 = true,
                                          .wanted = wanted,
                                          .write = write,
                                          .read = read };
