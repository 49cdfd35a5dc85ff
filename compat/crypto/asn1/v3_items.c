#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/v3.h"

/* The types of RFC 5280 4.2 and its appendix A.2, in the layout of the public header. */

#define SEQUENCE_ITEM(id, type, f) \
    const struct bs_item id = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(type), BS_FIELDS(f), \
        .name = #type }
#define LIST_ITEM(id, element, n) \
    const struct bs_item id = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &(element), .name = (n) }
#define CHOICE_ITEM(id, type, f) \
    const struct bs_item id = { .kind = BS_ITEM_CHOICE, .size = sizeof(type), BS_FIELDS(f), .name = #type }

static const struct bs_field other_name_fields[] = {
    { &bs_item_object, offsetof(OTHERNAME, type_id), BS_PLAIN, 0, false },
    { &bs_item_any, offsetof(OTHERNAME, value), BS_EXPLICIT, 0, false },
};
static SEQUENCE_ITEM(item_other_name, OTHERNAME, other_name_fields);
BS_ITEM_FUNCTIONS(OTHERNAME, OTHERNAME, item_other_name)

static const struct bs_field edi_fields[] = {
    { &bs_item_directory_string, offsetof(EDIPARTYNAME, nameAssigner), BS_EXPLICIT, 0, true },
    { &bs_item_directory_string, offsetof(EDIPARTYNAME, partyName), BS_EXPLICIT, 1, false },
};
static SEQUENCE_ITEM(item_edi, EDIPARTYNAME, edi_fields);
BS_ITEM_FUNCTIONS(EDIPARTYNAME, EDIPARTYNAME, item_edi)

static const struct bs_item item_x400 = { .kind = BS_ITEM_STRING, .tag = BS_DER_SEQUENCE, .name = "ORAddress" };

#define GEN(item, mode, num) { &(item), offsetof(GENERAL_NAME, d.ptr), mode, num, false }
static const struct bs_field general_name_fields[] = {
    GEN(item_other_name, BS_IMPLICIT, GEN_OTHERNAME),
    GEN(bs_item_ia5, BS_IMPLICIT, GEN_EMAIL),
    GEN(bs_item_ia5, BS_IMPLICIT, GEN_DNS),
    GEN(item_x400, BS_IMPLICIT, GEN_X400),
    GEN(bs_item_x509_name, BS_EXPLICIT, GEN_DIRNAME), /* a CHOICE cannot be IMPLICIT, X.680 31.2.7 */
    GEN(item_edi, BS_IMPLICIT, GEN_EDIPARTY),
    GEN(bs_item_ia5, BS_IMPLICIT, GEN_URI),
    GEN(bs_item_octet_string, BS_IMPLICIT, GEN_IPADD),
    GEN(bs_item_object, BS_IMPLICIT, GEN_RID),
};
CHOICE_ITEM(bs_item_general_name, GENERAL_NAME, general_name_fields);
LIST_ITEM(bs_item_general_names, bs_item_general_name, "GENERAL_NAMES");
BS_ITEM_FUNCTIONS(GENERAL_NAME, GENERAL_NAME, bs_item_general_name)
BS_ITEM_DUP(GENERAL_NAME, GENERAL_NAME, bs_item_general_name)
BS_ITEM_FUNCTIONS(GENERAL_NAMES, GENERAL_NAMES, bs_item_general_names)

/* The value of the OCSP nonce: RFC 8954 has an OCTET STRING in it, old responders any bytes. */
static void *raw_make(void) { return ASN1_OCTET_STRING_new(); }
static void raw_free(void *v) { ASN1_OCTET_STRING_free((ASN1_OCTET_STRING *)v); }
static void *raw_decode(bs_reader whole) {
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
    if (s && ASN1_OCTET_STRING_set(s, whole.p, (int)whole.len)) return s;
    ASN1_OCTET_STRING_free(s);
    return NULL;
}
static void raw_encode(const void *v, bs_writer *w) {
    const ASN1_OCTET_STRING *s = (const ASN1_OCTET_STRING *)v;
    bs_w_bytes(w, s->data, (size_t)s->length);
}
static const struct bs_item_funcs raw_funcs = { raw_make, raw_free, raw_decode, raw_encode };
const struct bs_item bs_item_octets_raw = { .kind = BS_ITEM_WHOLE, .funcs = &raw_funcs, .name = "OCTET STRING" };

static const struct bs_field basic_constraints_fields[] = {
    { &bs_item_boolean, offsetof(BASIC_CONSTRAINTS, ca), BS_PLAIN, 0, true },
    { &bs_item_integer, offsetof(BASIC_CONSTRAINTS, pathlen), BS_PLAIN, 0, true },
};
SEQUENCE_ITEM(bs_item_basic_constraints, BASIC_CONSTRAINTS, basic_constraints_fields);
BS_ITEM_FUNCTIONS(BASIC_CONSTRAINTS, BASIC_CONSTRAINTS, bs_item_basic_constraints)

static const struct bs_field akid_fields[] = {
    { &bs_item_octet_string, offsetof(AUTHORITY_KEYID, keyid), BS_IMPLICIT, 0, true },
    { &bs_item_general_names, offsetof(AUTHORITY_KEYID, issuer), BS_IMPLICIT, 1, true },
    { &bs_item_integer, offsetof(AUTHORITY_KEYID, serial), BS_IMPLICIT, 2, true },
};
SEQUENCE_ITEM(bs_item_authority_keyid, AUTHORITY_KEYID, akid_fields);
BS_ITEM_FUNCTIONS(AUTHORITY_KEYID, AUTHORITY_KEYID, bs_item_authority_keyid)

static const struct bs_field access_fields[] = {
    { &bs_item_object, offsetof(ACCESS_DESCRIPTION, method), BS_PLAIN, 0, false },
    { &bs_item_general_name, offsetof(ACCESS_DESCRIPTION, location), BS_PLAIN, 0, false },
};
static SEQUENCE_ITEM(item_access_description, ACCESS_DESCRIPTION, access_fields);
LIST_ITEM(bs_item_access, item_access_description, "AUTHORITY_INFO_ACCESS");
BS_ITEM_FUNCTIONS(ACCESS_DESCRIPTION, ACCESS_DESCRIPTION, item_access_description)
BS_ITEM_FUNCTIONS(AUTHORITY_INFO_ACCESS, AUTHORITY_INFO_ACCESS, bs_item_access)

LIST_ITEM(bs_item_object_list, bs_item_object, "EXTENDED_KEY_USAGE");
BS_ITEM_FUNCTIONS(EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE, bs_item_object_list)

LIST_ITEM(bs_item_tls_feature, bs_item_integer, "TLS_FEATURE");
BS_ITEM_ALLOC(TLS_FEATURE, TLS_FEATURE, bs_item_tls_feature)

static const struct bs_field dp_name_fields[] = {
    { &bs_item_general_names, offsetof(DIST_POINT_NAME, name), BS_IMPLICIT, 0, false },
    { &bs_item_relative_name, offsetof(DIST_POINT_NAME, name), BS_IMPLICIT, 1, false },
};
CHOICE_ITEM(bs_item_dist_point_name, DIST_POINT_NAME, dp_name_fields);
BS_ITEM_FUNCTIONS(DIST_POINT_NAME, DIST_POINT_NAME, bs_item_dist_point_name)

static const struct bs_field dist_point_fields[] = {
    { &bs_item_dist_point_name, offsetof(DIST_POINT, distpoint), BS_EXPLICIT, 0, true },
    { &bs_item_bit_string, offsetof(DIST_POINT, reasons), BS_IMPLICIT, 1, true },
    { &bs_item_general_names, offsetof(DIST_POINT, CRLissuer), BS_IMPLICIT, 2, true },
};
static SEQUENCE_ITEM(item_dist_point, DIST_POINT, dist_point_fields);
LIST_ITEM(bs_item_crl_dist_points, item_dist_point, "CRL_DIST_POINTS");
BS_ITEM_FUNCTIONS(DIST_POINT, DIST_POINT, item_dist_point)
BS_ITEM_FUNCTIONS(CRL_DIST_POINTS, CRL_DIST_POINTS, bs_item_crl_dist_points)

static const struct bs_field issuing_point_fields[] = {
    { &bs_item_dist_point_name, offsetof(ISSUING_DIST_POINT, distpoint), BS_EXPLICIT, 0, true },
    { &bs_item_boolean, offsetof(ISSUING_DIST_POINT, onlyuser), BS_IMPLICIT, 1, true },
    { &bs_item_boolean, offsetof(ISSUING_DIST_POINT, onlyCA), BS_IMPLICIT, 2, true },
    { &bs_item_bit_string, offsetof(ISSUING_DIST_POINT, onlysomereasons), BS_IMPLICIT, 3, true },
    { &bs_item_boolean, offsetof(ISSUING_DIST_POINT, indirectCRL), BS_IMPLICIT, 4, true },
    { &bs_item_boolean, offsetof(ISSUING_DIST_POINT, onlyattr), BS_IMPLICIT, 5, true },
};
SEQUENCE_ITEM(bs_item_issuing_dist_point, ISSUING_DIST_POINT, issuing_point_fields);
BS_ITEM_FUNCTIONS(ISSUING_DIST_POINT, ISSUING_DIST_POINT, bs_item_issuing_dist_point)

static const struct bs_field notice_ref_fields[] = {
    { &bs_item_display_text, offsetof(NOTICEREF, organization), BS_PLAIN, 0, false },
    { &bs_item_tls_feature, offsetof(NOTICEREF, noticenos), BS_PLAIN, 0, false }, /* SEQUENCE OF INTEGER as well */
};
static SEQUENCE_ITEM(item_notice_ref, NOTICEREF, notice_ref_fields);
BS_ITEM_FUNCTIONS(NOTICEREF, NOTICEREF, item_notice_ref)

static const struct bs_field user_notice_fields[] = {
    { &item_notice_ref, offsetof(USERNOTICE, noticeref), BS_PLAIN, 0, true },
    { &bs_item_display_text, offsetof(USERNOTICE, exptext), BS_PLAIN, 0, true },
};
static SEQUENCE_ITEM(item_user_notice, USERNOTICE, user_notice_fields);
BS_ITEM_FUNCTIONS(USERNOTICE, USERNOTICE, item_user_notice)

/* PolicyQualifierInfo: the second field's type depends on the first. */
static const struct bs_item *qualifier_item(const POLICYQUALINFO *q) {
    int nid = OBJ_obj2nid(q->pqualid);
    return nid == NID_id_qt_cps ? &bs_item_ia5 : nid == NID_id_qt_unotice ? &item_user_notice : &bs_item_any;
}

static void *qualifier_make(void) {
    POLICYQUALINFO *q = (POLICYQUALINFO *)OPENSSL_zalloc(sizeof *q);
    if (q) q->pqualid = OBJ_nid2obj(NID_undef);
    return q;
}

static void qualifier_free(void *v) {
    POLICYQUALINFO *q = (POLICYQUALINFO *)v;
    if (!q) return;
    bs_item_free(q->d.other, qualifier_item(q));
    ASN1_OBJECT_free(q->pqualid);
    OPENSSL_free(q);
}

static void *qualifier_decode(bs_reader content) {
    POLICYQUALINFO *q = (POLICYQUALINFO *)qualifier_make();
    if (!q) return NULL;
    q->pqualid = (ASN1_OBJECT *)bs_item_decode(&content, &bs_item_object);
    if (q->pqualid) q->d.other = (ASN1_TYPE *)bs_item_decode(&content, qualifier_item(q));
    if (q->d.other && bs_r_done(&content)) return q;
    qualifier_free(q);
    return NULL;
}

static void qualifier_encode(const void *v, bs_writer *w) {
    const POLICYQUALINFO *q = (const POLICYQUALINFO *)v;
    bs_item_encode(q->pqualid, w, &bs_item_object);
    bs_item_encode(q->d.other, w, qualifier_item(q));
}

static const struct bs_item_funcs qualifier_funcs = { qualifier_make, qualifier_free, qualifier_decode, qualifier_encode };
static const struct bs_item item_qualifier = { .kind = BS_ITEM_CUSTOM, .tag = BS_DER_SEQUENCE,
    .funcs = &qualifier_funcs, .name = "POLICYQUALINFO" };
static LIST_ITEM(item_qualifiers, item_qualifier, "POLICYQUALINFOS");
BS_ITEM_FUNCTIONS(POLICYQUALINFO, POLICYQUALINFO, item_qualifier)

static const struct bs_field policy_info_fields[] = {
    { &bs_item_object, offsetof(POLICYINFO, policyid), BS_PLAIN, 0, false },
    { &item_qualifiers, offsetof(POLICYINFO, qualifiers), BS_PLAIN, 0, true },
};
static SEQUENCE_ITEM(item_policy_info, POLICYINFO, policy_info_fields);
LIST_ITEM(bs_item_certificate_policies, item_policy_info, "CERTIFICATEPOLICIES");
BS_ITEM_FUNCTIONS(POLICYINFO, POLICYINFO, item_policy_info)
BS_ITEM_FUNCTIONS(CERTIFICATEPOLICIES, CERTIFICATEPOLICIES, bs_item_certificate_policies)

static const struct bs_field subtree_fields[] = {
    { &bs_item_general_name, offsetof(GENERAL_SUBTREE, base), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(GENERAL_SUBTREE, minimum), BS_IMPLICIT, 0, true },
    { &bs_item_integer, offsetof(GENERAL_SUBTREE, maximum), BS_IMPLICIT, 1, true },
};
static SEQUENCE_ITEM(item_subtree, GENERAL_SUBTREE, subtree_fields);
static LIST_ITEM(item_subtrees, item_subtree, "GENERAL_SUBTREES");
BS_ITEM_ALLOC(GENERAL_SUBTREE, GENERAL_SUBTREE, item_subtree)
BS_ITEM_IT(GENERAL_SUBTREE, item_subtree)

static const struct bs_field name_constraints_fields[] = {
    { &item_subtrees, offsetof(NAME_CONSTRAINTS, permittedSubtrees), BS_IMPLICIT, 0, true },
    { &item_subtrees, offsetof(NAME_CONSTRAINTS, excludedSubtrees), BS_IMPLICIT, 1, true },
};
SEQUENCE_ITEM(bs_item_name_constraints, NAME_CONSTRAINTS, name_constraints_fields);
BS_ITEM_ALLOC(NAME_CONSTRAINTS, NAME_CONSTRAINTS, bs_item_name_constraints)
BS_ITEM_IT(NAME_CONSTRAINTS, bs_item_name_constraints)

static const struct bs_field policy_constraints_fields[] = {
    { &bs_item_integer, offsetof(POLICY_CONSTRAINTS, requireExplicitPolicy), BS_IMPLICIT, 0, true },
    { &bs_item_integer, offsetof(POLICY_CONSTRAINTS, inhibitPolicyMapping), BS_IMPLICIT, 1, true },
};
SEQUENCE_ITEM(bs_item_policy_constraints, POLICY_CONSTRAINTS, policy_constraints_fields);
BS_ITEM_ALLOC(POLICY_CONSTRAINTS, POLICY_CONSTRAINTS, bs_item_policy_constraints)
BS_ITEM_IT(POLICY_CONSTRAINTS, bs_item_policy_constraints)

static const struct bs_field policy_mapping_fields[] = {
    { &bs_item_object, offsetof(POLICY_MAPPING, issuerDomainPolicy), BS_PLAIN, 0, false },
    { &bs_item_object, offsetof(POLICY_MAPPING, subjectDomainPolicy), BS_PLAIN, 0, false },
};
static SEQUENCE_ITEM(item_policy_mapping, POLICY_MAPPING, policy_mapping_fields);
LIST_ITEM(bs_item_policy_mappings, item_policy_mapping, "POLICY_MAPPINGS");
BS_ITEM_IT(POLICY_MAPPINGS, bs_item_policy_mappings)
BS_ITEM_ALLOC(POLICY_MAPPING, POLICY_MAPPING, item_policy_mapping)
BS_ITEM_IT(POLICY_MAPPING, item_policy_mapping)

static const struct bs_field usage_period_fields[] = {
    { &bs_item_generalizedtime, offsetof(PKEY_USAGE_PERIOD, notBefore), BS_IMPLICIT, 0, true },
    { &bs_item_generalizedtime, offsetof(PKEY_USAGE_PERIOD, notAfter), BS_IMPLICIT, 1, true },
};
SEQUENCE_ITEM(bs_item_usage_period, PKEY_USAGE_PERIOD, usage_period_fields);
BS_ITEM_FUNCTIONS(PKEY_USAGE_PERIOD, PKEY_USAGE_PERIOD, bs_item_usage_period)

/* RFC 3820 3.8 */
static const struct bs_field proxy_policy_fields[] = {
    { &bs_item_object, offsetof(PROXY_POLICY, policyLanguage), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(PROXY_POLICY, policy), BS_PLAIN, 0, true },
};
static SEQUENCE_ITEM(item_proxy_policy, PROXY_POLICY, proxy_policy_fields);
BS_ITEM_FUNCTIONS(PROXY_POLICY, PROXY_POLICY, item_proxy_policy)

static const struct bs_field proxy_info_fields[] = {
    { &bs_item_integer, offsetof(PROXY_CERT_INFO_EXTENSION, pcPathLengthConstraint), BS_PLAIN, 0, true },
    { &item_proxy_policy, offsetof(PROXY_CERT_INFO_EXTENSION, proxyPolicy), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(bs_item_proxy_info, PROXY_CERT_INFO_EXTENSION, proxy_info_fields);
BS_ITEM_FUNCTIONS(PROXY_CERT_INFO_EXTENSION, PROXY_CERT_INFO_EXTENSION, bs_item_proxy_info)
