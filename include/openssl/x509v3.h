/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/x509v3.h
 * The standard extensions of certificates and CRLs, purposes, names, policies. Names tell who owns what:
 * get0 lends a pointer that belongs to the object, get1 hands over a reference or copy that the caller
 * frees; set0 and add0 take the caller's, set1 and add1 take a reference or copy of their own.
 */
#ifndef OPENSSL_X509V3_H
#define OPENSSL_X509V3_H

#include <openssl/macros.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/conf.h>
#include <openssl/x509v3err.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_X509V3_H
#endif

/* Constants X509V3_CTX_*. */
#define X509V3_CTX_TEST    0x1
#define X509V3_CTX_REPLACE 0x2

/* Constants X509V3_EXT_*. */
#define X509V3_EXT_DEFAULT       0
#define X509V3_EXT_DYNAMIC       0x1
#define X509V3_EXT_CTX_DEP       0x2
#define X509V3_EXT_MULTILINE     0x4
#define X509V3_EXT_UNKNOWN_MASK  (0xfL << 16)
#define X509V3_EXT_ERROR_UNKNOWN (1L << 16)
#define X509V3_EXT_PARSE_UNKNOWN (2L << 16)
#define X509V3_EXT_DUMP_UNKNOWN  (3L << 16)

/* Alternatives of GENERAL_NAME. */
#define GEN_OTHERNAME 0
#define GEN_EMAIL     1
#define GEN_DNS       2
#define GEN_X400      3
#define GEN_DIRNAME   4
#define GEN_EDIPARTY  5
#define GEN_URI       6
#define GEN_IPADD     7
#define GEN_RID       8

/* Why a certificate was revoked. */
#define CRL_REASON_NONE                   -1
#define CRL_REASON_UNSPECIFIED            0
#define CRL_REASON_KEY_COMPROMISE         1
#define CRL_REASON_CA_COMPROMISE          2
#define CRL_REASON_AFFILIATION_CHANGED    3
#define CRL_REASON_SUPERSEDED             4
#define CRL_REASON_CESSATION_OF_OPERATION 5
#define CRL_REASON_CERTIFICATE_HOLD       6
#define CRL_REASON_REMOVE_FROM_CRL        8
#define CRL_REASON_PRIVILEGE_WITHDRAWN    9
#define CRL_REASON_AA_COMPROMISE          10

/* What an issuing distribution point says. */
#define IDP_PRESENT  0x1
#define IDP_INVALID  0x2
#define IDP_ONLYUSER 0x4
#define IDP_ONLYCA   0x8
#define IDP_ONLYATTR 0x10
#define IDP_INDIRECT 0x20
#define IDP_REASONS  0x40

/* What was found while decoding a certificate's extensions. */
#define EXFLAG_BCONS          0x1
#define EXFLAG_KUSAGE         0x2
#define EXFLAG_XKUSAGE        0x4
#define EXFLAG_NSCERT         0x8
#define EXFLAG_CA             0x10
#define EXFLAG_SI             0x20
#define EXFLAG_V1             0x40
#define EXFLAG_INVALID        0x80
#define EXFLAG_SET            0x100
#define EXFLAG_CRITICAL       0x200
#define EXFLAG_PROXY          0x400
#define EXFLAG_INVALID_POLICY 0x800
#define EXFLAG_FRESHEST       0x1000
#define EXFLAG_SS             0x2000
#define EXFLAG_BCONS_CRITICAL 0x10000
#define EXFLAG_AKID_CRITICAL  0x20000
#define EXFLAG_SKID_CRITICAL  0x40000
#define EXFLAG_SAN_CRITICAL   0x80000
#define EXFLAG_NO_FINGERPRINT 0x100000

/* Bits of key usage. */
#define KU_ENCIPHER_ONLY     0x0001
#define KU_CRL_SIGN          0x0002
#define KU_KEY_CERT_SIGN     0x0004
#define KU_KEY_AGREEMENT     0x0008
#define KU_DATA_ENCIPHERMENT 0x0010
#define KU_KEY_ENCIPHERMENT  0x0020
#define KU_NON_REPUDIATION   0x0040
#define KU_DIGITAL_SIGNATURE 0x0080
#define KU_DECIPHER_ONLY     0x8000

/* Bits of Netscape's certificate type. */
#define NS_OBJSIGN_CA 0x01
#define NS_SMIME_CA   0x02
#define NS_SSL_CA     0x04
#define NS_OBJSIGN    0x10
#define NS_SMIME      0x20
#define NS_SSL_SERVER 0x40
#define NS_SSL_CLIENT 0x80
#define NS_ANY_CA     (NS_SSL_CA | NS_SMIME_CA | NS_OBJSIGN_CA)

/* Bits of extended key usage. */
#define XKU_SSL_SERVER 0x1
#define XKU_SSL_CLIENT 0x2
#define XKU_SMIME      0x4
#define XKU_CODE_SIGN  0x8
#define XKU_SGC        0x10
#define XKU_OCSP_SIGN  0x20
#define XKU_TIMESTAMP  0x40
#define XKU_DVCS       0x80
#define XKU_ANYEKU     0x100

/* Purposes, and flags. */
#define X509_PURPOSE_DYNAMIC        0x1
#define X509_PURPOSE_MIN            1
#define X509_PURPOSE_SSL_CLIENT     1
#define X509_PURPOSE_DYNAMIC_NAME   0x2
#define X509_PURPOSE_SSL_SERVER     2
#define X509_PURPOSE_NS_SSL_SERVER  3
#define X509_PURPOSE_SMIME_SIGN     4
#define X509_PURPOSE_SMIME_ENCRYPT  5
#define X509_PURPOSE_CRL_SIGN       6
#define X509_PURPOSE_ANY            7
#define X509_PURPOSE_OCSP_HELPER    8
#define X509_PURPOSE_MAX            9
#define X509_PURPOSE_TIMESTAMP_SIGN 9

/* Constants X509V3_ADD_*. */
#define X509V3_ADD_DEFAULT          0L
#define X509V3_ADD_APPEND           1L
#define X509V3_ADD_REPLACE          2L
#define X509V3_ADD_REPLACE_EXISTING 3L
#define X509V3_ADD_KEEP_EXISTING    4L
#define X509V3_ADD_DELETE           5L
#define X509V3_ADD_OP_MASK          0xfL
#define X509V3_ADD_SILENT           0x10

/* Flags of name checks. */
#define X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT    0x1
#define X509_CHECK_FLAG_NO_WILDCARDS            0x2
#define X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS    0x4
#define X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS   0x8
#define X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS 0x10
#define X509_CHECK_FLAG_NEVER_CHECK_SUBJECT     0x20

/* Constants ASIdOrRange_*. */
#define ASIdOrRange_id    0
#define ASIdOrRange_range 1

/* Constants ASIdentifierChoice_*. */
#define ASIdentifierChoice_inherit       0
#define ASIdentifierChoice_asIdsOrRanges 1

/* Constants IPAddressOrRange_*. */
#define IPAddressOrRange_addressPrefix 0
#define IPAddressOrRange_addressRange  1

/* Constants IPAddressChoice_*. */
#define IPAddressChoice_inherit           0
#define IPAddressChoice_addressesOrRanges 1

/* Constants V3_ASID_*. */
#define V3_ASID_ASNUM 0
#define V3_ASID_RDI   1

/* Constants IANA_AFI_*. */
#define IANA_AFI_IPV4 1
#define IANA_AFI_IPV6 2

