#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/x509/store_local.h"
#include "src/x509/name.h"

bool bs_crl_view_init(struct bs_crl_view *v, X509_CRL *crl) {
    unsigned char *der = NULL;
    int n = i2d_X509_CRL(crl, &der);
    *v = (struct bs_crl_view){ .der = der };
    if (n > 0 && bs_crl_decode(&v->crl, bs_r_from(der, (size_t)n)) == BS_OK) return true;
    bs_crl_view_clear(v);
    return false;
}

void bs_crl_view_clear(struct bs_crl_view *v) {
    OPENSSL_free(v->der);
    *v = (struct bs_crl_view){ .der = NULL };
}

X509_OBJECT *X509_OBJECT_new(void) { return (X509_OBJECT *)OPENSSL_zalloc(sizeof(X509_OBJECT)); }

static void drop(X509_OBJECT *a) {
    if (a->type == X509_LU_X509) X509_free(a->data.x509);
    if (a->type == X509_LU_CRL) X509_CRL_free(a->data.crl);
    bs_crl_view_clear(&a->view);
    a->type = X509_LU_NONE;
    a->data.ptr = NULL;
}

/* Makes room for something else: the object may be a store's. One that is freed is in none any more. */
static void release(X509_OBJECT *a) {
    if (a->type != X509_LU_NONE) bs_store_object_changed();
    drop(a);
}

static void set_keys(X509_OBJECT *a) {
    a->places[BS_STORE_BY_NAME].key = bs_name_index_hash(bs_x509_object_name(a));
    a->places[BS_STORE_BY_CONTENT].key = bs_store_content_key(bs_x509_object_der(a));
}

void X509_OBJECT_free(X509_OBJECT *a) {
    if (!a) return;
    drop(a);
    OPENSSL_free(a);
}

int X509_OBJECT_up_ref_count(X509_OBJECT *a) {
    if (a->type == X509_LU_X509) return X509_up_ref(a->data.x509);
    if (a->type == X509_LU_CRL) return X509_CRL_up_ref(a->data.crl);
    return 1;
}

X509 *X509_OBJECT_get0_X509(const X509_OBJECT *a) { return a && a->type == X509_LU_X509 ? a->data.x509 : NULL; }

X509_CRL *X509_OBJECT_get0_X509_CRL(const X509_OBJECT *a) { return a && a->type == X509_LU_CRL ? a->data.crl : NULL; }

X509_LOOKUP_TYPE X509_OBJECT_get_type(const X509_OBJECT *a) { return a->type; }

int X509_OBJECT_set1_X509(X509_OBJECT *a, X509 *obj) {
    if (!a || !X509_up_ref(obj)) return 0;
    release(a);
    a->type = X509_LU_X509;
    a->data.x509 = obj;
    set_keys(a);
    return 1;
}

int X509_OBJECT_set1_X509_CRL(X509_OBJECT *a, X509_CRL *obj) {
    struct bs_crl_view view;
    if (!a || !bs_crl_view_init(&view, obj)) return 0;
    if (!X509_CRL_up_ref(obj)) {
        bs_crl_view_clear(&view);
        return 0;
    }
    release(a);
    a->type = X509_LU_CRL;
    a->data.crl = obj;
    a->view = view;
    set_keys(a);
    return 1;
}

bs_reader bs_x509_object_name(const X509_OBJECT *a) {
    if (a->type == X509_LU_CRL) return a->view.crl.issuer;
    return a->type == X509_LU_X509 ? bs_x509_cert(a->data.x509)->subject : bs_r_from(NULL, 0);
}

int X509_OBJECT_idx_by_subject(STACK_OF(X509_OBJECT) *h, X509_LOOKUP_TYPE type, const X509_NAME *name) {
    bs_reader want = bs_name_der(name);
    uint64_t hash = bs_name_index_hash(want);
    for (int i = 0; i < sk_X509_OBJECT_num(h); i++) {
        const X509_OBJECT *a = sk_X509_OBJECT_value(h, i);
        if (a->type == type && a->places[BS_STORE_BY_NAME].key == hash && bs_name_equal(bs_x509_object_name(a), want)) return i;
    }
    return -1;
}

X509_OBJECT *X509_OBJECT_retrieve_by_subject(STACK_OF(X509_OBJECT) *h, X509_LOOKUP_TYPE type, const X509_NAME *name) {
    int i = X509_OBJECT_idx_by_subject(h, type, name);
    return i < 0 ? NULL : sk_X509_OBJECT_value(h, i);
}

bs_reader bs_x509_object_der(const X509_OBJECT *a) {
    if (a->type == X509_LU_CRL) return a->view.crl.der;
    return a->type == X509_LU_X509 ? bs_x509_der(a->data.x509) : bs_r_from(NULL, 0);
}

bool bs_x509_object_same(const X509_OBJECT *a, const X509_OBJECT *b) {
    return a->type == b->type && bs_r_same(bs_x509_object_der(a), bs_x509_object_der(b));
}

X509_OBJECT *X509_OBJECT_retrieve_match(STACK_OF(X509_OBJECT) *h, X509_OBJECT *x) {
    for (int i = 0; i < sk_X509_OBJECT_num(h); i++) {
        X509_OBJECT *a = sk_X509_OBJECT_value(h, i);
        if (bs_x509_object_same(a, x)) return a;
    }
    return NULL;
}
