#include "compat/crypto/asn1/time.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "src/x509/cert.h"

#define DAY 86400

/* Days since 1970-01-01 in the proleptic Gregorian calendar, by counting from March so that leap days come last. */
static int64_t days_from_civil(int64_t y, int m, int d) {
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t bs_tm_to_seconds(const struct tm *tm) {
    return days_from_civil(tm->tm_year + 1900LL, tm->tm_mon + 1, tm->tm_mday) * DAY + tm->tm_hour * 3600LL
        + tm->tm_min * 60LL + tm->tm_sec;
}

bool bs_tm_from_seconds(struct tm *tm, int64_t s) {
    int64_t days = s / DAY, rest = s % DAY;
    if (rest < 0) {
        rest += DAY;
        days--;
    }
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int m = (int)(mp < 10 ? mp + 3 : mp - 9);
    int64_t y = yoe + era * 400 + (m <= 2);
    if (y < 0 || y > 9999) return false;
    *tm = (struct tm){ 0 };
    tm->tm_year = (int)(y - 1900);
    tm->tm_mon = m - 1;
    tm->tm_mday = (int)(doy - (153 * mp + 2) / 5 + 1);
    tm->tm_hour = (int)(rest / 3600);
    tm->tm_min = (int)(rest / 60 % 60);
    tm->tm_sec = (int)(rest % 60);
    tm->tm_yday = (int)(days - days_from_civil(y, 1, 1));
    tm->tm_wday = (int)(((days + 4) % 7 + 7) % 7);
    return true;
}

static bool two_digits(bs_reader *r, int min, int max, int *out) {
    if (r->len < 2 || r->p[0] < '0' || r->p[0] > '9' || r->p[1] < '0' || r->p[1] > '9') return false;
    *out = (r->p[0] - '0') * 10 + r->p[1] - '0';
    *r = bs_r_from(r->p + 2, r->len - 2);
    return *out >= min && *out <= max;
}

static int month_days(int year, int month) {
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool parse_date(bs_reader *r, bool utc, struct tm *tm) {
    int hi = 0, lo, mon, day;
    if ((!utc && !two_digits(r, 0, 99, &hi)) || !two_digits(r, 0, 99, &lo)) return false;
    int year = utc ? (lo < 50 ? 2000 + lo : 1900 + lo) : hi * 100 + lo;
    if (!two_digits(r, 1, 12, &mon) || !two_digits(r, 1, 31, &day) || day > month_days(year, mon)) return false;
    tm->tm_year = year - 1900;
    tm->tm_mon = mon - 1;
    tm->tm_mday = day;
    return two_digits(r, 0, 23, &tm->tm_hour) && two_digits(r, 0, 59, &tm->tm_min);
}

static bool parse_fraction(bs_reader *r) {
    size_t n = 1;
    while (n < r->len && r->p[n] >= '0' && r->p[n] <= '9') n++;
    *r = bs_r_from(r->p + n, r->len - n);
    return n > 1;
}

/* "Z", "+hhmm" or "-hhmm" */
static bool parse_zone(bs_reader *r, bool strict, int *offset) {
    uint8_t c;
    int h, m;
    *offset = 0;
    if (!bs_r_u8(r, &c)) return false;
    if (c == 'Z') return bs_r_done(r);
    if (strict || (c != '+' && c != '-') || !two_digits(r, 0, 12, &h) || !two_digits(r, 0, 59, &m)) return false;
    *offset = (h * 3600 + m * 60) * (c == '-' ? -1 : 1);
    return bs_r_done(r);
}

bool bs_time_parse(struct tm *out, const ASN1_TIME *t, bool strict) {
    bool utc = t->type == V_ASN1_UTCTIME;
    struct tm tm = { 0 };
    int offset;
    if (!utc && t->type != V_ASN1_GENERALIZEDTIME) return false;
    bs_reader r = bs_r_from(t->data, (size_t)t->length);
    if (!parse_date(&r, utc, &tm)) return false;
    bool at_zone = r.len > 0 && (r.p[0] == 'Z' || r.p[0] == '+' || r.p[0] == '-');
    if (strict || !at_zone) {
        if (!two_digits(&r, 0, 59, &tm.tm_sec)) return false;
        if (!utc && r.len > 0 && r.p[0] == '.' && (strict || !parse_fraction(&r))) return false;
    }
    if (!parse_zone(&r, strict, &offset)) return false;
    if (!out) return true;
    if (!bs_tm_from_seconds(&tm, bs_tm_to_seconds(&tm))) return false; /* the weekday, too */
    if (offset != 0 && !OPENSSL_gmtime_adj(&tm, 0, -offset)) return false;
    *out = tm;
    return true;
}

ASN1_TIME *bs_time_from_tm(ASN1_TIME *reuse, const struct tm *tm, int type) {
    bool utc_year = tm->tm_year >= 50 && tm->tm_year < 150;
    if (type == -1) type = utc_year ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME;
    if (type == V_ASN1_UTCTIME && !utc_year) return NULL;
    int year = tm->tm_year + 1900;
    char buf[64];
    int n = type == V_ASN1_UTCTIME ? snprintf(buf, sizeof buf, "%02d", year % 100) : snprintf(buf, sizeof buf, "%04d", year);
    n += snprintf(buf + n, sizeof buf - (size_t)n, "%02d%02d%02d%02d%02dZ", tm->tm_mon + 1, tm->tm_mday, tm->tm_hour,
                  tm->tm_min, tm->tm_sec);
    ASN1_TIME *t = reuse ? reuse : ASN1_STRING_type_new(type);
    if (!t) return NULL;
    t->type = type;
    if (ASN1_STRING_set(t, buf, n)) return t;
    if (!reuse) ASN1_STRING_free(t);
    return NULL;
}

static ASN1_TIME *adjusted(ASN1_TIME *s, time_t t, int days, long seconds, int type) {
    struct tm tm;
    const bool moved = days != 0 || seconds != 0;
    const bool ok = bs_tm_from_seconds(&tm, (int64_t)t + (int64_t)days * DAY + seconds);
    if (!ok && !moved) BS_RAISE(ERR_LIB_ASN1, ASN1_R_ERROR_GETTING_TIME);
    if (!ok || (moved && tm.tm_year < 0)) return NULL; /* as OPENSSL_gmtime_adj() */
    return bs_time_from_tm(s, &tm, type);
}

struct tm *OPENSSL_gmtime(const time_t *timer, struct tm *result) {
    return bs_tm_from_seconds(result, (int64_t)(timer ? *timer : time(NULL))) ? result : NULL;
}

/* man 3 OPENSSL_gmtime: a year before 1900 or after 9999 is an error, and the day of the week is left alone. */
int OPENSSL_gmtime_adj(struct tm *tm, int offset_day, long offset_sec) {
    struct tm moved;
    const int64_t day = offset_day + offset_sec / DAY, second = offset_sec % DAY;
    if (!bs_tm_from_seconds(&moved, bs_tm_to_seconds(tm) + day * DAY + second) || moved.tm_year < 0) return 0;
    tm->tm_year = moved.tm_year;
    tm->tm_mon = moved.tm_mon;
    tm->tm_mday = moved.tm_mday;
    tm->tm_hour = moved.tm_hour;
    tm->tm_min = moved.tm_min;
    tm->tm_sec = moved.tm_sec;
    return 1;
}

int OPENSSL_gmtime_diff(int *pday, int *psec, const struct tm *from, const struct tm *to) {
    const int64_t d = bs_tm_to_seconds(to) - bs_tm_to_seconds(from);
    if (pday) *pday = (int)(d / DAY);
    if (psec) *psec = (int)(d % DAY);
    return 1;
}

ASN1_TIME *ASN1_TIME_set(ASN1_TIME *s, time_t t) { return adjusted(s, t, 0, 0, -1); }
ASN1_TIME *ASN1_TIME_adj(ASN1_TIME *s, time_t t, int days, long seconds) { return adjusted(s, t, days, seconds, -1); }
ASN1_UTCTIME *ASN1_UTCTIME_set(ASN1_UTCTIME *s, time_t t) { return adjusted(s, t, 0, 0, V_ASN1_UTCTIME); }
ASN1_UTCTIME *ASN1_UTCTIME_adj(ASN1_UTCTIME *s, time_t t, int days, long seconds) {
    return adjusted(s, t, days, seconds, V_ASN1_UTCTIME);
}
ASN1_GENERALIZEDTIME *ASN1_GENERALIZEDTIME_set(ASN1_GENERALIZEDTIME *s, time_t t) {
    return adjusted(s, t, 0, 0, V_ASN1_GENERALIZEDTIME);
}
ASN1_GENERALIZEDTIME *ASN1_GENERALIZEDTIME_adj(ASN1_GENERALIZEDTIME *s, time_t t, int days, long seconds) {
    return adjusted(s, t, days, seconds, V_ASN1_GENERALIZEDTIME);
}

int ASN1_TIME_check(const ASN1_TIME *t) { return bs_time_parse(NULL, t, false); }
int ASN1_UTCTIME_check(const ASN1_UTCTIME *t) { return t->type == V_ASN1_UTCTIME && bs_time_parse(NULL, t, false); }
int ASN1_GENERALIZEDTIME_check(const ASN1_GENERALIZEDTIME *t) {
    return t->type == V_ASN1_GENERALIZEDTIME && bs_time_parse(NULL, t, false);
}

static int set_string(ASN1_TIME *s, const char *text, int type, bool strict) {
    size_t n = strlen(text);
    ASN1_TIME view = { .length = (int)n, .type = type, .data = (unsigned char *)(uintptr_t)text };
    if (n > 64 || !bs_time_parse(NULL, &view, strict)) return 0;
    if (!s) return 1;
    if (!ASN1_STRING_set(s, text, (int)n)) return 0;
    s->type = type;
    s->flags = strict ? ASN1_STRING_FLAG_X509_TIME : 0;
    return 1;
}

int ASN1_UTCTIME_set_string(ASN1_UTCTIME *s, const char *text) { return set_string(s, text, V_ASN1_UTCTIME, false); }
int ASN1_GENERALIZEDTIME_set_string(ASN1_GENERALIZEDTIME *s, const char *text) {
    return set_string(s, text, V_ASN1_GENERALIZEDTIME, false);
}
int ASN1_TIME_set_string(ASN1_TIME *s, const char *text) {
    return ASN1_UTCTIME_set_string(s, text) || ASN1_GENERALIZEDTIME_set_string(s, text);
}

int ASN1_TIME_set_string_X509(ASN1_TIME *s, const char *text) {
    struct tm tm;
    ASN1_TIME view = { .length = (int)strlen(text), .type = V_ASN1_UTCTIME, .data = (unsigned char *)(uintptr_t)text };
    if (bs_time_parse(NULL, &view, true)) return set_string(s, text, V_ASN1_UTCTIME, true);
    view.type = V_ASN1_GENERALIZEDTIME;
    if (!bs_time_parse(&tm, &view, true)) return 0;
    if (tm.tm_year < 50 || tm.tm_year >= 150) return set_string(s, text, V_ASN1_GENERALIZEDTIME, true);
    return set_string(s, text + 2, V_ASN1_UTCTIME, true); /* RFC 5280 4.1.2.5: UTCTime through 2049 */
}

int ASN1_TIME_normalize(ASN1_TIME *s) {
    struct tm tm;
    return s && ASN1_TIME_to_tm(s, &tm) && bs_time_from_tm(s, &tm, -1) != NULL;
}

int ASN1_TIME_to_tm(const ASN1_TIME *s, struct tm *tm) {
    if (s) return bs_time_parse(tm, s, false);
    return bs_tm_from_seconds(tm, (int64_t)time(NULL));
}

ASN1_GENERALIZEDTIME *ASN1_TIME_to_generalizedtime(const ASN1_TIME *t, ASN1_GENERALIZEDTIME **out) {
    struct tm tm;
    if (!ASN1_TIME_to_tm(t, &tm)) return NULL;
    ASN1_GENERALIZEDTIME *g = bs_time_from_tm(out ? *out : NULL, &tm, V_ASN1_GENERALIZEDTIME);
    if (out && g) *out = g;
    return g;
}

int ASN1_TIME_diff(int *days, int *seconds, const ASN1_TIME *from, const ASN1_TIME *to) {
    struct tm a, b;
    if (!ASN1_TIME_to_tm(from, &a) || !ASN1_TIME_to_tm(to, &b)) return 0;
    return OPENSSL_gmtime_diff(days, seconds, &a, &b);
}

int ASN1_TIME_compare(const ASN1_TIME *a, const ASN1_TIME *b) {
    struct tm ta, tb;
    if (!bs_time_parse(&ta, a, false) || !bs_time_parse(&tb, b, false)) return -2;
    int64_t x = bs_tm_to_seconds(&ta), y = bs_tm_to_seconds(&tb);
    return (x > y) - (x < y);
}

int ASN1_TIME_cmp_time_t(const ASN1_TIME *s, time_t t) {
    struct tm tm;
    if (!bs_time_parse(&tm, s, false)) return -2;
    int64_t x = bs_tm_to_seconds(&tm);
    return (x > (int64_t)t) - (x < (int64_t)t);
}

int ASN1_UTCTIME_cmp_time_t(const ASN1_UTCTIME *s, time_t t) {
    return s->type == V_ASN1_UTCTIME ? ASN1_TIME_cmp_time_t(s, t) : -2;
}

int X509_cmp_time(const ASN1_TIME *ctm, time_t *cmp) {
    int64_t t;
    bs_reader text = bs_r_from(ctm->data, (size_t)ctm->length);
    if (ctm->type != V_ASN1_UTCTIME && ctm->type != V_ASN1_GENERALIZEDTIME) return 0;
    if (!bs_x509_time((uint8_t)ctm->type, text, &t)) return 0;
    /* 0 is the error, so equal counts as before */
    return t <= (cmp ? (int64_t)*cmp : (int64_t)time(NULL)) ? -1 : 1;
}

int X509_cmp_timeframe(const X509_VERIFY_PARAM *vpm, const ASN1_TIME *start, const ASN1_TIME *end) {
    unsigned long flags = vpm ? X509_VERIFY_PARAM_get_flags(vpm) : 0;
    time_t at = vpm ? X509_VERIFY_PARAM_get_time(vpm) : 0;
    time_t *when = (flags & X509_V_FLAG_USE_CHECK_TIME) != 0 ? &at : NULL;
    if (!when && (flags & X509_V_FLAG_NO_CHECK_TIME) != 0) return 0;
    if (end && X509_cmp_time(end, when) < 0) return 1;
    return start && X509_cmp_time(start, when) > 0 ? -1 : 0;
}

int X509_cmp_current_time(const ASN1_TIME *s) { return X509_cmp_time(s, NULL); }

ASN1_TIME *X509_time_adj_ex(ASN1_TIME *s, int days, long seconds, time_t *from) {
    time_t t = from ? *from : time(NULL);
    if (s && (s->flags & ASN1_STRING_FLAG_MSTRING) == 0) {
        if (s->type == V_ASN1_UTCTIME) return ASN1_UTCTIME_adj(s, t, days, seconds);
        if (s->type == V_ASN1_GENERALIZEDTIME) return ASN1_GENERALIZEDTIME_adj(s, t, days, seconds);
    }
    return ASN1_TIME_adj(s, t, days, seconds);
}

ASN1_TIME *X509_time_adj(ASN1_TIME *s, long seconds, time_t *from) { return X509_time_adj_ex(s, 0, seconds, from); }
ASN1_TIME *X509_gmtime_adj(ASN1_TIME *s, long seconds) { return X509_time_adj(s, seconds, NULL); }

ASN1_TIME *ASN1_TIME_dup(const ASN1_TIME *t) { return ASN1_STRING_dup(t); }
ASN1_UTCTIME *ASN1_UTCTIME_dup(const ASN1_UTCTIME *t) { return ASN1_STRING_dup(t); }
ASN1_GENERALIZEDTIME *ASN1_GENERALIZEDTIME_dup(const ASN1_GENERALIZEDTIME *t) { return ASN1_STRING_dup(t); }
