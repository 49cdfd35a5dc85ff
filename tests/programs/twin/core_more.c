/* The core's small services: threads' own values, secure memory, versions, hashes of strings, modules, engines. */
#include "trace.h"
#include <openssl/bn.h>
#include <openssl/buffer.h>
#include <openssl/conf.h>
#include <openssl/conferr.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/lhash.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/stack.h>
#include <pthread.h>
#include <unistd.h>

static CRYPTO_THREAD_LOCAL key;
static CRYPTO_THREAD_ID main_id;
static int cleaned;
static void clean(void *p) { cleaned += *(int *)p; }
static void *other_thread(void *arg) {
    printf("other: same thread %d value %s\n", CRYPTO_THREAD_compare_id(CRYPTO_THREAD_get_current_id(), main_id),
           CRYPTO_THREAD_get_local(&key) ? "set" : "null");
    printf("set %d\n", CRYPTO_THREAD_set_local(&key, arg));
    ERR_put_error(ERR_LIB_BN, 0, 103, "file", 1);
    ERR_remove_thread_state(NULL);
    printf("after removal %lu\n", ERR_peek_error());
    OPENSSL_thread_stop_ex(NULL);
    OPENSSL_thread_stop();
    return NULL;
}

static void threads(void) {
    static int five = 5;
    pthread_t t;
    main_id = CRYPTO_THREAD_get_current_id();
    SHOW(CRYPTO_THREAD_init_local(&key, clean));
    SHOWP(CRYPTO_THREAD_get_local(&key));
    SHOW(CRYPTO_THREAD_set_local(&key, &main_id));
    pthread_create(&t, NULL, other_thread, &five);
    pthread_join(t, NULL);
    SHOW(CRYPTO_THREAD_get_local(&key) == &main_id);
    SHOW(cleaned);
    SHOW(CRYPTO_THREAD_compare_id(main_id, CRYPTO_THREAD_get_current_id()));
    SHOW(CRYPTO_THREAD_cleanup_local(&key));
    OPENSSL_fork_prepare();
    OPENSSL_fork_parent();
    OPENSSL_fork_child();
    ERR_remove_state(0);
}

static void secure_memory(void) {
    SHOW(CRYPTO_secure_malloc_initialized());
    char *plain = OPENSSL_secure_malloc(20);
    SHOWP(plain);
    SHOW(CRYPTO_secure_allocated(plain));
    OPENSSL_secure_clear_free(plain, 20);
    char *a = OPENSSL_secure_malloc(20), *b = OPENSSL_secure_zalloc(100);
    int zero = 1;
    for (int i = 0; i < 100; i++) zero &= b[i] == 0;
    SHOW(zero);
    SHOW(CRYPTO_secure_allocated(a));
    SHOW(CRYPTO_secure_allocated(&zero));
    OPENSSL_secure_free(a);
    OPENSSL_secure_clear_free(b, 100);
    OPENSSL_secure_free(NULL);
    OPENSSL_secure_clear_free(NULL, 3);
    SHOW(CRYPTO_secure_malloc_done());
    /* Ours has no such heap, docs/differences.md; the size of a block is only for those of the heap. */
    (void)CRYPTO_secure_malloc_init(32768, 16);
    a = OPENSSL_secure_malloc(20);
    (void)CRYPTO_secure_actual_size(a);
    (void)CRYPTO_secure_used();
    OPENSSL_secure_free(a);
    (void)CRYPTO_secure_malloc_done();
    CRYPTO_malloc_fn m = NULL;
    CRYPTO_realloc_fn r = NULL;
    CRYPTO_free_fn f = NULL;
    CRYPTO_get_mem_functions(&m, &r, &f);
    printf("functions %d %d %d\n", m == CRYPTO_malloc, r == CRYPTO_realloc, f == CRYPTO_free);
    CRYPTO_get_mem_functions(NULL, NULL, NULL);
    char wipe[5] = "abcd";
    OPENSSL_cleanse(wipe, 4);
    SHOW(wipe[0] | wipe[3]);
    OPENSSL_cleanse(NULL, 0);
}

