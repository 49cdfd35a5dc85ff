#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"

/* X509_CERT_AUX: trust settings after the certificate in a "TRUSTED CERTIFICATE", man 1 openssl-x509. */
static const struct bs_field aux_fields[] = {
    { &bs_item_object_list, offsetof(struct x509_cert_aux_st, trust), BS_PLAIN, 0, true },
    { &bs_item_object_list, offsetof(struct x509_cert_aux_st, reject), BS_IMPLICIT, 0, true },
    { &bs_item_utf8, offsetof(struct x509_cert_aux_st, alias), BS_PLAIN, 0, true },
    { &bs_item_octet_string, offsetof(struct x509_cert_aux_st, keyid), BS_PLAIN, 0, true },
    { &bs_item_x509_algors, offsetof(struct x509_cert_aux_st, other), BS_IMPLICIT, 1, true },
};
static const struct bs_item item_aux = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(struct x509_cert_aux_st), BS_FIELDS(aux_fields), .name = "X509_CERT_AUX" };
BS_ITEM_FUNCTIONS(X509_CERT_AUX, X509_CERT_AUX, item_aux)

struct x509_cert_aux_st *bs_x509_aux_get(X509 *x) {
    if (!x->aux) x->aux = (struct x509_cert_aux_st *)bs_item_new(&item_aux);
    return x->aux;
}

void bs_x509_aux_free(struct x509_cert_aux_st *aux) { bs_item_free(aux, &item_aux); }

X509 *d2i_X509_AUX(X509 **a, const unsigned char **in, long len) {
    const unsigned char *p = *in;
    bool reuse = a && *a;
    X509 *x = d2i_X509(a, &p, len);
    if (!x) return NULL;
    bs_reader rest = bs_r_from(p, (size_t)(*in + len - p));
    if (rest.len > 0) {
        x->aux = (struct x509_cert_aux_st *)bs_item_decode(&rest, &item_aux);
        if (!x->aux) {
            if (!reuse) {
                X509_free(x);
                if (a) *a = NULL;
            }
            return NULL;
        }
    }
    *in = rest.p ? rest.p : p;
    return x;
}

int i2d_X509_AUX(const X509 *x, unsigned char **out) {
    size_t n = 0;
    if (!x || !x->der) return i2d_X509(x, out);
    uint8_t *aux = x->aux ? bs_item_to_der(x->aux, &item_aux, &n) : NULL;
    if (x->aux && !aux) return -1;
    uint8_t *all = (uint8_t *)OPENSSL_malloc(x->cert.der.len + n);
    int ret = -1;
    if (all) {
        memcpy(all, x->cert.der.p, x->cert.der.len);
        if (n > 0) memcpy(all + x->cert.der.len, aux, n);
        ret = bs_i2d_bytes(bs_r_from(all, x->cert.der.len + n), out);
    }
    OPENSSL_free(all);
    OPENSSL_free(aux);
    return ret;
}

int X509_trusted(const X509 *x) { return x->aux != NULL; }

static int set_string(ASN1_STRING **s, int type, const unsigned char *data, int len) {
    if (!*s && !(*s = ASN1_STRING_type_new(type))) return 0;
    return ASN1_STRING_set(*s, data, len);
}

int X509_alias_set1(X509 *x, const unsigned char *name, int len) {
    if (!name) {
        if (!x || !x->aux || !x->aux->alias) return 1;
        ASN1_UTF8STRING_free(x->aux->alias);
        x->aux->alias = NULL;
        return 1;
    }
    struct x509_cert_aux_st *aux = bs_x509_aux_get(x);
    return aux && set_string(&aux->alias, V_ASN1_UTF8STRING, name, len);
}

