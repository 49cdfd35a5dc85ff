#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"

static const struct bs_field extension_fields[] = {
    { &bs_item_object, offsetof(X509_EXTENSION, object), BS_PLAIN, 0, false },
    { &bs_item_boolean, offsetof(X509_EXTENSION, critical), BS_PLAIN, 0, true },
    { &bs_item_octet_string, offsetof(X509_EXTENSION, value), BS_PLAIN, 0, false },
};
const struct bs_item bs_item_x509_extension = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(X509_EXTENSION), BS_FIELDS(extension_fields), .name = "X509_EXTENSION" };
const struct bs_item bs_item_x509_extensions = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE,
    .of = &bs_item_x509_extension, .name = "X509_EXTENSIONS" };

BS_ITEM_FUNCTIONS(X509_EXTENSION, X509_EXTENSION, bs_item_x509_extension)
BS_ITEM_DUP(X509_EXTENSION, X509_EXTENSION, bs_item_x509_extension)
BS_ITEM_IT(X509_EXTENSIONS, bs_item_x509_extensions)
BS_ITEM_ENCODE(X509_EXTENSIONS, X509_EXTENSIONS, bs_item_x509_extensions)

ASN1_OBJECT *X509_EXTENSION_get_object(X509_EXTENSION *ex) { return ex ? ex->object : NULL; }
ASN1_OCTET_STRING *X509_EXTENSION_get_data(X509_EXTENSION *ex) { return ex ? ex->value : NULL; }
int X509_EXTENSION_get_critical(const X509_EXTENSION *ex) { return ex && ex->critical > 0; }

int X509_EXTENSION_set_object(X509_EXTENSION *ex, const ASN1_OBJECT *obj) {
    if (!ex || !obj) return 0;
    ASN1_OBJECT_free(ex->object);
    ex->object = OBJ_dup(obj);
    return ex->object != NULL;
}

int X509_EXTENSION_set_critical(X509_EXTENSION *ex, int critical) {
    if (!ex) return 0;
    ex->critical = critical ? 0xFF : -1;
    return 1;
}

int X509_EXTENSION_set_data(X509_EXTENSION *ex, ASN1_OCTET_STRING *data) {
    return ex ? ASN1_STRING_set(ex->value, data->data, data->length) : 0;
}

X509_EXTENSION *X509_EXTENSION_create_by_OBJ(X509_EXTENSION **reuse, const ASN1_OBJECT *obj, int critical,
                                             ASN1_OCTET_STRING *data) {
    X509_EXTENSION *ex = reuse && *reuse ? *reuse : X509_EXTENSION_new();
    if (!ex) return NULL;
    if (X509_EXTENSION_set_object(ex, obj) && X509_EXTENSION_set_critical(ex, critical)
        && X509_EXTENSION_set_data(ex, data)) {
        if (reuse) *reuse = ex;
        return ex;
    }
    if (!reuse || ex != *reuse) X509_EXTENSION_free(ex);
    return NULL;
}

X509_EXTENSION *X509_EXTENSION_create_by_NID(X509_EXTENSION **ex, int nid, int critical, ASN1_OCTET_STRING *data) {
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);
    if (obj) return X509_EXTENSION_create_by_OBJ(ex, obj, critical, data);
    BS_RAISE(ERR_LIB_X509, X509_R_UNKNOWN_NID);
    return NULL;
}

/* --- lists ---------------------------------------------------------------- */

int X509v3_get_ext_count(const STACK_OF(X509_EXTENSION) *sk) {
    int n = sk_X509_EXTENSION_num(sk);
    return n > 0 ? n : 0;
}

X509_EXTENSION *X509v3_get_ext(const STACK_OF(X509_EXTENSION) *sk, int loc) {
    return sk && loc >= 0 && loc < sk_X509_EXTENSION_num(sk) ? sk_X509_EXTENSION_value(sk, loc) : NULL;
}

int X509v3_get_ext_by_OBJ(const STACK_OF(X509_EXTENSION) *sk, const ASN1_OBJECT *obj, int last) {
    for (int i = last < 0 ? 0 : last + 1; i < X509v3_get_ext_count(sk); i++) {
        if (OBJ_cmp(sk_X509_EXTENSION_value(sk, i)->object, obj) == 0) return i;
    }
    return -1;
}

int X509v3_get_ext_by_NID(const STACK_OF(X509_EXTENSION) *sk, int nid, int last) {
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);
    return obj ? X509v3_get_ext_by_OBJ(sk, obj, last) : -2;
}

