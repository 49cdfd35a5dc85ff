/* The base64 filter: every length, text before and after, damage, in pieces, over a source that makes one wait. */
#include "trace.h"
#include <openssl/evp.h>

static char bytes[9000];

static void show(const char *what, const char *p, long n) {
    unsigned sum = 0;
    for (long i = 0; i < n; i++) sum = sum * 31 + (unsigned char)p[i];
    printf("%s: %ld bytes, %08x, %.*s\n", what, n, sum, n > 40 ? 40 : (int)n, p);
}

static BIO *filter(BIO *next, int no_nl) {
    BIO *b = BIO_new(BIO_f_base64());
    if (no_nl) BIO_set_flags(b, BIO_FLAGS_BASE64_NO_NL);
    return BIO_push(b, next);
}

static void encode(int len, int piece, int no_nl) {
    BIO *mem = BIO_new(BIO_s_mem()), *b = filter(mem, no_nl);
    char *p, label[60];
    for (int i = 0; i < len; i += piece) {
        int n = len - i < piece ? len - i : piece, w = BIO_write(b, bytes + i, n);
        if (w != n) printf("wrote %d of %d\n", w, n);
    }
    snprintf(label, sizeof(label), "encode %d by %d%s, waiting %d", len, piece, no_nl ? " in a line" : "", (int)BIO_wpending(b));
    printf("flush %d", (int)BIO_flush(b));
    printf(" eof %d info %d type %x\n", (int)BIO_eof(b), (int)BIO_pending(b), BIO_method_type(b));
    long n = BIO_get_mem_data(mem, &p);
    show(label, p, n);
    BIO_free_all(b);
}

static void decode(const char *label, const char *in, int len, int piece, int no_nl) {
    static char out[12000];
    BIO *b = filter(BIO_new_mem_buf(in, len), no_nl);
    int total = 0, n, calls = 0;
    while (total < 10000 && (n = BIO_read(b, out + total, piece)) > 0) {
        total += n;
        if (++calls < 3) printf("(%d %d) ", n, (int)BIO_pending(b));
    }
    printf("last %d retry %d eof %d pending %d ", n, BIO_should_retry(b) != 0, (int)BIO_eof(b), (int)BIO_pending(b));
    show(label, out, total);
    if (BIO_reset(b) > 0 && len < 500) {
        n = BIO_read(b, out, sizeof(out));
        show("  again", out, n > 0 ? n : 0);
    }
    BIO_free_all(b);
}

/* Base64 of the first `len` bytes with lines of `width`, or in one; ends with `end`. */
static int make(char *out, int len, int width, const char *end) {
    static char all[16000];
    int n = EVP_EncodeBlock((unsigned char *)all, (unsigned char *)bytes, len), k = 0;
    for (int i = 0; i < n; i++) {
        out[k++] = all[i];
        if (width > 0 && (i + 1) % width == 0 && i + 1 < n) out[k++] = '\n';
    }
    strcpy(out + k, end);
    return k + (int)strlen(end);
}

static void lengths(void) {
    static char in[20000];
    static const int lens[] = { 0, 1, 2, 3, 4, 47, 48, 49, 50, 95, 96, 97, 767, 768, 769, 1023, 1024, 1025, 1500, 3000, 6000 };
    static const int widths[] = { 64, 76, 4, 7, 1, 1000, 1020, 0 };
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        for (int no_nl = 0; no_nl < 2; no_nl++) {
            encode(lens[i], 10000, no_nl);
            encode(lens[i], 5, no_nl);
            encode(lens[i], 1000, no_nl);
            for (size_t w = 0; w < sizeof(widths) / sizeof(widths[0]); w++) {
                for (int e = 0; e < 3; e++) {
                    char label[60];
                    if (widths[w] == 0 && lens[i] > 768 && e == 1 && !no_nl) continue; /* docs/differences.md */
                    int n = make(in, lens[i], widths[w], e == 0 ? "" : e == 1 ? "\n" : "\n\n");
                    snprintf(label, sizeof(label), "decode %d in %d.%d.%d", lens[i], widths[w], e, no_nl);
                    decode(label, in, n, 5000, no_nl);
                    decode(label, in, n, 100, no_nl);
                }
            }
        }
    }
}

