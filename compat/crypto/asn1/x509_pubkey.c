#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pkey_local.h"

/* A SubjectPublicKeyInfo: its bytes, its parts, and the key, made when first asked for. */
struct X509_pubkey_st {
    X509_ALGOR *algor;
    ASN1_BIT_STRING *public_key;
    uint8_t *der; /* NULL before anything was set */
    size_t der_len;
    bs_lazy pkey;
};

static void free_pkey(void *v) { EVP_PKEY_free((EVP_PKEY *)v); }

static void clear(X509_PUBKEY *pub) {
    X509_ALGOR_free(pub->algor);
    ASN1_BIT_STRING_free(pub->public_key);
    OPENSSL_free(pub->der);
    bs_lazy_clear(&pub->pkey, free_pkey);
}

X509_PUBKEY *X509_PUBKEY_new(void) {
    X509_PUBKEY *pub = (X509_PUBKEY *)OPENSSL_zalloc(sizeof *pub);
    if (!pub) return NULL;
    pub->algor = X509_ALGOR_new();
    pub->public_key = ASN1_BIT_STRING_new();
    if (pub->algor && pub->public_key) return pub;
    X509_PUBKEY_free(pub);
    return NULL;
}

X509_PUBKEY *X509_PUBKEY_new_ex(OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_PUBKEY_new();
}

void X509_PUBKEY_free(X509_PUBKEY *pub) {
    if (!pub) return;
    clear(pub);
    OPENSSL_free(pub);
}

X509_PUBKEY *bs_x509_pubkey_from_der(bs_reader whole) {
    bs_reader at = whole, content;
    if (!bs_der_read(&at, BS_DER_SEQUENCE, &content) || !bs_r_done(&at)) return NULL;
    X509_PUBKEY *pub = (X509_PUBKEY *)OPENSSL_zalloc(sizeof *pub);
    if (!pub) return NULL;
    pub->algor = (X509_ALGOR *)bs_item_decode(&content, &bs_item_x509_algor);
    if (pub->algor) pub->public_key = (ASN1_BIT_STRING *)bs_item_decode(&content, &bs_item_bit_string);
    pub->der = (uint8_t *)OPENSSL_memdup(whole.p, whole.len);
    pub->der_len = whole.len;
    if (pub->public_key && pub->der && bs_r_done(&content)) return pub;
    X509_PUBKEY_free(pub);
    return NULL;
}

static void *item_make(void) { return X509_PUBKEY_new(); }
static void item_free(void *v) { X509_PUBKEY_free((X509_PUBKEY *)v); }

static void *item_decode(bs_reader content) {
    size_t cap = content.len + 8, n;
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(cap);
    bs_writer w = bs_w_to(buf, buf ? cap : 0);
    bs_der_put(&w, BS_DER_SEQUENCE, content.p, content.len);
    X509_PUBKEY *pub = bs_w_finish(&w, &n) ? bs_x509_pubkey_from_der(bs_r_from(buf, n)) : NULL;
    OPENSSL_free(buf);
    return pub;
}

static void item_encode(const void *v, bs_writer *w) {
    bs_reader der = bs_x509_pubkey_der((const X509_PUBKEY *)v), content;
    if (der.p && bs_der_read(&der, BS_DER_SEQUENCE, &content)) bs_w_view(w, content);
    else w->bad = true;
}

static const struct bs_item_funcs pubkey_funcs = { item_make, item_free, item_decode, item_encode };
const struct bs_item bs_item_x509_pubkey = {
    .kind = BS_ITEM_CUSTOM, .tag = BS_DER_SEQUENCE, .funcs = &pubkey_funcs, .name = "X509_PUBKEY"
};
BS_ITEM_IT(X509_PUBKEY, bs_item_x509_pubkey)

bs_reader bs_x509_pubkey_der(const X509_PUBKEY *pub) { return bs_r_from(pub->der, pub->der_len); }

ASN1_BIT_STRING *bs_x509_pubkey_bits(const X509_PUBKEY *pub) { return pub ? pub->public_key : NULL; }

X509_PUBKEY *d2i_X509_PUBKEY(X509_PUBKEY **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), all = r, whole;
    X509_PUBKEY *pub = bs_der_whole(&r, BS_DER_SEQUENCE, &whole) ? bs_x509_pubkey_from_der(whole) : NULL;
    if (!pub) {
        bs_item_raise(all, BS_DER_SEQUENCE, "X509_PUBKEY");
        if (a) {
            X509_PUBKEY_free(*a);
            *a = NULL;
        }
        return NULL;
    }
    *in = r.p;
    if (a && *a) {
        clear(*a);
        **a = *pub;
        OPENSSL_free(pub);
        return *a;
    }
    if (a) *a = pub;
    return pub;
}

