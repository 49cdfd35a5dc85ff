/* Application-layer protocol negotiation.                          RFC 7301; man 3 SSL_CTX_set_alpn_protos */
#include <string.h>

#include "compat/ssl/ssl_local.h"

/* A list of non-empty, length-prefixed names; the empty list switches ALPN off. */
static bool is_list(bs_reader r) {
    bs_reader name;
    while (!bs_r_done(&r)) {
        if (!bs_r_vec(&r, 1, 1, 255, &name)) return false;
    }
    return true;
}

/* These two return 0 on success, unlike the rest of the API. */
static int set_protos(struct ssl_blob **slot, const unsigned char *protos, unsigned int len) {
    struct ssl_blob *fresh = NULL;
    if (len > 0 && protos) {
        if (!is_list(bs_r_from(protos, len)) || !(fresh = ssl_blob_new(protos, len))) return 1;
    }
    ssl_blob_free(*slot);
    *slot = fresh;
    return 0;
}

int SSL_CTX_set_alpn_protos(SSL_CTX *ctx, const unsigned char *protos, unsigned int len) {
    return set_protos(&ctx->set.alpn, protos, len);
}

int SSL_set_alpn_protos(SSL *s, const unsigned char *protos, unsigned int len) { return set_protos(&s->set.alpn, protos, len); }

void SSL_CTX_set_alpn_select_cb(SSL_CTX *ctx, SSL_CTX_alpn_select_cb_func cb, void *arg) {
    ctx->alpn_select_cb = cb;
    ctx->alpn_select_arg = arg;
}

/* NPN, which ALPN came after: there is none, and so nothing was agreed. */
void SSL_get0_next_proto_negotiated(const SSL *s, const unsigned char **data, unsigned int *len) {
    (void)s;
    *data = NULL;
    *len = 0;
}

/* The server's first protocol that the client has; else, not negotiated, the client's first. What is malformed in a list
 * ends it, but a client's must begin with a name. */
int SSL_select_next_proto(unsigned char **out, unsigned char *outlen, const unsigned char *server, unsigned int server_len,
                          const unsigned char *client, unsigned int client_len) {
    bs_reader ours = bs_r_from(server, server_len), theirs = bs_r_from(client, client_len), a, b;
    *out = NULL;
    *outlen = 0;
    if (!bs_r_vec(&theirs, 1, 1, 255, &b)) return OPENSSL_NPN_NO_OVERLAP;
    *out = (unsigned char *)(uintptr_t)b.p;
    *outlen = (unsigned char)b.len;
    while (bs_r_vec(&ours, 1, 0, 255, &a)) {
        theirs = bs_r_from(client, client_len);
        while (a.len > 0 && bs_r_vec(&theirs, 1, 0, 255, &b)) {
            if (!bs_r_same(a, b)) continue;
            *out = (unsigned char *)(uintptr_t)a.p;
            *outlen = (unsigned char)a.len;
            return OPENSSL_NPN_NEGOTIATED;
        }
    }
    return OPENSSL_NPN_NO_OVERLAP;
}
