/* HTTP transfers: over BIOs that are given, and over connections to a server in a thread that has one answer a path. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/conf.h>
#include <openssl/http.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>
#include "trace.h"

/* --- the server -------------------------------------------------------------------------------------------------- */

#define OK "HTTP/1.0 200 OK\r\n"
static char port[8];

static const struct { const char *path, *answer; } pages[] = {
    { "/plain", OK "Content-Type: text/plain\r\n\r\nplain" },
    { "/moved", "HTTP/1.1 301 Moved\r\nLocation: /plain\r\n\r\n" },
    { "/twice", "HTTP/1.1 302 Found\r\nLocation: /moved\r\n\r\n" },
    { "/round", "HTTP/1.1 302 Found\r\nLocation: /round\r\n\r\n" },
    { "/away", "HTTP/1.0 302 Found\r\nLocation: ftp://nowhere/\r\n\r\n" },
    { "/asn1", OK "\r\n\x30\x03\x02\x01\x05" },
    { "/short", OK "\r\n\x30\x03\x02" },
    { "/kept", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\x30\x03\x02\x01\x05" },
    { "/nothing", "" },
};

/* One request a connection, or several where the answer keeps it. */
static void serve(int fd) {
    char request[2048];
    for (;;) {
        size_t n = 0;
        ssize_t got;
        while (n < sizeof request - 1 && (got = read(fd, request + n, sizeof request - 1 - n)) > 0) {
            n += (size_t)got;
            request[n] = '\0';
            const char *end = strstr(request, "\r\n\r\n"), *len = strstr(request, "Content-Length: ");
            if (end && (!len || n >= (size_t)(end + 4 - request) + strtoul(len + 16, NULL, 10))) break;
        }
        if (n == 0) return;
        const char *path = strchr(request, ' ') + 1, *answer = "HTTP/1.0 404 Not Found\r\n\r\n";
        size_t len = strlen(answer);
        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
            size_t m = strlen(pages[i].path);
            if (strncmp(path, pages[i].path, m) == 0 && path[m] == ' ') {
                answer = pages[i].answer;
                len = strlen(answer);
            }
        }
        char echo[2200];
        if (strncmp(path, "/echo ", 6) == 0) { /* what was asked, less where */
            char *host = strstr(request, "Host: 127.0.0.1");
            len = (size_t)snprintf(echo, sizeof echo, OK "\r\n%s%s", host ? "with a host " : "", request);
            answer = echo;
        }
        if (write(fd, answer, len) != (ssize_t)len || strncmp(answer, "HTTP/1.1", 8) != 0) return;
    }
}

static void *server(void *arg) {
    int listener = *(int *)arg, fd;
    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        serve(fd);
        close(fd);
    }
    return NULL;
}

/* --- what is asked ------------------------------------------------------------------------------------------------- */

/* The queue without data, which names the port, and without what the system says of sockets. */
static void reasons(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) {
        if (ERR_GET_LIB(e) == ERR_LIB_HTTP) printf(" <%d>", ERR_GET_REASON(e));
    }
    printf("\n");
}

static void took(const char *what, BIO *b) {
    char buf[3000];
    int n = b ? BIO_read(b, buf, sizeof buf - 1) : -9;
    printf("%s: %d [", what, n);
    for (int i = 0; i < n; i++) {
        if (buf[i] >= ' ' || buf[i] == '\n') putchar(buf[i]);
        else if (buf[i] != '\r') printf("\\x%02x", (unsigned char)buf[i]);
    }
    printf("]");
    reasons();
    BIO_free_all(b);
}

static char *url(const char *path) {
    static char text[200];
    snprintf(text, sizeof text, "http://127.0.0.1:%s%s", port, path);
    return text;
}

static int num_updates;
static BIO *update(BIO *b, void *arg, int connect, int detail) {
    (void)arg;
    num_updates++;
    printf("update %s %d\n", connect ? "begin" : "end", detail);
    return b;
}
static BIO *refuse(BIO *b, void *arg, int connect, int detail) {
    (void)arg;
    printf("refuse %s %d\n", connect ? "begin" : "end", detail);
    return connect && *(int *)arg ? NULL : connect ? b : NULL;
}

