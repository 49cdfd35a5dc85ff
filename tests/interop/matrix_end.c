/* One end of the tests with other TLS stacks (matrix.py, fleet.py): many connections in one process, by orders on
 * standard input.
 *
 *   caps CERT KEY...       what this library can do: versions, suites, groups, own certificates
 *   listen NAME=VALUE...   serve on a free port, and answer `port N`
 *   connect NAME=VALUE...  connect once, twice when a session is to be resumed; `conn ...` for each, then `done`
 *   psk_session NAME=VALUE...  write an external PSK as openssl's -psk_session reads it; `done` or `failed ...`
 *
 * It knows <openssl/ssl.h> alone, so the same program runs on either library.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "end_psk.h"
#include "end_sessions.h"

#define MAX_ARGS 32
#define MAX_LINE 4096
#define MAX_BODY 65536

/* --- orders ---------------------------------------------------------------- */

struct order {
    size_t num;
    char *args[MAX_ARGS];
};

static char *arg(const struct order *o, const char *name) {
    size_t n = strlen(name);
    for (size_t i = 0; i < o->num; i++) {
        if (strncmp(o->args[i], name, n) == 0 && o->args[i][n] == '=') {
            return o->args[i] + n + 1;
        }
    }
    return NULL;
}

static int number(const struct order *o, const char *name) {
    const char *text = arg(o, name);
    return text != NULL ? (int)strtol(text, NULL, 0) : 0;
}

static bool flag(const struct order *o, const char *name) { return number(o, name) != 0; }

/* The newest error's text; empties the queue. */
static const char *last_error(void) {
    static _Thread_local char text[256];
    unsigned long code = ERR_peek_last_error();
    strcpy(text, "none");
    if (code != 0) {
        ERR_error_string_n(code, text, sizeof(text));
    }
    ERR_clear_error();
    for (char *p = text; *p != '\0'; p++) {
        if (*p == ' ' || *p == '\n') {
            *p = '_';
        }
    }
    return text;
}

/* --- contexts -------------------------------------------------------------- */

static bool bounds(SSL_CTX *ctx, int low, int high) {
    return SSL_CTX_set_min_proto_version(ctx, low) && SSL_CTX_set_max_proto_version(ctx, high);
}

/* cert= and key= may be given several times, in pairs. */
static bool use_identities(SSL_CTX *ctx, const struct order *o) {
    for (size_t i = 0; i + 1 < o->num; i++) {
        if (strncmp(o->args[i], "cert=", 5) != 0 || strncmp(o->args[i + 1], "key=", 4) != 0) {
            continue;
        }
        if (SSL_CTX_use_certificate_file(ctx, o->args[i] + 5, SSL_FILETYPE_PEM) != 1
            || SSL_CTX_use_PrivateKey_file(ctx, o->args[i + 1] + 4, SSL_FILETYPE_PEM) != 1) {
            return false;
        }
    }
    return true;
}

static int new_session(SSL *ssl, SSL_SESSION *session) {
    SSL_SESSION **slot = SSL_get_app_data(ssl);
    if (slot == NULL) {
        return 0;
    }
    SSL_SESSION_free(*slot);
    *slot = session;
    return 1;
}

