/**
 * \file store_local.h
 * \brief What X509_STORE, X509_OBJECT, X509_LOOKUP, X509_STORE_CTX and X509_VERIFY_PARAM are inside.
 */
#ifndef BS_COMPAT_X509_STORE_LOCAL_H
#define BS_COMPAT_X509_STORE_LOCAL_H

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdatomic.h>

#include "compat/crypto/core/refcount.h"
#include "compat/crypto/x509/ca_bundle.h"
#include "compat/crypto/x509/store_index.h"
#include "src/x509/crl.h"
#include "src/x509/path.h"

#define BS_STORE_MAX_BUNDLES 8 /* files kept as an index; more are loaded certificate by certificate */

/** A decoded CRL beside its object; crl's views lie in der. */
struct bs_crl_view {
    uint8_t *der;
    struct bs_crl crl;
};

struct x509_object_st {
    X509_LOOKUP_TYPE type;
    union {
        void *ptr;
        X509 *x509;
        X509_CRL *crl;
    } data;
    struct bs_store_place places[BS_STORE_KEYS];
    struct bs_crl_view view; /* X509_LU_CRL */
};

struct x509_lookup_method_st {
    char *name;
    int (*new_item)(X509_LOOKUP *ctx);
    void (*free)(X509_LOOKUP *ctx);
    int (*init)(X509_LOOKUP *ctx);
    int (*shutdown)(X509_LOOKUP *ctx);
    X509_LOOKUP_ctrl_fn ctrl;
    X509_LOOKUP_get_by_subject_fn get_by_subject;
    X509_LOOKUP_get_by_issuer_serial_fn get_by_issuer_serial;
    X509_LOOKUP_get_by_fingerprint_fn get_by_fingerprint;
    X509_LOOKUP_get_by_alias_fn get_by_alias;
};

struct x509_lookup_st {
    X509_LOOKUP_METHOD *method;
    X509_STORE *store; /* not counted: the store owns the lookup */
    void *method_data;
    int skip;
};

struct X509_VERIFY_PARAM_st {
    char *name;
    time_t check_time;
    uint32_t inh_flags;
    unsigned long flags;
    int purpose, trust;
    int depth, auth_level; /* -1: not set */
    STACK_OF(ASN1_OBJECT) *policies;
    STACK_OF(OPENSSL_STRING) *hosts;
    unsigned hostflags;
    char *peername;
    char *email;
    size_t emaillen;
    uint8_t *ip;
    size_t iplen;
};

/** The hooks that a program may put in place of ours; NULL: ours. */
struct bs_verify_hooks {
    X509_STORE_CTX_verify_fn verify;
    X509_STORE_CTX_verify_cb verify_cb;
    X509_STORE_CTX_get_issuer_fn get_issuer;
    X509_STORE_CTX_check_issued_fn check_issued;
    X509_STORE_CTX_check_revocation_fn check_revocation;
    X509_STORE_CTX_get_crl_fn get_crl;
    X509_STORE_CTX_check_crl_fn check_crl;
    X509_STORE_CTX_cert_crl_fn cert_crl;
    X509_STORE_CTX_check_policy_fn check_policy;
    X509_STORE_CTX_lookup_certs_fn lookup_certs;
    X509_STORE_CTX_lookup_crls_fn lookup_crls;
    X509_STORE_CTX_cleanup_fn cleanup;
};

struct x509_store_st {
    bs_refcount refs;
    pthread_mutex_t lock; /* recursive: programs hold it by X509_STORE_lock() while they call us */
    STACK_OF(X509_OBJECT) *objs;
    struct bs_store_index index; /* of objs */
    STACK_OF(X509_LOOKUP) *lookups;
    struct bs_ca_bundle *bundles[BS_STORE_MAX_BUNDLES];
    size_t num_bundles;
    atomic_ulong age; /* bs_store_age() */
    X509_VERIFY_PARAM *param;
    struct bs_verify_hooks hooks;
    CRYPTO_EX_DATA ex_data;
};

/** A CRL that a program's hook gave; the view is empty if it cannot be decoded. */
struct bs_found_crl {
    struct bs_found_crl *next;
    X509_CRL *crl; /* counted */
    struct bs_crl_view view;
};

