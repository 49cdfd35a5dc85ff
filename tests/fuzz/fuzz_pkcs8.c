/* d2i_PKCS8PrivateKey_bio(), and the key that comes out written and read again. The seeds' passphrase is "pw". */
#include <openssl/pem.h>

#include "tests/fuzz/face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char pw[] = "pw", other[] = "other";
    BIO *in = input_bio(bs_r_from(data, size)), *out = sink();
    EVP_PKEY *key = d2i_PKCS8PrivateKey_bio(in, NULL, NULL, pw), *again = NULL;
    if (key) {
        must(i2d_PKCS8PrivateKey_bio(out, key, EVP_aes_128_cbc(), other, 5, NULL, NULL) == 1);
        again = d2i_PKCS8PrivateKey_bio(out, NULL, NULL, other);
        must(again && EVP_PKEY_eq(key, again) == 1);
    } else {
        must(size == 0 || ERR_peek_error() != 0); /* at the end of its input a reader says nothing */
    }
    EVP_PKEY_free(key);
    EVP_PKEY_free(again);
    BIO_free(in);
    BIO_free(out);
    ERR_clear_error();
    return 0;
}
