/**
 * \file pkcs12.h
 * \brief The parts of pkcs12: taking a file apart, telling what it is made of, and making one.
 */
#ifndef BEARSHIM_APPS_PKCS12_H
#define BEARSHIM_APPS_PKCS12_H

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <stdbool.h>

#include "apps/keys.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/streams.h"
#include "apps/verify_options.h"

/* Not an algorithm: what is to be left unencrypted, or without a MAC. */
#define PKCS12_APP_NONE (-1)

struct pkcs12_options {
    const char *in, *out, *passin, *passout, *password;
    bool no_keys, no_certs, no_out, export, two_passes, legacy;
    /* taking apart */
    bool info, no_mac_verify, client_only, ca_only;
    const char *cipher;
    /* making */
    const char *inkey, *certfile, *pass_certs, *untrusted, *name, *csp, *key_pbe, *mac_alg;
    bool chain, local_key_set;
    struct app_list ca_names;
    struct app_conf cert_how, rounds;   /* settings of which the last one counts */
    int key_type, iter, mac_iter;       /* mac_iter PKCS12_APP_NONE: no MAC */
    struct app_trust_options trust;
    struct app_rand_options random;
    struct app_provider_options providers;
};

/* Pass phrases: the contents', and the MAC's, which is the same but for -twopass; of keys to read or print; of certificates
 * to read. */
struct pkcs12_passes {
    struct app_pass contents, mac, keys, certs;
};

/** \brief Print what a file holds; the exit status. */
int app_pkcs12_show(BIO *in, BIO *out, const struct pkcs12_options *o, struct pkcs12_passes *pass, const EVP_CIPHER *cipher);

/** \brief Make a file; the exit status. The last of the settings that are given as text is taken here. */
int app_pkcs12_make(const struct pkcs12_options *o, struct pkcs12_passes *pass);

/** \brief Ask for the pass phrases that no option gives; false, and a line on stderr. */
bool app_pkcs12_ask(struct pkcs12_passes *pass, const struct pkcs12_options *o);

/** \brief Tell on stderr of the MAC that a file has (-info). */
void app_pkcs12_tell_mac(const PKCS12 *p12);

/** \brief Tell on stderr how something is encrypted, and end the line (-info). */
void app_pkcs12_tell_algorithm(const X509_ALGOR *alg);

#endif
