/* The queue of errors of each thread: a ring of 16 of which 15 hold an error, the oldest dropped first. */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/thread_state.h"

#define RING 16
#define DATA_MAX 1024 /* bytes of one entry's text, with its end */

struct entry {
    unsigned long code;
    char *file, *func; /* copies: the library they came from may be unloaded */
    int line;
    char *data;
    int data_flags;
    int marks;
};

struct bs_err_queue {
    unsigned top, bottom; /* equal: empty; else bottom + 1 is the oldest */
    bool dirty;           /* an entry was opened since the last clearing: programs clear before every call */
    struct entry at[RING];
};

static unsigned next(unsigned i) { return (i + 1) % RING; }
static unsigned prev(unsigned i) { return (i + RING - 1) % RING; }

static struct bs_err_queue *queue_peek(void) {
    struct bs_thread_state *ts = bs_thread_state_peek();
    return ts == NULL ? NULL : ts->err;
}

static struct bs_err_queue *queue_get(void) {
    int saved = errno;
    struct bs_thread_state *ts = bs_thread_state_get();
    if (ts != NULL && ts->err == NULL) ts->err = (struct bs_err_queue *)calloc(1, sizeof(*ts->err));
    errno = saved;
    return ts == NULL ? NULL : ts->err;
}

static void drop_data(struct entry *e) {
    if (e->data_flags & ERR_TXT_MALLOCED) CRYPTO_free(e->data, __FILE__, __LINE__);
    e->data = NULL;
    e->data_flags = 0;
}

static void clear(struct entry *e) {
    drop_data(e);
    free(e->file);
    free(e->func);
    memset(e, 0, sizeof(*e));
}

void bs_err_queue_free(struct bs_err_queue *q) {
    if (q == NULL) return;
    for (unsigned i = 0; i < RING; i++) clear(&q->at[i]);
    free(q);
}

/* The entry that was opened last; NULL if there is none. */
static struct entry *top_entry(void) {
    struct bs_err_queue *q = queue_peek();
    return q == NULL ? NULL : &q->at[q->top];
}

void ERR_new(void) {
    struct bs_err_queue *q = queue_get();
    if (q == NULL) return;
    int saved = errno;
    q->dirty = true;
    q->top = next(q->top);
    if (q->top == q->bottom) q->bottom = next(q->bottom);
    clear(&q->at[q->top]);
    errno = saved;
}

static char *copy(const char *s) { return s == NULL || *s == '\0' ? NULL : strdup(s); }

