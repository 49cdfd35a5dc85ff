#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/ct_local.h"
#include "compat/crypto/asn1/v3.h"

/* One row an extension. Printers of a line or two are here, the longer ones in v3_print*.c. */

static bool print_basic_constraints(BIO *out, const void *v, int indent) {
    const BASIC_CONSTRAINTS *bc = (const BASIC_CONSTRAINTS *)v;
    BIO_printf(out, "%*sCA:%s", indent, "", bc->ca ? "TRUE" : "FALSE");
    if (!bc->pathlen) return true;
    BIO_puts(out, ", pathlen:");
    return bs_v3_print_integer(out, bc->pathlen);
}

static const char *const key_usages[] = { "Digital Signature", "Non Repudiation", "Key Encipherment",
    "Data Encipherment", "Key Agreement", "Certificate Sign", "CRL Sign", "Encipher Only", "Decipher Only", NULL };
static const char *const ns_types[] = { "SSL Client", "SSL Server", "S/MIME", "Object Signing", "Unused", "SSL CA",
    "S/MIME CA", "Object Signing CA", NULL };

static bool print_bits(BIO *out, const ASN1_BIT_STRING *bits, const char *const *names, int indent) {
    const char *sep = "";
    BIO_printf(out, "%*s", indent, "");
    for (int i = 0; names[i]; i++) {
        if (!ASN1_BIT_STRING_get_bit(bits, i)) continue;
        BIO_printf(out, "%s%s", sep, names[i]);
        sep = ", ";
    }
    return *sep != '\0';
}

static bool print_key_usage(BIO *out, const void *v, int indent) {
    return print_bits(out, (const ASN1_BIT_STRING *)v, key_usages, indent);
}

static bool print_ns_type(BIO *out, const void *v, int indent) {
    return print_bits(out, (const ASN1_BIT_STRING *)v, ns_types, indent);
}

static bool print_hex(BIO *out, const void *v, int indent) {
    const ASN1_OCTET_STRING *s = (const ASN1_OCTET_STRING *)v;
    BIO_printf(out, "%*s", indent, "");
    for (int i = 0; i < s->length; i++) BIO_printf(out, "%s%02X", i > 0 ? ":" : "", s->data[i]);
    return true;
}

static bool print_objects(BIO *out, const void *v, int indent) {
    const STACK_OF(ASN1_OBJECT) *sk = (const STACK_OF(ASN1_OBJECT) *)v;
    char name[80];
    BIO_printf(out, "%*s", indent, "");
    for (int i = 0; i < sk_ASN1_OBJECT_num(sk); i++) {
        i2t_ASN1_OBJECT(name, sizeof name, sk_ASN1_OBJECT_value(sk, i));
        BIO_printf(out, "%s%s", i > 0 ? ", " : "", name);
    }
    return sk_ASN1_OBJECT_num(sk) > 0;
}

static bool print_text(BIO *out, const void *v, int indent) {
    const ASN1_STRING *s = (const ASN1_STRING *)v;
    if (s->length == 0 || !s->data) return false;
    /* shown as a C string: an embedded NUL must not hide what follows */
    if (memchr(s->data, 0, (size_t)s->length)) return false;
    return BIO_printf(out, "%*s%s", indent, "", (const char *)s->data) >= 0;
}

static bool print_integer(BIO *out, const void *v, int indent) {
    BIO_printf(out, "%*s", indent, "");
    return bs_v3_print_integer(out, (const ASN1_INTEGER *)v);
}

bool bs_v3_print_integer(BIO *out, const ASN1_INTEGER *i) {
    BIGNUM *bn = ASN1_INTEGER_to_BN(i, NULL);
    const char *before = "";
    char *text = NULL;
    if (bn && BN_num_bits(bn) < 128) {
        text = BN_bn2dec(bn);
    } else if (bn) {
        before = BN_is_negative(bn) ? "-0x" : "0x";
        BN_set_negative(bn, 0);
        text = BN_bn2hex(bn);
    }
    bool ok = text && BIO_printf(out, "%s%s", before, text) > 0;
    OPENSSL_free(text);
    BN_free(bn);
    return ok;
}

