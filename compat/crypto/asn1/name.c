#include "compat/crypto/asn1/name_local.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "src/crypto/hash.h"
#include "src/x509/name.h"

static void free_entries(STACK_OF(X509_NAME_ENTRY) *sk) { sk_X509_NAME_ENTRY_pop_free(sk, X509_NAME_ENTRY_free); }

X509_NAME *X509_NAME_new(void) {
    static const uint8_t empty[2] = { BS_DER_SEQUENCE, 0 };
    return bs_name_from_der(bs_r_from(empty, sizeof empty));
}

void X509_NAME_free(X509_NAME *n) {
    if (!n) return;
    free_entries(n->entries);
    OPENSSL_free(n->der);
    OPENSSL_free(n);
}

static ASN1_STRING *value_from(const struct bs_name_entry *e) {
    if (e->tag < 31) return bs_string_from_content(e->tag, e->value);
    /* a SEQUENCE is kept with its header, as its printing and comparing want it */
    ASN1_STRING *s = ASN1_STRING_type_new(e->tag == BS_DER_SEQUENCE ? V_ASN1_SEQUENCE : V_ASN1_OTHER);
    size_t cap = e->value.len + 8, n;
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(cap);
    bs_writer w = bs_w_to(buf, buf ? cap : 0);
    bs_der_put(&w, e->tag, e->value.p, e->value.len);
    bool ok = s && buf && bs_w_finish(&w, &n) && ASN1_STRING_set(s, buf, (int)n);
    OPENSSL_free(buf);
    if (ok) return s;
    ASN1_STRING_free(s);
    return NULL;
}

static bool add_decoded(STACK_OF(X509_NAME_ENTRY) *sk, const struct bs_name_entry *e, int set) {
    X509_NAME_ENTRY *ne = (X509_NAME_ENTRY *)OPENSSL_zalloc(sizeof *ne);
    uint8_t buf[160];
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_der_put(&w, BS_DER_OID, e->oid.p, e->oid.len);
    size_t n;
    const unsigned char *p = buf;
    if (ne && bs_w_finish(&w, &n)) {
        ne->set = set;
        ne->object = d2i_ASN1_OBJECT(NULL, &p, (long)n);
        ne->value = value_from(e);
        if (ne->object && ne->value && sk_X509_NAME_ENTRY_push(sk, ne)) return true;
    }
    X509_NAME_ENTRY_free(ne);
    return false;
}

X509_NAME *bs_name_from_der(bs_reader whole) {
    struct bs_name_iter it;
    struct bs_name_entry e;
    if (!bs_name_iter_init(&it, whole)) return NULL;
    X509_NAME *n = (X509_NAME *)OPENSSL_zalloc(sizeof *n);
    if (!n) return NULL;
    n->entries = sk_X509_NAME_ENTRY_new_null();
    n->der = (uint8_t *)OPENSSL_memdup(whole.p, whole.len);
    n->der_len = whole.len;
    bool ok = n->entries && n->der;
    /* empty RDNs do not count: programs compare neighbours' set numbers alone */
    while (ok && bs_name_next(&it, &e)) ok = add_decoded(n->entries, &e, (int)e.rdn);
    if (ok && it.rdns.len == 0 && it.set.len == 0) return n;
    X509_NAME_free(n);
    return NULL;
}

static void *item_make(void) { return X509_NAME_new(); }
static void item_free(void *v) { X509_NAME_free((X509_NAME *)v); }

static void *item_decode(bs_reader content) {
    size_t cap = content.len + 8, n;
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(cap);
    bs_writer w = bs_w_to(buf, buf ? cap : 0);
    bs_der_put(&w, BS_DER_SEQUENCE, content.p, content.len);
    X509_NAME *name = NULL;
    if (bs_w_finish(&w, &n) && bs_name_valid(bs_r_from(buf, n))) name = bs_name_from_der(bs_r_from(buf, n));
    OPENSSL_free(buf);
    return name;
}

static void item_encode(const void *v, bs_writer *w) {
    bs_reader der = bs_name_der((const X509_NAME *)v), content;
    if (bs_der_read(&der, BS_DER_SEQUENCE, &content)) bs_w_view(w, content);
    else w->bad = true;
}

static const struct bs_item_funcs name_funcs = { item_make, item_free, item_decode, item_encode };
const struct bs_item bs_item_x509_name = {
    .kind = BS_ITEM_CUSTOM, .tag = BS_DER_SEQUENCE, .funcs = &name_funcs, .name = "X509_NAME"
};

BS_ITEM_IT(X509_NAME, bs_item_x509_name)
BS_ITEM_ENCODE(X509_NAME, X509_NAME, bs_item_x509_name)

X509_NAME *X509_NAME_dup(const X509_NAME *n) { return n ? bs_name_from_der(bs_name_der(n)) : NULL; }

