/* One measurement a run, over whichever libssl the loader finds: `bench NAME [CERT KEY CAFILE]` prints a number.
 * tests/bench/run calls it in turn on the system's libraries and on ours and prints the ratios. */
#include "bench.h"

#include <malloc.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *cert_file, *key_file, *ca_file;

double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void die(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static size_t heap(void) { return mallinfo2().uordblks + mallinfo2().hblkhd; }

/* --- a pair of connections over memory ------------------------------------------------------------------------ */

struct pair {
    SSL *client, *server;
};

static SSL_CTX *server_ctx(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (!ctx || SSL_CTX_use_certificate_chain_file(ctx, cert_file) <= 0 ||
        SSL_CTX_use_PrivateKey_file(ctx, key_file, SSL_FILETYPE_PEM) <= 0) {
        die("server context");
    }
    return ctx;
}

static SSL_CTX *client_ctx(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    if (!ctx) die("client context");
    return ctx;
}

static struct pair connect_pair(SSL_CTX *cc, SSL_CTX *sc, SSL_SESSION *resume) {
    struct pair p = { SSL_new(cc), SSL_new(sc) };
    BIO *a = NULL, *b = NULL;
    if (!p.client || !p.server || BIO_new_bio_pair(&a, 1 << 17, &b, 1 << 17) <= 0) die("connection");
    SSL_set_bio(p.client, a, a);
    SSL_set_bio(p.server, b, b);
    SSL_set_connect_state(p.client);
    SSL_set_accept_state(p.server);
    if (resume) SSL_set_session(p.client, resume);
    for (int i = 0; i < 20; i++) {
        int c = SSL_do_handshake(p.client), s = SSL_do_handshake(p.server);
        if (c == 1 && s == 1) break;
        if ((c <= 0 && SSL_get_error(p.client, c) != SSL_ERROR_WANT_READ) ||
            (s <= 0 && SSL_get_error(p.server, s) != SSL_ERROR_WANT_READ) || i == 19) {
            die("handshake");
        }
    }
    /* one byte each way, so that the tickets of TLS 1.3 are read */
    char byte = 'x';
    if (SSL_write(p.server, &byte, 1) != 1 || SSL_read(p.client, &byte, 1) != 1 || SSL_write(p.client, &byte, 1) != 1 ||
        SSL_read(p.server, &byte, 1) != 1) {
        die("data");
    }
    return p;
}

static void free_pair(struct pair p) {
    /* Without this OpenSSL takes the session for one that ended badly, and never resumes it. */
    SSL_set_shutdown(p.client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_set_shutdown(p.server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(p.client);
    SSL_free(p.server);
}

/* --- measurements --------------------------------------------------------------------------------------------- */

static void first_ctx(void) {
    double t = now_s();
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    printf("%.1f\n", (now_s() - t) * 1e6);
    if (!ctx) die("SSL_CTX_new");
    SSL_CTX_free(ctx);
}

static void ca_load_time(void) {
    SSL_CTX *ctx = client_ctx();
    double t = now_s();
    if (SSL_CTX_load_verify_locations(ctx, ca_file, NULL) <= 0) die("CA file");
    printf("%.1f\n", (now_s() - t) * 1e6);
    SSL_CTX_free(ctx);
}

static void ca_load_heap(void) {
    SSL_CTX *ctx = client_ctx();
    size_t before = heap();
    if (SSL_CTX_load_verify_locations(ctx, ca_file, NULL) <= 0) die("CA file");
    printf("%zu\n", heap() - before);
    SSL_CTX_free(ctx);
}

static void idle_heap(int server_side) {
    enum { N = 50 };
    static struct pair pairs[N];
    SSL_CTX *cc = client_ctx(), *sc = server_ctx();
    free_pair(connect_pair(cc, sc, NULL)); /* what is made once is no connection's cost */
    SSL_CTX_set_session_cache_mode(sc, SSL_SESS_CACHE_OFF);
    for (int i = 0; i < N; i++) pairs[i] = connect_pair(cc, sc, NULL);
    /* Both ends and the pair's buffers are on the heap: the BIOs go first, then freeing one side tells its share. */
    for (int i = 0; i < N; i++) {
        SSL_set_bio(pairs[i].client, NULL, NULL);
        SSL_set_bio(pairs[i].server, NULL, NULL);
    }
    size_t with = heap();
    for (int i = 0; i < N; i++) SSL_free(server_side ? pairs[i].server : pairs[i].client);
    size_t without = heap();
    printf("%zu\n", (with - without) / N);
}

static void bulk(const char *suite) {
    enum { CHUNK = 16384, TOTAL = 64 << 20 };
    static char buf[CHUNK];
    SSL_CTX *cc = client_ctx(), *sc = server_ctx();
    if (SSL_CTX_set_ciphersuites(cc, suite) <= 0) die("suite");
    struct pair p = connect_pair(cc, sc, NULL);
    double t = now_s();
    for (size_t done = 0; done < TOTAL; done += CHUNK) {
        if (SSL_write(p.server, buf, CHUNK) != CHUNK) die("write");
        for (int got = 0; got < CHUNK;) {
            int n = SSL_read(p.client, buf, CHUNK - got);
            if (n <= 0) die("read");
            got += n;
        }
    }
    printf("%.1f\n", (double)TOTAL / 1e6 / (now_s() - t));
    free_pair(p);
}

static void handshakes(int version, int resumed) {
    enum { N = 200 };
    SSL_CTX *cc = client_ctx(), *sc = server_ctx();
    SSL_CTX_set_max_proto_version(cc, version);
    struct pair first = connect_pair(cc, sc, NULL);
    SSL_SESSION *sess = resumed ? SSL_get1_session(first.client) : NULL;
    free_pair(first);
    double t = now_s();
    for (int i = 0; i < N; i++) {
        struct pair p = connect_pair(cc, sc, sess);
        if (resumed && !SSL_session_reused(p.client)) die("not resumed");
        free_pair(p);
    }
    printf("%.1f\n", N / (now_s() - t));
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fprintf(stderr, "usage: bench NAME CERT KEY CAFILE\n");
        return 1;
    }
    const char *what = argv[1];
    cert_file = argv[2];
    key_file = argv[3];
    ca_file = argv[4];
    if (strcmp(what, "first-ctx") == 0) first_ctx();
    else if (strcmp(what, "ca-time") == 0) ca_load_time();
    else if (strcmp(what, "ca-heap") == 0) ca_load_heap();
    else if (strcmp(what, "idle-client") == 0) idle_heap(0);
    else if (strcmp(what, "idle-server") == 0) idle_heap(1);
    else if (strcmp(what, "bulk-aes128-gcm") == 0) bulk("TLS_AES_128_GCM_SHA256");
    else if (strcmp(what, "bulk-aes256-gcm") == 0) bulk("TLS_AES_256_GCM_SHA384");
    else if (strcmp(what, "full-1.3") == 0) handshakes(TLS1_3_VERSION, 0);
    else if (strcmp(what, "resumed-1.3") == 0) handshakes(TLS1_3_VERSION, 1);
    else if (strcmp(what, "full-1.2") == 0) handshakes(TLS1_2_VERSION, 0);
    else if (strcmp(what, "resumed-1.2") == 0) handshakes(TLS1_2_VERSION, 1);
    else if (strcmp(what, "ca-first-use") == 0) ca_first_use(cert_file, ca_file);
    else if (strcmp(what, "parse-10000") == 0) parse_certs(ca_file);
    else if (strcmp(what, "verify-chain") == 0) verify_chain(cert_file);
    else if (strcmp(what, "load-key") == 0) load_keys(key_file);
    else return 1;
    return 0;
}
