/* RFC 7627 5.1 */
#include "src/ext/ext.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m != BS_IN_CH) return hs->ems;
    return !bs_hs_flag(hs, BS_CF_NO_EXTENDED_MASTER);
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    (void)hs, (void)m, (void)w;
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    (void)m;
    if (body.len > 0) return BS_E_BAD_EXTENSION;
    hs->ems = !bs_hs_flag(hs, BS_CF_NO_EXTENDED_MASTER);
    return BS_OK;
}

const struct bs_ext bs_ext_extended_master_secret = { .type = BS_EXT_EXTENDED_MASTER_SECRET,
                                                      .name = "extended_master_secret",
                                                      .messages = BS_IN_CH | BS_IN_SH12,
                                                      .only12 = true,
                                                      .wanted = wanted,
                                                      .write = write,
                                                      .read = read };
