/* A program's own choice among its chains.                                              man 3 SSL_check_chain */
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "compat/ssl/ssl_local.h"
#include "src/hs/chain_fit.h"

/* DER of the leaf and what follows it; NULL when out of memory. */
static bs_reader *views_of(X509 *x, STACK_OF(X509) *chain, size_t *out_num) {
    int n = sk_X509_num(chain);
    bs_reader *views = (bs_reader *)OPENSSL_malloc(((size_t)(n > 0 ? n : 0) + 1) * sizeof *views);
    if (!views) return NULL;
    views[0] = bs_x509_der(x);
    for (int i = 0; i < n; i++) views[i + 1] = bs_x509_der(sk_X509_value(chain, i));
    *out_num = (size_t)(n > 0 ? n : 0) + 1;
    return views;
}

static bool signs_for_tls(const struct bs_pubkey *key) {
    return key && (key->type == BS_KEY_RSA || key->type == BS_KEY_RSA_PSS || bs_key_is_ecdsa_like(key->type));
}

int SSL_check_chain(SSL *s, X509 *x, EVP_PKEY *pk, STACK_OF(X509) *chain) {
    const struct bs_pubkey *key = pk ? bs_evp_pkey_public(pk) : NULL;
    struct bs_peer_terms terms = { 0 };
    size_t num;
    if (!x || !signs_for_tls(key) || !ssl_conn_start(s)) return 0;
    if (s->peer_lists) {
        const struct ssl_peer_lists *l = s->peer_lists;
        terms = (struct bs_peer_terms){ .sigalgs = l->sigalgs, .num_sigalgs = l->num_sigalgs, .groups = l->groups,
                                        .num_groups = l->num_groups, .cert_types = l->cert_types,
                                        .ca_names = l->ca_names };
    }
    bs_reader *views = views_of(x, chain, &num);
    if (!views) return 0;
    int ret = (int)bs_conn_chain_fit(s->conn, &terms, views, num, key);
    OPENSSL_free(views);
    return ret;
}
