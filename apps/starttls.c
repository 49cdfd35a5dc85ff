/*
 * Protocols that begin in the clear and change to TLS on request. Each is a row: what to send, and which answers are
 * good. An answer of several lines is read to its last line, since bytes after it would be taken for TLS.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apps/client.h"

#define STEP_TIMEOUT_MS 30000
#define MAX_LINES 100

enum style {
    DIGITS,   /* "220-text" goes on, "220 text" ends           RFC 5321 4.2.1, RFC 959 4.2 */
    TAGGED,   /* "* text" goes on, ". OK" ends                 RFC 3501 2.2.2              */
    SIGNED    /* "+OK" or "-ERR", one line                     RFC 1939 3                  */
};

struct protocol {
    const char *name;
    enum style style;
    bool greeted;            /* the server speaks first                                     */
    const char *hello;       /* the verb sent with our name after the greeting; or NULL    */
    const char *request;
    const char *good;        /* how a good final line to the request begins                 */
};

static const struct protocol protocols[] = {
    { "smtp", DIGITS, true, "EHLO", "STARTTLS\r\n", "220" },       /* RFC 3207 4 */
    { "lmtp", DIGITS, true, "LHLO", "STARTTLS\r\n", "220" },       /* RFC 2033 4.1 */
    { "imap", TAGGED, true, NULL, ". STARTTLS\r\n", ". OK" },             /* RFC 2595 3.1 */
    { "pop3", SIGNED, true, NULL, "STLS\r\n", "+OK" },                    /* RFC 2595 4 */
    { "ftp", DIGITS, true, NULL, "AUTH TLS\r\n", "234" },                 /* RFC 4217 4 */
    { "nntp", DIGITS, true, NULL, "STARTTLS\r\n", "382" },                /* RFC 4642 2.2 */
    { "sieve", TAGGED, true, NULL, "STARTTLS\r\n", "OK" },                /* RFC 5804 2.2 */
};

static const struct protocol *find(const char *name) {
    for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
        if (strcmp(protocols[i].name, name) == 0) {
            return &protocols[i];
        }
    }
    return NULL;
}

bool app_starttls_known(const char *protocol) {
    return find(protocol) != NULL;
}

/* Byte by byte: whatever follows the line belongs to TLS. */
static bool read_line(int fd, char *line, size_t cap) {
    for (size_t n = 0; n + 1 < cap;) {
        if (app_net_wait(fd, false, STEP_TIMEOUT_MS) != 1 || read(fd, line + n, 1) != 1) {
            return false;
        }
        if (line[n] == '\n') {
            line[n] = '\0';
            return true;
        }
        if (line[n] != '\r') {
            n++;
        }
    }
    return false;
}

static bool starts(const char *text, const char *with) {
    return strncasecmp(text, with, strlen(with)) == 0;
}

static bool is_last(const struct protocol *p, const char *line, bool greeting) {
    switch (p->style) {
    case DIGITS:
        return strlen(line) < 4 || line[3] != '-';
    case TAGGED:
        if (strcmp(p->name, "sieve") == 0) {
            return starts(line, "OK") || starts(line, "NO") || starts(line, "BYE");
        }
        return greeting || line[0] == '.';
    case SIGNED:
        break;
    }
    return true;
}

static bool read_answer(int fd, const struct protocol *p, bool greeting, char *line, size_t cap) {
    for (int i = 0; i < MAX_LINES; i++) {
        if (!read_line(fd, line, cap)) {
            return false;
        }
        if (is_last(p, line, greeting)) {
            return true;
        }
    }
    return false;
}

static bool send_text(int fd, const char *text) {
    return app_write_all(fd, text, strlen(text));
}

bool app_starttls(int fd, const char *protocol, const char *own_name) {
    const struct protocol *p = find(protocol);
    char line[1024], hello[300];
    if (p == NULL) {
        return false;
    }
    if (p->greeted && !read_answer(fd, p, true, line, sizeof(line))) {
        app_error("s_client", "no %s greeting", p->name);
        return false;
    }
    if (p->hello != NULL) {
        snprintf(hello, sizeof(hello), "%s %.250s\r\n", p->hello, own_name);
        if (!send_text(fd, hello) || !read_answer(fd, p, false, line, sizeof(line)) || line[0] != '2') {
            app_error("s_client", "%s hello refused", p->name);
            return false;
        }
    }
    if (!send_text(fd, p->request) || !read_answer(fd, p, false, line, sizeof(line))) {
        app_error("s_client", "no answer to %s's request for TLS", p->name);
        return false;
    }
    if (!starts(line, p->good)) {
        app_error("s_client", "%s refuses TLS: %s", p->name, line);
        return false;
    }
    return true;
}
