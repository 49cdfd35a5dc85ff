/* BIO methods of a program's own, callbacks, data, dumps, printing, and the parts of pairs that programs rarely ask for. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

static int gets_(BIO *b, char *buf, int n) { (void)b; snprintf(buf, (size_t)n, "gets"); return 4; }
static int puts_(BIO *b, const char *s) { printf(" puts(%s)", s); BIO_clear_retry_flags(b); return (int)strlen(s); }
static int read_ex(BIO *b, char *out, size_t n, size_t *got) {
    BIO_set_retry_special(b);
    BIO_set_retry_reason(b, BIO_RR_CONNECT);
    if (BIO_get_data(b) == NULL || n < 3) return 0;
    memcpy(out, "abc", 3);
    *got = 3;
    return 1;
}
static int write_ex(BIO *b, const char *in, size_t n, size_t *done) {
    printf(" write(%.*s)", (int)n, in);
    *done = n / 2;
    return BIO_get_data(b) != NULL;
}
static long ctrl_(BIO *b, int cmd, long larg, void *parg) {
    (void)b;
    printf(" ctrl(%d %ld)", cmd, larg);
    if (parg && cmd == 1001) *(char **)parg = "from ctrl";
    return cmd == 1002 ? -2 : larg;
}
static long callback_ctrl_(BIO *b, int cmd, BIO_info_cb *f) { (void)b; printf(" callback_ctrl(%d %d)", cmd, f != NULL); return 5; }
static int create(BIO *b) { BIO_set_init(b, 1); return 1; }
static int destroy(BIO *b) { printf("destroy %d\n", BIO_get_shutdown(b)); return 1; }
static int info(BIO *b, int state, int res) { (void)b, (void)state, (void)res; return 1; }

static void methods(void) {
    BIO_METHOD *m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "twin");
    BIO *b = BIO_new_ex(NULL, m);
    char buf[16] = "";
    size_t n = 9;
    SHOWP(b);
    if (b) BIO_set_init(b, 0);
    SHOW(BIO_read(b, buf, 5));
    SHOW(BIO_write(b, "x", 1));
    SHOW(BIO_puts(b, "x"));
    SHOW(BIO_gets(b, buf, 5));
    SHOW(BIO_ctrl(b, 1, 2, NULL));
    SHOW(BIO_callback_ctrl(b, BIO_CTRL_SET_CALLBACK, info));
    BIO_free(b);
    SHOW(BIO_meth_set_create(m, create) && BIO_meth_set_destroy(m, destroy));
    SHOW(BIO_meth_set_gets(m, gets_) && BIO_meth_set_puts(m, puts_));
    SHOW(BIO_meth_set_read_ex(m, read_ex) && BIO_meth_set_write_ex(m, write_ex));
    SHOW(BIO_meth_set_ctrl(m, ctrl_) && BIO_meth_set_callback_ctrl(m, callback_ctrl_));
    SHOW(BIO_meth_get_create(m) == create && BIO_meth_get_destroy(m) == destroy);
    SHOW(BIO_meth_get_gets(m) == gets_ && BIO_meth_get_puts(m) == puts_);
    SHOW(BIO_meth_get_read_ex(m) == read_ex && BIO_meth_get_write_ex(m) == write_ex);
    SHOW(BIO_meth_get_ctrl(m) == ctrl_ && BIO_meth_get_callback_ctrl(m) == callback_ctrl_);
    SHOWP(BIO_meth_get_read(m));
    SHOWP(BIO_meth_get_write(m));
    b = BIO_new(m);
    SHOW(BIO_get_shutdown(b));
    BIO_set_shutdown(b, 0);
    SHOW(BIO_get_shutdown(b));
    SHOWP(BIO_get_data(b));
    SHOW(BIO_read(b, buf, 5));
    SHOW(BIO_get_retry_reason(b));
    SHOW(BIO_should_io_special(b) != 0);
    BIO_set_retry_reason(b, BIO_RR_ACCEPT);
    SHOW(BIO_get_retry_reason(b));
    int reason = 0;
    SHOW(BIO_get_retry_BIO(b, &reason) == b);
    SHOW(reason);
    BIO_clear_flags(b, BIO_FLAGS_IO_SPECIAL);
    SHOW(BIO_test_flags(b, ~0));
    BIO_set_data(b, buf);
    SHOW(BIO_get_data(b) == buf);
    SHOW(BIO_read(b, buf, 5));
    SHOW(BIO_read_ex(b, buf, 2, &n));
    SHOW(BIO_write(b, "abcdef", 6));
    SHOW(BIO_write_ex(b, "abcdef", 6, &n));
    SHOW(BIO_puts(b, "string"));
    SHOW(BIO_gets(b, buf, sizeof buf));
    SHOWS(BIO_ptr_ctrl(b, 1001, 3));
    SHOWP(BIO_ptr_ctrl(b, 1000, 3));
    SHOWP(BIO_ptr_ctrl(b, 1001, 0));
    SHOW(BIO_int_ctrl(b, 1003, 6, 7));
    SHOW(BIO_ctrl(b, 1002, 1, NULL));
    SHOW(BIO_callback_ctrl(b, BIO_CTRL_SET_CALLBACK, info));
    SHOW(BIO_callback_ctrl(b, 1, info));
    SHOW(BIO_callback_ctrl(NULL, 1, info));
    SHOW(BIO_set_ex_data(b, BIO_get_ex_new_index(0, NULL, NULL, NULL, NULL), buf));
    SHOW(BIO_get_ex_data(b, 0) == buf || BIO_get_ex_data(b, 1) == buf);
    SHOWP(BIO_get_ex_data(b, 99));
    BIO *mem = BIO_new(BIO_s_mem());
    BIO_set_next(b, mem);
    SHOW(BIO_next(b) == mem);
    BIO_set_retry_read(mem);
    BIO_copy_next_retry(b);
    SHOW(BIO_should_read(b) != 0);
    BIO_set_next(b, NULL);
    BIO_vfree(mem);
    BIO_vfree(b);
    BIO_vfree(NULL);
    BIO_meth_free(m);
}

static long old_callback(BIO *b, int oper, const char *argp, int argi, long argl, long ret) {
    (void)argp;
    printf(" old(%x %d %ld %ld %s)", oper, argi, argl, ret, BIO_get_callback_arg(b) ? "arg" : "-");
    return oper == BIO_CB_PUTS ? -7 : ret;
}
static long new_callback(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, int ret, size_t *done) {
    (void)argp;
    printf(" new(%x %zu %d %ld %d %s)", oper, len, argi, argl, ret, BIO_get_callback_arg(b) ? "arg" : "-");
    if (done && oper == (BIO_CB_WRITE | BIO_CB_RETURN)) *done = 1;
    return oper == BIO_CB_GETS ? -3 : ret;
}

static void callbacks(void) {
    char buf[8];
    BIO *b = BIO_new(BIO_s_mem());
    SHOWP(BIO_get_callback(b));
    SHOWP(BIO_get_callback_ex(b));
    BIO_set_callback(b, old_callback);
    SHOW(BIO_get_callback(b) == old_callback);
    SHOW(BIO_write(b, "abc", 3));
    BIO_set_callback_arg(b, (char *)b);
    SHOW(BIO_get_callback_arg(b) == (char *)b);
    SHOW(BIO_read(b, buf, 2));
    SHOW(BIO_read(b, buf, 8));
    SHOW(BIO_read(b, buf, 8));
    SHOW(BIO_puts(b, "refused"));
    SHOW(BIO_pending(b));
    BIO_set_callback_ex(b, new_callback);
    SHOW(BIO_get_callback_ex(b) == new_callback);
    SHOW(BIO_write(b, "abc", 3));
    SHOW(BIO_gets(b, buf, 8));
    SHOW(BIO_puts(b, "xy"));
    SHOW(BIO_read(b, buf, 8));
    SHOW(BIO_read(b, buf, 8));
    SHOW(BIO_callback_ctrl(b, BIO_CTRL_SET_CALLBACK, info));
    BIO_set_callback_ex(b, NULL);
    BIO_set_callback(b, NULL);
    SHOW(BIO_free(b));
    /* The library's own callback, into a BIO; its address differs from run to run. */
    BIO *log = BIO_new(BIO_s_mem());
    for (int k = 0; k < 2; k++) {
        b = BIO_new(BIO_s_mem());
        BIO_set_callback_arg(b, (char *)log);
        if (k) BIO_set_callback_ex(b, BIO_debug_callback_ex);
        else BIO_set_callback(b, BIO_debug_callback);
        BIO_write(b, "abc", 3);
        BIO_read(b, buf, 2);
        BIO_puts(b, "de");
        BIO_gets(b, buf, 8);
        BIO_read(b, buf, 2);
        BIO_ctrl(b, BIO_CTRL_PENDING, 0, NULL);
        BIO_free(b);
        while (BIO_pending(log)) {
            char line[256];
            if (BIO_gets(log, line, sizeof line) <= 0) break;
            char *at = strchr(line, ':');
            printf("debug%s", at ? at : line);
        }
    }
    BIO_free(log);
    errors();
}

