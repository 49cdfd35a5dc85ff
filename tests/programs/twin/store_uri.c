/* Stores by URI: files of each kind, several objects in one, passphrases, directories, what is expected and searched for. */
#include "trace.h"
#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[1024];

static const char *at(const char *name) {
    static char path[4][1200];
    static int turn;
    char *p = path[turn++ & 3];
    snprintf(p, sizeof path[0], "%s/%s", dir, name);
    return p;
}

static void last(const char *what, int ok) {
    unsigned long e = ERR_peek_last_error();
    printf("%s %d %d:%d\n", what, ok, ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static const char *answer;
static int asked;

static int ui_read(UI *ui, UI_STRING *uis) {
    if (UI_get_string_type(uis) != UIT_PROMPT) return 1;
    asked++;
    return answer ? !UI_set_result(ui, uis, answer) : -1;
}

static UI_METHOD *ui;

static void show_info(const OSSL_STORE_INFO *i) {
    int type = OSSL_STORE_INFO_get_type(i);
    printf(" %s", OSSL_STORE_INFO_type_string(type));
    if (type == OSSL_STORE_INFO_NAME) {
        const char *n = OSSL_STORE_INFO_get0_NAME(i);
        printf(" %s", strncmp(n, dir, strlen(dir)) == 0 ? n + strlen(dir) : n);
    }
    if (type == OSSL_STORE_INFO_PARAMS) printf(" %d", EVP_PKEY_get_id(OSSL_STORE_INFO_get0_PARAMS(i)));
    if (type == OSSL_STORE_INFO_PUBKEY) printf(" %d", EVP_PKEY_get_id(OSSL_STORE_INFO_get0_PUBKEY(i)));
    if (type == OSSL_STORE_INFO_PKEY) printf(" %d", EVP_PKEY_get_id(OSSL_STORE_INFO_get0_PKEY(i)));
    if (type == OSSL_STORE_INFO_CERT) {
        char *line = X509_NAME_oneline(X509_get_subject_name(OSSL_STORE_INFO_get0_CERT(i)), NULL, 0);
        printf(" %s", line);
        OPENSSL_free(line);
    }
}

/* Everything in it. */
static void walk(const char *what, const char *uri, int expect, int with_ui) {
    asked = 0;
    OSSL_STORE_CTX *c = OSSL_STORE_open(uri, with_ui ? ui : NULL, NULL, NULL, NULL);
    printf("%s%s: %s", what, with_ui ? " with a passphrase" : "", c ? "open" : "not");
    if (!c) {
        printf("\n");
        ERR_clear_error();
        return;
    }
    if (expect) printf(" expect %d: %d", expect, OSSL_STORE_expect(c, expect));
    for (int i = 0; i < 12 && !OSSL_STORE_eof(c); i++) {
        OSSL_STORE_INFO *info = OSSL_STORE_load(c);
        printf(" |");
        if (info) show_info(info);
        else printf(" none, eof %d error %d", OSSL_STORE_eof(c), OSSL_STORE_error(c));
        OSSL_STORE_INFO_free(info);
    }
    ERR_clear_error();
    printf(" | late expect %d", OSSL_STORE_expect(c, OSSL_STORE_INFO_CERT));
    errors();
    /* a passphrase that nobody knows is asked for again and again; one of what is not expected, perhaps */
    printf("  asked %d close %d\n", expect ? -1 : answer ? asked : asked > 0, OSSL_STORE_close(c));
}

static void put(const char *name, const void *p, size_t n) {
    FILE *f = fopen(at(name), "wb");
    fwrite(p, 1, n, f);
    fclose(f);
}

static void join(const char *name, const char *const *parts) {
    FILE *to = fopen(at(name), "wb");
    char buf[4096];
    for (; *parts; parts++) {
        FILE *f = fopen(at(*parts), "rb");
        size_t n = fread(buf, 1, sizeof buf, f);
        fwrite(buf, 1, n, to);
        fclose(f);
    }
    fclose(to);
}

#define WRITE(name, call) do { BIO *b_ = BIO_new_file(at(name), "wb"); call; BIO_free(b_); } while (0)

static X509 *cert, *ca;
static EVP_PKEY *key, *ec;

static void files(void) {
    BIO *b = BIO_new_file(data_file("rsa.pem"), "r");
    key = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    b = BIO_new_file(data_file("rsa.pem"), "r");
    cert = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    b = BIO_new_file(data_file("ca.pem"), "r");
    ca = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    b = BIO_new_file(data_file("ec.pem"), "r");
    ec = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    WRITE("cert.pem", PEM_write_bio_X509(b_, cert));
    WRITE("trusted.pem", PEM_write_bio_X509_AUX(b_, cert));
    WRITE("ca.pem", PEM_write_bio_X509(b_, ca));
    WRITE("cert.der", i2d_X509_bio(b_, cert));
    WRITE("key.pem", PEM_write_bio_PrivateKey(b_, key, NULL, NULL, 0, NULL, NULL));
    WRITE("trad.pem", PEM_write_bio_PrivateKey_traditional(b_, key, NULL, NULL, 0, NULL, NULL));
    WRITE("key.der", i2d_PKCS8PrivateKeyInfo_bio(b_, key));
    WRITE("trad.der", i2d_PrivateKey_bio(b_, key));
    WRITE("ec.pem", PEM_write_bio_PrivateKey(b_, ec, NULL, NULL, 0, NULL, NULL));
    WRITE("ec.der", i2d_PrivateKey_bio(b_, ec));
    WRITE("enc.pem", PEM_write_bio_PKCS8PrivateKey(b_, key, EVP_aes_128_cbc(), "secret", 6, NULL, NULL));
    WRITE("enc.der", i2d_PKCS8PrivateKey_bio(b_, key, EVP_aes_128_cbc(), "secret", 6, NULL, NULL));
    WRITE("encold.pem", PEM_write_bio_PrivateKey_traditional(b_, key, EVP_aes_128_cbc(), (unsigned char *)"secret", 6, NULL, NULL));
    WRITE("pub.pem", PEM_write_bio_PUBKEY(b_, key));
    WRITE("pub.der", i2d_PUBKEY_bio(b_, ec));
    WRITE("ecparams.pem", PEM_write_bio_Parameters(b_, ec));
    PKCS12 *p12 = PKCS12_create("secret", "me", key, cert, NULL, 0, 0, 0, 0, 0);
    WRITE("all.p12", i2d_PKCS12_bio(b_, p12));
    PKCS12_free(p12);
    STACK_OF(X509) *more = sk_X509_new_null();
    sk_X509_push(more, ca);
    p12 = PKCS12_create("", "me", key, cert, more, 0, 0, 0, 0, 0);
    WRITE("chain.p12", i2d_PKCS12_bio(b_, p12));
    PKCS12_free(p12);
    sk_X509_free(more);
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *t = ASN1_TIME_set(NULL, 1700000000);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca));
    X509_CRL_set1_lastUpdate(crl, t);
    X509_CRL_set1_nextUpdate(crl, t);
    X509_CRL_sign(crl, key, EVP_sha256());
    WRITE("crl.pem", PEM_write_bio_X509_CRL(b_, crl));
    WRITE("crl.der", i2d_X509_CRL_bio(b_, crl));
    ASN1_TIME_free(t);
    X509_CRL_free(crl);
    put("junk", "nothing of use\n", 15);
    put("empty", "", 0);
    put("label.pem", "-----BEGIN STRANGE-----\nMAA=\n-----END STRANGE-----\n", 51);
    put("broken.pem", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", 59);
    join("mixed.pem", (const char *const[]){ "key.pem", "cert.pem", "ca.pem", "crl.pem", "pub.pem",
        "ecparams.pem", "ec.pem", NULL });
    join("odd.pem", (const char *const[]){ "cert.pem", "label.pem", "ca.pem", "junk", "broken.pem", "key.pem", NULL });
    join("two.der", (const char *const[]){ "cert.der", "key.der", NULL });
    join("locked.pem", (const char *const[]){ "cert.pem", "enc.pem", "ca.pem", "encold.pem", NULL });
}

/* What may be said when a store is opened. OpenSSL crashes with what it refuses. */
static void opened_with(const char *what, const char *path, const OSSL_PARAM *params) {
    OSSL_STORE_CTX *c = OSSL_STORE_open_ex(path, NULL, NULL, NULL, NULL, params, NULL, NULL);
    printf("%s: %d", what, c != NULL);
    for (int n = 0; c && !OSSL_STORE_eof(c) && n < 20; n++) {
        OSSL_STORE_INFO *i = OSSL_STORE_load(c);
        printf(" %s", i ? OSSL_STORE_INFO_type_string(OSSL_STORE_INFO_get_type(i)) : "none");
        OSSL_STORE_INFO_free(i);
    }
    unsigned long e = ERR_peek_last_error();
    printf(", error %d/%d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
    OSSL_STORE_close(c);
}

static void parameters(const char *folder) {
    static char text[] = "text";
    unsigned char *der = NULL;
    int type = OSSL_STORE_INFO_CERT, crl = OSSL_STORE_INFO_CRL, n = i2d_X509_NAME(X509_get_subject_name(ca), &der);
    OSSL_PARAM none[] = { OSSL_PARAM_construct_end() };
    OSSL_PARAM expect[] = { OSSL_PARAM_construct_int(OSSL_STORE_PARAM_EXPECT, &type), OSSL_PARAM_construct_end() };
    OSSL_PARAM subject[] = { OSSL_PARAM_construct_octet_string(OSSL_STORE_PARAM_SUBJECT, der, (size_t)n),
                             OSSL_PARAM_construct_end() };
    OSSL_PARAM lists[] = { subject[0], OSSL_PARAM_construct_int(OSSL_STORE_PARAM_EXPECT, &crl), OSSL_PARAM_construct_end() };
    OSSL_PARAM other[] = { OSSL_PARAM_construct_utf8_string("strange", text, 4), OSSL_PARAM_construct_end() };
    opened_with("no parameters, file", at("mixed.pem"), none);
    opened_with("expect, file", at("mixed.pem"), expect);
    opened_with("another, file", at("mixed.pem"), other);
    opened_with("no parameters, folder", folder, none);
    opened_with("expect, folder", folder, expect);
    opened_with("subject, folder", folder, subject);
    opened_with("subject of CRLs, folder", folder, lists);
    OPENSSL_free(der);
}

static void directory(void) {
    char name[40];
    snprintf(name, sizeof name, "hashed/%08lx.0", X509_NAME_hash_ex(X509_get_subject_name(ca), NULL, NULL, NULL));
    mkdir(at("hashed"), 0700);
    WRITE(name, PEM_write_bio_X509(b_, ca));
    OSSL_STORE_CTX *c = OSSL_STORE_open(at("hashed"), NULL, NULL, NULL, NULL);
    OSSL_STORE_SEARCH *by = OSSL_STORE_SEARCH_by_name(X509_get_subject_name(ca)),
                      *other = OSSL_STORE_SEARCH_by_name(X509_get_subject_name(cert));
    for (int turn = 0; turn < 6; turn++) {
        c = turn ? OSSL_STORE_open(at("hashed"), NULL, NULL, NULL, NULL) : c;
        if (turn == 4) OSSL_STORE_expect(c, OSSL_STORE_INFO_CRL);
        if (turn == 5) OSSL_STORE_expect(c, OSSL_STORE_INFO_CERT);
        if (turn > 0) SHOW(OSSL_STORE_find(c, turn == 2 ? other : by));
        if (turn == 1) SHOW(OSSL_STORE_supports_search(c, OSSL_STORE_SEARCH_BY_NAME));
        if (turn == 1) SHOW(OSSL_STORE_supports_search(c, OSSL_STORE_SEARCH_BY_ALIAS));
        int names = 0;
        while (!OSSL_STORE_eof(c) && names < 5) {
            OSSL_STORE_INFO *i = OSSL_STORE_load(c);
            if (!i) break;
            names++;
            printf("%s the hash %d\n", OSSL_STORE_INFO_type_string(OSSL_STORE_INFO_get_type(i)),
                   strcmp(strrchr(OSSL_STORE_INFO_get0_NAME(i), '/'), strrchr(name, '/')) == 0);
            char *copy = OSSL_STORE_INFO_get1_NAME(i);
            SHOW(strcmp(copy, OSSL_STORE_INFO_get0_NAME(i)));
            OPENSSL_free(copy);
            SHOWP(OSSL_STORE_INFO_get0_NAME_description(i));
            OSSL_STORE_INFO_free(i);
        }
        printf("names %d eof %d error %d\n", names, OSSL_STORE_eof(c), OSSL_STORE_error(c));
        ERR_clear_error();
        OSSL_STORE_close(c);
    }
    char folder[300];
    snprintf(folder, sizeof folder, "%s", at("hashed"));
    parameters(folder);
    c = OSSL_STORE_open(at("cert.pem"), NULL, NULL, NULL, NULL);
    last("find in a file", OSSL_STORE_find(c, by));
    OSSL_STORE_close(c);
    OSSL_STORE_SEARCH_free(by);
    OSSL_STORE_SEARCH_free(other);
    unlink(at(name));
    rmdir(at("hashed"));
}

static void searches(void) {
    unsigned char md[32] = { 1 };
    size_t n;
    X509_NAME *name = X509_get_subject_name(ca);
    OSSL_STORE_SEARCH *s = OSSL_STORE_SEARCH_by_name(name);
    SHOW(OSSL_STORE_SEARCH_get_type(s));
    SHOW(OSSL_STORE_SEARCH_get0_name(s) == name);
    OSSL_STORE_SEARCH_free(s);
    s = OSSL_STORE_SEARCH_by_issuer_serial(name, X509_get0_serialNumber(ca));
    SHOW(OSSL_STORE_SEARCH_get_type(s));
    SHOW(OSSL_STORE_SEARCH_get0_name(s) == name);
    SHOW(OSSL_STORE_SEARCH_get0_serial(s) == X509_get0_serialNumber(ca));
    OSSL_STORE_SEARCH_free(s);
    SHOWP(OSSL_STORE_SEARCH_by_key_fingerprint(EVP_sha256(), md, 31));
    s = OSSL_STORE_SEARCH_by_key_fingerprint(EVP_sha256(), md, 32);
    SHOW(OSSL_STORE_SEARCH_get_type(s));
    SHOW(OSSL_STORE_SEARCH_get0_digest(s) == EVP_sha256());
    SHOW(OSSL_STORE_SEARCH_get0_bytes(s, &n) == md);
    SHOW(n);
    OSSL_STORE_SEARCH_free(s);
    s = OSSL_STORE_SEARCH_by_alias("me");
    SHOW(OSSL_STORE_SEARCH_get_type(s));
    SHOWS(OSSL_STORE_SEARCH_get0_string(s));
    SHOW((const char *)OSSL_STORE_SEARCH_get0_bytes(s, &n) == OSSL_STORE_SEARCH_get0_string(s));
    SHOW(n);
    OSSL_STORE_SEARCH_free(s);
    OSSL_STORE_SEARCH_free(NULL);
}

static void infos(void) {
    X509_up_ref(ca);
    OSSL_STORE_INFO *i = OSSL_STORE_INFO_new_CERT(ca);
    SHOW(OSSL_STORE_INFO_get_type(i));
    X509 *x = OSSL_STORE_INFO_get1_CERT(i);
    SHOW(x == ca);
    X509_free(x);
    SHOW(OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_CERT, i) == ca);
    SHOWP(OSSL_STORE_INFO_get0_data(OSSL_STORE_INFO_CRL, i));
    SHOWP(OSSL_STORE_INFO_get0_PKEY(i));
    SHOWP(OSSL_STORE_INFO_get1_PKEY(i));
    SHOWP(OSSL_STORE_INFO_get1_PUBKEY(i));
    SHOWP(OSSL_STORE_INFO_get1_PARAMS(i));
    SHOWP(OSSL_STORE_INFO_get1_CRL(i));
    SHOWP(OSSL_STORE_INFO_get0_CRL(i));
    SHOWP(OSSL_STORE_INFO_get1_NAME(i));
    SHOWP(OSSL_STORE_INFO_get1_NAME_description(i));
    SHOW(OSSL_STORE_INFO_set0_NAME_description(i, NULL));
    OSSL_STORE_INFO_free(i);
    i = OSSL_STORE_INFO_new_NAME(OPENSSL_strdup("a name"));
    SHOWS(OSSL_STORE_INFO_get0_NAME(i));
    SHOW(OSSL_STORE_INFO_set0_NAME_description(i, OPENSSL_strdup("of something")));
    SHOWS(OSSL_STORE_INFO_get0_NAME_description(i));
    char *d = OSSL_STORE_INFO_get1_NAME_description(i);
    SHOWS(d);
    OPENSSL_free(d);
    SHOWP(OSSL_STORE_INFO_get1_CERT(i));
    OSSL_STORE_INFO_free(i);
    i = OSSL_STORE_INFO_new_PKEY((EVP_PKEY_up_ref(key), key));
    EVP_PKEY *k = OSSL_STORE_INFO_get1_PKEY(i);
    SHOW(k == key);
    EVP_PKEY_free(k);
    OSSL_STORE_INFO_free(i);
    i = OSSL_STORE_INFO_new_PUBKEY((EVP_PKEY_up_ref(key), key));
    k = OSSL_STORE_INFO_get1_PUBKEY(i);
    SHOW(k == key);
    EVP_PKEY_free(k);
    OSSL_STORE_INFO_free(i);
    i = OSSL_STORE_INFO_new_PARAMS((EVP_PKEY_up_ref(key), key));
    k = OSSL_STORE_INFO_get1_PARAMS(i);
    SHOW(k == key);
    EVP_PKEY_free(k);
    OSSL_STORE_INFO_free(i);
    i = OSSL_STORE_INFO_new_CRL(X509_CRL_new());
    X509_CRL *crl = OSSL_STORE_INFO_get1_CRL(i);
    SHOWP(crl);
    X509_CRL_free(crl);
    OSSL_STORE_INFO_free(i);
    i = OSSL_STORE_INFO_new(77, key);
    SHOW(OSSL_STORE_INFO_get_type(i));
    OSSL_STORE_INFO_free(i);
    i = OSSL_STORE_INFO_new_CERT(NULL);
    SHOWP(i);
    OSSL_STORE_INFO_free(i);
    i = OSSL_STORE_INFO_new_PKEY(NULL);
    SHOWP(i);
    OSSL_STORE_INFO_free(i);
    OSSL_STORE_INFO_free(NULL);
    for (int t = 0; t < 8; t++) SHOWS(OSSL_STORE_INFO_type_string(t));
}

static OSSL_STORE_INFO *only_ca(OSSL_STORE_INFO *i, void *arg) {
    ++*(int *)arg;
    if (OSSL_STORE_INFO_get_type(i) == OSSL_STORE_INFO_CERT && X509_cmp(OSSL_STORE_INFO_get0_CERT(i), ca) == 0) return i;
    OSSL_STORE_INFO_free(i);
    return NULL;
}

static const char *const all[] = { "cert.pem", "trusted.pem", "ca.pem", "cert.der", "key.pem", "trad.pem", "key.der", "trad.der",
    "ec.pem", "ec.der", "enc.pem", "enc.der", "encold.pem", "pub.pem", "pub.der", "ecparams.pem", "all.p12", "chain.p12", "crl.pem",
    "crl.der", "junk", "empty", "label.pem", "broken.pem", "mixed.pem", "odd.pem", "two.der", "locked.pem", NULL };

int main(void) {
    char uri[1300], cwd[900];
    snprintf(dir, sizeof dir, "%s/files", getcwd(cwd, sizeof cwd));
    mkdir(dir, 0700);
    ui = UI_create_method("test");
    UI_method_set_reader(ui, ui_read);
    files();
    for (int i = 0; all[i]; i++) {
        answer = NULL;
        for (int expect = 0; expect <= 6; expect++) walk(all[i], at(all[i]), expect, 1);
        answer = "secret";
        walk(all[i], at(all[i]), 0, 1);
        answer = "wrong";
        walk(all[i], at(all[i]), 0, 1);
    }
    snprintf(uri, sizeof uri, "file:%s", at("cert.pem"));
    walk("file:", uri, 0, 0);
    snprintf(uri, sizeof uri, "file://%s", at("cert.pem"));
    walk("file://", uri, 0, 0);
    snprintf(uri, sizeof uri, "file://localhost%s", at("cert.pem"));
    walk("file://localhost", uri, 0, 0);
    snprintf(uri, sizeof uri, "FILE:%s", at("cert.pem"));
    walk("FILE:", uri, 0, 0);
    snprintf(uri, sizeof uri, "file://elsewhere%s", at("cert.pem"));
    walk("file://elsewhere", uri, 0, 0);
    walk("relative", "files/cert.pem", 0, 0);
    walk("file:relative", "file:files/cert.pem", 0, 0);
    walk("missing", at("missing"), 0, 0);
    walk("other scheme", "strange:thing", 0, 0);
    walk("other scheme with an authority", "strange://thing", 0, 0);
    walk("nothing", "", 0, 0);
    int seen = 0, found = 0;
    OSSL_STORE_CTX *c = OSSL_STORE_open_ex(at("mixed.pem"), NULL, NULL, NULL, NULL, NULL, only_ca, &seen);
    while (c && !OSSL_STORE_eof(c)) {
        OSSL_STORE_INFO *i = OSSL_STORE_load(c);
        found += i != NULL;
        OSSL_STORE_INFO_free(i);
    }
    printf("found %d of %d\n", found, seen);
    ERR_clear_error();
    OSSL_STORE_close(c);
    BIO *b = BIO_new_file(at("mixed.pem"), "rb");
    c = OSSL_STORE_attach(b, "file", NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    found = 0;
    while (c && !OSSL_STORE_eof(c)) {
        OSSL_STORE_INFO *i = OSSL_STORE_load(c);
        found += i != NULL;
        OSSL_STORE_INFO_free(i);
    }
    printf("attached %d\n", found);
    ERR_clear_error();
    OSSL_STORE_close(c);
    BIO_free(b);
    SHOW(OSSL_STORE_close(NULL));
    c = OSSL_STORE_open(at("cert.pem"), NULL, NULL, NULL, NULL);
    last("expect 7", OSSL_STORE_expect(c, 7));
    last("expect -1", OSSL_STORE_expect(c, -1));
    OSSL_STORE_close(c);
    directory();
    searches();
    infos();
    for (int i = 0; all[i]; i++) unlink(at(all[i]));
    rmdir(dir);
    X509_free(cert);
    X509_free(ca);
    EVP_PKEY_free(key);
    EVP_PKEY_free(ec);
    UI_destroy_method(ui);
    return 0;
}
