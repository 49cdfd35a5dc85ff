/* Policies from text: certificatePolicies, policyMappings, policyConstraints, proxyCertInfo.        man 5 x509v3_config */
#include "compat/crypto/asn1/v3_conf.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/core/raise.h"

void *bs_v3_policy_constraints_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    POLICY_CONSTRAINTS *pc = POLICY_CONSTRAINTS_new();
    (void)ctx;
    for (int i = 0; pc && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        ASN1_INTEGER **at = strcmp(v->name, "requireExplicitPolicy") == 0  ? &pc->requireExplicitPolicy
                            : strcmp(v->name, "inhibitPolicyMapping") == 0 ? &pc->inhibitPolicyMapping
                                                                           : NULL;
        if (!at) bs_v3_refuse(X509V3_R_INVALID_NAME, v);
        if (at && !*at && v->value && (*at = bs_v3_integer_from(v->value)) != NULL) continue;
        POLICY_CONSTRAINTS_free(pc);
        return NULL;
    }
    return pc;
}

void *bs_v3_mappings_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    POLICY_MAPPINGS *sk = sk_POLICY_MAPPING_new_null();
    (void)ctx;
    for (int i = 0; sk && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        POLICY_MAPPING *m = v->value ? POLICY_MAPPING_new() : NULL;
        if (m) {
            m->issuerDomainPolicy = OBJ_txt2obj(v->name, 0);
            m->subjectDomainPolicy = OBJ_txt2obj(v->value, 0);
        }
        bool ok = m && m->issuerDomainPolicy && m->subjectDomainPolicy;
        if (!ok) bs_v3_refuse(X509V3_R_INVALID_OBJECT_IDENTIFIER, v);
        if (ok && sk_POLICY_MAPPING_push(sk, m)) continue;
        POLICY_MAPPING_free(m);
        sk_POLICY_MAPPING_pop_free(sk, POLICY_MAPPING_free);
        return NULL;
    }
    return sk;
}

/* --- certificatePolicies ------------------------------------------------------------------- */

/* "UTF8:text", "BMP:...", "VISIBLE:...": the bytes as they are, under that type. */
static bool explicit_text(USERNOTICE *n, const char *text) {
    static const struct { const char *prefix; int type; } types[] = { { "UTF8:", V_ASN1_UTF8STRING },
        { "UTF8String:", V_ASN1_UTF8STRING }, { "BMP:", V_ASN1_BMPSTRING }, { "BMPSTRING:", V_ASN1_BMPSTRING },
        { "VISIBLE:", V_ASN1_VISIBLESTRING }, { "VISIBLESTRING:", V_ASN1_VISIBLESTRING } };
    int type = V_ASN1_VISIBLESTRING;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t len = strlen(types[i].prefix);
        if (strncmp(text, types[i].prefix, len) != 0) continue;
        type = types[i].type;
        text += len;
        break;
    }
    ASN1_STRING_free(n->exptext);
    n->exptext = ASN1_STRING_type_new(type);
    return n->exptext && ASN1_STRING_set(n->exptext, text, -1);
}

static bool numbers(NOTICEREF *ref, const CONF_VALUE *v) {
    STACK_OF(CONF_VALUE) *list = X509V3_parse_list(bs_v3_text(v));
    bool ok = sk_CONF_VALUE_num(list) > 0;
    if (!ok) bs_v3_refuse(X509V3_R_INVALID_NUMBERS, v);
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        ASN1_INTEGER *n = bs_v3_integer_from(sk_CONF_VALUE_value(list, i)->name);
        if (!n) BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_NUMBER);
        ok = n && sk_ASN1_INTEGER_push(ref->noticenos, n);
        if (!ok) ASN1_INTEGER_free(n);
    }
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return ok;
}

static bool notice_option(USERNOTICE *n, const CONF_VALUE *v, bool ia5org) {
    if (strcmp(v->name, "explicitText") == 0) return explicit_text(n, bs_v3_text(v));
    bool organization = strcmp(v->name, "organization") == 0;
    if (!organization && strcmp(v->name, "noticeNumbers") != 0) {
        bs_v3_refuse(X509V3_R_INVALID_OPTION, v);
        return false;
    }
    if (!n->noticeref && !(n->noticeref = NOTICEREF_new())) return false;
    if (!organization) return numbers(n->noticeref, v);
    n->noticeref->organization->type = ia5org ? V_ASN1_IA5STRING : V_ASN1_VISIBLESTRING;
    return ASN1_STRING_set(n->noticeref->organization, bs_v3_text(v), -1);
}

