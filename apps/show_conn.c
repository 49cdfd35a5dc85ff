#include <inttypes.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <stdint.h>
#include <string.h>

#include "apps/show.h"

static void show_key_line(FILE *out, X509 *cert) {
    EVP_PKEY *key = X509_get_pubkey(cert);
    if (key == NULL) {
        return;
    }
    fprintf(out, "   a:PKEY: %s, %d (bit); sigalg: %s\n", OBJ_nid2sn(EVP_PKEY_get_base_id(key)),
            EVP_PKEY_get_bits(key), OBJ_nid2sn(X509_get_signature_nid(cert)));
    EVP_PKEY_free(key);
}

static void show_validity(FILE *out, const X509 *cert) {
    BIO *bio = BIO_new_fp(out, BIO_NOCLOSE);
    if (bio == NULL) {
        return;
    }
    BIO_puts(bio, "   v:NotBefore: ");
    ASN1_TIME_print(bio, X509_get0_notBefore(cert));
    BIO_puts(bio, "; NotAfter: ");
    ASN1_TIME_print(bio, X509_get0_notAfter(cert));
    BIO_puts(bio, "\n");
    BIO_free(bio);
}

static void show_chain(FILE *out, STACK_OF(X509) *chain, bool pem) {
    fputs("---\nCertificate chain\n", out);
    for (int i = 0; i < sk_X509_num(chain); i++) {
        X509 *cert = sk_X509_value(chain, i);
        fprintf(out, "%2d s:", i);
        app_show_name(out, "", X509_get_subject_name(cert));
        app_show_name(out, "   i:", X509_get_issuer_name(cert));
        show_key_line(out, cert);
        show_validity(out, cert);
        if (pem) {
            app_show_pem(out, cert);
        }
    }
}

static void show_subject(FILE *out, X509 *cert) {
    app_show_name(out, "subject=", X509_get_subject_name(cert));
    app_show_name(out, "issuer=", X509_get_issuer_name(cert));
}

static void show_peer(FILE *out, SSL *ssl, X509 *peer, bool all_certs) {
    STACK_OF(X509) *chain = SSL_get_peer_cert_chain(ssl);
    if (chain != NULL) {
        show_chain(out, chain, all_certs);
    }
    fputs("---\n", out);
    if (peer != NULL) {
        fputs("Server certificate\n", out);
        if (!all_certs) { /* the chain showed it */
            app_show_pem(out, peer);
        }
        show_subject(out, peer);
    } else {
        fputs("no peer certificate available\n", out);
    }
    app_show_ca_names(out, ssl);
    app_show_sigalgs(out, ssl);
    app_show_temp_key(out, ssl);
    fprintf(out, "---\nSSL handshake has read %" PRIu64 " bytes and written %" PRIu64 " bytes\n",
            BIO_number_read(SSL_get_rbio(ssl)), BIO_number_written(SSL_get_wbio(ssl)));
}

static void show_alpn(FILE *out, const SSL *ssl) {
    const unsigned char *proto;
    unsigned len;
    SSL_get0_alpn_selected(ssl, &proto, &len);
    if (len > 0) {
        fprintf(out, "ALPN protocol: %.*s\n", (int)len, (const char *)proto);
    } else {
        fputs("No ALPN negotiated\n", out);
    }
}

static void show_early_data(FILE *out, const SSL *ssl) {
    switch (SSL_get_early_data_status(ssl)) {
    case SSL_EARLY_DATA_NOT_SENT:
        fputs("Early data was not sent\n", out);
        break;
    case SSL_EARLY_DATA_REJECTED:
        fputs("Early data was rejected\n", out);
        break;
    case SSL_EARLY_DATA_ACCEPTED:
        fputs("Early data was accepted\n", out);
        break;
    default:
        break;
    }
}

static void show_session(FILE *out, SSL *ssl) {
    if (SSL_version(ssl) == TLS1_3_VERSION) { /* its sessions come later, each with a ticket */
        long result = SSL_get_verify_result(ssl);
        show_early_data(out, ssl);
        fprintf(out, "Verify return code: %ld (%s)\n", result, X509_verify_cert_error_string(result));
    } else if (SSL_get_session(ssl) != NULL) {
        app_show_session(out, SSL_get_session(ssl));
    }
    app_show_keying_material(out, ssl);
    fputs("---\n", out);
}