int X509_NAME_set(X509_NAME **dst, const X509_NAME *src) {
    if (*dst == src) return 1;
    X509_NAME *copy = X509_NAME_dup(src);
    if (!copy) return 0;
    X509_NAME_free(*dst);
    *dst = copy;
    return 1;
}

int X509_NAME_get0_der(const X509_NAME *n, const unsigned char **out, size_t *out_len) {
    if (out) *out = n->der;
    if (out_len) *out_len = n->der_len;
    return 1;
}

uint8_t *bs_name_canonical(const X509_NAME *n, size_t *out_len) {
    size_t cap = BS_NAME_CANON_ROOM(n->der_len);
    uint8_t *buf = (uint8_t *)OPENSSL_malloc(cap);
    bs_writer w = bs_w_to(buf, buf ? cap : 0);
    if (buf && bs_name_canon(&w, bs_name_der(n)) && bs_w_finish(&w, out_len)) return buf;
    OPENSSL_free(buf);
    return NULL;
}

int X509_NAME_cmp(const X509_NAME *a, const X509_NAME *b) {
    if (a == b) return 0;
    if (!a || !b) return a ? 1 : -1;
    if (bs_r_same(bs_name_der(a), bs_name_der(b))) return 0;
    size_t na = 0, nb = 0;
    uint8_t *ca = bs_name_canonical(a, &na), *cb = bs_name_canonical(b, &nb);
    int d = -2;
    if (ca && cb) {
        d = na != nb ? (na < nb ? -1 : 1) : na == 0 ? 0 : memcmp(ca, cb, na);
        d = (d > 0) - (d < 0);
    }
    OPENSSL_free(ca);
    OPENSSL_free(cb);
    return d;
}

static unsigned long first_four(const uint8_t *md) {
    return (unsigned long)md[0] | (unsigned long)md[1] << 8 | (unsigned long)md[2] << 16 | (unsigned long)md[3] << 24;
}

unsigned long X509_NAME_hash_ex(const X509_NAME *n, OSSL_LIB_CTX *libctx, const char *propq, int *ok) {
    uint8_t md[BS_HASH_MAX] = { 0 };
    size_t len;
    (void)libctx;
    (void)propq;
    uint8_t *canon = bs_name_canonical(n, &len);
    if (ok) *ok = canon != NULL;
    if (!canon) return 0;
    bs_hash_once(BS_HASH_SHA1, bs_r_from(canon, len), md);
    OPENSSL_free(canon);
    return first_four(md);
}

unsigned long X509_NAME_hash_old(const X509_NAME *n) {
    uint8_t md[BS_HASH_MAX] = { 0 };
    bs_hash_once(BS_HASH_MD5, bs_name_der(n), md);
    return first_four(md);
}

int X509_NAME_digest(const X509_NAME *n, const EVP_MD *type, unsigned char *md, unsigned int *len) {
    return bs_md_digest_as_named(bs_r_from(n->der, n->der_len), md, len, type);
}

int X509_NAME_entry_count(const X509_NAME *n) {
    int k = n ? sk_X509_NAME_ENTRY_num(n->entries) : 0;
    return k > 0 ? k : 0;
}

X509_NAME_ENTRY *X509_NAME_get_entry(const X509_NAME *n, int loc) {
    if (!n || loc < 0 || loc >= sk_X509_NAME_ENTRY_num(n->entries)) return NULL;
    return sk_X509_NAME_ENTRY_value(n->entries, loc);
}

int X509_NAME_get_index_by_OBJ(const X509_NAME *n, const ASN1_OBJECT *obj, int last) {
    if (!n) return -1;
    for (int i = last < 0 ? 0 : last + 1; i < X509_NAME_entry_count(n); i++) {
        if (OBJ_cmp(sk_X509_NAME_ENTRY_value(n->entries, i)->object, obj) == 0) return i;
    }
    return -1;
}

int X509_NAME_get_index_by_NID(const X509_NAME *n, int nid, int last) {
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);
    return obj ? X509_NAME_get_index_by_OBJ(n, obj, last) : -2;
}

int X509_NAME_get_text_by_OBJ(const X509_NAME *n, const ASN1_OBJECT *obj, char *buf, int len) {
    int i = X509_NAME_get_index_by_OBJ(n, obj, -1);
    if (i < 0) return -1;
    const ASN1_STRING *data = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(n, i));
    if (!buf) return data->length;
    if (len <= 0) return 0;
    int k = data->length > len - 1 ? len - 1 : data->length;
    memcpy(buf, data->data, (size_t)k);
    buf[k] = 0;
    return k;
}

int X509_NAME_get_text_by_NID(const X509_NAME *n, int nid, char *buf, int len) {
    const ASN1_OBJECT *obj = OBJ_nid2obj(nid);
    return obj ? X509_NAME_get_text_by_OBJ(n, obj, buf, len) : -1;
}
