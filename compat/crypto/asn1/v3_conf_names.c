/* General names from text, and the extensions that are made of them.                        man 5 x509v3_config */
#include "compat/crypto/asn1/v3_conf.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

bool bs_v3_name_is(const char *name, const char *want) {
    size_t n = strlen(want);
    return strncmp(name, want, n) == 0 && (name[n] == '\0' || name[n] == '.');
}

static int type_of(const char *name) {
    static const struct { const char *name; int type; } types[] = { { "email", GEN_EMAIL }, { "URI", GEN_URI },
        { "DNS", GEN_DNS }, { "RID", GEN_RID }, { "IP", GEN_IPADD }, { "dirName", GEN_DIRNAME },
        { "otherName", GEN_OTHERNAME } };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (bs_v3_name_is(name, types[i].name)) return types[i].type;
    }
    return -1;
}

/* A key may begin with "1." to be repeated; a '+' joins it to the one before. */
int X509V3_NAME_from_section(X509_NAME *name, STACK_OF(CONF_VALUE) *section, unsigned long chtype) {
    if (!name) return 0;
    for (int i = 0; i < sk_CONF_VALUE_num(section); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(section, i);
        const char *type = v->name, *sep = strpbrk(type, ":,.");
        if (sep && sep[1] != '\0') type = sep + 1;
        bool joined = *type == '+';
        if (!X509_NAME_add_entry_by_txt(name, type + joined, (int)chtype, (const unsigned char *)v->value, -1, -1,
                                        joined ? -1 : 0)) {
            return 0;
        }
    }
    return 1;
}

static X509_NAME *directory_name(X509V3_CTX *ctx, const char *section) {
    STACK_OF(CONF_VALUE) *list = X509V3_get_section(ctx, section);
    X509_NAME *name = list ? X509_NAME_new() : NULL;
    if (!list) BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_SECTION_NOT_FOUND, "section=%s", section);
    if (name && X509V3_NAME_from_section(name, list, MBSTRING_ASC)) return name;
    X509_NAME_free(name);
    BS_RAISE(ERR_LIB_X509V3, X509V3_R_DIRNAME_ERROR);
    return NULL;
}

/* "1.2.3;UTF8:text": a type, and a value in the syntax of ASN1_generate_v3() */
static OTHERNAME *other_name(X509V3_CTX *ctx, const char *text) {
    const char *semi = strchr(text, ';');
    char *type = semi ? OPENSSL_strndup(text, (size_t)(semi - text)) : NULL;
    OTHERNAME *o = type ? OTHERNAME_new() : NULL;
    if (o) {
        ASN1_TYPE_free(o->value);
        o->value = ASN1_generate_v3(semi + 1, ctx);
        if (o->value) o->type_id = OBJ_txt2obj(type, 0);
    }
    bool ok = o && o->value && o->type_id;
    OPENSSL_free(type);
    if (ok) return o;
    OTHERNAME_free(o);
    BS_RAISE(ERR_LIB_X509V3, X509V3_R_OTHERNAME_ERROR);
    return NULL;
}

static void *make_value(X509V3_CTX *ctx, int type, const char *text, bool constraint) {
    if (type == GEN_RID) return OBJ_txt2obj(text, 0);
    if (type == GEN_IPADD) return constraint ? a2i_IPADDRESS_NC(text) : a2i_IPADDRESS(text);
    if (type == GEN_DIRNAME) return directory_name(ctx, text);
    if (type == GEN_OTHERNAME) return other_name(ctx, text);
    ASN1_IA5STRING *s = ASN1_IA5STRING_new();
    if (s && ASN1_STRING_set(s, text, (int)strlen(text))) return s;
    ASN1_IA5STRING_free(s);
    return NULL;
}

