/* Waiting until a BIO can go on, no longer than until a given time.                                  man 3 BIO_wait */
#include <openssl/bio.h>
#include <openssl/bioerr.h>
#include <poll.h>
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
