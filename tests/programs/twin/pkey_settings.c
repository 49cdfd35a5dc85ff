/* Settings of an EVP_PKEY_CTX that decide about each other: padding, digests and salt in every order, as text and as lists. */
#include "keys.h"
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static const unsigned char data[64] = { 1, 2, 3 };

/* The queue without its words, and emptied. */
static void codes(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) printf(" <%d:%d>", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

static EVP_PKEY_CTX *begin(EVP_PKEY *k, int verify) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    if ((verify ? EVP_PKEY_verify_init(c) : EVP_PKEY_sign_init(c)) != 1) printf("not begun\n");
    return c;
}

static void show_md(EVP_PKEY_CTX *c) {
    const EVP_MD *md = NULL;
    int r = EVP_PKEY_CTX_get_signature_md(c, &md);
    printf("  digest %d %s", r > 0, md ? EVP_MD_get0_name(md) : "none");
    errors();
}

/* What a signature by such settings is good for: itself, and not for another digest. */
static void round_trip(EVP_PKEY *k, EVP_PKEY_CTX *c, size_t n) {
    unsigned char sig[512];
    size_t len = sizeof sig;
    int r = EVP_PKEY_sign(c, sig, &len, data, n);
    printf("  sign %zu: %d", n, r);
    errors();
    if (r != 1) return;
    EVP_PKEY_CTX *v = begin(k, 1);
    SHOW(EVP_PKEY_CTX_ctrl_str(v, "rsa_padding_mode", "pss"));
    printf("  verify %d", EVP_PKEY_verify(v, sig, len, data, n));
    printf(", another %d\n", EVP_PKEY_verify(v, sig, len, data + 1, n));
    ERR_clear_error(); /* which check of PSS fails first is chance */
    EVP_PKEY_CTX_free(v);
}

static void orders(EVP_PKEY *k) {
    static const char *const settings[][2] = { { "rsa_padding_mode", "pss" }, { "rsa_mgf1_md", "sha256" },
        { "rsa_pss_saltlen", "12" }, { "digest", "sha256" } };
    for (int order = 0; order < 24; order++) {
        int left[] = { 0, 1, 2, 3 }, code = order;
        EVP_PKEY_CTX *c = begin(k, 0);
        for (int n = 4; n > 0; n--) {
            int at = code % n, i = left[at];
            code /= n;
            memmove(left + at, left + at + 1, (size_t)(n - at - 1) * sizeof left[0]);
            printf("%s=%s %d", settings[i][0], settings[i][1], EVP_PKEY_CTX_ctrl_str(c, settings[i][0], settings[i][1]));
            codes();
            show_md(c);
        }
        EVP_PKEY_CTX_free(c);
    }
}

static void lists(EVP_PKEY *k) {
    char pad[] = "pss", md[] = "SHA256", mgf1[] = "SHA1";
    int salt = 20;
    OSSL_PARAM all[] = { OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, pad, 0),
        OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, md, 0),
        OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, mgf1, 0),
        OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &salt) };
    for (int i = 0; i < COUNT(all); i++) {
        OSSL_PARAM list[COUNT(all) + 1];
        for (int j = 0; j < COUNT(all); j++) list[j] = all[(i + j) % COUNT(all)];
        list[COUNT(all)] = OSSL_PARAM_construct_end();
        EVP_PKEY_CTX *c = begin(k, 0);
        SHOW(EVP_PKEY_CTX_set_params(c, list));
        show_md(c);
        EVP_PKEY_CTX_free(c);
    }
}

static void by_default(EVP_PKEY *k) {
    static const size_t sizes[] = { 20, 32, 0 };
    EVP_PKEY_CTX *c = begin(k, 0);
    show_md(c);
    SHOW(EVP_PKEY_CTX_set_rsa_mgf1_md(c, EVP_sha256()));
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING));
    show_md(c);
    for (int i = 0; i < COUNT(sizes); i++) round_trip(k, c, sizes[i]);
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING));
    show_md(c);
    EVP_PKEY_CTX_free(c);
}

/* Digests of the wrong length, in each role. */
static void lengths(EVP_PKEY *k) {
    unsigned char sig[200];
    size_t len = sizeof sig;
    EVP_PKEY_CTX *c = begin(k, 0);
    SHOW(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
    SHOW(EVP_PKEY_sign(c, sig, &len, data, 31));
    SHOW(EVP_PKEY_sign(c, sig, &len, data, 32));
    EVP_PKEY_CTX_free(c);
    c = begin(k, 1);
    SHOW(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
    SHOW(EVP_PKEY_verify(c, sig, len, data, 33));
    SHOW(EVP_PKEY_verify(c, sig, len, data, 32));
    EVP_PKEY_CTX_free(c);
}

/* A digest taken out of a PKCS#1 signature: by its own digest, by another, of a wrong length, and changed. */
static void recovered(EVP_PKEY *k) {
    static const char *const digests[] = { "sha256", "sha1", "sha384", "md5-sha1" };
    unsigned char sig[512], out[512];
    size_t len = sizeof sig;
    EVP_PKEY_CTX *c = begin(k, 0);
    SHOW(EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()));
    SHOW(EVP_PKEY_sign(c, sig, &len, data, 32));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(k, NULL);
    for (int i = 0; i < COUNT(digests); i++) {
        SHOW(EVP_PKEY_verify_recover_init(c));
        SHOW(EVP_PKEY_CTX_ctrl_str(c, "digest", digests[i]));
        for (size_t less = 0; less < 2; less++) {
            size_t n = sizeof out;
            int r = EVP_PKEY_verify_recover(c, out, &n, sig, len - less);
            printf("%s, %zu less: %d %zu", digests[i], less, r, r == 1 ? n : 0);
            errors();
        }
    }
    EVP_PKEY_CTX_free(c);
    c = begin(k, 1);
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "digest", "md5-sha1"));
    SHOW(EVP_PKEY_verify(c, sig, len, data, 35));
    SHOW(EVP_PKEY_verify(c, sig, len, data, 36));
    EVP_PKEY_CTX_free(c);
}

static void agreement(EVP_PKEY *k) {
    static const char *const settings[][2] = { { "ecdh_cofactor_mode", "1" }, { "ecdh_cofactor_mode", "0" },
        { "ecdh_cofactor_mode", "-1" }, { "ecdh_cofactor_mode", "2" }, { "ecdh_kdf_md", "sha256" }, { "ecdh_kdf_md", "none" } };
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    SHOW(EVP_PKEY_derive_init(c));
    for (int i = 0; i < COUNT(settings); i++) {
        printf("%s=%s %d", settings[i][0], settings[i][1], EVP_PKEY_CTX_ctrl_str(c, settings[i][0], settings[i][1]));
        ERR_clear_error(); /* of a digest that cannot be fetched: a number counts what was before */
        printf(", mode %d", EVP_PKEY_CTX_get_ecdh_cofactor_mode(c));
        errors();
    }
    EVP_PKEY_CTX_free(c);
}

int main(void) {
    EVP_PKEY *rsa = load("evp/rsa8.pem"), *pss = load("auth/pss.pem"), *ec = load("evp/ec8.pem");
    by_default(rsa);
    by_default(pss);
    orders(rsa);
    orders(pss);
    lists(rsa);
    lists(pss);
    recovered(rsa);
    lengths(ec);
    agreement(ec);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(pss);
    EVP_PKEY_free(ec);
    return 0;
}
