#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/ct_local.h"
#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/v3_conf.h"

/* One row an extension. Printers of a line or two are here, longer ones in v3_print.c, lists in v3_lists.c. */

static bool print_time(BIO *out, const void *v, int indent) {
    BIO_printf(out, "%*s", indent, "");
    return ASN1_TIME_print(out, (const ASN1_TIME *)v) != 0;
}

static bool print_object(BIO *out, const void *v, int indent) {
    BIO_printf(out, "%*s", indent, "");
    return i2a_ASN1_OBJECT(out, (const ASN1_OBJECT *)v) > 0;
}

static char *null_text(const X509V3_EXT_METHOD *m, void *v) {
    (void)m;
    (void)v;
    return OPENSSL_strdup("NULL");
}

static bool print_nothing(BIO *out, const void *v, int indent) {
    (void)out;
    (void)v;
    (void)indent;
    return true;
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

/* --- what programs may call ------------------------------------------------------------------------ */

/* A program may have copied the method: its number says which row it is of. */
static int print_by_row(const X509V3_EXT_METHOD *m, void *v, BIO *out, int indent) {
    const struct bs_v3_method *row = bs_v3_method_find(m->ext_nid);
    return row && row->print && row->print(out, v, indent);
}

static void *list_by_row(const X509V3_EXT_METHOD *m, X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *list) {
    const struct bs_v3_method *row = bs_v3_method_find(m->ext_nid);
    return row && row->from_list ? row->from_list(ctx, list) : NULL;
}

static void *text_by_row(const X509V3_EXT_METHOD *m, X509V3_CTX *ctx, const char *text) {
    const struct bs_v3_method *row = bs_v3_method_find(m->ext_nid);
    return row && row->from_text ? row->from_text(ctx, text) : NULL;
}

/* The public functions, with the arguments that methods have. */
#define MINE(m) ((X509V3_EXT_METHOD *)(uintptr_t)(m))
static char *integer_text(const X509V3_EXT_METHOD *m, void *v) { return i2s_ASN1_INTEGER(MINE(m), (ASN1_INTEGER *)v); }
static char *octets_text(const X509V3_EXT_METHOD *m, void *v) {
    return i2s_ASN1_OCTET_STRING(MINE(m), (ASN1_OCTET_STRING *)v);
}
static char *ia5_text(const X509V3_EXT_METHOD *m, void *v) { return i2s_ASN1_IA5STRING(MINE(m), (ASN1_IA5STRING *)v); }
static char *utf8_text(const X509V3_EXT_METHOD *m, void *v) {
    return i2s_ASN1_UTF8STRING(MINE(m), (ASN1_UTF8STRING *)v);
}
static char *named_text(const X509V3_EXT_METHOD *m, void *v) {
    return i2s_ASN1_ENUMERATED_TABLE(MINE(m), (ASN1_ENUMERATED *)v);
}
static STACK_OF(CONF_VALUE) *bits_list(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *list) {
    return i2v_ASN1_BIT_STRING(MINE(m), (ASN1_BIT_STRING *)v, list);
}
static void *bits_from(const X509V3_EXT_METHOD *m, X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *list) {
    return v2i_ASN1_BIT_STRING(MINE(m), ctx, list);
}
static STACK_OF(CONF_VALUE) *names_list(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *list) {
    return i2v_GENERAL_NAMES(MINE(m), (GENERAL_NAMES *)v, list);
}

static const BIT_STRING_BITNAME key_usages[] = {
    { 0, "Digital Signature", "digitalSignature" },
    { 1, "Non Repudiation", "nonRepudiation" },
    { 2, "Key Encipherment", "keyEncipherment" },
    { 3, "Data Encipherment", "dataEncipherment" },
    { 4, "Key Agreement", "keyAgreement" },
    { 5, "Certificate Sign", "keyCertSign" },
    { 6, "CRL Sign", "cRLSign" },
    { 7, "Encipher Only", "encipherOnly" },
    { 8, "Decipher Only", "decipherOnly" },
    { -1, NULL, NULL },
};
static const BIT_STRING_BITNAME ns_types[] = {
    { 0, "SSL Client", "client" },
    { 1, "SSL Server", "server" },
    { 2, "S/MIME", "email" },
    { 3, "Object Signing", "objsign" },
    { 4, "Unused", "reserved" },
    { 5, "SSL CA", "sslCA" },
    { 6, "S/MIME CA", "emailCA" },
    { 7, "Object Signing CA", "objCA" },
    { -1, NULL, NULL },
};
static const ENUMERATED_NAMES crl_reasons[] = {
    { 0, "Unspecified", "unspecified" },
    { 1, "Key Compromise", "keyCompromise" },
    { 2, "CA Compromise", "CACompromise" },
    { 3, "Affiliation Changed", "affiliationChanged" },
    { 4, "Superseded", "superseded" },
    { 5, "Cessation Of Operation", "cessationOfOperation" },
    { 6, "Certificate Hold", "certificateHold" },
    { 8, "Remove From CRL", "removeFromCRL" },
    { 9, "Privilege Withdrawn", "privilegeWithdrawn" },
    { 10, "AA Compromise", "AACompromise" },
    { -1, NULL, NULL },
};

/* types that have no ASN1_ITEM of a public name */
static const ASN1_ITEM *tls_feature_it(void) { return (const ASN1_ITEM *)(const void *)&bs_item_tls_feature; }
static const ASN1_ITEM *addr_blocks_it(void) { return (const ASN1_ITEM *)(const void *)&bs_item_addr_blocks; }

/* types that have no ASN1_ITEM in OpenSSL: functions stand for it */
#define FUNCTIONS_FOR_TYPE(name, item) \
    static void name##_free(void *v) { bs_item_free(v, item); } \
    static void *name##_d2i(void *v, const unsigned char **in, long len) { \
        return bs_item_d2i((void **)v, in, len, item); \
    } \
    static int name##_i2d(const void *v, unsigned char **out) { return bs_item_i2d(v, out, item); }
