#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/opensslv.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "apps/commands.h"
#include "apps/options.h"

struct version_options {
    bool all, version, built, options, flags, platform, dir, engines, modules, seed, cpu;
};

#define AT(field) offsetof(struct version_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Options", 0 },
    { "a", APP_OPT_SET, AT(all), NULL, "Everything below", 0 },
    { "v", APP_OPT_SET, AT(version), NULL, "The version (this alone without options)", 0 },
    { "b", APP_OPT_SET, AT(built), NULL, "When the library was built", 0 },
    { "o", APP_OPT_SET, AT(options), NULL, "Options the library was built with", 0 },
    { "f", APP_OPT_SET, AT(flags), NULL, "Compiler flags", 0 },
    { "p", APP_OPT_SET, AT(platform), NULL, "The platform it was built for", 0 },
    { "d", APP_OPT_SET, AT(dir), NULL, "The directory of the configuration", 0 },
    { "e", APP_OPT_SET, AT(engines), NULL, "The directory of engines", 0 },
    { "m", APP_OPT_SET, AT(modules), NULL, "The directory of provider modules", 0 },
    { "r", APP_OPT_SET, AT(seed), NULL, "Where random seed comes from", 0 },
    { "c", APP_OPT_SET, AT(cpu), NULL, "What the library knows of the processor", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { NULL, 0 } };
static const struct app_opt_command command = { "version", "[options]", "Print what the libraries say of themselves.",
                                                groups, NULL };

static void print_info(const char *label, int which) {
    const char *text = OPENSSL_info(which);
    if (text != NULL) {
        printf("%s%s\n", label, text);
    }
}

int app_version(int argc, char **argv) {
    struct version_options o = { 0 };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (rest < argc) {
        return app_usage_error("version", "unexpected argument %s", argv[rest]);
    }
    if (argc == 1) {
        o.version = true;
    }
    if (o.all || o.version) {
        printf("%s (Library: %s)\n", OPENSSL_VERSION_TEXT, OpenSSL_version(OPENSSL_VERSION));
    }
    if (o.all || o.built) {
        printf("%s\n", OpenSSL_version(OPENSSL_BUILT_ON));
    }
    if (o.all || o.platform) {
        printf("%s\n", OpenSSL_version(OPENSSL_PLATFORM));
    }
    if (o.all || o.options) {
        printf("options:  %s\n", BN_options());
    }
    if (o.all || o.flags) {
        printf("%s\n", OpenSSL_version(OPENSSL_CFLAGS));
    }
    if (o.all || o.dir) {
        printf("%s\n", OpenSSL_version(OPENSSL_DIR));
    }
    if (o.all || o.engines) {
        printf("%s\n", OpenSSL_version(OPENSSL_ENGINES_DIR));
    }
    if (o.all || o.modules) {
        printf("%s\n", OpenSSL_version(OPENSSL_MODULES_DIR));
    }
    if (o.all || o.seed) {
        print_info("Seeding source: ", OPENSSL_INFO_SEED_SOURCE);
    }
    if (o.all || o.cpu) {
        print_info("CPUINFO: ", OPENSSL_INFO_CPU_SETTINGS);
    }
    return 0;
}
