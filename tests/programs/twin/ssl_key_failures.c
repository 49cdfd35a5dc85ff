/* Private keys whose operations are the program's (RSA_METHOD, EC_KEY_METHOD), in TLS: each way to fail, on either side, in
 * each version, for signatures and for RSA key exchange. Which alert goes out, and what both queues say. */
#include "link.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

static RSA *true_rsa;
static EC_KEY *true_ec;

/* What the operation does. A private encryption that says 0 has made nothing, for OpenSSL all the same: docs/differences.md */
enum way { WORKS, SAYS_0, SAYS_LESS, RAISES, IS_WRONG, IS_SHORT, NUM_WAYS };
static const char *const way_names[NUM_WAYS] = { "works", "says 0", "says -1", "raises an error", "is wrong", "is short" };
static enum way way;
static int calls;

static int failure(void) {
    if (way == RAISES) ERR_put_error(ERR_LIB_USER, 0, 77, "file", 1);
    return way == SAYS_LESS ? -1 : 0;
}

static int failed_encryption(void) {
    (void)failure();
    return -1;
}

static int fails(void) {
    calls++;
    return way == SAYS_0 || way == SAYS_LESS || way == RAISES;
}

static int priv_enc(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    (void)rsa;
    if (fails()) return failed_encryption();
    int n = RSA_private_encrypt(flen, from, to, true_rsa, padding);
    if (way == IS_WRONG) to[20] ^= 1;
    return way == IS_SHORT ? n - 1 : n;
}

static int priv_dec(int flen, const unsigned char *from, unsigned char *to, RSA *rsa, int padding) {
    (void)rsa;
    if (fails()) return failure();
    int n = RSA_private_decrypt(flen, from, to, true_rsa, padding);
    if (way == IS_WRONG) to[20] ^= 1;
    return way == IS_SHORT ? n - 1 : n;
}

static int rsa_sign(int type, const unsigned char *m, unsigned m_len, unsigned char *sig, unsigned *len, const RSA *rsa) {
    (void)rsa;
    if (fails()) return failure();
    int ok = RSA_sign(type, m, m_len, sig, len, true_rsa);
    if (way == IS_WRONG) sig[20] ^= 1;
    if (way == IS_SHORT) *len -= 1;
    return ok;
}

static int ec_sign(int type, const unsigned char *dgst, int dlen, unsigned char *sig, unsigned *len, const BIGNUM *kinv,
                   const BIGNUM *r, EC_KEY *key) {
    (void)kinv, (void)r, (void)key;
    if (fails()) return failure();
    int ok = ECDSA_sign(type, dgst, dlen, sig, len, true_ec);
    if (way == IS_WRONG) sig[*len - 1] ^= 1;
    if (way == IS_SHORT) *len -= 1;
    return ok;
}

static ECDSA_SIG *ec_sign_sig(const unsigned char *dgst, int dlen, const BIGNUM *kinv, const BIGNUM *r, EC_KEY *key) {
    (void)kinv, (void)r, (void)key;
    if (fails()) {
        (void)failure();
        return NULL;
    }
    return ECDSA_do_sign(dgst, dlen, true_ec);
}

