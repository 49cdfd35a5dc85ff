/* Types of parameters, of what certificates and PKCS#12 files are made of, and of rare extensions: the empty value,
 * and what the decoder makes of samples, good, damaged and of other types; the parts of the admission extension;
 * the printing of rare extensions. */
#include "trace.h"
#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#define NAME "300d310b3009060355040a0c0241 42"
#define PUBKEY "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define VALIDITY "301e170d3235303130323033303430355a170d3235303130323033303430355a"
#define ALGOR "300506032b6570"
#define SHA "300d06096086480165030402010500"

static const char *const samples[] = {
    "300d0408000102030405060702020800",                                       /* PBE */
    "3030301b06092a864886f70d01050c300e040800010203040506070202 0800301106052b0e03020704080001020304050607", /* PBES2 */
    "300e0408000102030405060702020800", "301104080001020304050607020208000201 20",
    /* PBKDF2, whole and cut; key length */
    "301c04080001020304050607020208 00300c06082a864886f70d02090500",
    "301a04080001020304050607020208000201083009060728d0 4502020500",
    "30130408000102030405060702024000020108020101", "301604080001020304050607020240000201080201010201 20", /* scrypt */
    "3000", "3011a00f" SHA, "3034a00f" SHA "a11c301a06092a864886f70d010108" SHA "a203020120", /* PSS */
    "302ba00f" SHA "a118301606092a864886f70d010108300906052b0e03021a0500", "3005a203020114", "3005a303020101",
    "3013a211300f06092a864886f70d0101090402 6162", /* OAEP's label */
    VALIDITY, "301f170d3235303130323033303430355a180f32303530303130323033303430355a",
    "300f170d3235303130323033303430355a",
    NAME, PUBKEY, ALGOR,
    "3081a0a003020102020107" ALGOR NAME VALIDITY NAME PUBKEY "a31230103 00e0603551d0f0101ff040403020780", /* CINF */
    "307802 0107" ALGOR NAME VALIDITY NAME PUBKEY, "307a02 0107" ALGOR NAME VALIDITY NAME PUBKEY "810200aa",
    "3025" ALGOR NAME "170d3235303130323033303430355a", /* CRL_INFO */
    "3045020101" ALGOR NAME "170d3235303130323033303430355a301b3019020207d0170d3235303130323033303430355a3004 0500",
    "3059020101" ALGOR NAME "170d3235303130323033303430355a170d3235303130323033303430355a3014301202010 7170d3"
    "235303130323033303430355a"
        "a00e300c300a0603551d140403020105",
    "303f020100" NAME PUBKEY "a000", "3040020100" NAME PUBKEY "a0", "303e020100" NAME PUBKEY, /* REQ_INFO */
    "3014300a06082b060105050703 010c0361626304010 1", "300ca00a06082b06010505070302", "30050c03616263",
    "300404020102", /* CERT_AUX */
    "3011060a2a864886f70d01091601a003040101", "3015060a2a864886f70d01091601a00704050001020304", /* bag's inside */
    "300e060a2a864886f70d010916 02a0000", "300a06032a0304a003020107",
    "302b301f300706052b0e03021a041400010203040506070809000102030405060708090408000102030405 0607", /* MAC */
    "302f301f300706052b0e03021a0414000102030405060708090001020304050607080904080001020304050607 02020800",
    "3024060b2a864886f70d010c0a0103a015301306 0a2a864886f70d01091601a00504030001 02", /* a certificate's bag */
    "3047060b2a864886f70d010c0a0103a015301306 0a2a864886f70d01091601a0050403000102312130 1f06092a864886f70d0109143112"
        "1e10006100620063006400650066006700 68",
    "300f060b2a864886f70d010c0a0106a000", "3011060b2a864886f70d010c0a0106a0023000", "3006060 32a0304a000",
    "300d020100300830060201 05040161", "3012020102300d3006020105040161300302010 6", "3005020100 3000",
    "3007020109300204 00", /* SXNET */
    "3006020105040161", "30140c01610c02 62630c0364 65660c0567686a6b6c", "30080c00 0c000c000c00", "30060c00 0c000c00",
    /* sign tool */
    "300b060960864801 86f8420205", "300f060960864801 86f8420205a0023000", "3011060960864801 86f8420205a00430023000",
    "3000", "3015 06032a030416 05 687474703a0c0374657874 00", "3013 06032a03041605687474703a0c0574657874 73",
    "30070c0574657874 73",
    "3004 16026162", "30023000", "300930070c0574657874 73",
    "3033a00b 3009 06032a030416026162 300a 0c0361626313 03646566 300d 06032a0304 0606"
    "5504030102 03 1303313233 0403010203",
    "303ea0 0d 300b 06032a03040c04 6e616d65 300a 0c03616263130364 6566 300c 06032a030"
    "406055504030102 130331 3233 04030102 03",
    "3034a0063004160261 62 300a 0c03616263130364 6566 300a 06032a0304 0603550403 13 03313233 0403010203",
    "3004 3002 3000", "3006 3004 3002 3000", "3008 300630 043002 3000", "300a30083006300430023000",
    "3017 8203616263 3010 300e a005 8203646566 300530033001",
    "301d 8203616263 3016 3014 a00582 03646566 a10530030c0178 3004 3002 3000",
    "304ea4 0f 300d310b3009060355040a0c024142 303b 3039 a0058203646566 a1073005 06032a0304 3027 3025"
        "a0063004160261 62 300a 0c03616263130364 6566 300a 06032a0304 0603550403 1303313233",
};
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static size_t unhex(unsigned char *out, const char *from) {
    size_t n = 0;
    for (; *from; from++) {
        int v = *from == ' ' ? -1 : *from <= '9' ? *from - '0' : *from - 'a' + 10;
        if (v < 0) continue;
        out[n / 2] = (unsigned char)(n & 1 ? out[n / 2] | v : v << 4);
        n++;
    }
    /* samples were written by hand: the outer length is what is there */
    size_t len = n / 2;
    if (len >= 2 && len < 130 && out[0] == 0x30 && out[1] < 0x80) out[1] = (unsigned char)(len - 2);
    return len;
}

