/* Ciphers where their use has edges: calls out of order, copies in the middle, in place, begun again with NULLs, wrong last
 * lengths, and each length of IVs and tags. */
#include "evp.h"

static unsigned char key[64], iv[128], text[256];

static void said(const char *what, int r, int n) {
    printf("%s: %d %d\n", what, r, n);
    last_error();
}

static void update(const char *what, EVP_CIPHER_CTX *c, const unsigned char *in, int len) {
    unsigned char out[300] = { 0 };
    int n = -9, r = EVP_CipherUpdate(c, out, &n, in, len);
    said(what, r, n);
    if (r > 0 && n > 0) hex("  out", out, (size_t)n);
}

static int final(const char *what, EVP_CIPHER_CTX *c) {
    unsigned char out[64] = { 0 };
    int n = -9, r = EVP_CipherFinal_ex(c, out, &n);
    said(what, r, n);
    if (r > 0 && n > 0) hex("  out", out, (size_t)n);
    return r;
}

static void out_of_order(const EVP_CIPHER *cipher, int enc) {
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new(), *d = EVP_CIPHER_CTX_new();
    update("before all", c, text, 16);
    final("before all", c);
    said("no cipher", EVP_CipherInit_ex(c, NULL, NULL, key, iv, enc), 0);
    said("cipher alone", EVP_CipherInit_ex(c, cipher, NULL, NULL, NULL, enc), 0);
    said("copy", EVP_CIPHER_CTX_copy(d, c), 0);
    said("key alone", EVP_CipherInit_ex(d, NULL, NULL, key, NULL, -1), 0);
    printf("%d %d %d %d\n", EVP_CIPHER_CTX_get_iv_length(d), EVP_CIPHER_CTX_get_key_length(d),
           EVP_CIPHER_CTX_get_block_size(d), EVP_CIPHER_CTX_is_encrypting(d));
    said("a shorter key", EVP_CIPHER_CTX_set_key_length(d, 15), 0);
    said("its own length", EVP_CIPHER_CTX_set_key_length(d, EVP_CIPHER_get_key_length(cipher)), 0);
    said("reset", EVP_CIPHER_CTX_reset(d), 0);
    update("after that", d, text, 16);
    EVP_CIPHER_CTX_free(c);
    EVP_CIPHER_CTX_free(d);
}

static void in_pieces(const EVP_CIPHER *cipher, int enc) {
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new(), *d = EVP_CIPHER_CTX_new();
    EVP_CipherInit_ex(c, cipher, NULL, key, iv, enc);
    last_error();
    update("a negative length", c, text, -1);
    update("nothing", c, text, 0);
    update("40 bytes", c, text, 40);
    printf("num %d\n", EVP_CIPHER_CTX_get_num(c));
    said("copy", EVP_CIPHER_CTX_copy(d, c), 0);
    update("24 more", c, text + 40, 24);
    update("24 more of the copy", d, text + 40, 24);
    int counter = EVP_CIPHER_get_mode(cipher) == EVP_CIPH_CTR_MODE || EVP_CIPHER_is_a(cipher, "ChaCha20");
    if (counter) update("an end in a block", c, text, 7);
    said("again", EVP_CipherInit_ex(c, NULL, NULL, NULL, NULL, -1), 0);
    update("32 bytes", c, text, 32);
    int aead = (EVP_CIPHER_get_flags(cipher) & EVP_CIPH_FLAG_AEAD_CIPHER) != 0;
    if (!aead) { /* those want a nonce with it */
        said("again with a key", EVP_CipherInit_ex(c, NULL, NULL, key, NULL, -1), 0);
        update("32 bytes", c, text, 32);
    }
    if (EVP_CIPHER_get_mode(cipher) != EVP_CIPH_CCM_MODE) { /* where OpenSSL has not forgotten what failed before */
        said("again with an IV", EVP_CipherInit_ex(c, NULL, NULL, NULL, iv, -1), 0);
        update("32 bytes", c, text, 32);
    }
    EVP_CIPHER_CTX_free(c);
    EVP_CIPHER_CTX_free(d);
}

static void ends(const EVP_CIPHER *cipher, int enc) {
    static const int lengths[] = { 0, 1, 8, 15, 16, 17, 24, 32, 33 };
    for (int padding = 0; padding < 2; padding++) {
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
            EVP_CipherInit_ex(c, cipher, NULL, key, iv, enc);
            EVP_CIPHER_CTX_set_padding(c, padding);
            last_error();
            printf("padding %d, %d bytes\n", padding, lengths[i]);
            update("all", c, text, lengths[i]);
            /* who opens ChaCha20-Poly1305 without a tag gets no yes here */
            if (enc || !EVP_CIPHER_is_a(cipher, "ChaCha20-Poly1305")) final("end", c);
            EVP_CIPHER_CTX_free(c);
        }
    }
}

static void in_place(const EVP_CIPHER *cipher, int enc) {
    unsigned char b[128];
    int n = -9;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    memcpy(b, text, sizeof b);
    EVP_CipherInit_ex(c, cipher, NULL, key, iv, enc);
    int r = EVP_CipherUpdate(c, b, &n, b, 32);
    said("in place", r, n);
    if (r > 0) hex("  out", b, (size_t)n);
    EVP_CIPHER_CTX_free(c);
}

static void lengths(const EVP_CIPHER *cipher, int enc) {
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    unsigned char tag[20] = { 0 };
    EVP_CipherInit_ex(c, cipher, NULL, NULL, NULL, enc);
    for (int n = -1; n < 131; n++) {
        if (n > 1 && n < 7 && EVP_CIPHER_get_mode(cipher) == EVP_CIPH_CCM_MODE) continue;
        said("IV's length", EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_IVLEN, n, NULL), n);
    }
    for (int n = -1; n < 18; n++) {
        said("tag's length", EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, n, NULL), n);
        said("tag", EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, n, tag), n);
        if (!enc) said("tag wanted", EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, n, tag), n);
    }
    EVP_CIPHER_CTX_free(c);
}

int main(void) {
    static const char *const names[] = { "AES-128-ECB", "AES-128-CBC", "AES-128-CTR", "AES-256-CFB", "AES-128-CFB8",
                                         "AES-128-CFB1", "AES-192-OFB", "AES-128-GCM", "AES-128-CCM", "AES-128-XTS",
                                         "AES-128-WRAP", "AES-128-WRAP-PAD", "ChaCha20", "ChaCha20-Poly1305",
                                         "DES-EDE3-CBC", "DES-EDE3-ECB", "DES-EDE3-CFB", "DES-EDE3-OFB" };
    pattern(key, sizeof key, 1);
    pattern(iv, sizeof iv, 2);
    pattern(text, sizeof text, 3);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        EVP_CIPHER *c = EVP_CIPHER_fetch(NULL, names[i], NULL);
        for (int enc = 1; enc >= 0; enc--) {
            printf("-- %s %d\n", names[i], enc);
            out_of_order(c, enc);
            in_pieces(c, enc);
            ends(c, enc);
            in_place(c, enc);
            if (EVP_CIPHER_get_flags(c) & EVP_CIPH_FLAG_AEAD_CIPHER) lengths(c, enc);
        }
        EVP_CIPHER_free(c);
    }
    return 0;
}
