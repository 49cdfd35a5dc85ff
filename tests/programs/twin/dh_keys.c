/* Diffie-Hellman as EVP has it: keys in their containers, both ways; groups, generation, agreement; key derivation after it. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

static int command(const char *line) {
    char full[1200];
    fflush(stdout);
    snprintf(full, sizeof full, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s 2>&1", line);
    return system(full);
}

static void made_once(const char *file, const char *line) {
    char full[600];
    if (access(file, R_OK) == 0) return; /* the second run uses the first one's */
    snprintf(full, sizeof full, "%s >/dev/null 2>&1", line);
    if (command(full) != 0) printf("cannot make %s\n", file);
}

static int pass_cb(char *buf, int size, int rwflag, void *u) {
    (void)size;
    (void)rwflag;
    strcpy(buf, u);
    return (int)strlen(u);
}

static EVP_PKEY *load(const char *file) {
    BIO *b = BIO_new_file(file, "r");
    EVP_PKEY *k = b ? PEM_read_bio_PrivateKey(b, NULL, pass_cb, "secret") : NULL;
    BIO_free(b);
    if (!k) printf("cannot read %s", file), errors();
    return k;
}

static void bytes(const char *what, int n, unsigned char *der) {
    hex(what, der, n > 0 ? n : 0);
    OPENSSL_free(der);
}

static void told(const EVP_PKEY *k) {
    BIO *out = BIO_new(BIO_s_mem());
    SHOW(EVP_PKEY_get_id(k));
    SHOW(EVP_PKEY_get_base_id(k));
    SHOW(EVP_PKEY_get_bits(k));
    SHOW(EVP_PKEY_get_security_bits(k));
    SHOW(EVP_PKEY_get_size(k));
    printf("can sign %d\n", EVP_PKEY_can_sign(k));
    ERR_clear_error(); /* it has a number that counts what was fetched before */
    SHOW(EVP_PKEY_missing_parameters(k));
    SHOWS(EVP_PKEY_get0_type_name(k));
    EVP_PKEY_print_private(out, k, 2, NULL);
    text("private", out);
    EVP_PKEY_print_public(out, k, 2, NULL);
    text("public", out);
    EVP_PKEY_print_params(out, k, 2, NULL);
    text("params", out);
    BIO_free(out);
}

/* Everything that a key is written as, and read again. */
static void containers(const char *name, EVP_PKEY *k) {
    unsigned char *der = NULL;
    const unsigned char *p;
    int n;
    EVP_PKEY *again = NULL, *params = NULL;
    printf("== %s\n", name);
    told(k);
    n = i2d_PUBKEY(k, &der);
    hex("i2d_PUBKEY", der, n);
    p = der;
    SHOWP(again = d2i_PUBKEY(NULL, &p, n));
    SHOW(p - der == n);
    SHOW(EVP_PKEY_eq(k, again));
    SHOW(EVP_PKEY_parameters_eq(k, again));
    told(again);
    EVP_PKEY_free(again);
    OPENSSL_free(der);
    der = NULL;
    n = i2d_PrivateKey(k, &der);
    hex("i2d_PrivateKey", der, n);
    p = der;
    SHOWP(again = d2i_AutoPrivateKey(NULL, &p, n));
    SHOW(EVP_PKEY_eq(k, again));
    p = der;
    SHOW(d2i_PrivateKey(EVP_PKEY_get_id(k), &again, &p, n) == again);
    SHOW(EVP_PKEY_eq(k, again));
    p = der;
    SHOWP(d2i_PrivateKey(EVP_PKEY_EC, NULL, &p, n));
    EVP_PKEY_free(again);
    OPENSSL_free(der);
    der = NULL;
    n = i2d_PublicKey(k, &der);
    bytes("i2d_PublicKey", n, der);
    der = NULL;
    n = i2d_KeyParams(k, &der);
    hex("i2d_KeyParams", der, n > 0 ? n : 0);
    p = der;
    SHOWP(params = d2i_KeyParams(EVP_PKEY_get_id(k), NULL, &p, n));
    if (params) SHOW(EVP_PKEY_parameters_eq(k, params));
    EVP_PKEY_free(params);
    OPENSSL_free(der);
    BIO *b = BIO_new(BIO_s_mem());
    SHOW(i2d_KeyParams_bio(b, k));
    SHOW(BIO_ctrl_pending(b) == (size_t)n);
    (void)BIO_reset(b);
    SHOW(PEM_write_bio_Parameters(b, k));
    text("parameters", b);
    SHOW(PEM_write_bio_PUBKEY(b, k));
    text("public", b);
    SHOW(PEM_write_bio_PrivateKey(b, k, NULL, NULL, 0, NULL, NULL));
    text("private", b);
    SHOW(PEM_write_bio_PrivateKey_traditional(b, k, NULL, NULL, 0, NULL, NULL));
    (void)BIO_reset(b);
    SHOW(PEM_write_bio_PKCS8PrivateKey(b, k, EVP_aes_128_cbc(), "secret", 6, NULL, NULL));
    SHOWP(again = PEM_read_bio_PrivateKey(b, NULL, pass_cb, "secret"));
    SHOW(EVP_PKEY_eq(k, again));
    EVP_PKEY_free(again);
    BIO_free(b);
    b = BIO_new_file("out.key", "wb");
    SHOW(PEM_write_bio_PKCS8PrivateKey(b, k, EVP_aes_256_cbc(), "secret", 6, NULL, NULL));
    BIO_free(b);
    command("pkey -in out.key -passin pass:secret -pubout");
    again = EVP_PKEY_dup(k);
    SHOW(EVP_PKEY_eq(k, again));
    EVP_PKEY_free(again);
}

