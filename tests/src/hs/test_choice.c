/* Who decides on suite, group, certificate and scheme. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static struct pair p;

static void set(uint16_t version, uint32_t server_flags) {
    pair_init(&p);
    peer_use_versions(&p.s, version, version);
    p.s.cfg.flags |= server_flags;
}

static void suites(struct peer *e, uint16_t a, uint16_t b, uint16_t c) {
    e->suites[0] = a;
    e->suites[1] = b;
    e->suites[2] = c;
    e->cfg.num_suites = 3;
    if (e->role == BS_CLIENT) e->cfg.max_version = p.s.cfg.max_version; /* for which they are */
}

static uint16_t run_for_suite(void) {
    pair_start(&p);
    bool ok = pair_run(&p);
    uint16_t id = ok ? p.s.conn->suite->id : 0;
    pair_free(&p);
    return id;
}

/* Beside what peer_use_cred() set. */
static void add_cred(struct peer *e, enum cred_kind k) {
    struct bs_credential first = e->creds[0];
    peer_use_cred(e, k);
    e->creds[1] = e->creds[0];
    e->creds[0] = first;
    e->cfg.num_creds = 2;
}

Test(hs_choice, of_a_suite_by_the_client_or_by_the_server) {
    set(BS_TLS13, 0);
    suites(&p.c, 0x1301, 0x1302, 0x1303);
    suites(&p.s, 0x1302, 0x1303, 0x1301);
    cr_expect_eq(run_for_suite(), 0x1301);
    set(BS_TLS13, BS_CF_SERVER_PREFERENCE);
    suites(&p.c, 0x1301, 0x1302, 0x1303);
    suites(&p.s, 0x1302, 0x1303, 0x1301);
    cr_expect_eq(run_for_suite(), 0x1302);
    set(BS_TLS12, BS_CF_SERVER_PREFERENCE);
    suites(&p.c, 0xc02b, 0xc02c, 0xcca9);
    suites(&p.s, 0xcca9, 0xc02c, 0xc02b);
    cr_expect_eq(run_for_suite(), 0xcca9);
}

Test(hs_choice, of_chacha_for_a_client_that_puts_it_first) {
    for (int first = 0; first < 2; first++) {
        set(BS_TLS13, BS_CF_SERVER_PREFERENCE | BS_CF_PRIORITIZE_CHACHA);
        suites(&p.c, first ? 0x1303 : 0x1301, first ? 0x1301 : 0x1303, 0x1302);
        suites(&p.s, 0x1302, 0x1303, 0x1301);
        cr_expect_eq(run_for_suite(), first ? 0x1303 : 0x1302);
    }
}

Test(hs_choice, of_a_certificate_by_the_suite_in_tls12) {
    set(BS_TLS12, 0);
    add_cred(&p.s, CRED_RSA);
    suites(&p.c, 0xc02f, 0xc02b, 0xc02c);
    cr_expect_eq(run_for_suite(), 0xc02f);
    set(BS_TLS12, 0);
    add_cred(&p.s, CRED_RSA);
    suites(&p.c, 0xc02b, 0xc02f, 0xc02c);
    cr_expect_eq(run_for_suite(), 0xc02b);
    set(BS_TLS12, 0); /* the P-256 certificate cannot serve a client that cannot verify ECDSA */
    add_cred(&p.s, CRED_RSA);
    suites(&p.c, 0xc02b, 0xc02f, 0xc02c);
    p.c.sigalgs[0] = 0x0804;
    p.c.cfg.num_sigalgs = 1;
    cr_expect_eq(run_for_suite(), 0xc02f);
    set(BS_TLS12, 0); /* nor one that does not have its curve */
    add_cred(&p.s, CRED_RSA);
    suites(&p.c, 0xc02b, 0xc02f, 0xc02c);
    peer_use_group(&p.c, 29);
    cr_expect_eq(run_for_suite(), 0xc02f);
}

Test(hs_choice, of_a_certificate_by_the_schemes_in_tls13) {
    set(BS_TLS13, 0);
    add_cred(&p.s, CRED_RSA);
    p.c.sigalgs[0] = 0x0804;
    p.c.sigalgs[1] = 0x0403;
    pair_start(&p);
    cr_expect(pair_run(&p));
    cr_expect_eq(p.s.conn->own_cred, &p.s.creds[1]);
    cr_expect_eq(p.c.conn->peer_sigalg->id, 0x0804);
    pair_free(&p);
    set(BS_TLS13, BS_CF_SERVER_PREFERENCE);
    add_cred(&p.s, CRED_RSA);
    p.c.sigalgs[0] = 0x0804;
    p.c.sigalgs[1] = 0x0403;
    pair_start(&p);
    cr_expect(pair_run(&p));
    cr_expect_eq(p.s.conn->own_cred, &p.s.creds[0]);
    pair_free(&p);
}

