/**
 * \file settings.h
 * \brief What a program can set on a context and again on a connection.
 *
 * A connection starts with a copy of its context's settings, whose larger parts are counted and shared.
 */
#ifndef BS_COMPAT_SSL_SETTINGS_H
#define BS_COMPAT_SSL_SETTINGS_H

#include <openssl/ssl.h>
#include <openssl/srtp.h>
#include <openssl/x509.h>

#include "compat/crypto/core/refcount.h"
#include "compat/ssl/cert_set.h"
#include "src/base/reader.h"

/** An immutable, counted list of code points (suites, groups, schemes). */
struct ssl_list {
    bs_refcount refs;
    size_t num;
    uint16_t v[];
};
/** A new list with a copy of v; NULL when out of memory. */
struct ssl_list *ssl_list_new(const uint16_t *v, size_t num);
struct ssl_list *ssl_list_ref(struct ssl_list *l);
void ssl_list_free(struct ssl_list *l);

/** Immutable, counted bytes. */
struct ssl_blob {
    bs_refcount refs;
    size_t len;
    uint8_t v[];
};
struct ssl_blob *ssl_blob_new(const void *v, size_t len);
struct ssl_blob *ssl_blob_ref(struct ssl_blob *b);
void ssl_blob_free(struct ssl_blob *b);
static inline bs_reader ssl_blob_view(const struct ssl_blob *b) { return b ? bs_r_from(b->v, b->len) : bs_r_from(NULL, 0); }

typedef void (*ssl_msg_cb)(int write_p, int version, int content_type, const void *buf, size_t len, SSL *ssl, void *arg);
typedef void (*ssl_info_cb)(const SSL *ssl, int type, int val);
typedef int (*ssl_security_cb)(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex);

/** What can be set on a context and on a connection alike. */
struct ssl_settings {
    uint64_t options;
    uint32_t mode;
    int min_proto, max_proto; /* as set by the program; 0: the method's */
    int verify_mode;
    SSL_verify_cb verify_cb;
    int security_level;
    ssl_security_cb security_cb;
    void *security_ex;
    struct ssl_list *suites13, *suites12; /* in order of preference */
    bool own_suites;                      /* a connection's own, which stay when it goes over to another context */
    struct ssl_list *groups;              /* NULL: the defaults */
    struct ssl_list *sigalgs;
    struct ssl_list *client_sigalgs;      /* what servers ask clients for, and clients sign with; NULL: sigalgs */
    struct ssl_cert_set *certs;
    EVP_PKEY *tmp_dh;                     /* parameters for DHE; counted */
    int dh_auto;                          /* they fit the certificate; 2: the least that the security level allows */
    DH *(*tmp_dh_cb)(SSL *ssl, int is_export, int keylength);
    struct ssl_blob *alpn;                /* wire format */
    STACK_OF(SRTP_PROTECTION_PROFILE) *srtp; /* NULL: none */
    STACK_OF(X509_NAME) *ca_names, *client_ca_names;
    unsigned sid_ctx_len;
    uint8_t sid_ctx[SSL_MAX_SID_CTX_LENGTH];
    size_t max_cert_list, max_send_fragment, split_send_fragment, max_pipelines, read_buffer_len;
    size_t block_padding;
    size_t (*padding_cb)(SSL *ssl, int type, size_t len, void *arg);
    void *padding_arg;
    uint8_t max_fragment_code;            /* TLSEXT_max_fragment_length_*: what a client asks for */
    size_t num_tickets;
    uint32_t max_early_data, recv_max_early_data;
    SSL_allow_early_data_cb_fn allow_early_data_cb;
    void *allow_early_data_arg;
    int (*not_resumable_cb)(SSL *ssl, int is_forward_secure);
    SSL_psk_use_session_cb_func psk_use_session_cb;
    SSL_psk_find_session_cb_func psk_find_session_cb;
    SSL_psk_client_cb_func psk_client_cb;
    SSL_psk_server_cb_func psk_server_cb;
    struct ssl_blob *psk_hint;            /* NULL: none */
    int read_ahead, quiet_shutdown, pha_enabled;
    unsigned long dane_flags;
    ssl_msg_cb msg_cb;
    void *msg_arg;
    ssl_info_cb info_cb;
    pem_password_cb *passwd_cb;
    void *passwd_arg;
};

/** dst is uninitialised memory; returns 0 when out of memory (dst is then empty). */
int ssl_settings_copy(struct ssl_settings *dst, const struct ssl_settings *src);
void ssl_settings_clear(struct ssl_settings *s);

#endif