void app_show_client(FILE *out, SSL *ssl, bool full, bool all_certs) {
    X509 *peer = SSL_get1_peer_certificate(ssl);
    if (full) {
        show_peer(out, ssl, peer, all_certs);
    }
    app_show_verification(out, ssl);
    const SSL_CIPHER *c = SSL_get_current_cipher(ssl);
    fprintf(out, "---\n%s, %s, Cipher is %s\n", SSL_session_reused(ssl) ? "Reused" : "New", SSL_CIPHER_get_version(c),
            SSL_CIPHER_get_name(c));
    if (full && peer != NULL) {
        EVP_PKEY *key = X509_get_pubkey(peer);
        fprintf(out, "Server public key is %d bit\n", EVP_PKEY_get_bits(key));
        EVP_PKEY_free(key);
    }
    fprintf(out, "Secure Renegotiation IS%s supported\n", SSL_get_secure_renegotiation_support(ssl) ? "" : " NOT");
    fputs("Compression: NONE\nExpansion: NONE\n", out);
    show_alpn(out, ssl);
    show_session(out, ssl);
    X509_free(peer);
    fflush(out);
}

static void show_shared_ciphers(FILE *out, SSL *ssl) {
    char list[8192];
    if (SSL_get_shared_ciphers(ssl, list, (int)sizeof(list)) != NULL) {
        fprintf(out, "Shared ciphers:%s\n", list);
    }
}

void app_show_server(FILE *out, SSL *ssl) {
    BIO *bio = BIO_new_fp(out, BIO_NOCLOSE);
    if (bio != NULL) {
        PEM_write_bio_SSL_SESSION(bio, SSL_get_session(ssl));
    }
    BIO_free(bio);
    X509 *peer = SSL_get1_peer_certificate(ssl);
    if (peer != NULL) {
        fputs("Client certificate\n", out);
        app_show_pem(out, peer);
        show_subject(out, peer);
        X509_free(peer);
    }
    show_shared_ciphers(out, ssl);
    app_show_sigalgs(out, ssl);
    app_show_point_formats(out, ssl);
    app_show_groups(out, ssl, true);
    app_show_ca_names(out, ssl);
    const char *name = SSL_CIPHER_get_name(SSL_get_current_cipher(ssl));
    fprintf(out, "CIPHER is %s\n", name != NULL ? name : "(NONE)");
    if (SSL_session_reused(ssl)) {
        fputs("Reused session-id\n", out);
    }
    fprintf(out, "Secure Renegotiation IS%s supported\n", SSL_get_secure_renegotiation_support(ssl) ? "" : " NOT");
    if ((SSL_get_options(ssl) & SSL_OP_NO_RENEGOTIATION) != 0) {
        fputs("Renegotiation is DISABLED\n", out);
    }
    app_show_keying_material(out, ssl);
    fflush(out);
}

void app_show_stats(FILE *out, SSL_CTX *ctx) {
    static const struct { int what; const char *text; } rows[] = {
        { SSL_CTRL_SESS_NUMBER, "items in the session cache" },
        { SSL_CTRL_SESS_CONNECT, "client connects (SSL_connect())" },
        { SSL_CTRL_SESS_CONNECT_RENEGOTIATE, "client renegotiates (SSL_connect())" },
        { SSL_CTRL_SESS_CONNECT_GOOD, "client connects that finished" },
        { SSL_CTRL_SESS_ACCEPT, "server accepts (SSL_accept())" },
        { SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, "server renegotiates (SSL_accept())" },
        { SSL_CTRL_SESS_ACCEPT_GOOD, "server accepts that finished" },
        { SSL_CTRL_SESS_HIT, "session cache hits" },
        { SSL_CTRL_SESS_MISSES, "session cache misses" },
        { SSL_CTRL_SESS_TIMEOUTS, "session cache timeouts" },
        { SSL_CTRL_SESS_CB_HIT, "callback cache hits" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        fprintf(out, "%4ld %s\n", SSL_CTX_ctrl(ctx, rows[i].what, 0, NULL), rows[i].text);
    }
    fprintf(out, "%4ld cache full overflows (%ld allowed)\n", SSL_CTX_sess_cache_full(ctx),
            SSL_CTX_sess_get_cache_size(ctx));
}
