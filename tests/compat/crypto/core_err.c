#include <criterion/criterion.h>
#include <openssl/dsa.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/crypto/core/raise.h"

static void fail_here(void) { BS_RAISE_DATA(ERR_LIB_SSL, 134, "depth=%d", 2); }

Test(core_err, a_raised_error_says_what_and_where) {
    const char *file, *func, *data;
    int line, flags;
    char text[128];
    fail_here();
    unsigned long e = ERR_get_error_all(&file, &line, &func, &data, &flags);
    ERR_error_string_n(e, text, sizeof(text));
    cr_expect_str_eq(text, "error:0A000086:SSL routines::certificate verify failed");
    cr_expect_str_eq(func, "fail_here");
    cr_expect_str_eq(data, "depth=2");
    cr_expect(strstr(file, "core_err.c") != NULL && line > 0);
    cr_expect_eq(ERR_peek_error(), 0);
}

Test(core_rand, a_forked_child_gets_bytes_of_its_own) {
    unsigned char mine[32], theirs[32];
    int fds[2];
    cr_assert_eq(RAND_bytes(mine, 1), 1);
    cr_assert_eq(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        RAND_bytes(theirs, sizeof(theirs));
        _exit(write(fds[1], theirs, sizeof(theirs)) == sizeof(theirs) ? 0 : 1);
    }
    cr_assert_eq(RAND_bytes(mine, sizeof(mine)), 1);
    cr_assert_eq(read(fds[0], theirs, sizeof(theirs)), sizeof(theirs));
    waitpid(pid, NULL, 0);
    cr_expect_neq(memcmp(mine, theirs, sizeof(mine)), 0);
}

Test(core_rand, every_length_is_filled) {
    static unsigned char buf[3000000];
    const size_t lens[] = { 1, 31, 991, 992, 993, 5000, 3000000 };
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        memset(buf, 0, sizeof(buf));
        cr_assert_eq(RAND_bytes(buf, (int)lens[i]), 1);
        size_t zeros = 0, at = 0;
        for (; at < lens[i]; at++) zeros += buf[at] == 0;
        cr_expect_lt(zeros, lens[i] / 100 + 8);
        cr_expect(lens[i] == sizeof(buf) || buf[lens[i]] == 0, "nothing beyond %zu", lens[i]);
    }
}

Test(core_refused, a_refused_function_fails_and_says_why) {
    const char *data;
    int flags;
    ERR_clear_error();
    cr_expect_null(DSA_new());
    unsigned long e = ERR_get_error_line_data(NULL, NULL, &data, &flags);
    cr_expect_eq(ERR_GET_LIB(e), ERR_LIB_DSA);
    cr_expect_eq(ERR_GET_REASON(e), ERR_R_DISABLED);
    cr_expect_str_eq(data, "DSA_new: DSA is not supported");
    DSA_free(NULL);
    cr_expect_null(ENGINE_get_first());
    cr_expect_null(ENGINE_by_id("pkcs11"));
    cr_expect_eq(ERR_GET_REASON(ERR_get_error()), ENGINE_R_NO_SUCH_ENGINE);
}
