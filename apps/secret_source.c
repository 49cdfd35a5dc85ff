#include "apps/secret_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/options.h"

/* The text to the end of its line; a carriage return belongs to it, as it does for openssl. */
static bool copy_line(const char *text, char *out, size_t cap) {
    size_t n = strcspn(text, "\n");
    if (n >= cap) {
        return false;
    }
    memcpy(out, text, n);
    out[n] = '\0';
    return true;
}

static bool copy_all(const char *text, char *out, size_t cap) {
    size_t n = strlen(text);
    if (n >= cap) {
        return false;
    }
    memcpy(out, text, n + 1);
    return true;
}

static bool read_line(FILE *in, char *out, size_t cap) {
    char line[1024];
    bool ok = in != NULL && fgets(line, sizeof(line), in) != NULL && copy_line(line, out, cap);
    explicit_bzero(line, sizeof(line));
    return ok;
}

/* The stream of a source that is one: to be closed unless it is stdin. NULL if it is none, or cannot be opened. */
static FILE *open_source(const char *source) {
    int fd;
    if (strcmp(source, "stdin") == 0) {
        return stdin;
    }
    if (strncmp(source, "file:", 5) == 0) {
        return fopen(source + 5, "r");
    }
    return strncmp(source, "fd:", 3) == 0 && app_parse_int(source + 3, &fd) ? fdopen(dup(fd), "r") : NULL;
}

static void close_source(FILE *in) {
    if (in != NULL && in != stdin) {
        fclose(in);
    }
}

bool app_secret_read(const char *source, char *out, size_t cap) {
    if (strncmp(source, "pass:", 5) == 0) {
        return copy_all(source + 5, out, cap);
    }
    if (strncmp(source, "env:", 4) == 0) {
        const char *text = getenv(source + 4);
        return text != NULL && copy_all(text, out, cap);
    }
    FILE *in = open_source(source);
    bool ok = read_line(in, out, cap);
    close_source(in);
    return ok;
}

bool app_secret_read_pair(const char *source, char *first, char *second, size_t cap) {
    if (strncmp(source, "pass:", 5) == 0 || strncmp(source, "env:", 4) == 0) {
        return app_secret_read(source, first, cap) && app_secret_read(source, second, cap);
    }
    FILE *in = open_source(source);
    bool ok = read_line(in, first, cap) && read_line(in, second, cap);
    close_source(in);
    return ok;
}
