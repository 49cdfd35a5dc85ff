/* Ciphers and what they are given: pieces of each size, a copy in the middle, the way back in place, damaged tags;
 * CCM's lengths of tag and message; key wrap of each length. */
#include "evp.h"

static unsigned char key[64], iv[64], text[300];

static int is_aead(const EVP_CIPHER *c) { return (EVP_CIPHER_get_flags(c) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0; }

static EVP_CIPHER_CTX *begin(const EVP_CIPHER *c, int enc, int len, const unsigned char *tag) {
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
    int n = 0;
    EVP_CIPHER_CTX_set_flags(x, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    printf(" %d", EVP_CipherInit_ex(x, c, NULL, NULL, NULL, enc));
    if (EVP_CIPHER_get_mode(c) == EVP_CIPH_CCM_MODE || tag != NULL) {
        printf(" %d", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, 16, (void *)tag));
    }
    printf(" %d", EVP_CipherInit_ex(x, NULL, NULL, key, iv, enc));
    if (EVP_CIPHER_get_mode(c) == EVP_CIPH_CCM_MODE) printf(" %d", EVP_CipherUpdate(x, NULL, &n, NULL, len));
    if (is_aead(c)) printf(" %d %d", EVP_CipherUpdate(x, NULL, &n, text, 7), n);
    return x;
}

/* In pieces; half-way the context is copied and the first one goes. */
static int forth(const EVP_CIPHER *c, unsigned char *out, int total, int piece, unsigned char *tag) {
    EVP_CIPHER_CTX *x = begin(c, 1, total, NULL);
    int n = 0, len = 0, r = 1;
    for (int at = 0; r > 0 && at < total; at += piece) {
        if (at / piece == 2) {
            EVP_CIPHER_CTX *copy = EVP_CIPHER_CTX_new();
            printf(" copy %d", EVP_CIPHER_CTX_copy(copy, x));
            EVP_CIPHER_CTX_free(x);
            x = copy;
        }
        r = EVP_EncryptUpdate(x, out + len, &n, text + at, total - at < piece ? total - at : piece);
        len += r > 0 ? n : 0;
    }
    printf(" update %d", r);
    r = EVP_EncryptFinal_ex(x, out + len, &n);
    len += r > 0 ? n : 0;
    printf(" final %d num %d\n", r, EVP_CIPHER_CTX_get_num(x));
    if (is_aead(c)) {
        printf("tag %d ", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, 16, tag));
        hex("is", tag, 16);
    }
    hex("out", out, (size_t)len);
    last_error();
    EVP_CIPHER_CTX_free(x);
    return len;
}

static void back(const EVP_CIPHER *c, unsigned char *data, int len, int total, const unsigned char *tag) {
    EVP_CIPHER_CTX *x = begin(c, 0, len, is_aead(c) ? tag : NULL);
    int n = -1, got = 0;
    int r = EVP_DecryptUpdate(x, data, &n, data, len);
    printf(" update %d", r);
    got = r > 0 ? n : 0;
    r = EVP_DecryptFinal_ex(x, data + got, &n);
    got += r > 0 ? n : 0;
    printf(" final %d same %d\n", r, r > 0 && got == total && memcmp(data, text, (size_t)total) == 0);
    last_error();
    EVP_CIPHER_CTX_free(x);
}

static void pieces(const EVP_CIPHER *c) {
    static const int totals[] = { 0, 1, 15, 16, 17, 48, 100, 255 };
    static unsigned char out[8192];
    for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++) {
        for (int piece = 1; piece <= 31; piece = piece * 2 + 1) {
            unsigned char tag[16] = { 0 };
            printf("%d by %d:", totals[i], piece);
            int len = forth(c, out, totals[i], piece, tag);
            if (piece == 7) tag[3] ^= 1;
            back(c, out, len, totals[i], tag);
        }
    }
}

/* A tag of m bytes, a message whose length was told or not, and one that is shorter than that or missing. */
static void ccm(int m, int total, int told, int given, int ask) {
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
    unsigned char out[64], tag[16] = { 0 };
    int n = 0;
    EVP_EncryptInit_ex(x, EVP_aes_128_ccm(), NULL, NULL, NULL);
    printf("ccm %d %d %d %d %d:", m, total, told, given, ask);
    printf(" %d", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, m, NULL));
    EVP_EncryptInit_ex(x, NULL, NULL, key, iv);
    if (told) printf(" told %d", EVP_EncryptUpdate(x, NULL, &n, NULL, total));
    printf(" aad %d", EVP_EncryptUpdate(x, NULL, &n, text, 7));
    if (given >= 0) printf(" update %d", EVP_EncryptUpdate(x, out, &n, text, given));
    printf(" final %d", EVP_EncryptFinal_ex(x, out, &n));
    printf(" tag %d", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, ask, tag));
    printf(" again %d ", EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, ask, out));
    hex("tag", tag, sizeof tag);
    last_error();
    EVP_CIPHER_CTX_free(x);
}

static void wrap(const EVP_CIPHER *c, int enc, int len, int measure) {
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
    unsigned char out[128];
    int n = -1;
    EVP_CIPHER_CTX_set_flags(x, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    EVP_CipherInit_ex(x, c, NULL, key, NULL, enc);
    int r = EVP_CipherUpdate(x, measure ? NULL : out, &n, text, len);
    printf("wrap %d %d %d: %d %d\n", enc, len, measure, r, n);
    if (r > 0 && !measure) hex("out", out, (size_t)n);
    last_error();
    EVP_CIPHER_CTX_free(x);
}

int main(void) {
    static const char *const names[] = {
        "AES-128-ECB", "AES-256-CBC", "AES-192-CTR", "AES-128-CFB", "AES-256-CFB1", "AES-192-CFB8", "AES-256-OFB",
        "AES-128-GCM", "AES-256-GCM", "AES-192-CCM", "AES-128-XTS", "AES-256-XTS", "ChaCha20", "ChaCha20-Poly1305",
        "DES-EDE3-CBC", "DES-EDE3-ECB", "DES-EDE3-CFB", "DES-EDE3-CFB8", "DES-EDE3-CFB1", "DES-EDE3-OFB",
        "AES-128-WRAP", "AES-256-WRAP-PAD",
    };
    pattern(key, sizeof key, 1);
    pattern(iv, sizeof iv, 2);
    pattern(text, sizeof text, 3);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_CIPHER *c = EVP_CIPHER_fetch(NULL, names[i], NULL);
        printf("-- %s\n", names[i]);
        pieces(c);
        EVP_CIPHER_free(c);
    }
    for (int m = 2; m <= 17; m++) {
        for (int total = 0; total < 40; total += 13) {
            for (int ask = 4; ask <= 16; ask += 4) {
                for (int told = 0; told < 2; told++) {
                    ccm(m, total, told, total, ask);
                    ccm(m, total, told, -1, ask);
                    if (total > 0) ccm(m, total, told, total - 1, ask);
                }
            }
        }
    }
    for (int len = 1; len < 50; len++) {
        for (int how = 0; how < 4; how++) {
            wrap(EVP_aes_128_wrap(), how & 1, len, how >> 1);
            wrap(EVP_aes_256_wrap_pad(), how & 1, len, how >> 1);
        }
    }
    return 0;
}
