/*
 * Walk the files that the loader would map for a program, and tell for each name they import from libssl or libcrypto
 * whether our libraries provide it, refuse it, or lack it.
 */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/commands.h"
#include "apps/elf_image.h"
#include "apps/libdir.h"
#include "apps/options.h"

#define MAX_FILES 1024
#define CANNOT_READ 2

struct check {
    bool all;
    const char *libdir;
    struct app_elf *ssl, *crypto;                 /* ours                        */
    struct app_elf *files[MAX_FILES];             /* seen, in the order found    */
    size_t parents[MAX_FILES];                    /* who needs it; itself: a root */
    size_t num_files;
    size_t provided, refused, absent, others, missing;
};

#define AT(field) offsetof(struct check, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Options", 0 },
    { "all", APP_OPT_SET, AT(all), NULL, "List the names provided, too", 0 },
    { "libdir", APP_OPT_STRING, AT(libdir), "DIR", "Where our libssl.so.3 and libcrypto.so.3 are", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { NULL, 0 } };
static const struct app_opt_command command = {
    "check", "[options] PROGRAM|LIBRARY...", "Tell whether a program can run on bearshim's libraries.", groups,
    "Exit status: 0 if nothing is absent, 1 if something is (or for wrong arguments), 2 if a file cannot be read.\n"
    "Names that are refused exist, and fail with an error that says why. What a program loads while it runs (plugins)\n"
    "is not seen: name those files as well.\n"
};

/* --- names ----------------------------------------------------------------- */

static const struct { const char *name, *reason; } refusals[] = {
#define REFUSED(lib, ret, name, args, value, reason) { #name, reason },
#include "compat/refused.def"
#undef REFUSED
    { NULL, NULL }
};

static const char *refusal(const char *name) {
    for (size_t i = 0; refusals[i].name != NULL; i++) {
        if (strcmp(refusals[i].name, name) == 0) {
            return refusals[i].reason;
        }
    }
    return NULL;
}

/* libssl.so.3 -> 3, libcrypto.so.1.1 -> 1.1; NULL for every other library. */
static const char *openssl_abi(const char *soname) {
    static const char *const stems[] = { "libssl.so.", "libcrypto.so." };
    for (size_t i = 0; i < 2; i++) {
        if (strncmp(soname, stems[i], strlen(stems[i])) == 0) {
            return soname + strlen(stems[i]);
        }
    }
    return NULL;
}

static bool is_ours(const char *soname) {
    const char *abi = openssl_abi(soname);
    return abi != NULL && strcmp(abi, "3") == 0;
}

/* --- one file -------------------------------------------------------------- */

struct counts { size_t provided, refused, absent; };

static void judge_name(struct check *c, const struct app_symbol *s, struct counts *n) {
    const struct app_elf *lib = strncmp(s->library, "libssl", 6) == 0 ? c->ssl : c->crypto;
    const struct app_symbol *have = app_symbols_find(&lib->exports, s->name, s->version);
    const char *reason = have != NULL ? refusal(s->name) : NULL;
    if (have != NULL && reason == NULL) {
        n->provided++;
        if (c->all) {
            printf("    provided  %s@%s\n", s->name, s->version);
        }
        return;
    }
    if (have != NULL) {
        n->refused++;
        printf("    refused   %s@%s: %s\n", s->name, s->version, reason);
        return;
    }
    const struct app_symbol *elsewhere = app_symbols_find(&lib->exports, s->name, NULL);
    n->absent += !s->weak;
    printf("    absent    %s@%s%s%s%s\n", s->name, s->version, s->weak ? " (weak: starts without it)" : "",
           elsewhere != NULL ? ", here " : "", elsewhere != NULL ? elsewhere->version : "");
}

static void report_file(struct check *c, const struct app_elf *e) {
    struct counts n = { 0, 0, 0 };
    bool named = false;
    for (size_t i = 0; i < e->imports.num; i++) {
        const struct app_symbol *s = &e->imports.list[i];
        const char *abi = openssl_abi(s->library);
        if (abi == NULL) {
            continue;
        }
        if (!named) {
            printf("%s\n", e->path);
            named = true;
        }
        if (is_ours(s->library)) {
            judge_name(c, s, &n);
        } else {
            c->others++;
            if (c->all) {
                printf("    other ABI %s@%s of %s\n", s->name, s->version, s->library);
            }
        }
    }
    for (size_t i = 0; i < e->num_needed; i++) {
        const char *abi = openssl_abi(e->needed[i]);
        if (abi != NULL && strcmp(abi, "3") != 0) {
            printf("%s%s    needs     %s, of OpenSSL's ABI %s, which is not provided\n", named ? "" : e->path,
                   named ? "" : "\n", e->needed[i], abi);
            named = true;
        }
    }
    if (n.provided + n.refused + n.absent > 0) {
        printf("    %zu provided, %zu refused, %zu absent\n", n.provided, n.refused, n.absent);
    }
    c->provided += n.provided;
    c->refused += n.refused;
    c->absent += n.absent;
}

/* --- the walk -------------------------------------------------------------- */

static bool seen(const struct check *c, const char *path) {
    for (size_t i = 0; i < c->num_files; i++) {
        if (strcmp(c->files[i]->path, path) == 0) {
            return true;
        }
    }
    return false;
}

