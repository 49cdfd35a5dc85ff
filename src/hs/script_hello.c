/* The beginning that all versions share: RFC 8446 4.1.1, up to the choice of a version. */
#include "src/hs/early.h"
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

/* A client learns the version from the ServerHello, which it leaves for the version's own script. */
static enum bs_hs_need if_client(const struct bs_hs *hs) { return hs->c->role == BS_CLIENT ? BS_MUST : BS_SKIP; }

/* RFC 8446 D.4: before early data rather than after the server's flight */
static enum bs_hs_need if_early_compat(const struct bs_hs *hs) {
    const struct bs_conn *c = hs->c;
    bool wanted = c->role == BS_CLIENT && !hs->renegotiation && c->early_mode == BS_EARLY_WANTED;
    return wanted && bs_hs_flag(hs, BS_CF_MIDDLEBOX_COMPAT) ? BS_MUST : BS_SKIP;
}

/* clang-format off */
const struct bs_hs_step bs_script_hello[] = {
    { "versions",             0,                  BS_LOCAL,       NULL,      { bs_check_versions, bs_check_versions }, false },
    { "ClientHello",          BS_MT_CLIENT_HELLO, BS_FROM_CLIENT, NULL,      { bs_client_hello_send, bs_client_hello_recv }, false },
    { "change_cipher_spec",   BS_MT_CCS,          BS_FROM_CLIENT, if_early_compat, { bs_ccs_compat, NULL }, false },
    { "early keys",           0,                  BS_LOCAL,       NULL,      { bs_early_keys, NULL }, false },
    { "early data",           0,                  BS_LOCAL,       NULL,      { bs_early_pause, NULL }, false },
    { "client_hello callback", 0,                 BS_LOCAL,       NULL,      { NULL, bs_call_client_hello }, false },
    { "ServerHello's version", BS_MT_SERVER_HELLO, BS_FROM_SERVER, if_client, { bs_choose_version, NULL }, true },
    { "version",              0,                  BS_LOCAL,       NULL,      { NULL, bs_choose_version }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};
/* clang-format on */
