#include "apps/libdir.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef APP_PKGLIBDIR
#error "APP_PKGLIBDIR must name the directory that the libraries are installed in"
#endif

static bool has_both(const char *dir) {
    static const char *const names[] = { "libssl.so.3", "libcrypto.so.3" };
    char file[PATH_MAX + 32];
    for (size_t i = 0; i < 2; i++) {
        snprintf(file, sizeof(file), "%s/%s", dir, names[i]);
        if (access(file, R_OK) != 0) {
            return false;
        }
    }
    return true;
}

static bool try(const char *dir, char *out, size_t cap) {
    char full[PATH_MAX];
    snprintf(out, cap, "%s", dir);
    if (realpath(dir, full) == NULL || !has_both(full) || strlen(full) >= cap) {
        return false;
    }
    strcpy(out, full);
    return true;
}

/* PROGRAM may be BUILD/apps/bearshim, BUILD/apps/.libs/bearshim, or PREFIX/bin/bearshim. */
static bool beside_program(char *out, size_t cap) {
    static const char *const places[] = { "/../.libs", "/../../.libs", "/../lib/bearshim", "/../lib64/bearshim" };
    char self[PATH_MAX], dir[PATH_MAX + 64];
    ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
    if (n <= 0) {
        return false;
    }
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        snprintf(dir, sizeof(dir), "%s%s", self, places[i]);
        if (try(dir, out, cap)) {
            return true;
        }
    }
    return false;
}

bool app_libdir_find(const char *wanted, char *out, size_t cap) {
    const char *env = getenv("BEARSHIM_LIBDIR");
    if (wanted == NULL && env != NULL && *env != '\0') {
        wanted = env;
    }
    if (wanted != NULL) {
        return try(wanted, out, cap);
    }
    return beside_program(out, cap) || try(APP_PKGLIBDIR, out, cap);
}