int X509_keyid_set1(X509 *x, const unsigned char *id, int len) {
    if (!id) {
        if (!x || !x->aux || !x->aux->keyid) return 1;
        ASN1_OCTET_STRING_free(x->aux->keyid);
        x->aux->keyid = NULL;
        return 1;
    }
    struct x509_cert_aux_st *aux = bs_x509_aux_get(x);
    return aux && set_string(&aux->keyid, V_ASN1_OCTET_STRING, id, len);
}

unsigned char *X509_alias_get0(X509 *x, int *len) {
    ASN1_STRING *s = x->aux ? x->aux->alias : NULL;
    if (!s) return NULL;
    if (len) *len = s->length;
    return s->data;
}

unsigned char *X509_keyid_get0(X509 *x, int *len) {
    ASN1_STRING *s = x->aux ? x->aux->keyid : NULL;
    if (!s) return NULL;
    if (len) *len = s->length;
    return s->data;
}

static int add_object(STACK_OF(ASN1_OBJECT) **sk, const ASN1_OBJECT *obj) {
    ASN1_OBJECT *copy = OBJ_dup(obj);
    if (copy && (*sk || (*sk = sk_ASN1_OBJECT_new_null())) && sk_ASN1_OBJECT_push(*sk, copy)) return 1;
    ASN1_OBJECT_free(copy);
    return 0;
}

int X509_add1_trust_object(X509 *x, const ASN1_OBJECT *obj) {
    struct x509_cert_aux_st *aux = bs_x509_aux_get(x);
    return aux && add_object(&aux->trust, obj);
}

int X509_add1_reject_object(X509 *x, const ASN1_OBJECT *obj) {
    struct x509_cert_aux_st *aux = bs_x509_aux_get(x);
    return aux && add_object(&aux->reject, obj);
}

static void drop_objects(STACK_OF(ASN1_OBJECT) **sk) {
    sk_ASN1_OBJECT_pop_free(*sk, ASN1_OBJECT_free);
    *sk = NULL;
}

void X509_trust_clear(X509 *x) {
    if (x->aux) drop_objects(&x->aux->trust);
}

void X509_reject_clear(X509 *x) {
    if (x->aux) drop_objects(&x->aux->reject);
}

STACK_OF(ASN1_OBJECT) *X509_get0_trust_objects(X509 *x) { return x->aux ? x->aux->trust : NULL; }
STACK_OF(ASN1_OBJECT) *X509_get0_reject_objects(X509 *x) { return x->aux ? x->aux->reject : NULL; }

static void print_uses(BIO *out, const STACK_OF(ASN1_OBJECT) *sk, const char *title, const char *none, int indent) {
    char name[80];
    if (!sk) {
        BIO_printf(out, "%*s%s\n", indent, "", none);
        return;
    }
    BIO_printf(out, "%*s%s:\n%*s", indent, "", title, indent + 2, "");
    for (int i = 0; i < sk_ASN1_OBJECT_num(sk); i++) {
        OBJ_obj2txt(name, sizeof name, sk_ASN1_OBJECT_value(sk, i), 0);
        BIO_printf(out, "%s%s", i > 0 ? ", " : "", name);
    }
    BIO_puts(out, "\n");
}

int X509_aux_print(BIO *out, X509 *x, int indent) {
    int n;
    if (!X509_trusted(x)) return 1;
    print_uses(out, X509_get0_trust_objects(x), "Trusted Uses", "No Trusted Uses.", indent);
    print_uses(out, X509_get0_reject_objects(x), "Rejected Uses", "No Rejected Uses.", indent);
    const unsigned char *alias = X509_alias_get0(x, &n);
    if (alias) BIO_printf(out, "%*sAlias: %.*s\n", indent, "", n, (const char *)alias);
    const unsigned char *keyid = X509_keyid_get0(x, &n);
    if (keyid) {
        BIO_printf(out, "%*sKey Id: ", indent, "");
        for (int i = 0; i < n; i++) BIO_printf(out, "%s%02X", i > 0 ? ":" : "", keyid[i]);
        BIO_write(out, "\n", 1);
    }
    return 1;
}
