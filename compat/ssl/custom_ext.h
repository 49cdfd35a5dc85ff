/**
 * \file custom_ext.h
 * \brief Extensions of the program's own.                                        man 3 SSL_CTX_add_custom_ext
 *
 * They belong to the certificates, as in OpenSSL: a connection has the list that its context had when it was made, and
 * goes over to another context's together with the certificates.
 */
#ifndef BS_COMPAT_CUSTOM_EXT_H
#define BS_COMPAT_CUSTOM_EXT_H

#include <openssl/ssl.h>

#include "compat/crypto/core/refcount.h"
#include "src/hs/config.h"

struct ssl_custom_ext {
    SSL_custom_ext_add_cb_ex add;
    SSL_custom_ext_free_cb_ex free;
    SSL_custom_ext_parse_cb_ex parse;
    /* the older callbacks; with them each extension that was received is answered, if without contents */
    bool old;
    custom_ext_add_cb old_add;
    custom_ext_free_cb old_free;
    custom_ext_parse_cb old_parse;
    void *add_arg, *parse_arg;
};

/** An immutable, counted list. */
struct ssl_custom_list {
    bs_refcount refs;
    size_t num;
    struct bs_custom_ext *core;  /* what the engine borrows; the argument of each is its row */
    struct ssl_custom_ext *rows;
};

struct ssl_custom_list *ssl_custom_list_ref(struct ssl_custom_list *l);
void ssl_custom_list_free(struct ssl_custom_list *l);

/** \name The engine's callbacks. @{ */
bs_status ssl_op_custom_add(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                            bs_reader *out, bool *out_send);
void ssl_op_custom_added(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, bs_reader body);
bs_status ssl_op_custom_parse(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                              bs_reader body);
/** @} */

#endif
