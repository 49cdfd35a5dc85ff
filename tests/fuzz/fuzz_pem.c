/* PEM readers over one text; the first byte says which. The password of encrypted seeds is "pw". */
#include <openssl/dh.h>
#include <openssl/pem.h>

#include "tests/fuzz/face.h"

static int password(char *buf, int size, int writing, void *arg) {
    (void)writing, (void)arg;
    if (size < 2) return 0;
    memcpy(buf, "pw", 2);
    return 2;
}

static void generic(BIO *in) {
    char *name = NULL, *header = NULL;
    unsigned char *bytes = NULL;
    long len = 0;
    while (PEM_read_bio(in, &name, &header, &bytes, &len)) {
        must(name && header && len >= 0);
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(bytes);
    }
}

static void certificates(BIO *in) {
    X509 *x;
    while ((x = PEM_read_bio_X509_AUX(in, NULL, password, NULL)) != NULL) X509_free(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader text = bs_r_from(data, size);
    unsigned which = take_u8(&text) % 8;
    uint8_t *copy = exact_copy(text);
    BIO *in = input_bio(bs_r_from(copy, text.len));
    switch (which) {
    case 0: generic(in); break;
    case 1: certificates(in); break;
    case 2: EVP_PKEY_free(PEM_read_bio_PrivateKey(in, NULL, password, NULL)); break;
    case 3: EVP_PKEY_free(PEM_read_bio_PUBKEY(in, NULL, password, NULL)); break;
    case 4: X509_CRL_free(PEM_read_bio_X509_CRL(in, NULL, password, NULL)); break;
    case 5: sk_X509_INFO_pop_free(PEM_X509_INFO_read_bio(in, NULL, password, NULL), X509_INFO_free); break;
    case 6: DH_free(PEM_read_bio_DHparams(in, NULL, password, NULL)); break;
    default: RSA_free(PEM_read_bio_RSAPrivateKey(in, NULL, password, NULL)); break;
    }
    BIO_free(in);
    free(copy);
    ERR_clear_error();
    return 0;
}