GENERAL_NAME *bs_v3_name_of_type(GENERAL_NAME *out, X509V3_CTX *ctx, int type, const char *text, bool constraint) {
    if (!text) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_MISSING_VALUE);
        return NULL;
    }
    if (type < GEN_OTHERNAME || type > GEN_RID || type == GEN_X400 || type == GEN_EDIPARTY) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_UNSUPPORTED_TYPE);
        return NULL;
    }
    GENERAL_NAME *g = out ? out : GENERAL_NAME_new();
    void *value = g ? make_value(ctx, type, text, constraint) : NULL;
    if (value) {
        g->type = type;
        g->d.ptr = (char *)value;
        return g;
    }
    if (!out) GENERAL_NAME_free(g);
    if (type == GEN_RID) BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_BAD_OBJECT, "value=%s", text);
    if (type == GEN_IPADD) BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_BAD_IP_ADDRESS, "value=%s", text);
    return NULL;
}

GENERAL_NAME *bs_v3_name_from(GENERAL_NAME *out, X509V3_CTX *ctx, const char *name, const char *text, bool constraint) {
    int type = type_of(name);
    if (type >= 0 || !text) return bs_v3_name_of_type(out, ctx, type, text, constraint);
    BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_UNSUPPORTED_OPTION, "name=%s", name);
    return NULL;
}

static bool push(GENERAL_NAMES *names, GENERAL_NAME *g) {
    if (g && sk_GENERAL_NAME_push(names, g)) return true;
    GENERAL_NAME_free(g);
    return false;
}

/* The addresses in a subject; `move` takes them out of it. */
static bool copy_email(X509V3_CTX *ctx, GENERAL_NAMES *names, bool move) {
    if (ctx && (ctx->flags & X509V3_CTX_TEST) != 0) return true;
    if (!ctx || (!ctx->subject_cert && !ctx->subject_req)) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_NO_SUBJECT_DETAILS);
        return false;
    }
    X509_NAME *subject = ctx->subject_cert ? X509_get_subject_name(ctx->subject_cert)
                                           : X509_REQ_get_subject_name(ctx->subject_req);
    for (int i = -1; (i = X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, i)) >= 0;) {
        X509_NAME_ENTRY *e = X509_NAME_get_entry(subject, i);
        ASN1_IA5STRING *s = ASN1_STRING_dup(X509_NAME_ENTRY_get_data(e));
        GENERAL_NAME *g = s ? GENERAL_NAME_new() : NULL;
        if (!g) {
            ASN1_IA5STRING_free(s);
            return false;
        }
        if (move) {
            X509_NAME_ENTRY_free(X509_NAME_delete_entry(subject, i));
            i--;
        }
        g->type = GEN_EMAIL;
        g->d.ia5 = s;
        if (!push(names, g)) return false;
    }
    return true;
}

static bool copy_issuer(X509V3_CTX *ctx, GENERAL_NAMES *names) {
    if (ctx && (ctx->flags & X509V3_CTX_TEST) != 0) return true;
    if (!ctx || !ctx->issuer_cert) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_NO_ISSUER_DETAILS);
        return false;
    }
    if (X509_get_ext_by_NID(ctx->issuer_cert, NID_subject_alt_name, -1) < 0) return true;
    GENERAL_NAMES *theirs = (GENERAL_NAMES *)X509_get_ext_d2i(ctx->issuer_cert, NID_subject_alt_name, NULL, NULL);
    if (!theirs) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_ISSUER_DECODE_ERROR);
        return false;
    }
    bool ok = true;
    while (ok && sk_GENERAL_NAME_num(theirs) > 0) ok = push(names, sk_GENERAL_NAME_shift(theirs));
    GENERAL_NAMES_free(theirs);
    return ok;
}

