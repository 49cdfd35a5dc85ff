/* Sizes of records: how much goes into one, how much is added, how much is read ahead.
 *             man 3 SSL_CTX_set_split_send_fragment, SSL_CTX_set_record_padding_callback, SSL_CTX_set_tlsext_max_fragment_length */
#include "compat/ssl/record_sizes.h"

#include "compat/ssl/hooks.h"

#define MIN_SEND_FRAGMENT 512

/*
 * Several records are made at once by ciphers that can pipeline, in OpenSSL those of an engine; for all others, and so
 * for all of ours, max_pipelines changes nothing but that reading ahead comes on.
 */
long ssl_ctrl_record_sizes(struct ssl_settings *set, int cmd, long v, bool of_connection) {
    switch (cmd) {
    case SSL_CTRL_SET_MAX_SEND_FRAGMENT:
        if (v < MIN_SEND_FRAGMENT || v > SSL3_RT_MAX_PLAIN_LENGTH) return 0;
        set->max_send_fragment = (size_t)v;
        if (set->split_send_fragment > set->max_send_fragment) set->split_send_fragment = set->max_send_fragment;
        return 1;
    case SSL_CTRL_SET_SPLIT_SEND_FRAGMENT:
        if (v <= 0 || (size_t)v > set->max_send_fragment) return 0;
        set->split_send_fragment = (size_t)v;
        return 1;
    default:
        if (v < 1 || v > SSL_MAX_PIPELINES) return 0;
        set->max_pipelines = (size_t)v;
        if (of_connection && v > 1) set->read_ahead = 1;
        return 1;
    }
}

void SSL_CTX_set_default_read_buffer_len(SSL_CTX *ctx, size_t len) { ctx->set.read_buffer_len = len; }

void SSL_set_default_read_buffer_len(SSL *s, size_t len) {
    s->set.read_buffer_len = len;
    ssl_config_sizes(s);
}

/* --- padding ------------------------------------------------------------------------------------------------- */

static int set_block_padding(struct ssl_settings *set, size_t block_size) {
    if (block_size > SSL3_RT_MAX_PLAIN_LENGTH) return 0;
    set->block_padding = block_size == 1 ? 0 : block_size; /* a block of one byte is no padding */
    return 1;
}

int SSL_CTX_set_block_padding(SSL_CTX *ctx, size_t block_size) { return set_block_padding(&ctx->set, block_size); }

int SSL_set_block_padding(SSL *s, size_t block_size) {
    if (!set_block_padding(&s->set, block_size)) return 0;
    ssl_config_sizes(s);
    return 1;
}

void SSL_CTX_set_record_padding_callback(SSL_CTX *ctx, size_t (*cb)(SSL *ssl, int type, size_t len, void *arg)) {
    ctx->set.padding_cb = cb;
}

int SSL_set_record_padding_callback(SSL *s, size_t (*cb)(SSL *ssl, int type, size_t len, void *arg)) {
    s->set.padding_cb = cb;
    return 1;
}

void SSL_CTX_set_record_padding_callback_arg(SSL_CTX *ctx, void *arg) { ctx->set.padding_arg = arg; }

void *SSL_CTX_get_record_padding_callback_arg(const SSL_CTX *ctx) { return ctx->set.padding_arg; }

void SSL_set_record_padding_callback_arg(SSL *s, void *arg) { s->set.padding_arg = arg; }

void *SSL_get_record_padding_callback_arg(const SSL *s) { return s->set.padding_arg; }

bool ssl_op_padding(void *app, uint8_t type, size_t len, size_t *out_pad) {
    SSL *s = (SSL *)app;
    if (!s->set.padding_cb) return false;
    *out_pad = s->set.padding_cb(s, type, len, s->set.padding_arg);
    return true;
}

/* --- max_fragment_length ------------------------------------------------------------------------------------- */

static int set_max_fragment(struct ssl_settings *set, uint8_t mode) {
    if (mode > TLSEXT_max_fragment_length_4096) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
        return 0;
    }
    set->max_fragment_code = mode;
    return 1;
}

int SSL_CTX_set_tlsext_max_fragment_length(SSL_CTX *ctx, uint8_t mode) { return set_max_fragment(&ctx->set, mode); }

int SSL_set_tlsext_max_fragment_length(SSL *s, uint8_t mode) { return set_max_fragment(&s->set, mode); }
