/**
 * \file req.h
 * \brief The two parts of the command req: what it is told, and how it makes requests and certificates.
 */
#ifndef BEARSHIM_APPS_REQ_H
#define BEARSHIM_APPS_REQ_H

#include <openssl/conf.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "apps/keys.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/streams.h"

struct req_options {
    const char *in, *inform, *out, *outform, *key, *keyform, *keyout, *newkey, *subj, *config, *section, *extensions, *reqexts,
        *passin, *passout, *digest, *copy_extensions, *ca, *ca_key, *set_serial;
    bool new, x509, precert, verify, text, noout, pubkey, modulus, subject, noenc, utf8, batch, newhdr, verbose, multivalue;
    int days;
    struct app_list addext, pkeyopt, sigopt, vfyopt, nameopt, reqopt;
    struct app_rand_options random;
    struct app_provider_options providers;
};

/* What a run of the command has at hand. */
struct req_run {
    const struct req_options *o;
    const char *section;         /* of the configuration */
    CONF *conf;
    struct app_pass passin, passout;
    EVP_PKEY *key;
    X509 *ca;                    /* -CA, or NULL: the certificate is its own issuer */
    EVP_PKEY *ca_key;
    X509_REQ *req;
    X509 *cert;
    bool der;
    unsigned long name_flags, req_flags;
};

/** \brief A value of the command's section; NULL if there is none. */
const char *req_setting(const struct req_run *r, const char *name);

/** \brief The key of -key, or a new one, which is written where -keyout says; false, and a line on stderr. */
bool req_key(struct req_run *r, bool make);

/** \brief r->req: a new request, not signed yet; false, and a line on stderr. */
bool req_new(struct req_run *r);

/** \brief Give r->req its extensions and sign it, or make r->cert of it (-x509); false, and a line on stderr. */
bool req_finish(struct req_run *r, bool fresh);

#endif
