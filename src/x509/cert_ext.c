#include "src/x509/cert_ext.h"

#include "src/x509/addr_blocks.h"
#include "src/x509/as_ids.h"
#include "src/x509/dist_point.h"
#include "src/x509/name.h"

#include <limits.h>

enum ext {
    EXT_UNKNOWN,
    EXT_BASIC_CONSTRAINTS,
    EXT_KEY_USAGE,
    EXT_EXT_KEY_USAGE,
    EXT_NS_CERT_TYPE,
    EXT_SKID,
    EXT_AKID,
    EXT_SAN,
    EXT_IAN,
    EXT_NAME_CONSTRAINTS,
    EXT_CRL_POINTS,
    EXT_FRESHEST,
    EXT_PROXY,
    EXT_POLICIES,
    EXT_POLICY_CONSTRAINTS,
    EXT_POLICY_MAPPINGS,
    EXT_INHIBIT_ANY,
    EXT_OCSP_NOCHECK,
    EXT_IP_BLOCKS,
    EXT_AS_BLOCKS,
    EXT_COUNT
};

/* The extensions we know; `critical` may be set where path validation handles them. */
static const struct ext_row {
    uint8_t oid[9];
    uint8_t oid_len;
    uint8_t ext;
    bool supported;
} ext_rows[] = {
    { { 0x55, 0x1D, 0x0E }, 3, EXT_SKID, false },
    { { 0x55, 0x1D, 0x0F }, 3, EXT_KEY_USAGE, true },
    { { 0x55, 0x1D, 0x11 }, 3, EXT_SAN, true },
    { { 0x55, 0x1D, 0x12 }, 3, EXT_IAN, false },
    { { 0x55, 0x1D, 0x13 }, 3, EXT_BASIC_CONSTRAINTS, true },
    { { 0x55, 0x1D, 0x1E }, 3, EXT_NAME_CONSTRAINTS, true },
    { { 0x55, 0x1D, 0x1F }, 3, EXT_CRL_POINTS, true },
    { { 0x55, 0x1D, 0x20 }, 3, EXT_POLICIES, true },
    { { 0x55, 0x1D, 0x21 }, 3, EXT_POLICY_MAPPINGS, true },
    { { 0x55, 0x1D, 0x23 }, 3, EXT_AKID, false },
    { { 0x55, 0x1D, 0x24 }, 3, EXT_POLICY_CONSTRAINTS, true },
    { { 0x55, 0x1D, 0x25 }, 3, EXT_EXT_KEY_USAGE, true },
    { { 0x55, 0x1D, 0x2E }, 3, EXT_FRESHEST, false },
    { { 0x55, 0x1D, 0x36 }, 3, EXT_INHIBIT_ANY, true },
    { { 0x60, 0x86, 0x48, 0x01, 0x86, 0xF8, 0x42, 0x01, 0x01 }, 9, EXT_NS_CERT_TYPE, true },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x0E }, 8, EXT_PROXY, true },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x07 }, 8, EXT_IP_BLOCKS, true },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x08 }, 8, EXT_AS_BLOCKS, true },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x05 }, 9, EXT_OCSP_NOCHECK, true },
};

static const struct ext_row *find_row(bs_reader oid) {
    for (size_t i = 0; i < sizeof ext_rows / sizeof ext_rows[0]; i++) {
        if (bs_r_equal(oid, ext_rows[i].oid, ext_rows[i].oid_len)) return &ext_rows[i];
    }
    return NULL;
}

bool bs_cert_ext_supported(bs_reader oid) {
    const struct ext_row *row = find_row(oid);
    return row && row->supported;
}

bool bs_cert_ext_next(bs_reader *at, struct bs_cert_ext *out) {
    bs_reader r = *at, seq, in, flag;
    bool present;
    if (!bs_der_whole(&r, BS_DER_SEQUENCE, &out->whole)) return false;
    in = out->whole;
    if (!bs_der_read(&in, BS_DER_SEQUENCE, &seq) || !bs_der_read(&seq, BS_DER_OID, &out->oid) ||
        !bs_der_oid_valid(out->oid)) {
        return false;
    }
    /* X.690 11.5 would have DEFAULT FALSE left out and TRUE be 0xFF, but encoders err and OpenSSL lets them */
    if (!bs_der_optional(&seq, BS_DER_BOOLEAN, &present, &flag) || (present && flag.len != 1)) return false;
    out->critical = present && flag.p[0] != 0;
    if (!bs_der_read(&seq, BS_DER_OCTET_STRING, &out->value) || !bs_r_done(&seq)) return false;
    *at = r;
    return true;
}

