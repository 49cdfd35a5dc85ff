#include <openssl/rand.h>
#include <string.h>

#include "compat/ssl/cipher_list.h"
#include "compat/ssl/conf.h"
#include "compat/ssl/dane.h"
#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"
#include "src/base/secret.h"

#define DEFAULT_TIMEOUT_S 7200
#define DEFAULT_OPTIONS (SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_MIDDLEBOX_COMPAT)
#define DEFAULT_NUM_TICKETS 2
#define DEFAULT_SECURITY_LEVEL 2 /* Debian's build of OpenSSL; its header still says 1 */

static int init_settings(SSL_CTX *ctx) {
    struct ssl_settings *set = &ctx->set;
    set->options = DEFAULT_OPTIONS;
    set->mode = SSL_MODE_AUTO_RETRY;
    set->security_level = DEFAULT_SECURITY_LEVEL;
    set->max_cert_list = SSL_MAX_CERT_LIST_DEFAULT;
    set->max_send_fragment = set->split_send_fragment = SSL3_RT_MAX_PLAIN_LENGTH;
    set->num_tickets = DEFAULT_NUM_TICKETS;
    set->recv_max_early_data = SSL3_RT_MAX_PLAIN_LENGTH;
    set->certs = ssl_cert_set_new();
    return set->certs && ssl_set_ciphersuites(set, OSSL_default_ciphersuites()) &&
           ssl_set_cipher_list(set, ctx->method, OSSL_default_cipher_list());
}

static int init_ticket_keys(struct bs_ticket_keys *k) {
    return RAND_bytes(k->name, sizeof k->name) > 0 && RAND_priv_bytes(k->hmac_key, sizeof k->hmac_key) > 0 &&
           RAND_priv_bytes(k->aes_key, sizeof k->aes_key) > 0;
}

static int init(SSL_CTX *ctx, const SSL_METHOD *method) {
    bs_ref_init(&ctx->refs);
    ctx->method = method;
    if (pthread_mutex_init(&ctx->lock, NULL) != 0) return 0;
    ssl_cache_init(&ctx->cache);
    ctx->cache.max_size = SSL_SESSION_CACHE_MAX_SIZE_DEFAULT;
    ctx->session_cache_mode = SSL_SESS_CACHE_SERVER;
    ctx->session_timeout = DEFAULT_TIMEOUT_S;
    ctx->status_type = -1;
    ctx->cert_store = X509_STORE_new();
    ctx->param = X509_VERIFY_PARAM_new();
    return ctx->cert_store && ctx->param && CRYPTO_new_ex_data(CRYPTO_EX_INDEX_SSL_CTX, ctx, &ctx->ex_data) &&
           init_ticket_keys(&ctx->ticket_keys) && RAND_priv_bytes(ctx->cookie_key, sizeof ctx->cookie_key) > 0 &&
           init_settings(ctx) && ssl_conf_system_default(ctx);
}

SSL_CTX *SSL_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq, const SSL_METHOD *method) {
    (void)libctx;
    (void)propq;
    if (!method) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_NULL_SSL_METHOD_PASSED);
        return NULL;
    }
    if (!OPENSSL_init_ssl(0, NULL)) return NULL;
    SSL_CTX *ctx = (SSL_CTX *)OPENSSL_zalloc(sizeof *ctx);
    if (!ctx) return NULL;
    if (init(ctx, method)) return ctx;
    SSL_CTX_free(ctx);
    return NULL;
}

SSL_CTX *SSL_CTX_new(const SSL_METHOD *method) { return SSL_CTX_new_ex(NULL, NULL, method); }

int SSL_CTX_up_ref(SSL_CTX *ctx) {
    bs_ref_up(&ctx->refs);
    return 1;
}

