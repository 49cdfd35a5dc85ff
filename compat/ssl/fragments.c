/* How large records are: the length that peers agree on, and padding.
 *                        man 3 SSL_CTX_set_tlsext_max_fragment_length, SSL_CTX_set_record_padding_callback */
#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

static int set_code(struct ssl_settings *set, uint8_t mode) {
    if (mode > TLSEXT_max_fragment_length_4096) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
        return 0;
    }
    set->max_fragment_code = mode;
    return 1;
}

int SSL_CTX_set_tlsext_max_fragment_length(SSL_CTX *ctx, uint8_t mode) { return set_code(&ctx->set, mode); }
int SSL_set_tlsext_max_fragment_length(SSL *s, uint8_t mode) { return set_code(&s->set, mode); }

static int set_block(struct ssl_settings *set, size_t block_size) {
    if (block_size > SSL3_RT_MAX_PLAIN_LENGTH) return 0;
    set->block_padding = block_size > 1 ? block_size : 0; /* 1 pads nothing */
    return 1;
}

int SSL_CTX_set_block_padding(SSL_CTX *ctx, size_t block_size) { return set_block(&ctx->set, block_size); }

int SSL_set_block_padding(SSL *s, size_t block_size) { return set_block(&s->set, block_size); }

void SSL_CTX_set_record_padding_callback(SSL_CTX *ctx, size_t (*cb)(SSL *ssl, int type, size_t len, void *arg)) {
    ctx->set.record_padding_cb = cb;
}

int SSL_set_record_padding_callback(SSL *s, size_t (*cb)(SSL *ssl, int type, size_t len, void *arg)) {
    s->set.record_padding_cb = cb;
    return 1;
}

void SSL_CTX_set_record_padding_callback_arg(SSL_CTX *ctx, void *arg) { ctx->set.record_padding_arg = arg; }
void *SSL_CTX_get_record_padding_callback_arg(const SSL_CTX *ctx) { return ctx->set.record_padding_arg; }
void SSL_set_record_padding_callback_arg(SSL *s, void *arg) { s->set.record_padding_arg = arg; }
void *SSL_get_record_padding_callback_arg(const SSL *s) { return s->set.record_padding_arg; }

size_t ssl_op_record_padding(void *app, uint8_t type, size_t len) {
    SSL *s = (SSL *)app;
    size_t block = s->set.block_padding;
    if (s->set.record_padding_cb) return s->set.record_padding_cb(s, type, len, s->set.record_padding_arg);
    return block > 0 && len % block != 0 ? block - len % block : 0;
}

/* A hint, for who reads ahead: our buffer holds one record of the longest kind, whatever is asked for. */
void SSL_CTX_set_default_read_buffer_len(SSL_CTX *ctx, size_t len) {
    (void)ctx;
    (void)len;
}

void SSL_set_default_read_buffer_len(SSL *s, size_t len) {
    (void)s;
    (void)len;
}
