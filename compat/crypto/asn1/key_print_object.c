/* RSA, EC_KEY and DH objects as text.                                                          man 3 RSA_print */
#include <openssl/crypto.h>
#include <openssl/objects.h>

#include "compat/crypto/asn1/key_print.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/rsa_local.h"

static int refuse(int lib) {
    BS_RAISE(lib, ERR_R_PASSED_NULL_PARAMETER);
    return 0;
}

/* Limits are in the material of a key that was read. */
static void pss_limits(struct bs_key_text *t, const struct bs_keymat *mat) {
    if (mat == NULL || mat->pub.pss_hash == BS_HASH_NONE) {
        bs_key_text_line(t, "No PSS parameter restrictions");
        return;
    }
    const struct bs_pubkey *k = &mat->pub;
    const EVP_MD *md = bs_md_by_hash(k->pss_hash), *mgf = bs_md_by_hash(k->pss_mgf_hash);
    const char *name = md != NULL ? OBJ_nid2ln(EVP_MD_get_type(md)) : "unknown";
    const char *mgf_name = mgf != NULL ? OBJ_nid2ln(EVP_MD_get_type(mgf)) : "unknown";
    bs_key_text_line(t, "PSS parameter restrictions:");
    bs_key_text_line(t, "  Hash Algorithm: %s%s", name, k->pss_hash == BS_HASH_SHA1 ? " (default)" : "");
    bs_key_text_line(t, "  Mask Algorithm: mgf1 with %s%s", mgf_name, k->pss_mgf_hash == BS_HASH_SHA1 ? " (default)" : "");
    bs_key_text_line(t, "  Minimum Salt Length: 0x%02X%s", k->pss_min_salt, k->pss_min_salt == 20 ? " (default)" : "");
    bs_key_text_line(t, "  Trailer Field: 0x01 (default)");
}

static int print_rsa(struct bs_key_text *t, const RSA *r, enum bs_key_part part) {
    const char *type = r->pss ? "RSA-PSS" : "RSA";
    const bool private = part == BS_PART_PRIVATE && r->d != NULL;
    int bits = r->n != NULL ? BN_num_bits(r->n) : 0;
    if (private) {
        bs_key_text_line(t, "%s Private-Key: (%d bit, 2 primes)", type, bits);
    } else {
        bs_key_text_line(t, "%s Public-Key: (%d bit)", type, bits);
    }
    bs_key_text_bn(t, private ? "modulus:" : "Modulus:", r->n);
    bs_key_text_bn(t, private ? "publicExponent:" : "Exponent:", r->e);
    if (part == BS_PART_PRIVATE) {
        bs_key_text_bn(t, "privateExponent:", r->d);
        bs_key_text_bn(t, "prime1:", r->p);
        bs_key_text_bn(t, "prime2:", r->q);
        bs_key_text_bn(t, "exponent1:", r->dmp1);
        bs_key_text_bn(t, "exponent2:", r->dmq1);
        bs_key_text_bn(t, "coefficient:", r->iqmp);
    }
    if (r->pss) pss_limits(t, r->mat);
    return 1;
}

/* A part that is not there is left out. */
static int print_ec(struct bs_key_text *t, const EC_KEY *k, enum bs_key_part part) {
    static const char *const titles[] = { "ECDSA-Parameters", "Public-Key", "Private-Key" };
    if (k == NULL || k->group == NULL) return refuse(ERR_LIB_EC);
    unsigned char *point = NULL, *scalar = NULL;
    size_t point_len = 0, scalar_len = 0;
    if (part != BS_PART_PARAMS && k->pub != NULL) point_len = EC_KEY_key2buf(k, EC_KEY_get_conv_form(k), &point, NULL);
    if (part == BS_PART_PRIVATE && k->priv != NULL) scalar_len = EC_KEY_priv2buf(k, &scalar);
    bs_key_text_line(t, "%s: (%d bit)", titles[part], EC_GROUP_order_bits(k->group));
    if (scalar_len > 0) bs_key_text_bytes(t, "priv:", bs_r_from(scalar, scalar_len));
    if (point_len > 0) bs_key_text_bytes(t, "pub:", bs_r_from(point, point_len));
    bs_key_text_curve(t, EC_GROUP_get_curve_name(k->group));
    OPENSSL_free(point);
    OPENSSL_clear_free(scalar, scalar_len);
    return 1;
}

