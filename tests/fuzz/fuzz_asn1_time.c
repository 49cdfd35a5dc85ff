/* Times: as text, and as DER. */
#include <time.h>

#include "tests/fuzz/face.h"

static void look(const ASN1_TIME *t) {
    struct tm tm;
    int days, seconds;
    BIO *out = sink();
    either(ASN1_TIME_print(out, t));
    sink_free(out, 100);
    if (ASN1_TIME_to_tm(t, &tm)) must(tm.tm_mon >= 0 && tm.tm_mon < 12 && tm.tm_mday > 0 && tm.tm_mday < 32);
    either(ASN1_TIME_diff(&days, &seconds, NULL, t));
    if (ASN1_TIME_diff(&days, &seconds, t, t)) must(days == 0 && seconds == 0);
    either(X509_cmp_current_time(t));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = (char *)malloc(size + 1);
    const unsigned char *p = data;
    ASN1_TIME *t = ASN1_TIME_new();
    must(text && t);
    if (size > 0) memcpy(text, data, size);
    text[size] = 0;
    if (ASN1_TIME_set_string(t, text)) look(t);
    if (ASN1_TIME_set_string_X509(t, text)) look(t);
    ASN1_TIME_free(t);
    t = d2i_ASN1_TIME(NULL, &p, (long)size);
    if (t) look(t);
    ASN1_TIME_free(t);
    free(text);
    ERR_clear_error();
    return 0;
}
