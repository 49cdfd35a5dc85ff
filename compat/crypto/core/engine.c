/* There are no engines, and these functions say so truthfully; the rest of the family is in compat/refused.def. */
#include <openssl/engine.h>
#include <openssl/err.h>

#include "compat/crypto/core/raise.h"

ENGINE *ENGINE_get_first(void) { return NULL; }
ENGINE *ENGINE_get_last(void) { return NULL; }

ENGINE *ENGINE_by_id(const char *id) {
    if (id == NULL)
        BS_RAISE(ERR_LIB_ENGINE, ERR_R_PASSED_NULL_PARAMETER);
    else
        BS_RAISE_DATA(ERR_LIB_ENGINE, ENGINE_R_NO_SUCH_ENGINE, "id=%s", id);
    return NULL;
}

/* Nothing is done by one. */
ENGINE *ENGINE_get_default_RSA(void) { return NULL; }
ENGINE *ENGINE_get_default_EC(void) { return NULL; }
ENGINE *ENGINE_get_default_DH(void) { return NULL; }
ENGINE *ENGINE_get_default_RAND(void) { return NULL; }

ENGINE *ENGINE_get_cipher_engine(int nid) {
    (void)nid;
    return NULL;
}

ENGINE *ENGINE_get_digest_engine(int nid) {
    (void)nid;
    return NULL;
}

/* Nobody can hold one, so only NULL is ever given back. */
int ENGINE_free(ENGINE *e) {
    (void)e;
    return 1;
}

int ENGINE_finish(ENGINE *e) {
    (void)e;
    return 1;
}

/* No engine is built in, so all of them are loaded and registered. */
void ENGINE_load_builtin_engines(void) {}
int ENGINE_register_all_complete(void) { return 1; }

void ENGINE_unregister_RAND(ENGINE *e) { (void)e; /* none is registered */ }