static POLICYQUALINFO *notice_from(X509V3_CTX *ctx, const CONF_VALUE *v, bool ia5org) {
    if (*bs_v3_text(v) != '@') {
        bs_v3_refuse(X509V3_R_EXPECTED_A_SECTION_NAME, v);
        return NULL;
    }
    const STACK_OF(CONF_VALUE) *section = X509V3_get_section(ctx, v->value + 1);
    if (!section) {
        bs_v3_refuse(X509V3_R_INVALID_SECTION, v);
        return NULL;
    }
    POLICYQUALINFO *q = POLICYQUALINFO_new();
    USERNOTICE *n = q ? USERNOTICE_new() : NULL;
    bool ok = n != NULL;
    if (ok) {
        q->pqualid = OBJ_nid2obj(NID_id_qt_unotice);
        q->d.usernotice = n;
    }
    for (int i = 0; ok && i < sk_CONF_VALUE_num(section); i++) ok = notice_option(n, sk_CONF_VALUE_value(section, i), ia5org);
    if (ok) return q;
    POLICYQUALINFO_free(q);
    return NULL;
}

static POLICYQUALINFO *cps_from(const CONF_VALUE *v) {
    POLICYQUALINFO *q = POLICYQUALINFO_new();
    ASN1_IA5STRING *s = q ? ASN1_IA5STRING_new() : NULL;
    if (s && ASN1_STRING_set(s, bs_v3_text(v), -1)) {
        q->pqualid = OBJ_nid2obj(NID_id_qt_cps);
        q->d.cpsuri = s;
        return q;
    }
    ASN1_IA5STRING_free(s);
    POLICYQUALINFO_free(q);
    return NULL;
}

static bool policy_option(X509V3_CTX *ctx, POLICYINFO *p, const CONF_VALUE *v, bool ia5org) {
    if (strcmp(v->name, "policyIdentifier") == 0) {
        ASN1_OBJECT *obj = OBJ_txt2obj(bs_v3_text(v), 0);
        if (!obj) bs_v3_refuse(X509V3_R_INVALID_OBJECT_IDENTIFIER, v);
        ASN1_OBJECT_free(p->policyid);
        p->policyid = obj;
        return obj != NULL;
    }
    bool cps = bs_v3_name_is(v->name, "CPS"), notice = bs_v3_name_is(v->name, "userNotice");
    if (!cps && !notice) {
        bs_v3_refuse(X509V3_R_INVALID_OPTION, v);
        return false;
    }
    if (!p->qualifiers && !(p->qualifiers = sk_POLICYQUALINFO_new_null())) return false;
    POLICYQUALINFO *q = cps ? cps_from(v) : notice_from(ctx, v, ia5org);
    if (q && sk_POLICYQUALINFO_push(p->qualifiers, q)) return true;
    POLICYQUALINFO_free(q);
    return false;
}

static bool policy_section(X509V3_CTX *ctx, POLICYINFO *p, const CONF_VALUE *from, bool ia5org) {
    const STACK_OF(CONF_VALUE) *section = X509V3_get_section(ctx, from->name + 1);
    if (!section) {
        bs_v3_refuse(X509V3_R_INVALID_SECTION, from);
        return false;
    }
    for (int i = 0; i < sk_CONF_VALUE_num(section); i++) {
        if (!policy_option(ctx, p, sk_CONF_VALUE_value(section, i), ia5org)) return false;
    }
    if (p->policyid) return true;
    BS_RAISE(ERR_LIB_X509V3, X509V3_R_NO_POLICY_IDENTIFIER);
    return false;
}

static POLICYINFO *policy_from(X509V3_CTX *ctx, const CONF_VALUE *v, bool ia5org) {
    POLICYINFO *p = POLICYINFO_new();
    bool ok = p != NULL;
    if (ok && *v->name == '@') {
        p->policyid = NULL; /* the section must have one */
        ok = policy_section(ctx, p, v, ia5org);
    } else if (ok) {
        p->policyid = OBJ_txt2obj(v->name, 0);
        ok = p->policyid != NULL;
        if (!ok) bs_v3_refuse(X509V3_R_INVALID_OBJECT_IDENTIFIER, v);
    }
    if (ok) return p;
    POLICYINFO_free(p);
    return NULL;
}

/* Objects and sections; "ia5org" makes the organizations after it IA5Strings. */
void *bs_v3_policies_from(X509V3_CTX *ctx, const char *text) {
    STACK_OF(CONF_VALUE) *list = X509V3_parse_list(text);
    CERTIFICATEPOLICIES *sk = list ? sk_POLICYINFO_new_null() : NULL;
    bool ia5org = false;
    if (!list) BS_RAISE(ERR_LIB_X509V3, ERR_R_X509V3_LIB);
    for (int i = 0; sk && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        if (!v->value && strcmp(v->name, "ia5org") == 0) {
            ia5org = true;
            continue;
        }
        if (v->value) bs_v3_refuse(X509V3_R_INVALID_POLICY_IDENTIFIER, v);
        POLICYINFO *p = v->value ? NULL : policy_from(ctx, v, ia5org);
        if (p && sk_POLICYINFO_push(sk, p)) continue;
        POLICYINFO_free(p);
        sk_POLICYINFO_pop_free(sk, POLICYINFO_free);
        sk = NULL;
    }
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return sk;
}

