#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/commands.h"
#include "apps/libdir.h"
#include "apps/options.h"

#define CANNOT_RUN 126      /* found, but it cannot be run; as env(1) has it */
#define NOT_FOUND 127

struct run_options {
    const char *libdir;
    bool print;
};

#define AT(field) offsetof(struct run_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Options", 0 },
    { "libdir", APP_OPT_STRING, AT(libdir), "DIR", "Where our libssl.so.3 and libcrypto.so.3 are", 0 },
    { "print", APP_OPT_SET, AT(print), NULL, "Print the value of LD_PRELOAD instead of running", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { NULL, 0 } };
static const struct app_opt_command command = {
    "run", "[options] PROGRAM [ARGS]", "Run a program on bearshim's libraries.", groups,
    "The libraries are looked for in -libdir, $BEARSHIM_LIBDIR, beside this program, and where they were installed.\n"
};

/* The file that execvp() would run, or an empty text. */
static void find_program(const char *name, char *out, size_t cap) {
    out[0] = '\0';
    if (strchr(name, '/') != NULL) {
        snprintf(out, cap, "%s", name);
        return;
    }
    const char *path = getenv("PATH");
    path = path != NULL ? path : "/usr/local/bin:/usr/bin:/bin";
    for (;;) {
        size_t n = strcspn(path, ":");
        int len = snprintf(out, cap, "%.*s%s%s", (int)n, path, n > 0 ? "/" : "./", name);
        if (len > 0 && (size_t)len < cap && access(out, X_OK) == 0) {
            return;
        }
        if (path[n] == '\0') {
            out[0] = '\0';
            return;
        }
        path += n + 1;
    }
}

static int check_program(const char *name) {
    char file[PATH_MAX];
    struct stat st;
    find_program(name, file, sizeof(file));
    if (file[0] == '\0' || stat(file, &st) != 0) {
        app_error("run", "%s: %s", name, strerror(file[0] == '\0' ? ENOENT : errno));
        return NOT_FOUND;
    }
    /* The loader ignores LD_PRELOAD for these: the program would run on the system's libraries, unnoticed. */
    if ((st.st_mode & (S_ISUID | S_ISGID)) != 0) {
        app_error("run", "%s is set-user-ID or set-group-ID: the loader would ignore the preload", file);
        return CANNOT_RUN;
    }
    return 0;
}

static bool preload_value(const char *dir, char *out, size_t cap) {
    const char *before = getenv("LD_PRELOAD");
    bool keep = before != NULL && *before != '\0';
    int n = snprintf(out, cap, "%s/libssl.so.3:%s/libcrypto.so.3%s%s", dir, dir, keep ? ":" : "", keep ? before : "");
    return n > 0 && (size_t)n < cap;
}

int app_run(int argc, char **argv) {
    struct run_options o = { NULL, false };
    char dir[PATH_MAX], preload[2 * PATH_MAX + 4096];
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (rest == argc && !o.print) {
        return app_usage_error("run", "no program given");
    }
    if (!app_libdir_find(o.libdir, dir, sizeof(dir))) {
        app_error("run", "bearshim's libssl.so.3 and libcrypto.so.3 are not in %s (name their directory with -libdir)",
                  dir);
        return CANNOT_RUN;
    }
    if (strpbrk(dir, ": ") != NULL) {
        app_error("run", "%s: a colon or space in the path would split LD_PRELOAD", dir);
        return CANNOT_RUN;
    }
    if (!preload_value(dir, preload, sizeof(preload))) {
        app_error("run", "LD_PRELOAD is too long");
        return CANNOT_RUN;
    }
    if (o.print) {
        puts(preload);
        return 0;
    }
    int status = check_program(argv[rest]);
    if (status != 0) {
        return status;
    }
    if (setenv("LD_PRELOAD", preload, 1) != 0) {
        app_error("run", "setenv: %s", strerror(errno));
        return CANNOT_RUN;
    }
    execvp(argv[rest], argv + rest);
    int failure = errno;
    app_error("run", "%s: %s", argv[rest], strerror(failure));
    return failure == ENOENT ? NOT_FOUND : CANNOT_RUN;
}
