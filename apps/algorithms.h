/**
 * \file algorithms.h
 * \brief Digests and ciphers by the names that options and commands have for them.
 */
#ifndef BEARSHIM_APPS_ALGORITHMS_H
#define BEARSHIM_APPS_ALGORITHMS_H

#include <openssl/evp.h>
#include <stdbool.h>

#define APP_NAME_MAX 64

/**
 * \brief A digest by name, as an option has it.
 * \param shown  if not NULL: gets the name under which openssl prints it.
 * \return  NULL, and a line on stderr, if there is none that can be used.
 */
const EVP_MD *app_digest_option(const char *command, const char *name, char shown[APP_NAME_MAX]);

/** \brief A cipher by name; NULL, and a line on stderr, if there is none. */
const EVP_CIPHER *app_cipher_option(const char *command, const char *name);

/** \brief The name that OpenSSL's default provider has for a digest; empty if there is none. */
void app_digest_provider_name(const EVP_MD *md, char out[APP_NAME_MAX]);

/** \brief True if a command of this name is to be dgst, or enc. */
bool app_is_digest_command(const char *name);
bool app_is_cipher_command(const char *name);

/** \brief Print a title and the digests that can be used, or the ciphers that enc takes, three in a line. */
void app_list_digests(void);
void app_list_ciphers(void);

/** \brief True if enc takes a cipher: one without a tag and of one key. */
bool app_enc_takes(const EVP_CIPHER *cipher);

#endif