static EVP_PKEY *read_key(const char *file) {
    BIO *in = BIO_new_file(data_file(file), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    check(k != NULL, file);
    return k;
}

static EVP_PKEY *rsa_with(const RSA_METHOD *m) {
    RSA *rsa = RSA_new();
    EVP_PKEY *k = EVP_PKEY_new();
    RSA_set0_key(rsa, BN_dup(RSA_get0_n(true_rsa)), BN_dup(RSA_get0_e(true_rsa)), NULL);
    check(RSA_set_method(rsa, m) == 1 && EVP_PKEY_assign_RSA(k, rsa) == 1, "RSA key");
    return k;
}

static EVP_PKEY *ec_with(const EC_KEY_METHOD *m) {
    EC_KEY *ec = EC_KEY_new();
    EVP_PKEY *k = EVP_PKEY_new();
    check(EC_KEY_set_method(ec, m) == 1, "method");
    EC_KEY_set_group(ec, EC_KEY_get0_group(true_ec));
    EC_KEY_set_public_key(ec, EC_KEY_get0_public_key(true_ec));
    check(EVP_PKEY_assign_EC_KEY(k, ec) == 1, "EC key");
    return k;
}

static const struct flow {
    const char *name, *ciphers, *sigalgs;
    int version;
    int is_ec; /* -1: for either key */
} flows[] = {
    { "1.3", NULL, NULL, TLS1_3_VERSION, -1 },
    { "1.2", "ECDHE+AESGCM", NULL, TLS1_2_VERSION, -1 },
    { "1.2 with PKCS#1", "ECDHE+AESGCM", "RSA+SHA256:ECDSA+SHA256", TLS1_2_VERSION, 0 },
    { "1.2 with RSA key exchange", "AES128-GCM-SHA256", NULL, TLS1_2_VERSION, 0 },
    { "1.2 with DHE", "DHE-RSA-AES128-GCM-SHA256", NULL, TLS1_2_VERSION, 0 },
    { "1.1", "ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", NULL, TLS1_1_VERSION, -1 },
    { "1.0 with RSA key exchange", "AES128-SHA:@SECLEVEL=0", NULL, TLS1_VERSION, 0 },
};

/* The client has the key or the server; the other end has one of its own. */
static SSL_CTX *context(int server, EVP_PKEY *key, const char *pem, const struct flow *f) {
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    if (f->version < TLS1_2_VERSION) SSL_CTX_set_security_level(ctx, 0);
    SSL_CTX_set_min_proto_version(ctx, f->version);
    SSL_CTX_set_max_proto_version(ctx, f->version);
    SSL_CTX_set_dh_auto(ctx, 1);
    if (f->ciphers) check(SSL_CTX_set_cipher_list(ctx, f->ciphers) == 1, f->ciphers);
    if (f->sigalgs) check(SSL_CTX_set1_sigalgs_list(ctx, f->sigalgs) == 1, f->sigalgs);
    check(SSL_CTX_use_certificate_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
    if (key) {
        check(SSL_CTX_use_PrivateKey(ctx, key) == 1, "use key");
    } else {
        check(SSL_CTX_use_PrivateKey_file(ctx, data_file(pem), SSL_FILETYPE_PEM) == 1, pem);
    }
    check(SSL_CTX_load_verify_locations(ctx, data_file("ca.pem"), NULL) == 1, "CA");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"keys", 4);
    SSL_CTX_set_post_handshake_auth(ctx, 1);
    return ctx;
}

/* Up to the end of both, told once more, and what they do then. */
static void run(SSL_CTX *cc, SSL_CTX *sc, int version, int role) {
    int me = 0, peer = 0;
    char buf[20];
    link_new(cc, sc, OVER_PAIR, version, role);
    for (int i = 0; i < 10 && (me != 1 || peer != 1); i++) {
        if (me != 1) me = SSL_do_handshake(l.me);
        if (peer != 1) peer = SSL_do_handshake(l.peer);
        if (SSL_get_error(l.me, me) != SSL_ERROR_WANT_READ && me <= 0) break;
        if (SSL_get_error(l.peer, peer) != SSL_ERROR_WANT_READ && peer <= 0) break;
    }
    /* both queues are one: what failed first is on it first */
    row("me", l.me, me, 0);
    row("peer", l.peer, peer, 0);
    if (me != 1) ROW("handshake", l.me, SSL_do_handshake(l.me));
    if (peer != 1) ROW("handshake", l.peer, SSL_do_handshake(l.peer));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("read", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("write", l.me, SSL_write(l.me, "x", 1));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    printf("  called %d times\n", calls);
    link_free();
}

/* The key is a client's, asked for after the handshake. */
static void run_post(SSL_CTX *cc, SSL_CTX *sc) {
    char buf[20];
    SSL_CTX_set_verify(sc, SSL_VERIFY_NONE, NULL);
    link_new(cc, sc, OVER_PAIR, TLS1_3_VERSION, 0);
    check(pair_handshake(l.p), "handshake");
    pair_exchange(l.p);
    SSL_set_verify(l.peer, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
    check(SSL_verify_client_post_handshake(l.peer) == 1, "request");
    ROW("request", l.peer, SSL_do_handshake(l.peer));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("read", l.me, SSL_read(l.me, buf, sizeof buf));
    ROW("write", l.me, SSL_write(l.me, "x", 1));
    ROW("peer reads", l.peer, SSL_read(l.peer, buf, sizeof buf));
    ROW("shutdown", l.me, SSL_shutdown(l.me));
    printf("  called %d times\n", calls);
    link_free();
}

static void each_flow(const char *name, EVP_PKEY *key, int is_ec) {
    const char *pem = is_ec ? "ec.pem" : "rsa.pem";
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++) {
        const struct flow *f = &flows[i];
        if (f->is_ec >= 0 && f->is_ec != is_ec) continue;
        for (int role = 0; role < 2; role++) {
            for (way = WORKS; way < NUM_WAYS; way++) {
                SSL_CTX *cc = context(0, role == 0 ? key : NULL, pem, f), *sc = context(1, role == 1 ? key : NULL, pem, f);
                printf("%s of a %s, TLS %s, %s\n", name, role == 0 ? "client" : "server", f->name, way_names[way]);
                calls = 0;
                run(cc, sc, f->version, role);
                calls = 0;
                if (role == 0 && f->version == TLS1_3_VERSION) run_post(cc, sc);
                SSL_CTX_free(cc);
                SSL_CTX_free(sc);
            }
        }
    }
    EVP_PKEY_free(key);
}

static void rsa_keys(void) {
    RSA_METHOD *m = RSA_meth_new("mine", 0), *signs;
    const RSA_METHOD *d = RSA_PKCS1_OpenSSL();
    RSA_meth_set_pub_enc(m, RSA_meth_get_pub_enc(d));
    RSA_meth_set_pub_dec(m, RSA_meth_get_pub_dec(d));
    RSA_meth_set_priv_enc(m, priv_enc);
    RSA_meth_set_priv_dec(m, priv_dec);
    signs = RSA_meth_dup(m);
    RSA_meth_set_sign(signs, rsa_sign);
    each_flow("RSA priv_enc", rsa_with(m), 0);
    each_flow("RSA sign", rsa_with(signs), 0);
    RSA_meth_free(m);
    RSA_meth_free(signs);
}

static void ec_keys(void) {
    int (*setup)(EC_KEY *, BN_CTX *, BIGNUM **, BIGNUM **);
    int (*sign)(int, const unsigned char *, int, unsigned char *, unsigned *, const BIGNUM *, const BIGNUM *, EC_KEY *);
    ECDSA_SIG *(*sign_sig)(const unsigned char *, int, const BIGNUM *, const BIGNUM *, EC_KEY *);
    EC_KEY_METHOD *m = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    EC_KEY_METHOD_get_sign(m, &sign, &setup, &sign_sig);
    EC_KEY_METHOD_set_sign(m, ec_sign, setup, sign_sig);
    each_flow("EC sign", ec_with(m), 1);
    EC_KEY_METHOD_set_sign(m, sign, setup, ec_sign_sig);
    each_flow("EC sign_sig", ec_with(m), 1);
    EC_KEY_METHOD_set_sign(m, NULL, NULL, NULL);
    each_flow("EC nothing", ec_with(m), 1);
    EC_KEY_METHOD_free(m);
}

int main(void) {
    EVP_PKEY *a = read_key("rsa.pem"), *b = read_key("ec.pem");
    unlisted_lib = ERR_LIB_RSA; /* what is wrong with a signature's padding */
    true_rsa = EVP_PKEY_get1_RSA(a);
    true_ec = EVP_PKEY_get1_EC_KEY(b);
    rsa_keys();
    ec_keys();
    RSA_free(true_rsa);
    EC_KEY_free(true_ec);
    EVP_PKEY_free(a);
    EVP_PKEY_free(b);
    return 0;
}
