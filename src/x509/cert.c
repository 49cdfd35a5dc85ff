#include "src/x509/cert.h"

#include "src/x509/cert_ext.h"
#include "src/x509/key_der.h"
#include "src/x509/name.h"
#include "src/x509/sig_alg.h"

#include <limits.h>

/* RFC 5280 4.1.2.1: version [0] EXPLICIT, v1 by default. */
static bool read_version(bs_reader *tbs, uint32_t *out) {
    bool present;
    bs_reader v;
    uint64_t n = 0;
    if (!bs_der_optional(tbs, BS_DER_CONTEXT_CONSTRUCTED(0), &present, &v)) return false;
    if (present && (!bs_der_uint64(&v, &n) || n > INT_MAX || !bs_r_done(&v))) return false;
    *out = (uint32_t)n;
    return true;
}

static bool read_time(bs_reader *r, uint8_t *tag, bs_reader *raw, int64_t *out, bool *ok) {
    if (!bs_der_next_is(r, BS_DER_UTC_TIME) && !bs_der_next_is(r, BS_DER_GENERALIZED_TIME)) return false;
    if (!bs_der_any(r, tag, raw, NULL)) return false;
    *ok = bs_x509_time(*tag, *raw, out);
    return true;
}

static bool read_validity(struct bs_cert *c, bs_reader *tbs) {
    bs_reader v;
    return bs_der_read(tbs, BS_DER_SEQUENCE, &v) &&
           read_time(&v, &c->not_before_tag, &c->not_before_raw, &c->not_before, &c->not_before_ok) &&
           read_time(&v, &c->not_after_tag, &c->not_after_raw, &c->not_after, &c->not_after_ok) && bs_r_done(&v);
}

static bool read_optional(bs_reader *tbs, unsigned tag, bs_reader *out) {
    bool present;
    return bs_der_optional(tbs, tag, &present, out);
}

static bool read_extensions(struct bs_cert *c, bs_reader *tbs) {
    bool present;
    bs_reader outer;
    struct bs_cert_ext e;
    if (!bs_der_optional(tbs, BS_DER_CONTEXT_CONSTRUCTED(3), &present, &outer)) return false;
    if (!present) return true;
    if (!bs_der_read(&outer, BS_DER_SEQUENCE, &c->extensions) || !bs_r_done(&outer)) return false;
    bs_reader at = c->extensions;
    while (bs_cert_ext_next(&at, &e)) {}
    return bs_r_done(&at);
}

static void decode_key(struct bs_cert *c) {
    bs_status s = bs_spki_decode(&c->key, c->spki);
    c->key_status = s == BS_OK ? BS_OK : s == BS_E_UNSUPPORTED ? BS_E_CERT_KEY : BS_E_CERT_DECODE;
    if (s != BS_OK) c->key = (struct bs_pubkey){ .type = BS_KEY_NONE };
}

/* AlgorithmIdentifier and SubjectPublicKeyInfo must at least have their shape. */
bool bs_algorithm_shaped(bs_reader whole) {
    bs_reader seq, oid, params;
    uint8_t tag;
    if (!bs_der_read(&whole, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_OID, &oid) || !bs_der_oid_valid(oid)) {
        return false;
    }
    if (bs_r_done(&seq)) return true;
    return bs_der_any(&seq, &tag, &params, NULL) && bs_der_value_valid(tag, params) && bs_r_done(&seq);
}

static bool spki_shaped(bs_reader whole) {
    bs_reader seq, alg, bits;
    return bs_der_read(&whole, BS_DER_SEQUENCE, &seq) && bs_der_whole(&seq, BS_DER_SEQUENCE, &alg) &&
           bs_algorithm_shaped(alg) && bs_der_read(&seq, BS_DER_BIT_STRING, &bits) && bits.len > 0 && bits.p[0] <= 7 &&
           bs_r_done(&seq);
}

static bool read_tbs(struct bs_cert *c, bs_reader tbs) {
    return read_version(&tbs, &c->version)                                   /* version         */
           && bs_der_read(&tbs, BS_DER_INTEGER, &c->serial)                  /* serialNumber    */
           && bs_der_value_valid(BS_DER_INTEGER, c->serial)                  /*                 */
           && bs_der_whole(&tbs, BS_DER_SEQUENCE, &c->tbs_sig_alg)           /* signature       */
           && bs_der_whole(&tbs, BS_DER_SEQUENCE, &c->issuer)                /* issuer          */
           && read_validity(c, &tbs)                                         /* validity        */
           && bs_der_whole(&tbs, BS_DER_SEQUENCE, &c->subject)               /* subject         */
           && bs_der_whole(&tbs, BS_DER_SEQUENCE, &c->spki)                  /* subjectPublicKeyInfo */
           && read_optional(&tbs, BS_DER_CONTEXT(1), &c->issuer_uid)         /* issuerUniqueID  */
           && read_optional(&tbs, BS_DER_CONTEXT(2), &c->subject_uid)        /* subjectUniqueID */
           && read_extensions(c, &tbs)                                       /* extensions      */
           && bs_r_done(&tbs)                                                /*                 */
           && bs_algorithm_shaped(c->tbs_sig_alg) && spki_shaped(c->spki)       /*                 */
           && bs_name_valid(c->issuer) && bs_name_valid(c->subject);
}