static EVP_PKEY *generate(EVP_PKEY_CTX *c) {
    EVP_PKEY *k = NULL;
    SHOW(EVP_PKEY_keygen(c, &k));
    return k;
}

static void agree(const char *name, EVP_PKEY *a, EVP_PKEY *b, int pad) {
    unsigned char z[1100] = { 0 };
    size_t n = 0;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(a, NULL);
    printf("== %s agree, padded %d\n", name, pad);
    SHOW(EVP_PKEY_derive(c, NULL, &n));
    SHOW(EVP_PKEY_CTX_set_dh_pad(c, pad));
    SHOW(EVP_PKEY_derive_init(c));
    SHOW(EVP_PKEY_derive(c, NULL, &n));
    SHOW(EVP_PKEY_CTX_set_dh_pad(c, pad));
    SHOW(EVP_PKEY_derive_set_peer(c, b));
    SHOW(EVP_PKEY_CTX_get0_peerkey(c) == b);
    n = 0;
    SHOW(EVP_PKEY_derive(c, NULL, &n));
    SHOW(n);
    n = 10;
    SHOW(EVP_PKEY_derive(c, z, &n));
    n = sizeof z;
    SHOW(EVP_PKEY_derive(c, z, &n));
    hex("secret", z, (long)n);
    EVP_PKEY_CTX_free(c);
}

static const struct {
    const char *name, *how;
} keys[] = {
    { "dh2048.pem", "genpkey -algorithm DH -pkeyopt group:ffdhe2048" },
    { "dh2048b.pem", "genpkey -algorithm DH -pkeyopt group:ffdhe2048" },
    { "dh_modp.pem", "genpkey -algorithm DH -pkeyopt group:modp_1536" },
    { "dhx.pem", "genpkey -algorithm DHX -pkeyopt dh_rfc5114:1" },
    { "dhx_b.pem", "genpkey -algorithm DHX -pkeyopt dh_rfc5114:1" },
    { "dhx_3.pem", "genpkey -algorithm DHX -pkeyopt dh_rfc5114:3" },
    { "own_params.pem", "genpkey -genparam -algorithm DH -pkeyopt dh_paramgen_prime_len:512" },
    { "own.pem", "genpkey -paramfile own_params.pem" },
    { "own_b.pem", "genpkey -paramfile own_params.pem" },
    { "short.pem", "genpkey -algorithm DH -pkeyopt group:ffdhe2048 -pkeyopt priv_len:230" },
};
enum { NUM_KEYS = sizeof keys / sizeof keys[0] };

