/* BER to DER: what comes out fits the promised room, is the same when done again, and a failure takes nothing. */
#include <stdlib.h>
#include <string.h>

#include "src/x509/ber.h"
#include "src/x509/der.h"
#include "tests/fuzz/take.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t n = 0, again = 0;
    uint8_t *der = malloc(bs_ber_room(size)), *twice = NULL;
    bs_reader in = bs_r_from(data, size);
    must(der);
    if (bs_ber_to_der(&in, der, &n) == BS_OK) {
        must(n <= bs_ber_room(size));
        must(in.len < size);
        twice = malloc(bs_ber_room(n));
        bs_reader r = bs_r_from(der, n);
        must(twice);
        must(bs_ber_to_der(&r, twice, &again) == BS_OK);
        must(bs_r_done(&r) && again == n && memcmp(der, twice, n) == 0);
    } else {
        must(in.p == data && in.len == size);
    }
    free(der);
    free(twice);
    return 0;
}