/* Other constants of CTX. */
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define CTX_TEST X509V3_CTX_TEST
#endif

/* Other constants of CRLDP. */
#define CRLDP_ALL_REASONS 0x807f

/* Other constants of EXT. */
#define EXT_END { -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/* Other constants of . */
#define _X509_CHECK_FLAG_DOT_SUBDOMAINS 0x8000

#ifdef __cplusplus
extern "C" {
#endif

/* Extensions as decoded: these structs are public, and a program that builds one sets their fields. */
struct v3_ext_method;
struct v3_ext_ctx;
typedef void *(*X509V3_EXT_NEW)(void);
typedef void (*X509V3_EXT_FREE)(void *);
typedef void *(*X509V3_EXT_D2I)(void *, const unsigned char **, long);
typedef int (*X509V3_EXT_I2D)(const void *, unsigned char **);

typedef STACK_OF(CONF_VALUE) *(*X509V3_EXT_I2V)(const struct v3_ext_method *method, void *ext,
    STACK_OF(CONF_VALUE) *extlist);

typedef void *(*X509V3_EXT_V2I)(const struct v3_ext_method *method, struct v3_ext_ctx *ctx,
    STACK_OF(CONF_VALUE) *values);

typedef char *(*X509V3_EXT_I2S)(const struct v3_ext_method *method, void *ext);
typedef void *(*X509V3_EXT_S2I)(const struct v3_ext_method *method, struct v3_ext_ctx *ctx, const char *str);
typedef int (*X509V3_EXT_I2R)(const struct v3_ext_method *method, void *ext, BIO *out, int indent);
typedef void *(*X509V3_EXT_R2I)(const struct v3_ext_method *method, struct v3_ext_ctx *ctx, const char *str);

struct v3_ext_method {
    int ext_nid;
    int ext_flags;
    ASN1_ITEM_EXP *it;
    X509V3_EXT_NEW ext_new;
    X509V3_EXT_FREE ext_free;
    X509V3_EXT_D2I d2i;
    X509V3_EXT_I2D i2d;
    X509V3_EXT_I2S i2s;
    X509V3_EXT_S2I s2i;
    X509V3_EXT_I2V i2v;
    X509V3_EXT_V2I v2i;
    X509V3_EXT_I2R i2r;
    X509V3_EXT_R2I r2i;
    void *usr_data;
};

struct X509V3_CONF_METHOD_st {
    char *(*get_string)(void *db, const char *section, const char *value);
    STACK_OF(CONF_VALUE) *(*get_section)(void *db, const char *section);
    void (*free_string)(void *db, char *string);
    void (*free_section)(void *db, STACK_OF(CONF_VALUE) *section);
};

typedef struct X509V3_CONF_METHOD_st X509V3_CONF_METHOD;

struct v3_ext_ctx {
    int flags;
    X509 *issuer_cert;
    X509 *subject_cert;
    X509_REQ *subject_req;
    X509_CRL *crl;
    X509V3_CONF_METHOD *db_meth;
    void *db;
    EVP_PKEY *issuer_pkey;
};

typedef struct v3_ext_method X509V3_EXT_METHOD;
DEFINE_STACK_OF(X509V3_EXT_METHOD)
typedef BIT_STRING_BITNAME ENUMERATED_NAMES;

struct BASIC_CONSTRAINTS_st {
    int ca;
    ASN1_INTEGER *pathlen;
};

typedef struct BASIC_CONSTRAINTS_st BASIC_CONSTRAINTS;

struct PKEY_USAGE_PERIOD_st {
    ASN1_GENERALIZEDTIME *notBefore;
    ASN1_GENERALIZEDTIME *notAfter;
};

typedef struct PKEY_USAGE_PERIOD_st PKEY_USAGE_PERIOD;

struct otherName_st {
    ASN1_OBJECT *type_id;
    ASN1_TYPE *value;
};

typedef struct otherName_st OTHERNAME;

struct EDIPartyName_st {
    ASN1_STRING *nameAssigner;
    ASN1_STRING *partyName;
};

typedef struct EDIPartyName_st EDIPARTYNAME;

struct GENERAL_NAME_st {
    int type;
    union {
        char *ptr;
        OTHERNAME *otherName;
        ASN1_IA5STRING *rfc822Name;
        ASN1_IA5STRING *dNSName;
        ASN1_STRING *x400Address;
        X509_NAME *directoryName;
        EDIPARTYNAME *ediPartyName;
        ASN1_IA5STRING *uniformResourceIdentifier;
        ASN1_OCTET_STRING *iPAddress;
        ASN1_OBJECT *registeredID;
        ASN1_OCTET_STRING *ip;
        X509_NAME *dirn;
        ASN1_IA5STRING *ia5;
        ASN1_OBJECT *rid;
        ASN1_TYPE *other;
    } d;
};

typedef struct GENERAL_NAME_st GENERAL_NAME;

struct ACCESS_DESCRIPTION_st {
    ASN1_OBJECT *method;
    GENERAL_NAME *location;
};

typedef struct ACCESS_DESCRIPTION_st ACCESS_DESCRIPTION;
DEFINE_STACK_OF(ACCESS_DESCRIPTION)
DEFINE_STACK_OF(GENERAL_NAME)
typedef STACK_OF(ACCESS_DESCRIPTION) AUTHORITY_INFO_ACCESS;
typedef STACK_OF(ASN1_OBJECT) EXTENDED_KEY_USAGE;
typedef STACK_OF(ASN1_INTEGER) TLS_FEATURE;
typedef STACK_OF(GENERAL_NAME) GENERAL_NAMES;
DEFINE_STACK_OF(GENERAL_NAMES)

struct DIST_POINT_NAME_st {
    int type;
    union {
        GENERAL_NAMES *fullname;
        STACK_OF(X509_NAME_ENTRY) *relativename;
    } name;
    X509_NAME *dpname;
};

typedef struct DIST_POINT_NAME_st DIST_POINT_NAME;

struct DIST_POINT_st {
    DIST_POINT_NAME *distpoint;
    ASN1_BIT_STRING *reasons;
    GENERAL_NAMES *CRLissuer;
    int dp_reasons;
};

DEFINE_STACK_OF(DIST_POINT)
typedef STACK_OF(DIST_POINT) CRL_DIST_POINTS;

struct AUTHORITY_KEYID_st {
    ASN1_OCTET_STRING *keyid;
    GENERAL_NAMES *issuer;
    ASN1_INTEGER *serial;
};

struct SXNET_ID_st {
    ASN1_INTEGER *zone;
    ASN1_OCTET_STRING *user;
};

typedef struct SXNET_ID_st SXNETID;
DEFINE_STACK_OF(SXNETID)

struct SXNET_st {
    ASN1_INTEGER *version;
    STACK_OF(SXNETID) *ids;
};

typedef struct SXNET_st SXNET;

struct ISSUER_SIGN_TOOL_st {
    ASN1_UTF8STRING *signTool;
    ASN1_UTF8STRING *cATool;
    ASN1_UTF8STRING *signToolCert;
    ASN1_UTF8STRING *cAToolCert;
};

typedef struct ISSUER_SIGN_TOOL_st ISSUER_SIGN_TOOL;

struct NOTICEREF_st {
    ASN1_STRING *organization;
    STACK_OF(ASN1_INTEGER) *noticenos;
};

typedef struct NOTICEREF_st NOTICEREF;

struct USERNOTICE_st {
    NOTICEREF *noticeref;
    ASN1_STRING *exptext;
};

typedef struct USERNOTICE_st USERNOTICE;

struct POLICYQUALINFO_st {
    ASN1_OBJECT *pqualid;
    union {
        ASN1_IA5STRING *cpsuri;
        USERNOTICE *usernotice;
        ASN1_TYPE *other;
    } d;
};

typedef struct POLICYQUALINFO_st POLICYQUALINFO;
DEFINE_STACK_OF(POLICYQUALINFO)

struct POLICYINFO_st {
    ASN1_OBJECT *policyid;
    STACK_OF(POLICYQUALINFO) *qualifiers;
};

typedef struct POLICYINFO_st POLICYINFO;
DEFINE_STACK_OF(POLICYINFO)
typedef STACK_OF(POLICYINFO) CERTIFICATEPOLICIES;

struct POLICY_MAPPING_st {
    ASN1_OBJECT *issuerDomainPolicy;
    ASN1_OBJECT *subjectDomainPolicy;
};

typedef struct POLICY_MAPPING_st POLICY_MAPPING;
DEFINE_STACK_OF(POLICY_MAPPING)
typedef STACK_OF(POLICY_MAPPING) POLICY_MAPPINGS;

struct GENERAL_SUBTREE_st {
    GENERAL_NAME *base;
    ASN1_INTEGER *minimum;
    ASN1_INTEGER *maximum;
};

typedef struct GENERAL_SUBTREE_st GENERAL_SUBTREE;
DEFINE_STACK_OF(GENERAL_SUBTREE)

struct NAME_CONSTRAINTS_st {
    STACK_OF(GENERAL_SUBTREE) *permittedSubtrees;
    STACK_OF(GENERAL_SUBTREE) *excludedSubtrees;
};

struct POLICY_CONSTRAINTS_st {
    ASN1_INTEGER *requireExplicitPolicy;
    ASN1_INTEGER *inhibitPolicyMapping;
};

typedef struct POLICY_CONSTRAINTS_st POLICY_CONSTRAINTS;

struct PROXY_POLICY_st {
    ASN1_OBJECT *policyLanguage;
    ASN1_OCTET_STRING *policy;
};

typedef struct PROXY_POLICY_st PROXY_POLICY;

struct PROXY_CERT_INFO_EXTENSION_st {
    ASN1_INTEGER *pcPathLengthConstraint;
    PROXY_POLICY *proxyPolicy;
};

typedef struct PROXY_CERT_INFO_EXTENSION_st PROXY_CERT_INFO_EXTENSION;

struct ISSUING_DIST_POINT_st {
    DIST_POINT_NAME *distpoint;
    int onlyuser;
    int onlyCA;
    ASN1_BIT_STRING *onlysomereasons;
    int indirectCRL;
    int onlyattr;
};

struct x509_purpose_st {
    int purpose;
    int trust;
    int flags;
    int (*check_purpose)(const struct x509_purpose_st *, const X509 *, int);
    char *name;
    char *sname;
    void *usr_data;
};

typedef struct x509_purpose_st X509_PURPOSE;
DEFINE_STACK_OF(X509_PURPOSE)
DEFINE_STACK_OF(X509_POLICY_NODE)

struct ASRange_st {
    ASN1_INTEGER *min;
    ASN1_INTEGER *max;
};

typedef struct ASRange_st ASRange;

struct ASIdOrRange_st {
    int type;
    union {
        ASN1_INTEGER *id;
        ASRange *range;
    } u;
};

typedef struct ASIdOrRange_st ASIdOrRange;
DEFINE_STACK_OF(ASIdOrRange)
typedef STACK_OF(ASIdOrRange) ASIdOrRanges;

struct ASIdentifierChoice_st {
    int type;
    union {
        ASN1_NULL *inherit;
        ASIdOrRanges *asIdsOrRanges;
    } u;
};

typedef struct ASIdentifierChoice_st ASIdentifierChoice;

struct ASIdentifiers_st {
    ASIdentifierChoice *asnum;
    ASIdentifierChoice *rdi;
};

typedef struct ASIdentifiers_st ASIdentifiers;

struct IPAddressRange_st {
    ASN1_BIT_STRING *min;
    ASN1_BIT_STRING *max;
};

typedef struct IPAddressRange_st IPAddressRange;

struct IPAddressOrRange_st {
    int type;
    union {
        ASN1_BIT_STRING *addressPrefix;
        IPAddressRange *addressRange;
    } u;
};

typedef struct IPAddressOrRange_st IPAddressOrRange;
DEFINE_STACK_OF(IPAddressOrRange)
typedef STACK_OF(IPAddressOrRange) IPAddressOrRanges;

struct IPAddressChoice_st {
    int type;
    union {
        ASN1_NULL *inherit;
        IPAddressOrRanges *addressesOrRanges;
    } u;
};

typedef struct IPAddressChoice_st IPAddressChoice;

struct IPAddressFamily_st {
    ASN1_OCTET_STRING *addressFamily;
    IPAddressChoice *ipAddressChoice;
};

typedef struct IPAddressFamily_st IPAddressFamily;
DEFINE_STACK_OF(IPAddressFamily)
typedef STACK_OF(IPAddressFamily) IPAddrBlocks;
DEFINE_STACK_OF(ASN1_STRING)
typedef struct NamingAuthority_st NAMING_AUTHORITY;
typedef struct ProfessionInfo_st PROFESSION_INFO;
typedef struct Admissions_st ADMISSIONS;
typedef struct AdmissionSyntax_st ADMISSION_SYNTAX;
DEFINE_STACK_OF(PROFESSION_INFO)
DEFINE_STACK_OF(ADMISSIONS)
typedef STACK_OF(PROFESSION_INFO) PROFESSION_INFOS;

/* X509: a certificate, reference-counted. Getters without a number in their names lend, but get_pubkey and
 * get_ext_d2i hand over; setters copy or take a reference. */
void X509_email_free(STACK_OF(OPENSSL_STRING) *sk);
const GENERAL_NAMES *X509_get0_authority_issuer(X509 *x);
const ASN1_OCTET_STRING *X509_get0_authority_key_id(X509 *x);
const ASN1_INTEGER *X509_get0_authority_serial(X509 *x);
const ASN1_OCTET_STRING *X509_get0_subject_key_id(X509 *x);
STACK_OF(OPENSSL_STRING) *X509_get1_email(X509 *x);
STACK_OF(OPENSSL_STRING) *X509_get1_ocsp(X509 *x);
uint32_t X509_get_extended_key_usage(X509 *x);
uint32_t X509_get_extension_flags(X509 *x);
uint32_t X509_get_key_usage(X509 *x);
long X509_get_proxy_pathlen(X509 *x);
void X509_POLICY_NODE_print(BIO *out, X509_POLICY_NODE *node, int indent);
void X509_set_proxy_flag(X509 *x);
void X509_set_proxy_pathlen(X509 *x, long l);
int X509_supported_extension(X509_EXTENSION *ex);

/* ACCESS_DESCRIPTION: one such place. */
void ACCESS_DESCRIPTION_free(ACCESS_DESCRIPTION *a);
const ASN1_ITEM *ACCESS_DESCRIPTION_it(void);
ACCESS_DESCRIPTION *ACCESS_DESCRIPTION_new(void);
ACCESS_DESCRIPTION *d2i_ACCESS_DESCRIPTION(ACCESS_DESCRIPTION **a, const unsigned char **in, long len);
int i2a_ACCESS_DESCRIPTION(BIO *bp, const ACCESS_DESCRIPTION *a);
int i2d_ACCESS_DESCRIPTION(const ACCESS_DESCRIPTION *a, unsigned char **out);

/* ADMISSION_SYNTAX, the admission extension. */
void ADMISSION_SYNTAX_free(ADMISSION_SYNTAX *a);
const ASN1_ITEM *ADMISSION_SYNTAX_it(void);
ADMISSION_SYNTAX *ADMISSION_SYNTAX_new(void);
const GENERAL_NAME *ADMISSION_SYNTAX_get0_admissionAuthority(const ADMISSION_SYNTAX *as);
const STACK_OF(ADMISSIONS) *ADMISSION_SYNTAX_get0_contentsOfAdmissions(const ADMISSION_SYNTAX *as);
void ADMISSION_SYNTAX_set0_admissionAuthority(ADMISSION_SYNTAX *as, GENERAL_NAME *aa);
void ADMISSION_SYNTAX_set0_contentsOfAdmissions(ADMISSION_SYNTAX *as, STACK_OF(ADMISSIONS) *a);
ADMISSION_SYNTAX *d2i_ADMISSION_SYNTAX(ADMISSION_SYNTAX **a, const unsigned char **in, long len);
int i2d_ADMISSION_SYNTAX(const ADMISSION_SYNTAX *a, unsigned char **out);

/* ADMISSIONS, of the admission extension. */
void ADMISSIONS_free(ADMISSIONS *a);
const ASN1_ITEM *ADMISSIONS_it(void);
ADMISSIONS *ADMISSIONS_new(void);
const GENERAL_NAME *ADMISSIONS_get0_admissionAuthority(const ADMISSIONS *a);
const NAMING_AUTHORITY *ADMISSIONS_get0_namingAuthority(const ADMISSIONS *a);
const PROFESSION_INFOS *ADMISSIONS_get0_professionInfos(const ADMISSIONS *a);
void ADMISSIONS_set0_admissionAuthority(ADMISSIONS *a, GENERAL_NAME *aa);
void ADMISSIONS_set0_namingAuthority(ADMISSIONS *a, NAMING_AUTHORITY *na);
void ADMISSIONS_set0_professionInfos(ADMISSIONS *a, PROFESSION_INFOS *pi);
ADMISSIONS *d2i_ADMISSIONS(ADMISSIONS **a, const unsigned char **in, long len);
int i2d_ADMISSIONS(const ADMISSIONS *a, unsigned char **out);

/* ASIdentifierChoice: made, freed and encoded. */
void ASIdentifierChoice_free(ASIdentifierChoice *a);
const ASN1_ITEM *ASIdentifierChoice_it(void);
ASIdentifierChoice *ASIdentifierChoice_new(void);
ASIdentifierChoice *d2i_ASIdentifierChoice(ASIdentifierChoice **a, const unsigned char **in, long len);
int i2d_ASIdentifierChoice(const ASIdentifierChoice *a, unsigned char **out);

/* ASIdentifiers: made, freed and encoded. */
void ASIdentifiers_free(ASIdentifiers *a);
const ASN1_ITEM *ASIdentifiers_it(void);
ASIdentifiers *ASIdentifiers_new(void);
ASIdentifiers *d2i_ASIdentifiers(ASIdentifiers **a, const unsigned char **in, long len);
int i2d_ASIdentifiers(const ASIdentifiers *a, unsigned char **out);

/* ASIdOrRange: made, freed and encoded. */
void ASIdOrRange_free(ASIdOrRange *a);
const ASN1_ITEM *ASIdOrRange_it(void);
ASIdOrRange *ASIdOrRange_new(void);
ASIdOrRange *d2i_ASIdOrRange(ASIdOrRange **a, const unsigned char **in, long len);
int i2d_ASIdOrRange(const ASIdOrRange *a, unsigned char **out);

/* ASN.1, other functions. d2i and i2d follow one rule: d2i_T(&p, &in, len) returns a new T or NULL and
 * moves in past what it read; i2d_T(t, &out) returns the length, negative on failure, and writes when out
 * is not NULL. */
char *i2s_ASN1_IA5STRING(X509V3_EXT_METHOD *method, ASN1_IA5STRING *ia5);
char *i2s_ASN1_UTF8STRING(X509V3_EXT_METHOD *method, ASN1_UTF8STRING *utf8);
ASN1_IA5STRING *s2i_ASN1_IA5STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx, const char *str);
ASN1_UTF8STRING *s2i_ASN1_UTF8STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx, const char *str);

