/* What a client_hello callback may look at.                                man 3 SSL_CTX_set_client_hello_cb */
#include "compat/ssl/ssl_local.h"

#include "src/hs/client_hello.h"

static size_t lend(bs_reader r, const unsigned char **out) {
    if (out) *out = r.p;
    return r.len;
}

/* Hellos in SSL 2.0's format are not read. */
int SSL_client_hello_isv2(SSL *s) {
    (void)s;
    return 0;
}

unsigned int SSL_client_hello_get0_legacy_version(SSL *s) { return s->client_hello ? s->client_hello->legacy_version : 0; }

size_t SSL_client_hello_get0_random(SSL *s, const unsigned char **out) {
    return s->client_hello ? lend(s->client_hello->random, out) : 0;
}

size_t SSL_client_hello_get0_session_id(SSL *s, const unsigned char **out) {
    return s->client_hello ? lend(s->client_hello->session_id, out) : 0;
}

size_t SSL_client_hello_get0_ciphers(SSL *s, const unsigned char **out) {
    return s->client_hello ? lend(s->client_hello->cipher_suites, out) : 0;
}

size_t SSL_client_hello_get0_compression_methods(SSL *s, const unsigned char **out) {
    return s->client_hello ? lend(s->client_hello->compressions, out) : 0;
}

/* RFC 8446 4.2: a type of two bytes and a body with a length of two bytes. */
static bool next_extension(bs_reader *block, uint16_t *type, bs_reader *body) {
    return !bs_r_done(block) && bs_r_u16(block, type) && bs_r_vec(block, 2, 0, 0xFFFF, body);
}

int SSL_client_hello_get0_ext(SSL *s, unsigned int type, const unsigned char **out, size_t *outlen) {
    bs_reader body;
    if (!s->client_hello || type > 0xFFFF || !bs_client_hello_ext(s->client_hello, (uint16_t)type, &body)) return 0;
    if (out) *out = body.p;
    if (outlen) *outlen = body.len;
    return 1;
}

int SSL_client_hello_get1_extensions_present(SSL *s, int **out, size_t *outlen) {
    uint16_t type;
    bs_reader block, body;
    size_t num = 0;
    if (!s->client_hello || !out || !outlen) return 0;
    *out = NULL;
    *outlen = 0;
    for (block = s->client_hello->extensions; next_extension(&block, &type, &body);) num++;
    if (num == 0) return 1;
    int *types = (int *)OPENSSL_malloc(num * sizeof *types);
    if (!types) return 0;
    num = 0;
    for (block = s->client_hello->extensions; next_extension(&block, &type, &body);) types[num++] = type;
    *out = types;
    *outlen = num;
    return 1;
}