static void check(EVP_PKEY *k) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    SHOW(EVP_PKEY_check(c));
    SHOW(EVP_PKEY_public_check(c));
    SHOW(EVP_PKEY_public_check_quick(c));
    SHOW(EVP_PKEY_private_check(c));
    SHOW(EVP_PKEY_pairwise_check(c));
    SHOW(EVP_PKEY_param_check(c));
    SHOW(EVP_PKEY_param_check_quick(c));
    SHOW(EVP_PKEY_sign_init(c));
    SHOW(EVP_PKEY_encrypt_init(c));
    EVP_PKEY_CTX_free(c);
}

static void files(void) {
    EVP_PKEY *k[NUM_KEYS];
    for (int i = 0; i < NUM_KEYS; i++) {
        char line[300];
        snprintf(line, sizeof line, "%s -out %s", keys[i].how, keys[i].name);
        made_once(keys[i].name, line);
        k[i] = strcmp(keys[i].name, "own_params.pem") != 0 ? load(keys[i].name) : NULL;
        if (k[i]) containers(keys[i].name, k[i]);
        if (k[i]) check(k[i]);
    }
    for (int pad = 0; pad < 2; pad++) {
        agree("ffdhe2048", k[0], k[1], pad);
        agree("X9.42", k[3], k[4], pad);
        agree("own", k[7], k[8], pad);
    }
    agree("two groups", k[0], k[2], 0);
    agree("two X9.42 groups", k[3], k[5], 0);
    agree("two kinds", k[0], k[3], 0);
    for (int i = 0; i < NUM_KEYS; i++) EVP_PKEY_free(k[i]);
}

/* --- made here -------------------------------------------------------------------------------------------------------- */

static void finish(EVP_PKEY_CTX *c, const char *what) {
    EVP_PKEY *k = generate(c);
    if (k) {
        BIO *b = BIO_new_file("out.key", "wb");
        PEM_write_bio_PrivateKey(b, k, NULL, NULL, 0, NULL, NULL);
        BIO_free(b);
        command("pkey -in out.key -check -noout");
        printf("%s: %d %d bits, private %d\n", what, EVP_PKEY_get_id(k), EVP_PKEY_get_bits(k),
               BN_num_bits(DH_get0_priv_key(EVP_PKEY_get0_DH(k))) > 150);
        BIO *out = BIO_new(BIO_s_mem());
        SHOW(EVP_PKEY_print_params(out, k, 0, NULL));
        text("its group", out);
        BIO_free(out);
    }
    EVP_PKEY_free(k);
    EVP_PKEY_CTX_free(c);
}

static EVP_PKEY_CTX *begin(const char *type) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    printf("-- %s\n", type);
    SHOW(EVP_PKEY_keygen_init(c));
    return c;
}

