/* Randomness, versions, threads, initialisation: what can be compared. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void errs(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) printf(" error %08lx", e);
    puts("");
}
static int my_bytes(unsigned char *buf, int num) {
    memset(buf, 0x42, (size_t)num);
    return 1;
}
static int my_status(void) { return 7; }
static void once(void) { puts("once"); }
static void bye(void) { puts("bye"); }
static void bye2(void) { puts("bye first"); }

int main(void) {
    unsigned char a[64] = { 0 }, b[64] = { 0 };
    printf("status %d bytes %d %d priv %d differ %d\n", RAND_status(), RAND_bytes(a, 64), RAND_bytes(b, 64), RAND_priv_bytes(b, 64),
           memcmp(a, b, 64) != 0);
    printf("zero %d negative %d", RAND_bytes(a, 0), RAND_bytes(a, -1));
    errs();
    RAND_seed("seed", 4);
    RAND_add("more", 4, 1.0);
    printf("poll %d\n", RAND_poll());
    char name[200];
    setenv("RANDFILE", "seed.rnd", 1);
    printf("name %s", RAND_file_name(name, sizeof(name)));
    printf(" short %p\n", (const void *)RAND_file_name(name, 4));
    printf("write %d load %d %d\n", RAND_write_file("seed.rnd"), RAND_load_file("seed.rnd", -1), RAND_load_file("seed.rnd", 100));
    errs();
    printf("none %d", RAND_load_file("none.rnd", -1));
    errs();
    printf("dir %d", RAND_write_file("/tmp"));
    errs();
    unlink("seed.rnd");
    unsetenv("RANDFILE");
    setenv("HOME", "/home/x", 1);
    printf("name %s\n", RAND_file_name(name, sizeof(name)));
    RAND_METHOD meth = { NULL, my_bytes, NULL, NULL, NULL, my_status };
    printf("set %d get %d\n", RAND_set_rand_method(&meth), RAND_get_rand_method() == &meth);
    printf("bytes %d", RAND_bytes(a, 2));
    printf(" %02x%02x status %d\n", a[0], a[1], RAND_status());
    RAND_set_rand_method(NULL);
    printf("major %d version text %d num %d\n", OPENSSL_version_major(),
        strncmp(OpenSSL_version(OPENSSL_VERSION), "OpenSSL 3.0.", 12), (int)(OpenSSL_version_num() >> 20));
    puts(OpenSSL_version(OPENSSL_DIR));
    puts(OpenSSL_version(999));
    printf("%s %s %p\n", OPENSSL_info(OPENSSL_INFO_CONFIG_DIR), OPENSSL_info(OPENSSL_INFO_LIST_SEPARATOR),
        (const void *)OPENSSL_info(9));
    CRYPTO_RWLOCK *l = CRYPTO_THREAD_lock_new();
    printf("lock %d", CRYPTO_THREAD_read_lock(l));
    printf(" %d", CRYPTO_THREAD_unlock(l));
    printf(" %d", CRYPTO_THREAD_write_lock(l));
    printf(" %d\n", CRYPTO_THREAD_unlock(l));
    int v = 5, r = 0;
    uint64_t x = 5, y = 0;
    printf("atomic %d", CRYPTO_atomic_add(&v, 3, &r, l));
    printf(" %d %d or %d", v, r, CRYPTO_atomic_or(&x, 8, &y, l));
    printf(" %lu load %d\n", (unsigned long)y, CRYPTO_atomic_load(&x, &y, l));
    CRYPTO_THREAD_lock_free(l);
    CRYPTO_ONCE o = CRYPTO_ONCE_STATIC_INIT;
    printf("%d\n", CRYPTO_THREAD_run_once(&o, once));
    printf("%d\n", CRYPTO_THREAD_run_once(&o, once));
    OPENSSL_INIT_SETTINGS *s = OPENSSL_INIT_new();
    printf("settings %d %d\n", OPENSSL_INIT_set_config_filename(s, "/none"), OPENSSL_INIT_set_config_appname(s, "x"));
    OPENSSL_INIT_free(s);
    printf("init %d\n", OPENSSL_init_crypto(OPENSSL_INIT_ADD_ALL_CIPHERS, NULL));
    printf("atexit %d %d\n", OPENSSL_atexit(bye), OPENSSL_atexit(bye2));
    fflush(stdout);
    return 0;
}
