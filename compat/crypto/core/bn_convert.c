/* Numbers as bytes and as text. */
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <ctype.h>
#include <limits.h>
#include <string.h>

#include "compat/crypto/core/bn_local.h"
#include "compat/crypto/core/raise.h"

/* --- bytes --------------------------------------------------------------------------- */

static BIGNUM *from_bytes(BIGNUM *r, const uint8_t *bytes, size_t n, int order) {
    if (r == NULL && (r = BN_new()) == NULL) return NULL;
    mpz_import(r->v, n, order, 1, 0, 0, bytes);
    return r;
}

BIGNUM *bs_bn_from_bytes(BIGNUM *r, const uint8_t *bytes, size_t n) { return from_bytes(r, bytes, n, 1); }

/* Byte i of |a| counted from the least significant; every call touches one limb, chosen by i alone. */
static uint8_t byte_at(const BIGNUM *a, size_t i) {
    mp_limb_t limb = mpz_getlimbn(a->v, (mp_size_t)(i / sizeof(mp_limb_t)));
    return (uint8_t)(limb >> (8 * (i % sizeof(mp_limb_t))));
}

bool bs_bn_to_bytes(const BIGNUM *a, uint8_t *out, size_t n) {
    if ((size_t)BN_num_bytes(a) > n) return false;
    for (size_t i = 0; i < n; i++) out[n - 1 - i] = byte_at(a, i);
    return true;
}

BIGNUM *BN_bin2bn(const unsigned char *s, int len, BIGNUM *ret) {
    return from_bytes(ret, s, len < 0 ? 0 : (size_t)len, 1);
}
BIGNUM *BN_lebin2bn(const unsigned char *s, int len, BIGNUM *ret) {
    return from_bytes(ret, s, len < 0 ? 0 : (size_t)len, -1);
}
BIGNUM *BN_native2bn(const unsigned char *s, int len, BIGNUM *ret) { return BN_lebin2bn(s, len, ret); }

int BN_bn2bin(const BIGNUM *a, unsigned char *to) {
    int n = BN_num_bytes(a);
    return bs_bn_to_bytes(a, to, (size_t)n) ? n : -1;
}

int BN_bn2binpad(const BIGNUM *a, unsigned char *to, int tolen) {
    return tolen >= 0 && bs_bn_to_bytes(a, to, (size_t)tolen) ? tolen : -1;
}

int BN_bn2lebinpad(const BIGNUM *a, unsigned char *to, int tolen) {
    if (tolen < 0 || BN_num_bytes(a) > tolen) return -1;
    for (int i = 0; i < tolen; i++) to[i] = byte_at(a, (size_t)i);
    return tolen;
}

int BN_bn2nativepad(const BIGNUM *a, unsigned char *to, int tolen) { return BN_bn2lebinpad(a, to, tolen); }

/* The format of SSH: four bytes of length, then the magnitude, whose first bit is the sign. */
int BN_bn2mpi(const BIGNUM *a, unsigned char *d) {
    int bits = BN_num_bits(a), n = (bits + 7) / 8, room = bits > 0 && bits % 8 == 0; /* a byte for the sign */
    if (d == NULL) return 4 + n + room;
    int len = n + room;
    for (int i = 0; i < 4; i++) d[i] = (unsigned char)((unsigned)len >> (24 - 8 * i));
    if (room) d[4] = 0;
    bs_bn_to_bytes(a, d + 4 + room, (size_t)n);
    if (BN_is_negative(a)) d[4] |= 0x80;
    return 4 + len;
}

