/* ASN1_item_*() with every item that both have: samples decoded, written, copied, packed; values signed and hashed. And the
 * SPKI of keygen, which stands on them. */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IT(name) { #name, name##_it }

static const struct { const char *name; ASN1_ITEM_EXP *it; } items[] = {
    IT(ACCESS_DESCRIPTION), IT(ASN1_ANY), IT(ASN1_BIT_STRING), IT(ASN1_BMPSTRING),
    IT(ASN1_ENUMERATED), IT(ASN1_GENERALIZEDTIME), IT(ASN1_GENERALSTRING), IT(ASN1_IA5STRING),
    IT(ASN1_INTEGER), IT(ASN1_NULL), IT(ASN1_OBJECT), IT(ASN1_OCTET_STRING),
    IT(ASN1_PRINTABLESTRING), IT(ASN1_PRINTABLE), IT(ASN1_SEQUENCE_ANY), IT(ASN1_SET_ANY),
    IT(ASN1_T61STRING), IT(ASN1_TIME), IT(ASN1_UNIVERSALSTRING), IT(ASN1_UTCTIME),
    IT(ASN1_UTF8STRING), IT(ASN1_VISIBLESTRING), IT(AUTHORITY_INFO_ACCESS), IT(AUTHORITY_KEYID),
    IT(BASIC_CONSTRAINTS), IT(CERTIFICATEPOLICIES), IT(CRL_DIST_POINTS), IT(DIRECTORYSTRING),
    IT(DISPLAYTEXT), IT(DIST_POINT_NAME), IT(DIST_POINT), IT(EDIPARTYNAME),
    IT(EXTENDED_KEY_USAGE), IT(GENERAL_NAMES), IT(GENERAL_NAME), IT(GENERAL_SUBTREE),
    IT(ISSUING_DIST_POINT), IT(NAME_CONSTRAINTS), IT(NETSCAPE_SPKAC), IT(NETSCAPE_SPKI),
    IT(NOTICEREF), IT(OCSP_BASICRESP), IT(OCSP_CERTID), IT(OCSP_CERTSTATUS),
    IT(OCSP_CRLID), IT(OCSP_ONEREQ), IT(OCSP_REQINFO), IT(OCSP_REQUEST),
    IT(OCSP_RESPBYTES), IT(OCSP_RESPDATA), IT(OCSP_RESPID), IT(OCSP_RESPONSE),
    IT(OCSP_REVOKEDINFO), IT(OCSP_SERVICELOC), IT(OCSP_SIGNATURE), IT(OCSP_SINGLERESP),
    IT(OTHERNAME), IT(PKEY_USAGE_PERIOD), IT(POLICYINFO), IT(POLICYQUALINFO),
    IT(POLICY_CONSTRAINTS), IT(POLICY_MAPPINGS), IT(POLICY_MAPPING), IT(PROXY_CERT_INFO_EXTENSION),
    IT(PROXY_POLICY), IT(USERNOTICE), IT(X509_ALGORS), IT(X509_ALGOR),
    IT(X509_ATTRIBUTE), IT(X509_CRL), IT(X509_EXTENSIONS), IT(X509_EXTENSION),
    IT(X509_NAME_ENTRY), IT(X509_NAME), IT(X509_PUBKEY), IT(X509_REQ),
    IT(X509_REVOKED), IT(X509_SIG), IT(X509)
};

/* Encodings that one item or another takes; DER alone. */
static const char *const samples[] = {
    "0500", "020105", "0201ff", "0a0103", "030205a0", "04026162", "060355041d", "06022a03", "0c0161", "13016a", "14016a", "160161", "1a0161",
    "1b0161", "1c0400000061", "1e020061", "170d3236303130313030303030305a", "180f32303236303130313030303030305a", "3000", "3100", "0101ff",
    "3003020101", "30060201010401ff", "3106020101040101", "300406022a03", "300606022a030500", "300d300b06022a03040561626364650a",
    "300c06035504030c0563616c6c65", "310e300c06035504030c0563616c6c65", "3010310e300c06035504030c0563616c6c65",
    "8103614062", "8203612e62", "870401020304", "88022a03", "8600", "300682046d61696c", "a0060c0461626364", "30060101ff020103",
    "300980010181002a0301", "30038001aa", "301130 0d06092a864886f70d01010105000400",
    "30073005800103", "300830060603551d2000", "300a06022a0306035504 03", "8200",
    "30030a0106", "300506022a030400", "30153010310e300c06035504030c0563616c6c653000", 
    "3080", "30", "", "ff", "1f8101", "0100", "02020001", "0200", "030108",
};

static size_t from_hex(unsigned char *out, const char *hex) {
    size_t n = 0;
    unsigned v;
    for (; *hex; hex++) {
        if (*hex == ' ') continue;
        sscanf(hex, "%2x", &v);
        out[n++] = (unsigned char)v;
        hex++;
    }
    return n;
}

static void put_hex(const unsigned char *p, int n) {
    for (int i = 0; i < n; i++) printf("%02x", p[i]);
}

static void through(const char *name, const ASN1_ITEM *it, const unsigned char *in, size_t n) {
    const unsigned char *p = in;
    unsigned char *der = NULL, md[EVP_MAX_MD_SIZE];
    unsigned md_len = 0;
    ASN1_VALUE *v = ASN1_item_d2i(NULL, &p, (long)n, it);
    if (!v) return;
    int len = ASN1_item_i2d(v, &der, it);
    printf("%s: read %d wrote %d ", name, (int)(p - in), len);
    p = in;
    ASN1_VALUE *again = ASN1_item_d2i_ex(NULL, &p, (long)n, it, NULL, NULL);
    printf("again %d ", again ? ASN1_item_i2d(again, NULL, it) : -1);
    ASN1_item_free(again, it);
    put_hex(der, len);
    ASN1_VALUE *copy = ASN1_item_dup(it, v);
    printf(" copy %d", copy ? ASN1_item_i2d(copy, NULL, it) : -1);
    ASN1_STRING *s = ASN1_item_pack(v, it, NULL);
    ASN1_VALUE *unpacked = s ? ASN1_item_unpack(s, it) : NULL;
    printf(" packed %d %d", s ? ASN1_STRING_length(s) : -1, unpacked != NULL);
    printf(" digest %d", ASN1_item_digest(it, EVP_md5(), v, md, &md_len));
    printf(" %u %02x\n", md_len, md_len ? md[0] : 0);
    ASN1_STRING_free(s);
    ASN1_item_free(unpacked, it);
    ASN1_item_free(copy, it);
    ASN1_item_free(v, it);
    OPENSSL_free(der);
}

static void all(void) {
    unsigned char in[256];
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        const ASN1_ITEM *it = items[i].it();
        ASN1_VALUE *v = ASN1_item_new(it), *w = ASN1_item_new_ex(it, NULL, NULL);
        printf("== %s new %d %d\n", items[i].name, v != NULL, w != NULL);
        ASN1_item_free(v, it);
        ASN1_item_free(w, it);
        ASN1_item_free(NULL, it);
        for (size_t k = 0; k < sizeof samples / sizeof samples[0]; k++) {
            if (it == ASN1_ITEM_rptr(ASN1_PRINTABLE) && strncmp(samples[k], "30", 2) == 0) continue; /* no string of a choice */
            through(items[i].name, it, in, from_hex(in, samples[k]));
        }
        ERR_clear_error();
    }
}

