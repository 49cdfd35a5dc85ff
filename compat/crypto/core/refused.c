/* The refused functions of libcrypto, made from their list. */
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/provider.h>
#include <openssl/srp.h>

#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/refused.h"

void bs_refuse(const char *name, const char *why) {
    static const struct {
        char prefix[8];
        int lib;
    } families[] = {
        { "DSA_", ERR_LIB_DSA }, { "EC_", ERR_LIB_EC }, { "ENGINE_", ERR_LIB_ENGINE }, { "EVP_", ERR_LIB_EVP },
        { "PEM_", ERR_LIB_PEM }, { "SSL_", ERR_LIB_SSL },
    };
    int lib = ERR_LIB_CRYPTO;
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        size_t n = strnlen(families[i].prefix, sizeof(families[i].prefix));
        if (strncmp(name, families[i].prefix, n) == 0) lib = families[i].lib;
    }
    ERR_new();
    ERR_set_debug(__FILE__, __LINE__, name);
    ERR_set_error(lib, ERR_R_DISABLED, "%s: %s", name, why);
}

#pragma GCC diagnostic ignored "-Wunused-parameter" /* they look at nothing */

#define REFUSED_libssl(type, name, parameters, failure, why)
#define REFUSED_libcrypto(type, name, parameters, failure, why) \
    type name parameters { \
        bs_refuse(#name, why); \
        return failure; \
    }
#define REFUSED(library, ...) REFUSED_##library(__VA_ARGS__)
#include "compat/refused.def"
