/* A ClientHello's body: decoding, its suites and its extensions by type. */
#include "src/hs/client_hello.h"
#include "tests/fuzz/take.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bs_client_hello ch;
    bs_reader ext, body = bs_r_from(data, size);
    if (bs_client_hello_decode(&ch, body) != BS_OK) return 0;
    must(ch.random.len == 32 && ch.session_id.len <= 32 && ch.cipher_suites.len >= 2 && ch.cipher_suites.len % 2 == 0);
    bs_reader suites = ch.cipher_suites;
    uint16_t suite;
    while (bs_r_u16(&suites, &suite)) must(bs_client_hello_offers(&ch, suite));
    for (uint16_t type = 0; type < 60; type++) {
        if (!bs_client_hello_ext(&ch, type, &ext)) continue;
        must(ext.p >= data && ext.p + ext.len <= data + size);
    }
    either(bs_client_hello_ext(&ch, 0xff01, &ext));
    return 0;
}
