/* d2i_SSL_SESSION(): what can be read is written again, the same the second time. */
#include <openssl/ssl.h>

#include "tests/fuzz/face.h"

static unsigned char *encode(const SSL_SESSION *s, int *len) {
    unsigned char *der = NULL, *p;
    *len = i2d_SSL_SESSION(s, NULL);
    must(*len > 0);
    der = p = (unsigned char *)malloc((size_t)*len);
    must(der && i2d_SSL_SESSION(s, &p) == *len && p == der + *len);
    return der;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const unsigned char *p = data;
    SSL_SESSION *s = d2i_SSL_SESSION(NULL, &p, (long)size);
    if (s) {
        int len, again_len;
        unsigned char *der = encode(s, &len);
        p = der;
        SSL_SESSION *again = d2i_SSL_SESSION(NULL, &p, len);
        must(again && p == der + len);
        unsigned char *der2 = encode(again, &again_len);
        must(len == again_len && memcmp(der, der2, (size_t)len) == 0);
        either(SSL_SESSION_is_resumable(s));
        either(SSL_SESSION_get0_peer(s) != NULL);
        either(SSL_SESSION_get0_cipher(s) != NULL);
        SSL_SESSION_free(again);
        SSL_SESSION_free(s);
        free(der);
        free(der2);
    }
    ERR_clear_error();
    return 0;
}
