/* Settings by string: cipher lists, suites, groups, signature algorithms, SSL_CONF commands. The first byte says which. */
#include <openssl/ssl.h>

#include "tests/fuzz/face.h"

static void conf(SSL_CTX *ctx, const char *text) {
    static const char *const commands[] = { "CipherString", "Protocol", "MinProtocol", "Options", "Groups",
                                            "SignatureAlgorithms", "VerifyMode", "Ciphersuites" };
    SSL_CONF_CTX *c = SSL_CONF_CTX_new();
    must(c != NULL);
    either((int)SSL_CONF_CTX_set_flags(c, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CLIENT));
    SSL_CONF_CTX_set_ssl_ctx(c, ctx);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) either(SSL_CONF_cmd(c, commands[i], text));
    SSL_CONF_CTX_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bs_reader in = bs_r_from(data, size);
    unsigned which = take_u8(&in) % 6;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    char *text = (char *)malloc(in.len + 1);
    must(ctx && text);
    if (in.len > 0) memcpy(text, in.p, in.len);
    text[in.len] = 0;
    switch (which) {
    case 0: either(SSL_CTX_set_cipher_list(ctx, text)); break;
    case 1: either(SSL_CTX_set_ciphersuites(ctx, text)); break;
    case 2: either((int)SSL_CTX_set1_groups_list(ctx, text)); break;
    case 3: either((int)SSL_CTX_set1_sigalgs_list(ctx, text)); break;
    case 4: conf(ctx, text); break;
    default: either(SSL_CTX_set_alpn_protos(ctx, in.p, (unsigned)in.len)); break;
    }
    STACK_OF(SSL_CIPHER) *list = SSL_CTX_get_ciphers(ctx);
    must(sk_SSL_CIPHER_num(list) < 200);
    free(text);
    SSL_CTX_free(ctx);
    ERR_clear_error();
    return 0;
}
