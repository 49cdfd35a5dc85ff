/* There is no secure heap (CRYPTO_secure_malloc_init() says so), so its calls fall to the ordinary one, as OpenSSL's do
 * before it is set up; what is freed is wiped. */
#include <openssl/crypto.h>

int CRYPTO_secure_malloc_init(size_t size, size_t minsize) {
    (void)size;
    (void)minsize;
    return 0;
}

int CRYPTO_secure_malloc_done(void) { return 1; } /* nothing is left in use */
int CRYPTO_secure_malloc_initialized(void) { return 0; }
void *CRYPTO_secure_malloc(size_t num, const char *file, int line) { return CRYPTO_malloc(num, file, line); }
void *CRYPTO_secure_zalloc(size_t num, const char *file, int line) { return CRYPTO_zalloc(num, file, line); }
void CRYPTO_secure_free(void *p, const char *file, int line) { CRYPTO_free(p, file, line); }
void CRYPTO_secure_clear_free(void *p, size_t num, const char *file, int line) {
    CRYPTO_clear_free(p, num, file, line);
}
int CRYPTO_secure_allocated(const void *p) {
    (void)p;
    return 0;
}
size_t CRYPTO_secure_actual_size(void *p) {
    (void)p;
    return 0;
}
size_t CRYPTO_secure_used(void) { return 0; }
