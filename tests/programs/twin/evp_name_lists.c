/* The lists of digests, ciphers, MACs and KDFs with all their names, but for those that are not ours; SM3; envelopes. */
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <strings.h>

/* What docs/differences.md leaves out. */
static int absent(const char *name) {
    static const char *const parts[] = { "whirlpool", "aria", "camellia", "seed", "sm4", "idea", "-ocb", "hmac-", "desx",
                                         "rc4-40", "rc2-ofb", "rc2-cfb", "cast5-ofb", "cast5-cfb", "des-cfb1", "des3-wrap",
                                         "CMS3DESwrap", "des-ede-ofb", "des-ede-cfb", "des-ofb", "X942KDF" };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t n = strlen(parts[i]);
        for (const char *p = name; *p != '\0'; p++) {
            if (strncasecmp(p, parts[i], n) == 0) return 1;
        }
    }
    return strcasecmp(name, "des-cfb") == 0 || strcasecmp(name, "des-ede") == 0 || strcasecmp(name, "des-ede-ecb") == 0;
}

static void digest(const EVP_MD *md, const char *from, const char *to, void *arg) {
    if (absent(from)) return;
    printf("%s %s: %d %s\n", (const char *)arg, from, md != NULL ? EVP_MD_get_type(md) : -1, to != NULL ? to : "itself");
    if (to == NULL) return;
    printf("  %d\n", EVP_get_digestbyname(from) == EVP_get_digestbyname(to));
}

static void cipher(const EVP_CIPHER *c, const char *from, const char *to, void *arg) {
    if (absent(from)) return;
    printf("%s %s: %d %s\n", (const char *)arg, from, c != NULL ? EVP_CIPHER_get_nid(c) : -1, to != NULL ? to : "itself");
    if (to == NULL) return;
    printf("  %d\n", EVP_get_cipherbyname(from) == EVP_get_cipherbyname(to));
}

static void count_md(const EVP_MD *md, const char *from, const char *to, void *arg) {
    (void)md;
    (void)to;
    *(int *)arg += !absent(from);
}

static void count_cipher(const EVP_CIPHER *c, const char *from, const char *to, void *arg) {
    (void)c;
    (void)to;
    *(int *)arg += !absent(from);
}

static void name(const OBJ_NAME *n, void *arg) {
    if (absent(n->name)) return;
    int same = n->alias ? -1
               : n->type == OBJ_NAME_TYPE_MD_METH ? (const EVP_MD *)(const void *)n->data == EVP_get_digestbyname(n->name)
                                                  : (const EVP_CIPHER *)(const void *)n->data == EVP_get_cipherbyname(n->name);
    printf("%s %d %x %s %s %d\n", (const char *)arg, n->type, (unsigned)n->alias, n->name, n->alias ? n->data : "", same);
}

static void count_name(const OBJ_NAME *n, void *arg) { *(int *)arg += !absent(n->name); }

/* OpenSSL's order is that of a hash table, so each counts and sums. */
static void sum(const char *text, void *arg) {
    unsigned *s = arg;
    unsigned h = 7;
    for (; *text != '\0'; text++) h = h * 31 + (unsigned char)*text;
    *s += h;
}

static char seen[64][80];
static int num_seen;

static void note(const char *kind, const char *own, unsigned names, int described) {
    if (!absent(own)) snprintf(seen[num_seen++], sizeof seen[0], "%s %s %u %d", kind, own, names, described);
}

static void mac(EVP_MAC *m, void *arg) {
    unsigned names = 0;
    (void)arg;
    EVP_MAC_names_do_all(m, sum, &names);
    note("MAC", EVP_MAC_get0_name(m), names, EVP_MAC_get0_description(m) != NULL);
}

static void kdf(EVP_KDF *k, void *arg) {
    unsigned names = 0;
    (void)arg;
    EVP_KDF_names_do_all(k, sum, &names);
    note("KDF", EVP_KDF_get0_name(k), names, EVP_KDF_get0_description(k) != NULL);
}

static int order(const void *a, const void *b) { return strcmp(a, b); }

