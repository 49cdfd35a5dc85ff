/**
 * \file ssl_local.h
 * \brief What SSL_CTX, SSL and SSL_METHOD are inside.                                       man 7 ssl
 *
 * Everything a program can set on a context and again on a connection is a struct ssl_settings (settings.h). The
 * engine's bs_config is made from it when the handshake starts, and again after each callback that may have changed it.
 */
#ifndef BS_COMPAT_SSL_LOCAL_H
#define BS_COMPAT_SSL_LOCAL_H

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <pthread.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/refcount.h"
#include "compat/ssl/cert_chains.h"
#include "compat/ssl/peer_lists.h"
#include "compat/ssl/session_cache.h"
#include "compat/ssl/settings.h"
#include "compat/ssl/status.h"
#include "src/hs/conn.h"
#include "src/session/ticket.h"

/** A method is a version range, and which roles it may take. */
struct ssl_method_st {
    int version;                       /* what SSL_CTX_get_ssl_method's version says: TLS_ANY_VERSION or one */
    uint16_t min_version, max_version; /* wire */
    bool client, server;
};

struct ssl_ctx_st {
    bs_refcount refs;
    const SSL_METHOD *method;
    pthread_mutex_t lock; /* guards the certificate set's views */
    struct ssl_settings set;
    X509_VERIFY_PARAM *param;
    X509_STORE *cert_store;
    STACK_OF(X509) *extra_certs;
    unsigned long chain_changes; /* grows when one of those two becomes another: chains are made from them */
    CRYPTO_EX_DATA ex_data;

    struct ssl_session_cache cache;
    int session_cache_mode;
    long session_timeout;
    int (*new_session_cb)(SSL *ssl, SSL_SESSION *sess);
    void (*remove_session_cb)(SSL_CTX *ctx, SSL_SESSION *sess);
    SSL_SESSION *(*get_session_cb)(SSL *ssl, const unsigned char *data, int len, int *copy);
    GEN_SESSION_CB generate_session_id;

    struct bs_ticket_keys ticket_keys;
    uint8_t cookie_key[BS_COOKIE_KEY_LEN]; /* of SSL_stateless() */
    int (*make_cookie_cb)(SSL *ssl, unsigned char *cookie, size_t *cookie_len);
    int (*check_cookie_cb)(SSL *ssl, const unsigned char *cookie, size_t cookie_len);
    int (*ticket_key_cb)(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *ectx, HMAC_CTX *hctx, int enc);
    int (*ticket_key_evp_cb)(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *ectx, EVP_MAC_CTX *hctx,
                             int enc);
    SSL_CTX_generate_session_ticket_fn generate_ticket_cb;
    SSL_CTX_decrypt_session_ticket_fn decrypt_ticket_cb;
    void *ticket_cb_data;

    int (*servername_cb)(SSL *s, int *al, void *arg);
    void *servername_arg;
    int (*status_cb)(SSL *s, void *arg);
    void *status_arg;
    int status_type; /* that connections start with */
    SSL_CTX_alpn_select_cb_func alpn_select_cb;
    void *alpn_select_arg;
    SSL_client_hello_cb_fn client_hello_cb;
    void *client_hello_arg;
    int (*app_verify_cb)(X509_STORE_CTX *ctx, void *arg);
    void *app_verify_arg;
    int (*client_cert_cb)(SSL *ssl, X509 **x509, EVP_PKEY **pkey);
    SSL_CTX_keylog_cb_func keylog_cb;
    STACK_OF(SSL_CIPHER) *lent_ciphers; /* what SSL_CTX_get_ciphers() lent last */
    OPENSSL_LHASH *lent_sessions;       /* what SSL_CTX_sessions() lent last */
    struct ssl_dane_types *dane_types;  /* NULL: DANE is not enabled */
};

