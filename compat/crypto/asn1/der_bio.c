#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/core/raise.h"

#define MAX_DER (100 << 20)

/* Grows to at least n bytes, filled from the BIO. Zero at a clean end before the first byte. */
static int fill(BIO *in, uint8_t **buf, size_t *have, size_t *cap, size_t n) {
    if (n > MAX_DER) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_TOO_LONG);
        return -1;
    }
    while (*have < n) {
        if (*cap < n || *cap == *have) {
            /* a length that a header merely claims is not allocated at once */
            size_t grow = *cap * 2 > 4096 ? *cap * 2 : 4096, want = n < grow ? n : grow;
            uint8_t *p = (uint8_t *)OPENSSL_realloc(*buf, want);
            if (!p) return -1;
            *buf = p;
            *cap = want;
        }
        size_t room = *cap - *have, take = n - *have < room ? n - *have : room;
        int got = BIO_read(in, *buf + *have, (int)take);
        if (got <= 0) {
            if (got < 0 || *have > 0 || n > 2) BS_RAISE(ERR_LIB_ASN1, ASN1_R_NOT_ENOUGH_DATA);
            return -1;
        }
        *have += (size_t)got;
    }
    return 1;
}

static int length_of(const uint8_t *p, size_t have, size_t *header, size_t *body) {
    size_t n = p[1];
    *header = 2;
    *body = n;
    if (n < 0x80) return 1;
    size_t width = n & 0x7F;
    if (width == 0 || width > 4) return -1;
    *header = 2 + width;
    if (have < *header) return 0;
    *body = 0;
    for (size_t i = 0; i < width; i++) *body = *body << 8 | p[2 + i];
    return 1;
}

struct element {
    uint8_t *buf;
    size_t have, cap;
};

static bool refuse(int reason) {
    BS_RAISE(ERR_LIB_ASN1, reason);
    return false;
}

static bool upto(BIO *in, struct element *e, size_t n) { return fill(in, &e->buf, &e->have, &e->cap, n) > 0; }

/* The header at `at`; *indefinite (X.690 8.1.3.6, files of BER) or the body's length. */
static bool read_header(BIO *in, struct element *e, size_t at, size_t *header, size_t *body, bool *indefinite) {
    int known = 0;
    *header = 2;
    if (!upto(in, e, at + 2)) return false;
    *indefinite = e->buf[at + 1] == 0x80 && (e->buf[at] & 0x20) != 0;
    if (*indefinite) {
        *body = 0;
        return true;
    }
    while ((known = length_of(e->buf + at, e->have - at, header, body)) == 0) {
        if (!upto(in, e, at + *header)) return false;
    }
    if (known < 0) return refuse(ASN1_R_HEADER_TOO_LONG);
    return *body <= MAX_DER || refuse(ASN1_R_TOO_LONG);
}

long bs_bio_read_der(BIO *in, uint8_t **out) {
    struct element e = { .buf = NULL };
    size_t at = 0, open = 0, header, body;
    bool indefinite, ok;
    *out = NULL;
    do {
        ok = read_header(in, &e, at, &header, &body, &indefinite);
        if (!ok) break;
        if (indefinite) open++;
        else if (open > 0 && e.buf[at] == 0 && body == 0) open--; /* end-of-contents octets */
        at += header + body;
        ok = at <= MAX_DER ? upto(in, &e, at) : refuse(ASN1_R_TOO_LONG); /* of the whole, where lengths are indefinite */
    } while (ok && open > 0);
    if (ok) {
        *out = e.buf;
        return (long)at;
    }
    OPENSSL_free(e.buf);
    return -1;
}

void *ASN1_d2i_bio(void *(*xnew)(void), d2i_of_void *d2i, BIO *in, void **x) {
    uint8_t *der;
    (void)xnew;
    long n = bs_bio_read_der(in, &der);
    if (n < 0) return NULL;
    const unsigned char *p = der;
    void *v = d2i(x, &p, n);
    OPENSSL_free(der);
    return v;
}

void *ASN1_d2i_fp(void *(*xnew)(void), d2i_of_void *d2i, FILE *in, void **x) {
    BIO *b = BIO_new_fp(in, BIO_NOCLOSE);
    void *v = b ? ASN1_d2i_bio(xnew, d2i, b, x) : NULL;
    BIO_free(b);
    return v;
}

bool bs_bio_write_der(BIO *out, uint8_t *der, int n) {
    int at = 0;
    while (at < n) {
        int k = BIO_write(out, der + at, n - at);
        if (k <= 0) break;
        at += k;
    }
    OPENSSL_free(der);
    return n > 0 && at == n;
}

int ASN1_i2d_bio(i2d_of_void *i2d, BIO *out, const void *x) {
    unsigned char *der = NULL;
    int n = i2d(x, &der);
    return bs_bio_write_der(out, der, n);
}

int ASN1_i2d_fp(i2d_of_void *i2d, FILE *out, const void *x) {
    BIO *b = BIO_new_fp(out, BIO_NOCLOSE);
    int ret = b ? ASN1_i2d_bio(i2d, b, x) : 0;
    BIO_free(b);
    return ret;
}

void *ASN1_dup(i2d_of_void *i2d, d2i_of_void *d2i, const void *x) {
    unsigned char *der = NULL;
    if (!x) return NULL;
    int n = i2d(x, &der);
    const unsigned char *p = der;
    void *copy = n > 0 ? d2i(NULL, &p, n) : NULL;
    OPENSSL_free(der);
    return copy;
}

BS_DER_BIO(X509, X509)
BS_DER_BIO(X509_CRL, X509_CRL)
