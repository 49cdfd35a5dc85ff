/**
 * \file bio_local.h
 * \brief A BIO and its method.                                                     man 7 bio, man 3 BIO_meth_new
 */
#ifndef BS_COMPAT_BIO_LOCAL_H
#define BS_COMPAT_BIO_LOCAL_H

#include <openssl/bio.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compat/crypto/core/refcount.h"

/* A BIO_TYPE_* is an index in these bits, and above them the classes it belongs to. */
#define BS_BIO_TYPE_MASK 0xFF

struct bio_method_st {
    int type;
    const char *name; /* owned when BIO_meth_new() made the method */
    int (*bwrite)(BIO *, const char *, size_t, size_t *);
    int (*bwrite_old)(BIO *, const char *, int);
    int (*bread)(BIO *, char *, size_t, size_t *);
    int (*bread_old)(BIO *, char *, int);
    int (*bputs)(BIO *, const char *);
    int (*bgets)(BIO *, char *, int);
    long (*ctrl)(BIO *, int, long, void *);
    int (*create)(BIO *);
    int (*destroy)(BIO *);
    long (*callback_ctrl)(BIO *, int, BIO_info_cb *);
};

struct bio_st {
    const BIO_METHOD *method;
    BIO_callback_fn callback;       /* of before 1.1.1 */
    BIO_callback_fn_ex callback_ex; /* goes before it */
    char *cb_arg;
    int init; /* ready for reading and writing */
    int shutdown;
    int flags; /* BIO_FLAGS_... */
    int retry_reason;
    int num; /* the method's: a descriptor, or what memory returns at its end */
    void *ptr;
    BIO *next_bio, *prev_bio;
    bs_refcount refs;
    uint64_t num_read, num_write;
    CRYPTO_EX_DATA ex_data;
};

/** A method's write and read for those that implement the kind of before 1.1.1 (lengths up to INT_MAX at a call). */
int bs_bio_write_old(BIO *b, const char *data, size_t len, size_t *written);
int bs_bio_read_old(BIO *b, char *data, size_t len, size_t *got);

/** Writes a string with the method's write function, for methods whose puts is nothing more. */
int bs_bio_puts_as_write(BIO *b, const char *str);

/**
 * \brief Calls the program's callback, if there is one, before or after an operation.
 * \param result  what the operation returned; 1 before it.
 * \param moved   bytes moved, which the callback may change; NULL if it moves none.
 * \return  what is to be returned in place of `result`.
 */
long bs_bio_callback(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, long result, size_t *moved);

static inline bool bs_bio_has_callback(const BIO *b) { return b->callback != NULL || b->callback_ex != NULL; }

#endif
