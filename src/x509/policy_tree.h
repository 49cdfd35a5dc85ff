/**
 * \file policy_tree.h
 * \brief The tree of valid policies of a chain.                                                   RFC 5280 6.1.2 to 6.1.5
 *
 * Mapped policies can make the RFC's tree grow exponentially with the chain; as in OpenSSL a tree of more than
 * BS_POLICY_NODES_MAX nodes is no tree, so that what a chain can make us do is bounded by its length.
 */
#ifndef BS_X509_POLICY_TREE_H
#define BS_X509_POLICY_TREE_H

#include "src/x509/policy_exts.h"

#define BS_POLICY_NODES_MAX 1000

struct bs_policy_node {
    const struct bs_policy_data *data;
    struct bs_policy_node *parent; /* NULL: the root */
    size_t num_children;
    bool dead;                     /* pruned */
};

/** A certificate's row of the tree; the first is the trust anchor's, with anyPolicy alone. */
struct bs_policy_level {
    struct bs_policy_node **nodes; /* without anyPolicy */
    size_t num, room;
    struct bs_policy_node *any;
    bool inhibit_any, inhibit_map;
    struct bs_policy_exts exts;
};

/** A set of nodes. */
struct bs_policy_set {
    struct bs_policy_node **nodes;
    size_t num, room;
};

struct bs_policy_tree {
    struct bs_policy_level *levels;
    size_t num_levels;
    struct bs_policy_node *nodes; /* all there ever were */
    struct bs_policy_data *made;  /* what the nodes are about that no certificate says by itself */
    size_t num_nodes, num_made;
    struct bs_policy_set authority; /* the policies that the chain allows, RFC 5280 6.1.5 (g) */
    struct bs_policy_set user;      /* those of them that the program named */
    bool user_any;                  /* the program named anyPolicy: user is authority */
};

/** How the policies of a chain were judged. */
enum bs_policy_verdict {
    BS_POLICY_VALID,
    BS_POLICY_FAILURE,   /* one is required, and none is valid */
    BS_POLICY_INVALID,   /* an extension is malformed */
    BS_POLICY_TOO_MANY   /* too large a tree, or no memory */
};

/** What is asked of the policies of a chain. */
struct bs_policy_question {
    const struct bs_cert *const *chain; /* the leaf first, the trust anchor last */
    size_t num;
    bool explicit_policy, inhibit_any, inhibit_map; /* the initial state, RFC 5280 6.1.1 (d) to (f) */
    const bs_reader *wanted;            /* policies that the program accepts (OID content); none: it accepts none */
    size_t num_wanted;
};

/**
 * \brief Judge the policies of a chain.
 * \param out_tree      the tree, to be freed with bs_policy_tree_free(); NULL if there is none, or it does not hold what is
 *                      required.
 * \param out_explicit  a policy is required.
 */
enum bs_policy_verdict bs_policy_check(const struct bs_policy_question *q, struct bs_policy_tree **out_tree,
                                       bool *out_explicit);
void bs_policy_tree_free(struct bs_policy_tree *t);

/** The policies that the program accepts and the chain allows. */
const struct bs_policy_set *bs_policy_tree_user(const struct bs_policy_tree *t);

#endif
