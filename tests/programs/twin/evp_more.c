/* Digest and cipher contexts: getters, flags, copies, the older names of calls, and what is fetched. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/des.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

static const unsigned char bytes[64] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+";

static void a_cipher(const char *name) {
    const EVP_CIPHER *c = EVP_get_cipherbyname(name);
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new(), *y = EVP_CIPHER_CTX_new();
    unsigned char out[128], back[128], iv[16];
    int n = -1, m = -1;
    printf("-- %s\n", name);
    if (!c) { printf("absent\n"); goto done; }
    SHOW(EVP_EncryptInit(x, c, bytes, bytes + 20));
    SHOW(EVP_CIPHER_CTX_cipher(x) != NULL);
    SHOW(EVP_CIPHER_CTX_get0_cipher(x) == EVP_CIPHER_CTX_cipher(x));
    EVP_CIPHER *own = EVP_CIPHER_CTX_get1_cipher(x);
    SHOW(EVP_CIPHER_up_ref(own));
    EVP_CIPHER_free(own);
    EVP_CIPHER_free(own);
    SHOW(EVP_CIPHER_CTX_get_block_size(x));
    SHOW(EVP_CIPHER_CTX_get_iv_length(x));
    SHOW(EVP_CIPHER_CTX_get_key_length(x));
    SHOW(EVP_CIPHER_CTX_get_nid(x));
    SHOW(EVP_CIPHER_CTX_get_num(x));
    SHOW(EVP_CIPHER_CTX_get_tag_length(x));
    SHOW(EVP_CIPHER_CTX_is_encrypting(x));
    memset(iv, 0, sizeof iv);
    SHOW(EVP_CIPHER_CTX_get_original_iv(x, iv, sizeof iv));
    hex("original", iv, 16);
    SHOW(EVP_EncryptUpdate(x, out, &n, bytes, 20));
    SHOW(EVP_CIPHER_CTX_get_num(x));
    memset(iv, 0, sizeof iv);
    SHOW(EVP_CIPHER_CTX_get_updated_iv(x, iv, sizeof iv));
    hex("updated", iv, 16);
    SHOW(EVP_CIPHER_CTX_get_updated_iv(x, iv, 1));
    SHOW(EVP_CIPHER_CTX_get_original_iv(x, iv, 1));
    SHOW(EVP_CIPHER_CTX_copy(y, x));
    SHOW(EVP_EncryptFinal(x, out + n, &m));
    hex("out", out, n + m);
    int l = 0;
    SHOW(EVP_CipherFinal(y, back + n, &l));
    SHOW(l == m && memcmp(out + n, back + n, (size_t)(m > 0 ? m : 0)) == 0);
    SHOW(EVP_DecryptInit(x, c, bytes, bytes + 20));
    SHOW(EVP_CIPHER_CTX_is_encrypting(x));
    int total = 0;
    SHOW(EVP_DecryptUpdate(x, back, &total, out, n + m));
    SHOW(EVP_DecryptFinal(x, back + total, &l));
    SHOW(memcmp(back, bytes, 20));
    SHOW(EVP_EncryptInit_ex2(y, c, bytes, bytes + 3, NULL) + EVP_DecryptInit_ex2(y, c, bytes, bytes + 3, NULL) +
         EVP_CipherInit_ex2(y, c, bytes, bytes + 3, 1, NULL));
    SHOW(EVP_CipherUpdate(y, out, &n, bytes, 16));
    hex("16", out, n);
    SHOW(EVP_CipherInit(y, NULL, NULL, bytes, -1));
    SHOW(EVP_CipherUpdate(y, out, &n, bytes, 16));
    hex("again", out, n);
    EVP_CIPHER_CTX_set_flags(y, EVP_CIPH_NO_PADDING);
    SHOW(EVP_CIPHER_CTX_test_flags(y, EVP_CIPH_NO_PADDING) != 0);
    EVP_CIPHER_CTX_clear_flags(y, EVP_CIPH_NO_PADDING);
    SHOW(EVP_CIPHER_CTX_test_flags(y, EVP_CIPH_NO_PADDING));
    unsigned char key[64];
    SHOW(EVP_CIPHER_CTX_rand_key(y, key));
    EVP_CIPHER_CTX_set_app_data(y, key);
    SHOW(EVP_CIPHER_CTX_get_app_data(y) == key);
    SHOW(EVP_CIPHER_CTX_iv(y) != NULL);
    SHOW(EVP_CIPHER_CTX_original_iv(y) != NULL);
    SHOW(EVP_CIPHER_CTX_iv_noconst(y) != NULL);
    unsigned pad = 0;
    OSSL_PARAM p[] = { OSSL_PARAM_construct_uint(OSSL_CIPHER_PARAM_PADDING, &pad), OSSL_PARAM_construct_end() };
    SHOW(EVP_CIPHER_CTX_set_params(y, p));
done:
    EVP_CIPHER_CTX_free(x);
    EVP_CIPHER_CTX_free(y);
}

static int count;
static void a_provided_cipher(EVP_CIPHER *c, void *arg) { if (EVP_CIPHER_is_a(c, arg)) count++; }
static void a_provided_md(EVP_MD *m, void *arg) { if (EVP_MD_is_a(m, arg)) count++; }
static void a_name(const char *name, void *arg) { (void)arg; if (strcmp(name, "SHA256") == 0) count++; }

static void fetched(void) {
    static const char *const names[] = { "AES-128-CBC", "aes-256-gcm", "id-aes128-GCM", "ChaCha20-Poly1305", "nothing",
        "", "AES-192-CTR" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        EVP_CIPHER *c = EVP_CIPHER_fetch(NULL, names[i], NULL);
        printf("%s %d", names[i], c != NULL);
        if (c)
            printf(" %s %s %d %d", EVP_CIPHER_get_mode(c) == EVP_CIPH_GCM_MODE ? "a GCM" : EVP_CIPHER_get0_name(c),
                EVP_CIPHER_get0_description(c) ? "described" : "-", EVP_CIPHER_is_a(c, "AES-128-CBC"),
                EVP_CIPHER_is_a(c, "AES128"));
        else printf(" %d", ERR_GET_REASON(ERR_peek_error()));
        ERR_clear_error();
        errors();
        EVP_CIPHER_free(c);
    }
    EVP_CIPHER_free(NULL);
    SHOW(EVP_CIPHER_is_a(EVP_aes_128_cbc(), "aes128"));
    SHOW(EVP_CIPHER_is_a(NULL, "aes128"));
    EVP_CIPHER_do_all_provided(NULL, a_provided_cipher, "AES-256-GCM");
    SHOW(count);
    count = 0;
    EVP_MD_do_all_provided(NULL, a_provided_md, "SHA2-256");
    SHOW(count);
    EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);
    count = 0;
    SHOW(EVP_MD_names_do_all(md, a_name, NULL));
    SHOW(count);
    SHOW(EVP_MD_get0_description(md) == NULL);
    SHOW(EVP_MD_up_ref(md));
    EVP_MD_free(md);
    EVP_MD_free(md);
    SHOW(EVP_default_properties_is_fips_enabled(NULL));
    SHOW(EVP_default_properties_enable_fips(NULL, 0));
    SHOW(EVP_MD_get_type(EVP_md_null()));
    SHOW(EVP_MD_get_size(EVP_md_null()));
    SHOW(EVP_MD_get_type(EVP_ripemd160()));
    SHOW(EVP_MD_get_size(EVP_ripemd160()));
    const EVP_CIPHER *(*const some[])(void) = { EVP_aes_192_ccm, EVP_aes_256_ccm, EVP_aes_192_cfb128, EVP_aes_192_ofb, EVP_bf_cfb64,
        EVP_bf_ecb, EVP_cast5_ecb, EVP_des_cbc, EVP_des_ecb, EVP_des_ede3, EVP_rc4, EVP_bf_cbc, EVP_cast5_cbc };
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        const EVP_CIPHER *c = some[i]();
        printf("%d %d %d %d\n", EVP_CIPHER_get_nid(c), EVP_CIPHER_get_key_length(c), EVP_CIPHER_get_iv_length(c),
            EVP_CIPHER_get_block_size(c));
    }
}

static void digests(void) {
    EVP_MD_CTX *x = EVP_MD_CTX_new(), *y = EVP_MD_CTX_new();
    unsigned char out[64];
    unsigned n = 0;
    SHOWP(EVP_MD_CTX_get0_md(x));
    SHOWP(EVP_MD_CTX_get1_md(x));
    SHOWP(EVP_MD_CTX_md(x));
    SHOWP(EVP_MD_CTX_get_pkey_ctx(x));
    SHOW(EVP_MD_CTX_copy(y, x));
    SHOW(EVP_DigestInit_ex2(x, EVP_sha256(), NULL));
    SHOW(EVP_MD_get_type(EVP_MD_CTX_md(x)));
    SHOW(EVP_MD_get_type(EVP_MD_CTX_get0_md(x)));
    EVP_MD *md = EVP_MD_CTX_get1_md(x);
    SHOW(EVP_MD_get_type(md));
    EVP_MD_free(md);
    SHOW(EVP_DigestUpdate(x, "abc", 3));
    SHOW(EVP_MD_CTX_copy(y, x));
    SHOW(EVP_DigestFinalXOF(x, out, 40));
    SHOW(EVP_DigestFinal(y, out, &n));
    hex("copied", out, n);
    EVP_MD_CTX_set_flags(x, EVP_MD_CTX_FLAG_ONESHOT);
    SHOW(EVP_MD_CTX_test_flags(x, EVP_MD_CTX_FLAG_ONESHOT) != 0);
    EVP_MD_CTX_clear_flags(x, EVP_MD_CTX_FLAG_ONESHOT);
    SHOW(EVP_MD_CTX_test_flags(x, EVP_MD_CTX_FLAG_ONESHOT));
    EVP_PKEY_CTX *p = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    EVP_MD_CTX_set_pkey_ctx(y, p);
    SHOW(EVP_MD_CTX_get_pkey_ctx(y) == p);
    EVP_MD_CTX_set_pkey_ctx(y, NULL);
    EVP_PKEY_CTX_free(p);
    EVP_MD_CTX_free(x);
    EVP_MD_CTX_free(y);
    HMAC_CTX *h = HMAC_CTX_new();
    SHOWP(HMAC_CTX_get_md(h));
    SHOW(HMAC_Init(h, bytes, 20, EVP_sha1()));
    HMAC_CTX_set_flags(h, EVP_MD_CTX_FLAG_ONESHOT);
    SHOW(EVP_MD_get_type(HMAC_CTX_get_md(h)));
    SHOW(HMAC_Update(h, bytes, 30));
    SHOW(HMAC_Final(h, out, &n));
    hex("hmac", out, n);
    SHOW(HMAC_CTX_reset(h));
    SHOW(HMAC_Init(h, NULL, 0, NULL));
    HMAC_CTX_free(h);
}

static void encodings(void) {
    EVP_ENCODE_CTX *a = EVP_ENCODE_CTX_new(), *b = EVP_ENCODE_CTX_new();
    unsigned char out[200];
    int n = 0;
    EVP_EncodeInit(a);
    SHOW(EVP_EncodeUpdate(a, out, &n, bytes, 20));
    SHOW(EVP_ENCODE_CTX_num(a));
    SHOW(EVP_ENCODE_CTX_copy(b, a));
    SHOW(EVP_ENCODE_CTX_num(b));
    EVP_EncodeFinal(b, out, &n);
    hex("encoded", out, n);
    EVP_ENCODE_CTX_free(a);
    EVP_ENCODE_CTX_free(b);
    DES_cblock k = { 1, 2, 4, 7, 8, 11, 13, 14 }, bad = { 0, 0, 0, 0, 0, 0, 0, 0 };
    SHOW(DES_check_key_parity(&k));
    SHOW(DES_check_key_parity(&bad));
    DES_key_schedule s1, s2, s3;
    DES_set_key_unchecked(&k, &s1);
    DES_set_key_unchecked(&bad, &s2);
    DES_set_key_unchecked((const_DES_cblock *)(bytes + 8), &s3);
    DES_cblock in, o, back;
    memcpy(in, bytes, 8);
    DES_ecb3_encrypt(&in, &o, &s1, &s2, &s3, DES_ENCRYPT);
    hex("3des", o, 8);
    DES_ecb3_encrypt(&o, &back, &s1, &s2, &s3, DES_DECRYPT);
    hex("back", back, 8);
    EVP_set_pw_prompt("Prompt: ");
    SHOWS(EVP_get_pw_prompt());
    EVP_set_pw_prompt(NULL);
    SHOWP(EVP_get_pw_prompt());
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    static const char *const names[] = { "AES-128-CBC", "AES-256-CTR", "AES-128-ECB", "AES-192-CFB", "AES-192-OFB",
        "DES-EDE3-CBC", "des-ede3", "AES-256-GCM", "nothing" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) a_cipher(names[i]);
    fetched();
    digests();
    encodings();
    return 0;
}
