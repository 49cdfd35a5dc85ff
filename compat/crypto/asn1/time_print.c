#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <string.h>

#include "compat/crypto/asn1/time.h"

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* The fraction of seconds is shown as it stands, digits and dot. */
static int fraction(const ASN1_TIME *t, const char **out) {
    int n = 0;
    *out = "";
    if (t->type != V_ASN1_GENERALIZEDTIME || t->length <= 15 || t->data[14] != '.') return 0;
    *out = (const char *)t->data + 14;
    for (n = 1; 14 + n < t->length && (*out)[n] >= '0' && (*out)[n] <= '9'; n++) continue;
    return n;
}

int ASN1_TIME_print_ex(BIO *bp, const ASN1_TIME *t, unsigned long flags) {
    struct tm tm;
    const char *f;
    if (!t || !ASN1_TIME_to_tm(t, &tm)) {
        BIO_write(bp, "Bad time value", 14);
        return 0;
    }
    int f_len = fraction(t, &f);
    if ((flags & ASN1_DTFLGS_TYPE_MASK) == ASN1_DTFLGS_ISO8601) {
        return BIO_printf(bp, "%4d-%02d-%02d %02d:%02d:%02d%.*sZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                          tm.tm_hour, tm.tm_min, tm.tm_sec, f_len, f) > 0;
    }
    return BIO_printf(bp, "%s %2d %02d:%02d:%02d%.*s %d GMT", months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min,
                      tm.tm_sec, f_len, f, tm.tm_year + 1900) > 0;
}

int ASN1_TIME_print(BIO *bp, const ASN1_TIME *t) { return ASN1_TIME_print_ex(bp, t, ASN1_DTFLGS_RFC822); }

int ASN1_UTCTIME_print(BIO *bp, const ASN1_UTCTIME *t) { return t->type == V_ASN1_UTCTIME ? ASN1_TIME_print(bp, t) : 0; }

int ASN1_GENERALIZEDTIME_print(BIO *bp, const ASN1_GENERALIZEDTIME *t) {
    return t->type == V_ASN1_GENERALIZEDTIME ? ASN1_TIME_print(bp, t) : 0;
}
