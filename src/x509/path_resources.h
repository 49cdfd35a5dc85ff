/**
 * \file path_resources.h
 * \brief Does each certificate of a chain speak for no more addresses and systems than its issuer?  RFC 3779 2.3, 3.3
 *
 * The order of the faults and their codes are OpenSSL's: INVALID_EXTENSION for what is not in canonical order,
 * UNNESTED_RESOURCE for what the issuer does not have, or what the end of the chain says it inherits.
 */
#ifndef BS_X509_PATH_RESOURCES_H
#define BS_X509_PATH_RESOURCES_H

#include "src/x509/cert.h"

/** A chain, the leaf first, and who is told of its faults. */
struct bs_resource_chain {
    size_t num;                                                /* at least 1 */
    const struct bs_cert *(*cert)(void *arg, size_t i);        /* the i-th certificate */
    bool (*fault)(void *arg, size_t i, int depth, int code);   /* of the i-th at this depth; false stops */
    void *arg;
    const bs_reader *claim; /* content of an extension's SEQUENCE that the chain is to bear out; NULL: its leaf's */
};

/** \brief Judges the addresses, or the systems.
 * \return 1 to go on, 0 if a fault stopped it or a family has no name, -1 when memory is out (addresses alone).
 * @{ */
int bs_resources_check_addresses(const struct bs_resource_chain *c);
int bs_resources_check_systems(const struct bs_resource_chain *c);
/** @} */

#endif
