/* Records sealed by hand for the twin programs: with the keys that a connection's keylog tells, of any length and type. */
#ifndef TWIN_SEAL_H
#define TWIN_SEAL_H

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "pair.h"

#define MAX_SEALED 40000

/* What is sealed in the place of one end. */
struct sealer {
    int version, etm;
    const EVP_CIPHER *cipher;
    const EVP_MD *mac; /* CBC alone */
    unsigned char key[32], iv[16], mac_key[32];
    unsigned char seq;
    unsigned char out[MAX_SEALED];
    size_t len;
};

static char client_secret[200], server_secret[200], master_secret[200];

/* For SSL_CTX_set_keylog_callback(). */
static inline void seal_keylog(const SSL *s, const char *line) {
    char label[60], random[100], secret[200];
    (void)s;
    if (sscanf(line, "%59s %99s %199s", label, random, secret) != 3) return;
    if (strcmp(label, "CLIENT_TRAFFIC_SECRET_0") == 0) strcpy(client_secret, secret);
    if (strcmp(label, "SERVER_TRAFFIC_SECRET_0") == 0) strcpy(server_secret, secret);
    if (strcmp(label, "CLIENT_RANDOM") == 0) strcpy(master_secret, secret);
}

static inline size_t from_hex(const char *hex, unsigned char *out) {
    size_t n = 0;
    unsigned v;
    for (; sscanf(hex + 2 * n, "%2x", &v) == 1; n++) out[n] = (unsigned char)v;
    return n;
}

static inline void expand(const EVP_MD *md, const unsigned char *secret, size_t secret_len, const char *label,
                          unsigned char *out, size_t n) {
    unsigned char info[64] = { 0, (unsigned char)n, (unsigned char)(6 + strlen(label)) }, block[64];
    size_t len = 3 + (size_t)snprintf((char *)info + 3, sizeof info - 3, "tls13 %s", label);
    unsigned block_len = sizeof block;
    info[len + 1] = 1; /* after an empty context */
    check(HMAC(md, secret, (int)secret_len, info, len + 2, block, &block_len) != NULL && n <= block_len, "expand");
    memcpy(out, block, n);
}

/* RFC 5246 6.3 */
static inline void key_block(SSL *s, const EVP_MD *md, unsigned char *out, size_t n) {
    unsigned char master[100], client[32], server[32];
    size_t len = from_hex(master_secret, master);
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, "TLS1-PRF", NULL);
    EVP_KDF_CTX *c = EVP_KDF_CTX_new(kdf);
    char *name = (char *)(size_t)EVP_MD_get0_name(md);
    SSL_get_client_random(s, client, 32);
    SSL_get_server_random(s, server, 32);
    OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string("digest", name, 0),
                            OSSL_PARAM_construct_octet_string("secret", master, len),
                            OSSL_PARAM_construct_octet_string("seed", (char[]){ "key expansion" }, 13),
                            OSSL_PARAM_construct_octet_string("seed", server, 32),
                            OSSL_PARAM_construct_octet_string("seed", client, 32), OSSL_PARAM_construct_end() };
    check(c && EVP_KDF_derive(c, out, n, params) == 1, "key block");
    EVP_KDF_CTX_free(c);
    EVP_KDF_free(kdf);
}

/* Takes over from one end of an open connection that has sent nothing since its Finished. */
static inline void sealer_init(struct sealer *k, SSL *s) {
    const SSL_CIPHER *suite = SSL_get_current_cipher(s);
    int server = SSL_is_server(s), nid = SSL_CIPHER_get_cipher_nid(suite);
    const EVP_MD *md = SSL_CIPHER_get_handshake_digest(suite);
    *k = (struct sealer){ .version = SSL_version(s), .cipher = EVP_get_cipherbynid(nid), .len = 0 };
    if (SSL_CIPHER_is_aead(suite) == 0) k->mac = EVP_get_digestbynid(SSL_CIPHER_get_digest_nid(suite));
    check(k->cipher != NULL && md != NULL, "cipher");
    size_t key_len = (size_t)EVP_CIPHER_get_key_length(k->cipher);
    if (k->version == TLS1_3_VERSION) {
        unsigned char secret[100];
        size_t len = from_hex(server ? server_secret : client_secret, secret);
        expand(md, secret, len, "key", k->key, key_len);
        expand(md, secret, len, "iv", k->iv, 12);
        return;
    }
    unsigned char block[200];
    size_t mac_len = k->mac ? (size_t)EVP_MD_get_size(k->mac) : 0, iv_len = k->mac ? 0 : nid == NID_chacha20_poly1305 ? 12 : 4;
    if (k->version < TLS1_2_VERSION) md = EVP_md5_sha1();
    else if (EVP_MD_get_type(md) == NID_md5_sha1) md = EVP_sha256(); /* RFC 5246 5 */
    key_block(s, md, block, 2 * (mac_len + key_len + iv_len));
    memcpy(k->mac_key, block + (server ? mac_len : 0), mac_len);
    memcpy(k->key, block + 2 * mac_len + (server ? key_len : 0), key_len);
    memcpy(k->iv, block + 2 * (mac_len + key_len) + (server ? iv_len : 0), iv_len);
    k->seq = 1; /* the Finished */
}

