/* Arrays of parameters that are built, copied and merged; keys made of them. */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

static void errors(void) {
    for (unsigned long e; (e = ERR_get_error()) != 0;) printf(" [%d/%d]", ERR_GET_LIB(e), ERR_GET_REASON(e));
    printf("\n");
}

static void show(const char *title, const OSSL_PARAM *p) {
    printf("%s:\n", title);
    for (; p != NULL && p->key != NULL; p++) {
        const unsigned char *data = p->data;
        size_t n = p->data_size;
        if (p->data_type == OSSL_PARAM_UTF8_PTR || p->data_type == OSSL_PARAM_OCTET_PTR) data = *(unsigned char **)p->data;
        printf("  %s type %u size %zu modified %d ", p->key, p->data_type, p->data_size, OSSL_PARAM_modified(p));
        for (size_t i = 0; data != NULL && i < n; i++) printf("%02x", data[i]);
        if (p->data_type == OSSL_PARAM_UTF8_STRING) printf(" ends %d", data[n] == 0);
        printf("\n");
    }
    errors();
}

static void every_kind(void) {
    static char text[] = "lent", octets[] = { 1, 2, 3 };
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    BIGNUM *n = NULL, *zero = BN_new(), *minus = BN_new();
    BN_hex2bn(&n, "0123456789ABCDEF0011223344556677889900");
    BN_set_word(minus, 5);
    BN_set_negative(minus, 1);
    printf("%d", OSSL_PARAM_BLD_push_int(b, "int", -2) + OSSL_PARAM_BLD_push_uint(b, "uint", 3) +
           OSSL_PARAM_BLD_push_long(b, "long", -4) + OSSL_PARAM_BLD_push_ulong(b, "ulong", 5) +
           OSSL_PARAM_BLD_push_int32(b, "int32", -6) + OSSL_PARAM_BLD_push_uint32(b, "uint32", 7) +
           OSSL_PARAM_BLD_push_int64(b, "int64", -8) + OSSL_PARAM_BLD_push_uint64(b, "uint64", 9) +
           OSSL_PARAM_BLD_push_size_t(b, "size_t", 10) + OSSL_PARAM_BLD_push_time_t(b, "time_t", 11) +
           OSSL_PARAM_BLD_push_double(b, "double", 1.5) + OSSL_PARAM_BLD_push_BN(b, "bn", n) +
           OSSL_PARAM_BLD_push_BN_pad(b, "bn_pad", n, 24) + OSSL_PARAM_BLD_push_utf8_string(b, "utf8", "hello", 0) +
           OSSL_PARAM_BLD_push_utf8_string(b, "utf8 part", "hello", 3) + OSSL_PARAM_BLD_push_octet_string(b, "octets", "abc", 3) +
           OSSL_PARAM_BLD_push_octet_string(b, "none", "", 0) + OSSL_PARAM_BLD_push_utf8_ptr(b, "utf8 ptr", text, 0) +
           OSSL_PARAM_BLD_push_octet_ptr(b, "octet ptr", octets, sizeof octets) + OSSL_PARAM_BLD_push_BN(b, "no bn", NULL));
    errors();
    printf("too small %d", OSSL_PARAM_BLD_push_BN_pad(b, "x", n, 3));
    errors();
    printf("zero %d", OSSL_PARAM_BLD_push_BN_pad(b, "zero padded", zero, 3));
    errors();
    OSSL_PARAM *p = OSSL_PARAM_BLD_to_param(b), *q = OSSL_PARAM_dup(p);
    show("built", p);
    OSSL_PARAM_free(p);
    show("copied", q);
    OSSL_PARAM_BLD_push_int(b, "again", 1);
    p = OSSL_PARAM_BLD_to_param(b);
    show("built anew", p);
    OSSL_PARAM_BLD_push_utf8_string(b, "INT", "other", 0);
    OSSL_PARAM_BLD_push_int(b, "a", 1);
    OSSL_PARAM_BLD_push_int(b, "zz", 1);
    OSSL_PARAM *r = OSSL_PARAM_BLD_to_param(b), *m = OSSL_PARAM_merge(q, r);
    show("merged", m);
    OSSL_PARAM_free(m);
    m = OSSL_PARAM_merge(NULL, r);
    show("merged with nothing", m);
    OSSL_PARAM_free(m);
    show("nothing merged", OSSL_PARAM_merge(NULL, NULL));
    show("nothing copied", OSSL_PARAM_dup(NULL));
    OSSL_PARAM_free(NULL);
    OSSL_PARAM_free(p);
    OSSL_PARAM_free(q);
    OSSL_PARAM_free(r);
    show("empty", p = OSSL_PARAM_BLD_to_param(b));
    OSSL_PARAM_free(p);
    OSSL_PARAM_BLD_push_BN(b, "left behind", n);
    OSSL_PARAM_BLD_free(b);
    OSSL_PARAM_BLD_free(NULL);
    BN_free(n);
    BN_free(zero);
    BN_free(minus);
}

/* As haproxy, unbound and PHP make keys. */
static void keys(void) {
    EVP_PKEY *made = NULL;
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    BIGNUM *d = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    static const unsigned char point[] = { 0x04, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63,
        0xA4, 0x40, 0xF2, 0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2, 0x96, 0x4F,
        0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16, 0x2B, 0xCE, 0x33, 0x57, 0x6B,
        0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5 }; /* P-256's generator, so the key is 1 */
    BN_hex2bn(&d, "1");
    OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point);
    OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, d);
    OSSL_PARAM *p = OSSL_PARAM_BLD_to_param(b);
    printf("EC %d", EVP_PKEY_fromdata_init(ctx) > 0 && EVP_PKEY_fromdata(ctx, &made, EVP_PKEY_KEYPAIR, p) > 0);
    errors();
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    EVP_PKEY_print_public(out, made, 0, NULL);
    BIO_free(out);
    EVP_PKEY_free(made);
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(p);
    OSSL_PARAM_BLD_free(b);
    BN_free(d);
}

int main(void) {
    every_kind();
    keys();
    return 0;
}
