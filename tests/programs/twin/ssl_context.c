/* What is set on a context or a connection, and what is then read back. */
#include "pair.h"

#include <openssl/x509v3.h>

#define SHOW(what) printf("%s = %ld\n", #what, (long)(what)), print_errors("")

static int verify_cb(int ok, X509_STORE_CTX *ctx) {
    (void)ctx;
    return ok;
}

static void options(SSL_CTX *ctx, SSL *s) {
    SHOW(SSL_CTX_get_options(ctx));
    SHOW(SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_TLSv1_1));
    SHOW(SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET));
    SHOW(SSL_get_options(s));
    SHOW(SSL_set_options(s, SSL_OP_CIPHER_SERVER_PREFERENCE));
    SHOW(SSL_clear_options(s, SSL_OP_ALL));
    SHOW(SSL_CTX_get_mode(ctx));
    SHOW(SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_RELEASE_BUFFERS));
    SHOW(SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY));
    SHOW(SSL_get_mode(s));
    SHOW(SSL_set_mode(s, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER));
    SHOW(SSL_clear_mode(s, SSL_MODE_AUTO_RETRY));
}

static void verification(SSL_CTX *ctx, SSL *s) {
    SHOW(SSL_CTX_get_verify_mode(ctx));
    SHOW(SSL_CTX_get_verify_depth(ctx));
    SHOW(SSL_CTX_get_verify_callback(ctx) == NULL);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, verify_cb);
    SSL_CTX_set_verify_depth(ctx, 7);
    SHOW(SSL_CTX_get_verify_mode(ctx));
    SHOW(SSL_CTX_get_verify_depth(ctx));
    SHOW(SSL_CTX_get_verify_callback(ctx) == verify_cb);
    SHOW(SSL_get_verify_mode(s));
    SSL *later = SSL_new(ctx);
    SHOW(SSL_get_verify_mode(later));
    SHOW(SSL_get_verify_depth(later));
    SHOW(SSL_get_verify_callback(later) == verify_cb);
    SSL_set_verify(later, SSL_VERIFY_NONE, NULL);
    SHOW(SSL_get_verify_callback(later) == verify_cb);
    SSL_set_verify_depth(later, 3);
    SHOW(SSL_get_verify_depth(later));
    SHOW(SSL_CTX_get_verify_depth(ctx));
    SHOW(SSL_get_verify_result(later));
    SSL_set_verify_result(later, 21);
    SHOW(SSL_get_verify_result(later));
    SHOW(SSL_set1_host(later, "example.org"));
    SHOW(SSL_add1_host(later, "example.com"));
    SHOW(SSL_get0_peername(later) == NULL);
    SHOW(X509_VERIFY_PARAM_get_depth(SSL_get0_param(later)));
    SHOW(SSL_CTX_set_purpose(ctx, X509_PURPOSE_SSL_CLIENT));
    SHOW(SSL_CTX_set_purpose(ctx, 99));
    SHOW(SSL_set_purpose(later, X509_PURPOSE_SSL_SERVER));
    SHOW(SSL_CTX_set_trust(ctx, X509_TRUST_SSL_SERVER));
    SHOW(SSL_CTX_set_trust(ctx, 99));
    SSL_free(later);
}

static void numbers(SSL_CTX *ctx, SSL *s) {
    SHOW(SSL_CTX_get_max_cert_list(ctx));
    SHOW(SSL_CTX_set_max_cert_list(ctx, 50000));
    SHOW(SSL_CTX_get_max_cert_list(ctx));
    SHOW(SSL_get_max_cert_list(s));
    SHOW(SSL_set_max_cert_list(s, -1));
    SHOW(SSL_get_max_cert_list(s));
    SHOW(SSL_CTX_set_max_send_fragment(ctx, 511));
    SHOW(SSL_CTX_set_max_send_fragment(ctx, 512));
    SHOW(SSL_CTX_set_max_send_fragment(ctx, 16384));
    SHOW(SSL_CTX_set_max_send_fragment(ctx, 16385));
    SHOW(SSL_CTX_set_split_send_fragment(ctx, 0));
    SHOW(SSL_CTX_set_split_send_fragment(ctx, 1));
    SHOW(SSL_CTX_set_split_send_fragment(ctx, 20000));
    SHOW(SSL_set_max_send_fragment(s, 1024));
    SHOW(SSL_set_split_send_fragment(s, 2048));
    SHOW(SSL_CTX_get_read_ahead(ctx));
    SHOW(SSL_CTX_set_read_ahead(ctx, 1));
    SHOW(SSL_CTX_get_read_ahead(ctx));
    SHOW(SSL_get_read_ahead(s));
    SHOW(SSL_CTX_get_num_tickets(ctx));
    SHOW(SSL_CTX_set_num_tickets(ctx, 5));
    SHOW(SSL_get_num_tickets(s));
    SHOW(SSL_set_num_tickets(s, 0));
    SHOW(SSL_CTX_get_max_early_data(ctx));
    SHOW(SSL_CTX_get_quiet_shutdown(ctx));
    SSL_CTX_set_quiet_shutdown(ctx, 1);
    SHOW(SSL_CTX_get_quiet_shutdown(ctx));
    SHOW(SSL_get_quiet_shutdown(s));
    SHOW(SSL_CTX_get_security_level(ctx));
    SSL_CTX_set_security_level(ctx, 1);
    SHOW(SSL_CTX_get_security_level(ctx));
    SHOW(SSL_get_security_level(s));
    SHOW(SSL_get_fd(s));
    SHOW(SSL_is_dtls(s));
    SHOW(SSL_is_server(s));
    SHOW(SSL_client_version(s));
    SHOW(SSL_version(s));
}