/** Where a program stands with early data (early_data.c); the states are OpenSSL's. */
enum ssl_early {
    SSL_EARLY_NONE,
    SSL_EARLY_CONNECTING, SSL_EARLY_CONNECT_RETRY,             /* client: SSL_write_early_data() is at the ClientHello */
    SSL_EARLY_WRITING, SSL_EARLY_WRITE_RETRY,                  /* inside it; between two */
    SSL_EARLY_FINISHED_WRITING,                                /* something else was called */
    SSL_EARLY_ACCEPTING, SSL_EARLY_ACCEPT_RETRY,               /* server: SSL_read_early_data(), the same */
    SSL_EARLY_READING, SSL_EARLY_READ_RETRY, SSL_EARLY_FINISHED_READING,
    SSL_EARLY_UNAUTH_WRITING                                   /* server: SSL_write_early_data() */
};

/** What a connection waits for, as SSL_want() reports it. */
struct ssl_st {
    bs_refcount refs;
    SSL_CTX *ctx;         /* may be switched by the server_name callback */
    SSL_CTX *session_ctx; /* the one it was made from: session cache, tickets */
    const SSL_METHOD *method;
    struct ssl_settings set;
    X509_VERIFY_PARAM *param; /* NULL: the context's */
    SSL_DANE *dane;           /* NULL: not enabled */
    struct bs_conn *conn;     /* NULL until the handshake starts */
    BIO *rbio, *wbio;
    int server;               /* 1 or 0 */
    bool role_set;            /* the program said which */
    int shutdown;             /* SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN */
    int rwstate;              /* SSL_NOTHING, SSL_READING, ... */
    struct {
        bool due;          /* the program asked, and nothing was done yet */
        bool pending;      /* what SSL_renegotiate_pending() says: until the new handshake is done */
        bool fresh;        /* of a new session */
        bool chain_stale;  /* peer_chain may be the last handshake's */
        int num, total;
    } renegotiation;
    struct {
        bool due, requesting; /* asked for by the program, and not yet sent */
    } key_update;
    enum ssl_early early;
    bool stateless;           /* inside SSL_stateless() */
    bool failed_raised;       /* the connection's fatal error is on the queue already */
    bool in_handshake_call;
    bool client_cert_waits;   /* client_cert_cb paused */
    SSL_SESSION *session;     /* to offer, then in use */
    GEN_SESSION_CB generate_session_id; /* NULL: the context's */
    tls_session_secret_cb_fn session_secret_cb; /* shared_secret.c */
    void *session_secret_arg;
    tls_session_ticket_ext_cb_fn ticket_ext_cb;
    void *ticket_ext_arg;
    bool ticket_ext_set;
    struct ssl_blob *ticket_ext; /* NULL, once set: no extension */
    unsigned tickets_due;     /* of SSL_new_session_ticket() */
    char *hostname;           /* client: for SNI; server: what the client asked for */
    bool servername_done;
    long verify_result;
    STACK_OF(X509) *verified_chain;
    STACK_OF(X509) *peer_chain; /* made when asked for */
    bool peer_chain_cut; /* the leaf was taken off, for a server */
    bool peer_accepted;  /* peer_chain was judged, and the handshake went on */
    STACK_OF(X509_NAME) *peer_ca_names; /* made when asked for */
    struct ssl_peer_lists *peer_lists;  /* kept for callbacks, and when a handshake ends; NULL before */
    struct ssl_cert_set *conf_certs;    /* own certificates, as the engine's config was made from them */
    struct ssl_cert_chains *conf_chains;/* of them, whose views the engine's config borrows */
    struct ssl_cert_chains *used_chains;/* an older one, of which a certificate was chosen; NULL as a rule */
    uint16_t *conf_suites;              /* the engine's list, owned */
    struct ssl_blob *conf_dh, *conf_ca_names, *conf_alpn, *conf_hostname, *conf_psk_hint, *conf_psk_id,
        *conf_ticket_ext;
    struct ssl_list *conf_groups, *conf_sigalgs, *conf_sign_sigalgs; /* counted: the program may replace its own at any time */
    CRYPTO_EX_DATA ex_data;
    /* a write in progress: the write-retry rule of SSL_write(3) */
    const void *write_buf;
    size_t write_len;   /* what the program asked for */
    size_t write_done;  /* of it, sent */
    size_t write_sealed;/* of it, sealed and on its way */
    int alert_read;     /* last alert received, for SSL_CB and s_client; -1 */
    struct ssl_status status;           /* stapling */
    struct ssl_blob *conf_status[2];    /* the request's parts that the engine borrows */
    int debug_flags;
    STACK_OF(SSL_CIPHER) *lent_ciphers; /* what SSL_get_ciphers() lent last */
    STACK_OF(SSL_CIPHER) *lent_client_ciphers;
    const struct bs_client_hello *client_hello; /* while its callback runs */
};

