/* ERR_add_error_txt(): a long text, on as many entries as it takes.                            man 3 ERR_add_error_data */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdbool.h>
#include <string.h>

#define TEXT_MAX 3996 /* of one entry: a line of ERR_print_errors() has 4096 bytes, about 100 of them before the text */

/* How much of the text goes on the entry that has `used` bytes: all of it, or up to the last separator that fits. */
static size_t fitting(const char *txt, const char *sep, size_t used) {
    const size_t sep_len = strlen(sep), len = strlen(txt);
    const size_t room = used + sep_len >= TEXT_MAX ? 0 : TEXT_MAX - used - sep_len - 1;
    if (len <= room) return len;
    if (sep_len == 0) return room;
    size_t n = 0;
    for (const char *p = txt; (p = strstr(p, sep)) != NULL && (size_t)(p - txt) + sep_len <= room; n = (size_t)(p - txt)) {
        p += sep_len;
    }
    return n;
}

static void add(const char *sep, const char *txt, size_t len) {
    char *part = OPENSSL_strndup(txt, len);
    if (part != NULL) ERR_add_error_data(2, sep, part);
    OPENSSL_free(part);
}

/* The last entry once more, without its text. */
static void repeat(void) {
    const char *file = "", *func = "";
    int line = 0;
    const unsigned long code = ERR_peek_last_error_all(&file, &line, &func, NULL, NULL);
    char *file_copy = OPENSSL_strdup(file), *func_copy = OPENSSL_strdup(func);
    ERR_new();
    ERR_set_debug(file_copy, line, func_copy);
    ERR_set_error(ERR_GET_LIB(code), ERR_GET_REASON(code), NULL);
    OPENSSL_free(file_copy);
    OPENSSL_free(func_copy);
}

void ERR_add_error_txt(const char *sep, const char *txt) {
    if (sep == NULL) sep = "";
    if (ERR_peek_last_error() == 0) {
        ERR_new();
        ERR_set_debug("", 0, "");
        ERR_set_error(ERR_LIB_NONE, 0, NULL);
    }
    for (;;) {
        const char *data = "";
        int flags = 0;
        ERR_peek_last_error_data(&data, &flags);
        const size_t used = (flags & ERR_TXT_STRING) != 0 ? strlen(data) : 0;
        const size_t n = fitting(txt, sep, used), sep_len = strlen(sep);
        if (txt[n] == '\0') { /* a separator at the end separates nothing */
            const bool trailing = sep_len > 0 && n >= sep_len && strcmp(txt + n - sep_len, sep) == 0;
            add((flags & ERR_TXT_STRING) != 0 ? sep : "", txt, n - (trailing ? sep_len : 0));
            return;
        }
        if (n > 0) add(sep, txt, n);
        if (n == 0 && used == 0) return; /* no part fits */
        repeat();
        txt += n;
    }
}
