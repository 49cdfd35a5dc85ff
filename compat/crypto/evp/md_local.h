/**
 * \file md_local.h
 * \brief EVP_MD and EVP_MD_CTX.                                                          man 3 EVP_DigestInit
 */
#ifndef BS_COMPAT_EVP_MD_LOCAL_H
#define BS_COMPAT_EVP_MD_LOCAL_H

#include <openssl/evp.h>

#include "src/base/reader.h"
#include "src/crypto/hash.h"

/** What a program's own digest does (md_meth.c); any may be NULL. */
struct bs_own_md {
    int (*init)(EVP_MD_CTX *ctx);
    int (*update)(EVP_MD_CTX *ctx, const void *data, size_t count);
    int (*final)(EVP_MD_CTX *ctx, unsigned char *md);
    int (*copy)(EVP_MD_CTX *to, const EVP_MD_CTX *from);
    int (*cleanup)(EVP_MD_CTX *ctx);
    int (*ctrl)(EVP_MD_CTX *ctx, int cmd, int p1, void *p2);
    int data_size; /* bytes of its own that each context has */
};

/** A digest. Those of the library are constants, so that nothing is counted or freed. */
struct evp_md_st {
    int nid, pkey_nid;
    const char *name;        /* as EVP_sha256() and its like are called */
    const char *aliases;     /* more names for EVP_MD_fetch(), with colons around each */
    const char *pkey_names;  /* more names for EVP_get_digestbyname() */
    const char *description; /* of the fetched digest */
    enum bs_hash hash;       /* the engine's number; with BS_HASH_NONE and no class, known by name alone */
    int size, block_size;
    unsigned long flags;
    const br_hash_class *class; /* of one that has no number in the engine; else NULL */
    struct bs_own_md *own;      /* of a program; NULL: of the library. Then hash and class are those of its name */
};

#define BS_MD_MAX_BLOCK 168 /* SHAKE128's */

struct evp_md_ctx_st {
    const EVP_MD *md;    /* NULL: none set */
    bool ready;          /* the state below is initialised */
    unsigned long flags; /* EVP_MD_CTX_FLAG_* */
    EVP_PKEY_CTX *pctx;  /* EVP_DigestSignInit() and its like; owned unless KEEP */
    bool keep_pctx;      /* set by EVP_MD_CTX_set_pkey_ctx() */
    size_t xof_len;      /* output of a SHAKE, if it was set; else SIZE_MAX */
    const EVP_MD *asked; /* a program's digest, in whose place md signs; NULL: md was asked for */
    void *own_data;      /* of a program's digest */
    int (*own_update)(EVP_MD_CTX *ctx, const void *data, size_t count);
    union bs_hash_context state;
};

/**
 * The library's digest of the same name, which OpenSSL takes wherever it is not itself that digests: in signatures, key
 * derivation, fingerprints. \return  `md` itself if it is the library's; NULL if there is none.
 */
const EVP_MD *bs_md_provided(const EVP_MD *md);

/** EVP_Digest() by that. */
int bs_md_digest_as_named(bs_reader data, unsigned char *out, unsigned *out_len, const EVP_MD *md);

/** \name md_meth.c: EVP_MD_CTX with a program's digest, for the functions of md_ctx.c. @{ */
int bs_own_md_start(EVP_MD_CTX *ctx, const EVP_MD *type);
int bs_own_md_update(EVP_MD_CTX *ctx, const void *data, size_t n);
int bs_own_md_final(EVP_MD_CTX *ctx, unsigned char *out);
int bs_own_md_final_xof(EVP_MD_CTX *ctx, unsigned char *out, size_t len);
/** After *to became a copy of *from, whose data it may not share. */
int bs_own_md_copied(EVP_MD_CTX *to, const EVP_MD_CTX *from);
/** Gives its data up; nothing is done if the context's digest is the library's. */
void bs_own_md_end(EVP_MD_CTX *ctx);
/** @} */

/** The i-th digest of the table; NULL behind the last. */
const EVP_MD *bs_md_at(size_t i);

/** The digest with this number; NULL if there is none. */
const EVP_MD *bs_md_by_nid(int nid);

/** The same digest as EVP_MD_fetch() gives it, by its provider's name. */
const EVP_MD *bs_md_fetched(const EVP_MD *md);

/** The digest for a hash of the engine; NULL if there is none. */
const EVP_MD *bs_md_by_hash(enum bs_hash h);

/** The engine's hash for a digest, or BS_HASH_NONE if it has none (NULL, SHAKE, ...). */
enum bs_hash bs_md_hash(const EVP_MD *md);

/** By any name that EVP_MD_fetch() takes, ASCII case ignored; NULL, and nothing queued, if unknown or unusable. */
const EVP_MD *bs_md_by_name(const char *name);

/** Starts a state of this digest; false if it cannot be used here, as a program's own. */
BS_CHECKED bool bs_md_start(const EVP_MD *md, union bs_hash_context *state);

/** Writes md's digest of what went into the state (its first md->size bytes). */
void bs_md_out(const EVP_MD *md, const union bs_hash_context *state, uint8_t *out);

/** The first name of a table of names ":a:b:", cut to the room. */
void bs_first_name(const char *list, char *out, size_t room);

/** Calls fn for each name of a table of names ":a:b:". */
void bs_names_do_all(const char *list, void (*fn)(const char *name, void *data), void *data);

/** True if a property query can be met by a library that is its own default provider and not FIPS. */
bool bs_properties_ok(const char *query);

/** Queues "unsupported" as a failed fetch of `name` does. */
void bs_raise_unsupported(const char *name, int id, const char *properties);

/** For tables of names ":a:b:": true if `name` is one of them, ASCII case ignored. */
bool bs_name_listed(const char *list, const char *name);

#endif