static EVP_PKEY *load_key(const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", getenv("TWIN_DATA"), name);
    BIO *b = BIO_new_file(path, "r");
    EVP_PKEY *key = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
    BIO_free(b);
    return key;
}

static X509 *certificate(EVP_PKEY *key) {
    X509 *x = X509_new();
    X509_NAME *name = X509_get_subject_name(x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 9);
    ASN1_TIME_set(X509_getm_notBefore(x), 1700000000);
    ASN1_TIME_set(X509_getm_notAfter(x), 1800000000);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"item", -1, -1, 0);
    X509_set_pubkey(x, key);
    X509_set_issuer_name(x, name);
    X509_sign(x, key, EVP_sha256());
    return x;
}

static void objects(EVP_PKEY *key) {
    X509 *x = certificate(key), *copy = ASN1_item_dup(ASN1_ITEM_rptr(X509), x), *back;
    printf("cert %d", ASN1_item_i2d((ASN1_VALUE *)x, NULL, ASN1_ITEM_rptr(X509)));
    printf(" same %d", X509_cmp(x, copy));
    BIO *b = BIO_new(BIO_s_mem());
    printf(" bio %d", ASN1_item_i2d_bio(ASN1_ITEM_rptr(X509), b, x));
    back = ASN1_item_d2i_bio(ASN1_ITEM_rptr(X509), b, NULL);
    printf(" back %d", X509_cmp(x, back));
    printf(" again %d", ASN1_item_i2d_bio(ASN1_ITEM_rptr(X509), b, x));
    void *ex = ASN1_item_d2i_bio_ex(ASN1_ITEM_rptr(X509), b, NULL, NULL, NULL);
    printf(" %d end %d\n", ex != NULL, ASN1_item_d2i_bio(ASN1_ITEM_rptr(X509), b, NULL) != NULL);
    ERR_clear_error();
    X509_free(ex);
    BIO_free(b);
    b = ASN1_item_i2d_mem_bio(ASN1_ITEM_rptr(X509), (ASN1_VALUE *)x);
    printf("mem %d none %d\n", (int)BIO_ctrl_pending(b), ASN1_item_i2d_mem_bio(ASN1_ITEM_rptr(X509), NULL) != NULL);
    ERR_clear_error();
    BIO_free(b);
    FILE *f = tmpfile();
    printf("file %d", ASN1_item_i2d_fp(ASN1_ITEM_rptr(X509), f, x));
    rewind(f);
    X509 *from = ASN1_item_d2i_fp(ASN1_ITEM_rptr(X509), f, NULL);
    rewind(f);
    X509 *from2 = ASN1_item_d2i_fp_ex(ASN1_ITEM_rptr(X509), f, NULL, NULL, NULL);
    printf(" %d %d\n", X509_cmp(x, from), X509_cmp(x, from2));
    fclose(f);
    X509_REQ *r = X509_to_X509_REQ(x, key, EVP_sha256()), *r2 = ASN1_item_dup(ASN1_ITEM_rptr(X509_REQ), r);
    printf("req %d %d", ASN1_item_ndef_i2d((ASN1_VALUE *)r, NULL, ASN1_ITEM_rptr(X509_REQ)), X509_REQ_verify(r2, key));
    X509_CRL *c = X509_CRL_new_ex(NULL, NULL);
    X509_CRL_set_version(c, 1);
    X509_CRL_set_issuer_name(c, X509_get_subject_name(x));
    X509_CRL_set1_lastUpdate(c, X509_get0_notBefore(x));
    X509_CRL_sign(c, key, EVP_sha256());
    X509_CRL *c2 = ASN1_item_dup(ASN1_ITEM_rptr(X509_CRL), c);
    printf(" crl %d tbs %d\n", X509_CRL_verify(c2, key), i2d_re_X509_CRL_tbs(c, NULL));
    ASN1_TYPE *t = ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(X509), x, NULL);
    ASN1_TYPE *same = ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(X509), x, &t);
    X509 *unpacked = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509), t);
    printf("type %d %d %d none %d\n", t->type, same == t, X509_cmp(x, unpacked),
           ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509), NULL) != NULL);
    ASN1_TYPE_free(t);
    X509_free(unpacked);
    X509_CRL_free(c);
    X509_CRL_free(c2);
    X509_REQ_free(r);
    X509_REQ_free(r2);
    X509_free(from);
    X509_free(from2);
    X509_free(copy);
    X509_free(back);
    X509_free(x);
}

