/**
 * \file rand.h
 * \brief Random bytes for both libraries.
 */
#ifndef BS_COMPAT_RAND_H
#define BS_COMPAT_RAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * \brief Fills n bytes from the program's RAND_METHOD if it set one, else from the thread's generator.
 * \return  false if there is no entropy; nothing in out may then be used. No error is queued.
 */
bool bs_rand_bytes(uint8_t *out, size_t n);

/** The thread's own generator, whatever method is set; safe under fork and threads. */
bool bs_rand_generate(uint8_t *out, size_t n);

/** Mixes the program's bytes into the thread's generator, and seeds it anew; false if there is no entropy. */
bool bs_rand_stir(const void *data, size_t n);

#endif
