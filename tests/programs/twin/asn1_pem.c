/* PEM and base64: what is read, what is refused, with which error. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

static BIO *out;

static void errors(void) {
    unsigned long e;
    const char *data;
    int flags;
    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
        BIO_printf(out, "  error lib %d reason %d %s\n", ERR_GET_LIB(e), ERR_GET_REASON(e), flags & ERR_TXT_STRING ? data : "");
    }
}

#define B "-----BEGIN "
#define E "-----END "
#define T "-----\n"

static const char *const texts[] = {
    B "X" T "AAEC\n" E "X" T,
    "leading\ntext\n" B "X" T "AAEC\n" E "X" T "trailing",
    B "X-----\r\nAAEC\r\n" E "X-----\r\n",
    B "X-----  \nAAEC  \n" E "X-----\t\n",
    "\xEF\xBB\xBF" B "X" T "AAEC\n" E "X" T,
    B "X" T "AAEC\n" E "Y" T,
    B "X" T "AAEC\n",
    B "X" T E "X" T,
    B "X" T "AA*C\n" E "X" T,
    B "X" T "AAE\n" E "X" T,
    B "X" T "AAE=\n" E "X" T,
    B "X" T "AA==\n" E "X" T,
    B "X" T "A===\n" E "X" T,
    B "X" T "AA==AAAA\n" E "X" T,
    B "X" T "A\nA\nE\nC\n" E "X" T,
    B "X" T "Proc-Type: 4,ENCRYPTED\nDEK-Info: FOO,00\n\nAAEC\n" E "X" T,
    B "X" T "Comment: yes\n\nAAEC\n" E "X" T,
    B "X" T "\nAAEC\n" E "X" T,
    B "X" T "\n\nAAEC\n" E "X" T,
    B "X" T "Comment: yes\n\nAAEC\nAAEC\n" E "X" T,
    "",
    "nothing here\n",
    B "X----\nAAEC\n" E "X" T,
    B "CERTIFICATE" T "AAEC\n" E "CERTIFICATE" T,
    B "CERTIFICATE" T "MAA=\n" E "CERTIFICATE" T,
    B "X509 CERTIFICATE" T "MAA=\n" E "X509 CERTIFICATE" T,
    B "TRUSTED CERTIFICATE" T "MAA=\n" E "TRUSTED CERTIFICATE" T,
    B "X509 CRL" T "MAA=\n" E "X509 CRL" T,
    B "CERTIFICATE" T "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC\n\nMAA=\n" E "CERTIFICATE" T,
    B "CERTIFICATE" T "Proc-Type: 4,MIC\n\nMAA=\n" E "CERTIFICATE" T,
    B "CERTIFICATE" T "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,xx\n\nMAA=\n" E "CERTIFICATE" T,
    B "CERTIFICATE" T "Proc-Type: 4,ENCRYPTED\nDEK-Info: NONE,00\n\nMAA=\n" E "CERTIFICATE" T,
    B "CERTIFICATE" T "Proc-Type: 4,ENCRYPTED\n\nMAA=\n" E "CERTIFICATE" T,
    B "CERTIFICATE" T "Other: 1\n\nMAA=\n" E "CERTIFICATE" T,
};

static BIO *mem(const char *s) { return BIO_new_mem_buf(s, (int)strlen(s)); }

static void blocks(void) {
    static const unsigned flags[] = { PEM_FLAG_EAY_COMPATIBLE, 0, PEM_FLAG_ONLY_B64, PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (int k = 0; k < 4; k++) {
            char *name = NULL, *header = NULL;
            unsigned char *data = NULL;
            long len = -1;
            BIO *b = mem(texts[i]);
            int r = PEM_read_bio_ex(b, &name, &header, &data, &len, flags[k]);
            BIO_printf(out, "text %zu flags %x: %d", i, flags[k], r);
            if (r) {
                BIO_printf(out, " %s [%s] %ld:", name, header, len);
                for (long j = 0; j < len; j++) BIO_printf(out, " %02x", data[j]);
            }
            BIO_puts(out, "\n");
            errors();
            if (k != 3) {
                OPENSSL_free(name);
                OPENSSL_free(header);
                OPENSSL_free(data);
            } else { /* from the secure heap, if there is one */
                OPENSSL_secure_free(name);
                OPENSSL_secure_free(header);
                OPENSSL_secure_free(data);
            }
            BIO_free(b);
        }
    }
}

