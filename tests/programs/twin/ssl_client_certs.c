/* A client with several certificates: which of them answers a CertificateRequest, by version, schemes of both ends, and the
 * order in which they were set. */
#include "pair.h"

static const char *const files[] = { "rsa.pem", "ec.pem", "auth/ed25519.pem", "auth/ed448.pem", "auth/pss.pem" };
enum { NUM_FILES = sizeof files / sizeof files[0] };

static const char *const asked[] = {
    NULL, "RSA+SHA256:ECDSA+SHA256:ed25519:ed448", "ed25519:ECDSA+SHA256:RSA+SHA256:RSA-PSS+SHA256", "RSA-PSS+SHA256:ed448",
    "rsa_pss_pss_sha256:RSA+SHA384", "ECDSA+SHA384",
};
static const char *const own[] = { NULL, "ECDSA+SHA256:ed25519:RSA+SHA256:RSA-PSS+SHA256:rsa_pss_pss_sha256:ed448" };

struct plan {
    int version;
    unsigned which; /* of files: a bit each */
    int backwards;  /* the first of them is set last */
    const char *asked, *own;
};

static int current(SSL *s) { return SSL_get_privatekey(s) ? EVP_PKEY_get_id(SSL_get_privatekey(s)) : 0; }

/* What is set after the handshake is the current one at once. */
static void set_again(SSL *s) {
    SSL_use_certificate_file(s, data_file("auth/ed25519.pem"), SSL_FILETYPE_PEM);
    printf("  then %d", current(s));
    SSL_use_PrivateKey_file(s, data_file("auth/ed25519.pem"), SSL_FILETYPE_PEM);
    printf(" %d\n", current(s));
}

static void run(const struct plan *plan, unsigned flags) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
    printf("%x, certificates %x%s, asked %s, own %s, flags %x\n", (unsigned)plan->version, plan->which,
           plan->backwards ? " backwards" : "", plan->asked ? plan->asked : "-", plan->own ? plan->own : "-", flags);
    SSL_CTX *const both[] = { cc, sc };
    for (int i = 0; i < 2; i++) {
        SSL_CTX_set_security_level(both[i], 0);
        SSL_CTX_set_min_proto_version(both[i], plan->version);
        SSL_CTX_set_max_proto_version(both[i], plan->version);
    }
    for (int i = 0; i < NUM_FILES; i++) {
        int k = plan->backwards ? NUM_FILES - 1 - i : i;
        if (!(plan->which >> k & 1)) continue;
        check(SSL_CTX_use_certificate_file(cc, data_file(files[k]), SSL_FILETYPE_PEM) == 1, files[k]);
        check(SSL_CTX_use_PrivateKey_file(cc, data_file(files[k]), SSL_FILETYPE_PEM) == 1, files[k]);
    }
    SSL_CTX_set_cert_flags(cc, flags);
    if (plan->own) check(SSL_CTX_set1_sigalgs_list(cc, plan->own) == 1, "own");
    if (plan->asked) check(SSL_CTX_set1_client_sigalgs_list(sc, plan->asked) == 1, "asked");
    check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA file");
    check(SSL_CTX_load_verify_locations(sc, data_file("auth/ca.pem"), NULL) == 1, "CA file");
    SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        X509 *x = SSL_get0_peer_certificate(p.s);
        int type = 0, hash = 0;
        SSL_get_peer_signature_type_nid(p.s, &type);
        SSL_get_peer_signature_nid(p.s, &hash);
        printf("  sent a key of type %d, signed with %d %d; the current one is %d\n",
               x ? EVP_PKEY_get_id(X509_get0_pubkey(x)) : 0, type, hash, current(p.c));
        if (!plan->own) set_again(p.c);
        if (!plan->own) set_again(p.s);
    }
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    static const unsigned sets[] = { 0x03, 0x06, 0x11, 0x1f };
    for (int version = TLS1_1_VERSION; version <= TLS1_3_VERSION; version++) {
        for (size_t k = 0; k < sizeof sets / sizeof sets[0]; k++) {
            for (size_t a = 0; a < (version < TLS1_2_VERSION ? 1 : sizeof asked / sizeof asked[0]); a++) {
                for (int i = 0; i < 4; i++) {
                    const struct plan plan = { version, sets[k], i & 1, asked[a], own[i >> 1] };
                    if (version >= TLS1_2_VERSION || !plan.own) run(&plan, 0);
                    if (i == 1 && a == 2) run(&plan, SSL_CERT_FLAG_TLS_STRICT);
                }
            }
        }
    }
    return 0;
}