static void sm3(void) {
    unsigned char out[EVP_MAX_MD_SIZE], data[200];
    unsigned n = 0;
    pattern(data, sizeof data, 9);
    const EVP_MD *md = EVP_sm3();
    printf("%d %d %d %d %lx\n", EVP_MD_get_type(md), EVP_MD_get_pkey_type(md), EVP_MD_get_size(md),
           EVP_MD_get_block_size(md), EVP_MD_get_flags(md));
    for (size_t len = 0; len < sizeof data; len += 9) {
        printf("%d ", EVP_Digest(data, len, out, &n, md, NULL));
        hex("SM3", out, n);
    }
    size_t m = 0;
    printf("%d ", EVP_Q_mac(NULL, "HMAC", NULL, "SM3", NULL, data, 80, data, 60, out, sizeof out, &m) != NULL);
    hex("HMAC", out, m);
}

/* A message for two, opened by each; and with a key that was damaged. */
static void envelope(const EVP_CIPHER *type) {
    EVP_PKEY *key[2] = { EVP_RSA_gen(1024), EVP_RSA_gen(1536) };
    unsigned char room[2][256], iv[16], sealed[200], opened[200], *ek[2] = { room[0], room[1] };
    int ekl[2] = { 0 }, n = 0, m = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    printf("seal %d ", EVP_SealInit(c, type, NULL, NULL, NULL, NULL, 0));
    printf("%d ", EVP_SealInit(c, NULL, ek, ekl, iv, key, 2));
    printf("%d %d ", ekl[0], ekl[1]);
    printf("%d ", EVP_SealUpdate(c, sealed, &n, (const unsigned char *)"a message for two", 17));
    printf("%d ", EVP_SealFinal(c, sealed + n, &m));
    n += m;
    printf("%d\n", n);
    for (int i = 0; i < 2; i++) {
        int k = 0;
        memset(opened, 0, sizeof opened);
        printf("open %d ", EVP_OpenInit(c, type, ek[i], ekl[i], iv, key[i]));
        printf("%d ", EVP_OpenUpdate(c, opened, &k, sealed, n));
        printf("%d ", EVP_OpenFinal(c, opened + k, &m));
        printf("%d %s\n", k + m, opened);
        printf("another's %d\n", EVP_OpenInit(c, type, ek[!i], ekl[!i], iv, key[i]) == 1);
        ERR_clear_error();
    }
    printf("the cipher alone %d\n", EVP_OpenInit(c, type, NULL, 0, NULL, NULL));
    EVP_CIPHER_CTX_free(c);
    EVP_PKEY_free(key[0]);
    EVP_PKEY_free(key[1]);
}

int main(void) {
    int mds = 0, ciphers = 0, names = 0;
    EVP_MD_do_all_sorted(digest, (void *)"md");
    EVP_CIPHER_do_all_sorted(cipher, (void *)"cipher");
    EVP_MD_do_all(count_md, &mds);
    EVP_CIPHER_do_all(count_cipher, &ciphers);
    OBJ_NAME_do_all(OBJ_NAME_TYPE_MD_METH, count_name, &names);
    printf("%d %d %d\n", mds, ciphers, names);
    for (int type = OBJ_NAME_TYPE_UNDEF; type < OBJ_NAME_TYPE_PKEY_METH; type++) {
        OBJ_NAME_do_all_sorted(type, name, (void *)"name");
    }
    EVP_MAC_do_all_provided(NULL, mac, NULL);
    EVP_KDF_do_all_provided(NULL, kdf, NULL);
    qsort(seen, (size_t)num_seen, sizeof seen[0], order);
    for (int i = 0; i < num_seen; i++) printf("%s\n", seen[i]);
    printf("added %d %d\n", EVP_add_digest(EVP_sha256()), EVP_add_cipher(EVP_aes_128_cbc()));
    sm3();
    envelope(EVP_aes_256_cbc());
    envelope(EVP_aes_128_ctr());
    envelope(EVP_des_ede3_cbc());
    return 0;
}
