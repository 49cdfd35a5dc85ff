/* Where the loader looks, in its order: DT_RPATH, LD_LIBRARY_PATH, DT_RUNPATH, the cache, the default directories. */
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/elf_image.h"

/* Of the same class and machine as the file that needs it; the loader passes over others. */
static char *fitting(const char *file, const struct app_elf *of) {
    uint8_t head[20];
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    ssize_t n = read(fd, head, sizeof(head));
    close(fd);
    if (n != (ssize_t)sizeof(head) || memcmp(head, "\177ELF", 4) != 0 || head[4] != of->elf_class) {
        return NULL;
    }
    int machine = head[5] == 2 ? head[18] << 8 | head[19] : head[19] << 8 | head[18];
    return machine == of->machine ? strdup(file) : NULL;
}

static char *in_directory(const char *dir, size_t len, const char *name, const struct app_elf *of) {
    char file[PATH_MAX];
    if (len == 0) {
        dir = ".";
        len = 1;
    }
    int n = snprintf(file, sizeof(file), "%.*s/%s", (int)len, dir, name);
    return n > 0 && (size_t)n < sizeof(file) ? fitting(file, of) : NULL;
}

/* $ORIGIN (or ${ORIGIN}) is the directory of the file that holds the path. */
static bool expand(const char *dir, size_t len, const char *holder, char *out, size_t cap) {
    size_t at = 0;
    const char *slash = strrchr(holder, '/');
    for (size_t i = 0; i < len;) {
        size_t skip = len - i >= 7 && strncmp(dir + i, "$ORIGIN", 7) == 0    ? 7
                    : len - i >= 9 && strncmp(dir + i, "${ORIGIN}", 9) == 0 ? 9
                                                                              : 0;
        if (skip > 0) {
            int n = snprintf(out + at, cap - at, "%.*s", slash != NULL ? (int)(slash - holder) : 1,
                             slash != NULL ? holder : ".");
            if (n < 0 || (size_t)n >= cap - at) {
                return false;
            }
            at += (size_t)n;
            i += skip;
        } else {
            if (at + 1 >= cap) {
                return false;
            }
            out[at++] = dir[i++];
        }
    }
    out[at] = '\0';
    return true;
}

static char *in_path(const char *path, const char *separators, const char *name, const struct app_elf *of) {
    while (path != NULL && *path != '\0') {
        char dir[PATH_MAX];
        size_t n = strcspn(path, separators);
        if (expand(path, n, of->path, dir, sizeof(dir))) {
            char *found = in_directory(dir, strlen(dir), name, of);
            if (found != NULL) {
                return found;
            }
        }
        path += n;
        path += *path != '\0';
    }
    return NULL;
}

/* --- /etc/ld.so.cache, glibc's format 1.1 ---------------------------------- */

#define CACHE_MAGIC "glibc-ld.so.cache1.1"
#define CACHE_HEADER 48
#define CACHE_ENTRY 24

static uint32_t word(const uint8_t *p) {
    uint32_t v;
    memcpy(&v, p, 4); /* in the machine's byte order */
    return v;
}

/* A text at an offset of the cache; NULL if it would leave it. */
static const char *cache_text(const uint8_t *cache, size_t len, uint32_t at) {
    return at < len && memchr(cache + at, '\0', len - at) != NULL ? (const char *)cache + at : NULL;
}

static char *search_cache(const uint8_t *cache, size_t len, const char *name, const struct app_elf *of) {
    size_t magic = strlen(CACHE_MAGIC);
    if (len < CACHE_HEADER || memcmp(cache, CACHE_MAGIC, magic) != 0) {
        return NULL;
    }
    uint32_t num = word(cache + magic);
    for (size_t i = 0; i < num && CACHE_HEADER + (i + 1) * CACHE_ENTRY <= len; i++) {
        const uint8_t *entry = cache + CACHE_HEADER + i * CACHE_ENTRY;
        const char *key = cache_text(cache, len, word(entry + 4));
        const char *file = cache_text(cache, len, word(entry + 8));
        if (key != NULL && file != NULL && strcmp(key, name) == 0) {
            char *found = fitting(file, of);
            if (found != NULL) {
                return found;
            }
        }
    }
    return NULL;
}

static char *in_cache(const char *name, const struct app_elf *of) {
    struct stat st;
    char *found = NULL;
    int fd = open("/etc/ld.so.cache", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    if (fstat(fd, &st) == 0 && st.st_size > 0) {
        size_t len = (size_t)st.st_size;
        void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map != MAP_FAILED) {
            found = search_cache(map, len, name, of);
            munmap(map, len);
        }
    }
    close(fd);
    return found;
}

char *app_elf_search(const char *name, const struct app_elf *of, const char *const *rpaths) {
    static const char defaults[] = "/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu:/lib64:/usr/lib64:/lib:/usr/lib";
    char *found = NULL;
    if (strchr(name, '/') != NULL) {
        return fitting(name, of);
    }
    if (of->runpath == NULL) { /* ld.so(8): DT_RPATH is ignored where there is a DT_RUNPATH */
        found = in_path(of->rpath, ":", name, of);
        for (; found == NULL && *rpaths != NULL; rpaths++) {
            found = in_path(*rpaths, ":", name, of);
        }
    }
    if (found == NULL) {
        found = in_path(getenv("LD_LIBRARY_PATH"), ":;", name, of);
    }
    if (found == NULL) {
        found = in_path(of->runpath, ":", name, of);
    }
    if (found == NULL) {
        found = in_cache(name, of);
    }
    return found != NULL ? found : in_path(defaults, ":", name, of);
}
