/**
 * \file time.h
 * \brief Broken-down time, and reading ASN.1 times into it.
 */
#ifndef BS_COMPAT_ASN1_TIME_H
#define BS_COMPAT_ASN1_TIME_H

#include <openssl/asn1.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/** Seconds since 1970 of a UTC broken-down time (years 0 to 9999). */
int64_t bs_tm_to_seconds(const struct tm *tm);

/** The reverse, weekday and day of the year too; false outside the years 0 to 9999. */
bool bs_tm_from_seconds(struct tm *tm, int64_t seconds);

/** Reads a UTCTime or GeneralizedTime; `strict` wants RFC 5280's form. tm may be NULL: check alone. */
bool bs_time_parse(struct tm *tm, const ASN1_TIME *t, bool strict);

/** Writes a time in RFC 5280's form; type is V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME, or -1 to choose by year. */
ASN1_TIME *bs_time_from_tm(ASN1_TIME *reuse, const struct tm *tm, int type);

#endif