/* ASN1_BIT_STRING: bits numbered from the first one, as key usages are. */
STACK_OF(CONF_VALUE) *i2v_ASN1_BIT_STRING(X509V3_EXT_METHOD *method, ASN1_BIT_STRING *bits,
    STACK_OF(CONF_VALUE) *extlist);
ASN1_BIT_STRING *v2i_ASN1_BIT_STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *nval);

/* ASN1_ENUMERATED: as ASN1_INTEGER, with another tag. */
char *i2s_ASN1_ENUMERATED(X509V3_EXT_METHOD *meth, const ASN1_ENUMERATED *aint);
char *i2s_ASN1_ENUMERATED_TABLE(X509V3_EXT_METHOD *meth, const ASN1_ENUMERATED *aint);

/* ASN1_INTEGER: a whole number of any size. get returns -1 both for -1 and for what does not fit;
 * get_int64 tells them apart. */
char *i2s_ASN1_INTEGER(X509V3_EXT_METHOD *meth, const ASN1_INTEGER *aint);
ASN1_INTEGER *s2i_ASN1_INTEGER(X509V3_EXT_METHOD *meth, const char *value);

/* ASN1_OCTET_STRING: plain bytes. */
char *i2s_ASN1_OCTET_STRING(X509V3_EXT_METHOD *method, const ASN1_OCTET_STRING *ia5);
ASN1_OCTET_STRING *s2i_ASN1_OCTET_STRING(X509V3_EXT_METHOD *method, X509V3_CTX *ctx, const char *str);

