/* Times: odd texts in each type through every function, and moments moved to the ends of the calendar. */
#include "trace.h"
#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <time.h>

static const char *const texts[] = {
    "700101000000Z", "491231235959Z", "500101000000Z", "20200229120000Z", "20210229120000Z", "19991231235960Z",
    "0001010000Z", "000101000000+0100", "000101000000-1200", "000101000000+1300", "20000101000000+0530",
    "20000101000000.123Z", "20000101000000.Z", "20000101000000", "2000010100", "200001010000Z", "99991231235959Z",
    "20001301000000Z", "20000001000000Z", "20000100000000Z", "20000132000000Z", "20000101240000Z", "20000101006000Z",
    "20000101000061Z", "", "Z", "abc", "20000101000000Z ", "200001010000001Z", "000101000000z", "20000101000000.5+0100",
    "0102030405Z", "010203040506", "01020304+0100", "20000101000000+2400", "20000101000000-0060", "000101000000+01",
    "000101000000+01000", "-00101000000Z", "1 0101000000Z", "19700101000000Z", "20380119031408Z", "18991231000000Z",
    "20500101000000Z", "20491231235959Z", "19000101000000+0100", "99991231235959-0100",
};

static void broken_down(const struct tm *t) {
    printf(" %d-%d-%d %d:%d:%d %d %d", t->tm_year, t->tm_mon, t->tm_mday, t->tm_hour, t->tm_min, t->tm_sec, t->tm_wday,
           t->tm_yday);
}

static void plain(const char *what, ASN1_STRING *s) {
    printf(" %s", what);
    if (s == NULL) printf(" null");
    else printf(" %d %.*s", s->type, s->length, (const char *)s->data);
}

static void printing(ASN1_STRING *s) {
    BIO *mem = BIO_new(BIO_s_mem());
    SHOW(ASN1_TIME_print(mem, s));
    SHOW(ASN1_TIME_print_ex(mem, s, ASN1_DTFLGS_RFC822));
    SHOW(ASN1_TIME_print_ex(mem, s, ASN1_DTFLGS_ISO8601));
    SHOW(ASN1_UTCTIME_print(mem, s));
    SHOW(ASN1_GENERALIZEDTIME_print(mem, s));
    text("printed", mem);
    BIO_free(mem);
}

static void asked(ASN1_STRING *s) {
    time_t when = 946684800;
    struct tm t = { 0 };
    int days = 7, seconds = 7;
    ASN1_TIME *other = ASN1_TIME_set(NULL, when + 1);
    ASN1_GENERALIZEDTIME *g = ASN1_TIME_to_generalizedtime(s, NULL);
    printf("checks %d %d %d", ASN1_TIME_check(s), ASN1_UTCTIME_check(s), ASN1_GENERALIZEDTIME_check(s));
    if (ASN1_TIME_to_tm(s, &t)) broken_down(&t);
    printf(" compared %d %d", ASN1_TIME_cmp_time_t(s, when), ASN1_UTCTIME_cmp_time_t(s, when));
    printf(" %d", X509_cmp_time(s, &when));
    printf(" %d %d", ASN1_TIME_compare(s, other), ASN1_TIME_compare(other, s));
    printf(" apart %d", ASN1_TIME_diff(&days, &seconds, s, other));
    printf(" %d %d", days, seconds);
    plain("generalized", g);
    errors();
    printf("normal %d", ASN1_TIME_normalize(s));
    plain("is", s);
    errors();
    ASN1_STRING_free(g);
    ASN1_STRING_free(other);
}

static void set(const char *from, int type) {
    ASN1_STRING *s = ASN1_STRING_type_new(type);
    printf("set %d", ASN1_TIME_set_string(s, from));
    plain("is", s);
    printf(" flags %lx for X.509 %d", s->flags, ASN1_TIME_set_string_X509(s, from));
    plain("is", s);
    printf(" flags %lx each %d", s->flags, ASN1_UTCTIME_set_string(s, from));
    printf(" %d", ASN1_GENERALIZEDTIME_set_string(s, from));
    plain("is", s);
    printf(" checked %d %d", ASN1_TIME_set_string(NULL, from), ASN1_TIME_set_string_X509(NULL, from));
    errors();
    ASN1_STRING_free(s);
}

static void moved(time_t t, int days, long seconds) {
    ASN1_STRING *made[] = {
        ASN1_TIME_adj(NULL, t, days, seconds), ASN1_UTCTIME_adj(NULL, t, days, seconds),
        ASN1_GENERALIZEDTIME_adj(NULL, t, days, seconds), X509_time_adj_ex(NULL, days, seconds, &t),
    };
    struct tm tm = { 0 }, before;
    int d = 0, s = 0;
    printf("%lld %d %ld", (long long)t, days, seconds);
    for (int i = 0; i < 4; i++) {
        plain("", made[i]);
        ASN1_STRING_free(made[i]);
    }
    errors();
    if (OPENSSL_gmtime(&t, &tm) == NULL) return;
    before = tm;
    printf("moved %d", OPENSSL_gmtime_adj(&tm, days, seconds));
    broken_down(&tm);
    printf(" apart %d", OPENSSL_gmtime_diff(&d, &s, &before, &tm));
    printf(" %d %d", d, s);
    errors();
}

int main(void) {
    static const long long moments[] = { 0, -1, 2524607999, 2524608000, -631152000, -631152001, 253402300799,
                                         4102444800, -2208988800, 951782400 };
    static const int days[] = { 0, 1, -1, 36500, -40000, 3000000 };
    static const long seconds[] = { 0, 86399, 86400, -1, -86401, 1000000 };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (int type = V_ASN1_UTCTIME - 1; type <= V_ASN1_GENERALIZEDTIME + 1; type++) {
            ASN1_STRING *s = ASN1_STRING_type_new(type);
            ASN1_STRING_set(s, texts[i], -1);
            printf("-- %s as %d\n", texts[i], type);
            printing(s);
            asked(s);
            set(texts[i], type);
            ASN1_STRING_free(s);
        }
    }
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        for (int d = 0; d < 6; d++) {
            for (int s = 0; s < 6; s++) moved((time_t)moments[i], days[d], seconds[s]);
        }
    }
    return 0;
}
