#include <criterion/criterion.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compat/crypto/core/conf_local.h"

static char path[] = "/tmp/bearshim-conf-XXXXXX";

static void write_config(const char *text) {
    int fd = mkstemp(path);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    cr_assert_not_null(f);
    fputs(text, f);
    fclose(f);
    setenv("OPENSSL_CONF", path, 1);
}

static const char good[] = "openssl_conf = init\nssl_conf = wrong\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = def\n"
                           "[def]\nMinProtocol = TLSv1.2\nCipherString = DEFAULT@SECLEVEL=2\n";

Test(core_conf, the_process_file_tells_a_module_its_section) {
    write_config(good);
    const CONF *conf = bs_conf_process();
    unlink(path);
    cr_assert_not_null(conf);
    const char *ssl = bs_conf_module(conf, "ssl_conf");
    cr_assert_str_eq(ssl, "ssl");
    STACK_OF(CONF_VALUE) *values = NCONF_get_section(conf, NCONF_get_string(conf, ssl, "system_default"));
    cr_assert_eq(sk_CONF_VALUE_num(values), 2);
    cr_expect_str_eq(sk_CONF_VALUE_value(values, 1)->value, "DEFAULT@SECLEVEL=2");
    cr_expect_null(bs_conf_module(conf, "engines"));
    cr_expect_eq(bs_conf_process(), conf);
}

Test(core_conf, the_default_section_does_not_name_a_module) {
    write_config("openssl_conf = init\nssl_conf = wrong\n[init]\nproviders = p\n[p]\n");
    cr_expect_null(bs_conf_module(bs_conf_process(), "ssl_conf"));
    unlink(path);
}

Test(core_conf, a_program_that_wants_no_configuration_gets_none) {
    write_config(good);
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    cr_expect_null(bs_conf_process());
    unlink(path);
}

Test(core_conf, a_file_the_program_names_comes_first) {
    write_config(good);
    setenv("OPENSSL_CONF", "/nonexistent", 1);
    OPENSSL_INIT_SETTINGS *s = OPENSSL_INIT_new();
    OPENSSL_INIT_set_config_filename(s, path);
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, s);
    OPENSSL_INIT_free(s);
    cr_expect_not_null(bs_conf_process());
    unlink(path);
}

Test(core_conf, a_bad_or_missing_file_leaves_no_error) {
    write_config("no equal sign\n");
    cr_expect_null(bs_conf_process());
    cr_expect_eq(ERR_peek_error(), 0);
    unlink(path);
}
