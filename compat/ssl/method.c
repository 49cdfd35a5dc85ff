#include "compat/ssl/ssl_local.h"

#define METHOD(function, id, min, max, is_client, is_server) \
    const SSL_METHOD *function(void) { \
        static const SSL_METHOD m = { id, min, max, is_client, is_server }; \
        return &m; \
    }

METHOD(TLS_method, TLS_ANY_VERSION, BS_TLS12, BS_TLS13, true, true)
METHOD(TLS_client_method, TLS_ANY_VERSION, BS_TLS12, BS_TLS13, true, false)
METHOD(TLS_server_method, TLS_ANY_VERSION, BS_TLS12, BS_TLS13, false, true)
METHOD(TLSv1_2_method, TLS1_2_VERSION, BS_TLS12, BS_TLS12, true, true)
METHOD(TLSv1_2_client_method, TLS1_2_VERSION, BS_TLS12, BS_TLS12, true, false)
METHOD(TLSv1_2_server_method, TLS1_2_VERSION, BS_TLS12, BS_TLS12, false, true)