/* ASRange: made, freed and encoded. */
void ASRange_free(ASRange *a);
const ASN1_ITEM *ASRange_it(void);
ASRange *ASRange_new(void);
ASRange *d2i_ASRange(ASRange **a, const unsigned char **in, long len);
int i2d_ASRange(const ASRange *a, unsigned char **out);

/* AUTHORITY_INFO_ACCESS: where the issuer and its OCSP responder are. */
void AUTHORITY_INFO_ACCESS_free(AUTHORITY_INFO_ACCESS *a);
const ASN1_ITEM *AUTHORITY_INFO_ACCESS_it(void);
AUTHORITY_INFO_ACCESS *AUTHORITY_INFO_ACCESS_new(void);
AUTHORITY_INFO_ACCESS *d2i_AUTHORITY_INFO_ACCESS(AUTHORITY_INFO_ACCESS **a, const unsigned char **in,
    long len);
int i2d_AUTHORITY_INFO_ACCESS(const AUTHORITY_INFO_ACCESS *a, unsigned char **out);

/* AUTHORITY_KEYID: which key signed. */
void AUTHORITY_KEYID_free(AUTHORITY_KEYID *a);
const ASN1_ITEM *AUTHORITY_KEYID_it(void);
AUTHORITY_KEYID *AUTHORITY_KEYID_new(void);
AUTHORITY_KEYID *d2i_AUTHORITY_KEYID(AUTHORITY_KEYID **a, const unsigned char **in, long len);
int i2d_AUTHORITY_KEYID(const AUTHORITY_KEYID *a, unsigned char **out);