static int print_dh(struct bs_key_text *t, const DH *dh, enum bs_key_part part) {
    static const char *const titles[] = { "DH Parameters", "DH Public-Key", "DH Private-Key" };
    if (dh->p == NULL || (part == BS_PART_PRIVATE && dh->priv == NULL) || (part != BS_PART_PARAMS && dh->pub == NULL)) {
        return refuse(ERR_LIB_DH);
    }
    bs_key_text_line(t, "%s: (%d bit)", titles[part], BN_num_bits(dh->p));
    struct bs_key_text in = { .out = t->out, .indent = (t->indent > 0 ? t->indent : 0) + 4 };
    if (part == BS_PART_PRIVATE) bs_key_text_bn(&in, "private-key:", dh->priv);
    if (part != BS_PART_PARAMS) bs_key_text_bn(&in, "public-key:", dh->pub);
    bs_key_text_bn(&in, "prime P:", dh->p);
    bs_key_text_bn(&in, "generator G:", dh->g);
    bs_key_text_bn(&in, "subgroup order Q:", dh->q);
    if (dh->length != 0) bs_key_text_line(&in, "recommended-private-length: %ld bits", dh->length);
    t->bad = t->bad || in.bad;
    return 1;
}

int bs_key_text_object(struct bs_key_text *t, const EVP_PKEY *pkey, enum bs_key_part part) {
    if (pkey->rsa != NULL) return part != BS_PART_PARAMS ? print_rsa(t, pkey->rsa, part) : -1;
    if (pkey->ec != NULL) return print_ec(t, pkey->ec, part);
    return pkey->dh != NULL ? print_dh(t, pkey->dh, part) : -1;
}

/* --- the functions of the objects ---------------------------------------------------------------------------------- */

int RSA_print(BIO *bp, const RSA *r, int offset) {
    struct bs_key_text t = { .out = bp, .indent = offset };
    return print_rsa(&t, r, BS_PART_PRIVATE) && !t.bad;
}

int EC_KEY_print(BIO *bp, const EC_KEY *key, int off) {
    struct bs_key_text t = { .out = bp, .indent = off };
    return print_ec(&t, key, key->priv != NULL ? BS_PART_PRIVATE : BS_PART_PUBLIC) && !t.bad;
}

int ECParameters_print(BIO *bp, const EC_KEY *key) {
    struct bs_key_text t = { .out = bp, .indent = 4 };
    return print_ec(&t, key, BS_PART_PARAMS) && !t.bad;
}

int ECPKParameters_print(BIO *bp, const EC_GROUP *x, int off) {
    struct bs_key_text t = { .out = bp, .indent = off };
    if (x == NULL) return refuse(ERR_LIB_EC);
    bs_key_text_curve(&t, EC_GROUP_get_curve_name(x));
    return !t.bad;
}

int DHparams_print(BIO *bp, const DH *x) {
    struct bs_key_text t = { .out = bp, .indent = 4 };
    return print_dh(&t, x, BS_PART_PARAMS) && !t.bad;
}

/* The same to a FILE. */
#define TO_FILE(call) \
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE); \
    int r_ = b != NULL ? call : 0; \
    BIO_free(b); \
    return r_

int RSA_print_fp(FILE *fp, const RSA *r, int offset) { TO_FILE(RSA_print(b, r, offset)); }
int EC_KEY_print_fp(FILE *fp, const EC_KEY *key, int off) { TO_FILE(EC_KEY_print(b, key, off)); }
int ECParameters_print_fp(FILE *fp, const EC_KEY *key) { TO_FILE(ECParameters_print(b, key)); }
int ECPKParameters_print_fp(FILE *fp, const EC_GROUP *x, int off) { TO_FILE(ECPKParameters_print(b, x, off)); }
int DHparams_print_fp(FILE *fp, const DH *x) { TO_FILE(DHparams_print(b, x)); }