bool bs_cert_ext_find(const struct bs_cert *c, bs_reader oid, struct bs_cert_ext *out, size_t *num_out) {
    bs_reader at = c->extensions;
    struct bs_cert_ext e;
    size_t n = 0;
    while (bs_cert_ext_next(&at, &e)) {
        if (!bs_r_same(e.oid, oid)) continue;
        if (n++ == 0) *out = e;
        if (!num_out) break;
    }
    if (num_out) *num_out = n;
    return n > 0;
}

/* OtherName: type-id, value [0] EXPLICIT ANY. */
static bool other_name_valid(bs_reader r) {
    bs_reader oid, outer, value;
    uint8_t tag;
    return bs_der_read(&r, BS_DER_OID, &oid) && bs_der_oid_valid(oid) &&
           bs_der_read(&r, BS_DER_CONTEXT_CONSTRUCTED(0), &outer) && bs_r_done(&r) &&
           bs_der_any(&outer, &tag, &value, NULL) && bs_der_value_valid(tag, value) && bs_r_done(&outer);
}

/* DirectoryString in an EXPLICIT tag. */
static bool directory_string_valid(bs_reader r) {
    bs_reader text;
    uint8_t tag;
    if (!bs_der_any(&r, &tag, &text, NULL) || !bs_r_done(&r) || !bs_der_value_valid(tag, text)) return false;
    return tag == BS_DER_PRINTABLE || tag == BS_DER_T61 || tag == BS_DER_BMP || tag == BS_DER_UNIVERSAL_STRING ||
           tag == BS_DER_UTF8;
}

/* EDIPartyName: nameAssigner [0] OPTIONAL, partyName [1]. */
static bool edi_party_valid(bs_reader r) {
    bs_reader assigner, party;
    bool present;
    return bs_der_optional(&r, BS_DER_CONTEXT_CONSTRUCTED(0), &present, &assigner) &&
           (!present || directory_string_valid(assigner)) && bs_der_read(&r, BS_DER_CONTEXT_CONSTRUCTED(1), &party) &&
           directory_string_valid(party) && bs_r_done(&r);
}

static bool directory_name_valid(bs_reader r) {
    bs_reader name;
    return bs_der_whole(&r, BS_DER_SEQUENCE, &name) && bs_r_done(&r) && bs_name_valid(name);
}

bool bs_general_name_next(bs_reader *names, uint8_t *tag, bs_reader *content) {
    bs_reader r = *names;
    if (!bs_der_any(&r, tag, content, NULL)) return false;
    bool ok;
    switch (*tag) {
    case BS_GN_DIRECTORY: ok = directory_name_valid(*content); break;
    case BS_GN_OTHER: ok = other_name_valid(*content); break;
    case BS_GN_EDI: ok = edi_party_valid(*content); break;
    case BS_GN_REGISTERED_ID: ok = bs_der_oid_valid(*content); break;
    case BS_GN_EMAIL:
    case BS_GN_DNS:
    case BS_GN_X400:
    case BS_GN_URI:
    case BS_GN_IP: ok = true; break;
    default: ok = false;
    }
    if (ok) *names = r;
    return ok;
}

bool bs_general_names_valid(bs_reader names) {
    uint8_t tag;
    bs_reader content;
    while (bs_general_name_next(&names, &tag, &content)) {}
    return bs_r_done(&names);
}

/*
 * Each reader below gets the extension's value and says whether it is well formed. As with OpenSSL, what may follow the
 * value in its OCTET STRING is not looked at.
 */

