/* Ciphers: every mode with odd pieces, padding and tag errors, and what can be asked. */
#include "evp.h"

#include <openssl/des.h>

static void row(const EVP_CIPHER *c) {
    printf("%s nid %d key %d iv %d block %d flags %lx mode %d type %d\n", EVP_CIPHER_get0_name(c),
        EVP_CIPHER_get_nid(c), EVP_CIPHER_get_key_length(c), EVP_CIPHER_get_iv_length(c), EVP_CIPHER_get_block_size(c),
        EVP_CIPHER_get_flags(c) & ~0xF0UL, EVP_CIPHER_get_mode(c), EVP_CIPHER_get_type(c));
}

/* Encrypts and decrypts in pieces, in place or not. */
static void pieces(const EVP_CIPHER *c, size_t len, size_t step, int pad, int in_place) {
    unsigned char key[64], iv[16], in[400], out[500], back[500];
    int n = 0, total = 0, ok = 1;
    pattern(key, sizeof key, 77);
    pattern(iv, sizeof iv, 250);
    pattern(in, sizeof in, 13);
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
    ok &= EVP_EncryptInit_ex(x, c, NULL, key, iv);
    EVP_CIPHER_CTX_set_padding(x, pad);
    for (size_t at = 0; at < len; at += step) {
        size_t k = len - at < step ? len - at : step;
        memcpy(out + total, in + at, k);
        ok &= EVP_EncryptUpdate(x, out + total, &n, in_place && total == (int)at ? out + total : in + at, (int)k);
        total += n;
    }
    n = -1;
    int f = EVP_EncryptFinal_ex(x, out + total, &n);
    printf("%s len %zu step %zu pad %d: %d %d %d ", EVP_CIPHER_get0_name(c), len, step, pad, ok, f, n);
    if (n > 0) total += n;
    hex("ct", out, (size_t)total);
    last_error();
    ok = EVP_DecryptInit_ex(x, c, NULL, key, iv);
    EVP_CIPHER_CTX_set_padding(x, pad);
    int got = 0;
    for (int at = 0; at < total; at += (int)step) {
        int k = total - at < (int)step ? total - at : (int)step;
        ok &= EVP_DecryptUpdate(x, back + got, &n, out + at, k);
        printf("%d ", n);
        got += n;
    }
    f = EVP_DecryptFinal_ex(x, back + got, &n);
    if (f && n > 0) got += n;
    printf("back %d %d %d same %d\n", ok, f, got, memcmp(back, in, (size_t)got) == 0);
    last_error();
    EVP_CIPHER_CTX_free(x);
}

static void aead(const EVP_CIPHER *c, int iv_len, size_t len) {
    unsigned char key[32], iv[64], in[300], out[300], tag[16] = { 0 };
    int n = 0, r[9];
    pattern(key, sizeof key, 5);
    pattern(iv, sizeof iv, 6);
    pattern(in, sizeof in, 7);
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
    r[0] = EVP_EncryptInit_ex(x, c, NULL, NULL, NULL);
    r[1] = EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_IVLEN, iv_len, NULL);
    r[2] = EVP_EncryptInit_ex(x, NULL, NULL, key, iv);
    r[3] = EVP_EncryptUpdate(x, NULL, &n, in, 13);
    r[4] = EVP_EncryptUpdate(x, NULL, &n, in + 13, 20);
    size_t half = len / 3;
    r[5] = EVP_EncryptUpdate(x, out, &n, in, (int)half);
    r[6] = EVP_EncryptUpdate(x, out + half, &n, in + half, (int)(len - half));
    r[7] = EVP_EncryptFinal_ex(x, out + len, &n);
    r[8] = EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, 16, tag);
    printf("%s iv %d len %zu:", EVP_CIPHER_get0_name(c), iv_len, len);
    for (int i = 0; i < 9; i++) printf(" %d", r[i]);
    hex(" ct", out, len);
    hex("tag", tag, 16);
    last_error();
    for (int bad = 0; bad < 2; bad++) {
        unsigned char back[300];
        EVP_CIPHER_CTX_reset(x);
        EVP_DecryptInit_ex(x, c, NULL, NULL, NULL);
        EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_IVLEN, iv_len, NULL);
        EVP_DecryptInit_ex(x, NULL, NULL, key, iv);
        EVP_DecryptUpdate(x, NULL, &n, in, 33);
        EVP_DecryptUpdate(x, back, &n, out, (int)len);
        tag[0] ^= (unsigned char)bad;
        printf("set %d ", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, 16, tag));
        printf("final %d same %d\n", EVP_DecryptFinal_ex(x, back + len, &n), memcmp(back, in, len) == 0);
        last_error();
    }
    EVP_CIPHER_CTX_free(x);
}

