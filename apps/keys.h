/**
 * \file keys.h
 * \brief Keys that commands read, and the pass phrases for them.
 */
#ifndef BEARSHIM_APPS_KEYS_H
#define BEARSHIM_APPS_KEYS_H

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <stdbool.h>

#include "apps/options.h"

/* A pass phrase that was named on the command line; the caller wipes it with app_pass_wipe(). */
struct app_pass {
    bool given;
    char text[1024];
};

/**
 * \brief Read the pass phrases that -passin and -passout (NULL: not given) name.
 * If both name one file, or the standard input, the second is its second line.
 * \return  false, and a line on stderr, if one cannot be had.
 */
bool app_pass_get(const char *command, const char *source_in, const char *source_out, struct app_pass *in,
                  struct app_pass *out);
void app_pass_wipe(struct app_pass *pass);

/** \brief A pem_password_cb; u is a struct app_pass, and if it was not given the terminal is asked. */
int app_pass_callback(char *buf, int size, int rwflag, void *u);

/** \brief The name of a format (PEM, DER, any case) as NULL (none given), "PEM" or "DER" in out; false if it is another. */
bool app_key_format(const char *name, const char **out);

/** \brief The same for keys, which may be in PKCS#12 too (P12: NULL in out, as it is found by itself). */
bool app_key_any_format(const char *name, const char **out);

enum app_key_part { APP_KEY_PRIVATE, APP_KEY_PUBLIC };

/**
 * \brief Read a key, of a file, a URI or a PKCS#12 file.
 * \param format  "PEM", "DER", or NULL for either.
 * \param name    NULL or `-`: the standard input.
 * \return  the caller's; NULL, and a line on stderr, if there is none.
 */
EVP_PKEY *app_key_load(const char *command, const char *name, const char *format, enum app_key_part part,
                       struct app_pass *pass);

/**
 * \brief What is asked of a verification by -vfyopt, which knows what SM2 needs and nothing else: no key here has it.
 * \return  true if nothing is asked; else false, and a line on stderr.
 */
bool app_no_vfyopt(const char *command, const struct app_list *options);

/**
 * \brief Set each of the options, as app_key_set_option(), of -pkeyopt or -sigopt.
 * \return  false, and a line on stderr, at the first that cannot be set.
 */
bool app_key_set_options(const char *command, EVP_PKEY_CTX *ctx, const struct app_list *options);

/** \brief Set `NAME:VALUE` on a context; false if it has no such parameter. */
bool app_key_set_option(EVP_PKEY_CTX *ctx, const char *option);

/** \brief A cipher to encrypt a key with; NULL, and a line on stderr, if there is none, or it is of no use for that. */
const EVP_CIPHER *app_key_cipher(const char *command, const char *name);

#endif
