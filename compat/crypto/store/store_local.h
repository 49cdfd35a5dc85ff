/**
 * \file store_local.h
 * \brief What OSSL_STORE objects are inside.                                                    man 3 OSSL_STORE_open
 */
#ifndef BS_COMPAT_STORE_LOCAL_H
#define BS_COMPAT_STORE_LOCAL_H

#include <openssl/store.h>
#include <openssl/ui.h>
#include <stdbool.h>

#include "src/base/reader.h"

struct ossl_store_info_st {
    int type; /* OSSL_STORE_INFO_* */
    union {
        void *ptr;
        EVP_PKEY *pkey;
        X509 *cert;
        X509_CRL *crl;
        char *name;
    } data;
    char *description; /* of a name; may be NULL */
};

struct ossl_store_search_st {
    int type; /* OSSL_STORE_SEARCH_* */
    X509_NAME *name;
    const ASN1_INTEGER *serial;
    const EVP_MD *digest;
    const unsigned char *bytes;
    size_t len;
};

DEFINE_STACK_OF(OSSL_STORE_INFO)

/** Who is asked for passphrases. */
struct bs_store_asker {
    const UI_METHOD *method; /* NULL: nobody, and what is encrypted cannot be read */
    void *data;
    const char *what;
};

/** Bytes of the passphrase, or -1 with an error queued. */
int bs_store_ask(const struct bs_store_asker *who, char *buf, int size);

/** \name decode.c: one object of a file, from DER; what it holds is put on a stack, several of a PKCS#12 file.
 * @{ */
/**
 * \param label     the PEM label; NULL: the kind is found by trying
 * \param expected  0, or the type wanted: keys of another type are a failure, other things are left to the caller
 * \return false, with an error queued, if it is nothing that a store holds, or cannot be opened.
 */
BS_CHECKED bool bs_store_decode(const char *label, bs_reader der, int expected, const struct bs_store_asker *who,
                                STACK_OF(OSSL_STORE_INFO) *out);
/** @} */

#endif