Test(hs_choice, respects_the_key_usage) {
    set(BS_TLS12, 0);
    peer_use_cred(&p.s, CRED_RSA);
    p.s.creds[0].may_encipher = false;
    suites(&p.c, 0x009c, 0xc02f, 0xc030);
    cr_expect_eq(run_for_suite(), 0xc02f, "no RSA key exchange");
    set(BS_TLS12, 0);
    peer_use_cred(&p.s, CRED_RSA);
    p.s.creds[0].may_sign = false;
    suites(&p.c, 0xc02f, 0x009c, 0xc030);
    cr_expect_eq(run_for_suite(), 0x009c, "no signatures");
    set(BS_TLS12, 0);
    p.s.creds[0].not_for_ecdhe_ecdsa = true;
    cr_expect_eq(run_for_suite(), 0);
    set(BS_TLS13, 0);
    p.s.creds[0].not_for_ecdhe_ecdsa = true;
    cr_expect_eq(run_for_suite(), 0x1302);
    set(BS_TLS13, 0);
    p.s.creds[0].may_sign = false;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.s.last, BS_E_NO_SHARED_SIGALG);
    pair_free(&p);
}

Test(hs_choice, of_a_group_in_tls12) {
    for (int ours = 0; ours < 2; ours++) {
        set(BS_TLS12, ours ? BS_CF_SERVER_PREFERENCE : 0);
        p.s.groups[0] = 24;
        p.s.groups[1] = 29;
        p.s.cfg.num_groups = 2;
        pair_start(&p);
        cr_expect(pair_run(&p));
        cr_expect_eq(p.c.conn->group->id, ours ? 24 : 29);
        pair_free(&p);
    }
}

static enum bs_security_op denied;
static uint32_t denied_id;
static bool deny(void *app, enum bs_security_op op, unsigned bits, uint32_t id) {
    (void)app, (void)bits;
    return !(op == denied && id == denied_id);
}

static void with_denied(uint16_t v, bool server, enum bs_security_op op, uint32_t id, bs_status want) {
    set(v, 0);
    peer_use_cred(&p.s, CRED_RSA);
    (server ? &p.s : &p.c)->ops.security = deny;
    denied = op;
    denied_id = id;
    pair_start(&p);
    bool ok = pair_run(&p);
    bs_status got = server ? p.s.last : p.c.last;
    if (want == BS_OK) {
        cr_expect(ok, "%x %d %d: %s", v, server, op, bs_status_name(got));
    } else {
        cr_expect_eq(got, want, "%x %d %d: %s", v, server, op, bs_status_name(got));
    }
    pair_free(&p);
}

Test(hs_choice, asks_the_security_level) {
    with_denied(BS_TLS13, true, BS_SEC_VERSION, BS_TLS13, BS_E_NO_VERSIONS_ENABLED);
    with_denied(BS_TLS13, true, BS_SEC_SUITE_SHARED, 0x1302, BS_OK);
    with_denied(BS_TLS13, false, BS_SEC_SUITE_CHECK, 0x1302, BS_E_WRONG_CIPHER);
    with_denied(BS_TLS13, true, BS_SEC_GROUP_SHARED, 29, BS_OK);
    with_denied(BS_TLS12, false, BS_SEC_GROUP_CHECK, 29, BS_E_WRONG_GROUP);
    with_denied(BS_TLS13, false, BS_SEC_SIGALG_CHECK, 0x0804, BS_E_SIGALG_NOT_OFFERED);
    with_denied(BS_TLS12, false, BS_SEC_SIGALG_CHECK, 0x0804, BS_E_SIGALG_NOT_OFFERED);
    with_denied(BS_TLS13, true, BS_SEC_SIGALG_SHARED, 0x0804, BS_OK);
}

Test(hs_choice, of_a_scheme_to_sign_with_from_a_list_of_its_own) {
    static const uint16_t own[] = { 0x0806 };
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        for (int server = 0; server < 2; server++) {
            set(v, 0);
            peer_use_cred(&p.s, CRED_RSA);
            peer_use_cred(&p.c, CRED_RSA);
            p.s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
            struct peer *e = server ? &p.s : &p.c;
            e->cfg.sign_sigalgs = own;
            e->cfg.num_sign_sigalgs = 1;
            pair_start(&p);
            cr_expect(pair_run(&p));
            cr_expect_eq(e->conn->own_sigalg->id, 0x0806);
            cr_expect_eq(other(&p, e)->conn->own_sigalg->id, 0x0804);
            pair_free(&p);
        }
    }
}
