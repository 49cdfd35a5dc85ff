/* Every DER reader over the same bytes: each stays in bounds, and a failed read moves nothing. */
#include <stdlib.h>

#include "src/x509/der.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(bs_reader outer, bs_reader v) {
    if (v.len > 0 && (v.p < outer.p || v.p + v.len > outer.p + outer.len)) abort();
}

static void check_read(bs_reader before, bs_reader after, bool ok) {
    if (!ok && (after.p != before.p || after.len != before.len)) abort();
    if (ok && (after.len >= before.len || (after.len > 0 && after.p + after.len != before.p + before.len))) abort();
}

static void walk(bs_reader in, unsigned depth) {
    uint8_t tag;
    bs_reader content, whole, r = in;
    while (bs_der_any(&r, &tag, &content, &whole)) {
        check_inside(in, content);
        check_inside(in, whole);
        if ((tag & 0x20) != 0 && depth < 32) walk(content, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader in = bs_r_from(data, size), r, v = { 0 };
    bool b;
    uint64_t n;
    walk(in, 0);
    r = in;
    b = bs_der_unsigned(&r, &v);
    check_read(in, r, b);
    if (b) check_inside(in, v);
    r = in;
    b = bs_der_bit_bytes(&r, &v);
    check_read(in, r, b);
    r = in;
    b = bs_der_uint64(&r, &n);
    check_read(in, r, b);
    r = in;
    bool value;
    b = bs_der_bool(&r, &value);
    check_read(in, r, b);
    r = in;
    if (size > 0) {
        b = bs_der_read(&r, data[0], &v);
        check_read(in, r, b);
    }
    return 0;
}
