/* Memory BIOs, chains, callbacks, methods of one's own, the null BIOs. */
#include <openssl/bio.h>
#include <openssl/buffer.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void errs(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) printf("   error %08lx\n", e);
}
static void state(const char *what, BIO *b) {
    printf("%s: pending %zu wpending %zu eof %d flags %x retry r%d w%d s%d read %lu written %lu\n", what,
           BIO_ctrl_pending(b), BIO_ctrl_wpending(b), BIO_eof(b), (unsigned)BIO_test_flags(b, -1), BIO_should_read(b) != 0,
           BIO_should_write(b) != 0, BIO_should_retry(b) != 0, (unsigned long)BIO_number_read(b),
           (unsigned long)BIO_number_written(b));
    errs();
}

static long trace(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, int ret, size_t *processed) {
    (void)b;
    printf("   cb oper %x argp %d len %zu argi %d argl %ld ret %d processed %ld\n", (unsigned)oper, argp != NULL, len, argi,
           argl, ret, processed ? (long)*processed : -1);
    return ret;
}
static long trace_old(BIO *b, int oper, const char *argp, int argi, long argl, long ret) {
    (void)b;
    printf("   old oper %x argp %d argi %d argl %ld ret %ld\n", (unsigned)oper, argp != NULL, argi, argl, ret);
    return ret;
}
static long refuse(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, int ret, size_t *processed) {
    (void)b, (void)argp, (void)len, (void)argi, (void)argl, (void)processed;
    return oper == BIO_CB_WRITE ? -5 : ret;
}