static bool read_basic_constraints(struct bs_cert *c, bs_reader v) {
    bs_reader seq, flag, len;
    bool has_ca, has_len;
    uint64_t n;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &seq) || !bs_der_optional(&seq, BS_DER_BOOLEAN, &has_ca, &flag) ||
        (has_ca && flag.len != 1)) {
        return false;
    }
    bs_reader at = seq;
    if (!bs_der_optional(&seq, BS_DER_INTEGER, &has_len, &len) || !bs_r_done(&seq)) return false;
    if (has_len && !bs_der_value_valid(BS_DER_INTEGER, len)) return false;
    c->flags |= BS_EXFLAG_BCONS;
    if (has_ca && flag.p[0] != 0) c->flags |= BS_EXFLAG_CA;
    if (!has_len) return true;
    if ((len.p[0] & 0x80) != 0) return false; /* negative */
    c->path_len = bs_der_uint64(&at, &n) && n < LONG_MAX ? (long)n : LONG_MAX;
    return true;
}

/* The first two octets of a BIT STRING, unused bits cleared. */
static bool read_bits(bs_reader v, uint32_t *out) {
    bs_reader bits;
    uint8_t unused;
    if (!bs_der_read(&v, BS_DER_BIT_STRING, &bits) || !bs_r_u8(&bits, &unused) || unused > 7) {
        return false;
    }
    if (bits.len == 0) {
        *out = 0;
        return true;
    }
    uint8_t last_mask = (uint8_t)(0xFFu << unused);
    uint32_t low = bits.p[0], high = bits.len > 1 ? bits.p[1] : 0;
    if (bits.len == 1) low &= last_mask;
    if (bits.len == 2) high &= last_mask;
    *out = low | high << 8;
    return true;
}

static bool read_key_usage(struct bs_cert *c, bs_reader v) {
    uint32_t bits;
    if (!read_bits(v, &bits)) return false;
    c->key_usage = bits;
    c->flags |= BS_EXFLAG_KUSAGE;
    return bits != 0; /* RFC 5280 4.2.1.3: "at least one of the bits MUST be set to 1" */
}

static const struct {
    uint8_t oid[10];
    uint8_t oid_len;
    uint16_t bit;
} eku_rows[] = {
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01 }, 8, BS_XKU_SSL_SERVER },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02 }, 8, BS_XKU_SSL_CLIENT },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x03 }, 8, BS_XKU_CODE_SIGN },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x04 }, 8, BS_XKU_SMIME },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08 }, 8, BS_XKU_TIMESTAMP },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x09 }, 8, BS_XKU_OCSP_SIGN },
    { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x0A }, 8, BS_XKU_DVCS },
    { { 0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0A, 0x03, 0x03 }, 10, BS_XKU_SGC }, /* Microsoft */
    { { 0x60, 0x86, 0x48, 0x01, 0x86, 0xF8, 0x42, 0x04, 0x01 }, 9, BS_XKU_SGC },        /* Netscape */
    { { 0x55, 0x1D, 0x25, 0x00 }, 4, BS_XKU_ANYEKU },
};

static bool read_ext_key_usage(struct bs_cert *c, bs_reader v) {
    bs_reader seq, oid;
    uint32_t bits = 0;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &seq)) return false;
    bs_reader all = seq;
    while (bs_der_read(&seq, BS_DER_OID, &oid)) {
        if (!bs_der_oid_valid(oid)) return false;
        for (size_t i = 0; i < sizeof eku_rows / sizeof eku_rows[0]; i++) {
            if (bs_r_equal(oid, eku_rows[i].oid, eku_rows[i].oid_len)) bits |= eku_rows[i].bit;
        }
    }
    if (!bs_r_done(&seq)) return false;
    c->eku = all;
    c->ext_key_usage = bits;
    c->flags |= BS_EXFLAG_XKUSAGE;
    return true;
}

static bool read_ns_cert_type(struct bs_cert *c, bs_reader v) {
    uint32_t bits;
    if (!read_bits(v, &bits)) return false;
    c->ns_cert_type = (uint8_t)bits;
    c->flags |= BS_EXFLAG_NSCERT;
    return true;
}

static bool read_skid(struct bs_cert *c, bs_reader v) {
    return bs_der_read(&v, BS_DER_OCTET_STRING, &c->skid);
}