static BIO *get(const char *path, const char *type, int asn1, size_t max) {
    return OSSL_HTTP_get(url(path), "", NULL, NULL, NULL, NULL, NULL, 0, NULL, type, asn1, max, 5);
}

static void all_gets(void) {
    took("plain", get("/plain", NULL, 0, 0));
    took("plain, type", get("/plain", "text/plain", 0, 0));
    took("plain, other type", get("/plain", "text/html", 0, 0));
    took("plain, as ASN.1", get("/plain", NULL, 1, 0));
    took("moved", get("/moved", NULL, 0, 0));
    took("twice", get("/twice", NULL, 0, 0));
    took("round", get("/round", NULL, 0, 0));
    took("away", get("/away", NULL, 0, 0));
    took("asn1", get("/asn1", NULL, 1, 0));
    took("asn1, small", get("/asn1", NULL, 1, 4));
    took("asn1, just", get("/asn1", NULL, 1, 5));
    took("short", get("/short", NULL, 1, 0));
    took("nothing", get("/nothing", NULL, 0, 0));
    took("missing", get("/missing", NULL, 0, 0));
    took("no url", OSSL_HTTP_get(NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 0));
    took("bad url", OSSL_HTTP_get("ftp://x/", "", NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 0));
    took("TLS without a way", OSSL_HTTP_get("https://127.0.0.1/", "",
        NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 0));
    took("updates", OSSL_HTTP_get(url("/plain"), "", NULL, NULL, NULL, update, NULL, 0, NULL, NULL, 0, 0, 5));
    int at_once = 1, later = 0;
    took("refused at once", OSSL_HTTP_get(url("/plain"), "",
        NULL, NULL, NULL, refuse, &at_once, 0, NULL, NULL, 0, 0, 5));
    took("refused at the end", OSSL_HTTP_get(url("/asn1"), "",
        NULL, NULL, NULL, refuse, &later, 0, NULL, NULL, 1, 0, 5));
    char proxy[60];
    snprintf(proxy, sizeof proxy, "http://127.0.0.1:%s", port);
    took("by a proxy", OSSL_HTTP_get("http://far.example/x", proxy,
        NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, 0, 0, 5));
}

static void transfers(void) {
    STACK_OF(CONF_VALUE) *headers = NULL;
    X509V3_add_value("X-One", "1", &headers);
    X509V3_add_value("X-Two", "", &headers);
    BIO *body = BIO_new_mem_buf("the body", -1);
    took("post", OSSL_HTTP_transfer(NULL, "127.0.0.1", port, "/echo", 0, "",
        NULL, NULL, NULL, NULL, NULL, 0, NULL, "text/x", body, NULL,
        0, 0, 5, 0));
    BIO_free(body);
    took("own headers", OSSL_HTTP_transfer(NULL, "127.0.0.1", port, "echo", 0, "",
        NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL,
        NULL, 0, 0, 5, 0));
    OSSL_HTTP_REQ_CTX *kept = NULL;
    for (int i = 0; i < 3; i++) {
        took("kept", OSSL_HTTP_transfer(&kept, "127.0.0.1", port, "/kept", 0, "",
        NULL, NULL, NULL, update, NULL, 0, NULL, NULL, NULL,
            NULL, 1, 0, 5, i < 2 ? 2 : 0));
        printf("alive %d\n", OSSL_HTTP_is_alive(kept));
    }
    took("not kept", OSSL_HTTP_transfer(&kept, "127.0.0.1", port, "/asn1", 0, "",
        NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL,
        1, 0, 5, 2));
    took("kept if so", OSSL_HTTP_transfer(&kept, "127.0.0.1", port, "/asn1", 0, "",
        NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL,
        NULL, 1, 0, 5, 1));
    printf("%s\n", kept ? "kept" : "gone");
    sk_CONF_VALUE_pop_free(headers, X509V3_conf_free);
}

