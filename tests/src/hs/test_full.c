#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static bool fits(const struct bs_suite *s, enum cred_kind k) {
    if (s->min_version >= BS_TLS13) return true;
    if (k == CRED_PSS) return s->auth == BS_AUTH_RSA && !(s->kx & BS_KX_RSA); /* it signs, and decrypts nothing */
    if (s->auth == BS_AUTH_PSK) return k == CRED_RSA; /* which is there, and not used */
    return (s->auth == BS_AUTH_RSA) == (k == CRED_RSA);
}

Test(hs_full, every_suite_with_every_certificate) {
    for (size_t i = 0; i < bs_num_suites; i++) {
        for (int k = 0; k < NUM_CREDS; k++) {
            const struct bs_suite *s = &bs_suites[i];
            struct pair p;
            if (!fits(s, (enum cred_kind)k)) continue;
            pair_init(&p);
            peer_use_cred(&p.s, (enum cred_kind)k);
            peer_use_suite(&p.c, s->id);
            p.s.cfg.flags |= p.c.cfg.flags & BS_CF_PSK;
            if (s->max_version < BS_TLS13) peer_use_versions(&p.c, BS_TLS12, BS_TLS12);
            pair_start(&p);
            bool ok = pair_works(&p);
            cr_expect(ok, "%s with certificate %d: client %s, server %s", s->name, k, bs_status_name(p.c.last),
                      bs_status_name(p.s.last));
            cr_expect(p.c.conn->suite == s && p.s.conn->suite == s);
            cr_expect_str_eq(p.c.keylog, p.s.keylog);
            cr_expect_eq(p.c.num_verified, s->auth != BS_AUTH_PSK);
            pair_free(&p);
        }
    }
}

Test(hs_full, every_group_in_every_version) {
    for (uint16_t v = BS_TLS10; v <= BS_TLS13; v++) {
        for (size_t i = 0; i < bs_num_groups; i++) {
            struct pair p;
            /* FFDHE is a group of TLS 1.3; before, the suites without a group are left */
            const struct bs_group *want = v < BS_TLS13 && bs_groups[i].kind == BS_GROUP_FFDHE ? NULL : &bs_groups[i];
            pair_init(&p);
            peer_use_versions(&p.s, v, v);
            peer_use_group(&p.c, bs_groups[i].id);
            if (v < BS_TLS13) peer_use_cred(&p.s, CRED_RSA); /* a certificate's curve must be offered too */
            pair_start(&p);
            cr_expect(pair_works(&p), "%s in %x: client %s, server %s", bs_groups[i].name, v, bs_status_name(p.c.last),
                      bs_status_name(p.s.last));
            cr_expect(p.c.conn->group == want && p.s.conn->group == want);
            pair_free(&p);
        }
    }
}
