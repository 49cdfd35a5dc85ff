/* X509V3_EXT_nconf() and its like: an extension from its name and a value in OpenSSL's syntax.     man 5 x509v3_config */
#include "compat/crypto/asn1/v3_conf.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <ctype.h>
#include <string.h>

#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/core/raise.h"

void *bs_v3_refuse(int reason, const CONF_VALUE *v) {
    BS_RAISE_DATA(ERR_LIB_X509V3, reason, "section=%s, name=%s, value=%s", v->section ? v->section : "", v->name,
                  v->value ? v->value : "");
    return NULL;
}

ASN1_INTEGER *bs_v3_integer_from(const char *text) {
    BIGNUM *bn = NULL;
    bool neg = *text == '-', hex;
    text += neg;
    hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    int n = hex ? BN_hex2bn(&bn, text + 2) : BN_dec2bn(&bn, text);
    ASN1_INTEGER *i = NULL;
    if (n > 0 && text[(hex ? 2 : 0) + n] == '\0') {
        if (neg && !BN_is_zero(bn)) BN_set_negative(bn, 1);
        i = BN_to_ASN1_INTEGER(bn, NULL);
    } else {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_BN_DEC2BN_ERROR);
    }
    BN_free(bn);
    return i;
}

ASN1_INTEGER *s2i_ASN1_INTEGER(X509V3_EXT_METHOD *meth, const char *value) {
    (void)meth;
    if (value) return bs_v3_integer_from(value);
    BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_NULL_VALUE);
    return NULL;
}

/* --- one maker an extension ------------------------------------------------------------ */

void *bs_v3_basic_constraints_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    (void)ctx;
    for (int i = 0; bc && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        bool ok = false;
        if (strcmp(v->name, "CA") == 0) {
            ok = X509V3_get_value_bool(v, &bc->ca);
        } else if (strcmp(v->name, "pathlen") == 0) {
            ASN1_INTEGER_free(bc->pathlen);
            bc->pathlen = v->value ? bs_v3_integer_from(v->value) : NULL;
            ok = bc->pathlen != NULL;
        } else {
            bs_v3_refuse(X509V3_R_INVALID_NAME, v);
        }
        if (!ok) {
            BASIC_CONSTRAINTS_free(bc);
            return NULL;
        }
    }
    return bc;
}

void *bs_v3_objects_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    STACK_OF(ASN1_OBJECT) *sk = sk_ASN1_OBJECT_new_null();
    (void)ctx;
    for (int i = 0; sk && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        ASN1_OBJECT *obj = OBJ_txt2obj(v->value ? v->value : v->name, 0);
        if (obj && sk_ASN1_OBJECT_push(sk, obj)) continue;
        if (!obj) bs_v3_refuse(X509V3_R_INVALID_OBJECT_IDENTIFIER, v);
        ASN1_OBJECT_free(obj);
        sk_ASN1_OBJECT_pop_free(sk, ASN1_OBJECT_free);
        return NULL;
    }
    return sk;
}

static void free_integer(ASN1_INTEGER *i) { ASN1_INTEGER_free(i); }

/* RFC 7633: the numbers of TLS extensions, two of them by name */
void *bs_v3_features_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    TLS_FEATURE *sk = sk_ASN1_INTEGER_new_null();
    (void)ctx;
    for (int i = 0; sk && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        const char *text = v->value ? v->value : v->name;
        if (OPENSSL_strcasecmp(text, "status_request") == 0) text = "5";
        else if (OPENSSL_strcasecmp(text, "status_request_v2") == 0) text = "17";
        char *end;
        long id = strtol(text, &end, 10);
        ASN1_INTEGER *n = *text && !*end && id >= 0 && id <= 65535 ? ASN1_INTEGER_new() : NULL;
        if (n && ASN1_INTEGER_set(n, id) && sk_ASN1_INTEGER_push(sk, n)) continue;
        if (!n) bs_v3_refuse(X509V3_R_INVALID_SYNTAX, v);
        ASN1_INTEGER_free(n);
        sk_ASN1_INTEGER_pop_free(sk, free_integer);
        return NULL;
    }
    return sk;
}

/* --- those from plain text ---------------------------------------------------------------- */

void *bs_v3_ia5_from(X509V3_CTX *ctx, const char *text) {
    ASN1_IA5STRING *s = ASN1_IA5STRING_new();
    (void)ctx;
    if (s && ASN1_STRING_set(s, text, (int)strlen(text))) return s;
    ASN1_IA5STRING_free(s);
    return NULL;
}

void *bs_v3_number_from(X509V3_CTX *ctx, const char *text) {
    (void)ctx;
    return bs_v3_integer_from(text);
}

void *bs_v3_null_from(X509V3_CTX *ctx, const char *text) {
    (void)ctx;
    (void)text;
    return bs_item_new(&bs_item_null);
}