/* --- proxyCertInfo, RFC 3820 3.8 -------------------------------------------------------------- */

static bool append(ASN1_OCTET_STRING *to, const void *p, size_t n) {
    size_t old = (size_t)to->length;
    uint8_t *all = (uint8_t *)OPENSSL_malloc(old + n + 1);
    if (!all) return false;
    if (old > 0) memcpy(all, to->data, old);
    memcpy(all + old, p, n);
    all[old + n] = 0;
    ASN1_STRING_set0(to, all, (int)(old + n));
    return true;
}

static bool append_file(ASN1_OCTET_STRING *to, const char *path) {
    char buf[2048];
    BIO *b = BIO_new_file(path, "r");
    int n = b ? 0 : -1;
    while (b && (n = BIO_read(b, buf, sizeof buf)) > 0 && append(to, buf, (size_t)n)) continue;
    BIO_free(b);
    if (n != 0) BS_RAISE(ERR_LIB_X509V3, ERR_R_BIO_LIB);
    return n == 0;
}

/* "hex:", "file:" or "text:"; given more than once, one after the other */
static bool policy_text(PROXY_POLICY *p, const CONF_VALUE *v) {
    const char *text = bs_v3_text(v);
    if (!p->policy && !(p->policy = ASN1_OCTET_STRING_new())) return false;
    if (strncmp(text, "file:", 5) == 0) return append_file(p->policy, text + 5);
    if (strncmp(text, "text:", 5) == 0) return append(p->policy, text + 5, strlen(text + 5));
    if (strncmp(text, "hex:", 4) == 0) {
        long n;
        unsigned char *bytes = OPENSSL_hexstr2buf(text + 4, &n);
        bool ok = bytes && append(p->policy, bytes, (size_t)n);
        OPENSSL_free(bytes);
        return ok;
    }
    bs_v3_refuse(X509V3_R_INCORRECT_POLICY_SYNTAX_TAG, v);
    return false;
}

static bool proxy_option(PROXY_CERT_INFO_EXTENSION *pci, const CONF_VALUE *v) {
    if (strcmp(v->name, "language") == 0) {
        if (OBJ_length(pci->proxyPolicy->policyLanguage) > 0) {
            bs_v3_refuse(X509V3_R_POLICY_LANGUAGE_ALREADY_DEFINED, v);
            return false;
        }
        pci->proxyPolicy->policyLanguage = OBJ_txt2obj(bs_v3_text(v), 0);
        if (!pci->proxyPolicy->policyLanguage) bs_v3_refuse(X509V3_R_INVALID_OBJECT_IDENTIFIER, v);
        return pci->proxyPolicy->policyLanguage != NULL;
    }
    if (strcmp(v->name, "pathlen") == 0) {
        if (pci->pcPathLengthConstraint) {
            bs_v3_refuse(X509V3_R_POLICY_PATH_LENGTH_ALREADY_DEFINED, v);
            return false;
        }
        return X509V3_get_value_int(v, &pci->pcPathLengthConstraint);
    }
    return strcmp(v->name, "policy") != 0 || policy_text(pci->proxyPolicy, v); /* other names are passed over */
}

static bool proxy_list(X509V3_CTX *ctx, PROXY_CERT_INFO_EXTENSION *pci, const STACK_OF(CONF_VALUE) *list, bool section) {
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        if (!section && *v->name == '@') {
            const STACK_OF(CONF_VALUE) *inner = X509V3_get_section(ctx, v->name + 1);
            if (!inner) bs_v3_refuse(X509V3_R_INVALID_SECTION, v);
            if (!inner || !proxy_list(ctx, pci, inner, true)) return false;
        } else if (!v->value) {
            bs_v3_refuse(X509V3_R_INVALID_PROXY_POLICY_SETTING, v);
            return false;
        } else if (!proxy_option(pci, v)) {
            return false;
        }
    }
    return true;
}

void *bs_v3_proxy_from(X509V3_CTX *ctx, const char *text) {
    STACK_OF(CONF_VALUE) *list = X509V3_parse_list(text);
    PROXY_CERT_INFO_EXTENSION *pci = list ? PROXY_CERT_INFO_EXTENSION_new() : NULL;
    bool ok = pci && proxy_list(ctx, pci, list, false);
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    if (ok) {
        int language = OBJ_obj2nid(pci->proxyPolicy->policyLanguage);
        bool own = language == NID_Independent || language == NID_id_ppl_inheritAll;
        ok = OBJ_length(pci->proxyPolicy->policyLanguage) > 0 && !(own && pci->proxyPolicy->policy);
        if (!ok) BS_RAISE(ERR_LIB_X509V3, own ? X509V3_R_POLICY_WHEN_PROXY_LANGUAGE_REQUIRES_NO_POLICY
                                              : X509V3_R_NO_PROXY_CERT_POLICY_LANGUAGE_DEFINED);
    }
    if (ok) return pci;
    PROXY_CERT_INFO_EXTENSION_free(pci);
    return NULL;
}