static int failed(void) {
    int any = ERR_peek_error() != 0;
    ERR_clear_error();
    return any;
}

/* OpenSSL writes four bytes of nothing for a value whose type was never set. */
static int typeless(const char *type) {
    return strcmp(type, "PBKDF2PARAM") == 0 || strcmp(type, "X509_VAL") == 0;
}

#define TYPE(T) \
    static void one_##T(size_t i, const unsigned char *in, long len) { \
        const unsigned char *p = in; \
        unsigned char *out = NULL; \
        T *v = d2i_##T(NULL, &p, len); \
        if (v == NULL) { \
            if (!failed()) printf(" %s %zu silent\n", #T, i); \
            return; \
        } \
        int n = i2d_##T(v, &out); \
        printf(" %s %zu took %d with an error %d", #T, i, (int)(p - in), failed()); \
        hex("", out, n > 0 ? n : 0); \
        OPENSSL_free(out); \
        T##_free(v); \
    } \
    static void type_##T(void) { \
        unsigned char in[256], *out = NULL; \
        T *v = T##_new(); \
        int n = typeless(#T) ? 0 : i2d_##T(v, &out); \
        printf("%s: %d %d %d\n", #T, v != NULL, n, failed()); \
        OPENSSL_free(out); \
        T##_free(v); \
        T##_free(NULL); \
        for (size_t i = 0; i < COUNT(samples); i++) { \
            size_t len = unhex(in, samples[i]); \
            one_##T(i, in, (long)len); \
            if (len > 0) one_##T(i, in, (long)len - 1); \
        } \
        printf("%d\n", T##_it() != NULL); \
    }
#define TYPES(X) \
    X(PBEPARAM) X(PBE2PARAM) X(PBKDF2PARAM) X(SCRYPT_PARAMS) X(RSA_OAEP_PARAMS) X(RSA_PSS_PARAMS) X(X509_VAL) \
    X(X509_CINF) X(X509_CRL_INFO) X(X509_REQ_INFO) X(X509_CERT_AUX) X(PKCS12_BAGS) X(PKCS12_MAC_DATA) \
    X(PKCS12_SAFEBAG) X(SXNET) X(SXNETID) X(ISSUER_SIGN_TOOL) X(NETSCAPE_CERT_SEQUENCE) X(NAMING_AUTHORITY) \
    X(PROFESSION_INFO) X(ADMISSIONS) X(ADMISSION_SYNTAX)
TYPES(TYPE)

static ASN1_STRING *string(int type, const char *s) {
    ASN1_STRING *made = ASN1_STRING_type_new(type);
    ASN1_STRING_set(made, s, -1);
    return made;
}

static GENERAL_NAME *dns(const char *s) {
    GENERAL_NAME *n = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(n, GEN_DNS, string(V_ASN1_IA5STRING, s));
    return n;
}

static void show(BIO *mem, int nid, const unsigned char *der, int len) {
    ASN1_OCTET_STRING *o = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(o, der, len);
    X509_EXTENSION *ex = X509_EXTENSION_create_by_NID(NULL, nid, 0, o);
    printf("%s %d\n", OBJ_nid2sn(nid), X509V3_EXT_print(mem, ex, X509V3_EXT_PARSE_UNKNOWN, 4));
    ERR_clear_error(); /* what did not decode is told in one of both */
    text("", mem);
    X509_EXTENSION_free(ex);
    ASN1_OCTET_STRING_free(o);
}

static NAMING_AUTHORITY *naming(void) {
    NAMING_AUTHORITY *n = NAMING_AUTHORITY_new();
    printf("%d %d %d\n", NAMING_AUTHORITY_get0_authorityId(n) == NULL, NAMING_AUTHORITY_get0_authorityText(n) == NULL,
           NAMING_AUTHORITY_get0_authorityURL(n) == NULL);
    NAMING_AUTHORITY_set0_authorityId(n, OBJ_txt2obj("1.2.3.4", 1));
    NAMING_AUTHORITY_set0_authorityText(n, string(V_ASN1_UTF8STRING, "a chamber"));
    NAMING_AUTHORITY_set0_authorityURL(n, string(V_ASN1_IA5STRING, "https://chamber.example"));
    NAMING_AUTHORITY_set0_authorityURL(n, string(V_ASN1_IA5STRING, "https://another.example"));
    return n;
}

static PROFESSION_INFO *profession(void) {
    PROFESSION_INFO *p = PROFESSION_INFO_new();
    STACK_OF(ASN1_STRING) *items = sk_ASN1_STRING_new_null();
    STACK_OF(ASN1_OBJECT) *oids = sk_ASN1_OBJECT_new_null();
    sk_ASN1_STRING_push(items, string(V_ASN1_PRINTABLESTRING, "physician"));
    sk_ASN1_STRING_push(items, string(V_ASN1_UTF8STRING, "surgeon"));
    sk_ASN1_OBJECT_push(oids, OBJ_nid2obj(NID_commonName));
    sk_ASN1_OBJECT_push(oids, OBJ_txt2obj("1.2.3.4.5", 1));
    PROFESSION_INFO_set0_professionItems(p, items);
    PROFESSION_INFO_set0_professionOIDs(p, oids);
    PROFESSION_INFO_set0_namingAuthority(p, naming());
    PROFESSION_INFO_set0_registrationNumber(p, string(V_ASN1_PRINTABLESTRING, "4711"));
    PROFESSION_INFO_set0_addProfessionInfo(p, string(V_ASN1_OCTET_STRING, "more"));
    printf("%d %d %d %d %d\n", sk_ASN1_STRING_num(PROFESSION_INFO_get0_professionItems(p)),
           sk_ASN1_OBJECT_num(PROFESSION_INFO_get0_professionOIDs(p)), PROFESSION_INFO_get0_namingAuthority(p) != NULL,
           PROFESSION_INFO_get0_registrationNumber(p)->length, PROFESSION_INFO_get0_addProfessionInfo(p)->length);
    return p;
}

static void admission(BIO *mem) {
    ADMISSION_SYNTAX *s = ADMISSION_SYNTAX_new();
    STACK_OF(ADMISSIONS) *contents = sk_ADMISSIONS_new_null();
    for (int i = 0; i < 2; i++) {
        ADMISSIONS *a = ADMISSIONS_new();
        PROFESSION_INFOS *infos = sk_PROFESSION_INFO_new_null();
        for (int j = 0; j <= i; j++) sk_PROFESSION_INFO_push(infos, profession());
        ADMISSIONS_set0_professionInfos(a, infos);
        if (i) ADMISSIONS_set0_admissionAuthority(a, dns("inner.example"));
        if (i) ADMISSIONS_set0_namingAuthority(a, naming());
        printf("%d %d %d\n", sk_PROFESSION_INFO_num(ADMISSIONS_get0_professionInfos(a)),
               ADMISSIONS_get0_admissionAuthority(a) != NULL, ADMISSIONS_get0_namingAuthority(a) != NULL);
        sk_ADMISSIONS_push(contents, a);
    }
    ADMISSION_SYNTAX_set0_contentsOfAdmissions(s, contents);
    ADMISSION_SYNTAX_set0_admissionAuthority(s, dns("authority.example"));
    printf("%d %d\n", sk_ADMISSIONS_num(ADMISSION_SYNTAX_get0_contentsOfAdmissions(s)),
           ADMISSION_SYNTAX_get0_admissionAuthority(s)->type);
    unsigned char *der = NULL;
    int n = i2d_ADMISSION_SYNTAX(s, &der);
    hex("admission", der, n);
    show(mem, NID_x509ExtAdmission, der, n);
    OPENSSL_free(der);
    ADMISSION_SYNTAX_free(s);
}

/* With a certificate in it, in PEM, where the label is that of a certificate. */
static void sequence(void) {
    BIO *in = BIO_new_file(data_file("auth/ca.pem"), "r"), *mem = BIO_new(BIO_s_mem());
    FILE *fp = tmpfile();
    NETSCAPE_CERT_SEQUENCE *s = NETSCAPE_CERT_SEQUENCE_new(), *got;
    s->type = OBJ_nid2obj(NID_netscape_cert_sequence);
    s->certs = sk_X509_new_null();
    sk_X509_push(s->certs, PEM_read_bio_X509(in, NULL, NULL, NULL));
    SHOW(PEM_write_bio_NETSCAPE_CERT_SEQUENCE(mem, s));
    got = PEM_read_bio_NETSCAPE_CERT_SEQUENCE(mem, NULL, NULL, NULL);
    printf("%d %d", got ? OBJ_obj2nid(got->type) : -1, got ? sk_X509_num(got->certs) : -1);
    errors();
    NETSCAPE_CERT_SEQUENCE_free(got);
    SHOW(PEM_write_NETSCAPE_CERT_SEQUENCE(fp, s));
    rewind(fp);
    got = PEM_read_NETSCAPE_CERT_SEQUENCE(fp, NULL, NULL, NULL);
    printf("%d", got ? sk_X509_num(got->certs) : -1);
    errors();
    NETSCAPE_CERT_SEQUENCE_free(got);
    NETSCAPE_CERT_SEQUENCE_free(s);
    fclose(fp);
    BIO_free(in);
    BIO_free(mem);
}

int main(void) {
    static const int rare[] = { NID_sxnet, NID_x509ExtAdmission, NID_issuerSignTool, NID_subjectSignTool,
                                NID_ct_precert_poison };
    static const char *const texts[] = { "0500", "0c0561206220 63", "0c00", "1303616263", "3000" };
    unsigned char in[256];
    BIO *mem = BIO_new(BIO_s_mem());
#define CALL(T) type_##T();
    TYPES(CALL)
    RSA_PSS_PARAMS *pss = RSA_PSS_PARAMS_new(), *copy = RSA_PSS_PARAMS_dup(pss);
    printf("%d\n", copy != NULL);
    RSA_PSS_PARAMS_free(pss);
    RSA_PSS_PARAMS_free(copy);
    for (size_t i = 0; i < COUNT(rare); i++) {
        for (size_t k = 0; k < COUNT(samples) + COUNT(texts); k++) {
            size_t len = unhex(in, k < COUNT(samples) ? samples[k] : texts[k - COUNT(samples)]);
            show(mem, rare[i], in, (int)len);
        }
    }
    admission(mem);
    sequence();
    BIO_free(mem);
    return 0;
}
