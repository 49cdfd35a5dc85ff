/* Base64 by EVP_Decode*(), whole and in bites of the first byte's size. */
#include <openssl/evp.h>

#include "tests/fuzz/face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader in = bs_r_from(data, size);
    size_t bite = 1u + take_u8(&in), total = 0;
    uint8_t *out = (uint8_t *)malloc(in.len / 4 * 3 + 100);
    EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
    int n = 0, r = 1;
    must(out && ctx);
    EVP_DecodeInit(ctx);
    for (bs_reader rest = in; rest.len > 0 && r > 0;) {
        bs_reader b = take_bytes(&rest, bite);
        r = EVP_DecodeUpdate(ctx, out + total, &n, b.p, (int)b.len);
        must(n >= 0);
        total += (size_t)n;
        must(total <= in.len / 4 * 3 + 3);
    }
    either(EVP_DecodeFinal(ctx, out + total, &n));
    if (in.len > 0) either(EVP_DecodeBlock(out, in.p, (int)in.len));
    EVP_ENCODE_CTX_free(ctx);
    free(out);
    return 0;
}
