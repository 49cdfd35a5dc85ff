/* Base64 as in PEM. */
#include "src/x509/base64.h"
#include "tests/fuzz/take.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t room = size / 4 * 3 + 3, len = 0, again;
    uint8_t *out = (uint8_t *)malloc(room), *tight;
    if (!out) abort();
    if (bs_base64_decode(bs_r_from(data, size), out, room, &len)) {
        must(len <= room);
        tight = (uint8_t *)malloc(len ? len : 1);
        if (!tight) abort();
        must(bs_base64_decode(bs_r_from(data, size), tight, len, &again) && again == len);
        if (len > 0) must(!bs_base64_decode(bs_r_from(data, size), tight, len - 1, &again));
        free(tight);
    }
    free(out);
    return 0;
}