static void generation(void) {
    EVP_PKEY_CTX *c = begin("DH");
    SHOW(EVP_PKEY_CTX_set_dh_nid(c, NID_ffdhe2048));
    finish(c, "nid");
    c = begin("DH");
    SHOW(EVP_PKEY_CTX_set_group_name(c, "modp_1536"));
    finish(c, "group name");
    c = begin("dhKeyAgreement");
    SHOW(EVP_PKEY_CTX_set_group_name(c, "dh_1024_160"));
    SHOW(EVP_PKEY_CTX_set_group_name(c, "P-256"));
    SHOW(EVP_PKEY_CTX_set_dh_nid(c, NID_secp384r1));
    SHOW(EVP_PKEY_CTX_set_group_name(c, "FFDHE2048"));
    SHOW(EVP_PKEY_CTX_set_dh_pad(c, 1));
    finish(c, "after what is not");
    c = begin("X9.42 DH");
    SHOW(EVP_PKEY_CTX_set_group_name(c, "dh_1024_160"));
    finish(c, "by name");
    c = begin("DHX");
    SHOW(EVP_PKEY_CTX_set_dh_rfc5114(c, 1)); /* it is for parameters */
    SHOW(EVP_PKEY_CTX_set_dhx_rfc5114(c, 0));
    SHOW(EVP_PKEY_CTX_set_dhx_rfc5114(c, 4));
    SHOW(EVP_PKEY_CTX_set_group_name(c, "ffdhe2048"));
    SHOW(EVP_PKEY_CTX_set_dhx_rfc5114(c, 1));
    finish(c, "after numbers that are none");
    c = begin("DH");
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "dh_param", "ffdhe2048"));
    finish(c, "ctrl_str dh_param");
    c = begin("DH");
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "group", "ffdhe2048"));
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "priv_len", "240"));
    finish(c, "ctrl_str group");
    c = begin("DHX");
    SHOW(EVP_PKEY_CTX_ctrl_str(c, "dh_rfc5114", "1"));
    finish(c, "ctrl_str rfc5114");
    c = begin("DH");
    SHOW(EVP_PKEY_CTX_ctrl(c, EVP_PKEY_DH, EVP_PKEY_OP_PARAMGEN | EVP_PKEY_OP_KEYGEN, EVP_PKEY_CTRL_DH_NID, NID_ffdhe2048, NULL));
    OSSL_PARAM params[3];
    size_t len = 250;
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, "modp_2048", 0);
    params[1] = OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_DH_PRIV_LEN, &len);
    params[2] = OSSL_PARAM_construct_end();
    SHOW(EVP_PKEY_CTX_set_params(c, params));
    finish(c, "set_params");
    EVP_PKEY *q = EVP_PKEY_Q_keygen(NULL, NULL, "RSA-PSS");
    printf("Q_keygen %d\n", q != NULL);
    EVP_PKEY_free(q);
    ERR_clear_error();
}

static int calls;
static int progress(EVP_PKEY_CTX *ctx) {
    calls += EVP_PKEY_CTX_get_app_data(ctx) == &calls;
    return 1;
}

static void parameters(void) {
    EVP_PKEY *p = NULL, *k = NULL;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_id(EVP_PKEY_DH, NULL);
    printf("-- parameters\n");
    SHOW(EVP_PKEY_CTX_set_dh_paramgen_prime_len(c, 512));
    SHOW(EVP_PKEY_paramgen_init(c));
    SHOW(EVP_PKEY_CTX_set_dh_paramgen_prime_len(c, 512));
    SHOW(EVP_PKEY_CTX_set_dh_paramgen_generator(c, 5));
    SHOW(EVP_PKEY_CTX_set_dh_paramgen_subprime_len(c, 160));
    EVP_PKEY_CTX_set_app_data(c, &calls);
    EVP_PKEY_CTX_set_cb(c, progress);
    SHOW(EVP_PKEY_CTX_get_cb(c) == progress);
    SHOW(EVP_PKEY_paramgen(c, &p));
    SHOW(calls > 0);
    SHOW(EVP_PKEY_CTX_get_keygen_info(c, -1));
    SHOW(EVP_PKEY_get_id(p));
    SHOW(EVP_PKEY_get_bits(p));
    SHOW(BN_is_word(DH_get0_g(EVP_PKEY_get0_DH(p)), 5));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(p, NULL);
    SHOW(EVP_PKEY_keygen_init(c));
    k = generate(c);
    SHOW(EVP_PKEY_parameters_eq(k, p));
    SHOW(EVP_PKEY_eq(k, p));
    EVP_PKEY *to = EVP_PKEY_new();
    SHOW(EVP_PKEY_copy_parameters(to, k));
    SHOW(EVP_PKEY_parameters_eq(to, p));
    SHOW(EVP_PKEY_get_id(to));
    EVP_PKEY_free(to);
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(k);
    EVP_PKEY_free(p);
    p = NULL;
    c = EVP_PKEY_CTX_new_id(EVP_PKEY_DH, NULL);
    SHOW(EVP_PKEY_paramgen_init(c));
    SHOW(EVP_PKEY_CTX_set_dh_nid(c, NID_ffdhe3072));
    SHOW(EVP_PKEY_paramgen(c, &p));
    SHOW(EVP_PKEY_get_bits(p));
    EVP_PKEY_CTX_free(c);
    c = EVP_PKEY_CTX_new(p, NULL);
    SHOW(EVP_PKEY_param_check(c));
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(p);
    for (int i = 0; i < 6; i++) {
        p = NULL;
        c = EVP_PKEY_CTX_new_id(i < 5 ? EVP_PKEY_DHX : EVP_PKEY_DH, NULL);
        SHOW(EVP_PKEY_paramgen_init(c));
        printf("RFC 5114 %d: %d", i, EVP_PKEY_CTX_set_dh_rfc5114(c, i));
        errors();
        if (i > 0 && i < 4) {
            SHOW(EVP_PKEY_paramgen(c, &p));
            SHOW(p ? EVP_PKEY_get_bits(p) : 0);
        }
        EVP_PKEY_free(p);
        EVP_PKEY_CTX_free(c);
    }
}

