/* OBJ_*: between numbers, names, identifiers and objects. */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include <limits.h>
#include <string.h>

#include "compat/crypto/core/obj_local.h"
#include "compat/crypto/core/raise.h"
#include "src/base/reader.h"

/* The objects of the table are constant; the API of OpenSSL's gives them out as if they were not. */
static ASN1_OBJECT *lend(const ASN1_OBJECT *o) { return (ASN1_OBJECT *)(uintptr_t)o; }

static const ASN1_OBJECT *find_nid(int nid) {
    const ASN1_OBJECT *o = bs_obj_builtin(nid);
    if (o == NULL && nid > NID_undef) o = bs_obj_added(nid);
    if (o == NULL && nid > NID_undef) BS_RAISE(ERR_LIB_OBJ, OBJ_R_UNKNOWN_NID);
    return o;
}

ASN1_OBJECT *OBJ_nid2obj(int n) { return lend(find_nid(n)); }

const char *OBJ_nid2sn(int n) {
    const ASN1_OBJECT *o = find_nid(n);
    return o == NULL ? NULL : bs_obj_view(o).sn;
}

const char *OBJ_nid2ln(int n) {
    const ASN1_OBJECT *o = find_nid(n);
    return o == NULL ? NULL : bs_obj_view(o).ln;
}

int OBJ_sn2nid(const char *s) {
    int nid = bs_obj_added_by_sn(s);
    return nid != NID_undef ? nid : bs_obj_builtin_by_sn(s);
}

int OBJ_ln2nid(const char *s) {
    int nid = bs_obj_added_by_ln(s);
    return nid != NID_undef ? nid : bs_obj_builtin_by_ln(s);
}

static int der2nid(const uint8_t *der, int len) {
    if (len <= 0) return NID_undef;
    int nid = bs_obj_added_by_der(der, len);
    return nid != NID_undef ? nid : bs_obj_builtin_by_der(der, len);
}

int OBJ_obj2nid(const ASN1_OBJECT *o) {
    if (o == NULL) return NID_undef;
    if (o->nid != NID_undef || !o->dynamic) return o->nid;
    struct bs_obj_view v = bs_obj_view(o);
    return der2nid(v.der, v.len);
}

/* The shared object where the identifier is known, else one of its own. */
static ASN1_OBJECT *from_der(const uint8_t *der, int len) {
    int nid = der2nid(der, len);
    if (nid != NID_undef) return OBJ_nid2obj(nid);
    if (!bs_oid_valid(der, (size_t)len)) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_INVALID_OBJECT_ENCODING);
        return NULL;
    }
    struct bs_obj *o = bs_obj_new(NID_undef, der, len, NULL, NULL);
    return o == NULL ? NULL : &o->head;
}

