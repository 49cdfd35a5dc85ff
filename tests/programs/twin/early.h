/* For the twin programs about early data: contexts that can be watched, a session that allows them, and calls that tell
 * what they did and where the connection stands. */
#ifndef TWIN_EARLY_H
#define TWIN_EARLY_H

#include "pair.h"

static int watching;

static inline const char *state(const SSL *s) {
    static char text[120];
    snprintf(text, sizeof text, "%s in_init %d finished %d before %d status %d", SSL_state_string(s), SSL_in_init(s),
             SSL_is_init_finished(s), SSL_in_before(s), SSL_get_early_data_status(s));
    return text;
}

static inline void info(const SSL *s, int where, int ret) {
    if (!watching) return;
    printf("    %c info %x %d %s\n", SSL_is_server(s) ? 's' : 'c', (unsigned)where, (where & SSL_CB_EXIT) ? ret : 0,
           SSL_state_string_long(s));
}

static inline void message(int sent, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    const unsigned char *p = buf;
    (void)arg;
    (void)len;
    if (!watching || type == SSL3_RT_HEADER) return;
    printf("    %c %s version %x type %d %d\n", SSL_is_server(s) ? 's' : 'c', sent ? "sends" : "gets", (unsigned)version,
           type, p[0]);
}

static inline void keylog(const SSL *s, const char *line) {
    char label[60];
    if (!watching || sscanf(line, "%59s", label) != 1 || !strstr(label, "EARLY")) return;
    printf("    %c key %s\n", SSL_is_server(s) ? 's' : 'c', label);
}

static SSL_CTX *cc, *sc;

static inline void contexts(uint32_t max, uint64_t options) {
    cc = client_ctx(1);
    sc = server_ctx("ec.pem");
    SSL_CTX_set_session_cache_mode(cc, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(sc, options);
    printf("max %d\n", SSL_CTX_set_max_early_data(sc, max));
    SSL_CTX_set_info_callback(cc, info);
    SSL_CTX_set_info_callback(sc, info);
    SSL_CTX_set_msg_callback(cc, message);
    SSL_CTX_set_msg_callback(sc, message);
    SSL_CTX_set_keylog_callback(cc, keylog);
    SSL_CTX_set_keylog_callback(sc, keylog);
}

static inline void done(void) {
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* A session with a ticket. */
static inline SSL_SESSION *session(const char *host) {
    struct pair p = pair_new(cc, sc);
    int was = watching;
    watching = 0;
    if (host) SSL_set_tlsext_host_name(p.c, host);
    check(pair_handshake(p) == 1, "first handshake");
    pair_exchange(p);
    SSL_SESSION *sess = SSL_get1_session(p.c);
    printf("session: max %u, resumable %d, in cache %ld\n", SSL_SESSION_get_max_early_data(sess),
           SSL_SESSION_is_resumable(sess), SSL_CTX_sess_number(sc));
    pair_close(p);
    pair_free(p);
    watching = was;
    return sess;
}

static inline struct pair begin(SSL_SESSION *sess) {
    struct pair p = pair_new(cc, sc);
    check(SSL_set_session(p.c, sess) == 1, "session");
    return p;
}

static inline void write_early(SSL *s, const char *text, size_t len) {
    size_t n = 999;
    int ret = SSL_write_early_data(s, text, len, &n);
    int failed = strcmp(SSL_state_string(s), "SSLERR") == 0; /* OpenSSL then has no reason on its queue */
    printf("  %s writes early %zu: %d, %zd, error %s, %s\n", SSL_is_server(s) ? "server" : "client", len, ret,
           ret == 1 ? (ssize_t)n : -1, failed ? "any" : error_name(SSL_get_error(s, ret)), state(s));
    if (failed) ERR_clear_error();
    print_errors("write");
}

static inline void read_early(SSL *s, size_t room) {
    char buf[40000];
    size_t n = 999;
    int ret = SSL_read_early_data(s, buf, room, &n);
    printf("  server reads early: %d, %zd %.*s, error %s, %s\n", ret,
           ret == SSL_READ_EARLY_DATA_ERROR ? (ssize_t)-1 : (ssize_t)n, ret == SSL_READ_EARLY_DATA_SUCCESS && n < 100 ? (int)n : 0,
           buf, error_name(SSL_get_error(s, ret == SSL_READ_EARLY_DATA_ERROR ? -1 : 1)), state(s));
    print_errors("read");
}

static inline void plain(SSL *s, int writing, const char *text) {
    char buf[100];
    int ret = writing ? SSL_write(s, text, (int)strlen(text)) : SSL_read(s, buf, sizeof buf);
    printf("  %s %s: %d %.*s, error %s, %s\n", SSL_is_server(s) ? "server" : "client", writing ? "writes" : "reads", ret,
           !writing && ret > 0 ? ret : 0, buf, error_name(SSL_get_error(s, ret)), state(s));
    print_errors("data");
}

static inline void shake(SSL *s) {
    int ret = SSL_do_handshake(s);
    printf("  %s shakes hands: %d, error %s, %s\n", SSL_is_server(s) ? "server" : "client", ret,
           error_name(SSL_get_error(s, ret)), state(s));
    print_errors("handshake");
}

#endif
