/**
 * \file enc.h
 * \brief The parts of enc: what it was asked, the key that follows from it, and the pump.
 */
#ifndef BEARSHIM_APPS_ENC_H
#define BEARSHIM_APPS_ENC_H

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

#include "apps/options.h"
#include "apps/providers.h"
#include "apps/streams.h"

#define ENC_SALT_LEN 8

enum enc_print { ENC_PRINT_NOTHING, ENC_PRINT, ENC_PRINT_ALONE };

struct enc_options {
    bool list, decrypt, base64, one_line, no_pad, no_salt, pbkdf2, none, verbose, debug;
    int print, iterations;
    const char *in, *out, *cipher, *pass, *pass_text, *pass_file, *key, *iv, *salt, *digest, *buf_size;
    struct app_rand_options random;
    struct app_provider_options providers;
};

/* What a cipher is keyed with; wiped by its owner. */
struct enc_key {
    unsigned char key[EVP_MAX_KEY_LENGTH], iv[EVP_MAX_IV_LENGTH], salt[ENC_SALT_LEN];
    bool salted;
};

/**
 * \brief The key, IV and salt that the options give or the pass phrase makes.
 * Writes the salt before the data (or reads it from there, when decrypting) unless the options have it.
 * \param pass    NULL: the key is given.
 * \return  false, and a line on stderr, if something is missing or wrong.
 */
bool app_enc_make_key(struct enc_key *k, const struct enc_options *o, const EVP_CIPHER *cipher, const char *pass,
                      BIO *in, BIO *out);

/** \brief Print salt, key and IV on stdout. */
void app_enc_print_key(const struct enc_key *k, const EVP_CIPHER *cipher);

#endif
