/* Configuration files. Inputs that name another file are left out. */
#include <openssl/conf.h>

#include "tests/fuzz/face.h"

static bool includes(const uint8_t *data, size_t size) {
    for (size_t i = 0; i + 7 <= size; i++) {
        if (memcmp(data + i, "include", 7) == 0) return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (includes(data, size)) return 0;
    long line = -1;
    BIO *in = input_bio(bs_r_from(data, size));
    CONF *conf = NCONF_new(NULL);
    must(conf != NULL);
    if (NCONF_load_bio(conf, in, &line) > 0) {
        STACK_OF(CONF_VALUE) *values = NCONF_get_section(conf, "default");
        for (int i = 0; i < sk_CONF_VALUE_num(values); i++) must(sk_CONF_VALUE_value(values, i)->name != NULL);
        either(NCONF_get_string(conf, "a", "b") != NULL);
    }
    NCONF_free(conf);
    BIO_free(in);
    ERR_clear_error();
    return 0;
}
