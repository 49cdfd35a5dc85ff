/**
 * \file ocsp.h
 * \brief The parts of ocsp: what it was asked, and the request that is made of it.
 */
#ifndef BEARSHIM_APPS_OCSP_H
#define BEARSHIM_APPS_OCSP_H

#include <openssl/ocsp.h>

#include "apps/options.h"
#include "apps/providers.h"
#include "apps/verify_options.h"

enum ocsp_nonce { NONCE_DEFAULT, NONCE_NEVER, NONCE_ALWAYS };

struct ocsp_options {
    /* what to ask: -issuer, -cert, -serial and digests, each of which counts for those after it */
    struct app_conf subjects;
    int nonce;
    const char *request_in, *request_out, *signer, *sign_key, *sign_other, *passin;
    bool no_certs, request_text, text;
    /* whom */
    const char *url, *host, *port, *path, *proxy, *no_proxy;
    int timeout;
    struct app_list headers;
    /* the answer */
    const char *response_in, *response_out, *out, *verify_other, *validators;
    bool response_text, ignore_error, no_verify, no_intern, no_signature, no_cert_verify, no_chain, no_checks, no_explicit,
        trust_other;
    int period, age;
    struct app_trust_options trust;
    struct app_verify_options verify;
    struct app_provider_options providers;
};

/* A request, and what it asks for, in order: names as given, and identifiers. */
struct ocsp_question {
    OCSP_REQUEST *request;
    size_t num;
    const char *names[APP_CONF_MAX];
    const OCSP_CERTID *ids[APP_CONF_MAX];   /* the request's */
    STACK_OF(X509) *issuers;
};

/** \brief Make, read or sign the request as the options say; false, and a line on stderr, on failure. */
bool app_ocsp_question(struct ocsp_question *q, const struct ocsp_options *o);
void app_ocsp_question_clear(struct ocsp_question *q);

#endif
