/* PKCS#12: files made with the openssl command are opened, and wrong passwords refused. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static BIO *out;

static void make(const char *file, const char *command) {
    char line[1024];
    if (access(file, R_OK) == 0) return; /* the second run uses the first one's */
    snprintf(line, sizeof line, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s >/dev/null 2>&1", command);
    if (system(line) != 0) printf("cannot make %s\n", file);
}

static void open_with(const char *file, const char *pass) {
    BIO *b = BIO_new_file(file, "rb");
    PKCS12 *p = d2i_PKCS12_bio(b, NULL);
    EVP_PKEY *key = NULL;
    X509 *cert = NULL;
    STACK_OF(X509) *ca = NULL;
    BIO_free(b);
    BIO_printf(out, "== %s, %s: mac %d", file, pass ? pass : "none", p ? PKCS12_mac_present(p) : -1);
    if (p && PKCS12_mac_present(p)) BIO_printf(out, " verify %d", PKCS12_verify_mac(p, pass, -1));
    int ok = PKCS12_parse(p, pass, &key, &cert, &ca);
    unsigned long e = ERR_get_error();
    BIO_printf(out, " parse %d key %d cert %d ca %d error %d/%d\n", ok, key ? EVP_PKEY_get_id(key) : 0, cert != NULL,
               sk_X509_num(ca), ok ? 0 : ERR_GET_LIB(e), ok ? 0 : ERR_GET_REASON(e));
    if (cert) {
        int n = 0;
        unsigned char *alias = X509_alias_get0(cert, &n);
        BIO_printf(out, "alias %.*s, matches %d\n", alias ? n : 0, alias ? (char *)alias : "", X509_check_private_key(cert, key));
        unsigned char *id = X509_keyid_get0(cert, &n);
        for (int i = 0; id && i < n; i++) BIO_printf(out, "%02x", id[i]);
        BIO_puts(out, "\n");
        X509_print(out, cert);
    }
    for (int i = 0; i < sk_X509_num(ca); i++) X509_print(out, sk_X509_value(ca, i));
    sk_X509_pop_free(ca, X509_free);
    X509_free(cert);
    EVP_PKEY_free(key);
    PKCS12_free(p);
    ERR_clear_error();
}

/* --- written here ------------------------------------------------------------------------------------------------- */

