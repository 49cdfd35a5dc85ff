/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/macros.h
 * Which API level a program asked for (OPENSSL_API_COMPAT, OPENSSL_NO_DEPRECATED) and what follows for the functions
 * that later releases deprecated: declared with a warning, declared without, or not declared at all.
 */
#ifndef OPENSSL_MACROS_H
#define OPENSSL_MACROS_H

#include <openssl/opensslconf.h>
#include <openssl/opensslv.h>

/* Text of an expanded macro. */
#define OPENSSL_MSTR_HELPER(x) #x
#define OPENSSL_MSTR(x) OPENSSL_MSTR_HELPER(x)

/* For a source file whose contents were all configured away. */
#define NON_EMPTY_TRANSLATION_UNIT static void *dummy = &dummy;

/* How the compiler marks a deprecated function; a program may bring marks of its own. */
#ifndef OSSL_DEPRECATED
#undef OSSL_DEPRECATED_FOR
#if defined(OPENSSL_SUPPRESS_DEPRECATED) || !defined(__GNUC__)
#define OSSL_DEPRECATED(since) extern
#define OSSL_DEPRECATED_FOR(since, message) extern
#elif __GNUC__ * 100 + __GNUC_MINOR__ >= 405
#define OSSL_DEPRECATED(since) __attribute__((deprecated("Since OpenSSL " #since)))
#define OSSL_DEPRECATED_FOR(since, message) __attribute__((deprecated("Since OpenSSL " #since ";" message)))
#else
#define OSSL_DEPRECATED(since) __attribute__((deprecated))
#define OSSL_DEPRECATED_FOR(since, message) __attribute__((deprecated))
#endif
#endif

/*
 * OPENSSL_API_COMPAT comes in two notations, 0xMNNFFPPSL of the 1.x releases and decimal MMNNPP; OPENSSL_API_LEVEL is
 * always decimal.
 */
#ifdef OPENSSL_API_LEVEL
#error "OPENSSL_API_LEVEL is derived here; define OPENSSL_API_COMPAT instead"
#endif
#ifndef OPENSSL_API_COMPAT
#define OPENSSL_API_LEVEL (OPENSSL_CONFIGURED_API)
#elif OPENSSL_API_COMPAT < 0x900000L
#define OPENSSL_API_LEVEL (OPENSSL_API_COMPAT)
#else
#define OPENSSL_API_LEVEL \
    (((OPENSSL_API_COMPAT >> 28) & 0xF) * 10000 + ((OPENSSL_API_COMPAT >> 20) & 0xFF) * 100 \
     + ((OPENSSL_API_COMPAT >> 12) & 0xFF))
#endif
#if OPENSSL_API_LEVEL > OPENSSL_CONFIGURED_API || OPENSSL_API_LEVEL < 908 \
    || (OPENSSL_API_LEVEL >= 20000 && OPENSSL_API_LEVEL < 30000)
#error "OPENSSL_API_COMPAT names no API level that these headers offer"
#endif

/*
 * A level at or above the release that deprecated a function gets the warning (or, with OPENSSL_NO_DEPRECATED, no
 * declaration); a lower level gets the function as it was.
 */
#undef OPENSSL_NO_DEPRECATED_3_0
#if OPENSSL_API_LEVEL < 30000
#define OSSL_DEPRECATEDIN_3_0
#define OSSL_DEPRECATEDIN_3_0_FOR(msg)
#elif !defined(OPENSSL_NO_DEPRECATED)
#define OSSL_DEPRECATEDIN_3_0 OSSL_DEPRECATED(3.0)
#define OSSL_DEPRECATEDIN_3_0_FOR(msg) OSSL_DEPRECATED_FOR(3.0, msg)
#else
#define OPENSSL_NO_DEPRECATED_3_0
#endif

#undef OPENSSL_NO_DEPRECATED_1_1_1
#if OPENSSL_API_LEVEL < 10101
#define OSSL_DEPRECATEDIN_1_1_1
#define OSSL_DEPRECATEDIN_1_1_1_FOR(msg)
#elif !defined(OPENSSL_NO_DEPRECATED)
#define OSSL_DEPRECATEDIN_1_1_1 OSSL_DEPRECATED(1.1.1)
#define OSSL_DEPRECATEDIN_1_1_1_FOR(msg) OSSL_DEPRECATED_FOR(1.1.1, msg)
#else
#define OPENSSL_NO_DEPRECATED_1_1_1
#endif