bool bs_akid_decode(struct bs_akid *out, bs_reader value) {
    bs_reader seq;
    bool p;
    *out = (struct bs_akid){ { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
    return bs_der_read(&value, BS_DER_SEQUENCE, &seq) &&
           bs_der_optional(&seq, BS_DER_CONTEXT(0), &p, &out->key_id) &&
           bs_der_optional(&seq, BS_DER_CONTEXT_CONSTRUCTED(1), &p, &out->issuer) &&
           bs_general_names_valid(out->issuer) && bs_der_optional(&seq, BS_DER_CONTEXT(2), &p, &out->serial) &&
           (!p || out->serial.len > 0) && bs_r_done(&seq);
}

static bool read_akid(struct bs_cert *c, bs_reader v) {
    c->has_akid = bs_akid_decode(&c->akid, v);
    return c->has_akid;
}

static bool read_san(struct bs_cert *c, bs_reader v) {
    bs_reader names;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &names) || !bs_general_names_valid(names)) return false;
    c->san = names;
    return true;
}

/* GeneralSubtrees, RFC 5280 4.2.1.10: base, minimum [0] DEFAULT 0, maximum [1] OPTIONAL. */
static bool subtrees_valid(bs_reader trees) {
    bs_reader tree, content, bound;
    uint8_t tag;
    bool p;
    while (bs_der_read(&trees, BS_DER_SEQUENCE, &tree)) {
        if (!bs_general_name_next(&tree, &tag, &content)) return false;
        for (unsigned i = 0; i < 2; i++) {
            if (!bs_der_optional(&tree, BS_DER_CONTEXT(i), &p, &bound)) return false;
            if (p && !bs_der_value_valid(BS_DER_INTEGER, bound)) return false;
        }
        if (!bs_r_done(&tree)) return false;
    }
    return bs_r_done(&trees);
}

static bool read_name_constraints(struct bs_cert *c, bs_reader v) {
    bs_reader seq, at, trees;
    bool p;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &seq)) return false;
    at = seq;
    for (unsigned i = 0; i < 2; i++) {
        if (!bs_der_optional(&at, BS_DER_CONTEXT_CONSTRUCTED(i), &p, &trees)) return false;
        if (p && !subtrees_valid(trees)) return false;
    }
    if (!bs_r_done(&at)) return false;
    c->name_constraints = seq;
    return true;
}

static bool read_crl_points(struct bs_cert *c, bs_reader v) {
    bs_reader seq, at;
    struct bs_dist_point point;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &seq)) return false;
    at = seq;
    while (bs_dist_point_next(&at, c->issuer, &point)) {}
    if (!bs_r_done(&at)) return false;
    c->crl_points = seq;
    return true;
}

/* ProxyCertInfo. RFC 3820 3.8; as ASN1_INTEGER_get(), a number that is too large counts as none. */
static bool read_proxy(struct bs_cert *c, bs_reader v) {
    bs_reader seq, num, policy, language, text;
    bool has_num, has_text;
    c->flags |= BS_EXFLAG_PROXY;
    if (!bs_der_read(&v, BS_DER_SEQUENCE, &seq) || !bs_der_optional(&seq, BS_DER_INTEGER, &has_num, &num) ||
        !bs_der_read(&seq, BS_DER_SEQUENCE, &policy) || !bs_r_done(&seq) || !bs_der_read(&policy, BS_DER_OID, &language) ||
        !bs_der_oid_valid(language) || !bs_der_optional(&policy, BS_DER_OCTET_STRING, &has_text, &text)) {
        return false;
    }
    if (has_num && !bs_der_value_valid(BS_DER_INTEGER, num)) return false;
    if (has_num && num.len <= sizeof(int64_t)) {
        uint64_t n = (num.p[0] & 0x80) != 0 ? UINT64_MAX : 0;
        for (size_t i = 0; i < num.len; i++) n = n << 8 | num.p[i];
        c->proxy_path_len = (long)n;
    }
    return bs_r_done(&policy);
}

static bool read_addresses(struct bs_cert *c, bs_reader v) {
    bs_reader blocks;
    c->has_resources = true;
    return bs_der_read(&v, BS_DER_SEQUENCE, &blocks) && bs_addr_blocks_valid(blocks);
}

static bool read_systems(struct bs_cert *c, bs_reader v) {
    bs_reader seq;
    struct bs_as_ids ids;
    c->has_resources = true;
    return bs_der_read(&v, BS_DER_SEQUENCE, &seq) && bs_as_ids_decode(&ids, seq);
}