/* The client's first protocol. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in,
                           unsigned in_len, void *unused) {
    (void)ssl;
    (void)in_len;
    (void)unused;
    *out_len = in[0];
    *out = in + 1;
    return SSL_TLSEXT_ERR_OK;
}

static int accept_name(SSL *ssl, int *alert, void *unused) {
    (void)alert;
    (void)unused;
    return SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != NULL ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

static SSL_CTX *make_context(const struct order *o, bool server) {
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    const char *ciphers = arg(o, "ciphers"), *suites = arg(o, "suites");
    char *groups = arg(o, "groups");
    const char *ca = arg(o, "ca");
    char *sigalgs = arg(o, "sigalgs");
    int low = arg(o, "min") != NULL ? number(o, "min") : TLS1_VERSION;
    int high = arg(o, "max") != NULL ? number(o, "max") : TLS1_3_VERSION;
    bool ok = ctx != NULL && bounds(ctx, low, high)
        && SSL_CTX_set_cipher_list(ctx, ciphers != NULL ? ciphers : "ALL:@SECLEVEL=0") == 1
        && (suites == NULL || SSL_CTX_set_ciphersuites(ctx, suites) == 1)
        && (groups == NULL || SSL_CTX_set1_groups_list(ctx, groups) == 1)
        && (sigalgs == NULL || SSL_CTX_set1_sigalgs_list(ctx, sigalgs) == 1)
        && (ca == NULL || SSL_CTX_load_verify_locations(ctx, ca, NULL) == 1) && use_identities(ctx, o);
    if (!ok) {
        SSL_CTX_free(ctx);
        return NULL;
    }
    const char *psk = arg(o, "psk");
    if (psk != NULL && !end_use_psk(ctx, server, psk, (uint16_t)number(o, "psk_suite"))) {
        SSL_CTX_free(ctx);
        return NULL;
    }
    if (flag(o, "no_ticket")) {
        SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    }
    if (flag(o, "no_ems")) {
        SSL_CTX_set_options(ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    }
    if (flag(o, "psk_alone")) {
        SSL_CTX_set_options(ctx, SSL_OP_ALLOW_NO_DHE_KEX);
    }
    SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
    if (server) {
        static const unsigned char id[] = "matrix";
        const char *keys = arg(o, "ticket_keys"), *behind = arg(o, "ticket_callback"), *store = arg(o, "store");
        SSL_CTX_set_session_id_context(ctx, id, sizeof(id) - 1);
        if ((keys != NULL && !end_use_ticket_keys(ctx, keys)) || (store != NULL && !end_use_store(ctx, store))
            || (behind != NULL && !end_use_ticket_callback(ctx, behind, flag(o, "renew")))) {
            SSL_CTX_free(ctx);
            return NULL;
        }
        SSL_CTX_set_dh_auto(ctx, 1);
        SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
        SSL_CTX_set_tlsext_servername_callback(ctx, accept_name);
        if (flag(o, "auth")) {
            STACK_OF(X509_NAME) *names = ca != NULL ? SSL_load_client_CA_file(ca) : NULL;
            SSL_CTX_set_client_CA_list(ctx, names);
            SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        }
    } else {
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
        SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(ctx, new_session);
    }
    return ctx;
}

/* --- what a connection is -------------------------------------------------- */

static const char *key_name(X509 *cert, char *buf, size_t cap) {
    EVP_PKEY *key = X509_get0_pubkey(cert);
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
        return "rsa";
    case EVP_PKEY_RSA_PSS:
        return "rsa-pss";
    case EVP_PKEY_EC:
        snprintf(buf, cap, "p%d", EVP_PKEY_get_bits(key));
        return buf;
    case EVP_PKEY_ED25519:
        return "ed25519";
    default:
        return "other";
    }
}

static const char *group_name(SSL *ssl) {
    const char *name = SSL_group_to_name(ssl, (int)SSL_get_negotiated_group(ssl));
    return name != NULL ? name : "none";
}

static const char *common_name(X509 *cert, char *buf, int cap) {
    if (X509_NAME_get_text_by_NID(X509_get_subject_name(cert), NID_commonName, buf, cap) < 0) {
        strcpy(buf, "unnamed");
    }
    return buf;
}

static void describe(SSL *ssl, char *out, size_t cap) {
    char kind[32], name[128];
    X509 *peer = SSL_get1_peer_certificate(ssl);
    const char *identity = SSL_get_psk_identity(ssl);
    snprintf(out, cap, "version=%s suite=%s group=%s reused=%d ticket=%d ems=%d peer=%s name=%s verified=%ld psk=%s",
             SSL_get_version(ssl), SSL_get_cipher(ssl), group_name(ssl), SSL_session_reused(ssl),
             SSL_get_session(ssl) != NULL && SSL_SESSION_has_ticket(SSL_get_session(ssl)),
             (int)SSL_get_extms_support(ssl), peer != NULL ? key_name(peer, kind, sizeof(kind)) : "none",
             peer != NULL ? common_name(peer, name, sizeof(name)) : "none", SSL_get_verify_result(ssl),
             identity != NULL ? identity : "none");
    X509_free(peer);
}

static bool set_timeouts(int fd, int seconds) {
    struct timeval t = { .tv_sec = seconds };
    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t)) == 0
        && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t)) == 0;
}

/* Closing with unread bytes would reset the connection and lose what was sent. */
static void close_gently(int fd) {
    char waste[512];
    shutdown(fd, SHUT_WR);
    while (recv(fd, waste, sizeof(waste), 0) > 0) {
    }
    close(fd);
}

/* --- the server ------------------------------------------------------------ */

struct listener {
    SSL_CTX *ctx;
    int fd, seconds;
};

struct visit {
    SSL_CTX *ctx;
    int fd;
};

/* Answer the first line with what we saw and the line reversed. */
static void talk(SSL *ssl) {
    char line[256], about[512], reply[1024];
    size_t len = 0;
    while (len < sizeof(line) && SSL_read(ssl, line + len, 1) == 1 && line[len] != '\n') {
        len += line[len] != '\r';
    }
    char reversed[sizeof(line) + 1];
    for (size_t i = 0; i < len; i++) {
        reversed[i] = line[len - 1 - i];
    }
    reversed[len] = '\0';
    describe(ssl, about, sizeof(about));
    int n = snprintf(reply, sizeof(reply), "HTTP/1.0 200 ok\r\n\r\nseen %s got=%s.\n", about, reversed);
    if (len > 0) {
        SSL_write(ssl, reply, n);
    }
}

