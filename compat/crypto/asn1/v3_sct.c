#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <time.h>

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

static const char *signature_name(uint8_t hash, uint8_t sig) {
    if (hash == 4 && sig == 3) return "ecdsa-with-SHA256"; /* RFC 5246 7.4.1.4.1 */
    if (hash == 4 && sig == 1) return "sha256WithRSAEncryption";
    return NULL;
}

static void print_unknown(BIO *out, bs_reader sct, int indent) {
    BIO_printf(out, "unknown\n%*s", indent + VALUE_INDENT, "");
    print_bytes(out, sct.p, sct.len, indent + VALUE_INDENT);
}

static void print_sct(BIO *out, bs_reader sct, int indent) {
    bs_reader at = sct, log_id, ext, sig;
    uint8_t version, hash, alg;
    uint64_t ms;
    BIO_printf(out, "%*sSigned Certificate Timestamp:", indent, "");
    BIO_printf(out, "\n%*sVersion   : ", indent + 4, "");
    bool ok = bs_r_u8(&at, &version) && version == 0 && bs_r_bytes(&at, 32, &log_id) && bs_r_u64(&at, &ms)
        && bs_r_vec(&at, 2, 0, 65535, &ext) && bs_r_u8(&at, &hash) && bs_r_u8(&at, &alg)
        && bs_r_vec(&at, 2, 0, 65535, &sig) && bs_r_done(&at);
    if (!ok) {
        print_unknown(out, sct, indent);
        return;
    }
    BIO_printf(out, "v1 (0x0)\n%*sLog ID    : ", indent + 4, "");
    print_bytes(out, log_id.p, log_id.len, indent + VALUE_INDENT);
    BIO_printf(out, "\n%*sTimestamp : ", indent + 4, "");
    print_timestamp(out, ms);
    BIO_printf(out, "\n%*sExtensions: ", indent + 4, "");
    if (ext.len == 0) BIO_puts(out, "none");
    else print_bytes(out, ext.p, ext.len, indent + VALUE_INDENT);
    const char *name = signature_name(hash, alg);
    BIO_printf(out, "\n%*sSignature : ", indent + 4, "");
    if (name) BIO_puts(out, name);
    else BIO_printf(out, "%02X%02X", hash, alg);
    BIO_printf(out, "\n%*s            ", indent + 4, "");
    print_bytes(out, sig.p, sig.len, indent + VALUE_INDENT);
}

bool bs_v3_print_scts(BIO *out, const void *v, int indent) {
    const ASN1_OCTET_STRING *s = (const ASN1_OCTET_STRING *)v;
    bs_reader all = bs_r_from(s->data, (size_t)s->length), list, check, sct;
    if (!bs_r_vec(&all, 2, 1, 65535, &list) || !bs_r_done(&all)) return false;
    for (check = list; check.len > 0;) {
        if (!bs_r_vec(&check, 2, 1, 65535, &sct)) return false;
    }
    for (bool first = true; bs_r_vec(&list, 2, 1, 65535, &sct); first = false) {
        if (!first) BIO_puts(out, "\n");
        print_sct(out, sct, indent);
    }
    return true;
}