int i2d_X509_PUBKEY(const X509_PUBKEY *pub, unsigned char **out) {
    if (!pub) return 0;
    if (pub->der) return bs_i2d_bytes(bs_x509_pubkey_der(pub), out);
    BS_RAISE(ERR_LIB_ASN1, ASN1_R_FIELD_MISSING);
    return -1;
}

X509_PUBKEY *X509_PUBKEY_dup(const X509_PUBKEY *pub) {
    return pub->der ? bs_x509_pubkey_from_der(bs_x509_pubkey_der(pub)) : X509_PUBKEY_new();
}

static void *make_pkey(const void *owner) {
    return bs_evp_pkey_from_spki(bs_x509_pubkey_der((const X509_PUBKEY *)owner));
}

EVP_PKEY *X509_PUBKEY_get0(const X509_PUBKEY *pub) {
    if (!pub) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    /* OpenSSL tells no more of a key that cannot be decoded, whatever it is: it tried long before */
    ERR_set_mark();
    EVP_PKEY *pkey = pub->der ? (EVP_PKEY *)BS_X509_LAZY(pub, pkey, make_pkey, free_pkey) : NULL;
    ERR_pop_to_mark();
    if (!pkey) BS_RAISE(ERR_LIB_EVP, EVP_R_DECODE_ERROR);
    return pkey;
}

EVP_PKEY *X509_PUBKEY_get(const X509_PUBKEY *pub) {
    EVP_PKEY *pkey = X509_PUBKEY_get0(pub);
    if (!pkey) return NULL;
    EVP_PKEY_up_ref(pkey);
    return pkey;
}

int X509_PUBKEY_set(X509_PUBKEY **x, EVP_PKEY *pkey) {
    unsigned char *der = NULL;
    if (!x) return 0;
    if (!pkey) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    int n = i2d_PUBKEY(pkey, &der);
    X509_PUBKEY *pub = n > 0 ? bs_x509_pubkey_from_der(bs_r_from(der, (size_t)n)) : NULL;
    OPENSSL_free(der);
    if (!pub) {
        BS_RAISE(ERR_LIB_X509, X509_R_UNSUPPORTED_ALGORITHM);
        return 0;
    }
    EVP_PKEY_up_ref(pkey);
    atomic_store(&pub->pkey, pkey);
    X509_PUBKEY_free(*x);
    *x = pub;
    return 1;
}

int X509_PUBKEY_get0_param(ASN1_OBJECT **alg, const unsigned char **key, int *key_len, X509_ALGOR **pa,
                           const X509_PUBKEY *pub) {
    if (!pub) return 0;
    if (alg) *alg = pub->algor->algorithm;
    if (key) {
        *key = pub->public_key->data;
        *key_len = pub->public_key->length;
    }
    if (pa) *pa = pub->algor;
    return 1;
}

int X509_PUBKEY_eq(const X509_PUBKEY *a, const X509_PUBKEY *b) {
    if (a == b) return 1;
    if (!a || !b || X509_ALGOR_cmp(a->algor, b->algor) != 0) return 0;
    const EVP_PKEY *ka = X509_PUBKEY_get0(a), *kb = X509_PUBKEY_get0(b);
    return ka && kb ? EVP_PKEY_eq(ka, kb) : -2;
}

X509_PUBKEY *d2i_X509_PUBKEY_bio(BIO *bp, X509_PUBKEY **a) {
    return (X509_PUBKEY *)ASN1_item_d2i_bio(ASN1_ITEM_rptr(X509_PUBKEY), bp, a);
}
X509_PUBKEY *d2i_X509_PUBKEY_fp(FILE *fp, X509_PUBKEY **a) {
    return (X509_PUBKEY *)ASN1_item_d2i_fp(ASN1_ITEM_rptr(X509_PUBKEY), fp, a);
}
int i2d_X509_PUBKEY_bio(BIO *bp, const X509_PUBKEY *a) { return ASN1_item_i2d_bio(ASN1_ITEM_rptr(X509_PUBKEY), bp, a); }
int i2d_X509_PUBKEY_fp(FILE *fp, const X509_PUBKEY *a) { return ASN1_item_i2d_fp(ASN1_ITEM_rptr(X509_PUBKEY), fp, a); }