static void *serve_one(void *p) {
    struct visit v = *(struct visit *)p;
    free(p);
    SSL *ssl = SSL_new(v.ctx);
    if (ssl != NULL && SSL_set_fd(ssl, v.fd) == 1) {
        if (SSL_accept(ssl) == 1) {
            talk(ssl);
            SSL_shutdown(ssl);
        } else {
            fprintf(stderr, "accept: %s\n", last_error());
        }
    }
    SSL_free(ssl);
    ERR_clear_error();
    close_gently(v.fd);
    return NULL;
}

static void *serve(void *p) {
    const struct listener *l = p;
    for (;;) {
        int fd = accept(l->fd, NULL, NULL);
        pthread_t thread;
        struct visit *v = fd >= 0 && set_timeouts(fd, l->seconds) ? malloc(sizeof(*v)) : NULL;
        if (v == NULL) {
            continue;
        }
        *v = (struct visit){ l->ctx, fd };
        if (pthread_create(&thread, NULL, serve_one, v) == 0) {
            pthread_detach(thread);
        } else {
            close(fd);
            free(v);
        }
    }
    return NULL;
}

static void order_listen(const struct order *o) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof(at);
    struct listener *l = calloc(1, sizeof(*l));
    pthread_t thread;
    l->ctx = make_context(o, true);
    if (l->ctx == NULL) {
        printf("failed %s\n", last_error());
        free(l);
        return;
    }
    l->seconds = number(o, "seconds");
    l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(l->fd, (struct sockaddr *)&at, len) != 0 || listen(l->fd, 64) != 0
        || getsockname(l->fd, (struct sockaddr *)&at, &len) != 0 || pthread_create(&thread, NULL, serve, l) != 0) {
        printf("failed socket\n");
        return;
    }
    pthread_detach(thread);
    printf("port %d\n", ntohs(at.sin_port));
}

/* --- the client ------------------------------------------------------------ */

static int dial(int port, int seconds) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                              .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && (!set_timeouts(fd, seconds) || connect(fd, (struct sockaddr *)&at, sizeof(at)) != 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static void print_body(const char *body, size_t len) {
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)body[i];
        if (c == '\n') {
            fputs("\\n", stdout);
        } else if (c != '\r') {
            putchar(c < ' ' || c > '~' || c == '\\' ? '?' : c);
        }
    }
}

/* Ask for a page and print it with the connection's facts. */
static bool converse(SSL *ssl) {
    static char body[MAX_BODY];
    static const char ask[] = "GET / HTTP/1.0\r\n\r\n";
    char about[512];
    size_t len = 0;
    int n = 0;
    if (SSL_write(ssl, ask, sizeof(ask) - 1) <= 0) {
        printf("conn failed at=write error=%s\n", last_error());
        return false;
    }
    while (len < sizeof(body) && (n = SSL_read(ssl, body + len, (int)(sizeof(body) - len))) > 0) {
        len += (size_t)n;
    }
    int end = SSL_get_error(ssl, n);
    describe(ssl, about, sizeof(about));
    printf("conn ok %s end=%s body=", about, end == SSL_ERROR_ZERO_RETURN ? "closed" : last_error());
    print_body(body, len);
    putchar('\n');
    if (end == SSL_ERROR_ZERO_RETURN) {
        SSL_shutdown(ssl);
    }
    return true;
}

/* Extensions that a session remembers. */
static bool set_extensions(SSL *ssl, const struct order *o) {
    char *name = arg(o, "sni");
    const char *protocol = arg(o, "alpn");
    unsigned char wire[256];
    if (name != NULL && SSL_set_tlsext_host_name(ssl, name) != 1) {
        return false;
    }
    if (protocol != NULL) {
        int n = snprintf((char *)wire, sizeof(wire), "%c%s", (char)strlen(protocol), protocol);
        return SSL_set_alpn_protos(ssl, wire, (unsigned)n) == 0;
    }
    return true;
}

/* One connection; *session is offered if there is one, and replaced by the newest that comes. */
static bool connect_once(SSL_CTX *ctx, const struct order *o, SSL_SESSION **session) {
    int fd = dial(number(o, "port"), number(o, "seconds"));
    SSL *ssl = fd >= 0 ? SSL_new(ctx) : NULL;
    bool ok = false;
    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1 || SSL_set1_host(ssl, "localhost") != 1
        || !set_extensions(ssl, o) || (*session != NULL && SSL_set_session(ssl, *session) != 1)) {
        printf("conn failed at=setup error=%s\n", last_error());
    } else {
        SSL_set_app_data(ssl, session);
        if (SSL_connect(ssl) == 1) {
            ok = converse(ssl);
        } else {
            printf("conn failed at=handshake verified=%ld error=%s\n", SSL_get_verify_result(ssl), last_error());
        }
    }
    SSL_free(ssl);
    ERR_clear_error();
    if (fd >= 0) {
        close_gently(fd);
    }
    return ok;
}

