/* Each ASN.1 type that has functions of its own: the empty value, and what its decoder makes of good and damaged samples. */
#include "trace.h"
#include <openssl/asn1.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static const char *const samples[] = {
    "0c03c3b678", "13036162 63", "16024061", "1404e4f66162", "1b0367656e", "1e0400410042", "1c0400000041", "1a0376697a", "0c00",
    "0a0105", "0a0200ff", "0a02ff80", "0a0100", "170d3235303130323033303430355a", "180f32303235303130323033303430355a",
    "170b323530313032303330345a", "180d3230323530313032303330345a", "170d3235313330323033303430355a", "0403010203", "0400",
    "020105", "020900ffffffffffffffff", "0201ff", "300c06032a0304820461626364", "300a06022a0388040a000001", "3000",
    "30060101ff020103", "30030101ff", "3003020103", "3006010100020100", "3009800412345678820105",
    "3015800101a10c820a68747470733a2f2f61620082020102", "300a06082b06010505070301", "301406082b0601050507030106082b06010505070302",
    "82036162 63", "81056140622e63", "860568747470 3a", "8704 0a000001", "880 32a0304", "a00b06022a03a0050c03616263",
    "a40f300d310b3009060355040613025553", "30058203616263", "300a820361626387040a000001", "a50da0060c04706172 74a1030c0178",
    "30073005820361 6263", 
    "30143012a010a00e860c687474703a2f2f782f63726c", "300ca1 0a3008060355040613 02555 3", "a00e860c687474703a2f2f782f63726c",
    "30060 0810101ff820 0", "300a80010 181020102", "3006 8001018 10102",
    "300ea00c300a820361626380010081 0102", "300406022a03", "3006300406022a03",
    "30163014 06022a03300e300c06082b060105050702011600", "30103 00e06022a033008300606022a030500",
    "300c06082b0601050507020 11600", "301006082b06010505070202300430020c00", "30040c024142", "300a30080c01413003020101",
    "30080c01413003020101", "30810c", "302280 0f32303235303130323033303430355a810f32303235303130323033303430355a",
    "3004800100 ", "30060602 2a030500", "300406022a04", "30090602 2a03060 2 2a04", "300d06092a864886f70d01010b0500",
    "300f300d06092a864886f70d01010b0500", "300906035504030c024142", "30090603551d130402 3000", "300c0603551d130101ff04023000",
    "300b30090603551d1304023000", "300e300c0603551d130101ff04023000",
    "3013300d06092a864886f70d01010b050004020102", "30120201 05170d3235303130323033303430355a",
    "3020020105170d3235303130323033303430355a300c300a0603551d1504030a0101",
    "3026300906052b0e03021a050004080102030405060708040811121314151617180205 0102030405",
    "300802010202010330 00", "300602010502 0107", "3006020105020180",
    "3082000130", "0500", "30", "", "a0030c0141", "300d0c0141a0030201010c01420c01",
    "305c300d06092a864886f70d0101010500034b003048024100c1f5d3e7a9c3b1d5e7f9a1b3c5d7e9fb0d1f2132435465768798a9bacbdcedfe0f1021324354"
    "65768798a9bacbdcedfe0f10213243546576879b0203010001",
    "3048024100c1f5d3e7a9c3b1d5e7f9a1b3c5d7e9fb0d1f2132435465768798a9bacbdcedfe0f102132435465768798a9bacbdcedfe0f10213243546576879b"
    "0203010001",
};

static size_t unhex(unsigned char *out, const char *text) {
    size_t n = 0;
    for (; *text; text++) {
        int v = *text == ' ' ? -1 : *text <= '9' ? *text - '0' : *text - 'a' + 10;
        if (v < 0) continue;
        out[n / 2] = (unsigned char)(n & 1 ? out[n / 2] | v : v << 4);
        n++;
    }
    return n / 2;
}

/* Whether the queue has something; its details are of asn1_prim's and asn1_x509's concern. */
static int failed(void) {
    int any = ERR_peek_error() != 0;
    ERR_clear_error();
    return any;
}

