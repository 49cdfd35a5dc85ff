/* Asking for passphrases.                                                    man 3 PEM_read, man 3 EVP_read_pw_string */
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/ui.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pkcs8_local.h"

static char prompt_string[80]; /* EVP_set_pw_prompt(): one for the process, as the API has it */

void EVP_set_pw_prompt(const char *prompt) {
    if (prompt == NULL) {
        prompt_string[0] = '\0';
        return;
    }
    size_t n = strnlen(prompt, sizeof prompt_string - 1);
    memcpy(prompt_string, prompt, n);
    prompt_string[n] = '\0';
}

char *EVP_get_pw_prompt(void) { return prompt_string[0] != '\0' ? prompt_string : NULL; }

int EVP_read_pw_string_min(char *buf, int min, int len, const char *prompt, int verify) {
    char again[BUFSIZ];
    int ret = -1;
    if (prompt == NULL && prompt_string[0] != '\0') prompt = prompt_string;
    if (len > BUFSIZ) len = BUFSIZ;
    UI *ui = UI_new();
    if (ui == NULL) return ret;
    if (UI_add_input_string(ui, prompt, 0, buf, min, len - 1) >= 0 &&
        (!verify || UI_add_verify_string(ui, prompt, 0, again, min, len - 1, buf) >= 0)) {
        ret = UI_process(ui);
    }
    OPENSSL_cleanse(again, sizeof again);
    UI_free(ui);
    return ret;
}

int EVP_read_pw_string(char *buf, int len, const char *prompt, int verify) {
    return EVP_read_pw_string_min(buf, 0, len, prompt, verify);
}

int PEM_def_callback(char *buf, int num, int rwflag, void *userdata) {
    if (userdata != NULL) { /* the passphrase itself */
        size_t n = strnlen(userdata, num > 0 ? (size_t)num : 0);
        memcpy(buf, userdata, n);
        return (int)n;
    }
    const char *prompt = EVP_get_pw_prompt();
    if (prompt == NULL) prompt = "Enter PEM pass phrase:";
    int min = rwflag ? 4 : 0; /* a passphrase for writing is not to be trivial */
    if (EVP_read_pw_string_min(buf, min, num, prompt, rwflag) != 0) {
        BS_RAISE(ERR_LIB_PEM, PEM_R_PROBLEMS_GETTING_PASSWORD);
        OPENSSL_cleanse(buf, (size_t)num);
        return -1;
    }
    return (int)strlen(buf);
}

int bs_passphrase(char *buf, int size, int verify, pem_password_cb *cb, void *u) {
    int n = cb != NULL ? cb(buf, size, verify, u) : PEM_def_callback(buf, size, verify, u);
    if (n >= 0 && n <= size) return n;
    BS_RAISE(ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ);
    return -1;
}

int bs_write_passphrase(char buf[PEM_BUFSIZE], const char *kstr, int klen, pem_password_cb *cb, void *u, const char **pass) {
    *pass = kstr != NULL ? kstr : buf;
    if (kstr != NULL) return klen;
    int n = cb != NULL ? cb(buf, PEM_BUFSIZE, 1, u) : PEM_def_callback(buf, PEM_BUFSIZE, 1, u);
    return n <= PEM_BUFSIZE ? n : -1;
}
