/* Parameters of Diffie-Hellman in DER: PKCS#3 and X9.42.                                  man 3 d2i_DHparams; RFC 3279 2.3.3 */
#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/x509/der.h"

DH *bs_dh_params_decode(bs_reader der, bool x942) {
    bs_reader seq, p, g, q = { 0 };
    uint64_t length = 0;
    if (!bs_der_read(&der, BS_DER_SEQUENCE, &seq) || !bs_r_done(&der) || !bs_der_unsigned(&seq, &p) ||
        !bs_der_unsigned(&seq, &g)) {
        return NULL;
    }
    if (x942 && !bs_der_unsigned(&seq, &q)) return NULL; /* RFC 3279 2.3.3; what follows serves validation alone */
    if (!x942 && !bs_r_done(&seq) &&
        (!bs_der_uint64(&seq, &length) || !bs_r_done(&seq) || length > OPENSSL_DH_MAX_MODULUS_BITS)) {
        return NULL;
    }
    DH *dh = DH_new();
    BIGNUM *bp = bs_bn_from(p), *bg = bs_bn_from(g), *bq = x942 ? bs_bn_from(q) : NULL;
    if (dh != NULL && bp != NULL && bg != NULL && (!x942 || bq != NULL) && DH_set0_pqg(dh, bp, bq, bg)) {
        dh->length = (long)length;
        return dh;
    }
    BN_free(bp);
    BN_free(bg);
    BN_free(bq);
    DH_free(dh);
    return NULL;
}

/* d2i_DHparams and d2i_DHxparams. */
static DH *params_from(DH **a, const unsigned char **pp, long length, bool x942) {
    bs_reader in = bs_r_from(*pp, length > 0 ? (size_t)length : 0), whole;
    DH *dh = bs_der_whole(&in, BS_DER_SEQUENCE, &whole) ? bs_dh_params_decode(whole, x942) : NULL;
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

static void put_bn(bs_writer *w, const BIGNUM *bn) {
    size_t n = (size_t)BN_num_bytes(bn);
    uint8_t *bytes = OPENSSL_malloc(n + 1);
    if (bytes == NULL) {
        w->bad = true;
        return;
    }
    bs_der_put_unsigned(w, bytes, (size_t)BN_bn2bin(bn, bytes));
    OPENSSL_free(bytes);
}

static int params_to(const DH *dh, unsigned char **pp, bool x942) {
    if (dh->p == NULL || dh->g == NULL || (x942 && dh->q == NULL)) return -1;
    size_t cap = 64 + (size_t)BN_num_bytes(dh->p) + (size_t)BN_num_bytes(dh->g), len = 0;
    if (x942) cap += (size_t)BN_num_bytes(dh->q);
    uint8_t *buf = OPENSSL_malloc(cap);
    if (buf == NULL) return -1;
    bs_writer w = bs_w_to(buf, cap);
    bs_mark seq = bs_der_open(&w, BS_DER_SEQUENCE);
    put_bn(&w, dh->p);
    put_bn(&w, dh->g);
    if (x942) put_bn(&w, dh->q);
    else if (dh->length > 0) bs_der_put_uint64(&w, (uint64_t)dh->length);
    bs_der_close(&w, seq);
    int n = bs_w_finish(&w, &len) ? bs_i2d_bytes(bs_r_from(buf, len), pp) : -1;
    OPENSSL_free(buf);
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