static ASN1_OCTET_STRING *octets(const void *p, int n) {
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
    if (s && ASN1_OCTET_STRING_set(s, (const unsigned char *)p, n)) return s;
    ASN1_OCTET_STRING_free(s);
    return NULL;
}

ASN1_OCTET_STRING *bs_v3_octets_from_hex(const char *text) {
    long n;
    unsigned char *p = OPENSSL_hexstr2buf(text, &n);
    ASN1_OCTET_STRING *s = p ? octets(p, (int)n) : NULL;
    OPENSSL_free(p);
    return s;
}

/* RFC 5280 4.2.1.2 (1): the SHA-1 of the key's BIT STRING */
void *bs_v3_key_id_from(X509V3_CTX *ctx, const char *text) {
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned len;
    const unsigned char *p;
    int n;
    if (strcmp(text, "none") == 0) return ASN1_OCTET_STRING_new();
    if (strcmp(text, "hash") != 0) return bs_v3_octets_from_hex(text);
    if (ctx && (ctx->flags & X509V3_CTX_TEST) != 0) return ASN1_OCTET_STRING_new();
    if (!ctx || (!ctx->subject_req && !ctx->subject_cert)) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_NO_SUBJECT_DETAILS);
        return NULL;
    }
    const X509_PUBKEY *pub = ctx->subject_req ? X509_REQ_get_X509_PUBKEY(ctx->subject_req)
                                              : X509_get_X509_PUBKEY(ctx->subject_cert);
    if (!pub || !X509_PUBKEY_get0_param(NULL, &p, &n, NULL, pub)) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_NO_PUBLIC_KEY);
        return NULL;
    }
    return EVP_Digest(p, (size_t)n, md, &len, EVP_sha1(), NULL) ? octets(md, (int)len) : NULL;
}

STACK_OF(CONF_VALUE) *bs_v3_list_of(CONF *conf, const char *name, const char *text, bool *out_section) {
    *out_section = *text == '@';
    STACK_OF(CONF_VALUE) *list = *out_section ? NCONF_get_section(conf, text + 1) : X509V3_parse_list(text);
    if (sk_CONF_VALUE_num(list) > 0) return list;
    BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_INVALID_EXTENSION_STRING, "name=%s,section=%s", name, text);
    if (!*out_section) sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return NULL;
}

static X509_EXTENSION *known(CONF *conf, X509V3_CTX *ctx, int nid, int crit, const char *text) {
    const X509V3_EXT_METHOD *m = nid == NID_undef ? NULL : X509V3_EXT_get_nid(nid);
    if (!m) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_UNKNOWN_EXTENSION_NAME);
        return NULL;
    }
    void *v = bs_v3_value_make(m, conf, ctx, OBJ_nid2sn(nid), text);
    X509_EXTENSION *ex = v ? X509V3_EXT_i2d(nid, crit, v) : NULL;
    if (v) bs_v3_value_free(m, v);
    return ex;
}

/* "DER:" and bytes in hexadecimal, or "ASN1:" and the syntax of ASN1_generate_v3(), for any object */
static ASN1_OCTET_STRING *generic_value(X509V3_CTX *ctx, const char *text, bool der) {
    if (der) return bs_v3_octets_from_hex(text);
    ASN1_TYPE *t = ASN1_generate_v3(text, ctx);
    unsigned char *p = NULL;
    int n = t ? i2d_ASN1_TYPE(t, &p) : 0;
    ASN1_OCTET_STRING *s = n > 0 ? octets(p, n) : NULL;
    OPENSSL_free(p);
    ASN1_TYPE_free(t);
    return s;
}

static X509_EXTENSION *generic(X509V3_CTX *ctx, const char *name, int crit, const char *text, bool der) {
    ASN1_OBJECT *obj = OBJ_txt2obj(name, 0);
    ASN1_OCTET_STRING *s = obj ? generic_value(ctx, text, der) : NULL;
    X509_EXTENSION *ex = s ? X509_EXTENSION_create_by_OBJ(NULL, obj, crit, s) : NULL;
    if (!obj) BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_EXTENSION_NAME_ERROR, "name=%s", name);
    else if (!s) BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_EXTENSION_VALUE_ERROR, "value=%s", text);
    ASN1_OCTET_STRING_free(s);
    ASN1_OBJECT_free(obj);
    return ex;
}

static const char *skip_spaces(const char *p) {
    while (isspace((unsigned char)*p)) p++;
    return p;
}

static X509_EXTENSION *make(CONF *conf, X509V3_CTX *ctx, const char *name, int nid, const char *text,
                            bool by_name) {
    bool crit = strncmp(text, "critical,", 9) == 0;
    const char *value = crit ? skip_spaces(text + 9) : text;
    bool der = strncmp(value, "DER:", 4) == 0;
    if (der || strncmp(value, "ASN1:", 5) == 0) return generic(ctx, name, crit, skip_spaces(value + (der ? 4 : 5)), der);
    X509_EXTENSION *ex = known(conf, ctx, nid, crit, value);
    if (!ex && by_name) BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_ERROR_IN_EXTENSION, "name=%s, value=%s", name, text);
    return ex;
}