static bool print_crl_reason(BIO *out, const void *v, int indent) {
    static const char *const names[] = { "Unspecified", "Key Compromise", "CA Compromise", "Affiliation Changed",
        "Superseded", "Cessation Of Operation", "Certificate Hold", NULL, "Remove From CRL", "Privilege Withdrawn",
        "AA Compromise" };
    long n = ASN1_ENUMERATED_get((const ASN1_ENUMERATED *)v);
    BIO_printf(out, "%*s", indent, "");
    if (n >= 0 && n <= 10 && names[n]) return BIO_puts(out, names[n]) > 0;
    return BIO_printf(out, "%ld", n) > 0;
}

static bool print_time(BIO *out, const void *v, int indent) {
    BIO_printf(out, "%*s", indent, "");
    return ASN1_TIME_print(out, (const ASN1_TIME *)v) != 0;
}

static bool print_object(BIO *out, const void *v, int indent) {
    BIO_printf(out, "%*s", indent, "");
    return i2a_ASN1_OBJECT(out, (const ASN1_OBJECT *)v) > 0;
}

static bool print_poison(BIO *out, const void *v, int indent) {
    (void)v;
    return BIO_printf(out, "%*sNULL", indent, "") > 0;
}

static bool print_nothing(BIO *out, const void *v, int indent) {
    (void)out;
    (void)v;
    (void)indent;
    return true;
}

static bool print_policy_constraints(BIO *out, const void *v, int indent) {
    const POLICY_CONSTRAINTS *pc = (const POLICY_CONSTRAINTS *)v;
    BIO_printf(out, "%*s", indent, "");
    if (pc->requireExplicitPolicy) {
        BIO_puts(out, "Require Explicit Policy:");
        bs_v3_print_integer(out, pc->requireExplicitPolicy);
    }
    if (pc->inhibitPolicyMapping) {
        BIO_printf(out, "%sInhibit Policy Mapping:", pc->requireExplicitPolicy ? ", " : "");
        bs_v3_print_integer(out, pc->inhibitPolicyMapping);
    }
    return pc->requireExplicitPolicy || pc->inhibitPolicyMapping;
}

static bool print_policy_mappings(BIO *out, const void *v, int indent) {
    const POLICY_MAPPINGS *sk = (const POLICY_MAPPINGS *)v;
    char a[80], b[80];
    BIO_printf(out, "%*s", indent, "");
    for (int i = 0; i < sk_POLICY_MAPPING_num(sk); i++) {
        const POLICY_MAPPING *m = sk_POLICY_MAPPING_value(sk, i);
        i2t_ASN1_OBJECT(a, sizeof a, m->issuerDomainPolicy);
        i2t_ASN1_OBJECT(b, sizeof b, m->subjectDomainPolicy);
        BIO_printf(out, "%s%s:%s", i > 0 ? ", " : "", a, b);
    }
    return sk_POLICY_MAPPING_num(sk) > 0;
}

static bool print_usage_period(BIO *out, const void *v, int indent) {
    const PKEY_USAGE_PERIOD *p = (const PKEY_USAGE_PERIOD *)v;
    BIO_printf(out, "%*s", indent, "");
    if (p->notBefore) {
        BIO_puts(out, "Not Before: ");
        ASN1_GENERALIZEDTIME_print(out, p->notBefore);
        if (p->notAfter) BIO_puts(out, ", ");
    }
    if (p->notAfter) {
        BIO_puts(out, "Not After: ");
        ASN1_GENERALIZEDTIME_print(out, p->notAfter);
    }
    return true;
}

