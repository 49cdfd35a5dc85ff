/* Signed certificate timestamps: their fields and encodings.    RFC 6962 3.2, 3.3; man 3 SCT_new, o2i_SCT_LIST
 *
 * They can be read, made and shown. Whether a log vouches for one is not judged: there is no list of logs. */
#include <openssl/ct.h>

#include <openssl/cterr.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <string.h>

#include "compat/crypto/asn1/ct_local.h"
#include "compat/crypto/core/raise.h"

#define MAX_LIST 65535 /* RFC 6962 3.3 */
#define SHA256 4       /* RFC 5246 7.4.1.4.1 */
#define RSA 1
#define ECDSA 3

static int fail(int reason) {
    BS_RAISE(ERR_LIB_CT, reason);
    return 0;
}

SCT *SCT_new(void) {
    SCT *s = OPENSSL_zalloc(sizeof *s);
    if (s == NULL) return NULL;
    s->version = SCT_VERSION_NOT_SET;
    s->entry_type = CT_LOG_ENTRY_TYPE_NOT_SET;
    return s;
}

void SCT_free(SCT *s) {
    if (s == NULL) return;
    OPENSSL_free(s->raw.p);
    OPENSSL_free(s->log_id.p);
    OPENSSL_free(s->extensions.p);
    OPENSSL_free(s->signature.p);
    OPENSSL_free(s);
}

void SCT_LIST_free(STACK_OF(SCT) *list) { sk_SCT_pop_free(list, SCT_free); }

/* --- fields --------------------------------------------------------------------------------------------------- */

/* Takes bytes of the program's, and forgets what was found out about the old ones. */
static void take(SCT *s, struct sct_bytes *field, uint8_t *p, size_t n) {
    OPENSSL_free(field->p);
    *field = (struct sct_bytes){ p, n };
    s->validation = SCT_VALIDATION_STATUS_NOT_SET;
}

static int copy(SCT *s, struct sct_bytes *field, const uint8_t *p, size_t n) {
    uint8_t *fresh = p != NULL && n > 0 ? OPENSSL_memdup(p, n) : NULL;
    if (p != NULL && n > 0 && fresh == NULL) return fail(ERR_R_MALLOC_FAILURE);
    take(s, field, fresh, fresh != NULL ? n : 0);
    return 1;
}

int SCT_set_version(SCT *s, sct_version_t version) {
    if (version != SCT_VERSION_V1) return fail(CT_R_UNSUPPORTED_VERSION);
    s->version = version;
    s->validation = SCT_VALIDATION_STATUS_NOT_SET;
    return 1;
}

int SCT_set_log_entry_type(SCT *s, ct_log_entry_type_t type) {
    if (type != CT_LOG_ENTRY_TYPE_X509 && type != CT_LOG_ENTRY_TYPE_PRECERT) return fail(CT_R_UNSUPPORTED_ENTRY_TYPE);
    s->entry_type = type;
    s->validation = SCT_VALIDATION_STATUS_NOT_SET;
    return 1;
}

static bool log_id_fits(const SCT *s, size_t n) { return s->version != SCT_VERSION_V1 || n == CT_V1_HASHLEN; }

int SCT_set0_log_id(SCT *s, unsigned char *log_id, size_t n) {
    if (!log_id_fits(s, n)) return fail(CT_R_INVALID_LOG_ID_LENGTH);
    take(s, &s->log_id, log_id, n);
    return 1;
}

int SCT_set1_log_id(SCT *s, const unsigned char *log_id, size_t n) {
    return log_id_fits(s, n) ? copy(s, &s->log_id, log_id, n) : fail(CT_R_INVALID_LOG_ID_LENGTH);
}

void SCT_set_timestamp(SCT *s, uint64_t timestamp) {
    s->timestamp = timestamp;
    s->validation = SCT_VALIDATION_STATUS_NOT_SET;
}

int SCT_set_signature_nid(SCT *s, int nid) {
    if (nid != NID_sha256WithRSAEncryption && nid != NID_ecdsa_with_SHA256) return fail(CT_R_UNRECOGNIZED_SIGNATURE_NID);
    s->hash = SHA256;
    s->algorithm = nid == NID_ecdsa_with_SHA256 ? ECDSA : RSA;
    s->validation = SCT_VALIDATION_STATUS_NOT_SET;
    return 1;
}

void SCT_set0_extensions(SCT *s, unsigned char *ext, size_t n) { take(s, &s->extensions, ext, n); }
int SCT_set1_extensions(SCT *s, const unsigned char *ext, size_t n) { return copy(s, &s->extensions, ext, n); }
void SCT_set0_signature(SCT *s, unsigned char *sig, size_t n) { take(s, &s->signature, sig, n); }
int SCT_set1_signature(SCT *s, const unsigned char *sig, size_t n) { return copy(s, &s->signature, sig, n); }

