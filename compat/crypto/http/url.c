/* URLs, and the proxy that is in their way.                                 RFC 3986 3; man 3 OSSL_HTTP_parse_url */
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/http.h>
#include <openssl/httperr.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/paths.h"
#include "compat/crypto/core/raise.h"

struct part {
    const char *p;
    size_t len;
};

struct url {
    struct part scheme, user, host, port, path, query, fragment;
    bool has_query; /* maybe an empty one */
    int port_num;
};

static struct part text_of(const char *s) { return (struct part){ s, strlen(s) }; }

static bool split_authority(struct url *u, const char **at) {
    const char *p = *at;
    size_t authority = strcspn(p, "/?#");
    const char *end_of_user = memchr(p, '@', authority);
    if (end_of_user) {
        u->user = (struct part){ p, (size_t)(end_of_user - p) };
        p = end_of_user + 1;
    }
    size_t host = strcspn(p, ":/?#");
    if (*p == '[') { /* RFC 3986 3.2.2: an IP-literal has colons inside */
        const char *bracket = strchr(p, ']');
        if (!bracket) {
            BS_RAISE(ERR_LIB_HTTP, HTTP_R_ERROR_PARSING_URL);
            return false;
        }
        host = (size_t)(bracket + 1 - p);
    }
    u->host = (struct part){ p, host };
    p += host;
    u->port = text_of("0");
    if (*p == ':') {
        char *end;
        long n = strtol(++p, &end, 10);
        if (end == p || n < 0 || n > 65535) {
            BS_RAISE_DATA(ERR_LIB_HTTP, HTTP_R_INVALID_PORT_NUMBER, "%s", p);
            return false;
        }
        u->port_num = (int)n;
        u->port = (struct part){ p, strspn(p, "0123456789") };
        p += u->port.len;
    }
    *at = p;
    return true;
}

/* The path's part is as long as the URL says: empty where the host is all. */
static bool split(struct url *u, const char *url) {
    const char *p = strstr(url, "://");
    *u = (struct url){ .scheme = { url, 0 }, .user = { "", 0 } };
    if (p) {
        u->scheme.len = (size_t)(p - url);
        if (p == url) {
            BS_RAISE(ERR_LIB_HTTP, HTTP_R_ERROR_PARSING_URL);
            return false;
        }
        p += 3;
    } else {
        p = url;
    }
    if (!split_authority(u, &p)) return false;
    if (!strchr("/?#", *p)) { /* the end of the string is found, too */
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_INVALID_URL_PATH);
        BS_RAISE(ERR_LIB_HTTP, HTTP_R_ERROR_PARSING_URL);
        return false;
    }
    u->path = (struct part){ p, strcspn(p, "?#") };
    p += u->path.len;
    u->has_query = *p == '?';
    u->query = u->has_query ? (struct part){ p + 1, strcspn(p + 1, "#") } : text_of("");
    const char *hash = strchr(p, '#');
    u->fragment = text_of(hash ? hash + 1 : "");
    return true;
}

static bool give(char **out, struct part s) {
    if (!out) return true;
    *out = CRYPTO_strndup(s.p, s.len, __FILE__, __LINE__);
    return *out != NULL;
}

/* The path begins with a slash; the query is a part of it where nobody takes it apart. */
static bool give_path(char **out, const struct url *u, bool with_query) {
    if (!out) return true;
    const bool slash = u->path.len == 0;
    const size_t query = with_query && u->has_query ? u->query.len + 1 : 0;
    char *path = OPENSSL_malloc(1 + u->path.len + query + 1);
    if (!path) return false;
    size_t n = 0;
    if (slash) path[n++] = '/';
    memcpy(path + n, u->path.p, u->path.len);
    n += u->path.len;
    if (query > 0) {
        path[n] = '?';
        memcpy(path + n + 1, u->query.p, u->query.len);
        n += query;
    }
    path[n] = '\0';
    *out = path;
    return true;
}

