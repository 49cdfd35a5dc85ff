/* A file of PEM certificates: measured, indexed, each entry decoded again. */
#include "src/x509/bundle.h"
#include "src/x509/name.h"
#include "tests/fuzz/take.h"

static void entry(bs_reader file, const struct bs_bundle_entry *e) {
    struct bs_cert c;
    size_t len, room = bs_bundle_room(e);
    must(e->at <= file.len && e->len <= file.len - e->at);
    uint8_t *der = (uint8_t *)malloc(room);
    if (!der) abort();
    must(bs_bundle_decode(file, e, der, room, &len) && len <= room);
    must(bs_cert_decode(&c, bs_r_from(der, len)) == BS_OK);
    must(bs_name_index_hash(c.subject) == e->subject);
    free(der);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader file = bs_r_from(data, size);
    size_t num, longest, got = 0;
    bs_bundle_measure(file, &num, &longest);
    must(num <= size && longest <= size + 3);
    struct bs_bundle_entry *e = (struct bs_bundle_entry *)malloc((num + 1) * sizeof(*e));
    uint8_t *scratch = (uint8_t *)malloc(longest + 1);
    if (!e || !scratch) abort();
    if (bs_bundle_index(file, e, &got, scratch, longest) == BS_OK) {
        must(got <= num);
        for (size_t i = 0; i < got; i++) entry(file, &e[i]);
        bs_bundle_sort(e, got);
        for (size_t i = 0; i < got; i++) must(e[bs_bundle_find(e, got, e[i].subject)].subject == e[i].subject);
    }
    free(e);
    free(scratch);
    return 0;
}
