/* UI_OpenSSL(): asking on the terminal. What is typed is not shown unless the question says so, and the terminal is
 * set back even when a signal breaks the question off. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/ui_local.h"
#include "src/base/secret.h"

#define LINE_MAX_BYTES 8192 /* of an answer */

/* There is one terminal: a session holds the lock from open to close. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *tty_in, *tty_out;

static const int caught[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGPIPE };
#define NUM_CAUGHT (sizeof(caught) / sizeof(caught[0]))
static struct sigaction before[NUM_CAUGHT];
static volatile sig_atomic_t got_signal;

static void note_signal(int sig) { got_signal = sig; }

static int tty_open(UI *ui) {
    (void)ui;
    pthread_mutex_lock(&lock);
    tty_in = fopen("/dev/tty", "r");
    if (tty_in == NULL) tty_in = stdin;
    tty_out = fopen("/dev/tty", "w");
    if (tty_out == NULL) tty_out = stderr;
    return 1;
}

static int tty_close(UI *ui) {
    (void)ui;
    if (tty_in != stdin) fclose(tty_in);
    if (tty_out != stderr) fclose(tty_out);
    pthread_mutex_unlock(&lock);
    return 1;
}

static int tty_write(UI *ui, UI_STRING *s) {
    (void)ui;
    if (s->type == UIT_INFO || s->type == UIT_ERROR) {
        fputs(s->out, tty_out);
        fflush(tty_out);
    }
    return 1;
}

/* Signals end the read (no SA_RESTART), are kept back until the terminal is as it was, and then delivered. */
static void catch_signals(void) {
    struct sigaction sa = { .sa_handler = note_signal };
    got_signal = 0;
    for (size_t i = 0; i < NUM_CAUGHT; i++) sigaction(caught[i], &sa, &before[i]);
}

static void release_signals(void) {
    for (size_t i = 0; i < NUM_CAUGHT; i++) sigaction(caught[i], &before[i], NULL);
}

static bool set_echo(bool on, struct termios *was) {
    struct termios t;
    if (on) return tcsetattr(fileno(tty_in), TCSANOW, was) == 0;
    if (tcgetattr(fileno(tty_in), was) != 0)
        return errno == ENOTTY || errno == EINVAL || errno == ENXIO || errno == EIO;
    t = *was;
    t.c_lflag &= ~(tcflag_t)ECHO;
    return tcsetattr(fileno(tty_in), TCSANOW, &t) == 0;
}

/* A line without its end: 1; 0 if there was none; -1 if the user interrupted. */
static int read_line(char *buf, int size, bool echo) {
    struct termios was = { 0 };
    bool quiet = !echo && isatty(fileno(tty_in));
    catch_signals();
    bool ok = !quiet || set_echo(false, &was);
    ok = ok && fgets(buf, size, tty_in) != NULL;
    if (quiet) {
        fputc('\n', tty_out);
        fflush(tty_out);
        set_echo(true, &was);
    }
    int sig = got_signal;
    release_signals();
    if (sig == SIGINT) return -1;
    if (sig != 0) raise(sig);
    if (!ok || ferror(tty_in)) return 0;
    char *end = strchr(buf, '\n');
    if (end != NULL) {
        *end = '\0';
        return 1;
    }
    for (int c = getc(tty_in); c != EOF && c != '\n'; c = getc(tty_in)) {} /* what did not fit */
    return 1;
}

static int ask(UI *ui, UI_STRING *s) {
    char buf[LINE_MAX_BYTES];
    fflush(tty_out);
    int ret = read_line(buf, sizeof(buf), (s->input_flags & UI_INPUT_FLAG_ECHO) != 0);
    if (ret == 1 && UI_set_result(ui, s, buf) < 0) ret = 0;
    bs_wipe(buf, sizeof(buf));
    return ret;
}

static int tty_read(UI *ui, UI_STRING *s) {
    int ret;
    switch (s->type) {
    case UIT_BOOLEAN:
        fputs(s->out, tty_out);
        if (s->action != NULL) fputs(s->action, tty_out);
        return ask(ui, s);
    case UIT_PROMPT: fputs(s->out, tty_out); return ask(ui, s);
    case UIT_VERIFY:
        fprintf(tty_out, "Verifying - %s", s->out);
        if ((ret = ask(ui, s)) <= 0) return ret;
        if (strlen(s->test) == s->result_len && bs_ct_equal(s->result, s->test, s->result_len)) return 1;
        fputs("Verify failure\n", tty_out);
        fflush(tty_out);
        return 0;
    default: return 1;
    }
}

UI_METHOD *UI_OpenSSL(void) {
    static char name[] = "OpenSSL default user interface";
    static UI_METHOD method = {
        .name = name,
        .open = tty_open,
        .write = tty_write,
        .read = tty_read,
        .close = tty_close,
    };
    return &method;
}
