/* Security levels.                                                          man 3 SSL_CTX_set_security_level */
#include <openssl/x509v3.h>

#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/ssl_local.h"

int ssl_security_bits(int level) {
    static const int bits[] = { 0, 80, 112, 128, 192, 256 };
    if (level < 0) return 0;
    return bits[level > 5 ? 5 : level];
}

/* What each level refuses besides too few bits: RC4 and MD5 are not built, so what is left is about versions, forward
 * secrecy, SHA-1 MACs and tickets. */
static bool suite_allowed(const struct bs_suite *suite, int level, int bits, int min_bits) {
    if (bits < min_bits) return false;
    if (!suite) return true;
    if (suite->mac == BS_HASH_SHA1 && min_bits > 160) return false;
    bool tls13 = suite->min_version >= BS_TLS13;
    return level < 3 || tls13 || bs_suite_is_forward_secret(suite);
}

/* Where a signature is made, TLS 1.0 and 1.1 end at level 0 already, because theirs are too weak for any other. */
static bool version_allowed(int version, int level) {
    if (version <= TLS1_VERSION && level >= 3) return false;
    return version > TLS1_1_VERSION || level < 4;
}

static bool default_judgement(int level, int op, int bits, int nid, void *other) {
    int min_bits = ssl_security_bits(level);
    if (level <= 0) {
        /* Even at level 0 a DH group of less than 80 bits is not taken (Logjam). */
        return op != SSL_SECOP_TMP_DH || bits >= 80;
    }
    switch (op) {
    case SSL_SECOP_CIPHER_SUPPORTED:
    case SSL_SECOP_CIPHER_SHARED:
    case SSL_SECOP_CIPHER_CHECK: return suite_allowed((const struct bs_suite *)other, level, bits, min_bits);
    case SSL_SECOP_VERSION: return version_allowed(nid, level);
    case SSL_SECOP_COMPRESSION: return level < 2;
    case SSL_SECOP_TICKET: return level < 3;
    default: return bits >= min_bits;
    }
}

static bool judge(const SSL *s, const SSL_CTX *ctx, const struct ssl_settings *set, int op, int bits, int nid, void *other) {
    if (set->security_cb) return set->security_cb(s, ctx, op, bits, nid, other, set->security_ex) > 0;
    return default_judgement(set->security_level, op, bits, nid, other);
}

bool ssl_security_allows(const SSL *s, int op, int bits, int nid, void *other) {
    return judge(s, NULL, &s->set, op, bits, nid, other);
}

bool ssl_ctx_security_allows(const SSL_CTX *ctx, int op, int bits, int nid, void *other) {
    return judge(NULL, ctx, &ctx->set, op, bits, nid, other);
}

/* Strength of the digest that signed a certificate: half its length, against collisions; SHA-1 and MD5 as broken. */
static int signature_bits(const X509 *x, int *out_nid) {
    int bits = -1, key;
    if (X509_get_signature_info((X509 *)(uintptr_t)x, out_nid, &key, &bits, NULL)) {
        if (*out_nid == NID_undef) *out_nid = key; /* as OpenSSL tells of EdDSA */
        return bits;
    }
    return -1;
}

static bool allowed(const SSL_CTX *ctx, const SSL *s, int op, int bits, int nid, void *other) {
    return s ? ssl_security_allows(s, op, bits, nid, other) : ssl_ctx_security_allows(ctx, op, bits, nid, other);
}

int ssl_security_cert(const SSL_CTX *ctx, const SSL *s, X509 *x, bool is_ee) {
    EVP_PKEY *key = X509_get0_pubkey(x);
    int bits = key ? EVP_PKEY_get_security_bits(key) : -1;
    if (!allowed(ctx, s, is_ee ? SSL_SECOP_EE_KEY : SSL_SECOP_CA_KEY, bits, 0, x)) {
        return is_ee ? SSL_R_EE_KEY_TOO_SMALL : SSL_R_CA_KEY_TOO_SMALL;
    }
    /* The signature on a self-signed certificate proves nothing and is not judged. */
    if ((X509_get_extension_flags(x) & EXFLAG_SS) != 0) return 1;
    int nid = NID_undef;
    int md_bits = signature_bits(x, &nid);
    if (!allowed(ctx, s, SSL_SECOP_CA_MD, md_bits, nid, x)) return SSL_R_CA_MD_TOO_WEAK;
    return 1;
}

void SSL_CTX_set_security_level(SSL_CTX *ctx, int level) { ctx->set.security_level = level; }

int SSL_CTX_get_security_level(const SSL_CTX *ctx) { return ctx->set.security_level; }

void SSL_set_security_level(SSL *s, int level) { s->set.security_level = level; }

int SSL_get_security_level(const SSL *s) { return s->set.security_level; }

void SSL_CTX_set_security_callback(SSL_CTX *ctx, ssl_security_cb cb) { ctx->set.security_cb = cb; }

void SSL_set_security_callback(SSL *s, ssl_security_cb cb) { s->set.security_cb = cb; }

void SSL_CTX_set0_security_ex_data(SSL_CTX *ctx, void *ex) { ctx->set.security_ex = ex; }

void *SSL_CTX_get0_security_ex_data(const SSL_CTX *ctx) { return ctx->set.security_ex; }

void SSL_set0_security_ex_data(SSL *s, void *ex) { s->set.security_ex = ex; }

void *SSL_get0_security_ex_data(const SSL *s) { return s->set.security_ex; }

/* Programs put theirs in front of it and go on to ask it. */
static int default_callback(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex) {
    (void)ex;
    return default_judgement(s ? s->set.security_level : ctx->set.security_level, op, bits, nid, other);
}

ssl_security_cb SSL_CTX_get_security_callback(const SSL_CTX *ctx) {
    return ctx->set.security_cb ? ctx->set.security_cb : default_callback;
}

ssl_security_cb SSL_get_security_callback(const SSL *s) { return s->set.security_cb ? s->set.security_cb : default_callback; }
