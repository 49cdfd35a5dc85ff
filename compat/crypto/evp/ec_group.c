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
    const char seed[BS_EC_SEED + 1];    /* FIPS 186-4 D.1.2 */
} curves[] = {
    { BR_EC_secp256r1, NID_X9_62_prime256v1, 256, "P-256", "X9.62/SECG curve over a 256 bit prime field",
      "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
      "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B",
      "\xc4\x9d\x36\x08\x86\xe7\x04\x93\x6a\x66\x78\xe1\x13\x9d\x26\xb7\x81\x9f\x7e\x90" },
    { BR_EC_secp384r1, NID_secp384r1, 384, "P-384", "NIST/SECG curve over a 384 bit prime field",
      "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFF0000000000000000FFFFFFFF",
      "B3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF",
      "\xa3\x35\x92\x6a\xa3\x19\xa2\x7a\x1d\x00\x89\x6a\x67\x73\xa4\x82\x7a\xcd\xac\x73" },
    { BR_EC_secp521r1, NID_secp521r1, 521, "P-521", "NIST/SECG curve over a 521 bit prime field",
      "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
      "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
      "51953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF"
      "451FD46B503F00",
      "\xd0\x9e\x88\x00\x29\x1c\xb8\x53\x96\xcc\x67\x17\x39\x32\x84\xaa\xa0\xda\x64\xba" },
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
    return ok && EC_GROUP_set_seed(g, (const unsigned char *)curves[row].seed, BS_EC_SEED) == BS_EC_SEED;
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
    OPENSSL_free(group->seed);
    OPENSSL_free(group);
}

void EC_GROUP_clear_free(EC_GROUP *group) { EC_GROUP_free(group); }

/* dst is of the same curve. */
static bool take_over(EC_GROUP *dst, const EC_GROUP *src) {
    dst->nid = src->nid;
    dst->asn1_flag = src->asn1_flag;
    dst->form = src->form;
    dst->generator = src->generator;
    return BN_copy(dst->order, src->order) != NULL && BN_copy(dst->cofactor, src->cofactor) != NULL &&
           EC_GROUP_set_seed(dst, src->seed, src->seed_len) != 0;
}

EC_GROUP *EC_GROUP_dup(const EC_GROUP *src) {
    EC_GROUP *g = src != NULL ? EC_GROUP_new_by_curve_name(bs_curve_nid(src->curve)) : NULL;
    if (g == NULL || take_over(g, src)) return g;
    EC_GROUP_free(g);
    return NULL;
}

int EC_GROUP_copy(EC_GROUP *dst, const EC_GROUP *src) {
    if (dst == src) return 1;
    if (dst->curve != src->curve) {
        BS_RAISE(ERR_LIB_EC, EC_R_INCOMPATIBLE_OBJECTS);
        return 0;
    }
    return take_over(dst, src);
}

int EC_GROUP_cmp(const EC_GROUP *a, const EC_GROUP *b, BN_CTX *ctx) {
    (void)ctx;
    return a->curve != b->curve || a->generator.infinity != b->generator.infinity;
}

int EC_GROUP_check(const EC_GROUP *group, BN_CTX *ctx) {
    (void)ctx;
    if (group != NULL && group->generator.infinity) BS_RAISE(ERR_LIB_EC, EC_R_UNDEFINED_GENERATOR);
    return group != NULL && !group->generator.infinity; /* for the rest: there are only standard curves */
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
const EC_POINT *EC_GROUP_get0_generator(const EC_GROUP *group) {
    return group != NULL && !group->generator.infinity ? &group->generator : NULL;
}
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

unsigned char *EC_GROUP_get0_seed(const EC_GROUP *group) { return group->seed; }
size_t EC_GROUP_get_seed_len(const EC_GROUP *group) { return group->seed_len; }

size_t EC_GROUP_set_seed(EC_GROUP *group, const unsigned char *seed, size_t len) {
    uint8_t *copy = seed != NULL && len > 0 ? OPENSSL_memdup(seed, len) : NULL;
    if (seed != NULL && len > 0 && copy == NULL) return 0;
    OPENSSL_free(group->seed);
    group->seed = copy;
    group->seed_len = copy != NULL ? len : 0;
    return copy != NULL ? len : 1; /* 1: there is none now */
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
