#include "src/x509/crl.h"

#include "src/x509/cert_ext.h"
#include "src/x509/name.h"

static bool read_time(bs_reader *r, uint8_t *tag, bs_reader *raw) {
    if (!bs_der_next_is(r, BS_DER_UTC_TIME) && !bs_der_next_is(r, BS_DER_GENERALIZED_TIME)) return false;
    return bs_der_any(r, tag, raw, NULL);
}

static int read_reason(bs_reader value) {
    bs_reader v;
    return bs_der_read(&value, BS_DER_ENUMERATED, &v) && v.len == 1 && bs_r_done(&value) ? v.p[0] : -1;
}

/* RFC 5280 5.3.1: 2.5.29.21. Any other critical entry extension changes what the entry means. */
static bool read_entry_extensions(struct bs_crl_entry *e, bool *critical) {
    static const uint8_t reason_code[] = { 0x55, 0x1D, 0x15 };
    bs_reader at = e->extensions;
    struct bs_cert_ext x;
    while (bs_cert_ext_next(&at, &x)) {
        if (bs_r_equal(x.oid, reason_code, sizeof reason_code)) {
            e->reason = read_reason(x.value);
            if (e->reason < 0) return false;
        } else if (x.critical && critical) {
            *critical = true;
        }
    }
    return bs_r_done(&at);
}

static bool read_entry(bs_reader *at, struct bs_crl_entry *out, bool *critical) {
    bs_reader seq, r = *at;
    bool p;
    *out = (struct bs_crl_entry){ .reason = -1 };
    if (!bs_der_read(&r, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_INTEGER, &out->serial) ||
        !bs_der_value_valid(BS_DER_INTEGER, out->serial) || !read_time(&seq, &out->date_tag, &out->date_raw) ||
        !bs_der_optional(&seq, BS_DER_SEQUENCE, &p, &out->extensions) || !bs_r_done(&seq) ||
        !read_entry_extensions(out, critical)) {
        return false;
    }
    *at = r;
    return true;
}

bool bs_crl_entry_next(bs_reader *at, struct bs_crl_entry *out) { return read_entry(at, out, NULL); }

bool bs_crl_find(const struct bs_crl *crl, bs_reader serial, struct bs_crl_entry *out) {
    bs_reader at = crl->revoked;
    while (bs_crl_entry_next(&at, out)) {
        if (bs_r_same(out->serial, serial)) return true;
    }
    return false;
}

static void read_extension(struct bs_crl *c, const struct bs_cert_ext *e) {
    static const uint8_t akid[] = { 0x55, 0x1D, 0x23 }, idp[] = { 0x55, 0x1D, 0x1C }, delta[] = { 0x55, 0x1D, 0x1B };
    if (bs_r_equal(e->oid, akid, sizeof akid)) {
        if (c->has_akid || !bs_akid_decode(&c->akid, e->value)) c->invalid = true;
        c->has_akid = true;
        /* understood, so it may be critical */
    } else if (bs_r_equal(e->oid, idp, sizeof idp)) {
        c->has_distribution_point = true;
    } else if (bs_r_equal(e->oid, delta, sizeof delta)) {
        c->is_delta = true;
    } else if (e->critical) {
        c->critical = true;
    }
}

static bool read_extensions(struct bs_crl *c, bs_reader *tbs) {
    bool p;
    bs_reader outer;
    struct bs_cert_ext e;
    if (!bs_der_optional(tbs, BS_DER_CONTEXT_CONSTRUCTED(0), &p, &outer)) return false;
    if (!p) return true;
    if (!bs_der_read(&outer, BS_DER_SEQUENCE, &c->extensions) || !bs_r_done(&outer)) return false;
    bs_reader at = c->extensions;
    while (bs_cert_ext_next(&at, &e)) read_extension(c, &e);
    return bs_r_done(&at);
}

static bool read_revoked(struct bs_crl *c, bs_reader *tbs) {
    bool p;
    struct bs_crl_entry e;
    if (!bs_der_optional(tbs, BS_DER_SEQUENCE, &p, &c->revoked)) return false;
    bs_reader at = c->revoked;
    while (read_entry(&at, &e, &c->critical)) {}
    return bs_r_done(&at);
}

static bool read_tbs(struct bs_crl *c, bs_reader tbs) {
    uint64_t version = 0;
    if (bs_der_next_is(&tbs, BS_DER_INTEGER) && (!bs_der_uint64(&tbs, &version) || version > 1)) return false;
    c->version = (uint32_t)version;
    if (!bs_der_whole(&tbs, BS_DER_SEQUENCE, &c->tbs_sig_alg) || !bs_der_whole(&tbs, BS_DER_SEQUENCE, &c->issuer) ||
        !bs_algorithm_shaped(c->tbs_sig_alg) || !bs_name_valid(c->issuer) ||
        !read_time(&tbs, &c->this_update_tag, &c->this_update_raw)) {
        return false;
    }
    c->this_update_ok = bs_x509_time(c->this_update_tag, c->this_update_raw, &c->this_update);
    if (read_time(&tbs, &c->next_update_tag, &c->next_update_raw)) {
        c->next_update_ok = bs_x509_time(c->next_update_tag, c->next_update_raw, &c->next_update);
    }
    return read_revoked(c, &tbs) && read_extensions(c, &tbs) && bs_r_done(&tbs);
}

bs_status bs_crl_decode(struct bs_crl *out, bs_reader der) {
    *out = (struct bs_crl){ 0 };
    bs_reader at = der, seq, bits, tbs;
    if (!bs_der_whole(&at, BS_DER_SEQUENCE, &out->der) || !bs_r_done(&at) || !bs_der_read(&der, BS_DER_SEQUENCE, &seq) ||
        !bs_der_whole(&seq, BS_DER_SEQUENCE, &out->tbs) || !bs_der_whole(&seq, BS_DER_SEQUENCE, &out->sig_alg) ||
        !bs_der_read(&seq, BS_DER_BIT_STRING, &bits) || !bs_r_u8(&bits, &out->signature_unused) ||
        out->signature_unused > 7 || !bs_r_done(&seq) || !bs_algorithm_shaped(out->sig_alg)) {
        return BS_E_CERT_DECODE;
    }
    out->signature = bits;
    at = out->tbs;
    return bs_der_read(&at, BS_DER_SEQUENCE, &tbs) && read_tbs(out, tbs) ? BS_OK : BS_E_CERT_DECODE;
}
