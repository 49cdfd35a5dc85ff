#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_age.h"
#include "compat/crypto/x509/store_local.h"
#include "src/x509/name.h"

#define SMALL_FILE 16384 /* bytes: below, the certificates are cheaper to keep than the mapping */

X509_STORE *X509_STORE_new(void) {
    pthread_mutexattr_t attr;
    X509_STORE *s = (X509_STORE *)OPENSSL_zalloc(sizeof *s);
    if (!s) return NULL;
    bs_ref_init(&s->refs);
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&s->lock, &attr);
    pthread_mutexattr_destroy(&attr);
    s->objs = sk_X509_OBJECT_new_null();
    s->lookups = sk_X509_LOOKUP_new_null();
    s->param = X509_VERIFY_PARAM_new();
    if (s->objs && s->lookups && s->param && CRYPTO_new_ex_data(CRYPTO_EX_INDEX_X509_STORE, s, &s->ex_data)) return s;
    X509_STORE_free(s);
    return NULL;
}

int X509_STORE_up_ref(X509_STORE *s) {
    bs_ref_up(&s->refs);
    return 1;
}

void X509_STORE_free(X509_STORE *s) {
    if (!s || !bs_ref_down(&s->refs)) return;
    for (int i = 0; i < sk_X509_LOOKUP_num(s->lookups); i++) {
        X509_LOOKUP *lu = sk_X509_LOOKUP_value(s->lookups, i);
        X509_LOOKUP_shutdown(lu);
        X509_LOOKUP_free(lu);
    }
    sk_X509_LOOKUP_free(s->lookups);
    bs_store_index_clear(&s->index);
    sk_X509_OBJECT_pop_free(s->objs, X509_OBJECT_free);
    for (size_t i = 0; i < s->num_bundles; i++) bs_ca_bundle_free(s->bundles[i]);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_X509_STORE, s, &s->ex_data);
    X509_VERIFY_PARAM_free(s->param);
    pthread_mutex_destroy(&s->lock);
    OPENSSL_free(s);
}

int X509_STORE_lock(X509_STORE *s) { return pthread_mutex_lock(&s->lock) == 0; }
int X509_STORE_unlock(X509_STORE *s) { return pthread_mutex_unlock(&s->lock) == 0; }

void bs_store_grow_older(X509_STORE *s) { atomic_fetch_add_explicit(&s->age, 1, memory_order_release); }

unsigned long bs_store_age(const X509_STORE *s) { return atomic_load_explicit(&s->age, memory_order_acquire); }

/* What there is of a name; NULL too when memory is short, which *ok tells. The lock is held. */
static X509_OBJECT *first_of(X509_STORE *s, uint64_t hash, bool *ok) {
    *ok = bs_store_index_update(&s->index, s->objs);
    return *ok ? bs_store_index_first(&s->index, BS_STORE_BY_NAME, hash) : NULL;
}

static X509_OBJECT *next_of(const X509_OBJECT *a) { return bs_store_index_next(a, BS_STORE_BY_NAME); }

static bool is_there(const X509_STORE *s, const X509_OBJECT *obj) {
    const X509_OBJECT *a = bs_store_index_first(&s->index, BS_STORE_BY_CONTENT, obj->places[BS_STORE_BY_CONTENT].key);
    while (a && !bs_x509_object_same(a, obj)) a = bs_store_index_next(a, BS_STORE_BY_CONTENT);
    return a != NULL;
}

/* Takes obj over. A second copy is no error: it is already there. */
static int add_object(X509_STORE *s, X509_OBJECT *obj) {
    X509_STORE_lock(s);
    bool ok = bs_store_index_update(&s->index, s->objs), there = ok && is_there(s, obj);
    bool pushed = ok && !there && bs_store_index_push(&s->index, s->objs, obj);
    X509_STORE_unlock(s);
    if (pushed) {
        bs_store_grow_older(s);
    } else {
        X509_OBJECT_free(obj);
    }
    return there || pushed;
}

int X509_STORE_add_cert(X509_STORE *s, X509 *x) {
    if (!s || !x) return 0;
    X509_OBJECT *obj = X509_OBJECT_new();
    if (obj && X509_OBJECT_set1_X509(obj, x)) return add_object(s, obj);
    X509_OBJECT_free(obj);
    BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return 0;
}

