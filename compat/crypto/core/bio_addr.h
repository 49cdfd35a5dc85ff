/**
 * \file bio_addr.h
 * \brief What is behind BIO_ADDR and BIO_ADDRINFO: the system's structs.               man 3 BIO_ADDR, BIO_ADDRINFO
 */
#ifndef BS_COMPAT_BIO_ADDR_H
#define BS_COMPAT_BIO_ADDR_H

#include <openssl/bio.h>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

union bio_addr_st {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un path;
};

/** An item is an addrinfo of getaddrinfo(), or a list of one for a path. */
struct bio_addrinfo_st {
    struct addrinfo ai;
};

/** The bytes of it that count for its family. */
socklen_t bs_bio_addr_len(const BIO_ADDR *a);

/** BIO_FAMILY_* of an AF_*; -1 if it is neither IPv4 nor IPv6. */
int bs_bio_family(int af);

/** \brief AF_* of a BIO_FAMILY_*. \return 1; or 0 with an error. */
int bs_bio_family_to_af(int family, int *out_af);

#endif
