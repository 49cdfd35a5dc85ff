#include "apps/secret_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/options.h"

static bool copy_line(const char *text, char *out, size_t cap) {
    size_t n = strcspn(text, "\r\n");
    if (n >= cap) {
        return false;
    }
    memcpy(out, text, n);
    out[n] = '\0';
    return true;
}

static bool read_line(FILE *in, char *out, size_t cap) {
    char line[1024];
    bool ok = in != NULL && fgets(line, sizeof(line), in) != NULL && copy_line(line, out, cap);
    explicit_bzero(line, sizeof(line));
    return ok;
}

bool app_secret_read(const char *source, char *out, size_t cap) {
    if (strncmp(source, "pass:", 5) == 0) {
        return copy_line(source + 5, out, cap);
    }
    if (strncmp(source, "env:", 4) == 0) {
        const char *text = getenv(source + 4);
        return text != NULL && copy_line(text, out, cap);
    }
    if (strcmp(source, "stdin") == 0) {
        return read_line(stdin, out, cap);
    }
    FILE *in = NULL;
    if (strncmp(source, "file:", 5) == 0) {
        in = fopen(source + 5, "r");
    } else if (strncmp(source, "fd:", 3) == 0) {
        int fd;
        in = app_parse_int(source + 3, &fd) ? fdopen(dup(fd), "r") : NULL;
    }
    bool ok = read_line(in, out, cap);
    if (in != NULL) {
        fclose(in);
    }
    return ok;
}