int X509v3_get_ext_by_critical(const STACK_OF(X509_EXTENSION) *sk, int critical, int last) {
    for (int i = last < 0 ? 0 : last + 1; i < X509v3_get_ext_count(sk); i++) {
        if (X509_EXTENSION_get_critical(sk_X509_EXTENSION_value(sk, i)) == (critical != 0)) return i;
    }
    return -1;
}

void bs_x509_extensions_free(void *list) {
    sk_X509_EXTENSION_pop_free((STACK_OF(X509_EXTENSION) *)list, X509_EXTENSION_free);
}

STACK_OF(X509_EXTENSION) *bs_x509_extensions_read(bs_reader contents) {
    STACK_OF(X509_EXTENSION) *sk = sk_X509_EXTENSION_new_null();
    while (sk && !bs_r_done(&contents)) {
        X509_EXTENSION *ex = (X509_EXTENSION *)bs_item_decode(&contents, &bs_item_x509_extension);
        if (ex && sk_X509_EXTENSION_push(sk, ex)) continue;
        X509_EXTENSION_free(ex);
        bs_x509_extensions_free(sk);
        return NULL;
    }
    return sk;
}

/* --- a certificate's -------------------------------------------------------- */

static void *make_extensions(const void *owner) { return bs_x509_extensions_read(((const X509 *)owner)->cert.extensions); }

const STACK_OF(X509_EXTENSION) *X509_get0_extensions(const X509 *x) {
    if (!x->cert.extensions.p) return (const STACK_OF(X509_EXTENSION) *)atomic_load(&x->extensions);
    return (const STACK_OF(X509_EXTENSION) *)BS_X509_LAZY(x, extensions, make_extensions, bs_x509_extensions_free);
}

int X509_get_ext_count(const X509 *x) { return X509v3_get_ext_count(X509_get0_extensions(x)); }
X509_EXTENSION *X509_get_ext(const X509 *x, int loc) { return X509v3_get_ext(X509_get0_extensions(x), loc); }
int X509_get_ext_by_NID(const X509 *x, int nid, int last) {
    return X509v3_get_ext_by_NID(X509_get0_extensions(x), nid, last);
}
int X509_get_ext_by_OBJ(const X509 *x, const ASN1_OBJECT *obj, int last) {
    return X509v3_get_ext_by_OBJ(X509_get0_extensions(x), obj, last);
}
int X509_get_ext_by_critical(const X509 *x, int critical, int last) {
    return X509v3_get_ext_by_critical(X509_get0_extensions(x), critical, last);
}
void *X509_get_ext_d2i(const X509 *x, int nid, int *critical, int *idx) {
    return X509V3_get_d2i(X509_get0_extensions(x), nid, critical, idx);
}

/* --- decoding by type ------------------------------------------------------- */

void *X509V3_EXT_d2i(X509_EXTENSION *ex) {
    const X509V3_EXT_METHOD *m = X509V3_EXT_get(ex);
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data(ex);
    return m && value ? bs_v3_value_decode(m, value) : NULL;
}

/* By NID, so that NID_undef finds those without one. */
static int next_of_nid(const STACK_OF(X509_EXTENSION) *sk, int nid, int last) {
    for (int i = last < 0 ? 0 : last + 1; i < X509v3_get_ext_count(sk); i++) {
        if (OBJ_obj2nid(sk_X509_EXTENSION_value(sk, i)->object) == nid) return i;
    }
    return -1;
}

/* man 3 X509V3_get_d2i: *critical is -1 if there is none, -2 if it is there twice and idx does not walk. */
void *X509V3_get_d2i(const STACK_OF(X509_EXTENSION) *sk, int nid, int *critical, int *idx) {
    int at = next_of_nid(sk, nid, idx ? *idx : -1);
    X509_EXTENSION *found = X509v3_get_ext(sk, at);
    if (idx) *idx = at;
    if (!idx && found && next_of_nid(sk, nid, at) >= 0) {
        if (critical) *critical = -2;
        return NULL;
    }
    if (critical) *critical = found ? X509_EXTENSION_get_critical(found) : -1;
    return found ? X509V3_EXT_d2i(found) : NULL;
}

int X509_supported_extension(X509_EXTENSION *ex) {
    const ASN1_OBJECT *obj = X509_EXTENSION_get_object(ex);
    return OBJ_obj2nid(obj) != NID_undef && bs_cert_ext_supported(bs_r_from(OBJ_get0_data(obj), OBJ_length(obj)));
}
