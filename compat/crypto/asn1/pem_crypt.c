#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/asn1/pem_local.h"
#include "compat/crypto/core/raise.h"

/* The headers of an encrypted block, RFC 1421 4.6: "Proc-Type: 4,ENCRYPTED" and "DEK-Info: cipher,iv". */

static const char *skip(const char *p, const char *what) {
    size_t n = strlen(what);
    return strncmp(p, what, n) == 0 ? p + n : NULL;
}

static const char *blanks(const char *p) { return p + strspn(p, " \t"); }

static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *read_iv(const char *p, unsigned char *iv, int n) {
    for (int i = 0; i < n; i++) {
        int hi = hex(p[0]), lo = hi < 0 ? -1 : hex(p[1]);
        if (lo < 0) {
            BS_RAISE(ERR_LIB_PEM, PEM_R_BAD_IV_CHARS);
            return NULL;
        }
        iv[i] = (unsigned char)(hi << 4 | lo);
        p += 2;
    }
    return p;
}

static int fail(int reason) {
    BS_RAISE(ERR_LIB_PEM, reason);
    return 0;
}

int PEM_get_EVP_CIPHER_INFO(char *header, EVP_CIPHER_INFO *cipher) {
    char name[64];
    memset(cipher, 0, sizeof *cipher);
    if (!header || *header == 0 || *header == '\n') return 1;
    const char *p = skip(header, "Proc-Type:");
    if (!p) return fail(PEM_R_NOT_PROC_TYPE);
    p = blanks(p);
    if (p[0] != '4' || p[1] != ',') return 0;
    p = skip(blanks(p + 2), "ENCRYPTED");
    if (!p || strspn(p, " \t\r\n") == 0) return fail(PEM_R_NOT_ENCRYPTED);
    p += strspn(p, " \t\r");
    if (*p++ != '\n') return fail(PEM_R_SHORT_HEADER);
    p = skip(p, "DEK-Info:");
    if (!p) return fail(PEM_R_NOT_DEK_INFO);
    p = blanks(p);
    size_t n = strcspn(p, " \t,");
    if (n >= sizeof name) return fail(PEM_R_UNSUPPORTED_ENCRYPTION);
    memcpy(name, p, n);
    name[n] = 0;
    const EVP_CIPHER *c = EVP_get_cipherbyname(name);
    if (!c) return fail(PEM_R_UNSUPPORTED_ENCRYPTION);
    cipher->cipher = c;
    p = blanks(p + n);
    int iv_len = EVP_CIPHER_get_iv_length(c);
    if (iv_len > 0 && *p++ != ',') return fail(PEM_R_MISSING_DEK_IV);
    if (iv_len == 0 && *p == ',') return fail(PEM_R_UNEXPECTED_DEK_IV);
    return iv_len > (int)sizeof cipher->iv || !read_iv(p, cipher->iv, iv_len) ? 0 : 1;
}

int PEM_do_header(EVP_CIPHER_INFO *cipher, unsigned char *data, long *len, pem_password_cb *cb, void *u) {
    unsigned char key[EVP_MAX_KEY_LENGTH];
    char pass[PEM_BUFSIZE];
    if (!cipher->cipher) return 1;
    if (*len > INT32_MAX) return fail(PEM_R_HEADER_TOO_LONG);
    int n = cb ? cb(pass, PEM_BUFSIZE, 0, u) : PEM_def_callback(pass, PEM_BUFSIZE, 0, u);
    if (n < 0) return fail(PEM_R_BAD_PASSWORD_READ);
    EVP_CIPHER_CTX *ctx = NULL;
    int out = 0, tail = 0;
    /* the IV's first eight bytes are the salt; the rest of this key derivation is OpenSSL's own, man 3 PEM_read */
    int ok = EVP_BytesToKey(cipher->cipher, EVP_md5(), cipher->iv, (unsigned char *)pass, n, 1, key, NULL) > 0
        && (ctx = EVP_CIPHER_CTX_new()) != NULL && EVP_DecryptInit_ex(ctx, cipher->cipher, NULL, key, cipher->iv)
        && EVP_DecryptUpdate(ctx, data, &out, data, (int)*len) && EVP_DecryptFinal_ex(ctx, data + out, &tail);
    if (ok) *len = out + tail;
    else BS_RAISE(ERR_LIB_PEM, PEM_R_BAD_DECRYPT);
    EVP_CIPHER_CTX_free(ctx);
    OPENSSL_cleanse(pass, sizeof pass);
    OPENSSL_cleanse(key, sizeof key);
    return ok;
}

void PEM_proc_type(char *buf, int type) {
    const char *text = type == PEM_TYPE_ENCRYPTED ? "ENCRYPTED" : type == PEM_TYPE_MIC_CLEAR ? "MIC-CLEAR"
        : type == PEM_TYPE_MIC_ONLY ? "MIC-ONLY" : "BAD-TYPE";
    size_t at = strlen(buf);
    snprintf(buf + at, PEM_BUFSIZE - at, "Proc-Type: 4,%s\n", text);
}

void PEM_dek_info(char *buf, const char *type, int len, const char *iv) {
    size_t at = strlen(buf);
    int n = snprintf(buf + at, PEM_BUFSIZE - at, "DEK-Info: %s,", type);
    for (int i = 0; n > 0 && i < len && at + (size_t)n + 3 < PEM_BUFSIZE; i++) {
        n += snprintf(buf + at + n, PEM_BUFSIZE - at - (size_t)n, "%02X", (unsigned char)iv[i]);
    }
    if (n > 0 && at + (size_t)n + 2 < PEM_BUFSIZE) strcpy(buf + at + n, "\n");
}