/* --- the public faces -------------------------------------------------------------------------- */

void X509V3_set_ctx(X509V3_CTX *ctx, X509 *issuer, X509 *subject, X509_REQ *req, X509_CRL *crl, int flags) {
    if (!ctx) {
        BS_RAISE(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
        return;
    }
    ctx->flags = flags;
    ctx->db_meth = NULL;
    ctx->db = NULL;
    ctx->issuer_cert = issuer;
    ctx->subject_cert = subject;
    ctx->subject_req = req;
    ctx->crl = crl;
    ctx->issuer_pkey = NULL;
}

int X509V3_set_issuer_pkey(X509V3_CTX *ctx, EVP_PKEY *key) {
    if (!ctx || (!ctx->subject_cert && key)) {
        BS_RAISE(ERR_LIB_X509V3, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    ctx->issuer_pkey = key;
    return 1;
}

X509_EXTENSION *X509V3_EXT_nconf(CONF *conf, X509V3_CTX *ctx, const char *name, const char *value) {
    return make(conf, ctx, name, OBJ_sn2nid(name), value, true);
}

X509_EXTENSION *X509V3_EXT_nconf_nid(CONF *conf, X509V3_CTX *ctx, int nid, const char *value) {
    const char *name = OBJ_nid2sn(nid);
    return make(conf, ctx, name ? name : "", nid, value, false);
}

/* With X509V3_CTX_REPLACE an extension takes the place of one that is there. */
static bool replaces(const X509V3_CTX *ctx) { return ctx && ctx->flags == X509V3_CTX_REPLACE; }

static void drop_same(STACK_OF(X509_EXTENSION) *sk, X509_EXTENSION *ex) {
    int at;
    while ((at = X509v3_get_ext_by_OBJ(sk, X509_EXTENSION_get_object(ex), -1)) >= 0) {
        X509_EXTENSION_free(X509v3_delete_ext(sk, at));
    }
}

int X509V3_EXT_add_nconf_sk(CONF *conf, X509V3_CTX *ctx, const char *section, STACK_OF(X509_EXTENSION) **sk) {
    const STACK_OF(CONF_VALUE) *list = NCONF_get_section(conf, section);
    if (!list) return 0;
    for (int i = 0; i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        X509_EXTENSION *ex = X509V3_EXT_nconf(conf, ctx, v->name, v->value);
        if (ex && sk && replaces(ctx)) drop_same(*sk, ex);
        bool ok = ex && (!sk || X509v3_add_ext(sk, ex, -1) != NULL);
        X509_EXTENSION_free(ex);
        if (!ok) return 0;
    }
    return 1;
}

int X509V3_EXT_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509 *cert) {
    STACK_OF(X509_EXTENSION) *sk = NULL;
    int ok = X509V3_EXT_add_nconf_sk(conf, ctx, section, &sk);
    for (int i = 0; ok && cert && i < sk_X509_EXTENSION_num(sk); i++) {
        X509_EXTENSION *ex = sk_X509_EXTENSION_value(sk, i);
        int at;
        while (replaces(ctx) && (at = X509_get_ext_by_OBJ(cert, X509_EXTENSION_get_object(ex), -1)) >= 0) {
            X509_EXTENSION_free(X509_delete_ext(cert, at));
        }
        ok = X509_add_ext(cert, ex, -1);
    }
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    return ok;
}

int X509V3_EXT_CRL_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509_CRL *crl) {
    STACK_OF(X509_EXTENSION) *sk = NULL;
    int ok = X509V3_EXT_add_nconf_sk(conf, ctx, section, &sk);
    for (int i = 0; ok && crl && i < sk_X509_EXTENSION_num(sk); i++) {
        X509_EXTENSION *ex = sk_X509_EXTENSION_value(sk, i);
        const ASN1_OBJECT *kind = X509_EXTENSION_get_object(ex);
        for (int at = X509_CRL_get_ext_count(crl) - 1; replaces(ctx) && at >= 0; at--) {
            if (OBJ_cmp(X509_EXTENSION_get_object(X509_CRL_get_ext(crl, at)), kind) == 0) {
                X509_EXTENSION_free(X509_CRL_delete_ext(crl, at));
            }
        }
        ok = X509_CRL_add_ext(crl, ex, -1);
    }
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    return ok;
}

int X509V3_EXT_REQ_add_nconf(CONF *conf, X509V3_CTX *ctx, const char *section, X509_REQ *req) {
    STACK_OF(X509_EXTENSION) *sk = NULL;
    int ok = X509V3_EXT_add_nconf_sk(conf, ctx, section, &sk);
    if (ok && req && sk_X509_EXTENSION_num(sk) > 0) ok = X509_REQ_add_extensions(req, sk);
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    return ok;
}
