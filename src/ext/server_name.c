/* RFC 6066 3 */
#include "src/ext/ext.h"

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_CH) return hs->c->cfg.server_name.len > 0;
    /* "the server SHALL NOT include" it when a session is resumed in 1.2 */
    return hs->ack_server_name && !(m == BS_IN_SH12 && hs->resumed);
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    if (m != BS_IN_CH) return BS_OK;
    bs_mark names = bs_w_open(w, 2);
    bs_w_u8(w, 0); /* host_name */
    bs_w_vec(w, 2, hs->c->cfg.server_name.p, hs->c->cfg.server_name.len);
    bs_w_close(w, names);
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    bs_reader names, name;
    uint8_t type;
    if (m != BS_IN_CH) {
        hs->ack_server_name = true;
        return body.len == 0 ? BS_OK : BS_E_BAD_EXTENSION;
    }
    bool ok = bs_r_vec(&body, 2, 1, 65535, &names) && bs_r_done(&body)  /* ServerName server_name_list<1..2^16-1> */
        && bs_r_u8(&names, &type) && type == 0                          /* NameType name_type: host_name          */
        && bs_r_vec(&names, 2, 1, 65535, &name)                         /* opaque HostName<1..2^16-1>             */
        && bs_r_done(&names);                                           /* "MUST NOT contain more than one name"  */
    if (!ok) return BS_E_BAD_EXTENSION;
    if (name.len > 255 || memchr(name.p, 0, name.len)) return BS_E_BAD_SERVER_NAME;
    hs->sni = name;
    return BS_OK;
}

static bs_status absent(struct bs_hs *hs, enum bs_ext_msg m) {
    if (m == BS_IN_CH) hs->sni = (bs_reader){ 0 };
    return BS_OK;
}

const struct bs_ext bs_ext_server_name = { .type = BS_EXT_SERVER_NAME,
                                           .name = "server_name",
                                           .messages = BS_IN_CH | BS_IN_SH12 | BS_IN_EE,
                                           .wanted = wanted,
                                           .write = write,
                                           .read = read,
                                           .absent = absent };
