/* Keys of the tests' data, for the twin programs that are about keys. */
#ifndef TWIN_KEYS_H
#define TWIN_KEYS_H

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "trace.h"

/* A private key in PEM; NULL, and a line that says so: there is none. The caller's. */
static inline EVP_PKEY *load(const char *name) {
    BIO *b = BIO_new_file(data_file(name), "r");
    EVP_PKEY *k = b ? PEM_read_bio_PrivateKey(b, NULL, NULL, NULL) : NULL;
    BIO_free(b);
    if (!k) printf("cannot read %s\n", name);
    return k;
}

#endif
