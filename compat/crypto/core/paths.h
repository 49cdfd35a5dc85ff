/**
 * \file paths.h
 * \brief Where OpenSSL of this distribution keeps its files, and when the environment may say otherwise.
 */
#ifndef BS_COMPAT_PATHS_H
#define BS_COMPAT_PATHS_H

#include <stdbool.h>
#include <stdlib.h>
#include <sys/auxv.h>

/** The folder of openssl.cnf, cert.pem and certs/; Debian's. */
#ifndef BS_OPENSSLDIR
#define BS_OPENSSLDIR "/usr/lib/ssl"
#endif

/** True in a process with more rights than its caller: the environment is then not to be trusted. */
static inline bool bs_is_setugid(void) { return getauxval(AT_SECURE) != 0; }

/** getenv(), but NULL in a process with more rights than its caller. */
static inline const char *bs_getenv_safe(const char *name) { return bs_is_setugid() ? NULL : getenv(name); }

#endif
