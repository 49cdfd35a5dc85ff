/* The decoders of handshake messages over a body; the first byte chooses one. Views stay inside the body. */
#include "src/hs/client_hello.h"
#include "src/hs/messages.h"
#include "tests/fuzz/take.h"

static bs_reader body;
static uint16_t version;

static void inside(bs_reader v) { must(v.len == 0 || (v.p >= body.p && v.p + v.len <= body.p + body.len)); }

static void server_hello(void) {
    struct bs_server_hello sh;
    if (bs_server_hello_decode(&sh, body) != BS_OK) return;
    must(sh.random.len == 32 && sh.session_id.len <= 32);
    inside(sh.extensions);
    (void)bs_is_hrr(&sh);
}

static void request12(void) {
    struct bs_certificate_request12 r;
    if (bs_certificate_request12_decode(&r, version, body) != BS_OK) return;
    inside(r.types);
    inside(r.sigalgs);
    inside(r.ca_names);
}

static void request13(void) {
    struct bs_certificate_request13 r;
    if (bs_certificate_request13_decode(&r, body) != BS_OK) return;
    inside(r.context);
    inside(r.extensions);
}

static void certificates(bool tls13) {
    bs_reader list = body, der, exts;
    size_t left = list.len;
    while (bs_certificate_next(&list, tls13, &der, &exts)) {
        inside(der);
        inside(exts);
        must(list.len < left);
        left = list.len;
    }
    must(list.len == left);
}

static void signature(void) {
    struct bs_signed s;
    if (bs_signed_decode(&s, version, body) == BS_OK) inside(s.signature);
}

static void key_exchange(bool dhe) {
    struct bs_server_key_exchange s;
    bs_status st = dhe ? bs_server_key_exchange_decode_dhe(&s, version, body)
                       : bs_server_key_exchange_decode(&s, version, body);
    if (st != BS_OK) return;
    if (dhe) {
        inside(s.p);
        inside(s.g);
    }
    inside(s.share);
    inside(s.params);
    inside(s.sig.signature);
}

static void key_exchange_psk(enum bs_kx kx) {
    struct bs_server_key_exchange s;
    if (bs_server_key_exchange_decode_psk(&s, kx, body) != BS_OK) return;
    inside(s.hint);
    if (!(kx & (BS_KX_DHE | BS_KX_ECDHE))) return;
    inside(s.share);
    inside(s.params);
}

static void status(void) {
    bs_reader response;
    if (bs_certificate_status_decode(&response, body) != BS_OK) return;
    must(response.len > 0);
    inside(response);
}

static void ticket(bool tls13) {
    struct bs_new_session_ticket t;
    if (bs_new_session_ticket_decode(&t, body, tls13) != BS_OK) return;
    inside(t.nonce);
    inside(t.ticket);
    inside(t.extensions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader in = bs_r_from(data, size);
    uint8_t which = take_u8(&in);
    uint8_t *copy = exact_copy(in);
    body = bs_r_from(copy, in.len);
    version = which & 0x80 ? 0x0301 : 0x0303;
    switch (which % 8) {
    case 0: server_hello(); break;
    case 1: request12(); break;
    case 2: request13(); break;
    case 3: certificates(false); break;
    case 4: certificates(true); break;
    case 5: signature(); break;
    case 6:
        if (which & 32) key_exchange_psk((enum bs_kx)(BS_KX_PSK | (which & 8 ? BS_KX_DHE : which & 16 ? BS_KX_ECDHE : 0)));
        else key_exchange((which & 8) != 0);
        break;
    default:
        if (which & 16) status();
        else ticket((which & 8) != 0);
        break;
    }
    free(copy);
    return 0;
}
