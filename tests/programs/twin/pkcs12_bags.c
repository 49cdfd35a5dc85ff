/* PKCS#12 files taken apart, as `pkcs12 -info` does: MAC, contents, bags and their attributes. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

static void made_once(const char *file, const char *line) {
    char full[1500];
    if (access(file, R_OK) == 0) return; /* the second run uses the first one's */
    snprintf(full, sizeof full, "env -u LD_LIBRARY_PATH -u LD_PRELOAD openssl %s -out %s >/dev/null 2>&1", line, file);
    if (system(full) != 0) printf("cannot make %s\n", file);
}

static void attributes(const PKCS12_SAFEBAG *bag) {
    const STACK_OF(X509_ATTRIBUTE) *sk = PKCS12_SAFEBAG_get0_attrs(bag);
    const ASN1_TYPE *t = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
    printf("attributes %d\n", X509at_get_attr_count(sk));
    for (int i = 0; i < X509at_get_attr_count(sk); i++) {
        X509_ATTRIBUTE *a = X509at_get_attr(sk, i);
        printf("  %s, %d values\n", OBJ_nid2sn(OBJ_obj2nid(X509_ATTRIBUTE_get0_object(a))), X509_ATTRIBUTE_count(a));
    }
    if (t) hex("local key ID", t->value.octet_string->data, t->value.octet_string->length);
    SHOW(t == PKCS12_get_attr(bag, NID_localKeyID));
    char *name = PKCS12_get_friendlyname((PKCS12_SAFEBAG *)bag);
    SHOWS(name);
    OPENSSL_free(name);
}

static void bag_list(const STACK_OF(PKCS12_SAFEBAG) *bags, const char *pass);

static void key(const PKCS8_PRIV_KEY_INFO *p8) {
    EVP_PKEY *k = p8 ? EVP_PKCS82PKEY(p8) : NULL;
    printf("key %s", k ? EVP_PKEY_get0_type_name(k) : "none");
    errors();
    EVP_PKEY_free(k);
}

static void one_bag(const PKCS12_SAFEBAG *bag, const char *pass) {
    PKCS8_PRIV_KEY_INFO *p8;
    const X509_SIG *sig;
    const X509_ALGOR *alg = NULL;
    X509 *x;
    X509_CRL *crl;
    SHOWS(OBJ_nid2sn(PKCS12_SAFEBAG_get_nid(bag)));
    SHOW(OBJ_obj2nid(PKCS12_SAFEBAG_get0_type(bag)));
    attributes(bag);
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_keyBag:
        SHOWP(PKCS12_SAFEBAG_get0_p8inf(bag));
        key(PKCS12_SAFEBAG_get0_p8inf(bag));
        break;
    case NID_pkcs8ShroudedKeyBag:
        SHOWP(PKCS12_SAFEBAG_get0_p8inf(bag));
        SHOWP(sig = PKCS12_SAFEBAG_get0_pkcs8(bag));
        X509_SIG_get0(sig, &alg, NULL);
        SHOW(OBJ_obj2nid(alg->algorithm));
        p8 = PKCS12_decrypt_skey(bag, pass, (int)strlen(pass));
        key(p8);
        PKCS8_PRIV_KEY_INFO_free(p8);
        p8 = PKCS12_decrypt_skey_ex(bag, "wrong", -1, NULL, NULL);
        printf("under a wrong password %d\n", p8 != NULL);
        ERR_clear_error();
        break;
    case NID_certBag:
    case NID_crlBag:
        SHOW(PKCS12_SAFEBAG_get_bag_nid(bag));
        SHOW(OBJ_obj2nid(PKCS12_SAFEBAG_get0_bag_type(bag)));
        SHOWP(PKCS12_SAFEBAG_get0_bag_obj(bag));
        SHOWP(x = PKCS12_SAFEBAG_get1_cert(bag));
        if (x) X509_NAME_print_ex_fp(stdout, X509_get_subject_name(x), 1, XN_FLAG_ONELINE), printf("\n");
        X509_free(x);
        SHOWP(crl = PKCS12_SAFEBAG_get1_crl(bag));
        X509_CRL_free(crl);
        break;
    case NID_safeContentsBag: bag_list(PKCS12_SAFEBAG_get0_safes(bag), pass); break;
    default: break;
    }
}