int X509_STORE_add_crl(X509_STORE *s, X509_CRL *crl) {
    if (!s) return 0;
    X509_OBJECT *obj = X509_OBJECT_new();
    if (obj && crl && X509_OBJECT_set1_X509_CRL(obj, crl)) return add_object(s, obj);
    X509_OBJECT_free(obj);
    BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
    return 0;
}

/* Every certificate of an index becomes an object of this store. */
static int unpack(X509_STORE *s, struct bs_ca_bundle *b) {
    for (size_t i = 0; i < bs_ca_bundle_num(b); i++) {
        X509 *x = bs_ca_bundle_x509(b, i);
        if (!x || !X509_STORE_add_cert(s, x)) return -1;
    }
    return (int)bs_ca_bundle_num(b);
}

int bs_store_add_bundle(X509_STORE *s, const char *file) {
    struct bs_ca_bundle *b = bs_ca_bundle_get(file);
    int n = b ? (int)bs_ca_bundle_num(b) : -1;
    if (!b) return -1;
    X509_STORE_lock(s);
    bool have = false;
    for (size_t i = 0; i < s->num_bundles; i++) have = have || s->bundles[i] == b;
    if (have || bs_ca_bundle_size(b) <= SMALL_FILE || s->num_bundles == BS_STORE_MAX_BUNDLES) {
        if (!have) n = unpack(s, b);
        bs_ca_bundle_free(b);
    } else {
        s->bundles[s->num_bundles++] = b;
        bs_store_grow_older(s);
    }
    X509_STORE_unlock(s);
    return n;
}

static bool push_ref(STACK_OF(X509) *sk, X509 *x) {
    if (sk_X509_push(sk, x) <= 0) return false;
    X509_up_ref(x);
    return true;
}

static bool certs_of_bundle(STACK_OF(X509) *out, struct bs_ca_bundle *b, bs_reader subject, uint64_t hash) {
    for (size_t i = bs_ca_bundle_find(b, hash); bs_ca_bundle_has(b, i, hash); i++) {
        X509 *x = bs_ca_bundle_x509(b, i);
        if (x && bs_name_equal(bs_x509_cert(x)->subject, subject) && !push_ref(out, x)) return false;
    }
    return true;
}

STACK_OF(X509) *bs_store_certs(X509_STORE *s, bs_reader subject) {
    STACK_OF(X509) *out = sk_X509_new_null();
    uint64_t hash = bs_name_index_hash(subject);
    bool ok;
    X509_STORE_lock(s);
    const X509_OBJECT *a = first_of(s, hash, &ok);
    ok = ok && out;
    for (size_t i = 0; ok && i < s->num_bundles; i++) ok = certs_of_bundle(out, s->bundles[i], subject, hash);
    for (; ok && a; a = next_of(a)) {
        if (a->type != X509_LU_X509) continue;
        if (bs_name_equal(bs_x509_cert(a->data.x509)->subject, subject)) ok = push_ref(out, a->data.x509);
    }
    X509_STORE_unlock(s);
    if (ok) return out;
    sk_X509_pop_free(out, X509_free);
    return NULL;
}

X509_OBJECT *bs_store_find(X509_STORE *s, X509_LOOKUP_TYPE type, bs_reader name) {
    bool ok;
    X509_STORE_lock(s);
    X509_OBJECT *a = first_of(s, bs_name_index_hash(name), &ok);
    while (a && (a->type != type || !bs_name_equal(bs_x509_object_name(a), name))) a = next_of(a);
    X509_STORE_unlock(s);
    return a;
}

/* Fills in the CRLs of an issuer, as far as there is room; how many there are. The lock is held. */
static size_t list_crls(X509_OBJECT *a, bs_reader issuer, const X509_OBJECT **out, size_t room) {
    size_t n = 0;
    for (; a; a = next_of(a)) {
        if (a->type != X509_LU_CRL || !bs_name_equal(a->view.crl.issuer, issuer)) continue;
        if (n < room) out[n] = a;
        n++;
    }
    return n;
}

const X509_OBJECT **bs_store_crls(X509_STORE *s, bs_reader issuer, size_t *out_num) {
    const X509_OBJECT **out = NULL;
    bool ok;
    X509_STORE_lock(s);
    X509_OBJECT *a = first_of(s, bs_name_index_hash(issuer), &ok);
    size_t num = list_crls(a, issuer, NULL, 0);
    if (num > 0) out = (const X509_OBJECT **)OPENSSL_malloc(num * sizeof *out);
    *out_num = out ? list_crls(a, issuer, out, num) : 0;
    X509_STORE_unlock(s);
    return out;
}