sct_version_t SCT_get_version(const SCT *s) { return s->version; }
ct_log_entry_type_t SCT_get_log_entry_type(const SCT *s) { return s->entry_type; }
uint64_t SCT_get_timestamp(const SCT *s) { return s->timestamp; }
sct_source_t SCT_get_source(const SCT *s) { return s->source; }

size_t SCT_get0_log_id(const SCT *s, unsigned char **log_id) {
    *log_id = s->log_id.p;
    return s->log_id.n;
}

size_t SCT_get0_extensions(const SCT *s, unsigned char **ext) {
    *ext = s->extensions.p;
    return s->extensions.n;
}

size_t SCT_get0_signature(const SCT *s, unsigned char **sig) {
    *sig = s->signature.p;
    return s->signature.n;
}

int SCT_get_signature_nid(const SCT *s) {
    if (s->version != SCT_VERSION_V1 || s->hash != SHA256) return NID_undef;
    return s->algorithm == ECDSA ? NID_ecdsa_with_SHA256 : s->algorithm == RSA ? NID_sha256WithRSAEncryption : NID_undef;
}

/* Where it was found says what was signed.    RFC 6962 3.3 */
int SCT_set_source(SCT *s, sct_source_t source) {
    s->source = source;
    s->validation = SCT_VALIDATION_STATUS_NOT_SET;
    switch (source) {
    case SCT_SOURCE_TLS_EXTENSION:
    case SCT_SOURCE_OCSP_STAPLED_RESPONSE: return SCT_set_log_entry_type(s, CT_LOG_ENTRY_TYPE_X509);
    case SCT_SOURCE_X509V3_EXTENSION: return SCT_set_log_entry_type(s, CT_LOG_ENTRY_TYPE_PRECERT);
    default: return 1; /* then it is not known */
    }
}

sct_validation_status_t SCT_get_validation_status(const SCT *s) { return s->validation; }

/* --- encodings ------------------------------------------------------------------------------------------------ */

static bool decode_v1(SCT *s, bs_reader in) {
    bs_reader log_id, ext, sig;
    uint8_t version;
    if (!bs_r_u8(&in, &version) || !bs_r_bytes(&in, CT_V1_HASHLEN, &log_id) || !bs_r_u64(&in, &s->timestamp) ||
        !bs_r_vec(&in, 2, 0, 65535, &ext)) {
        return false;
    }
    if (!bs_r_u8(&in, &s->hash) || !bs_r_u8(&in, &s->algorithm) || SCT_get_signature_nid(s) == NID_undef ||
        !bs_r_vec(&in, 2, 1, 65535, &sig)) {
        return fail(CT_R_SCT_INVALID_SIGNATURE) != 0;
    }
    return bs_r_done(&in) && SCT_set1_log_id(s, log_id.p, log_id.len) && SCT_set1_extensions(s, ext.p, ext.len) &&
           SCT_set1_signature(s, sig.p, sig.len);
}

SCT *o2i_SCT(SCT **psct, const unsigned char **in, size_t len) {
    SCT *s = len > 0 && len <= MAX_LIST ? SCT_new() : NULL;
    if (s == NULL) return fail(CT_R_SCT_INVALID), NULL;
    s->version = (sct_version_t)(*in)[0];
    /* of another version, the bytes are all that is known */
    bool ok = s->version == SCT_VERSION_V1 ? decode_v1(s, bs_r_from(*in, len)) : copy(s, &s->raw, *in, len) != 0;
    if (!ok) {
        SCT_free(s);
        return fail(CT_R_SCT_INVALID), NULL;
    }
    *in += len;
    if (psct != NULL) {
        SCT_free(*psct);
        *psct = s;
    }
    return s;
}

static bool complete(const SCT *s) {
    if (s->version == SCT_VERSION_NOT_SET) return false;
    if (s->version != SCT_VERSION_V1) return s->raw.p != NULL;
    return s->log_id.n == CT_V1_HASHLEN && s->extensions.n <= 65535 && SCT_get_signature_nid(s) != NID_undef &&
           s->signature.n > 0 && s->signature.n <= 65535;
}

static void encode(bs_writer *w, const SCT *s) {
    if (s->version != SCT_VERSION_V1) {
        bs_w_bytes(w, s->raw.p, s->raw.n);
        return;
    }
    bs_w_u8(w, SCT_VERSION_V1);
    bs_w_bytes(w, s->log_id.p, s->log_id.n);
    bs_w_u64(w, s->timestamp);
    bs_w_vec(w, 2, s->extensions.p, s->extensions.n);
    bs_w_u8(w, s->hash);
    bs_w_u8(w, s->algorithm);
    bs_w_vec(w, 2, s->signature.p, s->signature.n);
}

/* To the program as i2o functions do: a length, the bytes where *out points, or in memory of their own. */
static int hand_out(uint8_t *buf, const bs_writer *w, unsigned char **out) {
    size_t n;
    int ret = bs_w_finish(w, &n) ? bs_i2d_bytes(bs_r_from(buf, n), out) : -1;
    OPENSSL_free(buf);
    return ret;
}

