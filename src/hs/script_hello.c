/* The beginning that all versions share: RFC 8446 4.1.1, up to the choice of a version. */
#include "src/hs/messages.h"
#include "src/hs/negotiate.h"

/* A client learns the version from the ServerHello, which it leaves for the version's own script. */
static enum bs_hs_need if_client(const struct bs_hs *hs) { return hs->c->role == BS_CLIENT ? BS_MUST : BS_SKIP; }

/* clang-format off */
const struct bs_hs_step bs_script_hello[] = {
    { "versions",             0,                  BS_LOCAL,       NULL,      { NULL, bs_check_versions }, false },
    { "ClientHello",          BS_MT_CLIENT_HELLO, BS_FROM_CLIENT, NULL,      { bs_client_hello_send, bs_client_hello_recv }, false },
    { "client_hello callback", 0,                 BS_LOCAL,       NULL,      { NULL, bs_call_client_hello }, false },
    { "ServerHello's version", BS_MT_SERVER_HELLO, BS_FROM_SERVER, if_client, { bs_choose_version, NULL }, true },
    { "version",              0,                  BS_LOCAL,       NULL,      { NULL, bs_choose_version }, false },
    { NULL, 0, BS_LOCAL, NULL, { NULL, NULL }, false }
};
/* clang-format on */
