/**
 * \file v3.h
 * \brief The one table of X.509 v3 extensions: how each is decoded and printed.                  RFC 5280 4.2
 */
#ifndef BS_COMPAT_V3_H
#define BS_COMPAT_V3_H

#include <openssl/conf.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/item.h"

struct bs_v3_method {
    X509V3_EXT_METHOD method; /* what programs see */
    /** What `i2r` calls: prints the decoded value, as it goes. False: it cannot be shown, its bytes are printed too. */
    bool (*print)(BIO *out, const void *value, int indent);
    /** What `v2i`, and `s2i` or `r2i` call: NULL with an error raised. */
    void *(*from_list)(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
    void *(*from_text)(X509V3_CTX *ctx, const char *text);
};

extern const struct bs_item bs_item_octets_raw, bs_item_ocsp_crl_id, bs_item_ocsp_service_locator;
extern const struct bs_item bs_item_general_name, bs_item_general_names, bs_item_basic_constraints,
    bs_item_authority_keyid, bs_item_access, bs_item_object_list, bs_item_crl_dist_points, bs_item_dist_point_name,
    bs_item_certificate_policies, bs_item_name_constraints, bs_item_policy_constraints, bs_item_policy_mappings,
    bs_item_issuing_dist_point, bs_item_usage_period, bs_item_tls_feature, bs_item_proxy_info,
    bs_item_addr_blocks, bs_item_as_ids;

/** The row of an extension; NULL if we do not know it. */
const struct bs_v3_method *bs_v3_method_find(int nid);

/** \name What programs added.
 * @{ */
/** The row of an alias of a known extension; NULL if there is none. bs_v3_method_find() looks here too. */
const struct bs_v3_method *bs_v3_alias_find(int nid);
/** A program's own method; NULL if there is none. */
const X509V3_EXT_METHOD *bs_v3_added_find(int nid);
/** @} */

/** \name What a method of ours or of a program's does.
 * @{ */
/** Value from DER, to DER (returns its length), freed, printed (1: whole), made from text. */
void *bs_v3_value_decode(const X509V3_EXT_METHOD *m, const ASN1_OCTET_STRING *value);
int bs_v3_value_encode(const X509V3_EXT_METHOD *m, const void *v, unsigned char **out);
void bs_v3_value_free(const X509V3_EXT_METHOD *m, void *v);
int bs_v3_value_print(BIO *out, const X509V3_EXT_METHOD *m, void *v, int indent);
void *bs_v3_value_make(const X509V3_EXT_METHOD *m, CONF *conf, X509V3_CTX *ctx, const char *name, const char *text);
/** @} */

/** \name Lists of v3_lists.c, for the table.
 * @{ */
STACK_OF(CONF_VALUE) *bs_v3_list_basic_constraints(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given);
STACK_OF(CONF_VALUE) *bs_v3_list_authority_keyid(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given);
STACK_OF(CONF_VALUE) *bs_v3_list_objects(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given);
STACK_OF(CONF_VALUE) *bs_v3_list_access(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given);
STACK_OF(CONF_VALUE) *bs_v3_list_policy_constraints(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given);
STACK_OF(CONF_VALUE) *bs_v3_list_policy_mappings(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given);
STACK_OF(CONF_VALUE) *bs_v3_list_tls_feature(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given);
/** @} */

/** \name Printers of v3_print_*.c, for the table.
 * @{ */
bool bs_v3_print_crl_points(BIO *out, const void *v, int indent);
bool bs_v3_print_issuing_point(BIO *out, const void *v, int indent);
bool bs_v3_print_policies(BIO *out, const void *v, int indent);
void bs_v3_print_qualifiers(BIO *out, const STACK_OF(POLICYQUALINFO) *sk, int indent);
bool bs_v3_print_proxy(BIO *out, const void *v, int indent);
bool bs_v3_print_name_constraints(BIO *out, const void *v, int indent);
bool bs_v3_print_sxnet(BIO *out, const void *v, int indent);
bool bs_v3_print_admission(BIO *out, const void *v, int indent);
bool bs_v3_print_sign_tool(BIO *out, const void *v, int indent);
bool bs_v3_print_addr_blocks(BIO *out, const void *v, int indent);
bool bs_v3_print_as_ids(BIO *out, const void *v, int indent);
bool bs_v3_print_scts(BIO *out, const void *v, int indent);
bool bs_v3_print_ocsp_crl_id(BIO *out, const void *v, int indent);
bool bs_v3_print_ocsp_nonce(BIO *out, const void *v, int indent);
bool bs_v3_print_ocsp_service(BIO *out, const void *v, int indent);
/** An INTEGER as OpenSSL shows it: decimal below 128 bits, else 0x and hex. */
bool bs_v3_print_integer(BIO *out, const ASN1_INTEGER *i);
/** A GeneralName as "DNS:host"; false if it holds a NUL. */
bool bs_v3_print_general_name(BIO *out, const GENERAL_NAME *gen);
/** An address of 4 or 16 bytes; anything else as "<invalid length=N>". */
void bs_v3_print_ip(BIO *out, const uint8_t *p, size_t n);
/** @} */

#endif
