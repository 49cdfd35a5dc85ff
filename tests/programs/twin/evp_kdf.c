/* EVP_KDF and EVP_PKEY_derive(): HKDF, PBKDF2, scrypt, TLS1-PRF, SSKDF, X9.63, SSH's; outputs and refusals. */
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

static unsigned char bytes[200];

static OSSL_PARAM text(const char *key, const char *value) {
    return OSSL_PARAM_construct_utf8_string(key, (char *)value, 0);
}

static OSSL_PARAM octets(const char *key, size_t from, size_t n) {
    return OSSL_PARAM_construct_octet_string(key, bytes + from, n);
}

static void derive(EVP_KDF_CTX *c, size_t n, const OSSL_PARAM *p) {
    unsigned char out[600];
    memset(out, 0, sizeof out);
    int r = EVP_KDF_derive(c, out, n, p);
    printf("%d ", r);
    hex("key", out, r > 0 ? n : 0);
    last_error();
}

static EVP_KDF_CTX *context(const char *name) {
    EVP_KDF *k = EVP_KDF_fetch(NULL, name, NULL);
    printf("-- %s %d", name, k != NULL);
    if (k == NULL) {
        last_error();
        printf("\n");
        return NULL;
    }
    printf(" %s %d %d\n", EVP_KDF_get0_name(k), EVP_KDF_is_a(k, name), EVP_KDF_up_ref(k));
    EVP_KDF_free(k);
    EVP_KDF_CTX *c = EVP_KDF_CTX_new(k);
    printf("%d %d\n", EVP_KDF_CTX_kdf(c) == k, EVP_KDF_CTX_get_kdf_size(c) == SIZE_MAX);
    EVP_KDF_free(k);
    return c;
}

static void hkdf(void) {
    static const char *const digests[] = { "SHA1", "SHA256", "SHA512", "SHA3-256" };
    EVP_KDF_CTX *c = context("HKDF");
    OSSL_PARAM none[] = { OSSL_PARAM_construct_end() };
    derive(c, 10, none);
    for (int i = 0; i < 4; i++) {
        for (int mode = 0; mode < 3; mode++) {
            OSSL_PARAM p[] = { text("digest", digests[i]), octets("key", 0, 50), octets("salt", 60, 20),
                               octets("info", 90, 10), octets("info", 5, 7),
                               OSSL_PARAM_construct_int("mode", &mode), OSSL_PARAM_construct_end() };
            EVP_KDF_CTX_reset(c);
            derive(c, 100, p);
            derive(c, 32, p);
            printf("size %d\n", EVP_KDF_CTX_get_kdf_size(c) == SIZE_MAX ? -1 : (int)EVP_KDF_CTX_get_kdf_size(c));
            derive(c, 0, none);
        }
    }
    EVP_KDF_CTX_reset(c);
    OSSL_PARAM bare[] = { text("digest", "SHA256"), octets("key", 0, 0), text("mode", "extract_and_expand"),
                          OSSL_PARAM_construct_end() };
    derive(c, 32, bare);
    derive(c, 600, none);
    OSSL_PARAM bad[] = { text("mode", "nothing"), OSSL_PARAM_construct_end() };
    derive(c, 32, bad);
    OSSL_PARAM unknown[] = { text("digest", "nothing"), OSSL_PARAM_construct_end() };
    printf("%d\n", EVP_KDF_CTX_set_params(c, unknown));
    last_error();
    OSSL_PARAM xof[] = { text("digest", "SHAKE128"), OSSL_PARAM_construct_end() };
    printf("%d\n", EVP_KDF_CTX_set_params(c, xof));
    last_error();
    EVP_KDF_CTX_free(c);
    EVP_KDF_CTX_free(NULL);
}

