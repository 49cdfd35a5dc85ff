/* X509_REQ: decoding, encoding, setting, signing.                                          RFC 2986; man 3 X509_REQ */
#include "compat/crypto/asn1/req_local.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/sign.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"

static const struct bs_field info_fields[] = {
    { &bs_item_integer, offsetof(struct X509_req_info_st, version), BS_PLAIN, 0, false },
    { &bs_item_x509_name, offsetof(struct X509_req_info_st, subject), BS_PLAIN, 0, false },
    { &bs_item_x509_pubkey, offsetof(struct X509_req_info_st, pubkey), BS_PLAIN, 0, false },
    /* RFC 2986 has it mandatory; requests without it are about, and OpenSSL takes them */
    { &bs_item_x509_attributes, offsetof(struct X509_req_info_st, attributes), BS_IMPLICIT, 0, true },
};
static const struct bs_item item_info = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(struct X509_req_info_st), BS_FIELDS(info_fields), .name = "X509_REQ_INFO" };
BS_ITEM_FUNCTIONS(X509_REQ_INFO, X509_REQ_INFO, item_info)

static bool fill(X509_REQ *r) {
    if (!r->info) r->info = (struct X509_req_info_st *)bs_item_new(&item_info);
    if (!r->sig_alg) r->sig_alg = X509_ALGOR_new();
    if (!r->signature) r->signature = ASN1_BIT_STRING_new();
    return r->info && r->sig_alg && r->signature;
}

X509_REQ *X509_REQ_new(void) {
    X509_REQ *r = (X509_REQ *)OPENSSL_zalloc(sizeof *r);
    if (r && fill(r)) {
        r->info->attributes = sk_X509_ATTRIBUTE_new_null(); /* a new request has the field, empty */
        if (r->info->attributes) return r;
    }
    X509_REQ_free(r);
    return NULL;
}

X509_REQ *X509_REQ_new_ex(OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_REQ_new();
}

static void clear(X509_REQ *r) {
    bs_item_free(r->info, &item_info);
    X509_ALGOR_free(r->sig_alg);
    ASN1_BIT_STRING_free(r->signature);
    OPENSSL_free(r->tbs);
    *r = (X509_REQ){ .info = NULL };
}

void X509_REQ_free(X509_REQ *r) {
    if (!r) return;
    clear(r);
    OPENSSL_free(r);
}

static X509_REQ *from_der(bs_reader whole) {
    bs_reader content, tbs = { 0 }, at;
    X509_REQ *r = (X509_REQ *)OPENSSL_zalloc(sizeof *r);
    if (!r) return NULL;
    bool ok = bs_der_read(&whole, BS_DER_SEQUENCE, &content) && bs_der_whole(&content, BS_DER_SEQUENCE, &tbs);
    at = tbs;
    ok = ok && (r->info = (struct X509_req_info_st *)bs_item_decode(&at, &item_info)) != NULL
        && (r->sig_alg = (X509_ALGOR *)bs_item_decode(&content, &bs_item_x509_algor)) != NULL
        && (r->signature = (ASN1_BIT_STRING *)bs_item_decode(&content, &bs_item_bit_string)) != NULL && bs_r_done(&content);
    if (ok) r->tbs = (uint8_t *)OPENSSL_memdup(tbs.p, tbs.len);
    if (r->tbs) {
        r->tbs_len = tbs.len;
        return r;
    }
    X509_REQ_free(r);
    return NULL;
}

X509_REQ *d2i_X509_REQ(X509_REQ **a, const unsigned char **in, long len) {
    bs_reader at = bs_r_from(*in, len > 0 ? (size_t)len : 0), all = at, whole;
    X509_REQ *r = bs_der_whole(&at, BS_DER_SEQUENCE, &whole) ? from_der(whole) : NULL;
    if (!r) {
        bs_item_raise(all, BS_DER_SEQUENCE, "X509_REQ");
        if (a) {
            X509_REQ_free(*a);
            *a = NULL;
        }
        return NULL;
    }
    *in = at.p;
    if (a && *a) {
        clear(*a);
        **a = *r;
        OPENSSL_free(r);
        return *a;
    }
    if (a) *a = r;
    return r;
}