bs_status bs_cert_decode(struct bs_cert *out, bs_reader der) {
    *out = (struct bs_cert){ .path_len = -1, .proxy_path_len = -1, .key_usage = UINT32_MAX, .ext_key_usage = UINT32_MAX };
    bs_reader at = der, seq, bits, tbs;
    bool ok = bs_der_whole(&at, BS_DER_SEQUENCE, &out->der) && bs_r_done(&at) /*               */
              && bs_der_read(&der, BS_DER_SEQUENCE, &seq)                     /* Certificate    */
              && bs_der_whole(&seq, BS_DER_SEQUENCE, &out->tbs)               /* tbsCertificate */
              && bs_der_whole(&seq, BS_DER_SEQUENCE, &out->sig_alg)           /* signatureAlgorithm */
              && bs_der_read(&seq, BS_DER_BIT_STRING, &bits)                  /* signatureValue */
              && bs_r_u8(&bits, &out->signature_unused)                       /*                */
              && out->signature_unused <= 7 && bs_r_done(&seq) && bs_algorithm_shaped(out->sig_alg);
    if (!ok) return BS_E_CERT_DECODE;
    out->signature = bits;
    at = out->tbs;
    if (!bs_der_read(&at, BS_DER_SEQUENCE, &tbs) || !read_tbs(out, tbs)) return BS_E_CERT_DECODE;
    decode_key(out);
    bs_cert_decode_extensions(out);
    if (bs_name_equal(out->subject, out->issuer)) {
        out->flags |= BS_EXFLAG_SI;
        if (bs_cert_akid_matches(out, out) == BS_AKID_MATCH && bs_sig_alg_fits_key(out->tbs_sig_alg, &out->key)) {
            out->flags |= BS_EXFLAG_SS;
        }
    }
    out->flags |= BS_EXFLAG_SET;
    return BS_OK;
}

static bool two_digits(bs_reader *r, unsigned *out) {
    bs_reader d;
    if (!bs_r_bytes(r, 2, &d) || d.p[0] < '0' || d.p[0] > '9' || d.p[1] < '0' || d.p[1] > '9') return false;
    *out = (unsigned)(d.p[0] - '0') * 10 + (unsigned)(d.p[1] - '0');
    return true;
}

static bool days_in_month(unsigned year, unsigned month, unsigned day) {
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12) return false;
    bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day >= 1 && day <= days[month - 1] + (leap ? 1u : 0u);
}

/* Days from 1970-01-01 in the Gregorian calendar: years begin in March, so that the leap day comes last. */
static int64_t days_from_civil(unsigned year, unsigned month, unsigned day) {
    int64_t y = (int64_t)year - (month <= 2 ? 1 : 0), m = month > 2 ? month - 3 : month + 9;
    int64_t era = y >= 0 ? y / 400 : (y - 399) / 400, yoe = y - era * 400;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + (153 * m + 2) / 5 + day - 1 - 719468;
}

bool bs_x509_time(uint8_t tag, bs_reader text, int64_t *out) {
    unsigned century = 0, yy, mon, day, hour, min, sec;
    uint8_t zone;
    if (tag != BS_DER_UTC_TIME && (tag != BS_DER_GENERALIZED_TIME || !two_digits(&text, &century))) return false;
    if (!two_digits(&text, &yy) || !two_digits(&text, &mon) || !two_digits(&text, &day) || !two_digits(&text, &hour) ||
        !two_digits(&text, &min) || !two_digits(&text, &sec) || !bs_r_u8(&text, &zone) || zone != 'Z' ||
        !bs_r_done(&text)) {
        return false;
    }
    /* RFC 5280 4.1.2.5.1: "Where YY is greater than or equal to 50, the year SHALL be interpreted as 19YY" */
    if (tag == BS_DER_UTC_TIME) century = yy >= 50 ? 19 : 20;
    unsigned year = century * 100 + yy;
    if (!days_in_month(year, mon, day) || hour > 23 || min > 59 || sec > 59) return false;
    *out = days_from_civil(year, mon, day) * 86400 + (int64_t)hour * 3600 + (int64_t)min * 60 + sec;
    return true;
}
