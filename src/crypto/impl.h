/**
 * \file impl.h
 * \brief The implementations that fit this CPU, chosen once.
 *
 * BearSSL offers each primitive several times over (portable constant-time code, AES-NI, SSE2, ...). bs_impl_choose()
 * asks the CPU once and fills a table; whoever makes a context or a connection keeps a pointer to it. A faster class
 * of our own plugs in here and nowhere else.
 */
#ifndef BS_CRYPTO_IMPL_H
#define BS_CRYPTO_IMPL_H

#include <bearssl.h>
#include <stdint.h>

struct bs_impl {
    const br_ec_impl *ec; /* P-256, P-384, P-521 and X25519 */
    br_rsa_public rsa_public;
    br_rsa_private rsa_private;
    br_ecdsa_sign ecdsa_sign;     /* ASN.1 format */
    br_ecdsa_vrfy ecdsa_verify;   /* ASN.1 format; ecdsa_verify.h */
    const br_block_ctr_class *aes_ctr;
    const br_block_ctrcbc_class *aes_ctrcbc; /* CCM */
    const br_block_cbcenc_class *aes_cbcenc;
    const br_block_cbcdec_class *aes_cbcdec;
    const br_block_cbcenc_class *des_cbcenc;
    const br_block_cbcdec_class *des_cbcdec;
    br_ghash ghash;
    br_chacha20_run chacha20;
    br_poly1305_run poly1305;
};

/** For BearSSL's key structs, whose members are not const although they are only read. */
static inline unsigned char *bs_unconst(const uint8_t *p) { return (unsigned char *)(uintptr_t)p; }

/** Fills the table for the CPU this runs on. No global state; the result is the same for the process's life. */
void bs_impl_choose(struct bs_impl *out);

#endif
