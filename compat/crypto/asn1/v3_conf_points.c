/* Distribution points from text, plain or with sections.                                          man 5 x509v3_config */
#include "compat/crypto/asn1/v3_conf.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/core/raise.h"

/* "@section", or the list itself */
static GENERAL_NAMES *names_from(X509V3_CTX *ctx, const char *text) {
    bool section = *text == '@';
    STACK_OF(CONF_VALUE) *list = section ? X509V3_get_section(ctx, text + 1) : X509V3_parse_list(text);
    GENERAL_NAMES *names = list ? (GENERAL_NAMES *)bs_v3_names_from(ctx, list) : NULL;
    if (!list) BS_RAISE(ERR_LIB_X509V3, X509V3_R_SECTION_NOT_FOUND);
    if (!section) sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return names;
}

/* One RDN, to go behind the issuer's name: RFC 5280 4.2.1.13. */
static STACK_OF(X509_NAME_ENTRY) *relative_from(X509V3_CTX *ctx, const char *section) {
    STACK_OF(CONF_VALUE) *list = X509V3_get_section(ctx, section);
    STACK_OF(X509_NAME_ENTRY) *rdn = NULL;
    if (!list) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_SECTION_NOT_FOUND);
        return NULL;
    }
    X509_NAME *name = X509_NAME_new();
    int n = X509V3_NAME_from_section(name, list, MBSTRING_ASC) ? X509_NAME_entry_count(name) : 0;
    if (n > 0 && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, n - 1)) != 0) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_MULTIPLE_RDNS);
    } else if (n > 0) {
        rdn = name->entries;
        name->entries = NULL;
    }
    X509_NAME_free(name);
    return rdn;
}

/* 1 taken, 0 another option, -1 failed */
static int point_name(DIST_POINT_NAME **out, X509V3_CTX *ctx, const CONF_VALUE *v) {
    bool full = strncmp(v->name, "fullname", 9) == 0;
    if (!full && strcmp(v->name, "relativename") != 0) return 0;
    GENERAL_NAMES *names = full ? names_from(ctx, bs_v3_text(v)) : NULL;
    STACK_OF(X509_NAME_ENTRY) *rdn = full ? NULL : relative_from(ctx, bs_v3_text(v));
    DIST_POINT_NAME *n = NULL;
    if (*out) {
        if (names || rdn) BS_RAISE(ERR_LIB_X509V3, X509V3_R_DISTPOINT_ALREADY_SET);
    } else if (names || rdn) {
        n = DIST_POINT_NAME_new();
    }
    if (!n) {
        GENERAL_NAMES_free(names);
        sk_X509_NAME_ENTRY_pop_free(rdn, X509_NAME_ENTRY_free);
        return -1;
    }
    n->type = full ? 0 : 1;
    if (full) n->name.fullname = names;
    else n->name.relativename = rdn;
    *out = n;
    return 1;
}

static bool reasons_from(ASN1_BIT_STRING **out, const char *text) {
    static const char *const names[] = { "unused", "keyCompromise", "CACompromise", "affiliationChanged", "superseded",
        "cessationOfOperation", "certificateHold", "privilegeWithdrawn", "AACompromise" };
    enum { NUM = sizeof names / sizeof names[0] };
    STACK_OF(CONF_VALUE) *list = X509V3_parse_list(text);
    bool ok = list && !*out && (*out = ASN1_BIT_STRING_new()) != NULL;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        int bit = 0;
        while (bit < NUM && strcmp(sk_CONF_VALUE_value(list, i)->name, names[bit]) != 0) bit++;
        ok = bit < NUM && ASN1_BIT_STRING_set_bit(*out, bit, 1);
    }
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return ok;
}

static bool point_option(DIST_POINT *p, X509V3_CTX *ctx, const CONF_VALUE *v) {
    int named = point_name(&p->distpoint, ctx, v);
    if (named != 0) return named > 0;
    if (strcmp(v->name, "reasons") == 0) return reasons_from(&p->reasons, bs_v3_text(v));
    if (strcmp(v->name, "CRLissuer") != 0) return true; /* passed over, as OpenSSL does */
    GENERAL_NAMES_free(p->CRLissuer);
    p->CRLissuer = names_from(ctx, bs_v3_text(v));
    return p->CRLissuer != NULL;
}

static DIST_POINT *point_from_section(X509V3_CTX *ctx, const char *section) {
    const STACK_OF(CONF_VALUE) *list = X509V3_get_section(ctx, section);
    DIST_POINT *p = list ? DIST_POINT_new() : NULL;
    bool ok = p != NULL;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) ok = point_option(p, ctx, sk_CONF_VALUE_value(list, i));
    if (ok) return p;
    DIST_POINT_free(p);
    return NULL;
}

static DIST_POINT *point_of_name(X509V3_CTX *ctx, const CONF_VALUE *v) {
    GENERAL_NAME *g = bs_v3_name_from(NULL, ctx, v->name, v->value, false);
    DIST_POINT *p = g ? DIST_POINT_new() : NULL;
    DIST_POINT_NAME *n = p ? DIST_POINT_NAME_new() : NULL;
    if (n) {
        n->type = 0;
        n->name.fullname = sk_GENERAL_NAME_new_null();
        p->distpoint = n;
    }
    if (n && n->name.fullname && sk_GENERAL_NAME_push(n->name.fullname, g)) return p;
    GENERAL_NAME_free(g);
    DIST_POINT_free(p);
    return NULL;
}

/* A name with a value is a point of that name alone, one without is a section. */
void *bs_v3_points_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    CRL_DIST_POINTS *all = CRL_DIST_POINTS_new();
    for (int i = 0; all && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        DIST_POINT *p = v->value ? point_of_name(ctx, v) : point_from_section(ctx, v->name);
        if (p && sk_DIST_POINT_push(all, p)) continue;
        DIST_POINT_free(p);
        CRL_DIST_POINTS_free(all);
        return NULL;
    }
    return all;
}

static bool issuing_option(ISSUING_DIST_POINT *p, X509V3_CTX *ctx, const CONF_VALUE *v) {
    const struct { const char *name; ASN1_BOOLEAN *at; } flags[] = { { "onlyuser", &p->onlyuser }, { "onlyCA", &p->onlyCA },
        { "onlyAA", &p->onlyattr }, { "indirectCRL", &p->indirectCRL } };
    int named = point_name(&p->distpoint, ctx, v);
    if (named != 0) return named > 0;
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strcmp(v->name, flags[i].name) == 0) return X509V3_get_value_bool(v, flags[i].at);
    }
    if (strcmp(v->name, "onlysomereasons") == 0) return reasons_from(&p->onlysomereasons, bs_v3_text(v));
    bs_v3_refuse(X509V3_R_INVALID_NAME, v);
    return false;
}

void *bs_v3_issuing_point_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    ISSUING_DIST_POINT *p = ISSUING_DIST_POINT_new();
    bool ok = p != NULL;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) ok = issuing_option(p, ctx, sk_CONF_VALUE_value(list, i));
    if (ok) return p;
    ISSUING_DIST_POINT_free(p);
    return NULL;
}
