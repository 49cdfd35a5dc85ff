#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdbool.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

/* INTEGER and ENUMERATED are kept as a magnitude; the sign is V_ASN1_NEG in the type. */

static bool magnitude(const ASN1_STRING *a, uint64_t *out) {
    if (!a->data) { /* nothing was ever set */
        BS_RAISE(ERR_LIB_ASN1, ERR_R_PASSED_NULL_PARAMETER);
        return false;
    }
    uint64_t v = 0;
    if (a->length > 8) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_TOO_LARGE);
        return false;
    }
    for (int i = 0; i < a->length; i++) v = v << 8 | a->data[i];
    *out = v;
    return true;
}

static int get_signed(int64_t *out, const ASN1_STRING *a, int type) {
    uint64_t v;
    if (!a) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if ((a->type & ~V_ASN1_NEG) != type) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_WRONG_INTEGER_TYPE);
        return 0;
    }
    if (!magnitude(a, &v)) return 0;
    if ((a->type & V_ASN1_NEG) != 0) {
        if (v > (uint64_t)INT64_MAX + 1) {
            BS_RAISE(ERR_LIB_ASN1, ASN1_R_TOO_SMALL);
            return 0;
        }
        *out = (int64_t)(0 - v);
        return 1;
    }
    if (v > INT64_MAX) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_TOO_LARGE);
        return 0;
    }
    *out = (int64_t)v;
    return 1;
}

static int set_magnitude(ASN1_STRING *a, uint64_t v, int type) {
    uint8_t b[8];
    int n = 0;
    for (int shift = 56; shift >= 0; shift -= 8) {
        uint8_t octet = (uint8_t)(v >> shift);
        if (n > 0 || octet != 0 || shift == 0) b[n++] = octet;
    }
    a->type = type;
    return ASN1_STRING_set(a, b, n);
}

static int set_signed(ASN1_STRING *a, int64_t v, int type) {
    return v < 0 ? set_magnitude(a, 0 - (uint64_t)v, type | V_ASN1_NEG) : set_magnitude(a, (uint64_t)v, type);
}

static long get_long(const ASN1_STRING *a, int type) {
    int64_t v;
    if (!a) return 0;
    if ((a->type & ~V_ASN1_NEG) != type) return -1;
    return get_signed(&v, a, type) ? (long)v : -1;
}

int ASN1_INTEGER_get_int64(int64_t *out, const ASN1_INTEGER *a) { return get_signed(out, a, V_ASN1_INTEGER); }
int ASN1_INTEGER_set_int64(ASN1_INTEGER *a, int64_t v) { return set_signed(a, v, V_ASN1_INTEGER); }
int ASN1_INTEGER_set_uint64(ASN1_INTEGER *a, uint64_t v) { return set_magnitude(a, v, V_ASN1_INTEGER); }
int ASN1_INTEGER_set(ASN1_INTEGER *a, long v) { return ASN1_INTEGER_set_int64(a, v); }
long ASN1_INTEGER_get(const ASN1_INTEGER *a) { return get_long(a, V_ASN1_INTEGER); }
int ASN1_ENUMERATED_get_int64(int64_t *out, const ASN1_ENUMERATED *a) { return get_signed(out, a, V_ASN1_ENUMERATED); }
int ASN1_ENUMERATED_set_int64(ASN1_ENUMERATED *a, int64_t v) { return set_signed(a, v, V_ASN1_ENUMERATED); }
int ASN1_ENUMERATED_set(ASN1_ENUMERATED *a, long v) { return ASN1_ENUMERATED_set_int64(a, v); }

long ASN1_ENUMERATED_get(const ASN1_ENUMERATED *a) {
    if (a && (a->type & ~V_ASN1_NEG) == V_ASN1_ENUMERATED && a->length > (int)sizeof(long)) return 0xffffffffL;
    return get_long(a, V_ASN1_ENUMERATED);
}

int ASN1_INTEGER_get_uint64(uint64_t *out, const ASN1_INTEGER *a) {
    if (!a) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if ((a->type & ~V_ASN1_NEG) != V_ASN1_INTEGER) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_WRONG_INTEGER_TYPE);
        return 0;
    }
    if ((a->type & V_ASN1_NEG) != 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ILLEGAL_NEGATIVE_VALUE);
        return 0;
    }
    return magnitude(a, out) ? 1 : 0;
}

ASN1_INTEGER *ASN1_INTEGER_dup(const ASN1_INTEGER *a) { return ASN1_STRING_dup(a); }

int ASN1_INTEGER_cmp(const ASN1_INTEGER *a, const ASN1_INTEGER *b) {
    int neg = a->type & V_ASN1_NEG;
    if (neg != (b->type & V_ASN1_NEG)) return neg ? -1 : 1;
    int d = ASN1_STRING_cmp(a, b);
    return neg ? -d : d;
}

static ASN1_STRING *from_bn(const BIGNUM *bn, ASN1_STRING *reuse, int type) {
    ASN1_STRING *a = reuse ? reuse : ASN1_STRING_type_new(type);
    if (!a) return NULL;
    int n = BN_num_bytes(bn);
    a->type = BN_is_negative(bn) && !BN_is_zero(bn) ? type | V_ASN1_NEG : type;
    if (ASN1_STRING_set(a, NULL, n > 0 ? n : 1)) {
        a->data[0] = 0;
        BN_bn2bin(bn, a->data);
        return a;
    }
    if (!reuse) ASN1_STRING_free(a);
    return NULL;
}

static BIGNUM *to_bn(const ASN1_STRING *a, BIGNUM *reuse, int type) {
    if ((a->type & ~V_ASN1_NEG) != type) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_WRONG_INTEGER_TYPE);
        return NULL;
    }
    BIGNUM *bn = BN_bin2bn(a->data, a->length, reuse);
    if (!bn) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_BN_LIB);
        return NULL;
    }
    if ((a->type & V_ASN1_NEG) != 0) BN_set_negative(bn, 1);
    return bn;
}

ASN1_INTEGER *BN_to_ASN1_INTEGER(const BIGNUM *bn, ASN1_INTEGER *a) { return from_bn(bn, a, V_ASN1_INTEGER); }
BIGNUM *ASN1_INTEGER_to_BN(const ASN1_INTEGER *a, BIGNUM *bn) { return to_bn(a, bn, V_ASN1_INTEGER); }
ASN1_ENUMERATED *BN_to_ASN1_ENUMERATED(const BIGNUM *bn, ASN1_ENUMERATED *a) { return from_bn(bn, a, V_ASN1_ENUMERATED); }
BIGNUM *ASN1_ENUMERATED_to_BN(const ASN1_ENUMERATED *a, BIGNUM *bn) { return to_bn(a, bn, V_ASN1_ENUMERATED); }
