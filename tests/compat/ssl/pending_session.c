/* SSL_magic_pending_session_ptr(), which OpenSSL has not (openssl/ssl.h): a server waits for a session from elsewhere. */
#include <criterion/criterion.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the callback says in the end, once the pauses are over. */
enum answer { FOUND_COUNTED, FOUND_LENT, ABSENT, FOREIGN, EXPIRED, UNUSABLE, NUM_ANSWERS };

static SSL_SESSION *away[8]; /* the servers' sessions, as if on another machine */
static size_t num_away;
static int pauses, asked;
static enum answer answer;

static int on_new(SSL *s, SSL_SESSION *sess) {
    (void)s;
    cr_assert_lt(num_away, sizeof away / sizeof away[0]);
    away[num_away++] = sess;
    return 1;
}

/* A copy as it comes over the network. */
static SSL_SESSION *fetched(const SSL_SESSION *sess) {
    unsigned char buf[4096], *w = buf;
    const unsigned char *r = buf;
    int n = i2d_SSL_SESSION(sess, &w);
    SSL_SESSION *copy = n > 0 && n <= (int)sizeof buf ? d2i_SSL_SESSION(NULL, &r, n) : NULL;
    cr_assert_not_null(copy);
    return copy;
}

static SSL_SESSION *lent;

static SSL_SESSION *find(const unsigned char *id, int len) {
    for (size_t i = 0; i < num_away; i++) {
        unsigned n;
        const unsigned char *have = SSL_SESSION_get_id(away[i], &n);
        if (n == (unsigned)len && memcmp(have, id, n) == 0) return fetched(away[i]);
    }
    return NULL;
}

static SSL_SESSION *on_get(SSL *s, const unsigned char *id, int len, int *copy) {
    (void)s;
    asked++;
    *copy = asked & 1; /* whatever it is: it is not looked at */
    if (pauses > 0) {
        pauses--;
        return SSL_magic_pending_session_ptr();
    }
    *copy = answer == FOUND_LENT;
    SSL_SESSION *found = answer == ABSENT ? NULL : find(id, len);
    if (!found) return NULL;
    if (answer == FOREIGN) SSL_SESSION_set1_id_context(found, (const unsigned char *)"y", 1);
    if (answer == UNUSABLE) SSL_SESSION_set1_id_context(found, (const unsigned char *)"", 0);
    if (answer == EXPIRED) SSL_SESSION_set_time(found, 1000);
    if (answer == FOUND_LENT) {
        SSL_SESSION_free(lent);
        lent = found;
    }
    return found;
}

static SSL_SESSION *offer; /* the client's last */

static int on_client_new(SSL *s, SSL_SESSION *sess) {
    (void)s;
    SSL_SESSION_free(offer);
    offer = sess;
    return 1;
}

static SSL_CTX *cc, *sc;
static SSL *c, *s;

