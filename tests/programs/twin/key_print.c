/* Keys and their parameters as text: each type, with and without its private part, by EVP_PKEY and by its own functions. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

static BIO *out;

static void made_once(const char *file, const char *line) {
    char full[600];
    if (access(file, R_OK) == 0) return; /* the second run uses the first one's */
    snprintf(full, sizeof full, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s -out %s >/dev/null 2>&1", line, file);
    if (system(full) != 0) printf("cannot make %s\n", file);
}

static EVP_PKEY *load(const char *file) {
    BIO *b = BIO_new_file(file, "r");
    EVP_PKEY *k = b ? PEM_read_bio_PrivateKey(b, NULL, NULL, NULL) : NULL;
    BIO_free(b);
    if (!k) printf("cannot read %s\n", file);
    return k;
}

static EVP_PKEY *public_of(EVP_PKEY *k) {
    unsigned char *der = NULL;
    int n = i2d_PUBKEY(k, &der);
    const unsigned char *p = der;
    EVP_PKEY *pub = n > 0 ? d2i_PUBKEY(NULL, &p, n) : NULL;
    OPENSSL_free(der);
    return pub;
}

static void print_all(const char *name, const EVP_PKEY *k) {
    static const int indents[] = { 0, 4, 13, 200, -1 };
    for (int i = 0; i < 5; i++) {
        BIO_printf(out, "== %s, indent %d\n", name, indents[i]);
        SHOW(EVP_PKEY_print_private(out, k, indents[i], NULL));
        SHOW(EVP_PKEY_print_public(out, k, indents[i], NULL));
        SHOW(EVP_PKEY_print_params(out, k, indents[i], NULL));
    }
}

static void print_fp(const char *name, const EVP_PKEY *k) {
    printf("== %s to a file\n", name);
    SHOW(EVP_PKEY_print_private_fp(stdout, k, 2, NULL));
    SHOW(EVP_PKEY_print_public_fp(stdout, k, 2, NULL));
    SHOW(EVP_PKEY_print_params_fp(stdout, k, 2, NULL));
}