static void passwords(void) {
    EVP_KDF_CTX *c = context("PBKDF2");
    unsigned iter = 3, checked = 0, few = 0;
    OSSL_PARAM none[] = { OSSL_PARAM_construct_end() };
    OSSL_PARAM p[] = { text("digest", "SHA512"), octets("pass", 0, 12), octets("salt", 40, 8),
                       OSSL_PARAM_construct_uint("iter", &iter), OSSL_PARAM_construct_end() };
    derive(c, 20, none);
    derive(c, 20, p + 1);
    derive(c, 20, p);
    derive(c, 0, p);
    OSSL_PARAM zero[] = { OSSL_PARAM_construct_uint("iter", &few), OSSL_PARAM_construct_end() };
    derive(c, 20, zero);
    OSSL_PARAM check[] = { OSSL_PARAM_construct_uint("pkcs5", &checked), OSSL_PARAM_construct_end() };
    derive(c, 20, check);
    derive(c, 10, check);
    OSSL_PARAM salt[] = { octets("salt", 40, 16), OSSL_PARAM_construct_end() };
    derive(c, 20, salt);
    EVP_KDF_CTX_reset(c);
    OSSL_PARAM no_salt[] = { octets("pass", 0, 5), OSSL_PARAM_construct_end() };
    derive(c, 20, no_salt);
    EVP_KDF_CTX_free(c);

    uint64_t n = 16, r = 2, q = 3, odd = 15, mem = 1000;
    c = context("scrypt");
    OSSL_PARAM s[] = { octets("pass", 0, 9), octets("salt", 20, 9), OSSL_PARAM_construct_uint64("n", &n),
                       OSSL_PARAM_construct_uint64("r", &r), OSSL_PARAM_construct_uint64("p", &q),
                       OSSL_PARAM_construct_end() };
    derive(c, 40, none);
    derive(c, 40, s);
    OSSL_PARAM b[] = { OSSL_PARAM_construct_uint64("n", &odd), OSSL_PARAM_construct_end() };
    derive(c, 40, b);
    OSSL_PARAM m[] = { OSSL_PARAM_construct_uint64("maxmem_bytes", &mem), OSSL_PARAM_construct_end() };
    derive(c, 40, m);
    EVP_KDF_CTX_free(c);
}

static void concatenations(void) {
    static const char *const digests[] = { "SHA256", "MD5-SHA1", "SHA384" };
    OSSL_PARAM none[] = { OSSL_PARAM_construct_end() };
    EVP_KDF_CTX *c = context("TLS1-PRF");
    derive(c, 20, none);
    for (int i = 0; i < 3; i++) {
        OSSL_PARAM p[] = { text("digest", digests[i]), octets("secret", 0, 47), octets("seed", 50, 13),
                           octets("seed", 70, 20), OSSL_PARAM_construct_end() };
        EVP_KDF_CTX_reset(c);
        derive(c, 20, p + 1);
        EVP_KDF_CTX_reset(c);
        derive(c, 104, p);
        OSSL_PARAM more[] = { octets("seed", 3, 3), OSSL_PARAM_construct_end() };
        derive(c, 48, more);
        derive(c, 0, none);
    }
    EVP_KDF_CTX_reset(c);
    OSSL_PARAM seedless[] = { text("digest", "SHA256"), octets("secret", 0, 47), OSSL_PARAM_construct_end() };
    derive(c, 20, seedless);
    EVP_KDF_CTX_free(c);
    static const char *const names[] = { "SSKDF", "X963KDF" };
    for (int i = 0; i < 2; i++) {
        c = context(names[i]);
        OSSL_PARAM p[] = { text("digest", "SHA256"), octets("secret", 0, 31), octets("info", 50, 13),
                           OSSL_PARAM_construct_end() };
        derive(c, 20, none);
        derive(c, 20, p);
        derive(c, 100, p);
        derive(c, 0, p);
        OSSL_PARAM k[] = { octets("key", 9, 31), OSSL_PARAM_construct_end() };
        derive(c, 20, k);
        EVP_KDF_CTX_free(c);
    }
    c = context("SSHKDF");
    OSSL_PARAM p[] = { text("digest", "SHA256"), octets("key", 0, 31), octets("xcghash", 50, 32),
                       octets("session_id", 90, 32), text("type", "A"), OSSL_PARAM_construct_end() };
    for (char letter = 'A'; letter <= 'G'; letter++) {
        char type[2] = { letter, 0 };
        p[4] = text("type", type);
        derive(c, 100, p);
    }
    derive(c, 10, none);
    EVP_KDF_CTX_reset(c);
    for (int i = 0; i < 4; i++) {
        OSSL_PARAM one[] = { p[i], OSSL_PARAM_construct_end() };
        derive(c, 10, one);
    }
    EVP_KDF_CTX_free(c);
}

