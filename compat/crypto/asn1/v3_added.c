/* Extensions that a program adds, by a method of its own or as an alias of one that is known. As in OpenSSL, it does so
 * before it has threads. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/v3_conf.h"
#include "compat/crypto/core/raise.h"

static STACK_OF(X509V3_EXT_METHOD) *added; /* what has X509V3_EXT_DYNAMIC is ours to free */

/* An alias of a row of the table; those of a program's methods are copies of them. */
struct alias {
    struct bs_v3_method row;
    struct alias *next;
};
static struct alias *aliases;

const X509V3_EXT_METHOD *bs_v3_added_find(int nid) {
    for (int i = 0; i < sk_X509V3_EXT_METHOD_num(added); i++) {
        const X509V3_EXT_METHOD *m = sk_X509V3_EXT_METHOD_value(added, i);
        if (m->ext_nid == nid) return m;
    }
    return NULL;
}

const struct bs_v3_method *bs_v3_alias_find(int nid) {
    const struct alias *a = aliases;
    while (a && a->row.method.ext_nid != nid) a = a->next;
    return a ? &a->row : NULL;
}

int X509V3_EXT_add(X509V3_EXT_METHOD *m) {
    if (!added) added = sk_X509V3_EXT_METHOD_new_null();
    if (added && sk_X509V3_EXT_METHOD_push(added, m)) return 1;
    BS_RAISE(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
    return 0;
}

int X509V3_EXT_add_list(X509V3_EXT_METHOD *list) {
    for (; list->ext_nid != -1; list++) {
        if (!X509V3_EXT_add(list)) return 0;
    }
    return 1;
}

static int add_alias_of_row(int nid, const struct bs_v3_method *row) {
    struct alias *a = (struct alias *)OPENSSL_malloc(sizeof *a);
    if (!a) return 0;
    a->row = *row;
    a->row.method.ext_nid = nid;
    a->row.method.ext_flags |= X509V3_EXT_DYNAMIC;
    a->next = aliases;
    aliases = a;
    return 1;
}

int X509V3_EXT_add_alias(int nid_to, int nid_from) {
    const struct bs_v3_method *row = bs_v3_method_find(nid_from);
    if (row) return add_alias_of_row(nid_to, row);
    const X509V3_EXT_METHOD *from = bs_v3_added_find(nid_from);
    if (!from) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_EXTENSION_NOT_FOUND);
        return 0;
    }
    X509V3_EXT_METHOD *copy = (X509V3_EXT_METHOD *)OPENSSL_memdup(from, sizeof *from);
    if (!copy) return 0;
    copy->ext_nid = nid_to;
    copy->ext_flags |= X509V3_EXT_DYNAMIC;
    if (X509V3_EXT_add(copy)) return 1;
    OPENSSL_free(copy);
    return 0;
}

static void free_method(X509V3_EXT_METHOD *m) {
    if ((m->ext_flags & X509V3_EXT_DYNAMIC) != 0) OPENSSL_free(m);
}

void X509V3_EXT_cleanup(void) {
    sk_X509V3_EXT_METHOD_pop_free(added, free_method);
    added = NULL;
    while (aliases) {
        struct alias *next = aliases->next;
        OPENSSL_free(aliases);
        aliases = next;
    }
}

/* --- what a method does ---------------------------------------------------------------- */

void *bs_v3_value_decode(const X509V3_EXT_METHOD *m, const ASN1_OCTET_STRING *value) {
    const unsigned char *p = value->data;
    if (m->it) return ASN1_item_d2i(NULL, &p, value->length, m->it());
    return m->d2i(NULL, &p, value->length);
}

void bs_v3_value_free(const X509V3_EXT_METHOD *m, void *v) {
    if (m->it) ASN1_item_free((ASN1_VALUE *)v, m->it());
    else m->ext_free(v);
}

int bs_v3_value_encode(const X509V3_EXT_METHOD *m, const void *v, unsigned char **out) {
    *out = NULL;
    if (m->it) return ASN1_item_i2d((const ASN1_VALUE *)v, out, m->it());
    int n = m->i2d(v, NULL);
    unsigned char *p = n > 0 ? (unsigned char *)OPENSSL_malloc((size_t)n) : NULL;
    if (!p) return -1;
    *out = p;
    return m->i2d(v, &p);
}

int bs_v3_value_print(BIO *out, const X509V3_EXT_METHOD *m, void *v, int indent) {
    if (m->i2s) {
        char *text = m->i2s(m, v);
        if (text) BIO_printf(out, "%*s%s", indent, "", text);
        OPENSSL_free(text);
        return text != NULL;
    }
    if (m->i2v) {
        STACK_OF(CONF_VALUE) *list = m->i2v(m, v, NULL);
        X509V3_EXT_val_prn(out, list, indent, m->ext_flags & X509V3_EXT_MULTILINE);
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
        return list != NULL;
    }
    return m->i2r ? m->i2r(m, v, out, indent) : 0;
}

void *bs_v3_value_make(const X509V3_EXT_METHOD *m, CONF *conf, X509V3_CTX *ctx, const char *name, const char *text) {
    if (m->v2i) {
        bool section;
        STACK_OF(CONF_VALUE) *list = bs_v3_list_of(conf, name, text, &section);
        void *v = list ? m->v2i(m, ctx, list) : NULL;
        if (!section) sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
        return v;
    }
    if (m->s2i) return m->s2i(m, ctx, text);
    if (!m->r2i) {
        BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_EXTENSION_SETTING_NOT_SUPPORTED, "name=%s", name);
        return NULL;
    }
    if (ctx && ctx->db && ctx->db_meth) return m->r2i(m, ctx, text);
    BS_RAISE(ERR_LIB_X509V3, X509V3_R_NO_CONFIG_DATABASE);
    return NULL;
}
