/* Certificates of clients: every type, and what the server must not believe. */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

static struct pair p;

static void begin(uint16_t version, enum cred_kind k) {
    pair_init(&p);
    peer_use_versions(&p.s, version, version);
    peer_use_cred(&p.c, k);
    p.s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
}

Test(hs_client_auth, every_type_in_every_version) {
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        for (int k = 0; k < NUM_CREDS; k++) {
            begin(v, (enum cred_kind)k);
            pair_start(&p);
            cr_expect(pair_works(&p), "%x, certificate %d: client %s, server %s", v, k, bs_status_name(p.c.last),
                      bs_status_name(p.s.last));
            cr_expect_eq(p.s.num_verified, 1);
            cr_assert_not_null(p.s.conn->peer_sigalg);
            cr_expect_eq(p.s.conn->peer_sigalg, p.c.conn->own_sigalg);
            pair_free(&p);
        }
    }
}

/* A key of another kind than the certificate's signs: the scheme tells. */
Test(hs_client_auth, the_scheme_must_fit_the_certificate) {
    static const enum cred_kind kinds[] = { CRED_RSA, CRED_P256, CRED_ED25519, CRED_ED448 };
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        for (size_t i = 0; i < 4; i++) {
            begin(v, kinds[i]);
            struct bs_credential signing = p.c.creds[0];
            peer_use_cred(&p.c, kinds[(i + 1) % 4]);
            signing.chain = p.c.creds[0].chain;
            p.c.creds[0] = signing;
            pair_start(&p);
            cr_expect_not(pair_run(&p));
            cr_expect_eq(p.s.last, BS_E_WRONG_SIGALG, "%x, %zu: %s", v, i, bs_status_name(p.s.last));
            cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_ILLEGAL_PARAMETER);
            pair_free(&p);
        }
    }
}

static bs_status forge(const struct bs_signer *s, const struct bs_sigscheme *scheme, bs_reader digest, uint8_t *sig,
                       size_t *sig_len) {
    (void)s, (void)scheme, (void)digest;
    size_t n = scheme->kind == BS_SIG_ED25519 ? 64 : 114;
    if (*sig_len < n) return BS_E_SPACE;
    memset(sig, 0, n);
    *sig_len = n;
    return BS_OK;
}

Test(hs_client_auth, a_forged_signature_is_refused) {
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        for (int k = CRED_ED25519; k <= CRED_ED448; k++) {
            begin(v, (enum cred_kind)k);
            p.c.creds[0].signer.sign = forge;
            pair_start(&p);
            cr_expect_not(pair_run(&p));
            cr_expect_eq(p.s.last, BS_E_BAD_SIGNATURE, "%x: %s", v, bs_status_name(p.s.last));
            cr_expect_eq(p.c.conn->peer_alert, BS_ALERT_DECRYPT_ERROR);
            pair_free(&p);
        }
    }
}