static void sessions(SSL_CTX *ctx) {
    unsigned char keys[80] = { 1, 2, 3 };
    SHOW(SSL_CTX_get_session_cache_mode(ctx));
    SHOW(SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_BOTH | SSL_SESS_CACHE_NO_INTERNAL));
    SHOW(SSL_CTX_get_session_cache_mode(ctx));
    SHOW(SSL_CTX_sess_get_cache_size(ctx));
    SHOW(SSL_CTX_sess_set_cache_size(ctx, 17));
    SHOW(SSL_CTX_sess_get_cache_size(ctx));
    SHOW(SSL_CTX_get_timeout(ctx));
    SHOW(SSL_CTX_set_timeout(ctx, 99));
    SHOW(SSL_CTX_get_timeout(ctx));
    SHOW(SSL_CTX_sess_number(ctx));
    SHOW(SSL_CTX_sess_accept(ctx));
    SHOW(SSL_CTX_sess_hits(ctx));
    SHOW(SSL_CTX_set_session_id_context(ctx, keys, 32));
    SHOW(SSL_CTX_set_session_id_context(ctx, keys, 33));
    SHOW(SSL_CTX_get_tlsext_ticket_keys(ctx, NULL, 0));
    SHOW(SSL_CTX_set_tlsext_ticket_keys(ctx, keys, 80));
    SHOW(SSL_CTX_set_tlsext_ticket_keys(ctx, keys, 48));
    SHOW(SSL_CTX_get_tlsext_ticket_keys(ctx, keys, 79));
    keys[0] = 9;
    SHOW(SSL_CTX_get_tlsext_ticket_keys(ctx, keys, 80));
    SHOW(keys[0]);
}

