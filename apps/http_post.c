#include "apps/options.h"

#include "apps/http_post.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX 8192
#define BODY_MAX (100 * 1024)

bool app_http_url(struct app_http_post *out, const char *url) {
    static const char scheme[] = "http://";
    if (strncasecmp(url, scheme, sizeof(scheme) - 1) != 0) {
        return false;
    }
    url += sizeof(scheme) - 1;
    size_t len = strcspn(url, "/?#");
    char authority[sizeof(out->to.host) + sizeof(out->to.port) + 4];
    if (len == 0 || len >= sizeof(authority) || memchr(url, '@', len) != NULL) {
        return false;
    }
    memcpy(authority, url, len);
    authority[len] = '\0';
    url += len;
    int n = snprintf(out->path, sizeof(out->path), "%s%.*s", *url == '/' ? "" : "/", (int)strcspn(url, "#"), url);
    snprintf(out->to.port, sizeof(out->to.port), "80");
    return n < (int)sizeof(out->path) && app_endpoint_parse(&out->to, authority, false) && out->to.host[0] != '\0';
}

/* Milliseconds that are left, or -1 for no limit. */
static int left(time_t end) {
    if (end == 0) {
        return -1;
    }
    time_t now = time(NULL);
    return now < end ? (int)(end - now) * 1000 : 0;
}

static BIO *make_request(const struct app_http_post *p, const unsigned char *body, size_t len) {
    BIO *out = BIO_new(BIO_s_mem());
    if (out == NULL) {
        return NULL;
    }
    bool v6 = strchr(p->to.host, ':') != NULL, has_host = false;
    BIO_printf(out, "POST %s HTTP/1.0\r\n", p->path);
    for (size_t i = 0; p->headers != NULL && i < p->headers->num; i++) {
        const char *header = p->headers->list[i];
        size_t name = strcspn(header, "=");
        has_host = has_host || (name == 4 && strncasecmp(header, "Host", name) == 0);
        BIO_printf(out, "%.*s: %s\r\n", (int)name, header, header + name + 1);
    }
    if (!has_host) {
        BIO_printf(out, "Host: %s%s%s:%s\r\n", v6 ? "[" : "", p->to.host, v6 ? "]" : "", p->to.port);
    }
    BIO_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", p->request_type, len);
    if (BIO_write(out, body, (int)len) != (int)len) {
        BIO_free(out);
        return NULL;
    }
    return out;
}

static bool send_request(int fd, BIO *request, time_t end) {
    char *data;
    long len = BIO_get_mem_data(request, &data);
    while (len > 0) {
        if (app_net_wait(fd, true, left(end)) <= 0) {
            return false;
        }
        ssize_t n = send(fd, data, (size_t)len, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        data += n > 0 ? n : 0;
        len -= n > 0 ? n : 0;
    }
    return true;
}

/* The value of a header between head and the empty line; NULL if it is not there. */
static const char *header_value(const char *head, const char *name) {
    size_t len = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line != NULL; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
            return line + len + 1 + strspn(line + len + 1, " \t");
        }
    }
    return NULL;
}

/* What came: a head that ends in an empty line, and what of the body is there. */
struct answer {
    char data[HEAD_MAX + BODY_MAX + 1];
    size_t len, head_len;   /* head_len 0: not complete */
    long body_len;          /* -1: until the end        */
};

static const char *judge_head(struct answer *a, const struct app_http_post *p) {
    char *blank = strstr(a->data, "\r\n\r\n");
    if (blank == NULL) {
        return a->len > HEAD_MAX ? "its header is too long" : NULL;
    }
    a->head_len = (size_t)(blank - a->data) + 4;
    blank[2] = '\0';
    a->body_len = -1;
    int status = 0;
    if (sscanf(a->data, "HTTP/1.%*d %d", &status) != 1 || status != 200) {
        return "its status is not 200";
    }
    const char *type = header_value(a->data, "Content-Type"), *length = header_value(a->data, "Content-Length");
    size_t want = strlen(p->response_type);
    if (type == NULL || strncasecmp(type, p->response_type, want) != 0 || strchr(" \t;\r", type[want]) == NULL) {
        return "its type is another one";
    }
    if (length != NULL) {
        char *end;
        a->body_len = strtol(length, &end, 10);
        if (end == length || a->body_len < 0 || a->body_len > BODY_MAX) {
            return "its length is wrong, or too much";
        }
    }
    return NULL;
}

static bool complete(const struct answer *a) {
    return a->head_len > 0 && a->body_len >= 0 && a->len - a->head_len >= (size_t)a->body_len;
}

/* Read all of an answer; NULL, or what is wrong. */
static const char *receive(int fd, struct answer *a, const struct app_http_post *p, time_t end) {
    while (!complete(a)) {
        if (a->len == sizeof(a->data) - 1) {
            return "it is too long";
        }
        if (app_net_wait(fd, false, left(end)) <= 0) {
            return "it does not come in time";
        }
        ssize_t n = recv(fd, a->data + a->len, sizeof(a->data) - 1 - a->len, 0);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n == 0 && a->head_len > 0 && a->body_len < 0 ? NULL : "the connection ends before it";
        }
        a->len += (size_t)n;
        a->data[a->len] = '\0';
        const char *wrong = a->head_len == 0 ? judge_head(a, p) : NULL;
        if (wrong != NULL) {
            return wrong;
        }
    }
    return NULL;
}

static BIO *exchange(const char *command, int fd, BIO *request, const struct app_http_post *p, time_t end) {
    struct answer *a = calloc(1, sizeof(*a));
    BIO *body = NULL;
    const char *wrong = a == NULL || !send_request(fd, request, end) ? "the request cannot be sent" : receive(fd, a, p, end);
    if (wrong != NULL) {
        app_error(command, "no good answer from %s:%s: %s", p->to.host, p->to.port, wrong);
    } else {
        size_t len = a->body_len >= 0 ? (size_t)a->body_len : a->len - a->head_len;
        body = BIO_new(BIO_s_mem());
        if (body != NULL && len > 0 && BIO_write(body, a->data + a->head_len, (int)len) != (int)len) {
            BIO_free(body);
            body = NULL;
        }
    }
    free(a);
    return body;
}

BIO *app_http_post(const char *command, const struct app_http_post *p, const unsigned char *body, size_t len) {
    time_t end = p->timeout > 0 ? time(NULL) + p->timeout : 0;
    BIO *request = make_request(p, body, len);
    int fd = request != NULL ? app_net_connect(command, &p->to, 0) : -1;
    BIO *answer = fd >= 0 ? exchange(command, fd, request, p, end) : NULL;
    if (fd >= 0) {
        close(fd);
    }
    BIO_free(request);
    return answer;
}
