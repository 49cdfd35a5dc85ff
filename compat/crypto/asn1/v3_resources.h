/**
 * \file v3_resources.h
 * \brief Chains whose addresses and systems a program has judged.                                        RFC 3779
 */
#ifndef BS_COMPAT_V3_RESOURCES_H
#define BS_COMPAT_V3_RESOURCES_H

#include <openssl/x509v3.h>
#include <stdbool.h>

#include "src/x509/addr_blocks.h"
#include "src/x509/as_ids.h"
#include "src/x509/path_resources.h"

typedef int (*bs_v3_resource_check)(const struct bs_resource_chain *c);

/** The chain of a context that has verified one; its callback is told of the faults. 1 good, else 0. */
int bs_v3_resources_of_path(X509_STORE_CTX *ctx, bs_v3_resource_check check);

/** Does the chain bear out what is claimed? */
bool bs_v3_resources_of_chain(STACK_OF(X509) *chain, const bs_reader *claim, bs_v3_resource_check check);

#endif