static void each_type(void) {
    static const struct {
        const char *name, *how;
    } keys[] = {
        { "rsa.pem", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024" },
        { "rsa_odd.pem", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1001 -pkeyopt rsa_keygen_pubexp:3" },
        { "rsa_long_e.pem", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:512 -pkeyopt rsa_keygen_pubexp:0xf000000000000000000000001" },
        { "pss.pem", "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024" },
        { "pss_limits.pem", "genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:sha256 "
                            "-pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32" },
        { "p256.pem", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256" },
        { "p384.pem", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384" },
        { "p521.pem", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521" },
        { "x25519.pem", "genpkey -algorithm X25519" },
        { "x448.pem", "genpkey -algorithm X448" },
        { "ed25519.pem", "genpkey -algorithm ED25519" },
        { "ed448.pem", "genpkey -algorithm ED448" },
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        made_once(keys[i].name, keys[i].how);
        EVP_PKEY *k = load(keys[i].name), *pub = k ? public_of(k) : NULL;
        if (!k) continue;
        print_all(keys[i].name, k);
        print_all("its public half", pub);
        print_fp(keys[i].name, k);
        EVP_PKEY_free(k);
        EVP_PKEY_free(pub);
    }
}

/* --- the objects ----------------------------------------------------------------------------------------------- */

static void rsa_object(const char *name, RSA *r) {
    BIO_printf(out, "== RSA %s\n", name);
    SHOW(RSA_print(out, r, 0));
    SHOW(RSA_print(out, r, 7));
    SHOW(RSA_print_fp(stdout, r, 3));
}

static void rsa_objects(void) {
    EVP_PKEY *k = load("rsa.pem");
    RSA *r = EVP_PKEY_get1_RSA(k), *part = RSA_new();
    rsa_object("whole", r);
    RSA_set0_key(part, BN_dup(RSA_get0_n(r)), BN_dup(RSA_get0_e(r)), NULL);
    rsa_object("public", part);
    EVP_PKEY_free(k);
    k = EVP_PKEY_new();
    EVP_PKEY_set1_RSA(k, part);
    print_all("from an RSA object", k);
    EVP_PKEY_free(k);
    RSA_free(part);
    RSA_free(r);
}

static void ec_object(const char *name, EC_KEY *e) {
    BIO_printf(out, "== EC_KEY %s\n", name);
    SHOW(EC_KEY_print(out, e, 0));
    SHOW(EC_KEY_print(out, e, 7));
    SHOW(EC_KEY_print_fp(stdout, e, 3));
    SHOW(ECParameters_print(out, e));
    SHOW(ECParameters_print_fp(stdout, e));
    SHOW(ECPKParameters_print(out, EC_KEY_get0_group(e), 5));
    SHOW(ECPKParameters_print_fp(stdout, EC_KEY_get0_group(e), 0));
    EVP_PKEY *k = EVP_PKEY_new();
    EVP_PKEY_set1_EC_KEY(k, e);
    print_all(name, k);
    EVP_PKEY_free(k);
}

static void ec_objects(void) {
    EVP_PKEY *k = load("p384.pem");
    EC_KEY *e = EVP_PKEY_get1_EC_KEY(k), *part = EC_KEY_new_by_curve_name(NID_secp384r1);
    ec_object("whole", e);
    unsigned char *scalar = NULL;
    size_t n = EC_KEY_priv2buf(e, &scalar);
    hex("scalar", scalar, (long)n);
    SHOW(EC_KEY_oct2priv(part, scalar, n));
    SHOW(BN_cmp(EC_KEY_get0_private_key(part), EC_KEY_get0_private_key(e)));
    OPENSSL_free(scalar);
    EC_KEY_free(part);
    part = EC_KEY_new_by_curve_name(NID_secp384r1);
    ec_object("curve alone", part);
    EC_KEY_set_public_key(part, EC_KEY_get0_public_key(e));
    ec_object("public", part);
    EC_KEY_set_conv_form(part, POINT_CONVERSION_COMPRESSED);
    ec_object("compressed", part);
    EC_KEY_free(part);
    EC_KEY_free(e);
    EVP_PKEY_free(k);
}

static void dh_object(const char *name, DH *d, int type) {
    BIO_printf(out, "== DH %s\n", name);
    SHOW(DHparams_print(out, d));
    SHOW(DHparams_print_fp(stdout, d));
    EVP_PKEY *k = EVP_PKEY_new();
    DH_up_ref(d);
    EVP_PKEY_assign(k, type, d);
    print_all(name, k);
    EVP_PKEY_free(k);
}

static BIGNUM *hex_number(const char *text) {
    BIGNUM *bn = NULL;
    BN_hex2bn(&bn, text);
    return bn;
}

static void dh_objects(void) {
    FILE *f = fopen(data_file("evp/dh.pem"), "r");
    DH *d = PEM_read_DHparams(f, NULL, NULL, NULL);
    fclose(f);
    dh_object("parameters", d, EVP_PKEY_DH);
    DH_set_length(d, 224);
    dh_object("with a length", d, EVP_PKEY_DH);
    DH_set0_key(d, hex_number("f123456789abcdef0011223344556677"), NULL);
    dh_object("public", d, EVP_PKEY_DH);
    DH_set0_key(d, NULL, hex_number("0123456789abcdef0011223344556677"));
    dh_object("whole", d, EVP_PKEY_DH);
    DH_free(d);

    d = DH_new(); /* small numbers are shown in decimal */
    DH_set0_pqg(d, BN_get_rfc2409_prime_1024(NULL), hex_number("abcdef0123456789abcdef0123456789"), hex_number("0fedcba987654321"));
    dh_object("X9.42", d, EVP_PKEY_DHX);
    DH_set0_key(d, hex_number("80"), hex_number("ffffffffffffffff"));
    dh_object("X9.42 with a key", d, EVP_PKEY_DHX);
    DH_free(d);

    d = DH_new();
    DH_set0_pqg(d, BN_get_rfc3526_prime_2048(NULL), NULL, hex_number("2"));
    dh_object("a group with a name", d, EVP_PKEY_DH);
    DH_free(d);
    d = DH_new();
    DH_set0_pqg(d, BN_get_rfc3526_prime_2048(NULL), NULL, hex_number("3"));
    dh_object("another generator", d, EVP_PKEY_DH);
    DH_free(d);
}

static void dh_groups(void) {
    static const int nids[] = { NID_ffdhe2048, NID_ffdhe3072, NID_ffdhe4096, NID_ffdhe6144, NID_ffdhe8192, NID_modp_1536,
        NID_modp_2048, NID_modp_3072, NID_modp_4096, NID_modp_6144, NID_modp_8192, NID_undef, NID_secp384r1, 1, 3 };
    DH *(*const more[])(void) = { DH_get_1024_160, DH_get_2048_224, DH_get_2048_256 };
    for (size_t i = 0; i < sizeof nids / sizeof nids[0] + 3; i++) {
        size_t last = sizeof nids / sizeof nids[0];
        int codes = -1;
        DH *d = i < last ? DH_new_by_nid(nids[i]) : more[i - last](), *again;
        printf("== group %d", i < last ? nids[i] : (int)(last - i));
        errors();
        if (!d) continue;
        SHOW(DH_get_nid(d));
        SHOW(DH_get_length(d));
        SHOW(DH_bits(d));
        SHOW(DH_security_bits(d));
        if (i < last) SHOW(DH_check(d, &codes));
        SHOW(codes);
        SHOW(DHparams_print(out, d));
        again = DH_new();
        SHOW(DH_set0_pqg(again, BN_dup(DH_get0_p(d)), NULL, BN_dup(DH_get0_g(d))));
        SHOW(DH_get_nid(again));
        SHOW(DH_get0_q(again) && BN_cmp(DH_get0_q(again), DH_get0_q(d)) == 0);
        SHOW(DH_set0_pqg(again, NULL, BN_dup(BN_value_one()), NULL));
        SHOW(DH_get_nid(again));
        DH_free(again);
        if (DH_bits(d) <= 2048) {
            SHOW(DH_generate_key(d));
            SHOW(BN_num_bits(DH_get0_priv_key(d)) <= 256);
            SHOW(DH_check_pub_key(d, DH_get0_pub_key(d), &codes));
            SHOW(codes);
        }
        EVP_PKEY *k = EVP_PKEY_new();
        SHOW(EVP_PKEY_set1_DH(k, d));
        SHOW(EVP_PKEY_get_id(k));
        EVP_PKEY_free(k);
        DH_free(d);
    }
}

int main(void) {
    mkdir("../made", 0777);
    if (chdir("../made") != 0) return 99;
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    each_type();
    rsa_objects();
    ec_objects();
    dh_objects();
    dh_groups();
    EVP_PKEY *none = EVP_PKEY_new(), *mac = EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, (const unsigned char *)"key", 3);
    print_all("nothing", none);
    print_all("a MAC key", mac);
    EVP_PKEY_free(none);
    EVP_PKEY_free(mac);
    BIO_free(out);
    return 0;
}
