/* What a finished handshake tells, for each version, certificate, group and suite. */
#include "pair.h"

static void describe(const char *who, SSL *s) {
    const SSL_CIPHER *c = SSL_get_current_cipher(s);
    const unsigned char *alpn;
    unsigned alpn_len;
    int bits;
    SSL_get0_alpn_selected(s, &alpn, &alpn_len);
    printf("  %s: %s %s %d bits, reused %d, alpn '%.*s', name %s, verify %ld, finished %d, state '%s'\n", who,
        SSL_get_version(s), SSL_CIPHER_get_name(c), SSL_CIPHER_get_bits(c, &bits), SSL_session_reused(s), (int)alpn_len,
        alpn ? (const char *)alpn : "",
        SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) ? SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) : "-",
        SSL_get_verify_result(s), SSL_is_init_finished(s), SSL_state_string_long(s));
    X509 *x = SSL_get1_peer_certificate(s);
    char *subject = x ? X509_NAME_oneline(X509_get_subject_name(x), NULL, 0) : NULL;
    printf("  %s: peer %s, chain %d, verified %d\n", who, subject ? subject : "-", sk_X509_num(SSL_get_peer_cert_chain(s)),
           sk_X509_num(SSL_get0_verified_chain(s)));
    OPENSSL_free(subject);
    X509_free(x);
    int nid = 0;
    long r = SSL_get_peer_signature_nid(s, &nid);
    printf("  %s: peer signature %ld %s; extms %ld; ri %ld; session id %d; finished %zu %zu\n", who, r, r ? OBJ_nid2sn(nid) : "-",
           SSL_get_extms_support(s), SSL_get_secure_renegotiation_support(s),
           SSL_SESSION_get_id(SSL_get_session(s), NULL) != NULL, SSL_get_finished(s, NULL, 0), SSL_get_peer_finished(s, NULL, 0));
}

static int choose_h2(SSL *s, const unsigned char **out, unsigned char *outlen, const unsigned char *in, unsigned inlen, void *arg) {
    (void)s;
    (void)arg;
    unsigned char *p;
    if (SSL_select_next_proto(&p, outlen, (const unsigned char *)"\x02h2\x08http/1.1", 12, in, inlen) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *out = p;
    return SSL_TLSEXT_ERR_OK;
}

static int name_seen(SSL *s, int *al, void *arg) {
    (void)al;
    (void)arg;
    printf("  server_name callback: %s\n",
        SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) ? SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) : "-");
    return SSL_TLSEXT_ERR_OK;
}

static void run(const char *pem, int version, const char *suites, const char *groups, int client_cert) {
    SSL_CTX *sc = server_ctx(pem), *cc = client_ctx(1);
    printf("%s version %x suites %s groups %s client cert %d\n", pem, version, suites ? suites : "-",
        groups ? groups : "-", client_cert);
    SSL_CTX_set_max_proto_version(cc, version);
    if (suites && version == TLS1_3_VERSION) check(SSL_CTX_set_ciphersuites(cc, suites) == 1, "suites");
    if (suites && version != TLS1_3_VERSION) check(SSL_CTX_set_cipher_list(cc, suites) == 1, "suites");
    if (groups) check(SSL_CTX_set1_groups_list(cc, groups) == 1, "groups");
    SSL_CTX_set_alpn_protos(cc, (const unsigned char *)"\x08http/1.1\x02h2", 12);
    SSL_CTX_set_alpn_select_cb(sc, choose_h2, NULL);
    SSL_CTX_set_tlsext_servername_callback(sc, name_seen);
    if (client_cert) {
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL);
        SSL_CTX_set_session_id_context(sc, (const unsigned char *)"twin", 4);
        SSL_CTX_use_certificate_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(cc, data_file("client.pem"), SSL_FILETYPE_PEM);
    }
    struct pair p = pair_new(cc, sc);
    SSL_set_tlsext_host_name(p.c, "server.example");
    SSL_set1_host(p.c, "server.example");
    if (pair_handshake(p)) {
        pair_exchange(p);
        describe("client", p.c);
        describe("server", p.s);
        pair_close(p);
        printf("  shutdown: %d %d\n", SSL_get_shutdown(p.c), SSL_get_shutdown(p.s));
    }
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    static const char *const certs[] = { "rsa.pem", "ec.pem", "p384.pem" };
    static const char *const suites13[] = { "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256" };
    static const char *const rsa12[] = { "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-RSA-AES128-SHA256", "ECDHE-RSA-AES256-SHA384", "ECDHE-RSA-AES128-SHA",
        "ECDHE-RSA-AES256-SHA", "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA256", "AES256-SHA256",
        "AES128-SHA", "AES256-SHA" };
    static const char *const ec12[] = { "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA384",
        "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA" };
    static const char *const groups[] = { "X25519", "P-256", "P-384", "P-521", "P-384:X25519" };
    for (size_t c = 0; c < 3; c++) {
        for (int auth = 0; auth < 2; auth++) {
            run(certs[c], TLS1_3_VERSION, NULL, NULL, auth);
            run(certs[c], TLS1_2_VERSION, NULL, NULL, auth);
        }
    }
    for (size_t i = 0; i < 3; i++) run("ec.pem", TLS1_3_VERSION, suites13[i], NULL, 0);
    for (size_t i = 0; i < sizeof rsa12 / sizeof rsa12[0]; i++) run("rsa.pem", TLS1_2_VERSION, rsa12[i], NULL, 0);
    for (size_t i = 0; i < sizeof ec12 / sizeof ec12[0]; i++) run("ec.pem", TLS1_2_VERSION, ec12[i], NULL, 0);
    for (size_t i = 0; i < 5; i++) run("ec.pem", TLS1_3_VERSION, NULL, groups[i], 0);
    for (size_t i = 0; i < 5; i++) run("rsa.pem", TLS1_2_VERSION, NULL, groups[i], 0);
    return 0;
}
