/**
 * \file status.h
 * \brief Stapled OCSP responses: asked for, given, told.                       man 3 SSL_CTX_set_tlsext_status_cb
 */
#ifndef BS_COMPAT_SSL_STATUS_H
#define BS_COMPAT_SSL_STATUS_H

#include <openssl/ocsp.h>
#include <openssl/x509.h>

#include "src/hs/config.h"

/** What a connection asks for or was asked for, and the response that it sends or got. */
struct ssl_status {
    int type; /* TLSEXT_STATUSTYPE_ocsp, or -1; what else a program sets is kept and not sent */
    STACK_OF(OCSP_RESPID) *ids;
    X509_EXTENSIONS *exts;
    unsigned char *resp;
    size_t resp_len;
};

struct ssl_blob;

/** Frees what it holds. */
void ssl_status_clear(struct ssl_status *st);

/** SSL_CTRL_*_TLSEXT_STATUS_REQ_*; *known tells whether cmd is one. */
long ssl_status_ctrl(struct ssl_status *st, int cmd, long larg, void *parg, bool *known);

/** A client's request for the engine; *kept are the bytes that it borrows. 0 with an error queued on failure. */
int ssl_status_config(const struct ssl_status *st, struct ssl_blob *kept[2], struct bs_config *cfg);

/** A handshake begins: nothing was asked of a server yet, and nothing came to a client. */
void ssl_status_begin(struct ssl_status *st, bool server);

/** \name The engine's callbacks. @{ */
bs_status ssl_op_status_asked(void *app, bs_reader responders, bs_reader extensions, bs_reader *out);
bs_status ssl_op_status_received(void *app, bs_reader response);
bs_status ssl_op_status_judge(void *app);
/** @} */

#endif
