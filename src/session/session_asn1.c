#include "src/session/session_asn1.h"

#include <stdlib.h>
#include <string.h>

#include "src/hs/suite.h"
#include "src/x509/der.h"

/* Context tags of OpenSSL's SSL_SESSION_ASN1; all are explicit. 0, 11, 12: key_arg,
 * compression and SRP, which we do not keep; they are skipped when read. */
enum tag {
    TAG_TIME = 1,
    TAG_TIMEOUT = 2,
    TAG_PEER = 3,
    TAG_SID_CTX = 4,
    TAG_VERIFY_RESULT = 5,
    TAG_HOSTNAME = 6,
    TAG_PSK_HINT = 7,
    TAG_PSK_IDENTITY = 8,
    TAG_LIFETIME_HINT = 9,
    TAG_TICKET = 10,
    TAG_FLAGS = 13,
    TAG_AGE_ADD = 14,
    TAG_MAX_EARLY_DATA = 15,
    TAG_ALPN = 16,
    TAG_MAX_FRAGMENT = 17,
    TAG_APPDATA = 18,
    TAG_GROUP = 19,
    TAG_LAST = 19
};
#define FLAG_EXTENDED_MASTER 1u
#define FORMAT_VERSION 1u

size_t bs_session_encoded_max(const struct bs_session *s) {
    size_t names = s->server_name ? strlen(s->server_name) : 0;
    names += (s->psk_hint ? strlen(s->psk_hint) : 0) + (s->psk_identity ? strlen(s->psk_identity) : 0);
    return 512 + s->long_secret_len + s->peer_chain_len + names + s->ticket_len + s->alpn_len + s->ticket_appdata_len;
}

static void put_number(bs_writer *w, enum tag tag, uint64_t v) {
    if (v == 0) return; /* OpenSSL leaves zeros out */
    bs_mark m = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(tag));
    bs_der_put_uint64(w, v);
    bs_der_close(w, m);
}

static void put_bytes(bs_writer *w, enum tag tag, const void *p, size_t n) {
    bs_mark m = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(tag));
    bs_der_put(w, BS_DER_OCTET_STRING, p, n);
    bs_der_close(w, m);
}

static void put_optional_bytes(bs_writer *w, enum tag tag, const void *p, size_t n) {
    if (p) put_bytes(w, tag, p, n);
}

static void put_string(bs_writer *w, enum tag tag, const char *s) {
    if (s) put_bytes(w, tag, s, strlen(s));
}

static void put_head(bs_writer *w, const struct bs_session *s) {
    bs_der_put_uint64(w, FORMAT_VERSION);
    bs_der_put_uint64(w, s->version);
    uint8_t suite[2] = { (uint8_t)(s->suite >> 8), (uint8_t)s->suite };
    bs_der_put(w, BS_DER_OCTET_STRING, suite, sizeof suite);
    bs_der_put(w, BS_DER_OCTET_STRING, s->id, s->id_len);
    bs_reader secret = bs_session_secret(s);
    bs_der_put(w, BS_DER_OCTET_STRING, secret.p, secret.len);
}

bs_status bs_session_encode(const struct bs_session *s, uint8_t *out, size_t *out_len) {
    bs_writer w = bs_w_to(out, *out_len);
    bs_mark all = bs_der_open(&w, BS_DER_SEQUENCE);
    put_head(&w, s);
    put_number(&w, TAG_TIME, s->time_s);
    put_number(&w, TAG_TIMEOUT, s->timeout_s);
    bs_reader leaf;
    if (bs_session_peer_leaf(s, &leaf)) {
        bs_mark m = bs_der_open(&w, BS_DER_CONTEXT_CONSTRUCTED(TAG_PEER));
        bs_w_view(&w, leaf);
        bs_der_close(&w, m);
    }
    put_bytes(&w, TAG_SID_CTX, s->sid_ctx, s->sid_ctx_len);
    put_number(&w, TAG_VERIFY_RESULT, (uint32_t)s->verify_result);
    put_string(&w, TAG_HOSTNAME, s->server_name);
    put_string(&w, TAG_PSK_HINT, s->psk_hint);
    put_string(&w, TAG_PSK_IDENTITY, s->psk_identity);
    put_number(&w, TAG_LIFETIME_HINT, s->ticket_lifetime_s);
    put_optional_bytes(&w, TAG_TICKET, s->ticket, s->ticket_len);
    put_number(&w, TAG_FLAGS, s->ems ? FLAG_EXTENDED_MASTER : 0);
    put_number(&w, TAG_AGE_ADD, s->ticket_age_add);
    put_number(&w, TAG_MAX_EARLY_DATA, s->max_early_data);
    put_optional_bytes(&w, TAG_ALPN, s->alpn, s->alpn_len);
    put_number(&w, TAG_MAX_FRAGMENT, s->max_fragment_code);
    put_optional_bytes(&w, TAG_APPDATA, s->ticket_appdata, s->ticket_appdata_len);
    put_number(&w, TAG_GROUP, s->group);
    bs_der_close(&w, all);
    return bs_w_finish(&w, out_len) ? BS_OK : BS_E_SPACE;
}

static bool read_fixed(bs_reader *r, uint8_t *out, size_t cap, uint8_t *out_len) {
    bs_reader v;
    if (!bs_der_read(r, BS_DER_OCTET_STRING, &v) || !bs_r_copy(v, out, cap)) return false;
    *out_len = (uint8_t)v.len;
    return true;
}