/* --- by numbers -------------------------------------------------------------------------------------------------------- */

static void from_numbers(void) {
    EVP_PKEY *k = load("dh2048.pem"), *made = NULL, *peer = load("dh2048b.pem");
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    static const char *const names[] = { OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_G, OSSL_PKEY_PARAM_FFC_Q,
        OSSL_PKEY_PARAM_PUB_KEY, OSSL_PKEY_PARAM_PRIV_KEY };
    BIGNUM *bn[5] = { NULL };
    char group[64];
    size_t n = 0;
    int i;
    for (i = 0; i < 5; i++) {
        SHOW(EVP_PKEY_get_bn_param(k, names[i], &bn[i]));
    }
    SHOW(EVP_PKEY_get_group_name(k, group, sizeof group, &n));
    SHOWS(group);
    for (int with = 0; with < 5; with++) {
        OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
        printf("fromdata %d\n", with);
        if (with != 1 && with != 4) {
            OSSL_PARAM_BLD_push_BN(b, names[0], bn[0]);
            OSSL_PARAM_BLD_push_BN(b, names[1], bn[1]);
        }
        if (with == 1) OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, "ffdhe2048", 0);
        if (with != 2) OSSL_PARAM_BLD_push_BN(b, names[3], bn[3]);
        if (with != 3) OSSL_PARAM_BLD_push_BN(b, names[4], bn[4]);
        OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(b);
        SHOW(EVP_PKEY_fromdata_init(c));
        SHOW(EVP_PKEY_fromdata(c, &made, EVP_PKEY_KEYPAIR, params));
        if (made) {
            SHOW(EVP_PKEY_eq(k, made));
            told(made);
        }
        EVP_PKEY_free(made);
        made = NULL;
        if (with < 3) {
            SHOW(EVP_PKEY_fromdata(c, &made, EVP_PKEY_PUBLIC_KEY, params));
            if (made) SHOW(EVP_PKEY_eq(k, made));
            EVP_PKEY_free(made);
            made = NULL;
            SHOW(EVP_PKEY_fromdata(c, &made, EVP_PKEY_KEY_PARAMETERS, params));
            if (made) SHOW(EVP_PKEY_parameters_eq(k, made));
            EVP_PKEY_free(made);
            made = NULL;
        }
        OSSL_PARAM_free(params);
        OSSL_PARAM_BLD_free(b);
    }
    for (i = 0; i < 5; i++) BN_clear_free(bn[i]);
    unsigned char *pub = NULL;
    n = EVP_PKEY_get1_encoded_public_key(peer, &pub);
    hex("encoded", pub, (long)n);
    made = EVP_PKEY_new();
    SHOW(EVP_PKEY_copy_parameters(made, k));
    SHOW(EVP_PKEY_set1_encoded_public_key(made, pub, n));
    SHOW(EVP_PKEY_eq(made, peer));
    SHOW(EVP_PKEY_set1_encoded_public_key(made, pub, n - 1));
    OPENSSL_free(pub);
    EVP_PKEY_free(made);
    EVP_PKEY_free(peer);
    EVP_PKEY_free(k);
    EVP_PKEY_CTX_free(c);
}

/* --- X9.63 after ECDH ---------------------------------------------------------------------------------------------------- */

