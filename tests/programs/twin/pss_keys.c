/* RSA-PSS keys: made with limits, written and read, and what they then allow. */
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

static const EVP_MD *digest(int i) {
    return i == 1 ? EVP_sha1() : i == 2 ? EVP_sha256() : i == 3 ? EVP_sha512() : NULL;
}

static void begin(EVP_PKEY_CTX *c) {
    int salt = 0;
    const EVP_MD *md = NULL;
    printf("salt got %d", EVP_PKEY_CTX_get_rsa_pss_saltlen(c, &salt) > 0);
    printf(" %d", salt);
    printf(" mgf1 got %d", EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md) > 0);
    printf(" %d", md ? EVP_MD_get_type(md) : 0);
    md = NULL;
    printf(" md got %d", EVP_PKEY_CTX_get_signature_md(c, &md) > 0);
    printf(" %d", md ? EVP_MD_get_type(md) : 0);
    errors();
}

static void signs(EVP_PKEY *k, const EVP_MD *md) {
    unsigned char sig[128], hash[64] = { 1, 2, 3 };
    size_t n = sizeof sig;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL), *v = EVP_PKEY_CTX_new(k, NULL);
    printf("- signs %d\n", EVP_MD_get_type(md));
    SHOW(EVP_PKEY_sign_init(c));
    begin(c);
    SHOW(EVP_PKEY_CTX_set_signature_md(c, md));
    SHOW(EVP_PKEY_CTX_set_signature_md(c, md));
    int ok = EVP_PKEY_sign(c, sig, &n, hash, (size_t)EVP_MD_get_size(md));
    printf("signed %d", ok);
    errors();
    SHOW(EVP_PKEY_verify_init(v));
    SHOW(EVP_PKEY_CTX_set_signature_md(v, md));
    if (ok > 0) SHOW(EVP_PKEY_verify(v, sig, n, hash, (size_t)EVP_MD_get_size(md)));
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_CTX_free(v);
}

static void settings(EVP_PKEY *k, int verify) {
    static const int salts[] = { 0, 19, 20, 30, 32, 40, 64, RSA_PSS_SALTLEN_DIGEST, RSA_PSS_SALTLEN_AUTO, RSA_PSS_SALTLEN_MAX, -4 };
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    printf("- settings\n");
    SHOW(verify ? EVP_PKEY_verify_init(c) : EVP_PKEY_sign_init(c));
    for (size_t i = 0; i < sizeof salts / sizeof salts[0]; i++) {
        printf("salt %d: %d", salts[i], EVP_PKEY_CTX_set_rsa_pss_saltlen(c, salts[i]));
        errors();
    }
    for (int i = 1; i <= 3; i++) {
        printf("mgf1 %d: %d", i, EVP_PKEY_CTX_set_rsa_mgf1_md(c, digest(i)));
        errors();
    }
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING));
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_NO_PADDING));
    SHOW(EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING));
    EVP_PKEY_CTX_free(c);
}

static void uses(EVP_PKEY *k) {
    BIO *out = BIO_new(BIO_s_mem());
    char *text, *at;
    SHOW(EVP_PKEY_print_public(out, k, 0, NULL));
    BIO_write(out, "", 1);
    BIO_get_mem_data(out, &text);
    at = strstr(text, "PSS");
    printf("%s\n", at ? at : "no PSS");
    BIO_free(out);
    for (int i = 1; i <= 3; i++) signs(k, digest(i));
    settings(k, 0);
    settings(k, 1);
}

static void with_limits(int md, int mgf1, int salt) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, NULL);
    EVP_PKEY *k = NULL, *again;
    unsigned char *der = NULL, *der2 = NULL;
    const unsigned char *p;
    printf("== digest %d, mask %d, salt %d\n", md, mgf1, salt);
    SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_md(c, EVP_sha1()));
    SHOW(EVP_PKEY_keygen_init(c));
    SHOW(EVP_PKEY_CTX_set_rsa_keygen_bits(c, 1024));
    if (md) SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_md(c, digest(md)));
    if (mgf1) SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(c, digest(mgf1)));
    if (salt >= 0) SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(c, salt));
    SHOW(EVP_PKEY_keygen(c, &k));
    EVP_PKEY_CTX_free(c);
    if (!k) return;
    uses(k);
    int n = i2d_PUBKEY(k, &der), n2;
    hex("SubjectPublicKeyInfo begins", der, 80 < n ? (der[3] == 0x30 && der[4] < 80 ? der[4] + 5 : 20) : 0);
    p = der;
    SHOWP(again = d2i_PUBKEY(NULL, &p, n));
    n2 = i2d_PUBKEY(again, &der2);
    SHOW(n2 == n && memcmp(der, der2, (size_t)n) == 0);
    OPENSSL_free(der);
    OPENSSL_free(der2);
    EVP_PKEY_free(again);
    der = NULL;
    n = i2d_PrivateKey(k, &der);
    p = der;
    SHOWP(again = d2i_AutoPrivateKey(NULL, &p, n));
    uses(again);
    OPENSSL_free(der);
    EVP_PKEY_free(again);
    EVP_PKEY_free(k);
}

int main(void) {
    with_limits(0, 0, -1);
    with_limits(2, 0, -1);
    with_limits(2, 2, 32);
    with_limits(0, 0, 20);
    with_limits(2, 1, 10);
    with_limits(3, 3, 40);
    with_limits(0, 2, -1);
    with_limits(1, 1, 20);
    with_limits(2, 2, 0);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    SHOW(EVP_PKEY_keygen_init(c));
    SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_md(c, EVP_sha1()));
    SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(c, EVP_sha1()));
    SHOW(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(c, 3));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, NULL);
    SHOW(EVP_PKEY_keygen_init(c));
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "rsa_pss_keygen_md", "sha256"));
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "rsa_pss_keygen_mgf1_md", "sha256"));
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "rsa_pss_keygen_saltlen", "32"));
    EVP_PKEY_CTX_free(c);
    return 0;
}