static int my_create(BIO *b) {
    BIO_set_init(b, 1);
    return 1;
}
static int my_write(BIO *b, const char *data, int len) {
    printf("   my_write %.*s\n", len, data);
    BIO_set_retry_write(b);
    return len / 2;
}
static int my_read(BIO *b, char *data, int len) {
    (void)b;
    memset(data, 'r', (size_t)len);
    return len > 3 ? 3 : len;
}
static long my_ctrl(BIO *b, int cmd, long num, void *ptr) {
    (void)b, (void)ptr;
    printf("   my_ctrl %d %ld\n", cmd, num);
    return 42;
}
static int my_destroy(BIO *b) {
    (void)b;
    puts("   my_destroy");
    return 1;
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    char buf[256];
    size_t n = 77;
    BIO *b = BIO_new(BIO_s_mem());
    printf("%s type %x\n", BIO_method_name(b), (unsigned)BIO_method_type(b));
    state("new", b);
    printf("read empty %d\n", BIO_read(b, buf, 10));
    state("after", b);
    printf("write %d puts %d printf %d\n", BIO_write(b, "hello\nworld", 11), BIO_puts(b, "!\nthird line\n"),
           BIO_printf(b, "%d-%s", 5, "x"));
    state("filled", b);
    int i;
    while ((i = BIO_gets(b, buf, 9)) > 0) printf("gets %d [%s]\n", i, buf);
    printf("gets %d [%s]\n", i, buf);
    state("drained", b);
    printf("write 0 %d write NULL %d", BIO_write(b, "x", 0), BIO_write(b, NULL, 3));
    printf(" write -1 %d\n", BIO_write(b, "x", -1));
    errs();
    printf("write_ex %d", BIO_write_ex(b, "abc", 3, &n));
    printf(" %zu\n", n);
    printf("write_ex 0 %d", BIO_write_ex(b, "abc", 0, &n));
    printf(" %zu\n", n);
    printf("read_ex 0 %d", BIO_read_ex(b, buf, 0, &n));
    printf(" %zu read -1 %d\n", n, BIO_read(b, buf, -1));
    BIO_read(b, buf, 1);
    char *p;
    printf("mem data %ld", BIO_get_mem_data(b, &p));
    printf(" %.2s\n", p);
    BUF_MEM *m;
    BIO_get_mem_ptr(b, &m);
    printf("buf_mem %zu %.2s\n", m->length, m->data);
    printf("tell %ld seek %d %d\n", (long)BIO_tell(b), BIO_seek(b, 1), BIO_seek(b, 9));
    state("seeked", b);
    BIO_set_mem_eof_return(b, 0);
    printf("reset %d\n", BIO_reset(b));
    printf("read at eof %d\n", BIO_read(b, buf, 1));
    state("reset", b);
    printf("close %ld", (long)BIO_get_close(b));
    BIO_set_close(b, BIO_NOCLOSE);
    printf(" %ld\n", (long)BIO_get_close(b));
    BIO_puts(b, "kept");
    BIO_get_mem_ptr(b, &m);
    BIO_free(b);
    printf("kept %zu %.4s\n", m->length, m->data);
    b = BIO_new(BIO_s_mem());
    BIO_set_mem_buf(b, m, BIO_CLOSE);
    printf("adopted %d\n", BIO_read(b, buf, 100));
    BIO_free(b);

    b = BIO_new_mem_buf("read only\ntext", -1);
    printf("ro gets %d", BIO_gets(b, buf, sizeof(buf)));
    printf(" [%s] write %d\n", buf, BIO_write(b, "x", 1));
    state("ro", b);
    printf("tell %ld seek %d", (long)BIO_tell(b), BIO_seek(b, 2));
    printf(" read %d", BIO_read(b, buf, 4));
    printf(" %.4s reset %d pending %d\n", buf, BIO_reset(b), (int)BIO_pending(b));
    BIO_get_mem_ptr(b, &m);
    printf("%zu\n", m->length);
    printf("%d %d\n", BIO_read(b, buf, 100), BIO_read(b, buf, 100));
    state("ro end", b);
    BIO_free(b);
    printf("mem_buf NULL %p\n", (void *)BIO_new_mem_buf(NULL, 3));
    errs();

    printf("NULL: read %d write %d puts %d gets %d ctrl %ld free %d\n", BIO_read(NULL, buf, 1), BIO_write(NULL, buf, 1),
           BIO_puts(NULL, "x"), BIO_gets(NULL, buf, 1), BIO_ctrl(NULL, 1, 0, NULL), BIO_free(NULL));
    errs();

    b = BIO_new(BIO_s_mem());
    BIO_set_callback_ex(b, trace);
    BIO_write(b, "one\ntwo\n", 8);
    BIO_read(b, buf, 2);
    BIO_gets(b, buf, 20);
    BIO_puts(b, "puts");
    (void)BIO_pending(b);
    BIO_set_callback_ex(b, NULL);
    BIO_set_callback(b, trace_old);
    BIO_write(b, "one\ntwo\n", 8);
    BIO_read(b, buf, 2);
    BIO_gets(b, buf, 20);
    BIO_puts(b, "puts");
    (void)BIO_pending(b);
    BIO_set_callback_ex(b, refuse);
    printf("refused %d\n", BIO_write(b, "x", 1));
    BIO_free(b);

    BIO_METHOD *meth = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "mine");
    b = BIO_new(meth);
    printf("init %d name %s type %x\n", BIO_get_init(b), BIO_method_name(b), (unsigned)BIO_method_type(b));
    printf("%d %d %d %d %ld\n", BIO_read(b, buf, 1), BIO_write(b, buf, 1), BIO_puts(b, "x"), BIO_gets(b, buf, 5),
           BIO_ctrl(b, 1, 2, NULL));
    errs();
    BIO_free(b);
    BIO_meth_set_create(meth, my_create);
    BIO_meth_set_write(meth, my_write);
    BIO_meth_set_read(meth, my_read);
    BIO_meth_set_ctrl(meth, my_ctrl);
    BIO_meth_set_destroy(meth, my_destroy);
    printf("get %d %d\n", BIO_meth_get_write(meth) == my_write, BIO_meth_get_read(meth) == my_read);
    b = BIO_new(meth);
    printf("write %d\n", BIO_write(b, "abcdef", 6));
    printf("read %d puts %d\n", BIO_read(b, buf, 10), BIO_puts(b, "x"));
    state("mine", b);
    BIO *f = BIO_new(BIO_f_null());
    printf("push %d\n", BIO_push(f, b) == f);
    printf("through %d", BIO_write(f, "xyzw", 4));
    printf(" %d\n", BIO_read(f, buf, 2));
    printf("retry %d %d find %d %d %d\n", BIO_should_retry(f) != 0, BIO_get_retry_BIO(f, &i) == b,
           BIO_find_type(f, BIO_TYPE_SOURCE_SINK) == b, BIO_find_type(f, BIO_TYPE_NULL_FILTER) == f,
           BIO_find_type(f, BIO_TYPE_MEM) == NULL);
    printf("next %d pop %d\n", BIO_next(f) == b, BIO_pop(f) == b);
    BIO_up_ref(b);
    BIO_push(f, b);
    BIO_free_all(f);
    puts("freed chain");
    BIO_free(b);
    BIO_meth_free(meth);

    b = BIO_new(BIO_s_null());
    printf("%s %d %d %d %d %d\n", BIO_method_name(b), BIO_write(b, "abc", 3), BIO_read(b, buf, 5), BIO_puts(b, "12"),
           BIO_gets(b, buf, 9), BIO_eof(b));
    BIO_free(b);
    b = BIO_new_fp(stdout, BIO_NOCLOSE);
    for (i = 0; i < 40; i++) buf[i] = (char)(i * 7);
    for (i = 0; i < 30; i += 5) printf("%d\n", BIO_dump_indent(b, buf, 40 - i, i * 3));
    printf("%d\n", BIO_dump(b, "", 0));
    printf("hex %d\n", BIO_hex_string(b, 3, 5, buf, 12));
    printf("indent %d %d\n", BIO_indent(b, 5, 3), BIO_indent(b, -1, 3));
    printf("printf %d\n", BIO_printf(b, "%5.2f|%-5s|%x|%%|%c|%lu\n", 3.14159, "ab", 255, 'z', 99UL));
    printf("snprintf %d", BIO_snprintf(buf, 5, "%s", "abcdefgh"));
    printf(" %s %d\n", buf, BIO_snprintf(buf, 20, "%d", 12));
    BIO_free(b);
    BUF_MEM *bm = BUF_MEM_new();
    printf("grow %zu %zu", BUF_MEM_grow(bm, 10), bm->max);
    printf(" %zu %zu %zu", BUF_MEM_grow_clean(bm, 5), bm->length, bm->max);
    printf(" %zu %zu\n", BUF_MEM_grow(bm, 100), bm->max);
    printf("too much %zu\n", BUF_MEM_grow(bm, 0x60000000));
    errs();
    BUF_MEM_free(bm);
    b = BIO_new_mem_buf("a\nbcd\ne", 7);
    while ((i = BIO_get_line(b, buf, 3)) > 0) printf("line %d [%s]\n", i, buf);
    printf("line %d\n", i);
    BIO_free(b);
    return 0;
}
