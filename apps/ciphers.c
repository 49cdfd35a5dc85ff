#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "apps/commands.h"
#include "apps/options.h"

struct cipher_options {
    bool verbose, codes, supported, stdname;
    int protocol;
    const char *ciphersuites, *convert;
};

#define AT(field) offsetof(struct cipher_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Output", 0 },
    { "v", APP_OPT_SET, AT(verbose), NULL, "A line a suite: version, key exchange, cipher, MAC", 0 },
    { "V", APP_OPT_SET, AT(codes), NULL, "As -v, with the number on the wire", 0 },
    { "stdname", APP_OPT_SET, AT(stdname), NULL, "As -v, with the standard name", 0 },
    { "convert", APP_OPT_STRING, AT(convert), "NAME", "Print OpenSSL's name of a standard name", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Selection", 0 },
    { "s", APP_OPT_SET, AT(supported), NULL, "Only what could be negotiated", 0 },
    { "tls1", APP_OPT_VALUE, AT(protocol), NULL, "With -s: for TLS 1.0", TLS1_VERSION },
    { "tls1_1", APP_OPT_VALUE, AT(protocol), NULL, "With -s: for TLS 1.1", TLS1_1_VERSION },
    { "tls1_2", APP_OPT_VALUE, AT(protocol), NULL, "With -s: for TLS 1.2", TLS1_2_VERSION },
    { "tls1_3", APP_OPT_VALUE, AT(protocol), NULL, "With -s: for TLS 1.3", TLS1_3_VERSION },
    { "ciphersuites", APP_OPT_STRING, AT(ciphersuites), "LIST", "The TLS 1.3 suites to list", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = { { rows, 0 }, { NULL, 0 } };
static const struct app_opt_command command = { "ciphers", "[options] [CIPHER-STRING]",
                                                "List the cipher suites that a cipher string selects.", groups, NULL };

static int fail(const char *what) {
    fflush(stdout);
    fprintf(stderr, "%s\n", what);
    ERR_print_errors_fp(stderr);
    return 1;
}

static void print_verbose(const SSL_CIPHER *c, const struct cipher_options *o) {
    char text[512];
    if (o->codes) {
        unsigned long id = (unsigned long)SSL_CIPHER_get_id(c);
        unsigned b[4] = { (id >> 24) & 0xff, (id >> 16) & 0xff, (id >> 8) & 0xff, id & 0xff };
        if (b[0] == 3) {
            printf("          0x%02X,0x%02X - ", b[2], b[3]);
        } else {
            printf("0x%02X,0x%02X,0x%02X,0x%02X - ", b[0], b[1], b[2], b[3]);
        }
    }
    if (o->stdname) {
        const char *name = SSL_CIPHER_standard_name(c);
        printf("%-45s - ", name != NULL ? name : "UNKNOWN");
    }
    printf("%s", SSL_CIPHER_description(c, text, sizeof(text)));
}

static void print_list(STACK_OF(SSL_CIPHER) *list, const struct cipher_options *o) {
    bool verbose = o->verbose || o->codes || o->stdname;
    for (int i = 0; i < sk_SSL_CIPHER_num(list); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(list, i);
        if (verbose) {
            print_verbose(c, o);
        } else {
            printf("%s%s", i > 0 ? ":" : "", SSL_CIPHER_get_name(c));
        }
    }
    if (!verbose) {
        putchar('\n');
    }
}

static int list_suites(SSL_CTX *ctx, const struct cipher_options *o, const char *string) {
    if (o->protocol != 0 && (!SSL_CTX_set_min_proto_version(ctx, o->protocol)
                             || !SSL_CTX_set_max_proto_version(ctx, o->protocol))) {
        return fail("Error setting the protocol version");
    }
    if (o->ciphersuites != NULL && !SSL_CTX_set_ciphersuites(ctx, o->ciphersuites)) {
        return fail("Error setting TLSv1.3 ciphersuites");
    }
    if (string != NULL && !SSL_CTX_set_cipher_list(ctx, string)) {
        return fail("Error in cipher list");
    }
    SSL *ssl = SSL_new(ctx);
    if (ssl == NULL) {
        return fail("Error making a connection object");
    }
    if (o->supported) {
        STACK_OF(SSL_CIPHER) *own = SSL_get1_supported_ciphers(ssl);
        print_list(own, o);
        sk_SSL_CIPHER_free(own);
    } else {
        print_list(SSL_get_ciphers(ssl), o);
    }
    SSL_free(ssl);
    return 0;
}

int app_ciphers(int argc, char **argv) {
    struct cipher_options o = { 0 };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (argc - rest > 1) {
        return app_usage_error("ciphers", "unexpected argument %s", argv[rest + 1]);
    }
    if (o.convert != NULL) {
        printf("OpenSSL cipher name: %s\n", OPENSSL_cipher_name(o.convert));
        return 0;
    }
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (ctx == NULL) {
        return fail("Error making a context");
    }
    int status = list_suites(ctx, &o, argv[rest]);
    SSL_CTX_free(ctx);
    return status;
}
