/* Asking for a password. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>

#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/ui_local.h"
#include "src/base/secret.h"

int UI_UTIL_read_pw(char *buf, char *buff, int size, const char *prompt, int verify) {
    if (size < 1) return -1;
    UI *ui = UI_new();
    if (ui == NULL) return -2;
    int ok = UI_add_input_string(ui, prompt, 0, buf, 0, size - 1);
    if (ok >= 0 && verify) ok = UI_add_verify_string(ui, prompt, 0, buff, 0, size - 1, buf);
    if (ok >= 0) ok = UI_process(ui);
    UI_free(ui);
    return ok;
}

int UI_UTIL_read_pw_string(char *buf, int length, const char *prompt, int verify) {
    char again[BUFSIZ];
    int size = length > BUFSIZ ? BUFSIZ : length;
    int ok = UI_UTIL_read_pw(buf, again, size, prompt, verify);
    bs_wipe(again, sizeof(again));
    return ok;
}
