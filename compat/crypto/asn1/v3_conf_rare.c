/* Extensions that few certificates have, from text: Strong Extranet, sign tools, precertificates. */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/v3_conf.h"
#include "compat/crypto/core/raise.h"

#define USER_MAX 64

static bool zone_used(const SXNET *sx, const ASN1_INTEGER *zone) {
    for (int i = 0; i < sk_SXNETID_num(sx->ids); i++) {
        if (ASN1_INTEGER_cmp(sk_SXNETID_value(sx->ids, i)->zone, zone) == 0) return true;
    }
    return false;
}

/* A zone's number, and the user's name in it. */
static bool add_user(SXNET *sx, const CONF_VALUE *v) {
    ASN1_INTEGER *zone = bs_v3_integer_from(v->name);
    const size_t n = strlen(bs_v3_text(v));
    int reason = !zone ? X509V3_R_ERROR_CONVERTING_ZONE
        : !v->value ? X509V3_R_INVALID_NULL_ARGUMENT
        : n > USER_MAX ? X509V3_R_USER_TOO_LONG
        : zone_used(sx, zone) ? X509V3_R_DUPLICATE_ZONE_ID : 0;
    SXNETID *id = reason == 0 ? SXNETID_new() : NULL;
    if (id && ASN1_OCTET_STRING_set(id->user, (const unsigned char *)v->value, (int)n) &&
        sk_SXNETID_push(sx->ids, id)) {
        ASN1_INTEGER_free(id->zone);
        id->zone = zone;
        return true;
    }
    if (reason != 0) BS_RAISE(ERR_LIB_X509V3, reason);
    SXNETID_free(id);
    ASN1_INTEGER_free(zone);
    return false;
}

void *bs_v3_sxnet_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    SXNET *sx = SXNET_new();
    bool ok = sx && ASN1_INTEGER_set(sx->version, 0);
    (void)ctx;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) ok = add_user(sx, sk_CONF_VALUE_value(list, i));
    if (ok) return sx;
    SXNET_free(sx);
    return NULL;
}

static ASN1_UTF8STRING *tool(ISSUER_SIGN_TOOL *t, const char *name) {
    if (strcmp(name, "signTool") == 0) return t->signTool;
    if (strcmp(name, "cATool") == 0) return t->cATool;
    if (strcmp(name, "signToolCert") == 0) return t->signToolCert;
    return strcmp(name, "cAToolCert") == 0 ? t->cAToolCert : NULL;
}

void *bs_v3_sign_tool_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    ISSUER_SIGN_TOOL *t = ISSUER_SIGN_TOOL_new();
    bool ok = t != NULL;
    (void)ctx;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        ASN1_UTF8STRING *s = tool(t, v->name);
        ok = s && v->value && ASN1_STRING_set(s, v->value, (int)strlen(v->value));
        if (!s) BS_RAISE(ERR_LIB_X509V3, ERR_R_PASSED_INVALID_ARGUMENT);
    }
    if (ok) return t;
    ISSUER_SIGN_TOOL_free(t);
    return NULL;
}

void *bs_v3_utf8_from(X509V3_CTX *ctx, const char *text) { return s2i_ASN1_UTF8STRING(NULL, ctx, text); }