static void command(const char *line) {
    char full[1024];
    (void)BIO_flush(out);
    fflush(stdout);
    snprintf(full, sizeof full, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s 2>&1 | sed 's/^[0-9A-F]*:error/error/'", line);
    FILE *p = popen(full, "r");
    for (int c; (c = fgetc(p)) != EOF;) BIO_write(out, &(char){ (char)c }, 1);
    pclose(p);
}

static void all_errors(void) {
    for (unsigned long e; (e = ERR_get_error()) != 0;) BIO_printf(out, " [%d/%d]", ERR_GET_LIB(e), ERR_GET_REASON(e));
    BIO_puts(out, "\n");
}

/* What the command says about a file of ours: every algorithm and count, and all that is inside. */
static void judge(PKCS12 *p, const char *pass) {
    char line[256];
    BIO *b = BIO_new_file("written.p12", "wb");
    BIO_printf(out, " written %d", p && i2d_PKCS12_bio(b, p));
    all_errors();
    BIO_free(b);
    snprintf(line, sizeof line, "pkcs12 -info -nodes -in written.p12 -passin pass:%s", pass);
    command(line);
    if (p) open_with("written.p12", pass);
}

static EVP_PKEY *key_of(const char *file) {
    BIO *b = BIO_new_file(file, "r");
    EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    return k;
}

static X509 *cert_of(const char *file) {
    BIO *b = BIO_new_file(file, "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    return x;
}

static void create(void) {
    static const struct { const char *pass, *name; bool key, cert, ca; int nid_key, nid_cert, iter, mac_iter, usage; } rows[] = {
        { "secret", "mine", true, true, true, 0, 0, 0, 0, 0 },
        { "secret", NULL, true, true, false, 0, 0, 100, 1, 0 },
        { "secret", "a name that is longer than the identifier of the key", true, true, true, NID_aes_128_cbc, NID_aes_192_cbc, 3, 4, KEY_EX },
        { "secret", "\xC3\xA4\xE2\x82\xAC", true, true, false, NID_des_ede3_cbc, NID_des_ede3_cbc, 0, 2048, KEY_SIG },
        { "secret", "x", true, true, true, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And2_Key_TripleDES_CBC, 5, 5, 0 },
        { "secret", "x", true, true, true, -1, -1, 0, 0, 0 },
        { "secret", "x", true, true, true, -1, NID_aes_256_cbc, 0, -1, 0 },
        { "secret", "x", true, false, false, 0, 0, 0, 0, 0 },
        { "secret", "x", false, true, true, 0, 0, 0, 0, 0 },
        { "secret", NULL, false, false, true, 0, 0, 0, 0, 0 },
        { "secret", NULL, false, false, false, 0, 0, 0, 0, 0 },
        { "", "x", true, true, false, 0, 0, 0, 0, 0 },
        { "p\xC3\xA4ss", "x", true, true, false, 0, NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 0, 0, 0 },
        { "secret", "x", true, true, false, NID_pbe_WithSHA1And40BitRC2_CBC, 0, 0, 0, 0 },
        { "secret", "x", true, true, false, 0, NID_pbe_WithSHA1And40BitRC2_CBC, 0, 0, 0 },
    };
    EVP_PKEY *key = key_of("ee.key"), *other = key_of("ca.key");
    X509 *cert = cert_of("ee.pem"), *issuer = cert_of("ca.pem");
    STACK_OF(X509) *ca = sk_X509_new_null();
    X509_alias_set1(issuer, (const unsigned char *)"the issuer", -1);
    X509_keyid_set1(issuer, (const unsigned char *)"\1\2\3", 3);
    sk_X509_push(ca, issuer);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        PKCS12 *p = PKCS12_create(rows[i].pass, rows[i].name, rows[i].key ? key : NULL, rows[i].cert ? cert : NULL,
                                  rows[i].ca ? ca : NULL, rows[i].nid_key, rows[i].nid_cert, rows[i].iter, rows[i].mac_iter,
                                  rows[i].usage);
        BIO_printf(out, "== create %zu: %d", i, p != NULL);
        all_errors();
        if (p) judge(p, rows[i].pass);
        PKCS12_free(p);
    }
    PKCS12 *p = PKCS12_create_ex("secret", "no match", other, cert, NULL, 0, 0, 0, 0, 0, NULL, NULL);
    BIO_printf(out, "== mismatched %d", p != NULL);
    all_errors();
    p = PKCS12_create("secret", "x", key, cert, ca, 0, 0, 0, -1, 0);
    BIO_printf(out, "== mac %d, set %d", PKCS12_mac_present(p),
               PKCS12_set_mac(p, "secret", -1, (unsigned char *)"01234567890123456789", 20, 77, EVP_sha512()));
    all_errors();
    judge(p, "secret");
    PKCS12_free(p);
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    X509_free(cert);
    sk_X509_pop_free(ca, X509_free);
}

static PKCS12 *load(const char *file) {
    BIO *b = BIO_new_file(file, "rb");
    PKCS12 *p = d2i_PKCS12_bio(b, NULL);
    BIO_free(b);
    return p;
}

/* In the old encryption alone: in PBES2 OpenSSL 3.0 cannot do it. */
static void new_passwords(void) {
    static const char *const files[] = { "triple.p12", "old.p12", "nomac.p12" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        PKCS12 *p = load(files[i]);
        BIO_printf(out, "== new password for %s: wrong %d", files[i], PKCS12_newpass(p, "not it", "other"));
        all_errors();
        BIO_printf(out, "right %d", PKCS12_newpass(p, "secret", "other"));
        all_errors();
        judge(p, "other");
        PKCS12_free(p);
    }
    BIO_printf(out, "of nothing %d", PKCS12_newpass(NULL, "a", "b"));
    all_errors();
}

/* --- BER ----------------------------------------------------------------------------------------------------------- */

static size_t header(const unsigned char *p, size_t *len) {
    size_t n = p[1], width = n & 0x7F;
    *len = n;
    if (n < 0x80) return 2;
    *len = 0;
    for (size_t i = 0; i < width; i++) *len = *len << 8 | p[2 + i];
    return 2 + width;
}

static unsigned char *put_piece(unsigned char *to, const unsigned char *p, size_t n) {
    *to++ = 0x04;
    *to++ = (unsigned char)n;
    memcpy(to, p, n);
    return to + n;
}

/* The same with indefinite lengths and OCTET STRINGs in pieces. */
static unsigned char *to_ber(unsigned char *to, const unsigned char *p, size_t n) {
    while (n > 0) {
        size_t len, h = header(p, &len);
        if (p[0] & 0x20) {
            *to++ = p[0];
            *to++ = 0x80;
            to = to_ber(to, p + h, len);
            *to++ = 0;
            *to++ = 0;
        } else if (p[0] == 0x04) {
            *to++ = 0x24;
            *to++ = 0x80;
            for (size_t at = 0; at < len; at += 100) to = put_piece(to, p + h + at, len - at < 100 ? len - at : 100);
            *to++ = 0;
            *to++ = 0;
        } else {
            memcpy(to, p, h + len);
            to += h + len;
        }
        p += h + len;
        n -= h + len;
    }
    return to;
}

static void in_ber(const char *file) {
    static unsigned char der[20000], ber[40000];
    char name[64];
    FILE *f = fopen(file, "rb");
    size_t n = fread(der, 1, sizeof der, f);
    fclose(f);
    size_t m = (size_t)(to_ber(ber, der, n) - ber);
    snprintf(name, sizeof name, "ber_%s", file);
    f = fopen(name, "wb");
    fwrite(ber, 1, m, f);
    fclose(f);
    open_with(name, "secret");
    const unsigned char *p = ber;
    PKCS12 *p12 = d2i_PKCS12(NULL, &p, (long)m);
    unsigned char *again = NULL;
    int len = p12 ? i2d_PKCS12(p12, &again) : -1;
    BIO_printf(out, "all taken %d, written back the same %d\n", p == ber + m, len == (int)n && memcmp(again, der, n) == 0);
    PKCS12_free(p12);
    OPENSSL_free(again);
    for (size_t cut = m - 3; cut > 40; cut -= cut > 400 ? 97 : 1) {
        p = ber;
        p12 = d2i_PKCS12(NULL, &p, (long)cut);
        if (p12) BIO_printf(out, "cut at %zu: there\n", cut);
        PKCS12_free(p12);
    }
    ERR_clear_error();
}

int main(void) {
    static const char *const files[] = { "modern.p12", "triple.p12", "sha1.p12", "nomac.p12", "empty.p12", "nocert.p12",
        "plain.p12" };
    static const char *const passes[] = { "secret", "wrong", "", NULL };
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    mkdir("../made", 0777); /* both runs work on the same files */
    if (chdir("../made") != 0) return 99;
    make("ca.pem", "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ca");
    make("ee.pem", "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ee.key -out ee.pem -subj /CN=ee");
    make("modern.p12",
        "pkcs12 -export -in ee.pem -inkey ee.key -certfile ca.pem -name friendly -passout pass:secret -out modern.p12");
    make("triple.p12", "pkcs12 -export -in ee.pem -inkey ee.key -certfile ca.pem -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES "
                       "-passout pass:secret -out triple.p12");
    make("sha1.p12", "pkcs12 -export -in ca.pem -inkey ca.key -keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha1 -iter 3 "
                     "-passout pass:secret -out sha1.p12");
    make("nomac.p12", "pkcs12 -export -in ca.pem -inkey ca.key -nomac -passout pass:secret -out nomac.p12");
    make("empty.p12", "pkcs12 -export -in ca.pem -inkey ca.key -passout pass: -out empty.p12");
    make("nocert.p12", "pkcs12 -export -nocerts -inkey ca.key -in ca.pem -passout pass:secret -out nocert.p12");
    make("plain.p12",
        "pkcs12 -export -in ee.pem -inkey ee.key -keypbe NONE -certpbe NONE -macalg sha512 -passout pass:secret -out "
        "plain.p12");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        for (int k = 0; k < 4; k++) open_with(files[i], passes[k]);
    }
    make("old.p12", "pkcs12 -export -in ca.pem -inkey ca.key -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-3DES -macalg sha384 -iter 9 "
                    "-name old -passout pass:secret -out old.p12");
    in_ber("modern.p12");
    in_ber("triple.p12");
    in_ber("nomac.p12");
    create();
    new_passwords();
    BIO_free(out);
    return 0;
}
