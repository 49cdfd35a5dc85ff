/* Points as text and as numbers.                                                        man 3 EC_POINT_point2hex */
#include <openssl/crypto.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"

char *EC_POINT_point2hex(const EC_GROUP *group, const EC_POINT *p, point_conversion_form_t form, BN_CTX *ctx) {
    static const char digits[] = "0123456789ABCDEF";
    uint8_t bytes[BS_EC_MAX_POINT];
    size_t n = EC_POINT_point2oct(group, p, form, bytes, sizeof bytes, ctx);
    char *hex = n > 0 ? OPENSSL_malloc(2 * n + 1) : NULL;
    if (hex == NULL) return NULL;
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * n] = '\0';
    return hex;
}

BIGNUM *EC_POINT_point2bn(const EC_GROUP *group, const EC_POINT *p, point_conversion_form_t form, BIGNUM *ret,
                          BN_CTX *ctx) {
    uint8_t bytes[BS_EC_MAX_POINT];
    size_t n = EC_POINT_point2oct(group, p, form, bytes, sizeof bytes, ctx);
    return n > 0 ? BN_bin2bn(bytes, (int)n, ret) : NULL;
}

/* A number has lost the leading zeros of its bytes: 0 is the one byte of infinity. */
EC_POINT *EC_POINT_bn2point(const EC_GROUP *group, const BIGNUM *bn, EC_POINT *point, BN_CTX *ctx) {
    uint8_t bytes[BS_EC_MAX_POINT];
    const int n = BN_is_zero(bn) ? 1 : BN_num_bytes(bn);
    if ((size_t)n > sizeof bytes) {
        BS_RAISE(ERR_LIB_EC, EC_R_INVALID_ENCODING);
        return NULL;
    }
    EC_POINT *ret = point != NULL ? point : EC_POINT_new(group);
    if (ret != NULL && BN_bn2binpad(bn, bytes, n) == n && EC_POINT_oct2point(group, ret, bytes, (size_t)n, ctx)) return ret;
    if (ret != point) EC_POINT_clear_free(ret);
    return NULL;
}

EC_POINT *EC_POINT_hex2point(const EC_GROUP *group, const char *hex, EC_POINT *point, BN_CTX *ctx) {
    long n = 0;
    unsigned char *bytes = *hex != '\0' ? OPENSSL_hexstr2buf(hex, &n) : NULL;
    EC_POINT *ret = bytes == NULL ? NULL : point != NULL ? point : EC_POINT_new(group);
    if (ret != NULL && !EC_POINT_oct2point(group, ret, bytes, (size_t)n, ctx)) {
        if (ret != point) EC_POINT_clear_free(ret);
        ret = NULL;
    }
    OPENSSL_free(bytes);
    return ret;
}
