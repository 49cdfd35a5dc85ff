/**
 * \file key_oids.h
 * \brief Object identifiers of key algorithms: the content bytes of their DER. Those of RFC 8410 are in src/crypto/raw_key.c.
 *                                                                RFC 8017 A.1, A.2, B.2; RFC 5480 2.1.1
 */
#ifndef BS_X509_KEY_OIDS_H
#define BS_X509_KEY_OIDS_H

#include <stdint.h>

static const uint8_t bs_oid_rsa[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01 };
static const uint8_t bs_oid_ea_rsa[] = { 0x55, 0x08, 0x01, 0x01 }; /* X.509's own name of RSA (1988, annex H) */
static const uint8_t bs_oid_rsa_pss[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A };
static const uint8_t bs_oid_mgf1[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08 };
static const uint8_t bs_oid_ec[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01 };

#endif