void SSL_CTX_free(SSL_CTX *ctx) {
    if (!ctx || !bs_ref_down(&ctx->refs)) return;
    X509_VERIFY_PARAM_free(ctx->param);
    /* The remove callback may still look at the context's ex_data. */
    ssl_lent_sessions_free(ctx);
    SSL_CTX_flush_sessions(ctx, 0);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_SSL_CTX, ctx, &ctx->ex_data);
    ssl_cache_clear(&ctx->cache);
    X509_STORE_free(ctx->cert_store);
    sk_X509_pop_free(ctx->extra_certs, X509_free);
    sk_SSL_CIPHER_free(ctx->lent_ciphers);
    ssl_dane_types_free(ctx->dane_types);
    ssl_settings_clear(&ctx->set);
    bs_wipe(&ctx->ticket_keys, sizeof ctx->ticket_keys);
    bs_wipe(ctx->cookie_key, sizeof ctx->cookie_key);
    pthread_mutex_destroy(&ctx->lock);
    OPENSSL_free(ctx);
}

const SSL_METHOD *SSL_CTX_get_ssl_method(const SSL_CTX *ctx) { return ctx->method; }

X509_STORE *SSL_CTX_get_cert_store(const SSL_CTX *ctx) { return ctx->cert_store; }

void SSL_CTX_set_cert_store(SSL_CTX *ctx, X509_STORE *store) {
    X509_STORE_free(ctx->cert_store);
    ctx->cert_store = store;
    ctx->chain_changes++;
}

void SSL_CTX_set1_cert_store(SSL_CTX *ctx, X509_STORE *store) {
    if (store) X509_STORE_up_ref(store);
    SSL_CTX_set_cert_store(ctx, store);
}

int SSL_CTX_set_default_verify_paths(SSL_CTX *ctx) { return X509_STORE_set_default_paths(ctx->cert_store); }

/* What the default place lacks is no error, as for SSL_CTX_set_default_verify_paths(). */
int SSL_CTX_set_default_verify_file(SSL_CTX *ctx) {
    X509_LOOKUP *lookup = X509_STORE_add_lookup(ctx->cert_store, X509_LOOKUP_file());
    if (!lookup) return 0;
    ERR_set_mark();
    (void)X509_LOOKUP_load_file(lookup, NULL, X509_FILETYPE_DEFAULT);
    ERR_pop_to_mark();
    return 1;
}

int SSL_CTX_set_default_verify_dir(SSL_CTX *ctx) {
    X509_LOOKUP *lookup = X509_STORE_add_lookup(ctx->cert_store, X509_LOOKUP_hash_dir());
    if (!lookup) return 0;
    ERR_set_mark();
    (void)X509_LOOKUP_add_dir(lookup, NULL, X509_FILETYPE_DEFAULT);
    ERR_pop_to_mark();
    return 1;
}

int SSL_CTX_load_verify_locations(SSL_CTX *ctx, const char *file, const char *dir) {
    return X509_STORE_load_locations(ctx->cert_store, file, dir);
}

int SSL_CTX_load_verify_file(SSL_CTX *ctx, const char *file) { return X509_STORE_load_file(ctx->cert_store, file); }

int SSL_CTX_load_verify_dir(SSL_CTX *ctx, const char *dir) { return X509_STORE_load_path(ctx->cert_store, dir); }

int SSL_CTX_set_ex_data(SSL_CTX *ctx, int idx, void *data) { return CRYPTO_set_ex_data(&ctx->ex_data, idx, data); }

void *SSL_CTX_get_ex_data(const SSL_CTX *ctx, int idx) { return CRYPTO_get_ex_data(&ctx->ex_data, idx); }

X509_VERIFY_PARAM *SSL_CTX_get0_param(SSL_CTX *ctx) { return ctx->param; }

int SSL_CTX_set1_param(SSL_CTX *ctx, X509_VERIFY_PARAM *vpm) { return X509_VERIFY_PARAM_set1(ctx->param, vpm); }

int SSL_CTX_set_purpose(SSL_CTX *ctx, int purpose) { return X509_VERIFY_PARAM_set_purpose(ctx->param, purpose); }

int SSL_CTX_set_trust(SSL_CTX *ctx, int trust) { return X509_VERIFY_PARAM_set_trust(ctx->param, trust); }

void SSL_CTX_set_verify_depth(SSL_CTX *ctx, int depth) { X509_VERIFY_PARAM_set_depth(ctx->param, depth); }

int SSL_CTX_get_verify_depth(const SSL_CTX *ctx) { return X509_VERIFY_PARAM_get_depth(ctx->param); }
