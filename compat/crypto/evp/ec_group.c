/* The curves.                                                                              man 3 EC_GROUP_new; SEC 2 */
#include "compat/crypto/evp/ec_local.h"

#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"

static const struct {
    int curve, nid, degree;
    const char *nist, *comment, *p, *b; /* a is p - 3 for all */
} curves[] = {
    { BR_EC_secp256r1, NID_X9_62_prime256v1, 256, "P-256", "X9.62/SECG curve over a 256 bit prime field",
      "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
      "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B" },
    { BR_EC_secp384r1, NID_secp384r1, 384, "P-384", "NIST/SECG curve over a 384 bit prime field",
      "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
      "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF" },
    { BR_EC_secp521r1, NID_secp521r1, 521, "P-521", "NIST/SECG curve over a 521 bit prime field",
      "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
      "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
      "51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF"
      "451FD46B503F00" },
};
enum { NUM_CURVES = sizeof curves / sizeof curves[0] };

size_t bs_ec_field_len(int curve) {
    return curve == BR_EC_secp256r1 ? 32 : curve == BR_EC_secp384r1 ? 48 : curve == BR_EC_secp521r1 ? 66 : 0;
}

static bool fill(EC_GROUP *g, size_t row) {
    const br_ec_impl *ec = br_ec_get_default();
    size_t n;
    const unsigned char *order = ec->order(g->curve, &n);
    g->order = BN_bin2bn(order, (int)n, NULL);
    g->cofactor = BN_new();
    g->a = BN_new();
    bool ok = g->order != NULL && g->cofactor != NULL && g->a != NULL && BN_set_word(g->cofactor, 1) &&
              BN_hex2bn(&g->p, curves[row].p) && BN_hex2bn(&g->b, curves[row].b) && BN_copy(g->a, g->p) &&
              BN_sub_word(g->a, 3);
    const unsigned char *gen = ec->generator(g->curve, &n);
    g->generator.curve = g->curve;
    memcpy(g->generator.bytes, gen, n);
    return ok;
}

EC_GROUP *EC_GROUP_new_by_curve_name(int nid) {
    for (size_t i = 0; i < NUM_CURVES; i++) {
        if (curves[i].nid != nid) continue;
        EC_GROUP *g = OPENSSL_zalloc(sizeof *g);
        if (g == NULL) return NULL;
        g->curve = curves[i].curve;
        g->nid = nid;
        g->asn1_flag = OPENSSL_EC_NAMED_CURVE;
        g->form = POINT_CONVERSION_UNCOMPRESSED;
        if (fill(g, i)) return g;
        EC_GROUP_free(g);
        BS_RAISE(ERR_LIB_EC, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    BS_RAISE(ERR_LIB_EC, EC_R_UNKNOWN_GROUP);
    return NULL;
}

EC_GROUP *EC_GROUP_new_by_curve_name_ex(OSSL_LIB_CTX *libctx, const char *propq, int nid) {
    (void)libctx;
    (void)propq;
    return EC_GROUP_new_by_curve_name(nid);
}

void EC_GROUP_free(EC_GROUP *group) {
    if (group == NULL) return;
    BN_free(group->order);
    BN_free(group->cofactor);
    BN_free(group->p);
    BN_free(group->a);
    BN_free(group->b);
    OPENSSL_free(group);
}

void EC_GROUP_clear_free(EC_GROUP *group) { EC_GROUP_free(group); }

EC_GROUP *EC_GROUP_dup(const EC_GROUP *src) {
    EC_GROUP *g = src != NULL ? EC_GROUP_new_by_curve_name(src->nid) : NULL;
    if (g != NULL) {
        g->asn1_flag = src->asn1_flag;
        g->form = src->form;
    }
    return g;
}

int EC_GROUP_cmp(const EC_GROUP *a, const EC_GROUP *b, BN_CTX *ctx) {
    (void)ctx;
    return a->nid != b->nid;
}

int EC_GROUP_check(const EC_GROUP *group, BN_CTX *ctx) {
    (void)ctx;
    return group != NULL; /* there are only standard curves */
}

int EC_GROUP_get_curve_name(const EC_GROUP *group) { return group->nid; }
int EC_GROUP_get_degree(const EC_GROUP *group) { return BN_num_bits(group->p); }
int EC_GROUP_order_bits(const EC_GROUP *group) { return BN_num_bits(group->order); }
int EC_GROUP_get_field_type(const EC_GROUP *group) {
    (void)group;
    return NID_X9_62_prime_field;
}
const BIGNUM *EC_GROUP_get0_order(const EC_GROUP *group) { return group->order; }
const BIGNUM *EC_GROUP_get0_cofactor(const EC_GROUP *group) { return group->cofactor; }
const BIGNUM *EC_GROUP_get0_field(const EC_GROUP *group) { return group->p; }
const EC_POINT *EC_GROUP_get0_generator(const EC_GROUP *group) { return group != NULL ? &group->generator : NULL; }
int EC_GROUP_get_asn1_flag(const EC_GROUP *group) { return group->asn1_flag; }
void EC_GROUP_set_asn1_flag(EC_GROUP *group, int flag) { group->asn1_flag = flag; }
point_conversion_form_t EC_GROUP_get_point_conversion_form(const EC_GROUP *group) { return group->form; }
void EC_GROUP_set_point_conversion_form(EC_GROUP *group, point_conversion_form_t form) { group->form = form; }

int EC_GROUP_get_order(const EC_GROUP *group, BIGNUM *order, BN_CTX *ctx) {
    (void)ctx;
    return BN_copy(order, group->order) != NULL;
}

int EC_GROUP_get_cofactor(const EC_GROUP *group, BIGNUM *cofactor, BN_CTX *ctx) {
    (void)ctx;
    return BN_copy(cofactor, group->cofactor) != NULL;
}

int EC_GROUP_get_curve(const EC_GROUP *group, BIGNUM *p, BIGNUM *a, BIGNUM *b, BN_CTX *ctx) {
    (void)ctx;
    return (p == NULL || BN_copy(p, group->p) != NULL) && (a == NULL || BN_copy(a, group->a) != NULL) &&
           (b == NULL || BN_copy(b, group->b) != NULL);
}

const char *EC_curve_nid2nist(int nid) {
    for (size_t i = 0; i < NUM_CURVES; i++) {
        if (curves[i].nid == nid) return curves[i].nist;
    }
    return NULL;
}

int EC_curve_nist2nid(const char *name) {
    for (size_t i = 0; i < NUM_CURVES; i++) {
        if (strcasecmp(curves[i].nist, name) == 0) return curves[i].nid;
    }
    return NID_undef;
}

size_t EC_get_builtin_curves(EC_builtin_curve *r, size_t nitems) {
    for (size_t i = 0; r != NULL && i < nitems && i < NUM_CURVES; i++) {
        r[i] = (EC_builtin_curve){ curves[i].nid, curves[i].comment };
    }
    return NUM_CURVES;
}
