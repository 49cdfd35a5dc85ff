/* Headers of elements for programs that take encodings apart by hand: any tag, any length, BER as OpenSSL reads it.
 *                                                                                            X.690 8.1; ASN1_get_object */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <limits.h>

#include "compat/crypto/core/raise.h"
#include "src/base/reader.h"

#define LONG_TAG 31
#define INDEFINITE 1
#define FAILED 0x80

static bool read_tag(bs_reader *r, int *tag, unsigned *first) {
    uint8_t b;
    unsigned n = 0;
    if (!bs_r_u8(r, &b)) return false;
    *first = b;
    *tag = b & V_ASN1_PRIMITIVE_TAG;
    if (*tag != LONG_TAG) return true;
    do {
        if (n > INT_MAX >> 7 || !bs_r_u8(r, &b)) return false;
        n = n << 7 | (b & 0x7Fu);
    } while ((b & 0x80) != 0);
    *tag = (int)n;
    return n <= INT_MAX;
}

static bool read_length(bs_reader *r, long *len, bool *indefinite) {
    uint8_t b;
    unsigned long n = 0;
    if (!bs_r_u8(r, &b)) return false;
    *indefinite = b == 0x80;
    size_t count = (b & 0x80) != 0 ? b & 0x7Fu : 0;
    if (count == 0) n = b & 0x7Fu;
    if (count > r->len) return false;
    for (; count > 0; count--) {
        if (n > ULONG_MAX >> 8 || !bs_r_u8(r, &b)) return false;
        n = n << 8 | b;
    }
    *len = (long)n;
    return n <= LONG_MAX;
}

int ASN1_get_object(const unsigned char **pp, long *len, int *tag, int *xclass, long max) {
    bs_reader r = bs_r_from(*pp, max > 0 ? (size_t)max : 0);
    unsigned first;
    bool indefinite;
    if (max <= 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_TOO_SMALL);
        return FAILED;
    }
    bool ok = read_tag(&r, tag, &first) && r.len > 0;
    if (ok) *xclass = first & V_ASN1_PRIVATE;
    if (!ok || !read_length(&r, len, &indefinite) || (indefinite && (first & V_ASN1_CONSTRUCTED) == 0)) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_HEADER_TOO_LONG);
        return FAILED;
    }
    *pp = r.p;
    int ret = (int)(first & V_ASN1_CONSTRUCTED) | (indefinite ? INDEFINITE : 0);
    if ((unsigned long)*len <= r.len) return ret;
    BS_RAISE(ERR_LIB_ASN1, ASN1_R_TOO_LONG); /* what the header says is there all the same */
    return ret | FAILED;
}

static int septets(unsigned v) {
    int n = 1;
    while (v >>= 7) n++;
    return n;
}

static int octets(unsigned v) {
    int n = 1;
    while (v >>= 8) n++;
    return n;
}

void ASN1_put_object(unsigned char **pp, int constructed, int len, int tag, int xclass) {
    unsigned char *p = *pp;
    unsigned first = (constructed ? V_ASN1_CONSTRUCTED : 0u) | ((unsigned)xclass & V_ASN1_PRIVATE);
    if (tag < LONG_TAG) {
        *p++ = (unsigned char)(first | (unsigned)tag);
    } else {
        *p++ = (unsigned char)(first | LONG_TAG);
        for (int i = septets((unsigned)tag) - 1; i >= 0; i--) {
            *p++ = (unsigned char)((((unsigned)tag >> (7 * i)) & 0x7Fu) | (i > 0 ? 0x80u : 0));
        }
    }
    if (constructed == 2) { /* indefinite */
        *p++ = 0x80;
    } else if (len <= 127) {
        *p++ = (unsigned char)len;
    } else {
        int n = octets((unsigned)len);
        *p++ = (unsigned char)(0x80 | n);
        for (int i = n - 1; i >= 0; i--) *p++ = (unsigned char)((unsigned)len >> (8 * i));
    }
    *pp = p;
}

int ASN1_put_eoc(unsigned char **pp) {
    *(*pp)++ = 0;
    *(*pp)++ = 0;
    return 2;
}

int ASN1_object_size(int constructed, int len, int tag) {
    if (len < 0) return -1;
    int n = 1 + (tag >= LONG_TAG ? septets((unsigned)tag) : 0);
    if (constructed == 2) n += 3; /* one for the length, two for the end */
    else n += 1 + (len > 127 ? octets((unsigned)len) : 0);
    return n >= INT_MAX - len ? -1 : n + len;
}
