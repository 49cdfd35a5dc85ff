/* Heartbeats (RFC 6520) are never spoken: the extension is passed over, and their records end a handshake. */
#include "pair.h"

static const unsigned char mode[] = { 1 };

static int add(SSL *s, unsigned type, const unsigned char **out, size_t *len, int *al, void *arg) {
    (void)s, (void)type, (void)al, (void)arg;
    *out = mode;
    *len = sizeof mode;
    return 1;
}

static int parse(SSL *s, unsigned type, const unsigned char *in, size_t len, int *al, void *arg) {
    (void)s, (void)in, (void)al, (void)arg;
    printf("  answered: %u, %zu bytes\n", type, len);
    return 1;
}

static void extension(int version) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
    SSL_CTX_set_max_proto_version(cc, version);
    printf("offered in %x: %d", (unsigned)version, SSL_CTX_add_client_custom_ext(cc, 15, add, NULL, NULL, parse, NULL));
    printf(", supported %d\n", SSL_extension_supported(15));
    struct pair p = pair_new(cc, sc);
    printf("  handshake %d\n", pair_handshake(p));
    pair_exchange(p);
    pair_close(p);
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

/* A request of 16 bytes, as a peer writes it in the clear. */
static const unsigned char request[] = { 24, 3, 3, 0, 19, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

static void record(int to_server, int version, int after) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
    SSL_CTX_set_max_proto_version(cc, version);
    printf("a request to the %s in %x, after %d flights\n", to_server ? "server" : "client", (unsigned)version, after);
    struct pair p = pair_new(cc, sc);
    for (int i = 0; i < after; i++) printf("  %d", SSL_do_handshake(i % 2 ? p.s : p.c));
    SSL *from = to_server ? p.c : p.s, *to = to_server ? p.s : p.c;
    BIO_write(SSL_get_wbio(from), request, sizeof request);
    int ret = SSL_do_handshake(to);
    printf("  %d %s\n", ret, error_name(SSL_get_error(to, ret)));
    print_errors("receiver");
    if (to_server) { /* the version of a client's alert record is not the same before the ServerHello */
        ret = SSL_do_handshake(from);
        printf("  then %d %s\n", ret, error_name(SSL_get_error(from, ret)));
        print_errors("sender");
    }
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        extension(version);
        record(1, version, 0);
        record(0, version, 1);
        record(1, version, 2);
    }
    return 0;
}