static void *names_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list, bool subject, bool issuer) {
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    for (int i = 0; names && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        bool copy = v->value && strcmp(v->value, "copy") == 0, move = v->value && strcmp(v->value, "move") == 0;
        bool ok = subject && bs_v3_name_is(v->name, "email") && (copy || move) ? copy_email(ctx, names, move)
                  : issuer && bs_v3_name_is(v->name, "issuer") && copy         ? copy_issuer(ctx, names)
                                                            : push(names, bs_v3_name_from(NULL, ctx, v->name, v->value, false));
        if (ok) continue;
        GENERAL_NAMES_free(names);
        return NULL;
    }
    return names;
}

void *bs_v3_names_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) { return names_from(ctx, list, false, false); }
void *bs_v3_subject_names_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    return names_from(ctx, list, true, false);
}
void *bs_v3_issuer_names_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    return names_from(ctx, list, false, true);
}

/* "OCSP;URI:http://..." */
void *bs_v3_access_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    AUTHORITY_INFO_ACCESS *all = AUTHORITY_INFO_ACCESS_new();
    for (int i = 0; all && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        const char *semi = strchr(v->name, ';');
        char *method = semi ? OPENSSL_strndup(v->name, (size_t)(semi - v->name)) : NULL;
        if (!semi) BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_SYNTAX);
        ACCESS_DESCRIPTION *a = method ? ACCESS_DESCRIPTION_new() : NULL;
        GENERAL_NAME *g = a ? bs_v3_name_from(NULL, ctx, semi + 1, v->value, false) : NULL;
        if (g) {
            GENERAL_NAME_free(a->location);
            a->location = g;
            a->method = OBJ_txt2obj(method, 0);
            if (!a->method) BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_BAD_OBJECT, "value=%s", method);
        }
        bool ok = g && a->method && sk_ACCESS_DESCRIPTION_push(all, a);
        OPENSSL_free(method);
        if (ok) continue;
        ACCESS_DESCRIPTION_free(a);
        AUTHORITY_INFO_ACCESS_free(all);
        return NULL;
    }
    return all;
}

/* "permitted;DNS:..." and "excluded;..." */
void *bs_v3_constraints_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    NAME_CONSTRAINTS *nc = NAME_CONSTRAINTS_new();
    for (int i = 0; nc && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        bool permitted = strncmp(v->name, "permitted;", 10) == 0, excluded = strncmp(v->name, "excluded;", 9) == 0;
        const char *name = v->name + (permitted ? 10 : 9);
        if (!permitted && !excluded) BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_SYNTAX);
        GENERAL_NAME *g = permitted || excluded ? bs_v3_name_from(NULL, ctx, name, v->value, true) : NULL;
        GENERAL_SUBTREE *t = g ? GENERAL_SUBTREE_new() : NULL;
        STACK_OF(GENERAL_SUBTREE) **at = permitted ? &nc->permittedSubtrees : &nc->excludedSubtrees;
        if (t) {
            GENERAL_NAME_free(t->base);
            t->base = g;
            if (!*at) *at = sk_GENERAL_SUBTREE_new_null();
        } else {
            GENERAL_NAME_free(g);
        }
        if (t && *at && sk_GENERAL_SUBTREE_push(*at, t)) continue;
        GENERAL_SUBTREE_free(t);
        NAME_CONSTRAINTS_free(nc);
        return NULL;
    }
    return nc;
}

/* --- the authority's key -------------------------------------------------------------------- */

enum wish { NO, IF_SENSIBLE, ALWAYS };

static bool wishes(const STACK_OF(CONF_VALUE) *list, enum wish *keyid, enum wish *issuer) {
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        enum wish *w = strcmp(v->name, "keyid") == 0 ? keyid : strcmp(v->name, "issuer") == 0 ? issuer : NULL;
        if (!w) {
            BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_UNKNOWN_OPTION, "name=%s", v->name);
            return false;
        }
        *w = v->value && strcmp(v->value, "always") == 0 ? ALWAYS : IF_SENSIBLE;
    }
    return true;
}

