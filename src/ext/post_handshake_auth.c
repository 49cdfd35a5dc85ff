/* RFC 8446 4.2.6 */
#include "src/ext/ext.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    (void)m;
    return bs_hs_flag(hs, BS_CF_PHA) && hs->offer_max >= BS_TLS13;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    (void)hs, (void)m, (void)w; /* "The "extension_data" field of the "post_handshake_auth" extension is zero length." */
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    (void)m;
    hs->offered_auth = body.len == 0;
    return body.len == 0 ? BS_OK : BS_E_PHA_ENCODING;
}

const struct bs_ext bs_ext_post_handshake_auth = { .type = BS_EXT_POST_HANDSHAKE_AUTH,
                                                   .name = "post_handshake_auth",
                                                   .messages = BS_IN_CH,
                                                   .only13 = true,
                                                   .wanted = wanted,
                                                   .write = write,
                                                   .read = read };
