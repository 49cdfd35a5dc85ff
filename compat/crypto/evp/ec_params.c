/* Groups by their numbers, and as they stand in files.         man 3 EC_GROUP_new, d2i_ECPKParameters; SEC 1 C.2, RFC 5480 2.1.1 */
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"
#include "src/x509/der.h"
#include "src/x509/ec_numbers.h"
#include "src/x509/key_der.h"

#define MAX_PARAMS 1024 /* bytes of ECParameters: seven numbers, the largest of them of 133 bytes, and a seed */

static void *refuse(int reason) {
    BS_RAISE(ERR_LIB_EC, reason);
    return NULL;
}

/* --- by numbers ------------------------------------------------------------------------------------------------ */

EC_GROUP *bs_ec_group_by_numbers(const BIGNUM *p, const BIGNUM *a, const BIGNUM *b) {
    static const int nids[] = { NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1 };
    for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++) {
        EC_GROUP *g = EC_GROUP_new_by_curve_name(nids[i]);
        if (g == NULL) return NULL;
        if (BN_cmp(g->p, p) == 0 && BN_cmp(g->a, a) == 0 && BN_cmp(g->b, b) == 0) {
            g->nid = NID_undef;
            g->asn1_flag = OPENSSL_EC_EXPLICIT_CURVE;
            g->generator.infinity = true;
            BN_zero(g->order);
            BN_zero(g->cofactor);
            EC_GROUP_set_seed(g, NULL, 0);
            return g;
        }
        EC_GROUP_free(g);
    }
    return refuse(ERR_R_UNSUPPORTED); /* the arithmetic is of those curves */
}

EC_GROUP *EC_GROUP_new_curve_GFp(const BIGNUM *p, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx) {
    (void)ctx;
    return bs_ec_group_by_numbers(p, a, b);
}

int EC_GROUP_set_generator(EC_GROUP *group, const EC_POINT *generator, const BIGNUM *order, const BIGNUM *cofactor) {
    if (generator == NULL) return refuse(ERR_R_PASSED_NULL_PARAMETER) != NULL;
    if (order == NULL || BN_is_zero(order) || BN_is_negative(order) || BN_num_bits(order) > BN_num_bits(group->p) + 1) {
        return refuse(EC_R_INVALID_GROUP_ORDER) != NULL;
    }
    if (cofactor != NULL && BN_is_negative(cofactor)) return refuse(EC_R_UNKNOWN_COFACTOR) != NULL;
    EC_GROUP *standard = EC_GROUP_new_by_curve_name(bs_curve_nid(group->curve));
    if (standard == NULL) return 0;
    const bool same = EC_POINT_cmp(standard, generator, &standard->generator, NULL) == 0 &&
                      BN_cmp(order, standard->order) == 0 &&
                      (cofactor == NULL || BN_is_zero(cofactor) || BN_is_one(cofactor));
    const bool ok = same && BN_copy(group->order, standard->order) != NULL && BN_one(group->cofactor);
    if (ok) group->generator = standard->generator;
    if (!same) BS_RAISE(ERR_LIB_EC, ERR_R_UNSUPPORTED); /* no other subgroup is known to be one */
    EC_GROUP_free(standard);
    return ok;
}

int EC_GROUP_get_curve_GFp(const EC_GROUP *group, BIGNUM *p, BIGNUM *a, BIGNUM *b, BN_CTX *ctx) {
    return EC_GROUP_get_curve(group, p, a, b, ctx);
}

/* --- the arithmetic: what can be asked about it ------------------------------------------------------------------ */

struct ec_method_st {
    int field_type;
};
static const EC_METHOD prime_field = { NID_X9_62_prime_field };

const EC_METHOD *EC_GROUP_method_of(const EC_GROUP *group) { return group != NULL ? &prime_field : NULL; }
const EC_METHOD *EC_POINT_method_of(const EC_POINT *point) { return point != NULL ? &prime_field : NULL; }
int EC_METHOD_get_field_type(const EC_METHOD *meth) { return meth->field_type; }

/* Multiples of the generator are tables of BearSSL's already: there is nothing to do, and it is done. */
int EC_GROUP_precompute_mult(EC_GROUP *group, BN_CTX *ctx) {
    (void)ctx;
    return group != NULL;
}

int EC_KEY_precompute_mult(EC_KEY *key, BN_CTX *ctx) {
    return key->group != NULL ? EC_GROUP_precompute_mult(key->group, ctx) : 0;
}

/* --- in files ---------------------------------------------------------------------------------------------------- */

/* The numbers of a curve that has a name: it is that one, but goes out as it came in. */
EC_GROUP *bs_ec_group_from_explicit(bs_reader content) {
    struct bs_ec_numbers n;
    if (!bs_ec_numbers_decode(&n, content)) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
        return NULL;
    }
    const int curve = bs_curve_by_numbers(&n);
    if (curve == 0) return refuse(ERR_R_UNSUPPORTED); /* the arithmetic is of those curves */
    EC_GROUP *g = EC_GROUP_new_by_curve_name(bs_curve_nid(curve));
    if (g != NULL) g->asn1_flag = OPENSSL_EC_EXPLICIT_CURVE;
    if (g != NULL && !n.has_seed) EC_GROUP_set_seed(g, NULL, 0);
    return g;
}

