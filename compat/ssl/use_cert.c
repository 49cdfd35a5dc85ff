/* Setting certificates, keys and chains, on a context and on a connection.     man 3 SSL_CTX_use_certificate */
#include <openssl/pem.h>

#include "compat/ssl/use_cert.h"

/* --- certificates -------------------------------------------------------------------------------------------- */

static int use_cert(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, X509 *x) {
    if (!x) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    int judged = ssl_security_cert(ctx, s, x, true);
    if (judged != 1) {
        BS_RAISE(ERR_LIB_SSL, judged);
        return 0;
    }
    return ssl_cert_set_use_cert(&set->certs, x);
}

int SSL_CTX_use_certificate(SSL_CTX *ctx, X509 *x) { return use_cert(&ctx->set, ctx, NULL, x); }

int SSL_use_certificate(SSL *s, X509 *x) { return use_cert(&s->set, s->ctx, s, x); }

int SSL_CTX_use_certificate_ASN1(SSL_CTX *ctx, int len, const unsigned char *d) {
    X509 *x = d2i_X509(NULL, &d, len);
    if (!x) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_ASN1_LIB);
        return 0;
    }
    int ret = SSL_CTX_use_certificate(ctx, x);
    X509_free(x);
    return ret;
}

int SSL_use_certificate_ASN1(SSL *s, const unsigned char *d, int len) {
    X509 *x = d2i_X509(NULL, &d, len);
    if (!x) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_ASN1_LIB);
        return 0;
    }
    int ret = SSL_use_certificate(s, x);
    X509_free(x);
    return ret;
}

static BIO *open_file(const char *file) {
    BIO *in = BIO_new(BIO_s_file());
    if (!in) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_BUF_LIB);
        return NULL;
    }
    if (BIO_ctrl(in, BIO_C_SET_FILENAME, BIO_CLOSE | BIO_FP_READ, (void *)(uintptr_t)file) > 0) return in;
    BS_RAISE(ERR_LIB_SSL, ERR_R_SYS_LIB);
    BIO_free(in);
    return NULL;
}

static X509 *read_cert(const char *file, int type, pem_password_cb *cb, void *arg) {
    X509 *x = NULL;
    int lib = type == SSL_FILETYPE_PEM ? ERR_R_PEM_LIB : ERR_R_ASN1_LIB;
    BIO *in = open_file(file);
    if (!in) return NULL;
    if (type == SSL_FILETYPE_ASN1) {
        x = d2i_X509_bio(in, NULL);
    } else if (type == SSL_FILETYPE_PEM) {
        x = PEM_read_bio_X509(in, NULL, cb, arg);
    } else {
        lib = SSL_R_BAD_SSL_FILETYPE;
    }
    if (!x) BS_RAISE(ERR_LIB_SSL, lib);
    BIO_free(in);
    return x;
}

int SSL_CTX_use_certificate_file(SSL_CTX *ctx, const char *file, int type) {
    X509 *x = read_cert(file, type, ctx->set.passwd_cb, ctx->set.passwd_arg);
    int ret = x ? SSL_CTX_use_certificate(ctx, x) : 0;
    X509_free(x);
    return ret;
}

int SSL_use_certificate_file(SSL *s, const char *file, int type) {
    X509 *x = read_cert(file, type, s->set.passwd_cb, s->set.passwd_arg);
    int ret = x ? SSL_use_certificate(s, x) : 0;
    X509_free(x);
    return ret;
}

/* --- chains -------------------------------------------------------------------------------------------------- */

static int set0_chain(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, STACK_OF(X509) *chain) {
    for (int i = 0; i < sk_X509_num(chain); i++) {
        int judged = ssl_security_cert(ctx, s, sk_X509_value(chain, i), false);
        if (judged != 1) {
            BS_RAISE(ERR_LIB_SSL, judged);
            return 0;
        }
    }
    struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
    struct ssl_cert_slot *slot = own ? ssl_cert_set_current(own) : NULL;
    if (!slot) return 0;
    sk_X509_pop_free(slot->chain, X509_free);
    slot->chain = chain;
    return 1;
}

