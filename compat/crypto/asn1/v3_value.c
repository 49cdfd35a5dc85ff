/* Values of extensions as text and as lists of name:value pairs, and back: the functions that methods of
 * X509V3_EXT_METHOD are made of. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/v3_conf.h"
#include "compat/crypto/core/raise.h"

/* --- one text ------------------------------------------------------------------------------ */

/* What was printed, as a string of the program's; NULL if it could not be. */
static char *text_of(BIO *b, bool ok) {
    char *p, *text = NULL;
    long n = b ? BIO_get_mem_data(b, &p) : 0;
    if (ok) text = OPENSSL_strndup(n > 0 ? p : "", (size_t)n);
    BIO_free(b);
    return text;
}

static char *integer_text(const ASN1_STRING *i) {
    if (!i) return NULL;
    BIO *b = BIO_new(BIO_s_mem());
    ASN1_STRING *as_integer = b ? ASN1_STRING_dup(i) : NULL;
    if (as_integer) as_integer->type = V_ASN1_INTEGER | (i->type & V_ASN1_NEG);
    bool ok = as_integer && bs_v3_print_integer(b, as_integer);
    ASN1_STRING_free(as_integer);
    return text_of(b, ok);
}

char *i2s_ASN1_INTEGER(X509V3_EXT_METHOD *meth, const ASN1_INTEGER *i) {
    (void)meth;
    return integer_text(i);
}

char *i2s_ASN1_ENUMERATED(X509V3_EXT_METHOD *meth, const ASN1_ENUMERATED *i) {
    (void)meth;
    return integer_text(i);
}

char *i2s_ASN1_ENUMERATED_TABLE(X509V3_EXT_METHOD *meth, const ASN1_ENUMERATED *i) {
    long n = ASN1_ENUMERATED_get(i);
    for (const ENUMERATED_NAMES *e = (const ENUMERATED_NAMES *)meth->usr_data; e->lname; e++) {
        if (e->bitnum == n) return OPENSSL_strdup(e->lname);
    }
    return integer_text(i);
}

char *i2s_ASN1_OCTET_STRING(X509V3_EXT_METHOD *meth, const ASN1_OCTET_STRING *s) {
    (void)meth;
    return OPENSSL_buf2hexstr(s->data, s->length);
}

ASN1_OCTET_STRING *s2i_ASN1_OCTET_STRING(X509V3_EXT_METHOD *meth, X509V3_CTX *ctx, const char *text) {
    (void)meth;
    (void)ctx;
    return bs_v3_octets_from_hex(text);
}

static char *string_text(const ASN1_STRING *s) {
    return s && s->length > 0 ? OPENSSL_strndup((const char *)s->data, (size_t)s->length) : NULL;
}

static ASN1_STRING *string_from(int type, const char *text) {
    if (!text) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_INVALID_NULL_ARGUMENT);
        return NULL;
    }
    ASN1_STRING *s = ASN1_STRING_type_new(type);
    if (s && ASN1_STRING_set(s, text, (int)strlen(text))) return s;
    ASN1_STRING_free(s);
    return NULL;
}

char *i2s_ASN1_IA5STRING(X509V3_EXT_METHOD *meth, ASN1_IA5STRING *s) {
    (void)meth;
    return string_text(s);
}

char *i2s_ASN1_UTF8STRING(X509V3_EXT_METHOD *meth, ASN1_UTF8STRING *s) {
    (void)meth;
    if (s && s->length > 0) return string_text(s);
    BS_RAISE(ERR_LIB_X509V3, ERR_R_PASSED_NULL_PARAMETER);
    return NULL;
}

ASN1_IA5STRING *s2i_ASN1_IA5STRING(X509V3_EXT_METHOD *meth, X509V3_CTX *ctx, const char *text) {
    (void)meth;
    (void)ctx;
    return string_from(V_ASN1_IA5STRING, text);
}

ASN1_UTF8STRING *s2i_ASN1_UTF8STRING(X509V3_EXT_METHOD *meth, X509V3_CTX *ctx, const char *text) {
    (void)meth;
    (void)ctx;
    return string_from(V_ASN1_UTF8STRING, text);
}

/* --- lists --------------------------------------------------------------------------------- */

int X509V3_add_value_uchar(const char *name, const unsigned char *value, STACK_OF(CONF_VALUE) **list) {
    return X509V3_add_value(name, (const char *)value, list);
}

int X509V3_add_value_bool(const char *name, int is, STACK_OF(CONF_VALUE) **list) {
    return X509V3_add_value(name, is ? "TRUE" : "FALSE", list);
}

int X509V3_add_value_bool_nf(const char *name, int is, STACK_OF(CONF_VALUE) **list) {
    return is ? X509V3_add_value(name, "TRUE", list) : 1;
}

int X509V3_add_value_int(const char *name, const ASN1_INTEGER *i, STACK_OF(CONF_VALUE) **list) {
    if (!i) return 1;
    char *text = integer_text(i);
    int ok = text && X509V3_add_value(name, text, list);
    OPENSSL_free(text);
    return ok;
}