static void names(SSL_CTX *ctx, SSL *s) {
    static const char longest[] = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
                                  "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
                                  "01234567890123456789012345678901234567890123456789012345678901234567890123456789012";
    const unsigned char *p;
    unsigned n;
    unsigned char *out;
    unsigned char out_len;
    char longer[300];
    snprintf(longer, sizeof longer, "%sx", longest);
    SHOW(strlen(longer));
    SHOW(SSL_get_servername_type(s));
    SHOW(SSL_set_tlsext_host_name(s, "example.org"));
    printf("%s\n", SSL_get_servername(s, TLSEXT_NAMETYPE_host_name) ? SSL_get_servername(s, 0) : "none");
    SHOW(SSL_get_servername_type(s));
    SHOW(SSL_set_tlsext_host_name(s, ""));
    SHOW(SSL_set_tlsext_host_name(s, longest));
    SHOW(SSL_set_tlsext_host_name(s, longer));
    SHOW(SSL_set_tlsext_host_name(s, NULL));
    SHOW(SSL_get_servername_type(s));
    SHOW(SSL_get_servername(s, 1) == NULL);
    SHOW(SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\2h2\10http/1.1", 12));
    SHOW(SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\2h2\11http/1.1", 12));
    SHOW(SSL_set_alpn_protos(s, (const unsigned char *)"\0", 1));
    SHOW(SSL_set_alpn_protos(s, NULL, 0));
    SSL_get0_alpn_selected(s, &p, &n);
    SHOW(p == NULL);
    SHOW(n);
    SHOW(SSL_select_next_proto(&out, &out_len, (const unsigned char *)"\2h2\3abc", 7, (const unsigned char *)"\3abc\2h2", 7));
    SHOW(out_len);
    SHOW(SSL_select_next_proto(&out, &out_len, (const unsigned char *)"\1a", 2, (const unsigned char *)"\1b\1c", 4));
    printf("%.*s\n", out_len, (const char *)out);
    SHOW(SSL_select_next_proto(&out, &out_len, (const unsigned char *)"", 0, (const unsigned char *)"\1b\1c", 4));
    SHOW(out_len);
    SHOW(SSL_select_next_proto(&out, &out_len, (const unsigned char *)"\1b", 2, (const unsigned char *)"", 0));
    SHOW(SSL_select_next_proto(&out, &out_len, (const unsigned char *)"\1b", 2, (const unsigned char *)"\5b", 2));
}

static void before_anything(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    char buf[8];
    size_t n;
    SHOW(SSL_CTX_new(NULL) == NULL);
    SHOW(SSL_new(NULL) == NULL);
    SHOW(SSL_do_handshake(s));
    SHOW(SSL_get_error(s, -1));
    SHOW(SSL_read(s, buf, 1));
    SHOW(SSL_write(s, buf, 1));
    SHOW(SSL_read(s, buf, -1));
    SHOW(SSL_write(s, buf, -1));
    SHOW(SSL_peek(s, buf, -1));
    SHOW(SSL_read_ex(s, buf, 1, &n));
    SHOW(SSL_write_ex(s, buf, 1, &n));
    SHOW(SSL_shutdown(s));
    SHOW(SSL_pending(s));
    SHOW(SSL_has_pending(s));
    SHOW(SSL_want(s));
    SHOW(SSL_get_shutdown(s));
    SHOW(SSL_get_session(s) == NULL);
    SHOW(SSL_get_current_cipher(s) == NULL);
    SHOW(SSL_get_pending_cipher(s) == NULL);
    SHOW(SSL_get0_peer_certificate(s) == NULL);
    SHOW(SSL_get_peer_cert_chain(s) == NULL);
    SHOW(SSL_session_reused(s));
    SHOW(SSL_get_finished(s, buf, sizeof buf));
    SHOW(SSL_get_client_random(s, NULL, 0));
    SHOW(SSL_key_update(s, SSL_KEY_UPDATE_REQUESTED));
    SHOW(SSL_get_extms_support(s));
    SHOW(SSL_get_secure_renegotiation_support(s));
    SHOW(SSL_export_keying_material(s, (unsigned char *)buf, 4, "x", 1, NULL, 0, 0));
    SHOW(SSL_set_session(s, NULL));
    SHOW(SSL_clear(s));
    SSL_set_connect_state(s);
    SHOW(SSL_shutdown(s));
    SHOW(SSL_do_handshake(s));
    SHOW(SSL_get_error(s, -1));
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void odds_and_ends(void) {
    static const unsigned types[] = { 0, 10, 11, 13, 16, 23, 35, 41, 42 + 1000, 43, 44, 45, 47, 51, 0xFF01, 0x1234, 65536 };
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *s = SSL_new(ctx), *t = SSL_new(ctx);
    size_t n = 7, m = 7;
    SHOW(SSL_get_default_timeout(s));
    SHOW(SSL_waiting_for_async(s));
    SHOW(SSL_get_all_async_fds(s, NULL, &n));
    SHOW(SSL_get_changed_async_fds(s, NULL, &n, NULL, &m));
    SHOW(ERR_load_SSL_strings());
    SHOW(SSL_alloc_buffers(s));
    SHOW(SSL_free_buffers(s));
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) SHOW(SSL_extension_supported(types[i]));
    SHOW(SSL_has_matching_session_id(s, (const unsigned char *)"id", 2));
    SHOW(SSL_set_session_id_context(s, (const unsigned char *)"context", 7));
    SHOW(SSL_copy_session_id(t, s));
    SHOW(SSL_get_session(t) == NULL);
    SHOW(SSL_set_ssl_method(t, TLS_method()));
    SHOW(SSL_get_ssl_method(t) == TLS_method());
    SHOW(SSL_CTX_set_ssl_version(ctx, TLS_method()));
    SHOW(SSL_CTX_get_ssl_method(ctx) == TLS_method());
    SSL_free(s);
    SSL_free(t);
    SSL_CTX_free(ctx);
}

/* A handshake begins with an empty queue; calls on an open connection do not look at it. */
static void stale_errors(void) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
    struct pair p = pair_new(cc, sc);
    char byte;
    ERR_raise(ERR_LIB_USER, 7);
    int ret = SSL_do_handshake(p.c);
    SHOW(SSL_get_error(p.c, ret));
    ERR_raise(ERR_LIB_USER, 7);
    ret = SSL_read(p.s, &byte, 1);
    SHOW(SSL_get_error(p.s, ret));
    SHOW(pair_handshake(p));
    pair_exchange(p);
    ERR_raise(ERR_LIB_USER, 7);
    ret = SSL_read(p.c, &byte, 1);
    SHOW(SSL_get_error(p.c, ret));
    SHOW(SSL_get_error(p.c, ret));
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    setvbuf(stdout, NULL, _IOLBF, 0);
    options(ctx, s);
    verification(ctx, s);
    numbers(ctx, s);
    sessions(ctx);
    names(ctx, s);
    SSL_free(s);
    SSL_CTX_free(ctx);
    before_anything();
    odds_and_ends();
    stale_errors();
    return 0;
}
