/* Signatures, encryption, encapsulation and agreement as objects: fetched by each name, named, listed, and what they take. */
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>

static const char *const names[] = { "RSA",  "rsaEncryption", "1.2.840.113549.1.1.1", "ECDSA", "EC", "ED25519",
                                     "ed448", "X25519", "X448", "DH", "dhKeyAgreement", "ECDH", "HKDF", "TLS1-PRF",
                                     "SCRYPT", "HMAC", "nothing", "" };
static const char *const keys[] = { "digest", "pad-mode", "mgf1-digest", "saltlen", "operation", NULL };

/* Of RSA and ECDSA: what is set for others has functions of its own, and a place in OpenSSL's lists. */
static void list(const OSSL_PARAM *p, const char *name) {
    const int rsa = strcmp(name, "RSA") == 0;
    if (!rsa && strcmp(name, "ECDSA") != 0) p = NULL;
    for (size_t i = 0; p && keys[i]; i++) {
        const OSSL_PARAM *one = OSSL_PARAM_locate_const(p, keys[i]);
        if (one && (rsa || i == 0)) printf(" %s %u %zu,", keys[i], one->data_type, one->data_size);
    }
    printf("\n");
}

static int count;
static void count_name(const char *name, void *arg) {
    (void)arg;
    count += name[0] != '\0';
}

/* All of ours must be there: OpenSSL has more, such as DSA. */
#define FAMILY(T) \
    static int T##_seen; \
    static void T##_one(T *x, void *arg) { \
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) T##_seen |= T##_is_a(x, names[i]) << i; \
        *(int *)arg += 1; \
    } \
    static void T##_all(void) { \
        int total = 0; \
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) { \
            T *x = T##_fetch(NULL, names[i], NULL); \
            printf("%s %s: %d\n", #T, names[i], x != NULL); \
            ERR_clear_error(); \
            if (x == NULL) continue; \
            count = 0; \
            printf(" %s of %s, %s, %d", T##_get0_name(x), OSSL_PROVIDER_get0_name(T##_get0_provider(x)), \
                   T##_get0_description(x) ? "described" : "plain", T##_names_do_all(x, count_name, NULL)); \
            printf(" %d names, %d %d:", count, T##_is_a(x, names[i]), T##_is_a(x, "nothing")); \
            list(T##_settable_ctx_params(x), T##_get0_name(x)); \
            printf("%d\n", T##_up_ref(x)); \
            (void)T##_gettable_ctx_params(x); \
            T##_free(x); \
            T##_free(x); \
        } \
        T##_do_all_provided(NULL, T##_one, &total); \
        printf("%s: %x %d\n", #T, T##_seen, total > 0); \
        printf("%d\n", T##_fetch(NULL, "RSA", "no=such") != NULL); \
        ERR_clear_error(); \
    }
FAMILY(EVP_SIGNATURE)
FAMILY(EVP_ASYM_CIPHER)
FAMILY(EVP_KEM)
FAMILY(EVP_KEYEXCH)

int main(void) {
    EVP_SIGNATURE_all();
    EVP_ASYM_CIPHER_all();
    EVP_KEM_all();
    EVP_KEYEXCH_all();
    return 0;
}