static void ccm(size_t len, int tag_len) {
    unsigned char key[32], iv[13], in[100], out[100], tag[16] = { 0 };
    int n = 0;
    pattern(key, sizeof key, 5);
    pattern(iv, sizeof iv, 6);
    pattern(in, sizeof in, 7);
    for (int enc = 1; enc >= 0; enc--) {
        EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
        printf("ccm %d", EVP_CipherInit_ex(x, EVP_aes_128_ccm(), NULL, NULL, NULL, enc));
        printf(" %d", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_IVLEN, 12, NULL));
        printf(" %d", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, tag_len, enc ? NULL : tag));
        printf(" %d", EVP_CipherInit_ex(x, NULL, NULL, key, iv, enc));
        printf(" %d", EVP_CipherUpdate(x, NULL, &n, NULL, (int)len));
        printf(" %d", EVP_CipherUpdate(x, NULL, &n, in, 20));
        printf(" %d", enc ? EVP_CipherUpdate(x, out, &n, in, (int)len) : EVP_CipherUpdate(x, in + 50, &n, out, (int)len));
        printf(" %d", EVP_CipherFinal_ex(x, out + len, &n));
        if (enc) printf(" %d", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, tag_len, tag));
        hex(" out", enc ? out : in + 50, len);
        hex("tag", tag, (size_t)tag_len);
        last_error();
        EVP_CIPHER_CTX_free(x);
    }
}

static void padding_errors(void) {
    unsigned char key[32] = { 1 }, iv[16] = { 2 }, out[64], data[64];
    int n = 0;
    for (int b = 0; b < 256; b += 5) { /* every kind of wrong last block */
        EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
        EVP_EncryptInit_ex(x, EVP_aes_128_cbc(), NULL, key, iv);
        EVP_CIPHER_CTX_set_padding(x, 0);
        memset(data, b, 32);
        EVP_EncryptUpdate(x, out, &n, data, 32);
        EVP_DecryptInit_ex(x, NULL, NULL, key, iv);
        EVP_CIPHER_CTX_set_padding(x, 1);
        EVP_DecryptUpdate(x, data, &n, out, 32);
        int f = EVP_DecryptFinal_ex(x, data + n, &n);
        printf("pad byte %d: %d %d\n", b, f, f ? n : -1);
        last_error();
        EVP_CIPHER_CTX_free(x);
    }
}

