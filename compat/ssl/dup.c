/* A second SSL with the first one's settings.                                              man 3 SSL_dup */
#include <string.h>

#include "compat/ssl/dane.h"
#include "compat/ssl/ssl_local.h"

static void copy_list(struct ssl_list **to, struct ssl_list *from) {
    ssl_list_ref(from);
    ssl_list_free(*to);
    *to = from;
}

static int copy_names(STACK_OF(X509_NAME) **to, const STACK_OF(X509_NAME) *from) {
    return !from || (*to = SSL_dup_CA_list(from)) != NULL;
}

/* The certificates with what belongs to them, and which sessions may be resumed. */
static int copy_identity(SSL *to, const SSL *from) {
    if (SSL_get_session(from)) return SSL_copy_session_id(to, from);
    struct ssl_cert_set *certs = ssl_cert_set_ref(from->set.certs);
    ssl_cert_set_free(to->set.certs);
    to->set.certs = certs;
    to->method = from->method;
    return SSL_set_session_id_context(to, from->set.sid_ctx, from->set.sid_ctx_len);
}

/* What OpenSSL hands on; names, protocols, groups, shutdown and tickets are the context's again. */
static int copy_settings(struct ssl_settings *to, const struct ssl_settings *from) {
    to->options = from->options;
    to->mode = from->mode;
    to->min_proto = from->min_proto;
    to->max_proto = from->max_proto;
    to->verify_mode = from->verify_mode;
    to->verify_cb = from->verify_cb;
    to->security_level = from->security_level;
    to->security_cb = from->security_cb;
    to->security_ex = from->security_ex;
    to->own_suites = from->own_suites;
    copy_list(&to->suites13, from->suites13);
    copy_list(&to->suites12, from->suites12);
    to->max_cert_list = from->max_cert_list;
    to->read_ahead = from->read_ahead;
    to->msg_cb = from->msg_cb;
    to->msg_arg = from->msg_arg;
    to->info_cb = from->info_cb;
    to->passwd_cb = from->passwd_cb;
    to->passwd_arg = from->passwd_arg;
    return copy_names(&to->ca_names, from->ca_names) && copy_names(&to->client_ca_names, from->client_ca_names);
}

SSL *SSL_dup(SSL *s) {
    /* one that has begun is only counted once more */
    if (!SSL_in_before(s)) return SSL_up_ref(s) ? s : NULL;
    SSL *d = SSL_new(SSL_get_SSL_CTX(s));
    if (!d) return NULL;
    d->server = s->server;
    d->role_set = s->role_set;
    int ok = copy_settings(&d->set, &s->set) && copy_identity(d, s) &&
             CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_SSL, &d->ex_data, &s->ex_data) &&
             (!s->param || X509_VERIFY_PARAM_inherit(SSL_get0_param(d), s->param)) && ssl_dane_copy(d, s);
    if (ok) return d;
    SSL_free(d);
    return NULL;
}
