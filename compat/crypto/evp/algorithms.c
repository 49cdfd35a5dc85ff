/* What there is for keys: signatures, encryption, agreement, encapsulation, and the types themselves, as objects that can be
 * fetched, named and listed. The work is done by EVP_PKEY_CTX.        man 3 EVP_SIGNATURE, EVP_ASYM_CIPHER, EVP_KEYEXCH
 *
 * All are constants of the library, so that nothing is counted or freed. */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "compat/crypto/core/provider_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"

struct algorithm {
    const char *name, *aliases; /* all names, with colons around each */
    const OSSL_PARAM *taken;    /* what EVP_PKEY_CTX_set_params() takes; NULL: nothing */
};

#define TEXT(key) OSSL_PARAM_utf8_string(key, NULL, 0)
#define LIST(name, ...) static const OSSL_PARAM name[] = { __VA_ARGS__, OSSL_PARAM_END }

LIST(rsa_sig, TEXT(OSSL_SIGNATURE_PARAM_DIGEST), TEXT(OSSL_SIGNATURE_PARAM_PAD_MODE),
     TEXT(OSSL_SIGNATURE_PARAM_MGF1_DIGEST), TEXT(OSSL_SIGNATURE_PARAM_PSS_SALTLEN));
LIST(ec_sig, TEXT(OSSL_SIGNATURE_PARAM_DIGEST));
LIST(rsa_crypt, TEXT(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST), TEXT(OSSL_ASYM_CIPHER_PARAM_PAD_MODE),
     TEXT(OSSL_ASYM_CIPHER_PARAM_MGF1_DIGEST));
LIST(rsa_kem, TEXT(OSSL_KEM_PARAM_OPERATION));

#define RSA_NAMES ":RSA:rsaEncryption:1.2.840.113549.1.1.1:2.5.8.1.1:"

static const struct algorithm signatures[] = {
    { "RSA", RSA_NAMES, rsa_sig },
    { "ED25519", ":ED25519:1.3.101.112:", NULL },
    { "ED448", ":ED448:1.3.101.113:", NULL },
    { "ECDSA", ":ECDSA:", ec_sig },
    { "HMAC", ":HMAC:", NULL },
};
static const struct algorithm ciphers[] = { { "RSA", RSA_NAMES, rsa_crypt } };
static const struct algorithm kems[] = { { "RSA", RSA_NAMES, rsa_kem } };
static const struct algorithm exchanges[] = {
    { "DH", ":DH:dhKeyAgreement:1.2.840.113549.1.3.1:", NULL },
    { "X25519", ":X25519:1.3.101.110:", NULL },
    { "X448", ":X448:1.3.101.111:", NULL },
    { "ECDH", ":ECDH:", NULL },
    { "TLS1-PRF", ":TLS1-PRF:", NULL },
    { "HKDF", ":HKDF:", NULL },
    { "SCRYPT", ":SCRYPT:id-scrypt:1.3.6.1.4.1.11591.4.11:", NULL },
};

static const struct algorithm *find(const struct algorithm *rows, size_t n, const char *name, const char *properties) {
    for (size_t i = 0; name != NULL && bs_properties_ok(properties) && i < n; i++) {
        if (bs_name_listed(rows[i].aliases, name)) return &rows[i];
    }
    bs_raise_unsupported(name, 0, properties);
    return NULL;
}

/* The functions of one family; each is its own type, of rows that are laid out alike. */
#define FAMILY(T, tag, rows) \
    struct tag { \
        struct algorithm a; \
    }; \
    static T *T##_of(const struct algorithm *a) { \
        union { \
            const struct algorithm *from; \
            T *to; \
        } constant = { a }; \
        return constant.to; \
    } \
    T *T##_fetch(OSSL_LIB_CTX *ctx, const char *algorithm, const char *properties) { \
        (void)ctx; \
        return T##_of(find(rows, sizeof rows / sizeof rows[0], algorithm, properties)); \
    } \
    void T##_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(T *, void *), void *arg) { \
        (void)libctx; \
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) fn(T##_of(&rows[i]), arg); \
    } \
    void T##_free(T *x) { (void)x; } \
    int T##_up_ref(T *x) { return x != NULL; } \
    int T##_is_a(const T *x, const char *name) { return x != NULL && name != NULL && bs_name_listed(x->a.aliases, name); } \
    const char *T##_get0_name(const T *x) { return x->a.name; } \
    const char *T##_get0_description(const T *x) { /* as of all of OpenSSL's */ \
        (void)x; \
        return NULL; \
    } \
    OSSL_PROVIDER *T##_get0_provider(const T *x) { return x != NULL ? bs_provider_default() : NULL; } \
    int T##_names_do_all(const T *x, void (*fn)(const char *, void *), void *data) { \
        if (x == NULL) return 0; \
        bs_names_do_all(x->a.aliases, fn, data); \
        return 1; \
    } \
    const OSSL_PARAM *T##_settable_ctx_params(const T *x) { return x != NULL ? x->a.taken : NULL; } \
    const OSSL_PARAM *T##_gettable_ctx_params(const T *x) { /* EVP_PKEY_CTX_get_rsa_padding() and its like tell */ \
        (void)x; \
        return NULL; \
    }

FAMILY(EVP_SIGNATURE, evp_signature_st, signatures)
FAMILY(EVP_ASYM_CIPHER, evp_asym_cipher_st, ciphers)
FAMILY(EVP_KEM, evp_kem_st, kems)
FAMILY(EVP_KEYEXCH, evp_keyexch_st, exchanges)
