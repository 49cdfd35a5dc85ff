/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/objectserr.h
 * Reason codes of errors that library OBJ reports; ERR_GET_REASON() yields them.
 */
#ifndef OPENSSL_OBJECTSERR_H
#define OPENSSL_OBJECTSERR_H

#include <openssl/opensslconf.h>
#include <openssl/symhacks.h>
#include <openssl/cryptoerr_legacy.h>

/* Reason codes of library OBJ. */
#define OBJ_R_UNKNOWN_NID         101
#define OBJ_R_OID_EXISTS          102
#define OBJ_R_UNKNOWN_OBJECT_NAME 103

#endif /* OPENSSL_OBJECTSERR_H */
