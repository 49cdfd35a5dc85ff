/* RFC 8446 4.2.2: a client echoes what a HelloRetryRequest gave it; a server gives one if it is to keep no state */
#include "src/ext/ext.h"

#include <stdlib.h>

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    (void)m;
    return hs->cookie_len > 0;
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    (void)m;
    bs_w_vec(w, 2, hs->cookie, hs->cookie_len);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    bs_reader cookie;
    if (!bs_r_vec(&body, 2, 1, 65535, &cookie) || !bs_r_done(&body)) return BS_E_LENGTH;
    if (m == BS_IN_CH) {
        hs->cookie_in = cookie;
        return BS_OK;
    }
    free(hs->cookie);
    hs->cookie_len = 0;
    hs->cookie = (uint8_t *)malloc(cookie.len);
    if (!hs->cookie) return BS_E_MEMORY;
    memcpy(hs->cookie, cookie.p, cookie.len);
    hs->cookie_len = cookie.len;
    return BS_OK;
}

const struct bs_ext bs_ext_cookie = { .type = BS_EXT_COOKIE,
                                      .name = "cookie",
                                      .messages = BS_IN_CH | BS_IN_HRR,
                                      .only13 = true,
                                      .unasked = BS_IN_HRR, /* RFC 8446 4.2: the one exception */
                                      .wanted = wanted,
                                      .write = write,
                                      .read = read };
