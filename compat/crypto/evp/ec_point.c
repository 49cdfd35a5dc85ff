/* Points, kept in affine form as their uncompressed encoding.                                    man 3 EC_POINT_new */
#include <openssl/crypto.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"
#include "src/base/secret.h"

static bool on_curve(int curve, const uint8_t *bytes) {
    struct bs_pubkey pub = { .type = BS_KEY_EC, .curve = curve, .point = bs_r_from(bytes, bs_ec_point_len(curve)) };
    return bytes[0] == 0x04 && bs_pubkey_check(&pub);
}

EC_POINT *EC_POINT_new(const EC_GROUP *group) {
    if (group == NULL) {
        BS_RAISE(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    EC_POINT *p = OPENSSL_zalloc(sizeof *p);
    if (p == NULL) return NULL;
    p->curve = group->curve;
    p->infinity = true;
    return p;
}

void EC_POINT_free(EC_POINT *point) { OPENSSL_free(point); }
void EC_POINT_clear_free(EC_POINT *point) { OPENSSL_clear_free(point, sizeof *point); }

int EC_POINT_copy(EC_POINT *dst, const EC_POINT *src) {
    if (dst->curve != src->curve) {
        BS_RAISE(ERR_LIB_EC, EC_R_INCOMPATIBLE_OBJECTS);
        return 0;
    }
    *dst = *src;
    return 1;
}

EC_POINT *EC_POINT_dup(const EC_POINT *src, const EC_GROUP *group) {
    EC_POINT *p = src != NULL ? EC_POINT_new(group) : NULL;
    if (p != NULL && !EC_POINT_copy(p, src)) {
        EC_POINT_free(p);
        p = NULL;
    }
    return p;
}

int EC_POINT_set_to_infinity(const EC_GROUP *group, EC_POINT *point) {
    (void)group;
    point->infinity = true;
    return 1;
}

int EC_POINT_is_at_infinity(const EC_GROUP *group, const EC_POINT *point) {
    (void)group;
    return point->infinity;
}

int EC_POINT_is_on_curve(const EC_GROUP *group, const EC_POINT *point, BN_CTX *ctx) {
    (void)ctx;
    return point->infinity || (point->curve == group->curve && on_curve(point->curve, point->bytes));
}

int EC_POINT_cmp(const EC_GROUP *group, const EC_POINT *a, const EC_POINT *b, BN_CTX *ctx) {
    (void)ctx;
    if (a->curve != group->curve || b->curve != group->curve) {
        BS_RAISE(ERR_LIB_EC, EC_R_INCOMPATIBLE_OBJECTS);
        return -1;
    }
    if (a->infinity || b->infinity) return a->infinity != b->infinity;
    return !bs_ct_equal(a->bytes, b->bytes, bs_ec_point_len(a->curve));
}

/* y^2 = x^3 - 3x + b; the root whose lowest bit is as the first byte says. SEC 1 2.3.4 */
static bool decompress(int curve, bs_reader in, uint8_t *out) {
    const size_t n = bs_ec_field_len(curve);
    EC_GROUP *g = EC_GROUP_new_by_curve_name(bs_curve_nid(curve));
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *x = BN_bin2bn(in.p + 1, (int)n, NULL), *y = BN_new(), *t = BN_new();
    bool ok = g != NULL && ctx != NULL && x != NULL && y != NULL && t != NULL && BN_cmp(x, g->p) < 0 &&
              BN_mod_sqr(t, x, g->p, ctx) && BN_mod_add(t, t, g->a, g->p, ctx) && BN_mod_mul(t, t, x, g->p, ctx) &&
              BN_mod_add(t, t, g->b, g->p, ctx);
    /* p is 3 mod 4 for all three: a root is t^((p+1)/4) */
    if (ok) {
        BIGNUM *e = BN_dup(g->p);
        ok = e != NULL && BN_add_word(e, 1) && BN_rshift(e, e, 2) && BN_mod_exp(y, t, e, g->p, ctx);
        BN_free(e);
    }
    if (ok && BN_is_odd(y) != (in.p[0] & 1)) ok = BN_sub(y, g->p, y);
    if (ok) {
        out[0] = 0x04;
        ok = BN_bn2binpad(x, out + 1, (int)n) == (int)n && BN_bn2binpad(y, out + 1 + n, (int)n) == (int)n;
    }
    BN_free(x);
    BN_free(y);
    BN_free(t);
    BN_CTX_free(ctx);
    EC_GROUP_free(g);
    return ok;
}

bool bs_ec_point_decode(int curve, bs_reader in, uint8_t out[BS_EC_MAX_POINT]) {
    const size_t n = bs_ec_field_len(curve);
    if (n == 0 || in.len == 0) return false;
    uint8_t form = in.p[0];
    if (in.len == 1 + n && (form == 2 || form == 3)) return decompress(curve, in, out) && on_curve(curve, out);
    if (in.len != 1 + 2 * n || (form != 4 && form != 6 && form != 7)) return false;
    if (form != 4 && (in.p[2 * n] & 1) != (form & 1)) return false; /* hybrid: X9.62 4.3.6 */
    memmove(out, in.p, in.len);
    out[0] = 0x04;
    return on_curve(curve, out);
}

int EC_POINT_oct2point(const EC_GROUP *group, EC_POINT *p, const unsigned char *buf, size_t len, BN_CTX *ctx) {
    (void)ctx;
    uint8_t bytes[BS_EC_MAX_POINT];
    if (len == 0) {
        BS_RAISE(ERR_LIB_EC, EC_R_BUFFER_TOO_SMALL);
        return 0;
    }
    if (len == 1 && buf[0] == 0) return EC_POINT_set_to_infinity(group, p);
    const bool sized = len == 1 + bs_ec_field_len(group->curve) || len == bs_ec_point_len(group->curve);
    const bool contradicts = (buf[0] == 6 || buf[0] == 7) && (buf[len - 1] & 1) != (buf[0] & 1);
    if (!sized || buf[0] < 2 || buf[0] > 7 || buf[0] == 5 || contradicts) {
        BS_RAISE(ERR_LIB_EC, EC_R_INVALID_ENCODING);
        return 0;
    }
    if (!bs_ec_point_decode(group->curve, bs_r_from(buf, len), bytes)) {
        BS_RAISE(ERR_LIB_EC, buf[0] < 4 ? EC_R_INVALID_COMPRESSED_POINT : EC_R_POINT_IS_NOT_ON_CURVE);
        return 0;
    }
    memcpy(p->bytes, bytes, bs_ec_point_len(group->curve));
    p->infinity = false;
    return 1;
}

size_t EC_POINT_point2oct(const EC_GROUP *group, const EC_POINT *p, point_conversion_form_t form, unsigned char *buf,
                          size_t len, BN_CTX *ctx) {
    (void)ctx;
    const size_t n = bs_ec_field_len(group->curve);
    size_t need = p->infinity ? 1 : form == POINT_CONVERSION_COMPRESSED ? 1 + n : 1 + 2 * n;
    if (form != POINT_CONVERSION_COMPRESSED && form != POINT_CONVERSION_UNCOMPRESSED && form != POINT_CONVERSION_HYBRID) {
        BS_RAISE(ERR_LIB_EC, EC_R_INVALID_FORM);
        return 0;
    }
    if (buf == NULL) return need;
    if (len < need) {
        BS_RAISE(ERR_LIB_EC, EC_R_BUFFER_TOO_SMALL);
        return 0;
    }
    if (p->infinity) {
        buf[0] = 0;
        return 1;
    }
    memcpy(buf, p->bytes, need);
    buf[0] = (unsigned char)(form == POINT_CONVERSION_UNCOMPRESSED ? 4 : (int)form + (p->bytes[2 * n] & 1));
    return need;
}

size_t EC_POINT_point2buf(const EC_GROUP *group, const EC_POINT *point, point_conversion_form_t form,
                          unsigned char **pbuf, BN_CTX *ctx) {
    size_t n = EC_POINT_point2oct(group, point, form, NULL, 0, ctx);
    unsigned char *buf = n > 0 ? OPENSSL_malloc(n) : NULL;
    if (buf == NULL) return 0;
    *pbuf = buf;
    return EC_POINT_point2oct(group, point, form, buf, n, ctx);
}

int EC_POINT_get_affine_coordinates(const EC_GROUP *group, const EC_POINT *p, BIGNUM *x, BIGNUM *y, BN_CTX *ctx) {
    (void)ctx;
    const int n = (int)bs_ec_field_len(group->curve);
    if (p->infinity) {
        BS_RAISE(ERR_LIB_EC, EC_R_POINT_AT_INFINITY);
        return 0;
    }
    return (x == NULL || BN_bin2bn(p->bytes + 1, n, x) != NULL) && (y == NULL || BN_bin2bn(p->bytes + 1 + n, n, y) != NULL);
}

int EC_POINT_get_affine_coordinates_GFp(const EC_GROUP *group, const EC_POINT *p, BIGNUM *x, BIGNUM *y, BN_CTX *ctx) {
    return EC_POINT_get_affine_coordinates(group, p, x, y, ctx);
}

int EC_POINT_set_affine_coordinates(const EC_GROUP *group, EC_POINT *p, const BIGNUM *x, const BIGNUM *y, BN_CTX *ctx) {
    (void)ctx;
    const int n = (int)bs_ec_field_len(group->curve);
    uint8_t bytes[BS_EC_MAX_POINT] = { 4 };
    if (BN_is_negative(x) || BN_is_negative(y) || BN_bn2binpad(x, bytes + 1, n) < 0 || BN_bn2binpad(y, bytes + 1 + n, n) < 0 ||
        !on_curve(group->curve, bytes)) {
        BS_RAISE(ERR_LIB_EC, EC_R_POINT_IS_NOT_ON_CURVE);
        return 0;
    }
    memcpy(p->bytes, bytes, sizeof bytes);
    p->infinity = false;
    return 1;
}

int EC_POINT_set_compressed_coordinates(const EC_GROUP *group, EC_POINT *p, const BIGNUM *x, int y_bit, BN_CTX *ctx) {
    (void)ctx;
    const int n = (int)bs_ec_field_len(group->curve);
    uint8_t in[1 + BS_EC_MAX_FIELD] = { y_bit != 0 ? 3 : 2 }, bytes[BS_EC_MAX_POINT];
    if (BN_is_negative(x) || BN_bn2binpad(x, in + 1, n) < 0 ||
        !bs_ec_point_decode(group->curve, bs_r_from(in, 1 + (size_t)n), bytes)) {
        BS_RAISE(ERR_LIB_EC, EC_R_INVALID_COMPRESSED_POINT);
        return 0;
    }
    memcpy(p->bytes, bytes, bs_ec_point_len(group->curve));
    p->infinity = false;
    return 1;
}

int EC_POINT_set_compressed_coordinates_GFp(const EC_GROUP *group, EC_POINT *p, const BIGNUM *x, int y_bit,
                                            BN_CTX *ctx) {
    return EC_POINT_set_compressed_coordinates(group, p, x, y_bit, ctx);
}

int EC_POINT_set_affine_coordinates_GFp(const EC_GROUP *group, EC_POINT *p, const BIGNUM *x, const BIGNUM *y,
                                        BN_CTX *ctx) {
    return EC_POINT_set_affine_coordinates(group, p, x, y, ctx);
}

/* a + b, either of which may be infinite or equal the other. */
static void add(int curve, EC_POINT *r, const EC_POINT *a, const EC_POINT *b) {
    static const uint8_t one[1] = { 1 };
    EC_POINT sum = { .curve = curve };
    if (a->infinity || b->infinity) {
        *r = a->infinity ? *b : *a;
        return;
    }
    sum.infinity = false;
    memcpy(sum.bytes, a->bytes, sizeof sum.bytes);
    /* both are on the curve, so a failure means that the sum is infinite */
    sum.infinity = bs_crypto_impl()->ec->muladd(sum.bytes, b->bytes, bs_ec_point_len(curve), one, 1, one, 1, curve) == 0;
    *r = sum;
}

int EC_POINT_add(const EC_GROUP *group, EC_POINT *r, const EC_POINT *a, const EC_POINT *b, BN_CTX *ctx) {
    (void)ctx;
    add(group->curve, r, a, b);
    return 1;
}

int EC_POINT_dbl(const EC_GROUP *group, EC_POINT *r, const EC_POINT *a, BN_CTX *ctx) {
    return EC_POINT_add(group, r, a, a, ctx);
}

int EC_POINT_invert(const EC_GROUP *group, EC_POINT *a, BN_CTX *ctx) {
    (void)ctx;
    const int n = (int)bs_ec_field_len(group->curve);
    if (a->infinity) return 1;
    BIGNUM *y = BN_bin2bn(a->bytes + 1 + n, n, NULL);
    bool ok = y != NULL && BN_sub(y, group->p, y) && BN_bn2binpad(y, a->bytes + 1 + n, n) == n;
    BN_clear_free(y);
    return ok;
}

/* r = scalar * q, or * generator if q is NULL; in constant time but for the scalar 0. */
static bool multiply(const EC_GROUP *group, EC_POINT *r, const BIGNUM *scalar, const EC_POINT *q, BN_CTX *ctx) {
    uint8_t k[BS_EC_MAX_FIELD];
    size_t len;
    const unsigned char *bytes = br_ec_get_default()->order(group->curve, &len); /* group->order may not be given yet */
    const int n = (int)len;
    BIGNUM *reduced = BN_new(), *order = BN_bin2bn(bytes, n, NULL);
    bool ok = reduced != NULL && order != NULL;
    if (ok && (BN_is_negative(scalar) || BN_ucmp(scalar, order) >= 0)) {
        BN_CTX *own = ctx == NULL ? BN_CTX_new() : NULL;
        ok = BN_nnmod(reduced, scalar, order, ctx != NULL ? ctx : own);
        BN_CTX_free(own);
    } else if (ok) {
        ok = BN_copy(reduced, scalar) != NULL;
    }
    ok = ok && BN_bn2binpad(reduced, k, n) == n;
    bool zero = ok && BN_is_zero(reduced);
    BN_clear_free(reduced);
    BN_free(order);
    if (!ok) return false;
    EC_POINT out = q != NULL ? *q : group->generator;
    out.infinity = zero || out.infinity;
    if (!out.infinity) {
        ok = bs_crypto_impl()->ec->mul(out.bytes, bs_ec_point_len(group->curve), k, (size_t)n, group->curve) != 0;
    }
    bs_wipe(k, sizeof k);
    *r = out;
    return ok;
}

int EC_POINT_mul(const EC_GROUP *group, EC_POINT *r, const BIGNUM *n, const EC_POINT *q, const BIGNUM *m, BN_CTX *ctx) {
    EC_POINT first = { .curve = group->curve, .infinity = true }, second = first;
    if (n != NULL && group->generator.infinity) {
        BS_RAISE(ERR_LIB_EC, EC_R_UNDEFINED_GENERATOR);
        return 0;
    }
    if (n != NULL && !multiply(group, &first, n, NULL, ctx)) return 0;
    if (q != NULL && m != NULL && !multiply(group, &second, m, q, ctx)) return 0;
    add(group->curve, r, &first, &second);
    return 1;
}
