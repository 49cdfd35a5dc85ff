/**
 * \file make_cert.h
 * \brief Certificates without true signatures, for tests of what chains are made of and cost.
 */
#ifndef BS_TEST_X509_MAKE_CERT_H
#define BS_TEST_X509_MAKE_CERT_H

#include "src/x509/cert.h"
#include "src/x509/der.h"

struct made {
    uint8_t *der;
    struct bs_cert cert;
};

/** What is said in one; extensions is the content of SEQUENCE OF Extension, beside basicConstraints. */
struct make_cert {
    const char *subject, *issuer;
    uint64_t serial;
    bool ca;
    bs_reader extensions;
};

/** Makes and decodes one; to be freed with made_free(). Fails the test if that cannot be. */
void made_init(struct made *out, const struct make_cert *what);
void made_free(struct made *m);

/** Writes an Extension, not critical: id is the last arc below 2.5.29. */
void put_extension(bs_writer *w, uint8_t id, bs_reader value);

#endif
