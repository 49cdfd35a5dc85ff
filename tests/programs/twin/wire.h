/* Hand-made TLS for the twin programs about malformed peers: bytes are built, edited and fed to one SSL object. */
#ifndef TWIN_WIRE_H
#define TWIN_WIRE_H

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "pair.h"

typedef unsigned char byte;

struct bytes {
    byte p[20000];
    size_t n;
};

static inline void put(struct bytes *b, const void *p, size_t n) {
    check(b->n + n <= sizeof b->p, "room");
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static inline void put_num(struct bytes *b, unsigned width, size_t v) {
    byte t[4];
    for (unsigned i = 0; i < width; i++) t[i] = (byte)(v >> 8 * (width - 1 - i));
    put(b, t, width);
}

static inline void put_vec(struct bytes *b, unsigned width, const void *p, size_t n) {
    put_num(b, width, n);
    put(b, p, n);
}

/* Leaves room for a length, and fills it in. */
static inline size_t open_vec(struct bytes *b, unsigned width) {
    put_num(b, width, 0);
    return b->n;
}

static inline void close_vec(struct bytes *b, size_t at, unsigned width) {
    for (unsigned i = 0; i < width; i++) b->p[at - width + i] = (byte)((b->n - at) >> 8 * (width - 1 - i));
}

static inline void put_ext(struct bytes *b, unsigned type, const void *body, size_t n) {
    put_num(b, 2, type);
    put_vec(b, 2, body, n);
}

static inline void put_msg(struct bytes *b, unsigned type, const struct bytes *body) {
    put_num(b, 1, type);
    put_vec(b, 3, body->p, body->n);
}

static inline void put_record(struct bytes *b, unsigned type, const void *p, size_t n) {
    put_num(b, 1, type);
    put_num(b, 2, 0x303);
    put_vec(b, 2, p, n);
}

/* One end, and what it wrote. */
struct end {
    SSL *ssl;
    struct bytes out; /* what was not looked at */
};

static inline void end_new(struct end *e, SSL_CTX *ctx, int server) {
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    e->ssl = SSL_new(ctx);
    check(e->ssl && in && out, "end");
    BIO_set_mem_eof_return(in, -1);
    SSL_set_bio(e->ssl, in, out);
    if (server) SSL_set_accept_state(e->ssl);
    else SSL_set_connect_state(e->ssl);
    e->out.n = 0;
}

static inline void end_drain(struct end *e) {
    int n = BIO_read(SSL_get_wbio(e->ssl), e->out.p + e->out.n, (int)(sizeof e->out.p - e->out.n));
    if (n > 0) e->out.n += (size_t)n;
}

static inline int end_go(struct end *e, const void *p, size_t n) {
    if (n > 0) check(BIO_write(SSL_get_rbio(e->ssl), p, (int)n) == (int)n, "feed");
    int r = SSL_do_handshake(e->ssl);
    int err = SSL_get_error(e->ssl, r);
    end_drain(e);
    return err;
}

/* The records in what was written: plain alerts in full, hellos by their type, others by theirs. */
static inline void print_output(const struct end *e) {
    static const byte retry[] = { 0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11 }; /* begins its random: RFC 8446 4.1.3 */
    for (size_t at = 0; at + 5 <= e->out.n;) {
        const byte *r = e->out.p + at;
        size_t n = (size_t)r[3] << 8 | r[4];
        if (r[0] == 21 && n == 2) printf(" alert %d/%d", r[5], r[6]);
        else if (r[0] == 22 && n > 38 && r[5] == 2) printf(" hello%s", memcmp(r + 11, retry, 8) == 0 ? "-retry" : "");
        else if (r[0] == 21) printf(" alert-%zu", n);
        at += 5 + n;
    }
}

/* One line: how the call ended, what was sent, what is queued, where the handshake stands. */
static inline void print_end(const char *what, size_t at, struct end *e, int err) {
    unsigned long code;
    printf("%s %zu: %s", what, at, error_name(err));
    print_output(e);
    while ((code = ERR_get_error())) {
        if (ERR_GET_LIB(code) == ERR_LIB_SSL) printf(" %s (%d)", ERR_reason_error_string(code), ERR_GET_REASON(code));
    }
    printf(" [%s]\n", SSL_state_string_long(e->ssl));
    SSL_free(e->ssl);
}

/* ---- TLS 1.3's keys, with SHA-256 and AES-128-GCM ---- */

static inline void hkdf_label(const byte secret[32], const char *label, const byte *ctx, size_t ctx_len, byte *out, size_t n) {
    struct bytes info = { .n = 0 };
    byte text[64], block[32];
    unsigned len = 32;
    snprintf((char *)text, sizeof text, "tls13 %s", label);
    put_num(&info, 2, n);
    put_vec(&info, 1, text, strlen((char *)text));
    put_vec(&info, 1, ctx, ctx_len);
    put_num(&info, 1, 1);
    check(HMAC(EVP_sha256(), secret, 32, info.p, info.n, block, &len) != NULL, "HMAC");
    memcpy(out, block, n);
}

static inline void sha256(const struct bytes *b, byte out[32]) {
    check(EVP_Digest(b->p, b->n, out, NULL, EVP_sha256(), NULL) == 1, "digest");
}

static inline void extract(const byte *salt, const byte *ikm, byte out[32]) {
    unsigned len = 32;
    check(HMAC(EVP_sha256(), salt, 32, ikm, 32, out, &len) != NULL, "HMAC");
}

struct keys13 {
    byte client[32], server[32]; /* handshake traffic secrets */
    unsigned seq;
};

/* From the shared secret and the hellos. */
static inline void keys13_derive(struct keys13 *k, const byte shared[32], const struct bytes *hellos) {
    byte zero[32] = { 0 }, early[32], derived[32], hs[32], hash[32];
    struct bytes empty = { .n = 0 };
    extract(zero, zero, early);
    sha256(&empty, hash);
    hkdf_label(early, "derived", hash, 32, derived, 32);
    extract(derived, shared, hs);
    sha256(hellos, hash);
    hkdf_label(hs, "c hs traffic", hash, 32, k->client, 32);
    hkdf_label(hs, "s hs traffic", hash, 32, k->server, 32);
    k->seq = 0;
}

static inline void put_sealed(struct bytes *b, struct keys13 *k, const byte secret[32], unsigned type, const void *p, size_t n) {
    byte key[16], iv[12], head[5] = { 23, 3, 3, (byte)((n + 17) >> 8), (byte)(n + 17) }, t = (byte)type, *at;
    int len = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    hkdf_label(secret, "key", NULL, 0, key, 16);
    hkdf_label(secret, "iv", NULL, 0, iv, 12);
    iv[11] ^= (byte)k->seq++;
    put(b, head, 5);
    check(b->n + n + 17 <= sizeof b->p, "room");
    at = b->p + b->n;
    check(c && EVP_EncryptInit_ex(c, EVP_aes_128_gcm(), NULL, key, iv) == 1, "init");
    check(EVP_EncryptUpdate(c, NULL, &len, head, 5) == 1, "aad");
    check(EVP_EncryptUpdate(c, at, &len, (const byte *)p, (int)n) == 1, "encrypt");
    check(EVP_EncryptUpdate(c, at + n, &len, &t, 1) == 1, "encrypt");
    check(EVP_EncryptFinal_ex(c, at + n + 1, &len) == 1, "final");
    check(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, 16, at + n + 1) == 1, "tag");
    b->n += n + 17;
    EVP_CIPHER_CTX_free(c);
}

#endif
