/* URLs taken apart, and when a proxy is for a server. */
#include <openssl/http.h>
#include "trace.h"

static const char *const urls[] = {
    "http://host", "https://host", "HTTP://host", "ftp://host/x", "host", "host:80", "host:0", "host:65535", "host:65536",
    "host:-1", "host:+1", "host: 1", "host:", "host:abc", "host:80abc", "host:80/abc", "host/abc", "host/abc?q=1#f", "host?q",
    "host#f", "host?q#f", "host:443?q", "host:443#f", "/path", "//host", "://host", "http://", "", "http:///p",
    "user@host", "user:pass@host", "user:pass@host:8080/p?q#f", "@host", "user@", "a@b@c", "host/a@b", "host?a@b", "host#a@b",
    "http://u@h:1/p@q", "[::1]", "[::1]:80", "[::1", "::1", "[::1]x", "[::1]/p", "[]", "http://[fe80::1%25eth0]:8/",
    "http://u@[::1]:443/p", "a://b://c", "http://h:00080/", "http://h:080x/", "http://h:99999999999999999999/", "h /p", "h:80 /p",
    "http://h//p", "http://h/p?q?r", "http://h/p#f#g", "mailto:me", "scheme://", "1://2:3/4?5#6", "https://h:80", "http://h:443",
    "http:/h", "http:h", "h:1:2", "http://h:/p", "http://h:?q", "-h", "h:80#", "h?", "h#", "h/?", "h/#", "h/p?#",
};

static void show(const char *what, char *s) {
    printf(" %s=%s", what, s ? s : "(null)");
    OPENSSL_free(s);
}

static void parse(const char *url) {
    char *scheme = "x", *user = "x", *host = "x", *port = "x", *path = "x", *query = "x", *frag = "x";
    int num = -5, tls = -5;
    printf("%s: %d", url, OSSL_parse_url(url, &scheme, &user, &host, &port, &num, &path, &query, &frag));
    show("scheme", scheme); show("user", user); show("host", host); show("port", port); show("path", path);
    show("query", query); show("frag", frag);
    printf(" %d", num);
    errors();
    printf("  http %d", OSSL_HTTP_parse_url(url, &tls, &user, &host, &port, &num, &path, &query, &frag));
    show("user", user); show("host", host); show("port", port); show("path", path); show("query", query); show("frag", frag);
    printf(" %d %d", num, tls);
    errors();
    tls = num = -5;
    printf("  whole path %d", OSSL_HTTP_parse_url(url, &tls, NULL, &host, NULL, &num, &path, NULL, NULL));
    show("host", host); show("path", path);
    printf(" %d %d", num, tls);
    errors();
    printf("  nothing %d", OSSL_HTTP_parse_url(url, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    errors();
}

static void proxies(void) {
    static const char *const no[] = { NULL, "", "host", "host,other", "other,host", "other host", "hosts", "a.host", "ghost",
        "::1", "[::1]", "other;host", " host ", ",host,", "HOST" };
    static const char *const servers[] = { "host", "[::1]", "::1", "other", "" };
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        for (size_t j = 0; j < sizeof servers / sizeof *servers; j++) {
            printf("%s|%s: ", no[i] ? no[i] : "(null)", servers[j]);
            SHOWS(OSSL_HTTP_adapt_proxy("http://proxy:1", no[i], servers[j], 0));
        }
    }
    SHOWS(OSSL_HTTP_adapt_proxy("http://proxy", NULL, NULL, 0));
    SHOWS(OSSL_HTTP_adapt_proxy("", NULL, "host", 0));
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 0));
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 1));
    setenv("HTTP_PROXY", "upper", 1);
    setenv("HTTPS_PROXY", "uppers", 1);
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 0));
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 1));
    setenv("http_proxy", "lower", 1);
    setenv("https_proxy", "lowers", 1);
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 0));
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 1));
    SHOWS(OSSL_HTTP_adapt_proxy("", NULL, "host", 1));
    setenv("NO_PROXY", "host", 1);
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 0));
    setenv("no_proxy", "none", 1);
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, NULL, "host", 0));
    SHOWS(OSSL_HTTP_adapt_proxy(NULL, "host", "host", 1));
}

int main(void) {
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) parse(urls[i]);
    printf("none");
    SHOW(OSSL_HTTP_parse_url(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    proxies();
    return 0;
}
