/* RFC 8446 4.2.4 */
#include "src/ext/ext.h"
#include "src/hs/messages.h"

/* A client names whom it trusts, for the server's choice; a server, whom it takes clients' certificates from. */
static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    return hs->c->cfg.ca_names.len > 0 && (m == BS_IN_CR || hs->offer_max >= BS_TLS13);
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    (void)m;
    bs_w_vec(w, 2, hs->c->cfg.ca_names.p, hs->c->cfg.ca_names.len);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    (void)m;
    bs_reader names;
    if (!bs_r_vec(&body, 2, 3, 65535, &names)) return BS_E_LENGTH;
    BS_TRY(bs_ca_names_judge(names));
    if (!bs_r_done(&body)) return BS_E_BAD_EXTENSION;
    hs->ca_names = names;
    return BS_OK;
}

const struct bs_ext bs_ext_certificate_authorities = { .type = BS_EXT_CERTIFICATE_AUTHORITIES,
                                                       .name = "certificate_authorities",
                                                       .messages = BS_IN_CH | BS_IN_CR,
                                                       .only13 = true,
                                                       .wanted = wanted,
                                                       .write = write,
                                                       .read = read };
