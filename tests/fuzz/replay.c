/* Runs a fuzz target over files, or over all files of directories, in a build without libFuzzer: so that `make check`
 * replays the corpus. Each input goes in as an exact allocation, so that sanitizers and valgrind see its end. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path, size_t size) {
    FILE *f = fopen(path, "rb");
    uint8_t *data = (uint8_t *)malloc(size ? size : 1);
    int ok = f && data && fread(data, 1, size, f) == size;
    if (ok) LLVMFuzzerTestOneInput(data, size);
    if (!ok) fprintf(stderr, "%s: cannot be read\n", path);
    if (f) fclose(f);
    free(data);
    return ok ? 0 : -1;
}

static int replay(const char *path, size_t *count);

static int replay_dir(const char *path, size_t *count) {
    DIR *d = opendir(path);
    struct dirent *e;
    int r = d ? 0 : -1;
    while (r == 0 && (e = readdir(d)) != NULL) {
        char name[4096];
        if (e->d_name[0] == '.') continue;
        int n = snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        r = n > 0 && (size_t)n < sizeof name ? replay(name, count) : -1;
    }
    if (d) closedir(d);
    return r;
}

static int replay(const char *path, size_t *count) {
    struct stat st;
    if (stat(path, &st) != 0) {
        fprintf(stderr, "%s: no such file\n", path);
        return -1;
    }
    if (S_ISDIR(st.st_mode)) return replay_dir(path, count);
    ++*count;
    return replay_file(path, (size_t)st.st_size);
}

int main(int argc, char **argv) {
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        if (replay(argv[i], &count) != 0) return 1;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    printf("%zu inputs replayed\n", count);
    return count == 0; /* a corpus that is not found is a failure */
}
