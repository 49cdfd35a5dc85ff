/* OSSL_PROVIDER, OSSL_LIB_CTX, property queries; OSSL_PARAM_BLD and the arrays that the library owns. */
#include "evp.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/provider.h>

static int seen;

static int count(OSSL_PROVIDER *p, void *arg) {
    if (strcmp(OSSL_PROVIDER_get0_name(p), arg) == 0) seen++;
    return 1;
}

static void providers(void) {
    printf("available %d\n", OSSL_PROVIDER_available(NULL, "default"));
    OSSL_PROVIDER *d = OSSL_PROVIDER_load(NULL, "default"), *b = OSSL_PROVIDER_load(NULL, "base"),
                  *t = OSSL_PROVIDER_try_load(NULL, "default", 1);
    printf("%d %d %d %s %s\n", d != NULL, b != NULL, t == d, OSSL_PROVIDER_get0_name(d), OSSL_PROVIDER_get0_name(b));
    printf("available %d %d %d\n", OSSL_PROVIDER_available(NULL, "default"), OSSL_PROVIDER_available(NULL, "base"),
           OSSL_PROVIDER_available(NULL, "no such provider"));
    printf("all %d ", OSSL_PROVIDER_do_all(NULL, count, "default"));
    printf("%d\n", seen);
    printf("self test %d\n", OSSL_PROVIDER_self_test(d));
    char *name = NULL, *version = NULL;
    int status = -1;
    OSSL_PARAM p[] = { OSSL_PARAM_construct_int(OSSL_PROV_PARAM_STATUS, &status), OSSL_PARAM_construct_end(),
                       OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end() };
    p[1] = (OSSL_PARAM){ OSSL_PROV_PARAM_NAME, OSSL_PARAM_UTF8_PTR, &name, sizeof name, 0 };
    p[2] = (OSSL_PARAM){ OSSL_PROV_PARAM_VERSION, OSSL_PARAM_UTF8_PTR, &version, sizeof version, 0 };
    printf("params %d", OSSL_PROVIDER_get_params(d, p));
    printf(" %d %s %.3s\n", status, name, version);
    ERR_clear_error();
    printf("none %d", OSSL_PROVIDER_load(NULL, "no such provider") != NULL);
    last_error();
    printf("unload %d %d %d\n", OSSL_PROVIDER_unload(t), OSSL_PROVIDER_unload(b), OSSL_PROVIDER_unload(d));
    OSSL_LIB_CTX *c = OSSL_LIB_CTX_new();
    EVP_MD *md = EVP_MD_fetch(c, "SHA256", NULL);
    printf("context %d %d %d\n", c != NULL, md != NULL, c != OSSL_LIB_CTX_get0_global_default());
    EVP_MD_free(md);
    OSSL_LIB_CTX_free(c);
    OSSL_LIB_CTX_free(NULL);
    printf("properties %d\n", EVP_set_default_properties(NULL, "provider=default"));
    printf("properties %d\n", EVP_set_default_properties(NULL, NULL));
}

static void show(const OSSL_PARAM *p) {
    for (; p->key != NULL; p++) {
        printf("%s %u %zu ", p->key, p->data_type, p->data_size);
        if (p->data_type == OSSL_PARAM_UTF8_PTR || p->data_type == OSSL_PARAM_OCTET_PTR) {
            printf("-> %s\n", *(char **)p->data);
        } else {
            hex("is", p->data, p->data_size);
        }
    }
}

static void arrays(void) {
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    BIGNUM *bn = BN_new(), *zero = BN_new();
    static char text[] = "some text";
    BN_set_word(bn, 0x123456789aUL);
    printf("%d",
        OSSL_PARAM_BLD_push_int(b, "i", -5) + OSSL_PARAM_BLD_push_uint(b, "u", 5) +
            OSSL_PARAM_BLD_push_long(b, "l", -6) + OSSL_PARAM_BLD_push_ulong(b, "ul", 6) +
            OSSL_PARAM_BLD_push_int32(b, "i32", -7) + OSSL_PARAM_BLD_push_uint32(b, "u32", 7) +
            OSSL_PARAM_BLD_push_int64(b, "i64", -8) + OSSL_PARAM_BLD_push_uint64(b, "u64", 8) +
            OSSL_PARAM_BLD_push_size_t(b, "s", 9) + OSSL_PARAM_BLD_push_time_t(b, "t", 10) +
            OSSL_PARAM_BLD_push_double(b, "d", 1.5));
    printf(" %d", OSSL_PARAM_BLD_push_BN(b, "bn", bn) + OSSL_PARAM_BLD_push_BN_pad(b, "pad", bn, 12));
    printf(" %d", OSSL_PARAM_BLD_push_utf8_string(b, "text", text, 0) +
                      OSSL_PARAM_BLD_push_utf8_string(b, "part", text, 4) +
                      OSSL_PARAM_BLD_push_octet_string(b, "bytes", text, 5) +
                      OSSL_PARAM_BLD_push_utf8_ptr(b, "tp", text, 0) + OSSL_PARAM_BLD_push_octet_ptr(b, "op", text, 3));
    printf(" small %d", OSSL_PARAM_BLD_push_BN_pad(b, "small", bn, 2));
    last_error();
    OSSL_PARAM *a = OSSL_PARAM_BLD_to_param(b);
    show(a);
    OSSL_PARAM_BLD_push_BN(b, "zero", zero);
    OSSL_PARAM_BLD_push_int(b, "u", 77);
    OSSL_PARAM_BLD_push_int(b, "aa", 1);
    OSSL_PARAM *c = OSSL_PARAM_BLD_to_param(b), *m = OSSL_PARAM_merge(a, c), *d = OSSL_PARAM_dup(a);
    printf("second\n");
    show(c);
    OSSL_PARAM_free(a);
    OSSL_PARAM_free(c);
    printf("merged\n");
    show(m);
    printf("copied\n");
    show(d);
    OSSL_PARAM_free(m);
    OSSL_PARAM_free(d);
    OSSL_PARAM_free(NULL);
    printf("%d %d\n", OSSL_PARAM_merge(NULL, NULL) != NULL, OSSL_PARAM_dup(NULL) != NULL);
    const char *at = NULL;
    OSSL_PARAM one = { "x", OSSL_PARAM_UTF8_PTR, &at, sizeof at, OSSL_PARAM_UNMODIFIED };
    printf("%d %zu %s\n", OSSL_PARAM_set_utf8_ptr(&one, "pointer"), one.return_size, at);
    one.data_type = OSSL_PARAM_INTEGER;
    printf("%d %zu\n", OSSL_PARAM_set_utf8_ptr(&one, "pointer"), one.return_size);
    OSSL_PARAM_BLD_free(b);
    OSSL_PARAM_BLD_free(NULL);
    BN_free(bn);
    BN_free(zero);
}

int main(void) {
    providers();
    ERR_clear_error();
    arrays();
    return 0;
}