static int set1_chain(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, STACK_OF(X509) *chain) {
    STACK_OF(X509) *dup = chain ? X509_chain_up_ref(chain) : NULL;
    if (chain && !dup) return 0;
    if (set0_chain(set, ctx, s, dup)) return 1;
    sk_X509_pop_free(dup, X509_free);
    return 0;
}

static int add0_chain_cert(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, X509 *x) {
    int judged = ssl_security_cert(ctx, s, x, false);
    if (judged != 1) {
        BS_RAISE(ERR_LIB_SSL, judged);
        return 0;
    }
    struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
    struct ssl_cert_slot *slot = own ? ssl_cert_set_current(own) : NULL;
    if (!slot) return 0;
    if (!slot->chain) slot->chain = sk_X509_new_null();
    return slot->chain && sk_X509_push(slot->chain, x) > 0;
}

int ssl_ctrl_chain(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, long copy, STACK_OF(X509) *chain) {
    return copy ? set1_chain(set, ctx, s, chain) : set0_chain(set, ctx, s, chain);
}

int ssl_ctrl_chain_cert(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, long copy, X509 *x) {
    if (!add0_chain_cert(set, ctx, s, x)) return 0;
    if (copy) X509_up_ref(x);
    return 1;
}

static int read_chain(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, BIO *in, pem_password_cb *cb, void *arg) {
    X509 *ca;
    if (!set0_chain(set, ctx, s, NULL)) return 0;
    while ((ca = PEM_read_bio_X509(in, NULL, cb, arg))) {
        if (!add0_chain_cert(set, ctx, s, ca)) {
            X509_free(ca);
            return 0;
        }
    }
    unsigned long err = ERR_peek_last_error();
    if (ERR_GET_LIB(err) != ERR_LIB_PEM || ERR_GET_REASON(err) != PEM_R_NO_START_LINE) return 0;
    ERR_clear_error(); /* the end of the file */
    return 1;
}

static int use_chain_file(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, const char *file) {
    int ret = 0;
    ERR_clear_error();
    BIO *in = open_file(file);
    if (!in) return 0;
    X509 *x = PEM_read_bio_X509_AUX(in, NULL, set->passwd_cb, set->passwd_arg);
    if (!x) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PEM_LIB);
    } else {
        ret = use_cert(set, ctx, s, x);
        if (ERR_peek_error() != 0) ret = 0; /* key and certificate do not fit */
        if (ret) ret = read_chain(set, ctx, s, in, set->passwd_cb, set->passwd_arg);
    }
    X509_free(x);
    BIO_free(in);
    return ret;
}

int SSL_CTX_use_certificate_chain_file(SSL_CTX *ctx, const char *file) { return use_chain_file(&ctx->set, ctx, NULL, file); }

int SSL_use_certificate_chain_file(SSL *s, const char *file) { return use_chain_file(&s->set, s->ctx, s, file); }

static int use_cert_and_key(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, X509 *x, EVP_PKEY *key,
                            STACK_OF(X509) *chain, int override) {
    ERR_set_mark();
    const int fits = X509_check_private_key(x, key);
    ERR_pop_to_mark();
    if (!fits) {
        const EVP_PKEY *pub = X509_get0_pubkey(x);
        if (pub && EVP_PKEY_get_id(pub) != EVP_PKEY_get_id(key)) BS_RAISE(ERR_LIB_EVP, EVP_R_DIFFERENT_KEY_TYPES);
        BS_RAISE(ERR_LIB_SSL, SSL_R_PRIVATE_KEY_MISMATCH);
        return 0;
    }
    const struct ssl_cert_slot *slot = ssl_cert_set_current(set->certs);
    if (!override && slot && (slot->x509 || slot->key || slot->chain)) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_NOT_REPLACING_CERTIFICATE);
        return 0;
    }
    return use_cert(set, ctx, s, x) && ssl_cert_set_use_key(&set->certs, key) && set1_chain(set, ctx, s, chain);
}

int SSL_CTX_use_cert_and_key(SSL_CTX *ctx, X509 *x, EVP_PKEY *key, STACK_OF(X509) *chain, int override) {
    return use_cert_and_key(&ctx->set, ctx, NULL, x, key, chain, override);
}

int SSL_use_cert_and_key(SSL *s, X509 *x, EVP_PKEY *key, STACK_OF(X509) *chain, int override) {
    return use_cert_and_key(&s->set, s->ctx, s, x, key, chain, override);
}

