/**
 * \file cmac.h
 * \brief CMAC over any of BearSSL's block ciphers.                                        RFC 4493; SP 800-38B
 *
 * A context holds no pointer into itself, so that it may be copied by assignment.
 */
#ifndef BS_CRYPTO_CMAC_H
#define BS_CRYPTO_CMAC_H

#include <bearssl.h>

#include <stddef.h>
#include <stdint.h>

/** A running CMAC. */
typedef struct {
    union {
        const br_block_cbcenc_class *vtable; /* first member of both */
        br_aes_gen_cbcenc_keys aes;
        br_des_gen_cbcenc_keys des;
    } keys;
    size_t block;              /* bytes: 16, or 8 for DES */
    uint8_t k1[16], k2[16];    /* SP 800-38B 6.1 */
    uint8_t chain[16], buf[16];
    size_t fill;               /* bytes in buf; the last block waits there for the end */
} bs_cmac;

/** Set the key and begin. class: aes_cbcenc or des_cbcenc of bs_impl; len: what it takes.                6.1 */
void bs_cmac_init(bs_cmac *c, const br_block_cbcenc_class *class, const uint8_t *key, size_t len);

/** Begin again with the same key. */
void bs_cmac_restart(bs_cmac *c);

/** More of the message. */
void bs_cmac_update(bs_cmac *c, const uint8_t *data, size_t len);

/** The MAC of what came so far, c->block bytes; the running state stays as it is.                        6.2 */
void bs_cmac_out(const bs_cmac *c, uint8_t *out);

#endif