struct x509_store_ctx_st {
    X509_STORE *store;         /* not counted */
    X509 *cert;                /* not counted */
    STACK_OF(X509) *untrusted; /* not owned */
    STACK_OF(X509_CRL) *crls;  /* not owned */
    STACK_OF(X509) *trusted;   /* instead of the store; not owned */
    X509_VERIFY_PARAM *param;
    struct bs_verify_hooks hooks;
    STACK_OF(X509) *chain;     /* owned */
    STACK_OF(X509) *kept;      /* references that the path may show */
    int num_untrusted;
    int error, error_depth;
    X509 *current_cert, *current_issuer;
    X509_CRL *current_crl;
    struct bs_path *path;      /* while verifying */
    X509_POLICY_TREE *policy_tree;
    bool explicit_policy;      /* a policy was required */
    struct bs_crl_view *views; /* of crls, decoded at first use */
    const X509_OBJECT **stored;         /* the store's CRLs that this search looks at */
    size_t num_stored;
    struct bs_found_crl *found;         /* what the program's hooks gave, the last first */
    const struct bs_found_crl *earlier; /* where those of the search before begin */
    struct {                            /* where a walk by number through one of the two lists goes on */
        size_t next;                    /* the number that is asked for then; 0: from the start */
        int at;
        const struct bs_found_crl *found;
    } walk;
    X509_STORE_CTX *parent;
    SSL_DANE *dane;
    CRYPTO_EX_DATA ex_data;
};

/** Something was added that chains may be built with (store_age.h). */
void bs_store_grow_older(X509_STORE *s);

/** \name Inside a store; the caller holds no lock.
 * @{ */
/** All trusted certificates of a subject (a whole Name), references counted; NULL when out of memory. */
STACK_OF(X509) *bs_store_certs(X509_STORE *s, bs_reader subject);
/** Asks the lookups, as far as they are not skipped, for a subject; true if one had something. */
bool bs_store_look(X509_STORE *s, X509_LOOKUP_TYPE type, bs_reader subject, const X509_NAME *name, X509_OBJECT *ret);
/** Adds the file as an index; -1 if it is not a plain bundle or is small, else the number of its certificates. */
int bs_store_add_bundle(X509_STORE *s, const char *file);
/**
 * Has the place of SSL_CERT_DIR looked into as a store too: it may be a file or another URI, and a folder may have DER or
 * gaps in its numbers. It is opened when something is looked for, so that nothing is lost where nothing is missing.
 */
int bs_store_add_default_uri(X509_STORE *s);
/** The first certificate or CRL of a name, lent; NULL if there is none among the objects. */
X509_OBJECT *bs_store_find(X509_STORE *s, X509_LOOKUP_TYPE type, bs_reader name);
/**
 * The CRLs of an issuer, lent as long as the store lives: an array to be freed, or NULL if there are none or memory is
 * short.
 */
const X509_OBJECT **bs_store_crls(X509_STORE *s, bs_reader issuer, size_t *out_num);
/** @} */

/** An object's name (the subject, or the CRL's issuer) and its DER; empty if it holds nothing. */
bs_reader bs_x509_object_name(const X509_OBJECT *a);
bs_reader bs_x509_object_der(const X509_OBJECT *a);
/** True if both hold the same certificate or CRL. */
bool bs_x509_object_same(const X509_OBJECT *a, const X509_OBJECT *b);

/** Decodes a CRL object; false if it is malformed or memory is short. */
bool bs_crl_view_init(struct bs_crl_view *v, X509_CRL *crl);
void bs_crl_view_clear(struct bs_crl_view *v);

/** The purpose's trust id; -1 if the purpose is unknown. */
int bs_purpose_trust(int purpose);

/** Keeps the last certificate of a chain as long as the context is used; false if there is none, or memory is short. */
bool bs_store_ctx_keep_top(X509_STORE_CTX *ctx, STACK_OF(X509) *chain, struct bs_path_cert *out);

/** X509_check_trust() and X509_check_purpose() for the engine (bs_path_ops). */
enum bs_trust bs_x509_trust(void *arg, const struct bs_path_cert *c, int trust_id, unsigned flags);
int bs_x509_purpose(void *arg, const struct bs_path_cert *c, int purpose, bool as_ca);

/** Makes the context show what the engine sees, before the program is called. */
void bs_store_ctx_show(X509_STORE_CTX *ctx, const struct bs_path *p);

/** \name The CRLs of a verification (verify_crls.c).
 * @{ */
/** Fills in where the engine gets CRLs from, and the hooks about them. */
void bs_store_ctx_crl_ops(const X509_STORE_CTX *ctx, struct bs_path_ops *ops);
/** Forgets the decoded forms of the context's own CRLs; before `crls` changes. */
void bs_store_ctx_drop_views(X509_STORE_CTX *ctx);
/** Forgets what the hooks gave, and what of the store was looked at. */
void bs_store_ctx_drop_found(X509_STORE_CTX *ctx);
/** @} */

/** Runs the engine over a context that is set up; as X509_verify_cert(). */
int bs_store_ctx_run(X509_STORE_CTX *ctx);

#endif