/* BASIC_CONSTRAINTS: whether a certificate may issue others, and how deep. */
void BASIC_CONSTRAINTS_free(BASIC_CONSTRAINTS *a);
const ASN1_ITEM *BASIC_CONSTRAINTS_it(void);
BASIC_CONSTRAINTS *BASIC_CONSTRAINTS_new(void);
BASIC_CONSTRAINTS *d2i_BASIC_CONSTRAINTS(BASIC_CONSTRAINTS **a, const unsigned char **in, long len);
int i2d_BASIC_CONSTRAINTS(const BASIC_CONSTRAINTS *a, unsigned char **out);

/* CERTIFICATEPOLICIES: a list of policies. */
void CERTIFICATEPOLICIES_free(CERTIFICATEPOLICIES *a);
const ASN1_ITEM *CERTIFICATEPOLICIES_it(void);
CERTIFICATEPOLICIES *CERTIFICATEPOLICIES_new(void);
CERTIFICATEPOLICIES *d2i_CERTIFICATEPOLICIES(CERTIFICATEPOLICIES **a, const unsigned char **in, long len);
int i2d_CERTIFICATEPOLICIES(const CERTIFICATEPOLICIES *a, unsigned char **out);

/* CRL_DIST_POINTS: a list of those. */
void CRL_DIST_POINTS_free(CRL_DIST_POINTS *a);
const ASN1_ITEM *CRL_DIST_POINTS_it(void);
CRL_DIST_POINTS *CRL_DIST_POINTS_new(void);
CRL_DIST_POINTS *d2i_CRL_DIST_POINTS(CRL_DIST_POINTS **a, const unsigned char **in, long len);
int i2d_CRL_DIST_POINTS(const CRL_DIST_POINTS *a, unsigned char **out);

/* DIST_POINT: where a CRL is. */
void DIST_POINT_free(DIST_POINT *a);
const ASN1_ITEM *DIST_POINT_it(void);
DIST_POINT *DIST_POINT_new(void);
int DIST_POINT_set_dpname(DIST_POINT_NAME *dpn, const X509_NAME *iname);
DIST_POINT *d2i_DIST_POINT(DIST_POINT **a, const unsigned char **in, long len);
int i2d_DIST_POINT(const DIST_POINT *a, unsigned char **out);

/* DIST_POINT_NAME: where a CRL is, by name. */
void DIST_POINT_NAME_free(DIST_POINT_NAME *a);
const ASN1_ITEM *DIST_POINT_NAME_it(void);
DIST_POINT_NAME *DIST_POINT_NAME_new(void);
DIST_POINT_NAME *d2i_DIST_POINT_NAME(DIST_POINT_NAME **a, const unsigned char **in, long len);
int i2d_DIST_POINT_NAME(const DIST_POINT_NAME *a, unsigned char **out);

/* EDIPARTYNAME: a name in EDI. */
void EDIPARTYNAME_free(EDIPARTYNAME *a);
const ASN1_ITEM *EDIPARTYNAME_it(void);
EDIPARTYNAME *EDIPARTYNAME_new(void);
EDIPARTYNAME *d2i_EDIPARTYNAME(EDIPARTYNAME **a, const unsigned char **in, long len);
int i2d_EDIPARTYNAME(const EDIPARTYNAME *a, unsigned char **out);

/* EXTENDED_KEY_USAGE: purposes by object identifier. */
void EXTENDED_KEY_USAGE_free(EXTENDED_KEY_USAGE *a);
const ASN1_ITEM *EXTENDED_KEY_USAGE_it(void);
EXTENDED_KEY_USAGE *EXTENDED_KEY_USAGE_new(void);
EXTENDED_KEY_USAGE *d2i_EXTENDED_KEY_USAGE(EXTENDED_KEY_USAGE **a, const unsigned char **in, long len);
int i2d_EXTENDED_KEY_USAGE(const EXTENDED_KEY_USAGE *a, unsigned char **out);

/* GENERAL_NAME: one alternative of a name. Its union d is public; set0 takes the value over, get0 lends
 * it. */
GENERAL_NAME *GENERAL_NAME_dup(const GENERAL_NAME *a);
void GENERAL_NAME_free(GENERAL_NAME *a);
const ASN1_ITEM *GENERAL_NAME_it(void);
GENERAL_NAME *GENERAL_NAME_new(void);
int GENERAL_NAME_cmp(GENERAL_NAME *a, GENERAL_NAME *b);
int GENERAL_NAME_get0_otherName(const GENERAL_NAME *gen, ASN1_OBJECT **poid, ASN1_TYPE **pvalue);
void *GENERAL_NAME_get0_value(const GENERAL_NAME *a, int *ptype);
int GENERAL_NAME_print(BIO *out, GENERAL_NAME *gen);
int GENERAL_NAME_set0_othername(GENERAL_NAME *gen, ASN1_OBJECT *oid, ASN1_TYPE *value);
void GENERAL_NAME_set0_value(GENERAL_NAME *a, int type, void *value);
GENERAL_NAME *a2i_GENERAL_NAME(GENERAL_NAME *out, const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
    int gen_type, const char *value, int is_nc);
GENERAL_NAME *d2i_GENERAL_NAME(GENERAL_NAME **a, const unsigned char **in, long len);
int i2d_GENERAL_NAME(const GENERAL_NAME *a, unsigned char **out);
STACK_OF(CONF_VALUE) *i2v_GENERAL_NAME(X509V3_EXT_METHOD *method, GENERAL_NAME *gen,
    STACK_OF(CONF_VALUE) *ret);
GENERAL_NAME *v2i_GENERAL_NAME(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx, CONF_VALUE *cnf);
GENERAL_NAME *v2i_GENERAL_NAME_ex(GENERAL_NAME *out, const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
    CONF_VALUE *cnf, int is_nc);

/* GENERAL_NAMES: a list of those. */
void GENERAL_NAMES_free(GENERAL_NAMES *a);
const ASN1_ITEM *GENERAL_NAMES_it(void);
GENERAL_NAMES *GENERAL_NAMES_new(void);
GENERAL_NAMES *d2i_GENERAL_NAMES(GENERAL_NAMES **a, const unsigned char **in, long len);
int i2d_GENERAL_NAMES(const GENERAL_NAMES *a, unsigned char **out);
STACK_OF(CONF_VALUE) *i2v_GENERAL_NAMES(X509V3_EXT_METHOD *method, GENERAL_NAMES *gen,
    STACK_OF(CONF_VALUE) *extlist);
GENERAL_NAMES *v2i_GENERAL_NAMES(const X509V3_EXT_METHOD *method, X509V3_CTX *ctx,
    STACK_OF(CONF_VALUE) *nval);

/* GENERAL_SUBTREE: one such constraint. */
void GENERAL_SUBTREE_free(GENERAL_SUBTREE *a);
const ASN1_ITEM *GENERAL_SUBTREE_it(void);
GENERAL_SUBTREE *GENERAL_SUBTREE_new(void);

/* IPAddressChoice: made, freed and encoded. */
void IPAddressChoice_free(IPAddressChoice *a);
const ASN1_ITEM *IPAddressChoice_it(void);
IPAddressChoice *IPAddressChoice_new(void);
IPAddressChoice *d2i_IPAddressChoice(IPAddressChoice **a, const unsigned char **in, long len);
int i2d_IPAddressChoice(const IPAddressChoice *a, unsigned char **out);

