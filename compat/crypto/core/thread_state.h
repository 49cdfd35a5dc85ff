/**
 * \file thread_state.h
 * \brief What libcrypto keeps for each thread: one key, one destructor.
 */
#ifndef BS_COMPAT_THREAD_STATE_H
#define BS_COMPAT_THREAD_STATE_H

struct bs_err_queue;
struct bs_rand_state;

struct bs_thread_state {
    struct bs_err_queue *err;   /* err.c; NULL until the first error */
    struct bs_rand_state *rand; /* rand_bytes.c; NULL until the first random byte */
};

/**
 * \brief The state of the calling thread.
 * Made on first use, freed when the thread ends or by bs_thread_state_drop(). errno is preserved.
 * \return  NULL when memory is out.
 */
struct bs_thread_state *bs_thread_state_get(void);

/** The same, but NULL if the thread has none yet. */
struct bs_thread_state *bs_thread_state_peek(void);

/** Frees what the calling thread has, as at its end. */
void bs_thread_state_drop(void);

/** Frees an error queue (err.c); NULL is fine. */
void bs_err_queue_free(struct bs_err_queue *q);

/** Wipes and frees a generator (rand_bytes.c); NULL is fine. */
void bs_rand_state_free(struct bs_rand_state *r);

#endif
