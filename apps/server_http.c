/* Just enough HTTP/1.0 to be fetched from by tests. */
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/server.h"
#include "apps/show.h"

static const char html_head[] = "HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n";
static const char text_head[] = "HTTP/1.0 200 ok\r\nContent-type: text/plain\r\n\r\n";

/* Read up to the empty line; the request line stays in `line`. */
static bool read_request(SSL *ssl, int fd, char *line, size_t cap) {
    char c;
    size_t len = 0, line_len = 0;
    bool first = true;
    for (size_t total = 0; total < 65536; total++) {
        if (app_server_read(ssl, fd, &c, 1) != 1) {
            return false;
        }
        if (c == '\r') {
            continue;
        }
        if (c != '\n') {
            if (first && len + 1 < cap) {
                line[len++] = c;
            }
            line_len++;
            continue;
        }
        if (line_len == 0) {
            line[len] = '\0';
            return len > 0;
        }
        first = false;
        line_len = 0;
    }
    return false;
}

/* --- the status page ------------------------------------------------------- */

static void print_columns(FILE *out, char *list) {
    int column = 0;
    for (char *name = strtok(list, ":"); name != NULL; name = strtok(NULL, ":")) {
        fprintf(out, "%s%-26s", column == 0 ? "" : column % 3 == 0 ? "\n" : " ", name);
        column++;
    }
    fputc('\n', out);
}

static void print_own_suites(FILE *out, SSL *ssl) {
    STACK_OF(SSL_CIPHER) *list = SSL_get_ciphers(ssl);
    int num = sk_SSL_CIPHER_num(list);
    fputs("Ciphers supported in s_server binary\n", out);
    for (int i = 0; i < num; i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(list, i);
        fprintf(out, "%-11s:%-25s%s", SSL_CIPHER_get_version(c), SSL_CIPHER_get_name(c),
                i % 2 == 1 || i + 1 == num ? " \n" : " ");
    }
}

static void print_page(FILE *out, struct app_server *s, SSL *ssl) {
    char shared[8192];
    fputs(html_head, out);
    fputs("<HTML><BODY BGCOLOR=\"#ffffff\">\n<pre>\n\n", out);
    for (int i = 0; i < s->argc; i++) {
        for (const char *p = s->argv[i]; *p != '\0'; p++) {
            switch (*p) {
            case '<': fputs("&lt;", out); break;
            case '>': fputs("&gt;", out); break;
            case '&': fputs("&amp;", out); break;
            default: fputc(*p, out); break;
            }
        }
        fputc(' ', out);
    }
    fprintf(out, "\nSecure Renegotiation IS%s supported\n",
            SSL_get_secure_renegotiation_support(ssl) ? "" : " NOT");
    print_own_suites(out, ssl);
    if (SSL_get_shared_ciphers(ssl, shared, (int)sizeof(shared)) != NULL) {
        fputs("---\nCiphers common between both SSL end points:\n", out);
        print_columns(out, shared);
    }
    app_show_sigalgs(out, ssl);
    app_show_groups(out, ssl, true);
    app_show_ca_names(out, ssl);
    const SSL_CIPHER *c = SSL_get_current_cipher(ssl);
    fprintf(out, "---\n%s, %s, Cipher is %s\n", SSL_session_reused(ssl) ? "Reused" : "New", SSL_CIPHER_get_version(c),
            SSL_CIPHER_get_name(c));
    app_show_session(out, SSL_get_session(ssl));
    fputs("---\n", out);
    app_show_stats(out, SSL_get_SSL_CTX(ssl));
    fputs("---\n", out);
    X509 *peer = SSL_get1_peer_certificate(ssl);
    if (peer != NULL) {
        fputs("Client certificate\n", out);
        app_show_name(out, "subject=", X509_get_subject_name(peer));
        app_show_pem(out, peer);
        X509_free(peer);
    } else {
        fputs("no client certificate available\n", out);
    }
    fputs("</pre></BODY></HTML>\r\n\r\n", out);
}

static void send_status(struct app_server *s, SSL *ssl, int fd) {
    char *page = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&page, &len);
    if (out == NULL) {
        return;
    }
    print_page(out, s, ssl);
    if (fclose(out) == 0) {
        app_server_write(ssl, fd, page, len);
    }
    free(page);
}

/* --- files ----------------------------------------------------------------- */

static void refuse(SSL *ssl, int fd, const char *before, const char *name, const char *after) {
    char text[1200];
    snprintf(text, sizeof(text), "%s%s'%.900s'%s\r\n", text_head, before, name, after);
    app_server_write(ssl, fd, text, strlen(text));
}

static bool has_suffix(const char *name, const char *suffix) {
    size_t n = strlen(name), m = strlen(suffix);
    return n >= m && strcmp(name + n - m, suffix) == 0;
}

static void send_file(struct app_server *s, SSL *ssl, int fd, const char *name) {
    static char buf[16384];
    size_t n;
    if (strstr(name, "..") != NULL || strchr(name, ':') != NULL) {
        refuse(ssl, fd, "", name, " contains '..' or ':'");
        return;
    }
    if (name[0] == '/' || name[0] == '\\') {
        refuse(ssl, fd, "", name, " is an invalid path");
        return;
    }
    FILE *in = fopen(name, "rb");
    if (in == NULL || (n = fread(buf, 1, sizeof(buf), in)) == 0) { /* a directory opens, but is not read */
        refuse(ssl, fd, "Error opening ", name, " mode='r'");
        if (in != NULL) {
            fclose(in);
        }
        return;
    }
    if (!s->tls.quiet) {
        fprintf(stderr, "FILE:%s\n", name);
    }
    bool html = has_suffix(name, ".html") || has_suffix(name, ".htm") || has_suffix(name, ".php");
    const char *head = html ? html_head : text_head;
    bool ok = s->mode == APP_WWW_RAW || app_server_write(ssl, fd, head, strlen(head));
    while (ok && n > 0) {
        ok = app_server_write(ssl, fd, buf, n);
        n = fread(buf, 1, sizeof(buf), in);
    }
    fclose(in);
}

void app_server_http(struct app_server *s, SSL *ssl, int fd) {
    char line[1024];
    if (!app_server_handshake(s, ssl, fd)) {
        return;
    }
    if (read_request(ssl, fd, line, sizeof(line)) && strncmp(line, "GET /", 5) == 0) {
        char *name = line + 5;
        name[strcspn(name, " ")] = '\0';
        if (s->mode == APP_WWW_STATUS) {
            send_status(s, ssl, fd);
        } else {
            send_file(s, ssl, fd, name);
        }
    }
    ERR_clear_error();
    SSL_shutdown(ssl);
}
