/* Certificates and CRLs: every view lies inside the input, and nothing that looks at a decoded one leaves it. */
#include <stdlib.h>

#include "src/x509/cert_verify.h"
#include "src/x509/constraints.h"
#include "src/x509/crl.h"
#include "src/x509/host.h"
#include "src/x509/name.h"
#include "src/x509/purpose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inside(bs_reader in, bs_reader v) {
    if (v.len > 0 && (v.p < in.p || v.p + v.len > in.p + in.len)) abort();
}

static void look(bs_reader in, const struct bs_cert *c) {
    const bs_reader views[] = { c->tbs, c->sig_alg, c->signature, c->serial, c->issuer, c->subject, c->spki, c->extensions,
                                c->skid, c->eku, c->san, c->name_constraints, c->crl_points, c->akid.key_id };
    static const char host[] = "www.example.com", email[] = "me@example.com";
    struct bs_host_match m;
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) check_inside(in, views[i]);
    for (int p = 0; p <= BS_PURPOSE_LAST; p++) (void)bs_cert_check_purpose(c, p, p & 1);
    (void)bs_cert_likely_issued(c, c);
    (void)bs_host_check(c, bs_r_from(host, sizeof host - 1), 0, &m);
    (void)bs_email_check(c, bs_r_from(email, sizeof email - 1), 0);
    (void)bs_constraints_check(c, c);
    (void)bs_constraints_check_cn(c, c);
    if (!bs_name_equal(c->subject, c->subject)) abort();
    size_t room = BS_NAME_CANON_ROOM(c->subject.len);
    uint8_t *canon = malloc(room);
    bs_writer w = bs_w_to(canon, room);
    if (canon && bs_name_canon(&w, c->subject) && w.len > room) abort();
    free(canon);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader in = bs_r_from(data, size);
    struct bs_cert c;
    struct bs_crl crl;
    struct bs_crl_entry e;
    if (bs_cert_decode(&c, in) == BS_OK) look(in, &c);
    if (bs_crl_decode(&crl, in) == BS_OK) {
        check_inside(in, crl.revoked);
        check_inside(in, crl.extensions);
        if (bs_crl_find(&crl, bs_r_from("\x01", 1), &e)) check_inside(in, e.serial);
    }
    return 0;
}
