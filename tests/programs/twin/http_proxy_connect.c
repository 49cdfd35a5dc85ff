/* CONNECT through a proxy, whose answer is there before it is asked. */
#include "trace.h"
#include <openssl/http.h>

static void ask(const char *answer, const char *server, const char *port, const char *user, const char *pass, int told) {
    BIO *ours, *proxy, *err = told ? BIO_new(BIO_s_mem()) : NULL;
    char got[2048];
    if (!BIO_new_bio_pair(&ours, 8192, &proxy, 8192)) return;
    BIO_write(proxy, answer, (int)strlen(answer));
    printf("%s", server);
    SHOW(OSSL_HTTP_proxy_connect(ours, server, port, user, pass, 1, err, told ? "prog" : NULL));
    int n = BIO_read(proxy, got, sizeof(got) - 1);
    got[n > 0 ? n : 0] = '\0';
    printf("asked [%s]\n", got);
    if (err) text("told", err);
    n = BIO_read(ours, got, sizeof(got) - 1);
    got[n > 0 ? n : 0] = '\0';
    if (!strstr(answer, " 200")) got[0] = '\0'; /* a reader ahead has more */
    printf("left [%s]\n", got);
    ERR_clear_error();
    BIO_free(ours);
    BIO_free(proxy);
    BIO_free(err);
}

int main(void) {
    ask("HTTP/1.0 200 OK\r\n\r\n", "example.org", "8443", NULL, NULL, 0);
    ask("HTTP/1.1 200 OK\r\nVia: someone\r\nX: y\r\n\r\n", "example.org", NULL, NULL, NULL, 1);
    ask("HTTP/1.1 299\r\n\r\n", "192.0.2.1", "", "user", "pass:word", 1);
    ask("HTTP/1.1 200 OK\r\n\r\n", "[2001:db8::1]", "1", "user", NULL, 0);
    ask("HTTP/1.1 200 OK\r\n\r\n", "a.example", "1", NULL, "unused", 0);
    ask("HTTP/1.1 407 Proxy Authentication Required\r\nX: y\r\n\r\n", "a.example", "1", NULL, NULL, 1);
    ask("HTTP/1.0 403\r\n\r\n", "a.example", "1", NULL, NULL, 1);
    ask("HTTP/1.0 100 Continue\r\n\r\n", "a.example", "1", NULL, NULL, 0);
    ask("HTTP/1.0 200 OK\r\n\r\n", "a.example\r\nX: y", "1", NULL, NULL, 0);
    ask("HTTP/1.0 200 OK\r\n\r\n", "a.example", "1\n", NULL, NULL, 0);
    SHOW(OSSL_HTTP_proxy_connect(NULL, "a", "1", NULL, NULL, 0, NULL, NULL));
    return 0;
}