STACK_OF(CONF_VALUE) *i2v_ASN1_BIT_STRING(X509V3_EXT_METHOD *meth, ASN1_BIT_STRING *bits, STACK_OF(CONF_VALUE) *list) {
    for (const BIT_STRING_BITNAME *b = (const BIT_STRING_BITNAME *)meth->usr_data; b->lname; b++) {
        if (ASN1_BIT_STRING_get_bit(bits, b->bitnum)) X509V3_add_value(b->lname, NULL, &list);
    }
    return list;
}

ASN1_BIT_STRING *v2i_ASN1_BIT_STRING(X509V3_EXT_METHOD *meth, X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *list) {
    ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
    (void)ctx;
    for (int i = 0; bits && i < sk_CONF_VALUE_num(list); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        const BIT_STRING_BITNAME *b = (const BIT_STRING_BITNAME *)meth->usr_data;
        while (b->lname && strcmp(b->sname, v->name) != 0 && strcmp(b->lname, v->name) != 0) b++;
        if (b->lname && ASN1_BIT_STRING_set_bit(bits, b->bitnum, 1)) continue;
        if (!b->lname) bs_v3_refuse(X509V3_R_UNKNOWN_BIT_STRING_ARGUMENT, v);
        ASN1_BIT_STRING_free(bits);
        return NULL;
    }
    return bits;
}

/* The name of the pair is what stands before the first colon; of the other names it has a colon at its end. */
STACK_OF(CONF_VALUE) *i2v_GENERAL_NAME(X509V3_EXT_METHOD *meth, GENERAL_NAME *gen, STACK_OF(CONF_VALUE) *list) {
    BIO *b = BIO_new(BIO_s_mem());
    char *text = text_of(b, b && bs_v3_print_general_name(b, gen));
    char *colon = !text ? NULL : gen->type == GEN_OTHERNAME ? strstr(text, "::") : strchr(text, ':');
    (void)meth;
    if (colon && gen->type == GEN_OTHERNAME) colon++;
    bool ok = colon != NULL;
    if (ok) {
        char *name = OPENSSL_strndup(text, (size_t)(colon - text));
        ok = name && X509V3_add_value(name, colon + 1, &list);
        OPENSSL_free(name);
    }
    OPENSSL_free(text);
    return ok ? list : NULL;
}

STACK_OF(CONF_VALUE) *i2v_GENERAL_NAMES(X509V3_EXT_METHOD *meth, GENERAL_NAMES *gens, STACK_OF(CONF_VALUE) *list) {
    STACK_OF(CONF_VALUE) *all = list;
    for (int i = 0; i < sk_GENERAL_NAME_num(gens); i++) {
        STACK_OF(CONF_VALUE) *more = i2v_GENERAL_NAME(meth, sk_GENERAL_NAME_value(gens, i), all);
        if (!more) {
            if (!list) sk_CONF_VALUE_pop_free(all, X509V3_conf_free);
            return NULL;
        }
        all = more;
    }
    return all ? all : sk_CONF_VALUE_new_null();
}

GENERAL_NAME *v2i_GENERAL_NAME_ex(GENERAL_NAME *out, const X509V3_EXT_METHOD *meth, X509V3_CTX *ctx, CONF_VALUE *v,
                                  int constraint) {
    (void)meth;
    return bs_v3_name_from(out, ctx, v->name, v->value, constraint != 0);
}

GENERAL_NAME *v2i_GENERAL_NAME(const X509V3_EXT_METHOD *meth, X509V3_CTX *ctx, CONF_VALUE *v) {
    return v2i_GENERAL_NAME_ex(NULL, meth, ctx, v, 0);
}

GENERAL_NAMES *v2i_GENERAL_NAMES(const X509V3_EXT_METHOD *meth, X509V3_CTX *ctx, STACK_OF(CONF_VALUE) *list) {
    (void)meth;
    return (GENERAL_NAMES *)bs_v3_names_from(ctx, list);
}

GENERAL_NAME *a2i_GENERAL_NAME(GENERAL_NAME *out, const X509V3_EXT_METHOD *meth, X509V3_CTX *ctx, int type,
                               const char *text, int constraint) {
    (void)meth;
    return bs_v3_name_of_type(out, ctx, type, text, constraint != 0);
}

void X509V3_EXT_val_prn(BIO *out, STACK_OF(CONF_VALUE) *list, int indent, int lines) {
    int num = sk_CONF_VALUE_num(list);
    if (!list) return;
    if (!lines || num == 0) BIO_printf(out, "%*s", indent, "");
    if (num == 0) BIO_puts(out, "<EMPTY>\n");
    for (int i = 0; i < num; i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(list, i);
        if (i > 0) BIO_puts(out, lines ? "\n" : ", ");
        if (lines) BIO_printf(out, "%*s", indent, "");
        if (!v->name) BIO_puts(out, v->value);
        else if (!v->value) BIO_puts(out, v->name);
        else BIO_printf(out, "%s:%s", v->name, v->value);
    }
}