static void ecdh_kdf(void) {
    BIO *b = BIO_new_file(data_file("evp/ec1.pem"), "r"), *b2 = BIO_new_file(data_file("evp/ec_peer.pem"), "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL), *peer = PEM_read_bio_PUBKEY(b2, NULL, NULL, NULL);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
    unsigned char z[200], *ukm = NULL;
    size_t n;
    int len = 0;
    const EVP_MD *md = NULL;
    BIO_free(b);
    BIO_free(b2);
    printf("-- ECDH\n");
    if (!peer) peer = load(data_file("evp/ec_peer.pem"));
    SHOW(EVP_PKEY_CTX_set_ecdh_kdf_type(c, EVP_PKEY_ECDH_KDF_X9_63));
    SHOW(EVP_PKEY_derive_init(c));
    SHOW(EVP_PKEY_CTX_get_ecdh_kdf_type(c));
    SHOW(EVP_PKEY_CTX_get_ecdh_cofactor_mode(c));
    SHOW(EVP_PKEY_CTX_set_ecdh_cofactor_mode(c, 1));
    SHOW(EVP_PKEY_CTX_get_ecdh_cofactor_mode(c));
    SHOW(EVP_PKEY_CTX_set_ecdh_cofactor_mode(c, 2));
    SHOW(EVP_PKEY_CTX_set_ecdh_cofactor_mode(c, -2));
    SHOW(EVP_PKEY_CTX_set_ecdh_cofactor_mode(c, -1));
    SHOW(EVP_PKEY_CTX_set_ecdh_kdf_type(c, 7));
    SHOW(EVP_PKEY_CTX_set_ecdh_kdf_type(c, EVP_PKEY_ECDH_KDF_X9_63));
    SHOW(EVP_PKEY_CTX_get_ecdh_kdf_type(c));
    SHOW(EVP_PKEY_CTX_set_ecdh_kdf_md(c, EVP_sha256()));
    SHOW(EVP_PKEY_CTX_get_ecdh_kdf_md(c, &md));
    SHOW(md ? EVP_MD_get_type(md) : 0);
    SHOW(EVP_PKEY_CTX_set_ecdh_kdf_outlen(c, 0));
    SHOW(EVP_PKEY_CTX_set_ecdh_kdf_outlen(c, -1));
    SHOW(EVP_PKEY_CTX_set_ecdh_kdf_outlen(c, 80));
    SHOW(EVP_PKEY_CTX_get_ecdh_kdf_outlen(c, &len));
    SHOW(len);
    SHOW(EVP_PKEY_derive_set_peer(c, peer));
    n = 0;
    SHOW(EVP_PKEY_derive(c, NULL, &n));
    SHOW(n);
    n = 79;
    SHOW(EVP_PKEY_derive(c, z, &n));
    n = sizeof z;
    SHOW(EVP_PKEY_derive(c, z, &n));
    hex("X9.63", z, (long)n);
    SHOW(EVP_PKEY_CTX_get0_ecdh_kdf_ukm(c, &ukm));
    SHOW(EVP_PKEY_CTX_set0_ecdh_kdf_ukm(c, OPENSSL_memdup("keying material", 15), 15));
    SHOW(EVP_PKEY_CTX_get0_ecdh_kdf_ukm(c, &ukm));
    hex("ukm", ukm, ukm ? 15 : 0);
    EVP_PKEY_CTX *d = EVP_PKEY_CTX_dup(c);
    n = sizeof z;
    SHOW(EVP_PKEY_derive(c, z, &n));
    hex("with ukm", z, (long)n);
    n = sizeof z;
    SHOW(d ? EVP_PKEY_derive(d, z, &n) : -9);
    hex("of the copy", z, (long)n);
    EVP_PKEY_CTX_free(d);
    SHOW(EVP_PKEY_CTX_set_ecdh_kdf_type(c, EVP_PKEY_ECDH_KDF_NONE));
    n = sizeof z;
    SHOW(EVP_PKEY_derive(c, z, &n));
    hex("plain", z, (long)n);
    EVP_PKEY_CTX_free(c);
    EVP_PKEY_free(k);
    EVP_PKEY_free(peer);
}

int main(void) {
    mkdir("../made", 0777);
    if (chdir("../made") != 0) return 99;
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
    files();
    generation();
    parameters();
    from_numbers();
    ecdh_kdf();
    return 0;
}
