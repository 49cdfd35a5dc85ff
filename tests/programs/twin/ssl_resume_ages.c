/* Sessions that are too old, or of another session id context: a full handshake. */
#include "resume.h"

/* --- age ---------------------------------------------------------------------------------------------------------- */

static void ages(int version, int way) {
    struct ends e = ends_new(version, way);
    printf("TLS %x by %s: ages\n", version, way_name(way));
    go("full", e, NULL, NULL);
    SSL_SESSION *s = SSL_SESSION_dup(kept[0]);
    long then = (long)time(NULL) - 100;
    printf("  set the time: %d, %ld\n", SSL_SESSION_set_time(s, then) == then, SSL_SESSION_set_timeout(s, 1000));
    go("the client thinks it is old, and good", e, s, NULL);
    SSL_SESSION_set_timeout(s, 50);
    go("the client thinks it has expired", e, s, NULL);
    SSL_SESSION_set_time(s, (long)time(NULL) + 1000);
    go("the client's is of the future", e, s, NULL);
    SSL_SESSION_free(s);
    s = SSL_SESSION_dup(kept[0]);
    SSL_SESSION_set_time(s, 1);
    go("the client's is of 1970", e, s, NULL);
    SSL_SESSION_free(s);
    counters("server", e.s);
    ends_free(e);
    /* a server that keeps them for ever, or for no time; which stands for the default */
    static const long times[] = { 0, 300, 7200, 604800, 700000, 0x7fffffff };
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        e = ends_new(version, way);
        SSL_CTX_set_timeout(e.s, times[i]);
        printf("  timeout %ld\n", times[i]);
        go_long("full", e, NULL, NULL);
        if (times[i] > 0 && latest()) go_long("resumed", e, latest(), NULL);
        counters("server", e.s);
        ends_free(e);
    }
}

/* Servers that keep sessions for a second, asked three seconds later. */
static void expired(void) {
    struct ends e[6];
    const struct timespec three = { 3, 200000000 };
    num_kept = 0;
    for (int i = 0; i < 6; i++) {
        e[i] = ends_new(all_versions[i / 2], i % 2);
        printf("TLS %x by %s: timeout %ld", all_versions[i / 2], way_name(i % 2), SSL_CTX_set_timeout(e[i].s, 1));
        printf(" %ld\n", SSL_CTX_get_timeout(e[i].s));
        SSL_CTX_set_num_tickets(e[i].s, 1);
        go_long("full", e[i], NULL, NULL);
    }
    check(num_kept == 6, "six sessions");
    nanosleep(&three, NULL);
    for (int i = 0; i < 6; i++) {
        printf("TLS %x by %s, later\n", all_versions[i / 2], way_name(i % 2));
        SSL_SESSION *s = SSL_SESSION_dup(kept[i]);
        SSL_SESSION_set_time(s, (long)time(NULL)); /* a client that believes in it */
        go("the client says it is new", e[i], s, NULL);
        SSL_SESSION_free(s);
        counters("server", e[i].s);
        go("offered", e[i], kept[i], NULL);
        counters("server", e[i].s);
        SSL_CTX_flush_sessions(e[i].s, (long)time(NULL));
        counters("server, flushed of the old", e[i].s);
    }
    for (int i = 0; i < 6; i++) {
        SSL_CTX_free(e[i].c);
        SSL_CTX_free(e[i].s);
    }
    forget();
}

/* --- contexts ------------------------------------------------------------------------------------------------------ */

static void sid_two(struct pair p) { SSL_set_session_id_context(p.s, (const byte *)"two", 3); }
static void sid_none(struct pair p) { SSL_set_session_id_context(p.s, (const byte *)"", 0); }
static void sid_longer(struct pair p) { SSL_set_session_id_context(p.s, (const byte *)"one more", 8); }

static void verify_none(struct pair p) {
    SSL_set_verify(p.s, SSL_VERIFY_PEER, NULL);
    sid_none(p);
}

static void verify_two(struct pair p) {
    SSL_set_verify(p.s, SSL_VERIFY_PEER, NULL);
    sid_two(p);
}

static void verify_one(struct pair p) { SSL_set_verify(p.s, SSL_VERIFY_PEER, NULL); }
static void verify_must(struct pair p) { SSL_set_verify(p.s, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL); }

static void id_contexts(int version, int way) {
    static const struct {
        const char *name;
        prepare_fn prepare;
    } cases[] = { { "another context", sid_two }, { "no context", sid_none }, { "a longer context", sid_longer },
                  { "no context, clients verified", verify_none }, { "another, clients verified", verify_two },
                  { "the same, clients verified", verify_one }, { "the same, clients must have a certificate", verify_must } };
    printf("TLS %x by %s: session id contexts\n", version, way_name(way));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ends e = ends_new(version, way);
        go("full", e, NULL, NULL);
        go(cases[i].name, e, kept[0], cases[i].prepare);
        go("as it was", e, latest(), NULL);
        counters("server", e.s);
        ends_free(e);
    }
    /* a session made without one */
    struct ends e = ends_new(version, way);
    go("made without a context", e, NULL, sid_none);
    go("with one", e, latest(), NULL);
    go("made without a context", e, NULL, sid_none);
    go("without one", e, latest(), sid_none);
    go("made without a context", e, NULL, sid_none);
    go("without one, clients verified", e, latest(), verify_none);
    counters("server", e.s);
    ends_free(e);
}

int main(void) {
    FOR_EACH_VERSION(v) {
        FOR_EACH_WAY(way) {
            ages(v, way);
            id_contexts(v, way);
        }
    }
    expired();
    return 0;
}