/** The rows of the suite table are the SSL_CIPHER objects. */
static inline const SSL_CIPHER *ssl_cipher_of(const struct bs_suite *s) { return (const SSL_CIPHER *)(const void *)s; }
static inline const struct bs_suite *ssl_suite_of(const SSL_CIPHER *c) { return (const struct bs_suite *)(const void *)c; }

/** \name config.c: the engine's settings. @{ */
/** Makes s->conn if there is none; 0 with an error queued on failure. */
int ssl_conn_start(SSL *s);
/** Brings the engine's config up to date after the program changed something; 0 on failure. */
int ssl_config_refresh(SSL *s);
/** The same for what SSL_set_options() changes. */
void ssl_config_options(SSL *s);
/** And for the sizes of records. */
void ssl_config_sizes(SSL *s);
/** Of it, what a server asks a client's certificate by. */
int ssl_config_refresh_auth(SSL *s);
/**
 * Enabled wire versions of a connection's settings; false, and all disabled, if there is none. Contiguous: none above
 * the lowest hole.
 */
bool ssl_version_range(const SSL *s, bool contiguous, uint16_t *out_min, uint16_t *out_max, uint16_t *out_disabled);
/** Of such certificates' suites one can be offered, as far as signature algorithms and the security level go. */
bool ssl_auth_possible(SSL *s, enum bs_auth auth);
extern const struct bs_env ssl_env;
extern const struct bs_ops ssl_ops;
/** @} */

/** \name error_map.c: engine status to the error queue. @{ */
/** Queues the reason that stands for a status of this connection. */
void ssl_raise_status(const SSL *s, bs_status st);
/** @} */

/** \name io.c: moving bytes between the engine and the BIOs. @{ */
/** Hands all output to the BIO; 1, or 0 or -1 as the BIO said, with rwstate set. */
int ssl_send(SSL *s);
/** And flushes the BIO, if there was any. */
int ssl_flush(SSL *s);
/** A record or a close_notify that the transport did not take waits for the call that it belongs to. */
bool ssl_output_waits(const SSL *s);
/** Reads once; 1, 0 at end of file (reported to the engine), or -1 with rwstate set. */
int ssl_fill(SSL *s);
/** @} */

/** psk12.c: true if there is a callback for pre-shared keys up to TLS 1.2. */
bool ssl_has_psk(const SSL *s, bool server);

/** \name security.c @{ */
bool ssl_security_allows(const SSL *s, int op, int bits, int nid, void *other);
bool ssl_ctx_security_allows(const SSL_CTX *ctx, int op, int bits, int nid, void *other);
/** Security bits a level asks for. */
int ssl_security_bits(int level);
/** Checks a certificate that is about to be used; 1, or the SSL_R_* reason. */
int ssl_security_cert(const SSL_CTX *ctx, const SSL *s, X509 *x, bool is_ee);
/** @} */

/** \name verify.c: the peer's chain. @{ */
bs_status ssl_verify_peer(void *app, const bs_reader *certs, size_t num_certs, int32_t *out_result);
/** @} */

/** info.c: true once TLS 1.3 was agreed on, which SSL_version() tells before too. */
bool ssl_is_tls13(const SSL *s);

/** The info callback that is due: the connection's, else the context's. */
void ssl_info(const SSL *s, int where, int ret);

#endif