static void damage(void) {
    static const char *const texts[] = {
        "foo\nYWJj\n", "foo!\nYWJj\n", "foo!\nYWJj\nYWJj", "YWJj\n!\n", "YWJj\nYWJ", "YWJj\nYWJj\n!!\nYWJj\n", "YWI=\nYWJj\n",
        "YWI=YWJj\n", "YQ==\n", "YQ=\n", "YQ\n", "Y\n", "\n\nYWJj\n", "  YWJj  \n YWJj\n", "YWJj\r\nYWJj\r\n", "YW Jj\nYWJj\n",
        "-----BEGIN X-----\nYWJj\n-----END X-----\nYWJj\n", "YWJj\n-----END X-----\nYWJj\n", "YWJj-\n", "YWJjYWJj-YWJj", "====\n",
        "=\n", "\n", "", "!", "!\n", "YWJj\nYWJj\n=", "YWJjYW\nJj\n", "YWJjYW\nJj", "YWJj\n\n\nYWJj\n", "Y\nW\nJ\nj\n", "YW\xffj\nYWJj\n",
        "YWJj\nYW\xffj\nYWJj\n", "Subject: mail\n\nYWJj\n", "MIIB\nabc\n", "abcd\nabc\n"
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        for (int no_nl = 0; no_nl < 2; no_nl++) {
            char label[20];
            snprintf(label, sizeof(label), "text %d.%d", (int)i, no_nl);
            decode(label, texts[i], (int)strlen(texts[i]), 400, no_nl);
        }
    }
    static char in[20000];
    for (int before = 0; before < 3000; before += 499) { /* long text before */
        for (int lines = 1; lines < 4; lines++) {
            memset(in, '.', sizeof(in));
            int at = before;
            for (int i = 0; i < lines; i++) in[at++] = '\n';
            int n = make(in + at, 300, 64, "\n");
            decode("after text", in, at + n, 400, 0);
        }
    }
}

/* A pair whose buffer is small: both ends have to wait. */
static void waiting(int no_nl) {
    BIO *one, *other;
    static char out[12000], got[12000];
    if (!BIO_new_bio_pair(&one, 200, &other, 200)) return;
    BIO *w = filter(one, no_nl), *r = filter(other, no_nl);
    int in = 0, done = 0, flushed = 0;
    for (int i = 0; i < 400; i++) {
        if (in < 3001) {
            int n = BIO_write(w, bytes + in, 3001 - in);
            if (i < 3 && !no_nl) printf("w%d r%d p%d ", n, BIO_should_retry(w) != 0, BIO_wpending(w) > 0);
            if (n > 0) in += n;
        } else if (!flushed) {
            flushed = BIO_flush(w) > 0;
            if (flushed) (void)BIO_shutdown_wr(one);
        }
        int n = BIO_read(r, got, sizeof(got));
        if (i < 3 && !no_nl) printf("r%d r%d ", n, BIO_should_retry(r) != 0);
        if (n > 0 && done + n < (int)sizeof(out)) {
            memcpy(out + done, got, (size_t)n);
            done += n;
        }
    }
    printf("\nwrote %d flushed %d equal %d ", in, flushed, done == in && memcmp(out, bytes, (size_t)done) == 0);
    show("waiting", out, done);
    BIO_free_all(w);
    BIO_free_all(r);
}

static void usage(void) {
    BIO *b = BIO_new(BIO_f_base64());
    char buf[20];
    printf("alone: %d %d %d %d %d\n", BIO_write(b, "abc", 3), BIO_read(b, buf, 3), (int)BIO_flush(b), BIO_gets(b, buf, 5),
           BIO_puts(b, "ab"));
    BIO *mem = BIO_new(BIO_s_mem());
    BIO_push(b, mem);
    printf("%s puts %d", BIO_method_name(b), BIO_puts(b, "abc"));
    printf(" gets %d", BIO_gets(b, buf, 5));
    printf(" write %d %d", BIO_write(b, "abc", 0), BIO_write(b, NULL, 3));
    printf(" flush %d twice %d\n", (int)BIO_flush(b), (int)BIO_flush(b));
    printf("read %d\n", BIO_read(b, buf, 20));
    ERR_clear_error();
    BIO_free_all(b);
}

int main(void) {
    for (size_t i = 0; i < sizeof(bytes); i++) bytes[i] = (char)(i * 7 + i / 251 + (i >> 3));
    usage();
    lengths();
    damage();
    waiting(0);
    waiting(1);
    return 0;
}
