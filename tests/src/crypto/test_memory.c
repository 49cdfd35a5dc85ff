#include <criterion/criterion.h>

#include "src/crypto/rsa_op.h"
#include "src/crypto/sigscheme.h"
#include "tests/src/crypto/rsa_key.h"
#include "tests/vectors/openssl_rsa.h"

/* The program is linked with --wrap=calloc, the one allocator of src/crypto. */
static int calls_left = -1; /* -1: none fails */

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *__wrap_calloc(size_t n, size_t size) {
    if (calls_left == 0) return NULL;
    if (calls_left > 0) calls_left--;
    return __real_calloc(n, size);
}

Test(crypto_memory, importing_an_rsa_key_survives_every_failure) {
    bs_reader v[RSA_NUMBERS];
    rsa_numbers(OPENSSL_RSA_1024, v);
    v[RSA_DP] = v[RSA_DQ] = v[RSA_IQ] = bs_r_from(NULL, 0); /* so that they are computed */
    int fail;
    for (fail = 0; fail < 50; fail++) {
        struct bs_privkey *k = NULL;
        calls_left = fail;
        bs_status s = rsa_from(&k, false, v);
        calls_left = -1;
        if (s == BS_OK) {
            bs_privkey_free(k);
            break;
        }
        cr_assert_eq(s, BS_E_MEMORY, "call %d", fail);
        cr_assert_null(k);
    }
    cr_expect_eq(fail, 7, "as many as it makes: product, key, block, two modulos, an inverse with its modulo");
}

Test(crypto_memory, an_ec_key_too) {
    for (int fail = 0; fail < 2; fail++) {
        struct bs_privkey *k = NULL;
        calls_left = fail;
        bs_status s = bs_privkey_new_ec(&k, BR_EC_secp256r1, hex("05"));
        calls_left = -1;
        cr_expect_eq(s, BS_E_MEMORY);
        cr_expect_null(k);
    }
}

Test(crypto_memory, a_large_key_without_memory_neither_signs_nor_verifies) {
    struct bs_impl impl;
    struct bs_privkey *k = rsa_key(OPENSSL_RSA_4104);
    uint8_t sig[BS_RSA_MAX_LEN];
    bs_reader d = bs_r_from("x", 1);
    bs_impl_choose(&impl);
    for (int fail = 0; fail < 3; fail++) {
        size_t n = sizeof sig;
        calls_left = fail;
        bs_status s = bs_sign_digest(&impl, k, BS_SIG_RSA_PKCS1, BS_HASH_NONE, BS_HASH_NONE, 0, d, NULL, NULL, sig, &n);
        calls_left = -1;
        cr_expect_eq(s, fail == 0 ? BS_E_MEMORY : fail == 1 ? BS_E_SIGN_FAILED : BS_OK, "call %d", fail);
    }
    calls_left = 0;
    bs_status s = bs_verify_digest(&impl, &k->pub, BS_SIG_RSA_PKCS1, BS_HASH_NONE, BS_HASH_NONE, 0, d,
                                   bs_r_from(sig, bs_rsa_len(&k->pub)));
    calls_left = -1;
    cr_expect_eq(s, BS_E_MEMORY);
    bs_privkey_free(k);
}
