/* Blowfish by its own functions. The cipher is Nettle's; EVP does not offer it, as OpenSSL's default provider does not. */
#include <openssl/blowfish.h>

#include <nettle/blowfish.h>
#include <string.h>

#include "src/base/secret.h"

#define MAX_KEY 72 /* bytes: all that the 18 subkeys have room for; what is longer is cut */

_Static_assert(sizeof(((BF_KEY *)0)->P) == sizeof(((struct blowfish_ctx *)0)->p), "subkeys");
_Static_assert(sizeof(((BF_KEY *)0)->S) == sizeof(((struct blowfish_ctx *)0)->s), "S boxes");

static void load(struct blowfish_ctx *ctx, const BF_KEY *key) {
    memcpy(ctx->p, key->P, sizeof ctx->p);
    memcpy(ctx->s, key->S, sizeof ctx->s);
}

void BF_set_key(BF_KEY *key, int len, const unsigned char *data) {
    static const unsigned char nothing[1];
    struct blowfish_ctx ctx;
    if (len <= 0) { /* OpenSSL's key of no bytes: the subkeys alone */
        data = nothing;
        len = 1;
    }
    (void)blowfish_set_key(&ctx, (size_t)(len > MAX_KEY ? MAX_KEY : len), data);
    memcpy(key->P, ctx.p, sizeof ctx.p);
    memcpy(key->S, ctx.s, sizeof ctx.s);
    bs_wipe(&ctx, sizeof ctx);
}

void BF_ecb_encrypt(const unsigned char *in, unsigned char *out, const BF_KEY *key, int enc) {
    struct blowfish_ctx ctx;
    load(&ctx, key);
    if (enc == BF_ENCRYPT) blowfish_encrypt(&ctx, BF_BLOCK, out, in);
    else blowfish_decrypt(&ctx, BF_BLOCK, out, in);
    bs_wipe(&ctx, sizeof ctx);
}

/* A last block that is not whole is filled with zeros, and written whole; of a decrypted one, what there is. */
void BF_cbc_encrypt(const unsigned char *in, unsigned char *out, long length, const BF_KEY *schedule, unsigned char *ivec,
                    int enc) {
    struct blowfish_ctx ctx;
    load(&ctx, schedule);
    for (; length > 0; length -= BF_BLOCK, in += BF_BLOCK, out += BF_BLOCK) {
        unsigned char block[BF_BLOCK] = { 0 }, plain[BF_BLOCK];
        const size_t n = length < BF_BLOCK ? (size_t)length : BF_BLOCK;
        if (enc == BF_ENCRYPT) {
            memcpy(block, in, n);
            for (int i = 0; i < BF_BLOCK; i++) ivec[i] ^= block[i];
            blowfish_encrypt(&ctx, BF_BLOCK, ivec, ivec);
            memcpy(out, ivec, BF_BLOCK);
        } else {
            memcpy(block, in, BF_BLOCK);
            blowfish_decrypt(&ctx, BF_BLOCK, plain, block);
            for (size_t i = 0; i < n; i++) out[i] = plain[i] ^ ivec[i];
            memcpy(ivec, block, BF_BLOCK);
        }
    }
    bs_wipe(&ctx, sizeof ctx);
}

void BF_cfb64_encrypt(const unsigned char *in, unsigned char *out, long length, const BF_KEY *schedule,
                      unsigned char *ivec, int *num, int enc) {
    struct blowfish_ctx ctx;
    int n = *num & (BF_BLOCK - 1);
    load(&ctx, schedule);
    for (long i = 0; i < length; i++, n = (n + 1) & (BF_BLOCK - 1)) {
        const unsigned char c = in[i];
        if (n == 0) blowfish_encrypt(&ctx, BF_BLOCK, ivec, ivec);
        out[i] = ivec[n] ^ c;
        ivec[n] = enc == BF_ENCRYPT ? out[i] : c;
    }
    *num = n;
    bs_wipe(&ctx, sizeof ctx);
}

void BF_ofb64_encrypt(const unsigned char *in, unsigned char *out, long length, const BF_KEY *schedule,
                      unsigned char *ivec, int *num) {
    struct blowfish_ctx ctx;
    int n = *num & (BF_BLOCK - 1);
    load(&ctx, schedule);
    for (long i = 0; i < length; i++, n = (n + 1) & (BF_BLOCK - 1)) {
        if (n == 0) blowfish_encrypt(&ctx, BF_BLOCK, ivec, ivec);
        out[i] = in[i] ^ ivec[n];
    }
    *num = n;
    bs_wipe(&ctx, sizeof ctx);
}