static void contexts(int version, long mode) {
    const char *top = getenv("srcdir");
    char pem[4096];
    cc = SSL_CTX_new(TLS_client_method());
    sc = SSL_CTX_new(TLS_server_method());
    snprintf(pem, sizeof pem, "%s/tests/programs/twin/data/ec.pem", top ? top : ".");
    cr_assert_eq(SSL_CTX_use_certificate_file(sc, pem, SSL_FILETYPE_PEM), 1);
    cr_assert_eq(SSL_CTX_use_PrivateKey_file(sc, pem, SSL_FILETYPE_PEM), 1);
    SSL_CTX_set_min_proto_version(cc, version);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_session_cache_mode(cc, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(cc, on_client_new);
    SSL_CTX_set_options(sc, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_id_context(sc, (const unsigned char *)"x", 1);
    SSL_CTX_set_session_cache_mode(sc, SSL_SESS_CACHE_SERVER | mode);
    SSL_CTX_sess_set_new_cb(sc, on_new);
    SSL_CTX_sess_set_get_cb(sc, on_get);
}

static void join(void) {
    BIO *a, *b;
    cr_assert_eq(BIO_new_bio_pair(&a, 1 << 16, &b, 1 << 16), 1);
    SSL_set_bio(c, a, a);
    SSL_set_bio(s, b, b);
    SSL_set_connect_state(c);
    SSL_set_accept_state(s);
    if (offer) SSL_set_session(c, offer);
}

static void connect_anew(void) {
    c = SSL_new(cc);
    s = SSL_new(sc);
    join();
}

/* In order, or their sessions were not to be resumed. */
static void close_both(void) {
    if (c) SSL_set_shutdown(c, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    if (s) SSL_set_shutdown(s, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    SSL_free(c);
    SSL_free(s);
    c = s = NULL;
}

static int settled(SSL *ssl) {
    int ret = SSL_do_handshake(ssl);
    return ret == 1 || SSL_get_error(ssl, ret) != SSL_ERROR_WANT_READ;
}

/* Steps of both, until the server is done or waits for something that the client cannot give. */
static int steps(void) {
    int done = 0;
    for (int i = 0; i < 6 && !done; i++) {
        SSL_do_handshake(c);
        done = settled(s);
    }
    return SSL_is_init_finished(s);
}

static void works(void) {
    char byte = 'x';
    cr_expect_eq(SSL_do_handshake(c), 1);
    cr_expect(SSL_write(s, "a", 1) == 1 && SSL_read(c, &byte, 1) == 1 && byte == 'a');
    cr_expect(SSL_write(c, "b", 1) == 1 && SSL_read(s, &byte, 1) == 1 && byte == 'b');
}

/* A full handshake, after which the server's cache is empty and its sessions are away. */
static void first(int version, long mode) {
    contexts(version, mode);
    pauses = 0;
    answer = ABSENT;
    connect_anew();
    cr_assert_eq(steps(), 1);
    works();
    cr_assert(offer && num_away > 0);
    close_both();
    SSL_CTX_flush_sessions(sc, 0);
    cr_assert_eq(SSL_CTX_sess_number(sc), 0);
    asked = 0;
}

static void end(void) {
    close_both();
    while (num_away > 0) SSL_SESSION_free(away[--num_away]);
    SSL_SESSION_free(offer);
    SSL_SESSION_free(lent);
    offer = lent = NULL;
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    ERR_clear_error();
}

static void expect_pause(int ret, const char *when) {
    cr_expect_eq(ret, -1, "%s", when);
    cr_expect_eq(SSL_get_error(s, ret), SSL_ERROR_PENDING_SESSION, "%s: %d", when, SSL_get_error(s, ret));
    cr_expect_eq(SSL_want(s), SSL_PENDING_SESSION, "%s", when);
    cr_expect_eq(ERR_peek_error(), 0, "%s", when);
    cr_expect(SSL_in_init(s) && !SSL_is_init_finished(s), "%s", when);
    cr_expect_str_eq(SSL_state_string(s), "TRCH", "%s", when);
    cr_expect_eq(SSL_session_reused(s), 0, "%s", when);
}

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
static const long modes[] = { 0, SSL_SESS_CACHE_NO_INTERNAL_LOOKUP, SSL_SESS_CACHE_NO_INTERNAL };

/* What a server has counted since its context was made. */
struct counts { long accept, good, hits, cb_hits, misses, timeouts, kept; };

static struct counts count(void) {
    return (struct counts){ SSL_CTX_sess_accept(sc), SSL_CTX_sess_accept_good(sc), SSL_CTX_sess_hits(sc), SSL_CTX_sess_cb_hits(sc),
                            SSL_CTX_sess_misses(sc), SSL_CTX_sess_timeouts(sc), SSL_CTX_sess_number(sc) };
}

/* The second connection; what it counted in all. */
static struct counts second(int version, long mode, enum answer what, int times) {
    char when[64];
    snprintf(when, sizeof when, "%x, mode %lx, answer %d, %d pauses", version, mode, what, times);
    first(version, mode);
    answer = what;
    pauses = times;
    connect_anew();
    if (what == UNUSABLE) { /* whose clients are verified, but no context tells sessions apart */
        SSL_set_verify(s, SSL_VERIFY_PEER, NULL);
        SSL_set_session_id_context(s, (const unsigned char *)"", 0);
    }
    SSL_do_handshake(c);
    for (int i = 0; i < times; i++) expect_pause(SSL_do_handshake(s), when);
    int resumes = what <= FOUND_LENT;
    cr_expect_eq(steps(), what != UNUSABLE, "%s", when);
    cr_expect_eq(asked, times + 1, "%s", when);
    cr_expect_neq(SSL_want(s), SSL_PENDING_SESSION, "%s", when);
    if (what != UNUSABLE) {
        works();
        cr_expect_eq(SSL_session_reused(s), resumes, "%s", when);
        cr_expect_eq(SSL_session_reused(c), resumes, "%s", when);
    }
    struct counts n = count();
    cr_expect_eq(n.accept, 2, "%s", when);
    cr_expect_eq(n.good, 1 + (what != UNUSABLE), "%s", when);
    cr_expect_eq(n.hits, resumes, "%s", when);
    cr_expect_eq(n.cb_hits, what != ABSENT, "%s", when);
    cr_expect_eq(n.misses, mode == 0, "%s: %ld", when, n.misses);
    cr_expect_eq(n.timeouts, what == EXPIRED, "%s", when);
    end();
    return n;
}

Test(pending_session, pauses_a_server_as_often_as_it_is_returned_and_changes_nothing_else) {
    for (size_t v = 0; v < 2; v++) {
        for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
            for (int what = 0; what < NUM_ANSWERS; what++) {
                struct counts never = second(versions[v], modes[m], (enum answer)what, 0);
                for (int times = 1; times <= 2; times++) {
                    struct counts n = second(versions[v], modes[m], (enum answer)what, times);
                    cr_expect_eq(n.kept, never.kept, "%x %zu %d: %ld, not %ld", versions[v], m, what, n.kept, never.kept);
                }
            }
        }
    }
}

Test(pending_session, a_session_that_comes_into_the_cache_meanwhile_is_taken) {
    for (size_t v = 0; v < 2; v++) {
        first(versions[v], 0);
        pauses = 3;
        connect_anew();
        SSL_do_handshake(c);
        expect_pause(SSL_do_handshake(s), "first");
        for (size_t i = 0; i < num_away; i++) {
            SSL_SESSION *copy = fetched(away[i]);
            cr_assert_eq(SSL_CTX_add_session(sc, copy), 1);
            SSL_SESSION_free(copy);
        }
        cr_expect_eq(steps(), 1);
        works();
        cr_expect_eq(SSL_session_reused(s), 1);
        cr_expect_eq(asked, 1);
        cr_expect(SSL_CTX_sess_hits(sc) == 1 && SSL_CTX_sess_cb_hits(sc) == 0 && SSL_CTX_sess_misses(sc) == 1);
        end();
    }
}

Test(pending_session, lets_the_connection_be_freed_cleared_or_left_meanwhile) {
    for (size_t v = 0; v < 2; v++) {
        for (int times = 1; times <= 2; times++) {
            first(versions[v], 0);
            answer = FOUND_COUNTED;
            pauses = times;
            connect_anew();
            SSL_do_handshake(c);
            for (int i = 0; i < times; i++) expect_pause(SSL_do_handshake(s), "to be freed");
            close_both();
            cr_expect_eq(SSL_CTX_sess_accept_good(sc), 1);

            pauses = times;
            connect_anew();
            SSL_do_handshake(c);
            for (int i = 0; i < times; i++) expect_pause(SSL_do_handshake(s), "to be cleared");
            cr_expect_eq(SSL_clear(s), 1);
            cr_expect_eq(SSL_want(s), SSL_NOTHING);
            cr_expect_eq(SSL_get_error(s, -1), SSL_ERROR_SYSCALL, "nothing is waited for");
            cr_expect_eq(SSL_in_before(s), 1);
            SSL_free(c);
            c = SSL_new(cc);
            join();
            pauses = times;
            SSL_do_handshake(c);
            for (int i = 0; i < times; i++) expect_pause(SSL_do_handshake(s), "once more");
            cr_expect_eq(steps(), 1);
            works();
            cr_expect_eq(SSL_session_reused(s), 1);
            cr_expect_eq(SSL_CTX_sess_misses(sc), 3, "one each");
            end();

            first(versions[v], 0);
            answer = FOUND_COUNTED;
            pauses = times;
            connect_anew();
            SSL_do_handshake(c);
            for (int i = 0; i < times; i++) expect_pause(SSL_do_handshake(s), "the client goes");
            SSL_free(c);
            c = NULL;
            int ret = SSL_do_handshake(s);
            cr_expect_eq(ret, -1);
            cr_expect_eq(SSL_want(s) == SSL_PENDING_SESSION, 0);
            cr_expect_eq(SSL_get_error(s, ret) == SSL_ERROR_PENDING_SESSION, 0);
            cr_expect_eq(asked, times + 1, "asked again all the same");
            end();
        }
    }
}

Test(pending_session, pauses_reading_writing_and_early_data_too) {
    char byte;
    size_t n;
    for (size_t v = 0; v < 2; v++) {
        first(versions[v], 0);
        answer = FOUND_COUNTED;
        pauses = 3;
        connect_anew();
        SSL_do_handshake(c);
        expect_pause(SSL_read(s, &byte, 1), "read");
        expect_pause(SSL_write(s, "a", 1), "write");
        expect_pause(SSL_peek(s, &byte, 1), "peek");
        cr_expect_eq(steps(), 1);
        works();
        cr_expect_eq(SSL_session_reused(s), 1);
        end();
    }
    first(TLS1_3_VERSION, 0);
    answer = FOUND_COUNTED;
    pauses = 2;
    connect_anew();
    SSL_do_handshake(c);
    for (int i = 0; i < 2; i++) {
        cr_expect_eq(SSL_read_early_data(s, &byte, 1, &n), SSL_READ_EARLY_DATA_ERROR);
        expect_pause(-1, "early data");
    }
    cr_expect_eq(SSL_read_early_data(s, &byte, 1, &n), SSL_READ_EARLY_DATA_FINISH);
    cr_expect_eq(steps(), 1);
    works();
    cr_expect_eq(SSL_session_reused(s), 1);
    end();
}

/* The session of a renegotiation is looked for as well. */
Test(pending_session, pauses_a_renegotiation) {
    char byte;
    first(TLS1_2_VERSION, 0);
    answer = FOUND_COUNTED;
    connect_anew();
    cr_assert_eq(steps(), 1);
    works();
    SSL_CTX_flush_sessions(sc, 0);
    SSL_set_options(s, SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
    cr_assert_eq(SSL_renegotiate_abbreviated(c), 1);
    pauses = 2;
    SSL_do_handshake(c);
    for (int i = 0; i < 2; i++) {
        cr_expect_eq(SSL_read(s, &byte, 1), -1);
        cr_expect_eq(SSL_get_error(s, -1), SSL_ERROR_PENDING_SESSION);
        cr_expect_eq(SSL_want(s), SSL_PENDING_SESSION);
    }
    cr_expect_eq(SSL_read(s, &byte, 1), -1);
    cr_expect_eq(SSL_get_error(s, -1), SSL_ERROR_WANT_READ);
    SSL_do_handshake(c);
    cr_expect_eq(SSL_read(s, &byte, 1), -1);
    works();
    cr_expect_eq(SSL_total_renegotiations(c), 1);
    cr_expect_eq(SSL_session_reused(s), 1);
    end();
}

/* --- several PSKs ----------------------------------------------------------------------------------------------- */

static const unsigned char psk_name[] = "thirty-two characters, no fewer.";
static SSL_SESSION *psk;
static int psk_pauses, psk_asked;

static int on_psk_use(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *len, SSL_SESSION **sess) {
    (void)ssl, (void)md;
    *id = psk_name;
    *len = sizeof psk_name - 1;
    *sess = SSL_SESSION_up_ref(psk) ? psk : NULL;
    return 1;
}

static SSL_SESSION *on_get_either(SSL *ssl, const unsigned char *id, int len, int *copy) {
    if (len != (int)sizeof psk_name - 1 || memcmp(id, psk_name, sizeof psk_name - 1) != 0) return on_get(ssl, id, len, copy);
    psk_asked++;
    return psk_pauses-- > 0 ? SSL_magic_pending_session_ptr() : NULL;
}

/* The first is too old, the other unknown here and so looked for as a session too: nothing is done twice for the first. */
Test(pending_session, a_search_among_several_psks_goes_on_where_it_paused) {
    static const unsigned char key[32] = { 1 }, suite[2] = { 0x13, 0x01 };
    first(TLS1_3_VERSION, 0);
    answer = EXPIRED;
    psk_pauses = 2;
    psk_asked = 0;
    SSL_CTX_sess_set_get_cb(sc, on_get_either);
    SSL_CTX_set_psk_use_session_callback(cc, on_psk_use);
    connect_anew();
    psk = SSL_SESSION_new();
    cr_assert(psk && SSL_SESSION_set1_master_key(psk, key, sizeof key) &&
              SSL_SESSION_set_cipher(psk, SSL_CIPHER_find(c, suite)) && SSL_SESSION_set_protocol_version(psk, TLS1_3_VERSION));
    SSL_do_handshake(c);
    for (int i = 0; i < 2; i++) expect_pause(SSL_do_handshake(s), "the second");
    cr_expect_eq(steps(), 1);
    works();
    cr_expect_eq(SSL_session_reused(s), 0);
    cr_expect_eq(asked, 1);
    cr_expect_eq(psk_asked, 3);
    cr_expect(SSL_CTX_sess_timeouts(sc) == 1 && SSL_CTX_sess_misses(sc) == 2 && SSL_CTX_sess_cb_hits(sc) == 1);
    SSL_SESSION_free(psk);
    end();
}

/* --- a transport that blocks -------------------------------------------------------------------------------------- */

static void *client(void *arg) {
    char byte = 0;
    (void)arg;
    bool ok = SSL_connect(c) == 1 && SSL_read(c, &byte, 1) == 1 && byte == 'a' && SSL_write(c, "b", 1) == 1;
    return ok ? c : NULL;
}

Test(pending_session, pauses_though_the_transport_blocks) {
    for (size_t v = 0; v < 2; v++) {
        int fd[2];
        pthread_t thread;
        void *result = NULL;
        char byte = 0;
        first(versions[v], 0);
        answer = FOUND_COUNTED;
        pauses = 2;
        connect_anew();
        cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
        SSL_set_fd(c, fd[0]);
        SSL_set_fd(s, fd[1]);
        cr_assert_eq(pthread_create(&thread, NULL, client, NULL), 0);
        for (int i = 0; i < 2; i++) expect_pause(SSL_accept(s), "blocking");
        cr_expect_eq(SSL_accept(s), 1);
        cr_expect(SSL_write(s, "a", 1) == 1 && SSL_read(s, &byte, 1) == 1 && byte == 'b');
        cr_assert_eq(pthread_join(thread, &result), 0);
        cr_expect_eq(result, c);
        cr_expect_eq(SSL_session_reused(s), 1);
        close(fd[0]);
        close(fd[1]);
        end();
    }
}