/* IPAddressFamily: made, freed and encoded. */
void IPAddressFamily_free(IPAddressFamily *a);
const ASN1_ITEM *IPAddressFamily_it(void);
IPAddressFamily *IPAddressFamily_new(void);
IPAddressFamily *d2i_IPAddressFamily(IPAddressFamily **a, const unsigned char **in, long len);
int i2d_IPAddressFamily(const IPAddressFamily *a, unsigned char **out);

/* IPAddressOrRange: made, freed and encoded. */
void IPAddressOrRange_free(IPAddressOrRange *a);
const ASN1_ITEM *IPAddressOrRange_it(void);
IPAddressOrRange *IPAddressOrRange_new(void);
IPAddressOrRange *d2i_IPAddressOrRange(IPAddressOrRange **a, const unsigned char **in, long len);
int i2d_IPAddressOrRange(const IPAddressOrRange *a, unsigned char **out);

/* IPAddressRange: made, freed and encoded. */
void IPAddressRange_free(IPAddressRange *a);
const ASN1_ITEM *IPAddressRange_it(void);
IPAddressRange *IPAddressRange_new(void);
IPAddressRange *d2i_IPAddressRange(IPAddressRange **a, const unsigned char **in, long len);
int i2d_IPAddressRange(const IPAddressRange *a, unsigned char **out);

/* ISSUER_SIGN_TOOL: made, freed and encoded. */
void ISSUER_SIGN_TOOL_free(ISSUER_SIGN_TOOL *a);
const ASN1_ITEM *ISSUER_SIGN_TOOL_it(void);
ISSUER_SIGN_TOOL *ISSUER_SIGN_TOOL_new(void);
ISSUER_SIGN_TOOL *d2i_ISSUER_SIGN_TOOL(ISSUER_SIGN_TOOL **a, const unsigned char **in, long len);
int i2d_ISSUER_SIGN_TOOL(const ISSUER_SIGN_TOOL *a, unsigned char **out);

/* ISSUING_DIST_POINT: what a CRL covers. */
void ISSUING_DIST_POINT_free(ISSUING_DIST_POINT *a);
const ASN1_ITEM *ISSUING_DIST_POINT_it(void);
ISSUING_DIST_POINT *ISSUING_DIST_POINT_new(void);
ISSUING_DIST_POINT *d2i_ISSUING_DIST_POINT(ISSUING_DIST_POINT **a, const unsigned char **in, long len);
int i2d_ISSUING_DIST_POINT(const ISSUING_DIST_POINT *a, unsigned char **out);

/* NAME_CONSTRAINTS: names that a CA may or may not issue for. */
void NAME_CONSTRAINTS_free(NAME_CONSTRAINTS *a);
const ASN1_ITEM *NAME_CONSTRAINTS_it(void);
NAME_CONSTRAINTS *NAME_CONSTRAINTS_new(void);
int NAME_CONSTRAINTS_check(X509 *x, NAME_CONSTRAINTS *nc);
int NAME_CONSTRAINTS_check_CN(X509 *x, NAME_CONSTRAINTS *nc);

/* NAMING_AUTHORITY, of the admission extension. */
void NAMING_AUTHORITY_free(NAMING_AUTHORITY *a);
const ASN1_ITEM *NAMING_AUTHORITY_it(void);
NAMING_AUTHORITY *NAMING_AUTHORITY_new(void);
const ASN1_OBJECT *NAMING_AUTHORITY_get0_authorityId(const NAMING_AUTHORITY *n);
const ASN1_STRING *NAMING_AUTHORITY_get0_authorityText(const NAMING_AUTHORITY *n);
const ASN1_IA5STRING *NAMING_AUTHORITY_get0_authorityURL(const NAMING_AUTHORITY *n);
void NAMING_AUTHORITY_set0_authorityId(NAMING_AUTHORITY *n, ASN1_OBJECT *namingAuthorityId);
void NAMING_AUTHORITY_set0_authorityText(NAMING_AUTHORITY *n, ASN1_STRING *namingAuthorityText);
void NAMING_AUTHORITY_set0_authorityURL(NAMING_AUTHORITY *n, ASN1_IA5STRING *namingAuthorityUrl);
NAMING_AUTHORITY *d2i_NAMING_AUTHORITY(NAMING_AUTHORITY **a, const unsigned char **in, long len);
int i2d_NAMING_AUTHORITY(const NAMING_AUTHORITY *a, unsigned char **out);

/* NOTICEREF: made, freed and encoded. */
void NOTICEREF_free(NOTICEREF *a);
const ASN1_ITEM *NOTICEREF_it(void);
NOTICEREF *NOTICEREF_new(void);
NOTICEREF *d2i_NOTICEREF(NOTICEREF **a, const unsigned char **in, long len);
int i2d_NOTICEREF(const NOTICEREF *a, unsigned char **out);

/* OTHERNAME: a name of a kind that an object identifier tells. */
void OTHERNAME_free(OTHERNAME *a);
const ASN1_ITEM *OTHERNAME_it(void);
OTHERNAME *OTHERNAME_new(void);
int OTHERNAME_cmp(OTHERNAME *a, OTHERNAME *b);
OTHERNAME *d2i_OTHERNAME(OTHERNAME **a, const unsigned char **in, long len);
int i2d_OTHERNAME(const OTHERNAME *a, unsigned char **out);

/* PKEY_USAGE_PERIOD: when a private key may be used. */
void PKEY_USAGE_PERIOD_free(PKEY_USAGE_PERIOD *a);
const ASN1_ITEM *PKEY_USAGE_PERIOD_it(void);
PKEY_USAGE_PERIOD *PKEY_USAGE_PERIOD_new(void);
PKEY_USAGE_PERIOD *d2i_PKEY_USAGE_PERIOD(PKEY_USAGE_PERIOD **a, const unsigned char **in, long len);
int i2d_PKEY_USAGE_PERIOD(const PKEY_USAGE_PERIOD *a, unsigned char **out);

/* POLICY_CONSTRAINTS: made, freed and encoded. */
void POLICY_CONSTRAINTS_free(POLICY_CONSTRAINTS *a);
const ASN1_ITEM *POLICY_CONSTRAINTS_it(void);
POLICY_CONSTRAINTS *POLICY_CONSTRAINTS_new(void);

/* POLICY_MAPPING: made, freed and encoded. */
void POLICY_MAPPING_free(POLICY_MAPPING *a);
const ASN1_ITEM *POLICY_MAPPING_it(void);
POLICY_MAPPING *POLICY_MAPPING_new(void);

/* POLICY_MAPPINGS: policies of two CAs that mean the same. */
const ASN1_ITEM *POLICY_MAPPINGS_it(void);

/* POLICYINFO: one policy. */
void POLICYINFO_free(POLICYINFO *a);
const ASN1_ITEM *POLICYINFO_it(void);
POLICYINFO *POLICYINFO_new(void);
POLICYINFO *d2i_POLICYINFO(POLICYINFO **a, const unsigned char **in, long len);
int i2d_POLICYINFO(const POLICYINFO *a, unsigned char **out);

/* POLICYQUALINFO: made, freed and encoded. */
void POLICYQUALINFO_free(POLICYQUALINFO *a);
const ASN1_ITEM *POLICYQUALINFO_it(void);
POLICYQUALINFO *POLICYQUALINFO_new(void);
POLICYQUALINFO *d2i_POLICYQUALINFO(POLICYQUALINFO **a, const unsigned char **in, long len);
int i2d_POLICYQUALINFO(const POLICYQUALINFO *a, unsigned char **out);

