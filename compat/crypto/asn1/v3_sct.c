#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "compat/crypto/asn1/ct_local.h"
#include "compat/crypto/asn1/time.h"
#include "compat/crypto/asn1/v3.h"

/* SignedCertificateTimestampList, RFC 6962 3.3: an OCTET STRING with TLS encoding within. */

#define VALUE_INDENT 16

static void print_bytes(BIO *out, const uint8_t *p, size_t n, int indent) {
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && i % 16 == 0) BIO_printf(out, "\n%*s", indent, "");
        BIO_printf(out, "%02X%s", p[i], i + 1 < n ? ":" : "");
    }
}

/* Milliseconds since 1970, shown with their fraction. */
static void print_timestamp(BIO *out, uint64_t ms) {
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
        "Dec" };
    struct tm tm;
    if (ms / 1000 > INT64_MAX / 2 || !bs_tm_from_seconds(&tm, (int64_t)(ms / 1000))) return;
    BIO_printf(out, "%s %2d %02d:%02d:%02d.%03u %d GMT", months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min,
               tm.tm_sec, (unsigned)(ms % 1000), tm.tm_year + 1900);
}

static void print_unknown(BIO *out, const struct sct_bytes *raw, int indent) {
    BIO_printf(out, "unknown\n%*s", indent + VALUE_INDENT, "");
    print_bytes(out, raw->p, raw->n, indent + VALUE_INDENT);
}

/* No list of logs can be made, so that none has a name. */
void SCT_print(const SCT *s, BIO *out, int indent, const CTLOG_STORE *logs) {
    (void)logs;
    BIO_printf(out, "%*sSigned Certificate Timestamp:", indent, "");
    BIO_printf(out, "\n%*sVersion   : ", indent + 4, "");
    if (s->version != SCT_VERSION_V1) {
        print_unknown(out, &s->raw, indent);
        return;
    }
    BIO_printf(out, "v1 (0x0)\n%*sLog ID    : ", indent + 4, "");
    print_bytes(out, s->log_id.p, s->log_id.n, indent + VALUE_INDENT);
    BIO_printf(out, "\n%*sTimestamp : ", indent + 4, "");
    print_timestamp(out, s->timestamp);
    BIO_printf(out, "\n%*sExtensions: ", indent + 4, "");
    if (s->extensions.n == 0) BIO_puts(out, "none");
    else print_bytes(out, s->extensions.p, s->extensions.n, indent + VALUE_INDENT);
    const int nid = SCT_get_signature_nid(s);
    BIO_printf(out, "\n%*sSignature : ", indent + 4, "");
    if (nid != NID_undef) BIO_puts(out, OBJ_nid2ln(nid));
    else BIO_printf(out, "%02X%02X", s->hash, s->algorithm);
    BIO_printf(out, "\n%*s            ", indent + 4, "");
    print_bytes(out, s->signature.p, s->signature.n, indent + VALUE_INDENT);
}

void SCT_LIST_print(const STACK_OF(SCT) *list, BIO *out, int indent, const char *separator, const CTLOG_STORE *logs) {
    for (int i = 0; i < sk_SCT_num(list); i++) {
        if (i > 0) BIO_puts(out, separator);
        SCT_print(sk_SCT_value(list, i), out, indent, logs);
    }
}

bool bs_v3_print_scts(BIO *out, const void *v, int indent) {
    SCT_LIST_print((const STACK_OF(SCT) *)v, out, indent, "\n", NULL);
    return true;
}
