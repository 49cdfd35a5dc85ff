/**
 * \file path.h
 * \brief Building and judging a chain of certificates, sans I/O.                                     RFC 5280 6
 *
 * The order of the checks and of the callbacks, and the codes, are those of X509_verify_cert() of OpenSSL 3.0:
 *
 *   leaf key strength, chain building and trust, extensions and purpose, security level, host names, revocation,
 *   signatures and validity from the top down (with an "ok" callback a certificate), name constraints, policies.
 *
 * With DANE, a leaf that a DANE-EE record speaks of is judged by its names alone, and chains need what the records say.
 *
 * A fault calls event() with ok = 0; if it says "go on", checking goes on with the next check. Nothing is
 * allocated, but for policies; work is linear in the certificates given, and each signature is verified once.
 */
#ifndef BS_X509_PATH_H
#define BS_X509_PATH_H

#include "src/crypto/impl.h"
#include "src/x509/cert.h"
#include "src/x509/crl.h"
#include "src/x509/dane.h"
#include "src/x509/verify_codes.h"

#define BS_PATH_NAME_CHECKS_MAX (1u << 22) /* comparisons with name constraints on one path */
#define BS_PATH_MAX 102 /* certificates in a chain: depth 100, its issuer, and one to see that it is too long */

/** Flags; the values are X509_V_FLAG_*. */
enum bs_path_flag {
    BS_PATH_USE_CHECK_TIME = 0x2,
    BS_PATH_CRL_CHECK = 0x4,
    BS_PATH_CRL_CHECK_ALL = 0x8,
    BS_PATH_IGNORE_CRITICAL = 0x10,
    BS_PATH_STRICT = 0x20,
    BS_PATH_ALLOW_PROXY = 0x40,
    BS_PATH_POLICY_CHECK = 0x80,
    BS_PATH_EXPLICIT_POLICY = 0x100,
    BS_PATH_INHIBIT_ANY = 0x200,
    BS_PATH_INHIBIT_MAP = 0x400,
    BS_PATH_NOTIFY_POLICY = 0x800,
    BS_PATH_EXTENDED_CRL_SUPPORT = 0x1000,
    BS_PATH_USE_DELTAS = 0x2000,
    BS_PATH_CHECK_SS_SIGNATURE = 0x4000,
    BS_PATH_TRUSTED_FIRST = 0x8000,
    BS_PATH_SUITE_B = 0x30000,
    BS_PATH_PARTIAL_CHAIN = 0x80000,
    BS_PATH_NO_ALT_CHAINS = 0x100000,
    BS_PATH_NO_CHECK_TIME = 0x200000
};

/** A certificate and what the caller knows it by. */
struct bs_path_cert {
    const struct bs_cert *cert;
    void *handle;
};

/** X509_TRUST_*: how far a certificate is trusted. */
enum bs_trust { BS_TRUST_TRUSTED = 1, BS_TRUST_REJECTED = 2, BS_TRUST_UNTRUSTED = 3 };

/** Where CRLs come from: those given for one verification, and the store's. */
enum bs_crl_source { BS_CRL_GIVEN, BS_CRL_STORED, BS_CRL_SOURCES };

struct bs_path;
struct bs_policy_tree;

/** The caller's side. Members marked * may be NULL. Certificates handed over must outlive the path. */
struct bs_path_ops {
    /** The best issuer of `of` in the trust store: 1 and *out, 0 none, -1 failure. */
    int (*trusted_issuer)(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out);
    /** The trust store's own copy of this very certificate: 1, 0, -1. */
    int (*trusted_match)(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out);
    /** Is a certificate of the store trusted for this (enum bs_trust_id, or a number of the program's)? */
    enum bs_trust (*trust)(void *arg, const struct bs_path_cert *c, int trust_id, unsigned flags);
    /** * Replaces bs_cert_check_purpose(): the program has purposes of its own. */
    int (*purpose)(void *arg, const struct bs_path_cert *c, int purpose, bool as_ca);
    /**
     * A fault (ok = 0, see p->error), a certificate found good (1), or, with BS_PATH_NOTIFY_POLICY, policies found good
     * (2). False stops. p tells depth and certificate.
     */
    bool (*event)(void *arg, struct bs_path *p, int ok);
    /** * Replaces the test by names, identifiers and algorithms. */
    bool (*check_issued)(void *arg, struct bs_path *p, const struct bs_path_cert *subject,
                         const struct bs_path_cert *issuer);
    /** * Replaces the revocation check: more than 0 to go on. */
    int (*check_revocation)(void *arg, struct bs_path *p);
    /** * Replaces the check of signatures and validity: more than 0 to go on. */
    int (*verify)(void *arg, struct bs_path *p);
    /** * Replaces the policy check: more than 0 to go on. */
    int (*check_policy)(void *arg, struct bs_path *p);
    /** * The i-th policy that the program accepts (OID content); false after the last. */
    bool (*policy)(void *arg, size_t i, bs_reader *out);
    /** * Takes over the tree of the chain's policies (policy_tree.h), which may be NULL, and whether one is required. */
    void (*policies)(void *arg, struct bs_policy_tree *tree, bool required);
    /** The i-th name that the leaf may have; false after the last. */
    bool (*host)(void *arg, size_t i, bs_reader *out);
    /** * The leaf has one of the names; match->text is what it says. */
    bool (*host_matched)(void *arg, struct bs_path *p, uint8_t tag, bs_reader text);
    /** * A search in a source begins. */
    void (*crl_begin)(void *arg, struct bs_path *p, enum bs_crl_source from, bs_reader issuer);
    /**
     * The i-th CRL of a source; false after the last. A source may leave out those of other issuers than this name; what
     * it does not leave out the engine looks at. The second source is asked when the first has none that fits in every
     * respect.
     */
    bool (*crl)(void *arg, enum bs_crl_source from, bs_reader issuer, size_t i, const struct bs_crl **out,
                void **handle);
    /** * Replaces the choice of a CRL for p->current: false when there is none. *out is NULL if it cannot be decoded. */
    bool (*get_crl)(void *arg, struct bs_path *p, const struct bs_crl **out, void **handle);
    /**
     * * Verifies the path of a CRL's issuer that is not on p's own, with another bs_path that has for_crl set: true if it
     * is good, and *out_anchor is where it ends. Without it such CRLs are no use.
     */
    bool (*crl_path)(void *arg, struct bs_path *p, const struct bs_path_cert *issuer, struct bs_path_cert *out_anchor);
    /** * Replaces what is asked of a CRL itself: true to go on. */
    bool (*check_crl)(void *arg, struct bs_path *p, void *handle);
    /** * Replaces the look-up of p->current in a CRL: 0 stop, 1 go on, 2 the certificate is taken back from the CRL. */
    int (*cert_crl)(void *arg, struct bs_path *p, void *handle);
};

