/* Extensions from text that need sections, values from ASN1_generate_*(), and how each is printed. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

static const char database[] =
    "[pol]\npolicyIdentifier=1.3.5.8\nCPS.1=http://my.host/\nCPS.2=http://your.host/\nuserNotice.1=@notice\n"
    "[notice]\nexplicitText=UTF8:Explicit Text\norganization=Organisation Name\nnoticeNumbers=1,2,3,4\n"
    "[short]\npolicyIdentifier=anyPolicy\nuserNotice=@text\n[text]\nexplicitText=plain\n"
    "[bmp]\npolicyIdentifier=1.2.3\nuserNotice=@bmptext\nuserNotice.2=@other\n[bmptext]\nexplicitText=BMP:ab\n"
    "[other]\nexplicitText=VISIBLE:x: y\nexplicitText=OTHER:again\n"
    "[numbers]\npolicyIdentifier=1.2.3\nuserNotice=@onlynumbers\n[onlynumbers]\nnoticeNumbers=7\n"
    "[badnumbers]\npolicyIdentifier=1.2.3\nuserNotice=@badn\n[badn]\norganization=o\nnoticeNumbers=x\n"
    "[nonumbers]\npolicyIdentifier=1.2.3\nuserNotice=@non\n[non]\norganization=o\nnoticeNumbers=,\n"
    "[noid]\nCPS=http://x/\n[badid]\npolicyIdentifier=not an object\n[badopt]\npolicyIdentifier=1.2\nwhat=x\n"
    "[nosec]\npolicyIdentifier=1.2.3\nuserNotice=@missing\n[plainnotice]\npolicyIdentifier=1.2.3\nuserNotice=missing\n"
    "[badnotice]\npolicyIdentifier=1.2.3\nuserNotice=@badno\n[badno]\nwhat=x\n"
    "[cpsx]\npolicyIdentifier=1.2.3\nCPSX=http://x/\n"
    "[map]\n1.2.3=1.2.4\nanyPolicy.1=1.2.5\n[badmap]\n1.2.3=no such thing\n"
    "[point]\nfullname=URI:http://host/crl,DNS:host\nCRLissuer=dirName:dn\nreasons=keyCompromise, CACompromise\n"
    "[rel]\nrelativename=rdn\nreasons=unused,AACompromise,privilegeWithdrawn,superseded,certificateHold\n"
    "[rdn]\nCN=part\n+OU=joined\n[twordn]\nCN=a\nOU=b\n[dn]\nC=DE\nO=org\nCN=issuer\n"
    "[both]\nfullname=URI:http://a/\nrelativename=rdn\n[two]\nrelativename=twordn\n[badr]\nreasons=nothing\n"
    "[twice]\nreasons=unused\nreasons=superseded\n[issuers]\nCRLissuer=@gens\n[gens]\nDNS.1=a\nDNS.2=b\nURI=http://c/\n"
    "[noname]\nfullname=@nothere\n[norel]\nrelativename=nothere\n[odd]\nnothing=x\nfullname=DNS:z\n[emptydn]\n"
    "[emptyrel]\nrelativename=emptydn\n[secname]\nfullname=@gens\n"
    "[idp]\nfullname=URI:http://idp/\nonlyuser=TRUE\nindirectCRL=yes\nonlysomereasons=keyCompromise,cessationOfOperation\n"
    "[idpca]\nonlyCA=TRUE\n[idpaa]\nonlyAA=TRUE\n[idpbad]\nwhat=1\n[idpno]\nonlyCA=FALSE\n[idprel]\nrelativename=rdn\n"
    "[idpflag]\nonlyCA=maybe\n"
    "[proxy]\nlanguage=1.3.6.1.5.5.7.21.0\npathlen=3\npolicy=text:AB\npolicy=hex:4344\n[proxy2]\nlanguage=id-ppl-anyLanguage\n"
    "[proxybad]\npathlen=3\n[proxytwo]\nlanguage=1.2.3\nlanguage=1.2.4\n[proxyind]\nlanguage=id-ppl-independent\npolicy=text:x\n"
    "[proxytag]\nlanguage=1.2.3\npolicy=foo:x\n[proxyhex]\nlanguage=1.2.3\npolicy=hex:0g\n[proxylen]\nlanguage=1.2.3\npathlen=1\npathlen=2\n"
    "[seq]\na=INT:1\nb=OCT:text\nc=SEQ:inner\n[inner]\nx=BOOL:TRUE\ny=NULL\n[loop]\na=SEQ:loop\n[badseq]\na=INT:x\n"
    "[set]\na=INT:300\nb=INT:2\nc=UTF8:x\nd=INT:-1\n[tagged]\na=EXP:0,INT:1\nb=IMP:1,OCT:x\n[strings]\nutf=@seq\n";

static const char *const lines[][2] = {
    { "certificatePolicies", "1.2.4.5" }, { "certificatePolicies", "1.2.4.5, 1.1.3.4,anyPolicy" },
    { "certificatePolicies", "1.2.3.4,@pol" }, { "certificatePolicies", "ia5org,@pol" }, { "certificatePolicies", "@pol,ia5org" },
    { "certificatePolicies", "critical,@short" }, { "certificatePolicies", "1.2.3,@bmp" }, 
    { "certificatePolicies", "1.2.3,@badnumbers" }, { "certificatePolicies", "1.2.3,@nonumbers" },
    { "certificatePolicies", "1.2.3,@badid" }, { "certificatePolicies", "1.2.3,@badopt" },
    { "certificatePolicies", "1.2.3,@nosec" }, { "certificatePolicies", "1.2.3,@plainnotice" },
    { "certificatePolicies", "1.2.3,@badnotice" }, { "certificatePolicies", "1.2.3,@cpsx" }, { "certificatePolicies", "1.2.3,@none" },
    { "certificatePolicies", "1.2.3:x" }, { "certificatePolicies", "no object" }, { "certificatePolicies", "" },
    { "certificatePolicies", "ia5org" },
    { "policyMappings", "1.2.3:1.2.4" }, { "policyMappings", "1.2.3:1.2.4,anyPolicy:1.2.5" }, { "policyMappings", "1.2.3" },
    { "policyMappings", "1.2.3:bad object" }, { "policyMappings", "bad object:1.2.3" }, { "policyMappings", "@map" },
    { "policyMappings", "@badmap" },
    { "crlDistributionPoints", "point" }, { "crlDistributionPoints", "point,rel,URI:http://more/" },
    { "crlDistributionPoints", "both" }, { "crlDistributionPoints", "two" }, { "crlDistributionPoints", "badr" },
    { "crlDistributionPoints", "twice" }, { "crlDistributionPoints", "issuers" }, { "crlDistributionPoints", "noname" },
    { "crlDistributionPoints", "norel" }, { "crlDistributionPoints", "odd" }, { "crlDistributionPoints", "nosection" },
    { "crlDistributionPoints", "emptyrel" }, { "crlDistributionPoints", "secname" }, { "freshestCRL", "critical,point" },
    { "issuingDistributionPoint", "critical, @idp" }, { "issuingDistributionPoint", "@idpca" },
    { "issuingDistributionPoint", "@idpaa" }, { "issuingDistributionPoint", "@idpbad" }, { "issuingDistributionPoint", "@idpno" },
    { "issuingDistributionPoint", "@idprel" }, { "issuingDistributionPoint", "@idpflag" },
    { "issuingDistributionPoint", "onlyCA:TRUE,indirectCRL:TRUE" }, { "issuingDistributionPoint", "fullname:URI:x" },
    { "proxyCertInfo", "language:1.2.3.4,pathlen:5,policy:text:abc" }, { "proxyCertInfo", "critical,@proxy" },
    { "proxyCertInfo", "@proxy2" }, { "proxyCertInfo", "@proxybad" }, { "proxyCertInfo", "@proxytwo" },
    { "proxyCertInfo", "@proxyind" }, { "proxyCertInfo", "@proxytag" }, { "proxyCertInfo", "@proxyhex" },
    { "proxyCertInfo", "@proxylen" }, { "proxyCertInfo", "@missing" }, { "proxyCertInfo", "language" },
    { "proxyCertInfo", "language:Inherit all,other:x" },
    { "subjectAltName", "otherName:1.2.3.4;UTF8:some other identifier" }, { "subjectAltName", "otherName:1.2.3.4;SEQ:seq" },
    { "subjectAltName", "otherName:msUPN;UTF8:user@realm" }, { "subjectAltName", "otherName:id-on-SmtpUTF8Mailbox;UTF8:a@b" },
    { "subjectAltName", "otherName:1.2.3.4;IA5:x" }, { "subjectAltName", "otherName:1.2.3.4" },
    { "subjectAltName", "otherName:no object;UTF8:x" }, { "subjectAltName", "otherName:1.2.3;NOPE:x" },
    { "subjectAltName", "otherName:1.2.3;EXP:0,INT:5" },
    { "nameConstraints", "permitted;otherName:1.2.3;UTF8:x" }, { "nameConstraints", "excluded;URI:.x,excluded;RID:1.2.3" },
    { "nameConstraints", "permitted;IP:fe80::/ffff::" }, { "nameConstraints", "permitted;dirName:dn,excluded;DNS:a" },
    { "1.2.3.4", "ASN1:UTF8String:My custom extension's value" }, { "1.2.3.4", "critical,ASN1:SEQUENCE:seq" },
    { "1.2.3.4", "ASN1:SET:set" }, { "1.2.3.4", "ASN1:SEQ:loop" }, { "1.2.3.4", "ASN1:SEQ:badseq" }, { "1.2.3.4", "ASN1:SEQ:none" },
    { "1.2.3.4", "ASN1:SEQ:tagged" }, { "1.2.3.4", "ASN1:FORMAT:HEX,OCTWRAP,BITSTRING:0a0b" }, { "1.2.3.4", "ASN1:" },
    { "1.2.3.4", "ASN1:NULL" }, { "basicConstraints", "ASN1:SEQ:inner" }, { "no name", "ASN1:NULL" }, { "1.2.3.4", "ASN1:what" },
    { "tlsfeature", "status_request,status_request_v2,77" }, { "noCheck", "ignored" },
};

static const char *const values[] = {
    "BOOL:TRUE", "bool:no", "BOOLEAN:x", "BOOL", "FORM:HEX,BOOL:TRUE", "NULL", "NULL:", "NULL:x", "INT:0", "INTEGER:0x7fff", "INT:-129",
    "INT", "INT:", "INT:x", "FORM:HEX,INT:3", "ENUM:-7", "ENUMERATED:1000", "OID:1.2.3", "OBJECT:commonName", "OID:foo bar", "FORM:UTF8,OID:1.2",
    "UTC:260101000000Z", "UTCTIME:20260101000000Z", "GENTIME:20260101000000Z", "GENERALIZEDTIME:x", "FORM:HEX,UTC:260101000000Z",
    "OCT:abc", "OCT", "FORM:HEX,OCT:0a:0b", "FORM:HEX,OCT:0g", "FORM:UTF8,OCT:x", "FORM:BITLIST,OCT:1", "BITSTR:xx",
    "FORM:BITLIST,BITSTR:1,5,300", "FORM:BITLIST,BITSTR: 0 , 7", "FORM:BITLIST,BITSTR:", "FORM:BITLIST,BITSTR:1 x", "FORM:BITLIST,BITSTR:1,,2",
    "FORM:HEX,BITSTR:80", "UNIV:ab", "IA5:ab", "UTF8:ab", "utf8string:ab", "BMP:ab", "VISIBLE:a b", "PRINTABLE:a@b", "T61:x", "TELETEXSTRING:x",
    "GENSTR:x", "GeneralString:y", "NUMERIC:12 3", "NUMERIC:a", "FORM:UTF8,UTF8:\xc3\xa4", "FORM:UTF8,BMP:\xc3\xa4", "FORM:UTF8,UTF8:\xff",
    "FORM:HEX,UTF8:61", "FORM:ZZ,INT:1", "FORM,INT:1", "FORM:ASCIIx,INT:1", "EXP:1,INT:5", "EXP:1A,INT:5", "EXP:1P,INT:5",
    "EXP:1C,INT:5", "EXP:1X,INT:5", "EXP:30,INT:5", "EXP:31,INT:5", "EXP:128,INT:5", "EXP:16384,INT:5", "EXP:,INT:5", "EXP,INT:4", "EXP:-1,INT:4",
    "IMP:0,INT:5", "IMP:1000,INT:7", "IMP:16U,OCT:", "IMP:4,OCTWRAP,INT:7", "IMP:1,EXP:2,INT:3", "IMP:1,IMP:2,INT:3",
    "EXP:1,IMP:2,INT:3", "IMP:1,SEQWRAP,INT:1", "SEQWRAP,SETWRAP,OCTWRAP,BITWRAP,INT:1", "BITWRAP,BOOL:TRUE", "IMP:3,SEQ:seq", "IMP:3,SEQ",
    "EXP:0,SEQ:seq", "SEQ", "SET", "SEQ:", "SEQ:seq", "SET:set", "SET:seq", "SEQ:nothere", "INT:1,2", "INT,NULL", "", ",", "what", "what:1",
    "IMP:1", "OCTWRAP", " INT:5", "INT :5", "INT: 5", "EXP:1 , INT:5", "SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,"
    "SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,INT:1",
    "SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,"
    "SEQWRAP,SEQWRAP,SEQWRAP,SEQWRAP,INT:1",
};

static void errors(int wanted) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) {
        if (ERR_GET_LIB(e) == wanted) printf(" [%d]", ERR_GET_REASON(e));
    }
    printf("\n");
}

static void show(X509_EXTENSION *ex) {
    unsigned char *der = NULL;
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    int n = ex ? i2d_X509_EXTENSION(ex, &der) : 0;
    for (int i = 0; i < n; i++) printf("%02x", der[i]);
    errors(ERR_LIB_X509V3);
    if (ex) printf("-- %d\n", X509V3_EXT_print(out, ex, X509V3_EXT_DUMP_UNKNOWN, 4));
    BIO_free(out);
    OPENSSL_free(der);
    X509_EXTENSION_free(ex);
}

static void value(const char *text, CONF *conf) {
    ASN1_TYPE *t = conf ? ASN1_generate_nconf(text, conf) : ASN1_generate_v3(text, NULL);
    unsigned char *der = NULL;
    int n = t ? i2d_ASN1_TYPE(t, &der) : 0;
    printf("%.60s: type %d ", text, t ? t->type : -99);
    for (int i = 0; i < n; i++) printf("%02x", der[i]);
    errors(ERR_LIB_ASN1);
    OPENSSL_free(der);
    ASN1_TYPE_free(t);
}

/* Headers by hand: written, measured, read back, and read from bytes that are cut or wrong. */
static void headers(void) {
    static const int tags[] = { 0, 1, 30, 31, 127, 128, 16383, 16384, 2000000 };
    static const int lens[] = { 0, 1, 127, 128, 255, 256, 65535, 65536, 1 << 24 };
    static const int classes[] = { V_ASN1_UNIVERSAL, V_ASN1_APPLICATION, V_ASN1_CONTEXT_SPECIFIC, V_ASN1_PRIVATE };
    for (size_t i = 0; i < 9; i++) {
        for (int constructed = 0; constructed < 3; constructed++) {
            unsigned char buf[32], *p = buf;
            ASN1_put_object(&p, constructed, lens[i], tags[i], classes[i % 4]);
            int n = (int)(p - buf), tag = -1, xclass = -1;
            long len = -1;
            for (int k = 0; k < n; k++) printf("%02x", buf[k]);
            printf(" size %d %d", ASN1_object_size(constructed, lens[i], tags[i]), ASN1_object_size(constructed, -1, tags[i]));
            for (int cut = 0; cut <= n; cut++) {
                const unsigned char *q = buf;
                int r = ASN1_get_object(&q, &len, &tag, &xclass, cut);
                printf(" %d:%x,%d", cut, r, (int)(q - buf));
            }
            const unsigned char *q = buf;
            int r = ASN1_get_object(&q, &len, &tag, &xclass, n + (1 << 25));
            printf(" whole %x %ld %d %x", r, len, tag, xclass);
            errors(ERR_LIB_ASN1);
        }
    }
    unsigned char eoc[2] = { 9, 9 }, *p = eoc;
    printf("eoc %d", ASN1_put_eoc(&p));
    printf(" %d %d\n", (int)(p - eoc), eoc[0] + eoc[1]);
    static const unsigned char odd[][12] = { { 0x30, 0x80, 0, 0 }, { 0x04, 0x80 }, { 0x04, 0x82, 0, 1, 9 },
        { 0x04, 0x85, 0, 0, 0, 0, 2, 1, 1 }, { 0x04, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, { 0x1f, 0x80, 0x01, 0 },
        { 0x1f, 0xff, 0xff, 0xff, 0xff, 0x7f, 0 }, { 0x1f, 0x87, 0xff, 0xff, 0xff, 0x7f, 0 },
        { 0x04, 0xff }, { 0x04, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const unsigned char *q = odd[i];
        long len = -1;
        int tag = -1, xclass = -1, r = ASN1_get_object(&q, &len, &tag, &xclass, 12);
        printf("odd %zu: %x", i, r);
        if ((r & 0x80) == 0) printf(" %ld %d %x %d", len, tag, xclass, (int)(q - odd[i]));
        errors(ERR_LIB_ASN1);
    }
}

static void any_lists(void) {
    static const unsigned char seq[] = { 0x30, 6, 2, 1, 5, 4, 1, 9 }, set[] = { 0x31, 6, 2, 1, 5, 4, 1, 9 };
    const unsigned char *p = seq;
    unsigned char *der = NULL;
    ASN1_SEQUENCE_ANY *sk = d2i_ASN1_SEQUENCE_ANY(NULL, &p, sizeof seq);
    printf("sequence %d", sk_ASN1_TYPE_num(sk));
    sk_ASN1_TYPE_push(sk, sk_ASN1_TYPE_shift(sk));
    int n = i2d_ASN1_SEQUENCE_ANY(sk, &der);
    for (int i = 0; i < n; i++) printf(" %02x", der[i]);
    OPENSSL_free(der);
    der = NULL;
    n = i2d_ASN1_SET_ANY(sk, &der);
    printf(" set");
    for (int i = 0; i < n; i++) printf(" %02x", der[i]);
    OPENSSL_free(der);
    sk_ASN1_TYPE_pop_free(sk, ASN1_TYPE_free);
    p = set;
    sk = d2i_ASN1_SET_ANY(NULL, &p, sizeof set);
    printf(" %d\n", sk_ASN1_TYPE_num(sk));
    sk_ASN1_TYPE_pop_free(sk, ASN1_TYPE_free);
}

static void proxy(void) {
    PROXY_POLICY *pp = PROXY_POLICY_new();
    PROXY_CERT_INFO_EXTENSION *pci = PROXY_CERT_INFO_EXTENSION_new();
    ASN1_OBJECT_free(pp->policyLanguage);
    pp->policyLanguage = OBJ_nid2obj(NID_id_ppl_anyLanguage);
    unsigned char *der = NULL;
    int n = i2d_PROXY_POLICY(pp, &der);
    const unsigned char *p = der;
    PROXY_POLICY_free(pci->proxyPolicy);
    pci->proxyPolicy = d2i_PROXY_POLICY(NULL, &p, n);
    OPENSSL_free(der);
    der = NULL;
    printf("proxy %d %d", n, n = i2d_PROXY_CERT_INFO_EXTENSION(pci, &der));
    p = der;
    PROXY_CERT_INFO_EXTENSION *same = d2i_PROXY_CERT_INFO_EXTENSION(NULL, &p, n);
    printf(" %d\n", same != NULL);
    OPENSSL_free(der);
    PROXY_CERT_INFO_EXTENSION_free(same);
    PROXY_CERT_INFO_EXTENSION_free(pci);
    PROXY_POLICY_free(pp);
}

/* What programs ask of a method: is there one, the value by its type, is it this one. */
static void methods(CONF *conf, X509V3_CTX *ctx) {
    static const int nids[] = { NID_subject_alt_name, NID_basic_constraints, NID_key_usage, NID_ext_key_usage, NID_info_access,
        NID_crl_distribution_points, NID_certificate_policies, NID_subject_key_identifier, NID_commonName, NID_undef, -5 };
    for (size_t i = 0; i < sizeof nids / sizeof nids[0]; i++) {
        const X509V3_EXT_METHOD *m = X509V3_EXT_get_nid(nids[i]);
        printf("method %d: %d %d %d\n", nids[i], m != NULL, m ? m->ext_nid : 0, m && m->it != NULL);
    }
    X509_EXTENSION *ex = X509V3_EXT_nconf(conf, ctx, "subjectAltName", "DNS:a,IP:1.2.3.4");
    const X509V3_EXT_METHOD *m = X509V3_EXT_get(ex);
    const ASN1_OCTET_STRING *data = X509_EXTENSION_get_data(ex);
    const unsigned char *p = ASN1_STRING_get0_data(data);
    GENERAL_NAMES *names = (GENERAL_NAMES *)ASN1_item_d2i(NULL, &p, ASN1_STRING_length(data), ASN1_ITEM_ptr(m->it));
    printf("same %d names %d standard %d\n", m == X509V3_EXT_get_nid(NID_subject_alt_name), sk_GENERAL_NAME_num(names),
           X509V3_add_standard_extensions());
    ASN1_item_free((ASN1_VALUE *)names, ASN1_ITEM_ptr(m->it));
    X509_EXTENSION_free(ex);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    CONF *conf = NCONF_new(NULL);
    BIO *b = BIO_new_mem_buf(database, -1);
    long line = 0;
    printf("load %d\n", NCONF_load_bio(conf, b, &line));
    BIO_free(b);
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, conf);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        printf("%s=%s: ", lines[i][0], lines[i][1]);
        show(X509V3_EXT_nconf(conf, &ctx, lines[i][0], lines[i][1]));
    }
    X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        printf("no database %s=%s: ", lines[i][0], lines[i][1]);
        show(X509V3_EXT_nconf(conf, &ctx, lines[i][0], lines[i][1]));
    }
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        value(values[i], NULL);
        value(values[i], conf);
    }
    X509V3_set_nconf(&ctx, conf);
    printf("no identifier %d\n", X509V3_EXT_nconf(conf, &ctx, "certificatePolicies", "@noid") != NULL);
    ERR_clear_error();
    X509_NAME *name = X509_NAME_new();
    printf("name %d", X509V3_NAME_from_section(name, NCONF_get_section(conf, "dn"), MBSTRING_ASC));
    printf(" %d none %d\n", X509_NAME_entry_count(name), X509V3_NAME_from_section(NULL, NULL, MBSTRING_ASC));
    X509_NAME_free(name);
    methods(conf, &ctx);
    headers();
    any_lists();
    proxy();
    NCONF_free(conf);
    return 0;
}
