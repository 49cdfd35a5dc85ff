#include <openssl/x509.h>

#include "apps/show.h"

static void show_offered_suites(SSL *ssl) {
    const unsigned char *raw = NULL;
    size_t width = (size_t)SSL_get0_raw_cipherlist(ssl, NULL);
    size_t len = (size_t)SSL_get0_raw_cipherlist(ssl, &raw);
    if (raw == NULL || width < 2) {
        return;
    }
    fputs("Client cipher list: ", stderr);
    for (size_t i = 0; i + width <= len; i += width) {
        const SSL_CIPHER *c = SSL_CIPHER_find(ssl, raw + i);
        fputs(i > 0 ? ":" : "", stderr);
        if (c != NULL) {
            fputs(SSL_CIPHER_get_name(c), stderr);
        } else if (raw[i] == 0 && raw[i + 1] == 0xff) { /* RFC 5746 3.3 */
            fputs("TLS_EMPTY_RENEGOTIATION_INFO_SCSV", stderr);
        } else if (raw[i] == 0x56 && raw[i + 1] == 0) { /* RFC 7507 2 */
            fputs("TLS_FALLBACK_SCSV", stderr);
        } else {
            fprintf(stderr, "0x%02X%02X", raw[i], raw[i + 1]);
        }
    }
    fputc('\n', stderr);
}

void app_show_brief(SSL *ssl) {
    bool server = SSL_is_server(ssl) != 0;
    fprintf(stderr, "Protocol version: %s\n", SSL_get_version(ssl));
    if (server) {
        show_offered_suites(ssl);
    }
    fprintf(stderr, "Ciphersuite: %s\n", SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)));
    app_show_sigalg_list(stderr, ssl, false);
    X509 *peer = SSL_get1_peer_certificate(ssl);
    if (peer != NULL) {
        app_show_name(stderr, "Peer certificate: ", X509_get_subject_name(peer));
        app_show_peer_signature(stderr, ssl, "Hash used", "Signature type");
        app_show_verification(stderr, ssl);
        X509_free(peer);
    } else {
        fputs("No peer certificate\n", stderr);
    }
    app_show_point_formats(stderr, ssl);
    if (server) {
        app_show_groups(stderr, ssl, false);
    } else {
        app_show_temp_key(stderr, ssl);
    }
}
