#include "compat/crypto/asn1/crl_local.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pkey_local.h"
#include "src/crypto/hash.h"
#include "src/x509/sig_alg.h"

static const struct bs_field revoked_fields[] = {
    { &bs_item_integer, offsetof(X509_REVOKED, serial), BS_PLAIN, 0, false },
    { &bs_item_time, offsetof(X509_REVOKED, date), BS_PLAIN, 0, false },
    { &bs_item_x509_extensions, offsetof(X509_REVOKED, extensions), BS_PLAIN, 0, true },
};
const struct bs_item bs_item_x509_revoked = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(X509_REVOKED), BS_FIELDS(revoked_fields), .name = "X509_REVOKED" };
BS_ITEM_FUNCTIONS(X509_REVOKED, X509_REVOKED, bs_item_x509_revoked)
BS_ITEM_DUP(X509_REVOKED, X509_REVOKED, bs_item_x509_revoked)

static void free_name(void *v) { X509_NAME_free((X509_NAME *)v); }
static void free_string(void *v) { ASN1_STRING_free((ASN1_STRING *)v); }
static void free_algor(void *v) { X509_ALGOR_free((X509_ALGOR *)v); }
static void free_revoked(void *v) { sk_X509_REVOKED_pop_free((STACK_OF(X509_REVOKED) *)v, X509_REVOKED_free); }

static void clear(X509_CRL *c) {
    bs_lazy_clear(&c->issuer, free_name);
    bs_lazy_clear(&c->last_update, free_string);
    bs_lazy_clear(&c->next_update, free_string);
    bs_lazy_clear(&c->sig_alg, free_algor);
    bs_lazy_clear(&c->tbs_sig_alg, free_algor);
    bs_lazy_clear(&c->signature, free_string);
    bs_lazy_clear(&c->revoked, free_revoked);
    bs_lazy_clear(&c->extensions, bs_x509_extensions_free);
    OPENSSL_free(c->der);
    c->der = NULL;
    c->crl = (struct bs_crl){ 0 };
}

X509_CRL *X509_CRL_new(void) {
    X509_CRL *c = (X509_CRL *)OPENSSL_zalloc(sizeof *c);
    if (c) bs_ref_init(&c->refs);
    return c;
}

int X509_CRL_up_ref(X509_CRL *c) {
    bs_ref_up(&c->refs);
    return 1;
}

void X509_CRL_free(X509_CRL *c) {
    if (!c || !bs_ref_down(&c->refs)) return;
    clear(c);
    OPENSSL_free(c);
}

const struct bs_crl *bs_x509_crl(const X509_CRL *c) { return &c->crl; }

static X509_CRL *from_der(X509_CRL *reuse, bs_reader der) {
    struct bs_crl view;
    uint8_t *copy = (uint8_t *)OPENSSL_memdup(der.p, der.len);
    X509_CRL *c = NULL;
    if (copy && bs_crl_decode(&view, bs_r_from(copy, der.len)) == BS_OK) c = reuse ? reuse : X509_CRL_new();
    if (!c) {
        OPENSSL_free(copy);
        return NULL;
    }
    clear(c);
    c->der = copy;
    c->crl = view;
    return c;
}

X509_CRL *d2i_X509_CRL(X509_CRL **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), all = r, whole;
    X509_CRL *c = bs_der_whole(&r, BS_DER_SEQUENCE, &whole) ? from_der(a ? *a : NULL, whole) : NULL;
    if (!c) {
        bs_item_raise(all, BS_DER_SEQUENCE, "X509_CRL");
        if (a) {
            X509_CRL_free(*a);
            *a = NULL;
        }
        return NULL;
    }
    *in = r.p;
    if (a) *a = c;
    return c;
}

int i2d_X509_CRL(const X509_CRL *c, unsigned char **out) {
    if (!c) return 0;
    if (c->der) return bs_i2d_bytes(c->crl.der, out);
    BS_RAISE(ERR_LIB_ASN1, ASN1_R_FIELD_MISSING);
    return -1;
}

static void *item_make(void) { return X509_CRL_new(); }
static void item_free(void *c) { X509_CRL_free((X509_CRL *)c); }
static void *item_decode(bs_reader whole) { return from_der(NULL, whole); }
static void item_encode(const void *c, bs_writer *w) {
    bs_reader der = ((const X509_CRL *)c)->crl.der;
    if (der.len == 0) w->bad = true; /* a fresh one has no encoding */
    bs_w_view(w, der);
}
static const struct bs_item_funcs item_funcs = { item_make, item_free, item_decode, item_encode };
static const struct bs_item item_crl = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &item_funcs,
    .name = "X509_CRL" };
BS_ITEM_IT(X509_CRL, item_crl)

X509_CRL *X509_CRL_new_ex(OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_CRL_new();
}

