/* The methods of extensions, as X509V3_EXT_get_nid() hands them out: what each has, and what it makes of texts and
 * values when a program calls it by itself. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int nid;
    const char *text;
} values[] = {
    { NID_basic_constraints, "CA:TRUE,pathlen:3" },
    { NID_basic_constraints, "CA:FALSE" },
    { NID_basic_constraints, "CA:perhaps" },
    { NID_key_usage, "digitalSignature, cRLSign,decipherOnly" },
    { NID_key_usage, "Certificate Sign" },
    { NID_key_usage, "nothing" },
    { NID_netscape_cert_type, "client,objCA" },
    { NID_netscape_comment, "some text" },
    { NID_netscape_base_url, "http://host.example/" },
    { NID_subject_key_identifier, "01:AB:ff" },
    { NID_subject_key_identifier, "xyz" },
    { NID_subject_alt_name, "DNS:host.example,email:joe@host.example,IP:10.0.0.1,IP:2001:db8::1,URI:http://a/,RID:1.2.3" },
    { NID_subject_alt_name, "otherName:1.2.3;UTF8:text" },
    { NID_issuer_alt_name, "DNS:host.example" },
    { NID_certificate_issuer, "DNS:host.example" },
    { NID_crl_distribution_points, "URI:http://host.example/crl" },
    { NID_freshest_crl, "URI:http://host.example/delta" },
    { NID_issuing_distribution_point, "onlyuser:TRUE,indirectCRL:TRUE" },
    { NID_authority_key_identifier, "keyid" },
    { NID_ext_key_usage, "serverAuth,1.2.3.4,TLS Web Client Authentication" },
    { NID_ext_key_usage, "no such use" },
    { NID_info_access, "OCSP;URI:http://ocsp.example/,caIssuers;DNS:ca.example" },
    { NID_sinfo_access, "1.2.3;URI:http://host.example/" },
    { NID_policy_constraints, "requireExplicitPolicy:3" },
    { NID_policy_constraints, "requireExplicitPolicy:3,inhibitPolicyMapping:0" },
    { NID_policy_mappings, "1.2.3:1.2.4,1.2.5:1.2.6" },
    { NID_inhibit_any_policy, "7" },
    { NID_inhibit_any_policy, "0x123456789abcdef0123456789abcdef0" },
    { NID_name_constraints, "permitted;DNS:.example,excluded;IP:10.0.0.0/255.0.0.0" },
    { NID_tlsfeature, "status_request,17,5,99" },
    { NID_id_pkix_OCSP_noCheck, "ignored" },
    { NID_id_pkix_OCSP_acceptableResponses, "basicOCSPResponse" },
    { NID_certificate_policies, "1.2.3" },
    { NID_proxyCertInfo, "language:id-ppl-anyLanguage,pathlen:3" },
    { NID_crl_number, "5" },
    { NID_crl_reason, "keyCompromise" },
    { NID_delta_crl, "1" },
    { NID_subjectSignTool, "a tool" },
    { NID_issuerSignTool, "signTool:one,cATool:two,signToolCert:three,cAToolCert:four" },
    { NID_issuerSignTool, "other:one" },
    { NID_ct_precert_poison, "anything" },
    { NID_sxnet, "1:user,2:other" },
    { NID_sxnet, "1:user,1:other" },
    { NID_sxnet, "x:user" },
    { NID_sxnet, "1:0123456789012345678901234567890123456789012345678901234567890123456789" },
#define ADDR(text) { NID_sbgp_ipAddrBlock, text }

    ADDR("IPv4:10.0.0.0/8"), ADDR("IPv4:10.1.2.3/8"), ADDR("IPv4:10.0.0.0/0"), ADDR("IPv4:10.0.0.0/33"),
    ADDR("IPv4:10.0.0.0/"), ADDR("IPv4:10.0.0.0/8x"), ADDR("IPv4:10.0.0.0/-1"), ADDR("IPv4:10.0.0.1"),
    ADDR("IPv4:10.0.0"), ADDR("IPv4:10.0.0.0 / 8"), ADDR("IPv4:10.0.0.0 - 10.0.0.9"),
    ADDR("IPv4:10.0.0.0-10.0.0.255"), ADDR("IPv4:10.0.0.9-10.0.0.0"), ADDR("IPv4:10.0.0.5-10.0.0.5"),
    ADDR("IPv4:10.0.0.0-10.0.0.9x"), ADDR("IPv4:10.0.0.0-"), ADDR("IPv4:10.0.0.0-x"),
    ADDR("IPv4:0.0.0.0-255.255.255.255"), ADDR("IPv4:10.0.0.1-10.0.2.254"), ADDR("IPv4:10.0.0.0/8,IPv4:11.0.0.0/8"),
    ADDR("IPv4:11.0.0.0/8,IPv4:9.0.0.0/8,IPv4:10.0.0.0/8"), ADDR("IPv4:10.0.0.0/8,IPv4:10.1.0.0/16"),
    ADDR("IPv4:10.0.0.0/8,IPv4:10.0.0.0/8"), ADDR("IPv4:10.0.0.0/8,IPv4:12.0.0.0/8"), ADDR("IPv4:inherit"),
    ADDR("IPv4:inherit,IPv4:inherit"), ADDR("IPv4:inherit,IPv4:10.0.0.0/8"), ADDR("IPv4:10.0.0.0/8,IPv4:inherit"),
    ADDR("IPv6:2001:db8::/32"), ADDR("IPv6:::"), ADDR("IPv6:2001:db8::1-2001:db8::ffff"), ADDR("IPv6:2001:db8::/129"),
    ADDR("IPv6:inherit,IPv4:inherit"), ADDR("IPv6:10.0.0.0/8"), ADDR("IPv4-SAFI:1:10.0.0.0/8"),
    ADDR("IPv4-SAFI:256:10.0.0.0/8"), ADDR("IPv4-SAFI:10.0.0.0/8"), ADDR("IPv4-SAFI:0x40 : 10.0.0.0/8"),
    ADDR("IPv6-SAFI:2:inherit"), ADDR("IPv4-SAFI:1:inherit,IPv4:inherit"), ADDR("IPv4.1:10.0.0.0/8"),
    ADDR("IPv5:10.0.0.0/8"), ADDR("IPv4:10.0.0.0/8;"), ADDR("IPv4:"),
#define AS(text) { NID_sbgp_autonomousSysNum, text }

    AS("AS:1"), AS("AS:1-9"), AS("AS:1 - 9"), AS("AS:9-1"), AS("AS:1-"), AS("AS:-1"), AS("AS:x"), AS("AS:1,AS:2"),
    AS("AS:3,AS:2,AS:1"), AS("AS:1-5,AS:5"), AS("AS:1,AS:1"), AS("AS:1-5,AS:6-9"), AS("AS:1,AS:3"), AS("RDI:1"),
    AS("RDI:inherit,AS:inherit"), AS("AS:inherit,AS:1"), AS("AS:1,AS:inherit"), AS("AS:inherit,AS:inherit"),
    AS("AS.1:5,AS.2:7"), AS("XY:1"), AS("AS"), AS("AS:99999999999999999999-100000000000000000000"), AS("AS:1-5x"),
    AS("AS:255,AS:256,AS:257-300"), AS("AS:0"), AS("AS:1-1"),
};

/* Values in DER, for what cannot be made of text. */
static const struct {
    int nid, len;
    const char *der;
} encoded[] = {
#define DER(nid, s) { nid, sizeof(s) - 1, s }

    DER(NID_crl_number, "\x02\x01\x05"), DER(NID_crl_number, "\x02\x01\x80"), DER(NID_delta_crl, "\x02\x02\x01\x00"),
    DER(NID_crl_reason, "\x0A\x01\x01"), DER(NID_crl_reason, "\x0A\x01\x07"), DER(NID_crl_reason, "\x0A\x01\x63"),
    DER(NID_crl_reason, "\x0A\x05\x01\x02\x03\x04\x05"), DER(NID_invalidity_date, "\x18\x0F" "20200101000000Z"),
    DER(NID_private_key_usage_period, "\x30\x11\x80\x0F" "20200101000000Z"), DER(NID_key_usage, "\x03\x01\x00"),
    DER(NID_key_usage, "\x03\x02\x00\xFF"), DER(NID_key_usage, "\x03\x03\x07\x00\x80"),
    DER(NID_netscape_cert_type, "\x03\x02\x07\x80"), DER(NID_basic_constraints, "\x30\x00"),
    DER(NID_basic_constraints, "\x30\x03\x02\x01\xFF"), DER(NID_ext_key_usage, "\x30\x00"),
    DER(NID_subject_alt_name, "\x30\x00"), DER(NID_subject_alt_name, "\x30\x05\x82\x03" "a\0b"),
    DER(NID_info_access, "\x30\x00"), DER(NID_subject_alt_name, "\x30\x08\x82\x06" "a.b:c\n"),
    DER(NID_subject_alt_name, "\x30\x04\x87\x02\x01\x02"), DER(NID_authority_key_identifier, "\x30\x00"),
    DER(NID_authority_key_identifier, "\x30\x03\x80\x01\xAB"),
    DER(NID_authority_key_identifier, "\x30\x06\x80\x01\xAB\x82\x01\x05"),
    DER(NID_authority_key_identifier, "\x30\x03\x82\x01\x85"), DER(NID_authority_key_identifier, "\x30\x02\xA1\x00"),
    DER(NID_authority_key_identifier, "\x30\x05\xA1\x03\x82\x01" "a"),
    DER(NID_authority_key_identifier, "\x30\x05\xA1\x03\x82\x01\x00"), DER(NID_policy_constraints, "\x30\x00"),
    DER(NID_policy_mappings, "\x30\x00"), DER(NID_tlsfeature, "\x30\x00"),
    DER(NID_tlsfeature, "\x30\x04\x02\x02\x01\x00"), DER(NID_netscape_comment, "\x16\x00"),
    DER(NID_netscape_comment, "\x16\x03" "a\0b"), DER(NID_subject_key_identifier, "\x04\x00"),
    DER(NID_inhibit_any_policy, "\x02\x01\x00"), DER(NID_id_pkix_OCSP_Nonce, "\x04\x02\x01\x02"),
    DER(NID_id_pkix_OCSP_Nonce, "odd"), DER(NID_hold_instruction_code, "\x06\x02\x2A\x03"),
    DER(NID_crl_distribution_points, "\x30\x00"), DER(NID_certificate_policies, "\x30\x00"),
    DER(NID_certificate_policies, "\x30\x06\x30\x04\x06\x02\x2A\x03"), DER(NID_ct_precert_scts, "\x04\x02\x00\x00"),
    DER(NID_ct_cert_scts, "\x04\x02\x00\x00"), DER(NID_id_pkix_OCSP_noCheck, "\x05\x00"),
    DER(NID_id_pkix_OCSP_archiveCutoff, "\x18\x0F" "20200101000000Z"), DER(NID_name_constraints, "\x30\x00"),
    DER(NID_certificate_issuer, "\x30\x03\x82\x01" "a"), DER(NID_issuing_distribution_point, "\x30\x00"),
};

