#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>

#include "apps/commands.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/streams.h"

enum format { BINARY, BASE64, HEX };

struct rand_options {
    const char *out;
    int format;
    struct app_rand_options random;
    struct app_provider_options providers;
};

#define AT(field) offsetof(struct rand_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Output", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "base64", APP_OPT_VALUE, AT(format), NULL, "In base64, with lines of 64 characters", BASE64 },
    { "hex", APP_OPT_VALUE, AT(format), NULL, "In hexadecimal, on one line", HEX },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_rand_rows, AT(random) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "rand", "[options] [NUM]", "Print NUM random bytes.", groups, NULL };

static bool write_hex(BIO *out, const unsigned char *bytes, int num) {
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < num; i++) {
        char pair[2] = { digits[bytes[i] >> 4], digits[bytes[i] & 15] };
        if (BIO_write(out, pair, 2) != 2) {
            return false;
        }
    }
    return true;
}

static bool write_bytes(BIO *out, int num, int format) {
    unsigned char chunk[4096];
    bool ok = true;
    for (int left = num; ok && left > 0;) {
        int n = left < (int)sizeof(chunk) ? left : (int)sizeof(chunk);
        ok = RAND_bytes(chunk, n) > 0 && (format == HEX ? write_hex(out, chunk, n) : BIO_write(out, chunk, n) == n);
        left -= n;
    }
    OPENSSL_cleanse(chunk, sizeof(chunk));
    return ok && (format != HEX || BIO_puts(out, "\n") > 0);
}

int app_rand(int argc, char **argv) {
    struct rand_options o = { 0 };
    int rest, num = 0; /* without a number: none, as openssl takes it */
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("rand", &o.providers)) {
        return 1;
    }
    if (argc - rest > 1) {
        return app_usage_error("rand", "unexpected argument %s", argv[rest + 1]);
    }
    if (argc > rest && (!app_parse_int(argv[rest], &num) || num <= 0)) {
        return app_usage_error("rand", "%s is no number above zero", argv[rest]);
    }
    if (!app_rand_load("rand", &o.random)) {
        return 1;
    }
    BIO *out = app_open_out("rand", o.out, o.format == BINARY ? APP_STREAM_BINARY : APP_STREAM_TEXT);
    if (out == NULL) {
        return 1;
    }
    if (o.format == BASE64) {
        BIO *coder = BIO_new(BIO_f_base64());
        if (coder == NULL) {
            app_close_out(out);
            return app_error("rand", "out of memory");
        }
        out = BIO_push(coder, out);
    }
    bool ok = write_bytes(out, num, o.format);
    ok = app_close_out(out) && ok;
    if (!ok) {
        app_error("rand", "cannot write all bytes");
    }
    return ok && app_rand_save("rand", &o.random) ? 0 : 1;
}
