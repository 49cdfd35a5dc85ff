/**
 * \file raise.h
 * \brief Putting an error on the queue, with where it happened.                         man 3 ERR_raise
 *
 * Usable from libcrypto and libssl alike: it stands on exported functions alone. errno is left as it was.
 */
#ifndef BS_COMPAT_RAISE_H
#define BS_COMPAT_RAISE_H

#include <openssl/err.h>

/** Queues reason `reason` (X509_R_..., ERR_R_...) of library `lib` (ERR_LIB_...). */
#define BS_RAISE(lib, reason) \
    (ERR_new(), ERR_set_debug(__FILE__, __LINE__, __func__), ERR_set_error((lib), (reason), NULL))

/** The same with text that tells more: a printf format and its arguments. */
#define BS_RAISE_DATA(lib, reason, ...) \
    (ERR_new(), ERR_set_debug(__FILE__, __LINE__, __func__), ERR_set_error((lib), (reason), __VA_ARGS__))

#endif