/* Certificates first, by canonical subject (the shorter first): the order OpenSSL keeps. */
static int by_type_and_name(const X509_OBJECT *const *pa, const X509_OBJECT *const *pb) {
    const X509_OBJECT *a = *pa, *b = *pb;
    if (a->type != b->type) return (int)a->type - (int)b->type;
    if (a->type == X509_LU_X509) return X509_subject_name_cmp(a->data.x509, b->data.x509);
    return a->type == X509_LU_CRL ? X509_CRL_cmp(a->data.crl, b->data.crl) : 0;
}

/* Whoever lists the store wants all of it: the indexes are turned into objects, and are not needed any more. Locked. */
static void unpack_all(X509_STORE *s) {
    bool any = s->num_bundles > 0;
    for (size_t i = 0; i < s->num_bundles; i++) {
        unpack(s, s->bundles[i]);
        bs_ca_bundle_free(s->bundles[i]);
    }
    s->num_bundles = 0;
    if (any) {
        sk_X509_OBJECT_set_cmp_func(s->objs, by_type_and_name);
        sk_X509_OBJECT_sort(s->objs);
    }
}

STACK_OF(X509_OBJECT) *X509_STORE_get0_objects(const X509_STORE *cs) {
    X509_STORE *s = (X509_STORE *)(uintptr_t)cs;
    X509_STORE_lock(s);
    unpack_all(s);
    X509_STORE_unlock(s);
    return s->objs;
}

STACK_OF(X509) *X509_STORE_get1_all_certs(X509_STORE *s) {
    if (!s) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    STACK_OF(X509) *out = sk_X509_new_null();
    bool ok = out != NULL;
    X509_STORE_lock(s);
    unpack_all(s);
    for (int i = 0; ok && i < sk_X509_OBJECT_num(s->objs); i++) {
        X509 *x = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(s->objs, i));
        if (x) ok = push_ref(out, x);
    }
    X509_STORE_unlock(s);
    if (ok) return out;
    sk_X509_pop_free(out, X509_free);
    return NULL;
}

int X509_STORE_set_flags(X509_STORE *s, unsigned long flags) { return X509_VERIFY_PARAM_set_flags(s->param, flags); }
int X509_STORE_set_purpose(X509_STORE *s, int purpose) { return X509_VERIFY_PARAM_set_purpose(s->param, purpose); }
int X509_STORE_set_trust(X509_STORE *s, int trust) { return X509_VERIFY_PARAM_set_trust(s->param, trust); }
int X509_STORE_set1_param(X509_STORE *s, const X509_VERIFY_PARAM *pm) { return X509_VERIFY_PARAM_set1(s->param, pm); }
X509_VERIFY_PARAM *X509_STORE_get0_param(const X509_STORE *s) { return s->param; }

int X509_STORE_set_depth(X509_STORE *s, int depth) {
    X509_VERIFY_PARAM_set_depth(s->param, depth);
    return 1;
}

int X509_STORE_set_ex_data(X509_STORE *s, int idx, void *data) { return CRYPTO_set_ex_data(&s->ex_data, idx, data); }
void *X509_STORE_get_ex_data(const X509_STORE *s, int idx) { return CRYPTO_get_ex_data(&s->ex_data, idx); }

/* One pair of accessors a hook. */
#define HOOK(field, type) \
    void X509_STORE_set_##field(X509_STORE *s, type fn) { s->hooks.field = fn; } \
    type X509_STORE_get_##field(const X509_STORE *s) { return s->hooks.field; }
HOOK(verify, X509_STORE_CTX_verify_fn)
HOOK(verify_cb, X509_STORE_CTX_verify_cb)
HOOK(get_issuer, X509_STORE_CTX_get_issuer_fn)
HOOK(check_issued, X509_STORE_CTX_check_issued_fn)
HOOK(check_revocation, X509_STORE_CTX_check_revocation_fn)
HOOK(get_crl, X509_STORE_CTX_get_crl_fn)
HOOK(check_crl, X509_STORE_CTX_check_crl_fn)
HOOK(cert_crl, X509_STORE_CTX_cert_crl_fn)
HOOK(check_policy, X509_STORE_CTX_check_policy_fn)
HOOK(lookup_certs, X509_STORE_CTX_lookup_certs_fn)
HOOK(lookup_crls, X509_STORE_CTX_lookup_crls_fn)
HOOK(cleanup, X509_STORE_CTX_cleanup_fn)