/* Encodes what was changed; the bytes are the request's. */
static bool encode_tbs(X509_REQ *r) {
    if (r->tbs) return true;
    r->tbs = bs_item_to_der(r->info, &item_info, &r->tbs_len);
    return r->tbs != NULL;
}

static void changed(X509_REQ *r) {
    OPENSSL_free(r->tbs);
    r->tbs = NULL;
    r->tbs_len = 0;
}

int i2d_X509_REQ(const X509_REQ *req, unsigned char **out) {
    X509_REQ *r = (X509_REQ *)(uintptr_t)req;
    size_t len = 0;
    if (!r) return 0;
    if (!encode_tbs(r)) return -1;
    bs_reader sig = bs_r_from(r->signature->data, (size_t)r->signature->length);
    uint8_t *der = bs_signed_der(bs_r_from(r->tbs, r->tbs_len), r->sig_alg, sig, &len);
    if (!der) return -1;
    int ret = bs_i2d_bytes(bs_r_from(der, len), out);
    OPENSSL_free(der);
    return ret;
}

static void *item_make(void) { return X509_REQ_new(); }
static void item_free(void *r) { X509_REQ_free((X509_REQ *)r); }
static void *item_decode(bs_reader whole) { return from_der(whole); }
static void item_encode(const void *r, bs_writer *w) {
    unsigned char *der = NULL;
    int n = i2d_X509_REQ((const X509_REQ *)r, &der);
    if (n > 0) bs_w_bytes(w, der, (size_t)n);
    else w->bad = true;
    OPENSSL_free(der);
}
static const struct bs_item_funcs item_funcs = { item_make, item_free, item_decode, item_encode };
static const struct bs_item item_req = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &item_funcs,
    .name = "X509_REQ" };
BS_ITEM_IT(X509_REQ, item_req)

int i2d_re_X509_REQ_tbs(X509_REQ *r, unsigned char **out) {
    changed(r);
    return encode_tbs(r) ? bs_i2d_bytes(bs_r_from(r->tbs, r->tbs_len), out) : -1;
}

X509_REQ *X509_REQ_dup(const X509_REQ *r) {
    unsigned char *der = NULL;
    int n = i2d_X509_REQ(r, &der);
    const unsigned char *p = der;
    X509_REQ *copy = n > 0 ? d2i_X509_REQ(NULL, &p, n) : NULL;
    OPENSSL_free(der);
    return copy;
}

BS_DER_BIO(X509_REQ, X509_REQ)

long X509_REQ_get_version(const X509_REQ *r) { return ASN1_INTEGER_get(r->info->version); }
X509_NAME *X509_REQ_get_subject_name(const X509_REQ *r) { return r->info->subject; }
X509_PUBKEY *X509_REQ_get_X509_PUBKEY(X509_REQ *r) { return r->info->pubkey; }
EVP_PKEY *X509_REQ_get0_pubkey(X509_REQ *r) { return r ? X509_PUBKEY_get0(r->info->pubkey) : NULL; }
EVP_PKEY *X509_REQ_get_pubkey(X509_REQ *r) { return r ? X509_PUBKEY_get(r->info->pubkey) : NULL; }

void X509_REQ_get0_signature(const X509_REQ *r, const ASN1_BIT_STRING **sig, const X509_ALGOR **alg) {
    if (sig) *sig = r->signature;
    if (alg) *alg = r->sig_alg;
}

void X509_REQ_set0_signature(X509_REQ *req, ASN1_BIT_STRING *psig) {
    ASN1_BIT_STRING_free(req->signature);
    req->signature = psig;
}

