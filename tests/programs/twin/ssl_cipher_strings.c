/* `openssl ciphers -v` for each string of data/cipher_strings.txt, less the suites that one of the libraries has not. */
#include "pair.h"

/* Decided against: none of ours. And Debian's OpenSSL has no 3DES. */
static const char *const apart[] = { "ARIA", "CAMELLIA", "SEED", "IDEA", "RC4", "NULL", "EXP", "ADH-", "AECDH-", "SRP-",
                                     "GOST", "DSS", "DES-CBC3", "3DES" };

static int is_apart(const char *name) {
    for (size_t i = 0; i < sizeof apart / sizeof apart[0]; i++) {
        if (strstr(name, apart[i])) return 1;
    }
    return 0;
}

/* How many suites of TLS 1.2 and before are not apart. */
static int count(const STACK_OF(SSL_CIPHER) *sk) {
    int num = 0;
    for (int i = 0; i < sk_SSL_CIPHER_num(sk); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(sk, i);
        num += !is_apart(SSL_CIPHER_get_name(c)) && strcmp(SSL_CIPHER_get_version(c), "TLSv1.3") != 0;
    }
    return num;
}

static void print_list(const STACK_OF(SSL_CIPHER) *sk, int full) {
    for (int i = 0; i < sk_SSL_CIPHER_num(sk); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(sk, i);
        char line[256];
        if (is_apart(SSL_CIPHER_get_name(c))) continue;
        printf("  %s%s", full ? SSL_CIPHER_description(c, line, sizeof line) : SSL_CIPHER_get_name(c), full ? "" : "\n");
    }
}

/* A list of none but suites that we have not is an error with us, and so is not told from one. */
static void try(const char *string, const char *shown) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    check(ctx != NULL, "context");
    int ret = SSL_CTX_set_cipher_list(ctx, string);
    int reason = ERR_GET_REASON(ERR_peek_error());
    ERR_clear_error();
    printf("%s\n", shown);
    if (!ret || count(SSL_CTX_get_ciphers(ctx)) == 0) {
        printf("  none%s\n", reason == SSL_R_INVALID_COMMAND ? ", malformed" : "");
    } else {
        print_list(SSL_CTX_get_ciphers(ctx), 1);
        SSL *s = SSL_new(ctx);
        STACK_OF(SSL_CIPHER) *sk = SSL_get1_supported_ciphers(s);
        printf(" level %d allows\n", SSL_get_security_level(s));
        print_list(sk, 0);
        sk_SSL_CIPHER_free(sk);
        SSL_free(s);
    }
    SSL_CTX_free(ctx);
}

static void unescape(const char *from, char *to) {
    for (; *from && *from != '\n'; from++) {
        if (from[0] == '\\' && from[1]) {
            from++;
            *to++ = *from == 't' ? '\t' : *from == 'n' ? '\n' : ' ';
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}

int main(void) {
    char line[4096], string[4096];
    int num = 0;
    FILE *f = fopen(data_file("cipher_strings.txt"), "r");
    check(f != NULL, "the list");
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#' || line[0] == '\n') continue;
        unescape(line, string);
        line[strcspn(line, "\n")] = '\0';
        try(string, line);
        num++;
    }
    fclose(f);
    try("", "(empty)");
    check(num >= 200, "at least 200 strings");
    printf("%d strings\n", num);
    return 0;
}