static void show(EVP_PKEY_CTX *c, size_t n) {
    unsigned char out[200];
    size_t len = n;
    int r = EVP_PKEY_derive(c, out, &len);
    printf("%d %zu ", r, len);
    hex("key", out, r > 0 ? len : 0);
    last_error();
}

static void by_keys(void) {
    size_t len = 0;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
    printf("before %d\n", EVP_PKEY_CTX_set_hkdf_md(c, EVP_sha256()));
    last_error();
    printf("init %d\n", EVP_PKEY_derive_init(c));
    show(c, 20);
    printf("%d ", EVP_PKEY_CTX_set_hkdf_md(c, EVP_sha256()));
    show(c, 20);
    printf("%d ", EVP_PKEY_CTX_set1_hkdf_key(c, bytes, 22));
    show(c, 42);
    printf("%d ", EVP_PKEY_CTX_set1_hkdf_salt(c, bytes + 30, 13));
    printf("%d ", EVP_PKEY_CTX_add1_hkdf_info(c, bytes + 50, 5));
    show(c, 42);
    printf("mode %d ", EVP_PKEY_CTX_set_hkdf_mode(c, EVP_PKEY_HKDEF_MODE_EXTRACT_ONLY));
    printf("%d ", EVP_PKEY_derive(c, NULL, &len));
    printf("%zu\n", len);
    show(c, 32);
    printf("mode %d ", EVP_PKEY_CTX_set_hkdf_mode(c, EVP_PKEY_HKDEF_MODE_EXPAND_ONLY));
    show(c, 50);
    printf("%d", EVP_PKEY_CTX_set_hkdf_mode(c, 7));
    last_error();
    printf("%d", EVP_PKEY_CTX_set1_hkdf_key(c, bytes, -2));
    last_error();
    printf("other %d", EVP_PKEY_sign_init(c) > 0);
    ERR_clear_error();
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new_from_name(NULL, "HKDF", NULL);
    printf(" by name %d %d ", c != NULL, EVP_PKEY_derive_init(c));
    printf("%d ", EVP_PKEY_CTX_ctrl_str(c, "md", "SHA384"));
    printf("%d ", EVP_PKEY_CTX_ctrl_str(c, "hexkey", "0102030405"));
    printf("%d ", EVP_PKEY_CTX_ctrl_str(c, "salt", "salt"));
    printf("%d ", EVP_PKEY_CTX_ctrl_str(c, "info", "info"));
    printf("%d ", EVP_PKEY_CTX_ctrl_str(c, "mode", "EXTRACT_AND_EXPAND"));
    show(c, 60);
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new_id(EVP_PKEY_TLS1_PRF, NULL);
    printf("tls1 %d ", EVP_PKEY_derive_init(c));
    printf("%d ", EVP_PKEY_CTX_set_tls1_prf_md(c, EVP_md5_sha1()));
    printf("%d ", EVP_PKEY_CTX_set1_tls1_prf_secret(c, bytes, 20));
    show(c, 20);
    printf("%d ", EVP_PKEY_CTX_add1_tls1_prf_seed(c, bytes + 20, 20));
    printf("%d ", EVP_PKEY_CTX_add1_tls1_prf_seed(c, bytes + 60, 10));
    show(c, 60);
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new_id(EVP_PKEY_SCRYPT, NULL);
    printf("scrypt %d ", EVP_PKEY_derive_init(c));
    printf("%d ", EVP_PKEY_CTX_set1_pbe_pass(c, "password", 8));
    printf("%d ", EVP_PKEY_CTX_set1_scrypt_salt(c, (const unsigned char *)"NaCl", 4));
    printf("%d ", EVP_PKEY_CTX_set_scrypt_N(c, 32));
    printf("%d ", EVP_PKEY_CTX_set_scrypt_r(c, 4));
    printf("%d ", EVP_PKEY_CTX_set_scrypt_p(c, 2));
    printf("%d ", EVP_PKEY_CTX_set_scrypt_maxmem_bytes(c, 1 << 20));
    show(c, 64);
    EVP_PKEY_CTX_free(c);
}

int main(void) {
    pattern(bytes, sizeof bytes, 31);
    hkdf();
    passwords();
    concatenations();
    by_keys();
    printf("%d", EVP_KDF_fetch(NULL, "nothing", NULL) != NULL);
    last_error();
    printf("%d", EVP_KDF_fetch(NULL, "HKDF", "fips=yes") != NULL);
    last_error();
    return 0;
}