static void show_errors(void) {
    for (unsigned long e; (e = ERR_get_error()) != 0;) printf("   %d/%d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
}

static void *decode(const X509V3_EXT_METHOD *m, const unsigned char *p, long len) {
    return m->it ? ASN1_item_d2i(NULL, &p, len, ASN1_ITEM_ptr(m->it)) : m->d2i(NULL, &p, len);
}

static void drop(const X509V3_EXT_METHOD *m, void *v) {
    if (m->it) ASN1_item_free(v, ASN1_ITEM_ptr(m->it));
    else m->ext_free(v);
}

static void show(const X509V3_EXT_METHOD *m, void *v, BIO *out) {
    unsigned char *der = NULL, *p;
    int n = m->it ? ASN1_item_i2d(v, &der, ASN1_ITEM_ptr(m->it)) : m->i2d(v, NULL);
    if (!m->it && n > 0) p = der = OPENSSL_malloc((size_t)n), m->i2d(v, &p);
    BIO_printf(out, "  der");
    for (int i = 0; i < n; i++) BIO_printf(out, " %02x", der[i]);
    BIO_printf(out, "\n");
    OPENSSL_free(der);
    if (m->i2s) {
        char *text = m->i2s(m, v);
        BIO_printf(out, "  text {%s}\n", text ? text : "none");
        OPENSSL_free(text);
    }
    if (m->i2v) {
        STACK_OF(CONF_VALUE) *given = NULL;
        X509V3_add_value("given", "before", &given);
        STACK_OF(CONF_VALUE) *list = m->i2v(m, v, NULL), *more = m->i2v(m, v, given);
        BIO_printf(out, "  list of %d, of %d\n", sk_CONF_VALUE_num(list), sk_CONF_VALUE_num(more));
        for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
            CONF_VALUE *c = sk_CONF_VALUE_value(list, i);
            BIO_printf(out, "   {%s} {%s}\n", c->name ? c->name : "none", c->value ? c->value : "none");
        }
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
        sk_CONF_VALUE_pop_free(more ? more : given, X509V3_conf_free);
    }
    if (m->i2r) {
        BIO_printf(out, "  printed {");
        BIO_printf(out, "} %d\n", m->i2r(m, v, out, 3));
    }
    (void)BIO_flush(out);
}