EC_GROUP *d2i_ECPKParameters(EC_GROUP **a, const unsigned char **in, long len) {
    bs_reader r = bs_r_from(*in, len > 0 ? (size_t)len : 0), content, whole;
    uint8_t tag;
    if (!bs_der_any(&r, &tag, &content, &whole) || (tag != BS_DER_OID && tag != BS_DER_SEQUENCE)) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
        return NULL;
    }
    const int curve = tag == BS_DER_OID ? bs_curve_by_oid(content) : 0;
    EC_GROUP *g = tag == BS_DER_OID ? EC_GROUP_new_by_curve_name(bs_curve_nid(curve)) : bs_ec_group_from_explicit(content);
    if (g == NULL && tag == BS_DER_OID) return refuse(EC_R_EC_GROUP_NEW_BY_NAME_FAILURE);
    if (g == NULL) return NULL;
    if (a != NULL) {
        EC_GROUP_free(*a);
        *a = g;
    }
    *in += whole.len;
    return g;
}

static void put_number(bs_writer *w, const BIGNUM *b) {
    uint8_t bytes[BS_EC_MAX_POINT];
    int n = BN_num_bytes(b);
    if ((size_t)n > sizeof bytes) w->bad = true;
    else bs_der_put_unsigned(w, bytes, (size_t)BN_bn2bin(b, bytes));
}

static void put_field_element(bs_writer *w, const EC_GROUP *g, const BIGNUM *b) {
    uint8_t bytes[BS_EC_MAX_FIELD];
    const int n = (int)bs_ec_field_len(g->curve); /* SEC 1 2.3.5: as long as the field's */
    if (BN_bn2binpad(b, bytes, n) != n) w->bad = true;
    bs_der_put(w, BS_DER_OCTET_STRING, bytes, (size_t)n);
}

static void put_explicit(bs_writer *w, const EC_GROUP *g) {
    uint8_t base[BS_EC_MAX_POINT];
    unsigned char *oid = NULL;
    bs_mark all = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put_uint64(w, 1);
    bs_mark field = bs_der_open(w, BS_DER_SEQUENCE);
    int n = i2d_ASN1_OBJECT(OBJ_nid2obj(NID_X9_62_prime_field), &oid);
    bs_w_bytes(w, oid, n > 0 ? (size_t)n : 0);
    OPENSSL_free(oid);
    put_number(w, g->p);
    bs_der_close(w, field);
    bs_mark curve = bs_der_open(w, BS_DER_SEQUENCE);
    put_field_element(w, g, g->a);
    put_field_element(w, g, g->b);
    if (g->seed != NULL) {
        bs_mark seed = bs_der_open(w, BS_DER_BIT_STRING);
        bs_w_u8(w, 0);
        bs_w_bytes(w, g->seed, g->seed_len);
        bs_der_close(w, seed);
    }
    bs_der_close(w, curve);
    size_t len = EC_POINT_point2oct(g, &g->generator, g->form, base, sizeof base, NULL);
    bs_der_put(w, BS_DER_OCTET_STRING, base, len);
    put_number(w, g->order);
    if (!BN_is_zero(g->cofactor)) put_number(w, g->cofactor);
    bs_der_close(w, all);
}

/* An encoding for OPENSSL_free(); NULL if there is none, with an error queued. */
static uint8_t *encode(const EC_GROUP *g, size_t *len) {
    const size_t room = MAX_PARAMS + g->seed_len;
    uint8_t *buf = OPENSSL_malloc(room);
    bs_writer w = bs_w_to(buf, buf != NULL ? room : 0);
    if (g->asn1_flag == OPENSSL_EC_NAMED_CURVE && g->nid != NID_undef) {
        bs_reader oid = bs_curve_oid(g->curve);
        bs_der_put(&w, BS_DER_OID, oid.p, oid.len);
    } else if (g->asn1_flag != OPENSSL_EC_NAMED_CURVE && !g->generator.infinity) {
        put_explicit(&w, g);
    } else {
        w.bad = true;
    }
    if (buf != NULL && bs_w_finish(&w, len)) return buf;
    OPENSSL_free(buf);
    BS_RAISE(ERR_LIB_EC, EC_R_GROUP2PKPARAMETERS_FAILURE);
    return NULL;
}

int i2d_ECPKParameters(const EC_GROUP *g, unsigned char **out) {
    size_t len = 0;
    uint8_t *der = g != NULL ? encode(g, &len) : NULL;
    if (der == NULL) return 0;
    if (out != NULL && *out != NULL) {
        memcpy(*out, der, len);
        *out += len;
    } else if (out != NULL) {
        *out = der;
        return (int)len;
    }
    OPENSSL_free(der);
    return (int)len;
}

static void *decode_any(void **x, const unsigned char **in, long len) {
    EC_GROUP *g = d2i_ECPKParameters(NULL, in, len);
    if (g != NULL && x != NULL) {
        EC_GROUP_free((EC_GROUP *)*x);
        *x = g;
    }
    return g;
}

EC_GROUP *PEM_read_bio_ECPKParameters(BIO *bp, EC_GROUP **x, pem_password_cb *cb, void *u) {
    void *slot = x != NULL ? *x : NULL;
    EC_GROUP *g = PEM_ASN1_read_bio(decode_any, PEM_STRING_ECPARAMETERS, bp, x != NULL ? &slot : NULL, cb, u);
    if (g != NULL && x != NULL) *x = g;
    return g;
}

int PEM_write_bio_ECPKParameters(BIO *bp, const EC_GROUP *x) {
    unsigned char *der = NULL;
    int n = i2d_ECPKParameters(x, &der);
    if (n <= 0) BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    int ok = n > 0 && PEM_write_bio(bp, PEM_STRING_ECPARAMETERS, "", der, n) > 0;
    OPENSSL_free(der);
    return ok;
}
