/* A way through a proxy to a server: the method CONNECT.                RFC 9110 9.3.6; man 3 OSSL_HTTP_proxy_connect */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/http.h>
#include <openssl/httperr.h>
#include <limits.h>
#include <string.h>
#include <time.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/http/http_local.h"
#include "src/base/secret.h"

enum { MAX_LINE = 1024, MAX_LINES = 256, NAP_MS = 100 };

/* Whom to tell what. */
struct user {
    BIO *err;
    const char *prog;
};

static bool tell(const struct user *u, const char *what, const char *reason) {
    if (u->err) (void)BIO_printf(u->err, "%s: HTTP CONNECT %s%s\n", u->prog ? u->prog : "<unknown>", what, reason);
    return false;
}

/* True if it is worth trying again. */
static bool again(BIO *bio, time_t deadline, const struct user *u) {
    if (!BIO_should_retry(bio)) {
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_CONNECT_FAILURE);
        return tell(u, "failed", "");
    }
    return BIO_wait(bio, deadline, NAP_MS) > 0 || tell(u, "timed out", "");
}

static bool send_all(BIO *bio, const char *p, size_t len, time_t deadline, const struct user *u) {
    while (len > 0) {
        int n = BIO_write(bio, p, (int)len);
        if (n <= 0 && !again(bio, deadline, u)) return false;
        p += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return BIO_flush(bio) > 0;
}

/* A line without its end, no byte beyond it: what comes after the header is the server's. */
static bool read_line(BIO *bio, char line[MAX_LINE], time_t deadline, const struct user *u) {
    size_t len = 0;
    char c;
    for (;;) {
        int n = BIO_read(bio, &c, 1);
        if (n <= 0) {
            if (!again(bio, deadline, u)) return false;
            continue;
        }
        if (c == '\n') break;
        if (len + 1 == MAX_LINE) {
            BS_RAISE(ERR_LIB_HTTP, HTTP_R_RESPONSE_LINE_TOO_LONG);
            return false;
        }
        line[len++] = c;
    }
    line[len > 0 && line[len - 1] == '\r' ? len - 1 : len] = '\0';
    return true;
}

/* RFC 9112 4: "HTTP/1.x", a blank, three digits; RFC 9110 9.3.6: any 2xx stands for a tunnel. */
static bool judge_status(const char *line, const struct user *u) {
    static const char version[] = "HTTP/1.";
    if (strncmp(line, version, sizeof version - 1) != 0 || strlen(line) < 12 || line[8] != ' ') {
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_HEADER_PARSE_ERROR);
        return tell(u, "failed, ", "bad HTTP response");
    }
    if (line[9] == '2') return true;
    BS_RAISE_DATA(ERR_LIB_HTTP, HTTP_R_CONNECT_FAILURE, "reason=%s", line + 8);
    return tell(u, "failed, reason=", line + 8);
}

/* RFC 7617 2: user and password, with a colon between them, in base64. */
static bool put_credentials(BIO *out, const char *user, const char *pass) {
    size_t len = strlen(user) + 1 + strlen(pass);
    char *plain = OPENSSL_malloc(len + 1);
    unsigned char *coded = OPENSSL_malloc(len * 4 / 3 + 5);
    bool ok = plain && coded && len < INT_MAX / 4;
    if (ok) {
        (void)BIO_snprintf(plain, len + 1, "%s:%s", user, pass);
        (void)EVP_EncodeBlock(coded, (const unsigned char *)plain, (int)len);
        ok = BIO_printf(out, "Proxy-Authorization: Basic %s\r\n", (char *)coded) > 0;
        bs_wipe(coded, len * 4 / 3 + 5);
    }
    OPENSSL_clear_free(plain, len + 1);
    OPENSSL_free(coded);
    return ok;
}

static BIO *make_request(const char *server, const char *port, const char *user, const char *pass) {
    const bool bare = strchr(server, ':') != NULL && *server != '['; /* RFC 3986 3.2.2: an IPv6 address needs brackets */
    BIO *out = BIO_new(BIO_s_mem());
    if (out && BIO_printf(out, "CONNECT %s%s%s:%s HTTP/1.0\r\nProxy-Connection: Keep-Alive\r\n", bare ? "[" : "", server,
                          bare ? "]" : "", port) > 0 &&
        (!user || put_credentials(out, user, pass ? pass : "")) && BIO_puts(out, "\r\n") > 0) {
        return out;
    }
    BIO_free(out);
    return NULL;
}

int OSSL_HTTP_proxy_connect(BIO *bio, const char *server, const char *port, const char *proxyuser, const char *proxypass,
                            int timeout, BIO *bio_err, const char *prog) {
    const struct user u = { bio_err, prog };
    const time_t deadline = timeout > 0 ? time(NULL) + timeout : 0;
    char line[MAX_LINE], *text;
    if (!bio || !server || (bio_err && !prog)) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (!port || *port == '\0') port = OSSL_HTTPS_PORT;
    if (!bs_http_one_line("server", server) || !bs_http_one_line("port", port)) return 0;
    BIO *request = make_request(server, port, proxyuser, proxypass);
    long len = request ? BIO_get_mem_data(request, &text) : 0;
    bool ok = request && send_all(bio, text, (size_t)len, deadline, &u) && read_line(bio, line, deadline, &u) &&
        judge_status(line, &u);
    for (int i = 0; ok && *line != '\0'; i++) ok = i < MAX_LINES && read_line(bio, line, deadline, &u);
    BIO_free(request);
    return ok;
}