static bs_status read_head(struct bs_session *s, bs_reader *r) {
    uint64_t format, version;
    bs_reader suite, secret;
    uint16_t id = 0;
    if (!bs_der_uint64(r, &format) || !bs_der_uint64(r, &version) || !bs_der_read(r, BS_DER_OCTET_STRING, &suite) ||
        !bs_r_u16(&suite, &id) || !bs_r_done(&suite)) {
        return BS_E_DECODE;
    }
    const struct bs_suite *row = bs_suite_find(id);
    if (format != FORMAT_VERSION || version > 0xFFFF || version >> 8 != 3 || !row ||
        !bs_suite_allows(row, (uint16_t)version)) {
        return BS_E_UNSUPPORTED;
    }
    s->version = (uint16_t)version;
    s->suite = id;
    if (!read_fixed(r, s->id, sizeof s->id, &s->id_len) || !bs_der_read(r, BS_DER_OCTET_STRING, &secret)) return BS_E_DECODE;
    return secret.len <= BS_SESSION_PSK_MAX ? bs_session_set_secret(s, secret) : BS_E_DECODE;
}

static bs_status own(uint8_t **field, size_t *len, bs_reader inner) {
    bs_reader v;
    if (!bs_der_read(&inner, BS_DER_OCTET_STRING, &v) || !bs_r_done(&inner)) return BS_E_DECODE;
    return bs_session_set_bytes(field, len, v);
}

static bs_status own_name(char **field, bs_reader inner) {
    bs_reader v;
    if (!bs_der_read(&inner, BS_DER_OCTET_STRING, &v) || !bs_r_done(&inner)) return BS_E_DECODE;
    if (v.len > 0 && memchr(v.p, 0, v.len)) return BS_E_DECODE;
    return bs_session_set_string(field, v);
}

static bs_status own_peer(struct bs_session *s, bs_reader inner) {
    if (inner.len > 0xFFFFFF) return BS_E_DECODE;
    size_t len = inner.len + 3;
    uint8_t *p = (uint8_t *)malloc(len);
    if (!p) return BS_E_MEMORY;
    bs_writer w = bs_w_to(p, len);
    bs_w_vec(&w, 3, inner.p, inner.len);
    free(s->peer_chain);
    s->peer_chain = p;
    s->peer_chain_len = len;
    s->leaf_only = true;
    return BS_OK;
}

static bs_status read_number(struct bs_session *s, enum tag tag, bs_reader inner) {
    uint64_t v;
    /* OpenSSL writes signed numbers for time and verify_result; a negative one is none that we can use. */
    if (!bs_der_uint64(&inner, &v) || !bs_r_done(&inner)) return BS_E_DECODE;
    if (tag == TAG_TIME) {
        s->time_s = v;
        s->time_ms = v * 1000;
        return v <= UINT64_MAX / 1000 ? BS_OK : BS_E_DECODE;
    }
    if (tag == TAG_TIMEOUT) {
        s->timeout_s = v > UINT32_MAX ? UINT32_MAX : (uint32_t)v;
        return BS_OK;
    }
    if (v > UINT32_MAX) return BS_E_DECODE;
    uint32_t n = (uint32_t)v;
    switch (tag) {
    case TAG_VERIFY_RESULT: s->verify_result = (int32_t)n; break;
    case TAG_LIFETIME_HINT: s->ticket_lifetime_s = n; break;
    case TAG_FLAGS: s->ems = (n & FLAG_EXTENDED_MASTER) != 0; break;
    case TAG_AGE_ADD: s->ticket_age_add = n; break;
    case TAG_MAX_EARLY_DATA: s->max_early_data = n; break;
    case TAG_MAX_FRAGMENT: s->max_fragment_code = (uint8_t)n; break;
    case TAG_GROUP: s->group = (uint16_t)n; break;
    default: break;
    }
    return BS_OK;
}

static bs_status read_field(struct bs_session *s, unsigned tag, bs_reader inner) {
    switch (tag) {
    case TAG_PEER: return own_peer(s, inner);
    case TAG_SID_CTX:
        return read_fixed(&inner, s->sid_ctx, sizeof s->sid_ctx, &s->sid_ctx_len) ? BS_OK : BS_E_DECODE;
    case TAG_HOSTNAME: return own_name(&s->server_name, inner);
    case TAG_PSK_HINT: return own_name(&s->psk_hint, inner);
    case TAG_PSK_IDENTITY: return own_name(&s->psk_identity, inner);
    case TAG_TICKET: return own(&s->ticket, &s->ticket_len, inner);
    case TAG_ALPN: return own(&s->alpn, &s->alpn_len, inner);
    case TAG_APPDATA: return own(&s->ticket_appdata, &s->ticket_appdata_len, inner);
    case 0: case 11: case 12: return BS_OK;
    default: return read_number(s, (enum tag)tag, inner);
    }
}

static bs_status read_fields(struct bs_session *s, bs_reader *r) {
    unsigned next = 0;
    while (!bs_r_done(r)) {
        uint8_t tag;
        bs_reader inner;
        if (!bs_der_any(r, &tag, &inner, NULL)) return BS_E_DECODE;
        unsigned n = tag & 0x1Fu;
        if ((tag & 0xC0) != 0x80 || n < next || n > TAG_LAST) return BS_E_DECODE; /* ascending, each once */
        next = n + 1;
        BS_TRY(read_field(s, n, inner));
    }
    return BS_OK;
}

bs_status bs_session_decode(struct bs_session *s, bs_reader *r) {
    bs_reader at = *r, body;
    if (!bs_der_read(&at, BS_DER_SEQUENCE, &body)) return BS_E_DECODE;
    s->verify_result = 0; /* left out when it is X509_V_OK */
    bs_status st = read_head(s, &body);
    if (st == BS_OK) st = read_fields(s, &body);
    if (st == BS_OK) {
        *r = at;
    } else {
        bs_session_clear(s);
    }
    return st;
}
