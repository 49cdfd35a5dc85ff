/* Keys in every container: what the openssl command wrote is read here, what is written here is read by the command. */
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const keys[] = { "rsa", "pss", "pss256", "p256", "p384", "p521", "x25519", "x448", "ed25519", "ed448" };
enum { NUM_KEYS = sizeof keys / sizeof keys[0] };

/* The whole queue. A wrong passphrase may end in right padding by chance; then what follows is chance, too. */
static void errors(bool by_chance) {
    const char *data;
    int flags;
    unsigned long last = ERR_peek_last_error();
    bool undecoded = ERR_GET_LIB(last) == ERR_LIB_PKCS12 && ERR_GET_REASON(last) == PKCS12_R_DECODE_ERROR;
    if (by_chance && (ERR_GET_LIB(last) == ERR_LIB_ASN1 || undecoded)) {
        ERR_clear_error();
        ERR_raise(ERR_LIB_USER, 1);
    }
    for (unsigned long e; (e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0;) {
        if (strstr(data, "Algorithm (")) data = ""; /* has a number that counts what was fetched before */
        printf(" [%d/%d%s%s]", ERR_GET_LIB(e), ERR_GET_REASON(e), flags & ERR_TXT_STRING && *data ? " " : "",
               flags & ERR_TXT_STRING ? data : "");
    }
    printf("\n");
}

static void all_errors(void) { errors(false); }

static int command(const char *line) {
    char full[1200];
    fflush(stdout);
    snprintf(full, sizeof full, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s 2>&1", line);
    FILE *p = popen(full, "r");
    for (int c; (c = fgetc(p)) != EOF;) putchar(c);
    return pclose(p);
}

/* Made once: the second run uses the first one's. */
static void make(const char *file, const char *line) {
    char full[1200];
    if (access(file, R_OK) == 0) return;
    snprintf(full, sizeof full, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s >/dev/null 2>&1", line);
    if (system(full) != 0) printf("cannot make %s\n", file);
}

static void make_keys(void) {
    static const char *const how[] = { "RSA -pkeyopt rsa_keygen_bits:1024", "RSA-PSS -pkeyopt rsa_keygen_bits:1024",
        "RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 "
        "-pkeyopt rsa_pss_keygen_saltlen:32", "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-384", "EC -pkeyopt ec_paramgen_curve:P-521", "X25519", "X448", "ED25519", "ED448" };
    for (int i = 0; i < NUM_KEYS; i++) {
        char file[64], line[512];
        snprintf(file, sizeof file, "%s.pem", keys[i]);
        snprintf(line, sizeof line, "genpkey -algorithm %s -out %s", how[i], file);
        make(file, line);
    }
}

static int pass_cb(char *buf, int size, int rwflag, void *u) {
    (void)rwflag;
    int n = (int)strlen(u);
    if (n > size) return -1;
    memcpy(buf, u, (size_t)n);
    return n;
}

static void show(const char *what, EVP_PKEY *k, bool by_chance) {
    printf("%s: %s %d", what, k ? EVP_PKEY_get0_type_name(k) : "none", k ? EVP_PKEY_get_bits(k) : 0);
    errors(by_chance);
}

static EVP_PKEY *load(const char *file, const char *pass) {
    BIO *b = BIO_new_file(file, "rb");
    EVP_PKEY *k = b ? PEM_read_bio_PrivateKey(b, NULL, pass_cb, (void *)(pass ? pass : "")) : NULL;
    BIO_free(b);
    return k;
}

static void read_one(const char *file, EVP_PKEY *as) {
    static const char *const passes[] = { "secret", "wrong", "" };
    for (int i = 0; i < 3; i++) {
        char title[128];
        EVP_PKEY *k = load(file, passes[i]);
        snprintf(title, sizeof title, "%s under '%s'", file, passes[i]);
        show(title, k, i > 0);
        if (k) printf("  equal %d\n", EVP_PKEY_eq(k, as));
        EVP_PKEY_free(k);
        BIO *b = BIO_new_file(file, "rb");
        unsigned char *der = NULL;
        long n;
        char *label = NULL;
        if (PEM_bytes_read_bio(&der, &n, &label, PEM_STRING_PKCS8, b, NULL, NULL)) {
            BIO *m = BIO_new_mem_buf(der, (int)n);
            k = d2i_PKCS8PrivateKey_bio(m, NULL, pass_cb, (void *)passes[i]);
            show("  DER", k, i > 0);
            EVP_PKEY_free(k);
            BIO_free(m);
        }
        ERR_clear_error();
        OPENSSL_free(der);
        OPENSSL_free(label);
        BIO_free(b);
    }
}

/* Every key in the default encryption; one key in every encryption there is. */
static void read_encrypted(void) {
    static const char *const ways[] = { "-v2 aes-128-cbc", "-v2 aes-192-cbc", "-v2 aes-256-cbc", "-v2 des-ede3-cbc",
        "-v2 aes-128-cbc -v2prf hmacWithMD5", "-v2 aes-128-cbc -v2prf hmacWithSHA1", "-v2 aes-128-cbc -v2prf hmacWithSHA224",
        "-v2 des3 -v2prf hmacWithSHA256", "-v2 aes-256-cbc -v2prf hmacWithSHA384", "-v2 aes-256-cbc -v2prf hmacWithSHA512",
        "-v2 aes-128-cbc -v2prf hmacWithSHA512-224", "-v2 aes-128-cbc -v2prf hmacWithSHA512-256", "-iter 1", "-iter 5000",
        "-scrypt", "-scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 2", "-scrypt -v2 des3", "-v1 PBE-SHA1-3DES",
        "-v1 PBE-SHA1-2DES", "-v1 PBE-SHA1-3DES -iter 3", "-v1 PBE-SHA1-RC2-40", "-v1 PBE-SHA1-RC4-128", "-v1 PBE-MD5-DES",
        "-v1 PBE-SHA1-DES", "-v1 PBE-MD5-RC2-64", "-v1 PBE-SHA1-RC2-128", "-v1 PBE-SHA1-RC4-40" };
    char file[64], line[512], plain[64];
    EVP_PKEY *as;
    for (int i = 0; i < NUM_KEYS; i++) {
        snprintf(plain, sizeof plain, "%s.pem", keys[i]);
        snprintf(file, sizeof file, "%s_enc.pem", keys[i]);
        snprintf(line, sizeof line, "pkcs8 -topk8 -in %s -passout pass:secret -out %s", plain, file);
        make(file, line);
        as = load(plain, NULL);
        show(plain, as, false);
        read_one(file, as);
        EVP_PKEY_free(as);
    }
    as = load("p256.pem", NULL);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        snprintf(file, sizeof file, "way%zu.pem", i);
        snprintf(line, sizeof line, "pkcs8 -topk8 -in p256.pem -passout pass:secret %s -provider legacy -provider default -out %s",
                 ways[i], file);
        make(file, line);
        printf("-- %s\n", ways[i]);
        read_one(file, as);
    }
    EVP_PKEY_free(as);
}

static void read_traditional(void) {
    static const char *const ciphers[] = { "aes128", "aes192", "aes256", "des3" };
    for (int i = 0; i < NUM_KEYS; i++) {
        if (strcmp(keys[i], "rsa") != 0 && keys[i][0] != 'p') continue;
        if (strncmp(keys[i], "pss", 3) == 0) continue;
        char plain[64], file[64], line[512];
        snprintf(plain, sizeof plain, "%s.pem", keys[i]);
        EVP_PKEY *as = load(plain, NULL);
        for (size_t k = 0; k < sizeof ciphers / sizeof ciphers[0]; k++) {
            snprintf(file, sizeof file, "%s_%s.pem", keys[i], ciphers[k]);
            snprintf(line, sizeof line, "pkey -traditional -in %s -%s -passout pass:secret -out %s", plain, ciphers[k], file);
            make(file, line);
            read_one(file, as);
        }
        EVP_PKEY_free(as);
    }
}

/* --- written here -------------------------------------------------------------------------------------------------- */

static void judge(const char *title, int ok, const char *form) {
    char line[256];
    printf("%s: %d", title, ok);
    all_errors();
    if (!ok) return;
    snprintf(line, sizeof line, "pkey %s -in out.key -passin pass:secret -pubout", form);
    command(line);
}

static BIO *out_file(void) { return BIO_new_file("out.key", "wb"); }

static void write_key(const char *name, EVP_PKEY *k) {
    const unsigned char *pw = (const unsigned char *)"secret";
    static const int schemes[] = { NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And2_Key_TripleDES_CBC,
        NID_pbe_WithSHA1And128BitRC4, NID_hmacWithSHA512, NID_aes_128_cbc };
    const EVP_CIPHER *ciphers[] = { NULL, EVP_aes_128_cbc(), EVP_aes_192_cbc(), EVP_aes_256_cbc(), EVP_des_ede3_cbc() };
    BIO *b;
    printf("== %s\n", name);
    for (size_t i = 0; i < sizeof ciphers / sizeof ciphers[0]; i++) {
        printf("cipher %zu\n", i);
        b = out_file();
        int ok = PEM_write_bio_PrivateKey(b, k, ciphers[i], pw, 6, NULL, NULL);
        BIO_free(b);
        judge("PEM", ok, "");
        b = out_file();
        ok = i2d_PKCS8PrivateKey_bio(b, k, ciphers[i], NULL, 0, pass_cb, (void *)"secret");
        BIO_free(b);
        judge("DER", ok, "-inform DER");
        b = out_file();
        ok = PEM_write_bio_PrivateKey_traditional(b, k, ciphers[i], pw, 6, NULL, NULL);
        BIO_free(b);
        judge("traditional", ok, "");
    }
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        b = out_file();
        int ok = PEM_write_bio_PKCS8PrivateKey_nid(b, k, schemes[i], "secret", 6, NULL, NULL);
        BIO_free(b);
        printf("scheme %s ", OBJ_nid2sn(schemes[i]));
        judge("PEM", ok, "");
        b = out_file();
        ok = i2d_PKCS8PrivateKey_nid_bio(b, k, schemes[i], "secret", 6, NULL, NULL);
        BIO_free(b);
        judge("DER", ok, "-inform DER");
    }
    b = out_file();
    int ok = i2d_PrivateKey_bio(b, k);
    BIO_free(b);
    judge("i2d_PrivateKey", ok, "-inform DER");
    b = out_file();
    ok = i2d_PUBKEY_bio(b, k);
    BIO_free(b);
    judge("i2d_PUBKEY", ok, "-inform DER -pubin");
}

static void dh_file(void) {
    char name[512];
    snprintf(name, sizeof name, "%s/evp/dh.pem", getenv("TWIN_DATA"));
    FILE *in = fopen(name, "r");
    DH *d = PEM_read_DHparams(in, NULL, NULL, NULL), *d2;
    fclose(in);
    FILE *f = fopen("out.key", "w+b");
    printf("PEM_write_DHparams %d", PEM_write_DHparams(f, d));
    rewind(f);
    d2 = PEM_read_DHparams(f, NULL, NULL, NULL);
    fclose(f);
    printf(" read %d", d2 != NULL && BN_cmp(DH_get0_p(d), DH_get0_p(d2)) == 0);
    all_errors();
    command("dhparam -in out.key -text -noout");
    DH_free(d);
    DH_free(d2);
}

static void files(EVP_PKEY *rsa, EVP_PKEY *ec) {
    RSA *r = EVP_PKEY_get1_RSA(rsa), *r2;
    EC_KEY *e = EVP_PKEY_get1_EC_KEY(ec), *e2;
    EVP_PKEY *k;
    FILE *f;
#define AGAIN(write, read, cmp, drop) \
    f = fopen("out.key", "w+b"); \
    printf(#write " %d", write); \
    rewind(f); \
    read; \
    fclose(f); \
    printf(" " #read " %d", cmp); \
    all_errors(); \
    drop
#define SAME_RSA (r2 != NULL && BN_cmp(RSA_get0_n(r), RSA_get0_n(r2)) == 0)
#define SAME_EC (e2 != NULL && EC_POINT_cmp(EC_KEY_get0_group(e), EC_KEY_get0_public_key(e), EC_KEY_get0_public_key(e2), NULL) == 0)
    AGAIN(PEM_write_RSAPrivateKey(f, r, NULL, NULL, 0, NULL, NULL), r2 = PEM_read_RSAPrivateKey(f, NULL, NULL, NULL),
        SAME_RSA, RSA_free(r2));
    AGAIN(PEM_write_RSAPublicKey(f, r), r2 = PEM_read_RSAPublicKey(f, NULL, NULL, NULL), SAME_RSA, RSA_free(r2));
    AGAIN(PEM_write_RSA_PUBKEY(f, r), r2 = PEM_read_RSA_PUBKEY(f, NULL, NULL, NULL), SAME_RSA, RSA_free(r2));
    AGAIN(i2d_RSAPrivateKey_fp(f, r), r2 = d2i_RSAPrivateKey_fp(f, NULL), SAME_RSA, RSA_free(r2));
    AGAIN(i2d_RSAPublicKey_fp(f, r), r2 = d2i_RSAPublicKey_fp(f, NULL), SAME_RSA, RSA_free(r2));
    AGAIN(i2d_RSA_PUBKEY_fp(f, r), r2 = d2i_RSA_PUBKEY_fp(f, NULL), SAME_RSA, RSA_free(r2));
    AGAIN(PEM_write_ECPrivateKey(f, e, NULL, NULL, 0, NULL, NULL), e2 = PEM_read_ECPrivateKey(f, NULL, NULL, NULL),
        SAME_EC, EC_KEY_free(e2));
    AGAIN(PEM_write_EC_PUBKEY(f, e), e2 = PEM_read_EC_PUBKEY(f, NULL, NULL, NULL), SAME_EC, EC_KEY_free(e2));
    AGAIN(i2d_ECPrivateKey_fp(f, e), e2 = d2i_ECPrivateKey_fp(f, NULL), SAME_EC, EC_KEY_free(e2));
    AGAIN(i2d_EC_PUBKEY_fp(f, e), e2 = d2i_EC_PUBKEY_fp(f, NULL), SAME_EC, EC_KEY_free(e2));
    AGAIN(PEM_write_PUBKEY(f, rsa), k = PEM_read_PUBKEY(f, NULL, NULL, NULL), EVP_PKEY_eq(k, rsa), EVP_PKEY_free(k));
    AGAIN(i2d_PUBKEY_fp(f, rsa), k = d2i_PUBKEY_fp(f, NULL), EVP_PKEY_eq(k, rsa), EVP_PKEY_free(k));
    AGAIN(i2d_PrivateKey_fp(f, rsa), k = d2i_PrivateKey_fp(f, NULL), EVP_PKEY_eq(k, rsa), EVP_PKEY_free(k));
    AGAIN(i2d_PKCS8PrivateKeyInfo_fp(f, rsa), k = d2i_PrivateKey_fp(f, NULL), EVP_PKEY_eq(k, rsa), EVP_PKEY_free(k));
    AGAIN(PEM_write_PrivateKey(f, ec, NULL, NULL, 0, NULL, NULL), k = PEM_read_PrivateKey(f, NULL, NULL, NULL),
        EVP_PKEY_eq(k, ec), EVP_PKEY_free(k));
    AGAIN(PEM_write_PKCS8PrivateKey(f, ec, EVP_aes_128_cbc(), "secret", 6, NULL, NULL),
          k = PEM_read_PrivateKey(f, NULL, pass_cb, "secret"), EVP_PKEY_eq(k, ec), EVP_PKEY_free(k));
    AGAIN(PEM_write_PKCS8PrivateKey_nid(f, ec, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, "secret", 6, NULL, NULL),
          k = PEM_read_PrivateKey(f, NULL, pass_cb, "secret"), EVP_PKEY_eq(k, ec), EVP_PKEY_free(k));
    AGAIN(i2d_PKCS8PrivateKey_fp(f, ec, EVP_aes_128_cbc(), "secret", 6, NULL, NULL),
          k = d2i_PKCS8PrivateKey_fp(f, NULL, pass_cb, "secret"), EVP_PKEY_eq(k, ec), EVP_PKEY_free(k));
    AGAIN(i2d_PKCS8PrivateKey_nid_fp(f, ec, NID_pbe_WithSHA1And2_Key_TripleDES_CBC, "secret", 6, NULL, NULL),
          k = d2i_PKCS8PrivateKey_fp(f, NULL, pass_cb, "secret"), EVP_PKEY_eq(k, ec), EVP_PKEY_free(k));
    BIO *m = BIO_new(BIO_s_mem());
    printf("%d", i2d_RSAPrivateKey_bio(m, r) && i2d_RSAPublicKey_bio(m, r) && i2d_RSA_PUBKEY_bio(m, r) &&
           i2d_ECPrivateKey_bio(m, e) && i2d_EC_PUBKEY_bio(m, e));
    r2 = d2i_RSAPrivateKey_bio(m, NULL);
    printf(" %d", SAME_RSA);
    r2 = d2i_RSAPublicKey_bio(m, &r2);
    printf(" %d", SAME_RSA);
    r2 = d2i_RSA_PUBKEY_bio(m, &r2);
    printf(" %d", SAME_RSA);
    RSA_free(r2);
    e2 = d2i_ECPrivateKey_bio(m, NULL);
    printf(" %d", SAME_EC);
    e2 = d2i_EC_PUBKEY_bio(m, &e2);
    printf(" %d", SAME_EC);
    all_errors();
    EC_KEY_free(e2);
    BIO_free(m);
    RSA_free(r);
    EC_KEY_free(e);
}

/* --- passphrases that callbacks give, or do not --------------------------------------------------------------------- */

static int odd_cb(char *buf, int size, int rwflag, void *u) {
    int n = *(int *)u;
    memset(buf, 'x', n > 0 && n < size ? (size_t)n : 0);
    if (n >= 0) printf(" (asked for %d, %d)", size, rwflag); /* without an answer OpenSSL asks again */
    return n;
}

static void callbacks(EVP_PKEY *k) {
    static int sizes[] = { -1, 0, 1, 1023, 1024 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        printf("callback gives %d:", sizes[i]);
        BIO *b = BIO_new_file("p256_enc.pem", "rb");
        EVP_PKEY *got = PEM_read_bio_PrivateKey(b, NULL, odd_cb, &sizes[i]);
        printf(" PEM %d", got != NULL);
        all_errors();
        EVP_PKEY_free(got);
        BIO_free(b);
        b = BIO_new_file("p256_aes128.pem", "rb");
        got = PEM_read_bio_PrivateKey(b, NULL, odd_cb, &sizes[i]);
        printf(" old PEM %d", got != NULL);
        all_errors();
        EVP_PKEY_free(got);
        BIO_free(b);
        b = BIO_new(BIO_s_mem());
        printf(" write %d", PEM_write_bio_PKCS8PrivateKey(b, k, EVP_aes_128_cbc(), NULL, 0, odd_cb, &sizes[i]));
        all_errors();
        printf(" write old %d", PEM_write_bio_PrivateKey_traditional(b, k, EVP_aes_128_cbc(), NULL, 0, odd_cb, &sizes[i]));
        all_errors();
        BIO_free(b);
    }
    /* without a callback the last argument is the passphrase */
    BIO *b = BIO_new_file("p256_enc.pem", "rb");
    EVP_PKEY *got = PEM_read_bio_PrivateKey(b, NULL, NULL, "secret");
    show("the argument itself", got, false);
    EVP_PKEY_free(got);
    BIO_free(b);
}

int main(void) {
    mkdir("../made", 0777); /* both runs work on the same files */
    if (chdir("../made") != 0) return 99;
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    make_keys();
    read_encrypted();
    read_traditional();
    for (int i = 0; i < NUM_KEYS; i++) {
        char plain[64];
        snprintf(plain, sizeof plain, "%s.pem", keys[i]);
        EVP_PKEY *k = load(plain, NULL);
        write_key(keys[i], k);
        EVP_PKEY_free(k);
    }
    EVP_PKEY *rsa = load("rsa.pem", NULL), *ec = load("p256.pem", NULL);
    files(rsa, ec);
    dh_file();
    callbacks(ec);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    return 0;
}