static inline void aad12(const struct sealer *k, unsigned char type, size_t n, unsigned char out[13]) {
    memset(out, 0, 13);
    out[7] = k->seq;
    out[8] = type;
    out[9] = (unsigned char)(k->version >> 8);
    out[10] = (unsigned char)k->version;
    out[11] = (unsigned char)(n >> 8);
    out[12] = (unsigned char)n;
}

static inline size_t put_header(struct sealer *k, unsigned char type, size_t n) {
    int version = k->version == TLS1_3_VERSION ? TLS1_2_VERSION : k->version;
    const unsigned char head[5] = { type, (unsigned char)(version >> 8), (unsigned char)version, (unsigned char)(n >> 8),
                                    (unsigned char)n };
    check(k->len + 5 + n <= sizeof k->out, "room");
    memcpy(k->out + k->len, head, 5);
    k->len += 5 + n;
    return k->len - n;
}

/* n bytes at `at` become ciphertext and tag. */
static inline void seal_aead(struct sealer *k, const unsigned char *nonce, const unsigned char *aad, size_t aad_len,
                             unsigned char *at, size_t n) {
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int len;
    check(c && EVP_EncryptInit_ex(c, k->cipher, NULL, k->key, nonce) == 1, "init");
    check(EVP_EncryptUpdate(c, NULL, &len, aad, (int)aad_len) == 1, "aad");
    check(EVP_EncryptUpdate(c, at, &len, at, (int)n) == 1 && EVP_EncryptFinal_ex(c, at + n, &len) == 1, "encrypt");
    check(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, 16, at + n) == 1, "tag");
    EVP_CIPHER_CTX_free(c);
}

static inline void mac_of(const struct sealer *k, const unsigned char aad[13], const unsigned char *p, size_t n,
                          unsigned char *out) {
    unsigned len = 64;
    HMAC_CTX *h = HMAC_CTX_new();
    check(h && HMAC_Init_ex(h, k->mac_key, EVP_MD_get_size(k->mac), k->mac, NULL) == 1, "MAC");
    check(HMAC_Update(h, aad, 13) == 1 && HMAC_Update(h, p, n) == 1 && HMAC_Final(h, out, &len) == 1, "MAC");
    HMAC_CTX_free(h);
}

/* Explicit IV of zeros, content, and MAC inside or outside; TLS 1.1 and 1.2. */
static inline void put_cbc(struct sealer *k, unsigned char type, const void *p, size_t n, size_t pad) {
    size_t mac_len = (size_t)EVP_MD_get_size(k->mac), block = (size_t)EVP_CIPHER_get_block_size(k->cipher);
    size_t inner = n + (k->etm ? 0 : mac_len), filled = inner + 1 + pad;
    unsigned char aad[13], *at;
    filled += (block - filled % block) % block;
    at = k->out + put_header(k, type, block + filled + (k->etm ? mac_len : 0));
    memset(at, 0, block + filled);
    memcpy(at + block, p, n);
    aad12(k, type, n, aad);
    if (!k->etm) mac_of(k, aad, (const unsigned char *)p, n, at + block + n);
    memset(at + block + inner, (int)(filled - inner - 1), filled - inner);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int len;
    check(c && EVP_EncryptInit_ex(c, k->cipher, NULL, k->key, at) == 1 && EVP_CIPHER_CTX_set_padding(c, 0) == 1, "init");
    check(EVP_EncryptUpdate(c, at + block, &len, at + block, (int)filled) == 1, "encrypt");
    EVP_CIPHER_CTX_free(c);
    aad12(k, type, block + filled, aad);
    if (k->etm) mac_of(k, aad, at, block + filled, at + block + filled);
}

/* Adds a record. pad: zeros in TLS 1.3, bytes of CBC padding above what must be. */
static inline void put_sealed_record(struct sealer *k, unsigned char type, const void *p, size_t n, size_t pad) {
    unsigned char nonce[12], aad[13];
    size_t at;
    memcpy(nonce, k->iv, 12);
    if (k->mac) {
        put_cbc(k, type, p, n, pad);
    } else if (k->version == TLS1_3_VERSION) {
        at = put_header(k, 23, n + 1 + pad + 16);
        memcpy(k->out + at, p, n);
        k->out[at + n] = type;
        memset(k->out + at + n + 1, 0, pad);
        nonce[11] ^= k->seq;
        seal_aead(k, nonce, k->out + at - 5, 5, k->out + at, n + 1 + pad);
    } else {
        size_t explicit = EVP_CIPHER_get_nid(k->cipher) == NID_chacha20_poly1305 ? 0 : 8;
        at = put_header(k, type, explicit + n + 16);
        memset(nonce + 4, 0, explicit);
        if (explicit) nonce[11] = k->seq;
        else nonce[11] ^= k->seq;
        memcpy(k->out + at, nonce + 4, explicit);
        memcpy(k->out + at + explicit, p, n);
        aad12(k, type, n, aad);
        seal_aead(k, nonce, aad, 13, k->out + at + explicit, n);
    }
    k->seq++;
}

#endif
