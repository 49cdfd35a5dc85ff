/**
 * \file policy.h
 * \brief X509_POLICY_TREE: the engine's tree of a chain's policies, with objects that programs can look at.
 */
#ifndef BS_COMPAT_X509_POLICY_H
#define BS_COMPAT_X509_POLICY_H

#include <openssl/x509.h>

struct bs_policy_tree;

/**
 * \brief Make one of the engine's tree, which is taken over, and whose views lie in these certificates.
 * \return NULL if memory is short; freed with X509_policy_tree_free().
 */
X509_POLICY_TREE *bs_x509_policy_tree_new(struct bs_policy_tree *tree, STACK_OF(X509) *chain);

#endif