static bool print_tls_feature(BIO *out, const void *v, int indent) {
    const TLS_FEATURE *sk = (const TLS_FEATURE *)v;
    BIO_printf(out, "%*s", indent, "");
    for (int i = 0; i < sk_ASN1_INTEGER_num(sk); i++) {
        long id = ASN1_INTEGER_get(sk_ASN1_INTEGER_value(sk, i));
        if (i > 0) BIO_puts(out, ", ");
        if (id == 5) BIO_puts(out, "status_request"); /* RFC 6066 8, RFC 6961 */
        else if (id == 17) BIO_puts(out, "status_request_v2");
        else bs_v3_print_integer(out, sk_ASN1_INTEGER_value(sk, i));
    }
    return sk_ASN1_INTEGER_num(sk) > 0;
}

/* What the method of a public row does: it prints. */
static int print_by_row(const struct v3_ext_method *m, void *v, BIO *out, int indent) {
    return ((const struct bs_v3_method *)(const void *)m)->print(out, v, indent);
}

/* types that have no ASN1_ITEM of a public name */
static const ASN1_ITEM *octets_raw_it(void) { return (const ASN1_ITEM *)(const void *)&bs_item_octets_raw; }
static const ASN1_ITEM *tls_feature_it(void) { return (const ASN1_ITEM *)(const void *)&bs_item_tls_feature; }
static const ASN1_ITEM *addr_blocks_it(void) { return (const ASN1_ITEM *)(const void *)&bs_item_addr_blocks; }

#define EXT_AT_ONCE(nid, type, printer) \
    { .method = { .ext_nid = (nid), .it = (type), .i2r = print_by_row }, .print = (printer), .at_once = true }
