/* PKCS#12's BMPStrings, from and to ASCII (Latin-1) and UTF-8. */
#include <openssl/crypto.h>
#include <openssl/pkcs12.h>
#include <string.h>

#include "compat/crypto/asn1/pkcs12_kdf.h"
#include "compat/crypto/asn1/pkcs12_local.h"
#include "src/x509/text.h"

/* What is made ends with two octets of zero, which count. */
unsigned char *OPENSSL_asc2uni(const char *asc, int asclen, unsigned char **uni, int *unilen) {
    const bs_reader from = bs_p12_password(asc, asclen);
    unsigned char *out = (unsigned char *)OPENSSL_zalloc(2 * from.len + 2);
    if (!out) return NULL;
    for (size_t i = 0; i < from.len; i++) out[2 * i + 1] = from.p[i];
    if (unilen) *unilen = (int)(2 * from.len + 2);
    if (uni) *uni = out;
    return out;
}

unsigned char *OPENSSL_utf82uni(const char *asc, int asclen, unsigned char **uni, int *unilen) {
    const bs_reader from = bs_p12_password(asc, asclen);
    size_t len;
    unsigned char *out = (unsigned char *)bs_pkcs12_password((const char *)from.p, from.len, &len);
    if (!out) return NULL;
    if (unilen) *unilen = (int)len;
    if (uni) *uni = out;
    return out;
}

/* The lower octet of each character; zeros at the end are there or not. */
char *OPENSSL_uni2asc(const unsigned char *uni, int unilen) {
    if (unilen < 0 || unilen % 2 != 0) return NULL;
    char *out = (char *)OPENSSL_zalloc((size_t)unilen / 2 + 1);
    for (int i = 0; out && i < unilen / 2; i++) out[i] = (char)uni[2 * i + 1];
    return out;
}

/* One character, of two or four octets (a surrogate pair); 0 when it is none. */
static unsigned next(const unsigned char *p, int left, uint32_t *c) {
    *c = (uint32_t)p[0] << 8 | p[1];
    if (*c < 0xD800 || *c > 0xDFFF) return 2;
    if (left < 4) return 0;
    const uint32_t low = (uint32_t)p[2] << 8 | p[3];
    if (*c > 0xDBFF || low < 0xDC00 || low > 0xDFFF) return 0;
    *c = 0x10000 + ((*c - 0xD800) << 10 | (low - 0xDC00));
    return 4;
}

char *OPENSSL_uni2utf8(const unsigned char *uni, int unilen) {
    if (unilen < 0 || unilen % 2 != 0) return NULL;
    char *out = (char *)OPENSSL_zalloc((size_t)unilen * 2 + 1); /* two octets become three at most */
    size_t n = 0;
    for (int i = 0; out && i < unilen;) {
        uint32_t c;
        const unsigned took = next(uni + i, unilen - i, &c);
        if (took == 0) { /* no UTF-16: as Latin-1 */
            OPENSSL_free(out);
            return OPENSSL_uni2asc(uni, unilen);
        }
        n += bs_text_utf8(c, (uint8_t *)out + n);
        i += (int)took;
    }
    return out;
}