static int to_stdout(const void *data, size_t len, void *u) {
    (*(int *)u)++;
    return (int)fwrite(data, 1, len, stdout);
}
static int stop(const void *data, size_t len, void *u) { (void)data, (void)len, (void)u; return -1; }

static void dumps(void) {
    char data[70];
    int calls = 0;
    for (int i = 0; i < 70; i++) data[i] = (char)(i * 7 - 3);
    for (int indent = -1; indent < 70; indent += 23) {
        for (int len = 0; len < 70; len += 23) SHOW(BIO_dump_indent_cb(to_stdout, &calls, data, len, indent));
    }
    SHOW(BIO_dump_cb(to_stdout, &calls, data, 20));
    SHOW(BIO_dump_cb(to_stdout, &calls, "abc\0\0\0   ", 9));
    SHOW(BIO_dump_cb(stop, &calls, data, 40));
    SHOW(calls);
    FILE *f = fopen("dump.txt", "w+");
    SHOW(BIO_dump_fp(f, data, 30));
    SHOW(BIO_dump_indent_fp(f, data, 30, 4));
    rewind(f);
    char line[200];
    while (fgets(line, sizeof line, f)) fputs(line, stdout);
    fclose(f);
    remove("dump.txt");
}

static int vprint(BIO *b, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    int r = BIO_vprintf(b, format, ap);
    va_end(ap);
    return r;
}
static int vsn(char *out, size_t n, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    int r = BIO_vsnprintf(out, n, format, ap);
    va_end(ap);
    return r;
}

