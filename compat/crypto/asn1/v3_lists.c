/* Values of extensions as lists of name:value pairs: what i2v of X509V3_EXT_METHOD does. A list that is given is added
 * to; one that is not is freed on failure. */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/v3.h"

static STACK_OF(CONF_VALUE) *end(bool ok, STACK_OF(CONF_VALUE) *list, const STACK_OF(CONF_VALUE) *given) {
    if (ok) return list;
    if (!given) sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return NULL;
}

STACK_OF(CONF_VALUE) *bs_v3_list_basic_constraints(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given) {
    const BASIC_CONSTRAINTS *bc = (const BASIC_CONSTRAINTS *)v;
    STACK_OF(CONF_VALUE) *list = given;
    (void)m;
    bool ok = X509V3_add_value_bool("CA", bc->ca, &list) && X509V3_add_value_int("pathlen", bc->pathlen, &list);
    return end(ok, list, given);
}

static bool add_hex(const char *name, const ASN1_OCTET_STRING *s, STACK_OF(CONF_VALUE) **list) {
    char *text = i2s_ASN1_OCTET_STRING(NULL, s);
    bool ok = text && X509V3_add_value(name, text, list);
    OPENSSL_free(text);
    return ok;
}

static bool add_names(GENERAL_NAMES *names, STACK_OF(CONF_VALUE) **list) {
    STACK_OF(CONF_VALUE) *more = i2v_GENERAL_NAMES(NULL, names, *list);
    if (more) *list = more;
    return more != NULL;
}

STACK_OF(CONF_VALUE) *bs_v3_list_authority_keyid(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given) {
    const AUTHORITY_KEYID *id = (const AUTHORITY_KEYID *)v;
    STACK_OF(CONF_VALUE) *list = given;
    (void)m;
    bool ok = (!id->keyid || add_hex(id->issuer || id->serial ? "keyid" : NULL, id->keyid, &list)) &&
              (!id->issuer || add_names(id->issuer, &list)) && (!id->serial || add_hex("serial", id->serial, &list));
    return end(ok, list, given);
}

STACK_OF(CONF_VALUE) *bs_v3_list_objects(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given) {
    const STACK_OF(ASN1_OBJECT) *sk = (const STACK_OF(ASN1_OBJECT) *)v;
    STACK_OF(CONF_VALUE) *list = given;
    char name[80];
    bool ok = true;
    (void)m;
    for (int i = 0; ok && i < sk_ASN1_OBJECT_num(sk); i++) {
        i2t_ASN1_OBJECT(name, sizeof name, sk_ASN1_OBJECT_value(sk, i));
        ok = X509V3_add_value(NULL, name, &list);
    }
    return end(ok, list, given);
}

/* "OCSP - URI": the method goes before the name of its location. */
static bool add_access(const ACCESS_DESCRIPTION *d, STACK_OF(CONF_VALUE) **list) {
    STACK_OF(CONF_VALUE) *more = i2v_GENERAL_NAME(NULL, d->location, *list);
    char method[80];
    if (!more) return false;
    *list = more;
    CONF_VALUE *last = sk_CONF_VALUE_value(more, sk_CONF_VALUE_num(more) - 1);
    i2t_ASN1_OBJECT(method, sizeof method, d->method);
    const size_t n = strlen(method) + strlen(last->name) + 4;
    char *both = (char *)OPENSSL_malloc(n);
    if (!both) return false;
    BIO_snprintf(both, n, "%s - %s", method, last->name);
    OPENSSL_free(last->name);
    last->name = both;
    return true;
}

STACK_OF(CONF_VALUE) *bs_v3_list_access(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given) {
    const AUTHORITY_INFO_ACCESS *sk = (const AUTHORITY_INFO_ACCESS *)v;
    STACK_OF(CONF_VALUE) *list = given;
    bool ok = true;
    (void)m;
    for (int i = 0; ok && i < sk_ACCESS_DESCRIPTION_num(sk); i++) {
        ok = add_access(sk_ACCESS_DESCRIPTION_value(sk, i), &list);
    }
    if (ok && !list) list = sk_CONF_VALUE_new_null();
    return end(ok, list, given);
}

STACK_OF(CONF_VALUE) *bs_v3_list_policy_constraints(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given) {
    const POLICY_CONSTRAINTS *pc = (const POLICY_CONSTRAINTS *)v;
    STACK_OF(CONF_VALUE) *list = given;
    (void)m;
    bool ok = X509V3_add_value_int("Require Explicit Policy", pc->requireExplicitPolicy, &list) &&
              X509V3_add_value_int("Inhibit Policy Mapping", pc->inhibitPolicyMapping, &list);
    return end(ok, list, given);
}

STACK_OF(CONF_VALUE) *bs_v3_list_policy_mappings(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given) {
    const POLICY_MAPPINGS *sk = (const POLICY_MAPPINGS *)v;
    STACK_OF(CONF_VALUE) *list = given;
    char a[80], b[80];
    bool ok = true;
    (void)m;
    for (int i = 0; ok && i < sk_POLICY_MAPPING_num(sk); i++) {
        const POLICY_MAPPING *map = sk_POLICY_MAPPING_value(sk, i);
        i2t_ASN1_OBJECT(a, sizeof a, map->issuerDomainPolicy);
        i2t_ASN1_OBJECT(b, sizeof b, map->subjectDomainPolicy);
        ok = X509V3_add_value(a, b, &list);
    }
    return end(ok, list, given);
}

STACK_OF(CONF_VALUE) *bs_v3_list_tls_feature(const X509V3_EXT_METHOD *m, void *v, STACK_OF(CONF_VALUE) *given) {
    const TLS_FEATURE *sk = (const TLS_FEATURE *)v;
    STACK_OF(CONF_VALUE) *list = given;
    bool ok = true;
    (void)m;
    for (int i = 0; ok && i < sk_ASN1_INTEGER_num(sk); i++) {
        const ASN1_INTEGER *n = sk_ASN1_INTEGER_value(sk, i);
        const long id = ASN1_INTEGER_get(n); /* RFC 6066 8, RFC 6961 */
        const char *name = id == 5 ? "status_request" : id == 17 ? "status_request_v2" : NULL;
        ok = name ? X509V3_add_value(NULL, name, &list) : X509V3_add_value_int(NULL, n, &list);
    }
    return end(ok, list, given);
}
