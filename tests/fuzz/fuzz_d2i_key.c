/* Keys through the public API; the first byte says as what. */
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "tests/fuzz/face.h"

static void look(EVP_PKEY *k, size_t size) {
    unsigned char *der = NULL;
    const unsigned char *p;
    BIO *out = sink();
    either(EVP_PKEY_print_public(out, k, 1, NULL));
    either(EVP_PKEY_print_params(out, k, 0, NULL));
    either(EVP_PKEY_print_private(out, k, 200, NULL));
    sink_free(out, 2 * size);
    either(EVP_PKEY_get_bits(k));
    either(EVP_PKEY_get_security_bits(k));
    either(EVP_PKEY_get_size(k));
    int len = i2d_PUBKEY(k, &der);
    if (len > 0) {
        p = der;
        EVP_PKEY *again = d2i_PUBKEY(NULL, &p, len);
        must(again && p == der + len && EVP_PKEY_eq(k, again) == 1);
        EVP_PKEY_free(again);
    }
    OPENSSL_free(der);
}

static void private_key(EVP_PKEY *k) {
    unsigned char *der = NULL;
    int len = i2d_PrivateKey(k, &der);
    const unsigned char *p = der;
    if (len > 0) {
        EVP_PKEY *again = d2i_AutoPrivateKey(NULL, &p, len);
        must(again && EVP_PKEY_eq(k, again) == 1);
        EVP_PKEY_free(again);
    }
    OPENSSL_free(der);
}

static EVP_PKEY *decode(unsigned which, const unsigned char **p, long len) {
    switch (which) {
    case 0: return d2i_PUBKEY(NULL, p, len);
    case 1: return d2i_PrivateKey(EVP_PKEY_RSA, NULL, p, len);
    case 2: return d2i_PrivateKey(EVP_PKEY_EC, NULL, p, len);
    default: return d2i_AutoPrivateKey(NULL, p, len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader in = bs_r_from(data, size);
    unsigned which = take_u8(&in) % 6;
    uint8_t *copy = exact_copy(in);
    const unsigned char *p = copy;
    if (which < 4) {
        EVP_PKEY *k = decode(which, &p, (long)in.len);
        if (k) {
            must(p > copy && p <= copy + in.len);
            look(k, in.len);
            if (which > 0) private_key(k);
        }
        EVP_PKEY_free(k);
    } else if (which == 4) {
        RSA *rsa = d2i_RSAPublicKey(NULL, &p, (long)in.len);
        RSA_free(rsa);
    } else {
        DH *dh = d2i_DHparams(NULL, &p, (long)in.len);
        DH_free(dh);
    }
    free(copy);
    ERR_clear_error();
    return 0;
}
