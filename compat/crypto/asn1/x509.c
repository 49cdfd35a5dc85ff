#include "compat/crypto/asn1/x509_local.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/item.h"
#include "compat/crypto/core/raise.h"

void *bs_lazy_get(bs_lazy *slot, void *(*make)(const void *owner), const void *owner, void (*free_fn)(void *)) {
    void *have = atomic_load_explicit(slot, memory_order_acquire);
    if (have) return have;
    void *mine = make(owner);
    if (!mine) return NULL;
    if (atomic_compare_exchange_strong_explicit(slot, &have, mine, memory_order_acq_rel, memory_order_acquire)) {
        return mine;
    }
    free_fn(mine);
    return have;
}

void bs_lazy_clear(bs_lazy *slot, void (*free_fn)(void *)) {
    void *v = atomic_exchange_explicit(slot, NULL, memory_order_acq_rel);
    if (v) free_fn(v);
}

void bs_lazy_put(bs_lazy *slot, void *v, void (*free_fn)(void *)) {
    bs_lazy_clear(slot, free_fn);
    atomic_store(slot, v);
}

static void free_name(void *v) { X509_NAME_free((X509_NAME *)v); }
static void free_string(void *v) { ASN1_STRING_free((ASN1_STRING *)v); }
static void free_algor(void *v) { X509_ALGOR_free((X509_ALGOR *)v); }
static void free_pubkey(void *v) { X509_PUBKEY_free((X509_PUBKEY *)v); }
static void free_akid(void *v) { AUTHORITY_KEYID_free((AUTHORITY_KEYID *)v); }
static void free_points(void *v) { CRL_DIST_POINTS_free((CRL_DIST_POINTS *)v); }

/* Back to the state of X509_new(), but for references and ex_data. */
static void clear(X509 *x) {
    bs_lazy_clear(&x->subject, free_name);
    bs_lazy_clear(&x->issuer, free_name);
    bs_lazy_clear(&x->serial, free_string);
    bs_lazy_clear(&x->not_before, free_string);
    bs_lazy_clear(&x->not_after, free_string);
    bs_lazy_clear(&x->pubkey, free_pubkey);
    bs_lazy_clear(&x->sig_alg, free_algor);
    bs_lazy_clear(&x->tbs_sig_alg, free_algor);
    bs_lazy_clear(&x->signature, free_string);
    bs_lazy_clear(&x->extensions, bs_x509_extensions_free);
    bs_lazy_clear(&x->skid, free_string);
    bs_lazy_clear(&x->akid, free_akid);
    bs_lazy_clear(&x->issuer_uid, free_string);
    bs_lazy_clear(&x->subject_uid, free_string);
    bs_lazy_clear(&x->dist_points, free_points);
    bs_lazy_clear(&x->distinguishing_id, free_string);
    bs_x509_aux_free(x->aux);
    x->aux = NULL;
    OPENSSL_free(x->der);
    x->der = NULL;
    x->cert = (struct bs_cert){ 0 };
}

X509 *X509_new(void) {
    X509 *x = (X509 *)OPENSSL_zalloc(sizeof *x);
    if (!x) return NULL;
    bs_ref_init(&x->refs);
    if (CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509, x, &x->ex_data)) return x;
    OPENSSL_free(x);
    return NULL;
}

X509 *X509_new_ex(OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_new();
}

int X509_up_ref(X509 *x) {
    bs_ref_up(&x->refs);
    return 1;
}

void X509_free(X509 *x) {
    if (!x || !bs_ref_down(&x->refs)) return;
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509, x, &x->ex_data);
    clear(x);
    OPENSSL_free(x);
}

static X509 *from_owned(X509 *reuse, uint8_t *der, size_t len) {
    struct bs_cert cert;
    X509 *x = NULL;
    if (bs_cert_decode(&cert, bs_r_from(der, len)) == BS_OK) x = reuse ? reuse : X509_new();
    if (!x) {
        OPENSSL_free(der);
        return NULL;
    }
    if (reuse) clear(reuse);
    x->der = der;
    x->cert = cert;
    return x;
}

X509 *bs_x509_from_owned(uint8_t *der, size_t len) { return der ? from_owned(NULL, der, len) : NULL; }

X509 *bs_x509_from_der(bs_reader der) {
    return bs_x509_from_owned((uint8_t *)OPENSSL_memdup(der.p, der.len), der.len);
}

const struct bs_cert *bs_x509_cert(const X509 *x) { return &x->cert; }

bs_reader bs_x509_der(const X509 *x) { return x->cert.der; }

X509 *X509_dup(const X509 *x) {
    if (!x->der) return X509_new();
    return bs_x509_from_der(x->cert.der);
}

static void fail(X509 **a, bs_reader in) {
    bs_item_raise(in, BS_DER_SEQUENCE, "X509");
    if (a) {
        X509_free(*a);
        *a = NULL;
    }
}

X509 *d2i_X509(X509 **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), all = r, whole;
    if (!bs_der_whole(&r, BS_DER_SEQUENCE, &whole)) {
        fail(a, all);
        return NULL;
    }
    uint8_t *copy = (uint8_t *)OPENSSL_memdup(whole.p, whole.len);
    X509 *x = copy ? from_owned(a ? *a : NULL, copy, whole.len) : NULL;
    if (!x) {
        fail(a, all);
        return NULL;
    }
    *in = r.p;
    if (a) *a = x;
    return x;
}

int i2d_X509(const X509 *x, unsigned char **out) {
    if (!x) return 0;
    if (!x->der) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_FIELD_MISSING);
        return -1;
    }
    return bs_i2d_bytes(x->cert.der, out);
}

static void *item_make(void) { return X509_new(); }
static void item_free(void *x) { X509_free((X509 *)x); }
static void *item_decode(bs_reader whole) { return bs_x509_from_der(whole); }
static void item_encode(const void *x, bs_writer *w) {
    bs_reader der = bs_x509_der((const X509 *)x);
    if (der.len == 0) w->bad = true; /* a fresh one has no encoding */
    bs_w_view(w, der);
}
static const struct bs_item_funcs item_funcs = { item_make, item_free, item_decode, item_encode };
const struct bs_item bs_item_x509 = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &item_funcs,
    .name = "X509" };
BS_ITEM_IT(X509, bs_item_x509)

int i2d_re_X509_tbs(X509 *x, unsigned char **out) { return bs_i2d_bytes(x->cert.tbs, out); }

int X509_set_ex_data(X509 *x, int idx, void *arg) { return CRYPTO_set_ex_data(&x->ex_data, idx, arg); }

void *X509_get_ex_data(const X509 *x, int idx) { return CRYPTO_get_ex_data(&x->ex_data, idx); }

STACK_OF(X509) *X509_chain_up_ref(STACK_OF(X509) *chain) {
    STACK_OF(X509) *copy = sk_X509_dup(chain);
    for (int i = 0; i < sk_X509_num(copy); i++) X509_up_ref(sk_X509_value(copy, i));
    return copy;
}