int i2d_re_X509_CRL_tbs(X509_CRL *c, unsigned char **out) { return bs_i2d_bytes(c->crl.tbs, out); }

X509_CRL *X509_CRL_dup(const X509_CRL *c) { return c->der ? from_der(NULL, c->crl.der) : X509_CRL_new(); }

static const struct bs_crl *view_of(const void *c) { return &((const X509_CRL *)c)->crl; }

static void *make_issuer(const void *c) {
    return view_of(c)->issuer.p ? bs_name_from_der(view_of(c)->issuer) : X509_NAME_new();
}
static void *make_last(const void *c) {
    const struct bs_crl *v = view_of(c);
    return v->this_update_raw.p ? bs_string_from_content(v->this_update_tag, v->this_update_raw) : ASN1_TIME_new();
}
static void *make_next(const void *c) {
    const struct bs_crl *v = view_of(c);
    return v->next_update_raw.p ? bs_string_from_content(v->next_update_tag, v->next_update_raw) : NULL;
}

X509_NAME *X509_CRL_get_issuer(const X509_CRL *c) { return (X509_NAME *)BS_X509_LAZY(c, issuer, make_issuer, free_name); }
const ASN1_TIME *X509_CRL_get0_lastUpdate(const X509_CRL *c) {
    return (const ASN1_TIME *)BS_X509_LAZY(c, last_update, make_last, free_string);
}
const ASN1_TIME *X509_CRL_get0_nextUpdate(const X509_CRL *c) {
    return (const ASN1_TIME *)BS_X509_LAZY(c, next_update, make_next, free_string);
}
ASN1_TIME *X509_CRL_get_lastUpdate(X509_CRL *c) { return (ASN1_TIME *)BS_X509_LAZY(c, last_update, make_last, free_string); }
ASN1_TIME *X509_CRL_get_nextUpdate(X509_CRL *c) { return (ASN1_TIME *)BS_X509_LAZY(c, next_update, make_next, free_string); }
long X509_CRL_get_version(const X509_CRL *c) { return (long)c->crl.version; }

static void *make_revoked(const void *c) {
    bs_reader at = view_of(c)->revoked;
    if (!at.p) return NULL;
    STACK_OF(X509_REVOKED) *sk = sk_X509_REVOKED_new_null();
    while (sk && !bs_r_done(&at)) {
        X509_REVOKED *r = (X509_REVOKED *)bs_item_decode(&at, &bs_item_x509_revoked);
        if (r && sk_X509_REVOKED_push(sk, r)) continue;
        X509_REVOKED_free(r);
        free_revoked(sk);
        return NULL;
    }
    return sk;
}

STACK_OF(X509_REVOKED) *X509_CRL_get_REVOKED(X509_CRL *c) {
    return (STACK_OF(X509_REVOKED) *)BS_X509_LAZY(c, revoked, make_revoked, free_revoked);
}

/* 1 revoked, 0 not, 2 taken back (removeFromCRL, in delta CRLs) */
int X509_CRL_get0_by_serial(X509_CRL *c, X509_REVOKED **out, const ASN1_INTEGER *serial) {
    const STACK_OF(X509_REVOKED) *sk = X509_CRL_get_REVOKED(c);
    for (int i = 0; i < sk_X509_REVOKED_num(sk); i++) {
        X509_REVOKED *r = sk_X509_REVOKED_value(sk, i);
        if (ASN1_INTEGER_cmp(r->serial, serial) != 0) continue;
        if (out) *out = r;
        ASN1_ENUMERATED *reason = (ASN1_ENUMERATED *)X509V3_get_d2i(r->extensions, NID_crl_reason, NULL, NULL);
        int ret = reason && ASN1_ENUMERATED_get(reason) == CRL_REASON_REMOVE_FROM_CRL ? 2 : 1;
        ASN1_ENUMERATED_free(reason);
        return ret;
    }
    return 0;
}

int X509_CRL_get0_by_cert(X509_CRL *c, X509_REVOKED **out, X509 *x) {
    return X509_CRL_get0_by_serial(c, out, X509_get_serialNumber(x));
}

const ASN1_INTEGER *X509_REVOKED_get0_serialNumber(const X509_REVOKED *r) { return r->serial; }
const ASN1_TIME *X509_REVOKED_get0_revocationDate(const X509_REVOKED *r) { return r->date; }
const STACK_OF(X509_EXTENSION) *X509_REVOKED_get0_extensions(const X509_REVOKED *r) { return r->extensions; }
int X509_REVOKED_get_ext_count(const X509_REVOKED *r) { return X509v3_get_ext_count(r->extensions); }
X509_EXTENSION *X509_REVOKED_get_ext(const X509_REVOKED *r, int loc) { return X509v3_get_ext(r->extensions, loc); }
int X509_REVOKED_get_ext_by_NID(const X509_REVOKED *r, int nid, int last) {
    return X509v3_get_ext_by_NID(r->extensions, nid, last);
}
void *X509_REVOKED_get_ext_d2i(const X509_REVOKED *r, int nid, int *critical, int *idx) {
    return X509V3_get_d2i(r->extensions, nid, critical, idx);
}

