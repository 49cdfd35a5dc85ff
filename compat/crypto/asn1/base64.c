#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Base64 carries private keys, so characters are mapped by arithmetic: no table indexed by a secret.   RFC 4648 4 */

#define LINE_BYTES 48 /* what a line of 64 characters holds */

struct evp_Encode_Ctx_st {
    unsigned char data[80]; /* bytes to encode, or characters to decode */
    int num;
    int padding; /* '=' seen */
};

/* all ones if lo <= c <= hi, else zero; all values are below 256 */
static unsigned in_range(unsigned c, unsigned lo, unsigned hi) { return 0u - ((((c - lo) | (hi - c)) >> 31) ^ 1u); }

static unsigned char to_char(unsigned v) {
    return (unsigned char)((in_range(v, 0, 25) & (v + 'A')) | (in_range(v, 26, 51) & (v - 26 + 'a'))
                           | (in_range(v, 52, 61) & (v - 52 + '0')) | (in_range(v, 62, 62) & '+')
                           | (in_range(v, 63, 63) & '/'));
}

/* 0 to 63, or 0xFF for a character that is none of the 64. */
static unsigned from_char(unsigned c) {
    unsigned upper = in_range(c, 'A', 'Z'), lower = in_range(c, 'a', 'z'), digit = in_range(c, '0', '9');
    unsigned plus = in_range(c, '+', '+'), slash = in_range(c, '/', '/');
    return (upper & (c - 'A')) | (lower & (c - 'a' + 26)) | (digit & (c - '0' + 52)) | (plus & 62) | (slash & 63)
        | (~(upper | lower | digit | plus | slash) & 0xFFu);
}

int EVP_EncodeBlock(unsigned char *out, const unsigned char *in, int n) {
    int written = 0;
    for (; n > 0; n -= 3, in += 3) {
        unsigned v = (unsigned)in[0] << 16 | (n > 1 ? (unsigned)in[1] << 8 : 0) | (n > 2 ? in[2] : 0u);
        *out++ = to_char(v >> 18 & 63);
        *out++ = to_char(v >> 12 & 63);
        *out++ = n > 1 ? to_char(v >> 6 & 63) : '=';
        *out++ = n > 2 ? to_char(v & 63) : '=';
        written += 4;
    }
    *out = 0;
    return written;
}

/* Whole groups of four; '=' counts as zero bits. -1 for a foreign character. */
static int decode_groups(unsigned char *out, const unsigned char *in, int n) {
    unsigned bad = 0;
    for (int i = 0; i < n; i += 4) {
        unsigned v = 0;
        for (int k = 0; k < 4; k++) {
            unsigned c = in[i + k], pad = in_range(c, '=', '='), d = from_char(c) & ~pad;
            bad |= d & 0x80u;
            v = v << 6 | (d & 63);
        }
        *out++ = (unsigned char)(v >> 16);
        *out++ = (unsigned char)(v >> 8);
        *out++ = (unsigned char)v;
    }
    return bad ? -1 : n / 4 * 3;
}

static bool is_space(unsigned char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

int EVP_DecodeBlock(unsigned char *out, const unsigned char *in, int n) {
    while (n > 0 && (*in == ' ' || *in == '\t')) {
        in++;
        n--;
    }
    while (n > 3 && (is_space(in[n - 1]) || in[n - 1] == '-')) n--;
    if (n % 4 != 0) return -1;
    return decode_groups(out, in, n);
}

EVP_ENCODE_CTX *EVP_ENCODE_CTX_new(void) { return (EVP_ENCODE_CTX *)OPENSSL_zalloc(sizeof(EVP_ENCODE_CTX)); }
void EVP_ENCODE_CTX_free(EVP_ENCODE_CTX *ctx) { OPENSSL_clear_free(ctx, sizeof *ctx); }
int EVP_ENCODE_CTX_num(EVP_ENCODE_CTX *ctx) { return ctx->num; }

int EVP_ENCODE_CTX_copy(EVP_ENCODE_CTX *dst, const EVP_ENCODE_CTX *src) {
    *dst = *src;
    return 1;
}

void EVP_EncodeInit(EVP_ENCODE_CTX *ctx) { ctx->num = ctx->padding = 0; }
void EVP_DecodeInit(EVP_ENCODE_CTX *ctx) { ctx->num = ctx->padding = 0; }

static int put_line(unsigned char *out, const unsigned char *in, int n) {
    int k = EVP_EncodeBlock(out, in, n);
    out[k] = '\n';
    out[k + 1] = 0;
    return k + 1;
}

int EVP_EncodeUpdate(EVP_ENCODE_CTX *ctx, unsigned char *out, int *out_len, const unsigned char *in, int n) {
    *out_len = 0;
    if (n <= 0) return 0;
    int total = 0;
    if (ctx->num > 0) {
        int take = LINE_BYTES - ctx->num < n ? LINE_BYTES - ctx->num : n;
        memcpy(ctx->data + ctx->num, in, (size_t)take);
        ctx->num += take;
        in += take;
        n -= take;
        if (ctx->num < LINE_BYTES) return 1;
        total = put_line(out, ctx->data, LINE_BYTES);
        ctx->num = 0;
    }
    for (; n >= LINE_BYTES; n -= LINE_BYTES, in += LINE_BYTES) total += put_line(out + total, in, LINE_BYTES);
    if (n > 0) memcpy(ctx->data, in, (size_t)n);
    ctx->num = n;
    *out_len = total;
    return 1;
}

void EVP_EncodeFinal(EVP_ENCODE_CTX *ctx, unsigned char *out, int *out_len) {
    *out_len = ctx->num > 0 ? put_line(out, ctx->data, ctx->num) : 0;
    ctx->num = 0;
}

static int flush(EVP_ENCODE_CTX *ctx, unsigned char *out) {
    int got = decode_groups(out, ctx->data, ctx->num);
    ctx->num = 0;
    if (got < 0 || got < ctx->padding) return -1;
    return got - ctx->padding;
}

/* 1: more may come; 0: the end was seen; -1: not base64. */
int EVP_DecodeUpdate(EVP_ENCODE_CTX *ctx, unsigned char *out, int *out_len, const unsigned char *in, int n) {
    int total = 0, got = 0;
    bool dash = false;
    *out_len = 0;
    if (n == 0) return 0;
    for (int i = 0; i < n && got >= 0 && !dash; i++) {
        unsigned char c = in[i];
        if (is_space(c)) continue;
        if (c == '-') { /* the END line: what is there must be whole groups */
            dash = true;
            break;
        }
        if (c == '=') ctx->padding++;
        if (ctx->padding > 2 || (ctx->padding > 0 && c != '=') || (c != '=' && from_char(c) == 0xFF)) return -1;
        ctx->data[ctx->num++] = c;
        if (ctx->num == 64) {
            got = flush(ctx, out + total);
            total += got > 0 ? got : 0;
        }
    }
    if (got < 0) return -1;
    if (ctx->num > 0 && ctx->num % 4 == 0) {
        got = flush(ctx, out + total);
        if (got < 0) return -1;
        total += got;
    } else if (ctx->num > 0 && dash) {
        return -1;
    }
    *out_len = total;
    return dash || (ctx->num == 0 && ctx->padding > 0) ? 0 : 1;
}

int EVP_DecodeFinal(EVP_ENCODE_CTX *ctx, unsigned char *out, int *out_len) {
    (void)out;
    *out_len = 0;
    return ctx->num == 0 ? 1 : -1; /* whole groups were flushed; what is left is broken */
}