struct bs_path {
    /* set by the caller */
    const struct bs_path_ops *ops;
    void *arg;
    const struct bs_impl *impl;
    const struct bs_path_cert *untrusted; /* in any order; may hold the leaf again */
    size_t num_untrusted_given;
    bool has_untrusted;                   /* an empty list is not the same as none */
    uint32_t flags;                       /* enum bs_path_flag */
    int purpose, trust;                   /* enum bs_purpose, enum bs_trust_id or a number of the program's */
    int depth;                            /* most intermediates, 100 at most; negative: every chain is too long */
    int auth_level;                       /* security level, 0 to 5 */
    int64_t time;                         /* seconds since 1970 */
    unsigned host_flags;                  /* enum bs_host_flag */
    bs_reader email, ip;                  /* empty: not asked for */
    struct bs_dane *dane;                 /* NULL: none, and never without records */
    bool for_crl;                         /* the leaf is a CRL's issuer, whose path another path's judgement waits for */

    /* the state, which event() may look at */
    struct bs_path_cert chain[BS_PATH_MAX]; /* chain[0] is the leaf: set by the caller */
    size_t num;                             /* certificates in chain */
    size_t num_untrusted;                   /* of these, from the peer */
    size_t name_checks;                     /* comparisons with name constraints that were done */
    bool leaf_key_ok;                       /* the leaf's key is one we have, and a point on its curve */
    int error;                              /* enum bs_verify_code; the last fault */
    int error_depth;
    struct bs_path_cert current, current_issuer; /* .cert is NULL if there is none */
    void *current_crl;                      /* handle, or NULL */
    const struct bs_path_crl *at_crl;       /* while ops->check_crl or ops->cert_crl is called */
};

/**
 * \brief Build the chain of p->chain[0] and judge it.
 * \return 1 good (or every fault was overridden by event()); 0 not (p->error says why); -1 the check itself failed.
 */
int bs_path_verify(struct bs_path *p);

/**
 * \brief Build the chain of p->chain[0], and judge nothing but that.
 * \return as bs_path_verify(); p->chain holds what was found in any case.
 */
int bs_path_build_chain(struct bs_path *p);

/** Signatures and validity from the top down: what ops->verify replaces. */
int bs_path_check_signatures(struct bs_path *p);

/** CRLs, as the flags ask for: what ops->check_revocation replaces. */
int bs_path_check_revocation(struct bs_path *p);

/** \brief What ops->check_crl and ops->cert_crl replace, for themselves to ask about the CRL that they were called with.
 * \return false if it is another one, or none is at hand; out_verdict is as of ops->cert_crl.
 * @{ */
BS_CHECKED bool bs_path_check_crl(struct bs_path *p, const void *handle, bool *out_good);
BS_CHECKED bool bs_path_check_crl_entry(struct bs_path *p, const void *handle, int *out_verdict);
/** @} */

/** Policies: what ops->check_policy replaces: more than 0 to go on.                                     RFC 5280 6.1 */
int bs_path_check_policies(struct bs_path *p);

/** May the path's subject have been issued by this certificate? Asks ops->check_issued if there is one. */
bool bs_path_check_issued(struct bs_path *p, const struct bs_path_cert *subject, const struct bs_path_cert *issuer);

/** True if the certificate is valid at the path's time. Reports nothing. */
bool bs_path_time_ok(const struct bs_path *p, const struct bs_cert *c);

/** Reports a fault; what event() says. depth < 0: the depth at hand. cert may be NULL: the one at depth. */
bool bs_path_fault(struct bs_path *p, const struct bs_path_cert *cert, int depth, int code);

/** Number of the candidate that fits best as an issuer: the first valid one, else the last to expire; -1 if none. */
int bs_path_best_issuer(struct bs_path *p, const struct bs_path_cert *subject, const struct bs_path_cert *candidates,
                        size_t num_candidates);

/** Trust in the certificates that signed themselves; flags: BS_TRUST_NO_SS_COMPAT, not even in these. */
enum bs_trust bs_path_trust_itself(const struct bs_cert *c, unsigned flags);
#define BS_TRUST_NO_SS_COMPAT 0x4u

#endif
