#include "apps/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_standard(const char *name) { return name == NULL || strcmp(name, "-") == 0; }

BIO *app_open_in(const char *command, const char *name) {
    if (is_standard(name)) {
        return BIO_new_fp(stdin, BIO_NOCLOSE);
    }
    BIO *in = BIO_new_file(name, "rb");
    if (in == NULL) {
        app_error(command, "cannot open %s: %s", name, strerror(errno));
    }
    return in;
}

BIO *app_slurp(const char *command, const char *name) {
    BIO *in = app_open_in(command, name), *whole = in != NULL ? BIO_new(BIO_s_mem()) : NULL;
    char part[4096];
    int n;
    while (whole != NULL && (n = BIO_read(in, part, sizeof(part))) > 0) {
        if (BIO_write(whole, part, n) != n) {
            app_error(command, "out of memory");
            BIO_free(whole);
            whole = NULL;
        }
    }
    OPENSSL_cleanse(part, sizeof(part)); /* it may be a private key */
    BIO_free_all(in);
    ERR_clear_error();
    return whole;
}

static FILE *open_private(const char *name) {
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *f = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (f == NULL && fd >= 0) {
        close(fd);
    }
    return f;
}

BIO *app_open_out(const char *command, const char *name, enum app_stream_kind kind) {
    if (is_standard(name)) {
        return BIO_new_fp(stdout, BIO_NOCLOSE);
    }
    FILE *f = kind == APP_STREAM_PRIVATE ? open_private(name) : fopen(name, kind == APP_STREAM_TEXT ? "w" : "wb");
    if (f == NULL) {
        app_error(command, "cannot open %s for writing: %s", name, strerror(errno));
        return NULL;
    }
    BIO *out = BIO_new_fp(f, BIO_CLOSE);
    if (out == NULL) {
        fclose(f);
    }
    return out;
}

bool app_close_out(BIO *out) {
    FILE *f = NULL;
    bool ok = out == NULL || (BIO_flush(out) > 0 && BIO_get_fp(out, &f) > 0 && !ferror(f));
    BIO_free_all(out);
    return ok;
}

#define AT(field) offsetof(struct app_rand_options, field)
const struct app_opt app_rand_rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Randomness", 0 },
    { "rand", APP_OPT_STRING, AT(rand), "FILES", "Mix these files into the random generator (a:b:c)", 0 },
    { "writerand", APP_OPT_STRING, AT(writerand), "FILE", "Write random bytes to a file at the end", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
#undef AT

bool app_rand_load(const char *command, const struct app_rand_options *o) {
    for (const char *name = o->rand; name != NULL && *name != '\0';) {
        size_t len = strcspn(name, ":");
        char *file = strndup(name, len);
        bool ok = file != NULL && RAND_load_file(file, -1) > 0;
        if (!ok) {
            app_error(command, "cannot load random data from %.*s", (int)len, name);
        }
        free(file);
        if (!ok) {
            return false;
        }
        name += len + (name[len] == ':');
    }
    return true;
}

bool app_rand_save(const char *command, const struct app_rand_options *o) {
    if (o->writerand == NULL || RAND_write_file(o->writerand) > 0) {
        return true;
    }
    app_error(command, "cannot write random data to %s", o->writerand);
    return false;
}