static size_t room_of(const SCT *s) { return 64 + s->raw.n + s->extensions.n + s->signature.n; }

int i2o_SCT(const SCT *s, unsigned char **out) {
    if (!complete(s)) return fail(CT_R_SCT_NOT_SET) - 1;
    uint8_t *buf = OPENSSL_malloc(room_of(s));
    bs_writer w = bs_w_to(buf, buf != NULL ? room_of(s) : 0);
    encode(&w, s);
    return hand_out(buf, &w, out);
}

STACK_OF(SCT) *o2i_SCT_LIST(STACK_OF(SCT) **a, const unsigned char **pp, size_t len) {
    bs_reader in = bs_r_from(*pp, len), list, one;
    if (len > MAX_LIST || !bs_r_vec(&in, 2, 0, 65535, &list) || !bs_r_done(&in)) return fail(CT_R_SCT_LIST_INVALID), NULL;
    STACK_OF(SCT) *sk = sk_SCT_new_null();
    while (sk != NULL && !bs_r_done(&list)) {
        const unsigned char *at;
        bool framed = bs_r_vec(&list, 2, 1, 65535, &one);
        if (!framed) fail(CT_R_SCT_LIST_INVALID);
        SCT *s = framed ? (at = one.p, o2i_SCT(NULL, &at, one.len)) : NULL;
        if (s != NULL && sk_SCT_push(sk, s) > 0) continue;
        SCT_free(s);
        SCT_LIST_free(sk);
        return NULL;
    }
    if (sk == NULL) return NULL;
    *pp += len;
    if (a != NULL) {
        SCT_LIST_free(*a);
        *a = sk;
    }
    return sk;
}

int i2o_SCT_LIST(const STACK_OF(SCT) *a, unsigned char **pp) {
    size_t room = 2;
    for (int i = 0; i < sk_SCT_num(a); i++) {
        if (!complete(sk_SCT_value(a, i))) return fail(CT_R_SCT_NOT_SET) - 1;
        room += 2 + room_of(sk_SCT_value(a, i));
    }
    uint8_t *buf = OPENSSL_malloc(room);
    bs_writer w = bs_w_to(buf, buf != NULL ? room : 0);
    bs_mark all = bs_w_open(&w, 2);
    for (int i = 0; i < sk_SCT_num(a); i++) {
        bs_mark one = bs_w_open(&w, 2);
        encode(&w, sk_SCT_value(a, i));
        bs_w_close(&w, one);
    }
    bs_w_close(&w, all);
    return hand_out(buf, &w, pp);
}

/* --- the extension's value: an OCTET STRING with a list ------------------------------------------------------- */

static void *list_new(void) { return sk_SCT_new_null(); }
static void list_free(void *v) { SCT_LIST_free((STACK_OF(SCT) *)v); }

static void *list_decode(bs_reader content) {
    const unsigned char *p = content.p;
    return o2i_SCT_LIST(NULL, &p, content.len);
}

static void list_encode(const void *v, bs_writer *w) {
    unsigned char *bytes = NULL;
    int n = i2o_SCT_LIST((const STACK_OF(SCT) *)v, &bytes);
    if (n < 0) w->bad = true;
    else bs_w_bytes(w, bytes, (size_t)n);
    OPENSSL_free(bytes);
}

/* Where the extension stands says where the timestamps come from. */
static void *with_source(bs_reader content, sct_source_t source) {
    STACK_OF(SCT) *sk = list_decode(content);
    for (int i = 0; i < sk_SCT_num(sk); i++) (void)SCT_set_source(sk_SCT_value(sk, i), source);
    return sk;
}

static void *in_cert(bs_reader content) { return with_source(content, SCT_SOURCE_X509V3_EXTENSION); }
static void *in_ocsp(bs_reader content) { return with_source(content, SCT_SOURCE_OCSP_STAPLED_RESPONSE); }

#define LIST(what, decode) \
    static const struct bs_item_funcs what##_funcs = { list_new, list_free, decode, list_encode }; \
    static const struct bs_item item_##what = { .kind = BS_ITEM_CUSTOM, .tag = BS_DER_OCTET_STRING, .funcs = &what##_funcs, \
        .name = "SCT_LIST" };
LIST(list, list_decode)
LIST(cert_list, in_cert)
LIST(ocsp_list, in_ocsp)
const ASN1_ITEM *bs_sct_cert_list_it(void) { return (const ASN1_ITEM *)(const void *)&item_cert_list; }
const ASN1_ITEM *bs_sct_ocsp_list_it(void) { return (const ASN1_ITEM *)(const void *)&item_ocsp_list; }

STACK_OF(SCT) *d2i_SCT_LIST(STACK_OF(SCT) **a, const unsigned char **pp, long len) {
    return (STACK_OF(SCT) *)bs_item_d2i((void **)a, pp, len, &item_list);
}
int i2d_SCT_LIST(const STACK_OF(SCT) *a, unsigned char **pp) { return bs_item_i2d(a, pp, &item_list); }
