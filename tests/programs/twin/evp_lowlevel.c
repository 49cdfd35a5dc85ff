/* AES_* and DES_*: the block ciphers over structs of the program, key wrap, CBC of any length. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "evp.h"

#include <openssl/aes.h>
#include <openssl/des.h>

static unsigned char data[64];

static void aes(int bits) {
    AES_KEY e, d;
    unsigned char out[80], back[80], iv[8];
    printf("-- %d: %d %d\n", bits, AES_set_encrypt_key(data, bits, &e), AES_set_decrypt_key(data, bits, &d));
    for (int i = 0; i < 3; i++) {
        AES_encrypt(data + i, out, &e);
        hex("block", out, 16);
        AES_decrypt(out, out, &d);
        printf("%d\n", memcmp(out, data + i, 16));
    }
    memset(iv, 0x5a, sizeof iv);
    for (unsigned n = 0; n <= 48; n += 4) {
        memset(out, 0, sizeof out);
        int r = AES_wrap_key(&e, n % 3 ? NULL : iv, out, data, n);
        printf("wrap %u %d ", n, r);
        hex("wrapped", out, r > 0 ? (size_t)r : 0);
        if (r <= 0) continue;
        printf("%d", AES_unwrap_key(&d, n % 3 ? NULL : iv, back, out, (unsigned)r));
        printf(" %d", memcmp(back, data, n));
        printf(" other iv %d", AES_unwrap_key(&d, n % 3 ? iv : NULL, back, out, (unsigned)r));
        out[9] ^= 1;
        printf(" changed %d\n", AES_unwrap_key(&d, n % 3 ? NULL : iv, back, out, (unsigned)r));
    }
}

static void des(long len, int enc) {
    DES_key_schedule a, b, c;
    DES_cblock iv, k = { 1, 2, 4, 7, 8, 11, 13, 14 };
    unsigned char out[80];
    printf("-- %ld %d: %d ", len, enc, DES_set_key(&k, &a));
    printf("%d\n", DES_key_sched((const_DES_cblock *)(data + 3), &b));
    DES_set_key_unchecked((const_DES_cblock *)(data + 9), &c);
    memset(out, 0, sizeof out);
    memcpy(iv, data + 20, 8);
    DES_cbc_encrypt(data, out, len, &a, &iv, enc);
    hex("cbc", out, 64);
    hex("iv", iv, 8);
    memset(out, 0, sizeof out);
    DES_ncbc_encrypt(data, out, len, &b, &iv, enc);
    hex("ncbc", out, 64);
    hex("iv", iv, 8);
    memset(out, 0, sizeof out);
    DES_ede3_cbc_encrypt(data, out, len, &a, &b, &c, &iv, enc);
    hex("ede3", out, 64);
    hex("iv", iv, 8);
}

int main(void) {
    AES_KEY k;
    pattern(data, sizeof data, 77);
    aes(128);
    aes(192);
    aes(256);
    printf("%d %d %d\n", AES_set_encrypt_key(data, 100, &k), AES_set_encrypt_key(NULL, 128, &k),
           AES_set_decrypt_key(data, 64, &k));
    for (long n = 0; n <= 33; n += 3) {
        des(n, DES_ENCRYPT);
        des(n, DES_DECRYPT);
    }
    DES_cblock weak = { 0xe0, 0x1f, 0xe0, 0x1f, 0xf1, 0x0e, 0xf1, 0x0e };
    DES_key_schedule s;
    printf("weak %d %d\n", DES_is_weak_key(&weak), DES_set_key(&weak, &s));
    weak[3] = 1;
    printf("not weak %d %d\n", DES_is_weak_key(&weak), DES_set_key(&weak, &s));
    return 0;
}
