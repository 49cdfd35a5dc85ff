/* A certificate revocation list: decoding, the walk over its entries, lookup. */
#include "src/x509/crl.h"
#include "tests/fuzz/take.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bs_crl crl;
    struct bs_crl_entry e, found;
    if (bs_crl_decode(&crl, bs_r_from(data, size)) != BS_OK) return 0;
    bs_reader at = crl.revoked;
    for (unsigned n = 0; bs_crl_entry_next(&at, &e); n++) {
        must(e.serial.p >= data && e.serial.p + e.serial.len <= data + size);
        if (n < 20) (void)!bs_crl_find(&crl, crl.issuer, e.serial, &found);
    }
    must(at.len == 0); /* a CRL that decodes can be walked to its end */
    return 0;
}
