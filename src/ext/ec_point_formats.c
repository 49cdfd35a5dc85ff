/* RFC 8422 5.1.2: only uncompressed points are left */
#include "src/ext/ext.h"
#include "src/hs/negotiate.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_CH) return bs_offers_ecc(hs);
    /* RFC 8422 4: they "only play a role during handshakes negotiating a new session" */
    return bs_ext_got(hs, BS_EXT_EC_POINT_FORMATS) && !hs->resumed && hs->suite &&
           (hs->suite->kx == BS_KX_ECDHE || hs->suite->auth == BS_AUTH_ECDSA);
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    (void)hs, (void)m;
    bs_w_vec(w, 1, "\0", 1);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    bs_reader formats;
    if (!bs_r_vec(&body, 1, 1, 255, &formats) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    hs->num_point_formats = (uint8_t)formats.len; /* at most 255: the vector's bound */
    memcpy(hs->point_formats, formats.p, formats.len);
    if (m == BS_IN_CH) return BS_OK;
    /* 5.1.2: a client "MUST abort" if an ECC suite comes with a list without uncompressed */
    bool ecc = hs->suite && (hs->suite->kx & BS_KX_ECDHE) != 0;
    return !ecc || memchr(formats.p, 0, formats.len) ? BS_OK : BS_E_ILLEGAL_EXTENSION;
}

const struct bs_ext bs_ext_ec_point_formats = { .type = BS_EXT_EC_POINT_FORMATS,
                                                .name = "ec_point_formats",
                                                .messages = BS_IN_CH | BS_IN_SH12,
                                                .only12 = true,
                                                .wanted = wanted,
                                                .write = write,
                                                .read = read };
