/* The session cache and its limit: how many it keeps, which go first, and who is told, for each order of expiry. */
#include <openssl/ssl.h>
#include "trace.h"

#define NUM 12
static SSL_SESSION *sessions[NUM];
static int number_of(const SSL_SESSION *s) {
    for (int i = 0; i < NUM; i++) {
        if (sessions[i] == s) return i;
    }
    return -1;
}

static void removed(SSL_CTX *ctx, SSL_SESSION *s) { (void)ctx; printf(" removed %d", number_of(s)); }

/* Sessions by their ids alone: nobody resumes them. */
static SSL_SESSION *make(unsigned char id, long time, long timeout) {
    SSL_SESSION *s = SSL_SESSION_new();
    unsigned char name[4] = { 'i', 'd', id, 0 };
    SSL_SESSION_set1_id(s, name, sizeof name);
    SSL_SESSION_set_protocol_version(s, TLS1_2_VERSION);
    SSL_SESSION_set_time(s, time);
    SSL_SESSION_set_timeout(s, timeout);
    return s;
}

static void tell(SSL_CTX *ctx) {
    printf(" | %ld kept, %ld full:", SSL_CTX_sess_number(ctx), SSL_CTX_sess_cache_full(ctx));
    for (int i = 0; i < NUM; i++) {
        if (sessions[i] && SSL_SESSION_is_resumable(sessions[i])) printf(" %d", i);
    }
    printf("\n");
}

static void fill(const char *what, long size, const long *timeouts, long flush) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_sess_set_remove_cb(ctx, removed);
    printf("%s, %ld: was %ld", what, size, SSL_CTX_sess_set_cache_size(ctx, size));
    errors();
    for (int i = 0; i < NUM; i++) {
        sessions[i] = make((unsigned char)i, 1000, timeouts[i]);
        printf("  add %d (%ld): %d", i, timeouts[i], SSL_CTX_add_session(ctx, sessions[i]));
        tell(ctx);
    }
    printf("  add 0 again: %d", SSL_CTX_add_session(ctx, sessions[0]));
    tell(ctx);
    printf("  remove 11: %d", SSL_CTX_remove_session(ctx, sessions[11]));
    tell(ctx);
    printf("  smaller: %ld", SSL_CTX_sess_set_cache_size(ctx, 3));
    tell(ctx);
    SSL_SESSION *more = make(99, 1000, 500);
    printf("  one more: %d", SSL_CTX_add_session(ctx, more));
    tell(ctx);
    SSL_SESSION *same = make(99, 1000, 20);
    printf("  the same id: %d", SSL_CTX_add_session(ctx, same));
    tell(ctx);
    printf("  flush at %ld:", flush);
    SSL_CTX_flush_sessions(ctx, flush);
    tell(ctx);
    printf("  the end:");
    SSL_CTX_free(ctx);
    printf("\n");
    SSL_SESSION_free(more);
    SSL_SESSION_free(same);
    for (int i = 0; i < NUM; i++) SSL_SESSION_free(sessions[i]);
    memset(sessions, 0, sizeof sessions);
}

int main(void) {
    static const long same[NUM] = { 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300 };
    static const long rising[NUM] = { 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120 };
    static const long falling[NUM] = { 120, 110, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10 };
    static const long mixed[NUM] = { 50, 90, 10, 70, 50, 30, 120, 50, 20, 80, 50, 60 };
    static const long sizes[] = { 0, 1, 2, 3, 4, 5, 8, 11, 12, 13, 20480 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        fill("same", sizes[i], same, 1301);
        fill("rising", sizes[i], rising, 1055);
        fill("falling", sizes[i], falling, 1055);
        fill("mixed", sizes[i], mixed, 1050);
    }
    return 0;
}