static void printing(void) {
    BIO *b = BIO_new(BIO_s_mem());
    char buf[12];
    SHOW(vprint(b, "%s-%05d-%-4x|%+ld|%c|%%|%#o|%5.2f", "s", 42, 0xbeef, -7L, 'c', 8, 3.14159));
    text("printed", b);
    SHOW(vprint(b, "%600d", 1));
    SHOW(BIO_pending(b));
    (void)BIO_reset(b);
    SHOW(vsn(buf, sizeof buf, "%s", "short"));
    SHOWS(buf);
    SHOW(vsn(buf, sizeof buf, "%s", "exactly 11."));
    SHOWS(buf);
    SHOW(vsn(buf, sizeof buf, "%s", "more than fits into it"));
    SHOWS(buf);
    BIO_free(b);
}

static void pairs_and_sockets(void) {
    BIO *a = BIO_new(BIO_s_bio()), *b = BIO_new(BIO_s_bio());
    char buf[30];
    SHOW(BIO_write(a, "early", 5));
    SHOW(BIO_set_write_buf_size(a, 10));
    SHOW(BIO_make_bio_pair(a, b));
    SHOW(BIO_get_write_guarantee(a));
    SHOW(BIO_read(a, buf, 20));
    SHOW(BIO_get_read_request(b));
    SHOW(BIO_ctrl_reset_read_request(b));
    SHOW(BIO_get_read_request(b));
    SHOW(BIO_ctrl_reset_read_request(a));
    SHOW(BIO_write(a, "0123456789abc", 13));
    SHOW(BIO_read(b, buf, 30));
    SHOW(BIO_destroy_bio_pair(a));
    SHOW(BIO_read(b, buf, 30));
    BIO_free(a);
    BIO_free(b);
    BIO *secure = BIO_new(BIO_s_secmem());
    SHOW(BIO_write(secure, "secret", 6));
    SHOW(BIO_read(secure, buf, 30));
    SHOWS(BIO_method_name(secure));
    SHOW(BIO_method_type(secure));
    BIO_free(secure);
    int fd[2];
    SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, fd));
    SHOW(BIO_sock_init());
    SHOW(BIO_closesocket(fd[0]));
    SHOW(BIO_closesocket(fd[1]));
    SHOW(BIO_closesocket(-1));
}

int main(void) {
    methods();
    callbacks();
    dumps();
    printing();
    pairs_and_sockets();
    return 0;
}
