/* PKCS#12 where OpenSSL 3.0 cannot be the judge. */
#include <criterion/criterion.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <string.h>

/* OpenSSL 3.0's PKCS12_newpass() fails with its own defaults, PBES2. */
Test(asn1_pkcs12, a_file_in_pbes2_takes_a_new_password) {
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"), *got = NULL;
    PKCS12 *p = PKCS12_create("old", "name", key, NULL, NULL, 0, 0, 5, 7, 0);
    cr_assert(p);
    cr_expect_eq(PKCS12_newpass(p, "wrong", "new"), 0);
    cr_expect_eq(PKCS12_newpass(p, "old", "new"), 1);
    cr_expect_eq(PKCS12_verify_mac(p, "old", -1), 0);
    cr_expect_eq(PKCS12_parse(p, "old", &got, NULL, NULL), 0);
    cr_expect_eq(PKCS12_parse(p, "new", &got, NULL, NULL), 1);
    cr_expect_eq(EVP_PKEY_eq(got, key), 1);
    EVP_PKEY_free(got);
    EVP_PKEY_free(key);
    PKCS12_free(p);
}
