/* Keys as OSSL_PARAMs: told, made of them again, and asked for one by one. */
#include "keys.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

static const char *const names[] = { "group", "encoding", "point-format", "pub", "priv", "n", "e", "d", "rsa-factor1",
    "rsa-factor2", "rsa-exponent1", "rsa-exponent2", "rsa-coefficient1", "p", "q", "g", "nothing" };

static void tell(const OSSL_PARAM *params, int rsa) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, names[i]);
        /* the curve's own numbers are not compared: they follow from its name */
        if (!p || (!rsa && (strcmp(names[i], "p") == 0))) continue;
        printf("%s type %u", p->key, p->data_type);
        if (p->data_type == OSSL_PARAM_UTF8_STRING) printf(" %.*s\n", (int)p->data_size, (const char *)p->data);
        else if (p->data_type == OSSL_PARAM_OCTET_STRING) hex("", p->data, (long)p->data_size);
        else {
            BIGNUM *bn = NULL;
            OSSL_PARAM_get_BN(p, &bn);
            char *text = BN_bn2hex(bn);
            printf(" %s\n", text);
            OPENSSL_free(text);
            BN_free(bn);
        }
    }
}

static int count(const OSSL_PARAM params[], void *arg) {
    *(int *)arg = OSSL_PARAM_locate_const(params, "nothing") == NULL;
    return 1;
}

static void one(const char *name) {
    static const int selections[] = { EVP_PKEY_KEYPAIR, EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEY_PARAMETERS };
    EVP_PKEY *k = load(name);
    printf("== %s\n", name);
    for (int i = 0; i < 3; i++) {
        OSSL_PARAM *params = NULL;
        EVP_PKEY *again = NULL;
        int called = 0;
        printf("selection %d: %d", i, EVP_PKEY_todata(k, selections[i], &params));
        errors();
        if (!params) continue;
        tell(params, EVP_PKEY_is_a(k, "RSA"));
        if (i < 2) {
            EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, k, NULL);
            SHOW(EVP_PKEY_fromdata_init(c));
            SHOW(EVP_PKEY_fromdata(c, &again, selections[i], params));
            SHOW(again ? EVP_PKEY_eq(k, again) : -9);
            EVP_PKEY_free(again);
            EVP_PKEY_CTX_free(c);
        }
        SHOW(EVP_PKEY_export(k, selections[i], count, &called));
        SHOW(called);
        OSSL_PARAM_free(params);
    }
    int bits = 0, strength = 0, size = 0;
    char group[40] = "";
    unsigned char pub[600] = { 0 };
    OSSL_PARAM asked[] = { OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_BITS, &bits),
        OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_SECURITY_BITS, &strength),
        OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_MAX_SIZE, &size),
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, pub, sizeof pub),
        OSSL_PARAM_construct_int("nothing", &size), OSSL_PARAM_construct_end() };
    SHOW(EVP_PKEY_get_params(k, asked));
    printf("%d %d %d %s %d %d\n", bits, strength, size, group, OSSL_PARAM_modified(&asked[3]), OSSL_PARAM_modified(&asked[5]));
    if (OSSL_PARAM_modified(&asked[4])) hex("pub", pub, (long)asked[4].return_size);
    EVP_PKEY_free(k);
}

int main(void) {
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem", "auth/p384.pem", "auth/p521.pem", "evp/x8.pem",
        "auth/ed25519.pem", "auth/ed448.pem" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) one(files[i]);
    return 0;
}