ASN1_OBJECT *OBJ_txt2obj(const char *s, int no_name) {
    if (!no_name) {
        int nid = OBJ_sn2nid(s);
        if (nid == NID_undef) nid = OBJ_ln2nid(s);
        if (nid != NID_undef) return OBJ_nid2obj(nid);
        if (*s < '0' || *s > '9') {
            BS_RAISE(ERR_LIB_OBJ, OBJ_R_UNKNOWN_OBJECT_NAME);
            return NULL;
        }
    }
    int len = bs_oid_from_text(NULL, 0, s, strlen(s));
    if (len <= 0) return NULL;
    uint8_t *der = (uint8_t *)OPENSSL_malloc((size_t)len);
    if (der == NULL) {
        BS_RAISE(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    ASN1_OBJECT *o = bs_oid_from_text(der, len, s, strlen(s)) == len ? from_der(der, len) : NULL;
    OPENSSL_free(der);
    return o;
}

int OBJ_txt2nid(const char *s) {
    ASN1_OBJECT *o = OBJ_txt2obj(s, 0);
    int nid = OBJ_obj2nid(o);
    ASN1_OBJECT_free(o);
    return nid;
}

int OBJ_obj2txt(char *buf, int buf_len, const ASN1_OBJECT *o, int no_name) {
    size_t cap = buf != NULL && buf_len > 0 ? (size_t)buf_len : 0;
    if (cap > 0) buf[0] = '\0';
    if (o == NULL) return 0;
    struct bs_obj_view v = bs_obj_view(o);
    if (v.der == NULL) return 0;
    int nid;
    if (!no_name && (nid = OBJ_obj2nid(o)) != NID_undef) {
        const char *s = OBJ_nid2ln(nid);
        if (s == NULL) s = OBJ_nid2sn(nid);
        if (s != NULL) {
            if (cap > 0) OPENSSL_strlcpy(buf, s, cap);
            return (int)strlen(s);
        }
    }
    return bs_oid_to_text(buf, cap, v.der, v.len);
}

size_t OBJ_length(const ASN1_OBJECT *o) { return o == NULL ? 0 : (size_t)bs_obj_view(o).len; }
const unsigned char *OBJ_get0_data(const ASN1_OBJECT *o) { return o == NULL ? NULL : bs_obj_view(o).der; }

int OBJ_cmp(const ASN1_OBJECT *a, const ASN1_OBJECT *b) {
    struct bs_obj_view x = bs_obj_view(a), y = bs_obj_view(b);
    if (x.len != y.len) return x.len - y.len;
    return x.len == 0 ? 0 : memcmp(x.der, y.der, (size_t)x.len);
}

ASN1_OBJECT *OBJ_dup(const ASN1_OBJECT *o) {
    if (o == NULL) return NULL;
    if (!o->dynamic || ((const struct bs_obj *)(const void *)o)->kept) return lend(o);
    struct bs_obj_view v = bs_obj_view(o);
    struct bs_obj *copy = bs_obj_new(o->nid, v.der, v.len, v.sn, v.ln);
    return copy == NULL ? NULL : &copy->head;
}

/* --- as ASN.1 ------------------------------------------------------------------------- */

ASN1_OBJECT *ASN1_OBJECT_new(void) {
    struct bs_obj *o = bs_obj_new(NID_undef, NULL, 0, NULL, NULL);
    return o == NULL ? NULL : &o->head;
}

ASN1_OBJECT *ASN1_OBJECT_create(int nid, unsigned char *data, int len, const char *sn, const char *ln) {
    struct bs_obj *o = bs_obj_new(nid, data, len, sn, ln);
    return o == NULL ? NULL : &o->head;
}

void ASN1_OBJECT_free(ASN1_OBJECT *a) {
    if (a == NULL || !a->dynamic) return;
    struct bs_obj *o = (struct bs_obj *)(void *)a;
    if (o->kept) return;
    OPENSSL_free(o->der);
    OPENSSL_free(o->sn);
    OPENSSL_free(o->ln);
    OPENSSL_free(o);
}

int a2d_ASN1_OBJECT(unsigned char *out, int olen, const char *buf, int num) {
    if (num == 0) return 0;
    return bs_oid_from_text(out, olen, buf, num < 0 ? strlen(buf) : (size_t)num);
}

int i2t_ASN1_OBJECT(char *buf, int buf_len, const ASN1_OBJECT *a) { return OBJ_obj2txt(buf, buf_len, a, 0); }

int i2a_ASN1_OBJECT(BIO *bp, const ASN1_OBJECT *a) {
    char buf[80], *p = buf;
    if (a == NULL || OBJ_get0_data(a) == NULL) return BIO_write(bp, "NULL", 4);
    int n = i2t_ASN1_OBJECT(buf, sizeof(buf), a);
    if (n > (int)sizeof(buf) - 1) {
        p = (char *)OPENSSL_malloc((size_t)n + 1);
        if (p == NULL) {
            BS_RAISE(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
            return -1;
        }
        i2t_ASN1_OBJECT(p, n + 1, a);
    }
    if (n <= 0) {
        n = BIO_write(bp, "<INVALID>", 9);
        if (n > 0) n += BIO_dump(bp, (const char *)OBJ_get0_data(a), (int)OBJ_length(a));
        return n;
    }
    BIO_write(bp, p, n);
    if (p != buf) OPENSSL_free(p);
    return n;
}

/* The header of an OBJECT IDENTIFIER with len bytes; out NULL only counts. */
static int put_header(uint8_t *out, size_t len) {
    int n = len < 0x80 ? 2 : len < 0x100 ? 3 : len < 0x10000 ? 4 : len < 0x1000000 ? 5 : 6;
    if (out == NULL) return n;
    *out++ = V_ASN1_OBJECT;
    if (n > 2) *out++ = (uint8_t)(0x80 | (n - 2));
    for (int i = n > 2 ? n - 3 : 0; i >= 0; i--) *out++ = (uint8_t)(len >> (8 * i));
    return n;
}

int i2d_ASN1_OBJECT(const ASN1_OBJECT *a, unsigned char **pp) {
    size_t len = OBJ_length(a);
    if (len == 0) return 0;
    int head = put_header(NULL, len), total = head + (int)len;
    if (pp == NULL) return total;
    uint8_t *p = *pp;
    if (p == NULL && (p = (uint8_t *)OPENSSL_malloc((size_t)total)) == NULL) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    put_header(p, len);
    memcpy(p + head, OBJ_get0_data(a), len);
    *pp = *pp == NULL ? p : p + total; /* what was allocated is given back at its start */
    return total;
}

/* The contents of the OBJECT IDENTIFIER at the reader; 0, or the reason it is none. */
static int get_contents(bs_reader *r, bs_reader *out) {
    uint8_t tag, len8;
    uint32_t len;
    if (!bs_r_u8(r, &tag) || !bs_r_u8(r, &len8)) return ASN1_R_BAD_OBJECT_HEADER;
    len = len8;
    if (len8 >= 0x80 && (len8 == 0x80 || !bs_r_uint(r, len8 & 0x7f, &len))) return ASN1_R_BAD_OBJECT_HEADER;
    if (!bs_r_bytes(r, len, out)) return ASN1_R_BAD_OBJECT_HEADER;
    if (tag != V_ASN1_OBJECT) return ASN1_R_EXPECTING_AN_OBJECT;
    return out->len == 0 || out->len > INT_MAX ? ASN1_R_INVALID_OBJECT_ENCODING : 0;
}

ASN1_OBJECT *d2i_ASN1_OBJECT(ASN1_OBJECT **a, const unsigned char **pp, long length) {
    bs_reader r = bs_r_from(*pp, length < 0 ? 0 : (size_t)length), contents;
    int reason = get_contents(&r, &contents);
    if (reason != 0) {
        BS_RAISE(ERR_LIB_ASN1, reason);
        return NULL;
    }
    ASN1_OBJECT *o = from_der(contents.p, (int)contents.len);
    if (o == NULL) return NULL;
    if (a != NULL) {
        ASN1_OBJECT_free(*a);
        *a = o;
    }
    *pp = r.p;
    return o;
}