static bool (*const readers[EXT_COUNT])(struct bs_cert *c, bs_reader v) = {
    [EXT_BASIC_CONSTRAINTS] = read_basic_constraints,
    [EXT_KEY_USAGE] = read_key_usage,
    [EXT_EXT_KEY_USAGE] = read_ext_key_usage,
    [EXT_NS_CERT_TYPE] = read_ns_cert_type,
    [EXT_SKID] = read_skid,
    [EXT_AKID] = read_akid,
    [EXT_SAN] = read_san,
    [EXT_NAME_CONSTRAINTS] = read_name_constraints,
    [EXT_CRL_POINTS] = read_crl_points,
    [EXT_PROXY] = read_proxy,
    [EXT_IP_BLOCKS] = read_addresses,
    [EXT_AS_BLOCKS] = read_systems,
};

static void note_critical(struct bs_cert *c, const struct ext_row *row) {
    static const uint32_t flag[EXT_COUNT] = {
        [EXT_BASIC_CONSTRAINTS] = BS_EXFLAG_BCONS_CRITICAL,
        [EXT_AKID] = BS_EXFLAG_AKID_CRITICAL,
        [EXT_SKID] = BS_EXFLAG_SKID_CRITICAL,
        [EXT_SAN] = BS_EXFLAG_SAN_CRITICAL,
    };
    if (!row || !row->supported) {
        c->flags |= BS_EXFLAG_CRITICAL;
        return;
    }
    c->flags |= flag[row->ext];
    if (row->ext == EXT_EXT_KEY_USAGE) c->ext_key_usage_critical = true;
}

/* A bit each for those that come twice. RFC 5280 4.2: "MUST NOT include more than one instance of a particular extension" */
static uint32_t find_repeated(bs_reader at) {
    struct bs_cert_ext e;
    uint32_t seen = 0, again = 0;
    while (bs_cert_ext_next(&at, &e)) {
        const struct ext_row *row = find_row(e.oid);
        uint32_t bit = row ? 1u << row->ext : 0;
        again |= seen & bit;
        seen |= bit;
    }
    return again;
}

void bs_cert_decode_extensions(struct bs_cert *c) {
    bs_reader at = c->extensions;
    struct bs_cert_ext e;
    uint32_t seen = 0, again = find_repeated(at);
    if (c->version == 0) c->flags |= BS_EXFLAG_V1;
    while (bs_cert_ext_next(&at, &e)) {
        const struct ext_row *row = find_row(e.oid);
        if (e.critical) note_critical(c, row);
        if (!row) continue;
        if (row->ext == EXT_FRESHEST) c->flags |= BS_EXFLAG_FRESHEST;
        seen |= 1u << row->ext;
        bool repeated = (again >> row->ext & 1) != 0; /* then none of them counts */
        if (readers[row->ext] && (repeated || !readers[row->ext](c, e.value))) c->flags |= BS_EXFLAG_INVALID;
    }
    /* RFC 3820 3.2, 3.4, 3.5: what a proxy certificate must not have */
    if ((c->flags & BS_EXFLAG_PROXY) != 0 &&
        ((c->flags & BS_EXFLAG_CA) != 0 || (seen & (1u << EXT_SAN | 1u << EXT_IAN)) != 0)) {
        c->flags |= BS_EXFLAG_INVALID;
    }
}

/* The first directoryName of GeneralNames; false if there is none. */
static bool first_directory_name(bs_reader names, bs_reader *out) {
    uint8_t tag;
    while (bs_general_name_next(&names, &tag, out)) {
        if (tag == BS_GN_DIRECTORY) return true;
    }
    return false;
}

enum bs_akid_fit bs_akid_matches(const struct bs_cert *issuer, const struct bs_akid *akid) {
    bs_reader name;
    if (akid->key_id.p && issuer->skid.p && !bs_r_same(akid->key_id, issuer->skid)) return BS_AKID_SKID_MISMATCH;
    if (akid->serial.p && !bs_r_same(akid->serial, issuer->serial)) return BS_AKID_ISSUER_SERIAL_MISMATCH;
    if (akid->issuer.p && first_directory_name(akid->issuer, &name) && !bs_name_equal(name, issuer->issuer)) {
        return BS_AKID_ISSUER_SERIAL_MISMATCH;
    }
    return BS_AKID_MATCH;
}

enum bs_akid_fit bs_cert_akid_matches(const struct bs_cert *issuer, const struct bs_cert *subject) {
    return subject->has_akid ? bs_akid_matches(issuer, &subject->akid) : BS_AKID_MATCH;
}