static void objects(void) {
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        BIO *b = mem(texts[i]);
        X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
        BIO_printf(out, "X509 %zu %d\n", i, x != NULL);
        if (i != 15 && i != 7 && i < 23) errors();
        else BIO_printf(out, " first %lx\n", ERR_peek_error() & 0xff800000);
        ERR_clear_error();
        BIO_free(b);
        b = mem(texts[i]);
        x = PEM_read_bio_X509_AUX(b, NULL, NULL, NULL);
        BIO_printf(out, "AUX %zu %d\n", i, x != NULL);
        if (i < 7) errors();
        ERR_clear_error();
        BIO_free(b);
        b = mem(texts[i]);
        X509_CRL *c = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL);
        BIO_printf(out, "CRL %zu %d\n", i, c != NULL);
        if (i < 7) errors();
        ERR_clear_error();
        BIO_free(b);
        if (i < 28) continue;
        b = mem(texts[i]);
        x = PEM_read_bio_X509(b, NULL, NULL, NULL);
        errors();
        BIO_free(b);
    }
}

static void base64(void) {
    unsigned char in[200], enc[400], dec[400];
    int n, k;
    for (int i = 0; i < 200; i++) in[i] = (unsigned char)(i * 37 + 11);
    for (int len = 0; len < 200; len += 1) {
        n = EVP_EncodeBlock(enc, in, len);
        k = EVP_DecodeBlock(dec, enc, n);
        if (len % 17 == 0) BIO_printf(out, "block %d %d %s %d %d\n", len, n, enc, k, k >= len && memcmp(dec, in, (size_t)len) == 0);
    }
    for (int step = 1; step < 120; step += 13) {
        EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
        EVP_EncodeInit(ctx);
        int total = 0;
        for (int at = 0; at < 200; at += step) {
            int r = EVP_EncodeUpdate(ctx, enc + total, &n, in + at, at + step > 200 ? 200 - at : step);
            BIO_printf(out, "%d/%d ", r, n);
            total += n;
        }
        EVP_EncodeFinal(ctx, enc + total, &n);
        total += n;
        BIO_printf(out, "\nstep %d total %d\n%.*s", step, total, total, enc);
        EVP_DecodeInit(ctx);
        int got = 0, r = 1;
        for (int at = 0; at < total && r > 0; at += step) {
            r = EVP_DecodeUpdate(ctx, dec + got, &n, enc + at, at + step > total ? total - at : step);
            got += n;
        }
        int f = EVP_DecodeFinal(ctx, dec + got, &n);
        got += n;
        BIO_printf(out, "decoded %d %d %d same %d\n", r, f, got, got == 200 && memcmp(dec, in, 200) == 0);
        EVP_ENCODE_CTX_free(ctx);
    }
    static const char *const odd[] = { "AAEC", "AAE=", "AA==", "A===", "====", "AAE", "AA EC", "AAEC-", "AA-", "AAEC\n--", "A*EC",
        "AAE=AAEC", "AAE=\n", "", "=AAA", "AA=A" };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
        EVP_DecodeInit(ctx);
        n = 0;
        int r = EVP_DecodeUpdate(ctx, dec, &n, (const unsigned char *)odd[i], (int)strlen(odd[i]));
        int m = 0, f = EVP_DecodeFinal(ctx, dec, &m);
        int d = EVP_DecodeBlock(dec, (const unsigned char *)odd[i], (int)strlen(odd[i]));
        BIO_printf(out, "odd %s: %d %d final %d %d block %d\n", odd[i], r, r < 0 ? 0 : n, r < 0 ? 0 : f, r < 0 ? 0 : m, d);
        EVP_ENCODE_CTX_free(ctx);
    }
    BIO_printf(out, "%d\n", PEM_write_bio(out, "NAME", "Header: 1\n", in, 100));
    BIO_printf(out, "%d\n", PEM_write_bio(out, "NAME", "", in, 96));
    BIO_printf(out, "%d\n", PEM_write_bio(out, "NAME", NULL, in, 0));
}

int main(void) {
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    blocks();
    objects();
    base64();
    BIO_free(out);
    return 0;
}
