/* One certificate: decoding, and every question that is asked of a decoded one. The last byte (the signature's)
 * says which host to ask for. */
#include "src/x509/cert_ext.h"
#include "src/x509/cert_verify.h"
#include "src/x509/constraints.h"
#include "src/x509/host.h"
#include "src/x509/key_der.h"
#include "src/x509/name.h"
#include "src/x509/purpose.h"
#include "src/x509/verify_codes.h"
#include "tests/fuzz/take.h"

static void views(const struct bs_cert *c) {
    const bs_reader all[] = { c->tbs, c->sig_alg, c->signature, c->serial, c->issuer, c->subject, c->spki, c->extensions,
                              c->skid, c->eku, c->san, c->name_constraints, c->crl_points, c->akid.key_id };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        must(all[i].len == 0 || (all[i].p >= c->der.p && all[i].p + all[i].len <= c->der.p + c->der.len));
    }
}

static void names(const struct bs_cert *c) {
    struct bs_name_iter it;
    struct bs_name_entry e;
    size_t room = BS_NAME_CANON_ROOM(c->subject.len), len;
    uint8_t *out = (uint8_t *)malloc(room);
    if (!out) abort();
    bs_writer w = bs_w_to(out, room);
    if (bs_name_canon(&w, c->subject)) must(bs_w_finish(&w, &len) && len <= room);
    free(out);
    must(bs_name_equal(c->subject, c->subject));
    if (bs_name_equal(c->subject, c->issuer)) must(bs_name_index_hash(c->subject) == bs_name_index_hash(c->issuer));
    if (bs_name_iter_init(&it, c->subject)) {
        while (bs_name_next(&it, &e)) must(e.oid.len > 0);
    }
}

static void extensions(const struct bs_cert *c) {
    bs_reader at = c->extensions, names_left = c->san, content;
    struct bs_cert_ext x, found;
    uint8_t tag;
    size_t num;
    while (bs_cert_ext_next(&at, &x)) must(bs_cert_ext_find(c, x.oid, &found, &num) && num > 0);
    while (bs_general_name_next(&names_left, &tag, &content)) {}
    (void)bs_cert_akid_matches(c, c);
}

static void hosts(const struct bs_cert *c, unsigned which) {
    static const char *const asked[] = { "www.example.com", ".example.com", "a", "xn--a.example.com", "", "a.b.c.d.e.f" };
    const char *host = asked[which % (sizeof(asked) / sizeof(asked[0]))];
    struct bs_host_match m;
    if (bs_host_check(c, bs_r_from(host, strlen(host)), which >> 2, &m) == 1) {
        must(m.text.p >= c->der.p && m.text.p + m.text.len <= c->der.p + c->der.len);
    }
    (void)bs_email_check(c, bs_r_from("joe@example.com", 15), which >> 2);
    (void)bs_ip_check(c, bs_r_from("\x7f\0\0\1", 4));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bs_cert c;
    struct bs_impl impl;
    if (bs_cert_decode(&c, bs_r_from(data, size)) != BS_OK) return 0;
    unsigned which = data[size - 1];
    views(&c);
    names(&c);
    extensions(&c);
    hosts(&c, which);
    (void)bs_cert_check_ca(&c);
    for (int p = 0; p <= BS_PURPOSE_LAST + 1; p++) (void)bs_cert_check_purpose(&c, p, (which & 1) != 0);
    (void)bs_cert_likely_issued(&c, &c);
    (void)bs_cert_signing_allowed(&c, &c);
    (void)bs_constraints_check(&c, &c);
    (void)bs_constraints_check_cn(&c, &c);
    (void)bs_pubkey_bits(&c.key);
    (void)bs_pubkey_security_bits(&c.key);
    (void)bs_sig_alg_security_bits(c.sig_alg);
    bs_impl_choose(&impl);
    if (bs_pubkey_check(&c.key)) either((int)bs_cert_verify_signature(&impl, &c, &c.key));
    return 0;
}
