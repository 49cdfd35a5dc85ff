/* The ciphers, their names and their numbers. */
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <pthread.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/md_local.h"

#define AEAD_FLAGS \
    (EVP_CIPH_FLAG_AEAD_CIPHER | EVP_CIPH_FLAG_CUSTOM_CIPHER | EVP_CIPH_CUSTOM_IV | EVP_CIPH_ALWAYS_CALL_INIT | \
     EVP_CIPH_CTRL_INIT)
#define GCM_FLAGS (AEAD_FLAGS | EVP_CIPH_CUSTOM_IV_LENGTH | EVP_CIPH_CUSTOM_COPY)
#define WRAP_FLAGS \
    (EVP_CIPH_WRAP_MODE | EVP_CIPH_CUSTOM_IV | EVP_CIPH_FLAG_CUSTOM_CIPHER | EVP_CIPH_ALWAYS_CALL_INIT)
#define XTS_FLAGS \
    (EVP_CIPH_XTS_MODE | EVP_CIPH_CUSTOM_IV | EVP_CIPH_ALWAYS_CALL_INIT | EVP_CIPH_CTRL_INIT | EVP_CIPH_CUSTOM_COPY)
#define TOLD (EVP_CIPH_MODE | EVP_CIPH_FLAG_AEAD_CIPHER | EVP_CIPH_CUSTOM_IV | EVP_CIPH_RAND_KEY)
#define VAR EVP_CIPH_VARIABLE_LENGTH