/* The issuer's own key identifier; of a key that is about to sign itself, the one that "hash" gives. */
static ASN1_OCTET_STRING *issuer_key_id(const X509V3_CTX *ctx, bool same, bool self_signed) {
    ASN1_OCTET_STRING *id = NULL;
    unsigned char md[EVP_MAX_MD_SIZE], *der = NULL;
    unsigned len;
    if (!same || self_signed) id = (ASN1_OCTET_STRING *)X509_get_ext_d2i(ctx->issuer_cert, NID_subject_key_identifier, NULL, NULL);
    if (id || !same || !ctx->issuer_pkey) return id;
    int n = i2d_PUBKEY(ctx->issuer_pkey, &der);
    const unsigned char *p = der;
    X509_PUBKEY *pub = n > 0 ? d2i_X509_PUBKEY(NULL, &p, n) : NULL;
    if (pub && X509_PUBKEY_get0_param(NULL, &p, &n, NULL, pub) && EVP_Digest(p, (size_t)n, md, &len, EVP_sha1(), NULL)) {
        id = ASN1_OCTET_STRING_new();
        if (id && !ASN1_OCTET_STRING_set(id, md, (int)len)) {
            ASN1_OCTET_STRING_free(id);
            id = NULL;
        }
    }
    X509_PUBKEY_free(pub);
    OPENSSL_free(der);
    return id;
}

static bool put_issuer(AUTHORITY_KEYID *a, X509 *issuer) {
    GENERAL_NAME *g = GENERAL_NAME_new();
    X509_NAME *name = g ? X509_NAME_dup(X509_get_issuer_name(issuer)) : NULL;
    a->serial = ASN1_INTEGER_dup(X509_get0_serialNumber(issuer));
    a->issuer = sk_GENERAL_NAME_new_null();
    if (name) {
        g->type = GEN_DIRNAME;
        g->d.directoryName = name;
    }
    if (name && a->serial && a->issuer && sk_GENERAL_NAME_push(a->issuer, g)) return true;
    GENERAL_NAME_free(g);
    BS_RAISE(ERR_LIB_X509V3, X509V3_R_UNABLE_TO_GET_ISSUER_DETAILS);
    return false;
}

void *bs_v3_authority_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    enum wish keyid = NO, issuer = NO;
    const CONF_VALUE *only = sk_CONF_VALUE_num(list) == 1 ? sk_CONF_VALUE_value(list, 0) : NULL;
    if (only && strcmp(only->name, "none") == 0) return AUTHORITY_KEYID_new();
    if (!wishes(list, &keyid, &issuer)) return NULL;
    if (ctx && (ctx->flags & X509V3_CTX_TEST) != 0) return AUTHORITY_KEYID_new();
    if (!ctx) {
        BS_RAISE(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (!ctx->issuer_cert) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_NO_ISSUER_CERTIFICATE);
        return NULL;
    }
    bool same = ctx->subject_cert == ctx->issuer_cert, self_signed = same;
    if (ctx->issuer_pkey) {
        ERR_set_mark();
        self_signed = X509_check_private_key(ctx->subject_cert, ctx->issuer_pkey) > 0;
        ERR_pop_to_mark();
    }
    AUTHORITY_KEYID *a = AUTHORITY_KEYID_new();
    if (!a) return NULL;
    /* RFC 5280 4.2.1.1: a self-signed certificate may do without */
    bool ok = true;
    if (keyid == ALWAYS || (keyid == IF_SENSIBLE && !self_signed)) {
        a->keyid = issuer_key_id(ctx, same, self_signed);
        ok = a->keyid || keyid != ALWAYS;
        if (!ok) BS_RAISE(ERR_LIB_X509V3, X509V3_R_UNABLE_TO_GET_ISSUER_KEYID);
    }
    if (ok && (issuer == ALWAYS || (issuer == IF_SENSIBLE && !a->keyid))) ok = put_issuer(a, ctx->issuer_cert);
    if (ok) return a;
    AUTHORITY_KEYID_free(a);
    return NULL;
}
