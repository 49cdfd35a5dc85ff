/* New keys for an open TLS 1.3 connection.                                                        man 3 SSL_key_update */
#include "compat/ssl/handshake.h"

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_SSL, reason);
    return 0;
}

/* As in OpenSSL the call only asks: the next one that reads, writes or does a handshake sends the message. */
int SSL_key_update(SSL *s, int updatetype) {
    if (!ssl_is_tls13(s)) return refuse(SSL_R_WRONG_SSL_VERSION);
    if (updatetype != SSL_KEY_UPDATE_NOT_REQUESTED && updatetype != SSL_KEY_UPDATE_REQUESTED) {
        return refuse(SSL_R_INVALID_KEY_UPDATE_TYPE);
    }
    if (!SSL_is_init_finished(s)) return refuse(SSL_R_STILL_IN_INIT);
    if (s->write_sealed > 0) return refuse(SSL_R_BAD_WRITE_RETRY);
    s->key_update.due = true;
    s->key_update.requesting = updatetype == SSL_KEY_UPDATE_REQUESTED;
    return 1;
}

int SSL_get_key_update_type(const SSL *s) {
    struct bs_conn_info info;
    if (s->key_update.due) return s->key_update.requesting ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED;
    if (!s->conn) return SSL_KEY_UPDATE_NONE;
    bs_conn_get_info(s->conn, &info);
    return info.key_update_due ? SSL_KEY_UPDATE_NOT_REQUESTED : SSL_KEY_UPDATE_NONE;
}

int ssl_key_update_if_due(SSL *s) {
    if (!s->key_update.due || !s->conn || bs_conn_phase(s->conn) != BS_PHASE_OPEN || s->write_sealed > 0) return 1;
    s->key_update.due = false;
    s->rwstate = SSL_NOTHING;
    bs_status st = bs_conn_key_update(s->conn, s->key_update.requesting);
    if (st != BS_OK && st != BS_E_CLOSED) return ssl_fail(s, st);
    return ssl_flush(s);
}
