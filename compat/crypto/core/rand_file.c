/* Seed files: of use to no generator that the kernel seeds, but programs read and write them. */
#include <openssl/err.h>
#include <openssl/rand.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/crypto/core/paths.h"
#include "compat/crypto/core/raise.h"
#include "src/base/secret.h"

#define FILE_BYTES 1024  /* what RAND_write_file() writes */
#define DEVICE_BYTES 256 /* what is read of a device when all of it was asked for */

int RAND_load_file(const char *file, long bytes) {
    if (bytes == 0) return 0;
    FILE *in = fopen(file, "rb");
    if (in == NULL) {
        BS_RAISE_DATA(ERR_LIB_RAND, RAND_R_CANNOT_OPEN_FILE, "Filename=%s", file);
        return -1;
    }
    struct stat st;
    if (fstat(fileno(in), &st) < 0) {
        BS_RAISE_DATA(ERR_LIB_RAND, RAND_R_INTERNAL_ERROR, "Filename=%s", file);
        fclose(in);
        return -1;
    }
    if (bytes < 0) bytes = S_ISREG(st.st_mode) ? (long)st.st_size : DEVICE_BYTES;
    unsigned char buf[FILE_BYTES];
    int total = 0;
    while (bytes > 0) {
        size_t want = bytes < (long)sizeof(buf) ? (size_t)bytes : sizeof(buf);
        size_t got = fread(buf, 1, want, in);
        if (got == 0) {
            if (ferror(in) && errno == EINTR) {
                clearerr(in);
                continue;
            }
            break;
        }
        RAND_add(buf, (int)got, (double)got);
        total += (int)got;
        bytes -= (long)got;
    }
    bs_wipe(buf, sizeof(buf));
    fclose(in);
    return total;
}

int RAND_write_file(const char *file) {
    struct stat st;
    if (stat(file, &st) >= 0 && !S_ISREG(st.st_mode)) {
        BS_RAISE_DATA(ERR_LIB_RAND, RAND_R_NOT_A_REGULAR_FILE, "Filename=%s", file);
        return -1;
    }
    unsigned char buf[FILE_BYTES];
    if (RAND_priv_bytes(buf, sizeof(buf)) != 1) return -1;
    int fd = open(file, O_WRONLY | O_CREAT, 0600); /* not cut: the old seed goes only as the new one arrives */
    FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");
    if (out == NULL) {
        if (fd >= 0) close(fd);
        bs_wipe(buf, sizeof(buf));
        BS_RAISE_DATA(ERR_LIB_RAND, RAND_R_CANNOT_OPEN_FILE, "Filename=%s", file);
        return -1;
    }
    (void)chmod(file, 0600);
    int n = (int)fwrite(buf, 1, sizeof(buf), out);
    if (fclose(out) != 0) n = -1;
    bs_wipe(buf, sizeof(buf));
    return n;
}

const char *RAND_file_name(char *buf, size_t num) {
    const char *name = bs_getenv_safe("RANDFILE");
    if (name != NULL && *name != '\0') {
        if (strlen(name) + 1 >= num) return NULL;
        memcpy(buf, name, strlen(name) + 1);
        return buf;
    }
    const char *home = bs_getenv_safe("HOME");
    if (home == NULL || *home == '\0' || strlen(home) + sizeof("/.rnd") >= num) return NULL;
    snprintf(buf, num, "%s/.rnd", home);
    return buf;
}