void ERR_set_debug(const char *file, int line, const char *func) {
    struct entry *e = top_entry();
    if (e == NULL) return;
    int saved = errno;
    free(e->file);
    free(e->func);
    e->file = copy(file);
    e->func = copy(func);
    e->line = line;
    errno = saved;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the format is the caller's */
static void set_text(struct entry *e, const char *fmt, va_list args) {
    char text[DATA_MAX];
    int n = vsnprintf(text, sizeof(text), fmt, args);
    if (n < 0 || (size_t)n >= sizeof(text)) text[0] = '\0'; /* what is too long is left out whole, as OpenSSL does */
    drop_data(e);
    e->data = CRYPTO_strdup(text, __FILE__, __LINE__);
    if (e->data != NULL) e->data_flags = ERR_TXT_MALLOCED | ERR_TXT_STRING;
}
#pragma GCC diagnostic pop

void ERR_vset_error(int lib, int reason, const char *fmt, va_list args) {
    struct entry *e = top_entry();
    if (e == NULL) return;
    int saved = errno;
    if (fmt != NULL) set_text(e, fmt, args);
    e->code = lib == ERR_LIB_SYS ? (unsigned int)ERR_SYSTEM_FLAG | (unsigned int)reason : ERR_PACK(lib, 0, reason);
    errno = saved;
}

void ERR_set_error(int lib, int reason, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    ERR_vset_error(lib, reason, fmt, args);
    va_end(args);
}

void ERR_set_error_data(char *data, int flags) {
    struct bs_err_queue *q = queue_peek();
    if (q == NULL || q->top == q->bottom) { /* nothing to attach it to */
        if (flags & ERR_TXT_MALLOCED) CRYPTO_free(data, __FILE__, __LINE__);
        return;
    }
    struct entry *e = &q->at[q->top];
    drop_data(e);
    e->data = data;
    e->data_flags = flags;
}

/* What is there already goes first. */
void ERR_add_error_vdata(int num, va_list args) {
    struct bs_err_queue *q = queue_peek();
    if (q == NULL || q->top == q->bottom) return;
    struct entry *e = &q->at[q->top];
    size_t len = (e->data_flags & ERR_TXT_STRING) && e->data != NULL ? strlen(e->data) : 0;
    char *text = (char *)CRYPTO_malloc(len + 1, __FILE__, __LINE__);
    if (text == NULL) return;
    memcpy(text, len > 0 ? e->data : "", len);
    text[len] = '\0';
    for (; num > 0; num--) {
        const char *arg = va_arg(args, const char *);
        if (arg == NULL) arg = "<NULL>";
        const size_t n = strlen(arg);
        char *more = (char *)CRYPTO_realloc(text, len + n + 1, __FILE__, __LINE__);
        if (more == NULL) break; /* without the rest */
        text = more;
        memcpy(text + len, arg, n + 1);
        len += n;
    }
    ERR_set_error_data(text, ERR_TXT_MALLOCED | ERR_TXT_STRING);
}

void ERR_add_error_data(int num, ...) {
    va_list args;
    va_start(args, num);
    ERR_add_error_vdata(num, args);
    va_end(args);
}

/* --- reading ------------------------------------------------------------ */

enum which { GET, PEEK, PEEK_LAST };

struct place { /* where the caller wants what; any may be NULL */
    const char **file, **func, **data;
    int *line, *flags;
};

static unsigned long read_entry(enum which which, struct place to) {
    struct bs_err_queue *q = queue_peek();
    if (q == NULL || q->top == q->bottom) return 0; /* and the caller's places stay as they are */
    unsigned i = which == PEEK_LAST ? q->top : next(q->bottom);
    struct entry *e = &q->at[i];
    unsigned long code = e->code;
    if (to.file != NULL) *to.file = e->file != NULL ? e->file : "";
    if (to.line != NULL) *to.line = e->line;
    if (to.func != NULL) *to.func = e->func != NULL ? e->func : "";
    if (to.data != NULL) *to.data = e->data != NULL ? e->data : "";
    if (to.flags != NULL) *to.flags = e->data != NULL ? e->data_flags : 0;
    if (which == GET) {
        q->bottom = i;
        e->code = 0;
        e->marks = 0;
        if (to.data == NULL) drop_data(e); /* else the caller reads it until the slot is used again */
    }
    return code;
}

unsigned long ERR_get_error(void) { return read_entry(GET, (struct place){ 0 }); }
unsigned long ERR_peek_error(void) { return read_entry(PEEK, (struct place){ 0 }); }
unsigned long ERR_peek_last_error(void) { return read_entry(PEEK_LAST, (struct place){ 0 }); }

unsigned long ERR_get_error_line(const char **file, int *line) {
    return read_entry(GET, (struct place){ .file = file, .line = line });
}
unsigned long ERR_peek_error_line(const char **file, int *line) {
    return read_entry(PEEK, (struct place){ .file = file, .line = line });
}
unsigned long ERR_peek_last_error_line(const char **file, int *line) {
    return read_entry(PEEK_LAST, (struct place){ .file = file, .line = line });
}

unsigned long ERR_peek_error_func(const char **func) { return read_entry(PEEK, (struct place){ .func = func }); }
unsigned long ERR_peek_last_error_func(const char **func) {
    return read_entry(PEEK_LAST, (struct place){ .func = func });
}

unsigned long ERR_peek_error_data(const char **data, int *flags) {
    return read_entry(PEEK, (struct place){ .data = data, .flags = flags });
}
unsigned long ERR_peek_last_error_data(const char **data, int *flags) {
    return read_entry(PEEK_LAST, (struct place){ .data = data, .flags = flags });
}

unsigned long ERR_get_error_line_data(const char **file, int *line, const char **data, int *flags) {
    return read_entry(GET, (struct place){ .file = file, .line = line, .data = data, .flags = flags });
}
unsigned long ERR_peek_error_line_data(const char **file, int *line, const char **data, int *flags) {
    return read_entry(PEEK, (struct place){ .file = file, .line = line, .data = data, .flags = flags });
}
unsigned long ERR_peek_last_error_line_data(const char **file, int *line, const char **data, int *flags) {
    return read_entry(PEEK_LAST, (struct place){ .file = file, .line = line, .data = data, .flags = flags });
}

unsigned long ERR_get_error_all(const char **file, int *line, const char **func, const char **data, int *flags) {
    return read_entry(GET, (struct place){ .file = file, .line = line, .func = func, .data = data, .flags = flags });
}
unsigned long ERR_peek_error_all(const char **file, int *line, const char **func, const char **data, int *flags) {
    return read_entry(PEEK, (struct place){ .file = file, .line = line, .func = func, .data = data, .flags = flags });
}
unsigned long ERR_peek_last_error_all(const char **file, int *line, const char **func, const char **data, int *flags) {
    return read_entry(PEEK_LAST,
                      (struct place){ .file = file, .line = line, .func = func, .data = data, .flags = flags });
}

/* --- clearing and marks -------------------------------------------------- */

void ERR_clear_error(void) {
    struct bs_err_queue *q = queue_peek();
    if (q == NULL || !q->dirty) return;
    int saved = errno;
    for (unsigned i = 0; i < RING; i++) clear(&q->at[i]);
    q->top = q->bottom = 0;
    q->dirty = false;
    errno = saved;
}

int ERR_set_mark(void) {
    struct bs_err_queue *q = queue_peek();
    if (q == NULL || q->top == q->bottom) return 0;
    q->at[q->top].marks++;
    return 1;
}

int ERR_pop_to_mark(void) {
    struct bs_err_queue *q = queue_peek();
    if (q == NULL) return 0;
    for (; q->top != q->bottom; q->top = prev(q->top)) {
        struct entry *e = &q->at[q->top];
        if (e->marks > 0) {
            e->marks--;
            return 1;
        }
        clear(e);
    }
    return 0;
}

int ERR_clear_last_mark(void) {
    struct bs_err_queue *q = queue_peek();
    if (q == NULL) return 0;
    for (unsigned i = q->top; i != q->bottom; i = prev(i)) {
        if (q->at[i].marks > 0) {
            q->at[i].marks--;
            return 1;
        }
    }
    return 0;
}

/* Both are for programs of before 1.1.0: a thread's queue goes when the thread does. */
void ERR_remove_thread_state(void *tid) { (void)tid; }
void ERR_remove_state(unsigned long pid) { (void)pid; }
