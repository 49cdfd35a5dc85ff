/**
 * \file rsa_key.h
 * \brief An RSAPrivateKey in hexadecimal to a key, with or without some of its numbers.
 */
#ifndef TESTS_SRC_CRYPTO_RSA_KEY_H
#define TESTS_SRC_CRYPTO_RSA_KEY_H

#include <criterion/criterion.h>

#include "src/crypto/key.h"
#include "src/x509/der.h"
#include "tests/vectors/hex.h"

enum rsa_number { RSA_N, RSA_E, RSA_D, RSA_P, RSA_Q, RSA_DP, RSA_DQ, RSA_IQ, RSA_NUMBERS };

static inline void rsa_numbers(const char *der, bs_reader v[RSA_NUMBERS]) {
    bs_reader whole = hex(der), body, version;
    cr_assert(bs_der_read(&whole, BS_DER_SEQUENCE, &body) && bs_der_unsigned(&body, &version));
    for (int i = 0; i < RSA_NUMBERS; i++) cr_assert(bs_der_unsigned(&body, &v[i]));
}

static inline bs_status rsa_from(struct bs_privkey **out, bool pss, const bs_reader v[RSA_NUMBERS]) {
    return bs_privkey_new_rsa(out, pss, v[RSA_N], v[RSA_E], v[RSA_D], v[RSA_P], v[RSA_Q], v[RSA_DP], v[RSA_DQ],
                              v[RSA_IQ]);
}

static inline struct bs_privkey *rsa_key(const char *der) {
    bs_reader v[RSA_NUMBERS];
    struct bs_privkey *k = NULL;
    rsa_numbers(der, v);
    cr_assert_eq(rsa_from(&k, false, v), BS_OK);
    return k;
}

#endif