int X509_REQ_set1_signature_algo(X509_REQ *req, X509_ALGOR *palg) { return X509_ALGOR_copy(req->sig_alg, palg); }

int X509_REQ_get_signature_nid(const X509_REQ *r) { return OBJ_obj2nid(r->sig_alg->algorithm); }

int X509_REQ_set_version(X509_REQ *r, long version) {
    if (!r) return 0;
    changed(r);
    return ASN1_INTEGER_set(r->info->version, version);
}

int X509_REQ_set_subject_name(X509_REQ *r, const X509_NAME *name) {
    if (!r || !name) return 0;
    changed(r);
    return X509_NAME_set(&r->info->subject, name);
}

int X509_REQ_set_pubkey(X509_REQ *r, EVP_PKEY *key) {
    if (!r) return 0;
    changed(r);
    return X509_PUBKEY_set(&r->info->pubkey, key);
}

int X509_REQ_check_private_key(X509_REQ *r, EVP_PKEY *key) {
    const EVP_PKEY *own = X509_REQ_get0_pubkey(r);
    int same = own ? EVP_PKEY_eq(own, key) : -2;
    if (same == 1) return 1;
    BS_RAISE(ERR_LIB_X509, same == 0    ? X509_R_KEY_VALUES_MISMATCH
                           : same == -1 ? X509_R_KEY_TYPE_MISMATCH
                                        : X509_R_UNKNOWN_KEY_TYPE);
    return 0;
}

int X509_REQ_digest(const X509_REQ *r, const EVP_MD *type, unsigned char *md, unsigned int *len) {
    unsigned char *der = NULL;
    int n = i2d_X509_REQ(r, &der);
    int ok = n > 0 && bs_md_digest_as_named(bs_r_from(der, (size_t)n), md, len, type);
    OPENSSL_free(der);
    return ok;
}

/* --- signing -------------------------------------------------------------------------- */

int X509_REQ_sign_ctx(X509_REQ *r, EVP_MD_CTX *ctx) {
    if (!r) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    size_t len = 0;
    changed(r); /* the name may have been changed where it is */
    X509_ALGOR *alg = bs_sign_algor(ctx);
    uint8_t *sig = alg && encode_tbs(r) ? bs_sign_bytes(ctx, bs_r_from(r->tbs, r->tbs_len), &len) : NULL;
    if (!sig || !ASN1_STRING_set(r->signature, sig, (int)len)) {
        OPENSSL_free(sig);
        X509_ALGOR_free(alg);
        return 0;
    }
    OPENSSL_free(sig);
    r->signature->flags = (r->signature->flags & ~7L) | ASN1_STRING_FLAG_BITS_LEFT;
    X509_ALGOR_free(r->sig_alg);
    r->sig_alg = alg;
    return (int)len;
}

static int sign(void *r, EVP_MD_CTX *ctx) { return X509_REQ_sign_ctx((X509_REQ *)r, ctx); }

int X509_REQ_sign(X509_REQ *r, EVP_PKEY *key, const EVP_MD *md) {
    if (r) return bs_sign_with_key(r, key, md, sign);
    BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
    return 0;
}

int X509_REQ_verify(X509_REQ *r, EVP_PKEY *key) {
    size_t n;
    if (!r || !key || !encode_tbs(r)) return -1;
    if ((r->signature->flags & 7) != 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_INVALID_BIT_STRING_BITS_LEFT);
        return -1;
    }
    uint8_t *alg = bs_item_to_der(r->sig_alg, &bs_item_x509_algor, &n);
    if (!alg) return -1;
    int ret = bs_signed_verify(bs_r_from(alg, n), key, bs_r_from(r->tbs, r->tbs_len),
                               bs_r_from(r->signature->data, (size_t)r->signature->length));
    OPENSSL_free(alg);
    return ret;
}

int X509_REQ_verify_ex(X509_REQ *r, EVP_PKEY *key, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_REQ_verify(r, key);
}

