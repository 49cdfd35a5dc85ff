/* Compression: Debian's OpenSSL has no zlib, so there is a method of no type, and nothing is compressed. */
#include <openssl/comp.h>
#include <openssl/comperr.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>

int main(void) {
    unsigned char in[64] = { 1, 2, 3 }, out[128] = { 9 };
    OPENSSL_init_ssl(0, NULL); /* the texts of errors */
    COMP_METHOD *zlib = COMP_zlib();
    printf("zlib %d, type %d, name %s\n", zlib != NULL, COMP_get_type(zlib), COMP_get_name(zlib));
    printf("the same again %d\n", COMP_zlib() == zlib);
    COMP_CTX *ctx = COMP_CTX_new(zlib);
    printf("context %d, its method %d, type %d\n", ctx != NULL, COMP_CTX_get_method(ctx) == zlib, COMP_CTX_get_type(ctx));
    printf("compress %d, expand %d, out %d\n", COMP_compress_block(ctx, out, sizeof out, in, sizeof in),
           COMP_expand_block(ctx, out, sizeof out, in, sizeof in), out[0]);
    COMP_CTX_free(ctx);
    COMP_CTX_free(NULL);
    printf("load strings %d, %s\n", ERR_load_COMP_strings(), ERR_reason_error_string(ERR_PACK(ERR_LIB_COMP, 0, 101)));
    printf("methods of TLS %d\n", sk_SSL_COMP_num(SSL_COMP_get_compression_methods()));
    printf("add %d", SSL_COMP_add_compression_method(193, zlib));
    printf(" %lx\n", ERR_peek_error());
    return 0;
}