static void show_methods(void) {
    for (int nid = 0; nid < 1400; nid++) {
        const X509V3_EXT_METHOD *m = X509V3_EXT_get_nid(nid);
        if (!m) continue;
        printf("%s: flags %d, it %d new %d free %d d2i %d i2d %d, i2s %d s2i %d i2v %d v2i %d i2r %d r2i %d, data %d\n",
               OBJ_nid2sn(nid), m->ext_flags, m->it != NULL, m->ext_new != NULL, m->ext_free != NULL, m->d2i != NULL,
               m->i2d != NULL, m->i2s != NULL, m->s2i != NULL, m->i2v != NULL, m->v2i != NULL, m->i2r != NULL,
               m->r2i != NULL, m->usr_data != NULL);
    }
}

/* A program's copy of a method works as the method does. */
static void from_text(int nid, const char *text, BIO *out) {
    const X509V3_EXT_METHOD *m = X509V3_EXT_get_nid(nid);
    X509V3_EXT_METHOD copy = *m;
    X509V3_CTX ctx;
    void *v = NULL;
    X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, X509V3_CTX_TEST);
    X509V3_set_nconf(&ctx, NULL);
    BIO_printf(out, "%s from {%s}\n", OBJ_nid2sn(nid), text);
    if (m->s2i) v = m->s2i(m, &ctx, text);
    if (m->v2i) {
        STACK_OF(CONF_VALUE) *list = X509V3_parse_list(text);
        v = copy.v2i(&copy, &ctx, list);
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    }
    if (!m->s2i && !m->v2i) BIO_printf(out, "  nothing makes it, %d\n", m->r2i != NULL);
    (void)BIO_flush(out);
    if (v) show(&copy, v, out);
    if (v) drop(m, v);
    show_errors();
    X509_EXTENSION *e = X509V3_EXT_nconf_nid(NULL, &ctx, nid, text);
    if (e) X509V3_EXT_print(out, e, 0, 2);
    BIO_printf(out, "\n");
    (void)BIO_flush(out);
    X509_EXTENSION_free(e);
    show_errors();
}

static void from_der(int nid, const char *der, int len, BIO *out) {
    const X509V3_EXT_METHOD *m = X509V3_EXT_get_nid(nid);
    void *v = decode(m, (const unsigned char *)der, len);
    BIO_printf(out, "%s of %d: %d\n", OBJ_nid2sn(nid), len, v != NULL);
    if (v) show(m, v, out);
    if (v) drop(m, v);
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(s, (const unsigned char *)der, len);
    X509_EXTENSION *e = X509_EXTENSION_create_by_NID(NULL, nid, 0, s);
    BIO_printf(out, "  [");
    int printed = X509V3_EXT_print(out, e, 0, 4);
    BIO_printf(out, "] %d\n", printed);
    (void)BIO_flush(out);
    X509_EXTENSION_free(e);
    ASN1_OCTET_STRING_free(s);
    ERR_clear_error();
}

int main(void) {
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    show_methods();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) from_text(values[i].nid, values[i].text, out);
    for (size_t i = 0; i < sizeof encoded / sizeof *encoded; i++) {
        from_der(encoded[i].nid, encoded[i].der, encoded[i].len, out);
    }
    BIO_free(out);
    return 0;
}
