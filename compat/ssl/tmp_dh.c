#include "compat/ssl/tmp_dh.h"

#include <openssl/pem.h>
#include <string.h>

#include "compat/ssl/hooks.h"

static BIGNUM *number(bs_reader r) { return BN_bin2bn(r.p, (int)r.len, NULL); }

static int set_numbers(DH *dh, bs_reader p, bs_reader g, bs_reader pub) {
    BIGNUM *bp = number(p), *bg = number(g), *by = pub.len > 0 ? number(pub) : NULL;
    if (!bp || !bg || (pub.len > 0 && !by) || !DH_set0_pqg(dh, bp, NULL, bg)) {
        BN_free(bp);
        BN_free(bg);
        BN_free(by);
        return 0;
    }
    return !by || DH_set0_key(dh, by, NULL);
}

EVP_PKEY *ssl_dh_key(bs_reader p, bs_reader g, bs_reader pub) {
    DH *dh = DH_new();
    EVP_PKEY *pkey = EVP_PKEY_new();
    if (dh && pkey && set_numbers(dh, p, g, pub) && EVP_PKEY_assign(pkey, EVP_PKEY_DH, dh)) return pkey;
    DH_free(dh);
    EVP_PKEY_free(pkey);
    return NULL;
}

/* --- what programs set ---------------------------------------------------------------------------------------- */

int ssl_set_tmp_dh(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, EVP_PKEY *params) {
    int bits = EVP_PKEY_get_security_bits(params);
    bool ok = s ? ssl_security_allows(s, SSL_SECOP_TMP_DH, bits, 0, params)
                : ssl_ctx_security_allows(ctx, SSL_SECOP_TMP_DH, bits, 0, params);
    if (!ok) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_DH_KEY_TOO_SMALL);
        return 0;
    }
    EVP_PKEY_free(set->tmp_dh);
    set->tmp_dh = params;
    return 1;
}

static EVP_PKEY *wrap(DH *dh) {
    EVP_PKEY *pkey = EVP_PKEY_new();
    if (pkey && EVP_PKEY_set1_DH(pkey, dh)) return pkey;
    EVP_PKEY_free(pkey);
    return NULL;
}

long ssl_ctrl_tmp_dh(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, DH *dh) {
    if (!dh) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    EVP_PKEY *pkey = wrap(dh);
    if (!pkey) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (ssl_set_tmp_dh(set, ctx, s, pkey)) return 1;
    EVP_PKEY_free(pkey);
    return 0;
}

int ssl_set_tmp_dh_file(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, const char *file) {
    BIO *in = BIO_new_file(file, "r");
    DH *dh = in ? PEM_read_bio_DHparams(in, NULL, NULL, NULL) : NULL;
    int ret = dh ? (int)ssl_ctrl_tmp_dh(set, ctx, s, dh) : 0;
    DH_free(dh);
    BIO_free(in);
    return ret;
}

int SSL_CTX_set0_tmp_dh_pkey(SSL_CTX *ctx, EVP_PKEY *dhpkey) { return ssl_set_tmp_dh(&ctx->set, ctx, NULL, dhpkey); }

int SSL_set0_tmp_dh_pkey(SSL *s, EVP_PKEY *dhpkey) { return ssl_set_tmp_dh(&s->set, NULL, s, dhpkey); }

void SSL_CTX_set_tmp_dh_callback(SSL_CTX *ctx, DH *(*dh)(SSL *ssl, int is_export, int keylength)) {
    ctx->set.tmp_dh_cb = dh;
}

void SSL_set_tmp_dh_callback(SSL *s, DH *(*dh)(SSL *ssl, int is_export, int keylength)) { s->set.tmp_dh_cb = dh; }

/* --- what a handshake takes ------------------------------------------------------------------------------------ */

/* man 3 SSL_CTX_set_dh_auto: a group as strong as the certificate's key and the security level; 2 asks for the least. */
static const struct bs_dh_group *group_for(const SSL *s) {
    static const struct {
        int bits;
        const char *name;
    } groups[] = { { 192, "modp_8192" }, { 152, "modp_4096" }, { 128, "modp_3072" }, { 112, "modp_2048" } };
    struct bs_conn_info info;
    bs_conn_get_info(s->conn, &info);
    const struct bs_suite *suite = info.pending_suite;
    int bits = 80, least = ssl_security_bits(s->set.security_level);
    /* as OpenSSL, which has the suite decide where no certificate does */
    if (s->set.dh_auto != 2 && suite && suite->auth == BS_AUTH_PSK && suite->strength_bits == 256) bits = 128;
    if (s->set.dh_auto != 2 && info.own_cred) bits = (int)bs_pubkey_security_bits(info.own_cred->pub);
    if (bits < least) bits = least;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (bits >= groups[i].bits) return bs_dh_group_by_name(groups[i].name);
    }
    return bs_dh_group_by_name("modp_1024");
}

/* The numbers of a program's parameters, in memory that the connection holds while the handshake runs. */
static bs_status take_numbers(SSL *s, const DH *dh, struct bs_dh *out) {
    const BIGNUM *p = NULL, *g = NULL;
    if (dh) DH_get0_pqg(dh, &p, NULL, &g);
    if (!p || !g) return BS_E_NO_DH;
    size_t plen = (size_t)BN_num_bytes(p), glen = (size_t)BN_num_bytes(g);
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(plen + glen + 1);
    if (!buf) return BS_E_MEMORY;
    (void)BN_bn2bin(p, buf);
    (void)BN_bn2bin(g, buf + plen);
    ssl_blob_free(s->conf_dh);
    s->conf_dh = ssl_blob_new(buf, plen + glen);
    OPENSSL_free(buf);
    if (!s->conf_dh) return BS_E_MEMORY;
    long length = DH_get_length(dh);
    *out = (struct bs_dh){ .p = bs_r_from(s->conf_dh->v, plen),
                           .g = bs_r_from(s->conf_dh->v + plen, glen),
                           .exp_bits = length > 0 ? (unsigned)length : 0 };
    return BS_OK;
}

bs_status ssl_op_dh_params(void *app, struct bs_dh *out) {
    SSL *s = (SSL *)app;
    if (s->set.dh_auto) {
        *out = group_for(s)->dh;
        return BS_OK;
    }
    if (s->set.tmp_dh) return take_numbers(s, EVP_PKEY_get0_DH(s->set.tmp_dh), out);
    if (!s->set.tmp_dh_cb) return BS_E_NO_DH;
    const DH *dh = s->set.tmp_dh_cb(s, 0, 1024);
    return dh ? take_numbers(s, dh, out) : BS_E_INTERNAL; /* as OpenSSL tells it */
}

bool ssl_op_dh_allowed(void *app, const struct bs_dh *dh) {
    EVP_PKEY *pkey = ssl_dh_key(dh->p, dh->g, bs_r_from(NULL, 0));
    bool ok = pkey && ssl_security_allows((SSL *)app, SSL_SECOP_TMP_DH, EVP_PKEY_get_security_bits(pkey), 0, pkey);
    EVP_PKEY_free(pkey);
    return ok;
}
