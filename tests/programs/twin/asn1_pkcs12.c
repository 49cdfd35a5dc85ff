/* PKCS#12: files made with the openssl command are opened, and wrong passwords refused. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
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

int main(void) {
    static const char *const files[] = { "modern.p12", "triple.p12", "sha1.p12", "nomac.p12", "empty.p12", "nocert.p12", "plain.p12" };
    static const char *const passes[] = { "secret", "wrong", "", NULL };
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    mkdir("../made", 0777); /* both runs work on the same files */
    if (chdir("../made") != 0) return 99;
    make("ca.pem", "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ca");
    make("ee.pem", "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ee.key -out ee.pem -subj /CN=ee");
    make("modern.p12", "pkcs12 -export -in ee.pem -inkey ee.key -certfile ca.pem -name friendly -passout pass:secret -out modern.p12");
    make("triple.p12", "pkcs12 -export -in ee.pem -inkey ee.key -certfile ca.pem -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES "
                       "-passout pass:secret -out triple.p12");
    make("sha1.p12", "pkcs12 -export -in ca.pem -inkey ca.key -keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha1 -iter 3 "
                     "-passout pass:secret -out sha1.p12");
    make("nomac.p12", "pkcs12 -export -in ca.pem -inkey ca.key -nomac -passout pass:secret -out nomac.p12");
    make("empty.p12", "pkcs12 -export -in ca.pem -inkey ca.key -passout pass: -out empty.p12");
    make("nocert.p12", "pkcs12 -export -nocerts -inkey ca.key -in ca.pem -passout pass:secret -out nocert.p12");
    make("plain.p12", "pkcs12 -export -in ee.pem -inkey ee.key -keypbe NONE -certpbe NONE -macalg sha512 -passout pass:secret -out plain.p12");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        for (int k = 0; k < 4; k++) open_with(files[i], passes[k]);
    }
    BIO_free(out);
    return 0;
}
