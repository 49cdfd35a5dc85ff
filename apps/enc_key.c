#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/enc.h"

static const char magic[] = "Salted__";
#define MAGIC_LEN (sizeof(magic) - 1)
#define DEFAULT_ITERATIONS 10000

/* Hexadecimal to exactly so many bytes: too much is cut, too little filled with zeros, and either is said. */
static bool set_hex(unsigned char *out, size_t size, const char *what, const char *hex) {
    size_t len = strlen(hex);
    memset(out, 0, size);
    if (len > size * 2) {
        fprintf(stderr, "bearshim enc: warning: the %s is too long, the rest is ignored\n", what);
        len = size * 2;
    } else if (len < size * 2) {
        fprintf(stderr, "bearshim enc: warning: the %s is too short, zeros are added\n", what);
    }
    for (size_t i = 0; i < len; i++) {
        int digit = OPENSSL_hexchar2int((unsigned char)hex[i]);
        if (digit < 0) {
            app_error("enc", "the %s is not hexadecimal", what);
            return false;
        }
        out[i / 2] |= (unsigned char)(i % 2 == 0 ? digit << 4 : digit);
    }
    return true;
}

static bool read_salt(unsigned char *salt, BIO *in) {
    unsigned char head[MAGIC_LEN];
    if (BIO_read(in, head, MAGIC_LEN) != (int)MAGIC_LEN) {
        app_error("enc", "the input is too short to have a salt");
        return false;
    }
    if (memcmp(head, magic, MAGIC_LEN) != 0) {
        app_error("enc", "the input does not begin with %s", magic);
        return false;
    }
    if (BIO_read(in, salt, ENC_SALT_LEN) != ENC_SALT_LEN) {
        app_error("enc", "the input is too short to have a salt");
        return false;
    }
    return true;
}

static bool make_salt(struct enc_key *k, const struct enc_options *o, BIO *in, BIO *out) {
    k->salted = !o->no_salt;
    if (o->no_salt) {
        return true;
    }
    if (o->salt != NULL) {
        return set_hex(k->salt, sizeof(k->salt), "salt", o->salt);
    }
    if (o->decrypt) {
        return read_salt(k->salt, in);
    }
    if (RAND_bytes(k->salt, sizeof(k->salt)) <= 0) {
        app_error("enc", "no random bytes can be had");
        return false;
    }
    if (o->print != ENC_PRINT_ALONE
        && (BIO_write(out, magic, MAGIC_LEN) != (int)MAGIC_LEN
            || BIO_write(out, k->salt, sizeof(k->salt)) != (int)sizeof(k->salt))) {
        app_error("enc", "cannot write the salt");
        return false;
    }
    return true;
}

static bool derive(struct enc_key *k, const struct enc_options *o, const EVP_CIPHER *cipher, const EVP_MD *md,
                   const char *pass) {
    const unsigned char *salt = k->salted ? k->salt : NULL;
    int key_len = EVP_CIPHER_get_key_length(cipher), iv_len = EVP_CIPHER_get_iv_length(cipher);
    if (!o->pbkdf2 && o->iterations == 0) {
        fprintf(stderr, "bearshim enc: warning: this derivation of the key is weak, better with -pbkdf2 or -iter\n");
        return EVP_BytesToKey(cipher, md, salt, (const unsigned char *)pass, (int)strlen(pass), 1, k->key, k->iv) > 0;
    }
    unsigned char both[EVP_MAX_KEY_LENGTH + EVP_MAX_IV_LENGTH];
    bool ok = PKCS5_PBKDF2_HMAC(pass, (int)strlen(pass), salt, k->salted ? ENC_SALT_LEN : 0,
                                o->iterations > 0 ? o->iterations : DEFAULT_ITERATIONS, md, key_len + iv_len, both) > 0;
    if (ok) {
        memcpy(k->key, both, (size_t)key_len);
        memcpy(k->iv, both + key_len, (size_t)iv_len);
    }
    OPENSSL_cleanse(both, sizeof(both));
    return ok;
}

bool app_enc_make_key(struct enc_key *k, const struct enc_options *o, const EVP_CIPHER *cipher, const char *pass,
                      BIO *in, BIO *out) {
    const EVP_MD *md = o->digest != NULL ? app_digest_option("enc", o->digest, NULL) : EVP_sha256();
    if (md == NULL || (pass != NULL && !make_salt(k, o, in, out))) {
        return false;
    }
    if (pass != NULL && !derive(k, o, cipher, md, pass)) {
        app_error("enc", "the key cannot be derived");
        return false;
    }
    size_t iv_len = (size_t)EVP_CIPHER_get_iv_length(cipher);
    if (o->iv != NULL && iv_len == 0) {
        fprintf(stderr, "bearshim enc: warning: this cipher has no IV\n");
    } else if (o->iv != NULL && !set_hex(k->iv, iv_len, "IV", o->iv)) {
        return false;
    }
    if (o->iv == NULL && pass == NULL && iv_len > 0) {
        app_error("enc", "a cipher with an IV needs -iv when the key is given by -K");
        return false;
    }
    return o->key == NULL || set_hex(k->key, (size_t)EVP_CIPHER_get_key_length(cipher), "key", o->key);
}

static void print_line(const char *name, const unsigned char *bytes, size_t len) {
    if (len == 0) {
        return;
    }
    printf("%s=", name);
    for (size_t i = 0; i < len; i++) {
        printf("%02X", bytes[i]);
    }
    printf("\n");
}

void app_enc_print_key(const struct enc_key *k, const EVP_CIPHER *cipher) {
    print_line("salt", k->salt, k->salted ? sizeof(k->salt) : 0);
    print_line("key", k->key, (size_t)EVP_CIPHER_get_key_length(cipher));
    print_line("iv ", k->iv, (size_t)EVP_CIPHER_get_iv_length(cipher));
}