/* Add a file unless it is there; false when it cannot be read. */
static bool add_file(struct check *c, const char *path, size_t parent) {
    char full[PATH_MAX];
    const char *error;
    if (realpath(path, full) == NULL) {
        app_error("check", "%s: no such file", path);
        return false;
    }
    if (seen(c, full)) {
        return true;
    }
    struct app_elf *e = c->num_files < MAX_FILES ? app_elf_read(full, &error) : NULL;
    if (e == NULL) {
        app_error("check", "%s: %s", full, c->num_files < MAX_FILES ? error : "too many libraries");
        return false;
    }
    app_symbols_sort(&e->imports);
    c->parents[c->num_files] = parent == SIZE_MAX ? c->num_files : parent;
    c->files[c->num_files++] = e;
    return true;
}

/* DT_RPATH of a file counts for what its libraries need, too. */
static void collect_rpaths(const struct check *c, size_t of, const char **out, size_t cap) {
    size_t n = 0;
    for (size_t i = of; c->parents[i] != i && n + 1 < cap;) {
        i = c->parents[i];
        if (c->files[i]->rpath != NULL && c->files[i]->runpath == NULL) {
            out[n++] = c->files[i]->rpath;
        }
    }
    out[n] = NULL;
}

static bool walk(struct check *c) {
    bool ok = true;
    for (size_t i = 0; i < c->num_files; i++) { /* grows as it goes */
        const struct app_elf *e = c->files[i];
        const char *rpaths[16];
        collect_rpaths(c, i, rpaths, 16);
        for (size_t k = 0; k < e->num_needed; k++) {
            if (openssl_abi(e->needed[k]) != NULL) {
                continue; /* what we stand in for */
            }
            char *file = app_elf_search(e->needed[k], e, rpaths);
            if (file == NULL) {
                printf("%s\n    missing   library %s\n", e->path, e->needed[k]);
                c->missing++;
                continue;
            }
            ok = add_file(c, file, i) && ok;
            free(file);
        }
    }
    return ok;
}

/* --- the command ----------------------------------------------------------- */

static bool load_ours(struct check *c) {
    char dir[PATH_MAX], file[PATH_MAX + 32];
    const char *error;
    if (!app_libdir_find(c->libdir, dir, sizeof(dir))) {
        app_error("check", "bearshim's libssl.so.3 and libcrypto.so.3 are not in %s (name their directory with "
                           "-libdir)", dir);
        return false;
    }
    snprintf(file, sizeof(file), "%s/libssl.so.3", dir);
    if ((c->ssl = app_elf_read(file, &error)) != NULL) {
        snprintf(file, sizeof(file), "%s/libcrypto.so.3", dir);
        c->crypto = app_elf_read(file, &error);
    }
    if (c->crypto == NULL) {
        app_error("check", "%s: %s", file, error);
        return false;
    }
    app_symbols_sort(&c->ssl->exports);
    app_symbols_sort(&c->crypto->exports);
    return true;
}

static bool add_argument(struct check *c, const char *name) {
    const char *path = getenv("PATH");
    if (strchr(name, '/') != NULL || access(name, R_OK) == 0 || path == NULL) {
        return add_file(c, name, SIZE_MAX);
    }
    for (;;) {
        char file[PATH_MAX];
        size_t n = strcspn(path, ":");
        snprintf(file, sizeof(file), "%.*s/%s", (int)n, path, name);
        if (access(file, X_OK) == 0) {
            return add_file(c, file, SIZE_MAX);
        }
        if (path[n] == '\0') {
            app_error("check", "%s: not found in PATH", name);
            return false;
        }
        path += n + 1;
    }
}

static int verdict(const struct check *c) {
    bool uses_other = false;
    for (size_t i = 0; i < c->num_files; i++) {
        for (size_t k = 0; k < c->files[i]->num_needed; k++) {
            const char *abi = openssl_abi(c->files[i]->needed[k]);
            uses_other = uses_other || (abi != NULL && strcmp(abi, "3") != 0);
        }
    }
    bool good = c->absent == 0 && c->missing == 0 && !uses_other;
    printf("Verdict: %s: %zu provided, %zu refused, %zu absent", good ? "runs" : "does not run", c->provided,
           c->refused, c->absent);
    if (uses_other) {
        printf(", and it needs another ABI of OpenSSL (%zu names)", c->others);
    }
    if (c->missing > 0) {
        printf(", %zu libraries not found", c->missing);
    }
    printf("%s\n", good && c->provided + c->refused == 0 ? " (it does not use OpenSSL)" : "");
    return good ? 0 : 1;
}

static int check_all(struct check *c, int num, char **names) {
    bool ok = true;
    if (!load_ours(c)) {
        return CANNOT_READ;
    }
    for (int i = 0; i < num; i++) {
        ok = add_argument(c, names[i]) && ok;
    }
    if (!ok || !walk(c)) {
        return CANNOT_READ;
    }
    for (size_t i = 0; i < c->num_files; i++) {
        report_file(c, c->files[i]);
    }
    return verdict(c);
}

int app_check(int argc, char **argv) {
    int rest;
    struct check *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        return app_error("check", "out of memory");
    }
    enum app_opt_result r = app_opt_parse(&command, argc, argv, c, &rest);
    int status = r == APP_OPT_BAD;
    if (r == APP_OPT_OK) {
        status = rest == argc ? app_usage_error("check", "no program given") : check_all(c, argc - rest, argv + rest);
    }
    for (size_t i = 0; i < c->num_files; i++) {
        app_elf_free(c->files[i]);
    }
    app_elf_free(c->ssl);
    app_elf_free(c->crypto);
    free(c);
    return status;
}
