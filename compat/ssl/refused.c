/* The refused functions of libssl, made from their list. */
#include <openssl/ssl.h>

#include "compat/crypto/core/refused.h"

#pragma GCC diagnostic ignored "-Wunused-parameter" /* they look at nothing */

#define REFUSED_libcrypto(type, name, parameters, failure, why)
#define REFUSED_libssl(type, name, parameters, failure, why) \
    type name parameters { \
        bs_refuse(#name, why); \
        return failure; \
    }
#define REFUSED(library, ...) REFUSED_##library(__VA_ARGS__)
#include "compat/refused.def"