static void *nonce_new(void) { return bs_item_new(&bs_item_octets_raw); }
FUNCTIONS_FOR_TYPE(nonce, &bs_item_octets_raw)
FUNCTIONS_FOR_TYPE(cert_scts, bs_item_of(bs_sct_cert_list_it()))
FUNCTIONS_FOR_TYPE(ocsp_scts, bs_item_of(bs_sct_ocsp_list_it()))

/* --- the table ------------------------------------------------------------------------------------- */

/* A value is shown as TEXT, as a LIST, or in a form of its OWN; where it is MADE, it is so of a text, of a list, or of a
 * text with a configuration at hand. */
#define LINES X509V3_EXT_MULTILINE
#define BITS(nid, names) { .method = { .ext_nid = (nid), .it = ASN1_BIT_STRING_it, .i2v = bits_list, .v2i = bits_from, \
    .usr_data = (void *)(uintptr_t)(names) } }
#define TEXT(nid, type, show) { .method = { .ext_nid = (nid), .it = (type), .i2s = (show) } }
#define TEXT_MADE(nid, type, show, from) \
    { .method = { .ext_nid = (nid), .it = (type), .i2s = (show), .s2i = text_by_row }, .from_text = (from) }
#define LIST(nid, type, show) { .method = { .ext_nid = (nid), .it = (type), .i2v = (show) } }
#define LIST_MADE(nid, flags, type, show, from) { .method = { .ext_nid = (nid), .ext_flags = (flags), .it = (type), \
    .i2v = (show), .v2i = list_by_row }, .from_list = (from) }
#define OWN(nid, type, show) { .method = { .ext_nid = (nid), .it = (type), .i2r = print_by_row }, .print = (show) }
#define OWN_MADE_TEXT(nid, type, show, from) { .method = { .ext_nid = (nid), .it = (type), .i2r = print_by_row, \
    .s2i = text_by_row }, .print = (show), .from_text = (from) }
