/**
 * \file verify_options.h
 * \brief What a chain is judged by: trusted certificates, and the settings of the judgement.   man 1 openssl-verification-options
 */
#ifndef BEARSHIM_APPS_VERIFY_OPTIONS_H
#define BEARSHIM_APPS_VERIFY_OPTIONS_H

#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stdint.h>

#include "apps/options.h"

/* Where trusted certificates are. */
struct app_trust_options {
    const char *ca_file, *ca_path, *ca_store;
    bool no_ca_file, no_ca_path, no_ca_store;
};
extern const struct app_opt app_trust_rows[];

/**
 * \brief A store of what the options name; where one is not given, of the default file and directory, which is searched
 * as a URI too.
 * \return  the caller's; NULL, and a line on stderr, if a file cannot be loaded.
 */
X509_STORE *app_trust_store(const char *command, const struct app_trust_options *o);

/* How a chain is judged. */
struct app_verify_options {
    struct app_list policies;
    const char *purpose, *name, *hostname, *email, *ip;
    int depth, auth_level;      /* -1: not given */
    int64_t at;                 /* seconds since 1970; INT64_MIN: now */
    int flags;                  /* X509_V_FLAG_* */
};
extern const struct app_opt app_verify_rows[];
void app_verify_defaults(struct app_verify_options *o);

/**
 * \brief Parameters as the options say.
 * \return  the caller's; NULL, and a line on stderr, if a value is none.
 */
X509_VERIFY_PARAM *app_verify_param(const char *command, const struct app_verify_options *o);

#endif
