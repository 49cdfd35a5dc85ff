/* The response's header: its status and what its fields say of the body.                        RFC 9112 4, 5, 6.3 */
#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/httperr.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/http/http_local.h"

enum { STATUS_OK = 200, STATUS_MOVED = 301, STATUS_FOUND = 302 };

static bool blank(char c) { return isspace((unsigned char)c) != 0; }

static char *trimmed(char *s) {
    while (blank(*s)) s++;
    size_t n = strlen(s);
    while (n > 0 && blank(s[n - 1])) n--;
    s[n] = '\0';
    return s;
}

/* What is no status line, as far as it was read. */
static int malformed(char *line) {
    for (char *p = line; *p; p++) {
        if (!isprint((unsigned char)*p)) *p = ' ';
    }
    BS_RAISE_DATA(ERR_LIB_HTTP, HTTP_R_HEADER_PARSE_ERROR, "content=%s", line);
    return 0;
}

/* The number in the line, or 0 with an error; reason is set to the text after it, maybe none. */
static int status_of(char *line, bool *out_granted, char **out_code, char **out_reason) {
    static const char version[] = "HTTP/1.";
    if (strncmp(line, version, sizeof version - 1) != 0) return malformed(line);
    *out_granted = line[sizeof version - 1] > '0'; /* RFC 9112 9.3: from 1.1 on, unless told otherwise */
    char *code = line;
    while (*code && !blank(*code)) code++;
    while (blank(*code)) code++;
    if (*code == '\0') return malformed(line);
    char *end = code;
    while (*end && !blank(*end)) end++;
    *out_reason = *end ? trimmed(end + 1) : end;
    *end = '\0';
    *out_code = code;
    char *rest;
    unsigned long n = strtoul(code, &rest, 10);
    return *rest == '\0' && n > 0 && n <= 999 ? (int)n : malformed(line);
}

void bs_http_status_line(OSSL_HTTP_REQ_CTX *rctx, char *line) {
    char *code = NULL, *reason = NULL;
    int status = status_of(line, &rctx->granted, &code, &reason);
    rctx->state = BS_HTTP_REFUSED;
    if (status == STATUS_OK) {
        rctx->state = BS_HTTP_FIELDS;
    } else if (status == STATUS_MOVED || status == STATUS_FOUND) {
        if (!rctx->post) {
            rctx->state = BS_HTTP_REDIRECT;
        } else { /* RFC 9110 15.4.2: a client must not repeat a POST elsewhere unasked */
            BS_RAISE(ERR_LIB_HTTP, HTTP_R_REDIRECTION_NOT_ENABLED);
        }
    } else if (status != 0) {
        int why = status < 400 ? HTTP_R_STATUS_CODE_UNSUPPORTED : HTTP_R_RECEIVED_ERROR;
        if (*reason) {
            BS_RAISE_DATA(ERR_LIB_HTTP, why, "code=%s, reason=%s", code, reason);
        } else {
            BS_RAISE_DATA(ERR_LIB_HTTP, why, "code=%s", code);
        }
    }
}

bool bs_http_set_response_len(OSSL_HTTP_REQ_CTX *rctx, size_t len) {
    if (rctx->max_response_len != 0 && len > rctx->max_response_len) {
        BS_RAISE_DATA(ERR_LIB_HTTP, HTTP_R_MAX_RESP_LEN_EXCEEDED, "length=%zu, max=%zu", len, rctx->max_response_len);
        return false;
    }
    if (rctx->response_len != 0 && rctx->response_len != len) {
        BS_RAISE_DATA(ERR_LIB_HTTP, HTTP_R_INCONSISTENT_CONTENT_LENGTH, "ASN.1 length=%zu, Content-Length=%zu", len,
                      rctx->response_len);
        return false;
    }
    rctx->response_len = len;
    return true;
}

static bool take_content_length(OSSL_HTTP_REQ_CTX *rctx, const char *value) {
    char *end;
    unsigned long n = strtoul(value, &end, 10);
    if (end != value && *end == '\0') return bs_http_set_response_len(rctx, n);
    BS_RAISE_DATA(ERR_LIB_HTTP, HTTP_R_ERROR_PARSING_CONTENT_LENGTH, "input=%s", value);
    return false;
}

bool bs_http_field_line(OSSL_HTTP_REQ_CTX *rctx, char *line) {
    char *value = strchr(line, ':');
    if (!value) return true;
    *value = '\0';
    value = trimmed(value + 1);
    if (*value == '\0') return true;
    if (rctx->state == BS_HTTP_REDIRECT && OPENSSL_strcasecmp(line, "Location") == 0) {
        rctx->redirection = OPENSSL_strdup(value);
        return false;
    }
    if (rctx->state == BS_HTTP_FIELDS && rctx->expected_type && OPENSSL_strcasecmp(line, "Content-Type") == 0) {
        if (OPENSSL_strcasecmp(rctx->expected_type, value) != 0) {
            BS_RAISE_DATA(ERR_LIB_HTTP, HTTP_R_UNEXPECTED_CONTENT_TYPE, "expected=%s, actual=%s", rctx->expected_type,
                          value);
            return false;
        }
        OPENSSL_free(rctx->expected_type);
        rctx->expected_type = NULL;
    }
    if (OPENSSL_strcasecmp(line, "Connection") == 0) {
        if (OPENSSL_strcasecmp(value, "keep-alive") == 0) rctx->granted = true;
        if (OPENSSL_strcasecmp(value, "close") == 0) rctx->granted = false;
    }
    return OPENSSL_strcasecmp(line, "Content-Length") != 0 || take_content_length(rctx, value);
}