static void forget(char **p) {
    if (!p) return;
    OPENSSL_free(*p);
    *p = NULL;
}

int OSSL_parse_url(const char *url, char **pscheme, char **puser, char **phost, char **pport, int *pport_num,
                   char **ppath, char **pquery, char **pfrag) {
    char **const all[] = { pscheme, puser, phost, pport, ppath, pquery, pfrag };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i]) *all[i] = NULL;
    }
    if (pport_num) *pport_num = 0;
    if (!url) {
        BS_RAISE(ERR_LIB_HTTP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    struct url u;
    if (!split(&u, url)) return 0;
    if (give(pscheme, u.scheme) && give(puser, u.user) && give(phost, u.host) && give(pport, u.port) &&
        give_path(ppath, &u, !pquery) && give(pquery, u.query) && give(pfrag, u.fragment)) {
        if (pport_num) *pport_num = u.port_num;
        return 1;
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) forget(all[i]);
    return 0;
}

int OSSL_HTTP_parse_url(const char *url, int *pssl, char **puser, char **phost, char **pport, int *pport_num,
                        char **ppath, char **pquery, char **pfrag) {
    char *scheme, *port;
    int num;
    if (pssl) *pssl = 0;
    if (pport) *pport = NULL;
    if (!OSSL_parse_url(url, &scheme, puser, phost, &port, &num, ppath, pquery, pfrag)) {
        if (pport_num) *pport_num = 0;
        return 0;
    }
    if (pport_num) *pport_num = num;
    const bool tls = strcmp(scheme, OSSL_HTTPS_NAME) == 0;
    const bool known = tls || *scheme == '\0' || strcmp(scheme, OSSL_HTTP_NAME) == 0;
    OPENSSL_free(scheme);
    if (!known) BS_RAISE(ERR_LIB_HTTP, HTTP_R_INVALID_URL_SCHEME);
    if (known && num == 0) { /* none was given */
        const char *usual = tls ? OSSL_HTTPS_PORT : OSSL_HTTP_PORT;
        OPENSSL_free(port);
        port = OPENSSL_strdup(usual);
        if (pport_num) *pport_num = atoi(usual);
    }
    if (known && port) {
        if (pssl) *pssl = tls;
        if (pport) {
            *pport = port;
        } else {
            OPENSSL_free(port);
        }
        return 1;
    }
    OPENSSL_free(port);
    char **const all[] = { puser, phost, ppath, pquery, pfrag };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) forget(all[i]);
    return 0;
}

/* --- proxies --------------------------------------------------------------------------------------------------- */

/* Is the server's name, an IPv6 address without its brackets, one of the list's words? */
static bool listed(const char *list, const char *server) {
    size_t len = strlen(server);
    if (len >= 2 && server[0] == '[' && server[len - 1] == ']') {
        server++;
        len -= 2;
    }
    static const char between[] = ", \t\n\v\f\r";
    for (const char *p = list; *p;) {
        p += strspn(p, between);
        size_t word = strcspn(p, between);
        if (word > 0 && word == len && memcmp(p, server, len) == 0) return true;
        p += word;
    }
    return false;
}

/* Nothing of the environment counts in a program that runs with another's rights. */
static const char *environment(const char *lower, const char *upper) {
    const char *v = bs_getenv_safe(lower);
    return v ? v : bs_getenv_safe(upper);
}

const char *OSSL_HTTP_adapt_proxy(const char *proxy, const char *no_proxy, const char *server, int use_ssl) {
    if (!proxy) {
        proxy = use_ssl ? environment("https_proxy", OPENSSL_HTTPS_PROXY) : environment("http_proxy", OPENSSL_HTTP_PROXY);
    }
    if (!proxy || *proxy == '\0' || !server) return NULL;
    if (!no_proxy) no_proxy = environment("no_proxy", OPENSSL_NO_PROXY);
    return no_proxy && listed(no_proxy, server) ? NULL : proxy;
}
