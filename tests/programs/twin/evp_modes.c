/* More modes: CFB8, CFB1, XTS, key wrap, triple DES's; names that OpenSSL knows without having the algorithm. */
#include "evp.h"

static unsigned char data[200];

static void run(const EVP_CIPHER *c, const unsigned char *iv, size_t len, int parts) {
    unsigned char out[300], back[300];
    int n = 0, m = 0, f = 0, ok = 1;
    EVP_CIPHER_CTX *e = EVP_CIPHER_CTX_new();
    EVP_CIPHER_CTX_set_flags(e, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    memset(out, 0, sizeof out);
    printf("%d ", EVP_EncryptInit_ex(e, c, NULL, data, iv));
    for (size_t at = 0; at < len && ok; at += len / (size_t)parts + 1) {
        size_t step = len / (size_t)parts + 1 < len - at ? len / (size_t)parts + 1 : len - at;
        m = 0;
        ok = EVP_EncryptUpdate(e, out + n, &m, data + 50 + at, (int)step);
        n += ok ? m : 0;
    }
    printf("%d ", ok);
    printf("%d ", EVP_EncryptFinal_ex(e, out + n, &f));
    n += f;
    hex("out", out, (size_t)n);
    ERR_clear_error();
    memset(back, 0, sizeof back);
    if (ok && parts == 1) {
        printf("%d ", EVP_DecryptInit_ex(e, c, NULL, data, iv));
        printf("%d ", EVP_DecryptUpdate(e, back, &m, out, n));
        f = 0;
        printf("%d ", EVP_DecryptFinal_ex(e, back + m, &f));
        printf("%d %d\n", m + f, memcmp(back, data + 50, len));
        out[1] ^= 4;
        EVP_DecryptInit_ex(e, NULL, NULL, NULL, iv);
        m = -1;
        ok = EVP_DecryptUpdate(e, back, &m, out, n);
        printf("changed %d ", ok);
        hex("back", back, ok ? (size_t)m : 0);
    }
    ERR_clear_error();
    EVP_CIPHER_CTX_free(e);
}

static void count_names(const char *name, void *arg) {
    (void)name;
    ++*(int *)arg;
}

int main(void) {
    const EVP_CIPHER *const streams[] = { EVP_aes_128_cfb8(),    EVP_aes_192_cfb8(),   EVP_aes_256_cfb8(),
                                          EVP_aes_128_cfb1(),    EVP_aes_192_cfb1(),   EVP_aes_256_cfb1(),
                                          EVP_des_ede3_cfb64(),  EVP_des_ede3_cfb8(),  EVP_des_ede3_cfb1(),
                                          EVP_des_ede3_ofb(),    EVP_des_ede_cbc() };
    const EVP_CIPHER *const whole[] = { EVP_aes_128_xts(),      EVP_aes_256_xts(),      EVP_aes_128_wrap(),
                                        EVP_aes_192_wrap(),     EVP_aes_256_wrap(),     EVP_aes_128_wrap_pad(),
                                        EVP_aes_192_wrap_pad(), EVP_aes_256_wrap_pad() };
    const EVP_CIPHER *const absent[] = { EVP_des_cfb8(), EVP_bf_ofb(),     EVP_rc2_cbc(),
                                         EVP_rc2_ecb(),  EVP_rc2_40_cbc(), EVP_rc2_64_cbc() };
    pattern(data, sizeof data, 5);
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        const EVP_CIPHER *c = streams[i];
        printf("-- %s %d %d %d %d %d %lx\n", EVP_CIPHER_get0_name(c), EVP_CIPHER_get_nid(c), EVP_CIPHER_get_type(c),
               EVP_CIPHER_get_key_length(c), EVP_CIPHER_get_iv_length(c), EVP_CIPHER_get_block_size(c),
               EVP_CIPHER_get_flags(c));
        for (size_t len = 0; len < 70; len += 9) {
            run(c, data + 30, len, 1);
            run(c, data + 31, len, 3);
        }
    }
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        const EVP_CIPHER *c = whole[i];
        printf("-- %s %d %d %d %d %d\n", EVP_CIPHER_get0_name(c), EVP_CIPHER_get_nid(c), EVP_CIPHER_get_type(c),
               EVP_CIPHER_get_key_length(c), EVP_CIPHER_get_iv_length(c), EVP_CIPHER_get_block_size(c));
        for (size_t len = 1; len < 70; len++) run(c, data + 30, len, 1);
        if (i >= 2) run(c, NULL, 24, 1);
    }
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
    unsigned char same[64];
    memset(same, 7, sizeof same);
    printf("equal halves %d", EVP_EncryptInit_ex(x, EVP_aes_128_xts(), NULL, same, same));
    last_error();
    EVP_CIPHER_CTX_free(x);
    x = EVP_CIPHER_CTX_new();
    int n = 0;
    memset(same, 0, sizeof same);
    printf("bits %d ", EVP_EncryptInit_ex(x, EVP_aes_128_cfb1(), NULL, data, data + 9));
    EVP_CIPHER_CTX_set_flags(x, EVP_CIPH_FLAG_LENGTH_BITS);
    printf("%d ", EVP_EncryptUpdate(x, same, &n, data + 50, 21));
    printf("%d ", n);
    hex("out", same, 3);
    EVP_CIPHER_CTX_free(x);
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
        const EVP_CIPHER *c = absent[i];
        printf("%s %d %d %d %d %d %lx\n", EVP_CIPHER_get0_name(c), EVP_CIPHER_get_nid(c), EVP_CIPHER_get_type(c),
               EVP_CIPHER_get_key_length(c), EVP_CIPHER_get_iv_length(c), EVP_CIPHER_get_block_size(c),
               EVP_CIPHER_get_flags(c));
        x = EVP_CIPHER_CTX_new();
        printf("%d", EVP_EncryptInit_ex(x, c, NULL, data, data));
        last_error();
        EVP_CIPHER_CTX_free(x);
    }
    EVP_CIPHER *f = EVP_CIPHER_fetch(NULL, "AES-128-WRAP", NULL);
    n = 0;
    printf("%d ", EVP_CIPHER_names_do_all(f, count_names, &n));
    printf("%d\n", n);
    EVP_CIPHER_free(f);
    return 0;
}
