/* File, descriptor, socket, pair and buffer BIOs. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void errs(void) {
    unsigned long e;
    const char *data;
    int flags;
    while ((e = ERR_get_error_line_data(NULL, NULL, &data, &flags)) != 0) printf("   error %08lx %s\n", e, data);
}
static void state(const char *what, BIO *b) {
    printf("%s: pending %zu wpending %zu eof %d flags %x init %d read %lu written %lu\n", what, BIO_ctrl_pending(b),
           BIO_ctrl_wpending(b), BIO_eof(b) != 0, (unsigned)BIO_test_flags(b, -1), BIO_get_init(b),
           (unsigned long)BIO_number_read(b), (unsigned long)BIO_number_written(b));
    errs();
}

static void files(void) {
    char buf[100];
    printf("no file %p\n", (void *)BIO_new_file("/nonexistent/x", "r"));
    errs();
    printf("is a dir %p\n", (void *)BIO_new_file("/tmp", "w"));
    errs();
    BIO *b = BIO_new_file("file.txt", "w");
    printf("%s write %d puts %d tell %ld\n", BIO_method_name(b), BIO_write(b, "abc\ndef\n", 8), BIO_puts(b, "last"),
        (long)BIO_tell(b));
    printf("flush %ld close %ld read %d\n", (long)BIO_flush(b), (long)BIO_get_close(b), BIO_read(b, buf, 3));
    errs();
    BIO_free(b);
    b = BIO_new_file("file.txt", "rb");
    int n;
    printf("gets %d", BIO_gets(b, buf, 100));
    printf(" [%s] gets %d", buf, n = BIO_gets(b, buf, 3));
    printf(" [%s]\n", buf);
    printf("seek %d read %d eof %d", BIO_seek(b, 1), BIO_read(b, buf, 100), BIO_eof(b) != 0);
    printf(" read %d gets %d reset %d read %d\n", BIO_read(b, buf, 4), BIO_gets(b, buf, 4), BIO_reset(b), BIO_read(b, buf, 4));
    state("file", b);
    FILE *fp = NULL;
    printf("fp %ld %d\n", (long)BIO_get_fp(b, &fp), fp != NULL);
    printf("read_filename %d", BIO_read_filename(b, "none.txt"));
    errs();
    printf("append %d %d\n", BIO_append_filename(b, "file.txt"), BIO_puts(b, "+"));
    printf("rw %d %d\n", BIO_rw_filename(b, "file.txt"), BIO_read(b, buf, 100));
    BIO_free(b);
    b = BIO_new(BIO_s_file());
    printf("uninit %d %d", BIO_read(b, buf, 1), BIO_write(b, buf, 1));
    errs();
    printf("mode %ld", BIO_ctrl(b, BIO_C_SET_FILENAME, 0, (char *)"x"));
    errs();
    BIO_free(b);
    b = BIO_new_file("file.txt", "r");
    printf("write to r %d", BIO_write(b, "x", 1));
    errs();
    BIO_free(b);
    unlink("file.txt");
}

static void descriptors(int kind) {
    char buf[100];
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) return;
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    BIO *b = kind ? BIO_new_socket(fds[0], BIO_CLOSE) : BIO_new_fd(fds[0], BIO_CLOSE);
    int got = -1;
    printf("%s get_fd %d", BIO_method_name(b), (int)BIO_get_fd(b, &got) == fds[0]);
    printf(" %d\n", got == fds[0]);
    printf("read %d\n", BIO_read(b, buf, 10));
    state("again", b);
    printf("write %d puts %d\n", BIO_write(b, "hello\n", 6), BIO_puts(b, "you"));
    printf("peer %zd\n", read(fds[1], buf, 100));
    if (write(fds[1], "line\nrest", 9) != 9) return;
    printf("gets %d", BIO_gets(b, buf, 100));
    errs();
    printf("read %d\n", BIO_read(b, buf, 100));
    state("read", b);
    printf("flush %ld reset %d tell %ld pending %d\n", (long)BIO_flush(b), BIO_reset(b), (long)BIO_tell(b), BIO_pending(b));
    errs();
    static char big[1 << 20];
    int total = 0, n;
    while ((n = BIO_write(b, big, sizeof(big))) > 0) total += n;
    printf("full %d %d retry %d write %d\n", total > 0, n, BIO_should_retry(b) != 0, BIO_should_write(b) != 0);
    close(fds[1]);
    n = BIO_write(b, "x", 1);
    printf("broken %d errno %d\n", n, errno);
    state("broken", b);
    printf("read %d\n", BIO_read(b, buf, 1) <= 0);
    printf("read %d\n", BIO_read(b, buf, 1));
    state("end", b);
    BIO_free(b);
    printf("closed %d\n", fcntl(fds[0], F_GETFD) == -1);
    b = BIO_new(kind ? BIO_s_socket() : BIO_s_fd());
    printf("no fd %d read %d\n", (int)BIO_get_fd(b, NULL), BIO_read(b, buf, 1));
    errs();
    BIO_free(b);
}

static void retries(void) {
    int codes[] = { 0, EAGAIN, EINTR, ENOTCONN, EPROTO, EINPROGRESS, EALREADY, EPIPE, ECONNRESET, EBADF, ETIMEDOUT };
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
        errno = codes[i];
        printf("%d: %d %d", codes[i], BIO_sock_non_fatal_error(codes[i]), BIO_fd_non_fatal_error(codes[i]));
        errno = codes[i];
        printf(" %d", BIO_sock_should_retry(-1));
        errno = codes[i];
        printf(" %d %d\n", BIO_sock_should_retry(0), BIO_fd_should_retry(-1));
    }
}

static void pairs(void) {
    char buf[100], *p;
    BIO *a, *b;
    printf("pair %d\n", BIO_new_bio_pair(&a, 10, &b, 0));
    printf("%s sizes %d %d guarantee %zu %zu\n", BIO_method_name(a), (int)BIO_get_write_buf_size(a, 0),
           (int)BIO_get_write_buf_size(b, 0), BIO_ctrl_get_write_guarantee(a), BIO_ctrl_get_write_guarantee(b));
    printf("read %d", BIO_read(b, buf, 5));
    printf(" request %zu\n", BIO_ctrl_get_read_request(a));
    state("b", b);
    printf("write %d", BIO_write(a, "0123456789abc", 13));
    printf(" again %d\n", BIO_write(a, "x", 1));
    state("a", a);
    state("b", b);
    printf("read %d %.4s\n", BIO_read(b, buf, 4), buf);
    printf("write %d guarantee %zu\n", BIO_write(a, "ABCDEF", 6), BIO_ctrl_get_write_guarantee(a));
    printf("nread0 %d", BIO_nread0(b, &p));
    printf(" %.6s nread %d", p, BIO_nread(b, &p, 2));
    printf(" %.2s\n", p);
    int n = BIO_read(b, buf, 100);
    printf("read %d %.*s\n", n, n, buf);
    printf("nread0 empty %d retry %d\n", BIO_nread0(b, &p), BIO_should_read(b) != 0);
    printf("nwrite0 %d", n = BIO_nwrite0(a, &p));
    printf(" nwrite %d", n = BIO_nwrite(a, &p, 3));
    if (n == 3) memcpy(p, "xyz", 3);
    n = BIO_read(b, buf, 100);
    printf(" read %d %.*s\n", n, n > 0 ? n : 0, buf);
    printf("set size %d", (int)BIO_set_write_buf_size(a, 99));
    errs();
    printf("join again %d", (int)BIO_make_bio_pair(a, b));
    errs();
    printf("shutdown %d", BIO_shutdown_wr(a));
    printf(" write %d", BIO_write(a, "x", 1));
    errs();
    printf("read %d eof %d\n", BIO_read(b, buf, 1), BIO_eof(b));
    printf("b puts %d a gets %d\n", BIO_puts(b, "12\n"), BIO_gets(a, buf, 9));
    errs();
    printf("flush %d reset %d wpending %d\n", (int)BIO_flush(b), BIO_reset(b), (int)BIO_wpending(b));
    state("a", a);
    BIO_free(b);
    state("alone", a);
    printf("read %d", BIO_read(a, buf, 1));
    errs();
    BIO_free(a);
}

static void buffers(void) {
    char buf[200], line[64];
    BIO *m = BIO_new(BIO_s_mem()), *f = BIO_new(BIO_f_buffer());
    BIO_push(f, m);
    printf("%s %d\n", BIO_method_name(f), BIO_puts(f, "small"));
    printf("below %d wpending %d info %ld\n", (int)BIO_pending(m), (int)BIO_wpending(f), BIO_ctrl(f, BIO_CTRL_INFO, 0, NULL));
    static char big[10000];
    memset(big, 'b', sizeof(big));
    printf("big %d below %d wpending %d\n", BIO_write(f, big, 10000), (int)BIO_pending(m), (int)BIO_wpending(f));
    printf("flush %d below %d\n", (int)BIO_flush(f), (int)BIO_pending(m));
    (void)BIO_reset(f);
    BIO_puts(m, "line one\nline two\nlonger line three\nend");
    printf("peek %ld %.4s\n", (long)BIO_buffer_peek(f, buf, 4), buf);
    printf("lines %d\n", (int)BIO_get_buffer_num_lines(f));
    int n;
    while ((n = BIO_gets(f, line, 12)) > 0) printf("gets %d [%s]\n", n, line);
    printf("gets %d retry %d\n", n, BIO_should_retry(f) != 0);
    BIO_puts(m, "0123456789");
    printf("read %d pending %d", BIO_read(f, buf, 3), (int)BIO_pending(f));
    printf(" read %d %.7s\n", BIO_read(f, buf, 100), buf);
    printf("read %d eof %d\n", BIO_read(f, buf, 100), BIO_eof(f));
    printf("size %d", (int)BIO_set_write_buffer_size(f, 9000));
    printf(" %d wpending %d below %d\n", BIO_write(f, big, 8000), (int)BIO_wpending(f), (int)BIO_pending(m));
    printf("data %d", (int)BIO_set_buffer_read_data(f, (char *)"given\n", 6));
    n = BIO_gets(f, line, 20);
    printf(" %d %s", n, line);
    BIO *copy = BIO_dup_chain(f);
    printf("dup %d\n", copy != NULL && BIO_next(copy) != NULL);
    BIO_free_all(copy);
    BIO_free_all(f);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    files();
    descriptors(0);
    descriptors(1);
    retries();
    pairs();
    buffers();
    return 0;
}
