/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/e_os2.h
 * What differs between compilers and systems: inline, noreturn, unused, the signed size type. bearshim is built for
 * Unix only, so the system is always OPENSSL_SYS_UNIX.
 */
#ifndef OPENSSL_E_OS2_H
#define OPENSSL_E_OS2_H

#include <openssl/macros.h>
#include <openssl/opensslconf.h>
#include <inttypes.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_E_OS2_H
#endif

/* The system. */
#define OPENSSL_SYS_UNIX
#if defined(__linux__) && !defined(OPENSSL_SYS_LINUX)
#define OPENSSL_SYS_LINUX
#endif

/* Storage class of variables that a library exports. */
#define OPENSSL_EXPORT extern
#define OPENSSL_EXTERN extern

/* The signed size type and its greatest value. */
#ifndef ossl_ssize_t
#define ossl_ssize_t ssize_t
#if defined(SSIZE_MAX)
#define OSSL_SSIZE_MAX SSIZE_MAX
#elif defined(_POSIX_SSIZE_MAX)
#define OSSL_SSIZE_MAX _POSIX_SSIZE_MAX
#else
#define OSSL_SSIZE_MAX ((ssize_t)(SIZE_MAX >> 1))
#endif
#endif

/* Marks results that must not be dropped, for programs that ask to be told. */
#ifdef UNUSEDRESULT_DEBUG
#define __owur __attribute__((__warn_unused_result__))
#else
#define __owur
#endif

/* The widest integers. */
typedef intmax_t ossl_intmax_t;
typedef uintmax_t ossl_uintmax_t;

/* inline, under whatever name the compiler's language level has for it. */
#if defined(__cplusplus) || defined(inline) || (defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L)
#define ossl_inline inline
#elif defined(__GNUC__)
#define ossl_inline __inline__
#else
#define ossl_inline
#endif

/* A function that does not return. */
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L && !defined(__cplusplus)
#define ossl_noreturn _Noreturn
#elif defined(__GNUC__)
#define ossl_noreturn __attribute__((noreturn))
#else
#define ossl_noreturn
#endif

/* Something that may well stay unused. */
#ifdef __GNUC__
#define ossl_unused __attribute__((unused))
#else
#define ossl_unused
#endif

#endif /* OPENSSL_E_OS2_H */
