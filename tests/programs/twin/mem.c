/* Memory and string helpers. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

static void hex(const char *s, char sep) {
    unsigned char buf[8];
    size_t n = 99;
    memset(buf, 0xee, sizeof(buf));
    int ok = OPENSSL_hexstr2buf_ex(buf, sizeof(buf), &n, s, sep);
    printf("hexstr2buf '%s' '%c' -> %d", s, sep ? sep : '0', ok);
    if (ok) {
        printf(" %zu:", n);
        for (size_t i = 0; i < n; i++) printf("%02x", buf[i]);
    }
    printf(" %lx\n", ERR_get_error());
    ERR_clear_error();
}

int main(void) {
    printf("malloc(0) %p\n", OPENSSL_malloc(0));
    char *z = OPENSSL_zalloc(16);
    for (int i = 0; i < 16; i++) printf("%d", z[i]);
    puts("");
    strcpy(z, "hello");
    z = OPENSSL_realloc(z, 100);
    puts(z);
    z = OPENSSL_clear_realloc(z, 100, 200);
    puts(z);
    z = OPENSSL_clear_realloc(z, 200, 3);
    printf("%.3s\n", z);
    OPENSSL_clear_free(z, 3);
    OPENSSL_free(NULL);
    OPENSSL_clear_free(NULL, 5);
    printf("strdup(NULL) %p memdup(NULL) %p\n", (void *)OPENSSL_strdup(NULL), OPENSSL_memdup(NULL, 4));
    char *s = OPENSSL_strndup("abcdef", 3);
    puts(s);
    OPENSSL_free(s);
    printf("memcmp %d %d\n", CRYPTO_memcmp("abc", "abc", 3) != 0, CRYPTO_memcmp("abc", "abd", 3) != 0);
    char small[6] = "xy";
    printf("%zu %s\n", OPENSSL_strlcat(small, "123456789", sizeof(small)), small);
    printf("%zu %s\n", OPENSSL_strlcpy(small, "123456789", sizeof(small)), small);
    printf("set_mem_functions late %d\n", CRYPTO_set_mem_functions(NULL, NULL, NULL));
    hex("0102", 0);
    hex("01:02:Af", ':');
    hex("01:0", ':');
    hex("0g", ':');
    hex("", ':');
    hex("01-02", ':');
    hex("0102030405060708", ':');
    hex("010203040506070809", ':');
    long n;
    unsigned char *b = OPENSSL_hexstr2buf("0A:bB", &n);
    printf("%ld %02x%02x\n", n, b[0], b[1]);
    char *h = OPENSSL_buf2hexstr(b, n);
    puts(h);
    OPENSSL_free(h);
    h = OPENSSL_buf2hexstr(b, 0);
    printf("[%s]\n", h);
    OPENSSL_free(h);
    char out[16];
    size_t len = 0;
    printf("%d", OPENSSL_buf2hexstr_ex(out, sizeof(out), &len, b, 2, '\0'));
    printf(" %zu %s\n", len, out);
    printf("%d", OPENSSL_buf2hexstr_ex(out, 4, &len, b, 2, ':'));
    printf(" %zu %lx\n", len, ERR_get_error());
    OPENSSL_free(b);
    for (int c = 0; c < 256; c++) {
        if (OPENSSL_hexchar2int((unsigned char)c) >= 0) printf("%d", OPENSSL_hexchar2int((unsigned char)c));
    }
    puts("");
    printf("%d %d %d\n", OPENSSL_strcasecmp("aBc", "AbC"), OPENSSL_strncasecmp("abX", "ABy", 2),
           OPENSSL_strcasecmp("a", "b") < 0);
    printf("secure %d %d\n", CRYPTO_secure_malloc_initialized(), CRYPTO_secure_allocated(small));
    return 0;
}