/* --- private keys -------------------------------------------------------------------------------------------- */

static int use_key(struct ssl_settings *set, EVP_PKEY *key) {
    if (!key) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    return ssl_cert_set_use_key(&set->certs, key);
}

int SSL_CTX_use_PrivateKey(SSL_CTX *ctx, EVP_PKEY *key) { return use_key(&ctx->set, key); }

int SSL_use_PrivateKey(SSL *s, EVP_PKEY *key) { return use_key(&s->set, key); }

static int use_key_der(struct ssl_settings *set, int type, const unsigned char *d, long len) {
    EVP_PKEY *key = d2i_PrivateKey(type, NULL, &d, len);
    if (!key) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_ASN1_LIB);
        return 0;
    }
    int ret = use_key(set, key);
    EVP_PKEY_free(key);
    return ret;
}

int SSL_CTX_use_PrivateKey_ASN1(int type, SSL_CTX *ctx, const unsigned char *d, long len) {
    return use_key_der(&ctx->set, type, d, len);
}

int SSL_use_PrivateKey_ASN1(int type, SSL *s, const unsigned char *d, long len) { return use_key_der(&s->set, type, d, len); }

/* Of keys of another kind the RSA-only calls say what OpenSSL's PEM reader says. */
static int use_key_file(struct ssl_settings *set, const char *file, int type, bool rsa_only) {
    EVP_PKEY *key = NULL;
    int lib = type == SSL_FILETYPE_PEM ? ERR_R_PEM_LIB : ERR_R_ASN1_LIB, ret = 0;
    BIO *in = open_file(file);
    if (!in) return 0;
    if (type == SSL_FILETYPE_PEM) {
        key = PEM_read_bio_PrivateKey(in, NULL, set->passwd_cb, set->passwd_arg);
    } else if (type == SSL_FILETYPE_ASN1) {
        key = d2i_PrivateKey_bio(in, NULL);
    } else {
        lib = SSL_R_BAD_SSL_FILETYPE;
    }
    if (key && (!rsa_only || EVP_PKEY_is_a(key, "RSA"))) {
        ret = use_key(set, key);
    } else {
        BS_RAISE(ERR_LIB_SSL, lib);
    }
    EVP_PKEY_free(key);
    BIO_free(in);
    return ret;
}

int SSL_CTX_use_PrivateKey_file(SSL_CTX *ctx, const char *file, int type) {
    return use_key_file(&ctx->set, file, type, false);
}

int SSL_use_PrivateKey_file(SSL *s, const char *file, int type) { return use_key_file(&s->set, file, type, false); }

int SSL_CTX_use_RSAPrivateKey_file(SSL_CTX *ctx, const char *file, int type) {
    return use_key_file(&ctx->set, file, type, true);
}

int SSL_use_RSAPrivateKey_file(SSL *s, const char *file, int type) { return use_key_file(&s->set, file, type, true); }

static int use_rsa(struct ssl_settings *set, RSA *rsa) {
    if (!rsa) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    EVP_PKEY *key = EVP_PKEY_new();
    int ret = key && EVP_PKEY_set1_RSA(key, rsa) > 0 && use_key(set, key);
    EVP_PKEY_free(key);
    return ret;
}

int SSL_CTX_use_RSAPrivateKey(SSL_CTX *ctx, RSA *rsa) { return use_rsa(&ctx->set, rsa); }

int SSL_use_RSAPrivateKey(SSL *s, RSA *rsa) { return use_rsa(&s->set, rsa); }

static int use_rsa_asn1(struct ssl_settings *set, const unsigned char *d, long len) {
    RSA *rsa = d2i_RSAPrivateKey(NULL, &d, len);
    if (!rsa) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_ASN1_LIB);
        return 0;
    }
    int ret = use_rsa(set, rsa);
    RSA_free(rsa);
    return ret;
}

int SSL_CTX_use_RSAPrivateKey_ASN1(SSL_CTX *ctx, const unsigned char *d, long len) { return use_rsa_asn1(&ctx->set, d, len); }

int SSL_use_RSAPrivateKey_ASN1(SSL *s, const unsigned char *d, long len) { return use_rsa_asn1(&s->set, d, len); }

