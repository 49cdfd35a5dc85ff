/**
 * \file streams.h
 * \brief Where a command reads from and writes to: a file, or the standard streams.
 */
#ifndef BEARSHIM_APPS_STREAMS_H
#define BEARSHIM_APPS_STREAMS_H

#include <openssl/bio.h>

#include "apps/options.h"

enum app_stream_kind {
    APP_STREAM_TEXT,
    APP_STREAM_BINARY,
    APP_STREAM_PRIVATE   /* binary; a file that is made is its owner's alone */
};

/**
 * \brief Open for reading; NULL or `-` is the standard input.
 * \return  NULL, and a line on stderr in the command's name, when it cannot be opened.
 */
BIO *app_open_in(const char *command, const char *name);

/** \brief All of it, in memory; as app_open_in(). */
BIO *app_slurp(const char *command, const char *name);

/** \brief Open for writing; NULL or `-` is the standard output. As app_open_in() on failure. */
BIO *app_open_out(const char *command, const char *name, enum app_stream_kind kind);

/** \brief Flush and free what app_open_out() gave (NULL is fine); false if not all was written. */
bool app_close_out(BIO *out);

/* The options for the random generator, which are taken as openssl takes them. */
struct app_rand_options {
    const char *rand, *writerand;
};
extern const struct app_opt app_rand_rows[];

/** \brief Mix the files of -rand in; false, and a line on stderr, if one cannot be read. */
bool app_rand_load(const char *command, const struct app_rand_options *o);

/** \brief Write the file of -writerand, if one is named; false, and a line on stderr, if it cannot be. */
bool app_rand_save(const char *command, const struct app_rand_options *o);

#endif