static void bag_list(const STACK_OF(PKCS12_SAFEBAG) *bags, const char *pass) {
    printf("%d bags\n", sk_PKCS12_SAFEBAG_num(bags));
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++) one_bag(sk_PKCS12_SAFEBAG_value(bags, i), pass);
}

static void mac(const PKCS12 *p12) {
    const ASN1_OCTET_STRING *m, *salt;
    const X509_ALGOR *alg;
    const ASN1_INTEGER *iter;
    SHOW(PKCS12_mac_present(p12));
    PKCS12_get0_mac(&m, &alg, &salt, &iter, p12);
    printf("%d %d %d %d\n", m != NULL, alg != NULL, salt != NULL, iter != NULL);
    if (m) hex("mac", m->data, m->length);
    if (alg) SHOW(OBJ_obj2nid(alg->algorithm));
    if (salt) hex("salt", salt->data, salt->length);
    if (iter) SHOW(ASN1_INTEGER_get(iter));
    PKCS12_get0_mac(NULL, NULL, NULL, NULL, p12);
}

static void take_apart(PKCS12 *p12, const char *pass) {
    STACK_OF(PKCS7) *safes;
    mac(p12);
    SHOW(PKCS12_verify_mac(p12, pass, -1));
    SHOWP(safes = PKCS12_unpack_authsafes(p12));
    for (int i = 0; i < sk_PKCS7_num(safes); i++) {
        PKCS7 *p7 = sk_PKCS7_value(safes, i);
        STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
        SHOW(OBJ_obj2nid(p7->type));
        if (OBJ_obj2nid(p7->type) == NID_pkcs7_data) {
            SHOWP(PKCS12_unpack_p7encdata(p7, pass, -1));
            SHOWP(bags = PKCS12_unpack_p7data(p7));
        } else if (OBJ_obj2nid(p7->type) == NID_pkcs7_encrypted) {
            SHOW(OBJ_obj2nid(p7->d.encrypted->enc_data->algorithm->algorithm));
            SHOW(OBJ_obj2nid(p7->d.encrypted->enc_data->content_type));
            SHOWP(PKCS12_unpack_p7data(p7));
            bags = PKCS12_unpack_p7encdata(p7, "wrong", -1);
            printf("under a wrong password %d\n", bags != NULL);
            ERR_clear_error();
            SHOWP(bags = PKCS12_unpack_p7encdata(p7, pass, (int)strlen(pass)));
        }
        bag_list(bags, pass);
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
    sk_PKCS7_pop_free(safes, PKCS7_free);
}

int main(void) {
    static const char *const how[] = { "-name leaf", "-name 'n\xc3\xa4me' -caname one -certfile cert.pem", "-nomac",
        "-keypbe NONE -certpbe NONE", "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -iter 3",
        "-maciter 1 -nomaciter -noiter", "-nokeys", "-nocerts -inkey key.pem", "-keyex", "-macalg sha512" };
    mkdir("../made", 0777);
    if (chdir("../made") != 0) return 99;
    made_once("key.pem", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    made_once("cert.pem", "req -x509 -new -key key.pem -subj /CN=bags -days 3000");
    for (size_t i = 0; i < sizeof how / sizeof how[0]; i++) {
        char file[40], line[400];
        snprintf(file, sizeof file, "bags%zu.p12", i);
        snprintf(line, sizeof line, "pkcs12 -export -in cert.pem -inkey key.pem -passout pass:secret %s", how[i]);
        made_once(file, line);
        BIO *b = BIO_new_file(file, "rb");
        PKCS12 *p12 = b ? d2i_PKCS12_bio(b, NULL) : NULL;
        printf("== %s\n", how[i]);
        if (p12) take_apart(p12, "secret");
        PKCS12_free(p12);
        BIO_free(b);
    }
    PKCS12_SAFEBAG_free(NULL);
    PKCS7_free(NULL);
    return 0;
}