static void states(void) {
    unsigned char key[32] = { 1 }, iv[16] = { 2 }, out[64], data[64] = { 3 };
    int n = 0;
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
    printf("update %d\n", EVP_EncryptUpdate(x, out, &n, data, 1));
    last_error();
    printf("init %d\n", EVP_EncryptInit_ex(x, NULL, NULL, key, iv));
    last_error();
    printf("cipher %d\n", EVP_EncryptInit_ex(x, EVP_aes_256_cbc(), NULL, NULL, NULL));
    printf("no key %d\n", EVP_EncryptUpdate(x, out, &n, data, 16));
    last_error();
    printf("key %d\n", EVP_EncryptInit_ex(x, NULL, NULL, key, NULL));
    printf("wrong way %d\n", EVP_DecryptUpdate(x, out, &n, data, 16));
    last_error();
    printf("negative %d\n", EVP_EncryptUpdate(x, out, &n, data, -1));
    last_error();
    printf("key length %d %d\n", EVP_CIPHER_CTX_set_key_length(x, 32), EVP_CIPHER_CTX_set_key_length(x, 16));
    last_error();
    printf("unknown ctrl %d\n", EVP_CIPHER_CTX_ctrl(x, 999, 0, NULL));
    last_error();
    printf("bf %d\n", EVP_EncryptInit_ex(x, EVP_bf_cbc(), NULL, key, iv));
    last_error();
    printf("rc4 %d\n", EVP_EncryptInit_ex(x, EVP_rc4(), NULL, key, iv));
    last_error();
    EVP_CIPHER_CTX_reset(x);
    EVP_EncryptInit_ex(x, EVP_aes_128_cbc(), NULL, key, iv);
    printf("raw %d ", EVP_Cipher(x, out, data, 32));
    hex("raw", out, 32);
    EVP_EncryptInit_ex(x, EVP_aes_128_ctr(), NULL, key, iv);
    printf("raw %d ", EVP_Cipher(x, out, data, 19));
    hex("raw", out, 19);
    EVP_CIPHER_CTX_free(x);
    unsigned char k2[64], iv2[64];
    printf("%d ", EVP_BytesToKey(EVP_aes_256_cbc(), EVP_md5(), data, key, 20, 3, k2, iv2));
    hex("key", k2, 32);
    hex("iv", iv2, 16);
}

static void des(void) {
    DES_cblock key = { 1, 2, 3, 4, 5, 6, 7, 8 }, in = { 9, 8, 7, 6, 5, 4, 3, 2 }, out, back;
    DES_key_schedule ks;
    DES_set_odd_parity(&key);
    hex("parity", key, 8);
    DES_set_key_unchecked(&key, &ks);
    DES_ecb_encrypt(&in, &out, &ks, DES_ENCRYPT);
    hex("des", out, 8);
    DES_ecb_encrypt(&out, &back, &ks, DES_DECRYPT);
    hex("des", back, 8);
}

int main(void) {
    const EVP_CIPHER *const all[] = { EVP_aes_128_ecb(),    EVP_aes_192_ecb(),    EVP_aes_256_ecb(),    EVP_aes_128_cbc(),
                                      EVP_aes_192_cbc(),    EVP_aes_256_cbc(),    EVP_aes_128_ctr(),    EVP_aes_192_ctr(),
                                      EVP_aes_256_ctr(),    EVP_aes_128_cfb128(), EVP_aes_256_cfb128(), EVP_aes_128_ofb(),
                                      EVP_aes_256_ofb(),    EVP_des_ede3_cbc(),   EVP_des_ede3_ecb(),   EVP_chacha20(),
                                      EVP_aes_128_gcm(),    EVP_aes_256_gcm(),    EVP_chacha20_poly1305(), EVP_aes_128_ccm(),
                                      EVP_bf_cbc(),         EVP_cast5_cbc(),      EVP_rc4(),            EVP_enc_null() };
    static const size_t lens[] = { 0, 1, 7, 8, 15, 16, 17, 32, 100, 333 };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) row(all[i]);
    for (size_t i = 0; i < 16; i++) {
        for (size_t j = 0; j < sizeof lens / sizeof lens[0]; j++) {
            pieces(all[i], lens[j], 400, 1, 0);
            pieces(all[i], lens[j], 13, 1, 0);
            pieces(all[i], lens[j], 16, 1, 1);
            pieces(all[i], lens[j], 31, 0, 0);
        }
    }
    for (size_t j = 0; j < sizeof lens / sizeof lens[0]; j++) {
        size_t len = lens[j] < 280 ? lens[j] : 280;
        aead(EVP_aes_128_gcm(), 12, len);
        aead(EVP_aes_192_gcm(), 12, len);
        aead(EVP_aes_256_gcm(), 16, len);
        aead(EVP_chacha20_poly1305(), 12, len);
        aead(EVP_chacha20_poly1305(), 8, len);
    }
    ccm(0, 16);
    ccm(31, 8);
    padding_errors();
    states();
    des();
    return 0;
}
