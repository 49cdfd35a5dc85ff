/* Every type of key in every container and encryption: what the system's library writes is read here, what is written
 * here is read by the system's. All but the traditional encryption is the same in each byte, too. */
#include "trace.h"
#include <openssl/decoder.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))
#define RIGHT "secret"

/* --- keys: made once by the system's library ---------------------------------------------------------------------- */

static const struct type {
    const char *name, *algorithm, *option[6];
} types[] = {
    { "RSA", "RSA", { "rsa_keygen_bits", "1024" } },
    { "PSS", "RSA-PSS", { "rsa_keygen_bits", "1024" } },
    { "PSS with limits", "RSA-PSS",
      { "rsa_keygen_bits", "1024", "rsa_pss_keygen_md", "sha256", "rsa_pss_keygen_saltlen", "32" } },
    { "P-256", "EC", { "ec_paramgen_curve", "P-256" } },
    { "P-384", "EC", { "ec_paramgen_curve", "P-384" } },
    { "P-521", "EC", { "ec_paramgen_curve", "P-521" } },
    { "X25519", "X25519", { 0 } },
    { "X448", "X448", { 0 } },
    { "ED25519", "ED25519", { 0 } },
    { "ED448", "ED448", { 0 } },
    { "DH", "DH", { "group", "ffdhe2048" } },
    { "DHX", "DHX", { "dh_rfc5114", "1" } },
};

static EVP_PKEY *make(const struct type *t) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, t->algorithm, NULL);
    EVP_PKEY *k = NULL;
    EVP_PKEY_keygen_init(c);
    for (int i = 0; i < 6 && t->option[i]; i += 2) {
        if (EVP_PKEY_CTX_ctrl_str(c, t->option[i], t->option[i + 1]) <= 0) printf("%s: no %s\n", t->name, t->option[i]);
    }
    EVP_PKEY_keygen(c, &k);
    EVP_PKEY_CTX_free(c);
    return k;
}

