/**
 * \file libdir.h
 * \brief Where our libraries are.
 */
#ifndef BEARSHIM_APPS_LIBDIR_H
#define BEARSHIM_APPS_LIBDIR_H

#include <stdbool.h>
#include <stddef.h>

/**
 * \brief Find the directory with our libssl.so.3 and libcrypto.so.3, as an absolute path.
 * A directory that was asked for (by the argument, else by $BEARSHIM_LIBDIR) is the only one tried; else those around
 * this program (`.libs` of a build tree, `../lib*` of an installed tree), then the one compiled in.
 * \param out  the directory; on failure the one that was tried last, for a message.
 */
bool app_libdir_find(const char *wanted, char *out, size_t cap);

#endif
