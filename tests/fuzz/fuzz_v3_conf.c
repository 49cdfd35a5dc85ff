/* Extensions from text: each line of a configuration's first section is one, the other sections are what they name. What
 * was made is printed, and reads back. Inputs that name a file are left out. */
#include <openssl/conf.h>

#include "tests/fuzz/face.h"

static bool names_file(const uint8_t *data, size_t size) {
    for (size_t i = 0; i + 7 <= size; i++) {
        if (memcmp(data + i, "include", 7) == 0 || memcmp(data + i, "file:", 5) == 0) return true;
    }
    return false;
}

static void extension(X509_EXTENSION *ex) {
    unsigned char *der = NULL;
    if (!ex) return;
    int n = i2d_X509_EXTENSION(ex, &der);
    must(n > 0);
    const unsigned char *p = der;
    X509_EXTENSION *again = d2i_X509_EXTENSION(NULL, &p, n);
    must(again != NULL && p == der + n);
    BIO *out = sink();
    either(X509V3_EXT_print(out, again, X509V3_EXT_DUMP_UNKNOWN, 4));
    sink_free(out, (size_t)n);
    X509_EXTENSION_free(again);
    X509_EXTENSION_free(ex);
    OPENSSL_free(der);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size > 4096 || names_file(data, size)) return 0;
    long line = -1;
    BIO *in = input_bio(bs_r_from(data, size));
    CONF *conf = NCONF_new(NULL);
    must(conf != NULL);
    if (NCONF_load_bio(conf, in, &line) > 0) {
        const STACK_OF(CONF_VALUE) *lines = NCONF_get_section(conf, "default");
        X509V3_CTX ctx;
        X509V3_set_ctx_test(&ctx);
        X509V3_set_nconf(&ctx, conf);
        for (int i = 0; i < sk_CONF_VALUE_num(lines); i++) {
            const CONF_VALUE *v = sk_CONF_VALUE_value(lines, i);
            if (v->value) extension(X509V3_EXT_nconf(conf, &ctx, v->name, v->value));
            ERR_clear_error();
        }
    }
    NCONF_free(conf);
    BIO_free(in);
    ERR_clear_error();
    return 0;
}