/* The queue, but for the number that OpenSSL has for an algorithm if anyone asked for it before. */
static void queue(void) {
    const char *data;
    int flags;
    for (unsigned long e; (e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0;) {
        if (!(flags & ERR_TXT_STRING)) data = "";
        char *colon = strstr(data, "Algorithm (") ? strstr(data, " : ") : NULL;
        printf(" <%d:%d%s%.*s>", ERR_GET_LIB(e), ERR_GET_REASON(e), *data ? " " : "",
               colon ? (int)(colon - data) : (int)strlen(data), data);
    }
    printf("\n");
}

/* Blobs one after another, each with its length. */
static void put(FILE *f, const void *p, uint32_t n) {
    if (fwrite(&n, sizeof n, 1, f) != 1 || (n > 0 && fwrite(p, n, 1, f) != 1)) exit(98);
}

static unsigned char *take(FILE *f, uint32_t *n) {
    unsigned char *p = fread(n, sizeof *n, 1, f) == 1 ? malloc(*n + 1) : NULL;
    if (!p || (*n > 0 && fread(p, *n, 1, f) != 1)) exit(97);
    return p;
}

static void make_keys(const char *file) {
    FILE *f = fopen(file, "wb");
    for (int i = 0; i < COUNT(types); i++) {
        EVP_PKEY *k = make(&types[i]);
        PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(k);
        unsigned char *der = NULL;
        int n = i2d_PKCS8_PRIV_KEY_INFO(p8, &der);
        put(f, der, (uint32_t)n);
        OPENSSL_free(der);
        PKCS8_PRIV_KEY_INFO_free(p8);
        EVP_PKEY_free(k);
    }
    fclose(f);
}

static void load_keys(EVP_PKEY **keys, const char *file) {
    FILE *f = fopen(file, "rb");
    for (int i = 0; i < COUNT(types); i++) {
        uint32_t n;
        unsigned char *der = take(f, &n);
        const unsigned char *p = der;
        keys[i] = d2i_AutoPrivateKey(NULL, &p, n);
        if (!keys[i]) printf("%s: not read\n", types[i].name);
        free(der);
    }
    fclose(f);
}

/* --- containers --------------------------------------------------------------------------------------------------- */

enum how {
    PLAIN, AUTO, OLD, PBES2, SCRYPT, PBES1, BY_CIPHER, BY_SCHEME, P12, /* private */
    SPKI, RSA_SPKI, EC_SPKI, PKCS1_PUBLIC, PARAMS
};

static const struct way {
    enum how how;
    bool der;
    const EVP_CIPHER *(*cipher)(void);
    int nid;
} fixed[] = {
    { PLAIN, false, NULL, 0 },
    { PLAIN, true, NULL, 0 },
    { AUTO, true, NULL, 0 },
    { OLD, false, NULL, 0 },
    { PBES1, false, NULL, NID_pbe_WithSHA1And3_Key_TripleDES_CBC },
    { PBES1, true, NULL, NID_pbe_WithSHA1And2_Key_TripleDES_CBC },
    { PBES1, true, NULL, NID_pbe_WithSHA1And128BitRC4 },
    { PBES1, true, NULL, NID_pbe_WithSHA1And40BitRC4 },
    { PBES1, true, NULL, NID_pbe_WithSHA1And128BitRC2_CBC },
    { PBES1, true, NULL, NID_pbe_WithSHA1And40BitRC2_CBC },
    { PBES1, true, NULL, NID_pbeWithMD5AndDES_CBC },
    { PBES1, true, NULL, NID_pbeWithSHA1AndDES_CBC },
    { PBES1, true, NULL, NID_pbeWithMD2AndDES_CBC },
    { PBES1, true, NULL, NID_pbeWithMD5AndRC2_CBC },
    { PBES1, true, NULL, NID_pbeWithSHA1AndRC2_CBC },
    { BY_SCHEME, false, NULL, NID_pbe_WithSHA1And3_Key_TripleDES_CBC },
    { BY_SCHEME, true, NULL, NID_pbe_WithSHA1And2_Key_TripleDES_CBC },
    { BY_SCHEME, true, NULL, NID_pbeWithMD5AndDES_CBC },
    { P12, true, NULL, 0 },
    { SPKI, false, NULL, 0 },
    { SPKI, true, NULL, 0 },
    { RSA_SPKI, false, NULL, 0 },
    { EC_SPKI, true, NULL, 0 },
    { PKCS1_PUBLIC, false, NULL, 0 },
    { PKCS1_PUBLIC, true, NULL, 0 },
    { PARAMS, false, NULL, 0 },
    { PARAMS, true, NULL, 0 },
};
typedef const EVP_CIPHER *cipher_fn(void);
static cipher_fn *const ciphers[] = { EVP_aes_128_cbc, EVP_aes_192_cbc, EVP_aes_256_cbc, EVP_des_ede3_cbc };
static const int prfs[] = { NID_hmacWithMD5, NID_hmacWithSHA1, NID_hmacWithSHA224, NID_hmacWithSHA256, NID_hmacWithSHA384,
    NID_hmacWithSHA512, NID_hmacWithSHA512_224, NID_hmacWithSHA512_256 };
static struct way ways[160];
static int num_ways;

static void add(enum how how, bool der, int cipher, int nid) {
    ways[num_ways++] = (struct way){ how, der, ciphers[cipher], nid };
}

static void list_ways(void) {
    for (int i = 0; i < COUNT(fixed); i++) ways[num_ways++] = fixed[i];
    for (int c = 0; c < COUNT(ciphers); c++) {
        add(OLD, false, c, 0);
        for (int der = 0; der < 2; der++) {
            add(BY_CIPHER, der, c, 0);
            add(SCRYPT, der, c, 0);
            for (int p = 0; p < COUNT(prfs); p++) add(PBES2, der, c, prfs[p]);
        }
    }
}

static bool under_passphrase(const struct way *w) { return w->cipher || (w->how >= PBES1 && w->how <= P12); }
static bool at_random(const struct way *w) {
    return w->how == BY_CIPHER || w->how == BY_SCHEME || w->how == P12 || (w->how == OLD && w->cipher);
}

static void name_way(const struct way *w) {
    static const char *const names[] = { "PKCS#8", "i2d_PrivateKey", "traditional", "PBES2", "scrypt", "PBES1", "by cipher",
        "by scheme", "PKCS#12", "SPKI", "RSA's SPKI", "EC's SPKI", "PKCS#1 public", "parameters" };
    printf("%s %s %s%s%s", names[w->how], w->der ? "DER" : "PEM", w->cipher ? EVP_CIPHER_get0_name(w->cipher()) : "",
           w->cipher && w->nid ? " " : "", w->nid ? OBJ_nid2sn(w->nid) : "");
}

/* --- written ------------------------------------------------------------------------------------------------------ */

static int write_sealed(BIO *b, EVP_PKEY *k, const struct way *w) {
    unsigned char salt[8] = "saltsalt", iv[16] = "initial vectors";
    X509_ALGOR *a = w->how == PBES1    ? PKCS5_pbe_set(w->nid, 20, salt, 8)
                    : w->how == SCRYPT ? PKCS5_pbe2_set_scrypt(w->cipher(), salt, 8, iv, 16, 2, 1)
                                       : PKCS5_pbe2_set_iv(w->cipher(), 20, salt, 8, iv, w->nid);
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(k);
    X509_SIG *sig = a ? PKCS8_set0_pbe(RIGHT, -1, p8, a) : NULL;
    int ok = sig && (w->der ? i2d_PKCS8_bio(b, sig) : PEM_write_bio_PKCS8(b, sig));
    if (!sig) X509_ALGOR_free(a);
    X509_SIG_free(sig);
    PKCS8_PRIV_KEY_INFO_free(p8);
    return ok;
}

static int write_p12(BIO *b, EVP_PKEY *k) {
    PKCS12 *p12 = PKCS12_create(RIGHT, NULL, k, NULL, NULL, 0, 0, 10, 10, 0);
    int ok = p12 && i2d_PKCS12_bio(b, p12);
    PKCS12_free(p12);
    return ok;
}

static int write_object(BIO *b, EVP_PKEY *k, const struct way *w) {
    RSA *r = w->how == EC_SPKI ? NULL : EVP_PKEY_get1_RSA(k);
    EC_KEY *e = w->how == EC_SPKI ? EVP_PKEY_get1_EC_KEY(k) : NULL;
    int ok = 0;
    if (e) ok = i2d_EC_PUBKEY_bio(b, e);
    else if (r && w->how == RSA_SPKI) ok = PEM_write_bio_RSA_PUBKEY(b, r);
    else if (r) ok = w->der ? i2d_RSAPublicKey_bio(b, r) : PEM_write_bio_RSAPublicKey(b, r);
    RSA_free(r);
    EC_KEY_free(e);
    return ok;
}

static int write_key(BIO *b, EVP_PKEY *k, const struct way *w) {
    const unsigned char *pw = (const unsigned char *)RIGHT;
    const EVP_CIPHER *c = w->cipher ? w->cipher() : NULL;
    switch (w->how) {
    case PLAIN:
        return w->der ? i2d_PKCS8PrivateKeyInfo_bio(b, k) : PEM_write_bio_PKCS8PrivateKey(b, k, NULL, NULL, 0, NULL, NULL);
    case AUTO: return i2d_PrivateKey_bio(b, k);
    case OLD: return PEM_write_bio_PrivateKey_traditional(b, k, c, pw, 6, NULL, NULL);
    case PBES2:
    case SCRYPT:
    case PBES1: return write_sealed(b, k, w);
    case BY_CIPHER:
        return w->der ? i2d_PKCS8PrivateKey_bio(b, k, c, RIGHT, 6, NULL, NULL)
                      : PEM_write_bio_PrivateKey(b, k, c, pw, 6, NULL, NULL);
    case BY_SCHEME:
        return w->der ? i2d_PKCS8PrivateKey_nid_bio(b, k, w->nid, RIGHT, 6, NULL, NULL)
                      : PEM_write_bio_PKCS8PrivateKey_nid(b, k, w->nid, RIGHT, 6, NULL, NULL);
    case P12: return write_p12(b, k);
    case SPKI: return w->der ? i2d_PUBKEY_bio(b, k) : PEM_write_bio_PUBKEY(b, k);
    case PARAMS: return w->der ? i2d_KeyParams_bio(b, k) : PEM_write_bio_Parameters(b, k);
    case RSA_SPKI:
        if (EVP_PKEY_is_a(k, "RSA-PSS")) return 0; /* OpenSSL makes them neither: docs/differences.md */
        return write_object(b, k, w);
    default: return write_object(b, k, w);
    }
}

/* Each container's digest, where chance has no part; what cannot be written, and why. */
static void write_all(EVP_PKEY **keys, const char *file) {
    FILE *f = fopen(file, "wb");
    for (int i = 0; i < COUNT(types); i++) {
        for (int j = 0; j < num_ways; j++) {
            BIO *b = BIO_new(BIO_s_mem());
            char *p;
            unsigned char md[EVP_MAX_MD_SIZE] = { 0 };
            int ok = write_key(b, keys[i], &ways[j]);
            long n = BIO_get_mem_data(b, &p);
            if (ok <= 0) n = 0;
            put(f, p, (uint32_t)n);
            printf("%s in ", types[i].name);
            name_way(&ways[j]);
            if (n > 0 && !at_random(&ways[j])) EVP_Digest(p, (size_t)n, md, NULL, EVP_sha256(), NULL);
            printf(": %d %02x%02x%02x%02x", n > 0, md[0], md[1], md[2], md[3]);
            queue();
            BIO_free(b);
        }
    }
    fclose(f);
}

/* --- read --------------------------------------------------------------------------------------------------------- */

struct pass {
    const char *text;
    int length; /* what the callback says */
};

static int pass_cb(char *buf, int size, int rwflag, void *u) {
    const struct pass *p = u;
    (void)rwflag;
    memset(buf, 'x', (size_t)size);
    memcpy(buf, p->text, strlen(p->text));
    return p->length;
}

static EVP_PKEY *wrap(int type, void *object) {
    EVP_PKEY *k = object ? EVP_PKEY_new() : NULL;
    if (k) EVP_PKEY_assign(k, type, object);
    return k;
}

static EVP_PKEY *read_p12(BIO *b, const struct pass *p) {
    PKCS12 *p12 = d2i_PKCS12_bio(b, NULL);
    EVP_PKEY *k = NULL;
    if (p12) PKCS12_parse(p12, p->text, &k, NULL, NULL);
    PKCS12_free(p12);
    return k;
}

static EVP_PKEY *read_key(BIO *b, int type, const struct way *w, const struct pass *p) {
    switch (w->how) {
    case PLAIN:
    case AUTO:
    case OLD: return w->der ? d2i_PrivateKey_bio(b, NULL) : PEM_read_bio_PrivateKey(b, NULL, pass_cb, (void *)p);
    case P12: return read_p12(b, p);
    case SPKI: return w->der ? d2i_PUBKEY_bio(b, NULL) : PEM_read_bio_PUBKEY(b, NULL, NULL, NULL);
    case RSA_SPKI: return wrap(EVP_PKEY_RSA, PEM_read_bio_RSA_PUBKEY(b, NULL, NULL, NULL));
    case EC_SPKI: return wrap(EVP_PKEY_EC, d2i_EC_PUBKEY_bio(b, NULL));
    case PKCS1_PUBLIC:
        return wrap(EVP_PKEY_RSA,
                    w->der ? d2i_RSAPublicKey_bio(b, NULL) : PEM_read_bio_RSAPublicKey(b, NULL, NULL, NULL));
    case PARAMS: return w->der ? d2i_KeyParams_bio(type, NULL, b) : PEM_read_bio_Parameters(b, NULL);
    default:
        return w->der ? d2i_PKCS8PrivateKey_bio(b, NULL, pass_cb, (void *)p)
                      : PEM_read_bio_PrivateKey(b, NULL, pass_cb, (void *)p);
    }
}

static EVP_PKEY *read_any(BIO *b, const struct way *w) {
    EVP_PKEY *k = NULL;
    OSSL_DECODER_CTX *d = OSSL_DECODER_CTX_new_for_pkey(&k, w->der ? "DER" : "PEM", NULL, NULL, 0, NULL, NULL);
    OSSL_DECODER_CTX_set_passphrase(d, (const unsigned char *)RIGHT, 6);
    (void)OSSL_DECODER_from_bio(d, b);
    OSSL_DECODER_CTX_free(d);
    return k;
}

static bool same_encoding(EVP_PKEY *a, EVP_PKEY *b, int (*encode)(const EVP_PKEY *, unsigned char **)) {
    unsigned char *x = NULL, *y = NULL;
    int n = encode(a, &x), m = encode(b, &y);
    bool same = n > 0 && n == m && memcmp(x, y, (size_t)n) == 0;
    OPENSSL_free(x);
    OPENSSL_free(y);
    return same;
}

/* e: the same in all; k: the same key, differently encoded; r: another; a point: not read. */
static char verdict(EVP_PKEY *got, EVP_PKEY *sound, enum how how) {
    if (!got) return '.';
    bool params = how == PARAMS;
    ERR_set_mark();
    int eq = params ? EVP_PKEY_parameters_eq(got, sound) : EVP_PKEY_eq(got, sound);
    bool same = params || same_encoding(got, sound, how >= SPKI ? i2d_PUBKEY : i2d_PrivateKey);
    EVP_PKEY_free(got);
    ERR_pop_to_mark();
    return eq != 1 ? 'r' : same ? 'e' : 'k';
}

static BIO *open_blob(const unsigned char *p, uint32_t n) { return BIO_new_mem_buf(p, (int)n); }

static char try(const unsigned char *der, uint32_t n, EVP_PKEY *sound, const struct way *w, const struct pass *p) {
    BIO *b = open_blob(der, n);
    char c = verdict(read_key(b, EVP_PKEY_get_base_id(sound), w, p), sound, w->how);
    BIO_free(b);
    return c;
}

/* Right padding by chance makes another error. */
static void reasons(void) {
    int lib = ERR_GET_LIB(ERR_peek_last_error()), reason = ERR_GET_REASON(ERR_peek_last_error());
    if (lib == ERR_LIB_ASN1 || (lib == ERR_LIB_PKCS12 && reason == PKCS12_R_DECODE_ERROR) || reason == PEM_R_BAD_DECRYPT) {
        ERR_clear_error();
        printf(" not decrypted\n");
        return;
    }
    queue();
}

static void wrong_passphrases(const unsigned char *der, uint32_t n, EVP_PKEY *sound, const struct way *w) {
    static const struct pass wrong[] = { { "secreT", 6 }, { RIGHT, 5 }, { RIGHT, 7 }, { "", 0 }, { RIGHT, 0 }, { RIGHT, -1 },
        { "", 1023 }, { "", 1024 } };
    for (int i = 0; i < COUNT(wrong); i++) {
        printf("  '%s' %d: %c", wrong[i].text, wrong[i].length, try(der, n, sound, w, &wrong[i]));
        reasons();
    }
}

/* All for one type; the others are encrypted in the same way, so one PRF is enough for them. */
static void read_one(const unsigned char *blob, uint32_t n, int type, EVP_PKEY *key, const struct way *w, bool child) {
    bool all = strcmp(types[type].name, "P-256") == 0;
    if (!all && w->how == PBES2 && w->nid != NID_hmacWithSHA256) return;
    name_way(w);
    printf(": %c", try(blob, n, key, w, &(struct pass){ RIGHT, 6 }));
    queue();
    if (w->how != P12 && (all || !w->cipher) && !child) {
        BIO *b = open_blob(blob, n);
        printf("  decoder %c", verdict(read_any(b, w), key, w->how));
        queue();
        BIO_free(b);
    }
    if (all && under_passphrase(w) && !child) wrong_passphrases(blob, n, key, w);
}

static void read_all(EVP_PKEY **keys, const char *file, bool child) {
    FILE *f = fopen(file, "rb");
    if (!f) printf("no %s\n", file);
    for (int i = 0; f && i < COUNT(types); i++) {
        printf("== %s\n", types[i].name);
        for (int j = 0; j < num_ways; j++) {
            uint32_t n;
            unsigned char *blob = take(f, &n);
            if (n > 0) read_one(blob, n, i, keys[i], &ways[j], child);
            free(blob);
        }
    }
    if (f) fclose(f);
}

int main(int argc, char **argv) {
    EVP_PKEY *keys[COUNT(types)] = { 0 };
    if (argc == 1 && access("../keys.bin", R_OK) != 0) make_keys("../keys.bin");
    list_ways();
    load_keys(keys, "../keys.bin");
    if (argc > 1) {
        read_all(keys, argv[1], true);
    } else {
        write_all(keys, "written.bin");
        printf("-- what the system's library wrote\n");
        read_all(keys, "../system/written.bin", false);
        printf("-- what was written here, read by the system's library\n");
        fflush(stdout);
        if (system("env -u LD_LIBRARY_PATH -u LD_PRELOAD ../prog written.bin") != 0) printf("the reader failed\n");
    }
    for (int i = 0; i < COUNT(types); i++) EVP_PKEY_free(keys[i]);
    return 0;
}
