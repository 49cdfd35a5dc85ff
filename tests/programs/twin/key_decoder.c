/* Reading keys and parameters without saying what they are; parameters of DH and curves; compressed points. */
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void errors(void) {
    unsigned long first = ERR_get_error(), last = ERR_peek_last_error();
    if (first != 0) printf(" [%d/%d]", ERR_GET_LIB(first), ERR_GET_REASON(first));
    if (last != 0) printf(" [%d/%d]", ERR_GET_LIB(last), ERR_GET_REASON(last));
    ERR_clear_error();
    printf("\n");
}

static void make(const char *file, const char *line) {
    char full[1200];
    if (access(file, R_OK) == 0) return; /* the second run uses the first one's */
    snprintf(full, sizeof full, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s >/dev/null 2>&1", line);
    if (system(full) != 0) printf("cannot make %s\n", file);
}

static const struct { const char *file, *how; } files[] = {
    { "rsa.pem", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa.pem" },
    { "ec.pem", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out ec.pem" },
    { "ed.pem", "genpkey -algorithm ED25519 -out ed.pem" },
    { "rsa_old.pem", "pkey -traditional -in rsa.pem -out rsa_old.pem" },
    { "ec_old.pem", "pkey -traditional -in ec.pem -out ec_old.pem" },
    { "ec_enc.pem", "pkcs8 -topk8 -in ec.pem -passout pass:secret -out ec_enc.pem" },
    { "rsa_old_enc.pem", "pkey -traditional -in rsa.pem -aes128 -passout pass:secret -out rsa_old_enc.pem" },
    { "rsa_pub.pem", "pkey -in rsa.pem -pubout -out rsa_pub.pem" },
    { "ec_pub.pem", "pkey -in ec.pem -pubout -out ec_pub.pem" },
    { "rsa_pub_old.pem", "rsa -in rsa.pem -RSAPublicKey_out -out rsa_pub_old.pem" },
    { "dh.pem", "genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh.pem" },
    { "dhx.pem", "genpkey -genparam -algorithm DHX -pkeyopt dh_rfc5114:2 -out dhx.pem" },
    { "curve.pem", "ecparam -name P-256 -out curve.pem" },
    { "rsa.der", "pkcs8 -topk8 -nocrypt -in rsa.pem -outform DER -out rsa.der" },
    { "ec_old.der", "pkey -traditional -in ec.pem -outform DER -out ec_old.der" },
    { "ec_pub.der", "pkey -in ec.pem -pubout -outform DER -out ec_pub.der" },
    { "compressed.pem", "pkey -in ec.pem -pubout -ec_conv_form compressed -out compressed.pem" },
    { "hybrid.pem", "pkey -in ec.pem -pubout -ec_conv_form hybrid -out hybrid.pem" },
};
enum { NUM_FILES = sizeof files / sizeof files[0] };

static void tell(EVP_PKEY *k) {
    if (k == NULL) {
        printf(" none");
        return;
    }
    printf(" %s %d", EVP_PKEY_get0_type_name(k), EVP_PKEY_get_bits(k));
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    BIO *m = BIO_new(BIO_s_mem());
    if (i2d_PrivateKey_bio(m, k)) printf(" private");
    ERR_clear_error();
    BIO_free(m);
    BIO_free(out);
}

static void decode(const char *file, const char *type, const char *structure, const char *key, int selection, const char *pass) {
    EVP_PKEY *k = NULL;
    BIO *b = BIO_new_file(file, "rb");
    OSSL_DECODER_CTX *d = OSSL_DECODER_CTX_new_for_pkey(&k, type, structure, key, selection, NULL, NULL);
    if (pass != NULL) OSSL_DECODER_CTX_set_passphrase(d, (const unsigned char *)pass, strlen(pass));
    printf("%s as %s %s %s %02x:", file, type ? type : "any", structure ? structure : "any", key ? key : "any", selection);
    printf(" some %d", OSSL_DECODER_CTX_get_num_decoders(d) > 0);
    printf(" %d", OSSL_DECODER_from_bio(d, b));
    tell(k);
    errors();
    EVP_PKEY_free(k);
    OSSL_DECODER_CTX_free(d);
    BIO_free(b);
}

static void decoders(void) {
    static const int selections[] = { 0, EVP_PKEY_KEYPAIR, EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEY_PARAMETERS };
    static const char *const keys[] = { NULL, "RSA", "EC", "DH", "nonsense" };
    for (int i = 0; i < NUM_FILES; i++) {
        const char *type = strstr(files[i].file, ".der") ? "DER" : "PEM";
        const char *pass = strstr(files[i].file, "enc") ? "secret" : NULL;
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) decode(files[i].file, type, NULL, keys[k], 0, pass);
        for (size_t k = 0; k < 4; k++) decode(files[i].file, NULL, NULL, NULL, selections[k], pass);
        decode(files[i].file, type, "SubjectPublicKeyInfo", NULL, 0, pass);
    }
    decode("ec_enc.pem", "PEM", NULL, NULL, 0, "wrong");
}

/* As postfix, redis, squid and haproxy read parameters. */
static void parameters(void) {
    static const char *const names[] = { "dh.pem", "dhx.pem", "curve.pem", "rsa.pem" };
    for (int i = 0; i < 4; i++) {
        EVP_PKEY *k = NULL;
        FILE *f = fopen(names[i], "r");
        OSSL_DECODER_CTX *d =
            OSSL_DECODER_CTX_new_for_pkey(&k, "PEM", NULL, "DH", OSSL_KEYMGMT_SELECT_DOMAIN_PARAMETERS, NULL, NULL);
        printf("%s %d", names[i], OSSL_DECODER_from_fp(d, f));
        tell(k);
        errors();
        fclose(f);
        OSSL_DECODER_CTX_free(d);
        EVP_PKEY_free(k);
        BIO *b = BIO_new_file(names[i], "r");
        k = PEM_read_bio_Parameters(b, NULL);
        printf("PEM_read_bio_Parameters");
        tell(k);
        errors();
        BIO_free(b);
        b = BIO_new(BIO_s_mem());
        if (k) {
            printf("written %d\n", PEM_write_bio_Parameters(b, k));
            char *text;
            long n = BIO_get_mem_data(b, &text);
            printf("%.*s", (int)n, text);
            EVP_PKEY *again = PEM_read_bio_Parameters_ex(b, NULL, NULL, NULL);
            printf("equal %d\n", again ? EVP_PKEY_parameters_eq(k, again) : -9);
            EVP_PKEY_free(again);
        }
        BIO_free(b);
        EVP_PKEY_free(k);
    }
    unsigned char data[4096];
    FILE *f = fopen("rsa.der", "rb");
    size_t n = fread(data, 1, sizeof data, f), left = n;
    fclose(f);
    const unsigned char *p = data;
    EVP_PKEY *k = NULL;
    OSSL_DECODER_CTX *d = OSSL_DECODER_CTX_new_for_pkey(&k, NULL, NULL, NULL, 0, NULL, NULL);
    printf("selection %d type %d structure %d", OSSL_DECODER_CTX_set_selection(d, EVP_PKEY_KEYPAIR),
           OSSL_DECODER_CTX_set_input_type(d, "DER"), OSSL_DECODER_CTX_set_input_structure(d, "PrivateKeyInfo"));
    printf(" data %d", OSSL_DECODER_from_data(d, &p, &left));
    printf(" moved %d left %zu", p == data + n, left);
    tell(k);
    errors();
    EVP_PKEY_free(k);
    OSSL_DECODER_CTX_free(d);
    d = OSSL_DECODER_CTX_new();
    printf("empty %d %d", OSSL_DECODER_CTX_get_num_decoders(d), OSSL_DECODER_CTX_set_pem_password_cb(d, NULL, NULL));
    errors();
    OSSL_DECODER_CTX_free(d);
}

static DH *dh_of(const char *file) {
    FILE *f = fopen(file, "r");
    DH *dh = PEM_read_DHparams(f, NULL, NULL, NULL);
    fclose(f);
    return dh;
}

static void check(const char *title, DH *dh) {
    int codes = -1, r = DH_check(dh, &codes), quick = -1, q = DH_check_params(dh, &quick);
    printf("%s: %d %x, %d %x", title, r, codes, q, quick);
    errors();
}

static DH *dh_from(const char *p, const char *q, const char *g) {
    DH *dh = DH_new();
    BIGNUM *bp = NULL, *bq = NULL, *bg = NULL;
    BN_hex2bn(&bp, p);
    BN_hex2bn(&bg, g);
    if (q) BN_hex2bn(&bq, q);
    DH_set0_pqg(dh, bp, bq, bg);
    return dh;
}

static void diffie_hellman(void) {
    static const struct { const char *p, *q, *g; } rows[] = {
        { "17", NULL, "5" }, { "17", "B", "2" }, { "17", "B", "5" }, { "17", "7", "2" }, { "1F", NULL, "3" }, { "21", NULL, "2" },
        { "22", NULL, "2" }, { "17", NULL, "1" }, { "17", NULL, "16" }, { "17", NULL, "17" }, { "17", "25", "2" }, { "17", "9", "2" },
    };
    DH *dh = dh_of("dh.pem"), *dhx = dh_of("dhx.pem"), *copy;
    check("ffdhe2048", dh);
    check("RFC 5114", dhx);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        DH *d = dh_from(rows[i].p, rows[i].q, rows[i].g);
        char title[32];
        snprintf(title, sizeof title, "row %zu", i);
        check(title, d);
        DH_free(d);
    }
    copy = DHparams_dup(dhx);
    unsigned char *der = NULL, *der2 = NULL;
    int n = i2d_DHxparams(copy, &der), m;
    const unsigned char *p = der;
    DH *again = d2i_DHxparams(NULL, &p, n);
    m = again ? i2d_DHxparams(again, &der2) : -1;
    printf("X9.42 %d %d equal %d, as PKCS#3 %d\n", n, p == der + n, n == m && memcmp(der, der2, (size_t)n) == 0,
           i2d_DHparams(copy, NULL));
    OPENSSL_free(der);
    OPENSSL_free(der2);
    DH_free(again);
    BIO *mem = BIO_new(BIO_s_mem());
    printf("memory %d, %ld bytes\n", PEM_write_bio_DHxparams(mem, copy), BIO_get_mem_data(mem, NULL));
    BIO_free(mem);
    FILE *f = fopen("out.pem", "w+");
    printf("file %d", PEM_write_DHxparams(f, copy));
    fclose(f);
    again = dh_of("out.pem");
    printf(" %d\n", again != NULL && DH_get0_q(again) != NULL);
    DH_free(again);
    DH_free(copy);
    for (int g = 0; g < 6; g++) {
        DH *made = DH_new();
        int r = DH_generate_parameters_ex(made, g == 3 ? 100 : g == 4 ? 20000 : 512, g, NULL), codes = -1;
        printf("generate %d: %d", g, r);
        errors();
        if (r) {
            DH_check(made, &codes);
            printf("bits %d codes %x rest %lu key %d\n", DH_bits(made), codes,
                (unsigned long)BN_mod_word(DH_get0_p(made),
                    g == 2       ? 24
                        : g == 5 ? 60
                                 : 12),
                DH_generate_key(made));
        }
        DH_free(made);
    }
    DH_free(dh);
    DH_free(dhx);
}

int main(void) {
    mkdir("../made", 0777);
    if (chdir("../made") != 0) return 99;
    for (int i = 0; i < NUM_FILES; i++) make(files[i].file, files[i].how);
    decoders();
    parameters();
    diffie_hellman();
    for (int i = NUM_FILES - 2; i < NUM_FILES; i++) {
        BIO *b = BIO_new_file(files[i].file, "r");
        EVP_PKEY *k = PEM_read_bio_PUBKEY(b, NULL, NULL, NULL), *as = NULL;
        BIO_free(b);
        b = BIO_new_file("ec_pub.pem", "r");
        as = PEM_read_bio_PUBKEY(b, NULL, NULL, NULL);
        BIO_free(b);
        printf("%s: equal %d\n", files[i].file, k ? EVP_PKEY_eq(k, as) : -9);
        EVP_PKEY_free(k);
        EVP_PKEY_free(as);
    }
    return 0;
}