/* --- attributes ------------------------------------------------------------------------ */

int X509_REQ_get_attr_count(const X509_REQ *r) { return X509at_get_attr_count(r->info->attributes); }
int X509_REQ_get_attr_by_NID(const X509_REQ *r, int nid, int last) {
    return X509at_get_attr_by_NID(r->info->attributes, nid, last);
}
int X509_REQ_get_attr_by_OBJ(const X509_REQ *r, const ASN1_OBJECT *obj, int last) {
    return X509at_get_attr_by_OBJ(r->info->attributes, obj, last);
}
X509_ATTRIBUTE *X509_REQ_get_attr(const X509_REQ *r, int loc) { return X509at_get_attr(r->info->attributes, loc); }

X509_ATTRIBUTE *X509_REQ_delete_attr(X509_REQ *r, int loc) {
    if (!r) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    changed(r);
    return X509at_delete_attr(r->info->attributes, loc);
}

int X509_REQ_add1_attr(X509_REQ *r, X509_ATTRIBUTE *a) {
    if (!r) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    changed(r);
    return X509at_add1_attr(&r->info->attributes, a) != NULL;
}

static int add_and_free(X509_REQ *r, X509_ATTRIBUTE *a) {
    int ret = a && X509_REQ_add1_attr(r, a);
    X509_ATTRIBUTE_free(a);
    return ret;
}

int X509_REQ_add1_attr_by_OBJ(X509_REQ *r, const ASN1_OBJECT *obj, int type, const unsigned char *bytes, int len) {
    return add_and_free(r, X509_ATTRIBUTE_create_by_OBJ(NULL, obj, type, bytes, len));
}
int X509_REQ_add1_attr_by_NID(X509_REQ *r, int nid, int type, const unsigned char *bytes, int len) {
    return add_and_free(r, X509_ATTRIBUTE_create_by_NID(NULL, nid, type, bytes, len));
}
int X509_REQ_add1_attr_by_txt(X509_REQ *r, const char *name, int type, const unsigned char *bytes, int len) {
    return add_and_free(r, X509_ATTRIBUTE_create_by_txt(NULL, name, type, bytes, len));
}

/* --- requested extensions --------------------------------------------------------------- */

int X509_REQ_extension_nid(int nid) { return nid == NID_ext_req || nid == NID_ms_ext_req; }

/* An empty list if none are asked for; NULL if what is there is malformed. */
STACK_OF(X509_EXTENSION) *X509_REQ_get_extensions(X509_REQ *r) {
    if (!r) return NULL;
    int at = X509_REQ_get_attr_by_NID(r, NID_ext_req, -1);
    if (at < 0) at = X509_REQ_get_attr_by_NID(r, NID_ms_ext_req, -1);
    if (at < 0) return sk_X509_EXTENSION_new_null();
    const ASN1_TYPE *t = X509_ATTRIBUTE_get0_type(X509_REQ_get_attr(r, at), 0);
    if (!t || t->type != V_ASN1_SEQUENCE) {
        BS_RAISE(ERR_LIB_X509, X509_R_WRONG_TYPE);
        return NULL;
    }
    const unsigned char *p = t->value.sequence->data;
    return d2i_X509_EXTENSIONS(NULL, &p, t->value.sequence->length);
}

int X509_REQ_add_extensions_nid(X509_REQ *r, const STACK_OF(X509_EXTENSION) *exts, int nid) {
    unsigned char *der = NULL;
    int n = i2d_X509_EXTENSIONS(exts, &der);
    int ret = n > 0 && X509_REQ_add1_attr_by_NID(r, nid, V_ASN1_SEQUENCE, der, n);
    OPENSSL_free(der);
    return ret;
}

int X509_REQ_add_extensions(X509_REQ *r, const STACK_OF(X509_EXTENSION) *exts) {
    return X509_REQ_add_extensions_nid(r, exts, NID_ext_req);
}