static void opens(void) {
    BIO *a = BIO_new(BIO_s_mem()), *b = BIO_new_mem_buf(OK "\r\nover memory", -1);
    SHOWP(OSSL_HTTP_open(NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, 0, 0));
    SHOWP(OSSL_HTTP_open("x", NULL, NULL, NULL, 0, NULL, b, NULL, NULL, 0, 0));
    SHOWP(OSSL_HTTP_open("x", NULL, NULL, NULL, 0, a, b, update, NULL, 0, 0));
    SHOWP(OSSL_HTTP_open("x", NULL, "http://p", NULL, 0, a, b, NULL, NULL, 0, 0));
    SHOWP(OSSL_HTTP_open("x", NULL, NULL, "x", 0, a, b, NULL, NULL, 0, 0));
    SHOWP(OSSL_HTTP_open("x", NULL, NULL, NULL, 1, a, b, NULL, NULL, 0, 0));
    SHOW(OSSL_HTTP_set1_request(NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0));
    SHOWP(OSSL_HTTP_exchange(NULL, NULL));
    SHOW(OSSL_HTTP_close(NULL, 1));
    OSSL_HTTP_REQ_CTX *r = OSSL_HTTP_open("server", "99", NULL, NULL, 0, a, b, NULL, NULL, 0, 0);
    SHOW(OSSL_HTTP_set1_request(r, "/over", NULL, NULL, NULL, NULL, 0, 0, 0, 0));
    SHOW(OSSL_HTTP_set1_request(r, "/over", NULL, "text/plain", NULL, NULL, 0, 0, 0, 0));
    SHOW(OSSL_HTTP_set1_request(r, "/over", NULL, NULL, NULL, NULL, 0, 0, 0, 0));
    char *elsewhere = NULL;
    took("over memory", OSSL_HTTP_exchange(r, &elsewhere));
    text("sent", a);
    SHOW(OSSL_HTTP_close(r, 1));
    BIO *moved = BIO_new_mem_buf("HTTP/1.0 302 Found\r\nLocation: http://else/\r\n\r\n", -1);
    r = OSSL_HTTP_open("server", "", NULL, NULL, 0, a, moved, NULL, NULL, 0, 0);
    OSSL_HTTP_set1_request(r, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0);
    SHOWP(OSSL_HTTP_exchange(r, &elsewhere));
    printf("%s\n", elsewhere ? elsewhere : "nowhere");
    OPENSSL_free(elsewhere);
    SHOW(OSSL_HTTP_close(r, 0));
    BIO_free(moved);
    BIO_free(a);
    BIO_free(b);
}

/* A server that is there, and one that is not. */
static void connects(void) {
    BIO *b = BIO_new_connect("127.0.0.1");
    BIO_set_conn_port(b, port);
    SHOW(BIO_do_connect_retry(b, 5, -1));
    BIO_free(b);
    b = BIO_new_connect("127.0.0.1:9"); /* discard: nobody listens in a test */
    int ret = BIO_do_connect_retry(b, -1, -1);
    printf("once: %d last %d\n", ret, ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error();
    ret = BIO_do_connect_retry(b, 1, 20);
    printf("a second: %d", ret);
    errors();
    BIO_free(b);
    SHOW(BIO_do_connect_retry(NULL, 0, 0));
}

int main(void) {
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&at, len) || listen(listener, 8) ||
        getsockname(listener, (struct sockaddr *)&at, &len)) return 1;
    snprintf(port, sizeof port, "%d", ntohs(at.sin_port));
    pthread_t t;
    pthread_create(&t, NULL, server, &listener);
    alarm(60);
    connects();
    opens();
    all_gets();
    transfers();
    shutdown(listener, SHUT_RDWR);
    pthread_join(t, NULL);
    close(listener);
    printf("%d updates\n", num_updates);
    return 0;
}
