/* Objects that programs make or add. Few, so the list is searched from its start; without any, nothing is locked. */
#include <openssl/err.h>
#include <openssl/objects.h>
#include <ctype.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/obj_local.h"
#include "compat/crypto/core/raise.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static struct bs_obj **list;
static size_t num, cap;
static atomic_bool any;
static atomic_int next_nid; /* counted from the table's end */

int OBJ_new_nid(int n) { return bs_obj_builtin_end() + atomic_fetch_add(&next_nid, n); }

struct bs_obj *bs_obj_new(int nid, const uint8_t *der, int len, const char *sn, const char *ln) {
    struct bs_obj *o = (struct bs_obj *)OPENSSL_zalloc(sizeof(*o));
    if (o == NULL) goto fail;
    o->head = (struct asn1_object_st){ nid, true };
    if (der != NULL && len > 0) {
        if ((o->der = (uint8_t *)OPENSSL_memdup(der, (size_t)len)) == NULL) goto fail;
        o->len = len;
    }
    if (sn != NULL && (o->sn = OPENSSL_strdup(sn)) == NULL) goto fail;
    if (ln != NULL && (o->ln = OPENSSL_strdup(ln)) == NULL) goto fail;
    return o;
fail:
    ASN1_OBJECT_free(o == NULL ? NULL : &o->head);
    BS_RAISE(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
    return NULL;
}

static bool append(struct bs_obj *o) {
    if (num == cap) {
        size_t more = cap == 0 ? 8 : cap * 2;
        struct bs_obj **fresh = (struct bs_obj **)realloc(list, more * sizeof(*fresh));
        if (fresh == NULL) return false;
        list = fresh;
        cap = more;
    }
    list[num++] = o;
    return true;
}

int OBJ_add_object(const ASN1_OBJECT *obj) {
    struct bs_obj_view v = bs_obj_view(obj);
    struct bs_obj *o = bs_obj_new(obj->nid, v.der, v.len, v.sn, v.ln);
    if (o == NULL) return NID_undef;
    o->kept = true;
    pthread_rwlock_wrlock(&lock);
    bool ok = append(o);
    pthread_rwlock_unlock(&lock);
    if (!ok) {
        o->kept = false;
        ASN1_OBJECT_free(&o->head);
        BS_RAISE(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
        return NID_undef;
    }
    atomic_store(&any, true);
    return obj->nid;
}

struct key {
    int nid; /* or else one of the others */
    const char *sn, *ln;
    const uint8_t *der;
    int len;
};

static bool matches(const struct bs_obj *o, const struct key *k) {
    if (k->sn != NULL) return o->sn != NULL && strcmp(o->sn, k->sn) == 0;
    if (k->ln != NULL) return o->ln != NULL && strcmp(o->ln, k->ln) == 0;
    if (k->der != NULL) return o->len == k->len && memcmp(o->der, k->der, (size_t)k->len) == 0;
    return o->head.nid == k->nid;
}

static const struct bs_obj *find(struct key k) {
    const struct bs_obj *found = NULL;
    if (!atomic_load(&any)) return NULL;
    pthread_rwlock_rdlock(&lock);
    for (size_t i = num; i-- > 0 && found == NULL;) { /* the last word counts */
        if (matches(list[i], &k)) found = list[i];
    }
    pthread_rwlock_unlock(&lock);
    return found;
}

static int nid_of(const struct bs_obj *o) { return o == NULL ? NID_undef : o->head.nid; }

const ASN1_OBJECT *bs_obj_added(int nid) {
    const struct bs_obj *o = find((struct key){ .nid = nid });
    return o == NULL ? NULL : &o->head;
}

int bs_obj_added_by_sn(const char *sn) { return nid_of(find((struct key){ .sn = sn })); }
int bs_obj_added_by_ln(const char *ln) { return nid_of(find((struct key){ .ln = ln })); }
int bs_obj_added_by_der(const uint8_t *der, int len) { return nid_of(find((struct key){ .der = der, .len = len })); }

int OBJ_create(const char *oid, const char *sn, const char *ln) {
    if (oid == NULL && sn == NULL && ln == NULL) {
        BS_RAISE(ERR_LIB_OBJ, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    if ((sn != NULL && OBJ_sn2nid(sn) != NID_undef) || (ln != NULL && OBJ_ln2nid(ln) != NID_undef)) {
        BS_RAISE(ERR_LIB_OBJ, OBJ_R_OID_EXISTS);
        return 0;
    }
    ASN1_OBJECT *parsed = oid == NULL ? ASN1_OBJECT_new() : OBJ_txt2obj(oid, 1);
    if (parsed == NULL) return 0;
    int nid = 0;
    if (OBJ_obj2nid(parsed) != NID_undef) {
        BS_RAISE(ERR_LIB_OBJ, OBJ_R_OID_EXISTS);
    } else {
        struct bs_obj_view v = bs_obj_view(parsed);
        struct bs_obj *o = bs_obj_new(OBJ_new_nid(1), v.der, v.len, sn, ln);
        if (o != NULL) {
            nid = OBJ_add_object(&o->head);
            ASN1_OBJECT_free(&o->head);
        }
    }
    ASN1_OBJECT_free(parsed);
    return nid;
}

/* "OID short-name long name" a line; what is no such line ends it. Returns how many were made. */
int OBJ_create_objects(BIO *in) {
    char buf[512];
    for (int made = 0;; made++) {
        int n = BIO_gets(in, buf, sizeof buf);
        if (n <= 0) return made;
        buf[n - 1] = '\0';
        if (!isalnum((unsigned char)buf[0])) return made;
        char *oid = buf, *sn = buf;
        while (isdigit((unsigned char)*sn) || *sn == '.') sn++;
        if (*sn != '\0') *sn++ = '\0';
        while (isspace((unsigned char)*sn)) sn++;
        char *ln = sn;
        while (*ln != '\0' && !isspace((unsigned char)*ln)) ln++;
        if (*ln != '\0') *ln++ = '\0';
        while (isspace((unsigned char)*ln)) ln++;
        if (*oid == '\0' || !OBJ_create(oid, *sn != '\0' ? sn : NULL, *ln != '\0' ? ln : NULL)) return made;
    }
}
