/* Parameters of keys in PEM and DER.                                               man 3 PEM_read_bio_Parameters, d2i_DHparams */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <string.h>

#include "compat/crypto/asn1/item.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/key_io.h"

static EVP_PKEY *wrap(int type, void *object) {
    EVP_PKEY *pkey = object != NULL ? EVP_PKEY_new() : NULL;
    if (pkey == NULL || !bs_pkey_own(pkey, type, object)) {
        EVP_PKEY_free(pkey);
        return NULL;
    }
    return pkey;
}

static EVP_PKEY *ec_params(bs_reader der) {
    bs_reader oid;
    int curve = bs_der_read(&der, BS_DER_OID, &oid) ? bs_curve_by_oid(oid) : 0; /* RFC 5480 2.1.1: namedCurve */
    EC_KEY *k = curve != 0 ? EC_KEY_new_by_curve_name(bs_curve_nid(curve)) : NULL;
    EVP_PKEY *pkey = wrap(EVP_PKEY_EC, k);
    if (pkey == NULL) EC_KEY_free(k);
    return pkey;
}

static EVP_PKEY *dh_params(bs_reader der, bool x942) {
    bs_reader whole;
    DH *dh = bs_der_whole(&der, BS_DER_SEQUENCE, &whole) ? bs_dh_from_params(whole, x942) : NULL;
    EVP_PKEY *pkey = wrap(x942 ? EVP_PKEY_DHX : EVP_PKEY_DH, dh);
    if (pkey == NULL) DH_free(dh);
    return pkey;
}

EVP_PKEY *bs_key_params_from(const char *label, bs_reader der) {
    if (strcmp(label, PEM_STRING_ECPARAMETERS) == 0) return ec_params(der);
    if (strcmp(label, PEM_STRING_DHPARAMS) == 0) return dh_params(der, false);
    return strcmp(label, PEM_STRING_DHXPARAMS) == 0 ? dh_params(der, true) : NULL;
}

EVP_PKEY *PEM_read_bio_Parameters(BIO *bp, EVP_PKEY **x) {
    unsigned char *data = NULL;
    long len = 0;
    char *label = NULL;
    ERR_set_mark();
    if (!PEM_bytes_read_bio(&data, &len, &label, PEM_STRING_PARAMETERS, bp, NULL, NULL)) {
        ERR_pop_to_mark();
        bs_key_raise_no_pem();
        return NULL;
    }
    ERR_pop_to_mark();
    EVP_PKEY *made = bs_key_params_from(label, bs_r_from(data, (size_t)len));
    if (made == NULL) bs_key_raise_no_pem();
    OPENSSL_free(data);
    OPENSSL_free(label);
    return bs_pkey_replace(made, x);
}

EVP_PKEY *PEM_read_bio_Parameters_ex(BIO *bp, EVP_PKEY **x, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return PEM_read_bio_Parameters(bp, x);
}

static int write_curve(BIO *bp, const EVP_PKEY *x) {
    const EC_KEY *k = EVP_PKEY_get0_EC_KEY(x);
    unsigned char *der = NULL;
    if (k == NULL || k->group == NULL) return 0;
    int len = i2d_ASN1_OBJECT(OBJ_nid2obj(k->group->nid), &der);
    int ok = len > 0 && PEM_write_bio(bp, PEM_STRING_ECPARAMETERS, "", der, len) > 0;
    OPENSSL_free(der);
    return ok;
}

int PEM_write_bio_Parameters(BIO *bp, const EVP_PKEY *x) {
    if (x->type == EVP_PKEY_EC) return write_curve(bp, x);
    if (x->dh == NULL) return 0;
    return x->type == EVP_PKEY_DHX ? PEM_write_bio_DHxparams(bp, x->dh) : PEM_write_bio_DHparams(bp, x->dh);
}