BIGNUM *BN_mpi2bn(const unsigned char *d, int n, BIGNUM *a) {
    if (n < 4 || (d[0] & 0x80) != 0) {
        BS_RAISE(ERR_LIB_BN, BN_R_INVALID_LENGTH);
        return NULL;
    }
    uint32_t len = (uint32_t)d[0] << 24 | (uint32_t)d[1] << 16 | (uint32_t)d[2] << 8 | d[3];
    if ((uint32_t)n - 4 != len) {
        BS_RAISE(ERR_LIB_BN, BN_R_ENCODING_ERROR);
        return NULL;
    }
    BIGNUM *r = from_bytes(a, d + 4, len, 1);
    if (r == NULL || len == 0 || (d[4] & 0x80) == 0) return r;
    BN_clear_bit(r, (int)len * 8 - 1);
    BN_set_negative(r, 1);
    return r;
}

/* --- text ------------------------------------------------------------------------------ */

static char *no_memory(void) {
    BS_RAISE(ERR_LIB_BN, ERR_R_MALLOC_FAILURE);
    return NULL;
}

char *BN_bn2hex(const BIGNUM *a) {
    static const char hex[] = "0123456789ABCDEF";
    if (BN_is_zero(a)) return OPENSSL_strdup("0");
    size_t n = (size_t)BN_num_bytes(a);
    char *buf = (char *)OPENSSL_malloc(2 * n + 2), *p = buf;
    if (buf == NULL) return no_memory();
    if (BN_is_negative(a)) *p++ = '-';
    while (n-- > 0) {
        uint8_t b = byte_at(a, n);
        *p++ = hex[b >> 4];
        *p++ = hex[b & 15];
    }
    *p = '\0';
    return buf;
}

char *BN_bn2dec(const BIGNUM *a) {
    char *buf = (char *)OPENSSL_malloc(mpz_sizeinbase(a->v, 10) + 2);
    return buf == NULL ? no_memory() : mpz_get_str(buf, 10, a->v);
}

static int from_text(BIGNUM **bn, const char *text, int base) {
    if (text == NULL || *text == '\0') return 0;
    bool negative = *text == '-';
    const char *digits = text + negative;
    size_t n = 0;
    while (n <= INT_MAX / 4 && (base == 16 ? isxdigit((unsigned char)digits[n]) : isdigit((unsigned char)digits[n])))
        n++;
    if (n == 0 || n > INT_MAX / 4 || n > (size_t)BS_BN_MAX_BITS / 4) return 0;
    int used = (int)n + negative;
    if (bn == NULL) return used;
    char *copy = OPENSSL_strndup(digits, n);
    BIGNUM *r = *bn != NULL ? *bn : BN_new();
    if (copy == NULL || r == NULL || mpz_set_str(r->v, copy, base) != 0) used = 0;
    OPENSSL_clear_free(copy, copy == NULL ? 0 : n);
    if (used == 0) {
        if (*bn == NULL) BN_free(r);
        return 0;
    }
    if (negative) BN_set_negative(r, 1);
    *bn = r;
    return used;
}

int BN_hex2bn(BIGNUM **bn, const char *a) { return from_text(bn, a, 16); }
int BN_dec2bn(BIGNUM **bn, const char *a) { return from_text(bn, a, 10); }

int BN_asc2bn(BIGNUM **bn, const char *a) {
    const char *p = a;
    if (*p == '-') p++;
    int used = p[0] == '0' && (p[1] == 'x' || p[1] == 'X') ? BN_hex2bn(bn, p + 2) : BN_dec2bn(bn, p);
    if (used == 0) return 0;
    if (*a == '-') BN_set_negative(*bn, 1);
    return 1;
}

int BN_print(BIO *bio, const BIGNUM *a) {
    char *hex = BN_bn2hex(a);
    if (hex == NULL) return 0;
    const char *digits = hex + (*hex == '-');
    if (digits[0] == '0' && digits[1] != '\0') digits++; /* whole bytes there, digits here */
    int ok = (*hex != '-' || BIO_write(bio, "-", 1) == 1) &&
             BIO_write(bio, digits, (int)strlen(digits)) == (int)strlen(digits);
    OPENSSL_free(hex);
    return ok;
}

int BN_print_fp(FILE *fp, const BIGNUM *a) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    if (b == NULL) return 0;
    int ok = BN_print(b, a);
    BIO_free(b);
    return ok;
}
