/* One record, into each record format and into plaintext. First byte: the format. */
#include <stdlib.h>

#include "tests/src/record/formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void open_one(struct bs_protect *p, const uint8_t *header, const uint8_t *body, size_t len) {
    uint8_t *copy = (uint8_t *)malloc(len ? len : 1), type = 0;
    bs_reader plain = { 0 };
    if (!copy) abort();
    if (len > 0) memcpy(copy, body, len);
    if (bs_protect_open(p, header, copy, len, &type, &plain) == BS_OK) {
        if (plain.len > BS_RECORD_MAX_PLAIN || plain.len > len) abort();
        if (plain.len > 0 && (plain.p < copy || plain.p + plain.len > copy + len)) abort();
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 + BS_RECORD_HEADER) return 0;
    struct bs_protect p = { 0 };
    size_t f = data[0] % (NUM_FORMATS + 1);
    if (f < NUM_FORMATS && format_init(&p, &formats[f], false) != BS_OK) abort();
    open_one(&p, data + 1, data + 1 + BS_RECORD_HEADER, size - 1 - BS_RECORD_HEADER);
    return 0;
}
