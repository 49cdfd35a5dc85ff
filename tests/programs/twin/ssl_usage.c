/* Certificates whose key usage leaves out what the handshake does with their keys. */
#include "pair.h"

static int any(int ok, X509_STORE_CTX *ctx) {
    (void)ok, (void)ctx;
    return 1;
}

static void run(int version, const char *server, const char *client, const char *suites) {
    SSL_CTX *sc = server_ctx(server), *cc = client_ctx(0);
    printf("version %x server %s client %s suites %s\n", version, server, client ? client : "-", suites ? suites : "-");
    SSL_CTX_set_max_proto_version(cc, version);
    if (suites) SSL_CTX_set_cipher_list(cc, suites);
    if (client) {
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, any);
        SSL_CTX_set_session_id_context(sc, (const unsigned char *)"u", 1);
        check(SSL_CTX_use_certificate_file(cc, data_file(client), SSL_FILETYPE_PEM) == 1, "client certificate");
        check(SSL_CTX_use_PrivateKey_file(cc, data_file(client), SSL_FILETYPE_PEM) == 1, "client key");
    }
    struct pair p = pair_new(cc, sc);
    if (pair_handshake(p)) {
        pair_exchange(p);
        printf("  %s, client certificate %d\n", SSL_get_cipher_name(p.c), SSL_get0_peer_certificate(p.s) != NULL);
    }
    pair_free(p);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    static const char *const pems[] = { "rsa_encipher.pem", "rsa_sign.pem", "ec_agree.pem" };
    for (size_t k = 0; k < 3; k++) {
        for (int v = 0; v < 2; v++) {
            run(versions[v], pems[k], NULL, NULL);
            run(versions[v], "ec.pem", pems[k], NULL);
        }
        run(TLS1_2_VERSION, pems[k], NULL, "AES128-GCM-SHA256");
        run(TLS1_2_VERSION, pems[k], NULL, "ECDHE-RSA-AES128-GCM-SHA256:AES128-GCM-SHA256");
    }
    return 0;
}
