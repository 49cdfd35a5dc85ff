/**
 * \file secret_source.h
 * \brief Where a pass phrase comes from.
 */
#ifndef BEARSHIM_APPS_SECRET_SOURCE_H
#define BEARSHIM_APPS_SECRET_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * \brief Read a pass phrase: `pass:TEXT`, `env:NAME`, `file:NAME` (its first line), `fd:N`, `stdin`.
 * \return  false if there is none, it is too long, or the source is of no known kind; out is the caller's to wipe.
 */
bool app_secret_read(const char *source, char *out, size_t cap);

/** \brief Two pass phrases of one source: the first two lines of a file, a descriptor or the standard input. */
bool app_secret_read_pair(const char *source, char *first, char *second, size_t cap);

#endif