#define EXT(nid, type, printer) { .method = { .ext_nid = (nid), .it = (type), .i2r = print_by_row }, .print = (printer) }
static const struct bs_v3_method methods[] = {
    EXT(NID_netscape_cert_type, ASN1_BIT_STRING_it, print_ns_type),
    EXT(NID_netscape_base_url, ASN1_IA5STRING_it, print_text),
    EXT(NID_netscape_revocation_url, ASN1_IA5STRING_it, print_text),
    EXT(NID_netscape_ca_revocation_url, ASN1_IA5STRING_it, print_text),
    EXT(NID_netscape_renewal_url, ASN1_IA5STRING_it, print_text),
    EXT(NID_netscape_ca_policy_url, ASN1_IA5STRING_it, print_text),
    EXT(NID_netscape_ssl_server_name, ASN1_IA5STRING_it, print_text),
    EXT(NID_netscape_comment, ASN1_IA5STRING_it, print_text),
    EXT(NID_subject_key_identifier, ASN1_OCTET_STRING_it, print_hex),
    EXT(NID_key_usage, ASN1_BIT_STRING_it, print_key_usage),
    EXT(NID_private_key_usage_period, PKEY_USAGE_PERIOD_it, print_usage_period),
    EXT(NID_subject_alt_name, GENERAL_NAMES_it, bs_v3_print_general_names),
    EXT(NID_issuer_alt_name, GENERAL_NAMES_it, bs_v3_print_general_names),
    EXT(NID_certificate_issuer, GENERAL_NAMES_it, bs_v3_print_general_names),
    EXT(NID_basic_constraints, BASIC_CONSTRAINTS_it, print_basic_constraints),
    EXT(NID_crl_number, ASN1_INTEGER_it, print_integer),
    EXT(NID_delta_crl, ASN1_INTEGER_it, print_integer),
    EXT(NID_crl_reason, ASN1_ENUMERATED_it, print_crl_reason),
    EXT(NID_invalidity_date, ASN1_GENERALIZEDTIME_it, print_time),
    EXT(NID_crl_distribution_points, CRL_DIST_POINTS_it, bs_v3_print_crl_points),
    EXT(NID_freshest_crl, CRL_DIST_POINTS_it, bs_v3_print_crl_points),
    EXT(NID_issuing_distribution_point, ISSUING_DIST_POINT_it, bs_v3_print_issuing_point),
    EXT(NID_authority_key_identifier, AUTHORITY_KEYID_it, bs_v3_print_authority_keyid),
    EXT(NID_certificate_policies, CERTIFICATEPOLICIES_it, bs_v3_print_policies),
    EXT(NID_ext_key_usage, EXTENDED_KEY_USAGE_it, print_objects),
    EXT(NID_info_access, AUTHORITY_INFO_ACCESS_it, bs_v3_print_access),
    EXT(NID_sinfo_access, AUTHORITY_INFO_ACCESS_it, bs_v3_print_access),
    EXT(NID_policy_constraints, POLICY_CONSTRAINTS_it, print_policy_constraints),
    EXT(NID_policy_mappings, POLICY_MAPPINGS_it, print_policy_mappings),
    EXT(NID_inhibit_any_policy, ASN1_INTEGER_it, print_integer),
    EXT(NID_name_constraints, NAME_CONSTRAINTS_it, bs_v3_print_name_constraints),
    EXT(NID_proxyCertInfo, PROXY_CERT_INFO_EXTENSION_it, bs_v3_print_proxy),
    EXT_AT_ONCE(NID_sbgp_ipAddrBlock, addr_blocks_it, bs_v3_print_addr_blocks),
    EXT_AT_ONCE(NID_sbgp_autonomousSysNum, ASIdentifiers_it, bs_v3_print_as_ids),
    EXT(NID_tlsfeature, tls_feature_it, print_tls_feature),
    EXT(NID_id_pkix_OCSP_noCheck, ASN1_NULL_it, print_nothing),
    EXT(NID_id_pkix_OCSP_CrlID, OCSP_CRLID_it, bs_v3_print_ocsp_crl_id),
    EXT(NID_id_pkix_OCSP_archiveCutoff, ASN1_GENERALIZEDTIME_it, print_time),
    EXT(NID_id_pkix_OCSP_acceptableResponses, EXTENDED_KEY_USAGE_it, print_objects),
    EXT(NID_id_pkix_OCSP_Nonce, octets_raw_it, bs_v3_print_ocsp_nonce),
    EXT(NID_id_pkix_OCSP_serviceLocator, OCSP_SERVICELOC_it, bs_v3_print_ocsp_service),
    EXT(NID_hold_instruction_code, ASN1_OBJECT_it, print_object),
    EXT(NID_sxnet, SXNET_it, bs_v3_print_sxnet),
    EXT(NID_x509ExtAdmission, ADMISSION_SYNTAX_it, bs_v3_print_admission),
    EXT(NID_subjectSignTool, ASN1_UTF8STRING_it, print_text),
    EXT(NID_issuerSignTool, ISSUER_SIGN_TOOL_it, bs_v3_print_sign_tool),
    EXT(NID_ct_precert_poison, ASN1_NULL_it, print_poison),
    EXT(NID_ct_precert_scts, bs_sct_cert_list_it, bs_v3_print_scts),
    EXT(NID_ct_cert_scts, bs_sct_ocsp_list_it, bs_v3_print_scts),
};

const struct bs_v3_method *bs_v3_method_find(int nid) {
    for (size_t i = 0; nid != NID_undef && i < sizeof methods / sizeof methods[0]; i++) {
        if (methods[i].method.ext_nid == nid) return &methods[i];
    }
    return bs_v3_alias_find(nid);
}

const struct bs_item *bs_v3_item(const struct bs_v3_method *m) { return bs_item_of(m->method.it()); }

const X509V3_EXT_METHOD *X509V3_EXT_get_nid(int nid) {
    const struct bs_v3_method *m = bs_v3_method_find(nid);
    return m ? &m->method : bs_v3_added_find(nid);
}

const X509V3_EXT_METHOD *X509V3_EXT_get(X509_EXTENSION *ex) {
    return X509V3_EXT_get_nid(OBJ_obj2nid(X509_EXTENSION_get_object(ex)));
}

/* All that are known are there from the start. */
int X509V3_add_standard_extensions(void) { return 1; }

