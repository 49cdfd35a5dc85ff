/* The text of every reason of every library, but for what came with a patch release of 3.0. */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>

int main(void) {
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CRYPTO_STRINGS, NULL);
    for (int lib = 0; lib < 256; lib++) {
        const char *name = ERR_lib_error_string(ERR_PACK(lib, 0, 0));
        if (name != NULL && lib != ERR_LIB_SSL) printf("%d %s\n", lib, name);
        for (int reason = 1; reason < 4096; reason++) {
            const char *text = ERR_reason_error_string(ERR_PACK(lib, 0, reason));
            bool late = lib == ERR_LIB_X509 && reason == 147; /* CRL_SIGNATURE_ALGORITHM_MISMATCH */
            if (text != NULL && lib != ERR_LIB_SSL && !late) printf("%d %d %s\n", lib, reason, text);
        }
        for (int reason = 0; reason < 600; reason++) {
            for (int flag = 1; flag < 4; flag++) {
                const char *text = ERR_reason_error_string(ERR_PACK(lib, 0, reason | flag << 18));
                if (text != NULL && lib < 30) printf("%d %d %d %s\n", lib, flag, reason, text);
            }
        }
    }
    return 0;
}