static void signing(EVP_PKEY *key, EVP_PKEY *other) {
    ASN1_INTEGER *v = ASN1_INTEGER_new();
    X509_ALGOR *a = X509_ALGOR_new(), *a2 = X509_ALGOR_new();
    ASN1_BIT_STRING *sig = ASN1_BIT_STRING_new();
    ASN1_INTEGER_set(v, 77);
    printf("sign %d", ASN1_item_sign(ASN1_ITEM_rptr(ASN1_INTEGER), a, a2, sig, v, key, EVP_sha256()));
    printf(" alg %d %d", OBJ_obj2nid(a->algorithm), X509_ALGOR_cmp(a, a2));
    printf(" verify %d", ASN1_item_verify(ASN1_ITEM_rptr(ASN1_INTEGER), a, sig, v, key));
    printf(" ex %d", ASN1_item_verify_ex(ASN1_ITEM_rptr(ASN1_INTEGER), a, sig, v, NULL, key, NULL, NULL));
    printf(" other %d\n", ASN1_item_verify(ASN1_ITEM_rptr(ASN1_INTEGER), a, sig, v, other));
    ASN1_INTEGER_set(v, 78);
    printf("changed %d", ASN1_item_verify(ASN1_ITEM_rptr(ASN1_INTEGER), a, sig, v, key));
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_DigestSignInit(ctx, NULL, EVP_sha512(), NULL, other);
    printf(" ctx %d", ASN1_item_sign_ctx(ASN1_ITEM_rptr(ASN1_INTEGER), a, NULL, sig, v, ctx) > 0);
    printf(" ex %d", ASN1_item_sign_ex(ASN1_ITEM_rptr(ASN1_INTEGER), a, NULL, sig, v, NULL, other, EVP_sha256(), NULL, NULL) > 0);
    printf(" verify %d", ASN1_item_verify(ASN1_ITEM_rptr(ASN1_INTEGER), a, sig, v, other));
    sig->flags |= 3;
    printf(" odd bits %d\n", ASN1_item_verify(ASN1_ITEM_rptr(ASN1_INTEGER), a, sig, v, other));
    ERR_clear_error();
    EVP_MD_CTX_free(ctx);
    ASN1_INTEGER_free(v);
    X509_ALGOR_free(a);
    X509_ALGOR_free(a2);
    ASN1_BIT_STRING_free(sig);
}