/* One row a mode of AES, for the three key lengths. */
#define AES_ROWS(BITS, OID) \
    { NID_aes_##BITS##_ecb, NID_aes_##BITS##_ecb, "AES-" #BITS "-ECB", ":AES-" #BITS "-ECB:2.16.840.1.101.3.4.1." OID "1:", \
      "aes-" #BITS "-ecb", BS_CIPHER_ECB, false, BITS / 8, 0, 16, EVP_CIPH_ECB_MODE }, \
    { NID_aes_##BITS##_cbc, NID_aes_##BITS##_cbc, "AES-" #BITS "-CBC", \
      ":AES-" #BITS "-CBC:AES" #BITS ":2.16.840.1.101.3.4.1." OID "2:", "aes-" #BITS "-cbc", BS_CIPHER_CBC, false, \
      BITS / 8, 16, 16, EVP_CIPH_CBC_MODE }, \
    { NID_aes_##BITS##_ofb128, NID_aes_##BITS##_ofb128, "AES-" #BITS "-OFB", \
      ":AES-" #BITS "-OFB:2.16.840.1.101.3.4.1." OID "3:", "aes-" #BITS "-ofb", BS_CIPHER_OFB, false, BITS / 8, 16, 1, \
      EVP_CIPH_OFB_MODE }, \
    { NID_aes_##BITS##_cfb128, NID_aes_##BITS##_cfb128, "AES-" #BITS "-CFB", \
      ":AES-" #BITS "-CFB:2.16.840.1.101.3.4.1." OID "4:", "aes-" #BITS "-cfb", BS_CIPHER_CFB, false, BITS / 8, 16, 1, \
      EVP_CIPH_CFB_MODE }, \
    { NID_aes_##BITS##_cfb8, NID_aes_##BITS##_cfb128, "AES-" #BITS "-CFB8", ":AES-" #BITS "-CFB8:", \
      "aes-" #BITS "-cfb8", BS_CIPHER_CFB8, false, BITS / 8, 16, 1, EVP_CIPH_CFB_MODE }, \
    { NID_aes_##BITS##_cfb1, NID_aes_##BITS##_cfb128, "AES-" #BITS "-CFB1", ":AES-" #BITS "-CFB1:", \
      "aes-" #BITS "-cfb1", BS_CIPHER_CFB1, false, BITS / 8, 16, 1, EVP_CIPH_CFB_MODE }, \
    { NID_id_aes##BITS##_wrap, NID_id_aes##BITS##_wrap, "id-aes" #BITS "-wrap", \
      ":AES-" #BITS "-WRAP:id-aes" #BITS "-wrap:AES" #BITS "-WRAP:2.16.840.1.101.3.4.1." OID "5:", \
      "id-aes" #BITS "-wrap", BS_CIPHER_WRAP, false, BITS / 8, 8, 8, WRAP_FLAGS }, \
    { NID_id_aes##BITS##_wrap_pad, NID_id_aes##BITS##_wrap_pad, "id-aes" #BITS "-wrap-pad", \
      ":AES-" #BITS "-WRAP-PAD:id-aes" #BITS "-wrap-pad:AES" #BITS "-WRAP-PAD:2.16.840.1.101.3.4.1." OID "8:", \
      "id-aes" #BITS "-wrap-pad", BS_CIPHER_WRAP_PAD, false, BITS / 8, 4, 8, WRAP_FLAGS }, \
    { NID_aes_##BITS##_ctr, NID_undef, "AES-" #BITS "-CTR", ":AES-" #BITS "-CTR:", "aes-" #BITS "-ctr", BS_CIPHER_CTR, \
      false, BITS / 8, 16, 1, EVP_CIPH_CTR_MODE }, \
    { NID_aes_##BITS##_gcm, NID_aes_##BITS##_gcm, "id-aes" #BITS "-GCM", \
      ":AES-" #BITS "-GCM:id-aes" #BITS "-GCM:2.16.840.1.101.3.4.1." OID "6:", "aes-" #BITS "-gcm", BS_CIPHER_GCM, \
      false, BITS / 8, 12, 1, EVP_CIPH_GCM_MODE | GCM_FLAGS }, \
    { NID_aes_##BITS##_ccm, NID_aes_##BITS##_ccm, "id-aes" #BITS "-CCM", \
      ":AES-" #BITS "-CCM:id-aes" #BITS "-CCM:2.16.840.1.101.3.4.1." OID "7:", "aes-" #BITS "-ccm", BS_CIPHER_CCM, \
      false, BITS / 8, 12, 1, EVP_CIPH_CCM_MODE | GCM_FLAGS }

static const EVP_CIPHER ciphers[] = {
    AES_ROWS(128, ""),
    AES_ROWS(192, "2"),
    AES_ROWS(256, "4"),
    { NID_chacha20_poly1305, NID_undef, "ChaCha20-Poly1305", ":ChaCha20-Poly1305:", "chacha20-poly1305",
      BS_CIPHER_CHACHA20_POLY1305, false, 32, 12, 1, AEAD_FLAGS | EVP_CIPH_CUSTOM_IV_LENGTH | EVP_CIPH_CUSTOM_COPY },
    { NID_chacha20, NID_undef, "ChaCha20", ":ChaCha20:", "chacha20", BS_CIPHER_CHACHA20, false, 32, 16, 1,
      EVP_CIPH_CUSTOM_IV | EVP_CIPH_ALWAYS_CALL_INIT },
    { NID_des_ede3_cbc, NID_des_ede3_cbc, "DES-EDE3-CBC", ":DES-EDE3-CBC:DES3:1.2.840.113549.3.7:", "des-ede3-cbc",
      BS_CIPHER_CBC, true, 24, 8, 8, EVP_CIPH_CBC_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ede3_ecb, NID_undef, "DES-EDE3", ":DES-EDE3-ECB:DES-EDE3:", "des-ede3", BS_CIPHER_ECB, true, 24, 0, 8,
      EVP_CIPH_ECB_MODE | EVP_CIPH_RAND_KEY },
    { NID_aes_128_xts, NID_aes_128_xts, "AES-128-XTS", ":AES-128-XTS:1.3.111.2.1619.0.1.1:", "aes-128-xts",
      BS_CIPHER_XTS, false, 32, 16, 1, XTS_FLAGS },
    { NID_aes_256_xts, NID_aes_256_xts, "AES-256-XTS", ":AES-256-XTS:1.3.111.2.1619.0.1.2:", "aes-256-xts",
      BS_CIPHER_XTS, false, 64, 16, 1, XTS_FLAGS },
    { NID_des_ede3_cfb64, NID_des_ede3_cfb64, "DES-EDE3-CFB", ":DES-EDE3-CFB:", "des-ede3-cfb", BS_CIPHER_CFB, true, 24,
      8, 1, EVP_CIPH_CFB_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ede3_cfb8, NID_des_ede3_cfb64, "DES-EDE3-CFB8", ":DES-EDE3-CFB8:", "des-ede3-cfb8", BS_CIPHER_CFB8, true,
      24, 8, 1, EVP_CIPH_CFB_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ede3_cfb1, NID_des_ede3_cfb64, "DES-EDE3-CFB1", ":DES-EDE3-CFB1:", "des-ede3-cfb1", BS_CIPHER_CFB1, true,
      24, 8, 1, EVP_CIPH_CFB_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ede3_ofb64, NID_undef, "DES-EDE3-OFB", ":DES-EDE3-OFB:", "des-ede3-ofb", BS_CIPHER_OFB, true, 24, 8, 1,
      EVP_CIPH_OFB_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ede_cbc, NID_undef, "DES-EDE-CBC", ":DES-EDE-CBC:", "des-ede-cbc", BS_CIPHER_CBC, true, 16, 8, 8,
      EVP_CIPH_CBC_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ede_ecb, NID_des_ede_ecb, "DES-EDE", ":DES-EDE-ECB:DES-EDE:1.3.14.3.2.17:", "des-ede", BS_CIPHER_ECB, true, 16, 0,
      8, EVP_CIPH_ECB_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ede_cfb64, NID_undef, "DES-EDE-CFB", ":DES-EDE-CFB:", "des-ede-cfb", BS_CIPHER_CFB, true, 16, 8, 1,
      EVP_CIPH_CFB_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ede_ofb64, NID_undef, "DES-EDE-OFB", ":DES-EDE-OFB:", "des-ede-ofb", BS_CIPHER_OFB, true, 16, 8, 1,
      EVP_CIPH_OFB_MODE | EVP_CIPH_RAND_KEY },
    { NID_undef, NID_undef, "UNDEF", ":NULL:", "undefined", BS_CIPHER_NULL, false, 0, 0, 1, EVP_CIPH_STREAM_CIPHER },
    { NID_des_cbc, NID_des_cbc, "DES-CBC", ":DES-CBC:DES:", "des-cbc", BS_CIPHER_UNAVAILABLE, false, 8, 8, 8,
      EVP_CIPH_CBC_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_cfb8, NID_des_cfb64, "DES-CFB8", ":DES-CFB8:", "des-cfb8", BS_CIPHER_UNAVAILABLE, false, 8, 8, 1,
      EVP_CIPH_CFB_MODE | EVP_CIPH_RAND_KEY },
    { NID_des_ecb, NID_des_ecb, "DES-ECB", ":DES-ECB:", "des-ecb", BS_CIPHER_UNAVAILABLE, false, 8, 0, 8,
      EVP_CIPH_ECB_MODE | EVP_CIPH_RAND_KEY },
    { NID_bf_cbc, NID_bf_cbc, "BF-CBC", ":BF-CBC:BF:blowfish:", "bf-cbc", BS_CIPHER_UNAVAILABLE, false, 16, 8, 8,
      EVP_CIPH_CBC_MODE | VAR | 0xF0 },
    { NID_bf_ecb, NID_undef, "BF-ECB", ":BF-ECB:", "bf-ecb", BS_CIPHER_UNAVAILABLE, false, 16, 0, 8,
      EVP_CIPH_ECB_MODE | VAR },
    { NID_bf_cfb64, NID_undef, "BF-CFB", ":BF-CFB:", "bf-cfb", BS_CIPHER_UNAVAILABLE, false, 16, 8, 1,
      EVP_CIPH_CFB_MODE | VAR },
    { NID_bf_ofb64, NID_undef, "BF-OFB", ":BF-OFB:", "bf-ofb", BS_CIPHER_UNAVAILABLE, false, 16, 8, 1,
      EVP_CIPH_OFB_MODE | VAR },
    { NID_rc2_cbc, NID_rc2_cbc, "RC2-CBC", ":RC2-CBC:RC2:RC2-128:", "rc2-cbc", BS_CIPHER_UNAVAILABLE, false, 16, 8, 8,
      EVP_CIPH_CBC_MODE | VAR | EVP_CIPH_CTRL_INIT },
    { NID_rc2_40_cbc, NID_rc2_cbc, "RC2-40-CBC", ":RC2-40-CBC:RC2-40:", "rc2-40-cbc", BS_CIPHER_UNAVAILABLE, false, 5,
      8, 8, EVP_CIPH_CBC_MODE | VAR | EVP_CIPH_CTRL_INIT },
    { NID_rc2_64_cbc, NID_rc2_cbc, "RC2-64-CBC", ":RC2-64-CBC:RC2-64:", "rc2-64-cbc", BS_CIPHER_UNAVAILABLE, false, 8,
      8, 8, EVP_CIPH_CBC_MODE | VAR | EVP_CIPH_CTRL_INIT },
    { NID_rc2_ecb, NID_undef, "RC2-ECB", ":RC2-ECB:", "rc2-ecb", BS_CIPHER_UNAVAILABLE, false, 16, 0, 8,
      EVP_CIPH_ECB_MODE | VAR | EVP_CIPH_CTRL_INIT },
    { NID_cast5_cbc, NID_cast5_cbc, "CAST5-CBC", ":CAST5-CBC:CAST:CAST-CBC:", "cast5-cbc", BS_CIPHER_UNAVAILABLE, false,
      16, 8, 8, EVP_CIPH_CBC_MODE | VAR | 0xF0 },
    { NID_cast5_ecb, NID_undef, "CAST5-ECB", ":CAST5-ECB:", "cast5-ecb", BS_CIPHER_UNAVAILABLE, false, 16, 0, 8,
      EVP_CIPH_ECB_MODE | VAR },
    { NID_rc4, NID_rc4, "RC4", ":RC4:", "rc4", BS_CIPHER_UNAVAILABLE, false, 16, 0, 1, VAR },
};
enum { NUM_CIPHERS = sizeof ciphers / sizeof ciphers[0] };

const EVP_CIPHER *bs_cipher_at(size_t i) { return i < NUM_CIPHERS ? &ciphers[i] : NULL; }

/* As for digests: what is fetched has the provider's name. */
static struct {
    pthread_once_t once;
    EVP_CIPHER cipher[NUM_CIPHERS];
    char name[NUM_CIPHERS][24];
} fetched = { .once = PTHREAD_ONCE_INIT };

static void make_fetched(void) {
    for (size_t i = 0; i < NUM_CIPHERS; i++) {
        bs_first_name(ciphers[i].aliases, fetched.name[i], sizeof fetched.name[i]);
        memcpy(&fetched.cipher[i], &ciphers[i], sizeof ciphers[i]);
        fetched.cipher[i].name = fetched.name[i];
        /* what a provider tells of a cipher, and that it is one */
        const bool wrap = (ciphers[i].flags & EVP_CIPH_MODE) == EVP_CIPH_WRAP_MODE;
        fetched.cipher[i].flags = (ciphers[i].flags & TOLD) | (wrap ? 0 : EVP_CIPH_FLAG_CUSTOM_CIPHER);
    }
}

static EVP_CIPHER *fetch(const EVP_CIPHER *c) {
    (void)pthread_once(&fetched.once, make_fetched);
    return &fetched.cipher[c - ciphers];
}

static const EVP_CIPHER *by_nid(int nid) {
    for (size_t i = 0; i < NUM_CIPHERS; i++) {
        if (ciphers[i].nid == nid) return &ciphers[i];
    }
    return NULL;
}

#define GETTER(NAME) \
    const EVP_CIPHER *EVP_##NAME(void) { return by_nid(NID_##NAME); }
GETTER(aes_128_ecb)
GETTER(aes_128_cbc)
GETTER(aes_128_cfb128)
GETTER(aes_128_ctr)
GETTER(aes_128_gcm)
GETTER(aes_128_ccm)
GETTER(aes_192_ecb)
GETTER(aes_192_cbc)
GETTER(aes_192_cfb128)
GETTER(aes_192_ctr)
GETTER(aes_192_gcm)
GETTER(aes_192_ccm)
GETTER(aes_256_ecb)
GETTER(aes_256_cbc)
GETTER(aes_256_cfb128)
GETTER(aes_256_ctr)
GETTER(aes_256_gcm)
GETTER(aes_256_ccm)
GETTER(aes_128_cfb8)
GETTER(aes_192_cfb8)
GETTER(aes_256_cfb8)
GETTER(aes_128_cfb1)
GETTER(aes_192_cfb1)
GETTER(aes_256_cfb1)
GETTER(aes_128_xts)
GETTER(aes_256_xts)
GETTER(des_ede3_cfb64)
GETTER(des_ede3_cfb8)
GETTER(des_ede3_cfb1)
GETTER(des_ede_cbc)
GETTER(des_ede_ecb)
GETTER(des_ede_cfb64)
GETTER(des_cfb8)
GETTER(rc2_cbc)
GETTER(rc2_40_cbc)
GETTER(rc2_64_cbc)
GETTER(rc2_ecb)
GETTER(chacha20)
GETTER(chacha20_poly1305)
GETTER(des_ede3_cbc)
GETTER(des_ede3_ecb)
GETTER(des_cbc)
GETTER(des_ecb)
GETTER(bf_cbc)
GETTER(bf_ecb)
GETTER(bf_cfb64)
GETTER(cast5_cbc)
GETTER(cast5_ecb)
GETTER(rc4)
const EVP_CIPHER *EVP_aes_128_ofb(void) { return by_nid(NID_aes_128_ofb128); }
const EVP_CIPHER *EVP_aes_192_ofb(void) { return by_nid(NID_aes_192_ofb128); }
const EVP_CIPHER *EVP_aes_256_ofb(void) { return by_nid(NID_aes_256_ofb128); }
const EVP_CIPHER *EVP_des_ede3_ofb(void) { return by_nid(NID_des_ede3_ofb64); }
const EVP_CIPHER *EVP_bf_ofb(void) { return by_nid(NID_bf_ofb64); }
const EVP_CIPHER *EVP_aes_128_wrap(void) { return by_nid(NID_id_aes128_wrap); }
const EVP_CIPHER *EVP_aes_128_wrap_pad(void) { return by_nid(NID_id_aes128_wrap_pad); }
const EVP_CIPHER *EVP_aes_192_wrap(void) { return by_nid(NID_id_aes192_wrap); }
const EVP_CIPHER *EVP_aes_192_wrap_pad(void) { return by_nid(NID_id_aes192_wrap_pad); }
const EVP_CIPHER *EVP_aes_256_wrap(void) { return by_nid(NID_id_aes256_wrap); }
const EVP_CIPHER *EVP_aes_256_wrap_pad(void) { return by_nid(NID_id_aes256_wrap_pad); }
const EVP_CIPHER *EVP_des_ede(void) { return EVP_des_ede_ecb(); }
const EVP_CIPHER *EVP_des_ede_ofb(void) { return by_nid(NID_des_ede_ofb64); }
const EVP_CIPHER *EVP_des_ede3(void) { return EVP_des_ede3_ecb(); }
const EVP_CIPHER *EVP_enc_null(void) { return by_nid(NID_undef); }

int EVP_CIPHER_get_nid(const EVP_CIPHER *cipher) { return cipher != NULL ? cipher->nid : 0; }
int EVP_CIPHER_get_type(const EVP_CIPHER *cipher) { return cipher->type_nid; }
const char *EVP_CIPHER_get0_name(const EVP_CIPHER *cipher) { return cipher->name; }
const char *EVP_CIPHER_get0_description(const EVP_CIPHER *cipher) { return cipher->description; }
int EVP_CIPHER_get_block_size(const EVP_CIPHER *cipher) { return cipher->block_size; }
int EVP_CIPHER_get_key_length(const EVP_CIPHER *cipher) { return cipher->key_len; }
int EVP_CIPHER_get_iv_length(const EVP_CIPHER *cipher) { return cipher->iv_len; }
unsigned long EVP_CIPHER_get_flags(const EVP_CIPHER *cipher) { return cipher->flags; }
int EVP_CIPHER_get_mode(const EVP_CIPHER *cipher) { return (int)(cipher->flags & EVP_CIPH_MODE); }

const EVP_CIPHER *bs_cipher_by_name(const char *name) {
    for (size_t i = 0; i < NUM_CIPHERS; i++) {
        if (bs_name_listed(ciphers[i].aliases, name)) return &ciphers[i];
    }
    return NULL;
}

const EVP_CIPHER *EVP_get_cipherbyname(const char *name) {
    const EVP_CIPHER *c = name != NULL ? bs_cipher_by_name(name) : NULL;
    return c != NULL && c->nid != NID_undef ? c : NULL;
}

EVP_CIPHER *EVP_CIPHER_fetch(OSSL_LIB_CTX *ctx, const char *algorithm, const char *properties) {
    (void)ctx;
    const EVP_CIPHER *c = algorithm != NULL ? bs_cipher_by_name(algorithm) : NULL;
    if (c == NULL || c->kind == BS_CIPHER_UNAVAILABLE || !bs_properties_ok(properties)) {
        bs_raise_unsupported(algorithm, 0, properties);
        return NULL;
    }
    return fetch(c); /* the API counts it; ours never change and are never freed */
}

int EVP_CIPHER_up_ref(EVP_CIPHER *cipher) {
    (void)cipher;
    return 1;
}

void EVP_CIPHER_free(EVP_CIPHER *cipher) { (void)cipher; }

int EVP_CIPHER_is_a(const EVP_CIPHER *cipher, const char *name) {
    return cipher != NULL && name != NULL && bs_name_listed(cipher->aliases, name);
}

int EVP_CIPHER_names_do_all(const EVP_CIPHER *cipher, void (*fn)(const char *name, void *data), void *data) {
    if (cipher->kind != BS_CIPHER_OWN) bs_names_do_all(cipher->aliases, fn, data);
    return 1;
}

void EVP_CIPHER_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_CIPHER *cipher, void *arg), void *arg) {
    (void)libctx;
    for (size_t i = 0; i < NUM_CIPHERS; i++) {
        if (ciphers[i].kind != BS_CIPHER_UNAVAILABLE) fn(fetch(&ciphers[i]), arg);
    }
}
