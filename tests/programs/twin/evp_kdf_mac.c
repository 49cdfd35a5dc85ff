/* KBKDF, TLS13-KDF and SSKDF over a MAC: outputs, settings and refusals, in the order in which they are given. */
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdlib.h>

static unsigned char bytes[300];

enum { MOST = 8 };

/* One parameter of a step: name=value; @from,length for bytes, #number for an int, %number for a size_t, else text. */
static OSSL_PARAM parameter(char *word, int *number, size_t *size) {
    char *value = strchr(word, '=');
    *value++ = '\0';
    if (*value == '@') {
        char *comma = strchr(value, ',');
        return OSSL_PARAM_construct_octet_string(word, bytes + atoi(value + 1), (size_t)atoi(comma + 1));
    }
    if (*value == '#') {
        *number = atoi(value + 1);
        return OSSL_PARAM_construct_int(word, number);
    }
    if (*value == '%') {
        *size = (size_t)atoi(value + 1);
        return OSSL_PARAM_construct_size_t(word, size);
    }
    return OSSL_PARAM_construct_utf8_string(word, value, 0);
}

static void derive(EVP_KDF_CTX *c, size_t n) {
    unsigned char out[300] = { 0 };
    int r = EVP_KDF_derive(c, out, n, NULL);
    printf("  %d ", r);
    hex("key", out, r > 0 ? n : 0);
    last_error();
}

/* Sets what the step says, and derives as many bytes as stand behind the bar, time and again. */
static void step(EVP_KDF_CTX *c, const char *said) {
    char text[200], *rest = text;
    OSSL_PARAM p[MOST + 1];
    int n = 0, numbers[MOST];
    size_t sizes[MOST];
    if (strcmp(said, "reset") == 0) {
        EVP_KDF_CTX_reset(c);
        return;
    }
    snprintf(text, sizeof text, "%s", said);
    char *lengths = strchr(text, '|');
    *lengths++ = '\0';
    for (char *word = strtok_r(rest, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest), n++) {
        p[n] = parameter(word, &numbers[n], &sizes[n]);
    }
    p[n] = OSSL_PARAM_construct_end();
    if (n > 0) {
        printf("%s: %d\n", said, EVP_KDF_CTX_set_params(c, p));
        last_error();
        size_t size = EVP_KDF_CTX_get_kdf_size(c);
        printf("  size %d\n", size == SIZE_MAX ? -1 : (int)size);
    }
    for (char *word = strtok_r(lengths, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        derive(c, (size_t)atoi(word));
    }
}

static void run(const char *name, const char *const *steps) {
    EVP_KDF *k = EVP_KDF_fetch(NULL, name, NULL);
    EVP_KDF_CTX *c = EVP_KDF_CTX_new(k);
    printf("-- %s %d\n", name, k != NULL);
    if (c == NULL) return;
    printf("%s\n", EVP_KDF_get0_name(k));
    while (*steps != NULL) step(c, *steps++);
    EVP_KDF_CTX_free(c);
    EVP_KDF_free(k);
}

static const char *const kbkdf[] = {
    "|10", "key=@0,16 |10", "digest=SHA256 |10", "mac=HMAC |10", "reset",
    "mac=HMAC digest=SHA256 |10", "key=@0,16 |10 32 33 100", "key=@0,0 |10", "key=@0,200 |40",
    "mac=HMAC digest=SHA512 |10 100", "digest=SHA1 |10 100", "mac=HMAC digest=SHA3-256 |20",
    "mac=GMAC |", "mac=KMAC128 |", "mac=nonsense |", "mac=HMAC digest=nonsense |", "reset",
    "mac=CMAC cipher=AES-128-CBC key=@0,16 |50 0", "mode=feedback seed=@0,5 |50", "seed=@0,16 |50", "seed=@0,0 |50",
    "mode=COUNTER seed=@0,16 |50", "mode=x |50", "mode=count |50", "salt=@100,9 info=@50,11 |50", "use-l=#0 |50",
    "use-separator=#0 |50", "use-l=#1 digest=SHA1 |50", "salt=@3,0 |50", "key=@0,15 |50", "use-l=#0 |50", "reset",
    "mac=CMAC cipher=AES-256-CBC key=@0,32 mode=feedback |50", "mac=CMAC cipher=DES-EDE3-CBC key=@0,24 |50",
    "reset", "mac=HMAC digest=SHA384 mode=FEEDBACK key=@0,48 salt=@9,9 info=@20,20 |300", NULL
};

static const char *const tls13[] = {
    "|32", "digest=SHA256 |32", "mode=EXTRACT_ONLY |32 31", "mode=extract_only key=@0,32 |32", "mode=#1 salt=@40,32 |32",
    "prefix=@40,6 label=@60,7 |32", "salt=@40,20 |32", "salt=@40,0 |32", "key=@40,0 |32", "reset",
    "digest=SHA384 mode=EXTRACT_ONLY |48 32", "mode=EXPAND_ONLY |32", "key=@0,48 |32", "prefix=@40,6 |32",
    "label=@60,7 |32", "data=@80,32 |32 100 0", "key=@0,20 |32", "key=@0,50 |32", "label=@0,250 |32", "label=@0,244 |32",
    "data=@0,64 |32", "digest=SHA512 |32", "mode=EXTRACT_AND_EXPAND |32", "mode=x |32", "digest=nonsense |", NULL
};

static const char *const sskdf[] = {
    "mac=HMAC |32", "key=@0,40 |32", "digest=SHA256 |32 100", "info=@50,11 |32 0", "salt=@50,11 |32", "salt=@50,0 |32",
    "digest=SHA512 |200", "mac=CMAC |32", "mac=nonsense |", "reset",
    "mac=KMAC128 key=@0,40 |32 100 164", "salt=@50,11 |32", "salt=@50,3 |32", "salt=@50,4 info=@1,1 |32",
    "maclen=%20 |32 20 48", "maclen=%28 |100", "maclen=%33 |100 33", "maclen=%64 |64 65 20", "maclen=%0 |33", "reset",
    "mac=HMAC digest=SHA1 key=@0,40 |32", "reset", "mac=KMAC256 key=@0,40 salt=@0,20 info=@3,50 |32 64 65 128", "reset",
    "mac=KMAC256 key=@0,40 |64", NULL
};

int main(void) {
    pattern(bytes, sizeof bytes, 5);
    run("KBKDF", kbkdf);
    run("TLS13-KDF", tls13);
    run("SSKDF", sskdf);
    return 0;
}
