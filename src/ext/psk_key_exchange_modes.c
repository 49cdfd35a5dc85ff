/* RFC 8446 4.2.9 */
#include "src/ext/ext.h"

enum { PSK_KE = 0, PSK_DHE_KE = 1 };

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) { return m == BS_IN_CH && hs->offer_max >= BS_TLS13; }

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    static const uint8_t modes[2] = { PSK_DHE_KE, PSK_KE };
    (void)m;
    bool both = bs_hs_flag(hs, BS_CF_ALLOW_PSK_KE);
    hs->psk_modes = both ? 3 : 2;
    bs_w_vec(w, 1, modes, both ? 2 : 1);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    (void)m;
    bs_reader modes;
    uint8_t mode;
    hs->psk_modes = 0;
    if (!bs_r_vec(&body, 1, 1, 255, &modes) || !bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    while (bs_r_u8(&modes, &mode)) {
        if (mode == PSK_DHE_KE || (mode == PSK_KE && bs_hs_flag(hs, BS_CF_ALLOW_PSK_KE))) {
            hs->psk_modes |= (uint8_t)(1 << mode);
        }
    }
    return BS_OK;
}

const struct bs_ext bs_ext_psk_key_exchange_modes = { .type = BS_EXT_PSK_MODES,
                                                      .name = "psk_key_exchange_modes",
                                                      .messages = BS_IN_CH,
                                                      .only13 = true,
                                                      .wanted = wanted,
                                                      .write = write,
                                                      .read = read };