static void *make_extensions(const void *c) {
    bs_reader at = view_of(c)->extensions;
    return at.p ? bs_x509_extensions_read(at) : NULL;
}

const STACK_OF(X509_EXTENSION) *X509_CRL_get0_extensions(const X509_CRL *c) {
    return (const STACK_OF(X509_EXTENSION) *)BS_X509_LAZY(c, extensions, make_extensions, bs_x509_extensions_free);
}
int X509_CRL_get_ext_count(const X509_CRL *c) { return X509v3_get_ext_count(X509_CRL_get0_extensions(c)); }
X509_EXTENSION *X509_CRL_get_ext(const X509_CRL *c, int loc) { return X509v3_get_ext(X509_CRL_get0_extensions(c), loc); }
int X509_CRL_get_ext_by_NID(const X509_CRL *c, int nid, int last) {
    return X509v3_get_ext_by_NID(X509_CRL_get0_extensions(c), nid, last);
}
int X509_CRL_get_ext_by_OBJ(const X509_CRL *c, const ASN1_OBJECT *obj, int last) {
    return X509v3_get_ext_by_OBJ(X509_CRL_get0_extensions(c), obj, last);
}
int X509_CRL_get_ext_by_critical(const X509_CRL *c, int critical, int last) {
    return X509v3_get_ext_by_critical(X509_CRL_get0_extensions(c), critical, last);
}
void *X509_CRL_get_ext_d2i(const X509_CRL *c, int nid, int *critical, int *idx) {
    return X509V3_get_d2i(X509_CRL_get0_extensions(c), nid, critical, idx);
}

static void *make_sig_alg(const void *c) {
    bs_reader r = view_of(c)->sig_alg;
    return r.p ? bs_item_decode(&r, &bs_item_x509_algor) : (void *)X509_ALGOR_new();
}

static void *make_signature(const void *c) {
    return bs_bit_string_new(view_of(c)->signature, view_of(c)->signature_unused);
}

void X509_CRL_get0_signature(const X509_CRL *c, const ASN1_BIT_STRING **sig, const X509_ALGOR **alg) {
    if (sig) *sig = (const ASN1_BIT_STRING *)BS_X509_LAZY(c, signature, make_signature, free_string);
    if (alg) *alg = (const X509_ALGOR *)BS_X509_LAZY(c, sig_alg, make_sig_alg, free_algor);
}

int X509_CRL_get_signature_nid(const X509_CRL *c) {
    const X509_ALGOR *alg;
    X509_CRL_get0_signature(c, NULL, &alg);
    return alg ? OBJ_obj2nid(alg->algorithm) : NID_undef;
}

int X509_CRL_verify(X509_CRL *c, EVP_PKEY *key) {
    const struct bs_pubkey *pub = bs_evp_pkey_public(key);
    const struct bs_crl *v = &c->crl;
    if (!pub || !c->der) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    /* RFC 5280 5.1.1.2: both identifiers MUST be the same */
    if (!bs_r_same(v->sig_alg, v->tbs_sig_alg) || v->signature_unused != 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_INVALID_BIT_STRING_BITS_LEFT);
        return 0;
    }
    switch (bs_sig_alg_verify(bs_crypto_impl(), v->sig_alg, pub, v->tbs, v->signature)) {
    case BS_OK: return 1;
    case BS_E_UNSUPPORTED: BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNKNOWN_SIGNATURE_ALGORITHM); return -1;
    case BS_E_WRONG_SIGALG: BS_RAISE(ERR_LIB_ASN1, ASN1_R_WRONG_PUBLIC_KEY_TYPE); return -1;
    default: BS_RAISE(ERR_LIB_ASN1, ERR_R_EVP_LIB); return 0;
    }
}

/* By issuer, as X509_STORE sorts them. */
int X509_CRL_cmp(const X509_CRL *a, const X509_CRL *b) {
    return X509_NAME_cmp(X509_CRL_get_issuer(a), X509_CRL_get_issuer(b));
}

int X509_CRL_match(const X509_CRL *a, const X509_CRL *b) {
    uint8_t ha[BS_HASH_MAX], hb[BS_HASH_MAX];
    size_t n = bs_hash_once(BS_HASH_SHA1, a->crl.der, ha);
    bs_hash_once(BS_HASH_SHA1, b->crl.der, hb);
    int d = memcmp(ha, hb, n);
    return (d > 0) - (d < 0);
}

int X509_CRL_digest(const X509_CRL *c, const EVP_MD *type, unsigned char *md, unsigned int *len) {
    return bs_md_digest_as_named(c->crl.der, md, len, type);
}
