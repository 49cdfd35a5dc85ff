/**
 * \file v3_conf.h
 * \brief From text to extensions: what the makers of v3_conf*.c share.                        man 5 x509v3_config
 */
#ifndef BS_COMPAT_V3_CONF_H
#define BS_COMPAT_V3_CONF_H

#include <openssl/conf.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

/** \name Each makes a value from a list of name:value pairs, or from text; NULL with an error raised.
 * @{ */
void *bs_v3_basic_constraints_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_objects_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_features_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_ia5_from(X509V3_CTX *ctx, const char *text);
void *bs_v3_number_from(X509V3_CTX *ctx, const char *text);
void *bs_v3_null_from(X509V3_CTX *ctx, const char *text);
void *bs_v3_key_id_from(X509V3_CTX *ctx, const char *text);
void *bs_v3_names_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_issuer_names_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_subject_names_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_access_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_policies_from(X509V3_CTX *ctx, const char *text);
void *bs_v3_policy_constraints_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_mappings_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_proxy_from(X509V3_CTX *ctx, const char *text);
void *bs_v3_issuing_point_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_points_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_constraints_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_addr_blocks_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_as_ids_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_sxnet_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_sign_tool_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
void *bs_v3_utf8_from(X509V3_CTX *ctx, const char *text);
void *bs_v3_authority_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list);
/** @} */

/**
 * \brief A name from its type ("DNS", "DNS.1", ...) and value.
 * \param out         takes the value, if it is not NULL; untouched on failure.
 * \param constraint  addresses come with a mask.
 */
GENERAL_NAME *bs_v3_name_from(GENERAL_NAME *out, X509V3_CTX *ctx, const char *name, const char *text, bool constraint);

/** The same from a GEN_*. */
GENERAL_NAME *bs_v3_name_of_type(GENERAL_NAME *out, X509V3_CTX *ctx, int type, const char *text, bool constraint);

/** "DNS", or "DNS.1" as in a section, where names may not be repeated. */
bool bs_v3_name_is(const char *name, const char *want);

/** An option's value as text; "" if it has none. */
static inline const char *bs_v3_text(const CONF_VALUE *v) { return v->value ? v->value : ""; }

/** The pairs of a value: those of a section ("@name"), which stays the configuration's; NULL and an error if none. */
STACK_OF(CONF_VALUE) *bs_v3_list_of(CONF *conf, const char *name, const char *text, bool *out_section);

/** Raises an error that names the pair at fault; returns NULL. */
void *bs_v3_refuse(int reason, const CONF_VALUE *v);

/** An OCTET STRING from hexadecimal; NULL and an error if it is none. */
ASN1_OCTET_STRING *bs_v3_octets_from_hex(const char *text);

/** An INTEGER from decimal or 0x hexadecimal; NULL if it is none. */
ASN1_INTEGER *bs_v3_integer_from(const char *text);

#endif
