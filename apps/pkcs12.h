/**
 * \file pkcs12.h
 * \brief The two halves of pkcs12: taking a file apart, and making one.
 */
#ifndef BEARSHIM_APPS_PKCS12_H
#define BEARSHIM_APPS_PKCS12_H

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <stdbool.h>

#include "apps/keys.h"
#include "apps/options.h"

struct pkcs12_options {
    const char *in, *out, *passin, *passout, *password;
    bool no_keys, no_certs, no_out, export;
    /* taking apart */
    bool info, no_mac_verify, client_only, ca_only, no_enc;
    const char *cipher;
    /* making */
    const char *inkey, *certfile, *name, *key_pbe, *cert_pbe, *mac_alg;
    bool no_mac, des_cert, no_iter, no_mac_iter, mac_iter;
    int iter, key_type;
};

/** \brief Print what a file holds; the exit status. */
int app_pkcs12_show(BIO *in, BIO *out, const struct pkcs12_options *o, struct app_pass *pass, struct app_pass *passout,
                    const EVP_CIPHER *cipher);

/** \brief Make a file; the exit status. */
int app_pkcs12_make(const struct pkcs12_options *o, struct app_pass *passin, struct app_pass *passout);

#endif
