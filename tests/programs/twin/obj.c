/* Objects: the whole table by every key, text and DER both ways, objects of the program's own. */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

static void errs(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) printf(" error %08lx", e);
    puts("");
}

static void table(void) {
    for (int n = -2; n < 1248; n++) {
        ASN1_OBJECT *o = OBJ_nid2obj(n);
        const char *sn = OBJ_nid2sn(n), *ln = OBJ_nid2ln(n);
        printf("%d %s %s", n, sn ? sn : "-", ln ? ln : "-");
        if (o != NULL) {
            char buf[200];
            printf(" %d %zu", OBJ_obj2nid(o), OBJ_length(o));
            if (sn) printf(" sn %d", OBJ_sn2nid(sn));
            if (ln) printf(" ln %d", OBJ_ln2nid(ln));
            printf(" %d", OBJ_obj2txt(buf, sizeof(buf), o, 0));
            printf(" %s %d", buf, OBJ_obj2txt(buf, sizeof(buf), o, 1));
            printf(" %s", buf);
            ASN1_OBJECT *back = buf[0] ? OBJ_txt2obj(buf, 1) : NULL;
            printf(" back %d same %d", OBJ_obj2nid(back), back == o);
            unsigned char *der = NULL;
            int len = i2d_ASN1_OBJECT(o, &der);
            printf(" der %d", len);
            for (int i = 0; i < len; i++) printf("%02x", der[i]);
            OPENSSL_free(der);
            int dig = -1, key = -1, sig = -1;
            int ok = OBJ_find_sigid_algs(n, &dig, &key);
            printf(" sig %d %d %d", ok, dig, key);
            if (ok) {
                ok = OBJ_find_sigid_by_algs(&sig, dig, key);
                printf(" %d %d", ok, sig);
            }
        }
        errs();
    }
}

static void text(const char *s) {
    char buf[60];
    unsigned char der[64];
    printf("[%s] len %d", s, a2d_ASN1_OBJECT(NULL, 0, s, -1));
    int n = a2d_ASN1_OBJECT(der, sizeof(der), s, -1);
    printf(" enc %d ", n);
    for (int i = 0; i < n; i++) printf("%02x", der[i]);
    ASN1_OBJECT *o = OBJ_txt2obj(s, 0);
    if (o != NULL) {
        n = OBJ_obj2txt(buf, sizeof(buf), o, 1);
        printf(" -> %d %s nid %d", n, buf, OBJ_obj2nid(o));
        n = OBJ_obj2txt(buf, 5, o, 0);
        printf(" cut %d [%s] only length %d", n, buf, OBJ_obj2txt(NULL, 0, o, 0));
        ASN1_OBJECT *dup = OBJ_dup(o);
        printf(" dup %d same %d", OBJ_cmp(dup, o), dup == o);
        ASN1_OBJECT_free(dup);
    }
    ASN1_OBJECT_free(o);
    printf(" nid %d", OBJ_txt2nid(s));
    errs();
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    table();
    const char *texts[] = { "1.2", "2.5.4.3", "CN", "commonName", "cn", "", "1", "3.1", "1.40", "1.39", "0.39.1",
        "2.999", "2.100.3", "1.2.", "1..2", "1.2.x", "a.b", "1.2 3", "1.2.3-4", "2.16777216.1", "1.2.4294967296.5",
        "1.2.18446744073709551616.7", "2.340282366920938463463374607431768211456", "1.2.840.113549.1.1.11",
        "1.3.6.1.4.1.311.99999.1.2.3.4.5.6.7.8.9.10.11.12.13.14", "9.9", "1.2.0.0.0", "01.2", "1.02",
        "1.2.00000000000000000000000000000000001" };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) text(texts[i]);
    const unsigned char ders[][8] = { { 6, 3, 0x55, 4, 3 }, { 6, 3, 0x55, 0x80, 3 }, { 6, 2, 0x80, 1 }, { 6, 1, 0x81 }, { 6, 0 },
                                      { 5, 0 }, { 6, 3, 0x2a, 0x81, 0x02 }, { 6, 9, 1, 2 }, { 6, 0x81, 2, 0x2a, 5 } };
    for (size_t i = 0; i < sizeof(ders) / sizeof(*ders); i++) {
        const unsigned char *p = ders[i];
        ASN1_OBJECT *o = d2i_ASN1_OBJECT(NULL, &p, 8);
        printf("der %zu: %d used %ld nid %d", i, o != NULL, (long)(p - ders[i]), OBJ_obj2nid(o));
        while (ERR_get_error()) {}
        puts("");
        ASN1_OBJECT_free(o);
    }
    printf("create %d", OBJ_create("1.3.6.1.4.1.99999.5", "mySN", "my long name"));
    errs();
    printf("again %d", OBJ_create("1.3.6.1.4.1.99999.5", "mySN2", "my long name 2"));
    errs();
    printf("again %d", OBJ_create("1.3.6.1.4.1.99999.6", "mySN", "x"));
    errs();
    printf("known %d", OBJ_create("2.5.4.3", "myCN", "x"));
    errs();
    printf("bad %d", OBJ_create("1.2.x", "a", "b"));
    errs();
    int named = OBJ_create("1.2.3.99", "onlySN", "only LN");
    printf("no oid %d %s", named > 0, OBJ_nid2sn(named));
    errs();
    text("mySN");
    text("my long name");
    text("1.3.6.1.4.1.99999.5");
    text("onlySN");
    printf("add sigid %d", OBJ_add_sigid(OBJ_txt2nid("mySN"), NID_sha256, NID_rsaEncryption));
    int a, b;
    printf(" %d", OBJ_find_sigid_algs(OBJ_txt2nid("mySN"), &a, &b));
    printf(" %d %d\n", a, b);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    printf(" i2a %d", i2a_ASN1_OBJECT(out, NULL));
    printf(" i2a %d", i2a_ASN1_OBJECT(out, OBJ_nid2obj(NID_sha256)));
    ASN1_OBJECT *o = OBJ_txt2obj("1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21.22.23.24.25.26.27.28.29.30.31.32.33.34", 1);
    printf(" i2a %d\n", i2a_ASN1_OBJECT(out, o));
    ASN1_OBJECT_free(o);
    unsigned char raw[] = { 0x2a, 3, 4 };
    o = ASN1_OBJECT_create(NID_undef, raw, 3, "s", "l");
    printf("made %d %zu\n", OBJ_obj2nid(o), OBJ_length(o));
    ASN1_OBJECT_free(o);
    o = ASN1_OBJECT_new();
    printf("empty %zu %p %d\n", OBJ_length(o), (const void *)OBJ_get0_data(o), i2d_ASN1_OBJECT(o, NULL));
    ASN1_OBJECT_free(o);
    BIO_free(out);
    return 0;
}
