/* A host name whose A-labels are decoded: bounds, and that nothing else is changed. */
#include "src/x509/text.h"
#include "src/x509/u_label.h"
#include "tests/fuzz/take.h"

static size_t count(bs_reader r, uint8_t c) {
    size_t n = 0;
    for (size_t i = 0; i < r.len; i++) n += r.p[i] == c;
    return n;
}

static bool ascii(bs_reader r) {
    for (size_t i = 0; i < r.len; i++) {
        if (r.p[i] >= 0x80) return false;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t out[BS_U_LABELS_MAX];
    bs_reader host = bs_r_from(data, size);
    bs_writer w = bs_w_to(out, sizeof out);
    bool ok = bs_u_labels(&w, host), has = bs_has_a_label(host);
    must(w.len <= sizeof out);
    if (!has) must(ok == (size <= sizeof out));
    if (!ok) return 0;
    bs_reader got = bs_w_written(&w);
    if (!has) must(bs_r_same(got, host));
    must(count(got, '.') >= count(host, '.'));
    if (ascii(host)) { /* then what comes out is UTF-8 */
        uint32_t cp;
        int more;
        while ((more = bs_text_next(BS_DER_UTF8, &got, &cp)) == 1) {}
        must(more == 0);
    }
    return 0;
}
