/* What X509_print_ex() and its like make of a certificate and a CRL. */
#ifndef SHOW_TEXT_H
#define SHOW_TEXT_H

#include <openssl/x509.h>

/* The text by each set of flags: all of it with `whole`, else a checksum a line, and without signature and key. */
void show_cert_texts(X509 *x, int whole);
void show_crl_texts(X509_CRL *crl, int whole);

#endif
