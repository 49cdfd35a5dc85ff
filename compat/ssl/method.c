#include "compat/ssl/ssl_local.h"

#define METHOD(function, id, min, max, is_client, is_server) \
    const SSL_METHOD *function(void) { \
        static const SSL_METHOD m = { id, min, max, is_client, is_server }; \
        return &m; \
    }

/* man 3 TLS_method: the flexible ones, and one of a version for each role. */
#define METHODS(name, id, min, max) \
    METHOD(name##_method, id, min, max, true, true) \
    METHOD(name##_client_method, id, min, max, true, false) \
    METHOD(name##_server_method, id, min, max, false, true)

METHODS(TLS, TLS_ANY_VERSION, BS_TLS10, BS_TLS13)
METHODS(TLSv1_2, TLS1_2_VERSION, BS_TLS12, BS_TLS12)
METHODS(TLSv1_1, TLS1_1_VERSION, BS_TLS11, BS_TLS11)
METHODS(TLSv1, TLS1_VERSION, BS_TLS10, BS_TLS10)
