/**
 * \file pem_local.h
 * \brief Finding and reading PEM blocks.                                          RFC 7468; RFC 1421 for encrypted ones
 */
#ifndef BS_COMPAT_PEM_LOCAL_H
#define BS_COMPAT_PEM_LOCAL_H

#include <openssl/pem.h>
#include <stdbool.h>

/** A block as read; free with bs_pem_block_free(). */
struct bs_pem_block {
    char *name;   /* the label */
    char *header; /* RFC 1421 headers; empty if there are none */
    unsigned char *data;
    long len;
    bool secure; /* allocated as secret memory */
};

void bs_pem_block_free(struct bs_pem_block *b);

/** True if a block labelled `found` will do where `wanted` is asked for. */
bool bs_pem_label_fits(const char *found, const char *wanted);

#endif
