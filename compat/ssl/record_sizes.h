/**
 * \file record_sizes.h
 * \brief What a program says about the sizes of records.             man 3 SSL_CTX_set_split_send_fragment
 */
#ifndef BS_COMPAT_SSL_RECORD_SIZES_H
#define BS_COMPAT_SSL_RECORD_SIZES_H

#include "compat/ssl/ssl_local.h"

/** SSL_CTRL_SET_MAX_SEND_FRAGMENT, _SPLIT_SEND_FRAGMENT and _MAX_PIPELINES: 1, or 0 for a value that is not allowed.
 *  \param of_connection   the settings are a connection's, where pipelines turn reading ahead on at once. */
long ssl_ctrl_record_sizes(struct ssl_settings *set, int cmd, long v, bool of_connection);

#endif
