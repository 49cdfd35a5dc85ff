/* AES_*: the block cipher over a struct that the program owns, and key wrap.                       RFC 3394
 *
 * An AES_KEY keeps the key itself, and a schedule is made for each call: BearSSL's schedules are of other sizes, and
 * these functions are for old protocols with little data. */
#include <openssl/aes.h>
#include <string.h>

#include "compat/crypto/evp/pkey_local.h"
#include "src/base/secret.h"
#include "src/crypto/key_wrap.h"

int AES_set_encrypt_key(const unsigned char *userKey, const int bits, AES_KEY *key) {
    if (userKey == NULL || key == NULL) return -1;
    if (bits != 128 && bits != 192 && bits != 256) return -2;
    memset(key, 0, sizeof *key);
    memcpy(key->rd_key, userKey, (size_t)bits / 8);
    key->rounds = 6 + bits / 32;
    return 0;
}

int AES_set_decrypt_key(const unsigned char *userKey, const int bits, AES_KEY *key) {
    return AES_set_encrypt_key(userKey, bits, key);
}

static size_t key_len(const AES_KEY *key) { return (size_t)(key->rounds - 6) * 4; }

static void start_encrypt(const AES_KEY *key, br_aes_gen_cbcenc_keys *k) {
    bs_crypto_impl()->aes_cbcenc->init(&k->vtable, key->rd_key, key_len(key));
}

static void start_decrypt(const AES_KEY *key, br_aes_gen_cbcdec_keys *k) {
    bs_crypto_impl()->aes_cbcdec->init(&k->vtable, key->rd_key, key_len(key));
}

/* One block is CBC with a zero IV. */
void AES_encrypt(const unsigned char *in, unsigned char *out, const AES_KEY *key) {
    br_aes_gen_cbcenc_keys k;
    uint8_t iv[16] = { 0 }, block[16];
    memcpy(block, in, sizeof block);
    start_encrypt(key, &k);
    k.vtable->run(&k.vtable, iv, block, sizeof block);
    memcpy(out, block, sizeof block);
    bs_wipe(&k, sizeof k);
    bs_wipe(block, sizeof block);
}

void AES_decrypt(const unsigned char *in, unsigned char *out, const AES_KEY *key) {
    br_aes_gen_cbcdec_keys k;
    uint8_t iv[16] = { 0 }, block[16];
    memcpy(block, in, sizeof block);
    start_decrypt(key, &k);
    k.vtable->run(&k.vtable, iv, block, sizeof block);
    memcpy(out, block, sizeof block);
    bs_wipe(&k, sizeof k);
    bs_wipe(block, sizeof block);
}

int AES_wrap_key(AES_KEY *key, const unsigned char *iv, unsigned char *out, const unsigned char *in,
                 unsigned int inlen) {
    br_aes_gen_cbcenc_keys k;
    start_encrypt(key, &k);
    bool ok = bs_key_wrap(&k.vtable, iv != NULL ? iv : bs_key_wrap_iv, out, in, inlen);
    bs_wipe(&k, sizeof k);
    return ok ? (int)inlen + 8 : 0;
}

int AES_unwrap_key(AES_KEY *key, const unsigned char *iv, unsigned char *out, const unsigned char *in,
                   unsigned int inlen) {
    br_aes_gen_cbcdec_keys k;
    start_decrypt(key, &k);
    bool ok = bs_key_unwrap(&k.vtable, iv != NULL ? iv : bs_key_wrap_iv, out, in, inlen);
    bs_wipe(&k, sizeof k);
    return ok ? (int)inlen - 8 : 0;
}
