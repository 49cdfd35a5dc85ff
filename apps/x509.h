/**
 * \file x509.h
 * \brief What the command x509 was asked for, and its parts.
 */
#ifndef BEARSHIM_APPS_X509_H
#define BEARSHIM_APPS_X509_H

#include <openssl/x509.h>
#include <stdbool.h>

#include "apps/algorithms.h"
#include "apps/keys.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/streams.h"

enum { X509_DAYS_USUAL = -2 };

enum x509_field {
    SHOW_TEXT, SHOW_SUBJECT, SHOW_ISSUER, SHOW_SERIAL, SHOW_NEXT_SERIAL, SHOW_EMAIL, SHOW_OCSP_URI, SHOW_ALIAS,
    SHOW_SUBJECT_HASH, SHOW_SUBJECT_HASH_OLD, SHOW_ISSUER_HASH, SHOW_ISSUER_HASH_OLD, SHOW_PURPOSES, SHOW_MODULUS,
    SHOW_PUBKEY, SHOW_START, SHOW_END, SHOW_FINGERPRINT, SHOW_OCSPID, SHOW_EXT,
    SHOW_DATES   /* SHOW_START and SHOW_END */
};

/* How a certificate is signed anew, or made of a request. */
struct x509_sign_options {
    bool request, scratch, to_request, create_serial, clear_extensions, preserve_dates;
    const char *key, *keyform, *passin, *ca, *ca_form, *ca_key, *ca_keyform, *ca_serial, *set_serial, *force_pubkey, *extfile,
        *extensions, *copy_extensions, *subj;
    struct app_pass *pass;     /* of -passin */
    int days;                  /* X509_DAYS_USUAL: not given */
    struct app_list sigopt, vfyopt;
};

struct x509_options {
    const char *in, *inform, *out, *outform, *digest, *dateopt;
    bool noout, nocert, badsig;
    struct app_order fields;   /* what is printed, in the order given */
    struct app_list nameopt, certopt;
    const char *check_host, *check_email, *check_ip;
    int64_t check_end;         /* INT64_MIN: not given */
    /* trust settings */
    bool trustout, clear_trust, clear_reject;
    const char *alias;
    struct app_list trust, reject;
    struct x509_sign_options sign;
    struct app_rand_options random;
    struct app_provider_options providers;
};

/* How to print. */
struct x509_manner {
    const EVP_MD *digest;
    char digest_name[APP_NAME_MAX];
    unsigned long name_flags, cert_flags, date_flag;
};

/**
 * \brief Print one field of a certificate.
 * \param shown  the certificate without the extensions that -ext leaves out.
 * \param whole  the certificate as it is encoded.
 * \return  false, and a line on stderr, if it cannot be had.
 */
bool app_x509_print(BIO *out, X509 *shown, X509 *whole, enum x509_field field, const struct x509_manner *m);

/** \brief A certificate of the request of -in, whose own signature is verified: the caller's; NULL, and a line on stderr. */
X509 *app_x509_of_request(const struct x509_options *o, const struct x509_manner *m);

/** \brief Write a request for a certificate like this one, signed by the key of the options; false, and a line on stderr. */
bool app_x509_write_request(BIO *out, const X509 *cert, const struct x509_options *o);

/** \brief Do the options ask for a signature? */
bool app_x509_signs(const struct x509_options *o);

/** \brief 0, or 1 and a line on stderr where the options for signing do not go together. */
int app_x509_wrong_sign_use(const struct x509_options *o);

/** \brief Give the certificate its issuer, serial, dates and extensions, and sign it; false, and a line on stderr. */
bool app_x509_sign(X509 *cert, const struct x509_options *o);

/** \brief Say whether the certificate is for the host, address or mail address of the options. */
void app_x509_print_checks(BIO *out, X509 *cert, const struct x509_options *o);

/** \brief Take out the extensions that are not in a list of names, separated by commas. */
void app_x509_keep_extensions(X509 *cert, const char *names);

#endif
