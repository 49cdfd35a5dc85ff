/* PKCS#7 structures: read, written, taken apart, put together. */
#include "trace.h"
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

static void last(const char *what, int ok) {
    unsigned long e = ERR_peek_last_error();
    printf("%s %d %d:%d\n", what, ok, ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static void name(const char *what, X509_NAME *n) {
    char *line = X509_NAME_oneline(n, NULL, 0);
    printf("%s %s\n", what, line);
    OPENSSL_free(line);
}

static void number(const char *what, const ASN1_INTEGER *i) { printf("%s %ld\n", what, ASN1_INTEGER_get(i)); }

static void octets(const char *what, const ASN1_STRING *s) {
    if (s) hex(what, ASN1_STRING_get0_data(s), ASN1_STRING_length(s));
    else printf("%s none\n", what);
}

static void algor(const char *what, const X509_ALGOR *a) {
    unsigned char *der = NULL;
    int n = i2d_X509_ALGOR(a, &der);
    hex(what, der, n);
    OPENSSL_free(der);
}

static void issuer(const PKCS7_ISSUER_AND_SERIAL *ias) {
    unsigned char *der = NULL;
    const unsigned char *p;
    name("issuer", ias->issuer);
    octets("serial", ias->serial);
    int n = i2d_PKCS7_ISSUER_AND_SERIAL(ias, &der);
    p = der;
    PKCS7_ISSUER_AND_SERIAL *again = d2i_PKCS7_ISSUER_AND_SERIAL(NULL, &p, n);
    printf("again %d\n", again && ASN1_INTEGER_cmp(again->serial, ias->serial) == 0 && p == der + n);
    PKCS7_ISSUER_AND_SERIAL_free(again);
    OPENSSL_free(der);
}

static void signer(PKCS7 *p7, PKCS7_SIGNER_INFO *si) {
    X509_ALGOR *dig, *sig;
    EVP_PKEY *key;
    unsigned char *der = NULL;
    const unsigned char *p;
    number("version", si->version);
    issuer(si->issuer_and_serial);
    PKCS7_SIGNER_INFO_get0_algs(si, &key, &dig, &sig);
    PKCS7_SIGNER_INFO_get0_algs(si, NULL, NULL, NULL);
    printf("key %d\n", key != NULL);
    algor("digest", dig);
    algor("signature", sig);
    octets("value", si->enc_digest);
    printf("attributes %d %d\n", sk_X509_ATTRIBUTE_num(si->auth_attr), sk_X509_ATTRIBUTE_num(si->unauth_attr));
    static const int nids[] = { NID_pkcs9_messageDigest, NID_pkcs9_contentType, NID_pkcs9_signingTime, NID_SMIMECapabilities };
    for (int i = 0; i < 4; i++) {
        ASN1_TYPE *t = PKCS7_get_signed_attribute(si, nids[i]);
        printf("%s %d %d\n", OBJ_nid2sn(nids[i]), t ? ASN1_TYPE_get(t) : -1, PKCS7_get_attribute(si, nids[i]) != NULL);
    }
    octets("message digest", PKCS7_digest_from_attributes(si->auth_attr));
    X509 *x = PKCS7_cert_from_signer_info(p7, si);
    if (x) name("certificate", X509_get_subject_name(x));
    int n = i2d_PKCS7_SIGNER_INFO(si, &der);
    hex("signer", der, n);
    p = der;
    PKCS7_SIGNER_INFO *again = d2i_PKCS7_SIGNER_INFO(NULL, &p, n);
    printf("again %d\n", again != NULL && p == der + n);
    PKCS7_SIGNER_INFO_free(again);
    OPENSSL_free(der);
}

static void lists(STACK_OF(X509_ALGOR) *mds, STACK_OF(X509) *certs, STACK_OF(X509_CRL) *crls) {
    for (int i = 0; i < sk_X509_ALGOR_num(mds); i++) algor("one of the digests", sk_X509_ALGOR_value(mds, i));
    printf("certificates %d CRLs %d\n", sk_X509_num(certs), sk_X509_CRL_num(crls));
    for (int i = 0; i < sk_X509_num(certs); i++) name("certificate", X509_get_subject_name(sk_X509_value(certs, i)));
}

static void enc_content(const PKCS7_ENC_CONTENT *c) {
    unsigned char *der = NULL;
    const unsigned char *p;
    printf("content %s\n", OBJ_nid2sn(OBJ_obj2nid(c->content_type)));
    algor("algorithm", c->algorithm);
    octets("encrypted", c->enc_data);
    int n = i2d_PKCS7_ENC_CONTENT(c, &der);
    p = der;
    PKCS7_ENC_CONTENT *again = d2i_PKCS7_ENC_CONTENT(NULL, &p, n);
    printf("again %d\n", again != NULL);
    PKCS7_ENC_CONTENT_free(again);
    OPENSSL_free(der);
}

static void recipient(PKCS7_RECIP_INFO *ri) {
    X509_ALGOR *alg;
    unsigned char *der = NULL;
    const unsigned char *p;
    number("version", ri->version);
    issuer(ri->issuer_and_serial);
    PKCS7_RECIP_INFO_get0_alg(ri, &alg);
    algor("key encryption", alg);
    octets("key", ri->enc_key);
    int n = i2d_PKCS7_RECIP_INFO(ri, &der);
    p = der;
    PKCS7_RECIP_INFO *again = d2i_PKCS7_RECIP_INFO(NULL, &p, n);
    printf("again %d\n", again != NULL);
    PKCS7_RECIP_INFO_free(again);
    OPENSSL_free(der);
}

static void show(PKCS7 *p7, int depth) {
    int nid = OBJ_obj2nid(p7->type);
    printf("type %s other %d", OBJ_nid2sn(nid), PKCS7_type_is_other(p7));
    printf(" detached %ld", PKCS7_ctrl(p7, PKCS7_OP_GET_DETACHED_SIGNATURE, 0, NULL));
    errors();
    printf("signers %d\n", PKCS7_get_signer_info(p7) ? sk_PKCS7_SIGNER_INFO_num(PKCS7_get_signer_info(p7)) : -1);
    if (!p7->d.ptr) printf("no contents\n");
    else if (nid == NID_pkcs7_data) octets("data", p7->d.data);
    else if (nid == NID_pkcs7_signed) {
        PKCS7_SIGNED *s = p7->d.sign;
        number("version", s->version);
        lists(s->md_algs, s->cert, s->crl);
        for (int i = 0; i < sk_PKCS7_SIGNER_INFO_num(s->signer_info); i++) {
            signer(p7, sk_PKCS7_SIGNER_INFO_value(s->signer_info, i));
        }
        for (int flags = 0; flags <= PKCS7_NOINTERN; flags += PKCS7_NOINTERN) {
            STACK_OF(X509) *who = PKCS7_get0_signers(p7, NULL, flags);
            printf("signers' certificates %d", sk_X509_num(who));
            errors();
            sk_X509_free(who);
            who = PKCS7_get0_signers(p7, s->cert, flags);
            printf("signers' certificates %d", sk_X509_num(who));
            errors();
            sk_X509_free(who);
        }
        if (s->contents && depth < 3) show(s->contents, depth + 1);
    } else if (nid == NID_pkcs7_enveloped) {
        number("version", p7->d.enveloped->version);
        enc_content(p7->d.enveloped->enc_data);
        for (int i = 0; i < sk_PKCS7_RECIP_INFO_num(p7->d.enveloped->recipientinfo); i++) {
            recipient(sk_PKCS7_RECIP_INFO_value(p7->d.enveloped->recipientinfo, i));
        }
    }
    printf("issuer by number %d\n", PKCS7_get_issuer_and_serial(p7, 0) != NULL);
}

static void written(PKCS7 *p7) {
    unsigned char *der = NULL;
    const unsigned char *p;
    int n = i2d_PKCS7(p7, &der);
    hex("written", der, n);
    SHOW(i2d_PKCS7(p7, NULL));
    PKCS7 *copy = PKCS7_dup(p7);
    printf("copy %d\n", copy && i2d_PKCS7(copy, NULL) == n);
    PKCS7_free(copy);
    BIO *b = BIO_new(BIO_s_mem());
    SHOW(PEM_write_bio_PKCS7(b, p7));
    PKCS7 *read = PEM_read_bio_PKCS7(b, NULL, NULL, NULL);
    printf("from PEM %d\n", read && i2d_PKCS7(read, NULL) == n);
    (void)BIO_reset(b);
    SHOW(i2d_PKCS7_bio(b, p7));
    SHOW(d2i_PKCS7_bio(b, &read) == read && read);
    PKCS7_free(read);
    BIO_free(b);
    FILE *f = tmpfile();
    SHOW(i2d_PKCS7_fp(f, p7));
    rewind(f);
    read = d2i_PKCS7_fp(f, NULL);
    printf("from a file %d\n", read != NULL);
    PKCS7_free(read);
    rewind(f);
    SHOW(PEM_write_PKCS7(f, p7));
    fclose(f);
    for (int cut = 0; cut < n; cut += cut < 40 ? 1 : 37) {
        p = der;
        PKCS7 *half = d2i_PKCS7(NULL, &p, cut);
        if (half) printf("cut at %d is read\n", cut);
        PKCS7_free(half);
        ERR_clear_error();
    }
    OPENSSL_free(der);
}

static void from_file(const char *file) {
    const char *dot = strrchr(file, '.');
    BIO *b = BIO_new_file(data_file(file), "rb");
    PKCS7 *p7 = strcmp(dot, ".pem") == 0 ? PEM_read_bio_PKCS7(b, NULL, NULL, NULL) : d2i_PKCS7_bio(b, NULL);
    printf("--- %s %d\n", file, p7 != NULL);
    ERR_clear_error();
    if (p7) {
        show(p7, 0);
        written(p7);
    }
    PKCS7_free(p7);
    BIO_free(b);
}

/* As tools that make certificate bundles do. */
static void made(void) {
    static const int types[] = { NID_pkcs7_data, NID_pkcs7_signed, NID_pkcs7_enveloped, NID_pkcs7_signedAndEnveloped,
        NID_pkcs7_digest, NID_pkcs7_encrypted, NID_sha1 };
    BIO *b = BIO_new_file(data_file("ca.pem"), "r");
    X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
    BIO_free(b);
    X509_CRL *crl = X509_CRL_new();
    for (int i = 0; i < 7; i++) {
        PKCS7 *p7 = PKCS7_new();
        printf("new: type %s contents %d state %d detached %d\n", OBJ_nid2sn(OBJ_obj2nid(p7->type)), p7->d.ptr != NULL, p7->state,
               p7->detached);
        printf("%s ", OBJ_nid2sn(types[i]));
        if (types[i] == NID_sha1) last("type", PKCS7_set_type(p7, types[i]));
        else {
            SHOW(PKCS7_set_type(p7, types[i]));
            last("content", PKCS7_content_new(p7, NID_pkcs7_data));
            last("certificate", PKCS7_add_certificate(p7, x));
            last("CRL", PKCS7_add_crl(p7, crl));
            PKCS7_SIGNER_INFO *si = PKCS7_SIGNER_INFO_new();
            X509_ALGOR_set0(si->digest_alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
            int ok = PKCS7_add_signer(p7, si);
            last("signer", ok);
            if (!ok) PKCS7_SIGNER_INFO_free(si);
            PKCS7_RECIP_INFO *ri = PKCS7_RECIP_INFO_new();
            ok = PKCS7_add_recipient_info(p7, ri);
            last("recipient", ok);
            if (!ok) PKCS7_RECIP_INFO_free(ri);
            last("detached", (int)PKCS7_ctrl(p7, PKCS7_OP_SET_DETACHED_SIGNATURE, 1, NULL));
            last("unknown command", (int)PKCS7_ctrl(p7, 77, 1, NULL));
            printf("has signers %d\n", PKCS7_get_signer_info(p7) != NULL);
        }
        PKCS7_free(p7);
    }
    last("no structure", PKCS7_get0_signers(NULL, NULL, 0) != NULL);
    PKCS7 *p7 = PKCS7_new();
    PKCS7_set_type(p7, NID_pkcs7_signed);
    PKCS7_content_new(p7, NID_pkcs7_data);
    PKCS7 *inner = PKCS7_new();
    PKCS7_set_type(inner, NID_pkcs7_data);
    SHOW(PKCS7_set_content(p7, inner));
    last("content of data", PKCS7_set_content(inner, p7));
    SHOW(PKCS7_ctrl(p7, PKCS7_OP_SET_DETACHED_SIGNATURE, 1, NULL));
    SHOW(PKCS7_add_certificate(p7, x));
    SHOW(PKCS7_add_certificate(p7, x));
    last("no signers", PKCS7_get0_signers(p7, NULL, 0) != NULL);
    show(p7, 0);
    written(p7);
    PKCS7_free(p7);
    X509_CRL_free(crl);
    X509_free(x);
    PKCS7_free(NULL);
}

/* The parts of other types, empty and written. */
#define EMPTY(type) do { \
        type *v_ = type##_new(); \
        unsigned char *der_ = NULL; \
        int n_ = i2d_##type(v_, &der_); \
        printf(#type " %d item %d\n", n_ > 0, type##_it() != NULL); \
        const unsigned char *p_ = der_; \
        type *r_ = n_ > 0 ? d2i_##type(NULL, &p_, n_) : NULL; \
        printf("read %d\n", r_ != NULL); \
        ERR_clear_error(); \
        type##_free(r_); \
        type##_free(v_); \
        OPENSSL_free(der_); \
    } while (0)

int main(void) {
    static const char *const files[] = { "p7_signed.pem", "p7_detached.der", "p7_stream.der", "p7_enveloped.der",
        "p7_enveloped_stream.der", "p7_certs.pem" };
    for (int i = 0; i < 6; i++) from_file(files[i]);
    made();
    EMPTY(PKCS7_ISSUER_AND_SERIAL);
    EMPTY(PKCS7_SIGNER_INFO);
    EMPTY(PKCS7_RECIP_INFO);
    EMPTY(PKCS7_ENC_CONTENT);
    EMPTY(PKCS7_SIGNED);
    EMPTY(PKCS7_ENVELOPE);
    EMPTY(PKCS7_SIGN_ENVELOPE);
    EMPTY(PKCS7_DIGEST);
    EMPTY(PKCS7_ENCRYPT);
    printf("item %d\n", PKCS7_it() != NULL);
    FILE *f = fopen(data_file("p7_certs.pem"), "r");
    PKCS7 *p7 = PEM_read_PKCS7(f, NULL, NULL, NULL);
    printf("from a file %d\n", p7 != NULL);
    PKCS7_free(p7);
    fclose(f);
    return 0;
}
