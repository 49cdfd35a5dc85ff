#include <stdio.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/commands.h"
#include "config.h"

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
};

static int help(int argc, char **argv);

static const struct command commands[] = {
    { "s_client", app_s_client, "connect to a TLS server and talk to it" },
    { "s_server", app_s_server, "serve TLS connections" },
    { "ciphers", app_ciphers, "list the cipher suites that a cipher string selects" },
    { "dgst", app_dgst, "digests, MACs and signatures of files; the digests' names are commands too" },
    { "enc", app_enc, "encrypt or decrypt; the ciphers' names and base64 are commands too" },
    { "genpkey", app_genpkey, "make a private key, or parameters" },
    { "ocsp", app_ocsp, "ask whether certificates are revoked" },
    { "pkcs12", app_pkcs12, "take PKCS#12 files apart, or make them" },
    { "pkey", app_pkey, "convert, check or print a key" },
    { "rand", app_rand, "print random bytes" },
    { "req", app_req, "make and print certificate requests, and certificates" },
    { "verify", app_verify, "verify certificates and their chains" },
    { "crl", app_crl, "print, check or convert a CRL" },
    { "x509", app_x509, "print, check or convert a certificate" },
    { "version", app_version, "print what the libraries say of themselves" },
    { "run", app_run, "run a program on bearshim's libraries" },
    { "check", app_check, "tell whether a program can run on bearshim's libraries" },
    { "help", help, "print this list, or the summary of one command" },
};
#define NUM_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct command *find(const char *name) {
    for (size_t i = 0; i < NUM_COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    static const struct command digest = { "dgst", app_dgst, NULL }, cipher = { "enc", app_enc, NULL };
    return app_is_digest_command(name) ? &digest : app_is_cipher_command(name) ? &cipher : NULL;
}

static void list(FILE *out) {
    fprintf(out, "Usage: bearshim COMMAND [options]\n\nCommands:\n");
    for (size_t i = 0; i < NUM_COMMANDS; i++) {
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    fprintf(out, "\n'bearshim COMMAND --help' prints the options of a command.\n");
}

static int unknown(const char *name) {
    fprintf(stderr, "bearshim: unknown command %s (see bearshim help)\n", name);
    return 1;
}

static int help(int argc, char **argv) {
    if (argc > 2) {
        fprintf(stderr, "bearshim help: one command at most (see bearshim help)\n");
        return 1;
    }
    if (argc < 2 || argv[1][0] == '-' || strcmp(argv[1], "help") == 0) {
        list(stdout);
        return 0;
    }
    const struct command *c = find(argv[1]);
    if (c == NULL) {
        return unknown(argv[1]);
    }
    char flag[] = "--help";
    char *args[] = { argv[1], flag, NULL };
    return c->run(2, args);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "bearshim: no command (see bearshim help)\n");
        return 1;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-help") == 0 || strcmp(name, "-h") == 0) {
        list(stdout);
        return 0;
    }
    if (strcmp(name, "--version") == 0) {
        printf("bearshim %s\n", PACKAGE_VERSION);
        return 0;
    }
    const struct command *c = find(name);
    if (c == NULL) {
        return unknown(name);
    }
    return c->run(argc - 1, argv + 1);
}