static void order_connect(const struct order *o) {
    const char *in = arg(o, "sess_in"), *out = arg(o, "sess_out");
    SSL_SESSION *session = in != NULL ? end_read_session(in) : NULL;
    SSL_CTX *ctx = make_context(o, false);
    if (ctx == NULL || (in != NULL && session == NULL)) {
        printf("conn failed at=context error=%s\n", last_error());
    } else if (connect_once(ctx, o, &session) && flag(o, "resume")) {
        if (session == NULL) {
            printf("conn failed at=session error=none_came\n");
        } else {
            connect_once(ctx, o, &session);
        }
    }
    if (out != NULL && (session == NULL || !end_write_session(out, session))) {
        printf("conn failed at=sess_out error=%s\n", last_error());
    }
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
    printf("done\n");
}

static void order_psk_session(const struct order *o) {
    const char *psk = arg(o, "psk"), *out = arg(o, "out");
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_SESSION *s = ctx != NULL && psk != NULL ? end_psk_session(ctx, psk, (uint16_t)number(o, "psk_suite")) : NULL;
    bool ok = s != NULL && out != NULL && end_write_session(out, s);
    SSL_SESSION_free(s);
    SSL_CTX_free(ctx);
    printf(ok ? "done\n" : "failed %s\n", last_error());
}

/* --- what the library can do ----------------------------------------------- */

static void list_suites(int version) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = NULL;
    if (ctx != NULL && bounds(ctx, version, version) && SSL_CTX_set_cipher_list(ctx, "ALL:@SECLEVEL=0") == 1
        && SSL_CTX_set_ciphersuites(ctx, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"
                                         ":TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256") != 1) {
        ERR_clear_error(); /* not all of them are there */
        SSL_CTX_set_ciphersuites(ctx, TLS_DEFAULT_CIPHERSUITES);
    }
    if (ctx != NULL && end_use_psk(ctx, false, "00", 0)) { /* without it the PSK suites are not told */
        ssl = SSL_new(ctx);
    }
    STACK_OF(SSL_CIPHER) *list = ssl != NULL ? SSL_get1_supported_ciphers(ssl) : NULL;
    for (int i = 0; i < sk_SSL_CIPHER_num(list); i++) {
        printf("suite %04x %04x\n", (unsigned)version,
               (unsigned)SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(list, i)));
    }
    sk_SSL_CIPHER_free(list);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    ERR_clear_error();
}

static void order_caps(const struct order *o) {
    static char groups[][16] = { "x25519", "P-256", "P-384", "P-521", "ffdhe2048", "ffdhe3072", "ffdhe4096" };
    for (int version = TLS1_VERSION; version <= TLS1_3_VERSION; version++) {
        list_suites(version);
    }
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        if (ctx != NULL && SSL_CTX_set1_groups_list(ctx, groups[i]) == 1) {
            printf("group %s\n", groups[i]);
        }
        SSL_CTX_free(ctx);
        ERR_clear_error();
    }
    for (size_t i = 0; i + 1 < o->num; i += 2) {
        struct order one = { 2, { o->args[i], o->args[i + 1] } };
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        if (ctx != NULL && use_identities(ctx, &one)) {
            printf("cert %s\n", o->args[i] + 5);
        }
        SSL_CTX_free(ctx);
        ERR_clear_error();
    }
    printf("done %s\n", OpenSSL_version(OPENSSL_VERSION));
}

int main(void) {
    static char line[MAX_LINE];
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOFBF, MAX_BODY);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        struct order o = { 0 };
        char *verb = strtok(line, " \n");
        for (char *p; o.num < MAX_ARGS && (p = strtok(NULL, " \n")) != NULL; o.num++) {
            o.args[o.num] = p;
        }
        if (verb != NULL && strcmp(verb, "caps") == 0) {
            order_caps(&o);
        } else if (verb != NULL && strcmp(verb, "listen") == 0) {
            order_listen(&o);
        } else if (verb != NULL && strcmp(verb, "connect") == 0) {
            order_connect(&o);
        } else if (verb != NULL && strcmp(verb, "psk_session") == 0) {
            order_psk_session(&o);
        } else {
            printf("failed unknown order\n");
        }
        fflush(stdout);
    }
    return 0;
}
