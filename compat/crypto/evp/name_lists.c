/* The lists of digests and ciphers by all their names: EVP_MD_do_all(), EVP_CIPHER_do_all(), OBJ_NAME_do_all().
 *
 * A list is made when it is asked for, from the tables of md.c and cipher.c and the names of their objects: a row for the
 * short and one for the long name (one for both if they differ in case alone), and rows that point to another name. */
#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_local.h"
#include "compat/crypto/evp/md_local.h"

struct row {
    const char *name;
    const char *to;  /* the name that it stands for; NULL: it is one itself */
    const void *obj; /* the EVP_MD or EVP_CIPHER */
};

struct list {
    struct row *rows;
    size_t num, cap;
    bool failed;
};

static void add(struct list *l, const char *name, const char *to, const void *obj) {
    if (l->num == l->cap && !l->failed) {
        size_t cap = l->cap > 0 ? 2 * l->cap : 64;
        struct row *grown = OPENSSL_realloc(l->rows, cap * sizeof *grown);
        l->failed = grown == NULL;
        if (l->failed) return;
        l->rows = grown;
        l->cap = cap;
    }
    if (!l->failed) l->rows[l->num++] = (struct row){ name, to, obj };
}

/* An object's names: the long one stands for both where they differ in case alone. */
static void add_nid(struct list *l, int nid, const char *to, const void *obj) {
    const char *sn = OBJ_nid2sn(nid), *ln = OBJ_nid2ln(nid);
    if (strcasecmp(sn, ln) != 0) add(l, sn, to, obj);
    add(l, ln, to, obj);
}

struct alias {
    const char *name;
    int nid; /* whose short name it stands for */
};

static const struct alias md_aliases[] = {
    { "ssl3-md5", NID_md5 },         { "ssl3-sha1", NID_sha1 },    { "RSA-SHA1-2", NID_sha1WithRSAEncryption },
    { "ripemd", NID_ripemd160 },     { "rmd160", NID_ripemd160 },
};

static const struct alias cipher_aliases[] = {
    { "des-ede-ecb", NID_des_ede_ecb },     { "des-ede3-ecb", NID_des_ede3_ecb }, { "des", NID_des_cbc },
    { "des3", NID_des_ede3_cbc },           { "rc2", NID_rc2_cbc },               { "rc2-128", NID_rc2_cbc },
    { "rc2-64", NID_rc2_64_cbc },           { "rc2-40", NID_rc2_40_cbc },         { "bf", NID_bf_cbc },
    { "blowfish", NID_bf_cbc },             { "cast", NID_cast5_cbc },            { "cast-cbc", NID_cast5_cbc },
    { "aes128", NID_aes_128_cbc },          { "aes192", NID_aes_192_cbc },        { "aes256", NID_aes_256_cbc },
    { "aes128-wrap", NID_id_aes128_wrap },  { "aes192-wrap", NID_id_aes192_wrap }, { "aes256-wrap", NID_id_aes256_wrap },
};

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
}

static void fill_digests(struct list *l) {
    const EVP_MD *md = NULL;
    for (size_t i = 0; (md = bs_md_at(i)) != NULL; i++) {
        if (md->nid == NID_undef) continue;
        add_nid(l, md->nid, NULL, md);
        if (md->pkey_nid != NID_undef && md->pkey_nid != md->nid) add_nid(l, md->pkey_nid, OBJ_nid2sn(md->nid), md);
    }
    for (size_t i = 0; i < sizeof md_aliases / sizeof md_aliases[0]; i++) {
        add(l, md_aliases[i].name, OBJ_nid2sn(md_aliases[i].nid), NULL);
    }
}

static void fill_ciphers(struct list *l) {
    const EVP_CIPHER *c = NULL;
    for (size_t i = 0; (c = bs_cipher_at(i)) != NULL; i++) {
        if (c->nid != NID_undef) add_nid(l, c->nid, NULL, c);
    }
    for (size_t i = 0; i < sizeof cipher_aliases / sizeof cipher_aliases[0]; i++) {
        if (EVP_get_cipherbynid(cipher_aliases[i].nid) == NULL) continue;
        add(l, cipher_aliases[i].name, OBJ_nid2sn(cipher_aliases[i].nid), NULL);
    }
}

/* The rows of a type, in order; to be freed by the caller. An empty list for the types that name nothing here. */
static struct list make(int type) {
    struct list l = { 0 };
    if (type == OBJ_NAME_TYPE_MD_METH) fill_digests(&l);
    else if (type == OBJ_NAME_TYPE_CIPHER_METH) fill_ciphers(&l);
    if (l.failed) {
        BS_RAISE(ERR_LIB_OBJ, ERR_R_MALLOC_FAILURE);
        l.num = 0;
    }
    if (l.num > 0) qsort(l.rows, l.num, sizeof *l.rows, by_name);
    return l;
}

void EVP_MD_do_all_sorted(void (*fn)(const EVP_MD *ciph, const char *from, const char *to, void *x), void *arg) {
    struct list l = make(OBJ_NAME_TYPE_MD_METH);
    for (size_t i = 0; i < l.num; i++) {
        const struct row *r = &l.rows[i];
        fn(r->to == NULL ? r->obj : NULL, r->name, r->to, arg);
    }
    OPENSSL_free(l.rows);
}

void EVP_MD_do_all(void (*fn)(const EVP_MD *ciph, const char *from, const char *to, void *x), void *arg) {
    EVP_MD_do_all_sorted(fn, arg); /* any order will do */
}

void EVP_CIPHER_do_all_sorted(void (*fn)(const EVP_CIPHER *ciph, const char *from, const char *to, void *x), void *arg) {
    struct list l = make(OBJ_NAME_TYPE_CIPHER_METH);
    for (size_t i = 0; i < l.num; i++) {
        const struct row *r = &l.rows[i];
        fn(r->to == NULL ? r->obj : NULL, r->name, r->to, arg);
    }
    OPENSSL_free(l.rows);
}

void EVP_CIPHER_do_all(void (*fn)(const EVP_CIPHER *ciph, const char *from, const char *to, void *x), void *arg) {
    EVP_CIPHER_do_all_sorted(fn, arg);
}

void OBJ_NAME_do_all_sorted(int type, void (*fn)(const OBJ_NAME *, void *arg), void *arg) {
    struct list l = make(type);
    for (size_t i = 0; i < l.num; i++) {
        const struct row *r = &l.rows[i];
        OBJ_NAME name = { type, r->to != NULL ? OBJ_NAME_ALIAS : 0, r->name, r->to != NULL ? r->to : r->obj };
        fn(&name, arg);
    }
    OPENSSL_free(l.rows);
}

void OBJ_NAME_do_all(int type, void (*fn)(const OBJ_NAME *, void *arg), void *arg) {
    OBJ_NAME_do_all_sorted(type, fn, arg);
}

/* Whatever of the library's has a number is in the tables already, whether or not it was added. */
int EVP_add_digest(const EVP_MD *digest) {
    if (digest != NULL && digest->own != NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
        return 0;
    }
    return digest != NULL && digest->nid != NID_undef;
}


int EVP_add_cipher(const EVP_CIPHER *cipher) {
    if (cipher != NULL && cipher->kind == BS_CIPHER_OWN) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
        return 0;
    }
    return cipher != NULL && cipher->nid != NID_undef;
}