static void spki(EVP_PKEY *key, EVP_PKEY *other) {
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    NETSCAPE_SPKI *s = NETSCAPE_SPKI_new();
    printf("set %d", NETSCAPE_SPKI_set_pubkey(s, key));
    ASN1_STRING_set(s->spkac->challenge, "a challenge", -1);
    printf(" sign %d", NETSCAPE_SPKI_sign(s, key, EVP_sha256()));
    printf(" verify %d other %d\n", NETSCAPE_SPKI_verify(s, key), NETSCAPE_SPKI_verify(s, other));
    ERR_clear_error();
    NETSCAPE_SPKI_print(out, s);
    char *text = NETSCAPE_SPKI_b64_encode(s);
    printf("%s\n", text);
    NETSCAPE_SPKI *back = NETSCAPE_SPKI_b64_decode(text, -1), *part = NETSCAPE_SPKI_b64_decode(text, 40);
    printf("decoded %d %d bad %d\n", back != NULL, part != NULL, NETSCAPE_SPKI_b64_decode("!!!!", 4) != NULL);
    ERR_clear_error();
    EVP_PKEY *own = NETSCAPE_SPKI_get_pubkey(back);
    printf("key %d verify %d\n", EVP_PKEY_eq(own, key), NETSCAPE_SPKI_verify(back, own));
    unsigned char *der = NULL;
    int n = i2d_NETSCAPE_SPKI(back, &der);
    const unsigned char *p = der;
    NETSCAPE_SPKI *third = d2i_NETSCAPE_SPKI(NULL, &p, n);
    unsigned char *inner = NULL;
    int m = i2d_NETSCAPE_SPKAC(third->spkac, &inner);
    p = inner;
    NETSCAPE_SPKAC *c = d2i_NETSCAPE_SPKAC(NULL, &p, m), *fresh = NETSCAPE_SPKAC_new();
    printf("der %d inner %d %d %d\n", n, m, c != NULL, fresh != NULL);
    NETSCAPE_SPKAC_free(c);
    NETSCAPE_SPKAC_free(fresh);
    OPENSSL_free(inner);
    OPENSSL_free(der);
    OPENSSL_free(text);
    EVP_PKEY_free(own);
    NETSCAPE_SPKI_free(s);
    NETSCAPE_SPKI_free(back);
    NETSCAPE_SPKI_free(third);
    BIO_free(out);
}

static void nulls(void) {
    static const unsigned char der[] = { 5, 0 }, bad[] = { 5, 1, 0 };
    const unsigned char *p = der;
    ASN1_NULL *n = ASN1_NULL_new(), *read = d2i_ASN1_NULL(NULL, &p, 2);
    printf("null %d %d %d", n != NULL, read != NULL, i2d_ASN1_NULL(n, NULL));
    p = bad;
    printf(" %d\n", d2i_ASN1_NULL(NULL, &p, 3) != NULL);
    ERR_clear_error();
    ASN1_NULL_free(n);
    ASN1_NULL_free(read);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    EVP_PKEY *key = load_key("rsa.pem"), *other = load_key("rsa_sign.pem");
    all();
    objects(key);
    signing(key, other);
    spki(key, other);
    nulls();
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    return 0;
}
