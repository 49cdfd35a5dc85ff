/* Diffie-Hellman in DER: parameters, keys in SubjectPublicKeyInfo and PKCS#8.       man 3 d2i_DHparams; RFC 3279 2.3.3 */
#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/x509/dh_der.h"

/* --- read ------------------------------------------------------------------------------------------------------------ */

static DH *from_numbers(const struct bs_dh_der *k) {
    DH *dh = DH_new();
    BIGNUM *p = bs_bn_from(k->p), *g = bs_bn_from(k->g), *q = k->x942 ? bs_bn_from(k->q) : NULL;
    BIGNUM *pub = k->pub.len > 0 ? bs_bn_from(k->pub) : NULL, *priv = k->priv.len > 0 ? bs_bn_from(k->priv) : NULL;
    bool ok = dh != NULL && p != NULL && g != NULL && (!k->x942 || q != NULL) && (k->pub.len == 0 || pub != NULL) &&
              (k->priv.len == 0 || priv != NULL);
    if (ok && DH_set0_pqg(dh, p, q, g) && DH_set0_key(dh, pub, priv)) {
        dh->length = (long)k->length;
        return dh;
    }
    BN_free(p);
    BN_free(g);
    BN_free(q);
    BN_free(pub);
    BN_clear_free(priv);
    DH_free(dh);
    return NULL;
}

DH *bs_dh_from_params(bs_reader der, bool x942) {
    struct bs_dh_der k;
    return bs_dh_params_decode(&k, x942, der) == BS_OK ? from_numbers(&k) : NULL;
}

static EVP_PKEY *pkey_of(const struct bs_dh_der *k) {
    DH *dh = from_numbers(k);
    EVP_PKEY *pkey = dh != NULL ? EVP_PKEY_new() : NULL;
    /* PKCS#8 has the private key alone; one that is longer than p is none, and would be long work */
    bool ok = pkey != NULL && k->priv.len <= k->p.len && (k->priv.len == 0 || DH_generate_key(dh));
    if (ok && bs_pkey_own(pkey, k->x942 ? EVP_PKEY_DHX : EVP_PKEY_DH, dh)) return pkey;
    DH_free(dh);
    EVP_PKEY_free(pkey);
    return NULL;
}

bs_status bs_dh_pkey_from_spki(EVP_PKEY **out, bs_reader spki) {
    struct bs_dh_der k;
    BS_TRY(bs_dh_spki_decode(&k, spki));
    *out = pkey_of(&k);
    return *out != NULL ? BS_OK : BS_E_ARGUMENT;
}

bs_status bs_dh_pkey_from_pkcs8(EVP_PKEY **out, bs_reader der) {
    struct bs_dh_der k;
    BS_TRY(bs_dh_pkcs8_decode(&k, der));
    *out = pkey_of(&k);
    return *out != NULL ? BS_OK : BS_E_ARGUMENT;
}

/* d2i_DHparams and d2i_DHxparams. */
static DH *params_from(DH **a, const unsigned char **pp, long length, bool x942) {
    bs_reader in = bs_r_from(*pp, length > 0 ? (size_t)length : 0), whole;
    if (bs_key_explain(in, x942 ? BS_SHAPE_DHX : BS_SHAPE_DH)) return NULL;
    DH *dh = bs_der_whole(&in, BS_DER_SEQUENCE, &whole) ? bs_dh_from_params(whole, x942) : NULL;
    if (dh == NULL) return NULL;
    if (a != NULL) {
        DH_free(*a);
        *a = dh;
    }
    *pp = in.p;
    return dh;
}

DH *d2i_DHparams(DH **a, const unsigned char **pp, long length) { return params_from(a, pp, length, false); }
DH *d2i_DHxparams(DH **a, const unsigned char **pp, long length) { return params_from(a, pp, length, true); }

/* --- written --------------------------------------------------------------------------------------------------------- */

enum { NUMBERS = 5 };

/* The numbers of dh in one block; for OPENSSL_clear_free(*mem, *size). */
static bool to_numbers(const DH *dh, bool x942, struct bs_dh_der *out, uint8_t **mem, size_t *size) {
    const BIGNUM *const bn[NUMBERS] = { dh->p, dh->g, dh->q, dh->pub, dh->priv };
    *out = (struct bs_dh_der){ .x942 = x942, .length = dh->length > 0 ? (uint64_t)dh->length : 0 };
    bs_reader *const views[NUMBERS] = { &out->p, &out->g, &out->q, &out->pub, &out->priv };
    *size = 1;
    for (int i = 0; i < NUMBERS; i++) *size += bn[i] != NULL ? (size_t)BN_num_bytes(bn[i]) + 1 : 0;
    uint8_t *at = *mem = OPENSSL_malloc(*size);
    if (at == NULL) return false;
    for (int i = 0; i < NUMBERS; i++) {
        if (bn[i] == NULL) continue;
        size_t n = (size_t)BN_bn2bin(bn[i], at);
        if (n == 0) at[n++] = 0; /* zero is a number, too */
        *views[i] = bs_r_from(at, n);
        at += n;
    }
    return true;
}

bool bs_dh_encode(const DH *dh, bool x942, enum bs_key_encoding what, uint8_t **out, size_t *len, size_t *room) {
    struct bs_dh_der k;
    uint8_t *mem, *buf = NULL;
    size_t size;
    if (!to_numbers(dh, x942, &k, &mem, &size)) return false;
    *room = bs_dh_der_room(&k);
    buf = OPENSSL_malloc(*room);
    bs_writer w = bs_w_to(buf, buf != NULL ? *room : 0);
    if (what == BS_ENC_SPKI) {
        bs_dh_spki_encode(&w, &k);
    } else if (what == BS_ENC_PARAMS) {
        bs_dh_params_encode(&w, &k);
    } else if (what != BS_ENC_PUBLIC) { /* there is no other form of a private key */
        bs_dh_pkcs8_encode(&w, &k);
    } else {
        w.bad = true;
    }
    OPENSSL_clear_free(mem, size);
    *out = buf;
    if (bs_w_finish(&w, len)) return true;
    OPENSSL_clear_free(buf, *room);
    *out = NULL;
    return false;
}

static int params_to(const DH *dh, unsigned char **pp, bool x942) {
    uint8_t *der;
    size_t len, room;
    if (!bs_dh_encode(dh, x942, BS_ENC_PARAMS, &der, &len, &room)) return -1;
    int n = bs_i2d_bytes(bs_r_from(der, len), pp);
    OPENSSL_free(der);
    return n;
}

int i2d_DHparams(const DH *dh, unsigned char **pp) { return params_to(dh, pp, false); }
int i2d_DHxparams(const DH *dh, unsigned char **pp) { return params_to(dh, pp, true); }

DH *DHparams_dup(const DH *dh) {
    DH *to = DH_new();
    BIGNUM *p = BN_dup(dh->p), *g = BN_dup(dh->g), *q = dh->q != NULL ? BN_dup(dh->q) : NULL;
    if (to != NULL && p != NULL && g != NULL && (dh->q == NULL || q != NULL) && DH_set0_pqg(to, p, q, g)) {
        to->length = dh->length;
        to->nid = dh->nid;
        return to;
    }
    BN_free(p);
    BN_free(g);
    BN_free(q);
    DH_free(to);
    return NULL;
}
