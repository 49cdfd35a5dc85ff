/* The peer's chain: from DER views to an X509_STORE_CTX, and its verdict back to a status with the right alert. */
#include "compat/crypto/asn1/x509_local.h"
#include "compat/ssl/hooks.h"
#include "compat/ssl/suite_b.h"

/* RFC 8446 6.2's alerts for X509_V_ERR_*, as OpenSSL chooses them. */
static const struct {
    int error;
    bs_status status;
} verdicts[] = {
    { X509_V_ERR_APPLICATION_VERIFICATION, BS_E_VERIFY_HANDSHAKE },
    { X509_V_ERR_CA_KEY_TOO_SMALL, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_EC_KEY_EXPLICIT_PARAMS, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_CA_MD_TOO_WEAK, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_CERT_CHAIN_TOO_LONG, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_CERT_HAS_EXPIRED, BS_E_VERIFY_EXPIRED },
    { X509_V_ERR_CERT_NOT_YET_VALID, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_CERT_REJECTED, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_CERT_REVOKED, BS_E_VERIFY_REVOKED },
    { X509_V_ERR_CERT_SIGNATURE_FAILURE, BS_E_VERIFY_DECRYPT },
    { X509_V_ERR_CERT_UNTRUSTED, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_CRL_HAS_EXPIRED, BS_E_VERIFY_EXPIRED },
    { X509_V_ERR_CRL_NOT_YET_VALID, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_CRL_SIGNATURE_FAILURE, BS_E_VERIFY_DECRYPT },
    { X509_V_ERR_DANE_NO_MATCH, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_EE_KEY_TOO_SMALL, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_EMAIL_MISMATCH, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_HOSTNAME_MISMATCH, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_INVALID_CA, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_INVALID_CALL, BS_E_VERIFY_INTERNAL },
    { X509_V_ERR_INVALID_PURPOSE, BS_E_VERIFY_UNSUPPORTED },
    { X509_V_ERR_IP_ADDRESS_MISMATCH, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_OUT_OF_MEM, BS_E_VERIFY_INTERNAL },
    { X509_V_ERR_PATH_LENGTH_EXCEEDED, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_STORE_LOOKUP, BS_E_VERIFY_INTERNAL },
    { X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, BS_E_VERIFY_BAD_CERT },
    { X509_V_ERR_UNABLE_TO_GET_CRL, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, BS_E_VERIFY_UNKNOWN_CA },
    { X509_V_ERR_UNSPECIFIED, BS_E_VERIFY_INTERNAL },
};

static bs_status verdict_status(long error) {
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        if (verdicts[i].error == error) return verdicts[i].status;
    }
    return BS_E_VERIFY_UNKNOWN;
}

static STACK_OF(X509) *decode_chain(const bs_reader *certs, size_t num) {
    STACK_OF(X509) *sk = sk_X509_new_null();
    for (size_t i = 0; sk && i < num; i++) {
        X509 *x = bs_x509_from_der(certs[i]);
        if (!x || sk_X509_push(sk, x) <= 0) {
            X509_free(x);
            sk_X509_pop_free(sk, X509_free);
            return NULL;
        }
    }
    return sk;
}

int SSL_get_ex_data_X509_STORE_CTX_idx(void) {
    static atomic_int index = -1;
    int have = atomic_load(&index), none = -1;
    if (have >= 0) return have;
    int fresh = X509_STORE_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    return atomic_compare_exchange_strong(&index, &none, fresh) ? fresh : none;
}

/* man 3 SSL_get0_param: the purpose's defaults first, then what the program set, then the security level. */
static int prepare(SSL *s, X509_STORE_CTX *v, STACK_OF(X509) *chain) {
    X509_STORE *own = s->set.certs->verify_store, *store = own ? own : s->ctx->cert_store;
    if (!X509_STORE_CTX_init(v, store, sk_X509_value(chain, 0), chain)) return 0;
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(v);
    X509_VERIFY_PARAM_set_auth_level(param, s->set.security_level);
    X509_STORE_CTX_set_flags(v, ssl_suite_b(&s->set));
    if (!X509_STORE_CTX_set_ex_data(v, SSL_get_ex_data_X509_STORE_CTX_idx(), s)) return 0;
    (void)X509_STORE_CTX_set_default(v, s->server == 1 ? "ssl_client" : "ssl_server");
    if (!X509_VERIFY_PARAM_set1(param, s->param ? s->param : s->ctx->param)) return 0;
    if (s->dane) X509_STORE_CTX_set0_dane(v, s->dane);
    if (s->set.verify_cb) X509_STORE_CTX_set_verify_cb(v, s->set.verify_cb);
    return 1;
}

/* 1 accepted, 0 refused, less than 0: a retry was asked for or it could not be done. */
static int run_verify(SSL *s, STACK_OF(X509) *chain) {
    X509_STORE_CTX *v = X509_STORE_CTX_new();
    int ret = 0;
    if (!v || !prepare(s, v, chain)) {
        s->verify_result = X509_V_ERR_UNSPECIFIED;
        X509_STORE_CTX_free(v);
        return 0;
    }
    if (s->ctx->app_verify_cb || s->set.verify_cb) ssl_show_peer_lists(s, true);
    ret = s->ctx->app_verify_cb ? s->ctx->app_verify_cb(v, s->ctx->app_verify_arg) : X509_verify_cert(v);
    s->verify_result = X509_STORE_CTX_get_error(v);
    sk_X509_pop_free(s->verified_chain, X509_free);
    s->verified_chain = X509_STORE_CTX_get0_chain(v) ? X509_STORE_CTX_get1_chain(v) : NULL;
    if (ret > 0) {
        /* What a callback passed over is no failure, but the name that matched is kept. */
        X509_VERIFY_PARAM *from = X509_STORE_CTX_get0_param(v);
        X509_VERIFY_PARAM *to = X509_VERIFY_PARAM_get0_peername(from) ? SSL_get0_param(s) : s->param;
        if (to) X509_VERIFY_PARAM_move_peername(to, from);
    }
    X509_STORE_CTX_free(v);
    return ret;
}

bs_status ssl_verify_peer(void *app, const bs_reader *certs, size_t num_certs, int32_t *out_result) {
    SSL *s = (SSL *)app;
    STACK_OF(X509) *chain = decode_chain(certs, num_certs);
    if (!chain) {
        *out_result = X509_V_ERR_UNSPECIFIED;
        return BS_E_CERT_DECODE;
    }
    s->rwstate = SSL_NOTHING;
    ERR_set_mark();
    int ret = run_verify(s, chain);
    sk_X509_pop_free(s->peer_chain, X509_free);
    s->peer_chain = chain;
    s->peer_chain_cut = s->peer_accepted = s->renegotiation.chain_stale = false;
    *out_result = (int32_t)s->verify_result;
    if (s->rwstate == SSL_RETRY_VERIFY) {
        ERR_pop_to_mark();
        return BS_WANT_CALLBACK;
    }
    bool enforce = s->server == 1 ? (s->set.verify_mode & SSL_VERIFY_PEER) != 0 : s->set.verify_mode != SSL_VERIFY_NONE;
    if (ret > 0 || !enforce) {
        ERR_pop_to_mark(); /* errors of a verification that does not count stay out of the queue */
        s->peer_accepted = true;
        return BS_OK;
    }
    ERR_clear_last_mark();
    return verdict_status(s->verify_result);
}
