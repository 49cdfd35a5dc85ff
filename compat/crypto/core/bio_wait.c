/* Waiting until a BIO can go on or is connected, no longer than until a given time.   man 3 BIO_do_connect_retry */
#include <openssl/bio.h>
#include <openssl/bioerr.h>
#include <poll.h>
#include <stdbool.h>
#include <time.h>

#include "compat/crypto/core/raise.h"

/* 1: ready, or no time is set; 0: too late; -1: it cannot be waited for. */
int BIO_socket_wait(int fd, int for_read, time_t max_time) {
    if (fd < 0) return -1;
    if (max_time == 0) return 1;
    time_t left = max_time - time(NULL);
    if (left < 0) return 0;
    struct pollfd p = { .fd = fd, .events = for_read ? POLLIN : POLLOUT };
    return poll(&p, 1, left > 86400 ? 86400 * 1000 : (int)left * 1000);
}

static int wait_for(BIO *bio, time_t max_time, unsigned int nap_milliseconds) {
    if (max_time == 0) return 1;
    int fd;
    if (BIO_get_fd(bio, &fd) > 0) {
        int ready = BIO_socket_wait(fd, BIO_should_read(bio), max_time);
        if (ready != -1) return ready;
    }
    time_t left = max_time - time(NULL); /* no socket: nap, and let the caller look */
    if (left < 0) return 0;
    unsigned long longest = left == 0 ? 1000 : (unsigned long)left * 1000; /* the clock of max_time counts seconds */
    unsigned long nap = nap_milliseconds < longest ? nap_milliseconds : longest;
    struct timespec t = { .tv_sec = (time_t)(nap / 1000), .tv_nsec = (long)(nap % 1000) * 1000000 };
    (void)nanosleep(&t, NULL);
    return 1;
}

int BIO_wait(BIO *bio, time_t max_time, unsigned int nap_milliseconds) {
    int ready = wait_for(bio, max_time, nap_milliseconds);
    if (ready <= 0) BS_RAISE(ERR_LIB_BIO, ready == 0 ? BIO_R_TRANSFER_TIMEOUT : BIO_R_TRANSFER_ERROR);
    return ready;
}

/* Worth another try: nobody listens yet, or the network is not there. */
static bool may_come_yet(unsigned long e) {
    int reason = ERR_GET_REASON(e);
    return ERR_GET_LIB(e) == ERR_LIB_BIO &&
        (reason == ERR_R_SYS_LIB || reason == BIO_R_CONNECT_ERROR || reason == BIO_R_NBIO_CONNECT_ERROR);
}

/* Without a timeout (0) it tries for ever; below zero, once. */
int BIO_do_connect_retry(BIO *bio, int timeout, int nap_milliseconds) {
    if (!bio) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    const time_t max_time = timeout > 0 ? time(NULL) + timeout : 0;
    const unsigned nap = nap_milliseconds < 0 ? 100 : (unsigned)nap_milliseconds;
    BIO_set_nbio(bio, timeout > 0);
    for (;;) {
        ERR_set_mark();
        int ret = (int)BIO_do_connect(bio);
        if (ret > 0) {
            ERR_clear_last_mark();
            return ret;
        }
        unsigned long e = ERR_peek_last_error();
        bool again = BIO_should_retry(bio);
        if (may_come_yet(e)) {
            (void)BIO_reset(bio);
            again = true;
        }
        if (timeout < 0 || !again) {
            ERR_clear_last_mark();
            if (e == 0) BS_RAISE(ERR_LIB_BIO, BIO_R_CONNECT_ERROR);
            return -1;
        }
        ERR_pop_to_mark();
        ret = wait_for(bio, max_time, nap);
        if (ret <= 0) {
            BS_RAISE(ERR_LIB_BIO, ret == 0 ? BIO_R_CONNECT_TIMEOUT : BIO_R_CONNECT_ERROR);
            return ret;
        }
    }
}