/* PROFESSION_INFO, of the admission extension. */
void PROFESSION_INFO_free(PROFESSION_INFO *a);
const ASN1_ITEM *PROFESSION_INFO_it(void);
PROFESSION_INFO *PROFESSION_INFO_new(void);
const ASN1_OCTET_STRING *PROFESSION_INFO_get0_addProfessionInfo(const PROFESSION_INFO *pi);
const NAMING_AUTHORITY *PROFESSION_INFO_get0_namingAuthority(const PROFESSION_INFO *pi);
const STACK_OF(ASN1_STRING) *PROFESSION_INFO_get0_professionItems(const PROFESSION_INFO *pi);
const STACK_OF(ASN1_OBJECT) *PROFESSION_INFO_get0_professionOIDs(const PROFESSION_INFO *pi);
const ASN1_PRINTABLESTRING *PROFESSION_INFO_get0_registrationNumber(const PROFESSION_INFO *pi);
void PROFESSION_INFO_set0_addProfessionInfo(PROFESSION_INFO *pi, ASN1_OCTET_STRING *aos);
void PROFESSION_INFO_set0_namingAuthority(PROFESSION_INFO *pi, NAMING_AUTHORITY *na);
void PROFESSION_INFO_set0_professionItems(PROFESSION_INFO *pi, STACK_OF(ASN1_STRING) *as);
void PROFESSION_INFO_set0_professionOIDs(PROFESSION_INFO *pi, STACK_OF(ASN1_OBJECT) *po);
void PROFESSION_INFO_set0_registrationNumber(PROFESSION_INFO *pi, ASN1_PRINTABLESTRING *rn);
PROFESSION_INFO *d2i_PROFESSION_INFO(PROFESSION_INFO **a, const unsigned char **in, long len);
int i2d_PROFESSION_INFO(const PROFESSION_INFO *a, unsigned char **out);

/* PROXY_CERT_INFO_EXTENSION, of proxy certificates. */
void PROXY_CERT_INFO_EXTENSION_free(PROXY_CERT_INFO_EXTENSION *a);
const ASN1_ITEM *PROXY_CERT_INFO_EXTENSION_it(void);
PROXY_CERT_INFO_EXTENSION *PROXY_CERT_INFO_EXTENSION_new(void);
PROXY_CERT_INFO_EXTENSION *d2i_PROXY_CERT_INFO_EXTENSION(PROXY_CERT_INFO_EXTENSION **a,
    const unsigned char **in, long len);
int i2d_PROXY_CERT_INFO_EXTENSION(const PROXY_CERT_INFO_EXTENSION *a, unsigned char **out);

/* PROXY_POLICY: what a proxy certificate may do. */
void PROXY_POLICY_free(PROXY_POLICY *a);
const ASN1_ITEM *PROXY_POLICY_it(void);
PROXY_POLICY *PROXY_POLICY_new(void);
PROXY_POLICY *d2i_PROXY_POLICY(PROXY_POLICY **a, const unsigned char **in, long len);
int i2d_PROXY_POLICY(const PROXY_POLICY *a, unsigned char **out);

/* SXNET: made, freed and encoded. */
void SXNET_free(SXNET *a);
const ASN1_ITEM *SXNET_it(void);
SXNET *SXNET_new(void);
SXNET *d2i_SXNET(SXNET **a, const unsigned char **in, long len);
int i2d_SXNET(const SXNET *a, unsigned char **out);

/* SXNETID: made, freed and encoded. */
void SXNETID_free(SXNETID *a);
const ASN1_ITEM *SXNETID_it(void);
SXNETID *SXNETID_new(void);
SXNETID *d2i_SXNETID(SXNETID **a, const unsigned char **in, long len);
int i2d_SXNETID(const SXNETID *a, unsigned char **out);

/* TLS methods: any version, as client, server or either. The tables are static. */
void TLS_FEATURE_free(TLS_FEATURE *a);
TLS_FEATURE *TLS_FEATURE_new(void);

/* USERNOTICE: made, freed and encoded. */
void USERNOTICE_free(USERNOTICE *a);
const ASN1_ITEM *USERNOTICE_it(void);
USERNOTICE *USERNOTICE_new(void);
USERNOTICE *d2i_USERNOTICE(USERNOTICE **a, const unsigned char **in, long len);
int i2d_USERNOTICE(const USERNOTICE *a, unsigned char **out);

/* Checks of one certificate: 1 for a match, 0 for none, -1 for an error, -2 for a malformed input. */
int X509_check_akid(const X509 *issuer, const AUTHORITY_KEYID *akid);
int X509_check_ca(X509 *x);
int X509_check_email(X509 *x, const char *chk, size_t chklen, unsigned int flags);
int X509_check_host(X509 *x, const char *chk, size_t chklen, unsigned int flags, char **peername);
int X509_check_ip(X509 *x, const unsigned char *chk, size_t chklen, unsigned int flags);
int X509_check_ip_asc(X509 *x, const char *ipasc, unsigned int flags);
int X509_check_issued(X509 *issuer, X509 *subject);
int X509_check_purpose(X509 *x, int id, int ca);

/* X509_PURPOSE: for what a certificate may be used. */
int X509_PURPOSE_add(int id, int trust, int flags, int (*ck)(const X509_PURPOSE *, const X509 *, int),
    const char *name, const char *sname, void *arg);
void X509_PURPOSE_cleanup(void);
X509_PURPOSE *X509_PURPOSE_get0(int idx);
char *X509_PURPOSE_get0_name(const X509_PURPOSE *xp);
char *X509_PURPOSE_get0_sname(const X509_PURPOSE *xp);
int X509_PURPOSE_get_by_id(int id);
int X509_PURPOSE_get_by_sname(const char *sname);
int X509_PURPOSE_get_count(void);
int X509_PURPOSE_get_id(const X509_PURPOSE *);
int X509_PURPOSE_get_trust(const X509_PURPOSE *xp);
int X509_PURPOSE_set(int *p, int purpose);

/* X509_REQ: a certificate request. Getters without a number in their names lend, but get_pubkey hands over
 * a reference. */
STACK_OF(OPENSSL_STRING) *X509_REQ_get1_email(X509_REQ *x);

/* X509v3: names and values of extensions as in configuration files. */
int X509V3_add1_i2d(STACK_OF(X509_EXTENSION) **x, int nid, void *value, int crit, unsigned long flags);
int X509V3_add_standard_extensions(void);
int X509V3_add_value(const char *name, const char *value, STACK_OF(CONF_VALUE) **extlist);
int X509V3_add_value_bool(const char *name, int asn1_bool, STACK_OF(CONF_VALUE) **extlist);
int X509V3_add_value_bool_nf(const char *name, int asn1_bool, STACK_OF(CONF_VALUE) **extlist);
int X509V3_add_value_int(const char *name, const ASN1_INTEGER *aint, STACK_OF(CONF_VALUE) **extlist);
int X509V3_add_value_uchar(const char *name, const unsigned char *value, STACK_OF(CONF_VALUE) **extlist);
#define X509V3_conf_err(val) \
    ERR_add_error_data(6, "section:", (val)->section, ",name:", (val)->name, ",value:", (val)->value)
void X509V3_conf_free(CONF_VALUE *val);
int X509V3_extensions_print(BIO *out, const char *title, const STACK_OF(X509_EXTENSION) *exts,
    unsigned long flag, int indent);