int SSL_CTX_check_private_key(const SSL_CTX *ctx) { return ssl_cert_set_check(ctx->set.certs); }

int SSL_check_private_key(const SSL *s) { return ssl_cert_set_check(s->set.certs); }

/* --- what is set --------------------------------------------------------------------------------------------- */

X509 *SSL_CTX_get0_certificate(const SSL_CTX *ctx) {
    const struct ssl_cert_slot *slot = ssl_cert_set_current(ctx->set.certs);
    return slot ? slot->x509 : NULL;
}

EVP_PKEY *SSL_CTX_get0_privatekey(const SSL_CTX *ctx) {
    const struct ssl_cert_slot *slot = ssl_cert_set_current(ctx->set.certs);
    return slot ? slot->key : NULL;
}

const struct ssl_cert_slot *ssl_slot_chosen(const SSL *s) {
    struct bs_conn_info info;
    if (!s->conn || !s->conf_certs) return NULL;
    bs_conn_get_info(s->conn, &info);
    for (size_t i = 0; info.own_cred && i < SSL_NUM_SLOTS; i++) {
        const struct ssl_cert_slot *slot = &s->conf_certs->slots[i];
        if (slot->key && slot->key == info.own_cred->signer.arg) return slot;
    }
    return NULL;
}

/* During and after a handshake this is the one that was chosen, until another one is set. */
static const struct ssl_cert_slot *slot_in_use(const SSL *s) {
    const struct ssl_cert_slot *chosen = s->conf_certs == s->set.certs ? ssl_slot_chosen(s) : NULL;
    return chosen ? chosen : ssl_cert_set_current(s->set.certs);
}

X509 *SSL_get_certificate(const SSL *s) {
    const struct ssl_cert_slot *slot = slot_in_use(s);
    return slot ? slot->x509 : NULL;
}

EVP_PKEY *SSL_get_privatekey(const SSL *s) {
    const struct ssl_cert_slot *slot = slot_in_use(s);
    return slot ? slot->key : NULL;
}

void SSL_certs_clear(SSL *s) { (void)ssl_cert_set_clear(&s->set.certs); }

static void set_cert_cb(struct ssl_settings *set, int (*cb)(SSL *ssl, void *arg), void *arg) {
    struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
    if (!own) return;
    own->cert_cb = cb;
    own->cert_cb_arg = arg;
}

void SSL_CTX_set_cert_cb(SSL_CTX *ctx, int (*cb)(SSL *ssl, void *arg), void *arg) { set_cert_cb(&ctx->set, cb, arg); }

void SSL_set_cert_cb(SSL *s, int (*cb)(SSL *ssl, void *arg), void *arg) { set_cert_cb(&s->set, cb, arg); }

void SSL_CTX_set_client_cert_cb(SSL_CTX *ctx, int (*cb)(SSL *ssl, X509 **x509, EVP_PKEY **pkey)) { ctx->client_cert_cb = cb; }

int (*SSL_CTX_get_client_cert_cb(SSL_CTX *ctx))(SSL *ssl, X509 **x509, EVP_PKEY **pkey) { return ctx->client_cert_cb; }

void SSL_CTX_set_default_passwd_cb(SSL_CTX *ctx, pem_password_cb *cb) { ctx->set.passwd_cb = cb; }

void SSL_CTX_set_default_passwd_cb_userdata(SSL_CTX *ctx, void *u) { ctx->set.passwd_arg = u; }

pem_password_cb *SSL_CTX_get_default_passwd_cb(SSL_CTX *ctx) { return ctx->set.passwd_cb; }

void *SSL_CTX_get_default_passwd_cb_userdata(SSL_CTX *ctx) { return ctx->set.passwd_arg; }

void SSL_set_default_passwd_cb(SSL *s, pem_password_cb *cb) { s->set.passwd_cb = cb; }

void SSL_set_default_passwd_cb_userdata(SSL *s, void *u) { s->set.passwd_arg = u; }

pem_password_cb *SSL_get_default_passwd_cb(SSL *s) { return s->set.passwd_cb; }

void *SSL_get_default_passwd_cb_userdata(SSL *s) { return s->set.passwd_arg; }
