/* Hexadecimal strings and comparison without case, in the C locale whatever the program's is. */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <string.h>

#include "compat/crypto/core/raise.h"

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c; }

int OPENSSL_strncasecmp(const char *a, const char *b, size_t n) {
    for (size_t i = 0; i < n; i++) {
        int d = lower(a[i]) - lower(b[i]);
        if (d != 0) return d;
        if (a[i] == '\0') return 0;
    }
    return 0;
}

int OPENSSL_strcasecmp(const char *a, const char *b) { return OPENSSL_strncasecmp(a, b, SIZE_MAX); }

int OPENSSL_hexchar2int(unsigned char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int OPENSSL_hexstr2buf_ex(unsigned char *buf, size_t buf_n, size_t *out_len, const char *str, const char sep) {
    size_t n = 0;
    for (const char *p = str; *p != '\0';) {
        char high = *p++;
        if (high == sep && sep != '\0') continue;
        char low = *p++;
        if (low == '\0') {
            BS_RAISE(ERR_LIB_CRYPTO, CRYPTO_R_ODD_NUMBER_OF_DIGITS);
            return 0;
        }
        int h = OPENSSL_hexchar2int((unsigned char)high), l = OPENSSL_hexchar2int((unsigned char)low);
        if (h < 0 || l < 0) {
            BS_RAISE(ERR_LIB_CRYPTO, CRYPTO_R_ILLEGAL_HEX_DIGIT);
            return 0;
        }
        if (buf != NULL) {
            if (n >= buf_n) {
                BS_RAISE(ERR_LIB_CRYPTO, CRYPTO_R_TOO_SMALL_BUFFER);
                return 0;
            }
            buf[n] = (unsigned char)(h << 4 | l);
        }
        n++;
    }
    if (out_len != NULL) *out_len = n;
    return 1;
}

unsigned char *OPENSSL_hexstr2buf(const char *str, long *out_len) {
    size_t room = strlen(str) / 2 + 1, n;
    if (strlen(str) < 2) {
        BS_RAISE(ERR_LIB_CRYPTO, CRYPTO_R_HEX_STRING_TOO_SHORT);
        return NULL;
    }
    unsigned char *buf = (unsigned char *)OPENSSL_malloc(room);
    if (buf == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (!OPENSSL_hexstr2buf_ex(buf, room, &n, str, ':')) {
        OPENSSL_free(buf);
        return NULL;
    }
    if (out_len != NULL) *out_len = (long)n;
    return buf;
}

int OPENSSL_buf2hexstr_ex(char *str, size_t str_n, size_t *out_len, const unsigned char *buf, size_t len,
                          const char sep) {
    static const char hex[] = "0123456789ABCDEF";
    size_t each = sep != '\0' ? 3 : 2;
    size_t need = len == 0 ? 1 : len * each + (sep != '\0' ? 0 : 1); /* with the end */
    if (out_len != NULL) *out_len = need;
    if (str == NULL) return 1;
    if (str_n < need) {
        BS_RAISE(ERR_LIB_CRYPTO, CRYPTO_R_TOO_SMALL_BUFFER);
        return 0;
    }
    char *q = str;
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && sep != '\0') *q++ = sep;
        *q++ = hex[buf[i] >> 4];
        *q++ = hex[buf[i] & 15];
    }
    *q = '\0';
    return 1;
}

char *OPENSSL_buf2hexstr(const unsigned char *buf, long len) {
    if (len == 0) return (char *)OPENSSL_zalloc(1);
    char *str = (char *)OPENSSL_malloc((size_t)len * 3);
    if (str == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    if (OPENSSL_buf2hexstr_ex(str, (size_t)len * 3, NULL, buf, (size_t)len, ':')) return str;
    OPENSSL_free(str);
    return NULL;
}