static void strings_and_versions(void) {
    SHOW(OPENSSL_version_major());
    SHOW(OPENSSL_version_minor());
    SHOWS(OPENSSL_version_pre_release());
    SHOW(OPENSSL_version_build_metadata() != NULL);
    SHOW(OPENSSL_version_patch() == ((OpenSSL_version_num() >> 4) & 0xff));
    SHOW(OPENSSL_issetugid());
    SHOW(OPENSSL_isservice());
    SHOW(OPENSSL_strnlen("abc", 10));
    SHOW(OPENSSL_strnlen("abc", 2));
    SHOW(OPENSSL_strnlen("", 2));
    static const char *const words[] = { "", "a", "abc", "A longer string, with punctuation.", "\x80\xff" };
    for (size_t i = 0; i < 5; i++) { /* the numbers themselves are each library's own */
        char copy[64];
        strcpy(copy, words[i]);
        SHOW(OPENSSL_LH_strhash(words[i]) == OPENSSL_LH_strhash(copy));
        SHOW(OPENSSL_LH_strhash(words[i]) == OPENSSL_LH_strhash(words[(i + 1) % 5]));
    }
    SHOW(OPENSSL_LH_strhash(NULL) == OPENSSL_LH_strhash(""));
    SHOWS(OSSL_default_cipher_list());
    SHOWS(OSSL_default_ciphersuites());
    SHOWS(OPENSSL_cipher_name("TLS_RSA_WITH_AES_128_CBC_SHA"));
    SHOWS(OPENSSL_cipher_name("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
    SHOWS(OPENSSL_cipher_name("nothing"));
    SHOWS(OPENSSL_cipher_name(NULL));
    unsigned char rev[5];
    BUF_reverse(rev, (const unsigned char *)"12345", 5);
    hex("reversed", rev, 5);
    BUF_reverse(rev, NULL, 5);
    hex("and back", rev, 5);
    BUF_reverse(rev, NULL, 0);
    BUF_MEM *b = BUF_MEM_new_ex(BUF_MEM_FLAG_SECURE);
    SHOW(b->flags);
    SHOW(BUF_MEM_grow(b, 10));
    BUF_MEM_free(b);
    OPENSSL_STACK *s = OPENSSL_sk_new(NULL);
    SHOW(OPENSSL_sk_num(s));
    OPENSSL_sk_free(s);
    s = OPENSSL_sk_new_reserve(NULL, 5);
    SHOW(OPENSSL_sk_push(s, "x"));
    OPENSSL_sk_free(s);
    SHOWP(s = OPENSSL_sk_new_reserve(NULL, -1));
    OPENSSL_sk_free(s);
    unsigned char md[64];
    hex("224", SHA224((const unsigned char *)"abc", 3, md), 28);
    hex("256", SHA256((const unsigned char *)"abc", 3, md), 32);
    hex("384", SHA384((const unsigned char *)"abc", 3, md), 48);
    hex("512", SHA512((const unsigned char *)"abc", 3, md), 64);
    SHOWP(SHA256((const unsigned char *)"", 0, NULL));
    hex("empty", SHA1((const unsigned char *)"", 0, md), 20);
}

static int lh_cmp(const void *a, const void *b) { return strcmp(a, b); }
static unsigned long lh_hash(const void *a) { return OPENSSL_LH_strhash(a); }
static void tables(void) {
    OPENSSL_LHASH *lh = OPENSSL_LH_new(lh_hash, lh_cmp);
    SHOW(OPENSSL_LH_get_down_load(lh));
    OPENSSL_LH_set_down_load(lh, 77);
    SHOW(OPENSSL_LH_get_down_load(lh));
    OPENSSL_LH_free(lh);
    int nid = OBJ_new_nid(3), next = OBJ_new_nid(1);
    SHOW(next - nid);
    ASN1_OBJECT *o = ASN1_OBJECT_create(next, (unsigned char *)"\x2a\x03\x7f", 3, "twinShort", "twin long name");
    SHOW(OBJ_add_object(o) == next);
    SHOW(OBJ_sn2nid("twinShort") == next);
    SHOW(OBJ_txt2nid("1.2.3.127") == next);
    SHOWS(OBJ_nid2ln(next));
    ASN1_OBJECT_free(o);
    SHOW(OBJ_create("1.2.3.126", "twinSig", "twin signature") > 0);
    SHOW(OBJ_add_sigid(OBJ_sn2nid("twinSig"), NID_sha256, NID_rsaEncryption));
    OBJ_sigid_free();
}

/* Objects of a configuration: with long names, malformed, and when they are there already. */
static void oid_sections(void) {
    static const char *const values[] = { "twinA = 1.2.3.100", "twinA = 1.2.3.101", "twinB = A long name, 1.2.3.102",
        "twinC =  spaces , 1.2.3.103", "twinD = name,", "twinE = ,1.2.3.104", "twinF = x", "twinG = name, x",
        "twinH = 1.2.3.100", "twinI = one, two, 1.2.3.105", "CN = 1.2.3.106" };
    for (size_t i = 0; i < 2 * sizeof values / sizeof *values; i++) {
        const char *value = values[i / 2], *data;
        int flags;
        FILE *f = fopen("twin_oids.cnf", "w");
        fprintf(f, "openssl_conf = init\n[init]\noid_section = oids\n[oids]\n%s\n", value);
        fclose(f);
        const unsigned long how = i % 2 ? CONF_MFLAGS_SILENT : 0;
        printf("%s: %d", value, CONF_modules_load_file_ex(NULL, "twin_oids.cnf", NULL, how));
        for (unsigned long e; (e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0;) {
            printf(" %d/%d{%s}", ERR_GET_LIB(e), ERR_GET_REASON(e), flags & ERR_TXT_STRING ? data : "");
        }
        char name[8] = "";
        sscanf(value, "%7s", name);
        int nid = OBJ_sn2nid(name);
        printf(" %s\n", nid ? OBJ_nid2ln(nid) : "none");
    }
    unlink("twin_oids.cnf");
}

static void modules(void) {
    char path[] = "twin_modules.cnf";
    FILE *f = fopen(path, "w");
    fputs("openssl_conf = init\n[init]\noid_section = oids\nnothing = here\n[oids]\ntwinOid = "
          "1.2.3.99\n[bad]\noid_section = missing\n",
        f);
    fclose(f);
    printf("unknown module %d %d\n", CONF_modules_load_file_ex(NULL, path, NULL, 0), ERR_GET_REASON(ERR_peek_last_error()));
    ERR_clear_error(); /* OpenSSL tells of the file it looked for, too */
    SHOW(OBJ_sn2nid("twinOid") != 0);
    SHOW(CONF_modules_load_file_ex(NULL, path, NULL, CONF_MFLAGS_IGNORE_ERRORS));
    SHOW(CONF_modules_load_file_ex(NULL, path, "absent", 0));
    SHOW(CONF_modules_load_file_ex(NULL, path, "absent", CONF_MFLAGS_DEFAULT_SECTION) > 0 || (ERR_clear_error(), 0));
    SHOW(CONF_modules_load_file_ex(NULL, path, "bad", 0) > 0);
    oid_sections();
    printf("absent file %d", CONF_modules_load_file_ex(NULL, "absent.cnf", NULL, 0) > 0);
    ERR_clear_error();
    errors();
    SHOW(CONF_modules_load_file_ex(NULL, "absent.cnf", NULL, CONF_MFLAGS_IGNORE_MISSING_FILE));
    static CONF *c; /* never freed, and known not to be: see below */
    c = NCONF_new_ex(NULL, NCONF_default());
    long line = -1;
    f = fopen(path, "r");
    SHOW(NCONF_load_fp(c, f, &line));
    fclose(f);
    SHOWP(NCONF_get0_libctx(c));
    SHOW(CONF_modules_load(c, "absent", 0));
    SHOW(CONF_modules_load(c, NULL, CONF_MFLAGS_IGNORE_ERRORS | CONF_MFLAGS_SILENT));
    SHOW(CONF_modules_load(NULL, NULL, 0));
    NCONF_free_data(c); /* what is left cannot be freed with OpenSSL */
    unlink(path);
    OPENSSL_load_builtin_modules();
    CONF_modules_finish();
    CONF_modules_unload(1);
    OPENSSL_INIT_SETTINGS *s = OPENSSL_INIT_new();
    SHOW(OPENSSL_INIT_set_config_filename(s, "absent.cnf"));
    OPENSSL_INIT_set_config_file_flags(s, CONF_MFLAGS_IGNORE_MISSING_FILE);
    OPENSSL_INIT_free(s);
    OPENSSL_config(NULL);
}

/* We have no engines (compat/refused.def), so only the values count, and what any list has is passed over. */
#define VALUE(call) do { printf("%s = %d\n", #call, (int)(call)); ERR_clear_error(); } while (0)
static void engines(void) {
    ENGINE_load_builtin_engines();
    VALUE(ENGINE_register_all_complete());
    VALUE(ENGINE_by_id("absent") != NULL);
    VALUE(ENGINE_by_id(NULL) != NULL);
    VALUE(ENGINE_init(NULL));
    VALUE(ENGINE_finish(NULL));
    VALUE(ENGINE_free(NULL));
    VALUE(ENGINE_ctrl(NULL, 1, 0, NULL, NULL));
    VALUE(ENGINE_ctrl_cmd(NULL, "x", 0, NULL, NULL, 0));
    VALUE(ENGINE_load_private_key(NULL, "k", NULL, NULL) != NULL);
    VALUE(ENGINE_get_next(NULL) != NULL);
    VALUE(ENGINE_get_default_RSA() != NULL);
    VALUE(ENGINE_get_default_EC() != NULL);
    VALUE(ENGINE_get_default_DH() != NULL);
    VALUE(ENGINE_get_default_RAND() != NULL);
    VALUE(ENGINE_get_cipher_engine(NID_aes_128_cbc) != NULL);
    VALUE(ENGINE_get_digest_engine(NID_sha256) != NULL);
    VALUE(ENGINE_ctrl_cmd_string(NULL, "x", NULL, 0));
    VALUE(ENGINE_load_public_key(NULL, "k", NULL, NULL) != NULL);
    VALUE(ENGINE_remove(NULL));
    ENGINE *e = ENGINE_get_last();
    if (e) (void)ENGINE_get_id(e);
    ENGINE_free(e);
    e = ENGINE_get_first();
    if (e) (void)ENGINE_set_default(e, 0);
    ENGINE_free(e);
}

static void randomness(void) {
    unsigned char a[64] = { 0 }, b[64] = { 0 };
    SHOW(RAND_bytes_ex(NULL, a, 64, 0));
    SHOW(RAND_priv_bytes_ex(NULL, b, 64, 128));
    SHOW(memcmp(a, b, 64) != 0);
    SHOW(RAND_pseudo_bytes(a, 10));
    SHOW(RAND_bytes_ex(NULL, a, 0, 0));
    RAND_keep_random_devices_open(0);
    RAND_METHOD *m = RAND_OpenSSL();
    SHOW(m == RAND_get_rand_method());
    SHOW(m->bytes(b, 20));
    SHOW(m->status());
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 16);
    SHOW(OPENSSL_init_ssl(0, NULL));
    OPENSSL_init();
    threads();
    secure_memory();
    strings_and_versions();
    tables();
    modules();
    engines();
    randomness();
    fflush(stdout);
    if (fork() == 0) {
        close(2);
        OPENSSL_die("assertion failed: twin", "file.c", 3);
    }
    OPENSSL_cleanup();
    return 0;
}