/* What X509V3_EXT_* flags say about an extension that is unknown or malformed. */
static int print_raw(BIO *out, const ASN1_OCTET_STRING *value, unsigned long flag, int indent, bool known) {
    switch (flag & X509V3_EXT_UNKNOWN_MASK) {
    case X509V3_EXT_ERROR_UNKNOWN:
        BIO_printf(out, "%*s%s", indent, "", known ? "<Parse Error>" : "<Not Supported>");
        return 1;
    case X509V3_EXT_PARSE_UNKNOWN:
        return ASN1_parse_dump(out, value->data, value->length, indent, -1) > 0;
    case X509V3_EXT_DUMP_UNKNOWN: return BIO_dump_indent(out, (const char *)value->data, value->length, indent) > 0;
    default: return 0;
    }
}

static int print_added(BIO *out, const X509V3_EXT_METHOD *m, const ASN1_OCTET_STRING *value, unsigned long flag, int indent) {
    ERR_set_mark();
    void *v = bs_v3_added_decode(m, value);
    ERR_pop_to_mark();
    if (!v) return print_raw(out, value, flag, indent, true);
    int ok = bs_v3_added_print(out, m, v, indent);
    bs_v3_added_free(m, v);
    return ok;
}

/* Nothing is shown of what cannot be shown to its end: its bytes are. */
static int print_whole(BIO *out, const struct bs_v3_method *m, const void *v, int indent) {
    if (m->at_once) return m->print(out, v, indent);
    BIO *text = BIO_new(BIO_s_mem());
    char *p;
    int ok = text && m->print(text, v, indent);
    long n = text ? BIO_get_mem_data(text, &p) : 0;
    if (ok && n > 0 && BIO_write(out, p, (int)n) != (int)n) ok = 0;
    BIO_free(text);
    return ok;
}

int X509V3_EXT_print(BIO *out, X509_EXTENSION *ex, unsigned long flag, int indent) {
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(ex);
    int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ex));
    const struct bs_v3_method *m = bs_v3_method_find(nid);
    const X509V3_EXT_METHOD *theirs = m ? NULL : bs_v3_added_find(nid);
    if (theirs) return print_added(out, theirs, value, flag, indent);
    if (!m) return print_raw(out, value, flag, indent, false);
    ERR_set_mark();
    void *v = bs_v3_decode(m, value);
    ERR_pop_to_mark();
    if (!v) return print_raw(out, value, flag, indent, true);
    int ok = print_whole(out, m, v, indent);
    bs_item_free(v, bs_v3_item(m));
    return ok;
}

int X509V3_EXT_print_fp(FILE *fp, X509_EXTENSION *ex, int flag, int indent) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = b ? X509V3_EXT_print(b, ex, (unsigned long)flag, indent) : 0;
    BIO_free(b);
    return ret;
}

static bool is_key_id(X509_EXTENSION *ex) {
    int nid = OBJ_obj2nid(X509_EXTENSION_get_object(ex));
    return nid == NID_subject_key_identifier || nid == NID_authority_key_identifier;
}

int X509V3_extensions_print(BIO *out, const char *title, const STACK_OF(X509_EXTENSION) *sk, unsigned long flag,
                            int indent) {
    if (sk_X509_EXTENSION_num(sk) <= 0) return 1;
    if (title) {
        BIO_printf(out, "%*s%s:\n", indent, "", title);
        indent += 4;
    }
    for (int i = 0; i < sk_X509_EXTENSION_num(sk); i++) {
        X509_EXTENSION *ex = sk_X509_EXTENSION_value(sk, i);
        if ((flag & X509_FLAG_EXTENSIONS_ONLY_KID) != 0 && !is_key_id(ex)) continue;
        BIO_printf(out, "%*s", indent, "");
        i2a_ASN1_OBJECT(out, X509_EXTENSION_get_object(ex));
        if (BIO_printf(out, ": %s\n", X509_EXTENSION_get_critical(ex) ? "critical" : "") <= 0) return 0;
        if (!X509V3_EXT_print(out, ex, flag, indent + 4)) {
            BIO_printf(out, "%*s", indent + 4, "");
            ASN1_STRING_print(out, X509_EXTENSION_get_data(ex));
        }
        if (BIO_write(out, "\n", 1) <= 0) return 0;
    }
    return 1;
}