#undef OPENSSL_NO_DEPRECATED_1_1_0
#if OPENSSL_API_LEVEL < 10100
#define OSSL_DEPRECATEDIN_1_1_0
#define OSSL_DEPRECATEDIN_1_1_0_FOR(msg)
#elif !defined(OPENSSL_NO_DEPRECATED)
#define OSSL_DEPRECATEDIN_1_1_0 OSSL_DEPRECATED(1.1.0)
#define OSSL_DEPRECATEDIN_1_1_0_FOR(msg) OSSL_DEPRECATED_FOR(1.1.0, msg)
#else
#define OPENSSL_NO_DEPRECATED_1_1_0
#endif

#undef OPENSSL_NO_DEPRECATED_1_0_2
#if OPENSSL_API_LEVEL < 10002
#define OSSL_DEPRECATEDIN_1_0_2
#define OSSL_DEPRECATEDIN_1_0_2_FOR(msg)
#elif !defined(OPENSSL_NO_DEPRECATED)
#define OSSL_DEPRECATEDIN_1_0_2 OSSL_DEPRECATED(1.0.2)
#define OSSL_DEPRECATEDIN_1_0_2_FOR(msg) OSSL_DEPRECATED_FOR(1.0.2, msg)
#else
#define OPENSSL_NO_DEPRECATED_1_0_2
#endif

#undef OPENSSL_NO_DEPRECATED_1_0_1
#if OPENSSL_API_LEVEL < 10001
#define OSSL_DEPRECATEDIN_1_0_1
#define OSSL_DEPRECATEDIN_1_0_1_FOR(msg)
#elif !defined(OPENSSL_NO_DEPRECATED)
#define OSSL_DEPRECATEDIN_1_0_1 OSSL_DEPRECATED(1.0.1)
#define OSSL_DEPRECATEDIN_1_0_1_FOR(msg) OSSL_DEPRECATED_FOR(1.0.1, msg)
#else
#define OPENSSL_NO_DEPRECATED_1_0_1
#endif

#undef OPENSSL_NO_DEPRECATED_1_0_0
#if OPENSSL_API_LEVEL < 10000
#define OSSL_DEPRECATEDIN_1_0_0
#define OSSL_DEPRECATEDIN_1_0_0_FOR(msg)
#elif !defined(OPENSSL_NO_DEPRECATED)
#define OSSL_DEPRECATEDIN_1_0_0 OSSL_DEPRECATED(1.0.0)
#define OSSL_DEPRECATEDIN_1_0_0_FOR(msg) OSSL_DEPRECATED_FOR(1.0.0, msg)
#else
#define OPENSSL_NO_DEPRECATED_1_0_0
#endif

#undef OPENSSL_NO_DEPRECATED_0_9_8
#if OPENSSL_API_LEVEL < 908
#define OSSL_DEPRECATEDIN_0_9_8
#define OSSL_DEPRECATEDIN_0_9_8_FOR(msg)
#elif !defined(OPENSSL_NO_DEPRECATED)
#define OSSL_DEPRECATEDIN_0_9_8 OSSL_DEPRECATED(0.9.8)
#define OSSL_DEPRECATEDIN_0_9_8_FOR(msg) OSSL_DEPRECATED_FOR(0.9.8, msg)
#else
#define OPENSSL_NO_DEPRECATED_0_9_8
#endif

/* Where an error was raised. */
#ifndef OPENSSL_FILE
#ifdef OPENSSL_NO_FILENAMES
#define OPENSSL_FILE ""
#define OPENSSL_LINE 0
#else
#define OPENSSL_FILE __FILE__
#define OPENSSL_LINE __LINE__
#endif
#endif
#ifndef OPENSSL_FUNC
#if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 199901L
#define OPENSSL_FUNC __func__
#elif defined(__STDC_VERSION__) && defined(__GNUC__)
#define OPENSSL_FUNC __FUNCTION__
#else
#define OPENSSL_FUNC "(unknown function)"
#endif
#endif

#endif /* OPENSSL_MACROS_H */