/* MULTI: strings of several types, which have none at first; and which take a SEQUENCE only from OpenSSL's decoder. */
#define ITEM(T, FREE, MULTI) \
    static void item_##T(void) { \
        unsigned char in[256], *out; \
        T *v = T##_new(); \
        int n; \
        out = NULL; \
        n = MULTI > 0 ? 0 : i2d_##T(v, &out); \
        printf("%s new %s", #T, v ? "set" : "null"); \
        if (failed()) printf(" with an error"); \
        if (n > 0) hex(" is", out, n); \
        else printf(" gives %d\n", n); \
        ERR_clear_error(); \
        OPENSSL_free(out); \
        FREE(v); \
        FREE(NULL); \
        for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) { \
            size_t len = unhex(in, samples[i]); \
            if (in[0] == 0x30 && (MULTI == 1 || (MULTI == 3 && len > 16))) continue; \
            for (size_t cut = 0; cut < 3; cut++) { \
                if (len < cut || (cut && i % 3)) continue; \
                const unsigned char *p = in; \
                in[len] = 0x30; \
                v = d2i_##T(NULL, &p, (long)(cut == 2 ? len + 1 : len - cut)); \
                if (v == NULL) { \
                    if (!failed()) printf(" %s %zu silent\n", #T, i); \
                    continue; \
                } \
                out = NULL; \
                n = i2d_##T(v, &out); \
                printf(" %s %zu.%zu took %d", #T, i, cut, (int)(p - in)); \
                if (n == (int)(p - in) && memcmp(in, out, (size_t)n) == 0) printf(" same"); \
                else for (int k = 0; k < n; k++) printf("%s%02x", k ? "" : " ", out[k]); \
                printf("%s\n", failed() ? " with an error" : ""); \
                OPENSSL_free(out); \
                FREE(v); \
            } \
        } \
    }

/* The alternatives that share ASN1_STRING. */
#define ASN1_PRINTABLE ASN1_STRING
#define DIRECTORYSTRING ASN1_STRING
#define DISPLAYTEXT ASN1_STRING
#define STRINGS(X) X(ASN1_BMPSTRING) X(ASN1_ENUMERATED) X(ASN1_GENERALIZEDTIME) X(ASN1_GENERALSTRING) X(ASN1_IA5STRING) \
    X(ASN1_OCTET_STRING) X(ASN1_PRINTABLESTRING) X(ASN1_T61STRING) X(ASN1_UNIVERSALSTRING) X(ASN1_UTCTIME) \
    X(ASN1_UTF8STRING) X(ASN1_VISIBLESTRING)
#define STRUCTURES(X)                                                                                                  \
    X(ACCESS_DESCRIPTION)                                                                                              \
    X(AUTHORITY_INFO_ACCESS) X(AUTHORITY_KEYID) X(BASIC_CONSTRAINTS) X(CERTIFICATEPOLICIES) X(CRL_DIST_POINTS)         \
        X(DIST_POINT) X(DIST_POINT_NAME) X(EXTENDED_KEY_USAGE) X(GENERAL_NAME) X(GENERAL_NAMES) X(ISSUING_DIST_POINT)  \
            X(OTHERNAME) X(PKEY_USAGE_PERIOD) X(POLICYINFO) X(POLICYQUALINFO) X(USERNOTICE) X(OCSP_CERTID)             \
                X(OCSP_ONEREQ) X(OCSP_RESPID) X(OCSP_SINGLERESP) X(OCSP_BASICRESP) X(X509_ALGOR) X(X509_EXTENSION)     \
                    X(X509_SIG) X(X509_NAME) X(X509_CRL) X(X509) X(PKCS12)

#define BY_NAME(T) ITEM(T, T##_free, 0)
STRINGS(BY_NAME)
STRUCTURES(BY_NAME)
ITEM(X509_PUBKEY, X509_PUBKEY_free, 0)
#undef ASN1_PRINTABLE
#undef DIRECTORYSTRING
#undef DISPLAYTEXT
typedef ASN1_STRING ASN1_PRINTABLE, DIRECTORYSTRING, DISPLAYTEXT;
#define SEVERAL(T, M) ITEM(T, T##_free, M)
SEVERAL(ASN1_PRINTABLE, 1)
SEVERAL(DIRECTORYSTRING, 1)
SEVERAL(DISPLAYTEXT, 1)
SEVERAL(ASN1_TIME, 2)
SEVERAL(EDIPARTYNAME, 2)
SEVERAL(NOTICEREF, 2)
SEVERAL(X509_REVOKED, 2)
SEVERAL(X509_NAME_ENTRY, 3)

/* Types with a constructor but no functions of their own to encode; lists; and a decoder that has no encoder. */
static void others(void) {
    static const unsigned char algors[] = { 0x30, 6, 0x30, 4, 6, 2, 0x2a, 3 },
                               exts[] = { 0x30, 13, 0x30, 11, 6, 3, 0x55, 0x1d, 0x13, 4, 4, 0x30, 2, 2, 0 },
                               uint[] = { 2, 2, 0xff, 1 };
    const unsigned char *p = algors;
    unsigned char *out = NULL;
    X509_ALGORS *a = d2i_X509_ALGORS(NULL, &p, sizeof algors);
    SHOW(sk_X509_ALGOR_num(a));
    int n = i2d_X509_ALGORS(a, &out);
    hex("algorithms", out, n);
    OPENSSL_free(out);
    sk_X509_ALGOR_pop_free(a, X509_ALGOR_free);
    p = exts;
    X509_EXTENSIONS *e = d2i_X509_EXTENSIONS(NULL, &p, sizeof exts);
    SHOW(sk_X509_EXTENSION_num(e));
    out = NULL;
    n = i2d_X509_EXTENSIONS(e, &out);
    hex("extensions", out, n);
    OPENSSL_free(out);
    sk_X509_EXTENSION_pop_free(e, X509_EXTENSION_free);
    p = exts;
    printf("cut %d\n", d2i_X509_EXTENSIONS(NULL, &p, sizeof exts - 1) == NULL && failed());
    p = uint;
    ASN1_INTEGER *i = d2i_ASN1_UINTEGER(NULL, &p, sizeof uint);
    hex("unsigned", i->data, i->length);
    SHOW(i->type);
    ASN1_INTEGER_free(i);
    p = exts;
    SHOWP(d2i_ASN1_UINTEGER(NULL, &p, sizeof exts));

    NAME_CONSTRAINTS *nc = NAME_CONSTRAINTS_new();
    GENERAL_SUBTREE *tree = GENERAL_SUBTREE_new();
    POLICY_CONSTRAINTS *pc = POLICY_CONSTRAINTS_new();
    POLICY_MAPPING *pm = POLICY_MAPPING_new();
    printf("empty %d %d %d %d\n", nc->permittedSubtrees == NULL, tree->base != NULL, pc->requireExplicitPolicy == NULL,
           pm->issuerDomainPolicy != NULL);
    SHOW(tree->base->type);
    tree->base->type = GEN_DNS;
    tree->base->d.dNSName = ASN1_IA5STRING_new();
    ASN1_STRING_set(tree->base->d.dNSName, "example.org", -1);
    nc->excludedSubtrees = sk_GENERAL_SUBTREE_new_null();
    sk_GENERAL_SUBTREE_push(nc->excludedSubtrees, tree);
    NAME_CONSTRAINTS_free(nc);
    GENERAL_SUBTREE_free(GENERAL_SUBTREE_new());
    GENERAL_SUBTREE_free(NULL);
    POLICY_CONSTRAINTS_free(pc);
    POLICY_MAPPING_free(pm);
    POLICY_MAPPING_free(NULL);
}

int main(void) {
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
#define CALL(T) item_##T();
    STRINGS(CALL)
    STRUCTURES(CALL)
    CALL(X509_PUBKEY) CALL(ASN1_TIME) CALL(EDIPARTYNAME) CALL(NOTICEREF) CALL(X509_REVOKED) CALL(X509_NAME_ENTRY)
    CALL(ASN1_PRINTABLE) CALL(DIRECTORYSTRING) CALL(DISPLAYTEXT)
    others();
    return 0;
}