void *X509V3_get_d2i(const STACK_OF(X509_EXTENSION) *x, int nid, int *crit, int *idx);
STACK_OF(CONF_VALUE) *X509V3_get_section(X509V3_CTX *ctx, const char *section);
char *X509V3_get_string(X509V3_CTX *ctx, const char *name, const char *section);
int X509V3_get_value_bool(const CONF_VALUE *value, int *asn1_bool);
int X509V3_get_value_int(const CONF_VALUE *value, ASN1_INTEGER **aint);
int X509V3_NAME_from_section(X509_NAME *nm, STACK_OF(CONF_VALUE) *dn_sk, unsigned long chtype);
STACK_OF(CONF_VALUE) *X509V3_parse_list(const char *line);
void X509V3_section_free(X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *section);
void X509V3_set_conf_lhash(X509V3_CTX *ctx, LHASH_OF(CONF_VALUE) *lhash);
void X509V3_set_ctx(X509V3_CTX *ctx, X509 *issuer, X509 *subject, X509_REQ *req, X509_CRL *crl, int flags);
#define X509V3_set_ctx_nodb(ctx) (ctx)->db = NULL;
#define X509V3_set_ctx_test(ctx) X509V3_set_ctx(ctx, NULL, NULL, NULL, NULL, X509V3_CTX_TEST)
int X509V3_set_issuer_pkey(X509V3_CTX *ctx, EVP_PKEY *pkey);
void X509V3_set_nconf(X509V3_CTX *ctx, CONF *conf);
void X509V3_string_free(X509V3_CTX *ctx, char *str);

/* X509v3: lists of extensions, and addresses and AS numbers (RFC 3779). */
int X509v3_addr_add_inherit(IPAddrBlocks *addr, const unsigned int afi, const unsigned int *safi);
int X509v3_addr_add_prefix(IPAddrBlocks *addr, const unsigned int afi, const unsigned int *safi,
    unsigned char *a, const int prefixlen);
int X509v3_addr_add_range(IPAddrBlocks *addr, const unsigned int afi, const unsigned int *safi,
    unsigned char *min, unsigned char *max);
int X509v3_addr_canonize(IPAddrBlocks *addr);
unsigned int X509v3_addr_get_afi(const IPAddressFamily *f);
int X509v3_addr_get_range(IPAddressOrRange *aor, const unsigned int afi, unsigned char *min,
    unsigned char *max, const int length);
int X509v3_addr_inherits(IPAddrBlocks *addr);
int X509v3_addr_is_canonical(IPAddrBlocks *addr);
int X509v3_addr_subset(IPAddrBlocks *a, IPAddrBlocks *b);
int X509v3_addr_validate_path(X509_STORE_CTX *);
int X509v3_addr_validate_resource_set(STACK_OF(X509) *chain, IPAddrBlocks *ext, int allow_inheritance);
int X509v3_asid_add_id_or_range(ASIdentifiers *asid, int which, ASN1_INTEGER *min, ASN1_INTEGER *max);
int X509v3_asid_add_inherit(ASIdentifiers *asid, int which);
int X509v3_asid_canonize(ASIdentifiers *asid);
int X509v3_asid_inherits(ASIdentifiers *asid);
int X509v3_asid_is_canonical(ASIdentifiers *asid);
int X509v3_asid_subset(ASIdentifiers *a, ASIdentifiers *b);
int X509v3_asid_validate_path(X509_STORE_CTX *);
int X509v3_asid_validate_resource_set(STACK_OF(X509) *chain, ASIdentifiers *ext, int allow_inheritance);

/* Extensions by method and by text. */
int X509V3_EXT_add(X509V3_EXT_METHOD *ext);
int X509V3_EXT_add_alias(int nid_to, int nid_from);
int X509V3_EXT_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *section, X509 *cert);
int X509V3_EXT_add_list(X509V3_EXT_METHOD *extlist);
int X509V3_EXT_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509 *cert);
int X509V3_EXT_add_nconf_sk(CONF *conf, X509V3_CTX *ctx, const char *section, STACK_OF(X509_EXTENSION) **sk);
void X509V3_EXT_cleanup(void);
X509_EXTENSION *X509V3_EXT_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *name,
    const char *value);
X509_EXTENSION *X509V3_EXT_conf_nid(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, int ext_nid,
    const char *value);
int X509V3_EXT_CRL_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *section, X509_CRL *crl);
int X509V3_EXT_CRL_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509_CRL *crl);
void *X509V3_EXT_d2i(X509_EXTENSION *ext);
const X509V3_EXT_METHOD *X509V3_EXT_get(X509_EXTENSION *ext);
const X509V3_EXT_METHOD *X509V3_EXT_get_nid(int nid);
X509_EXTENSION *X509V3_EXT_i2d(int ext_nid, int crit, void *ext_struc);
X509_EXTENSION *X509V3_EXT_nconf(CONF *conf, X509V3_CTX *ctx, const char *name, const char *value);
X509_EXTENSION *X509V3_EXT_nconf_nid(CONF *conf, X509V3_CTX *ctx, int ext_nid, const char *value);
int X509V3_EXT_print(BIO *out, X509_EXTENSION *ext, unsigned long flag, int indent);
int X509V3_EXT_REQ_add_conf(LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, const char *section, X509_REQ *req);
int X509V3_EXT_REQ_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509_REQ *req);
void X509V3_EXT_val_prn(BIO *out, STACK_OF(CONF_VALUE) *val, int indent, int ml);
#ifndef OPENSSL_NO_STDIO
int X509V3_EXT_print_fp(FILE *out, X509_EXTENSION *ext, int flag, int indent);
#endif

/* Everything else. */
ASN1_OCTET_STRING *a2i_IPADDRESS(const char *ipasc);
ASN1_OCTET_STRING *a2i_IPADDRESS_NC(const char *ipasc);
#define EXT_BITSTRING(nid, table) \
    { nid, 0, ASN1_ITEM_ref(ASN1_BIT_STRING), 0, 0, 0, 0, 0, 0, (X509V3_EXT_I2V)i2v_ASN1_BIT_STRING, \
        (X509V3_EXT_V2I)v2i_ASN1_BIT_STRING, NULL, NULL, table }
#define EXT_IA5STRING(nid) \
    { nid, 0, ASN1_ITEM_ref(ASN1_IA5STRING), 0, 0, 0, 0, (X509V3_EXT_I2S)i2s_ASN1_IA5STRING, \
        (X509V3_EXT_S2I)s2i_ASN1_IA5STRING, 0, 0, 0, 0, NULL }
#define EXT_UTF8STRING(nid) \
    { nid, 0, ASN1_ITEM_ref(ASN1_UTF8STRING), 0, 0, 0, 0, (X509V3_EXT_I2S)i2s_ASN1_UTF8STRING, \
        (X509V3_EXT_S2I)s2i_ASN1_UTF8STRING, 0, 0, 0, 0, NULL }
int SXNET_add_id_asc(SXNET **psx, const char *zone, const char *user, int userlen);
int SXNET_add_id_INTEGER(SXNET **psx, ASN1_INTEGER *izone, const char *user, int userlen);
int SXNET_add_id_ulong(SXNET **psx, unsigned long lzone, const char *user, int userlen);
ASN1_OCTET_STRING *SXNET_get_id_asc(SXNET *sx, const char *zone);
ASN1_OCTET_STRING *SXNET_get_id_INTEGER(SXNET *sx, ASN1_INTEGER *zone);
ASN1_OCTET_STRING *SXNET_get_id_ulong(SXNET *sx, unsigned long lzone);
#ifndef OPENSSL_NO_DEPRECATED_1_1_0
#define hex_to_string OPENSSL_buf2hexstr
#define string_to_hex OPENSSL_hexstr2buf
#endif

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_X509V3_H */
