/* Envelopes: a message under a random key, which is encrypted for each who may open it.         man 3 EVP_SealInit */
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_local.h"
#include "src/base/secret.h"

static bool take_type(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *type, int encrypt) {
    return type == NULL || (EVP_CIPHER_CTX_reset(ctx) && EVP_CipherInit_ex(ctx, type, NULL, NULL, NULL, encrypt));
}

/* The key for one of them; its room is the program's, and as large as the public key. */
static bool encrypt_key(EVP_PKEY *to, const uint8_t *key, size_t key_len, unsigned char *out, int *out_len) {
    size_t n = (size_t)EVP_PKEY_get_size(to);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(to, NULL);
    bool ok = ctx != NULL && EVP_PKEY_encrypt_init(ctx) > 0 && EVP_PKEY_encrypt(ctx, out, &n, key, key_len) > 0;
    EVP_PKEY_CTX_free(ctx);
    if (ok) *out_len = (int)n;
    return ok;
}

int EVP_SealInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *type, unsigned char **ek, int *ekl, unsigned char *iv,
                 EVP_PKEY **pubk, int npubk) {
    uint8_t key[EVP_MAX_KEY_LENGTH];
    if (!take_type(ctx, type, 1)) return 0;
    if (npubk <= 0 || pubk == NULL) return 1; /* in two steps: the cipher, then the rest */
    bool ok = EVP_CIPHER_CTX_rand_key(ctx, key) > 0;
    const int iv_len = ok ? EVP_CIPHER_CTX_get_iv_length(ctx) : 0;
    ok = ok && (iv_len == 0 || RAND_bytes(iv, iv_len) > 0);
    for (int i = 0; ok && i < npubk; i++) {
        ok = encrypt_key(pubk[i], key, (size_t)EVP_CIPHER_CTX_get_key_length(ctx), ek[i], &ekl[i]);
    }
    ok = ok && EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv);
    bs_wipe(key, sizeof key);
    return ok ? npubk : 0;
}

int EVP_SealFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) {
    return EVP_EncryptFinal_ex(ctx, out, outl) && EVP_EncryptInit_ex(ctx, NULL, NULL, NULL, NULL);
}

int EVP_OpenInit(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *type, const unsigned char *ek, int ekl, const unsigned char *iv,
                 EVP_PKEY *priv) {
    if (!take_type(ctx, type, 0)) return 0;
    if (priv == NULL) return 1;
    size_t room = (size_t)EVP_PKEY_get_size(priv), n = room;
    uint8_t *key = OPENSSL_malloc(room > 0 ? room : 1);
    EVP_PKEY_CTX *pctx = key != NULL && ekl >= 0 ? EVP_PKEY_CTX_new(priv, NULL) : NULL;
    bool ok = pctx != NULL && EVP_PKEY_decrypt_init(pctx) > 0 && EVP_PKEY_decrypt(pctx, key, &n, ek, (size_t)ekl) > 0 &&
              EVP_CIPHER_CTX_set_key_length(ctx, (int)n) > 0 && EVP_DecryptInit_ex(ctx, NULL, NULL, key, iv);
    EVP_PKEY_CTX_free(pctx);
    OPENSSL_clear_free(key, room);
    return ok;
}

int EVP_OpenFinal(EVP_CIPHER_CTX *ctx, unsigned char *out, int *outl) {
    return EVP_DecryptFinal_ex(ctx, out, outl) && EVP_DecryptInit_ex(ctx, NULL, NULL, NULL, NULL);
}