#define OWN_MADE_LIST(nid, flags, type, show, from) { .method = { .ext_nid = (nid), .ext_flags = (flags), \
    .it = (type), .i2r = print_by_row, .v2i = list_by_row }, .print = (show), .from_list = (from) }
#define OWN_MADE_CONF(nid, type, show, from) { .method = { .ext_nid = (nid), .it = (type), .i2r = print_by_row, \
    .r2i = text_by_row }, .print = (show), .from_text = (from) }
#define OWN_TYPE(nid, name, make, show) { .method = { .ext_nid = (nid), .ext_new = (make), .ext_free = name##_free, \
    .d2i = name##_d2i, .i2d = name##_i2d, .i2r = print_by_row }, .print = (show) }
#define IA5(nid) TEXT_MADE(nid, ASN1_IA5STRING_it, ia5_text, bs_v3_ia5_from)

static const struct bs_v3_method methods[] = {
    BITS(NID_netscape_cert_type, ns_types),
    IA5(NID_netscape_base_url),
    IA5(NID_netscape_revocation_url),
    IA5(NID_netscape_ca_revocation_url),
    IA5(NID_netscape_renewal_url),
    IA5(NID_netscape_ca_policy_url),
    IA5(NID_netscape_ssl_server_name),
    IA5(NID_netscape_comment),
    TEXT_MADE(NID_subject_key_identifier, ASN1_OCTET_STRING_it, octets_text, bs_v3_key_id_from),
    BITS(NID_key_usage, key_usages),
    OWN(NID_private_key_usage_period, PKEY_USAGE_PERIOD_it, print_usage_period),
    LIST_MADE(NID_subject_alt_name, 0, GENERAL_NAMES_it, names_list, bs_v3_subject_names_from),
    LIST_MADE(NID_issuer_alt_name, 0, GENERAL_NAMES_it, names_list, bs_v3_issuer_names_from),
    LIST(NID_certificate_issuer, GENERAL_NAMES_it, names_list),
    LIST_MADE(NID_basic_constraints, 0, BASIC_CONSTRAINTS_it, bs_v3_list_basic_constraints,
                  bs_v3_basic_constraints_from),
    TEXT(NID_crl_number, ASN1_INTEGER_it, integer_text),
    TEXT(NID_delta_crl, ASN1_INTEGER_it, integer_text),
    { .method = { .ext_nid = NID_crl_reason, .it = ASN1_ENUMERATED_it, .i2s = named_text,
      .usr_data = (void *)(uintptr_t)crl_reasons } },
    OWN(NID_invalidity_date, ASN1_GENERALIZEDTIME_it, print_time),
    OWN_MADE_LIST(NID_crl_distribution_points, 0, CRL_DIST_POINTS_it, bs_v3_print_crl_points, bs_v3_points_from),
    OWN_MADE_LIST(NID_freshest_crl, 0, CRL_DIST_POINTS_it, bs_v3_print_crl_points, bs_v3_points_from),
    OWN_MADE_LIST(NID_issuing_distribution_point, LINES, ISSUING_DIST_POINT_it, bs_v3_print_issuing_point,
                  bs_v3_issuing_point_from),
    LIST_MADE(NID_authority_key_identifier, LINES, AUTHORITY_KEYID_it, bs_v3_list_authority_keyid,
                  bs_v3_authority_from),
    OWN_MADE_CONF(NID_certificate_policies, CERTIFICATEPOLICIES_it, bs_v3_print_policies, bs_v3_policies_from),
    LIST_MADE(NID_ext_key_usage, 0, EXTENDED_KEY_USAGE_it, bs_v3_list_objects, bs_v3_objects_from),
    LIST_MADE(NID_info_access, LINES, AUTHORITY_INFO_ACCESS_it, bs_v3_list_access, bs_v3_access_from),
    LIST_MADE(NID_sinfo_access, LINES, AUTHORITY_INFO_ACCESS_it, bs_v3_list_access, bs_v3_access_from),
    LIST_MADE(NID_policy_constraints, 0, POLICY_CONSTRAINTS_it, bs_v3_list_policy_constraints,
                  bs_v3_policy_constraints_from),
    LIST_MADE(NID_policy_mappings, 0, POLICY_MAPPINGS_it, bs_v3_list_policy_mappings, bs_v3_mappings_from),
    TEXT_MADE(NID_inhibit_any_policy, ASN1_INTEGER_it, integer_text, bs_v3_number_from),
    OWN_MADE_LIST(NID_name_constraints, 0, NAME_CONSTRAINTS_it, bs_v3_print_name_constraints, bs_v3_constraints_from),
    OWN_MADE_CONF(NID_proxyCertInfo, PROXY_CERT_INFO_EXTENSION_it, bs_v3_print_proxy, bs_v3_proxy_from),
    OWN_MADE_LIST(NID_sbgp_ipAddrBlock, 0, addr_blocks_it, bs_v3_print_addr_blocks, bs_v3_addr_blocks_from),
    OWN_MADE_LIST(NID_sbgp_autonomousSysNum, 0, ASIdentifiers_it, bs_v3_print_as_ids, bs_v3_as_ids_from),
    LIST_MADE(NID_tlsfeature, 0, tls_feature_it, bs_v3_list_tls_feature, bs_v3_features_from),
    OWN_MADE_TEXT(NID_id_pkix_OCSP_noCheck, ASN1_NULL_it, print_nothing, bs_v3_null_from),
    OWN(NID_id_pkix_OCSP_CrlID, OCSP_CRLID_it, bs_v3_print_ocsp_crl_id),
    OWN(NID_id_pkix_OCSP_archiveCutoff, ASN1_GENERALIZEDTIME_it, print_time),
    LIST_MADE(NID_id_pkix_OCSP_acceptableResponses, 0, EXTENDED_KEY_USAGE_it, bs_v3_list_objects, bs_v3_objects_from),
    OWN_TYPE(NID_id_pkix_OCSP_Nonce, nonce, nonce_new, bs_v3_print_ocsp_nonce),
    OWN(NID_id_pkix_OCSP_serviceLocator, OCSP_SERVICELOC_it, bs_v3_print_ocsp_service),
    OWN(NID_hold_instruction_code, ASN1_OBJECT_it, print_object),
    OWN_MADE_LIST(NID_sxnet, LINES, SXNET_it, bs_v3_print_sxnet, bs_v3_sxnet_from),
    OWN(NID_x509ExtAdmission, ADMISSION_SYNTAX_it, bs_v3_print_admission),
    TEXT_MADE(NID_subjectSignTool, ASN1_UTF8STRING_it, utf8_text, bs_v3_utf8_from),
    OWN_MADE_LIST(NID_issuerSignTool, LINES, ISSUER_SIGN_TOOL_it, bs_v3_print_sign_tool, bs_v3_sign_tool_from),
    TEXT_MADE(NID_ct_precert_poison, ASN1_NULL_it, null_text, bs_v3_null_from),
    OWN_TYPE(NID_ct_precert_scts, cert_scts, NULL, bs_v3_print_scts),
    OWN_TYPE(NID_ct_cert_scts, ocsp_scts, NULL, bs_v3_print_scts),
};

const struct bs_v3_method *bs_v3_method_find(int nid) {
    for (size_t i = 0; nid != NID_undef && i < sizeof methods / sizeof methods[0]; i++) {
        if (methods[i].method.ext_nid == nid) return &methods[i];
    }
    return bs_v3_alias_find(nid);
}

const X509V3_EXT_METHOD *X509V3_EXT_get_nid(int nid) {
    const struct bs_v3_method *m = bs_v3_method_find(nid);
    return m ? &m->method : bs_v3_added_find(nid);
}

const X509V3_EXT_METHOD *X509V3_EXT_get(X509_EXTENSION *ex) {
    return X509V3_EXT_get_nid(OBJ_obj2nid(X509_EXTENSION_get_object(ex)));
}

/* All that are known are there from the start. */
int X509V3_add_standard_extensions(void) { return 1; }

