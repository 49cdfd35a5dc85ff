/* RFC 5246 7.4.5 */
#include "src/hs/messages.h"

bs_status bs_server_hello_done_send(struct bs_hs *hs, bs_reader body) {
    (void)body;
    bs_writer w;
    if (!hs->cert_requested) bs_hs_drop_messages(hs);
    BS_TRY(bs_hs_begin(hs, BS_MT_SERVER_HELLO_DONE, 0, &w));
    return bs_hs_send(hs, &w);
}

bs_status bs_server_hello_done_recv(struct bs_hs *hs, bs_reader body) {
    if (!hs->cert_requested) bs_hs_drop_messages(hs);
    return body.len == 0 ? BS_OK : BS_E_LENGTH;
}
