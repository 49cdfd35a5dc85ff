/* RFC 8446 4.2.10: neither offered nor taken; what a client sends all the same is skipped. */
#include "src/ext/ext.h"

#define SKIP_MAX (2 * 16640u) /* two full records, more than OpenSSL's default limit of 16384 bytes of early data */

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    if (m != BS_IN_CH) return BS_OK;
    if (body.len > 0) return BS_E_BAD_EXTENSION;
    if (hs->second_hello) return BS_E_ILLEGAL_EXTENSION; /* 4.1.2: to be removed after a retry */
    hs->skip_early = SKIP_MAX;
    return BS_OK;
}

const struct bs_ext bs_ext_early_data = { .type = BS_EXT_EARLY_DATA,
                                          .name = "early_data",
                                          .messages = BS_IN_CH | BS_IN_EE | BS_IN_NST,
                                          .only13 = true,
                                          .read = read };
